/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to text. Decides the encoding from a whole block, so that the size of the
 * pieces a pipe hands out makes no difference. */
#include "base/encoding.h"

#include <stdlib.h>

enum { BLOCK = 256 << 10 };

const char *const pdz_ingest_encoding_names[] = {"utf-8", "windows-1252", "iso-8859-1", "utf-16le", "utf-16be", NULL};

/* Windows-1252 0x80..0x9f; 0: stands for nothing. */
/* clang-format off */
static const uint16_t windows_1252[32] = {
	0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
	0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
	0x0153, 0,      0x017e, 0x0178,
};
/* clang-format on */

size_t pdz_utf8_length(const char *p, size_t n, bool *cut)
{
	const unsigned char *b = (const unsigned char *)p;
	size_t length = b[0] < 0x80 ? 1 : b[0] < 0xc2 ? 0 : b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : b[0] < 0xf5 ? 4 : 0;

	*cut = false;
	for (size_t i = 1; i < length; i++) {
		if (i == n) {
			*cut = true;
			return 0;
		}
		unsigned char low = 0x80, high = 0xbf;
		if (i == 1) {
			low = b[0] == 0xe0 ? 0xa0 : b[0] == 0xf0 ? 0x90 : 0x80;
			high = b[0] == 0xed ? 0x9f : b[0] == 0xf4 ? 0x8f : 0xbf;
		}
		if (b[i] < low || b[i] > high)
			return 0;
	}
	return length;
}

/* The first byte from at on that is not ASCII. */
static size_t skip_ascii(const char *p, size_t at, size_t n)
{
	uint64_t word;

	while (at + sizeof word <= n && (memcpy(&word, p + at, sizeof word), !(word & 0x8080808080808080u)))
		at += sizeof word;
	while (at < n && !(p[at] & 0x80))
		at++;
	return at;
}

struct tally {
	size_t good, bad;   /* sequences that are UTF-8, bytes that are not */
	size_t first, tail; /* where the first stands; from where on the end is cut */
};

static struct tally tally_utf8(const char *p, size_t n)
{
	struct tally t = {.first = n, .tail = n};

	for (size_t at = skip_ascii(p, 0, n); at < n; at = skip_ascii(p, at, n)) {
		bool cut;
		size_t length = pdz_utf8_length(p + at, n - at, &cut);
		if (t.first == n)
			t.first = at;
		if (cut) {
			t.tail = at;
			break;
		}
		t.good += length > 0;
		t.bad += length == 0;
		at += length ? length : 1;
	}
	return t;
}

enum pdz_status pdz_ingest_text_open(struct ingest_text *t, struct pdz_input *in, enum ingest_encoding given,
                                     struct pdz_error *err)
{
	*t = (struct ingest_text){.in = in, .encoding = given, .given = given != ENCODING_UNKNOWN};
	t->bytes = malloc(BLOCK);
	return t->bytes ? PDZ_OK : pdz_no_memory(err);
}

void pdz_ingest_text_close(struct ingest_text *t)
{
	free(t->bytes);
	t->bytes = NULL;
}

/* Fill the block, however small the pieces are that the input gives. */
static enum pdz_status fill_text(struct ingest_text *t, struct pdz_error *err)
{
	memmove(t->bytes, t->bytes + t->begin, t->have - t->begin);
	t->have -= t->begin;
	t->begin = 0;
	while (t->have < BLOCK && !t->at_end) {
		size_t got;
		enum pdz_status status = pdz_input_read(t->in, t->bytes + t->have, BLOCK - t->have, &got, err);
		if (status)
			return status;
		t->have += got;
		t->at_end = got == 0;
	}
	return PDZ_OK;
}

/* Excel's "Unicode text" without its mark: ASCII letters leave every other byte 0. */
static enum ingest_encoding utf16_by_zeros(const char *p, size_t n)
{
	size_t zeros[2] = {0, 0};

