/* The selected entries as a flat table: plain (RFC 4180, line feeds, full
 * precision) or as Italian Excel opens it by double click. */
#include "format/flat.h"
#include "format/formats.h"

#include "pdz/csv.h"

struct table {
	const struct pdz_report *rep;
	struct pdz_buf *out;
	bool excel;
	size_t neutralised;
};

/* What a spreadsheet would take for a formula: one of these first, or after
 * blanks that it trims; their full-width forms too. */
static bool is_formula(struct pdz_str s)
{
	static const char *const skipped[] = {" ", "\xC2\xA0", "\xEF\xBB\xBF", NULL};
	static const char *const signs[] = {"=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B",
	                                    "\xEF\xBC\x8D", "\xEF\xBC\xA0", NULL};
	for (size_t i = 0; skipped[i];) {
		size_t n = strlen(skipped[i]);
		if (s.n >= n && memcmp(s.p, skipped[i], n) == 0) {
			s.p += n;
			s.n -= n;
			i = 0;
		} else {
			i++;
		}
	}
	for (size_t i = 0; signs[i]; i++) {
		size_t n = strlen(signs[i]);
		if (s.n >= n && memcmp(s.p, signs[i], n) == 0)
			return true;
	}
	return false;
}

static void write_csv_text(struct table *t, struct pdz_str s)
{
	if (!t->excel || !is_formula(s)) {
		pdz_csv_write(t->out, s, t->excel ? ';' : ',');
		return;
	}
	struct pdz_buf harmless = {0};
	pdz_buf_char(&harmless, '\'');
	pdz_buf_str(&harmless, s);
	pdz_csv_write(t->out, pdz_buf_view(&harmless), ';');
	t->out->failed |= harmless.failed;
	pdz_buf_release(&harmless);
	t->neutralised++;
}

/* Full precision: the shortest text that reads back as the same number. */
static void write_number(struct table *t, double v)
{
	size_t from = t->out->n;
	pdz_double_write(t->out, v);
	for (size_t i = from; t->excel && i < t->out->n; i++)
		if (t->out->p[i] == '.')
			t->out->p[i] = ',';
}

static void write_csv_cell(struct table *t, const struct flat_cell *c)
{
	switch (c->kind) {
	case FLAT_EMPTY:
		break;
	case FLAT_TEXT:
		write_csv_text(t, c->text);
		break;
	case FLAT_NUMBER:
		write_number(t, c->number);
		break;
	case FLAT_TRUTH:
		pdz_buf_z(t->out, c->number != 0 ? "true" : "false");
		break;
	case FLAT_DATE:
		pdz_spell_date(t->out, t->excel ? PDZ_ITALIAN : PDZ_ENGLISH, c->day);
		break;
	}
}

static enum pdz_status write_csv_table(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                 struct pdz_error *err)
{
	struct table t = {.rep = rep, .out = out, .excel = rep->options.excel_it};
	struct flat_row row = {.count = 0};
	const char delimiter = t.excel ? ';' : ',';
	const char *end = t.excel ? "\r\n" : "\n";
	bool ok = true;
	pdz_buf_z(out, t.excel ? "\xEF\xBB\xBF" : "");
	for (size_t i = 0; pdz_flat_columns[i]; i++) {
		if (i)
			pdz_buf_char(out, delimiter);
		pdz_buf_z(out, pdz_flat_columns[i]);
	}
	pdz_buf_z(out, end);
	for (size_t i = 0; i < rep->entry_count && ok; i++) {
		ok = pdz_flat_fill(&row, rep, &rep->results->entries[rep->entries[i]]);
		for (size_t k = 0; ok && k < row.count; k++) {
			if (k)
				pdz_buf_char(out, delimiter);
			write_csv_cell(&t, &row.cells[k]);
		}
		pdz_buf_z(out, end);
	}
	pdz_flat_release(&row);
	if (neutralised)
		*neutralised = t.neutralised;
	return !ok || out->failed ? pdz_no_memory(err) : PDZ_OK;
}

const struct pdz_report_format pdz_format_csv = {"csv", "csv", false, write_csv_table};
