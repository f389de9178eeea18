/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Complementary suppression. For each hidden count the cheapest move is looked for:
 * another table that fits all that is published, in which the count differs (a small one
 * by as much as takes it to the threshold). What is shown and would have to change is
 * hidden. So for every hidden count there is in the end a move that touches nothing
 * shown, which is the proof that it cannot be told.
 *
 * Then, the most valuable first, what other moves have made needless is shown again
 * (show.c), and all proofs are looked through once more (audit.c). The order is that of
 * the results: the same results give the same cells. */
#include "publish/search.h"

static void hide_cells_of(struct pub_table *t, uint32_t count)
{
	for (uint32_t k = t->cells_of.first[count]; k < t->cells_of.first[count + 1]; k++)
		pdz_publish_hide(t, t->cells_of.items[k]);
}

static void hide_moved(struct pub_table *t)
{
	const struct pub_move m = t->moves[t->move_count - 1];
	for (uint32_t i = 0; i < m.count; i++)
		hide_cells_of(t, t->moved[m.first + i].count);
}

/* Nothing was found: with all that is related hidden, the whole can always be scaled.
 * The move is kept empty. */
static void hide_component(struct pub_search *s, uint32_t count)
{
	struct pub_table *t = s->t;
	if (!pdz_grow(&t->moves, &t->move_cap, t->move_count + 1, sizeof *t->moves)) {
		t->no_memory = true;
		return;
	}
	pdz_publish_look_around(s, count, SIZE_MAX);
	bool anchored = false, was_hidden = true;
	for (size_t i = 0; i < s->candidate_count; i++) {
		anchored |= t->counts[s->candidates[i]].anchored;
		was_hidden &= pub_is_hidden(&t->counts[s->candidates[i]]);
	}
	if (anchored && was_hidden) { /* nothing more can be hidden */
		t->unprotected = count;
		return;
	}
	for (size_t i = 0; i < s->candidate_count; i++) {
		const uint32_t c = s->candidates[i];
		hide_cells_of(t, c);
		if (!anchored) /* else it may have one now */
			t->counts[c].move = (uint32_t)t->move_count;
	}
	t->moves[t->move_count++] = (struct pub_move){.first = (uint32_t)t->moved_count};
}

static void protect_one(struct pub_search *s, uint32_t count)
{
	struct pub_table *t = s->t;
	s->hidden_only = true; /* what is hidden already may be enough, and is searched quickly */
	enum pub_answer answer = pdz_publish_find_move(s, count);
	s->hidden_only = false;
	if (answer == PUB_NONE)
		answer = pdz_publish_find_move(s, count);
	if (answer == PUB_NO_MEMORY) {
		t->no_memory = true;
	} else if (answer == PUB_FOUND) {
		pdz_publish_keep_move(s, false);
		if (!t->no_memory)
			hide_moved(t);
	} else {
		hide_component(s, count);
	}
}

/* sensitive: those first, because they move the others. True: there was one without a move. */
static bool protect(struct pub_search *s, bool sensitive)
{
	struct pub_table *t = s->t;
	bool any = false;
	for (uint32_t i = 0; i < t->count_count && !t->no_memory && t->unprotected == PDZ_NONE; i++) {
		const struct pub_count *c = &t->counts[i];
		if ((sensitive && !c->sensitive) || !pub_needs_move(c) || c->move != PDZ_NONE)
			continue;
		protect_one(s, i);
		any = true;
	}
	return any;
}

/* They prove nothing once their counts are hidden anew: what they move may be shown by then. */
static void forget_moves_of_shown(struct pub_table *t)
{
	for (size_t i = 0; i < t->count_count; i++)
		if (t->counts[i].shown > 0)
			t->counts[i].move = PDZ_NONE;
}

void pdz_publish_complementary(struct pub_table *t)
{
	struct pub_search s;
	if (!pdz_publish_search_open(&s, t))
		t->no_memory = true;
	do { /* what is shown again may tell of what stands beside it */
		while (!t->no_memory && t->unprotected == PDZ_NONE &&
		       (protect(&s, true) || protect(&s, false) || pdz_publish_hide_distant(t) || pdz_publish_hide_told(t)))
			;
		if (!t->no_memory && t->unprotected == PDZ_NONE)
			pdz_publish_show_needless(&s);
		forget_moves_of_shown(t);
	} while (!t->no_memory && t->unprotected == PDZ_NONE && (pdz_publish_hide_distant(t) || pdz_publish_hide_told(t)));
	pdz_publish_search_release(&s);
}
