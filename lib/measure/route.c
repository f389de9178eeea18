/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which slots a record feeds; see route.h. */
#include "measure/route.h"

#include "mapping/words.h"
#include "measure/run.h"

#include <stdlib.h>

static bool has_value(const struct pdz_plan *plan, const struct pdz_filter *f, const struct pdz_fact *fact)
{
	const uint32_t value = pdz_fact_value(fact, f->column);
	for (size_t i = 0; i < f->count; i++) {
		if (f->values[i] == value)
			return true;
		if (f->column == PDZ_COL_AREA && f->values[i] != PDZ_NONE && value != PDZ_NONE && value > f->values[i] &&
		    value <= plan->areas[f->values[i]].last)
			return true;
	}
	return false;
}

static bool is_in_range(const struct pdz_filter *f, double x)
{
	return (f->low_is_out ? x > f->low : x >= f->low) && (f->high_is_in ? x <= f->high : x < f->high);
}

static bool day_of(const struct pdz_fact *fact, unsigned column, pdz_day *out)
{
	switch (column) {
	case PDZ_COL_DATE:
		*out = fact->date;
		break;
	case PDZ_COL_DUE:
		*out = fact->due;
		break;
	case PDZ_COL_START:
		*out = fact->start;
		break;
	default: {
		const uint32_t word = pdz_fact_value(fact, column);
		if (word == PDZ_NONE || pdz_day_parse(pdz_intern_text(fact->words, word), out) != PDZ_PARSE_OK)
			return false;
	}
	}
	return *out != PDZ_NO_DAY;
}

/* A text is a number as records have it, with a point or with a comma. */
static bool number_of(const struct pdz_fact *fact, unsigned column, double *out)
{
	char text[32];
	pdz_micro micro = fact->quantity;
	if (column != PDZ_COL_QUANTITY) {
		const uint32_t word = pdz_fact_value(fact, column);
		const struct pdz_str s = word == PDZ_NONE ? (struct pdz_str){"", 0} : pdz_intern_text(fact->words, word);
		if (s.n == 0 || s.n >= sizeof text)
			return false;
		for (size_t i = 0; i < s.n; i++)
			text[i] = s.p[i] == ',' ? '.' : s.p[i];
		if (pdz_micro_parse((struct pdz_str){text, s.n}, &micro) != PDZ_PARSE_OK)
			return false;
	}
	*out = pdz_micro_double(micro);
	return true;
}

/* What is planned has no date yet, and need have no day at all. */
static enum pdz_fit fits_range(const struct pdz_filter *f, const struct pdz_fact *fact)
{
	double x;
	pdz_day day, at = fact->status == PDZ_DONE ? fact->date : fact->due;
	const enum pdz_fit blank = fact->status == PDZ_DONE || f->column >= PDZ_COLUMNS ? PDZ_FIT_UNKNOWN : PDZ_FITS_NOT;
	if (f->test == PDZ_NUMBER_IN)
		return !number_of(fact, f->column, &x) ? blank : is_in_range(f, x) ? PDZ_FITS : PDZ_FITS_NOT;
	if (!day_of(fact, f->column, &day) || (f->test == PDZ_AGE_IN && (at == PDZ_NO_DAY || at < day)))
		return blank;
	x = f->test == PDZ_DAY_IN ? (double)day : (double)pdz_full_years(day, at);
	return is_in_range(f, x) ? PDZ_FITS : PDZ_FITS_NOT;
}

/* An empty cell is a value where it is asked for; no action is none. */
static enum pdz_fit fits_values(const struct pdz_plan *plan, const struct pdz_filter *f, const struct pdz_fact *fact)
{
	const bool has = has_value(plan, f, fact);
	if (!has && f->column != PDZ_COL_ACTION && pdz_fact_value(fact, f->column) == PDZ_NONE)
		return PDZ_FIT_UNKNOWN;
	return has != f->negate ? PDZ_FITS : PDZ_FITS_NOT;
}

static bool is_none_event(const struct pdz_selector *s, uint32_t event)
{
	for (size_t i = 0; i < s->none_count; i++)
		if (s->none[i] == event)
			return true;
	return false;
}

enum pdz_fit pdz_route_fits(const struct pdz_plan *plan, const struct pdz_selector *s, const struct pdz_fact *fact,
                            unsigned *column)
{
	enum pdz_fit fit = PDZ_FITS;
	*column = PDZ_NONE;
	if (!s->any_status && s->status != fact->status && s->status != PDZ_PLANNED)
		return PDZ_FITS_NOT; /* what is done may have been planned: its due date will tell */
	if (s->none_count > 0 && is_none_event(s, fact->event))
		return PDZ_FITS;
	for (size_t i = 0; i < s->where_count; i++) {
		const struct pdz_filter *f = &s->where[i];
		const enum pdz_fit here = f->test != PDZ_ONE_OF ? fits_range(f, fact) : fits_values(plan, f, fact);
		if (here != PDZ_FITS && (fit == PDZ_FITS || here == PDZ_FITS_NOT || f->column != PDZ_COL_AREA))
			*column = f->column; /* an area may come from elsewhere: what else is not known goes before it */
		if (here == PDZ_FITS_NOT)
			return here;
		fit = here == PDZ_FITS ? fit : here;
	}
	return fit;
}

