/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See regions.h. Cases are persons, and so are those who give a score, unless their event says that
 * it counts none; quantities and records are where it says so. What else may be some person's is
 * guarded: records that bear a case. */
#include "publish/regions.h"

#include "measure/kind.h"
#include "measure/shares.h"
#include "result/persons.h"

#include <stdlib.h>

void pdz_regions_release(struct pub_regions *r)
{
	free(r->subjects);
	free(r->list);
	pdz_intern_release(&r->keys);
	pdz_arena_release(&r->arena);
	*r = (struct pub_regions){0};
}

/* ---- who is counted ---- */

static bool may_be_someones(const struct pdz_plan *plan, const struct pdz_selector *s)
{
	return (s->counted == PDZ_QUANTITY || s->counted == PDZ_RECORDS) && pdz_has_persons(plan, s, true);
}

/* Each record for itself: sums of them are sums of atoms. */
static bool adds_up(const struct pdz_selector *s)
{
	return (s->counted == PDZ_RECORDS || s->counted == PDZ_QUANTITY) && !s->any_status && !s->stock &&
	       s->in_force == PDZ_NOT_IN_FORCE && !s->when_due && !s->is_figure && !pdz_selector_follows_cases(s);
}

/* All of them, and in the same way. */
static bool operand_adds_up(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	const struct pdz_selector *first = NULL;
	for (size_t i = 0; i < o->count; i++) {
		const struct pdz_selector *s = o->terms[i].kind == PDZ_TERM_SELECTOR ? &plan->slots[o->terms[i].slot].selector
		                                                                     : NULL;
		if (s == NULL || !adds_up(s) || (first != NULL && (s->counted != first->counted || s->status != first->status)))
			return false;
		first = s;
	}
	return true;
}

/* Days are periods, and users in sums of what has conditions of its own are others in each place: how they are related
 * to the others is not worked out. */
static bool is_beyond_relations(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	const bool sums = operand_adds_up(plan, o);
	for (size_t i = 0; i < o->count; i++) {
		const struct pdz_selector *s = o->terms[i].kind == PDZ_TERM_SELECTOR ? &plan->slots[o->terms[i].slot].selector
		                                                                     : NULL;
		for (size_t k = 0; s != NULL && k < s->where_count; k++)
			if (s->where[k].column == PDZ_COL_DATE || (!sums && (o->count > 1 || s->event_count > 1)))
				return true;
	}
	return false;
}

static void classify(const struct pdz_plan *plan, const struct pdz_operand *o, bool *persons, bool *guarded,
                     bool *mixed)
{
	bool others = false;
	*persons = *guarded = false;
	for (size_t i = 0; i < o->count; i++) {
		const struct pdz_selector *s = o->terms[i].kind == PDZ_TERM_SELECTOR ? &plan->slots[o->terms[i].slot].selector
		                                                                     : NULL;
		if (s != NULL && (pdz_counts_cases(s) ? pdz_has_persons(plan, s, true)
		                                      : s->counted != PDZ_VALUES && pdz_has_persons(plan, s, false)))
			*persons = true;
		else if (s != NULL && may_be_someones(plan, s))
			*guarded = true;
		else
			others = true;
	}
	*mixed = (*persons && *guarded) || ((*persons || *guarded) && (others || is_beyond_relations(plan, o)));
}

/* ---- what is the same ---- */

static int compare_words(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Numbers of a list in ascending order, as text: lists in another order are the same condition. */
static void write_numbers(struct pdz_buf *b, const uint32_t *numbers, size_t n)
{
	uint32_t *sorted = malloc((n + 1) * sizeof *sorted);
	if (sorted == NULL) {
		b->failed = true;
		return;
	}
	if (n > 0)
		memcpy(sorted, numbers, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, compare_words);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || sorted[i] != sorted[i - 1])
			pdz_buf_printf(b, "%lu,", (unsigned long)sorted[i]);
	free(sorted);
}

static bool is_place_column(unsigned column)
{
	return column == PDZ_COL_CATEGORY || column == PDZ_COL_AREA || column >= PDZ_COLUMNS;
}

