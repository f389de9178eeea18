/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One self-contained page: no script, nothing fetched, readable on a phone, on
 * paper and in the dark. */
#include "format/formats.h"
#include "format/html.h"
#include "words/terminal.h"

#include <math.h>
#include <stdio.h>

void pdz_html_text(struct pdz_buf *b, struct pdz_str s)
{
	struct pdz_buf plain = {0};
	pdz_terminal_visible(&plain, s);
	for (size_t i = 0; i < plain.n; i++) {
		switch (plain.p[i]) {
		case '&':
			pdz_buf_z(b, "&amp;");
			break;
		case '<':
			pdz_buf_z(b, "&lt;");
			break;
		case '>':
			pdz_buf_z(b, "&gt;");
			break;
		case '"':
			pdz_buf_z(b, "&quot;");
			break;
		case '\'':
			pdz_buf_z(b, "&#39;");
			break;
		default:
			pdz_buf_char(b, plain.p[i]);
		}
	}
	b->failed |= plain.failed;
	pdz_buf_release(&plain);
}

/* <tag>text</tag> and a line feed; nothing of an empty text. */
static void write_element(struct pdz_buf *b, const char *tag, struct pdz_str s)
{
	if (s.n == 0)
		return;
	pdz_buf_printf(b, "<%s>", tag);
	pdz_html_text(b, s);
	pdz_buf_printf(b, "</%s>\n", tag);
}

static void write_html_words(struct pdz_buf *b, enum pdz_language lang, const char *english)
{
	pdz_html_text(b, pdz_str(pdz_say(lang, english)));
}

static void small(struct pdz_buf *b, struct pdz_str s)
{
	if (s.n == 0)
		return;
	pdz_buf_z(b, "<small>");
	for (const char *end; (end = memchr(s.p, '\n', s.n)); s.n -= (size_t)(end + 1 - s.p), s.p = end + 1) {
		pdz_html_text(b, (struct pdz_str){s.p, (size_t)(end - s.p)});
		pdz_buf_z(b, "<br>");
	}
	pdz_html_text(b, s);
	pdz_buf_z(b, "</small>");
}

static void write_html_head(struct pdz_buf *b, const struct pdz_report *rep)
{
	enum pdz_language lang = rep->options.language;
	pdz_buf_printf(b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
	               lang == PDZ_ITALIAN ? "it" : "en");
	pdz_buf_z(b,
	          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
	          "base-uri 'none'; form-action 'none'\">\n"
	          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	          "<meta name=\"generator\" content=\"pdz-report " PDZ_VERSION "\">\n<title>");
	HTML(b, "{} – {}</title>\n<style>\n", rep->subtitle, rep->title);
	for (const char *const *piece = pdz_html_style; *piece; piece++)
		pdz_buf_z(b, *piece);
	HTML(b, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">{}</a>\n<header>\n",
	     pdz_str(pdz_say(lang, "html|Skip to the tables")));
	write_element(b, "h1", rep->title);
	HTML(b, "<p class=\"sub\">{}</p>\n", rep->subtitle);
	write_element(b, "p", rep->intro);
}

static void write_html_counts(struct pdz_buf *b, const struct pdz_report *rep, const struct pdz_verdict_counts *counts)
{
	pdz_buf_z(b, "<ul class=\"counts\">\n");
	for (int v = 0; v < PDZ_VERDICTS; v++) {
		if (counts->of[v] == 0)
			continue;
		pdz_buf_printf(b, "<li class=\"%s\"><b>%zu</b> ", pdz_html_verdict_class[v], counts->of[v]);
		pdz_html_text(b, pdz_str(pdz_word_verdict(rep->options.language, (enum pdz_verdict)v)));
		if (v == PDZ_ON_TRACK && counts->nothing_due > 0) {
			pdz_buf_z(b, ", ");
			pdz_spell_nothing_due(b, rep->options.language, counts->nothing_due);
		}
		pdz_buf_z(b, "</li>\n");
	}
	pdz_buf_z(b, "</ul>\n");
}

static void write_html_tally_row(struct pdz_buf *b, const struct pdz_report *rep, struct pdz_str heading,
                                 struct pdz_str title, const struct pdz_verdict_counts *counts)
{
	HTML(b, "<tr><th scope=\"row\">{}{}{}</th>", heading, pdz_str(title.n > 0 ? ". " : ""), title);
	for (int v = 0; v < PDZ_VERDICTS; v++)
		if (rep->verdicts.of[v] > 0)
			pdz_buf_printf(b, counts->of[v] > 0 ? "<td class=\"%s\">%zu</td>" : "<td>%.0s%zu</td>",
			               pdz_html_verdict_class[v], counts->of[v]);
	pdz_buf_printf(b, "<td>%zu</td></tr>\n", counts->all);
}

