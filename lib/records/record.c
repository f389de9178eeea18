/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical records, written and read. Checks the form of a record, not whether
 * its codes are in a plan. */
#include "pdz/record.h"

#include "base/fold.h"
#include "base/json.h"
#include "base/likely_day.h"
#include "records/identity.h"
#include "pdz/str.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
const char *const pdz_column_names[PDZ_COLUMNS] = {
	"id", "date", "due", "start", "action", "event", "status",
	"quantity", "case", "category", "area", "note", "source", "line",
};
/* clang-format on */
const char pdz_records_version[] = "pdz_records_1";

bool pdz_is_records_version(struct pdz_str name)
{
	const size_t n = sizeof "pdz_records_" - 1;
	return name.n >= n && memcmp(name.p, pdz_records_version, n) == 0;
}

enum pdz_column pdz_column_find(struct pdz_str name)
{
	for (int i = 0; i < PDZ_COLUMNS; i++)
		if (pdz_str_is(name, pdz_column_names[i]))
			return (enum pdz_column)i;
	return PDZ_COLUMNS;
}

/* Writing */

/* Surely nothing that must be quoted or escaped: all eight bytes lie above the comma,
 * and none is a backslash. Says no too often (blanks), never yes wrongly. */
static inline bool is_plain_word(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), slash = word ^ ones * '\\';
	return ((((word - ones * (',' + 1)) & ~word) | ((slash - ones) & ~slash)) & ones * 0x80) == 0;
}

