/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See contact.h. */
#include "personal/contact.h"

#include "base/utf8.h"
#include "personal/plain.h"

static bool digit_stands(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_of_word(char c)
{
	return is_letter(c) || digit_stands(c);
}

/* What is there to be seen: no mark that joins, turns or accents others. */
static bool is_invisible(uint32_t c)
{
	return c == 0xad || (c >= 0x300 && c <= 0x36f) || c == 0x61c || (c >= 0x180b && c <= 0x180e) ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || c >= 0xe0000;
}

/* Capitals and digits as they are read, signs of ASCII whatever their width, X for another letter, a blank for all
 * other signs. */
static size_t spell_plainly(char *out, struct pdz_str s)
{
	size_t n = 0;

	for (size_t i = 0, step; i < s.n; i += step) {
		const char plain = pdz_plain_at(s, i, &step);
		uint32_t c = (unsigned char)s.p[i];
		if (plain != 0) {
			out[n++] = plain == PDZ_OTHER_LETTER ? 'X' : plain;
			continue;
		}
		if ((c >= 0x80 && pdz_utf8_next(s.p + i, s.n - i, &c) == 0) || (c == '\\' && step == 2))
			c = ' ';
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xff01 - '!';
		if (c == 0xfe6b)
			c = '@';
		if (!is_invisible(c))
			out[n++] = c > 0x20 && c < 0x7f ? (char)c : ' ';
	}
	return n;
}

static bool begins_with(struct pdz_str s, size_t i, const char *word)
{
	const size_t n = strlen(word);

	return i + n <= s.n && memcmp(s.p + i, word, n) == 0;
}

static bool ends_with(struct pdz_str s, size_t end, const char *word)
{
	const size_t n = strlen(word);

	return n <= end && memcmp(s.p + end - n, word, n) == 0;
}

/* The length of an @, however it is written; 0: none. */
static size_t length_of_at(struct pdz_str s, size_t i)
{
	if (s.p[i] == '@')
		return 1;
	return (s.p[i] == '(' || s.p[i] == '[' || s.p[i] == '{') && begins_with(s, i + 1, "AT") && i + 3 < s.n &&
	               strchr(")]}", s.p[i + 3]) != NULL
	           ? 4
	           : 0;
}

static bool has_mail(struct pdz_str s)
{
	for (size_t i = 1, at; i + 1 < s.n; i++) {
		if ((at = length_of_at(s, i)) == 0)
			continue;
		size_t before = i, after = i + at;
		while (before > 0 && s.p[before - 1] == ' ')
			before--;
		while (after < s.n && s.p[after] == ' ')
			after++;
		if (before == 0 || !(is_of_word(s.p[before - 1]) || strchr("._-+", s.p[before - 1])) || i - before > 2 ||
		    after > i + at + 2)
			continue;
		bool word = false;
		for (size_t k = after; k < s.n && (is_of_word(s.p[k]) || strchr("._-([{", s.p[k])); k++) {
			const bool dot = s.p[k] == '.' || begins_with(s, k, "(DOT)") || begins_with(s, k, "[DOT]") ||
			                 begins_with(s, k, "(PUNTO)") || begins_with(s, k, "[PUNTO]");
			if (word && dot && k + 1 < s.n && (s.p[k] != '.' || is_letter(s.p[k + 1])))
				return true;
			word |= is_of_word(s.p[k]);
		}
	}
	return false;
}

/* The next digit or letter of a number that goes on at i, or behind a few signs; s.n: there is none. */
static size_t next_of_number(struct pdz_str s, size_t i)
{
	enum { SIGNS_MOST = 3 };
	size_t k = i;

	while (k < s.n && !is_of_word(s.p[k]) && k - i <= SIGNS_MOST)
		k++;
	if (k == s.n || k - i > SIGNS_MOST || memchr(s.p + i, '+', k - i) != NULL)
		return s.n;
	const bool list = k - i > 1 && strchr(",;:", s.p[i]) != NULL;
	return list ? s.n : k;
}

enum { IBAN_SHORTEST = 15, IBAN_LONGEST = 34, IBAN_DIGITS = 10, CARD_DIGITS = 20 };

/* The remainder by 97 of an IBAN, its first four characters put last; letters are 10 to 35. */
static bool iban_fits(const char *iban, size_t n)
{
	unsigned rest = 0;
	for (size_t i = 0; i < n; i++) {
		const char c = iban[(i + 4) % n];
		rest = digit_stands(c) ? (rest * 10 + (unsigned)(c - '0')) % 97 : (rest * 100 + 10 + (unsigned)(c - 'A')) % 97;
	}
	return rest == 1;
}

static bool iban_begins(struct pdz_str s, size_t i)
{
	char iban[IBAN_LONGEST];
	size_t n = 0, digits = 0;

	for (size_t k = i; k < s.n && n < IBAN_LONGEST; k = next_of_number(s, k + 1)) {
		iban[n++] = s.p[k];
		digits += digit_stands(s.p[k]);
		if ((n <= 2 && !is_letter(s.p[k])) || (n > 2 && n <= 4 && !digit_stands(s.p[k])))
			return false;
		if (n >= IBAN_SHORTEST && digits >= IBAN_DIGITS && (k + 1 == s.n || !is_of_word(s.p[k + 1])) &&
		    iban_fits(iban, n))
			return true;
	}
	return false;
}

static bool has_iban(struct pdz_str s)
{
	for (size_t i = 0; i + IBAN_SHORTEST <= s.n; i++)
		if (is_letter(s.p[i]) && (i == 0 || !is_of_word(s.p[i - 1]) || ends_with(s, i, "IBAN")) && iban_begins(s, i))
			return true;
	return false;
}

/* So many digits from i on, and no more. */
static bool digits_are(struct pdz_str s, size_t i, size_t least, size_t most)
{
	size_t n = 0;

	while (i + n < s.n && digit_stands(s.p[i + n]))
		n++;
	return n >= least && n <= most;
}

static bool is_century(struct pdz_str s, size_t i)
{
	return digits_are(s, i, 4, 4) && (begins_with(s, i, "19") || begins_with(s, i, "20"));
}

/* The length of a day or a time of day that stands there; 0: none. */
static size_t length_of_time(struct pdz_str s, size_t i)
{
	for (size_t a = 1; a <= 2; a++) {
		if (!digits_are(s, i, a, a) || i + a >= s.n)
			continue;
		if (s.p[i + a] == ':' && digits_are(s, i + a + 1, 2, 2))
			return a + 3;
		for (size_t b = 1; b <= 2 && strchr("./-", s.p[i + a]); b++)
			if (digits_are(s, i + a + 1, b, b) && i + a + 1 + b < s.n && s.p[i + a + 1 + b] == s.p[i + a] &&
			    is_century(s, i + a + b + 2))
				return a + b + 6;
	}
	return is_century(s, i) && i + 7 < s.n && strchr("./-", s.p[i + 4]) && digits_are(s, i + 5, 2, 2) &&
	               s.p[i + 7] == s.p[i + 4] && digits_are(s, i + 8, 2, 2)
	           ? 10
	           : 0;
}

/* Digits with what may stand between those of one number. */
struct run {
	char digits[24];
	size_t n, end;
	bool plus;
};

static struct run run_at(struct pdz_str s, size_t i)
{
	struct run r = {.plus = i > 0 && s.p[i - 1] == '+'};

	for (size_t k = i; k < s.n && digit_stands(s.p[k]); k = next_of_number(s, k + 1)) {
		if (k > i && !digit_stands(s.p[k - 1]) && length_of_time(s, k) > 0)
			break;
		if (r.n < sizeof r.digits)
			r.digits[r.n] = s.p[k];
		r.n++;
		r.end = k + 1;
	}
	return r;
}

static bool is_telephone(const char *digits, size_t n, bool plus)
{
	if (plus && (n < 2 || memcmp(digits, "39", 2) != 0))
		return n >= 8 && n <= 15;
	const size_t skip = plus ? 2 : n > 4 && memcmp(digits, "0039", 4) == 0 ? 4 : 0;
	return n >= skip + 9 && n <= skip + 11 && (digits[skip] == '0' || digits[skip] == '3');
}

static bool is_card(const char *digits, size_t n)
{
	return n == CARD_DIGITS && memcmp(digits, "80380", 5) == 0;
}

/* No part of a longer id: not behind letters, but those that say that a number follows. */
static bool stands_alone(struct pdz_str s, size_t i)
{
	static const char *const words[] = {"TEL", "TELEFONO", "CELL", "CEL", "CELLULARE", "FAX", "MOBILE", "PHONE"};

	while (i > 0 && (s.p[i - 1] == '_' || s.p[i - 1] == '-' || s.p[i - 1] == '+'))
		i--;
	if (i == 0 || !is_letter(s.p[i - 1]))
		return true;
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (ends_with(s, i, words[k]) && (i == strlen(words[k]) || !is_letter(s.p[i - strlen(words[k]) - 1])))
			return true;
	return false;
}

static const char *number_in(struct pdz_str s)
{
	static const char card[] = "what looks like a health-card number",
					  telephone[] = "what looks like a telephone number";

	for (size_t i = 0; i < s.n; i++) {
		if (!digit_stands(s.p[i]))
			continue;
		const size_t time = length_of_time(s, i);
		if (time > 0) {
			i += time - 1;
			continue;
		}
		const bool alone = stands_alone(s, i);
		const struct run r = run_at(s, i);
		const bool ends = r.end == s.n || !(is_letter(s.p[r.end]) || s.p[r.end] == '_');
		if (alone && ends && is_card(r.digits, r.n))
			return card;
		if (alone && ends && r.n <= sizeof r.digits && is_telephone(r.digits, r.n, r.plus))
			return telephone;
		while (i < r.end) { /* each of its groups alone */
			size_t n = 0;
			while (i + n < s.n && digit_stands(s.p[i + n]))
				n++;
			const bool group_ends = i + n == s.n || !(is_letter(s.p[i + n]) || s.p[i + n] == '_');
			if (n > 0 && group_ends && stands_alone(s, i) && is_card(s.p + i, n))
				return card;
			if (n > 0 && group_ends && stands_alone(s, i) && is_telephone(s.p + i, n, false))
				return telephone;
			i += n + (n == 0);
		}
		i = r.end - 1;
	}
	return NULL;
}

/* Is it worth spelling: enough digits, an @, a bracket before "at"? */
static bool may_hold_any(struct pdz_str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '@' || s.p[i] == '(' || s.p[i] == '[' || s.p[i] == '{' || (unsigned char)s.p[i] >= 0xef)
			return true;
		digits += digit_stands(s.p[i]) || (unsigned char)s.p[i] >= 0xc2;
	}
	return digits >= 8;
}

