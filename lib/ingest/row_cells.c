/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of the cells of the row at hand, and what a mapping asks of them. */
#include "ingest/row_cells.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { SCRATCH_BLOCK = 64 << 10 };

/* clang-format off */
const char *const pdz_ingest_reason_names[INGEST_REASONS] = {
	"", "unclosed_quote", "stray_quote", "too_long", "nul_byte", "bad_encoding", "too_few_cells", "too_many_cells",
	"other_header", "total",
	"bad_date", "bad_number", "missing_number", "formula", "bad_status", "unknown_value", "no_event", "unknown_event",
	"unknown_action",
	"unknown_area", "done_without_date", "missing_date", "unknown_above", "ends_before_it_begins", "personal_data",
	"masked", "spoilt_id",
	"contradiction",
};
/* clang-format on */

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

/* A formula, or what a spreadsheet shows where one has failed: #N/D, #RIF!, Err:502. */
static bool is_no_value(struct pdz_str text)
{
	static const char *const failures[] = {"n/a", "n/d", "null", "nullo", "getting_data"};

	if (text.n < 2)
		return false;
	const char first = text.p[0], second = text.p[1], last = text.p[text.n - 1];
	if (first == '=') /* =SOMMA(A1), =-A1, ='2024'!B1; no arrow, no line */
		return isalnum((unsigned char)second) || strchr("($-+'\"[", second);
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

struct pdz_str pdz_row_unusual_cell_text(struct ingest_bound *b, struct pdz_str whole, uint32_t cell)
{
	struct pdz_str text = pdz_str_trim(whole);

	if (text.n > 2 && text.p[0] == '=' && !b->mapping->escapes && text.p[1] == '"' &&
	    text.p[text.n - 1] == '"') /* ="0123", as a spreadsheet keeps a code */
		text = pdz_str_trim((struct pdz_str){text.p + 2, text.n - 3});
	if (text.n == 0 || means_empty(b, text))
		return (struct pdz_str){"", 0};
	if (!b->mapping->escapes && text.p == pdz_str_trim(whole).p && is_no_value(text))
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
		pdz_row_wrong(
			m, REASON_BAD_NUMBER,
			style == NUMBERS_HOURS ? "it could be hours and minutes, or decimals" : "the decimal mark could be either",
			"the column has numbers of another style than declared", text, pdz_row_template_cell(b, t, match));
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
