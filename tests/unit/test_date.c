/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz/value.h: days, periods, Easter and working days. */
#include "pdz/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>

static bool is_leap(int year)
{
	if (year % 400 == 0)
		return true;
	if (year % 100 == 0)
		return false;
	return year % 4 == 0;
}

static int length_of(int year, int month)
{
	if (month == 2)
		return is_leap(year) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Count up one day at a time. 1600-01-01 was a Saturday, 135140 days before 1970:
 * 370 * 365 = 135050, and 90 leap days (every fourth year 1600..1968 is 93, less
 * 1700, 1800, 1900). */
static void test_every_day(void **state)
{
	(void)state;
	pdz_day d = -135140;
	int weekday = 6;
	for (int year = 1600; year <= 2400; year++) {
		for (int month = 1; month <= 12; month++) {
			assert_int_equal(pdz_month_first(year * 12 + month - 1), d);
			for (int day = 1; day <= length_of(year, month); day++) {
				int y, m, n;
				pdz_day_split(d, &y, &m, &n);
				if (y != year || m != month || n != day || pdz_day_from(year, month, day) != d ||
				    pdz_day_weekday(d) != weekday || pdz_day_month(d) != year * 12 + month - 1)
					fail_msg("wrong on %d-%d-%d", year, month, day);
				d++;
				weekday = weekday % 7 + 1;
			}
		}
	}
	assert_int_equal(pdz_day_from(1970, 1, 1), 0);
}

static void test_no_such_day(void **state)
{
	(void)state;
	for (int year = 1895; year <= 2005; year++)
		for (int month = -1; month <= 14; month++)
			for (int day = -1; day <= 33; day++) {
				bool exists = month >= 1 && month <= 12 && day >= 1 && day <= length_of(year, month);
				assert_int_equal(pdz_day_from(year, month, day) != PDZ_NO_DAY, exists);
			}
	assert_int_equal(pdz_day_from(0, 12, 31), PDZ_NO_DAY);
	assert_int_equal(pdz_day_from(10000, 1, 1), PDZ_NO_DAY);
	assert_int_equal(pdz_day_from(-4, 1, 1), PDZ_NO_DAY);
	/* 0001-01-01 is 719162 days before 1970-01-01 (Python: date.toordinal). */
	assert_int_equal(pdz_day_from(1, 1, 1), -719162);
	assert_int_equal(pdz_day_from(9999, 12, 31), 3652059 - 719163);
	assert_int_equal(pdz_day_weekday(pdz_day_from(1, 1, 1)), 1);

	int year, month, day;
	pdz_day_split(PDZ_NO_DAY, &year, &month, &day);
	assert_int_equal(year, 0);
	assert_int_equal(month, 0);
	assert_int_equal(day, 0);
	assert_int_equal(pdz_day_month(PDZ_NO_DAY), -1);
	assert_int_equal(pdz_month_first(11), PDZ_NO_DAY);
	assert_int_equal(pdz_month_first(12), pdz_day_from(1, 1, 1));
	/* the month after the last, for the end of the last period */
	assert_int_equal(pdz_month_first(10000 * 12) - 1, pdz_day_from(9999, 12, 31));
	assert_int_equal(pdz_month_first(10000 * 12 + 1), PDZ_NO_DAY);
	assert_int_equal(pdz_month_first(INT32_MIN), PDZ_NO_DAY);
	assert_int_equal(pdz_month_first(INT32_MAX), PDZ_NO_DAY);
}

static void day_parse_is(const char *z, enum pdz_parse expected)
{
	pdz_day d = 77;
	if (pdz_day_parse(pdz_str(z), &d) != expected)
		fail_msg("'%s' should give %d", z, (int)expected);
	if (expected != PDZ_PARSE_OK)
		assert_int_equal(d, 77);
}

static void test_day_text(void **state)
{
	(void)state;
	struct pdz_buf b = {0};
	for (pdz_day d = pdz_day_from(1999, 1, 1); d <= pdz_day_from(2001, 12, 31); d++) {
		pdz_day back;
		pdz_buf_clear(&b);
		pdz_day_write(&b, d);
		assert_int_equal(pdz_day_parse(pdz_buf_view(&b), &back), PDZ_PARSE_OK);
		assert_int_equal(back, d);
	}
	pdz_buf_clear(&b);
	pdz_day_write(&b, pdz_day_from(76, 2, 3));
	assert_true(pdz_str_is(pdz_buf_view(&b), "0076-02-03"));
	pdz_buf_clear(&b);
	pdz_day_write(&b, PDZ_NO_DAY);
	assert_int_equal(b.n, 0);
	pdz_buf_release(&b);

	static const char *const malformed[] = {"2025-1-01",  "2025-01-1",   "2025/01/01",  "01/02/2025",
	                                        "20250101",   "2025-01-01 ", " 2025-01-01", "2025-01-0x",
	                                        "-025-01-01", "2025-+1-01",  "2025-01-011", "x"};
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
		day_parse_is(malformed[i], PDZ_PARSE_MALFORMED);
	static const char *const impossible[] = {"2025-02-29", "1900-02-29", "2025-04-31", "2025-13-01",
	                                         "2025-00-10", "2025-01-00", "2025-01-32", "0000-01-01"};
	for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++)
		day_parse_is(impossible[i], PDZ_PARSE_RANGE);
	day_parse_is("2024-02-29", PDZ_PARSE_OK);
	day_parse_is("2000-02-29", PDZ_PARSE_OK);
	day_parse_is("9999-12-31", PDZ_PARSE_OK);
	day_parse_is("", PDZ_PARSE_EMPTY);
	day_parse_is("          ", PDZ_PARSE_EMPTY); /* ten blanks, as long as a day */
}

