/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as people and programs write them: days, and months, quarters and half years by their
 * first or last day. Whole text or nothing. */
#include "mapping/cell_value.h"

#include <stdlib.h>

enum { LONGEST = 80 }; /* of a text that could be a date */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Words */

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
	char word[16];

	if (n == 2 && lower(p[0]) == 'a' && lower(p[1]) == 'g')
		return 8; /* Lugl, Ag, Sett */
	if (n < 3 || n >= sizeof word)
		return 0;
	for (size_t i = 0; i < n; i++)
		word[i] = lower(p[i]);
	for (unsigned i = 0; i < 24; i++)
		if (memcmp(word, names[i], 3) == 0 && strlen(full[i]) >= n && memcmp(word, full[i], n) == 0)
			return i / 2 + 1;
	return 0;
}

/* Is a word a day of the week, or its beginning? */
static bool is_weekday(const char *p, size_t n)
{
	static const char *const names[] = {"lunedi", "martedi", "mercoledi", "giovedi",  "venerdi", "sabato",   "domenica",
	                                    "monday", "tuesday", "wednesday", "thursday", "friday",  "saturday", "sunday"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t k = 0;
		while (k < n && names[i][k] && lower(p[k]) == names[i][k])
			k++;
		if (k == n && n >= 3)
			return true;
	}
	return false;
}

/* Typography out of the way: one blank for those of any kind, none around a slash, plain
 * dashes, no degree signs (1°), apostrophes or accents. False: too long for a date. */

static const struct {
	const char *mark;
	char plain; /* '\0': nothing */
} marks[] = {
	{"\xc2\xa0", ' '},
	{"\xe2\x80\xaf", ' '},
	{"\xe2\x81\x9f", ' '},
	{"\xe3\x80\x80", ' '},
	{"\xe2\x80\x80", ' '},
	{"\xe2\x80\x81", ' '},
	{"\xe2\x80\x82", ' '},
	{"\xe2\x80\x83", ' '},
	{"\xe2\x80\x84", ' '},
	{"\xe2\x80\x85", ' '},
	{"\xe2\x80\x86", ' '},
	{"\xe2\x80\x87", ' '},
	{"\xe2\x80\x88", ' '},
	{"\xe2\x80\x89", ' '},
	{"\xe2\x80\x8a", ' '},
	{"\xe2\x80\x90", '-'},
	{"\xe2\x80\x91", '-'},
	{"\xe2\x80\x92", '-'},
	{"\xe2\x80\x93", '-'},
	{"\xe2\x80\x94", '-'},
	{"\xe2\x88\x92", '-'},
	{"\xe2\x81\x84", '/'},
	{"\xe2\x88\x95", '/'},
	{"\xc2\xb0", '\0'},
	{"\xc2\xba", '\0'},
	{"\xc2\xaa", '\0'},
	{"\xe2\x80\x99", '\0'},
	{"'", '\0'},
	{"\xe2\x80\x8b", '\0'},
	{"\xef\xbb\xbf", '\0'},
	{"\xe2\x81\xa0", '\0'},
	{"\xc3\xac", 'i'},
	{"\xc3\xad", 'i'},
	{"\xc3\x8c", 'I'},
	{"\t", ' '},
	{"\n", ' '},
	{"\r", ' '},
};

static bool tidy(struct pdz_str s, char to[LONGEST], struct pdz_str *out)
{
	size_t n = 0;

	if (s.n >= LONGEST)
		return false;
	for (size_t i = 0; i < s.n;) {
		char c = s.p[i];
		size_t length = 1;
		for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
			const size_t m = strlen(marks[k].mark);
			if (i + m <= s.n && memcmp(s.p + i, marks[k].mark, m) == 0) {
				c = marks[k].plain;
				length = m;
				break;
			}
		}
		i += length;
		if (c == '\0' || (c == ' ' && n && (to[n - 1] == ' ' || to[n - 1] == '/')))
			continue;
		if (c == '/' && n && to[n - 1] == ' ')
			n--;
		to[n++] = c;
	}
	*out = pdz_str_trim((struct pdz_str){to, n});
	return true;
}

/* Parts of a date */

/* Up to three numbers or a month's name, and what stands between them. */
struct parts {
	unsigned value[3], digits[3]; /* digits 0: a month's name */
	size_t count;
	char mark; /* between them */
};

