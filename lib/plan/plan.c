/* Loading a plan: the document from top to bottom, then what only the whole can
 * tell (composites, which slots each event feeds). */
#include "loader.h"

#include "measure/kind.h"
#include <stdlib.h>



void pdz_plan_free(struct pdz_plan *plan)
{
	if (plan == NULL)
		return;
	pdz_intern_release(&plan->words);
	pdz_intern_release(&plan->cases);
	pdz_intern_release(&plan->event_codes);
	pdz_intern_release(&plan->area_keys);
	pdz_intern_release(&plan->action_codes);
	free(plan->area_of_key);
	free(plan->slots);
	free(plan->dispatch);
	free(plan->dispatch_first);
	pdz_arena_release(&plan->arena);
	free(plan);
}

uint32_t pdz_plan_event(const struct pdz_plan *plan, struct pdz_str code)
{
	return pdz_intern_find(&plan->event_codes, code);
}

uint32_t pdz_plan_action(const struct pdz_plan *plan, struct pdz_str code)
{
	return pdz_intern_find(&plan->action_codes, code);
}

uint32_t pdz_plan_indicator(const struct pdz_plan *plan, struct pdz_str code)
{
	for (uint32_t i = 0; i < plan->indicator_count; i++)
		if (pdz_str_eq(plan->indicators[i].code, code))
			return i;
	return PDZ_NONE;
}

static void load_period(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"from", "to", NULL};
	static const char *const *const closed[] = {keys, NULL};
	const struct pdz_json from = pdz_json_get(at, "from"), to = pdz_json_get(at, "to");
	pdz_day first = 0, last = 0;
	if (!pdz_json_is_object(at, true))
		return;
	pdz_json_closed(at, closed);
	const bool has_first = pdz_json_date(&from, true, &first), has_last = pdz_json_date(&to, true, &last);
	if (!has_first || !has_last)
		return;
	struct pdz_period *p = &l->plan->period;
	*p = (struct pdz_period){PDZ_PLAN, pdz_day_month(first), pdz_day_month(last)};
	if (pdz_period_begin(*p) != first)
		pdz_json_problem(&from, "not the first day of a month", json_string_value(from.value), "yyyy-mm-01");
	else if (pdz_period_end(*p) != last)
		pdz_json_problem(&to, "not the last day of a month", json_string_value(to.value), "a month's last day");
	else if (p->last < p->first)
		pdz_json_problem(&to, "the plan ends before it begins", json_string_value(to.value), "a later day");
	else if (p->last - p->first >= 120)
		pdz_json_problem(&to, "the plan is longer than ten years", json_string_value(to.value), "at most ten years");
}

static void load_events(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"name", "unit", NULL};
	static const char *const *const closed[] = {keys, NULL};
	struct pdz_plan *plan = l->plan;
	if (!pdz_json_is_object(at, true))
		return;
	if (pdz_json_size(at) == 0)
		pdz_json_problem(at, "empty", NULL, "at least one event");
	plan->events = pdz_loader_alloc(l, pdz_json_size(at), sizeof *plan->events);
	if (plan->events == NULL)
		return;
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		struct pdz_event *e = &plan->events[plan->event_count++];
		e->code = pdz_loader_copy(l, pdz_str(member.key));
		if (pdz_intern_add(&plan->event_codes, e->code) == PDZ_NONE)
			l->no_memory = true;
		if (!pdz_json_is_object(&member, true))
			continue;
		pdz_json_closed(&member, closed);
		e->name = pdz_loader_text(l, &member, "name", true);
		e->unit = pdz_loader_text(l, &member, "unit", false);
	}
}

