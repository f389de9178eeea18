/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a column written in the style that the mapping declares? Asked of the column as a whole,
 * from the first rows, and from all of them where those leave a doubt.
 *
 * Cells that only one of two styles can read decide (0.125 is not an Italian number, 02/25/2025 no
 * day/month/year). Where they speak against the declared style, a cell that both can read, and
 * differently, is set aside: nobody can tell what it is. */
#ifndef PDZ_INGEST_COLUMN_STYLE_H
#define PDZ_INGEST_COLUMN_STYLE_H

#include "ingest/bound.h"

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
	uint64_t later;             /* of other_only, behind the first rows, where only those were asked */
	uint64_t typed, typed_high; /* dates as yyyy-mm-dd, and those of them with a day above 12 */
	uint64_t line;              /* of the first that only the other style can read */
	char text[40];
	bool fixed;  /* the header says it: no row changes it */
	bool silent; /* told of another column already */
	bool hidden; /* its texts are not shown */
};

struct ingest_styles {
	struct ingest_evidence *columns; /* two for each cell of the header: as a date, as a number */
	size_t count;
	bool contradicted; /* one of them at least is not as declared */
	bool whole;        /* all rows have been asked */
};

/* The style that the other one could be taken for; of dates as yyyy-mm-dd, Excel days: itself. */
enum ingest_dates pdz_other_dates(enum ingest_dates style);
/* A number in the style that the declared one could be taken for: the other decimal sign; of hours and minutes,
 * decimals with either sign (2,75). */
enum pdz_parse pdz_parse_other_number(struct pdz_str text, enum ingest_numbers declared, pdz_micro *out);

enum { STYLE_CONTRARY_SHARE = 20 }; /* one contrary cell in so many is not a mere slip */

enum ingest_verdict pdz_style_verdict(const struct ingest_evidence *e);

void pdz_styles_release(struct ingest_styles *styles);

/* After the header of s has been bound. */
PDZ_MUST_CHECK enum pdz_status pdz_styles_look(struct ingest_source *s, struct pdz_error *err);
/* A row is set aside for a cell that the other style could read: of a table that was judged by its
 * first rows, the others may speak against the declared style nevertheless. */
void pdz_styles_count(struct ingest_source *s, const struct pdz_row *row, const struct ingest_mistake *m);
/* What was found, once for each column. */
void pdz_styles_tell(const struct ingest_source *s);

/* What the text of a cell is, as its column has it. styles: NULL: all are as declared. cell: of the
 * row; PDZ_NONE: of no column. */
struct ingest_styled {
	enum pdz_parse result;
	bool either;   /* both styles can read it, differently: so it is not known */
	bool contrary; /* only the other style can read it, which the column is not in */
};
struct ingest_styled pdz_styles_number(const struct ingest_styles *styles, uint32_t cell, struct pdz_str text,
                                       enum ingest_numbers style, pdz_micro *out);
/* first: of a month or year its first day, else its last. */
struct ingest_styled pdz_styles_day(const struct ingest_styles *styles, uint32_t cell, struct pdz_str text,
                                    enum ingest_dates style, bool first, pdz_day *out);

#endif
