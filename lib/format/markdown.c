/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown with pipe tables, for a wiki or the text of an act. */
#include "format/formats.h"
#include "format/fill.h"
#include "words/terminal.h"
#include "pdz/report.h"
#include "words/words.h"

/* Text that must not be taken for markup, on one line. */
static void write_plain_text(struct pdz_buf *b, struct pdz_str s)
{
	struct pdz_buf clean = {0};
	pdz_terminal_visible(&clean, s);
	for (size_t i = 0; i < clean.n; i++) {
		char c = clean.p[i];
		if (c && strchr("\\`*_[]<>#|~", c))
			pdz_buf_char(b, '\\');
		else if (c == '&') {
			pdz_buf_z(b, "&amp;");
			continue;
		}
		pdz_buf_char(b, c);
	}
	b->failed |= clean.failed;
	pdz_buf_release(&clean);
}

#define MARKDOWN(b, template, ...) PDZ_FILL(b, write_plain_text, template, __VA_ARGS__)

static void strong(struct pdz_buf *b, struct pdz_str s)
{
	MARKDOWN(b, "**{}**", s);
}

static void also(struct pdz_buf *b, struct pdz_str s, bool *open)
{
	if (s.n == 0)
		return;
	pdz_buf_z(b, *open ? "; " : " (");
	*open = true;
	write_plain_text(b, s);
}

static void write_markdown_cell(struct pdz_buf *b, const struct pdz_cell *c)
{
	bool open = false;
	if (c->kind == PDZ_CELL_VERDICT)
		strong(b, c->text);
	else if (c->kind == PDZ_CELL_REASON || c->kind == PDZ_CELL_NONE) {
		MARKDOWN(b, "_{}_", c->text);
	} else
		write_plain_text(b, c->text);
	also(b, c->under, &open);
	if (c->figure) {
		also(b, c->figure->basis, &open);
		also(b, c->figure->count, &open);
		also(b, c->figure->extra, &open);
		also(b, c->figure->interval, &open);
		also(b, c->figure->verdict, &open);
	}
	if (open)
		pdz_buf_char(b, ')');
}

static void write_header(struct pdz_buf *b, const struct pdz_report *rep)
{
	MARKDOWN(b, "| {} | {}", rep->code_title, rep->name_title);
	for (size_t i = 0; i < rep->column_count; i++) {
		pdz_buf_z(b, " | ");
		write_plain_text(b, rep->columns[i].title);
	}
	pdz_buf_z(b, " |\n|:--|:--|");
	for (size_t i = 0; i < rep->column_count; i++)
		pdz_buf_z(b, rep->columns[i].role == PDZ_COLUMN_VERDICT ? ":--|" : "--:|");
	pdz_buf_char(b, '\n');
}

static void write_markdown_row(struct pdz_buf *b, const struct pdz_report *rep, const struct pdz_report_row *row)
{
	bool open = false;
	MARKDOWN(b, "| {} | {}", row->code, row->name);
	also(b, row->level, &open);
	also(b, row->measure, &open);
	also(b, row->note, &open);
	pdz_buf_z(b, open ? ")" : "");
	for (size_t i = 0; i < rep->column_count; i++) {
		pdz_buf_z(b, " | ");
		write_markdown_cell(b, &row->cells[i]);
	}
	pdz_buf_z(b, " |\n");
}

static void write_markdown_verdicts(struct pdz_buf *b, const struct pdz_report *rep,
                                    const struct pdz_verdict_counts *counts)
{
	pdz_spell_verdicts(b, rep->options.language, counts);
	pdz_buf_z(b, counts->all > 0 ? "\n\n" : "");
}

static void write_count_cells(struct pdz_buf *b, const struct pdz_report *rep, const struct pdz_verdict_counts *counts)
{
	for (int v = 0; v < PDZ_VERDICTS; v++)
		if (rep->verdicts.of[v] > 0)
			pdz_buf_printf(b, " | %zu", counts->of[v]);
	pdz_buf_printf(b, " | %zu |\n", counts->all);
}

/* Verdicts by objective: a column for each that occurs. */
static void write_markdown_tally(struct pdz_buf *b, const struct pdz_report *rep)
{
	const enum pdz_language lang = rep->options.language;
	const struct pdz_str total = pdz_str(pdz_say(lang, "answer|total"));
	pdz_buf_z(b, "| ");
	write_plain_text(b, pdz_str(pdz_say(lang, "xlsx|Objective")));
	for (int v = 0; v < PDZ_VERDICTS; v++)
		if (rep->verdicts.of[v] > 0) {
			pdz_buf_z(b, " | ");
			write_plain_text(b, pdz_str(pdz_word_verdict(lang, (enum pdz_verdict)v)));
		}
	MARKDOWN(b, " | {} |\n|:--|", total);
	for (int v = 0; v < PDZ_VERDICTS; v++)
		pdz_buf_z(b, rep->verdicts.of[v] > 0 ? "--:|" : "");
	pdz_buf_z(b, "--:|\n");
	for (size_t i = 0; i < rep->section_count; i++) {
		MARKDOWN(b, "| {}. {}", rep->sections[i].heading, rep->sections[i].title);
		write_count_cells(b, rep, &rep->sections[i].verdicts);
	}
	pdz_buf_z(b, "| ");
	strong(b, total);
	write_count_cells(b, rep, &rep->verdicts);
	pdz_buf_char(b, '\n');
}