/* Setting up */

static bool filters_cases(const struct pdz_selector *s)
{
	for (size_t i = 0; i < s->where_count; i++)
		if (s->where[i].column == PDZ_COL_CASE)
			return true;
	return false;
}

/* Does it look at what differs between records of one shape: days, quantities, ages? */
static bool filters_records(const struct pdz_selector *s)
{
	for (size_t i = 0; i < s->where_count; i++) {
		const unsigned column = s->where[i].column;
		if (s->where[i].test == PDZ_AGE_IN || column == PDZ_COL_DATE || column == PDZ_COL_DUE ||
		    column == PDZ_COL_START || column == PDZ_COL_QUANTITY)
			return true;
	}
	return false;
}

/* Does the slot keep cases apart, or look at them? */
static bool looks_at_case(const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	const struct pdz_selector *s = &slot->selector;
	unsigned who, what;
	pdz_slot_columns(plan, slot, &who, &what);
	return filters_cases(s) || (s->counted == PDZ_VALUES && s->column == PDZ_COL_CASE) || what == PDZ_COL_CASE ||
	       plan->indicators[slot->indicator].breakdown == PDZ_COL_CASE;
}

static bool needs_case(const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	return slot->keep_case || pdz_slot_is_by_case(plan, slot) || looks_at_case(plan, slot);
}

/* Would both keep the same rows, whatever the records? */
static bool keep_the_same(const struct pdz_plan *plan, const struct pdz_slot *a, const struct pdz_slot *b)
{
	const struct pdz_indicator *x = &plan->indicators[a->indicator], *y = &plan->indicators[b->indicator];
	return x->kind == y->kind && x->kind->enters_alike != NULL && x->kind->enters_alike(x, y) && a->role == b->role &&
	       a->keep_days == b->keep_days && a->keep_case == b->keep_case && a->keep_category == b->keep_category &&
	       a->keep_area == b->keep_area && x->baseline.kind != PDZ_BASELINE_COMPUTED &&
	       y->baseline.kind != PDZ_BASELINE_COMPUTED && a->selector.yearly == b->selector.yearly &&
	       pdz_selector_same(&a->selector, &b->selector);
}

/* Slots that would keep the same rows keep them once, under the first of them. */
static void find_homes(struct pdz_routes *routes, const struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	for (uint32_t slot = 0; slot < plan->slot_count; slot++) {
		routes->homes[slot] = slot;
		for (uint32_t i = 0; i < slot && run->wanted[plan->slots[slot].indicator]; i++)
			if (routes->homes[i] == i && run->wanted[plan->slots[i].indicator] &&
			    keep_the_same(plan, &plan->slots[i], &plan->slots[slot])) {
				routes->homes[slot] = i;
				break;
			}
	}
}

bool pdz_routes_init(struct pdz_routes *routes, const struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	*routes = (struct pdz_routes){0};
	routes->events = calloc(plan->event_count + 1, sizeof *routes->events);
	routes->homes = calloc(plan->slot_count + 1, sizeof *routes->homes);
	routes->here = calloc(plan->slot_count + 1, sizeof *routes->here);
	routes->met = calloc(plan->slot_count + 1, sizeof *routes->met);
	if (routes->events == NULL || routes->homes == NULL || routes->here == NULL || routes->met == NULL)
		return false;
	for (uint32_t event = 0; event < plan->event_count; event++) {
		routes->events[event].a_quantity = pdz_mapping_needs_quantity(plan, event);
		for (uint32_t i = plan->dispatch_first[event]; i < plan->dispatch_first[event + 1]; i++) {
			const struct pdz_slot *slot = &plan->slots[plan->dispatch[i]];
			struct pdz_event_needs *needs = &routes->events[event];
			needs->a_case |= needs_case(plan, slot);
			needs->more_than_who |= looks_at_case(plan, slot);
			needs->routes_each |= filters_cases(&slot->selector) || filters_records(&slot->selector);
		}
	}
	find_homes(routes, run);
	return true;
}

void pdz_routes_release(struct pdz_routes *routes)
{
	free(routes->events);
	free(routes->homes);
	free(routes->here);
	free(routes->met);
	*routes = (struct pdz_routes){0};
}

