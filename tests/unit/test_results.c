/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lib/result: what a results document must be, mistake by mistake; texts written as JSON; and why
 * a value is another one in the next document. */
#include "base/json_write.h"
#include "explain/diff.h"

#include "pdz/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* One line each, so that every place in it is found by its text. */
static const char document[] =
	"{\"pdz_results\":2,\"tool\":{\"name\":\"pdz-indicators\",\"version\":\"0\"},\"as_of\":\"2026-12-31\","
	"\"by\":[\"plan\"],\n"
	"\"plan\":{\"id\":\"x\",\"name\":\"x\",\"language\":\"en\",\"from\":\"2025-01-01\",\"to\":\"2026-12-31\","
	"\"sha256\":\"00\"},\n"
	"\"settings\":{\"confidence\":0.95,\"on_track\":0.9,\"behind\":0.6,\"minimum_n\":0,\"suppress_below\":3},\n"
	"\"inputs\":[{\"name\":\"r\",\"sha256\":\"00\",\"bytes\":1,\"rows\":{\"read\":2,\"used\":1,"
	"\"set_aside\":{\"invalid\":1}}}],\n"
	"\"sources\":[{\"name\":\"s\",\"records\":2,\"used\":1}],\n"
	"\"areas\":[{\"code\":\"c\",\"name\":\"c\",\"parent\":null},{\"code\":\"a\",\"name\":\"a\",\"parent\":\"c\"}],\n"
	"\"objectives\":[{\"code\":\"1\",\"name\":\"x\",\"policy_areas\":[],\"budget\":{\"2025\":5},"
	"\"actions\":[{\"code\":\"1.1\",\"name\":\"y\"}]}],\n"
	"\"indicators\":[{\"code\":\"P\",\"objective\":\"1\",\"action\":\"1.1\",\"level\":\"result\",\"kind\":\"count\","
	"\"name\":\"x\",\"unit\":\"u\","
	"\"scale\":1,\"better\":\"higher\",\"statistic\":\"cases\",\"persons\":{\"numerator\":1},"
	"\"definition\":\"0123456789abcdef\",\"assessment\":\"fedcba9876543210\",\"assumed\":false}],\n"
	"\"entries\":[{\"indicator\":\"P\",\"period\":\"2025\",\"area\":\"a\",\"category\":\"k\",\"unit\":\"u\","
	"\"value\":5,\"numerator\":5,"
	"\"denominator\":null,\"n\":5,\"low\":null,\"high\":null,\"method\":null,\"baseline\":null,\"change\":null,"
	"\"target\":null,"
	"\"judged\":[\"2025\"],\"expected\":null,\"progress\":null,\"verdict\":\"no_target\",\"reason\":null,"
	"\"detail\":{\"missing\":[\"2025\"],"
	"\"distribution\":[[1,5]],\"breakdown\":[{\"key\":\"k\",\"label\":\"l\",\"value\":5}],"
	"\"parts\":[{\"indicator\":\"P\",\"verdict\":\"achieved\",\"share\":1}],"
	"\"date\":\"2025-01-01\",\"reached\":true}}],\n"
	"\"comparisons\":[{\"indicator\":\"P\",\"kind\":\"years\",\"period\":\"2025\",\"other_period\":\"2024\","
	"\"area\":null,\"other_area\":null,"
	"\"first\":5,\"second\":4,\"n_first\":5,\"n_second\":4,\"measure\":\"difference\",\"estimate\":1,\"low\":0,"
	"\"high\":2,\"p\":0.5,"
	"\"method\":\"m\",\"finding\":\"higher\",\"reason\":null}]}\n";

static void note(void *ctx, const struct pdz_diag *d)
{
	struct pdz_buf *said = ctx;
	pdz_buf_printf(said, "%s: %s", d->path != NULL ? d->path : "", d->problem);
	if (d->subject != NULL)
		pdz_buf_printf(said, " '%s'", d->subject);
	pdz_buf_char(said, '\n');
}

