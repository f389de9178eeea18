/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading selectors and operands: which records an indicator looks at. */
#include "plan/loader.h"

#include <math.h>

static const char *const status_names[] = {"done", "planned", "any", NULL};

const char *const pdz_selector_keys[] = {"event",      "status",        "where", "count",    "all", "none",
                                         "first_seen", "at_least_days", "stock", "in_force", NULL};

static bool load_filter(struct pdz_loader *l, const struct pdz_json *at, struct pdz_filter *out)
{
	static const char *const negated_keys[] = {"not", NULL};
	if (pdz_json_has_type(at, JSON_OBJECT) && pdz_is_range(at))
		return pdz_load_range(l, at, out);
	if (!pdz_load_column(l, at, pdz_str(at->key), &out->column))
		return false;
	struct pdz_json values = *at, inner;
	if (pdz_json_has_type(at, JSON_OBJECT)) {
		if (!pdz_json_closed_to(at, negated_keys))
			return false;
		inner = pdz_json_get(at, "not");
		if (inner.value == NULL) {
			pdz_json_problem(at, "missing key", "not", "expected not, or bounds");
			return false;
		}
		out->negate = true;
		values = inner;
	}
	out->count = pdz_load_column_values(l, &values, out->column, &out->values);
	return out->count > 0 && out->count == pdz_list_size(&values);
}

static bool load_where(struct pdz_loader *l, const struct pdz_json *parent, struct pdz_selector *out)
{
	const struct pdz_json at = pdz_json_get(parent, "where");
	if (at.value == NULL)
		return true;
	if (!pdz_json_is_object(&at, true))
		return false;
	if (pdz_json_size(&at) == 0) {
		pdz_json_problem(&at, "no conditions", NULL, "expected at least one column");
		return false;
	}
	out->where = pdz_loader_alloc(l, pdz_json_size(&at), sizeof *out->where);
	if (out->where == NULL)
		return false;
	bool fine = true;
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(&at, &i, &member);)
		fine &= load_filter(l, &member, &out->where[out->where_count++]);
	return fine;
}

/* Once in each year, and conditions on the whole life of a case, contradict each other. */
static bool check_yearly(const struct pdz_json *at, const struct pdz_selector *s)
{
	if (!s->yearly || !pdz_selector_follows_cases(s))
		return true;
	pdz_json_problem(PDZ_AT(at, "count"), "yearly_cases beside a condition on cases", NULL, "expected cases");
	return false;
}

static bool load_counted(struct pdz_loader *l, const struct pdz_json *parent, struct pdz_selector *out)
{
	static const char *const names[] = {"quantity", "records", "cases", "categories", "yearly_cases", NULL};
	static const enum pdz_counted meaning[] = {PDZ_QUANTITY, PDZ_RECORDS, PDZ_CASES, PDZ_VALUES, PDZ_CASES};
	const struct pdz_json at = pdz_json_get(parent, "count");
	struct pdz_str what;
	if (at.value == NULL)
		return true;
	if (!pdz_json_text(&at, true, &what))
		return false;
	for (size_t i = 0; names[i] != NULL; i++) {
		if (!pdz_str_is(what, names[i]))
			continue;
		out->counted = meaning[i];
		out->yearly = i == 4;
		out->column = PDZ_COL_CATEGORY;
		return true;
	}
	out->counted = PDZ_VALUES;
	out->column = pdz_plan_column(l->plan, what);
	if (out->column != PDZ_NONE)
		return true;
	struct pdz_nearest near = pdz_json_nearest(&at);
	for (size_t i = 0; names[i] != NULL; i++)
		pdz_nearest_offer(&near, what, pdz_str(names[i]));
	pdz_nearest_offer_all(&near, what, PDZ_NAMES(l->plan->dimensions, l->plan->dimension_count, code));
	pdz_json_unknown(&at, "cannot be counted", what.p, &near,
	                 "expected quantity, records, cases, yearly_cases, categories or a column");
	return false;
}

static bool has_event(const uint32_t *events, size_t n, uint32_t event)
{
	for (size_t i = 0; i < n; i++)
		if (events[i] == event)
			return true;
	return false;
}

