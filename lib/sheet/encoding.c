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
	return e == ENCODING_WINDOWS_1252 || e == ENCODING_ISO_8859_1 || e == ENCODING_CP850 || e == ENCODING_MAC_ROMAN;
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_ascii_letter(char c)
{
	return is_lower(c) || is_upper(c);
}

static uint32_t decode_byte(enum ingest_encoding encoding, unsigned char byte)
{
	if (byte < 0x80)
		return byte;
	if (encoding >= ENCODING_CP850)
		return other_bytes[encoding - ENCODING_CP850][byte - 0x80];
	return byte < 0xa0 && encoding == ENCODING_WINDOWS_1252 ? windows_1252[byte - 0x80] : byte;
}

static bool is_capital(uint32_t c)
{
	return (c >= 0xc0 && c <= 0xde && c != 0xd7) || c == 0x152 || c == 0x160 || c == 0x178 || c == 0x17d;
}

static bool is_small(uint32_t c)
{
	return (c >= 0xdf && c <= 0xff && c != 0xf7) || c == 0x131 || c == 0x153 || c == 0x161 || c == 0x17e;
}

static bool is_one_of(uint32_t c, const uint16_t *list)
{
	while (*list && *list != c)
		list++;
	return *list != 0;
}

enum { RIGHT = 2, ODD = -3 };

/* Does a letter that is not ASCII stand where a text would have it? Capitals among capitals, accents at the end. */
static int fitness_of_letter(uint32_t c, char before, char after)
{
	static const uint16_t italian[] = {0xe0, 0xe8, 0xe9, 0xec, 0xf2, 0xf9, 0xc0, 0xc8, 0xc9, 0xcc, 0xd2, 0xd9, 0};
	const bool ours = is_one_of(c, italian), alone = !is_ascii_letter(before) && !is_ascii_letter(after);

	if (is_capital(c) && is_lower(before))
		return ODD; /* citt\xd3 */
	if (c == 0x131)
		return ODD;
	if (alone) /* È in the middle of a sentence is no better than é */
		return c == 0xe8 ? RIGHT : ours ? 0 : -1;
	if (is_small(c) && is_lower(before) && !ours && c != 0xed && c != 0xf3 && c != 0xfa && !is_ascii_letter(after))
		return -1; /* attivit\xea */
	if (is_small(c) && is_upper(before) && !ours && !is_lower(after))
		return ODD; /* PI\xeb */
	return ours && (is_capital(c) ? is_upper(before) : is_lower(before)) ? RIGHT : 0;
}

/* How well a character fits between its neighbours, if they are ASCII. text[at] is its byte. */
static int fitness_of(uint32_t c, const char *text, size_t at, size_t n)
{
	static const uint16_t opening[] = {0x2018, 0x201c, 0x201e, 0xab, 0}, closing[] = {0x201d, 0xbb, 0},
						  plain[] = {0xa0, 0xa3, 0xa7, 0xa9, 0xae, 0xb1,   0xb2,   0xb3,   0xb4,   0xb5,   0xb9, 0xbc,
	                                 0xbd, 0xbe, 0xd7, 0xdf, 0xf7, 0x2030, 0x2122, 0x2260, 0x2264, 0x2265, 0};
	const char before = at > 0 ? text[at - 1] : ' ', after = at + 1 < n ? text[at + 1] : ' ';
	const bool letter_before = is_ascii_letter(before), letter_after = is_ascii_letter(after);

	if (is_capital(c) || is_small(c))
		return fitness_of_letter(c, before, after);
	if (c == 0xb0 || c == 0xba || c == 0xaa)
		return (before | 0x20) == 'n' || (before >= '0' && before <= '9') ? RIGHT : 0;
	if (c == 0x2019)
		return letter_before ? RIGHT : 0;
	if (is_one_of(c, opening))
		return letter_before ? ODD : RIGHT;
	if (is_one_of(c, closing))
		return letter_after && !letter_before ? ODD : RIGHT;
	if (c == 0x2026) /* behind a word; only that of a long one in -t is taken for \xe0 */
		return before == 't' && at > 2 && is_ascii_letter(text[at - 2]) && is_ascii_letter(text[at - 3]) ? -1 : 1;
	if (c == 0x20ac)
		return letter_before || letter_after ? 0 : RIGHT;
	if (c == 0xb7 || c == 0x2022)
		return letter_before && !letter_after ? ODD : 1;
	if (c == 0x2013 || c == 0x2014)
		return 1;
	return is_one_of(c, plain) ? 0 : ODD;
}

