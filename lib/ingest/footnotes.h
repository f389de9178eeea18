/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes below a table: lines of text in the first cell, after which nothing comes.
 *
 * Whether such a line is below the table or in its middle is only known at the end:
 * until then it is held. In the middle it is a rejected row like others. */
#ifndef PDZ_INGEST_FOOTNOTES_H
#define PDZ_INGEST_FOOTNOTES_H

#include "pdz/record.h"

enum { NOTES_MOST = 200 };

struct notes {
	struct note {
		char *raw;
		size_t n;
		uint64_t line;
	} *items;
	size_t count, cap;
	bool failed;    /* out of memory */
	bool after_gap; /* a blank or skipped row, or another note, stood before */
};

/* Could a row that gives no record be a note? Only its first cell is filled, and it
 * stands after a gap or begins like one ("*", "(*", "Nota", "Fonte", "N.B."). in_pieces: it has too few cells for a
 * row, and may be a note in which the delimiter stands: where it does both. columns: of the header; a line that another
 * delimiter divides into as many is a row of a file whose delimiter changes, and no note. */
bool pdz_footnotes_could_be(struct notes *notes, const struct pdz_row *row, size_t columns, bool in_pieces);
/* Keep a copy. False: out of memory. */
PDZ_MUST_CHECK bool pdz_footnotes_hold(struct notes *notes, const struct pdz_row *row);
void pdz_footnotes_clear(struct notes *notes);
void pdz_footnotes_release(struct notes *notes);

#endif
