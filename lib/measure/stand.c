/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a measured value to how it stands; the verdict itself is judge.c. See stand.h. */
#include "measure/stand.h"

#include "measure/behind.h"

#include "measure/run.h"

#include <math.h>
#include <stdlib.h>

static pdz_day earlier(pdz_day a, pdz_day b)
{
	return a < b ? a : b;
}

static pdz_day later_day(pdz_day a, pdz_day b)
{
	return a > b ? a : b;
}

struct pdz_period pdz_plan_year(const struct pdz_plan *plan, int32_t month)
{
	const int32_t shift = (int32_t)plan->year_begins - 1, first = month - ((month - shift) % 12 + 12) % 12;
	return (struct pdz_period){PDZ_YEAR, first, first + 11};
}

struct pdz_stretch pdz_view_stretch(const struct pdz_view *v, struct pdz_period period)
{
	const struct pdz_period plan = v->plan->period;
	const pdz_day from = v->indicator->measurable_from;
	struct pdz_stretch s = {pdz_period_begin(period), pdz_period_end(period), 0, period.level == PDZ_PLAN};
	if (!v->beyond_plan) {
		s.begin = later_day(s.begin, pdz_period_begin(plan));
		s.end = earlier(s.end, pdz_period_end(plan));
	}
	if (from != PDZ_NO_DAY && from <= s.end)
		s.begin = later_day(s.begin, from);
	s.known_to = earlier(s.end, v->known_to);
	return s;
}

void pdz_view_look_at(struct pdz_view *v, struct pdz_period period)
{
	v->period = period;
	v->end = earlier(pdz_view_stretch(v, period).end, v->as_of);
}

/* Does it only grow while the period passes? */
static bool only_grows(const struct pdz_view *v)
{
	const struct pdz_indicator *ind = v->indicator;
	if (ind->roll_up != PDZ_FLOW && ind->roll_up != PDZ_DISTINCT && ind->roll_up != PDZ_CUMULATIVE)
		return false;
	for (uint32_t i = 0; i < ind->slot_count; i++)
		if (v->plan->slots[ind->first_slot + i].selector.none_count > 0 &&
		    v->plan->slots[ind->first_slot + i].selector.in_force != PDZ_IN_FORCE_DURING)
			return false; /* a case may yet be ruled out */
	return true;
}

static void measure(const struct pdz_view *at, struct pdz_entry *e)
{
	const struct pdz_indicator *ind = at->indicator;
	*e = (struct pdz_entry){.period = at->period,
	                        .area = at->area,
	                        .word = at->category,
	                        .rest = at->rest,
	                        .unit = ind->unit,
	                        .deadline = PDZ_NO_DAY,
	                        .reached = PDZ_NO_DAY,
	                        .known_to = PDZ_NO_DAY,
	                        .followed_to = PDZ_NO_DAY,
	                        .expected_from = PDZ_NO_DAY,
	                        .expected_to = PDZ_NO_DAY,
	                        .measured_from = PDZ_NO_DAY,
	                        .last_figure = PDZ_NO_DAY,
	                        .detail = {.date = PDZ_NO_DAY, .due = PDZ_NO_DAY}};
	if (pdz_period_begin(at->period) > at->as_of)
		e->reason = PDZ_NOT_DUE;
	else if (ind->measurable_from != PDZ_NO_DAY && ind->measurable_from > at->end)
		e->reason = PDZ_NOT_MEASURABLE_YET;
	if (e->reason == PDZ_REASON_NONE) {
		ind->kind->finish(at, e);
		const struct pdz_behind behind = e->n.ok || e->value.ok ? pdz_view_behind(at) : (struct pdz_behind){0};
		e->persons = behind.persons;
		e->largest = behind.largest;
		pdz_cover(at, only_grows(at), e);
	}
	if (!e->value.ok && e->reason == PDZ_REASON_NONE)
		e->reason = PDZ_NO_DATA;
}

/* Do the records of the indicator's events go back to the period? If they begin
 * later, that there are none in it is no 0: nobody had begun to write them down. */
