/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz_schedule_make and pdz_expect: every form of target, by days counted by hand. */
#include "pdz/plan.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct pdz_knot room[200];

static pdz_day day(const char *text)
{
	pdz_day d;
	assert_int_equal(pdz_day_parse(pdz_str(text), &d), PDZ_PARSE_OK);
	return d;
}

static struct pdz_promises promises(enum pdz_growth growth, const char *begin, const char *end,
                                    const struct pdz_promise *list, size_t count)
{
	return (struct pdz_promises){.growth = growth,
	                             .begin = day(begin),
	                             .end = day(end),
	                             .from = PDZ_NO_DAY,
	                             .by = PDZ_NO_DAY,
	                             .baseline_day = PDZ_NO_DAY,
	                             .year_begins = 1,
	                             .list = list,
	                             .count = count};
}

static struct pdz_promise said(const char *period, double amount)
{
	struct pdz_promise p = {.amount = amount};
	if (period == NULL)
		p.period.level = PDZ_PLAN;
	else if (!pdz_period_parse(pdz_str(period), &p.period))
		fail_msg("%s is no period", period);
	return p;
}

static struct pdz_schedule make(const struct pdz_promises *p)
{
	struct pdz_schedule s = {.knots = room};
	assert_true(pdz_schedule_most(p) <= sizeof room / sizeof *room);
	pdz_schedule_make(p, &s);
	assert_true(s.count <= pdz_schedule_most(p));
	return s;
}

static struct pdz_expected ask(const struct pdz_schedule *s, const char *begin, const char *end, const char *known_to,
                               double baseline, enum pdz_rounding rounding)
{
	const struct pdz_stretch at = {day(begin), day(end), day(known_to),
	                               pdz_day_month(day(end)) - pdz_day_month(day(begin)) > 11};
	return pdz_expect(s, at, (struct pdz_value){baseline != 0, baseline}, rounding);
}

static void check(struct pdz_expected e, double target, double by_now, const char *due, int line)
{
	if (!e.given || fabs(e.target - target) > 1e-6 || e.by_now.ok != !isnan(by_now) ||
	    (e.by_now.ok && fabs(e.by_now.number - by_now) > 1e-6) || e.due != day(due))
		fail_msg("line %d: %s, target %g, by now %s%g, due %d (not %d)", line, e.given ? "given" : "none", e.target,
		         e.by_now.ok ? "" : "nothing ", e.by_now.number, e.due, day(due));
}

#define CHECK(e, target, by_now, due) check(e, target, by_now, due, __LINE__)
#define NONE(e) assert_false((e).given)

/* 80 a year, of whole things: the parts of a year add up to it. */
static void flow_by_years(void **state)
{
	const struct pdz_promise list[] = {said("2025", 80), said("2026", 80), said("2027", 100)};
	const struct pdz_promises p = promises(PDZ_ADDS_UP, "2025-01-01", "2027-12-31", list, 3);
	const struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-12-31", 0, PDZ_ROUND_DOWN), 80, 80, "2025-12-31");
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-06-30", 0, PDZ_ROUND_DOWN), 80, 39,
	      "2025-12-31"); /* 80 * 181 / 365 = 39.67 */
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-06-30", 0, PDZ_ROUND_UP), 80, 40, "2025-12-31");
	CHECK(ask(&s, "2025-01-01", "2025-03-31", "2025-03-31", 0, PDZ_ROUND_DOWN), 19, 19, "2025-03-31"); /* 19.73 */
	CHECK(ask(&s, "2025-04-01", "2025-06-30", "2025-06-30", 0, PDZ_ROUND_DOWN), 20, 20, "2025-06-30"); /* 39 - 19 */
	CHECK(ask(&s, "2025-07-01", "2025-12-31", "2025-12-31", 0, PDZ_ROUND_DOWN), 41, 41, "2025-12-31"); /* 80 - 39 */
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2027-12-31", 0, PDZ_ROUND_DOWN), 260, 260, "2027-12-31");
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2026-06-30", 0, PDZ_EXACT), 260, 80 + 80 * 181.0 / 365, "2027-12-31");
}