static void load_dimensions(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"name", NULL};
	static const char *const *const closed[] = {keys, NULL};
	struct pdz_plan *plan = l->plan;
	if (at->value == NULL || !pdz_json_is_object(at, true))
		return;
	if (pdz_json_size(at) > PDZ_MAX_DIMENSIONS) {
		pdz_json_problem(at, "too many dimensions", NULL, "at most 8");
		return;
	}
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		struct pdz_dimension *d = &plan->dimensions[plan->dimension_count++];
		const struct pdz_str code = pdz_str(member.key);
		if (pdz_column_find(code) != PDZ_COLUMNS || pdz_str_is(code, "plan") || pdz_str_is(code, "year") ||
		    pdz_str_is(code, "semester") || pdz_str_is(code, "quarter") || pdz_str_is(code, "month"))
			pdz_json_problem(&member, "the name is taken", member.key, "a name of its own");
		d->code = pdz_loader_copy(l, code);
		if (pdz_json_is_object(&member, true)) {
			pdz_json_closed(&member, closed);
			d->name = pdz_loader_text(l, &member, "name", true);
		}
	}
}

static void load_share(const struct pdz_json *parent, const char *key, double low, double high, double *out)
{
	const struct pdz_json at = pdz_json_get(parent, key);
	double v;
	if (!pdz_json_number(&at, false, &v))
		return;
	if (v > low && v <= high)
		*out = v;
	else
		pdz_json_problem(&at, "out of range", key, "a share of 1, such as 0.9");
}

static void load_settings(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"confidence", "on_track", "behind", "minimum_n", "suppress_below", NULL};
	static const char *const *const closed[] = {keys, NULL};
	struct pdz_settings *s = &l->plan->settings;
	*s = (struct pdz_settings){.confidence = 0.95, .on_track = 0.9, .behind = 0.6, .minimum_n = 0, .suppress_below = 3};
	if (at->value == NULL || !pdz_json_is_object(at, true))
		return;
	const struct pdz_json minimum = pdz_json_get(at, "minimum_n"), below = pdz_json_get(at, "suppress_below");
	pdz_json_closed(at, closed);
	load_share(at, "confidence", 0.5, 0.999999, &s->confidence);
	load_share(at, "on_track", 0, 1, &s->on_track);
	load_share(at, "behind", 0, 1, &s->behind);
	if (s->behind > s->on_track)
		pdz_json_problem(at, "behind is above on_track", NULL, "behind not above on_track");
	pdz_json_integer(&minimum, false, 0, 1000000, &s->minimum_n);
	pdz_json_integer(&below, false, 1, 1000000, &s->suppress_below);
}

static void load_holidays(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"italian", "yearly", "days", NULL};
	static const char *const *const closed[] = {keys, NULL};
	struct pdz_calendar *c = &l->plan->calendar;
	c->italian = true;
	if (at->value == NULL || !pdz_json_is_object(at, true))
		return;
	pdz_json_closed(at, closed);
	const struct pdz_json italian = pdz_json_get(at, "italian"), yearly = pdz_json_get(at, "yearly"),
	                      days = pdz_json_get(at, "days");
	pdz_json_bool(&italian, &c->italian);
	if (yearly.value != NULL && pdz_json_is_array(&yearly, true)) {
		for (size_t i = 0; i < pdz_json_size(&yearly); i++) {
			const struct pdz_json item = pdz_json_item(&yearly, i);
			struct pdz_str s;
			char iso[11];
			pdz_day day;
			if (!pdz_json_text(&item, true, &s))
				continue;
			/* 2024 was a leap year: 02-29 is a day. */
			if (s.n != 5 || snprintf(iso, sizeof iso, "2024-%.5s", s.p) != 10 ||
			    pdz_day_parse(pdz_str(iso), &day) != PDZ_PARSE_OK)
				pdz_json_problem(&item, "not a day of the year", s.p, "mm-dd");
			else if (c->yearly_count == sizeof c->yearly / sizeof *c->yearly)
				pdz_json_problem(&item, "too many yearly holidays", s.p, "at most 32");
			else {
				int y, m, d;
				pdz_day_split(day, &y, &m, &d);
				c->yearly[c->yearly_count++] = (uint32_t)(m * 100 + d);
			}
		}
	}
	if (days.value == NULL || !pdz_json_is_array(&days, true))
		return;
	c->days = pdz_loader_alloc(l, pdz_json_size(&days), sizeof *c->days);
	for (size_t i = 0; c->days != NULL && i < pdz_json_size(&days); i++) {
		const struct pdz_json item = pdz_json_item(&days, i);
		pdz_day day;
		if (!pdz_json_date(&item, true, &day))
			continue;
		size_t k = c->day_count++;
		for (; k > 0 && c->days[k - 1] > day; k--)
			c->days[k] = c->days[k - 1];
		c->days[k] = day;
	}
}

