/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which two values are set beside each other, and which model of chance holds for
 * them. The models themselves are in lib/stat. */
#include "measure/counting.h"
#include "measure/coverage.h"
#include "measure/run.h"

#include "measure/stand.h"

#include <stdlib.h>

enum { TREND_MAX = PDZ_TREND_MAX };

struct comparing {
	struct pdz_finishing finishing;
	const struct pdz_indicator *ind;
	pdz_comparison_fn fn;
	void *ctx;
	struct pdz_error *err;
};

/* One side. */
struct side {
	uint32_t area;
	struct pdz_period period;
	bool beyond_plan; /* the year of a computed baseline */
	bool of_times;    /* against another time of the same place: who is silent in both is in both */
	struct pdz_entry entry;
};

static bool is_rate(const struct pdz_indicator *ind)
{
	return ind->denominator.count == 1 && ind->denominator.terms[0].kind == PDZ_TERM_POPULATION;
}

static bool is_count(const struct pdz_indicator *ind)
{
	return ind->kind->value_is_count && ind->roll_up != PDZ_STOCK;
}

static bool measure_side(struct comparing *c, struct side *s)
{
	struct pdz_group group;
	if (!pdz_group_open(&c->finishing, c->ind, s->area, PDZ_NONE, PDZ_NONE, &group))
		return false;
	group.view.beyond_plan = s->beyond_plan;
	pdz_group_measure(&group.view, s->period, &s->entry);
	if (s->entry.value.ok && !s->of_times && (is_rate(c->ind) || is_count(c->ind)) && pdz_has_silent_part(&group.view))
		s->entry.reason = PDZ_INCOMPLETE; /* its inhabitants are there, and what happened to them is not */
	if (pdz_is_incomplete(s->entry.reason))
		s->entry.value.ok = false; /* who has not sent everything is not lower than others */
	pdz_group_close(&group);
	return !c->finishing.failed;
}

/* Fewer events tell nothing of chance. */
enum { EVENTS_ENOUGH = 5 };

/* Does the numerator, or the count, consist of what happens singly? */
static bool has_events(const struct comparing *c)
{
	const struct pdz_plan *plan = c->finishing.run->plan;
	const struct pdz_operand *o = &c->ind->numerator;
	for (size_t i = 0; i < o->count; i++)
		if (o->terms[i].kind != PDZ_TERM_SELECTOR ||
		    !pdz_selector_counts(plan, &plan->slots[o->terms[i].slot].selector))
			return false;
	return o->count > 0;
}

static bool is_whole_value(struct pdz_value v)
{
	return v.ok && v.number >= 0 && v.number < 9e15 && v.number == (double)(uint64_t)v.number;
}

static uint64_t count_of_value(struct pdz_value v)
{
	return (uint64_t)v.number;
}

/* What the events of a side had the time to happen in: person-years, or without inhabitants years, as far as they have
 * passed inside the plan. */
static struct pdz_value exposure(const struct comparing *c, const struct side *side, bool inhabitants)
{
	const struct pdz_run *run = c->finishing.run;
	struct pdz_view v = {.plan = run->plan,
	                     .indicator = c->ind,
	                     .as_of = run->options.as_of,
	                     .known_to = run->options.as_of,
	                     .told_to = pdz_told_to(run->arrivals, c->ind, run->options.as_of),
	                     .area = side->area,
	                     .beyond_plan = side->beyond_plan};
	pdz_view_look_at(&v, side->period);
	v.end = pdz_day_earlier(v.end, v.told_to);
	return pdz_time_lived(&v, inhabitants);
}

/* By inhabitants where the plan knows those of both: only so are counts of two places, or of a running year and a
 * finished one, comparable. Two places without inhabitants are not. */
static bool exposures(const struct comparing *c, const struct side *a, const struct side *b, bool of_areas, double *e1,
                      double *e2, bool *inhabitants)
{
	struct pdz_value first = exposure(c, a, true), second = exposure(c, b, true);
	*inhabitants = first.ok && second.ok;
	if (!*inhabitants) {
		first = exposure(c, a, false);
		second = exposure(c, b, false);
	}
	*e1 = first.number;
	*e2 = second.number;
	return (*inhabitants || !of_areas) && *e1 > 0 && *e2 > 0;
}

