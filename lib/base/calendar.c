/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Working days: weekends, Italian holidays, and the plan's own days off. */
#include "pdz/value.h"

/* Month * 100 + day. Sources: law 260/1949, law 54/1977, D.P.R. 792/1985 (6 January),
 * law 336/2000 (2 June), law 151/2025 (4 October). Today's list is used for earlier
 * years too, although some of these days were worked then. */
static const uint32_t italian_days[] = {101, 106, 425, 501, 602, 815, 1101, 1208, 1225, 1226};
enum { ITALIAN_DAYS = sizeof italian_days / sizeof *italian_days, SAN_FRANCESCO = 1004, SAN_FRANCESCO_FROM = 2026 };

pdz_day pdz_easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
	int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;
	return pdz_day_from(year, n / 31, n % 31 + 1);
}

/* Of the days that have the same date every year. */
static bool is_italian(uint32_t month_day, int year)
{
	if (month_day == SAN_FRANCESCO)
		return year >= SAN_FRANCESCO_FROM;
	for (size_t i = 0; i < ITALIAN_DAYS; i++)
		if (italian_days[i] == month_day)
			return true;
	return false;
}

static size_t yearly_count(const struct pdz_calendar *c)
{
	size_t max = sizeof c->yearly / sizeof *c->yearly;
	return c->yearly_count < max ? c->yearly_count : max;
}

static bool is_weekend(pdz_day d)
{
	return pdz_day_weekday(d) > 5;
}

/* Off by date, in any year or in this one; the list of single days is not asked. */
static bool off_by_rule(const struct pdz_calendar *c, pdz_day d)
{
	if (is_weekend(d))
		return true;
	int year, month, day;
	pdz_day_split(d, &year, &month, &day);
	uint32_t month_day = (uint32_t)(month * 100 + day);
	if (c->italian && (is_italian(month_day, year) || (month >= 3 && month <= 4 && d == pdz_easter(year) + 1)))
		return true;
	for (size_t i = 0; i < yearly_count(c); i++)
		if (c->yearly[i] == month_day)
			return true;
	return false;
}

/* Index of the first single day after d. */
static size_t days_until(const struct pdz_calendar *c, pdz_day d)
{
	size_t low = 0, high = c->day_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->days[middle] <= d)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool pdz_calendar_off(const struct pdz_calendar *c, pdz_day d)
{
	if (off_by_rule(c, d))
		return true;
	size_t i = days_until(c, d);
	return i > 0 && c->days[i - 1] == d;
}

/* Mondays to Fridays up to d, from some Monday long ago or, before it, negative. */
static int64_t weekdays_until(pdz_day d)
{
	int64_t n = (int64_t)d + 3, week = (n >= 0 ? n : n - 6) / 7, rest = n - week * 7;
	return week * 5 + (rest < 5 ? rest + 1 : 5);
}

struct span {
	pdz_day from, to; /* from is not in it, to is */
};

static int in_span(struct span s, pdz_day d)
{
	return d > s.from && d <= s.to && !is_weekend(d);
}

/* Mondays to Fridays off in one year by a rule; each day once. Invalid dates, such
 * as 29 February in most years, are PDZ_NO_DAY and so in no span. */
static int off_in_year(const struct pdz_calendar *c, int year, struct span s)
{
	int off = 0;
	pdz_day easter_monday = PDZ_NO_DAY;
	if (c->italian) {
		easter_monday = pdz_easter(year) + 1;
		if (easter_monday != pdz_day_from(year, 4, 25)) /* as in 2011 */
			off += in_span(s, easter_monday);
		for (size_t i = 0; i < ITALIAN_DAYS; i++)
			off += in_span(s, pdz_day_from(year, (int)italian_days[i] / 100, (int)italian_days[i] % 100));
		if (year >= SAN_FRANCESCO_FROM)
			off += in_span(s, pdz_day_from(year, SAN_FRANCESCO / 100, SAN_FRANCESCO % 100));
	}
	for (size_t i = 0; i < yearly_count(c); i++) {
		uint32_t month_day = c->yearly[i];
		pdz_day d = pdz_day_from(year, (int)(month_day / 100), (int)(month_day % 100));
		bool again = c->italian && (is_italian(month_day, year) || d == easter_monday);
		for (size_t k = 0; k < i && !again; k++)
			again = c->yearly[k] == month_day;
		if (!again)
			off += in_span(s, d);
	}
	return off;
}

int32_t pdz_calendar_working(const struct pdz_calendar *c, pdz_day from, pdz_day to)
{
	if (from == PDZ_NO_DAY || to == PDZ_NO_DAY)
		return 0;
	if (to < from)
		return -pdz_calendar_working(c, to, from);
	struct span s = {from, to};
	int64_t working = weekdays_until(to) - weekdays_until(from);

	if (c->italian || c->yearly_count > 0) {
		int first, last, month, day;
		pdz_day_split(from, &first, &month, &day);
		pdz_day_split(to, &last, &month, &day);
		for (int year = first < 1 ? 1 : first; year <= last && year <= 9999; year++)
			working -= off_in_year(c, year, s);
	}
	for (size_t i = days_until(c, from); i < c->day_count && c->days[i] <= to; i++)
		if ((i == 0 || c->days[i] != c->days[i - 1]) && !off_by_rule(c, c->days[i]))
			working--;
	return (int32_t)working;
}
