/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as records: read, written and read again the same; and measured under the
 * small example's plan into results that the report accepts. */
#include "fuzz.h"

#include "pdz/results.h"
#include "pdz/run.h"

static struct pdz_plan *plan;

struct made {
	struct pdz_results_writer json;
	struct pdz_csv_writer csv;
};

static enum pdz_status write_entry(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	struct made *made = ctx;
	(void)err;
	pdz_results_write_entry(&made->json, e);
	must(pdz_csv_entry(&made->csv, e));
	return PDZ_OK;
}

static enum pdz_status write_comparison(void *ctx, const struct pdz_comparison *c, struct pdz_error *err)
{
	struct made *made = ctx;
	(void)err;
	pdz_results_write_comparison(&made->json, c);
	return PDZ_OK;
}

static void measure(struct pdz_run *run)
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

static void again(const struct pdz_buf *text, const struct pdz_str *dimensions, size_t count, size_t want)
{
	struct pdz_input in;
	struct pdz_record_reader reader;
	struct pdz_record r;
	struct pdz_buf second = {0};
	bool got;
	pdz_record_write_header(&second, dimensions, count);
	must(pdz_input_adopt(&in, "again", dup(file_of_memory(2, text->p, text->n)), NULL) == PDZ_OK);
	must(pdz_record_open(&reader, &in, dimensions, count, NULL) == PDZ_OK);
	while (pdz_record_read(&reader, &r, &got, &sink, NULL) == PDZ_OK && got) {
		pdz_record_write(&second, &r, count);
		want--;
	}
	must(reader.invalid == 0 && want == 0 && pdz_str_eq(pdz_buf_view(text), pdz_buf_view(&second)));
	pdz_buf_release(&second);
	pdz_record_close(&reader);
	pdz_input_close(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pdz_run_options options = {
		.as_of = 20600, .levels = 1u << PDZ_PLAN | 1u << PDZ_QUARTER, .by_area = size % 8 == 0};
	struct pdz_input in;
	struct pdz_record_reader reader;
	struct pdz_record r;
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS];
	struct pdz_buf text = {0};
	struct pdz_error err = {0};
	bool got = true, fine = true;
	size_t count = 0;
	if (plan == NULL)
		plan = plan_of("examples/piccolo-comune/plan.json");
	for (size_t i = 0; i < plan->dimension_count; i++)
		dimensions[i] = plan->dimensions[i].code;
	struct pdz_run *run = pdz_run_new(plan, &options);
	must(run != NULL);
	must(pdz_input_adopt(&in, "records", dup(file_of_memory(0, data, size)), NULL) == PDZ_OK);
	enum pdz_status status = pdz_record_open(&reader, &in, dimensions, plan->dimension_count, &err);
	must_be_told(status, &err);
	pdz_record_write_header(&text, dimensions, plan->dimension_count);
	while (status == PDZ_OK && (status = pdz_record_read(&reader, &r, &got, &sink, &err)) == PDZ_OK && got) {
		enum pdz_outcome outcome;
		count++;
		pdz_record_write(&text, &r, plan->dimension_count);
		fine = fine && pdz_run_add(run, &r, NULL, &outcome, &sink, &err) == PDZ_OK;
	}
	must_be_told(status, &err);
	if (status == PDZ_OK) {
		again(&text, dimensions, plan->dimension_count, count);
		if (fine)
			measure(run);
	}
	pdz_record_close(&reader);
	pdz_input_close(&in);
	pdz_run_free(run);
	pdz_buf_release(&text);
	return 0;
}
