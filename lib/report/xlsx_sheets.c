/* Which sheets there are and what stands where. Names of sheets, tables and
 * columns stay, so that somebody's workbook can point at them. */
#include "flat.h"
#include "xlsx.h"

#include <stdio.h>
#include <stdlib.h>

enum { CODE_WIDTH = 8, NAME_WIDTH = 34, LEVEL_WIDTH = 9, NOTE_WIDTH = 60, A4 = 9, SUBCOLUMNS = 4, COLUMNS_MAX = 512 };
static const double figure_widths[SUBCOLUMNS] = {8, 9, 10.5, 6.5};

static bool accessible(const struct xlsx *x)
{
	return x->rep->options.accessible;
}

static void set_width(struct xlsx *x, uint16_t column, double width)
{
	xlsx_width(x, column, accessible(x) ? width * 1.2 : width);
}

static void set_page(struct xlsx *x, uint32_t header_row)
{
	worksheet_set_landscape(x->sheet);
	worksheet_set_paper(x->sheet, A4);
	worksheet_fit_to_pages(x->sheet, 1, 0);
	worksheet_set_margins(x->sheet, 0.4, 0.4, 0.5, 0.6);
	xlsx_did(x, worksheet_repeat_rows(x->sheet, header_row, header_row));
	if (accessible(x)) /* the guidance wants no headers and footers */
		return;
	xlsx_did(x, worksheet_set_footer(x->sheet, x->lang == PDZ_ITALIAN ? "&L&A&RPagina &P di &N" : "&L&A&RPage &P of &N"));
}

/* Title and the words that say what the sheet holds; returns the row after them. */
static uint32_t begin_sheet(struct xlsx *x, struct pdz_str title, const char *english)
{
	xlsx_text(x, 0, 0, title, XLSX_TITLE);
	worksheet_set_row(x->sheet, 0, 26, NULL);
	if (english)
		xlsx_say(x, 1, 0, english, XLSX_SUBTITLE);
	return english ? 2 : 1;
}

/* ---- cover ---- */

static uint32_t write_counts(struct xlsx *x, uint32_t row)
{
	const struct pdz_report *rep = x->rep;
	uint16_t column = 1;
	xlsx_say(x, row, 0, "xlsx|Objective", XLSX_HEADER);
	for (int v = 0; v < PDZ_VERDICTS; v++)
		xlsx_text(x, row, column++, pdz_str(pdz_word_verdict(x->lang, (enum pdz_verdict)v)), XLSX_HEADER_NUMBER);
	xlsx_say(x, row, column, "xlsx|Total", XLSX_HEADER_NUMBER);
	xlsx_end_row(x, row);
	for (size_t i = 0; i <= rep->section_count; i++) {
		bool total = i == rep->section_count;
		const size_t *counts = total ? rep->verdicts : rep->sections[i].verdicts;
		size_t sum = 0;
		row++;
		if (total)
			xlsx_say(x, row, 0, "xlsx|Total", XLSX_BOLD);
		else {
			struct pdz_buf name = {0};
			pdz_buf_str(&name, rep->sections[i].heading);
			pdz_buf_z(&name, ". ");
			pdz_buf_str(&name, rep->sections[i].title);
			xlsx_text(x, row, 0, pdz_buf_view(&name), XLSX_TEXT);
			pdz_buf_release(&name);
		}
		for (int v = 0; v < PDZ_VERDICTS; v++) {
			xlsx_number(x, row, (uint16_t)(v + 1), (double)counts[v], XLSX_WHOLE);
			sum += counts[v];
		}
		xlsx_number(x, row, PDZ_VERDICTS + 1, (double)sum, XLSX_WHOLE);
		xlsx_end_row(x, row);
	}
	return row + 2;
}

static size_t comparison_count(const struct pdz_report *rep)
{
	size_t count = 0;
	for (size_t i = 0; i < rep->section_count; i++)
		count += rep->sections[i].comparison_count;
	return count;
}

