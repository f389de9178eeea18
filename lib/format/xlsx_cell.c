/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thin wrapper over libxlsxwriter. The library takes NaN, broken UTF-8, 31
 * February and equal sheet names without a word: nothing of that gets past here. */
#include "format/xlsx.h"
#include "words/terminal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

void pdz_xlsx_problem(struct xlsx *x, const char *what)
{
	if (!x->tally->problem[0])
		snprintf(x->tally->problem, sizeof x->tally->problem, "%s", what);
}

void pdz_xlsx_succeeded(struct xlsx *x, lxw_error error)
{
	if (error != LXW_NO_ERROR)
		pdz_xlsx_problem(x, lxw_strerror(error));
}

void pdz_xlsx_release(struct xlsx *x, struct pdz_buf *b)
{
	if (b->failed)
		pdz_xlsx_problem(x, "out of memory");
	pdz_buf_release(b);
}

/* Like pdz_terminal_visible, but line feeds stay: a cell may have several lines. */
char *pdz_xlsx_copy(struct xlsx *x, struct pdz_str s)
{
	struct pdz_buf b = {0};
	while (s.n) {
		const char *end = memchr(s.p, '\n', s.n);
		size_t n = end ? (size_t)(end - s.p) : s.n;
		pdz_terminal_visible(&b, (struct pdz_str){s.p, n});
		if (end)
			pdz_buf_char(&b, '\n');
		s.p += n + (end != NULL);
		s.n -= n + (end != NULL);
	}
	if (b.n > XLSX_MAX_TEXT) {
		b.n = XLSX_MAX_TEXT;
		while (b.n && ((unsigned char)b.p[b.n] & 0xC0) == 0x80)
			b.n--;
		pdz_buf_z(&b, "…");
	}
	pdz_buf_char(&b, '\0');
	if (!b.failed)
		return b.p;
	pdz_xlsx_release(x, &b);
	return NULL;
}

static bool name_taken(const struct xlsx *x, const char *name)
{
	for (uint32_t i = 0; i < x->tally->sheets; i++)
		if (strcasecmp(x->names[i], name) == 0)
			return true;
	return false;
}

/* At most 31 characters, none of []:*?/\, no apostrophe at an end. */
static void fit_name(char out[4 * XLSX_NAME_MAX + 1], const char *name, unsigned number)
{
	char suffix[16] = "";
	if (number > 1)
		snprintf(suffix, sizeof suffix, " (%u)", number);
	size_t room = XLSX_NAME_MAX - strlen(suffix), n = 0, chars = 0;
	for (const char *p = name; *p; p++) {
		bool begins = ((unsigned char)*p & 0xC0) != 0x80;
		if (begins && ++chars > room)
			break;
		out[n++] = strchr("[]:*?/\\'\n", *p) ? ' ' : *p;
	}
	memcpy(out + n, suffix, strlen(suffix) + 1);
}

lxw_worksheet *pdz_xlsx_sheet(struct xlsx *x, struct pdz_str name)
{
	char *copy = pdz_xlsx_copy(x, name);
	if (!copy || x->tally->sheets == XLSX_MAX_SHEETS) {
		pdz_xlsx_problem(x, "too many sheets"); /* unless it was memory: the first problem stands */
		free(copy);
		return x->sheet = NULL;
	}
	char *fitting = x->names[x->tally->sheets];
	unsigned number = 1;
	do
		fit_name(fitting, *copy ? copy : "-", number++);
	while (name_taken(x, fitting));
	free(copy);
	x->sheet = workbook_add_worksheet(x->book, fitting);
	if (!x->sheet)
		pdz_xlsx_problem(x, "a sheet could not be added");
	x->sheet_name = fitting;
	x->number = x->tally->sheets;
	x->lines = 0;
	memset(x->widths, 0, sizeof x->widths);
	x->tally->sheets++;
	return x->sheet;
}

void pdz_xlsx_turn_to(struct xlsx *x, uint32_t number)
{
	lxw_worksheet *sheet = workbook_get_worksheet_by_name(x->book, x->names[number]);
	if (!sheet) {
		pdz_xlsx_problem(x, "a sheet could not be added");
		return;
	}
	x->sheet = sheet;
	x->sheet_name = x->names[number];
	x->number = number;
	x->lines = 0;
}