static void flow_in_some_years(void **state)
{
	const struct pdz_promise list[] = {said("2027", 50)};
	const struct pdz_promises p = promises(PDZ_ADDS_UP, "2025-01-01", "2027-12-31", list, 1);
	const struct pdz_schedule s = make(&p);
	const struct pdz_expected e = ask(&s, "2025-01-01", "2027-12-31", "2027-12-31", 0, PDZ_ROUND_DOWN);
	(void)state;
	CHECK(e, 50, 50, "2027-12-31");
	assert_true(e.is_some);
	assert_true(pdz_schedule_has(&s, day("2027-01-01")) && pdz_schedule_has(&s, day("2027-12-31")));
	assert_false(pdz_schedule_has(&s, day("2026-12-31")));
	NONE(ask(&s, "2026-01-01", "2026-12-31", "2026-12-31", 0, PDZ_ROUND_DOWN));
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2026-12-31", 0, PDZ_ROUND_DOWN), 50, 0, "2027-12-31");
}

static void flow_by_steps(void **state)
{
	const struct pdz_promise list[] = {said("2025-Q1", 4), said("2025-Q2", 9), said("2025-Q4", 15)};
	const struct pdz_promises p = promises(PDZ_ADDS_UP, "2025-01-01", "2025-12-31", list, 3);
	const struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-03-30", 0, PDZ_ROUND_DOWN), 15, 0, "2025-12-31");
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-03-31", 0, PDZ_ROUND_DOWN), 15, 4, "2025-12-31");
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-12-30", 0, PDZ_ROUND_DOWN), 15, 9, "2025-12-31");
	NONE(ask(&s, "2025-01-01", "2025-03-31", "2025-03-31", 0, PDZ_ROUND_DOWN)); /* they are the year's */
}

/* 24 months from July: what is written for a year is for the part inside, whole. */
static void years_cut_by_the_plan(void **state)
{
	const struct pdz_promise list[] = {said("2024", 30), said("2025", 60), said("2026", 30)};
	struct pdz_promises p = promises(PDZ_ADDS_UP, "2024-07-01", "2026-06-30", list, 3);
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2024-07-01", "2026-06-30", "2026-06-30", 0, PDZ_ROUND_DOWN), 120, 120, "2026-06-30");
	CHECK(ask(&s, "2024-07-01", "2024-12-31", "2024-09-30", 0, PDZ_ROUND_DOWN), 30, 15,
	      "2024-12-31"); /* 92 of 184 days */
	CHECK(ask(&s, "2026-01-01", "2026-06-30", "2026-06-30", 0, PDZ_ROUND_DOWN), 30, 30, "2026-06-30");
	const struct pdz_promise school[] = {
		{.period = {PDZ_YEAR, 2024 * 12 + 8, 2024 * 12 + 19}, .amount = 40}}; /* 2024/25 */
	p = promises(PDZ_ADDS_UP, "2024-09-01", "2026-08-31", school, 1);
	p.year_begins = 9;
	s = make(&p);
	CHECK(ask(&s, "2024-09-01", "2025-08-31", "2025-08-31", 0, PDZ_ROUND_DOWN), 40, 40, "2025-08-31");
	NONE(ask(&s, "2025-09-01", "2026-08-31", "2026-08-31", 0, PDZ_ROUND_DOWN));
}

static void flow_of_the_plan(void **state)
{
	const struct pdz_promise list[] = {said(NULL, 1095)};
	struct pdz_promises p = promises(PDZ_ADDS_UP, "2025-01-01", "2027-12-31", list, 1);
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2025-01-31", 0, PDZ_ROUND_DOWN), 1095, 31, "2027-12-31");
	CHECK(ask(&s, "2026-02-01", "2026-02-28", "2026-02-28", 0, PDZ_ROUND_DOWN), 28, 28, "2026-02-28");
	p.from = day("2027-01-01");
	s = make(&p);
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2026-12-31", 0, PDZ_ROUND_DOWN), 1095, 0, "2027-12-31");
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2027-01-01", 0, PDZ_ROUND_DOWN), 1095, 3, "2027-12-31");
	p.from = PDZ_NO_DAY;
	p.except = 1 << 6 | 1 << 7; /* 3 * 303 days are left */
	s = make(&p);
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-12-31", 0, PDZ_EXACT), 365, 365, "2025-12-31");
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-07-31", 0, PDZ_EXACT), 365, 1095 * 181.0 / 909, "2025-12-31");
	const struct pdz_expected july = ask(&s, "2025-07-01", "2025-07-31", "2025-07-31", 0, PDZ_ROUND_DOWN);
	NONE(july); /* nothing is expected of it */
}

