/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics against work by hand and published figures; edges; the impossible. */
#include "stat/cdf.h"
#include "test_stat_near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define T(...) (const struct pdz_tally[]){__VA_ARGS__}, COUNT(((const struct pdz_tally[]){__VA_ARGS__}))

static const double exact = 1e-14;

/* Published figures are rounded: within half a unit of the last digit given. */
static void published(struct pdz_interval i, double low, double high, double unit)
{
	assert_true(i.ok);
	assert_true(fabs(i.low - low) <= unit / 2 * 1.0001);
	assert_true(fabs(i.high - high) <= unit / 2 * 1.0001);
}

static void is(struct pdz_value v, double expected)
{
	assert_true(v.ok);
	assert_true(near(v.number, expected, exact));
}

static void spans(struct pdz_interval i, double low, double high)
{
	assert_true(i.ok);
	assert_false(i.open);
	assert_true(near(i.low, low, exact));
	assert_true(near(i.high, high, exact));
}

static void none(struct pdz_interval i, const char *method)
{
	assert_false(i.ok);
	assert_false(i.open);
	assert_true(i.low == 0 && i.high == 0);
	assert_string_equal(i.method, method);
}

/* ---- describe ---------------------------------------------------------------- */

/* 2 4 4 4 5 5 7 9: sum 40, mean 5, squares 9 + 3 * 1 + 0 + 0 + 4 + 16 = 32, sd sqrt(32 / 7). */
static void test_summary_by_hand(void **state)
{
	(void)state;
	struct pdz_summary s = pdz_tally_summary(T({2, 1}, {4, 3}, {5, 2}, {7, 1}, {9, 1}));
	assert_true(s.ok && s.n == 8 && s.sum == 40);
	is(s.mean, 5);
	is(s.sd, sqrt(32.0 / 7));
	is(s.min, 2);
	is(s.max, 9);
}

static void test_summary_edges(void **state)
{
	(void)state;
	struct pdz_summary s = pdz_tally_summary(NULL, 0);
	assert_true(s.ok && s.n == 0 && s.sum == 0);
	assert_false(s.mean.ok || s.sd.ok || s.min.ok || s.max.ok);

	s = pdz_tally_summary(T({-3.5, 1}));
	assert_true(s.ok && s.n == 1);
	is(s.mean, -3.5);
	assert_false(s.sd.ok);

	s = pdz_tally_summary(T({0.1, 3})); /* 0.1 + 0.1 + 0.1 over 3 is 0.10000000000000002 in doubles */
	assert_true(s.mean.number == 0.1 && s.sd.ok && s.sd.number == 0);

	/* 1e9 away from 0 with a spread of 1: (0.5^2 + 0.5^2) / 1 */
	s = pdz_tally_summary(T({1e9, 1}, {1e9 + 1, 1}));
	is(s.mean, 1e9 + 0.5);
	is(s.sd, sqrt(0.5));

	/* 1e16 + 1 - 1e16: the 1 is not lost */
	s = pdz_tally_summary(T({-1e16, 1}, {1, 1}, {1e16, 1}));
	assert_true(s.sum == 1);

	/* the mean of 1e16 and 1e16 + 2 is not a double: it must not become part of the spread */
	s = pdz_tally_summary(T({1e16, 1}, {1e16 + 2, 1}));
	is(s.sd, sqrt(2));
}

static void test_bad_samples(void **state)
{
	(void)state;
	const struct pdz_tally descending[] = {{2, 1}, {1, 1}}, twice[] = {{1, 1}, {1, 1}}, nothing[] = {{1, 0}};
	const struct pdz_tally nan[] = {{NAN, 1}}, infinite[] = {{1, 1}, {INFINITY, 1}};
	const struct pdz_tally many[] = {{1, UINT64_C(1) << 52}, {2, UINT64_C(1) << 52}};
	const struct pdz_tally overflow[] = {{1, 5}, {2, UINT64_MAX}}, far[] = {{1e308, 2}};
	const struct {
		const struct pdz_tally *t;
		size_t k;
	} bad[] = {{descending, 2}, {twice, 2}, {nothing, 1}, {nan, 1}, {infinite, 2}, {many, 2}, {overflow, 2}};
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_false(pdz_tally_valid(bad[i].t, bad[i].k));
		assert_false(pdz_tally_summary(bad[i].t, bad[i].k).ok);
		assert_int_equal(pdz_tally_n(bad[i].t, bad[i].k), 0);
		assert_int_equal(pdz_tally_at_most(bad[i].t, bad[i].k, 9), 0);
		assert_int_equal(pdz_tally_at_least(bad[i].t, bad[i].k, 0), 0);
		assert_false(pdz_tally_quantile(bad[i].t, bad[i].k, 0.5).ok);
		none(pdz_tally_median_interval(bad[i].t, bad[i].k, 0.95), "median_order");
		assert_false(pdz_stat_survival(bad[i].t, bad[i].k, T({1, 3}), 0.95).ok);
		assert_false(pdz_stat_survival(T({1, 3}), bad[i].t, bad[i].k, 0.95).ok);
	}
	assert_false(pdz_tally_summary(far, 1).ok); /* its sum is not a number */
	assert_int_equal(pdz_tally_n(T({1, (UINT64_C(1) << 53) - 1})), (UINT64_C(1) << 53) - 1);
	assert_false(pdz_tally_valid(T({1, UINT64_C(1) << 53})));
}

