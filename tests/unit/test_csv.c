/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CSV reader. Every case runs at every chunk size. */
#include "pdz/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const fault_names[] = {"", "UNCLOSED", "STRAY", "LONG", "NUL"};

static void dump_row(struct pdz_buf *out, const struct pdz_row *row)
{
	pdz_buf_printf(out, "%u-%u", (unsigned)row->line, (unsigned)row->last_line);
	if (row->fault)
		pdz_buf_printf(out, " %s@%u{%.*s}", fault_names[row->fault], (unsigned)row->fault_column, (int)row->raw.n,
		               row->raw.p);
	for (size_t i = 0; i < row->count; i++) {
		pdz_buf_char(out, '[');
		pdz_buf_str(out, row->cells[i]);
		pdz_buf_char(out, ']');
	}
	pdz_buf_char(out, '\n');
}

/* All rows of a text fed in pieces of the given size. */
static void parse(struct pdz_buf *out, struct pdz_str text, char delimiter, size_t chunk, size_t expected)
{
	struct pdz_csv *c = pdz_csv_new(delimiter);
	struct pdz_row row;
	size_t at = 0;
	bool at_end = false;

	assert_non_null(c);
	pdz_csv_expect(c, expected);
	while (!at_end) {
		size_t size = chunk, n = text.n - at < chunk ? text.n - at : chunk;
		char *space = pdz_csv_space(c, &size);
		assert_non_null(space);
		if (n)
			memcpy(space, text.p + at, n);
		at += n;
		at_end = n == 0;
		pdz_csv_fed(c, n, at_end);
		while (pdz_csv_next(c, &row))
			dump_row(out, &row);
	}
	assert_false(pdz_csv_failed(c));
	pdz_csv_free(c);
}

static void check(const char *text, size_t n, char delimiter, size_t expected, const char *want)
{
	struct pdz_buf out = {0};

	for (size_t chunk = 1; chunk <= n + 1; chunk++) {
		pdz_buf_clear(&out);
		parse(&out, (struct pdz_str){text, n}, delimiter, chunk, expected);
		pdz_buf_char(&out, '\0');
		assert_string_equal(out.p, want);
	}
	pdz_buf_release(&out);
}

#define CHECK(text, want) check(text, sizeof(text) - 1, ';', 0, want)

static void plain_rows(void **state)
{
	(void)state;
	CHECK("", "");
	CHECK("a", "1-1[a]\n");
	CHECK("a;b\n", "1-1[a][b]\n");
	CHECK("a;b\nc;d", "1-1[a][b]\n2-2[c][d]\n");
	CHECK(";\n", "1-1[][]\n");
	CHECK(" a ;\tb\n", "1-1[ a ][\tb]\n");
}

static void blank_lines_are_rows(void **state)
{
	(void)state;
	CHECK("\n", "1-1[]\n");
	CHECK("a\n\nb\n\n", "1-1[a]\n2-2[]\n3-3[b]\n4-4[]\n");
	CHECK("\r\n\r\n", "1-1[]\n2-2[]\n");
}

static void line_ends(void **state)
{
	(void)state;
	CHECK("a\r\nb\r\n", "1-1[a]\n2-2[b]\n");
	CHECK("a\rb\r", "1-1[a]\n2-2[b]\n");
	CHECK("a\rb\nc\r\nd", "1-1[a]\n2-2[b]\n3-3[c]\n4-4[d]\n");
	CHECK("a\n\rb", "1-1[a]\n2-2[]\n3-3[b]\n");
	CHECK("a\r\r\nb", "1-1[a]\n2-2[]\n3-3[b]\n");
}

static void quoted_cells(void **state)
{
	(void)state;
	CHECK("\"a\"\n", "1-1[a]\n");
	CHECK("\"\";\"\"", "1-1[][]\n");
	CHECK("\"a;b\";c\n", "1-1[a;b][c]\n");
	CHECK("\"a\"\"b\"\n", "1-1[a\"b]\n");
	CHECK("\"\"\"\"\n", "1-1[\"]\n");
	CHECK("\"a\";\n", "1-1[a][]\n");
	CHECK("\" a \";b\n", "1-1[ a ][b]\n");
}

