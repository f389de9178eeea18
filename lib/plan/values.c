/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the small pieces that occur all over a plan: texts, lists, series,
 * columns and their values. Knows nothing of indicators. */
#include "plan/loader.h"
#include "words/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void *pdz_loader_alloc(struct pdz_loader *l, size_t count, size_t size)
{
	void *p = pdz_arena_alloc(&l->plan->arena, count * size);
	if (p == NULL)
		l->no_memory = true;
	return p;
}

struct pdz_str pdz_loader_copy(struct pdz_loader *l, struct pdz_str s)
{
	char *p = pdz_arena_copy(&l->plan->arena, s);
	if (p == NULL) {
		l->no_memory = true;
		return (struct pdz_str){"", 0};
	}
	return (struct pdz_str){p, s.n};
}

struct pdz_str pdz_loader_text(struct pdz_loader *l, const struct pdz_json *parent, const char *key, bool required)
{
	const struct pdz_json at = pdz_json_get(parent, key);
	struct pdz_str s;
	if (!pdz_json_text(&at, required, &s))
		return (struct pdz_str){"", 0};
	return pdz_loader_copy(l, s);
}

struct pdz_str pdz_loader_code(struct pdz_loader *l, const struct pdz_json *parent, const char *key)
{
	const struct pdz_json at = pdz_json_get(parent, key);
	struct pdz_str s;
	if (!pdz_json_code(&at, true, &s))
		return (struct pdz_str){"", 0};
	return pdz_loader_copy(l, s);
}

size_t pdz_list_size(const struct pdz_json *at)
{
	if (at->value == NULL)
		return 0;
	return pdz_json_has_type(at, JSON_ARRAY) ? json_array_size(at->value) : 1;
}

struct pdz_json pdz_list_item(const struct pdz_json *at, size_t i)
{
	return pdz_json_has_type(at, JSON_ARRAY) ? pdz_json_item(at, i) : *at;
}

static void unknown_event(const struct pdz_plan *plan, const struct pdz_json *at, struct pdz_str code)
{
	if (plan->event_count > 0) /* else told once, at /events */
		pdz_json_unknown_among(at, "unknown event", code, PDZ_NAMES(plan->events, plan->event_count, code),
		                       "expected one of the plan's /events");
}

/* Was it there already? Of the numbers before it, n different ones were. */
static bool stood_before(struct pdz_intern *seen, size_t n, uint32_t number)
{
	return pdz_intern_add(seen, (struct pdz_str){(const char *)&number, sizeof number}) < n;
}

bool pdz_load_events(struct pdz_loader *l, const struct pdz_json *at, uint32_t **events, size_t *count)
{
	const size_t n = pdz_list_size(at);
	uint32_t *list = pdz_loader_alloc(l, n, sizeof *list);
	if (list == NULL)
		return false;
	struct pdz_intern seen = {0};
	*events = list;
	*count = 0;
	if (n == 0)
		pdz_json_problem(at, "empty list", NULL, "expected at least one event");
	for (size_t i = 0; i < n; i++) {
		const struct pdz_json item = pdz_list_item(at, i);
		struct pdz_str code;
		if (!pdz_json_code(&item, true, &code))
			continue;
		const uint32_t event = pdz_plan_event(l->plan, code);
		if (event == PDZ_NONE)
			unknown_event(l->plan, &item, code);
		else if (stood_before(&seen, *count, event))
			pdz_json_problem(&item, "twice in the list", code.p, "expected each event once");
		else
			list[(*count)++] = event;
	}
	l->no_memory |= seen.failed;
	pdz_intern_release(&seen);
	return n > 0 && *count == n;
}

static int compare_values_by_time(const void *a, const void *b)
{
	const struct pdz_series_item *x = a, *y = b;
	return x->period.last != y->period.last ? (x->period.last < y->period.last ? -1 : 1)
	                                        : (x->period.first < y->period.first) - (x->period.first > y->period.first);
}

const struct pdz_period *pdz_loader_period(const struct pdz_loader *l)
{
	return l->plan->period.last > 0 ? &l->plan->period : NULL;
}

/* What figures a series may have. */
struct rule {
	bool steps; /* or years only */
	double least;
	const struct pdz_period *within; /* NULL: anywhere */
	unsigned year_begins;            /* month of the plan's years; 1: calendar years */
	const char *periods;             /* what is expected as a key */
};

/* "plan", or its years: what is said for the plan as a whole. */
static bool is_plan_key(const char *key, const struct pdz_period *plan)
{
	struct pdz_period p;
	return strcmp(key, "plan") == 0 || (pdz_period_parse(pdz_str(key), &p) && p.level == PDZ_PLAN &&
	                                    p.first == plan->first && p.last == plan->last);
}

