/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From records to what people read when memory runs out: results made and written, read
 * again, published, reported, compared and explained, each time with one allocation that
 * fails, alone or with every one after it. Tried is one for each way the program comes to an
 * allocation; so are growth and the arena, which mostly have room. What says it worked has
 * written the same bytes as with plenty; nothing is left behind. scarce.h does the refusing. */
#include "measuring.h"
#include "explain/diff.h"
#include "explain/needs.h"
#include "pdz/publish.h"
#include "pdz/report.h"
#include "scarce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void *__real_pdz_arena_alloc(struct pdz_arena *a, size_t n);
char *__real_pdz_arena_copy(struct pdz_arena *a, struct pdz_str s);
bool __real_pdz_grow(void *items, size_t *cap, size_t need, size_t size);
void *__wrap_pdz_arena_alloc(struct pdz_arena *a, size_t n);
char *__wrap_pdz_arena_copy(struct pdz_arena *a, struct pdz_str s);
bool __wrap_pdz_grow(void *items, size_t *cap, size_t need, size_t size);

void *__wrap_pdz_arena_alloc(struct pdz_arena *a, size_t n)
{
	return refused() ? NULL : __real_pdz_arena_alloc(a, n);
}

char *__wrap_pdz_arena_copy(struct pdz_arena *a, struct pdz_str s)
{
	return refused() ? NULL : __real_pdz_arena_copy(a, s);
}

bool __wrap_pdz_grow(void *items, size_t *cap, size_t need, size_t size)
{
	return !refused() && __real_pdz_grow(items, cap, need, size);
}

/* For tests/coverage.h: a child has done its work and writes its counts. */
void pdz_fault_calm(void);

void pdz_fault_calm(void)
{
	fail_at = 0;
	on_allocation = NULL;
}

/* A child that crashes is to die of it, not to go on with the tests. */
static void in_child(void)
{
	signal(SIGSEGV, SIG_DFL);
	signal(SIGABRT, SIG_DFL);
}

/* ---- the ways to an allocation: who called whom ---- */

enum { WAYS = 1 << 14, CALLERS = 6 };
static struct {
	uint64_t ways[WAYS]; /* hashes, open addressing; 0: free */
	size_t points[WAYS], count;
} *noted; /* shared with the child that writes a workbook */

static void note_way(void)
{
	void *frames[CALLERS + 2];
	const int n = backtrace(frames, CALLERS + 2);
	uint64_t hash = 14695981039346656037u;
	for (int i = 2; i < n; i++)
		hash = (hash ^ (uintptr_t)frames[i]) * 1099511628211u;
	size_t at = hash % WAYS;
	while (noted->ways[at] != 0 && noted->ways[at] != hash)
		at = (at + 1) % WAYS;
	if (noted->ways[at] == hash || noted->count == WAYS / 2)
		return;
	noted->ways[at] = hash;
	noted->points[noted->count++] = allocations;
}

/* One piece of work. before: with plenty; true only if all went well, and then out is complete. */
struct work {
	void (*before)(void);
	bool (*run)(struct pdz_buf *out, struct pdz_error *err);
	void (*after)(void);
};

static bool do_once(const struct work *w, struct pdz_buf *out, struct pdz_error *err, size_t fail)
{
	*err = (struct pdz_error){0};
	if (w->before != NULL)
		w->before();
	allocations = 0;
	fail_at = fail;
	on_allocation = fail == 0 ? note_way : NULL;
	const bool done = w->run(out, err);
	fail_at = 0;
	on_allocation = NULL;
	if (w->after != NULL)
		w->after();
	return done;
}

static void walk(const struct work *w)
{
	struct pdz_buf whole = {0};
	struct pdz_error err;
	size_t noticed = 0;
	memset(noted, 0, sizeof *noted);
	assert_true(do_once(w, &whole, &err, 0));
	for (int turn = 0; turn < 2; turn++) {
		alone = turn == 0;
		for (size_t i = 0; i < noted->count; i += alone ? 1 : scarce_step()) {
			struct pdz_buf out = {0};
			const long before = blocks;
			const bool done = do_once(w, &out, &err, noted->points[i]);
			if (done && (out.n != whole.n || memcmp(out.p, whole.p, out.n) != 0))
				fail_msg("allocation %zu fails, and something else is written", noted->points[i]);
			if (!done && !out.failed && err.text[0] == '\0')
				fail_msg("allocation %zu fails, and nothing is said", noted->points[i]);
			noticed += !done;
			pdz_buf_release(&out);
			if (blocks != before)
				fail_msg("allocation %zu fails, and %ld blocks are left", noted->points[i], (long)blocks - before);
		}
	}
	assert_true(noticed > noted->count * 9 / 10);
	print_message("%zu ways to an allocation, %zu failures noticed\n", noted->count, noticed);
	pdz_buf_release(&whole);
}

