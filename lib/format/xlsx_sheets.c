/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sheets there are and what stands where. Names of sheets, tables and
 * columns stay, so that somebody's workbook can point at them. */
#include "format/xlsx.h"
#include "result/flat.h"

#include <stdio.h>
#include <stdlib.h>

enum { A4 = 9 };

/* ---- cover ---- */

static uint32_t write_sheet_counts(struct xlsx *x, uint32_t row)
{
	const struct pdz_report *rep = x->rep;
	uint16_t column = 1;
	pdz_xlsx_say(x, row, 0, "xlsx|Objective", XLSX_HEADER);
	for (int v = 0; v < PDZ_VERDICTS; v++)
		pdz_xlsx_text(x, row, column++, pdz_str(pdz_word_verdict(x->lang, (enum pdz_verdict)v)), XLSX_HEADER_NUMBER);
	pdz_xlsx_say(x, row, column++, "xlsx|Total", XLSX_HEADER_NUMBER);
	pdz_xlsx_say(x, row, column, "xlsx|On track with nothing due yet", XLSX_HEADER_NUMBER);
	pdz_xlsx_end_row(x, row);
	for (size_t i = 0; i <= rep->section_count; i++) {
		bool total = i == rep->section_count;
		const struct pdz_verdict_counts *counts = total ? &rep->verdicts : &rep->sections[i].verdicts;
		row++;
		if (total)
			pdz_xlsx_say(x, row, 0, "xlsx|Total", XLSX_BOLD);
		else {
			struct pdz_buf name = {0};
			pdz_buf_str(&name, rep->sections[i].heading);
			pdz_buf_z(&name, ". ");
			pdz_buf_str(&name, rep->sections[i].title);
			pdz_xlsx_text(x, row, 0, pdz_buf_view(&name), XLSX_TEXT);
			pdz_xlsx_release(x, &name);
		}
		for (int v = 0; v < PDZ_VERDICTS; v++)
			pdz_xlsx_number(x, row, (uint16_t)(v + 1), (double)counts->of[v], XLSX_WHOLE);
		pdz_xlsx_number(x, row, PDZ_VERDICTS + 1, (double)counts->all, XLSX_WHOLE);
		pdz_xlsx_number(x, row, PDZ_VERDICTS + 2, (double)counts->nothing_due, XLSX_WHOLE);
		pdz_xlsx_end_row(x, row);
	}
	return row + 2;
}

/* What needs a look: indicator, and the sentence over the columns of the counts. */
static uint32_t write_sheet_answer(struct xlsx *x, uint32_t row)
{
	for (int p = 0; p < PDZ_ANSWER_PARTS; p++) {
		const struct pdz_answer *part = &x->rep->answer[p];
		struct pdz_buf line = {0};
		if (part->line_count == 0)
			continue;
		pdz_buf_printf(&line, "%.*s: %zu", (int)part->title.n, part->title.p, part->line_count);
		pdz_xlsx_text(x, row++, 0, pdz_buf_view(&line), XLSX_BOLD);
		for (size_t i = 0; i < part->line_count; i++, row++) {
			const struct pdz_answer_line *l = &part->lines[i];
			pdz_buf_clear(&line);
			pdz_buf_str(&line, l->code);
			pdz_buf_z(&line, "  ");
			pdz_buf_str(&line, l->name);
			pdz_xlsx_succeeded(
				x, worksheet_merge_range(x->sheet, row, 1, row, PDZ_VERDICTS + 2, "", x->styles[XLSX_TEXT]));
			pdz_xlsx_text(x, row, 0, pdz_buf_view(&line), XLSX_TEXT);
			const uint16_t alone = x->widths[1];
			x->widths[1] = (uint16_t)(alone * (PDZ_VERDICTS + 2)); /* the cells are merged */
			pdz_xlsx_finding(x, row, 1, l);
			x->widths[1] = alone;
			pdz_xlsx_end_row(x, row);
		}
		pdz_xlsx_release(x, &line);
		row++;
	}
	return row;
}

static size_t count_comparisons(const struct pdz_report *rep)
{
	size_t count = 0;
	for (size_t i = 0; i < rep->section_count; i++)
		count += rep->sections[i].comparison_count;
	return count;
}

