/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a column written in the style that the mapping declares? Asked of the column as a whole,
 * from the first rows, and from all of them where those leave a doubt.
 *
 * Cells that only one of two styles can read decide (0.125 is no Italian number, 02/25/2025 no
 * day/month/year). Where they speak against the declared style, a cell that both can read, and
 * differently, is set aside: nobody can tell what it is. */
#ifndef PDZ_INGEST_COLUMN_STYLE_H
#define PDZ_INGEST_COLUMN_STYLE_H

#include "ingest/rows.h"

struct ingest_source;

enum ingest_verdict {
	STYLE_AS_DECLARED,
	STYLE_OTHER, /* no cell is of the declared style alone, some are of the other alone */
	STYLE_MIXED, /* of both */
};

/* What the cells of a column say. */
struct ingest_evidence {
	bool used, is_date;
	enum ingest_dates dates; /* as declared */
	enum ingest_numbers numbers;
	struct pdz_str name;
	uint64_t declared_only, other_only, either;
	uint64_t line; /* of the first that only the other style can read */
	char text[40];
};

struct ingest_styles {
	struct ingest_evidence *columns; /* two for each cell of the header: as a date, as a number */
	size_t count;
	bool contradicted; /* one of them at least is not as declared */
};

void pdz_styles_release(struct ingest_styles *styles);

/* After the header of s has been bound. */
PDZ_MUST_CHECK enum pdz_status pdz_styles_look(struct ingest_source *s, struct pdz_error *err);
/* What was found, once for each column. */
void pdz_styles_tell(const struct ingest_source *s);

/* styles may be NULL. cell: of the row, or PDZ_NONE. */
enum ingest_verdict pdz_styles_verdict(const struct ingest_styles *styles, uint32_t cell, bool is_date);

/* The other of two styles that could be taken for each other; itself if there is none. */
enum ingest_dates pdz_styles_other_dates(enum ingest_dates style);
enum ingest_numbers pdz_styles_other_numbers(enum ingest_numbers style);

#endif