static bool is_recorded(const struct pdz_view *v, struct pdz_period p)
{
	for (uint32_t i = 0; i < v->indicator->slot_count; i++) {
		const struct pdz_selector *s = &v->plan->slots[v->indicator->first_slot + i].selector;
		for (size_t k = 0; k < s->event_count; k++) {
			const pdz_day since = v->feeds[s->events[k]].since;
			if (since != PDZ_NO_DAY && since <= pdz_period_end(p))
				return true;
		}
	}
	return v->indicator->slot_count == 0; /* a composite has no records of its own */
}

static bool is_whole(const struct pdz_view *v)
{
	return !v->part && (v->area == PDZ_NONE || v->area == 0);
}

static bool is_of(const struct pdz_view *v, uint32_t area, uint32_t category)
{
	const uint32_t own_area = v->area == 0 ? PDZ_NONE : v->area;
	return (area == 0 ? PDZ_NONE : area) == own_area && category == v->category && v->rest == PDZ_NONE;
}

static struct pdz_value given_baseline(const struct pdz_view *v)
{
	const struct pdz_baseline *b = &v->indicator->baseline;
	for (size_t i = 0; i < b->given_count; i++)
		if (is_of(v, b->given[i].area, b->given[i].category))
			return pdz_value_of(b->given[i].value);
	return is_whole(v) && b->has_whole ? pdz_value_of(b->value) : (struct pdz_value){0};
}

/* The baseline of the group, and, if it is computed, the entry it is the value of. */
static struct pdz_value baseline_of(const struct pdz_view *v, struct pdz_entry *computed)
{
	const struct pdz_baseline *b = &v->indicator->baseline;
	if (b->kind == PDZ_BASELINE_GIVEN)
		return given_baseline(v);
	if (b->kind == PDZ_BASELINE_NONE || !is_recorded(v, b->period))
		return (struct pdz_value){0};
	struct pdz_view at = *v;
	at.beyond_plan = true;
	pdz_view_look_at(&at, b->period);
	measure(&at, computed);
	return computed->value;
}

/* A total since the beginning stands on what was there before. */
static void add_baseline(const struct pdz_view *v, struct pdz_entry *e)
{
	struct pdz_entry computed;
	if (v->indicator->roll_up != PDZ_CUMULATIVE || !e->value.ok)
		return;
	const struct pdz_value baseline = baseline_of(v, &computed);
	if (!baseline.ok)
		return;
	e->value.number += baseline.number;
	e->numerator.number += baseline.number;
}

void pdz_group_measure(const struct pdz_view *v, struct pdz_period period, struct pdz_entry *e)
{
	struct pdz_view at = *v;
	pdz_view_look_at(&at, period);
	measure(&at, e);
	add_baseline(v, e);
}

/* The least of what an entry counts, 0 left out: a published baseline must not tell of one person. */
static struct pdz_value least_count(const struct pdz_entry *e)
{
	const struct pdz_detail *d = &e->detail;
	const struct pdz_value rest = {e->numerator.ok && e->denominator.ok, e->denominator.number - e->numerator.number};
	const struct pdz_value counts[] = {e->numerator, e->denominator, rest, e->n, d->closed, d->overdue};
	struct pdz_value least = {0};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		if (counts[i].ok && counts[i].number > 0 && (!least.ok || counts[i].number < least.number))
			least = counts[i];
	return least;
}

/* What is expected */

/* Better is lower: said of the indicator, or by a decrease as its target. */
static bool wants_lower(const struct pdz_indicator *ind)
{
	return ind->target.kind == PDZ_TARGET_DECREASE || (ind->target.kind != PDZ_TARGET_INCREASE && ind->lower_is_better);
}

static bool is_any_change(const struct pdz_indicator *ind)
{
	return ind->target.kind == PDZ_TARGET_INCREASE || ind->target.kind == PDZ_TARGET_DECREASE;
}

static enum pdz_rounding rounding_of(const struct pdz_indicator *ind, struct pdz_value value)
{
	if (!ind->wholes || (value.ok && value.number != floor(value.number)))
		return PDZ_EXACT;
	return wants_lower(ind) ? PDZ_ROUND_UP : PDZ_ROUND_DOWN;
}

static const struct pdz_schedule *choose(const struct pdz_goal *g, bool high, bool is_plan)
{
	return high ? &g->high : is_plan && g->plan.count > 0 ? &g->plan : &g->low;
}

