/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ledger to entries: the groups, the periods, each kind's finish, then the
 * assessment. A roll-up is a wider choice of rows: nothing is ever averaged or
 * added up from finished entries. */
#include "measure/run.h"

#include "measure/standing.h"

#include <stdlib.h>

/* clang-format off */
const char *const pdz_reason_names[PDZ_REASONS + 1] = {
	"", "zero_denominator", "no_data", "not_due", "not_measurable_yet", "baseline_missing", "too_few", "suppressed",
	"not_applicable", "not_reported", "incomplete", "stale", "not_reached",
	"not_a_share",
};
/* clang-format on */
const char *const pdz_pace_names[PDZ_PACES + 1] = {"", "in_full", "linear", "by_year", "step", "due", NULL};
const char *const pdz_direction_names[PDZ_DIRECTIONS + 1] = {"",          "at_least", "at_most", "more_than",
                                                             "less_than", "inside",   NULL};
const char *const pdz_verdict_names[PDZ_VERDICTS + 1] = {
	"achieved", "achieved_late", "on_track", "behind", "off_track", "missed", "no_target", "not_assessable",
};

/* For territories of many areas: each is asked for its rows, and most rows are not its own. */
static void index_areas(struct pdz_row_set *set, size_t areas)
{
	if (set->n == 0 || set->n >= UINT32_MAX)
		return;
	set->first = calloc(areas + 2, sizeof *set->first);
	set->order = malloc(set->n * sizeof *set->order);
	if (set->first == NULL || set->order == NULL) {
		free(set->first);
		set->first = NULL;
		return;
	}
	for (size_t i = 0; i < set->n; i++)
		if (set->p[i].key.area < areas)
			set->first[set->p[i].key.area + 2]++;
	for (size_t a = 2; a <= areas + 1; a++)
		set->first[a] += set->first[a - 1];
	for (size_t i = 0; i < set->n; i++) /* first[a + 1] moves from the beginning of a to its end */
		if (set->p[i].key.area < areas)
			set->order[set->first[set->p[i].key.area + 1]++] = (uint32_t)i;
}

static void release_set(struct pdz_row_set *set)
{
	free(set->p);
	free(set->first);
	free(set->order);
	*set = (struct pdz_row_set){0};
}

void pdz_own_rows_release(struct pdz_own_rows *own)
{
	release_set(&own->rows);
	release_set(&own->joined);
}

static int compare_rests_of(const struct pdz_view *view, uint32_t a, uint32_t b);

/* Out of the ledger, in which the indicator's slots follow each other. rows.p NULL: out of memory. */
static struct pdz_own_rows take_rows(struct pdz_finishing *f, const struct pdz_indicator *ind)
{
	const struct pdz_run *run = f->run;
	const bool many_areas = run->options.by_area;
	struct pdz_own_rows own = {0};
	own.rows.p = pdz_ledger_rows(&run->ledger, ind->first_slot, ind->slot_count, run->routes.homes, &own.rows.n);
	if (own.rows.p == NULL)
		return own;
	const struct pdz_view all = {.plan = run->plan,
	                             .indicator = ind,
	                             .words = &run->words,
	                             .all = own.rows.p,
	                             .all_count = own.rows.n,
	                             .failed = &f->failed,
	                             .compare_rests = compare_rests_of,
	                             .context = f};
	if (ind->kind->join != NULL && ind->slot_count > 1) {
		own.joined.p = ind->kind->join(&all, &own.joined.n);
		if (own.joined.p == NULL) {
			release_set(&own.rows);
			return own;
		}
	}
	if (many_areas) {
		index_areas(&own.rows, run->plan->area_count);
		index_areas(&own.joined, run->plan->area_count);
	}
	return own;
}

/* Taken out when they are first asked for. Several threads may ask for those of a part of composites: one of them
 * takes them out, the others wait. rows.p NULL, and f->failed: out of memory. */