static inline bool is_plain(struct pdz_str s)
{
	uint64_t word;
	size_t i = 0;

	for (; i + 8 <= s.n; i += 8) {
		memcpy(&word, s.p + i, 8);
		if (!is_plain_word(word))
			return false;
	}
	for (; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ',' || s.p[i] == '\\')
			return false;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Quoted, if it must be, and with its escapes, into room that is there: at most twice
 * the text and two quotes. */
static char *put_quoted_text(char *to, struct pdz_str s)
{
	bool quote = is_blank(s.p[0]) || is_blank(s.p[s.n - 1]);

	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\\';
	if (!quote)
		return (char *)memcpy(to, s.p, s.n) + s.n;
	*to++ = '"';
	for (size_t i = 0; i < s.n; i++) {
		const char c = s.p[i];
		if (c == '"' || c == '\n' || c == '\r' || c == '\\')
			*to++ = c == '"' ? '"' : '\\';
		*to++ = c == '\n' ? 'n' : c == '\r' ? 'r' : c;
	}
	*to++ = '"';
	return to;
}

static inline char *put_cell_text(char *to, struct pdz_str s)
{
	if (s.n == 0)
		return to;
	return is_plain(s) ? (char *)memcpy(to, s.p, s.n) + s.n : put_quoted_text(to, s);
}

enum { TEXTS = 8, OF_A_RECORD = 200 /* bytes besides its texts */ };

void pdz_record_write_header(struct pdz_buf *b, const struct pdz_str *dimensions, size_t count)
{
	for (int i = 0; i < PDZ_COLUMNS; i++) {
		if (i)
			pdz_buf_char(b, ',');
		pdz_buf_z(b, pdz_column_names[i]);
	}
	for (size_t i = 0; i < count; i++) {
		pdz_buf_char(b, ',');
		if (pdz_buf_reserve(b, 2 * dimensions[i].n + 2))
			b->n = (size_t)(put_cell_text(b->p + b->n, dimensions[i]) - b->p);
	}
	pdz_buf_printf(b, ",%s", pdz_records_version);
}

void pdz_record_write_end(struct pdz_buf *b, uint64_t records)
{
	if (records > 0)
		pdz_buf_printf(b, "%llu", (unsigned long long)records);
	pdz_buf_char(b, '\n');
}

static inline char *put_line(char *to, uint64_t line)
{
	char digits[20];
	size_t n = sizeof digits;

	for (; line; line /= 10)
		digits[--n] = (char)('0' + line % 10);
	memcpy(to, digits + n, sizeof digits - n);
	return to + sizeof digits - n;
}

void pdz_record_write(struct pdz_buf *b, const struct pdz_record *r, size_t dimension_count)
{
	const struct pdz_str texts[TEXTS] = {r->id,       r->action, r->event, r->case_id,
	                                     r->category, r->area,   r->note,  r->source};
	size_t bytes = 0;

	for (size_t i = 0; i < TEXTS; i++)
		bytes += texts[i].n;
	for (size_t i = 0; i < dimension_count; i++)
		bytes += r->dimensions[i].n;
	if (!pdz_buf_reserve(b, 2 * bytes + OF_A_RECORD))
		return;
	char *to = b->p + b->n;
	*to++ = '\n'; /* of the line before, whose end may have to be said */
	to = put_cell_text(to, r->id);
	*to++ = ',';
	to += pdz_day_put(to, r->date);
	*to++ = ',';
	to += pdz_day_put(to, r->due);
	*to++ = ',';
	to += pdz_day_put(to, r->start);
	*to++ = ',';
	to = put_cell_text(to, r->action);
	*to++ = ',';
	to = put_cell_text(to, r->event);
	to = r->status == PDZ_DONE ? (char *)memcpy(to, ",done,", 6) + 6 : (char *)memcpy(to, ",planned,", 9) + 9;
	to += pdz_micro_put(to, r->quantity);
	for (size_t i = 3; i < TEXTS; i++) {
		*to++ = ',';
		to = put_cell_text(to, texts[i]);
	}
	*to++ = ',';
	to = put_line(to, r->line);
	for (size_t i = 0; i < dimension_count; i++) {
		*to++ = ',';
		to = put_cell_text(to, r->dimensions[i]);
	}
	*to++ = ',';
	b->n = (size_t)(to - b->p);
}

/* Reading */

/* Where the cell of the column is noted; NULL: no column of records. */
static uint32_t *index_of_column(struct pdz_record_reader *r, const struct pdz_row *row, size_t cell,
                                 const struct pdz_str *dimensions)
{
	struct pdz_str text = row->cells[cell];
	if (cell == 0 && text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
		text = (struct pdz_str){text.p + 3, text.n - 3};
	const enum pdz_column column = pdz_column_find(text);
	if (column < PDZ_COLUMNS)
		return &r->index[column];
	for (size_t i = 0; i < r->dimension_count; i++)
		if (pdz_str_eq(text, dimensions[i]))
			return &r->dimension_index[i];
	return NULL;
}

/* One of a later version is skipped; not one that looks like a slip of what the file lacks, nor in a file that is
 * none of records. */
static enum pdz_status take_unknown_column(struct pdz_record_reader *r, const struct pdz_row *row, size_t cell,
                                           const struct pdz_str *dimensions, bool no_records,
                                           const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	const struct pdz_str text = row->cells[cell];
	struct pdz_nearest near = {0};
	uint64_t line, column;
	char name[80];

	for (int i = 0; i < PDZ_COLUMNS; i++)
		if (r->index[i] == PDZ_NONE)
			pdz_nearest_offer(&near, text, pdz_str(pdz_column_names[i]));
	for (size_t i = 0; i < r->dimension_count; i++)
		if (r->dimension_index[i] == PDZ_NONE)
			pdz_nearest_offer(&near, text, dimensions[i]);
	pdz_csv_place(row, cell, ',', &line, &column);
	pdz_visible(text.p, text.n, name, sizeof name);
	if (pdz_str_is(text, pdz_records_version))
		r->end_index = (uint32_t)cell;
	if (pdz_is_records_version(text))
		return r->end_index != PDZ_NONE ? PDZ_OK
		                                : pdz_fail(err, PDZ_INPUT, r->in->name, line, column,
		                                           "records of another version: '%.*s' (expected %s)", (int)text.n,
		                                           text.p, pdz_records_version);
	if (near.best.p)
		return pdz_fail(err, PDZ_INPUT, r->in->name, line, column, "unknown column: '%s' (did you mean '%.*s'?)", name,
		                (int)near.best.n, near.best.p);
	if (no_records)
		return pdz_fail(
			err, PDZ_INPUT, r->in->name, line, column,
			"unknown column: '%s' (expected records as pdz-ingest writes them; raw files need a mapping, -m)", name);
	pdz_tell(sink, &(struct pdz_diag){.severity = PDZ_WARNING,
	                                  .source = r->in->name,
	                                  .line = line,
	                                  .column = column,
	                                  .code = "later_column",
	                                  .problem = "skipped: a column that this version does not know",
	                                  .subject = name});
	return PDZ_OK;
}

static enum pdz_status read_record_header(struct pdz_record_reader *r, const struct pdz_row *row,
                                          const struct pdz_str *dimensions, const struct pdz_diag_sink *sink,
                                          struct pdz_error *err)
{
	const char *name = r->in->name;
	enum pdz_status status = PDZ_OK;

	if (row->fault) {
		status = pdz_refuse_other_document(row->raw, name, "pdz_records", err);
		return status ? status
		              : pdz_fail(err, PDZ_INPUT, name, row->line, row->fault_column, "the header cannot be read");
	}
	for (size_t cell = 0; cell < row->count; cell++) {
		uint32_t *index = index_of_column(r, row, cell, dimensions);
		if (index != NULL && *index != PDZ_NONE)
			return pdz_fail(err, PDZ_INPUT, name, row->line, 0, "column twice in the header: '%.*s'",
			                (int)row->cells[cell].n, row->cells[cell].p);
		if (index != NULL)
			*index = (uint32_t)cell;
	}
	r->cell_count = row->count;
	const bool no_event = r->index[PDZ_COL_EVENT] == PDZ_NONE,
			   no_day = r->index[PDZ_COL_DATE] == PDZ_NONE && r->index[PDZ_COL_DUE] == PDZ_NONE;
	if (status == PDZ_OK && (no_event || no_day))
		status = pdz_refuse_other_document(row->raw, name, "pdz_records", err);
	for (size_t cell = 0; cell < row->count && status == PDZ_OK; cell++)
		if (index_of_column(r, row, cell, dimensions) == NULL)
			status = take_unknown_column(r, row, cell, dimensions, no_event || no_day, sink, err);
	if (status == PDZ_OK && (no_event || no_day))
		return pdz_fail(err, PDZ_INPUT, name, row->line, 0,
		                no_event ? "column missing: 'event'" : "column missing: 'date' or 'due'");
	return status;
}

enum pdz_status pdz_record_open(struct pdz_record_reader *r, struct pdz_input *in, const struct pdz_str *dimensions,
                                size_t dimension_count, const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	struct pdz_row row;
	bool got;

	memset(r, 0, sizeof *r);
	r->in = in;
	for (int i = 0; i < PDZ_COLUMNS; i++)
		r->index[i] = PDZ_NONE;
	for (int i = 0; i < PDZ_MAX_DIMENSIONS; i++)
		r->dimension_index[i] = PDZ_NONE;
	r->end_index = PDZ_NONE;
	r->dimension_count = dimension_count < PDZ_MAX_DIMENSIONS ? dimension_count : PDZ_MAX_DIMENSIONS;
	r->csv = pdz_csv_new(',');
	enum pdz_status status = r->csv ? pdz_csv_read(r->csv, in, &row, &got, err) : pdz_no_memory(err);
	if (!status && !got)
		status = pdz_fail(err, PDZ_INPUT, in->name, 0, 0, "empty: not even a header (expected activity records)");
	if (!status)
		status = read_record_header(r, &row, dimensions, sink, err);
	if (status)
		pdz_record_close(r);
	else
		pdz_csv_expect(r->csv, r->cell_count);
	return status;
}

void pdz_record_close(struct pdz_record_reader *r)
{
	pdz_csv_free(r->csv);
	r->csv = NULL;
	pdz_buf_release(&r->scratch);
}

/* What is wrong with a record; code NULL: nothing. */
struct mistake {
	const char *code, *problem, *expected;
	enum pdz_column column;
};

static struct pdz_str cell_of_column(const struct pdz_row *row, uint32_t index)
{
	return index == PDZ_NONE ? (struct pdz_str){"", 0} : row->cells[index];
}

/* Undo the escapes. The scratch has room for the whole row, so it never moves. */
static struct pdz_str text_of_cell(struct pdz_record_reader *r, const struct pdz_row *row, uint32_t index, bool escapes)
{
	struct pdz_str s = cell_of_column(row, index);

	if (!escapes || !s.n || !memchr(s.p, '\\', s.n))
		return s;
	char *to = r->scratch.p + r->scratch.n;
	struct pdz_str out = {to, 0};
	for (size_t i = 0; i < s.n; i++) {
		char next = s.p[i] == '\\' && i + 1 < s.n ? s.p[i + 1] : '\0';
		if (next == 'n' || next == 'r' || next == '\\') {
			to[out.n++] = next == 'n' ? '\n' : next == 'r' ? '\r' : '\\';
			i++;
		} else {
			to[out.n++] = s.p[i];
		}
	}
	r->scratch.n += out.n;
	return out;
}

static pdz_day day_of_cell(const struct pdz_row *row, uint32_t index, enum pdz_column column, struct mistake *m)
{
	struct pdz_str s = cell_of_column(row, index);
	pdz_day day = PDZ_NO_DAY;

	if (s.n && pdz_day_parse(s, &day) != PDZ_PARSE_OK && !m->code)
		*m = (struct mistake){"bad_date", "not a date", "expected yyyy-mm-dd", column};
	else if (day != PDZ_NO_DAY && !pdz_day_is_likely(day) && !m->code)
		*m = (struct mistake){"bad_date", "a year that cannot be", "expected one from 1950 to 2100", column};
	return day;
}

static void parse_status(const struct pdz_row *row, uint32_t index, struct pdz_record *out, struct mistake *m)
{
	struct pdz_str s = cell_of_column(row, index);

	if (s.n ? pdz_str_is(s, "done") : out->date != PDZ_NO_DAY)
		out->status = PDZ_DONE;
	else if (!s.n || pdz_str_is(s, "planned"))
		out->status = PDZ_PLANNED;
	else if (!m->code)
		*m = (struct mistake){"bad_status", "unknown status", "expected planned or done", PDZ_COL_STATUS};
}

static bool parse_line(struct pdz_str s, uint64_t *line)
{
	*line = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || *line > (UINT64_MAX - 9) / 10)
			return false;
		*line = *line * 10 + (uint64_t)(s.p[i] - '0');
	}
	return true;
}

