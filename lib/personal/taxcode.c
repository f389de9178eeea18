/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Italian tax codes in texts. Knows nothing of records: says where a code stands. */
#include "personal/taxcode.h"

#include "pdz/ingest.h"
#include "personal/plain.h"

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

/* Could there be one: a digit, a character beyond ASCII, or sixteen letters in a row? Most texts end here. */
static bool worth_a_look(struct pdz_str s)
{
	size_t letters = 0;

	if (s.n < PDZ_TAXCODE_LENGTH)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (is_taxcode_digit(s.p[i]) || (unsigned char)s.p[i] >= 0xc4 || s.p[i] == '\xc2')
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
		const char c = pdz_plain_at(text, i, &step);
		if (c == 0 || c == PDZ_OTHER_LETTER || !take_character(&w, c, i, i + step))
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
		const char c = pdz_plain_at(text, i, &step);
		if (c == 0 || c == PDZ_OTHER_LETTER)
			continue;
		if (n + 1 == sizeof letters)
			return false;
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
