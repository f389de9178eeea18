/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain rows without a cell being made: for a reader that wants few of the cells, and can
 * do with the places where they end. Of csv.c, whose rows these are, and for fast.c.
 *
 * A row of this kind stands on one line that ends with LF or CRLF, and has no quote and no NUL. */
#ifndef PDZ_RECORDS_UNQUOTED_H
#define PDZ_RECORDS_UNQUOTED_H

#include "records/scan.h"
#include "pdz/record.h"

/* So many bytes after a cell's first may be read, whatever its length, if the cell stands
 * in the text of a reader: for loads that are wider than a cell. */
enum { PDZ_UNQUOTED_SLACK = 32 };

/* Some kilobytes of text with their marks, and how far they have been taken. */
struct pdz_unquoted_rows {
	const char *text; /* marks count from here */
	const uint32_t *marks, *breaks, *breaks_end;
	const uint8_t *high;
	char swapped;         /* stands for double quotes, where cells have others around them; 0: nothing does */
	uint32_t mark, begin; /* first mark and first byte of the next row */
	uint64_t line;        /* of the next row */
};

/* What is known of the text from the next row on. False: nothing, go on with pdz_csv_next. */
bool pdz_csv_unquoted_rows(struct pdz_csv *c, struct pdz_unquoted_rows *rows);
/* The rows before the next one have been taken. */
void pdz_csv_unquoted_taken(struct pdz_csv *c, const struct pdz_unquoted_rows *rows);

/* The next row, if it has quotes and they are simple, or double ones that are text. */
bool pdz_csv_quoted(struct pdz_csv *c, struct pdz_row *row);
/* It was not wanted so: pdz_csv_next will give it. */
void pdz_csv_give_back(struct pdz_csv *c, const struct pdz_row *row);

/* For who hands a text on from one reader to another. What has been fed and is in no row
 * yet; the line it begins on; whether it is the rest of a line too long for a row; a
 * reader as if new, that is fed from there on; and to feed it with what was pending, in
 * which quotes are swapped (see pdz_csv_swap_quotes). */
struct pdz_str pdz_csv_pending(const struct pdz_csv *c);
uint64_t pdz_csv_line(const struct pdz_csv *c);
bool pdz_csv_overlong(const struct pdz_csv *c);
void pdz_csv_restart(struct pdz_csv *c, uint64_t line, bool overlong);
void pdz_csv_handed_on(struct pdz_csv *c, size_t n, bool at_end);

/* The ends of the next row's cells; NULL: it is not of this kind, not whole, or has another number of cells. */
static inline const uint32_t *pdz_unquoted_peek(const struct pdz_unquoted_rows *r, size_t cells)
{
	if (r->breaks == r->breaks_end || *r->breaks - r->mark + 1 != cells)
		return NULL;
	const uint32_t end = r->marks[*r->breaks];
	if (r->swapped && memchr(r->text + r->begin, r->swapped, end - r->begin))
		return NULL;
	if (r->text[end] == '\n')
		return r->marks + r->mark;
	/* CR and LF are two breaks; a CR at the end of what is known is left to pdz_csv_next */
	const bool crlf = r->text[end] == '\r' && r->breaks + 1 < r->breaks_end && r->marks[*r->breaks + 1] == end + 1 &&
	                  r->text[end + 1] == '\n';
	return crlf ? r->marks + r->mark : NULL;
}

/* After a row that pdz_unquoted_peek gave. */
static inline void pdz_unquoted_take(struct pdz_unquoted_rows *r)
{
	r->breaks += r->text[r->marks[*r->breaks]] == '\r';
	r->begin = r->marks[*r->breaks] + 1;
	r->mark = *r->breaks++ + 1;
	r->line++;
}

/* Is the row that begins at begin and ends at end surely nothing but what ASCII prints? */
static inline bool pdz_unquoted_ascii(const uint8_t *high, uint32_t begin, uint32_t end)
{
	uint8_t seen = 0;

	for (uint32_t i = begin / PDZ_SCAN_BLOCK; i <= end / PDZ_SCAN_BLOCK; i++)
		seen |= high[i];
	return !seen;
}

#endif
