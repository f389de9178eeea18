/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities: exact decimals, read and written without regard to the locale.
 *
 * A quantity is a whole number of millionths in 64 bits: sums are exact and do
 * not depend on their order, which merging needs. Range +-9.2e12, six decimals. */
#ifndef PDZ_NUMBER_H
#define PDZ_NUMBER_H

#include "pdz/str.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int64_t pdz_micro;
#define PDZ_MICRO 1000000

enum pdz_parse {
	PDZ_PARSE_OK,
	PDZ_PARSE_EMPTY,     /* nothing but blanks */
	PDZ_PARSE_MALFORMED, /* not what was asked for */
	PDZ_PARSE_RANGE,     /* well-formed, but too large, too fine, or a day that does not exist */
};

/* The canonical form of records: [+-]digits[.digits], with a digit on both sides of
 * the dot, no blanks, no exponent. After the sixth decimal only zeros; at most
 * +-9223372036854.775807, so that a quantity can be negated. The whole text or
 * nothing; *out only set on OK. */
enum pdz_parse pdz_micro_parse(struct pdz_str s, pdz_micro *out);

static inline double pdz_micro_double(pdz_micro m)
{
	return (double)m / PDZ_MICRO;
}

/* Shortest decimal text of a quantity: "12", "-0.5", "1234.56". */
void pdz_micro_write(struct pdz_buf *b, pdz_micro m);
/* The same into PDZ_MICRO_LONGEST bytes at to; returns the length. */
enum { PDZ_MICRO_LONGEST = 24 };
size_t pdz_micro_put(char *to, pdz_micro m);

/* Shortest text that reads back as the same double: "0.1", "12", "1e+300", "1e-5";
 * with an exponent below 0.0001 and from 1e16 on. Minus zero is "0". v finite: for
 * anything else nothing is written and the buffer has failed. */
void pdz_double_write(struct pdz_buf *b, double v);

/* v rounded half away from zero (on its decimal value, so 0.285 gives 0.29) and
 * written with the given number of decimals 0..9, decimal mark and group mark
 * ('\0': none; else between every three digits). What rounds to zero has no sign.
 * v finite, as above. */
void pdz_fixed_write(struct pdz_buf *b, double v, int decimals, char decimal_mark, char group_mark);

#ifdef __cplusplus
}
#endif

#endif
