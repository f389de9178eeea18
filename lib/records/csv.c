/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows out of text. Finds where a row ends and splits it; never copies a row that
 * has no quote, never allocates per row. Does not judge what the cells mean.
 *
 * A row ends at the first line end with an even number of quotes before it. That
 * holds for every well-formed row; libcsv then says whether the row is one, and if
 * it is not, only its first physical line is given up and reading goes on below. */
#include "pdz/record.h"

#include "base/fold.h"
#include "base/utf8.h"
#include "records/unquoted.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256 << 10, INDEX_BYTES = 16 << 10, FIRST_CELLS = 64 };

struct pdz_csv {
	char delimiter, quote; /* quote: '"', or what stands in its place in the file */
	bool at_end, failed;
	size_t expected; /* cells of a row, 0: unknown */

	/* text[begin .. have) waits to be read */
	char *text;
	size_t cap, begin, have;
	uint64_t line; /* of text[begin], from 1 */
	bool overlong; /* begin is inside a line too long for a row */

	/* the row that begins at begin, as far as it is known; survives feeding */
	size_t line_at, looked; /* its latest physical line, without a line end up to looked */
	size_t first_end, first_next;
	uint64_t lines;
	bool odd;
	size_t line_feed; /* the first line feed from looked on, or where the search stopped */

	struct pdz_str *cells;
	size_t count, cells_cap;
	bool too_many;

	/* the marks of text[indexed .. indexed_end), for rows without quotes; see unquoted.h */
	pdz_scan_fn scan;
	struct pdz_scan found;
	size_t indexed, indexed_end, mark, next_break;
	uint8_t high[INDEX_BYTES / PDZ_SCAN_BLOCK];

	struct csv_parser quoted; /* libcsv, for rows with quotes */
	struct pdz_buf unquoted;
	size_t rows;
};

static int no_blanks(unsigned char c)
{
	(void)c;
	return 0;
}

