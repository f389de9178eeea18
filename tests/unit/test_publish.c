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
	pdz_buf_printf(&d->indicators, "%s{\"code\":\"%s\",\"objective\":\"1\",\"action\":null,\"level\":\"result\",\"kind\":\"%s\","
	               "\"name\":\"x\",\"unit\":\"cases\",\"scale\":1,\"better\":\"higher\",\"statistic\":\"%s\",\"persons\":%s,"
	               "\"assumed\":false}", d->indicators.n ? "," : "", code, kind, statistic, persons);
}

static void add_entry(struct doc *d, const char *code, const char *area, const char *period, const char *numbers, const char *detail)
{
	pdz_buf_printf(&d->entries, "%s{\"indicator\":\"%s\",\"period\":\"%s\",\"area\":\"%s\",\"category\":null,\"unit\":\"cases\",%s,"
	               "\"low\":null,\"high\":null,\"method\":null,\"baseline\":null,\"change\":null,\"target\":null,"
	               "\"target_to_date\":null,\"progress\":null,\"verdict\":\"no_target\",\"reason\":null,\"detail\":{%s}}",
	               d->entries.n ? "," : "", code, period, area, numbers, detail);
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
	snprintf(numbers, sizeof numbers, "\"value\":%.17g,\"numerator\":%d,\"denominator\":%d,\"n\":%d", (double)of / all, of, all, all);
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
	fprintf(f, "{\"pdz_results\":1,\"tool\":{\"name\":\"pdz-indicators\",\"version\":\"0\"},\"as_of\":\"2026-12-31\",\"by\":[\"plan\"],"
	        "\"plan\":{\"id\":\"x\",\"name\":\"x\",\"language\":\"en\",\"from\":\"2025-01-01\",\"to\":\"2026-12-31\",\"sha256\":\"%064d\"},"
	        "\"settings\":{\"confidence\":0.95,\"on_track\":0.9,\"behind\":0.6,\"minimum_n\":0,\"suppress_below\":%d},"
	        "\"inputs\":[],\"sources\":[],\"areas\":[{\"code\":\"c\",\"name\":\"c\",\"parent\":null},"
	        "{\"code\":\"a\",\"name\":\"a\",\"parent\":\"c\"},{\"code\":\"a1\",\"name\":\"a1\",\"parent\":\"a\"},"
	        "{\"code\":\"a2\",\"name\":\"a2\",\"parent\":\"a\"},{\"code\":\"a3\",\"name\":\"a3\",\"parent\":\"a\"},"
	        "{\"code\":\"b\",\"name\":\"b\",\"parent\":\"c\"},{\"code\":\"b1\",\"name\":\"b1\",\"parent\":\"b\"},"
	        "{\"code\":\"b2\",\"name\":\"b2\",\"parent\":\"b\"}],"
	        "\"objectives\":[{\"code\":\"1\",\"name\":\"x\",\"policy_areas\":[],\"budget\":{},\"actions\":[]}],"
	        "\"indicators\":[%.*s],\"entries\":[%.*s]", 0, threshold, (int)d->indicators.n, d->indicators.p, (int)d->entries.n, d->entries.p);
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

static struct pdz_results *published(struct doc *d, int threshold)
{
	struct pdz_error err = {0};
	struct pdz_results *r = load(d, threshold);
	assert_int_equal(pdz_publish(r, &err), PDZ_OK);
	return r;
}

/* Exactly these entries are hidden: "code area period, ..." in the order of the document. */
static void assert_hidden(const struct pdz_results *r, const char *expected)
{
	struct pdz_buf b = {0};
	for (size_t i = 0; i < r->entry_count; i++) {
		const struct pdz_result_entry *e = &r->entries[i];
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
		pdz_buf_str(&b, e->period_text);
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
	static const char *const areas[] = {"a", "a1", "a2", "a3"}, *const periods[] = {"2025", "2025-Q1", "2025-Q2", "2025-Q3"};
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
	pdz_buf_z(&d.comparisons, "{\"indicator\":\"P\",\"kind\":\"areas\",\"period\":\"2025\",\"area\":\"a\",\"other_area\":\"b\",\"first\":20,"
	          "\"second\":2,\"n_first\":20,\"n_second\":2,\"measure\":\"difference\",\"estimate\":18,\"low\":1,\"high\":30,\"p\":0.01,"
	          "\"method\":\"x\",\"finding\":\"higher\",\"reason\":null}");
	struct pdz_results *r = published(&d, 3);
	assert_hidden(r, "P a 2025, P b 2025");
	const struct pdz_result_comparison *c = &r->comparisons[0];
	assert_false(c->first.ok || c->second.ok || c->n_first.ok || c->n_second.ok || c->estimate.ok || c->low.ok || c->high.ok || c->p.ok);
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
		pdz_buf_printf(&d.comparisons, "{\"indicator\":\"P\",\"kind\":\"areas\",\"period\":\"2025\",\"area\":\"a\",\"other_area\":\"b\","
		               "\"first\":%d,\"second\":%d,\"n_first\":%d,\"n_second\":%d,\"measure\":\"difference\",\"estimate\":2,\"low\":1,"
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

/* Times: n and what is told of them, one by one. 5 closed, 1 of them in time; 2 still wait. */
static void times(void **state)
{
	(void)state;
	struct doc d = {0};
	add_indicator(&d, "D", "duration", "median", "{\"items\":3}");
	add_entry(&d, "D", "a", "2025", "\"value\":30,\"numerator\":1,\"denominator\":5,\"n\":5",
	          "\"mean\":31,\"median\":30,\"min\":4,\"max\":90,\"share\":0.2,\"closed\":5,\"open\":2,\"overdue\":0,\"open_age_median\":7,\"declared\":5");
	add_entry(&d, "D", "b", "2025", "\"value\":30,\"numerator\":null,\"denominator\":null,\"n\":2",
	          "\"mean\":31,\"median\":30,\"min\":4,\"max\":90,\"closed\":2,\"open\":0,\"overdue\":0,\"declared\":5");
	struct pdz_results *r = published(&d, 3);
	const struct pdz_result_entry *a = &r->entries[0], *b = &r->entries[1];
	assert_true(a->value.ok && a->n.ok && a->detail->mean.ok);
	assert_false(a->numerator.ok || a->denominator.ok || a->detail->share.ok || a->detail->open.ok || a->detail->open_age_median.ok);
	assert_false(a->detail->min.ok || a->detail->max.ok); /* of one person */
	assert_int_equal(a->reason, PDZ_SUPPRESSED);
	assert_false(b->value.ok || b->n.ok || b->detail->mean.ok || b->detail->median.ok || b->detail->closed.ok || b->detail->declared.ok);
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

/* The last look notices a cell that is shown against the proofs, and a proof that is none. */
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
		struct pub_table t = {.r = r, .threshold = 3};
		pub_collect(&t);
		pub_relate(&t);
		assert_true(pub_link(&t));
		pub_primary(&t);
		pub_complementary(&t);
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
		assert_int_equal(pub_audit(&t), spoil == 0);
		pub_table_release(&t);
		pdz_results_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(square), cmocka_unit_test(three_by_three), cmocka_unit_test(hierarchy), cmocka_unit_test(only_part),
		cmocka_unit_test(shares), cmocka_unit_test(same_number_twice), cmocka_unit_test(other_area), cmocka_unit_test(only_compared),
		cmocka_unit_test(overlapping_years), cmocka_unit_test(times), cmocka_unit_test(thresholds), cmocka_unit_test(audit),
	};
	return cmocka_run_group_tests_name("publish", tests, NULL, NULL);
}