/* Is the goal one of those that make up the group? */
static bool is_part_of(const struct pdz_view *v, const struct pdz_goal *g)
{
	if (v->category != PDZ_NONE || v->rest != PDZ_NONE)
		return false;
	if (g->category != PDZ_NONE)
		return v->area == PDZ_NONE || v->area == 0;
	const uint32_t area = v->area == PDZ_NONE ? 0 : v->area;
	return g->area != PDZ_NONE && g->area > area && g->area <= v->plan->areas[area].last;
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

/* A sum for the whole says nothing of a part, unless the part has a baseline of its own to change from. */
static bool holds_for_parts(const struct pdz_indicator *ind)
{
	const bool sums = ind->roll_up == PDZ_FLOW || ind->roll_up == PDZ_DISTINCT || ind->roll_up == PDZ_STOCK ||
	                  ind->roll_up == PDZ_CUMULATIVE;
	return !sums || is_any_change(ind) || ind->target.kind == PDZ_TARGET_PERCENT;
}

static struct pdz_expected expect(const struct pdz_view *v, struct pdz_stretch at, struct pdz_value baseline,
                                  enum pdz_rounding rounding, bool high)
{
	const struct pdz_indicator *ind = v->indicator;
	const struct pdz_target *t = &ind->target;
	const bool adds_up = ind->roll_up == PDZ_FLOW || ind->roll_up == PDZ_STOCK || ind->roll_up == PDZ_CUMULATIVE;
	struct pdz_expected sum = {.judged = at};
	for (size_t i = 0; i < t->goal_count; i++) {
		const struct pdz_goal *g = &t->goals[i];
		const bool for_whole = g->area == PDZ_NONE && g->category == PDZ_NONE;
		if (is_of(v, g->area, g->category) || (for_whole && (is_whole(v) || holds_for_parts(ind))))
			return pdz_expect(choose(g, high, at.is_plan), at, baseline, rounding);
		if (adds_up && is_part_of(v, g)) {
			const struct pdz_expected e = pdz_expect(choose(g, high, at.is_plan), at, baseline, rounding);
			add_expected(&sum, &e);
		}
	}
	return sum;
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
	const pdz_day begin = later_day(pdz_period_begin(year), j->at.begin),
				  end = earlier(pdz_period_end(year), j->at.end);
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
	for (size_t k = 0; k < 3; k++)
		*sums[k] = pdz_value_of(0);
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
	}
	return true;
}

/* Where only some years are judged, the entry becomes theirs; the whole stands beside it. */
static void turn_to_judged(const struct pdz_view *v, const struct pdz_expected *expected, struct pdz_stretch at,
                           struct pdz_entry *e)
{
	const struct judged_years j = {v, expected, at};
	if (!expected->given || (!expected->is_some && is_same(expected->judged, at)))
		return;
	e->judged = list_years(&j, &e->judged_count);
	e->whole_value = e->value;
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
	if (pdz_period_begin(e->judged[0]) > v->as_of &&
	    e->whole_value.ok) { /* not begun: nothing is there, nor expected */
		e->value = pdz_value_of(0);
		e->reason = PDZ_REASON_NONE;
	}
}

/* What of the baseline belongs to the judged time, and what of that to the part that has passed. */
static void set_baseline(const struct pdz_assessing *a, enum pdz_rounding rounding, struct pdz_entry *e)
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

/* When it was reached */

static struct pdz_value value_on(const struct pdz_view *v, pdz_day day)
{
	struct pdz_view at = *v;
	struct pdz_entry e;
	at.end = day;
	measure(&at, &e);
	add_baseline(&at, &e);
	return e.value;
}

static int by_day(const void *a, const void *b)
{
	const pdz_day x = *(const pdz_day *)a, y = *(const pdz_day *)b;
	return (x > y) - (x < y);
}

/* The days on which its value may change: those of its rows, which are kept by day. */
static pdz_day *list_days(const struct pdz_view *v, pdz_day first, size_t *count)
{
	pdz_day *days = pdz_view_scratch(v, v->count + 1, sizeof *days);
	*count = 0;
	if (days == NULL)
		return NULL;
	for (size_t i = 0; i < v->count; i++) {
		const struct pdz_key *k = &v->rows[i].key;
		const pdz_day day = v->plan->slots[k->slot].keep_days ? k->when : PDZ_NO_DAY;
		if (day != PDZ_NO_DAY && day >= first && day <= v->end)
			days[(*count)++] = day;
	}
	if (*count > 1)
		qsort(days, *count, sizeof *days, by_day);
	return days;
}

