/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting a report together: selection, layout, summary, charts, notes. */
#include "report/builder.h"

#include <stdio.h>
#include <stdlib.h>

const char *const pdz_layout_names[] = {"triennial", "behind", "areas", "series", NULL};

static build_layout *const layouts[PDZ_LAYOUTS] = {
	[PDZ_TRIENNIAL] = pdz_build_triennial,
	[PDZ_ATTENTION] = pdz_build_attention,
	[PDZ_AREAS] = pdz_build_areas,
	[PDZ_TREND] = pdz_build_trend,
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
	pdz_spell_period(&b->text, b->lang, p);
	return pdz_build_take(b);
}

void pdz_build_columns(struct builder *b, const struct pdz_report_column *figures, size_t count, bool tail)
{
	const struct pdz_report_column ends[] = {
		{PDZ_COLUMN_PLAIN, pdz_str(pdz_say(b->lang, "column|Baseline")), PDZ_STR("baseline"), {0}},
		{PDZ_COLUMN_PLAIN, pdz_str(pdz_say(b->lang, "column|Target")), PDZ_STR("target"), {0}},
		{PDZ_COLUMN_PROGRESS, pdz_str(pdz_say(b->lang, "column|Share of expected")), PDZ_STR("progress"), {0}},
		{PDZ_COLUMN_VERDICT, pdz_str(pdz_say(b->lang, "column|Verdict")), PDZ_STR("verdict"), {0}},
	};
	size_t end_count = tail ? sizeof ends / sizeof *ends : 0;
	struct pdz_report_column *columns = pdz_build_array(b, count + end_count, sizeof *columns);
	if (!columns)
		return;
	for (size_t i = 0; i < count; i++) {
		columns[i] = figures[i];
		columns[i].under = pdz_str(pdz_say(b->lang, "column|value\ndone of planned\nn"));
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
	struct pdz_str statistic = pdz_word_statistic(b->lang, ind->statistic), unit = pdz_word_unit(b->lang, ind->unit);
	if (pdz_build_is_percent(ind) || unit.n == 0 || pdz_str_eq(statistic, unit))
		return statistic;
	if (pdz_str_is(ind->statistic, "sum") || statistic.n == 0)
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
			pdz_spell_number(&b->text, b->lang, part->value.number, pdz_fit_decimals(part->value.number));
		if (part->numerator.ok && part->denominator.ok) {
			pdz_buf_z(&b->text, " (");
			pdz_spell_number(&b->text, b->lang, part->numerator.number, pdz_fit_decimals(part->numerator.number));
			pdz_buf_char(&b->text, '/');
			pdz_spell_number(&b->text, b->lang, part->denominator.number, pdz_fit_decimals(part->denominator.number));
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
	if (reference) {
		s->verdicts[reference->verdict]++;
		b->rep->verdicts[reference->verdict]++;
	}
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
		[PDZ_TRIENNIAL] = "title|Monitoring at {0}",
		[PDZ_ATTENTION] = "title|What is behind at {0}",
		[PDZ_AREAS] = "title|Comparison of areas at {0}",
		[PDZ_TREND] = "title|Course over time at {0}",
	};
	pdz_say_into(&b->text, b->lang, subtitles[rep->options.layout], as_of);
	rep->subtitle = pdz_build_take(b);
}

static void build_intro(struct builder *b)
{
	char n[24];
	snprintf(n, sizeof n, "%zu", b->rep->indicator_count);
	struct pdz_str reference = pdz_build_period_title(b, b->reference);
	if (b->rep->indicator_count == 0)
		pdz_buf_z(&b->text, pdz_say(b->lang, "intro|No indicator fits the selection."));
	else if (b->rep->options.layout == PDZ_TREND)
		pdz_say_into(&b->text, b->lang, "intro|Figures: {0}. Each verdict is about its own period.", pdz_str(n));
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
