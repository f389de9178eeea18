/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions, for lib/stat only. Arguments must be in range: the callers check. */
#ifndef PDZ_STAT_CDF_H
#define PDZ_STAT_CDF_H

#include "pdz/stat.h"

static inline bool pdz_confidence_ok(double confidence)
{
	return confidence >= 0.5 && confidence < 1; /* false for NaN */
}

static inline double pdz_half_alpha(double confidence)
{
	return (1 - confidence) / 2;
}

/* cdf.c, the only file that includes GSL.
 * z and t: the quantile that leaves half_alpha (0 < half_alpha <= 0.25) above it; df > 0. */
double pdz_cdf_z(double half_alpha);
double pdz_cdf_t(double half_alpha, double df);
/* Probability beyond +-z or +-t together, 0 to 1. */
double pdz_cdf_z_p(double z);
double pdz_cdf_t_p(double t, double df);

/* discrete.c. 0 <= p <= 1, mu >= 0, n and k <= PDZ_STAT_MAX.
 * at_most: P(X <= k); at_least: P(X >= k). Relative error about 1e-12, in the tails too. */
double pdz_binomial_at_most(uint64_t k, uint64_t n, double p);
double pdz_binomial_at_least(uint64_t k, uint64_t n, double p);
double pdz_binomial_point(uint64_t k, uint64_t n, double p);
double pdz_poisson_at_most(uint64_t k, double mu);
double pdz_poisson_at_least(uint64_t k, double mu);

/* Smallest k with P(X <= k) >= prob, 0 < prob < 1. */
uint64_t pdz_binomial_quantile(double prob, uint64_t n, double p);
uint64_t pdz_poisson_quantile(double prob, double mu);

/* The parameter at which the count x has probability tail on its side, 0 < tail <= 0.25:
 * low solves P(X >= x) = tail (0 for x = 0), high solves P(X <= x) = tail (1 for x = n). */
double pdz_binomial_low(uint64_t x, uint64_t n, double tail);
double pdz_binomial_high(uint64_t x, uint64_t n, double tail);
double pdz_poisson_low(uint64_t x, double tail);
double pdz_poisson_high(uint64_t x, double tail);

#endif
