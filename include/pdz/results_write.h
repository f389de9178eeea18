/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing results: the JSON document of schemas/results.schema.json, or the same
 * entries as a flat CSV. Bytes depend on plan, records and options alone. */
#ifndef PDZ_RESULTS_WRITE_H
#define PDZ_RESULTS_WRITE_H

#include "pdz/language.h"
#include "pdz/results.h"
#include "pdz/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One record file that was read. */
struct pdz_result_file {
	const char *name; /* as the user gave it; "-": standard input */
	char sha256[65];
	uint64_t bytes;
	uint64_t fates[PDZ_FATES]; /* rows read is their sum */
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
void pdz_csv_end(struct pdz_csv_writer *w);

#ifdef __cplusplus
}
#endif

#endif
