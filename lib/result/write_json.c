/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results document: head, one line per entry, tail; each part by its table. */
#include "base/json_write.h"
#include "result/fields.h"

#include "pdz/run.h"

static void write_object(struct pdz_results_writer *w, const char *key, const struct pdz_table *t)
{
	pdz_buf_printf(w->out, ",\n\"%s\":", key);
	pdz_fields_write_object(w->out, w->results, t, w->results);
}

static void write_list(struct pdz_results_writer *w, const char *key, const struct pdz_table *t, const void *items,
                       size_t count)
{
	pdz_buf_printf(w->out, ",\n\"%s\":", key);
	pdz_fields_write_list(w->out, w->results, t, items, count);
}

/* One item of a list that the caller began. */
static void write_line(struct pdz_results_writer *w, const struct pdz_table *t, const void *item, bool first)
{
	pdz_buf_z(w->out, first ? "" : ",");
	pdz_buf_z(w->out, t->item);
	pdz_fields_write_object(w->out, w->results, t, item);
}

void pdz_results_write_begin(struct pdz_results_writer *w)
{
	const struct pdz_results *r = w->results;
	bool first = true;
	pdz_buf_z(w->out, "{\"pdz_results\":2,\n\"tool\":");
	pdz_fields_write_object(w->out, r, &pdz_table_tool, r);
	pdz_buf_z(w->out, "\n,\"as_of\":\"");
	pdz_day_write(w->out, r->as_of);
	pdz_buf_z(w->out, "\"");
	write_list(w, "by", &pdz_table_texts, r->by, r->by_count);
	write_object(w, "plan", &pdz_table_plan);
	write_object(w, "settings", &pdz_table_settings);
	write_list(w, "inputs", &pdz_table_input, r->inputs, r->input_count);
	write_list(w, "sources", &pdz_table_source, r->sources, r->source_count);
	if (r->raw_files != NULL)
		write_list(w, "raw_files", &pdz_table_raw_file, r->raw_files, r->raw_file_count);
	if (r->unusable_count > 0)
		write_list(w, "unusable", &pdz_table_unusable, r->unusable, r->unusable_count);
	write_list(w, "areas", &pdz_table_area, r->areas, r->area_count);
	if (r->missing != NULL)
		write_list(w, "missing_deliveries", &pdz_table_missing, r->missing, r->missing_count);
	write_list(w, "objectives", &pdz_table_objective, r->objectives, r->objective_count);
	pdz_buf_z(w->out, ",\n\"indicators\":[");
	for (size_t i = 0; i < r->indicator_count; i++)
		if (!r->indicators[i].unasked) {
			write_line(w, &pdz_table_indicator, &r->indicators[i], first);
			first = false;
		}
	pdz_buf_z(w->out, "],\n\"entries\":[");
}

void pdz_results_write_entry(struct pdz_results_writer *w, const struct pdz_entry *e)
{
	write_line(w, &pdz_table_entry, e, w->entries++ == 0);
}

void pdz_results_write_comparison(struct pdz_results_writer *w, const struct pdz_comparison *c)
{
	if (w->comparisons == 0)
		pdz_buf_z(w->out, "],\n\"comparisons\":[");
	write_line(w, &pdz_table_comparison, c, w->comparisons++ == 0);
}

void pdz_results_write_end(struct pdz_results_writer *w)
{
	pdz_buf_z(w->out, "]}\n");
}
