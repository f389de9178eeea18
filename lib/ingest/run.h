/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run over all inputs, as its parts share it. */
#ifndef PDZ_INGEST_RUN_H
#define PDZ_INGEST_RUN_H

#include "ingest/delivery.h"
#include "ingest/first_rows.h"
#include "ingest/quality.h"
#include "ingest/source.h"

#include <time.h>

/* What the loader remembers of an input between its passes. */
struct run_file {
	int spool;               /* standard input, kept to be read again; -1: none */
	struct pdz_mapping *own; /* of a canonical header, with the styles decided for its columns */
	uint32_t first_number;   /* of its first row, for what came again */
	uint32_t row_count;
	const struct pdz_mapping *mapping; /* NULL: canonical, or rejected rows */
	const char *sheet;                 /* of a workbook */
	struct file_stamp {
		uint64_t bytes, inode;
		struct timespec changed;
	} stamp;                      /* when it was surveyed */
	char tag[PDZ_TAG_LENGTH + 1]; /* see corrections.h */
	enum ingest_end end;          /* how its text ends; END_WHOLE: or not known yet */
	bool twin;         /* the very bytes of an earlier input, read with the same mapping, its name saying no more, */
	size_t twin_of;    /* this one, or of itself */
	size_t like;       /* an earlier input of these bytes whose name says something else; or of itself */
	uint32_t delivery; /* that it is, in run->delivered.texts; PDZ_NONE: not known, or its rows tell */
	uint32_t *row_deliveries; /* of each row from first_number on; NULL: they tell none */
	size_t row_delivery_cap;
};

struct pdz_ingest {
	struct pdz_ingest_options own; /* what is said of a run is said after the caller's are gone */
	const struct pdz_ingest_options *options;
	struct pdz_ingest_file *files;
	struct run_file *states;
	size_t count, unusable; /* of these, left out */
	size_t at_hand;         /* the input that is being read */
	bool surveyed;          /* the first pass is over */
	struct pdz_identity identity;
	struct pdz_owed_records *owed; /* records that were set aside */
	size_t owed_count, owed_cap;
	struct pdz_intern owed_keys;
	struct quality quality;
	struct deliveries deliveries;
	struct delivered {
		struct pdz_intern texts; /* senders with their periods */
		size_t *last, *before;   /* the input that delivered it last, and the one before that; PDZ_NO_FILE: none */
		uint32_t *held_by; /* the delivery that holds in its place, or itself: of a longer time, of shorter ones */
		size_t cap, before_cap;
	} delivered;
	struct pdz_corrections corrections;
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS]; /* extra columns of the records */
	size_t dimension_count;
	struct pdz_arena arena;
};

PDZ_MUST_CHECK enum pdz_status pdz_ingest_new(struct pdz_ingest **run, const struct pdz_ingest_options *options,
                                              struct pdz_error *err);

/* An input opened for another pass. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_open(struct pdz_ingest *run, size_t file, struct ingest_source *s,
                                               struct pdz_error *err);

/* What tells whether somebody has written to the file. */
bool pdz_ingest_stamp(const struct ingest_source *s, struct file_stamp *stamp);

/* First pass: what is in the inputs, and which rows are sent again. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_survey(struct pdz_ingest *run, struct pdz_error *err);

/* Keep standard input, or another thing that cannot be read twice, in an unlinked file. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_spool(struct pdz_ingest *run, size_t file, struct pdz_error *err);

/* Has a later input the same delivery? It replaces the earlier whole. number: of a row. */
bool pdz_delivery_is_replaced(const struct pdz_ingest *run, size_t file, uint32_t number);

/* Is a later input all that this one is? */
bool pdz_delivery_came_anew(const struct pdz_ingest *run, size_t file);

/* More rows for a reason. False: out of memory. */
PDZ_MUST_CHECK bool pdz_account_add(struct pdz_account *account, const char *reason, uint64_t n);

/* A finding about an input as a whole. */
static inline void pdz_ingest_tell(const struct pdz_ingest_options *o, enum pdz_severity severity, const char *name,
                                   uint64_t line, const char *code, const char *problem, const char *subject,
                                   const char *expected)
{
	pdz_tell(&o->sink, &(struct pdz_diag){.severity = severity,
	                                      .source = name,
	                                      .line = line,
	                                      .code = code,
	                                      .problem = problem,
	                                      .subject = subject,
	                                      .expected = expected});
}

#endif
