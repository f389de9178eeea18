/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets that only the workbook with --accessible has. It follows the guidance for
 * published statistical spreadsheets ("Releasing statistics in spreadsheets" of the UK's
 * Analysis Function): one plain table per sheet, text around it only in column A above
 * it, a sheet that lists the others. tests/oracle/check-accessible.py has the points. */
#include "format/xlsx.h"

#include <stdio.h>

static void say_line(struct xlsx *x, uint32_t *row, const char *english, struct pdz_str a, struct pdz_str b)
{
	struct pdz_buf text = {0};
	pdz_say_into(&text, x->lang, english, a, b);
	pdz_xlsx_text(x, *row, 0, pdz_buf_view(&text), XLSX_TEXT);
	pdz_xlsx_end_row(x, (*row)++);
	pdz_xlsx_release(x, &text);
}

static struct pdz_str date_in_words(const struct xlsx *x, struct pdz_buf *b, pdz_day day)
{
	pdz_buf_clear(b);
	pdz_spell_date(b, x->lang, day);
	return pdz_buf_view(b);
}

static void write_accessible_cover(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	const struct pdz_str none = PDZ_STR("");
	struct pdz_buf from = {0}, to = {0};
	if (!pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Cover"))))
		return;
	pdz_xlsx_width(x, 0, 100);
	uint32_t row = pdz_xlsx_begin(x, rep->title, NULL);
	pdz_xlsx_text(x, row, 0, rep->subtitle, XLSX_TEXT);
	pdz_xlsx_end_row(x, row++);
	pdz_xlsx_text(x, row, 0, rep->intro, XLSX_TEXT);
	pdz_xlsx_end_row(x, row++);
	pdz_spell_verdicts(&from, x->lang, &rep->verdicts);
	pdz_xlsx_text(x, row, 0, pdz_buf_view(&from), XLSX_TEXT);
	pdz_xlsx_end_row(x, row++);
	say_line(x, &row, "xlsx|As-of date: {0}", date_in_words(x, &from, rep->results->as_of), none);
	struct pdz_str first = date_in_words(x, &from, rep->results->from), last = date_in_words(x, &to, rep->results->to);
	say_line(x, &row, "xlsx|The plan runs from {0} to {1}.", first, last);
	say_line(x, &row, "xlsx|This workbook is in English.", none, none);
	say_line(x, &row, "xlsx|The sheet after this one lists the sheets, with a link to each.", none, none);
	say_line(
		x, &row,
		"xlsx|Accessibility: one table per sheet, at the left edge, with one row of headings; text stands above it "
		"in column A. No merged cells, filters, frozen panes, coloured grounds, hidden rows or sheets, headers or "
		"footers, macros or formulas. Verdicts are words. Charts have a text alternative and stand on a sheet of "
		"their own, with their data on the next.",
		none, none);
	say_line(x, &row, "xlsx|Shorthand: [x] cannot be given, [c] hidden to protect persons, [z] does not apply.", none,
	         none);
	say_line(x, &row,
	         "xlsx|If something here cannot be read with your aids, ask the office that published it for another form.",
	         none, none);
	pdz_xlsx_page(x, 0);
	worksheet_activate(x->sheet);
	pdz_xlsx_release(x, &from);
	pdz_xlsx_release(x, &to);
}

static void write_accessible_notes(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	const struct xlsx_head heads[] = {{pdz_say(x->lang, "xlsx|Note"), false},
	                                  {pdz_say(x->lang, "xlsx|Word"), false},
	                                  {pdz_say(x->lang, "xlsx|Meaning"), false}};
	if (!pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Notes"))))
		return;
	pdz_xlsx_column(x, 0, 12);
	pdz_xlsx_column(x, 1, 28);
	pdz_xlsx_column(x, 2, 90);
	uint32_t header = pdz_xlsx_begin(x, pdz_str(pdz_say(x->lang, "heading|How to read it")),
	                                 "xlsx|This sheet contains one table, pdz_notes."),
			 row = header;
	for (size_t i = 0; i < rep->note_count; i++) {
		struct pdz_buf mark = {0};
		char number[24];
		snprintf(number, sizeof number, "%zu", i + 1);
		pdz_say_into(&mark, x->lang, "xlsx|note {0}", pdz_str(number));
		pdz_xlsx_text(x, ++row, 0, pdz_buf_view(&mark), XLSX_TEXT);
		pdz_xlsx_text(x, row, 1, rep->notes[i].term, XLSX_TEXT);
		pdz_xlsx_text(x, row, 2, rep->notes[i].text, XLSX_TEXT);
		pdz_xlsx_end_row(x, row);
		pdz_xlsx_release(x, &mark);
	}
	pdz_xlsx_table(x, "pdz_notes", header, row, heads, 3, false);
	pdz_xlsx_page(x, header);
}

/* Written when all are there. */
static void add_contents_sheet(struct xlsx *x)
{
	pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Contents")));
}

static void write_verdicts_sheet(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	struct xlsx_head heads[PDZ_VERDICTS + 3];
	if (rep->section_count == 0 || !pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Verdicts"))))
		return;
	heads[0] = (struct xlsx_head){pdz_say(x->lang, "xlsx|Objective"), false};
	for (int v = 0; v < PDZ_VERDICTS; v++)
		heads[v + 1] = (struct xlsx_head){pdz_word_verdict(x->lang, (enum pdz_verdict)v), true};
	heads[PDZ_VERDICTS + 1] = (struct xlsx_head){pdz_say(x->lang, "xlsx|Total"), true};
	heads[PDZ_VERDICTS + 2] = (struct xlsx_head){pdz_say(x->lang, "xlsx|On track with nothing due yet"), true};
	pdz_xlsx_column(x, 0, 62);
	for (int c = 1; c < PDZ_VERDICTS + 3; c++)
		pdz_xlsx_column(x, (uint16_t)c, 14);
	uint32_t header = pdz_xlsx_begin(x, pdz_str(pdz_say(x->lang, "xlsx|Indicators by verdict")),
	                                 "xlsx|This sheet contains one table, pdz_verdicts."),
			 row = header;
	for (size_t i = 0; i <= rep->section_count; i++) {
		bool total = i == rep->section_count;
		const struct pdz_verdict_counts *counts = total ? &rep->verdicts : &rep->sections[i].verdicts;
		struct pdz_buf name = {0};
		row++;
		if (!total) {
			pdz_buf_str(&name, rep->sections[i].heading);
			pdz_buf_z(&name, ". ");
			pdz_buf_str(&name, rep->sections[i].title);
		} else
			pdz_buf_z(&name, pdz_say(x->lang, "xlsx|Total"));
		pdz_xlsx_text(x, row, 0, pdz_buf_view(&name), total ? XLSX_BOLD : XLSX_TEXT);
		for (int v = 0; v < PDZ_VERDICTS; v++)
			pdz_xlsx_number(x, row, (uint16_t)(v + 1), (double)counts->of[v], XLSX_WHOLE);
		pdz_xlsx_number(x, row, PDZ_VERDICTS + 1, (double)counts->all, XLSX_WHOLE);
		pdz_xlsx_number(x, row, PDZ_VERDICTS + 2, (double)counts->nothing_due, XLSX_WHOLE);
		pdz_xlsx_end_row(x, row);
		pdz_xlsx_release(x, &name);
	}
	pdz_xlsx_table(x, "pdz_verdicts", header, row, heads, PDZ_VERDICTS + 3, false);
	pdz_xlsx_page(x, header);
}

/* What needs a look, each in a sentence. */
static void write_answer_sheet(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	const struct xlsx_head heads[] = {{pdz_say(x->lang, "column|Verdict"), false},
	                                  {pdz_say(x->lang, "column|Code"), false},
	                                  {pdz_say(x->lang, "column|Indicator"), false},
	                                  {pdz_say(x->lang, "xlsx|Finding"), false}};
	static const double widths[] = {22, 12, 60, 70};
	if (rep->verdicts.all == 0 || !pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "answer|In short"))))
		return;
	for (size_t c = 0; c < sizeof widths / sizeof *widths; c++)
		pdz_xlsx_column(x, (uint16_t)c, widths[c]);
	uint32_t header = pdz_xlsx_begin(
				 x,
				 pdz_str(
					 pdz_say(x->lang, "xlsx|What was missed, is off track or behind, and what could not be assessed")),
				 "xlsx|This sheet contains one table, pdz_answer, the worst first."),
			 row = header;
	for (int p = 0; p < PDZ_ANSWER_PARTS; p++)
		for (size_t i = 0; i < rep->answer[p].line_count; i++) {
			const struct pdz_answer_line *l = &rep->answer[p].lines[i];
			pdz_xlsx_text(x, ++row, 0, l->verdict, XLSX_TEXT);
			pdz_xlsx_text(x, row, 1, l->code, XLSX_CODE);
			pdz_xlsx_text(x, row, 2, l->name, XLSX_TEXT);
			pdz_xlsx_finding(x, row, 3, l);
			pdz_xlsx_end_row(x, row);
		}
	pdz_xlsx_table(x, "pdz_answer", header, row, heads, 4, false);
	pdz_xlsx_page(x, header);
}

