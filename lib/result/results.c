/* Reading the results document: what was run, territory, objectives, indicators.
 * The entries are read by results_entries.c. Must not compute anything. */
#include "result/reader.h"

#include "measure/kind.h"

#include <stdlib.h>

enum { MAX_SIZE = 256 << 20 };

const char *const pdz_result_level_names[] = {"input", "process", "result", "impact", NULL};

static const char *const top_keys[] = {"pdz_results", "tool", "as_of", "by", "plan", "settings", "inputs",
                                       "sources", "raw_files", "areas", "objectives", "indicators", "entries", "comparisons", NULL};
static const char *const tool_keys[] = {"name", "version", NULL};
static const char *const plan_keys[] = {"id", "name", "note", "language", "from", "to", "sha256", NULL};
static const char *const settings_keys[] = {"confidence", "on_track", "behind", "minimum_n", "suppress_below", NULL};
static const char *const input_keys[] = {"name", "sha256", "bytes", "rows", NULL};
static const char *const rows_keys[] = {"read", "used", "set_aside", NULL};
static const char *const source_keys[] = {"name", "records", "used", NULL};
static const char *const raw_file_keys[] = {"name", "sha256", "mapping", "mapping_sha256", "rows", "accepted", "rejected", "duplicates",
                                            "superseded", "skipped", "records", NULL};
static const char *const area_keys[] = {"code", "name", "parent", NULL};
static const char *const objective_keys[] = {"code", "name", "policy_areas", "budget", "actions", NULL};
static const char *const action_keys[] = {"code", "name", NULL};
static const char *const indicator_keys[] = {"code", "objective", "action", "level", "kind", "name", "problem", "note",
                                             "unit", "scale", "better", "statistic", "planned_done", "target_source",
                                             "baseline_source", "baseline_date", "assumed", "persons", "breakdown", "definition", "assessment", NULL};
static const char *const persons_keys[] = {"numerator", "denominator", "items", "subset", NULL};

/* ---- small readers ---- */

struct pdz_str pdz_result_keep(struct pdz_result_reader *rd, struct pdz_str s)
{
	uint32_t id = pdz_intern_add(&rd->texts, s);
	if (id != PDZ_NONE) {
		struct pdz_str kept = pdz_intern_text(&rd->texts, id);
		return kept.p ? kept : (struct pdz_str){"", 0}; /* NULL is for "not there" */
	}
	rd->no_memory = true;
	return PDZ_STR("");
}

void *pdz_result_array(struct pdz_result_reader *rd, size_t count, size_t size)
{
	void *p = pdz_arena_alloc(&rd->r->arena, count * size);
	if (!p)
		rd->no_memory = true;
	return p;
}

bool pdz_result_text(struct pdz_result_reader *rd, const struct pdz_json *at, const char *key, struct pdz_str *out)
{
	struct pdz_json v = pdz_json_get(at, key);
	struct pdz_str s;
	*out = PDZ_STR("");
	if (!pdz_json_text(&v, true, &s))
		return false;
	*out = pdz_result_keep(rd, s);
	return true;
}

bool pdz_result_text_or_null(struct pdz_result_reader *rd, const struct pdz_json *at, const char *key, bool required,
                             struct pdz_str *out)
{
	struct pdz_json v = pdz_json_get(at, key);
	*out = (struct pdz_str){NULL, 0};
	if (json_is_null(v.value) || (!v.value && !required))
		return true;
	if (v.value && json_is_string(v.value)) { /* "" is a value of its own: the empty category */
		*out = pdz_result_keep(rd, (struct pdz_str){json_string_value(v.value), json_string_length(v.value)});
		return true;
	}
	struct pdz_str s;
	return pdz_json_text(&v, true, &s);
}

void pdz_result_number(const struct pdz_json *at, const char *key, bool required, struct pdz_value *out)
{
	struct pdz_json v = pdz_json_get(at, key);
	double d;
	*out = !json_is_null(v.value) && pdz_json_number(&v, required, &d) ? pdz_value_of(d) : (struct pdz_value){0};
}

