/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a row to the texts, days and numbers that its records need. */
#include "ingest/row_values.h"

#include "base/fold.h"
#include "base/likely_day.h"
#include "ingest/derived.h"

#include <stdio.h>
#include <stdlib.h>

enum { SCRATCH_BLOCK = 64 << 10 };

/* Scratch */

static char *scratch_alloc(struct ingest_bound *b, size_t n)
{
	struct ingest_scratch *s = &b->scratch;

	if (n > SCRATCH_BLOCK) { /* rare: a block of its own, given back with the others */
		char *own = pdz_arena_alloc(&b->arena, n);
		b->failed |= !own;
		return own;
	}
	if (s->count && s->used + n > SCRATCH_BLOCK) {
		s->at++;
		s->used = 0;
	}
	if (s->at >= s->count) {
		char *block = malloc(SCRATCH_BLOCK);
		if (!block || !pdz_grow(&s->blocks, &s->cap, s->count + 1, sizeof *s->blocks)) {
			free(block);
			b->failed = true;
			return NULL;
		}
		s->blocks[s->count++] = block;
	}
	char *p = s->blocks[s->at] + s->used;
	s->used += n;
	return p;
}

void pdz_row_scratch_clear(struct ingest_bound *b)
{
	b->scratch.at = b->scratch.used = 0;
}

struct pdz_str pdz_row_scratch_copy(struct ingest_bound *b, const struct pdz_buf *text)
{
	char *p = scratch_alloc(b, text->n);

	if (!p || text->failed)
		b->failed = true;
	else if (text->n)
		memcpy(p, text->p, text->n);
	return (struct pdz_str){p, p ? text->n : 0};
}

struct pdz_str pdz_row_scratch_text(struct ingest_bound *b, struct pdz_str text)
{
	char *p = scratch_alloc(b, text.n);

	if (p && text.n)
		memcpy(p, text.p, text.n);
	return (struct pdz_str){p, p ? text.n : 0};
}

/* Cells */

/* The folded form of a text, valid until the next call. */
struct pdz_str pdz_row_fold(struct ingest_bound *b, struct pdz_str text)
{
	pdz_buf_clear(&b->folded);
	pdz_fold(&b->folded, text);
	b->failed |= b->folded.failed;
	return pdz_buf_view(&b->folded);
}

static bool means_empty(struct ingest_bound *b, struct pdz_str text)
{
	static const char *const usual[] = {"", "n d", "nd", "n a", "n/a", "n/d"};
	const struct pdz_mapping *m = b->mapping;

	if (text.n > 40)
		return false;
	/* most cells begin with a letter or digit that none of the usual markers has */
	if (m->empty_count == 0 && (pdz_is_n_word(text) || (text.p[0] | 0x20) != 'n') && text.p[0] != '-' &&
	    text.p[0] != '.' && text.p[0] != '_' && text.p[0] != '\'' && !(text.p[0] & 0x80))
		return false;
	struct pdz_str folded = pdz_row_fold(b, text);
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (pdz_str_is(folded, usual[i]))
			return true;
	for (size_t i = 0; i < m->empty_count; i++)
		if (pdz_str_eq(folded, m->empties[i]))
			return true;
	return false;
}

bool pdz_row_is_no_value(struct pdz_str text)
{
	static const char *const failures[] = {"n/a", "n/d", "null", "nullo", "getting_data"};

	if (text.n < 2)
		return false;
	const char first = text.p[0], second = text.p[1], last = text.p[text.n - 1];
	if (first == '=') /* =SOMMA(A1), =-A1, ='2024'!B1; no arrow, no line */
		return (second | 0x20) >= 'a' ? (second | 0x20) <= 'z' : strchr("0123456789($-+'\"[", second) != NULL;
	if (first == 'E')
		return text.n > 4 && text.n < 9 && memcmp(text.p, "Err:", 4) == 0 && strspn(text.p + 4, "0123456789") > 0;
	if (first != '#' || text.n > 16)
		return false;
	if (second == '#') /* a column too narrow for what stands in it */
		return last == '#';
	for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
		if (text.n == strlen(failures[i]) + 1 && strncasecmp(text.p + 1, failures[i], text.n - 1) == 0)
			return true;
	/* #RIF!, #DIV/0!, #NOME? */
	return (last == '!' || last == '?') && second >= 'A' && second <= 'Z' && !memchr(text.p, ' ', text.n);
}

static bool is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