/* A difference of proportions in the unit of the indicator: per 100, per 1000. */
static struct pdz_contrast scaled(struct pdz_contrast k, double scale)
{
	k.estimate.number *= scale;
	k.interval.low *= scale;
	k.interval.high *= scale;
	return k;
}

/* Whole numbers above and below, and enough events in both together. */
static bool are_shares(const struct pdz_entry *x, const struct pdz_entry *y)
{
	return is_whole_value(x->numerator) && is_whole_value(x->denominator) && is_whole_value(y->numerator) &&
	       is_whole_value(y->denominator) && x->numerator.number + y->numerator.number >= EVENTS_ENOUGH;
}

static bool are_counts(struct pdz_value x, struct pdz_value y)
{
	return is_whole_value(x) && is_whole_value(y) && x.number + y.number >= EVENTS_ENOUGH;
}

/* The one figure that is compared, where it is not the value: counts of unlike places and times by their rates. */
static void give_rates(struct pdz_comparison *out, double first, double second, bool inhabitants)
{
	const double per = inhabitants ? 1000 : 1;
	out->statistic = PDZ_STR("rate");
	out->statistic_unit = inhabitants ? PDZ_STR("per 1000 inhabitants and year") : PDZ_STR("per year");
	out->statistic_first = pdz_value_of(first * per);
	out->statistic_second = pdz_value_of(second * per);
}

/* Different persons of a year that still runs: those of a part of it are not part of a year's. */
static bool is_part_of_persons(const struct comparing *c, const struct side *s)
{
	const struct pdz_plan *plan = c->finishing.run->plan;
	const struct pdz_term *t = &c->ind->numerator.terms[0];
	return t->kind == PDZ_TERM_SELECTOR && plan->slots[t->slot].selector.yearly &&
	       pdz_period_end(s->period) > c->finishing.run->options.as_of;
}

/* The model of chance of the statistic that is compared, if there is one. */
static struct pdz_contrast contrast(const struct comparing *c, const struct side *a, const struct side *b,
                                    bool of_areas, struct pdz_comparison *out)
{
	const struct pdz_indicator *ind = c->ind;
	const struct pdz_entry *x = &a->entry, *y = &b->entry;
	const double confidence = c->finishing.run->plan->settings.confidence;
	const bool events = has_events(c);
	out->measure = PDZ_MEASURE_DIFFERENCE;
	const bool shares = ind->proportion ? events : ind->statistic == PDZ_SHARE && x->detail.share.ok;
	if (shares && are_shares(x, y))
		return scaled(pdz_stat_newcombe(count_of_value(x->numerator), count_of_value(x->denominator),
		                                count_of_value(y->numerator), count_of_value(y->denominator), confidence),
		              ind->scale);
	if (is_rate(ind) && events && !is_part_of_persons(c, a) && !is_part_of_persons(c, b) &&
	    are_counts(x->numerator, y->numerator)) {
		out->measure = PDZ_MEASURE_RATIO_OF_RATES;
		return pdz_stat_poisson_ratio(count_of_value(x->numerator), x->denominator.number, count_of_value(y->numerator),
		                              y->denominator.number, confidence);
	}
	if (is_count(ind) && events && are_counts(x->value, y->value)) {
		double e1, e2;
		bool inhabitants;
		if (!exposures(c, a, b, of_areas, &e1, &e2, &inhabitants))
			return (struct pdz_contrast){0};
		give_rates(out, x->value.number / e1, y->value.number / e2, inhabitants);
		out->measure = PDZ_MEASURE_RATIO_OF_RATES;
		return pdz_stat_poisson_ratio(count_of_value(x->value), e1, count_of_value(y->value), e2, confidence);
	}
	/* Means, where it is they that stand beside each other, and nobody still waits. */
	if (ind->statistic == PDZ_MEAN && x->detail.sd.ok && y->detail.sd.ok && !x->detail.served.ok &&
	    !y->detail.served.ok) {
		out->measure = PDZ_MEASURE_DIFFERENCE_OF_MEANS;
		return pdz_stat_welch(count_of_value(x->n), x->detail.mean.number, x->detail.sd.number, count_of_value(y->n),
		                      y->detail.mean.number, y->detail.sd.number, confidence);
	}
	return (struct pdz_contrast){0};
}