static const struct pdz_own_rows *rows_of_indicator(struct pdz_finishing *f, const struct pdz_indicator *ind)
{
	struct pdz_run *run = f->run;
	struct pdz_own_rows *own = &run->rows[ind - run->plan->indicators];
	pthread_mutex_lock(&run->lock);
	while (own->busy)
		pthread_cond_wait(&run->rows_out, &run->lock);
	if (own->rows.p == NULL) {
		own->busy = true;
		pthread_mutex_unlock(&run->lock);
		const struct pdz_own_rows taken = take_rows(f, ind);
		pthread_mutex_lock(&run->lock);
		*own = taken;
		pthread_cond_broadcast(&run->rows_out);
	}
	f->failed |= own->rows.p == NULL;
	pthread_mutex_unlock(&run->lock);
	return own;
}

/* Those of the view's group; *own is memory to free, if any was needed. */
static bool choose_rows(const struct pdz_view *v, const struct pdz_row_set *set, struct pdz_rows *out,
                        struct pdz_counter **own)
{
	const bool all_areas = v->area == PDZ_NONE || v->area == 0;
	*own = NULL;
	*out = (struct pdz_rows){set->p, set->n};
	if (set->n == 0 || (all_areas && v->category == PDZ_NONE && v->rest == PDZ_NONE))
		return true;
	const uint32_t *order = NULL;
	uint32_t *sorted = NULL;
	size_t n = set->n, looked_at = n;
	if (set->first != NULL && !all_areas) {
		const uint32_t last = v->plan->areas[v->area].last;
		const uint32_t *own_order = set->order + set->first[v->area];
		n = set->first[last + 1] - set->first[v->area];
		/* of several areas they are in order for each, not for all: sorting few is less than looking at all */
		if (last > v->area && n * 8 < set->n) {
			if ((sorted = malloc((n + 1) * sizeof *sorted)) == NULL)
				return false;
			memcpy(sorted, own_order, n * sizeof *sorted);
			pdz_sort_distinct(sorted, n);
		}
		order = last == v->area ? own_order : sorted;
		looked_at = order != NULL ? n : looked_at;
	}
	struct pdz_counter *rows = malloc((n + 1) * sizeof *rows);
	*out = (struct pdz_rows){rows, 0};
	const bool all_fit = order != NULL && v->category == PDZ_NONE && v->rest == PDZ_NONE;
	for (size_t i = 0; rows != NULL && i < looked_at; i++) {
		const struct pdz_counter *row = &set->p[order != NULL ? order[i] : i];
		if (all_fit || pdz_view_has(v, &row->key))
			rows[out->n++] = *row;
	}
	free(sorted);
	*own = rows;
	return rows != NULL;
}

/* Order of the texts, which does not depend on the order of the records. */
static int compare_rests(const struct pdz_run *run, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < run->options.dimension_count; i++) {
		const int c = pdz_str_cmp(pdz_run_dimension(run, a, i), pdz_run_dimension(run, b, i));
		if (c != 0)
			return c;
	}
	return 0;
}

static int compare_rests_of(const struct pdz_view *view, uint32_t a, uint32_t b)
{
	const struct pdz_finishing *f = view->context;
	return compare_rests(f->run, a, b);
}

static void entry_of_indicator(const struct pdz_view *view, uint32_t indicator, struct pdz_entry *out)
{
	struct pdz_finishing *f = view->context;
	struct pdz_group group;
	if (!pdz_group_open(f, &view->plan->indicators[indicator], view->area, view->category, view->rest, &group)) {
		*out = (struct pdz_entry){.verdict = PDZ_NOT_ASSESSABLE};
		return;
	}
	pdz_group_entry(&group.view, view->period, out);
	pdz_group_close(&group);
}

static void measure_of_indicator(const struct pdz_view *view, uint32_t indicator, struct pdz_entry *out)
{
	struct pdz_finishing *f = view->context;
	struct pdz_group group;
	if (!pdz_group_open(f, &view->plan->indicators[indicator], view->area, view->category, view->rest, &group)) {
		*out = (struct pdz_entry){.reason = PDZ_NO_DATA};
		return;
	}
	/* like with like: from the day on which what is made of it can be measured */
	struct pdz_indicator since = *group.view.indicator;
	if (view->indicator->measurable_from > since.measurable_from) {
		since.measurable_from = view->indicator->measurable_from;
		group.view.indicator = &since;
	}
	group.view.beyond_plan = view->beyond_plan;
	pdz_view_look_at(&group.view, view->period);
	if (view->end < group.view.end)
		group.view.end = view->end;
	pdz_measure_view(&group.view, out);
	pdz_group_close(&group);
}

