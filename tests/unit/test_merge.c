/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run keeps can be taken apart and added up again: ledgers of parts, however
 * the records are split, come to the ledger of the whole; and no byte of the
 * results depends on the order of the records. Random records on the plan of the
 * example, which has every kind. */
#include "measure/shape.h"
#include "pdz/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifndef PDZ_SOURCE_DIR
#define PDZ_SOURCE_DIR "."
#endif

enum { RECORDS = 4000, CASES = 20, ROUNDS = 3, PARTS = 5 };

static const char plan_path[] = PDZ_SOURCE_DIR "/examples/oglio-po-2025-2027/plan.json";

/* A generator of its own, so that the records are the same everywhere (Numerical Recipes' constants). */
static unsigned random_below(uint64_t *state, unsigned n)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((*state >> 33) % n);
}

struct texts {
	char cases[CASES][8], notes[8][16];
};

static struct pdz_str some_word(const struct pdz_plan *plan, uint64_t *state)
{
	return pdz_intern_text(&plan->words, random_below(state, (unsigned)plan->words.count));
}

/* One in three opens or closes a wait, so that one case does so twice on a day. */
static struct pdz_str some_event(const struct pdz_plan *plan, uint64_t *state)
{
	static const char *const waits[] = {"segnalazione_minori", "presa_in_carico_minori"};
	if (random_below(state, 3) == 0)
		return pdz_str(waits[random_below(state, 2)]);
	return plan->events[random_below(state, (unsigned)plan->event_count)].code;
}

/* One of 60 days, so that much happens on the same one. */
static pdz_day some_day(uint64_t *state)
{
	return random_below(state, 5) == 0 ? PDZ_NO_DAY : pdz_day_from(2023, 11, 1) + (pdz_day)random_below(state, 60) * 29;
}

static void make_records(const struct pdz_plan *plan, uint64_t seed, struct texts *t, struct pdz_record *records)
{
	uint64_t s = seed;
	for (unsigned i = 0; i < CASES; i++)
		snprintf(t->cases[i], sizeof t->cases[i], "c%u", i);
	for (unsigned i = 0; i < 8; i++)
		snprintf(t->notes[i], sizeof t->notes[i], "atto %u", 97 * (i + 3) % 50);
	for (size_t i = 0; i < RECORDS; i++) {
		struct pdz_record *r = &records[i];
		*r = (struct pdz_record){
			.date = some_day(&s), .due = some_day(&s), .start = some_day(&s), .source = PDZ_STR("test")};
		r->event = some_event(plan, &s);
		r->action = plan->actions[random_below(&s, (unsigned)plan->action_count)].code;
		r->area = plan->areas[random_below(&s, (unsigned)plan->area_count)].code;
		r->status = r->date == PDZ_NO_DAY || random_below(&s, 6) == 0 ? PDZ_PLANNED : PDZ_DONE;
		r->quantity = (pdz_micro)random_below(&s, 50) * PDZ_MICRO / 10;
		if (random_below(&s, 8) > 0)
			r->case_id = pdz_str(t->cases[random_below(&s, CASES)]);
		if (random_below(&s, 8) > 0)
			r->category = some_word(plan, &s);
		if (random_below(&s, 2) > 0)
			r->note = pdz_str(t->notes[random_below(&s, 8)]);
		for (size_t d = 0; d < plan->dimension_count; d++)
			if (random_below(&s, 4) > 0)
				r->dimensions[d] = some_word(plan, &s);
	}
}

static void shuffle(struct pdz_record *records, uint64_t seed)
{
	for (unsigned i = RECORDS - 1; i > 0; i--) {
		const unsigned k = random_below(&seed, i + 1);
		const struct pdz_record r = records[i];
		records[i] = records[k];
		records[k] = r;
	}
}

static void add_records(struct pdz_run *run, const struct pdz_record *records, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum pdz_outcome outcome;
		struct pdz_error err = {0};
		assert_int_equal(pdz_run_add(run, &records[i], NULL, &outcome, NULL, &err), PDZ_OK);
	}
}

static void add_to_key(struct pdz_buf *key, struct pdz_str text)
{
	pdz_buf_printf(key, "%zu ", text.n);
	pdz_buf_str(key, text);
}

/* With a place that records share which have the same texts and status; once it has been
 * used, they come without these texts. */
