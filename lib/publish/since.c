/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results published before, of the same plan: who has both subtracts. What has come since is a count
 * like any other, that stands in no cell: few persons more are hidden by hiding the new figure. */
#include "publish/table.h"

#include <math.h>

static void hide_cells_with(struct pub_table *t, uint32_t count)
{
	for (uint32_t k = t->cells_of.first[count]; k < t->cells_of.first[count + 1]; k++)
		t->cells[t->cells_of.items[k]].primary = true;
}

/* New = old + what has come; the old one is known, so that both move together. */
static void add_difference(struct pub_table *t, uint32_t count, const struct pub_count *old)
{
	const struct pub_count now = t->counts[count];
	const uint32_t more = pdz_publish_count_implied(t, now.x - old->x, now.x == old->x);
	if (more == PDZ_NONE)
		return;
	struct pub_count *c = &t->counts[more];
	c->persons = now.persons;
	c->guarded = now.guarded;
	c->behind = now.behind > old->behind ? now.behind - old->behind : 0;
	c->anchored = true;
	pdz_publish_equation_begin(t);
	pdz_publish_equation_add(t, count, -1);
	pdz_publish_equation_add(t, more, 1);
}

/* The count of the same place before; NULL: there was none. */
static const struct pub_count *count_before(const struct pub_table *t, uint32_t count, struct pub_table *before)
{
	struct pub_place at = t->counts[count].at;
	if (t->counts[count].implied)
		return NULL;
	at.period = pdz_publish_period(before, t->periods[at.period]);
	const uint32_t old = before->no_memory ? PDZ_NONE : pdz_publish_count_find(before, &at);
	return old == PDZ_NONE ? NULL : &before->counts[old];
}

void pdz_publish_relate_since(struct pub_table *t, struct pub_table *before)
{
	const size_t n = t->count_count;
	for (uint32_t i = 0; i < n && !t->no_memory && !before->no_memory; i++) {
		const struct pub_count *old = count_before(t, i, before);
		if (old != NULL && old->shown > 0 && t->counts[i].x >= old->x)
			add_difference(t, i, old);
	}
	t->no_memory |= before->no_memory;
}

void pdz_publish_hide_since(struct pub_table *t, struct pub_table *before)
{
	const size_t n = t->count_count;
	for (uint32_t i = 0; i < n && !t->no_memory; i++) {
		const struct pub_count *old = count_before(t, i, before), *now = &t->counts[i];
		if (old == NULL || !now->persons)
			continue;
		const double more = fabs(now->x - old->x);
		/* a correction by a few; or few that were hidden, and hardly more now */
		if (old->shown > 0 ? now->x < old->x && more < t->threshold
		                   : old->sensitive && (more < t->threshold || now->behind - old->behind < t->threshold))
			hide_cells_with(t, i);
	}
}
