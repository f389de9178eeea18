/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Italian tax codes in texts. Knows nothing of records: says where a code stands. */
#include "personal/taxcode.h"

#include "pdz/ingest.h"

#include "base/utf8.h"

/* Values of 0..9 and A..Z at odd places (the first is odd), D.M. 23/12/1976, art. 8.
 * At even places a digit counts as itself and a letter as its place in the alphabet. */
static const unsigned char odd_digits[10] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
static const unsigned char odd_letters[26] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                              20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};

static const char form[PDZ_TAXCODE_LENGTH + 1] = "aaaaaa00m00p000a";

static bool is_taxcode_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_taxcode_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* The digit that a character stands for; -1: none. */
static int digit_of(char c)
{
	static const char omocodia[] = "LMNPQRSTUV";
	const char *p = is_taxcode_digit(c) ? NULL : memchr(omocodia, c, sizeof omocodia - 1);

	return is_taxcode_digit(c) ? c - '0' : p ? (int)(p - omocodia) : -1;
}

static bool has_form(const char *code)
{
	for (int i = 0; i < PDZ_TAXCODE_LENGTH; i++) {
		char c = code[i];
		switch (form[i]) {
		case 'a':
			if (!is_taxcode_letter(c))
				return false;
			break;
		case '0':
			if (digit_of(c) < 0)
				return false;
			break;
		case 'm':
			if (!memchr("ABCDEHLMPRST", c, 12))
				return false;
			break;
		default: /* places of birth are A to M in Italy, Z abroad */
			if (!(c >= 'A' && c <= 'M') && c != 'Z')
				return false;
		}
	}
	int day = digit_of(code[9]) * 10 + digit_of(code[10]);
	return (day >= 1 && day <= 31) || (day >= 41 && day <= 71);
}

bool pdz_taxcode_is_checked(const char code[PDZ_TAXCODE_LENGTH])
{
	int sum = 0;

	for (int i = 0; i < PDZ_TAXCODE_LENGTH - 1; i++) {
		char c = code[i];
		if (i % 2)
			sum += is_taxcode_digit(c) ? c - '0' : c - 'A';
		else
			sum += is_taxcode_digit(c) ? odd_digits[c - '0'] : odd_letters[c - 'A'];
	}
	return code[PDZ_TAXCODE_LENGTH - 1] == 'A' + sum % 26;
}

/* Digits that are written as digits, of the seven places for them. */
static int written_digits(const char *code)
{
	int n = 0;

	for (int i = 0; i < PDZ_TAXCODE_LENGTH; i++)
		n += is_taxcode_digit(code[i]);
	return n;
}

/* A mistyped code names its person as well as a right one. But the fewer of its digits are digits and
 * the more it is divided, the likelier it is prose. */
static bool is_taxcode_at(const char *code, bool divided)
{
	enum { ALL_DIGITS = 7, MOST_DIGITS = 4 };

	if (!has_form(code))
		return false;
	const int digits = written_digits(code);
	return pdz_taxcode_is_checked(code) ? !divided || digits >= MOST_DIGITS
	                                    : digits >= (divided ? ALL_DIGITS : MOST_DIGITS);
}

/* The capital or digit that a character is, whatever its case and width; 0: neither. */
static char plain_form(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e) /* full width */
		c -= 0xff01 - '!';
	else if (c >= 0x24b6 && c <= 0x24e9) /* in circles */
		c = 'A' + (c - 0x24b6) % 26;
	else if (c >= 0x1d400 && c <= 0x1d6a3) /* mathematical: bold, italic, script ... */
		c = 'A' + (c - 0x1d400) % 26;
	else if (c >= 0x1d7ce && c <= 0x1d7ff)
		c = '0' + (c - 0x1d7ce) % 10;
	if (c >= 'a' && c <= 'z')
		c -= 'a' - 'A';
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ? (char)c : 0;
}

/* Blocks of Unicode that hold no letters of a language: marks, spaces, signs. */
static bool is_separator(uint32_t c)
{
	/* clang-format off */
	static const uint32_t blocks[][2] = {
		{0x00, 0xbf}, {0xd7, 0xd7}, {0xf7, 0xf7}, {0x2b0, 0x36f}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x180b, 0x180e},
		{0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x2000, 0x20ff}, {0x2190, 0x2bff}, {0x2e00, 0x2e7f}, {0x3000, 0x3030},
		{0x3164, 0x3164}, {0xe000, 0xf8ff}, {0xfe00, 0xfe6f}, {0xfeff, 0xffff}, {0x1f000, 0x1faff}, {0xe0000, 0xe01ef},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		if (c >= blocks[i][0] && c <= blocks[i][1])
			return true;
	return false;
}

