/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records into a run, and what comes of it into results. */
#ifndef PDZ_TESTS_MEASURING_H
#define PDZ_TESTS_MEASURING_H

#include "explain/explain.h"
#include "pdz/run.h"

/* All records of a file; c: NULL if nothing is to be explained. */
static inline enum pdz_status read_records(struct pdz_run *run, const struct pdz_plan *plan, const char *path,
                                           struct pdz_collector *c, struct pdz_error *err)
{
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS];
	struct pdz_record_reader reader;
	struct pdz_input in;
	struct pdz_record r;
	bool got;
	enum pdz_status status = pdz_input_open(&in, path, err);
	if (status)
		return status;
	for (size_t i = 0; i < plan->dimension_count; i++)
		dimensions[i] = plan->dimensions[i].code;
	status = pdz_record_open(&reader, &in, dimensions, plan->dimension_count, NULL, err);
	while (!status && !(status = pdz_record_read(&reader, &r, &got, NULL, err)) && got) {
		enum pdz_outcome outcome;
		status = pdz_run_add(run, &r, NULL, &outcome, NULL, err);
		if (!status && c)
			status = pdz_collect(c, &r, outcome, err);
	}
	pdz_record_close(&reader);
	pdz_input_close(&in);
	return status;
}

/* ctx: the writer of results. */
static inline enum pdz_status write_entry(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	(void)err;
	pdz_results_write_entry(ctx, e);
	return PDZ_OK;
}

static inline enum pdz_status write_comparison(void *ctx, const struct pdz_comparison *c, struct pdz_error *err)
{
	(void)err;
	pdz_results_write_comparison(ctx, c);
	return PDZ_OK;
}

#endif
