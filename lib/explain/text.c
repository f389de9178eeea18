/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An explanation as text: aligned columns, one record a line, its file and line first. */
#include "explain/explanation.h"

#include "words/terminal.h"

enum { COLUMNS_MAX = 16 + PDZ_MAX_DIMENSIONS, LABEL_WIDTH = 26, WRAP = 96 };

static void heading(struct explanation *ex, const char *english)
{
	pdz_buf_z(ex->x->out, "\n");
	pdz_buf_z(ex->x->out, pdz_said_word(&ex->said, english));
	pdz_buf_char(ex->x->out, '\n');
}

/* "  label   text", the text wrapped under itself. */
static void labelled(struct explanation *ex, struct pdz_str label, struct pdz_str text)
{
	struct pdz_buf *out = ex->x->out;
	struct pdz_str line;
	struct pdz_buf plain = {0};
	pdz_terminal_visible(&plain, text);
	struct pdz_str rest = pdz_buf_view(&plain);
	for (bool first = true; pdz_terminal_wrap(&rest, WRAP, &line); first = false) {
		pdz_buf_z(out, "  ");
		pdz_terminal_pad(out, first ? label : PDZ_STR(""), LABEL_WIDTH, false);
		pdz_buf_str(out, line);
		pdz_buf_char(out, '\n');
	}
	ex->said.failed |= plain.failed;
	pdz_buf_release(&plain);
}

static void draw_formula(struct explanation *ex)
{
	struct pdz_buf plain = {0};
	struct pdz_str line;
	pdz_terminal_visible(&plain, ex->formula);
	struct pdz_str rest = pdz_buf_view(&plain);
	while (pdz_terminal_wrap(&rest, LABEL_WIDTH + WRAP, &line)) {
		pdz_buf_z(ex->x->out, "  ");
		pdz_buf_str(ex->x->out, line);
		pdz_buf_char(ex->x->out, '\n');
	}
	ex->said.failed |= plain.failed;
	pdz_buf_release(&plain);
}

/* ---- one table of records ---- */

enum cell {
	CELL_PLACE,
	CELL_DATE,
	CELL_DUE,
	CELL_START,
	CELL_EVENT,
	CELL_STATUS,
	CELL_QUANTITY,
	CELL_VALUE,
	CELL_WITHIN,
	CELL_MATCH,
	CELL_CASE,
	CELL_CATEGORY,
	CELL_AREA,
	CELL_ACTION,
	CELL_NOTE,
	CELL_DIMENSION,
};

static const char *title_of(const struct explanation *ex, enum cell cell)
{
	static const char *const titles[] = {
		[CELL_PLACE] = "column|file:line",   [CELL_DATE] = "column|date",         [CELL_DUE] = "column|due",
		[CELL_START] = "column|start",       [CELL_EVENT] = "column|event",       [CELL_STATUS] = "column|status",
		[CELL_QUANTITY] = "column|quantity", [CELL_VALUE] = "column|days",        [CELL_WITHIN] = "column|in time",
		[CELL_CASE] = "column|case",         [CELL_CATEGORY] = "column|category", [CELL_AREA] = "column|area",
		[CELL_ACTION] = "column|action",     [CELL_NOTE] = "column|note",
	};
	if (ex->said.ind->kind->scores && cell == CELL_VALUE)
		return pdz_said_word(&ex->said, "column|score");
	if (ex->said.ind->kind->scores && cell == CELL_WITHIN)
		return pdz_said_word(&ex->said, "column|at the mark");
	if (cell == CELL_MATCH)
		return pdz_said_word(&ex->said, ex->said.ind->planned_done ? "column|done too" : "column|in numerator");
	return pdz_said_word(&ex->said, titles[cell]);
}

static void write_record_place(struct explanation *ex, const struct pdz_record *r)
{
	pdz_buf_str(&ex->said.text, r->source);
	if (r->line > 0)
		pdz_buf_printf(&ex->said.text, ":%llu", (unsigned long long)r->line);
}

