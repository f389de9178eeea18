/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/json.h: every mistake with its path, line and column. */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char file[] = "/tmp/pdz-test-json-XXXXXX";

struct heard {
	char text[4096];
	size_t n;
};

static void hear(void *ctx, const struct pdz_diag *d)
{
	struct heard *h = ctx;
	char problem[200], expected[400];
	pdz_message_fill(PDZ_ENGLISH, d->problem, d->with, problem, sizeof problem);
	pdz_message_fill(PDZ_ENGLISH, d->expected, d->with, expected, sizeof expected);
	h->n += (size_t)snprintf(h->text + h->n, sizeof h->text - h->n, "%llu:%llu %s %s '%s' (%s)\n",
	                         (unsigned long long)d->line, (unsigned long long)d->column, d->path ? d->path : "",
	                         problem, d->subject ? d->subject : "", expected);
}

static enum pdz_status load(struct pdz_json_doc *doc, const char *text, size_t n, struct heard *h,
                            struct pdz_error *err)
{
	FILE *f = fopen(file, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
	*h = (struct heard){0};
	return pdz_json_load(doc, file, NULL, &(struct pdz_diag_sink){hear, h}, err);
}

static void refused(const char *text, uint64_t line, uint64_t column)
{
	struct pdz_json_doc doc;
	struct pdz_error err = {0};
	struct heard h;
	assert_int_equal(load(&doc, text, strlen(text), &h, &err), PDZ_INPUT);
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	assert_string_equal(err.source, file);
	assert_int_equal(strncmp(err.text, "not valid JSON: ", 16), 0);
}

static void syntax_errors_have_a_place(void **state)
{
	(void)state;
	refused("{\n  \"è\": 1,\n  \"b\" 2}", 3, 7);
	refused("{} x", 1, 4);
	refused("\xEF\xBB\xBF[1,]", 1, 4);
	refused("{\"a\": \"\xE8\"}", 1, 7);
}

static void a_byte_order_mark_is_fine(void **state)
{
	(void)state;
	struct pdz_json_doc doc;
	struct heard h;
	static const char text[] = "\xEF\xBB\xBF{\"a\": 7}";
	assert_int_equal(load(&doc, text, sizeof text - 1, &h, NULL), PDZ_OK);
	struct pdz_json root = pdz_json_root(&doc), a = pdz_json_get(&root, "a");
	double d = 0;
	assert_true(pdz_json_number(&a, true, &d));
	assert_true(d == 7);
	assert_int_equal(strlen(doc.sha256), 64);
	pdz_json_release(&doc);
	pdz_json_release(&doc);
}

static void locate_finds_values(void **state)
{
	(void)state;
	static const char text[] = "{\"x\": {\"y/z\": [1, \"}\\\"]\", {\"~\": true}]},\n"
							   " \"perch\\u00e9\": 1, \"città\": [ ],  \"\\ud83d\\ude00\": 2, \"\": 3}";
	/* clang-format off */
	static const struct { const char *path; uint64_t line, column; } want[] = {
		{"", 1, 1}, {"/x", 1, 7}, {"/x/y~1z", 1, 15}, {"/x/y~1z/0", 1, 16}, {"/x/y~1z/1", 1, 19},
		{"/x/y~1z/2", 1, 27}, {"/x/y~1z/2/~0", 1, 33}, {"/perché", 2, 17}, {"/città", 2, 29},
		{"/\xF0\x9F\x98\x80", 2, 51}, {"/", 2, 58},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		uint64_t line = 0, column = 0;
		assert_true(pdz_json_locate(PDZ_STR(text), pdz_str(want[i].path), &line, &column));
		assert_int_equal(line, want[i].line);
		assert_int_equal(column, want[i].column);
	}
	static const char *const no[] = {"/y", "/x/y~1z/3", "/x/y~1z/0/1", "/x/y~1z/a", "/città/0"};
	for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
		uint64_t line, column;
		assert_false(pdz_json_locate(PDZ_STR(text), pdz_str(no[i]), &line, &column));
	}
	/* cut anywhere, it may fail but must stay inside the text */
	for (size_t n = 0; n < sizeof text; n++) {
		char *copy = malloc(n ? n : 1);
		assert_non_null(copy);
		memcpy(copy, text, n);
		uint64_t line, column;
		for (size_t i = 0; i < sizeof want / sizeof *want; i++)
			(void)pdz_json_locate((struct pdz_str){copy, n}, pdz_str(want[i].path), &line, &column);
		free(copy);
	}
}