/* Piece by piece, each with the end of the one before. */
static const char *contact_of(struct pdz_str text, const char *(*number)(struct pdz_str s))
{
	enum { PIECE = 4096, AGAIN = 512 };
	char spelled[PIECE];

	if (!may_hold_any(text))
		return NULL;
	for (size_t from = 0;; from += PIECE - AGAIN) {
		const size_t n = text.n - from < PIECE ? text.n - from : PIECE;
		const size_t plain = spell_plainly(spelled, (struct pdz_str){text.p + from, n});
		const struct pdz_str s = {spelled, plain};
		const char *found = has_mail(s)   ? "what looks like a mail address"
		                    : has_iban(s) ? "what looks like an IBAN"
		                                  : number(s);
		if (found != NULL || from + n == text.n)
			return found;
	}
}

const char *pdz_contact_in(struct pdz_str text)
{
	return contact_of(text, number_in);
}

/* 333 1234567 and 333/123.45.67: its first three digits are a group of their own, and none of the others is a year, as
 * in 320/2026/001. */
static bool is_divided_mobile(struct pdz_str s, size_t i)
{
	size_t digits = 0, group = 0, k = i;

	if (!digits_are(s, i, 3, 3) || s.p[i] != '3' || s.p[i + 1] < '2')
		return false;
	for (; k < s.n && digits <= 10; k = next_of_number(s, k)) {
		for (group = 0; k < s.n && digit_stands(s.p[k]); k++)
			group++;
		if (group == 0 || (group == 4 && (begins_with(s, k - 4, "19") || begins_with(s, k - 4, "20"))))
			return false;
		digits += group;
		if (digits == 10)
			return k == s.n || !is_of_word(s.p[k]);
	}
	return false;
}

