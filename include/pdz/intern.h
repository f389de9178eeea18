/* Interned strings: each distinct text gets a number from 0, in order of arrival. */
#ifndef PDZ_INTERN_H
#define PDZ_INTERN_H

#include "pdz/str.h"

#define PDZ_NONE UINT32_MAX

/* Zero-initialised is empty. */
struct pdz_intern {
	struct pdz_intern_slot {
		uint32_t number; /* + 1; 0 is free */
		uint32_t hash;
	} *slots;
	size_t slot_count;
	struct pdz_str *texts; /* by number; owned by arena */
	size_t count, cap;
	struct pdz_arena arena;
	bool failed; /* once a text could not be added: for callers of many that look at the end */
};

void pdz_intern_release(struct pdz_intern *t);
/* The number of s, added if new; PDZ_NONE if out of memory. */
uint32_t pdz_intern_add(struct pdz_intern *t, struct pdz_str s);
/* The number of s; PDZ_NONE if it was never added. */
uint32_t pdz_intern_find(const struct pdz_intern *t, struct pdz_str s);
/* The same in steps, for many texts at once: with a table outside the processor's caches
 * each step waits for memory, and several can wait together. Steps 0, 1, 2 fetch where
 * the text will be looked for, the text's place, the text. */
uint32_t pdz_intern_hash(struct pdz_str s);
void pdz_intern_fetch(const struct pdz_intern *t, uint32_t hash, int step);
uint32_t pdz_intern_add_hashed(struct pdz_intern *t, struct pdz_str s, uint32_t hash);
static inline struct pdz_str pdz_intern_text(const struct pdz_intern *t, uint32_t id)
{
	return t->texts[id];
}

/* 64-bit hash of bytes: not cryptographic, the same on every machine. */
uint64_t pdz_hash(const void *p, size_t n);

#endif
