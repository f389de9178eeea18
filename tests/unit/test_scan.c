/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scanner of plain rows against the simplest one, and the reader that uses it
 * against libcsv. */
#include "records/unquoted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <csv.h>

static uint64_t seed = 20250101;

static unsigned below(unsigned n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((seed >> 33) % n);
}

static bool matters(char c, char delimiter)
{
	return c == delimiter || c == '\n' || c == '\r' || c == '"' || c == '\0';
}

static void check_scan(pdz_scan_fn scan, const char *text, size_t n, char delimiter)
{
	uint32_t marks[400 + PDZ_SCAN_BLOCK], breaks[400 + PDZ_SCAN_BLOCK];
	uint8_t high[8];
	struct pdz_scan found = {.marks = marks, .breaks = breaks, .high = high};
	size_t seen = 0, odd = 0;

	scan(text, n, delimiter, &found);
	for (size_t i = 0; i < n; i++) {
		if (!matters(text[i], delimiter))
			continue;
		assert_true(seen < found.mark_count);
		if (text[i] != delimiter) {
			assert_true(odd < found.break_count);
			assert_int_equal(breaks[odd++], seen);
		}
		assert_int_equal(marks[seen++], i);
	}
	assert_int_equal(seen, found.mark_count);
	assert_int_equal(odd, found.break_count);
	for (size_t block = 0; block * PDZ_SCAN_BLOCK < n; block++) {
		bool is_high = false;
		for (size_t i = block * PDZ_SCAN_BLOCK; i < n && i < (block + 1) * PDZ_SCAN_BLOCK; i++)
			is_high |= (text[i] & 0x80) || (text[i] < ' ' && text[i] != '\t' && !matters(text[i], delimiter)) ||
			           text[i] == 0x7f;
		assert_int_equal(high[block] != 0, is_high);
	}
}

/* As it is said, byte by byte. */
static size_t rows_by_hand(const char *text, size_t n)
{
	size_t rows = 0, quotes = 0;
	for (size_t i = 0; i < n; i++) {
		quotes += text[i] == '"';
		if (text[i] == '\r' && (i + 1 == n || text[i + 1] != '\n'))
			return SIZE_MAX;
		if (text[i] == '\n' && quotes % 2)
			return SIZE_MAX;
		rows += text[i] == '\n';
	}
	return n && text[n - 1] == '\n' ? rows : SIZE_MAX;
}

static void counts_rows(void **state)
{
	size_t sure = 0;
	(void)state;
	for (int round = 0; round < 40000; round++) {
		const unsigned most = below(300), rare = 1 + below(60);
		char *text = malloc(most + 4);
		size_t n = 0;
		assert_non_null(text);
		while (n < most)
			switch (below(below(2) ? 4 : 4 * rare)) {
			case 0:
				text[n++] = '\n';
				break;
			case 1:
				text[n++] = '\r', text[n++] = '\n';
				break;
			case 2:
				text[n++] = '"', text[n++] = below(8) ? '"' : 'b';
				break;
			case 3:
				text[n++] = below(rare) ? 'a' : '\r';
				break;
			default:
				text[n++] = 'x';
			}
		text[n++] = below(9) ? '\n' : 'x';
		char *exact = malloc(n); /* the memory ends where the text does */
		assert_non_null(exact);
		memcpy(exact, text, n);
		assert_int_equal(pdz_scan_rows(exact, n), rows_by_hand(exact, n));
		sure += rows_by_hand(exact, n) != SIZE_MAX;
		free(exact);
		free(text);
	}
	assert_int_equal(pdz_scan_rows("", 0), SIZE_MAX);
	assert_true(sure > 4000 && sure < 36000);
}

/* Every byte, every length up to some blocks; the memory ends where the text does. */
static void finds_the_same(void **state)
{
	(void)state;
	static const char delimiters[] = ";,\t|x*";

	for (int round = 0; round < 4000; round++) {
		const size_t n = below(400);
		const unsigned kinds = 1 + below(8);
		char *exact = malloc(n ? n : 1);
		assert_non_null(exact);
		for (size_t i = 0; i < n; i++)
			exact[i] = below(kinds) == 0 ? "\n\r\";,\t|\0:\"\v\x8a\xa2\x8d"[below(14)] : (char)below(256);
		for (size_t i = 0; i < sizeof delimiters - 1; i++) {
			pdz_scan_fn ways[PDZ_SCAN_WAYS];
			for (size_t way = pdz_scan_ways(delimiters[i], ways); way > 0; way--)
				check_scan(ways[way - 1], exact, n, delimiters[i]);
		}
		free(exact);
	}
}

