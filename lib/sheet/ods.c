/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenDocument spreadsheets (ISO/IEC 26300): rows of a table of content.xml. Values as they
 * are typed there; texts by their paragraphs. */
#include "sheet/workbook.h"

#include <stdio.h>
#include <stdlib.h>

enum { NO_SHEET = -1 };

/* What a style of cells shows of a date, or of a whole number. */
struct value_style {
	const char *name;
	bool year, month, day, clock;
	unsigned digits; /* with zeros in front */
};

struct ods {
	struct value_style *styles;
	size_t style_count, style_cap;
	struct cell_style {
		const char *name, *data;
	} *cells;
	size_t cell_count, cell_cap;
	bool in_value_style;
	const char *style_name; /* of the style at hand */
	const char **hidden;    /* styles of tables that are not shown */
	size_t hidden_count, hidden_cap;

	long wanted;        /* number of the sheet to be read; NO_SHEET: all are measured */
	long at;            /* number of the sheet at hand */
	size_t table_depth; /* tables within tables are not rows of ours */
	size_t skip_depth;  /* inside a note, or a drawing */

	uint64_t row, row_times;
	size_t column, column_at; /* of cells, and of the columns' own elements */
	uint64_t cell_times, rows_spanned;
	enum { OF_NOTHING, OF_TEXT, OF_NUMBER, OF_PERCENT, OF_DATE, OF_TIME, OF_BOOL } type;
	bool in_cell, in_paragraph, covered;
	size_t columns_spanned;
	size_t paragraphs;
	struct pdz_buf value, text, formula, style;
};

static const char damaged[] = "damaged: the workbook cannot be read (open it, save it anew, or ask for it again)";
static const char locked[] = "protected by a password (save it without one)";

/* Styles of values */

static void begin_value_style(struct pdz_workbook *w, const char **attributes)
{
	struct ods *o = w->own;
	const char *name = pdz_xml_attribute(attributes, "name");

	if (!name)
		return;
	const char *copy = pdz_arena_copy(&w->arena, pdz_str(name));
	if (!copy || !pdz_grow(&o->styles, &o->style_cap, o->style_count + 1, sizeof *o->styles)) {
		w->failed = true;
		return;
	}
	o->styles[o->style_count++] = (struct value_style){.name = copy};
	o->in_value_style = true;
}

static void note_part_of_value(struct ods *o, const char *local, const char **attributes)
{
	struct value_style *s = &o->styles[o->style_count - 1];

	s->year |= strcmp(local, "year") == 0;
	s->month |= strcmp(local, "month") == 0;
	s->day |= strcmp(local, "day") == 0 || strcmp(local, "day-of-week") == 0;
	s->clock |= strcmp(local, "hours") == 0;
	if (strcmp(local, "number") == 0 && pdz_xml_count(pdz_xml_attribute(attributes, "decimal-places"), 0, 20) == 0)
		s->digits = (unsigned)pdz_xml_count(pdz_xml_attribute(attributes, "min-integer-digits"), 0, 20);
}

static void note_cell_style(struct pdz_workbook *w, const char **attributes)
{
	struct ods *o = w->own;
	const char *name = pdz_xml_attribute(attributes, "name"), *data = pdz_xml_attribute(attributes, "data-style-name");

	o->style_name = name ? pdz_arena_copy(&w->arena, pdz_str(name)) : NULL;
	if (!name || !data)
		return;
	struct cell_style s = {o->style_name, pdz_arena_copy(&w->arena, pdz_str(data))};
	if (!s.name || !s.data || !pdz_grow(&o->cells, &o->cell_cap, o->cell_count + 1, sizeof *o->cells))
		w->failed = true;
	else
		o->cells[o->cell_count++] = s;
}

static void note_table_style(struct pdz_workbook *w, const char **attributes)
{
	struct ods *o = w->own;
	const char *display = pdz_xml_attribute(attributes, "display");

	if (!o->style_name || !display || strcmp(display, "false") != 0)
		return;
	if (!pdz_grow(&o->hidden, &o->hidden_cap, o->hidden_count + 1, sizeof *o->hidden))
		w->failed = true;
	else
		o->hidden[o->hidden_count++] = o->style_name;
}