/* The date's parts; *rest what follows them. Two of them are a month. */
static bool split_date(struct pdz_str s, struct parts *parts, struct pdz_str *rest)
{
	size_t i = 0;

	*parts = (struct parts){0};
	for (;;) {
		size_t from = i;
		unsigned value = 0;
		while (i < s.n && is_digit(s.p[i]) && i - from < 9)
			value = value * 10 + (unsigned)(s.p[i++] - '0');
		if (i > from) {
			parts->digits[parts->count] = (unsigned)(i - from);
		} else {
			while (i < s.n && is_letter(s.p[i]))
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
	return parts->count >= 2;
}

/* Times of day */

struct clock {
	bool has_zone;
	int32_t seconds, offset; /* of the day; of the zone, east of Greenwich */
};

static bool take_number(struct pdz_str *s, size_t least, size_t most, int32_t *value)
{
	size_t n = 0;

	*value = 0;
	for (; n < s->n && n < most && is_digit(s->p[n]); n++)
		*value = *value * 10 + (s->p[n] - '0');
	s->p += n;
	s->n -= n;
	return n >= least;
}

static bool take_char(struct pdz_str *s, const char *any)
{
	if (s->n == 0 || !memchr(any, s->p[0], strlen(any)))
		return false;
	s->p++;
	s->n--;
	return true;
}

/* A word in any case, followed by no letter. */
static bool take_word(struct pdz_str *s, const char *word)
{
	const size_t n = strlen(word);

	for (size_t i = 0; i < n; i++)
		if (i >= s->n || lower(s->p[i]) != word[i])
			return false;
	if (n < s->n && is_letter(s->p[n]))
		return false;
	s->p += n;
	s->n -= n;
	return true;
}

static bool take_zone(struct pdz_str *s, struct clock *c)
{
	static const struct {
		char name[5];
		int32_t hours;
	} named[] = {{"cet", 1}, {"cest", 2}, {"eet", 2}, {"eest", 3}, {"wet", 0}, {"west", 1}};
	int32_t hours, minutes = 0;

	c->has_zone = true;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (take_word(s, named[i].name)) {
			c->offset = named[i].hours * 3600;
			return true;
		}
	const bool utc = take_word(s, "utc") || take_word(s, "gmt"); /* GMT+1 */
	if (take_word(s, "z") || (utc && s->n == 0))
		return true;
	const bool west = s->n && s->p[0] == '-';
	if (!take_char(s, "+-") || !take_number(s, utc ? 1 : 2, 2, &hours))
		return false;
	if (s->n && (take_char(s, ":") || is_digit(s->p[0])) && !take_number(s, 2, 2, &minutes))
		return false;
	c->offset = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
	return hours <= 14 && minutes < 60;
}

/* Half of a day: +12 hours after noon. */
static bool take_half(struct pdz_str *s, int32_t *hours)
{
	const bool am = take_word(s, "am") || take_word(s, "a.m.") || take_word(s, "a.m");

	if (!am && !take_word(s, "pm") && !take_word(s, "p.m.") && !take_word(s, "p.m"))
		return true;
	if (*hours < 1 || *hours > 12)
		return false;
	*hours = *hours % 12 + (am ? 0 : 12);
	return true;
}

/* Nothing, or a time of day: " 10:30", "T10:30:00.000Z", " ore 9.30", ", 2:30 PM", "T10:30+01:00". */
static bool parse_clock(struct pdz_str s, struct clock *c)
{
	int32_t hours, minutes, seconds = 0, parts_of_second;

	*c = (struct clock){0};
	if (s.n == 0)
		return true;
	if (take_word(&s, "z"))
		return s.n == 0; /* a day with a zone is that day */
	if (!take_char(&s, "T ,"))
		return false;
	s = pdz_str_trim(s);
	if (take_word(&s, "ore") || take_word(&s, "alle") || take_word(&s, "h"))
		s = pdz_str_trim(s);
	if (!take_number(&s, 1, 2, &hours) || !take_char(&s, ":.") || !take_number(&s, 2, 2, &minutes))
		return false;
	if (take_char(&s, ":.") && !take_number(&s, 2, 2, &seconds))
		return false;
	if (take_char(&s, ".,") && !take_number(&s, 1, 9, &parts_of_second))
		return false;
	s = pdz_str_trim(s);
	if (!take_half(&s, &hours))
		return false;
	s = pdz_str_trim(s);
	if (s.n && !take_zone(&s, c))
		return false;
	c->seconds = hours * 3600 + minutes * 60 + seconds;
	return s.n == 0 && hours <= 24 && minutes < 60 && seconds <= 60;
}

/* The last Sunday of a month. */
static pdz_day last_sunday(int year, int month)
{
	const pdz_day last = pdz_month_first(year * 12 + month) - 1;

	return last - pdz_day_weekday(last) % 7;
}

/* The day that it is in Rome at a moment given with its zone. Summer time by the rule of the
 * Union since 1996: from the last Sunday of March to that of October, at 1:00 UTC. */
static pdz_day day_in_rome(pdz_day day, const struct clock *c)
{
	int year, month, of_month;
	int64_t utc = (int64_t)day * 86400 + c->seconds - c->offset;

	pdz_day_split((pdz_day)(utc >= 0 ? utc / 86400 : -((86399 - utc) / 86400)), &year, &month, &of_month);
	const bool summer = year >= 1 && utc >= (int64_t)last_sunday(year, 3) * 86400 + 3600 &&
	                    utc < (int64_t)last_sunday(year, 10) * 86400 + 3600;
	utc += summer ? 7200 : 3600;
	return (pdz_day)(utc >= 0 ? utc / 86400 : -((86399 - utc) / 86400));
}

/* Days */

static enum pdz_parse day_of(unsigned year, unsigned year_digits, unsigned month, unsigned day, pdz_day *out)
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

enum pdz_parse pdz_ingest_parse_excel_day(struct pdz_str s, pdz_day *out)
{
	int64_t serial = 0;
	size_t i = 0;

	for (; i < s.n && is_digit(s.p[i]) && i < 8; i++)
		serial = serial * 10 + (s.p[i] - '0');
	if (i == 0)
		return PDZ_PARSE_MALFORMED;
	if (i < s.n && (s.p[i] == '.' || s.p[i] == ',') && i + 1 < s.n) /* the time of day */
		for (i++; i < s.n && is_digit(s.p[i]); i++)
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

/* Months, quarters ... */

static enum pdz_parse months_from(int year, unsigned number, unsigned months, bool first, pdz_day *out)
{
	if (number < 1 || number * months > 12 || year < 1)
		return PDZ_PARSE_RANGE;
	const int32_t month = year * 12 + (int32_t)((number - 1) * months);
	*out = first ? pdz_month_first(month) : pdz_month_first(month + (int32_t)months) - 1;
	return PDZ_PARSE_OK;
}

/* gen 2025, 2025 gen, feb-25, 03/2025, 2025-03. Two digits after a blank could be a day. */
static enum pdz_parse month_of(const struct parts *p, bool first, pdz_day *out)
{
	const bool year_first = p->digits[0] == 4 && p->digits[1] <= 2;
	const bool number_first = p->digits[0] && p->digits[0] <= 2 && p->digits[1] == 4;
	const bool name_first = !p->digits[0] && (p->digits[1] == 4 || (p->digits[1] == 2 && p->mark != ' '));
	unsigned year = p->value[year_first ? 0 : 1];

	if (!year_first && !number_first && !name_first)
		return PDZ_PARSE_MALFORMED;
	if (name_first && p->digits[1] == 2)
		year += year < 50 ? 2000 : 1900;
	return months_from((int)year, p->value[year_first ? 1 : 0], 1, first, out);
}

/* One word or number of a text like "1 trimestre del 2025", lower case. */
static size_t next_token(struct pdz_str *s, char token[16])
{
	size_t n = 0;

	while (s->n && !is_digit(s->p[0]) && !is_letter(s->p[0])) {
		if (!memchr(" -/.,", s->p[0], 5))
			return SIZE_MAX;
		s->p++;
		s->n--;
	}
	const bool digits = s->n && is_digit(s->p[0]);
	while (n < s->n && n < 15 && (digits ? is_digit(s->p[n]) : is_letter(s->p[n]))) {
		token[n] = lower(s->p[n]);
		n++;
	}
	s->p += n;
	s->n -= n;
	token[n] = '\0';
	return n;
}

static unsigned index_in(const char *token, const char *const *words, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(token, words[i]) == 0)
			return i + 1;
	return 0;
}

/* 1° trimestre 2025, IV trim. 2025, Q1 2025, 2025-S2, primo semestre del 2025. */
static enum pdz_parse part_of_year(struct pdz_str s, bool first, pdz_day *out)
{
	static const char *const units[] = {"trimestre", "trim",     "quarter", "q", "t",        "quadrimestre",
	                                    "quadrim",   "semestre", "sem",     "s", "bimestre", "bim"};
	static const unsigned char months[] = {3, 3, 3, 3, 3, 4, 4, 6, 6, 6, 2, 2};
	static const char *const roman[] = {"i", "ii", "iii", "iv", "v", "vi"};
	static const char *const ordinal[] = {"primo", "secondo", "terzo", "quarto", "quinto", "sesto"};
	static const char *const fillers[] = {"del", "di", "dell", "anno", "of"};
	unsigned unit = 0, number = 0, year = 0;
	char token[16];

	for (size_t n; (n = next_token(&s, token)) > 0;) {
		if (n == SIZE_MAX)
			return PDZ_PARSE_MALFORMED;
		const unsigned is_unit = index_in(token, units, sizeof units / sizeof *units);
		unsigned is_number = index_in(token, roman, 6);
		if (!is_number)
			is_number = index_in(token, ordinal, 6);
		if (is_digit(token[0]) && n == 1)
			is_number = (unsigned)(token[0] - '0');
		if (is_unit && !unit)
			unit = is_unit;
		else if (is_number && !number)
			number = is_number;
		else if (is_digit(token[0]) && n == 4 && !year)
			year = (unsigned)strtoul(token, NULL, 10);
		else if (!index_in(token, fillers, sizeof fillers / sizeof *fillers))
			return PDZ_PARSE_MALFORMED;
	}
	if (!unit || !number || !year)
		return PDZ_PARSE_MALFORMED;
	return months_from((int)year, number, months[unit - 1], first, out);
}

static enum pdz_parse day_of_parts(const struct parts *p, enum ingest_dates style, pdz_day *out)
{
	if (p->digits[0] == 4 && p->digits[1] && p->digits[1] <= 2 && p->digits[2] &&
	    p->digits[2] <= 2) /* 2025-12-31, 2025/12/31 */
		return day_of(p->value[0], 4, p->value[1], p->value[2], out);
	if (!p->digits[1] && p->digits[0] && p->digits[0] <= 2) /* 31-dic-25 */
		return day_of(p->value[2], p->digits[2], p->value[1], p->value[0], out);
	if (style == DATES_EXCEL)
		return PDZ_PARSE_MALFORMED;
	if (!p->digits[0] || !p->digits[1] || !p->digits[2] || p->digits[1] > 2 || p->mark == ' ')
		return PDZ_PARSE_MALFORMED;
	if (style == DATES_YMD)
		return p->digits[2] <= 2 ? day_of(p->value[0], p->digits[0], p->value[1], p->value[2], out)
		                         : PDZ_PARSE_MALFORMED;
	if (p->digits[0] > 2)
		return PDZ_PARSE_MALFORMED;
	const bool dmy = style == DATES_DMY;
	return day_of(p->value[2], p->digits[2], p->value[dmy ? 1 : 0], p->value[dmy ? 0 : 1], out);
}

static enum pdz_parse plain_date(struct pdz_str s, enum ingest_dates style, bool first, pdz_day *out)
{
	struct parts p;
	struct pdz_str rest;
	struct clock clock;

	if (!split_date(s, &p, &rest))
		return PDZ_PARSE_MALFORMED;
	if (p.count == 2)
		return rest.n == 0 ? month_of(&p, first, out) : PDZ_PARSE_MALFORMED;
	if (!parse_clock(rest, &clock))
		return PDZ_PARSE_MALFORMED;
	pdz_day day;
	const enum pdz_parse result = day_of_parts(&p, style, &day);
	if (result != PDZ_PARSE_OK)
		return result;
	if (clock.has_zone)
		day = day_in_rome(day, &clock);
	int year, month, of_month;
	pdz_day_split(day, &year, &month, &of_month);
	if (year < 1 || year > 9999)
		return PDZ_PARSE_RANGE;
	*out = day;
	return PDZ_PARSE_OK;
}

enum pdz_parse pdz_ingest_parse_date_edge(struct pdz_str s, enum ingest_dates style, bool first, pdz_day *out)
{
	char room[LONGEST];
	struct pdz_str plain;

	s = pdz_str_trim(s);
	if (s.n == 0)
		return PDZ_PARSE_EMPTY;
	if (s.n == 10 && s.p[4] == '-' && pdz_day_parse(s, out) == PDZ_PARSE_OK)
		return PDZ_PARSE_OK;
	if (style == DATES_EXCEL) {
		const enum pdz_parse result = pdz_ingest_parse_excel_day(s, out);
		if (result != PDZ_PARSE_MALFORMED)
			return result;
	}
	if (style == DATES_YMD && s.n == 8) {
		unsigned v = 0;
		size_t i = 0;
		for (; i < 8 && is_digit(s.p[i]); i++)
			v = v * 10 + (unsigned)(s.p[i] - '0');
		if (i == 8)
			return day_of(v / 10000, 4, v / 100 % 100, v % 100, out);
	}
	enum pdz_parse result = plain_date(s, style, first, out);
	if (result != PDZ_PARSE_MALFORMED || !tidy(s, room, &plain))
		return result;
	result = plain_date(plain, style, first, out);
	if (result != PDZ_PARSE_MALFORMED)
		return result;
	size_t n = 0;
	while (n < plain.n && is_letter(plain.p[n]))
		n++;
	if (is_weekday(plain.p, n) && n < plain.n) {
		n += plain.p[n] == '.' || plain.p[n] == ',';
		return plain_date(pdz_str_trim((struct pdz_str){plain.p + n, plain.n - n}), style, first, out);
	}
	return part_of_year(plain, first, out);
}

enum pdz_parse pdz_ingest_parse_date(struct pdz_str s, enum ingest_dates style, pdz_day *out)
{
	return pdz_ingest_parse_date_edge(s, style, false, out);
}