void pdz_xlsx_width(struct xlsx *x, uint16_t column, double width)
{
	if (column >= sizeof x->widths / sizeof *x->widths)
		return;
	x->widths[column] = (uint16_t)width;
	pdz_xlsx_succeeded(x, worksheet_set_column(x->sheet, column, column, width, NULL));
}

static void measure_text(struct xlsx *x, uint16_t column, const char *text, bool bold)
{
	struct pdz_str s = pdz_str(text), line;
	size_t lines = 0, width = column < sizeof x->widths / sizeof *x->widths ? x->widths[column] : 0;
	if (!x->rep->options.accessible && !bold)
		width += width /
		         5; /* a column's width counts digits of 11 points; this text is of 10, and its letters narrower */
	while (width && pdz_terminal_wrap(&s, width, &line))
		lines++;
	if (lines > x->lines)
		x->lines = lines;
}

void pdz_xlsx_end_row(struct xlsx *x, uint32_t row)
{
	double line = x->rep->options.accessible ? 16 : 13.2, height = line * (double)x->lines + 3;
	if (x->lines > 1)
		pdz_xlsx_succeeded(x, worksheet_set_row(x->sheet, row, height > 409 ? 409 : height, NULL));
	x->lines = 0;
}

static void count_cell(struct xlsx *x)
{
	x->tally->cells[x->number]++;
}

void pdz_xlsx_text(struct xlsx *x, uint32_t row, uint16_t column, struct pdz_str s, enum xlsx_style style)
{
	char *copy = pdz_xlsx_copy(x, s);
	if (copy && !*copy)
		pdz_xlsx_succeeded(x, worksheet_write_blank(x->sheet, row, column, x->styles[style]));
	else if (copy) {
		pdz_xlsx_succeeded(x, worksheet_write_string(x->sheet, row, column, copy, x->styles[style]));
		count_cell(x);
		if (style != XLSX_TITLE && style != XLSX_SUBTITLE && style != XLSX_GROUP && style != XLSX_GENERAL)
			measure_text(x, column, copy, style == XLSX_HEADER || style == XLSX_HEADER_NUMBER);
	}
	free(copy);
}

void pdz_xlsx_link(struct xlsx *x, uint32_t row, uint16_t column, uint32_t to)
{
	char url[sizeof x->names[0] + 32];
	snprintf(url, sizeof url, "internal:'%s'!A1", x->names[to]); /* no apostrophes in it: see fit_name */
	pdz_xlsx_succeeded(x,
	                   worksheet_write_url_opt(x->sheet, row, column, url, x->styles[XLSX_LINK], x->names[to], NULL));
	count_cell(x);
	measure_text(x, column, x->names[to], false);
}

void pdz_xlsx_say(struct xlsx *x, uint32_t row, uint16_t column, const char *english, enum xlsx_style style)
{
	pdz_xlsx_text(x, row, column, pdz_str(pdz_say(x->lang, english)), style);
}

void pdz_xlsx_date(struct xlsx *x, uint32_t row, uint16_t column, pdz_day day)
{
	if (day == PDZ_NO_DAY)
		return;
	int year, month, d;
	pdz_day_split(day, &year, &month, &d);
	if (year < 1901) { /* what Excel cannot count */
		struct pdz_buf b = {0};
		pdz_spell_date(&b, x->lang, day);
		pdz_xlsx_text(x, row, column, pdz_buf_view(&b), XLSX_TEXT);
		pdz_xlsx_release(x, &b);
		return;
	}
	lxw_datetime date = {.year = year, .month = month, .day = d};
	pdz_xlsx_succeeded(x, worksheet_write_datetime(x->sheet, row, column, &date, x->styles[XLSX_DATE]));
	count_cell(x);
}

static lxw_format *base(struct xlsx *x, double size, bool bold);
static void add_rule(lxw_format *f);

/* "0.0%", "#,##0.00\" €\"": decimals and unit as people read them. A longer unit stands once, beside the name: with
 * each figure it would not fit into the columns. */