static bool is_hidden_table(const struct ods *o, const char *style)
{
	for (size_t i = 0; style && i < o->hidden_count; i++)
		if (strcmp(o->hidden[i], style) == 0)
			return true;
	return false;
}

static const struct value_style *style_of_cell(const struct ods *o, struct pdz_str style)
{
	for (size_t i = 0; i < o->cell_count && style.n; i++) {
		if (!pdz_str_is(style, o->cells[i].name))
			continue;
		for (size_t k = o->style_count; k-- > 0;) /* those of the content come last, and hold */
			if (strcmp(o->styles[k].name, o->cells[i].data) == 0)
				return &o->styles[k];
	}
	return NULL;
}

/* Cells */

static struct pdz_str date_text(const struct ods *o)
{
	const struct value_style *s = style_of_cell(o, pdz_buf_view(&o->style));
	struct pdz_str date = pdz_buf_view(&o->value);

	if (s && !s->day && !s->clock && date.n >= 10) /* as much as is shown is meant */
		date.n = s->month ? 7 : s->year ? 4 : date.n;
	if (date.n == 19 && memcmp(date.p + 10, "T00:00:00", 9) == 0)
		date.n = 10;
	return date;
}

/* PT26H30M00S, also -PT..., as 26:30. */
static size_t clock_text(struct pdz_str value, char text[64])
{
	uint64_t parts[3] = {0}, number = 0;
	size_t i = 0;
	const bool negative = value.n && value.p[0] == '-';

	for (i = negative; i < value.n; i++) {
		const char c = value.p[i];
		if (c >= '0' && c <= '9' && number < 1000000)
			number = number * 10 + (uint64_t)(c - '0');
		else if (c == 'D')
			parts[0] += number * 24, number = 0;
		else if (c == 'H')
			parts[0] += number, number = 0;
		else if (c == 'M')
			parts[1] = number, number = 0;
		else if (c == 'S' || c == '.')
			parts[2] = c == '.' || !memchr(value.p, '.', value.n) ? number : parts[2], number = 0;
		else if (c != 'P' && c != 'T')
			return 0;
	}
	int n = snprintf(text, 64, "%s%llu:%02llu", negative ? "-" : "", (unsigned long long)parts[0],
	                 (unsigned long long)parts[1]);
	if (parts[2])
		n += snprintf(text + n, 64 - (size_t)n, ":%02llu", (unsigned long long)parts[2]);
	return (size_t)n;
}

static enum pdz_cell_form form_of_number(const struct ods *o)
{
	const struct value_style *s = style_of_cell(o, pdz_buf_view(&o->style));

	return s && s->digits > 1 ? (enum pdz_cell_form)(PDZ_FORM_PADDED + (int)s->digits) : PDZ_FORM_NUMBER;
}

static bool is_truth(const struct ods *o)
{
	const struct pdz_str formula = pdz_buf_view(&o->formula);

	return pdz_str_is(formula, "=TRUE()") || pdz_str_is(formula, "=FALSE()");
}

static void put_cell(struct pdz_workbook *w, size_t column)
{
	struct ods *o = w->own;
	const struct pdz_str value = pdz_buf_view(&o->value), text = pdz_buf_view(&o->text);
	char clock[64];

	if (o->formula.n && text.n > 3 && (text.p[0] == '#' || memcmp(text.p, "Err:", 4) == 0)) {
		pdz_table_text(&w->table, column, text); /* what stands beside a failure as its number is none */
		return;
	}
	switch (o->type) {
	case OF_NUMBER:
		if (is_truth(o)) /* of a formula LibreOffice stores the number alone */
			pdz_table_bool(&w->table, column, pdz_str_is(value, "1"));
		else
			pdz_table_number(&w->table, column, value, form_of_number(o));
		return;
	case OF_PERCENT:
		pdz_table_number(&w->table, column, value, PDZ_FORM_PERCENT);
		return;
	case OF_BOOL:
		pdz_table_bool(&w->table, column, pdz_str_is(value, "true"));
		return;
	case OF_DATE:
		pdz_table_text(&w->table, column, date_text(o));
		return;
	case OF_TIME:
		pdz_table_duration(&w->table, column, (struct pdz_str){clock, clock_text(value, clock)});
		return;
	case OF_TEXT:
		pdz_table_text(&w->table, column, value.n ? value : text);
		return;
	case OF_NOTHING:
		break;
	}
	if (text.n)
		pdz_table_text(&w->table, column, text);
	else if (o->formula.n && !o->paragraphs) /* with a paragraph, nothing is its value */
		pdz_table_formula(&w->table, column, pdz_buf_view(&o->formula));
}

