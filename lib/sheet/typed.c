/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typed values as text: numbers digit by digit, without a binary fraction on the way. */
#include "sheet/typed.h"

#include "pdz/value.h"

#include <stdio.h>

enum { DIGITS = 15 }; /* as many as a spreadsheet shows; what is more is noise of its sums */

/* +-0.DIGITS times ten to the power point. */
struct decimal {
	bool negative;
	char digits[64];
	int n, point;
};

static bool parse_decimal(struct pdz_str s, struct decimal *d)
{
	size_t i = 0;
	bool any = false, dot = false;
	int exponent = 0;

	*d = (struct decimal){0};
	s = pdz_str_trim(s);
	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
		d->negative = s.p[i++] == '-';
	for (; i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] == '.' && !dot)); i++) {
		if (s.p[i] == '.') {
			dot = true;
			continue;
		}
		any = true;
		if (d->n == 0 && s.p[i] == '0') {
			d->point -= dot;
			continue;
		}
		if (d->n < (int)sizeof d->digits)
			d->digits[d->n++] = s.p[i];
		d->point += !dot;
	}
	if (any && i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		bool negative = false;
		if (++i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
			negative = s.p[i++] == '-';
		any = i < s.n;
		for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && exponent < 10000; i++)
			exponent = exponent * 10 + (s.p[i] - '0');
		exponent = negative ? -exponent : exponent;
	}
	d->point += exponent;
	return any && i == s.n && d->point < 30 && d->point > -400;
}

/* Keep so many digits, rounded half away from zero, and no zeros at the end. */
static void keep_digits(struct decimal *d, int keep)
{
	const bool up = keep >= 0 && keep < d->n && d->digits[keep] >= '5';

	if (keep < d->n)
		d->n = keep < 0 ? 0 : keep;
	if (up) {
		int i = d->n - 1;
		while (i >= 0 && d->digits[i] == '9')
			d->digits[i--] = '0';
		if (i >= 0) {
			d->digits[i]++;
		} else {
			memmove(d->digits + 1, d->digits, (size_t)d->n);
			d->digits[0] = '1';
			d->n++;
			d->point++;
		}
	}
	while (d->n && d->digits[d->n - 1] == '0')
		d->n--;
}

static size_t put_decimal(const struct decimal *d, char mark, char *to)
{
	size_t k = 0;

	if (d->negative && d->n)
		to[k++] = '-';
	if (d->n == 0 || d->point <= 0)
		to[k++] = '0';
	for (int i = 0; d->n && i < d->point; i++)
		to[k++] = i < d->n ? d->digits[i] : '0';
	if (d->n <= d->point || d->n == 0)
		return k;
	to[k++] = mark;
	for (int i = d->point; i < 0; i++)
		to[k++] = '0';
	for (int i = d->point > 0 ? d->point : 0; i < d->n; i++)
		to[k++] = d->digits[i];
	if (mark == ':' && d->n == d->point + 1) /* hours and minutes: of 2,50 the sheet keeps 2.5 */
		to[k++] = '0';
	return k;
}

static size_t put_number(struct decimal d, int shift, char mark, char *to)
{
	d.point += shift;
	keep_digits(&d, DIGITS);
	keep_digits(&d, d.point + 6);
	return put_decimal(&d, mark, to);
}

/* Whole seconds; false if there are too many. */
static bool to_seconds(const struct decimal *d, int64_t *seconds)
{
	double value = 0, unit = 1;

	if (d->point > 8)
		return false;
	for (int i = 0; i < d->point; i++)
		value = value * 10 + (i < d->n ? d->digits[i] - '0' : 0);
	for (int i = d->point; i < 0; i++)
		unit /= 10;
	for (int i = d->point > 0 ? d->point : 0; i < d->n; i++) {
		unit /= 10;
		value += unit * (d->digits[i] - '0');
	}
	*seconds = (int64_t)(value * 86400 + 0.5);
	return true;
}

static size_t put_clock(char *to, size_t room, int64_t seconds)
{
	const long long h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;
	const int n = s ? snprintf(to, room, "%lld:%02lld:%02lld", h, m, s) : snprintf(to, room, "%lld:%02lld", h, m);

	return n > 0 ? (size_t)n : 0;
}

static size_t put_day(char *to, int64_t serial, bool epoch_1904, int64_t of_day, enum pdz_cell_form form)
{
	enum { EPOCH_1900 = -25569, EPOCH_1904 = -24107 };
	int year, month, day;

	if (!epoch_1904 && serial < 60)
		serial++; /* February 1900 has 29 days there */
	const int64_t since_1970 = serial + (epoch_1904 ? EPOCH_1904 : EPOCH_1900);
	if (serial < 1 || since_1970 > 2932896) /* 9999-12-31 */
		return 0;
	pdz_day_split((pdz_day)since_1970, &year, &month, &day);
	int n = form == PDZ_FORM_YEAR    ? snprintf(to, 16, "%04d", year)
	        : form == PDZ_FORM_MONTH ? snprintf(to, 16, "%04d-%02d", year, month)
	                                 : snprintf(to, 16, "%04d-%02d-%02d", year, month, day);
	if (form == PDZ_FORM_DATETIME && of_day)
		n += snprintf(to + n, 16, "T%02d:%02d:%02d", (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60));
	return (size_t)n;
}

