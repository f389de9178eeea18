/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One character of UTF-8 at a time. Private to the library. */
#ifndef PDZ_BASE_UTF8_H
#define PDZ_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The character at p: its length in bytes, 1 to 4, and its code in *c. 0 if n is 0
 * or the bytes are not a character: cut short, overlong, a surrogate, above U+10FFFF. */
static inline size_t pdz_utf8_next(const char *p, size_t n, uint32_t *c)
{
	if (n == 0)
		return 0;
	const unsigned char *u = (const unsigned char *)p;
	if (u[0] < 0x80) {
		*c = u[0];
		return 1;
	}
	size_t len = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
	if (u[0] < 0xc2 || u[0] > 0xf4 || n < len)
		return 0;
	uint32_t code = u[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (u[i] & 0x3fu);
	}
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	if (code < least[len] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*c = code;
	return len;
}

/* n, or less if a cut at n would leave the beginning of a character without its end. */
static inline size_t pdz_utf8_cut(const char *p, size_t n)
{
	size_t start = n;
	while (start > 0 && n - start < 3 && ((unsigned char)p[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return n;
	unsigned char lead = (unsigned char)p[start - 1];
	size_t len = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	return len > n - start + 1 ? start - 1 : n;
}

/* The length of a sign that is there and not seen: a soft hyphen, a mark of direction or of byte order, a blank of
 * no width; 0: p begins with none. */
static inline size_t pdz_invisible_at(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;

	if (n >= 2 && u[0] == 0xc2 && u[1] == 0xad)
		return 2;
	if (n < 3 || (u[0] != 0xe2 && u[0] != 0xef))
		return 0;
	if (u[0] == 0xef)
		return u[1] == 0xbb && u[2] == 0xbf ? 3 : 0;
	return (u[1] == 0x80 && ((u[2] >= 0x8b && u[2] <= 0x8f) || (u[2] >= 0xaa && u[2] <= 0xae))) ||
	               (u[1] == 0x81 && u[2] >= 0xa0 && u[2] <= 0xaf)
	           ? 3
	           : 0;
}

#endif
