/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Languages, errors, and findings. */
#ifndef PDZ_ERROR_H
#define PDZ_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The languages in which texts are written for people, and the catalogue: English
 * texts are the keys, po/ holds the others. */

struct pdz_buf;
struct pdz_str;

enum pdz_language { PDZ_ENGLISH, PDZ_ITALIAN, PDZ_LANGUAGES };

/* "en" or "it"; false for anything else, NULL too. */
bool pdz_language_parse(const char *name, enum pdz_language *out);
const char *pdz_language_name(enum pdz_language language);

/* A message of a program: the whole English text is the key, and is shown where the
 * catalogue lacks it. For format strings too: the translation takes the same arguments. */
const char *pdz_message(enum pdz_language language, const char *english) __attribute__((format_arg(2)));

/* A word or sentence of a report. "context|text" tells homonyms apart; without a
 * translation the text after the bar is shown. */
const char *pdz_say(enum pdz_language language, const char *english);

/* Append it with {0}, {1} ... replaced. */
void pdz_say_fill(struct pdz_buf *b, enum pdz_language language, const char *english, const struct pdz_str *args,
                  size_t count);
#ifdef __cplusplus
#define pdz_say_into(b, language, english, ...) \
	[&] { \
		const struct pdz_str pdz_said[] = {__VA_ARGS__}; \
		pdz_say_fill(b, language, english, pdz_said, sizeof pdz_said / sizeof *pdz_said); \
	}()
#else
#define pdz_say_into(b, language, english, ...) \
	pdz_say_fill(b, language, english, (const struct pdz_str[]){__VA_ARGS__}, \
	             sizeof((const struct pdz_str[]){__VA_ARGS__}) / sizeof(struct pdz_str))
#endif

/* What went wrong, and where.
 *
 * Two channels, never mixed:
 * - struct pdz_error: the run cannot go on. The caller passes the object, the
 *   callee fills it, the first error wins, NULL is allowed.
 * - struct pdz_diag to a callback: something in the input needs a look (a row
 *   set aside, a mistake in the plan). It never stops a run by itself.
 *
 * Texts stand in the code in English; they are keys of the catalogue (see
 * above). Which language the reader wants is known only to the program, and
 * sometimes only later: findings carry the key and its parts, errors every language.
 */

#define PDZ_MUST_CHECK __attribute__((warn_unused_result))
#define PDZ_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Exit statuses of the programs; the library's own results map onto them. */
enum pdz_status {
	PDZ_OK = 0,
	PDZ_FINDINGS = 1, /* done, but some input was set aside or needs a look */
	PDZ_USAGE = 2,    /* wrong usage */
	PDZ_INPUT = 3,    /* an input, the plan or a mapping cannot be used; also out of memory */
	PDZ_OUTPUT = 4,   /* could not write */
};

enum { PDZ_TEXT_MAX = 512, PDZ_CODE_MAX = 48, PDZ_WITH = 3 };

struct pdz_diag;

struct pdz_error {
	enum pdz_status status;  /* PDZ_OK: nothing happened yet */
	char source[256];        /* file as the user named it; "" if none */
	uint64_t line;           /* from 1; 0 if none */
	uint64_t column;         /* in characters, from 1; 0 if none */
	char code[PDZ_CODE_MAX]; /* for machines, the same in every language: pdz_message_code */
	char text[PDZ_TEXT_MAX];
	char italian[PDZ_TEXT_MAX]; /* the same; "": text is a key of the catalogue */
};

const char *pdz_error_text(const struct pdz_error *err, enum pdz_language language);

/* Fill err unless it is NULL or already holds an error. Returns status, so that
 * a caller can write: return pdz_fail(err, PDZ_INPUT, path, 0, 0, "...").
 * source may be NULL. Overlong texts are cut at a character's boundary. Arguments are
 * not translated: for words use one of the two below. */
enum pdz_status pdz_fail(struct pdz_error *err, enum pdz_status status, const char *source, uint64_t line,
                         uint64_t column, const char *fmt, ...) PDZ_PRINTF(6, 7);

/* "problem: why", both keys of the catalogue; why may end with a part that is not a key, near. */
enum pdz_status pdz_fail_why(struct pdz_error *err, enum pdz_status status, const char *source, uint64_t line,
                             uint64_t column, const char *problem, const char *why, const char *near);
/* The same with what the system says of an errno. */
enum pdz_status pdz_fail_system(struct pdz_error *err, enum pdz_status status, const char *source, const char *problem,
                                int error);

/* Problem, subject and expectation of a finding that ends the run. */
enum pdz_status pdz_fail_finding(struct pdz_error *err, enum pdz_status status, const struct pdz_diag *diag);

/* PDZ_INPUT with "out of memory". */
enum pdz_status pdz_no_memory(struct pdz_error *err);

enum pdz_severity { PDZ_NOTE, PDZ_WARNING, PDZ_ERROR };

/* One finding about an input. Printed as
 *   source:line:column: path: problem: 'subject' (expected)
 * with the parts that are there. All strings belong to the caller of the callback
 * and are valid during the call only. */
struct pdz_diag {
	enum pdz_severity severity;
	bool advice; /* of a note: only for who asks for advice */
	const char *source;
	uint64_t line, column;           /* 0: none */
	const char *cell;                /* of a sheet ("B17"), shown instead of line and column; or NULL */
	const char *path;                /* JSON path, or NULL */
	const char *code;                /* stable reason code, e.g. "bad_date"; NULL: that of the problem */
	const char *problem;             /* a key of the catalogue */
	const char *subject;             /* the text itself, not quoted; or NULL */
	const char *expected;            /* a key of the catalogue, or NULL */
	const char *with[PDZ_WITH];      /* what stands for {0}, {1}, {2} in problem and expected */
	const struct pdz_error *because; /* instead of expected: its text; or NULL */
	const char *language;            /* that a document asks for itself, as it stands there; or NULL */
};

/* The receiver of findings. A NULL function drops them. */
struct pdz_diag_sink {
	void (*fn)(void *ctx, const struct pdz_diag *diag);
	void *ctx;
};

void pdz_tell(const struct pdz_diag_sink *sink, const struct pdz_diag *diag);

/* Is it an error in this file, or in a sheet of it? */
bool pdz_error_is_about(const struct pdz_error *err, const char *file);
/* One file of several is left out for it. */
void pdz_tell_unusable(const struct pdz_diag_sink *sink, const char *file, const struct pdz_error *why);

/* Write a finding in a language, or a text from outside, so that a terminal shows it.
 * Control characters, marks that are invisible or turn the line round, and broken UTF-8
 * become \n, \xHH or \u{HHHH}; a backslash stays as it is, so this is for reading
 * and not for reading back. What does not fit ends with "..." (one character), never
 * inside a character or an escape; the subject of a finding is shortened first.
 * Returns the length written, without the NUL; size > 0. */
size_t pdz_diag_format(const struct pdz_diag *diag, enum pdz_language language, char *buf, size_t size);
size_t pdz_visible(const char *text, size_t len, char *buf, size_t size);

/* One message of a finding: a key of the catalogue, filled. english may be NULL: "". */
size_t pdz_message_fill(enum pdz_language language, const char *english, const char *const with[PDZ_WITH], char *buf,
                        size_t size);

/* The code of a message that has none of its own, made from its English key:
 * "cannot open: %s" gives "cannot_open". Placeholders are left out; it ends at the
 * first punctuation. */
const char *pdz_message_code(const char *english, char code[PDZ_CODE_MAX]);

#ifdef __cplusplus
}
#endif

#endif
