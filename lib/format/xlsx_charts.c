/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts and the sheet of their data. Each has a text that says what it shows. */
#include "format/xlsx.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	CHART_WIDTH = 620,
	ACROSS = 10, /* pixels; columns from one chart to the next beside it */
	ROWS_MIN = 20,
	ROWS_MAX = 40,
	ROW_PX = 20, /* of a chart */
	SCALE = 62,
	PAGE_ROWS = 50,
	FIRST_ROW = 3, /* on paper, in per cent; a page at that scale */
};

struct placed {
	const struct pdz_chart *chart;
	uint32_t row; /* of its head in the data sheet */
};

/* Where the data of a chart stand. On its own: items downwards, series to the right. In
 * one table of all, as the accessible workbook has it: chart, item, series, value, from, to, distances. */
struct place {
	uint32_t first, last;
	uint16_t column;
	uint32_t name_row;
	uint16_t name_column, labels;
};

/* Instead of the number of a series: the ends of the first one's intervals, and how far
 * they lie from the value. */
enum { LOW = -4, HIGH, BELOW, ABOVE, NO_SERIES };

static struct place place_of(const struct xlsx *x, const struct placed *p, int series)
{
	uint32_t items = (uint32_t)p->chart->label_count, k = series < 0 ? 0 : (uint32_t)series;
	uint16_t end = (uint16_t)(series < 0 ? series - LOW + 1 : 0);
	if (pdz_xlsx_accessible(x))
		return (struct place){
			p->row + 1 + k * items, p->row + (k + 1) * items, (uint16_t)(3 + end), p->row + 1 + k * items, 2, 1};
	uint16_t column = (uint16_t)(series < 0 ? p->chart->line_count + end : k + 1);
	return (struct place){p->row + 1, p->row + items, column, p->row, column, 0};
}

/* A figure that cannot be given leaves its cell empty: words would be drawn as 0. */
static bool write_chart_value(struct xlsx *x, uint32_t row, uint16_t column, const struct pdz_chart *c,
                              struct pdz_value v)
{
	if (v.ok)
		pdz_xlsx_chart_number(x, row, column, v.number, c->percent);
	return v.ok;
}

static void write_remark(struct xlsx *x, uint32_t row, uint16_t column, struct pdz_buf *b)
{
	if (b->n == 0)
		pdz_buf_z(b, pdz_say(x->lang, "xlsx|none"));
	pdz_xlsx_text(x, row, column, pdz_buf_view(b), XLSX_TEXT);
	pdz_buf_clear(b);
}

static void add_remark(const struct xlsx *x, struct pdz_buf *b, struct pdz_str what, const char *english)
{
	pdz_buf_z(b, b->n ? "; " : "");
	pdz_buf_str(b, what);
	pdz_buf_z(b, what.n ? ": " : "");
	pdz_buf_z(b, pdz_say(x->lang, english));
}

static bool has_ends(const struct pdz_chart *c)
{
	bool any = false;
	for (size_t i = 0; c->lines->low && i < c->label_count; i++)
		any |= c->lines->low[i].ok && c->lines->high[i].ok;
	return any;
}

/* Areas with intervals: a bar from end to end, in two shades that meet at the value.
 * libxlsxwriter has no error bars of given lengths, and LibreOffice draws no high-low
 * lines; a stacked bar whose first part is not seen looks the same in both. */
static bool is_ranges(const struct pdz_chart *c)
{
	return c->kind == PDZ_CHART_BARS && has_ends(c);
}

/* Ends of an interval and, where they are drawn so, their distances from the value. */
static bool write_ends(struct xlsx *x, uint32_t row, uint16_t column, const struct pdz_chart *c, size_t i,
                       bool distances)
{
	struct pdz_value value = c->lines->values[i], low = c->lines->low[i], high = c->lines->high[i];
	bool ok = write_chart_value(x, row, column, c, low);
	ok &= write_chart_value(x, row, (uint16_t)(column + 1), c, high);
	if (distances && ok && value.ok) {
		write_chart_value(x, row, (uint16_t)(column + 2), c, pdz_value_of(value.number - low.number));
		write_chart_value(x, row, (uint16_t)(column + 3), c, pdz_value_of(high.number - value.number));
	}
	return ok;
}

static const char *const end_names[] = {"xlsx|interval from", "xlsx|interval to", "xlsx|lower end to value",
                                        "xlsx|value to upper end"};

