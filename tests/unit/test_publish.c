/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lib/publish: tables worked by hand. What must be hidden is said cell by cell; all else
 * must be shown. */
#include "publish/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* A results document under way: areas c > a, b > a1 a2 a3, b1 b2; the plan 2025 to 2026. */
struct doc {
	struct pdz_buf indicators, entries, comparisons;
};

static void add_indicator(struct doc *d, const char *code, const char *kind, const char *statistic, const char *persons)
{
	pdz_buf_printf(
		&d->indicators,
		"%s{\"code\":\"%s\",\"objective\":\"1\",\"action\":null,\"level\":\"result\",\"kind\":\"%s\","
		"\"name\":\"x\",\"unit\":\"cases\",\"scale\":1,\"better\":\"higher\",\"statistic\":\"%s\",\"persons\":%s,"
		"\"definition\":\"0123456789abcdef\",\"assessment\":\"fedcba9876543210\",\"assumed\":false}",
		d->indicators.n ? "," : "", code, kind, statistic, persons);
}

#define NO_AIMS "\"baseline\":null,\"change\":null,\"target\":null,\"expected\":null,\"progress\":null"

/* area and category as JSON; aims: baseline and target; more: what follows, with a comma before it. */
static void add_full(struct doc *d, const char *code, const char *area, const char *period, const char *category,
                     const char *numbers, const char *aims, const char *verdict, const char *more)
{
	pdz_buf_printf(&d->entries,
	               "%s{\"indicator\":\"%s\",\"period\":\"%s\",\"area\":%s,\"category\":%s,\"unit\":\"cases\",%s,"
	               "\"low\":null,\"high\":null,\"method\":null,%s,\"verdict\":\"%s\",\"reason\":%s%s}",
	               d->entries.n ? "," : "", code, period, area, category, numbers, aims, verdict,
	               strcmp(verdict, "not_assessable") == 0 ? "\"not_due\"" : "null", more);
}

static void add_entry(struct doc *d, const char *code, const char *area, const char *period, const char *numbers,
                      const char *detail)
{
	char place[20], more[600];
	snprintf(place, sizeof place, "\"%s\"", area);
	snprintf(more, sizeof more, ",\"detail\":{%s}", detail);
	add_full(d, code, place, period, "null", numbers, NO_AIMS, "no_target", more);
}

static void add_count(struct doc *d, const char *code, const char *area, const char *period, int x)
{
	char numbers[120];
	snprintf(numbers, sizeof numbers, "\"value\":%d,\"numerator\":%d,\"denominator\":null,\"n\":%d", x, x, x);
	add_entry(d, code, area, period, numbers, "");
}

static void add_share(struct doc *d, const char *code, const char *area, const char *period, int of, int all)
{
	char numbers[120];
	snprintf(numbers, sizeof numbers, "\"value\":%.17g,\"numerator\":%d,\"denominator\":%d,\"n\":%d", (double)of / all,
	         of, all, all);
	add_entry(d, code, area, period, numbers, "");
}

static struct pdz_results *load(struct doc *d, int threshold)
{
	char name[] = "/tmp/test_publish.XXXXXX";
	struct pdz_error err = {0};
	const struct pdz_diag_sink sink = {0};
	struct pdz_results *r = NULL;
	FILE *f = fdopen(mkstemp(name), "w");
	assert_non_null(f);
	fprintf(f,
	        "{\"pdz_results\":2,\"tool\":{\"name\":\"pdz-indicators\",\"version\":\"0\"},\"as_of\":\"2026-12-31\","
	        "\"by\":[\"plan\"],"
	        "\"plan\":{\"id\":\"x\",\"name\":\"x\",\"language\":\"en\",\"from\":\"2025-01-01\",\"to\":\"2026-12-31\","
	        "\"sha256\":\"%064d\"},"
	        "\"settings\":{\"confidence\":0.95,\"on_track\":0.9,\"behind\":0.6,\"minimum_n\":0,\"suppress_below\":%d},"
	        "\"inputs\":[],\"sources\":[],\"areas\":[{\"code\":\"c\",\"name\":\"c\",\"parent\":null},"
	        "{\"code\":\"a\",\"name\":\"a\",\"parent\":\"c\"},{\"code\":\"a1\",\"name\":\"a1\",\"parent\":\"a\"},"
	        "{\"code\":\"a2\",\"name\":\"a2\",\"parent\":\"a\"},{\"code\":\"a3\",\"name\":\"a3\",\"parent\":\"a\"},"
	        "{\"code\":\"b\",\"name\":\"b\",\"parent\":\"c\"},{\"code\":\"b1\",\"name\":\"b1\",\"parent\":\"b\"},"
	        "{\"code\":\"b2\",\"name\":\"b2\",\"parent\":\"b\"}],"
	        "\"objectives\":[{\"code\":\"1\",\"name\":\"x\",\"policy_areas\":[],\"budget\":{},\"actions\":[]}],"
	        "\"indicators\":[%.*s],\"entries\":[%.*s]",
	        0, threshold, (int)d->indicators.n, d->indicators.p, (int)d->entries.n, d->entries.p);
	if (d->comparisons.n)
		fprintf(f, ",\"comparisons\":[%.*s]", (int)d->comparisons.n, d->comparisons.p);
	fprintf(f, "}\n");
	assert_int_equal(fclose(f), 0);
	const enum pdz_status status = pdz_results_load(&r, name, &sink, &err);
	unlink(name);
	if (status != PDZ_OK)
		fail_msg("%s", err.text);
	pdz_buf_release(&d->indicators);
	pdz_buf_release(&d->entries);
	pdz_buf_release(&d->comparisons);
	return r;
}

/* As the results say who is counted: without a plan, and so without what it relates. */
static bool publish_alone(struct pdz_results *r)
{
	struct pub_table t = {.r = r, .threshold = (double)r->suppress_below, .dominance = 0.85, .unprotected = PDZ_NONE};
	r->publication = (struct pdz_publication){.on = true, .threshold = r->suppress_below};
	const bool safe = pdz_publish_protect(&t, NULL);
	if (safe)
		pdz_publish_apply(&t);
	const bool fine = safe && !t.no_memory;
	pdz_publish_table_release(&t);
	return fine;
}

static struct pdz_results *published(struct doc *d, int threshold)
{
	struct pdz_results *r = load(d, threshold);
	assert_true(publish_alone(r));
	return r;
}

/* Exactly these entries are hidden: "code area period, ..." in the order of the document. */
static void assert_hidden(const struct pdz_results *r, const char *expected)
{
	struct pdz_buf b = {0};
	for (size_t i = 0; i < r->entry_count; i++) {
		const struct pdz_entry *e = &r->entries[i];
		if (e->reason != PDZ_SUPPRESSED) {
			assert_true(e->numerator.ok || e->n.ok);
			continue;
		}
		assert_false(e->value.ok || e->numerator.ok || e->denominator.ok || e->n.ok);
		assert_int_equal(e->verdict, PDZ_NOT_ASSESSABLE);
		pdz_buf_z(&b, b.n ? ", " : "");
		pdz_buf_str(&b, r->indicators[e->indicator].code);
		pdz_buf_char(&b, ' ');
		pdz_buf_str(&b, r->areas[e->area].code);
		pdz_buf_char(&b, ' ');
		pdz_period_write(&b, e->period);
	}
	pdz_buf_char(&b, '\0');
	assert_string_equal(b.p, expected);
	pdz_buf_release(&b);
}

