/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading, measuring, adding up when memory runs out: the n-th allocation fails, for every n,
 * with every one after it or alone. Each way ends with PDZ_INPUT and says so, or, where it
 * can do without, with the very bytes it gives otherwise; and leaves nothing behind. */
#include "measuring.h"
#include "pdz/ingest.h"
#include "measure/partial.h"
#include "records/identity.h"
#include "scarce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "material.h"

#define CASES PDZ_SOURCE_DIR "/tests/cases/pdz-ingest/"
#define SMALL PDZ_SOURCE_DIR "/examples/piccolo-comune/"

static char folder[] = "/tmp/pdz-test-XXXXXX", partial_file[64], records_file[64], mapping_file[64], rows_file[64],
			key_file[64];

/* One way through the library; what it gives is appended to result. */
struct way {
	enum pdz_status (*go)(const struct way *way, struct pdz_buf *result, struct pdz_error *err);
	const char *plan, *mappings[4], *files[4];
	bool with_key, preview, propose;
	size_t jobs, chunk, step;
	double most_rejects;
};

static struct pdz_plan *plan; /* of the way; it is there before memory gets scarce */
static struct pdz_pseudonyms *pseudonyms;
static bool only_records; /* no rejects and summaries behind them */

static void keep_quality_line(void *text, const struct pdz_quality_line *line)
{
	pdz_buf_z(text, line->text);
}

static enum pdz_status ingest(const struct way *way, struct pdz_buf *result, struct pdz_error *err)
{
	struct pdz_mapping *mappings[4] = {NULL};
	struct pdz_output out = {.fd = -1}, rejects = {.fd = -1};
	struct pdz_ingest *run = NULL;
	struct pdz_ingest_options o = {.plan = plan,
	                               .mappings = mappings,
	                               .names = way->files,
	                               .pseudonyms = way->with_key ? pseudonyms : NULL,
	                               .mask = way->with_key,
	                               .quality = true,
	                               .jobs = way->jobs,
	                               .chunk = way->chunk,
	                               .max_rejects = UINT64_MAX,
	                               .max_rejects_share = way->most_rejects > 0 ? way->most_rejects : 1};
	enum pdz_status status = PDZ_OK;

	for (; !status && way->mappings[o.mapping_count]; o.mapping_count += !status)
		status = pdz_mapping_load(&mappings[o.mapping_count], way->mappings[o.mapping_count], plan, NULL, err);
	while (way->files[o.name_count])
		o.name_count++;
	if (!status && way->propose)
		status = pdz_ingest_propose(way->files[0], plan, PDZ_ITALIAN, result, err);
	else if (!status && way->preview)
		status = pdz_ingest_preview(&o, 3, &out, err);
	else if (!status) {
		status = pdz_ingest_run(&run, &o, &out, &rejects, err);
		if (!status && !only_records)
			status = pdz_ingest_quality_json(run, result, err);
		if (!status && !only_records)
			status = pdz_ingest_quality_lines(run, keep_quality_line, result, err);
	}
	pdz_buf_str(result, pdz_buf_view(&out.pending));
	if (!only_records)
		pdz_buf_str(result, pdz_buf_view(&rejects.pending));
	if (!status && (result->failed || out.pending.failed || rejects.pending.failed))
		status = pdz_no_memory(err);
	pdz_buf_release(&out.pending);
	pdz_buf_release(&rejects.pending);
	pdz_ingest_free(run);
	for (size_t i = 0; i < 4; i++)
		pdz_mapping_free(mappings[i]);
	return status;
}

/* Measuring */

static struct pdz_run_options all_options(void)
{
	return (struct pdz_run_options){.as_of = pdz_day_from(2026, 6, 30),
	                                .levels = 1U << PDZ_PLAN | 1U << PDZ_YEAR,
	                                .by_area = true,
	                                .by_category = true,
	                                .dimension_count = plan->dimension_count > 0,
	                                .jobs = 1};
}

