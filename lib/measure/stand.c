/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a measured value to how it stands; the verdict itself is judge.c. See stand.h. */
#include "measure/coverage.h"
#include "measure/standing.h"

#include <math.h>

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

/* What accumulates comes little by little to both ends of a range. Of what does not, only a baseline outside it makes
 * it wider until it is reached. */
static void set_upper_end(const struct pdz_indicator *ind, const struct pdz_expected *high, struct pdz_standing *s)
{
	const bool held = ind->roll_up == PDZ_MEASURED || ind->roll_up == PDZ_STOCK;
	s->high = pdz_value_of(high->target);
	s->high_by_now = high->by_now;
	if (held && s->expected.ok)
		s->expected.number = fmin(s->expected.number, s->target.number);
	if (held && s->high_by_now.ok)
		s->high_by_now.number = fmax(s->high_by_now.number, s->high.number);
}

static void set_expectation(const struct pdz_assessing *a, const struct pdz_expected *high, struct pdz_standing *s)
{
	const struct pdz_expected *x = &a->expected;
	s->target = pdz_value_of(x->target);
	s->expected = x->by_now;
	if (high->given)
		set_upper_end(a->view.indicator, high, s);
	s->over = x->judged.known_to >= x->due;
	if (x->is_by || (x->due != x->judged.end && !x->is_some))
		s->deadline = x->due;
}

static enum pdz_ground ground_of(const struct pdz_assessing *a, const struct pdz_standing *s)
{
	const struct pdz_indicator *ind = a->view.indicator;
	if (ind->target.kind == PDZ_TARGET_RANGE)
		return PDZ_GROUND_RANGE;
	if (pdz_wants_any_change(ind))
		return PDZ_GROUND_CHANGE;
	if (a->expected.is_by)
		return PDZ_GROUND_DEADLINE;
	if (s->baseline.ok && (s->lower ? s->target.number < s->baseline.number : s->target.number > s->baseline.number))
		return PDZ_GROUND_PROGRESS;
	return a->expected.is_step ? PDZ_GROUND_STEP : PDZ_GROUND_TO_DATE;
}

/* What one event, case or item is worth. */
static double worth_of_one(const struct pdz_indicator *ind, const struct pdz_entry *e, enum pdz_rounding rounding)
{
	const bool is_share = ind->of_items && e->denominator.ok && e->denominator.number > 0 && e->numerator.ok &&
	                      e->numerator.number == floor(e->numerator.number);
	if (rounding == PDZ_ROUND_DOWN || rounding == PDZ_ROUND_UP)
		return 1;
	return is_share ? ind->scale / e->denominator.number : 0;
}

/* None of its days is known yet: what is there came early, and nothing is due. */
static bool is_untold(const struct pdz_view *v)
{
	return v->indicator->roll_up != PDZ_STOCK && v->known_to < pdz_view_begin(v);
}

/* Are there more than a ceiling has allowed to date, though not more than it allows in all? */
static bool is_above_to_date(const struct pdz_standing *s)
{
	const struct pdz_value now = s->high.ok ? s->high_by_now : s->expected;
	return (s->lower || s->high.ok) && now.ok && s->value.ok && s->value.number > now.number &&
	       s->value.number <= (s->high.ok ? s->high : s->target).number;
}

/* A ceiling to date is set against what there was to date: nobody is worse off for having sent the next month early. */
static void leave_out_early(struct pdz_assessing *a, const struct pdz_entry *e)
{
	struct pdz_standing *s = &a->standing;
	struct pdz_view at = a->view;
	struct pdz_entry to_date;
	if (s->undoable || !is_above_to_date(s) || a->expected.judged.known_to >= at.end || is_untold(&at))
		return;
	at.end = a->expected.judged.known_to;
	pdz_measure_view(&at, &to_date);
	if (e->judged_count > 0) { /* years, each to its end or to the same day */
		at.as_of = at.end;
		pdz_turn_to_judged(&at, &a->expected, pdz_view_stretch(&at, e->period), &to_date);
	}
	s->value = pdz_value_of(to_date.value.ok ? to_date.value.number : 0);
	a->is_to_date = true;
	a->least = to_date.least;
	a->most = to_date.most;
}

