/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See behind.h. */
#include "measure/behind.h"

#include "measure/counting.h"

#include <stdlib.h>

/* What one person makes up. */
struct holding {
	uint32_t who;
	uint64_t amount; /* whole, so that the order of adding is no matter */
};

struct holdings {
	struct holding *p;
	size_t count;
};

static int compare_holdings(const void *a, const void *b)
{
	const uint32_t x = ((const struct holding *)a)->who, y = ((const struct holding *)b)->who;
	return (x > y) - (x < y);
}

/* A wait of one record bears its first day as the value, and belongs to that day. */
static bool begins_with_value(const struct pdz_view *view)
{
	return view->indicator->kind->has_start && view->indicator->slot_count == 1;
}

static void add_holdings(const struct pdz_view *view, uint32_t slot, struct holdings *h)
{
	const struct pdz_slot *sl = &view->plan->slots[slot];
	const bool by_value = begins_with_value(view),
			   records = view->indicator->kind->value_is_count || view->indicator->kind->value_is_quotient
	                         ? sl->selector.counted == PDZ_RECORDS
	                         : true;
	const struct pdz_rows rows = by_value ? pdz_view_slot(view, slot) : pdz_view_period(view, slot);
	for (size_t i = 0; i < rows.n; i++) {
		const struct pdz_counter *row = &rows.p[i];
		if (sl->selector.when_due && pdz_is_done_later(view, &row->key))
			continue;
		if (by_value && (row->key.value < pdz_view_begin(view) || row->key.value > view->end))
			continue;
		h->p[h->count++] = (struct holding){row->key.who,
		                                    records ? row->n : (uint64_t)(row->sum < 0 ? -row->sum : row->sum)};
	}
}

/* Each person's taken together; the share of who has most, and how many there are. */
static struct pdz_behind sum_up(struct holdings *h)
{
	uint64_t all = 0, most = 0;
	size_t persons = 0;
	if (h->count > 0)
		qsort(h->p, h->count, sizeof *h->p, compare_holdings);
	for (size_t i = 0, next; i < h->count; i = next) {
		uint64_t own = 0;
		for (next = i; next < h->count && h->p[next].who == h->p[i].who; next++)
			own += h->p[next].amount;
		if (h->p[i].who == PDZ_NONE && i == 0)
			break; /* nobody's: they come last, so there are no others */
		all += own;
		most = own > most ? own : most;
		persons++;
	}
	return (struct pdz_behind){pdz_value_of((double)persons), {all > 0, all > 0 ? (double)most / (double)all : 0}};
}

static size_t rows_of_slots(const struct pdz_view *view, const uint32_t *slots, size_t count)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		n += pdz_view_slot(view, slots[i]).n;
	return n;
}

/* Records of several slots together: the terms of an operand, or a kind's own. */
static struct pdz_behind behind_slots(const struct pdz_view *view, const uint32_t *slots, size_t count)
{
	struct holdings h = {.p = pdz_view_scratch(view, rows_of_slots(view, slots, count), sizeof *h.p)};
	if (h.p == NULL)
		return (struct pdz_behind){0};
	for (size_t i = 0; i < count; i++)
		add_holdings(view, slots[i], &h);
	const struct pdz_behind b = sum_up(&h);
	free(h.p);
	return b;
}

/* Cases are kept apart where that is asked for, and where the kind does so anyway. */
static bool knows_cases(const struct pdz_plan *plan, uint32_t slot)
{
	const struct pdz_slot *s = &plan->slots[slot];
	return s->keep_case ||
	       (plan->settings.protects && s->selector.counted != PDZ_CASES && pdz_slot_is_by_case(plan, s));
}

static void take_fewer(struct pdz_behind *out, struct pdz_behind b)
{
	if (!out->persons.ok ||
	    (b.persons.number > 0 && (out->persons.number == 0 || b.persons.number < out->persons.number)))
		out->persons = b.persons;
	if (b.largest.ok && (!out->largest.ok || b.largest.number > out->largest.number))
		out->largest = b.largest;
}

static void look_behind_operand(const struct pdz_view *view, const struct pdz_operand *o, struct pdz_behind *out)
{
	uint32_t *slots = pdz_view_scratch(view, o->count, sizeof *slots);
	size_t n = 0;
	for (size_t i = 0; slots != NULL && i < o->count; i++)
		if (o->terms[i].kind == PDZ_TERM_SELECTOR && knows_cases(view->plan, o->terms[i].slot))
			slots[n++] = o->terms[i].slot;
	if (n > 0)
		take_fewer(out, behind_slots(view, slots, n));
	free(slots);
}

struct pdz_behind pdz_view_behind(const struct pdz_view *view)
{
	const struct pdz_indicator *ind = view->indicator;
	struct pdz_behind out = {0};
	look_behind_operand(view, &ind->numerator, &out);
	look_behind_operand(view, &ind->denominator, &out);
	if (ind->numerator.count + ind->denominator.count == 0 && ind->slot_count > 0 && ind->kind->amounts &&
	    knows_cases(view->plan, ind->first_slot))
		take_fewer(&out, behind_slots(view, &ind->first_slot, 1)); /* a wait's are those who began to wait */
	return out;
}
