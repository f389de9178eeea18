/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For people who write a mapping: rows and what becomes of them. */
#include "ingest/personal.h"
#include "ingest/rows.h"
#include "ingest/run.h"

#include <stdio.h>

/* A text on one line: line breaks and control characters visible. */
static void put_visible(struct pdz_buf *b, struct pdz_str s)
{
	char shown[2048];

	pdz_visible(s.p, s.n, shown, sizeof shown);
	pdz_buf_z(b, shown);
}

static void put_preview_record(struct pdz_buf *b, const struct pdz_record *r, const struct pdz_str *dimensions,
                               size_t count)
{
	const struct pdz_str texts[] = {r->action, r->event, r->case_id, r->category, r->area, r->note};
	static const char *const names[] = {"action", "event", "case", "category", "area", "note"};
	const pdz_day days[] = {r->date, r->due, r->start};
	static const char *const day_names[] = {"date", "due", "start"};

	pdz_buf_z(b, "  ->");
	if (r->id.n) {
		pdz_buf_z(b, " id=");
		put_visible(b, r->id);
	}
	for (size_t i = 0; i < 3; i++) {
		if (days[i] == PDZ_NO_DAY)
			continue;
		pdz_buf_printf(b, " %s=", day_names[i]);
		pdz_day_write(b, days[i]);
	}
	pdz_buf_z(b, r->status == PDZ_DONE ? " status=done quantity=" : " status=planned quantity=");
	pdz_micro_write(b, r->quantity);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (texts[i].n == 0)
			continue;
		pdz_buf_printf(b, " %s='", names[i]);
		put_visible(b, texts[i]);
		pdz_buf_char(b, '\'');
	}
	for (size_t i = 0; i < count; i++) {
		if (r->dimensions[i].n == 0)
			continue;
		pdz_buf_printf(b, " %.*s='", (int)dimensions[i].n, dimensions[i].p);
		put_visible(b, r->dimensions[i]);
		pdz_buf_char(b, '\'');
	}
	pdz_buf_char(b, '\n');
}

/* The row as it stands, or as it may be shown. */
static void put_original(struct pdz_buf *b, struct ingest_source *s, const struct pdz_row *row,
                         const struct ingest_mistake *m)
{
	struct pdz_buf masked = {0};

	pdz_buf_printf(b, "%s:%llu: ", s->base.p, (unsigned long long)row->line);
	if (s->bound.masks)
		pdz_personal_row(&s->bound, row, pdz_source_delimiter(s), m, &masked);
	put_visible(b, s->bound.masks ? pdz_buf_view(&masked) : row->raw);
	pdz_buf_char(b, '\n');
	b->failed |= masked.failed;
	pdz_buf_release(&masked);
}

static void put_preview_mistake(struct pdz_buf *b, enum pdz_language lang, struct ingest_source *s,
                                const struct pdz_row *row, const struct ingest_mistake *m)
{
	const struct pdz_str shown = pdz_personal_shown(&s->bound, row, m);
	char text[512];

	pdz_message_fill(lang, m->problem, m->with, text, sizeof text);
	pdz_buf_printf(b, "  %s: %s", pdz_message(lang, "rejected"), text);
	if (shown.n) {
		pdz_buf_z(b, ": '");
		put_visible(b, shown);
		pdz_buf_char(b, '\'');
	}
	pdz_message_fill(lang, m->expected, m->with, text, sizeof text);
	if (*text)
		pdz_buf_printf(b, " (%s)", text);
	pdz_buf_char(b, '\n');
}

static void put_preview_row(struct pdz_buf *b, enum pdz_language lang, struct ingest_source *s,
                            const struct pdz_row *row)
{
	struct ingest_mistake mistake = {.reason = REASON_BAD_ENCODING, .cell = PDZ_NONE};
	const char *skipped;

	if (pdz_ingest_text_flaw(&s->text, row->raw, NULL) != SIZE_MAX) {
		put_original(b, s, row, &mistake);
		pdz_buf_printf(b, "  %s: %s\n", pdz_message(lang, "rejected"),
		               pdz_message(lang, "not text in the encoding of the file"));
		return;
	}
	enum row_outcome outcome = pdz_rows_convert(&s->bound, row, s->base, &skipped);
	if (s->bound.mistake_count)
		mistake = *s->bound.mistakes[0];
	else /* nobody looked whether the cells of a skipped row stand in their columns */
		mistake = (struct ingest_mistake){.reason = outcome == ROW_SKIPPED ? REASON_TOO_FEW_CELLS : REASON_NONE,
		                                  .cell = PDZ_NONE};
	put_original(b, s, row, &mistake);
	for (size_t i = 0; i < s->bound.count && outcome != ROW_SKIPPED; i++)
		put_preview_record(b, &s->bound.records[i], s->dimensions, s->dimension_count);
	for (size_t i = 0; i < s->bound.mistake_count; i++)
		put_preview_mistake(b, lang, s, row, s->bound.mistakes[i]);
	if (outcome == ROW_SKIPPED)
		pdz_buf_printf(b, "  %s: %s\n", pdz_message(lang, "skipped"), pdz_message(lang, skipped));
}

static enum pdz_status preview_file(struct pdz_ingest *run, size_t file, uint64_t rows, struct pdz_output *out,
                                    struct pdz_error *err)
{
	const enum pdz_language lang = run->options->language;
	struct ingest_source s;
	uint64_t seen = 0;
	enum pdz_status status = pdz_ingest_open(run, file, &s, err);

	if (status)
		return status;
	while (!status && seen < rows) {
		struct pdz_row row;
		enum source_item item;
		status = pdz_source_next(&s, &row, &item, err);
		if (status || item == SOURCE_END)
			break;
		if (item == SOURCE_HEADER)
			pdz_buf_printf(&out->pending, pdz_message(lang, "%s: %s, %s, header on line %llu, %s%s\n"), s.base.p,
			               s.text.encoding == ENCODING_UNKNOWN
			                   ? "ascii"
			                   : pdz_ingest_encoding_names[s.text.encoding - ENCODING_UTF8],
			               pdz_message(lang, pdz_dialect_delimiter_name(s.dialect.delimiter)),
			               (unsigned long long)s.dialect.header_line,
			               pdz_message(lang, s.mapping->canonical ? "canonical header" : "mapping "),
			               s.mapping->canonical ? "" : pdz_source_base_name(s.mapping->path.p));
		if (item != SOURCE_ROW)
			continue;
		seen++;
		put_preview_row(&out->pending, lang, &s, &row);
		status = s.bound.failed ? pdz_no_memory(err) : pdz_output_pump(out, err);
	}
	pdz_source_close(&s);
	return status;
}

enum pdz_status pdz_ingest_preview(const struct pdz_ingest_options *options, uint64_t rows, struct pdz_output *out,
                                   struct pdz_error *err)
{
	struct pdz_ingest *run;
	enum pdz_status status = pdz_ingest_new(&run, options, err);

	if (!status)
		status = pdz_ingest_survey(run, err);
	for (size_t i = 0; !status && i < run->count; i++)
		status = preview_file(run, i, rows, out, err);
	pdz_ingest_free(run);
	return status;
}
