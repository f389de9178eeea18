/* The flat table: the same entries, one row each. Empty means "none", never 0. */
#include "measure/kind.h"
#include "pdz/results_write.h"

static void write_text_cell(struct pdz_buf *b, struct pdz_str s)
{
	pdz_buf_char(b, ',');
	pdz_csv_write(b, s, ',');
}

static void write_number_cell(struct pdz_buf *b, struct pdz_value v)
{
	pdz_buf_char(b, ',');
	if (v.ok)
		pdz_double_write(b, v.number);
}

void pdz_results_write_csv_header(struct pdz_results_writer *w)
{
	pdz_buf_z(w->out, "indicator,level,kind,period,area,category,value,unit,numerator,denominator,n,low,high,method,baseline,"
	                  "change,target,target_to_date,progress,verdict,reason,of_target,objective,action,name");
	for (size_t i = 0; i < w->options->dimension_count; i++)
		write_text_cell(w->out, w->plan->dimensions[w->options->dimensions[i]].code);
	pdz_buf_char(w->out, '\n');
}

void pdz_results_write_csv_entry(struct pdz_results_writer *w, const struct pdz_entry *e)
{
	struct pdz_buf *b = w->out;
	const struct pdz_plan *plan = w->plan;
	const struct pdz_indicator *ind = &plan->indicators[e->indicator];
	pdz_csv_write(b, ind->code, ',');
	write_text_cell(b, pdz_str(pdz_indicator_level_names[ind->level]));
	write_text_cell(b, pdz_str(ind->kind->name));
	pdz_buf_char(b, ',');
	pdz_period_write(b, e->period);
	write_text_cell(b, e->area == PDZ_NONE ? (struct pdz_str){"", 0} : plan->areas[e->area].code);
	write_text_cell(b, e->category);
	write_number_cell(b, e->value);
	write_text_cell(b, e->unit);
	const struct pdz_value first[] = {e->numerator, e->denominator, e->n, e->low, e->high};
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		write_number_cell(b, first[i]);
	write_text_cell(b, e->method);
	const struct pdz_value second[] = {e->baseline, e->change, e->target, e->target_to_date, e->progress};
	for (size_t i = 0; i < sizeof second / sizeof *second; i++)
		write_number_cell(b, second[i]);
	write_text_cell(b, pdz_str(pdz_verdict_names[e->verdict]));
	write_text_cell(b, pdz_str(pdz_reason_names[e->reason]));
	write_number_cell(b, e->of_target);
	write_text_cell(b, plan->objectives[ind->objective].code);
	write_text_cell(b, ind->action == PDZ_NONE ? (struct pdz_str){"", 0} : plan->actions[ind->action].code);
	write_text_cell(b, ind->name);
	for (size_t i = 0; i < e->dimension_count; i++)
		write_text_cell(b, e->dimensions[i].value);
	pdz_buf_char(b, '\n');
}
