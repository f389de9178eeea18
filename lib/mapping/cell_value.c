/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and dates as people and programs write them. Whole text or nothing. */
#include "mapping/cell_value.h"

#include "base/fold.h"

const char *const pdz_ingest_date_style_names[] = {"dmy", "mdy", "ymd", "excel", NULL};
const char *const pdz_ingest_number_style_names[] = {"it", "en", NULL};

static bool is_ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool drop_start(struct pdz_str *s, struct pdz_str what)
{
	if (s->n < what.n || memcmp(s->p, what.p, what.n) != 0)
		return false;
	s->p += what.n;
	s->n -= what.n;
	*s = pdz_str_trim(*s);
	return true;
}

static bool drop_end(struct pdz_str *s, struct pdz_str what)
{
	if (s->n < what.n || memcmp(s->p + s->n - what.n, what.p, what.n) != 0)
		return false;
	s->n -= what.n;
	*s = pdz_str_trim(*s);
	return true;
}

/* One sign of what is counted, before or after: "€ 1", "1 EUR", "1%". */
static bool drop_unit(struct pdz_str *s)
{
	/* the longer first: of "euro 1" nothing may be left but the 1 */
	static const struct pdz_str euro[] = {{"\xe2\x82\xac", 3}, {"Euro", 4}, {"euro", 4},
	                                      {"EURO", 4},         {"EUR", 3},  {"eur", 3}};

	bool dropped = drop_end(s, PDZ_STR("%"));
	for (size_t i = 0; i < sizeof euro / sizeof *euro && !dropped; i++)
		dropped = drop_start(s, euro[i]) || drop_end(s, euro[i]);
	return dropped;
}

/* A sign, of either kind of minus. */
static bool drop_sign(struct pdz_str *s)
{
	if (drop_start(s, PDZ_STR("-")) || drop_start(s, PDZ_STR("\xe2\x88\x92")))
		return true;
	drop_start(s, PDZ_STR("+"));
	return false;
}

/* Length of a group mark at p, of n bytes but at least one: the style's own, a blank or a
 * no-break blank; 0: none. */
static size_t group_mark(const char *p, size_t n, char mark)
{
	if (*p == mark || *p == ' ')
		return 1;
	if (n >= 2 && memcmp(p, "\xc2\xa0", 2) == 0)
		return 2;
	if (n >= 3 && memcmp(p, "\xe2\x80\xaf", 3) == 0)
		return 3;
	return 0;
}

enum pdz_parse pdz_ingest_parse_number(struct pdz_str s, enum ingest_numbers style, pdz_micro *out)
{
	const char decimal = style == NUMBERS_IT ? ',' : '.', group = style == NUMBERS_IT ? '.' : ',';
	char plain[64];
	size_t n = 0, run = 0;
	bool grouped = false;

	s = pdz_str_trim(s);
	if (s.n == 0)
		return PDZ_PARSE_EMPTY;
	const bool unit = drop_unit(&s);
	if (drop_sign(&s))
		plain[n++] = '-';
	if (!unit)
		drop_unit(&s); /* "-€ 5" */
	if (s.n == 0 || s.n >= sizeof plain - 2)
		return PDZ_PARSE_MALFORMED;
	for (size_t i = 0; i < s.n;) {
		size_t mark;
		if (is_ascii_digit(s.p[i])) {
			plain[n++] = s.p[i++];
			run++;
		} else if (s.p[i] == decimal) {
			if (run == 0 || (grouped && run != 3) || i + 1 == s.n)
				return PDZ_PARSE_MALFORMED;
			plain[n++] = '.';
			for (i++; i < s.n; i++) {
				if (!is_ascii_digit(s.p[i]))
					return PDZ_PARSE_MALFORMED;
				plain[n++] = s.p[i];
			}
			return pdz_micro_parse((struct pdz_str){plain, n}, out);
		} else if ((mark = group_mark(s.p + i, s.n - i, group))) {
			if (run == 0 || run > 3 || (grouped && run != 3))
				return PDZ_PARSE_MALFORMED;
			grouped = true;
			run = 0;
			i += mark;
		} else {
			return PDZ_PARSE_MALFORMED;
		}
	}
	if (run == 0 || (grouped && run != 3))
		return PDZ_PARSE_MALFORMED;
	return pdz_micro_parse((struct pdz_str){plain, n}, out);
}