/* Conditions on cases make sense only where cases are counted. */
static bool check_cases(const struct pdz_json *at, const struct pdz_selector *s)
{
	static const char *const keys[] = {"all", "none", "first_seen", "at_least_days"};
	if (s->counted == PDZ_CASES || s->in_force != PDZ_NOT_IN_FORCE)
		return true;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const struct pdz_json key = pdz_json_get(at, keys[i]);
		if (key.value != NULL) {
			pdz_json_problem(&key, "a condition on cases needs cases to count", keys[i],
			                 "expected \"count\": \"cases\"");
			return false;
		}
	}
	return true;
}

/* Can a record of this event pass the filters on events? */
static bool passes(const struct pdz_selector *s, uint32_t event)
{
	for (size_t w = 0; w < s->where_count; w++) {
		const struct pdz_filter *f = &s->where[w];
		if (f->column == PDZ_COL_EVENT && has_event(f->values, f->count, event) == f->negate)
			return false;
	}
	return true;
}

/* Is what is distinct asked to be empty? An empty case or category is not counted. */
static bool counts_the_empty(const struct pdz_selector *s)
{
	const unsigned column = s->counted == PDZ_CASES ? PDZ_COL_CASE : s->column;
	if (s->counted != PDZ_CASES && s->counted != PDZ_VALUES)
		return false;
	for (size_t w = 0; w < s->where_count; w++) {
		const struct pdz_filter *f = &s->where[w];
		if (f->column == column && !f->negate && f->count == 1 && f->values[0] == PDZ_NONE)
			return true;
	}
	return false;
}

/* Whatever the records, where and none leave nothing over. */
static bool feeds_on_nothing(const struct pdz_selector *s)
{
	size_t left = 0;
	for (size_t i = 0; i < s->event_count; i++)
		left += passes(s, s->events[i]) && !has_event(s->none, s->none_count, s->events[i]);
	return left == 0 || (s->every && left < s->event_count) || counts_the_empty(s);
}

/* event, or all. */
static bool load_own_events(struct pdz_loader *l, const struct pdz_json *at, struct pdz_selector *out)
{
	const struct pdz_json event = pdz_json_get(at, "event"), all = pdz_json_get(at, "all");
	if (out->in_force != PDZ_NOT_IN_FORCE)
		return true;
	if (event.value != NULL && all.value != NULL) {
		pdz_json_problem(&all, "both event and all", NULL, "expected one of them");
		return false;
	}
	if (event.value == NULL && all.value == NULL) {
		pdz_json_problem(at, "missing key", "event", "expected an event of the plan, or all");
		return false;
	}
	out->every = all.value != NULL;
	if (!out->every)
		return pdz_load_events(l, &event, &out->events, &out->event_count);
	if (!pdz_json_is_array(&all, true))
		return false;
	const bool fine = pdz_load_events(l, &all, &out->events, &out->event_count);
	if (pdz_json_size(&all) != 1)
		return fine;
	pdz_json_problem(&all, "too few events", NULL, "expected a list of at least two");
	return false;
}

/* Conditions besides events and filters. */
static void load_selector_conditions(const struct pdz_json *at, struct pdz_selector *out)
{
	const struct pdz_json status = pdz_json_get(at, "status");
	int choice = 0;
	int64_t n = 0;
	if (pdz_json_choice(&status, false, status_names, &choice)) {
		out->any_status = choice == 2;
		out->status = choice == 1 ? PDZ_PLANNED : PDZ_DONE;
	}
	pdz_json_bool(PDZ_AT(at, "first_seen"), &out->first_seen);
	if (pdz_json_integer(PDZ_AT(at, "at_least_days"), false, 1, 36500, &n))
		out->at_least_days = (int32_t)n;
}

static bool share_an_event(const struct pdz_selector *s)
{
	for (size_t i = 0; i < s->none_count; i++)
		if (has_event(s->events, s->event_count, s->none[i]))
			return true;
	return false;
}

