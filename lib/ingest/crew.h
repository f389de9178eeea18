/* Chunks of one input, converted ahead of their turn by several threads.
 *
 * A chunk is cut after a line end and taken for whole rows. What its rows become is made
 * with a bound mapping of each thread's own, by the very functions that convert rows one by
 * one. Rows that do not simply become records are left as they are, for the one thread that
 * takes the chunks in order: it alone counts, tells, rejects and writes. It must look
 * whether the chunk before ended where this one begins; if not, or if the crew gives a
 * chunk up, the chunk's text is there to be read as if there had been no crew. */
#ifndef PDZ_INGEST_CREW_H
#define PDZ_INGEST_CREW_H

#include "records/packed.h"
#include "ingest/dedupe.h"
#include "ingest/source.h"

/* What is made of the rows: records in one form or another, or only the keys of all rows
 * that have one (see pdz_rows_key), with their numbers counted from 0 in the chunk. */
enum crew_form { CREW_TEXT, CREW_PACKED, CREW_NOTHING, CREW_KEYS };

/* A row that is left: without its cells, which come again when its bytes are read again. */
struct crew_odd {
	struct pdz_row row;
	size_t rows, records, out; /* accepted before it: rows, records, bytes of them */
};

/* Where the records of an accepted row end. */
struct crew_end {
	size_t records, out;
};

struct crew_chunk {
	struct pdz_csv *csv; /* holds the text; after the rows, what is no whole row */
	struct pdz_str text;
	uint64_t line; /* of its first byte, if a row begins there */
	bool given_up;
	struct pdz_buf out; /* records of accepted rows: lines of text, or packed with numbers of the member's own */
	struct crew_odd *odds;
	size_t odd_count, odd_cap;
	struct crew_end *ends; /* of all accepted rows, if the task asks for them */
	size_t end_count, end_cap;
	size_t rows, records; /* accepted; of CREW_KEYS, all rows */
	struct dedupe_note *keys;
	size_t key_count, key_cap;
	/* packed: shapes that the member has numbered in this chunk, as lengths and keys; anew:
	 * beginning with 1 again */
	struct pdz_buf declared;
	bool anew;
	size_t member;

	/* the crew's */
	struct ingest_text encoding; /* of its text */
	enum crew_state { CREW_FREE, CREW_WAITING, CREW_TAKEN, CREW_DONE } state;
};

struct crew_task {
	struct ingest_source *source; /* past its header; the crew goes on reading its text */
	enum crew_form form;
	size_t jobs;  /* threads, the caller's included; 2 or more */
	size_t chunk; /* bytes */
	bool ends;
};

struct crew;

/* What is pending in the source's reader belongs to the first chunk. */
PDZ_MUST_CHECK enum pdz_status pdz_crew_new(struct crew **crew, const struct crew_task *task, struct pdz_error *err);
/* The next chunk of the text, in order; NULL at the end. The caller works on chunks while
 * the next is not done. The one before is given back. */
PDZ_MUST_CHECK enum pdz_status pdz_crew_next(struct crew *crew, struct crew_chunk **chunk, struct pdz_error *err);
void pdz_crew_free(struct crew *crew);

#endif
