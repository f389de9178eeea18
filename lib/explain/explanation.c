/* Building an explanation: the entry measured anew with all that led to it, its rows,
 * its words; then drawing it. */
#include "explanation.h"

static bool list_baseline(struct explanation *ex)
{
	struct pdz_view at = ex->group.view;
	ex->has_baseline = ex->ind->baseline.kind == PDZ_BASELINE_COMPUTED && ex->assessing.computed_baseline.ok;
	if (!ex->has_baseline)
		return true;
	at.period = ex->ind->baseline.period;
	at.end = pdz_period_end(at.period) < at.as_of ? pdz_period_end(at.period) : at.as_of;
	return ex_list_rows(ex, &at, NULL, &ex->baseline);
}

static void build(struct explanation *ex, struct pdz_period period)
{
	ex->assessing.trail = &ex->trail;
	pdz_group_assess(&ex->group.view, period, &ex->view, &ex->assessing, &ex->entry);
	if (!list_baseline(ex) || !ex_list_rows(ex, &ex->view, ex->has_baseline ? &ex->baseline : NULL, &ex->rows)) {
		ex->failed = true;
		return;
	}
	ex_define(ex);
	ex_formula(ex);
	ex_steps(ex);
}

static enum pdz_status explain(struct pdz_explainer *x, uint32_t indicator, const struct pdz_entry *e, struct pdz_error *err)
{
	struct explanation ex = {.x = x, .plan = x->plan, .ind = &x->plan->indicators[indicator], .lang = x->language,
	                         .finishing = {.run = x->run}};
	if (!pdz_group_open(&ex.finishing, ex.ind, e->area, e->word, e->rest, &ex.group))
		return pdz_no_memory(err);
	build(&ex, e->period);
	if (!ex.failed && !ex.finishing.failed) {
		if (x->json)
			ex_draw_json(&ex);
		else
			ex_draw_text(&ex);
		x->entries++;
	}
	const bool failed = ex.failed || ex.finishing.failed || ex.text.failed || x->out->failed;
	pdz_group_close(&ex.group);
	pdz_buf_release(&ex.text);
	pdz_arena_release(&ex.arena);
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
		ex_begin_json(x, files, file_count);
}

void pdz_explain_end(struct pdz_explainer *x)
{
	if (x->json)
		pdz_buf_z(x->out, "\n]}\n");
}