static void write_own_table(struct xlsx *x, struct placed *p, uint32_t *row)
{
	const struct pdz_chart *c = p->chart;
	struct pdz_buf remark = {0};
	uint16_t after = (uint16_t)(c->line_count + 1), ends = (uint16_t)(is_ranges(c) ? 4 : c->lines->low ? 2 : 0);
	pdz_xlsx_text(x, (*row)++, 0, c->title, XLSX_BOLD);
	p->row = *row;
	pdz_xlsx_say(x, *row, 0, "xlsx|Item", XLSX_HEADER);
	for (size_t k = 0; k < c->line_count; k++)
		pdz_xlsx_text(x, *row, (uint16_t)(k + 1), c->lines[k].name, XLSX_HEADER_NUMBER);
	for (uint16_t k = 0; k < ends; k++)
		pdz_xlsx_say(x, *row, (uint16_t)(after + k), end_names[k], XLSX_HEADER_NUMBER);
	pdz_xlsx_say(x, *row, (uint16_t)(after + ends), "xlsx|Remarks", XLSX_HEADER);
	pdz_xlsx_end_row(x, *row);
	for (size_t i = 0; i < c->label_count; i++) {
		++*row;
		pdz_xlsx_text(x, *row, 0, c->labels[i], XLSX_TEXT);
		for (size_t k = 0; k < c->line_count; k++)
			if (!write_chart_value(x, *row, (uint16_t)(k + 1), c, c->lines[k].values[i]))
				add_remark(x, &remark, c->lines[k].name, "html|cannot be given");
		if (ends && !write_ends(x, *row, after, c, i, ends > 2) && c->lines->values[i].ok)
			add_remark(x, &remark, PDZ_STR(""), "xlsx|no interval");
		if (remark.n)
			write_remark(x, *row, (uint16_t)(after + ends), &remark);
		pdz_xlsx_end_row(x, *row);
	}
	*row += 2;
	pdz_xlsx_release(x, &remark);
}

/* The rows of a chart in the one table of all. */
static void write_chart_rows(struct xlsx *x, struct placed *p, uint32_t *row)
{
	const struct pdz_chart *c = p->chart;
	struct pdz_buf remark = {0};
	p->row = *row - 1;
	for (size_t k = 0; k < c->line_count; k++) {
		const struct pdz_series_line *line = &c->lines[k];
		uint16_t ends = (uint16_t)(line->low ? is_ranges(c) ? 4 : 2 : 0);
		for (size_t i = 0; i < c->label_count; i++, ++*row) {
			pdz_xlsx_text(x, *row, 0, c->title, XLSX_TEXT);
			pdz_xlsx_text(x, *row, 1, c->labels[i], XLSX_TEXT);
			pdz_xlsx_text(x, *row, 2, line->name, XLSX_TEXT);
			if (!write_chart_value(x, *row, 3, c, line->values[i]))
				add_remark(x, &remark, PDZ_STR(""), "html|cannot be given");
			if (ends && !write_ends(x, *row, 4, c, i, ends > 2) && line->values[i].ok)
				add_remark(x, &remark, PDZ_STR(""), "xlsx|no interval");
			for (uint16_t column = (uint16_t)(4 + ends); column < 8; column++)
				pdz_xlsx_text(x, *row, column, PDZ_STR("[z]"), XLSX_REASON_NUMBER);
			write_remark(x, *row, 8, &remark);
			pdz_xlsx_end_row(x, *row);
		}
	}
	pdz_xlsx_release(x, &remark);
}

static uint8_t chart_type(const struct pdz_chart *c)
{
	if (c->kind == PDZ_CHART_LINES)
		return LXW_CHART_LINE;
	return c->kind == PDZ_CHART_STACKED || is_ranges(c) ? LXW_CHART_BAR_STACKED : LXW_CHART_BAR;
}

static lxw_color_t colour_of(const struct pdz_chart *c, size_t k)
{
	static const lxw_color_t verdicts[PDZ_VERDICTS] = {0x1A7F37, 0x4D6B00, 0x0969DA, 0x9A6700,
	                                                   0xC4232E, 0x9B1C5A, 0x69727D, 0x515A65};
	static const lxw_color_t shades[] = {0x9DBBE3, 0x5F92D3, 0x2F6FC1, 0x0D3B7A};
	if (c->lines[k].verdict >= 0)
		return verdicts[c->lines[k].verdict];
	return c->line_count == 1 ? shades[2] : shades[k < 4 ? k : 3];
}

