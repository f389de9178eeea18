/* Charts and the sheet of their data. Each has a text that says what it shows. */
#include "xlsx.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	CHART_WIDTH = 620, ACROSS = 10,           /* pixels; columns from one chart to the next beside it */
	ROWS_MIN = 20, ROWS_MAX = 40, ROW_PX = 20, /* of a chart */
	SCALE = 62, PAGE_ROWS = 50, FIRST_ROW = 3, /* on paper, in per cent; a page at that scale */
};

struct placed {
	const struct pdz_chart *chart;
	uint32_t row; /* of its head in the data sheet */
};

/* libxlsxwriter draws no error bars of given length: the intervals stand in the table. */
static void write_bound(struct xlsx *x, uint32_t row, uint16_t column, const struct pdz_chart *c, struct pdz_value v)
{
	if (v.ok)
		xlsx_number(x, row, column, v.number, c->percent ? XLSX_PERCENT1 : XLSX_GENERAL);
	else
		xlsx_say(x, row, column, "html|cannot be given", XLSX_REASON_NUMBER);
}

static void write_data(struct xlsx *x, struct placed *p, uint32_t *row)
{
	const struct pdz_chart *c = p->chart;
	xlsx_text(x, (*row)++, 0, c->title, XLSX_BOLD);
	p->row = *row;
	xlsx_say(x, *row, 0, "xlsx|Item", XLSX_HEADER);
	for (size_t k = 0; k < c->line_count; k++)
		xlsx_text(x, *row, (uint16_t)(k + 1), c->lines[k].name, XLSX_HEADER_NUMBER);
	const struct pdz_series_line *main = c->lines;
	uint16_t after = (uint16_t)(c->line_count + 1);
	if (main->low) {
		xlsx_say(x, *row, after, "xlsx|interval from", XLSX_HEADER_NUMBER);
		xlsx_say(x, *row, (uint16_t)(after + 1), "xlsx|interval to", XLSX_HEADER_NUMBER);
	}
	for (size_t i = 0; i < c->label_count; i++) {
		++*row;
		if (main->low) {
			write_bound(x, *row, after, c, main->low[i]);
			write_bound(x, *row, (uint16_t)(after + 1), c, main->high[i]);
		}
		xlsx_text(x, *row, 0, c->labels[i], XLSX_TEXT);
		for (size_t k = 0; k < c->line_count; k++)
			write_bound(x, *row, (uint16_t)(k + 1), c, c->lines[k].values[i]);
	}
	*row += 2;
}

static uint8_t chart_type(const struct pdz_chart *c)
{
	return (uint8_t)(c->kind == PDZ_CHART_STACKED ? LXW_CHART_BAR_STACKED : c->kind == PDZ_CHART_LINES ? LXW_CHART_LINE
	                                                                                                   : LXW_CHART_BAR);
}

static lxw_color_t colour_of(const struct pdz_chart *c, size_t k)
{
	static const lxw_color_t verdicts[PDZ_VERDICTS] = {0x1A7F37, 0x0969DA, 0x9A6700, 0xC4232E, 0x69727D, 0x515A65};
	static const lxw_color_t shades[] = {0x9DBBE3, 0x5F92D3, 0x2F6FC1, 0x0D3B7A};
	if (c->lines[k].verdict >= 0)
		return verdicts[c->lines[k].verdict];
	return c->line_count == 1 ? shades[2] : shades[k < 4 ? k : 3];
}