static void write_row_cell(struct explanation *ex, const struct pdz_said_row *row, int cell)
{
	const struct pdz_record *r = &row->kept->record;
	struct pdz_buf *b = &ex->said.text;
	switch (cell) {
	case CELL_PLACE:
		write_record_place(ex, r);
		return;
	case CELL_DATE:
		if (r->date != PDZ_NO_DAY)
			pdz_spell_date(b, ex->said.lang, r->date);
		return;
	case CELL_DUE:
		if (r->due != PDZ_NO_DAY)
			pdz_spell_date(b, ex->said.lang, r->due);
		return;
	case CELL_START:
		if (r->start != PDZ_NO_DAY)
			pdz_spell_date(b, ex->said.lang, r->start);
		return;
	case CELL_EVENT:
		pdz_buf_str(b, r->event);
		return;
	case CELL_STATUS:
		pdz_buf_z(b, pdz_said_status(&ex->said, r->status, false));
		return;
	case CELL_QUANTITY:
		pdz_said_number(&ex->said, b, pdz_micro_double(r->quantity));
		return;
	case CELL_VALUE:
		if (row->mark.has_value)
			pdz_said_number(&ex->said, b, row->mark.value);
		return;
	case CELL_WITHIN:
		if (row->mark.is_judged)
			pdz_buf_z(b, pdz_said_word(&ex->said, row->mark.within ? "explain|yes" : "explain|no"));
		return;
	case CELL_MATCH:
		if (row->has_match)
			pdz_buf_z(b, pdz_said_word(&ex->said, row->matched ? "explain|yes" : "explain|no"));
		return;
	case CELL_CASE:
		pdz_buf_str(b, r->case_id);
		return;
	case CELL_CATEGORY:
		pdz_buf_str(b, r->category);
		return;
	case CELL_AREA:
		pdz_buf_str(b, row->kept->area != PDZ_NONE ? ex->said.plan->areas[row->kept->area].code : r->area);
		return;
	case CELL_ACTION:
		pdz_buf_str(b, r->action);
		return;
	case CELL_NOTE:
		pdz_buf_str(b, r->note);
		return;
	default:
		pdz_buf_str(b, r->dimensions[cell - CELL_DIMENSION]);
		return;
	}
}

static bool is_right(int cell)
{
	return cell == CELL_QUANTITY || cell == CELL_VALUE;
}

/* Does a column say anything in this table? Those that say the same in every row are left out, but
 * for dates and persons. */
static bool is_telling(struct explanation *ex, int cell, const struct pdz_str *cells, size_t count)
{
	bool any = false, differ = false;
	for (size_t i = 0; i < count; i++) {
		any |= cells[i].n > 0;
		differ |= !pdz_str_eq(cells[i], cells[0]);
	}
	if (cell == CELL_START)
		return any && ex->said.ind->kind->has_start;
	if (cell == CELL_EVENT || cell == CELL_STATUS || cell == CELL_ACTION)
		return differ;
	if (cell == CELL_QUANTITY)
		return !ex->said.ind->kind->scores && (differ || !pdz_str_is(cells[0], "1"));
	return any;
}

struct table {
	struct {
		int cell;
		struct pdz_str title;
		struct pdz_str *cells;
		size_t width;
	} columns[COLUMNS_MAX];
	size_t count;
};

