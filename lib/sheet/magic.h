/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is, by its first bytes and not by its name. */
#ifndef PDZ_SHEET_MAGIC_H
#define PDZ_SHEET_MAGIC_H

#include "pdz/str.h"

enum pdz_content {
	PDZ_CONTENT_TEXT, /* or nothing that is known */
	PDZ_CONTENT_ZIP,  /* a workbook, or compressed text */
	PDZ_CONTENT_GZIP,
	PDZ_CONTENT_OLE,   /* .xls, or a workbook under a password */
	PDZ_CONTENT_OTHER, /* known, and no table: pdz_content_refusal says what */
};

/* How many of the first bytes are looked at. */
enum { PDZ_CONTENT_LOOKS = 512 };

enum pdz_content pdz_content_of(struct pdz_str first);
/* Why such a file cannot be read: a key of the catalogue. NULL for text. */
const char *pdz_content_refusal(struct pdz_str first);

#endif