static void quoted_line_ends(void **state)
{
	(void)state;
	CHECK("a;\"b\nc\";d\ne\n", "1-2[a][b\nc][d]\n3-3[e]\n");
	CHECK("\"a\r\nb\rc\n\nd\"\r\ne", "1-5[a\r\nb\rc\n\nd]\n6-6[e]\n");
	CHECK("\"a\n\"\n", "1-2[a\n]\n");
}

static void unclosed_quote_costs_its_line(void **state)
{
	(void)state;
	CHECK("a;\"b\nc;d\ne;f\n", "1-1 UNCLOSED@3{a;\"b}\n2-2[c][d]\n3-3[e][f]\n");
	CHECK("\"", "1-1 UNCLOSED@1{\"}\n");
	CHECK("a\n\"\"\"\nb", "1-1[a]\n2-2 UNCLOSED@1{\"\"\"}\n3-3[b]\n");
	/* the next quote of the file opens a cell: it cannot have closed this one */
	CHECK("1;\"x\n2;y\n3;\"z\"\n4;w\n", "1-1 UNCLOSED@3{1;\"x}\n2-2[2][y]\n3-3[3][z]\n4-4[4][w]\n");
	CHECK("1;\"x\r\n2;y\r\n3;\"z\"\r\n", "1-1 UNCLOSED@3{1;\"x}\n2-2[2][y]\n3-3[3][z]\n");
	CHECK("1;\"x\r2;y\r3;\"z\"\r", "1-1 UNCLOSED@3{1;\"x}\n2-2[2][y]\n3-3[3][z]\n");
}

static void unclosed_quote_by_number_of_cells(void **state)
{
	(void)state;
	const char text[] = "1;\"x;2\n3;y;4\n5;z\";6\n7;w;8\n";
	check(text, sizeof text - 1, ';', 3, "1-1 UNCLOSED@3{1;\"x;2}\n2-2[3][y][4]\n3-3 STRAY@4{5;z\";6}\n4-4[7][w][8]\n");
	const char more[] = "1;\"x;2\n3;y;4\n5;z;\"\n7;w;8\n";
	check(more, sizeof more - 1, ';', 3,
	      "1-1 UNCLOSED@3{1;\"x;2}\n2-2[3][y][4]\n3-3 UNCLOSED@5{5;z;\"}\n4-4[7][w][8]\n");
	/* a short row over two lines that hold no row of their own stays one row */
	const char note[] = "1;\"x\ny\"\n2;z;3\n";
	check(note, sizeof note - 1, ';', 3, "1-2[1][x\ny]\n3-3[2][z][3]\n");
	/* delimiters count line by line: none of these lines is a row, all together would be */
	static const char list[] = "1;2;3;\"a;b\nc;d;x\ng;h\ne;f\";5\n6;7;8;9;0\n";
	check(list, sizeof list - 1, ';', 6, "1-4[1][2][3][a;b\nc;d;x\ng;h\ne;f][5]\n5-5[6][7][8][9][0]\n");
}

static void stray_quotes(void **state)
{
	(void)state;
	CHECK("a\"b;c\nd\n", "1-1 STRAY@2{a\"b;c}\n2-2[d]\n");
	CHECK("a\"b\"c\nd\n", "1-1 STRAY@2{a\"b\"c}\n2-2[d]\n");
	CHECK("\"a\"b;c\nd;e\n", "1-1 STRAY@4{\"a\"b;c}\n2-2[d][e]\n");
	CHECK("\"a\" ;c\n", "1-1 STRAY@4{\"a\" ;c}\n");
	CHECK("x;\"a\"\"\"b\n", "1-1 STRAY@8{x;\"a\"\"\"b}\n");
}

static void nul_bytes(void **state)
{
	(void)state;
	CHECK("a;b\0c\nd\n", "1-1 NUL@4{a;b}\n2-2[d]\n");
}

