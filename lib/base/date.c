/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendar days and periods. Knows no holidays: those are in calendar.c. */
#include "pdz/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_IN_400_YEARS = 146097, DAYS_TO_1970 = 719468 }; /* from 0000-03-01 */

/* Years that begin in March end with the leap day, so that the length of every
 * month before a given one follows one formula. */
static int64_t civil_to_day(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400, year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * DAYS_IN_400_YEARS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
	       DAYS_TO_1970;
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

pdz_day pdz_day_from(int year, int month, int day)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return PDZ_NO_DAY;
	return (pdz_day)civil_to_day(year, month, day);
}

void pdz_day_split(pdz_day d, int *year, int *month, int *day)
{
	if (d == PDZ_NO_DAY) {
		*year = *month = *day = 0;
		return;
	}
	/* Neri and Schneider, Euclidean affine functions and their application to calendar
	 * algorithms (2022): divisions by constants as multiplications and shifts. Eras of
	 * 400 years are taken off first, so that all is unsigned. */
	const int64_t z = (int64_t)d + DAYS_TO_1970;
	const int64_t era = (z >= 0 ? z : z - (DAYS_IN_400_YEARS - 1)) / DAYS_IN_400_YEARS;
	const uint32_t n1 = 4 * (uint32_t)(z - era * DAYS_IN_400_YEARS) + 3, century = n1 / DAYS_IN_400_YEARS;
	const uint32_t n2 = n1 % DAYS_IN_400_YEARS | 3;
	const uint64_t p2 = UINT64_C(2939745) * n2;
	const uint32_t of_century = (uint32_t)(p2 >> 32), day_of_year = (uint32_t)p2 / 2939745 / 4; /* from 1 March */
	const uint32_t n3 = 2141 * day_of_year + 197913;
	const bool next = day_of_year >= 306; /* January and February */
	*day = (int)((n3 & 0xffff) / 2141) + 1;
	*month = (int)(n3 >> 16) - (next ? 12 : 0);
	*year = (int)(100 * century + of_century) + (int)era * 400 + next;
}

int pdz_full_years(pdz_day from, pdz_day to)
{
	int y[2], m[2], d[2];
	pdz_day_split(from, &y[0], &m[0], &d[0]);
	pdz_day_split(to, &y[1], &m[1], &d[1]);
	return y[1] - y[0] - (m[1] < m[0] || (m[1] == m[0] && d[1] < d[0]));
}

int pdz_day_weekday(pdz_day d)
{
	int64_t n = ((int64_t)d + 3) % 7; /* 1970-01-01 was a Thursday */
	return (int)(n < 0 ? n + 7 : n) + 1;
}

/* n digits at p as a number; -1 if one of them is not a digit. */
static int digits(const char *p, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + (p[i] - '0');
	}
	return v;
}

enum pdz_parse pdz_day_parse(struct pdz_str s, pdz_day *out)
{
	int year, month, day;
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || (year = digits(s.p, 4)) < 0 ||
	    (month = digits(s.p + 5, 2)) < 0 || (day = digits(s.p + 8, 2)) < 0)
		return pdz_str_trim(s).n == 0 ? PDZ_PARSE_EMPTY : PDZ_PARSE_MALFORMED;
	pdz_day d = pdz_day_from(year, month, day);
	if (d == PDZ_NO_DAY)
		return PDZ_PARSE_RANGE;
	*out = d;
	return PDZ_PARSE_OK;
}

pdz_day pdz_day_guess(struct pdz_str s)
{
	int n[3];
	char text[12], *at = text;
	if (s.n >= sizeof text)
		return PDZ_NO_DAY;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	for (int i = 0; i < 3; i++) {
		const bool is_digit = *at >= '0' && *at <= '9';
		n[i] = (int)strtol(at, &at, 10);
		if (!is_digit || (i < 2 ? *at != '-' && *at != '/' && *at != '.' : *at != '\0'))
			return PDZ_NO_DAY;
		at += i < 2;
	}
	const bool year_first = n[0] > 31;
	const int year = year_first ? n[0] : n[2], day = year_first ? n[2] : n[0];
	const int longest = n[1] >= 1 && n[1] <= 12 ? days_in_month(year, n[1]) : 0;
	return year < 1000 || day > 31 ? PDZ_NO_DAY : pdz_day_from(year, n[1], day < longest ? day : longest);
}

size_t pdz_day_put(char *to, pdz_day d)
{
	int year, month, day;
	if (d == PDZ_NO_DAY)
		return 0;
	pdz_day_split(d, &year, &month, &day);
	if (year < 0 || year > 9999) /* no date of ours, but no text of another either */
		return (size_t)snprintf(to, PDZ_DAY_LONGEST, "%04d-%02d-%02d", year, month, day);
	to[0] = (char)('0' + year / 1000);
	to[1] = (char)('0' + year / 100 % 10);
	to[2] = (char)('0' + year / 10 % 10);
	to[3] = (char)('0' + year % 10);
	to[4] = to[7] = '-';
	to[5] = (char)('0' + month / 10);
	to[6] = (char)('0' + month % 10);
	to[8] = (char)('0' + day / 10);
	to[9] = (char)('0' + day % 10);
	return 10;
}