/* 3.65 a day of one year: a single whole thing is not expected of a short period. */
static void parts_too_small_for_a_whole(void **state)
{
	const struct pdz_promise list[] = {said("2025", 2)};
	const struct pdz_promises p = promises(PDZ_ADDS_UP, "2025-01-01", "2025-12-31", list, 1);
	const struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-02-10", 0, PDZ_ROUND_DOWN), 2, 0, "2025-12-31");
	NONE(ask(&s, "2025-01-01", "2025-03-31", "2025-03-31", 0, PDZ_ROUND_DOWN));
	CHECK(ask(&s, "2025-07-01", "2025-09-30", "2025-09-30", 0, PDZ_ROUND_DOWN), 1, 1,
	      "2025-09-30"); /* the first one by 2 July */
}

static void change_of_a_flow(void **state)
{
	const struct pdz_promise worth[] = {{.period = {.level = PDZ_PLAN}, .factor = 1.1}};
	struct pdz_promises p = promises(PDZ_ADDS_UP, "2025-01-01", "2027-12-31", worth, 1);
	p.yearly = true;
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2027-12-31", 46, PDZ_ROUND_DOWN), 3 * 50.6, 3 * 50.6, "2027-12-31");
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-12-31", 46, PDZ_ROUND_DOWN), 50.6, 50.6, "2026-12-31");
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-07-01", 46, PDZ_EXACT), 50.6, 50.6 * 182 / 365, "2026-12-31");
	const struct pdz_promise amount[] = {{.period = {.level = PDZ_PLAN}, .factor = 1, .amount = 8}};
	p = promises(PDZ_ADDS_UP, "2025-09-01", "2026-08-31", amount, 1);
	p.yearly = true;
	s = make(&p); /* 122 of 365 days, and 243 of 365: of each year's worth the part inside */
	CHECK(ask(&s, "2025-09-01", "2025-12-31", "2025-12-31", 65, PDZ_EXACT), 73 * 122.0 / 365, 73 * 122.0 / 365,
	      "2025-12-31");
	CHECK(ask(&s, "2025-09-01", "2026-08-31", "2026-08-31", 65, PDZ_EXACT), 73, 73, "2026-08-31");
}

static void by_the_end_of_may(void **state)
{
	const struct pdz_promise list[] = {said("2025", 151), said("2026", 20)};
	struct pdz_promises p = promises(PDZ_ADDS_UP, "2025-01-01", "2026-12-31", list, 2);
	p.by_month_day = 531;
	const struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-01-10", 0, PDZ_ROUND_DOWN), 151, 10, "2025-05-31");
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-06-01", 0, PDZ_ROUND_DOWN), 151, 151, "2025-05-31");
	CHECK(ask(&s, "2025-01-01", "2025-01-31", "2025-01-31", 0, PDZ_ROUND_DOWN), 31, 31, "2025-05-31"); /* the whole's */
	NONE(ask(&s, "2025-07-01", "2025-12-31", "2025-12-31", 0, PDZ_ROUND_DOWN));
	CHECK(ask(&s, "2025-01-01", "2026-12-31", "2026-12-31", 0, PDZ_ROUND_DOWN), 171, 171, "2026-05-31");
}