struct pdz_str pdz_row_cell_text(struct ingest_bound *b, uint32_t cell)
{
	if (cell == PDZ_NONE || cell >= b->row->count)
		return (struct pdz_str){"", 0};
	struct pdz_str text = b->row->cells[cell];
	/* most begin and end so that none of what follows is about them (n.d. and Err:502 begin with a letter) */
	if (text.n > 0 && b->mapping->empty_count == 0 && is_letter_or_digit(text.p[0]) &&
	    ((text.p[0] | 0x20) != 'n' || pdz_is_n_word(text)) && text.p[0] != 'E' &&
	    is_letter_or_digit(text.p[text.n - 1]))
		return text;
	text = pdz_str_trim(text);
	if (text.n > 2 && text.p[0] == '=' && !b->mapping->escapes && text.p[1] == '"' &&
	    text.p[text.n - 1] == '"') /* ="0123", as a spreadsheet keeps a code */
		text = pdz_str_trim((struct pdz_str){text.p + 2, text.n - 3});
	if (text.n == 0 || means_empty(b, text))
		return (struct pdz_str){"", 0};
	if (!b->mapping->escapes && text.p == pdz_str_trim(b->row->cells[cell]).p && pdz_row_is_no_value(text))
		b->broken = cell;
	return text;
}

bool pdz_row_says_unknown(struct ingest_bound *b, uint32_t cell)
{
	const struct pdz_str text = cell < b->row->count ? pdz_str_trim(b->row->cells[cell]) : (struct pdz_str){"", 0};
	const struct pdz_mapping *m = b->mapping;
	bool letters = false, declared = false;

	for (size_t i = 0; i < text.n; i++)
		letters |= (text.p[i] | 0x20) >= 'a' && (text.p[i] | 0x20) <= 'z';
	if (!letters || !means_empty(b, text))
		return false;
	const struct pdz_str folded = pdz_row_fold(b, text);
	for (size_t i = 0; i < m->empty_count; i++)
		declared |= pdz_str_eq(folded, m->empties[i]);
	return !declared;
}

struct pdz_str pdz_row_column_text(struct ingest_bound *b, uint32_t column)
{
	if (b->given[column].n)
		return b->given[column];
	return pdz_row_cell_text(b, b->cells[column]);
}

/* Conditions */

static bool one_of(struct ingest_bound *b, struct pdz_str text, const struct map_condition *c)
{
	struct pdz_str folded = pdz_row_fold(b, text);

	for (size_t i = 0; i < c->count; i++) {
		struct pdz_str t = c->texts[i];
		if (c->kind == CONDITION_STARTS ? folded.n >= t.n && (t.n == 0 || memcmp(folded.p, t.p, t.n) == 0)
		                                : pdz_str_eq(folded, t))
			return true;
	}
	return false;
}

bool pdz_row_condition(struct ingest_bound *b, const struct map_condition *c, struct pdz_str text)
{
	switch (c->kind) {
	case CONDITION_FILLED:
		return text.n > 0;
	case CONDITION_EMPTY:
		return text.n == 0;
	case CONDITION_IS:
	case CONDITION_STARTS:
		return one_of(b, text, c);
	case CONDITION_NOT:
		return !one_of(b, text, c);
	}
	return false;
}

bool pdz_row_holds(struct ingest_bound *b, const struct map_conditions *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (!pdz_row_condition(b, &all->items[i], pdz_row_column_text(b, all->items[i].column)))
			return false;
	return true;
}

/* Values */

struct pdz_str pdz_row_piece_text(struct ingest_bound *b, const struct map_piece *p, const struct ingest_match *match)
{
	switch (p->kind) {
	case PIECE_LITERAL:
		return p->text;
	case PIECE_COLUMN:
		return pdz_row_column_text(b, p->index);
	case PIECE_VARIABLE:
		return match ? match->values[p->index] : (struct pdz_str){"", 0};
	case PIECE_CELL:
		return match ? pdz_row_cell_text(b, match->cell) : (struct pdz_str){"", 0};
	}
	return (struct pdz_str){"", 0};
}

/* The text of a template; empty if every column in it is. */
struct pdz_str pdz_row_template_text(struct ingest_bound *b, const struct map_template *t,
                                     const struct ingest_match *match)
{
	struct pdz_buf text = {0};
	bool any = false, only_literals = true;

	if (t->count == 1)
		return pdz_row_piece_text(b, &t->pieces[0], match);
	for (size_t i = 0; i < t->count; i++) {
		struct pdz_str piece = pdz_row_piece_text(b, &t->pieces[i], match);
		if (t->pieces[i].kind != PIECE_LITERAL) {
			only_literals = false;
			any |= piece.n > 0;
		}
		pdz_buf_str(&text, piece);
	}
	struct pdz_str out = {"", 0};
	if (any || only_literals)
		out = pdz_str_trim(pdz_row_scratch_copy(b, &text));
	pdz_buf_release(&text);
	return out;
}