static enum pdz_status finish(struct pdz_run *run, struct pdz_buf *result, struct pdz_error *err)
{
	struct pdz_results *made = pdz_results_of_run(run, "", NULL, 0, NULL);
	struct pdz_results_writer w = {.out = result, .results = made};
	if (!made)
		return pdz_no_memory(err);
	enum pdz_status status = pdz_run_finish(run, write_entry, &w, err);
	if (!status)
		status = pdz_run_compare(run, write_comparison, &w, err);
	pdz_results_free(made);
	return !status && result->failed ? pdz_no_memory(err) : status;
}

static enum pdz_status measure(const struct way *way, struct pdz_buf *result, struct pdz_error *err)
{
	struct pdz_run_options options = all_options();
	options.jobs = (unsigned)way->jobs;
	struct pdz_run *run = pdz_run_new(plan, &options);
	if (!run)
		return pdz_no_memory(err);
	enum pdz_status status = read_records(run, plan, way->files[0], NULL, err);
	if (!status)
		status = finish(run, result, err);
	pdz_run_free(run);
	return status;
}

/* The records in two runs, of which one then takes in the other. */
static enum pdz_status absorb(const struct way *way, struct pdz_buf *result, struct pdz_error *err)
{
	const struct pdz_run_options options = all_options();
	struct pdz_run *run = pdz_run_new(plan, &options), *other = run ? pdz_run_new(plan, &options) : NULL;
	enum pdz_status status = other ? read_records(run, plan, way->files[0], NULL, err) : pdz_no_memory(err);
	if (!status)
		status = read_records(other, plan, way->files[0], NULL, err);
	if (!status)
		status = pdz_run_absorb(run, other, err);
	if (!status)
		status = finish(run, result, err);
	pdz_run_free(other);
	pdz_run_free(run);
	return status;
}

static enum pdz_status take(void *thread, size_t input, const struct pdz_record *r, void **alike, struct pdz_error *err)
{
	enum pdz_outcome outcome;
	(void)input;
	return pdz_run_add(thread, r, alike, &outcome, NULL, err);
}

/* From raw files, by several threads. */
static enum pdz_status take_and_measure(const struct way *way, struct pdz_buf *result, struct pdz_error *err)
{
	const struct pdz_run_options options = all_options();
	struct pdz_mapping *mapping = NULL;
	struct pdz_ingest *read = NULL;
	struct pdz_run *runs[2] = {pdz_run_new(plan, &options), pdz_run_new(plan, &options)};
	const struct pdz_ingest_taker taker = {take, (void *const *)runs};
	const struct pdz_ingest_options o = {.plan = plan,
	                                     .mappings = &mapping,
	                                     .mapping_count = 1,
	                                     .names = way->files,
	                                     .name_count = 1,
	                                     .taker = &taker,
	                                     .jobs = way->jobs,
	                                     .chunk = way->chunk,
	                                     .max_rejects = UINT64_MAX,
	                                     .max_rejects_share = 1};
	enum pdz_status status = runs[0] && runs[1] ? pdz_mapping_load(&mapping, way->mappings[0], plan, NULL, err)
	                                            : pdz_no_memory(err);
	if (!status)
		status = pdz_ingest_run(&read, &o, NULL, NULL, err);
	if (!status)
		status = pdz_run_absorb(runs[0], runs[1], err);
	if (!status)
		status = finish(runs[0], result, err);
	pdz_ingest_free(read);
	pdz_mapping_free(mapping);
	pdz_run_free(runs[0]);
	pdz_run_free(runs[1]);
	return status;
}

static void set_text(struct pdz_buf *b, const char *text)
{
	pdz_buf_z(b, text);
	pdz_buf_char(b, '\0');
	b->n -= !b->failed;
}

