/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz/str.h: views, buffers, the arena, growing arrays. */
#include "pdz/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdalign.h>
#include <stdlib.h>

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static void test_compare(void **state)
{
	(void)state;
	/* In byte order, each distinct. */
	static const struct pdz_str sorted[] = {{NULL, 0}, {"\0", 1}, {"A", 1}, {"a", 1},       {"a\0", 2},
	                                        {"aa", 2}, {"ab", 2}, {"b", 1}, {"\xc3\xa0", 2}};
	enum { N = sizeof sorted / sizeof *sorted };
	for (int i = 0; i < N; i++)
		for (int k = 0; k < N; k++) {
			assert_int_equal(sign(pdz_str_cmp(sorted[i], sorted[k])), sign(i - k));
			assert_int_equal(pdz_str_eq(sorted[i], sorted[k]), i == k);
		}
	assert_true(pdz_str_eq((struct pdz_str){NULL, 0}, PDZ_STR("")));
	assert_true(pdz_str_is(PDZ_STR("abc"), "abc"));
	assert_false(pdz_str_is(PDZ_STR("abc"), "abcd"));
	assert_int_equal(pdz_str(NULL).n, 0);
}

static void trims(const char *text, const char *expected)
{
	struct pdz_str t = pdz_str_trim(pdz_str(text));
	if (!pdz_str_is(t, expected))
		fail_msg("'%s' was trimmed to '%.*s'", text, (int)t.n, t.p);
	assert_true(t.p >= text && t.p + t.n <= text + strlen(text)); /* a view into the text */
}

static void test_trim(void **state)
{
	(void)state;
	trims("", "");
	trims("a", "a");
	trims(" \t\n\v\f\r", "");
	trims("  a b  ", "a b");
	trims("\xc2\xa0"
	      "a\xc2\xa0\xe2\x80\xaf",
	      "a");
	trims("\xe2\x80\xaf \xc2\xa0", "");
	trims("\xc2", "\xc2"); /* half a blank is none */
	trims("\xe2\x80", "\xe2\x80");
	trims("a\xc3\xa0", "a\xc3\xa0"); /* ends with the byte A0, but in the letter a grave */
	trims("\xe2\x80\x8b"
	      "a\xef\xbb\xbf",
	      "a"); /* of no width */
	trims("\xe2\x80\x8c", "\xe2\x80\x8c");
	struct pdz_str empty = pdz_str_trim((struct pdz_str){NULL, 0});
	assert_int_equal(empty.n, 0);
}

static void test_buffer(void **state)
{
	(void)state;
	struct pdz_buf b = {0};
	assert_int_equal(pdz_buf_view(&b).n, 0);
	pdz_buf_add(&b, NULL, 0);
	pdz_buf_str(&b, (struct pdz_str){NULL, 0});
	assert_null(b.p);
	pdz_buf_str(&b, PDZ_STR("ab"));
	pdz_buf_z(&b, "cd");
	pdz_buf_char(&b, 'e');
	pdz_buf_printf(&b, "%d%%", 5);
	assert_true(pdz_str_is(pdz_buf_view(&b), "abcde5%"));
	size_t cap = b.cap;
	pdz_buf_clear(&b);
	assert_int_equal(b.n, 0);
	assert_int_equal(b.cap, cap);

	/* Texts around every doubling, formatted at every distance from the end. */
	char text[300];
	for (size_t n = 0; n < sizeof text; n++) {
		pdz_buf_clear(&b);
		memset(text, 'x', n);
		text[n] = '\0';
		for (size_t i = 0; i < n; i++)
			pdz_buf_char(&b, 'x');
		pdz_buf_printf(&b, "<%s>", text);
		assert_false(b.failed);
		assert_int_equal(b.n, 2 * n + 2);
		assert_int_equal(b.p[n], '<');
		assert_int_equal(b.p[2 * n + 1], '>');
		assert_true(n == 0 || b.p[2 * n] == 'x');
		pdz_buf_release(&b);
	}
	pdz_buf_release(&b); /* twice does no harm */
	assert_null(b.p);
}

