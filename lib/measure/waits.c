/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See waits.h. */
#include "measure/waits.h"

#include <math.h>
#include <stdlib.h>

static double quantile_of(enum pdz_statistic s)
{
	return s == PDZ_P90 ? 0.9 : s == PDZ_MAXIMUM ? 1 : 0.5;
}

/* The i-th value from 0; t has more. */
static double nth(const struct pdz_sample *s, uint64_t i)
{
	size_t k = 0;
	for (; i >= s->t[k].count; k++)
		i -= s->t[k].count;
	return s->t[k].value;
}

static double lower_bound(const struct pdz_view *view, const struct pdz_waits *w, enum pdz_statistic statistic)
{
	struct pdz_sample all = {.t = pdz_view_scratch(view, w->ended.k + w->open.k, sizeof *all.t)};
	if (all.t == NULL)
		return 0;
	for (size_t i = 0; i < w->ended.k; i++)
		pdz_sample_add(&all, w->ended.t[i].value, w->ended.t[i].count);
	for (size_t i = 0; i < w->open.k; i++)
		pdz_sample_add(&all, w->open.t[i].value, w->open.t[i].count);
	pdz_sample_sort(&all);
	const double least = statistic == PDZ_MEAN ? pdz_tally_summary(all.t, all.k).mean.number
	                                           : pdz_tally_quantile(all.t, all.k, quantile_of(statistic)).number;
	free(all.t);
	return least;
}

/* With the open ones as endless, behind all others. */
static double upper_bound(const struct pdz_waits *w, enum pdz_statistic statistic)
{
	const double at = (double)(w->ended.n + w->open.n - 1) * quantile_of(statistic);
	const uint64_t below = (uint64_t)floor(at), above = (uint64_t)ceil(at);
	if (statistic == PDZ_MEAN || above >= w->ended.n)
		return INFINITY;
	const double low = nth(&w->ended, below);
	return low + (at - (double)below) * (nth(&w->ended, above) - low);
}

static void shift(struct pdz_waits *w, double days)
{
	for (size_t i = 0; i < w->ended.k; i++)
		w->ended.t[i].value += days;
	for (size_t i = 0; i < w->open.k; i++)
		w->open.t[i].value += days;
}

/* The curve begins at 0: what was done before its due date moves it. */
static double before_zero(const struct pdz_waits *w)
{
	return w->ended.k > 0 && w->ended.t[0].value < 0 ? -w->ended.t[0].value : 0;
}

static struct pdz_value estimate(const struct pdz_waits *w, enum pdz_statistic statistic, double confidence)
{
	const struct pdz_sample *e = &w->ended, *o = &w->open;
	if (statistic == PDZ_MEAN)
		return pdz_stat_survival_mean(e->t, e->k, o->t, o->k);
	if (statistic == PDZ_MEDIAN)
		return pdz_stat_survival(e->t, e->k, o->t, o->k, confidence).median;
	return pdz_stat_survival_quantile(e->t, e->k, o->t, o->k, quantile_of(statistic));
}

/* Value and interval of the estimate, in the days that were shifted by moved. */
static void give_estimate(const struct pdz_waits *w, struct pdz_value km, double moved, enum pdz_statistic statistic,
                          double confidence, struct pdz_entry *out)
{
	const struct pdz_survival s = pdz_stat_survival(w->ended.t, w->ended.k, w->open.t, w->open.k, confidence);
	out->value = pdz_value_of(km.number - moved);
	if (!s.interval.ok || s.interval.open || statistic != PDZ_MEDIAN)
		return;
	out->low = pdz_value_of(s.interval.low - moved);
	out->high = pdz_value_of(s.interval.high - moved);
	out->method = pdz_str(s.interval.method);
}

void pdz_entry_waits(const struct pdz_view *view, struct pdz_waits *w, struct pdz_entry *out)
{
	const enum pdz_statistic statistic = view->indicator->statistic;
	const double confidence = view->plan->settings.confidence;
	pdz_entry_describe(view, &w->ended, out);
	if (w->open.n == 0 || statistic == PDZ_SHARE || statistic == PDZ_OF_PLANNED)
		return;
	const uint64_t n = w->ended.n + w->open.n;
	out->detail.served = out->value;
	out->value = out->low = out->high = out->numerator = out->denominator = (struct pdz_value){0};
	out->method = (struct pdz_str){NULL, 0};
	out->n = pdz_value_of((double)n);
	out->reason = PDZ_TOO_FEW;
	if (n < (uint64_t)view->plan->settings.minimum_n)
		return;
	const double least = lower_bound(view, w, statistic), most = upper_bound(w, statistic);
	if (least == most) {
		out->value = pdz_value_of(least);
		out->reason = PDZ_REASON_NONE;
		return;
	}
	const double moved = before_zero(w);
	shift(w, moved);
	const struct pdz_value km = estimate(w, statistic, confidence);
	const bool ends = statistic != PDZ_MEAN || /* who waits longest of all moves the mean as far as he likes */
	                  (w->ended.k > 0 && w->ended.t[w->ended.k - 1].value > w->open.t[w->open.k - 1].value);
	out->reason = !km.ok                          ? PDZ_NOT_REACHED
	              : w->ended.n < PDZ_ENDED_ENOUGH ? PDZ_TOO_FEW
	              : !ends                         ? PDZ_NOT_REACHED
	                                              : PDZ_REASON_NONE;
	if (out->reason == PDZ_REASON_NONE && (km.number - moved < least || km.number - moved > most))
		out->reason = PDZ_NOT_REACHED; /* it decides between the bounds, no further */
	if (out->reason == PDZ_REASON_NONE)
		give_estimate(w, km, moved, statistic, confidence, out);
	shift(w, -moved);
	if (out->value.ok)
		return;
	out->least = out->low = pdz_value_of(least);
	if (isfinite(most))
		out->most = pdz_value_of(most);
}
