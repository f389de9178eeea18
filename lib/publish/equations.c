/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How counts add up: areas to the area they are part of, periods to the longer one,
 * categories, dimensions and parts to all together.
 *
 * What holds is taken from the truth. Where parts make exactly their whole, the attacker
 * is given that they must. Where they make less, what is left over is a count of its own.
 * Where they make more (the same person in two areas or years), the overlap is unknown,
 * but no part is more than the whole. A figure of which the latest holds (open cases,
 * stocks) is over time that of the last part; where that fits a count of which it is not
 * known, both are held to. */
#include "publish/table.h"

#include <math.h>
#include <stdlib.h>

enum direction {
	ALONG_AREA,
	ALONG_PERIOD,
	ALONG_CATEGORY,
	ALONG_DIMENSIONS,
	ALONG_PART,
	ALONG_YEARS,
	DIRECTIONS,
	ALONG_REGION
};

struct link {
	uint32_t whole, part;
	enum direction along;
};

struct links {
	struct link *p;
	size_t count, cap;
};

/* A period as far as the plan goes. */
static struct pdz_period within_plan(const struct pub_table *t, struct pdz_period p)
{
	const int32_t from = pdz_day_month(t->r->from), to = pdz_day_month(t->r->to);
	p.first = p.first < from ? from : p.first;
	p.last = p.last > to ? to : p.last;
	return p;
}

/* Is b a longer period around a, or the same under a coarser name? */
static bool is_around(const struct pub_table *t, struct pdz_period a, struct pdz_period b)
{
	const struct pdz_period x = within_plan(t, a), y = within_plan(t, b);
	if (y.first > x.first || y.last < x.last)
		return false;
	return y.last - y.first > x.last - x.first || b.level < a.level;
}

static int32_t length(const struct pub_table *t, uint32_t period)
{
	const struct pdz_period p = within_plan(t, t->periods[period]);
	return p.last - p.first;
}

/* The nearest longer period in which there is such a count. */
static uint32_t whole_in_time(struct pub_table *t, struct pub_place at)
{
	const struct pdz_period own = t->periods[at.period];
	uint32_t best = PDZ_NONE;
	for (uint32_t i = 0; i < t->period_count; i++) {
		if (!is_around(t, own, t->periods[i]))
			continue;
		at.period = i;
		const uint32_t found = pdz_publish_count_find(t, &at);
		if (found == PDZ_NONE)
			continue;
		const uint32_t period = best == PDZ_NONE ? i : t->counts[best].at.period;
		const int32_t difference = length(t, i) - length(t, period);
		if (best == PDZ_NONE || difference < 0 || (difference == 0 && t->periods[i].level > t->periods[period].level))
			best = found;
	}
	return best;
}

/* The nearest area around it in which there is such a count. */
static uint32_t whole_area(struct pub_table *t, struct pub_place at)
{
	uint32_t found = PDZ_NONE;
	while (found == PDZ_NONE && at.area != 0) {
		const uint32_t parent = t->r->areas[at.area].parent;
		at.area = parent == PDZ_NONE ? 0 : parent;
		found = pdz_publish_count_find(t, &at);
	}
	return found;
}

static uint32_t whole_of_place(struct pub_table *t, struct pub_place at, enum direction along)
{
	struct pdz_str *const texts[] = {
		[ALONG_CATEGORY] = &at.category, [ALONG_DIMENSIONS] = &at.dimensions, [ALONG_PART] = &at.part};
	if (along == ALONG_AREA)
		return at.area == 0 ? PDZ_NONE : whole_area(t, at);
	if (along == ALONG_PERIOD)
		return whole_in_time(t, at);
	if (along == ALONG_YEARS) { /* who counts anew each year (places.c) counts once a year in all years together */
		const bool is_year = at.what == 'Q' && t->periods[at.period].level == PDZ_YEAR;
		at.what = 'Y';
		return is_year ? whole_in_time(t, at) : PDZ_NONE;
	}
	if (texts[along]->p == NULL || at.what == 'S') /* answers of a score stand beside all answers in their entry */
		return PDZ_NONE;
	*texts[along] = (struct pdz_str){NULL, 0};
	return pdz_publish_count_find(t, &at);
}