static void test_buffer_failure(void **state)
{
	(void)state;
	struct pdz_buf b = {0};
	pdz_buf_z(&b, "ab");
	assert_true(pdz_buf_reserve(&b, 1000));
	assert_int_equal(b.n, 2);
	memset(b.p + b.n, 'r', 1000);
	assert_false(pdz_buf_reserve(&b, SIZE_MAX)); /* the sum would wrap round */
	assert_true(b.failed);
	assert_false(pdz_buf_reserve(&b, 0)); /* from now on nothing happens */
	pdz_buf_z(&b, "c");
	pdz_buf_char(&b, 'd');
	pdz_buf_printf(&b, "e");
	assert_true(pdz_str_is(pdz_buf_view(&b), "ab"));
	pdz_buf_clear(&b); /* does not forget: whoever looks at the end must see it */
	pdz_buf_z(&b, "f");
	assert_true(b.failed);
	assert_int_equal(b.n, 0);
	pdz_buf_release(&b);
	assert_false(b.failed);
}

static void test_arena(void **state)
{
	(void)state;
	struct pdz_arena a = {0};
	pdz_arena_release(&a);

	/* Small and large pieces, each filled with its own byte; none overlaps another. */
	enum { PIECES = 3000 };
	static unsigned char *pieces[PIECES];
	static size_t sizes[PIECES];
	uint32_t seed = 7;
	for (size_t i = 0; i < PIECES; i++) {
		seed = seed * 1664525 + 1013904223;
		sizes[i] = i % 97 == 0 ? seed >> 14 : i % 7 == 0 ? 0 : seed >> 25;
		pieces[i] = pdz_arena_alloc(&a, sizes[i]);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], 0);
		memset(pieces[i], (int)(i % 251) + 1, sizes[i]);
		char *z = pdz_arena_copy(&a, (struct pdz_str){"odd", i % 4}); /* unaligns the next one */
		assert_memory_equal(z, "odd", i % 4);
		assert_int_equal(z[i % 4], '\0');
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], (int)(i % 251) + 1);
	assert_string_equal(pdz_arena_copy(&a, (struct pdz_str){NULL, 0}), "");
	assert_memory_equal(pdz_arena_copy(&a, (struct pdz_str){"a\0b", 3}), "a\0b", 4);

	assert_null(pdz_arena_alloc(&a, SIZE_MAX));
	assert_null(pdz_arena_alloc(&a, SIZE_MAX / 2 + 1));
	assert_null(pdz_arena_copy(&a, (struct pdz_str){"", SIZE_MAX}));
	assert_non_null(pdz_arena_alloc(&a, 8)); /* still of use */
	pdz_arena_release(&a);
	assert_null(a.head);

	/* The first piece may be the large one. */
	unsigned char *large = pdz_arena_alloc(&a, 100000);
	assert_non_null(large);
	large[99999] = 1;
	pdz_arena_release(&a);
}

static void test_grow(void **state)
{
	(void)state;
	uint32_t *items = NULL;
	size_t cap = 0;
	assert_true(pdz_grow(&items, &cap, 0, sizeof *items));
	assert_null(items);
	for (size_t n = 0; n < 10000; n++) {
		assert_true(pdz_grow(&items, &cap, n + 1, sizeof *items));
		assert_true(cap > n);
		items[n] = (uint32_t)n;
	}
	assert_true(cap < 20000);
	for (size_t n = 0; n < 10000; n++)
		assert_int_equal(items[n], n);
	uint32_t *before = items;
	size_t cap_before = cap;
	assert_false(pdz_grow(&items, &cap, SIZE_MAX, sizeof *items));
	assert_false(pdz_grow(&items, &cap, SIZE_MAX / 4, sizeof *items));
	assert_ptr_equal(items, before); /* nothing is lost */
	assert_int_equal(cap, cap_before);
	assert_int_equal(items[9999], 9999);
	free(items);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare), cmocka_unit_test(test_trim),  cmocka_unit_test(test_buffer),
		cmocka_unit_test(test_buffer_failure), cmocka_unit_test(test_arena), cmocka_unit_test(test_grow),
	};
	/* clang-format on */
	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
