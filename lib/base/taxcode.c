/* Italian tax codes in texts. Knows nothing of records: says where a code stands. */
#include "pdz/taxcode.h"

/* Values of 0..9 and A..Z at odd places (the first is odd), D.M. 23/12/1976, art. 8.
 * At even places a digit counts as itself and a letter as its place in the alphabet. */
static const unsigned char odd_digits[10] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
static const unsigned char odd_letters[26] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};

static const char form[PDZ_TAXCODE_LENGTH + 1] = "aaaaaa00m00p000a";

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* The digit that a character stands for; -1: none. */
static int digit_of(char c)
{
	static const char omocodia[] = "LMNPQRSTUV";
	const char *p = is_digit(c) ? NULL : memchr(omocodia, c, sizeof omocodia - 1);

	return is_digit(c) ? c - '0' : p ? (int)(p - omocodia) : -1;
}

static bool has_form(const char *code)
{
	for (int i = 0; i < PDZ_TAXCODE_LENGTH; i++) {
		char c = code[i];
		switch (form[i]) {
		case 'a':
			if (!is_letter(c))
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

static bool is_code(const char *code)
{
	int sum = 0;

	if (!has_form(code))
		return false;
	for (int i = 0; i < PDZ_TAXCODE_LENGTH - 1; i++) {
		char c = code[i];
		if (i % 2)
			sum += is_digit(c) ? c - '0' : c - 'A';
		else
			sum += is_digit(c) ? odd_digits[c - '0'] : odd_letters[c - 'A'];
	}
	return code[PDZ_TAXCODE_LENGTH - 1] == 'A' + sum % 26;
}

/* What may stand between the characters of a code; its length in bytes, 0: not that. */
static size_t separator(struct pdz_str s, size_t at)
{
	unsigned char c = (unsigned char)s.p[at];

	if (c == ' ' || c == '\t' || c == '-' || c == '.' || c == '/' || c == '\'')
		return 1;
	/* no-break space, soft hyphen; zero width marks, dashes, narrow no-break space */
	if (c == 0xc2 && at + 1 < s.n && ((unsigned char)s.p[at + 1] == 0xa0 || (unsigned char)s.p[at + 1] == 0xad))
		return 2;
	if (c == 0xe2 && at + 2 < s.n && (unsigned char)s.p[at + 1] == 0x80 &&
	    (((unsigned char)s.p[at + 2] >= 0x8b && (unsigned char)s.p[at + 2] <= 0x95) || (unsigned char)s.p[at + 2] == 0xaf))
		return 3;
	return 0;
}

static char capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Could there be one: a digit, or sixteen letters in a row? Most texts end here. */
static bool worth_a_look(struct pdz_str s)
{
	size_t letters = 0;

	if (s.n < PDZ_TAXCODE_LENGTH)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (is_digit(s.p[i]))
			return true;
		letters = is_letter(capital(s.p[i])) ? letters + 1 : 0;
		if (letters == PDZ_TAXCODE_LENGTH)
			return true;
	}
	return false;
}

bool pdz_taxcode_find(struct pdz_str text, size_t *at, size_t *length)
{
	/* the last characters without what stands between them, twice over so that the
	 * sixteen that end at the newest always lie in one piece */
	char code[2 * PDZ_TAXCODE_LENGTH];
	size_t places[PDZ_TAXCODE_LENGTH], n = 0, digits = 0;

	if (!worth_a_look(text))
		return false;
	for (size_t i = 0; i < text.n;) {
		char c = capital(text.p[i]);
		size_t gap = is_letter(c) || is_digit(c) ? 0 : separator(text, i);
		if (gap) {
			i += gap;
			continue;
		}
		if (!is_letter(c) && !is_digit(c)) {
			n = digits = 0;
			i++;
			continue;
		}
		size_t slot = n % PDZ_TAXCODE_LENGTH;
		if (n >= PDZ_TAXCODE_LENGTH)
			digits -= is_digit(code[slot]);
		digits += is_digit(c);
		code[slot] = code[slot + PDZ_TAXCODE_LENGTH] = c;
		places[slot] = i++;
		if (++n < PDZ_TAXCODE_LENGTH || !is_letter(c))
			continue;
		size_t first = n % PDZ_TAXCODE_LENGTH, span = i - places[first];
		if ((digits || span == PDZ_TAXCODE_LENGTH) && is_code(code + first)) {
			*at = places[first];
			*length = span;
			return true;
		}
	}
	return false;
}

bool pdz_taxcode_is(struct pdz_str text, char code[PDZ_TAXCODE_LENGTH])
{
	size_t at, length, n = 0;

	text = pdz_str_trim(text);
	if (!pdz_taxcode_find(text, &at, &length) || at != 0 || length != text.n)
		return false;
	for (size_t i = 0; i < text.n && code; i++)
		if (is_letter(capital(text.p[i])) || is_digit(text.p[i]))
			code[n++] = capital(text.p[i]);
	return true;
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
