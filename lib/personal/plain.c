/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See plain.h. */
#include "personal/plain.h"

#include "base/utf8.h"

#include "personal/plain_runs.inc"

/* Blocks of Unicode that hold no letters of a language: marks, spaces, signs. */
static bool is_no_letter(uint32_t c)
{
	/* clang-format off */
	static const uint32_t blocks[][2] = {
		{0x80, 0xbf}, {0xd7, 0xd7}, {0xf7, 0xf7}, {0x2b0, 0x36f}, {0x37e, 0x37e}, {0x387, 0x387}, {0x483, 0x489},
		{0x55a, 0x55f}, {0x589, 0x58f}, {0x591, 0x5cf}, {0x5f3, 0x61f}, {0x64b, 0x65f}, {0x66a, 0x66d}, {0x6d4, 0x6ed},
		{0x964, 0x965}, {0xe3f, 0xe3f}, {0x104a, 0x104f}, {0x10fb, 0x10fb}, {0x115f, 0x1160}, {0x1400, 0x1400},
		{0x166d, 0x166e}, {0x1680, 0x1680}, {0x17d4, 0x17db}, {0x1800, 0x180f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
		{0x2000, 0x20ff}, {0x2190, 0x2bff}, {0x2e00, 0x2e7f}, {0x3000, 0x3030}, {0x303d, 0x303f}, {0x30fb, 0x30fb},
		{0x3164, 0x3164}, {0xe000, 0xf8ff}, {0xfe00, 0xfe6f}, {0xfeff, 0xff0f}, {0xff1a, 0xff20}, {0xff3b, 0xff40},
		{0xff5b, 0xff65}, {0xffa0, 0xffa0}, {0xffe0, 0xffff}, {0x1f000, 0x1faff}, {0xe0000, 0xe01ef},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		if (c >= blocks[i][0] && c <= blocks[i][1])
			return true;
	return false;
}

/* 0: neither letter nor digit of ours. */
static char plain_of(uint32_t c)
{
	size_t from = 0, to = sizeof plain_runs / sizeof *plain_runs;

	while (from < to) {
		const size_t middle = (from + to) / 2;
		const struct plain_run *r = &plain_runs[middle];
		if (c > r->last)
			from = middle + 1;
		else if (c < r->first)
			to = middle;
		else if (!r->goes_on)
			return r->plain;
		else
			return r->plain <= '9' ? (char)('0' + ((uint32_t)(r->plain - '0') + c - r->first) % 10)
			                       : (char)('A' + ((uint32_t)(r->plain - 'A') + c - r->first) % 26);
	}
	return 0;
}

char pdz_plain_at(struct pdz_str s, size_t at, size_t *length)
{
	const char first = s.p[at];
	uint32_t c;

	*length = 1;
	if (first == '\\' && at + 1 < s.n && memchr("nrt", s.p[at + 1], 3) != NULL) {
		*length = 2;
		return 0;
	}
	if ((unsigned char)first < 0x80) {
		const char capital = (char)(first >= 'a' && first <= 'z' ? first - ('a' - 'A') : first);
		return (capital >= '0' && capital <= '9') || (capital >= 'A' && capital <= 'Z') ? capital : 0;
	}
	*length = pdz_utf8_next(s.p + at, s.n - at, &c);
	if (*length == 0) {
		*length = 1;
		return 0;
	}
	const char plain = plain_of(c);
	return plain != 0 ? plain : is_no_letter(c) ? 0 : PDZ_OTHER_LETTER;
}
