/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a sheet as CSV in UTF-8: physical line n is row n, every row is as wide as
 * the widest.
 *
 * Texts stand as they are, a line break in them as a blank. What is typed is written so that
 * no country's habits are needed to read it: dates as 2025-12-31, months as 2025-12, times of
 * day and durations as 14:30, numbers with at most six decimals, percentages as 15%. */
#ifndef PDZ_SHEET_TABLE_H
#define PDZ_SHEET_TABLE_H

#include "pdz/record.h"

/* How a number is meant to be seen. */
enum pdz_cell_form {
	PDZ_FORM_NUMBER,
	PDZ_FORM_PERCENT,
	PDZ_FORM_DATE,
	PDZ_FORM_DATETIME,
	PDZ_FORM_MONTH, /* month and year alone */
	PDZ_FORM_YEAR,
	PDZ_FORM_TIME,     /* of a day */
	PDZ_FORM_DURATION, /* may be longer than a day */
	PDZ_FORM_PADDED,   /* and more: with zeros in front, so many digits in all: form - PDZ_FORM_PADDED */
};

/* What an .xlsx calls a number format ("dd/mm/yyyy"), and its built-in numbers. */
enum pdz_cell_form pdz_cell_form_of_code(struct pdz_str code);
enum pdz_cell_form pdz_cell_form_of_builtin(unsigned id);

/* The decimal mark that a column's numbers are written with, asked for each text of the first
 * rows: a header may say so; ':' of hours and minutes. '\0': as before. */
typedef char (*pdz_table_mark)(const void *ctx, size_t column, struct pdz_str text);

/* Cells that are merged: the text of the first holds in all rows of its column. A number holds in
 * the first alone, and the others name it. */
struct pdz_merge {
	uint32_t row, last_row, column, last_column;
};

/* Places worth telling: how many, and the first. */
struct pdz_places {
	uint64_t count, row;
	uint32_t column; /* PDZ_TABLE_WHOLE_ROW: none */
};
#define PDZ_TABLE_WHOLE_ROW UINT32_MAX

struct pdz_sheet_table {
	char delimiter, decimal;
	pdz_table_mark mark_of; /* may be NULL */
	const void *mark_ctx;
	bool epoch_1904;

	/* set by measuring, kept over pdz_table_begin */
	size_t width;
	struct pdz_merge *merges; /* in the order of the rows */
	size_t merge_count, merge_cap;
	bool measuring;

	struct pdz_places hidden_rows, hidden_columns, merged_texts, merged_numbers, no_value;

	struct pdz_buf out;
	uint64_t line;          /* rows in out so far */
	uint64_t written, most; /* bytes of them, those of rows that are not there twice; and how many may be */

	/* the row at hand */
	uint64_t row;
	struct pdz_buf text;
	struct pdz_table_cell *cells;
	size_t count, cap;
	char *marks; /* of columns; '\0': decimal */
	size_t mark_cap, next_merge;
	struct pdz_table_carry *carries;
	size_t carry_count, carry_cap;
	bool failed; /* out of memory */
};

enum { PDZ_TABLE_COLUMNS_MOST = PDZ_CSV_MAX_CELLS, PDZ_TABLE_MERGES_MOST = 1 << 20 };
#define PDZ_TABLE_ROWS_MOST (UINT64_C(1) << 20) /* as many as a spreadsheet has */

void pdz_table_release(struct pdz_sheet_table *t);
/* From the first row again. */
void pdz_table_begin(struct pdz_sheet_table *t, bool measuring);
/* What measuring would find. False: out of memory. */
PDZ_MUST_CHECK bool pdz_table_measured(struct pdz_sheet_table *t, size_t width, const struct pdz_merge *merges,
                                       size_t count);

/* Cells of one row, columns from 0 in any order; blank ones are nothing. */
void pdz_table_text(struct pdz_sheet_table *t, size_t column, struct pdz_str text);
/* value: as the file has it, 1234.5 or 1.2E-3; what is not a number stands as text. */
void pdz_table_number(struct pdz_sheet_table *t, size_t column, struct pdz_str value, enum pdz_cell_form form);
/* Hours and minutes, 26:30. */
void pdz_table_duration(struct pdz_sheet_table *t, size_t column, struct pdz_str text);
void pdz_table_bool(struct pdz_sheet_table *t, size_t column, bool value);
/* A formula whose value the file does not hold. */
void pdz_table_formula(struct pdz_sheet_table *t, size_t column, struct pdz_str formula);
/* The row is over: number from 1, increasing, repeated so many times. False: with it there would be too much. */
PDZ_MUST_CHECK bool pdz_table_end_row(struct pdz_sheet_table *t, uint64_t number, uint64_t times);

void pdz_table_add_merge(struct pdz_sheet_table *t, uint64_t row, uint64_t last_row, size_t column, size_t last_column);
/* Does a cell name another, with whose number it is merged? */
bool pdz_table_is_merged(struct pdz_str text);
/* Columns are hidden: told if there is something in the sheet. */
void pdz_table_hide_columns(struct pdz_sheet_table *t, size_t first, size_t last);
void pdz_table_hide_row(struct pdz_sheet_table *t, uint64_t row);

/* "B", "AA", and with a row "B17"; at most 12 letters, digits and NUL. */
void pdz_cell_name(size_t column, uint64_t row, char name[32]);
/* "B17" taken apart; false if it is not a cell's name. */
bool pdz_cell_parse(const char *name, size_t *column, uint64_t *row);

#endif