static bool is_there(const struct pdz_view *v, pdz_day day, double target)
{
	const struct pdz_value value = value_on(v, day);
	return value.ok && (wants_lower(v->indicator) ? value.number <= target : value.number >= target);
}

/* What only grows: the first day on which it was there. */
static pdz_day first_there(const struct pdz_view *v, double target)
{
	size_t count;
	pdz_day *days = list_days(v, pdz_view_begin(v), &count), found = PDZ_NO_DAY;
	size_t low = 0, high = count;
	while (days != NULL && low < high) {
		const size_t mid = low + (high - low) / 2;
		if (is_there(v, days[mid], target))
			high = mid;
		else
			low = mid + 1;
	}
	if (days != NULL && low < count)
		found = days[low];
	free(days);
	return found;
}

/* A level: the day since when it has been there without a break. */
static pdz_day there_since(const struct pdz_view *v, pdz_day deadline, double target)
{
	size_t count;
	pdz_day *days = list_days(v, deadline + 1, &count), found = PDZ_NO_DAY;
	for (size_t i = count; days != NULL && i-- > 0 && is_there(v, days[i], target);)
		found = days[i];
	free(days);
	return found;
}

/* Whether and when a deadline was met; a level is judged by its figure on that day, or by what stands later. */
static void meet_deadline(const struct pdz_view *v, struct pdz_standing *s, struct pdz_entry *e)
{
	const double target = s->target.number;
	if (!s->over || !s->value.ok || s->high.ok)
		return;
	if (!s->undoable) {
		s->reached = s->lower ? PDZ_NO_DAY : first_there(v, target);
		return;
	}
	const struct pdz_value then = value_on(v, s->deadline);
	const bool met = is_there(v, s->deadline, target), now = is_there(v, v->end, target);
	if (met) {
		s->reached = s->deadline;
		e->lost = !now;
	} else if (now) {
		s->reached = there_since(v, s->deadline, target);
	}
	if (met || (!now && then.ok))
		s->value = then;
}

/* Putting it together */

static void set_expectation(const struct pdz_assessing *a, const struct pdz_expected *high, struct pdz_standing *s)
{
	const struct pdz_expected *x = &a->expected;
	s->target = pdz_value_of(x->target);
	s->expected = x->by_now;
	if (high->given)
		s->high = pdz_value_of(high->target);
	s->over = x->judged.known_to >= x->due;
	if (x->is_by || (x->due != x->judged.end && !x->is_some))
		s->deadline = x->due;
}

static enum pdz_ground ground_of(const struct pdz_assessing *a, const struct pdz_standing *s)
{
	const struct pdz_indicator *ind = a->view.indicator;
	if (ind->target.kind == PDZ_TARGET_RANGE)
		return PDZ_GROUND_RANGE;
	if (is_any_change(ind))
		return PDZ_GROUND_CHANGE;
	if (a->expected.is_by)
		return PDZ_GROUND_DEADLINE;
	if (s->baseline.ok && (s->lower ? s->target.number < s->baseline.number : s->target.number > s->baseline.number))
		return PDZ_GROUND_PROGRESS;
	return a->expected.is_step ? PDZ_GROUND_STEP : PDZ_GROUND_TO_DATE;
}

/* How the value stands to the plan's target. False: there is none for the period, area or category. */
static bool stand_to_target(struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_indicator *ind = a->view.indicator;
	const struct pdz_stretch at = pdz_view_stretch(&a->view, e->period);
	const enum pdz_rounding rounding = rounding_of(ind, e->value);
	struct pdz_standing *s = &a->standing;
	a->expected = expect(&a->view, at, a->baseline, rounding, false);
	const struct pdz_expected high = expect(&a->view, at, a->baseline, rounding == PDZ_EXACT ? PDZ_EXACT : PDZ_ROUND_UP,
	                                        true);
	turn_to_judged(&a->view, &a->expected, at, e);
	s->value = e->value;
	set_baseline(a, rounding, e);
	if (!a->expected.given)
		return false;
	s->lower = wants_lower(ind);
	s->strict = is_any_change(ind);
	s->undoable = !only_grows(&a->view);
	s->baseline = e->baseline;
	s->began = e->baseline_to_date;
	s->one = rounding != PDZ_EXACT;
	set_expectation(a, &high, s);
	if (a->expected.has_later) { /* the year is over, the plan is not: a later year will judge it */
		s->over = false;
		s->undoable = true;
	}
	s->ground = ground_of(a, s);
	e->expected_as = a->expected.is_step ? PDZ_PACE_STEP : a->expected.is_linear ? PDZ_PACE_LINEAR : PDZ_PACE_IN_FULL;
	if (a->expected.is_linear) {
		e->expected_from = a->expected.linear_from;
		e->expected_to = a->expected.linear_to;
	}
	return true;
}