/* What needs a look, each in a sentence. */
static void write_markdown_answer(struct pdz_buf *b, const struct pdz_report *rep)
{
	if (rep->verdicts.all == 0)
		return;
	write_markdown_verdicts(b, rep, &rep->verdicts);
	write_markdown_tally(b, rep);
	for (int p = 0; p < PDZ_ANSWER_PARTS; p++) {
		const struct pdz_answer *part = &rep->answer[p];
		if (part->line_count == 0)
			continue;
		pdz_buf_z(b, "## ");
		write_plain_text(b, part->title);
		pdz_buf_printf(b, ": %zu\n\n", part->line_count);
		for (size_t i = 0; i < part->line_count; i++) {
			const struct pdz_answer_line *l = &part->lines[i];
			MARKDOWN(b, "- **{}** {}: {}{}{}\n", l->code, l->name, l->area, pdz_str(l->area.n > 0 ? ", " : ""),
			         l->text);
		}
		pdz_buf_char(b, '\n');
	}
}

static void write_section(struct pdz_buf *b, const struct pdz_report *rep, const struct pdz_report_section *s)
{
	MARKDOWN(b, "## {}. {}\n\n", s->heading, s->title);
	for (size_t i = 0; i < s->fact_count; i++) {
		write_plain_text(b, s->facts[i]);
		pdz_buf_z(b, "\n\n");
	}
	write_markdown_verdicts(b, rep, &s->verdicts);
	for (size_t i = 0; i < s->row_count; i++) {
		const struct pdz_report_row *row = &s->rows[i];
		if (!row->is_group) {
			write_markdown_row(b, rep, row);
			continue;
		}
		pdz_buf_z(b, i ? "\n### " : "### ");
		MARKDOWN(b, "{}{}{}\n\n", row->code, pdz_str(row->code.n ? ". " : ""), row->name);
		write_header(b, rep);
	}
	pdz_buf_char(b, '\n');
}

static void write_markdown_terms(struct pdz_buf *b, const char *level, const char *heading,
                                 const struct pdz_term_text *terms, size_t count)
{
	pdz_buf_z(b, level);
	pdz_buf_char(b, ' ');
	pdz_buf_z(b, heading);
	pdz_buf_z(b, "\n\n");
	for (size_t i = 0; i < count; i++) {
		MARKDOWN(b, "- **{}**: {}\n", terms[i].term, terms[i].text);
	}
}

static void write_markdown_fact(struct pdz_buf *b, const char *label, struct pdz_str text)
{
	pdz_buf_printf(b, "  - %s: ", label);
	write_plain_text(b, text);
	pdz_buf_char(b, '\n');
}

static void write_markdown_methods(struct pdz_buf *b, const struct pdz_report *rep)
{
	enum pdz_language lang = rep->options.language;
	pdz_buf_printf(b, "## %s\n\n%s\n\n", pdz_say(lang, "heading|Methods"),
	               pdz_say(lang, "methods|Those of this report. All of them: man 7 pdz-methods."));
	for (size_t i = 0; i < rep->methods_used; i++) {
		const struct pdz_report_method *m = &rep->methods[i];
		MARKDOWN(b, "- **{}** ({}): {}\n", m->name, m->key, m->formula);
		write_markdown_fact(b, pdz_say(lang, "methods|Applies"), m->applies);
		write_markdown_fact(b, pdz_say(lang, "methods|Caution"), m->limit);
		write_markdown_fact(b, pdz_say(lang, "methods|Source"), m->source);
	}
	pdz_buf_char(b, '\n');
}

static enum pdz_status write_markdown(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                      struct pdz_error *err)
{
	(void)neutralised;
	enum pdz_language lang = rep->options.language;
	MARKDOWN(out, "# {}\n\n**{}**. {}\n\n", rep->title, rep->subtitle, rep->intro);
	write_markdown_answer(out, rep);
	for (size_t i = 0; i < rep->section_count && rep->options.layout != PDZ_SUMMARY; i++) {
		const struct pdz_report_section *s = &rep->sections[i];
		write_section(out, rep, s);
		if (s->comparison_count == 0)
			continue;
		write_markdown_terms(out, "###", pdz_say(lang, "heading|Comparisons"), s->comparisons, s->comparison_count);
		pdz_buf_char(out, '\n');
	}
	write_markdown_terms(out, "##", pdz_say(lang, "heading|How to read it"), rep->notes, rep->note_count);
	pdz_buf_char(out, '\n');
	write_markdown_methods(out, rep);
	write_markdown_terms(out, "##", pdz_say(lang, "heading|What it was made from"), rep->provenance,
	                     rep->provenance_count);
	return out->failed ? pdz_no_memory(err) : PDZ_OK;
}

const struct pdz_report_format pdz_format_markdown = {"markdown", "md", false, write_markdown};
