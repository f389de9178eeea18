/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base library when memory runs out: the n-th allocation fails, for every n.
 * The sources are included with their allocator replaced; the linker then takes
 * these functions and leaves those of the library alone. */
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

static size_t allocations, fail_at; /* fail_at 0: never; and every one after it fails too */

static bool refused_now(void)
{
	return ++allocations >= fail_at && fail_at > 0;
}

static void *scarce_malloc(size_t n)
{
	return refused_now() ? NULL : malloc(n);
}

static void *scarce_calloc(size_t n, size_t size)
{
	return refused_now() ? NULL : calloc(n, size);
}

static void *scarce_realloc(void *p, size_t n)
{
	return refused_now() ? NULL : realloc(p, n);
}

#define malloc scarce_malloc
#define calloc scarce_calloc
#define realloc scarce_realloc
#include "../../lib/base/str.c"
#include "../../lib/base/slots.c"
#include "../../lib/base/intern.c"
#include "../../lib/base/fold.c"
#undef malloc
#undef calloc
#undef realloc

#include "pdz/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* Run work with the 1st, 2nd, ... allocation failing until it gets by without. */
static void with_failures(bool (*work)(void), size_t at_least)
{
	for (fail_at = 1;; fail_at++) {
		allocations = 0;
		bool done = work();
		bool failed = allocations >= fail_at;
		assert_int_equal(done, !failed); /* every failure is noticed, and nothing else is one */
		if (!failed)
			break;
	}
	assert_true(fail_at > at_least);
	fail_at = 0;
}

static bool write_texts(void)
{
	struct pdz_buf b = {0};
	for (int i = 0; i < 100; i++) {
		pdz_buf_z(&b, "text ");
		pdz_micro_write(&b, 1500000);
		pdz_double_write(&b, 1e-300);
		pdz_fixed_write(&b, 1234.5, 2, ',', '.');
		pdz_day_write(&b, 20000);
		pdz_period_write(&b, (struct pdz_period){PDZ_PLAN, 24302, 24325});
		pdz_fold(&b, PDZ_STR("Citt\xc3\xa0"));
		pdz_buf_printf(&b, "%0200d", i);
	}
	bool done = !b.failed;
	pdz_buf_release(&b);
	return done;
}

static bool fill_arena(void)
{
	struct pdz_arena a = {0};
	bool done = true;
	for (size_t i = 0; i < 300 && done; i++)
		done = pdz_arena_alloc(&a, i * 20) && pdz_arena_copy(&a, PDZ_STR("copy"));
	pdz_arena_release(&a);
	return done;
}

/* A table that could not take one text is still whole and takes it later. */
static bool fill_table(void)
{
	struct pdz_intern t = {0};
	bool done = true;
	for (uint32_t i = 0; i < 1000; i++) {
		char text[8] = {(char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676), 0};
		uint32_t id = pdz_intern_add(&t, pdz_str(text));
		if (id == PDZ_NONE) {
			assert_int_equal(t.count, i);
			assert_int_equal(pdz_intern_find(&t, pdz_str(text)), PDZ_NONE);
			size_t before = fail_at;
			fail_at = 0;
			id = pdz_intern_add(&t, pdz_str(text));
			fail_at = before;
			done = false;
		}
		assert_int_equal(id, i);
	}
	pdz_intern_release(&t);
	return done;
}

static bool suggest(void)
{
	char longer[201];
	memset(longer, 'x', 200);
	longer[200] = '\0';
	struct pdz_nearest n = {0};
	pdz_nearest_offer(&n, pdz_str(longer), (struct pdz_str){longer, 199});
	return n.best.p != NULL; /* without memory there is no suggestion */
}

static void test_texts(void **state)
{
	(void)state;
	with_failures(write_texts, 5);
}

static void test_arena(void **state)
{
	(void)state;
	with_failures(fill_arena, 5);
}

static void test_table(void **state)
{
	(void)state;
	with_failures(fill_table, 14);
}

static void test_suggestion(void **state)
{
	(void)state;
	with_failures(suggest, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_suggestion),
	};
	return cmocka_run_group_tests_name("base memory", tests, NULL, NULL);
}