/* A minimum for a period: as far as the period is inside. Of a longer one how many of its periods had it. */
static double minimum_in(const struct pdz_view *v, struct pdz_period period)
{
	const struct pdz_stretch at = pdz_view_stretch(v, period);
	const double all = (double)(pdz_period_end(period) - pdz_period_begin(period) + 1);
	return pdz_round_expected(v->indicator->minimum.value * (double)(at.end - at.begin + 1) / all,
	                          v->indicator->wholes ? PDZ_ROUND_DOWN : PDZ_EXACT);
}

static struct pdz_period minimum_period(const struct pdz_view *v, int32_t month)
{
	const enum pdz_level every = v->indicator->minimum.every;
	return every == PDZ_YEAR ? pdz_plan_year(v->plan, month) : pdz_period_of(every, month);
}

static void stand_to_periods(struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_view *v = &a->view;
	const struct pdz_stretch whole = pdz_view_stretch(v, e->period);
	struct pdz_standing *s = &a->standing;
	double due = 0, met = 0, all = 0;
	for (struct pdz_period p = minimum_period(v, pdz_day_month(whole.begin)); p.first <= pdz_day_month(whole.end);
	     p = minimum_period(v, p.last + 1)) {
		const struct pdz_stretch at = pdz_view_stretch(v, p);
		const double minimum = minimum_in(v, p);
		struct pdz_entry part;
		if (at.end < at.begin || minimum <= 0)
			continue;
		all++;
		if (at.begin > v->as_of)
			continue;
		pdz_group_measure(v, p, &part);
		const bool had = part.value.ok && part.value.number >= minimum;
		due += had || at.end <= v->known_to;
		met += had;
	}
	e->detail.periods_due = pdz_value_of(due);
	e->detail.periods_met = pdz_value_of(met);
	*s = (struct pdz_standing){
		.ground = PDZ_GROUND_PERIODS,
		.value = pdz_value_of(met),
		.target = pdz_value_of(all),
		.expected = pdz_value_of(due),
		.best = pdz_value_of(met + all - due),
		.undoable = true,
		.over = due >= all && whole.end <= v->known_to,
		.one = 1,
		.deadline = PDZ_NO_DAY,
		.reached = PDZ_NO_DAY,
	};
}

static bool stand_to_minimum(struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_view *v = &a->view;
	const struct pdz_minimum *m = &v->indicator->minimum;
	if (!m->given || !a->whole ||
	    (e->period.level != PDZ_PLAN && e->period.last - e->period.first + 1 < pdz_level_months(m->every)))
		return false;
	if (e->period.level != m->every) {
		stand_to_periods(a, e);
		return true;
	}
	const struct pdz_stretch at = pdz_view_stretch(v, e->period);
	const double minimum = minimum_in(v, e->period), days = (double)(at.end - at.begin + 1),
				 gone = at.known_to < at.begin ? 0 : (double)(at.known_to - at.begin + 1);
	const bool grows = only_grows(v);
	a->standing = (struct pdz_standing){
		.ground = PDZ_GROUND_MINIMUM,
		.value = e->value,
		.target = pdz_value_of(minimum),
		.undoable = !grows,
		.over = v->known_to >= at.end,
		.one = v->indicator->wholes,
		.deadline = PDZ_NO_DAY,
		.reached = PDZ_NO_DAY,
		.expected = pdz_value_of(
			grows ? pdz_round_expected(minimum * gone / days, v->indicator->wholes ? PDZ_ROUND_DOWN : PDZ_EXACT)
				  : minimum),
	};
	e->expected_as = grows ? PDZ_PACE_LINEAR : PDZ_PACE_IN_FULL;
	if (grows) {
		e->expected_from = at.begin;
		e->expected_to = at.end;
	}
	return true;
}

