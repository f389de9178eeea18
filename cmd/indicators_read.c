/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and partial results into a run; ids that come again; what partials were made with. */
#include "indicators.h"

#include "pdz/ingest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* What makes two records of one id the same: all but where they came from. */
static uint64_t content_of(const struct pdz_record *r, size_t dimension_count)
{
	const struct pdz_str texts[] = {r->action, r->event, r->case_id, r->category, r->area, r->note};
	const int64_t numbers[] = {r->date, r->due, r->start, r->status, r->quantity};
	uint64_t h = pdz_hash(numbers, sizeof numbers);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		h = h * UINT64_C(0x9E3779B97F4A7C15) + pdz_hash(texts[i].p, texts[i].n);
	for (size_t i = 0; i < dimension_count; i++)
		h = h * UINT64_C(0x9E3779B97F4A7C15) + pdz_hash(r->dimensions[i].p, r->dimensions[i].n);
	return h;
}

enum pass { ONLY, AGAIN }; /* the second reading, once a correction was found in the first */

/* Is the record to be left out because of its id? In the first pass a correction only marks the need for a second. */
static enum pdz_fate fate_of_id(struct job *job, enum pass pass, const struct pdz_record *r, uint32_t row)
{
	if (r->id.n == 0)
		return PDZ_USED;
	const uint64_t content = content_of(r, job->plan->dimension_count);
	if (pass == ONLY)
		return pdz_seen_note(&job->seen, r->id, content, row) == PDZ_UNCHANGED ? PDZ_DUPLICATE : PDZ_USED;
	static const enum pdz_fate fates[] = {
		[PDZ_FIRST] = PDZ_USED, [PDZ_UNCHANGED] = PDZ_DUPLICATE, [PDZ_CHANGED] = PDZ_SUPERSEDED};
	return fates[pdz_seen_final(&job->seen, r->id, content, row)];
}

static enum pdz_status read_record_file(struct job *job, enum pass pass, struct pdz_result_file *file, uint32_t *row,
                                        struct pdz_error *err)
{
	struct pdz_input in;
	struct pdz_record_reader reader;
	struct pdz_record r;
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS];
	const struct pdz_diag_sink *sink = pass == ONLY ? &job->sink : NULL; /* told once */
	bool got;
	for (size_t i = 0; i < job->plan->dimension_count; i++)
		dimensions[i] = job->plan->dimensions[i].code;
	memset(file->fates, 0, sizeof file->fates);
	enum pdz_status status = pdz_input_open(&in, file->name, err);
	if (status != PDZ_OK)
		return status;
	if (job->format != NULL && strcmp(job->format, "csv") == 0) /* a flat table does not name its inputs */
		pdz_input_forget_hash(&in);
	status = pdz_record_open(&reader, &in, dimensions, job->plan->dimension_count, err);
	while (status == PDZ_OK && (status = pdz_record_read(&reader, &r, &got, sink, err)) == PDZ_OK && got) {
		enum pdz_fate fate = fate_of_id(job, pass, &r, (*row)++);
		if (fate == PDZ_USED)
			status = pdz_run_add(job->run, &r, NULL, &fate, sink, err);
		file->fates[fate]++;
		if (status == PDZ_OK && job->collector != NULL)
			status = pdz_collect(job->collector, &r, fate, err);
		if (status == PDZ_OK && job->arrived != NULL && fate != PDZ_DUPLICATE && fate != PDZ_SUPERSEDED)
			status = pdz_needs_add(job->arrived, &r, err);
		if (status == PDZ_OK && job->seen.failed)
			status = pdz_no_memory(err);
		if (status == PDZ_OK && job->seen.corrections > 0 && pass == ONLY && strcmp(file->name, "-") == 0)
			status = pdz_fail(
				err, PDZ_INPUT, file->name, 0, 0,
				"record id '%.*s' comes twice with different content; pass the records through pdz-ingest, or as a file",
				(int)r.id.n, r.id.p);
	}
	if (status == PDZ_OK) {
		file->fates[PDZ_INVALID] = reader.invalid;
		file->bytes = in.bytes;
		pdz_input_sha256(&in, file->sha256);
	}
	pdz_record_close(&reader);
	pdz_input_close(&in);
	return status;
}

