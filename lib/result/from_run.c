/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of a run before its entries: the head of the document, made from the plan. */
#include "measure/run.h"
#include "result/persons.h"

#include "pdz/run.h"

#include <stdlib.h>

/* All of it lives in results->arena, or in the plan and the run. */
struct head {
	struct pdz_results *r;
	const struct pdz_plan *plan;
	struct pdz_run *run;
	bool failed;
};

static void *head_array(struct head *h, size_t count, size_t size)
{
	void *p = pdz_arena_alloc(&h->r->arena, count * size);
	h->failed |= p == NULL;
	return p;
}

/* A text that is there, even if empty. */
static struct pdz_str said(struct pdz_str s)
{
	return s.p != NULL ? s : PDZ_STR("");
}

static void take_settings(struct head *h)
{
	struct pdz_results *r = h->r;
	const struct pdz_plan *plan = h->plan;
	r->tool_name = PDZ_STR("pdz-indicators");
	r->tool_version = PDZ_STR(PDZ_VERSION);
	r->as_of = h->run->options.as_of;
	r->plan_id = plan->id;
	r->plan_name = plan->name;
	r->plan_note = plan->note;
	r->plan_sha256 = pdz_str(plan->sha256);
	r->italian = strcmp(plan->language, "it") == 0;
	r->from = pdz_period_begin(plan->period);
	r->to = pdz_period_end(plan->period);
	r->year_begins = (struct pdz_value){plan->year_begins != 1, plan->year_begins};
	r->confidence = plan->settings.confidence;
	r->on_track = plan->settings.on_track;
	r->behind = plan->settings.behind;
	r->minimum_n = plan->settings.minimum_n;
	r->suppress_below = plan->settings.suppress_below;
}

/* "plan,year" as a list, and the dimensions among them. */
static void take_by(struct head *h, const char *by)
{
	struct pdz_results *r = h->r;
	const struct pdz_run_options *o = &h->run->options;
	r->by = head_array(h, strlen(by) + 1, sizeof *r->by);
	for (const char *end; r->by != NULL && *by != '\0'; by = *end == ',' ? end + 1 : end) {
		end = by + strcspn(by, ",");
		r->by[r->by_count++] = (struct pdz_str){by, (size_t)(end - by)};
	}
	r->dimensions = head_array(h, o->dimension_count, sizeof *r->dimensions);
	for (size_t i = 0; r->dimensions != NULL && i < o->dimension_count; i++)
		r->dimensions[r->dimension_count++] = h->plan->dimensions[o->dimensions[i]].code;
}

static void take_input(struct head *h, const struct pdz_result_file *file, struct pdz_result_input *in)
{
	in->name = pdz_str(file->name);
	in->sha256 = pdz_str(file->sha256);
	in->bytes = file->bytes;
	in->used = file->outcomes[PDZ_USED];
	in->set_aside = head_array(h, PDZ_OUTCOMES, sizeof *in->set_aside);
	for (size_t f = 0; in->set_aside != NULL && f < PDZ_OUTCOMES; f++) {
		in->read += file->outcomes[f];
		if (f != PDZ_USED && file->outcomes[f] > 0)
			in->set_aside[in->set_aside_count++] = (struct pdz_result_count){pdz_str(pdz_outcome_names[f]),
			                                                                 file->outcomes[f]};
	}
}

static void take_inputs(struct head *h, const struct pdz_result_file *files, size_t file_count,
                        const struct pdz_provenance *provenance)
{
	struct pdz_results *r = h->r;
	size_t count;
	const struct pdz_source_count *sources = pdz_run_sources(h->run, &count);
	r->inputs = head_array(h, file_count, sizeof *r->inputs);
	for (size_t i = 0; r->inputs != NULL && i < file_count; i++)
		take_input(h, &files[i], &r->inputs[r->input_count++]);
	r->sources = head_array(h, count, sizeof *r->sources);
	for (size_t i = 0; r->sources != NULL && i < count; i++)
		r->sources[r->source_count++] = (struct pdz_result_source){sources[i].name, sources[i].records,
		                                                           sources[i].used};
	if (provenance != NULL) {
		r->raw_files = provenance->files;
		r->raw_file_count = provenance->count;
		r->unusable = provenance->unusable;
		r->unusable_count = provenance->unusable_count;
	}
}