	n = n < 4096 ? n & ~(size_t)1 : 4096;
	for (size_t i = 0; i < n; i++)
		zeros[i & 1] += p[i] == 0;
	if (n >= 4 && zeros[1] > n / 4 && zeros[0] == 0)
		return ENCODING_UTF16LE;
	if (n >= 4 && zeros[0] > n / 4 && zeros[1] == 0)
		return ENCODING_UTF16BE;
	return ENCODING_UNKNOWN;
}

static void read_mark(struct ingest_text *t)
{
	static const struct {
		const char *mark;
		size_t n;
		enum ingest_encoding encoding;
	} marks[] = {
		{"\xef\xbb\xbf", 3, ENCODING_UTF8},
		{"\xff\xfe", 2, ENCODING_UTF16LE},
		{"\xfe\xff", 2, ENCODING_UTF16BE},
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (t->have < marks[i].n || memcmp(t->bytes, marks[i].mark, marks[i].n) != 0)
			continue;
		if (t->given && t->encoding != marks[i].encoding)
			continue;
		t->encoding = marks[i].encoding;
		t->bom = true;
		t->begin = marks[i].n;
		return;
	}
	if (t->encoding == ENCODING_UNKNOWN)
		t->encoding = utf16_by_zeros(t->bytes, t->have);
}

/* Look at the block for what is not ASCII; leaves the encoding unknown if there is nothing. */
static void decide(struct ingest_text *t)
{
	struct tally seen = tally_utf8(t->bytes + t->begin, t->have - t->begin);
	bool cut = t->at_end && seen.tail < t->have - t->begin;

	if (seen.good + seen.bad + cut == 0)
		return;
	if (seen.good > seen.bad + cut || (seen.good && !seen.bad)) {
		t->encoding = ENCODING_UTF8;
		t->mixed = seen.bad + cut > 0;
	} else {
		t->encoding = ENCODING_WINDOWS_1252;
	}
}

