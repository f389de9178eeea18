/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run: the first pass (survey.c), then the second over all inputs, and what came of it. */
#include "ingest/bind.h"
#include "ingest/pass.h"

#include "base/fold.h"
#include "ingest/rejects.h"
#include "ingest/sheet_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Does a text of the mapping name a column that it reads nowhere? Then its braces are missing, most likely. */
static bool is_unread_header(const struct ingest_bound *b, struct pdz_str text)
{
	struct pdz_buf wanted = {0}, header = {0};
	bool found = false;

	pdz_fold(&wanted, text);
	for (size_t i = 0; i < b->header_count && !found && wanted.n; i++) {
		pdz_buf_clear(&header);
		pdz_fold(&header, b->header_texts[i]);
		found = pdz_str_eq(pdz_buf_view(&wanted), pdz_buf_view(&header));
		for (size_t k = 0; k < b->mapping->column_count && found; k++)
			found = b->cells[k] != i;
	}
	pdz_buf_release(&wanted);
	pdz_buf_release(&header);
	return found;
}

static void tell_repeats(const struct pass *p, const struct ingest_source *s)
{
	char count[24], earlier[24];
	const struct pdz_diag diag = {.severity = PDZ_WARNING,
	                              .source = s->name,
	                              .line = s->repeats.line,
	                              .code = "repeated_rows",
	                              .with = {count, earlier},
	                              .problem = "rows that are the same as earlier ones: {0}, the first as line {1}",
	                              .expected = "without an id in the mapping nobody can tell, and all count"};

	if (!s->repeats.count)
		return;
	snprintf(count, sizeof count, "%llu", (unsigned long long)s->repeats.count);
	snprintf(earlier, sizeof earlier, "%llu", (unsigned long long)s->repeats.earlier);
	pdz_tell(&p->run->options->sink, &diag);
}

/* What the mapping makes of the columns, where that is probably not what it means. */
static void tell_columns(const struct pass *p, struct ingest_source *s)
{
	struct ingest_bound *b = &s->bound;
	bool patterns = false;

	if (!b->mapping) /* the file has no header */
		return;
	bool quoted = b->header_count > 1 && !b->mapping->quote;
	for (size_t i = 0; i < b->header_count; i++) {
		const struct pdz_str t = b->header_texts[i];
		quoted &= t.n > 2 && t.p[0] == '\'' && t.p[t.n - 1] == '\'';
	}
	if (quoted)
		pdz_ingest_tell(p->run->options, PDZ_WARNING, s->name, s->dialect.header_line, "other_quotes",
		                "cells seem to stand between single quotes", b->header_texts[0].p,
		                "if so, \"quote\": \"'\" in the mapping");
	for (size_t i = 0; i < b->mapping->record_count; i++)
		patterns |= b->mapping->records[i].for_each.count > 0;
	for (uint32_t cell = 0; cell < b->header_count && patterns; cell++)
		if (b->header_texts[cell].n > MAPPING_HEADER_MOST)
			pdz_ingest_tell(p->run->options, PDZ_WARNING, s->name, s->dialect.header_line, "long_header",
			                "column left out of a for_each pattern: its name is longer than 1000 bytes",
			                b->header_texts[cell].p, "shorten it");
		else if (pdz_rows_leaves_out(b, cell))
			pdz_ingest_tell(p->run->options, PDZ_WARNING, s->name, s->dialect.header_line, "total_column",
			                "column left out of a for_each pattern: it looks like a total", b->header_texts[cell].p,
			                "name it in a table of values to have it");
		else if (pdz_rows_passes_over(b, cell))
			pdz_ingest_tell(p->run->options, PDZ_WARNING, s->name, s->dialect.header_line, "passed_over",
			                "column not read, among those of a for_each pattern that it does not fit",
			                b->header_texts[cell].n ? b->header_texts[cell].p : "\"\"", NULL);
	for (size_t i = 0; i < b->mapping->record_count && !b->mapping->canonical; i++)
		for (size_t f = 0; f < MAPPING_FIELDS; f++) {
			const struct map_value *v = &b->mapping->records[i].fields[f];
			const bool text = v->from.count == 1 && v->from.pieces[0].kind == PIECE_LITERAL;
			if (text && f != PDZ_COL_STATUS && is_unread_header(b, v->from.pieces[0].text)) {
				pdz_ingest_tell(p->run->options, PDZ_WARNING, s->name, s->dialect.header_line, "missing_braces",
				                "the mapping writes the name of a column as a text", v->from.pieces[0].text.p,
				                "in braces it stands for the cells");
				return;
			}
		}
}

