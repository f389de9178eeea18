/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting a report together: selection, layout, summary, charts, notes. */
#include "report/builder.h"

#include <stdio.h>
#include <stdlib.h>

const char *const pdz_layout_names[] = {"triennial", "behind", "areas", "series", "summary", NULL};

static build_layout *const layouts[PDZ_LAYOUTS] = {
	[PDZ_TRIENNIAL] = pdz_build_triennial, [PDZ_ATTENTION] = pdz_build_attention, [PDZ_AREAS] = pdz_build_areas,
	[PDZ_TREND] = pdz_build_trend,         [PDZ_SUMMARY] = pdz_build_summary,
};

/* ---- memory ---- */

struct pdz_str pdz_build_keep(struct builder *b, struct pdz_str s)
{
	if (s.n == 0)
		return PDZ_STR("");
	char *p = pdz_arena_copy(&b->rep->arena, s);
	if (!p) {
		b->no_memory = true;
		return PDZ_STR("");
	}
	return (struct pdz_str){p, s.n};
}

struct pdz_str pdz_build_take(struct builder *b)
{
	b->no_memory |= b->text.failed;
	struct pdz_str s = pdz_build_keep(b, pdz_buf_view(&b->text));
	pdz_buf_clear(&b->text);
	return s;
}

void *pdz_build_array(struct builder *b, size_t count, size_t size)
{
	void *p = pdz_arena_alloc(&b->rep->arena, count * size);
	if (!p)
		b->no_memory = true;
	return p;
}

/* ---- columns and rows ---- */

struct pdz_str pdz_build_period_title(struct builder *b, struct pdz_period p)
{
	const pdz_day end = pdz_period_end(p), last = end < b->r->to ? end : b->r->to;
	struct pdz_buf period = {0}, day = {0};
	pdz_spell_period(&period, b->lang, p);
	if (p.level != PDZ_PLAN && pdz_period_begin(p) <= b->r->as_of && b->r->as_of < last) {
		pdz_spell_day_of(&day, b->lang, b->r->as_of, p);
		pdz_say_into(&b->text, b->lang, "period|{0}, up to {1}", pdz_buf_view(&period), pdz_buf_view(&day));
	} else {
		pdz_buf_str(&b->text, pdz_buf_view(&period));
	}
	b->no_memory |= period.failed || day.failed;
	pdz_buf_release(&period);
	pdz_buf_release(&day);
	return pdz_build_take(b);
}

void pdz_build_columns(struct builder *b, const struct pdz_report_column *figures, size_t count, bool tail)
{
	const bool whole = b->rep->options.layout == PDZ_AREAS && b->area_count > 1; /* areas have verdicts of their own */
	const struct pdz_report_column ends[] = {
		{PDZ_COLUMN_PLAIN, pdz_str(pdz_say(b->lang, "column|Baseline")), PDZ_STR("baseline"), {0}},
		{PDZ_COLUMN_PLAIN, pdz_str(pdz_say(b->lang, "column|Target")), PDZ_STR("target"), {0}},
		{PDZ_COLUMN_PROGRESS, pdz_str(pdz_say(b->lang, "column|Share of expected")), PDZ_STR("progress"), {0}},
		{PDZ_COLUMN_VERDICT,
	     pdz_str(pdz_say(b->lang, whole ? "column|Verdict of the whole" : "column|Verdict")),
	     PDZ_STR("verdict"),
	     {0}},
	};
	size_t end_count = tail ? sizeof ends / sizeof *ends : 0;
	struct pdz_report_column *columns = pdz_build_array(b, count + end_count, sizeof *columns);
	if (!columns)
		return;
	for (size_t i = 0; i < count; i++) {
		columns[i] = figures[i];
		columns[i].under = pdz_str(
			pdz_say(b->lang, whole ? "column|value\ndone of planned\nn\nverdict" : "column|value\ndone of planned\nn"));
	}
	for (size_t i = 0; i < end_count; i++)
		columns[count + i] = ends[i];
	b->rep->columns = columns;
	b->rep->column_count = count + end_count;
	b->rep->code_title = pdz_str(pdz_say(b->lang, "column|Code"));
	b->rep->name_title = pdz_str(pdz_say(b->lang, "column|Indicator"));
}

