/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes again, and which of it holds: one rule for rows of raw files and for records.
 *
 * The id of a record is SENDER:ROW, or SENDER:ROW#PART where a row gives several records. The
 * sender is the source, with the area that sends where deliveries have one (SOURCE/AREA); behind
 * it stands what says which of two is later: + where the mapping says that a later line corrects
 * an earlier one, ++ where a later file does too, @PERIOD of a delivery (the period may be empty).
 * A row is told from others by its sender, without these, and ROW; one version of it is what one
 * line of one source said in one delivery.
 *
 * - What comes again as it was counts once, where it first came.
 * - Of several versions that differ the latest holds, with all of its records and no other: that
 *   of the latest period, else that which came last. The others are superseded.
 * - Where nothing says which of them is later they contradict each other: none counts. So do two
 *   records of one part of one version.
 *
 * 32 bytes are kept for each row or record that has an id, never the id: ids and contents are told
 * apart by 64 and 48 bits of SipHash under a key of this run's own, so that nobody can make two
 * that are alike. Among ten million ids two are taken for one with a chance of 3 in a million. */
#ifndef PDZ_RECORDS_IDENTITY_H
#define PDZ_RECORDS_IDENTITY_H

#include "pdz/record.h"

#include <stdbool.h>

/* All but number and line are keyed digests; those of source and part need only differ within one row. */
struct pdz_sighting {
	uint64_t row;
	uint64_t content; /* its lowest 16 bits are what says which is later instead (see struct pdz_id_pieces) */
	uint32_t number;  /* in the order of reading, from 0 */
	uint32_t line, source, part;
};

enum pdz_recurrence { PDZ_HOLDS, PDZ_IS_DUPLICATE, PDZ_IS_SUPERSEDED, PDZ_CONTRADICTS };

/* Zero-initialised is empty. */
struct pdz_identity {
	unsigned char key[16];
	struct pdz_sighting *items;
	size_t count, cap;
	/* after pdz_identity_sort only those that came more than once are left */
	uint32_t *doubts; /* places in items of those that differ from another, by their numbers */
	size_t doubt_count, doubt_cap;
	struct pdz_repeat {
		uint32_t number;
		enum pdz_recurrence what;
		uint32_t other, other_line; /* number and line of what it repeats, or contradicts */
	} *repeats;                     /* by number; what holds is not in it */
	size_t repeat_count, repeat_cap;
};

/* Gives it a key of its own. */
void pdz_identity_begin(struct pdz_identity *d);
void pdz_identity_release(struct pdz_identity *d);

uint64_t pdz_identity_digest(const struct pdz_identity *d, const void *bytes, size_t n);
/* What a record says: which part of its row it is, and all but its id and where it came from.
 * scratch: room for the bytes; it has failed if there was no memory. */
uint64_t pdz_identity_content(const struct pdz_identity *d, const struct pdz_record *r, size_t dimension_count,
                              struct pdz_buf *scratch);

/* The pieces of a record's id. */
struct pdz_id_pieces {
	struct pdz_str sender; /* without the period; empty: the id names none */
	struct pdz_str row, part;
	unsigned order; /* of its delivery: the later ones are greater; 0: none is declared. With PDZ_BY_LINE or without */
};
enum { PDZ_BY_LINE = 1 << 15 }; /* a later line corrects an earlier one */
struct pdz_id_pieces pdz_id_split(struct pdz_str id);
/* Did a spreadsheet make a number of this id, and round it (1,23457E+11)? */
bool pdz_id_is_spoilt(struct pdz_str row);

/* The sighting of a row or record. source: where the id names no sender, it is that. */
struct pdz_sighting pdz_identity_sighting(const struct pdz_identity *d, const struct pdz_id_pieces *id,
                                          struct pdz_str source, uint64_t line, uint64_t content,
                                          struct pdz_buf *scratch);
/* Seen, in the order of their numbers. False: out of memory. */
PDZ_MUST_CHECK bool pdz_identity_add(struct pdz_identity *d, const struct pdz_sighting *s, size_t n);

/* Find what came more than once. False: out of memory. */
PDZ_MUST_CHECK bool pdz_identity_sort(struct pdz_identity *d);
/* What a row in doubt gives after all; content 0: nothing, then it takes no part. */
static inline uint32_t pdz_identity_doubt(const struct pdz_identity *d, size_t i)
{
	return d->items[d->doubts[i]].number;
}
void pdz_identity_judge(struct pdz_identity *d, size_t i, uint64_t content);
/* Decide. */
PDZ_MUST_CHECK bool pdz_identity_decide(struct pdz_identity *d);

/* Where the repeats from a number on begin. */
size_t pdz_identity_find(const struct pdz_identity *d, uint32_t number);
/* What became of a number; next: a cursor that starts at 0 or as found; asked for in order. NULL: it holds. */
const struct pdz_repeat *pdz_identity_repeat(const struct pdz_identity *d, uint32_t number, size_t *next);
/* How many from this number on hold. */
size_t pdz_identity_undisturbed(const struct pdz_identity *d, uint32_t number, size_t *next);

#endif
