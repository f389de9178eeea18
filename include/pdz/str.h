/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text views, growing buffers, an arena, interned texts: the memory of the library. */
#ifndef PDZ_STR_H
#define PDZ_STR_H

#include "pdz/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Text views, growing buffers and an arena: the memory of the library. */

/* A piece of text that somebody else owns; not NUL-terminated. p is never read when n is 0. */
struct pdz_str {
	const char *p;
	size_t n;
};

#ifdef __cplusplus /* which has no compound literals */
#define PDZ_STR(literal) pdz_str(literal)
#else
#define PDZ_STR(literal) ((struct pdz_str){(literal), sizeof(literal) - 1})
#endif

static inline struct pdz_str pdz_str(const char *z)
{
	const struct pdz_str s = {z, z ? strlen(z) : 0};
	return s;
}

static inline bool pdz_str_eq(struct pdz_str a, struct pdz_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool pdz_str_is(struct pdz_str a, const char *z)
{
	return pdz_str_eq(a, pdz_str(z));
}

/* Byte order; a shorter text before its extensions. */
int pdz_str_cmp(struct pdz_str a, struct pdz_str b);

/* Without blanks (ASCII white space, no-break space U+00A0 and U+202F) at both ends. */
struct pdz_str pdz_str_trim_blanks(struct pdz_str s);
static inline struct pdz_str pdz_str_trim(struct pdz_str s)
{
	/* most texts begin and end with a letter or digit: nothing to do */
	if (s.n == 0 ||
	    (s.p[0] > ' ' && s.p[s.n - 1] > ' ' && (unsigned char)s.p[0] < 0x80 && (unsigned char)s.p[s.n - 1] < 0x80))
		return s;
	return pdz_str_trim_blanks(s);
}

/* A growing buffer of bytes, not NUL-terminated. Zero-initialised is empty. A failed growth sets
 * failed and makes every later call a no-op, so that only the end needs a look. */
struct pdz_buf {
	char *p;
	size_t n, cap;
	bool failed;
};

void pdz_buf_release(struct pdz_buf *b);
void pdz_buf_clear(struct pdz_buf *b); /* keeps the memory, and a failure: one look at the end is enough */
void pdz_buf_add(struct pdz_buf *b, const void *p, size_t n);
void pdz_buf_str(struct pdz_buf *b, struct pdz_str s);
void pdz_buf_z(struct pdz_buf *b, const char *z);
void pdz_buf_char(struct pdz_buf *b, char c);
void pdz_buf_printf(struct pdz_buf *b, const char *fmt, ...) PDZ_PRINTF(2, 3);
/* Room for n more bytes at p + n, not counted yet; false if there is none. */
PDZ_MUST_CHECK bool pdz_buf_reserve(struct pdz_buf *b, size_t n);

static inline struct pdz_str pdz_buf_view(const struct pdz_buf *b)
{
	const struct pdz_str s = {b->p, b->n};
	return s;
}

/* Memory that is given back all at once. Zero-initialised is empty. */
struct pdz_arena {
	struct pdz_arena_block *head;
	size_t used, cap;
};

void pdz_arena_release(struct pdz_arena *a);
/* n zeroed bytes, aligned for any type; NULL if out of memory. n 0 gives a valid pointer. */
void *pdz_arena_alloc(struct pdz_arena *a, size_t n);
/* NUL-terminated copy; NULL if out of memory. */
char *pdz_arena_copy(struct pdz_arena *a, struct pdz_str s);

/* Grow an array by doubling. items is the address of its pointer (NULL at first), cap
 * its room so far in elements of the given size (> 0). True: there is room for need
 * elements. False: out of memory, and nothing has changed. */
PDZ_MUST_CHECK bool pdz_grow(void *items, size_t *cap, size_t need, size_t size);

/* Interned strings: each distinct text gets a number from 0, in order of arrival. */

#define PDZ_NONE UINT32_MAX

/* Numbers by the hash of what they stand for: opaque. Zero-initialised is empty. */
struct pdz_slots {
	struct pdz_slot_taken {
		uint32_t number; /* + 1; 0 is free */
		uint32_t hash;
	} *items;
	size_t count; /* a power of two */
};

/* Zero-initialised is empty. Texts are NUL-terminated and never move. */
struct pdz_intern {
	struct pdz_slots slots; /* the places of texts */
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
	const struct pdz_str s = {p, n};
	return s;
}
static inline struct pdz_str pdz_intern_text(const struct pdz_intern *t, uint32_t id)
{
	return pdz_intern_text_at(pdz_intern_at(t, t->places[id]));
}

/* 64-bit hash of bytes: not cryptographic, and of each process its own, so that nobody can make bytes that
 * collide; no result may depend on it. */
uint64_t pdz_hash(const void *p, size_t n);

#ifdef __cplusplus
}
#endif

#endif
