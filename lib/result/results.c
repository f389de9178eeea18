/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the results document: each part by its table, then what ties the parts together.
 * Must not compute anything. */
#include "result/reader.h"

#include <stdlib.h>

enum { MAX_SIZE = 256 << 20 };

const char *const pdz_results_keys[] = {
	"pdz_results", "tool",       "as_of",     "by",          "plan",  "settings",
	"inputs",      "sources",    "raw_files", "unusable",    "areas", "missing_deliveries",
	"objectives",  "indicators", "entries",   "comparisons", NULL};

static void read_part(struct pdz_result_reader *rd, const struct pdz_json *root, const char *key,
                      const struct pdz_table *t)
{
	const struct pdz_json at = pdz_json_get(root, key);
	pdz_fields_read_object(rd, &at, t, rd->r);
}

/* The list at key; NULL where there is none and need be none. */
static void *read_parts(struct pdz_result_reader *rd, const struct pdz_json *root, const char *key,
                        const struct pdz_table *t, bool required, size_t *count)
{
	const struct pdz_json at = pdz_json_get(root, key);
	*count = 0;
	return at.value == NULL && !required ? NULL : pdz_fields_read_list(rd, &at, t, count);
}

static void read_run(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	const struct pdz_json as_of = pdz_json_get(root, "as_of");
	int64_t number;
	pdz_json_integer(PDZ_AT(root, "pdz_results"), true, 2, 2, &number);
	r->as_of = PDZ_NO_DAY;
	pdz_json_date(&as_of, true, &r->as_of);
	r->by = read_parts(rd, root, "by", &pdz_table_texts, true, &r->by_count);
	read_part(rd, root, "tool", &pdz_table_tool);
	read_part(rd, root, "plan", &pdz_table_plan);
	read_part(rd, root, "settings", &pdz_table_settings);
	r->inputs = read_parts(rd, root, "inputs", &pdz_table_input, true, &r->input_count);
	r->sources = read_parts(rd, root, "sources", &pdz_table_source, true, &r->source_count);
	pdz_results_check_inputs(r, PDZ_AT(root, "inputs"));
	r->raw_files = read_parts(rd, root, "raw_files", &pdz_table_raw_file, false, &r->raw_file_count);
	r->unusable = read_parts(rd, root, "unusable", &pdz_table_unusable, false, &r->unusable_count);
}

/* Codes that must be new; the number of each is that of its place. */
static void add_code(struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_intern *codes,
                     struct pdz_str code)
{
	const size_t before = codes->count;
	if (code.n == 0)
		return; /* told already */
	if (pdz_intern_add(codes, code) == PDZ_NONE)
		rd->no_memory = true;
	else if (codes->count == before)
		pdz_json_problem(PDZ_AT(at, "code"), "code used twice", code.p, NULL);
}

/* One by one: the parent of an area is one of those before it. */
static void read_areas(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	const struct pdz_json array = pdz_json_get(root, "areas");
	if (!pdz_json_is_array(&array, true))
		return;
	r->areas = pdz_result_array(rd, pdz_json_size(&array), sizeof *r->areas);
	for (size_t i = 0; r->areas != NULL && i < pdz_json_size(&array); i++) {
		const struct pdz_json at = pdz_json_item(&array, i);
		struct pdz_result_area *a = &r->areas[r->area_count++];
		if (pdz_fields_read_object(rd, &at, &pdz_table_area, a))
			add_code(rd, &at, &rd->area_codes, a->code);
	}
}

/* The actions of all objectives in one list, which the objectives point into. */
static void gather_actions(struct pdz_result_reader *rd, const struct pdz_json *objectives)
{
	struct pdz_results *r = rd->r;
	size_t count = 0;
	for (size_t i = 0; i < r->objective_count; i++)
		count += r->objectives[i].action_count;
	r->actions = pdz_result_array(rd, count, sizeof *r->actions);
	for (size_t i = 0; r->actions != NULL && i < r->objective_count; i++) {
		struct pdz_result_objective *o = &r->objectives[i];
		const struct pdz_json at = pdz_json_item(objectives, i), actions = pdz_json_get(&at, "actions");
		struct pdz_result_action *own = &r->actions[r->action_count];
		for (size_t k = 0; k < o->action_count; k++) {
			const struct pdz_json action = pdz_json_item(&actions, k);
			own[k] = o->actions[k];
			own[k].objective = (uint32_t)i;
			add_code(rd, &action, &rd->action_codes, own[k].code);
		}
		o->actions = own;
		r->action_count += o->action_count;
		add_code(rd, &at, &rd->objective_codes, o->code);
	}
}

static void read_plan(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	const struct pdz_json objectives = pdz_json_get(root, "objectives"), indicators = pdz_json_get(root, "indicators");
	read_areas(rd, root);
	r->missing = read_parts(rd, root, "missing_deliveries", &pdz_table_missing, false, &r->missing_count);
	r->objectives = pdz_fields_read_list(rd, &objectives, &pdz_table_objective, &r->objective_count);
	gather_actions(rd, &objectives);
	r->indicators = pdz_fields_read_list(rd, &indicators, &pdz_table_indicator, &r->indicator_count);
	for (size_t i = 0; i < r->indicator_count; i++) {
		const struct pdz_json at = pdz_json_item(&indicators, i);
		add_code(rd, &at, &rd->indicator_codes, r->indicators[i].code);
	}
}