static struct mistake parse_record(struct pdz_record_reader *r, const struct pdz_row *row, struct pdz_record *out)
{
	struct mistake m = {0};
	const uint32_t *at = r->index;
	bool escapes = memchr(row->raw.p, '\\', row->raw.n) != NULL;

	out->id = text_of_cell(r, row, at[PDZ_COL_ID], escapes);
	out->date = day_of_cell(row, at[PDZ_COL_DATE], PDZ_COL_DATE, &m);
	out->due = day_of_cell(row, at[PDZ_COL_DUE], PDZ_COL_DUE, &m);
	out->start = day_of_cell(row, at[PDZ_COL_START], PDZ_COL_START, &m);
	out->action = text_of_cell(r, row, at[PDZ_COL_ACTION], escapes);
	out->event = text_of_cell(r, row, at[PDZ_COL_EVENT], escapes);
	parse_status(row, at[PDZ_COL_STATUS], out, &m);
	struct pdz_str quantity = cell_of_column(row, at[PDZ_COL_QUANTITY]);
	out->quantity = PDZ_MICRO;
	out->no_quantity = at[PDZ_COL_QUANTITY] != PDZ_NONE && quantity.n == 0;
	if (quantity.n && pdz_micro_parse(quantity, &out->quantity) != PDZ_PARSE_OK && !m.code)
		m = (struct mistake){"bad_number", "not a number", "expected a decimal such as 1234.5", PDZ_COL_QUANTITY};
	out->case_id = text_of_cell(r, row, at[PDZ_COL_CASE], escapes);
	out->category = text_of_cell(r, row, at[PDZ_COL_CATEGORY], escapes);
	out->area = text_of_cell(r, row, at[PDZ_COL_AREA], escapes);
	out->note = text_of_cell(r, row, at[PDZ_COL_NOTE], escapes);
	out->source = text_of_cell(r, row, at[PDZ_COL_SOURCE], escapes);
	if (!parse_line(cell_of_column(row, at[PDZ_COL_LINE]), &out->line) && !m.code)
		m = (struct mistake){"bad_line", "not a line number", "expected digits", PDZ_COL_LINE};
	for (size_t i = 0; i < r->dimension_count; i++)
		out->dimensions[i] = text_of_cell(r, row, r->dimension_index[i], escapes);
	if (out->source.n == 0) { /* then they are this file's own */
		out->source = pdz_str(r->in->name);
		out->line = row->line;
	} else if (at[PDZ_COL_LINE] == PDZ_NONE) {
		out->line = row->line;
	}
	if (!m.code && out->id.n && memchr(out->id.p, '+', out->id.n) && pdz_id_is_spoilt(pdz_id_split(out->id).row))
		m = (struct mistake){"spoilt_id", "an id that a spreadsheet has rounded",
		                     "expected the id as its source has it, as text", PDZ_COL_ID};
	if (!m.code && !out->event.n)
		m = (struct mistake){"no_event", "no event", "expected an event code", PDZ_COL_EVENT};
	if (!m.code && out->date == PDZ_NO_DAY && out->due == PDZ_NO_DAY && !cell_of_column(row, at[PDZ_COL_STATUS]).n)
		m = (struct mistake){"missing_date", "no date", "neither done nor planned; the status can say it",
		                     PDZ_COL_DATE};
	if (!m.code && out->start != PDZ_NO_DAY && out->date != PDZ_NO_DAY && out->start > out->date)
		m = (struct mistake){"ends_before_it_begins", "it ends before it begins", NULL, PDZ_COL_START};
	if (!m.code && out->status == PDZ_DONE && out->date == PDZ_NO_DAY)
		m = (struct mistake){"done_without_date", "done, but without a date", "expected yyyy-mm-dd", PDZ_COL_DATE};
	return m;
}

