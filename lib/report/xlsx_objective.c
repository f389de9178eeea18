/* The monitoring table of an objective: a sheet each. */
#include "xlsx.h"

#include <stdio.h>
#include <stdlib.h>

enum { CODE_WIDTH = 8, NAME_WIDTH = 34, LEVEL_WIDTH = 9, NOTE_WIDTH = 60, SUBCOLUMNS = 4, COLUMNS_MAX = 512 };
static const double figure_widths[SUBCOLUMNS] = {8, 9, 10.5, 6.5};

static void write_verdict_colours(struct xlsx *x, uint32_t first, uint32_t last, uint16_t column)
{
	for (int v = 0; v < PDZ_VERDICTS && !xlsx_accessible(x); v++) { /* no coloured ground there; the word is enough */
		char equals[160];
		snprintf(equals, sizeof equals, "\"%s\"", pdz_word_verdict(x->lang, (enum pdz_verdict)v));
		lxw_conditional_format f = {.type = LXW_CONDITIONAL_TYPE_CELL, .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
		                            .value_string = equals, .format = x->verdicts[v]};
		xlsx_did(x, worksheet_conditional_format_range(x->sheet, first, column, last, column, &f));
	}
}

static void write_progress_bars(struct xlsx *x, uint32_t first, uint32_t last, uint16_t column)
{
	if (xlsx_accessible(x))
		return;
	lxw_conditional_format f = {.type = LXW_CONDITIONAL_DATA_BAR, .bar_color = 0x9DBBE3, .bar_solid = 1,
	                            .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER, .min_value = 0,
	                            .max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER, .max_value = 1};
	xlsx_did(x, worksheet_conditional_format_range(x->sheet, first, column, last, column, &f));
}

static void add_note(struct pdz_buf *b, struct pdz_str label, struct pdz_str text)
{
	if (text.n == 0)
		return;
	pdz_buf_z(b, b->n ? "; " : "");
	if (label.n) {
		pdz_buf_str(b, label);
		pdz_buf_z(b, ": ");
	}
	pdz_buf_str(b, text);
}

/* What stands in smaller letters elsewhere, in one column. */
static void write_row_note(struct xlsx *x, uint32_t r, uint16_t column, const struct pdz_report_row *row)
{
	struct pdz_buf b = {0};
	add_note(&b, PDZ_STR(""), row->note);
	for (size_t i = 0; i < x->rep->column_count; i++) {
		const struct pdz_cell *c = &row->cells[i];
		add_note(&b, x->rep->columns[i].title, c->under);
		if (!c->figure)
			continue;
		add_note(&b, x->rep->columns[i].title, c->figure->extra);
		add_note(&b, x->rep->columns[i].title, c->figure->interval);
	}
	if (b.failed)
		xlsx_problem(x, "out of memory");
	if (b.n == 0 && xlsx_accessible(x)) /* no empty cells there */
		pdz_buf_z(&b, pdz_say(x->lang, "xlsx|none"));
	xlsx_text(x, r, column, pdz_buf_view(&b), XLSX_TEXT);
	pdz_buf_release(&b);
}

static uint16_t column_count(const struct xlsx *x)
{
	uint16_t n = xlsx_accessible(x) ? 5 : 4; /* (action,) code, name, level ... remarks */
	for (size_t i = 0; i < x->rep->column_count; i++)
		n = (uint16_t)(n + (x->rep->columns[i].role == PDZ_COLUMN_FIGURE ? SUBCOLUMNS : 1));
	return n;
}

/* Heads of all columns; each different from the others, as a table wants them. */
static void head(struct xlsx *x, uint32_t row, uint16_t column, struct pdz_str title, const char *english, bool number,
                 struct xlsx_head *heads, struct pdz_buf *texts)
{
	size_t from = texts->n;
	pdz_buf_str(texts, title);
	if (english) {
		pdz_buf_z(texts, title.n ? " " : "");
		pdz_buf_z(texts, pdz_say(x->lang, english));
	}
	struct pdz_str s = {texts->p + from, texts->n - from};
	for (uint16_t i = 0; i < column; i++)
		if (pdz_str_is(s, heads[i].text)) { /* two areas of one name */
			pdz_buf_printf(texts, " (%u)", column);
			s.n = texts->n - from;
			break;
		}
	pdz_buf_char(texts, '\0');
	heads[column] = (struct xlsx_head){s.p, number};
	if (!xlsx_accessible(x)) /* there the table writes it */
		xlsx_text(x, row, column, s, number ? XLSX_HEADER_NUMBER : XLSX_HEADER);
}