/* Dates */

/* Up to three numbers or a month's name, and what stands between them. */
struct parts {
	unsigned value[3], digits[3]; /* digits 0: a month's name */
	size_t count;
	char mark; /* between them */
};

static unsigned month_by_name(const char *p, size_t n)
{
	/* the first three letters tell, in both languages; the rest must be as it goes on */
	static const char names[][4] = {"gen", "jan", "feb", "feb", "mar", "mar", "apr", "apr", "mag", "may", "giu", "jun",
	                                "lug", "jul", "ago", "aug", "set", "sep", "ott", "oct", "nov", "nov", "dic", "dec"};
	/* clang-format off */
	static const char *const full[] = {
		"gennaio", "january", "febbraio", "february", "marzo", "march", "aprile", "april", "maggio", "may", "giugno",
		"june", "luglio", "july", "agosto", "august", "settembre", "september", "ottobre", "october", "novembre",
		"november", "dicembre", "december",
	};
	/* clang-format on */
	char lower[16];

	if (n < 3 || n >= sizeof lower)
		return 0;
	for (size_t i = 0; i < n; i++)
		lower[i] = (char)(p[i] | 0x20); /* they are letters */
	for (unsigned i = 0; i < 24; i++)
		if (memcmp(lower, names[i], 3) == 0 && strlen(full[i]) >= n && memcmp(lower, full[i], n) == 0)
			return i / 2 + 1;
	return 0;
}

static bool is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The date's parts; *rest what follows them. */
static bool split_date(struct pdz_str s, struct parts *parts, struct pdz_str *rest)
{
	size_t i = 0;

	*parts = (struct parts){0};
	for (;;) {
		size_t from = i;
		unsigned value = 0;
		while (i < s.n && is_ascii_digit(s.p[i]) && i - from < 9)
			value = value * 10 + (unsigned)(s.p[i++] - '0');
		if (i > from) {
			parts->digits[parts->count] = (unsigned)(i - from);
		} else {
			while (i < s.n && is_ascii_letter(s.p[i]))
				i++;
			value = month_by_name(s.p + from, i - from);
			if (!value)
				return false;
			if (i < s.n && s.p[i] == '.')
				i++; /* "31 dic. 2025" */
		}
		parts->value[parts->count++] = value;
		if (parts->count == 3 || i == s.n)
			break;
		if (!memchr("/-. ", s.p[i], 4) || (parts->mark && parts->mark != s.p[i]))
			return false;
		parts->mark = s.p[i++];
	}
	*rest = (struct pdz_str){s.p + i, s.n - i};
	return parts->count == 3;
}

/* Nothing, or a time of day: "10:30", "T10:30:00.000Z", "+01:00". */
static bool is_time(struct pdz_str s)
{
	size_t i = 0, colons = 0;

	if (s.n == 0)
		return true;
	if (s.p[0] != 'T' && s.p[0] != ' ' && s.p[0] != ',')
		return false;
	for (i = 1; i < s.n && s.p[i] == ' '; i++)
		;
	for (; i < s.n; i++) {
		colons += s.p[i] == ':' || s.p[i] == '.';
		if (!is_ascii_digit(s.p[i]) && !memchr(":.,Z+-", s.p[i], 6))
			return false;
	}
	return colons > 0 && s.n >= 5;
}

static enum pdz_parse day_of_parts(unsigned year, unsigned year_digits, unsigned month, unsigned day, pdz_day *out)
{
	if (year_digits == 2)
		year += year < 50 ? 2000 : 1900;
	else if (year_digits != 4)
		return PDZ_PARSE_MALFORMED;
	pdz_day d = pdz_day_from((int)year, (int)month, (int)day);
	if (d == PDZ_NO_DAY)
		return PDZ_PARSE_RANGE;
	*out = d;
	return PDZ_PARSE_OK;
}

static enum pdz_parse excel_day(struct pdz_str s, pdz_day *out)
{
	int64_t serial = 0;
	size_t i = 0;