static void other_delimiters(void **state)
{
	(void)state;
	const char text[] = "a,b\t\"c\td\"\n";
	check(text, sizeof text - 1, '\t', 0, "1-1[a,b][c\td]\n");
	const char pipe_text[] = "a|b;c|\n";
	check(pipe_text, sizeof pipe_text - 1, '|', 0, "1-1[a][b;c][]\n");
}

/* Long lines and many of them: the limits hold and nothing is lost. */
static void limits(void **state)
{
	(void)state;
	struct pdz_buf text = {0}, out = {0};
	size_t chunks[] = {4096, 1 << 20, 64 << 20};

	for (size_t i = 0; i < PDZ_CSV_MAX_ROW + 10; i++)
		pdz_buf_char(&text, 'x');
	pdz_buf_z(&text, "\ny\n\"");
	for (size_t i = 0; i < PDZ_CSV_MAX_LINES + 5; i++)
		pdz_buf_z(&text, "z\n");
	for (size_t i = 0; i < PDZ_CSV_MAX_CELLS; i++)
		pdz_buf_char(&text, ';');
	for (size_t k = 0; k < 3; k++) {
		struct pdz_csv *c = pdz_csv_new(';');
		struct pdz_row row;
		size_t at = 0, rows = 0, bytes = 0;
		for (bool at_end = false; !at_end;) {
			size_t size = chunks[k], n = text.n - at < size ? text.n - at : size;
			char *space = pdz_csv_space(c, &size);
			assert_non_null(space);
			memcpy(space, text.p + at, n);
			at += n;
			at_end = at == text.n;
			pdz_csv_fed(c, n, at_end);
			while (pdz_csv_next(c, &row)) {
				bytes += row.raw.n;
				if (rows < 2)
					assert_int_equal(row.fault, PDZ_CSV_TOO_LONG);
				if (rows == 1)
					assert_int_equal(row.raw.n, 10);
				if (rows == 2)
					assert_int_equal(row.line, 2);
				if (rows == 3)
					assert_int_equal(row.fault, PDZ_CSV_UNCLOSED_QUOTE);
				rows++;
			}
		}
		assert_int_equal(row.fault, PDZ_CSV_TOO_LONG);
		assert_int_equal(rows, 2 + 1 + 1 + PDZ_CSV_MAX_LINES + 4 + 1);
		assert_int_equal(bytes, text.n - (rows - 2));
		pdz_csv_free(c);
	}
	pdz_buf_release(&text);
	pdz_buf_release(&out);
}

static void place_of_a_cell(void **state)
{
	(void)state;
	struct pdz_row row = {.line = 7, .raw = PDZ_STR("\xc3\xa8;;\"b\nc\";d")};

	/* è;;"b / c";d : cell 2 begins on line 7 */
	uint64_t line, column;
	pdz_csv_place(&row, 0, ';', &line, &column);
	assert_int_equal(column, 1);
	pdz_csv_place(&row, 1, ';', &line, &column);
	assert_int_equal(column, 3);
	pdz_csv_place(&row, 2, ';', &line, &column);
	assert_int_equal(line, 7);
	assert_int_equal(column, 4);
	pdz_csv_place(&row, 3, ';', &line, &column);
	assert_int_equal(line, 8);
	assert_int_equal(column, 4);
}

static void writing(void **state)
{
	(void)state;
	static const struct {
		const char *cell, *want;
		/* clang-format off */
	} cases[] = {
		{"", ""}, {"a", "a"}, {"a b", "a b"}, {" a", "\" a\""}, {"a\t", "\"a\t\""}, {"a;b", "\"a;b\""},
		{"a\"b", "\"a\"\"b\""}, {"\"", "\"\"\"\""}, {"a\nb", "\"a\nb\""}, {"a\r", "\"a\r\""}, {"a,b", "a,b"},
	};
	/* clang-format on */
	struct pdz_buf b = {0};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		pdz_buf_clear(&b);
		pdz_csv_write(&b, pdz_str(cases[i].cell), ';');
		pdz_buf_char(&b, '\0');
		assert_string_equal(b.p, cases[i].want);
	}
	pdz_buf_release(&b);
}

