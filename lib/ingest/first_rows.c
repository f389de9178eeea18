/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first rows of a table, and the width of all of them. */
#include "ingest/first_rows.h"

#include "ingest/totals.h"
#include "records/unquoted.h"

#include <stdlib.h>

enum {
	WIDTH_ROWS = 64, /* asked for their width */
	WIDTH_LEAST = 3, /* fewer rows make no habit */
};

enum pdz_status pdz_first_rows(const struct ingest_source *s, size_t most,
                               void (*each)(void *ctx, const struct pdz_row *row), void *ctx, bool *whole,
                               struct pdz_error *err)
{
	const struct pdz_str text = pdz_csv_pending(s->csv);
	struct pdz_csv *csv = pdz_csv_new(s->dialect.delimiter);
	size_t size = text.n;
	struct pdz_row row;

	if (csv) { /* the lines go on from there */
		pdz_csv_restart(csv, pdz_csv_line(s->csv), false);
		pdz_csv_expect(csv, s->header_cells);
	}
	char *space = csv ? pdz_csv_space(csv, &size) : NULL;
	*whole = s->text.at_end && s->text.begin == s->text.have && s->text.high == 0;
	if (!space) {
		pdz_csv_free(csv);
		return pdz_no_memory(err);
	}
	if (text.n)
		memcpy(space, text.p, text.n);
	pdz_csv_fed(csv, text.n, *whole);
	for (size_t rows = 0; (*whole || rows < most) && pdz_csv_next(csv, &row); rows++)
		each(ctx, &row);
	const bool failed = pdz_csv_failed(csv);
	pdz_csv_free(csv);
	return failed ? pdz_no_memory(err) : PDZ_OK;
}

struct widths {
	struct ingest_bound *bound;
	size_t seen;
	size_t last, length, alike; /* bytes of the latest row's last cell, and of those of the rows before it */
	bool differ;
	size_t counts[PDZ_CSV_MAX_CELLS + 1]; /* rows of so many cells, of which those beyond the header are blank */
};

static void count_width(void *ctx, const struct pdz_row *row)
{
	struct widths *w = ctx;

	if (w->seen == WIDTH_ROWS || row->fault || pdz_row_skipped(w->bound, row))
		return;
	w->seen++;
	if (row->count < w->bound->header_count)
		return;
	if (w->seen > 1) { /* the latest is not asked: it may be the last, and cut */
		w->differ |= w->alike++ > 0 && w->length != w->last;
		w->length = w->last;
	}
	w->last = row->cells[row->count - 1].n;
	for (size_t i = w->bound->header_count; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return;
	w->counts[row->count]++;
}

enum pdz_status pdz_width_look(struct ingest_source *s, struct pdz_error *err)
{
	struct widths *w = calloc(1, sizeof *w);
	bool whole;

	if (!w)
		return pdz_no_memory(err);
	w->bound = &s->bound;
	s->width = s->header_cells;
	enum pdz_status status = pdz_first_rows(s, 2 * WIDTH_ROWS, count_width, w, &whole, err);
	for (size_t i = s->bound.header_count; i <= PDZ_CSV_MAX_CELLS; i++)
		if (w->counts[i] >= WIDTH_LEAST && w->counts[i] * 2 > w->seen)
			s->width = i;
	s->last_length = w->differ || w->alike < WIDTH_LEAST ? 0 : w->length;
	free(w);
	if (!status && s->bound.failed)
		status = pdz_no_memory(err);
	s->bound.width = s->width;
	return status;
}

struct other_look {
	struct ingest_bound *bound;
	uint64_t line;
	bool after_gap; /* the row before was blank */
};

static void look_for_header(void *ctx, const struct pdz_row *row)
{
	struct other_look *look = ctx;

	look->bound->row = row;
	if (!look->line && !row->fault &&
	    (pdz_row_is_other_header(look->bound) || (look->after_gap && pdz_row_is_all_texts(look->bound))))
		look->line = row->line;
	look->after_gap = !row->fault;
	for (size_t i = 0; i < row->count; i++)
		look->after_gap &= pdz_str_trim(row->cells[i]).n == 0;
}

enum pdz_status pdz_other_header_look(struct ingest_source *s, struct pdz_error *err)
{
	enum { ROWS = 500 };
	struct other_look look = {.bound = &s->bound};
	bool whole;
	const enum pdz_status status = pdz_first_rows(s, ROWS, look_for_header, &look, &whole, err);

	s->other_header = s->bound.other_header = look.line;
	return !status && s->bound.failed ? pdz_no_memory(err) : status;
}