/* {"from": event, "to": event, "at": "end"}: it stands for event, all and none. */
static bool load_in_force(struct pdz_loader *l, const struct pdz_json *parent, struct pdz_selector *out)
{
	static const char *const keys[] = {"from", "to", "at", NULL};
	static const char *const instead[] = {"event", "all", "none", "status", "first_seen", "at_least_days", "stock"};
	static const char *const names[] = {"end", "start", "during", "average", NULL};
	const struct pdz_json at = pdz_json_get(parent, "in_force"), from = pdz_json_get(&at, "from"),
						  to = pdz_json_get(&at, "to"), count = pdz_json_get(parent, "count");
	int choice = 0;
	if (at.value == NULL)
		return true;
	out->in_force = PDZ_IN_FORCE_END;
	if (!pdz_json_is_object(&at, true))
		return false;
	bool fine = pdz_json_closed_to(&at, keys);
	for (size_t i = 0; i < sizeof instead / sizeof *instead; i++) {
		const struct pdz_json key = pdz_json_get(parent, instead[i]);
		if (key.value != NULL) {
			pdz_json_problem(&key, "has no place beside in_force", instead[i],
			                 "expected from and to of in_force alone");
			fine = false;
		}
	}
	if (pdz_json_choice(PDZ_AT(&at, "at"), false, names, &choice))
		out->in_force = (enum pdz_in_force)(PDZ_IN_FORCE_END + choice);
	if (from.value == NULL || to.value == NULL) {
		pdz_json_problem(&at, "missing key", from.value == NULL ? "from" : "to", "expected an event of the plan");
		return false;
	}
	fine &= pdz_load_events(l, &from, &out->events, &out->event_count);
	fine &= pdz_load_events(l, &to, &out->none, &out->none_count);
	if (fine && share_an_event(out)) {
		pdz_json_problem(&to, "from and to share an event", NULL, "expected different events");
		fine = false;
	}
	if (count.value == NULL)
		out->counted = PDZ_CASES;
	return fine;
}

/* Cases, or what they bring with them. */
static bool check_in_force(const struct pdz_json *at, const struct pdz_selector *s)
{
	if (s->in_force == PDZ_NOT_IN_FORCE || s->counted == PDZ_QUANTITY || (s->counted == PDZ_CASES && !s->yearly))
		return true;
	pdz_json_problem(PDZ_AT(at, "count"), "in force are cases, or their quantities", NULL,
	                 "expected cases or quantity");
	return false;
}

bool pdz_load_selector(struct pdz_loader *l, const struct pdz_json *at, struct pdz_selector *out)
{
	*out = (struct pdz_selector){.status = PDZ_DONE};
	const struct pdz_json none = pdz_json_get(at, "none"), stock = pdz_json_get(at, "stock");
	bool fine = load_in_force(l, at, out);
	fine &= load_own_events(l, at, out);
	if (none.value != NULL && out->in_force == PDZ_NOT_IN_FORCE)
		fine &= pdz_load_events(l, &none, &out->none, &out->none_count);
	if (out->event_count + out->none_count > 31) {
		pdz_json_problem(at, "too many events", NULL, "expected at most 31 in one selector");
		fine = false;
	}
	load_selector_conditions(at, out);
	fine &= load_where(l, at, out);
	fine &= load_counted(l, at, out);
	pdz_json_bool(&stock, &out->stock);
	if (out->stock && out->counted != PDZ_QUANTITY) {
		pdz_json_problem(&stock, "a stock is a quantity", NULL, "expected \"count\": \"quantity\"");
		fine = false;
	}
	fine = fine && check_cases(at, out) && check_yearly(at, out) && check_in_force(at, out);
	if (fine && feeds_on_nothing(out)) {
		pdz_json_problem(at, "no record can ever be selected", NULL,
		                 "expected events and values that where and none leave over");
		fine = false;
	}
	return fine;
}

bool pdz_selector_counts(const struct pdz_plan *plan, const struct pdz_selector *s)
{
	if (s->counted != PDZ_QUANTITY)
		return s->counted != PDZ_VALUES;
	for (size_t i = 0; i < s->event_count; i++)
		if (!plan->events[s->events[i]].counts)
			return false;
	return !s->stock;
}

bool pdz_selector_follows_cases(const struct pdz_selector *s)
{
	return s->every || s->none_count > 0 || s->first_seen || s->at_least_days > 0;
}

static bool same_numbers(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
	return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count * sizeof *a) == 0);
}

/* Does range b lie inside range a? */
static bool range_contains(const struct pdz_filter *a, const struct pdz_filter *b)
{
	const bool low = a->low < b->low || (a->low == b->low && (!a->low_is_out || b->low_is_out)),
			   high = a->high > b->high || (a->high == b->high && (a->high_is_in || !b->high_is_in));
	return a->test == b->test && low && high;
}