static enum pdz_status part(const struct way *way, struct pdz_buf *result, struct pdz_error *err)
{
	const struct pdz_run_options options = all_options();
	struct pdz_partial_head head = {{0}, {0}, {0}, {0}};
	struct pdz_output out = {.fd = -1};
	struct pdz_result_file file = {.name = way->files[0]};
	struct pdz_run *run = pdz_run_new(plan, &options);
	if (!run)
		return pdz_no_memory(err);
	enum pdz_status status = read_records(run, plan, way->files[0], NULL, err);
	set_text(&head.as_of, "2026-06-30");
	set_text(&head.by, "plan,year");
	set_text(&head.only, "");
	set_text(&head.key, "plan");
	if (!status && (head.as_of.failed || head.by.failed || head.only.failed || head.key.failed))
		status = pdz_no_memory(err);
	if (!status)
		status = pdz_partial_write(run, plan, &head, true, NULL, 0,
		                           &(struct pdz_partial_inputs){.files = &file, .count = 1}, &out, err);
	if (!status && out.pending.failed)
		status = pdz_no_memory(err);
	pdz_buf_str(result, pdz_buf_view(&out.pending));
	pdz_buf_release(&out.pending);
	pdz_partial_head_release(&head);
	pdz_run_free(run);
	return !status && result->failed ? pdz_no_memory(err) : status;
}

static enum pdz_status merge(const struct way *way, struct pdz_buf *result, struct pdz_error *err)
{
	const struct pdz_run_options options = all_options();
	struct pdz_partial_head head = {{0}, {0}, {0}, {0}};
	struct pdz_partial_inputs inputs = {0};
	struct pdz_run *run = pdz_run_new(plan, &options);
	enum pdz_status status = run ? pdz_partial_look(way->files[0], &head, err) : pdz_no_memory(err);
	if (!status)
		status = pdz_partial_merge(run, plan, way->files[0], &head, &inputs, err);
	if (!status)
		status = finish(run, result, err);
	pdz_partial_head_release(&head);
	pdz_partial_inputs_release(&inputs);
	pdz_run_free(run);
	return status;
}

/* Ids that come again, as they were and with other content. */
static enum pdz_status see(const struct way *way, struct pdz_buf *result, struct pdz_error *err)
{
	struct pdz_identity d;
	struct pdz_buf scratch = {0};
	char id[24];
	bool fine = true;
	size_t next = 0;
	(void)way;
	pdz_identity_begin(&d);
	for (uint32_t row = 0; row < 3000 && fine; row++) {
		snprintf(id, sizeof id, "s++:%u", (unsigned)(row % 2000));
		const struct pdz_id_pieces pieces = pdz_id_split(pdz_str(id));
		struct pdz_sighting s = pdz_identity_sighting(&d, &pieces, pdz_str("s"), row,
		                                              (uint64_t)(row < 2500 ? row % 2000 : row) << 20, &scratch);
		s.number = row;
		fine = !scratch.failed && pdz_identity_add(&d, &s, 1);
	}
	fine = fine && pdz_identity_sort(&d) && pdz_identity_decide(&d);
	for (uint32_t row = 0; row < 3000 && fine; row++) {
		const struct pdz_repeat *o = pdz_identity_repeat(&d, row, &next);
		pdz_buf_char(result, (char)('0' + (o ? o->what : PDZ_HOLDS)));
	}
	pdz_identity_release(&d);
	pdz_buf_release(&scratch);
	return fine && !result->failed ? PDZ_OK : pdz_no_memory(err);
}

/* Walking */

static enum pdz_status go_once(const struct way *way, struct pdz_buf *result, struct pdz_error *err)
{
	*err = (struct pdz_error){0};
	*result = (struct pdz_buf){0};
	allocations = 0;
	blocks = 0;
	return way->go(way, result, err);
}

static void walk_once(const struct way *way, const struct pdz_buf *expected)
{
	const size_t step = (way->step ? way->step : 1) * scarce_step();
	struct pdz_buf result;
	struct pdz_error err;
	size_t n = 0, went_on = 0;
	for (fail_at = 1;; fail_at += step, n++) {
		const enum pdz_status status = go_once(way, &result, &err);
		const bool all = allocations < fail_at;
		if (status) {
			if (all || !strstr(err.text, "memory"))
				print_error("allocation %zu: %s\n", fail_at, err.text);
			assert_false(all);
			assert_non_null(strstr(err.text, "memory"));
		} else {
			assert_int_equal(result.n, expected->n);
			assert_memory_equal(result.p, expected->p, result.n);
			went_on += !all;
		}
		fail_at = 0; /* the texts of cmocka */
		pdz_buf_release(&result);
		fail_at = 1 + n * step;
		assert_int_equal(blocks, 0);
		if (all)
			break;
	}
	fail_at = 0;
	print_message("%zu failures, went on after %zu\n", n, went_on);
}