static int by_whole(const void *a, const void *b)
{
	const struct link *x = a, *y = b;
	if (x->whole != y->whole)
		return x->whole < y->whole ? -1 : 1;
	if (x->along != y->along)
		return x->along < y->along ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

static struct links find_links(struct pub_table *t)
{
	struct links l = {0};
	const size_t n = t->count_count; /* none is added here */
	for (uint32_t i = 0; i < n && !t->no_memory; i++) {
		if (t->counts[i].implied)
			continue;
		for (int along = 0; along < DIRECTIONS; along++) {
			const uint32_t whole = whole_of_place(t, t->counts[i].at, (enum direction)along);
			if (whole == PDZ_NONE)
				continue;
			if (!pdz_grow(&l.p, &l.cap, l.count + 1, sizeof *l.p))
				t->no_memory = true;
			else
				l.p[l.count++] = (struct link){whole, i, (enum direction)along};
		}
	}
	if (l.count > 0)
		qsort(l.p, l.count, sizeof *l.p, by_whole);
	return l;
}

/* ---- what holds ---- */

static bool equal(double a, double b)
{
	return fabs(a - b) <= 1e-9 * (1 + fabs(a));
}

/* extra: PDZ_NONE, or what makes up the difference. */
static void add_sum(struct pub_table *t, const struct link *l, size_t n, uint32_t extra, double by)
{
	if (t->no_memory)
		return;
	pdz_publish_equation_begin(t);
	pdz_publish_equation_add(t, l->whole, -1);
	for (size_t i = 0; i < n; i++)
		pdz_publish_equation_add(t, l[i].part, 1);
	if (extra != PDZ_NONE)
		pdz_publish_equation_add(t, extra, by);
}

/* No part is more than the whole. */
static void add_bounds(struct pub_table *t, const struct link *l, size_t n)
{
	for (size_t i = 0; i < n && !t->no_memory; i++) {
		const double room = t->counts[l->whole].x - t->counts[l[i].part].x;
		if (room >= 0)
			add_sum(t, &l[i], 1, pdz_publish_count_implied(t, room, true), 1);
	}
}

static const struct link *last_in_time(const struct pub_table *t, const struct link *l, size_t n)
{
	const struct link *last = l;
	for (size_t i = 1; i < n; i++)
		if (t->periods[t->counts[l[i].part].at.period].last > t->periods[t->counts[last->part].at.period].last)
			last = &l[i];
	return last;
}

static const struct link *first_in_time(const struct pub_table *t, const struct link *l, size_t n)
{
	const struct link *first = l;
	for (size_t i = 1; i < n; i++)
		if (t->periods[t->counts[l[i].part].at.period].first < t->periods[t->counts[first->part].at.period].first)
			first = &l[i];
	return first;
}

/* Days of the period that are in the plan and have passed. */
static double days_of(const struct pub_table *t, uint32_t count)
{
	const struct pdz_period p = t->periods[t->counts[count].at.period];
	const pdz_day begin = pdz_period_begin(p), end = pdz_period_end(p), last = end < t->r->to ? end : t->r->to,
				  from = begin > t->r->from ? begin : t->r->from, to = last < t->r->as_of ? last : t->r->as_of;
	return to < from ? 0 : (double)to - from + 1;
}

/* An average is that of its parts, weighted by their days. */
static void relate_average(struct pub_table *t, const struct link *l, size_t n)
{
	const double all = days_of(t, l->whole);
	double sum = 0, days = 0;
	for (size_t i = 0; i < n; i++) {
		sum += t->counts[l[i].part].x * days_of(t, l[i].part);
		days += days_of(t, l[i].part);
	}
	if (t->no_memory || days != all || all == 0 || !equal(sum / all, t->counts[l->whole].x))
		return;
	pdz_publish_equation_begin(t);
	pdz_publish_equation_add(t, l->whole, -1);
	for (size_t i = 0; i < n; i++)
		pdz_publish_equation_add(t, l[i].part, days_of(t, l[i].part) / all);
}

static void relate(struct pub_table *t, const struct link *l, size_t n)
{
	const struct pub_count *whole = &t->counts[l->whole];
	const double x = whole->x;
	const bool persons = whole->persons;
	double sum = 0, behind = 0;
	for (size_t i = 0; i < n; i++) {
		sum += t->counts[l[i].part].x;
		behind += t->counts[l[i].part].behind;
	}
	if (l->along == ALONG_PERIOD) {
		const enum pub_over_time over_time = whole->over_time;
		const struct link *edge = over_time == PUB_EARLIEST ? first_in_time(t, l, n) : last_in_time(t, l, n);
		if (over_time == PUB_AVERAGE)
			relate_average(t, l, n);
		else if (equal(t->counts[edge->part].x, x))
			add_sum(t, edge, 1, PDZ_NONE, 0);
		if (over_time != PUB_SUMS)
			return;
	}
	if (equal(sum, x))
		add_sum(t, l, n, PDZ_NONE, 0);
	else if (!persons)
		return;
	else if (sum < x)
		add_sum(t, l, n, pdz_publish_count_rest(t, l->whole, x - sum, behind), 1);
	else {
		add_sum(t, l, n, pdz_publish_count_implied(t, sum - x, true), -1);
		add_bounds(t, l, n);
	}
}

void pdz_publish_relate_parts(struct pub_table *t, uint32_t whole, const uint32_t *parts, size_t n)
{
	struct link *l = malloc((n + 1) * sizeof *l);
	for (size_t i = 0; l != NULL && i < n; i++)
		l[i] = (struct link){whole, parts[i], ALONG_REGION};
	if (l == NULL)
		t->no_memory = true;
	else if (n > 0)
		relate(t, l, n);
	free(l);
}

void pdz_publish_relate(struct pub_table *t)
{
	struct links l = find_links(t);
	for (size_t i = 0, n; i < l.count && !t->no_memory; i += n) {
		for (n = 1; i + n < l.count && l.p[i + n].whole == l.p[i].whole && l.p[i + n].along == l.p[i].along; n++)
			;
		relate(t, &l.p[i], n);
	}
	free(l.p);
}
