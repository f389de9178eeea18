/* The steps from a value to a verdict, in the order in which --explain tells them.
 *
 * progress is (value - baseline) / (target - baseline) where there is a baseline and
 * the target is not the baseline itself, else value / target; 1 is "as planned", more
 * is overshoot. Two cases have an answer of their own: lower-is-better without a
 * baseline is 1 when reached, else target / value; and a flow inside an unfinished
 * period is value / target, since a part of a year has no distance from a year's
 * baseline. of_target is always value / target.
 * The verdict looks at the target to date: reached in full is achieved; from the
 * plan's on_track share of what is due today on track, from behind behind, else off
 * track. */
#include "assess/assess.h"

static enum pdz_verdict leave_verdict(const struct pdz_assessing *a, enum pdz_yardstick by, enum pdz_verdict v)
{
	if (a->trail != NULL)
		*a->trail = (struct pdz_trail){.by = by};
	return v;
}

static enum pdz_verdict by_share(const struct pdz_assessing *a, enum pdz_yardstick by, double share)
{
	const struct pdz_plan *plan = a->view->plan;
	const double tolerance = 1e-9; /* 0.9 of 10 is 9, whatever the last bit says */
	if (a->trail != NULL)
		*a->trail = (struct pdz_trail){.by = by, .share = pdz_value_of(share)};
	return share >= plan->settings.on_track - tolerance ? PDZ_ON_TRACK
	       : share >= plan->settings.behind - tolerance ? PDZ_BEHIND
	                                                    : PDZ_OFF_TRACK;
}

static bool at_least(double a, double b)
{
	return a >= b - 1e-9 * (b < 0 ? -b : b);
}

static bool is_change(const struct pdz_target *t)
{
	return t->kind >= PDZ_TARGET_INCREASE;
}

static bool wants_lower(const struct pdz_indicator *ind)
{
	return ind->target.kind == PDZ_TARGET_DECREASE || (ind->target.kind != PDZ_TARGET_INCREASE && ind->lower_is_better);
}

static bool indicator_accumulates(const struct pdz_indicator *ind)
{
	return ind->roll_up == PDZ_FLOW || ind->roll_up == PDZ_DISTINCT;
}

/* How far along, 1 being the target; not ok where no number can say it. */
static struct pdz_value progress_of_value(const struct pdz_indicator *ind, double value, struct pdz_value baseline,
                                          double target, bool unfinished)
{
	const bool reached = wants_lower(ind) ? at_least(target, value) : at_least(value, target);
	if (ind->target.kind == PDZ_TARGET_INCREASE || ind->target.kind == PDZ_TARGET_DECREASE)
		return (struct pdz_value){0}; /* any change will do: there is no distance to cover */
	if (baseline.ok && !unfinished && baseline.number != target)
		return pdz_value_of((value - baseline.number) / (target - baseline.number));
	if ((baseline.ok && !unfinished) || target == 0)
		return pdz_value_of(reached ? 1 : 0);
	if (!wants_lower(ind))
		return pdz_value_of(value / target);
	return pdz_value_of(reached ? 1 : target / value);
}

/* Is the way already gone measured from the baseline, rather than from 0? */
static bool is_from_baseline(const struct pdz_indicator *ind, struct pdz_value baseline, double to_date)
{
	return baseline.ok && !indicator_accumulates(ind) && !is_change(&ind->target) && baseline.number != to_date;
}

/* Value against the yardstick of today, 1 being on it. */
static double share_to_date(const struct pdz_indicator *ind, double value, struct pdz_value baseline, double to_date)
{
	const bool lower = wants_lower(ind);
	if (is_from_baseline(ind, baseline, to_date))
		return (value - baseline.number) / (to_date - baseline.number);
	if (lower)
		return value <= to_date ? 1 : value > 0 && to_date > 0 ? to_date / value : 0;
	return to_date > 0 ? value / to_date : value >= to_date ? 1 : 0;
}

