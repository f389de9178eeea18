/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a header put together. Does not know what they mean. */
#include "ingest/heading.h"

#include "sheet/table.h"

/* One row of text, in a reader that the caller frees; NULL if there is no memory. */
static struct pdz_csv *parse_one(struct pdz_str text, char delimiter, struct pdz_row *row)
{
	struct pdz_csv *csv = pdz_csv_new(delimiter);
	size_t size = text.n + 1;
	char *space = csv ? pdz_csv_space(csv, &size) : NULL;

	if (space) {
		if (text.n)
			memcpy(space, text.p, text.n);
		space[text.n] = '\n';
		pdz_csv_fed(csv, text.n + 1, true);
		if (pdz_csv_next(csv, row))
			return csv;
	}
	pdz_csv_free(csv);
	return NULL;
}

void pdz_heading_release(struct pdz_heading *h)
{
	for (size_t i = 0; i < PDZ_HEADING_MOST; i++)
		pdz_buf_release(&h->rows[i]);
	pdz_buf_release(&h->text);
	pdz_csv_free(h->csv);
	*h = (struct pdz_heading){0};
}

void pdz_heading_add(struct pdz_heading *h, const struct pdz_row *row)
{
	if (h->count == h->wanted) {
		const struct pdz_buf first = h->rows[0];
		memmove(h->rows, h->rows + 1, (h->count - 1) * sizeof *h->rows);
		h->rows[--h->count] = first;
	}
	pdz_buf_clear(&h->rows[h->count]);
	pdz_buf_str(&h->rows[h->count++], row->raw);
}

/* The text of a cell; of one that is merged with a number to its left, none. */
static struct pdz_str own_text(const struct pdz_row *row, size_t column)
{
	const struct pdz_str text = column < row->count ? pdz_str_trim(row->cells[column]) : (struct pdz_str){"", 0};

	return pdz_table_is_merged(text) ? (struct pdz_str){"", 0} : text;
}

/* What stands over a column in one of the rows. */
static struct pdz_str heading_over(const struct pdz_row *rows, size_t row, size_t count, size_t column)
{
	size_t at = column;
	struct pdz_str text = own_text(&rows[row], column);
	bool below = false;

	for (size_t k = row + 1; k < count; k++)
		below |= own_text(&rows[k], column).n > 0;
	while (text.n == 0 && below && at > 0)
		text = own_text(&rows[row], --at);
	return text;
}

static void join_columns(struct pdz_buf *out, const struct pdz_row *rows, size_t count, char delimiter)
{
	size_t width = 0;

	for (size_t i = 0; i < count; i++)
		width = rows[i].count > width ? rows[i].count : width;
	for (size_t column = 0; column < width; column++) {
		struct pdz_buf cell = {0};
		struct pdz_str before = {"", 0};
		for (size_t i = 0; i < count; i++) {
			const struct pdz_str text = heading_over(rows, i, count, column);
			if (text.n == 0 || pdz_str_eq(text, before))
				continue;
			if (cell.n)
				pdz_buf_char(&cell, ' ');
			pdz_buf_str(&cell, text);
			before = text;
		}
		if (column)
			pdz_buf_char(out, delimiter);
		pdz_csv_write(out, pdz_buf_view(&cell), delimiter);
		out->failed |= cell.failed;
		pdz_buf_release(&cell);
	}
}

bool pdz_heading_make(struct pdz_heading *h, char delimiter, const struct pdz_row *last, struct pdz_row *row,
                      bool *failed)
{
	struct pdz_csv *csvs[PDZ_HEADING_MOST] = {NULL};
	struct pdz_row rows[PDZ_HEADING_MOST];
	bool fine = true;

	if (h->count < h->wanted)
		return false;
	for (size_t i = 0; i < h->count && fine; i++) {
		fine = !h->rows[i].failed && (csvs[i] = parse_one(pdz_buf_view(&h->rows[i]), delimiter, &rows[i])) != NULL;
		if (fine && rows[i].fault)
			rows[i].count = 0;
	}
	pdz_buf_clear(&h->text);
	if (fine)
		join_columns(&h->text, rows, h->count, delimiter);
	for (size_t i = 0; i < h->count; i++)
		pdz_csv_free(csvs[i]);
	pdz_csv_free(h->csv);
	h->csv = fine && !h->text.failed ? parse_one(pdz_buf_view(&h->text), delimiter, row) : NULL;
	*failed |= !h->csv;
	if (h->csv)
		row->line = row->last_line = last->line;
	return h->csv != NULL;
}