static bool load_figure(const struct pdz_json *at, const struct rule *rule, struct pdz_series_item *out)
{
	struct pdz_period *p = &out->period;
	const bool is_plan = rule->steps && rule->within != NULL && is_plan_key(at->key, rule->within);
	if (is_plan)
		*p = *rule->within;
	else if (!pdz_period_parse(pdz_str(at->key), p) || p->level == PDZ_PLAN || (!rule->steps && p->level != PDZ_YEAR)) {
		pdz_json_problem(at, "not a period", at->key, rule->periods);
		return false;
	}
	*p = is_plan ? *p : pdz_period_shift(*p, rule->year_begins);
	if (!is_plan && rule->within != NULL && (p->last < rule->within->first || p->first > rule->within->last)) {
		pdz_json_problem(at, "outside the plan's years", at->key, "expected a period of the plan");
		return false;
	}
	if (!pdz_json_number(at, true, &out->value))
		return false;
	if (out->value >= rule->least)
		return true;
	return pdz_json_unfit(at, "a negative number", "expected 0 or more");
}

static bool load_series(struct pdz_loader *l, const struct pdz_json *at, const struct rule *rule,
                        struct pdz_series *out)
{
	if (!pdz_json_is_object(at, true))
		return false;
	const size_t n = pdz_json_size(at);
	out->items = pdz_loader_alloc(l, n, sizeof *out->items);
	if (out->items == NULL)
		return false;
	if (n == 0)
		pdz_json_problem(at, "no figures", NULL, rule->periods);
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);)
		if (load_figure(&member, rule, &out->items[out->count]))
			out->count++;
	if (out->count > 0)
		qsort(out->items, out->count, sizeof *out->items, compare_values_by_time);
	return n > 0 && out->count == n;
}

bool pdz_load_years(struct pdz_loader *l, const struct pdz_json *at, const struct pdz_period *within, double least,
                    struct pdz_series *out)
{
	const struct rule rule = {false, least, within, 1, "expected a year such as 2025"};
	return load_series(l, at, &rule, out);
}

bool pdz_load_steps(struct pdz_loader *l, const struct pdz_json *at, struct pdz_series *out)
{
	const struct rule rule = {true, -INFINITY, pdz_loader_period(l), l->plan->year_begins,
	                          "expected a year, semester, quarter or month such as 2025 or 2025-Q1"};
	return load_series(l, at, &rule, out);
}

size_t pdz_load_worded(struct pdz_loader *l, const struct pdz_json *at, uint32_t **words, double **values)
{
	const size_t n = pdz_json_size(at);
	size_t count = 0;
	*words = pdz_loader_alloc(l, n, sizeof **words);
	*values = pdz_loader_alloc(l, n, sizeof **values);
	if (*words == NULL || *values == NULL)
		return 0;
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		if (!pdz_json_number(&member, true, &(*values)[count]))
			continue;
		(*words)[count] = pdz_intern_add(&l->plan->words, pdz_str(member.key));
		l->no_memory |= (*words)[count++] == PDZ_NONE;
	}
	return count;
}

struct pdz_str pdz_load_source(struct pdz_loader *l, const struct pdz_json *parent, struct pdz_indicator *ind)
{
	const struct pdz_str s = pdz_loader_text(l, parent, "source", false);
	if (ind != NULL && pdz_says_assumed(s))
		ind->assumed = true;
	return s;
}

static const enum pdz_column open_columns[] = {PDZ_COL_EVENT,    PDZ_COL_ACTION, PDZ_COL_CASE,
                                               PDZ_COL_CATEGORY, PDZ_COL_AREA,   PDZ_COL_SOURCE};
enum { OPEN_COLUMNS = sizeof open_columns / sizeof *open_columns };

unsigned pdz_plan_column(const struct pdz_plan *plan, struct pdz_str name)
{
	for (size_t i = 0; i < OPEN_COLUMNS; i++)
		if (pdz_str_is(name, pdz_column_names[open_columns[i]]))
			return open_columns[i];
	for (size_t i = 0; i < plan->dimension_count; i++)
		if (pdz_str_eq(name, plan->dimensions[i].code))
			return (unsigned)(PDZ_COLUMNS + i);
	return PDZ_NONE;
}

struct pdz_str pdz_plan_column_code(const struct pdz_plan *plan, unsigned column)
{
	return column < PDZ_COLUMNS ? pdz_str(pdz_column_names[column]) : plan->dimensions[column - PDZ_COLUMNS].code;
}