static void describe_source(struct pass *p, struct ingest_source *s)
{
	struct pdz_ingest_file *f = &p->run->files[p->file];

	f->encoding = s->text.encoding == ENCODING_UNKNOWN ? "ascii"
	                                                   : pdz_ingest_encoding_names[s->text.encoding - ENCODING_UTF8];
	f->bom = s->text.bom;
	f->sheet = p->run->states[p->file].sheet;
	f->delimiter = s->dialect.delimiter;
	f->header_line = s->dialect.header_line;
	f->mapping = s->mapping && !s->mapping->canonical ? s->mapping->path.p : NULL;
	f->mapping_sha256 = f->mapping ? s->mapping->sha256 : NULL;
	f->bytes = s->in.bytes;
	if (s->in.hash)
		pdz_input_sha256(&s->in, f->sha256);
	if (!p->counts_only) {
		pdz_sheet_tell(s);
		pdz_styles_tell(s);
		tell_columns(p, s);
		tell_repeats(p, s);
	}
	if (s->text.overruled && !p->counts_only)
		pdz_ingest_tell(p->run->options, PDZ_WARNING, s->name, 0, "overruled_encoding",
		                "declared in another encoding, but it is utf-8", NULL, "it is read as utf-8");
	if (s->text.mixed && !p->counts_only)
		pdz_ingest_tell(p->run->options, PDZ_WARNING, s->name, 0, "mixed_encoding", "mostly utf-8, with broken places",
		                NULL, "rows that have one are set aside");
}

static enum pdz_status pass_item(struct pass *p, struct ingest_source *s, enum source_item item,
                                 const struct pdz_row *row, uint32_t *number, struct pdz_error *err)
{
	struct pdz_ingest_counts *counts = &p->run->files[p->file].counts;
	const uint64_t rejected = counts->rejected, superseded = counts->superseded;
	enum pdz_status status = PDZ_OK;

	counts->rows++;
	if (item == SOURCE_ROW)
		status = pdz_pass_row(p, s, row, (*number)++, err);
	else if (!pdz_pass_skip(p, item == SOURCE_HEADER                ? "header"
	                           : row->line > s->dialect.header_line ? "title"
	                                                                : "above the header"))
		status = pdz_no_memory(err);
	if (item == SOURCE_ROW && s->correction) {
		counts->corrected += counts->rejected == rejected && counts->superseded == superseded;
		s->correction->is_replaced |= counts->superseded > superseded;
		s->correction->is_held |= counts->superseded == superseded;
		const char *skipped;
		s->correction->is_right |= !status && !p->counts_only && counts->superseded == superseded && !s->sent.fault &&
		                           pdz_rows_convert(&s->bound, &s->sent, s->base, &skipped) == ROW_RECORDS;
		if (s->bound.failed)
			status = pdz_no_memory(err);
	}
	if (item == SOURCE_HEADER) {
		p->section_begun = false;
		if (!status && !pdz_corrections_tag(&s->bound, p->run->states[p->file].tag))
			status = pdz_no_memory(err);
		if (!status)
			status = pdz_pass_in_chunks(p, s, number, err);
	}
	return status;
}

static enum pdz_status skip_notes(struct pass *p, struct pdz_error *err)
{
	bool fine = true;

	for (size_t i = 0; i < p->notes.count && fine; i++)
		fine = pdz_pass_skip(p, "note below the table");
	pdz_footnotes_clear(&p->notes);
	return fine ? PDZ_OK : pdz_no_memory(err);
}

/* Nobody has written over it since the first pass. */
static enum pdz_status is_as_surveyed(const struct run_file *state, const struct ingest_source *s,
                                      struct pdz_error *err)
{
	struct file_stamp now;

	return state->spool >= 0 || (pdz_ingest_stamp(s, &now) && now.bytes == state->stamp.bytes &&
	                             now.inode == state->stamp.inode && now.changed.tv_sec == state->stamp.changed.tv_sec &&
	                             now.changed.tv_nsec == state->stamp.changed.tv_nsec)
	           ? PDZ_OK
	           : pdz_fail(err, PDZ_INPUT, s->name, 0, 0, "changed while it was read: read it again");
}

