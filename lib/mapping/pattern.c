/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of for_each: does "previsto {year}" fit a header, and what is the year. */
#include "mapping/mapping.h"

#include "base/fold.h"
#include "mapping/words.h"

/* Do two pieces of text fold alike when they stand between other letters? That
 * keeps the blank at the end of "previsto " from fitting "previsto2025". */
static bool folds_alike(struct pdz_str a, struct pdz_str b, bool at_start, bool at_end, bool *failed)
{
	const struct pdz_str both[] = {a, b};
	struct pdz_buf framed = {0}, folded[2] = {{0}, {0}};

	for (int i = 0; i < 2; i++) {
		pdz_buf_clear(&framed);
		if (!at_start)
			pdz_buf_char(&framed, 'x');
		pdz_buf_str(&framed, both[i]);
		if (!at_end)
			pdz_buf_char(&framed, 'x');
		pdz_fold(&folded[i], pdz_buf_view(&framed));
		*failed |= framed.failed || folded[i].failed;
	}
	bool alike = pdz_str_eq(pdz_buf_view(&folded[0]), pdz_buf_view(&folded[1]));
	pdz_buf_release(&framed);
	pdz_buf_release(&folded[0]);
	pdz_buf_release(&folded[1]);
	return alike;
}

static bool fits_from(const struct map_record *r, size_t piece, struct pdz_str rest, struct pdz_str *values,
                      bool *failed)
{
	const struct map_template *t = &r->for_each;

	if (piece == t->count)
		return rest.n == 0;
	const struct map_piece *p = &t->pieces[piece];
	bool literal = p->kind == PIECE_LITERAL;
	for (size_t n = literal ? 0 : 1; n <= rest.n; n++) {
		if (n < rest.n && ((unsigned char)rest.p[n] & 0xc0) == 0x80)
			continue; /* inside a letter */
		struct pdz_str head = {rest.p, n}, tail = {rest.p + n, rest.n - n};
		if (literal && !folds_alike(p->text, head, piece == 0, piece + 1 == t->count, failed))
			continue;
		if (!fits_from(r, piece + 1, tail, values, failed))
			continue;
		if (!literal) {
			values[p->index] = pdz_str_trim(head);
			if (values[p->index].n == 0 ||
			    !pdz_mapping_variable_fits(r->variables[p->index], values[p->index], t->count > 1))
				continue;
		}
		return true;
	}
	return false;
}

bool pdz_mapping_pattern_fits(const struct map_record *r, struct pdz_str header,
                              struct pdz_str values[MAPPING_MAX_VARIABLES], bool *failed)
{
	header = pdz_str_trim(header);
	if (header.n > 200) /* a header, not a paragraph: the search tries every cut */
		return false;
	return fits_from(r, 0, header, values, failed);
}
