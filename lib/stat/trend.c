/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trend of a short series: Mann-Kendall test and Theil-Sen slope.
 * Formulas and their sources are with the declarations in pdz/stat.h. */
#include "stat/cdf.h"

#include <math.h>
#include <stdlib.h>

enum {
	EXACT_BELOW = 50, /* as cor.test of R */
	EXACT_PAIRS = EXACT_BELOW * (EXACT_BELOW - 1) / 2,
	MAX_PAIRS = PDZ_TREND_MAX * (PDZ_TREND_MAX - 1) / 2,
};

static bool usable(const struct pdz_point *points, size_t n)
{
	if (n < 2 || n > PDZ_TREND_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(points[i].time) || !isfinite(points[i].value) ||
		    (i > 0 && !(points[i - 1].time < points[i].time)))
			return false;
	return true;
}

/* Rising minus falling pairs; what ties take from the variance, 0 without ties. */
static int64_t score(const struct pdz_point *points, size_t n, double *ties)
{
	int64_t s = 0;
	*ties = 0;
	for (size_t i = 0; i < n; i++) {
		double same = 0;
		for (size_t j = 0; j < n; j++) {
			int order = (points[j].value > points[i].value) - (points[j].value < points[i].value);
			if (j > i)
				s += order;
			if (order == 0)
				same++;
		}
		/* t (t - 1)(2t + 5) of the group, an equal share for each of its t members */
		*ties += (same - 1) * (2 * same + 5);
	}
	return s;
}

/* Probabilities of 0, 1, ... n(n-1)/2 inversions in a random order of n < EXACT_BELOW:
 * the m-th item adds 0 to m - 1 of them, all equally likely. */
static void inversions(size_t n, double *probability)
{
	double next[EXACT_PAIRS + 1];
	size_t top = 0;
	probability[0] = 1;
	for (size_t m = 2; m <= n; m++) {
		size_t new_top = top + m - 1;
		for (size_t k = 0; k <= new_top; k++) {
			next[k] = 0;
			for (size_t j = k >= m ? k - m + 1 : 0; j <= k && j <= top; j++)
				next[k] += probability[j];
			next[k] /= (double)m;
		}
		top = new_top;
		for (size_t k = 0; k <= top; k++)
			probability[k] = next[k];
	}
}

/* Fills t->p; returns the rank of the slope that is the lower limit, 0 if none. */
static size_t exact(struct pdz_trend *t, size_t n, double tail)
{
	double probability[EXACT_PAIRS + 1], sum = 0;
	size_t pairs = n * (n - 1) / 2, fewer = (pairs - (size_t)llabs(t->s)) / 2, rank = 0;
	inversions(n, probability);
	for (size_t k = 0; k <= pairs; k++) {
		sum += probability[k];
		if (k == fewer)
			t->p = (struct pdz_value){true, fmin(1, 2 * sum)};
		if (sum <= tail * (1 + 1e-12))
			rank = k + 1;
	}
	return rank;
}

static size_t approximate(struct pdz_trend *t, size_t n, double ties, double tail)
{
	double size = (double)n, deviation = sqrt((size * (size - 1) * (2 * size + 5) - ties) / 18);
	double pairs = size * (size - 1) / 2, s = (double)llabs(t->s);
	if (deviation <= 0) { /* all values equal */
		t->p = (struct pdz_value){true, 1};
		return 0;
	}
	t->p = (struct pdz_value){true, pdz_cdf_z_p(fmax(0, s - 1) / deviation)};
	double rank = floor((pairs - pdz_cdf_z(tail) * deviation) / 2);
	return rank >= 1 ? (size_t)rank : 0;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static bool sorted_slopes(const struct pdz_point *points, size_t n, double *slope)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++) {
			slope[count] = (points[j].value - points[i].value) / (points[j].time - points[i].time);
			if (!isfinite(slope[count++]))
				return false;
		}
	qsort(slope, count, sizeof *slope, ascending);
	return true;
}

struct pdz_trend pdz_stat_trend(const struct pdz_point *points, size_t n, double confidence)
{
	struct pdz_trend t = {.test = "mann_kendall", .interval = {.method = "theil_sen"}};
	double slope[MAX_PAIRS], ties; /* 160 kB: n is bounded so that nothing need be allocated */
	if (!pdz_confidence_ok(confidence) || !usable(points, n) || !sorted_slopes(points, n, slope))
		return t;
	double tail = pdz_half_alpha(confidence);
	t.ok = true;
	t.s = score(points, n, &ties);
	size_t pairs = n * (n - 1) / 2, rank;
	if (n < EXACT_BELOW && ties <= 0) {
		t.test = "mann_kendall_exact";
		rank = exact(&t, n, tail);
	} else {
		rank = approximate(&t, n, ties, tail);
	}
	double low = slope[(pairs - 1) / 2], high = slope[pairs / 2];
	t.slope = (struct pdz_value){true, low == high ? low : low / 2 + high / 2};
	if (rank > 0) {
		t.interval.ok = true;
		t.interval.low = slope[rank - 1];
		t.interval.high = slope[pairs - rank];
	}
	return t;
}
