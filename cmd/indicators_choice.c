/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line chooses: periods and dimensions, indicators, areas, the as-of day. */
#include "indicators.h"

#include "base/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Today, or the day of SOURCE_DATE_EPOCH for builds that must not look at the clock; PDZ_NO_DAY if that is none. */
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

/* The next of some words with commas between; false at the end. */
static bool next_word(const char **list, struct pdz_str *word)
{
	if (*list == NULL)
		return false;
	const char *end = strchr(*list, ',');
	*word = end != NULL ? (struct pdz_str){*list, (size_t)(end - *list)} : pdz_str(*list);
	*list = end != NULL ? end + 1 : NULL;
	return true;
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
	for (size_t i = 0; i < plan->dimension_count; i++)
		pdz_nearest_offer(near, word, plan->dimensions[i].code);
}

static void offer_codes(const struct pdz_plan *plan, struct pdz_str word, struct pdz_nearest *near)
{
	for (size_t i = 0; i < plan->indicator_count; i++)
		pdz_nearest_offer(near, word, plan->indicators[i].code);
	for (size_t i = 0; i < plan->action_count; i++)
		pdz_nearest_offer(near, word, plan->actions[i].code);
	for (size_t i = 0; i < plan->objective_count; i++)
		pdz_nearest_offer(near, word, plan->objectives[i].code);
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

/* --period, --area and --category: which entries, of those that --by gives. */
int job_read_choice(struct job *job)
{
	struct pdz_run_options *o = &job->options;
	const struct pdz_period plan = job->plan->period;
	if (job->period != NULL) {
		o->one_period = true;
		if (!pdz_period_parse(pdz_str(job->period), &o->period))
			return cli_usage(&job->cli, "not a period: '%s' (2025, 2025-S1, 2025-Q1, 2025-01 or that of the plan)",
			                 job->period);
		o->period = pdz_period_shift(o->period, job->plan->year_begins);
		if (o->period.last < plan.first || o->period.first > plan.last)
			return cli_usage(&job->cli, "not a period of the plan: '%s'", job->period);
	}
	if (job->area != NULL) {
		o->one_area = true;
		o->area = pdz_plan_area(job->plan, pdz_str(job->area));
		if (o->area == PDZ_NONE)
			return unknown_word(job, pdz_str(job->area), offer_areas, "no area '%s' in the plan", job->area);
	}
	o->one_category = job->category != NULL;
	o->category = pdz_str(job->category);
	return CLI_GO_ON;
}

static void add_split_key(struct job *job, const char *key)
{
	pdz_buf_z(&job->by_given, job->by_given.n > 0 ? "," : "");
	pdz_buf_z(&job->by_given, key);
}

/* The keys not said: one period is itself, whole or not; area and category come with their choice. */
static int add_keys(struct job *job)
{
	struct pdz_run_options *o = &job->options;
	if (o->levels == 0 && (o->one_period || job->explain != NULL || job->by != NULL)) {
		const enum pdz_level level = o->one_period ? o->period.level : PDZ_PLAN;
		o->levels = 1u << level;
		if (job->by == NULL)
			add_split_key(job, pdz_level_name(level));
	} else if (o->levels == 0) {
		o->levels = 1u << PDZ_PLAN | 1u << PDZ_YEAR;
		add_split_key(job, "plan,year");
	}
	o->with_parts = o->by_area;
	if (o->one_area && !o->by_area)
		add_split_key(job, "area");
	if (o->one_category && !o->by_category)
		add_split_key(job, "category");
	o->by_area |= o->one_area;
	o->by_category |= o->one_category;
	pdz_buf_char(&job->by_given, '\0');
	return job->by_given.failed ? cli_fail(&job->cli, &(struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"})
	                            : CLI_GO_ON;
}

int job_read_by(struct job *job)
{
	struct pdz_run_options *o = &job->options;
	const char *list = job->by;
	struct pdz_str word;
	if (job->by != NULL)
		add_split_key(job, job->by);
	while (next_word(&list, &word)) {
		int level = PDZ_PLAN;
		while (level <= PDZ_MONTH && !pdz_str_is(word, pdz_level_name((enum pdz_level)level)))
			level++;
		if (level <= PDZ_MONTH) {
			o->levels |= 1u << level;
			continue;
		}
		const unsigned column = pdz_plan_column(job->plan, word);
		if (column == PDZ_COL_AREA)
			o->by_area = true;
		else if (column == PDZ_COL_CATEGORY)
			o->by_category = true;
		else if (column != PDZ_NONE && column >= PDZ_COLUMNS && o->dimension_count < PDZ_MAX_DIMENSIONS)
			o->dimensions[o->dimension_count++] = column - PDZ_COLUMNS;
		else
			return unknown_word(
				job, word, offer_keys,
				"cannot break down by '%.*s' (plan, year, semester, quarter, month, area, category or a dimension of the plan)",
				(int)word.n, word.p);
	}
	return add_keys(job);
}

/* An indicator by its code, or all of an action or objective. */
static bool is_chosen(const struct pdz_plan *plan, const struct pdz_indicator *ind, struct pdz_str word)
{
	return pdz_str_eq(ind->code, word) || pdz_str_eq(plan->objectives[ind->objective].code, word) ||
	       (ind->action != PDZ_NONE && pdz_str_eq(plan->actions[ind->action].code, word));
}

int job_read_only(struct job *job)
{
	const char *list = job->explain != NULL ? job->explain : job->only;
	struct pdz_str word;
	if (list == NULL)
		return CLI_GO_ON;
	job->chosen = calloc(job->plan->indicator_count + 1, sizeof *job->chosen);
	if (job->chosen == NULL)
		return cli_fail(&job->cli, &(struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"});
	while (next_word(&list, &word)) {
		bool found = false;
		for (size_t i = 0; i < job->plan->indicator_count; i++) {
			const bool here = is_chosen(job->plan, &job->plan->indicators[i], word);
			job->chosen[i] |= here;
			found |= here;
		}
		if (!found)
			return unknown_word(job, word, offer_codes, "no indicator, action or objective '%.*s' in the plan",
			                    (int)word.n, word.p);
	}
	job->options.only = job->chosen;
	return CLI_GO_ON;
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
	if (pdz_day_parse(pdz_str(job->as_of), &job->options.as_of) != PDZ_PARSE_OK)
		return cli_usage(&job->cli, "not a date: '%s' (yyyy-mm-dd)", job->as_of);
	return CLI_GO_ON;
}
