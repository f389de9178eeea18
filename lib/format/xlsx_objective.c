/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The monitoring table of an objective: a sheet each. */
#include "words/terminal.h"
#include "format/xlsx.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { CODE_WIDTH = 8, NAME_WIDTH = 34, LEVEL_WIDTH = 9, SUBCOLUMNS_MAX = 5, COLUMNS_MAX = 512 };
enum { NOTE_WIDTH = 60, NOTE_WIDTH_OFF_PAPER = 100 };
static const double figure_widths[SUBCOLUMNS_MAX] = {8, 9, 10.5, 6.5, 15};

/* Planned, done, value, n; of areas side by side the verdict of each, too. */
static uint16_t subcolumns(const struct xlsx *x)
{
	return x->rep->options.layout == PDZ_AREAS ? SUBCOLUMNS_MAX : SUBCOLUMNS_MAX - 1;
}

static void write_verdict_colours(struct xlsx *x, uint32_t first, uint32_t last, uint16_t column)
{
	for (int v = 0; v < PDZ_VERDICTS && !pdz_xlsx_accessible(x);
	     v++) { /* no coloured ground there; the word is enough */
		char equals[160];
		snprintf(equals, sizeof equals, "\"%s\"", pdz_word_verdict(x->lang, (enum pdz_verdict)v));
		lxw_conditional_format f = {.type = LXW_CONDITIONAL_TYPE_CELL,
		                            .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
		                            .value_string = equals,
		                            .format = x->verdicts[v]};
		pdz_xlsx_succeeded(x, worksheet_conditional_format_range(x->sheet, first, column, last, column, &f));
	}
}

static void write_progress_bars(struct xlsx *x, uint32_t first, uint32_t last, uint16_t column)
{
	if (pdz_xlsx_accessible(x))
		return;
	lxw_conditional_format f = {.type = LXW_CONDITIONAL_DATA_BAR,
	                            .bar_color = 0x9DBBE3,
	                            .bar_solid = 1,
	                            .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
	                            .min_value = 0,
	                            .max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
	                            .max_value = 1};
	pdz_xlsx_succeeded(x, worksheet_conditional_format_range(x->sheet, first, column, last, column, &f));
}

static void add_cell_note(struct pdz_buf *b, struct pdz_str label, struct pdz_str text)
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
	add_cell_note(&b, PDZ_STR(""), row->note);
	for (size_t i = 0; i < x->rep->column_count; i++) {
		const struct pdz_cell *c = &row->cells[i];
		add_cell_note(&b, x->rep->columns[i].title, c->under);
		if (!c->figure)
			continue;
		add_cell_note(&b, x->rep->columns[i].title, c->figure->extra);
		add_cell_note(&b, x->rep->columns[i].title, c->figure->interval);
	}
	if (b.n == 0 && pdz_xlsx_accessible(x)) /* no empty cells there */
		pdz_buf_z(&b, pdz_say(x->lang, "xlsx|none"));
	pdz_xlsx_text(x, r, column, pdz_buf_view(&b), XLSX_TEXT);
	pdz_xlsx_release(x, &b);
}

static uint16_t column_count(const struct xlsx *x)
{
	uint16_t n = pdz_xlsx_accessible(x) ? 5 : 4; /* (action,) code, name, level ... remarks */
	for (size_t i = 0; i < x->rep->column_count; i++)
		n = (uint16_t)(n + (x->rep->columns[i].role == PDZ_COLUMN_FIGURE ? subcolumns(x) : 1));
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
	if (!pdz_xlsx_accessible(x)) /* there the table writes it */
		pdz_xlsx_text(x, row, column, s, number ? XLSX_HEADER_NUMBER : XLSX_HEADER);
}

static uint16_t write_heads(struct xlsx *x, uint32_t row, struct xlsx_head *heads, struct pdz_buf *texts)
{
	const struct pdz_report *rep = x->rep;
	uint16_t c = 0, columns = column_count(x);
	/* room first: heads point into the buffer */
	if (!pdz_buf_reserve(texts, (size_t)columns * 512 + 65536)) {
		pdz_xlsx_problem(x, "out of memory");
		return 0;
	}
	if (pdz_xlsx_accessible(x)) /* elsewhere a heading over the rows says it */
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
		if (subcolumns(x) == SUBCOLUMNS_MAX)
			head(x, row, c++, of, "xlsx|verdict", false, heads, texts);
	}
	head(x, row, c++, pdz_str(pdz_say(x->lang, "xlsx|Remarks")), NULL, false, heads, texts);
	return c;
}