static void distinct(void **state)
{
	const struct pdz_promise list[] = {said("2025", 40), said("2026", 50)}, whole[] = {said(NULL, 90)};
	struct pdz_promises p = promises(PDZ_COUNTED_ANEW, "2025-01-01", "2027-12-31", list, 2);
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-06-30", 0, PDZ_ROUND_DOWN), 50, 24, "2026-12-31");
	NONE(ask(&s, "2026-01-01", "2026-06-30", "2026-06-30", 0, PDZ_ROUND_DOWN)); /* persons are not cut */
	struct pdz_expected e = ask(&s, "2025-01-01", "2027-12-31", "2025-12-31", 0, PDZ_ROUND_DOWN);
	CHECK(e, 40, 40, "2025-12-31");
	assert_int_equal(e.judged.end, day("2025-12-31"));
	assert_true(e.has_later);
	e = ask(&s, "2025-01-01", "2027-12-31", "2026-01-01", 0, PDZ_ROUND_DOWN);
	CHECK(e, 50, 0, "2026-12-31");
	assert_false(e.has_later);
	e = ask(&s, "2025-01-01", "2027-12-31", "2027-12-31", 0, PDZ_ROUND_DOWN);
	CHECK(e, 50, 50, "2026-12-31"); /* the latest that has one */
	p = promises(PDZ_COUNTED_ANEW, "2025-01-01", "2027-12-31", whole, 1);
	s = make(&p);
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2025-12-31", 0, PDZ_ROUND_DOWN), 90, 30, "2027-12-31");
	NONE(ask(&s, "2025-01-01", "2025-12-31", "2025-12-31", 0, PDZ_ROUND_DOWN));
}

static void cumulative_by_a_day(void **state)
{
	const struct pdz_promise list[] = {said(NULL, 300)};
	struct pdz_promises p = promises(PDZ_SINCE_START, "2025-01-01", "2027-12-31", list, 1);
	p.by = day("2026-06-30");
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-12-31", 0, PDZ_ROUND_DOWN), 300, 200,
	      "2026-06-30"); /* 365 of 546 days: 200.55 */
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2026-06-29", 0, PDZ_ROUND_DOWN), 300, 299, "2026-06-30");
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2026-09-30", 0, PDZ_ROUND_DOWN), 300, 300, "2026-06-30");
	CHECK(ask(&s, "2027-01-01", "2027-12-31", "2027-12-31", 0, PDZ_ROUND_DOWN), 300, 300, "2026-06-30");
	p.from = day("2026-01-01"); /* a bar of a Gantt chart; and 100 were there */
	p.has_baseline = true;
	s = make(&p);
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-12-31", 100, PDZ_ROUND_DOWN), 300, 100, "2026-06-30");
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-03-31", 100, PDZ_ROUND_DOWN), 300, 199,
	      "2026-06-30"); /* 90 of 181 days: 99.4 */
}

static void cumulative_steps(void **state)
{
	const struct pdz_promise list[] = {said("2025-Q1", 4), said("2025-Q2", 9), said("2025-Q3", 9), said("2025-Q4", 15)},
							 years[] = {said("2025", 100), said("2026", 250)};
	struct pdz_promises p = promises(PDZ_SINCE_START, "2025-01-01", "2025-12-31", list, 4);
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2025-01-01", "2025-03-31", "2025-03-31", 0, PDZ_ROUND_DOWN), 4, 4, "2025-03-31");
	CHECK(ask(&s, "2025-04-01", "2025-06-30", "2025-06-30", 0, PDZ_ROUND_DOWN), 9, 9, "2025-06-30");
	CHECK(ask(&s, "2025-05-01", "2025-05-31", "2025-05-31", 0, PDZ_ROUND_DOWN), 4, 4, "2025-05-31"); /* in force */
	CHECK(ask(&s, "2025-01-01", "2025-01-31", "2025-01-31", 0, PDZ_ROUND_DOWN), 4, 0, "2025-03-31"); /* none yet */
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-11-30", 0, PDZ_ROUND_DOWN), 15, 9, "2025-12-31");
	p = promises(PDZ_SINCE_START, "2025-01-01", "2027-12-31", years, 2);
	s = make(&p);
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-07-01", 0, PDZ_ROUND_DOWN), 250, 100,
	      "2026-12-31"); /* steps hold */
	CHECK(ask(&s, "2027-01-01", "2027-12-31", "2027-12-31", 0, PDZ_ROUND_DOWN), 250, 250,
	      "2026-12-31"); /* no step comes after the last */
}

