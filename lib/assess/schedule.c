/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See pdz/plan.h: making knots, and asking them. */
#include "pdz/plan.h"

#include <math.h>

static bool is_of_cents(enum pdz_rounding rounding)
{
	return rounding == PDZ_CENTS_DOWN || rounding == PDZ_CENTS_UP;
}

double pdz_round_expected(double x, enum pdz_rounding rounding)
{
	const double grains = is_of_cents(rounding) ? 100 : 1, n = x * grains;
	const double slack = 1e-9 * (1 + fabs(n)); /* 8 of 12 is 2/3 of 12, whatever the last bit says */
	if (rounding == PDZ_EXACT)
		return x;
	return (rounding == PDZ_ROUND_DOWN || rounding == PDZ_CENTS_DOWN ? floor(n + slack) : ceil(n - slack)) / grains;
}

pdz_day pdz_day_in_year(struct pdz_period year, uint32_t month_day, pdz_day begin, pdz_day end)
{
	const int month = (int)(month_day / 100), day = (int)(month_day % 100);
	for (int32_t i = year.first; i <= year.last; i++) {
		const pdz_day there = pdz_day_earlier(pdz_month_first(i) + day - 1, pdz_month_first(i + 1) - 1);
		if (i % 12 == month - 1 && there >= begin && there <= end)
			return there;
	}
	return PDZ_NO_DAY;
}

int64_t pdz_active_days(uint32_t except, pdz_day a, pdz_day b)
{
	int64_t days = b < a ? 0 : (int64_t)b - a + 1;
	if (except == 0)
		return days;
	for (int32_t m = pdz_day_month(a); b >= a && m <= pdz_day_month(b); m++)
		if ((except >> m % 12 & 1) != 0)
			days -= pdz_day_earlier(b, pdz_month_first(m + 1) - 1) - pdz_day_later(a, pdz_month_first(m)) + 1;
	return days;
}

/* Making */

struct maker {
	const struct pdz_promises *p;
	struct pdz_schedule *s;
	pdz_day year_first, year_last;
	double amount, factor; /* of the last knot */
};

static void knot(struct maker *m, pdz_day day, double amount, double factor, enum pdz_way way)
{
	m->s->knots[m->s->count++] = (struct pdz_knot){day,           amount,      factor, way, way != PDZ_WAY_NONE,
	                                               m->year_first, m->year_last};
	m->amount = amount;
	m->factor = factor;
}

/* A chain that begins on a day, and grows from the day on from which it is expected to. */
static void begin_chain(struct maker *m, pdz_day first, pdz_day last, double amount, double factor)
{
	knot(m, first - 1, amount, factor, PDZ_WAY_NONE);
	if (m->p->growth != PDZ_FILLS && m->p->from != PDZ_NO_DAY && m->p->from > first && m->p->from <= last) {
		knot(m, m->p->from - 1, amount, factor, PDZ_WAY_STEP);
		m->s->knots[m->s->count - 1].said = false;
	}
}

/* Linearly to the end of the chain, or to the day by which it is asked for, after which it holds. */
static void grow_to(struct maker *m, pdz_day by, pdz_day last, double amount, double factor)
{
	knot(m, by, amount, factor, PDZ_WAY_LINEAR);
	if (by < last)
		knot(m, last, amount, factor, PDZ_WAY_STEP);
}

/* Enter the year of a month: as far as it is inside. */
static struct pdz_period enter_year(struct maker *m, int32_t month)
{
	const unsigned begins = m->p->year_begins;
	const struct pdz_period year = pdz_period_shift(pdz_period_of(PDZ_YEAR, month - (int32_t)begins + 1), begins);
	m->year_first = pdz_day_later(pdz_period_begin(year), m->p->begin);
	m->year_last = pdz_day_earlier(pdz_period_end(year), m->p->end);
	return year;
}

/* The deadline in the year; its last day where the part of it that is inside has none. */
static pdz_day by_in_year(const struct maker *m, struct pdz_period year)
{
	const pdz_day day = m->p->by_month_day == 0
	                        ? PDZ_NO_DAY
	                        : pdz_day_in_year(year, m->p->by_month_day, m->year_first, m->year_last);
	return day != PDZ_NO_DAY ? day : m->year_last;
}

