/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explaining a number: its definition in words, the formula with the numbers put in,
 * the records it is made of and those left out, and the way to its verdict.
 *
 *   pdz_collector_new, pdz_collect for every record beside pdz_run_add,
 *   pdz_explain_begin, pdz_run_finish with pdz_explain_entry, pdz_explain_end.
 *
 * What becomes of a record is asked of the same code that computes the number. The
 * records of the run's wanted indicators are kept, so memory grows with them. */
#ifndef PDZ_EXPLAIN_EXPLAIN_H
#define PDZ_EXPLAIN_EXPLAIN_H

#include "pdz/error.h"
#include "pdz/run.h"

struct pdz_collector;

/* run: with options.only set to what is to be explained; must outlive the collector.
 * NULL: out of memory. */
struct pdz_collector *pdz_collector_new(struct pdz_run *run);
void pdz_collector_free(struct pdz_collector *c);

/* outcome: PDZ_DUPLICATE and PDZ_SUPERSEDED for what was left out by its id and not added
 * to the run, else what pdz_run_add said. The record is copied. */
PDZ_MUST_CHECK enum pdz_status pdz_collect(struct pdz_collector *c, const struct pdz_record *r,
                                           enum pdz_outcome outcome, struct pdz_error *err);

struct pdz_explainer {
	struct pdz_buf *out;
	const struct pdz_plan *plan;
	struct pdz_run *run;
	const struct pdz_results *results; /* pdz_results_of_run */
	const struct pdz_run_options *options;
	struct pdz_collector *collector;
	enum pdz_language language;
	bool json;    /* schemas/explanation.schema.json, else text */
	size_t limit; /* text: rows shown of each list; 0: all */
	bool all;     /* text: list also what the filters of the definition let through to no slot */
	uint64_t entries;
};

/* Everything before; one entry, and after a composite each of its parts; everything after. */
void pdz_explain_begin(struct pdz_explainer *x, const struct pdz_result_file *files, size_t file_count);
PDZ_MUST_CHECK enum pdz_status pdz_explain_entry(struct pdz_explainer *x, const struct pdz_entry *e,
                                                 struct pdz_error *err);
void pdz_explain_end(struct pdz_explainer *x);

#endif