static void period_is(const char *text, enum pdz_level level, int first_year, int first_month, int last_year,
                      int last_month)
{
	struct pdz_period p;
	if (!pdz_period_parse(pdz_str(text), &p))
		fail_msg("'%s' should be a period", text);
	assert_int_equal(p.level, level);
	assert_int_equal(p.first, first_year * 12 + first_month - 1);
	assert_int_equal(p.last, last_year * 12 + last_month - 1);
	struct pdz_buf b = {0};
	pdz_period_write(&b, p);
	assert_true(pdz_str_is(pdz_buf_view(&b), text));
	pdz_buf_release(&b);
}

static void test_period_text(void **state)
{
	(void)state;
	period_is("2025", PDZ_YEAR, 2025, 1, 2025, 12);
	period_is("2025-S1", PDZ_SEMESTER, 2025, 1, 2025, 6);
	period_is("2025-S2", PDZ_SEMESTER, 2025, 7, 2025, 12);
	period_is("2025-Q1", PDZ_QUARTER, 2025, 1, 2025, 3);
	period_is("2025-Q4", PDZ_QUARTER, 2025, 10, 2025, 12);
	period_is("2025-01", PDZ_MONTH, 2025, 1, 2025, 1);
	period_is("2025-12", PDZ_MONTH, 2025, 12, 2025, 12);
	period_is("2025/2027", PDZ_PLAN, 2025, 1, 2027, 12);
	period_is("2025/2025", PDZ_PLAN, 2025, 1, 2025, 12);
	period_is("2025-03/2027-02", PDZ_PLAN, 2025, 3, 2027, 2);
	period_is("2025-03/2025-03", PDZ_PLAN, 2025, 3, 2025, 3);
	period_is("0001/9999", PDZ_PLAN, 1, 1, 9999, 12);

	/* Whole years given by months are read and then written the short way. */
	struct pdz_period p;
	assert_true(pdz_period_parse(PDZ_STR("2025/26"), &p)); /* which month it begins in is the plan's to say */
	assert_int_equal(p.level, PDZ_YEAR);
	assert_int_equal(p.first, 2025 * 12);
	p = pdz_period_shift(p, 9);
	assert_int_equal(p.first, 2025 * 12 + 8);
	struct pdz_buf school = {0};
	pdz_period_write(&school, p);
	assert_true(pdz_str_is(pdz_buf_view(&school), "2025/26"));
	pdz_buf_release(&school);
	assert_true(pdz_period_parse(PDZ_STR("2025-01/2027-12"), &p));
	struct pdz_buf b = {0};
	pdz_period_write(&b, p);
	assert_true(pdz_str_is(pdz_buf_view(&b), "2025/2027"));
	pdz_buf_release(&b);

	static const char *const wrong[] = {"",
	                                    "25",
	                                    "0000",
	                                    "2025-",
	                                    "2025-S0",
	                                    "2025-S3",
	                                    "2025-Q0",
	                                    "2025-Q5",
	                                    "2025-00",
	                                    "2025-13",
	                                    "2025-1",
	                                    "2025-q1",
	                                    "2025/",
	                                    "/2025",
	                                    "2027/2025",
	                                    "2025/27",
	                                    "2025-01/2027",
	                                    "2025 ",
	                                    "2025-S",
	                                    "2025-S1x",
	                                    "2025-Q1/2025-Q2",
	                                    "2025/2026/2027",
	                                    "2025-03/2025-02"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		p = (struct pdz_period){PDZ_MONTH, 7, 7};
		if (pdz_period_parse(pdz_str(wrong[i]), &p))
			fail_msg("'%s' should be no period", wrong[i]);
		assert_int_equal(p.first, 7);
	}
}

