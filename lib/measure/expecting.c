/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the schedule of a target asks of a period, and for which of its years. See standing.h. */
#include "measure/standing.h"

#include "words/words.h"

#include <math.h>

/* Better is lower: said of the indicator, or by a decrease as its target. */
bool pdz_wants_lower(const struct pdz_indicator *ind)
{
	return ind->target.kind == PDZ_TARGET_DECREASE || (ind->target.kind != PDZ_TARGET_INCREASE && ind->lower_is_better);
}

bool pdz_wants_any_change(const struct pdz_indicator *ind)
{
	return ind->target.kind == PDZ_TARGET_INCREASE || ind->target.kind == PDZ_TARGET_DECREASE;
}

enum pdz_rounding pdz_rounding_of(const struct pdz_indicator *ind, struct pdz_value value)
{
	const bool lower = pdz_wants_lower(ind);
	if (!ind->kind->value_is_quotient && pdz_is_money(ind->unit))
		return lower ? PDZ_CENTS_UP : PDZ_CENTS_DOWN;
	if (!ind->wholes || (value.ok && value.number != floor(value.number)))
		return PDZ_EXACT;
	return lower ? PDZ_ROUND_UP : PDZ_ROUND_DOWN;
}

enum pdz_rounding pdz_rounded_up(enum pdz_rounding rounding)
{
	return rounding == PDZ_ROUND_DOWN ? PDZ_ROUND_UP : rounding == PDZ_CENTS_DOWN ? PDZ_CENTS_UP : rounding;
}

static const struct pdz_schedule *choose(const struct pdz_goal *g, bool high, bool is_plan)
{
	return high ? &g->high : is_plan && g->plan.count > 0 ? &g->plan : &g->low;
}

bool pdz_adds_up_in_parts(const struct pdz_indicator *ind)
{
	return ind->roll_up == PDZ_FLOW || ind->roll_up == PDZ_STOCK || ind->roll_up == PDZ_CUMULATIVE;
}

bool pdz_view_contains(const struct pdz_view *v, uint32_t area, uint32_t category)
{
	const uint32_t own = v->area == PDZ_NONE ? 0 : v->area;
	if (v->category != PDZ_NONE || v->rest != PDZ_NONE)
		return false;
	return category != PDZ_NONE ? own == 0 : area != PDZ_NONE && area > own && area <= v->plan->areas[own].last;
}

static void add_expected(struct pdz_expected *sum, const struct pdz_expected *e)
{
	if (!e->given)
		return;
	if (!sum->given) {
		*sum = *e;
		return;
	}
	sum->target += e->target;
	sum->by_now.number += e->by_now.number;
	sum->by_now.ok &= e->by_now.ok;
}

static size_t count_said(const struct pdz_indicator *ind, enum pdz_said_of what)
{
	return what == PDZ_TARGETS ? ind->target.goal_count : ind->baseline.given_count;
}

static struct pdz_given said_at(const struct pdz_indicator *ind, enum pdz_said_of what, size_t i)
{
	const struct pdz_goal *g = &ind->target.goals[i];
	return what == PDZ_BASELINES ? ind->baseline.given[i]
	                             : (struct pdz_given){.area = g->area, .category = g->category};
}

static bool is_said_of(const struct pdz_view *v, enum pdz_said_of what, uint32_t area, uint32_t category)
{
	for (size_t i = 0; i < count_said(v->indicator, what); i++) {
		const struct pdz_given g = said_at(v->indicator, what, i);
		if (g.category != PDZ_NONE ? g.category == category
		                           : g.area != PDZ_NONE && area >= g.area && area <= v->plan->areas[g.area].last)
			return true;
	}
	return false;
}

bool pdz_parts_make_up(const struct pdz_view *v, enum pdz_said_of what)
{
	const uint32_t area = v->area == PDZ_NONE ? 0 : v->area;
	if (said_at(v->indicator, what, 0).category != PDZ_NONE) {
		for (size_t i = 0; i < v->count; i++)
			if (!is_said_of(v, what, PDZ_NONE, v->rows[i].key.category))
				return false;
		return true;
	}
	for (uint32_t i = area; i <= v->plan->areas[area].last; i++)
		if (v->plan->areas[i].last == i && !is_said_of(v, what, i, PDZ_NONE))
			return false;
	return true;
}

