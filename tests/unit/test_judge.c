/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz_judge: the worked sentences of the rules, and what must hold whatever the figures are. */
#include "pdz/results.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static const struct pdz_thresholds usual = {0.9, 0.6};

static const char *name_of(enum pdz_verdict v)
{
	static const char *const names[PDZ_VERDICTS] = {"achieved",  "achieved_late", "on_track",  "behind",
	                                                "off_track", "missed",        "no_target", "not_assessable"};
	return names[v];
}

static struct pdz_standing at(double value, double expected, double target)
{
	return (struct pdz_standing){
		.ground = PDZ_GROUND_TO_DATE,
		.value = pdz_value_of(value),
		.least = value,
		.most = value,
		.expected = pdz_value_of(expected),
		.target = pdz_value_of(target),
		.deadline = PDZ_NO_DAY,
		.reached = PDZ_NO_DAY,
	};
}

static void check(const struct pdz_standing *s, enum pdz_verdict verdict, enum pdz_ground ground, double share,
                  int line)
{
	const struct pdz_judgement j = pdz_judge(s, usual);
	if (j.verdict != verdict || j.ground != ground || j.share.ok != !isnan(share) ||
	    (j.share.ok && fabs(j.share.number - share) > 1e-9))
		fail_msg("line %d: %s by %s, share %s %.9g", line, name_of(j.verdict), pdz_ground_names[j.ground],
		         j.share.ok ? "" : "none", j.share.number);
}

#define CHECK(s, verdict, ground, share) check(&(s), PDZ_##verdict, PDZ_GROUND_##ground, share, __LINE__)

static void counts(void **state)
{
	struct pdz_standing s;
	(void)state;
	s = at(77, 80, 80); /* 77 of 80, the year is over */
	s.one = 1;
	s.over = true;
	CHECK(s, MISSED, TARGET, 77.0 / 80);
	s.least = s.most = s.value.number = 80;
	CHECK(s, ACHIEVED, TARGET, 1);
	s = at(80, 40, 80); /* reached at half time, and cannot be undone */
	CHECK(s, ACHIEVED, TARGET, 1);
	s.undoable = true; /* a level can */
	CHECK(s, ON_TRACK, TO_DATE, 2);
	s = at(0, 0, 2); /* 0.22 expected: nothing yet */
	s.one = 1;
	CHECK(s, ON_TRACK, NOTHING_DUE, NAN);
	s.expected.number = 1;
	CHECK(s, BEHIND, ONE_SHORT, 0);
	s.expected.number = 2;
	CHECK(s, OFF_TRACK, TO_DATE, 0);
	s = at(130, 200, 300);
	s.one = 1;
	CHECK(s, BEHIND, TO_DATE, 0.65);
	s = at(18, 20, 40); /* both sides of the thresholds */
	CHECK(s, ON_TRACK, TO_DATE, 0.9);
	s.value.number = s.least = s.most = 17.99;
	CHECK(s, BEHIND, TO_DATE, 0.8995);
	s.value.number = s.least = s.most = 12;
	CHECK(s, BEHIND, TO_DATE, 0.6);
	s.value.number = s.least = s.most = 11;
	CHECK(s, OFF_TRACK, TO_DATE, 0.55);
}

static void ceilings(void **state)
{
	struct pdz_standing s = at(0.22, 0.2, 0.2);
	(void)state;
	s.lower = s.undoable = s.over = true;
	CHECK(s, MISSED, TARGET, 0.2 / 0.22);
	s.over = false;
	CHECK(s, ON_TRACK, TO_DATE, 0.2 / 0.22);
	s = at(10, 20, 40); /* of what accumulates only the end can tell */
	s.lower = true;
	CHECK(s, ON_TRACK, TO_DATE, 2);
	s.least = s.most = s.value.number = 40;
	CHECK(s, OFF_TRACK, TO_DATE, 0.5);
	s.least = s.most = s.value.number = 41;
	CHECK(s, OFF_TRACK, OUT_OF_REACH, 20.0 / 41); /* of what was to be there by now */
	s.over = true;
	CHECK(s, MISSED, TARGET, 40.0 / 41);
	s = at(0, 0, 0); /* none at all */
	s.lower = true;
	CHECK(s, ON_TRACK, TO_DATE, 1);
	s.over = true;
	CHECK(s, ACHIEVED, TARGET, 1);
	s.least = s.most = s.value.number = 1;
	CHECK(s, MISSED, TARGET, 0);
}