bool pdz_filter_contains(const struct pdz_filter *a, const struct pdz_filter *b)
{
	if (a->column != b->column || (b->negate && !a->negate))
		return false;
	if (a->test != PDZ_ONE_OF || b->test != PDZ_ONE_OF)
		return range_contains(a, b);
	const struct pdz_filter *inner = a->negate && b->negate ? a : b, *outer = inner == a ? b : a;
	for (size_t i = 0; i < inner->count; i++) { /* of two lists of what is left out, a's is the shorter */
		const bool listed = has_event(outer->values, outer->count, inner->values[i]);
		if (listed != (a->negate == b->negate))
			return false;
	}
	return true;
}

bool pdz_selector_same(const struct pdz_selector *a, const struct pdz_selector *b)
{
	if (!same_numbers(a->events, a->event_count, b->events, b->event_count) || a->every != b->every ||
	    a->any_status != b->any_status || (!a->any_status && a->status != b->status) || a->counted != b->counted ||
	    (a->counted == PDZ_VALUES && a->column != b->column) || a->stock != b->stock ||
	    a->first_seen != b->first_seen || a->at_least_days != b->at_least_days || a->in_force != b->in_force ||
	    !same_numbers(a->none, a->none_count, b->none, b->none_count) || a->where_count != b->where_count)
		return false;
	for (size_t i = 0; i < a->where_count; i++) {
		const struct pdz_filter *x = &a->where[i], *y = &b->where[i];
		if (x->column != y->column || x->negate != y->negate || x->test != y->test || x->low != y->low ||
		    x->high != y->high || x->low_is_out != y->low_is_out || x->high_is_in != y->high_is_in ||
		    !same_numbers(x->values, x->count, y->values, y->count))
			return false;
	}
	return true;
}

bool pdz_load_items(struct pdz_loader *l, const struct pdz_json *at, const char *event_key, struct pdz_selector *out)
{
	*out = (struct pdz_selector){.any_status = true, .counted = PDZ_RECORDS};
	const struct pdz_json event = pdz_json_get(at, event_key);
	if (event.value == NULL) {
		pdz_json_problem(at, "missing key", event_key, "expected an event of the plan");
		return false;
	}
	const bool events = pdz_load_events(l, &event, &out->events, &out->event_count);
	if (!load_where(l, at, out) || !events)
		return false;
	if (!feeds_on_nothing(out))
		return true;
	pdz_json_problem(at, "no record can ever be selected", NULL, "expected an event that where leaves over");
	return false;
}

uint32_t pdz_loader_slot(struct pdz_loader *l, const struct pdz_selector *selector, uint32_t role)
{
	struct pdz_plan *plan = l->plan;
	if (!pdz_grow(&plan->slots, &l->slot_cap, plan->slot_count + 1, sizeof *plan->slots)) {
		l->no_memory = true;
		return PDZ_NONE;
	}
	plan->slots[plan->slot_count] = (struct pdz_slot){.selector = *selector, .indicator = l->indicator, .role = role};
	return (uint32_t)plan->slot_count++;
}

void pdz_loader_follow(struct pdz_loader *l, uint32_t slot)
{
	if (slot != PDZ_NONE)
		l->plan->slots[slot].is_followed = true;
}

static bool load_constant(struct pdz_loader *l, const struct pdz_json *at, struct pdz_term *out)
{
	static const char *const keys[] = {"value", "stock", "source", NULL};
	bool fine = pdz_json_closed_to(at, keys);
	const struct pdz_json value = pdz_json_get(at, "value"), stock = pdz_json_get(at, "stock");
	out->kind = PDZ_TERM_CONSTANT;
	if (pdz_json_has_type(&value, JSON_OBJECT))
		fine &= pdz_load_years(l, &value, NULL, -INFINITY, &out->series);
	else if (pdz_json_has_number(&value))
		fine &= pdz_json_number(&value, true, &out->value);
	else
		fine = pdz_json_mistyped(&value, "expected a number, or numbers by year");
	pdz_json_bool(&stock, &out->stock);
	pdz_load_source(l, at, &l->plan->indicators[l->indicator]);
	return fine;
}