/* A sum for the whole says nothing of a part, unless the part has a baseline of its own to change from. */
static bool holds_for_parts(const struct pdz_indicator *ind)
{
	const bool sums = ind->roll_up == PDZ_FLOW || ind->roll_up == PDZ_DISTINCT || ind->roll_up == PDZ_STOCK ||
	                  ind->roll_up == PDZ_CUMULATIVE;
	return !sums || pdz_wants_any_change(ind) || ind->target.kind == PDZ_TARGET_PERCENT;
}

struct pdz_expected pdz_expect_of(const struct pdz_view *v, struct pdz_stretch at, struct pdz_value baseline,
                                  enum pdz_rounding rounding, bool high)
{
	const struct pdz_indicator *ind = v->indicator;
	const struct pdz_target *t = &ind->target;
	const bool adds_up = pdz_adds_up_in_parts(ind);
	struct pdz_expected sum = {.judged = at};
	for (size_t i = 0; i < t->goal_count; i++) {
		const struct pdz_goal *g = &t->goals[i];
		const bool for_whole = g->area == PDZ_NONE && g->category == PDZ_NONE;
		if (pdz_view_is_of(v, g->area, g->category) || (for_whole && (pdz_view_is_whole(v) || holds_for_parts(ind))))
			return pdz_expect(choose(g, high, at.is_plan), at, baseline, rounding);
		if (adds_up && pdz_view_contains(v, g->area, g->category)) {
			const struct pdz_expected e = pdz_expect(choose(g, high, at.is_plan), at, baseline, rounding);
			add_expected(&sum, &e);
		}
	}
	return sum.given && !pdz_parts_make_up(v, PDZ_TARGETS) ? (struct pdz_expected){.judged = at} : sum;
}

/* The value judged */

static bool is_same(struct pdz_stretch a, struct pdz_stretch b)
{
	return a.begin == b.begin && a.end == b.end;
}

/* Call fn for each year that is judged; without fn only count them. */
struct judged_years {
	const struct pdz_view *view;
	const struct pdz_expected *expected;
	struct pdz_stretch at;
};

static bool is_judged(const struct judged_years *j, struct pdz_period year)
{
	const pdz_day begin = pdz_day_later(pdz_period_begin(year), j->at.begin), last = pdz_period_end(year),
				  end = last < j->at.end ? last : j->at.end;
	if (j->expected->is_some) /* what adds up has one goal for all its years */
		return pdz_schedule_has(&j->view->indicator->target.goals[0].low, end);
	return begin <= j->expected->judged.end && end >= j->expected->judged.begin;
}

static struct pdz_period *list_years(const struct judged_years *j, size_t *count)
{
	const struct pdz_plan *plan = j->view->plan;
	const int32_t last = pdz_day_month(j->at.end);
	struct pdz_period *list = pdz_arena_alloc(j->view->arena,
	                                          (size_t)((last - pdz_day_month(j->at.begin)) / 12 + 2) * sizeof *list);
	*count = 0;
	if (list == NULL) {
		*j->view->failed = true;
		return NULL;
	}
	for (struct pdz_period y = pdz_plan_year(plan, pdz_day_month(j->at.begin)); y.first <= last;
	     y = pdz_plan_year(plan, y.last + 1))
		if (is_judged(j, y))
			list[(*count)++] = y;
	return list;
}

