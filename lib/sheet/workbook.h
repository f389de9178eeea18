/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workbook: its sheets, and the rows of one of them as CSV (see table.h). What the formats
 * share; xlsx.c and ods.c know one each. */
#ifndef PDZ_SHEET_WORKBOOK_H
#define PDZ_SHEET_WORKBOOK_H

#include "sheet/archive.h"
#include "sheet/table.h"

#include <expat.h>

struct pdz_workbook_sheet {
	const char *name;
	const char *part; /* of the archive; .ods: NULL */
	bool hidden;
	bool measured; /* when it was opened: then these are known */
	size_t width, merge_count;
	struct pdz_merge *merges;
};

struct pdz_workbook;

struct pdz_workbook_format {
	const char *name; /* "xlsx" */
	/* Lists the sheets, and reads what all of them need. */
	enum pdz_status (*open)(struct pdz_workbook *w, struct pdz_error *err);
	/* Looks at a piece of a sheet's part, up to where it can tell, and adds to the width and the
	 * merged cells of w->table; how much of it is done with. NULL: measured when it was opened. */
	size_t (*measure)(struct pdz_workbook *w, const char *piece, size_t n);
	/* Makes w->parser ready for a sheet. */
	void (*start)(struct pdz_workbook *w, size_t sheet);
	void (*close)(struct pdz_workbook *w);
};

extern const struct pdz_workbook_format pdz_workbook_xlsx, pdz_workbook_ods;

struct pdz_workbook {
	const struct pdz_workbook_format *format;
	struct pdz_archive *archive;
	void *own; /* of the format */
	struct pdz_workbook_sheet *sheets;
	size_t sheet_count, sheet_cap;
	struct pdz_arena arena;
	struct pdz_sheet_table table;

	/* what is being parsed */
	XML_Parser parser;
	struct pdz_archive_part *part;
	const char *refused; /* by a handler: a key of the catalogue */
	bool failed;         /* out of memory */
	bool over;           /* nothing of the part is wanted any more */
};

/* Takes over the archive. *w NULL, and no error: it is not a workbook; then the archive is
 * still the caller's. */
PDZ_MUST_CHECK enum pdz_status pdz_workbook_open(struct pdz_workbook **w, struct pdz_archive *archive,
                                                 struct pdz_error *err);
void pdz_workbook_close(struct pdz_workbook *w);
/* From the first row of a sheet; w->table has been told how to write. */
PDZ_MUST_CHECK enum pdz_status pdz_workbook_start(struct pdz_workbook *w, size_t sheet, struct pdz_error *err);
/* Up to size bytes of its CSV; *got 0 at the end only. */
PDZ_MUST_CHECK enum pdz_status pdz_workbook_read(struct pdz_workbook *w, char *buf, size_t size, size_t *got,
                                                 struct pdz_error *err);

/* For the formats: parse a whole part with handlers set by ready; nothing if it is missing. */
PDZ_MUST_CHECK enum pdz_status pdz_workbook_parse(struct pdz_workbook *w, const char *part,
                                                  void (*ready)(struct pdz_workbook *w), struct pdz_error *err);
/* Add a sheet; texts are copied. */
void pdz_workbook_add_sheet(struct pdz_workbook *w, const char *name, const char *part, bool hidden);
/* From a handler: go no further. */
void pdz_workbook_refuse(struct pdz_workbook *w, const char *why);
/* As pdz_table_end_row; refused where a few bytes would become very many. */
void pdz_workbook_end_row(struct pdz_workbook *w, uint64_t number, uint64_t times);
void pdz_workbook_stop(struct pdz_workbook *w);

/* A name without its prefix, and an attribute's value by its name without prefix, or NULL. */
const char *pdz_xml_local(const char *name);
const char *pdz_xml_attribute(const char **attributes, const char *name);
/* Digits as a number, at most limit; otherwise if there are none. */
uint64_t pdz_xml_count(const char *text, uint64_t otherwise, uint64_t limit);

#endif
