/* Reading selectors and operands: which records an indicator looks at. */
#include "loader.h"

static const char *const status_names[] = {"done", "planned", "any", NULL};

const char *const pdz_selector_keys[] = {"event", "status", "where", "count", "all", "none", "first_seen",
                                         "at_least_days", "stock", NULL};

static bool load_filter(struct pdz_loader *l, const struct pdz_json *at, struct pdz_filter *out)
{
	static const char *const negated_keys[] = {"not", NULL};
	static const char *const *const closed[] = {negated_keys, NULL};
	if (!pdz_load_column(l, at, pdz_str(at->key), &out->column))
		return false;
	struct pdz_json values = *at, inner;
	if (json_is_object(at->value)) {
		if (!pdz_json_closed(at, closed))
			return false;
		inner = pdz_json_get(at, "not");
		if (inner.value == NULL) {
			pdz_json_problem(at, "missing key", "not", "{\"not\": value or list}");
			return false;
		}
		out->negate = true;
		values = inner;
	}
	out->count = pdz_list_size(&values);
	out->values = pdz_loader_alloc(l, out->count, sizeof *out->values);
	if (out->count == 0)
		pdz_json_problem(&values, "empty list", NULL, "at least one value");
	if (out->values == NULL || out->count == 0)
		return false;
	bool fine = true;
	for (size_t i = 0; i < out->count; i++) {
		const struct pdz_json item = pdz_list_item(&values, i);
		fine &= pdz_load_column_value(l, &item, out->column, &out->values[i]);
	}
	return fine;
}

static bool load_where(struct pdz_loader *l, const struct pdz_json *parent, struct pdz_selector *out)
{
	const struct pdz_json at = pdz_json_get(parent, "where");
	if (at.value == NULL)
		return true;
	if (!pdz_json_is_object(&at, true))
		return false;
	out->where = pdz_loader_alloc(l, pdz_json_size(&at), sizeof *out->where);
	if (out->where == NULL)
		return false;
	if (pdz_json_size(&at) == 0) {
		pdz_json_problem(&at, "empty", NULL, "at least one column");
		return false;
	}
	bool fine = true;
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(&at, &i, &member);)
		fine &= load_filter(l, &member, &out->where[out->where_count++]);
	return fine;
}

static bool load_counted(struct pdz_loader *l, const struct pdz_json *parent, struct pdz_selector *out)
{
	const struct pdz_json at = pdz_json_get(parent, "count");
	struct pdz_str what;
	if (at.value == NULL)
		return true;
	if (!pdz_json_text(&at, true, &what))
		return false;
	if (pdz_str_is(what, "quantity"))
		out->counted = PDZ_QUANTITY;
	else if (pdz_str_is(what, "records"))
		out->counted = PDZ_RECORDS;
	else if (pdz_str_is(what, "cases"))
		out->counted = PDZ_CASES;
	else {
		out->counted = PDZ_VALUES;
		out->column = pdz_str_is(what, "categories") ? PDZ_COL_CATEGORY : pdz_plan_column(l->plan, what);
		if (out->column == PDZ_NONE) {
			pdz_json_problem(&at, "cannot count", what.p, "quantity, records, cases, categories, a column or a dimension");
			return false;
		}
	}
	return true;
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
	if (s->counted == PDZ_CASES)
		return true;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const struct pdz_json key = pdz_json_get(at, keys[i]);
		if (key.value != NULL) {
			pdz_json_problem(&key, "a condition on cases needs cases to count", keys[i], "\"count\": \"cases\"");
			return false;
		}
	}
	return true;
}

/* A filter on event that leaves none of the events. */
static bool feeds_on_nothing(const struct pdz_selector *s)
{
	for (size_t w = 0; w < s->where_count; w++) {
		const struct pdz_filter *f = &s->where[w];
		if (f->column != PDZ_COL_EVENT)
			continue;
		size_t left = 0;
		for (size_t i = 0; i < s->event_count; i++)
			left += has_event(f->values, f->count, s->events[i]) != f->negate;
		if (left == 0 || (s->every && left < s->event_count))
			return true;
	}
	for (size_t i = 0; i < s->none_count; i++)
		if (s->every ? has_event(s->events, s->event_count, s->none[i])
		             : s->event_count == 1 && s->events[0] == s->none[i])
			return true;
	return false;
}

