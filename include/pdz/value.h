/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values, fixed-point numbers, days and periods. */
#ifndef PDZ_VALUE_H
#define PDZ_VALUE_H

#include "pdz/str.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A number that may not be known. Nothing prints a number whose state is not ok. */

struct pdz_value {
	bool ok;
	double number; /* finite; 0 when not ok */
};

static inline struct pdz_value pdz_value_of(double number)
{
	const struct pdz_value v = {true, number};
	return v;
}

/* Why a value cannot be given. */
enum pdz_reason {
	PDZ_REASON_NONE,
	PDZ_ZERO_DENOMINATOR,   /* there are data, and the denominator of a ratio or share is 0 */
	PDZ_NO_DATA,            /* counts, ratios, milestones, cadences: no record of its events came at all; times,
	                         * scores, stocks, judgements: no item to describe in this period and area */
	PDZ_NOT_DUE,            /* the period, or what it needs, lies after the as-of date */
	PDZ_NOT_MEASURABLE_YET, /* before measurable_from */
	PDZ_BASELINE_MISSING,   /* the value is there, but what it is to be compared with is not */
	PDZ_TOO_FEW,            /* fewer observations than the plan's minimum_n */
	PDZ_SUPPRESSED,         /* hidden to protect persons */
	PDZ_NOT_APPLICABLE,     /* the indicator has no meaning for this area, category or period */
	PDZ_NOT_REPORTED,       /* nothing has come of what its sources owed */
	PDZ_INCOMPLETE,         /* part of what its sources owed is missing, and could turn the verdict */
	PDZ_STALE,              /* the level should have been told anew */
	PDZ_NOT_REACHED,        /* a median or another statistic of times: too many are still open for it to be known */
	PDZ_NOT_A_SHARE, /* of quantities, negative ones among them, the part is more than the whole, or less than 0 */
	PDZ_REASONS,
};

enum pdz_verdict {
	PDZ_ACHIEVED,
	PDZ_ACHIEVED_LATE,
	PDZ_ON_TRACK,
	PDZ_BEHIND,
	PDZ_OFF_TRACK,
	PDZ_MISSED,
	PDZ_NO_TARGET,
	PDZ_NOT_ASSESSABLE,
	PDZ_VERDICTS,
};

/* Their names in results: "zero_denominator" ..., "" for PDZ_REASON_NONE; "achieved" ...; NULL after the last */
extern const char *const pdz_reason_names[PDZ_REASONS + 1];
extern const char *const pdz_verdict_names[PDZ_VERDICTS + 1];

/* Quantities: exact decimals, read and written without regard to the locale.
 *
 * A quantity is a whole number of millionths in 64 bits: sums are exact and do
 * not depend on their order, which merging needs. Range +-9.2e12, six decimals. */

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

/* Calendar days and periods. A day is the number of days since 1970-01-01. */

typedef int32_t pdz_day;
#define PDZ_NO_DAY INT32_MIN

/* Proleptic Gregorian; years 1 to 9999. PDZ_NO_DAY if there is no such day. */
pdz_day pdz_day_from(int year, int month, int day);
/* Year, month and day; zeros for PDZ_NO_DAY. */
void pdz_day_split(pdz_day d, int *year, int *month, int *day);
/* Full years from a birthday to a day: one more on each birthday, of 29 February on 1 March. */
int pdz_full_years(pdz_day from, pdz_day to);
/* 1 Monday .. 7 Sunday (ISO 8601). */
int pdz_day_weekday(pdz_day d);

/* yyyy-mm-dd, whole text. */
enum pdz_parse pdz_day_parse(struct pdz_str s, pdz_day *out);
/* What somebody may have meant by a text that is no such date: 31/12/2026, 2026-2-5, the last day of a month for
 * one that it does not have; else PDZ_NO_DAY. To be asked about, never to be used. */