static void begin_cell(struct pdz_workbook *w, const char **attributes)
{
	static const struct {
		const char *type, *value;
		int is;
	} types[] = {{"float", "value", OF_NUMBER},       {"currency", "value", OF_NUMBER},
	             {"percentage", "value", OF_PERCENT}, {"date", "date-value", OF_DATE},
	             {"time", "time-value", OF_TIME},     {"boolean", "boolean-value", OF_BOOL},
	             {"string", "string-value", OF_TEXT}};
	struct ods *o = w->own;
	const char *type = pdz_xml_attribute(attributes, "value-type");
	const char *formula = pdz_xml_attribute(attributes, "formula"),
			   *style = pdz_xml_attribute(attributes, "style-name");

	o->in_cell = true;
	o->type = OF_NOTHING;
	o->paragraphs = 0;
	pdz_buf_clear(&o->value);
	pdz_buf_clear(&o->text);
	pdz_buf_clear(&o->formula);
	pdz_buf_clear(&o->style);
	o->cell_times = pdz_xml_count(pdz_xml_attribute(attributes, "number-columns-repeated"), 1, UINT32_MAX);
	o->rows_spanned = pdz_xml_count(pdz_xml_attribute(attributes, "number-rows-spanned"), 1, UINT32_MAX);
	o->columns_spanned = (size_t)pdz_xml_count(pdz_xml_attribute(attributes, "number-columns-spanned"), 1,
	                                           PDZ_TABLE_COLUMNS_MOST);
	for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
		if (strcmp(type, types[i].type) == 0) {
			o->type = (unsigned)types[i].is;
			pdz_buf_z(&o->value, pdz_xml_attribute(attributes, types[i].value)
			                         ? pdz_xml_attribute(attributes, types[i].value)
			                         : "");
		}
	if (style && (o->type == OF_DATE || o->type == OF_NUMBER))
		pdz_buf_z(&o->style, style);
	if (formula) {
		const char *equals = strchr(formula, '=');
		pdz_buf_z(&o->formula, equals ? equals : formula);
	}
}

static void finish_cell(struct pdz_workbook *w)
{
	struct ods *o = w->own;

	w->failed |= o->value.failed || o->text.failed || o->formula.failed || o->style.failed;
	o->in_cell = false;
	if (w->failed)
		return;
	const bool filled = o->type != OF_NOTHING || o->text.n || o->formula.n;
	/* what is covered by a merged cell is not seen */
	for (uint64_t i = 0; filled && !o->covered && i < o->cell_times && o->column + i <= PDZ_TABLE_COLUMNS_MOST; i++)
		put_cell(w, o->column + (size_t)i);
	if (w->table.measuring)
		pdz_table_add_merge(&w->table, o->row, o->row + o->rows_spanned - 1, o->column,
		                    o->column + o->columns_spanned - 1);
	o->column += o->cell_times > PDZ_TABLE_COLUMNS_MOST ? PDZ_TABLE_COLUMNS_MOST : (size_t)o->cell_times;
}

static bool is_hidden(const char **attributes)
{
	const char *v = pdz_xml_attribute(attributes, "visibility");

	return v && strcmp(v, "visible") != 0;
}

static void begin_row(struct pdz_workbook *w, const char **attributes)
{
	struct ods *o = w->own;

	o->row += o->row_times;
	o->row_times = pdz_xml_count(pdz_xml_attribute(attributes, "number-rows-repeated"), 1, UINT32_MAX);
	o->column = 0;
	w->table.row = o->row;
	if (is_hidden(attributes) && o->row_times < 1000) /* else the empty rest of the sheet */
		for (uint64_t i = 0; i < o->row_times; i++)
			pdz_table_hide_row(&w->table, o->row + i);
}

static void end_row(struct pdz_workbook *w)
{
	struct ods *o = w->own;

	if (w->table.count && o->row + o->row_times > PDZ_TABLE_ROWS_MOST)
		pdz_workbook_refuse(w, "too many rows");
	else
		pdz_workbook_end_row(w, o->row, o->row_times);
}

