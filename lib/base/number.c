/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities as text and back. Nothing here depends on the locale: doubles are
 * taken apart into decimal digits first, and the decimal mark is put in by hand. */
#include "pdz/value.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* --- exact decimals ---------------------------------------------------- */

static size_t digits_at(struct pdz_str s, size_t i)
{
	size_t from = i;
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	return i - from;
}

/* m * 10 + digit, within +-INT64_MAX: the same range on both sides, so that a
 * quantity can always be negated. */
static bool push_digit(pdz_micro *m, char digit)
{
	return !__builtin_mul_overflow(*m, 10, m) && !__builtin_add_overflow(*m, digit - '0', m);
}

enum pdz_parse pdz_micro_parse(struct pdz_str s, pdz_micro *out)
{
	if (s.n == 1 && s.p[0] >= '0' && s.p[0] <= '9') { /* most of them */
		*out = (pdz_micro)(s.p[0] - '0') * PDZ_MICRO;
		return PDZ_PARSE_OK;
	}
	size_t sign = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
	size_t whole = digits_at(s, sign), dot = sign + whole;
	size_t decimals = dot < s.n && s.p[dot] == '.' ? digits_at(s, dot + 1) : 0;
	size_t end = dot + (decimals ? 1 + decimals : 0);
	if (whole == 0 || end != s.n)
		return pdz_str_trim(s).n == 0 ? PDZ_PARSE_EMPTY : PDZ_PARSE_MALFORMED;

	pdz_micro m = 0;
	for (size_t i = 0; i < whole; i++)
		if (!push_digit(&m, s.p[sign + i]))
			return PDZ_PARSE_RANGE;
	for (size_t i = 0; i < 6; i++)
		if (!push_digit(&m, i < decimals ? s.p[dot + 1 + i] : '0'))
			return PDZ_PARSE_RANGE;
	for (size_t i = 6; i < decimals; i++)
		if (s.p[dot + 1 + i] != '0')
			return PDZ_PARSE_RANGE;
	*out = s.p[0] == '-' ? -m : m;
	return PDZ_PARSE_OK;
}

size_t pdz_micro_put(char *to, pdz_micro m)
{
	char text[32], *const end = text + sizeof text, *p = end;
	const uint64_t all = m < 0 ? 0 - (uint64_t)m : (uint64_t)m;
	uint64_t whole = all / PDZ_MICRO;
	uint32_t left = (uint32_t)(all % PDZ_MICRO);
	if (left > 0) {
		int places = 6;
		for (; left % 10 == 0; left /= 10)
			places--;
		for (; places > 0; places--, left /= 10)
			*--p = (char)('0' + left % 10);
		*--p = '.';
	}
	do {
		*--p = (char)('0' + whole % 10);
		whole /= 10;
	} while (whole > 0);
	if (m < 0)
		*--p = '-';
	memcpy(to, p, (size_t)(end - p));
	return (size_t)(end - p);
}

void pdz_micro_write(struct pdz_buf *b, pdz_micro m)
{
	if (pdz_buf_reserve(b, PDZ_MICRO_LONGEST))
		b->n += pdz_micro_put(b->p + b->n, m);
}

/* --- doubles ----------------------------------------------------------- */

/* +-0.DIGITS times ten to the power point; without digits it is zero. */
struct decimal {
	bool negative;
	char digits[24];
	int n;
	int point;
};

static double decimal_value(const struct decimal *d)
{
	/* Whole digits and an exponent: no decimal mark, so no locale. */
	char text[48], *to = text;
	int exponent = d->point - d->n;
	to = (char *)memcpy(to, d->digits, (size_t)d->n) + d->n;
	*to++ = 'e';
	if (exponent < 0)
		*to++ = '-';
	exponent = exponent < 0 ? -exponent : exponent;
	*to++ = (char)('0' + exponent / 100);
	*to++ = (char)('0' + exponent / 10 % 10);
	*to++ = (char)('0' + exponent % 10);
	*to = '\0';
	return strtod(text, NULL);
}

/* v > 0 rounded to n significant digits. */
static void decimal_round(struct decimal *d, double v, int n)
{
	char text[48];
	snprintf(text, sizeof text, "%.*e", n - 1, v);
	d->n = 0;
	const char *p = text;
	for (; *p != 'e'; p++) /* what is not a digit is the decimal mark of some locale */
		if (*p >= '0' && *p <= '9' && d->n < n)
			d->digits[d->n++] = *p;
	d->point = (int)strtol(p + 1, NULL, 10) + 1;
}

/* One more in the last place. */
static void decimal_increment(struct decimal *d)
{
	int i = d->n - 1;
	while (i >= 0 && d->digits[i] == '9')
		d->digits[i--] = '0';
	if (i >= 0) {
		d->digits[i]++;
		return;
	}
	d->digits[0] = '1';
	for (int k = 1; k < d->n; k++)
		d->digits[k] = '0';
	d->n = d->n ? d->n : 1;
	d->point++;
}

