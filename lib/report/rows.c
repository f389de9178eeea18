/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns at both ends of a table of figures, which all layouts share. */
#include "report/builder.h"

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

/* " (off track 70%)": a category that is asked for something of its own, where the results are by category. */
static void say_verdict_of_part(struct builder *b, const struct pdz_entry *whole, struct pdz_str category)
{
	const struct pdz_str chosen = b->category;
	if (chosen.p != NULL || category.n == 0)
		return;
	b->category = category;
	const struct pdz_entry *e = pdz_build_entry(b, whole->indicator, whole->period, whole->area);
	b->category = chosen;
	if (e == NULL || e->verdict == PDZ_NO_TARGET || e->reason == PDZ_SUPPRESSED)
		return;
	const struct pdz_str before = pdz_build_take(b), verdict = pdz_build_short_verdict(b, e);
	pdz_buf_str(&b->text, before);
	pdz_buf_z(&b->text, " (");
	pdz_buf_str(&b->text, verdict);
	pdz_buf_char(&b->text, ')');
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
		if (pdz_str_is(ind->breakdown, "category"))
			say_verdict_of_part(b, e, part->key);
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
