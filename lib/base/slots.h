/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the number of a thing by its hash: open addressing, linear probing. The one table of
 * its kind: texts, cells of the ledger, words of a column are found by it.
 *
 * A slot has a number and the hash, 8 bytes; what is numbered lies with the user, who says
 * whether a number's thing is the one wanted. Inlined, so that this costs no call. */
#ifndef PDZ_BASE_SLOTS_H
#define PDZ_BASE_SLOTS_H

#include "pdz/str.h"

/* Does the number stand for what is wanted? Asked only where the hashes agree. */
typedef bool pdz_slot_is(const void *things, uint32_t number, const void *wanted);

/* The slot of what is wanted, or the free one where it belongs. The table has room for one. */
__attribute__((always_inline)) static inline struct pdz_slot_taken *
pdz_slot_find(const struct pdz_slots *t, uint32_t hash, pdz_slot_is is, const void *things, const void *wanted)
{
	const size_t mask = t->count - 1;
	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct pdz_slot_taken *slot = &t->items[i];
		if (slot->number == 0 || (slot->hash == hash && is(things, slot->number - 1, wanted)))
			return slot;
	}
}

/* Makes room for that many things; slots found before are not valid any more. At most two thirds are ever
 * taken: more would make long runs. False: out of memory, and nothing has changed. */
PDZ_MUST_CHECK bool pdz_slots_grow(struct pdz_slots *t, size_t things);

#endif