static void walk(const struct way *way)
{
	struct pdz_error err = {0};
	struct pdz_buf expected;

	fail_at = 0;
	plan = NULL;
	if (way->plan)
		assert_int_equal(pdz_plan_load(&plan, way->plan, NULL, &err), PDZ_OK);
	const enum pdz_status status = go_once(way, &expected, &err);
	if (status)
		print_error("%s\n", err.text);
	assert_int_equal(status, PDZ_OK);
	alone = false;
	walk_once(way, &expected);
	alone = true;
	walk_once(way, &expected);
	pdz_buf_release(&expected);
	pdz_plan_free(plan);
}

static void loading(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct way ways[] = {
		{.go = ingest, .plan = SMALL "plan.json", .mappings = {SMALL "mappings/register.json",
		 SMALL "mappings/young_people.json"},
		 .files = {SMALL "raw/register.csv", SMALL "raw/young_people.csv"}},
		{.go = ingest, .mappings = {SMALL "mappings/register.json", SMALL "mappings/young_people.json"},
		 .files = {SMALL "raw/register.csv", SMALL "raw/young_people.csv"}, .jobs = 2, .chunk = 300},
		{.go = ingest, .mappings = {SMALL "mappings/register.json"}, .files = {SMALL "raw/register.csv"}, .jobs = 2,
		 .chunk = 300},
		{.go = ingest, .mappings = {SMALL "mappings/register.json"}, .files = {SMALL "raw/register.csv"}, .jobs = 2,
		 .chunk = 300,
		 .most_rejects = 0.5},
		{.go = ingest, .mappings = {CASES "masked-rejects-come-back/m.json"},
		 .files = {CASES "masked-rejects-come-back/casi.csv"}, .with_key = true},
		{.go = ingest, .mappings = {CASES "year-columns/m.json"}, .files = {CASES "year-columns/a.csv"}},
		{.go = ingest, .mappings = {CASES "encoding-utf-16le-excel/m.json"},
		 .files = {CASES "encoding-utf-16le-excel/a.csv"}},
		{.go = ingest, .mappings = {CASES "notes-below/m.json"}, .files = {CASES "notes-below/a.csv"}},
		{.go = ingest, .mappings = {CASES "correction-replaces/m.json"}, .files = {CASES "correction-replaces/a.csv"}},
		{.go = ingest, .files = {records_file}},
		/* enough rows for the short way, corrections among them */
		{.go = ingest, .mappings = {mapping_file}, .files = {rows_file}},
		{.go = ingest, .mappings = {mapping_file}, .files = {rows_file}, .jobs = 2, .chunk = 1000},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		walk(&ways[i]);
}

static void looking_on(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct way ways[] = {
		{.go = ingest, .propose = true, .files = {CASES "propose-personal-columns/persone.csv"}},
		{.go = ingest, .propose = true, .plan = SMALL "plan.json", .files = {SMALL "raw/young_people.csv"}},
		{.go = ingest, .preview = true, .mappings = {SMALL "mappings/register.json"},
		 .files = {SMALL "raw/register.csv"}},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		walk(&ways[i]);
}

static const char kinds_plan[] = PDZ_SOURCE_DIR "/tests/faults/kinds.json",
				  kinds_records[] = PDZ_SOURCE_DIR "/tests/faults/kinds.csv";

static void measuring(void **state)
{
	(void)state;
	walk(&(struct way){.go = measure, .plan = kinds_plan, .files = {kinds_records}, .jobs = 1});
	walk(&(struct way){.go = measure, .plan = kinds_plan, .files = {kinds_records}, .jobs = 2, .step = 7});
	walk(&(struct way){.go = see});
	walk(&(struct way){.go = absorb, .plan = kinds_plan, .files = {kinds_records}});
	walk(&(struct way){.go = take_and_measure,
	                   .plan = SMALL "plan.json",
	                   .mappings = {SMALL "mappings/register.json"},
	                   .files = {SMALL "raw/register.csv"},
	                   .jobs = 2,
	                   .chunk = 300});
}

static void adding_up(void **state)
{
	(void)state;
	const struct way way = {.go = part, .plan = kinds_plan, .files = {kinds_records}};
	struct pdz_error err = {0};
	struct pdz_buf text;

	assert_int_equal(pdz_plan_load(&plan, kinds_plan, NULL, &err), PDZ_OK);
	assert_int_equal(go_once(&way, &text, &err), PDZ_OK);
	write_file(partial_file, pdz_buf_view(&text));
	pdz_buf_release(&text);
	pdz_plan_free(plan);
	walk(&way);
	walk(&(struct way){.go = merge, .plan = kinds_plan, .files = {partial_file}});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loading),
		cmocka_unit_test(looking_on),
		cmocka_unit_test(measuring),
		cmocka_unit_test(adding_up),
	};
	static const char key[] = "7bd8e98e8fd943977809e2710e1ecfd6d9340291ded6cda1d228f6f60a53526d";
	static const char records[] =
		"id,date,due,start,action,event,status,quantity,case_id,category,area,note,source,line,sex\n"
		"a:1,2025-01-02,,,1.1,met,done,2.5,c1,x,hill,,a.csv,2,f\n"
		"a:2,,2025-03-04,,1.1,met,planned,1,,,shore,\"seen, \"\"twice\"\"\",a.csv,3,\n"
		"a:3,2025-13-02,,,1.1,met,done,1,c1,x,hill,,a.csv,4,f\n";
	static const char mapping[] =
		"{\"pdz_mapping\": 1, \"source\": \"s\", \"dates\": \"dmy\", \"numbers\": \"it\", \"id\": \"{id}\", "
		"\"records\": [{\"date\": "
		"\"{data}\", \"quantity\": \"{ore}\", \"event\": {\"from\": \"{tipo}\", \"values\": {\"visita\": \"v\", "
		"\"colloquio\": \"c\"}}}]}";
	struct pdz_error err = {0};

	if (!mkdtemp(folder))
		return 1;
	snprintf(partial_file, sizeof partial_file, "%s/partial", folder);
	snprintf(records_file, sizeof records_file, "%s/records.csv", folder);
	snprintf(key_file, sizeof key_file, "%s/key", folder);
	write_file(key_file, pdz_str(key));
	snprintf(mapping_file, sizeof mapping_file, "%s/m.json", folder);
	snprintf(rows_file, sizeof rows_file, "%s/rows.csv", folder);
	write_file(mapping_file, pdz_str(mapping));
	struct pdz_buf rows = {0};
	pdz_buf_z(&rows, "id;data;tipo;ore\n");
	for (int i = 0; i < 160; i++)
		pdz_buf_printf(&rows, "%d;%02d/02/2025;%s;%d\n", i % 150, 1 + i % 28, i % 3 ? "visita" : "colloquio", i);
	write_file(rows_file, pdz_buf_view(&rows));
	pdz_buf_release(&rows);
	write_file(records_file, pdz_str(records));
	if (chmod(key_file, 0600) != 0 || pdz_pseudonyms_load(&pseudonyms, key_file, PDZ_STR("p"), &err))
		return 1;
	scarce_begin();
	const int failed = cmocka_run_group_tests_name("run memory", tests, NULL, NULL);
	fail_at = 0;
	pdz_pseudonyms_free(pseudonyms);
	const char *const files[] = {partial_file, records_file, mapping_file, rows_file, key_file};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(files[i]);
	rmdir(folder);
	return failed;
}