static bool start_libcsv(struct pdz_csv *c)
{
	if (csv_init(&c->quoted, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return false;
	csv_set_delim(&c->quoted, (unsigned char)c->delimiter);
	csv_set_space_func(&c->quoted, no_blanks);
	return true;
}

struct pdz_csv *pdz_csv_new(char delimiter)
{
	struct pdz_csv *c = calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->delimiter = delimiter;
	c->quote = '"';
	c->line = 1;
	c->scan = pdz_scan_best(delimiter);
	c->found.marks = malloc((INDEX_BYTES + PDZ_SCAN_BLOCK) * sizeof *c->found.marks);
	c->found.breaks = malloc((INDEX_BYTES + PDZ_SCAN_BLOCK) * sizeof *c->found.breaks);
	c->found.high = c->high;
	c->cells_cap = FIRST_CELLS;
	c->cells = malloc(c->cells_cap * sizeof *c->cells);
	if (!c->found.marks || !c->found.breaks || !c->cells || !start_libcsv(c)) {
		free(c->found.marks);
		free(c->found.breaks);
		free(c->cells);
		free(c);
		return NULL;
	}
	return c;
}

void pdz_csv_free(struct pdz_csv *c)
{
	if (!c)
		return;
	csv_free(&c->quoted);
	pdz_buf_release(&c->unquoted);
	free(c->cells);
	free(c->found.marks);
	free(c->found.breaks);
	free(c->text);
	free(c);
}

void pdz_csv_quote(struct pdz_csv *c, char quote)
{
	c->quote = quote;
}

void pdz_csv_swap_quotes(const struct pdz_csv *c, char *text, size_t n)
{
	for (size_t i = 0; i < n && c->quote != '"'; i++)
		text[i] = text[i] == '"' ? c->quote : text[i] == c->quote ? '"' : text[i];
}

void pdz_csv_expect(struct pdz_csv *c, size_t cells)
{
	c->expected = cells;
}

bool pdz_csv_failed(const struct pdz_csv *c)
{
	return c->failed;
}

/* Move what waits to the front of the buffer. */
static void compact(struct pdz_csv *c)
{
	size_t by = c->begin;

	c->indexed = c->indexed_end = c->mark = c->next_break = c->found.mark_count = c->found.break_count = 0;
	memmove(c->text, c->text + by, c->have - by);
	c->begin = 0;
	c->have -= by;
	c->line_at -= by;
	c->looked -= by;
	c->line_feed = c->line_feed > by ? c->line_feed - by : 0;
	c->first_end -= by;
	c->first_next -= by;
}

char *pdz_csv_space(struct pdz_csv *c, size_t *size)
{
	const size_t room = *size + PDZ_UNQUOTED_SLACK;

	if (c->cap - c->have < room && c->begin > 0)
		compact(c);
	if (!pdz_grow(&c->text, &c->cap, c->have + room, 1)) {
		c->failed = true;
		return NULL;
	}
	return c->text + c->have;
}

void pdz_csv_handed_on(struct pdz_csv *c, size_t n, bool at_end)
{
	c->have += n;
	c->at_end = at_end;
}

void pdz_csv_fed(struct pdz_csv *c, size_t n, bool at_end)
{
	pdz_csv_swap_quotes(c, c->text + c->have, n);
	pdz_csv_handed_on(c, n, at_end);
}

/* The end of the physical line at line_at: its text ends at *end, the next begins
 * at *next. False: more bytes are needed to know. */
static bool line_end(struct pdz_csv *c, size_t *end, size_t *next)
{
	/* line_feed is kept from row to row: a file with CR line ends would
	 * otherwise be searched to the end of the buffer for each of its rows */
	if (c->line_feed < c->looked)
		c->line_feed = c->looked;
	if (c->line_feed < c->have && c->text[c->line_feed] != '\n') {
		const char *lf = memchr(c->text + c->line_feed, '\n', c->have - c->line_feed);
		c->line_feed = lf ? (size_t)(lf - c->text) : c->have;
	}
	size_t limit = c->line_feed;
	const char *cr = limit > c->looked ? memchr(c->text + c->looked, '\r', limit - c->looked) : NULL;
	if (cr) {
		*end = (size_t)(cr - c->text);
		if (*end + 1 == c->have && !c->at_end) {
			c->looked = *end;
			return false;
		}
		*next = *end + 1 + (*end + 1 < c->have && c->text[*end + 1] == '\n');
		return true;
	}
	if (limit < c->have) {
		*end = limit;
		*next = limit + 1;
		return true;
	}
	c->looked = c->have;
	if (!c->at_end)
		return false;
	*end = *next = c->have;
	return true;
}

static bool add_cell(struct pdz_csv *c, struct pdz_str cell)
{
	if (c->count == PDZ_CSV_MAX_CELLS) {
		c->too_many = true;
		return true;
	}
	if (!pdz_grow(&c->cells, &c->cells_cap, c->count + 1, sizeof *c->cells)) {
		c->failed = true;
		return false;
	}
	c->cells[c->count++] = cell;
	return true;
}

static void split_bare(struct pdz_csv *c, struct pdz_str raw)
{
	const char *at = raw.p, *end = raw.p + raw.n;

	for (;;) {
		const char *mark = at < end ? memchr(at, c->delimiter, (size_t)(end - at)) : NULL;
		if (!add_cell(c, (struct pdz_str){at, (size_t)((mark ? mark : end) - at)}) || !mark)
			return;
		at = mark + 1;
	}
}

static void on_cell(void *p, size_t n, void *ctx)
{
	struct pdz_csv *c = ctx;

	/* p is an offset for now: unquoted may still move */
	size_t at = c->unquoted.n;
	pdz_buf_add(&c->unquoted, p, n);
	add_cell(c, (struct pdz_str){(const char *)at, n});
}

static void on_row(int end, void *ctx)
{
	(void)end;
	((struct pdz_csv *)ctx)->rows++;
}

/* False if raw is not one well-formed row. */
static bool split_quoted(struct pdz_csv *c, struct pdz_str raw)
{
	c->rows = 0;
	pdz_buf_clear(&c->unquoted);
	bool fine = csv_parse(&c->quoted, raw.p, raw.n, on_cell, on_row, c) == raw.n &&
	            csv_fini(&c->quoted, on_cell, on_row, c) == 0 && c->rows == 1;
	if (csv_error(&c->quoted) == CSV_ENOMEM || c->unquoted.failed)
		c->failed = true;
	if (!fine) {
		/* libcsv cannot go on after an error */
		csv_free(&c->quoted);
		if (!start_libcsv(c))
			c->failed = true;
		return false;
	}
	for (size_t i = 0; i < c->count; i++)
		c->cells[i].p = c->unquoted.n ? c->unquoted.p + (size_t)c->cells[i].p : "";
	return true;
}

/* A row in which cells may also be ="0123": how spreadsheets are made to leave a code as it
 * is. The quotes of such a cell are not text. False if raw is not one. */
static bool split_formulas(struct pdz_csv *c, struct pdz_str raw)
{
	bool any = false;

	c->count = 0;
	pdz_buf_clear(&c->unquoted);
	for (size_t i = 0;; i++) {
		const size_t from = c->unquoted.n;
		const bool formula = i + 1 < raw.n && raw.p[i] == '=' && raw.p[i + 1] == '"';
		i += formula;
		any |= formula;
		if (i < raw.n && raw.p[i] == '"') {
			for (i++; i < raw.n && (raw.p[i] != '"' || (i + 1 < raw.n && raw.p[i + 1] == '"')); i++) {
				i += raw.p[i] == '"';
				pdz_buf_char(&c->unquoted, raw.p[i]);
			}
			if (i++ >= raw.n || (i < raw.n && raw.p[i] != c->delimiter))
				return false;
		} else {
			for (; i < raw.n && raw.p[i] != c->delimiter; i++) {
				if (raw.p[i] == '"')
					return false;
				pdz_buf_char(&c->unquoted, raw.p[i]);
			}
		}
		if (!add_cell(c, (struct pdz_str){(const char *)from, c->unquoted.n - from}))
			return false;
		if (i >= raw.n)
			break;
	}
	c->failed |= c->unquoted.failed;
	for (size_t i = 0; i < c->count; i++)
		c->cells[i].p = c->unquoted.n ? c->unquoted.p + (size_t)c->cells[i].p : "";
	return any && !c->failed;
}

/* What is wrong with the quotes of one line, and where (column in bytes from 1). */
static enum pdz_csv_fault blame(struct pdz_str line, char delimiter, uint64_t *column)
{
	enum { START, BARE, QUOTED, CLOSED } state = START;
	size_t opened = 0;

	for (size_t i = 0; i < line.n; i++) {
		char ch = line.p[i];
		if (state == QUOTED) {
			if (ch != '"')
				continue;
			if (i + 1 < line.n && line.p[i + 1] == '"')
				i++;
			else
				state = CLOSED;
		} else if (ch == delimiter) {
			state = START;
		} else if (state == START && ch == '"') {
			state = QUOTED;
			opened = i;
		} else if (state == CLOSED || ch == '"') {
			*column = i + 1;
			return PDZ_CSV_STRAY_QUOTE;
		} else {
			state = BARE;
		}
	}
	*column = opened + 1;
	return state == QUOTED ? PDZ_CSV_UNCLOSED_QUOTE : PDZ_CSV_FINE;
}

/* The row in the quotes of the file, once it has been taken apart. */
static void restore_quotes(struct pdz_csv *c, const struct pdz_row *row)
{
	if (c->quote == '"')
		return;
	pdz_csv_swap_quotes(c, c->text + (row->raw.p - c->text), row->raw.n);
	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i].n && (row->cells[i].p < row->raw.p || row->cells[i].p >= row->raw.p + row->raw.n))
			pdz_csv_swap_quotes(c, c->unquoted.p + (row->cells[i].p - c->unquoted.p), row->cells[i].n);
}