static void write_contents(struct xlsx *x, uint32_t row)
{
	xlsx_say(x, row++, 0, "xlsx|The sheets", XLSX_BOLD);
	for (size_t i = 0; i < x->rep->section_count; i++) {
		struct pdz_buf line = {0};
		pdz_buf_str(&line, x->rep->sections[i].heading);
		pdz_buf_z(&line, ": ");
		pdz_buf_str(&line, x->rep->sections[i].title);
		xlsx_text(x, row++, 0, pdz_buf_view(&line), XLSX_GENERAL);
		pdz_buf_release(&line);
	}
	if (comparison_count(x->rep))
		xlsx_say(x, row++, 0, "xlsx|Comparisons: areas, years and trends, and what chance can explain.", XLSX_GENERAL);
	xlsx_say(x, row++, 0, "xlsx|Charts: the charts and, after them, their data.", XLSX_GENERAL);
	xlsx_say(x, row++, 0, "xlsx|Data: all results, a row each; table pdz_data.", XLSX_GENERAL);
	xlsx_say(x, row++, 0, "xlsx|Notes: how to read it, data quality, what it was made from.", XLSX_GENERAL);
	xlsx_say(x, row++, 0, "xlsx|Methods: each formula, its source, when it applies, what it does not mean.", XLSX_GENERAL);
}