/* "Increase" or "decrease" without an amount. */
static enum pdz_verdict judge_any_change(const struct pdz_assessing *a, double value, const struct pdz_target_now *now,
                                         bool over)
{
	const bool up = a->view->indicator->target.kind == PDZ_TARGET_INCREASE;
	const double full = now->target.number, today = now->to_date.number;
	if (up && value > full)
		return leave_verdict(a, PDZ_BY_CHANGE, PDZ_ACHIEVED);
	if (!up && value < full && (over || !indicator_accumulates(a->view->indicator)))
		return leave_verdict(a, PDZ_BY_CHANGE, PDZ_ACHIEVED);
	if (up ? value > today : value < today)
		return leave_verdict(a, PDZ_BY_CHANGE, PDZ_ON_TRACK);
	const double share = share_to_date(a->view->indicator, value, (struct pdz_value){0}, today);
	const enum pdz_verdict v = by_share(a, PDZ_BY_SHARE, share);
	return v == PDZ_ON_TRACK ? PDZ_BEHIND : v; /* no change is not on track to a change */
}

static enum pdz_verdict judge_range(const struct pdz_assessing *a, double value, const struct pdz_target_now *now)
{
	const double low = now->to_date.number, high = now->high.number;
	if (at_least(value, now->target.number) && at_least(high, value))
		return leave_verdict(a, PDZ_BY_RANGE, PDZ_ACHIEVED);
	if (value > high)
		return by_share(a, PDZ_BY_RANGE, high > 0 ? high / value : 0);
	return by_share(a, PDZ_BY_RANGE, low > 0 ? value / low : 1);
}

/* Timing in days: late or open items are what keeps it from being achieved. A share has them in its denominator. */
static enum pdz_verdict judge_timing(const struct pdz_assessing *a, const struct pdz_entry *e, bool reached)
{
	const struct pdz_detail *d = &e->detail;
	if (reached && d->overdue.number == 0)
		return leave_verdict(a, PDZ_BY_TARGET, PDZ_ACHIEVED);
	return by_share(a, PDZ_BY_ON_TIME, d->share.number);
}

static enum pdz_verdict judge_milestone(const struct pdz_assessing *a, const struct pdz_entry *e)
{
	const pdz_day due = e->detail.due;
	leave_verdict(a, PDZ_BY_DATE, PDZ_ACHIEVED);
	if (e->detail.reached)
		return PDZ_ACHIEVED;
	if (due == PDZ_NO_DAY || !pdz_view_past(a->view, due))
		return PDZ_ON_TRACK; /* begun, and there is time */
	return e->value.number > 0 ? PDZ_BEHIND : PDZ_OFF_TRACK;
}

static enum pdz_verdict judge(const struct pdz_assessing *a, const struct pdz_entry *e, double value,
                              struct pdz_period period, const struct pdz_target_now *now)
{
	const struct pdz_indicator *ind = a->view->indicator;
	const bool over = a->view->as_of >= pdz_period_end(period), lower = wants_lower(ind);
	const bool reached = lower ? at_least(now->target.number, value) : at_least(value, now->target.number);
	if (ind->kind->is_act)
		return judge_milestone(a, e);
	if (ind->kind->verdict_tells && ind->statistic != PDZ_SHARE && e->detail.share.ok)
		return judge_timing(a, e, reached);
	if (ind->target.kind == PDZ_TARGET_RANGE)
		return judge_range(a, value, now);
	if (ind->target.kind == PDZ_TARGET_INCREASE || ind->target.kind == PDZ_TARGET_DECREASE)
		return judge_any_change(a, value, now, over);
	if (reached &&
	    (!lower || over || !indicator_accumulates(ind))) /* a low count is achieved only when no more can come */
		return leave_verdict(a, PDZ_BY_TARGET, PDZ_ACHIEVED);
	return by_share(a, is_from_baseline(ind, e->baseline, now->to_date.number) ? PDZ_BY_PROGRESS : PDZ_BY_SHARE,
	                share_to_date(ind, value, e->baseline, now->to_date.number));
}

static void give_change(const struct pdz_indicator *ind, double value, double baseline_to_date, struct pdz_entry *e)
{
	(void)ind;
	if (baseline_to_date != 0)
		e->change =
			pdz_value_of((value - baseline_to_date) / (baseline_to_date < 0 ? -baseline_to_date : baseline_to_date));
	else
		e->change_from_zero = value != 0;
}

