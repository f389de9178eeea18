/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measure of a period, and the baseline it is set beside. See standing.h and stand.h. */
#include "measure/standing.h"

#include "measure/behind.h"

/* Does it only grow while the period passes? */
bool pdz_only_grows(const struct pdz_view *v)
{
	const struct pdz_indicator *ind = v->indicator;
	if (ind->roll_up != PDZ_FLOW && ind->roll_up != PDZ_DISTINCT && ind->roll_up != PDZ_CUMULATIVE)
		return false;
	for (size_t i = 0; i < ind->part_count; i++) {
		struct pdz_view part = *v;
		part.indicator = &v->plan->indicators[ind->parts[i]];
		if (ind->is_difference || !pdz_only_grows(&part))
			return false;
	}
	for (uint32_t i = 0; i < ind->slot_count; i++)
		if (v->plan->slots[ind->first_slot + i].selector.none_count > 0 &&
		    v->plan->slots[ind->first_slot + i].selector.in_force != PDZ_IN_FORCE_DURING)
			return false; /* a case may yet be ruled out */
	return true;
}

static void measure(const struct pdz_view *at, struct pdz_entry *e)
{
	const struct pdz_indicator *ind = at->indicator;
	*e = (struct pdz_entry){.period = at->period,
	                        .area = at->area,
	                        .word = at->category,
	                        .rest = at->rest,
	                        .unit = ind->unit,
	                        .deadline = PDZ_NO_DAY,
	                        .reached = PDZ_NO_DAY,
	                        .known_to = PDZ_NO_DAY,
	                        .followed_to = PDZ_NO_DAY,
	                        .waited_to = PDZ_NO_DAY,
	                        .expected_from = PDZ_NO_DAY,
	                        .expected_to = PDZ_NO_DAY,
	                        .measured_from = PDZ_NO_DAY,
	                        .last_figure = PDZ_NO_DAY,
	                        .detail = {.date = PDZ_NO_DAY, .due = PDZ_NO_DAY}};
	if (pdz_period_begin(at->period) > at->as_of)
		e->reason = PDZ_NOT_DUE;
	else if (ind->measurable_from != PDZ_NO_DAY && ind->measurable_from > at->end)
		e->reason = PDZ_NOT_MEASURABLE_YET;
	if (e->reason == PDZ_REASON_NONE) {
		ind->kind->finish(at, e);
		const struct pdz_behind behind = e->n.ok || e->value.ok ? pdz_view_behind(at) : (struct pdz_behind){0};
		e->persons = behind.persons;
		e->largest = behind.largest;
		pdz_cover(at, pdz_only_grows(at), e);
	}
	if (!e->value.ok && e->reason == PDZ_REASON_NONE)
		e->reason = PDZ_NO_DATA;
}

/* Do the records of the indicator's events go back to the period? If they begin
 * later, that there are none in it is no 0: nobody had begun to write them down. */
static bool is_recorded(const struct pdz_view *v, struct pdz_period p)
{
	for (uint32_t i = 0; i < v->indicator->slot_count; i++) {
		const struct pdz_selector *s = &v->plan->slots[v->indicator->first_slot + i].selector;
		for (size_t k = 0; k < s->event_count; k++) {
			const pdz_day since = v->feeds[s->events[k]].since;
			if (since != PDZ_NO_DAY && since <= pdz_period_end(p))
				return true;
		}
	}
	return v->indicator->slot_count == 0; /* a composite has no records of its own */
}

/* That of the group; else, of what adds up, what those of its parts come to where each has one. */
static struct pdz_value given_baseline(const struct pdz_view *v)
{
	const struct pdz_baseline *b = &v->indicator->baseline;
	struct pdz_value sum = {0};
	if (pdz_view_is_whole(v) && b->has_whole)
		return pdz_value_of(b->value);
	for (size_t i = 0; i < b->given_count; i++) {
		const struct pdz_given *g = &b->given[i];
		if (pdz_view_is_of(v, g->area, g->category))
			return pdz_value_of(g->value);
		if (pdz_adds_up_in_parts(v->indicator) && pdz_view_contains(v, g->area, g->category))
			sum = pdz_value_of(sum.number + g->value);
	}
	return sum.ok && pdz_parts_make_up(v, PDZ_BASELINES) ? sum : (struct pdz_value){0};
}

/* The baseline of the group, and, if it is computed, the entry it is the value of. */
struct pdz_value pdz_baseline_of(const struct pdz_view *v, struct pdz_entry *computed)
{
	const struct pdz_baseline *b = &v->indicator->baseline;
	if (b->kind == PDZ_BASELINE_GIVEN)
		return given_baseline(v);
	if (b->kind == PDZ_BASELINE_NONE || !is_recorded(v, b->period))
		return (struct pdz_value){0};
	struct pdz_view at = *v;
	at.beyond_plan = true;
	pdz_view_look_at(&at, b->period);
	measure(&at, computed);
	return computed->value;
}

/* A total since the beginning stands on what was there before. */
static void add_baseline(const struct pdz_view *v, struct pdz_entry *e)
{
	struct pdz_entry computed;
	if (v->indicator->roll_up != PDZ_CUMULATIVE || !e->value.ok)
		return;
	const struct pdz_value baseline = pdz_baseline_of(v, &computed);
	if (!baseline.ok)
		return;
	e->value.number += baseline.number;
	e->numerator.number += baseline.number;
	if (v->indicator->baseline.kind == PDZ_BASELINE_COMPUTED)
		pdz_cover_beside(v, &computed, true, e);
}

void pdz_measure_view(const struct pdz_view *at, struct pdz_entry *e)
{
	measure(at, e);
	add_baseline(at, e);
}

void pdz_group_measure(const struct pdz_view *v, struct pdz_period period, struct pdz_entry *e)
{
	struct pdz_view at = *v;
	pdz_view_look_at(&at, period);
	pdz_measure_view(&at, e);
}
