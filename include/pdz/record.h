/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activity records: the canonical CSV between pdz-ingest and pdz-indicators.
 *
 * UTF-8, comma, LF, a header always, one record on one physical line: line feed,
 * carriage return and backslash inside a text are written \n, \r, \\. */
#ifndef PDZ_RECORD_H
#define PDZ_RECORD_H

#include "pdz/csv.h"
#include "pdz/date.h"

#ifdef __cplusplus
extern "C" {
#endif

enum pdz_column {
	PDZ_COL_ID,
	PDZ_COL_DATE,
	PDZ_COL_DUE,
	PDZ_COL_START,
	PDZ_COL_ACTION,
	PDZ_COL_EVENT,
	PDZ_COL_STATUS,
	PDZ_COL_QUANTITY,
	PDZ_COL_CASE,
	PDZ_COL_CATEGORY,
	PDZ_COL_AREA,
	PDZ_COL_NOTE,
	PDZ_COL_SOURCE,
	PDZ_COL_LINE,
	PDZ_COLUMNS,
};

enum { PDZ_MAX_DIMENSIONS = 8 };

/* Names of the columns in the file, in order. */
extern const char *const pdz_column_names[PDZ_COLUMNS];
/* The column of that name (exact); PDZ_COLUMNS if there is none. */
enum pdz_column pdz_column_find(struct pdz_str name);

enum pdz_event_status { PDZ_PLANNED, PDZ_DONE };

/* Texts are views that their reader owns; empty means none. */
struct pdz_record {
	struct pdz_str id, action, event, case_id, category, area, note, source;
	pdz_day date, due, start; /* PDZ_NO_DAY: none */
	enum pdz_event_status status;
	pdz_micro quantity;
	uint64_t line;                                 /* physical line in source; 0: unknown */
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS]; /* in the order of the writer's or reader's names */
};

/* Header and record, each with its line feed. dimensions: names of the extra columns. */
void pdz_record_write_header(struct pdz_buf *b, const struct pdz_str *dimensions, size_t count);
void pdz_record_write(struct pdz_buf *b, const struct pdz_record *r, size_t dimension_count);

/* Reads records from canonical CSV. */
struct pdz_record_reader {
	struct pdz_csv *csv;
	struct pdz_input *in;
	uint32_t index[PDZ_COLUMNS]; /* cell of each column; PDZ_NONE where the file lacks it */
	uint32_t dimension_index[PDZ_MAX_DIMENSIONS];
	size_t dimension_count, cell_count;
	struct pdz_buf scratch;
	uint64_t rows, invalid; /* rows read, header not counted; of these set aside as invalid */
};

/* Reads the header. Column order is free; event must be there, and date or due;
 * others may be missing; unknown ones are an error that names the nearest.
 * dimensions: the names wanted; one the file lacks reads as empty. An input of no
 * bytes at all is an error. in stays open and must outlive the reader. */
PDZ_MUST_CHECK enum pdz_status pdz_record_open(struct pdz_record_reader *r, struct pdz_input *in,
                                               const struct pdz_str *dimensions, size_t dimension_count,
                                               struct pdz_error *err);
/* The next valid record, valid until the next call; *got false at the end. Rows
 * that are not valid are told to sink and counted in r->invalid. Where the file
 * has no source and line columns, they are the record's own place. */
PDZ_MUST_CHECK enum pdz_status pdz_record_read(struct pdz_record_reader *r, struct pdz_record *out, bool *got,
                                               const struct pdz_diag_sink *sink, struct pdz_error *err);
void pdz_record_close(struct pdz_record_reader *r);

#ifdef __cplusplus
}
#endif

#endif