bool pdz_result_whole(const struct pdz_json *at, const char *key, uint64_t *out)
{
	struct pdz_json v = pdz_json_get(at, key);
	int64_t i;
	if (!pdz_json_integer(&v, true, 0, INT64_MAX, &i))
		return false;
	*out = (uint64_t)i;
	return true;
}

static void read_date(const struct pdz_json *at, const char *key, pdz_day *out)
{
	struct pdz_json v = pdz_json_get(at, key);
	*out = PDZ_NO_DAY;
	pdz_json_date(&v, true, out);
}

static bool closed(const struct pdz_json *at, const char *const *keys)
{
	const char *const *const lists[] = {keys, NULL};
	return pdz_json_closed(at, lists);
}

/* The member at key as an array; its items, and room for as many of ours in *items. */
static size_t open_array(struct pdz_result_reader *rd, const struct pdz_json *at, const char *key,
                         struct pdz_json *array, void *items, size_t size)
{
	*array = pdz_json_get(at, key);
	if (!pdz_json_is_array(array, true))
		return 0;
	size_t count = pdz_json_size(array);
	void *p = pdz_result_array(rd, count, size);
	memcpy(items, &p, sizeof p);
	return p ? count : 0;
}

static size_t read_texts(struct pdz_result_reader *rd, const struct pdz_json *at, const char *key, struct pdz_str **out)
{
	struct pdz_json array;
	size_t count = open_array(rd, at, key, &array, out, sizeof **out);
	for (size_t i = 0; i < count; i++) {
		struct pdz_json item = pdz_json_item(&array, i);
		struct pdz_str s = {0};
		pdz_json_text(&item, true, &s);
		(*out)[i] = pdz_result_keep(rd, s);
	}
	return count;
}

/* A code that must be new; its number is that of its place. */
static void read_new_code(struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_intern *codes,
                          struct pdz_str *out)
{
	size_t before = codes->count;
	if (!pdz_result_text(rd, at, "code", out))
		return;
	if (pdz_intern_add(codes, *out) == PDZ_NONE)
		rd->no_memory = true;
	else if (codes->count == before) {
		struct pdz_json v = pdz_json_get(at, "code");
		pdz_json_problem(&v, "code used twice", out->p, NULL);
	}
}

/* A reference to a code read before; PDZ_NONE if there is none, which is told. */
static uint32_t read_reference(const struct pdz_json *at, const char *key, const struct pdz_intern *codes)
{
	struct pdz_json v = pdz_json_get(at, key);
	struct pdz_str s;
	if (!pdz_json_text(&v, true, &s))
		return PDZ_NONE;
	uint32_t id = pdz_intern_find(codes, s);
	if (id == PDZ_NONE)
		pdz_json_problem(&v, "unknown code", s.p, NULL);
	return id;
}

/* ---- the parts of the document ---- */

static void read_run(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	struct pdz_json tool = pdz_json_get(root, "tool"), plan = pdz_json_get(root, "plan"),
	                settings = pdz_json_get(root, "settings");
	int64_t version;
	struct pdz_json v = pdz_json_get(root, "pdz_results");
	pdz_json_integer(&v, true, 1, 1, &version);
	read_date(root, "as_of", &r->as_of);
	r->by_count = read_texts(rd, root, "by", &r->by);

	if (closed(&tool, tool_keys))
		pdz_result_text(rd, &tool, "version", &r->tool_version);

	static const char *const languages[] = {"it", "en", NULL};
	int language = 0;
	if (closed(&plan, plan_keys)) {
		pdz_result_text(rd, &plan, "id", &r->plan_id);
		pdz_result_text(rd, &plan, "name", &r->plan_name);
		pdz_result_text_or_null(rd, &plan, "note", false, &r->plan_note);
		pdz_result_text(rd, &plan, "sha256", &r->plan_sha256);
		v = pdz_json_get(&plan, "language");
		pdz_json_choice(&v, true, languages, &language);
		read_date(&plan, "from", &r->from);
		read_date(&plan, "to", &r->to);
	}
	r->italian = language == 0;

	if (closed(&settings, settings_keys)) {
		v = pdz_json_get(&settings, "confidence");
		pdz_json_number(&v, true, &r->confidence);
		v = pdz_json_get(&settings, "on_track");
		pdz_json_number(&v, true, &r->on_track);
		v = pdz_json_get(&settings, "behind");
		pdz_json_number(&v, true, &r->behind);
		v = pdz_json_get(&settings, "minimum_n");
		pdz_json_integer(&v, true, 0, INT64_MAX, &r->minimum_n);
		v = pdz_json_get(&settings, "suppress_below");
		pdz_json_integer(&v, true, 0, INT64_MAX, &r->suppress_below);
	}
}