/* Verdicts by objective: a column for each that occurs. */
static void write_html_tally(struct pdz_buf *b, const struct pdz_report *rep)
{
	const enum pdz_language lang = rep->options.language;
	const struct pdz_str total = pdz_str(pdz_say(lang, "answer|total"));
	pdz_buf_z(b, "<div class=\"scroll\" role=\"region\" aria-labelledby=\"verdicts\" tabindex=\"0\">\n"
	             "<table class=\"tally\">\n<caption id=\"verdicts\">");
	HTML(b, "{}</caption>\n<thead><tr><th scope=\"col\">{}</th>",
	     pdz_str(pdz_say(lang, "answer|Indicators by objective and verdict")),
	     pdz_str(pdz_say(lang, "xlsx|Objective")));
	for (int v = 0; v < PDZ_VERDICTS; v++)
		if (rep->verdicts.of[v] > 0) {
			HTML(b, "<th scope=\"col\">{}</th>", pdz_str(pdz_word_verdict(lang, (enum pdz_verdict)v)));
		}
	HTML(b, "<th scope=\"col\">{}</th></tr></thead>\n<tbody>\n", total);
	for (size_t i = 0; i < rep->section_count; i++)
		write_html_tally_row(b, rep, rep->sections[i].heading, rep->sections[i].title, &rep->sections[i].verdicts);
	if (rep->section_count > 1)
		write_html_tally_row(b, rep, total, PDZ_STR(""), &rep->verdicts);
	pdz_buf_z(b, "</tbody>\n</table>\n</div>\n");
}

/* What needs a look, each in a sentence. */
static void write_html_answer(struct pdz_buf *b, const struct pdz_report *rep)
{
	static const enum pdz_verdict of[PDZ_ANSWER_PARTS] = {PDZ_MISSED, PDZ_OFF_TRACK, PDZ_BEHIND, PDZ_NOT_ASSESSABLE,
	                                                      PDZ_NOT_ASSESSABLE};
	if (rep->verdicts.all == 0)
		return;
	HTML(b, "<section class=\"answer\">\n<h2>{}</h2>\n", pdz_str(pdz_say(rep->options.language, "answer|In short")));
	write_html_tally(b, rep);
	for (int p = 0; p < PDZ_ANSWER_PARTS; p++) {
		const struct pdz_answer *part = &rep->answer[p];
		if (part->line_count == 0)
			continue;
		pdz_buf_printf(b, "<h3 class=\"%s\">", pdz_html_verdict_class[of[p]]);
		pdz_html_text(b, part->title);
		pdz_buf_printf(b, ": %zu</h3>\n<ul>\n", part->line_count);
		for (size_t i = 0; i < part->line_count; i++) {
			const struct pdz_answer_line *l = &part->lines[i];
			HTML(b, "<li><b>{}</b> <span>{}:</span> {}{}{}</li>\n", l->code, l->name, l->area,
			     pdz_str(l->area.n > 0 ? ", " : ""), l->text);
		}
		pdz_buf_z(b, "</ul>\n");
	}
	pdz_buf_z(b, "</section>\n");
}

static void write_html_contents(struct pdz_buf *b, const struct pdz_report *rep)
{
	HTML(b, "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ul>\n",
	     pdz_str(pdz_say(rep->options.language, "html|Contents")));
	for (size_t i = 0; i < rep->section_count; i++) {
		pdz_buf_printf(b, "<li><a href=\"#o%zu\">", i + 1);
		HTML(b, "{}. {}</a></li>\n", rep->sections[i].heading, rep->sections[i].title);
	}
	pdz_buf_z(b, "</ul>\n</nav>\n");
}

static void write_charts(struct pdz_buf *b, const struct pdz_report *rep, const struct pdz_chart *charts, size_t count,
                         unsigned *id)
{
	if (count == 0)
		return;
	pdz_buf_z(b, "<div class=\"charts\">\n");
	for (size_t i = 0; i < count; i++)
		pdz_html_chart(b, &charts[i], rep->options.language, ++*id);
	pdz_buf_z(b, "</div>\n");
}

