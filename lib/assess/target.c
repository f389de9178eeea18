/* What is to be reached in a period, and how much of it by today.
 *
 * A flow accrues: its yearly targets add up over the plan, and before the end of a
 * period only the share of its days that have passed is asked for. What is measured
 * anew for each period (a ratio, a wait, a stock) has the target of the year in
 * force. Steps within a year are cumulative from its beginning, and the step last
 * passed is the yardstick. */
#include "assess/assess.h"

double pdz_elapsed(struct pdz_period p, pdz_day as_of)
{
	const pdz_day begin = pdz_period_begin(p), end = pdz_period_end(p);
	if (as_of >= end)
		return 1;
	return as_of < begin ? 0 : (double)(as_of - begin + 1) / (double)(end - begin + 1);
}

static double days(struct pdz_period p)
{
	return (double)(pdz_period_end(p) - pdz_period_begin(p) + 1);
}

double pdz_years(struct pdz_period p)
{
	const int32_t months = p.last - p.first + 1;
	return months % 12 == 0 ? months / 12 : days(p) / days(pdz_period_of(PDZ_YEAR, p.first));
}

/* Days of part that lie in whole, as a share of whole. */
static double share_of(struct pdz_period part, struct pdz_period whole)
{
	struct pdz_period both = {PDZ_PLAN, part.first > whole.first ? part.first : whole.first,
	                          part.last < whole.last ? part.last : whole.last};
	return both.last < both.first ? 0 : days(both) / days(whole);
}

static bool target_accumulates(const struct pdz_indicator *ind)
{
	return ind->roll_up == PDZ_FLOW || ind->roll_up == PDZ_DISTINCT;
}

/* The figure for a year as a whole: the year's own, else its last step. */
static struct pdz_value year_target(const struct pdz_series *s, struct pdz_period year)
{
	struct pdz_value v = {0};
	for (size_t i = 0; i < s->count; i++) {
		const struct pdz_period p = s->items[i].period;
		if (p.first < year.first || p.last > year.last)
			continue;
		v = pdz_value_of(s->items[i].value); /* in time order, the year after its steps */
	}
	return v;
}

/* The cumulative step in force on a day of its year: that of the last period ended
 * by then; 0 before the first; not ok where the year has no steps. */
static struct pdz_value step_on(const struct pdz_series *s, struct pdz_period year, pdz_day day)
{
	struct pdz_value v = {0};
	for (size_t i = 0; i < s->count; i++) {
		const struct pdz_period p = s->items[i].period;
		if (p.level == PDZ_YEAR || p.first < year.first || p.last > year.last)
			continue;
		if (pdz_period_end(p) <= day)
			v = pdz_value_of(s->items[i].value);
		else if (!v.ok)
			v = pdz_value_of(0);
	}
	return v;
}

/* What a flow should have come to from the beginning of a year to a day of it. */
static struct pdz_value accrued(const struct pdz_series *s, struct pdz_period year, pdz_day day)
{
	const struct pdz_value full = year_target(s, year), step = step_on(s, year, day);
	if (!full.ok || pdz_period_end(year) <= day)
		return full;
	return step.ok ? step : pdz_value_of(full.number * pdz_elapsed(year, day));
}

static struct pdz_target_now flow_series(const struct pdz_indicator *ind, struct pdz_period period, pdz_day as_of)
{
	const struct pdz_series *s = &ind->target.series;
	const pdz_day begin = pdz_period_begin(period), end = pdz_period_end(period);
	double target = 0, to_date = 0;
	bool found = false;
	for (int32_t y = period.first / 12; y <= period.last / 12; y++) {
		const struct pdz_period year = pdz_period_of(PDZ_YEAR, y * 12);
		const struct pdz_value full = year_target(s, year);
		if (!full.ok)
			continue;
		found = true;
		const double before = begin > pdz_period_begin(year) ? accrued(s, year, begin - 1).number : 0;
		target += accrued(s, year, end).number - before;
		if (as_of >= begin && as_of >= pdz_period_begin(year))
			to_date += accrued(s, year, as_of < end ? as_of : end).number - before;
	}
	if (!found)
		return (struct pdz_target_now){0};
	return (struct pdz_target_now){.target = pdz_value_of(target), .to_date = pdz_value_of(to_date)};
}

