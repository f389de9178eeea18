/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as records: read, written and read again the same; and measured under the
 * small example's plan into results that the report accepts. */
#include "measured.h"

static struct pdz_plan *plan;

static void again(const struct pdz_buf *text, const struct pdz_str *dimensions, size_t count, size_t want)
{
	struct pdz_input in;
	struct pdz_record_reader reader;
	struct pdz_record r;
	struct pdz_buf second = {0};
	bool got;
	pdz_record_write_header(&second, dimensions, count);
	must(pdz_input_adopt(&in, "again", dup(file_of_memory(2, text->p, text->n)), NULL) == PDZ_OK);
	must(pdz_record_open(&reader, &in, dimensions, count, NULL, NULL) == PDZ_OK);
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
	enum pdz_status status = pdz_record_open(&reader, &in, dimensions, plan->dimension_count, NULL, &err);
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
