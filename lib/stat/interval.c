/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Confidence intervals of one estimate: proportion, count, rate, mean, median.
 * Formulas and their sources are with the declarations in pdz/stat.h. */
#include "stat/cdf.h"

#include <float.h>
#include <math.h>

static struct pdz_interval not_ok(const char *method)
{
	return (struct pdz_interval){.method = method};
}

static struct pdz_interval interval_between(double low, double high, const char *method)
{
	if (!isfinite(low) || !isfinite(high) || low > high)
		return not_ok(method);
	return (struct pdz_interval){.ok = true, .low = low, .high = high, .method = method};
}

struct pdz_interval pdz_stat_wilson(uint64_t x, uint64_t n, double confidence)
{
	static const char method[] = "wilson";
	if (n == 0 || x > n || !pdz_confidence_ok(confidence))
		return not_ok(method);
	double z = pdz_cdf_z(pdz_half_alpha(confidence)), zz = z * z;
	double cases = (double)x, rest = (double)(n - x), total = (double)n;
	/* The larger root by the formula, the smaller from their product x^2 / (n (n + z^2)):
	 * the difference in the formula would lose digits for small x. */
	double high = (2 * cases + zz + z * sqrt(zz + 4 * cases * (rest / total))) / (2 * (total + zz));
	double low = cases / total * (cases / ((total + zz) * high));
	return interval_between(x == 0 ? 0 : low, x == n ? 1 : fmin(high, 1), method);
}

struct pdz_interval pdz_stat_clopper_pearson(uint64_t x, uint64_t n, double confidence)
{
	static const char method[] = "clopper_pearson";
	if (n == 0 || x > n || n > PDZ_STAT_MAX || !pdz_confidence_ok(confidence))
		return not_ok(method);
	double tail = pdz_half_alpha(confidence);
	return interval_between(pdz_binomial_low(x, n, tail), pdz_binomial_high(x, n, tail), method);
}

struct pdz_interval pdz_stat_poisson_exact(uint64_t events, double confidence)
{
	static const char method[] = "poisson_exact";
	if (events > PDZ_STAT_MAX || !pdz_confidence_ok(confidence))
		return not_ok(method);
	double tail = pdz_half_alpha(confidence);
	return interval_between(pdz_poisson_low(events, tail), pdz_poisson_high(events, tail), method);
}

/* x (1 - 1/(9x) + z/(3 sqrt x))^3, not below 0. */
static double byar_limit(double x, double z)
{
	double root = 1 - 1 / (9 * x) + z / (3 * sqrt(x));
	return root > 0 ? x * root * root * root : 0;
}

struct pdz_interval pdz_stat_byar(uint64_t events, double confidence)
{
	static const char method[] = "byar";
	if (!pdz_confidence_ok(confidence))
		return not_ok(method);
	double z = pdz_cdf_z(pdz_half_alpha(confidence)), x = (double)events;
	return interval_between(events == 0 ? 0 : byar_limit(x, -z), byar_limit(x + 1, z), method);
}

struct pdz_interval pdz_stat_rate(uint64_t events, double exposure, double confidence)
{
	struct pdz_interval i = events < 10 ? pdz_stat_poisson_exact(events, confidence)
	                                    : pdz_stat_byar(events, confidence);
	if (!i.ok || !(exposure > 0) || !isfinite(exposure))
		return not_ok(i.method);
	return interval_between(i.low / exposure, i.high / exposure, i.method);
}

struct pdz_interval pdz_stat_mean(uint64_t n, double mean, double sd, double confidence)
{
	static const char method[] = "student_t";
	if (n < 2 || !isfinite(mean) || !(sd > 0) || !pdz_confidence_ok(confidence))
		return not_ok(method);
	double error = sd / sqrt((double)n);
	if (error < 10 * DBL_EPSILON * fabs(mean)) /* rounding noise: R's "data are essentially constant" */
		return not_ok(method);
	double half = pdz_cdf_t(pdz_half_alpha(confidence), (double)(n - 1)) * error;
	return interval_between(mean - half, mean + half, method);
}

/* The value with this rank, from 1 to n. */
static double at_rank(const struct pdz_tally *t, uint64_t rank)
{
	for (; rank > t->count; t++)
		rank -= t->count;
	return t->value;
}

struct pdz_interval pdz_tally_median_interval(const struct pdz_tally *t, size_t k, double confidence)
{
	static const char method[] = "median_order";
	uint64_t n = pdz_tally_n(t, k);
	if (n == 0 || n > PDZ_STAT_MAX || !pdz_confidence_ok(confidence))
		return not_ok(method);
	double tail = pdz_half_alpha(confidence);
	/* The quantile q has P(X <= q - 1) < tail <= P(X <= q), so q is the rank sought,
	 * or q + 1 where the tail is met exactly. */
	uint64_t rank = pdz_binomial_quantile(tail, n, 0.5);
	if (pdz_binomial_at_most(rank, n, 0.5) <= tail * (1 + 1e-12))
		rank++;
	if (rank == 0)
		return not_ok(method);
	return interval_between(at_rank(t, rank), at_rank(t, n + 1 - rank), method);
}
