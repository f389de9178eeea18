/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building an explanation: the entry measured anew with all that led to it, its rows,
 * its words; then drawing it. */
#include "explain/explanation.h"

static bool list_baseline(struct explanation *ex)
{
	struct pdz_view at = ex->group.view;
	ex->has_baseline = ex->said.ind->baseline.kind == PDZ_BASELINE_COMPUTED && ex->assessing.baseline.ok;
	if (!ex->has_baseline)
		return true;
	at.beyond_plan = true;
	at.period = ex->said.ind->baseline.period;
	at.end = pdz_period_end(at.period) < at.as_of ? pdz_period_end(at.period) : at.as_of;
	return pdz_explain_list_rows(ex, &at, &ex->baseline);
}

/* A level is judged by its figure on the day of the deadline, whatever stands at the end. */
static bool list_judged(struct explanation *ex)
{
	struct pdz_view at = ex->assessing.view;
	ex->has_judged = ex->entry.judged_value.ok && ex->entry.judged_count == 0 && ex->entry.deadline != PDZ_NO_DAY;
	if (!ex->has_judged)
		return true;
	at.end = ex->entry.deadline;
	return pdz_explain_list_rows(ex, &at, &ex->judged);
}

/* What the kind says, and what all indicators may have. */
static void define(struct pdz_said *say)
{
	const struct pdz_indicator *ind = say->ind;
	ind->kind->define(say);
	if (ind->breakdown != PDZ_NONE) {
		pdz_buf_str(&say->text, pdz_said_column(say, ind->breakdown));
		pdz_said_line(say, "explain|Also by");
	}
	if (ind->measurable_from != PDZ_NO_DAY) {
		pdz_spell_date(&say->text, say->lang, ind->measurable_from);
		pdz_said_line(say, "explain|Measurable from");
	}
}

static struct pdz_str formula(struct pdz_said *say)
{
	say->ind->kind->formula(say);
	if (!say->entry->value.ok) {
		pdz_buf_z(&say->text, say->text.n > 0 ? " → " : "");
		pdz_say_into(&say->text, say->lang, "explain|no value: {0}",
		             pdz_str(pdz_word_reason(say->lang, say->entry->reason)));
	}
	return pdz_said_take(say);
}

static void build(struct explanation *ex, struct pdz_period period)
{
	pdz_group_assess(&ex->group.view, period, &ex->assessing, &ex->entry);
	if (ex->entry.judged_count == 1) /* the figures are those of that year */
		pdz_view_look_at(&ex->assessing.view, ex->entry.judged[0]);
	if (!list_baseline(ex) || !list_judged(ex) || !pdz_explain_list_rows(ex, &ex->assessing.view, &ex->rows)) {
		ex->said.failed = true;
		return;
	}
	define(&ex->said);
	ex->formula = formula(&ex->said);
	pdz_explain_steps(ex);
}

static enum pdz_status explain(struct pdz_explainer *x, uint32_t indicator, const struct pdz_entry *e,
                               struct pdz_error *err)
{
	struct explanation ex = {.x = x,
	                         .finishing = {.run = x->run},
	                         .said = {.plan = x->plan, .ind = &x->plan->indicators[indicator], .lang = x->language}};
	ex.said.view = &ex.assessing.view;
	ex.said.entry = &ex.entry;
	ex.said.rows = &ex.rows;
	if (!pdz_group_open(&ex.finishing, ex.said.ind, e->area, e->word, e->rest, &ex.group))
		return pdz_no_memory(err);
	build(&ex, e->period);
	if (!ex.said.failed && !ex.finishing.failed) {
		if (x->json)
			pdz_explain_draw_json(&ex);
		else
			pdz_explain_draw_text(&ex);
		x->entries++;
	}
	const bool failed = ex.said.failed || ex.finishing.failed || ex.said.text.failed || x->out->failed;
	pdz_group_close(&ex.group);
	pdz_buf_release(&ex.said.text);
	pdz_arena_release(&ex.said.arena);
	pdz_arena_release(&ex.finishing.arena);
	return failed ? pdz_no_memory(err) : PDZ_OK;
}

enum pdz_status pdz_explain_entry(struct pdz_explainer *x, const struct pdz_entry *e, struct pdz_error *err)
{
	const struct pdz_indicator *ind = &x->plan->indicators[e->indicator];
	enum pdz_status status = explain(x, e->indicator, e, err);
	for (size_t i = 0; i < ind->part_count && status == PDZ_OK; i++)
		status = explain(x, ind->parts[i], e, err);
	return status;
}

void pdz_explain_begin(struct pdz_explainer *x, const struct pdz_result_file *files, size_t file_count)
{
	if (x->json)
		pdz_explain_begin_json(x, files, file_count);
}

void pdz_explain_end(struct pdz_explainer *x)
{
	if (x->json)
		pdz_buf_z(x->out, "\n]}\n");
}
