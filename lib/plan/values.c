/* Reading the small pieces that occur all over a plan: texts, lists, series,
 * columns and their values. Knows nothing of indicators. */
#include "loader.h"

#include "pdz/fold.h"

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
	return json_is_array(at->value) ? json_array_size(at->value) : 1;
}

struct pdz_json pdz_list_item(const struct pdz_json *at, size_t i)
{
	return json_is_array(at->value) ? pdz_json_item(at, i) : *at;
}

bool pdz_load_events(struct pdz_loader *l, const struct pdz_json *at, uint32_t **events, size_t *count)
{
	const struct pdz_plan *plan = l->plan;
	const size_t n = pdz_list_size(at);
	uint32_t *list = pdz_loader_alloc(l, n, sizeof *list);
	if (list == NULL)
		return false;
	if (n == 0) {
		pdz_json_problem(at, "empty list", NULL, "at least one event");
		return false;
	}
	bool fine = true;
	for (size_t i = 0; i < n; i++) {
		const struct pdz_json item = pdz_list_item(at, i);
		struct pdz_str code;
		if (!pdz_json_code(&item, true, &code)) {
			fine = false;
			continue;
		}
		list[i] = pdz_plan_event(plan, code);
		if (list[i] != PDZ_NONE)
			continue;
		fine = false;
		struct pdz_nearest near = {0};
		for (size_t e = 0; e < plan->event_count; e++)
			pdz_nearest_offer(&near, code, plan->events[e].code);
		char expected[160] = "one of the plan's events";
		if (near.best.n > 0)
			snprintf(expected, sizeof expected, "did you mean '%.*s'?", (int)near.best.n, near.best.p);
		pdz_json_problem(&item, "unknown event", code.p, expected);
	}
	*events = list;
	*count = n;
	return fine;
}

static int by_time(const void *a, const void *b)
{
	const struct pdz_series_item *x = a, *y = b;
	return x->period.last != y->period.last ? (x->period.last < y->period.last ? -1 : 1)
	                                        : (x->period.first < y->period.first) - (x->period.first > y->period.first);
}

bool pdz_load_series(struct pdz_loader *l, const struct pdz_json *at, bool steps, const struct pdz_period *within,
                     struct pdz_series *out)
{
	if (!pdz_json_is_object(at, true))
		return false;
	struct pdz_series_item *items = pdz_loader_alloc(l, pdz_json_size(at), sizeof *items);
	if (items == NULL)
		return false;
	const char *const expected = steps ? "a year, semester, quarter or month such as 2025 or 2025-Q1" : "a year such as 2025";
	bool fine = true;
	size_t n = 0;
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		struct pdz_period p;
		if (!pdz_period_parse(pdz_str(member.key), &p) || p.level == PDZ_PLAN || (!steps && p.level != PDZ_YEAR)) {
			pdz_json_problem(&member, "not a period", member.key, expected);
			fine = false;
		} else if (within != NULL && (p.last < within->first || p.first > within->last)) {
			pdz_json_problem(&member, "outside the plan's years", member.key, "a period of the plan");
			fine = false;
		} else if (!pdz_json_number(&member, true, &items[n].value)) {
			fine = false;
		} else {
			items[n++].period = p;
		}
	}
	if (n == 0 && fine) {
		pdz_json_problem(at, "empty", NULL, expected);
		fine = false;
	}
	if (n > 0)
		qsort(items, n, sizeof *items, by_time);
	out->items = items;
	out->count = n;
	return fine;
}

struct pdz_str pdz_load_source(struct pdz_loader *l, const struct pdz_json *parent, struct pdz_indicator *ind)
{
	const struct pdz_str s = pdz_loader_text(l, parent, "source", false);
	if (ind != NULL && s.n >= 7 && memcmp(s.p, "assumed", 7) == 0)
		ind->assumed = true;
	return s;
}

unsigned pdz_plan_column(const struct pdz_plan *plan, struct pdz_str name)
{
	static const enum pdz_column open[] = {PDZ_COL_EVENT, PDZ_COL_ACTION,   PDZ_COL_CASE,
	                                       PDZ_COL_CATEGORY, PDZ_COL_AREA, PDZ_COL_SOURCE};
	for (size_t i = 0; i < sizeof open / sizeof *open; i++)
		if (pdz_str_is(name, pdz_column_names[open[i]]))
			return open[i];
	for (size_t i = 0; i < plan->dimension_count; i++)
		if (pdz_str_eq(name, plan->dimensions[i].code))
			return (unsigned)(PDZ_COLUMNS + i);
	return PDZ_NONE;
}

bool pdz_load_column(struct pdz_loader *l, const struct pdz_json *at, struct pdz_str name, unsigned *column)
{
	*column = pdz_plan_column(l->plan, name);
	if (*column != PDZ_NONE)
		return true;
	pdz_json_problem(at, "unknown column", name.p, "event, action, case, category, area, source or a declared dimension");
	return false;
}

bool pdz_load_column_value(struct pdz_loader *l, const struct pdz_json *at, unsigned column, uint32_t *value)
{
	struct pdz_plan *plan = l->plan;
	if (!json_is_string(at->value)) {
		pdz_json_problem(at, "wrong type", NULL, "a text");
		return false;
	}
	const struct pdz_str s = pdz_str(json_string_value(at->value));
	*value = PDZ_NONE;
	if (s.n == 0)
		return true;
	if (column == PDZ_COL_EVENT)
		*value = pdz_plan_event(plan, s);
	else if (column == PDZ_COL_AREA)
		*value = pdz_plan_area(plan, s);
	else if (column == PDZ_COL_ACTION && pdz_plan_action(plan, s) == PDZ_NONE)
		*value = PDZ_NONE;
	else if ((*value = pdz_intern_add(column == PDZ_COL_CASE ? &plan->cases : &plan->words, s)) == PDZ_NONE)
		l->no_memory = true;
	if (*value != PDZ_NONE)
		return true;
	pdz_json_problem(at, "no record can have this value", s.p,
	                 column == PDZ_COL_EVENT ? "an event of the plan"
	                 : column == PDZ_COL_AREA ? "an area of the plan" : "an action of the plan");
	return false;
}