static void add_alike(struct pdz_run *run, const struct pdz_record *records, size_t n)
{
	struct pdz_intern keys = {0};
	void **places = calloc(n, sizeof *places);
	assert_non_null(places);
	for (size_t i = 0; i < n; i++) {
		enum pdz_outcome outcome;
		struct pdz_error err = {0};
		struct pdz_record r = records[i];
		struct pdz_buf key = {0};
		struct pdz_str *texts[] = {&r.event, &r.action, &r.category, &r.area, &r.source};
		pdz_buf_printf(&key, "%d ", (int)r.status);
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
			add_to_key(&key, *texts[k]);
		for (size_t k = 0; k < run->plan->dimension_count; k++)
			add_to_key(&key, r.dimensions[k]);
		void **place = &places[pdz_intern_add(&keys, pdz_buf_view(&key))];
		for (size_t k = 0; *place && k < sizeof texts / sizeof *texts; k++)
			*texts[k] = PDZ_STR("none");
		if (*place)
			memset(r.dimensions, 0, sizeof r.dimensions);
		assert_int_equal(pdz_run_add(run, &r, place, &outcome, NULL, &err), PDZ_OK);
		pdz_buf_release(&key);
	}
	pdz_intern_release(&keys);
	free(places);
}

static enum pdz_status write_entry(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	(void)err;
	pdz_results_write_entry(ctx, e); /* with its detail */
	return PDZ_OK;
}

static void finish(struct pdz_run *run, struct pdz_buf *out)
{
	struct pdz_error err = {0};
	struct pdz_results *results = pdz_results_of_run(run, "", NULL, 0, NULL);
	struct pdz_results_writer w = {.out = out, .results = results};
	assert_non_null(results);
	assert_int_equal(pdz_run_finish(run, write_entry, &w, &err), PDZ_OK);
	pdz_results_free(results);
	assert_false(out->failed);
	assert_true(out->n > 10000);
}

/* The results are long: say only where they begin to differ. */
static void assert_same(const struct pdz_buf *a, const struct pdz_buf *b)
{
	size_t i = 0, line = 0;
	for (; i < a->n && i < b->n && a->p[i] == b->p[i]; i++)
		if (a->p[i] == '\n')
			line = i + 1;
	if (i < a->n || i < b->n)
		fail_msg("they differ at byte %zu:\n%.*s\n%.*s", i, (int)strcspn(a->p + line, "\n"), a->p + line,
		         (int)strcspn(b->p + line, "\n"), b->p + line);
}

static const struct pdz_run_options variants[] = {
	{.levels = 1u << PDZ_PLAN | 1u << PDZ_YEAR, .by_area = true},
	{.levels = 1u << PDZ_PLAN | 1u << PDZ_QUARTER, .by_category = true},
	{.levels = 1u << PDZ_SEMESTER, .dimension_count = 2, .dimensions = {3, 1}},
};

static struct pdz_plan *load_plan(void)
{
	struct pdz_plan *plan;
	struct pdz_error err = {0};
	const struct pdz_diag_sink none = {0};
	assert_int_equal(pdz_plan_load(&plan, plan_path, &none, &err), PDZ_OK);
	return plan;
}

static void for_each_round(void (*check)(const struct pdz_plan *, const struct pdz_run_options *, struct pdz_record *,
                                         uint64_t))
{
	struct pdz_plan *plan = load_plan();
	struct pdz_record *records = calloc(RECORDS, sizeof *records);
	struct texts texts;
	assert_non_null(records);
	for (uint64_t round = 0; round < ROUNDS; round++) {
		for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
			struct pdz_run_options options = variants[v];
			options.as_of = round == 0 ? pdz_day_from(2028, 3, 31) : pdz_day_from(2026, 5, 17);
			make_records(plan, 100 * round + v, &texts, records);
			check(plan, &options, records, round);
		}
	}
	free(records);
	pdz_plan_free(plan);
}

static void check_order(const struct pdz_plan *plan, const struct pdz_run_options *options, struct pdz_record *records,
                        uint64_t seed)
{
	struct pdz_buf first = {0}, second = {0};
	for (int i = 0; i < 2; i++) {
		struct pdz_run *run = pdz_run_new(plan, options);
		assert_non_null(run);
		add_records(run, records, RECORDS);
		finish(run, i == 0 ? &first : &second);
		pdz_run_free(run);
		shuffle(records, seed);
	}
	assert_same(&first, &second);
	pdz_buf_release(&first);
	pdz_buf_release(&second);
}