const struct pdz_event_needs *pdz_routes_needs(const struct pdz_routes *routes, uint32_t event)
{
	return &routes->events[event];
}

/* What a slot asks for, in order: each value of each filter, a range as one; last, a value of the column whose values
 * it counts. Only that many are noted, and only what somebody must have written: of dates and quantities nothing. */
enum { NOTED = 62 };

static bool is_written(const struct pdz_filter *f)
{
	return f->test == PDZ_ONE_OF ? f->column != PDZ_COL_ACTION && f->column != PDZ_COL_EVENT
	                             : f->column != PDZ_COL_DATE && f->column != PDZ_COL_DUE &&
	                                   f->column != PDZ_COL_START && f->column != PDZ_COL_QUANTITY;
}

static bool has_range_value(const struct pdz_filter *f, const struct pdz_fact *fact)
{
	double x;
	pdz_day day;
	return f->test == PDZ_NUMBER_IN ? number_of(fact, f->column, &x) : day_of(fact, f->column, &day);
}

static size_t asked_of(const struct pdz_filter *f)
{
	return f->test == PDZ_ONE_OF ? f->count : 1;
}

static bool has_asked(const struct pdz_plan *plan, const struct pdz_filter *f, size_t i, const struct pdz_fact *fact)
{
	if (f->test != PDZ_ONE_OF)
		return has_range_value(f, fact);
	const struct pdz_filter one = {.column = f->column, .values = &f->values[i], .count = 1};
	return has_value(plan, &one, fact);
}

static void note_met(struct pdz_routes *routes, const struct pdz_plan *plan, uint32_t slot, const struct pdz_fact *fact)
{
	const struct pdz_selector *s = &plan->slots[slot].selector;
	size_t bit = 0;
	for (size_t k = 0; k < s->where_count; k++)
		for (size_t i = 0; i < asked_of(&s->where[k]) && bit < NOTED; i++, bit++)
			if (has_asked(plan, &s->where[k], i, fact))
				routes->met[slot] |= UINT64_C(1) << bit;
	if (bit < NOTED && s->counted == PDZ_VALUES && pdz_fact_value(fact, s->column) != PDZ_NONE)
		routes->met[slot] |= UINT64_C(1) << bit;
}

bool pdz_route_unmet(const struct pdz_routes *routes, const struct pdz_plan *plan, uint32_t slot, size_t filter,
                     size_t value)
{
	const struct pdz_selector *s = &plan->slots[slot].selector;
	size_t bit = value;
	for (size_t k = 0; k < filter; k++)
		bit += asked_of(&s->where[k]);
	/* cases are not told by the shape of a record: whether one has a case it says where it is counted */
	const bool is_noted = filter < s->where_count ? is_written(&s->where[filter])
	                                              : s->counted == PDZ_VALUES && s->column != PDZ_COL_CASE;
	return bit < NOTED && is_noted && (routes->met[slot] >> bit & 1) == 0;
}

bool pdz_route_is_vain(const struct pdz_routes *routes, const struct pdz_plan *plan, uint32_t slot, bool is_told)
{
	const struct pdz_selector *s = &plan->slots[slot].selector;
	for (size_t k = 0; k <= s->where_count; k++) {
		const bool is_filter = k < s->where_count;
		const size_t asked = is_filter ? asked_of(&s->where[k]) : 1;
		size_t unmet = 0;
		if ((is_filter ? s->where[k].column : s->column) == PDZ_COL_AREA && is_told)
			continue;
		while (unmet < asked && pdz_route_unmet(routes, plan, slot, k, unmet))
			unmet++;
		if (unmet == asked && !(is_filter && s->where[k].negate))
			return true;
	}
	return false;
}

const uint32_t *pdz_route_of(struct pdz_routes *routes, const struct pdz_run *run, const struct pdz_fact *fact,
                             size_t *count, size_t *doubts)
{
	const struct pdz_plan *plan = run->plan;
	uint32_t *const last = routes->here + plan->slot_count;
	unsigned column;
	*count = *doubts = 0;
	for (uint32_t i = plan->dispatch_first[fact->event]; i < plan->dispatch_first[fact->event + 1]; i++) {
		const uint32_t slot = plan->dispatch[i];
		note_met(routes, plan, slot, fact);
		if (!run->wanted[plan->slots[slot].indicator] || routes->homes[slot] != slot)
			continue;
		const enum pdz_fit fit = pdz_route_fits(plan, &plan->slots[slot].selector, fact, &column);
		if (fit == PDZ_FITS)
			routes->here[(*count)++] = slot;
		else if (fit == PDZ_FIT_UNKNOWN)
			*(last - ++*doubts) = slot;
	}
	memmove(routes->here + *count, last - *doubts, *doubts * sizeof *last);
	return routes->here;
}