/* What it has is not a delivery; nothing needs a look where another input has all of it. */
static void tell_cut_off(const struct pass *p, const struct ingest_source *s)
{
	static const char *const problems[] = {
		[END_OPEN] = "the last line is not ended",
		[END_NO_ROW] = "the last line is not ended",
		[END_FEW_CELLS] = "the last line is not ended, and has fewer cells than the header",
		[END_SHORTER] = "the last line is not ended, as it was in the longer delivery that came before",
		[END_SHORT_CELL] = "the last line is not ended, and its last cell is the beginning of one above",
	};
	const enum ingest_end end = p->run->states[p->file].end;
	const bool is_cut = end > END_OPEN, needs_look = is_cut && !pdz_delivery_came_anew(p->run, p->file);

	if (end == END_WHOLE)
		return;
	p->run->files[p->file].findings += needs_look;
	pdz_ingest_tell(p->run->options, needs_look ? PDZ_WARNING : PDZ_NOTE, s->name, 0, "last_line_not_ended",
	                problems[end], NULL,
	                is_cut ? "if it was cut off on its way, it is no delivery"
	                       : "if it was cut off on its way, its last cell was, too");
}

static enum pdz_status pass_file(struct pass *p, struct pdz_error *err)
{
	struct pdz_ingest_file *f = &p->run->files[p->file];
	uint32_t number = p->run->states[p->file].first_number;
	struct ingest_source s;
	enum source_item item = SOURCE_ROW;
	enum pdz_status status = pdz_ingest_open(p->run, p->file, &s, err);

	if (status)
		return status;
	p->outlet.source = s.base;
	f->counts = (struct pdz_ingest_counts){0};
	f->rejected.count = f->skipped.count = 0;
	f->findings = 0;
	f->aside = 0;
	while (!status && item != SOURCE_END) {
		struct pdz_row row;
		status = pdz_pass_unquoted_rows(p, &s, &number, err);
		if (!status)
			status = pdz_source_next(&s, &row, &item, err);
		if (!status && item != SOURCE_END)
			status = pass_item(p, &s, item, &row, &number, err);
	}
	if (!status && p->notes.failed)
		status = pdz_no_memory(err);
	if (!status)
		status = skip_notes(p, err);
	if (!status)
		status = is_as_surveyed(&p->run->states[p->file], &s, err);
	if (!status)
		describe_source(p, &s);
	if (!status && p->run->states[p->file].end == END_WHOLE)
		status = pdz_source_end(&s, &p->run->states[p->file].end, err);
	if (!status && !p->counts_only)
		tell_cut_off(p, &s);
	if (!status && !p->counts_only)
		status = pdz_delivery_of_file(p->run, p->file, &s, err);
	pdz_source_close(&s);
	return status;
}

static enum pdz_status pass_all(struct pdz_ingest *run, bool counts_only, struct pdz_output *out,
                                struct pdz_output *rejects, struct pdz_error *err)
{
	const struct pdz_ingest_taker *taker = counts_only ? NULL : run->options->taker;
	struct pass p = {.run = run,
	                 .counts_only = counts_only,
	                 .out = out,
	                 .rejects = rejects,
	                 .outlet = {.taker = taker,
	                            .thread = taker ? taker->threads[0] : NULL,
	                            .text = out ? &out->pending : NULL,
	                            .dimension_count = run->dimension_count,
	                            .quality = run->quality.wanted && !counts_only ? &run->quality : NULL}};
	enum pdz_status status = PDZ_OK;

	for (size_t i = 0; i < run->count && !status; i++) {
		if (run->files[i].unusable)
			continue;
		p.file = p.outlet.file = run->at_hand = i;
		p.outlet.skipped = &run->files[i].skipped;
		p.section_begun = false;
		status = pass_file(&p, err);
	}
	pdz_footnotes_release(&p.notes);
	return status;
}

struct pdz_ingest_counts pdz_ingest_total(const struct pdz_ingest *run)
{
	struct pdz_ingest_counts t = {0};

	for (size_t i = 0; i < run->count; i++) {
		const struct pdz_ingest_counts *c = &run->files[i].counts;
		t.rows += c->rows;
		t.accepted += c->accepted;
		t.records += c->records;
		t.rejected += c->rejected;
		t.partly += c->partly;
		t.set_aside += c->set_aside;
		t.duplicates += c->duplicates;
		t.superseded += c->superseded;
		t.skipped += c->skipped;
		t.corrected += c->corrected;
	}
	return t;
}

static enum pdz_status check_rejects(const struct pdz_ingest *run, struct pdz_error *err)
{
	const struct pdz_ingest_options *o = run->options;
	struct pdz_ingest_counts t = pdz_ingest_total(run);
	uint64_t data = t.rows - t.skipped;

	if (t.rejected > o->max_rejects || (double)t.rejected > o->max_rejects_share * (double)data)
		return pdz_fail(err, PDZ_INPUT, NULL, 0, 0,
		                "too many rejected rows: %llu of %llu (more than allowed; nothing written)",
		                (unsigned long long)t.rejected, (unsigned long long)data);
	return PDZ_OK;
}

