/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short pieces of memory as numbers, and from one place to another. */
#ifndef PDZ_BASE_BYTES_H
#define PDZ_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Nobody has run pdz where the first byte is the highest: rather no program than one that nobody knows. */
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "pdz is for little-endian machines: on others it has never been tested"
#endif

/* Eight bytes as a number, the first the least; four. */
static inline uint64_t pdz_load64(const void *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof v);
	return v;
}

static inline uint32_t pdz_load32(const void *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof v);
	return v;
}

/* memcpy of a few bytes, without a call: as two pieces that may overlap. */
static inline void pdz_copy_short(char *to, const char *from, size_t n)
{
	if (n >= 8 && n <= 16) {
		uint64_t first, last;
		memcpy(&first, from, 8);
		memcpy(&last, from + n - 8, 8);
		memcpy(to, &first, 8);
		memcpy(to + n - 8, &last, 8);
	} else if (n > 0) {
		memcpy(to, from, n);
	}
}

#endif
