/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a plan: loading it must not crash, and what is loaded must compute.
 * Built by `make fuzz` with clang's libFuzzer; tests/fuzz/smoke runs it for a while. */
#include "fuzz.h"

#include "pdz/run.h"

static enum pdz_status look(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	(void)err;
	if (e->value.ok && e->reason == PDZ_ZERO_DENOMINATOR)
		abort();
	++*(size_t *)ctx;
	return PDZ_OK;
}

/* A record done and one planned for every event and area. */
static void add_records(struct pdz_run *run, const struct pdz_plan *plan, const struct pdz_diag_sink *to)
{
	const pdz_day first = pdz_period_begin(plan->period);
	for (size_t e = 0; e < plan->event_count; e++) {
		for (size_t a = 0; a < plan->area_count && a < 4; a++) {
			struct pdz_record r = {.event = plan->events[e].code,
			                       .area = plan->areas[a].code,
			                       .case_id = PDZ_STR("c1"),
			                       .category = PDZ_STR("x"),
			                       .source = PDZ_STR("fuzz"),
			                       .quantity = 3 * PDZ_MICRO,
			                       .date = first + 40 + (pdz_day)e,
			                       .due = first + 30,
			                       .start = first + 3,
			                       .status = PDZ_DONE};
			enum pdz_outcome outcome;
			if (pdz_run_add(run, &r, NULL, &outcome, to, NULL) != PDZ_OK)
				abort();
			r.status = PDZ_PLANNED;
			r.date = PDZ_NO_DAY;
			if (pdz_run_add(run, &r, NULL, &outcome, to, NULL) != PDZ_OK)
				abort();
		}
	}
}

static void compute(const struct pdz_plan *plan, const struct pdz_diag_sink *to)
{
	const struct pdz_run_options options = {.as_of = pdz_period_begin(plan->period) + 200,
	                                        .levels = 1u << PDZ_PLAN | 1u << PDZ_YEAR | 1u << PDZ_QUARTER,
	                                        .by_area = plan->area_count < 8,
	                                        .by_category = true};
	struct pdz_run *run = pdz_run_new(plan, &options);
	size_t entries = 0;
	if (run == NULL)
		abort();
	add_records(run, plan, to);
	if (pdz_run_finish(run, look, &entries, NULL) != PDZ_OK)
		abort();
	pdz_run_free(run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pdz_error err = {0};
	struct pdz_plan *plan;
	const enum pdz_status status = pdz_plan_load(&plan, file_of(0, data, size), &sink, &err);
	if ((status == PDZ_OK) != (plan != NULL) || (status != PDZ_OK && (status != PDZ_INPUT || err.text[0] == '\0')))
		abort();
	if (plan != NULL && plan->indicator_count < 200)
		compute(plan, &sink);
	pdz_plan_free(plan);
	return 0;
}