/* Ranks from 1: 1 + 4 p. */
static void test_quantile_by_hand(void **state)
{
	(void)state;
	const struct pdz_tally t[] = {{1, 1}, {2, 1}, {3, 1}, {4, 1}, {10, 1}};
	is(pdz_tally_quantile(t, 5, 0.8), 5.2); /* rank 4.2: 4 + 0.2 * 6 */
	is(pdz_tally_quantile(t, 5, 0.25), 2);
	is(pdz_tally_quantile(t, 5, 0), 1);
	is(pdz_tally_quantile(t, 5, 1), 10);
	is(pdz_tally_quantile(T({3, 1}, {8, 1}), 0.5), 5.5);
	is(pdz_tally_quantile(T({7, 1}), 0.9), 7);
	is(pdz_tally_quantile(T({0.1, 1000000}), 0.37), 0.1);
	/* ties: 5 5 5 9, rank 1 + 3 * 0.9 = 3.7: 5 + 0.7 * 4 */
	is(pdz_tally_quantile(T({5, 3}, {9, 1}), 0.9), 7.8);
	/* (101 - 1) * 0.29 is 28.999999999999996 in doubles; rank 30 of 29 ones, then twos */
	assert_true(pdz_tally_quantile(T({1, 29}, {2, 72}), 0.29).number == 2);
	assert_false(pdz_tally_quantile(NULL, 0, 0.5).ok);
	assert_false(pdz_tally_quantile(t, 5, 1.1).ok);
	assert_false(pdz_tally_quantile(t, 5, -0.1).ok);
	assert_false(pdz_tally_quantile(t, 5, NAN).ok);
}

static void test_shares(void **state)
{
	(void)state;
	const struct pdz_tally t[] = {{-2, 3}, {0, 4}, {1, 5}};
	assert_int_equal(pdz_tally_n(t, 3), 12);
	assert_int_equal(pdz_tally_at_most(t, 3, 0), 7);
	assert_int_equal(pdz_tally_at_most(t, 3, -2.5), 0);
	assert_int_equal(pdz_tally_at_least(t, 3, 0), 9);
	assert_int_equal(pdz_tally_at_least(t, 3, 2), 0);
	assert_int_equal(pdz_tally_at_most(t, 3, 9), 12);
	assert_int_equal(pdz_tally_at_least(t, 3, -9), 12);
	is(pdz_stat_share(3, 3), 1);
	is(pdz_stat_share(0, 3), 0);
	assert_int_equal(pdz_tally_at_least(t, 3, NAN), 0);
	is(pdz_stat_share(7, 12), 7.0 / 12);
	assert_false(pdz_stat_share(0, 0).ok);
	assert_false(pdz_stat_share(2, 1).ok);
}

/* ---- distributions ---------------------------------------------------------------- */

/* Binomial(4, 1/2): 1 4 6 4 1 of 16. Poisson(2): e^-2 times 1, 2, 2, 4/3, 2/3. */
static void test_tails_by_hand(void **state)
{
	(void)state;
	const double at_most[] = {1, 5, 11, 15, 16}, at_least[] = {16, 15, 11, 5, 1}, point[] = {1, 4, 6, 4, 1};
	for (uint64_t k = 0; k <= 4; k++) {
		assert_true(near(pdz_binomial_at_most(k, 4, 0.5), at_most[k] / 16, exact));
		assert_true(near(pdz_binomial_at_least(k, 4, 0.5), at_least[k] / 16, exact));
		assert_true(near(pdz_binomial_point(k, 4, 0.5), point[k] / 16, exact));
	}
	const double term[] = {1, 2, 2, 4.0 / 3, 2.0 / 3};
	double below = 0;
	for (uint64_t k = 0; k <= 4; k++) {
		assert_true(near(pdz_poisson_at_least(k, 2), 1 - below * exp(-2), 1e-13));
		below += term[k];
		assert_true(near(pdz_poisson_at_most(k, 2), below * exp(-2), 1e-13));
	}
	/* certain and impossible */
	for (int certain = 0; certain <= 1; certain++) {
		assert_true(pdz_binomial_at_most(2, 5, certain) == !certain);
		assert_true(pdz_binomial_at_least(2, 5, certain) == certain);
		assert_true(pdz_binomial_point(2, 5, certain) == 0);
	}
	assert_true(pdz_binomial_point(0, 0, 0.3) == 1 && pdz_binomial_point(6, 5, 0.3) == 0);
	assert_true(pdz_binomial_at_least(6, 5, 0.3) == 0 && pdz_binomial_at_most(5, 5, 0.3) == 1);
	assert_true(pdz_poisson_at_most(0, 0) == 1 && pdz_poisson_at_least(1, 0) == 0 && pdz_poisson_at_least(0, 0) == 1);
	assert_int_equal(pdz_binomial_quantile(0.5, 4, 0.5), 2);
	assert_int_equal(pdz_binomial_quantile(0.99, 4, 0.5), 4);
	assert_int_equal(pdz_poisson_quantile(0.5, 2), 2);
	assert_int_equal(pdz_poisson_quantile(0.999999999, 0.001), 2); /* P(X <= 1) = 1 - 5e-7 */
}

/* ---- intervals ----------------------------------------------------------------- */

/* R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, methods 3 and 5. */
static void test_proportion_published(void **state)
{
	(void)state;
	const struct {
		uint64_t x, n;
		double wilson[2], exact[2];
	} table[] = {
		{81, 263, {0.2553, 0.3662}, {0.2527, 0.3676}},
		{15, 148, {0.0624, 0.1605}, {0.0578, 0.1617}},
		{0, 20, {0, 0.1611}, {0, 0.1684}},
		{1, 29, {0.0061, 0.1718}, {0.0009, 0.1776}},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		published(pdz_stat_wilson(table[i].x, table[i].n, 0.95), table[i].wilson[0], table[i].wilson[1], 1e-4);
		published(pdz_stat_clopper_pearson(table[i].x, table[i].n, 0.95), table[i].exact[0], table[i].exact[1], 1e-4);
	}
}