/* How the value compares with the plan's target. False: there is none for the period, area or category. */
static bool stand_to_target(struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_indicator *ind = a->view.indicator;
	const struct pdz_stretch at = pdz_view_stretch(&a->view, e->period);
	const enum pdz_rounding rounding = pdz_rounding_of(ind, e->value);
	struct pdz_standing *s = &a->standing;
	a->expected = pdz_expect_of(&a->view, at, a->baseline, rounding, false);
	const struct pdz_expected high = pdz_expect_of(&a->view, at, a->baseline, pdz_rounded_up(rounding), true);
	if (high.given && !a->expected.given) { /* the part of the lower end comes to nothing */
		a->expected = high;
		a->expected.target = 0;
		a->expected.by_now = pdz_value_of(0);
	}
	pdz_turn_to_judged(&a->view, &a->expected, at, e);
	s->value = e->value;
	pdz_set_baseline(a, rounding, e);
	if (!a->expected.given)
		return false;
	s->lower = pdz_wants_lower(ind);
	s->strict = pdz_wants_any_change(ind);
	s->undoable = !pdz_only_grows(&a->view);
	s->baseline = e->baseline;
	s->began = e->baseline_to_date;
	s->one = worth_of_one(ind, e, rounding);
	set_expectation(a, &high, s);
	if (a->expected.has_later) { /* the year is over, the plan is not: a later year will judge it */
		if (s->over && !e->least.ok && !e->most.ok)
			s->best = e->value; /* of that year it can no longer become more */
		s->over = false;
		s->undoable = true;
	}
	leave_out_early(a, e);
	s->ground = ground_of(a, s);
	e->expected_as = a->expected.is_step     ? PDZ_PACE_STEP
	                 : a->expected.by_year   ? PDZ_PACE_BY_YEAR
	                 : a->expected.is_linear ? PDZ_PACE_LINEAR
	                                         : PDZ_PACE_IN_FULL;
	if (a->expected.is_linear) {
		e->expected_from = a->expected.linear_from;
		e->expected_to = a->expected.linear_to;
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
		if (s->high_by_now.ok && !s->over && s->high_by_now.number != s->high.number)
			e->expected_high = s->high_by_now;
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
	if ((s->over || a->judgement.verdict == PDZ_ACHIEVED_LATE) && s->deadline != PDZ_NO_DAY && !e->lost &&
	    s->reached != PDZ_NO_DAY && s->reached > s->deadline)
		e->days_late = pdz_value_of((double)s->reached - s->deadline);
	e->known_to = a->expected.given ? a->expected.judged.known_to : pdz_view_stretch(&a->view, e->period).known_to;
	if (is_untold(&a->view))
		e->known_to = PDZ_NO_DAY;
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

/* Nothing is known that could be judged. */
static bool is_unknown(const struct pdz_entry *e)
{
	return !e->value.ok && !e->least.ok && !e->most.ok &&
	       (pdz_is_incomplete(e->reason) || e->reason == PDZ_NOT_REPORTED);
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
	if (s->ground != PDZ_GROUND_PERIODS || !a->view.indicator->minimum.given) { /* whose bounds are of periods */
		const struct pdz_value least = a->is_to_date ? a->least : e->least, most = a->is_to_date ? a->most : e->most;
		s->least = least.ok ? least.number : s->value.ok ? s->value.number : most.ok ? -INFINITY : 0;
		s->most = most.ok ? most.number : s->value.ok ? s->value.number : least.ok ? INFINITY : 0;
	}
	if (e->reason != PDZ_REASON_NONE)
		s->unknown = e->reason;
	const struct pdz_thresholds thresholds = {settings->on_track, settings->behind};
	const struct pdz_value figure = s->value;
	if (figure.ok &&
	    e->followed_to !=
	        PDZ_NO_DAY) /* those too young are not in the figure, but some of them have succeeded already */
		s->value.number = fmin(fmax(figure.number, s->least), s->most);
	s->is_untold = is_untold(&a->view) && !s->baseline.ok && (s->high.ok ? s->high_by_now : s->expected).number == 0;
	a->judgement = pdz_judge(s, thresholds);
	if (pdz_is_incomplete(e->reason) && !a->view.indicator->kind->due_by_calendar &&
	    a->view.indicator->kind->stand != NULL &&
	    (a->judgement.ground == PDZ_GROUND_NOTHING_DUE || /* that nothing was due, it is records that tell */
	     (a->judgement.ground == PDZ_GROUND_DUE && !(s->expected.number > 0))))
		a->judgement = (struct pdz_judgement){.verdict = PDZ_NOT_ASSESSABLE, .reason = e->reason};
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
	/* parts say themselves how far; what came before it was due is known */
	const bool is_told = ind->slot_count == 0 || (e->n.ok && e->n.number > 0);
	const pdz_day known = is_told ? a->view.as_of : a->view.known_to;
	const bool was_measured = e->reason != PDZ_NOT_DUE || known >= pdz_view_begin(&a->view);
	const bool is_target = !e->unjudged && !minimum && ind->target.kind != PDZ_TARGET_NONE;
	const bool stands = a->standing.target.ok || (is_target && stand_to_target(a, e));
	struct pdz_standing *s = &a->standing;
	if (!is_target)
		pdz_set_baseline(a, pdz_rounding_of(ind, e->value), e);
	give_change(a, e);
	if (is_target && ind->target.kind >= PDZ_TARGET_INCREASE && !a->baseline.ok) {
		const bool missing = a->whole || ind->baseline.kind != PDZ_BASELINE_GIVEN;
		e->verdict = missing || !e->value.ok ? PDZ_NOT_ASSESSABLE : PDZ_NO_TARGET;
		if (missing && e->value.ok)
			e->reason = PDZ_BASELINE_MISSING;
		e->expected_as = PDZ_PACE_NONE;
		e->expected_from = e->expected_to = PDZ_NO_DAY;
		return;
	}
	if (stands && was_measured && e->reason != PDZ_NOT_MEASURABLE_YET && ind->kind->stand != NULL)
		ind->kind->stand(&a->view, e, s);
	if (!stands || e->reason == PDZ_NOT_APPLICABLE) {
		const bool none_asked = e->value.ok || (e->reason == PDZ_NOT_APPLICABLE && !is_target && !minimum);
		e->verdict = none_asked ? PDZ_NO_TARGET : PDZ_NOT_ASSESSABLE;
		e->expected_as = PDZ_PACE_NONE;
		e->expected_from = e->expected_to = PDZ_NO_DAY;
		return;
	}
	if (s->deadline != PDZ_NO_DAY && s->ground == PDZ_GROUND_DEADLINE && ind->kind->stand == NULL)
		pdz_meet_deadline(&a->view, s, e);
	if (!was_measured || e->reason == PDZ_NOT_MEASURABLE_YET || !has_standing(s, e) || is_unknown(e) ||
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
	const bool has_minimum = !e->unjudged && pdz_stand_to_minimum(a, e);
	assess_by(a, e, has_minimum);
	if (!has_minimum || !a->view.indicator->target.said)
		return;
	assess_by(&b, &by_target, false);
	if (weight_of(by_target.verdict) <= weight_of(e->verdict))
		return;
	*a = b;
	*e = by_target;
}

/* The texts of the group: its category, and the value of each dimension asked for. */
static void name_group(const struct pdz_view *v, struct pdz_entry *e)
{
	const struct pdz_finishing *f = v->context;
	const struct pdz_run_options *o = &f->run->options;
	e->category = v->category == PDZ_NONE ? (struct pdz_str){NULL, 0} : pdz_run_word(f->run, v->category);
	if (v->category != PDZ_NONE && e->category.p == NULL)
		e->category = PDZ_STR("");
	if (o->dimension_count == 0)
		return;
	e->dimensions = pdz_arena_alloc(v->arena, o->dimension_count * sizeof *e->dimensions);
	if (e->dimensions == NULL) {
		*v->failed = true;
		return;
	}
	for (size_t i = 0; i < o->dimension_count; i++) {
		struct pdz_dimension_value *d = &e->dimensions[e->dimension_count++];
		d->name = v->plan->dimensions[o->dimensions[i]].code;
		if (v->rest == PDZ_NONE)
			continue;
		d->value = pdz_run_dimension(f->run, v->rest, i);
		d->value.p = d->value.p != NULL ? d->value.p : "";
	}
}

void pdz_group_assess(const struct pdz_view *v, struct pdz_period period, struct pdz_assessing *a, struct pdz_entry *e)
{
	struct pdz_entry computed = {0};
	pdz_group_measure(v, period, e);
	e->indicator = (uint32_t)(v->indicator - v->plan->indicators);
	name_group(v, e);
	*a = (struct pdz_assessing){
		.view = *v, .whole = pdz_view_is_whole(v), .standing = {.deadline = PDZ_NO_DAY, .reached = PDZ_NO_DAY}};
	pdz_view_look_at(&a->view, period);
	a->baseline = pdz_baseline_of(v, &computed);
	if (v->indicator->baseline.kind == PDZ_BASELINE_COMPUTED) {
		e->baseline_n = least_count(&computed);
		if (v->indicator->roll_up != PDZ_CUMULATIVE)
			pdz_cover_beside(v, &computed, v->indicator->target.kind >= PDZ_TARGET_INCREASE, e);
	}
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
