/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks done by several threads, and taken in their order: the library's one pool.
 *
 * Tasks are numbered from 0 as they are added. Threads begin them in that order, the caller's
 * too while it waits for one. What a task must do in order, it does in its turn: when all
 * tasks before it have passed theirs on. */
#ifndef PDZ_BASE_POOL_H
#define PDZ_BASE_POOL_H

#include "pdz/error.h"

#include <stddef.h>
#include <stdint.h>

struct pdz_pool;

/* work: does a task; thread: which of them does it, the caller's being 0. So many threads, the caller's included; with
 * fewer than wished it goes as well. most: tasks that are added and not awaited, at any time.
 * NULL: out of memory. */
struct pdz_pool *pdz_pool_new(unsigned threads, size_t most, void (*work)(void *ctx, unsigned thread, uint64_t task),
                              void *ctx);
/* Stops it: threads end their tasks, and no turn comes any more. NULL is nothing. */
void pdz_pool_free(struct pdz_pool *p);

void pdz_pool_add(struct pdz_pool *p);
/* The caller works until this task is done. To be called for each, in order. */
void pdz_pool_await(struct pdz_pool *p, uint64_t task);

/* For work: false: it is stopped. */
PDZ_MUST_CHECK bool pdz_pool_wait_for_turn(struct pdz_pool *p, uint64_t task);
void pdz_pool_pass_turn(struct pdz_pool *p);

#endif