/* No case: Wilson's upper limit is z^2 / (n + z^2); all outcomes (1 - p)^n = alpha/2. */
static void test_proportion_edges(void **state)
{
	(void)state;
	const double z = 1.9599639845400542;
	const uint64_t sizes[] = {1, 2, 7, 1000, 10000000};
	for (size_t i = 0; i < COUNT(sizes); i++) {
		uint64_t n = sizes[i];
		double size = (double)n, limit = z * z / (size + z * z);
		spans(pdz_stat_wilson(0, n, 0.95), 0, limit);
		struct pdz_interval all = pdz_stat_wilson(n, n, 0.95);
		assert_true(all.ok && all.high == 1 && near(all.low, 1 - limit, exact));
		struct pdz_interval none_seen = pdz_stat_clopper_pearson(0, n, 0.95);
		assert_true(none_seen.low == 0 && near(none_seen.high, -expm1(log(0.025) / size), 1e-12));
		struct pdz_interval all_seen = pdz_stat_clopper_pearson(n, n, 0.95);
		assert_true(all_seen.high == 1 && near(all_seen.low, exp(log(0.025) / size), 1e-12));
	}
	none(pdz_stat_wilson(0, 0, 0.95), "wilson");
	none(pdz_stat_wilson(2, 1, 0.95), "wilson");
	none(pdz_stat_clopper_pearson(0, 0, 0.95), "clopper_pearson");
	none(pdz_stat_clopper_pearson(2, 1, 0.95), "clopper_pearson");
	none(pdz_stat_clopper_pearson(2, PDZ_STAT_MAX + 1, 0.95), "clopper_pearson");
	assert_true(pdz_stat_wilson(UINT64_MAX / 2, UINT64_MAX, 0.95).ok);
}

static void test_confidence_out_of_range(void **state)
{
	(void)state;
	const double bad[] = {0, 1, 0.05, 0.499, -0.95, 95, NAN, INFINITY};
	const struct pdz_tally t[] = {{1, 10}, {2, 10}};
	const struct pdz_point p[] = {{1, 1}, {2, 3}, {3, 2}};
	for (size_t i = 0; i < COUNT(bad); i++) {
		none(pdz_stat_wilson(1, 2, bad[i]), "wilson");
		none(pdz_stat_clopper_pearson(1, 2, bad[i]), "clopper_pearson");
		none(pdz_stat_poisson_exact(1, bad[i]), "poisson_exact");
		none(pdz_stat_byar(1, bad[i]), "byar");
		none(pdz_stat_rate(1, 1, bad[i]), "poisson_exact");
		none(pdz_stat_mean(3, 1, 1, bad[i]), "student_t");
		none(pdz_tally_median_interval(t, 2, bad[i]), "median_order");
		none(pdz_stat_newcombe(1, 2, 1, 2, bad[i]).interval, "newcombe");
		none(pdz_stat_poisson_ratio(1, 1, 1, 1, bad[i]).interval, "poisson_ratio");
		none(pdz_stat_welch(3, 1, 1, 3, 1, 1, bad[i]).interval, "welch");
		none(pdz_stat_funnel_proportion(0.5, 100, bad[i]), "funnel_score");
		none(pdz_stat_funnel_rate(1, 1, bad[i]), "funnel_poisson");
		assert_false(pdz_stat_trend(p, 3, bad[i]).ok);
		assert_false(pdz_stat_survival(t, 2, t, 2, bad[i]).ok);
	}
}

/* F. Garwood's table (Biometrika 28 (1936) 437-442), reprinted in most textbooks. */
static void test_poisson_published(void **state)
{
	(void)state;
	const struct {
		uint64_t x;
		double low, high;
	} table[] = {{0, 0, 3.689}, {1, 0.025, 5.572}, {2, 0.242, 7.225}, {5, 1.623, 11.668}, {10, 4.795, 18.390}};
	for (size_t i = 0; i < COUNT(table); i++)
		published(pdz_stat_poisson_exact(table[i].x, 0.95), table[i].low, table[i].high, 1e-3);
	/* none seen: exp(-mu) = alpha/2 */
	spans(pdz_stat_poisson_exact(0, 0.998), 0, -log(0.001));
}

/* Public Health England, Technical Guide: Confidence Intervals (2018): Byar is within
 * 0.2 % of the exact limits at 95 % from 10 events on. At 99.8 % R gives 1.5 % at most. */
static void test_byar_is_close_from_ten(void **state)
{
	(void)state;
	for (uint64_t x = 10; x < 500; x++) {
		struct pdz_interval b = pdz_stat_byar(x, 0.95), e = pdz_stat_poisson_exact(x, 0.95);
		assert_true(near(b.low, e.low, 0.002) && near(b.high, e.high, 0.002));
		b = pdz_stat_byar(x, 0.998);
		e = pdz_stat_poisson_exact(x, 0.998);
		assert_true(near(b.low, e.low, 0.015) && near(b.high, e.high, 0.015));
	}
	struct pdz_interval one = pdz_stat_byar(1, 0.998); /* the formula goes below 0 */
	assert_true(one.ok && one.low == 0);
}

static void test_rate(void **state)
{
	(void)state;
	assert_string_equal(pdz_stat_rate(9, 1, 0.95).method, "poisson_exact");
	assert_string_equal(pdz_stat_rate(10, 1, 0.95).method, "byar");
	published(pdz_stat_rate(5, 2.5, 0.95), 1.6235 / 2.5, 11.6683 / 2.5, 1e-4);
	struct pdz_interval zero = pdz_stat_rate(0, 4, 0.95);
	assert_true(zero.ok && zero.low == 0 && near(zero.high, -log(0.025) / 4, exact));
	none(pdz_stat_rate(5, 0, 0.95), "poisson_exact");
	none(pdz_stat_rate(50, -1, 0.95), "byar");
	none(pdz_stat_rate(50, NAN, 0.95), "byar");
	none(pdz_stat_rate(50, INFINITY, 0.95), "byar");
	none(pdz_stat_poisson_exact(PDZ_STAT_MAX + 1, 0.95), "poisson_exact");
}