/* Of what adds up the amounts go on from year to year, else each year begins anew. */
static void make_worth_of_years(struct maker *m)
{
	const struct pdz_promise *worth = &m->p->list[0];
	const bool goes_on = m->p->growth == PDZ_ADDS_UP;
	for (int32_t month = pdz_day_month(m->p->begin); month <= pdz_day_month(m->p->end);) {
		const struct pdz_period year = enter_year(m, month);
		const double part = (double)(m->year_last - m->year_first + 1) /
		                    (double)(pdz_period_end(year) - pdz_period_begin(year) + 1);
		const double amount = goes_on ? m->amount : 0, factor = goes_on ? m->factor : 0;
		begin_chain(m, m->year_first, m->year_last, amount, factor);
		grow_to(m, by_in_year(m, year), m->year_last, amount + part * worth->amount, factor + part * worth->factor);
		month = year.last + 1;
	}
}

/* What is said for one year: i is the first promise of it; returns the first one of the next year. */
static size_t make_year(struct maker *m, size_t i, struct pdz_period year)
{
	const struct pdz_promises *p = m->p;
	const bool goes_on = p->growth == PDZ_ADDS_UP;
	const double amount = goes_on ? m->amount : 0, factor = goes_on ? m->factor : 0;
	bool steps = false;
	begin_chain(m, m->year_first, m->year_last, amount, factor);
	for (; i < p->count && p->list[i].period.last <= year.last; i++) {
		const struct pdz_promise *said = &p->list[i];
		const pdz_day day = pdz_day_later(m->year_first, pdz_day_earlier(pdz_period_end(said->period), m->year_last));
		if (said->period.level != PDZ_YEAR || steps)
			knot(m, day, amount + said->amount, factor + said->factor, PDZ_WAY_STEP);
		else
			grow_to(m, by_in_year(m, year), day, amount + said->amount, factor + said->factor);
		steps |= said->period.level != PDZ_YEAR;
	}
	if (m->s->knots[m->s->count - 1].day < m->year_last)
		knot(m, m->year_last, m->amount, m->factor, PDZ_WAY_STEP);
	return i;
}

static void make_years(struct maker *m)
{
	for (size_t i = 0; i < m->p->count;) {
		const struct pdz_period year = enter_year(m, m->p->list[i].period.last);
		if (m->year_first > m->year_last)
			i++; /* before it is measured at all */
		else
			i = make_year(m, i, year);
	}
}

/* Totals and levels: one line of knots, from the baseline or from 0 where there is a beginning. */
static void make_line(struct maker *m, bool begins)
{
	const struct pdz_promises *p = m->p;
	const double baseline = p->has_baseline ? 1 : 0;
	enter_year(m, pdz_day_month(p->begin));
	if (begins)
		begin_chain(m,
		            p->growth == PDZ_HELD && p->baseline_day != PDZ_NO_DAY
		                ? pdz_day_later(p->begin, p->baseline_day + 1)
		                : p->begin,
		            p->end, 0, baseline);
	for (size_t i = 0; i < p->count; i++) {
		const struct pdz_promise *said = &p->list[i];
		const bool plain = said->period.level == PDZ_PLAN,
				   step = !plain && (said->period.level != PDZ_YEAR || p->growth == PDZ_SINCE_START);
		const pdz_day day = plain ? (p->by != PDZ_NO_DAY ? p->by : p->end)
		                          : pdz_day_earlier(pdz_period_end(said->period), p->end);
		if (m->s->count > 0 && day <= m->s->knots[m->s->count - 1].day)
			continue; /* before it began, or the year after the step that ends it */
		enter_year(m, plain ? pdz_day_month(p->end) : said->period.last);
		knot(m, day, said->amount, said->factor,
		     m->s->count == 0 ? PDZ_WAY_NONE
		     : step           ? PDZ_WAY_STEP
		                      : PDZ_WAY_LINEAR);
		m->s->knots[m->s->count - 1].said = true;
	}
	m->s->stays = p->growth == PDZ_SINCE_START || p->by != PDZ_NO_DAY ||
	              (p->count > 0 && p->list[p->count - 1].period.level > PDZ_YEAR);
}

size_t pdz_schedule_most(const struct pdz_promises *p)
{
	return 4 * (size_t)((pdz_day_month(p->end) - pdz_day_month(p->begin)) / 12 + 2) + 5 * p->count + 4;
}

