/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The selected entries as a flat table: the one of pdz-indicators -f csv. */
#include "format/formats.h"

#include "pdz/run.h"

/* The answer: what needs a look, a row each, the worst first. */
static enum pdz_status write_csv_answer(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                        struct pdz_error *err)
{
	static const char *const heads[] = {"indicator", "area", "verdict", "verdict_label", "name", "finding"};
	enum { COLUMNS = sizeof heads / sizeof *heads };
	struct pdz_csv_writer w = {.out = out, .excel_it = rep->options.excel_it};
	pdz_buf_z(out, w.excel_it ? "\xEF\xBB\xBF" : "");
	for (size_t i = 0; i < COLUMNS; i++)
		pdz_csv_text(&w, pdz_str(heads[i]), i + 1 == COLUMNS);
	for (int p = 0; p < PDZ_ANSWER_PARTS; p++)
		for (size_t i = 0; i < rep->answer[p].line_count; i++) {
			const struct pdz_answer_line *l = &rep->answer[p].lines[i];
			const struct pdz_str cells[COLUMNS] = {l->code, l->area, pdz_str(l->key), l->verdict, l->name, l->text};
			for (size_t c = 0; c < COLUMNS; c++)
				pdz_csv_text(&w, cells[c], c + 1 == COLUMNS);
		}
	if (neutralised)
		*neutralised = w.neutralised;
	return out->failed ? pdz_no_memory(err) : PDZ_OK;
}

static enum pdz_status write_csv(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                 struct pdz_error *err)
{
	if (rep->options.layout == PDZ_SUMMARY)
		return write_csv_answer(rep, out, neutralised, err);
	struct pdz_csv_writer w = {
		.out = out, .results = rep->results, .language = rep->options.language, .excel_it = rep->options.excel_it};
	bool fine = pdz_csv_begin(&w);
	for (size_t i = 0; i < rep->entry_count && fine; i++)
		fine = pdz_csv_entry(&w, &rep->results->entries[rep->entries[i]]);
	pdz_csv_end(&w);
	if (neutralised)
		*neutralised = w.neutralised;
	return !fine || out->failed ? pdz_no_memory(err) : PDZ_OK;
}

const struct pdz_report_format pdz_format_csv = {"csv", "csv", false, write_csv};