static void read_inputs(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	struct pdz_json array;
	r->input_count = open_array(rd, root, "inputs", &array, &r->inputs, sizeof *r->inputs);
	for (size_t i = 0; i < r->input_count; i++) {
		struct pdz_result_input *in = &r->inputs[i];
		struct pdz_json at = pdz_json_item(&array, i), rows = pdz_json_get(&at, "rows");
		if (!closed(&at, input_keys) || !closed(&rows, rows_keys))
			continue;
		pdz_result_text(rd, &at, "name", &in->name);
		pdz_result_text(rd, &at, "sha256", &in->sha256);
		pdz_result_whole(&at, "bytes", &in->bytes);
		pdz_result_whole(&rows, "read", &in->read);
		pdz_result_whole(&rows, "used", &in->used);
		struct pdz_json aside = pdz_json_get(&rows, "set_aside"), member;
		if (!pdz_json_is_object(&aside, true))
			continue;
		in->set_aside = pdz_result_array(rd, pdz_json_size(&aside), sizeof *in->set_aside);
		for (void *it = NULL; in->set_aside && pdz_json_next(&aside, &it, &member);) {
			struct pdz_result_count *c = &in->set_aside[in->set_aside_count++];
			c->name = pdz_result_keep(rd, pdz_str(member.key));
			pdz_result_whole(&aside, member.key, &c->count);
		}
	}
	r->source_count = open_array(rd, root, "sources", &array, &r->sources, sizeof *r->sources);
	for (size_t i = 0; i < r->source_count; i++) {
		struct pdz_json at = pdz_json_item(&array, i);
		if (!closed(&at, source_keys))
			continue;
		pdz_result_text(rd, &at, "name", &r->sources[i].name);
		pdz_result_whole(&at, "records", &r->sources[i].records);
		pdz_result_whole(&at, "used", &r->sources[i].used);
	}
}

static void read_raw_files(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	const struct pdz_json list = pdz_json_get(root, "raw_files");
	struct pdz_json array;
	if (list.value == NULL)
		return;
	r->raw_file_count = open_array(rd, root, "raw_files", &array, &r->raw_files, sizeof *r->raw_files);
	for (size_t i = 0; i < r->raw_file_count; i++) {
		const struct pdz_json at = pdz_json_item(&array, i);
		struct pdz_raw_file *f = &r->raw_files[i];
		if (!closed(&at, raw_file_keys))
			continue;
		pdz_result_text(rd, &at, "name", &f->name);
		pdz_result_text(rd, &at, "sha256", &f->sha256);
		pdz_result_text_or_null(rd, &at, "mapping", false, &f->mapping);
		pdz_result_text_or_null(rd, &at, "mapping_sha256", false, &f->mapping_sha256);
		pdz_result_whole(&at, "rows", &f->rows);
		pdz_result_whole(&at, "accepted", &f->accepted);
		pdz_result_whole(&at, "rejected", &f->rejected);
		pdz_result_whole(&at, "duplicates", &f->duplicates);
		pdz_result_whole(&at, "superseded", &f->superseded);
		pdz_result_whole(&at, "skipped", &f->skipped);
		pdz_result_whole(&at, "records", &f->records);
	}
}

static void read_areas(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	struct pdz_json array;
	r->area_count = open_array(rd, root, "areas", &array, &r->areas, sizeof *r->areas);
	for (size_t i = 0; i < r->area_count; i++) {
		struct pdz_result_area *a = &r->areas[i];
		struct pdz_json at = pdz_json_item(&array, i), parent = pdz_json_get(&at, "parent");
		a->parent = PDZ_NONE;
		if (!closed(&at, area_keys))
			continue;
		if (!json_is_null(parent.value))
			a->parent = read_reference(&at, "parent", &rd->area_codes);
		read_new_code(rd, &at, &rd->area_codes, &a->code);
		pdz_result_text(rd, &at, "name", &a->name);
	}
}

