/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first rows of a table, and the width of all of them. */
#include "ingest/first_rows.h"

#include "ingest/totals.h"
#include "records/unquoted.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	WIDTH_ROWS = 64, /* asked for their width */
	WIDTH_LEAST = 3, /* fewer rows make no habit */
	FORM_LEAST = 10, /* words and numbers are as long by chance; days are not */
};

enum pdz_status pdz_first_rows(const struct ingest_source *s, size_t most,
                               void (*each)(void *ctx, const struct pdz_row *row), void *ctx, bool *whole,
                               struct pdz_error *err)
{
	const struct pdz_str text = pdz_csv_pending(s->csv);
	struct pdz_csv *csv = pdz_source_reader(s, s->dialect.delimiter);
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
	pdz_csv_handed_on(csv, text.n, *whole);
	for (size_t rows = 0; (*whole || rows < most) && pdz_csv_next(csv, &row); rows++)
		each(ctx, &row);
	const bool failed = pdz_csv_failed(csv);
	pdz_csv_free(csv);
	return failed ? pdz_no_memory(err) : PDZ_OK;
}

struct widths {
	struct ingest_bound *bound;
	size_t seen;
	char latest[32], form[32]; /* the latest row's last cell, and that of a row before it */
	size_t alike;              /* rows before the latest whose last cells have one form */
	bool differ;
	size_t counts[PDZ_CSV_MAX_CELLS + 1]; /* rows of so many cells, of which those beyond the header are blank */
};