static void note_column(struct pdz_workbook *w, const char **attributes)
{
	struct ods *o = w->own;
	const uint64_t times = pdz_xml_count(pdz_xml_attribute(attributes, "number-columns-repeated"), 1,
	                                     PDZ_TABLE_COLUMNS_MOST);

	if (is_hidden(attributes) && times)
		pdz_table_hide_columns(&w->table, o->column_at, o->column_at + (size_t)times - 1);
	o->column_at += (size_t)times;
}

/* Tables */

/* A sheet has been measured: keep what its rows will need. */
static void keep_measures(struct pdz_workbook *w)
{
	struct pdz_workbook_sheet *s = &w->sheets[w->sheet_count - 1];
	struct pdz_sheet_table *t = &w->table;

	s->measured = true;
	s->width = t->width;
	s->merge_count = t->merge_count;
	if (!t->merge_count)
		return;
	s->merges = pdz_arena_alloc(&w->arena, t->merge_count * sizeof *s->merges);
	if (s->merges)
		memcpy(s->merges, t->merges, t->merge_count * sizeof *s->merges);
	w->failed |= !s->merges;
}

static void begin_table(struct pdz_workbook *w, const char **attributes)
{
	struct ods *o = w->own;
	const char *name = pdz_xml_attribute(attributes, "name");

	if (o->table_depth++)
		return;
	o->at++;
	o->row = 1;
	o->row_times = 0;
	o->column_at = 0;
	if (o->wanted == NO_SHEET) {
		pdz_table_begin(&w->table, true);
		pdz_workbook_add_sheet(w, name ? name : "", NULL,
		                       is_hidden_table(o, pdz_xml_attribute(attributes, "style-name")));
	}
}

static void end_table(struct pdz_workbook *w)
{
	struct ods *o = w->own;

	if (--o->table_depth)
		return;
	if (o->wanted == NO_SHEET && w->sheet_count && !w->failed)
		keep_measures(w);
	else if (o->at == o->wanted)
		pdz_workbook_stop(w);
}

static bool in_sheet(const struct ods *o)
{
	return o->table_depth == 1 && (o->wanted == NO_SHEET || o->at == o->wanted);
}

static bool is_skipped(const char *local)
{
	return strcmp(local, "annotation") == 0 || strcmp(local, "shapes") == 0 || strcmp(local, "frame") == 0;
}

static void begin_text(struct ods *o, const char *local, const char **attributes)
{
	if (strcmp(local, "p") == 0) {
		if (o->paragraphs++)
			pdz_buf_char(&o->text, ' ');
		o->in_paragraph = true;
	} else if (strcmp(local, "s") == 0) {
		for (uint64_t i = pdz_xml_count(pdz_xml_attribute(attributes, "c"), 1, 1000); i > 0; i--)
			pdz_buf_char(&o->text, ' ');
	} else if (strcmp(local, "tab") == 0 || strcmp(local, "line-break") == 0) {
		pdz_buf_char(&o->text, ' ');
	}
}

static void on_element(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct pdz_workbook *w = ctx;
	struct ods *o = w->own;
	const char *local = pdz_xml_local(name);

	if (o->skip_depth || is_skipped(local)) {
		o->skip_depth++;
	} else if (o->in_cell) {
		begin_text(o, local, attributes);
	} else if (strcmp(local, "table") == 0) {
		begin_table(w, attributes);
	} else if (!o->table_depth && o->wanted == NO_SHEET) {
		if (strcmp(local, "date-style") == 0 || strcmp(local, "number-style") == 0)
			begin_value_style(w, attributes);
		else if (o->in_value_style)
			note_part_of_value(o, local, attributes);
		else if (strcmp(local, "style") == 0)
			note_cell_style(w, attributes);
		else if (strcmp(local, "table-properties") == 0)
			note_table_style(w, attributes);
	} else if (!in_sheet(o)) {
		return;
	} else if (strcmp(local, "table-row") == 0) {
		begin_row(w, attributes);
	} else if (strcmp(local, "table-cell") == 0 || strcmp(local, "covered-table-cell") == 0) {
		o->covered = *local == 'c';
		begin_cell(w, attributes);
	} else if (strcmp(local, "table-column") == 0) {
		note_column(w, attributes);
	}
}