static bool has_places(const struct pdz_selector *s)
{
	return !s->stock && s->in_force == 0 && !pdz_selector_follows_cases(s);
}

/* Does it ask for what the relations know nothing of: who else came, or since when; whether it was done or not? */
static bool asks_for_more(const struct pdz_selector *s)
{
	return pdz_selector_follows_cases(s) || s->in_force != 0 || s->any_status;
}

/* Some of what is done was planned, and some of what was planned is done. */
static bool is_planned(const struct pdz_selector *s)
{
	return !s->any_status && s->status != PDZ_DONE;
}

/* A condition that is a place. */
static bool is_fixed(const struct pdz_selector *s, const struct pdz_filter *f)
{
	return has_places(s) && f->test == PDZ_ONE_OF && !f->negate && f->count == 1 && f->values[0] != PDZ_NONE &&
	       is_place_column(f->column);
}

static int compare_filters(const void *a, const void *b)
{
	const struct pdz_filter *x = *(const struct pdz_filter *const *)a, *y = *(const struct pdz_filter *const *)b;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	if (x->negate != y->negate)
		return x->negate ? 1 : -1;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	if (x->test != y->test)
		return x->test < y->test ? -1 : 1;
	if (x->low != y->low || x->high != y->high)
		return x->low < y->low || (x->low == y->low && x->high < y->high) ? -1 : 1;
	for (size_t i = 0; i < x->count; i++)
		if (x->values[i] != y->values[i])
			return x->values[i] < y->values[i] ? -1 : 1;
	return 0;
}

static bool is_without(const struct pdz_filter *const *without, size_t n, const struct pdz_filter *f)
{
	for (size_t i = 0; i < n; i++)
		if (without[i] == f)
			return true;
	return false;
}

/* without: conditions that are left out. */
static void write_key(struct pdz_buf *b, const struct pdz_selector *s, pdz_day since,
                      const struct pdz_filter *const *without, size_t without_count)
{
	const struct pdz_filter *sorted[64];
	size_t n = 0;
	pdz_buf_clear(b);
	pdz_buf_printf(b, "%d.%lu %d%d %d%d%d %ld %ld e", (int)(pdz_counts_cases(s) ? PDZ_CASES : s->counted),
	               s->counted == PDZ_VALUES && !pdz_counts_cases(s) ? (unsigned long)s->column : 0ul, s->any_status,
	               s->any_status ? 0 : (int)s->status, s->every, s->first_seen, s->stock, (long)s->at_least_days,
	               (long)since);
	write_numbers(b, s->events, s->event_count);
	pdz_buf_z(b, " n");
	write_numbers(b, s->none, s->none_count);
	for (size_t i = 0; i < s->where_count; i++) {
		if (n == sizeof sorted / sizeof *sorted) { /* as one of its own */
			pdz_buf_printf(b, " %p", (const void *)s);
			break;
		}
		if (!is_fixed(s, &s->where[i]) && !is_without(without, without_count, &s->where[i]))
			sorted[n++] = &s->where[i];
	}
	qsort(sorted, n, sizeof(const struct pdz_filter *), compare_filters);
	for (size_t i = 0; i < n; i++) {
		pdz_buf_printf(b, " %u%c", sorted[i]->column, sorted[i]->negate ? '!' : '=');
		if (sorted[i]->test != PDZ_ONE_OF)
			pdz_buf_printf(b, "%d:%a%d:%a%d", (int)sorted[i]->test, sorted[i]->low, sorted[i]->low_is_out,
			               sorted[i]->high, sorted[i]->high_is_in);
		write_numbers(b, sorted[i]->values, sorted[i]->count);
	}
}

/* The number of a region; 0: out of memory. */
static uint32_t region_of_key(struct pub_regions *out, const struct pdz_buf *key)
{
	const uint32_t id = key->failed ? PDZ_NONE : pdz_intern_add(&out->keys, pdz_buf_view(key));
	if (id == PDZ_NONE || !pdz_grow(&out->list, &out->cap, (size_t)id + 2, sizeof *out->list))
		return 0;
	if ((size_t)id + 1 >= out->count) {
		out->list[id + 1] = (struct pub_region){0};
		out->count = (size_t)id + 2;
	}
	return id + 1;
}