/* ---- what there is to work on ---- */

static const struct pdz_diag_sink nobody = {0};
static const char records[] = PDZ_SOURCE_DIR "/tests/faults/kinds.csv";
static struct pdz_plan *plan;
static char names[2][40]; /* results of two days, in files */
static struct pdz_results *results, *others;
static struct pdz_run_options options;
static bool explain_as_json, plan_only;

static bool make_results(struct pdz_buf *out, struct pdz_error *err)
{
	struct pdz_run *run = pdz_run_new(plan, &options);
	struct pdz_results_writer w = {.out = out};
	struct pdz_results *made = NULL;
	enum pdz_status status = run != NULL ? read_records(run, plan, records, NULL, err) : pdz_no_memory(err);
	if (status == PDZ_OK && (made = pdz_results_of_run(run, "plan,year,area", NULL, 0, NULL)) == NULL)
		status = pdz_no_memory(err);
	if (status == PDZ_OK) {
		w.results = made;
		pdz_results_write_begin(&w);
		status = pdz_run_finish(run, write_entry, &w, err);
	}
	if (status == PDZ_OK) {
		status = pdz_run_compare(run, write_comparison, &w, err);
		pdz_results_write_end(&w);
	}
	pdz_results_free(made);
	pdz_run_free(run);
	return status == PDZ_OK && !out->failed;
}

static void set_day(int month, int day)
{
	options = (struct pdz_run_options){.as_of = pdz_day_from(2026, month, day),
	                                   .by_area = true,
	                                   .levels = plan_only ? 1u << PDZ_PLAN : 1u << PDZ_PLAN | 1u << PDZ_YEAR};
}

