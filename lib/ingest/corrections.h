/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that somebody has corrected, read in the place of those that they correct.
 *
 * A file of corrections is a file of rejected rows (rejects.h) whose rows were corrected. It holds for
 * a row of its source whose bytes are those that were rejected ("original" tells), wherever the row
 * stands by now: when an office sends the row anew, it is another row, and the correction is not needed
 * any more. Of rows that are the same to the byte, the first has the first correction, the second the
 * second. */
#ifndef PDZ_INGEST_CORRECTIONS_H
#define PDZ_INGEST_CORRECTIONS_H

#include "pdz/ingest.h"

enum { PDZ_ORIGINAL_LENGTH = 12 };

struct pdz_correction {
	struct pdz_str text; /* the row as corrected */
	char delimiter;
	uint64_t line; /* of the row in its source, when it was rejected */
	const char *file;
	uint64_t file_line;
	uint32_t source, key; /* texts */
	bool is_used, is_taken /* in this pass */, is_refuted;
};

struct pdz_corrections {
	struct pdz_correction *items; /* in the order of the files */
	size_t count, cap;
	struct pdz_intern sources, keys; /* source, and source with original */
	uint32_t *first, *next;          /* by key, by correction; PDZ_NONE */
	uint64_t findings;
	struct pdz_arena arena;
};

/* The corrections of the options' files, told of where two contradict each other. Release in any case. */
PDZ_MUST_CHECK enum pdz_status pdz_corrections_load(struct pdz_corrections *c, const struct pdz_ingest_options *options,
                                                    struct pdz_error *err);
void pdz_corrections_release(struct pdz_corrections *c);

/* Before the rows of a source are read, from its first on. False: none corrects a row of it. */
bool pdz_corrections_begin(struct pdz_corrections *c, struct pdz_str source);
/* Of the next row of these bytes, by their original; NULL: none. */
struct pdz_correction *pdz_corrections_take(struct pdz_corrections *c, struct pdz_str source, const char *original);

/* What tells a row of these bytes: keyed where there is a key, since who sees the rest of a masked row
 * could try names. Masked and without a key nothing does: empty. */
void pdz_corrections_original(const struct pdz_ingest_options *options, struct pdz_str raw,
                              char original[PDZ_ORIGINAL_LENGTH + 1]);

/* After the rows: which corrections found no row. */
void pdz_corrections_tell_rest(const struct pdz_corrections *c, const struct pdz_ingest *run);

#endif