size_t pdz_typed_text(struct pdz_str value, enum pdz_cell_form form, bool epoch_1904, char mark,
                      char text[PDZ_TYPED_LONGEST])
{
	struct decimal d;
	int64_t seconds;
	size_t n;

	if (!parse_decimal(value, &d))
		return 0;
	if (form > PDZ_FORM_PADDED) {
		const int digits = (int)form - PDZ_FORM_PADDED;
		char plain[PDZ_TYPED_LONGEST];
		n = put_number(d, 0, mark, plain);
		if (d.negative || memchr(plain, mark, n) || digits <= (int)n || digits > 40)
			return memcpy(text, plain, n), n;
		memset(text, '0', (size_t)digits - n);
		memcpy(text + digits - n, plain, n);
		return (size_t)digits;
	}
	if (form == PDZ_FORM_NUMBER || form == PDZ_FORM_PERCENT || form == PDZ_FORM_PADDED) {
		n = put_number(d, form == PDZ_FORM_PERCENT ? 2 : 0, mark, text);
		if (form == PDZ_FORM_PERCENT)
			text[n++] = '%';
		return n;
	}
	if (!to_seconds(&d, &seconds))
		return 0;
	if (form == PDZ_FORM_TIME && seconds >= INT64_C(366) * 86400)
		form = PDZ_FORM_DATETIME; /* a day of which only the time is shown */
	if (form == PDZ_FORM_TIME || form == PDZ_FORM_DURATION) {
		n = d.negative && seconds ? 1 : 0;
		text[0] = '-';
		return n + put_clock(text + n, PDZ_TYPED_LONGEST - n, seconds);
	}
	return d.negative ? 0 : put_day(text, seconds / 86400, epoch_1904, seconds % 86400, form);
}

/* Number formats */

/* What letters of a format are in use, outside quotes and colours. */
struct letters {
	bool year, month, day, clock, elapsed, percent, other;
	int zeros;
};

static struct letters letters_of(struct pdz_str code)
{
	struct letters l = {0};

	for (size_t i = 0; i < code.n && code.p[i] != ';'; i++) {
		const char c = (char)(code.p[i] >= 'A' && code.p[i] <= 'Z' ? code.p[i] | 0x20 : code.p[i]);
		if (c == '"') {
			for (i++; i < code.n && code.p[i] != '"'; i++)
				;
		} else if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else if (c == '[') {
			const char next = i + 1 < code.n ? (char)(code.p[i + 1] | 0x20) : '\0';
			const char after = i + 2 < code.n ? (char)(code.p[i + 2] | 0x20) : '\0';
			l.elapsed |= (next == 'h' || next == 'm' || next == 's') && (after == next || code.p[i + 2] == ']');
			while (i < code.n && code.p[i] != ']')
				i++;
		} else {
			l.year |= c == 'y';
			l.month |= c == 'm';
			l.day |= c == 'd';
			l.clock |= c == 'h' || c == 's';
			l.percent |= c == '%';
			l.zeros += c == '0';
			l.other |= c != '0';
		}
	}
	return l;
}

enum pdz_cell_form pdz_cell_form_of_code(struct pdz_str code)
{
	if (code.n >= 7 && memcmp(code.p, "General", 7) == 0)
		return PDZ_FORM_NUMBER;
	const struct letters l = letters_of(code);

	if (l.elapsed)
		return PDZ_FORM_DURATION;
	if (l.day)
		return l.clock ? PDZ_FORM_DATETIME : PDZ_FORM_DATE;
	if (l.year)
		return l.clock ? PDZ_FORM_DATETIME : l.month ? PDZ_FORM_MONTH : PDZ_FORM_YEAR;
	if (l.clock)
		return PDZ_FORM_TIME;
	if (l.month)
		return PDZ_FORM_MONTH;
	if (l.percent)
		return PDZ_FORM_PERCENT;
	if (!l.other && l.zeros > 1 && l.zeros <= 20)
		return (enum pdz_cell_form)(PDZ_FORM_PADDED + l.zeros);
	return PDZ_FORM_NUMBER;
}

enum pdz_cell_form pdz_cell_form_of_builtin(unsigned id)
{
	switch (id) {
	case 9:
	case 10:
		return PDZ_FORM_PERCENT;
	case 17:
		return PDZ_FORM_MONTH;
	case 18:
	case 19:
	case 20:
	case 21:
	case 45:
	case 47:
		return PDZ_FORM_TIME;
	case 22:
		return PDZ_FORM_DATETIME;
	case 46:
		return PDZ_FORM_DURATION;
	default:
		break;
	}
	return (id >= 14 && id <= 16) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 ||
	               id == 58
	           ? PDZ_FORM_DATE
	           : PDZ_FORM_NUMBER;
}
