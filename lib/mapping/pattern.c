/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of for_each: does "previsto {year}" fit a header, and what is the year. */
#include "mapping/mapping.h"

#include "base/fold.h"
#include "mapping/words.h"

enum {
	PIECES_MOST = 2 * MAPPING_MAX_VARIABLES + 1,
};

struct search {
	const struct map_record *record;
	struct pdz_str header;
	struct pdz_str *values;
	bool dead[PIECES_MOST + 1]
			 [MAPPING_HEADER_MOST + 1]; /* the rest of the pattern does not fit the header from here on */
	bool failed;                        /* no memory */
};

/* A piece of the header against a literal, both folded as between other letters: 0: alike, 1: longer, -1: neither. That
 * keeps the blank at the end of "previsto " from fitting "previsto2025". */
static int folds_as(struct search *s, struct pdz_str head, struct pdz_str literal, bool at_start, bool at_end)
{
	const struct pdz_str both[] = {head, literal};
	struct pdz_buf framed = {0}, folded[2] = {{0}, {0}};

	for (int i = 0; i < 2; i++) {
		pdz_buf_clear(&framed);
		if (!at_start)
			pdz_buf_char(&framed, 'x');
		pdz_buf_str(&framed, both[i]);
		if (!at_end)
			pdz_buf_char(&framed, 'x');
		pdz_fold(&folded[i], pdz_buf_view(&framed));
		s->failed |= framed.failed || folded[i].failed;
	}
	const bool alike = pdz_str_eq(pdz_buf_view(&folded[0]), pdz_buf_view(&folded[1]));
	const int how = folded[0].n > folded[1].n ? 1 : alike ? 0 : -1;
	pdz_buf_release(&framed);
	pdz_buf_release(&folded[0]);
	pdz_buf_release(&folded[1]);
	return how;
}

static bool fits_from(struct search *s, size_t piece, size_t from);

static bool variable_fits_from(struct search *s, size_t piece, size_t from, size_t end)
{
	const struct map_record *r = s->record;
	const uint32_t index = r->for_each.pieces[piece].index;
	const struct pdz_str text = pdz_str_trim((struct pdz_str){s->header.p + from, end - from});

	if (text.n == 0 || !pdz_mapping_variable_fits(r->variables[index], text, r->for_each.count > 1) ||
	    !fits_from(s, piece + 1, end))
		return false;
	s->values[index] = text;
	return true;
}

/* Each place of each piece is tried once: what does not fit does not fit however one got there. */
static bool fits_from(struct search *s, size_t piece, size_t from)
{
	const struct map_template *t = &s->record->for_each;

	if (piece == t->count)
		return from == s->header.n;
	if (s->dead[piece][from])
		return false;
	const struct map_piece *p = &t->pieces[piece];
	const bool literal = p->kind == PIECE_LITERAL;
	for (size_t end = literal ? from : from + 1; end <= s->header.n; end++) {
		if (end < s->header.n && ((unsigned char)s->header.p[end] & 0xc0) == 0x80)
			continue; /* inside a letter */
		const struct pdz_str head = {s->header.p + from, end - from};
		const int how = literal ? folds_as(s, head, p->text, piece == 0, piece + 1 == t->count) : 0;
		if (how > 0)
			break; /* longer than the literal, and more will not make it shorter */
		if (how == 0 && (literal ? fits_from(s, piece + 1, end) : variable_fits_from(s, piece, from, end)))
			return true;
	}
	s->dead[piece][from] = true;
	return false;
}

/* Without the mark of a footnote: mar*, apr (1), 2025\xc2\xb9. */
static struct pdz_str without_mark(struct pdz_str header)
{
	size_t n = header.n;

	while (n && header.p[n - 1] == '*')
		n--;
	if (n > 2 && (unsigned char)header.p[n - 2] == 0xc2 && memchr("\xb9\xb2\xb3", header.p[n - 1], 3))
		n -= 2;
	if (n > 3 && header.p[n - 1] == ')' && header.p[n - 3] == '(' && memchr("0123456789*", header.p[n - 2], 11))
		n -= 3;
	return pdz_str_trim((struct pdz_str){header.p, n});
}

bool pdz_mapping_pattern_fits(const struct map_record *r, struct pdz_str header,
                              struct pdz_str values[MAPPING_MAX_VARIABLES], bool *failed)
{
	struct search s = {.record = r, .header = pdz_str_trim(header), .values = values};

	if (s.header.n > MAPPING_HEADER_MOST)
		return false;
	bool fits = fits_from(&s, 0, 0);
	const struct pdz_str bare = without_mark(s.header);
	if (!fits && bare.n < s.header.n) {
		s = (struct search){.record = r, .header = bare, .values = values};
		fits = fits_from(&s, 0, 0);
	}
	*failed |= s.failed;
	return fits;
}
