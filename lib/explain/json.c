/* An explanation as JSON: schemas/explanation.schema.json. */
#include "explanation.h"

static void key(struct pdz_buf *b, const char *name)
{
	pdz_buf_printf(b, ",\"%s\":", name);
}

static void text(struct pdz_buf *b, const char *name, struct pdz_str s)
{
	key(b, name);
	pdz_json_write_text(b, s);
}

static void text_if(struct pdz_buf *b, const char *name, struct pdz_str s)
{
	if (s.n > 0)
		text(b, name, s);
}

static void number(struct pdz_buf *b, const char *name, struct pdz_value v)
{
	key(b, name);
	if (v.ok)
		pdz_double_write(b, v.number);
	else
		pdz_buf_z(b, "null");
}

static void day_if(struct pdz_buf *b, const char *name, pdz_day d)
{
	if (d == PDZ_NO_DAY)
		return;
	key(b, name);
	pdz_buf_char(b, '"');
	pdz_day_write(b, d);
	pdz_buf_char(b, '"');
}

static void write_mark(struct pdz_buf *b, const struct pdz_mark *m)
{
	if (m->has_value)
		number(b, "value", pdz_value_of(m->value));
	if (m->has_limit)
		number(b, "limit", pdz_value_of(m->limit));
	if (m->is_judged) {
		key(b, "within");
		pdz_buf_z(b, m->within ? "true" : "false");
	}
}

static void write_row(struct explanation *ex, const struct pdz_said_row *row, bool why)
{
	struct pdz_buf *b = ex->x->out;
	const struct pdz_record *r = &row->kept->record;
	pdz_buf_z(b, "\n   {\"source\":");
	pdz_json_write_text(b, r->source);
	pdz_buf_printf(b, ",\"line\":%llu", (unsigned long long)r->line);
	if (why) {
		text(b, "use", pdz_str(pdz_use_names[row->mark.use]));
		ex_why(ex, &ex->said.text, row->mark.use, row->column);
		text(b, "why", pdz_buf_view(&ex->said.text));
		pdz_buf_clear(&ex->said.text);
	}
	text_if(b, "id", r->id);
	text(b, "event", r->event);
	text(b, "status", r->status == PDZ_DONE ? PDZ_STR("done") : PDZ_STR("planned"));
	day_if(b, "date", r->date);
	day_if(b, "due", r->due);
	day_if(b, "start", r->start);
	key(b, "quantity");
	pdz_micro_write(b, r->quantity);
	text_if(b, "case", r->case_id);
	text_if(b, "category", r->category);
	text_if(b, "area", row->kept->area != PDZ_NONE ? ex->said.plan->areas[row->kept->area].code : r->area);
	text_if(b, "action", r->action);
	text_if(b, "note", r->note);
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
		key(b, "matched");
		pdz_buf_z(b, row->matched ? "true" : "false");
	}
	pdz_buf_char(b, '}');
}

static void write_rows(struct explanation *ex, const struct pdz_said_row *rows, size_t count, bool why)
{
	pdz_buf_char(ex->x->out, '[');
	for (size_t i = 0; i < count; i++) {
		pdz_buf_z(ex->x->out, i == 0 ? "" : ",");
		write_row(ex, &rows[i], why);
	}
	pdz_buf_char(ex->x->out, ']');
}

static const char *counted_name(const struct explanation *ex, const struct pdz_said_list *list)
{
	static const char *const names[] = {
		[PDZ_QUANTITY] = "quantity", [PDZ_RECORDS] = "records", [PDZ_CASES] = "cases", [PDZ_VALUES] = "values",
	};
	static const char *const others[] = {[PDZ_TERM_CONSTANT] = "constant", [PDZ_TERM_POPULATION] = "population", [PDZ_TERM_BUDGET] = "budget"};
	if (list->term->kind != PDZ_TERM_SELECTOR)
		return others[list->term->kind];
	const struct pdz_selector *s = &ex->said.plan->slots[list->term->slot].selector;
	return s->yearly ? "yearly_cases" : names[s->counted];
}