/* A minimum per period: the period itself, or a longer one by how many of its periods met it. */
static bool assess_minimum(const struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_view *view = a->view;
	const struct pdz_minimum *m = &view->indicator->minimum;
	if (!m->given || !a->whole || view->period.last - view->period.first + 1 < pdz_level_months(m->every))
		return false;
	if (view->period.level == m->every) {
		e->target = pdz_value_of(m->value);
		e->target_to_date = pdz_value_of(
			m->value * (indicator_accumulates(view->indicator) ? pdz_elapsed(view->period, view->as_of) : 1));
		e->progress = m->value != 0 ? pdz_value_of(e->value.number / m->value) : pdz_value_of(1);
		e->verdict = at_least(e->value.number, m->value)
		                 ? leave_verdict(a, PDZ_BY_TARGET, PDZ_ACHIEVED)
		                 : by_share(a, PDZ_BY_MINIMUM,
		                            e->target_to_date.number > 0 ? e->value.number / e->target_to_date.number : 1);
		return true;
	}
	e->detail.periods_due = a->periods_due;
	e->detail.periods_met = a->periods_met;
	if (a->periods_due.number == 0) {
		e->verdict = PDZ_NOT_ASSESSABLE;
		e->reason = PDZ_NOT_DUE;
		return true;
	}
	e->progress = pdz_value_of(a->periods_met.number / a->periods_due.number);
	const enum pdz_verdict v = by_share(a, PDZ_BY_PERIODS, e->progress.number);
	e->verdict = e->progress.number < 1 ? v : view->as_of >= pdz_period_end(view->period) ? PDZ_ACHIEVED : PDZ_ON_TRACK;
	return true;
}

static void assess_target(const struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_view *view = a->view;
	const struct pdz_indicator *ind = view->indicator;
	/* A distinct count of all the years is set beside no year's figure. */
	const bool by_latest = ind->roll_up == PDZ_DISTINCT && view->period.level == PDZ_PLAN && a->has_latest &&
	                       (ind->baseline.kind != PDZ_BASELINE_NONE || ind->target.kind == PDZ_TARGET_SERIES);
	const struct pdz_period period = by_latest ? a->latest : view->period;
	const struct pdz_value value = by_latest ? a->latest_value : e->value;
	e->detail.has_compared = by_latest;
	e->detail.compared = period;
	e->baseline = pdz_baseline_now(ind, period, a->whole, a->computed_baseline);
	const struct pdz_target_now now = pdz_target_at(ind, view->plan->period, period, view->as_of, a->whole,
	                                                view->category, e->baseline);
	e->target = now.target;
	e->target_high = now.high;
	e->target_to_date = now.to_date;
	if (!value.ok) {
		/* Items due and none done is a verdict even without a value. */
		e->verdict = ind->kind->verdict_tells && e->detail.share.ok && e->detail.overdue.number > 0
		                 ? by_share(a, PDZ_BY_ON_TIME, e->detail.share.number)
		                 : PDZ_NOT_ASSESSABLE;
		return;
	}
	if (e->baseline.ok)
		give_change(ind, value.number,
		            e->baseline.number * (indicator_accumulates(ind) ? pdz_elapsed(period, view->as_of) : 1), e);
	if (is_change(&ind->target) && !e->baseline.ok) {
		e->verdict = a->whole || ind->baseline.kind != PDZ_BASELINE_GIVEN ? PDZ_NOT_ASSESSABLE : PDZ_NO_TARGET;
		e->reason = e->verdict == PDZ_NOT_ASSESSABLE ? PDZ_BASELINE_MISSING : PDZ_REASON_NONE;
		return;
	}
	if (!now.target.ok) {
		e->verdict = PDZ_NO_TARGET;
		return;
	}
	const bool unfinished = indicator_accumulates(ind) && view->as_of < pdz_period_end(period);
	e->progress = progress_of_value(ind, value.number, e->baseline, now.target.number, unfinished);
	if (now.target.number != 0)
		e->of_target = pdz_value_of(value.number / now.target.number);
	e->verdict = judge(a, e, value.number, period, &now);
}

void pdz_assess(const struct pdz_assessing *a, struct pdz_entry *e)
{
	if (e->value.ok && assess_minimum(a, e))
		return;
	assess_target(a, e);
	if (!e->value.ok && e->verdict == PDZ_NO_TARGET)
		e->verdict = PDZ_NOT_ASSESSABLE;
}