/* The names of an objective's policy areas, from their codes. */
static void load_policy_areas(struct pdz_loader *l, const struct pdz_json *root, const struct pdz_json *at,
                              struct pdz_objective *o)
{
	const struct pdz_json names = pdz_json_get(root, "policy_areas");
	if (at->value == NULL || !pdz_json_is_array(at, true))
		return;
	o->policy_areas = pdz_loader_alloc(l, pdz_json_size(at), sizeof *o->policy_areas);
	for (size_t i = 0; o->policy_areas != NULL && i < pdz_json_size(at); i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		struct pdz_str code;
		if (!pdz_json_code(&item, true, &code))
			continue;
		const char *name = json_string_value(json_object_get(names.value, code.p));
		if (name == NULL)
			pdz_json_problem(&item, "unknown policy area", code.p, "a code of /policy_areas");
		else
			o->policy_areas[o->policy_area_count++] = pdz_loader_copy(l, pdz_str(name));
	}
}

/* Indicators are loaded in two rounds: codes first, then the rest. */
static size_t count_indicators(const struct pdz_json *objectives, size_t *actions)
{
	size_t n = 0;
	*actions = 0;
	for (size_t i = 0; i < pdz_json_size(objectives); i++) {
		const struct pdz_json o = pdz_json_item(objectives, i), list = pdz_json_get(&o, "actions"),
		                      own = pdz_json_get(&o, "indicators");
		n += pdz_json_size(&own);
		for (size_t k = 0; k < pdz_json_size(&list); k++, ++*actions) {
			const struct pdz_json action = pdz_json_item(&list, k), its = pdz_json_get(&action, "indicators");
			n += pdz_json_size(&its);
		}
	}
	return n;
}

static void load_codes(struct pdz_loader *l, const struct pdz_json *list, uint32_t objective, uint32_t action)
{
	struct pdz_plan *plan = l->plan;
	if (list->value == NULL || !pdz_json_is_array(list, true))
		return;
	for (size_t i = 0; i < pdz_json_size(list); i++) {
		const struct pdz_json item = pdz_json_item(list, i), code = pdz_json_get(&item, "code");
		struct pdz_indicator *ind = &plan->indicators[plan->indicator_count];
		ind->objective = objective;
		ind->action = action;
		ind->kind = pdz_kind_find(pdz_str(json_string_value(json_object_get(item.value, "kind"))));
		ind->code = pdz_json_is_object(&item, true) ? pdz_loader_code(l, &item, "code") : (struct pdz_str){"", 0};
		if (ind->code.n > 0 && pdz_plan_indicator(plan, ind->code) != PDZ_NONE)
			pdz_json_problem(&code, "duplicate code", ind->code.p, "a code of its own");
		plan->indicator_count++;
	}
}

static void load_indicators(struct pdz_loader *l, const struct pdz_json *list, uint32_t *next)
{
	if (!json_is_array(list->value))
		return;
	for (size_t i = 0; i < pdz_json_size(list); i++) {
		const struct pdz_json item = pdz_json_item(list, i);
		l->indicator = (*next)++;
		if (json_is_object(item.value))
			pdz_load_indicator(l, &item, &l->plan->indicators[l->indicator]);
	}
}

