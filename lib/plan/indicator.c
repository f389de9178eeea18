/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading one indicator: what all kinds have in common, then the kind's own keys. */
#include "plan/loader.h"

#include "measure/kind.h"
#include "base/fold.h"

static const char *const common_keys[] = {"code", "level",           "name", "problem", "note", "unit",
                                          "kind", "accepted_advice", NULL};

const char *const pdz_indicator_level_names[PDZ_LEVELS + 1] = {"input", "process", "result", "impact", NULL};

const struct pdz_kind *pdz_load_kind_named(const struct pdz_loader *l, struct pdz_str name)
{
	for (size_t i = 0; l->kinds[i] != NULL; i++)
		if (pdz_str_is(name, l->kind_names[i]))
			return l->kinds[i];
	return NULL;
}

static const struct pdz_kind *load_kind(const struct pdz_loader *l, const struct pdz_json *parent)
{
	const struct pdz_json at = pdz_json_get(parent, "kind");
	struct pdz_str name;
	if (!pdz_json_text(&at, true, &name))
		return NULL;
	const struct pdz_kind *kind = pdz_load_kind_named(l, name);
	if (kind != NULL)
		return kind;
	struct pdz_nearest near = pdz_json_nearest(&at);
	for (size_t i = 0; l->kind_names[i] != NULL; i++)
		pdz_nearest_offer(&near, name, pdz_str(l->kind_names[i]));
	pdz_json_unknown_name(&at, "unknown kind", name.p, &near, l->kind_names);
	return NULL;
}

static bool is_key_of_another_kind(const struct pdz_loader *l, const char *key)
{
	for (size_t i = 0; l->kinds[i] != NULL; i++)
		if (pdz_json_listed(key, (const char *const *const[]){l->kinds[i]->keys, NULL}))
			return true;
	return false;
}

/* A key that only other kinds have is not misspelt: say what this kind has. */
static void check_keys(const struct pdz_loader *l, const struct pdz_json *at, const struct pdz_kind *kind)
{
	const char *const *const lists[] = {common_keys, pdz_assessment_keys, kind->keys, NULL};
	struct pdz_json member;
	char own[256] = "";
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		if (pdz_json_listed(member.key, lists))
			continue;
		if (!is_key_of_another_kind(l, member.key)) {
			pdz_json_unknown_key(&member, lists);
			continue;
		}
		size_t n = 0;
		for (size_t k = 0; kind->keys[k] != NULL && n < sizeof own; k++)
			n += (size_t)snprintf(own + n, sizeof own - n, "%s%s", k > 0 ? ", " : "", kind->keys[k]);
		pdz_json_problem_with(&member, "not a key of this kind", member.key, "kind {0} has {1}", kind->name, own);
	}
}

static void check_breakdown(const struct pdz_loader *l, const struct pdz_json *parent, const struct pdz_indicator *ind)
{
	const struct pdz_json at = pdz_json_get(parent, "breakdown");
	if (ind->breakdown == PDZ_COL_CASE)
		pdz_json_problem(&at, "a breakdown by case would show persons", NULL, "expected category, area or a dimension");
	if (ind->breakdown == PDZ_NONE || ind->breakdown == PDZ_COL_CATEGORY || ind->breakdown == PDZ_COL_AREA)
		return;
	for (uint32_t i = 0; i < ind->slot_count; i++) {
		if (!pdz_selector_follows_cases(&l->plan->slots[ind->first_slot + i].selector))
			continue;
		pdz_json_problem(&at, "conditions on cases can be broken down by category or area only", NULL,
		                 "expected category or area");
		return;
	}
}

bool pdz_unit_is_measure(struct pdz_str unit)
{
	static const char *const measures[] = {"euro",   "eur",     "€",     "ore",    "ora",    "hours", "h",
	                                       "minuti", "minutes", "punti", "points", "giorni", "days",  "working days",
	                                       "km",     "kg",      "%",     "mesi",   "months"};
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
		if (pdz_str_is(unit, measures[i]))
			return true;
	return false;
}

/* An event's unit is that of its quantities: of its records only where it names things. */
static void set_unit(const struct pdz_plan *plan, struct pdz_indicator *ind)
{
	const struct pdz_selector *s = ind->slot_count > 0 ? &plan->slots[ind->first_slot].selector : NULL;
	if (ind->unit.n > 0)
		return;
	if (ind->kind->unit != NULL)
		ind->unit = pdz_str(ind->kind->unit);
	else if (s != NULL && s->event_count > 0)
		ind->unit = plan->events[s->events[0]].unit;
	if (s == NULL || !ind->kind->value_is_count)
		return;
	if (s->counted == PDZ_VALUES)
		ind->unit = s->column == PDZ_COL_AREA       ? PDZ_STR("areas")
		            : s->column == PDZ_COL_CATEGORY ? PDZ_STR("categories")
		                                            : PDZ_STR("");
	else if (s->counted == PDZ_RECORDS && pdz_unit_is_measure(ind->unit))
		ind->unit = PDZ_STR("records");
}

