/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text on a terminal: widths, wrapping, escapes made visible. */
#ifndef PDZ_WORDS_TERMINAL_H
#define PDZ_WORDS_TERMINAL_H

#include "pdz/str.h"

/* Columns a text takes on a terminal; control characters count as they are shown, 1. */
size_t pdz_terminal_width(struct pdz_str s);
/* Of its words between blanks the widest. */
size_t pdz_terminal_longest_word(struct pdz_str s);

/* The next line of at most width columns, broken at a blank if there is one; the
 * rest stays in *s. False when nothing is left. Every line takes at least one character. */
bool pdz_terminal_wrap(struct pdz_str *s, size_t width, struct pdz_str *line);

/* Append s without anything a terminal would obey: control characters and marks
 * that turn the direction of writing become U+FFFD, line ends a blank. */
void pdz_terminal_visible(struct pdz_buf *b, struct pdz_str s);

/* The same for each line of what stands from there on in b: the last look at a text of many parts. */
void pdz_terminal_lines(struct pdz_buf *b, size_t from);

/* Append s, then blanks up to width; or blanks first. */
void pdz_terminal_pad(struct pdz_buf *b, struct pdz_str s, size_t width, bool right);

#endif
