/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of an input cut into chunks, whose rows are taken by several threads.
 *
 * A thread takes a chunk and finds its rows; then, in the order of the chunks, it learns
 * where its first row begins and hands on to the next what stands after its last: so that
 * every chunk is read as it would have been read in one piece, whatever its quotes, and
 * every row has its line and its number. From there on each thread works alone.
 *
 * Rows that simply become records are converted, and go where those of the thread go. All
 * others are left as they are, for the one thread that takes the chunks in their order: it
 * alone tells, rejects, holds notes and writes. */
#ifndef PDZ_INGEST_WORKERS_H
#define PDZ_INGEST_WORKERS_H

#include "ingest/pass.h"

/* What came of some rows. */
struct chunk_counts {
	size_t rows, accepted, records, duplicates, superseded, skipped;
	bool gap;    /* the last of them was skipped */
	size_t text; /* bytes of records as text */
};

struct worker_chunk {
	struct pdz_buf out; /* records as text, if they are to be text */
	/* Rows that are left, with what came of those before them. Without their cells, which
	 * come again when the bytes are read again. */
	struct left_row {
		struct pdz_row row;
		struct chunk_counts before;
	} *left_rows;
	size_t left_row_count, left_row_cap;
	struct chunk_counts counts; /* of all of it but the rows that are left */
	struct pdz_account skipped; /* why */
	uint32_t number;            /* of its first row */
	struct pdz_sighting *keys;  /* of the first pass */
	size_t key_count, key_cap;

	/* the workers' own */
	struct pdz_csv *csv; /* holds the text */
	struct pdz_str text;
	struct ingest_text encoding; /* of its text */
	enum pdz_status status;
	struct pdz_error err;
};

struct worker_task {
	struct pdz_ingest *run;
	struct pass *pass;            /* NULL: the first pass, which wants keys */
	struct ingest_source *source; /* past its header; the workers go on reading its text */
	size_t jobs;                  /* threads, the caller's included; 2 or more */
	size_t chunk;                 /* bytes */
	uint32_t number;              /* of the first row */
};

struct workers;

/* What is pending in the source's reader belongs to the first chunk. */
PDZ_MUST_CHECK enum pdz_status pdz_workers_new(struct workers **workers, const struct worker_task *task,
                                               struct pdz_error *err);
/* The next chunk of the text, in order; NULL at the end. The caller works on chunks while
 * the next is not done. The one before is given back. */
PDZ_MUST_CHECK enum pdz_status pdz_workers_next(struct workers *workers, struct worker_chunk **chunk,
                                                struct pdz_error *err);
/* After the end: what is in no row goes back to the source's reader, and what threads have
 * counted for the summary of quality to the run's. number: of the next row. */
PDZ_MUST_CHECK enum pdz_status pdz_workers_end(struct workers *workers, uint32_t *number, struct pdz_error *err);
void pdz_workers_free(struct workers *workers);

#endif