static void write_html_bar(struct pdz_buf *b, double progress)
{
	double p = fabs(progress) > 1 ? 1 : fabs(progress);
	/* away from the target: from the other end, hatched */
	pdz_buf_printf(b, "<span class=\"%s\" aria-hidden=\"true\"><i style=\"width:", progress < 0 ? "bar away" : "bar");
	pdz_fixed_write(b, p * 100, 1, '.', '\0');
	pdz_buf_z(b, "%\"></i></span>");
}

/* Of an area, in its column. */
static void write_html_verdict(struct pdz_buf *b, const struct pdz_figure *f)
{
	if (f->verdict.n == 0)
		return;
	pdz_buf_printf(b, "<small class=\"%s\">", pdz_html_verdict_class[f->entry->verdict]);
	pdz_html_text(b, f->verdict);
	pdz_buf_z(b, "</small>");
}

static void write_html_cell(struct pdz_buf *b, const struct pdz_report_column *column, const struct pdz_cell *c)
{
	pdz_buf_z(b, column->role == PDZ_COLUMN_VERDICT ? "<td class=\"words\" data-label=\"" : "<td data-label=\"");
	pdz_html_text(b, column->title);
	pdz_buf_z(b, "\"><div>");
	const char *tag = c->kind == PDZ_CELL_REASON || c->kind == PDZ_CELL_NONE ? "em" : "strong";
	if (c->kind == PDZ_CELL_VERDICT) {
		pdz_buf_printf(b, "<span class=\"verdict %s\">", pdz_html_verdict_class[c->verdict]);
		pdz_html_text(b, c->text);
		pdz_buf_z(b, "</span>");
	} else {
		pdz_buf_printf(b, "<%s>", tag);
		pdz_html_text(b, c->text);
		pdz_buf_printf(b, "</%s>", tag);
	}
	small(b, c->under);
	if (column->role == PDZ_COLUMN_PROGRESS && c->kind == PDZ_CELL_PERCENT)
		write_html_bar(b, c->number);
	if (c->figure) {
		small(b, c->figure->basis);
		small(b, c->figure->count);
		small(b, c->figure->extra);
		small(b, c->figure->interval);
		write_html_verdict(b, c->figure);
	}
	pdz_buf_z(b, "</div></td>");
}

static void write_html_row(struct pdz_buf *b, const struct pdz_report *rep, const struct pdz_report_row *row)
{
	HTML(b, "<tr><th scope=\"row\" class=\"name\"><b>{}</b>{}<small>{}{}{}</small>", row->code, row->name, row->level,
	     pdz_str(row->level.n && row->measure.n ? " · " : ""), row->measure);
	small(b, row->note);
	pdz_buf_z(b, "</th>");
	for (size_t i = 0; i < rep->column_count; i++)
		write_html_cell(b, &rep->columns[i], &row->cells[i]);
	pdz_buf_z(b, "</tr>\n");
}

static void write_table(struct pdz_buf *b, const struct pdz_report *rep, const struct pdz_report_section *s,
                        size_t number)
{
	enum pdz_language lang = rep->options.language;
	bool open = false;
	pdz_buf_printf(b,
	               "<div class=\"scroll\" role=\"region\" aria-labelledby=\"t%zu\" tabindex=\"0\">\n"
	               "<table class=\"main-table\">\n<caption id=\"t%zu\">",
	               number, number);
	struct pdz_buf caption = {0};
	pdz_say_into(&caption, lang, "html|Monitoring table of {0}", s->heading);
	pdz_html_text(b, pdz_buf_view(&caption));
	b->failed |= caption.failed;
	pdz_buf_release(&caption);
	HTML(b, "</caption>\n<thead><tr><th scope=\"col\" class=\"name\">{}</th>", rep->name_title);
	for (size_t i = 0; i < rep->column_count; i++) {
		pdz_buf_z(b, rep->columns[i].role == PDZ_COLUMN_VERDICT ? "<th scope=\"col\" class=\"words\">"
		                                                        : "<th scope=\"col\">");
		pdz_html_text(b, rep->columns[i].title);
		small(b, rep->columns[i].under);
		pdz_buf_z(b, "</th>");
	}
	pdz_buf_z(b, "</tr></thead>\n");
	for (size_t i = 0; i < s->row_count; i++) {
		const struct pdz_report_row *row = &s->rows[i];
		if (!row->is_group) {
			pdz_buf_z(b, open ? "" : "<tbody>\n");
			open = true;
			write_html_row(b, rep, row);
			continue;
		}
		pdz_buf_z(b, open ? "</tbody>\n<tbody>\n" : "<tbody>\n");
		open = true;
		pdz_buf_printf(b, "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">", rep->column_count + 1);
		HTML(b, "{}{}{}</th></tr>\n", row->code, pdz_str(row->code.n ? ". " : ""), row->name);
	}
	pdz_buf_z(b, open ? "</tbody>\n</table>\n</div>\n" : "</table>\n</div>\n");
}

static void write_html_terms(struct pdz_buf *b, enum pdz_language lang, const char *level, const char *heading,
                             const struct pdz_term_text *terms, size_t count)
{
	pdz_buf_printf(b, "<section>\n<%s>", level);
	write_html_words(b, lang, heading);
	pdz_buf_printf(b, "</%s>\n", level);
	if (count)
		pdz_buf_z(b, "<dl>\n");
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !pdz_str_eq(terms[i].term, terms[i - 1].term)) /* several sources under one word */
			write_element(b, "dt", terms[i].term);
		write_element(b, "dd", terms[i].text);
	}
	pdz_buf_z(b, count ? "</dl>\n</section>\n" : "</section>\n");
}