static void load_action(struct pdz_loader *l, const struct pdz_json *at, uint32_t objective)
{
	static const char *const keys[] = {"code", "name", "indicators", NULL};
	static const char *const *const closed[] = {keys, NULL};
	struct pdz_plan *plan = l->plan;
	const uint32_t index = (uint32_t)plan->action_count++;
	struct pdz_action *a = &plan->actions[index];
	const struct pdz_json code = pdz_json_get(at, "code"), indicators = pdz_json_get(at, "indicators");
	if (!pdz_json_is_object(at, true))
		return;
	pdz_json_closed(at, closed);
	a->objective = objective;
	a->code = pdz_loader_code(l, at, "code");
	a->name = pdz_loader_text(l, at, "name", true);
	const size_t before = plan->action_codes.count;
	const uint32_t number = pdz_intern_add(&plan->action_codes, a->code);
	if (number == PDZ_NONE)
		l->no_memory = true;
	else if (plan->action_codes.count == before && a->code.n > 0)
		pdz_json_problem(&code, "duplicate code", a->code.p, "a code of its own");
	load_codes(l, &indicators, objective, index);
}

static void load_objective(struct pdz_loader *l, const struct pdz_json *root, const struct pdz_json *at)
{
	static const char *const keys[] = {"code", "name", "description", "policy_areas", "budget", "actions", "indicators", NULL};
	static const char *const *const closed[] = {keys, NULL};
	struct pdz_plan *plan = l->plan;
	const uint32_t index = (uint32_t)plan->objective_count++;
	struct pdz_objective *o = &plan->objectives[index];
	if (!pdz_json_is_object(at, true))
		return;
	const struct pdz_json code = pdz_json_get(at, "code"), policy = pdz_json_get(at, "policy_areas"),
	                      budget = pdz_json_get(at, "budget"), actions = pdz_json_get(at, "actions"),
	                      indicators = pdz_json_get(at, "indicators");
	pdz_json_closed(at, closed);
	o->code = pdz_loader_code(l, at, "code");
	for (uint32_t i = 0; i < index; i++)
		if (o->code.n > 0 && pdz_str_eq(o->code, plan->objectives[i].code))
			pdz_json_problem(&code, "duplicate code", o->code.p, "a code of its own");
	o->name = pdz_loader_text(l, at, "name", true);
	o->description = pdz_loader_text(l, at, "description", false);
	load_policy_areas(l, root, &policy, o);
	if (budget.value != NULL)
		pdz_load_series(l, &budget, false, &plan->period, &o->budget);
	if (actions.value != NULL && pdz_json_is_array(&actions, true))
		for (size_t i = 0; i < pdz_json_size(&actions); i++) {
			const struct pdz_json item = pdz_json_item(&actions, i);
			load_action(l, &item, index);
		}
	load_codes(l, &indicators, index, PDZ_NONE);
}

static void load_objectives(struct pdz_loader *l, const struct pdz_json *root)
{
	struct pdz_plan *plan = l->plan;
	const struct pdz_json at = pdz_json_get(root, "objectives");
	if (!pdz_json_is_array(&at, true))
		return;
	const size_t n = pdz_json_size(&at);
	if (n == 0)
		pdz_json_problem(&at, "empty list", NULL, "at least one objective");
	size_t actions;
	const size_t indicators = count_indicators(&at, &actions);
	plan->objectives = pdz_loader_alloc(l, n, sizeof *plan->objectives);
	plan->actions = pdz_loader_alloc(l, actions, sizeof *plan->actions);
	plan->indicators = pdz_loader_alloc(l, indicators, sizeof *plan->indicators);
	if (l->no_memory)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct pdz_json item = pdz_json_item(&at, i);
		load_objective(l, root, &item);
	}
	uint32_t next = 0; /* the same walk again, in the order in which the codes came */
	for (size_t i = 0; i < n && !l->no_memory; i++) {
		const struct pdz_json item = pdz_json_item(&at, i), list = pdz_json_get(&item, "actions"),
		                      own = pdz_json_get(&item, "indicators");
		for (size_t k = 0; k < pdz_json_size(&list); k++) {
			const struct pdz_json action = pdz_json_item(&list, k), its = pdz_json_get(&action, "indicators");
			load_indicators(l, &its, &next);
		}
		load_indicators(l, &own, &next);
	}
}

static bool fed_by(const struct pdz_selector *s, uint32_t event)
{
	for (size_t i = 0; i < s->event_count; i++)
		if (s->events[i] == event)
			return true;
	for (size_t i = 0; i < s->none_count; i++)
		if (s->none[i] == event)
			return true;
	return false;
}

