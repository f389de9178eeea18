/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of delimited text (RFC 4180 with any one-byte delimiter) out of UTF-8.
 *
 * The caller pushes text in chunks of any size, or lets the reader pull from a
 * pdz_input; rows come out the same either way. A row without a quote, or
 * with quotes around whole cells and no line end between them, is split in place; any
 * other goes through libcsv in strict mode, which says whether it is a row. An unclosed
 * or stray quote costs its own physical line only: it comes out as a row with a fault. A
 * line over PDZ_CSV_MAX_ROW bytes comes out in parts, each with the fault TOO_LONG. */
#ifndef PDZ_CSV_H
#define PDZ_CSV_H

#include "pdz/input.h"
#include "pdz/str.h"

#ifdef __cplusplus
extern "C" {
#endif

enum pdz_csv_fault {
	PDZ_CSV_FINE,
	PDZ_CSV_UNCLOSED_QUOTE, /* column: where the quote opened */
	PDZ_CSV_STRAY_QUOTE,    /* column: the quote inside a bare cell, or what follows a closing quote */
	PDZ_CSV_TOO_LONG,       /* over PDZ_CSV_MAX_ROW bytes or PDZ_CSV_MAX_CELLS cells */
	PDZ_CSV_NUL,            /* a NUL byte */
};

enum {
	PDZ_CSV_MAX_ROW = 8 << 20,
	PDZ_CSV_MAX_CELLS = 4096,
	PDZ_CSV_MAX_LINES = 1000, /* physical lines of one row */
};

struct pdz_row {
	struct pdz_str *cells;
	size_t count;  /* 0 if there is a fault */
	uint64_t line; /* physical line where it begins, from 1 */
	uint64_t last_line;
	struct pdz_str raw; /* its bytes, line end not included */
	enum pdz_csv_fault fault;
	uint64_t fault_column; /* in bytes, from 1 */
	bool ascii;            /* surely nothing but ASCII; false: not known */
};

struct pdz_csv;

/* NULL if out of memory. delimiter: one byte, not a quote or line end. */
struct pdz_csv *pdz_csv_new(char delimiter);
void pdz_csv_free(struct pdz_csv *c);

/* Space for up to *size bytes of input, to be filled and then counted with
 * pdz_csv_fed; at_end says that nothing follows. NULL if out of memory. */
char *pdz_csv_space(struct pdz_csv *c, size_t *size);
void pdz_csv_fed(struct pdz_csv *c, size_t n, bool at_end);

/* The next row, valid until the next call on c. Blank lines are rows of one empty
 * cell. Line ends: LF, CRLF or CR. False: feed more, or, after at_end, no more rows. */
bool pdz_csv_next(struct pdz_csv *c, struct pdz_row *row);

/* How many cells a row has, once the header is known. With it, a row over several
 * lines that has another number of cells, and holds a line that looks like a row of
 * its own, is taken for an unclosed quote. */
void pdz_csv_expect(struct pdz_csv *c, size_t cells);

/* Out of memory inside pdz_csv_next. */
bool pdz_csv_failed(const struct pdz_csv *c);

/* As pdz_csv_next, reading from in as needed; *got false at the end. */
PDZ_MUST_CHECK enum pdz_status pdz_csv_read(struct pdz_csv *c, struct pdz_input *in, struct pdz_row *row, bool *got,
                                            struct pdz_error *err);

/* Where a cell stands in the file: physical line, and column in characters from 1. */
void pdz_csv_place(const struct pdz_row *row, size_t cell, char delimiter, uint64_t *line, uint64_t *column);

/* One cell, quoted if it holds the delimiter, a quote, a line end, or blanks at an end. */
void pdz_csv_write(struct pdz_buf *b, struct pdz_str cell, char delimiter);

#ifdef __cplusplus
}
#endif

#endif