static void tell_of_record(const struct pdz_record_reader *r, const struct pdz_row *row, const struct mistake *m,
                           const struct pdz_diag_sink *sink)
{
	uint32_t cell = r->index[m->column];
	char subject[120] = "";
	struct pdz_diag diag = {.severity = PDZ_ERROR,
	                        .source = r->in->name,
	                        .line = row->line,
	                        .code = m->code,
	                        .problem = m->problem,
	                        .expected = m->expected};

	if (cell != PDZ_NONE && !row->fault && cell < row->count) {
		struct pdz_str text = row->cells[cell];
		pdz_csv_place(row, cell, ',', &diag.line, &diag.column);
		if (text.n && text.n < sizeof subject) {
			memcpy(subject, text.p, text.n);
			diag.subject = subject;
		}
	} else if (row->fault) {
		diag.column = row->fault_column;
	}
	pdz_tell(sink, &diag);
}

static struct mistake shape_of(const struct pdz_record_reader *r, const struct pdz_row *row)
{
	switch (row->fault) {
	case PDZ_CSV_FINE:
		break;
	case PDZ_CSV_UNCLOSED_QUOTE:
		return (struct mistake){"unclosed_quote", "a quote opens here and never closes", NULL, PDZ_COLUMNS - 1};
	case PDZ_CSV_STRAY_QUOTE:
		return (struct mistake){"stray_quote", "a quote where none may be", NULL, PDZ_COLUMNS - 1};
	case PDZ_CSV_TOO_LONG:
		return (struct mistake){"too_long", "too long for a row", NULL, PDZ_COLUMNS - 1};
	case PDZ_CSV_NUL:
		return (struct mistake){"nul_byte", "a NUL byte", "expected text", PDZ_COLUMNS - 1};
	}
	if (row->count == r->cell_count)
		return (struct mistake){0};
	return (struct mistake){"wrong_cells",
	                        row->count < r->cell_count ? "fewer cells than the header" : "more cells than the header",
	                        NULL, PDZ_COL_ID};
}

