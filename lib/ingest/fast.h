/* Rows like those before them, converted from memory.
 *
 * rows_convert defines what a row becomes. This path only repeats it: it knows plain
 * dates and numbers, and for columns with few distinct values the text each value
 * became the last time. Whatever else is in a row (an unknown word, a blank, a date in
 * words, a mistake) it leaves to rows_convert, whole, and learns from the answer. */
#ifndef PDZ_INGEST_FAST_H
#define PDZ_INGEST_FAST_H

#include "ingest/rows.h"

/* Is the mapping of a kind this path can follow? To be asked once, after binding. False
 * as well if there is no memory: nothing depends on this path. */
struct ingest_fast *fast_new(const struct ingest_bound *b);
void fast_free(struct ingest_fast *f);

/* Sets b->records[0] and b->count as rows_convert would; false: it cannot tell. */
bool fast_convert(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source);
/* rows_convert made the one record in b->records of the row. */
void fast_learn(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row);
/* What stood in b->records is gone. */
void fast_forget(struct ingest_fast *f);

#endif
