/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When what a deadline asks for was there. See standing.h. */
#include "measure/coverage.h"
#include "measure/standing.h"

#include <stdlib.h>

static struct pdz_value value_on(const struct pdz_view *v, pdz_day day, struct pdz_entry *e)
{
	struct pdz_view at = *v;
	at.end = day;
	pdz_measure_view(&at, e);
	return e->value;
}

static int by_day(const void *a, const void *b)
{
	const pdz_day x = *(const pdz_day *)a, y = *(const pdz_day *)b;
	return (x > y) - (x < y);
}

/* The days on which its value may change: those of its rows, which are kept by day. */
static pdz_day *list_days(const struct pdz_view *v, pdz_day first, size_t *count)
{
	const bool every = v->indicator->part_count > 0 && v->end >= first; /* of its parts' days any */
	pdz_day *days = pdz_view_scratch(v, every ? (size_t)(v->end - first) + 1 : v->count + 1, sizeof *days);
	*count = 0;
	if (days == NULL)
		return NULL;
	for (pdz_day day = first; every && day <= v->end; day++)
		days[(*count)++] = day;
	for (size_t i = 0; i < v->count; i++) {
		const struct pdz_key *k = &v->rows[i].key;
		const pdz_day day = v->plan->slots[k->slot].keep_days ? k->when : PDZ_NO_DAY;
		if (day != PDZ_NO_DAY && day >= first && day <= v->end)
			days[(*count)++] = day;
	}
	if (*count > 1)
		qsort(days, *count, sizeof *days, by_day);
	return days;
}

static bool is_there(const struct pdz_view *v, pdz_day day, double target)
{
	struct pdz_entry e;
	const struct pdz_value value = value_on(v, day, &e);
	return value.ok && (pdz_wants_lower(v->indicator) ? value.number <= target : value.number >= target);
}

/* What only grows: the first day on which it was there. */
static pdz_day first_there(const struct pdz_view *v, double target)
{
	size_t count;
	pdz_day *days = list_days(v, pdz_view_begin(v), &count), found = PDZ_NO_DAY;
	size_t low = 0, high = count;
	if (is_there(v, pdz_view_begin(v) - 1, target)) { /* what was there before is enough */
		free(days);
		return pdz_view_begin(v);
	}
	while (days != NULL && low < high) {
		const size_t mid = low + (high - low) / 2;
		if (is_there(v, days[mid], target))
			high = mid;
		else
			low = mid + 1;
	}
	if (days != NULL && low < count)
		found = days[low];
	free(days);
	return found;
}

/* A level: the day since when it has been there without a break. */
static pdz_day there_since(const struct pdz_view *v, pdz_day deadline, double target)
{
	size_t count;
	pdz_day *days = list_days(v, deadline + 1, &count), found = PDZ_NO_DAY;
	for (size_t i = count; days != NULL && i-- > 0 && is_there(v, days[i], target);)
		found = days[i];
	free(days);
	return found;
}

/* The last day on which something new was said of it, and it was there; PDZ_NO_DAY: never. */
static pdz_day last_there(const struct pdz_view *v, double target)
{
	size_t count;
	pdz_day *days = list_days(v, pdz_view_begin(v), &count), found = PDZ_NO_DAY;
	for (size_t i = count; days != NULL && found == PDZ_NO_DAY && i-- > 0;)
		if (is_there(v, days[i], target))
			found = days[i];
	free(days);
	return found;
}

/* Whether and when a deadline was met; a level is judged by its figure on that day, or by what stands later. */
void pdz_meet_deadline(const struct pdz_view *v, struct pdz_standing *s, struct pdz_entry *e)
{
	const double target = s->target.number;
	const bool has_passed = s->over || v->as_of > s->deadline; /* what would tell of it may not be due yet */
	if (!has_passed || !s->value.ok || s->high.ok || (!s->over && s->undoable))
		return;
	if (!s->undoable && !s->lower) {
		s->reached = first_there(v, target);
		return;
	}
	struct pdz_entry on_day;
	const struct pdz_value then = value_on(v, s->deadline, &on_day);
	if (!s->undoable) { /* "at most 8 by 30 June": what came after that day is beside it */
		s->value = s->over && then.ok ? then : s->value;
		pdz_cover_beside(v, &on_day, true, e);
		return;
	}
	const bool met = is_there(v, s->deadline, target), now = is_there(v, v->end, target);
	if (met) {
		s->reached = s->deadline;
		e->lost = !now;
	} else if (now) {
		s->reached = there_since(v, s->deadline, target);
	}
	if (!met && !now) { /* it may have been there at another time */
		s->reached = last_there(v, target);
		e->lost = s->reached != PDZ_NO_DAY;
	}
	if (met || (!now && then.ok))
		s->value = then;
	pdz_cover_beside(v, &on_day, true, e);
}