/* The region of a selector without some of its conditions; and with it those that are without more. */
static uint32_t region_without(struct pub_regions *out, const struct pdz_selector *s, pdz_day since,
                               const struct pub_side *side, const struct pdz_filter *const *without, size_t count)
{
	struct pdz_buf key = {0};
	write_key(&key, s, since, without, count);
	const uint32_t id = region_of_key(out, &key);
	pdz_buf_release(&key);
	if (id == 0 || out->list[id].selector != NULL)
		return id;
	struct pub_region r = {
		.selector = s, .adds_up = adds_up(s), .since = since, .fixed_count = side->fixed_count, .without_count = count};
	memcpy(r.fixed, side->fixed, sizeof r.fixed);
	for (size_t i = 0; i < count; i++)
		r.without[i] = without[i];
	for (size_t i = 0; has_places(s) && count + 1 < PUB_FIXED && i < s->where_count; i++)
		if (!is_fixed(s, &s->where[i]) && s->where[i].test == PDZ_ONE_OF && is_place_column(s->where[i].column) &&
		    !is_without(without, count, &s->where[i]))
			r.listed = &s->where[i];
	out->list[id] = r;
	if (r.listed == NULL)
		return id;
	r.without[count] = r.listed;
	const uint32_t base = region_without(out, s, since, side, r.without, count + 1);
	out->list[id].base = base;
	return base == 0 ? 0 : id;
}

static uint32_t region_of_selector(struct pub_regions *out, const struct pdz_selector *s, pdz_day since,
                                   struct pub_side *side)
{
	side->fixed_count = 0;
	for (size_t i = 0; i < s->where_count; i++) {
		if (!is_fixed(s, &s->where[i]))
			continue;
		if (side->fixed_count < PUB_FIXED)
			side->fixed[side->fixed_count++] = &s->where[i];
		else
			side->unclear = true;
	}
	return region_without(out, s, since, side, NULL, 0);
}

/* A sum of several, or what only that indicator has. */
static uint32_t region_of_text(struct pub_regions *out, const char *what, const char *code)
{
	struct pdz_buf key = {0};
	pdz_buf_printf(&key, "%s %s", what, code);
	const uint32_t id = region_of_key(out, &key);
	pdz_buf_release(&key);
	return id;
}

/* ---- what lies in what ---- */

static bool has_number(const uint32_t *list, size_t n, uint32_t number)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == number)
			return true;
	return false;
}

static bool is_among(const uint32_t *a, size_t n, const uint32_t *of, size_t count)
{
	for (size_t i = 0; i < n; i++)
		if (!has_number(of, count, a[i]))
			return false;
	return true;
}

static bool leaves_out(const struct pub_region *r, const struct pdz_filter *f)
{
	return is_without(r->fixed, r->fixed_count, f) || is_without(r->without, r->without_count, f);
}

/* Every condition of the outer region is one of the inner one too, or wider. */
static bool is_narrower_region(const struct pub_region *inner, const struct pub_region *outer)
{
	const struct pdz_selector *a = inner->selector, *b = outer->selector;
	for (size_t i = 0; i < b->where_count; i++) {
		bool found = leaves_out(outer, &b->where[i]);
		for (size_t k = 0; k < a->where_count && !found; k++)
			found = !leaves_out(inner, &a->where[k]) && pdz_filter_contains(&b->where[i], &a->where[k]);
		if (!found)
			return false;
	}
	return true;
}

/* Is whatever the inner region counts at a place counted by the outer one there? */
static bool region_holds(const struct pub_region *outer, const struct pub_region *inner)
{
	const struct pdz_selector *a = inner->selector, *b = outer->selector;
	const bool same_way = pdz_counts_cases(a) == pdz_counts_cases(b) &&
	                      (pdz_counts_cases(a) || a->counted == b->counted),
			   cases_in_records = (pdz_counts_cases(a) && b->counted == PDZ_RECORDS) || b->counted == PDZ_QUANTITY;
	if (outer == inner || (!same_way && !cases_in_records) || b->stock || a->stock || pdz_selector_follows_cases(b) ||
	    (a->counted == PDZ_VALUES && !pdz_counts_cases(a)))
		return false;
	if (!b->any_status && (a->any_status || a->status != b->status))
		return false;
	if (outer->since != PDZ_NO_DAY && (inner->since == PDZ_NO_DAY || inner->since < outer->since))
		return false;
	return is_among(a->events, a->event_count, b->events, b->event_count) && is_narrower_region(inner, outer);
}