static uint16_t write_heads(struct xlsx *x, uint32_t row, struct xlsx_head *heads, struct pdz_buf *texts)
{
	const struct pdz_report *rep = x->rep;
	uint16_t c = 0, columns = column_count(x);
	/* room first: heads point into the buffer */
	if (!pdz_buf_reserve(texts, (size_t)columns * 512 + 65536)) {
		xlsx_problem(x, "out of memory");
		return 0;
	}
	if (xlsx_accessible(x)) /* elsewhere a heading over the rows says it */
		head(x, row, c++, pdz_str(pdz_say(x->lang, "xlsx|Action")), NULL, false, heads, texts);
	head(x, row, c++, rep->code_title, NULL, false, heads, texts);
	head(x, row, c++, rep->name_title, NULL, false, heads, texts);
	head(x, row, c++, pdz_str(pdz_say(x->lang, "xlsx|Level")), NULL, false, heads, texts);
	for (size_t i = 0; i < rep->column_count; i++) {
		const struct pdz_report_column *column = &rep->columns[i];
		if (column->role != PDZ_COLUMN_FIGURE) {
			head(x, row, c++, column->title, NULL, column->role != PDZ_COLUMN_VERDICT, heads, texts);
			continue;
		}
		struct pdz_str of = rep->options.layout == PDZ_TREND ? PDZ_STR("") : column->title;
		head(x, row, c++, of, "xlsx|planned (den.)", true, heads, texts);
		head(x, row, c++, of, "xlsx|done (num.)", true, heads, texts);
		head(x, row, c++, of, "xlsx|value", true, heads, texts);
		head(x, row, c++, of, "xlsx|n", true, heads, texts);
	}
	head(x, row, c++, pdz_str(pdz_say(x->lang, "xlsx|Remarks")), NULL, false, heads, texts);
	return c;
}

static void set_widths(struct xlsx *x)
{
	uint16_t c = 0;
	if (xlsx_accessible(x))
		xlsx_column(x, c++, 40);
	xlsx_column(x, c++, x->rep->options.layout == PDZ_TREND ? 15 : CODE_WIDTH);
	xlsx_column(x, c++, NAME_WIDTH);
	xlsx_column(x, c++, LEVEL_WIDTH);
	for (size_t i = 0; i < x->rep->column_count; i++) {
		const struct pdz_report_column *column = &x->rep->columns[i];
		if (column->role != PDZ_COLUMN_FIGURE) {
			xlsx_column(x, c++, column->role == PDZ_COLUMN_VERDICT ? 14 : 10);
			continue;
		}
		for (int k = 0; k < SUBCOLUMNS; k++)
			xlsx_column(x, c++, figure_widths[k]);
	}
	xlsx_column(x, c, NOTE_WIDTH);
}

static void write_name(struct xlsx *x, uint32_t r, uint16_t column, const struct pdz_report_row *row)
{
	struct pdz_buf b = {0};
	pdz_buf_str(&b, row->name);
	if (row->measure.n) {
		pdz_buf_z(&b, "\n(");
		pdz_buf_str(&b, row->measure);
		pdz_buf_char(&b, ')');
	}
	if (b.failed)
		xlsx_problem(x, "out of memory");
	xlsx_text(x, r, column, pdz_buf_view(&b), XLSX_TEXT);
	pdz_buf_release(&b);
}

static void write_row(struct xlsx *x, uint32_t r, const struct pdz_report_row *row, struct pdz_str action)
{
	uint16_t c = 0;
	static const struct pdz_cell missing = {.kind = PDZ_CELL_NONE};
	if (xlsx_accessible(x))
		xlsx_text(x, r, c++, action, XLSX_TEXT);
	xlsx_text(x, r, c++, row->code, XLSX_CODE);
	write_name(x, r, c++, row);
	xlsx_text(x, r, c++, pdz_str(pdz_word_level(x->lang, row->indicator->level)), XLSX_TEXT);
	for (size_t i = 0; i < x->rep->column_count; i++) {
		const struct pdz_cell *cell = &row->cells[i];
		if (x->rep->columns[i].role != PDZ_COLUMN_FIGURE) {
			xlsx_cell(x, r, c++, cell);
			continue;
		}
		const struct pdz_figure *f = cell->figure;
		struct pdz_cell none = missing;
		none.text = cell->text;
		xlsx_cell(x, r, c++, f ? &f->planned : &none);
		xlsx_cell(x, r, c++, f ? &f->done : &none);
		xlsx_cell(x, r, c++, f ? &f->value : &none);
		xlsx_cell(x, r, c++, f ? &f->n : &none);
	}
	write_row_note(x, r, c, row);
	xlsx_end_row(x, r);
}