bool pdz_group_open(struct pdz_finishing *f, const struct pdz_indicator *ind, uint32_t area, uint32_t category,
                    uint32_t rest, struct pdz_group *out)
{
	struct pdz_run *run = f->run;
	const struct pdz_own_rows *const own = rows_of_indicator(f, ind);
	struct pdz_rows rows = {0};
	out->view = (struct pdz_view){
		.plan = run->plan,
		.indicator = ind,
		.words = &run->words,
		.as_of = run->options.as_of,
		.known_to = pdz_known_to(run->plan, ind, run->options.as_of),
		.told_to = pdz_told_to(run->arrivals, ind, run->options.as_of),
		.area = area,
		.category = category,
		.rest = rest,
		.part = category != PDZ_NONE || rest != PDZ_NONE,
		.all = own->rows.p,
		.all_count = own->rows.n,
		.feeds = run->feeds,
		.evidence = &run->evidence,
		.arrivals = run->arrivals,
		.routes = &run->routes,
		.arena = &f->arena,
		.failed = &f->failed,
		.entry_of = entry_of_indicator,
		.measure_of = measure_of_indicator,
		.compare_rests = compare_rests_of,
		.context = f,
	};
	out->own = out->own_joined = NULL;
	const bool fine = own->rows.p != NULL && choose_rows(&out->view, &own->rows, &rows, &out->own) &&
	                  choose_rows(&out->view, &own->joined, &out->view.joined, &out->own_joined);
	out->view.rows = rows.p;
	out->view.count = rows.n;
	if (!fine) {
		pdz_group_close(out);
		f->failed = true;
	}
	return fine;
}

void pdz_group_close(struct pdz_group *group)
{
	free(group->own);
	free(group->own_joined);
}

static bool is_wanted_period(const struct pdz_run *run, struct pdz_period p)
{
	const struct pdz_run_options *o = &run->options;
	bool wanted = o->period_count == 0;
	for (size_t i = 0; i < o->period_count && !wanted; i++)
		wanted = p.first >= o->periods[i].first && p.last <= o->periods[i].last &&
		         (!o->no_inner_periods || p.level == o->periods[i].level);
	return wanted;
}

struct pdz_period *pdz_run_periods(const struct pdz_run *run, size_t *count)
{
	const struct pdz_period plan = run->plan->period;
	struct pdz_period *list = malloc(((size_t)(plan.last - plan.first + 1) * 4 + 5) * sizeof *list);
	*count = 0;
	if (list == NULL)
		return NULL;
	if ((run->options.levels & (1u << PDZ_PLAN)) && is_wanted_period(run, plan))
		list[(*count)++] = plan;
	for (int level = PDZ_YEAR; level <= PDZ_MONTH; level++) {
		if ((run->options.levels & (1u << level)) == 0)
			continue;
		struct pdz_period p = pdz_plan_period(run->plan, (enum pdz_level)level, plan.first);
		for (; p.first <= plan.last; p = pdz_plan_period(run->plan, (enum pdz_level)level, p.last + 1))
			if (is_wanted_period(run, p))
				list[(*count)++] = p;
	}
	return list;
}

/* Which categories and dimension tuples occur in some rows; PDZ_NONE (all together) first. */
struct choices {
	uint32_t *numbers;
	size_t count;
};

/* Without a value in any of the dimensions a record is part of the whole only, as
 * without a category: in a table its row could not be told from the whole's. */
static bool is_empty_rest(const struct pdz_run *run, uint32_t rest)
{
	for (size_t i = 0; i < run->options.dimension_count; i++)
		if (pdz_run_dimension(run, rest, i).n > 0)
			return false;
	return true;
}

static bool is_chosen(const struct pdz_run *run, uint32_t category)
{
	size_t i = 0;
	while (i < run->options.category_count && run->categories[i] != category)
		i++;
	return run->options.category_count == 0 || i < run->options.category_count;
}

/* Categories that have a target are there, with or without a record: silence does not hide what was not done. Where
 * some were chosen, they alone, without the whole. */
