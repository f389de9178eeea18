/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computing the indicators of a plan, and writing what came out. */
#ifndef PDZ_RUN_H
#define PDZ_RUN_H

#include "pdz/error.h"
#include "pdz/plan.h"
#include "pdz/results.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A run: records in, entries out.
 *
 *   pdz_run_new, pdz_run_add for every record, pdz_run_finish.
 *
 * Nothing of a record is kept but counts under keys, so memory grows with what is
 * distinct (cases, months, areas), not with the records. */

struct pdz_run_options {
	pdz_day as_of;
	unsigned levels; /* periods wanted: 1 << enum pdz_level */
	bool by_area, by_category;
	unsigned dimensions[PDZ_MAX_DIMENSIONS]; /* numbers of the plan's dimensions */
	size_t dimension_count;
	const bool *only; /* by indicator; NULL: all. The parts of composites are measured too, and not shown. */
	/* Only entries of periods that lie in one of these, of these areas (by number; NULL: all), of these categories;
	 * counts of 0: all. The last two ask for by_area and by_category. They must outlive the run. */
	const struct pdz_period *periods;
	const bool *areas;
	const struct pdz_str *categories;
	size_t period_count, category_count;
	bool no_inner_periods; /* the periods themselves, not what lies in them */
	unsigned jobs;         /* threads that pdz_run_finish may use, where there is enough to do; 0 or 1: none */
};

/* What happened to a record. */
enum pdz_outcome {
	PDZ_USED,
	PDZ_INVALID,       /* not a readable record (counted by the reader) */
	PDZ_DUPLICATE,     /* the same id again, unchanged */
	PDZ_SUPERSEDED,    /* the same id came again later, changed */
	PDZ_UNKNOWN_EVENT, /* not in the plan's vocabulary */
	PDZ_UNKNOWN_AREA,
	PDZ_UNKNOWN_ACTION,
	PDZ_UNKNOWN_VALUE, /* not in the plan's list of them */
	PDZ_UNUSABLE,      /* lacks the date, the case or the grade that its indicators need */
	PDZ_AFTER_AS_OF,
	PDZ_OUTSIDE_PERIOD, /* of the plan and of the baselines computed */
	PDZ_NO_INDICATOR,   /* no selector picks it */
	PDZ_OUTCOMES,
};
/* Their names in results; and whether such a record needs somebody's look (exit status 1). */
extern const char *const pdz_outcome_names[PDZ_OUTCOMES];
bool pdz_outcome_is_finding(enum pdz_outcome outcome);

struct pdz_run;

/* The plan must outlive the run. NULL if out of memory. */
struct pdz_run *pdz_run_new(const struct pdz_plan *plan, const struct pdz_run_options *options);
void pdz_run_free(struct pdz_run *run);

/* Unknown codes are told to sink, each text once, at the record's source and line.
 * alike: NULL, or a place of the caller's, NULL at first, that all records share which have
 * the same event, action, category, area, source, dimensions and status. The run keeps there
 * what follows from these; once it has, it does not look at them again. */
PDZ_MUST_CHECK enum pdz_status pdz_run_add(struct pdz_run *run, const struct pdz_record *r, void **alike,
                                           enum pdz_outcome *outcome, const struct pdz_diag_sink *sink,
                                           struct pdz_error *err);

/* A sender has delivered, records or none: see pdz_ingest_deliveries and pdz_provenance_load. Of a source that the
 * plan does not have, or without a period, it is ignored. False: out of memory. */
PDZ_MUST_CHECK bool pdz_run_deliver(struct pdz_run *run, const struct pdz_delivery *d);
/* So many records should have come and were set aside. Of what event nobody knows it may be any of its source, or any
 * at all where the plan does not have that. False: out of memory. */
PDZ_MUST_CHECK bool pdz_run_set_aside(struct pdz_run *run, const struct pdz_owed_records *owed);

/* The same of one record, as much of it as can be read; NULL: nothing. What pdz_run_add cannot use it sets aside by
 * itself. */
PDZ_MUST_CHECK bool pdz_run_lose(struct pdz_run *run, const struct pdz_record *r);
/* How many records were set aside, as the two above, pdz_run_add, and partials that were merged tell. */
uint64_t pdz_run_records_set_aside(const struct pdz_run *run);

/* Add to a run what another one of the same plan and options has, as if its records had been
 * added. The other may only be freed afterwards. */
PDZ_MUST_CHECK enum pdz_status pdz_run_absorb(struct pdz_run *run, struct pdz_run *other, struct pdz_error *err);

/* Call fn with every entry, in the order of results (indicator, period, area, category, dimensions), one at a time;
 * with jobs, not always in this thread. An entry and what it points to live until fn returns. */
typedef enum pdz_status (*pdz_entry_fn)(void *ctx, const struct pdz_entry *e, struct pdz_error *err);
PDZ_MUST_CHECK enum pdz_status pdz_run_finish(struct pdz_run *run, pdz_entry_fn fn, void *ctx, struct pdz_error *err);

/* All comparisons the plan asks for, in the order of indicators. To be called
 * after pdz_run_finish. */
