/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See json_write.h. */
#include "base/json_write.h"

#include "base/utf8.h"

static void write_escaped(struct pdz_buf *b, uint32_t c)
{
	if (c == '"' || c == '\\') {
		pdz_buf_char(b, '\\');
		pdz_buf_char(b, (char)c);
	} else if (c == '\n') {
		pdz_buf_z(b, "\\n");
	} else {
		pdz_buf_printf(b, "\\u%04x", (unsigned)c);
	}
}

void pdz_json_write_text(struct pdz_buf *b, struct pdz_str s)
{
	pdz_buf_char(b, '"');
	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		const size_t n = pdz_utf8_next(s.p + i, s.n - i, &c);
		if (n == 0)
			pdz_buf_z(b, "\xEF\xBF\xBD");
		else if (c == '"' || c == '\\' || c < 0x20 || (c >= 0x7F && c < 0xA0) ||
		         (n > 1 && pdz_invisible_at(s.p + i, s.n - i) > 0)) /* of four bytes there are none */
			write_escaped(b, c);
		else
			pdz_buf_add(b, s.p + i, n);
		i += n > 0 ? n : 1;
	}
	pdz_buf_char(b, '"');
}

void pdz_json_write_value(struct pdz_buf *b, struct pdz_value v)
{
	if (v.ok)
		pdz_double_write(b, v.number);
	else
		pdz_buf_z(b, "null");
}

void pdz_json_write_next(struct pdz_buf *b)
{
	if (b->n > 0 && b->p[b->n - 1] != '{' && b->p[b->n - 1] != '[')
		pdz_buf_char(b, ',');
}

void pdz_json_write_key(struct pdz_buf *b, const char *key)
{
	pdz_json_write_next(b);
	pdz_buf_char(b, '"');
	pdz_buf_z(b, key);
	pdz_buf_add(b, "\":", 2);
}

void pdz_json_put_text(struct pdz_buf *b, const char *key, struct pdz_str s)
{
	pdz_json_write_key(b, key);
	pdz_json_write_text(b, s);
}

void pdz_json_put_value(struct pdz_buf *b, const char *key, struct pdz_value v)
{
	pdz_json_write_key(b, key);
	pdz_json_write_value(b, v);
}

void pdz_json_put_whole(struct pdz_buf *b, const char *key, uint64_t n)
{
	pdz_json_write_key(b, key);
	pdz_buf_printf(b, "%llu", (unsigned long long)n);
}

void pdz_json_put_flag(struct pdz_buf *b, const char *key, bool on)
{
	pdz_json_write_key(b, key);
	pdz_buf_z(b, on ? "true" : "false");
}

void pdz_json_put_day(struct pdz_buf *b, const char *key, pdz_day d)
{
	pdz_json_write_key(b, key);
	pdz_buf_char(b, '"');
	pdz_day_write(b, d);
	pdz_buf_char(b, '"');
}
