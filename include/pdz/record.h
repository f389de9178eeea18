/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in and out, rows of delimited text, activity records. */
#ifndef PDZ_RECORD_H
#define PDZ_RECORD_H

#include "pdz/str.h"
#include "pdz/value.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes in: a file or standard input, hashed and counted as they pass. */

struct pdz_input {
	const char *name; /* as the user gave it; "-" is standard input. Not owned. */
	int fd;
	uint64_t bytes; /* read so far */
	void *hash;     /* SHA-256 state; NULL: nobody wants it */
	bool at_end;
};

PDZ_MUST_CHECK enum pdz_status pdz_input_open(struct pdz_input *in, const char *name, struct pdz_error *err);
/* The same on an open file descriptor, which pdz_input_close then closes. */
PDZ_MUST_CHECK enum pdz_status pdz_input_adopt(struct pdz_input *in, const char *name, int fd, struct pdz_error *err);
/* Up to size bytes; *got 0 at the end only. Restarts after signals. */
PDZ_MUST_CHECK enum pdz_status pdz_input_read(struct pdz_input *in, char *buf, size_t size, size_t *got,
                                              struct pdz_error *err);
/* Nobody will ask for the digest: do without the work. */
void pdz_input_forget_hash(struct pdz_input *in);
/* Hex SHA-256 of what was read, 64 characters and NUL. */
void pdz_input_sha256(const struct pdz_input *in, char hex[65]);
void pdz_input_close(struct pdz_input *in);

/* A whole small file (plan, mapping, results); at most limit bytes. sha256 may be NULL. */
PDZ_MUST_CHECK enum pdz_status pdz_input_slurp(const char *name, size_t limit, struct pdz_buf *out, char sha256[65],
                                               struct pdz_error *err);

void pdz_sha256(const void *p, size_t n, char hex[65]);

/* Bytes out: the target is always the complete old or the complete new file.
 *
 * A file is written without a name (or, where the file system has no such files, under a
 * temporary one) in the folder of the target, fsynced, named and renamed, so that neither
 * a failure nor a signal leaves half of it; what a killed run may have left under such a name the next one
 * removes; a symbolic link keeps pointing where it points, a file that
 * was there keeps its mode. Standard output ("-" or NULL) and what is not a regular
 * file (a device, a FIFO) are written as it comes. The program must ignore SIGPIPE. */

struct pdz_output {
	const char *name; /* not owned; NULL or "-": standard output */
	char *target;     /* where the file goes, links resolved; NULL when written as it comes */
	char *temporary;  /* its name until then, in the same folder; NULL: it has none yet */
	int fd;           /* meaningful while is_open */
	bool is_open;
	struct pdz_buf pending;
	bool is_private; /* for no others than owner and group */
	bool is_new;     /* there was no target before */
	bool replaced;   /* the old file stands under the temporary name */
};

/* is_private: the file may hold personal data and is created for its owner alone (0600), or in a folder with the
 * setgid bit for its group, too (0640, by umask); else by umask. A file that is replaced keeps group and mode,
 * a private one without rights for others. */
PDZ_MUST_CHECK enum pdz_status pdz_output_open(struct pdz_output *out, const char *name, bool is_private,
                                               struct pdz_error *err);
/* Append to out->pending (any pdz_buf_ function), then call this: it writes once enough has come together. */
PDZ_MUST_CHECK enum pdz_status pdz_output_pump(struct pdz_output *out, struct pdz_error *err);
/* Write all that is pending now, e.g. before another process goes on writing to out->fd. */
PDZ_MUST_CHECK enum pdz_status pdz_output_flush(struct pdz_output *out, struct pdz_error *err);
/* Write the rest and put the file in its place. Releases out in any case. */
PDZ_MUST_CHECK enum pdz_status pdz_output_commit(struct pdz_output *out, struct pdz_error *err);
/* The same for several that belong together, those that are open: all are put in their places, or none. What is
 * left to do stands in a journal beside them meanwhile (.pdz-HEX.all), so that the next run can finish what a
 * kill or a power cut broke off. (On file systems that cannot exchange two files, NFS for one, a failure between
 * two renames leaves the first.) */
