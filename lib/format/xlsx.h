/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workbook: what its files share.
 *   format_xlsx.c   runs the writer in a child process, reads the result back
 *   xlsx_sheets.c   which sheets there are and what stands where
 *   xlsx_objective.c, xlsx_charts.c, xlsx_accessible.c   some of them
 *   xlsx_cell.c     a thin wrapper over libxlsxwriter that checks what goes in
 *   xlsx_check.c    reads the finished file: every part whole, every cell there */
#ifndef PDZ_FORMAT_XLSX_H
#define PDZ_FORMAT_XLSX_H

#include "pdz/report.h"
#include "words/words.h"

#include <xlsxwriter.h>

enum { XLSX_MAX_SHEETS = 256, XLSX_MAX_TEXT = 32000, XLSX_NAME_MAX = 31, XLSX_FORMATS = 256, XLSX_FORMAT_MAX = 160 };

/* What the child tells the parent, in shared memory. */
struct xlsx_tally {
	uint32_t sheets;
	uint64_t cells[XLSX_MAX_SHEETS]; /* with a value, by sheet */
	char problem[256];               /* empty: all went well */
};

/* Format of a cell: a base, and what is added to it. */
enum xlsx_style {
	XLSX_TEXT,
	XLSX_BOLD,
	XLSX_TITLE,
	XLSX_SUBTITLE,
	XLSX_HEADER,
	XLSX_HEADER_NUMBER,
	XLSX_GROUP,
	XLSX_CODE,
	XLSX_REASON_NUMBER,
	XLSX_VERDICT,
	XLSX_WHOLE,
	XLSX_GENERAL,
	XLSX_DATE,
	XLSX_LINK,
	XLSX_STYLES,
};

struct xlsx {
	const struct pdz_report *rep;
	enum pdz_language lang;
	lxw_workbook *book;
	lxw_format *styles[XLSX_STYLES];
	lxw_format *verdicts[PDZ_VERDICTS]; /* for conditional formatting */
	struct xlsx_number_format {
		char code[XLSX_FORMAT_MAX]; /* "#,##0.0\" ore\"" */
		lxw_format *format;
	} formats[XLSX_FORMATS];
	size_t format_count;
	struct xlsx_tally *tally;
	lxw_worksheet *sheet; /* being written */
	const char *sheet_name;
	uint32_t number;       /* of that sheet */
	uint16_t widths[1024]; /* of the sheet's columns, in characters */
	size_t lines;          /* of the tallest cell since the last pdz_xlsx_end_row */
	char names[XLSX_MAX_SHEETS][4 * XLSX_NAME_MAX + 1];
	char *titles[XLSX_MAX_SHEETS]; /* what stands in A1; kept until the child ends */
};

struct xlsx_head {
	const char *text;
	bool number; /* over numbers: to the right */
};

/* xlsx_cell.c. A mistake is kept in the tally; what follows does nothing harmful. */
void pdz_xlsx_problem(struct xlsx *x, const char *what);
void pdz_xlsx_release(struct xlsx *x, struct pdz_buf *b); /* a failure of its memory is a problem of the workbook */
void pdz_xlsx_succeeded(struct xlsx *x, lxw_error error);
/* A new sheet under that name, made fit and different from the others; NULL on failure. */
lxw_worksheet *pdz_xlsx_sheet(struct xlsx *x, struct pdz_str name);
/* Go on with an earlier sheet. */
void pdz_xlsx_turn_to(struct xlsx *x, uint32_t number);
/* A link to A1 of that sheet, with its name as text. */
void pdz_xlsx_link(struct xlsx *x, uint32_t row, uint16_t column, uint32_t to);
void pdz_xlsx_width(struct xlsx *x, uint16_t column, double width);
/* Makes the row as high as its texts need: LibreOffice does not do it by itself. */
void pdz_xlsx_end_row(struct xlsx *x, uint32_t row);
void pdz_xlsx_text(struct xlsx *x, uint32_t row, uint16_t column, struct pdz_str s, enum xlsx_style style);
void pdz_xlsx_say(struct xlsx *x, uint32_t row, uint16_t column, const char *english, enum xlsx_style style);
void pdz_xlsx_number(struct xlsx *x, uint32_t row, uint16_t column, double v, enum xlsx_style style);
/* A number that a chart is drawn from. */
void pdz_xlsx_chart_number(struct xlsx *x, uint32_t row, uint16_t column, double v, bool percent);
void pdz_xlsx_date(struct xlsx *x, uint32_t row, uint16_t column, pdz_day day);
/* A cell of the report: number with its format, or words. */
void pdz_xlsx_cell(struct xlsx *x, uint32_t row, uint16_t column, const struct pdz_cell *c);
void pdz_xlsx_styles(struct xlsx *x);
/* A text libxlsxwriter may keep or copy: NUL-terminated, made harmless; free it. NULL if out of memory, a
 * problem of the workbook. */
char *pdz_xlsx_copy(struct xlsx *x, struct pdz_str s);

/* xlsx_sheets.c: everything, and what the sheets share. */
void pdz_xlsx_write_sheets(struct xlsx *x);
bool pdz_xlsx_accessible(const struct xlsx *x);
void pdz_xlsx_column(struct xlsx *x, uint16_t column, double width);
void pdz_xlsx_page(struct xlsx *x, uint32_t header_row);
/* Title and the words that say what the sheet holds; returns the row after them. */
uint32_t pdz_xlsx_begin(struct xlsx *x, struct pdz_str title, const char *english);
/* The sentence of the answer about an indicator. */
void pdz_xlsx_finding(struct xlsx *x, uint32_t row, uint16_t column, const struct pdz_answer_line *l);
/* Writes the heads in row first and marks the cells down to row last as a table. No
 * rows: only the heads. */
void pdz_xlsx_table(struct xlsx *x, const char *name, uint32_t first, uint32_t last, const struct xlsx_head *heads,
                    uint16_t count, bool filter);
/* xlsx_objective.c: the monitoring table of one objective. */
void pdz_xlsx_write_objective(struct xlsx *x, const struct pdz_report_section *s);
/* xlsx_accessible.c: the sheets that only the workbook with --accessible has. */
void pdz_xlsx_write_front(struct xlsx *x);
void pdz_xlsx_write_back(struct xlsx *x);
/* xlsx_charts.c: the sheets of charts and their data. */
void pdz_xlsx_write_charts(struct xlsx *x);

/* xlsx_check.c: is this a whole workbook with as many cells as were written? */
enum pdz_status pdz_xlsx_check(const void *file, size_t size, const struct xlsx_tally *tally, struct pdz_error *err);

#endif
