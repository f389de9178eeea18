/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people and programs write them. Whole text or nothing. */
#include "mapping/cell_value.h"

const char *const pdz_ingest_date_style_names[] = {"dmy", "mdy", "ymd", "excel", NULL};
const char *const pdz_ingest_number_style_names[] = {"it", "en", "hours", NULL};

static bool is_digit(char c)
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

/* What stands for no cents: "1.234,-", "1.234,--", "1.234,=". */
static void drop_no_cents(struct pdz_str *s, char decimal)
{
	struct pdz_str rest = *s;

	if (!drop_end(&rest, PDZ_STR("--")) && !drop_end(&rest, PDZ_STR("-")) && !drop_end(&rest, PDZ_STR("=")) &&
	    !drop_end(&rest, PDZ_STR("\xe2\x80\x93")) && !drop_end(&rest, PDZ_STR("\xe2\x80\x94")))
		return;
	if (rest.n >= 2 && rest.p[rest.n - 1] == decimal && is_digit(rest.p[rest.n - 2]))
		*s = (struct pdz_str){rest.p, rest.n - 1};
}

/* Minus as accountants write it: "(5)", "5-". */
static bool drop_accounting(struct pdz_str *s)
{
	if (s->n > 2 && s->p[0] == '(' && s->p[s->n - 1] == ')') {
		*s = pdz_str_trim((struct pdz_str){s->p + 1, s->n - 2});
		return true;
	}
	return s->n > 1 && is_digit(s->p[0]) && (drop_end(s, PDZ_STR("-")) || drop_end(s, PDZ_STR("\xe2\x88\x92")));
}

/* What surrounds the digits of a number. */
static bool drop_around(struct pdz_str *s, char decimal)
{
	bool unit = drop_unit(s);
	drop_no_cents(s, decimal);
	bool minus = drop_accounting(s);

	if (minus && !unit) /* "(€ 5)" */
		unit = drop_unit(s);
	if (!minus) {
		minus = drop_sign(s);
		if (!unit)
			drop_unit(s); /* "-€ 5" */
	}
	drop_no_cents(s, decimal);
	return minus;
}

/* Length of a group mark at p, of n bytes but at least one: the style's own, a blank of any
 * kind, an apostrophe; 0: none. */
static size_t group_mark(const char *p, size_t n, char mark)
{
	static const struct pdz_str others[] = {{"\xc2\xa0", 2},     {"\xe2\x80\xaf", 3}, {"\xe2\x80\x89", 3},
	                                        {"\xe2\x80\x87", 3}, {"\xe2\x80\x88", 3}, {"\xe2\x80\x99", 3}};

	if (*p == mark || *p == ' ' || *p == '\'')
		return 1;
	for (size_t i = 0; i < sizeof others / sizeof *others && (*p & 0x80); i++)
		if (n >= others[i].n && memcmp(p, others[i].p, others[i].n) == 0)
			return others[i].n;
	return 0;
}

/* Hours and minutes, 26:30, with seconds or without, as hours; mark: between the two. */
static enum pdz_parse parse_hours(struct pdz_str s, bool minus, const char *marks, pdz_micro *out)
{
	int64_t hours = 0, minutes = 0, seconds = 0;
	size_t i = 0;

	for (; i < s.n && i < 7 && is_digit(s.p[i]); i++)
		hours = hours * 10 + (s.p[i] - '0');
	if (i == 0)
		return PDZ_PARSE_MALFORMED;
	if (i < s.n) {
		if (!memchr(marks, s.p[i], strlen(marks)) || s.n < i + 3 || !is_digit(s.p[i + 1]) || !is_digit(s.p[i + 2]))
			return PDZ_PARSE_MALFORMED;
		minutes = (s.p[i + 1] - '0') * 10 + (s.p[i + 2] - '0');
		i += 3;
	}
	if (i < s.n) {
		if (s.p[i] != ':' || s.n != i + 3 || !is_digit(s.p[i + 1]) || !is_digit(s.p[i + 2]))
			return PDZ_PARSE_MALFORMED;
		seconds = (s.p[i + 1] - '0') * 10 + (s.p[i + 2] - '0');
	}
	if (minutes > 59 || seconds > 59)
		return PDZ_PARSE_MALFORMED;
	const pdz_micro m = ((hours * 3600 + minutes * 60 + seconds) * PDZ_MICRO + 1800) / 3600;
	*out = minus ? -m : m;
	return PDZ_PARSE_OK;
}

/* Digits, in groups or not, and decimals. */
static enum pdz_parse parse_digits(struct pdz_str s, bool minus, char decimal, char group, pdz_micro *out)
{
	char plain[64];
	size_t n = 0, run = 0;
	const char *mark = NULL; /* the first group's */
	size_t mark_length = 0;

	if (s.n == 0 || s.n >= sizeof plain - 2)
		return PDZ_PARSE_MALFORMED;
	if (minus)
		plain[n++] = '-';
	for (size_t i = 0; i < s.n;) {
		size_t length;
		if (is_digit(s.p[i])) {
			plain[n++] = s.p[i++];
			run++;
		} else if (s.p[i] == decimal) {
			if (run == 0 || (mark && run != 3) || i + 1 == s.n)
				return PDZ_PARSE_MALFORMED;
			plain[n++] = '.';
			for (i++; i < s.n; i++) {
				if (!is_digit(s.p[i]))
					return PDZ_PARSE_MALFORMED;
				plain[n++] = s.p[i];
			}
			return pdz_micro_parse((struct pdz_str){plain, n}, out);
		} else if ((length = group_mark(s.p + i, s.n - i, group))) {
			/* a group never begins with 0: 0.125 is not a hundred and twenty-five */
			if (mark ? run != 3 || length != mark_length || memcmp(s.p + i, mark, length) != 0
			         : run == 0 || run > 3 || s.p[0] == '0')
				return PDZ_PARSE_MALFORMED;
			mark = s.p + i;
			mark_length = length;
			run = 0;
			i += length;
		} else {
			return PDZ_PARSE_MALFORMED;
		}
	}
	if (run == 0 || (mark && run != 3))
		return PDZ_PARSE_MALFORMED;
	return pdz_micro_parse((struct pdz_str){plain, n}, out);
}

enum pdz_parse pdz_ingest_parse_number(struct pdz_str s, enum ingest_numbers style, pdz_micro *out)
{
	const char decimal = style == NUMBERS_EN ? '.' : ',', group = style == NUMBERS_EN ? ',' : '.';

	s = pdz_str_trim(s);
	if (s.n == 0)
		return PDZ_PARSE_EMPTY;
	if (style != NUMBERS_HOURS && pdz_ingest_simple_number(s, decimal, out))
		return PDZ_PARSE_OK;
	const bool minus = drop_around(&s, decimal);
	if (style == NUMBERS_HOURS)
		return parse_hours(s, minus, ":,.", out);
	const enum pdz_parse result = parse_digits(s, minus, decimal, group, out);
	return result == PDZ_PARSE_MALFORMED && s.n && memchr(s.p, ':', s.n) ? parse_hours(s, minus, ":", out) : result;
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
	g.excel = pdz_ingest_parse_excel_day(pdz_str_trim(s), &d) == PDZ_PARSE_OK && d >= 7305 && d <= 47481;
	return g;
}