/* A copy with one text in place of another; to be freed. */
static char *changed(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	assert_non_null(at);
	const size_t n = strlen(text) + strlen(to) + 1;
	char *out = malloc(n);
	assert_non_null(out);
	snprintf(out, n, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	return out;
}

static enum pdz_status load_text(const char *text, struct pdz_results **r, struct pdz_buf *said)
{
	char name[] = "/tmp/test_results.XXXXXX";
	struct pdz_error err = {0};
	FILE *f = fdopen(mkstemp(name), "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	const enum pdz_status status = pdz_results_load(r, name, &(struct pdz_diag_sink){note, said}, &err);
	unlink(name);
	return status;
}

/* The document with one text in place of another; what is said of it stands in said. */
static enum pdz_status load(const char *from, const char *to, struct pdz_buf *said)
{
	struct pdz_results *r = NULL;
	char *text = changed(document, from, to);
	const enum pdz_status status = load_text(text, &r, said);
	free(text);
	pdz_results_free(r);
	pdz_buf_char(said, '\0');
	return status;
}

static void the_document_as_it_is(void **state)
{
	(void)state;
	struct pdz_buf said = {0};
	assert_int_equal(load("", "", &said), PDZ_OK);
	assert_string_equal(said.p, "");
	pdz_buf_release(&said);
}

/* One mistake each, and where its first message says that it is. */
static void mistakes(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to, *begins;
		/* clang-format off */
	} cases[] = {
		{"\"tool\":{\"name\":\"pdz-indicators\",\"version\":\"0\"}", "\"tool\":{\"name\":\"pdz-indicators\"}",
		 "/tool: missing key 'version'"},
		{"\"as_of\":\"2026-12-31\"", "\"as_of\":\"soon\"", "/as_of"},
		{"\"minimum_n\":0", "\"minimum_n\":\"0\"", "/settings/minimum_n"},
		{"\"confidence\":0.95", "\"confidence\":true", "/settings/confidence"},
		{"\"bytes\":1", "\"bytes\":-1", "/inputs/0/bytes"},
		{"\"bytes\":1", "\"bites\":1", "/inputs/0/bites"},
		{"\"read\":2", "\"reed\":2", "/inputs/0/rows/reed"},
		{"\"set_aside\":{\"invalid\":1}", "\"set_aside\":[]", "/inputs/0/rows/set_aside"},
		{"\"records\":2", "\"record\":2", "/sources/0/record"},
		{"\"code\":\"a\",\"name\":\"a\"", "\"code\":7,\"name\":\"a\"", "/areas/1/code"},
		{"\"code\":\"a\",\"name\":\"a\"", "\"code\":\"c\",\"name\":\"a\"", "/areas/1/code"},
		{"\"parent\":\"c\"", "\"parent\":\"d\"", "/areas/1/parent"},
		{"\"parent\":\"c\"", "\"parent\":5", "/areas/1/parent"},
		{"\"parent\":\"c\"", "\"parents\":\"c\"", "/areas/1/parents"},
		{"\"policy_areas\"", "\"policies\"", "/objectives/0/policies"},
		{"{\"2025\":5}", "{\"2025\":\"5\"}", "/objectives/0/budget/2025"},
		{"\"name\":\"y\"", "\"names\":\"y\"", "/objectives/0/actions/0/names"},
		{"\"action\":\"1.1\"", "\"action\":\"1.2\"", "/indicators/0/action"},
		{"\"level\":\"result\"", "\"level\":\"results\"", "/indicators/0/level"},
		{"\"assumed\":false", "\"assume\":false", "/indicators/0/assume"},
		{"\"persons\":{\"numerator\":1}", "\"persons\":{\"numerator\":0}", "/indicators/0/persons/numerator"},
		{"\"period\":\"2025\",\"area\":\"a\"", "\"period\":\"one\",\"area\":\"a\"", "/entries/0/period"},
		{"\"area\":\"a\"", "\"area\":\"z\"", "/entries/0/area"},
		{"\"category\":\"k\"", "\"category\":1", "/entries/0/category"},
		{"\"category\":\"k\",", "", "/entries/0: missing key 'category'"},
		{"\"value\":5,\"numerator\"", "\"value\":\"5\",\"numerator\"", "/entries/0/value"},
		{"\"value\":5,\"numerator\"", "\"numerator\"", "/entries/0: missing key 'value'"},
		{"\"verdict\":\"no_target\"", "\"verdict\":\"fine\"", "/entries/0/verdict"},
		{"\"reason\":null,\"detail\"", "\"reason\":\"\",\"detail\"", "/entries/0/reason"},
		{"\"missing\":[\"2025\"]", "\"missing\":[2025]", "/entries/0/detail/missing/0"},
		{"\"distribution\":[[1,5]]", "\"distribution\":[[1]]", "/entries/0/detail/distribution/0: missing item"},
		{"\"key\":\"k\"", "\"keys\":\"k\"", "/entries/0/detail/breakdown/0/keys"},
		{"\"parts\":[{\"indicator\":\"P\",\"verdict\":\"achieved\",\"share\":1}]", "\"parts\":[{}]",
		 "/entries/0/detail/parts/0: missing key 'indicator'"},
		{"\"verdict\":\"achieved\",\"share\":1}]", "\"verdict\":\"fine\",\"share\":1}]",
		 "/entries/0/detail/parts/0/verdict"},
		{"\"missing\":[\"2025\"]", "\"missing\":[\"spring\"]", "/entries/0/detail/missing/0"},
		{"\"judged\":[\"2025\"]", "\"judged\":[\"25\"]", "/entries/0/judged/0"},
		{"\"date\":\"2025-01-01\"", "\"date\":\"2025-02-30\"", "/entries/0/detail/date"},
		{"\"kind\":\"years\"", "\"kind\":\"year\"", "/comparisons/0/kind"},
		{"\"measure\":\"difference\"", "\"measure\":\"gap\"", "/comparisons/0/measure"},
		{"\"finding\":\"higher\"", "\"finding\":\"more\"", "/comparisons/0/finding"},
		{"\"area\":null,\"other_area\"", "\"area\":\"z\",\"other_area\"", "/comparisons/0/area"},
		{"\"comparisons\":[{\"indicator\":\"P\"", "\"comparisons\":[{\"indicator\":\"Q\"", "/comparisons/0/indicator"},
		{"\"entries\":[{\"indicator\":\"P\"", "\"entries\":[{\"indicator\":\"Q\"", "/entries/0/indicator"},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pdz_buf said = {0};
		const size_t n = strlen(cases[i].begins);
		if (load(cases[i].from, cases[i].to, &said) != PDZ_INPUT || strncmp(said.p, cases[i].begins, n) != 0 ||
		    strchr(":\n", said.p[n]) == NULL)
			fail_msg("%s: expected '%s', not: %s", cases[i].to, cases[i].begins, said.p);
		pdz_buf_release(&said);
	}
}

/* Keys that a later version has added are skipped, wherever they stand, and told once. */
static void keys_of_a_later_version(void **state)
{
	(void)state;
	static const char *const objects[] = {"{\"pdz_results\":2", "\"settings\":{",    "\"areas\":[{",
	                                      "\"entries\":[{",     "\"indicators\":[{", "\"detail\":{"};
	static const char more[] = "\"later\":{\"and\":[1]},";
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
		struct pdz_buf said = {0}, with = {0};
		const char *brace = strchr(objects[i], '{') + 1;
		pdz_buf_printf(&with, "%.*s%s%s", (int)(brace - objects[i]), objects[i], more, brace);
		pdz_buf_char(&with, '\0');
		if (load(objects[i], with.p, &said) != PDZ_OK ||
		    strstr(said.p, "/later: keys that this version does not know") == NULL ||
		    strchr(said.p, '\n') != strrchr(said.p, '\n'))
			fail_msg("%s: not skipped, or not told once: %s", with.p, said.p);
		pdz_buf_release(&said);
		pdz_buf_release(&with);
	}
}

