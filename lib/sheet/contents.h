/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a file that is not delimited text itself: a sheet of a workbook, or text
 * that is compressed. The one door to the rest of this folder. */
#ifndef PDZ_SHEET_CONTENTS_H
#define PDZ_SHEET_CONTENTS_H

#include "pdz/record.h"
#include "sheet/table.h"

struct pdz_contents;

/* Opens what in holds. first: its first bytes, already read from in, as many as there are up
 * to PDZ_CONTENT_LOOKS at least. *u is NULL, and no error, for text: then nothing has been
 * read. Else in is read to its end, for its digest. What cannot be read is an error that
 * names what it is. in must outlive *u. */
PDZ_MUST_CHECK enum pdz_status pdz_contents_open(struct pdz_contents **u, struct pdz_input *in, struct pdz_str first,
                                                 struct pdz_error *err);
void pdz_contents_close(struct pdz_contents *u);

/* Up to size bytes: compressed text as it is, a sheet as CSV in UTF-8. *got 0 at the end only. */
PDZ_MUST_CHECK enum pdz_status pdz_contents_read(struct pdz_contents *u, char *buf, size_t size, size_t *got,
                                                 struct pdz_error *err);

/* Sheets of a workbook; 0 of compressed text. Nothing can be read of a workbook before one
 * of them is chosen, and each can be chosen again. */
size_t pdz_contents_sheets(const struct pdz_contents *u);
const char *pdz_contents_sheet_name(const struct pdz_contents *u, size_t sheet);
bool pdz_contents_sheet_hidden(const struct pdz_contents *u, size_t sheet);

struct pdz_sheet_style {
	char delimiter, decimal;
	pdz_table_mark mark_of; /* may be NULL */
	const void *mark_ctx;   /* must outlive *u */
};
PDZ_MUST_CHECK enum pdz_status pdz_contents_choose(struct pdz_contents *u, size_t sheet,
                                                   const struct pdz_sheet_style *style, struct pdz_error *err);
/* What is worth telling of the sheet as far as it has been read; NULL of compressed text. */
const struct pdz_sheet_table *pdz_contents_table(const struct pdz_contents *u);

#endif
