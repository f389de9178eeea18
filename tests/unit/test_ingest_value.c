/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and dates as offices write them. */
#include "mapping/cell_value.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char *number(const char *text, enum ingest_numbers style)
{
	static char shown[64];
	struct pdz_buf b = {0};
	pdz_micro m;

	switch (pdz_ingest_parse_number(pdz_str(text), style, &m)) {
	case PDZ_PARSE_OK:
		pdz_micro_write(&b, m);
		pdz_buf_char(&b, '\0');
		strncpy(shown, b.p, sizeof shown - 1);
		pdz_buf_release(&b);
		return shown;
	case PDZ_PARSE_EMPTY:
		return "empty";
	case PDZ_PARSE_RANGE:
		return "range";
	default:
		return "malformed";
	}
}

static const char *date(const char *text, enum ingest_dates style)
{
	static char shown[64];
	struct pdz_buf b = {0};
	pdz_day d;

	switch (pdz_ingest_parse_date(pdz_str(text), style, &d)) {
	case PDZ_PARSE_OK:
		pdz_day_write(&b, d);
		pdz_buf_char(&b, '\0');
		strncpy(shown, b.p, sizeof shown - 1);
		pdz_buf_release(&b);
		return shown;
	case PDZ_PARSE_EMPTY:
		return "empty";
	case PDZ_PARSE_RANGE:
		return "range";
	default:
		return "malformed";
	}
}

