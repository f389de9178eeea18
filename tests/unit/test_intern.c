/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz/str.h: numbers for texts, and the hash below them. */
#include "pdz/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

static void test_numbers_in_order(void **state)
{
	(void)state;
	struct pdz_intern t = {0};
	assert_int_equal(pdz_intern_find(&t, PDZ_STR("a")), PDZ_NONE);
	assert_int_equal(pdz_intern_add(&t, PDZ_STR("a")), 0);
	assert_int_equal(pdz_intern_add(&t, PDZ_STR("")), 1);
	assert_int_equal(pdz_intern_add(&t, PDZ_STR("a\0")), 2); /* two bytes, not one */
	assert_int_equal(pdz_intern_add(&t, PDZ_STR("A")), 3);
	assert_int_equal(pdz_intern_add(&t, PDZ_STR("a")), 0);
	assert_int_equal(pdz_intern_add(&t, (struct pdz_str){NULL, 0}), 1);
	assert_int_equal(t.count, 4);
	assert_int_equal(pdz_intern_find(&t, PDZ_STR("A")), 3);
	assert_int_equal(pdz_intern_find(&t, PDZ_STR("b")), PDZ_NONE);
	assert_true(pdz_str_eq(pdz_intern_text(&t, 2), PDZ_STR("a\0")));
	pdz_intern_release(&t);
	assert_int_equal(t.count, 0);
	pdz_intern_release(&t);
	assert_int_equal(pdz_intern_add(&t, PDZ_STR("again")), 0);
	pdz_intern_release(&t);
}

static void test_many(void **state)
{
	(void)state;
	enum { MANY = 200000 };
	struct pdz_intern t = {0};
	char text[32];
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < MANY; i++) {
			int n = snprintf(text, sizeof text, "utente-%u", i);
			assert_int_equal(pdz_intern_add(&t, (struct pdz_str){text, (size_t)n}), i);
			memset(text, '?', sizeof text); /* the table keeps a copy */
		}
	assert_int_equal(t.count, MANY);
	for (uint32_t i = 0; i < MANY; i++) {
		snprintf(text, sizeof text, "utente-%u", i);
		assert_int_equal(pdz_intern_find(&t, pdz_str(text)), i);
		assert_true(pdz_str_is(pdz_intern_text(&t, i), text));
		text[0] = 'U';
		assert_int_equal(pdz_intern_find(&t, pdz_str(text)), PDZ_NONE);
	}
	pdz_intern_release(&t);
}

/* The same for the same bytes wherever they lie; another for any other. (Of each process its own, so
 * that there are no values to know.) */
static void test_hash_values(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "a", "ab", "Rossi", "abcdefgh", "0123456789abcdef", "0123456789abcdefg"};
	enum { COUNT = sizeof texts / sizeof *texts };
	for (size_t i = 0; i < COUNT; i++) {
		char room[64];
		const size_t n = strlen(texts[i]);
		for (size_t at = 0; at < 9; at++) {
			memcpy(room + at, texts[i], n + 1);
			assert_true(pdz_hash(room + at, n) == pdz_hash(texts[i], n));
		}
		for (size_t k = 0; k < i; k++)
			assert_true(pdz_hash(texts[i], n) != pdz_hash(texts[k], strlen(texts[k])));
	}
	assert_true(pdz_hash(NULL, 0) == pdz_hash("", 0));
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static void test_hash_spreads(void **state)
{
	(void)state;
	/* Every single-bit change of a text of every length changes about half of the 64
	 * bits; a mean over 8 * n * 20 trials stays within 28..36 (sd of one trial is 4). */
	uint32_t seed = 3;
	for (size_t n = 1; n <= 40; n++) {
		unsigned changed = 0, trials = 0;
		for (int round = 0; round < 20; round++) {
			unsigned char text[40];
			for (size_t i = 0; i < n; i++)
				text[i] = (unsigned char)((seed = seed * 1664525 + 1013904223) >> 24);
			uint64_t h = pdz_hash(text, n);
			for (size_t bit = 0; bit < 8 * n; bit++, trials++) {
				text[bit / 8] ^= (unsigned char)(1u << bit % 8);
				changed += (unsigned)__builtin_popcountll(h ^ pdz_hash(text, n));
				text[bit / 8] ^= (unsigned char)(1u << bit % 8);
			}
		}
		assert_in_range(changed, 28 * trials, 36 * trials);
	}

	/* Running numbers: all hashes distinct, and no bucket out of 4096 far from its
	 * share of 48.8 (Poisson: 110 has a chance below 1e-12). */
	enum { KEYS = 200000, BUCKETS = 4096 };
	static uint64_t hashes[KEYS];
	static unsigned low[BUCKETS], high[BUCKETS];
	for (int i = 0; i < KEYS; i++) {
		char key[16];
		int n = snprintf(key, sizeof key, "%06d", i);
		hashes[i] = pdz_hash(key, (size_t)n);
		assert_true(++low[hashes[i] % BUCKETS] < 110);
		assert_true(++high[hashes[i] >> 52] < 110);
	}
	qsort(hashes, KEYS, sizeof *hashes, by_value);
	for (int i = 1; i < KEYS; i++)
		assert_true(hashes[i] != hashes[i - 1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_in_order),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_hash_values),
		cmocka_unit_test(test_hash_spreads),
	};
	return cmocka_run_group_tests_name("intern", tests, NULL, NULL);
}
