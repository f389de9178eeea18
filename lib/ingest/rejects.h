/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of rejected rows: CSV in UTF-8 with the columns source,line,column,reason,text,records,row,original.
 * row is the whole row as it stood, text the cell that does not fit, records those that it costs (2: the second
 * of the mapping; 3.1: of the third the one of the first column that fits; nothing: all of the row), original
 * what tells the row by its bytes (corrections.h) and, behind that, under what key and source, and what row was
 * written, so that it can be seen whether somebody has corrected it. A row with two such cells stands there
 * twice, each time with other records. Each source begins with its own header as a row of reason "header",
 * whose text names the encoding and the delimiter ("windows-1252 semicolon"). In a row of reason bad_encoding
 * or nul_byte, what is not text is written \xHH and a backslash \\; of a row that looks like utf-8 in another
 * encoding, every byte that is not ASCII, so that it comes back as the utf-8 it looks like. */
#ifndef PDZ_INGEST_REJECTS_H
#define PDZ_INGEST_REJECTS_H

#include "ingest/bound.h"

enum { PDZ_ORIGINAL_LENGTH = 16, PDZ_TAG_LENGTH = 4, PDZ_WRITTEN_LENGTH = 8 };

struct ingest_source;

/* What divides the cells of a file of rejected rows, the comma as written or what a spreadsheet made of it; NUL: the
 * text is no such file. */
char pdz_rejects_divider(struct pdz_str text);
bool pdz_rejects_is_header(const struct pdz_row *row);
/* Is it as a program wrote it? */
bool pdz_rejects_is_as_written(const struct pdz_row *row);
/* The first n digits of a digest as letters, since a spreadsheet takes 525189528e73 for a number. letters: room for
 * n and a NUL. */
void pdz_rejects_letters(const char *hex, size_t n, char *letters);
void pdz_rejects_write_header(struct pdz_buf *b);
/* The header of a source, before its first rejected row. */
void pdz_rejects_write_source(struct pdz_buf *b, const struct ingest_source *s);
/* owed, text, raw: what stands under these names, the row's own or masked. */
void pdz_rejects_write(struct pdz_buf *b, struct pdz_str source, const struct pdz_row *row, char delimiter,
                       const struct ingest_mistake *m, struct pdz_str text, struct pdz_str owed, struct pdz_str raw,
                       struct pdz_str original, const char *tag);
/* A row as it was, from its cell in a file of rejected rows. */
void pdz_rejects_restore(struct pdz_buf *b, struct pdz_str reason, struct pdz_str cell);

#endif