void pdz_schedule_make(const struct pdz_promises *p, struct pdz_schedule *s)
{
	struct maker m = {.p = p, .s = s};
	const bool plain = p->count > 0 && p->list[0].period.level == PDZ_PLAN;
	*s = (struct pdz_schedule){.growth = p->growth,
	                           .knots = s->knots,
	                           .except = p->except,
	                           .first = PDZ_NO_DAY,
	                           .from = p->from,
	                           .has_by = p->by != PDZ_NO_DAY || p->by_month_day != 0};
	m.year_first = p->begin;
	m.year_last = p->end;
	if (p->count == 0)
		return;
	if (p->growth == PDZ_SINCE_START || (p->growth == PDZ_HELD && (!plain || p->by != PDZ_NO_DAY))) {
		make_line(&m, p->growth == PDZ_SINCE_START || p->has_baseline);
	} else if (p->growth == PDZ_HELD || (p->growth == PDZ_FILLS && plain)) {
		s->every = true;
		if (p->has_baseline && p->growth == PDZ_HELD)
			s->first = p->baseline_day != PDZ_NO_DAY ? pdz_day_later(p->begin, p->baseline_day + 1) : p->begin;
		knot(&m, p->end, p->list[0].amount, p->list[0].factor, PDZ_WAY_NONE);
	} else if (p->yearly) {
		make_worth_of_years(&m);
	} else if (plain) {
		begin_chain(&m, p->begin, p->end, 0, 0);
		grow_to(&m, p->by != PDZ_NO_DAY ? pdz_day_earlier(p->by, p->end) : p->end, p->end, p->list[0].amount,
		        p->list[0].factor);
	} else {
		make_years(&m);
	}
}

/* Asking */

struct asking {
	const struct pdz_schedule *s;
	bool has_baseline;
	double baseline;
	enum pdz_rounding rounding;
};

static double amount_of(const struct asking *a, const struct pdz_knot *k)
{
	return k->amount + k->factor * a->baseline;
}

/* Between two amounts, on the day before the last of the days from..to or earlier. */
static double on_the_way(const struct asking *a, double begin, double end, pdz_day from, pdz_day to, pdz_day day)
{
	const int64_t all = pdz_active_days(a->s->except, from, to), gone = pdz_active_days(a->s->except, from, day);
	if (day >= to)
		return end;
	if (all == 0)
		return begin;
	const double step = pdz_round_expected((end - begin) * (double)gone / (double)all, a->rounding);
	return fabs(step) < fabs(end - begin) ? begin + step : end;
}

/* Knots one after the other, of a chain or of all. */
struct chain {
	const struct pdz_knot *first, *last;
};

static struct chain all_knots(const struct pdz_schedule *s)
{
	return (struct chain){s->knots, s->knots + s->count - 1};
}

/* The chain that begins with the knot *i, which is moved to the beginning of the next one. */
static struct chain next_chain(const struct pdz_schedule *s, size_t *i)
{
	struct chain c = {&s->knots[*i], &s->knots[*i]};
	for (++*i; *i < s->count && s->knots[*i].way != PDZ_WAY_NONE; ++*i)
		c.last = &s->knots[*i];
	return c;
}

/* The first knot on a day or after it; NULL: none. */
static const struct pdz_knot *next_knot(struct chain c, pdz_day day)
{
	const struct pdz_knot *k = c.first;
	while (k <= c.last && k->day < day)
		k++;
	return k <= c.last ? k : NULL;
}

/* Not before the first knot, nor after the last where nothing stays. */
static struct pdz_value amount_on(const struct asking *a, struct chain c, pdz_day day)
{
	const struct pdz_knot *k = next_knot(c, day);
	if (k == NULL)
		return a->s->stays ? pdz_value_of(amount_of(a, c.last)) : (struct pdz_value){0};
	if (k->day == day)
		return pdz_value_of(amount_of(a, k));
	if (k == c.first)
		return (struct pdz_value){0};
	const double before = amount_of(a, k - 1);
	if (k->way == PDZ_WAY_STEP)
		return pdz_value_of(before);
	return pdz_value_of(on_the_way(a, before, amount_of(a, k), k[-1].day + 1, k->day, day));
}

/* Has it steps? They hold for the chain as a whole. */
static bool is_stepped(const struct chain *c)
{
	for (const struct pdz_knot *k = c->first + 1; k <= c->last; k++)
		if (k->way == PDZ_WAY_STEP && (k->amount != k[-1].amount || k->factor != k[-1].factor))
			return true;
	return false;
}

/* The first day on which the chain has reached its end's amount. */
static pdz_day full_on(const struct chain *c)
{
	const struct pdz_knot *k = c->last;
	while (k > c->first + 1 && k->way == PDZ_WAY_STEP && k[-1].amount == k->amount && k[-1].factor == k->factor)
		k--;
	return k->day;
}

