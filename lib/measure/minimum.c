/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A minimum for a period, or for how many of its periods. See standing.h. */
#include "measure/coverage.h"
#include "measure/standing.h"

/* A minimum for a period: as far as the period is inside. Of a longer one how many of its periods had it: of those that
 * end in it, since half-years may lie across two years of the plan. */
static double minimum_in(const struct pdz_view *v, struct pdz_period period)
{
	const struct pdz_stretch at = pdz_view_stretch(v, period);
	const double all = (double)(pdz_period_end(period) - pdz_period_begin(period) + 1);
	return pdz_round_expected(v->indicator->minimum.value * (double)(at.end - at.begin + 1) / all,
	                          v->indicator->wholes ? PDZ_ROUND_DOWN : PDZ_EXACT);
}

static void stand_to_periods(struct pdz_assessing *a, struct pdz_entry *e)
{
	const struct pdz_view *v = &a->view;
	const struct pdz_stretch whole = pdz_view_stretch(v, e->period);
	struct pdz_standing *s = &a->standing;
	double due = 0, met = 0, all = 0, untold = 0;
	for (struct pdz_period p = pdz_plan_period(v->plan, v->indicator->minimum.every, pdz_day_month(whole.begin));
	     p.first <= pdz_day_month(whole.end); p = pdz_plan_period(v->plan, v->indicator->minimum.every, p.last + 1)) {
		const struct pdz_stretch at = pdz_view_stretch(v, p);
		const double minimum = minimum_in(v, p);
		struct pdz_entry part;
		if (at.end < at.begin || at.end > whole.end || minimum <= 0)
			continue;
		all++;
		if (at.begin > v->as_of)
			continue;
		pdz_group_measure(v, p, &part);
		const bool had = part.value.ok && part.value.number >= minimum;
		due += had || at.end <= v->known_to;
		met += had;
		untold += !had && at.end <= v->known_to && (part.gap_count > 0 || part.set_aside.ok);
	}
	untold = pdz_is_incomplete(e->reason) || e->reason == PDZ_NOT_REPORTED ? untold : 0;
	e->detail.periods_due = pdz_value_of(due);
	e->detail.periods_met = pdz_value_of(met);
	*s = (struct pdz_standing){
		.ground = PDZ_GROUND_PERIODS,
		.value = pdz_value_of(met),
		.target = pdz_value_of(all),
		.expected = pdz_value_of(due),
		.best = pdz_value_of(met + all - due),
		.best_of_most = pdz_value_of(met + untold + all - due),
		.least = met,
		.most = met + untold,
		.undoable = true,
		.over = due >= all && whole.end <= v->known_to,
		.one = 1,
		.deadline = PDZ_NO_DAY,
		.reached = PDZ_NO_DAY,
	};
}

bool pdz_stand_to_minimum(struct pdz_assessing *a, struct pdz_entry *e)
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
	const bool grows = pdz_only_grows(v);
	if (minimum <= 0)
		return false; /* of so short a part nothing is asked */
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