/* "median, working days": which figure the value is, and in what. */
static struct pdz_str measure_of(struct builder *b, const struct pdz_result_indicator *ind)
{
	const bool points = pdz_points_factor(ind->unit, ind->statistic) != 0;
	struct pdz_str statistic = pdz_word_statistic(b->lang, ind->statistic),
				   unit = points ? pdz_str(pdz_say(b->lang, "unit|percentage points"))
	                             : pdz_word_unit(b->lang, ind->unit);
	if (pdz_build_is_percent(ind) || unit.n == 0 || pdz_str_eq(statistic, unit))
		return statistic;
	if (pdz_str_is(ind->statistic, "sum") || pdz_str_is(ind->unit, "areas") || statistic.n == 0)
		return unit;
	pdz_buf_str(&b->text, statistic);
	pdz_buf_z(&b->text, ", ");
	pdz_buf_str(&b->text, unit);
	return pdz_build_take(b);
}

/* "di cui: sportello 12; telefono 8" */
static void say_breakdown(struct builder *b, const struct pdz_result_indicator *ind, const struct pdz_entry *e)
{
	if (!e || e->detail.breakdown_count == 0)
		return;
	bool percent = pdz_build_is_percent(ind);
	pdz_buf_z(&b->text, pdz_say(b->lang, "note|of which:"));
	for (size_t i = 0; i < e->detail.breakdown_count; i++) {
		const struct pdz_part *part = &e->detail.breakdown[i];
		struct pdz_str label = part->label.n ? part->label : pdz_str(pdz_say(b->lang, "category|not stated"));
		pdz_buf_z(&b->text, i ? "; " : " ");
		pdz_buf_str(&b->text, label);
		pdz_buf_char(&b->text, ' ');
		if (!part->value.ok)
			pdz_buf_z(&b->text, pdz_word_reason(b->lang, part->denominator.ok ? PDZ_ZERO_DENOMINATOR : PDZ_SUPPRESSED));
		else if (percent)
			pdz_spell_percent(&b->text, b->lang, part->value.number, 1);
		else
			pdz_spell_number(&b->text, b->lang, part->value.number,
			                 ind->kind->value_is_count ? pdz_exact_decimals(part->value.number)
			                                           : pdz_fit_decimals(part->value.number));
		if (part->numerator.ok && part->denominator.ok) {
			pdz_buf_z(&b->text, " (");
			pdz_spell_number(&b->text, b->lang, part->numerator.number, pdz_exact_decimals(part->numerator.number));
			pdz_buf_char(&b->text, '/');
			pdz_spell_number(&b->text, b->lang, part->denominator.number, pdz_exact_decimals(part->denominator.number));
			pdz_buf_char(&b->text, ')');
		}
	}
}

struct pdz_report_row pdz_build_row(struct builder *b, uint32_t indicator, const struct pdz_entry *reference)
{
	const struct pdz_result_indicator *ind = &b->r->indicators[indicator];
	struct pdz_report_row row = {.code = ind->code,
	                             .name = ind->name,
	                             .indicator = ind,
	                             .level = pdz_str(pdz_word_level(b->lang, ind->level)),
	                             .measure = measure_of(b, ind)};
	if (ind->problem.n)
		pdz_say_into(&b->text, b->lang, "note|problem: {0}", ind->problem);
	struct pdz_str problem = pdz_build_take(b);
	say_breakdown(b, ind, reference);
	struct pdz_str parts = pdz_build_take(b);
	pdz_buf_str(&b->text, problem);
	if (problem.n && parts.n)
		pdz_buf_z(&b->text, ". ");
	pdz_buf_str(&b->text, parts);
	row.note = pdz_build_take(b);
	row.cells = pdz_build_array(b, b->rep->column_count, sizeof *row.cells);
	return row;
}

static void count_verdict(struct pdz_verdict_counts *counts, const struct pdz_entry *e)
{
	if (e == NULL)
		return;
	counts->of[e->verdict]++;
	counts->all++;
	counts->nothing_due += e->rule == PDZ_GROUND_NOTHING_DUE;
}

void pdz_build_tail(struct builder *b, struct pdz_report_section *s, struct pdz_report_row *row,
                    const struct pdz_entry *reference)
{
	if (!row->cells)
		return;
	struct pdz_cell *tail = row->cells + b->rep->column_count - 4;
	tail[0] = pdz_build_baseline(b, reference);
	tail[1] = pdz_build_target(b, reference);
	tail[2] = pdz_build_progress(b, reference);
	tail[3] = pdz_build_verdict(b, reference);
	row->entry = reference;
	count_verdict(&s->verdicts, reference);
	count_verdict(&b->rep->verdicts, reference);
	b->rep->indicator_count++;
}

/* ---- the head ---- */

