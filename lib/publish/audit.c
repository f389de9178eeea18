/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is every hidden count proved to be safe? Looks only at the table, at what is hidden in
 * the end and at the moves that were kept, whoever found them: a mistake in the search
 * must not become a published table.
 *
 * A proof is a move that changes nothing shown, leaves nothing below 0, keeps every
 * equation, and takes the count far enough; or that all that is related to the
 * count is hidden, so that any multiple of it fits. */
#include "publish/table.h"

#include <math.h>
#include <stdlib.h>

struct audit {
	const struct pub_table *t;
	bool *shown;            /* by count */
	double *by;             /* by count: how far the move at hand takes it; 0 between moves */
	unsigned char *verdict; /* by move */
	uint32_t *queue;
	bool *reached; /* by count: scaled with the others of its component */
};

enum { NOT_LOOKED_AT, SOUND, UNSOUND };

static void look_what_is_shown(struct audit *a)
{
	const struct pub_table *t = a->t;
	for (size_t i = 0; i < t->cell_count; i++)
		for (uint32_t k = 0; k < t->cells[i].count && !t->cells[i].hidden; k++)
			a->shown[t->shows[t->cells[i].first + k]] = true;
}

static bool keeps(const struct audit *a, const struct pub_equation *e)
{
	double sum = 0, size = 1;
	for (uint32_t i = 0; i < e->count; i++) {
		const struct pub_term *term = &a->t->terms[e->first + i];
		sum += term->by * a->by[term->count];
		size += fabs(term->by * a->by[term->count]);
	}
	return fabs(sum) <= 1e-6 * size;
}

static bool keeps_all(const struct audit *a, uint32_t count)
{
	const struct pub_lists *of = &a->t->equations_of;
	for (uint32_t k = of->first[count]; k < of->first[count + 1]; k++)
		if (!keeps(a, &a->t->equations[of->items[k]]))
			return false;
	return true;
}

static bool move_is_sound(struct audit *a, const struct pub_move *m)
{
	const struct pub_term *moved = a->t->moved + m->first;
	bool sound = true;
	for (uint32_t i = 0; i < m->count; i++)
		a->by[moved[i].count] += moved[i].by;
	for (uint32_t i = 0; i < m->count && sound; i++) {
		const uint32_t c = moved[i].count;
		sound = !a->shown[c] && a->by[c] >= -pub_room(&a->t->counts[c]) - 1e-6 && keeps_all(a, c);
	}
	for (uint32_t i = 0; i < m->count; i++)
		a->by[moved[i].count] = 0;
	return sound;
}

static double moved_by(const struct audit *a, const struct pub_move *m, uint32_t count)
{
	for (uint32_t i = 0; i < m->count; i++)
		if (a->t->moved[m->first + i].count == count)
			return a->t->moved[m->first + i].by;
	return 0;
}

/* Nothing of what is related to the count is shown. */
static bool is_all_hidden(struct audit *a, uint32_t count)
{
	const struct pub_table *t = a->t;
	size_t n = 0;
	if (!a->reached[count])
		a->queue[n++] = count;
	a->reached[count] = true;
	while (n > 0) {
		const uint32_t c = a->queue[--n];
		if (a->shown[c] || t->counts[c].anchored)
			return false;
		for (uint32_t k = t->equations_of.first[c]; k < t->equations_of.first[c + 1]; k++) {
			const struct pub_equation *e = &t->equations[t->equations_of.items[k]];
			for (uint32_t i = 0; i < e->count; i++) {
				const uint32_t other = t->terms[e->first + i].count;
				if (!a->reached[other])
					a->queue[n++] = other;
				a->reached[other] = true;
			}
		}
	}
	return true;
}

static bool is_proved(struct audit *a, uint32_t count)
{
	const struct pub_count *c = &a->t->counts[count];
	if (c->move == PDZ_NONE)
		return false;
	const struct pub_move *m = &a->t->moves[c->move];
	if (m->count == 0)
		return is_all_hidden(a, count);
	if (a->verdict[c->move] == NOT_LOOKED_AT)
		a->verdict[c->move] = move_is_sound(a, m) ? SOUND : UNSOUND;
	const double by = moved_by(a, m, count);
	return a->verdict[c->move] == SOUND &&
	       (pub_is_small(a->t, c) ? c->x + by >= pub_target(a->t, c) - 1e-6 : fabs(by) >= 1 - 1e-6);
}

bool pdz_publish_audit(struct pub_table *t)
{
	const size_t n = t->count_count + 1;
	struct audit a = {.t = t,
	                  .shown = calloc(n, sizeof *a.shown),
	                  .by = calloc(n, sizeof *a.by),
	                  .queue = calloc(n, sizeof *a.queue),
	                  .verdict = calloc(t->move_count + 1, 1),
	                  .reached = calloc(n, sizeof *a.reached)};
	bool safe = false;
	if (a.shown == NULL || a.by == NULL || a.queue == NULL || a.verdict == NULL || a.reached == NULL) {
		t->no_memory = true;
	} else {
		look_what_is_shown(&a);
		safe = true;
		for (uint32_t i = 0; i < t->count_count && safe; i++) {
			const struct pub_count *c = &t->counts[i];
			const bool hidden = !a.shown[i], small = pub_is_small(t, c);
			if (small && !hidden)
				safe = false;
			else if (hidden && c->persons && c->x != 0 && (small || !c->implied))
				safe = is_proved(&a, i);
		}
	}
	free(a.shown);
	free(a.by);
	free(a.queue);
	free(a.verdict);
	free(a.reached);
	return safe;
}