/* Cells are handed out as they are seen: with a sign that nobody sees, or an accent in another spelling, an id or a
 * category would be another. */
static void take_as_seen(struct pdz_csv *c, struct pdz_row *row)
{
	const char *const end = row->raw.p + row->raw.n, *found = end;
	struct pdz_buf seen = {0};

	for (const char *lead = "\xcc\xc2\xe2\xef"; *lead && found == end; lead++) {
		found = row->raw.p;
		while ((found = memchr(found, *lead, (size_t)(end - found))) && *lead != '\xcc' &&
		       !pdz_invisible_at(found, (size_t)(end - found)))
			found++;
		found = found ? found : end;
	}
	if (found == end || row->fault)
		return;
	for (size_t i = 0; i < row->count; i++) {
		const size_t from = seen.n;
		pdz_put_seen(&seen, c->cells[i]);
		c->cells[i] = (struct pdz_str){(const char *)from, seen.n - from};
	}
	pdz_buf_release(&c->unquoted);
	c->unquoted = seen;
	c->failed |= seen.failed;
	for (size_t i = 0; i < row->count; i++)
		c->cells[i].p = seen.n ? seen.p + (size_t)c->cells[i].p : "";
}

/* Hand out text[begin .. end) and go on at next. */
static bool emit(struct pdz_csv *c, struct pdz_row *row, size_t end, size_t next, uint64_t lines,
                 enum pdz_csv_fault fault, uint64_t column)
{
	row->raw = (struct pdz_str){c->text + c->begin, end - c->begin};
	row->line = c->line;
	row->last_line = c->line + (lines ? lines - 1 : 0);
	row->fault = fault;
	row->fault_column = column;
	row->ascii = false;
	row->cells = c->cells;
	row->count = fault ? 0 : c->count;
	restore_quotes(c, row);
	take_as_seen(c, row);
	c->line += lines;
	c->begin = c->line_at = c->looked = next;
	c->lines = 0;
	c->odd = false;
	return !c->failed;
}

