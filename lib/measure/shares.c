/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See shares.h. */
#include "measure/shares.h"

#include <stdlib.h>

static bool is_among(const uint32_t *sorted, size_t n, uint32_t number)
{
	size_t low = 0, high = n;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		if (sorted[mid] < number)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && sorted[low] == number;
}

/* The rows that counted, but for those of strays. */
static void mark_strays(const struct pdz_view *view, uint32_t top, const uint32_t *whole, size_t n,
                        struct pdz_mark *marks)
{
	for (size_t i = 0; i < view->all_count; i++)
		if (view->all[i].key.slot == top && marks[i].use == PDZ_USE_COUNTED &&
		    !is_among(whole, n, view->all[i].key.who))
			marks[i] = (struct pdz_mark){.use = PDZ_USE_STRAY};
}

static struct pdz_case_share share_in(const struct pdz_view *view, uint32_t top, uint32_t bottom,
                                      struct pdz_mark *marks)
{
	struct pdz_case_share s = {0};
	size_t parts = 0, all = 0;
	uint32_t *part = pdz_count_distinct(view, top, &parts), *whole = pdz_count_distinct(view, bottom, &all);
	if (part != NULL && whole != NULL) {
		for (size_t i = 0; i < parts; i++)
			s.part += is_among(whole, all, part[i]);
		s.whole = all;
		s.strays = parts - s.part;
		if (marks != NULL)
			mark_strays(view, top, whole, all, marks);
	}
	free(part);
	free(whole);
	return s;
}

/* Of yearly cases, in each year anew. */
struct pdz_case_share pdz_share_of_cases(const struct pdz_view *view, uint32_t top, uint32_t bottom,
                                         struct pdz_mark *marks)
{
	struct pdz_case_share sum = {0};
	if (!view->plan->slots[bottom].selector.yearly)
		return share_in(view, top, bottom, marks);
	for (int32_t month = view->period.first; month <= view->period.last; month = (month / 12 + 1) * 12) {
		struct pdz_view year = *view;
		year.period.first = month;
		if (year.period.last > (month / 12) * 12 + 11)
			year.period.last = (month / 12) * 12 + 11;
		if (pdz_period_end(year.period) < year.end)
			year.end = pdz_period_end(year.period);
		if (pdz_period_begin(year.period) > view->end)
			break;
		const struct pdz_case_share s = share_in(&year, top, bottom, marks);
		sum.part += s.part;
		sum.whole += s.whole;
		sum.strays += s.strays;
	}
	return sum;
}

/* ---- cohorts ---- */

static int by_case_and_day(const void *a, const void *b)
{
	const struct pdz_key *x = &(*(const struct pdz_counter *const *)a)->key,
						 *y = &(*(const struct pdz_counter *const *)b)->key;
	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	if (x->when != y->when)
		return x->when < y->when ? -1 : 1;
	return (x->slot > y->slot) - (x->slot < y->slot);
}

/* By case, the rows of the denominator of this group (or of this part of a breakdown) and those of the numerator of
 * any: a case may move, and is followed. */
static const struct pdz_counter **rows_by_case(const struct pdz_view *view, uint32_t top, uint32_t bottom,
                                               size_t *count)
{
	const struct pdz_counter **rows = pdz_view_scratch(view, view->count + view->all_count,
	                                                   sizeof(struct pdz_counter *));
	*count = 0;
	for (size_t i = 0; rows != NULL && i < view->count; i++)
		if (view->rows[i].key.slot == bottom)
			rows[(*count)++] = &view->rows[i];
	for (size_t i = 0; rows != NULL && i < view->all_count; i++)
		if (view->all[i].key.slot == top)
			rows[(*count)++] = &view->all[i];
	if (*count > 1)
		qsort(rows, *count, sizeof *rows, by_case_and_day);
	return rows;
}

/* Where the case entered: its first row of the denominator in the period; NULL: it did not.
 * first_seen: not if it was there before. */
static const struct pdz_counter *entry_of_case(const struct pdz_view *view, uint32_t bottom,
                                               const struct pdz_counter *const *rows, size_t n)
{
	const bool first = view->plan->slots[bottom].selector.first_seen;
	for (size_t i = 0; i < n; i++) {
		const struct pdz_key *k = &rows[i]->key;
		if (k->slot != bottom)
			continue;
		if (k->when >= pdz_view_begin(view))
			return k->when <= view->end ? rows[i] : NULL;
		if (first)
			return NULL;
	}
	return NULL;
}

/* The first row of the numerator from that day on and within the limit; NULL: there is none. */
static const struct pdz_counter *success_of(uint32_t top, const struct pdz_counter *const *rows, size_t n,
                                            pdz_day entered, int32_t within)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i]->key.slot == top && rows[i]->key.when >= entered && rows[i]->key.when - entered <= within)
			return rows[i];
	return NULL;
}

struct pdz_case_share pdz_share_of_cohort(const struct pdz_view *view, uint32_t top, uint32_t bottom,
                                          const struct pdz_cohort *cohort, struct pdz_mark *marks)
{
	struct pdz_case_share s = {0};
	size_t count;
	const struct pdz_counter **rows = rows_by_case(view, top, bottom, &count);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && rows[next]->key.who == rows[i]->key.who; next++)
			;
		const struct pdz_counter *entry = entry_of_case(view, bottom, rows + i, next - i);
		if (entry == NULL)
			continue;
		const struct pdz_counter *success = success_of(top, rows + i, next - i, entry->key.when, cohort->within_days);
		const bool old = cohort->within_days == INT32_MAX || view->as_of - entry->key.when >= cohort->within_days;
		*(old ? &s.whole : &s.young) += 1;
		*(old ? &s.part : &s.young_part) += success != NULL;
		if (marks == NULL)
			continue;
		const struct pdz_mark m = {.use = old ? PDZ_USE_COUNTED : PDZ_USE_NOT_DUE};
		*pdz_mark_of(view, marks, &entry->key) = m;
		if (success != NULL)
			*pdz_mark_of(view, marks, &success->key) = m;
	}
	free(rows);
	return s;
}
