/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that stand twice in a source without ids. Only looks, and only at what has been read already. */
#include "ingest/first_rows.h"

#include "ingest/totals.h"

#include <stdlib.h>

struct row_digest {
	uint64_t digest, line;
};

struct repeat_look {
	struct ingest_bound *bound;
	struct row_digest *rows;
	size_t count, cap;
	const struct row_digest *all; /* in order: only rows that stand there twice are looked at closely */
	size_t all_count;
};

static int compare_digests(const void *a, const void *b)
{
	const struct row_digest *x = a, *y = b;

	return x->digest != y->digest ? (x->digest > y->digest) - (x->digest < y->digest)
	                              : (x->line > y->line) - (x->line < y->line);
}

static bool is_repeated(const struct repeat_look *look, struct row_digest row)
{
	const struct row_digest *at = bsearch(&row, look->all, look->all_count, sizeof row, compare_digests);
	const size_t i = at ? (size_t)(at - look->all) : 0;

	return at && ((i > 0 && at[-1].digest == row.digest) || (i + 1 < look->all_count && at[1].digest == row.digest));
}

static void note_digest(void *ctx, const struct pdz_row *row)
{
	struct repeat_look *look = ctx;
	struct row_digest is = {UINT64_C(14695981039346656037), row->line}; /* FNV-1a */

	if (row->fault || pdz_row_is_moved(look->bound, row))
		return;
	for (size_t i = 0; i < row->raw.n; i++)
		is.digest = (is.digest ^ (unsigned char)row->raw.p[i]) * UINT64_C(1099511628211);
	if (look->all && (!is_repeated(look, is) || pdz_row_skipped(look->bound, row)))
		return;
	if (pdz_grow(&look->rows, &look->cap, look->count + 1, sizeof *look->rows))
		look->rows[look->count++] = is;
	else
		look->bound->failed = true;
}

enum pdz_status pdz_repeats_look(struct ingest_source *s, struct pdz_error *err)
{
	struct repeat_look look[2] = {{.bound = &s->bound}, {.bound = &s->bound}};
	enum pdz_status status = PDZ_OK;
	bool whole;

	s->repeats = (struct ingest_repeats){0};
	for (int pass = 0; pass < 2 && !status; pass++) {
		status = pdz_first_rows(s, SIZE_MAX, note_digest, &look[pass], &whole, err);
		if (look[pass].count > 1)
			qsort(look[pass].rows, look[pass].count, sizeof *look[pass].rows, compare_digests);
		look[1].all = look[0].rows;
		look[1].all_count = look[0].count;
		s->repeats.count = 0;
		for (size_t i = 1; i < look[pass].count; i++) {
			const struct row_digest *row = &look[pass].rows[i];
			if (row->digest == row[-1].digest && (s->repeats.count++ == 0 || row->line < s->repeats.line)) {
				s->repeats.line = row->line;
				s->repeats.earlier = row[-1].line;
			}
		}
		if (!s->repeats.count)
			break;
	}
	free(look[0].rows);
	free(look[1].rows);
	return !status && s->bound.failed ? pdz_no_memory(err) : status;
}