	for (; i < s.n && is_ascii_digit(s.p[i]) && i < 8; i++)
		serial = serial * 10 + (s.p[i] - '0');
	if (i == 0)
		return PDZ_PARSE_MALFORMED;
	if (i < s.n && (s.p[i] == '.' || s.p[i] == ',') && i + 1 < s.n) /* the time of day */
		for (i++; i < s.n && is_ascii_digit(s.p[i]); i++)
			;
	if (i < s.n)
		return PDZ_PARSE_MALFORMED;
	/* before March 1900 Excel counts a day that never was; 2958465 is 9999-12-31 */
	if (serial < 61 || serial > 2958465)
		return PDZ_PARSE_RANGE;
	if (s.n == 4 && serial >= 1900 && serial < 2200) /* a year, not a day of 1905 */
		return PDZ_PARSE_MALFORMED;
	*out = (pdz_day)(serial - 25569);
	return PDZ_PARSE_OK;
}

enum pdz_parse pdz_ingest_parse_date(struct pdz_str s, enum ingest_dates style, pdz_day *out)
{
	struct parts p;
	struct pdz_str rest;

	s = pdz_str_trim(s);
	if (s.n == 0)
		return PDZ_PARSE_EMPTY;
	if (s.n == 10 && s.p[4] == '-') {
		enum pdz_parse result = pdz_day_parse(s, out);
		if (result == PDZ_PARSE_OK)
			return result;
	}
	if (style == DATES_EXCEL) {
		enum pdz_parse result = excel_day(s, out);
		if (result != PDZ_PARSE_MALFORMED)
			return result;
	}
	if (style == DATES_YMD && s.n == 8) {
		unsigned v = 0;
		size_t i = 0;
		for (; i < 8 && is_ascii_digit(s.p[i]); i++)
			v = v * 10 + (unsigned)(s.p[i] - '0');
		if (i == 8)
			return day_of_parts(v / 10000, 4, v / 100 % 100, v % 100, out);
	}
	if (!split_date(s, &p, &rest) || !is_time(rest))
		return PDZ_PARSE_MALFORMED;
	if (p.digits[0] == 4 && p.digits[1] && p.digits[1] <= 2 && p.digits[2] &&
	    p.digits[2] <= 2) /* 2025-12-31, 2025/12/31 */
		return day_of_parts(p.value[0], 4, p.value[1], p.value[2], out);
	if (style == DATES_EXCEL)
		return PDZ_PARSE_MALFORMED;
	if (!p.digits[1] && p.digits[0] && p.digits[0] <= 2) /* 31-dic-25 */
		return day_of_parts(p.value[2], p.digits[2], p.value[1], p.value[0], out);
	if (!p.digits[0] || !p.digits[1] || !p.digits[2] || p.digits[1] > 2 || p.mark == ' ')
		return PDZ_PARSE_MALFORMED;
	if (style == DATES_YMD)
		return p.digits[2] <= 2 ? day_of_parts(p.value[0], p.digits[0], p.value[1], p.value[2], out)
		                        : PDZ_PARSE_MALFORMED;
	if (p.digits[0] > 2)
		return PDZ_PARSE_MALFORMED;
	bool dmy = style == DATES_DMY;
	return day_of_parts(p.value[2], p.digits[2], p.value[dmy ? 1 : 0], p.value[dmy ? 0 : 1], out);
}

struct ingest_guess pdz_ingest_guess_value(struct pdz_str s)
{
	struct ingest_guess g = {0};
	pdz_micro m;
	pdz_day d;

	g.number_it = pdz_ingest_parse_number(s, NUMBERS_IT, &m) == PDZ_PARSE_OK;
	g.number_en = pdz_ingest_parse_number(s, NUMBERS_EN, &m) == PDZ_PARSE_OK;
	g.dmy = pdz_ingest_parse_date(s, DATES_DMY, &d) == PDZ_PARSE_OK;
	g.mdy = pdz_ingest_parse_date(s, DATES_MDY, &d) == PDZ_PARSE_OK;
	g.iso = s.n >= 10 && s.p[4] == '-' && pdz_ingest_parse_date(s, DATES_YMD, &d) == PDZ_PARSE_OK;
	g.excel = excel_day(pdz_str_trim(s), &d) == PDZ_PARSE_OK && d >= 7305 && d <= 47481;
	return g;
}