/* Behind the code of the country, with or without a sign between. */
static size_t behind_country(struct pdz_str s, size_t i)
{
	size_t k = begins_with(s, i, "0039") ? i + 4 : begins_with(s, i, "39") ? i + 2 : i;

	k = k > i && k < s.n && !digit_stands(s.p[k]) ? next_of_number(s, k) : k;
	return k < s.n ? k : i;
}

static const char *mobile_in(struct pdz_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!digit_stands(s.p[i]) || (i > 0 && is_of_word(s.p[i - 1])))
			continue;
		const bool mobile = digits_are(s, i, 10, 10) && s.p[i] == '3' && s.p[i + 1] >= '2' &&
		                    (i + 10 == s.n || !is_letter(s.p[i + 10]));
		if (digits_are(s, i, CARD_DIGITS, CARD_DIGITS) && is_card(s.p + i, CARD_DIGITS))
			return "what looks like a health-card number";
		const size_t behind = behind_country(s, i);
		const bool country = behind > i && digits_are(s, behind, 10, 10) && s.p[behind] == '3' &&
		                     s.p[behind + 1] >= '2';
		if (mobile || country || is_divided_mobile(s, behind) ||
		    (i > 0 && s.p[i - 1] == '+' && number_in((struct pdz_str){s.p + i - 1, s.n - i + 1}) != NULL))
			return "what looks like a telephone number";
	}
	return NULL;
}

