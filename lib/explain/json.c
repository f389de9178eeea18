/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An explanation as JSON: schemas/explanation.schema.json. */
#include "explain/explanation.h"

#include "base/json_write.h"

static void write_text_member_if_any(struct pdz_buf *b, const char *name, struct pdz_str s)
{
	if (s.n > 0)
		pdz_json_put_text(b, name, s);
}

static void write_day_member_if_any(struct pdz_buf *b, const char *name, pdz_day d)
{
	if (d != PDZ_NO_DAY)
		pdz_json_put_day(b, name, d);
}

static void write_mark(struct pdz_buf *b, const struct pdz_mark *m)
{
	if (m->has_value)
		pdz_json_put_value(b, "value", pdz_value_of(m->value));
	if (m->has_limit)
		pdz_json_put_value(b, "limit", pdz_value_of(m->limit));
	if (m->is_judged) {
		pdz_json_put_flag(b, "within", m->within);
	}
}

static void write_row_object(struct explanation *ex, const struct pdz_said_row *row, bool why)
{
	struct pdz_buf *b = ex->x->out;
	const struct pdz_record *r = &row->kept->record;
	pdz_buf_z(b, "\n   {\"source\":");
	pdz_json_write_text(b, r->source);
	pdz_buf_printf(b, ",\"line\":%llu", (unsigned long long)r->line);
	if (why) {
		pdz_json_put_text(b, "use", pdz_str(pdz_use_names[row->mark.use]));
		pdz_explain_why(ex, &ex->said.text, row->mark.use, row->column);
		pdz_json_put_text(b, "why", pdz_buf_view(&ex->said.text));
		pdz_buf_clear(&ex->said.text);
	}
	write_text_member_if_any(b, "id", r->id);
	pdz_json_put_text(b, "event", r->event);
	pdz_json_put_text(b, "status", r->status == PDZ_DONE ? PDZ_STR("done") : PDZ_STR("planned"));
	write_day_member_if_any(b, "date", r->date);
	write_day_member_if_any(b, "due", r->due);
	write_day_member_if_any(b, "start", r->start);
	pdz_json_write_key(b, "quantity");
	pdz_micro_write(b, r->quantity);
	write_text_member_if_any(b, "case", r->case_id);
	write_text_member_if_any(b, "category", r->category);
	write_text_member_if_any(b, "area",
	                         row->kept->area != PDZ_NONE ? ex->said.plan->areas[row->kept->area].code : r->area);
	write_text_member_if_any(b, "action", r->action);
	write_text_member_if_any(b, "note", r->note);
	bool has_dimensions = false;
	for (size_t i = 0; i < ex->said.plan->dimension_count; i++) {
		if (r->dimensions[i].n == 0)
			continue;
		pdz_buf_z(b, !has_dimensions ? ",\"dimensions\":{" : ",");
		pdz_json_write_text(b, ex->said.plan->dimensions[i].code);
		pdz_buf_char(b, ':');
		pdz_json_write_text(b, r->dimensions[i]);
		has_dimensions = true;
	}
	pdz_buf_z(b, has_dimensions ? "}" : "");
	write_mark(b, &row->mark);
	if (row->has_match) {
		pdz_json_write_key(b, "matched");
		pdz_buf_z(b, row->matched ? "true" : "false");
	}
	pdz_buf_char(b, '}');
}

static void write_row_list(struct explanation *ex, const struct pdz_said_row *rows, size_t count, bool why)
{
	pdz_buf_char(ex->x->out, '[');
	for (size_t i = 0; i < count; i++) {
		pdz_buf_z(ex->x->out, i == 0 ? "" : ",");
		write_row_object(ex, &rows[i], why);
	}
	pdz_buf_char(ex->x->out, ']');
}

static const char *counted_name(const struct explanation *ex, const struct pdz_said_list *list)
{
	static const char *const names[] = {
		[PDZ_QUANTITY] = "quantity",
		[PDZ_RECORDS] = "records",
		[PDZ_CASES] = "cases",
		[PDZ_VALUES] = "values",
	};
	static const char *const others[] = {
		[PDZ_TERM_CONSTANT] = "constant", [PDZ_TERM_POPULATION] = "population", [PDZ_TERM_BUDGET] = "budget"};
	if (list->term->kind != PDZ_TERM_SELECTOR)
		return others[list->term->kind];
	const struct pdz_selector *s = &ex->said.plan->slots[list->term->slot].selector;
	return s->yearly ? "yearly_cases" : names[s->counted];
}

static void write_record_lists(struct explanation *ex, const struct pdz_said_lists *rows)
{
	struct pdz_buf *b = ex->x->out;
	pdz_buf_char(b, '[');
	for (size_t i = 0; i < rows->list_count; i++) {
		const struct pdz_said_list *list = &rows->lists[i];
		pdz_buf_z(b, i == 0 ? "\n  {\"role\":" : ",\n  {\"role\":");
		pdz_json_write_text(b, pdz_str(list->role));
		if (list->term != NULL) {
			pdz_json_put_text(b, "counts", pdz_str(counted_name(ex, list)));
			const struct pdz_selector *s = list->term->kind == PDZ_TERM_SELECTOR
			                                   ? &ex->said.plan->slots[list->term->slot].selector
			                                   : NULL;
			if (s != NULL && s->counted == PDZ_VALUES)
				pdz_json_put_text(b, "column", pdz_plan_column_code(ex->said.plan, s->column));
			pdz_json_put_value(b, "amount", list->amount);
		}
		pdz_json_write_key(b, "rows");
		write_row_list(ex, list->rows, list->count, false);
		pdz_buf_char(b, '}');
	}
	pdz_buf_char(b, ']');
}

