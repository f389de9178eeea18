/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One input opened at its rows: bytes, text, cells and the mapping that reads them. */
#ifndef PDZ_INGEST_SOURCE_H
#define PDZ_INGEST_SOURCE_H

#include "ingest/column_style.h"
#include "ingest/corrections.h"
#include "ingest/dialect.h"
#include "ingest/heading.h"
#include "ingest/bound.h"

enum source_item { SOURCE_END, SOURCE_ROW, SOURCE_ABOVE, SOURCE_HEADER };

struct ingest_repeats {
	uint64_t count, line, earlier; /* rows that are as one before them; the first of them, and that one */
};

struct ingest_source {
	const struct pdz_ingest_options *options;
	const char *name; /* as the user gave it; of a workbook with !SHEET behind it */
	struct pdz_str base;
	struct pdz_input in;
	struct ingest_text text;
	struct pdz_csv *csv;
	struct ingest_dialect dialect;
	const struct pdz_mapping *mapping;
	struct pdz_mapping *own; /* of a canonical header; the caller may take it */
	struct ingest_bound bound;
	struct pdz_buf header;      /* the header row as it stands, or masked */
	struct pdz_buf header_text; /* as it stands */
	size_t header_cells;
	uint64_t other_header;            /* see struct ingest_bound */
	size_t width;                     /* of the rows, where it was looked for; else 0 */
	char last_cell[32];               /* of the form that the last cells of all of the first rows have; or "" */
	size_t last_alike;                /* so many rows */
	const struct pdz_str *dimensions; /* extra columns of the records */
	size_t dimension_count;
	struct pdz_corrections *corrections; /* of its rows; NULL: none */
	struct pdz_buf original;             /* what tells the row as it was sent, where a correction was looked for */
	struct pdz_row sent;                 /* the row as it was sent, where one was found */
	struct pdz_correction *correction;   /* that the row at hand was read by; or NULL */
	struct pdz_csv *corrected;           /* reads it */
	struct pdz_buf path, sheet_name;     /* of a workbook: what name and in.name point at */
	struct pdz_buf *carried, filled;     /* of columns that are filled down: what stands above (nothing: it is not
	                                  * known); the row as filled */
	size_t carried_count;
	struct pdz_heading heading;  /* lines of a header of several */
	struct pdz_buf titles;       /* texts above the header, where the mapping looks for some: each ends with NUL */
	const char *given_name;      /* as it was opened by */
	struct ingest_styles styles; /* of the columns */
	struct ingest_repeats repeats;
	bool looking;             /* for the styles: they are not looked for again */
	const char *sheet_wanted; /* by the name FILE!SHEET; NULL: not said */
};

/* fd: an open copy of standard input to read from its start, or -1. known: the
 * mapping made for this file before, or NULL. */
PDZ_MUST_CHECK enum pdz_status pdz_source_open(struct ingest_source *s, const struct pdz_ingest_options *options,
                                               const char *name, int fd, const struct pdz_mapping *known,
                                               struct pdz_error *err);
/* The next row, valid until the next call. */
PDZ_MUST_CHECK enum pdz_status pdz_source_next(struct ingest_source *s, struct pdz_row *row, enum source_item *item,
                                               struct pdz_error *err);
/* The mapping bound to the header once more, for another thread. */
PDZ_MUST_CHECK enum pdz_status pdz_source_bind_again(const struct ingest_source *s, struct ingest_bound *b,
                                                     struct pdz_error *err);
/* Read to the end without looking, for the digest of the bytes; unpacked: what is compressed may be damaged there. */
PDZ_MUST_CHECK enum pdz_status pdz_source_drain(struct ingest_source *s, bool unpacked, struct pdz_error *err);
void pdz_source_close(struct ingest_source *s);

/* Rows and cells are those of a sheet. */
static inline bool pdz_source_is_sheet(const struct ingest_source *s)
{
	return s->sheet_name.n > 0;
}

/* A reader of the text, or of a part of it. NULL: out of memory. */
static inline struct pdz_csv *pdz_source_reader(const struct ingest_source *s, char delimiter)
{
	struct pdz_csv *csv = pdz_csv_new(delimiter);

	if (csv && s->mapping && s->mapping->quote && !pdz_source_is_sheet(s))
		pdz_csv_quote(csv, s->mapping->quote);
	return csv;
}

/* The delimiter of the row at hand. */
char pdz_source_delimiter(const struct ingest_source *s);
/* The name without its folders. */
const char *pdz_source_base_name(const char *name);
/* It stands in every record and every draft: refused if it names a person. name: the whole, for the message. */
PDZ_MUST_CHECK enum pdz_status pdz_source_may_be_named(const char *name, struct pdz_str source, struct pdz_error *err);

#endif