/* The character at a place in its plain form, 0 for one that may divide a code, '?' for one that ends it. */
static char next_character(struct pdz_str s, size_t at, size_t *length)
{
	uint32_t c;

	if (s.p[at] == '\\' && at + 1 < s.n &&
	    memchr("nrt", s.p[at + 1], 3) != NULL) { /* a line break, as records write it */
		*length = 2;
		return 0;
	}
	*length = pdz_utf8_next(s.p + at, s.n - at, &c);
	if (*length == 0) {
		*length = 1;
		return 0;
	}
	const char plain = plain_form(c);
	return plain != 0 || is_separator(c) ? plain : '?';
}

/* Could there be one: a digit, a character beyond ASCII, or sixteen letters in a row? Most texts end here. */
static bool worth_a_look(struct pdz_str s)
{
	size_t letters = 0;

	if (s.n < PDZ_TAXCODE_LENGTH)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (is_taxcode_digit(s.p[i]) || (unsigned char)s.p[i] >= 0xe2)
			return true;
		letters = is_taxcode_letter((char)(s.p[i] & ~0x20)) ? letters + 1 : 0;
		if (letters == PDZ_TAXCODE_LENGTH)
			return true;
	}
	return false;
}

/* The last characters of a text without what stands between them, twice over so that the
 * sixteen that end at the newest always lie in one piece. */
struct window {
	char code[2 * PDZ_TAXCODE_LENGTH];
	size_t begins[PDZ_TAXCODE_LENGTH], ends[PDZ_TAXCODE_LENGTH];
	size_t n;
	size_t alone; /* how many of the newest stand without anything between them */
};

/* True if the sixteen that end here are a code. */
static bool take_character(struct window *w, char c, size_t begin, size_t end)
{
	const size_t slot = w->n % PDZ_TAXCODE_LENGTH, before = (slot + PDZ_TAXCODE_LENGTH - 1) % PDZ_TAXCODE_LENGTH;

	w->alone = w->n > 0 && w->ends[before] == begin ? w->alone + 1 : 1;
	w->code[slot] = w->code[slot + PDZ_TAXCODE_LENGTH] = c;
	w->begins[slot] = begin;
	w->ends[slot] = end;
	return ++w->n >= PDZ_TAXCODE_LENGTH && is_taxcode_letter(c) &&
	       is_taxcode_at(w->code + w->n % PDZ_TAXCODE_LENGTH, w->alone < PDZ_TAXCODE_LENGTH);
}

/* As pdz_taxcode_find; code: its capitals, may be NULL. */
static bool find_code(struct pdz_str text, size_t *at, size_t *length, char *code)
{
	struct window w = {.n = 0};
	size_t step;

	if (!worth_a_look(text))
		return false;
	for (size_t i = 0; i < text.n; i += step) {
		/* what we made of a person is a person's code no more, though by chance it may look like one */
		if (text.p[i] == 'p' && pdz_pseudonym_shaped((struct pdz_str){
									text.p + i, text.n - i < PDZ_PSEUDONYM_LENGTH ? 0 : PDZ_PSEUDONYM_LENGTH})) {
			step = PDZ_PSEUDONYM_LENGTH;
			w.n = 0;
			continue;
		}
		const char c = next_character(text, i, &step);
		if (c == '?')
			w.n = 0;
		if (c == 0 || c == '?' || !take_character(&w, c, i, i + step))
			continue;
		*at = w.begins[w.n % PDZ_TAXCODE_LENGTH];
		*length = i + step - *at;
		if (code != NULL)
			memcpy(code, w.code + w.n % PDZ_TAXCODE_LENGTH, PDZ_TAXCODE_LENGTH);
		return true;
	}
	return false;
}

bool pdz_taxcode_find(struct pdz_str text, size_t *at, size_t *length)
{
	return find_code(text, at, length, NULL);
}

/* Nothing but what may stand around a code: marks, and the words that say that one follows. */
static bool says_nothing_else(struct pdz_str text)
{
	static const char *const words[] = {"", "CF", "CODFISC", "CODFISCALE", "CODICEFISCALE"};
	char letters[16];
	size_t n = 0, step;

	for (size_t i = 0; i < text.n; i += step) {
		const char c = next_character(text, i, &step);
		if (c == '?' || (c != 0 && n + 1 == sizeof letters))
			return false;
		if (c != 0)
			letters[n++] = c;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (pdz_str_is((struct pdz_str){letters, n}, words[i]))
			return true;
	return false;
}

bool pdz_taxcode_is(struct pdz_str text, char code[PDZ_TAXCODE_LENGTH])
{
	size_t at, length;

	if (!find_code(text, &at, &length, code))
		return false;
	const struct pdz_str before = {text.p, at}, after = {text.p + at + length, text.n - at - length};
	return says_nothing_else(before) && says_nothing_else(after);
}

void pdz_taxcode_hide(struct pdz_buf *b, struct pdz_str text)
{
	size_t at, length;

	while (pdz_taxcode_find(text, &at, &length)) {
		pdz_buf_add(b, text.p, at);
		pdz_buf_z(b, "[...]");
		text.p += at + length;
		text.n -= at + length;
	}
	pdz_buf_str(b, text);
}