static bool emit_first_line(struct pdz_csv *c, struct pdz_row *row, enum pdz_csv_fault fault, uint64_t column)
{
	c->line_feed = 0; /* it may be lines below */
	return emit(c, row, c->first_end, c->first_next, 1, fault, column);
}

static size_t count_quotes(const char *p, size_t n)
{
	size_t count = 0;
	const char *end = p + n;

	while (p < end && (p = memchr(p, '"', (size_t)(end - p)))) {
		count++;
		p++;
	}
	return count;
}

/* The marks of a line from at on, up to end; *quoted: those before its first quote. */
static size_t count_marks(const struct pdz_csv *c, size_t at, size_t end, size_t *quoted)
{
	size_t marks = 0;
	bool inside = true;

	*quoted = 0;
	for (; at < end; at++) {
		if (c->text[at] == '"')
			inside = false;
		else if (c->text[at] == c->delimiter) {
			marks++;
			*quoted += inside;
		}
	}
	return marks;
}

/* Of a row with as many cells as the header: do the quotes begin in one row and end in another? Then the lines
 * between them, and the one they end on, have as many marks as a row, in the quotes or as the first line has.
 * Of many columns one such line says it; of few, all of them must. */
static bool joins_rows(const struct pdz_csv *c, size_t end)
{
	enum { FEW = 4 };
	bool inside = count_quotes(c->text + c->begin, c->first_end - c->begin) % 2 == 1, all = c->first_next < end,
		 any = false;
	size_t from = c->first_next, before;
	const char *opens = memrchr(c->text + c->begin, '"', c->first_end - c->begin);
	const bool first_whole = opens && memchr(opens, c->delimiter, (size_t)(c->text + c->first_end - opens)) &&
	                         count_marks(c, c->begin, c->first_end, &before) + 1 == c->expected;

	while (from < end) {
		size_t to = from, quoted;
		while (to < end && c->text[to] != '\n' && c->text[to] != '\r')
			to++;
		const bool like_a_row = count_marks(c, from, to, &quoted) + 1 == c->expected && inside &&
		                        (quoted || first_whole);
		any |= like_a_row;
		all &= like_a_row;
		inside ^= count_quotes(c->text + from, to - from) % 2 == 1;
		from = to + 1 + (to + 1 < end && c->text[to] == '\r' && c->text[to + 1] == '\n');
	}
	return c->expected < FEW ? all : any;
}