static void style_series(const struct pdz_chart *c, lxw_chart_series *series, size_t k)
{
	lxw_chart_line line = {.color = c->kind == PDZ_CHART_LINES ? (k ? 0x1B2430 : 0x2F6FC1) : 0xFFFFFF,
	                       .width = c->kind == PDZ_CHART_LINES ? 2.0f : 0.5f,
	                       .dash_type = c->kind == PDZ_CHART_LINES && k ? LXW_CHART_LINE_DASH_DASH
	                                                                    : LXW_CHART_LINE_DASH_SOLID};
	lxw_chart_fill fill = {.color = colour_of(c, k)};
	chart_series_set_line(series, &line);
	if (c->kind == PDZ_CHART_LINES) {
		if (k == 0)
			chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE);
		return;
	}
	chart_series_set_fill(series, &fill);
	if (c->kind == PDZ_CHART_STACKED || c->line_count == 1) {
		lxw_chart_font white = {.name = (char *)"Arial", .size = 9, .color = 0xFFFFFF, .bold = LXW_TRUE};
		chart_series_set_labels(series);
		chart_series_set_labels_num_format(series, c->percent ? "0%" : "0;;;"); /* no label on what is 0 */
		if (c->kind == PDZ_CHART_STACKED)
			chart_series_set_labels_font(series, &white);
	}
}

/* What is written on the bars: the values, which no part of a bar is as long as. */
static void label_values(struct xlsx *x, lxw_chart_series *series, const struct pdz_chart *c)
{
	lxw_chart_data_label *labels = calloc(c->label_count, sizeof *labels);
	lxw_chart_data_label **list = calloc(c->label_count + 1, sizeof *list);
	char(*texts)[32] = calloc(c->label_count, sizeof *texts);
	for (size_t i = 0; labels && list && texts && i < c->label_count; i++) {
		struct pdz_buf b = {0};
		if (c->lines->values[i].ok && c->percent)
			pdz_spell_percent(&b, x->lang, c->lines->values[i].number, 0);
		else if (c->lines->values[i].ok)
			pdz_spell_number(&b, x->lang, c->lines->values[i].number, pdz_fit_decimals(c->lines->values[i].number));
		snprintf(texts[i], sizeof texts[i], "%.*s", (int)b.n, b.n ? b.p : "");
		labels[i].value = texts[i];
		labels[i].hide = b.n == 0;
		list[i] = &labels[i];
		pdz_xlsx_release(x, &b);
	}
	if (labels && list && texts) {
		chart_series_set_labels(series);
		chart_series_set_labels_position(series, LXW_CHART_LABEL_POSITION_INSIDE_BASE);
		pdz_xlsx_succeeded(x, chart_series_set_labels_custom(series, list));
	} else {
		pdz_xlsx_problem(x, "out of memory");
	}
	free(labels);
	free(list);
	free(texts);
}

static void style_range(struct xlsx *x, const struct pdz_chart *c, lxw_chart_series *series, int k)
{
	lxw_chart_line no_line = {.none = LXW_TRUE}, pen = {.color = 0x1B2430, .width = 0.75f};
	lxw_chart_fill no_fill = {.none = LXW_TRUE}, below = {.color = 0x5F92D3}, above = {.color = 0xC5D8F0};
	chart_series_set_line(series, k == LOW ? &no_line : &pen);
	chart_series_set_fill(series, k == LOW ? &no_fill : k == BELOW ? &below : &above);
	if (k == ABOVE)
		label_values(x, series, c);
}

/* The ends of the intervals of a course over time. */
static void style_bound(lxw_chart_series *series)
{
	lxw_chart_line thin = {.color = 0x5F92D3, .width = 1.0f, .dash_type = LXW_CHART_LINE_DASH_ROUND_DOT};
	chart_series_set_line(series, &thin);
	chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
}

static void add_series(struct xlsx *x, lxw_chart *chart, const struct placed *p, int k, const char *data_sheet)
{
	const struct pdz_chart *c = p->chart;
	struct place at = place_of(x, p, k);
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
	if (!series) {
		pdz_xlsx_problem(x, "out of memory");
		return;
	}
	chart_series_set_categories(series, data_sheet, at.first, at.labels, at.last, at.labels);
	chart_series_set_values(series, data_sheet, at.first, at.column, at.last, at.column);
	if (k < 0)
		chart_series_set_name(series, pdz_say(x->lang, end_names[k - LOW]));
	else
		chart_series_set_name_range(series, data_sheet, at.name_row, at.name_column);
	if (is_ranges(c))
		style_range(x, c, series, k);
	else if (k < 0)
		style_bound(series);
	else
		style_series(c, series, (size_t)k);
}

