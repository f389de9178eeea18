/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which ids came before, and whether the same came again or a correction.
 *
 * Keeps 12 bytes for each distinct id (less than 16 with the room to grow), never the id
 * itself: ids and contents are told apart by hashes of 64 and 31 bits. Two of ten million
 * ids are taken for one with a chance of 3 in a million. */
#ifndef PDZ_RECORDS_SEEN_H
#define PDZ_RECORDS_SEEN_H

#include "pdz/str.h"

enum pdz_again { PDZ_FIRST, PDZ_UNCHANGED, PDZ_CHANGED };

/* Zero-initialised is empty. */
struct pdz_seen {
	struct pdz_seen_slot {
		uint32_t id[2];   /* hash, never 0 in a slot taken */
		uint32_t content; /* hash of the latest content; the lowest bit: met in the second pass */
	} *slots;
	size_t slot_count, count;
	/* Of ids that came again with other content: which row holds. Open addressing, too. */
	struct pdz_seen_holder {
		uint64_t id;
		uint32_t row;
	} *holders;
	size_t holder_slots, holder_count;
	uint64_t corrections; /* times that PDZ_CHANGED was said */
	bool failed;          /* out of memory */
};

void pdz_seen_release(struct pdz_seen *s);

/* Note row number row (below 2^32, ascending) with this id and content hash. */
enum pdz_again pdz_seen_note(struct pdz_seen *s, struct pdz_str id, uint64_t content, uint32_t row);

/* The rows once more, in the same order: PDZ_FIRST if this row's content holds,
 * PDZ_UNCHANGED if it says the same as the row that holds, PDZ_CHANGED if it was superseded. */
enum pdz_again pdz_seen_final(struct pdz_seen *s, struct pdz_str id, uint64_t content, uint32_t row);

#endif