void pdz_xlsx_write_front(struct xlsx *x)
{
	static void (*const sheets[])(struct xlsx *) = {write_accessible_cover, add_contents_sheet, write_accessible_notes,
	                                                write_verdicts_sheet, write_answer_sheet};
	for (size_t i = 0; i < sizeof sheets / sizeof *sheets && !x->tally->problem[0]; i++)
		sheets[i](x);
}

static void write_provenance(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	const struct xlsx_head heads[] = {{pdz_say(x->lang, "xlsx|Item"), false},
	                                  {pdz_say(x->lang, "xlsx|What it was"), false}};
	if (!pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Provenance"))))
		return;
	pdz_xlsx_column(x, 0, 28);
	pdz_xlsx_column(x, 1, 100);
	uint32_t header = pdz_xlsx_begin(x, pdz_str(pdz_say(x->lang, "heading|What it was made from")),
	                                 "xlsx|This sheet contains one table, pdz_provenance."),
			 row = header;
	for (size_t i = 0; i < rep->provenance_count; i++) {
		pdz_xlsx_text(x, ++row, 0, rep->provenance[i].term, XLSX_TEXT);
		pdz_xlsx_text(x, row, 1, rep->provenance[i].text, XLSX_TEXT);
		pdz_xlsx_end_row(x, row);
	}
	pdz_xlsx_table(x, "pdz_provenance", header, row, heads, 2, false);
	pdz_xlsx_page(x, header);
}

static void write_contents_sheet(struct xlsx *x)
{
	const struct xlsx_head heads[] = {{pdz_say(x->lang, "xlsx|Sheet"), false},
	                                  {pdz_say(x->lang, "xlsx|What it holds"), false}};
	uint32_t sheets = x->tally->sheets;
	pdz_xlsx_turn_to(x, 1);
	pdz_xlsx_column(x, 0, 30);
	pdz_xlsx_column(x, 1, 90);
	uint32_t header = pdz_xlsx_begin(x, pdz_str(pdz_say(x->lang, "xlsx|The sheets")),
	                                 "xlsx|This sheet contains one table, pdz_contents."),
			 row = header;
	for (uint32_t i = 0; i < sheets; i++) {
		if (i == 1)
			continue;
		pdz_xlsx_link(x, ++row, 0, i);
		pdz_xlsx_text(x, row, 1, pdz_str(x->titles[i] ? x->titles[i] : ""), XLSX_TEXT);
		pdz_xlsx_end_row(x, row);
	}
	pdz_xlsx_table(x, "pdz_contents", header, row, heads, 2, false);
	pdz_xlsx_page(x, header);
}

void pdz_xlsx_write_back(struct xlsx *x)
{
	write_provenance(x);
	if (!x->tally->problem[0])
		write_contents_sheet(x);
}
