/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sheet of a workbook an input is, and how its cells are named. */
#ifndef PDZ_INGEST_SHEET_SOURCE_H
#define PDZ_INGEST_SHEET_SOURCE_H

#include "ingest/source.h"

/* FILE!SHEET, as an input may be named, taken apart: the length of FILE. The whole length if
 * there is no sheet in it. */
size_t pdz_sheet_split(const char *name);

/* Choose the sheet of s->text, a workbook: the one that its name or the mapping says, else
 * the only one that has the columns. *sample is its beginning. s->name and s->base go on with
 * !SHEET. */
PDZ_MUST_CHECK enum pdz_status pdz_sheet_choose(struct ingest_source *s, struct pdz_buf *sample, struct pdz_error *err);

/* What is worth telling of the sheet, once it has been read. */
void pdz_sheet_tell(const struct ingest_source *s);

#endif
