/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading a plan when memory runs out: the n-th allocation fails, for every n, with every
 * one after it or alone. The load ends with PDZ_INPUT and leaves nothing behind. */
#include "pdz/plan.h"
#include "scarce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

/* Findings are fine, crashes and leaks are not. */
static enum pdz_status load(const char *path, struct pdz_error *err)
{
	struct pdz_plan *plan = NULL;
	allocations = 0;
	blocks = 0;
	*err = (struct pdz_error){0};
	const enum pdz_status status = pdz_plan_load(&plan, path, NULL, err);
	assert_int_equal(plan != NULL, status == PDZ_OK);
	pdz_plan_free(plan);
	return status;
}

/* step 1 walks every allocation. */
static void walk_once(const char *path, size_t step, enum pdz_status in_the_end)
{
	struct pdz_error err;
	size_t n = 0;
	for (fail_at = 1;; fail_at += step, n++) {
		const enum pdz_status status = load(path, &err);
		assert_int_equal(blocks, 0);
		if (allocations < fail_at) {
			assert_int_equal(status, in_the_end);
			break;
		}
		assert_int_equal(status, PDZ_INPUT);
		assert_true(err.text[0] != '\0');
	}
	fail_at = 0;
	print_message("%zu failures among %zu allocations\n", n, allocations);
}

static void walk(const char *path, size_t step, enum pdz_status in_the_end)
{
	alone = false;
	walk_once(path, step, in_the_end);
	alone = true;
	walk_once(path, step, in_the_end);
}

static void the_whole_plan(void **state)
{
	(void)state;
	walk(PDZ_SOURCE_DIR "/examples/oglio-po-2025-2027/plan.json", scarce_step(), PDZ_OK);
}

static void one_of_each_kind(void **state)
{
	(void)state;
	walk(PDZ_SOURCE_DIR "/tests/schema/plan.json", 1, PDZ_OK);
}

static void plans_with_mistakes(void **state)
{
	(void)state;
	static const char *const cases[] = {"dozen", "duplicate-key", "where-mistakes", "milestone-require",
	                                    "not-json-truncated"};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[512];
		snprintf(path, sizeof path, PDZ_SOURCE_DIR "/tests/cases/pdz-indicators/plan-%s/plan.json", cases[i]);
		walk(path, 1, PDZ_INPUT);
	}
}

static void a_table_of_inhabitants(void **state)
{
	(void)state;
	walk(PDZ_SOURCE_DIR "/tests/cases/pdz-indicators/population-table/plan.json", 1, PDZ_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_of_each_kind),
		cmocka_unit_test(plans_with_mistakes),
		cmocka_unit_test(a_table_of_inhabitants),
		cmocka_unit_test(the_whole_plan),
	};
	scarce_begin();
	return cmocka_run_group_tests_name("plan memory", tests, NULL, NULL);
}