/* Add what a chain asks for in its part of the stretch. */
static bool add_chain(const struct asking *a, const struct chain *c, struct pdz_stretch at, struct pdz_expected *out,
                      int64_t *covered)
{
	const pdz_day begin = pdz_day_later(at.begin, c->first->day + 1), end = pdz_day_earlier(at.end, c->last->day),
				  known_to = pdz_day_earlier(at.known_to, end);
	if (begin > end)
		return true;
	const bool is_cut = begin > c->first->day + 1 || end < c->last->day, stepped = is_stepped(c);
	if (is_cut && stepped)
		return false;
	const double before = amount_on(a, *c, begin - 1).number;
	out->target += amount_on(a, *c, end).number - before;
	out->by_now.number += known_to >= begin ? amount_on(a, *c, known_to).number - before : 0;
	out->is_step |= stepped;
	if (*covered == 0)
		out->linear_from = a->s->from > begin && a->s->from <= end ? a->s->from : begin;
	const pdz_day full = full_on(c);
	out->is_by = a->s->has_by && full < c->last->day && full >= begin; /* of a part the deadline is that of the whole */
	out->due = out->is_by ? full : end;
	out->linear_to = out->due;
	*covered += (int64_t)end - begin + 1;
	/* In its part not a single whole thing is to be expected; nothing at all is asked for in each part. */
	return !is_cut || out->target != 0 || amount_of(a, c->last) == amount_of(a, c->first);
}

static struct pdz_expected expect_sum(const struct asking *a, struct pdz_stretch at)
{
	struct pdz_expected out = {.by_now = {true, 0}, .due = at.end, .judged = at};
	int64_t covered = 0;
	for (size_t i = 0; i < a->s->count;) {
		const struct chain c = next_chain(a->s, &i);
		const int64_t before = covered;
		if (!add_chain(a, &c, at, &out, &covered))
			return (struct pdz_expected){.judged = at};
		out.by_year |= before > 0 && covered > before;
	}
	out.given = covered > 0;
	out.is_some = covered > 0 && covered < (int64_t)at.end - at.begin + 1;
	if (is_of_cents(a->rounding)) { /* what two ends are apart has no more digits than they */
		out.target = round(out.target * 100) / 100;
		out.by_now.number = round(out.by_now.number * 100) / 100;
	} else if (at.known_to < at.end) { /* while time is left, whole things are expected whole */
		out.by_now.number = fmin(pdz_round_expected(out.by_now.number, a->rounding),
		                         fmax(out.target, out.by_now.number));
	}
	out.is_linear = !out.is_step;
	return out;
}

static struct pdz_stretch stretch_of(pdz_day begin, pdz_day end, struct pdz_stretch at)
{
	return (struct pdz_stretch){
		.begin = begin, .end = end, .known_to = pdz_day_earlier(at.known_to, end), .is_plan = at.is_plan};
}

/* Distinct counts: the chain that is the period, or of those in it the latest that has begun. */
static struct pdz_expected expect_anew(const struct asking *a, struct pdz_stretch at)
{
	struct pdz_expected out = {.judged = at};
	struct chain chosen = {0};
	for (size_t i = 0; i < a->s->count;) {
		const struct chain c = next_chain(a->s, &i);
		if (c.first->day + 1 < at.begin || c.last->day > at.end)
			continue;
		if (chosen.first == NULL || c.first->day < at.known_to)
			chosen = c;
	}
	if (chosen.first == NULL)
		return out;
	struct pdz_stretch judged = stretch_of(chosen.first->day + 1, chosen.last->day, at);
	int64_t covered = 0;
	out = (struct pdz_expected){.given = true, .by_now = {true, 0}, .due = judged.end, .judged = judged};
	out.has_later = at.is_plan && chosen.last->day < a->s->knots[a->s->count - 1].day;
	add_chain(a, &chosen, judged, &out, &covered);
	out.is_linear = !out.is_step;
	return out;
}

/* The latest year begun that something is said for; as asked where none has. */
static struct pdz_stretch latest_year(const struct pdz_schedule *s, struct pdz_stretch at)
{
	struct pdz_stretch out = at;
	for (size_t i = 0; i < s->count; i++) {
		const struct pdz_knot *k = &s->knots[i];
		if (k->said && k->year_first <= at.known_to)
			out = stretch_of(k->year_first, k->year_last, at);
	}
	return out;
}

/* Will a later year have a target? */
static bool has_later_year(const struct pdz_schedule *s, struct pdz_stretch judged)
{
	const struct pdz_knot *last = &s->knots[s->count - 1];
	return judged.is_plan && last->said && last->year_first > judged.end;
}

/* In every period: in full, or on the way from the baseline. */
static struct pdz_expected expect_every(const struct asking *a, struct pdz_stretch at)
{
	const struct pdz_schedule *s = a->s;
	struct pdz_expected out = {.given = true, .target = amount_of(a, &s->knots[0]), .due = at.end, .judged = at};
	out.by_now = pdz_value_of(out.target);
	if (s->first == PDZ_NO_DAY || !a->has_baseline)
		return out;
	out.is_linear = true;
	out.linear_from = s->first;
	out.linear_to = at.end;
	out.by_now = pdz_value_of(at.known_to < s->first && at.end > at.known_to
	                              ? a->baseline
	                              : on_the_way(a, a->baseline, out.target, s->first, at.end, at.known_to));
	return out;
}