static void write_cover(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	if (!xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Cover"))))
		return;
	set_width(x, 0, 62);
	for (int c = 1; c <= PDZ_VERDICTS + 1; c++)
		set_width(x, (uint16_t)c, 14);
	xlsx_text(x, 0, 0, rep->title, XLSX_TITLE);
	worksheet_set_row(x->sheet, 0, 30, NULL);
	xlsx_text(x, 1, 0, rep->subtitle, XLSX_SUBTITLE);
	xlsx_text(x, 2, 0, rep->intro, XLSX_SUBTITLE);
	xlsx_say(x, 4, 0, "provenance|As-of date", XLSX_BOLD);
	xlsx_date(x, 4, 1, rep->results->as_of);
	xlsx_say(x, 5, 0, "xlsx|Plan from", XLSX_BOLD);
	xlsx_date(x, 5, 1, rep->results->from);
	xlsx_say(x, 6, 0, "xlsx|Plan to", XLSX_BOLD);
	xlsx_date(x, 6, 1, rep->results->to);
	xlsx_say(x, 8, 0, "xlsx|Indicators by verdict", XLSX_BOLD);
	uint32_t row = write_counts(x, 9);
	write_contents(x, row);
	set_page(x, 0);
	worksheet_activate(x->sheet);
}

/* ---- one sheet per objective ---- */

static void write_verdict_colours(struct xlsx *x, uint32_t first, uint32_t last, uint16_t column)
{
	for (int v = 0; v < PDZ_VERDICTS && !accessible(x); v++) { /* no coloured ground there; the word is enough */
		char equals[160];
		snprintf(equals, sizeof equals, "\"%s\"", pdz_word_verdict(x->lang, (enum pdz_verdict)v));
		lxw_conditional_format f = {.type = LXW_CONDITIONAL_TYPE_CELL, .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
		                            .value_string = equals, .format = x->verdicts[v]};
		xlsx_did(x, worksheet_conditional_format_range(x->sheet, first, column, last, column, &f));
	}
}

static void write_progress_bars(struct xlsx *x, uint32_t first, uint32_t last, uint16_t column)
{
	if (accessible(x))
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
	xlsx_text(x, r, column, pdz_buf_view(&b), XLSX_TEXT);
	pdz_buf_release(&b);
}

static uint16_t column_count(const struct xlsx *x)
{
	uint16_t n = accessible(x) ? 5 : 4; /* (action,) code, name, level ... remarks */
	for (size_t i = 0; i < x->rep->column_count; i++)
		n = (uint16_t)(n + (x->rep->columns[i].role == PDZ_COLUMN_FIGURE ? SUBCOLUMNS : 1));
	return n;
}

/* Heads of all columns; each different from the others, as a table wants them. */
static void head(struct xlsx *x, uint32_t row, uint16_t column, struct pdz_str title, const char *english, bool number,
                 struct pdz_str *heads, struct pdz_buf *texts)
{
	size_t from = texts->n;
	pdz_buf_str(texts, title);
	if (english) {
		pdz_buf_z(texts, title.n ? " " : "");
		pdz_buf_z(texts, pdz_say(x->lang, english));
	}
	struct pdz_str s = {texts->p + from, texts->n - from};
	for (uint16_t i = 0; i < column; i++)
		if (pdz_str_eq(heads[i], s)) { /* two areas of one name */
			pdz_buf_printf(texts, " (%u)", column);
			s.n = texts->n - from;
			break;
		}
	pdz_buf_char(texts, '\0');
	heads[column] = s;
	xlsx_text(x, row, column, s, number ? XLSX_HEADER_NUMBER : XLSX_HEADER);
}

static uint16_t write_heads(struct xlsx *x, uint32_t row, struct pdz_str *heads, struct pdz_buf *texts)
{
	const struct pdz_report *rep = x->rep;
	uint16_t c = 0, columns = column_count(x);
	/* room first: heads point into the buffer */
	if (!pdz_buf_reserve(texts, (size_t)columns * 512 + 65536)) {
		xlsx_problem(x, "out of memory");
		return 0;
	}
	if (accessible(x)) /* elsewhere a heading over the rows says it */
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
	if (accessible(x))
		set_width(x, c++, 40);
	set_width(x, c++, x->rep->options.layout == PDZ_TREND ? 15 : CODE_WIDTH);
	set_width(x, c++, NAME_WIDTH);
	set_width(x, c++, LEVEL_WIDTH);
	for (size_t i = 0; i < x->rep->column_count; i++) {
		const struct pdz_report_column *column = &x->rep->columns[i];
		if (column->role != PDZ_COLUMN_FIGURE) {
			set_width(x, c++, column->role == PDZ_COLUMN_VERDICT ? 14 : 10);
			continue;
		}
		for (int k = 0; k < SUBCOLUMNS; k++)
			set_width(x, c++, figure_widths[k]);
	}
	set_width(x, c, NOTE_WIDTH);
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
	if (accessible(x))
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

static void add_table(struct xlsx *x, const char *name, uint32_t first, uint32_t last, const char *const *heads,
                      uint16_t count, bool filter)
{
	lxw_table_column *columns = calloc(count, sizeof *columns);
	lxw_table_column **list = calloc((size_t)count + 1, sizeof *list);
	if (columns && list) {
		for (uint16_t i = 0; i < count; i++) {
			columns[i].header = (char *)heads[i];
			columns[i].header_format = x->styles[XLSX_HEADER];
			list[i] = &columns[i];
		}
		char table[64];
		snprintf(table, sizeof table, "%s", name);
		lxw_table_options options = {.name = table, .no_autofilter = !filter, .no_banded_rows = 1, .columns = list,
		                             .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
		                             .style_type_number = accessible(x) ? 0 : 1};
		xlsx_did(x, worksheet_add_table(x->sheet, first, 0, last, (uint16_t)(count - 1), &options));
	} else {
		xlsx_problem(x, "out of memory");
	}
	free(columns);
	free(list);
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
                             const struct pdz_str *heads, uint16_t columns)
{
	uint16_t verdict = (uint16_t)(columns - 2), progress = (uint16_t)(columns - 3);
	if (last > header) {
		write_verdict_colours(x, header + 1, last, verdict);
		write_progress_bars(x, header + 1, last, progress);
	}
	if (accessible(x) && last > header) {
		char name[64];
		const char *list[COLUMNS_MAX];
		for (uint16_t i = 0; i < columns && i < COLUMNS_MAX; i++)
			list[i] = heads[i].p;
		table_name(name, s->code);
		add_table(x, name, header, last, list, columns, false);
		return;
	}
	worksheet_freeze_panes(x->sheet, header + 1, 2);
	/* The remarks stay off the paper, or the rest would be too small to read. */
	xlsx_did(x, worksheet_print_area(x->sheet, 0, 0, last, (uint16_t)(columns - 2)));
}

static void write_objective(struct xlsx *x, const struct pdz_report_section *s)
{
	struct pdz_str *heads = calloc(column_count(x), sizeof *heads);
	struct pdz_buf texts = {0};
	if (!heads || column_count(x) > COLUMNS_MAX || !xlsx_sheet(x, s->heading)) {
		xlsx_problem(x, "a sheet could not be added");
		free(heads);
		return;
	}
	pdz_buf_str(&texts, s->heading);
	pdz_buf_z(&texts, ". ");
	pdz_buf_str(&texts, s->title);
	uint32_t row = begin_sheet(x, pdz_buf_view(&texts), accessible(x) ? "xlsx|This sheet contains one table. Words stand where "
	                                                                   "a figure cannot be given; they are explained in the notes."
	                                                                 : NULL);
	pdz_buf_clear(&texts);
	for (size_t i = 0; i < s->fact_count; i++)
		xlsx_text(x, row++, 0, s->facts[i], XLSX_SUBTITLE);
	if (!accessible(x))
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
		if (accessible(x))
			continue;
		for (uint16_t c = 1; c < columns; c++)
			xlsx_did(x, worksheet_write_blank(x->sheet, row, c, x->styles[XLSX_GROUP]));
		xlsx_text(x, row++, 0, pdz_buf_view(&full), XLSX_GROUP);
	}
	if (texts.failed || full.failed)
		xlsx_problem(x, "out of memory");
	else
		finish_objective(x, header, row - 1, s, heads, columns);
	set_page(x, header);
	pdz_buf_release(&full);
	pdz_buf_release(&texts);
	free(heads);
}

/* ---- all results ---- */

static void write_flat(struct xlsx *x, uint32_t row, uint16_t column, const struct flat_cell *c)
{
	switch (c->kind) {
	case FLAT_EMPTY:
		break;
	case FLAT_TEXT:
		xlsx_text(x, row, column, c->text, XLSX_GENERAL);
		break;
	case FLAT_NUMBER:
		xlsx_number(x, row, column, c->number, XLSX_GENERAL);
		break;
	case FLAT_TRUTH:
		xlsx_text(x, row, column, pdz_str(c->number != 0 ? "true" : "false"), XLSX_GENERAL);
		break;
	case FLAT_DATE:
		xlsx_date(x, row, column, c->day);
		break;
	}
}

static void write_data(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	struct flat_row *row = calloc(1, sizeof *row);
	if (!row || !xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Data")))) {
		xlsx_problem(x, "a sheet could not be added");
		free(row);
		return;
	}
	if (rep->entry_count > LXW_ROW_MAX - 10)
		xlsx_problem(x, "more results than a sheet has rows: choose some, e.g. with --period");
	uint32_t header = begin_sheet(x, pdz_str(pdz_say(x->lang, "xlsx|All results")),
	                              "xlsx|This sheet contains one table, pdz_data. An empty cell means none; where a value cannot "
	                              "be given, the column reason says why.");
	uint16_t columns = 0;
	for (; flat_columns[columns]; columns++)
		xlsx_text(x, header, columns, pdz_str(flat_columns[columns]), XLSX_HEADER);
	for (size_t i = 0; i < rep->entry_count && !x->tally->problem[0]; i++) {
		if (!flat_fill(row, rep, &rep->results->entries[rep->entries[i]]))
			xlsx_problem(x, "out of memory");
		for (size_t c = 0; c < row->count; c++)
			write_flat(x, header + 1 + (uint32_t)i, (uint16_t)c, &row->cells[c]);
	}
	if (rep->entry_count && !x->tally->problem[0])
		add_table(x, "pdz_data", header, header + (uint32_t)rep->entry_count, flat_columns, columns, !accessible(x));
	xlsx_did(x, worksheet_set_column(x->sheet, 0, (uint16_t)(columns - 1), 13, NULL));
	if (!accessible(x))
		worksheet_freeze_panes(x->sheet, header + 1, 1);
	if (rep->entry_count) /* on paper the promised columns, not all of them */
		xlsx_did(x, worksheet_print_area(x->sheet, 0, 0, header + (uint32_t)rep->entry_count, FLAT_PROMISED - 1));
	set_page(x, header);
	flat_release(row);
	free(row);
}

/* ---- notes ---- */

static uint32_t write_terms(struct xlsx *x, uint32_t row, const char *heading, const struct pdz_term_text *terms, size_t count)
{
	xlsx_say(x, row++, 0, heading, XLSX_BOLD);
	for (size_t i = 0; i < count; i++, row++) {
		xlsx_text(x, row, 0, terms[i].term, XLSX_TEXT);
		xlsx_text(x, row, 1, terms[i].text, XLSX_TEXT);
		xlsx_end_row(x, row);
	}
	return row + 1;
}

static void write_notes(struct xlsx *x)
{
	if (!xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Notes"))))
		return;
	set_width(x, 0, 28);
	set_width(x, 1, 110);
	uint32_t row = begin_sheet(x, pdz_str(pdz_say(x->lang, "xlsx|Notes and provenance")), NULL) + 1;
	row = write_terms(x, row, "heading|How to read it", x->rep->notes, x->rep->note_count);
	write_terms(x, row, "heading|What it was made from", x->rep->provenance, x->rep->provenance_count);
	set_page(x, 0);
}

/* ---- methods ---- */

static void write_methods(struct xlsx *x)
{
	static const char *const english[] = {"methods|Key", "methods|Method", "methods|In this report", "methods|Formula",
	                                      "methods|Applies", "methods|Caution", "methods|Source", "methods|Group"};
	static const double widths[] = {14, 16, 9, 38, 28, 28, 24, 16};
	enum { COLUMNS = sizeof widths / sizeof *widths };
	const char *heads[COLUMNS];
	if (!xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Methods"))))
		return;
	uint32_t header = begin_sheet(x, pdz_str(pdz_say(x->lang, "heading|Methods")),
	                              "xlsx|This sheet contains one table, pdz_methods. The key is the name of a method, kind or "
	                              "statistic in the data; those of this report come first."), row = header;
	for (uint16_t c = 0; c < COLUMNS; c++) {
		set_width(x, c, widths[c]);
		heads[c] = pdz_say(x->lang, english[c]);
		xlsx_text(x, row, c, pdz_str(heads[c]), XLSX_HEADER);
	}
	xlsx_end_row(x, row);
	for (size_t i = 0; i < x->rep->method_count; i++) {
		const struct pdz_report_method *m = &x->rep->methods[i];
		const struct pdz_str cells[COLUMNS] = {m->key, m->name, pdz_str(pdz_say(x->lang, m->used ? "methods|yes" : "methods|no")),
		                                       m->formula, m->applies, m->limit, m->source, m->group};
		row++;
		for (uint16_t c = 0; c < COLUMNS; c++)
			xlsx_text(x, row, c, cells[c], XLSX_TEXT);
		xlsx_end_row(x, row);
	}
	if (row > header)
		add_table(x, "pdz_methods", header, row, heads, COLUMNS, false);
	if (!accessible(x))
		worksheet_freeze_panes(x->sheet, header + 1, 2);
	xlsx_did(x, worksheet_print_area(x->sheet, 0, 0, row, COLUMNS - 2));
	set_page(x, header);
}

/* ---- comparisons ---- */

static void write_comparisons(struct xlsx *x)
{
	if (comparison_count(x->rep) == 0 || !xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Comparisons"))))
		return;
	set_width(x, 0, 16);
	set_width(x, 1, 120);
	uint32_t row = begin_sheet(x, pdz_str(pdz_say(x->lang, "heading|Comparisons")), NULL) + 1;
	for (size_t i = 0; i < x->rep->section_count; i++) {
		const struct pdz_report_section *s = &x->rep->sections[i];
		for (size_t k = 0; k < s->comparison_count; k++, row++) {
			xlsx_text(x, row, 0, s->comparisons[k].term, XLSX_CODE);
			xlsx_text(x, row, 1, s->comparisons[k].text, XLSX_TEXT);
			xlsx_end_row(x, row);
		}
	}
	set_page(x, 0);
}

void xlsx_write_sheets(struct xlsx *x)
{
	write_cover(x);
	for (size_t i = 0; i < x->rep->section_count && !x->tally->problem[0]; i++)
		write_objective(x, &x->rep->sections[i]);
	if (!x->tally->problem[0])
		write_comparisons(x);
	if (!x->tally->problem[0])
		xlsx_write_charts(x);
	if (!x->tally->problem[0])
		write_data(x);
	if (!x->tally->problem[0])
		write_notes(x);
	if (!x->tally->problem[0])
		write_methods(x);
}
