/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading who must send what: the plan's sources. What is owed by a day, and what of it has
 * come, is measured in measure/coverage.c. */
#include "measure/kind.h"
#include "plan/loader.h"

static const char *const everys[] = {"year", "semester", "quarter", "month", NULL};
static const enum pdz_level levels[] = {PDZ_YEAR, PDZ_SEMESTER, PDZ_QUARTER, PDZ_MONTH};

/* Areas without parts: the municipalities. */
static void load_municipalities(struct pdz_loader *l, struct pdz_plan_source *s)
{
	const struct pdz_plan *plan = l->plan;
	s->senders = pdz_loader_alloc(l, plan->area_count, sizeof *s->senders);
	for (uint32_t i = 0; s->senders != NULL && i < plan->area_count; i++)
		if (plan->areas[i].last == i)
			s->senders[s->sender_count++] = i;
}

static void load_senders(struct pdz_loader *l, const struct pdz_json *at, struct pdz_plan_source *s)
{
	const char *word = json_string_value(at->value);
	if (at->value == NULL)
		return; /* the whole as one */
	if (word != NULL && strcmp(word, "each") == 0)
		load_municipalities(l, s);
	else if (!pdz_json_has_type(at, JSON_ARRAY))
		pdz_json_mistyped(at, "expected \"each\", or a list of areas");
	else
		s->sender_count = pdz_load_column_values(l, at, PDZ_COL_AREA, &s->senders);
}

/* The month from which something is owed: the first of a period; unsaid, of the plan. */
static void load_from(struct pdz_loader *l, const struct pdz_json *at, struct pdz_plan_source *s)
{
	const struct pdz_period *plan = pdz_loader_period(l);
	struct pdz_period from;
	struct pdz_str text;
	if (plan != NULL)
		s->from = plan->first;
	if (!pdz_json_text(at, false, &text))
		return;
	if (!pdz_period_parse(text, &from))
		pdz_json_unfit(at, "not a month", "expected yyyy-mm, or a year");
	else
		s->from = from.first;
}

static void load_source(struct pdz_loader *l, const struct pdz_json *at, struct pdz_plan_source *s)
{
	static const char *const keys[] = {"name", "events", "areas", "every", "from", "within_days", NULL};
	const struct pdz_json events = pdz_json_get(at, "events"), every = pdz_json_get(at, "every");
	int64_t days = 0;
	int choice;
	if (!pdz_json_is_object(at, true))
		return;
	pdz_json_closed_to(at, keys);
	s->name = pdz_loader_text(l, at, "name", true);
	if (events.value == NULL)
		pdz_json_problem(&events, "missing key", "events", NULL);
	else
		pdz_load_events(l, &events, &s->events, &s->event_count);
	load_senders(l, PDZ_AT(at, "areas"), s);
	if (pdz_json_choice(&every, true, everys, &choice))
		s->every = levels[choice];
	load_from(l, PDZ_AT(at, "from"), s);
	pdz_json_integer(PDZ_AT(at, "within_days"), false, 0, 3660, &days);
	s->within_days = (int32_t)days;
}

static bool source_has_any(const struct pdz_plan_source *s, const uint32_t *events, size_t count)
{
	for (size_t i = 0; i < s->event_count; i++)
		for (size_t k = 0; k < count; k++)
			if (s->events[i] == events[k])
				return true;
	return false;
}

/* What of the source the indicator looks at, by its own slots and those of its parts. */
static void find_rest(const struct pdz_plan *plan, const struct pdz_indicator *ind, const struct pdz_plan_source *s,
                      struct pdz_rest *out)
{
	for (size_t i = 0; i < ind->part_count; i++)
		find_rest(plan, &plan->indicators[ind->parts[i]], s, out);
	for (uint32_t k = 0; k < ind->slot_count; k++) {
		const struct pdz_slot *slot = &plan->slots[ind->first_slot + k];
		const struct pdz_selector *sel = &slot->selector;
		if (!source_has_any(s, sel->events, sel->event_count) && !source_has_any(s, sel->none, sel->none_count))
			continue;
		out->is_followed |= slot->is_followed;
		out->is_told_late |= slot->is_told_late;
		out->looks_back |= pdz_slot_looks_back(plan, ind->first_slot + k);
		out->has_level |= sel->stock;
		out->has_flow |= !sel->stock;
	}
}

void pdz_load_rests(struct pdz_loader *l)
{
	struct pdz_plan *plan = l->plan;
	for (size_t i = 0; i < plan->indicator_count && plan->source_count > 0; i++) {
		struct pdz_indicator *ind = &plan->indicators[i];
		ind->rests = pdz_loader_alloc(l, plan->source_count, sizeof *ind->rests);
		for (uint32_t s = 0; ind->rests != NULL && s < plan->source_count; s++) {
			struct pdz_rest *rest = &ind->rests[ind->rest_count];
			*rest = (struct pdz_rest){.source = s};
			find_rest(plan, ind, &plan->sources[s], rest);
			ind->rest_count += rest->has_level || rest->has_flow;
		}
	}
}

void pdz_load_sources(struct pdz_loader *l, const struct pdz_json *at)
{
	struct pdz_plan *plan = l->plan;
	if (!pdz_json_is_object(at, false))
		return;
	plan->sources = pdz_loader_alloc(l, pdz_json_size(at), sizeof *plan->sources);
	struct pdz_json member;
	for (void *i = NULL; plan->sources != NULL && pdz_json_next(at, &i, &member);) {
		struct pdz_plan_source *s = &plan->sources[plan->source_count++];
		pdz_json_code_key(&member);
		s->code = pdz_loader_copy(l, pdz_str(member.key));
		load_source(l, &member, s);
	}
}
