/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples out of ledger rows, and the figures that describe one: timing, duration, score. */
#include "measure/coverage.h"

#include <stdlib.h>

void *pdz_view_scratch(const struct pdz_view *view, size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size);
	if (p == NULL)
		*view->failed = true;
	return p;
}

static int compare_by_number(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

size_t pdz_sort_distinct(uint32_t *numbers, size_t n)
{
	size_t kept = 0;
	qsort(numbers, n, sizeof *numbers, compare_by_number);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || numbers[i] != numbers[i - 1])
			numbers[kept++] = numbers[i];
	return kept;
}

static int compare_by_value(const void *a, const void *b)
{
	const double x = ((const struct pdz_tally *)a)->value, y = ((const struct pdz_tally *)b)->value;
	return (x > y) - (x < y);
}

void pdz_sample_add(struct pdz_sample *s, double value, uint64_t count)
{
	s->t[s->k++] = (struct pdz_tally){value, count};
	s->n += count;
}

/* Days lie close together: counting them is quicker than sorting. False: they do not. */
static bool sort_by_counting(struct pdz_sample *s)
{
	enum { WIDEST = 4096 };
	double least = s->t[0].value, most = s->t[0].value;
	for (size_t i = 0; i < s->k; i++) {
		const double v = s->t[i].value;
		least = v < least ? v : least;
		most = v > most ? v : most;
	}
	if (s->k < 8 || !(most - least < WIDEST) || most - least > (double)s->k * 4 || least < INT32_MIN ||
	    most > INT32_MAX)
		return false;
	uint64_t counts[WIDEST];
	memset(counts, 0, ((size_t)(most - least) + 1) * sizeof *counts);
	for (size_t i = 0; i < s->k; i++)
		if (s->t[i].value != (double)(int32_t)s->t[i].value)
			return false;
	for (size_t i = 0; i < s->k; i++)
		counts[(size_t)(s->t[i].value - least)] += s->t[i].count;
	s->k = 0;
	for (size_t at = 0; at <= (size_t)(most - least); at++)
		if (counts[at] > 0)
			s->t[s->k++] = (struct pdz_tally){least + (double)at, counts[at]};
	return true;
}

void pdz_sample_sort(struct pdz_sample *s)
{
	if (s->k == 0 || sort_by_counting(s))
		return;
	qsort(s->t, s->k, sizeof *s->t, compare_by_value);
	size_t last = 0;
	for (size_t i = 1; i < s->k; i++) {
		if (s->t[i].value == s->t[last].value)
			s->t[last].count += s->t[i].count;
		else
			s->t[++last] = s->t[i];
	}
	s->k = last + 1;
}

static void interval_of(const struct pdz_interval *i, struct pdz_entry *out)
{
	if (!i->ok || i->open)
		return;
	out->low = pdz_value_of(i->low);
	out->high = pdz_value_of(i->high);
	out->method = pdz_str(i->method);
}

const char *pdz_sample_statistic(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	/* clang-format off */
	static const char *const names[] = {
		[PDZ_SUM] = "sum", [PDZ_MEDIAN] = "median", [PDZ_MEAN] = "mean", [PDZ_P90] = "p90",
		[PDZ_MAXIMUM] = "max", [PDZ_SHARE] = "share", [PDZ_OF_PLANNED] = "of_planned",
	};
	/* clang-format on */
	(void)plan;
	return names[ind->statistic];
}

static struct pdz_value share_of(const struct pdz_view *view, uint64_t part, uint64_t whole)
{
	return whole < (uint64_t)view->plan->settings.minimum_n ? (struct pdz_value){0} : pdz_stat_share(part, whole);
}

void pdz_detail_share(const struct pdz_view *view, uint64_t part, uint64_t whole, struct pdz_detail *out)
{
	out->share = share_of(view, part, whole);
	if (out->share.ok)
		out->share_of = pdz_value_of((double)whole);
}

void pdz_entry_share(const struct pdz_view *view, uint64_t part, uint64_t whole, struct pdz_entry *out)
{
	out->numerator = pdz_value_of((double)part);
	out->denominator = pdz_value_of((double)whole);
	pdz_detail_share(view, part, whole, &out->detail);
	if (view->indicator->statistic != PDZ_SHARE)
		return;
	out->n = out->denominator;
	out->reason = whole == 0 ? PDZ_ZERO_DENOMINATOR : out->detail.share.ok ? PDZ_REASON_NONE : PDZ_TOO_FEW;
	if (out->reason == PDZ_REASON_NONE) {
		const struct pdz_interval i = pdz_stat_wilson(part, whole, view->plan->settings.confidence);
		out->value = out->detail.share;
		interval_of(&i, out);
	}
}

void pdz_entry_describe(const struct pdz_view *view, const struct pdz_sample *s, struct pdz_entry *out)
{
	const struct pdz_summary sum = pdz_tally_summary(s->t, s->k);
	const double confidence = view->plan->settings.confidence;
	struct pdz_detail *d = &out->detail;
	out->n = pdz_value_of((double)s->n);
	if (s->n == 0) {
		out->reason = PDZ_NO_DATA;
		return;
	}
	if (s->n < (uint64_t)view->plan->settings.minimum_n) {
		out->reason = PDZ_TOO_FEW;
		return;
	}
	d->mean = sum.mean;
	d->sd = sum.sd;
	d->min = sum.min;
	d->max = sum.max;
	d->median = pdz_tally_quantile(s->t, s->k, 0.5);
	d->q1 = pdz_tally_quantile(s->t, s->k, 0.25);
	d->q3 = pdz_tally_quantile(s->t, s->k, 0.75);
	d->p90 = pdz_tally_quantile(s->t, s->k, 0.9);
	struct pdz_interval i = {0};
	switch (view->indicator->statistic) {
	case PDZ_MEAN:
		out->value = d->mean;
		out->numerator = pdz_value_of(sum.sum);
		out->denominator = out->n;
		i = pdz_stat_mean(sum.n, sum.mean.number, sum.sd.number, confidence);
		i.ok &= sum.sd.ok;
		break;
	case PDZ_P90:
		out->value = d->p90;
		break;
	case PDZ_MAXIMUM:
		out->value = d->max;
		break;
	case PDZ_MEDIAN:
		out->value = d->median;
		i = pdz_tally_median_interval(s->t, s->k, confidence);
		break;
	default: /* the kind gives the value itself */
		return;
	}
	interval_of(&i, out);
}

bool pdz_view_unfed(const struct pdz_view *view)
{
	const struct pdz_indicator *ind = view->indicator;
	for (uint32_t slot = ind->first_slot; slot < ind->first_slot + ind->slot_count; slot++) {
		const struct pdz_selector *s = &view->plan->slots[slot].selector;
		for (size_t i = 0; i < s->event_count; i++)
			if (view->feeds[s->events[i]].fed ||
			    pdz_is_told(view->plan, s->events[i])) /* what has not come is coverage.c's */
				return false;
	}
	return true;
}
