/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests work on: files, and numbers as if by chance. After cmocka.h. */
#ifndef PDZ_TESTS_MATERIAL_H
#define PDZ_TESTS_MATERIAL_H

#include "pdz/str.h"

#include <stdio.h>

static inline void write_file(const char *path, struct pdz_str text)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text.n ? text.p : "", 1, text.n, f), text.n);
	assert_int_equal(fclose(f), 0);
}

/* The next number from 0 to below n; the same from the same seed. */
static inline size_t below(uint64_t *seed, size_t n)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(*seed >> 33) % n;
}

#endif
