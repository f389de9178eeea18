/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of the cells of the row at hand, and what a mapping asks of them. */
#ifndef PDZ_INGEST_ROW_CELLS_H
#define PDZ_INGEST_ROW_CELLS_H

#include "base/fold.h"
#include "ingest/bound.h"
#include "ingest/column_style.h"

/* Texts of one row live in the scratch, until the next row clears it. */
void pdz_row_scratch_clear(struct ingest_bound *b);
struct pdz_str pdz_row_scratch_copy(struct ingest_bound *b, const struct pdz_buf *text);
struct pdz_str pdz_row_scratch_text(struct ingest_bound *b, struct pdz_str text);

/* The folded form of a text, valid until the next call. */
struct pdz_str pdz_row_fold(struct ingest_bound *b, struct pdz_str text);

static inline bool pdz_is_letter_or_digit(char c)
{
	return (unsigned char)(c - '0') < 10 || (unsigned char)((c | 0x20) - 'a') < 26;
}

/* An n and two more letters or digits: no word such as n.d., n/a or nd. */
static inline bool pdz_is_n_word(struct pdz_str text)
{
	return text.n > 2 && (text.p[0] | 0x20) == 'n' && pdz_is_letter_or_digit(text.p[1]) &&
	       pdz_is_letter_or_digit(text.p[2]);
}

/* Of a cell that may begin or end with what is not text, or stand for nothing. */
struct pdz_str pdz_row_unusual_cell_text(struct ingest_bound *b, struct pdz_str whole, uint32_t cell);

/* Trimmed; empty for a cell that is not there or means nothing was written. b->broken says if it is not a
 * value at all. */
static inline struct pdz_str pdz_row_cell_text(struct ingest_bound *b, uint32_t cell)
{
	if (cell == PDZ_NONE || cell >= b->row->count)
		return (struct pdz_str){"", 0};
	const struct pdz_str text = b->row->cells[cell];
	if (text.n == 0)
		return (struct pdz_str){"", 0};
	/* most begin and end so that nothing is to be asked of them (n.d. and Err:502 begin with a letter) */
	return b->mapping->empty_count == 0 && pdz_is_letter_or_digit(text.p[0]) &&
	               ((text.p[0] | 0x20) != 'n' || pdz_is_n_word(text)) && text.p[0] != 'E' &&
	               pdz_is_letter_or_digit(text.p[text.n - 1])
	           ? text
	           : pdz_row_unusual_cell_text(b, text, cell);
}

/* Does a cell that counts as empty say that it is not known (n.d., n.a.)? What the mapping calls empty does not. */
bool pdz_row_says_unknown(struct ingest_bound *b, uint32_t cell);
struct pdz_str pdz_row_column_text(struct ingest_bound *b, uint32_t column);

/* One piece of a template; match: the column of a for_each, or NULL. */
struct pdz_str pdz_row_piece_text(struct ingest_bound *b, const struct map_piece *p, const struct ingest_match *match);

/* The text of a template, empty if every column in it is; and the cell to point at. */
struct pdz_str pdz_row_template_text(struct ingest_bound *b, const struct map_template *t,
                                     const struct ingest_match *match);
uint32_t pdz_row_template_cell(const struct ingest_bound *b, const struct map_template *t,
                               const struct ingest_match *match);

/* text: of its column. */
bool pdz_row_condition(struct ingest_bound *b, const struct map_condition *c, struct pdz_str text);
bool pdz_row_holds(struct ingest_bound *b, const struct map_conditions *all);

/* The cell to point at when a value will not do; PDZ_NONE: no single one. */
uint32_t pdz_row_value_cell(const struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match);

/* Fill a mistake; returns false. */
bool pdz_row_wrong(struct ingest_mistake *m, enum ingest_reason reason, const char *problem, const char *expected,
                   struct pdz_str text, uint32_t cell);
/* Name the nearest in a mistake, if there is one. */
void pdz_row_offer(struct ingest_bound *b, struct ingest_mistake *m, const struct pdz_nearest *near);

/* A number or day as the column has it, of a template that is one cell. Where it could be either of
 * two, the mistake says so. */
struct ingest_styled pdz_row_number(const struct ingest_bound *b, const struct map_template *t,
                                    const struct ingest_match *match, struct pdz_str text, enum ingest_numbers style,
                                    pdz_micro *out, struct ingest_mistake *m);
struct ingest_styled pdz_row_day(const struct ingest_bound *b, const struct map_template *t,
                                 const struct ingest_match *match, struct pdz_str text, enum ingest_dates style,
                                 bool first, pdz_day *out, struct ingest_mistake *m);

#endif