static double lowest(const struct pdz_chart *c)
{
	double low = 0;
	for (size_t k = 0; k < c->line_count; k++)
		for (size_t i = 0; i < c->label_count; i++)
			if (c->lines[k].values[i].ok && c->lines[k].values[i].number < low)
				low = c->lines[k].values[i].number;
	return low;
}

/* Of the sums of a stacked chart. */
static double highest(const struct pdz_chart *c)
{
	double high = 0;
	for (size_t i = 0; i < c->label_count; i++) {
		double sum = 0;
		for (size_t k = 0; k < c->line_count; k++)
			sum += c->lines[k].values[i].ok ? c->lines[k].values[i].number : 0;
		high = sum > high ? sum : high;
	}
	return high;
}

static void style_axes(const struct pdz_chart *c, lxw_chart *chart)
{
	lxw_chart_axis *values = c->kind == PDZ_CHART_LINES ? chart->y_axis : chart->x_axis;
	lxw_chart_line pale = {.color = 0xD5DBE3, .width = 0.75f};
	if (c->percent)
		chart_axis_set_num_format(values, "0%");
	chart_axis_major_gridlines_set_line(values, &pale);
	if (c->kind != PDZ_CHART_LINES) {
		chart_set_series_gap(chart, 40);
		chart_axis_set_reverse(chart->y_axis); /* the first at the top */
		if (lowest(c) < 0)                     /* names stay beside the plot, not across the bars */
			chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
		else
			chart_axis_set_min(chart->x_axis, 0);
		if (c->kind == PDZ_CHART_STACKED && !c->percent && highest(c) < 8)
			chart_axis_set_major_unit(chart->x_axis, 1); /* of things that are counted */
	}
}

/* Rows that a chart takes, so that every bar keeps its label. */
static uint32_t rows_of_chart(const struct pdz_chart *c)
{
	size_t bars = c->kind == PDZ_CHART_BARS ? c->label_count * (c->line_count > 1 ? 2 : 1) + 5 : ROWS_MIN;
	return (uint32_t)(bars < ROWS_MIN ? ROWS_MIN : bars > ROWS_MAX ? ROWS_MAX : bars);
}

static void insert_chart(struct xlsx *x, lxw_worksheet *on, uint32_t row, uint16_t column, const struct placed *p,
                         const char *data_sheet)
{
	const struct pdz_chart *c = p->chart;
	lxw_chart *chart = workbook_add_chart(x->book, chart_type(c));
	char *title = pdz_xlsx_copy(x, c->title),
		 *text = pdz_xlsx_copy(
			 x, is_ranges(c)
					? pdz_str(pdz_say(
						  x->lang,
						  "xlsx|Each bar is the interval of confidence; its two shades meet at the value, which is "
						  "written on it. A missing bar is a figure or an interval that cannot be given."))
					: c->description);
	if (!chart || !title || !text) {
		pdz_xlsx_problem(x, "out of memory");
		goto out;
	}
	static const int ranges[] = {LOW, BELOW, ABOVE, NO_SERIES}, ends[] = {LOW, HIGH, NO_SERIES}, none[] = {NO_SERIES};
	for (size_t k = 0; !is_ranges(c) && k < c->line_count; k++)
		add_series(x, chart, p, (int)k, data_sheet);
	for (const int *end = is_ranges(c) ? ranges : has_ends(c) ? ends : none; *end != NO_SERIES; end++)
		add_series(x, chart, p, *end, data_sheet);
	lxw_chart_font font = {.name = (char *)"Arial", .size = 12, .bold = LXW_TRUE};
	chart_title_set_name(chart, title);
	chart_title_set_name_font(chart, &font);
	style_axes(c, chart);
	chart_legend_set_position(chart, c->line_count == 1 && (is_ranges(c) || !has_ends(c)) ? LXW_CHART_LEGEND_NONE
	                                                                                      : LXW_CHART_LEGEND_BOTTOM);
	lxw_chart_options options = {.x_scale = CHART_WIDTH / 480.0,
	                             .y_scale = (double)(rows_of_chart(c) - 1) * ROW_PX / 288.0,
	                             .description = text,
	                             .object_position = LXW_OBJECT_MOVE_DONT_SIZE};
	pdz_xlsx_succeeded(x, worksheet_insert_chart_opt(on, row, column, chart, &options));
out:
	free(title);
	free(text);
}

