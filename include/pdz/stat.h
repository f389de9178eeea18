/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics: description of a sample, intervals, comparisons, trends, survival.
 *
 * Pure functions: nothing is allocated, printed, kept or changed, no global state,
 * safe in any number of threads. The only part of pdz that uses GSL (lib/stat/cdf.c).
 *
 * What cannot be computed is not 0 and not NaN: the result has ok = false, and its
 * numbers are 0 and mean nothing. No function fails in another way. Not ok are:
 * - what is undefined by nature (the mean of nothing, the sd of one value);
 * - what is impossible (x > n, exposure <= 0, values not ascending, not finite);
 * - a confidence outside [0.5, 1[, so that 0.05 meant for 0.95, or 95, is noticed;
 * - more than PDZ_STAT_MAX items where a method sums probabilities.
 *
 * confidence is two-sided: 0.95, 0.998. alpha = 1 - confidence, z and t are the
 * quantiles that leave alpha/2 above them. */
#ifndef PDZ_STAT_H
#define PDZ_STAT_H

#include "pdz/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PDZ_STAT_MAX UINT64_C(1000000000)

/* A confidence interval, limits included. */
struct pdz_interval {
	bool ok;
	bool open;          /* no upper limit could be given: high is INFINITY, do not print it as a number */
	double low, high;   /* unit of the estimate; low <= high; 0 when not ok */
	const char *method; /* stable name, "wilson"; set also when not ok; never NULL */
};

/* Where a value lies: -1 below low, +1 above high, 0 within, on a limit (a relative
 * 1e-9 counts as on it, since x * 1000 / n and x / (n / 1000) differ) or not ok. */
int pdz_interval_side(const struct pdz_interval *i, double value);

/* How often a value occurs. A sample is an array of k of them, values strictly
 * ascending and finite, counts > 0; k = 0 is the empty sample (t may be NULL). */
struct pdz_tally {
	double value;
	uint64_t count;
};

/* ---- describe.c: one sample ------------------------------------------------- */

/* Is this a sample as described above, with fewer than 2^53 items? All functions
 * check it themselves and are not ok (or count 0) otherwise. */
bool pdz_tally_valid(const struct pdz_tally *t, size_t k);

/* Number of items; of items <= limit; of items >= limit. Pass the pair (count, n)
 * to pdz_stat_wilson for the interval of a share. */
uint64_t pdz_tally_n(const struct pdz_tally *t, size_t k);
uint64_t pdz_tally_at_most(const struct pdz_tally *t, size_t k, double limit);
uint64_t pdz_tally_at_least(const struct pdz_tally *t, size_t k, double limit);

/* part / whole, 0 to 1; not ok when whole = 0 or part > whole. */
struct pdz_value pdz_stat_share(uint64_t part, uint64_t whole);

struct pdz_summary {
	bool ok; /* the sample is valid (it may be empty) */
	uint64_t n;
	double sum;                      /* correctly rounded for all practical purposes (compensated); 0 for n = 0 */
	struct pdz_value mean, min, max; /* from n = 1 */
	struct pdz_value sd;             /* divisor n - 1; from n = 2; exactly 0 when all are equal */
};

/* Two passes with compensated sums around the smallest value: no cancellation,
 * the result does not depend on how the tally was merged. Chan, Golub and LeVeque,
 * The American Statistician 37 (1983) 242-247; Neumaier, ZAMM 54 (1974) 39-51. */
struct pdz_summary pdz_tally_summary(const struct pdz_tally *t, size_t k);

/* Quantile by linear interpolation between order statistics at 1 + (n - 1) p
 * (Hyndman and Fan, The American Statistician 50 (1996) 361-365, type 7: the
 * default of R, and what spreadsheets call PERCENTILE.INC / INC.PERCENTILE).
 * p 0 to 1; 0.5 is the median. Not ok for n = 0. Unit of the values. */
struct pdz_value pdz_tally_quantile(const struct pdz_tally *t, size_t k, double p);

/* ---- interval.c: one estimate ------------------------------------------------ */

/* A proportion of x in n, 0 to 1. Wilson's score interval without continuity
 * correction (E. B. Wilson, JASA 22 (1927) 209-212):
 *   (2x + z^2 -+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2))
 * low is exactly 0 for x = 0, high exactly 1 for x = n. n = 0 or x > n: not ok.
 * "wilson" */
struct pdz_interval pdz_stat_wilson(uint64_t x, uint64_t n, double confidence);

/* The same, exact: Clopper and Pearson, Biometrika 26 (1934) 404-413. Never covers
 * less than asked for, usually more. n <= PDZ_STAT_MAX. "clopper_pearson" */
struct pdz_interval pdz_stat_clopper_pearson(uint64_t x, uint64_t n, double confidence);

/* The expected number of events behind a count; unit: events; from events = 0.
 * poisson_exact: F. Garwood, Biometrika 28 (1936) 437-442, the limits at which the
 *   count has probability alpha/2 on either side; events <= PDZ_STAT_MAX.
 * byar: Breslow and Day, Statistical Methods in Cancer Research II (IARC 1987) p. 69,
 *   x (1 - 1/(9x) - z/(3 sqrt x))^3 and the same with x + 1 and + z; cut at 0. */
struct pdz_interval pdz_stat_poisson_exact(uint64_t events, double confidence);
struct pdz_interval pdz_stat_byar(uint64_t events, double confidence);

/* events per exposure: poisson_exact below 10 events, byar from 10, as in Public
 * Health England's technical guide and PHEindicatormethods; method says which.
 * exposure > 0 in the unit the rate is given in: for "per 1,000" pass inhabitants
 * divided by 1000. */
struct pdz_interval pdz_stat_rate(uint64_t events, double exposure, double confidence);

/* The mean behind n values with this mean and sd: mean -+ t(n-1) sd / sqrt(n)
 * (Student, Biometrika 6 (1908) 1-25). Not ok for n < 2, and when all values are
 * equal (sd = 0, or nothing beside the mean): the sample then says nothing about
 * spread, and an interval of width 0 would be a false certainty. R's t.test
 * refuses it too. "student_t" */
struct pdz_interval pdz_stat_mean(uint64_t n, double mean, double sd, double confidence);

/* The median behind a sample: the r-th smallest and the r-th largest value, r the
 * largest rank with P(X <= r - 1) <= alpha/2 for X binomial(n, 1/2). The ranks are
 * conservative: coverage is at least what was asked for, with ties too.
 * (Conover, Practical Nonparametric Statistics, 3rd ed. 1999, 3.2; David and Nagaraja,
 * Order Statistics, 3rd ed. 2003, 7.1.) Not ok when there is no such rank: n < 6 at
 * 95 %, n < 10 at 99.8 %. n <= PDZ_STAT_MAX. Unit of the values. "median_order" */
struct pdz_interval pdz_tally_median_interval(const struct pdz_tally *t, size_t k, double confidence);

/* ---- compare.c: two estimates, or one against a target ------------------------ */

/* First minus second, or first divided by second. */
struct pdz_contrast {
	bool ok;
	struct pdz_value estimate;
	struct pdz_interval interval;
	struct pdz_value p; /* two-sided, of "no difference"; not ok where the method has none */
	double null;        /* the estimate when there is no difference: 0, for a ratio 1 */
};

/* +1 or -1 when the interval lies wholly above or below "no difference", else 0
 * ("not distinguishable from chance" when c.ok; nothing can be said when not). */
int pdz_contrast_direction(const struct pdz_contrast *c);

/* Difference of two independent proportions x1/n1 - x2/n2, -1 to 1. Hybrid score
 * interval without continuity correction, method 10 of R. G. Newcombe, Statistics in
 * Medicine 17 (1998) 873-890. No p: the interval decides. "newcombe" */
struct pdz_contrast pdz_stat_newcombe(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2, double confidence);

/* Ratio of two rates (x1/exposure1) / (x2/exposure2). Given x1 + x2 events, x1 is
 * binomial: Clopper-Pearson limits and the exact two-sided binomial p (the sum over
 * all outcomes not more likely than the one seen), as poisson.test and binom.test of
 * R (Przyborowski and Wilenski, Biometrika 31 (1940) 313-323). For two counts over
 * periods of equal length pass the same exposures. x1 = x2 = 0, exposure <= 0: not
 * ok. x2 = 0: no estimate and interval.open. x1 + x2 <= PDZ_STAT_MAX. "poisson_ratio" */
struct pdz_contrast pdz_stat_poisson_ratio(uint64_t x1, double exposure1, uint64_t x2, double exposure2,
                                           double confidence);

/* Difference of two means, variances not assumed equal (B. L. Welch, Biometrika 34
 * (1947) 28-35; degrees of freedom by Satterthwaite, Biometrics 2 (1946) 110-114).
 * Not ok when a sample has n < 2, or when both are constant. p has absolute error
 * below 1e-12. "welch" */
struct pdz_contrast pdz_stat_welch(uint64_t n1, double mean1, double sd1, uint64_t n2, double mean2, double sd2,
                                   double confidence);

/* Funnel limits: where a unit of this size may lie by chance alone when the truth is
 * the target; a value below low or above high is out of control at that level (use
 * 0.95 and 0.998; ask with pdz_interval_side). Limits included: a value equal to one is inside.
 *
 * Proportion, target 0 to 1, n > 0. From 10 expected cases and 10 expected non-cases:
 * target -+ z sqrt(target (1 - target) / n), cut to 0..1: what sigma_adjustment() of
 * PHEindicatormethods comes to; a proportion is outside exactly when its Wilson
 * interval misses the target ("funnel_score"). Below: the binomial quantiles at
 * alpha/2 and 1 - alpha/2 divided by n (D. J. Spiegelhalter, Statistics in Medicine 24
 * (2005) 1185-1202, without interpolation), so that two cases in a hamlet raise no
 * alarm ("funnel_binomial"). n <= PDZ_STAT_MAX there. */
struct pdz_interval pdz_stat_funnel_proportion(double target, uint64_t n, double confidence);

/* Rate, target >= 0 per unit of exposure > 0 (same unit as in pdz_stat_rate): the
 * Poisson quantiles at alpha/2 and 1 - alpha/2 divided by the exposure. A rate is
 * outside exactly when its Garwood interval misses the target; PHEindicatormethods
 * uses Byar instead from 10 events on, up to 0.2 % of a limit away at 95 % and
 * 1.5 % at 99.8 %. Expected events <= PDZ_STAT_MAX. "funnel_poisson" */
struct pdz_interval pdz_stat_funnel_rate(double target, double exposure, double confidence);

/* ---- trend.c: a short series --------------------------------------------------- */

struct pdz_point {
	double time; /* any unit; strictly ascending, gaps allowed */
	double value;
};

#define PDZ_TREND_MAX 200

struct pdz_trend {
	bool ok;
	int64_t s;                    /* pairs that rise minus pairs that fall */
	struct pdz_value p;           /* two-sided, of "no trend" */
	const char *test;             /* "mann_kendall_exact" or "mann_kendall" */
	struct pdz_value slope;       /* median of the pairwise slopes; value per unit of time */
	struct pdz_interval interval; /* of the slope; "theil_sen" */
};

/* Mann-Kendall test and Theil-Sen slope of 2 <= n <= PDZ_TREND_MAX points.
 * p: exact distribution of S below 50 points without equal values ("mann_kendall_exact",
 *   from n = 2), as cor.test(method = "kendall") of R; else normal with the variance
 *   corrected for ties and continuity, z = (S -+ 1) / sqrt((n(n-1)(2n+5) -
 *   sum t(t-1)(2t+5)) / 18) ("mann_kendall"); 1 when all values are equal.
 *   H. B. Mann, Econometrica 13 (1945) 245-259; M. G. Kendall, Rank Correlation
 *   Methods, 4th ed. 1975.
 * slope, interval: P. K. Sen, JASA 63 (1968) 1379-1389: the M-th smallest and M-th
 *   largest of the N pairwise slopes. With the exact test M is the largest rank with
 *   P(K <= M - 1) <= alpha/2, K the inversions of a random order (Hollander and Wolfe,
 *   Nonparametric Statistical Methods, 2nd ed. 1999, 9.3); else (N - z sqrt(var S))/2
 *   rounded down, never narrower than Sen's. Not ok when M < 1 (n < 5 at 95 %) and
 *   when all values are equal.
 * Does not know of seasons or of one quarter resembling the last: both make p too small. */
struct pdz_trend pdz_stat_trend(const struct pdz_point *points, size_t n, double confidence);

/* ---- survival.c: durations of which some are not over ---------------------------- */

struct pdz_survival {
	bool ok; /* the samples are valid, no duration negative, n > 0 */
	uint64_t closed, open;
	struct pdz_value median;      /* not ok while more than half have not ended by the longest duration */
	struct pdz_interval interval; /* "kaplan_meier_log" */
};

/* Median duration from closed items and items still open at the as-of date (the
 * duration so far; at the same duration the closed come first).
 * Kaplan and Meier, JASA 53 (1958) 457-481. The median is the first duration with
 * S <= 1/2; when S is 1/2 exactly, the middle of that step, as R's survfit.
 * Interval: Brookmeyer and Crowley, Biometrics 38 (1982) 29-41, durations at which
 * the pointwise limits exp(ln S -+ z sqrt(Greenwood)), upper cut at 1, cross 1/2
 * (conf.type = "log", the default of survfit). open when the upper one never does; not
 * ok when the lower one never does. It may be ok, and open, where the median is not:
 * "longer than low" is then all that is known. Unit of the durations. */
struct pdz_survival pdz_stat_survival(const struct pdz_tally *closed, size_t closed_k, const struct pdz_tally *open,
                                      size_t open_k, double confidence);

/* Of the same curve: the first duration with S <= 1 - p (not ok: the curve does not fall so low),
 * and the area under it up to the longest duration, open or not: the mean restricted to that
 * time (Klein and Moeschberger, Survival Analysis, 2nd ed. 2003, 4.5). Durations not negative,
 * samples valid, as above. Not ok for none. */
struct pdz_value pdz_stat_survival_quantile(const struct pdz_tally *closed, size_t closed_k,
                                            const struct pdz_tally *open, size_t open_k, double p);
struct pdz_value pdz_stat_survival_mean(const struct pdz_tally *closed, size_t closed_k, const struct pdz_tally *open,
                                        size_t open_k);

#ifdef __cplusplus
}
#endif

#endif