/* What JSON and terminals cannot take is escaped; what is not UTF-8 is replaced, byte by byte. */
static void texts_as_json(void **state)
{
	(void)state;
	static const struct {
		const char *text, *json;
		/* clang-format off */
	} cases[] = {
		{"", "\"\""}, {"a \"b\" \\ c", "\"a \\\"b\\\" \\\\ c\""},
		{"a\nb\tc\x01\x7f", "\"a\\nb\\u0009c\\u0001\\u007f\""},
		{"perch\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", "\"perch\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\""},
		{"\xC3", "\"\xEF\xBF\xBD\""}, {"\xE2\x82", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""}, {"a\xFFz", "\"a\xEF\xBF\xBDz\""},
		{"\xC0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""}, /* overlong */
		{"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}, /* a surrogate */
		{"\xF4\x90\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}, /* above U+10FFFF */
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pdz_buf b = {0};
		pdz_json_write_text(&b, pdz_str(cases[i].text));
		pdz_buf_char(&b, '\0');
		assert_string_equal(b.p, cases[i].json);
		pdz_buf_release(&b);
	}
}

/* The entry was 5 of n 5 and is 6: the reason is whatever else differs. */
static void why_a_value_moved(void **state)
{
	(void)state;
	static const char old[] = "\"value\":5,\"numerator\":5,\"denominator\":null,\"n\":5",
					  more[] = "\"value\":6,\"numerator\":6,\"denominator\":null,\"n\":6",
					  same[] = "\"value\":6,\"numerator\":6,\"denominator\":null,\"n\":5",
					  fewer[] = "\"value\":4,\"numerator\":4,\"denominator\":null,\"n\":4",
					  unsaid[] = "\"value\":6,\"numerator\":6,\"denominator\":null,\"n\":null";
	static const char other[] = "\"name\":\"r\",\"sha256\":\"11\",\"bytes\":1,\"rows\":{\"read\":3,\"used\":2",
					  rows[] = "\"name\":\"r\",\"sha256\":\"00\",\"bytes\":1,\"rows\":{\"read\":2,\"used\":1",
					  corrected[] = "\"sha256\":\"11\",\"bytes\"";
	static const struct {
		const char *now, *from, *to, *why, *n_after;
		/* clang-format off */
	} cases[] = {
		{more, rows, other, "new_records", "6"}, {fewer, rows, other, "fewer_records", "4"},
		{same, rows, other, "corrected_records", "5"},
		{unsaid, rows, other, "fewer_records", ""}, {same, "\"sha256\":\"00\",\"bytes\"", corrected,
		 "corrected_records", "5"},
		{more, "\"inputs\":[{\"name\":\"r\",\"sha256\":\"00\",\"bytes\":1,\"rows\":{\"read\":2,\"used\":1,"
		       "\"set_aside\":{\"invalid\":1}}}]", "\"inputs\":[]",
		 "new_records", "6"},
		{more, "\"on_track\":0.9", "\"on_track\":0.8", "thresholds", "6"}, {more, "\"behind\":0.6", "\"behind\":0.5",
		 "thresholds", "6"},
		{more, "\"as_of\":\"2026-12-31\"", "\"as_of\":\"2026-11-30\"", "as_of", "6"},
		{more, "\"to\":\"2026-12-31\",\"sha256\":\"00\"", "\"to\":\"2026-12-31\",\"sha256\":\"01\"", "plan", "6"},
		{more, "\"version\":\"0\"", "\"version\":\"1\"", "program", "6"},
	};
	/* clang-format on */
	struct pdz_buf said = {0};
	struct pdz_error err = {0};
	struct pdz_results *before = NULL;
	char *bare = changed(document, "\"distribution\":[[1,5]],", ""); /* which would have to be as many as n */
	assert_int_equal(load_text(bare, &before, &said), PDZ_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *once = changed(bare, old, cases[i].now), *twice = changed(once, cases[i].from, cases[i].to), wanted[200];
		struct pdz_results *after = NULL;
		size_t redefined = 1;
		assert_int_equal(load_text(twice, &after, &said), PDZ_OK);
		for (int csv = 0; csv < 2; csv++) {
			struct pdz_buf out = {0};
			assert_int_equal(
				pdz_diff_write(before, after, &(struct pdz_diff_options){PDZ_ENGLISH, csv}, &out, &redefined, &err),
				PDZ_OK);
			pdz_buf_char(&out, '\0');
			snprintf(wanted, sizeof wanted, "P,2025,a,k,5,%c,5,%s,no_target,no_target,%s\n", cases[i].now[8],
			         cases[i].n_after, cases[i].why);
			if (csv && strstr(out.p, wanted) == NULL)
				fail_msg("expected %snot: %s", wanted, out.p);
			if (!csv)
				assert_non_null(strstr(out.p, "1 of 1 entries moved"));
			pdz_buf_release(&out);
		}
		assert_int_equal(redefined, 0);
		pdz_results_free(after);
		free(once);
		free(twice);
	}
	free(bare);
	pdz_results_free(before);
	pdz_buf_release(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_document_as_it_is),   cmocka_unit_test(mistakes),
		cmocka_unit_test(keys_of_a_later_version), cmocka_unit_test(texts_as_json),
		cmocka_unit_test(why_a_value_moved),
	};
	return cmocka_run_group_tests_name("results", tests, NULL, NULL);
}