/* "pdz_objective_1": letters, digits and underscores of the code. */
static void table_name(char out[64], struct pdz_str code)
{
	int n = snprintf(out, 64, "pdz_objective_");
	for (size_t i = 0; i < code.n && n < 63; i++) {
		char c = code.p[i];
		bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		out[n++] = fine ? c : '_';
	}
	out[n] = '\0';
}

static void finish_objective(struct xlsx *x, uint32_t header, uint32_t last, const struct pdz_report_section *s,
                             const struct xlsx_head *heads, uint16_t columns)
{
	uint16_t verdict = (uint16_t)(columns - 2), progress = (uint16_t)(columns - 3);
	if (last > header) {
		write_verdict_colours(x, header + 1, last, verdict);
		write_progress_bars(x, header + 1, last, progress);
	}
	if (xlsx_accessible(x)) {
		char name[64];
		table_name(name, s->code);
		xlsx_table(x, name, header, last, heads, columns, false);
		return;
	}
	worksheet_freeze_panes(x->sheet, header + 1, 2);
	/* The remarks stay off the paper, or the rest would be too small to read. */
	xlsx_did(x, worksheet_print_area(x->sheet, 0, 0, last, (uint16_t)(columns - 2)));
}

/* "Note: x su y [nota 1], n [nota 2], raggiunto [nota 3]": what the words below lead to. */
static void write_marks(struct xlsx *x, uint32_t row)
{
	struct pdz_buf b = {0};
	pdz_buf_z(&b, pdz_say(x->lang, "xlsx|Notes on the words used here, in the sheet of notes:"));
	for (size_t i = 0; i < x->rep->note_count; i++) {
		char number[24];
		snprintf(number, sizeof number, "%zu", i + 1);
		pdz_buf_z(&b, i ? ", " : " ");
		pdz_buf_str(&b, x->rep->notes[i].term);
		pdz_buf_z(&b, " [");
		pdz_say_into(&b, x->lang, "xlsx|note {0}", pdz_str(number));
		pdz_buf_char(&b, ']');
	}
	if (b.failed)
		xlsx_problem(x, "out of memory");
	xlsx_text(x, row, 0, pdz_buf_view(&b), XLSX_SUBTITLE);
	pdz_buf_release(&b);
}

void xlsx_write_objective(struct xlsx *x, const struct pdz_report_section *s)
{
	struct xlsx_head *heads = calloc(column_count(x), sizeof *heads);
	struct pdz_buf texts = {0};
	if (!heads || column_count(x) > COLUMNS_MAX || !xlsx_sheet(x, s->heading)) {
		xlsx_problem(x, "a sheet could not be added");
		free(heads);
		return;
	}
	pdz_buf_str(&texts, s->heading);
	pdz_buf_z(&texts, ". ");
	pdz_buf_str(&texts, s->title);
	uint32_t row = xlsx_begin(x, pdz_buf_view(&texts), xlsx_accessible(x) ? "xlsx|This sheet contains one table. Words stand where "
	                                                                   "a figure cannot be given; they are explained in the notes."
	                                                                 : NULL);
	pdz_buf_clear(&texts);
	if (xlsx_accessible(x))
		write_marks(x, row++);
	for (size_t i = 0; i < s->fact_count; i++)
		xlsx_text(x, row++, 0, s->facts[i], XLSX_SUBTITLE);
	if (!xlsx_accessible(x))
		row++;
	uint32_t header = row;
	set_widths(x);
	uint16_t columns = write_heads(x, row, heads, &texts);
	xlsx_end_row(x, row++);
	struct pdz_buf full = {0};
	for (size_t i = 0; i < s->row_count; i++) {
		const struct pdz_report_row *r = &s->rows[i];
		if (!r->is_group) {
			write_row(x, row++, r, pdz_buf_view(&full));
			continue;
		}
		pdz_buf_clear(&full);
		add_note(&full, r->code, r->name);
		if (xlsx_accessible(x))
			continue;
		for (uint16_t c = 1; c < columns; c++)
			xlsx_did(x, worksheet_write_blank(x->sheet, row, c, x->styles[XLSX_GROUP]));
		xlsx_text(x, row++, 0, pdz_buf_view(&full), XLSX_GROUP);
	}
	if (texts.failed || full.failed)
		xlsx_problem(x, "out of memory");
	else
		finish_objective(x, header, row - 1, s, heads, columns);
	xlsx_page(x, header);
	pdz_buf_release(&full);
	pdz_buf_release(&texts);
	free(heads);
}