/* Does it read back as v, or does what is one more in its last place? Above a power of two
 * the doubles lie twice as far apart as below: there the neighbour above may read back
 * where the nearest does not (2^89). */
static bool decimal_is(struct decimal *d, double v)
{
	int exponent;
	if (decimal_value(d) == v)
		return true;
	if (frexp(v, &exponent) != 0.5 && v >= DBL_MIN)
		return false;
	struct decimal above = *d;
	decimal_increment(&above);
	if (decimal_value(&above) != v)
		return false;
	*d = above;
	return true;
}

/* full is v rounded to 17 digits: the same to n, without asking for v's digits again unless
 * those cut off lie in the middle, where rounding twice is not rounding once. */
static void decimal_round_again(struct decimal *d, const struct decimal *full, double v, int n)
{
	bool middle = full->digits[n] == '5';
	for (int i = n + 1; i < full->n; i++)
		middle &= full->digits[i] == '0';
	if (middle) {
		decimal_round(d, v, n);
		return;
	}
	const bool negative = d->negative;
	*d = *full;
	d->negative = negative;
	d->n = n;
	if (full->digits[n] >= '5')
		decimal_increment(d);
}

/* The fewest digits that read back as v; among those, the nearest to v. */
static struct decimal decimal_shortest(double v)
{
	struct decimal d = {.negative = v < 0}, full = d;
	v = fabs(v);
	if (v == 0)
		return d;
	/* Every decimal of 15 digits survives a double, so 15 digits and no trailing
	 * zeros are the shortest, except near zero, where doubles have fewer. */
	decimal_round(&full, v, 17);
	for (int n = v < DBL_MIN ? 1 : 15; n < 17; n++) {
		decimal_round_again(&d, &full, v, n);
		if (decimal_is(&d, v))
			break;
		if (n == 16)
			d = full;
	}
	while (d.n > 1 && d.digits[d.n - 1] == '0')
		d.n--;
	return d;
}

/* The digit i places after the point's left end; zeros around those that are stored. */
static char digit_at(const struct decimal *d, int i)
{
	return i >= 0 && i < d->n ? d->digits[i] : '0';
}

static void write_plain(struct pdz_buf *b, const struct decimal *d, int decimals, char mark, char group)
{
	if (d->negative)
		pdz_buf_char(b, '-');
	if (d->point <= 0)
		pdz_buf_char(b, '0');
	for (int i = 0; i < d->point; i++) {
		if (group && i > 0 && (d->point - i) % 3 == 0)
			pdz_buf_char(b, group);
		pdz_buf_char(b, digit_at(d, i));
	}
	if (decimals > 0)
		pdz_buf_char(b, mark);
	for (int i = 0; i < decimals; i++)
		pdz_buf_char(b, digit_at(d, d->point + i));
}

void pdz_double_write(struct pdz_buf *b, double v)
{
	if (!isfinite(v)) {
		b->failed = true;
		return;
	}
	if (v > -1e15 && v < 1e15 && v == (double)(int64_t)v) { /* counts and sums mostly are */
		char digits[24], *const end = digits + sizeof digits, *p = end;
		uint64_t left = v < 0 ? (uint64_t) - (int64_t)v : (uint64_t)v;
		do
			*--p = (char)('0' + left % 10);
		while ((left /= 10) > 0);
		if (v < 0)
			*--p = '-';
		pdz_buf_add(b, p, (size_t)(end - p));
		return;
	}
	struct decimal d = decimal_shortest(v);
	if (d.n == 0) {
		pdz_buf_char(b, '0');
	} else if (d.point > -4 && d.point <= 16) {
		write_plain(b, &d, d.n > d.point ? d.n - d.point : 0, '.', '\0');
	} else {
		int exponent = d.point - 1;
		d.point = 1;
		write_plain(b, &d, d.n - 1, '.', '\0');
		pdz_buf_printf(b, "e%+d", exponent);
	}
}

/* Half away from zero, at that many decimals. */
static void decimal_cut(struct decimal *d, int decimals)
{
	int keep = d->point + decimals;
	if (keep >= d->n)
		return;
	bool up = keep >= 0 && d->digits[keep] >= '5';
	d->n = keep > 0 ? keep : 0;
	if (up)
		decimal_increment(d);
	if (d->n == 0) /* no "-0.00" */
		*d = (struct decimal){0};
}

void pdz_fixed_write(struct pdz_buf *b, double v, int decimals, char decimal_mark, char group_mark)
{
	if (!isfinite(v)) {
		b->failed = true;
		return;
	}
	decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
	struct decimal d = decimal_shortest(v);
	decimal_cut(&d, decimals);
	write_plain(b, &d, decimals, decimal_mark, group_mark);
}
