/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz/value.h: exact quantities and shortest doubles, in any locale. */
#include "pdz/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { UNTOUCHED = 77 };

static enum pdz_parse parse(const char *z, pdz_micro *out)
{
	*out = UNTOUCHED;
	enum pdz_parse result = pdz_micro_parse(pdz_str(z), out);
	if (result != PDZ_PARSE_OK)
		assert_int_equal(*out, UNTOUCHED);
	return result;
}

static void gives(const char *z, pdz_micro expected)
{
	pdz_micro m;
	if (parse(z, &m) != PDZ_PARSE_OK || m != expected)
		fail_msg("'%s' should give %" PRId64, z, expected);
}

static void refused(const char *z, enum pdz_parse expected)
{
	pdz_micro m;
	if (parse(z, &m) != expected)
		fail_msg("'%s' should be refused with %d", z, (int)expected);
}

static void test_parse(void **state)
{
	(void)state;
	gives("0", 0);
	gives("-0", 0);
	gives("-0.000000", 0);
	gives("+5", 5000000);
	gives("0.000001", 1);
	gives("-0.000001", -1);
	gives("12.5", 12500000);
	gives("12.500000000000", 12500000); /* zeros past the sixth decimal lose nothing */
	gives("0000000000000000000000000000012", 12000000);

	static const char *const malformed[] = {"1e5", "0x1", "1.",    ".5",  ".",   "-",     "+",    "--1",     "1,5",
	                                        "1 ",  " 1",  "1.2.3", "inf", "nan", "1'000", "1.-5", "\xd9\xa1"};
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
		refused(malformed[i], PDZ_PARSE_MALFORMED);
	refused("", PDZ_PARSE_EMPTY);
	refused(" \t\r\n", PDZ_PARSE_EMPTY);
	refused("\xc2\xa0", PDZ_PARSE_EMPTY); /* a no-break space */

	pdz_micro m = UNTOUCHED;
	assert_int_equal(pdz_micro_parse((struct pdz_str){NULL, 0}, &m), PDZ_PARSE_EMPTY);
	assert_int_equal(pdz_micro_parse((struct pdz_str){"12", 1}, &m), PDZ_PARSE_OK);
	assert_int_equal(m, 1000000); /* the text ends where its length says */
	assert_int_equal(pdz_micro_parse((struct pdz_str){"1\0", 2}, &m), PDZ_PARSE_MALFORMED);
}

static void test_parse_range(void **state)
{
	(void)state;
	/* INT64_MAX is 9223372036854775807. */
	gives("9223372036854.775807", INT64_MAX);
	gives("-9223372036854.775807", -INT64_MAX);
	refused("9223372036854.775808", PDZ_PARSE_RANGE);
	refused("-9223372036854.775808", PDZ_PARSE_RANGE); /* could not be negated */
	refused("9223372036855", PDZ_PARSE_RANGE);
	refused("99999999999999999999999999", PDZ_PARSE_RANGE);
	refused("0.0000001", PDZ_PARSE_RANGE);
	refused("1.1234567", PDZ_PARSE_RANGE);
	/* What is not a number at all is malformed, however large it is. */
	refused("99999999999999999999999999x", PDZ_PARSE_MALFORMED);
	refused("0.0000001x", PDZ_PARSE_MALFORMED);
}

/* The definition again, as a regular expression and the C library's integers. */
static enum pdz_parse reference(const regex_t *number, const char *z, int64_t *out)
{
	if (strspn(z, " ") == strlen(z))
		return PDZ_PARSE_EMPTY;
	if (regexec(number, z, 0, NULL, 0) != 0)
		return PDZ_PARSE_MALFORMED;
	const char *dot = strchr(z, '.');
	char millionths[7] = "000000";
	if (dot)
		memcpy(millionths, dot + 1, strlen(dot + 1)); /* at most four in six characters */
	int64_t size = llabs(strtoll(z, NULL, 10)) * 1000000 + strtoll(millionths, NULL, 10);
	*out = z[0] == '-' ? -size : size;
	return PDZ_PARSE_OK;
}