static void getters_tell_what_is_wrong(void **state)
{
	(void)state;
	struct pdz_json_doc doc;
	struct heard h;
	static const char text[] =
		"{\"text\": 12, \"empty\": \" \", \"code\": \"a b\",\n\"number\": \"1\", \"whole\": 1.5,\n"
		"\"big\": 11, \"flag\": 0, \"date\": \"31/12/2025\", \"day\": \"2025-02-30\",\n"
		"\"choice\": \"proces\", \"list\": {}, \"three\": 3.0}";
	assert_int_equal(load(&doc, text, sizeof text - 1, &h, NULL), PDZ_OK);
	struct pdz_json root = pdz_json_root(&doc), at;
	struct pdz_str s;
	double d;
	int64_t i = 0;
	bool b;
	pdz_day day;
	int c;
	static const char *const levels[] = {"process", "result", NULL};
#define AT(key) (at = pdz_json_get(&root, key), &at)
	assert_false(pdz_json_text(AT("text"), true, &s));
	assert_false(pdz_json_text(AT("empty"), true, &s));
	assert_false(pdz_json_code(AT("code"), true, &s));
	assert_false(pdz_json_number(AT("number"), true, &d));
	assert_false(pdz_json_integer(AT("whole"), true, 0, 9, &i));
	assert_false(pdz_json_integer(AT("big"), true, 0, 9, &i));
	assert_false(pdz_json_bool(AT("flag"), &b));
	assert_false(pdz_json_date(AT("date"), true, &day));
	assert_false(pdz_json_date(AT("day"), true, &day));
	assert_false(pdz_json_choice(AT("choice"), true, levels, &c));
	assert_false(pdz_json_is_array(AT("list"), true));
	assert_false(pdz_json_text(AT("absent"), true, &s));
	assert_false(pdz_json_text(AT("absent"), false, &s));
	assert_true(pdz_json_integer(AT("three"), true, 0, 9, &i));
	assert_int_equal(i, 3);
	assert_string_equal(
		h.text,
		"1:10 /text wrong type '12' (expected a text)\n"
		"1:23 /empty empty text ' ' ()\n"
		"1:36 /code not a code 'a b' (expected letters, digits, '_', '.' and '-' only, a letter or digit first)\n"
		"2:11 /number wrong type '1' (expected a number)\n"
		"2:25 /whole not a whole number '1.5' ()\n"
		"3:8 /big out of range '11' (expected 0 to 9)\n"
		"3:20 /flag wrong type '0' (expected true or false)\n"
		"3:31 /date not a date '31/12/2025' (did you mean '2025-12-31'?)\n"
		"3:52 /day no such day '2025-02-30' ()\n"
		"4:11 /choice unknown value 'proces' (did you mean 'process'?)\n"
		"4:29 /list wrong type: an object '' (expected an array)\n"
		"1:1  missing key 'absent' ()\n");
	assert_int_equal(doc.errors, 12);
	pdz_json_release(&doc);
}

static void unknown_keys_name_the_nearest(void **state)
{
	(void)state;
	struct pdz_json_doc doc;
	struct heard h;
	static const char text[] = "[{\"numeratr\": 1, \"name\": 2, \"qwertyuiop\": 3}, 4]";
	assert_int_equal(load(&doc, text, sizeof text - 1, &h, NULL), PDZ_OK);
	static const char *const one[] = {"numerator", NULL}, *const two[] = {"name", NULL};
	static const char *const *const lists[] = {one, two, NULL};
	struct pdz_json root = pdz_json_root(&doc);
	assert_int_equal(pdz_json_size(&root), 2);
	struct pdz_json first = pdz_json_item(&root, 0), second = pdz_json_item(&root, 1);
	assert_true(pdz_json_closed(&first, lists));
	assert_false(pdz_json_closed(&second, lists));
	assert_string_equal(h.text, "1:15 /0/numeratr unknown key 'numeratr' (did you mean 'numerator'?)\n"
	                            "1:43 /0/qwertyuiop unknown key 'qwertyuiop' ()\n"
	                            "1:47 /1 wrong type '4' (expected an object)\n");
	pdz_json_release(&doc);
}

static void duplicate_keys_are_all_named(void **state)
{
	(void)state;
	struct pdz_json_doc doc;
	struct heard h;
	static const char text[] =
		"{\"a\": 1, \"b\": [{\"x/y\": 1, \"z\": {\"q\": [], \"q\": {}}, \"x\\/y\": 2}],\n \"c\": {}, \"a\": \"last\"}";
	assert_int_equal(load(&doc, text, sizeof text - 1, &h, NULL), PDZ_OK);
	assert_int_equal(doc.errors, 3);
	struct pdz_json root = pdz_json_root(&doc), a = pdz_json_get(&root, "a");
	double d;
	assert_false(pdz_json_number(&a, true, &d)); /* and its place is that of the last */
	assert_string_equal(h.text, "1:42 /b/0/z/q duplicate key 'q' (expected each key once)\n"
	                            "1:52 /b/0/x~1y duplicate key 'x/y' (expected each key once)\n"
	                            "2:11 /a duplicate key 'a' (expected each key once)\n"
	                            "2:16 /a wrong type 'last' (expected a number)\n");
	pdz_json_release(&doc);
}

int main(void)
{
	int fd = mkstemp(file);
	close(fd);
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syntax_errors_have_a_place),
		cmocka_unit_test(a_byte_order_mark_is_fine),
		cmocka_unit_test(locate_finds_values),
		cmocka_unit_test(getters_tell_what_is_wrong),
		cmocka_unit_test(unknown_keys_name_the_nearest),
		cmocka_unit_test(duplicate_keys_are_all_named),
	};
	/* clang-format on */
	int failed = cmocka_run_group_tests_name("json", tests, NULL, NULL);
	unlink(file);
	return !!failed;
}
