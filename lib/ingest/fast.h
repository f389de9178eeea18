/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows like those before them, converted from memory.
 *
 * pdz_rows_convert defines what a row becomes. This path only repeats it, for whatever a
 * mapping can say: it knows simple dates and numbers, and of columns with few distinct texts
 * what each of them became the last time, in each field, and which conditions hold for it.
 * Whatever else is in a row (an unknown word, a blank, a mistake) it leaves to
 * pdz_rows_convert, whole, and learns from the answer. */
#ifndef PDZ_INGEST_FAST_H
#define PDZ_INGEST_FAST_H

#include "sheet/encoding.h"
#include "ingest/bound.h"

/* Is the mapping of a kind this path can follow? To be asked once, after binding. False
 * as well if there is no memory: nothing depends on this path. */
struct ingest_fast *pdz_fast_new(struct ingest_bound *b);
void pdz_fast_free(struct ingest_fast *f);

/* Sets b->records and b->count as pdz_rows_convert would; false: it cannot tell. */
bool pdz_fast_convert(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source);

/* Where the records of pdz_fast_rows go. */
struct fast_sink {
	bool (*put)(void *ctx, const struct pdz_record *r, void **alike); /* false: no more */
	bool (*skip)(void *ctx, const char *why);                         /* a row that is skipped on purpose */
	void *ctx;
	bool alike;                     /* put is given places to share; see struct pdz_ingest_taker */
	bool texts;                     /* and looks at all texts nevertheless */
	const struct ingest_text *text; /* that the rows are from */
	struct pdz_str source;
	size_t most; /* rows to take */
};

struct fast_taken {
	size_t rows, accepted, records; /* those that are not accepted are skipped */
};

/* Takes rows from the reader as long as they have no quotes and this path can tell what they
 * become. */
struct fast_taken pdz_fast_rows(struct ingest_bound *b, struct pdz_csv *csv, const struct fast_sink *sink);

/* pdz_rows_convert made the records in b->records of the row, or none, since it is skipped. */
void pdz_fast_learn(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row);

#endif