/* Two values: t with 1 degree of freedom is 12.706 at 95 % (any table), so 3 and 5:
 * sd sqrt 2, error 1, 4 -+ 12.706. */
static void test_mean(void **state)
{
	(void)state;
	published(pdz_stat_mean(2, 4, sqrt(2), 0.95), 4 - 12.706, 4 + 12.706, 1e-3);
	none(pdz_stat_mean(0, 0, 0, 0.95), "student_t");
	none(pdz_stat_mean(1, 4, 0, 0.95), "student_t");
	none(pdz_stat_mean(9, 4, 0, 0.95), "student_t");     /* all equal */
	none(pdz_stat_mean(9, 4, 1e-17, 0.95), "student_t"); /* equal but for rounding */
	none(pdz_stat_mean(9, 4, -1, 0.95), "student_t");
	none(pdz_stat_mean(9, NAN, 1, 0.95), "student_t");
	none(pdz_stat_mean(9, 4, INFINITY, 0.95), "student_t");
	none(pdz_stat_mean(9, 1e6, 1e-9, 0.95), "student_t");
	none(pdz_stat_mean(1, 4, 1, 0.95), "student_t");
	assert_true(pdz_stat_mean(9, 1e-9, 1e-9, 0.95).ok);
	assert_true(pdz_stat_mean(10000000, 4, 2, 0.998).ok);
}

static struct pdz_interval median_of_first(uint64_t n, double confidence)
{
	struct pdz_tally t[100] = {{0}};
	for (uint64_t i = 0; i < n; i++)
		t[i] = (struct pdz_tally){(double)(i + 1), 1};
	return pdz_tally_median_interval(t, (size_t)n, confidence);
}

/* Ranks: n = 20 6 and 15, n = 100 40 and 61 (Conover, Practical Nonparametric Statistics);
 * n = 6: the extremes miss on 1/64 either side. */
static void test_median_ranks(void **state)
{
	(void)state;
	none(median_of_first(0, 0.95), "median_order");
	none(median_of_first(1, 0.95), "median_order");
	none(median_of_first(2, 0.95), "median_order");
	none(median_of_first(5, 0.95), "median_order");
	spans(median_of_first(6, 0.95), 1, 6);
	spans(median_of_first(6, 1 - 2.0 / 64), 1, 6); /* alpha/2 met exactly */
	none(median_of_first(6, 1 - 2.0 / 65), "median_order");
	spans(median_of_first(10, 0.95), 2, 9);
	spans(median_of_first(20, 0.95), 6, 15);
	spans(median_of_first(100, 0.95), 40, 61);
	none(median_of_first(9, 0.998), "median_order");
	spans(median_of_first(10, 0.998), 1, 10);
	spans(pdz_tally_median_interval(T({4, 50}), 0.95), 4, 4); /* all equal: a median can be sure of that */
	spans(pdz_tally_median_interval(T({1, 10}, {4, 80}, {5, 10}), 0.95), 4, 4);
	none(pdz_tally_median_interval(T({1, PDZ_STAT_MAX}, {2, 1}), 0.95), "median_order");
	assert_true(pdz_tally_median_interval(T({1, PDZ_STAT_MAX}), 0.95).ok);
}

/* ---- contrasts -------------------------------------------------------------------- */

/* R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10. */
static void test_newcombe_published(void **state)
{
	(void)state;
	const struct {
		uint64_t x1, n1, x2, n2;
		double low, high;
		int direction;
	} table[] = {
		{56, 70, 48, 80, 0.0524, 0.3339, 1}, {9, 10, 3, 10, 0.1705, 0.8090, 1},  {6, 7, 2, 7, 0.0582, 0.8062, 1},
		{5, 56, 0, 29, -0.0381, 0.1926, 0},  {0, 10, 0, 20, -0.1611, 0.2775, 0}, {0, 10, 0, 10, -0.2775, 0.2775, 0},
		{10, 10, 0, 20, 0.6791, 1.0000, 1},  {10, 10, 0, 10, 0.6075, 1.0000, 1},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct pdz_contrast c = pdz_stat_newcombe(table[i].x1, table[i].n1, table[i].x2, table[i].n2, 0.95);
		published(c.interval, table[i].low, table[i].high, 1e-4);
		assert_true(c.ok && !c.p.ok && c.null == 0);
		assert_int_equal(pdz_contrast_direction(&c), table[i].direction);
		c = pdz_stat_newcombe(table[i].x2, table[i].n2, table[i].x1, table[i].n1, 0.95); /* turned round */
		published(c.interval, -table[i].high, -table[i].low, 1e-4);
		assert_int_equal(pdz_contrast_direction(&c), -table[i].direction);
	}
	struct pdz_contrast c = pdz_stat_newcombe(1, 2, 0, 0, 0.95);
	assert_true(!c.ok && !c.estimate.ok && pdz_contrast_direction(&c) == 0);
	none(c.interval, "newcombe");
	assert_false(pdz_stat_newcombe(3, 2, 1, 2, 0.95).ok);
	assert_false(pdz_stat_newcombe(1, 2, 3, 2, 0.95).ok);
}

/* R's manual, poisson.test (ISwR's eba1977, Fredericia): 11 in 800 against 21 in 3011;
 * binom.test (Mendel, Conover 1971 p. 97): 682 giants of 925, expected 3 : 1. */
static void test_poisson_ratio_published(void **state)
{
	(void)state;
	struct pdz_contrast c = pdz_stat_poisson_ratio(11, 800, 21, 3011, 0.95);
	published(c.interval, 0.8584264, 4.2772659, 1e-7);
	is(c.estimate, 11.0 / 800 / (21.0 / 3011));
	assert_true(fabs(c.p.number - 0.07967) < 5e-6 && c.null == 1);
	assert_int_equal(pdz_contrast_direction(&c), 0);

	c = pdz_stat_poisson_ratio(682, 3, 925 - 682, 1, 0.95);
	assert_true(fabs(c.p.number - 0.3825) < 5e-5);
	published(c.interval, 0.7076683 / 0.2923317 / 3, 0.7654066 / 0.2345934 / 3, 2e-6);
}