static void ways(void **state)
{
	struct pdz_standing s = at(59, 66, 66);
	(void)state;
	s.baseline = s.began = pdz_value_of(60);
	s.undoable = true;
	s.one = 1;
	s.ground = PDZ_GROUND_PROGRESS;
	s.over = true;
	CHECK(s, MISSED, PROGRESS, -1.0 / 6);
	s.over = false;
	s.expected.number = 62;
	CHECK(s, OFF_TRACK, WRONG_WAY, -0.5);
	s.least = s.most = s.value.number = 60;
	CHECK(s, OFF_TRACK, PROGRESS, 0); /* no movement where two were to be expected */
	s.expected.number = 61;
	CHECK(s, BEHIND, ONE_SHORT, 0);
	s.expected.number = 60;
	CHECK(s, ON_TRACK, NOTHING_DUE, NAN);
	s = at(40, 36, 30); /* a wait that is to fall from 45 to 30 */
	s.baseline = s.began = pdz_value_of(45);
	s.lower = s.undoable = true;
	CHECK(s, OFF_TRACK, TO_DATE, 5.0 / 9);
	s.least = s.most = s.value.number = 46;
	CHECK(s, OFF_TRACK, WRONG_WAY, -1.0 / 9);
	s = at(12, 12, 12); /* a level to be held */
	s.baseline = s.began = pdz_value_of(12);
	s.undoable = true;
	CHECK(s, ON_TRACK, TO_DATE, 1);
	s.least = s.most = s.value.number = 10; /* by the share it were behind, but it fell */
	CHECK(s, OFF_TRACK, WRONG_WAY, 10.0 / 12);
	s = at(60, 44, 90); /* a flow that is to fall from 100 a year: 50 of them to date */
	s.baseline = pdz_value_of(100);
	s.began = pdz_value_of(50);
	s.lower = true;
	CHECK(s, OFF_TRACK, WRONG_WAY, -10.0 / 6);
	s.least = s.most = s.value.number = 47;
	CHECK(s, OFF_TRACK, TO_DATE, 0.5);
	s = at(44, 40, 40); /* a fall accepted, better higher: no way to go, and none gone */
	s.baseline = s.began = pdz_value_of(45);
	s.lower = s.undoable = false;
	s.over = true;
	CHECK(s, ACHIEVED, TARGET, 1.1);
}

static void any_change(void **state)
{
	struct pdz_standing s = at(20, 19, 38);
	(void)state;
	s.strict = true;
	s.ground = PDZ_GROUND_CHANGE;
	CHECK(s, ON_TRACK, CHANGE, 20.0 / 19);
	s.least = s.most = s.value.number = 19;
	CHECK(s, BEHIND, CHANGE, 0);
	s.least = s.most = s.value.number = 18;
	CHECK(s, OFF_TRACK, WRONG_WAY, 0);
	s.least = s.most = s.value.number = 39;
	CHECK(s, ACHIEVED, TARGET, 39.0 / 38);
	s.least = s.most = s.value.number = 38;
	s.over = true;
	CHECK(s, MISSED, CHANGE, 0); /* no change is none */
	s = at(0, 0, 38);
	s.strict = true;
	CHECK(s, ON_TRACK, NOTHING_DUE, NAN);
}

