/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz/error.h: errors, findings, and texts that a terminal can show. */
#include "pdz/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static void test_first_error_wins(void **state)
{
	(void)state;
	struct pdz_error err = {0};
	assert_int_equal(pdz_fail(&err, PDZ_INPUT, "plan.json", 3, 7, "no such area: '%s'", "A9"), PDZ_INPUT);
	assert_int_equal(pdz_fail(&err, PDZ_OUTPUT, "out.csv", 0, 0, "later"), PDZ_OUTPUT);
	assert_int_equal(err.status, PDZ_INPUT);
	assert_string_equal(err.source, "plan.json");
	assert_int_equal(err.line, 3);
	assert_int_equal(err.column, 7);
	assert_string_equal(err.text, "no such area: 'A9'");

	assert_int_equal(pdz_fail(NULL, PDZ_USAGE, NULL, 0, 0, "nobody listens"), PDZ_USAGE);
	struct pdz_error memory = {0};
	assert_int_equal(pdz_no_memory(&memory), PDZ_INPUT);
	assert_string_equal(memory.text, "out of memory");
	assert_string_equal(memory.source, "");
	assert_int_equal(pdz_no_memory(NULL), PDZ_INPUT);
}

static void test_cut_between_characters(void **state)
{
	(void)state;
	/* 511 bytes fit. Fill up to them with characters of 2, 3 and 4 bytes, shifted by
	 * 0 to 3 bytes of ASCII, so that every possible cut occurs. */
	static const char *const letters[] = {"\xc3\xa0", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
	for (size_t k = 0; k < 3; k++)
		for (size_t shift = 0; shift < 4; shift++) {
			size_t width = strlen(letters[k]);
			char text[800];
			memset(text, 'x', shift);
			for (size_t i = shift; i + 4 < sizeof text; i += width)
				memcpy(text + i, letters[k], width + 1);
			struct pdz_error err = {0};
			assert_int_equal(pdz_fail(&err, PDZ_INPUT, text, 0, 0, "%s", text), PDZ_INPUT);
			assert_int_equal(strlen(err.text), shift + (PDZ_TEXT_MAX - 1 - shift) / width * width);
			assert_int_equal(strlen(err.source), shift + (sizeof err.source - 1 - shift) / width * width);
			assert_memory_equal(err.text, text, strlen(err.text));
		}

	/* One byte more or less than fits. */
	char path[257];
	memset(path, 'p', sizeof path);
	path[255] = '\0';
	struct pdz_error err = {0};
	assert_int_equal(pdz_fail(&err, PDZ_INPUT, path, 0, 0, "x"), PDZ_INPUT);
	assert_int_equal(strlen(err.source), 255);
	path[255] = 'p';
	path[256] = '\0';
	err = (struct pdz_error){0};
	assert_int_equal(pdz_fail(&err, PDZ_INPUT, path, 0, 0, "x"), PDZ_INPUT);
	assert_int_equal(strlen(err.source), 255);
}

static void shows(const char *text, size_t len, size_t size, const char *expected)
{
	char buf[256];
	memset(buf, '#', sizeof buf);
	size_t n = pdz_visible(text, len, buf, size);
	assert_string_equal(buf, expected);
	assert_int_equal(n, strlen(expected));
	assert_int_equal(buf[size], '#'); /* nothing past the end */
}

#define SHOWS(text, expected) shows(text, sizeof(text) - 1, 200, expected)

static void test_visible(void **state)
{
	(void)state;
	SHOWS("", "");
	SHOWS("Citt\xc3\xa0 di Crema", "Citt\xc3\xa0 di Crema");
	SHOWS("a\tb\nc\rd", "a\\tb\\nc\\rd");
	SHOWS("a\0b\x1b[31m\x7f", "a\\x00b\\x1B[31m\\x7F");
	SHOWS("\xc2\x85\xc2\x9b", "\\u{85}\\u{9B}"); /* C1: next line, and an 8-bit escape sequence */
	SHOWS("\xc2\xa0", "\xc2\xa0");
	SHOWS("x\xe2\x80\xaey\xe2\x81\xa6z", "x\\u{202E}y\\u{2066}z"); /* would turn the line round */
	SHOWS("\xef\xbb\xbfid\xe2\x80\x8b", "\\u{FEFF}id\\u{200B}");
	SHOWS("C:\\new", "C:\\new");
	SHOWS("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80");
	/* Not UTF-8: windows-1252, overlong, a surrogate, beyond the last, cut short. */
	SHOWS("citt\xe0 bella", "citt\\xE0 bella");
	SHOWS("\xc0\xaf", "\\xC0\\xAF");
	SHOWS("\xed\xa0\x80", "\\xED\\xA0\\x80");
	SHOWS("\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80");
	SHOWS("\xe2\x82", "\\xE2\\x82");
	shows("\xe2\x82\xac", 2, 200, "\\xE2\\x82"); /* the length counts, not what follows */
}

static void test_visible_shortens(void **state)
{
	(void)state;
	/* 6 bytes and the NUL fit into 7. */
	shows("abcdef", 6, 7, "abcdef");
	shows("abcdefg", 7, 7, "abc\xe2\x80\xa6");
	shows("abcde\n", 6, 7, "abc\xe2\x80\xa6");
	shows("ab\xc3\xa0\xc3\xa0\xc3\xa0", 8, 7, "ab\xe2\x80\xa6"); /* "ab", 2 bytes: 4 + 3 is too long */
	shows("abcdef", 6, 5, "a\xe2\x80\xa6");
	shows("abcdef", 6, 4, "\xe2\x80\xa6");
	shows("abcdef", 6, 3, ""); /* not even the ellipsis fits */
	shows("ab", 2, 3, "ab");
	shows("abcdef", 6, 1, "");
}

static void assert_showable(const char *text, size_t n)
{
	assert_int_equal(strlen(text), n);
	for (size_t i = 0; i < n;) {
		uint32_t c = 0;
		size_t k = pdz_utf8_next(text + i, n - i, &c);
		assert_true(k > 0);
		assert_true(c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0));
		assert_false((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
		i += k;
	}
}

/* Whatever comes in, whatever the room. */
static void test_visible_any_bytes(void **state)
{
	(void)state;
	/* Bytes that begin and continue characters, among all others. */
	static const unsigned char likely[] = {0xc2, 0x85, 0xe2, 0x80, 0xae, 0xf0, 0x9f, 0xef, 0xbb, 0xbf, 'a', '\n'};
	uint32_t seed = 1;
	for (int round = 0; round < 20000; round++) {
		char text[40], buf[64];
		for (size_t i = 0; i < sizeof text; i++) {
			seed = seed * 1664525 + 1013904223;
			uint32_t r = seed >> 16;
			text[i] = (char)(r & 1 ? likely[(r >> 1) % sizeof likely] : (r >> 1) & 0xff);
		}
		size_t len = seed >> 8 & 31, size = 1 + (seed >> 16) % (sizeof buf - 1);
		buf[size] = '#';
		size_t n = pdz_visible(text, len, buf, size);
		assert_true(n < size);
		assert_int_equal(buf[size], '#');
		assert_showable(buf, n);
	}
}

static void formats(const struct pdz_diag *d, const char *expected)
{
	char buf[400];
	assert_int_equal(pdz_diag_format(d, PDZ_ENGLISH, buf, sizeof buf), strlen(expected));
	assert_string_equal(buf, expected);
}

static void test_diag_format(void **state)
{
	(void)state;
	formats(&(struct pdz_diag){.severity = PDZ_ERROR,
	                           .source = "a.csv",
	                           .line = 12,
	                           .column = 4,
	                           .path = "/areas/0",
	                           .code = "bad_date",
	                           .problem = "not a day",
	                           .subject = "31/02/2025",
	                           .expected = "dd/mm/yyyy"},
	        "a.csv:12:4: /areas/0: not a day: '31/02/2025' (dd/mm/yyyy)");
	formats(&(struct pdz_diag){.source = "a.csv", .problem = "empty file"}, "a.csv: empty file");
	formats(&(struct pdz_diag){.source = "a.csv", .line = 2, .problem = "p"}, "a.csv:2: p");
	formats(&(struct pdz_diag){.source = "a.csv", .column = 2, .problem = "p"}, "a.csv: p");
	formats(&(struct pdz_diag){.line = 2, .column = 3, .problem = "p"}, "2:3: p");
	formats(&(struct pdz_diag){.problem = "p", .subject = ""}, "p: ''");
	formats(&(struct pdz_diag){.problem = "p", .expected = "q"}, "p (q)");
	formats(&(struct pdz_diag){.source = "a\n.csv", .problem = "p", .subject = "\x1b[2J"}, "a\\n.csv: p: '\\x1B[2J'");
	formats(&(struct pdz_diag){.line = UINT64_MAX, .problem = "p"}, "18446744073709551615: p");
}

static void test_languages(void **state)
{
	(void)state;
	char buf[200], code[PDZ_CODE_MAX];
	struct pdz_diag d = {.source = "a.csv",
	                     .line = 2,
	                     .problem = "event not in the plan",
	                     .subject = "not a date",
	                     .expected = "did you mean '{0}'?",
	                     .with = {"incontro {1}"}};
	pdz_diag_format(&d, PDZ_ENGLISH, buf, sizeof buf);
	assert_string_equal(buf, "a.csv:2: event not in the plan: 'not a date' (did you mean 'incontro {1}'?)");
	pdz_diag_format(&d, PDZ_ITALIAN, buf, sizeof buf);
	assert_string_equal(buf, "a.csv:2: evento non nel piano: 'not a date' (forse 'incontro {1}'?)");

	struct pdz_error err = {0}, second = {0};
	assert_int_equal(pdz_fail(&err, PDZ_INPUT, "p", 0, 0, "the plan has %zu mistake%s", (size_t)3, "s"), PDZ_INPUT);
	assert_string_equal(pdz_error_text(&err, PDZ_ENGLISH), "the plan has 3 mistakes");
	assert_string_equal(pdz_error_text(&err, PDZ_ITALIAN), "errori nel piano: 3");
	assert_string_equal(err.code, "the_plan_has_mistake");
	pdz_fail_system(&err, PDZ_OUTPUT, "p", "cannot open", ENOENT); /* the first wins */
	assert_int_equal(err.status, PDZ_INPUT);
	assert_int_equal(pdz_fail_system(&second, PDZ_OUTPUT, "p", "cannot open", ENOENT), PDZ_OUTPUT);
	assert_string_equal(pdz_error_text(&second, PDZ_ITALIAN), "impossibile aprire: file o cartella inesistente");
	assert_string_equal(second.code, "cannot_open");
	d = (struct pdz_diag){.problem = "cannot be read", .subject = "a", .because = &second};
	pdz_diag_format(&d, PDZ_ITALIAN, buf, sizeof buf);
	assert_string_equal(buf, "non si può leggere: 'a' (impossibile aprire: file o cartella inesistente)");
	second = (struct pdz_error){0};
	pdz_fail_finding(&second, PDZ_USAGE, &(struct pdz_diag){.problem = "no such area in the results", .subject = "x"});
	assert_string_equal(second.text, "no such area in the results: 'x'");
	assert_string_equal(second.italian, "territorio non presente nei risultati: 'x'");
	second = (struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"};
	assert_string_equal(pdz_error_text(&second, PDZ_ITALIAN), "memoria esaurita");
	assert_string_equal(pdz_message(PDZ_ITALIAN, "no such message"), "no such message");
	assert_string_equal(pdz_message(PDZ_ITALIAN, ""), "");

	/* clang-format off */
	static const char *const codes[][2] = {
		{"out of memory", "out_of_memory"}, {"", ""}, {"%s: %zu rows", "rows"},
		{"{0}, and the header has {1}", "and_the_header_has"},
		{"column missing: '%.*s' (mapping: %.*s)", "column_missing"}, {"it's such as 5%", "its_such_as_5"},
		{"a text that is a good deal longer than the code may be", "a_text_that_is_a_good_deal_longer_than_the_cod"},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		assert_string_equal(pdz_message_code(codes[i][0], code), codes[i][1]);
}

/* Errors are made in every language: none may be cut inside a character. */
static void test_long_errors(void **state)
{
	(void)state;
	char name[PDZ_TEXT_MAX * 2];
	for (size_t i = 0; i + 2 < sizeof name; i += 2)
		memcpy(name + i, "\xc3\xa0", 3);
	for (size_t skip = 0; skip < 4; skip++) {
		struct pdz_error errors[3] = {{0}};
		pdz_fail(&errors[0], PDZ_USAGE, NULL, 0, 0, "one file at a time: '%s'", name + 2 * skip);
		pdz_fail_why(&errors[1], PDZ_INPUT, NULL, 0, 0, "not valid JSON", "'}' expected", name + 2 * skip);
		pdz_fail_finding(&errors[2], PDZ_INPUT,
		                 &(struct pdz_diag){.problem = "unknown key", .expected = "{0}", .with = {name + 2 * skip}});
		for (size_t i = 0; i < 3; i++) {
			assert_showable(errors[i].text, strlen(errors[i].text));
			assert_showable(errors[i].italian, strlen(errors[i].italian));
			assert_true(strlen(errors[i].italian) > PDZ_TEXT_MAX - 8);
		}
	}
}

static void test_diag_format_shortens(void **state)
{
	(void)state;
	char page[5000], buf[1000];
	memset(page, 'z', sizeof page - 1);
	page[sizeof page - 1] = '\0';
	struct pdz_diag d = {
		.source = "a.csv", .line = 1, .problem = "not a day", .subject = page, .expected = "yyyy-mm-dd"};
	size_t n = pdz_diag_format(&d, PDZ_ENGLISH, buf, sizeof buf);
	assert_true(n < 250);
	assert_non_null(strstr(buf, "z\xe2\x80\xa6' (yyyy-mm-dd)")); /* shortened, and the rest still there */

	for (size_t size = 1; size <= 250; size++) {
		memset(buf, '#', sizeof buf);
		n = pdz_diag_format(&d, PDZ_ENGLISH, buf, size);
		assert_true(n < size);
		assert_int_equal(buf[size], '#');
		assert_showable(buf, n);
	}
}

static void count(void *ctx, const struct pdz_diag *diag)
{
	assert_string_equal(diag->problem, "p");
	++*(int *)ctx;
}

static void test_tell(void **state)
{
	(void)state;
	int calls = 0;
	struct pdz_diag d = {.problem = "p"};
	pdz_tell(&(struct pdz_diag_sink){count, &calls}, &d);
	pdz_tell(&(struct pdz_diag_sink){NULL, &calls}, &d);
	pdz_tell(NULL, &d);
	assert_int_equal(calls, 1);
}

/* The decoder below all this, against the encoding's definition. */
static void test_utf8(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x110000; c++) {
		unsigned char u[4];
		size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
		for (size_t i = n; i-- > 1;)
			u[i] = (unsigned char)(0x80 | (c >> 6 * (n - 1 - i) & 0x3f));
		u[0] = (unsigned char)(lead[n] | c >> 6 * (n - 1));
		uint32_t back = 0;
		bool valid = c < 0x110000 && (c < 0xd800 || c > 0xdfff);
		assert_int_equal(pdz_utf8_next((char *)u, n, &back), valid ? n : 0);
		if (valid) {
			assert_int_equal(back, c);
			for (size_t cut = 0; cut < n; cut++) {
				assert_int_equal(pdz_utf8_next((char *)u, cut, &back), 0);
				assert_int_equal(pdz_utf8_cut((char *)u, cut), 0);
			}
			assert_int_equal(pdz_utf8_cut((char *)u, n), n);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_error_wins),
		cmocka_unit_test(test_cut_between_characters),
		cmocka_unit_test(test_visible),
		cmocka_unit_test(test_visible_shortens),
		cmocka_unit_test(test_visible_any_bytes),
		cmocka_unit_test(test_diag_format),
		cmocka_unit_test(test_diag_format_shortens),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_long_errors),
		cmocka_unit_test(test_tell),
		cmocka_unit_test(test_utf8),
	};
	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