static void level_in_every_period(void **state)
{
	const struct pdz_promise list[] = {said(NULL, 63)};
	struct pdz_promises p = promises(PDZ_HELD, "2025-01-01", "2027-12-31", list, 1);
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-03-31", 0, PDZ_ROUND_DOWN), 63, 63, "2026-12-31");
	p.has_baseline = true;
	s = make(&p);
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2026-06-30", 60, PDZ_ROUND_DOWN), 63, 61,
	      "2027-12-31"); /* 546 of 1095 days: 61.5 */
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-06-30", 60, PDZ_ROUND_DOWN), 63, 61, "2025-12-31");
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-06-30", 66, PDZ_ROUND_UP), 63, 65,
	      "2025-12-31"); /* a fall of three: 64.5 */
	p.baseline_day = day("2025-06-30");
	s = make(&p);
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-06-30", 60, PDZ_EXACT), 63, 60, "2025-12-31");
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-09-30", 60, PDZ_EXACT), 63, 61.5,
	      "2025-12-31"); /* 92 of 184 days */
}

static void level_by_years(void **state)
{
	const struct pdz_promise list[] = {said("2025", 0.6), said("2026", 0.7)};
	struct pdz_promises p = promises(PDZ_HELD, "2025-01-01", "2027-12-31", list, 2);
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-12-30", 0, PDZ_EXACT), 0.6, NAN, "2025-12-31"); /* not due */
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-12-31", 0, PDZ_EXACT), 0.6, 0.6, "2025-12-31");
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-07-01", 0, PDZ_EXACT), 0.7, 0.6 + 0.1 * 182 / 365, "2026-12-31");
	CHECK(ask(&s, "2026-01-01", "2026-03-31", "2026-03-31", 0, PDZ_EXACT), 0.7, 0.6 + 0.1 * 90 / 365, "2026-12-31");
	NONE(ask(&s, "2027-01-01", "2027-12-31", "2027-12-31", 0, PDZ_EXACT));
	struct pdz_expected e = ask(&s, "2025-01-01", "2027-12-31", "2027-12-31", 0, PDZ_EXACT);
	CHECK(e, 0.7, 0.7, "2026-12-31");
	assert_int_equal(e.judged.begin, day("2026-01-01"));
	e = ask(&s, "2025-01-01", "2027-12-31", "2025-12-31", 0, PDZ_EXACT);
	CHECK(e, 0.6, 0.6, "2025-12-31");
	p.has_baseline = true;
	s = make(&p);
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-07-02", 0.5, PDZ_EXACT), 0.6, 0.5 + 0.1 * 183 / 365, "2025-12-31");
	const struct pdz_promise held[] = {said("2025", 12), said("2026", 12)};
	p = promises(PDZ_HELD, "2025-01-01", "2026-12-31", held, 2);
	s = make(&p);
	CHECK(ask(&s, "2026-01-01", "2026-01-31", "2026-01-15", 0, PDZ_ROUND_DOWN), 12, 12, "2026-12-31");
	const struct pdz_promise steps[] = {said("2025-S1", 10), said("2025-S2", 14)};
	p = promises(PDZ_HELD, "2025-01-01", "2026-12-31", steps, 2);
	s = make(&p);
	CHECK(ask(&s, "2025-07-01", "2025-09-30", "2025-09-30", 0, PDZ_ROUND_DOWN), 10, 10, "2025-09-30");
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-03-31", 0, PDZ_ROUND_DOWN), 14, 14, "2026-12-31"); /* holds */
}

static void level_by_a_day(void **state)
{
	const struct pdz_promise list[] = {said(NULL, 20)};
	struct pdz_promises p = promises(PDZ_HELD, "2025-01-01", "2027-12-31", list, 1);
	p.by = day("2026-03-31");
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-03-30", 0, PDZ_ROUND_DOWN), 20, NAN, "2026-03-31");
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2026-03-31", 0, PDZ_ROUND_DOWN), 20, 20, "2026-03-31");
	p.has_baseline = true;
	s = make(&p);
	CHECK(ask(&s, "2025-01-01", "2025-12-31", "2025-12-31", 11, PDZ_ROUND_DOWN), 20, 18,
	      "2026-03-31"); /* 365 of 455 days of 9: 7.2 */
}