enum pdz_status job_read_files(struct job *job, struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;
	for (enum pass pass = ONLY; pass <= AGAIN && status == PDZ_OK; pass++) {
		uint32_t row = 1;
		if (pass == AGAIN && job->seen.corrections == 0)
			break;
		pdz_collector_free(job->collector);
		job->collector = NULL;
		pdz_run_free(job->run);
		job->run = pdz_run_new(job->plan, &job->options);
		pdz_needs_free(job->arrived);
		job->arrived = NULL;
		if (job->needs && (job->arrived = pdz_needs_new(job->plan, job->options.as_of)) == NULL)
			return pdz_no_memory(err);
		if (job->run == NULL || (job->explain != NULL && (job->collector = pdz_collector_new(job->run)) == NULL))
			return pdz_no_memory(err);
		for (size_t i = 0; i < job->file_count && status == PDZ_OK; i++)
			status = read_record_file(job, pass, &job->files[i], &row, err);
	}
	return status;
}

static void set_text(struct pdz_buf *b, const char *text)
{
	pdz_buf_clear(b);
	pdz_buf_z(b, text);
	pdz_buf_char(b, '\0');
	b->n -= !b->failed;
}

/* In the head of partials whose cases are their own: what stands for the key. */
static const char own_cases[] = "own";

/* Options that are not given are those the first of the partials was made with. */
enum pdz_status job_adopt_options(struct job *job, struct pdz_error *err)
{
	const enum pdz_status status = pdz_partial_look(job->cli.operand_count > 0 ? job->cli.operands[0] : "-", &job->made,
	                                                err);
	if (status != PDZ_OK)
		return status;
	if (job->by == NULL)
		job->by = job->made.by.p;
	if (job->only == NULL && job->made.only.n > 0)
		job->only = job->made.only.p;
	if (job->as_of == NULL)
		job->as_of = job->made.as_of.p;
	job->own_cases |= job->key_path == NULL && pdz_str_is(pdz_buf_view(&job->made.key), own_cases);
	return PDZ_OK;
}

/* What the partials of this run are made with. */
enum pdz_status job_describe_partial(struct job *job, struct pdz_error *err)
{
	struct pdz_partial_head head = {{0}, {0}, {0}, {0}};
	char digest[65] = "plan";
	if (job->key_path != NULL) {
		unsigned char key[PDZ_KEY_BYTES];
		const enum pdz_status status = pdz_key_read(job->key_path, key, err);
		if (status != PDZ_OK)
			return status;
		pdz_buf_add(&job->key, (const char *)key, sizeof key);
		if (job->key.failed)
			return pdz_no_memory(err);
		pdz_sha256(job->key.p, job->key.n, digest);
		pdz_sha256(digest, 64, digest); /* a fingerprint of the key, not of what it hashes */
		digest[16] = '\0';
	} else if (job->own_cases) {
		/* a key that nobody keeps: no hash of one partial will be found in another */
		char random[32];
		if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
			return pdz_fail_system(err, PDZ_OUTPUT, NULL, "no random bytes", errno);
		pdz_buf_add(&job->key, random, sizeof random);
		memcpy(digest, own_cases, sizeof own_cases);
		if (job->key.failed)
			return pdz_no_memory(err);
	}
	pdz_day_write(&head.as_of, job->options.as_of);
	pdz_buf_char(&head.as_of, '\0');
	head.as_of.n -= !head.as_of.failed;
	set_text(&head.by, job->by_given.p);
	set_text(&head.only, job->only != NULL ? job->only : "");
	set_text(&head.key, digest);
	const bool failed = head.as_of.failed || head.by.failed || head.only.failed || head.key.failed;
	pdz_partial_head_release(&job->made); /* its texts have been read */
	job->made = head;
	return failed ? pdz_no_memory(err) : PDZ_OK;
}

enum pdz_status job_merge_files(struct job *job, struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;
	job->run = pdz_run_new(job->plan, &job->options);
	if (job->run == NULL)
		return pdz_no_memory(err);
	for (size_t i = 0; i < job->file_count && status == PDZ_OK; i++)
		status = pdz_partial_merge(job->run, job->plan, job->files[i].name, &job->made, &job->inputs, err);
	free(job->files);
	job->files = job->inputs.files;
	job->file_count = job->inputs.count;
	job->inputs.files = NULL;
	return status;
}
