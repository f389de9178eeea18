/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run has counted becomes results that are read again, for the fuzzers of what a run counts. */
#ifndef PDZ_TESTS_MEASURED_H
#define PDZ_TESTS_MEASURED_H

#include "fuzz.h"

#include "pdz/results.h"
#include "pdz/run.h"

struct made {
	struct pdz_results_writer json;
	struct pdz_csv_writer csv;
};

static inline enum pdz_status write_entry(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	struct made *made = ctx;
	(void)err;
	pdz_results_write_entry(&made->json, e);
	must(pdz_csv_entry(&made->csv, e));
	return PDZ_OK;
}

static inline enum pdz_status write_comparison(void *ctx, const struct pdz_comparison *c, struct pdz_error *err)
{
	struct made *made = ctx;
	(void)err;
	pdz_results_write_comparison(&made->json, c);
	return PDZ_OK;
}

static inline void measure(struct pdz_run *run)
{
	struct pdz_buf json = {0}, csv = {0};
	struct pdz_results *head = pdz_results_of_run(run, "plan,quarter", NULL, 0, NULL);
	struct made made = {{.out = &json, .results = head}, {.out = &csv, .results = head}};
	struct pdz_error err = {0};
	struct pdz_results *results;
	must(head != NULL && pdz_csv_begin(&made.csv));
	pdz_results_write_begin(&made.json);
	must(pdz_run_finish(run, write_entry, &made, &err) == PDZ_OK);
	must(pdz_run_compare(run, write_comparison, &made, &err) == PDZ_OK);
	pdz_results_write_end(&made.json);
	pdz_csv_end(&made.csv);
	pdz_results_free(head);
	must(!json.failed && !csv.failed);
	if (pdz_results_load(&results, file_of(1, json.p, json.n), &sink, &err) != PDZ_OK) {
		fprintf(stderr, "%s:%llu: %s\n", err.source, (unsigned long long)err.line, err.text);
		abort();
	}
	pdz_results_free(results);
	pdz_buf_release(&json);
	pdz_buf_release(&csv);
}

#endif