static void give_interval(const struct pdz_interval *i, struct pdz_comparison *out)
{
	if (!i->ok)
		return;
	out->low = pdz_value_of(i->low);
	if (!i->open)
		out->high = pdz_value_of(i->high);
	out->method = pdz_str(i->method);
}

static enum pdz_status compare_sides(struct comparing *c, enum pdz_comparison_kind kind, struct side *a, struct side *b)
{
	struct pdz_comparison out = {.indicator = (uint32_t)(c->ind - c->finishing.run->plan->indicators),
	                             .kind = kind,
	                             .period = a->period,
	                             .other_period = b->period,
	                             .has_other_period = kind == PDZ_COMPARE_YEARS,
	                             .area = a->area,
	                             .other_area = b->area,
	                             .finding = PDZ_FINDING_NOT_TESTED};
	if (!measure_side(c, a) || !measure_side(c, b))
		return pdz_no_memory(c->err);
	out.first = a->entry.value;
	out.second = b->entry.value;
	out.n_first = a->entry.n;
	out.n_second = b->entry.n;
	if (!out.first.ok || !out.second.ok) {
		out.finding = PDZ_FINDING_NOT_COMPARABLE;
		out.reason = out.first.ok ? b->entry.reason : a->entry.reason;
	} else {
		const struct pdz_contrast k = contrast(c, a, b, kind == PDZ_COMPARE_AREAS, &out);
		out.estimate = k.ok ? k.estimate : pdz_value_of(out.first.number - out.second.number);
		if (k.ok) {
			const int direction = pdz_contrast_direction(&k);
			give_interval(&k.interval, &out);
			out.p = k.p;
			out.finding = direction > 0   ? PDZ_FINDING_HIGHER
			              : direction < 0 ? PDZ_FINDING_LOWER
			                              : PDZ_FINDING_NOT_DISTINGUISHABLE;
		} else {
			out.measure = PDZ_MEASURE_DIFFERENCE;
		}
	}
	pdz_arena_release(&c->finishing.arena);
	return c->fn(c->ctx, &out, c->err);
}

static enum pdz_status compare_areas(struct comparing *c, struct pdz_period period)
{
	enum pdz_status status = PDZ_OK;
	for (size_t i = 1; i < c->ind->compare.area_count && status == PDZ_OK; i++) {
		struct side a = {.area = c->ind->compare.areas[0], .period = period},
					b = {.area = c->ind->compare.areas[i], .period = period};
		status = compare_sides(c, PDZ_COMPARE_AREAS, &a, &b);
	}
	return status;
}

/* A year of the plan against the one before, if that is of the plan too or the year of a computed baseline. */
static enum pdz_status compare_years(struct comparing *c, struct pdz_period year)
{
	const struct pdz_plan *plan = c->finishing.run->plan;
	struct side a = {.area = PDZ_NONE, .period = year, .of_times = true},
				b = {.area = PDZ_NONE, .period = pdz_plan_year(plan, year.first - 12), .of_times = true};
	if (b.period.first < plan->period.first) {
		if (c->ind->baseline.kind != PDZ_BASELINE_COMPUTED)
			return PDZ_OK;
		b.period = c->ind->baseline.period;
		b.beyond_plan = true;
	}
	return compare_sides(c, PDZ_COMPARE_YEARS, &a, &b);
}

