/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Italian tax codes of persons (codice fiscale), found wherever they stand.
 *
 * Sixteen characters: six letters of surname and name, two digits of the year, a letter
 * of the month (ABCDEHLMPRST), two digits of the day (of a woman 40 more), letter and
 * three digits of the place of birth, a check letter. Where two people would have the
 * same code, digits of one are written as letters, 0..9 as LMNPQRSTUV (omocodia); so such
 * a variant is another person, never another spelling.
 * Source: D.M. 23 dicembre 1976, n. 13813, art. 2-8. */
#ifndef PDZ_PERSONAL_TAXCODE_H
#define PDZ_PERSONAL_TAXCODE_H

#include "pdz/str.h"

enum { PDZ_TAXCODE_LENGTH = 16 };

/* The text is a tax code and says nothing else ("C.F. RSS MRA 85T10 A562S;" is one). code: its sixteen
 * capitals, the same for every way to write it, so that a person has one pseudonym; may be NULL. */
bool pdz_taxcode_is(struct pdz_str text, char code[PDZ_TAXCODE_LENGTH]);

/* Is the check letter of sixteen capitals right? If not, one of the others may be another. */
bool pdz_taxcode_is_checked(const char code[PDZ_TAXCODE_LENGTH]);

/* The first tax code in a text: from *at, *length bytes with what stands between its characters: any marks, blanks,
 * signs and letters of other scripts. Characters are read as plain.h says; other letters and digits may touch it. A
 * wrong check letter makes it no stranger. So that prose is not a code, four of its seven digits at least must be
 * written as digits; all of them where it is divided and the check letter wrong, none where it stands in one piece and
 * is right. Pseudonyms (pdz/ingest.h) are passed over. */
bool pdz_taxcode_find(struct pdz_str text, size_t *at, size_t *length);

/* Append a text with "[...]" in the place of each tax code. */
void pdz_taxcode_hide(struct pdz_buf *b, struct pdz_str text);

#endif