/* Random tables: written and read again they are the same, whatever the chunks. */
static void random_tables_come_back(void **state)
{
	(void)state;
	static const char letters[] = "ab\";,\n\r \t\xc3\xa9";
	uint64_t seed = 20250101;

	for (int table = 0; table < 2000; table++) {
		struct pdz_buf text = {0}, want = {0}, got = {0};
		unsigned line = 1;
		bool like_rows = false;
#define RANDOM(n) ((seed = seed * 6364136223846793005u + 1442695040888963407u) >> 33) % (n)
		size_t rows = RANDOM(5), cells = 1 + RANDOM(4);
		const char *const ends[] = {"\n", "\r\n", "\r"};
		const char *end = ends[RANDOM(3)];
		for (size_t r = 0; r < rows; r++) {
			struct pdz_buf body = {0};
			unsigned first = line;
			for (size_t i = 0; i < cells; i++) {
				char cell[8];
				size_t n = RANDOM(7), breaks = 0, marks = 0;
				for (size_t k = 0; k < n; k++) {
					cell[k] = letters[RANDOM(9)];
					if (cell[k] == '\n' && !(k && cell[k - 1] == '\r'))
						line++;
					if (cell[k] == '\r')
						line++;
					breaks += cell[k] == '\n' || cell[k] == '\r';
					marks += cell[k] == ';';
				}
				like_rows |= breaks && marks; /* its lines may look like rows of their own */
				if (i)
					pdz_buf_char(&text, ';');
				pdz_csv_write(&text, (struct pdz_str){cell, n}, ';');
				pdz_buf_char(&body, '[');
				pdz_buf_add(&body, cell, n);
				pdz_buf_char(&body, ']');
			}
			pdz_buf_z(&text, end);
			pdz_buf_printf(&want, "%u-%u", first, line);
			pdz_buf_str(&want, pdz_buf_view(&body));
			pdz_buf_char(&want, '\n');
			pdz_buf_release(&body);
			line++;
		}
		for (size_t chunk = 1; chunk < 20; chunk++) {
			pdz_buf_clear(&got);
			parse(&got, pdz_buf_view(&text), ';', chunk, like_rows ? 0 : cells);
			assert_int_equal(got.n, want.n);
			if (got.n)
				assert_memory_equal(got.p, want.p, got.n);
		}
		pdz_buf_release(&text);
		pdz_buf_release(&want);
		pdz_buf_release(&got);
	}
}

/* Any bytes: the same rows at every chunk size, and every byte but line ends in some row. */
static void random_bytes_at_every_chunk(void **state)
{
	(void)state;
	static const char letters[] = "a\"\"\";;\n\n\r\0";
	uint64_t seed = 42;

	for (int n = 0; n < 3000; n++) {
		char text[40];
		size_t size = RANDOM(sizeof text);
		struct pdz_buf whole = {0}, parts = {0};
		for (size_t i = 0; i < size; i++)
			text[i] = letters[RANDOM(sizeof letters - 1)];
		parse(&whole, (struct pdz_str){text, size}, ';', size + 1, 2);
		for (size_t chunk = 1; chunk <= size; chunk++) {
			pdz_buf_clear(&parts);
			parse(&parts, (struct pdz_str){text, size}, ';', chunk, 2);
			assert_int_equal(parts.n, whole.n);
			if (parts.n)
				assert_memory_equal(parts.p, whole.p, parts.n);
		}
		pdz_buf_release(&whole);
		pdz_buf_release(&parts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_rows),
		cmocka_unit_test(blank_lines_are_rows),
		cmocka_unit_test(line_ends),
		cmocka_unit_test(quoted_cells),
		cmocka_unit_test(quoted_line_ends),
		cmocka_unit_test(unclosed_quote_costs_its_line),
		cmocka_unit_test(unclosed_quote_by_number_of_cells),
		cmocka_unit_test(stray_quotes),
		cmocka_unit_test(nul_bytes),
		cmocka_unit_test(other_delimiters),
		cmocka_unit_test(limits),
		cmocka_unit_test(place_of_a_cell),
		cmocka_unit_test(writing),
		cmocka_unit_test(random_tables_come_back),
		cmocka_unit_test(random_bytes_at_every_chunk),
	};

	return !!cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