static void set_sheet_widths(struct xlsx *x)
{
	uint16_t c = 0;
	if (pdz_xlsx_accessible(x))
		pdz_xlsx_column(x, c++, 40);
	pdz_xlsx_column(x, c++, x->rep->options.layout == PDZ_TREND ? 15 : CODE_WIDTH);
	pdz_xlsx_column(x, c++, NAME_WIDTH);
	pdz_xlsx_column(x, c++, LEVEL_WIDTH);
	for (size_t i = 0; i < x->rep->column_count; i++) {
		const struct pdz_report_column *column = &x->rep->columns[i];
		if (column->role != PDZ_COLUMN_FIGURE) {
			pdz_xlsx_column(x, c++, column->role == PDZ_COLUMN_VERDICT ? 14 : 10);
			continue;
		}
		const double word = x->rep->options.layout == PDZ_TREND
		                        ? 0
		                        : (double)pdz_terminal_longest_word(column->title) + 1.5;
		for (int k = 0; k < subcolumns(x); k++)
			pdz_xlsx_column(x, c++, fmax(figure_widths[k], word)); /* no date of a heading is broken */
	}
	pdz_xlsx_column(x, c, pdz_xlsx_accessible(x) ? NOTE_WIDTH : NOTE_WIDTH_OFF_PAPER);
}

/* ---- on paper ---- */

static double centimetres(const struct xlsx *x, uint16_t column)
{
	return (x->widths[column] * 7 + 5) * 2.54 / 96; /* as Excel counts, at 96 dots an inch */
}

static double width_of(const struct xlsx *x, uint16_t first, uint16_t end)
{
	double sum = 0;
	for (; first < end; first++)
		sum += centimetres(x, first);
	return sum;
}

/* Where the columns that stay together end: those of a period, those after the periods, the remarks. */
static uint16_t end_of_header_group(const struct xlsx *x, uint16_t first_figure, uint16_t column, uint16_t columns)
{
	uint16_t figures = 0, remarks = (uint16_t)(column_count(x) - 1), end;
	for (size_t i = 0; i < x->rep->column_count; i++)
		figures = (uint16_t)(figures + (x->rep->columns[i].role == PDZ_COLUMN_FIGURE));
	end = (uint16_t)(first_figure + figures * subcolumns(x));
	if (column < end)
		return (uint16_t)(column + subcolumns(x));
	return column < remarks && remarks < columns ? remarks : columns;
}

/* A4 across, letters of 8 points or more: where all columns do not fit on one page so,
 * code and name come again on the next. */
struct paper {
	lxw_col_t breaks[COLUMNS_MAX + 2]; /* 0 after the last */
	size_t count;
	uint16_t scale, code, first_page; /* scale 0: all on one page; columns of the first page */
	uint16_t heading;                 /* column of title and facts: one that only the first page has */
};

static void plan_paper(const struct xlsx *x, struct paper *paper)
{
	static const double room = (29.7 - 2 * 0.4 * 2.54) * 0.97; /* other programs count other widths */
	const double smallest = 8.2 / (pdz_xlsx_accessible(x) ? 12 : 10);
	const uint16_t columns = (uint16_t)(column_count(x) - !pdz_xlsx_accessible(x)),
				   code = pdz_xlsx_accessible(x) ? 1 : 0, figures = (uint16_t)(code + 3);
	double used = width_of(x, 0, figures), widest = 0;
	*paper = (struct paper){.code = code, .first_page = columns};
	if (width_of(x, 0, columns) * smallest <= room)
		return;
	for (uint16_t column = figures, end; column < columns; column = end) {
		end = end_of_header_group(x, figures, column, columns);
		double group = width_of(x, column, end);
		if ((used + group) * smallest > room) {
			paper->breaks[paper->count++] = column;
			used = width_of(x, code, (uint16_t)(code + 2));
		}
		used += group;
		widest = used > widest ? used : widest;
	}
	double scale = room / widest;
	if (scale > smallest * 1.05)
		scale = smallest * 1.05; /* larger letters would only make more pages */
	paper->scale = (uint16_t)(scale * 100 < 10 ? 10 : scale * 100);
	if (paper->count) {
		paper->first_page = paper->breaks[0];
		paper->heading = pdz_xlsx_accessible(x) ? 0 : (uint16_t)(code + 2);
	}
}

static void set_paper(struct xlsx *x, struct paper *paper, uint32_t header)
{
	pdz_xlsx_page(x, header);
	if (paper->scale == 0)
		return;
	worksheet_set_print_scale(x->sheet, paper->scale);
	pdz_xlsx_succeeded(x, worksheet_repeat_columns(x->sheet, paper->code, (lxw_col_t)(paper->code + 1)));
	if (paper->count)
		pdz_xlsx_succeeded(x, worksheet_set_v_pagebreaks(x->sheet, paper->breaks));
}

/* In letters of the texts over the table, about. */
static size_t first_page_width(const struct xlsx *x, const struct paper *paper)
{
	size_t width = 0;
	for (uint16_t c = paper->heading; c < paper->first_page; c++)
		width += x->widths[c];
	return pdz_xlsx_accessible(x) ? width * 19 / 20 : width * 23 / 20;
}

