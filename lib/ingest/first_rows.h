/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first rows of a table, looked at before any is read: they say how wide its rows are. */
#ifndef PDZ_INGEST_FIRST_ROWS_H
#define PDZ_INGEST_FIRST_ROWS_H

#include "ingest/source.h"

/* Gives the rows that have been read from the input already, at most so many, and all of them
 * where no others follow (*whole). They will come again. */
PDZ_MUST_CHECK enum pdz_status pdz_first_rows(const struct ingest_source *s, size_t most,
                                              void (*each)(void *ctx, const struct pdz_row *row), void *ctx,
                                              bool *whole, struct pdz_error *err);

/* How many cells each row of the table must have: as many as the header, or, where most of the
 * first rows have another number and what they have more than the header is blank, that one:
 * separators at the end of every row are a habit, at the end of one row they are damage that may
 * have moved its cells. After the header of s has been bound. */
PDZ_MUST_CHECK enum pdz_status pdz_width_look(struct ingest_source *s, struct pdz_error *err);

/* Where another table begins among the first rows. After the header of s has been bound. */
PDZ_MUST_CHECK enum pdz_status pdz_other_header_look(struct ingest_source *s, struct pdz_error *err);

/* How the text ends, once all of it has been read. Some programs never end the last line; what was cut off on its
 * way has a last line that is not ended either. */
enum ingest_end {
	END_WHOLE,
	END_OPEN,       /* the last line is not ended, and nothing else is wrong with it */
	END_NO_ROW,     /* so, and no row stands behind the header */
	END_FEW_CELLS,  /* so, and it has fewer cells than the header, or a quote that never closes */
	END_SHORT_CELL, /* so, and its last cell is the beginning of one as they stand above */
	END_SHORTER,    /* so, and a longer delivery, whose last line is ended, came before in its place */
};
PDZ_MUST_CHECK enum pdz_status pdz_source_end(struct ingest_source *s, enum ingest_end *end, struct pdz_error *err);

/* Which of the rows that have been read already stand there more than once, word for word: in a source without ids
 * nobody can tell whether they were sent twice. After the header of s has been bound. */
PDZ_MUST_CHECK enum pdz_status pdz_repeats_look(struct ingest_source *s, struct pdz_error *err);

#endif