PDZ_MUST_CHECK enum pdz_status pdz_output_commit_all(struct pdz_output *outs, size_t count, struct pdz_error *err);
/* Before a file is read: where a killed run had put some of the files that belong together in their places in its
 * folder, the others are put there, too. pdz_output_open does the same for its folder. */
PDZ_MUST_CHECK enum pdz_status pdz_output_finish(const char *name, struct pdz_error *err);
/* Forget it all: the target stays as it was. Safe on a zeroed or committed object. */
void pdz_output_abandon(struct pdz_output *out);

/* Rows of delimited text (RFC 4180 with any one-byte delimiter) out of UTF-8.
 *
 * The caller pushes text in chunks of any size, or lets the reader pull from a
 * pdz_input; rows come out the same either way. A row without a quote, or
 * with quotes around whole cells and no line end between them, is split in place; any
 * other goes through libcsv in strict mode, which says whether it is a row. An unclosed
 * or stray quote costs its own physical line only: it comes out as a row with a fault. A
 * line over PDZ_CSV_MAX_ROW bytes comes out in parts, each with the fault TOO_LONG. */

enum pdz_csv_fault {
	PDZ_CSV_FINE,
	PDZ_CSV_UNCLOSED_QUOTE, /* column: where the quote opened */
	PDZ_CSV_STRAY_QUOTE,    /* column: the quote inside a bare cell, or what follows a closing quote */
	PDZ_CSV_TOO_LONG,       /* over PDZ_CSV_MAX_ROW bytes or PDZ_CSV_MAX_CELLS cells */
	PDZ_CSV_NUL,            /* a NUL byte */
};

enum {
	PDZ_CSV_MAX_ROW = 8 << 20,
	PDZ_CSV_MAX_CELLS = 4096,
	PDZ_CSV_MAX_LINES = 1000, /* physical lines of one row */
};

struct pdz_row {
	struct pdz_str *cells;
	size_t count;  /* 0 if there is a fault */
	uint64_t line; /* physical line where it begins, from 1 */
	uint64_t last_line;
	struct pdz_str raw; /* its bytes, line end not included */
	enum pdz_csv_fault fault;
	uint64_t fault_column; /* in bytes, from 1 */
	bool ascii;            /* surely nothing but what ASCII prints; false: not known */
};

struct pdz_csv;

/* NULL if out of memory. delimiter: one byte, not a quote or line end. */
struct pdz_csv *pdz_csv_new(char delimiter);
void pdz_csv_free(struct pdz_csv *c);

/* Space for up to *size bytes of input, to be filled and then counted with
 * pdz_csv_fed; at_end says that nothing follows. NULL if out of memory. */
char *pdz_csv_space(struct pdz_csv *c, size_t *size);
void pdz_csv_fed(struct pdz_csv *c, size_t n, bool at_end);

/* The next row, valid until the next call on c. Blank lines are rows of one empty
 * cell. Line ends: LF, CRLF or CR. False: feed more, or, after at_end, no more rows. */
bool pdz_csv_next(struct pdz_csv *c, struct pdz_row *row);

/* What stands in the place of double quotes, which are texts then; before anything is fed. '\2': nothing does. */
void pdz_csv_quote(struct pdz_csv *c, char quote);
/* Its text as it was fed, where what waits is taken from one reader to another; both ways. */
void pdz_csv_swap_quotes(const struct pdz_csv *c, char *text, size_t n);

/* How many cells a row has, once the header is known. With it, a row over several
 * lines that has another number of cells, and holds a line that looks like a row of
 * its own, is taken for an unclosed quote. */
void pdz_csv_expect(struct pdz_csv *c, size_t cells);

/* Out of memory inside pdz_csv_next. */
bool pdz_csv_failed(const struct pdz_csv *c);