/* Of what is counted, what has a measure for a unit is not made of wholes. */
static bool counts_wholes(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	return ind->kind->value_is_count && ind->slot_count > 0 &&
	       (plan->slots[ind->first_slot].selector.counted != PDZ_QUANTITY || !pdz_unit_is_measure(ind->unit));
}

/* Does one thing more, above the line, make it better by as much as one of those below? */
static bool is_of_items(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	const struct pdz_term *t = ind->numerator.terms;
	if (!ind->kind->value_is_quotient || ind->numerator.count != 1 || t->kind != PDZ_TERM_SELECTOR)
		return ind->statistic == PDZ_SHARE;
	const struct pdz_selector *s = &plan->slots[t->slot].selector;
	return s->counted != PDZ_QUANTITY || (s->event_count > 0 && !pdz_unit_is_measure(plan->events[s->events[0]].unit));
}

static bool starts_within_month(pdz_day day)
{
	return day != PDZ_NO_DAY && pdz_day_month(day - 1) == pdz_day_month(day);
}

/* Is it a quantity, a time or a score that may be some person's? Cases are persons by themselves. */
static bool may_be_of_persons(const struct pdz_plan *plan, const struct pdz_kind *kind, const struct pdz_slot *slot)
{
	const struct pdz_selector *s = &slot->selector;
	unsigned who = PDZ_NONE, what = PDZ_NONE;
	if (kind->columns != NULL)
		kind->columns(plan, slot, &who, &what);
	if (who == PDZ_COL_CASE || (s->counted != PDZ_QUANTITY && s->counted != PDZ_RECORDS) || s->stock ||
	    pdz_selector_follows_cases(s))
		return false;
	for (size_t i = 0; i < s->event_count; i++)
		if (plan->events[s->events[i]].persons != PDZ_NO_PERSONS)
			return true;
	return false;
}

void pdz_load_indicator(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	const size_t errors = at->doc->errors;
	/* Code, objective and action are there already: composites look codes up. */
	ind->measurable_from = PDZ_NO_DAY;
	ind->baseline.date = PDZ_NO_DAY;
	ind->breakdown = PDZ_NONE;
	ind->scale = 1;
	ind->roll_up = PDZ_MEASURED;
	ind->first_slot = (uint32_t)l->plan->slot_count;

	const struct pdz_json level = pdz_json_get(at, "level");
	int choice = 0;
	if (pdz_json_choice(&level, true, pdz_indicator_level_names, &choice))
		ind->level = (enum pdz_indicator_level)choice;
	ind->name = pdz_loader_text(l, at, "name", true);
	ind->problem = pdz_loader_text(l, at, "problem", false);
	ind->note = pdz_loader_text(l, at, "note", false);
	ind->unit = pdz_loader_text(l, at, "unit", false);
	ind->kind = load_kind(l, at);
	if (ind->kind == NULL)
		return; /* without a kind no key can be called unknown */
	check_keys(l, at, ind->kind);
	if (ind->kind->own_size > 0 && (ind->own = pdz_loader_alloc(l, 1, ind->kind->own_size)) == NULL)
		return;
	ind->kind->load(l, at, ind);
	ind->slot_count = (uint32_t)l->plan->slot_count - ind->first_slot;
	pdz_load_assessment(l, at, ind);
	for (uint32_t i = 0; i < ind->slot_count; i++) {
		struct pdz_slot *slot = &l->plan->slots[ind->first_slot + i];
		/* What is measured from a day within a month is counted by days. */
		slot->keep_days = ind->kind->keep_days || starts_within_month(ind->measurable_from);
		slot->by_due = pdz_selects_planned(&slot->selector) || slot->selector.when_due;
		slot->keep_area = ind->compare.area_count > 0 || ind->compare.funnel;
		if (ind->kind->prepare != NULL)
			ind->kind->prepare(slot, ind);
		/* One record tells of an item when it is done, and belongs to the period in which it was due or began. */
		slot->is_told_late = (slot->by_due && !slot->selector.stock) || (slot->is_followed && ind->slot_count == 1);
		slot->keep_category |= ind->target.kind == PDZ_TARGET_BY_CATEGORY || /* are they all that there are? */
		                       (ind->baseline.given_count > 0 && ind->baseline.given[0].category != PDZ_NONE);
		slot->keep_case = l->plan->settings.protects && ind->kind->amounts &&
		                  may_be_of_persons(l->plan, ind->kind, slot);
	}
	pdz_load_fingerprints(l, at, ind);
	check_breakdown(l, at, ind);
	set_unit(l->plan, ind);
	ind->wholes |= counts_wholes(l->plan, ind);
	ind->of_items = !l->no_memory && is_of_items(l->plan, ind);
	pdz_load_accepted_advice(PDZ_AT(at, "accepted_advice"));
	if (at->doc->errors == errors && !l->no_memory)
		pdz_advise_indicator(l, at, ind);
}
