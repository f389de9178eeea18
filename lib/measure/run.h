/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a run: run.c (its beginning and end), add.c (records in), finish.c (entries out). */
#ifndef PDZ_MEASURE_RUN_H
#define PDZ_MEASURE_RUN_H

#include "measure/coverage.h"
#include "measure/kind.h"
#include "measure/route.h"

#include "pdz/run.h"

#include <pthread.h>

/* A counter whose case is not numbered yet. Cases are many, and lie far apart in memory: so
 * each is asked for when its counter comes, which waits, with the text of its case, until as
 * many others have come. */
enum { PDZ_CASE_WAITS = 32, PDZ_CASE_LONGEST = 40 /* a pseudonym fits */ };
struct pdz_waiting {
	struct pdz_place place;
	uint32_t times;
	uint32_t hash;
	uint32_t n;
	char text[PDZ_CASE_LONGEST];
};

/* Rows in their order; and where there are many areas, which of them are each area's: those of area a are
 * order[first[a]] .. order[first[a + 1] - 1]. first NULL: that is not known, and each looks at all of them. */
struct pdz_row_set {
	struct pdz_counter *p;
	size_t n;
	size_t *first;
	uint32_t *order;
};

/* The rows of an indicator, and what its kind joins of them. */
struct pdz_own_rows {
	struct pdz_row_set rows, joined; /* rows.p NULL: not asked for yet */
	bool busy;                       /* some thread is taking them out */
};

struct pdz_run {
	const struct pdz_plan *plan;
	struct pdz_run_options options;
	bool *wanted;           /* by indicator: asked for, or part of a composite that is */
	bool asks_parts;        /* some entry or comparison is about less than the whole territory */
	struct pdz_feed *feeds; /* by event */
	struct pdz_evidence evidence;
	struct pdz_arrivals *arrivals; /* of a settled run */
	struct pdz_ledger ledger;
	struct pdz_own_rows *rows; /* of the ledger, by indicator; see finish.c */
	pthread_mutex_t lock;      /* of rows */
	pthread_cond_t rows_out;
	struct pdz_waiting *waiting;  /* counters whose case is not numbered yet: a ring, */
	uint32_t turn, waiting_count; /* the next to be taken and how many are; see add.c */
	struct pdz_routes routes;
	int32_t grain;          /* months kept together: 1, 3, 6 or 12 */
	size_t grains;          /* how many such periods the plan has */
	uint16_t *grain_of_day; /* by day from the plan's first: the place of its period */
	pdz_day first_day;
	size_t day_count;
	uint8_t *plain;            /* by slot: enum pdz_simple */
	struct pdz_shape **shapes; /* by the numbers of their keys; see shape.h */
	size_t shape_count, shape_cap;
	struct pdz_intern shape_keys;
	struct pdz_buf shape_key;   /* of the record at hand */
	size_t hint_count;          /* of all shapes */
	struct pdz_shape *stranger; /* of a record whose shape is not kept */

	struct pdz_intern words; /* begins with the plan's */
	uint32_t *categories;    /* the numbers of options.categories */
	struct pdz_intern cases;
	struct pdz_intern rests; /* tuples of words, as bytes */
	struct pdz_intern areas; /* spellings, */
	uint32_t *area_of;       /* and what they mean */
	size_t area_cap;
	struct pdz_intern sources;
	struct pdz_source_count *source_counts;
	size_t source_cap;
	bool merged;            /* filled from partial results, where cases are hashed */
	struct pdz_intern told; /* unknown codes told already */
};

/* Everything that was added is in the ledger afterwards. */
PDZ_MUST_CHECK enum pdz_status pdz_run_settle(struct pdz_run *run, struct pdz_error *err);

/* The event has come in, and since then: PDZ_NO_DAY if it is not known. */
void pdz_run_feed(struct pdz_run *run, uint32_t event, pdz_day since);

/* The number of a raw file. False: out of memory. */
PDZ_MUST_CHECK bool pdz_run_source(struct pdz_run *run, struct pdz_str name, uint32_t *number);
/* A record is not known to count for a slot (PDZ_NONE: for any that its event feeds). False: out of memory. */
PDZ_MUST_CHECK bool pdz_run_lose_fact(struct pdz_run *run, uint32_t slot, const struct pdz_fact *fact,
                                      enum pdz_lack lack);
/* Count records of a raw file. False: out of memory. */
PDZ_MUST_CHECK bool pdz_run_add_source(struct pdz_run *run, struct pdz_str name, uint64_t records, uint64_t used);

/* What a record is to a slot that its event feeds. */
struct pdz_traced {
	uint32_t slot;
	enum pdz_use use; /* PDZ_USE_COUNTED: it is in the ledger, under these keys */
	unsigned column;  /* PDZ_USE_OTHER_VALUE: of the filter that said no */
	struct pdz_counter rows[2];
	size_t row_count;
};
/* Call fn for every slot of a wanted indicator that the record's event feeds. Leaves
 * the ledger as it is, so that duplicates and corrected records can be asked about too. */
PDZ_MUST_CHECK enum pdz_status pdz_run_trace(struct pdz_run *run, const struct pdz_record *r,
                                             bool (*fn)(void *ctx, const struct pdz_traced *t), void *ctx,
                                             struct pdz_error *err);

/* The periods asked for, in the order of results; to be freed. NULL: out of memory. */
struct pdz_period *pdz_run_periods(const struct pdz_run *run, size_t *count);

/* What making entries needs and leaves behind. */
struct pdz_finishing {
	struct pdz_run *run;    /* its ledger is settled */
	struct pdz_arena arena; /* what entries point to; released by whoever made them */
	bool failed;            /* out of memory */
};

/* The rows of one indicator in one area, category and tuple of dimensions (PDZ_NONE: all). */
struct pdz_group {
	struct pdz_view view; /* its period is the caller's to say, below */
	struct pdz_counter *own, *own_joined;
};

/* False (and failed set): out of memory. */
bool pdz_group_open(struct pdz_finishing *f, const struct pdz_indicator *ind, uint32_t area, uint32_t category,
                    uint32_t rest, struct pdz_group *out);
void pdz_group_close(struct pdz_group *group);
/* The measure and its verdict; stand.h has the same with what it was made from. */
void pdz_group_entry(const struct pdz_view *v, struct pdz_period period, struct pdz_entry *e);

/* All entries of an indicator, in the order of results. What an entry points to lies in
 * f->arena, which is the caller's to release. */
PDZ_MUST_CHECK enum pdz_status pdz_finish_indicator(struct pdz_finishing *f, const struct pdz_indicator *ind,
                                                    const struct pdz_period *periods, size_t period_count,
                                                    pdz_entry_fn fn, void *ctx, struct pdz_error *err);
void pdz_own_rows_release(struct pdz_own_rows *own);
/* Forget the rows of an indicator whose entries are made, unless they are part of a composite. */
void pdz_rows_drop(struct pdz_run *run, uint32_t indicator);

#endif
