/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See contact.h. */
#include "personal/contact.h"

static bool digit_stands(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Of an address; what is not ASCII may be in it. */
static bool is_of_address(char c)
{
	return is_letter(c) || digit_stands(c) || c == '.' || c == '_' || c == '-' || c == '+' || (unsigned char)c >= 0x80;
}

static bool has_mail(struct pdz_str s)
{
	for (size_t i = 1; i + 1 < s.n; i++) {
		if (s.p[i] != '@' || !is_of_address(s.p[i - 1]))
			continue;
		bool dot = false;
		for (size_t k = i + 1; k < s.n && is_of_address(s.p[k]); k++)
			dot |= s.p[k] == '.' && k > i + 1 && k + 1 < s.n && is_letter(s.p[k + 1]);
		if (dot)
			return true;
	}
	return false;
}

enum { IBAN_LENGTH = 27, CARD_DIGITS = 20 };

/* The remainder by 97 of an Italian IBAN, its first four characters put last; letters are 10 to 35. */
static bool iban_fits(const char iban[IBAN_LENGTH])
{
	unsigned rest = 0;
	for (size_t i = 0; i < IBAN_LENGTH; i++) {
		const char c = iban[(i + 4) % IBAN_LENGTH];
		rest = digit_stands(c) ? (rest * 10 + (unsigned)(c - '0')) % 97
		                       : (rest * 100 + 10 + (unsigned)((c | 0x20) - 'a')) % 97;
	}
	return rest == 1;
}

static bool has_iban(struct pdz_str s)
{
	for (size_t i = 0; i + IBAN_LENGTH <= s.n; i++) {
		char iban[IBAN_LENGTH];
		size_t n = 0;
		if ((s.p[i] | 0x20) != 'i' || (s.p[i + 1] | 0x20) != 't' || (i > 0 && is_letter(s.p[i - 1])))
			continue;
		for (size_t k = i; k < s.n && n < IBAN_LENGTH; k++) {
			if (s.p[k] == ' ')
				continue;
			if (!is_letter(s.p[k]) && !digit_stands(s.p[k]))
				break;
			iban[n++] = s.p[k];
		}
		if (n == IBAN_LENGTH && iban_fits(iban))
			return true;
	}
	return false;
}

/* Runs of digits, with what may stand between those of one number. */
struct run {
	char digits[24];
	size_t n, end;
	bool plus;
};

static struct run run_at(struct pdz_str s, size_t i)
{
	struct run r = {.plus = s.p[i] == '+'};
	for (r.end = i + r.plus; r.end < s.n; r.end++) {
		const char c = s.p[r.end];
		const bool between = (c == ' ' || c == '.' || c == '-' || c == '/') && r.n > 0 && r.end + 1 < s.n &&
		                     digit_stands(s.p[r.end + 1]);
		if (!digit_stands(c) && !between)
			break;
		if (digit_stands(c) && r.n < sizeof r.digits)
			r.digits[r.n] = c;
		r.n += digit_stands(c);
	}
	return r;
}

static bool is_telephone(const struct run *r)
{
	size_t skip = 0;
	if (r->plus || (r->n > 4 && memcmp(r->digits, "0039", 4) == 0)) {
		skip = r->plus ? 2 : 4;
		if (r->n <= skip || memcmp(r->digits + skip - 2, "39", 2) != 0)
			return false;
	}
	const size_t n = r->n - skip;
	return r->n <= sizeof r->digits && n >= 9 && n <= 11 && (r->digits[skip] == '0' || r->digits[skip] == '3');
}

/* A day such as 01/02/2025 or 2025-01-02 is not one. */
static bool is_a_day(size_t i, const struct run *r)
{
	return r->n == 8 && r->end - i == 10;
}

const char *pdz_contact_in(struct pdz_str text)
{
	if (has_mail(text))
		return "what looks like a mail address";
	if (has_iban(text))
		return "what looks like an IBAN";
	for (size_t i = 0; i < text.n; i++) {
		const bool begins = digit_stands(text.p[i]) ||
		                    (text.p[i] == '+' && i + 1 < text.n && digit_stands(text.p[i + 1]));
		if (!begins)
			continue;
		const bool alone = i == 0 || !(is_letter(text.p[i - 1]) || text.p[i - 1] == '_' || text.p[i - 1] == '-');
		const struct run r = run_at(text, i);
		const bool ends = r.end == text.n || !(is_letter(text.p[r.end]) || text.p[r.end] == '_');
		if (alone && ends && r.n == CARD_DIGITS && memcmp(r.digits, "80380", 5) == 0)
			return "what looks like a health-card number";
		if (alone && ends && !is_a_day(i, &r) && is_telephone(&r))
			return "what looks like a telephone number";
		i = r.end;
	}
	return NULL;
}

bool pdz_is_like_a_name(struct pdz_str text)
{
	size_t words = 0, letters = 0;
	for (size_t i = 0; i <= text.n; i++) {
		const bool end = i == text.n || text.p[i] == ' ';
		if (end) {
			if (letters < 2)
				return false;
			words++;
			letters = 0;
			continue;
		}
		const char c = text.p[i];
		const bool letter = is_letter(c) || (unsigned char)c >= 0x80 || (c == '\'' && letters > 0);
		if (!letter || (letters == 0 && c >= 'a' && c <= 'z'))
			return false;
		letters++;
	}
	return words == 2 || words == 3;
}