/* The cell to point at when a value will not do. */
uint32_t pdz_row_template_cell(const struct ingest_bound *b, const struct map_template *t,
                               const struct ingest_match *match)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->pieces[i].kind == PIECE_COLUMN && b->cells[t->pieces[i].index] != PDZ_NONE)
			return b->cells[t->pieces[i].index];
		if (match && (t->pieces[i].kind == PIECE_CELL || t->pieces[i].kind == PIECE_VARIABLE))
			return match->cell;
	}
	return PDZ_NONE;
}

uint32_t pdz_row_value_cell(const struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match)
{
	return pdz_row_template_cell(b, &v->from, match);
}

bool pdz_row_wrong(struct ingest_mistake *m, enum ingest_reason reason, const char *problem, const char *expected,
                   struct pdz_str text, uint32_t cell)
{
	*m =
		(struct ingest_mistake){.reason = reason, .problem = problem, .expected = expected, .text = text, .cell = cell};
	return false;
}

void pdz_row_offer(struct ingest_bound *b, struct ingest_mistake *m, const struct pdz_nearest *near)
{
	b->failed |= near->failed;
	if (!near->best.p)
		return;
	snprintf(m->buffer, sizeof m->buffer, "%.*s", (int)near->best.n, near->best.p);
	m->with[0] = m->buffer;
	m->expected = "did you mean '{0}'?";
	m->near = true;
}

/* Look a text up in the table of a value. */
static bool look_up_value(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                          struct pdz_str text, struct pdz_str *out, struct ingest_mistake *m)
{
	struct pdz_str folded = pdz_row_fold(b, text);

	const struct map_pair *found = pdz_mapping_look_up(v, folded);
	if (found || text.n == 0) {
		*out = found ? found->result : text;
		return true;
	}
	*out = v->has_otherwise ? v->otherwise : text;
	if (v->has_otherwise || v->keep)
		return true;
	struct pdz_nearest near = {0};
	for (size_t i = 0; i < v->count; i++)
		pdz_nearest_offer(&near, text, v->table[i].key);
	pdz_row_wrong(m, REASON_UNKNOWN_VALUE, "not in the table of the mapping", NULL, text,
	              pdz_row_value_cell(b, v, match));
	for (size_t i = 0; i < v->from.count; i++)
		m->personal |= v->from.pieces[i].kind == PIECE_COLUMN && b->mapping->columns[v->from.pieces[i].index].personal;
	pdz_row_offer(b, m, &near);
	return false;
}

bool pdz_row_value_text(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                        struct pdz_str *out, struct ingest_mistake *m)
{
	*out = (struct pdz_str){"", 0};
	if (!v->given)
		return true;
	struct pdz_str text = pdz_row_template_text(b, &v->from, match);
	if (pdz_mapping_is_derived(v) && !pdz_row_derive(b, v, match, &text, m))
		return false;
	if (text.n == 0 && v->has_if_empty)
		text = v->if_empty;
	else if (v->count)
		return look_up_value(b, v, match, text, out, m);
	*out = text;
	return true;
}

/* Of a template that is one cell: the column whose style it is written in. */
static uint32_t styled_cell(const struct ingest_bound *b, const struct map_template *t,
                            const struct ingest_match *match)
{
	return t->count == 1 ? pdz_row_template_cell(b, t, match) : PDZ_NONE;
}

struct ingest_styled pdz_row_number(const struct ingest_bound *b, const struct map_template *t,
                                    const struct ingest_match *match, struct pdz_str text, enum ingest_numbers style,
                                    pdz_micro *out, struct ingest_mistake *m)
{
	const struct ingest_styled is = pdz_styles_number(b->styles, styled_cell(b, t, match), text, style, out);

	if (is.either) {
		pdz_row_wrong(m, REASON_BAD_NUMBER, "the decimal mark could be either",
		              "the column has numbers of another style than declared", text,
		              pdz_row_template_cell(b, t, match));
		m->whole_column = true;
	}
	return is;
}

