/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run's beginning and end, and what does not change while records come. */
#include "measure/coverage.h"
#include "measure/stand.h"
#include "measure/shape.h"

#include <stdlib.h>

/* clang-format off */
const char *const pdz_outcome_names[PDZ_OUTCOMES] = {
	"used", "invalid", "duplicate", "superseded", "unknown_event", "unknown_area", "unknown_action", "unknown_value",
	"unusable", "after_as_of", "outside_period", "no_indicator",
};
/* clang-format on */

bool pdz_outcome_is_finding(enum pdz_outcome outcome)
{
	return outcome == PDZ_INVALID || (outcome >= PDZ_UNKNOWN_EVENT && outcome <= PDZ_UNUSABLE);
}

/* Composites need their parts, asked for or not. */
static bool choose_indicators(struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	run->wanted = calloc(plan->indicator_count + 1, sizeof *run->wanted);
	if (run->wanted == NULL)
		return false;
	for (size_t i = 0; i < plan->indicator_count; i++) {
		if (run->options.only != NULL && !run->options.only[i])
			continue;
		run->wanted[i] = true;
		for (size_t k = 0; k < plan->indicators[i].part_count; k++)
			run->wanted[plan->indicators[i].parts[k]] = true;
	}
	return true;
}

/* Give the texts of the plan the numbers they have there. */
static bool begin_with(struct pdz_intern *own, const struct pdz_intern *texts)
{
	for (uint32_t i = 0; i < texts->count; i++)
		if (pdz_intern_add(own, pdz_intern_text(texts, i)) != i)
			return false;
	return true;
}

/* Does it rest on what was due or told by a day before the as-of day, or is it, under a ceiling, set beside it? */
static bool ends_before_today(const struct pdz_run *run, const struct pdz_indicator *ind)
{
	bool partly = pdz_is_of_person_years(&ind->denominator) || ind->target.kind == PDZ_TARGET_RANGE ||
	              (ind->target.kind != PDZ_TARGET_NONE && ind->lower_is_better);
	for (uint32_t k = ind->first_slot; k < ind->first_slot + ind->slot_count; k++)
		partly |= pdz_selects_planned(&run->plan->slots[k].selector);
	return partly && pdz_known_to(run->plan, ind, run->options.as_of) < run->options.as_of;
}

/* Set the months of the shortest period that any entry will be about: those that are never
 * looked at apart need not be kept apart. */
static void find_grain(struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	unsigned levels = run->options.levels | 1u << PDZ_YEAR; /* of baselines */
	for (size_t i = 0; i < plan->indicator_count; i++) {
		const struct pdz_indicator *ind = &plan->indicators[i];
		if (!run->wanted[i])
			continue;
		if (ind->minimum.given)
			levels |= 1u << ind->minimum.every;
		if (ind->compare.has_trend)
			levels |= 1u << ind->compare.trend;
		if (plan->year_begins != 1 || ends_before_today(run, ind) ||
		    (ind->measurable_from != PDZ_NO_DAY && ind->measurable_from > pdz_period_begin(plan->period)) ||
		    (ind->breakdown != PDZ_NONE && ind->breakdown < PDZ_COLUMNS + PDZ_MAX_DIMENSIONS &&
		     ind->breakdown >= PDZ_COLUMNS))
			levels |= 1u << PDZ_MONTH;
	}
	int level = PDZ_MONTH;
	while ((levels & 1u << level) == 0)
		level--;
	run->grain = pdz_level_months((enum pdz_level)level);
	run->grains = (size_t)(plan->period.last / run->grain - plan->period.first / run->grain + 1);
}

/* What counting without notes needs: see count_plain. */
static bool prepare_plain(struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	const pdz_day first = pdz_period_begin(plan->period);
	run->first_day = first;
	run->day_count = (size_t)(pdz_period_end(plan->period) - first + 1);
	run->grain_of_day = calloc(run->day_count, sizeof *run->grain_of_day);
	run->plain = calloc(plan->slot_count + 1, sizeof *run->plain);
	if (run->grain_of_day == NULL || run->plain == NULL)
		return false;
	for (size_t i = 0; i < run->day_count; i++)
		run->grain_of_day[i] =
			(uint16_t)(pdz_day_month(first + (pdz_day)i) / run->grain - plan->period.first / run->grain);
	for (size_t i = 0; i < plan->slot_count; i++) {
		const struct pdz_kind *kind = plan->indicators[plan->slots[i].indicator].kind;
		run->plain[i] = (uint8_t)(kind->simple != NULL && !plan->slots[i].keep_case && !plan->slots[i].keep_days
		                              ? kind->simple(plan, &plan->slots[i])
		                              : PDZ_NOT_SIMPLE);
	}
	return true;
}

