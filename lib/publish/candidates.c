/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which counts a move of one count is looked for among: few enough to be searched, and
 * such that there is likely a move. */
#include "publish/search.h"

static bool may_move(const struct pub_search *s, uint32_t count)
{
	return !s->hidden_only || pub_is_hidden(&s->t->counts[count]);
}

/* All that the last search saw is among the candidates or still waiting. */
static void forget_search(struct pub_search *s)
{
	for (size_t i = 0; i < s->candidate_count; i++) {
		s->distance[s->candidates[i]] = -1;
		s->place[s->candidates[i]] = PDZ_NONE;
	}
	for (size_t i = 0; i < s->waiting; i++)
		s->distance[s->queue[i]] = -1;
	s->candidate_count = s->waiting = 0;
}

/* ---- what is cheap to reach, and one move that nearly always fits ---- */

static bool nearer(const struct pub_search *s, uint32_t a, uint32_t b)
{
	return s->distance[a] != s->distance[b] ? s->distance[a] < s->distance[b] : a < b;
}

static void sift_up(const struct pub_search *s, uint32_t *heap, size_t i)
{
	for (; i > 0 && nearer(s, heap[i], heap[(i - 1) / 2]); i = (i - 1) / 2) {
		const uint32_t other = heap[i];
		heap[i] = heap[(i - 1) / 2];
		heap[(i - 1) / 2] = other;
	}
}

static uint32_t pop(const struct pub_search *s, uint32_t *heap, size_t *count)
{
	const uint32_t top = heap[0];
	heap[0] = heap[--*count];
	for (size_t i = 0;;) {
		size_t least = i;
		for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < *count; k++)
			if (nearer(s, heap[k], heap[least]))
				least = k;
		if (least == i)
			return top;
		const uint32_t other = heap[i];
		heap[i] = heap[least];
		heap[least] = other;
		i = least;
	}
}

static void add_candidate(struct pub_search *s, uint32_t count)
{
	if (s->place[count] != PDZ_NONE || !may_move(s, count))
		return;
	s->distance[count] = 0;
	s->place[count] = (uint32_t)s->candidate_count;
	s->candidates[s->candidate_count++] = count;
}

/* What is left over of a whole, and a part that may rise with it: the cheapest, unless one is a candidate already. */
static void add_part(struct pub_search *s, const struct pub_equation *e)
{
	const struct pub_table *t = s->t;
	uint32_t best = PDZ_NONE;
	bool found = false;
	for (uint32_t i = 1; i < e->count; i++) {
		const uint32_t part = t->terms[e->first + i].count;
		if (t->counts[part].implied)
			add_candidate(s, part);
		found |= s->place[part] != PDZ_NONE;
		if (best == PDZ_NONE || pub_cost(&t->counts[part]) < pub_cost(&t->counts[best]))
			best = part;
	}
	if (!found && best != PDZ_NONE)
		add_candidate(s, best);
}

/* One move nearly always fits: to raise something that has no parts, and with it every
 * whole it is part of. So with every candidate come its wholes, and some part of each whole. */
static void add_sure_move(struct pub_search *s)
{
	const struct pub_table *t = s->t;
	for (size_t i = 0; i < s->candidate_count; i++) {
		const uint32_t c = s->candidates[i];
		for (uint32_t k = t->equations_of.first[c]; k < t->equations_of.first[c + 1]; k++) {
			const struct pub_equation *e = &t->equations[t->equations_of.items[k]];
			const uint32_t whole = t->terms[e->first].count;
			add_candidate(s, whole);
			add_part(s, e);
		}
	}
}

/* A count's distance is fixed when it is first met: that is nearest up to what its own
 * cost adds, which is the same from everywhere. */
void pdz_publish_look_around(struct pub_search *s, uint32_t start, size_t most)
{
	const struct pub_table *t = s->t;
	forget_search(s);
	s->queue[s->waiting++] = start;
	s->distance[start] = 0;
	while (s->waiting > 0 && s->candidate_count < most) {
		const uint32_t c = pop(s, s->queue, &s->waiting);
		s->place[c] = (uint32_t)s->candidate_count;
		s->candidates[s->candidate_count++] = c;
		for (uint32_t k = t->equations_of.first[c]; k < t->equations_of.first[c + 1]; k++) {
			const struct pub_equation *e = &t->equations[t->equations_of.items[k]];
			for (uint32_t i = 0; i < e->count; i++) {
				const uint32_t other = t->terms[e->first + i].count;
				if (s->distance[other] >= 0 || !may_move(s, other))
					continue;
				s->distance[other] = s->distance[c] + pub_cost(&t->counts[other]) + 1e-3;
				s->queue[s->waiting] = other;
				sift_up(s, s->queue, s->waiting++);
			}
		}
	}
	add_sure_move(s);
}

/* ---- what fits together ---- */

/* How many equations would have one more count to follow, and what is lost with it. */
static double burden(const struct pub_search *s, uint32_t count)
{
	const struct pub_table *t = s->t;
	const double open = t->equations_of.first[count + 1] - t->equations_of.first[count] - s->links[count];
	return open + pub_cost(&t->counts[count]);
}

/* The least burden; of equals the largest, which has most room. */
static bool is_better(const struct pub_search *s, uint32_t a, double burden_a, uint32_t b, double burden_b)
{
	const double x = s->t->counts[a].x, y = s->t->counts[b].x;
	if (burden_a != burden_b)
		return burden_a < burden_b;
	return x != y ? x > y : a < b;
}

static uint32_t take_best(struct pub_search *s)
{
	size_t best = 0;
	double least = burden(s, s->queue[0]);
	for (size_t i = 1; i < s->waiting; i++) {
		const double b = burden(s, s->queue[i]);
		if (is_better(s, s->queue[i], b, s->queue[best], least)) {
			best = i;
			least = b;
		}
	}
	const uint32_t out = s->queue[best];
	s->queue[best] = s->queue[--s->waiting];
	return out;
}

/* An equation one of whose counts is a candidate: the others wait. */
static void touch(struct pub_search *s, const struct pub_equation *e)
{
	for (uint32_t i = 0; i < e->count; i++) {
		const uint32_t other = s->t->terms[e->first + i].count;
		if (s->place[other] != PDZ_NONE || !may_move(s, other))
			continue;
		if (s->distance[other] < 0) {
			s->distance[other] = 0;
			s->links[other] = 0;
			s->queue[s->waiting++] = other;
		}
		s->links[other]++;
	}
}

void pdz_publish_gather(struct pub_search *s, uint32_t start, size_t most)
{
	const struct pub_table *t = s->t;
	size_t touched = 0;
	forget_search(s);
	s->queue[s->waiting++] = start;
	s->distance[start] = 0;
	s->links[start] = 0;
	while (s->waiting > 0 && s->candidate_count < most) {
		const uint32_t c = take_best(s);
		s->place[c] = (uint32_t)s->candidate_count;
		s->candidates[s->candidate_count++] = c;
		for (uint32_t k = t->equations_of.first[c]; k < t->equations_of.first[c + 1]; k++) {
			const uint32_t number = t->equations_of.items[k];
			if (s->taken[number])
				continue;
			s->taken[number] = 1;
			s->rows[touched++] = number;
			touch(s, &t->equations[number]);
		}
	}
	for (size_t i = 0; i < touched; i++)
		s->taken[s->rows[i]] = 0;
}