static int prepare(void **state)
{
	(void)state;
	struct pdz_error err = {0};
	noted = mmap(NULL, sizeof *noted, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(noted != MAP_FAILED);
	assert_int_equal(pthread_atfork(NULL, NULL, in_child), 0);
	assert_int_equal(pdz_plan_load(&plan, PDZ_SOURCE_DIR "/tests/faults/kinds.json", &nobody, &err), PDZ_OK);
	for (int i = 0; i < 2; i++) {
		struct pdz_buf text = {0};
		strcpy(names[i], "/tmp/test_results_memory.XXXXXX");
		set_day(5 + i, 30);
		assert_true(make_results(&text, &err));
		FILE *f = fdopen(mkstemp(names[i]), "w");
		assert_non_null(f);
		assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
		assert_int_equal(fclose(f), 0);
		pdz_buf_release(&text);
	}
	return 0;
}

static int clear(void **state)
{
	(void)state;
	unlink(names[0]);
	unlink(names[1]);
	pdz_plan_free(plan);
	munmap(noted, sizeof *noted);
	return 0;
}

static void load_both(void)
{
	struct pdz_error err = {0};
	assert_int_equal(pdz_results_load(&others, names[0], &nobody, &err), PDZ_OK);
	assert_int_equal(pdz_results_load(&results, names[1], &nobody, &err), PDZ_OK);
}

static void free_both(void)
{
	pdz_results_free(results);
	pdz_results_free(others);
	results = others = NULL;
}

/* ---- the work ---- */

static void results_are_made(void **state)
{
	(void)state;
	plan_only = true;
	set_day(6, 30);
	walk(&(struct work){.run = make_results});
	plan_only = false;
}

static bool load(struct pdz_buf *out, struct pdz_error *err)
{
	struct pdz_results *r = NULL;
	(void)out;
	const enum pdz_status status = pdz_results_load(&r, names[1], &nobody, err);
	assert_int_equal(r != NULL, status == PDZ_OK);
	pdz_results_free(r);
	return status == PDZ_OK;
}

static void results_are_read(void **state)
{
	(void)state;
	walk(&(struct work){.run = load});
}

static const struct pdz_report_format *format;
static struct pdz_report_options how;

static bool report(struct pdz_buf *out, struct pdz_error *err)
{
	struct pdz_report *r = NULL;
	enum pdz_status status = pdz_report_build(&r, results, &how, err);
	assert_int_equal(r != NULL, status == PDZ_OK);
	if (status == PDZ_OK)
		status = format->write(r, out, NULL, err);
	pdz_report_free(r);
	return status == PDZ_OK && !out->failed;
}

/* What is published, to the last figure: as CSV, written with plenty. */
static bool publish(struct pdz_buf *out, struct pdz_error *err)
{
	if (pdz_publish(results, plan, others, err) != PDZ_OK)
		return false;
	fail_at = 0;
	on_allocation = NULL;
	how = (struct pdz_report_options){.layout = PDZ_TREND};
	format = pdz_report_formats[1];
	return report(out, err);
}

static void results_are_published(void **state)
{
	(void)state;
	assert_string_equal(pdz_report_formats[1]->name, "csv");
	walk(&(struct work){.before = load_both, .run = publish, .after = free_both});
}

static void results_are_reported(void **state)
{
	(void)state;
	load_both();
	for (int layout = 0; layout < PDZ_LAYOUTS; layout++) {
		how = (struct pdz_report_options){.layout = (enum pdz_layout)layout,
		                                  .language = layout % 2 ? PDZ_ITALIAN : PDZ_ENGLISH};
		format = pdz_report_formats[layout % 4]; /* the fifth is the workbook */
		assert_false(format->binary);
		walk(&(struct work){.run = report});
	}
	free_both();
}

/* A child process writes the workbook, with the same memory. */
static void workbooks_are_written(void **state)
{
	(void)state;
	load_both();
	format = pdz_report_formats[4];
	assert_string_equal(format->name, "xlsx");
	for (int accessible = 0; accessible < 2; accessible++) {
		how = (struct pdz_report_options){.accessible = accessible};
		walk(&(struct work){.run = report});
	}
	free_both();
}

static bool diff(struct pdz_buf *out, struct pdz_error *err)
{
	size_t redefined;
	return pdz_diff_write(others, results, &(struct pdz_diff_options){PDZ_ENGLISH, false}, out, &redefined, err) ==
	           PDZ_OK &&
	       !out->failed;
}

static void results_are_compared(void **state)
{
	(void)state;
	load_both();
	walk(&(struct work){.run = diff});
	free_both();
}

static enum pdz_status explain_entry(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	return pdz_explain_entry(ctx, e, err);
}

static bool explain(struct pdz_buf *out, struct pdz_error *err)
{
	struct pdz_run *run = pdz_run_new(plan, &options);
	struct pdz_collector *c = run != NULL ? pdz_collector_new(run) : NULL;
	struct pdz_explainer x = {.out = out,
	                          .plan = plan,
	                          .run = run,
	                          .options = &options,
	                          .collector = c,
	                          .json = explain_as_json,
	                          .all = true};
	struct pdz_results *made = NULL;
	enum pdz_status status = c != NULL ? read_records(run, plan, records, c, err) : pdz_no_memory(err);
	if (status == PDZ_OK && (made = pdz_results_of_run(run, "", NULL, 0, NULL)) == NULL)
		status = pdz_no_memory(err);
	if (status == PDZ_OK) {
		x.results = made;
		pdz_explain_begin(&x, NULL, 0);
		status = pdz_run_finish(run, explain_entry, &x, err);
		pdz_explain_end(&x);
	}
	pdz_results_free(made);
	pdz_collector_free(c);
	pdz_run_free(run);
	return status == PDZ_OK && !out->failed;
}

static void numbers_are_explained(void **state)
{
	(void)state;
	plan_only = true;
	set_day(6, 30);
	for (int json = 0; json < 2; json++) {
		explain_as_json = json;
		walk(&(struct work){.run = explain});
	}
	plan_only = false;
}

static bool write_needs(struct pdz_buf *out, struct pdz_error *err)
{
	return pdz_template_write(plan, PDZ_ITALIAN, out, err) == PDZ_OK &&
	       pdz_requirements_write(plan, PDZ_ENGLISH, out, err) == PDZ_OK && !out->failed;
}

static void what_a_plan_needs(void **state)
{
	(void)state;
	walk(&(struct work){.run = write_needs});
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_are_made), cmocka_unit_test(results_are_read), cmocka_unit_test(results_are_published),
		cmocka_unit_test(results_are_reported), cmocka_unit_test(workbooks_are_written),
		cmocka_unit_test(results_are_compared), cmocka_unit_test(numbers_are_explained),
		cmocka_unit_test(what_a_plan_needs),
	};
	/* clang-format on */
	scarce_begin();
	return cmocka_run_group_tests_name("results memory", tests, prepare, clear);
}