typedef enum pdz_status (*pdz_comparison_fn)(void *ctx, const struct pdz_comparison *c, struct pdz_error *err);
PDZ_MUST_CHECK enum pdz_status pdz_run_compare(struct pdz_run *run, pdz_comparison_fn fn, void *ctx,
                                               struct pdz_error *err);

/* Texts behind the numbers in entries. */
struct pdz_str pdz_run_word(const struct pdz_run *run, uint32_t word);
/* The text of the plan or of a record that is nearest to another; p NULL: none is near. */
struct pdz_str pdz_run_nearest_word(const struct pdz_run *run, struct pdz_str text);
/* Value of the i-th --by dimension in a tuple; empty text for PDZ_NONE inside it. */
struct pdz_str pdz_run_dimension(const struct pdz_run *run, uint32_t rest, size_t i);

/* Ids of cases that are the same but for case, accents and blanks, and so may be one case counted as several:
 * how many such ids there are beyond one each, and the first two (of a run merged from partials: 0, they are
 * hashed). SIZE_MAX: out of memory. */
size_t pdz_run_similar_cases(const struct pdz_run *run, struct pdz_str *first, struct pdz_str *other);

/* Figures of a level, an indicator's, of which different rows say different things of one place and day: none counts.
 * figures: how many there are in all; area and day: of the first of them (area PDZ_NONE: the whole). False: out of
 * memory. */
struct pdz_contradiction {
	uint32_t area;
	pdz_day day;
	uint64_t figures;
};
PDZ_MUST_CHECK bool pdz_run_contradiction(const struct pdz_run *run, uint32_t indicator, struct pdz_contradiction *out);

/* Records that fit an indicator and lack what it needs of them (a case, a date, a grade on its scale): it does not
 * know what they count, whatever others make of them. */
uint64_t pdz_run_lacking(const struct pdz_run *run, uint32_t indicator);

/* Call fn for what an indicator of the run asks for and no record of its events ever had: a value of a column, nearest
 * the text of a record that it may be a slip of (empty: none); value empty: the column is filled by nobody. Events that
 * never came are not meant. False: fn said so. */
typedef bool (*pdz_unmet_fn)(void *ctx, uint32_t indicator, struct pdz_str column, struct pdz_str value,
                             struct pdz_str nearest);
PDZ_MUST_CHECK bool pdz_run_unmet(const struct pdz_run *run, pdz_unmet_fn fn, void *ctx);

/* The raw files named by the records, sorted by name. */
struct pdz_source_count {
	struct pdz_str name;
	uint64_t records, used;
};
const struct pdz_source_count *pdz_run_sources(struct pdz_run *run, size_t *count);

/* Writing results: the JSON document of schemas/results.schema.json, or the same
 * entries as a flat CSV. The bytes depend on plan, records and options alone. */

/* One record file that was read. */
struct pdz_result_file {
	const char *name; /* as the user gave it; "-": standard input */
	char sha256[65];
	const char *said; /* of a raw file, what the mapping reads in its name; may be NULL */
	uint64_t bytes;
	int64_t missing; /* records that its end says, and that did not come: it was read as a part of a file */
	uint64_t outcomes[PDZ_OUTCOMES]; /* rows read is their sum */
};

/* The results of a run as they are before its entries: indicators and areas have the numbers they
 * have in the plan. by: the keys of --by, comma between; provenance NULL: not known. What is given
 * must outlive the results. NULL: out of memory; free with pdz_results_free. */
struct pdz_results *pdz_results_of_run(struct pdz_run *run, const char *by, const struct pdz_result_file *files,
                                       size_t file_count, const struct pdz_provenance *provenance);

struct pdz_results_writer {
	struct pdz_buf *out;
	const struct pdz_results *results;
	uint64_t entries, comparisons;
};

/* Everything before the entries; the entries; the comparisons; everything after. Failures of memory
 * show in out->failed. */
void pdz_results_write_begin(struct pdz_results_writer *w);
void pdz_results_write_entry(struct pdz_results_writer *w, const struct pdz_entry *e);
void pdz_results_write_comparison(struct pdz_results_writer *w, const struct pdz_comparison *c);
void pdz_results_write_end(struct pdz_results_writer *w);

/* The flat table: one row an entry, the same columns whatever writes it. */
struct pdz_csv_writer {
	struct pdz_buf *out;
	const struct pdz_results *results;
	enum pdz_language language; /* of labels */
	bool excel_it;              /* semicolons, decimal commas: as Italian Excel opens it by double click */
	size_t neutralised;         /* out: text cells that looked like formulas and were made harmless; only for Excel */
	struct pdz_flat *flat;      /* of the writer */
};

/* The header; a row; in any case the end. False: out of memory. */
PDZ_MUST_CHECK bool pdz_csv_begin(struct pdz_csv_writer *w);
PDZ_MUST_CHECK bool pdz_csv_entry(struct pdz_csv_writer *w, const struct pdz_entry *e);
/* A cell of another table, of text: the flat table's own ones need only out, excel_it and neutralised. */
void pdz_csv_text(struct pdz_csv_writer *w, struct pdz_str s, bool last);
void pdz_csv_end(struct pdz_csv_writer *w);

#ifdef __cplusplus
}
#endif

#endif