static enum pdz_status compare_trend(struct comparing *c)
{
	const struct pdz_plan *plan = c->finishing.run->plan;
	struct pdz_point points[TREND_MAX];
	size_t n = 0;
	bool lacks = false; /* of a line through some of its points nobody can say what the others would make of it */
	struct pdz_comparison out = {.indicator = (uint32_t)(c->ind - plan->indicators),
	                             .kind = PDZ_COMPARE_TREND,
	                             .period = plan->period,
	                             .other_period = plan->period,
	                             .area = PDZ_NONE,
	                             .other_area = PDZ_NONE,
	                             .measure = PDZ_MEASURE_SLOPE,
	                             .finding = PDZ_FINDING_NOT_COMPARABLE,
	                             .reason = PDZ_TOO_FEW};
	struct pdz_period p = pdz_period_of(c->ind->compare.trend, plan->period.first);
	for (int i = 0;
	     p.last <= plan->period.last && pdz_period_end(p) <= c->finishing.run->options.as_of && n < TREND_MAX; i++) {
		struct side s = {.area = PDZ_NONE, .period = p, .of_times = true};
		if (!measure_side(c, &s))
			return pdz_no_memory(c->err);
		lacks |= pdz_is_incomplete(s.entry.reason) || s.entry.reason == PDZ_NOT_REPORTED;
		if (s.entry.value.ok)
			points[n++] = (struct pdz_point){i, s.entry.value.number};
		pdz_arena_release(&c->finishing.arena);
		p = pdz_period_of(c->ind->compare.trend, p.last + 1);
	}
	const struct pdz_trend t = pdz_stat_trend(points, n, plan->settings.confidence);
	out.n_first = pdz_value_of((double)n);
	const bool of_chance = c->ind->numerator.count == 0 || has_events(c); /* euros and hours have no model of it */
	if (lacks) {
		out.reason = PDZ_INCOMPLETE;
	} else if (t.ok && !of_chance) {
		out.estimate = t.slope;
		out.reason = PDZ_REASON_NONE;
		out.finding = PDZ_FINDING_NOT_TESTED;
	} else if (t.ok && t.p.ok) {
		out.estimate = t.slope;
		give_interval(&t.interval, &out);
		out.p = t.p;
		out.method = pdz_str(t.test);
		out.reason = PDZ_REASON_NONE;
		out.finding = t.p.number > 1 - plan->settings.confidence ? PDZ_FINDING_NOT_DISTINGUISHABLE
		              : t.s > 0                                  ? PDZ_FINDING_HIGHER
		                                                         : PDZ_FINDING_LOWER;
	}
	return c->fn(c->ctx, &out, c->err);
}

static struct pdz_interval funnel(const struct pdz_indicator *ind, double target, const struct pdz_entry *e,
                                  double confidence)
{
	struct pdz_interval i =
		ind->proportion ? pdz_stat_funnel_proportion(target / ind->scale, count_of_value(e->denominator), confidence)
						: pdz_stat_funnel_rate(target / ind->scale, e->denominator.number, confidence);
	i.low *= ind->scale;
	i.high *= ind->scale;
	return i;
}

/* Are there enough events for limits of chance, or were there to be as many? */
static bool has_enough_events(const struct comparing *c, const struct pdz_entry *e, double whole)
{
	const double expected = e->denominator.number * whole / c->ind->scale;
	return has_events(c) && (e->numerator.number >= EVENTS_ENOUGH || expected >= EVENTS_ENOUGH);
}

/* An area without parts against the value of the whole. */
static enum pdz_status compare_funnel(struct comparing *c, struct pdz_period period, uint32_t area)
{
	struct side a = {.area = area, .period = period}, whole_area = {.area = PDZ_NONE, .period = period};
	struct pdz_comparison out = {.indicator = (uint32_t)(c->ind - c->finishing.run->plan->indicators),
	                             .kind = PDZ_COMPARE_FUNNEL,
	                             .period = period,
	                             .other_period = period,
	                             .area = area,
	                             .other_area = PDZ_NONE,
	                             .has_limits = true,
	                             .finding = PDZ_FINDING_NOT_COMPARABLE};
	if (!measure_side(c, &a) || !measure_side(c, &whole_area))
		return pdz_no_memory(c->err);
	out.first = a.entry.value;
	out.second = whole_area.entry.value;
	out.n_first = a.entry.n;
	out.n_second = whole_area.entry.n;
	out.reason = !out.first.ok ? a.entry.reason : whole_area.entry.reason;
	if (out.first.ok && out.second.ok) {
		const bool enough = has_enough_events(c, &a.entry, out.second.number);
		const struct pdz_interval none = {0};
		const struct pdz_interval inner = enough ? funnel(c->ind, out.second.number, &a.entry, 0.95) : none,
								  outer = enough ? funnel(c->ind, out.second.number, &a.entry, 0.998) : none;
		const int side = pdz_interval_side(&inner, out.first.number);
		out.estimate = pdz_value_of(out.first.number - out.second.number);
		give_interval(&inner, &out);
		if (outer.ok) {
			out.outer_low = pdz_value_of(outer.low);
			out.outer_high = pdz_value_of(outer.high);
			out.beyond_outer = pdz_interval_side(&outer, out.first.number) != 0;
		}
		out.finding = !inner.ok  ? PDZ_FINDING_NOT_TESTED
		              : side > 0 ? PDZ_FINDING_HIGHER
		              : side < 0 ? PDZ_FINDING_LOWER
		                         : PDZ_FINDING_NOT_DISTINGUISHABLE;
	}
	pdz_arena_release(&c->finishing.arena);
	return c->fn(c->ctx, &out, c->err);
}