struct pdz_run *pdz_run_new(const struct pdz_plan *plan, const struct pdz_run_options *options)
{
	struct pdz_run *run = calloc(1, sizeof *run);
	if (run == NULL)
		return NULL;
	run->plan = plan;
	run->options = *options;
	pthread_mutex_init(&run->lock, NULL); /* without attributes they cannot fail */
	pthread_cond_init(&run->rows_out, NULL);
	run->feeds = calloc(plan->event_count + 1, sizeof *run->feeds);
	for (size_t i = 0; run->feeds != NULL && i < plan->event_count; i++)
		run->feeds[i].since = PDZ_NO_DAY;
	run->rows = calloc(plan->indicator_count + 1, sizeof *run->rows);
	bool fine = pdz_evidence_init(&run->evidence, plan) && run->rows != NULL && choose_indicators(run) &&
	            run->feeds != NULL;
	if (fine)
		find_grain(run);
	run->asks_parts = options->by_area;
	for (size_t i = 0; i < plan->indicator_count; i++)
		run->asks_parts |= plan->indicators[i].compare.area_count > 0 || plan->indicators[i].compare.funnel;
	run->asks_parts &= plan->area_count > 1;
	fine = fine && pdz_routes_init(&run->routes, run) && prepare_plain(run);
	fine = fine && (run->waiting = calloc(PDZ_CASE_WAITS, sizeof *run->waiting)) != NULL;
	fine = fine && begin_with(&run->words, &plan->words) && begin_with(&run->cases, &plan->cases);
	fine = fine && (run->categories = calloc(options->category_count + 1, sizeof *run->categories)) != NULL;
	for (size_t i = 0; fine && i < options->category_count; i++)
		fine = (run->categories[i] = pdz_intern_add(&run->words, options->categories[i])) != PDZ_NONE;
	if (!fine) {
		pdz_run_free(run);
		return NULL;
	}
	return run;
}

void pdz_run_free(struct pdz_run *run)
{
	if (run == NULL)
		return;
	for (size_t i = 0; run->rows != NULL && i < run->plan->indicator_count; i++)
		pdz_own_rows_release(&run->rows[i]);
	free(run->rows);
	pdz_ledger_release(&run->ledger);
	pdz_routes_release(&run->routes);
	pdz_shapes_free(run);
	free(run->grain_of_day);
	free(run->plain);
	free(run->waiting);
	free(run->categories);
	pdz_intern_release(&run->words);
	pdz_intern_release(&run->cases);
	pdz_intern_release(&run->rests);
	pdz_intern_release(&run->sources);
	pdz_intern_release(&run->areas);
	pdz_intern_release(&run->told);
	free(run->source_counts);
	free(run->area_of);
	free(run->feeds);
	pdz_evidence_release(&run->evidence);
	pdz_arrivals_free(run->arrivals);
	free(run->wanted);
	pthread_cond_destroy(&run->rows_out);
	pthread_mutex_destroy(&run->lock);
	free(run);
}

void pdz_run_feed(struct pdz_run *run, uint32_t event, pdz_day since)
{
	struct pdz_feed *feed = &run->feeds[event];
	feed->fed = true;
	if (since != PDZ_NO_DAY && (feed->since == PDZ_NO_DAY || since < feed->since))
		feed->since = since;
}

bool pdz_run_add_source(struct pdz_run *run, struct pdz_str name, uint64_t records, uint64_t used)
{
	uint32_t number;
	if (!pdz_run_source(run, name, &number))
		return false;
	run->source_counts[number].records += records;
	run->source_counts[number].used += used;
	return true;
}

/* A year as a quality summary has it is the plan's. */
static struct pdz_period as_of_plan(const struct pdz_plan *plan, struct pdz_period period)
{
	return period.first % 12 == 0 ? pdz_period_shift(period, plan->year_begins) : period;
}

bool pdz_run_deliver(struct pdz_run *run, const struct pdz_delivery *d)
{
	struct pdz_delivered out = {.source = PDZ_NONE, .area = PDZ_NONE, .whole = d->whole};
	for (uint32_t i = 0; i < run->plan->source_count; i++)
		if (pdz_str_eq(run->plan->sources[i].code, d->source))
			out.source = i;
	if (out.source == PDZ_NONE || !d->has_period)
		return true;
	if (d->area.n > 0 && (out.area = pdz_plan_area(run->plan, d->area)) == PDZ_NONE)
		return true; /* of another plan */
	const struct pdz_period p = as_of_plan(run->plan, d->period);
	out.first = p.first;
	out.last = p.last;
	return pdz_evidence_deliver(&run->evidence, &out);
}

bool pdz_run_set_aside(struct pdz_run *run, const struct pdz_owed_records *owed)
{
	const struct pdz_period months = as_of_plan(run->plan, owed->period);
	struct pdz_aside a = {.slot = PDZ_NONE,
	                      .event = pdz_plan_event(run->plan, owed->event),
	                      .source = PDZ_NONE,
	                      .area = owed->area.n > 0 ? pdz_plan_area(run->plan, owed->area) : PDZ_NONE,
	                      .first = owed->has_period ? months.first : INT32_MIN,
	                      .last = owed->has_period ? months.last : INT32_MIN,
	                      .n = owed->n};
	for (uint32_t i = 0; i < run->plan->source_count && a.event == PDZ_NONE; i++)
		if (pdz_str_eq(run->plan->sources[i].code, owed->source))
			a.source = i;
	return pdz_evidence_set_aside(&run->evidence, &a);
}