/* Does one of the lines after the first look like a whole row of its own? */
static bool swallows_rows(const struct pdz_csv *c, size_t end)
{
	size_t marks = 0;

	for (size_t i = c->first_next; i <= end; i++) {
		if (i == end || c->text[i] == '\n' || c->text[i] == '\r') {
			if (marks + 1 >= c->expected)
				return true;
			marks = 0;
		} else if (c->text[i] == c->delimiter) {
			marks++;
		}
	}
	return false;
}

static bool emit_row(struct pdz_csv *c, struct pdz_row *row, size_t end, size_t next, bool quoted)
{
	struct pdz_str raw = {c->text + c->begin, end - c->begin};
	struct pdz_str first = {raw.p, c->first_end - c->begin};
	uint64_t column = 1;

	c->count = 0;
	c->too_many = false;
	const char *nul = raw.n ? memchr(raw.p, '\0', raw.n) : NULL;
	if (nul)
		return emit(c, row, end, next, c->lines, PDZ_CSV_NUL, (uint64_t)(nul - raw.p) + 1);
	if (!quoted) {
		split_bare(c, raw);
	} else if (!split_quoted(c, raw) && !(c->lines <= 1 && split_formulas(c, raw))) {
		enum pdz_csv_fault fault = blame(first, c->delimiter, &column);
		return emit_first_line(c, row, fault ? fault : PDZ_CSV_STRAY_QUOTE, column);
	} else if (c->lines > 1 && c->expected > 1 &&
	           (c->count != c->expected ? swallows_rows(c, end) : joins_rows(c, end))) {
		enum pdz_csv_fault fault = blame(first, c->delimiter, &column);
		return emit_first_line(c, row, fault, column);
	}
	return emit(c, row, end, next, c->lines, c->too_many ? PDZ_CSV_TOO_LONG : PDZ_CSV_FINE, 0);
}

/* A part of a line that is too long for a row. */
static bool emit_part(struct pdz_csv *c, struct pdz_row *row)
{
	size_t end = c->begin + PDZ_CSV_MAX_ROW;

	c->overlong = true;
	return emit(c, row, end, end, 0, PDZ_CSV_TOO_LONG, 1);
}

static bool emit_unclosed(struct pdz_csv *c, struct pdz_row *row)
{
	struct pdz_str first = {c->text + c->begin, c->first_end - c->begin};
	uint64_t column;

	blame(first, c->delimiter, &column);
	return emit_first_line(c, row, PDZ_CSV_UNCLOSED_QUOTE, column);
}

/* Rows without a NUL or an unusual line end, whose quotes are simple, by an index of marks that
 * is made for some kilobytes at once. Changes nothing if the row is not one of them, or not
 * known to be whole: then the reader below, which handles everything, takes it. */
static bool index_from(struct pdz_csv *c)
{
	size_t n = c->have - c->begin < INDEX_BYTES ? c->have - c->begin : INDEX_BYTES;

	if (c->begin == c->indexed && c->begin + n == c->indexed_end)
		return false; /* nothing new */
	c->indexed = c->begin;
	c->indexed_end = c->begin + n;
	c->scan(c->text + c->begin, n, c->delimiter, &c->found);
	c->mark = c->next_break = 0;
	return true;
}

/* Marks that belong to the row at begin, if there are any. */
static bool sync_index(struct pdz_csv *c)
{
	const struct pdz_scan *f = &c->found;

	if (c->begin >= c->indexed_end && !index_from(c))
		return false;
	while (c->mark < f->mark_count && c->indexed + f->marks[c->mark] < c->begin)
		c->mark++;
	while (c->next_break < f->break_count && f->breaks[c->next_break] < c->mark)
		c->next_break++;
	return true;
}