bool pdz_load_selector(struct pdz_loader *l, const struct pdz_json *at, struct pdz_selector *out)
{
	*out = (struct pdz_selector){.status = PDZ_DONE};
	const struct pdz_json event = pdz_json_get(at, "event"), all = pdz_json_get(at, "all"),
	                      none = pdz_json_get(at, "none"), status = pdz_json_get(at, "status"),
	                      first = pdz_json_get(at, "first_seen"), days = pdz_json_get(at, "at_least_days"),
	                      stock = pdz_json_get(at, "stock");
	bool fine = true;
	if (event.value != NULL && all.value != NULL) {
		pdz_json_problem(&all, "both event and all", NULL, "one of them");
		fine = false;
	} else if (event.value == NULL && all.value == NULL) {
		pdz_json_problem(at, "missing key", "event", "an event of the plan, or all");
		fine = false;
	} else {
		out->every = all.value != NULL;
		fine &= pdz_load_events(l, out->every ? &all : &event, &out->events, &out->event_count);
		if (out->every && (!json_is_array(all.value) || out->event_count < 2)) {
			pdz_json_problem(&all, "too few events", NULL, "a list of at least two");
			fine = false;
		}
	}
	if (none.value != NULL)
		fine &= pdz_load_events(l, &none, &out->none, &out->none_count);
	if (out->event_count + out->none_count > 31) {
		pdz_json_problem(at, "too many events", NULL, "at most 31 in one selector");
		fine = false;
	}
	int choice = 0;
	if (pdz_json_choice(&status, false, status_names, &choice)) {
		out->any_status = choice == 2;
		out->status = choice == 1 ? PDZ_PLANNED : PDZ_DONE;
	}
	fine &= load_where(l, at, out);
	fine &= load_counted(l, at, out);
	pdz_json_bool(&first, &out->first_seen);
	int64_t n = 0;
	if (pdz_json_integer(&days, false, 1, 36500, &n))
		out->at_least_days = (int32_t)n;
	pdz_json_bool(&stock, &out->stock);
	if (out->stock && out->counted != PDZ_QUANTITY) {
		pdz_json_problem(&stock, "a stock is a quantity", NULL, "\"count\": \"quantity\"");
		fine = false;
	}
	fine = fine && check_cases(at, out);
	if (fine && feeds_on_nothing(out)) {
		pdz_json_problem(at, "no record can ever be selected", NULL, "events that where and none leave over");
		fine = false;
	}
	return fine;
}

bool pdz_selector_follows_cases(const struct pdz_selector *s)
{
	return s->every || s->none_count > 0 || s->first_seen || s->at_least_days > 0;
}

