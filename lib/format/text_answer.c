/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report on a terminal begins with: verdicts by objective, and what needs a look. Alone
 * (layout summary) it keeps to about one screen: what has no room is named by its code. */
#include "format/text.h"
#include "words/terminal.h"
#include "words/words.h"

#include <stdio.h>

enum { COLUMN_GAP = 2, ROOM = 14, ROOM_OF_EACH = 4 };

static void write_cell_of(struct text *t, struct pdz_str s, size_t width, enum style style)
{
	pdz_terminal_pad(t->out, PDZ_STR(""), COLUMN_GAP, false);
	pdz_text_styled(t, s, width, true, style);
}

static void write_count_row(struct text *t, struct pdz_str name, size_t name_width,
                            const struct pdz_verdict_counts *counts)
{
	const struct pdz_verdict_counts *all = &t->rep->verdicts;
	char n[24];
	pdz_text_styled(t, name, name_width, false, PLAIN);
	for (int v = 0; v < PDZ_VERDICTS; v++) {
		if (all->of[v] == 0)
			continue;
		snprintf(n, sizeof n, "%zu", counts->of[v]);
		write_cell_of(t, pdz_str(n), pdz_terminal_width(pdz_str(pdz_word_verdict(t->lang, (enum pdz_verdict)v))),
		              counts->of[v] > 0 ? pdz_text_verdict_style((enum pdz_verdict)v) : DIM);
	}
	snprintf(n, sizeof n, "%zu", counts->all);
	write_cell_of(t, pdz_str(n), pdz_terminal_width(pdz_str(pdz_say(t->lang, "answer|total"))), BOLD);
	pdz_text_end_line(t);
}

/* A column for each verdict that occurs; false if they have no room. */
static bool write_count_table(struct text *t)
{
	const struct pdz_report *rep = t->rep;
	const struct pdz_str total = pdz_str(pdz_say(t->lang, "answer|total"));
	size_t name_width = pdz_terminal_width(total), width;
	for (size_t i = 0; i < rep->section_count; i++)
		if (pdz_terminal_width(rep->sections[i].heading) > name_width)
			name_width = pdz_terminal_width(rep->sections[i].heading);
	width = name_width + COLUMN_GAP + pdz_terminal_width(total);
	for (int v = 0; v < PDZ_VERDICTS; v++)
		if (rep->verdicts.of[v] > 0)
			width += COLUMN_GAP + pdz_terminal_width(pdz_str(pdz_word_verdict(t->lang, (enum pdz_verdict)v)));
	if (width > t->width)
		return false;
	pdz_terminal_pad(t->out, PDZ_STR(""), name_width, false);
	for (int v = 0; v < PDZ_VERDICTS; v++)
		if (rep->verdicts.of[v] > 0)
			write_cell_of(t, pdz_str(pdz_word_verdict(t->lang, (enum pdz_verdict)v)), 0, DIM);
	write_cell_of(t, total, 0, DIM);
	pdz_text_end_line(t);
	for (size_t i = 0; i < rep->section_count; i++)
		write_count_row(t, rep->sections[i].heading, name_width, &rep->sections[i].verdicts);
	if (rep->section_count > 1)
		write_count_row(t, total, name_width, &rep->verdicts);
	return true;
}

static void write_count_lines(struct text *t)
{
	struct pdz_buf line = {0};
	for (size_t i = 0; i < t->rep->section_count; i++) {
		const struct pdz_report_section *s = &t->rep->sections[i];
		pdz_buf_clear(&line);
		pdz_buf_str(&line, s->heading);
		pdz_buf_z(&line, ": ");
		pdz_spell_verdicts(&line, t->lang, &s->verdicts);
		pdz_text_paragraph(t, pdz_buf_view(&line), 0, PLAIN);
	}
	pdz_buf_clear(&line);
	pdz_buf_z(&line, pdz_say(t->lang, "answer|total"));
	pdz_buf_z(&line, ": ");
	pdz_spell_verdicts(&line, t->lang, &t->rep->verdicts);
	pdz_text_paragraph(t, pdz_buf_view(&line), 0, BOLD);
	t->failed |= line.failed;
	pdz_buf_release(&line);
}

/* At most width columns, with "…" where something is left out. */
static struct pdz_str cut_to(struct pdz_str s, size_t width, struct pdz_buf *out)
{
	struct pdz_str line = PDZ_STR(""), rest = s;
	pdz_buf_clear(out);
	if (pdz_terminal_width(s) <= width)
		return s;
	if (width > 1)
		(void)pdz_terminal_wrap(&rest, width - 1, &line);
	pdz_buf_str(out, line);
	pdz_buf_z(out, "…");
	return pdz_buf_view(out);
}