/* Indicators that were asked for and rest on the source. */
static void take_needed_by(struct head *h, size_t source, struct pdz_missing_delivery *m)
{
	const bool *only = h->run->options.only;
	m->needed_by = head_array(h, h->plan->indicator_count, sizeof *m->needed_by);
	for (size_t i = 0; m->needed_by != NULL && i < h->plan->indicator_count; i++) {
		const struct pdz_indicator *ind = &h->plan->indicators[i];
		for (size_t k = 0; (only == NULL || only[i]) && k < ind->rest_count; k++)
			if (ind->rests[k].source == source)
				m->needed_by[m->needed_by_count++] = ind->code;
	}
}

static bool count_missing_delivery(void *ctx, const struct pdz_gap *gap, pdz_day due)
{
	(void)gap;
	(void)due;
	++*(size_t *)ctx;
	return true;
}

/* Those in a row are one item. What nobody needs of what was asked for is missed by nobody. */
static bool take_missing_delivery(void *ctx, const struct pdz_gap *gap, pdz_day due)
{
	struct head *h = ctx;
	const struct pdz_plan *plan = h->plan;
	struct pdz_results *r = h->r;
	struct pdz_missing_delivery *m = &r->missing[r->missing_count], *before = r->missing_count > 0 ? m - 1 : NULL;
	size_t source = 0;
	if (before != NULL && pdz_str_eq(before->source, gap->source) && before->area == gap->area &&
	    before->last.last + 1 == gap->first.first) {
		before->last = gap->last;
		before->deliveries++;
		return true;
	}
	while (!pdz_str_eq(plan->sources[source].code, gap->source))
		source++;
	*m = (struct pdz_missing_delivery){.source = gap->source,
	                                   .name = plan->sources[source].name,
	                                   .area = gap->area,
	                                   .first = gap->first,
	                                   .last = gap->last,
	                                   .deliveries = 1,
	                                   .due = due,
	                                   .days_late = (uint64_t)(r->as_of - due)};
	if (before != NULL && pdz_str_eq(before->source, m->source)) {
		m->needed_by = before->needed_by;
		m->needed_by_count = before->needed_by_count;
	} else {
		take_needed_by(h, source, m);
	}
	r->missing_count += m->needed_by_count > 0;
	return true;
}

static void take_missing(struct head *h)
{
	struct pdz_results *r = h->r;
	struct pdz_error err = {0};
	size_t count = 0;
	if (h->plan->source_count == 0)
		return;
	if (pdz_run_settle(h->run, &err) != PDZ_OK && h->run->arrivals == NULL) { /* else the entries tell */
		h->failed = true;
		return;
	}
	h->failed |= !pdz_arrivals_owed(h->run->arrivals, count_missing_delivery, &count);
	r->missing = head_array(h, count + 1, sizeof *r->missing);
	h->failed |= r->missing == NULL || !pdz_arrivals_owed(h->run->arrivals, take_missing_delivery, h);
}

static void take_areas(struct head *h)
{
	struct pdz_results *r = h->r;
	r->areas = head_array(h, h->plan->area_count, sizeof *r->areas);
	for (size_t i = 0; r->areas != NULL && i < h->plan->area_count; i++) {
		const struct pdz_area *a = &h->plan->areas[i];
		r->areas[r->area_count++] = (struct pdz_result_area){a->code, said(a->name), a->parent, a->aliases,
		                                                     a->alias_count};
	}
}

static void take_budget(struct head *h, const struct pdz_series *budget, struct pdz_result_objective *o)
{
	struct pdz_buf year = {0};
	o->budget = head_array(h, budget->count, sizeof *o->budget);
	for (size_t i = 0; o->budget != NULL && i < budget->count; i++) {
		pdz_buf_clear(&year);
		pdz_period_write(&year, budget->items[i].period);
		const char *text = pdz_arena_copy(&h->r->arena, pdz_buf_view(&year));
		h->failed |= year.failed || text == NULL;
		o->budget[o->budget_count++] = (struct pdz_result_money){{text, year.n}, budget->items[i].value};
	}
	pdz_buf_release(&year);
}

