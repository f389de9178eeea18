/* Any bytes as records, as text or packed: read, written and read again the same in both
 * forms; and measured under the
 * small example's plan into results that the report accepts. */
#include "fuzz.h"

#include "records/packed.h"
#include "pdz/results.h"
#include "pdz/results_write.h"

#include "pdz/comparison.h"

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

static void again(const struct pdz_buf *packed, const struct pdz_buf *text, const struct pdz_str *dimensions,
                  size_t count, size_t want)
{
	struct pdz_input in;
	struct pdz_record_reader reader;
	struct pdz_record r;
	struct pdz_buf second = {0};
	bool got;
	pdz_record_write_header(&second, dimensions, count);
	must(pdz_input_adopt(&in, "again", dup(file_of_memory(2, packed->p, packed->n)), NULL) == PDZ_OK);
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

/* The bytes as the inside of a block, which a digest would keep the fuzzer away from. */
static void wrap(struct pdz_buf *stream, const struct pdz_str *dimensions, size_t count, const uint8_t *data,
                 size_t size)
{
	struct pdz_packer packer = {0};
	pdz_packer_begin(&packer, stream, dimensions, count);
	pdz_packed_block(stream, PDZ_PACKED_RECORDS + data[0] % 2, data[1], data[2], 0,
	                 (struct pdz_str){(const char *)data + 3, size - 3}, PDZ_STR(""));
	pdz_packed_block(stream, PDZ_PACKED_END, 0, 0, data[2], PDZ_STR(""), PDZ_STR(""));
	pdz_packer_release(&packer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pdz_run_options options = {
		.as_of = 20600, .levels = 1u << PDZ_PLAN | 1u << PDZ_QUARTER, .by_area = size % 8 == 0};
	struct pdz_input in;
	struct pdz_record_reader reader;
	struct pdz_record r;
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS];
	struct pdz_buf text = {0}, packed = {0}, wrapped = {0};
	struct pdz_packer packer = {0};
	struct pdz_error err = {0};
	bool got = true, fine = true;
	size_t count = 0;
	if (plan == NULL)
		plan = plan_of("examples/piccolo-comune/plan.json");
	for (size_t i = 0; i < plan->dimension_count; i++)
		dimensions[i] = plan->dimensions[i].code;
	struct pdz_run *run = pdz_run_new(plan, &options);
	must(run != NULL);
	if (size > 4 && data[0] == 0xfd && data[1] != 'p')
		wrap(&wrapped, dimensions, plan->dimension_count, data + 1, size - 1);
	must(pdz_input_adopt(&in, "records",
	                     dup(wrapped.n ? file_of_memory(0, wrapped.p, wrapped.n) : file_of_memory(0, data, size)),
	                     NULL) == PDZ_OK);
	enum pdz_status status = pdz_record_open(&reader, &in, dimensions, plan->dimension_count, &err);
	must_be_told(status, &err);
	pdz_record_write_header(&text, dimensions, plan->dimension_count);
	pdz_packer_begin(&packer, &packed, dimensions, plan->dimension_count);
	while (status == PDZ_OK && (status = pdz_record_read(&reader, &r, &got, &sink, &err)) == PDZ_OK && got) {
		enum pdz_fate fate;
		count++;
		pdz_record_write(&text, &r, plan->dimension_count);
		struct pdz_record copy = r;
		pdz_packer_shape(&packer, &packed, &copy);
		pdz_packer_add(&packer, &packed, &copy);
		fine = fine && pdz_run_add(run, &r, &fate, &sink, &err) == PDZ_OK;
	}
	must_be_told(status, &err);
	if (status == PDZ_OK) {
		pdz_packer_end(&packer, &packed);
		again(&text, &text, dimensions, plan->dimension_count, count);
		again(&packed, &text, dimensions, plan->dimension_count, count);
		if (fine)
			measure(run);
	}
	pdz_record_close(&reader);
	pdz_input_close(&in);
	pdz_run_free(run);
	pdz_packer_release(&packer);
	pdz_buf_release(&packed);
	pdz_buf_release(&wrapped);
	pdz_buf_release(&text);
	return 0;
}
