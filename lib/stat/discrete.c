/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial and Poisson: tails, quantiles, and the parameters behind exact limits.
 *
 * A tail is its largest term times a series of decreasing positive terms, so nothing
 * cancels, however small the tail; it takes some ten standard deviations of terms.
 * The largest term is C. Loader's saddle-point form ("Fast and Accurate Computation of
 * Binomial Probabilities", 2000, the one R uses), which keeps its digits at n = 10^9
 * where differences of log-gammas have lost them. */
#include "stat/cdf.h"

#include <math.h>

#define TWO_PI 6.283185307179586476925286766559
#define NEGLIGIBLE 1e-18

/* ln n! minus Stirling's approximation of it, n > 0. */
static double stirling_error(double n)
{
	if (n <= 15) {
		double factorial = 1;
		for (double i = 2; i <= n; i++)
			factorial *= i;
		return log(factorial) - (n + 0.5) * log(n) + n - 0.5 * log(TWO_PI);
	}
	double m = n * n;
	return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - 1 / 1188.0 / m) / m) / m) / m) / n;
}

/* x ln(x / m) + m - x for x, m > 0, without cancellation when they are close. */
static double deviance(double x, double m)
{
	double d = x - m;
	if (fabs(d) >= 0.1 * (x + m))
		return x * log(x / m) - d;
	double v = d / (x + m), sum = d * v, term = 2 * x * v, last;
	int i = 3;
	do {
		last = sum;
		term *= v * v;
		sum += term / i;
		i += 2;
	} while (sum != last && i < 1000);
	return sum;
}

double pdz_binomial_point(uint64_t k, uint64_t n, double p)
{
	double size = (double)n, x = (double)k, y = (double)(n - k);
	if (k > n)
		return 0;
	if (k == 0)
		return n == 0 ? 1 : exp(size * log1p(-p));
	if (k == n)
		return exp(size * log(p));
	if (p <= 0 || p >= 1)
		return 0;
	double logarithm = stirling_error(size) - stirling_error(x) - stirling_error(y) - deviance(x, size * p) -
	                   deviance(y, size * (1 - p));
	return exp(logarithm) * sqrt(size / (TWO_PI * x * y));
}

static double poisson_point(uint64_t k, double mu)
{
	double x = (double)k;
	if (k == 0)
		return exp(-mu);
	if (mu <= 0)
		return 0;
	return exp(-stirling_error(x) - deviance(x, mu)) / sqrt(TWO_PI * x);
}

/* Sum of the terms from k down, k below the mean, so each is smaller than the last. */
static double binomial_down(uint64_t k, uint64_t n, double p)
{
	double sum = 1, term = 1, odds = (1 - p) / p;
	for (uint64_t i = k; i > 0 && term > NEGLIGIBLE * sum; i--) {
		term *= (double)i / (double)(n - i + 1) * odds;
		sum += term;
	}
	return sum * pdz_binomial_point(k, n, p);
}

/* From k up, k above the mean. */
static double binomial_up(uint64_t k, uint64_t n, double p)
{
	double sum = 1, term = 1, odds = p / (1 - p);
	for (uint64_t i = k; i < n && term > NEGLIGIBLE * sum; i++) {
		term *= (double)(n - i) / (double)(i + 1) * odds;
		sum += term;
	}
	return sum * pdz_binomial_point(k, n, p);
}

double pdz_binomial_at_most(uint64_t k, uint64_t n, double p)
{
	if (k >= n || p <= 0)
		return 1;
	if (p >= 1)
		return 0;
	if ((double)k < (double)n * p)
		return fmin(1, binomial_down(k, n, p));
	return 1 - fmin(1, binomial_up(k + 1, n, p));
}

double pdz_binomial_at_least(uint64_t k, uint64_t n, double p)
{
	if (k == 0)
		return 1;
	if (k > n || p <= 0)
		return 0;
	if (p >= 1)
		return 1;
	if ((double)k > (double)n * p)
		return fmin(1, binomial_up(k, n, p));
	return 1 - pdz_binomial_at_most(k - 1, n, p);
}

static double poisson_down(uint64_t k, double mu)
{
	double sum = 1, term = 1;
	for (uint64_t i = k; i > 0 && term > NEGLIGIBLE * sum; i--) {
		term *= (double)i / mu;
		sum += term;
	}
	return sum * poisson_point(k, mu);
}

static double poisson_up(uint64_t k, double mu)
{
	double sum = 1, term = 1;
	for (uint64_t i = k + 1; term > NEGLIGIBLE * sum; i++) {
		term *= mu / (double)i;
		sum += term;
	}
	return sum * poisson_point(k, mu);
}

double pdz_poisson_at_most(uint64_t k, double mu)
{
	if (mu <= 0)
		return 1;
	if ((double)k < mu)
		return fmin(1, poisson_down(k, mu));
	return 1 - fmin(1, poisson_up(k + 1, mu));
}

double pdz_poisson_at_least(uint64_t k, double mu)
{
	if (k == 0)
		return 1;
	if (mu <= 0)
		return 0;
	if ((double)k > mu)
		return fmin(1, poisson_up(k, mu));
	return 1 - pdz_poisson_at_most(k - 1, mu);
}

uint64_t pdz_binomial_quantile(double prob, uint64_t n, double p)
{
	uint64_t low = 0, high = n; /* the answer is in low..high */
	while (low < high) {
		uint64_t mid = low + (high - low) / 2;
		if (pdz_binomial_at_most(mid, n, p) >= prob)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

uint64_t pdz_poisson_quantile(double prob, double mu)
{
	uint64_t low = 0, high = (uint64_t)mu + 1;
	while (pdz_poisson_at_most(high, mu) < prob) {
		low = high + 1;
		high += high;
	}
	while (low < high) {
		uint64_t mid = low + (high - low) / 2;
		if (pdz_poisson_at_most(mid, mu) >= prob)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

/* The limits: halving until two neighbouring doubles are left. The tail rises with
 * the parameter for a lower limit and falls for an upper one. */
static double middle_of(double low, double high)
{
	return low + (high - low) / 2;
}

double pdz_binomial_low(uint64_t x, uint64_t n, double tail)
{
	double low = 0, high = (double)x / (double)n;
	for (double p = middle_of(low, high); p > low && p < high; p = middle_of(low, high)) {
		if (pdz_binomial_at_least(x, n, p) < tail)
			low = p;
		else
			high = p;
	}
	return high;
}

double pdz_binomial_high(uint64_t x, uint64_t n, double tail)
{
	double low = (double)x / (double)n, high = 1;
	for (double p = middle_of(low, high); p > low && p < high; p = middle_of(low, high)) {
		if (pdz_binomial_at_most(x, n, p) < tail)
			high = p;
		else
			low = p;
	}
	return high;
}

double pdz_poisson_low(uint64_t x, double tail)
{
	double low = 0, high = (double)x;
	for (double mu = middle_of(low, high); mu > low && mu < high; mu = middle_of(low, high)) {
		if (pdz_poisson_at_least(x, mu) < tail)
			low = mu;
		else
			high = mu;
	}
	return high;
}

double pdz_poisson_high(uint64_t x, double tail)
{
	double low = (double)x, high = 2 * (low + 1);
	while (pdz_poisson_at_most(x, high) >= tail)
		high += high;
	for (double mu = middle_of(low, high); mu > low && mu < high; mu = middle_of(low, high)) {
		if (pdz_poisson_at_most(x, mu) < tail)
			high = mu;
		else
			low = mu;
	}
	return high;
}