/* What libcsv makes of one row. */
struct seen {
	struct pdz_buf cells;
	size_t rows;
};

static int no_blanks(unsigned char c)
{
	(void)c;
	return 0;
}

static void on_cell(void *p, size_t n, void *ctx)
{
	struct seen *seen = ctx;
	pdz_buf_char(&seen->cells, '[');
	pdz_buf_add(&seen->cells, p, n);
	pdz_buf_char(&seen->cells, ']');
}

static void on_row(int end, void *ctx)
{
	(void)end;
	((struct seen *)ctx)->rows++;
}

/* A row that the reader calls fine is one row to libcsv too, with the same cells. */
static void check_row(const struct pdz_row *row)
{
	struct csv_parser p;
	struct seen seen = {0};
	struct pdz_buf cells = {0};

	for (size_t i = 0; i < row->count; i++) {
		pdz_buf_char(&cells, '[');
		pdz_buf_str(&cells, row->cells[i]);
		pdz_buf_char(&cells, ']');
	}
	if (row->raw.n == 0) { /* libcsv sees no row here */
		assert_int_equal(cells.n, 2);
	} else {
		assert_int_equal(csv_init(&p, CSV_STRICT | CSV_STRICT_FINI), 0);
		csv_set_delim(&p, ';');
		csv_set_space_func(&p, no_blanks);
		assert_int_equal(csv_parse(&p, row->raw.p, row->raw.n, on_cell, on_row, &seen), row->raw.n);
		assert_int_equal(csv_fini(&p, on_cell, on_row, &seen), 0);
		assert_int_equal(seen.rows, 1);
		assert_int_equal(seen.cells.n, cells.n);
		assert_memory_equal(seen.cells.p, cells.p, cells.n);
		csv_free(&p);
	}
	pdz_buf_release(&seen.cells);
	pdz_buf_release(&cells);
}

/* Rows of every kind, mixed, over several windows of the index, in pieces of any size. */
static void rows_are_those_of_libcsv(void **state)
{
	(void)state;
	static const char *const pieces[] = {
		"a",      "bc",  ";",  ";",  ";;", "Comune di X", "\"a;b\"", "\"x\ny\"", "\"q\"\"q\"", "\"\"",       "\"\"\"\"",
		"\"x\"y", "x\"", "\"", "\n", "\n", "\r\n",        "\r",      "\xc3\xa8", " ",          "31/12/2025", "\n\n"};
	for (int round = 0; round < 300; round++) {
		struct pdz_buf text = {0};
		const unsigned kinds = round % 3 == 0 ? sizeof pieces / sizeof *pieces : 6;
		const size_t size = round % 10 == 0 ? 60000 : 600;
		while (text.n < size) {
			pdz_buf_z(&text, pieces[below(kinds)]);
			if (below(9) == 0)
				pdz_buf_z(&text, below(2) ? "\n" : "\r\n");
		}
		struct pdz_csv *c = pdz_csv_new(';');
		struct pdz_row row;
		size_t at = 0, bytes = 0, rows = 0;
		assert_non_null(c);
		for (bool at_end = false; !at_end;) {
			size_t piece = 1 + below(5000), n = text.n - at < piece ? text.n - at : piece;
			char *space = pdz_csv_space(c, &piece);
			assert_non_null(space);
			memcpy(space, text.p + at, n);
			at += n;
			at_end = at == text.n;
			pdz_csv_fed(c, n, at_end);
			while (pdz_csv_next(c, &row)) {
				rows++;
				bytes += row.raw.n;
				if (row.fault == PDZ_CSV_FINE)
					check_row(&row);
				for (size_t i = 0; row.ascii && i < row.raw.n; i++)
					assert_false(row.raw.p[i] & 0x80);
			}
		}
		assert_true(rows > 5);
		assert_true(bytes <= text.n && bytes + 2 * rows >= text.n);
		pdz_csv_free(c);
		pdz_buf_release(&text);
	}
}