static void ratios_that_fill(void **state)
{
	const struct pdz_promise plain[] = {said(NULL, 0.9)}, list[] = {said("2025", 0.3), said("2026", 0.6)};
	struct pdz_promises p = promises(PDZ_FILLS, "2025-01-01", "2027-12-31", plain, 1);
	struct pdz_schedule s = make(&p);
	(void)state;
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-07-01", 0, PDZ_EXACT), 0.9, 0.9 * 182 / 365, "2026-12-31");
	p.except = 1 << 6 | 1 << 7;
	s = make(&p);
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-08-31", 0, PDZ_EXACT), 0.9, 0.9 * 181 / 303, "2026-12-31");
	p = promises(PDZ_FILLS, "2025-01-01", "2027-12-31", list, 2);
	s = make(&p);
	CHECK(ask(&s, "2026-01-01", "2026-12-31", "2026-07-01", 0, PDZ_EXACT), 0.6, 0.6 * 182 / 365, "2026-12-31");
	CHECK(ask(&s, "2025-01-01", "2025-03-31", "2025-03-31", 0, PDZ_EXACT), 0.3, 0.3, "2025-03-31");
	NONE(ask(&s, "2027-01-01", "2027-12-31", "2027-12-31", 0, PDZ_EXACT));
	CHECK(ask(&s, "2025-01-01", "2027-12-31", "2027-12-31", 0, PDZ_EXACT), 0.6, 0.6, "2026-12-31");
}

/* What is expected never falls as days pass, and months add up to years, whatever the targets are. */
static void months_add_up(void **state)
{
	uint64_t seed = 7;
	(void)state;
	for (int i = 0; i < 300; i++) {
		struct pdz_promise list[3];
		for (int y = 0; y < 3; y++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			list[y] = (struct pdz_promise){.period = pdz_period_of(PDZ_YEAR, (2025 + y) * 12),
			                               .amount = (double)(seed >> 33) / (double)(1 << 23)};
		}
		struct pdz_promises p = promises(PDZ_ADDS_UP, "2025-04-01", "2027-10-31", list, 3);
		p.except = (uint32_t)(seed >> 40) & (uint32_t)(seed >> 50) & 0xfff;
		const struct pdz_schedule s = make(&p);
		const enum pdz_rounding rounding = i % 2 ? PDZ_ROUND_DOWN : PDZ_ROUND_UP;
		double sum = 0, before = 0;
		for (int32_t m = pdz_day_month(p.begin); m <= pdz_day_month(p.end); m++) {
			const pdz_day end = pdz_month_first(m + 1) - 1;
			const struct pdz_expected month = pdz_expect(&s, (struct pdz_stretch){pdz_month_first(m), end, end, false},
			                                             (struct pdz_value){0}, rounding),
									  so_far = pdz_expect(&s, (struct pdz_stretch){p.begin, p.end, end, true},
			                                              (struct pdz_value){0}, rounding);
			sum += month.given ? month.target : 0;
			assert_true(so_far.by_now.number >= before - 1e-9);
			before = so_far.by_now.number;
		}
		assert_true(fabs(sum - list[0].amount - list[1].amount - list[2].amount) < 1e-6);
		assert_true(fabs(before - sum) < 1e-6);
	}
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flow_by_years), cmocka_unit_test(flow_in_some_years), cmocka_unit_test(flow_by_steps),
		cmocka_unit_test(years_cut_by_the_plan), cmocka_unit_test(flow_of_the_plan),
		cmocka_unit_test(parts_too_small_for_a_whole),
		cmocka_unit_test(change_of_a_flow), cmocka_unit_test(by_the_end_of_may), cmocka_unit_test(distinct),
		cmocka_unit_test(cumulative_by_a_day), cmocka_unit_test(cumulative_steps),
		cmocka_unit_test(level_in_every_period),
		cmocka_unit_test(level_by_years), cmocka_unit_test(level_by_a_day), cmocka_unit_test(ratios_that_fill),
		cmocka_unit_test(months_add_up),
	};
	/* clang-format on */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
