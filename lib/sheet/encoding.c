/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to text. Decides the encoding from a whole block, so that the size of the
 * pieces a pipe hands out makes no difference. */
#include "sheet/encoding.h"

#include "base/utf8.h"

#include <stdlib.h>

enum { BLOCK = 256 << 10 };

const char *const pdz_ingest_encoding_names[] = {"utf-8",    "windows-1252", "iso-8859-1", "utf-16le",
                                                 "utf-16be", "cp850",        "mac-roman",  NULL};

/* Windows-1252 0x80..0x9f; 0: stands for nothing. */
/* clang-format off */
static const uint16_t windows_1252[32] = {
	0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
	0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
	0x0153, 0,      0x017e, 0x0178,
};
/* clang-format on */

/* 0x80..0xff of what DOS and Macintosh programs wrote; from Python's codecs cp850 and mac_roman. */
static const uint16_t other_bytes[2][128] = {
	{
		0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8, 0x00ef, 0x00ee,
		0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9, 0x00ff, 0x00d6,
		0x00dc, 0x00f8, 0x00a3, 0x00d8, 0x00d7, 0x0192, 0x00e1, 0x00ed, 0x00f3, 0x00fa, 0x00f1, 0x00d1, 0x00aa,
		0x00ba, 0x00bf, 0x00ae, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb, 0x2591, 0x2592, 0x2593, 0x2502,
		0x2524, 0x00c1, 0x00c2, 0x00c0, 0x00a9, 0x2563, 0x2551, 0x2557, 0x255d, 0x00a2, 0x00a5, 0x2510, 0x2514,
		0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x00e3, 0x00c3, 0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550,
		0x256c, 0x00a4, 0x00f0, 0x00d0, 0x00ca, 0x00cb, 0x00c8, 0x0131, 0x00cd, 0x00ce, 0x00cf, 0x2518, 0x250c,
		0x2588, 0x2584, 0x00a6, 0x00cc, 0x2580, 0x00d3, 0x00df, 0x00d4, 0x00d2, 0x00f5, 0x00d5, 0x00b5, 0x00fe,
		0x00de, 0x00da, 0x00db, 0x00d9, 0x00fd, 0x00dd, 0x00af, 0x00b4, 0x00ad, 0x00b1, 0x2017, 0x00be, 0x00b6,
		0x00a7, 0x00f7, 0x00b8, 0x00b0, 0x00a8, 0x00b7, 0x00b9, 0x00b3, 0x00b2, 0x25a0, 0x00a0,
	},
	{
		0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1, 0x00e0, 0x00e2, 0x00e4, 0x00e3, 0x00e5,
		0x00e7, 0x00e9, 0x00e8, 0x00ea, 0x00eb, 0x00ed, 0x00ec, 0x00ee, 0x00ef, 0x00f1, 0x00f3, 0x00f2, 0x00f4,
		0x00f6, 0x00f5, 0x00fa, 0x00f9, 0x00fb, 0x00fc, 0x2020, 0x00b0, 0x00a2, 0x00a3, 0x00a7, 0x2022, 0x00b6,
		0x00df, 0x00ae, 0x00a9, 0x2122, 0x00b4, 0x00a8, 0x2260, 0x00c6, 0x00d8, 0x221e, 0x00b1, 0x2264, 0x2265,
		0x00a5, 0x00b5, 0x2202, 0x2211, 0x220f, 0x03c0, 0x222b, 0x00aa, 0x00ba, 0x03a9, 0x00e6, 0x00f8, 0x00bf,
		0x00a1, 0x00ac, 0x221a, 0x0192, 0x2248, 0x2206, 0x00ab, 0x00bb, 0x2026, 0x00a0, 0x00c0, 0x00c3, 0x00d5,
		0x0152, 0x0153, 0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x25ca, 0x00ff, 0x0178, 0x2044,
		0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02, 0x2021, 0x00b7, 0x201a, 0x201e, 0x2030, 0x00c2, 0x00ca, 0x00c1,
		0x00cb, 0x00c8, 0x00cd, 0x00ce, 0x00cf, 0x00cc, 0x00d3, 0x00d4, 0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9,
		0x0131, 0x02c6, 0x02dc, 0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7,
	},
};

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
	pdz_contents_close(t->contents);
	free(t->bytes);
	t->bytes = NULL;
	t->contents = NULL;
}

