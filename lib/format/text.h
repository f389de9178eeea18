/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report on a terminal: what its files share. text.c has the table, text_answer.c what stands before it. */
#ifndef PDZ_FORMAT_TEXT_H
#define PDZ_FORMAT_TEXT_H

#include "pdz/report.h"

enum style { PLAIN, BOLD, DIM, GREEN, CYAN, YELLOW, RED };

/* The lines of one cell. */
struct box {
	struct line {
		struct pdz_str text;
		enum style style;
	} *lines;
	size_t count, cap;
	size_t width;
	bool right;
};

struct text {
	const struct pdz_report *rep;
	struct pdz_buf *out;
	enum pdz_language lang;
	size_t width;
	struct box *boxes; /* code, name, then the table's columns; progress goes under the verdict */
	size_t box_count;
	size_t periods, to_come; /* columns of periods, the plan's the last; before it, of years without a figure yet */
	size_t left_out;         /* so many of them have no room */
	size_t whole_width;      /* with which all have */
	bool no_baseline;        /* nor has that one */
	bool narrow;
	bool failed;
};

/* A text of at least width columns, without what a terminal would obey. */
void pdz_text_styled(struct text *t, struct pdz_str s, size_t width, bool right, enum style style);
/* No blanks at the end of a line. */
void pdz_text_end_line(struct text *t);
/* Wrapped over the whole width, later lines under the first word. */
void pdz_text_paragraph(struct text *t, struct pdz_str s, size_t indent, enum style style);
enum style pdz_text_verdict_style(enum pdz_verdict v);
/* Verdicts by objective, then the lists. */
void pdz_text_answer(struct text *t);

#endif