static bool add_column(struct explanation *ex, struct table *t, int cell, const struct pdz_said_row *rows, size_t count)
{
	struct pdz_str *cells = pdz_arena_alloc(&ex->said.arena, count * sizeof *cells);
	if (cells == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct pdz_buf plain = {0};
		write_row_cell(ex, &rows[i], cell);
		pdz_terminal_visible(&plain, pdz_buf_view(&ex->said.text));
		pdz_buf_clear(&ex->said.text);
		pdz_buf_str(&ex->said.text, pdz_buf_view(&plain));
		cells[i] = pdz_said_take(&ex->said);
		ex->said.failed |= plain.failed;
		pdz_buf_release(&plain);
	}
	if (!is_telling(ex, cell, cells, count))
		return true;
	const struct pdz_str title = cell >= CELL_DIMENSION ? ex->said.plan->dimensions[cell - CELL_DIMENSION].name
	                                                    : pdz_str(title_of(ex, (enum cell)cell));
	size_t width = pdz_terminal_width(title);
	for (size_t i = 0; i < count; i++)
		width = pdz_terminal_width(cells[i]) > width ? pdz_terminal_width(cells[i]) : width;
	t->columns[t->count].cell = cell;
	t->columns[t->count].title = title;
	t->columns[t->count].cells = cells;
	t->columns[t->count++].width = width;
	return true;
}

static void draw_row(struct explanation *ex, const struct table *t, size_t row, bool titles)
{
	struct pdz_buf *out = ex->x->out;
	pdz_buf_z(out, "    ");
	for (size_t c = 0; c < t->count; c++) {
		pdz_buf_z(out, c == 0 ? "" : "  ");
		pdz_terminal_pad(out, titles ? t->columns[c].title : t->columns[c].cells[row], t->columns[c].width,
		                 is_right(t->columns[c].cell));
	}
	while (!out->failed && out->n > 0 && out->p[out->n - 1] == ' ')
		out->n--;
	pdz_buf_char(out, '\n');
}

static void draw_rows(struct explanation *ex, const struct pdz_said_row *rows, size_t count)
{
	struct table t = {0};
	const size_t limit = ex->x->limit, shown = limit > 0 && limit < count ? limit : count;
	if (count == 0)
		return;
	for (int cell = CELL_PLACE; cell < CELL_NOTE; cell++)
		ex->said.failed |= !add_column(ex, &t, cell, rows, shown);
	for (size_t i = 0; i < ex->said.plan->dimension_count; i++)
		ex->said.failed |= !add_column(ex, &t, (int)(CELL_DIMENSION + i), rows, shown);
	ex->said.failed |= !add_column(ex, &t, CELL_NOTE, rows, shown);
	if (ex->said.failed)
		return;
	draw_row(ex, &t, 0, true);
	for (size_t i = 0; i < shown; i++)
		draw_row(ex, &t, i, false);
	if (shown == count)
		return;
	struct pdz_buf more = {0};
	pdz_spell_number(&more, ex->said.lang, (double)(count - shown), 0);
	pdz_buf_z(ex->x->out, "    ");
	pdz_say_into(ex->x->out, ex->said.lang, "explain|… {0} more, because of --limit", pdz_buf_view(&more));
	pdz_buf_char(ex->x->out, '\n');
	ex->said.failed |= more.failed;
	pdz_buf_release(&more);
}

/* ---- lists ---- */

static const char *title_of_list(const struct explanation *ex, const struct pdz_said_list *list)
{
	static const struct {
		const char *role, *title;
	} titles[] = {
		{"counted", "explain|Counted"},
		{"numerator", "explain|Numerator"},
		{"denominator", "explain|Denominator"},
		{"items", "explain|Counted"},
		{"from", "explain|From"},
		{"to", "explain|To"},
		{"waiting", "explain|Still open, beside the number"},
	};
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (strcmp(list->role, titles[i].role) == 0)
			return pdz_said_word(&ex->said, titles[i].title);
	return list->role;
}

static void write_count(struct explanation *ex, size_t n)
{
	struct pdz_buf count = {0};
	pdz_spell_number(&count, ex->said.lang, (double)n, 0);
	pdz_say_into(ex->x->out, ex->said.lang, n == 1 ? "explain|{0} record" : "explain|{0} records",
	             pdz_buf_view(&count));
	ex->said.failed |= count.failed;
	pdz_buf_release(&count);
}