static void feed(struct pdz_csv *c, const struct pdz_buf *text, size_t *at, size_t piece)
{
	size_t n = text->n - *at < piece ? text->n - *at : piece, size = n + 1;
	char *space = pdz_csv_space(c, &size);
	assert_non_null(space);
	memcpy(space, text->p + *at, n);
	*at += n;
	pdz_csv_fed(c, n, *at == text->n);
}

/* A row as one text: its line, its bytes, its cells. */
static void put_row(struct pdz_buf *b, uint64_t line, struct pdz_str raw)
{
	pdz_buf_printf(b, "\n%llu<", (unsigned long long)line);
	pdz_buf_str(b, raw);
}

static void put_cell(struct pdz_buf *b, struct pdz_str cell)
{
	pdz_buf_char(b, '[');
	pdz_buf_str(b, cell);
}

static void put_whole(struct pdz_buf *b, const struct pdz_row *row)
{
	put_row(b, row->line, row->raw);
	for (size_t i = 0; i < row->count; i++)
		put_cell(b, row->cells[i]);
}

/* As many plain rows as are wanted, by the ends of their cells. */
static void take_plain(struct pdz_csv *c, struct pdz_buf *b, size_t cells, unsigned most)
{
	struct pdz_unquoted_rows rows;
	const uint32_t *ends;

	if (!pdz_csv_unquoted_rows(c, &rows))
		return;
	for (; most > 0 && (ends = pdz_unquoted_peek(&rows, cells)) != NULL; most--) {
		uint32_t from = rows.begin;
		put_row(b, rows.line, (struct pdz_str){rows.text + from, ends[cells - 1] - from});
		for (size_t i = 0; i < cells; from = ends[i++] + 1)
			put_cell(b, (struct pdz_str){rows.text + from, ends[i] - from});
		pdz_unquoted_take(&rows);
	}
	pdz_csv_unquoted_taken(c, &rows);
}

/* However the ways of taking rows are mixed, they are the rows of pdz_csv_next. */
static void rows_are_the_same_in_every_way(void **state)
{
	(void)state;
	static const char *const pieces[] = {"a",  "bc",          ";",        ";",          ";",    "\n",
	                                     "\n", "Comune di X", "\"a;b\"",  "\"q\"\"q\"", "\r\n", "\"x\ny\"",
	                                     "\"", "\"x\"y",      "\xc3\xa8", "\r",         "\"\"", "31/12/2025"};
	for (int round = 0; round < 600; round++) {
		struct pdz_buf text = {0}, want = {0}, got = {0};
		const unsigned kinds = round % 3 == 0 ? sizeof pieces / sizeof *pieces : round % 3 == 1 ? 11 : 8;
		const size_t size = round % 10 == 0 ? 60000 : 2000, piece = 1 + below(round % 2 ? 100 : 50000);
		struct pdz_row row;
		size_t at = 0;
		while (text.n < size)
			pdz_buf_z(&text, pieces[below(kinds)]);
		struct pdz_csv *c = pdz_csv_new(';');
		assert_non_null(c);
		for (feed(c, &text, &at, text.n); pdz_csv_next(c, &row);)
			put_whole(&want, &row);
		pdz_csv_restart(c, 1, false);
		at = 0;
		for (bool more = true; more;) {
			const bool last = at == text.n;
			switch (below(4)) {
			case 0:
				take_plain(c, &got, 1 + below(4), below(20));
				break;
			case 1:
				if (pdz_csv_quoted(c, &row)) {
					if (below(2))
						put_whole(&got, &row);
					else
						pdz_csv_give_back(c, &row);
				}
				break;
			default:
				if (pdz_csv_next(c, &row))
					put_whole(&got, &row);
				else if (last)
					more = false;
				else
					feed(c, &text, &at, piece);
			}
		}
		assert_int_equal(want.n, got.n);
		assert_memory_equal(want.p, got.p, want.n);
		pdz_csv_free(c);
		pdz_buf_release(&text);
		pdz_buf_release(&want);
		pdz_buf_release(&got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_same),
		cmocka_unit_test(counts_rows),
		cmocka_unit_test(rows_are_those_of_libcsv),
		cmocka_unit_test(rows_are_the_same_in_every_way),
	};

	return !!cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