static void write_format(const struct pdz_cell *c, char code[XLSX_FORMAT_MAX])
{
	const bool percent = c->kind == PDZ_CELL_PERCENT,
			   unit = c->unit.n > 0 && pdz_terminal_width(c->unit) <= 2 && memchr(c->unit.p, '"', c->unit.n) == NULL;
	int n = snprintf(code, XLSX_FORMAT_MAX, "%s%s%.*s%s", percent ? "0" : "#,##0", c->decimals > 0 ? "." : "",
	                 c->decimals, "000000", percent ? "%" : "");
	if (unit && !percent)
		snprintf(code + n, (size_t)(XLSX_FORMAT_MAX - n), "\"%s%.*s\"", c->unit.p[0] == '%' ? "" : " ", (int)c->unit.n,
		         c->unit.p);
}

static lxw_format *format_of(struct xlsx *x, const struct pdz_cell *c)
{
	char code[XLSX_FORMAT_MAX];
	write_format(c, code);
	for (size_t i = 0; i < x->format_count; i++)
		if (strcmp(x->formats[i].code, code) == 0)
			return x->formats[i].format;
	lxw_format *f = base(x, x->rep->options.accessible ? 12 : 10, false);
	if (f == NULL || x->format_count == XLSX_FORMATS)
		return x->styles[XLSX_WHOLE];
	format_set_num_format(f, code);
	format_set_shrink(f); /* a figure and its unit may be wider than their column, and then are shown as ### */
	if (!x->rep->options.accessible)
		add_rule(f);
	snprintf(x->formats[x->format_count].code, XLSX_FORMAT_MAX, "%s", code);
	x->formats[x->format_count++].format = f;
	return f;
}

static void write_formatted(struct xlsx *x, uint32_t row, uint16_t column, double v, lxw_format *format)
{
	if (!isfinite(v)) {
		pdz_xlsx_problem(x, "a number that is not finite");
		return;
	}
	pdz_xlsx_succeeded(x, worksheet_write_number(x->sheet, row, column, v, format));
	count_cell(x);
}

void pdz_xlsx_chart_number(struct xlsx *x, uint32_t row, uint16_t column, double v, bool percent)
{
	const struct pdz_cell c = {.kind = PDZ_CELL_PERCENT, .decimals = 1};
	write_formatted(x, row, column, v, percent ? format_of(x, &c) : x->styles[XLSX_GENERAL]);
}

void pdz_xlsx_number(struct xlsx *x, uint32_t row, uint16_t column, double v, enum xlsx_style style)
{
	write_formatted(x, row, column, v, x->styles[style]);
}

void pdz_xlsx_cell(struct xlsx *x, uint32_t row, uint16_t column, const struct pdz_cell *c)
{
	switch (c->kind) {
	case PDZ_CELL_NUMBER:
	case PDZ_CELL_PERCENT:
		write_formatted(x, row, column, c->number, format_of(x, c));
		break;
	case PDZ_CELL_REASON:
	case PDZ_CELL_NONE:
		pdz_xlsx_text(x, row, column, c->text, XLSX_REASON_NUMBER);
		break;
	case PDZ_CELL_VERDICT:
		pdz_xlsx_text(x, row, column, c->text, XLSX_VERDICT);
		break;
	case PDZ_CELL_TEXT:
		pdz_xlsx_text(x, row, column, c->text, XLSX_REASON_NUMBER);
		break;
	}
}

/* ---- formats ---- */

static lxw_format *base(struct xlsx *x, double size, bool bold)
{
	lxw_format *f = workbook_add_format(x->book);
	if (!f) {
		pdz_xlsx_problem(x, "out of memory");
		return NULL;
	}
	format_set_font_name(f, "Arial");
	format_set_font_size(f, size);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (bold)
		format_set_bold(f);
	return f;
}

static void add_number_style(struct xlsx *x, enum xlsx_style style, double size, const char *format)
{
	lxw_format *f = x->styles[style] = base(x, size, false);
	if (f)
		format_set_num_format(f, format);
}

