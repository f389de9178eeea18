/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading JSON documents that people write: every mistake with its path and line.
 *
 * A pdz_json is a place in a document: the value and the way to it. The getters
 * tell a finding to the document's sink when the value is not as asked for (the first 200
 * of them), count it, and return false; the caller goes on, so that one run names them all. */
#ifndef PDZ_BASE_JSON_H
#define PDZ_BASE_JSON_H

#include "pdz/value.h"
#include "base/fold.h"

#include <jansson.h>

struct pdz_json_doc {
	const char *name; /* file, as the user gave it; not owned */
	struct pdz_buf text;
	json_t *root;
	char sha256[65];
	const char *language; /* its "language", or that of its "plan"; NULL if there is none */
	struct pdz_diag_sink sink;
	size_t errors;      /* findings of severity error so far */
	size_t located;     /* findings whose lines were looked for */
	bool skips_unknown; /* keys: they may be of a later version. Told once, for the first; else each is a mistake */
	bool has_skipped;
};

struct pdz_json {
	struct pdz_json_doc *doc;
	const struct pdz_json *parent; /* NULL at the root */
	const char *key;               /* in an object; NULL in an array */
	size_t index;                  /* in an array */
	json_t *value;                 /* borrowed; NULL: not there */
};

/* kind: the key that says what the document is, "pdz_plan"; NULL: any. A document of another kind, syntax
 * errors, a size over 16 MiB, nothing at all: PDZ_INPUT. A byte order mark is
 * fine. Duplicate keys are told, each of them, and counted in doc->errors; the last one holds. */
PDZ_MUST_CHECK enum pdz_status pdz_json_load(struct pdz_json_doc *doc, const char *name, const char *kind,
                                             const struct pdz_diag_sink *sink, struct pdz_error *err);
/* Fails where a text begins like a document of ours that is not the one that was expected (pdz_plan,
 * pdz_records ...). */
PDZ_MUST_CHECK enum pdz_status pdz_refuse_other_document(struct pdz_str text, const char *name, const char *expected,
                                                         struct pdz_error *err);
/* pdz_json_load for a document that a program wrote, which may be larger. */
PDZ_MUST_CHECK enum pdz_status pdz_json_load_up_to(struct pdz_json_doc *doc, const char *name, const char *kind,
                                                   size_t limit, const struct pdz_diag_sink *sink,
                                                   struct pdz_error *err);
void pdz_json_release(struct pdz_json_doc *doc);
/* Appends the value as text. False: out of memory, and what was appended is not all of it. */
PDZ_MUST_CHECK bool pdz_json_dump(const json_t *value, size_t flags, struct pdz_buf *out);
/* Gives Jansson an allocator under which it notices that memory runs out; without it, it may
 * then crash or misread (2.14). For programs: once, before anything uses Jansson and before
 * there are threads. The library never changes the allocator of its host. */
void pdz_json_guard_memory(void);
struct pdz_json pdz_json_root(struct pdz_json_doc *doc);

/* Children; value NULL if not there. at may be any value. */
struct pdz_json pdz_json_get(const struct pdz_json *at, const char *key);
struct pdz_json pdz_json_item(const struct pdz_json *at, size_t index);
/* The same child where a place is wanted once: pdz_json_bool(PDZ_AT(at, "counts"), &counts). */
#define PDZ_AT(at, key) ((const struct pdz_json[]){pdz_json_get(at, key)})
size_t pdz_json_size(const struct pdz_json *at); /* of an array or object; else 0 */

/* Members of an object in the order of the file: for (void *i = NULL; pdz_json_next(&at, &i, &member);) */
bool pdz_json_next(const struct pdz_json *at, void **iter, struct pdz_json *member);

/* What a person who wrote a text that is not JSON did there, in plain words: a comma too many,
 * typographic quotes, 0,9 ... at: the byte where it stops to be JSON. NULL: nothing usual. */
const char *pdz_json_slip(struct pdz_str text, size_t at);

/* Tell a finding at this place. */
void pdz_json_problem(const struct pdz_json *at, const char *problem, const char *subject, const char *expected);
/* Advice: it can be meant so, and often is not. */
void pdz_json_advise(const struct pdz_json *at, const char *code, const char *problem, const char *subject,
                     const char *expected);

