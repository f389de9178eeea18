/* The selected entries as rows of typed cells: the columns of CSV and of the data
 * sheet of the workbook. Their names and order are promised to other programs. */
#ifndef PDZ_FORMAT_FLAT_H
#define PDZ_FORMAT_FLAT_H

#include "pdz/report.h"
#include "words/words.h"

enum { FLAT_MAX = 80, FLAT_PROMISED = 21 };

struct flat_cell {
	enum flat_kind { FLAT_EMPTY, FLAT_TEXT, FLAT_NUMBER, FLAT_TRUTH, FLAT_DATE } kind;
	struct pdz_str text;
	double number; /* TRUTH: 0 or 1 */
	pdz_day day;
};

/* Names, NULL after the last. */
extern const char *const pdz_flat_columns[];

struct flat_row {
	struct flat_cell cells[FLAT_MAX];
	size_t count;
	struct pdz_buf texts; /* of texts put together for this row */
};

/* Fills row, valid until the next call on it; false if out of memory. */
bool pdz_flat_fill(struct flat_row *row, const struct pdz_report *rep, const struct pdz_entry *e);
void pdz_flat_release(struct flat_row *row);

#endif
