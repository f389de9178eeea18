/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries as rows of typed cells: the columns of CSV, from both programs, and of the data
 * sheet of the workbook. Names and order of the first PDZ_FLAT_PROMISED are promised to
 * other programs; of the others the names. After the columns of the tables comes one for
 * each dimension that the entries are by. */
#ifndef PDZ_RESULT_FLAT_H
#define PDZ_RESULT_FLAT_H

#include "result/fields.h"

enum { PDZ_FLAT_MAX = 160, PDZ_FLAT_PROMISED = 21 };

struct pdz_flat_cell {
	enum pdz_flat_kind { PDZ_FLAT_EMPTY, PDZ_FLAT_TEXT, PDZ_FLAT_NUMBER, PDZ_FLAT_TRUTH, PDZ_FLAT_DATE } kind;
	struct pdz_str text;
	double number; /* TRUTH: 0 or 1 */
	pdz_day day;
};

/* Where the field of a column is. */
enum pdz_flat_object {
	PDZ_FLAT_ENTRY,
	PDZ_FLAT_DETAIL,
	PDZ_FLAT_INDICATOR,
	PDZ_FLAT_OBJECTIVE,
	PDZ_FLAT_ACTION,
	PDZ_FLAT_AREA,
	PDZ_FLAT_DIMENSION,
};

struct pdz_flat_column {
	struct pdz_str name;
	unsigned place;
	enum pdz_flat_object object;
	const struct pdz_field *field; /* NULL: of a dimension */
	bool label;                    /* the words of a choice, not its name */
	size_t dimension;
};

struct pdz_flat {
	const struct pdz_results *results;
	enum pdz_language language; /* of labels */
	struct pdz_flat_column columns[PDZ_FLAT_MAX];
	size_t count;
	struct pdz_flat_cell cells[PDZ_FLAT_MAX];
	struct pdz_buf texts; /* of texts put together for this row */
};

void pdz_flat_open(struct pdz_flat *flat, const struct pdz_results *results, enum pdz_language language);
/* Fills cells, valid until the next call on it; false if out of memory. */
bool pdz_flat_fill(struct pdz_flat *flat, const struct pdz_entry *e);
void pdz_flat_release(struct pdz_flat *flat);

#endif
