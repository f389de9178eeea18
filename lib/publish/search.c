/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a count that must not be told to a move of it; see search.h. */
#include "publish/search.h"

#include <math.h>
#include <stdlib.h>

enum { FEW = 40, MORE = 120 }; /* counts to look among if only hidden ones may move */
enum { FEWEST_CANDIDATES = 12, MOST_CANDIDATES = 80, FAR = 500 }; /* if others may: at first, and at last */
static const double MANY = 8e5;      /* candidate_most x counts: in larger tables less is looked at */
static const double TOO_LARGE = 2e7; /* rows x columns: what is larger is hidden without a search */

bool pdz_publish_search_open(struct pub_search *s, struct pub_table *t)
{
	const size_t n = t->count_count + 1, m = t->equation_count + 2;
	const double most = MANY / (double)n;
	*s = (struct pub_search){.t = t,
	                         .candidate_most = most > MOST_CANDIDATES     ? MOST_CANDIDATES
	                                           : most < FEWEST_CANDIDATES ? FEWEST_CANDIDATES
	                                                                      : (size_t)most};
	s->queue = malloc(n * sizeof *s->queue);
	s->candidates = malloc(n * sizeof *s->candidates);
	s->distance = malloc(n * sizeof *s->distance);
	s->links = malloc(n * sizeof *s->links);
	s->place = malloc(n * sizeof *s->place);
	s->taken = calloc(m, sizeof *s->taken);
	s->rows = malloc(m * sizeof *s->rows);
	s->room = malloc(n * sizeof *s->room);
	s->cost = malloc(n * sizeof *s->cost);
	s->rhs = malloc(m * sizeof *s->rhs);
	s->d = malloc(n * sizeof *s->d);
	s->row_first = malloc(m * sizeof *s->row_first);
	s->terms = malloc((t->term_count + 1) * sizeof *s->terms);
	for (size_t i = 0; s->distance && s->place && i < n; i++) {
		s->distance[i] = -1;
		s->place[i] = PDZ_NONE;
	}
	return s->queue && s->candidates && s->distance && s->links && s->place && s->taken && s->rows && s->room &&
	       s->cost && s->rhs && s->d && s->row_first && s->terms;
}

void pdz_publish_search_release(struct pub_search *s)
{
	free(s->queue);
	free(s->candidates);
	free(s->distance);
	free(s->links);
	free(s->place);
	free(s->taken);
	free(s->rows);
	free(s->room);
	free(s->cost);
	free(s->rhs);
	free(s->d);
	free(s->row_first);
	free(s->terms);
}

/* ---- the move of one count by an amount, the others following ---- */

/* Every equation of the counts that are candidates, the first of them moved by an amount. */
static size_t write_equation_rows(struct pub_search *s, double by)
{
	const struct pub_table *t = s->t;
	size_t rows = 0;
	uint32_t n = 0;
	for (size_t i = 0; i < s->candidate_count; i++) {
		for (uint32_t k = t->equations_of.first[s->candidates[i]]; k < t->equations_of.first[s->candidates[i] + 1];
		     k++) {
			const uint32_t number = t->equations_of.items[k];
			const struct pub_equation *e = &t->equations[number];
			if (s->taken[number])
				continue;
			s->taken[number] = 1;
			s->rows[rows] = number;
			s->row_first[rows] = n;
			s->rhs[rows] = 0;
			for (uint32_t j = 0; j < e->count; j++) {
				const struct pub_term *term = &t->terms[e->first + j];
				const uint32_t place = s->place[term->count];
				if (place == 0)
					s->rhs[rows] -= term->by * by;
				else if (place != PDZ_NONE)
					s->terms[n++] = (struct pub_term){place - 1, term->by};
			}
			rows++;
		}
	}
	s->row_first[rows] = n;
	for (size_t i = 0; i < rows; i++)
		s->taken[s->rows[i]] = 0;
	return rows;
}

static enum pub_answer solve(struct pub_search *s, double by)
{
	const struct pub_table *t = s->t;
	for (size_t i = 1; i < s->candidate_count; i++) {
		s->room[i - 1] = pub_room(&t->counts[s->candidates[i]]);
		s->cost[i - 1] = pub_cost(&t->counts[s->candidates[i]]);
	}
	const struct pub_problem p = {.columns = s->candidate_count - 1,
	                              .rows = write_equation_rows(s, by),
	                              .room = s->room,
	                              .cost = s->cost,
	                              .row_first = s->row_first,
	                              .terms = s->terms,
	                              .rhs = s->rhs};
	return (double)p.rows * (double)p.columns > TOO_LARGE ? PUB_NONE : pdz_publish_cheapest_move(&p, s->d);
}