static void test_poisson_ratio_edges(void **state)
{
	(void)state;
	/* one event against none: binomial(1, 1/2), both outcomes equally likely, p = 1;
	 * low: share with P(X = 1) = 0.025, odds 0.025 / 0.975 */
	struct pdz_contrast c = pdz_stat_poisson_ratio(1, 2, 0, 2, 0.95);
	assert_true(c.ok && !c.estimate.ok && c.interval.ok && c.interval.open && isinf(c.interval.high));
	assert_true(near(c.interval.low, 0.025 / 0.975, 1e-12));
	is(c.p, 1);
	/* the other way: 0, and 0.975 / 0.025 */
	c = pdz_stat_poisson_ratio(0, 2, 1, 2, 0.95);
	assert_true(c.ok && !c.interval.open && c.interval.low == 0 && near(c.interval.high, 39, 1e-12));
	is(c.estimate, 0);
	/* 5 against 0: p = 2 / 32 */
	c = pdz_stat_poisson_ratio(5, 1, 0, 1, 0.95);
	is(c.p, 1.0 / 16);
	assert_int_equal(pdz_contrast_direction(&c), 0);
	/* 6 against 0: p = 2 / 64, low limit 0.025^(1/6) = 0.5407: odds above 1 */
	c = pdz_stat_poisson_ratio(6, 1, 0, 1, 0.95);
	is(c.p, 1.0 / 32);
	assert_int_equal(pdz_contrast_direction(&c), 1);
	c = pdz_stat_poisson_ratio(5000000, 7, 5000000, 7, 0.95);
	assert_true(c.ok && c.p.number == 1 && near(c.interval.low * c.interval.high, 1, 1e-12));

	none(pdz_stat_poisson_ratio(0, 1, 0, 1, 0.95).interval, "poisson_ratio");
	assert_false(pdz_stat_poisson_ratio(1, 0, 1, 1, 0.95).ok);
	assert_false(pdz_stat_poisson_ratio(1, 1, 1, -1, 0.95).ok);
	assert_false(pdz_stat_poisson_ratio(1, NAN, 1, 1, 0.95).ok);
	assert_false(pdz_stat_poisson_ratio(1, INFINITY, 1, 1, 0.95).ok);
	assert_false(pdz_stat_poisson_ratio(UINT64_MAX, 1, 2, 1, 0.95).ok);
	assert_false(pdz_stat_poisson_ratio(PDZ_STAT_MAX, 1, 1, 1, 0.95).ok);
	assert_true(pdz_stat_poisson_ratio(PDZ_STAT_MAX - 1, 1, 1, 1, 0.95).ok);
	assert_true(pdz_stat_poisson_ratio(PDZ_STAT_MAX, 1, 0, 1, 0.95).ok);
	assert_false(pdz_stat_poisson_ratio(7, 1e-300, 1, 1e300, 0.95).ok); /* the ratio is not a number */
}

/* R's manual, t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776. */
static void test_welch(void **state)
{
	(void)state;
	const struct pdz_tally first[] = {{-1.6, 1}, {-1.2, 1}, {-0.2, 1}, {-0.1, 1}, {0, 1},
	                                  {0.7, 1},  {0.8, 1},  {2, 1},    {3.4, 1},  {3.7, 1}};
	const struct pdz_tally second[] = {{-0.1, 1}, {0.1, 1}, {0.8, 1}, {1.1, 1}, {1.6, 1},
	                                   {1.9, 1},  {3.4, 1}, {4.4, 1}, {4.6, 1}, {5.5, 1}};
	struct pdz_summary a = pdz_tally_summary(first, 10), b = pdz_tally_summary(second, 10);
	struct pdz_contrast c = pdz_stat_welch(a.n, a.mean.number, a.sd.number, b.n, b.mean.number, b.sd.number, 0.95);
	published(c.interval, -3.3654832, 0.2054832, 1e-7);
	assert_true(fabs(c.p.number - 0.07939) < 5e-6);
	assert_true(near(c.estimate.number, -1.58, 1e-12));

	assert_true(pdz_stat_welch(2, 1, 0, 2, 5, 1, 0.95).ok); /* one constant sample is not an obstacle */
	none(pdz_stat_welch(2, 1, 0, 2, 5, 0, 0.95).interval, "welch");
	assert_false(pdz_stat_welch(1, 1, 0, 9, 5, 1, 0.95).ok);
	assert_false(pdz_stat_welch(9, 1, 1, 0, 0, 0, 0.95).ok);
	assert_false(pdz_stat_welch(9, 1, NAN, 9, 5, 1, 0.95).ok);
	assert_false(pdz_stat_welch(9, 1, 1, 9, 5, NAN, 0.95).ok);
	assert_false(pdz_stat_welch(9, INFINITY, 1, 9, 5, 1, 0.95).ok);
	assert_false(pdz_stat_welch(9, 1, INFINITY, 9, 5, 1, 0.95).ok);
	assert_false(pdz_stat_welch(9, 1e6, 1e-9, 9, 1, 1e-9, 0.95).ok); /* rounding noise beside the means */
	assert_true(pdz_stat_welch(9, 1e-9, 1e-9, 9, 0, 0, 0.95).ok);
	c = pdz_stat_welch(9, 4, 1, 9, 4, 1, 0.95);
	assert_true(c.p.number == 1 && c.estimate.number == 0 && pdz_contrast_direction(&c) == 0);
}

/* PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv: baseline
 * 80.642448 %, limits at 95 and 99.8 % for these populations. */