static void deadlines(void **state)
{
	struct pdz_standing s = at(1, 1, 1);
	(void)state;
	s.ground = PDZ_GROUND_DEADLINE;
	s.over = true;
	s.deadline = 20208;
	s.reached = 20208;
	CHECK(s, ACHIEVED, DEADLINE, 1);
	s.reached = 20209;
	CHECK(s, ACHIEVED_LATE, DEADLINE, 1);
	s.reached = PDZ_NO_DAY;
	s.least = s.most = s.value.number = 0.1;
	CHECK(s, MISSED, DEADLINE, 0.1);
	s.over = false;
	s.least = s.most = s.value.number = 0;
	s.expected.ok = false;
	CHECK(s, ON_TRACK, NOTHING_DUE, NAN);
}

static void ranges(void **state)
{
	struct pdz_standing s = at(0.95, 0.9, 0.9);
	(void)state;
	s.ground = PDZ_GROUND_RANGE;
	s.high = pdz_value_of(1.05);
	s.undoable = true;
	CHECK(s, ON_TRACK, RANGE, 1);
	s.least = s.most = s.value.number = 1.1;
	CHECK(s, ON_TRACK, RANGE, 1.05 / 1.1);
	s.over = true;
	CHECK(s, MISSED, RANGE, 1.05 / 1.1);
	s.least = s.most = s.value.number = 1.05;
	CHECK(s, ACHIEVED, RANGE, 1);
	s.value.ok = false; /* it may lie inside: both ends alone would say missed */
	s.least = 0.5;
	s.most = 2;
	s.unknown = PDZ_TOO_FEW;
	assert_int_equal(pdz_judge(&s, usual).verdict, PDZ_NOT_ASSESSABLE);
	s = at(106, 50, 95); /* a count that has passed its range does not come back */
	s.ground = PDZ_GROUND_RANGE;
	s.high = pdz_value_of(105);
	CHECK(s, OFF_TRACK, OUT_OF_REACH, 105.0 / 106);
}

static void what_cannot_be_reached_any_more(void **state)
{
	struct pdz_standing s = at(11.0 / 12, 1, 1);
	(void)state;
	s.ground = PDZ_GROUND_PERIODS;
	s.undoable = true;
	s.best = pdz_value_of(23.0 / 24);
	CHECK(s, BEHIND, OUT_OF_REACH, 11.0 / 12);
	s.best = pdz_value_of(1);
	CHECK(s, ON_TRACK, PERIODS, 11.0 / 12);
}

static void bounds(void **state)
{
	struct pdz_standing s = at(0, 30, 30);
	(void)state;
	s.value.ok = false; /* four wait since 333 days, nobody was served */
	s.least = 333;
	s.most = INFINITY;
	s.lower = s.undoable = s.over = true;
	s.unknown = PDZ_TOO_FEW;
	CHECK(s, MISSED, TARGET, 30.0 / 333);
	s.least = 29;
	assert_int_equal(pdz_judge(&s, usual).verdict, PDZ_NOT_ASSESSABLE);
	assert_int_equal(pdz_judge(&s, usual).reason, PDZ_TOO_FEW);
	s = at(60, 80, 80); /* at least 60 of 80 */
	s.over = true;
	s.most = INFINITY;
	assert_int_equal(pdz_judge(&s, usual).verdict, PDZ_NOT_ASSESSABLE);
	s.value.number = s.least = 80;
	CHECK(s, ACHIEVED, TARGET, 1);
}

/* Properties */

static uint64_t seed = 20261130;

static double chance(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(seed >> 33) / (double)(UINT64_C(1) << 31);
}

static double pick(void)
{
	static const double some[] = {0, 1, 2, 3, 10, 11, 12, 40, 100, 0.2, 0.9, -1};
	return chance() < 0.5 ? some[(int)(chance() * 12)] : floor(chance() * 120);
}

