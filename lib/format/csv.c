/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The selected entries as a flat table: the one of pdz-indicators -f csv. */
#include "format/formats.h"

#include "pdz/run.h"

static enum pdz_status write_csv(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                 struct pdz_error *err)
{
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