/* ---- the sides of an indicator ---- */

/* What a sum is of. */
static bool make_terms(struct pub_regions *out, const struct pdz_plan *plan, const struct pdz_indicator *ind,
                       const struct pdz_operand *o, uint32_t region)
{
	struct pub_side *terms = pdz_arena_alloc(&out->arena, o->count * sizeof *terms);
	if (terms == NULL)
		return false;
	for (size_t i = 0; i < o->count; i++) {
		const struct pdz_selector *s = &plan->slots[o->terms[i].slot].selector;
		terms[i] = (struct pub_side){.yearly = s->yearly, .cumulative = ind->roll_up == PDZ_CUMULATIVE};
		terms[i].quantity = region_of_selector(out, s, ind->measurable_from, &terms[i]);
		if (terms[i].quantity == 0)
			return false;
	}
	out->list[region].adds_up = operand_adds_up(plan, o);
	out->list[region].terms = terms;
	out->list[region].term_count = o->count;
	return true;
}

static bool make_side(struct pub_regions *out, const struct pdz_plan *plan, const struct pdz_indicator *ind,
                      const struct pdz_operand *o, const char *name, struct pub_side *side)
{
	bool persons;
	struct pdz_buf text = {0};
	classify(plan, o, &persons, &side->guarded, &side->unclear);
	if (!persons && !side->guarded)
		return true;
	const struct pdz_selector *s = &plan->slots[o->terms[0].slot].selector;
	side->cumulative = ind->roll_up == PDZ_CUMULATIVE;
	side->distant = o->count > 1 || s->stock || s->in_force != 0 ||
	                (side->cumulative && ind->baseline.kind != PDZ_BASELINE_NONE);
	side->odd = o->count == 1 && (s->stock || asks_for_more(s) || is_planned(s));
	if (!side->distant) {
		side->distant = asks_for_more(s);
		side->yearly = s->yearly;
		side->quantity = region_of_selector(out, s, ind->measurable_from, side);
		return side->quantity != 0;
	}
	pdz_buf_str(&text, ind->code);
	pdz_buf_char(&text, '\0');
	side->quantity = text.failed ? 0 : region_of_text(out, name, text.p);
	pdz_buf_release(&text);
	return side->quantity != 0 && (o->count == 1 || side->unclear || make_terms(out, plan, ind, o, side->quantity));
}

static bool add_super(struct pub_regions *out, uint32_t region, uint32_t super)
{
	struct pub_region *r = &out->list[region];
	for (size_t i = 0; i < r->super_count; i++)
		if (r->supers[i] == super)
			return true;
	uint32_t *more = pdz_arena_alloc(&out->arena, (r->super_count + 1) * sizeof *more);
	if (more == NULL)
		return false;
	if (r->super_count > 0)
		memcpy(more, r->supers, r->super_count * sizeof *more);
	more[r->super_count++] = super;
	r->supers = more;
	return true;
}

/* The cases above the line of a share are those that are below it too; those of a cohort are
 * counted wherever they fall, and below stand those who entered long enough ago. */
