/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two estimates against each other, or one against a target (funnel limits).
 * Formulas and their sources are with the declarations in pdz/stat.h. */
#include "stat/cdf.h"

#include <float.h>
#include <math.h>

static struct pdz_contrast no_contrast(const char *method, double null)
{
	return (struct pdz_contrast){.interval = {.method = method}, .null = null};
}

int pdz_interval_side(const struct pdz_interval *i, double value)
{
	if (!i->ok)
		return 0;
	if (value < i->low - 1e-9 * fabs(i->low))
		return -1;
	if (!i->open && value > i->high + 1e-9 * fabs(i->high))
		return 1;
	return 0;
}

int pdz_contrast_direction(const struct pdz_contrast *c)
{
	if (!c->ok || !c->interval.ok)
		return 0;
	return (c->interval.low > c->null) - (c->interval.high < c->null);
}

struct pdz_contrast pdz_stat_newcombe(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2, double confidence)
{
	struct pdz_contrast c = no_contrast("newcombe", 0);
	struct pdz_interval w1 = pdz_stat_wilson(x1, n1, confidence), w2 = pdz_stat_wilson(x2, n2, confidence);
	if (!w1.ok || !w2.ok)
		return c;
	double p1 = (double)x1 / (double)n1, p2 = (double)x2 / (double)n2;
	c.ok = c.estimate.ok = c.interval.ok = true;
	c.estimate.number = p1 - p2;
	c.interval.low = fmax(-1, p1 - p2 - hypot(p1 - w1.low, w2.high - p2));
	c.interval.high = fmin(1, p1 - p2 + hypot(w1.high - p1, p2 - w2.low));
	return c;
}

/* Two-sided p of x in n when the probability is p: all outcomes not more likely than
 * x. 1e-7 is R's allowance for outcomes that are equally likely but for rounding. */
static double binomial_p(uint64_t x, uint64_t n, double p)
{
	double mean = (double)n * p, limit = pdz_binomial_point(x, n, p) * (1 + 1e-7);
	uint64_t low, high;
	if ((double)x < mean) { /* the first outcome above the mean that is as rare; n + 1 if none */
		low = (uint64_t)ceil(mean);
		high = n + 1;
		while (low < high) {
			uint64_t mid = low + (high - low) / 2;
			if (pdz_binomial_point(mid, n, p) <= limit)
				high = mid;
			else
				low = mid + 1;
		}
		return fmin(1, pdz_binomial_at_most(x, n, p) + pdz_binomial_at_least(low, n, p));
	}
	if ((double)x > mean) { /* how many outcomes from 0 up are as rare */
		low = 0;
		high = (uint64_t)floor(mean) + 1;
		while (low < high) {
			uint64_t mid = low + (high - low) / 2;
			if (pdz_binomial_point(mid, n, p) <= limit)
				low = mid + 1;
			else
				high = mid;
		}
		double below = low == 0 ? 0 : pdz_binomial_at_most(low - 1, n, p);
		return fmin(1, below + pdz_binomial_at_least(x, n, p));
	}
	return 1;
}

struct pdz_contrast pdz_stat_poisson_ratio(uint64_t x1, double exposure1, uint64_t x2, double exposure2,
                                           double confidence)
{
	struct pdz_contrast c = no_contrast("poisson_ratio", 1);
	double both = exposure1 + exposure2;
	if (!(exposure1 > 0) || !(exposure2 > 0) || !isfinite(both) || !pdz_confidence_ok(confidence))
		return c;
	if (x1 > PDZ_STAT_MAX || x2 > PDZ_STAT_MAX - x1 || x1 + x2 == 0)
		return c;
	uint64_t n = x1 + x2;
	double tail = pdz_half_alpha(confidence), scale = exposure2 / exposure1;
	/* The odds of both limits, with 1 - high taken as the low limit of the other count,
	 * so that nothing is lost when one count is a tiny part of the two. */
	double low = pdz_binomial_low(x1, n, tail) / pdz_binomial_high(x2, n, tail) * scale;
	double share = pdz_binomial_low(x2, n, tail);
	double high = x2 == 0 ? INFINITY : pdz_binomial_high(x1, n, tail) / share * scale;
	double p = binomial_p(x1, n, exposure1 / both);
	double estimate = x2 == 0 ? 0 : (double)x1 / (double)x2 * scale;
	if (!isfinite(low) || !isfinite(estimate) || (x2 > 0 && !isfinite(high)))
		return c;
	c.ok = c.interval.ok = true;
	c.estimate = (struct pdz_value){x2 > 0, estimate};
	c.interval.low = low;
	c.interval.high = high;
	c.interval.open = x2 == 0;
	c.p = (struct pdz_value){true, p};
	return c;
}