static void test_funnel_published(void **state)
{
	(void)state;
	const double baseline = 0.80642448;
	const struct {
		uint64_t n;
		double low95, high95, low998, high998;
	} table[] = {
		{260, 75.839936, 85.44496, 73.070432, 88.214464},
		{1119, 78.327506, 82.95739, 76.992529, 84.292366},
		{9008, 79.82654, 81.458355, 79.356024, 81.928871},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		published(pdz_stat_funnel_proportion(baseline, table[i].n, 0.95), table[i].low95 / 100, table[i].high95 / 100,
		          4e-8);
		published(pdz_stat_funnel_proportion(baseline, table[i].n, 0.998), table[i].low998 / 100,
		          table[i].high998 / 100, 4e-8);
	}
}

/* A hamlet of 300 at 2 per 1,000 expects 0.6. P(X <= 2) = e^-0.6 (1 + 0.6 + 0.18) = 0.9769,
 * so 2 cases are within 95 %; P(X <= 4) = 0.9996 and P(X <= 3) = 0.9966: 99.8 % allows 4. */
static void test_funnel_of_a_hamlet(void **state)
{
	(void)state;
	struct pdz_interval f = pdz_stat_funnel_rate(2, 0.3, 0.95);
	spans(f, 0, 2 / 0.3);
	assert_int_equal(pdz_interval_side(&f, 2 * 1000.0 / 300), 0);
	assert_int_equal(pdz_interval_side(&f, 3 * 1000.0 / 300), 1);
	f = pdz_stat_funnel_rate(2, 0.3, 0.998);
	spans(f, 0, 4 / 0.3);
	/* 2 of 5 at a target of 10 %: the score limit 0.363 would blame it, P(X >= 2) is 8 % */
	f = pdz_stat_funnel_proportion(0.1, 5, 0.95);
	assert_string_equal(f.method, "funnel_binomial");
	assert_int_equal(pdz_interval_side(&f, 2.0 / 5), 0);
	assert_int_equal(pdz_interval_side(&f, 3.0 / 5), 1);
}

/* What the header promises: outside the score funnel exactly when Wilson misses the
 * target, outside the Poisson funnel exactly when Garwood does. */
static void test_funnel_mirrors_interval(void **state)
{
	(void)state;
	const double levels[] = {0.95, 0.998};
	for (size_t l = 0; l < COUNT(levels); l++) {
		struct pdz_interval f = pdz_stat_funnel_proportion(0.31, 400, levels[l]);
		assert_string_equal(f.method, "funnel_score");
		for (uint64_t x = 0; x <= 400; x++) {
			struct pdz_interval w = pdz_stat_wilson(x, 400, levels[l]);
			assert_int_equal(pdz_interval_side(&f, (double)x / 400), -pdz_interval_side(&w, 0.31));
		}
		f = pdz_stat_funnel_rate(1.7, 11, levels[l]);
		for (uint64_t x = 0; x <= 80; x++) {
			struct pdz_interval e = pdz_stat_poisson_exact(x, levels[l]);
			assert_int_equal(pdz_interval_side(&f, (double)x / 11), -pdz_interval_side(&e, 1.7 * 11));
		}
	}
}

static void test_funnel_edges(void **state)
{
	(void)state;
	spans(pdz_stat_funnel_proportion(0, 50, 0.95), 0, 0);
	spans(pdz_stat_funnel_proportion(1, 50, 0.95), 1, 1);
	spans(pdz_stat_funnel_proportion(0.5, 1, 0.95), 0, 1);
	assert_string_equal(pdz_stat_funnel_proportion(0.1, 100, 0.95).method, "funnel_score");
	assert_string_equal(pdz_stat_funnel_proportion(0.9, 100, 0.95).method, "funnel_score");
	assert_string_equal(pdz_stat_funnel_proportion(0.1, 99, 0.95).method, "funnel_binomial");
	assert_string_equal(pdz_stat_funnel_proportion(0.9, 99, 0.95).method, "funnel_binomial");
	struct pdz_interval top = pdz_stat_funnel_proportion(0.9, 101, 0.9999999); /* cut */
	assert_true(top.ok && top.high == 1);
	spans(pdz_stat_funnel_rate(0, 50, 0.95), 0, 0);
	assert_true(pdz_stat_funnel_proportion(0.5, UINT64_MAX, 0.95).ok);
	assert_false(pdz_stat_funnel_proportion(0.5, 0, 0.95).ok);
	assert_false(pdz_stat_funnel_proportion(1.01, 9, 0.95).ok);
	assert_false(pdz_stat_funnel_proportion(-0.01, 9, 0.95).ok);
	assert_false(pdz_stat_funnel_proportion(NAN, 9, 0.95).ok);
	assert_false(pdz_stat_funnel_proportion(1e-12, PDZ_STAT_MAX + 1, 0.95).ok);
	assert_false(pdz_stat_funnel_rate(-1, 9, 0.95).ok);
	assert_false(pdz_stat_funnel_rate(NAN, 9, 0.95).ok);
	assert_false(pdz_stat_funnel_rate(1, 0, 0.95).ok);
	assert_false(pdz_stat_funnel_rate(1, INFINITY, 0.95).ok);
	assert_false(pdz_stat_funnel_rate(1, 2e9, 0.95).ok);
	assert_true(pdz_stat_funnel_rate(1, 1e9, 0.998).ok);
}