struct ingest_styled pdz_row_day(const struct ingest_bound *b, const struct map_template *t,
                                 const struct ingest_match *match, struct pdz_str text, enum ingest_dates style,
                                 bool first, pdz_day *out, struct ingest_mistake *m)
{
	const struct ingest_styled is = pdz_styles_day(b->styles, styled_cell(b, t, match), text, style, first, out);

	if (is.either) {
		pdz_row_wrong(m, REASON_BAD_DATE, "day and month could be either",
		              "the column has dates of another order than declared; as yyyy-mm-dd it is clear", text,
		              pdz_row_template_cell(b, t, match));
		m->whole_column = true;
	}
	return is;
}

bool pdz_row_value_day(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match, bool first,
                       pdz_day *out, struct ingest_mistake *m)
{
	static const char *const expected[] = {"expected day/month/year", "expected month/day/year", "expected yyyy-mm-dd",
	                                       "expected an Excel day number"};
	static const char *const or_excel[] = {"expected day/month/year; for Excel day numbers set dates to excel",
	                                       "expected month/day/year; for Excel day numbers set dates to excel",
	                                       "expected yyyy-mm-dd; for Excel day numbers set dates to excel"};
	struct pdz_str text;

	*out = PDZ_NO_DAY;
	if (!pdz_row_value_text(b, v, match, &text, m))
		return false;
	if (text.n == 0)
		return true;
	const struct ingest_styled is = pdz_row_day(b, &v->from, match, text, v->dates, first, out, m);
	const enum pdz_parse result = is.result;
	if (is.either)
		return false;
	if (result == PDZ_PARSE_OK && !pdz_day_is_likely(*out))
		return pdz_row_wrong(m, REASON_BAD_DATE, "a year that cannot be", "expected one from 1950 to 2100", text,
		                     pdz_row_value_cell(b, v, match));
	if (result == PDZ_PARSE_OK || result == PDZ_PARSE_EMPTY)
		return true;
	pdz_row_wrong(m, REASON_BAD_DATE, result == PDZ_PARSE_RANGE ? "there is no such day" : "not a date",
	              expected[v->dates], text, pdz_row_value_cell(b, v, match));
	m->contrary = is.contrary;
	if (result != PDZ_PARSE_RANGE && v->dates != DATES_EXCEL && pdz_ingest_guess_value(text).excel)
		m->expected = or_excel[v->dates];
	return false;
}

/* A quantity that was to be written, and was not, is not known: least of all is it 1. */
static bool missing_number(const struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                           struct ingest_mistake *m)
{
	const struct map_template *from = v->term_count ? &v->terms[0] : &v->from;
	const uint32_t cell = pdz_row_template_cell(b, from, match);

	/* a form of ours has this column for all events, also for those that count nothing else */
	if (b->mapping->canonical && cell < b->row->count && pdz_str_trim(b->row->cells[cell]).n == 0)
		return true;
	return pdz_row_wrong(m, REASON_MISSING_NUMBER, "no number",
	                     "if none was to be written, \"if_empty\" in the mapping", (struct pdz_str){"", 0}, cell);
}

bool pdz_row_value_number(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                          pdz_micro *out, struct ingest_mistake *m)
{
	static const char *const expected[] = {"expected such as 1.234,56", "expected such as 1,234.56",
	                                       "expected hours and minutes such as 2:30"};
	struct pdz_str text;

	*out = PDZ_MICRO;
	if (v->term_count) {
		bool empty;
		pdz_micro computed;
		if (!pdz_row_compute(b, v, match, &computed, &empty, m))
			return false;
		*out = computed;
		return !empty || missing_number(b, v, match, m);
	}
	if (!pdz_row_value_text(b, v, match, &text, m))
		return false;
	if (text.n == 0)
		return !v->given || missing_number(b, v, match, m);
	const bool is_canonical = v->constant_number || (v->has_if_empty && text.p == v->if_empty.p);
	const struct ingest_styled is = is_canonical ? (struct ingest_styled){.result = pdz_micro_parse(text, out)}
	                                             : pdz_row_number(b, &v->from, match, text, v->numbers, out, m);
	if (is.either || is.result == PDZ_PARSE_OK)
		return !is.either;
	const bool range = is.result == PDZ_PARSE_RANGE;
	pdz_row_wrong(m, REASON_BAD_NUMBER, range ? "number out of range" : "not a number",
	              range ? "expected at most six decimals" : expected[v->numbers], text,
	              pdz_row_value_cell(b, v, match));
	m->contrary = is.contrary;
	return false;
}