void pdz_day_write(struct pdz_buf *b, pdz_day d)
{
	if (d == PDZ_NO_DAY)
		return;
	if (!pdz_buf_reserve(b, PDZ_DAY_LONGEST))
		return;
	b->n += pdz_day_put(b->p + b->n, d);
}

int32_t pdz_day_month(pdz_day d)
{
	int year, month, day;
	pdz_day_split(d, &year, &month, &day);
	return year * 12 + month - 1;
}

pdz_day pdz_month_first(int32_t month)
{
	if (month < 12 || month > 10000 * 12)
		return PDZ_NO_DAY;
	return (pdz_day)civil_to_day(month / 12, month % 12 + 1, 1);
}

int pdz_level_months(enum pdz_level level)
{
	switch (level) {
	case PDZ_YEAR:
		return 12;
	case PDZ_SEMESTER:
		return 6;
	case PDZ_QUARTER:
		return 3;
	case PDZ_MONTH:
		return 1;
	case PDZ_PLAN:
		break;
	}
	return 0;
}

const char *pdz_level_name(enum pdz_level level)
{
	static const char *const names[] = {"plan", "year", "semester", "quarter", "month"};
	return (size_t)level < sizeof names / sizeof *names ? names[level] : "?";
}

struct pdz_period pdz_period_of(enum pdz_level level, int32_t month)
{
	int months = pdz_level_months(level);
	int32_t first = months ? month - month % months : month;
	return (struct pdz_period){level, first, months ? first + months - 1 : month};
}

static void write_month(struct pdz_buf *b, int32_t month)
{
	pdz_buf_printf(b, "%04d-%02d", month / 12, month % 12 + 1);
}

void pdz_period_write(struct pdz_buf *b, struct pdz_period p)
{
	int year = p.first / 12, month = p.first % 12;
	switch (p.level) {
	case PDZ_YEAR:
		pdz_buf_printf(b, "%04d", year);
		if (month != 0)
			pdz_buf_printf(b, "/%02d", (year + 1) % 100);
		break;
	case PDZ_SEMESTER:
		pdz_buf_printf(b, "%04d-S%d", year, month / 6 + 1);
		break;
	case PDZ_QUARTER:
		pdz_buf_printf(b, "%04d-Q%d", year, month / 3 + 1);
		break;
	case PDZ_MONTH:
		write_month(b, p.first);
		break;
	case PDZ_PLAN:
		if (month == 0 && p.last % 12 == 11) {
			pdz_buf_printf(b, "%04d/%04d", year, p.last / 12);
		} else {
			write_month(b, p.first);
			pdz_buf_char(b, '/');
			write_month(b, p.last);
		}
	}
}

/* One part of a period's text: a year, or what is in it. */
static bool parse_year_part(struct pdz_str s, struct pdz_period *out)
{
	int year = s.n >= 4 ? digits(s.p, 4) : -1;
	if (year < 1)
		return false;
	if (s.n == 4) {
		*out = pdz_period_of(PDZ_YEAR, year * 12);
		return true;
	}
	if (s.n != 7 || s.p[4] != '-')
		return false;
	bool semester = s.p[5] == 'S', quarter = s.p[5] == 'Q';
	enum pdz_level level = semester ? PDZ_SEMESTER : quarter ? PDZ_QUARTER : PDZ_MONTH;
	int number = level == PDZ_MONTH ? digits(s.p + 5, 2) : digits(s.p + 6, 1);
	int months = pdz_level_months(level);
	if (number < 1 || number > 12 / months)
		return false;
	*out = pdz_period_of(level, year * 12 + (number - 1) * months);
	return true;
}

static bool is_next_year(int year, const char *two)
{
	return two[0] == '0' + (year + 1) / 10 % 10 && two[1] == '0' + (year + 1) % 10;
}

bool pdz_period_parse(struct pdz_str s, struct pdz_period *out)
{
	const char *slash = s.n ? memchr(s.p, '/', s.n) : NULL;
	if (!slash)
		return parse_year_part(s, out);
	struct pdz_period year;
	if (s.n == 7 && slash == s.p + 4 && parse_year_part((struct pdz_str){s.p, 4}, &year) &&
	    is_next_year(year.first / 12, s.p + 5)) {
		*out = year; /* 2025/26 */
		return true;
	}
	size_t n = (size_t)(slash - s.p);
	struct pdz_period first, last;
	if (!parse_year_part((struct pdz_str){s.p, n}, &first) ||
	    !parse_year_part((struct pdz_str){slash + 1, s.n - n - 1}, &last))
		return false;
	if (first.level != last.level || (first.level != PDZ_YEAR && first.level != PDZ_MONTH) || first.first > last.first)
		return false;
	*out = (struct pdz_period){PDZ_PLAN, first.first, last.last};
	return true;
}