/* Every text of up to six characters out of these seven. */
static void test_parse_exhaustively(void **state)
{
	(void)state;
	static const char alphabet[] = "01.-+9 ";
	regex_t number;
	assert_int_equal(regcomp(&number, "^[+-]?[0-9]+([.][0-9]+)?$", REG_EXTENDED | REG_NOSUB), 0);
	size_t accepted = 0, count = 1;
	for (size_t length = 0; length <= 6; length++, count *= 7) {
		for (size_t code = 0; code < count; code++) {
			char text[8] = "";
			for (size_t i = 0, rest = code; i < length; i++, rest /= 7)
				text[i] = alphabet[rest % 7];
			int64_t expected = UNTOUCHED;
			pdz_micro m;
			enum pdz_parse result = reference(&number, text, &expected);
			if (parse(text, &m) != result || m != expected)
				fail_msg("'%s' should give %d, %" PRId64, text, (int)result, expected);
			accepted += result == PDZ_PARSE_OK;
		}
	}
	/* By hand: n digits can be written in 3^n ways; with a dot in one of the n - 1
	 * gaps, (n - 1) * 3^n of length n + 1; a sign doubles it at one more character.
	 * Length L without sign: 3^L + (L - 2) * 3^(L - 1) for L >= 3, else 3^L.
	 * L = 1..6: 3, 9, 27+9=36, 81+54=135, 243+243=486, 729+972=1701: 2370 in all;
	 * with a sign the lengths 1..5 twice: 2 * 669 = 1338. */
	assert_int_equal(accepted, 2370 + 1338);
	regfree(&number);
}