/* A text over the table, in as many rows as the first page needs; returns the row after it. */
static uint32_t write_line(struct xlsx *x, const struct paper *paper, uint32_t row, struct pdz_str text)
{
	struct pdz_str line;
	while (pdz_terminal_wrap(&text, first_page_width(x, paper), &line))
		pdz_xlsx_text(x, row++, paper->heading, line, XLSX_SUBTITLE);
	return row;
}

/* A heading over rows; its code once more on each further page, where the text would run on. */
static void write_group(struct xlsx *x, const struct paper *paper, uint32_t row, uint16_t columns, struct pdz_str text,
                        struct pdz_str code)
{
	for (uint16_t c = 1; c < columns; c++)
		pdz_xlsx_succeeded(x, worksheet_write_blank(x->sheet, row, c, x->styles[XLSX_GROUP]));
	pdz_xlsx_text(x, row, 0, text, XLSX_GROUP);
	struct pdz_buf again = {0};
	pdz_buf_z(&again, "… ");
	pdz_buf_str(&again, code);
	for (size_t i = 0; i < paper->count; i++)
		pdz_xlsx_text(x, row, paper->breaks[i], pdz_buf_view(&again), XLSX_GROUP);
	pdz_xlsx_release(x, &again);
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
	pdz_xlsx_text(x, r, column, pdz_buf_view(&b), XLSX_TEXT);
	pdz_xlsx_release(x, &b);
}

static void write_objective_row(struct xlsx *x, uint32_t r, const struct pdz_report_row *row, struct pdz_str action)
{
	uint16_t c = 0;
	static const struct pdz_cell missing = {.kind = PDZ_CELL_NONE};
	if (pdz_xlsx_accessible(x))
		pdz_xlsx_text(x, r, c++, action, XLSX_TEXT);
	pdz_xlsx_text(x, r, c++, row->code, XLSX_CODE);
	write_name(x, r, c++, row);
	pdz_xlsx_text(x, r, c++, pdz_str(pdz_word_level(x->lang, row->indicator->level)), XLSX_TEXT);
	for (size_t i = 0; i < x->rep->column_count; i++) {
		const struct pdz_cell *cell = &row->cells[i];
		if (x->rep->columns[i].role != PDZ_COLUMN_FIGURE) {
			pdz_xlsx_cell(x, r, c++, cell);
			continue;
		}
		const struct pdz_figure *f = cell->figure;
		struct pdz_cell none = missing;
		none.text = cell->text;
		pdz_xlsx_cell(x, r, c++, f ? &f->planned : &none);
		pdz_xlsx_cell(x, r, c++, f ? &f->done : &none);
		pdz_xlsx_cell(x, r, c++, f ? &f->value : &none);
		pdz_xlsx_cell(x, r, c++, f ? &f->n : &none);
		if (subcolumns(x) == SUBCOLUMNS_MAX)
			pdz_xlsx_text(x, r, c++, f && f->verdict.n > 0 ? f->verdict : cell->text, XLSX_TEXT);
	}
	write_row_note(x, r, c, row);
	pdz_xlsx_end_row(x, r);
}

enum { TABLE_NAME = 64, PLAIN_NAME = 54 };

/* "pdz_objective_1": letters, digits and underscores of the code. */
static void plain_name(char out[TABLE_NAME], struct pdz_str code)
{
	int n = snprintf(out, TABLE_NAME, "pdz_objective_");
	for (size_t i = 0; i < code.n && n < PLAIN_NAME; i++) {
		char c = code.p[i];
		bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		out[n++] = fine ? c : '_';
	}
	out[n] = '\0';
}

/* A second one of that name, large and small letters being the same, is "pdz_objective_1.2" by its place. */
static void table_name(const struct xlsx *x, char out[TABLE_NAME], const struct pdz_report_section *s)
{
	char other[TABLE_NAME];
	plain_name(out, s->code);
	for (const struct pdz_report_section *before = x->rep->sections; before < s; before++) {
		plain_name(other, before->code);
		if (strcasecmp(other, out) == 0) {
			snprintf(out + strlen(out), TABLE_NAME - PLAIN_NAME, ".%u", (unsigned)(s - x->rep->sections + 1) % 1000000);
			return;
		}
	}
}