static void numbers(void **state)
{
	(void)state;
	static const struct {
		const char *text, *it, *en;
		/* clang-format off */
	} cases[] = {
		{"", "empty", "empty"}, {" \xc2\xa0", "empty", "empty"}, {"0", "0", "0"}, {"007", "7", "7"},
		{"1.234,56", "1234.56", "malformed"}, {"1,234.56", "malformed", "1234.56"},
		{"8.000", "8000", "8"}, {"8,000", "8", "8000"}, {"1234.56", "malformed", "1234.56"},
		{"1234,56", "1234.56", "malformed"}, {"1.5", "malformed", "1.5"}, {"1.234.567", "1234567", "malformed"},
		{"1234.567", "malformed", "1234.567"}, {"12.34.567", "malformed", "malformed"},
		{"\xe2\x82\xac 169.600,00", "169600", "malformed"}, {"169.600,00 \xe2\x82\xac", "169600", "malformed"},
		{"-\xe2\x82\xac 5", "-5", "-5"}, {"EUR 1", "1", "1"}, {"12,5 %", "12.5", "malformed"},
		{"12.5%", "malformed", "12.5"},
		{"1\xc2\xa0" "234,5", "1234.5", "malformed"}, {"1 234", "1234", "1234"}, {"\xe2\x88\x92" "3", "-3", "-3"},
		{"+3", "3", "3"},
		{"1,", "malformed", "malformed"}, {",5", "malformed", "malformed"}, {"1e5", "malformed", "malformed"},
		{"inf", "malformed", "malformed"}, {"0x10", "malformed", "malformed"}, {"12abc", "malformed", "malformed"},
		{"circa 10", "malformed", "malformed"}, {"1..2", "malformed", "malformed"}, {"1,2,3", "malformed", "malformed"},
		{"1,1234567", "range", "malformed"}, {"99999999999999", "range", "range"}, {"--5", "malformed", "malformed"},
		{"1\xe2\x80\xaf" "234,5", "1234.5", "malformed"}, {"1\xc2\xa1" "234", "malformed", "malformed"},
		{"1\xc2", "malformed", "malformed"},
		{"1\xe2\x80", "malformed", "malformed"},
		{"00000000000000000000000000000000000000000000000000000000000000000001", "malformed", "malformed"},
		{"%", "malformed", "malformed"}, {"\xe2\x82\xac", "malformed", "malformed"}, {"-", "malformed", "malformed"},
		{"\xe2\x82\xac -5", "-5", "-5"}, {"-5 \xe2\x82\xac", "-5", "-5"}, {"- \xe2\x82\xac 5", "-5", "-5"},
		{"+5 euro", "5", "5"},
		{"-5%", "-5", "-5"}, {"EURO 7", "7", "7"}, {"7 Euro", "7", "7"}, {"euro 7", "7", "7"}, {"Euro7", "7", "7"},
		{"7EURO", "7", "7"}, {"eur7", "7", "7"}, {"\xe2\x82\xac" "7\xe2\x82\xac", "malformed", "malformed"},
		{"5%%", "malformed", "malformed"}, {"5 EUR EUR", "malformed", "malformed"},
		{"\xe2\x82\xac 5%", "malformed", "malformed"},
		{"0.125", "malformed", "0.125"}, {"0,125", "0.125", "malformed"}, {"0.770", "malformed", "0.77"},
		{"012.345", "malformed", "12.345"},
		{"1'234", "1234", "1234"}, {"1\xe2\x80\x99" "234,5", "1234.5", "malformed"}, {"1'234.5", "malformed", "1234.5"},
		{"1\xe2\x80\x89" "234", "1234", "1234"},
		{"(5)", "-5", "-5"}, {"(\xe2\x82\xac 5)", "-5", "-5"}, {"\xe2\x82\xac (5)", "-5", "-5"}, {"5-", "-5", "-5"},
		{"5 -", "-5", "-5"}, {"(5", "malformed", "malformed"},
		{"(-5)", "malformed", "malformed"}, {"-5-", "malformed", "malformed"}, {"()", "malformed", "malformed"},
		{"5--", "malformed", "malformed"},
		{"1.234,-", "1234", "malformed"}, {"1,234.-", "malformed", "1234"},
		{"\xe2\x82\xac 1.234,--", "1234", "malformed"}, {"1.234,= \xe2\x82\xac", "1234", "malformed"},
		{"-1.234,-", "-1234", "malformed"}, {"1.234 567", "malformed", "malformed"},
		{"2:30", "2.5", "2.5"}, {"26:30", "26.5", "26.5"}, {"-2:30", "-2.5", "-2.5"}, {"0:20", "0.333333", "0.333333"},
		{"2:30:36", "2.51", "2.51"}, {"2:60", "malformed", "malformed"},
		{"2:3", "malformed", "malformed"}, {":30", "malformed", "malformed"}, {"2:30:", "malformed", "malformed"},
		{"\xe2\x82\xac -5 \xe2\x82\xac", "malformed", "malformed"}, {"%5", "malformed", "malformed"},
		{"5 EURo", "malformed", "malformed"},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(number(cases[i].text, NUMBERS_IT), cases[i].it);
		assert_string_equal(number(cases[i].text, NUMBERS_EN), cases[i].en);
	}
}

/* ^[+-]?(d{1,3}(\.d{3})+|d+)(,d+)?$ after the blanks, by another way of looking; where there are
 * groups the first digit is no 0. Without a sign in front, a minus may stand behind; with a comma
 * before it, one or two of them are not cents. */
static bool is_italian(const char *text)
{
	char room[16], *p = room;
	strcpy(room, text);
	size_t length = strlen(room), dashes = 0;
	while (dashes < length && room[length - 1 - dashes] == '-')
		dashes++;
	if (dashes > 0 && dashes <= 3 && length >= dashes + 2 && room[length - 1 - dashes] == ',' &&
	    (room[length - 2 - dashes] == '0' || room[length - 2 - dashes] == '1')) {
		if (dashes == 3 && (room[0] == '-' || room[0] == '+'))
			return false;
		room[length - 1 - dashes] = '\0'; /* and the third is the sign */
	} else if (dashes == 1 && length > 1 && (room[0] == '0' || room[0] == '1')) {
		room[length - 1] = '\0';
	}
	if (*p == '+' || *p == '-')
		p++;
	size_t lead = strspn(p, "01");
	if (lead == 0)
		return false;
	if (p[lead] == '.' && (lead > 3 || *p == '0'))
		return false;
	p += lead;
	while (*p == '.') {
		if (strspn(p + 1, "01") != 3)
			return false;
		p += 4;
	}
	if (*p == ',') {
		size_t n = strspn(p + 1, "01");
		if (n == 0)
			return false;
		p += 1 + n;
	}
	return *p == '\0';
}

