/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out: the n-th allocation fails, for every n, with every one after it or
 * alone. The linker puts these functions in the library's way (--wrap, see the Makefile),
 * Jansson is told; what other libraries take for themselves is not counted. */
#ifndef PDZ_TESTS_SCARCE_H
#define PDZ_TESTS_SCARCE_H

#include "base/json.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

static atomic_size_t allocations;
static size_t fail_at; /* 0: never */
static bool alone;
static atomic_long blocks;          /* in use */
static void (*on_allocation)(void); /* called for each; NULL: nobody looks */

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

static bool refused(void)
{
	const size_t mine = atomic_fetch_add(&allocations, 1) + 1;
	if (on_allocation != NULL)
		on_allocation();
	return mine == fail_at || (!alone && fail_at > 0 && mine > fail_at);
}

static void *counted(void *p)
{
	blocks += p != NULL;
	return p;
}

void *__wrap_malloc(size_t n)
{
	return refused() ? NULL : counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return refused() ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
	if (refused())
		return NULL;
	return p != NULL ? __real_realloc(p, n) : counted(__real_realloc(p, n));
}

void __wrap_free(void *p)
{
	blocks -= p != NULL;
	__real_free(p);
}

static void scarce_begin(void)
{
	pdz_json_guard_memory();
}

/* Where there are many allocations some are left out: by default six of seven, with the slow
 * sanitizers more; PDZ_EVERY=N in the environment takes every Nth (1 in .ci/run). */
#if defined __has_feature
#if __has_feature(address_sanitizer)
#define SLOW 1
#endif
#endif
static inline size_t scarce_step(void)
{
	const char *every = getenv("PDZ_EVERY");
#if defined __SANITIZE_ADDRESS__ || defined SLOW
	const size_t usual = 37;
#else
	const size_t usual = 7;
#endif
	const int wanted = every != NULL ? atoi(every) : 0;
	return wanted > 0 ? (size_t)wanted : usual;
}

#endif
