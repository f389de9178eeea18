/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In force: at the end or the start of a period, on any of its days, on average. See lives.h. */
#include "measure/lives.h"

#include <stdlib.h>

/* The period, as far as it has passed, and what is asked of it. */
struct span {
	enum pdz_in_force at;
	pdz_day begin, end;
};

/* What a case comes to. */
struct case_in_force {
	bool counts;
	double sum;
};

static bool ends_a_case(const struct pdz_counter *row)
{
	return row->key.what >= PDZ_LIFE_NONE;
}

/* A stay, until the day before to: how much of it is of the period; of an average the days. */
static double weight_of_stay(const struct span *s, pdz_day from, pdz_day to)
{
	const pdz_day day = s->at == PDZ_IN_FORCE_START ? s->begin : s->end;
	if (s->at == PDZ_IN_FORCE_DURING) /* whoever came and went within it was there, if only for a day */
		return from <= s->end && (to > s->begin || from >= s->begin);
	if (s->at != PDZ_IN_FORCE_AVERAGE)
		return from <= day && to > day;
	const pdz_day first = from > s->begin ? from : s->begin, after = to <= s->end ? to : s->end + 1;
	return after > first ? (double)after - first : 0;
}

/* During the period its last quantity counts. */
static void take_stay(const struct span *s, pdz_day from, pdz_day to, double quantity, struct case_in_force *c)
{
	const double weight = weight_of_stay(s, from, to);
	if (weight == 0)
		return;
	c->counts = true;
	c->sum = quantity * weight + (s->at == PDZ_IN_FORCE_DURING ? 0 : c->sum);
}

/* The rows of one case on one day. */
struct day_of_case {
	bool enters, leaves;
	double quantity;
};

static struct day_of_case look_at_day(const struct pdz_counter *const *rows, size_t n, bool quantities)
{
	struct day_of_case d = {.quantity = quantities ? 0 : 1};
	for (size_t i = 0; i < n; i++) {
		d.leaves |= ends_a_case(rows[i]);
		d.enters |= !ends_a_case(rows[i]);
		d.quantity += quantities && !ends_a_case(rows[i]) ? pdz_micro_double(rows[i]->sum) : 0;
	}
	return d;
}

/* One case, its rows in order of time. Who is there and enters again goes on, with the new quantity; who leaves and
 * enters on one day has not left. */
static struct case_in_force follow_case(const struct span *s, const struct pdz_counter *const *rows, size_t n,
                                        bool quantities)
{
	struct case_in_force c = {0};
	bool open = false;
	pdz_day from = 0;
	double quantity = 0;
	for (size_t i = 0, next; i < n; i = next) {
		const pdz_day day = rows[i]->key.when;
		for (next = i + 1; next < n && rows[next]->key.when == day; next++)
			;
		const struct day_of_case d = look_at_day(rows + i, next - i, quantities);
		if (open)
			take_stay(s, from, day, quantity, &c);
		else if (d.enters && d.leaves)
			take_stay(s, day, day, d.quantity, &c);
		if (d.enters || !open)
			quantity = d.quantity;
		from = day;
		open = d.enters ? open || !d.leaves : open && !d.leaves;
	}
	if (open)
		take_stay(s, from, INT32_MAX, quantity, &c);
	return c;
}

static void mark_case(const struct pdz_view *view, struct pdz_mark *marks, const struct pdz_counter *const *rows,
                      size_t n, bool counts)
{
	for (size_t i = 0; i < n && marks != NULL; i++)
		pdz_mark_of(view, marks, &rows[i]->key)->use = counts ? PDZ_USE_COUNTED : PDZ_USE_NOT_IN_FORCE;
}

struct pdz_amount pdz_count_in_force(const struct pdz_view *view, uint32_t slot, struct pdz_mark *marks, uint32_t *who)
{
	const struct pdz_selector *s = &view->plan->slots[slot].selector;
	const struct span span = {s->in_force, pdz_view_begin(view), view->end};
	struct pdz_amount out = {0};
	double sum = 0;
	size_t count;
	const struct pdz_counter **rows = pdz_gather_lives(view, slot, &count);
	for (size_t i = 0, next; rows != NULL && i < count; i = next) {
		for (next = i + 1; next < count && rows[next]->key.who == rows[i]->key.who; next++)
			;
		const struct case_in_force c = follow_case(&span, rows + i, next - i, s->counted == PDZ_QUANTITY);
		if (c.counts && who != NULL)
			who[out.n] = rows[i]->key.who;
		out.n += c.counts;
		sum += c.sum;
		mark_case(view, marks, rows + i, next - i, c.counts);
	}
	free(rows);
	if (span.at == PDZ_IN_FORCE_AVERAGE && span.end >= span.begin)
		sum /= (double)span.end - span.begin + 1;
	out.value = pdz_value_of(sum);
	return out;
}