static void test_interval_side(void **state)
{
	(void)state;
	const struct pdz_interval i = {.ok = true, .low = 0.1, .high = 3}, wide = {.ok = true, .low = 1e3, .high = 2e3};
	const struct pdz_interval open = {.ok = true, .open = true, .low = 2, .high = INFINITY}, no = {0};
	struct pdz_contrast c = {.ok = true, .interval = {.ok = true, .low = 0, .high = 1}, .null = 0};
	assert_int_equal(pdz_contrast_direction(&c), 0); /* on the limit is within */
	c.null = 1;
	assert_int_equal(pdz_contrast_direction(&c), 0);
	assert_int_equal(pdz_interval_side(&i, 0.1 * (1 - 1e-8)), -1);
	assert_int_equal(pdz_interval_side(&wide, 1e3 * (1 - 1e-10)), 0);
	assert_int_equal(pdz_interval_side(&wide, 2e3 * (1 + 1e-10)), 0);
	assert_int_equal(pdz_interval_side(&wide, 2e3 * (1 + 1e-8)), 1);
	assert_int_equal(pdz_interval_side(&i, 0.0999), -1);
	assert_int_equal(pdz_interval_side(&i, 0.1 - 1e-16), 0);
	assert_int_equal(pdz_interval_side(&i, 3), 0);
	assert_int_equal(pdz_interval_side(&i, 3.001), 1);
	assert_int_equal(pdz_interval_side(&open, 1e300), 0);
	assert_int_equal(pdz_interval_side(&open, 1), -1);
	assert_int_equal(pdz_interval_side(&no, 5), 0);
}

/* ---- trend -------------------------------------------------------------------------- */

