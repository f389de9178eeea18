/* The workbook: what its three files share.
 *   format_xlsx.c   runs the writer in a child process, reads the result back
 *   xlsx_sheets.c   which sheets there are and what stands where
 *   xlsx_cell.c     a thin wrapper over libxlsxwriter that checks what goes in
 *   xlsx_check.c    reads the finished file: every part whole, every cell there */
#ifndef PDZ_REPORT_XLSX_H
#define PDZ_REPORT_XLSX_H

#include "words.h"

#include <xlsxwriter.h>

enum { XLSX_MAX_SHEETS = 256, XLSX_MAX_TEXT = 32000, XLSX_NAME_MAX = 31 };

/* What the child tells the parent, in shared memory. */
struct xlsx_tally {
	uint32_t sheets;
	uint64_t cells[XLSX_MAX_SHEETS]; /* with a value, by sheet */
	char problem[256];               /* empty: all went well */
};

/* Format of a cell: a base, and what is added to it. */
enum xlsx_style {
	XLSX_TEXT, XLSX_BOLD, XLSX_TITLE, XLSX_SUBTITLE, XLSX_HEADER, XLSX_HEADER_NUMBER, XLSX_GROUP, XLSX_CODE,
	XLSX_REASON_NUMBER, XLSX_VERDICT, XLSX_WHOLE, XLSX_DECIMAL1, XLSX_DECIMAL2, XLSX_PERCENT0, XLSX_PERCENT1,
	XLSX_GENERAL, XLSX_DATE, XLSX_STYLES,
};

struct xlsx {
	const struct pdz_report *rep;
	enum pdz_language lang;
	lxw_workbook *book;
	lxw_format *styles[XLSX_STYLES];
	lxw_format *verdicts[PDZ_VERDICTS]; /* for conditional formatting */
	struct xlsx_tally *tally;
	lxw_worksheet *sheet; /* being written */
	const char *sheet_name;
	uint16_t widths[1024]; /* of the sheet's columns, in characters */
	size_t lines;          /* of the tallest cell since the last xlsx_end_row */
	char names[XLSX_MAX_SHEETS][4 * XLSX_NAME_MAX + 1];
};

/* xlsx_cell.c. A mistake is kept in the tally; what follows does nothing harmful. */
void xlsx_problem(struct xlsx *x, const char *what);
void xlsx_did(struct xlsx *x, lxw_error error);
/* A new sheet under that name, made fit and different from the others; NULL on failure. */
lxw_worksheet *xlsx_sheet(struct xlsx *x, struct pdz_str name);
void xlsx_width(struct xlsx *x, uint16_t column, double width);
/* Makes the row as high as its texts need: LibreOffice does not do it by itself. */
void xlsx_end_row(struct xlsx *x, uint32_t row);
void xlsx_text(struct xlsx *x, uint32_t row, uint16_t column, struct pdz_str s, enum xlsx_style style);
void xlsx_say(struct xlsx *x, uint32_t row, uint16_t column, const char *english, enum xlsx_style style);
void xlsx_number(struct xlsx *x, uint32_t row, uint16_t column, double v, enum xlsx_style style);
void xlsx_date(struct xlsx *x, uint32_t row, uint16_t column, pdz_day day);
/* A cell of the report: number with its format, or words. */
void xlsx_cell(struct xlsx *x, uint32_t row, uint16_t column, const struct pdz_cell *c);
void xlsx_styles(struct xlsx *x);
/* A text libxlsxwriter may keep or copy: NUL-terminated, made harmless; free it. NULL if out of memory. */
char *xlsx_copy(struct pdz_str s);

/* xlsx_sheets.c: everything. */
void xlsx_write_sheets(struct xlsx *x);
/* xlsx_charts.c: the sheets of charts and their data; the cover's chart. */
void xlsx_write_charts(struct xlsx *x);

/* xlsx_check.c: is this a whole workbook with as many cells as were written? */
enum pdz_status xlsx_check(const void *file, size_t size, const struct xlsx_tally *tally, struct pdz_error *err);

#endif
