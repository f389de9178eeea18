/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers over several lines, as tables with grouped columns have: made one line. */
#ifndef PDZ_INGEST_HEADING_H
#define PDZ_INGEST_HEADING_H

#include "pdz/record.h"

enum { PDZ_HEADING_MOST = 4 }; /* lines */

/* The last rows read, as they stand. Zero-initialised is none. */
struct pdz_heading {
	struct pdz_buf rows[PDZ_HEADING_MOST];
	size_t count, wanted; /* how many there are, and make a header */
	struct pdz_buf text;  /* of the header made of them */
	struct pdz_csv *csv;
};

void pdz_heading_release(struct pdz_heading *h);
/* One row more; the first one goes if there are enough. */
void pdz_heading_add(struct pdz_heading *h, const struct pdz_row *row);
/* The header that the rows make: under each other, one cell behind the other, with a blank. A
 * cell left blank above one that is filled is what stands to its left (merged cells); the same
 * text twice stands once. *row is valid until the next call, with the line of the last one.
 * False: not enough rows, or no memory (then *failed). */
bool pdz_heading_make(struct pdz_heading *h, char delimiter, const struct pdz_row *last, struct pdz_row *row,
                      bool *failed);

#endif
