/* The inside of a run, for run.c (records in) and finish.c (entries out). */
#ifndef PDZ_MEASURE_RUN_H
#define PDZ_MEASURE_RUN_H

#include "kind.h"

#include "pdz/run.h"

struct pdz_run {
	const struct pdz_plan *plan;
	struct pdz_run_options options;
	bool *wanted; /* by indicator: asked for, or part of a composite that is */
	bool *fed;    /* by event */
	struct pdz_ledger ledger;

	struct pdz_intern words;   /* begins with the plan's */
	struct pdz_intern cases;
	struct pdz_intern rests;   /* tuples of words, as bytes */
	struct pdz_intern areas;   /* spellings, */
	uint32_t *area_of;         /* and what they mean */
	size_t area_cap;
	struct pdz_intern sources;
	struct pdz_source_count *source_counts;
	size_t source_cap;
	struct pdz_intern told;    /* unknown codes told already */
};

#endif