/* Two areas, two years, all totals: a rectangle, or it follows from row and column. */
static void square(void **state)
{
	(void)state;
	static const char *const areas[] = {"c", "a", "b"}, *const periods[] = {"2025/2026", "2025", "2026"};
	static const int x[3][3] = {{30, 11, 19}, {10, 1, 9}, {20, 10, 10}};
	struct doc d = {0};
	add_indicator(&d, "P", "count", "sum", "{\"numerator\":1}");
	for (int p = 0; p < 3; p++)
		for (int a = 0; a < 3; a++)
			add_count(&d, "P", areas[a], periods[p], x[a][p]);
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a 2025, P b 2025, P a 2026, P b 2026");
	assert_int_equal(r->publication.primary, 1);
	assert_int_equal(r->publication.complementary, 3);
	pdz_results_free(r);
}

/* 3 x 3 with a 2 in the middle: the rectangle in which least is lost. That grows with the
 * logarithm of x + 1, so by the other three corners the four rectangles come to 5 9 9 =
 * 405 (with a1, Q1), 9 7 8 = 504 (a1, Q3), 9 9 9 = 729 (a3, Q1), 7 9 7 = 441 (a3, Q3). */
static void three_by_three(void **state)
{
	(void)state;
	static const char *const areas[] = {"a", "a1", "a2", "a3"}, *const periods[] = {"2025", "2025-Q1", "2025-Q2",
	                                                                                "2025-Q3"};
	static const int x[4][4] = {{57, 20, 18, 19}, {19, 4, 8, 7}, {16, 8, 2, 6}, {22, 8, 8, 6}};
	struct doc d = {0};
	add_indicator(&d, "P", "count", "sum", "{\"numerator\":1}");
	for (int p = 0; p < 4; p++)
		for (int a = 0; a < 4; a++)
			add_count(&d, "P", areas[a], periods[p], x[a][p]);
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a1 2025-Q1, P a2 2025-Q1, P a1 2025-Q2, P a2 2025-Q2");
	pdz_results_free(r);
}

/* Of a whole that is shown, one small part: the smallest other that has room goes with it. */
static void hierarchy(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "sum", "{\"numerator\":1}");
	add_count(&d, "P", "c", "2025", 30);
	add_count(&d, "P", "a", "2025", 13);
	add_count(&d, "P", "a1", "2025", 1);
	add_count(&d, "P", "a2", "2025", 5);
	add_count(&d, "P", "a3", "2025", 7);
	add_count(&d, "P", "b", "2025", 17);
	add_count(&d, "P", "b1", "2025", 17);
	add_count(&d, "P", "b2", "2025", 0); /* nobody: shown */
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a1 2025, P a2 2025");
	pdz_results_free(r);
}

/* Whole and only part are one number. */
static void only_part(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
	add_count(&d, "P", "a", "2025", 2);
	add_count(&d, "P", "a1", "2025", 2);
	add_count(&d, "P", "a2", "2025", 0);
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a 2025, P a1 2025");
	pdz_results_free(r);
}

/* What is left over counts persons too: 18 of 20 leave two, 17 three, 20 nobody. */
static void shares(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "S", "ratio", "ratio", "{\"numerator\":1,\"denominator\":2,\"subset\":true}");
	add_indicator(&d, "T", "ratio", "ratio", "{\"numerator\":4,\"denominator\":5,\"subset\":true}");
	add_indicator(&d, "U", "ratio", "ratio", "{\"numerator\":7,\"denominator\":8,\"subset\":true}");
	add_indicator(&d, "V", "ratio", "ratio", "{\"numerator\":10,\"denominator\":11,\"subset\":true}");
	add_share(&d, "S", "a", "2025", 18, 20);
	add_share(&d, "T", "a", "2025", 17, 20);
	add_share(&d, "U", "a", "2025", 20, 20);
	add_share(&d, "V", "a", "2025", 2, 20);
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "S a 2025, V a 2025");
	pdz_results_free(r);
}

/* The same persons in two indicators are hidden in both. */
static void same_number_twice(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
	add_indicator(&d, "R", "ratio", "ratio", "{\"numerator\":1}");
	add_count(&d, "P", "a", "2025", 2);
	add_share(&d, "R", "a", "2025", 2, 40);
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a 2025, R a 2025");
	pdz_results_free(r);
}

/* The other sub-area, and what compares the two. */
static void other_area(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
	add_count(&d, "P", "c", "2025", 22);
	add_count(&d, "P", "a", "2025", 20);
	add_count(&d, "P", "b", "2025", 2);
	pdz_buf_z(
		&d.comparisons,
		"{\"indicator\":\"P\",\"kind\":\"areas\",\"period\":\"2025\",\"area\":\"a\",\"other_area\":\"b\",\"first\":20,"
		"\"second\":2,\"n_first\":20,\"n_second\":2,\"measure\":\"difference\",\"estimate\":18,\"low\":1,\"high\":30,"
		"\"p\":0.01,"
		"\"method\":\"x\",\"finding\":\"higher\",\"reason\":null}");
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a 2025, P b 2025");
	const struct pdz_comparison *c = &r->comparisons[0];
	assert_false(c->first.ok || c->second.ok || c->n_first.ok || c->n_second.ok || c->estimate.ok || c->low.ok ||
	             c->high.ok || c->p.ok);
	assert_int_equal(c->finding, PDZ_FINDING_NOT_COMPARABLE);
	assert_int_equal(c->reason, PDZ_SUPPRESSED);
	pdz_results_free(r);
}

/* Sub-areas that stand in a comparison alone add up with the whole as well. */
static void only_compared(void **state)
{
	(void)state;
	for (int small = 0; small < 2; small++) {
		struct doc d = {0};
		add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
		add_count(&d, "P", "c", "2025", 22);
		pdz_buf_printf(
			&d.comparisons,
			"{\"indicator\":\"P\",\"kind\":\"areas\",\"period\":\"2025\",\"area\":\"a\",\"other_area\":\"b\","
			"\"first\":%d,\"second\":%d,\"n_first\":%d,\"n_second\":%d,\"measure\":\"difference\",\"estimate\":2,"
			"\"low\":1,"
			"\"high\":30,\"p\":0.01,\"method\":\"x\",\"finding\":\"higher\",\"reason\":null}",
			small ? 20 : 12, small ? 2 : 10, small ? 20 : 12, small ? 2 : 10);
		struct pdz_results *r = published(&d, 3);
		assert_hidden(r, "");
		assert_int_equal(r->comparisons[0].first.ok, !small);
		assert_int_equal(r->comparisons[0].reason, small ? PDZ_SUPPRESSED : PDZ_REASON_NONE);
		pdz_results_free(r);
	}
}

/* Persons of two years need not add up: 4 in both, 3 in the first, 2 in the second. The
 * second could be 3, if two came in both. */
static void overlapping_years(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
	add_count(&d, "P", "a", "2025/2026", 4);
	add_count(&d, "P", "a", "2025", 3);
	add_count(&d, "P", "a", "2026", 2);
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a 2026");
	pdz_results_free(r);
}

