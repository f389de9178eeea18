/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text on a terminal. The widths come from our own table: wcwidth() knows none
 * where no locale is set, as under cron. */
#include "words/terminal.h"

struct range {
	uint32_t first, last;
};

#include "words/width_tables.inc"

/* The character at p[0]; *size its bytes. Broken bytes count as one each. */
static uint32_t decode(const char *p, size_t n, size_t *size)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t want = u[0] < 0x80 ? 1 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
	uint32_t c = want == 1 ? u[0] : u[0] & (0x7Fu >> want);
	*size = 1;
	if (want > n || (u[0] >= 0x80 && u[0] < 0xC0))
		return 0xFFFD;
	for (size_t i = 1; i < want; i++) {
		if ((u[i] & 0xC0) != 0x80)
			return 0xFFFD;
		c = c << 6 | (u[i] & 0x3Fu);
	}
	*size = want;
	return c;
}

static bool in(uint32_t c, const struct range *ranges, size_t count)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (c > ranges[middle].last)
			low = middle + 1;
		else if (c < ranges[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

static size_t char_width(uint32_t c)
{
	if (c < 0x300)
		return 1;
	if (in(c, zero_width, sizeof zero_width / sizeof *zero_width))
		return 0;
	return in(c, double_width, sizeof double_width / sizeof *double_width) ? 2 : 1;
}

size_t pdz_terminal_width(struct pdz_str s)
{
	size_t width = 0;
	for (size_t i = 0, size; i < s.n; i += size)
		width += char_width(decode(s.p + i, s.n - i, &size));
	return width;
}

size_t pdz_terminal_longest_word(struct pdz_str s)
{
	size_t longest = 0;
	struct pdz_str word;
	while (s.n) {
		const char *blank = memchr(s.p, ' ', s.n);
		word = (struct pdz_str){s.p, blank ? (size_t)(blank - s.p) : s.n};
		size_t w = pdz_terminal_width(word);
		if (w > longest)
			longest = w;
		s.p += word.n + (blank != NULL);
		s.n -= word.n + (blank != NULL);
	}
	return longest;
}

bool pdz_terminal_wrap(struct pdz_str *s, size_t width, struct pdz_str *line)
{
	while (s->n && *s->p == ' ') {
		s->p++;
		s->n--;
	}
	if (s->n == 0)
		return false;
	size_t used = 0, end = 0, blank = 0, size;
	while (end < s->n) {
		size_t w = char_width(decode(s->p + end, s->n - end, &size));
		if (s->p[end] == '\n' || (used + w > width && end > 0))
			break;
		if (s->p[end] == ' ')
			blank = end;
		used += w;
		end += size;
	}
	bool cut = end < s->n && s->p[end] != ' ' && s->p[end] != '\n';
	size_t take = cut && blank ? blank : end;
	*line = (struct pdz_str){s->p, take};
	s->p += take;
	s->n -= take;
	if (s->n && *s->p == '\n') {
		s->p++;
		s->n--;
	}
	while (line->n && line->p[line->n - 1] == ' ')
		line->n--;
	return true;
}

static bool turns_direction(uint32_t c)
{
	return (c >= 0x200E && c <= 0x200F) || c == 0x61C || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void pdz_terminal_visible(struct pdz_buf *b, struct pdz_str s)
{
	for (size_t i = 0, size; i < s.n; i += size) {
		uint32_t c = decode(s.p + i, s.n - i, &size);
		if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029)
			pdz_buf_char(b, ' ');
		else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || turns_direction(c) || (c == 0xFFFD && size == 1))
			pdz_buf_z(b, "\xEF\xBF\xBD");
		else
			pdz_buf_add(b, s.p + i, size);
	}
}

void pdz_terminal_lines(struct pdz_buf *b, size_t from)
{
	struct pdz_buf all = {0};

	for (size_t at = from; at < b->n && !b->failed;) {
		const char *end = memchr(b->p + at, '\n', b->n - at);
		const size_t n = end != NULL ? (size_t)(end - b->p) - at : b->n - at;
		pdz_terminal_visible(&all, (struct pdz_str){b->p + at, n});
		if (end != NULL)
			pdz_buf_char(&all, '\n');
		at += n + 1;
	}
	if (b->n > from)
		b->n = from;
	pdz_buf_str(b, pdz_buf_view(&all));
	b->failed |= all.failed;
	pdz_buf_release(&all);
}

void pdz_terminal_pad(struct pdz_buf *b, struct pdz_str s, size_t width, bool right)
{
	size_t w = pdz_terminal_width(s);
	size_t blanks = w < width ? width - w : 0;
	if (!right)
		pdz_buf_str(b, s);
	while (blanks-- > 0)
		pdz_buf_char(b, ' ');
	if (right)
		pdz_buf_str(b, s);
}
