/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as delimited text: the rows are the same however the bytes come in, every
 * byte is in one of them, a row that is fine is one row to libcsv too, with the same cells,
 * and a cell written comes back as it was. */
#include "fuzz.h"

#include "base/fold.h"
#include "pdz/record.h"

#include <csv.h>

static int no_blanks(unsigned char c)
{
	(void)c;
	return 0;
}

/* A cell as the reader hands it out: its length, and its text as it is seen. */
static void add_cell(struct pdz_buf *out, const char *p, size_t n)
{
	struct pdz_buf seen = {0};
	pdz_put_seen(&seen, (struct pdz_str){p, n});
	pdz_buf_printf(out, "|%zu:", seen.n);
	pdz_buf_str(out, pdz_buf_view(&seen));
	pdz_buf_release(&seen);
}

static void on_cell(void *p, size_t n, void *ctx)
{
	add_cell(ctx, p, n);
}

static void on_row(int end, void *ctx)
{
	(void)end;
	pdz_buf_char(ctx, '\n');
}

/* cells: of the row, as on_cell writes them, with the line feed. */
static void as_libcsv(const struct pdz_row *row, char delimiter, struct pdz_str cells)
{
	struct csv_parser p;
	struct pdz_buf seen = {0};

	if (row->fault != PDZ_CSV_FINE || row->raw.n == 0)
		return; /* libcsv sees no row in a blank line */
	must(csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) == 0);
	csv_set_delim(&p, (unsigned char)delimiter);
	csv_set_space_func(&p, no_blanks);
	must(csv_parse(&p, row->raw.p, row->raw.n, on_cell, on_row, &seen) == row->raw.n &&
	     csv_fini(&p, on_cell, on_row, &seen) == 0);
	must(pdz_str_eq(pdz_buf_view(&seen), cells));
	csv_free(&p);
	pdz_buf_release(&seen);
}

/* All rows in one text: line, fault, cells with lengths. */
static void read_all(struct pdz_buf *out, const uint8_t *data, size_t size, size_t chunk, char delimiter, size_t expect)
{
	struct pdz_csv *c = pdz_csv_new(delimiter);
	struct pdz_row row;
	size_t at = 0, raw = 0, rows = 0;
	bool at_end = false;
	must(c != NULL);
	for (;;) {
		while (pdz_csv_next(c, &row)) {
			must(row.last_line >= row.line && (row.fault == PDZ_CSV_FINE) == (row.count > 0));
			pdz_buf_printf(out, "%llu-%llu %d:%llu", (unsigned long long)row.line, (unsigned long long)row.last_line,
			               (int)row.fault, (unsigned long long)row.fault_column);
			const size_t cells = out->n;
			for (size_t i = 0; i < row.count; i++) {
				uint64_t line, column;
				pdz_csv_place(&row, i, delimiter, &line, &column);
				must(line >= row.line && line <= row.last_line && column > 0);
				pdz_buf_printf(out, "|%zu:", row.cells[i].n);
				pdz_buf_str(out, row.cells[i]);
			}
			pdz_buf_char(out, '\n');
			as_libcsv(&row, delimiter, (struct pdz_str){out->p + cells, out->n - cells});
			raw += row.raw.n;
			if (rows++ == 0 && expect > 0)
				pdz_csv_expect(c, expect);
		}
		must(!pdz_csv_failed(c));
		if (at_end)
			break;
		size_t space = chunk, n = size - at < chunk ? size - at : chunk;
		char *p = pdz_csv_space(c, &space);
		must(p != NULL && space > 0);
		n = n < space ? n : space;
		if (n > 0)
			memcpy(p, data + at, n);
		at += n;
		at_end = at == size;
		pdz_csv_fed(c, n, at_end);
	}
	size_t ends = 0; /* what is in no row: line ends */
	for (size_t i = 0; i < size; i++)
		ends += data[i] == '\n' || data[i] == '\r';
	must(raw <= size && raw + ends >= size);
	must(!out->failed);
	pdz_csv_free(c);
}

static void write_and_read(const uint8_t *data, size_t size, char delimiter)
{
	struct pdz_buf line = {0}, rows = {0}, want = {0};
	const struct pdz_str cell = {(const char *)data, size};
	if (memchr(data, '\0', size) != NULL || size > 1000)
		return;
	pdz_csv_write(&line, cell, delimiter);
	pdz_buf_char(&line, delimiter);
	pdz_csv_write(&line, cell, delimiter);
	pdz_buf_char(&line, '\n');
	size_t ends = 0;
	for (size_t i = 0; i < size; i++)
		ends += data[i] == '\n' || (data[i] == '\r' && !(i + 1 < size && data[i + 1] == '\n'));
	if (ends < 400) {
		read_all(&rows, (const uint8_t *)line.p, line.n, 64, delimiter, 0);
		pdz_buf_printf(&want, "1-%zu 0:0", 1 + 2 * ends);
		add_cell(&want, cell.p, cell.n);
		add_cell(&want, cell.p, cell.n);
		pdz_buf_char(&want, '\n');
		must(pdz_str_eq(pdz_buf_view(&rows), pdz_buf_view(&want)));
	}
	pdz_buf_release(&line);
	pdz_buf_release(&rows);
	pdz_buf_release(&want);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = {';', ',', '\t', '|'};
	struct pdz_buf whole = {0}, parts = {0};
	if (size < 2)
		return 0;
	const char delimiter = delimiters[data[0] % 4];
	const size_t expect = data[0] / 4 % 8, chunk = data[1] % 64 + 1;
	read_all(&whole, data + 2, size - 2, size, delimiter, expect);
	read_all(&parts, data + 2, size - 2, chunk, delimiter, expect);
	must(pdz_str_eq(pdz_buf_view(&whole), pdz_buf_view(&parts)));
	pdz_buf_release(&whole);
	pdz_buf_release(&parts);
	write_and_read(data + 2, size - 2, delimiter);
	return 0;
}
