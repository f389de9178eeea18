/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries of all indicators, in the order of results. Each indicator is finished by
 * itself, so several threads may finish some at once: each keeps its entries until those of
 * the indicators before it have been handed out, then hands them out itself. They are the
 * same, and come in the same order, however many threads there are. */
#include "measure/run.h"

#include "base/pool.h"

#include <stdlib.h>

enum {
	KEPT_MOST = 256, /* entries that a thread keeps; with more of them it waits for its turn */
	MOST_JOBS = 16,
	ENOUGH = 1 << 14, /* counters in the ledger that are worth a thread */
};

/* What a thread has of its own. */
struct finisher {
	struct finish *all;
	struct pdz_finishing f;
	struct pdz_entry kept[KEPT_MOST];
	size_t count;
	uint64_t task; /* the indicator at hand, by its place */
	bool in_turn;
};

struct finish {
	struct pdz_run *run;
	const struct pdz_period *periods;
	size_t period_count;
	uint32_t *indicators; /* asked for, in order */
	size_t count;
	pdz_entry_fn fn;
	void *ctx;
	struct finisher *threads;
	struct pdz_pool *pool;
	/* of the thread whose turn it is */
	enum pdz_status status;
	struct pdz_error *err;
};

/* Hand out what is kept, in turn. False: nobody wants any more. */
static bool hand_out_kept(struct finisher *own)
{
	struct finish *all = own->all;
	own->in_turn = own->in_turn || pdz_pool_wait_for_turn(all->pool, own->task);
	for (size_t i = 0; i < own->count && own->in_turn && all->status == PDZ_OK; i++)
		all->status = all->fn(all->ctx, &own->kept[i], all->err);
	own->count = 0;
	pdz_arena_release(&own->f.arena);
	return own->in_turn && all->status == PDZ_OK;
}

static enum pdz_status keep_entry(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	struct finisher *own = ctx;
	(void)err;
	own->kept[own->count++] = *e;
	if (!own->in_turn && own->count < KEPT_MOST)
		return PDZ_OK;
	return hand_out_kept(own) ? PDZ_OK : PDZ_INPUT; /* why is known already */
}

static void finish_one(void *ctx, unsigned thread, uint64_t task)
{
	struct finish *all = ctx;
	struct finisher *own = &all->threads[thread];
	const struct pdz_indicator *ind = &all->run->plan->indicators[all->indicators[task]];
	struct pdz_error err = {0};
	own->task = task;
	own->in_turn = all->pool == NULL;
	enum pdz_status status = pdz_finish_indicator(&own->f, ind, all->periods, all->period_count, keep_entry, own, &err);
	pdz_rows_drop(all->run, all->indicators[task]);
	if (hand_out_kept(own) && status != PDZ_OK) { /* all that can fail there is memory */
		all->status = status;
		*all->err = err;
	}
	if (all->pool != NULL)
		pdz_pool_pass_turn(all->pool);
}

static enum pdz_status finish_all(struct finish *all, unsigned jobs)
{
	all->threads = calloc(jobs, sizeof *all->threads);
	if (all->threads == NULL)
		return pdz_no_memory(all->err);
	for (unsigned i = 0; i < jobs; i++)
		all->threads[i] = (struct finisher){.all = all, .f = {.run = all->run}};
	if (jobs > 1)
		all->pool = pdz_pool_new(jobs, all->count, finish_one, all); /* without memory for it, alone */
	for (size_t i = 0; i < all->count && all->pool != NULL; i++)
		pdz_pool_add(all->pool);
	for (size_t i = 0; i < all->count; i++) {
		if (all->pool != NULL)
			pdz_pool_await(all->pool, i);
		else if (all->status == PDZ_OK)
			finish_one(all, 0, i);
	}
	pdz_pool_free(all->pool);
	free(all->threads);
	return all->status;
}

enum pdz_status pdz_run_finish(struct pdz_run *run, pdz_entry_fn fn, void *ctx, struct pdz_error *err)
{
	const struct pdz_plan *plan = run->plan;
	struct finish all = {.run = run, .fn = fn, .ctx = ctx, .err = err};
	struct pdz_period *periods = pdz_run_periods(run, &all.period_count);
	all.periods = periods;
	all.indicators = calloc(plan->indicator_count + 1, sizeof *all.indicators);
	enum pdz_status status = periods != NULL && all.indicators != NULL ? pdz_run_settle(run, err) : pdz_no_memory(err);
	for (uint32_t i = 0; i < plan->indicator_count && all.indicators != NULL; i++)
		if (run->options.only == NULL || run->options.only[i])
			all.indicators[all.count++] = i;
	const bool many = run->options.jobs > 1 && all.count > 1 && pdz_ledger_size(&run->ledger) >= ENOUGH;
	if (status == PDZ_OK)
		status = finish_all(&all, !many ? 1 : run->options.jobs < MOST_JOBS ? run->options.jobs : MOST_JOBS);
	free(all.indicators);
	free(periods);
	return status;
}
