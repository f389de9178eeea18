/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading objectives and their actions. An action stands inside its objective and an
 * indicator inside either, so none can be without. What an indicator says is read in
 * indicator.c, in a second walk: composites and filters name codes that come later. */
#include "plan/loader.h"

#include "measure/kind.h"

enum { INDICATORS_MOST = 5000 }; /* each is held against each, to keep what they share once */

static void unknown_policy_area(const struct pdz_json *at, const struct pdz_json *names, struct pdz_str code)
{
	struct pdz_nearest near = pdz_json_nearest(at);
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(names, &i, &member);)
		pdz_nearest_offer(&near, code, pdz_str(member.key));
	pdz_json_unknown(at, "unknown policy area", code.p, &near, "expected a code of /policy_areas");
}

/* The names of an objective's policy areas, from their codes. */
static void load_policy_areas(struct pdz_loader *l, const struct pdz_json *root, const struct pdz_json *at,
                              struct pdz_objective *o)
{
	const struct pdz_json names = pdz_json_get(root, "policy_areas");
	if (!pdz_json_is_array(at, false))
		return;
	o->policy_areas = pdz_loader_alloc(l, pdz_json_size(at), sizeof *o->policy_areas);
	for (size_t i = 0; o->policy_areas != NULL && i < pdz_json_size(at); i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		struct pdz_str code;
		if (!pdz_json_code(&item, true, &code))
			continue;
		json_t *const name = json_object_get(names.value, code.p);
		if (name == NULL)
			unknown_policy_area(&item, &names, code);
		else if (json_is_string(name))
			o->policy_areas[o->policy_area_count++] = pdz_loader_copy(l, pdz_str(json_string_value(name)));
	}
}

/* Indicators are loaded in two rounds: codes first, then the rest. */
static size_t count_indicators(const struct pdz_json *objectives, size_t *actions)
{
	size_t n = 0;
	*actions = 0;
	for (size_t i = 0; i < pdz_json_size(objectives); i++) {
		const struct pdz_json o = pdz_json_item(objectives, i), list = pdz_json_get(&o, "actions");
		n += pdz_json_size(PDZ_AT(&o, "indicators"));
		for (size_t k = 0; k < pdz_json_size(&list); k++, ++*actions) {
			const struct pdz_json action = pdz_json_item(&list, k);
			n += pdz_json_size(PDZ_AT(&action, "indicators"));
		}
	}
	return n;
}

/* Codes are numbered as what bears them: a code that stands twice is told, and then the plan does not load. */
static void load_code_once(struct pdz_loader *l, struct pdz_intern *codes, const struct pdz_json *at,
                           struct pdz_str code, const char *problem)
{
	const size_t before = codes->count;
	if (pdz_intern_add(codes, code) == PDZ_NONE)
		l->no_memory = true;
	else if (codes->count == before && code.n > 0)
		pdz_json_problem(at, problem, code.p, "expected a code of its own");
}

static void load_codes(struct pdz_loader *l, const struct pdz_json *list, uint32_t objective, uint32_t action)
{
	struct pdz_plan *plan = l->plan;
	if (!pdz_json_is_array(list, false))
		return;
	for (size_t i = 0; i < pdz_json_size(list); i++) {
		const struct pdz_json item = pdz_json_item(list, i), code = pdz_json_get(&item, "code");
		struct pdz_indicator *ind = &plan->indicators[plan->indicator_count];
		ind->objective = objective;
		ind->action = action;
		ind->kind = pdz_load_kind_named(l, pdz_str(json_string_value(json_object_get(item.value, "kind"))));
		ind->code = pdz_json_is_object(&item, true) ? pdz_loader_code(l, &item, "code") : (struct pdz_str){"", 0};
		load_code_once(l, &plan->indicator_codes, &code, ind->code, "duplicate indicator code");
		plan->indicator_count++;
	}
}

/* Those that are made of others come after them, wherever they stand. */
static void load_indicators(struct pdz_loader *l, const struct pdz_json *list, bool of_parts, uint32_t *next)
{
	if (!pdz_json_has_type(list, JSON_ARRAY))
		return;
	for (size_t i = 0; i < pdz_json_size(list); i++) {
		const struct pdz_json item = pdz_json_item(list, i);
		l->indicator = (*next)++;
		const struct pdz_kind *kind = l->plan->indicators[l->indicator].kind;
		if (pdz_json_has_type(&item, JSON_OBJECT) && (kind != NULL && kind->of_parts) == of_parts)
			pdz_load_indicator(l, &item, &l->plan->indicators[l->indicator]);
	}
}

