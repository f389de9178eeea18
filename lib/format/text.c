/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table on a terminal, or in a mail. Wide: one row of columns per indicator,
 * each cell of as many lines as it needs; where the years have no room, the plan as a
 * whole and as many of the last ones as have. Narrow: one block per indicator. */
#include "format/formats.h"
#include "format/text.h"
#include "words/terminal.h"
#include "pdz/report.h"
#include "words/words.h"

#include <stdlib.h>

enum {
	GAP = 2,
	DEFAULT_WIDTH = 140,
	NAME_MIN = 22,
	SHRINK_MAX = 8,
	HEAD_WIDTH = 14,
	FIGURE_MAX = 16,
	PLAIN_MAX = 13,
	VERDICT_MAX = 15,
	BAR = 8
};

static const char *const escapes[] = {"", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[36m", "\x1b[33m", "\x1b[1;31m"};

/* ---- pieces ---- */

void pdz_text_styled(struct text *t, struct pdz_str s, size_t width, bool right, enum style style)
{
	struct pdz_buf plain = {0};
	pdz_terminal_visible(&plain, s);
	size_t w = pdz_terminal_width(pdz_buf_view(&plain)), blanks = w < width ? width - w : 0;
	if (right)
		pdz_terminal_pad(t->out, PDZ_STR(""), blanks, true);
	if (t->rep->options.colour && style != PLAIN && plain.n) {
		pdz_buf_z(t->out, escapes[style]);
		pdz_buf_str(t->out, pdz_buf_view(&plain));
		pdz_buf_z(t->out, "\x1b[0m");
	} else {
		pdz_buf_str(t->out, pdz_buf_view(&plain));
	}
	if (!right)
		pdz_terminal_pad(t->out, PDZ_STR(""), blanks, false);
	t->failed |= plain.failed;
	pdz_buf_release(&plain);
}

void pdz_text_end_line(struct text *t)
{
	while (t->out->n && t->out->p[t->out->n - 1] == ' ')
		t->out->n--;
	pdz_buf_char(t->out, '\n');
}

void pdz_text_paragraph(struct text *t, struct pdz_str s, size_t indent, enum style style)
{
	struct pdz_str line;
	while (pdz_terminal_wrap(&s, t->width > indent + 20 ? t->width - indent : 20, &line)) {
		pdz_terminal_pad(t->out, PDZ_STR(""), indent, false);
		pdz_text_styled(t, line, 0, false, style);
		pdz_text_end_line(t);
	}
}

static void rule(struct text *t, const char *piece)
{
	for (size_t i = 0; i < t->width; i++)
		pdz_buf_z(t->out, piece);
	pdz_buf_char(t->out, '\n');
}

enum style pdz_text_verdict_style(enum pdz_verdict v)
{
	static const enum style styles[PDZ_VERDICTS] = {
		[PDZ_ACHIEVED] = GREEN, [PDZ_ACHIEVED_LATE] = GREEN, [PDZ_ON_TRACK] = CYAN, [PDZ_BEHIND] = YELLOW,
		[PDZ_OFF_TRACK] = RED,  [PDZ_MISSED] = RED,          [PDZ_NO_TARGET] = DIM, [PDZ_NOT_ASSESSABLE] = DIM};
	return styles[v];
}

static enum style cell_style(const struct pdz_cell *c)
{
	switch (c->kind) {
	case PDZ_CELL_VERDICT:
		return pdz_text_verdict_style(c->verdict);
	case PDZ_CELL_REASON:
	case PDZ_CELL_NONE:
		return DIM;
	default:
		return PLAIN;
	}
}

/* "█████░░░ 62%"; where the figure has gone away from its target, "<░░░░░░░ -20%". */
static void write_text_bar(struct pdz_buf *b, const struct pdz_cell *progress)
{
	double p = progress->number < 0 ? 0 : progress->number > 1 ? 1 : progress->number;
	int full = (int)(p * BAR + 0.5);
	for (int i = 0; i < BAR; i++)
		pdz_buf_z(b, i == 0 && progress->number < 0 ? "<" : i < full ? "█" : "░");
	pdz_buf_char(b, ' ');
	pdz_buf_str(b, progress->text);
}

/* ---- boxes ---- */

static void add_lines(struct text *t, struct box *box, struct pdz_str s, enum style style)
{
	struct pdz_str line;
	while (pdz_terminal_wrap(&s, box->width, &line)) {
		if (!pdz_grow(&box->lines, &box->cap, box->count + 1, sizeof *box->lines)) {
			t->failed = true;
			return;
		}
		box->lines[box->count++] = (struct line){line, style};
	}
}

static void add_figure(struct text *t, struct box *box, const struct pdz_cell *c)
{
	add_lines(t, box, c->text, c->kind == PDZ_CELL_NUMBER || c->kind == PDZ_CELL_PERCENT ? BOLD : cell_style(c));
	if (!c->figure)
		return;
	add_lines(t, box, c->figure->basis, PLAIN);
	add_lines(t, box, c->figure->count, PLAIN);
	add_lines(t, box, c->figure->extra, PLAIN);
	add_lines(t, box, c->figure->interval, PLAIN);
	add_lines(t, box, c->figure->verdict, pdz_text_verdict_style(c->figure->entry->verdict));
}

static void print_boxes(struct text *t)
{
	size_t height = 0;
	for (size_t i = 0; i < t->box_count; i++)
		if (t->boxes[i].count > height)
			height = t->boxes[i].count;
	for (size_t k = 0; k < height; k++) {
		for (size_t i = 0; i < t->box_count; i++) {
			struct box *box = &t->boxes[i];
			struct line line = k < box->count ? box->lines[k] : (struct line){PDZ_STR(""), PLAIN};
			if (i)
				pdz_terminal_pad(t->out, PDZ_STR(""), GAP, false);
			pdz_text_styled(t, line.text, box->width, box->right, line.style);
		}
		pdz_text_end_line(t);
	}
	for (size_t i = 0; i < t->box_count; i++)
		t->boxes[i].count = 0;
}

/* ---- widths ---- */

static void widen(size_t *width, struct pdz_str s, size_t limit)
{
	size_t w = pdz_terminal_width(s), word = pdz_terminal_longest_word(s);
	if (w > limit)
		w = limit;
	if (word > w)
		w = word;
	if (w > *width)
		*width = w;
}

/* As wide as the cells want, up to a limit; a word is never broken for it. */
static size_t column_width(const struct text *t, size_t column, size_t limit)
{
	const struct pdz_report *rep = t->rep;
	size_t width = 0;
	widen(&width, rep->columns[column].title, limit);
	widen(&width, rep->columns[column].under, HEAD_WIDTH);
	for (size_t s = 0; s < rep->section_count; s++) {
		for (size_t r = 0; r < rep->sections[s].row_count; r++) {
			const struct pdz_report_row *row = &rep->sections[s].rows[r];
			if (row->is_group)
				continue;
			const struct pdz_cell *c = &row->cells[column];
			widen(&width, c->text, limit);
			widen(&width, c->under, limit);
			if (!c->figure)
				continue;
			widen(&width, c->figure->basis, limit);
			widen(&width, c->figure->count, limit);
			widen(&width, c->figure->extra, limit);
			widen(&width, c->figure->interval, limit);
			widen(&width, c->figure->verdict, limit);
		}
	}
	return width;
}

static size_t code_width(const struct text *t)
{
	const struct pdz_report *rep = t->rep;
	size_t width = 0;
	widen(&width, rep->code_title, 20);
	for (size_t s = 0; s < rep->section_count; s++)
		for (size_t r = 0; r < rep->sections[s].row_count; r++)
			if (!rep->sections[s].rows[r].is_group) {
				widen(&width, rep->sections[s].rows[r].code, 20);
				widen(&width, rep->sections[s].rows[r].level, 20);
			}
	return width;
}

static bool is_bar(const struct text *t, size_t column)
{
	return t->rep->columns[column].role == PDZ_COLUMN_PROGRESS;
}

static bool has_figures(const struct text *t, size_t column)
{
	for (size_t s = 0; s < t->rep->section_count; s++)
		for (size_t r = 0; r < t->rep->sections[s].row_count; r++) {
			const struct pdz_report_row *row = &t->rep->sections[s].rows[r];
			if (!row->is_group &&
			    (row->cells[column].kind == PDZ_CELL_NUMBER || row->cells[column].kind == PDZ_CELL_PERCENT))
				return true;
		}
	return false;
}

/* Years that are still to come are left out first, from the last on; then those that are over, from the first on. */
static bool is_left_out(const struct text *t, size_t column)
{
	const size_t over = t->periods > 0 ? t->periods - 1 - t->to_come : 0;
	if (column < over)
		return t->to_come + column < t->left_out;
	return (column + 1 < t->periods && t->periods - 2 - column < t->left_out) ||
	       (t->no_baseline && pdz_str_is(t->rep->columns[column].key, "baseline"));
}

/* A column without a box of its own. */
static bool is_boxless(const struct text *t, size_t column)
{
	return is_bar(t, column) || is_left_out(t, column);
}

/* Width of everything but the name with these limits. */
static size_t set_text_widths(struct text *t, size_t shrink)
{
	size_t used = 0, k = 2;
	t->boxes[0].width = code_width(t);
	used += t->boxes[0].width + GAP;
	for (size_t i = 0; i < t->rep->column_count; i++) {
		const struct pdz_report_column *c = &t->rep->columns[i];
		if (is_boxless(t, i))
			continue;
		size_t limit = c->role == PDZ_COLUMN_FIGURE    ? FIGURE_MAX
		               : c->role == PDZ_COLUMN_VERDICT ? VERDICT_MAX
		                                               : PLAIN_MAX;
		struct box *box = &t->boxes[k++];
		box->width = column_width(t, i, limit > shrink ? limit - shrink : 1);
		if (c->role == PDZ_COLUMN_VERDICT && box->width < BAR + 6)
			box->width = BAR + 6;
		box->right = c->role != PDZ_COLUMN_VERDICT;
		used += box->width + GAP;
	}
	t->box_count = k;
	return used;
}

static bool fit_widths(struct text *t)
{
	size_t used = 0;
	for (size_t shrink = 0; shrink <= SHRINK_MAX; shrink++) {
		used = set_text_widths(t, shrink);
		if (used + NAME_MIN + 8 <= t->width)
			break;
	}
	t->narrow = used + NAME_MIN > t->width;
	t->boxes[1].width = t->narrow ? 0 : t->width - used;
	return !t->narrow;
}

static void choose_widths(struct text *t)
{
	for (size_t i = 0; t->rep->options.layout == PDZ_TRIENNIAL && i < t->rep->column_count; i++)
		t->periods += t->rep->columns[i].role == PDZ_COLUMN_FIGURE;
	while (t->to_come + 1 < t->periods && !has_figures(t, t->periods - 2 - t->to_come))
		t->to_come++;
	t->whole_width = set_text_widths(t, SHRINK_MAX) + NAME_MIN;
	for (t->left_out = 0; !fit_widths(t) && t->left_out + 1 < t->periods; t->left_out++)
		;
	t->no_baseline = t->narrow && t->periods;
	if (t->no_baseline && !fit_widths(t)) { /* blocks have room for all */
		t->left_out = 0;
		t->no_baseline = false;
	}
}

static void say_left_out(struct text *t, struct pdz_buf *line)
{
	struct pdz_buf names = {0}, width = {0};
	for (size_t i = 0; i < t->rep->column_count; i++) {
		if (!is_left_out(t, i))
			continue;
		pdz_buf_z(&names, names.n ? "; " : "");
		pdz_buf_str(&names, t->rep->columns[i].title);
	}
	pdz_buf_printf(&width, "%zu", t->whole_width);
	pdz_buf_clear(line);
	if (names.n)
		pdz_say_into(line, t->lang, "text|No room for {0}: --width {1} shows all columns.", pdz_buf_view(&names),
		             pdz_buf_view(&width));
	pdz_text_paragraph(t, pdz_buf_view(line), 0, DIM);
	t->failed |= names.failed || width.failed;
	pdz_buf_release(&names);
	pdz_buf_release(&width);
}

/* ---- the wide table ---- */

static void print_header(struct text *t)
{
	rule(t, "─");
	add_lines(t, &t->boxes[0], t->rep->code_title, BOLD);
	add_lines(t, &t->boxes[1], t->rep->name_title, BOLD);
	for (size_t i = 0, k = 2; i < t->rep->column_count; i++)
		if (!is_boxless(t, i)) {
			add_lines(t, &t->boxes[k], t->rep->columns[i].title, BOLD);
			add_lines(t, &t->boxes[k++], t->rep->columns[i].under, DIM);
		}
	print_boxes(t);
	rule(t, "─");
}

static void print_row(struct text *t, const struct pdz_report_row *row, struct pdz_buf *bar)
{
	add_lines(t, &t->boxes[0], row->code, BOLD);
	add_lines(t, &t->boxes[0], row->level, DIM);
	add_lines(t, &t->boxes[1], row->name, PLAIN);
	add_lines(t, &t->boxes[1], row->measure, DIM);
	add_lines(t, &t->boxes[1], row->note, DIM);
	pdz_buf_clear(bar);
	for (size_t i = 0, k = 2; i < t->rep->column_count; i++) {
		const struct pdz_cell *c = &row->cells[i];
		if (is_bar(t, i) && c->kind == PDZ_CELL_PERCENT)
			write_text_bar(bar, c);
		if (is_boxless(t, i))
			continue;
		struct box *box = &t->boxes[k++];
		if (t->rep->columns[i].role == PDZ_COLUMN_FIGURE) {
			add_figure(t, box, c);
			continue;
		}
		add_lines(t, box, c->text, cell_style(c));
		add_lines(t, box, c->under, DIM);
		if (c->kind == PDZ_CELL_VERDICT)
			add_lines(t, box, pdz_buf_view(bar), pdz_text_verdict_style(c->verdict));
	}
	print_boxes(t);
	t->failed |= bar->failed;
}

/* ---- narrow: a block per indicator ---- */

static void piece(struct pdz_buf *b, struct pdz_str s, const char *before)
{
	if (s.n == 0)
		return;
	if (b->n)
		pdz_buf_z(b, before);
	pdz_buf_str(b, s);
}

static void print_block(struct text *t, const struct pdz_report_row *row, struct pdz_buf *line)
{
	pdz_buf_clear(line);
	piece(line, row->code, "");
	piece(line, row->level, "  ");
	piece(line, row->measure, "  ");
	pdz_text_paragraph(t, pdz_buf_view(line), 0, BOLD);
	pdz_text_paragraph(t, row->name, 2, PLAIN);
	pdz_text_paragraph(t, row->note, 2, DIM);
	for (size_t i = 0; i < t->rep->column_count; i++) {
		const struct pdz_cell *c = &row->cells[i];
		pdz_buf_clear(line);
		piece(line, t->rep->columns[i].title, "");
		pdz_buf_char(line, ':');
		if (is_bar(t, i) && c->kind == PDZ_CELL_PERCENT) {
			pdz_buf_char(line, ' ');
			write_text_bar(line, c);
		} else {
			piece(line, c->text, " ");
		}
		piece(line, c->under, "; ");
		if (c->figure) {
			piece(line, c->figure->basis, "; ");
			piece(line, c->figure->count, "; ");
			piece(line, c->figure->extra, "; ");
			piece(line, c->figure->interval, "; ");
			piece(line, c->figure->verdict, "; ");
		}
		pdz_text_paragraph(t, pdz_buf_view(line), 4, cell_style(c));
	}
	t->failed |= line->failed;
}

/* ---- the whole ---- */

static void print_verdicts(struct text *t, const struct pdz_verdict_counts *counts, struct pdz_buf *line)
{
	pdz_buf_clear(line);
	pdz_spell_verdicts(line, t->lang, counts);
	if (line->n)
		pdz_text_paragraph(t, pdz_buf_view(line), 0, PLAIN);
}

static void print_section(struct text *t, const struct pdz_report_section *s, struct pdz_buf *line)
{
	pdz_buf_char(t->out, '\n');
	rule(t, "━");
	pdz_buf_clear(line);
	piece(line, s->heading, "");
	piece(line, s->title, "  ");
	pdz_text_paragraph(t, pdz_buf_view(line), 0, BOLD);
	for (size_t i = 0; i < s->fact_count; i++)
		pdz_text_paragraph(t, s->facts[i], 0, PLAIN);
	print_verdicts(t, &s->verdicts, line);
	if (!t->narrow)
		print_header(t);
	for (size_t i = 0; i < s->row_count; i++) {
		const struct pdz_report_row *row = &s->rows[i];
		if (i || t->narrow)
			pdz_buf_char(t->out, '\n');
		if (row->is_group) {
			pdz_buf_clear(line);
			piece(line, row->code, "");
			piece(line, row->name, "  ");
			pdz_text_paragraph(t, pdz_buf_view(line), 0, BOLD);
		} else if (t->narrow) {
			print_block(t, row, line);
		} else {
			print_row(t, row, line);
		}
	}
}

static void print_terms(struct text *t, const struct pdz_term_text *terms, size_t count, struct pdz_buf *line)
{
	for (size_t i = 0; i < count; i++) {
		pdz_buf_clear(line);
		pdz_buf_str(line, terms[i].term);
		pdz_buf_z(line, ": ");
		pdz_buf_str(line, terms[i].text);
		pdz_text_paragraph(t, pdz_buf_view(line), 2, PLAIN);
	}
}

static void print_comparisons(struct text *t, const struct pdz_report_section *s, struct pdz_buf *line)
{
	if (s->comparison_count == 0)
		return;
	pdz_buf_char(t->out, '\n');
	pdz_text_paragraph(t, pdz_str(pdz_say(t->lang, "heading|Comparisons")), 0, BOLD);
	print_terms(t, s->comparisons, s->comparison_count, line);
}

static void print_head(struct text *t)
{
	pdz_text_paragraph(t, t->rep->title, 0, BOLD);
	pdz_text_paragraph(t, t->rep->subtitle, 0, BOLD);
	pdz_text_paragraph(t, t->rep->intro, 0, PLAIN);
	pdz_text_answer(t);
}

static void print_where_the_rest_is(struct text *t)
{
	pdz_buf_char(t->out, '\n');
	pdz_text_paragraph(
		t, pdz_str(pdz_say(t->lang, "text|All figures: --layout triennial; how to read them stands there, too.")), 0,
		DIM);
}

static void print_whole(struct text *t, struct pdz_buf *line)
{
	const struct pdz_report *rep = t->rep;
	say_left_out(t, line);
	for (size_t i = 0; i < rep->section_count; i++) {
		print_section(t, &rep->sections[i], line);
		print_comparisons(t, &rep->sections[i], line);
	}
	pdz_buf_char(t->out, '\n');
	rule(t, "━");
	pdz_text_paragraph(t, pdz_str(pdz_say(t->lang, "heading|How to read it")), 0, BOLD);
	print_terms(t, rep->notes, rep->note_count, line);
	pdz_text_paragraph(
		t, pdz_str(pdz_say(t->lang, "methods|Methods and formulas: man 7 pdz-methods, or the page and the workbook.")),
		2, PLAIN);
	pdz_text_paragraph(t, pdz_str(pdz_say(t->lang, "heading|What it was made from")), 0, BOLD);
	print_terms(t, rep->provenance, rep->provenance_count, line);
}

static enum pdz_status write_text_report(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                         struct pdz_error *err)
{
	(void)neutralised;
	struct text t = {.rep = rep,
	                 .out = out,
	                 .lang = rep->options.language,
	                 .width = rep->options.width ? rep->options.width : DEFAULT_WIDTH};
	struct pdz_buf line = {0};
	t.boxes = calloc(rep->column_count + 2, sizeof *t.boxes);
	if (!t.boxes)
		return pdz_no_memory(err);
	choose_widths(&t);
	print_head(&t);
	if (rep->options.layout == PDZ_SUMMARY)
		print_where_the_rest_is(&t);
	else
		print_whole(&t, &line);

	bool failed = t.failed || line.failed || out->failed;
	for (size_t i = 0; i < rep->column_count + 2; i++)
		free(t.boxes[i].lines);
	free(t.boxes);
	pdz_buf_release(&line);
	return failed ? pdz_no_memory(err) : PDZ_OK;
}

const struct pdz_report_format pdz_format_text = {"text", "txt", false, write_text_report};