static void draw_list(struct explanation *ex, const struct pdz_said_list *list)
{
	struct pdz_buf *out = ex->x->out;
	const bool records = list->term == NULL || list->term->kind == PDZ_TERM_SELECTOR;
	if (strcmp(list->role, "waiting") == 0 && list->count == 0)
		return;
	pdz_buf_z(out, "  ");
	pdz_buf_z(out, title_of_list(ex, list));
	pdz_buf_z(out, ": ");
	if (records) {
		write_count(ex, list->count);
		if (list->term != NULL && list->amount.ok && list->amount.number != (double)list->count) {
			pdz_buf_z(out, " → ");
			pdz_said_number(&ex->said, out, list->amount.number);
		}
	} else if (list->amount.ok) {
		pdz_said_number(&ex->said, out, list->amount.number);
		pdz_buf_z(out, pdz_said_word(&ex->said, "explain|, not from records"));
	} else {
		pdz_buf_z(out, pdz_said_word(&ex->said, "explain|not known"));
	}
	pdz_buf_char(out, '\n');
	draw_rows(ex, list->rows, list->count);
}

static void draw_lists(struct explanation *ex, const struct pdz_said_lists *rows)
{
	for (size_t i = 0; i < rows->list_count; i++)
		draw_list(ex, &rows->lists[i]);
}

static void draw_left(struct explanation *ex)
{
	const struct pdz_said_lists *rows = &ex->rows;
	if (rows->left_count == 0)
		return;
	pdz_buf_char(ex->x->out, '\n');
	pdz_buf_z(ex->x->out, pdz_said_word(&ex->said, "explain|RECORDS LEFT OUT"));
	pdz_buf_z(ex->x->out, ": ");
	write_count(ex, rows->left_count);
	pdz_buf_char(ex->x->out, '\n');
	for (size_t i = 0, next; i < rows->left_count; i = next) {
		const struct pdz_said_row *row = &rows->left[i];
		for (next = i + 1; next < rows->left_count && rows->left[next].mark.use == row->mark.use &&
		                   rows->left[next].column == row->column;
		     next++)
			;
		pdz_buf_z(ex->x->out, "  ");
		pdz_explain_why(ex, ex->x->out, row->mark.use, row->column);
		pdz_buf_z(ex->x->out, ": ");
		write_count(ex, next - i);
		const bool listed = row->mark.use != PDZ_USE_OTHER_VALUE || ex->x->all;
		if (!listed)
			pdz_buf_z(ex->x->out, pdz_said_word(&ex->said, "explain| (listed with --all)"));
		pdz_buf_char(ex->x->out, '\n');
		if (listed)
			draw_rows(ex, row, next - i);
	}
}

/* ---- what only some kinds have ---- */

static void draw_breakdown(struct explanation *ex)
{
	const struct pdz_detail *d = &ex->entry.detail;
	if (d->breakdown_count == 0)
		return;
	pdz_buf_char(ex->x->out, '\n');
	pdz_say_into(ex->x->out, ex->said.lang, "explain|BY: {0}", pdz_said_column(&ex->said, ex->said.ind->breakdown));
	pdz_buf_char(ex->x->out, '\n');
	for (size_t i = 0; i < d->breakdown_count; i++) {
		const struct pdz_part *p = &d->breakdown[i];
		pdz_said_value(&ex->said, &ex->said.text, p->value);
		if (p->numerator.ok && p->denominator.ok) {
			pdz_buf_z(&ex->said.text, "  (");
			pdz_said_number(&ex->said, &ex->said.text, p->numerator.number);
			pdz_buf_z(&ex->said.text, " / ");
			pdz_said_number(&ex->said, &ex->said.text, p->denominator.number);
			pdz_buf_char(&ex->said.text, ')');
		}
		const struct pdz_str text = pdz_said_take(&ex->said);
		labelled(ex, p->label.n > 0 ? p->label : pdz_str(pdz_said_word(&ex->said, "explain|(none)")), text);
	}
}