/* Two by two; a new page where a pair does not fit any more. */
static void place_charts(struct xlsx *x, lxw_worksheet *on, const struct placed *list, size_t count,
                         const char *data_sheet)
{
	lxw_row_t breaks[LXW_BREAKS_MAX] = {0};
	uint32_t row = FIRST_ROW, left = PAGE_ROWS - FIRST_ROW;
	size_t break_count = 0;
	for (size_t i = 0; i < count; i += 2) {
		uint32_t rows = rows_of_chart(list[i].chart);
		if (i + 1 < count && rows_of_chart(list[i + 1].chart) > rows)
			rows = rows_of_chart(list[i + 1].chart);
		if (rows > left && break_count + 1 < LXW_BREAKS_MAX) {
			breaks[break_count++] = row - 1; /* the row between is empty */
			left = PAGE_ROWS;
		}
		insert_chart(x, on, row, 0, &list[i], data_sheet);
		if (i + 1 < count)
			insert_chart(x, on, row, ACROSS, &list[i + 1], data_sheet);
		row += rows + 1;
		left -= rows + 1 > left ? left : rows + 1;
	}
	worksheet_set_print_scale(on, SCALE);
	if (break_count)
		pdz_xlsx_succeeded(x, worksheet_set_h_pagebreaks(on, breaks));
}

static size_t gather_charts(const struct pdz_report *rep, struct placed *list)
{
	size_t n = 0;
	for (size_t i = 0; i < rep->chart_count; i++)
		list[n++].chart = &rep->charts[i];
	for (size_t s = 0; s < rep->section_count; s++)
		for (size_t i = 0; i < rep->sections[s].chart_count; i++)
			list[n++].chart = &rep->sections[s].charts[i];
	return n;
}

/* The data of all charts, and where each begins. */
static void write_chart_data(struct xlsx *x, struct placed *list, size_t count)
{
	struct pdz_str title = pdz_str(pdz_say(x->lang, "xlsx|Data of the charts"));
	worksheet_set_paper(x->sheet, 9);
	worksheet_fit_to_pages(x->sheet, 1, 0);
	if (!pdz_xlsx_accessible(x)) {
		pdz_xlsx_text(x, 0, 0, title, XLSX_TITLE);
		worksheet_set_row(x->sheet, 0, 26, NULL);
		pdz_xlsx_width(x, 0, 24);
		for (uint16_t c = 1; c <= 8; c++)
			pdz_xlsx_width(x, c, 14);
		for (uint32_t i = 0, row = 2; i < count; i++)
			write_own_table(x, &list[i], &row);
		return;
	}
	static const char *const english[] = {"xlsx|Chart",
	                                      "xlsx|Item",
	                                      "xlsx|Series",
	                                      "column|Value",
	                                      "xlsx|interval from",
	                                      "xlsx|interval to",
	                                      "xlsx|lower end to value",
	                                      "xlsx|value to upper end",
	                                      "xlsx|Remarks"};
	static const double widths[] = {40, 24, 18, 14, 14, 14, 14, 14, 30};
	static const uint16_t columns = sizeof widths / sizeof *widths;
	struct xlsx_head heads[sizeof widths / sizeof *widths];
	for (uint16_t c = 0; c < columns; c++) {
		heads[c] = (struct xlsx_head){pdz_say(x->lang, english[c]), c >= 3 && c <= 7};
		pdz_xlsx_column(x, c, widths[c]);
	}
	uint32_t header =
				 pdz_xlsx_begin(x, title,
	                            "xlsx|This sheet contains one table, pdz_chart_data. An empty cell is a figure that "
	                            "cannot be given; the remarks say so. [z] means that there is no interval."),
			 row = header + 1;
	for (size_t i = 0; i < count; i++)
		write_chart_rows(x, &list[i], &row);
	pdz_xlsx_table(x, "pdz_chart_data", header, row - 1, heads, columns, false);
}

void pdz_xlsx_write_charts(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	size_t count = rep->chart_count;
	for (size_t s = 0; s < rep->section_count; s++)
		count += rep->sections[s].chart_count;
	if (count == 0)
		return;
	struct placed *list = calloc(count, sizeof *list);
	lxw_worksheet *charts = pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Charts")));
	if (!list || !charts) {
		pdz_xlsx_problem(x, "out of memory");
		free(list);
		return;
	}
	pdz_xlsx_begin(x, pdz_str(pdz_say(x->lang, "xlsx|Charts")), "xlsx|Their data stand in the sheet after this one.");
	worksheet_set_landscape(charts);
	worksheet_set_paper(charts, 9);
	worksheet_set_margins(charts, 0.4, 0.4, 0.5, 0.5);
	gather_charts(rep, list);
	if (pdz_xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Chart data")))) {
		write_chart_data(x, list, count);
		place_charts(x, charts, list, count, x->sheet_name);
	}
	free(list);
}
