/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One whole ingest in memory, for the fuzzers of raw files and of mappings. */
#ifndef PDZ_TESTS_INGEST_ONCE_H
#define PDZ_TESTS_INGEST_ONCE_H

#include "fuzz.h"

#include "pdz/ingest.h"
#include "pdz/record.h"

#include <sys/stat.h>

/* What is written are records, all of them. */
static void read_records(const struct pdz_buf *text, const struct pdz_plan *plan, uint64_t want)
{
	struct pdz_input in;
	struct pdz_record_reader reader;
	struct pdz_record r;
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS];
	uint64_t records = 0;
	bool got = true;
	for (size_t i = 0; plan != NULL && i < plan->dimension_count; i++)
		dimensions[i] = plan->dimensions[i].code;
	must(pdz_input_adopt(&in, "records", dup(file_of_memory(1, text->p, text->n)), NULL) == PDZ_OK);
	must(pdz_record_open(&reader, &in, dimensions, plan != NULL ? plan->dimension_count : 0, NULL, NULL) == PDZ_OK ||
	     plan == NULL);
	if (plan != NULL) {
		while (pdz_record_read(&reader, &r, &got, &sink, NULL) == PDZ_OK && got)
			records++;
		must(!got && reader.invalid == 0 && records == want);
	}
	pdz_record_close(&reader);
	pdz_input_close(&in);
}

/* With threads over small chunks, the same comes out. */
static void ingest_ahead(struct pdz_ingest_options o, size_t chunk, enum pdz_status want, const struct pdz_buf *records,
                         const struct pdz_buf *set_aside)
{
	struct pdz_output out, rejects;
	struct pdz_ingest *run;
	struct pdz_error err = {0};
	o.quality = false;
	o.jobs = 2;
	o.chunk = chunk;
	lseek(STDIN_FILENO, 0, SEEK_SET);
	must(pdz_output_open(&out, "/dev/null", true, NULL) == PDZ_OK &&
	     pdz_output_open(&rejects, "/dev/null", true, NULL) == PDZ_OK);
	must(pdz_ingest_run(&run, &o, &out, &rejects, &err) == want);
	must(pdz_str_eq(pdz_buf_view(&out.pending), pdz_buf_view(records)) &&
	     pdz_str_eq(pdz_buf_view(&rejects.pending), pdz_buf_view(set_aside)));
	pdz_ingest_free(run);
	pdz_output_abandon(&out);
	pdz_output_abandon(&rejects);
}

/* bytes is the file; mapping NULL: a canonical header. */
static void keep_quality_line(void *text, const struct pdz_quality_line *line)
{
	pdz_buf_z(text, line->text);
}

static void ingest_once(const uint8_t *data, size_t size, const struct pdz_plan *plan, struct pdz_mapping *mapping,
                        const struct pdz_pseudonyms *pseudonyms)
{
	static const char *const names[] = {"-"};
	const struct pdz_ingest_options o = {
		.plan = plan,
		.mappings = &mapping,
		.mapping_count = mapping != NULL,
		.names = names,
		.name_count = 1,
		.temporary_folder = "/dev/shm",
		.pseudonyms = pseudonyms,
		.mask = size % 2,
		.sink = sink,
		.quality = true,
		.max_rejects = UINT64_MAX,
		.max_rejects_share = 1,
	};
	struct pdz_output out, rejects, shown;
	struct pdz_ingest *run;
	struct pdz_error err = {0};
	struct pdz_buf quality = {0};
	must(dup2(file_of_memory(0, data, size), STDIN_FILENO) == STDIN_FILENO);
	must(pdz_output_open(&out, "/dev/null", true, NULL) == PDZ_OK &&
	     pdz_output_open(&rejects, "/dev/null", true, NULL) == PDZ_OK &&
	     pdz_output_open(&shown, "/dev/null", true, NULL) == PDZ_OK);
	const enum pdz_status status = pdz_ingest_run(&run, &o, &out, &rejects, &err);
	must_be_told(status, &err);
	if (status == PDZ_OK) {
		const struct pdz_ingest_counts c = pdz_ingest_total(run);
		must(c.rows == c.accepted + c.rejected + c.duplicates + c.superseded + c.skipped);
		if (out.pending.n < 60000) /* all of it is still there */
			read_records(&out.pending, plan, c.records);
		must(pdz_ingest_quality_json(run, &quality, NULL) == PDZ_OK &&
		     pdz_ingest_quality_lines(run, keep_quality_line, &quality, NULL) == PDZ_OK);
	}
	pdz_ingest_free(run);
	if (size % 4 == 0)
		ingest_ahead(o, 1 + size % 127, status, &out.pending, &rejects.pending);
	lseek(STDIN_FILENO, 0, SEEK_SET);
	err = (struct pdz_error){0};
	must_be_told(pdz_ingest_preview(&o, 3, &shown, &err), &err);
	pdz_buf_release(&quality);
	pdz_output_abandon(&out);
	pdz_output_abandon(&rejects);
	pdz_output_abandon(&shown);
}

/* A key of no secrecy. */
static struct pdz_pseudonyms *key_of_fuzzers(void)
{
	struct pdz_pseudonyms *p;
	const char *name = file_of(3, "7bd8e98e8fd943977809e2710e1ecfd6d9340291ded6cda1d228f6f60a53526d", 64);
	struct pdz_error err = {0};
	must(fchmod(file_of_memory(3, "7bd8e98e8fd943977809e2710e1ecfd6d9340291ded6cda1d228f6f60a53526d", 64), 0600) == 0);
	if (pdz_pseudonyms_load(&p, name, PDZ_STR("fuzz"), &err) != PDZ_OK) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	return p;
}

#endif
