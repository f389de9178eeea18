/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of rejected rows, written and understood. */
#include "ingest/rejects.h"

#include "base/utf8.h"
#include "ingest/source.h"

static const char *const columns[] = {"source", "line", "column", "reason", "text", "records", "row", "original"};
enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

static bool begins_with(struct pdz_str text, const char *word)
{
	const size_t n = strlen(word);

	return text.n >= n && memcmp(text.p, word, n) == 0;
}

static struct pdz_str without(struct pdz_str text, size_t n)
{
	return (struct pdz_str){text.p + n, text.n - n};
}

char pdz_rejects_divider(struct pdz_str text)
{
	char divider = '\0';

	if (begins_with(text, "sep=")) /* a line for Excel */
		while (text.n && *text.p != '\n')
			text = without(text, 1);
	while (text.n && (*text.p == '\n' || *text.p == '\r'))
		text = without(text, 1);
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		const bool quoted = begins_with(text, "\"");
		text = without(text, quoted);
		if (!begins_with(text, columns[i]))
			return '\0';
		text = without(text, strlen(columns[i]));
		if (quoted && !begins_with(text, "\""))
			return '\0';
		text = without(text, quoted);
		if (i + 1 == COLUMN_COUNT)
			return text.n == 0 || *text.p == '\n' || *text.p == '\r' ? divider : '\0';
		if (text.n == 0 || (i ? *text.p != divider : !strchr(",;\t|", *text.p)))
			return '\0';
		divider = *text.p;
		text = without(text, 1);
	}
	return '\0';
}

bool pdz_rejects_is_header(const struct pdz_row *row)
{
	bool is_header = !row->fault && row->count == COLUMN_COUNT;

	for (size_t i = 0; i < row->count && is_header; i++)
		is_header = pdz_str_is(row->cells[i], columns[i]);
	return is_header;
}

void pdz_rejects_letters(const char *hex, size_t n, char *letters)
{
	for (size_t i = 0; i < n; i++)
		letters[i] = (char)(hex[i] <= '9' ? hex[i] - '0' + 'a' : hex[i] - 'a' + 'k');
	letters[n] = '\0';
}

/* letters: room for PDZ_WRITTEN_LENGTH and a NUL. */
static void digest_of_cell(struct pdz_str cell, char *letters)
{
	char hex[65];

	pdz_sha256(cell.p, cell.n, hex);
	pdz_rejects_letters(hex, PDZ_WRITTEN_LENGTH, letters);
}

bool pdz_rejects_is_as_written(const struct pdz_row *row)
{
	enum { BEFORE = PDZ_ORIGINAL_LENGTH + PDZ_TAG_LENGTH };
	char written[PDZ_WRITTEN_LENGTH + 1];

	if (row->fault || row->count != COLUMN_COUNT)
		return false;
	const struct pdz_str original = pdz_str_trim(row->cells[7]);
	digest_of_cell(row->cells[6], written);
	/* what is not as long was written by an earlier program, and corrects nothing any more */
	return original.n != BEFORE + PDZ_WRITTEN_LENGTH || memcmp(original.p + BEFORE, written, PDZ_WRITTEN_LENGTH) == 0;
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

void pdz_rejects_write_source(struct pdz_buf *b, const struct ingest_source *s)
{
	pdz_csv_write(b, s->base, ',');
	pdz_buf_printf(b, ",%llu,,header,%s %s,,", (unsigned long long)s->dialect.header_line, encoding_of(s),
	               pdz_dialect_delimiter_name(s->dialect.delimiter));
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
                       struct pdz_str original, const char *tag)
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
	struct pdz_buf visible = {0};
	char written[PDZ_WRITTEN_LENGTH + 1];
	if (is_escaped(reason, strlen(reason)))
		escape(&visible, raw, m->as_bytes);
	else
		pdz_buf_str(&visible, raw);
	b->failed |= visible.failed;
	pdz_csv_write(b, pdz_buf_view(&visible), ',');
	pdz_buf_char(b, ',');
	pdz_buf_str(b, original);
	digest_of_cell(pdz_buf_view(&visible), written);
	if (original.n) {
		pdz_buf_z(b, tag);
		pdz_buf_z(b, written);
	}
	pdz_buf_char(b, '\n');
	pdz_buf_release(&visible);
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