struct pdz_contrast pdz_stat_welch(uint64_t n1, double mean1, double sd1, uint64_t n2, double mean2, double sd2,
                                   double confidence)
{
	struct pdz_contrast c = no_contrast("welch", 0);
	if (n1 < 2 || n2 < 2 || !(sd1 >= 0) || !(sd2 >= 0) || !pdz_confidence_ok(confidence))
		return c;
	double error1 = sd1 / sqrt((double)n1), error2 = sd2 / sqrt((double)n2), error = hypot(error1, error2);
	double difference = mean1 - mean2;
	if (!isfinite(error) || !isfinite(difference) || error <= 0 ||
	    error < 10 * DBL_EPSILON * fmax(fabs(mean1), fabs(mean2)))
		return c;
	double part1 = error1 / error, part2 = error2 / error; /* squares of these add up to 1 */
	double df = 1 / (pow(part1, 4) / (double)(n1 - 1) + pow(part2, 4) / (double)(n2 - 1));
	double half = pdz_cdf_t(pdz_half_alpha(confidence), df) * error;
	if (!isfinite(difference - half) || !isfinite(difference + half))
		return c;
	c.ok = c.estimate.ok = c.interval.ok = c.p.ok = true;
	c.estimate.number = difference;
	c.interval.low = difference - half;
	c.interval.high = difference + half;
	c.p.number = pdz_cdf_t_p(difference / error, df);
	return c;
}

/* Below this many expected on either side the normal approximation of the score
 * limits calls chance a signal: the same border as between exact and Byar. 100 (1 - 0.9)
 * is 9.999999999999998 and counts as 10. */
#define FUNNEL_EXACT_BELOW (10 - 1e-9)

struct pdz_interval pdz_stat_funnel_proportion(double target, uint64_t n, double confidence)
{
	struct pdz_interval i = {.method = "funnel_score"};
	double size = (double)n;
	if (n == 0 || !(target >= 0 && target <= 1) || !pdz_confidence_ok(confidence))
		return i;
	double tail = pdz_half_alpha(confidence);
	if (size * target < FUNNEL_EXACT_BELOW || size * (1 - target) < FUNNEL_EXACT_BELOW) {
		i.method = "funnel_binomial";
		if (n > PDZ_STAT_MAX)
			return i;
		i.low = (double)pdz_binomial_quantile(tail, n, target) / size;
		i.high = (double)pdz_binomial_quantile(1 - tail, n, target) / size;
	} else {
		double half = pdz_cdf_z(tail) * sqrt(target * (1 - target) / size);
		i.low = fmax(0, target - half);
		i.high = fmin(1, target + half);
	}
	i.ok = true;
	return i;
}

struct pdz_interval pdz_stat_funnel_rate(double target, double exposure, double confidence)
{
	struct pdz_interval i = {.method = "funnel_poisson"};
	double expected = target * exposure;
	if (!(target >= 0) || !(exposure > 0) || !isfinite(exposure) || !(expected <= (double)PDZ_STAT_MAX) ||
	    !pdz_confidence_ok(confidence))
		return i;
	double tail = pdz_half_alpha(confidence);
	double low = (double)pdz_poisson_quantile(tail, expected) / exposure;
	double high = (double)pdz_poisson_quantile(1 - tail, expected) / exposure;
	if (!isfinite(high))
		return i;
	i.ok = true;
	i.low = low;
	i.high = high;
	return i;
}