static void hours_and_minutes(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {{"2,30", "2.5"},      {"2.30", "2.5"},       {"2:30", "2.5"},           {"2", "2"},
	             {"2,3", "malformed"}, {"2,75", "malformed"}, {"1.230,00", "malformed"}, {"-2,30", "-2.5"}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(number(cases[i].text, NUMBERS_HOURS), cases[i].want);
}

/* Every string up to seven characters over this alphabet. */
static void italian_numbers_against_the_rule(void **state)
{
	(void)state;
	static const char letters[] = "01.,-+";
	char text[8] = "";
	size_t index[8] = {0};

	for (size_t n = 1; n <= 7; n++) {
		memset(index, 0, sizeof index);
		for (;;) {
			for (size_t i = 0; i < n; i++)
				text[i] = letters[index[i]];
			text[n] = '\0';
			pdz_micro m;
			bool ok = pdz_ingest_parse_number(pdz_str(text), NUMBERS_IT, &m) == PDZ_PARSE_OK;
			if (ok != is_italian(text))
				fail_msg("'%s'", text);
			size_t i = 0;
			while (i < n && ++index[i] == sizeof letters - 1)
				index[i++] = 0;
			if (i == n)
				break;
		}
	}
}

static void dates(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum ingest_dates style;
		const char *want;
		/* clang-format off */
	} cases[] = {
		{"", DATES_DMY, "empty"},
		{"31/12/2025", DATES_DMY, "2025-12-31"}, {"31-12-2025", DATES_DMY, "2025-12-31"},
		{"31.12.2025", DATES_DMY, "2025-12-31"}, {"1/2/2025", DATES_DMY, "2025-02-01"},
		{"31/12/25", DATES_DMY, "2025-12-31"}, {"01/01/49", DATES_DMY, "2049-01-01"},
		{"01/01/50", DATES_DMY, "1950-01-01"},
		{"01/02/25", DATES_MDY, "2025-01-02"}, {"12/31/2025", DATES_MDY, "2025-12-31"},
		{"31/12/2025", DATES_MDY, "range"},
		{"12/31/2025", DATES_DMY, "range"}, {"29/02/2025", DATES_DMY, "range"}, {"29/02/2024", DATES_DMY, "2024-02-29"},
		{"2025-12-31", DATES_DMY, "2025-12-31"}, {"2025-12-31", DATES_EXCEL, "2025-12-31"},
		{"2025/12/31", DATES_DMY, "2025-12-31"},
		{"2025-12-31T10:30:00Z", DATES_DMY, "2025-12-31"}, {"31/12/2025 00:00:00", DATES_DMY, "2025-12-31"},
		{"31/12/2025 10.30", DATES_DMY, "2025-12-31"}, {"31-dic-25", DATES_DMY, "2025-12-31"},
		{"31 dicembre 2025", DATES_DMY, "2025-12-31"}, {"1 MAGGIO 2025", DATES_DMY, "2025-05-01"},
		{"31-dec-25", DATES_MDY, "2025-12-31"},
		{"25-gen-22", DATES_DMY, "2022-01-25"}, {"31 dic. 2025", DATES_DMY, "2025-12-31"},
		{"25/12/31", DATES_YMD, "2025-12-31"}, {"20251231", DATES_YMD, "2025-12-31"},
		{"20251231", DATES_DMY, "malformed"},
		{"45300", DATES_EXCEL, "2024-01-09"}, {"45300,5", DATES_EXCEL, "2024-01-09"}, {"45300", DATES_DMY, "malformed"},
		{"60", DATES_EXCEL, "range"}, {"61", DATES_EXCEL, "1900-03-01"}, {"2958465", DATES_EXCEL, "9999-12-31"},
		{"2958466", DATES_EXCEL, "range"}, {"dic-25", DATES_DMY, "2025-12-31"}, {"12/2025", DATES_DMY, "2025-12-31"},
		{"2025", DATES_DMY, "malformed"}, {"31/12/2025x", DATES_DMY, "malformed"},
		{"31/12-2025", DATES_DMY, "malformed"},
		{"31/12/225", DATES_DMY, "malformed"}, {"00/01/2025", DATES_DMY, "range"}, {"31/12/2025 pomeriggio", DATES_DMY,
		 "malformed"},
		{"31 12 2025", DATES_DMY, "malformed"}, {"x/y/z", DATES_DMY, "malformed"},
		{"31/foo/2025", DATES_DMY, "malformed"},
		/* months in words: all of it, or its beginning */
		{"1 sett 2025", DATES_DMY, "2025-09-01"}, {"1 Sept. 2025", DATES_DMY, "2025-09-01"},
		{"1-maggi-2025", DATES_DMY, "2025-05-01"},
		{"1-maggiore-2025", DATES_DMY, "malformed"}, {"1-magxio-2025", DATES_DMY, "malformed"},
		{"1-ma-2025", DATES_DMY, "malformed"},
		{"1-abcdefghijklmnop-2025", DATES_DMY, "malformed"}, {"1-{ic-2025", DATES_DMY, "malformed"},
		{"1-[ic-2025", DATES_DMY, "malformed"},
		{"2025-dic-31", DATES_DMY, "malformed"}, {"123-dic-25", DATES_DMY, "malformed"},
		{"dic-31-2025", DATES_DMY, "malformed"},
		{"dic-gen-2025", DATES_DMY, "malformed"}, {"31-12-dic", DATES_DMY, "malformed"},
		{"31-12-dic.", DATES_DMY, "malformed"},
		/* numbers of other lengths */
		{"2025/123/1", DATES_YMD, "malformed"}, {"2025/12/310", DATES_YMD, "malformed"},
		{"2025/12/dic", DATES_YMD, "malformed"}, {"25-12-dic", DATES_YMD, "malformed"},
		{"1234567890/1/1", DATES_DMY, "malformed"}, {"31/123/2025", DATES_DMY, "malformed"},
		{"310/12/2025", DATES_DMY, "malformed"},
		/* times of day */
		{"31/12/2025T10:30", DATES_DMY, "2025-12-31"}, {"31/12/2025, 10:30", DATES_DMY, "2025-12-31"},
		{"31/12/2025   9:05", DATES_DMY, "2025-12-31"},
		{"31/12/2025T", DATES_DMY, "malformed"}, {"31/12/2025 1030", DATES_DMY, "malformed"},
		{"31/12/2025 1:3", DATES_DMY, "malformed"},
		{"31/12/2025;10:30", DATES_DMY, "malformed"}, {"31/12/2025 10:30h", DATES_DMY, "malformed"},
		/* Excel's day 1899 is 13 March 1905; four digits from 1900 to 2199 are a year */
		{"1899", DATES_EXCEL, "1905-03-13"}, {"1900", DATES_EXCEL, "malformed"}, {"2025", DATES_EXCEL, "malformed"},
		{"2199", DATES_EXCEL, "malformed"},
		{"2200", DATES_EXCEL, "1906-01-08"}, {"02025", DATES_EXCEL, "1905-07-17"},
		{"123456789", DATES_EXCEL, "malformed"}, {"45300.", DATES_EXCEL, "malformed"},
		{"45300.25", DATES_EXCEL, "2024-01-09"}, {"45300.x", DATES_EXCEL, "malformed"},
		{"45300x", DATES_EXCEL, "malformed"}, {"x", DATES_EXCEL, "malformed"},
		{"31/12/2025", DATES_EXCEL, "malformed"}, {"2025/12/31", DATES_EXCEL, "2025-12-31"},
		{"20251x31", DATES_YMD, "malformed"},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (strcmp(date(cases[i].text, cases[i].style), cases[i].want) != 0)
			fail_msg("'%s': %s, not %s", cases[i].text, date(cases[i].text, cases[i].style), cases[i].want);
}

/* Months and parts of years by their ends; times of day; the day in Rome. */
static void dates_as_people_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *text, *last, *first;
		/* clang-format off */
	} cases[] = {
		{"1\xc2\xb0 febbraio 2025", "2025-02-01", "2025-02-01"}, {"1\xc2\xba feb 2025", "2025-02-01", "2025-02-01"},
		{"31\xc2\xa0/\xc2\xa0" "12/2025", "2025-12-31", "2025-12-31"},
		{"31\xe2\x80\x91" "12\xe2\x80\x91" "2025", "2025-12-31", "2025-12-31"},
		{"31\xe2\x80\x89" "dicembre\xe2\x80\xaf" "2025", "2025-12-31", "2025-12-31"},
		{"31/12/2025 10:30 AM", "2025-12-31", "2025-12-31"}, {"31/12/2025 2:30 p.m.", "2025-12-31", "2025-12-31"},
		{"31/12/2025 ore 9.30", "2025-12-31", "2025-12-31"},
		{"31/12/2025 13:30 PM", "malformed", "malformed"}, {"31/12/2025 25:00", "malformed", "malformed"},
		{"31/12/2025 10:61", "malformed", "malformed"},
		{"luned\xc3\xac 3 febbraio 2025", "2025-02-03", "2025-02-03"}, {"mar 4 feb 2025", "2025-02-04", "2025-02-04"},
		{"marted\xc3\xac 4/2/2025", "2025-02-04", "2025-02-04"}, {"martello 4/2/2025", "malformed", "malformed"},
		{"gen 2025", "2025-01-31", "2025-01-01"}, {"feb-25", "2025-02-28", "2025-02-01"},
		{"feb 25", "malformed", "malformed"}, {"febbraio 2024", "2024-02-29", "2024-02-01"},
		{"2025-03", "2025-03-31", "2025-03-01"}, {"03/2025", "2025-03-31", "2025-03-01"}, {"13/2025", "range", "range"},
		{"2025-13", "range", "range"}, {"1 2025", "2025-01-31", "2025-01-01"}, {"2025 1", "2025-01-31", "2025-01-01"},
		{"1\xc2\xb0 trimestre 2025", "2025-03-31", "2025-01-01"}, {"IV trim. 2025", "2025-12-31", "2025-10-01"},
		{"Q1 2025", "2025-03-31", "2025-01-01"}, {"2025-S2", "2025-12-31", "2025-07-01"},
		{"primo semestre del 2025", "2025-06-30", "2025-01-01"}, {"trim. 2/2025", "2025-06-30", "2025-04-01"},
		{"2\xc2\xb0 quadrimestre 2025", "2025-08-31", "2025-05-01"},
		{"5\xc2\xb0 trimestre 2025", "range", "range"}, {"trimestre 2025", "malformed", "malformed"},
		{"1 trimestre", "malformed", "malformed"}, {"2025", "malformed", "malformed"},
		{"2025-12-31T23:30:00Z", "2026-01-01", "2026-01-01"}, {"2025-12-31T22:59:59.999Z", "2025-12-31", "2025-12-31"},
		{"2025-12-31 23:30:00 UTC", "2026-01-01", "2026-01-01"},
		{"2025-12-31T23:30:00-05:00", "2026-01-01", "2026-01-01"}, {"2025-12-31T23:30:00+01:00", "2025-12-31",
		 "2025-12-31"}, {"2026-01-01T00:30+0200", "2025-12-31", "2025-12-31"},
		/* summer time: from 29 March to 25 October 2026, 1:00 UTC */
		{"2026-03-28T23:00Z", "2026-03-29", "2026-03-29"}, {"2026-03-28T22:59Z", "2026-03-28", "2026-03-28"},
		{"2026-03-29T22:00Z", "2026-03-30", "2026-03-30"}, {"2026-03-29T21:59Z", "2026-03-29", "2026-03-29"},
		/* as forms write it: 23:30 at Greenwich is the next day in Rome, 23:30 in Rome is not */
		{"2026/02/08 11:30:00 PM GMT", "2026-02-09", "2026-02-09"}, {"2026/02/08 11:30:00 PM CET", "2026-02-08",
		 "2026-02-08"}, {"2026/07/08 11:30:00 PM CEST", "2026-07-08", "2026-07-08"},
		{"2026/02/08 12:30:00 AM EET", "2026-02-07", "2026-02-07"}, {"2026/02/08 11:30:00 PM GMT+1", "2026-02-08",
		 "2026-02-08"}, {"2026/07/08 3:15:00 PM GMT-8", "2026-07-09", "2026-07-09"},
		{"2026-10-24T22:00Z", "2026-10-25", "2026-10-25"}, {"2026-10-25T22:59Z", "2026-10-25", "2026-10-25"},
		{"2026-10-25T23:00Z", "2026-10-26", "2026-10-26"}, {"9999-12-31T23:30:00Z", "range", "range"},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int first = 0; first < 2; first++) {
			pdz_day d;
			char shown[24] = "malformed";
			const enum pdz_parse result = pdz_ingest_parse_date_edge(pdz_str(cases[i].text), DATES_DMY, first, &d);
			if (result == PDZ_PARSE_OK)
				shown[pdz_day_put(shown, d)] = '\0';
			else if (result == PDZ_PARSE_RANGE)
				strcpy(shown, "range");
			if (strcmp(shown, first ? cases[i].first : cases[i].last) != 0)
				fail_msg("'%s': %s", cases[i].text, shown);
		}
}

