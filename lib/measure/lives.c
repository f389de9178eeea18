/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See lives.h. */
#include "measure/lives.h"

#include <stdlib.h>
#include <string.h>

static int compare_rows_by_case(const void *a, const void *b)
{
	const struct pdz_key *x = &(*(const struct pdz_counter *const *)a)->key,
						 *y = &(*(const struct pdz_counter *const *)b)->key;
	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	return (x->when > y->when) - (x->when < y->when);
}

/* Is a case, whose rows up to the end of the period stand in order of time, counted in the period? */
static enum pdz_use use_of_case(const struct pdz_view *view, const struct pdz_selector *s,
                                const struct pdz_counter *const *rows, size_t n)
{
	const pdz_day begin = pdz_view_begin(view);
	uint32_t seen = 0;
	pdz_day first = PDZ_NO_DAY, last = PDZ_NO_DAY, own_first = PDZ_NO_DAY, complete = PDZ_NO_DAY,
			long_enough = PDZ_NO_DAY;
	for (size_t i = 0; i < n; i++) {
		const struct pdz_key *k = &rows[i]->key;
		if (k->what >= PDZ_LIFE_NONE && k->what < PDZ_LIFE_BEGIN)
			return PDZ_USE_CASE_EXCLUDED;
		if (first == PDZ_NO_DAY)
			first = k->when;
		last = k->when;
		if (long_enough == PDZ_NO_DAY && last - first >= s->at_least_days)
			long_enough = last;
		if (k->what == PDZ_LIFE_BEGIN)
			continue;
		if (own_first == PDZ_NO_DAY)
			own_first = k->when;
		if ((seen & (UINT32_C(1) << k->what)) == 0) {
			seen |= UINT32_C(1) << k->what;
			complete = k->when; /* of all events only when the last of them is here */
		}
	}
	if (own_first == PDZ_NO_DAY || (s->every && seen != (UINT32_C(1) << s->event_count) - 1))
		return PDZ_USE_CASE_INCOMPLETE;
	if (s->at_least_days > 0 && last - first < s->at_least_days)
		return PDZ_USE_CASE_TOO_SHORT;
	if (s->at_least_days > 0 && complete < long_enough)
		complete = long_enough;
	if (s->first_seen && own_first < begin)
		return PDZ_USE_CASE_SEEN_BEFORE;
	if (s->every)
		return complete >= begin ? PDZ_USE_COUNTED : PDZ_USE_CASE_ELSEWHEN;
	for (size_t i = n; i-- > 0;)
		if (rows[i]->key.what != PDZ_LIFE_BEGIN)
			return rows[i]->key.when >= begin ? PDZ_USE_COUNTED : PDZ_USE_CASE_ELSEWHEN;
	return PDZ_USE_CASE_INCOMPLETE;
}

/* The rows stand in order of time; those of each case together, in that order. Cases are numbered from 0, so that
 * counting them is quicker than comparing. */
static void sort_by_case(const struct pdz_view *view, const struct pdz_counter **list, size_t count)
{
	uint32_t most = 0;
	for (size_t i = 0; i < count; i++)
		most = list[i]->key.who > most ? list[i]->key.who : most;
	if (most / 4 > count) {
		qsort(list, count, sizeof *list, compare_rows_by_case);
		return;
	}
	uint32_t *ends = pdz_view_scratch(view, (size_t)most + 1, sizeof *ends);
	const struct pdz_counter **sorted = pdz_view_scratch(view, count, sizeof *sorted);
	for (size_t i = 0; ends != NULL && i < count; i++)
		ends[list[i]->key.who]++;
	for (size_t i = 1; ends != NULL && i <= most; i++)
		ends[i] += ends[i - 1];
	for (size_t i = count; ends != NULL && sorted != NULL && i-- > 0;)
		sorted[--ends[list[i]->key.who]] = list[i];
	if (ends != NULL && sorted != NULL)
		memcpy(list, sorted, count * sizeof *list);
	free(ends);
	free(sorted);
}

const struct pdz_counter **pdz_gather_lives(const struct pdz_view *view, uint32_t slot, size_t *count)
{
	struct pdz_view everywhere = *view;
	everywhere.rows = view->all;
	everywhere.count = view->all_count;
	const struct pdz_rows rows = pdz_view_until_end(view, slot), all = pdz_view_until_end(&everywhere, slot);
	const struct pdz_counter **list = pdz_view_scratch(view, rows.n + all.n, sizeof(struct pdz_counter *));
	size_t at = 0; /* in rows; both stand in order of time */
	*count = 0;
	for (size_t i = 0; list != NULL && rows.n < all.n && i < all.n; i++) {
		if (all.p[i].key.what < PDZ_LIFE_NONE || all.p[i].key.what >= PDZ_LIFE_BEGIN)
			continue;
		while (at < rows.n && rows.p[at].key.when <= all.p[i].key.when)
			list[(*count)++] = &rows.p[at++];
		list[(*count)++] = &all.p[i];
	}
	while (list != NULL && at < rows.n)
		list[(*count)++] = &rows.p[at++];
	if (*count > 1)
		sort_by_case(view, list, *count);
	return list;
}

uint64_t pdz_count_lives(const struct pdz_view *view, uint32_t slot, struct pdz_mark *marks, uint32_t *who)
{
	const struct pdz_selector *s = &view->plan->slots[slot].selector;
	size_t count;
	const struct pdz_counter **sorted = pdz_gather_lives(view, slot, &count);
	if (sorted == NULL)
		return 0;
	uint64_t n = 0;
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && sorted[next]->key.who == sorted[i]->key.who; next++)
			;
		const enum pdz_use use = use_of_case(view, s, sorted + i, next - i);
		if (use == PDZ_USE_COUNTED && who != NULL)
			who[n] = sorted[i]->key.who;
		n += use == PDZ_USE_COUNTED;
		for (size_t k = i; k < next && marks != NULL; k++)
			pdz_mark_of(view, marks, &sorted[k]->key)->use = use;
	}
	free(sorted);
	return n;
}
