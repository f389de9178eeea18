/* Errors and findings as values and as text. Nothing here prints. */
#include "pdz/error.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum pdz_status pdz_fail(struct pdz_error *err, enum pdz_status status, const char *source, uint64_t line,
                         uint64_t column, const char *fmt, ...)
{
	if (!err || err->status != PDZ_OK)
		return status;
	err->status = status;
	err->line = line;
	err->column = column;

	err->source[0] = '\0';
	if (source) {
		size_t n = strnlen(source, sizeof err->source);
		if (n == sizeof err->source)
			n = pdz_utf8_cut(source, sizeof err->source - 1);
		memcpy(err->source, source, n);
		err->source[n] = '\0';
	}

	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(err->text, sizeof err->text, fmt, args);
	va_end(args);
	if (n < 0) /* an error without a text would be worse than a poor text */
		snprintf(err->text, sizeof err->text, "error that could not be described");
	else if ((size_t)n >= sizeof err->text)
		err->text[pdz_utf8_cut(err->text, sizeof err->text - 1)] = '\0';
	return status;
}

enum pdz_status pdz_no_memory(struct pdz_error *err)
{
	return pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "out of memory");
}

void pdz_tell(const struct pdz_diag_sink *sink, const struct pdz_diag *diag)
{
	if (sink && sink->fn)
		sink->fn(sink->ctx, diag);
}

/* A text that is cut, when it gets too long, where an ellipsis still fits. */
struct line {
	char *p;
	size_t room; /* without the NUL */
	size_t n;
	size_t cut;
	bool full;
};

static const char ellipsis[] = "\xe2\x80\xa6";

/* Add a piece that must not be cut in two. */
static void add(struct line *l, const char *piece, size_t n)
{
	if (l->full)
		return;
	if (n > l->room - l->n) {
		l->full = true;
		l->n = l->cut;
		if (l->room - l->n >= 3) {
			memcpy(l->p + l->n, ellipsis, 3);
			l->n += 3;
		}
		return;
	}
	memcpy(l->p + l->n, piece, n);
	l->n += n;
	if (l->room - l->n >= 3)
		l->cut = l->n;
}

/* Would a terminal obey it, or show nothing, or reorder the rest of the line? */
static bool is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

static void add_escape(struct line *l, uint32_t c)
{
	char piece[16];
	int n;
	if (c == '\n' || c == '\t' || c == '\r')
		n = snprintf(piece, sizeof piece, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
	else
		n = snprintf(piece, sizeof piece, c < 0x80 ? "\\x%02X" : "\\u{%X}", (unsigned)c);
	add(l, piece, (size_t)n);
}

static void add_visible(struct line *l, const char *text, size_t len)
{
	for (size_t i = 0; i < len && !l->full;) {
		uint32_t c;
		size_t n = pdz_utf8_next(text + i, len - i, &c);
		if (n == 0) {
			char piece[8];
			int k = snprintf(piece, sizeof piece, "\\x%02X", (unsigned)(unsigned char)text[i]);
			add(l, piece, (size_t)k);
			i++;
			continue;
		}
		if (is_hidden(c))
			add_escape(l, c);
		else
			add(l, text + i, n);
		i += n;
	}
}

static void add_z(struct line *l, const char *z)
{
	add_visible(l, z, strlen(z));
}

size_t pdz_visible(const char *text, size_t len, char *buf, size_t size)
{
	struct line l = {.p = buf, .room = size - 1};
	add_visible(&l, text, len);
	buf[l.n] = '\0';
	return l.n;
}

static void add_place(struct line *l, const struct pdz_diag *d)
{
	char number[48];
	if (d->source)
		add_z(l, d->source);
	if (d->line) {
		snprintf(number, sizeof number, d->source ? ":%ju" : "%ju", (uintmax_t)d->line);
		add_z(l, number);
		if (d->column) {
			snprintf(number, sizeof number, ":%ju", (uintmax_t)d->column);
			add_z(l, number);
		}
	}
	if (d->source || d->line)
		add_z(l, ": ");
	if (d->path) {
		add_z(l, d->path);
		add_z(l, ": ");
	}
}

size_t pdz_diag_format(const struct pdz_diag *d, char *buf, size_t size)
{
	struct line l = {.p = buf, .room = size - 1};
	add_place(&l, d);
	add_z(&l, d->problem ? d->problem : "problem");
	if (d->subject) {
		/* A cell can hold a whole page; what is expected must still be seen. */
		char subject[160];
		size_t n = pdz_visible(d->subject, strlen(d->subject), subject, sizeof subject);
		add_z(&l, ": '");
		add_visible(&l, subject, n);
		add_z(&l, "'");
	}
	if (d->expected) {
		add_z(&l, " (");
		add_z(&l, d->expected);
		add_z(&l, ")");
	}
	buf[l.n] = '\0';
	return l.n;
}