/* Of a cell alone: all that it could be. Day numbers are those from 1990 to 2100. */
static void guesses(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool number_it, number_en, dmy, mdy, iso, excel;
		/* clang-format off */
	} cases[] = {
		{"45300", true, true, false, false, false, true},    {"32873", true, true, false, false, false, false},
		/* 31 December 1989, */
		{"32874", true, true, false, false, false, true},    /* and the day after */
		{"73050", true, true, false, false, false, true},    {"73051", true, true, false, false, false, false},
		/* 31 December 2099 */
		{"1.234", true, true, false, false, false, false},   {"1,5", true, false, false, false, false, false},
		{"1/2/2025", false, false, true, true, false, false}, {"13/2/2025", false, false, true, false, false, false},
		{"2/13/2025", false, false, false, true, false, false}, {"2025-02-13", false, false, true, true, true, false},
		{"2025-02-30", false, false, false, false, false, false}, {"", false, false, false, false, false, false},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct ingest_guess g = pdz_ingest_guess_value(pdz_str(cases[i].text));
		if (g.number_it != cases[i].number_it || g.number_en != cases[i].number_en || g.dmy != cases[i].dmy ||
		    g.mdy != cases[i].mdy || g.iso != cases[i].iso || g.excel != cases[i].excel)
			fail_msg("'%s': %d %d %d %d %d %d", cases[i].text, g.number_it, g.number_en, g.dmy, g.mdy, g.iso, g.excel);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(italian_numbers_against_the_rule),
		cmocka_unit_test(hours_and_minutes),
		cmocka_unit_test(dates),
		cmocka_unit_test(dates_as_people_write_them),
		cmocka_unit_test(guesses),
	};

	return !!cmocka_run_group_tests_name("ingest values", tests, NULL, NULL);
}