/* Does a row end at p? Then *next is where the next one begins. */
static bool ends_row(const struct pdz_csv *c, const char *p, size_t *next)
{
	*next = (size_t)(p - c->text) + 1;
	if (*p == '\r' && *next < c->have && c->text[*next] == '\n')
		++*next;
	else if (*p != '\n')
		return false;
	return true;
}

static bool emit_plain(struct pdz_csv *c, struct pdz_row *row, size_t cells, const char *p, size_t next)
{
	const size_t end = (size_t)(p - c->text);

	row->raw = (struct pdz_str){c->text + c->begin, end - c->begin};
	row->line = row->last_line = c->line++;
	row->fault = PDZ_CSV_FINE;
	row->fault_column = 0;
	row->cells = c->cells;
	row->count = c->count = cells;
	row->ascii = pdz_unquoted_ascii(c->high, (uint32_t)(c->begin - c->indexed), (uint32_t)(end - c->indexed));
	c->begin = c->line_at = c->looked = next;
	restore_quotes(c, row);
	if (!row->ascii)
		take_as_seen(c, row);
	return true;
}

/* A cell's text without the second of each pair of quotes; there is room for all of the index. */
static struct pdz_str undouble(struct pdz_csv *c, struct pdz_str cell)
{
	char *const to = c->unquoted.p + c->unquoted.n;
	size_t n = 0;

	for (size_t i = 0; i < cell.n; i++, n++) {
		to[n] = cell.p[i];
		i += cell.p[i] == '"';
	}
	c->unquoted.n += n;
	return (struct pdz_str){to, n};
}

enum quoted { QUOTED_TAKEN, QUOTED_CUT, QUOTED_ODD };

/* A row on one line, with cells that begin and end with a quote. What libcsv in strict mode
 * would not take as such a row, or only perhaps, is left to it. */
static enum quoted next_quoted(struct pdz_csv *c, struct pdz_row *row)
{
	const char *const text = c->text + c->indexed;
	const char *at = c->text + c->begin;
	const uint32_t *mark = c->found.marks + c->mark, *const end = c->found.marks + c->found.mark_count;
	struct pdz_str *cell = c->cells, *const last = c->cells + c->cells_cap;
	size_t next;

	pdz_buf_clear(&c->unquoted);
	if (!pdz_buf_reserve(&c->unquoted, INDEX_BYTES + PDZ_UNQUOTED_SLACK))
		return QUOTED_ODD;
	for (; mark < end; mark++) {
		const char *p = text + *mark;
		struct pdz_str s = {at, (size_t)(p - at)};
		if (*p == '"') {
			bool doubled = false;
			if (p != at)
				return QUOTED_ODD;
			for (mark++; mark < end; mark++) { /* to the quote that ends the cell */
				if (text[*mark] == c->delimiter)
					continue;
				if (text[*mark] != '"')
					return QUOTED_ODD;
				if (mark + 1 == end || mark[1] != *mark + 1 || text[mark[1]] != '"')
					break;
				mark++;
				doubled = true;
			}
			if (end - mark < 2)
				return QUOTED_CUT;
			s = (struct pdz_str){p + 1, (size_t)(text + *mark - p) - 1};
			if (doubled)
				s = undouble(c, s);
			if (mark[1] != *mark + 1)
				return QUOTED_ODD;
			p = text + *++mark;
		}
		if (cell == last)
			return QUOTED_ODD;
		*cell++ = s;
		at = p + 1;
		if (*p == c->delimiter)
			continue;
		if (!ends_row(c, p, &next))
			return QUOTED_ODD;
		c->mark = (size_t)(mark - c->found.marks) + 1;
		emit_plain(c, row, (size_t)(cell - c->cells), p, next);
		return QUOTED_TAKEN;
	}
	return QUOTED_CUT;
}