static bool load_population(struct pdz_loader *l, const struct pdz_json *at, struct pdz_term *out)
{
	static const char *const keys[] = {"population", "stock", NULL};
	const struct pdz_json value = pdz_json_get(at, "population"), stock = pdz_json_get(at, "stock");
	out->kind = PDZ_TERM_POPULATION;
	pdz_json_bool(&stock, &out->stock);
	bool on = false;
	if (!pdz_json_closed_to(at, keys))
		return false;
	if (pdz_json_has_type(&value, JSON_OBJECT)) {
		if (!pdz_load_people_filter(l, &value, &out->people, &out->people_count))
			return false;
	} else if (!pdz_json_bool(&value, &on)) {
		return false;
	} else if (!on) {
		pdz_json_problem(&value, "cannot be false", NULL, "expected true");
		return false;
	}
	const struct pdz_period *period = pdz_loader_period(l);
	bool any = period == NULL || l->plan->area_count == 0;
	for (uint32_t area = 0; area < l->plan->area_count && !any; area++)
		any = pdz_plan_population(l->plan, area, period->first / 12, NULL, 0).ok;
	if (any)
		return true; /* where some are not known there is advice, and no rate of these */
	pdz_json_problem(at, "the areas of the plan have no population", NULL,
	                 "expected figures under /areas for the plan's first year or before");
	return false;
}

static bool load_budget(struct pdz_loader *l, const struct pdz_json *at, struct pdz_term *out)
{
	static const char *const keys[] = {"budget", NULL};
	const struct pdz_json value = pdz_json_get(at, "budget");
	struct pdz_str code;
	out->kind = PDZ_TERM_BUDGET;
	if (!pdz_json_closed_to(at, keys) || !pdz_json_code(&value, true, &code))
		return false;
	for (size_t i = 0; i < l->plan->objective_count; i++) {
		const struct pdz_objective *o = &l->plan->objectives[i];
		if (!pdz_str_eq(code, o->code))
			continue;
		out->series = o->budget;
		if (out->series.count == 0)
			pdz_json_problem(&value, "this objective has no budget", code.p, "expected an objective with a budget");
		return out->series.count > 0;
	}
	pdz_json_unknown_among(&value, "unknown objective", code,
	                       PDZ_NAMES(l->plan->objectives, l->plan->objective_count, code),
	                       "expected the code of an objective");
	return false;
}

static bool load_term(struct pdz_loader *l, const struct pdz_json *at, uint32_t role, struct pdz_term *out)
{
	if (!pdz_json_is_object(at, true))
		return false;
	if (json_object_get(at->value, "value") != NULL)
		return load_constant(l, at, out);
	if (json_object_get(at->value, "population") != NULL)
		return load_population(l, at, out);
	if (json_object_get(at->value, "budget") != NULL)
		return load_budget(l, at, out);
	struct pdz_selector selector;
	const bool closed_fine = pdz_json_closed_to(at, pdz_selector_keys);
	if (!pdz_load_selector(l, at, &selector) || !closed_fine)
		return false;
	out->kind = PDZ_TERM_SELECTOR;
	out->slot = pdz_loader_slot(l, &selector, role);
	return out->slot != PDZ_NONE;
}

bool pdz_load_operand(struct pdz_loader *l, const struct pdz_json *at, uint32_t role, struct pdz_operand *out)
{
	if (at->value == NULL)
		return false;
	const size_t n = pdz_list_size(at);
	out->terms = pdz_loader_alloc(l, n, sizeof *out->terms);
	if (out->terms == NULL)
		return false;
	if (n == 0)
		pdz_json_problem(at, "empty list", NULL, "expected at least one term");
	bool fine = n > 0;
	for (size_t i = 0; i < n; i++) {
		const struct pdz_json item = pdz_list_item(at, i);
		fine &= load_term(l, &item, role, &out->terms[i]);
	}
	out->count = fine ? n : 0; /* nobody looks at half an operand */
	return fine;
}

void pdz_check_denominator(const struct pdz_json *at, const struct pdz_operand *operand)
{
	for (size_t i = 0; i < operand->count; i++) {
		const struct pdz_term *t = &operand->terms[i];
		if (t->kind == PDZ_TERM_SELECTOR || t->kind == PDZ_TERM_POPULATION || t->value != 0)
			return;
		for (size_t s = 0; s < t->series.count; s++)
			if (t->series.items[s].value != 0)
				return;
	}
	pdz_json_problem(at, "the denominator can only be 0", NULL, "expected a selector, or a figure other than 0");
}