/* Times: n and what is told of them, one by one. 10 closed, 1 of them in time; 2 still wait. */
static void times(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "D", "duration", "median", "{\"items\":3}");
	add_entry(&d, "D", "a", "2025", "\"value\":30,\"numerator\":1,\"denominator\":10,\"n\":10",
	          "\"mean\":31,\"median\":30,\"min\":4,\"max\":90,\"share\":0.1,\"closed\":10,\"open\":2,\"overdue\":0,"
	          "\"open_age_median\":7,\"declared\":5");
	add_entry(&d, "D", "b", "2025", "\"value\":30,\"numerator\":null,\"denominator\":null,\"n\":2",
	          "\"mean\":31,\"median\":30,\"min\":4,\"max\":90,\"closed\":2,\"open\":0,\"overdue\":0,\"declared\":5");
	add_indicator(&d, "E", "duration", "median", "{\"items\":4}");
	add_indicator(&d, "P", "duration", "p90", "{\"items\":5}");
	add_entry(&d, "E", "a", "2025", "\"value\":30,\"numerator\":null,\"denominator\":null,\"n\":6",
	          "\"mean\":31,\"median\":30,\"q1\":9,\"q3\":60,\"min\":4,\"max\":90,\"closed\":6");
	add_entry(&d, "P", "a", "2025", "\"value\":60,\"numerator\":null,\"denominator\":null,\"n\":10",
	          "\"mean\":31,\"p90\":60,\"closed\":10");
	struct pdz_results *r = published(&d, 3);
	const struct pdz_entry *a = &r->entries[0], *b = &r->entries[1], *few = &r->entries[2], *last = &r->entries[3];
	/* below 7 nothing but how many; the 90th percentile of 10 is that of the last but one */
	assert_true(few->n.ok && few->detail.closed.ok && last->n.ok);
	assert_false(few->value.ok || few->detail.mean.ok || few->detail.median.ok || few->detail.q1.ok ||
	             few->detail.q3.ok);
	assert_false(last->value.ok || last->detail.p90.ok);
	assert_int_equal(few->reason, PDZ_SUPPRESSED);
	assert_true(a->value.ok && a->n.ok);
	assert_false(a->detail.mean.ok); /* beside quartiles it tells the times of so few */
	assert_false(a->numerator.ok || a->denominator.ok || a->detail.share.ok || a->detail.open.ok ||
	             a->detail.open_age_median.ok);
	assert_false(a->detail.min.ok || a->detail.max.ok); /* of one person */
	assert_int_equal(a->reason, PDZ_SUPPRESSED);
	assert_false(b->value.ok || b->n.ok || b->detail.mean.ok || b->detail.median.ok || b->detail.closed.ok ||
	             b->detail.declared.ok);
	pdz_results_free(r);
}

static void thresholds(void **state)
{
	(void)state;
	static const struct {
		int threshold;
		const char *hidden;
	} cases[] = {{1, ""}, {2, "P a1 2025"}, {4, "P a1 2025, P a2 2025"}, {6, "P a1 2025, P a2 2025, P a3 2025"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct doc d = {0};
		add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
		add_count(&d, "P", "a1", "2025", 1);
		add_count(&d, "P", "a2", "2025", 3);
		add_count(&d, "P", "a3", "2025", 5);
		struct pdz_results *r = published(&d, cases[i].threshold);
		assert_hidden(r, cases[i].hidden);
		pdz_results_free(r);
	}
}

/* The last look notices a cell that is shown against the proofs, and a proof that is not one. */
static void audit(void **state)
{
	(void)state;
	for (int spoil = 0; spoil < 4; spoil++) {
		struct doc d = {0};
		add_indicator(&d, "P", "count", "sum", "{\"numerator\":1}");
		add_count(&d, "P", "a", "2025", 13);
		add_count(&d, "P", "a1", "2025", 1);
		add_count(&d, "P", "a2", "2025", 5);
		add_count(&d, "P", "a3", "2025", 7);
		struct pdz_results *r = load(&d, 3);
		struct pub_table t = {.r = r, .threshold = 3, .dominance = 0.85, .unprotected = PDZ_NONE};
		pdz_publish_collect(&t);
		pdz_publish_relate(&t);
		assert_true(pdz_publish_link(&t));
		pdz_publish_primary(&t);
		pdz_publish_complementary(&t);
		assert_false(t.no_memory);
		assert_true(t.cells[1].hidden && t.cells[2].hidden);
		switch (spoil) {
		case 1:
			t.cells[2].hidden = false; /* the one that protects */
			break;
		case 2:
			t.counts[1].move = PDZ_NONE;
			break;
		case 3:
			t.moved[t.moves[t.counts[1].move].first].by += 1; /* no longer adds up */
			break;
		}
		assert_int_equal(pdz_publish_audit(&t), spoil == 0);
		pdz_publish_table_release(&t);
		pdz_results_free(r);
	}
}

/* ---- scores, times ---- */

/* Scores: how many gave each; the mean tells the sum. */
static void scores(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "S", "score", "mean", "{\"items\":4}");
	add_indicator(&d, "T", "score", "mean", "{\"items\":5}");
	add_indicator(&d, "U", "score", "mean", "{\"items\":6}");
	/* 1 + 5 + 3 answers, sum 31: as well 3 + 1 + 5. The distribution is hidden, the mean is not. */
	add_entry(&d, "S", "a", "2025", "\"value\":3.4444444444444446,\"numerator\":null,\"denominator\":null,\"n\":9",
	          "\"mean\":3.4444444444444446,\"sd\":1.33,\"median\":3,\"min\":1,\"max\":5,"
	          "\"distribution\":[[1,1],[3,5],[5,3]]");
	/* three answers, sum 4: who knows both knows that they are 1, 1 and 2 */
	add_entry(&d, "T", "a", "2025", "\"value\":1.3333333333333333,\"numerator\":null,\"denominator\":null,\"n\":3",
	          "\"mean\":1.3333333333333333,\"sd\":0.58,\"median\":1,\"distribution\":[[1,2],[2,1]]");
	add_entry(&d, "U", "a", "2025", "\"value\":3,\"numerator\":null,\"denominator\":null,\"n\":8",
	          "\"mean\":3,\"sd\":1.1,\"median\":3,\"min\":2,\"max\":4,\"distribution\":[[2,4],[4,4]]");
	struct pdz_results *r = published(&d, 3);
	const struct pdz_entry *s = &r->entries[0], *t = &r->entries[1], *u = &r->entries[2];
	assert_true(s->value.ok && s->n.ok && s->detail.mean.ok);
	assert_false(s->detail.sd.ok || s->detail.median.ok || s->detail.min.ok || s->detail.max.ok || s->low.ok);
	assert_int_equal(s->detail.distribution_count, 0);
	assert_int_equal(s->reason, PDZ_SUPPRESSED);
	assert_true(t->n.ok);
	assert_false(t->value.ok || t->detail.mean.ok || t->detail.median.ok);
	assert_int_equal(t->detail.distribution_count, 0);
	assert_true(u->value.ok);
	assert_false(u->detail.sd.ok || u->detail.median.ok); /* beside a mean of so few */
	assert_false(u->detail.min.ok || u->detail.max.ok);   /* of one person */
	assert_int_equal(u->detail.distribution_count, 2);
	assert_int_equal(u->reason, PDZ_REASON_NONE);
	assert_int_equal(r->publication.primary, 2);
	pdz_results_free(r);
}

