/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See persons.h. Cases are persons, and so are those who give a score, unless their
 * event says that it counts none. Quantities and records are where it says so, and where
 * the plan counts the cases of the same event: two records are at most two persons. */
#include "result/persons.h"

#include "measure/kind.h"

enum { NUMERATOR = 1, DENOMINATOR, ITEMS }; /* three quantities to an indicator, numbered from 1 */

bool pdz_has_persons(const struct pdz_plan *plan, const struct pdz_selector *s, bool by_default)
{
	for (size_t i = 0; i < s->event_count; i++) {
		const enum pdz_persons p = plan->events[s->events[i]].persons;
		if (p == PDZ_PERSONS_COUNTED || (by_default && p == PDZ_PERSONS_UNSAID))
			return true;
	}
	return false;
}

bool pdz_counts_cases(const struct pdz_selector *s)
{
	return s->counted == PDZ_CASES || (s->counted == PDZ_VALUES && s->column == PDZ_COL_CASE);
}

/* Does the plan count the cases of one of these events anywhere? */
static bool has_cases(const struct pdz_plan *plan, const struct pdz_selector *s)
{
	for (size_t k = 0; k < plan->slot_count; k++) {
		const struct pdz_selector *other = &plan->slots[k].selector;
		if (pdz_counts_cases(other) && pdz_share_event(s, other))
			return true;
	}
	return false;
}

/* What is planned is nobody yet. */
static bool may_be_done(const struct pdz_selector *s)
{
	return s->any_status || s->status == PDZ_DONE;
}

static bool counts_persons(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	for (size_t i = 0; i < o->count; i++) {
		if (o->terms[i].kind != PDZ_TERM_SELECTOR)
			continue;
		const struct pdz_selector *s = &plan->slots[o->terms[i].slot].selector;
		const bool by_default = pdz_counts_cases(s) || (may_be_done(s) && has_cases(plan, s));
		if ((s->counted != PDZ_VALUES || pdz_counts_cases(s)) && pdz_has_persons(plan, s, by_default))
			return true;
	}
	return false;
}

static bool describes_persons(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	const enum pdz_described described = ind->kind->describes != NULL ? ind->kind->describes(ind)
	                                                                  : PDZ_DESCRIBES_NOBODY;
	if (described == PDZ_DESCRIBES_NOBODY)
		return false;
	const bool by_default = described == PDZ_DESCRIBES_PERSONS;
	for (uint32_t i = 0; i < ind->slot_count; i++) {
		const struct pdz_selector *selector = &plan->slots[ind->first_slot + i].selector;
		if (pdz_has_persons(plan, selector, by_default || has_cases(plan, selector)))
			return true;
	}
	return false;
}

/* ---- the same number twice ---- */

static bool same_term(const struct pdz_plan *plan, const struct pdz_term *a, const struct pdz_term *b)
{
	if (a->kind != b->kind || a->stock != b->stock)
		return false;
	if (a->kind == PDZ_TERM_SELECTOR)
		return pdz_selector_same(&plan->slots[a->slot].selector, &plan->slots[b->slot].selector);
	return a->kind == PDZ_TERM_CONSTANT && a->series.count == 0 && b->series.count == 0 ? a->value == b->value : a == b;
}

static bool same_operand(const struct pdz_plan *plan, const struct pdz_operand *a, const struct pdz_operand *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!same_term(plan, &a->terms[i], &b->terms[i]))
			return false;
	return true;
}

static bool same_items(const struct pdz_plan *plan, const struct pdz_indicator *a, const struct pdz_indicator *b)
{
	if (a->kind != b->kind || a->slot_count != b->slot_count)
		return false;
	for (uint32_t i = 0; i < a->slot_count; i++)
		if (!pdz_selector_same(&plan->slots[a->first_slot + i].selector, &plan->slots[b->first_slot + i].selector))
			return false;
	return a->kind->same_items == NULL || a->kind->same_items(a, b);
}

/* The first place in the plan where this operand stands. */
static uint32_t indicator_of_operand(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	for (uint32_t i = 0; i < plan->indicator_count; i++) {
		const struct pdz_indicator *ind = &plan->indicators[i];
		if (same_operand(plan, o, &ind->numerator))
			return 3 * i + NUMERATOR;
		if (same_operand(plan, o, &ind->denominator))
			return 3 * i + DENOMINATOR;
	}
	return 0; /* not reached: it stands somewhere */
}

struct pdz_persons_counted pdz_persons_of(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	struct pdz_persons_counted out = {0};
	if (counts_persons(plan, &ind->numerator))
		out.numerator = indicator_of_operand(plan, &ind->numerator);
	if (counts_persons(plan, &ind->denominator))
		out.denominator = indicator_of_operand(plan, &ind->denominator);
	for (uint32_t i = 0; describes_persons(plan, ind) && i < plan->indicator_count && out.items == 0; i++)
		if (same_items(plan, ind, &plan->indicators[i]))
			out.items = 3 * i + ITEMS;
	return out;
}