/* Of what encoding do the bytes look to be, if it is not the one they are read in? */
static enum ingest_encoding suspect_of(enum ingest_encoding as, const char *p, size_t n)
{
	static const enum ingest_encoding all[] = {ENCODING_WINDOWS_1252, ENCODING_CP850, ENCODING_MAC_ROMAN};
	long fits[3] = {0}, odd[3] = {0}, right[3] = {0};
	size_t own = 0, best = 0;

	for (size_t at = skip_ascii(p, 0, n); at < n; at = skip_ascii(p, at + 1, n))
		for (size_t i = 0; i < 3; i++) {
			const uint32_t c = decode_byte(all[i], (unsigned char)p[at]);
			const int fit = c ? fitness_of(c, p, at, n) : ODD;
			fits[i] += fit;
			odd[i] += fit < 0;
			right[i] += fit == RIGHT;
		}
	for (size_t i = 1; i < 3; i++) {
		own = all[i] == as ? i : own;
		best = fits[i] > fits[best] ? i : best;
	}
	const bool better = odd[best] < odd[own] ? fits[best] > fits[own]
	                                         : odd[best] == odd[own] && fits[best] >= fits[own] + RIGHT;
	return better && right[best] > right[own] ? all[best] : ENCODING_UNKNOWN;
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
		t->suspect = suspect_of(t->encoding, p, n);
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
		t->suspect = suspect_of(t->encoding, t->bytes + t->begin, t->have - t->begin);
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
		const unsigned char byte = (unsigned char)t->bytes[t->begin++];
		const uint32_t c = decode_byte(t->encoding, byte);
		n += put_code(to + n, c ? c : byte); /* what stands for nothing remains to be seen */
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

static enum pdz_status read_text(struct ingest_text *t, char *buf, size_t size, size_t *got, struct pdz_error *err)
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

static void keep_tail(struct ingest_text *t, const char *text, size_t n)
{
	const size_t room = sizeof t->tail, more = n < room ? n : room;
	const size_t stays = t->tail_length < room - more ? t->tail_length : room - more;
	memmove(t->tail, t->tail + t->tail_length - stays, stays);
	memcpy(t->tail + stays, text + n - more, more);
	t->tail_length = stays + more;
}

enum pdz_status pdz_ingest_text_read(struct ingest_text *t, char *buf, size_t size, size_t *got, struct pdz_error *err)
{
	const enum pdz_status status = read_text(t, buf, size, got, err);