static void style_series(const struct pdz_chart *c, lxw_chart_series *series, size_t k)
{
	lxw_chart_line line = {.color = c->kind == PDZ_CHART_LINES ? (k ? 0x1B2430 : 0x2F6FC1) : 0xFFFFFF,
	                       .width = c->kind == PDZ_CHART_LINES ? 2.0f : 0.5f,
	                       .dash_type = c->kind == PDZ_CHART_LINES && k ? LXW_CHART_LINE_DASH_DASH : LXW_CHART_LINE_DASH_SOLID};
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

/* Rows that a chart takes, so that every bar keeps its label. */
static uint32_t rows_of(const struct pdz_chart *c)
{
	size_t bars = c->kind == PDZ_CHART_BARS ? c->label_count * (c->line_count > 1 ? 2 : 1) + 5 : ROWS_MIN;
	return (uint32_t)(bars < ROWS_MIN ? ROWS_MIN : bars > ROWS_MAX ? ROWS_MAX : bars);
}

static void insert_chart(struct xlsx *x, lxw_worksheet *on, uint32_t row, uint16_t column, const struct placed *p,
                         const char *data_sheet)
{
	const struct pdz_chart *c = p->chart;
	lxw_chart *chart = workbook_add_chart(x->book, chart_type(c));
	char *title = xlsx_copy(c->title), *text = xlsx_copy(c->description);
	if (!chart || !title || !text) {
		xlsx_problem(x, "out of memory");
		goto out;
	}
	uint32_t first = p->row + 1, last = p->row + (uint32_t)c->label_count;
	for (size_t k = 0; k < c->line_count; k++) {
		lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
		if (!series) {
			xlsx_problem(x, "out of memory");
			goto out;
		}
		uint16_t col = (uint16_t)(k + 1);
		chart_series_set_categories(series, data_sheet, first, 0, last, 0);
		chart_series_set_values(series, data_sheet, first, col, last, col);
		chart_series_set_name_range(series, data_sheet, p->row, col);
		style_series(c, series, k);
	}
	lxw_chart_font font = {.name = (char *)"Arial", .size = 12, .bold = LXW_TRUE};
	chart_title_set_name(chart, title);
	chart_title_set_name_font(chart, &font);
	if (c->percent)
		chart_axis_set_num_format(c->kind == PDZ_CHART_LINES ? chart->y_axis : chart->x_axis, "0%");
	lxw_chart_line pale = {.color = 0xD5DBE3, .width = 0.75f};
	chart_axis_major_gridlines_set_line(c->kind == PDZ_CHART_LINES ? chart->y_axis : chart->x_axis, &pale);
	if (c->kind != PDZ_CHART_LINES) {
		chart_set_series_gap(chart, 40);
		chart_axis_set_reverse(chart->y_axis); /* the first at the top */
		chart_axis_set_min(chart->x_axis, 0);
	}
	if (c->line_count == 1)
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	else
		chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	lxw_chart_options options = {.x_scale = CHART_WIDTH / 480.0, .y_scale = (double)(rows_of(c) - 1) * ROW_PX / 288.0, .description = text,
	                             .object_position = LXW_OBJECT_MOVE_DONT_SIZE};
	xlsx_did(x, worksheet_insert_chart_opt(on, row, column, chart, &options));
out:
	free(title);
	free(text);
}

/* Two by two; a new page where a pair does not fit any more. */
static void place_charts(struct xlsx *x, lxw_worksheet *on, const struct placed *list, size_t count, const char *data_sheet)
{
	lxw_row_t breaks[LXW_BREAKS_MAX] = {0};
	uint32_t row = FIRST_ROW, left = PAGE_ROWS - FIRST_ROW;
	size_t break_count = 0;
	for (size_t i = 0; i < count; i += 2) {
		uint32_t rows = rows_of(list[i].chart);
		if (i + 1 < count && rows_of(list[i + 1].chart) > rows)
			rows = rows_of(list[i + 1].chart);
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
		xlsx_did(x, worksheet_set_h_pagebreaks(on, breaks));
}

static size_t gather(const struct pdz_report *rep, struct placed *list)
{
	size_t n = 0;
	for (size_t i = 0; i < rep->chart_count; i++)
		list[n++].chart = &rep->charts[i];
	for (size_t s = 0; s < rep->section_count; s++)
		for (size_t i = 0; i < rep->sections[s].chart_count; i++)
			list[n++].chart = &rep->sections[s].charts[i];
	return n;
}

void xlsx_write_charts(struct xlsx *x)
{
	const struct pdz_report *rep = x->rep;
	size_t count = rep->chart_count;
	for (size_t s = 0; s < rep->section_count; s++)
		count += rep->sections[s].chart_count;
	if (count == 0)
		return;
	struct placed *list = calloc(count, sizeof *list);
	lxw_worksheet *cover = workbook_get_worksheet_by_name(x->book, x->names[0]);
	lxw_worksheet *charts = xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Charts")));
	if (!list || !charts) {
		xlsx_problem(x, "out of memory");
		free(list);
		return;
	}
	xlsx_say(x, 0, 0, "xlsx|Charts", XLSX_TITLE);
	worksheet_set_row(charts, 0, 26, NULL);
	xlsx_say(x, 1, 0, "xlsx|Their data stand in the sheet after this one.", XLSX_SUBTITLE);
	worksheet_set_landscape(charts);
	worksheet_set_paper(charts, 9);
	worksheet_set_margins(charts, 0.4, 0.4, 0.5, 0.5);

	gather(rep, list);
	uint32_t row = 2;
	lxw_worksheet *data = xlsx_sheet(x, pdz_str(pdz_say(x->lang, "sheet|Chart data")));
	if (data) {
		xlsx_say(x, 0, 0, "xlsx|Data of the charts", XLSX_TITLE);
		worksheet_set_row(data, 0, 26, NULL);
		worksheet_set_paper(data, 9);
		worksheet_fit_to_pages(data, 1, 0);
		xlsx_did(x, worksheet_set_column(data, 0, 0, 24, NULL));
		xlsx_did(x, worksheet_set_column(data, 1, 8, 14, NULL));
		for (size_t i = 0; i < count; i++)
			write_data(x, &list[i], &row);
		place_charts(x, charts, list, count, x->sheet_name);
		if (rep->chart_count && !rep->options.accessible && cover)
			insert_chart(x, cover, (uint32_t)(14 + 2 * rep->section_count + 4), 0, &list[0], x->sheet_name);
	}
	free(list);
}
