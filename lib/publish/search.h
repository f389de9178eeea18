/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for moves: other tables that fit all that is published. */
#ifndef PDZ_PUBLISH_SEARCH_H
#define PDZ_PUBLISH_SEARCH_H

#include "publish/move.h"

/* Memory for one search after another, as large as the table. */
struct pub_search {
	struct pub_table *t;
	bool hidden_only;      /* move nothing that is shown */
	bool thorough;         /* and yet look far */
	size_t candidate_most; /* how many counts are looked at before one more is hidden */
	uint32_t *candidates;  /* the counts of this search; the first is the one that must move */
	size_t candidate_count;
	uint32_t *queue; /* counts that may come next */
	size_t waiting;
	double *distance;     /* by count; negative: not seen in this search */
	uint32_t *links;      /* by count: equations it shares with the candidates */
	uint32_t *place;      /* by count: its place in candidates; PDZ_NONE: none */
	unsigned char *taken; /* by equation: it is in already; all 0 between uses */
	uint32_t *rows;       /* those that are */
	/* the problem, its columns the candidates but the first, and its answer */
	double by; /* of the first */
	double *room, *cost, *rhs, *d;
	uint32_t *row_first;
	struct pub_term *terms;
};

PDZ_MUST_CHECK bool pdz_publish_search_open(struct pub_search *s, struct pub_table *t);
void pdz_publish_search_release(struct pub_search *s);

static inline bool pub_is_hidden(const struct pub_count *c)
{
	return c->shown == 0;
}

/* What it costs to move a count: next to nothing if it is hidden already. */
static inline double pub_cost(const struct pub_count *c)
{
	return pub_is_hidden(c) ? 1e-3 : c->weight;
}

/* candidates.c: fill candidates, start first. By what it would cost to get there, and what belongs to
 * a move that nearly always fits; or what opens the fewest new equations. */
void pdz_publish_look_around(struct pub_search *s, uint32_t start, size_t most);
void pdz_publish_gather(struct pub_search *s, uint32_t start, size_t most);

/* show.c: show again what the proofs of all hidden counts can do without. */
void pdz_publish_show_needless(struct pub_search *s);

/* A move of the count that is far enough; then in candidates and d. */
enum pub_answer pdz_publish_find_move(struct pub_search *s, uint32_t count);
/* Keep it as the proof for all it moves far enough. again: also for those that have one. */
void pdz_publish_keep_move(struct pub_search *s, bool again);

#endif
