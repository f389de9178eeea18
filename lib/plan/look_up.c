/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan calls a word by: its events, actions, indicators and areas, looked up. */
#include "plan/look_up.h"

#include "base/fold.h"
#include "plan/loader.h"

uint32_t pdz_plan_event(const struct pdz_plan *plan, struct pdz_str code)
{
	return pdz_intern_find(&plan->event_codes, code);
}

uint32_t pdz_plan_action(const struct pdz_plan *plan, struct pdz_str code)
{
	return pdz_intern_find(&plan->action_codes, code);
}

uint32_t pdz_plan_indicator(const struct pdz_plan *plan, struct pdz_str code)
{
	return pdz_intern_find(&plan->indicator_codes, code);
}

uint32_t pdz_plan_area(const struct pdz_plan *plan, struct pdz_str text)
{
	char room[256]; /* what folds is never longer: nearly all lookups do without the heap */
	struct pdz_buf folded = {0};
	if (text.n <= sizeof room)
		folded = (struct pdz_buf){.p = room, .cap = sizeof room};
	pdz_fold(&folded, text);
	uint32_t key = folded.failed ? PDZ_NONE : pdz_intern_find(&plan->area_keys, pdz_buf_view(&folded));
	if (key == PDZ_NONE && folded.n && memchr(folded.p, ' ', folded.n)) {
		size_t n = 0;
		for (size_t i = 0; i < folded.n; i++)
			if (folded.p[i] != ' ')
				folded.p[n++] = folded.p[i];
		key = pdz_intern_find(&plan->area_keys, (struct pdz_str){folded.p, n});
	}
	if (folded.p != room)
		pdz_buf_release(&folded);
	return key == PDZ_NONE ? PDZ_NONE : plan->area_of_key[key];
}

static int compare_listed(const void *a, const void *b)
{
	return pdz_str_cmp(*(const struct pdz_str *)a, *(const struct pdz_str *)b);
}

void pdz_sort_listed(struct pdz_closed_list *list)
{
	if (list->count > 0)
		qsort(list->values, list->count, sizeof *list->values, compare_listed);
}

bool pdz_is_listed(const struct pdz_closed_list *list, struct pdz_str text)
{
	return list->count == 0 || text.n == 0 ||
	       bsearch(&text, list->values, list->count, sizeof *list->values, compare_listed) != NULL;
}

bool pdz_source_tells_of(const struct pdz_plan_source *s, uint32_t event)
{
	for (size_t i = 0; i < s->event_count; i++)
		if (s->events[i] == event)
			return true;
	return false;
}

bool pdz_is_told(const struct pdz_plan *plan, uint32_t event)
{
	for (size_t i = 0; i < plan->source_count; i++)
		if (pdz_source_tells_of(&plan->sources[i], event))
			return true;
	return false;
}
