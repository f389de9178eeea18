/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows sent again. Knows numbers and digests, not rows. */
#include "ingest/dedupe.h"

#include "pdz/str.h"

#include <stdlib.h>

void pdz_dedupe_release(struct dedupe *d)
{
	free(d->notes);
	free(d->judge);
	free(d->valid);
	free(d->outcomes);
	*d = (struct dedupe){0};
}

bool pdz_dedupe_add(struct dedupe *d, uint64_t key, uint32_t content, uint32_t number)
{
	if (d->count == d->cap) {
		/* by an eighth, not by doubling: this is the one thing that grows with the rows */
		size_t cap = d->cap + d->cap / 8 + 1024;
		struct dedupe_note *notes = realloc(d->notes, cap * sizeof *notes);
		if (!notes)
			return false;
		d->notes = notes;
		d->cap = cap;
	}
	d->notes[d->count++] = (struct dedupe_note){key, content, number};
	return true;
}

static int compare_notes_by_key(const void *a, const void *b)
{
	const struct dedupe_note *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int compare_notes_by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static size_t end_of_group(const struct dedupe *d, size_t from)
{
	size_t to = from + 1;

	while (to < d->count && d->notes[to].key == d->notes[from].key)
		to++;
	return to;
}

enum { FEW = 32, BITS = 8 };

static void insert_notes(struct dedupe_note *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct dedupe_note x = v[i];
		size_t k = i;
		for (; k > 0 && compare_notes_by_key(&x, &v[k - 1]) < 0; k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
}

/* By the bits of the key from shift on, then those below: in place, without the memory
 * that qsort would take for as much again. Keys are hashes, so the heaps are alike. */
static void sort_notes(struct dedupe_note *v, size_t n, int shift)
{
	size_t begin[1 << BITS], end[1 << BITS] = {0};

	if (n <= FEW) {
		insert_notes(v, n);
		return;
	}
	if (shift < 0) { /* one key: by number, and many of them are still in order */
		qsort(v, n, sizeof *v, compare_notes_by_key);
		return;
	}
#define HEAP(note) ((note).key >> shift & ((1 << BITS) - 1))
	for (size_t i = 0; i < n; i++)
		end[HEAP(v[i])]++;
	for (size_t h = 0, at = 0; h < 1 << BITS; h++) {
		begin[h] = at;
		end[h] = at += end[h];
	}
	for (size_t h = 0; h < 1 << BITS; h++) {
		while (begin[h] < end[h]) {
			const struct dedupe_note x = v[begin[h]];
			const size_t home = HEAP(x);
			if (home == h) {
				begin[h]++;
				continue;
			}
			v[begin[h]] = v[begin[home]];
			v[begin[home]++] = x;
		}
	}
#undef HEAP
	for (size_t h = 0, from = 0; h < 1 << BITS; from = end[h], h++)
		if (end[h] - from > 1)
			sort_notes(v + from, end[h] - from, shift - BITS);
}

bool pdz_dedupe_sort(struct dedupe *d)
{
	size_t kept = 0;

	sort_notes(d->notes, d->count, 64 - BITS);
	for (size_t from = 0, to; from < d->count; from = to) {
		bool changed = false;
		to = end_of_group(d, from);
		if (to - from == 1)
			continue;
		for (size_t i = from + 1; i < to; i++)
			changed |= d->notes[i].content != d->notes[from].content;
		for (size_t i = from; i < to; i++) {
			if (changed) {
				if (!pdz_grow(&d->judge, &d->judge_cap, d->judge_count + 1, sizeof *d->judge))
					return false;
				d->judge[d->judge_count++] = d->notes[i].number;
			}
			d->notes[kept++] = d->notes[i];
		}
	}
	d->count = kept;
	if (d->judge_count)
		qsort(d->judge, d->judge_count, sizeof *d->judge, compare_notes_by_number);
	d->valid = calloc(d->judge_count + 1, 1);
	return d->valid != NULL;
}

static bool is_valid(const struct dedupe *d, uint32_t number)
{
	const uint32_t *at = d->judge_count
	                         ? bsearch(&number, d->judge, d->judge_count, sizeof number, compare_notes_by_number)
	                         : NULL;

	return !at || d->valid[at - d->judge];
}

static bool add_outcome(struct dedupe *d, uint32_t number, enum dedupe_fate fate)
{
	if (!pdz_grow(&d->outcomes, &d->outcome_cap, d->outcome_count + 1, sizeof *d->outcomes))
		return false;
	d->outcomes[d->outcome_count++] = (struct dedupe_outcome){number, fate};
	return true;
}

bool pdz_dedupe_decide(struct dedupe *d)
{
	for (size_t from = 0, to; from < d->count; from = to) {
		const struct dedupe_note *holder = NULL;
		to = end_of_group(d, from);
		for (size_t i = from; i < to; i++)
			if (is_valid(d, d->notes[i].number) && (!holder || holder->content != d->notes[i].content))
				holder = &d->notes[i];
		for (size_t i = from; i < to && holder; i++) {
			const struct dedupe_note *n = &d->notes[i];
			if (n == holder || !is_valid(d, n->number))
				continue; /* what is not valid is rejected for itself */
			if (!add_outcome(d, n->number, n->content == holder->content ? DEDUPE_DUPLICATE : DEDUPE_SUPERSEDED))
				return false;
		}
	}
	if (d->outcome_count) /* the number comes first in an outcome */
		qsort(d->outcomes, d->outcome_count, sizeof *d->outcomes, compare_notes_by_number);
	return true;
}

size_t pdz_dedupe_find(const struct dedupe *d, uint32_t number)
{
	size_t from = 0, to = d->outcome_count;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;
		if (d->outcomes[middle].number < number)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

enum dedupe_fate pdz_dedupe_fate_of(const struct dedupe *d, uint32_t number, size_t *next)
{
	while (*next < d->outcome_count && d->outcomes[*next].number < number)
		++*next;
	return *next < d->outcome_count && d->outcomes[*next].number == number ? d->outcomes[*next].fate : DEDUPE_KEEP;
}

size_t pdz_dedupe_undisturbed(const struct dedupe *d, uint32_t number, size_t *next)
{
	while (*next < d->outcome_count && d->outcomes[*next].number < number)
		++*next;
	return *next < d->outcome_count ? d->outcomes[*next].number - number : SIZE_MAX;
}
