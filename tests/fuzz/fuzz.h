/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzzers share. Each takes any bytes; abort() is a finding. The current
 * directory is the source tree. */
#ifndef PDZ_TESTS_FUZZ_H
#define PDZ_TESTS_FUZZ_H

#include "pdz/error.h"
#include "pdz/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool holds)
{
	if (!holds)
		abort();
}

/* Every finding can be shown, in both languages, and what is shown is harmless. */
static inline void drop(void *ctx, const struct pdz_diag *d)
{
	char line[512];
	(void)ctx;
	for (int language = 0; language < 2; language++) {
		must(pdz_diag_format(d, (enum pdz_language)language, line, sizeof line) < sizeof line);
		for (const char *p = line; *p; p++)
			must((unsigned char)*p >= ' ' && *p != 0x7f);
	}
}

static const struct pdz_diag_sink sink __attribute__((unused)) = {drop, NULL};

/* A file of memory with these bytes; number is one of a few. */
static inline int file_of_memory(int number, const void *data, size_t size)
{
	static int fds[4] = {-1, -1, -1, -1};
	if (fds[number] < 0)
		fds[number] = memfd_create("fuzz", 0);
	must(fds[number] >= 0 && ftruncate(fds[number], 0) == 0 && pwrite(fds[number], data, size, 0) == (ssize_t)size);
	lseek(fds[number], 0, SEEK_SET);
	return fds[number];
}

/* Its name, for what is loaded by name. */
static inline const char *file_of(int number, const void *data, size_t size)
{
	static char names[4][32];
	snprintf(names[number], sizeof names[number], "/proc/self/fd/%d", file_of_memory(number, data, size));
	return names[number];
}

/* An error has a status that fits and something to say. */
static inline void must_be_told(enum pdz_status status, const struct pdz_error *err)
{
	must(status == PDZ_OK || (status == PDZ_INPUT && err->text[0] != '\0'));
}

static inline struct pdz_plan *plan_of(const char *path)
{
	struct pdz_plan *plan;
	must(pdz_plan_load(&plan, path, &sink, NULL) == PDZ_OK);
	return plan;
}

#endif