/* As pdz_csv_next, reading from in as needed; *got false at the end. */
PDZ_MUST_CHECK enum pdz_status pdz_csv_read(struct pdz_csv *c, struct pdz_input *in, struct pdz_row *row, bool *got,
                                            struct pdz_error *err);

/* Where a cell stands in the file: physical line, and column in characters from 1. */
void pdz_csv_place(const struct pdz_row *row, size_t cell, char delimiter, uint64_t *line, uint64_t *column);

/* One cell, quoted if it holds the delimiter, a quote, a line end, or blanks at an end. */
void pdz_csv_write(struct pdz_buf *b, struct pdz_str cell, char delimiter);

/* Activity records: the canonical CSV between pdz-ingest and pdz-indicators.
 *
 * UTF-8, comma, LF, a header always, one record on one physical line: line feed,
 * carriage return and backslash inside a text are written \n, \r, \\. */

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

enum { PDZ_MAX_DIMENSIONS = 32 };

/* Names of the columns in the file, in order. */
extern const char *const pdz_column_names[PDZ_COLUMNS];
/* Behind all other columns stands one whose name is the version of the format. It is empty but in the last record,
 * which says there how many there are: so a file cut off is known. Files without it are of version 1, and may end
 * anywhere. */
extern const char pdz_records_version[];
/* Is it the name of that column, of this version or another? */
bool pdz_is_records_version(struct pdz_str name);
/* The column of that name (exact); PDZ_COLUMNS if there is none. */
enum pdz_column pdz_column_find(struct pdz_str name);

enum pdz_event_status { PDZ_PLANNED, PDZ_DONE };

/* Texts are views that their reader owns; empty means none. */
struct pdz_record {
	struct pdz_str id, action, event, case_id, category, area, note, source;
	pdz_day date, due, start; /* PDZ_NO_DAY: none */
	enum pdz_event_status status;
	pdz_micro quantity;
	bool no_quantity; /* set by the reader of records: there is a column of quantities, and nothing in it */
	uint64_t line;    /* physical line in source; 0: unknown */
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS]; /* in the order of the writer's or reader's names */
};

/* Header, records and end; records: how many. Without the end it is not a file.
 * dimensions: names of the extra columns. */
void pdz_record_write_header(struct pdz_buf *b, const struct pdz_str *dimensions, size_t count);
void pdz_record_write(struct pdz_buf *b, const struct pdz_record *r, size_t dimension_count);
void pdz_record_write_end(struct pdz_buf *b, uint64_t records);

/* Reads records from canonical CSV. */
struct pdz_record_reader {
	struct pdz_csv *csv;
	struct pdz_input *in;
	uint32_t index[PDZ_COLUMNS]; /* cell of each column; PDZ_NONE where the file lacks it */
	uint32_t dimension_index[PDZ_MAX_DIMENSIONS];
	size_t dimension_count, cell_count;
	struct pdz_buf scratch;
	uint32_t end_index; /* cell of the version; PDZ_NONE: the file has none */
	int64_t missing;    /* at its end: records that it says it has less those that came; not 0: cut off, or changed */
	uint64_t rows, invalid; /* rows read, header not counted; of these set aside as invalid */
	/* Asked, if it is set, for each of the latter: as much of the record as can be read, its dates left out where one
	 * of them is wrong; NULL: nothing of it. False: out of memory. */
	bool (*lose)(void *ctx, const struct pdz_record *r);
	void *lose_ctx;
};

/* Reads the header. Column order is free; event must be there, and date or due;
 * others may be missing. One that is not known is skipped and told to sink (NULL: not told), but for one that
 * looks like a slip of a column that is missing: an error that names it; so is another version.
 * dimensions: the names wanted; one the file lacks reads as empty. An input of no
 * bytes at all is an error. in stays open and must outlive the reader. */
PDZ_MUST_CHECK enum pdz_status pdz_record_open(struct pdz_record_reader *r, struct pdz_input *in,
                                               const struct pdz_str *dimensions, size_t dimension_count,
                                               const struct pdz_diag_sink *sink, struct pdz_error *err);
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
