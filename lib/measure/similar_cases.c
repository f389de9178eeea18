/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids of cases that people may have meant to be the same. */
#include "measure/run.h"

#include "base/fold.h"

#include <stdlib.h>

/* Texts that differ in case, accents or blanks only: one of them has a mark of it. Most ids have none,
 * or all the same. */
enum { HAS_UPPER = 1, HAS_LOWER = 2, HAS_OTHER = 4 };

static unsigned marks_of(struct pdz_str id)
{
	unsigned marks = 0;
	for (size_t i = 0; i < id.n; i++) {
		const unsigned char c = (unsigned char)id.p[i];
		marks |= c >= 'A' && c <= 'Z'   ? HAS_UPPER
		         : c >= 'a' && c <= 'z' ? HAS_LOWER
		         : c <= ' ' || c > '~'  ? HAS_OTHER
		                                : 0;
	}
	return marks;
}

size_t pdz_run_similar_cases(const struct pdz_run *run, struct pdz_str *first, struct pdz_str *other)
{
	struct pdz_intern folded = {0};
	struct pdz_buf text = {0};
	uint32_t *of = NULL; /* the case that first had a folded text */
	size_t cap = 0, found = 0;
	unsigned marks = 0;
	for (uint32_t i = 0; i < run->cases.count && !run->merged; i++)
		marks |= marks_of(pdz_intern_text(&run->cases, i));
	const bool may_be = (marks & HAS_OTHER) != 0 || marks == (HAS_UPPER | HAS_LOWER);
	for (uint32_t i = 0; i < run->cases.count && may_be && found != SIZE_MAX; i++) {
		const size_t before = folded.count;
		pdz_buf_clear(&text);
		pdz_fold_code(&text, pdz_intern_text(&run->cases, i));
		const uint32_t at = text.failed ? PDZ_NONE : pdz_intern_add(&folded, pdz_buf_view(&text));
		if (at == PDZ_NONE || !pdz_grow(&of, &cap, folded.count, sizeof *of)) {
			found = SIZE_MAX;
		} else if (folded.count > before) {
			of[at] = i;
		} else if (found++ == 0) {
			*first = pdz_intern_text(&run->cases, of[at]);
			*other = pdz_intern_text(&run->cases, i);
		}
	}
	pdz_intern_release(&folded);
	pdz_buf_release(&text);
	free(of);
	return found;
}