/* Any standing that the rules can make: expected lies between the baseline, or 0, and the target. */
static struct pdz_standing any_standing(void)
{
	struct pdz_standing s = at(pick(), 0, pick());
	const double where = chance() < 0.3 ? 1 : chance();
	double began = 0;
	s.lower = chance() < 0.5;
	s.undoable = chance() < 0.5;
	s.over = chance() < 0.3;
	s.one = chance() < 0.5;
	if (chance() < 0.4)
		s.baseline = s.began = pdz_value_of(began = pick());
	s.strict = s.baseline.ok && chance() < 0.2;
	if (s.strict)
		s.target = s.baseline;
	s.expected = pdz_value_of(began + (s.target.number - began) * (s.over ? 1 : where));
	if (chance() < 0.1)
		s.expected = (struct pdz_value){0};
	if (chance() < 0.2)
		s.best = pdz_value_of(pick());
	return s;
}

static void set_value(struct pdz_standing *s, double value)
{
	s->value = pdz_value_of(value);
	s->least = s->most = value;
}

static void more_never_worsens(void **state)
{
	(void)state;
	for (int i = 0; i < 400000; i++) {
		struct pdz_standing s = any_standing(), more = s;
		const double step = chance() < 0.5 ? 1 : chance() * 30;
		set_value(&more, s.value.number + (s.lower ? -step : step));
		const struct pdz_judgement a = pdz_judge(&s, usual), b = pdz_judge(&more, usual);
		if (pdz_verdict_rank(b.verdict) > pdz_verdict_rank(a.verdict))
			fail_msg("%d: %g is %s, %g is %s (expected %g, target %g, baseline %g %d, lower %d, undoable %d, over %d, "
			         "strict %d)",
			         i, s.value.number, name_of(a.verdict), more.value.number, name_of(b.verdict), s.expected.number,
			         s.target.number, s.baseline.number, s.baseline.ok, s.lower, s.undoable, s.over, s.strict);
	}
}

/* Wider bounds leave a verdict as it was, or take it away; never another one. */
static void silence_never_pays(void **state)
{
	(void)state;
	for (int i = 0; i < 400000; i++) {
		struct pdz_standing s = any_standing(), wide = s;
		wide.least -= chance() * 20;
		wide.most = chance() < 0.3 ? INFINITY : wide.most + chance() * 20;
		wide.value.ok = chance() < 0.5;
		wide.unknown = PDZ_NO_DATA;
		const struct pdz_judgement a = pdz_judge(&s, usual), b = pdz_judge(&wide, usual);
		if (b.verdict != a.verdict && b.verdict != PDZ_NOT_ASSESSABLE)
			fail_msg("%d: %s became %s", i, name_of(a.verdict), name_of(b.verdict));
	}
}

/* What is over is over: no word for the time that is left, and no other share than that of the target. */
static void over_is_over(void **state)
{
	(void)state;
	for (int i = 0; i < 100000; i++) {
		struct pdz_standing s = any_standing();
		const struct pdz_judgement a = pdz_judge(&s, usual);
		s.over = true;
		const struct pdz_judgement b = pdz_judge(&s, usual);
		assert_true(b.verdict == PDZ_ACHIEVED || b.verdict == PDZ_MISSED);
		assert_true(fabs(b.share.number - pdz_share_of(&s, s.value.number, true)) < 1e-12);
		if (a.verdict == PDZ_ACHIEVED)
			assert_int_equal(b.verdict, PDZ_ACHIEVED);
	}
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts), cmocka_unit_test(ceilings), cmocka_unit_test(ways), cmocka_unit_test(any_change),
		cmocka_unit_test(deadlines), cmocka_unit_test(ranges), cmocka_unit_test(what_cannot_be_reached_any_more),
		cmocka_unit_test(bounds), cmocka_unit_test(more_never_worsens), cmocka_unit_test(silence_never_pays),
		cmocka_unit_test(over_is_over),
	};
	/* clang-format on */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