static struct pdz_target_now level_series(const struct pdz_indicator *ind, struct pdz_period period, pdz_day as_of)
{
	const struct pdz_series *s = &ind->target.series;
	const pdz_day end = pdz_period_end(period) < as_of ? pdz_period_end(period) : as_of;
	struct pdz_target_now now = {0};
	for (size_t i = 0; i < s->count; i++) {
		const struct pdz_period p = s->items[i].period;
		if (p.first <= period.last)
			now.target = pdz_value_of(s->items[i].value);
		if (p.first <= pdz_day_month(end))
			now.to_date = pdz_value_of(s->items[i].value);
	}
	if (!now.to_date.ok)
		now.to_date = now.target;
	if (now.target.ok && ind->roll_up == PDZ_ACCRUING)
		now.to_date = pdz_value_of(now.target.number * pdz_elapsed(period, as_of));
	return now;
}

static struct pdz_target_now on_change(const struct pdz_indicator *ind, struct pdz_period period, pdz_day as_of,
                                       struct pdz_value baseline)
{
	const struct pdz_target *t = &ind->target;
	struct pdz_target_now now = {0};
	if (!baseline.ok)
		return now;
	double target = baseline.number;
	if (t->kind == PDZ_TARGET_AMOUNT)
		target += t->value * (target_accumulates(ind) ? pdz_years(period) : 1);
	else if (t->kind == PDZ_TARGET_PERCENT)
		target *= 1 + t->value / 100;
	now.target = pdz_value_of(target);
	now.to_date = pdz_value_of(target_accumulates(ind) ? target * pdz_elapsed(period, as_of) : target);
	return now;
}

/* A single number for the period, or the plan as a whole where it accumulates. */
static struct pdz_target_now single(const struct pdz_indicator *ind, double value, struct pdz_period plan,
                                    struct pdz_period period, pdz_day as_of)
{
	struct pdz_target_now now = {
		.target = pdz_value_of(target_accumulates(ind) ? value * share_of(period, plan) : value)};
	now.to_date = now.target;
	if (target_accumulates(ind) || ind->roll_up == PDZ_ACCRUING)
		now.to_date.number *= pdz_elapsed(period, as_of);
	return now;
}

/* That of the category; for all categories together the sum, where values add up. */
static struct pdz_target_now by_category(const struct pdz_indicator *ind, uint32_t category, bool whole,
                                         struct pdz_period plan, struct pdz_period period, pdz_day as_of)
{
	const struct pdz_target *t = &ind->target;
	double sum = 0;
	for (size_t i = 0; i < t->category_count; i++) {
		if (t->categories[i] == category)
			return single(ind, t->category_values[i], plan, period, as_of);
		sum += t->category_values[i];
	}
	const bool adds_up = ind->roll_up == PDZ_FLOW || ind->roll_up == PDZ_STOCK;
	return whole && adds_up ? single(ind, sum, plan, period, as_of) : (struct pdz_target_now){0};
}

struct pdz_target_now pdz_target_at(const struct pdz_indicator *ind, struct pdz_period plan, struct pdz_period period,
                                    pdz_day as_of, bool whole, uint32_t category, struct pdz_value baseline)
{
	const struct pdz_target *t = &ind->target;
	const bool sums = target_accumulates(ind) || ind->roll_up == PDZ_STOCK;
	struct pdz_target_now now = {0};
	if (t->kind == PDZ_TARGET_BY_CATEGORY)
		return by_category(ind, category, whole, plan, period, as_of);
	if (sums && !whole && t->kind != PDZ_TARGET_INCREASE && t->kind != PDZ_TARGET_DECREASE &&
	    t->kind != PDZ_TARGET_PERCENT)
		return now; /* a sum for the whole says nothing of a part */
	switch (t->kind) {
	case PDZ_TARGET_NONE:
		return now;
	case PDZ_TARGET_VALUE:
		return single(ind, t->value, plan, period, as_of);
	case PDZ_TARGET_RANGE:
		now = single(ind, t->value, plan, period, as_of);
		now.high = single(ind, t->high, plan, period, as_of).target;
		return now;
	case PDZ_TARGET_SERIES:
		return target_accumulates(ind) ? flow_series(ind, period, as_of) : level_series(ind, period, as_of);
	default:
		return on_change(ind, period, as_of, baseline);
	}
}

struct pdz_value pdz_baseline_now(const struct pdz_indicator *ind, struct pdz_period period, bool whole,
                                  struct pdz_value computed)
{
	struct pdz_value b = {0};
	if (ind->baseline.kind == PDZ_BASELINE_COMPUTED)
		b = computed;
	else if (ind->baseline.kind == PDZ_BASELINE_GIVEN && whole)
		b = pdz_value_of(ind->baseline.value);
	if (!b.ok || !target_accumulates(ind))
		return b;
	b.number *= pdz_years(period); /* a year's worth for each year, or part of a year */
	return b;
}