/* The figures that stand beside the verdict. */
static void give_figures(const struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_standing *s = &a->standing;
	const bool of_periods = s->ground == PDZ_GROUND_PERIODS && a->view.indicator->minimum.given;
	if (!of_periods && s->ground != PDZ_GROUND_PARTS) {
		e->target = s->target;
		e->target_high = s->high;
		e->expected = s->over ? s->target : s->expected;
	}
	if (s->value.ok && !of_periods && (!e->value.ok || s->value.number != e->value.number))
		e->judged_value = s->value;
	if (s->value.ok && s->target.ok) {
		if (!s->strict)
			e->progress = pdz_value_of(pdz_share_of(s, s->value.number, true));
		if (!of_periods && s->target.number != 0)
			e->of_target = pdz_value_of(s->value.number / s->target.number);
	}
	e->share = a->judgement.share;
	e->rule = a->judgement.ground;
	e->over = s->over;
	e->undoable = s->undoable;
	if (e->target.ok)
		e->direction = s->high.ok  ? PDZ_INSIDE
		               : s->strict ? (s->lower ? PDZ_LESS_THAN : PDZ_MORE_THAN)
		               : s->lower  ? PDZ_AT_MOST
		                           : PDZ_AT_LEAST;
	e->deadline = s->deadline;
	e->reached = s->reached;
	if (s->over && s->deadline != PDZ_NO_DAY && s->reached != PDZ_NO_DAY && s->reached > s->deadline)
		e->days_late = pdz_value_of((double)s->reached - s->deadline);
	e->known_to = a->expected.given ? a->expected.judged.known_to : pdz_view_stretch(&a->view, e->period).known_to;
}

static void give_change(const struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_value value = a->expected.given ? a->standing.value : e->value, base = e->baseline_to_date;
	if (!value.ok || !base.ok || (a->standing.ground == PDZ_GROUND_PERIODS && !a->expected.given))
		return;
	if (base.number != 0)
		e->change = pdz_value_of((value.number - base.number) / fabs(base.number));
	else
		e->change_from_zero = value.number != 0;
}

/* Without a value there may still be bounds, of what waits or is not known. */
static bool has_standing(const struct pdz_standing *s, const struct pdz_entry *e)
{
	return s->value.ok || e->least.ok || e->most.ok || s->ground == PDZ_GROUND_PARTS || !s->expected.ok;
}

static void judge_entry(struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_settings *settings = &a->view.plan->settings;
	struct pdz_standing *s = &a->standing;
	s->least = e->least.ok ? e->least.number : s->value.ok ? s->value.number : e->most.ok ? -INFINITY : 0;
	s->most = e->most.ok ? e->most.number : s->value.ok ? s->value.number : e->least.ok ? INFINITY : 0;
	if (e->reason != PDZ_REASON_NONE)
		s->unknown = e->reason;
	const struct pdz_thresholds thresholds = {settings->on_track, settings->behind};
	const struct pdz_value figure = s->value;
	if (figure.ok &&
	    e->followed_to !=
	        PDZ_NO_DAY) /* those too young are not in the figure, but some of them have succeeded already */
		s->value.number = fmin(fmax(figure.number, s->least), s->most);
	a->judgement = pdz_judge(s, thresholds);
	if (s->unknown == PDZ_REASON_NONE && e->followed_to != PDZ_NO_DAY && a->view.known_to < e->followed_to &&
	    a->judgement.verdict == PDZ_NOT_ASSESSABLE && s->value.ok) {
		s->over = false; /* those too young can still turn it */
		s->value = figure;
		s->least = s->most = s->value.number;
		a->judgement = pdz_judge(s, thresholds);
	}
	e->verdict = a->judgement.verdict;
	if (e->verdict != PDZ_NOT_ASSESSABLE && e->value.ok)
		e->reason = PDZ_REASON_NONE; /* whatever is not known, it cannot turn it */
	if (e->verdict == PDZ_NOT_ASSESSABLE && a->judgement.reason != PDZ_REASON_NONE)
		e->reason = a->judgement.reason;
}