static void test_periods(void **state)
{
	(void)state;
	int32_t may = 2025 * 12 + 4;
	struct pdz_period p = pdz_period_of(PDZ_QUARTER, may);
	assert_int_equal(pdz_period_begin(p), pdz_day_from(2025, 4, 1));
	assert_int_equal(pdz_period_end(p), pdz_day_from(2025, 6, 30));
	assert_true(pdz_period_has(p, may + 1));
	assert_false(pdz_period_has(p, may + 2));
	assert_false(pdz_period_has(p, may - 2));
	p = pdz_period_of(PDZ_MONTH, 2024 * 12 + 1);
	assert_int_equal(pdz_period_end(p) - pdz_period_begin(p), 28); /* February 2024 */
	p = pdz_period_of(PDZ_YEAR, 9999 * 12);
	assert_int_equal(pdz_period_end(p), pdz_day_from(9999, 12, 31));

	/* Every month is in exactly one period of each level, and periods join. */
	for (int level = PDZ_YEAR; level <= PDZ_MONTH; level++)
		for (int32_t month = 2024 * 12; month < 2027 * 12; month++) {
			p = pdz_period_of((enum pdz_level)level, month);
			assert_true(pdz_period_has(p, month));
			assert_int_equal(p.last - p.first + 1, pdz_level_months((enum pdz_level)level));
			assert_int_equal(pdz_period_of((enum pdz_level)level, p.last + 1).first, p.last + 1);
			assert_int_equal(pdz_period_of((enum pdz_level)level, p.first).last, p.last);
		}
	static const char *const names[] = {"plan", "year", "semester", "quarter", "month"};
	static const int months[] = {0, 12, 6, 3, 1};
	for (int level = 0; level < 5; level++) {
		assert_string_equal(pdz_level_name((enum pdz_level)level), names[level]);
		assert_int_equal(pdz_level_months((enum pdz_level)level), months[level]);
	}
}

