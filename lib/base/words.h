/* A small memory of texts that come again and again: the number a text had the last
 * time. For columns with few distinct values, in place of hashing, folding and looking
 * up each time. Exact: a text is known by all of its bytes, never by a hash. */
#ifndef PDZ_BASE_WORDS_H
#define PDZ_BASE_WORDS_H

#include "pdz/str.h"

enum { PDZ_WORDS_SLOTS = 256, PDZ_WORD_LONGEST = 16 };

/* Zero-initialised is empty. Two texts of one slot drive each other out. */
struct pdz_words {
	struct pdz_word {
		uint64_t head, tail;
		uint32_t n;      /* length + 1; 0: free */
		uint32_t number; /* the caller's */
	} slots[PDZ_WORDS_SLOTS];
};

/* The first and the last eight bytes: with the length they are all of a text of up to 16. */
static inline struct pdz_word pdz_word_of(struct pdz_str s)
{
	struct pdz_word w = {.n = (uint32_t)s.n + 1};
	if (s.n >= 8) {
		memcpy(&w.head, s.p, 8);
		memcpy(&w.tail, s.p + s.n - 8, 8);
	} else if (s.n >= 4) {
		uint32_t a, b;
		memcpy(&a, s.p, 4);
		memcpy(&b, s.p + s.n - 4, 4);
		w.head = a | (uint64_t)b << 32;
	} else if (s.n > 0) {
		w.head = (unsigned char)s.p[0] | (uint64_t)(unsigned char)s.p[s.n / 2] << 8 | (uint64_t)(unsigned char)s.p[s.n - 1] << 16;
	}
	return w;
}

static inline size_t pdz_word_hash(const struct pdz_word *w)
{
	const uint64_t h = (w->head ^ w->tail * UINT64_C(0x9e3779b97f4a7c15) ^ w->n) * UINT64_C(0xd6e8feb86659fd93);
	return (size_t)(h >> 40);
}

static inline bool pdz_word_same(const struct pdz_word *a, const struct pdz_word *b)
{
	return a->head == b->head && a->tail == b->tail && a->n == b->n;
}

/* The slot of a text; it is there if pdz_word_same says so of *w. NULL: too long to be kept. */
static inline struct pdz_word *pdz_words_slot(struct pdz_words *words, struct pdz_str s, struct pdz_word *w)
{
	if (s.n > PDZ_WORD_LONGEST)
		return NULL;
	*w = pdz_word_of(s);
	return &words->slots[pdz_word_hash(w) % PDZ_WORDS_SLOTS];
}

#endif
