/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library in a program with threads: plans, mappings and results loaded by eight at once
 * while others use Jansson, and nothing of the process changed. make threads runs this under
 * the thread sanitizer; Debian's Jansson is not built for it, so what the sanitizer cannot see
 * there is looked at from outside: the allocator, and what was read. */
#include "pdz/ingest.h"
#include "pdz/plan.h"
#include "pdz/results.h"

#include <jansson.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#ifndef PDZ_SOURCE_DIR
#define PDZ_SOURCE_DIR "."
#endif
#define EXAMPLE PDZ_SOURCE_DIR "/examples/piccolo-comune/"

enum { THREADS = 8, ROUNDS = 12 };

static void *host_get(size_t n)
{
	return malloc(n);
}

static void host_release(void *p)
{
	free(p);
}

struct seen {
	atomic_size_t failures, findings;
};

static void count_finding(void *ctx, const struct pdz_diag *d)
{
	struct seen *seen = ctx;
	(void)d;
	seen->findings++;
}

static bool allocator_is_the_hosts(void)
{
	json_malloc_t get;
	json_free_t release;
	json_get_alloc_funcs(&get, &release);
	return get == host_get && release == host_release;
}

/* As a host may do meanwhile. */
static bool host_reads_json(void)
{
	json_t *value = json_loads("{\"a\": [1, 2, 3]}", 0, NULL);
	const bool fine = json_array_size(json_object_get(value, "a")) == 3;
	json_decref(value);
	return fine;
}

static bool load_all(const struct pdz_diag_sink *sink)
{
	struct pdz_error err = {0};
	struct pdz_plan *plan = NULL;
	struct pdz_mapping *mapping = NULL;
	struct pdz_results *results = NULL;
	const bool fine = pdz_plan_load(&plan, EXAMPLE "plan.json", sink, &err) == PDZ_OK && plan->indicator_count == 11 &&
	                  pdz_mapping_load(&mapping, EXAMPLE "mappings/register.json", plan, sink, &err) == PDZ_OK &&
	                  pdz_results_load(&results, PDZ_SOURCE_DIR "/tests/cases/pdz-report/results.json", sink, &err) ==
	                      PDZ_OK;
	pdz_results_free(results);
	pdz_mapping_free(mapping);
	pdz_plan_free(plan);
	/* and one that cannot be read */
	struct pdz_plan *none = NULL;
	return pdz_plan_load(&none, PDZ_SOURCE_DIR "/Makefile", sink, &err) == PDZ_INPUT && none == NULL && fine;
}

static void *load_again_and_again(void *ctx)
{
	struct seen *seen = ctx;
	const struct pdz_diag_sink sink = {count_finding, seen};
	for (int i = 0; i < ROUNDS; i++)
		if (!load_all(&sink) || !host_reads_json() || !allocator_is_the_hosts())
			seen->failures++;
	return NULL;
}

static void eight_threads_load_at_once(void **state)
{
	(void)state;
	struct seen seen = {0};
	pthread_t threads[THREADS];
	json_set_alloc_funcs(host_get, host_release);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, load_again_and_again, &seen), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(seen.failures, 0);
	assert_int_equal(seen.findings, 0);
	assert_true(allocator_is_the_hosts());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(eight_threads_load_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
