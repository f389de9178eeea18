/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folded texts and the distance between them. Only compares: a folded text is
 * never shown to anybody. */
#include "base/fold.h"

#include "base/utf8.h"

#include <stdlib.h>

/* What a character becomes: up to three bytes, "" to drop it, " " to separate. */
struct piece {
	char text[4];
};

#define PIECE(z) ((struct piece){z})

/* Base letters by code; a blank where there is none. */
static const struct letters {
	uint32_t first, last;
	const char *base;
	/* clang-format off */
} letter_tables[] = {
	{0xc0, 0x17f,
	 "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y"
	 "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkkllllll "
	 " llnnnnnnnnnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"},
	{0x1cd, 0x21f,
	 "aaiioouuuuuuuuuu aaaa    ggkkoooo  j   gg  nnaa  ooaaaaeeeeiiiio"
	 "ooorrrruuuusstt  hh"},
	{0x1e00, 0x1eff,
	 "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
	 "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
	 "wwwwwwwwwwxxxxyyzzzzzzhtwy s    aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
	 "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy      "},
};
/* clang-format on */

static bool is_invisible(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

/* Blanks, dashes, apostrophes and the accents typed for them, the ellipsis. */
static bool is_separator(uint32_t c)
{
	if (c == 0x85 || c == 0xa0 || c == 0xb4 || c == 0x2b9 || c == 0x2bb || c == 0x2bc || c == 0x1680)
		return true;
	if (c >= 0x2000 && c <= 0x206f)
		return c <= 0x200a || (c >= 0x2010 && c <= 0x2015) || (c >= 0x2018 && c <= 0x201b) || c == 0x2026 ||
		       c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x2032 || c == 0x2035 || c == 0x205f;
	return c == 0x2212 || c == 0x3000 || c == 0xff07;
}

/* Characters that become more than one letter, or a letter by custom: N° and Nº. */
static struct piece special(uint32_t c)
{
	switch (c) {
	case 0xaa:
		return PIECE("a");
	case 0xb0:
	case 0xba:
	case 0x1a0:
	case 0x1a1:
		return PIECE("o");
	case 0xc6:
	case 0xe6:
	case 0x1e2:
	case 0x1e3:
	case 0x1fc:
	case 0x1fd:
		return PIECE("ae");
	case 0xde:
	case 0xfe:
		return PIECE("th");
	case 0xdf:
	case 0x1e9e:
		return PIECE("ss");
	case 0x1af:
	case 0x1b0:
		return PIECE("u");
	case 0x132:
	case 0x133:
		return PIECE("ij");
	case 0x13f:
	case 0x140:
		return PIECE("l");
	case 0x152:
	case 0x153:
		return PIECE("oe");
	case 0xfb00:
		return PIECE("ff");
	case 0xfb01:
		return PIECE("fi");
	case 0xfb02:
		return PIECE("fl");
	case 0xfb03:
		return PIECE("ffi");
	case 0xfb04:
		return PIECE("ffl");
	case 0xfb05:
	case 0xfb06:
		return PIECE("st");
	default:
		return PIECE("?");
	}
}

/* What c, which is not ASCII, becomes; false if it stays as it is. */
static bool fold_character(uint32_t c, struct piece *out)
{
	for (size_t i = 0; i < sizeof letter_tables / sizeof *letter_tables; i++) {
		const struct letters *t = &letter_tables[i];
		if (c >= t->first && c <= t->last && t->base[c - t->first] != ' ') {
			*out = (struct piece){{t->base[c - t->first]}};
			return true;
		}
	}
	*out = is_invisible(c) ? PIECE("") : is_separator(c) ? PIECE(" ") : special(c);
	return out->text[0] != '?';
}

static char fold_ascii(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	if ((c >= '\t' && c <= '\r') || c == '-' || c == '_' || c == '\'' || c == '`' || c == '.')
		return ' ';
	return c;
}

/* Where the folded text goes. It never gets longer than the text it comes from. */
struct output {
	char *p;
	size_t n;
	bool gap; /* a blank is due before the next letter */
};

static inline void put_folded(struct output *o, const char *p, size_t n)
{
	if (n == 1 && *p == ' ') {
		o->gap = o->n > 0;
		return;
	}
	if (o->gap && n > 0) {
		o->p[o->n++] = ' ';
		o->gap = false;
	}
	for (size_t i = 0; i < n; i++)
		o->p[o->n++] = p[i];
}

void pdz_fold(struct pdz_buf *b, struct pdz_str s)
{
	if (s.n == 0 || !pdz_buf_reserve(b, s.n))
		return;
	struct output o = {.p = b->p + b->n};
	for (size_t i = 0; i < s.n;) {
		if ((unsigned char)s.p[i] < 0x80) {
			char c = fold_ascii(s.p[i++]);
			put_folded(&o, &c, 1);
			continue;
		}
		uint32_t c;
		struct piece piece;
		size_t n = pdz_utf8_next(s.p + i, s.n - i, &c);
		if (n > 0 && fold_character(c, &piece))
			put_folded(&o, piece.text, strlen(piece.text));
		else
			put_folded(&o, s.p + i, n ? n : 1);
		i += n ? n : 1;
	}
	b->n += o.n;
}

static bool is_blank_of_codes(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

void pdz_fold_code(struct pdz_buf *b, struct pdz_str s)
{
	struct pdz_buf close = {0};
	for (size_t i = 0; i < s.n;) {
		uint32_t c = 0;
		const size_t n = pdz_utf8_next(s.p + i, s.n - i, &c);
		if (n == 0 || !is_blank_of_codes(c))
			pdz_buf_add(&close, s.p + i, n ? n : 1);
		i += n ? n : 1;
	}
	b->failed |= close.failed;
	pdz_fold(b, pdz_buf_view(&close));
	pdz_buf_release(&close);
}

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: three rows of the usual table, where row[i][j] is the
 * distance between the first i bytes of a and the first j of b. */
static size_t alignment(struct pdz_str a, struct pdz_str b, size_t limit, size_t *rows)
{
	size_t width = b.n + 1;
	size_t *before = rows, *above = rows + width, *here = rows + 2 * width;
	for (size_t j = 0; j <= b.n; j++)
		above[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t least = here[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t d = min(above[j - 1] + (a.p[i - 1] != b.p[j - 1]), min(above[j], here[j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				d = min(d, before[j - 2] + 1);
			here[j] = d;
			least = min(least, d);
		}
		/* A swap looks two rows back, so two rows above the limit end it. */
		size_t least_above = above[0];
		for (size_t j = 1; j <= b.n && least_above > limit; j++)
			least_above = min(least_above, above[j]);
		if (least > limit && least_above > limit)
			return limit + 1;
		size_t *free_row = before;
		before = above;
		above = here;
		here = free_row;
	}
	return min(above[b.n], limit + 1);
}

size_t pdz_distance(struct pdz_str a, struct pdz_str b, size_t limit)
{
	enum { SHORT = 64 };
	size_t stack_rows[3 * (SHORT + 1)], *heap_rows = NULL;
	size_t distance = SIZE_MAX;
	struct pdz_buf folded_a = {0}, folded_b = {0};
	pdz_fold(&folded_a, a);
	pdz_fold(&folded_b, b);
	if (folded_a.failed || folded_b.failed)
		goto out;

	a = pdz_buf_view(&folded_a);
	b = pdz_buf_view(&folded_b);
	size_t longer = a.n > b.n ? a.n : b.n, shorter = min(a.n, b.n);
	if (longer - shorter > limit) {
		distance = limit + 1;
		goto out;
	}
	if (b.n > SHORT && b.n < SIZE_MAX / (4 * sizeof *heap_rows))
		heap_rows = malloc(3 * (b.n + 1) * sizeof *heap_rows);
	if (b.n <= SHORT || heap_rows)
		distance = alignment(a, b, min(limit, longer), heap_rows ? heap_rows : stack_rows);
out:
	free(heap_rows);
	pdz_buf_release(&folded_a);
	pdz_buf_release(&folded_b);
	return distance;
}

void pdz_nearest_offer(struct pdz_nearest *n, struct pdz_str wanted, struct pdz_str candidate)
{
	struct pdz_buf folded = {0};
	if (n->off)
		return;
	pdz_fold(&folded, wanted);
	size_t letters = folded.failed ? 0 : folded.n;
	n->failed |= folded.failed;
	pdz_buf_release(&folded);
	if (letters == 0 || candidate.n == 0)
		return;
	size_t limit = letters < 3 ? 1 : letters / 3;
	if (n->best.p) {
		if (n->distance == 0)
			return;
		limit = n->distance - 1;
	}
	size_t distance = pdz_distance(wanted, candidate, limit);
	/* One letter for another of a single one has nothing in common with it. */
	if (distance <= limit && distance < letters)
		*n = (struct pdz_nearest){.best = candidate, .distance = distance, .failed = n->failed};
	n->failed |= distance == SIZE_MAX;
}

void pdz_nearest_offer_all(struct pdz_nearest *n, struct pdz_str wanted, struct pdz_names names)
{
	const char *at = (const char *)names.first;
	for (size_t i = 0; i < names.count && !n->off; i++, at += names.stride)
		pdz_nearest_offer(n, wanted, *(const struct pdz_str *)(const void *)at);
}

/* U+0300 to U+033F, as UTF-8 their second byte; composed: two bytes for each letter. */
static const struct {
	unsigned char mark;
	const char *letters, *composed;
} accents[] = {
	{0x80, "AEIOUaeiou", "ÀÈÌÒÙàèìòù"},
	{0x81, "AEIOUYaeiouyCcNnSsZz", "ÁÉÍÓÚÝáéíóúýĆćŃńŚśŹź"},
	{0x82, "AEIOUaeiou", "ÂÊÎÔÛâêîôû"},
	{0x83, "ANOano", "ÃÑÕãñõ"},
	{0x86, "AaGg", "ĂăĞğ"},
	{0x88, "AEIOUaeiouy", "ÄËÏÖÜäëïöüÿ"},
	{0x8a, "AaUu", "ÅåŮů"},
	{0x8c, "CcDEeNnRrSsZz", "ČčĎĚěŇňŘřŠšŽž"},
	{0xa6, "SsTt", "ȘșȚț"},
	{0xa7, "CcSs", "ÇçŞş"},
	{0xa8, "AaEe", "ĄąĘę"},
};

/* The letter at p in one with the accent behind it, two bytes; NULL: there is none behind it, or no such letter. */
static const char *composed_at(const char *p, size_t n)
{
	if (n < 3 || (unsigned char)p[1] != 0xcc)
		return NULL;
	for (size_t i = 0; i < sizeof accents / sizeof *accents; i++) {
		const char *letter = memchr(accents[i].letters, p[0], strlen(accents[i].letters));
		if (accents[i].mark == (unsigned char)p[2] && letter)
			return accents[i].composed + 2 * (letter - accents[i].letters);
	}
	return NULL;
}

void pdz_put_seen(struct pdz_buf *b, struct pdz_str s)
{
	for (size_t at = 0, n; at < s.n; at += n) {
		const char *composed = composed_at(s.p + at, s.n - at);
		n = composed ? 3 : pdz_invisible_at(s.p + at, s.n - at);
		if (composed)
			pdz_buf_add(b, composed, 2);
		else if (n == 0)
			pdz_buf_add(b, s.p + at, n = 1);
	}
}
