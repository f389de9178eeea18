/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells to typed values, by a style that is decided once for a column. */
#ifndef PDZ_MAPPING_CELL_VALUE_H
#define PDZ_MAPPING_CELL_VALUE_H

#include "pdz/value.h"

enum ingest_dates { DATES_DMY, DATES_MDY, DATES_YMD, DATES_EXCEL };
enum ingest_numbers { NUMBERS_IT, NUMBERS_EN, NUMBERS_HOURS };

/* "dmy" ...; "it" ...; NULL-terminated, in the order of the enums. */
extern const char *const pdz_ingest_date_style_names[];
extern const char *const pdz_ingest_number_style_names[];

/* it: 1.234,56; en: 1,234.56; in both groups may also be divided by blanks or apostrophes
 * (1'234). Blanks, the euro sign or EUR, and a per cent sign around it are left out ("12,5 %"
 * is 12.5). Groups must have three digits and the first of them no 0 in front, all of them the
 * same mark: 1.5 and 0.125 are not Italian numbers, and 8.000 is eight thousand. (5) and 5- are
 * -5; 1.234,- is 1234. 26:30 is a duration, 26.5 hours; with hours, 26,30 and 26.30 are too. */
enum pdz_parse pdz_ingest_parse_number(struct pdz_str s, enum ingest_numbers style, pdz_micro *out);
/* The same of what most numbers are: digits, and up to six decimals after the mark. False: it is no such number. */
static inline bool pdz_ingest_simple_number(struct pdz_str s, char mark, pdz_micro *out)
{
	static const pdz_micro unit[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
	pdz_micro value = 0;
	size_t i = 0, from;

	if (s.n == 0 || s.n > 12)
		return false;
	for (; i < s.n && (unsigned char)(s.p[i] - '0') < 10; i++)
		value = value * 10 + (s.p[i] - '0');
	if (i == 0 || (i < s.n && (s.p[i] != mark || i + 1 == s.n)))
		return false;
	for (from = ++i; i < s.n && (unsigned char)(s.p[i] - '0') < 10; i++)
		value = value * 10 + (s.p[i] - '0');
	const size_t decimals = i > s.n ? 0 : i - from;
	if (i < s.n || decimals > 6)
		return false;
	*out = value * unit[decimals];
	return true;
}

/* ISO dates are always understood. Months may be names, Italian or English (31-dic-25). A time
 * of day after a date is left out; with a zone (2025-12-31T23:30:00Z) the day is the one that
 * it is in Rome. Two-digit years: 00..49 are 2000..2049, 50..99 are 1950..1999. Excel day
 * numbers count from 1899-12-30, from 61 on; 1900..2199 are taken for years and refused.
 * Months, quarters and half years (gen 2025, 2025-03, 1° trimestre 2025) are their last day,
 * or, if first is asked for, their first. */
enum pdz_parse pdz_ingest_parse_date(struct pdz_str s, enum ingest_dates style, pdz_day *out);
enum pdz_parse pdz_ingest_parse_date_edge(struct pdz_str s, enum ingest_dates style, bool first, pdz_day *out);
/* A day number alone. */
enum pdz_parse pdz_ingest_parse_excel_day(struct pdz_str s, pdz_day *out);

/* What a text could be, for deciding about a whole column. */
struct ingest_guess {
	bool number_it, number_en; /* is one in this style */
	bool dmy, mdy, iso;        /* is a date in this order */
	bool excel;                /* a whole number from 1990 to 2100 as a day number */
};
struct ingest_guess pdz_ingest_guess_value(struct pdz_str s);

#endif