static void draw_parts(struct explanation *ex)
{
	const struct pdz_detail *d = &ex->entry.detail;
	if (d->part_count == 0)
		return;
	heading(ex, "explain|PARTS, each explained below");
	for (size_t i = 0; i < d->part_count; i++) {
		const struct pdz_indicator *part = &ex->said.plan->indicators[ex->said.ind->parts[i]];
		pdz_buf_z(&ex->said.text, pdz_word_verdict(ex->said.lang, d->parts[i].verdict));
		if (d->parts[i].share.ok) {
			pdz_buf_z(&ex->said.text, ", ");
			pdz_spell_percent(&ex->said.text, ex->said.lang, d->parts[i].share.number, 1);
		}
		pdz_buf_z(&ex->said.text, " – ");
		pdz_buf_str(&ex->said.text, part->name);
		const struct pdz_str text = pdz_said_take(&ex->said);
		labelled(ex, part->code, text);
	}
}

static void draw_group(struct explanation *ex)
{
	struct pdz_buf *out = ex->x->out;
	const struct pdz_view *v = &ex->assessing.view;
	pdz_buf_z(out, pdz_said_word(&ex->said, "explain|Period "));
	pdz_spell_period(out, ex->said.lang, v->period);
	pdz_buf_z(out, pdz_said_word(&ex->said, "explain|, records up to "));
	pdz_spell_date(out, ex->said.lang, v->as_of);
	pdz_buf_z(out, " · ");
	pdz_buf_str(out, v->area == PDZ_NONE ? pdz_str(pdz_said_word(&ex->said, "explain|whole territory"))
	                                     : ex->said.plan->areas[v->area].name);
	if (v->category != PDZ_NONE) {
		pdz_buf_z(out, " · ");
		pdz_buf_str(out, pdz_run_word(ex->x->run, v->category));
	}
	for (size_t i = 0; v->rest != PDZ_NONE && i < ex->x->options->dimension_count; i++) {
		pdz_buf_z(out, " · ");
		pdz_buf_str(out, ex->said.plan->dimensions[ex->x->options->dimensions[i]].name);
		pdz_buf_char(out, ' ');
		pdz_buf_str(out, pdz_run_dimension(ex->x->run, v->rest, i));
	}
	pdz_buf_char(out, '\n');
}

static void draw_head(struct explanation *ex)
{
	struct pdz_buf *out = ex->x->out;
	const struct pdz_indicator *ind = ex->said.ind;
	if (ex->x->entries > 0)
		pdz_buf_z(out, "\n────────────────────────────────────────────────────────────────────────\n\n");
	pdz_buf_str(out, ind->code);
	pdz_buf_z(out, "  ");
	pdz_buf_str(out, ind->name);
	pdz_buf_char(out, '\n');
	draw_group(ex);
}

void pdz_explain_draw_text(struct explanation *ex)
{
	const size_t from = ex->x->out->n;

	draw_head(ex);
	heading(ex, "explain|DEFINITION");
	for (size_t i = 0; i < ex->said.line_count; i++)
		labelled(ex, ex->said.lines[i].label, ex->said.lines[i].text);
	heading(ex, "explain|CALCULATION");
	draw_formula(ex);
	draw_parts(ex);
	draw_breakdown(ex);
	heading(ex, "explain|FROM THE VALUE TO THE VERDICT");
	for (size_t i = 0; i < ex->step_count; i++)
		labelled(ex, ex->steps[i].label, ex->steps[i].text);
	if (ex->rows.list_count > 0) {
		heading(ex, "explain|RECORDS BEHIND THE NUMBER");
		draw_lists(ex, &ex->rows);
	}
	if (ex->has_judged) {
		heading(ex, "explain|RECORDS BEHIND THE FIGURE ON THE DEADLINE");
		draw_lists(ex, &ex->judged);
	}
	if (ex->has_baseline) {
		heading(ex, "explain|RECORDS BEHIND THE BASELINE");
		draw_lists(ex, &ex->baseline);
	}
	draw_left(ex);
	pdz_terminal_lines(ex->x->out, from);
}