static bool is_ascii_letter(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

/* A digit stands for any other, a letter for any. */
static bool has_form(struct pdz_str text, const char *form)
{
	for (size_t i = 0; i < text.n; i++) {
		const bool digit = text.p[i] >= '0' && text.p[i] <= '9', of = form[i] >= '0' && form[i] <= '9';
		if (form[i] == '\0' || digit != of ||
		    (!digit && text.p[i] != form[i] && !(is_ascii_letter(text.p[i]) && is_ascii_letter(form[i]))))
			return false;
	}
	return true;
}

static void count_width(void *ctx, const struct pdz_row *row)
{
	struct widths *w = ctx;

	if (w->seen == WIDTH_ROWS || row->fault || pdz_row_skipped(w->bound, row))
		return;
	w->seen++;
	if (row->count < w->bound->header_count)
		return;
	if (w->seen > 1) { /* the latest is not asked: it may be the last, and cut */
		const struct pdz_str latest = pdz_str(w->latest);
		w->differ |= w->alike++ > 0 && (latest.n != strlen(w->form) || !has_form(latest, w->form));
		memcpy(w->form, w->latest, sizeof w->form);
	}
	const struct pdz_str last = row->cells[row->count - 1];
	w->differ |= last.n >= sizeof w->latest;
	snprintf(w->latest, sizeof w->latest, "%.*s", (int)last.n, last.p);
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
	s->last_alike = w->differ ? 0 : w->alike;
	memcpy(s->last_cell, w->form, sizeof s->last_cell);
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

/* The text as far as the line end before at; *line: what stands behind that. False: there is none in the tail. */
static bool split_line(struct pdz_str *text, struct pdz_str *line)
{
	size_t at = text->n;

	while (at > 0 && text->p[at - 1] != '\n' && text->p[at - 1] != '\r')
		at--;
	*line = (struct pdz_str){text->p + at, text->n - at};
	text->n = at - (at > 0) - (at > 1 && text->p[at - 1] == '\n' && text->p[at - 2] == '\r');
	return at > 0;
}

/* A line below the table, not a row that was cut in its first cell. */
static bool is_words(struct pdz_str line)
{
	const struct pdz_str text = pdz_str_trim(line);

	return text.n == 0 || memchr(text.p, ' ', text.n) != NULL;
}

/* "15/02/20" where all before it are as "11/02/2026". */
static bool is_beginning(const struct ingest_source *s, struct pdz_str last)
{
	const struct ingest_guess g = pdz_ingest_guess_value(pdz_str(s->last_cell));
	const size_t least = g.iso || g.dmy || g.mdy ? 1 : last.n == 0 ? WIDTH_LEAST : FORM_LEAST;

	return s->last_alike >= least && last.n < strlen(s->last_cell) && has_form(last, s->last_cell);
}

/* "visi" where "visita" stands above, and nowhere "visi": it breaks off within a word. above: lines, the first of which
 * may not be whole. */
static bool is_broken_word(const struct ingest_source *s, struct pdz_str last, struct pdz_str above)
{
	struct pdz_csv *csv = pdz_source_reader(s, s->dialect.delimiter);
	size_t size = above.n;
	struct pdz_row row;
	bool broken = false, stands = last.n == 0 || !is_ascii_letter(last.p[last.n - 1]);
	char *space = csv && !stands ? pdz_csv_space(csv, &size) : NULL;

	if (space) {
		memcpy(space, above.p, above.n);
		pdz_csv_fed(csv, above.n, true);
	}
	while (space && pdz_csv_next(csv, &row)) {
		const struct pdz_str cell = row.count >= s->header_cells ? row.cells[row.count - 1] : PDZ_STR("");
		const bool begins = cell.n >= last.n && memcmp(cell.p, last.p, last.n) == 0;
		stands |= begins && cell.n == last.n;
		broken |= begins && cell.n > last.n && is_ascii_letter(cell.p[last.n]);
	}
	pdz_csv_free(csv);
	return broken && !stands;
}

static enum ingest_end end_of_row(struct ingest_source *s, const struct pdz_row *row, struct pdz_str above)
{
	if (row->fault)
		return row->fault == PDZ_CSV_UNCLOSED_QUOTE ? END_FEW_CELLS : END_OPEN;
	if (row->count < s->header_cells)
		return (row->count == 1 && is_words(row->raw)) || pdz_row_skipped(&s->bound, row) ? END_OPEN : END_FEW_CELLS;
	const struct pdz_str last = row->cells[row->count - 1];
	return is_beginning(s, last) || is_broken_word(s, last, above) ? END_SHORT_CELL : END_OPEN;
}

enum pdz_status pdz_source_end(struct ingest_source *s, enum ingest_end *end, struct pdz_error *err)
{
	const struct pdz_str header = pdz_str_trim(pdz_buf_view(&s->header_text));
	struct pdz_str text = {s->text.tail, s->text.tail_length}, line, above;

	*end = END_WHOLE;
	if (pdz_source_is_sheet(s) || text.n == 0 || text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r')
		return PDZ_OK;
	*end = END_OPEN;
	const bool begins = split_line(&text, &line);
	if (header.n && pdz_str_eq(pdz_str_trim(line), header))
		*end = END_NO_ROW;
	if (!begins || *end == END_NO_ROW)
		return PDZ_OK;
	struct pdz_csv *csv = pdz_source_reader(s, s->dialect.delimiter);
	size_t size = line.n + 1;
	struct pdz_row row;
	char *space = csv ? pdz_csv_space(csv, &size) : NULL;
	bool has_cells = false;
	if (space) {
		memcpy(space, line.p, line.n);
		pdz_csv_fed(csv, line.n, true);
		if (pdz_csv_next(csv, &row)) {
			*end = end_of_row(s, &row, text);
			has_cells = row.count > 1 && row.count >= s->header_cells;
		}
	}
	const bool fine = space && !pdz_csv_failed(csv) && !s->bound.failed;
	pdz_csv_free(csv);
	(void)split_line(&text, &above);
	if (*end == END_OPEN && header.n && pdz_str_eq(pdz_str_trim(above), header) && !has_cells && is_words(line))
		*end = END_NO_ROW;
	return fine ? PDZ_OK : pdz_no_memory(err);
}