static uint64_t next_random(uint64_t *s)
{
	/* splitmix64 (Steele, Lea, Flood 2014) */
	uint64_t z = *s += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static const char *micro_text(pdz_micro m)
{
	static char text[64];
	struct pdz_buf b = {0};
	pdz_micro_write(&b, m);
	assert_false(b.failed);
	assert_true(b.n < sizeof text);
	memcpy(text, b.p, b.n);
	text[b.n] = '\0';
	pdz_buf_release(&b);
	return text;
}

static void test_micro_write(void **state)
{
	(void)state;
	assert_string_equal(micro_text(0), "0");
	assert_string_equal(micro_text(1), "0.000001");
	assert_string_equal(micro_text(-1), "-0.000001");
	assert_string_equal(micro_text(12000000), "12");
	assert_string_equal(micro_text(-500000), "-0.5");
	assert_string_equal(micro_text(1234560000), "1234.56");
	assert_string_equal(micro_text(100000), "0.1");
	assert_string_equal(micro_text(10000000), "10");
	assert_string_equal(micro_text(1000001), "1.000001");
	assert_string_equal(micro_text(INT64_MAX), "9223372036854.775807");
	assert_string_equal(micro_text(INT64_MIN), "-9223372036854.775808");
}

static void test_micro_there_and_back(void **state)
{
	(void)state;
	uint64_t seed = 1;
	for (int i = 0; i < 200000; i++) {
		pdz_micro m = (pdz_micro)next_random(&seed) >> (next_random(&seed) % 64), back;
		if (m == INT64_MIN)
			continue;
		const char *text = micro_text(m);
		assert_int_equal(parse(text, &back), PDZ_PARSE_OK);
		assert_int_equal(back, m);
		/* shortest: nothing to leave out at the end */
		if (strchr(text, '.'))
			assert_true(text[strlen(text) - 1] != '0');
	}
}

static const char *double_text(double v)
{
	static char text[400];
	struct pdz_buf b = {0};
	pdz_double_write(&b, v);
	assert_false(b.failed);
	assert_true(b.n < sizeof text);
	memcpy(text, b.p, b.n);
	text[b.n] = '\0';
	pdz_buf_release(&b);
	return text;
}

static const struct {
	double v;
	const char *text;
	/* clang-format off */
} doubles[] = {
	{0, "0"},
	{-0.0, "0"},
	{0.1, "0.1"},
	{-0.5, "-0.5"},
	{1.0 / 3, "0.3333333333333333"},
	{0.1 + 0.2, "0.30000000000000004"},
	{100, "100"},
	{123456.75, "123456.75"},
	{9007199254740993.0, "9007199254740992"}, /* 2^53 + 1 is not a double */
	{0.0001, "0.0001"},
	{0.00001234, "1.234e-5"},
	{1e15, "1000000000000000"},
	{1e16, "1e+16"},
	{1e23, "1e+23"}, /* halfway between two doubles */
	{1e300, "1e+300"},
	{5e-324, "5e-324"},                                 /* the smallest */
	{2.2250738585072014e-308, "2.2250738585072014e-308"}, /* DBL_MIN */
	{1.7976931348623157e308, "1.7976931348623157e+308"}, /* DBL_MAX */
	/* 2^89 = 618970019642690137449562112: doubles are 2^36 apart below, 2^37 above.
	 * The nearest of 16 digits, ...6901e26, is 3.7e10 below, more than half of 2^36;
	 * its neighbour ...6902e26 is 6.3e10 above, less than half of 2^37. */
	{618970019642690137449562112.0, "6.189700196426902e+26"},
};
/* clang-format on */

static void test_double_write(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
		assert_string_equal(double_text(doubles[i].v), doubles[i].text);

	static const double no_number[] = {NAN, INFINITY, -INFINITY};
	for (size_t i = 0; i < 3; i++) {
		struct pdz_buf b = {0};
		pdz_double_write(&b, no_number[i]);
		assert_true(b.failed); /* never "nan" in a result */
		assert_int_equal(b.n, 0);
		pdz_buf_clear(&b);
		pdz_fixed_write(&b, no_number[i], 2, ',', '.');
		assert_true(b.failed);
		pdz_buf_release(&b);
	}
}

static int significant_digits(const char *text)
{
	char digits[400];
	int n = 0;
	for (const char *p = text; *p && *p != 'e'; p++)
		if (*p >= '0' && *p <= '9' && (n > 0 || *p != '0'))
			digits[n++] = *p;
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return n;
}

/* Reads back as the same double, and with one digit less nothing does. */
static void test_double_is_shortest(void **state)
{
	(void)state;
	uint64_t seed = 2;
	for (int i = 0; i < 200000; i++) {
		uint64_t bits = next_random(&seed);
		if (i % 4 == 0)
			bits &= ~((UINT64_C(1) << 52) - 1); /* powers of two, and zeros of both signs */
		double v;
		memcpy(&v, &bits, sizeof v);
		if (i % 4 == 1)
			v = (double)(int64_t)(bits >> 20) / 1000; /* like what a report holds */
		if (!isfinite(v))
			continue;
		const char *text = double_text(v);
		if (strtod(text, NULL) != v)
			fail_msg("%s does not read back as %a", text, v);
		int n = significant_digits(text);
		char shorter[64];
		if (n > 1) {
			snprintf(shorter, sizeof shorter, "%.*e", n - 2, v);
			if (strtod(shorter, NULL) == v)
				fail_msg("%s for %a, but %s is enough", text, v, shorter);
		}
	}
}

static const char *fixed(double v, int decimals, char mark, char group)
{
	static char text[512];
	struct pdz_buf b = {0};
	pdz_fixed_write(&b, v, decimals, mark, group);
	assert_false(b.failed);
	assert_true(b.n < sizeof text);
	memcpy(text, b.p, b.n);
	text[b.n] = '\0';
	pdz_buf_release(&b);
	return text;
}

static void test_fixed_write(void **state)
{
	(void)state;
	/* All of these are stored as a little less than they say. */
	assert_string_equal(fixed(0.285, 2, '.', 0), "0.29");
	assert_string_equal(fixed(1.005, 2, '.', 0), "1.01");
	assert_string_equal(fixed(2.675, 2, ',', 0), "2,68");
	assert_string_equal(fixed(-2.675, 2, ',', 0), "-2,68");
	assert_string_equal(fixed(0.5, 0, '.', 0), "1");
	assert_string_equal(fixed(0.49999999999999994, 0, '.', 0), "0");
	assert_string_equal(fixed(2.5, 0, '.', 0), "3"); /* away from zero, not to even */
	assert_string_equal(fixed(9.995, 2, '.', 0), "10.00");
	assert_string_equal(fixed(999.5, 0, '.', ' '), "1 000");
	assert_string_equal(fixed(0.05, 1, '.', 0), "0.1");
	assert_string_equal(fixed(0.05, 0, '.', 0), "0");
	assert_string_equal(fixed(0.004, 2, '.', 0), "0.00");
	assert_string_equal(fixed(-0.004, 2, '.', 0), "0.00"); /* zero has no sign */
	assert_string_equal(fixed(-0.005, 2, '.', 0), "-0.01");
	assert_string_equal(fixed(-0.0, 1, '.', 0), "0.0");
	assert_string_equal(fixed(5e-324, 9, '.', 0), "0.000000000");
	assert_string_equal(fixed(0.0000000005, 9, '.', 0), "0.000000001");
	assert_string_equal(fixed(1.5, 9, '.', 0), "1.500000000");
	assert_string_equal(fixed(1.5, 12, '.', 0), "1.500000000"); /* nine at most */
	assert_string_equal(fixed(1.5, -1, '.', 0), "2");

	assert_string_equal(fixed(999, 0, ',', '.'), "999");
	assert_string_equal(fixed(1000, 0, ',', '.'), "1.000");
	assert_string_equal(fixed(-123456, 0, ',', '.'), "-123.456");
	assert_string_equal(fixed(1234567.891, 2, ',', '.'), "1.234.567,89");
	assert_string_equal(fixed(1e21, 1, ',', '.'), "1.000.000.000.000.000.000.000,0");
	assert_int_equal(strlen(fixed(DBL_MAX, 0, '.', 0)), 309);
}

/* Every thousandth from -30 to 30, rounded to hundredths in whole numbers. */
static void test_fixed_against_integers(void **state)
{
	(void)state;
	for (int k = -30000; k <= 30000; k++) {
		int hundredths = (abs(k) + 5) / 10;
		char expected[32];
		snprintf(expected, sizeof expected, "%s%d.%02d", k < 0 && hundredths > 0 ? "-" : "", hundredths / 100,
		         hundredths % 100);
		assert_string_equal(fixed(k / 1000.0, 2, '.', 0), expected);
	}
}

static void check_numbers(void)
{
	pdz_micro m;
	for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
		assert_string_equal(double_text(doubles[i].v), doubles[i].text);
	assert_string_equal(fixed(1234.565, 2, '.', ' '), "1 234.57");
	assert_string_equal(micro_text(1500000), "1.5");
	assert_int_equal(parse("1.5", &m), PDZ_PARSE_OK);
	assert_int_equal(m, 1500000);
	assert_int_equal(parse("1,5", &m), PDZ_PARSE_MALFORMED);
}

/* The machine need not have an Italian locale: it is compiled for the test. */
static void test_italian_locale(void **state)
{
	(void)state;
	char folder[] = "/tmp/pdz-test-locale-XXXXXX", command[256];
	assert_non_null(mkdtemp(folder));
	snprintf(command, sizeof command, "localedef -i it_IT -f UTF-8 %s/it_IT.UTF-8 >/dev/null 2>&1", folder);
	bool made = system(command) == 0;
	setenv("LOCPATH", folder, 1);
	bool set = made && setlocale(LC_ALL, "it_IT.UTF-8") != NULL;
	char sample[16] = "";
	if (set) {
		snprintf(sample, sizeof sample, "%.1f", 0.5);
		check_numbers();
	}
	setlocale(LC_ALL, "C");
	unsetenv("LOCPATH");
	snprintf(command, sizeof command, "rm -r %s", folder);
	assert_int_equal(system(command), 0);
	if (!set) {
		print_message("no Italian locale could be made\n");
		skip();
	}
	assert_string_equal(sample, "0,5"); /* the locale was really in force */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_range),
		cmocka_unit_test(test_parse_exhaustively),
		cmocka_unit_test(test_micro_write),
		cmocka_unit_test(test_micro_there_and_back),
		cmocka_unit_test(test_double_write),
		cmocka_unit_test(test_double_is_shortest),
		cmocka_unit_test(test_fixed_write),
		cmocka_unit_test(test_fixed_against_integers),
		cmocka_unit_test(test_italian_locale),
	};
	return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