static void write_answer_line(struct text *t, const struct pdz_answer_line *l, size_t code_width, bool on_one)
{
	struct pdz_buf text = {0}, cut = {0};
	struct pdz_str line, rest;
	const size_t indent = 2 + code_width + COLUMN_GAP, room = t->width > indent + 20 ? t->width - indent : 20;
	size_t used = 0;
	pdz_terminal_pad(t->out, PDZ_STR(""), 2, false);
	pdz_text_styled(t, l->code, code_width, false, BOLD);
	pdz_terminal_pad(t->out, PDZ_STR(""), COLUMN_GAP, false);
	if (l->area.n > 0) {
		pdz_buf_str(&text, l->area);
		pdz_buf_z(&text, ": ");
	}
	pdz_buf_str(&text, l->text);
	rest = pdz_buf_view(&text);
	for (bool first = true; pdz_terminal_wrap(&rest, room, &line); first = false) {
		if (!first) {
			pdz_text_end_line(t);
			pdz_terminal_pad(t->out, PDZ_STR(""), indent, false);
		}
		pdz_text_styled(t, line, 0, false, PLAIN);
		used = pdz_terminal_width(line);
	}
	if (on_one && used + 12 < room) { /* the name as far as the line goes */
		pdz_buf_z(t->out, "  ");
		pdz_text_styled(t, cut_to(l->name, room - used - 2, &cut), 0, false, DIM);
		pdz_text_end_line(t);
	} else {
		pdz_text_end_line(t);
		if (!on_one)
			pdz_text_paragraph(t, l->name, indent, DIM);
	}
	t->failed |= text.failed || cut.failed;
	pdz_buf_release(&text);
	pdz_buf_release(&cut);
}

/* "e altri 12: 1.1.P1, 1.1.P2 ..." */
static void write_left_out(struct text *t, const struct pdz_answer *part, size_t shown, size_t indent)
{
	struct pdz_buf codes = {0}, line = {0};
	char n[24];
	if (shown >= part->line_count)
		return;
	for (size_t i = shown; i < part->line_count; i++) {
		pdz_buf_z(&codes, i > shown ? ", " : "");
		pdz_buf_str(&codes, part->lines[i].code);
	}
	snprintf(n, sizeof n, "%zu", part->line_count - shown);
	pdz_say_into(&line, t->lang, "answer|and {0} more: {1}", pdz_str(n), pdz_buf_view(&codes));
	pdz_text_paragraph(t, pdz_buf_view(&line), indent, PLAIN);
	t->failed |= codes.failed || line.failed;
	pdz_buf_release(&codes);
	pdz_buf_release(&line);
}

static size_t widest_code(const struct pdz_report *rep)
{
	size_t width = 0;
	for (int p = 0; p < PDZ_ANSWER_PARTS; p++)
		for (size_t i = 0; i < rep->answer[p].line_count; i++) {
			const size_t w = pdz_terminal_width(rep->answer[p].lines[i].code);
			width = w > width ? w : width;
		}
	return width;
}

void pdz_text_answer(struct text *t)
{
	static const enum style styles[PDZ_ANSWER_PARTS] = {RED, RED, YELLOW, BOLD, BOLD};
	const bool alone = t->rep->options.layout == PDZ_SUMMARY;
	const size_t code_width = widest_code(t->rep);
	size_t room = ROOM;
	struct pdz_buf line = {0};
	if (t->rep->verdicts.all == 0)
		return;
	pdz_buf_char(t->out, '\n');
	if (!write_count_table(t))
		write_count_lines(t);
	if (t->rep->verdicts.nothing_due > 0) {
		pdz_buf_printf(&line, "%s: ", pdz_word_verdict(t->lang, PDZ_ON_TRACK));
		pdz_spell_nothing_due(&line, t->lang, t->rep->verdicts.nothing_due);
		pdz_text_paragraph(t, pdz_buf_view(&line), 0, DIM);
	}
	for (int p = 0; p < PDZ_ANSWER_PARTS; p++) {
		const struct pdz_answer *part = &t->rep->answer[p];
		size_t shown = part->line_count;
		if (shown == 0)
			continue;
		if (alone && shown > room && shown > ROOM_OF_EACH)
			shown = room > ROOM_OF_EACH ? room : ROOM_OF_EACH;
		shown += shown + 1 == part->line_count; /* a single one takes no more room than to say that there is one */
		room -= shown < room ? shown : room;
		pdz_buf_clear(&line);
		pdz_buf_printf(&line, "%.*s: %zu", (int)part->title.n, part->title.p, part->line_count);
		pdz_buf_char(t->out, '\n');
		pdz_text_paragraph(t, pdz_buf_view(&line), 0, styles[p]);
		for (size_t i = 0; i < shown; i++)
			write_answer_line(t, &part->lines[i], code_width, p >= PDZ_ANSWER_BEHIND || alone);
		write_left_out(t, part, shown, 2 + code_width + COLUMN_GAP);
	}
	t->failed |= line.failed;
	pdz_buf_release(&line);
}
