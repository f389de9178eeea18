/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads and the tasks between them; see pool.h. */
#include "base/pool.h"

#include <pthread.h>
#include <stdlib.h>

struct thread {
	struct pdz_pool *pool;
	unsigned number;
	pthread_t id;
};

struct pdz_pool {
	void (*work)(void *ctx, unsigned thread, uint64_t task);
	void *ctx;
	struct thread *threads; /* 0 is the caller's */
	unsigned count;
	bool *is_done; /* by task, a ring */
	size_t most;
	uint64_t added, begun, turn;
	bool stop;
	pthread_mutex_t lock; /* of all below work, ctx and threads */
	pthread_cond_t changed, turned;
};

/* Do the next task; with the lock held before and afterwards. */
static void do_next(struct pdz_pool *p, unsigned thread)
{
	const uint64_t task = p->begun++;
	pthread_mutex_unlock(&p->lock);
	p->work(p->ctx, thread, task);
	pthread_mutex_lock(&p->lock);
	p->is_done[task % p->most] = true;
	pthread_cond_broadcast(&p->changed);
}

static void *do_tasks(void *thread)
{
	const struct thread *t = thread;
	struct pdz_pool *p = t->pool;
	pthread_mutex_lock(&p->lock);
	while (!p->stop) {
		if (p->begun < p->added)
			do_next(p, t->number);
		else
			pthread_cond_wait(&p->changed, &p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pdz_pool *pdz_pool_new(unsigned threads, size_t most, void (*work)(void *ctx, unsigned thread, uint64_t task),
                              void *ctx)
{
	struct pdz_pool *p = calloc(1, sizeof *p);
	if (p == NULL)
		return NULL;
	*p = (struct pdz_pool){.work = work, .ctx = ctx, .most = most, .count = 1};
	p->threads = calloc(threads, sizeof *p->threads);
	p->is_done = calloc(most, sizeof *p->is_done);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	pthread_cond_init(&p->turned, NULL);
	for (; p->threads != NULL && p->is_done != NULL && p->count < threads; p->count++) {
		struct thread *t = &p->threads[p->count];
		*t = (struct thread){.pool = p, .number = p->count};
		if (pthread_create(&t->id, NULL, do_tasks, t) != 0)
			break;
	}
	if (p->threads != NULL && p->is_done != NULL)
		return p;
	pdz_pool_free(p);
	return NULL;
}

void pdz_pool_free(struct pdz_pool *p)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->changed);
	pthread_cond_broadcast(&p->turned);
	pthread_mutex_unlock(&p->lock);
	while (p->count > 1)
		pthread_join(p->threads[--p->count].id, NULL);
	pthread_cond_destroy(&p->turned);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	free(p->threads);
	free(p->is_done);
	free(p);
}

void pdz_pool_add(struct pdz_pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->is_done[p->added++ % p->most] = false;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

void pdz_pool_await(struct pdz_pool *p, uint64_t task)
{
	pthread_mutex_lock(&p->lock);
	while (!p->is_done[task % p->most]) {
		if (p->begun < p->added)
			do_next(p, 0);
		else
			pthread_cond_wait(&p->changed, &p->lock);
	}
	pthread_mutex_unlock(&p->lock);
}

bool pdz_pool_wait_for_turn(struct pdz_pool *p, uint64_t task)
{
	pthread_mutex_lock(&p->lock);
	while (p->turn != task && !p->stop)
		pthread_cond_wait(&p->turned, &p->lock);
	const bool go_on = !p->stop;
	pthread_mutex_unlock(&p->lock);
	return go_on;
}

void pdz_pool_pass_turn(struct pdz_pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->turn++;
	pthread_cond_broadcast(&p->turned);
	pthread_mutex_unlock(&p->lock);
}