/* Most records of known shapes are counted without a note: as if they had been noted. */
static void check_shapes(const struct pdz_plan *plan, const struct pdz_run_options *options, struct pdz_record *records,
                         uint64_t seed)
{
	struct pdz_buf noted = {0}, alike = {0};
	(void)seed;
	for (int i = 0; i < 2; i++) {
		struct pdz_run_options how = *options;
		how.jobs = i == 0 ? 1 : 3;
		struct pdz_run *run = pdz_run_new(plan, &how);
		assert_non_null(run);
		for (int again = 0; again < 3; again++) /* so that shapes come again */
			(i == 0 ? add_records : add_alike)(run, records, RECORDS);
		finish(run, i == 0 ? &noted : &alike);
		pdz_run_free(run);
	}
	assert_same(&noted, &alike);
	pdz_buf_release(&noted);
	pdz_buf_release(&alike);
}

/* Records among several runs, as several threads have them, then all in one. */
static void check_threads(const struct pdz_plan *plan, const struct pdz_run_options *options,
                          struct pdz_record *records, uint64_t seed)
{
	struct pdz_buf whole = {0}, absorbed = {0};
	struct pdz_run *runs[PARTS], *run = pdz_run_new(plan, options);
	struct pdz_error err = {0};
	assert_non_null(run);
	add_records(run, records, RECORDS);
	finish(run, &whole);
	pdz_run_free(run);
	for (size_t i = 0; i < PARTS; i++)
		assert_non_null(runs[i] = pdz_run_new(plan, options));
	for (size_t i = 0, n; i < RECORDS; i += n) {
		n = 1 + random_below(&seed, 30);
		n = n < RECORDS - i ? n : RECORDS - i;
		add_alike(runs[random_below(&seed, PARTS)], records + i, n);
	}
	for (size_t i = 1; i < PARTS; i++) {
		assert_int_equal(pdz_run_absorb(runs[0], runs[i], &err), PDZ_OK);
		pdz_run_free(runs[i]);
	}
	finish(runs[0], &absorbed);
	assert_same(&whole, &absorbed);
	pdz_run_free(runs[0]);
	pdz_buf_release(&whole);
	pdz_buf_release(&absorbed);
}

static void check_parts(const struct pdz_plan *plan, const struct pdz_run_options *options, struct pdz_record *records,
                        uint64_t seed)
{
	struct pdz_buf whole = {0}, merged = {0};
	struct pdz_ledger parts[PARTS] = {0};
	struct pdz_run *run = pdz_run_new(plan, options);
	assert_non_null(run);
	add_records(run, records, RECORDS);
	assert_int_equal(pdz_run_settle(run, NULL), PDZ_OK);
	struct pdz_ledger first = run->ledger;

	/* The same numbers of texts and cases, each part with a ledger of its own. */
	size_t from = 0;
	for (size_t i = 0; i < PARTS; i++) {
		const size_t to = i + 1 == PARTS ? RECORDS : from + random_below(&seed, (unsigned)(RECORDS - from + 1));
		run->ledger = (struct pdz_ledger){0};
		pdz_shapes_free(run);
		add_records(run, records + from, to - from);
		assert_int_equal(pdz_run_settle(run, NULL), PDZ_OK);
		parts[i] = run->ledger;
		from = to;
	}
	struct pdz_ledger sum = {0};
	for (size_t i = PARTS; i-- > 0;) {
		size_t count;
		struct pdz_counter *rows = pdz_ledger_rows(&parts[i], 0, plan->slot_count, NULL, &count);
		assert_non_null(rows);
		for (size_t k = 0; k < count; k++)
			pdz_ledger_add(&sum, &rows[k]);
		free(rows);
		pdz_ledger_release(&parts[i]);
	}
	assert_false(sum.failed);
	run->ledger = sum;
	finish(run, &merged);
	pdz_ledger_release(&run->ledger);
	run->ledger = first;
	for (size_t i = 0; i < plan->indicator_count; i++) {
		pdz_own_rows_release(&run->rows[i]); /* those of the other ledger */
	}
	finish(run, &whole);
	assert_same(&whole, &merged);
	pdz_run_free(run);
	pdz_buf_release(&whole);
	pdz_buf_release(&merged);
}

static void the_order_of_records_does_not_matter(void **state)
{
	(void)state;
	for_each_round(check_order);
}

static void shapes_change_nothing(void **state)
{
	(void)state;
	for_each_round(check_shapes);
}

static void threads_add_up_to_the_whole(void **state)
{
	(void)state;
	for_each_round(check_threads);
}

static void parts_add_up_to_the_whole(void **state)
{
	(void)state;
	for_each_round(check_parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_of_records_does_not_matter),
		cmocka_unit_test(shapes_change_nothing),
		cmocka_unit_test(threads_add_up_to_the_whole),
		cmocka_unit_test(parts_add_up_to_the_whole),
	};
	return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