/* The share of those from a mark on. Here all from 5 on, of 1 + 4 + 4 answers with the sum 33. */
static void scores_and_a_mark(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "S", "score", "share", "{\"items\":4}");
	add_indicator(&d, "M", "score", "mean", "{\"items\":5}");
	add_indicator(&d, "N", "score", "mean", "{\"items\":6}");
	/* n, the sum and those at the mark leave nothing open: all is hidden */
	add_entry(&d, "S", "a", "2025", "\"value\":0.4444444444444444,\"numerator\":4,\"denominator\":9,\"n\":9",
	          "\"mean\":3.6666666666666665,\"distribution\":[[1,1],[3,4],[5,4]]");
	/* beside the mean the share alone can go: 2 + 2 + 5, 3 + 0 + 6 would do as well */
	add_entry(
		&d, "M", "a", "2025", "\"value\":3.6666666666666665,\"numerator\":null,\"denominator\":null,\"n\":9",
		"\"mean\":3.6666666666666665,\"share\":0.4444444444444444,\"share_of\":9,\"distribution\":[[1,1],[3,4],[5,4]]");
	/* 3 + 3 + 3 answers, 6 from 3 on: nothing small */
	add_entry(&d, "N", "a", "2025", "\"value\":3,\"numerator\":null,\"denominator\":null,\"n\":9",
	          "\"mean\":3,\"share\":0.6666666666666666,\"share_of\":9,\"distribution\":[[1,3],[3,3],[5,3]]");
	struct pdz_results *r = published(&d, 3);
	const struct pdz_entry *s = &r->entries[0], *m = &r->entries[1], *n = &r->entries[2];
	assert_false(s->value.ok || s->numerator.ok || s->denominator.ok || s->n.ok || s->detail.mean.ok ||
	             s->detail.share.ok);
	assert_int_equal(s->detail.distribution_count, 0);
	assert_true(m->value.ok && m->n.ok);
	assert_false(m->detail.share.ok);
	assert_int_equal(m->detail.distribution_count, 0);
	assert_true(n->value.ok && n->detail.share.ok);
	assert_int_equal(n->detail.distribution_count, 3);
	pdz_results_free(r);
}

/* Of those that are closed, how many had a planned time: what is left over counts too. */
static void times_of_planned(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "D", "duration", "of_planned", "{\"items\":3}");
	add_indicator(&d, "E", "duration", "of_planned", "{\"items\":4}");
	add_indicator(&d, "F", "duration", "of_planned", "{\"items\":5}");
	add_entry(&d, "D", "a", "2025", "\"value\":1.2,\"numerator\":12,\"denominator\":10,\"n\":8", "\"closed\":12");
	add_entry(&d, "E", "a", "2025", "\"value\":1.2,\"numerator\":12,\"denominator\":10,\"n\":8",
	          "\"closed\":9"); /* one had none */
	add_entry(&d, "F", "a", "2025", "\"value\":1.2,\"numerator\":12,\"denominator\":10,\"n\":8",
	          "\"mean\":3"); /* not told apart */
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "E a 2025");
	pdz_results_free(r);
}

/* The mean of 8, of which 2 in time: the share is hidden, and nothing else. Where items are due, and it is also
 * said how many are overdue, that goes with it: out of how many is closed + overdue. */
static void a_share_beside_the_mean(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "D", "duration", "mean", "{\"items\":3}");
	add_entry(&d, "D", "a", "2025", "\"value\":30,\"numerator\":240,\"denominator\":8,\"n\":8",
	          "\"mean\":30,\"share\":0.25,\"share_of\":8,\"closed\":8");
	add_indicator(&d, "E", "timing", "mean", "{\"items\":4}");
	add_entry(&d, "E", "a", "2025", "\"value\":30,\"numerator\":240,\"denominator\":8,\"n\":8",
	          "\"mean\":30,\"share\":0.25,\"share_of\":8,\"closed\":8,\"open\":5,\"overdue\":0");
	struct pdz_results *r = published(&d, 3);
	for (size_t i = 0; i < 2; i++) {
		const struct pdz_entry *e = &r->entries[i];
		assert_true(e->value.ok && e->n.ok && e->numerator.ok && e->detail.closed.ok);
		assert_false(e->detail.share.ok || e->detail.open.ok || e->detail.overdue.ok);
		assert_int_equal(e->reason, PDZ_SUPPRESSED);
	}
	pdz_results_free(r);
}

/* Whether a milestone of dates is met depends on who is late, so the verdict goes with them. */
static void dates_kept(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "T", "timing", "share", "{\"items\":3}");
	add_indicator(&d, "U", "timing", "median", "{\"items\":4}");
	add_indicator(&d, "V", "timing", "share", "{\"items\":5}");
	/* two still wait, none of them late */
	add_entry(&d, "T", "a", "2025", "\"value\":0.75,\"numerator\":9,\"denominator\":12,\"n\":12",
	          "\"closed\":12,\"open\":2,\"overdue\":0");
	/* one of ten in time */
	add_entry(&d, "U", "a", "2025", "\"value\":4,\"numerator\":1,\"denominator\":10,\"n\":10",
	          "\"median\":4,\"share\":0.1,\"closed\":10,\"open\":5,\"overdue\":0");
	/* 11 closed of 12 judged: one is overdue, whether that is said or not */
	add_entry(&d, "V", "a", "2025", "\"value\":0.6666666666666666,\"numerator\":8,\"denominator\":12,\"n\":12",
	          "\"closed\":11,\"open\":5,\"overdue\":1");
	struct pdz_results *r = published(&d, 3);
	const struct pdz_entry *t = &r->entries[0], *u = &r->entries[1], *v = &r->entries[2];
	assert_true(t->value.ok && t->numerator.ok && t->n.ok);
	assert_false(t->detail.open.ok || t->detail.overdue.ok);
	assert_int_equal(t->verdict, PDZ_NOT_ASSESSABLE);
	assert_true(u->value.ok && u->n.ok && u->detail.closed.ok);
	assert_false(u->numerator.ok || u->denominator.ok || u->detail.share.ok);
	assert_int_equal(u->verdict, PDZ_NOT_ASSESSABLE);
	assert_false(v->value.ok || v->numerator.ok || v->n.ok || v->detail.overdue.ok);
	pdz_results_free(r);
}

/* The longest time is that of one person, of however many. */
static void the_longest_time(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "D", "duration", "max", "{\"items\":3}");
	add_entry(&d, "D", "a", "2025", "\"value\":90,\"numerator\":null,\"denominator\":null,\"n\":9",
	          "\"mean\":30,\"max\":90,\"closed\":9");
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "D a 2025");
	assert_false(r->entries[0].detail.max.ok || r->entries[0].detail.mean.ok);
	assert_int_equal(r->publication.primary + r->publication.complementary, 0);
	assert_int_equal(r->publication.dependent, 1);
	pdz_results_free(r);
}