enum pdz_status pdz_ingest_new(struct pdz_ingest **out_run, const struct pdz_ingest_options *options,
                               struct pdz_error *err)
{
	struct pdz_ingest *run = calloc(1, sizeof *run);

	*out_run = run;
	if (!run)
		return pdz_no_memory(err);
	run->own = *options;
	run->options = &run->own;
	pdz_identity_begin(&run->identity);
	run->files = calloc(options->name_count + 1, sizeof *run->files);
	run->states = calloc(options->name_count + 1, sizeof *run->states);
	if (!run->files || !run->states)
		return pdz_no_memory(err);
	run->count = options->name_count;
	run->quality = (struct quality){.wanted = options->quality, .plan_first = PDZ_NO_DAY, .plan_last = PDZ_NO_DAY};
	if (options->plan) {
		run->quality.plan_first = pdz_period_begin(options->plan->period);
		run->quality.plan_last = pdz_period_end(options->plan->period);
	}
	for (size_t i = 0; i < run->count; i++) {
		run->files[i].name = options->names[i];
		run->files[i].source = pdz_source_base_name(options->names[i]);
		run->states[i].spool = -1;
	}
	return PDZ_OK;
}

enum pdz_status pdz_ingest_run(struct pdz_ingest **out_run, const struct pdz_ingest_options *options,
                               struct pdz_output *out, struct pdz_output *rejects, struct pdz_error *err)
{
	bool limited = options->max_rejects != UINT64_MAX || options->max_rejects_share < 1;
	enum pdz_status status = pdz_ingest_new(out_run, options, err);
	struct pdz_ingest *run = *out_run;

	if (status || !run)
		return status;
	status = pdz_corrections_load(&run->corrections, options, err);
	if (!status)
		status = pdz_ingest_survey(run, err);
	/* what goes to standard output cannot be taken back: count before writing */
	if (!status && limited && out && !out->target)
		status = pass_all(run, true, NULL, NULL, err);
	if (!status && limited && out && !out->target)
		status = check_rejects(run, err);
	run->surveyed = !status;
	if (status)
		return status;
	if (out)
		pdz_record_write_header(&out->pending, run->dimensions, run->dimension_count);
	if (rejects)
		pdz_rejects_write_header(&rejects->pending);
	status = pass_all(run, false, out, rejects, err);
	if (!status && run->quality.failed)
		status = pdz_no_memory(err);
	if (!status && out)
		pdz_record_write_end(&out->pending, pdz_ingest_total(run).records);
	if (!status)
		pdz_corrections_tell_rest(&run->corrections, run);
	return status ? status : check_rejects(run, err);
}

bool pdz_ingest_failed_late(const struct pdz_ingest *run, const struct pdz_error *err, size_t *file)
{
	for (size_t i = 0; run && i < run->count; i++)
		if (run->states[i].spool >= 0) /* what is gone cannot be read again */
			return false;
	*file = run ? run->at_hand : 0;
	return run && run->surveyed && run->count > run->unusable + 1 && !run->options->stop_at_unusable &&
	       err->status == PDZ_INPUT && pdz_error_is_about(err, run->options->names[*file]);
}

void pdz_ingest_free(struct pdz_ingest *run)
{
	if (!run)
		return;
	for (size_t i = 0; i < run->count; i++) {
		free(run->files[i].rejected.items);
		free(run->files[i].skipped.items);
		pdz_mapping_free(run->states[i].own);
		free(run->states[i].row_deliveries);
		if (run->states[i].spool >= 0)
			close(run->states[i].spool);
	}
	free(run->files);
	free(run->states);
	pdz_identity_release(&run->identity);
	free(run->owed);
	pdz_intern_release(&run->owed_keys);
	pdz_quality_release(&run->quality);
	pdz_deliveries_release(&run->deliveries);
	pdz_intern_release(&run->delivered.texts);
	free(run->delivered.last);
	free(run->delivered.before);
	free(run->delivered.held_by);
	pdz_corrections_release(&run->corrections);
	pdz_arena_release(&run->arena);
	free(run);
}

bool pdz_ingest_has_findings(const struct pdz_ingest *run)
{
	uint64_t findings = pdz_ingest_total(run).rejected + run->corrections.findings + run->unusable;

	for (size_t i = 0; i < run->count; i++)
		findings += run->files[i].findings;
	return findings > 0;
}

const struct pdz_ingest_file *pdz_ingest_files(const struct pdz_ingest *run, size_t *count)
{
	*count = run->count;
	return run->files;
}