static bool next_plain(struct pdz_csv *c, struct pdz_row *row)
{
	const struct pdz_scan *f = &c->found;
	size_t next;

	if (!sync_index(c))
		return false;
	for (;;) {
		enum quoted quoted = QUOTED_CUT;
		if (c->next_break < f->break_count) {
			const char *const text = c->text + c->indexed, *p = text + f->marks[f->breaks[c->next_break]],
							  *at = c->text + c->begin;
			const size_t cells = f->breaks[c->next_break] + 1 - c->mark;
			if (*p != '"') {
				if (cells > c->cells_cap || !ends_row(c, p, &next))
					return false;
				for (size_t i = 0; i < cells; i++) {
					const char *end = text + f->marks[c->mark + i];
					c->cells[i] = (struct pdz_str){at, (size_t)(end - at)};
					at = end + 1;
				}
				c->mark += cells;
				c->next_break++;
				return emit_plain(c, row, cells, p, next);
			}
			quoted = next_quoted(c, row);
		}
		if (quoted == QUOTED_TAKEN)
			return true;
		if (quoted == QUOTED_ODD || !index_from(c))
			return false;
	}
}

static bool at_row(const struct pdz_csv *c)
{
	return c->lines == 0 && !c->overlong && c->begin < c->have && !c->failed;
}

bool pdz_csv_quoted(struct pdz_csv *c, struct pdz_row *row)
{
	const struct pdz_scan *f = &c->found;

	if (!at_row(c) || !sync_index(c) || c->next_break == f->break_count)
		return false;
	return c->text[c->indexed + f->marks[f->breaks[c->next_break]]] == '"' ? next_quoted(c, row) == QUOTED_TAKEN
	                                                                       : c->quote != '"' && next_plain(c, row);
}

void pdz_csv_give_back(struct pdz_csv *c, const struct pdz_row *row)
{
	c->begin = c->line_at = c->looked = (size_t)(row->raw.p - c->text);
	pdz_csv_swap_quotes(c, c->text + c->begin, row->raw.n);
	c->line = row->line;
	c->mark = c->next_break = 0; /* sync_index finds them again */
	c->line_feed = 0;
}

struct pdz_str pdz_csv_pending(const struct pdz_csv *c)
{
	return (struct pdz_str){c->text + c->begin, c->have - c->begin};
}

uint64_t pdz_csv_line(const struct pdz_csv *c)
{
	return c->line;
}

bool pdz_csv_overlong(const struct pdz_csv *c)
{
	return c->overlong;
}

void pdz_csv_restart(struct pdz_csv *c, uint64_t line, bool overlong)
{
	c->begin = c->have = c->line_at = c->looked = c->first_end = c->first_next = c->line_feed = 0;
	c->lines = 0;
	c->line = line;
	c->overlong = overlong;
	c->odd = c->at_end = false;
	c->indexed = c->indexed_end = c->mark = c->next_break = c->found.mark_count = c->found.break_count = 0;
}

bool pdz_csv_unquoted_rows(struct pdz_csv *c, struct pdz_unquoted_rows *rows)
{
	if (!at_row(c) || !sync_index(c) || (c->next_break == c->found.break_count && !index_from(c)))
		return false;
	*rows = (struct pdz_unquoted_rows){.text = c->text + c->indexed,
	                                   .marks = c->found.marks,
	                                   .breaks = c->found.breaks + c->next_break,
	                                   .breaks_end = c->found.breaks + c->found.break_count,
	                                   .high = c->high,
	                                   .swapped = c->quote != '"' ? c->quote : '\0',
	                                   .mark = (uint32_t)c->mark,
	                                   .begin = (uint32_t)(c->begin - c->indexed),
	                                   .line = c->line};
	return true;
}

void pdz_csv_unquoted_taken(struct pdz_csv *c, const struct pdz_unquoted_rows *rows)
{
	c->next_break = (size_t)(rows->breaks - c->found.breaks);
	c->mark = rows->mark;
	c->line = rows->line;
	c->begin = c->line_at = c->looked = c->indexed + rows->begin;
}

