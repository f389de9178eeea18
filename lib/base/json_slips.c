/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The usual slips of people who write JSON by hand, in plain words. */
#include "base/json.h"

static bool begins(struct pdz_str rest, const char *with)
{
	const size_t n = strlen(with);

	return rest.n >= n && memcmp(rest.p, with, n) == 0;
}

static bool begins_with_one_of(struct pdz_str rest, const char *const *list)
{
	for (; *list; list++)
		if (begins(rest, *list))
			return true;
	return false;
}

static bool is_typographic(struct pdz_str rest)
{
	static const char *const quotes[] = {"\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e",
	                                     "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x9a",
	                                     "\xc2\xab",     "\xc2\xbb",     NULL};

	return begins_with_one_of(rest, quotes);
}

/* Is there one in the line up to a place? A text that one should close never ends. */
static bool typographic_in_line(struct pdz_str text, size_t at)
{
	size_t from = at < text.n ? at : text.n;

	while (from > 0 && text.p[from - 1] != '\n')
		from--;
	for (size_t i = from; i < text.n && i < at; i++)
		if (is_typographic((struct pdz_str){text.p + i, text.n - i}))
			return true;
	return false;
}

/* The last byte before a place that is not a blank; 0: none. *where: its place. */
static char before(struct pdz_str text, size_t at, size_t *where)
{
	while (at > 0) {
		const char c = text.p[--at];
		if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
			*where = at;
			return c;
		}
	}
	return '\0';
}

static bool is_numeral(char c)
{
	return c >= '0' && c <= '9';
}

static const char *of_word(struct pdz_str rest)
{
	static const char *const constants[] = {"True", "TRUE",  "False", "FALSE", "None", "NULL", "Null",  "Vero", "vero",
	                                        "VERO", "Falso", "falso", "FALSO", "null", "true", "false", NULL};
	size_t n = 0;

	if (begins_with_one_of(rest, constants))
		return "true, false and null are written so, in small letters";
	while (n < rest.n && rest.p[n] != ':' && rest.p[n] != '\n' && rest.p[n] != '"')
		n++;
	return n < rest.n && rest.p[n] == ':' ? "a key without quotes around it" : "a text without quotes around it";
}

const char *pdz_json_slip(struct pdz_str text, size_t at)
{
	static const char *const comments[] = {"//", "/*", "#", NULL};
	const struct pdz_str rest = {text.p + at, at < text.n ? text.n - at : 0};
	size_t where = 0, further = 0;
	const char c = rest.n ? rest.p[0] : '\0', last = before(text, at, &where);

	if (is_typographic(rest) || typographic_in_line(text, at))
		return "typographic quotes, where straight ones (\") must stand";
	if (begins_with_one_of(rest, comments))
		return "a comment, which JSON has not (a \"note\" may stand in its place)";
	if (c == '\'')
		return "a single quote, where a double one (\") must stand";
	if (c == ';')
		return "a semicolon, where a comma must stand";
	if (c == '=')
		return "an equals sign, where a colon must stand";
	if ((c == '}' || c == ']' || c == ',') && (last == ',' || last == '{' || last == '['))
		return "a comma too many";
	if (is_numeral(c) && last == ',' && where + 1 == at && is_numeral(before(text, where, &further)) &&
	    further + 1 == where)
		return "a decimal comma, where a point must stand (0.9)";
	if (c == '+' || c == '.' || (c == '0' && rest.n > 1 && is_numeral(rest.p[1])))
		return "a number that must be written such as 0.9";
	if ((c == '"' || c == '{' || c == '[' || is_numeral(c)) && last && strchr("\"}]el0123456789", last))
		return "a comma is missing before it";
	if (last && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
		return of_word(rest);
	return NULL;
}