/* A value that does not say what it counts cannot be known to be safe; no value is no matter. */
static void what_is_not_said(void **state)
{
	(void)state;
	static const char nothing[] = "\"value\":null,\"numerator\":null,\"denominator\":null,\"n\":null",
					  value[] = "\"value\":7,\"numerator\":null,\"denominator\":null,\"n\":null";
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
	add_indicator(&d, "R", "ratio", "ratio", "{\"denominator\":2}");
	add_indicator(&d, "D", "duration", "median", "{\"items\":3}");
	add_indicator(&d, "E", "duration", "median", "{\"items\":4}");
	add_indicator(&d, "F", "count", "sum", "{}");
	add_entry(&d, "P", "a", "2025", value, "");
	add_entry(&d, "R", "a", "2025", value, "");
	add_entry(&d, "D", "a", "2025", value, "\"median\":7");
	add_full(&d, "E", "\"a\"", "2025", "null", value, NO_AIMS, "no_target", "");
	add_full(&d, "E", "\"a\"", "2026", "null", nothing, NO_AIMS, "not_assessable", "");
	add_entry(&d, "F", "a", "2025", value, "");
	struct pdz_results *r = load(&d, 3);
	assert_true(publish_alone(r));
	for (size_t i = 0; i < 4; i++) {
		assert_false(r->entries[i].value.ok);
		assert_int_equal(r->entries[i].reason, PDZ_SUPPRESSED);
	}
	assert_int_equal(r->entries[4].reason, PDZ_NOT_DUE);
	assert_true(r->entries[5].value.ok); /* of nobody */
	pdz_results_free(r);
}

/* The records behind what has no count of its own may be the persons that a score counts. */
static void records_behind(void **state)
{
	(void)state;
	static const char *const kinds[] = {"judgement", "milestone", "cadence"};
	struct doc d = {0};
	add_indicator(&d, "S", "score", "mean", "{\"items\":4}");
	add_entry(&d, "S", "a", "2025", "\"value\":4,\"numerator\":8,\"denominator\":2,\"n\":2",
	          "\"mean\":4,\"distribution\":[[4,2]]");
	for (size_t i = 0; i < 3; i++) {
		char code[] = {'X', (char)('1' + i), '\0'};
		add_indicator(&d, code, kinds[i], "x", "{}");
		add_entry(&d, code, "a", "2025", "\"value\":1,\"numerator\":null,\"denominator\":null,\"n\":2",
		          "\"reached\":true");
	}
	struct pdz_results *r = published(&d, 3);
	assert_false(r->entries[0].value.ok || r->entries[0].n.ok);
	for (size_t i = 1; i < 4; i++) {
		assert_true(r->entries[i].value.ok);
		assert_false(r->entries[i].n.ok);
		assert_int_equal(r->entries[i].reason, PDZ_REASON_NONE);
	}
	pdz_results_free(r);
}

/* How far a milestone of persons got is as many of them; and where others are reached, one that is hidden is not. */
static void milestones_of_persons(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "milestone", "x", "{\"items\":4}");
	add_entry(&d, "P", "a", "2025", "\"value\":0.4,\"numerator\":2,\"denominator\":5,\"n\":2", "\"reached\":false");
	add_entry(&d, "P", "b", "2025", "\"value\":1,\"numerator\":5,\"denominator\":5,\"n\":7", "\"reached\":true");
	add_indicator(&d, "Q", "milestone", "x", "{}");
	add_entry(&d, "Q", "a", "2025", "\"value\":0.4,\"numerator\":2,\"denominator\":5,\"n\":2", "\"reached\":false");
	struct pdz_results *r = published(&d, 3);
	assert_false(r->entries[0].value.ok || r->entries[0].numerator.ok || r->entries[0].denominator.ok ||
	             r->entries[0].n.ok);
	assert_int_equal(r->entries[0].reason, PDZ_SUPPRESSED);
	assert_int_equal(r->entries[0].verdict, PDZ_NOT_ASSESSABLE);
	assert_false(r->entries[0].detail.has_reached || r->entries[1].detail.has_reached);
	assert_false(r->entries[1].value.ok || r->entries[1].numerator.ok || r->entries[1].n.ok);
	assert_true(r->entries[2].value.number == 0.4 && r->entries[2].numerator.number == 2);
	pdz_results_free(r);
}

/* ---- parts ---- */

static void assert_parts(const struct pdz_entry *e, const char *expected)
{
	struct pdz_buf b = {0};
	for (size_t i = 0; i < e->detail.breakdown_count; i++) {
		const struct pdz_part *p = &e->detail.breakdown[i];
		if (p->value.ok)
			continue;
		assert_false(p->numerator.ok || p->denominator.ok);
		pdz_buf_str(&b, p->key);
		pdz_buf_char(&b, ' ');
	}
	pdz_buf_char(&b, '\0');
	assert_string_equal(b.p, expected);
	pdz_buf_release(&b);
}

/* Two women: with them goes the whole, since the men stand in two places and so are worth more
 * (1.7 (1 + 0.15 log2 9) = 2.5 against 1.5 (1 + 0.15 log2 11) = 2.3). */
static void dimensions(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1},\"breakdown\":\"sex\"");
	static const struct {
		const char *sex;
		int x;
	} of[] = {{"null", 10}, {"\"f\"", 2}, {"\"m\"", 8}};
	for (size_t i = 0; i < 3; i++) {
		char numbers[100], more[200];
		snprintf(numbers, sizeof numbers, "\"value\":%d,\"numerator\":%d,\"denominator\":null,\"n\":%d", of[i].x,
		         of[i].x, of[i].x);
		snprintf(more, sizeof more, ",\"dimensions\":{\"sex\":%s},\"detail\":{\"breakdown\":[%s]}", of[i].sex,
		         i == 0 ? "{\"key\":\"f\",\"label\":\"F\",\"value\":2},{\"key\":\"m\",\"label\":\"M\",\"value\":8}"
		                : "");
		add_full(&d, "P", "\"a\"", "2025", "null", numbers, NO_AIMS, "no_target", more);
	}
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a 2025, P a 2025");
	assert_true(r->entries[2].value.ok);
	assert_parts(&r->entries[0], "f ");
	pdz_results_free(r);
}

/* Two of 20 in one place: with it goes the smallest of the others. The part of an area that has
 * parts itself, and of a place that is not known, are not places. */
static void parts_by_area(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1},\"breakdown\":\"area\"");
	add_entry(
		&d, "P", "c", "2025", "\"value\":38,\"numerator\":38,\"denominator\":null,\"n\":38",
		"\"breakdown\":[{\"key\":\"a1\",\"label\":\"a1\",\"value\":2},{\"key\":\"a2\",\"label\":\"a2\",\"value\":8},"
		"{\"key\":\"b1\",\"label\":\"b1\",\"value\":10},{\"key\":\"b\",\"label\":\"b\",\"value\":9},"
		"{\"key\":\"x\",\"label\":\"x\",\"value\":9}]");
	add_entry(&d, "P", "b1", "2025", "\"value\":10,\"numerator\":10,\"denominator\":null,\"n\":10",
	          "\"breakdown\":[{\"key\":\"b1\",\"label\":\"b1\",\"value\":10}]");
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "");
	assert_parts(&r->entries[1], "");
	assert_false(r->entries[0].detail.breakdown[0].value.ok);
	assert_int_equal(r->publication.primary, 1);
	pdz_results_free(r);
}