bool pdz_load_column(struct pdz_loader *l, const struct pdz_json *at, struct pdz_str name, unsigned *column)
{
	const struct pdz_plan *plan = l->plan;
	struct pdz_nearest near = pdz_json_nearest(at);
	*column = pdz_plan_column(plan, name);
	if (*column != PDZ_NONE)
		return true;
	for (size_t i = 0; i < OPEN_COLUMNS; i++)
		pdz_nearest_offer(&near, name, pdz_str(pdz_column_names[open_columns[i]]));
	pdz_nearest_offer_all(&near, name, PDZ_NAMES(plan->dimensions, plan->dimension_count, code));
	pdz_json_unknown(at, "unknown column", name.p, &near,
	                 "expected event, action, case, category, area, source or one of the plan's /dimensions");
	return false;
}

static void unknown_area(const struct pdz_plan *plan, const struct pdz_json *at, struct pdz_str text)
{
	struct pdz_nearest near = pdz_json_nearest(at);
	for (size_t i = 0; !near.off && i < plan->area_count; i++) {
		pdz_nearest_offer(&near, text, plan->areas[i].code);
		pdz_nearest_offer(&near, text, plan->areas[i].name);
	}
	pdz_json_unknown(at, "unknown area", text.p, &near, "expected one of the plan's /areas");
}

uint32_t pdz_load_area_key(struct pdz_loader *l, const struct pdz_json *member)
{
	const uint32_t area = pdz_plan_area(l->plan, pdz_str(member->key));
	if (area == PDZ_NONE)
		unknown_area(l->plan, member, pdz_str(member->key));
	return area;
}

/* A text that may be any: by its number among those seen. */
static bool load_word(struct pdz_loader *l, unsigned column, struct pdz_str s, uint32_t *value)
{
	*value = pdz_intern_add(column == PDZ_COL_CASE ? &l->plan->cases : &l->plan->words, s);
	if (*value == PDZ_NONE)
		l->no_memory = true;
	return *value != PDZ_NONE;
}

static bool load_column_value(struct pdz_loader *l, const struct pdz_json *at, unsigned column, uint32_t *value)
{
	*value = PDZ_NONE;
	if (!pdz_json_has_type(at, JSON_STRING))
		return pdz_json_mistyped(at, "expected a text");
	const struct pdz_plan *plan = l->plan;
	const struct pdz_str s = pdz_str(json_string_value(at->value));
	if (s.n == 0)
		return true; /* the column is empty */
	switch (column) {
	case PDZ_COL_EVENT:
		if ((*value = pdz_plan_event(plan, s)) == PDZ_NONE)
			unknown_event(plan, at, s);
		return *value != PDZ_NONE;
	case PDZ_COL_AREA:
		if ((*value = pdz_plan_area(plan, s)) == PDZ_NONE)
			unknown_area(plan, at, s);
		return *value != PDZ_NONE;
	case PDZ_COL_ACTION:
		if (pdz_plan_action(plan, s) == PDZ_NONE) {
			pdz_json_unknown_among(at, "unknown action", s, PDZ_NAMES(plan->actions, plan->action_count, code),
			                       "expected the code of an action of the plan");
			return false;
		}
		return load_word(l, column, s, value);
	default:
		if (column >= PDZ_COLUMNS && !pdz_is_listed(&plan->dimensions[column - PDZ_COLUMNS].values, s)) {
			pdz_json_unknown_among(at, "none of the values that the dimension has", s,
			                       PDZ_TEXTS(plan->dimensions[column - PDZ_COLUMNS].values.values,
			                                 plan->dimensions[column - PDZ_COLUMNS].values.count),
			                       NULL);
			return false;
		}
		return load_word(l, column, s, value);
	}
}

size_t pdz_load_column_values(struct pdz_loader *l, const struct pdz_json *at, unsigned column, uint32_t **values)
{
	const size_t n = pdz_list_size(at);
	size_t count = 0;
	struct pdz_intern seen = {0};
	*values = pdz_loader_alloc(l, n, sizeof **values);
	if (n == 0)
		pdz_json_problem(at, "empty list", NULL, "expected at least one value");
	for (size_t i = 0; *values != NULL && i < n; i++) {
		const struct pdz_json item = pdz_list_item(at, i);
		uint32_t value;
		if (!load_column_value(l, &item, column, &value))
			continue;
		if (stood_before(&seen, count, value))
			pdz_json_problem(&item, "twice in the list", json_string_value(item.value), "expected each value once");
		else
			(*values)[count++] = value;
	}
	l->no_memory |= seen.failed;
	pdz_intern_release(&seen);
	return count;
}