static bool make_share(struct pub_regions *out, const struct pdz_indicator *ind, struct pub_subject *s)
{
	struct pdz_buf code = {0};
	const bool cohort = pdz_ratio_follows(ind);
	const struct pub_side above = s->numerator, below = s->denominator;
	/* places are those of below: there the part is looked for */
	bool inside = true;
	for (size_t i = 0; i < below.fixed_count; i++) {
		bool found = false;
		for (size_t k = 0; k < above.fixed_count && !found; k++)
			found = compare_filters(&above.fixed[k], &below.fixed[i]) == 0;
		inside &= found;
	}
	const bool same_place = inside && above.fixed_count == below.fixed_count;
	const struct pub_region *inner = &out->list[above.quantity], *outer = &out->list[below.quantity];
	if (!cohort && inside && inner->selector != NULL && outer->selector != NULL &&
	    (inner == outer || region_holds(outer, inner)))
		return true; /* all of it is below the line: the part is the whole numerator */
	pdz_buf_str(&code, ind->code);
	pdz_buf_char(&code, '\0');
	bool fine = !code.failed;
	if (fine && cohort) {
		s->denominator.quantity = region_of_text(out, "#c", code.p);
		fine = s->denominator.quantity != 0 && add_super(out, s->denominator.quantity, below.quantity);
	}
	if (fine) {
		s->numerator.quantity = region_of_text(out, "#p", code.p);
		fine = s->numerator.quantity != 0 && add_super(out, s->numerator.quantity, s->denominator.quantity);
	}
	if (fine && !cohort && same_place)
		fine = add_super(out, s->numerator.quantity, above.quantity);
	memcpy(s->numerator.fixed, below.fixed, sizeof below.fixed);
	s->numerator.fixed_count = below.fixed_count;
	s->numerator.distant |= !cohort && !same_place;
	s->numerator.odd |= cohort || !same_place;
	pdz_buf_release(&code);
	return fine;
}

static bool shares_cases(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	if (!ind->proportion || ind->numerator.count != 1 || ind->denominator.count != 1)
		return false;
	const enum pdz_counted c = plan->slots[ind->numerator.terms[0].slot].selector.counted;
	return c == PDZ_CASES || c == PDZ_VALUES;
}

static bool make_events(struct pub_regions *out, const struct pdz_plan *plan, const struct pdz_indicator *ind,
                        struct pub_subject *s)
{
	size_t n = 0;
	for (uint32_t i = 0; i < ind->slot_count; i++)
		n += plan->slots[ind->first_slot + i].selector.event_count;
	uint32_t *events = pdz_arena_alloc(&out->arena, (n + 1) * sizeof *events);
	if (events == NULL)
		return false;
	n = 0;
	for (uint32_t i = 0; i < ind->slot_count; i++) {
		const struct pdz_selector *own = &plan->slots[ind->first_slot + i].selector;
		s->spreads |= own->counted == PDZ_VALUES && !pdz_counts_cases(own) && pdz_has_persons(plan, own, true);
		for (size_t k = 0; k < own->event_count; k++)
			events[n++] = own->events[k];
	}
	s->event_count = pdz_sort_distinct(events, n);
	s->events = events;
	return true;
}

static bool make_subject(struct pub_regions *out, const struct pdz_plan *plan, const struct pdz_indicator *ind,
                         struct pub_subject *s)
{
	if (!make_side(out, plan, ind, &ind->numerator, "#n", &s->numerator) ||
	    !make_side(out, plan, ind, &ind->denominator, "#d", &s->denominator) || !make_events(out, plan, ind, s))
		return false;
	if (s->numerator.quantity != 0 && s->denominator.quantity != 0 && shares_cases(plan, ind) &&
	    !make_share(out, ind, s))
		return false;
	const struct pdz_persons_counted counted = pdz_persons_of(plan, ind);
	bool items = counted.items != 0;
	for (uint32_t i = 0; i < ind->slot_count && !items && ind->kind->describes != NULL && !ind->kind->n_is_records; i++)
		items = may_be_someones(plan, &plan->slots[ind->first_slot + i].selector);
	if (!items)
		return true;
	const uint32_t of = counted.items != 0 ? (counted.items - 1) / 3 : (uint32_t)(ind - plan->indicators);
	struct pdz_buf code = {0};
	pdz_buf_str(&code, plan->indicators[of].code);
	pdz_buf_char(&code, '\0');
	s->items.quantity = code.failed ? 0 : region_of_text(out, "#i", code.p);
	s->items.alike = s->items.odd = true;
	s->items.guarded = counted.items == 0;
	pdz_buf_release(&code);
	return s->items.quantity != 0;
}