/* Ratios of parts: 1 of 20 hides that part and, since 13 of 40 are all, the other. 7 + 8 of 15 is nothing small. */
static void parts_of_a_ratio(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "R", "ratio", "ratio",
	              "{\"numerator\":1,\"denominator\":2,\"subset\":true},\"breakdown\":\"category\"");
	add_indicator(&d, "S", "ratio", "ratio",
	              "{\"numerator\":4,\"denominator\":5,\"subset\":true},\"breakdown\":\"category\"");
	add_entry(&d, "R", "a", "2025", "\"value\":0.375,\"numerator\":15,\"denominator\":40,\"n\":40",
	          "\"breakdown\":[{\"key\":\"k\",\"label\":\"k\",\"value\":0.35,\"numerator\":7,\"denominator\":20},"
	          "{\"key\":\"l\",\"label\":\"l\",\"value\":0.4,\"numerator\":8,\"denominator\":20}]");
	add_entry(&d, "S", "a", "2025", "\"value\":0.325,\"numerator\":13,\"denominator\":40,\"n\":40",
	          "\"breakdown\":[{\"key\":\"k\",\"label\":\"k\",\"value\":0.05,\"numerator\":1,\"denominator\":20},"
	          "{\"key\":\"l\",\"label\":\"l\",\"value\":0.6,\"numerator\":12,\"denominator\":20}]");
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "");
	assert_parts(&r->entries[0], "");
	assert_parts(&r->entries[1], "k l ");
	pdz_results_free(r);
}

/* A part for each case is a person each. */
static void parts_by_case(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1},\"breakdown\":\"case\"");
	add_entry(
		&d, "P", "a", "2025", "\"value\":5,\"numerator\":5,\"denominator\":null,\"n\":5",
		"\"breakdown\":[{\"key\":\"c1\",\"label\":\"c1\",\"value\":1},{\"key\":\"c2\",\"label\":\"c2\",\"value\":4}]");
	add_full(&d, "P", "\"a\"", "2026", "null", "\"value\":5,\"numerator\":5,\"denominator\":null,\"n\":5", NO_AIMS,
	         "no_target", "");
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "");
	assert_int_equal(r->entries[0].detail.breakdown_count, 0);
	pdz_results_free(r);
}

/* ---- what rests on hidden counts ---- */

#define COUNT(x) "\"value\":" #x ",\"numerator\":" #x ",\"denominator\":null,\"n\":" #x
#define AIMS(baseline, n) \
	"\"baseline\":" #baseline ",\"baseline_n\":" #n \
	",\"change\":8,\"target\":9,\"target_high\":null,\"expected\":9,\"progress\":1,\"of_target\":1.1"

/* A given baseline of a count is a count, a year at a time; a computed one says what it rests on. */
static void baselines(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *period, *aims;
		bool hidden;
		/* clang-format off */
	} cases[] = {
		{"count", "2025", AIMS(2, null), true},       {"count", "2025", AIMS(3, null), false},
		{"count", "2025/2026", AIMS(4, null), true}, /* two a year */
		{"count", "2025/2026", AIMS(8, null), false}, {"count", "2025", AIMS(0, null), false}, /* of nobody */
		{"count", "2025", AIMS(9, 2), true},          {"count", "2025", AIMS(9, 5), false},
		{"ratio", "2025", AIMS(0.4, null), false},    {"count", "2025", AIMS(null, null), false},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct doc d = {0};
		add_indicator(&d, "P", cases[i].kind, "cases", "{\"numerator\":1}");
		add_full(&d, "P", "\"a\"", cases[i].period, "null", COUNT(10), cases[i].aims, "achieved", "");
		struct pdz_results *r = published(&d, 3);
		const struct pdz_entry *e = &r->entries[0];
		assert_true(e->value.ok);
		assert_int_equal(e->baseline_hidden, cases[i].hidden);
		if (cases[i].hidden)
			assert_false(e->baseline.ok || e->change.ok || e->target.ok || e->expected.ok || e->share.ok ||
			             e->progress.ok || e->of_target.ok);
		assert_int_equal(e->verdict, cases[i].hidden ? PDZ_NOT_ASSESSABLE : PDZ_ACHIEVED);
		assert_int_equal(r->publication.dependent, cases[i].hidden);
		pdz_results_free(r);
	}
}

/* Computed baselines of places add up like everything else: where one place is hidden they all go.
 * That of the whole goes with the whole, unless it is of a year before the plan. */
static void baselines_of_places(void **state)
{
	(void)state;
	for (int before = 0; before < 2; before++) {
		struct doc d = {0};
		add_indicator(&d, "P", "count", "cases",
		              before ? "{\"numerator\":1},\"baseline_date\":\"2024-12-31\""
		                     : "{\"numerator\":1},\"baseline_date\":\"2025-12-31\"");
		add_full(&d, "P", "\"c\"", "2025", "null", COUNT(2), AIMS(30, 30), "achieved", "");
		add_full(&d, "P", "\"c\"", "2026", "null", COUNT(40), AIMS(30, 30), "achieved", "");
		add_full(&d, "P", "\"a\"", "2026", "null", COUNT(25), AIMS(15, 15), "achieved", "");
		add_full(&d, "P", "\"b\"", "2026", "null", COUNT(15), AIMS(15, 15), "achieved", "");
		struct pdz_results *r = published(&d, 3);
		assert_false(r->entries[0].value.ok);
		assert_int_equal(r->entries[1].baseline.ok, before);
		assert_false(r->entries[2].baseline.ok || r->entries[3].baseline.ok);
		assert_true(r->entries[2].value.ok && r->entries[3].value.ok);
		pdz_results_free(r);
	}
}

/* A verdict by another year tells of that year; how many years met a minimum tells of each. */
static void judged_by_others(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
	add_indicator(&d, "Q", "count", "cases", "{\"numerator\":2}");
	add_full(&d, "P", "\"a\"", "2025/2026", "null", COUNT(2), NO_AIMS, "achieved", ",\"judged\":[\"2025\"]");
	add_full(&d, "P", "\"a\"", "2025", "null", COUNT(2), NO_AIMS, "achieved", "");
	add_full(&d, "P", "\"b\"", "2025/2026", "null", COUNT(30), NO_AIMS, "achieved", ",\"judged\":[\"2026\"]");
	add_full(&d, "P", "\"b\"", "2025", "null", COUNT(20), NO_AIMS, "achieved", ",\"judged\":[\"2025\"]");
	add_full(&d, "Q", "\"a\"", "2025/2026", "null", COUNT(30), NO_AIMS, "achieved",
	         ",\"detail\":{\"periods_due\":2,\"periods_met\":1}");
	add_full(&d, "Q", "\"a\"", "2025", "null", COUNT(2), NO_AIMS, "behind", "");
	add_full(&d, "Q", "\"b\"", "2025/2026", "null", COUNT(30), NO_AIMS, "achieved",
	         ",\"detail\":{\"periods_due\":2,\"periods_met\":1}");
	add_full(&d, "Q", "\"b\"", "2025", "null", COUNT(20), NO_AIMS, "achieved", "");
	add_full(&d, "Q", "\"b\"", "2026", "null", COUNT(10), NO_AIMS, "achieved", "");
	add_full(&d, "Q", "\"c\"", "2025/2026", "null", COUNT(30), NO_AIMS, "achieved",
	         ",\"detail\":{\"periods_due\":2,\"periods_met\":1}"); /* of which the years are not there */
	struct pdz_results *r = published(&d, 3);
	static const bool assessed[] = {false, false, true, true, false, false, true, true, true, false};
	static const bool shown[] = {false, false, true, true, true, false, true, true, true, true};
	for (size_t i = 0; i < 10; i++) {
		assert_int_equal(r->entries[i].verdict != PDZ_NOT_ASSESSABLE, assessed[i]);
		assert_int_equal(r->entries[i].value.ok, shown[i]);
	}
	assert_false(r->entries[4].detail.periods_due.ok || r->entries[4].detail.periods_met.ok);
	assert_true(r->entries[6].detail.periods_due.ok);
	pdz_results_free(r);
}