static void write_sheet_contents(struct xlsx *x, uint32_t row)
{
	pdz_xlsx_say(x, row++, 0, "xlsx|The sheets", XLSX_BOLD);
	for (size_t i = 0; i < x->rep->section_count; i++) {
		struct pdz_buf line = {0};
		pdz_buf_str(&line, x->rep->sections[i].heading);
		pdz_buf_z(&line, ": ");
		pdz_buf_str(&line, x->rep->sections[i].title);
		pdz_xlsx_text(x, row++, 0, pdz_buf_view(&line), XLSX_GENERAL);
		pdz_xlsx_release(x, &line);
	}
	if (count_comparisons(x->rep))
		pdz_xlsx_say(x, row++, 0, "xlsx|Comparisons: areas, years and trends, and what chance can explain.",
		             XLSX_GENERAL);
	pdz_xlsx_say(x, row++, 0, "xlsx|Charts: the charts and, after them, their data.", XLSX_GENERAL);
	pdz_xlsx_say(x, row++, 0, "xlsx|Data: all results, a row each; table pdz_data.", XLSX_GENERAL);
	pdz_xlsx_say(x, row++, 0, "xlsx|Notes: how to read it, data quality, what it was made from.", XLSX_GENERAL);
	pdz_xlsx_say(x, row, 0, "xlsx|Methods: each formula, its source, when it applies, what it does not mean.",
	             XLSX_GENERAL);
}

