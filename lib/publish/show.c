/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Showing again what was hidden for a move that nothing needs any more. */
#include "publish/search.h"

#include <stdlib.h>

static const double WORTH_IT = 3.5; /* weight of what is looked for thoroughly: wholes of areas or periods */

/* Counts that are related, by equations or cells. */
struct group {
	const uint32_t *counts;
	size_t n;
};

struct groups {
	uint32_t *root;  /* by count: the least of its group */
	uint32_t *order; /* counts, group by group */
	uint32_t *first; /* by root: its place in order */
	uint32_t *size;  /* by root */
};

static uint32_t root_of(uint32_t *root, uint32_t i)
{
	while (root[i] != i)
		i = root[i] = root[root[i]];
	return i;
}

static void unite(uint32_t *root, uint32_t a, uint32_t b)
{
	a = root_of(root, a);
	b = root_of(root, b);
	root[a < b ? b : a] = a < b ? a : b;
}

static bool open_groups(struct groups *g, const struct pub_table *t)
{
	const size_t n = t->count_count;
	g->root = malloc((n + 1) * sizeof *g->root);
	g->order = malloc((n + 1) * sizeof *g->order);
	g->first = calloc(n + 1, sizeof *g->first);
	g->size = calloc(n + 1, sizeof *g->size);
	if (!g->root || !g->order || !g->first || !g->size)
		return false;
	for (uint32_t i = 0; i < n; i++)
		g->root[i] = i;
	for (size_t i = 0; i < t->equation_count; i++)
		for (uint32_t k = 1; k < t->equations[i].count; k++)
			unite(g->root, t->terms[t->equations[i].first].count, t->terms[t->equations[i].first + k].count);
	for (size_t i = 0; i < t->cell_count; i++)
		for (uint32_t k = 1; k < t->cells[i].count; k++)
			unite(g->root, t->shows[t->cells[i].first], t->shows[t->cells[i].first + k]);
	for (uint32_t i = 0; i < n; i++)
		g->size[root_of(g->root, i)]++;
	uint32_t next = 0;
	for (uint32_t i = 0; i < n; i++) {
		g->first[i] = next;
		next += g->size[i];
		g->size[i] = 0;
	}
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t r = root_of(g->root, i);
		g->order[g->first[r] + g->size[r]++] = i;
	}
	return true;
}

static void release_shown_groups(struct groups *g)
{
	free(g->root);
	free(g->order);
	free(g->first);
	free(g->size);
}

static struct group group_of_cell(const struct groups *g, const struct pub_table *t, const struct pub_cell *c)
{
	const uint32_t r = c->count > 0 ? root_of(g->root, t->shows[c->first]) : 0;
	return c->count > 0 ? (struct group){g->order + g->first[r], g->size[r]} : (struct group){NULL, 0};
}

static bool would_show(const struct pub_table *t, const struct pub_cell *c, uint32_t count)
{
	for (uint32_t i = 0; i < c->count; i++)
		if (t->shows[c->first + i] == count)
			return true;
	return false;
}

static void set_hidden(struct pub_table *t, struct pub_cell *c, bool hidden)
{
	c->hidden = hidden;
	for (uint32_t i = 0; i < c->count; i++) {
		struct pub_count *n = &t->counts[t->shows[c->first + i]];
		n->shown = hidden ? n->shown - 1 : n->shown + 1;
	}
}

/* Does the proof of a count move something that is shown now? */
static bool is_broken(const struct pub_table *t, const struct pub_cell *cell, const struct pub_count *c)
{
	if (c->move == PDZ_NONE || !pub_needs_move(c))
		return false;
	const struct pub_move *m = &t->moves[c->move];
	for (uint32_t i = 0; i < m->count; i++)
		if (would_show(t, cell, t->moved[m->first + i].count))
			return true;
	return false;
}

/* All hidden counts still have a move, the cell shown. Those that were broken get a new one. */
static bool can_show(struct pub_search *s, const struct pub_cell *cell, struct group g)
{
	struct pub_table *t = s->t;
	for (size_t i = 0; i < g.n && !t->no_memory; i++) {
		const struct pub_count *c = &t->counts[g.counts[i]];
		if (c->move != PDZ_NONE && t->moves[c->move].count == 0)
			return false; /* of a whole that is hidden altogether */
		if (!is_broken(t, cell, c))
			continue;
		const enum pub_answer answer = pdz_publish_find_move(s, g.counts[i]);
		t->no_memory |= answer == PUB_NO_MEMORY;
		if (answer != PUB_FOUND)
			return false;
		pdz_publish_keep_move(s, true);
	}
	return !t->no_memory;
}

static void try_to_show(struct pub_search *s, struct pub_cell *c, struct group g, uint32_t *before)
{
	struct pub_table *t = s->t;
	for (size_t i = 0; i < g.n; i++)
		before[i] = t->counts[g.counts[i]].move;
	set_hidden(t, c, false);
	s->thorough = c->weight > WORTH_IT;
	if (can_show(s, c, g))
		return;
	set_hidden(t, c, true);
	for (size_t i = 0; i < g.n; i++)
		t->counts[g.counts[i]].move = before[i];
}

static bool main_is_hidden(const struct pub_table *t, uint32_t cell)
{
	uint32_t i = cell;
	while (i > 0 && t->cells[i].kind != PUB_MAIN)
		i--;
	return t->cells[i].hidden;
}

struct candidate {
	double weight;
	uint32_t cell;
};

static int most_valuable(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return (x->cell > y->cell) - (x->cell < y->cell);
}

void pdz_publish_show_needless(struct pub_search *s)
{
	struct pub_table *t = s->t;
	struct candidate *list = malloc((t->cell_count + 1) * sizeof *list);
	uint32_t *before = malloc((t->count_count + 1) * sizeof *before);
	struct groups g = {0};
	size_t n = 0;
	if (list == NULL || before == NULL || !open_groups(&g, t)) {
		t->no_memory = true;
		goto out;
	}
	for (uint32_t i = 0; i < t->cell_count; i++)
		if (t->cells[i].hidden && !t->cells[i].primary && !t->cells[i].fixed)
			list[n++] = (struct candidate){t->cells[i].weight, i};
	qsort(list, n, sizeof *list, most_valuable);
	s->hidden_only = true;
	for (int turn = 0; turn < 2; turn++) /* main cells, then what stands beside them */
		for (size_t i = 0; i < n && !t->no_memory; i++) {
			struct pub_cell *c = &t->cells[list[i].cell];
			const bool beside = c->kind == PUB_FIGURES || c->kind == PUB_SHARE || c->kind == PUB_OPEN ||
			                    c->kind == PUB_SCORES;
			if (c->hidden && beside == (turn == 1) && !(beside && main_is_hidden(t, list[i].cell)))
				try_to_show(s, c, group_of_cell(&g, t, c), before);
		}
out:
	release_shown_groups(&g);
	free(list);
	free(before);
}
