/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that somebody has corrected, read in the place of those that they correct.
 *
 * A file of corrections is a file of rejected rows (rejects.h) whose rows were corrected. One of them holds
 * for every row of its bytes that the same sender sends ("original" tells), in whatever file and wherever
 * the row stands by now: when an office sends the row anew, it is another row, and the correction is not
 * needed any more. */
#ifndef PDZ_INGEST_CORRECTIONS_H
#define PDZ_INGEST_CORRECTIONS_H

#include "ingest/bound.h"
#include "ingest/rejects.h"

struct pdz_correction {
	struct pdz_str text; /* the row as corrected */
	char delimiter;
	const char *file;
	uint64_t file_line;
	struct pdz_str source;        /* the file that the row was rejected from */
	uint32_t original, next;      /* text; the next one of the same row, PDZ_NONE */
	bool is_found;                /* a row of its bytes was */
	bool is_replaced;             /* a later row took the place of what it gave */
	bool is_held;                 /* or of one of the rows it was read for none did */
	bool is_right;                /* such a row needs no correction */
	char tag[PDZ_TAG_LENGTH + 1]; /* under what its original was made; "": not known */
	bool is_told;
};

struct pdz_corrections {
	struct pdz_correction *items; /* in the order of the files */
	size_t count, cap;
	struct pdz_intern originals;
	uint32_t *first; /* by original */
	uint64_t findings;
	struct pdz_arena arena;
};

/* The corrections of the options' files; rows that correct nothing are told. Release in any case. */
PDZ_MUST_CHECK enum pdz_status pdz_corrections_load(struct pdz_corrections *c, const struct pdz_ingest_options *options,
                                                    struct pdz_error *err);
void pdz_corrections_release(struct pdz_corrections *c);

/* Of a row of these bytes, by their original; NULL: none, or several that do not agree, which is told once. */
struct pdz_correction *pdz_corrections_find(struct pdz_corrections *c, const struct pdz_ingest_options *options,
                                            struct pdz_str raw, const char *original);

/* What tells key, project and source, without which no original is as before. False: no memory. */
bool pdz_corrections_tag(const struct ingest_bound *b, char tag[PDZ_TAG_LENGTH + 1]);

/* What tells a row of these bytes, of this sender and of what its records take from title lines and the file's name.
 * Keyed where there is a key: who sees the rest
 * of a masked row could try names. Masked and without a key nothing tells it: empty. False: no memory. */
bool pdz_corrections_original(const struct ingest_bound *b, struct pdz_str raw, char original[PDZ_ORIGINAL_LENGTH + 1]);

struct pdz_ingest;
/* After the rows: which corrections are not needed. */
void pdz_corrections_tell_rest(struct pdz_corrections *c, const struct pdz_ingest *run);

#endif
