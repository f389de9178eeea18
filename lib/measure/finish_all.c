/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries of all indicators, in the order of results. Each indicator is finished by
 * itself, so several threads finish some ahead of the one that hands entries out. They are
 * the same, and come in the same order, however many threads there are. */
#include "measure/run.h"

#include <stdlib.h>

enum {
	PIECE = 32, /* entries handed over at once, */
	PIECES = 8, /* and of one indicator ahead of being asked for */
	MOST_JOBS = 16,
	AHEAD = 2,        /* indicators begun ahead, for each thread */
	ENOUGH = 1 << 14, /* counters in the ledger that are worth a thread */
};

struct piece {
	struct piece *next;
	struct pdz_arena arena; /* what the entries point to */
	size_t count;
	struct pdz_entry entries[PIECE];
};

/* What was made of an indicator and not handed out yet. */
struct made {
	struct piece *first, *last;
	size_t pieces;
	bool is_whole; /* nothing more will come */
	enum pdz_status status;
};

struct finish {
	struct pdz_run *run;
	const struct pdz_period *periods;
	size_t period_count;
	uint32_t *indicators; /* asked for, in order */
	size_t count;
	pdz_entry_fn fn;
	void *ctx;

	/* shared with the threads, under lock */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct made *made; /* by place in indicators */
	size_t begun, handed_out;
	bool stop;
};

/* Alone */

struct alone {
	struct finish *all;
	struct pdz_finishing f;
};

static enum pdz_status hand_out(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	struct alone *alone = ctx;
	const enum pdz_status status = alone->all->fn(alone->all->ctx, e, err);
	pdz_arena_release(&alone->f.arena);
	return status;
}

static enum pdz_status finish_alone(struct finish *all, struct pdz_error *err)
{
	struct alone alone = {.all = all, .f = {.run = all->run}};
	enum pdz_status status = PDZ_OK;
	for (size_t i = 0; i < all->count && status == PDZ_OK; i++) {
		const struct pdz_indicator *ind = &all->run->plan->indicators[all->indicators[i]];
		status = pdz_finish_indicator(&alone.f, ind, all->periods, all->period_count, hand_out, &alone, err);
		pdz_rows_drop(all->run, all->indicators[i]);
	}
	pdz_arena_release(&alone.f.arena);
	return status;
}

/* In threads */

struct worker {
	struct finish *all;
	struct pdz_finishing f;
	size_t at; /* place of the indicator at hand */
	struct piece *piece;
};

static void release_piece(struct piece *piece)
{
	if (piece != NULL)
		pdz_arena_release(&piece->arena);
	free(piece);
}

/* The piece at hand to the others, with what its entries point to. */
static void pass_on(struct worker *w)
{
	struct finish *all = w->all;
	struct made *made = &all->made[w->at];
	if (w->piece == NULL)
		return;
	w->piece->arena = w->f.arena;
	w->f.arena = (struct pdz_arena){0};
	pthread_mutex_lock(&all->lock);
	while (made->pieces >= PIECES && !all->stop)
		pthread_cond_wait(&all->changed, &all->lock);
	if (made->last != NULL)
		made->last->next = w->piece;
	else
		made->first = w->piece;
	made->last = w->piece;
	made->pieces++;
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
	w->piece = NULL;
}

static enum pdz_status put_aside(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	struct worker *w = ctx;
	if (w->piece == NULL && (w->piece = calloc(1, sizeof *w->piece)) == NULL)
		return pdz_no_memory(err);
	w->piece->entries[w->piece->count++] = *e;
	if (w->piece->count == PIECE)
		pass_on(w);
	return PDZ_OK;
}

/* The next indicator to be begun; false: there is none, or nobody wants it any more. */
static bool begin_worker(struct worker *w, size_t ahead)
{
	struct finish *all = w->all;
	pthread_mutex_lock(&all->lock);
	w->at = all->begun < all->count ? all->begun++ : all->count;
	while (w->at < all->count && w->at >= all->handed_out + ahead && !all->stop)
		pthread_cond_wait(&all->changed, &all->lock);
	const bool go_on = w->at < all->count && !all->stop;
	pthread_mutex_unlock(&all->lock);
	return go_on;
}

