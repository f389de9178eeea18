/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors and findings as values and as text. Nothing here prints. */
#include "pdz/error.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void pdz_tell(const struct pdz_diag_sink *sink, const struct pdz_diag *diag)
{
	if (sink && sink->fn)
		sink->fn(sink->ctx, diag);
}

void pdz_tell_unusable(const struct pdz_diag_sink *sink, const char *name, const struct pdz_error *why)
{
	pdz_tell(sink, &(struct pdz_diag){.severity = PDZ_ERROR,
	                                  .source = name,
	                                  .line = why->line,
	                                  .column = why->column,
	                                  .code = "unusable_file",
	                                  .problem = "the file is left out whole",
	                                  .because = why});
}

bool pdz_error_is_about(const struct pdz_error *err, const char *file)
{
	const size_t n = strlen(file), m = strlen(err->source);

	return m > 0 && strncmp(file, err->source, n < m ? n : m) == 0; /* long names are cut */
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
static void add_piece(struct line *l, const char *piece, size_t n)
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
	add_piece(l, piece, (size_t)n);
}

static void add_visible(struct line *l, const char *text, size_t len)
{
	for (size_t i = 0; i < len && !l->full;) {
		uint32_t c;
		size_t n = pdz_utf8_next(text + i, len - i, &c);
		if (n == 0) {
			char piece[8];
			int k = snprintf(piece, sizeof piece, "\\x%02X", (unsigned)(unsigned char)text[i]);
			add_piece(l, piece, (size_t)k);
			i++;
			continue;
		}
		if (is_hidden(c))
			add_escape(l, c);
		else
			add_piece(l, text + i, n);
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
	if (d->cell) {
		add_z(l, ":");
		add_z(l, d->cell);
	} else if (d->line) {
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

/* The text of a key, {0} to {2} replaced. */
static void add_message(struct line *l, enum pdz_language language, const char *english,
                        const char *const with[PDZ_WITH])
{
	const char *text = pdz_message(language, english), *rest = text;
	for (const char *p = text; *p; p++) {
		if (p[0] != '{' || p[1] < '0' || p[1] >= '0' + PDZ_WITH || p[2] != '}' || !with[p[1] - '0'])
			continue;
		add_visible(l, rest, (size_t)(p - rest));
		add_z(l, with[p[1] - '0']);
		rest = p + 3;
		p += 2;
	}
	add_z(l, rest);
}

/* problem: 'subject' (expected) */
static void add_words(struct line *l, const struct pdz_diag *d, enum pdz_language language)
{
	add_message(l, language, d->problem ? d->problem : "problem", d->with);
	if (d->subject) {
		/* A cell can hold a whole page; what is expected must still be seen. */
		char subject[160];
		size_t n = pdz_visible(d->subject, strlen(d->subject), subject, sizeof subject);
		add_z(l, ": '");
		add_visible(l, subject, n);
		add_z(l, "'");
	}
	if (d->because || d->expected) {
		add_z(l, " (");
		if (d->because)
			add_z(l, pdz_error_text(d->because, language));
		else
			add_message(l, language, d->expected, d->with);
		add_z(l, ")");
	}
	if (d->advice && d->code) { /* the plan accepts it by this name */
		add_z(l, " [");
		add_z(l, d->code);
		add_z(l, "]");
	}
}

size_t pdz_diag_format(const struct pdz_diag *d, enum pdz_language language, char *buf, size_t size)
{
	struct line l = {.p = buf, .room = size - 1};
	add_place(&l, d);
	add_words(&l, d, language);
	buf[l.n] = '\0';
	return l.n;
}

size_t pdz_message_fill(enum pdz_language language, const char *english, const char *const with[PDZ_WITH], char *buf,
                        size_t size)
{
	struct line l = {.p = buf, .room = size - 1};
	if (english)
		add_message(&l, language, english, with);
	buf[l.n] = '\0';
	return l.n;
}

/* Where a placeholder that begins here ends: printf's or {0}. */
static const char *after_placeholder(const char *p)
{
	if (*p == '{')
		return p[1] >= '0' && p[1] <= '9' && p[2] == '}' ? p + 3 : p;
	if (*p != '%')
		return p;
	for (p++; *p && strchr("-+ #0123456789.*$hlzj", *p);)
		p++;
	return *p ? p + 1 : p;
}

const char *pdz_message_code(const char *english, char code[PDZ_CODE_MAX])
{
	size_t n = 0;
	bool gap = false;
	for (const char *p = english; *p && n + 2 < PDZ_CODE_MAX;) {
		const char *after = after_placeholder(p);
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
		if (after > p) {
			p = after;
			continue;
		}
		if (n > 0 && strchr(":;,(", c))
			break;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
			if (gap && n > 0)
				code[n++] = '_';
			code[n++] = c;
			gap = false;
		} else if (c != '\'') {
			gap = true;
		}
		p++;
	}
	code[n] = '\0';
	return code;
}

/* ---- errors ---- */

const char *pdz_error_text(const struct pdz_error *err, enum pdz_language language)
{
	if (language == PDZ_ENGLISH)
		return err->text;
	return *err->italian ? err->italian : pdz_message(language, err->text);
}

static char *text_in(struct pdz_error *err, enum pdz_language language)
{
	return language == PDZ_ITALIAN ? err->italian : err->text;
}

/* All but the texts; false if there is nothing to fill. */
static bool begin_error(struct pdz_error *err, enum pdz_status status, const char *source, uint64_t line,
                        uint64_t column, const char *key)
{
	if (!err || err->status != PDZ_OK)
		return false;
	err->status = status;
	err->line = line;
	err->column = column;
	pdz_message_code(key, err->code);

	err->source[0] = '\0';
	if (source) {
		size_t n = strnlen(source, sizeof err->source);
		if (n == sizeof err->source)
			n = pdz_utf8_cut(source, sizeof err->source - 1);
		memcpy(err->source, source, n);
		err->source[n] = '\0';
	}
	return true;
}

static void put_formatted(char text[PDZ_TEXT_MAX], const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));

static void put_formatted(char text[PDZ_TEXT_MAX], const char *fmt, va_list args)
{
	int n = vsnprintf(text, PDZ_TEXT_MAX, fmt, args);
	if (n < 0) /* an error without a text would be worse than a poor text */
		snprintf(text, PDZ_TEXT_MAX, "error that could not be described");
	else if (n >= PDZ_TEXT_MAX)
		text[pdz_utf8_cut(text, PDZ_TEXT_MAX - 1)] = '\0';
}

enum pdz_status pdz_fail(struct pdz_error *err, enum pdz_status status, const char *source, uint64_t line,
                         uint64_t column, const char *fmt, ...)
{
	if (!begin_error(err, status, source, line, column, fmt))
		return status;
	for (int l = 0; l < PDZ_LANGUAGES; l++) {
		va_list args;
		va_start(args, fmt);
		put_formatted(text_in(err, (enum pdz_language)l), pdz_message((enum pdz_language)l, fmt), args);
		va_end(args);
	}
	return status;
}

enum pdz_status pdz_fail_why(struct pdz_error *err, enum pdz_status status, const char *source, uint64_t line,
                             uint64_t column, const char *problem, const char *why, const char *near)
{
	if (!begin_error(err, status, source, line, column, problem))
		return status;
	for (int l = 0; l < PDZ_LANGUAGES; l++) {
		const enum pdz_language language = (enum pdz_language)l;
		char *text = text_in(err, language);
		int n = snprintf(text, PDZ_TEXT_MAX, "%s: %s", pdz_message(language, problem), pdz_message(language, why));
		if (near && n >= 0 && n < PDZ_TEXT_MAX)
			n += snprintf(text + n, (size_t)(PDZ_TEXT_MAX - n), pdz_message(language, " near %s"),
			              pdz_message(language, near));
		if (n >= PDZ_TEXT_MAX)
			text[pdz_utf8_cut(text, PDZ_TEXT_MAX - 1)] = '\0';
	}
	return status;
}

enum pdz_status pdz_fail_system(struct pdz_error *err, enum pdz_status status, const char *source, const char *problem,
                                int error)
{
	const char *says = strerrordesc_np(error); /* not strerror: the same words in every locale */
	char why[80];
	snprintf(why, sizeof why, "%s", says ? says : "unknown error");
	if (why[0] >= 'A' && why[0] <= 'Z' && why[1] >= 'a')
		why[0] = (char)(why[0] - 'A' + 'a'); /* but "RFS ..." */
	return pdz_fail_why(err, status, source, 0, 0, problem, why, NULL);
}

enum pdz_status pdz_fail_finding(struct pdz_error *err, enum pdz_status status, const struct pdz_diag *d)
{
	if (!begin_error(err, status, d->source, d->line, d->column, d->problem))
		return status;
	for (int k = 0; k < PDZ_LANGUAGES; k++) {
		char *text = text_in(err, (enum pdz_language)k);
		struct line l = {.p = text, .room = PDZ_TEXT_MAX - 1};
		add_words(&l, d, (enum pdz_language)k);
		text[l.n] = '\0';
	}
	return status;
}

enum pdz_status pdz_no_memory(struct pdz_error *err)
{
	return pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "out of memory");
}