uint64_t pdz_run_records_set_aside(const struct pdz_run *run)
{
	uint64_t n = 0;
	for (size_t i = 0; i < run->evidence.aside_count; i++)
		n += run->evidence.aside[i].slot == PDZ_NONE ? run->evidence.aside[i].n : 0;
	return n;
}

bool pdz_run_lose(struct pdz_run *run, const struct pdz_record *r)
{
	const struct pdz_aside any = {.slot = PDZ_NONE,
	                              .event = PDZ_NONE,
	                              .source = PDZ_NONE,
	                              .area = PDZ_NONE,
	                              .first = INT32_MIN,
	                              .last = INT32_MIN,
	                              .n = 1};
	if (r == NULL)
		return pdz_evidence_set_aside(&run->evidence, &any);
	const struct pdz_fact fact = {.event = pdz_plan_event(run->plan, r->event),
	                              .area = r->area.n > 0 ? pdz_plan_area(run->plan, r->area) : PDZ_NONE,
	                              .date = r->date,
	                              .due = r->due,
	                              .id = r->id};
	return pdz_run_lose_fact(run, PDZ_NONE, &fact, r->area.n > 0 ? PDZ_LACKS_ANYTHING : PDZ_LACKS_AREA_TOO);
}

bool pdz_run_lose_fact(struct pdz_run *run, uint32_t slot, const struct pdz_fact *fact, enum pdz_lack lack)
{
	const pdz_day day = fact->date != PDZ_NO_DAY ? fact->date : fact->due;
	const int32_t month = day != PDZ_NO_DAY ? pdz_day_month(day) : INT32_MIN;
	const struct pdz_aside a = {.slot = slot,
	                            .event = fact->event,
	                            .source = pdz_run_sender(run, fact->id, fact->event),
	                            .area = fact->area != PDZ_NONE ? fact->area : pdz_run_sender_area(run, fact->id),
	                            .lack = lack,
	                            .first = month,
	                            .last = month,
	                            .n = 1};
	return pdz_evidence_set_aside(&run->evidence, &a);
}

uint64_t pdz_run_lacking(const struct pdz_run *run, uint32_t indicator)
{
	uint64_t n = 0;
	for (size_t i = 0; i < run->evidence.aside_count; i++) {
		const struct pdz_aside *a = &run->evidence.aside[i];
		n += a->slot != PDZ_NONE && run->plan->slots[a->slot].indicator == indicator &&
		             pdz_aside_is_missing(&run->evidence, run->plan, a)
		         ? a->n
		         : 0;
	}
	return n;
}

static bool is_fed(const struct pdz_run *run, const struct pdz_selector *s)
{
	bool fed = false;
	for (size_t i = 0; i < s->event_count; i++)
		fed |= run->feeds[s->events[i]].fed;
	return fed;
}

static bool unmet_value(const struct pdz_run *run, uint32_t slot, size_t filter, size_t i, pdz_unmet_fn fn, void *ctx)
{
	const struct pdz_plan *plan = run->plan;
	const struct pdz_slot *of = &plan->slots[slot];
	const struct pdz_filter *f = filter < of->selector.where_count ? &of->selector.where[filter] : NULL;
	const unsigned column = f != NULL ? f->column : of->selector.column;
	struct pdz_str value = {"", 0};
	if (f != NULL && f->test == PDZ_ONE_OF && f->values[i] != PDZ_NONE)
		value = column == PDZ_COL_AREA   ? plan->areas[f->values[i]].code
		        : column == PDZ_COL_CASE ? pdz_intern_text(&plan->cases, f->values[i])
		                                 : pdz_intern_text(&plan->words, f->values[i]);
	return fn(ctx, of->indicator, pdz_plan_column_code(plan, column), value, pdz_run_nearest_word(run, value));
}

bool pdz_run_unmet(const struct pdz_run *run, pdz_unmet_fn fn, void *ctx)
{
	for (uint32_t slot = 0; slot < run->plan->slot_count; slot++) {
		const struct pdz_selector *s = &run->plan->slots[slot].selector;
		if (!run->wanted[run->plan->slots[slot].indicator] || !is_fed(run, s))
			continue;
		for (size_t k = 0; k <= s->where_count; k++) {
			const size_t asked = k < s->where_count && s->where[k].test == PDZ_ONE_OF ? s->where[k].count : 1;
			for (size_t i = 0; i < asked; i++)
				if (pdz_route_unmet(&run->routes, run->plan, slot, k, i) && !unmet_value(run, slot, k, i, fn, ctx))
					return false;
		}
	}
	return true;
}

static int compare_sources_by_name(const void *a, const void *b)
{
	return pdz_str_cmp(((const struct pdz_source_count *)a)->name, ((const struct pdz_source_count *)b)->name);
}

const struct pdz_source_count *pdz_run_sources(struct pdz_run *run, size_t *count)
{
	*count = run->sources.count;
	if (*count > 1)
		qsort(run->source_counts, *count, sizeof *run->source_counts, compare_sources_by_name);
	return run->source_counts;
}
