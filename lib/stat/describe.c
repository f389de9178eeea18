/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Description of a sample given as a tally: n, sum, mean, sd, quantiles, shares.
 * Knows nothing of probability: intervals are in interval.c. */
#include "pdz/stat.h"

#include <float.h>
#include <math.h>

/* Sum with the rounding error kept beside it (Neumaier 1974). */
struct compensated {
	double sum, error;
};

static void add_compensated(struct compensated *c, double v)
{
	double s = c->sum + v;
	c->error += fabs(c->sum) >= fabs(v) ? c->sum - s + v : v - s + c->sum;
	c->sum = s;
}

/* value * count without loss: the product's rounding error is added too. */
static void add_times(struct compensated *c, double value, uint64_t count)
{
	double n = (double)count, product = value * n;
	add_compensated(c, product);
	add_compensated(c, fma(value, n, -product));
}

/* Finite values in ascending order, each with a count; *n is their sum. */
static inline bool look_over(const struct pdz_tally *t, size_t k, uint64_t *n)
{
	*n = 0;
	for (size_t i = 0; i < k; i++) {
		if (!isfinite(t[i].value) || (i > 0 && !(t[i - 1].value < t[i].value)))
			return false;
		if (t[i].count == 0 || t[i].count >= (UINT64_C(1) << 53) - *n)
			return false;
		*n += t[i].count;
	}
	return true;
}

bool pdz_tally_valid(const struct pdz_tally *t, size_t k)
{
	uint64_t n;
	return look_over(t, k, &n);
}

uint64_t pdz_tally_n(const struct pdz_tally *t, size_t k)
{
	uint64_t n;
	return look_over(t, k, &n) ? n : 0;
}

uint64_t pdz_tally_at_most(const struct pdz_tally *t, size_t k, double limit)
{
	uint64_t n = 0;
	if (!pdz_tally_valid(t, k))
		return 0;
	for (size_t i = 0; i < k && t[i].value <= limit; i++)
		n += t[i].count;
	return n;
}

uint64_t pdz_tally_at_least(const struct pdz_tally *t, size_t k, double limit)
{
	uint64_t n = 0;
	if (!pdz_tally_valid(t, k))
		return 0;
	for (size_t i = k; i > 0 && t[i - 1].value >= limit; i--)
		n += t[i - 1].count;
	return n;
}

struct pdz_value pdz_stat_share(uint64_t part, uint64_t whole)
{
	if (whole == 0 || part > whole)
		return (struct pdz_value){false, 0};
	return (struct pdz_value){true, (double)part / (double)whole};
}

/* Root of the mean square around the mean, n - 1; the second sum takes out what the
 * rounding of the mean put in. */
static struct pdz_value deviation(const struct pdz_tally *t, size_t k, uint64_t n, double mean)
{
	struct compensated squares = {0, 0}, rest = {0, 0};
	if (n < 2)
		return (struct pdz_value){false, 0};
	for (size_t i = 0; i < k; i++) {
		double d = t[i].value - mean;
		add_times(&squares, d * d, t[i].count);
		add_times(&rest, d, t[i].count);
	}
	double off = rest.sum + rest.error;
	double sum = squares.sum + squares.error - off * off / (double)n;
	double sd = k == 1 ? 0 : sqrt(fmax(sum, 0) / (double)(n - 1));
	if (!isfinite(sd))
		return (struct pdz_value){false, 0};
	return (struct pdz_value){true, sd};
}

struct pdz_summary pdz_tally_summary(const struct pdz_tally *t, size_t k)
{
	struct pdz_summary s = {0};
	struct compensated total = {0, 0};
	if (!pdz_tally_valid(t, k))
		return s;
	for (size_t i = 0; i < k; i++)
		add_times(&total, t[i].value, t[i].count);
	double sum = total.sum + total.error;
	if (!isfinite(sum))
		return s;
	s.ok = true;
	s.n = pdz_tally_n(t, k);
	s.sum = sum;
	if (s.n == 0)
		return s;
	s.min = (struct pdz_value){true, t[0].value};
	s.max = (struct pdz_value){true, t[k - 1].value};
	/* 0.1 + 0.1 + 0.1 over 3 is not 0.1: a mean never leaves the sample. */
	double mean = fmin(fmax(sum / (double)s.n, t[0].value), t[k - 1].value);
	s.mean = (struct pdz_value){true, mean};
	s.sd = deviation(t, k, s.n, mean);
	return s;
}

struct pdz_value pdz_tally_quantile(const struct pdz_tally *t, size_t k, double p)
{
	uint64_t n = pdz_tally_n(t, k), seen = 0;
	if (n == 0 || !(p >= 0 && p <= 1))
		return (struct pdz_value){false, 0};
	double h = (double)(n - 1) * p;
	/* 0.29 of 100 is 28.999999999999996: a rank meant to be whole is whole. */
	if (fabs(h - round(h)) <= 4 * DBL_EPSILON * h)
		h = round(h);
	uint64_t rank = (uint64_t)h; /* from 0 */
	double part = h - floor(h);
	size_t i = 0;
	while (seen + t[i].count <= rank)
		seen += t[i++].count;
	double low = t[i].value;
	if (part <= 0 || rank + 1 < seen + t[i].count)
		return (struct pdz_value){true, low};
	return (struct pdz_value){true, (1 - part) * low + part * t[i + 1].value};
}