static enum pdz_status read_bytes(struct ingest_text *t, char *buf, size_t size, size_t *got, struct pdz_error *err)
{
	return t->contents ? pdz_contents_read(t->contents, buf, size, got, err)
	                   : pdz_input_read(t->in, buf, size, got, err);
}

/* Fill the block, however small the pieces are that the input gives. */
static enum pdz_status fill_text(struct ingest_text *t, struct pdz_error *err)
{
	memmove(t->bytes, t->bytes + t->begin, t->have - t->begin);
	t->have -= t->begin;
	t->begin = 0;
	while (t->have < BLOCK && !t->at_end) {
		size_t got;
		enum pdz_status status = read_bytes(t, t->bytes + t->have, BLOCK - t->have, &got, err);
		if (status)
			return status;
		t->have += got;
		t->at_end = got == 0;
	}
	return PDZ_OK;
}

enum pdz_status pdz_ingest_text_look(struct ingest_text *t, struct pdz_error *err)
{
	if (t->looked)
		return PDZ_OK;
	t->looked = true;
	enum pdz_status status = fill_text(t, err);
	if (!status)
		status = pdz_contents_open(&t->contents, t->in, (struct pdz_str){t->bytes, t->have}, err);
	if (status || !t->contents)
		return status;
	t->have = 0;
	t->at_end = false;
	if (pdz_contents_sheets(t->contents)) {
		t->encoding = ENCODING_UTF8;
		t->given = t->started = true;
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

static bool is_single_bytes(enum ingest_encoding e)
{
	return e == ENCODING_WINDOWS_1252 || e == ENCODING_ISO_8859_1;
}

static bool is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The letters à è é ì ò ù as bytes of windows-1252, cp850 and Mac Roman. Those of the last two
 * are signs in windows-1252, that would not stand at the end of a word. */
static const unsigned char accents[3][6] = {
	{0xe0, 0xe8, 0xe9, 0xec, 0xf2, 0xf9}, {0x85, 0x8a, 0x82, 0x8d, 0x95, 0x97}, {0x88, 0x8f, 0x8e, 0x93, 0x98, 0x9d}};

/* Of what encoding do the accents look to be? */
static enum ingest_encoding suspect_of(const char *p, size_t n)
{
	size_t counts[3] = {0};

	for (size_t at = skip_ascii(p, 0, n); at < n; at = skip_ascii(p, at + 1, n)) {
		const bool after_letter = at > 0 && is_ascii_letter(p[at - 1]),
				   before_letter = at + 1 < n && is_ascii_letter(p[at + 1]);
		const unsigned char byte = (unsigned char)p[at];
		counts[0] += byte >= 0xc0 && (after_letter || before_letter);
		for (int k = 1; k < 3; k++)
			/* an ellipsis may stand behind a word: only that of a long one ending in -t is taken for à */
			counts[k] += memchr(accents[k], byte, 6) && after_letter && !before_letter &&
			             (byte != 0x85 ||
			              (at > 3 && p[at - 1] == 't' && is_ascii_letter(p[at - 2]) && is_ascii_letter(p[at - 3])));
	}
	if (counts[1] > counts[0] && counts[1] > counts[2])
		return ENCODING_CP850;
	return counts[2] > counts[0] && counts[2] > counts[1] ? ENCODING_MAC_ROMAN : ENCODING_UNKNOWN;
}

/* Single bytes, says the mapping; is that so? */
static void check_given(struct ingest_text *t)
{
	const char *p = t->bytes + t->begin;
	const size_t n = t->have - t->begin;
	const struct tally seen = tally_utf8(p, n);

	if (seen.good && !seen.bad && (seen.tail == n || !t->at_end)) {
		t->encoding = ENCODING_UTF8;
		t->overruled = true;
	} else {
		t->suspect = suspect_of(p, n);
	}
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
		t->suspect = suspect_of(t->bytes + t->begin, t->have - t->begin);
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
		if (t->encoding >= ENCODING_CP850)
			c = other_bytes[t->encoding - ENCODING_CP850][c - 0x80];
		else if (c < 0xa0 && t->encoding == ENCODING_WINDOWS_1252 && windows_1252[c - 0x80])
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
	enum pdz_status looked = pdz_ingest_text_look(t, err);
	if (looked)
		return looked;
	if (t->encoding == ENCODING_UTF8 && t->started && t->begin == t->have && !t->at_end) {
		/* nothing to decode: straight to where it is wanted */
		enum pdz_status status = read_bytes(t, buf, size, got, err);
		t->at_end = !status && *got == 0;
		return status;
	}
	do {
		if (t->have - t->begin < 4 || !t->started) {
			enum pdz_status status = fill_text(t, err);
			if (status)
				return status;
			if (!t->started) {
				read_mark(t);
				if (t->given && is_single_bytes(t->encoding))
					check_given(t);
			}
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
		case ENCODING_CP850:
		case ENCODING_MAC_ROMAN:
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

/* The byte that the next character was, if it was one of windows-1252 or iso-8859-1; -1. */
static int next_byte(const char *p, size_t n, size_t *length)
{
	uint32_t code;

	*length = pdz_utf8_next(p, n, &code);
	return *length ? pdz_windows_1252_byte(code) : -1;
}

/* Is this what a letter or sign of UTF-8 looks like when its bytes are taken for characters?
 * Those that Italian texts have: accents, typographic signs, the letters of the neighbours,
 * the byte order mark, pictures. */
static bool is_garbled(const char *p, size_t n)
{
	int bytes[4];
	size_t at = 0, length;

	for (int i = 0; i < 4; i++, at += length) {
		bytes[i] = next_byte(p + at, n - at, &length);
		if (i && (bytes[i] < 0x80 || bytes[i] > 0xbf))
			bytes[i] = -1;
		if (bytes[i] < 0) {
			for (; i < 4; i++)
				bytes[i] = -1;
			break;
		}
	}
	switch (bytes[0]) {
	case 0xc2:
	case 0xc3:
		return bytes[1] >= 0;
	case 0xc4:
	case 0xc5:
		return bytes[1] >= 0 && !(bytes[1] >= 0x91 && bytes[1] <= 0x94) && bytes[1] != 0xab && bytes[1] != 0xbb;
	case 0xe2:
		return bytes[1] >= 0x80 && bytes[1] <= 0x8a && bytes[2] >= 0;
	case 0xef:
		return bytes[1] == 0xbb && bytes[2] == 0xbf;
	case 0xf0:
		return bytes[1] == 0x9f && bytes[2] >= 0 && bytes[3] >= 0;
	default:
		return false;
	}
}

/* One sign right behind a letter that would be an accent of another encoding. */
static enum ingest_flaw accent_of_another(struct pdz_str row, size_t at, uint32_t code)
{
	if (at == 0 || !is_ascii_letter(row.p[at - 1]))
		return FLAW_NONE;
	switch (code) {
	case 0x160:
	case 0x201a:
		return FLAW_CP850; /* Š and a low quote for è, é */
	case 0x2c6:
	case 0x17d:
	case 0x2dc:
		return FLAW_MAC_ROMAN; /* ˆ Ž ˜ for à, é, ò */
	default:
		return FLAW_NONE;
	}
}

static enum ingest_flaw flaw_at(const struct ingest_text *t, struct pdz_str row, size_t at, size_t *length)
{
	const bool one_byte = is_single_bytes(t->encoding);
	uint32_t code;

	*length = pdz_utf8_next(row.p + at, row.n - at, &code);
	if (*length == 0)
		return FLAW_NO_TEXT;
	if (t->suspect)
		return t->suspect == ENCODING_CP850 ? FLAW_CP850 : FLAW_MAC_ROMAN;
	if (code >= 0xc2 && is_garbled(row.p + at, row.n - at))
		return one_byte ? FLAW_UTF8 : FLAW_TWICE;
	if (one_byte && code < 0xa0)
		return FLAW_NO_TEXT;
	return one_byte ? accent_of_another(row, at, code) : FLAW_NONE;
}

size_t pdz_ingest_text_flaw(const struct ingest_text *t, struct pdz_str row, enum ingest_flaw *what)
{
	enum ingest_flaw flaw = FLAW_NONE;
	size_t length, at;

	for (at = skip_ascii(row.p, 0, row.n); at < row.n; at = skip_ascii(row.p, at + length, row.n))
		if ((flaw = flaw_at(t, row, at, &length)))
			break;
	if (what)
		*what = flaw;
	return flaw ? at : SIZE_MAX;
}