/* A composite rests on its parts: hidden, not in the results, without such an entry. */
static void composites(void **state)
{
	(void)state;
	struct doc d = {0};
	static const char value[] = "\"value\":0.5,\"numerator\":1,\"denominator\":2,\"n\":2";
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
	add_indicator(&d, "V", "count", "sum", "{}");
	static const struct {
		const char *parts;
		bool shown;
		/* clang-format off */
	} cases[] = {
		{"{\"indicator\":\"V\",\"verdict\":\"behind\",\"share\":null}", true},
		{"{\"indicator\":\"V\",\"verdict\":\"behind\",\"share\":null},{\"indicator\":\"P\",\"verdict\":\"behind\","
		 "\"share\":null}", false},
		{"{\"indicator\":\"V\",\"verdict\":\"behind\",\"share\":null},{\"indicator\":\"gone\",\"verdict\":\"behind\","
		 "\"share\":null}", false},
	};
	/* clang-format on */
	add_count(&d, "P", "a", "2025", 2);
	add_count(&d, "P", "b", "2025", 20);
	add_count(&d, "V", "a", "2025", 2);
	for (size_t i = 0; i < 3; i++) {
		char code[] = {'X', (char)('1' + i), '\0'}, detail[300];
		snprintf(detail, sizeof detail, ",\"detail\":{\"parts\":[%s]}", cases[i].parts);
		add_indicator(&d, code, "composite", "achieved", "{}");
		add_full(&d, code, "\"a\"", "2025", "null", value, NO_AIMS, "behind", detail);
		add_full(&d, code, "\"b\"", "2025", "null", value, NO_AIMS, "behind", detail);
		add_full(&d, code, "\"b\"", "2026", "null", value, NO_AIMS, "behind", detail);
	}
	struct pdz_results *r = published(&d, 3);
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3;
		     k++) { /* in a; in b, where P is 20 and V nothing; in b in 2026, where there is no P */
			const struct pdz_entry *e = &r->entries[3 + 3 * i + k];
			const bool shown = cases[i].shown || (i == 1 && k == 1);
			assert_int_equal(e->value.ok, shown);
			assert_int_equal(e->numerator.ok, shown);
			assert_int_equal(e->reason, shown ? PDZ_REASON_NONE : PDZ_SUPPRESSED);
		}
	pdz_results_free(r);
}

/* ---- comparisons of what no entry shows ---- */

static void add_comparison(struct doc *d, const char *code, const char *kind, const char *where, const char *first,
                           const char *second)
{
	pdz_buf_printf(
		&d->comparisons,
		"%s{\"indicator\":\"%s\",\"kind\":\"%s\",%s,%s,%s,\"measure\":\"difference\",\"estimate\":1,\"low\":0,"
		"\"high\":2,\"p\":0.5,\"method\":\"x\",\"finding\":\"higher\",\"reason\":null}",
		d->comparisons.n ? "," : "", code, kind, where, first, second);
}

#define FIRST(x, n) "\"first\":" #x ",\"n_first\":" #n
#define SECOND(x, n) "\"second\":" #x ",\"n_second\":" #n
#define A_AND_B "\"period\":\"2025\",\"area\":\"a\",\"other_area\":\"b\""
#define NOW_AND_BEFORE "\"period\":\"2025\",\"other_period\":\"2024\",\"area\":null,\"other_area\":null"

/* The counts behind a comparison follow from value and n, or they do not; then it is hidden. */
static void only_compared_sides(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *statistic, *persons, *compared, *where, *first, *second;
		bool shown;
		/* clang-format off */
	} cases[] = {
		/* a year before the plan: two persons, twelve, nobody, nobody knows how many */
		{"count", "cases", "{\"numerator\":1}", "years", NOW_AND_BEFORE, FIRST(20, 20), SECOND(2, 2), false},
		{"count", "cases", "{\"numerator\":1}", "years", NOW_AND_BEFORE, FIRST(20, 20), SECOND(12, 12), true},
		{"count", "cases", "{\"numerator\":1}", "years", NOW_AND_BEFORE, FIRST(20, 20), SECOND(null, 0), true},
		{"count", "cases", "{\"numerator\":1}", "years", NOW_AND_BEFORE, FIRST(20, 20), SECOND(null, null), false},
		{"count", "cases", "{\"numerator\":1}", "years", NOW_AND_BEFORE, FIRST(20, 20), SECOND(null, 7), false},
		/* 0.25 of 20 are 5; 0.1 of 10 are 1; 0.5 of 9 is not a count */
		{"ratio", "ratio", "{\"numerator\":1,\"denominator\":2,\"subset\":true}", "areas", A_AND_B, FIRST(0.25, 20),
		 SECOND(0.5, 10), true},
		{"ratio", "ratio", "{\"numerator\":1,\"denominator\":2,\"subset\":true}", "areas", A_AND_B, FIRST(0.25, 20),
		 SECOND(0.1, 10), false},
		{"ratio", "ratio", "{\"numerator\":1,\"denominator\":2,\"subset\":true}", "areas", A_AND_B, FIRST(0.25, 20),
		 SECOND(0.5, 9), false},
		{"ratio", "ratio", "{\"numerator\":1,\"denominator\":2,\"subset\":true}", "areas", A_AND_B, FIRST(0.25, 20),
		 SECOND(0.5, null), false},
		{"ratio", "ratio", "{\"numerator\":1,\"denominator\":2}", "areas", A_AND_B, FIRST(0.25, 20), SECOND(0.5, 10),
		 false},
		/* scores and times */
		{"score", "mean", "{\"items\":1}", "areas", A_AND_B, FIRST(3, 8), SECOND(4, 8), true},
		{"score", "mean", "{\"items\":1}", "areas", A_AND_B, FIRST(3, 8), SECOND(4, 2), false},
		{"score", "mean", "{\"items\":1}", "years", NOW_AND_BEFORE, FIRST(3, 8), SECOND(4, 2), false},
		{"score", "mean", "{\"items\":1}", "areas", A_AND_B, FIRST(3, 8), SECOND(4, null), false},
		{"score", "median", "{\"items\":1}", "areas", A_AND_B, FIRST(3, 8), SECOND(4, 8), true},
		{"duration", "mean", "{\"items\":1}", "areas", A_AND_B, FIRST(30, 8), SECOND(40, 8), true},
		{"duration", "p90", "{\"items\":1}", "years", NOW_AND_BEFORE, FIRST(30, 30), SECOND(40, 30), true},
		{"duration", "median", "{\"items\":1}", "areas", A_AND_B, FIRST(30, 8), SECOND(40, 1), false},
		{"duration", "median", "{\"items\":1}", "areas", A_AND_B, FIRST(30, 8), SECOND(40, 6), false},
		{"duration", "p90", "{\"items\":1}", "areas", A_AND_B, FIRST(30, 30), SECOND(40, 29), false},
		{"duration", "share", "{\"items\":1}", "areas", A_AND_B, FIRST(0.5, 10), SECOND(0.5, 10), false},
		/* one side is of no interest; or nobody is counted */
		{"count", "cases", "{\"numerator\":1}", "benchmark", "\"period\":\"2025\",\"area\":\"a\",\"other_area\":null",
		 FIRST(9, 9), SECOND(1, null), true},
		{"count", "sum", "{}", "areas", A_AND_B, FIRST(1, 1), SECOND(2, 2), true},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct doc d = {0};
		add_indicator(&d, "P", cases[i].kind, cases[i].statistic, cases[i].persons);
		add_indicator(&d, "Q", "count", "cases", "{\"numerator\":9}"); /* so that some persons are counted */
		add_comparison(&d, "P", cases[i].compared, cases[i].where, cases[i].first, cases[i].second);
		struct pdz_results *r = published(&d, 3);
		const struct pdz_comparison *c = &r->comparisons[0];
		if (c->first.ok != cases[i].shown)
			fail_msg("comparison %zu is %s", i, c->first.ok ? "shown" : "hidden");
		assert_int_equal(c->estimate.ok, cases[i].shown);
		assert_int_equal(c->reason, cases[i].shown ? PDZ_REASON_NONE : PDZ_SUPPRESSED);
		pdz_results_free(r);
	}
}