static void read_budget(struct pdz_result_reader *rd, const struct pdz_json *objective, struct pdz_result_objective *o)
{
	struct pdz_json budget = pdz_json_get(objective, "budget"), member;
	if (!pdz_json_is_object(&budget, true))
		return;
	o->budget = pdz_result_array(rd, pdz_json_size(&budget), sizeof *o->budget);
	for (void *it = NULL; o->budget && pdz_json_next(&budget, &it, &member);) {
		struct pdz_result_money *m = &o->budget[o->budget_count++];
		m->year = pdz_result_keep(rd, pdz_str(member.key));
		pdz_json_number(&member, true, &m->euro);
	}
}

static size_t count_actions(const struct pdz_json *objectives)
{
	size_t n = 0;
	for (size_t i = 0; i < pdz_json_size(objectives); i++) {
		struct pdz_json o = pdz_json_item(objectives, i), actions = pdz_json_get(&o, "actions");
		n += pdz_json_size(&actions);
	}
	return n;
}

static void read_objectives(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	struct pdz_json array;
	r->objective_count = open_array(rd, root, "objectives", &array, &r->objectives, sizeof *r->objectives);
	r->actions = pdz_result_array(rd, count_actions(&array), sizeof *r->actions);
	if (!r->actions)
		return;
	for (size_t i = 0; i < r->objective_count; i++) {
		struct pdz_result_objective *o = &r->objectives[i];
		struct pdz_json at = pdz_json_item(&array, i);
		o->first_action = (uint32_t)r->action_count;
		if (!closed(&at, objective_keys))
			continue;
		read_new_code(rd, &at, &rd->objective_codes, &o->code);
		pdz_result_text(rd, &at, "name", &o->name);
		o->policy_area_count = read_texts(rd, &at, "policy_areas", &o->policy_areas);
		read_budget(rd, &at, o);
		struct pdz_json actions = pdz_json_get(&at, "actions");
		if (!pdz_json_is_array(&actions, true))
			continue;
		for (size_t k = 0; k < pdz_json_size(&actions); k++) {
			struct pdz_json action = pdz_json_item(&actions, k);
			struct pdz_result_action *a = &r->actions[r->action_count++];
			a->objective = (uint32_t)i;
			o->action_count++;
			if (!closed(&action, action_keys))
				continue;
			read_new_code(rd, &action, &rd->action_codes, &a->code);
			pdz_result_text(rd, &action, "name", &a->name);
		}
	}
}

static void read_quantity(const struct pdz_json *persons, const char *key, uint32_t *out)
{
	const struct pdz_json v = pdz_json_get(persons, key);
	int64_t number = 0;
	if (pdz_json_integer(&v, false, 1, UINT32_MAX - 1, &number))
		*out = (uint32_t)number;
}

static void read_persons(const struct pdz_json *at, struct pdz_result_persons *out)
{
	const struct pdz_json persons = pdz_json_get(at, "persons"), subset = pdz_json_get(&persons, "subset");
	if (persons.value == NULL || !closed(&persons, persons_keys))
		return;
	read_quantity(&persons, "numerator", &out->numerator);
	read_quantity(&persons, "denominator", &out->denominator);
	read_quantity(&persons, "items", &out->items);
	pdz_json_bool(&subset, &out->subset);
}