static void on_element_end(void *ctx, const XML_Char *name)
{
	struct pdz_workbook *w = ctx;
	struct ods *o = w->own;
	const char *local = pdz_xml_local(name);

	if (o->skip_depth) {
		o->skip_depth--;
	} else if (o->in_cell) {
		if (strcmp(local, "p") == 0)
			o->in_paragraph = false;
		else if (strcmp(local, "table-cell") == 0 || strcmp(local, "covered-table-cell") == 0)
			finish_cell(w);
	} else if (strcmp(local, "date-style") == 0 || strcmp(local, "number-style") == 0) {
		o->in_value_style = false;
	} else if (strcmp(local, "table") == 0 && o->table_depth) {
		end_table(w);
	} else if (in_sheet(o) && strcmp(local, "table-row") == 0) {
		end_row(w);
	}
}

static void on_characters(void *ctx, const XML_Char *s, int n)
{
	struct ods *o = ((struct pdz_workbook *)ctx)->own;

	if (o->in_paragraph && !o->skip_depth)
		pdz_buf_add(&o->text, s, (size_t)n);
}

static void begin_content(struct pdz_workbook *w, long wanted)
{
	struct ods *o = w->own;

	o->wanted = wanted;
	o->at = NO_SHEET;
	o->table_depth = o->skip_depth = 0;
	o->in_cell = o->in_paragraph = o->in_value_style = false;
	XML_SetElementHandler(w->parser, on_element, on_element_end);
	XML_SetCharacterDataHandler(w->parser, on_characters);
}

static void start_ods(struct pdz_workbook *w, size_t sheet)
{
	begin_content(w, (long)sheet);
}

static void ready_list(struct pdz_workbook *w)
{
	begin_content(w, NO_SHEET);
}

/* Before the content */

static void on_manifest(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	(void)attributes;
	if (strcmp(pdz_xml_local(name), "encryption-data") == 0)
		pdz_workbook_refuse(ctx, locked);
}

static void ready_manifest(struct pdz_workbook *w)
{
	XML_SetStartElementHandler(w->parser, on_manifest);
}

static enum pdz_status check_kind(struct pdz_workbook *w, struct pdz_error *err)
{
	static const char wanted[] = "application/vnd.oasis.opendocument.spreadsheet";
	struct pdz_archive_part *part;
	char kind[sizeof wanted] = "";
	size_t n = 0, got = 1;
	enum pdz_status status = pdz_part_open(&part, w->archive, "mimetype", err);

	while (!status && part && got && n < sizeof wanted - 1) {
		status = pdz_part_read(part, kind + n, sizeof wanted - 1 - n, &got, err);
		n += got;
	}
	pdz_part_close(part);
	if (!status && memcmp(kind, wanted, sizeof wanted - 1) != 0)
		status = pdz_fail(err, PDZ_INPUT, pdz_archive_name(w->archive), 0, 0,
		                  "a text document or slides, not a workbook (save the table as CSV or .xlsx)");
	return status;
}

static enum pdz_status open_ods(struct pdz_workbook *w, struct pdz_error *err)
{
	w->own = calloc(1, sizeof(struct ods));
	if (!w->own)
		return pdz_no_memory(err);
	enum pdz_status status = check_kind(w, err);
	if (!status)
		status = pdz_workbook_parse(w, "META-INF/manifest.xml", ready_manifest, err);
	if (!status)
		status = pdz_workbook_parse(w, "styles.xml", ready_list, err);
	if (!status)
		status = pdz_workbook_parse(w, "content.xml", ready_list, err);
	if (!status && w->sheet_count == 0)
		status = pdz_fail_why(err, PDZ_INPUT, pdz_archive_name(w->archive), 0, 0, "cannot read the workbook", damaged,
		                      NULL);
	return status;
}

static void close_ods(struct pdz_workbook *w)
{
	struct ods *o = w->own;

	if (!o)
		return;
	free(o->styles);
	free(o->cells);
	free(o->hidden);
	pdz_buf_release(&o->value);
	pdz_buf_release(&o->text);
	pdz_buf_release(&o->formula);
	pdz_buf_release(&o->style);
	free(o);
}

const struct pdz_workbook_format pdz_workbook_ods = {"ods", open_ods, NULL, start_ods, close_ods};