static void write_lists(struct explanation *ex, const struct pdz_said_lists *rows)
{
	struct pdz_buf *b = ex->x->out;
	pdz_buf_char(b, '[');
	for (size_t i = 0; i < rows->list_count; i++) {
		const struct pdz_said_list *list = &rows->lists[i];
		pdz_buf_z(b, i == 0 ? "\n  {\"role\":" : ",\n  {\"role\":");
		pdz_json_write_text(b, pdz_str(list->role));
		if (list->term != NULL) {
			text(b, "counts", pdz_str(counted_name(ex, list)));
			const struct pdz_selector *s = list->term->kind == PDZ_TERM_SELECTOR ? &ex->said.plan->slots[list->term->slot].selector : NULL;
			if (s != NULL && s->counted == PDZ_VALUES)
				text(b, "column", pdz_plan_column_code(ex->said.plan, s->column));
			number(b, "amount", list->amount);
		}
		key(b, "rows");
		write_rows(ex, list->rows, list->count, false);
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
		text(b, "text", ex->said.lines[i].text);
		pdz_buf_char(b, '}');
	}
	pdz_buf_char(b, ']');
	pdz_buf_z(b, ",\n \"formula\":");
	pdz_json_write_text(b, ex->formula);
	pdz_buf_z(b, ",\n \"steps\":[");
	for (size_t i = 0; i < ex->step_count; i++) {
		pdz_buf_z(b, i == 0 ? "{\"step\":" : ",{\"step\":");
		pdz_json_write_text(b, pdz_str(ex->steps[i].key));
		number(b, "value", ex->steps[i].value);
		text(b, "label", ex->steps[i].label);
		text(b, "text", ex->steps[i].text);
		pdz_buf_char(b, '}');
	}
	pdz_buf_char(b, ']');
}

/* What counting the rows again needs to know of the definition. */
static void write_rule(struct explanation *ex)
{
	struct pdz_buf *b = ex->x->out;
	const struct pdz_indicator *ind = ex->said.ind;
	text(b, "kind", pdz_str(ind->kind->name));
	text(b, "statistic", pdz_str(pdz_statistic_name(ex->said.plan, ind)));
	number(b, "scale", pdz_value_of(ind->scale));
	if (ind->kind->rule != NULL)
		ind->kind->rule(&ex->said, b);
	if (ind->breakdown != PDZ_NONE)
		text(b, "breakdown", pdz_plan_column_code(ex->said.plan, ind->breakdown));
}

void ex_draw_json(struct explanation *ex)
{
	struct pdz_buf *b = ex->x->out;
	struct pdz_results_writer entry = {.out = b, .plan = ex->said.plan, .run = ex->x->run, .options = ex->x->options, .by = ""};
	pdz_buf_z(b, ex->x->entries == 0 ? "\n{\"entry\":" : ",\n{\"entry\":");
	pdz_results_write_entry(&entry, &ex->entry);
	pdz_buf_z(b, ",\n \"name\":");
	pdz_json_write_text(b, ex->said.ind->name);
	write_rule(ex);
	pdz_buf_z(b, ",\n \"definition\":");
	write_texts(ex);
	pdz_buf_z(b, ",\n \"lists\":");
	write_lists(ex, &ex->rows);
	if (ex->has_baseline) {
		pdz_buf_z(b, ",\n \"baseline\":{\"period\":\"");
		pdz_period_write(b, ex->said.ind->baseline.period);
		pdz_buf_char(b, '"');
		number(b, "value", ex->assessing.computed_baseline);
		key(b, "lists");
		write_lists(ex, &ex->baseline);
		pdz_buf_char(b, '}');
	}
	pdz_buf_z(b, ",\n \"left_out\":");
	write_rows(ex, ex->rows.left, ex->rows.left_count, true);
	pdz_buf_char(b, '}');
}

void ex_begin_json(struct pdz_explainer *x, const struct pdz_result_file *files, size_t file_count)
{
	struct pdz_buf *b = x->out;
	pdz_buf_z(b, "{\"pdz_explanation\":1,\n\"tool\":{\"name\":\"pdz-indicators\",\"version\":\"" PDZ_VERSION "\"}");
	day_if(b, "as_of", x->options->as_of);
	text(b, "language", x->language == PDZ_ITALIAN ? PDZ_STR("it") : PDZ_STR("en"));
	pdz_buf_z(b, ",\n\"plan\":{\"id\":");
	pdz_json_write_text(b, x->plan->id);
	text(b, "name", x->plan->name);
	text(b, "sha256", pdz_str(x->plan->sha256));
	pdz_buf_z(b, "},\n\"inputs\":[");
	for (size_t i = 0; i < file_count; i++) {
		pdz_buf_z(b, i == 0 ? "{\"name\":" : ",{\"name\":");
		pdz_json_write_text(b, pdz_str(files[i].name));
		text(b, "sha256", pdz_str(files[i].sha256));
		pdz_buf_char(b, '}');
	}
	pdz_buf_z(b, "],\n\"explanations\":[");
}