	if (!status && *got)
		keep_tail(t, buf, *got);
	return status;
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

/* The byte that a character is in an encoding of single bytes; -1: none. */
static int byte_of(enum ingest_encoding encoding, uint32_t code)
{
	if (encoding < ENCODING_CP850)
		return pdz_windows_1252_byte(code);
	if (code < 0x80)
		return (int)code;
	for (int i = 0; i < 128; i++)
		if (other_bytes[encoding - ENCODING_CP850][i] == code)
			return 0x80 + i;
	return -1;
}

/* Is this what a letter or sign of UTF-8 looks like when its bytes are taken for characters of
 * the encoding? Those that Italian texts have: accents, typographic signs, the letters of the
 * neighbours, the byte order mark, pictures. */
static bool is_garbled(enum ingest_encoding encoding, uint32_t code, const char *p, size_t n)
{
	int bytes[4] = {byte_of(encoding, code), -1, -1, -1};
	size_t at = 0, length;

	if (bytes[0] < 0xc2)
		return false;
	length = pdz_utf8_next(p, n, &code);
	for (int i = 1; i < 4; i++) {
		at += length;
		length = at < n ? pdz_utf8_next(p + at, n - at, &code) : 0;
		bytes[i] = length ? byte_of(encoding, code) : -1;
		if (bytes[i] < 0x80 || bytes[i] > 0xbf) {
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
	case 0xcc: /* accents by themselves, as a Macintosh writes them */
		return bytes[1] >= 0;
	case 0xef:
		return (bytes[1] == 0xbb && bytes[2] == 0xbf) || (bytes[1] == 0xbf && bytes[2] == 0xbd);
	case 0xf0:
		return bytes[1] == 0x9f && bytes[2] >= 0 && bytes[3] >= 0;
	default:
		return false;
	}
}

static enum ingest_flaw flaw_of_suspect(enum ingest_encoding suspect)
{
	return suspect == ENCODING_CP850 ? FLAW_CP850 : suspect == ENCODING_MAC_ROMAN ? FLAW_MAC_ROMAN : FLAW_WINDOWS_1252;
}

/* One sign right behind a letter that would be an accent of another encoding. */
static enum ingest_flaw accent_of_another(const struct ingest_text *t, struct pdz_str row, size_t at, size_t length,
                                          uint32_t code)
{
	static const uint16_t signs[] = {0xa1, 0xa2, 0xa5, 0xa6, 0xb6, 0xbf, 0x2020, 0x2021, 0};
	static const uint16_t never[] = {0xa8, 0xac, 0xaf, 0xb8, 0x192, 0x2017, 0};
	const char before = at ? row.p[at - 1] : ' ', after = at + length < row.n ? row.p[at + length] : ' ';
	const char second = at > 1 ? row.p[at - 2] : ' ', third = at > 2 ? row.p[at - 3] : ' ';
	const bool ends = is_ascii_letter(before) && !is_ascii_letter(after) && !(after & 0x80);

	if (is_ascii_letter(before) && (is_one_of(code, never) || (code >= 0x2500 && code <= 0x25a0)))
		return FLAW_OTHER; /* pi\xa8, CITT and a corner */
	if (code == 0xfd && ends &&
	    ((before == 'd' && second == 'e') || (before == 's' && (second == 'o' || !is_ascii_letter(second)))))
		return FLAW_OTHER; /* luned\xfd, cos\xfd: \xec of windows-1252 in cp850 */
	if (code == 0xc6 && is_lower(before) && is_lower(after))
		return FLAW_OTHER; /* l\xc6anziano: an apostrophe */
	if (is_single_bytes(t->encoding) && ends &&
	    (code == 0x2014 || code == 0x2022 || code == 0x201c ||
	     (code == 0x2026 && before == 't' && is_ascii_letter(second) && is_ascii_letter(third))))
		return FLAW_OTHER; /* pi\x97, Niccol\x95, luned\x93, attivit\x85 */
	if (is_single_bytes(t->encoding) && is_ascii_letter(before))
		switch (code) {
		case 0x160:
		case 0x201a:
			return FLAW_CP850; /* Š and a low quote for è, é */
		case 0x2c6:
		case 0x17d:
		case 0x2dc:
			return FLAW_MAC_ROMAN; /* ˆ Ž ˜ for à, é, ò */
		default:
			if (is_one_of(code, signs))
				return FLAW_OTHER;
		}
	if (is_capital(code) && is_lower(before) && !is_lower(after) && !(after & 0x80))
		return FLAW_OTHER; /* citt\xd3 */
	if (code == 0xb7 && is_upper(before) && !is_ascii_letter(after) && is_single_bytes(t->encoding))
		return FLAW_OTHER; /* what \xc0 of cp850 is in windows-1252 */
	if (code == 0xde && !is_ascii_letter(after))
		return FLAW_OTHER; /* what \xe8 of windows-1252 is in cp850 */
	return FLAW_NONE;
}

/* Two bytes of ASCII where UTF-16 should be, or half of one character and half of the next. */
static bool is_two_of_ascii(uint32_t code)
{
	const unsigned char bytes[2] = {(unsigned char)(code & 0xff), (unsigned char)(code >> 8)};

	if (code < 0x900 || code > 0xffff || (code >= 0xe00 && code < 0x2c00))
		return false;
	for (int i = 0; i < 2; i++)
		if (bytes[i] != 0 && bytes[i] != '\t' && bytes[i] != '\n' && bytes[i] != '\r' &&
		    (bytes[i] < 0x20 || bytes[i] > 0x7e))
			return false;
	return true;
}

static enum ingest_flaw flaw_at(const struct ingest_text *t, struct pdz_str row, size_t at, size_t *length)
{
	static const uint16_t usual[] = {0xe0, 0xe8, 0xe9, 0xec, 0xf2, 0xf9, 0};
	const bool one_byte = is_single_bytes(t->encoding);
	uint32_t code;

	*length = pdz_utf8_next(row.p + at, row.n - at, &code);
	if (*length == 0)
		return FLAW_NO_TEXT;
	if (code < 0x80)
		return FLAW_CONTROL;
	if (t->suspect)
		return flaw_of_suspect(t->suspect);
	if (is_one_of(code, usual) && !one_byte)
		return FLAW_NONE;
	if (code == 0xfffd)
		return FLAW_LOST;
	if (one_byte && is_garbled(t->encoding, code, row.p + at, row.n - at))
		return FLAW_UTF8;
	for (enum ingest_encoding e = ENCODING_WINDOWS_1252; e <= ENCODING_MAC_ROMAN; e++)
		if (code >= 0xac && is_single_bytes(e) && is_garbled(e, code, row.p + at, row.n - at))
			return FLAW_TWICE;
	if (one_byte && code < 0xa0)
		return FLAW_NO_TEXT;
	if ((t->encoding == ENCODING_UTF16LE || t->encoding == ENCODING_UTF16BE) && is_two_of_ascii(code))
		return FLAW_NO_TEXT;
	if (code < 0xa0)
		return FLAW_CONTROL;
	return accent_of_another(t, row, at, *length, code);
}

/* The first byte from at on that is neither what ASCII prints nor a tab or line end. */
static size_t skip_printed(struct pdz_str row, size_t at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);

	for (;; at++) {
		for (uint64_t word; at + sizeof word <= row.n; at += sizeof word) {
			memcpy(&word, row.p + at, sizeof word);
			const uint64_t low = word & ones * 0x7f;
			if ((word | ~(low + ones * 0x60) | (low + ones)) & ones * 0x80)
				break;
		}
		const unsigned char c = at < row.n ? (unsigned char)row.p[at] : 0xff;
		if (c >= 0x7f || (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\0'))
			return at;
	}
}

/* *hidden: there is a sign that nobody sees. */
static size_t find_flaw(const struct ingest_text *t, struct pdz_str row, enum ingest_flaw *what, bool *hidden)
{
	size_t length, at;

	*what = FLAW_NONE;
	*hidden = false;
	for (at = skip_printed(row, 0); at < row.n; at = skip_printed(row, at + length)) {
		if ((*what = flaw_at(t, row, at, &length)))
			return at;
		*hidden |= pdz_invisible_at(row.p + at, row.n - at) > 0;
	}
	return SIZE_MAX;
}

size_t pdz_ingest_text_flaw(const struct ingest_text *t, struct pdz_str row, enum ingest_flaw *what)
{
	enum ingest_flaw flaw;
	bool hidden;
	const size_t at = find_flaw(t, row, &flaw, &hidden);

	if (what)
		*what = flaw;
	return at;
}

bool pdz_ingest_text_is_plain(const struct ingest_text *t, struct pdz_str row)
{
	enum ingest_flaw flaw;
	bool hidden;

	return find_flaw(t, row, &flaw, &hidden) == SIZE_MAX && !hidden;
}