/* Several years together, of what adds up: what their parts are of stays with each of them. */
static bool add_years(const struct pdz_view *v, struct pdz_entry *e)
{
	struct pdz_value *const sums[] = {&e->value, &e->numerator, &e->n};
	double least = 0, most = 0;
	bool has_bounds = false;
	for (size_t k = 0; k < 3; k++)
		*sums[k] = pdz_value_of(0);
	e->least = e->most = (struct pdz_value){0};
	e->detail.breakdown_count = 0;
	e->low = e->high = (struct pdz_value){0};
	e->method = (struct pdz_str){NULL, 0};
	for (size_t i = 0; i < e->judged_count; i++) {
		struct pdz_entry year;
		if (pdz_period_begin(e->judged[i]) > v->as_of)
			continue; /* not begun: nothing of it is there, and nothing expected */
		pdz_group_measure(v, e->judged[i], &year);
		if (!year.value.ok) {
			e->value = (struct pdz_value){0};
			e->reason = year.reason;
			return false;
		}
		e->value.number += year.value.number;
		e->numerator.number += year.numerator.number;
		e->n.number += year.n.number;
		has_bounds |= year.least.ok || year.most.ok;
		least += year.least.ok ? year.least.number : year.value.number;
		most += year.most.ok ? year.most.number : year.value.number;
	}
	if (has_bounds) {
		e->least = pdz_value_of(least);
		e->most = pdz_value_of(most);
	}
	return true;
}

/* Where only some years are judged, the entry becomes theirs; the whole stands beside it. */
void pdz_turn_to_judged(const struct pdz_view *v, const struct pdz_expected *expected, struct pdz_stretch at,
                        struct pdz_entry *e)
{
	const struct judged_years j = {v, expected, at};
	if (!expected->given || (!expected->is_some && is_same(expected->judged, at)))
		return;
	const struct pdz_value whole = e->value;
	e->judged = list_years(&j, &e->judged_count);
	if (!e->coverage.ok || e->coverage.number >= 1) /* only of the judged years is said what is missing */
		e->whole_value = whole;
	if (e->judged == NULL) /* out of memory, and the view says so */
		return;
	if (e->judged_count != 1) {
		add_years(v, e);
		return;
	}
	struct pdz_entry year;
	pdz_group_measure(v, e->judged[0], &year);
	e->value = year.value;
	e->numerator = year.numerator;
	e->denominator = year.denominator;
	e->n = year.n;
	e->low = year.low;
	e->high = year.high;
	e->least = year.least;
	e->most = year.most;
	e->method = year.method;
	e->reason = year.reason;
	e->detail = year.detail;
	e->coverage = year.coverage;
	e->gaps = year.gaps;
	e->gap_count = year.gap_count;
	e->set_aside = year.set_aside;
	if (pdz_period_begin(e->judged[0]) > v->as_of && whole.ok) { /* not begun: nothing is there, nor expected */
		e->value = pdz_value_of(0);
		e->reason = PDZ_REASON_NONE;
	}
}

/* What of the baseline belongs to the judged time, and what of that to the part that has passed. */
void pdz_set_baseline(const struct pdz_assessing *a, enum pdz_rounding rounding, struct pdz_entry *e)
{
	const struct pdz_schedule *pace = &a->view.indicator->baseline.pace;
	const struct pdz_stretch judged = a->expected.judged;
	e->baseline = e->baseline_to_date = a->baseline;
	if (!a->baseline.ok)
		return;
	if (a->view.indicator->roll_up == PDZ_ACCRUING) {
		const int64_t all = (int64_t)judged.end - judged.begin + 1, gone = (int64_t)judged.known_to - judged.begin + 1;
		e->baseline_to_date.number *= gone < 0 ? 0 : (double)gone / (double)all;
	}
	if (pace->count == 0)
		return;
	double full = 0, to_date = 0;
	bool given = false;
	for (size_t i = 0; i < (e->judged_count > 0 ? e->judged_count : 1); i++) {
		const struct pdz_stretch at = e->judged_count > 0 ? pdz_view_stretch(&a->view, e->judged[i]) : judged;
		const struct pdz_expected part = pdz_expect(pace, at, a->baseline, rounding);
		given |= part.given;
		full += part.target;
		to_date += part.by_now.number;
	}
	/* distinct counts of part of a year have no part of a year's */
	e->baseline = (struct pdz_value){given, given ? full : 0};
	e->baseline_to_date = (struct pdz_value){given, given ? to_date : 0};
}
