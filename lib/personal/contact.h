/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that look as if they told of a person: telephone and account numbers, mail addresses, names. */
#ifndef PDZ_PERSONAL_CONTACT_H
#define PDZ_PERSONAL_CONTACT_H

#include "pdz/str.h"

/* What a part of the text looks like, in words to be told; letters and digits are read as plain.h says.
 * - A mail address: letters around an @, "(at)" or "[at]", blanks beside it or not, and a dot and a letter behind it.
 * - An IBAN: 15 to 34 letters and digits that begin with two of each, ten digits at least, its check digits right.
 * - An Italian health-card number: 80380 and 15 digits.
 * - A telephone number: 9 to 11 digits that begin with 0 or 3, or with +39 or 0039; from 8 to 15 behind another + .
 * Up to three blanks, marks or signs may divide each, but no list of numbers, day or time is one: "03, 12",
 * 01/02/2025, 12:30. Letters do not touch a telephone number, but "tel", "cell" and their like. NULL: none. */
const char *pdz_contact_in(struct pdz_str text);

/* The same of the name of a file or a row's id, which may well be a number: ten digits in a row that begin as those of
 * a mobile telephone do (32 to 39), a number with a +, a mail address, an IBAN. */
const char *pdz_contact_in_id(struct pdz_str text);

/* Could it be a person's name, rather than a code? A word of four letters or more; or, where there is no digit, one
 * of three, or two of two. Words that ids have are none ("caso", "nucleo", "fam"), nor is what has letters and
 * digits mixed, as codes do ("3f2a9", but "rossi85" is a word). */
bool pdz_is_like_a_name(struct pdz_str text);

/* Is one of the text's words one of these: small letters, a blank before and behind each? */
bool pdz_has_word_of(struct pdz_str text, const char *words);

#endif