/* For each event, the slots it feeds: no record is tested against the others. */
static bool build_dispatch(struct pdz_plan *plan)
{
	plan->dispatch_first = calloc(plan->event_count + 1, sizeof *plan->dispatch_first);
	size_t cap = 0, n = 0;
	if (plan->dispatch_first == NULL)
		return false;
	for (uint32_t e = 0; e < plan->event_count; e++) {
		plan->dispatch_first[e] = (uint32_t)n;
		for (uint32_t s = 0; s < plan->slot_count; s++) {
			if (!fed_by(&plan->slots[s].selector, e))
				continue;
			if (!pdz_grow(&plan->dispatch, &cap, n + 1, sizeof *plan->dispatch))
				return false;
			plan->dispatch[n++] = s;
		}
	}
	plan->dispatch_first[plan->event_count] = (uint32_t)n;
	return true;
}

static void load_document(struct pdz_loader *l, const struct pdz_json *root)
{
	static const char *const keys[] = {"$schema", "pdz_plan", "id", "name", "note", "language", "period", "areas",
	                                   "policy_areas", "events", "dimensions", "settings", "holidays", "objectives", NULL};
	static const char *const *const closed[] = {keys, NULL};
	static const char *const languages[] = {"it", "en", NULL};
	struct pdz_plan *plan = l->plan;
	if (!pdz_json_is_object(root, true))
		return;
	pdz_json_closed(root, closed);
	const struct pdz_json version = pdz_json_get(root, "pdz_plan"), language = pdz_json_get(root, "language"),
	                      period = pdz_json_get(root, "period"), areas = pdz_json_get(root, "areas"),
	                      events = pdz_json_get(root, "events"), dimensions = pdz_json_get(root, "dimensions"),
	                      settings = pdz_json_get(root, "settings"), holidays = pdz_json_get(root, "holidays"),
	                      policy = pdz_json_get(root, "policy_areas");
	int64_t number;
	pdz_json_integer(&version, true, 1, 1, &number);
	plan->id = pdz_loader_code(l, root, "id");
	plan->name = pdz_loader_text(l, root, "name", true);
	plan->note = pdz_loader_text(l, root, "note", false);
	int choice = 0;
	pdz_json_choice(&language, false, languages, &choice);
	memcpy(plan->language, languages[choice], 3);
	load_period(l, &period);
	load_settings(l, &settings);
	load_holidays(l, &holidays);
	pdz_load_areas(l, &areas);
	if (policy.value != NULL)
		pdz_json_is_object(&policy, true);
	load_dimensions(l, &dimensions);
	load_events(l, &events);
	load_objectives(l, root);
}

enum pdz_status pdz_plan_load(struct pdz_plan **out, const char *path, const struct pdz_diag_sink *sink,
                              struct pdz_error *err)
{
	struct pdz_json_doc doc;
	struct pdz_loader l = {.plan = calloc(1, sizeof *l.plan)};
	*out = NULL;
	if (l.plan == NULL)
		return pdz_no_memory(err);
	enum pdz_status status = pdz_json_load(&doc, path, sink, err);
	if (status != PDZ_OK) {
		pdz_plan_free(l.plan);
		return status;
	}
	memcpy(l.plan->sha256, doc.sha256, sizeof l.plan->sha256);
	const struct pdz_json root = pdz_json_root(&doc);
	load_document(&l, &root);
	if (l.no_memory)
		status = pdz_no_memory(err);
	else if (doc.errors > 0)
		status = pdz_fail(err, PDZ_INPUT, path, 0, 0, doc.errors == 1 ? "the plan has 1 mistake" : "the plan has %zu mistakes", doc.errors);
	else if (!build_dispatch(l.plan))
		status = pdz_no_memory(err);
	pdz_json_release(&doc);
	if (status != PDZ_OK) {
		pdz_plan_free(l.plan);
		return status;
	}
	*out = l.plan;
	return PDZ_OK;
}