#define SERIES(name, ...) \
	const double name##_values[] = {__VA_ARGS__}; \
	struct pdz_point name[COUNT(name##_values)]; \
	for (size_t name##_i = 0; name##_i < COUNT(name##_values); name##_i++) \
		name[name##_i] = (struct pdz_point) \
		{ \
			(double)name##_i, name##_values[name##_i] \
		}

/* 1 3 2: slopes 2, 1/2, -1, S = 2 - 1; one inversion: P(K <= 1) = 3/6, p = 1.
 * 1 2 3 4: no inversion, p = 2 / 24 (M. G. Kendall's table: 0.042 on one side).
 * 1 1 2 2 3: S = 8, var = (5 * 4 * 15 - 2 * 2 * 1 * 9) / 18 = 14.667, z = 7 / 3.8297. */
static void test_trend_by_hand(void **state)
{
	(void)state;
	SERIES(three, 1, 3, 2);
	struct pdz_trend t = pdz_stat_trend(three, 3, 0.95);
	assert_true(t.ok && t.s == 1);
	assert_string_equal(t.test, "mann_kendall_exact");
	is(t.p, 1);
	is(t.slope, 0.5);
	none(t.interval, "theil_sen");

	SERIES(four, 1, 2, 3, 4);
	t = pdz_stat_trend(four, 4, 0.95);
	is(t.p, 1.0 / 12);
	none(t.interval, "theil_sen");

	SERIES(five, 1, 2, 4, 7, 11); /* p = 2 / 120; the extreme slopes miss on 1/120 either side */
	t = pdz_stat_trend(five, 5, 0.95);
	is(t.p, 1.0 / 60);
	is(t.slope, 2.5); /* 1 3/2 2 5/2 2 5/2 3 3 7/2 4: the two in the middle are 5/2 */
	spans(t.interval, 1, 4);
	spans(pdz_stat_trend(five, 5, 1 - 2.0 / 120).interval, 1, 4); /* alpha/2 met exactly */
	none(pdz_stat_trend(five, 5, 1 - 2.0 / 121).interval, "theil_sen");

	SERIES(ties, 1, 1, 2, 2, 3);
	t = pdz_stat_trend(ties, 5, 0.95);
	assert_true(t.s == 8);
	assert_string_equal(t.test, "mann_kendall");
	assert_true(near(t.p.number, erfc(7 / sqrt(264.0 / 18) / sqrt(2)), 1e-12));
	is(t.slope, 0.5);
}

/* R. O. Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), table
 * A18: n = 10, S = 23: 0.023 on one side; n = 8, S = 16: 0.031. */
static void test_trend_published(void **state)
{
	(void)state;
	SERIES(ten, 5, 4, 3, 2, 1, 7, 6, 8, 9, 10); /* 11 inversions: S = 45 - 22 */
	struct pdz_trend t = pdz_stat_trend(ten, 10, 0.95);
	assert_true(t.s == 23 && fabs(t.p.number / 2 - 0.023) < 5e-4);
	SERIES(eight, 4, 3, 2, 1, 5, 6, 7, 8); /* 6 inversions: S = 28 - 12 */
	t = pdz_stat_trend(eight, 8, 0.95);
	assert_true(t.s == 16 && fabs(t.p.number / 2 - 0.031) < 5e-4);
}

static void test_trend_edges(void **state)
{
	(void)state;
	static struct pdz_point many[PDZ_TREND_MAX + 1];
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = (struct pdz_point){(double)i, 3};
	assert_false(pdz_stat_trend(NULL, 0, 0.95).ok);
	assert_false(pdz_stat_trend(many, 1, 0.95).ok);
	assert_false(pdz_stat_trend(many, PDZ_TREND_MAX + 1, 0.95).ok);

	struct pdz_trend t = pdz_stat_trend(many, PDZ_TREND_MAX, 0.95); /* all equal */
	assert_true(t.ok && t.s == 0);
	is(t.p, 1);
	is(t.slope, 0);
	none(t.interval, "theil_sen");

	SERIES(two, 3, 5);
	t = pdz_stat_trend(two, 2, 0.95);
	is(t.p, 1);
	is(t.slope, 2);
	SERIES(same, 3, 3);
	t = pdz_stat_trend(same, 2, 0.95);
	is(t.p, 1);
	is(t.slope, 0);

	struct pdz_point bad[] = {{1, 1}, {1, 2}};
	assert_false(pdz_stat_trend(bad, 2, 0.95).ok);
	bad[1] = (struct pdz_point){0, 2};
	assert_false(pdz_stat_trend(bad, 2, 0.95).ok);
	bad[1] = (struct pdz_point){2, NAN};
	assert_false(pdz_stat_trend(bad, 2, 0.95).ok);
	bad[1] = (struct pdz_point){INFINITY, 2};
	assert_false(pdz_stat_trend(bad, 2, 0.95).ok);
	bad[0].value = -1e308;
	bad[1] = (struct pdz_point){1.5, 1e308}; /* the slope is not a number */
	assert_false(pdz_stat_trend(bad, 2, 0.95).ok);
}

/* ---- survival ------------------------------------------------------------------------- */

/* Freireich et al., Blood 21 (1963) 699-716 (remission in weeks; MASS::gehan): the medians
 * and limits survfit prints, 23 (16, none) and 8 (4, 12). */
static void test_survival_published(void **state)
{
	(void)state;
	const struct pdz_tally closed[] = {{6, 3}, {7, 1}, {10, 1}, {13, 1}, {16, 1}, {22, 1}, {23, 1}};
	const struct pdz_tally open[] = {{6, 1},  {9, 1},  {10, 1}, {11, 1}, {17, 1}, {19, 1},
	                                 {20, 1}, {25, 1}, {32, 2}, {34, 1}, {35, 1}};
	struct pdz_survival s = pdz_stat_survival(closed, COUNT(closed), open, COUNT(open), 0.95);
	assert_true(s.ok && s.closed == 9 && s.open == 12);
	is(s.median, 23);
	assert_true(s.interval.ok && s.interval.open && s.interval.low == 16 && isinf(s.interval.high));

	s = pdz_stat_survival(
		T({1, 2}, {2, 2}, {3, 1}, {4, 2}, {5, 2}, {8, 4}, {11, 2}, {12, 2}, {15, 1}, {17, 1}, {22, 1}, {23, 1}), NULL,
		0, 0.95);
	is(s.median, 8);
	spans(s.interval, 4, 12);
}

/* Closed 3 6 6, open 4 9: S = 4/5 at 3; then 3 at risk, 2 end: 4/5 * 1/3 at 6. The closed
 * alone have the median 6 too; with 4 and 9 closed-only flatters: see the second. */
static void test_survival_by_hand(void **state)
{
	(void)state;
	struct pdz_survival s = pdz_stat_survival(T({3, 1}, {6, 2}), T({4, 1}, {9, 1}), 0.95);
	is(s.median, 6);
	/* closed 2 4, open 30 30: S rests on 1/2 from 4 on, and never falls below: 4 */
	s = pdz_stat_survival(T({2, 1}, {4, 1}), T({30, 2}), 0.95);
	is(s.median, 4);
	/* closed 2 4 9, open 30: 1/2 from 4 to 9: the middle */
	s = pdz_stat_survival(T({2, 1}, {4, 1}, {9, 1}), T({30, 1}), 0.95);
	is(s.median, 6.5);
	/* closed 2, open 2 (after it), 5: S = 2/3 for ever */
	s = pdz_stat_survival(T({2, 1}), T({2, 1}, {5, 1}), 0.95);
	assert_true(s.ok && !s.median.ok);
	/* closed at once */
	s = pdz_stat_survival(T({0, 9}), T({5, 1}), 0.95);
	is(s.median, 0);
}

static void test_survival_edges(void **state)
{
	(void)state;
	assert_false(pdz_stat_survival(NULL, 0, NULL, 0, 0.95).ok);
	struct pdz_survival s = pdz_stat_survival(NULL, 0, T({5, 4}), 0.95);
	assert_true(s.ok && s.closed == 0 && s.open == 4 && !s.median.ok);
	none(s.interval, "kaplan_meier_log");
	s = pdz_stat_survival(T({5, 1}), NULL, 0, 0.95);
	is(s.median, 5);
	none(s.interval, "kaplan_meier_log");
	s = pdz_stat_survival(T({5, 10000000}), NULL, 0, 0.95);
	is(s.median, 5);
	assert_false(pdz_stat_survival(T({-1, 1}), NULL, 0, 0.95).ok);
	assert_false(pdz_stat_survival(T({1, 1}), T({-1, 1}), 0.95).ok);
	/* more than half still open, but the lower limit of the curve is below 1/2: "at least" */
	s = pdz_stat_survival(T({3, 1}, {8, 1}), T({9, 3}), 0.95);
	assert_true(!s.median.ok && s.interval.ok && s.interval.open && s.interval.low == 8);
	/* ten million, half of them closed at 10 and at 20: 3/4, then 1/2, never below */
	s = pdz_stat_survival(T({10, 2500000}, {20, 2500000}), T({30, 5000000}), 0.95);
	is(s.median, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_summary_by_hand),
		cmocka_unit_test(test_summary_edges),
		cmocka_unit_test(test_bad_samples),
		cmocka_unit_test(test_quantile_by_hand),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_tails_by_hand),
		cmocka_unit_test(test_proportion_published),
		cmocka_unit_test(test_proportion_edges),
		cmocka_unit_test(test_confidence_out_of_range),
		cmocka_unit_test(test_poisson_published),
		cmocka_unit_test(test_byar_is_close_from_ten),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_mean),
		cmocka_unit_test(test_median_ranks),
		cmocka_unit_test(test_newcombe_published),
		cmocka_unit_test(test_poisson_ratio_published),
		cmocka_unit_test(test_poisson_ratio_edges),
		cmocka_unit_test(test_welch),
		cmocka_unit_test(test_funnel_published),
		cmocka_unit_test(test_funnel_of_a_hamlet),
		cmocka_unit_test(test_funnel_mirrors_interval),
		cmocka_unit_test(test_funnel_edges),
		cmocka_unit_test(test_interval_side),
		cmocka_unit_test(test_trend_by_hand),
		cmocka_unit_test(test_trend_published),
		cmocka_unit_test(test_trend_edges),
		cmocka_unit_test(test_survival_published),
		cmocka_unit_test(test_survival_by_hand),
		cmocka_unit_test(test_survival_edges),
	};
	return !!cmocka_run_group_tests_name("stat_cases", tests, NULL, NULL);
}
