/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How every sheet begins, and its tables. */
#include "format/xlsx.h"

#include <stdio.h>

enum { A4 = 9 };

bool pdz_xlsx_accessible(const struct xlsx *x)
{
	return x->rep->options.accessible;
}

void pdz_xlsx_column(struct xlsx *x, uint16_t column, double width)
{
	pdz_xlsx_width(x, column, pdz_xlsx_accessible(x) ? width * 1.2 : width);
}

void pdz_xlsx_page(struct xlsx *x, uint32_t header_row)
{
	worksheet_set_landscape(x->sheet);
	worksheet_set_paper(x->sheet, A4);
	worksheet_fit_to_pages(x->sheet, 1, 0);
	worksheet_set_margins(x->sheet, 0.4, 0.4, 0.5, 0.6);
	pdz_xlsx_succeeded(x, worksheet_repeat_rows(x->sheet, header_row, header_row));
	if (pdz_xlsx_accessible(x)) /* the guidance wants no headers and footers */
		return;
	pdz_xlsx_succeeded(
		x, worksheet_set_footer(x->sheet, x->lang == PDZ_ITALIAN ? "&L&A&RPagina &P di &N" : "&L&A&RPage &P of &N"));
}

/* Title and the words that say what the sheet holds; returns the row after them. */
uint32_t pdz_xlsx_begin(struct xlsx *x, struct pdz_str title, const char *english)
{
	x->titles[x->number] = pdz_xlsx_copy(x, title);
	pdz_xlsx_text(x, 0, 0, title, XLSX_TITLE);
	worksheet_set_row(x->sheet, 0, 26, NULL);
	if (english)
		pdz_xlsx_say(x, 1, 0, english, XLSX_SUBTITLE);
	return english ? 2 : 1;
}

void pdz_xlsx_table(struct xlsx *x, const char *name, uint32_t first, uint32_t last, const struct xlsx_head *heads,
                    uint16_t count, bool filter)
{
	lxw_table_column *columns = calloc(count, sizeof *columns);
	lxw_table_column **list = calloc((size_t)count + 1, sizeof *list);
	if (columns && list) {
		for (uint16_t i = 0; i < count; i++) {
			enum xlsx_style style = heads[i].number ? XLSX_HEADER_NUMBER : XLSX_HEADER;
			pdz_xlsx_text(x, first, i, pdz_str(heads[i].text), style);
			columns[i].header = (char *)heads[i].text;
			columns[i].header_format = x->styles[style];
			list[i] = &columns[i];
		}
		pdz_xlsx_end_row(x, first);
		char table[64];
		snprintf(table, sizeof table, "%s", name);
		lxw_table_options options = {.name = table,
		                             .no_autofilter = !filter,
		                             .no_banded_rows = 1,
		                             .columns = list,
		                             .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
		                             .style_type_number = pdz_xlsx_accessible(x) ? 0 : 1};
		if (last > first) /* a table must have rows */
			pdz_xlsx_succeeded(x, worksheet_add_table(x->sheet, first, 0, last, (uint16_t)(count - 1), &options));
	} else {
		pdz_xlsx_problem(x, "out of memory");
	}
	free(columns);
	free(list);
}

void pdz_xlsx_finding(struct xlsx *x, uint32_t row, uint16_t column, const struct pdz_answer_line *l)
{
	struct pdz_buf text = {0};
	pdz_buf_str(&text, l->area);
	pdz_buf_z(&text, l->area.n > 0 ? ": " : "");
	pdz_buf_str(&text, l->text);
	pdz_xlsx_text(x, row, column, pdz_buf_view(&text), XLSX_TEXT);
	pdz_xlsx_release(x, &text);
}