static void test_easter(void **state)
{
	(void)state;
	/* Published tables (US Naval Observatory, census.gov); 22 March and 25 April are the ends. */
	/* clang-format off */
	static const int known[][3] = {
		{1761, 3, 22}, {1818, 3, 22}, {1886, 4, 25}, {1943, 4, 25}, {1954, 4, 18}, {1981, 4, 19},
		{2000, 4, 23}, {2008, 3, 23}, {2011, 4, 24}, {2016, 3, 27}, {2018, 4, 1},  {2019, 4, 21},
		{2020, 4, 12}, {2021, 4, 4},  {2022, 4, 17}, {2023, 4, 9},  {2024, 3, 31}, {2025, 4, 20},
		{2026, 4, 5},  {2027, 3, 28}, {2028, 4, 16}, {2029, 4, 1},  {2030, 4, 21}, {2038, 4, 25},
		{2049, 4, 18}, {2076, 4, 19}, {2285, 3, 22},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (pdz_easter(known[i][0]) != pdz_day_from(known[i][0], known[i][1], known[i][2]))
			fail_msg("wrong in %d", known[i][0]);

	/* Every year by the other way of computing it: Knuth, The Art of Computer
	 * Programming 1, 1.3.2, exercise 14 (golden number and epact). */
	for (int year = 1583; year <= 9999; year++) {
		int golden = year % 19 + 1, century = year / 100 + 1;
		int x = 3 * century / 4 - 12, z = (8 * century + 5) / 25 - 5, sunday = 5 * year / 4 - x - 10;
		int epact = ((11 * golden + 20 + z - x) % 30 + 30) % 30;
		if ((epact == 25 && golden > 11) || epact == 24)
			epact++;
		int n = 44 - epact;
		if (n < 21)
			n += 30;
		n += 7 - (sunday + n) % 7;
		pdz_day expected = n > 31 ? pdz_day_from(year, 4, n - 31) : pdz_day_from(year, 3, n);
		assert_int_equal(pdz_easter(year), expected);
		assert_int_equal(pdz_day_weekday(expected), 7);
	}
}

static const struct pdz_calendar weekends = {0}, italian = {.italian = true};

static void test_days_off(void **state)
{
	(void)state;
	/* 2027: 1 January is a Friday. On Monday to Friday fall 1/1 Fri, 6/1 Wed, Easter
	 * Monday 29/3, 2/6 Wed, 4/10 Mon, 1/11 Mon, 8/12 Wed; on a weekend 25/4, 1/5,
	 * 15/8, 25/12, 26/12 and Easter. */
	static const int off[][2] = {{1, 1}, {1, 6}, {3, 29}, {6, 2}, {10, 4}, {11, 1}, {12, 8}};
	size_t found = 0;
	for (pdz_day d = pdz_day_from(2027, 1, 1); d <= pdz_day_from(2027, 12, 31); d++) {
		bool weekend = pdz_day_weekday(d) >= 6;
		assert_int_equal(pdz_calendar_off(&weekends, d), weekend);
		if (weekend) {
			assert_true(pdz_calendar_off(&italian, d));
		} else if (pdz_calendar_off(&italian, d)) {
			assert_true(found < 7);
			assert_int_equal(d, pdz_day_from(2027, off[found][0], off[found][1]));
			found++;
		}
	}
	assert_int_equal(found, 7);

	/* 4 October: a working Friday in 2024, a working Monday in 2021; a holiday on
	 * Monday in 2027 and on Wednesday in 2028. 2025 (Saturday) and 2026 (Sunday) are
	 * weekends anyway. */
	assert_false(pdz_calendar_off(&italian, pdz_day_from(2021, 10, 4)));
	assert_false(pdz_calendar_off(&italian, pdz_day_from(2024, 10, 4)));
	assert_true(pdz_calendar_off(&italian, pdz_day_from(2027, 10, 4)));
	assert_true(pdz_calendar_off(&italian, pdz_day_from(2028, 10, 4)));
}

static void test_working_days(void **state)
{
	(void)state;
	const pdz_day eve = pdz_day_from(2024, 12, 31);
	/* 2025: 365 days from a Wednesday to a Wednesday, 52 weeks and a Wednesday: 261
	 * Mondays to Fridays. Off among them: 1/1 Wed, 6/1 Mon, 21/4 Mon, 25/4 Fri, 1/5
	 * Thu, 2/6 Mon, 15/8 Fri, 8/12 Mon, 25/12 Thu, 26/12 Fri: 10. (1/11 is a Saturday.) */
	assert_int_equal(pdz_calendar_working(&weekends, eve, pdz_day_from(2025, 12, 31)), 261);
	assert_int_equal(pdz_calendar_working(&italian, eve, pdz_day_from(2025, 12, 31)), 251);
	/* 2027: 261 again, from a Friday to a Friday, less the 7 above. */
	assert_int_equal(pdz_calendar_working(&italian, pdz_day_from(2026, 12, 31), pdz_day_from(2027, 12, 31)), 254);

	pdz_day friday = pdz_day_from(2025, 3, 7);
	assert_int_equal(pdz_calendar_working(&weekends, friday, friday), 0);
	assert_int_equal(pdz_calendar_working(&weekends, friday, friday + 1), 0);
	assert_int_equal(pdz_calendar_working(&weekends, friday, friday + 2), 0);
	assert_int_equal(pdz_calendar_working(&weekends, friday, friday + 3), 1);
	assert_int_equal(pdz_calendar_working(&weekends, friday - 1, friday), 1);
	assert_int_equal(pdz_calendar_working(&weekends, friday + 3, friday), -1);

	/* Applied for on Thursday 17 April 2025, answered on Wednesday 30: Good Friday 18
	 * works, Easter Monday 21 not, 22 23 24 work, 25 not, 28 29 30 work: 7. */
	assert_int_equal(pdz_calendar_working(&italian, pdz_day_from(2025, 4, 17), pdz_day_from(2025, 4, 30)), 7);

	/* The patron's day of Cremona, 13 November, is a Thursday in 2025; once more in
	 * both lists and as a holiday, every day still counts once. */
	pdz_day days[] = {pdz_day_from(2025, 11, 13), pdz_day_from(2025, 11, 14), pdz_day_from(2025, 11, 14),
	                  pdz_day_from(2025, 12, 8), pdz_day_from(2025, 12, 13)};
	struct pdz_calendar local = {.italian = true,
	                             .yearly = {1113, 1113, 1208, 229},
	                             .yearly_count = 4,
	                             .days = days,
	                             .day_count = sizeof days / sizeof *days};
	/* November and December 2025 have 20 + 23 Mondays to Fridays; off: 13/11, 14/11,
	 * 8/12, 25/12, 26/12 (13/12 is a Saturday): 38. */
	assert_int_equal(pdz_calendar_working(&local, pdz_day_from(2025, 10, 31), pdz_day_from(2025, 12, 31)), 38);
	assert_true(pdz_calendar_off(&local, pdz_day_from(2025, 11, 14)));
	assert_false(pdz_calendar_off(&local, pdz_day_from(2026, 11, 12)));
	assert_true(pdz_calendar_off(&local, pdz_day_from(2024, 2, 29)));

	assert_int_equal(pdz_calendar_working(&local, PDZ_NO_DAY, friday), 0);
	assert_int_equal(pdz_calendar_working(&local, friday, PDZ_NO_DAY), 0);
}

/* Long and short spans against counting day by day. */
static void test_working_days_by_counting(void **state)
{
	(void)state;
	enum { FROM_YEAR = 1990, TO_YEAR = 2060 };
	pdz_day begin = pdz_day_from(FROM_YEAR, 1, 1), end = pdz_day_from(TO_YEAR, 12, 31);
	pdz_day days[] = {pdz_day_from(1999, 12, 31), pdz_day_from(2025, 4, 21), pdz_day_from(2025, 4, 22),
	                  pdz_day_from(2025, 4, 26),  pdz_day_from(2030, 2, 28), pdz_day_from(2030, 2, 28)};
	/* 5 April is Easter Monday in some of the years, 1004 a holiday only from 2026. */
	struct pdz_calendar calendars[] = {
		{0},
		{.italian = true},
		{.yearly = {1113, 229, 101}, .yearly_count = 3},
		{.italian = true, .yearly = {405, 1004, 229, 1225, 405, 1207}, .yearly_count = 6, .days = days, .day_count = 6},
	};
	enum { SPAN = 26000 };
	static int32_t until[SPAN]; /* working days up to begin + i */
	assert_true(end - begin < SPAN);
	for (size_t k = 0; k < sizeof calendars / sizeof *calendars; k++) {
		const struct pdz_calendar *c = &calendars[k];
		for (pdz_day d = begin; d <= end; d++)
			until[d - begin] = (d > begin ? until[d - begin - 1] : 0) + !pdz_calendar_off(c, d);
		for (pdz_day from = begin; from <= end; from += 13)
			for (pdz_day to = from; to <= end; to += 1 + (to - from) / 3) {
				int32_t expected = until[to - begin] - until[from - begin];
				assert_int_equal(pdz_calendar_working(c, from, to), expected);
				assert_int_equal(pdz_calendar_working(c, to, from), -expected);
			}
	}
	/* The whole range, in parts and at once. */
	pdz_day first = pdz_day_from(1, 1, 1), last = pdz_day_from(9999, 12, 31);
	assert_int_equal(pdz_calendar_working(&calendars[3], first, last),
	                 pdz_calendar_working(&calendars[3], first, begin) +
	                     pdz_calendar_working(&calendars[3], begin, last));
}

static void full_years_change_on_birthdays(void **state)
{
	(void)state;
	const pdz_day birth = pdz_day_from(1960, 3, 1), leap = pdz_day_from(1960, 2, 29);
	assert_int_equal(pdz_full_years(birth, pdz_day_from(2025, 2, 28)), 64);
	assert_int_equal(pdz_full_years(birth, pdz_day_from(2025, 3, 1)), 65);
	assert_int_equal(pdz_full_years(birth, birth), 0);
	assert_int_equal(pdz_full_years(leap, pdz_day_from(2025, 2, 28)), 64);
	assert_int_equal(pdz_full_years(leap, pdz_day_from(2025, 3, 1)), 65);
	assert_int_equal(pdz_full_years(leap, pdz_day_from(2024, 2, 29)), 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_no_such_day),
		cmocka_unit_test(test_day_text),
		cmocka_unit_test(test_period_text),
		cmocka_unit_test(test_periods),
		cmocka_unit_test(test_easter),
		cmocka_unit_test(test_days_off),
		cmocka_unit_test(test_working_days),
		cmocka_unit_test(test_working_days_by_counting),
		cmocka_unit_test(full_years_change_on_birthdays),
	};
	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