/* The last record says how many there are, of several files one behind the other that of each. Header lines between
 * them are none. */
static void count_to_end(struct pdz_record_reader *r, const struct pdz_row *row)
{
	uint64_t records = 0;
	if (r->end_index == PDZ_NONE)
		return;
	const struct pdz_str end = r->end_index < row->count ? row->cells[r->end_index] : PDZ_STR("");
	if (end.n > 0 && parse_line(end, &records))
		r->missing += (int64_t)records;
	r->missing -= !pdz_is_records_version(end);
}

enum pdz_status pdz_record_read(struct pdz_record_reader *r, struct pdz_record *out, bool *got,
                                const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	for (;;) {
		struct pdz_row row;
		enum pdz_status status = pdz_csv_read(r->csv, r->in, &row, got, err);
		if (status || !*got)
			return status;
		if (!row.fault && row.raw.n == 0)
			continue; /* a blank line is not a row: event and date are always there */
		r->rows++;
		count_to_end(r, &row);
		pdz_buf_clear(&r->scratch);
		struct mistake m = shape_of(r, &row);
		if (!m.code) {
			if (!pdz_buf_reserve(&r->scratch, row.raw.n + 1))
				return pdz_no_memory(err);
			m = parse_record(r, &row, out);
		}
		if (!m.code)
			return PDZ_OK;
		r->invalid++;
		tell_of_record(r, &row, &m, sink);
		const bool is_read = shape_of(r, &row).code == NULL;
		if (m.column == PDZ_COL_DATE || m.column == PDZ_COL_DUE || m.column == PDZ_COL_START)
			out->date = out->due = PDZ_NO_DAY;
		if (r->lose != NULL && !r->lose(r->lose_ctx, is_read ? out : NULL))
			return pdz_no_memory(err);
	}
}
