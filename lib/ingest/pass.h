/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passes over the rows, for both who make them: row after row (pass.c), and in chunks that
 * several threads convert before their turn (read_ahead.c). */
#ifndef PDZ_INGEST_PASS_H
#define PDZ_INGEST_PASS_H

#include "ingest/footnotes.h"
#include "ingest/rows.h"
#include "ingest/run.h"

/* Where the records of one thread go. */
struct outlet {
	const struct pdz_ingest_taker *taker;
	void *thread; /* the taker's; */
	size_t file;
	struct pdz_buf *text; /* or as text; neither: they are only counted */
	size_t dimension_count;
	struct quality *quality; /* NULL: no summary is wanted */
	struct pdz_account *skipped;
	bool gap; /* the last row was skipped */
	struct pdz_str source;
	enum pdz_status status; /* of the taker */
	struct pdz_error *err;
};
/* outlet: one of these. False: no more, see its status. alike: see struct pdz_ingest_taker. */
bool pdz_outlet_put(void *outlet, const struct pdz_record *r, void **alike);

/* A row that is skipped on purpose. */
bool pdz_outlet_skip(void *outlet, const char *why);

/* What one input is read with. */
struct pass {
	struct pdz_ingest *run;
	size_t file;
	bool counts_only;
	struct pdz_output *out, *rejects; /* NULL: not wanted */
	struct outlet outlet;             /* of the caller's thread */
	bool section_begun;               /* its header stands in the rejects */
	size_t next_outcome;
	struct notes notes;
};

/* A row is skipped, for a reason. False: out of memory. */
PDZ_MUST_CHECK bool pdz_pass_skip(struct pass *p, const char *why);
/* A row of the table, whatever it is. number: its own, for what came again. */
PDZ_MUST_CHECK enum pdz_status pdz_pass_row(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                            uint32_t number, struct pdz_error *err);
/* Rows from s->csv that hold nothing unusual, as many as there are, without asking each
 * what it is; adds them to *number. */
PDZ_MUST_CHECK enum pdz_status pdz_pass_unquoted_rows(struct pass *p, struct ingest_source *s, uint32_t *number,
                                                      struct pdz_error *err);
/* Rows whose records are taken or written by other means: so many rows, so many records. */
PDZ_MUST_CHECK enum pdz_status pdz_pass_accept(struct pass *p, struct ingest_source *s, size_t rows, size_t records,
                                               struct pdz_error *err);

/* After the header: all the rows that there are chunks of, with threads if the options say
 * so and the input is large enough; what is left is in s->csv. */
PDZ_MUST_CHECK enum pdz_status pdz_pass_in_chunks(struct pass *p, struct ingest_source *s, uint32_t *number,
                                                  struct pdz_error *err);

/* The same for the first pass: the keys of the rows. */
PDZ_MUST_CHECK enum pdz_status pdz_survey_in_chunks(struct pdz_ingest *run, struct ingest_source *s, uint32_t *number,
                                                    struct pdz_error *err);
/* That so many records are owed, as far as the debt says what they are (owed.c). False: out of memory. */
PDZ_MUST_CHECK bool pdz_owe_records(struct pdz_ingest *run, const struct ingest_source *s,
                                    const struct ingest_debt *debt, uint64_t n);
/* Setting aside (set_aside.c): the row at hand, for what s->bound says is wrong in it; */
PDZ_MUST_CHECK enum pdz_status pdz_set_aside_row(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                                 struct pdz_error *err);
/* for bytes that are not text, at row->fault_column; */
PDZ_MUST_CHECK enum pdz_status pdz_set_aside_flawed(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                                    enum ingest_flaw what, struct pdz_error *err);
/* for another of its id; */
PDZ_MUST_CHECK enum pdz_status pdz_set_aside_contradiction(struct pass *p, struct ingest_source *s,
                                                           const struct pdz_row *row, const struct pdz_repeat *outcome,
                                                           struct pdz_error *err);
/* and what was held as notes, and stands in the middle of the table after all. */
PDZ_MUST_CHECK enum pdz_status pdz_set_aside_notes(struct pass *p, struct ingest_source *s, struct pdz_error *err);

/* Has one of the row's records a day? Else the row could be a note below the table. */
bool pdz_pass_has_a_date(const struct ingest_bound *b);

#endif
