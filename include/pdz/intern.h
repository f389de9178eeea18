/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interned strings: each distinct text gets a number from 0, in order of arrival. */
#ifndef PDZ_INTERN_H
#define PDZ_INTERN_H

#include "pdz/str.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PDZ_NONE UINT32_MAX

/* Zero-initialised is empty. Texts are NUL-terminated and never move. */
struct pdz_intern {
	struct pdz_intern_slot {
		uint32_t place; /* of the text, + 1; 0 is free */
		uint32_t hash;
	} *slots;
	size_t slot_count;
	uint32_t *places; /* of texts by number: the block, and PDZ_INTERN_UNIT bits for where in it, in fours of bytes */
	size_t count, cap;
	char **blocks;
	size_t block_count, block_cap;
	size_t used, room; /* bytes of the last block */
	bool failed;       /* once a text could not be added: for callers of many that look at the end */
};
enum { PDZ_INTERN_UNIT = 14 };

void pdz_intern_release(struct pdz_intern *t);
/* The number of s, added if new; PDZ_NONE if out of memory. */
uint32_t pdz_intern_add(struct pdz_intern *t, struct pdz_str s);
/* The number of s; PDZ_NONE if it was never added. */
uint32_t pdz_intern_find(const struct pdz_intern *t, struct pdz_str s);
/* The same in steps, for many texts at once: with a table outside the processor's caches
 * each step waits for memory, and several can wait together: first for where the text will
 * be looked for, then for the text that is there. */
uint32_t pdz_intern_hash(struct pdz_str s);
void pdz_intern_fetch(const struct pdz_intern *t, uint32_t hash);
void pdz_intern_fetch_text(const struct pdz_intern *t, uint32_t hash);
uint32_t pdz_intern_add_hashed(struct pdz_intern *t, struct pdz_str s, uint32_t hash);
/* What stands at a place: the text's number, its length, the text. */
static inline const char *pdz_intern_at(const struct pdz_intern *t, uint32_t place)
{
	return t->blocks[place >> PDZ_INTERN_UNIT] + (size_t)(place & ((1u << PDZ_INTERN_UNIT) - 1)) * 4;
}
static inline struct pdz_str pdz_intern_text_at(const char *p)
{
	p += sizeof(uint32_t);
	const uint8_t length = (uint8_t)*p++;
	uint32_t n = length;
	if (length == UINT8_MAX) { /* too long for one byte */
		memcpy(&n, p, sizeof n);
		p += sizeof n;
	}
	return (struct pdz_str){p, n};
}
static inline struct pdz_str pdz_intern_text(const struct pdz_intern *t, uint32_t id)
{
	return pdz_intern_text_at(pdz_intern_at(t, t->places[id]));
}

/* 64-bit hash of bytes: not cryptographic, the same on every machine. */
uint64_t pdz_hash(const void *p, size_t n);

#ifdef __cplusplus
}
#endif

#endif