/* Someone who knows that persons are counted in ones must find the other table possible too. */
static bool is_whole_search(const struct pub_search *s)
{
	for (size_t i = 1; i < s->candidate_count; i++) {
		const struct pub_count *c = &s->t->counts[s->candidates[i]];
		if (c->persons && c->x == round(c->x) && fabs(s->d[i - 1] - round(s->d[i - 1])) > 1e-6)
			return false;
	}
	return true;
}

enum look { GATHER, LOOK_AROUND };

/* A move of the count by an amount, among at most so many counts. */
static enum pub_answer find_by(struct pub_search *s, uint32_t count, double by, enum look look, size_t most)
{
	if (look == GATHER)
		pdz_publish_gather(s, count, most);
	else
		pdz_publish_look_around(s, count, most);
	const enum pub_answer answer = solve(s, by);
	s->by = by;
	return answer == PUB_FOUND && !is_whole_search(s) ? PUB_NONE : answer;
}

/* A small count has to come to the threshold; where only half a person would fit, one or
 * two more may. Another has to move by one, either way. */
static enum pub_answer find_among(struct pub_search *s, uint32_t count, enum look look, size_t most)
{
	const struct pub_count *c = &s->t->counts[count];
	const double least = !c->sensitive ? 1 : c->x == round(c->x) || c->guarded ? c->target - c->x : s->t->threshold;
	enum pub_answer answer = find_by(s, count, least, look, most);
	if (answer == PUB_NONE && !c->sensitive && pub_room(c) >= 1)
		answer = find_by(s, count, -1, look, most);
	for (int more = 1; answer == PUB_NONE && c->sensitive && !s->hidden_only && more <= 2; more++)
		answer = find_by(s, count, least + more, look, most);
	return answer;
}

/* Among what is hidden any move will do. Else the cheapest; then one that nearly always
 * fits; then the long search. */
enum pub_answer pdz_publish_find_move(struct pub_search *s, uint32_t count)
{
	enum pub_answer answer = PUB_NONE;
	if (s->hidden_only) {
		answer = find_among(s, count, GATHER, FEW);
		if (answer == PUB_NONE)
			answer = find_among(s, count, GATHER, MORE);
		return answer == PUB_NONE && s->thorough ? find_among(s, count, LOOK_AROUND, s->candidate_most) : answer;
	}
	answer = find_among(s, count, LOOK_AROUND, s->candidate_most);
	if (answer == PUB_NONE)
		answer = find_among(s, count, LOOK_AROUND, 1);
	return answer == PUB_NONE ? find_among(s, count, LOOK_AROUND, FAR) : answer;
}

/* ---- moves that were found ---- */

/* Far enough for a count that is moved on the way? */
static bool is_enough(const struct pub_count *c, double d)
{
	return c->sensitive ? c->x + d >= c->target - 1e-6 : fabs(d) >= 1 - 1e-6;
}

void pdz_publish_keep_move(struct pub_search *s, bool again)
{
	struct pub_table *t = s->t;
	if (!pdz_grow(&t->moves, &t->move_cap, t->move_count + 1, sizeof *t->moves) ||
	    !pdz_grow(&t->moved, &t->moved_cap, t->moved_count + s->candidate_count, sizeof *t->moved)) {
		t->no_memory = true;
		return;
	}
	struct pub_move *m = &t->moves[t->move_count];
	m->first = (uint32_t)t->moved_count;
	t->counts[s->candidates[0]].move = (uint32_t)t->move_count;
	t->moved[t->moved_count++] = (struct pub_term){s->candidates[0], s->by};
	for (size_t i = 1; i < s->candidate_count; i++) {
		struct pub_count *c = &t->counts[s->candidates[i]];
		if (s->d[i - 1] == 0)
			continue;
		t->moved[t->moved_count++] = (struct pub_term){s->candidates[i], s->d[i - 1]};
		if ((again || c->move == PDZ_NONE) && is_enough(c, s->d[i - 1]))
			c->move = (uint32_t)t->move_count;
	}
	m->count = (uint32_t)t->moved_count - m->first;
	t->move_count++;
}