static void build_head(struct builder *b)
{
	struct pdz_report *rep = b->rep;
	rep->title = b->r->plan_name;
	pdz_spell_date(&b->text, b->lang, b->r->as_of);
	struct pdz_str as_of = pdz_build_take(b);
	static const char *const subtitles[PDZ_LAYOUTS] = {
		[PDZ_TRIENNIAL] = "title|Monitoring at {0}",      [PDZ_ATTENTION] = "title|What is behind at {0}",
		[PDZ_AREAS] = "title|Comparison of areas at {0}", [PDZ_TREND] = "title|Course over time at {0}",
		[PDZ_SUMMARY] = "title|Monitoring at {0}",
	};
	const struct pdz_str choice = pdz_build_choice(b);
	pdz_say_into(&b->text, b->lang, subtitles[rep->options.layout], as_of);
	if (choice.n > 0)
		pdz_say_into(&b->text, b->lang, "title|: only {0}", choice);
	rep->subtitle = pdz_build_take(b);
}

/* Indicators in the results, and those of which something is shown: with several areas a row is no indicator. */
static size_t count_of_plan(const struct builder *b)
{
	size_t count = 0;
	for (size_t i = 0; i < b->r->indicator_count; i++)
		count += !b->r->indicators[i].unasked;
	return count;
}

static size_t count_of_shown(struct builder *b)
{
	bool *shown = pdz_build_array(b, b->r->indicator_count, sizeof *shown);
	size_t count = 0;
	for (size_t s = 0; shown != NULL && s < b->rep->section_count; s++)
		for (size_t i = 0; i < b->rep->sections[s].row_count; i++) {
			const struct pdz_report_row *row = &b->rep->sections[s].rows[i];
			if (row->is_group || shown[row->indicator - b->r->indicators])
				continue;
			shown[row->indicator - b->r->indicators] = true;
			count++;
		}
	return count;
}

static void build_intro(struct builder *b)
{
	char n[24], all[24];
	const bool trend = b->rep->options.layout == PDZ_TREND;
	const size_t shown = trend ? b->rep->indicator_count : count_of_shown(b);
	snprintf(n, sizeof n, "%zu", shown);
	snprintf(all, sizeof all, "%zu", count_of_plan(b));
	struct pdz_str reference = pdz_build_period_title(b, b->reference);
	if (b->rep->indicator_count == 0)
		pdz_buf_z(&b->text, pdz_say(b->lang, "intro|No indicator fits the selection."));
	else if (trend)
		pdz_say_into(&b->text, b->lang, "intro|Figures: {0}. Each verdict is about its own period.", pdz_str(n));
	else if (shown < count_of_plan(b))
		pdz_say_into(&b->text, b->lang, "intro|Indicators: {0} of the plan's {2}. Verdicts are about {1}.", pdz_str(n),
		             reference, pdz_str(all));
	else
		pdz_say_into(&b->text, b->lang, "intro|Indicators: {0}. Verdicts are about {1}.", pdz_str(n), reference);
	b->rep->intro = pdz_build_take(b);
}

enum pdz_status pdz_report_build(struct pdz_report **report, const struct pdz_results *results,
                                 const struct pdz_report_options *options, struct pdz_error *err)
{
	*report = NULL;
	struct pdz_report *rep = calloc(1, sizeof *rep);
	if (!rep)
		return pdz_no_memory(err);
	rep->results = results;
	rep->options = *options;
	struct builder b = {.rep = rep, .r = results, .lang = options->language};

	enum pdz_status status = PDZ_OK;
	if (options->layout == PDZ_AREAS && !pdz_build_has_areas(results))
		status = pdz_fail(err, PDZ_USAGE, NULL, 0, 0,
		                  "layout areas needs results by area (pdz-indicators --by plan,area)");
	if (status == PDZ_OK)
		status = pdz_build_selection(&b, err);
	if (status == PDZ_OK) {
		build_head(&b);
		layouts[options->layout](&b);
		build_intro(&b);
		if (!b.no_memory)
			pdz_build_answer(&b);
		if (!b.no_memory)
			pdz_build_charts(&b);
		if (!b.no_memory)
			pdz_build_comparisons(&b);
		pdz_build_notes(&b);
		pdz_build_methods(&b);
		if (b.no_memory)
			status = pdz_no_memory(err);
	}
	pdz_buf_release(&b.text);
	if (status) {
		pdz_report_free(rep);
		return status;
	}
	*report = rep;
	return PDZ_OK;
}

void pdz_report_free(struct pdz_report *rep)
{
	if (!rep)
		return;
	pdz_arena_release(&rep->arena);
	free(rep);
}