static void write_texts(struct explanation *ex)
{
	struct pdz_buf *b = ex->x->out;
	pdz_buf_char(b, '[');
	for (size_t i = 0; i < ex->said.line_count; i++) {
		pdz_buf_z(b, i == 0 ? "{\"label\":" : ",{\"label\":");
		pdz_json_write_text(b, ex->said.lines[i].label);
		pdz_json_put_text(b, "text", ex->said.lines[i].text);
		pdz_buf_char(b, '}');
	}
	pdz_buf_char(b, ']');
	pdz_buf_z(b, ",\n \"formula\":");
	pdz_json_write_text(b, ex->formula);
	pdz_buf_z(b, ",\n \"steps\":[");
	for (size_t i = 0; i < ex->step_count; i++) {
		pdz_buf_z(b, i == 0 ? "{\"step\":" : ",{\"step\":");
		pdz_json_write_text(b, pdz_str(ex->steps[i].key));
		pdz_json_put_value(b, "value", ex->steps[i].value);
		pdz_json_put_text(b, "label", ex->steps[i].label);
		pdz_json_put_text(b, "text", ex->steps[i].text);
		pdz_buf_char(b, '}');
	}
	pdz_buf_char(b, ']');
}

/* What counting the rows again needs to know of the definition. */
static void write_rule(struct explanation *ex)
{
	struct pdz_buf *b = ex->x->out;
	const struct pdz_indicator *ind = ex->said.ind;
	pdz_json_put_text(b, "kind", pdz_str(ind->kind->name));
	pdz_json_put_text(b, "statistic", pdz_str(pdz_statistic_name(ex->said.plan, ind)));
	pdz_json_put_value(b, "scale", pdz_value_of(ind->scale));
	if (ind->kind->rule != NULL)
		ind->kind->rule(&ex->said, b);
	if (ind->breakdown != PDZ_NONE)
		pdz_json_put_text(b, "breakdown", pdz_plan_column_code(ex->said.plan, ind->breakdown));
}

void pdz_explain_draw_json(struct explanation *ex)
{
	struct pdz_buf *b = ex->x->out;
	struct pdz_results_writer entry = {.out = b, .results = ex->x->results};
	pdz_buf_z(b, ex->x->entries == 0 ? "\n{\"entry\":" : ",\n{\"entry\":");
	pdz_results_write_entry(&entry, &ex->entry);
	pdz_buf_z(b, ",\n \"name\":");
	pdz_json_write_text(b, ex->said.ind->name);
	write_rule(ex);
	pdz_buf_z(b, ",\n \"definition\":");
	write_texts(ex);
	pdz_buf_z(b, ",\n \"lists\":");
	write_record_lists(ex, &ex->rows);
	if (ex->has_baseline) {
		pdz_buf_z(b, ",\n \"baseline\":{\"period\":\"");
		pdz_period_write(b, ex->said.ind->baseline.period);
		pdz_buf_char(b, '"');
		pdz_json_put_value(b, "value", ex->assessing.baseline);
		pdz_json_write_key(b, "lists");
		write_record_lists(ex, &ex->baseline);
		pdz_buf_char(b, '}');
	}
	if (ex->has_judged) {
		pdz_buf_z(b, ",\n \"judged\":{\"value\":");
		pdz_json_write_value(b, ex->entry.judged_value);
		pdz_json_write_key(b, "lists");
		write_record_lists(ex, &ex->judged);
		pdz_buf_char(b, '}');
	}
	pdz_buf_z(b, ",\n \"left_out\":");
	write_row_list(ex, ex->rows.left, ex->rows.left_count, true);
	pdz_buf_char(b, '}');
}

void pdz_explain_begin_json(struct pdz_explainer *x, const struct pdz_result_file *files, size_t file_count)
{
	struct pdz_buf *b = x->out;
	pdz_buf_z(b, "{\"pdz_explanation\":1,\n\"tool\":{\"name\":\"pdz-indicators\",\"version\":\"" PDZ_VERSION "\"}");
	write_day_member_if_any(b, "as_of", x->options->as_of);
	pdz_json_put_text(b, "language", x->language == PDZ_ITALIAN ? PDZ_STR("it") : PDZ_STR("en"));
	pdz_buf_z(b, ",\n\"plan\":{\"id\":");
	pdz_json_write_text(b, x->plan->id);
	pdz_json_put_text(b, "name", x->plan->name);
	pdz_json_put_text(b, "sha256", pdz_str(x->plan->sha256));
	pdz_buf_z(b, "},\n\"inputs\":[");
	for (size_t i = 0; i < file_count; i++) {
		pdz_buf_z(b, i == 0 ? "{\"name\":" : ",{\"name\":");
		pdz_json_write_text(b, pdz_str(files[i].name));
		pdz_json_put_text(b, "sha256", pdz_str(files[i].sha256));
		pdz_buf_char(b, '}');
	}
	pdz_buf_z(b, "],\n\"explanations\":[");
}