static void read_indicator(struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_result_indicator *ind)
{
	static const char *const betters[] = {"higher", "lower", NULL};
	int choice = 0;
	read_new_code(rd, at, &rd->indicator_codes, &ind->code);
	pdz_result_text(rd, at, "name", &ind->name);
	pdz_result_text_or_null(rd, at, "unit", true, &ind->unit);
	pdz_result_text_or_null(rd, at, "statistic", true, &ind->statistic);
	pdz_result_text_or_null(rd, at, "problem", false, &ind->problem);
	pdz_result_text_or_null(rd, at, "note", false, &ind->note);
	pdz_result_text_or_null(rd, at, "target_source", false, &ind->target_source);
	pdz_result_text_or_null(rd, at, "baseline_source", false, &ind->baseline_source);
	pdz_result_text_or_null(rd, at, "baseline_date", false, &ind->baseline_date);
	ind->objective = read_reference(at, "objective", &rd->objective_codes);
	struct pdz_json v = pdz_json_get(at, "action");
	ind->action = json_is_null(v.value) ? PDZ_NONE : read_reference(at, "action", &rd->action_codes);
	v = pdz_json_get(at, "level");
	if (pdz_json_choice(&v, true, pdz_result_level_names, &choice))
		ind->level = (enum pdz_result_level)choice;
	v = pdz_json_get(at, "kind");
	if (pdz_json_choice(&v, true, pdz_kind_names, &choice))
		ind->kind = pdz_kinds[choice];
	v = pdz_json_get(at, "scale");
	pdz_json_number(&v, true, &ind->scale);
	v = pdz_json_get(at, "better");
	choice = 0;
	pdz_json_choice(&v, true, betters, &choice);
	ind->lower_is_better = choice == 1;
	v = pdz_json_get(at, "planned_done");
	pdz_json_bool(&v, &ind->planned_done);
	pdz_result_text_or_null(rd, at, "breakdown", false, &ind->breakdown);
	pdz_result_text_or_null(rd, at, "definition", false, &ind->definition);
	pdz_result_text_or_null(rd, at, "assessment", false, &ind->assessment);
	read_persons(at, &ind->persons);
	v = pdz_json_get(at, "assumed");
	pdz_json_bool(&v, &ind->assumed);
}

static void read_indicators(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	struct pdz_results *r = rd->r;
	struct pdz_json array;
	r->indicator_count = open_array(rd, root, "indicators", &array, &r->indicators, sizeof *r->indicators);
	for (size_t i = 0; i < r->indicator_count; i++) {
		struct pdz_json at = pdz_json_item(&array, i);
		if (closed(&at, indicator_keys))
			read_indicator(rd, &at, &r->indicators[i]);
	}
}

/* ---- the whole ---- */

/* Entries of one indicator together, in the order of the document. */
static void put_entries_in_order(struct pdz_result_reader *rd)
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
			r->periods[r->period_count++] = (struct pdz_result_period){r->entries[i].period, pdz_result_keep(rd, pdz_buf_view(&text))};
	}
	pdz_buf_release(&text);
	pdz_intern_release(&seen);
}

static enum pdz_status read_document(struct pdz_result_reader *rd, struct pdz_json_doc *doc, struct pdz_error *err)
{
	struct pdz_json root = pdz_json_root(doc);
	memcpy(rd->r->sha256, doc->sha256, sizeof doc->sha256);
	if (closed(&root, top_keys)) {
		read_run(rd, &root);
		read_inputs(rd, &root);
		read_raw_files(rd, &root);
		read_areas(rd, &root);
		read_objectives(rd, &root);
		read_indicators(rd, &root);
		if (doc->errors == 0 && !rd->no_memory) { /* else every entry would be told for one wrong code */
			pdz_result_read_entries(rd, &root);
			pdz_result_read_comparisons(rd, &root);
		}
	}
	if (rd->no_memory)
		return pdz_no_memory(err);
	if (doc->errors)
		return pdz_fail(err, PDZ_INPUT, doc->name, 0, 0, "not usable as results: %zu mistake%s", doc->errors,
		                doc->errors == 1 ? "" : "s");
	put_entries_in_order(rd);
	list_periods(rd);
	return rd->no_memory ? pdz_no_memory(err) : PDZ_OK;
}

enum pdz_status pdz_results_load(struct pdz_results **results, const char *name, const struct pdz_diag_sink *sink,
                                 struct pdz_error *err)
{
	*results = NULL;
	struct pdz_json_doc doc;
	enum pdz_status status = pdz_json_load_up_to(&doc, name, MAX_SIZE, sink, err);
	if (status)
		return status;
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