static void write_html_fact(struct pdz_buf *b, enum pdz_language lang, const char *label, struct pdz_str text)
{
	HTML(b, "<dd>{}: {}</dd>\n", pdz_str(pdz_say(lang, label)), text);
}

/* Closed until somebody asks; not on paper. */
static void write_html_methods(struct pdz_buf *b, const struct pdz_report *rep)
{
	enum pdz_language lang = rep->options.language;
	HTML(b, "<section class=\"methods\">\n<h2>{}</h2>\n<p>{}</p>\n<details><summary>{}</summary>\n<dl>\n",
	     pdz_str(pdz_say(lang, "heading|Methods")),
	     pdz_str(pdz_say(lang, "methods|Those of this report. All of them: man 7 pdz-methods.")),
	     pdz_str(pdz_say(lang, "html|Formulas, sources, and what they do not mean")));
	for (size_t i = 0; i < rep->methods_used; i++) {
		const struct pdz_report_method *m = &rep->methods[i];
		HTML(b, "<dt>{} <code>{}</code></dt>\n<dd class=\"formula\">{}</dd>\n", m->name, m->key, m->formula);
		write_html_fact(b, lang, "methods|Applies", m->applies);
		write_html_fact(b, lang, "methods|Caution", m->limit);
		write_html_fact(b, lang, "methods|Source", m->source);
	}
	pdz_buf_z(b, "</dl>\n</details>\n</section>\n");
}

static enum pdz_status write_html(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                  struct pdz_error *err)
{
	(void)neutralised;
	enum pdz_language lang = rep->options.language;
	const bool alone = rep->options.layout == PDZ_SUMMARY;
	unsigned id = 0;
	write_html_head(out, rep);
	write_html_counts(out, rep, &rep->verdicts);
	pdz_buf_z(out, "</header>\n<main id=\"content\">\n");
	write_html_answer(out, rep);
	if (rep->section_count > 1 && !alone)
		write_html_contents(out, rep);
	write_charts(out, rep, rep->charts, rep->chart_count, &id);
	for (size_t i = 0; i < rep->section_count && !alone; i++) {
		const struct pdz_report_section *s = &rep->sections[i];
		pdz_buf_printf(out, "<section class=\"objective\" id=\"o%zu\">\n<h2><span>", i + 1);
		HTML(out, "{}</span>{}</h2>\n", s->heading, s->title);
		for (size_t k = 0; k < s->fact_count; k++)
			write_element(out, "p", s->facts[k]);
		write_html_counts(out, rep, &s->verdicts);
		write_charts(out, rep, s->charts, s->chart_count, &id);
		write_table(out, rep, s, i + 1);
		if (s->comparison_count)
			write_html_terms(out, lang, "h3", "heading|Comparisons", s->comparisons, s->comparison_count);
		pdz_buf_z(out, "</section>\n");
	}
	write_html_terms(out, lang, "h2", "heading|How to read it", rep->notes, rep->note_count);
	write_html_methods(out, rep);
	write_html_terms(out, lang, "h2", "heading|What it was made from", rep->provenance, rep->provenance_count);
	pdz_buf_z(out, "</main>\n</body>\n</html>\n");
	return out->failed ? pdz_no_memory(err) : PDZ_OK;
}

const struct pdz_report_format pdz_format_html = {"html", "html", false, write_html};