bool pdz_csv_next(struct pdz_csv *c, struct pdz_row *row)
{
	size_t end, next;
	bool quoted = c->lines > 0;

	if (at_row(c) && next_plain(c, row))
		return true;
	if (c->failed || (c->at_end && c->begin == c->have))
		return false;
	for (;;) {
		bool found = line_end(c, &end, &next);
		if ((found ? end : c->looked) - c->begin > PDZ_CSV_MAX_ROW)
			return c->lines ? emit_unclosed(c, row) : emit_part(c, row);
		if (!found)
			return false;
		if (c->overlong) {
			c->overlong = false;
			return emit(c, row, end, next, 1, PDZ_CSV_TOO_LONG, 1);
		}
		size_t quotes = count_quotes(c->text + c->line_at, end - c->line_at);
		quoted |= quotes > 0;
		c->odd ^= quotes & 1;
		if (c->lines++ == 0) {
			struct pdz_str first = {c->text + c->begin, end - c->begin};
			uint64_t column;
			c->first_end = end;
			c->first_next = next;
			if (c->odd && blame(first, c->delimiter, &column) == PDZ_CSV_STRAY_QUOTE)
				return emit_first_line(c, row, PDZ_CSV_STRAY_QUOTE, column);
		}
		c->line_at = c->looked = next;
		if (!c->odd)
			return emit_row(c, row, end, next, quoted);
		if (c->lines >= PDZ_CSV_MAX_LINES || (c->at_end && next == c->have))
			return emit_unclosed(c, row);
	}
}

enum pdz_status pdz_csv_read(struct pdz_csv *c, struct pdz_input *in, struct pdz_row *row, bool *got,
                             struct pdz_error *err)
{
	*got = true;
	while (!pdz_csv_next(c, row)) {
		size_t size = CHUNK, n;
		if (c->failed)
			return pdz_no_memory(err);
		if (c->at_end) {
			*got = false;
			return PDZ_OK;
		}
		char *space = pdz_csv_space(c, &size);
		if (!space)
			return pdz_no_memory(err);
		enum pdz_status status = pdz_input_read(in, space, size, &n, err);
		if (status)
			return status;
		pdz_csv_fed(c, n, in->at_end);
	}
	return PDZ_OK;
}

void pdz_csv_place(const struct pdz_row *row, size_t cell, char delimiter, uint64_t *line, uint64_t *column)
{
	bool quoted = false;

	*line = row->line;
	*column = 1;
	for (size_t i = 0; i < row->raw.n && cell > 0; i++) {
		char ch = row->raw.p[i];
		if (ch == '"') {
			quoted = !quoted;
		} else if (ch == delimiter && !quoted) {
			cell--;
		} else if (ch == '\n' || (ch == '\r' && !(i + 1 < row->raw.n && row->raw.p[i + 1] == '\n'))) {
			++*line;
			*column = 1;
			continue;
		}
		*column += ((unsigned char)ch & 0xc0) != 0x80;
	}
}

void pdz_csv_write(struct pdz_buf *b, struct pdz_str cell, char delimiter)
{
	bool quote = cell.n > 0 &&
	             (cell.p[0] == ' ' || cell.p[0] == '\t' || cell.p[cell.n - 1] == ' ' || cell.p[cell.n - 1] == '\t');

	for (size_t i = 0; i < cell.n && !quote; i++)
		quote = cell.p[i] == '"' || cell.p[i] == '\n' || cell.p[i] == '\r' || cell.p[i] == delimiter;
	if (!quote) {
		pdz_buf_str(b, cell);
		return;
	}
	pdz_buf_char(b, '"');
	for (size_t i = 0; i < cell.n;) {
		const char *mark = memchr(cell.p + i, '"', cell.n - i);
		size_t n = mark ? (size_t)(mark - cell.p) + 1 - i : cell.n - i;
		pdz_buf_add(b, cell.p + i, n);
		if (mark)
			pdz_buf_char(b, '"');
		i += n;
	}
	pdz_buf_char(b, '"');
}