static void *finish_pieces(void *p)
{
	struct finish *all = p;
	struct worker w = {.all = all, .f = {.run = all->run}};
	while (begin_worker(&w, (size_t)all->run->options.jobs * AHEAD)) {
		struct pdz_error err = {0};
		const struct pdz_indicator *ind = &all->run->plan->indicators[all->indicators[w.at]];
		const enum pdz_status status = pdz_finish_indicator(&w.f, ind, all->periods, all->period_count, put_aside, &w,
		                                                    &err);
		pass_on(&w);
		pdz_rows_drop(all->run, all->indicators[w.at]);
		pthread_mutex_lock(&all->lock);
		all->made[w.at].status = status; /* all that can fail here is memory */
		all->made[w.at].is_whole = true;
		pthread_cond_broadcast(&all->changed);
		pthread_mutex_unlock(&all->lock);
	}
	pdz_arena_release(&w.f.arena);
	return NULL;
}

/* The next piece of what was made of an indicator, waiting for it; NULL: that was all. */
static struct piece *take_piece(struct finish *all, struct made *made)
{
	pthread_mutex_lock(&all->lock);
	while (made->first == NULL && !made->is_whole)
		pthread_cond_wait(&all->changed, &all->lock);
	struct piece *piece = made->first;
	if (piece != NULL) {
		made->first = piece->next;
		made->last = made->first == NULL ? NULL : made->last;
		made->pieces--;
		pthread_cond_broadcast(&all->changed);
	}
	pthread_mutex_unlock(&all->lock);
	return piece;
}

static enum pdz_status hand_out_made(struct finish *all, size_t at, struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;
	struct piece *piece;
	while (status == PDZ_OK && (piece = take_piece(all, &all->made[at])) != NULL) {
		for (size_t i = 0; i < piece->count && status == PDZ_OK; i++)
			status = all->fn(all->ctx, &piece->entries[i], err);
		release_piece(piece);
	}
	if (status == PDZ_OK && all->made[at].status != PDZ_OK)
		status = pdz_no_memory(err);
	return status;
}

static void set_handed_out(struct finish *all, size_t count, bool stop)
{
	pthread_mutex_lock(&all->lock);
	all->handed_out = count;
	all->stop = stop;
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
}

static enum pdz_status finish_in_threads(struct finish *all, unsigned jobs, struct pdz_error *err)
{
	pthread_t threads[MOST_JOBS];
	unsigned started = 0;
	enum pdz_status status = PDZ_OK;
	all->made = calloc(all->count, sizeof *all->made);
	if (all->made == NULL)
		return pdz_no_memory(err);
	pthread_mutex_init(&all->lock, NULL);
	pthread_cond_init(&all->changed, NULL);
	while (started < jobs && started < MOST_JOBS && pthread_create(&threads[started], NULL, finish_pieces, all) == 0)
		started++;
	if (started == 0) {
		status = finish_alone(all, err);
	} else {
		for (size_t i = 0; i < all->count && status == PDZ_OK; i++) {
			status = hand_out_made(all, i, err);
			set_handed_out(all, i + 1, status != PDZ_OK);
		}
	}
	while (started > 0)
		pthread_join(threads[--started], NULL);
	for (size_t i = 0; i < all->count; i++)
		for (struct piece *piece = all->made[i].first, *next; piece != NULL; piece = next) {
			next = piece->next;
			release_piece(piece);
		}
	free(all->made);
	pthread_cond_destroy(&all->changed);
	pthread_mutex_destroy(&all->lock);
	return status;
}

enum pdz_status pdz_run_finish(struct pdz_run *run, pdz_entry_fn fn, void *ctx, struct pdz_error *err)
{
	const struct pdz_plan *plan = run->plan;
	struct finish all = {.run = run, .fn = fn, .ctx = ctx};
	struct pdz_period *periods = pdz_run_periods(run, &all.period_count);
	all.periods = periods;
	all.indicators = calloc(plan->indicator_count + 1, sizeof *all.indicators);
	enum pdz_status status = periods != NULL && all.indicators != NULL ? pdz_run_settle(run, err) : pdz_no_memory(err);
	for (uint32_t i = 0; i < plan->indicator_count && all.indicators != NULL; i++)
		if (run->options.only == NULL || run->options.only[i])
			all.indicators[all.count++] = i;
	if (status == PDZ_OK && run->options.jobs > 1 && all.count > 1 && pdz_ledger_size(&run->ledger) >= ENOUGH)
		status = finish_in_threads(&all, run->options.jobs, err);
	else if (status == PDZ_OK)
		status = finish_alone(&all, err);
	free(all.indicators);
	free(periods);
	return status;
}