/* By its minimum, for which the standing has been set up, or by its target. */
static void assess_by(struct pdz_assessing *a, struct pdz_entry *e, bool minimum)
{
	const struct pdz_indicator *ind = a->view.indicator;
	const bool was_measured = e->reason != PDZ_NOT_DUE || a->view.as_of >= pdz_view_begin(&a->view);
	const bool is_target = !e->unjudged && !minimum && ind->target.kind != PDZ_TARGET_NONE;
	const bool stands = a->standing.target.ok || (is_target && stand_to_target(a, e));
	struct pdz_standing *s = &a->standing;
	if (!is_target)
		set_baseline(a, rounding_of(ind, e->value), e);
	give_change(a, e);
	if (is_target && ind->target.kind >= PDZ_TARGET_INCREASE && !a->baseline.ok) {
		const bool missing = a->whole || ind->baseline.kind != PDZ_BASELINE_GIVEN;
		e->verdict = missing ? PDZ_NOT_ASSESSABLE : PDZ_NO_TARGET;
		if (missing && e->value.ok)
			e->reason = PDZ_BASELINE_MISSING;
		e->expected_as = PDZ_PACE_NONE;
		e->expected_from = e->expected_to = PDZ_NO_DAY;
		return;
	}
	if (stands && was_measured && e->reason != PDZ_NOT_MEASURABLE_YET && ind->kind->stand != NULL)
		ind->kind->stand(&a->view, e, s);
	if (!stands) {
		e->verdict = e->value.ok ? PDZ_NO_TARGET : PDZ_NOT_ASSESSABLE;
		return;
	}
	if (s->deadline != PDZ_NO_DAY && s->ground == PDZ_GROUND_DEADLINE && ind->kind->stand == NULL)
		meet_deadline(&a->view, s, e);
	if (!was_measured || e->reason == PDZ_NOT_MEASURABLE_YET || !has_standing(s, e) ||
	    (!s->value.ok && !e->least.ok && !e->most.ok && s->expected.ok && s->ground != PDZ_GROUND_PARTS)) {
		e->verdict = PDZ_NOT_ASSESSABLE;
		give_figures(a, e);
		e->rule = PDZ_GROUND_NONE;
		return;
	}
	judge_entry(a, e);
	give_figures(a, e);
}

/* What is missed is missed, whatever else is not known; what is not known may yet be. */
static int weight_of(enum pdz_verdict verdict)
{
	const int rank = pdz_verdict_rank(verdict);
	if (verdict == PDZ_NO_TARGET)
		return -1;
	if (verdict == PDZ_NOT_ASSESSABLE)
		return 2 * pdz_verdict_rank(PDZ_BEHIND) + 1;
	return 2 * rank;
}

/* A minimum and a target both hold: the worse verdict decides. */
static void assess(struct pdz_assessing *a, struct pdz_entry *e)
{
	struct pdz_assessing b = *a;
	struct pdz_entry by_target = *e;
	const bool has_minimum = !e->unjudged && stand_to_minimum(a, e);
	assess_by(a, e, has_minimum);
	if (!has_minimum || !a->view.indicator->target.said)
		return;
	assess_by(&b, &by_target, false);
	if (weight_of(by_target.verdict) <= weight_of(e->verdict))
		return;
	*a = b;
	*e = by_target;
}

void pdz_group_assess(const struct pdz_view *v, struct pdz_period period, struct pdz_assessing *a, struct pdz_entry *e)
{
	struct pdz_entry computed = {0};
	pdz_group_measure(v, period, e);
	e->indicator = (uint32_t)(v->indicator - v->plan->indicators);
	pdz_name_group(v, e);
	*a = (struct pdz_assessing){
		.view = *v, .whole = is_whole(v), .standing = {.deadline = PDZ_NO_DAY, .reached = PDZ_NO_DAY}};
	pdz_view_look_at(&a->view, period);
	a->baseline = baseline_of(v, &computed);
	if (v->indicator->baseline.kind == PDZ_BASELINE_COMPUTED)
		e->baseline_n = least_count(&computed);
	assess(a, e);
	if (!isfinite(e->least.number))
		e->least = (struct pdz_value){0};
	if (!isfinite(e->most.number))
		e->most = (struct pdz_value){0};
}

void pdz_group_entry(const struct pdz_view *v, struct pdz_period period, struct pdz_entry *e)
{
	struct pdz_assessing a;
	pdz_group_assess(v, period, &a, e);
}
