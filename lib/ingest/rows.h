/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows to records. */
#ifndef PDZ_INGEST_ROWS_H
#define PDZ_INGEST_ROWS_H

#include "ingest/bound.h"

enum row_outcome { ROW_RECORDS, ROW_PARTLY, ROW_SKIPPED, ROW_REJECTED };

void pdz_rows_release(struct ingest_bound *b);

/* The records of a row, in b->records, and of those that cannot be made why not, in b->mistakes
 * and b->debts, valid until the next call: ROW_PARTLY has both, ROW_REJECTED no record. source:
 * of the records. skipped: the words for ROW_SKIPPED. */
enum row_outcome pdz_rows_convert(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                                  const char **skipped);
/* The row contradicts another of its id: on that line, of that file if it is another one. */
void pdz_rows_contradict(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source, const char *file,
                         uint64_t line);
/* The area a row is about, as well as it can be told; may be empty. */
struct pdz_str pdz_rows_area(struct ingest_bound *b, const struct pdz_row *row);

#endif
