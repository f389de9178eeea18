/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics against R: every row of tests/oracle/stat-expected.csv, at 1e-9. */
#include "pdz/stat.h"
#include "test_stat_near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifndef PDZ_SOURCE_DIR
#define PDZ_SOURCE_DIR "."
#endif

enum { MAX_ITEMS = 2000, MAX_ARGS = 8, MAX_LINE = 65536 };

struct answer {
	struct pdz_value value, p;
	struct pdz_interval interval;
	const char *method; /* what the interval must call itself; NULL: any */
};

struct call {
	const char *function;
	char *arg[MAX_ARGS];
	int args;
};

/* "1:2;3:1", or "-". */
static size_t pairs(const char *text, double (*out)[2])
{
	size_t k = 0;
	char *end;
	if (strcmp(text, "-") == 0)
		return 0;
	for (;; text = end + 1) {
		assert_true(k < MAX_ITEMS);
		out[k][0] = strtod(text, &end);
		assert_int_equal(*end, ':');
		out[k++][1] = strtod(end + 1, &end);
		if (*end != ';')
			return k;
	}
}

static size_t sample(const char *text, struct pdz_tally *t)
{
	static double item[MAX_ITEMS][2];
	size_t k = pairs(text, item);
	for (size_t i = 0; i < k; i++)
		t[i] = (struct pdz_tally){item[i][0], (uint64_t)item[i][1]};
	return k;
}

static size_t series(const char *text, struct pdz_point *p)
{
	static double item[MAX_ITEMS][2];
	size_t n = pairs(text, item);
	for (size_t i = 0; i < n; i++)
		p[i] = (struct pdz_point){item[i][0], item[i][1]};
	return n;
}

static double real(const struct call *c, int i)
{
	assert_true(i < c->args);
	return strtod(c->arg[i], NULL);
}

static uint64_t whole(const struct call *c, int i)
{
	return (uint64_t)real(c, i);
}

static struct answer of_interval(struct pdz_interval i, const char *method)
{
	return (struct answer){.interval = i, .method = method};
}

static struct answer of_contrast(struct pdz_contrast c, const char *method)
{
	return (struct answer){c.estimate, c.p, c.interval, method};
}

static struct answer on_sample(const struct call *c)
{
	static struct pdz_tally t[MAX_ITEMS], open[MAX_ITEMS];
	size_t k = sample(c->arg[0], t);
	if (strcmp(c->function, "sum") == 0)
		return (struct answer){.value = {true, pdz_tally_summary(t, k).sum}};
	if (strcmp(c->function, "mean") == 0)
		return (struct answer){.value = pdz_tally_summary(t, k).mean};
	if (strcmp(c->function, "sd") == 0)
		return (struct answer){.value = pdz_tally_summary(t, k).sd};
	if (strcmp(c->function, "quantile") == 0)
		return (struct answer){.value = pdz_tally_quantile(t, k, real(c, 1))};
	if (strcmp(c->function, "median_order") == 0)
		return of_interval(pdz_tally_median_interval(t, k, real(c, 1)), "median_order");
	if (strcmp(c->function, "survival") == 0) {
		size_t open_k = sample(c->arg[1], open);
		struct pdz_survival s = pdz_stat_survival(t, k, open, open_k, real(c, 2));
		return (struct answer){.value = s.median, .interval = s.interval, .method = "kaplan_meier_log"};
	}
	fail_msg("no such function: %s", c->function);
	return (struct answer){0};
}

