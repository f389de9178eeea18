/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows sent again: which of several rows of one id holds.
 *
 * A first pass notes 16 bytes for each row that has an id; sorting them finds the
 * ids that come more than once, and only of those anything is kept. An unchanged
 * row counts once, where it first came; of a changed one the last valid version
 * holds, where it first came in that form. */
#ifndef PDZ_INGEST_DEDUPE_H
#define PDZ_INGEST_DEDUPE_H

#include "pdz/error.h"

#include <stdbool.h>

struct dedupe_note {
	uint64_t key;
	uint32_t content, number; /* number: of the row, in the order of reading */
};

enum dedupe_fate { DEDUPE_KEEP, DEDUPE_DUPLICATE, DEDUPE_SUPERSEDED };

struct dedupe {
	struct dedupe_note *notes;
	size_t count, cap;
	/* after pdz_dedupe_sort: only the notes of ids that come more than once */
	uint32_t *judge; /* sorted numbers of rows whose validity decides */
	size_t judge_count, judge_cap;
	uint8_t *valid; /* of judge; set by the caller */
	struct dedupe_outcome {
		uint32_t number;
		enum dedupe_fate fate;
	} *outcomes; /* sorted; rows to keep are not in it */
	size_t outcome_count, outcome_cap;
};

void pdz_dedupe_release(struct dedupe *d);
PDZ_MUST_CHECK bool pdz_dedupe_add(struct dedupe *d, uint64_t key, uint32_t content, uint32_t number);
/* Find the ids that come more than once, and the rows to judge. False: out of memory. */
PDZ_MUST_CHECK bool pdz_dedupe_sort(struct dedupe *d);
/* Decide. False: out of memory. */
PDZ_MUST_CHECK bool pdz_dedupe_decide(struct dedupe *d);
/* The fate of a row; next: a cursor that starts at 0, or where the outcomes from a row on
 * begin; rows asked for in order. */
size_t pdz_dedupe_find(const struct dedupe *d, uint32_t number);
enum dedupe_fate pdz_dedupe_fate_of(const struct dedupe *d, uint32_t number, size_t *next);

/* How many rows from this one on are to be kept, whatever they are. */
size_t pdz_dedupe_undisturbed(const struct dedupe *d, uint32_t number, size_t *next);

#endif