/* Regions of each event, so that only those are set against each other that can have to do with each other. */
static bool find_supers(struct pub_regions *out, const struct pdz_plan *plan)
{
	uint32_t *first = calloc(plan->event_count + 2, sizeof *first), *of_event = NULL;
	size_t n = 0;
	bool fine = first != NULL;
	for (uint32_t i = 1; fine && i < out->count; i++)
		for (size_t k = 0; out->list[i].selector != NULL && k < out->list[i].selector->event_count; k++, n++)
			first[out->list[i].selector->events[k] + 1]++;
	for (size_t e = 0; fine && e < plan->event_count; e++)
		first[e + 1] += first[e];
	uint32_t *next = calloc(plan->event_count + 1, sizeof *next);
	of_event = malloc((n + 1) * sizeof *of_event);
	fine = fine && next != NULL && of_event != NULL;
	for (uint32_t i = 1; fine && i < out->count; i++)
		for (size_t k = 0; out->list[i].selector != NULL && k < out->list[i].selector->event_count; k++) {
			const uint32_t e = out->list[i].selector->events[k];
			of_event[first[e] + next[e]++] = i;
		}
	for (uint32_t i = 1; fine && i < out->count; i++) {
		const struct pub_region *inner = &out->list[i];
		if (inner->selector == NULL)
			continue;
		const uint32_t e = inner->selector->events[0]; /* what holds it has all its events */
		for (uint32_t k = first[e]; k < first[e + 1] && fine; k++)
			if (of_event[k] != i && region_holds(&out->list[of_event[k]], inner))
				fine = add_super(out, i, of_event[k]);
	}
	free(first);
	free(next);
	free(of_event);
	return fine;
}

bool pdz_filters_exclude(const struct pdz_filter *a, const struct pdz_filter *b)
{
	if (a == NULL || b == NULL || a->column != b->column || (a->negate && b->negate) || a->test != PDZ_ONE_OF ||
	    b->test != PDZ_ONE_OF)
		return false;
	if (a->negate != b->negate) {
		const struct pdz_filter *no = a->negate ? a : b, *yes = a->negate ? b : a;
		return is_among(yes->values, yes->count, no->values, no->count);
	}
	for (size_t i = 0; i < a->count; i++)
		if (has_number(b->values, b->count, a->values[i]))
			return false;
	return a->column != PDZ_COL_AREA; /* one area may lie in another */
}

const struct pdz_filter *pdz_region_filter(const struct pub_region *r, unsigned column)
{
	for (size_t i = 0; r->selector != NULL && i < r->selector->where_count; i++)
		if (r->selector->where[i].column == column && !leaves_out(r, &r->selector->where[i]))
			return &r->selector->where[i];
	return NULL;
}

bool pdz_regions_make(struct pub_regions *out, struct pdz_results *r, const struct pdz_plan *plan, const char **strange)
{
	*out = (struct pub_regions){.count = 1};
	*strange = NULL;
	out->subjects = calloc(r->indicator_count + 1, sizeof *out->subjects);
	if (out->subjects == NULL || !pdz_grow(&out->list, &out->cap, 1, sizeof *out->list))
		return false;
	out->list[0] = (struct pub_region){0};
	for (size_t i = 0; i < plan->indicator_count; i++) { /* so that numbers are the same for all results of the plan */
		struct pub_subject s = {0};
		if (!make_subject(out, plan, &plan->indicators[i], &s))
			return false;
	}
	for (size_t i = 0; i < r->indicator_count; i++) {
		struct pdz_result_indicator *ind = &r->indicators[i];
		const uint32_t number = pdz_plan_indicator(plan, ind->code);
		struct pub_subject *s = &out->subjects[i];
		if (number == PDZ_NONE || plan->indicators[number].kind != ind->kind) {
			*strange = ind->code.p;
			return false;
		}
		if (!make_subject(out, plan, &plan->indicators[number], s))
			return false;
		const bool any = s->numerator.quantity != 0 && s->denominator.quantity != 0;
		ind->persons = (struct pdz_result_persons){s->numerator.quantity, s->denominator.quantity, s->items.quantity,
		                                           any && plan->indicators[number].proportion};
	}
	return find_supers(out, plan);
}