static bool list_choices(const struct pdz_run *run, const struct pdz_indicator *ind, struct pdz_rows rows, bool rests,
                         struct choices *out)
{
	out->count = 0;
	out->numbers = malloc((rows.n + ind->target.goal_count + 1) * sizeof *out->numbers);
	if (out->numbers == NULL)
		return false;
	const bool wanted = rests ? run->options.dimension_count > 0 : run->options.by_category;
	for (size_t i = 0; wanted && i < rows.n; i++) {
		const uint32_t number = rests ? rows.p[i].key.rest : rows.p[i].key.category;
		if (number != PDZ_NONE && (rests ? !is_empty_rest(run, number) : is_chosen(run, number)))
			out->numbers[out->count++] = number;
	}
	for (size_t i = 0; wanted && !rests && i < ind->target.goal_count; i++)
		if (ind->target.goals[i].category != PDZ_NONE && is_chosen(run, ind->target.goals[i].category))
			out->numbers[out->count++] = ind->target.goals[i].category;
	const size_t distinct = pdz_sort_distinct(out->numbers, out->count);
	for (size_t i = 1; i < distinct; i++) { /* few: insertion sort by text */
		const uint32_t number = out->numbers[i];
		size_t k = i;
		for (; k > 0; k--) {
			const uint32_t before = out->numbers[k - 1];
			if ((rests ? compare_rests(run, before, number)
			           : pdz_str_cmp(pdz_run_word(run, before), pdz_run_word(run, number))) <= 0)
				break;
			out->numbers[k] = before;
		}
		out->numbers[k] = number;
	}
	out->count = distinct;
	if (!rests && run->options.category_count > 0)
		return true;
	memmove(out->numbers + 1, out->numbers, distinct * sizeof *out->numbers);
	out->numbers[0] = PDZ_NONE;
	out->count = distinct + 1;
	return true;
}

/* All groups of an indicator, each with its rows chosen once for all periods. */
struct groups {
	struct pdz_group *list;
	size_t count;
};

static void release_area_groups(struct groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		pdz_group_close(&g->list[i]);
	free(g->list);
}

static bool build_groups(struct pdz_finishing *f, const struct pdz_indicator *ind, struct groups *g)
{
	const struct pdz_run *run = f->run;
	const struct pdz_own_rows *const own = rows_of_indicator(f, ind);
	const struct pdz_rows all = {own->rows.p, own->rows.n};
	struct choices categories = {0}, rests = {0};
	const struct pdz_run_options *o = &run->options;
	const size_t areas = o->by_area ? run->plan->area_count : 1;
	bool fine = list_choices(run, ind, all, false, &categories) && list_choices(run, ind, all, true, &rests);
	const size_t count = areas * categories.count * rests.count;
	if (fine)
		fine = (g->list = calloc(count, sizeof *g->list)) != NULL;
	for (size_t i = 0; fine && i < count; i++) {
		const uint32_t area = o->by_area ? (uint32_t)(i / (categories.count * rests.count)) : PDZ_NONE;
		if (o->areas != NULL && area != PDZ_NONE && !o->areas[area])
			continue;
		fine = pdz_group_open(f, ind, area, categories.numbers[i / rests.count % categories.count],
		                      rests.numbers[i % rests.count], &g->list[g->count]);
		g->count += fine;
	}
	free(categories.numbers);
	free(rests.numbers);
	return fine;
}

void pdz_rows_drop(struct pdz_run *run, uint32_t indicator)
{
	for (size_t i = 0; i < run->plan->indicator_count; i++)
		for (size_t k = 0; k < run->plan->indicators[i].part_count; k++)
			if (run->plan->indicators[i].parts[k] == indicator)
				return;
	pdz_own_rows_release(&run->rows[indicator]);
}

enum pdz_status pdz_finish_indicator(struct pdz_finishing *f, const struct pdz_indicator *ind,
                                     const struct pdz_period *periods, size_t period_count, pdz_entry_fn fn, void *ctx,
                                     struct pdz_error *err)
{
	struct groups g = {0};
	enum pdz_status status = build_groups(f, ind, &g) ? PDZ_OK : pdz_no_memory(err);
	for (size_t p = 0; p < period_count; p++) {
		for (size_t i = 0; i < g.count && status == PDZ_OK; i++) {
			struct pdz_entry e;
			pdz_group_entry(&g.list[i].view, periods[p], &e);
			status = f->failed ? pdz_no_memory(err) : fn(ctx, &e, err);
		}
	}
	release_area_groups(&g);
	return status;
}