static void load_action(struct pdz_loader *l, const struct pdz_json *at, uint32_t objective)
{
	static const char *const keys[] = {"code", "name", "indicators", NULL};
	struct pdz_plan *plan = l->plan;
	const uint32_t index = (uint32_t)plan->action_count++;
	struct pdz_action *a = &plan->actions[index];
	const struct pdz_json code = pdz_json_get(at, "code");
	if (!pdz_json_is_object(at, true))
		return;
	pdz_json_closed_to(at, keys);
	a->objective = objective;
	a->code = pdz_loader_code(l, at, "code");
	a->name = pdz_loader_text(l, at, "name", true);
	load_code_once(l, &plan->action_codes, &code, a->code, "duplicate action code");
	load_codes(l, PDZ_AT(at, "indicators"), objective, index);
}

static void load_objective(struct pdz_loader *l, const struct pdz_json *root, const struct pdz_json *at)
{
	static const char *const keys[] = {"code",   "name",    "description", "policy_areas",
	                                   "budget", "actions", "indicators",  NULL};
	struct pdz_plan *plan = l->plan;
	const uint32_t index = (uint32_t)plan->objective_count++;
	struct pdz_objective *o = &plan->objectives[index];
	if (!pdz_json_is_object(at, true))
		return;
	const struct pdz_json code = pdz_json_get(at, "code"), budget = pdz_json_get(at, "budget"),
						  actions = pdz_json_get(at, "actions");
	pdz_json_closed_to(at, keys);
	o->code = pdz_loader_code(l, at, "code");
	for (uint32_t i = 0; i < index; i++)
		if (o->code.n > 0 && pdz_str_eq(o->code, plan->objectives[i].code))
			pdz_json_problem(&code, "duplicate objective code", o->code.p, "expected a code of its own");
	o->name = pdz_loader_text(l, at, "name", true);
	o->description = pdz_loader_text(l, at, "description", false);
	load_policy_areas(l, root, PDZ_AT(at, "policy_areas"), o);
	if (budget.value != NULL)
		pdz_load_years(l, &budget, pdz_loader_period(l), 0, &o->budget);
	for (size_t i = 0; pdz_json_is_array(&actions, false) && i < pdz_json_size(&actions); i++) {
		const struct pdz_json item = pdz_json_item(&actions, i);
		load_action(l, &item, index);
	}
	load_codes(l, PDZ_AT(at, "indicators"), index, PDZ_NONE);
}

/* The same walk again, in the order in which the codes came. */
static void load_all_indicators(struct pdz_loader *l, const struct pdz_json *objectives, bool of_parts)
{
	uint32_t next = 0;
	for (size_t i = 0; i < pdz_json_size(objectives) && !l->no_memory; i++) {
		const struct pdz_json item = pdz_json_item(objectives, i), list = pdz_json_get(&item, "actions");
		for (size_t k = 0; k < pdz_json_size(&list); k++) {
			const struct pdz_json action = pdz_json_item(&list, k);
			load_indicators(l, PDZ_AT(&action, "indicators"), of_parts, &next);
		}
		load_indicators(l, PDZ_AT(&item, "indicators"), of_parts, &next);
	}
}

void pdz_load_objectives(struct pdz_loader *l, const struct pdz_json *root)
{
	struct pdz_plan *plan = l->plan;
	const struct pdz_json at = pdz_json_get(root, "objectives");
	if (!pdz_json_is_array(&at, true))
		return;
	const size_t n = pdz_json_size(&at);
	if (n == 0)
		pdz_json_problem(&at, "empty list", NULL, "expected at least one objective");
	size_t actions;
	const size_t indicators = count_indicators(&at, &actions);
	if (indicators > INDICATORS_MOST) {
		pdz_json_problem(&at, "too many indicators", NULL, "expected at most 5,000 in a plan");
		return;
	}
	plan->objectives = pdz_loader_alloc(l, n, sizeof *plan->objectives);
	plan->actions = pdz_loader_alloc(l, actions, sizeof *plan->actions);
	plan->indicators = pdz_loader_alloc(l, indicators, sizeof *plan->indicators);
	if (l->no_memory)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct pdz_json item = pdz_json_item(&at, i);
		load_objective(l, root, &item);
	}
	load_all_indicators(l, &at, false);
	load_all_indicators(l, &at, true);
}