static void add_heads(struct xlsx *x, double size)
{
	static const struct {
		enum xlsx_style style;
		bool right;
	} heads[] = {{XLSX_HEADER, false}, {XLSX_HEADER_NUMBER, true}};
	for (size_t i = 0; i < 2; i++) {
		lxw_format *f = x->styles[heads[i].style] = base(x, size, true);
		if (!f)
			return;
		format_set_text_wrap(f);
		format_set_align(f, heads[i].right ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
		if (x->rep->options.accessible)
			continue;
		format_set_bottom(f, LXW_BORDER_MEDIUM);
		format_set_bg_color(f, 0xE8EDF3);
	}
}

/* Colours of the page (html_style.c) on a pale ground of their own: at least 4.5 to 1. */
static void add_verdict_styles(struct xlsx *x)
{
	static const struct {
		lxw_color_t ink, ground;
	} colours[PDZ_VERDICTS] = {
		[PDZ_ACHIEVED] = {0x0F5323, 0xDDF4E1},  [PDZ_ACHIEVED_LATE] = {0x3D5200, 0xEDF5D0},
		[PDZ_ON_TRACK] = {0x0A3F86, 0xDDEBFB},  [PDZ_BEHIND] = {0x6B4700, 0xFFF1CC},
		[PDZ_OFF_TRACK] = {0x8E121C, 0xFFE0DE}, [PDZ_MISSED] = {0x6E0F3F, 0xFBDDE9},
		[PDZ_NO_TARGET] = {0x454D57, 0xEEF0F2}, [PDZ_NOT_ASSESSABLE] = {0x454D57, 0xEEF0F2},
	};
	for (int v = 0; v < PDZ_VERDICTS; v++) {
		lxw_format *f = x->verdicts[v] = workbook_add_format(x->book);
		if (!f) {
			pdz_xlsx_problem(x, "out of memory");
			return;
		}
		format_set_bold(f);
		format_set_font_color(f, colours[v].ink);
		format_set_bg_color(f, colours[v].ground);
	}
}

/* A pale line below, so that the eye keeps the row. */
static void add_rule(lxw_format *f)
{
	format_set_bottom(f, LXW_BORDER_HAIR);
	format_set_bottom_color(f, 0x9AA5B1);
}

void pdz_xlsx_styles(struct xlsx *x)
{
	double size = x->rep->options.accessible ? 12 : 10;
	const char *date = x->lang == PDZ_ITALIAN ? "dd/mm/yyyy" : "yyyy-mm-dd";
	x->styles[XLSX_TEXT] = base(x, size, false);
	x->styles[XLSX_BOLD] = base(x, size, true);
	x->styles[XLSX_TITLE] = base(x, size + 6, true);
	x->styles[XLSX_SUBTITLE] = base(x, size + 2, false);
	x->styles[XLSX_GROUP] = base(x, size, true);
	x->styles[XLSX_CODE] = base(x, size, true);
	x->styles[XLSX_REASON_NUMBER] = base(x, size, false);
	x->styles[XLSX_VERDICT] = base(x, size, true);
	x->styles[XLSX_LINK] = base(x, size, false);
	add_heads(x, size);
	add_number_style(x, XLSX_WHOLE, size, "#,##0");
	add_number_style(x, XLSX_GENERAL, size, "General");
	add_number_style(x, XLSX_DATE, size, date);
	add_verdict_styles(x);
	if (x->tally->problem[0])
		return;
	format_set_text_wrap(x->styles[XLSX_TEXT]);
	format_set_text_wrap(x->styles[XLSX_REASON_NUMBER]);
	format_set_align(x->styles[XLSX_REASON_NUMBER], LXW_ALIGN_RIGHT);
	format_set_text_wrap(x->styles[XLSX_VERDICT]);
	format_set_text_wrap(x->styles[XLSX_LINK]);
	format_set_font_color(x->styles[XLSX_LINK], 0x0645AD);
	format_set_underline(x->styles[XLSX_LINK], LXW_UNDERLINE_SINGLE);
	if (!x->rep->options.accessible)
		format_set_bg_color(x->styles[XLSX_GROUP], 0xF1F4F8);
	format_set_align(x->styles[XLSX_DATE], LXW_ALIGN_LEFT);
	format_set_indent(x->styles[XLSX_VERDICT], 1);
	for (int i = XLSX_CODE; i <= XLSX_WHOLE && !x->rep->options.accessible; i++)
		add_rule(x->styles[i]);
	if (!x->rep->options.accessible)
		add_rule(x->styles[XLSX_TEXT]);
}