static struct answer run(const struct call *c)
{
	const char *f = c->function;
	if (strcmp(f, "wilson") == 0)
		return of_interval(pdz_stat_wilson(whole(c, 0), whole(c, 1), real(c, 2)), f);
	if (strcmp(f, "clopper_pearson") == 0)
		return of_interval(pdz_stat_clopper_pearson(whole(c, 0), whole(c, 1), real(c, 2)), f);
	if (strcmp(f, "poisson_exact") == 0)
		return of_interval(pdz_stat_poisson_exact(whole(c, 0), real(c, 1)), f);
	if (strcmp(f, "byar") == 0)
		return of_interval(pdz_stat_byar(whole(c, 0), real(c, 1)), f);
	if (strcmp(f, "rate") == 0)
		return of_interval(pdz_stat_rate(whole(c, 0), real(c, 1), real(c, 2)),
		                   whole(c, 0) < 10 ? "poisson_exact" : "byar");
	if (strcmp(f, "student_t") == 0)
		return of_interval(pdz_stat_mean(whole(c, 0), real(c, 1), real(c, 2), real(c, 3)), f);
	if (strcmp(f, "newcombe") == 0)
		return of_contrast(pdz_stat_newcombe(whole(c, 0), whole(c, 1), whole(c, 2), whole(c, 3), real(c, 4)), f);
	if (strcmp(f, "poisson_ratio") == 0)
		return of_contrast(pdz_stat_poisson_ratio(whole(c, 0), real(c, 1), whole(c, 2), real(c, 3), real(c, 4)), f);
	if (strcmp(f, "welch") == 0)
		return of_contrast(
			pdz_stat_welch(whole(c, 0), real(c, 1), real(c, 2), whole(c, 3), real(c, 4), real(c, 5), real(c, 6)), f);
	if (strcmp(f, "funnel_proportion") == 0)
		return of_interval(pdz_stat_funnel_proportion(real(c, 0), whole(c, 1), real(c, 2)), NULL);
	if (strcmp(f, "funnel_rate") == 0)
		return of_interval(pdz_stat_funnel_rate(real(c, 0), real(c, 1), real(c, 2)), "funnel_poisson");
	if (strcmp(f, "trend") == 0) {
		static struct pdz_point p[MAX_ITEMS];
		size_t n = series(c->arg[0], p);
		struct pdz_trend t = pdz_stat_trend(p, n, real(c, 1));
		return (struct answer){t.slope, t.p, t.interval, "theil_sen"};
	}
	return on_sample(c);
}

static bool agrees(struct pdz_value got, const char *expected)
{
	if (*expected == '\0')
		return !got.ok && got.number == 0;
	return got.ok && near(got.number, strtod(expected, NULL), 1e-9);
}

static bool interval_agrees(const struct answer *a, const char *low, const char *high)
{
	const struct pdz_interval *i = &a->interval;
	bool open = strcmp(high, "Inf") == 0;
	if (a->method && strcmp(a->method, i->method) != 0)
		return false;
	if (i->open != open || (i->ok && !(i->low <= i->high)))
		return false;
	return agrees((struct pdz_value){i->ok, i->low}, low) && agrees((struct pdz_value){i->ok, i->high}, high);
}

static bool row_agrees(char *line)
{
	char *field[6], *rest = line;
	for (int i = 0; i < 6; i++) {
		field[i] = strsep(&rest, ",");
		assert_non_null(field[i]);
	}
	struct call c = {.function = field[0]};
	for (char *word; c.args < MAX_ARGS && (word = strsep(&field[1], " ")) != NULL;)
		c.arg[c.args++] = word;
	struct answer a = run(&c);
	if (agrees(a.value, field[2]) && interval_agrees(&a, field[3], field[4]) && agrees(a.p, field[5]))
		return true;
	print_error(
		"%s %.60s %s %s %s: expected %s [%s, %s] p %s\n  got %d %.17g %d [%.17g, %.17g] open %d p %d %.17g %s\n",
		c.function, c.arg[0], c.args > 1 ? c.arg[1] : "", c.args > 2 ? c.arg[2] : "", c.args > 3 ? c.arg[3] : "",
		field[2], field[3], field[4], field[5], a.value.ok, a.value.number, a.interval.ok, a.interval.low,
		a.interval.high, a.interval.open, a.p.ok, a.p.number, a.interval.method ? a.interval.method : "");
	return false;
}

static void test_against_r(void **state)
{
	static char line[MAX_LINE];
	int rows = 0, wrong = 0;
	(void)state;
	FILE *f = fopen(PDZ_SOURCE_DIR "/tests/oracle/stat-expected.csv", "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	assert_string_equal(line, "function,arguments,value,low,high,p\n");
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		rows++;
		wrong += !row_agrees(line);
	}
	fclose(f);
	assert_true(rows > 1000); /* a cut file must not pass */
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_r)};
	return !!cmocka_run_group_tests_name("stat", tests, NULL, NULL);
}