static struct pdz_expected expect_fill(const struct asking *a, struct pdz_stretch at)
{
	const struct pdz_schedule *s = a->s;
	struct pdz_expected out = {.judged = at};
	if (s->every) {
		out.target = amount_of(a, &s->knots[0]);
	} else {
		const struct pdz_stretch judged = at.is_plan ? latest_year(s, at) : at;
		const struct pdz_knot *k = NULL;
		for (size_t i = 0; i < s->count && k == NULL;) {
			const struct chain c = next_chain(s, &i);
			if (c.first->day < judged.end)
				k = next_knot(c, judged.end);
		}
		if (k == NULL)
			return out;
		out.target = amount_of(a, k);
		out.judged = judged;
		out.has_later = has_later_year(s, judged);
	}
	const pdz_day begin = s->from != PDZ_NO_DAY && s->from > out.judged.begin && s->from <= out.judged.end
	                          ? s->from
	                          : out.judged.begin;
	out.given = true;
	out.due = out.judged.end;
	out.is_linear = true;
	out.linear_from = begin;
	out.linear_to = out.due;
	out.by_now = pdz_value_of(on_the_way(a, 0, out.target, begin, out.due, out.judged.known_to));
	return out;
}

/* What is in force at the end of the period: where a line leads, or the step last taken. */
static void set_in_force(const struct asking *a, pdz_day end, struct pdz_expected *out)
{
	const struct chain all = all_knots(a->s);
	const struct pdz_knot *next = next_knot(all, end), *k = next != NULL ? next : all.last;
	while (!k->said && k < all.last)
		k++;
	out->due = k->day;
	out->is_step = k->way == PDZ_WAY_STEP;
	if (out->is_step && (next == NULL || (k->day > end && k[-1].said))) {
		k -= next != NULL;
		out->due = next == NULL && a->s->growth == PDZ_SINCE_START ? k->day : end; /* no step comes after the last */
		out->is_by = out->due < end;
	}
	out->target = amount_of(a, k);
	if (k->way == PDZ_WAY_LINEAR) {
		out->is_linear = true;
		out->linear_from = k[-1].day + 1;
		out->linear_to = k->day;
	}
}

static const struct pdz_knot *first_said(const struct pdz_schedule *s)
{
	const struct pdz_knot *k = s->knots;
	while (!k->said && k < s->knots + s->count - 1)
		k++;
	return k;
}

static struct pdz_expected expect_line(const struct asking *a, struct pdz_stretch at)
{
	const struct pdz_schedule *s = a->s;
	struct pdz_expected out = {.judged = at};
	if (at.is_plan && s->growth == PDZ_HELD && !s->has_by)
		out.judged = latest_year(s, at);
	if (s->count == 0 || (out.judged.end > s->knots[s->count - 1].day && !s->stays))
		return out;
	out.given = true;
	out.has_later = s->growth == PDZ_HELD && !s->has_by && has_later_year(s, out.judged);
	out.by_now = amount_on(a, all_knots(s), out.judged.known_to);
	set_in_force(a, out.judged.end, &out);
	out.is_by |= s->has_by;
	if (s->growth == PDZ_HELD && !a->has_baseline && out.judged.known_to < first_said(s)->day)
		out.by_now = (struct pdz_value){0}; /* nobody knows where the way begins */
	return out;
}

struct pdz_expected pdz_expect(const struct pdz_schedule *s, struct pdz_stretch at, struct pdz_value baseline,
                               enum pdz_rounding rounding)
{
	const struct asking a = {s, baseline.ok, baseline.number, rounding};
	if (s->count == 0)
		return (struct pdz_expected){.judged = at};
	switch (s->growth) {
	case PDZ_ADDS_UP:
		return expect_sum(&a, at);
	case PDZ_COUNTED_ANEW:
		return expect_anew(&a, at);
	case PDZ_FILLS:
		return expect_fill(&a, at);
	default:
		return s->every ? expect_every(&a, at) : expect_line(&a, at);
	}
}

bool pdz_schedule_has(const struct pdz_schedule *s, pdz_day day)
{
	for (size_t i = 0; i < s->count;) {
		const struct chain c = next_chain(s, &i);
		if (c.first->day < day && day <= c.last->day)
			return true;
	}
	return false;
}