/* What stands for {0} and {1} in problem and expected; NULL: nothing. */
void pdz_json_problem_with(const struct pdz_json *at, const char *problem, const char *subject, const char *expected,
                           const char *first, const char *second);
void pdz_json_warning_with(const struct pdz_json *at, const char *problem, const char *subject, const char *expected,
                           const char *first);
/* An error in what the place names. */
void pdz_json_problem_because(const struct pdz_json *at, const char *problem, const char *subject,
                              const struct pdz_error *because);

/* Where the names known are offered for one that is not: off once so many findings were told that
 * this one will not be. */
struct pdz_nearest pdz_json_nearest(const struct pdz_json *at);
/* The same for a name that is none of those known: suggests nearest->best, or, where none
 * is near, says otherwise (may be NULL), or lists the names. */
void pdz_json_unknown(const struct pdz_json *at, const char *problem, const char *subject,
                      const struct pdz_nearest *nearest, const char *otherwise);
/* Of a list of texts. */
void pdz_json_unknown_among(const struct pdz_json *at, const char *problem, struct pdz_str subject,
                            struct pdz_names names, const char *otherwise);
void pdz_json_unknown_name(const struct pdz_json *at, const char *problem, const char *subject,
                           const struct pdz_nearest *nearest, const char *const *names);

/* The same with the value itself as the subject, where it is a text, number or other scalar. Return false. */
bool pdz_json_unfit(const struct pdz_json *at, const char *problem, const char *expected);
bool pdz_json_mistyped(const struct pdz_json *at, const char *expected);

/* Every key must be one of the NULL-terminated names (several lists may be given,
 * the last NULL); others are told with the nearest. False if not an object. */
bool pdz_json_closed(const struct pdz_json *at, const char *const *const *lists);
bool pdz_json_closed_to(const struct pdz_json *at, const char *const *names); /* one list */
/* Its parts, for objects whose keys need a closer look. */
bool pdz_json_listed(const char *key, const char *const *const *lists);
void pdz_json_unknown_key(const struct pdz_json *member, const char *const *const *lists);

/* Is the value there and of this type; is it a number of any kind? Tell nothing. */
bool pdz_json_has_type(const struct pdz_json *at, json_type type);
bool pdz_json_has_number(const struct pdz_json *at);

/* The value itself. Absent: false without a finding, or, with required, with one. */
bool pdz_json_text(const struct pdz_json *at, bool required, struct pdz_str *out); /* non-empty */
bool pdz_json_code(const struct pdz_json *at, bool required,
                   struct pdz_str *out);               /* [A-Za-z0-9][A-Za-z0-9_.-]*, at most 64 */
bool pdz_json_code_key(const struct pdz_json *member); /* its key is a code */
bool pdz_json_number(const struct pdz_json *at, bool required, double *out);
bool pdz_json_integer(const struct pdz_json *at, bool required, int64_t low, int64_t high, int64_t *out);
bool pdz_json_bool(const struct pdz_json *at, bool *out);
bool pdz_json_date(const struct pdz_json *at, bool required, pdz_day *out);
/* One of the NULL-terminated names; *out its index. */
bool pdz_json_choice(const struct pdz_json *at, bool required, const char *const *names, int *out);
bool pdz_json_is_object(const struct pdz_json *at, bool required);
bool pdz_json_is_array(const struct pdz_json *at, bool required);

/* "/objectives/0/code", RFC 6901. */
void pdz_json_path(const struct pdz_json *at, struct pdz_buf *out);
void pdz_json_path_step(struct pdz_buf *out, struct pdz_str key); /* a slash and the key, escaped */

/* Line and column (from 1) of the value at a path in a well-formed text. */
bool pdz_json_locate(struct pdz_str text, struct pdz_str path, uint64_t *line, uint64_t *column);

/* The same of a byte in the text. */
void pdz_json_place(struct pdz_str text, const char *place, uint64_t *line, uint64_t *column);

/* Every key that stands twice in an object of a well-formed text: its path, and where it
 * stands again. False if memory ran out. */
PDZ_MUST_CHECK bool pdz_json_duplicates(struct pdz_str text,
                                        void (*fn)(void *ctx, struct pdz_str path, struct pdz_str key, uint64_t line,
                                                   uint64_t column),
                                        void *ctx);

#endif