static void read_results(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	const struct pdz_json entries = pdz_json_get(root, "entries");
	r->entries = read_parts(rd, root, "entries", &pdz_table_entry, true, &r->entry_count);
	if (entries.doc->errors == 0 && !rd->no_memory) /* only what has been read whole can be held against itself */
		pdz_results_check_entries(rd, &entries);
	r->comparisons = read_parts(rd, root, "comparisons", &pdz_table_comparison, false, &r->comparison_count);
	for (size_t i = 0; i < r->comparison_count; i++)
		if (!r->comparisons[i].has_other_period)
			r->comparisons[i].other_period = r->comparisons[i].period;
}

/* ---- the whole ---- */

/* Entries of one indicator together, in the order of the document. */
static void put_in_order(struct pdz_result_reader *rd)
{
	struct pdz_results *r = rd->r;
	r->order = pdz_result_array(rd, r->entry_count, sizeof *r->order);
	if (!r->order)
		return;
	for (size_t i = 0; i < r->entry_count; i++)
		r->indicators[r->entries[i].indicator].entry_count++;
	uint32_t next = 0;
	for (size_t i = 0; i < r->indicator_count; i++) {
		r->indicators[i].first_entry = next;
		next += r->indicators[i].entry_count;
		r->indicators[i].entry_count = 0;
	}
	for (size_t i = 0; i < r->entry_count; i++) {
		struct pdz_result_indicator *ind = &r->indicators[r->entries[i].indicator];
		r->order[ind->first_entry + ind->entry_count++] = (uint32_t)i;
	}
}

/* The periods there are, each once. */
static void list_periods(struct pdz_result_reader *rd)
{
	struct pdz_results *r = rd->r;
	struct pdz_intern seen = {0};
	struct pdz_buf text = {0};
	r->periods = pdz_result_array(rd, r->entry_count, sizeof *r->periods);
	for (size_t i = 0; i < r->entry_count && !rd->no_memory; i++) {
		pdz_buf_clear(&text);
		pdz_period_write(&text, r->entries[i].period);
		const uint32_t number = pdz_intern_add(&seen, pdz_buf_view(&text));
		rd->no_memory |= text.failed || number == PDZ_NONE;
		if (!rd->no_memory && number == r->period_count)
			r->periods[r->period_count++] = (struct pdz_result_period){r->entries[i].period,
			                                                           pdz_result_keep(rd, pdz_buf_view(&text))};
	}
	pdz_buf_release(&text);
	pdz_intern_release(&seen);
}

/* What entries are by besides period, area and category. */
static void list_dimensions(struct pdz_result_reader *rd)
{
	struct pdz_results *r = rd->r;
	const size_t count = r->entry_count > 0 ? r->entries[0].dimension_count : 0;
	r->dimensions = pdz_result_array(rd, count, sizeof *r->dimensions);
	for (size_t i = 0; r->dimensions != NULL && i < count; i++)
		r->dimensions[r->dimension_count++] = r->entries[0].dimensions[i].name;
}

static enum pdz_status read_document(struct pdz_result_reader *rd, struct pdz_json_doc *doc, struct pdz_error *err)
{
	const struct pdz_json root = pdz_json_root(doc);
	const char *const *const lists[] = {pdz_results_keys, NULL};
	memcpy(rd->r->sha256, doc->sha256, sizeof doc->sha256);
	if (pdz_json_closed(&root, lists)) {
		read_run(rd, &root);
		read_plan(rd, &root);
		if (doc->errors == 0 && !rd->no_memory) /* else every entry would be told for one wrong code */
			read_results(rd, &root);
	}
	if (rd->no_memory)
		return pdz_no_memory(err);
	if (doc->errors)
		return pdz_fail(err, PDZ_INPUT, doc->name, 0, 0, "not usable as results: %zu mistake%s", doc->errors,
		                doc->errors == 1 ? "" : "s");
	put_in_order(rd);
	list_periods(rd);
	list_dimensions(rd);
	return rd->no_memory ? pdz_no_memory(err) : PDZ_OK;
}

enum pdz_status pdz_results_load(struct pdz_results **results, const char *name, const struct pdz_diag_sink *sink,
                                 struct pdz_error *err)
{
	*results = NULL;
	struct pdz_json_doc doc;
	enum pdz_status status = pdz_json_load_up_to(&doc, name, "pdz_results", MAX_SIZE, sink, err);
	if (status)
		return status;
	doc.skips_unknown = true;
	struct pdz_result_reader rd = {.r = calloc(1, sizeof *rd.r)};
	status = rd.r ? read_document(&rd, &doc, err) : pdz_no_memory(err);
	pdz_json_release(&doc);
	pdz_intern_release(&rd.indicator_codes);
	pdz_intern_release(&rd.area_codes);
	pdz_intern_release(&rd.objective_codes);
	pdz_intern_release(&rd.action_codes);
	if (status == PDZ_OK) {
		rd.r->texts = rd.texts;
		*results = rd.r;
		return PDZ_OK;
	}
	pdz_intern_release(&rd.texts);
	pdz_results_free(rd.r);
	return status;
}

void pdz_results_free(struct pdz_results *r)
{
	if (!r)
		return;
	pdz_intern_release(&r->texts);
	pdz_arena_release(&r->arena);
	free(r);
}

uint32_t pdz_results_area(const struct pdz_results *r, struct pdz_str code)
{
	for (uint32_t i = 0; i < r->area_count; i++)
		if (pdz_str_eq(r->areas[i].code, code))
			return i;
	return PDZ_NONE;
}

uint32_t pdz_results_indicator(const struct pdz_results *r, struct pdz_str code)
{
	for (uint32_t i = 0; i < r->indicator_count; i++)
		if (pdz_str_eq(r->indicators[i].code, code))
			return i;
	return PDZ_NONE;
}