static size_t put_code(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static size_t decode_bytes(struct ingest_text *t, char *to, size_t size)
{
	size_t n = 0;

	while (t->begin < t->have && n + 4 <= size) {
		size_t room = t->begin + (size - n - 3);
		size_t ascii = skip_ascii(t->bytes, t->begin, room < t->have ? room : t->have);
		memcpy(to + n, t->bytes + t->begin, ascii - t->begin);
		n += ascii - t->begin;
		t->begin = ascii;
		if (t->begin == t->have || n + 4 > size)
			break;
		uint32_t c = (unsigned char)t->bytes[t->begin++];
		if (c >= 0x80 && c < 0xa0 && t->encoding == ENCODING_WINDOWS_1252 && windows_1252[c - 0x80])
			c = windows_1252[c - 0x80];
		n += put_code(to + n, c);
	}
	return n;
}

static uint32_t utf16_unit(const struct ingest_text *t)
{
	const unsigned char *b = (const unsigned char *)t->bytes + t->begin;

	return t->encoding == ENCODING_UTF16LE ? b[0] | (uint32_t)b[1] << 8 : b[1] | (uint32_t)b[0] << 8;
}

static size_t decode_utf16(struct ingest_text *t, char *to, size_t size)
{
	size_t n = 0;

	while (t->have - t->begin >= 2 && n + 8 <= size) {
		uint32_t unit = utf16_unit(t);
		t->begin += 2;
		if (t->high && unit >= 0xdc00 && unit <= 0xdfff) {
			n += put_code(to + n, 0x10000 + ((t->high - 0xd800) << 10) + (unit - 0xdc00));
			t->high = 0;
			continue;
		}
		if (t->high)
			n += put_code(to + n, t->high);
		t->high = unit >= 0xd800 && unit <= 0xdbff ? unit : 0;
		if (!t->high)
			n += put_code(to + n, unit);
	}
	if (t->at_end && t->have - t->begin < 2 && n + 8 <= size) {
		if (t->high)
			n += put_code(to + n, t->high);
		t->high = 0;
		if (t->have > t->begin) {
			to[n++] = (char)0xff;
			t->begin = t->have;
		}
	}
	return n;
}

static size_t copy_bytes(struct ingest_text *t, char *to, size_t size)
{
	size_t n = t->have - t->begin < size ? t->have - t->begin : size;

	memcpy(to, t->bytes + t->begin, n);
	t->begin += n;
	return n;
}

enum pdz_status pdz_ingest_text_read(struct ingest_text *t, char *buf, size_t size, size_t *got, struct pdz_error *err)
{
	*got = 0;
	if (t->encoding == ENCODING_UTF8 && t->started && t->begin == t->have && !t->at_end) {
		/* nothing to decode: straight to where it is wanted */
		enum pdz_status status = pdz_input_read(t->in, buf, size, got, err);
		t->at_end = !status && *got == 0;
		return status;
	}
	do {
		if (t->have - t->begin < 4 || !t->started) {
			enum pdz_status status = fill_text(t, err);
			if (status)
				return status;
			if (!t->started)
				read_mark(t);
			t->started = true;
			if (t->encoding == ENCODING_UNKNOWN)
				decide(t);
		}
		switch (t->encoding) {
		case ENCODING_UNKNOWN:
		case ENCODING_UTF8: {
			/* the last bytes of an undecided block may be the first half of a letter */
			size_t hold = t->encoding == ENCODING_UNKNOWN && !t->at_end ? 3 : 0;
			t->have -= hold;
			*got = copy_bytes(t, buf, size);
			t->have += hold;
			break;
		}
		case ENCODING_WINDOWS_1252:
		case ENCODING_ISO_8859_1:
			*got = decode_bytes(t, buf, size);
			break;
		case ENCODING_UTF16LE:
		case ENCODING_UTF16BE:
			*got = decode_utf16(t, buf, size);
			break;
		}
	} while (*got == 0 && !(t->at_end && t->begin == t->have && t->high == 0));
	return PDZ_OK;
}

int pdz_windows_1252_byte(uint32_t code)
{
	if (code < 0x100)
		return (int)code;
	for (int i = 0; i < 32; i++)
		if (windows_1252[i] == code)
			return 0x80 + i;
	return -1;
}

size_t pdz_ingest_text_flaw(const struct ingest_text *t, struct pdz_str row, bool *looks_utf8)
{
	bool one_byte = t->encoding == ENCODING_WINDOWS_1252 || t->encoding == ENCODING_ISO_8859_1;
	bool utf8 = one_byte && !t->given;
	size_t first = SIZE_MAX;
	bool cut;

	if (looks_utf8)
		*looks_utf8 = false;
	for (size_t at = skip_ascii(row.p, 0, row.n); at < row.n; at = skip_ascii(row.p, at, row.n)) {
		size_t length = pdz_utf8_length(row.p + at, row.n - at, &cut);
		if (length == 0)
			return at;
		if (one_byte && length == 2 && (unsigned char)row.p[at] == 0xc2 && (unsigned char)row.p[at + 1] < 0xa0)
			return at;
		/* "Ã " and "Ã¨" are what UTF-8 accents look like here */
		if (utf8 && length == 2 && (unsigned char)row.p[at] == 0xc3 && (unsigned char)row.p[at + 1] == 0x83) {
			if (first == SIZE_MAX)
				first = at;
			at += length;
			bool followed = at < row.n && (row.p[at] & 0x80);
			utf8 = followed;
			length = followed ? pdz_utf8_length(row.p + at, row.n - at, &cut) : 0;
		} else {
			utf8 = false;
		}
		at += length;
	}
	utf8 &= first != SIZE_MAX;
	if (looks_utf8)
		*looks_utf8 = utf8;
	return utf8 ? first : SIZE_MAX;
}
