/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line chooses: periods and dimensions, indicators, areas, the as-of day. */
#include "indicators.h"

#include "base/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Today, or the day of SOURCE_DATE_EPOCH for builds that must not look at the clock; PDZ_NO_DAY if that is not one. */
static pdz_day today(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	uint64_t seconds;
	struct tm tm;
	if (epoch != NULL)
		return cli_parse_count(epoch, &seconds) && seconds < UINT64_C(86400) * 2932896 ? (pdz_day)(seconds / 86400)
		                                                                               : PDZ_NO_DAY;
	if (localtime_r(&now, &tm) == NULL)
		return (pdz_day)(now / 86400);
	return pdz_day_from(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

/* What may have been meant. */
static void offer_areas(const struct pdz_plan *plan, struct pdz_str word, struct pdz_nearest *near)
{
	for (size_t i = 0; i < plan->area_count; i++) {
		pdz_nearest_offer(near, word, plan->areas[i].code);
		pdz_nearest_offer(near, word, plan->areas[i].name);
	}
}

static void offer_keys(const struct pdz_plan *plan, struct pdz_str word, struct pdz_nearest *near)
{
	for (int level = PDZ_PLAN; level <= PDZ_MONTH; level++)
		pdz_nearest_offer(near, word, pdz_str(pdz_level_name((enum pdz_level)level)));
	pdz_nearest_offer(near, word, pdz_str("area"));
	pdz_nearest_offer(near, word, pdz_str("category"));
	pdz_nearest_offer_all(near, word, PDZ_NAMES(plan->dimensions, plan->dimension_count, code));
}

static void offer_codes(const struct pdz_plan *plan, struct pdz_str word, struct pdz_nearest *near)
{
	pdz_nearest_offer_all(near, word, PDZ_NAMES(plan->indicators, plan->indicator_count, code));
	pdz_nearest_offer_all(near, word, PDZ_NAMES(plan->actions, plan->action_count, code));
	pdz_nearest_offer_all(near, word, PDZ_NAMES(plan->objectives, plan->objective_count, code));
}

static int PDZ_PRINTF(4, 5)
	unknown_word(struct job *job, struct pdz_str word,
                 void (*offer)(const struct pdz_plan *, struct pdz_str, struct pdz_nearest *), const char *problem, ...)
{
	struct pdz_nearest near = {0};
	char said[512], meant[256];
	va_list args;
	offer(job->plan, word, &near);
	va_start(args, problem);
	vsnprintf(said, sizeof said, cli_text(&job->cli, problem), args);
	va_end(args);
	if (near.best.p == NULL)
		return cli_usage(&job->cli, "%s", said);
	snprintf(meant, sizeof meant, cli_text(&job->cli, "did you mean '%.*s'?"), (int)near.best.n, near.best.p);
	return cli_usage(&job->cli, "%s; %s", said, meant);
}

static int no_memory_for(struct job *job)
{
	return cli_fail(&job->cli, &(struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"});
}

static int read_periods(struct job *job, struct pdz_buf *word)
{
	struct pdz_run_options *o = &job->options;
	const struct pdz_period plan = job->plan->period;
	const char *list = job->period.p;
	job->chosen_periods = calloc(job->period.n / 2 + 1, sizeof *job->chosen_periods);
	if (job->chosen_periods == NULL)
		return no_memory_for(job);
	o->periods = job->chosen_periods;
	while (cli_next(&list, word)) {
		struct pdz_period *p = &job->chosen_periods[o->period_count++];
		if (!pdz_period_parse(pdz_buf_view(word), p))
			return cli_usage(&job->cli, "not a period: '%s' (2025, 2025-S1, 2025-Q1, 2025-01 or that of the plan)",
			                 word->p);
		*p = pdz_period_shift(*p, job->plan->year_begins);
		if (p->last < plan.first || p->first > plan.last)
			return cli_usage(&job->cli, "not a period of the plan: '%s'", word->p);
	}
	return word->failed ? no_memory_for(job) : CLI_GO_ON;
}

/* With what lies inside. */
static int read_areas(struct job *job, struct pdz_buf *word)
{
	const char *list = job->area.p;
	job->chosen_areas = calloc(job->plan->area_count + 1, sizeof *job->chosen_areas);
	if (job->chosen_areas == NULL)
		return no_memory_for(job);
	job->options.areas = job->chosen_areas;
	while (cli_next(&list, word)) {
		const uint32_t area = pdz_plan_area(job->plan, pdz_buf_view(word));
		if (area == PDZ_NONE)
			return unknown_word(job, pdz_buf_view(word), offer_areas, "no area '%s' in the plan", word->p);
		for (uint32_t i = area; i <= job->plan->areas[area].last; i++)
			job->chosen_areas[i] = true;
	}
	return word->failed ? no_memory_for(job) : CLI_GO_ON;
}

static int read_categories(struct job *job, struct pdz_buf *word)
{
	struct pdz_run_options *o = &job->options;
	const char *list = job->category.p;
	bool fine = true;
	while (fine && cli_next(&list, word))
		fine = pdz_intern_add(&job->chosen_categories, pdz_buf_view(word)) != PDZ_NONE;
	o->category_count = job->chosen_categories.count;
	job->category_texts = calloc(o->category_count + 1, sizeof *job->category_texts);
	job->category_seen = calloc(o->category_count + 1, sizeof *job->category_seen);
	if (!fine || word->failed || job->category_texts == NULL || job->category_seen == NULL)
		return no_memory_for(job);
	o->categories = job->category_texts;
	for (size_t i = 0; i < o->category_count; i++)
		job->category_texts[i] = pdz_intern_text(&job->chosen_categories, (uint32_t)i);
	return CLI_GO_ON;
}

/* --period, --area and --category: which entries, of those that --by gives. */
int job_read_choice(struct job *job)
{
	struct pdz_buf word = {0};
	int status = job->period.p != NULL ? read_periods(job, &word) : CLI_GO_ON;
	if (status == CLI_GO_ON && job->area.p != NULL)
		status = read_areas(job, &word);
	if (status == CLI_GO_ON && job->category.p != NULL)
		status = read_categories(job, &word);
	pdz_buf_release(&word);
	return status;
}

static void add_split_key(struct job *job, const char *key)
{
	pdz_buf_z(&job->by_given, job->by_given.n > 0 ? "," : "");
	pdz_buf_z(&job->by_given, key);
}

/* The keys not said: a period is itself, whole or not; area and category come with their choice. */
static int add_keys(struct job *job)
{
	struct pdz_run_options *o = &job->options;
	if (o->levels == 0 && (o->period_count > 0 || job->explain.p != NULL || job->by.p != NULL)) {
		for (size_t i = 0; i < o->period_count; i++)
			o->levels |= 1u << o->periods[i].level;
		o->no_inner_periods = true;
		o->levels = o->levels != 0 ? o->levels : 1u << PDZ_PLAN;
		for (int level = PDZ_PLAN; level <= PDZ_MONTH && job->by.p == NULL; level++)
			if (o->levels & 1u << level)
				add_split_key(job, pdz_level_name((enum pdz_level)level));
	} else if (o->levels == 0) {
		o->levels = 1u << PDZ_PLAN | 1u << PDZ_YEAR;
		add_split_key(job, "plan,year");
	}
	bool any = o->period_count == 0;
	for (size_t i = 0; i < o->period_count; i++)
		any |= o->levels >> o->periods[i].level != 0;
	if (!any)
		return cli_usage(&job->cli, "no period of --by lies in '%s'", job->period.p);
	if (o->areas != NULL && !o->by_area)
		add_split_key(job, "area");
	if (o->category_count > 0 && !o->by_category)
		add_split_key(job, "category");
	o->by_area |= o->areas != NULL;
	o->by_category |= o->category_count > 0;
	pdz_buf_char(&job->by_given, '\0');
	return job->by_given.failed ? no_memory_for(job) : CLI_GO_ON;
}

static bool add_key(struct job *job, struct pdz_str word)
{
	struct pdz_run_options *o = &job->options;
	for (int level = PDZ_PLAN; level <= PDZ_MONTH; level++)
		if (pdz_str_is(word, pdz_level_name((enum pdz_level)level))) {
			o->levels |= 1u << level;
			return true;
		}
	const unsigned column = pdz_plan_column(job->plan, word);
	if (column == PDZ_COL_AREA)
		o->by_area = true;
	else if (column == PDZ_COL_CATEGORY)
		o->by_category = true;
	else if (column != PDZ_NONE && column >= PDZ_COLUMNS && o->dimension_count < PDZ_MAX_DIMENSIONS)
		o->dimensions[o->dimension_count++] = column - PDZ_COLUMNS;
	else
		return false;
	return true;
}

int job_read_by(struct job *job)
{
	const char *list = job->by.p;
	struct pdz_buf word = {0};
	int status = CLI_GO_ON;
	if (list != NULL)
		add_split_key(job, list);
	while (status == CLI_GO_ON && cli_next(&list, &word))
		if (!add_key(job, pdz_buf_view(&word)))
			status = unknown_word(
				job, pdz_buf_view(&word), offer_keys,
				"cannot break down by '%s' (plan, year, semester, quarter, month, area, category or a dimension of the "
				"plan)",
				word.p);
	if (word.failed)
		status = no_memory_for(job);
	pdz_buf_release(&word);
	return status == CLI_GO_ON ? add_keys(job) : status;
}

/* An indicator by its code, or all of an action or objective. */
static bool is_chosen(const struct pdz_plan *plan, const struct pdz_indicator *ind, struct pdz_str word)
{
	return pdz_str_eq(ind->code, word) || pdz_str_eq(plan->objectives[ind->objective].code, word) ||
	       (ind->action != PDZ_NONE && pdz_str_eq(plan->actions[ind->action].code, word));
}

int job_read_only(struct job *job)
{
	const char *list = job->explain.p != NULL ? job->explain.p : job->only.p;
	struct pdz_buf word = {0};
	int status = CLI_GO_ON;
	if (list == NULL)
		return CLI_GO_ON;
	job->chosen = calloc(job->plan->indicator_count + 1, sizeof *job->chosen);
	if (job->chosen == NULL)
		return no_memory_for(job);
	while (status == CLI_GO_ON && cli_next(&list, &word)) {
		bool found = false;
		for (size_t i = 0; i < job->plan->indicator_count; i++) {
			const bool here = is_chosen(job->plan, &job->plan->indicators[i], pdz_buf_view(&word));
			job->chosen[i] |= here;
			found |= here;
		}
		if (!found)
			status = unknown_word(job, pdz_buf_view(&word), offer_codes,
			                      "no indicator, action or objective '%s' in the plan", word.p);
	}
	if (word.failed)
		status = no_memory_for(job);
	pdz_buf_release(&word);
	job->options.only = job->chosen;
	return status;
}

int job_read_as_of(struct job *job)
{
	if (job->as_of == NULL) {
		job->options.as_of = today();
		return job->options.as_of != PDZ_NO_DAY
		           ? CLI_GO_ON
		           : cli_usage(&job->cli, "SOURCE_DATE_EPOCH is no number of seconds: '%s'",
		                       getenv("SOURCE_DATE_EPOCH"));
	}
	char meant[PDZ_DAY_LONGEST] = "";
	if (pdz_day_parse(pdz_str(job->as_of), &job->options.as_of) == PDZ_PARSE_OK)
		return CLI_GO_ON;
	return pdz_day_put(meant, pdz_day_guess(pdz_str(job->as_of))) > 0
	           ? cli_usage(&job->cli, "not a date: '%s' (did you mean '%s'?)", job->as_of, meant)
	           : cli_usage(&job->cli, "not a date: '%s' (yyyy-mm-dd)", job->as_of);
}