static enum pdz_status compare_funnels(struct comparing *c, struct pdz_period period)
{
	const struct pdz_plan *plan = c->finishing.run->plan;
	enum pdz_status status = PDZ_OK;
	for (uint32_t area = 1; area < plan->area_count && status == PDZ_OK; area++)
		if (plan->areas[area].last == area)
			status = compare_funnel(c, period, area);
	return status;
}

static enum pdz_status compare_benchmark(struct comparing *c, struct pdz_period period)
{
	struct side a = {.area = PDZ_NONE, .period = period};
	struct pdz_comparison out = {.indicator = (uint32_t)(c->ind - c->finishing.run->plan->indicators),
	                             .kind = PDZ_COMPARE_BENCHMARK,
	                             .period = period,
	                             .other_period = period,
	                             .area = PDZ_NONE,
	                             .other_area = PDZ_NONE,
	                             .second = pdz_value_of(c->ind->compare.benchmark),
	                             .benchmark = c->ind->compare.benchmark_name,
	                             .benchmark_source = c->ind->compare.benchmark_source,
	                             .finding = PDZ_FINDING_NOT_COMPARABLE};
	if (!measure_side(c, &a))
		return pdz_no_memory(c->err);
	out.first = a.entry.value;
	out.n_first = a.entry.n;
	out.reason = a.entry.reason;
	if (out.first.ok) {
		const bool enough = c->ind->numerator.count == 0 ||
		                    (a.entry.numerator.number >= EVENTS_ENOUGH && !is_part_of_persons(c, &a));
		const struct pdz_interval i = {.ok = enough && a.entry.low.ok && a.entry.high.ok,
		                               .low = a.entry.low.number,
		                               .high = a.entry.high.number,
		                               .method = a.entry.method.p};
		const int side = pdz_interval_side(&i, out.second.number);
		out.estimate = pdz_value_of(out.first.number - out.second.number);
		if (i.ok) {
			out.low = pdz_value_of(i.low - out.second.number);
			out.high = pdz_value_of(i.high - out.second.number);
			out.method = a.entry.method;
		}
		out.finding = !i.ok      ? PDZ_FINDING_NOT_TESTED
		              : side < 0 ? PDZ_FINDING_HIGHER
		              : side > 0 ? PDZ_FINDING_LOWER
		                         : PDZ_FINDING_NOT_DISTINGUISHABLE;
	}
	pdz_arena_release(&c->finishing.arena);
	return c->fn(c->ctx, &out, c->err);
}

static enum pdz_status compare_period(struct comparing *c, struct pdz_period period)
{
	enum pdz_status status = PDZ_OK;
	if (pdz_period_begin(period) > c->finishing.run->options.as_of)
		return PDZ_OK;
	status = compare_areas(c, period);
	if (status == PDZ_OK && c->ind->compare.years && period.level == PDZ_YEAR)
		status = compare_years(c, period);
	if (status == PDZ_OK && c->ind->compare.funnel)
		status = compare_funnels(c, period);
	if (status == PDZ_OK && c->ind->compare.has_benchmark)
		status = compare_benchmark(c, period);
	return status;
}

enum pdz_status pdz_run_compare(struct pdz_run *run, pdz_comparison_fn fn, void *ctx, struct pdz_error *err)
{
	struct comparing c = {.finishing = {.run = run}, .fn = fn, .ctx = ctx, .err = err};
	const struct pdz_plan *plan = run->plan;
	size_t count;
	struct pdz_period *periods = pdz_run_periods(run, &count);
	enum pdz_status status = periods == NULL ? pdz_no_memory(err) : PDZ_OK;
	for (size_t i = 0; i < plan->indicator_count && status == PDZ_OK; i++) {
		c.ind = &plan->indicators[i];
		if (run->options.only != NULL && !run->options.only[i])
			continue;
		for (size_t p = 0; p < count && status == PDZ_OK; p++)
			status = compare_period(&c, periods[p]);
		if (status == PDZ_OK && c.ind->compare.has_trend)
			status = compare_trend(&c);
	}
	pdz_arena_release(&c.finishing.arena);
	free(periods);
	return status;
}
