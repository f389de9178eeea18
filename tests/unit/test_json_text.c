/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz_json_write_text: what is UTF-8 stays (what is not seen is escaped), every other byte becomes U+FFFD. Compared
 * with a decoder that works the other way round: it computes the number and asks how long it must be. */
#include "base/json_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdlib.h>

/* Bytes of the character at p, 0 if there is none (RFC 3629); its number. */
static size_t character(const unsigned char *p, size_t n, uint32_t *number)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t more = 0;
	uint32_t c = *number = p[0];
	if (c < 0x80)
		return 1;
	while (more < 5 && c & (0x40u >> more))
		more++;
	if (more == 0 || more > 3 || more + 1 > n)
		return 0;
	c &= 0x3Fu >> more;
	for (size_t i = 1; i <= more; i++) {
		if (p[i] < 0x80 || p[i] > 0xBF)
			return 0;
		c = c * 64 + (p[i] - 0x80u);
	}
	*number = c;
	return c < least[more + 1] || c > 0x10FFFF || c / 0x800 == 0xD800 / 0x800 ? 0 : more + 1;
}

/* Controls, the soft hyphen, blanks of no width, marks of direction and of byte order. */
static bool is_unseen(uint32_t c)
{
	return (c >= 0x7F && c <= 0x9F) || c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

static void expect_written(const unsigned char *p, size_t n)
{
	struct pdz_buf want = {0}, found = {0};
	pdz_buf_char(&want, '"');
	for (size_t i = 0; i < n;) {
		uint32_t c;
		const size_t k = character(p + i, n - i, &c);
		if (k == 0)
			pdz_buf_z(&want, "\xEF\xBF\xBD");
		else if (is_unseen(c))
			pdz_buf_printf(&want, "\\u%04x", (unsigned)c);
		else
			pdz_buf_add(&want, p + i, k);
		i += k ? k : 1;
	}
	pdz_buf_char(&want, '"');
	/* no byte after the end may be looked at */
	char *copy = malloc(n);
	assert_non_null(copy);
	memcpy(copy, p, n);
	pdz_json_write_text(&found, (struct pdz_str){copy, n});
	if (found.n != want.n || memcmp(found.p, want.p, want.n) != 0)
		fail_msg("%zu bytes, %02x %02x %02x %02x: written as '%.*s'", n, p[0], p[1], p[2], p[3], (int)found.n, found.p);
	free(copy);
	pdz_buf_release(&want);
	pdz_buf_release(&found);
}

/* At and beside every border of a class of bytes. */
static const unsigned char borders[] = {0x20, 0x41, 0x7E, 0x80, 0x81, 0x8F, 0x90, 0x9F, 0xA0, 0xA1, 0xBF,
                                        0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0,
                                        0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFB, 0xFC, 0xFE, 0xFF};
enum { BORDERS = sizeof borders };

static void two_bytes(void **state)
{
	(void)state;
	for (unsigned a = 0x80; a < 0x100; a++)
		for (unsigned b = 0x80; b < 0x100; b++)
			expect_written((const unsigned char[4]){(unsigned char)a, (unsigned char)b}, 2);
}

static void three_and_four_bytes(void **state)
{
	(void)state;
	for (unsigned a = 0x80; a < 0x100; a++) {
		expect_written((const unsigned char[4]){(unsigned char)a}, 1);
		for (size_t b = 0; b < BORDERS; b++)
			for (size_t c = 0; c < BORDERS; c++) {
				expect_written((const unsigned char[4]){(unsigned char)a, borders[b], borders[c]}, 3);
				for (size_t d = 0; a >= 0xE0 && d < BORDERS; d += 3)
					expect_written((const unsigned char[4]){(unsigned char)a, borders[b], borders[c], borders[d]}, 4);
			}
	}
}

/* Some by hand, so that the two decoders are not wrong together. */
static void by_hand(void **state)
{
	/* clang-format off */
	static const char *const pairs[][2] = {
		{"\xC3\xA8", "\"\xC3\xA8\""},                                           /* U+00E8 */
		{"\xE0\xA0\x80", "\"\xE0\xA0\x80\""},                                   /* U+0800, the first of three */
		{"\xE0\x9F\xBF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},           /* U+07FF in three */
		{"\xED\x9F\xBF", "\"\xED\x9F\xBF\""},                                   /* U+D7FF */
		{"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},           /* U+D800, half a pair */
		{"\xF0\x90\x80\x80", "\"\xF0\x90\x80\x80\""},                           /* U+10000 */
		{"\xF4\x8F\xBF\xBF", "\"\xF4\x8F\xBF\xBF\""},                           /* U+10FFFF */
		{"\xF4\x90\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
		{"a\"b\\c\nd\te\x7F\x1F", "\"a\\\"b\\\\c\\nd\\u0009e\\u007f\\u001f\""},
		{"\xC2\x9B \xE2\x80\xAE", "\"\\u009b \\u202e\""},                               /* not seen */
		{" ~", "\" ~\""},
		{"", "\"\""},
	};
	/* clang-format on */
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct pdz_buf b = {0};
		pdz_json_write_text(&b, pdz_str(pairs[i][0]));
		pdz_buf_char(&b, '\0');
		assert_string_equal(b.p, pairs[i][1]);
		pdz_buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(two_bytes), cmocka_unit_test(three_and_four_bytes),
	                                   cmocka_unit_test(by_hand)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
