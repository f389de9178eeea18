/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts as they would be read aloud: letters and digits whatever their case, width, style and script. */
#ifndef PDZ_PERSONAL_PLAIN_H
#define PDZ_PERSONAL_PLAIN_H

#include "pdz/str.h"

/* The character at a place, *length bytes long: a capital A to Z, a digit 0 to 9, PDZ_OTHER_LETTER, or 0 for all that
 * divides letters: blanks, marks, signs, visible or not, broken bytes, and a line break as records write it. */
enum { PDZ_OTHER_LETTER = '?' };
char pdz_plain_at(struct pdz_str s, size_t at, size_t *length);

#endif