/* Actions stand in the order of their objectives. */
static void take_objectives(struct head *h)
{
	struct pdz_results *r = h->r;
	const struct pdz_plan *plan = h->plan;
	r->objectives = head_array(h, plan->objective_count, sizeof *r->objectives);
	r->actions = head_array(h, plan->action_count, sizeof *r->actions);
	if (r->objectives == NULL || r->actions == NULL)
		return;
	for (; r->action_count < plan->action_count; r->action_count++) {
		const struct pdz_action *a = &plan->actions[r->action_count];
		r->actions[r->action_count] = (struct pdz_result_action){a->code, said(a->name), a->objective};
	}
	for (size_t first = 0; r->objective_count < plan->objective_count; r->objective_count++) {
		const struct pdz_objective *from = &plan->objectives[r->objective_count];
		struct pdz_result_objective *o = &r->objectives[r->objective_count];
		*o = (struct pdz_result_objective){.code = from->code,
		                                   .name = said(from->name),
		                                   .policy_areas = from->policy_areas,
		                                   .policy_area_count = from->policy_area_count,
		                                   .actions = &r->actions[first]};
		while (first < r->action_count && r->actions[first].objective == r->objective_count) {
			o->action_count++;
			first++;
		}
		take_budget(h, &from->budget, o);
	}
}

static pdz_day baseline_date(const struct pdz_baseline *b)
{
	return b->kind == PDZ_BASELINE_GIVEN      ? b->date
	       : b->kind == PDZ_BASELINE_COMPUTED ? pdz_period_end(b->period)
	                                          : PDZ_NO_DAY;
}

static struct pdz_result_persons persons_of(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	const struct pdz_persons_counted p = pdz_persons_of(plan, ind);
	const bool any = p.numerator != 0 || p.denominator != 0 || p.items != 0;
	return (struct pdz_result_persons){p.numerator, p.denominator, p.items, any && ind->proportion};
}

static void take_indicator(const struct pdz_plan *plan, const struct pdz_indicator *ind,
                           struct pdz_result_indicator *out)
{
	const struct pdz_str none = {NULL, 0};
	const bool percent = ind->target.kind == PDZ_TARGET_PERCENT;
	*out = (struct pdz_result_indicator){
		.code = ind->code,
		.name = said(ind->name),
		.unit = said(ind->unit),
		.statistic = pdz_str(pdz_statistic_name(plan, ind)),
		.problem = ind->problem,
		.note = ind->note,
		.target_source = ind->minimum.given && ind->target.source.n == 0 ? ind->minimum.source : ind->target.source,
		.baseline_source = ind->baseline.source,
		.baseline_date = baseline_date(&ind->baseline),
		.target_change = {percent || ind->target.kind == PDZ_TARGET_AMOUNT, ind->target.value},
		.target_change_percent = percent,
		.minimum = {ind->minimum.given, ind->minimum.value},
		.minimum_every = ind->minimum.given ? pdz_str(pdz_level_name(ind->minimum.every)) : none,
		.objective = ind->objective,
		.action = ind->action,
		.level = (enum pdz_result_level)ind->level,
		.kind = ind->kind,
		.scale = ind->scale,
		.lower_is_better = ind->lower_is_better,
		.planned_done = ind->planned_done,
		.assumed = ind->assumed,
		.definition = pdz_str(ind->definition),
		.assessment = pdz_str(ind->assessment),
		.breakdown = ind->breakdown == PDZ_NONE ? none : pdz_plan_column_code(plan, ind->breakdown),
		.persons = persons_of(plan, ind),
	};
}

static void take_indicators(struct head *h)
{
	struct pdz_results *r = h->r;
	const bool *only = h->run->options.only;
	r->indicators = head_array(h, h->plan->indicator_count, sizeof *r->indicators);
	for (size_t i = 0; r->indicators != NULL && i < h->plan->indicator_count; i++) {
		take_indicator(h->plan, &h->plan->indicators[i], &r->indicators[r->indicator_count++]);
		r->indicators[i].unasked = only != NULL && !only[i];
	}
}

struct pdz_results *pdz_results_of_run(struct pdz_run *run, const char *by, const struct pdz_result_file *files,
                                       size_t file_count, const struct pdz_provenance *provenance)
{
	struct head h = {.r = calloc(1, sizeof *h.r), .plan = run->plan, .run = run};
	if (h.r == NULL)
		return NULL;
	take_settings(&h);
	take_by(&h, by);
	take_inputs(&h, files, file_count, provenance);
	take_areas(&h);
	take_missing(&h);
	take_objectives(&h);
	take_indicators(&h);
	if (!h.failed)
		return h.r;
	pdz_results_free(h.r);
	return NULL;
}