static void finish_objective(struct xlsx *x, uint32_t header, uint32_t last, const struct pdz_report_section *s,
                             const struct xlsx_head *heads, uint16_t columns)
{
	uint16_t verdict = (uint16_t)(columns - 2), progress = (uint16_t)(columns - 3);
	if (last > header) {
		write_verdict_colours(x, header + 1, last, verdict);
		write_progress_bars(x, header + 1, last, progress);
	}
	if (pdz_xlsx_accessible(x)) {
		char name[TABLE_NAME];
		table_name(x, name, s);
		pdz_xlsx_table(x, name, header, last, heads, columns, false);
		return;
	}
	worksheet_freeze_panes(x->sheet, header + 1, 2);
	/* The remarks stay off the paper, or the rest would be too small to read. */
	pdz_xlsx_succeeded(x, worksheet_print_area(x->sheet, 0, 0, last, (uint16_t)(columns - 2)));
}

/* "Note: x su y [nota 1], n [nota 2], raggiunto [nota 3]": where the words below are
 * explained. A mark stays on one line. */
static uint32_t write_marks(struct xlsx *x, const struct paper *paper, uint32_t row)
{
	struct pdz_buf line = {0}, mark = {0};
	size_t width = first_page_width(x, paper);
	pdz_buf_z(&line, pdz_say(x->lang, "xlsx|Notes on the words used here, in the sheet of notes:"));
	for (size_t i = 0; i < x->rep->note_count; i++) {
		char number[24];
		snprintf(number, sizeof number, "%zu", i + 1);
		pdz_buf_clear(&mark);
		pdz_buf_str(&mark, x->rep->notes[i].term);
		pdz_buf_z(&mark, " [");
		pdz_say_into(&mark, x->lang, "xlsx|note {0}", pdz_str(number));
		pdz_buf_z(&mark, i + 1 < x->rep->note_count ? "]," : "]");
		if (pdz_terminal_width(pdz_buf_view(&line)) + 1 + pdz_terminal_width(pdz_buf_view(&mark)) > width) {
			pdz_xlsx_text(x, row++, 0, pdz_buf_view(&line), XLSX_SUBTITLE);
			pdz_buf_clear(&line);
		}
		pdz_buf_z(&line, line.n ? " " : "");
		pdz_buf_str(&line, pdz_buf_view(&mark));
	}
	pdz_xlsx_text(x, row++, 0, pdz_buf_view(&line), XLSX_SUBTITLE);
	pdz_xlsx_release(x, &line);
	pdz_xlsx_release(x, &mark);
	return row;
}

/* Code and name come again on each further page: what stands over them would be cut off there. */
static uint32_t write_title(struct xlsx *x, const struct paper *paper, const struct pdz_report_section *s)
{
	struct pdz_buf title = {0};
	pdz_buf_str(&title, s->heading);
	if (paper->heading == 0) {
		pdz_buf_z(&title, ". ");
		pdz_buf_str(&title, s->title);
	}
	const uint32_t row = pdz_xlsx_begin(x, pdz_buf_view(&title),
	                                    pdz_xlsx_accessible(x)
	                                        ? "xlsx|This sheet contains one table. Words stand where "
	                                          "a figure cannot be given; they are explained in the notes."
	                                        : NULL);
	if (paper->heading > 0)
		pdz_xlsx_text(x, 0, paper->heading, s->title, XLSX_TITLE);
	pdz_xlsx_release(x, &title);
	return row;
}

void pdz_xlsx_write_objective(struct xlsx *x, const struct pdz_report_section *s)
{
	struct xlsx_head *heads = calloc(column_count(x), sizeof *heads);
	struct pdz_buf texts = {0};
	if (!heads || column_count(x) > COLUMNS_MAX || !pdz_xlsx_sheet(x, s->heading)) {
		pdz_xlsx_problem(x, "a sheet could not be added");
		free(heads);
		return;
	}
	struct paper paper;
	set_sheet_widths(x);
	plan_paper(x, &paper);
	uint32_t row = write_title(x, &paper, s);
	if (pdz_xlsx_accessible(x))
		row = write_marks(x, &paper, row);
	for (size_t i = 0; i < s->fact_count; i++)
		row = write_line(x, &paper, row, s->facts[i]);
	if (!pdz_xlsx_accessible(x))
		row++;
	uint32_t header = row;
	uint16_t columns = write_heads(x, row, heads, &texts);
	pdz_xlsx_end_row(x, row++);
	struct pdz_buf full = {0};
	for (size_t i = 0; i < s->row_count; i++) {
		const struct pdz_report_row *r = &s->rows[i];
		if (!r->is_group) {
			write_objective_row(x, row++, r, pdz_buf_view(&full));
			continue;
		}
		pdz_buf_clear(&full);
		add_cell_note(&full, r->code, r->name);
		if (pdz_xlsx_accessible(x))
			continue;
		write_group(x, &paper, row++, columns, pdz_buf_view(&full), r->code);
	}
	if (!texts.failed)
		finish_objective(x, header, row - 1, s, heads, columns);
	set_paper(x, &paper, header);
	pdz_xlsx_release(x, &full);
	pdz_xlsx_release(x, &texts);
	free(heads);
}