bool pdz_load_items(struct pdz_loader *l, const struct pdz_json *at, const char *event_key, struct pdz_selector *out)
{
	*out = (struct pdz_selector){.any_status = true, .counted = PDZ_RECORDS};
	const struct pdz_json event = pdz_json_get(at, event_key);
	if (event.value == NULL) {
		pdz_json_problem(at, "missing key", event_key, "an event of the plan");
		return false;
	}
	const bool events = pdz_load_events(l, &event, &out->events, &out->event_count);
	return load_where(l, at, out) && events;
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

static bool load_constant(struct pdz_loader *l, const struct pdz_json *at, struct pdz_term *out)
{
	static const char *const keys[] = {"value", "stock", "source", NULL};
	static const char *const *const closed[] = {keys, NULL};
	bool fine = pdz_json_closed(at, closed);
	const struct pdz_json value = pdz_json_get(at, "value"), stock = pdz_json_get(at, "stock");
	out->kind = PDZ_TERM_CONSTANT;
	if (json_is_object(value.value))
		fine &= pdz_load_series(l, &value, false, NULL, &out->series);
	else
		fine &= pdz_json_number(&value, true, &out->value);
	pdz_json_bool(&stock, &out->stock);
	pdz_load_source(l, at, &l->plan->indicators[l->indicator]);
	return fine;
}

static bool load_population(struct pdz_loader *l, const struct pdz_json *at, struct pdz_term *out)
{
	static const char *const keys[] = {"population", "stock", NULL};
	static const char *const *const closed[] = {keys, NULL};
	const struct pdz_json value = pdz_json_get(at, "population"), stock = pdz_json_get(at, "stock");
	out->kind = PDZ_TERM_POPULATION;
	pdz_json_bool(&stock, &out->stock);
	bool on = false;
	if (!pdz_json_closed(at, closed) || !pdz_json_bool(&value, &on))
		return false;
	if (!on) {
		pdz_json_problem(&value, "cannot be false", NULL, "true");
		return false;
	}
	const struct pdz_plan *plan = l->plan;
	int year, month, day;
	pdz_day_split(pdz_period_begin(plan->period), &year, &month, &day);
	if (!pdz_plan_population(plan, 0, year).ok) {
		pdz_json_problem(at, "the areas of the plan have no population", NULL, "figures under /areas for the plan's first year or before");
		return false;
	}
	return true;
}

static bool load_budget(struct pdz_loader *l, const struct pdz_json *at, struct pdz_term *out)
{
	static const char *const keys[] = {"budget", NULL};
	static const char *const *const closed[] = {keys, NULL};
	const struct pdz_json value = pdz_json_get(at, "budget");
	struct pdz_str code;
	out->kind = PDZ_TERM_BUDGET;
	if (!pdz_json_closed(at, closed) || !pdz_json_code(&value, true, &code))
		return false;
	for (size_t i = 0; i < l->plan->objective_count; i++) {
		if (!pdz_str_eq(code, l->plan->objectives[i].code))
			continue;
		out->series = l->plan->objectives[i].budget;
		if (out->series.count > 0)
			return true;
		pdz_json_problem(&value, "this objective has no budget", code.p, "an objective with a budget");
		return false;
	}
	pdz_json_problem(&value, "unknown objective", code.p, "the code of an objective");
	return false;
}

static bool load_term(struct pdz_loader *l, const struct pdz_json *at, uint32_t role, struct pdz_term *out)
{
	static const char *const *const closed[] = {pdz_selector_keys, NULL};
	if (!pdz_json_is_object(at, true))
		return false;
	if (json_object_get(at->value, "value") != NULL)
		return load_constant(l, at, out);
	if (json_object_get(at->value, "population") != NULL)
		return load_population(l, at, out);
	if (json_object_get(at->value, "budget") != NULL)
		return load_budget(l, at, out);
	struct pdz_selector selector;
	const bool closed_fine = pdz_json_closed(at, closed);
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
	out->count = pdz_list_size(at);
	out->terms = pdz_loader_alloc(l, out->count, sizeof *out->terms);
	if (out->terms == NULL)
		return false;
	if (out->count == 0) {
		pdz_json_problem(at, "empty list", NULL, "at least one term");
		return false;
	}
	bool fine = true;
	for (size_t i = 0; i < out->count; i++) {
		const struct pdz_json item = pdz_list_item(at, i);
		fine &= load_term(l, &item, role, &out->terms[i]);
	}
	return fine;
}

void pdz_check_denominator(const struct pdz_loader *l, const struct pdz_json *at, const struct pdz_operand *operand)
{
	(void)l;
	for (size_t i = 0; i < operand->count; i++) {
		const struct pdz_term *t = &operand->terms[i];
		if (t->kind == PDZ_TERM_SELECTOR || t->kind == PDZ_TERM_POPULATION || t->value != 0)
			return;
		for (size_t s = 0; s < t->series.count; s++)
			if (t->series.items[s].value != 0)
				return;
	}
	pdz_json_problem(at, "the denominator can only be 0", NULL, "a selector, or a figure other than 0");
}