static void write_cover_sheet(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	if (!pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Cover"))))
		return;
	pdz_xlsx_column(x, 0, 62);
	for (int c = 1; c <= PDZ_VERDICTS + 2; c++)
		pdz_xlsx_column(x, (uint16_t)c, 14);
	pdz_xlsx_text(x, 0, 0, rep->title, XLSX_TITLE);
	worksheet_set_row(x->sheet, 0, 30, NULL);
	pdz_xlsx_text(x, 1, 0, rep->subtitle, XLSX_SUBTITLE);
	pdz_xlsx_text(x, 2, 0, rep->intro, XLSX_SUBTITLE);
	pdz_xlsx_say(x, 4, 0, "provenance|As-of date", XLSX_BOLD);
	pdz_xlsx_date(x, 4, 1, rep->results->as_of);
	pdz_xlsx_say(x, 5, 0, "xlsx|Plan from", XLSX_BOLD);
	pdz_xlsx_date(x, 5, 1, rep->results->from);
	pdz_xlsx_say(x, 6, 0, "xlsx|Plan to", XLSX_BOLD);
	pdz_xlsx_date(x, 6, 1, rep->results->to);
	pdz_xlsx_say(x, 8, 0, "xlsx|Indicators by verdict", XLSX_BOLD);
	uint32_t row = write_sheet_counts(x, 9);
	row = write_sheet_answer(x, row);
	if (rep->options.layout != PDZ_SUMMARY)
		write_sheet_contents(x, row);
	pdz_xlsx_page(x, 0);
	worksheet_activate(x->sheet);
}

/* ---- all results ---- */

static void write_flat(struct xlsx *x, uint32_t row, uint16_t column, const struct pdz_flat_cell *c)
{
	switch (c->kind) {
	case PDZ_FLAT_EMPTY:
		break;
	case PDZ_FLAT_TEXT:
		pdz_xlsx_text(x, row, column, c->text, XLSX_GENERAL);
		break;
	case PDZ_FLAT_NUMBER:
		pdz_xlsx_number(x, row, column, c->number, XLSX_GENERAL);
		break;
	case PDZ_FLAT_TRUTH:
		pdz_xlsx_text(x, row, column, pdz_str(c->number != 0 ? "true" : "false"), XLSX_GENERAL);
		break;
	case PDZ_FLAT_DATE:
		pdz_xlsx_date(x, row, column, c->day);
		break;
	}
}

/* Instead of an empty cell, as published tables have it: confidential, not available,
 * does not apply. */
static const char *shorthand(const struct pdz_entry *e, const struct pdz_flat_column *c)
{
	const bool value = pdz_str_is(c->name, "value"), count = pdz_str_is(c->name, "numerator") ||
	                                                         pdz_str_is(c->name, "denominator") ||
	                                                         pdz_str_is(c->name, "n");
	if (e->reason == PDZ_SUPPRESSED && (value || count))
		return "[c]";
	return value ? "[x]" : "[z]";
}

/* The columns to show: all, or those with something in them and the promised ones. */
static uint16_t choose_columns(const struct xlsx *x, struct pdz_flat *flat, struct xlsx_head *heads, uint16_t *shown)
{
	const struct pdz_report *rep = x->rep;
	bool filled[PDZ_FLAT_MAX] = {false}, text[PDZ_FLAT_MAX] = {false};
	uint16_t count = 0;
	for (size_t i = 0; i < rep->entry_count && pdz_flat_fill(flat, &rep->results->entries[rep->entries[i]]); i++)
		for (size_t c = 0; c < flat->count; c++) {
			filled[c] |= flat->cells[c].kind != PDZ_FLAT_EMPTY;
			text[c] |= flat->cells[c].kind != PDZ_FLAT_EMPTY && flat->cells[c].kind != PDZ_FLAT_NUMBER;
		}
	for (size_t c = 0; c < flat->count; c++) {
		if (pdz_xlsx_accessible(x) && !filled[c] && c >= PDZ_FLAT_PROMISED)
			continue;
		heads[count] = (struct xlsx_head){flat->columns[c].name.p, filled[c] && !text[c]};
		shown[count++] = (uint16_t)c;
	}
	return count;
}

static void write_entries(struct xlsx *x, struct pdz_flat *flat, uint32_t first, const uint16_t *shown, uint16_t count)
{
	const struct pdz_report *rep = x->rep;
	for (size_t i = 0; i < rep->entry_count && !x->tally->problem[0]; i++) {
		const struct pdz_entry *e = &rep->results->entries[rep->entries[i]];
		if (!pdz_flat_fill(flat, e))
			pdz_xlsx_problem(x, "out of memory");
		for (uint16_t c = 0; c < count; c++) {
			const struct pdz_flat_cell *cell = &flat->cells[shown[c]];
			if (cell->kind == PDZ_FLAT_EMPTY && pdz_xlsx_accessible(x))
				pdz_xlsx_text(x, first + (uint32_t)i, c, pdz_str(shorthand(e, &flat->columns[shown[c]])), XLSX_GENERAL);
			else
				write_flat(x, first + (uint32_t)i, c, cell);
		}
	}
}

static void write_data(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	struct pdz_flat *flat = calloc(1, sizeof *flat);
	struct xlsx_head heads[PDZ_FLAT_MAX];
	uint16_t shown[PDZ_FLAT_MAX];
	if (!flat || !pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Data")))) {
		pdz_xlsx_problem(x, "a sheet could not be added");
		free(flat);
		return;
	}
	if (rep->entry_count > LXW_ROW_MAX - 10)
		pdz_xlsx_problem(x, "more results than a sheet has rows: choose some, e.g. with --period");
	uint32_t header = pdz_xlsx_begin(
		x, pdz_str(pdz_say(x->lang, "xlsx|All results")),
		pdz_xlsx_accessible(x)
			? "xlsx|This sheet contains one table, pdz_data. [x] means that the value cannot be given, and the "
			  "column reason says why; [c] that it is hidden to protect persons; [z] that it does not apply."
			: "xlsx|This sheet contains one table, pdz_data. An empty cell means none; where a value cannot "
			  "be given, the column reason says why.");
	pdz_flat_open(flat, rep->results, x->lang);
	uint16_t columns = choose_columns(x, flat, heads, shown);
	uint32_t last = header + (uint32_t)rep->entry_count;
	write_entries(x, flat, header + 1, shown, columns);
	if (!x->tally->problem[0])
		pdz_xlsx_table(x, "pdz_data", header, last, heads, columns, !pdz_xlsx_accessible(x));
	pdz_xlsx_succeeded(
		x, worksheet_set_column(x->sheet, 0, (uint16_t)(columns - 1), pdz_xlsx_accessible(x) ? 18 : 13, NULL));
	if (!pdz_xlsx_accessible(x))
		worksheet_freeze_panes(x->sheet, header + 1, 1);
	if (rep->entry_count) /* on paper the promised columns, not all of them */
		pdz_xlsx_succeeded(x, worksheet_print_area(x->sheet, 0, 0, last, PDZ_FLAT_PROMISED - 1));
	pdz_xlsx_page(x, header);
	pdz_flat_release(flat);
	free(flat);
}

/* ---- notes ---- */

static uint32_t write_sheet_terms(struct xlsx *x, uint32_t row, const char *heading, const struct pdz_term_text *terms,
                                  size_t count)
{
	pdz_xlsx_say(x, row++, 0, heading, XLSX_BOLD);
	for (size_t i = 0; i < count; i++, row++) {
		pdz_xlsx_text(x, row, 0, terms[i].term, XLSX_TEXT);
		pdz_xlsx_text(x, row, 1, terms[i].text, XLSX_TEXT);
		pdz_xlsx_end_row(x, row);
	}
	return row + 1;
}

static void write_notes_sheet(struct xlsx *x)
{
	if (!pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Notes"))))
		return;
	pdz_xlsx_column(x, 0, 28);
	pdz_xlsx_column(x, 1, 110);
	uint32_t row = pdz_xlsx_begin(x, pdz_str(pdz_say(x->lang, "xlsx|Notes and provenance")), NULL) + 1;
	row = write_sheet_terms(x, row, "heading|How to read it", x->rep->notes, x->rep->note_count);
	write_sheet_terms(x, row, "heading|What it was made from", x->rep->provenance, x->rep->provenance_count);
	pdz_xlsx_page(x, 0);
}

/* ---- methods ---- */

static void write_methods_sheet(struct xlsx *x)
{
	static const char *const english[] = {"methods|Key",     "methods|Method",  "methods|In this report",
	                                      "methods|Formula", "methods|Applies", "methods|Caution",
	                                      "methods|Source",  "methods|Group"};
	static const double widths[] = {14, 16, 9, 38, 28, 28, 24, 16};
	static const uint16_t columns = sizeof widths / sizeof *widths;
	struct xlsx_head heads[sizeof widths / sizeof *widths] = {{NULL, false}};
	if (!pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Methods"))))
		return;
	uint32_t header = pdz_xlsx_begin(
				 x, pdz_str(pdz_say(x->lang, "heading|Methods")),
				 "xlsx|This sheet contains one table, pdz_methods. The key is the name of a method, kind or "
				 "statistic in the data; those of this report come first."),
			 row = header;
	for (uint16_t c = 0; c < columns; c++) {
		pdz_xlsx_column(x, c, widths[c]);
		heads[c].text = pdz_say(x->lang, english[c]);
	}
	for (size_t i = 0; i < x->rep->method_count; i++) {
		const struct pdz_report_method *m = &x->rep->methods[i];
		const struct pdz_str cells[sizeof widths / sizeof *widths] = {
			m->key,     m->name,    pdz_str(pdz_say(x->lang, m->used ? "methods|yes" : "methods|no")),
			m->formula, m->applies, m->limit,
			m->source,  m->group};
		row++;
		for (uint16_t c = 0; c < columns; c++)
			pdz_xlsx_text(x, row, c, cells[c], XLSX_TEXT);
		pdz_xlsx_end_row(x, row);
	}
	pdz_xlsx_table(x, "pdz_methods", header, row, heads, columns, false);
	if (!pdz_xlsx_accessible(x))
		worksheet_freeze_panes(x->sheet, header + 1, 2);
	pdz_xlsx_succeeded(x, worksheet_print_area(x->sheet, 0, 0, row, (lxw_col_t)(columns - 2)));
	pdz_xlsx_page(x, header);
}

/* ---- comparisons ---- */

static void write_comparisons(struct xlsx *x)
{
	if (count_comparisons(x->rep) == 0 || !pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Comparisons"))))
		return;
	const struct xlsx_head heads[] = {{pdz_say(x->lang, "column|Code"), false},
	                                  {pdz_say(x->lang, "xlsx|Comparison"), false}};
	pdz_xlsx_column(x, 0, 16);
	pdz_xlsx_column(x, 1, 100);
	uint32_t header = pdz_xlsx_begin(
				 x, pdz_str(pdz_say(x->lang, "heading|Comparisons")),
				 "xlsx|This sheet contains one table, pdz_comparisons. What the words mean stands in the notes "
				 "and the methods."),
			 row = header;
	for (size_t i = 0; i < x->rep->section_count; i++) {
		const struct pdz_report_section *s = &x->rep->sections[i];
		for (size_t k = 0; k < s->comparison_count; k++) {
			pdz_xlsx_text(x, ++row, 0, s->comparisons[k].term, XLSX_CODE);
			pdz_xlsx_text(x, row, 1, s->comparisons[k].text, XLSX_TEXT);
			pdz_xlsx_end_row(x, row);
		}
	}
	pdz_xlsx_table(x, "pdz_comparisons", header, row, heads, 2, false);
	if (!pdz_xlsx_accessible(x))
		worksheet_freeze_panes(x->sheet, header + 1, 0);
	pdz_xlsx_page(x, header);
}

void pdz_xlsx_write_sheets(struct xlsx *x)
{
	if (pdz_xlsx_accessible(x))
		pdz_xlsx_write_front(x);
	else
		write_cover_sheet(x);
	const bool alone = x->rep->options.layout == PDZ_SUMMARY;
	for (size_t i = 0; i < x->rep->section_count && !alone && !x->tally->problem[0]; i++)
		pdz_xlsx_write_objective(x, &x->rep->sections[i]);
	static void (*const rest[])(struct xlsx *) = {write_comparisons, pdz_xlsx_write_charts, write_data,
	                                              write_notes_sheet, write_methods_sheet};
	for (size_t i = 0; i < sizeof rest / sizeof *rest && !x->tally->problem[0]; i++)
		if (rest[i] != write_notes_sheet || !pdz_xlsx_accessible(x))
			rest[i](x);
	if (pdz_xlsx_accessible(x) && !x->tally->problem[0])
		pdz_xlsx_write_back(x);
}