/* A side that stands in an entry goes with it; a trend with any of its periods, or if these are not all there. */
static void comparisons_of_entries(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *where;
		int points;
		bool shown;
	} cases[] = {
		{"areas", "\"period\":\"2025\",\"area\":\"a\",\"other_area\":\"b\"", 0, true},
		{"areas", "\"period\":\"2026\",\"area\":\"a\",\"other_area\":\"b\"", 0, false},
		{"areas", "\"period\":\"2026\",\"area\":\"b\",\"other_area\":\"a\"", 0, false},
		{"years", "\"period\":\"2026\",\"other_period\":\"2025\",\"area\":null,\"other_area\":null", 0, true},
		{"funnel", "\"period\":\"2025\",\"area\":\"a\",\"other_area\":null", 0, true},
		{"funnel", "\"period\":\"2026\",\"area\":\"a\",\"other_area\":null", 0, false},
		{"benchmark", "\"period\":\"2026\",\"area\":null,\"other_area\":null", 0, true},
		{"benchmark", "\"period\":\"2026\",\"area\":\"a\",\"other_area\":null", 0, false},
		{"trend", "\"period\":\"2025/2026\",\"area\":null,\"other_area\":null", 2, false},
	};
	struct doc d = {0};
	add_indicator(&d, "P", "count", "cases", "{\"numerator\":1}");
	add_indicator(&d, "Q", "count", "cases", "{\"numerator\":2}");
	add_count(&d, "P", "c", "2025", 30);
	add_count(&d, "P", "a", "2025", 20);
	add_count(&d, "P", "b", "2025", 10);
	add_count(&d, "P", "c", "2026", 30);
	add_count(&d, "P", "a", "2026", 2);
	add_count(&d, "P", "b", "2026", 28);
	add_count(&d, "Q", "c", "2025", 30);
	add_count(&d, "Q", "c", "2026", 40);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		add_comparison(&d, "P", cases[i].kind, cases[i].where, FIRST(1, 2), SECOND(3, 4));
	const char *const slope = "\"period\":\"2025/2026\",\"area\":null,\"other_area\":null";
	add_comparison(&d, "Q", "trend", slope, FIRST(null, 2), SECOND(null, null)); /* the two years */
	add_comparison(&d, "Q", "trend", slope, FIRST(null, 8), SECOND(null, null)); /* quarters, which are not published */
	add_comparison(&d, "Q", "trend", slope, FIRST(null, null), SECOND(null, null)); /* of what? */
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a 2026, P b 2026");
	const size_t n = sizeof cases / sizeof *cases;
	for (size_t i = 0; i < n; i++)
		if (r->comparisons[i].estimate.ok != cases[i].shown)
			fail_msg("comparison %zu is %s", i, cases[i].shown ? "hidden" : "shown");
	assert_true(r->comparisons[n].estimate.ok);
	assert_false(r->comparisons[n + 1].estimate.ok || r->comparisons[n + 2].estimate.ok);
	pdz_results_free(r);
}

/* ---- no way out ---- */

/* Equations that leave one of two counts no room (true ones do not): both are hidden, with all that
 * is related to them, and the audit sees to it that nothing of that is shown. */
static void no_way_out(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "P", "count", "sum", "{\"numerator\":1}");
	add_indicator(&d, "Q", "count", "sum", "{\"numerator\":2}");
	add_count(&d, "P", "a", "2025", 1);
	add_count(&d, "Q", "a", "2025", 7);
	add_count(&d, "Q", "b", "2025", 8);
	struct pdz_results *r = load(&d, 3);
	struct pub_table t = {.r = r, .threshold = 3, .dominance = 0.85, .unprotected = PDZ_NONE};
	pdz_publish_collect(&t);
	pdz_publish_relate(&t);
	for (int by = 1; by < 3; by++) {
		pdz_publish_equation_begin(&t);
		pdz_publish_equation_add(&t, 0, -1);
		pdz_publish_equation_add(&t, 1, by);
	}
	assert_true(pdz_publish_link(&t));
	pdz_publish_primary(&t);
	pdz_publish_complementary(&t);
	assert_false(t.no_memory);
	assert_true(t.cells[0].hidden && t.cells[1].hidden);
	assert_false(t.cells[2].hidden);
	assert_true(pdz_publish_audit(&t));
	t.cells[1].hidden = false;
	assert_false(pdz_publish_audit(&t));
	t.cells[1].hidden = true;
	t.cells[0].hidden = false; /* the small one itself */
	assert_false(pdz_publish_audit(&t));
	pdz_publish_table_release(&t);
	pdz_results_free(r);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(square), cmocka_unit_test(three_by_three), cmocka_unit_test(hierarchy),
		cmocka_unit_test(only_part),
		cmocka_unit_test(shares), cmocka_unit_test(same_number_twice), cmocka_unit_test(other_area),
		cmocka_unit_test(only_compared),
		cmocka_unit_test(overlapping_years), cmocka_unit_test(times), cmocka_unit_test(thresholds),
		cmocka_unit_test(audit), cmocka_unit_test(scores),
		cmocka_unit_test(scores_and_a_mark), cmocka_unit_test(times_of_planned),
		cmocka_unit_test(a_share_beside_the_mean),
		cmocka_unit_test(dates_kept), cmocka_unit_test(the_longest_time), cmocka_unit_test(what_is_not_said),
		cmocka_unit_test(records_behind), cmocka_unit_test(milestones_of_persons),
		cmocka_unit_test(dimensions),
		cmocka_unit_test(parts_by_area), cmocka_unit_test(parts_of_a_ratio), cmocka_unit_test(parts_by_case),
		cmocka_unit_test(baselines),
		cmocka_unit_test(baselines_of_places), cmocka_unit_test(judged_by_others), cmocka_unit_test(composites),
		cmocka_unit_test(only_compared_sides), cmocka_unit_test(comparisons_of_entries), cmocka_unit_test(no_way_out),
	};
	/* clang-format on */
	return cmocka_run_group_tests_name("publish", tests, NULL, NULL);
}
