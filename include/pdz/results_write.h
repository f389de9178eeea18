/* Writing results: the JSON document of schemas/results.schema.json, or the same
 * entries as a flat CSV. Bytes depend on plan, records and options alone. */
#ifndef PDZ_RESULTS_WRITE_H
#define PDZ_RESULTS_WRITE_H

#include "pdz/provenance.h"
#include "pdz/run.h"

/* One record file that was read. */
struct pdz_result_file {
	const char *name; /* as the user gave it; "-": standard input */
	char sha256[65];
	uint64_t bytes;
	uint64_t fates[PDZ_FATES]; /* rows read is their sum */
};

struct pdz_results_writer {
	struct pdz_buf *out;
	const struct pdz_plan *plan;
	struct pdz_run *run;
	const struct pdz_run_options *options;
	const struct pdz_provenance *provenance; /* NULL: not known */
	const char *by; /* the --by keys, comma between */
	uint64_t entries, comparisons;
};

/* Everything before the entries; the entries; the comparisons; everything after. Failures of memory
 * show in out->failed. */
void pdz_results_write_begin(struct pdz_results_writer *w, const struct pdz_result_file *files, size_t file_count);
void pdz_results_write_entry(struct pdz_results_writer *w, const struct pdz_entry *e);
void pdz_results_write_comparison(struct pdz_results_writer *w, const struct pdz_comparison *c);
void pdz_results_write_end(struct pdz_results_writer *w);

void pdz_results_write_csv_header(struct pdz_results_writer *w);
void pdz_results_write_csv_entry(struct pdz_results_writer *w, const struct pdz_entry *e);

/* A JSON string: quoted, control characters escaped, what is not UTF-8 as U+FFFD. */
void pdz_json_write_text(struct pdz_buf *b, struct pdz_str s);

#endif
