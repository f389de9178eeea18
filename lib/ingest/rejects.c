/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of rejected rows, written and understood. */
#include "ingest/rejects.h"

#include "base/utf8.h"
#include "ingest/source.h"

static const char *const columns[] = {"source", "line", "column", "reason", "text", "records", "row", "original"};
enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

bool pdz_rejects_is_header(const struct pdz_row *row)
{
	if (row->fault || row->count > COLUMN_COUNT || row->count < COLUMN_COUNT - 1) /* before 0.2 without the last */
		return false;
	for (size_t i = 0; i < row->count; i++)
		if (!pdz_str_is(row->cells[i], columns[i]))
			return false;
	return true;
}

void pdz_rejects_write_header(struct pdz_buf *b)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		pdz_buf_z(b, columns[i]);
		pdz_buf_char(b, i + 1 < COLUMN_COUNT ? ',' : '\n');
	}
}

static const char *encoding_of(const struct ingest_source *s)
{
	return s->text.encoding == ENCODING_UNKNOWN ? "utf-8" : pdz_ingest_encoding_names[s->text.encoding - ENCODING_UTF8];
}

/* Other lines above the header are nobody's business. */
static bool is_title(const struct pdz_mapping *m, struct pdz_str text, bool *failed)
{
	struct pdz_str values[MAPPING_MAX_VARIABLES];

	for (size_t i = 0; i < m->title_count; i++)
		if (pdz_mapping_pattern_fits(&m->titles[i], text, values, failed))
			return true;
	return false;
}

void pdz_rejects_write_source(struct pdz_buf *b, const struct ingest_source *s, const char *sha256)
{
	uint64_t line = s->is_rejects ? s->section_line : s->dialect.header_line;

	for (size_t at = 0; s->mapping->title_count && at < s->titles.n; at += strlen(s->titles.p + at) + 1) {
		if (!is_title(s->mapping, pdz_str(s->titles.p + at), &b->failed))
			continue;
		pdz_csv_write(b, s->is_rejects ? pdz_buf_view(&s->section_name) : s->base, ',');
		pdz_buf_z(b, ",,,title,,,");
		pdz_csv_write(b, pdz_str(s->titles.p + at), ',');
		pdz_buf_z(b, ",\n");
	}
	pdz_csv_write(b, s->is_rejects ? pdz_buf_view(&s->section_name) : s->base, ',');
	pdz_buf_printf(b, ",%llu,,header,", (unsigned long long)line);
	if (s->is_rejects)
		pdz_csv_write(b, pdz_buf_view(&s->section_label), ',');
	else
		pdz_buf_printf(b, "%s %s", encoding_of(s), pdz_dialect_delimiter_name(s->dialect.delimiter));
	if (!s->is_rejects && s->bound.width && s->bound.width != s->header_cells)
		pdz_buf_printf(b, " cells=%zu", s->bound.width);
	if (!s->is_rejects)
		pdz_styles_write(b, &s->styles);
	if (!s->is_rejects)
		pdz_buf_printf(b, " id=%.12s", sha256);
	pdz_buf_z(b, ",,");
	pdz_csv_write(b, pdz_buf_view(&s->header), ',');
	pdz_buf_z(b, ",\n");
}

/* What is not text made visible, so that the file is UTF-8 and nothing is lost. */
static void escape(struct pdz_buf *b, struct pdz_str row, bool as_bytes)
{
	uint32_t code;

	for (size_t at = 0; at < row.n;) {
		bool cut;
		size_t length = pdz_utf8_length(row.p + at, row.n - at, &cut);
		unsigned char first = (unsigned char)row.p[at];
		bool control = length == 2 && first == 0xc2 && (unsigned char)row.p[at + 1] < 0xa0;
		if (row.p[at] == '\\')
			pdz_buf_add(b, "\\\\", 2);
		else if (as_bytes && length > 1 && pdz_utf8_next(row.p + at, row.n - at, &code) &&
		         pdz_windows_1252_byte(code) >= 0)
			pdz_buf_printf(b, "\\x%02x", (unsigned)pdz_windows_1252_byte(code));
		else if (length == 0 || first == 0)
			pdz_buf_printf(b, "\\x%02x", first);
		else if (control)
			pdz_buf_printf(b, "\\x%02x", (unsigned char)row.p[at + 1]);
		else
			pdz_buf_add(b, row.p + at, length);
		at += length ? length : 1;
	}
}

static bool is_escaped(const char *reason, size_t n)
{
	return (n == 12 && memcmp(reason, "bad_encoding", n) == 0) || (n == 8 && memcmp(reason, "nul_byte", n) == 0);
}

void pdz_rejects_write(struct pdz_buf *b, struct pdz_str source, const struct pdz_row *row, char delimiter,
                       const struct ingest_mistake *m, struct pdz_str text, struct pdz_str owed, struct pdz_str raw,
                       struct pdz_str original)
{
	const char *reason = pdz_ingest_reason_names[m->reason];
	uint64_t line = row->line, column = row->fault_column;

	if (m->cell != PDZ_NONE && !row->fault)
		pdz_csv_place(row, m->cell, delimiter, &line, &column);
	pdz_csv_write(b, source, ',');
	pdz_buf_printf(b, ",%llu,", (unsigned long long)line);
	if (column)
		pdz_buf_printf(b, "%llu", (unsigned long long)column);
	pdz_buf_printf(b, ",%s,", reason);
	pdz_csv_write(b, text, ',');
	pdz_buf_char(b, ',');
	pdz_csv_write(b, owed, ',');
	pdz_buf_char(b, ',');
	if (is_escaped(reason, strlen(reason))) {
		struct pdz_buf visible = {0};
		escape(&visible, raw, m->as_bytes);
		b->failed |= visible.failed;
		pdz_csv_write(b, pdz_buf_view(&visible), ',');
		pdz_buf_release(&visible);
	} else {
		pdz_csv_write(b, raw, ',');
	}
	pdz_buf_char(b, ',');
	pdz_buf_str(b, original);
	pdz_buf_char(b, '\n');
}

static int hex_digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void pdz_rejects_restore(struct pdz_buf *b, struct pdz_str reason, struct pdz_str cell)
{
	if (!is_escaped(reason.p, reason.n)) {
		pdz_buf_str(b, cell);
		return;
	}
	for (size_t i = 0; i < cell.n; i++) {
		bool hex = i + 3 < cell.n && cell.p[i] == '\\' && cell.p[i + 1] == 'x' && hex_digit_of(cell.p[i + 2]) >= 0 &&
		           hex_digit_of(cell.p[i + 3]) >= 0;
		if (hex) {
			pdz_buf_char(b, (char)(hex_digit_of(cell.p[i + 2]) << 4 | hex_digit_of(cell.p[i + 3])));
			i += 3;
		} else {
			pdz_buf_char(b, cell.p[i]);
			i += cell.p[i] == '\\' && i + 1 < cell.n && cell.p[i + 1] == '\\';
		}
	}
}