pdz_day pdz_day_guess(struct pdz_str s);
/* yyyy-mm-dd; nothing for PDZ_NO_DAY. */
void pdz_day_write(struct pdz_buf *b, pdz_day d);
/* The same into PDZ_DAY_LONGEST bytes at to; returns the length. */
enum { PDZ_DAY_LONGEST = 24 };
size_t pdz_day_put(char *to, pdz_day d);

/* Months counted from year 0: year * 12 + month - 1; -1 for PDZ_NO_DAY. */
int32_t pdz_day_month(pdz_day d);
/* Its first day; PDZ_NO_DAY outside the years 1 to 9999 and the month after them. */
pdz_day pdz_month_first(int32_t month);

enum pdz_level { PDZ_PLAN, PDZ_YEAR, PDZ_SEMESTER, PDZ_QUARTER, PDZ_MONTH };

/* Whole calendar months, last included. */
struct pdz_period {
	enum pdz_level level;
	int32_t first, last; /* months */
};

/* Months in a period of this level (PDZ_PLAN: 0). */
int pdz_level_months(enum pdz_level level);
/* "plan", "year", "semester", "quarter", "month". */
const char *pdz_level_name(enum pdz_level level);

static inline pdz_day pdz_period_begin(struct pdz_period p)
{
	return pdz_month_first(p.first);
}
static inline pdz_day pdz_period_end(struct pdz_period p)
{
	const pdz_day next = pdz_month_first(p.last + 1);
	return next == PDZ_NO_DAY ? PDZ_NO_DAY : next - 1;
}
static inline bool pdz_period_has(struct pdz_period p, int32_t month)
{
	return month >= p.first && month <= p.last;
}

/* The period of that level (not PDZ_PLAN) that holds the month. */
struct pdz_period pdz_period_of(enum pdz_level level, int32_t month);

/* 2025, 2025-S1, 2025-Q1, 2025-01; a year that does not begin in January 2025/26; a plan over
 * whole years 2025/2027, over one year 2025/2025, else 2025-03/2027-02. */
void pdz_period_write(struct pdz_buf *b, struct pdz_period p);
/* All of these, whole text. 2025/26 gives the calendar year 2025: in which month it begins is the
 * plan's to say (pdz_period_shift). */
PDZ_MUST_CHECK bool pdz_period_parse(struct pdz_str s, struct pdz_period *out);
/* The one of two days that comes first, and last. */
static inline pdz_day pdz_day_earlier(pdz_day a, pdz_day b)
{
	return a < b ? a : b;
}
static inline pdz_day pdz_day_later(pdz_day a, pdz_day b)
{
	return a > b ? a : b;
}

/* A year as one that begins in that month, 1 to 12; other periods as they are. */
static inline struct pdz_period pdz_period_shift(struct pdz_period p, unsigned year_begins)
{
	const int32_t months = p.level == PDZ_YEAR ? (int32_t)year_begins - 1 : 0;
	const struct pdz_period shifted = {p.level, p.first + months, p.last + months};
	return shifted;
}

/* Days off. Zero-initialised: Saturdays and Sundays only. */
struct pdz_calendar {
	bool italian;        /* the national holidays of today, in every year; 4 October from 2026 */
	uint32_t yearly[32]; /* month * 100 + day; 229 is off in leap years */
	size_t yearly_count;
	pdz_day *days; /* sorted; owner: whoever set it */
	size_t day_count;
};

bool pdz_calendar_off(const struct pdz_calendar *c, pdz_day d);
/* Working days after from up to and including to; negative when to is earlier; 0 if
 * either is PDZ_NO_DAY. A day off for two reasons counts once. Time grows with the
 * years between, not with the days. */
int32_t pdz_calendar_working(const struct pdz_calendar *c, pdz_day from, pdz_day to);
/* Easter Sunday, Gregorian (Meeus/Jones/Butcher). */
pdz_day pdz_easter(int year);

#ifdef __cplusplus
}
#endif

#endif