const char *pdz_contact_in_id(struct pdz_str text)
{
	return contact_of(text, mobile_in);
}

/* Letters and digits without anything between them. */
struct token {
	char letters[16];
	size_t n, digits, changes;
	bool beyond_hex;
};

static struct token token_at(struct pdz_str s, size_t *at)
{
	struct token t = {.n = 0};
	char before = 0;

	for (size_t step; *at < s.n; *at += step) {
		const char c = pdz_plain_at(s, *at, &step);
		if (c == 0)
			break;
		t.changes += before != 0 && digit_stands(before) != digit_stands(c);
		before = c;
		t.digits += digit_stands(c);
		if (digit_stands(c))
			continue;
		if (t.n < sizeof t.letters)
			t.letters[t.n] = c;
		t.n++;
		t.beyond_hex |= c > 'F' || c == PDZ_OTHER_LETTER;
	}
	return t;
}

/* words: in small letters, a blank around each. */
static bool is_one_of(const struct token *t, const char *words)
{
	char word[sizeof t->letters + 3] = " ";

	if (t->n > sizeof t->letters || t->digits > 0)
		return false;
	for (size_t i = 0; i < t->n; i++)
		word[1 + i] = (char)(t->letters[i] | 0x20);
	word[1 + t->n] = ' ';
	return t->n > 0 && strstr(words, word) != NULL;
}

/* *at: behind the token, or behind what divides it from the next. */
static struct token next_token(struct pdz_str s, size_t *at)
{
	const struct token t = token_at(s, at);
	size_t step = 0;

	if (*at < s.n && t.n + t.digits == 0) {
		(void)pdz_plain_at(s, *at, &step);
		*at += step;
	}
	return t;
}

bool pdz_has_word_of(struct pdz_str text, const char *words)
{
	for (size_t i = 0; i < text.n;) {
		const struct token t = next_token(text, &i);
		if (is_one_of(&t, words))
			return true;
	}
	return false;
}

bool pdz_is_like_a_name(struct pdz_str text)
{
	static const char words_of_ids[] =
		" case caso casi cartella client cliente cod code codice fam famiglia familiare family fascicolo file gruppo "
		"household id minore nr nucleo num number numero person persona pratica prg prog progetto prot protocollo "
		"record "
		"rif scheda soggetto utente utenza user ";
	size_t two = 0, three = 0, four = 0, digits = 0;

	for (size_t i = 0; i < text.n;) {
		const struct token t = next_token(text, &i);
		digits += t.digits;
		if (is_one_of(&t, words_of_ids) || (t.digits > 0 && !(t.changes == 1 && t.beyond_hex)))
			continue;
		two += t.n >= 2;
		three += t.n >= 3;
		four += t.n >= 4;
	}
	return four > 0 || (digits == 0 && (three > 0 || two > 1));
}
