/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are not data: totals of the others, the table's header once more, and that of another
 * table. What is one beyond doubt is skipped; what may be one is set aside. */
#ifndef PDZ_INGEST_TOTALS_H
#define PDZ_INGEST_TOTALS_H

#include "ingest/bound.h"

/* Why a row is skipped of which no record wants anything. */
extern const char pdz_row_no_event[];
/* Is the row skipped on purpose? The words for it, or NULL. b->cancels: and it takes back an earlier one. */
const char *pdz_row_skipped(struct ingest_bound *b, const struct pdz_row *row);
/* "total", "header again", or NULL. The row at hand is b->row; it has no fault. */
const char *pdz_row_is_no_data(struct ingest_bound *b);
/* Is the row at hand data, as far as can be told? False: the mistake says what it could be. */
bool pdz_row_is_data(struct ingest_bound *b, struct ingest_mistake *m);
/* Nothing but numbers, in a table whose first column has texts: a sum, or a row that lost them. */
bool pdz_row_is_unlabelled(struct ingest_bound *b);
/* Texts in nearly all cells, also where a number or a day should stand: behind a blank row, another header. */
bool pdz_row_is_all_texts(struct ingest_bound *b);
/* Is the row at hand the header of another table, below which this one's columns no longer hold? */
bool pdz_row_is_other_header(struct ingest_bound *b);

#endif
