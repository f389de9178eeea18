/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading JSON documents that people write: values with their place in the document.
 * Finding a place again in the text is in json_locate.c. Must not print: findings go
 * to the document's sink. */
#include "base/json.h"

#include "base/fold.h"
#include "pdz/record.h"

#include <math.h>
#include <stdio.h>

enum {
	MAX_SIZE = 16 << 20,
	MAX_CODE = 64,
	SUBJECT_MAX = 80,
	TOLD_MAX = 200 /* findings of severity error; and places of any finding that are looked for */
};

static void strip_bom(struct pdz_buf *text)
{
	if (text->n < 3 || memcmp(text->p, "\xEF\xBB\xBF", 3) != 0)
		return;
	memmove(text->p, text->p + 3, text->n - 3);
	text->n -= 3;
}

/* What the parser says, where that needs no knowledge of it, without what it quotes from
 * the document; where that stands at the end it goes to *near. */
static const char *in_words(json_error_t *e, const char **near)
{
	static const char *const marks[] = {" near ", " 0x", " '\\u"};
	switch (json_error_code(e)) {
	case json_error_premature_end_of_input:
		return "it ends too early (a quote, bracket or brace is not closed)";
	case json_error_end_of_input_expected:
		*near = strstr(e->text, " near ") ? strstr(e->text, " near ") + 6 : NULL;
		return "it goes on behind its end (a bracket or brace too many?)";
	case json_error_invalid_utf8:
		return "a letter that is not UTF-8 (save it as UTF-8)";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "a NUL character";
	case json_error_numeric_overflow:
		return "a number that is too large";
	case json_error_stack_overflow:
		return "nested too deeply";
	default:
		break;
	}
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		char *mark = strstr(e->text, marks[i]);
		if (!mark)
			continue;
		*mark = '\0';
		if (i == 0)
			*near = mark + strlen(marks[0]);
	}
	return e->text;
}

static enum pdz_status fail_syntax(json_error_t *e, struct pdz_str text, const char *name, struct pdz_error *err)
{
	const uint64_t line = e->line > 0 ? (uint64_t)e->line : 0, column = e->column > 0 ? (uint64_t)e->column : 1;
	const char *near = NULL, *why = in_words(e, &near);
	size_t n = near ? strlen(near) : 0, at = e->position > 0 ? (size_t)e->position : 0;

	/* the parser stands behind the word that it quotes */
	n = n >= 2 && near[0] == '\'' && near[n - 1] == '\'' ? n - 2 : 0;
	const char *slip = near && at >= n && at <= text.n ? pdz_json_slip(text, at - n) : NULL;
	why = slip ? slip : why;
	/* JSON all the same: a text with a NUL in it, a document of one number */
	json_t *other = json_loadb(text.p, text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	const char *problem = other != NULL ? "JSON that is not supported" : "not valid JSON";
	if (other != NULL && !json_is_object(other) && !json_is_array(other)) {
		why = "a single value, expected an object";
		near = NULL;
	}
	json_decref(other);
	return pdz_fail_why(err, PDZ_INPUT, name, line, line ? column : 0, problem, why, near);
}

/* Jansson (2.14) takes a NUL for its own mark and passes over it, after a number for one;
 * then its values are not where the text has them. */
static enum pdz_status refuse_nul(struct pdz_str text, const char *name, struct pdz_error *err)
{
	uint64_t line, column;
	const char *nul = memchr(text.p, '\0', text.n);
	const bool marked = text.n > 1 && (memcmp(text.p, "\xff\xfe", 2) == 0 || memcmp(text.p, "\xfe\xff", 2) == 0);
	if (marked || (nul && nul < text.p + 2))
		return pdz_fail_why(err, PDZ_INPUT, name, 0, 0, "not valid JSON", "it is UTF-16 (save it as UTF-8)", NULL);
	if (!nul)
		return PDZ_OK;
	pdz_json_place(text, nul, &line, &column);
	return pdz_fail_why(err, PDZ_INPUT, name, line, column, "not valid JSON", "a NUL character", NULL);
}

static const char *language_of(const json_t *root)
{
	const char *own = json_string_value(json_object_get(root, "language"));
	return own ? own : json_string_value(json_object_get(json_object_get(root, "plan"), "language"));
}

static void tell_duplicate(void *ctx, struct pdz_str path, struct pdz_str key, uint64_t line, uint64_t column)
{
	struct pdz_json_doc *doc = ctx;
	char subject[SUBJECT_MAX], place[512];
	snprintf(subject, sizeof subject, "%.*s", (int)key.n, key.n ? key.p : "");
	snprintf(place, sizeof place, "%.*s", (int)path.n, path.n ? path.p : "");
	if (++doc->errors > TOLD_MAX)
		return;
	pdz_tell(&doc->sink, &(struct pdz_diag){.severity = PDZ_ERROR,
	                                        .source = doc->name,
	                                        .line = line,
	                                        .column = column,
	                                        .path = place[0] ? place : NULL,
	                                        .problem = "duplicate key",
	                                        .subject = subject,
	                                        .expected = "expected each key once",
	                                        .language = doc->language});
}

/* Jansson (2.14) does not look everywhere whether its buffers grew: one allocation that
 * fails among others that do not makes it crash, or read or write another text. So while
 * it works for us, after the first failure all fail, and what it then returns does not
 * count. Its allocator has no context to keep this in, but every thread has its own. */
static _Thread_local struct {
	bool watched, exhausted;
} memory;

static void *get_or_stop(size_t n)
{
	void *p = memory.watched && memory.exhausted ? NULL : malloc(n);

	memory.exhausted |= !p;
	return p;
}

static void give_back(void *p)
{
	free(p);
}

void pdz_json_guard_memory(void)
{
	json_set_alloc_funcs(get_or_stop, give_back);
}

static void watch_memory(void)
{
	memory.watched = true;
	memory.exhausted = false;
}

/* True if memory ran out since. */
static bool memory_ran_out(void)
{
	memory.watched = false;
	return memory.exhausted;
}

static json_t *parse(const struct pdz_buf *text, size_t flags, json_error_t *e, bool *exhausted)
{
	watch_memory();
	json_t *root = json_loadb(text->p, text->n, flags, e);
	*exhausted = memory_ran_out();
	if (*exhausted) {
		json_decref(root);
		root = NULL;
	}
	return root;
}

static int add_dumped(const char *piece, size_t n, void *out)
{
	pdz_buf_add(out, piece, n);
	return 0;
}

bool pdz_json_dump(const json_t *value, size_t flags, struct pdz_buf *out)
{
	watch_memory();
	const bool fine = json_dump_callback(value, add_dumped, out, flags) == 0;
	return !memory_ran_out() && fine && !out->failed;
}

enum pdz_status pdz_json_load(struct pdz_json_doc *doc, const char *name, const char *kind,
                              const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	return pdz_json_load_up_to(doc, name, kind, MAX_SIZE, sink, err);
}

static enum pdz_status fail_as(const char *kind, const char *name, const char *expected, struct pdz_error *err)
{
	return pdz_fail(err, PDZ_INPUT, name, 0, 0, "this is a %s document (expected %s)", kind, expected);
}

enum pdz_status pdz_refuse_other_document(struct pdz_str text, const char *name, const char *expected,
                                          struct pdz_error *err)
{
	static const char *const beginnings[][2] = {{"pdz-partial\t", "pdz_partial"},
	                                            {"source,line,column,reason,text", "pdz_rejects"},
	                                            {"id,date,due,start,action,event", "pdz_records"},
	                                            {"indicator,level,kind,period,", "pdz_results CSV"},
	                                            {"{", "JSON"}};
	char key[32];
	text = pdz_str_trim(text);
	const char *at = text.n > 0 && text.p[0] == '{' ? memmem(text.p, text.n < 200 ? text.n : 200, "\"pdz_", 5) : NULL;
	if (at != NULL && sscanf(at, "\"%31[a-z_]\"", key) == 1 && strcmp(key, expected) != 0)
		return fail_as(key, name, expected, err);
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		const size_t n = strlen(beginnings[i][0]);
		if (at == NULL && text.n >= n && memcmp(text.p, beginnings[i][0], n) == 0 &&
		    strcmp(beginnings[i][1], expected) != 0)
			return fail_as(beginnings[i][1], name, expected, err);
	}
	return PDZ_OK;
}

/* One line for the wrong document, rather than one for each of its keys. */
static enum pdz_status check_kind(const json_t *root, const char *name, const char *kind, struct pdz_error *err)
{
	static const char *const kinds[] = {"pdz_plan",    "pdz_mapping",     "pdz_results",
	                                    "pdz_quality", "pdz_explanation", "pdz_needs"};
	if (kind == NULL || !json_is_object(root) || json_object_get(root, kind))
		return PDZ_OK;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (json_object_get(root, kinds[i]))
			return fail_as(kinds[i], name, kind, err);
	return PDZ_OK;
}

enum pdz_status pdz_json_load_up_to(struct pdz_json_doc *doc, const char *name, const char *kind, size_t limit,
                                    const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	*doc = (struct pdz_json_doc){.name = name};
	if (sink)
		doc->sink = *sink;
	enum pdz_status status = pdz_input_slurp(name, limit, &doc->text, doc->sha256, err);
	if (status)
		goto fail;
	strip_bom(&doc->text);

	if (pdz_str_trim(pdz_buf_view(&doc->text)).n == 0) {
		status = pdz_fail(err, PDZ_INPUT, name, 0, 0, "nothing in it (expected a JSON document)");
		goto fail;
	}
	status = refuse_nul(pdz_buf_view(&doc->text), name, err);
	if (status)
		goto fail;
	json_error_t e;
	bool exhausted;
	doc->root = parse(&doc->text, JSON_REJECT_DUPLICATES, &e, &exhausted);
	if (!doc->root && !exhausted && json_error_code(&e) == json_error_duplicate_key) {
		/* A mistake like any other: name every one, and go on to the rest. */
		doc->root = parse(&doc->text, 0, &e, &exhausted);
		doc->language = language_of(doc->root);
		if (doc->root && !pdz_json_duplicates(pdz_buf_view(&doc->text), tell_duplicate, doc)) {
			status = pdz_no_memory(err);
			goto fail;
		}
	}
	doc->language = language_of(doc->root);
	status = doc->root ? check_kind(doc->root, name, kind, err) : PDZ_OK;
	if (status)
		goto fail;
	if (doc->root)
		return PDZ_OK;
	if (exhausted || json_error_code(&e) == json_error_out_of_memory)
		status = pdz_no_memory(err);
	else if (*pdz_buf_view(&doc->text).p == '{' ||
	         (status = pdz_refuse_other_document(pdz_buf_view(&doc->text), name, kind ? kind : "JSON", err)) == PDZ_OK)
		status = fail_syntax(&e, pdz_buf_view(&doc->text), name, err);
fail:
	pdz_json_release(doc);
	return status;
}

void pdz_json_release(struct pdz_json_doc *doc)
{
	json_decref(doc->root);
	doc->root = NULL;
	doc->language = NULL;
	pdz_buf_release(&doc->text);
}

/* ---- places ---- */

struct pdz_json pdz_json_root(struct pdz_json_doc *doc)
{
	return (struct pdz_json){.doc = doc, .value = doc->root};
}

struct pdz_json pdz_json_get(const struct pdz_json *at, const char *key)
{
	return (struct pdz_json){.doc = at->doc, .parent = at, .key = key, .value = json_object_get(at->value, key)};
}

struct pdz_json pdz_json_item(const struct pdz_json *at, size_t index)
{
	return (struct pdz_json){.doc = at->doc, .parent = at, .index = index, .value = json_array_get(at->value, index)};
}

bool pdz_json_has_type(const struct pdz_json *at, json_type type)
{
	return at->value && json_typeof(at->value) == type;
}

bool pdz_json_has_number(const struct pdz_json *at)
{
	return pdz_json_has_type(at, JSON_INTEGER) || pdz_json_has_type(at, JSON_REAL);
}

size_t pdz_json_size(const struct pdz_json *at)
{
	return pdz_json_has_type(at, JSON_ARRAY) ? json_array_size(at->value) : json_object_size(at->value);
}

bool pdz_json_next(const struct pdz_json *at, void **iter, struct pdz_json *member)
{
	*iter = *iter ? json_object_iter_next(at->value, *iter) : json_object_iter(at->value);
	if (!*iter)
		return false;
	*member = (struct pdz_json){
		.doc = at->doc, .parent = at, .key = json_object_iter_key(*iter), .value = json_object_iter_value(*iter)};
	return true;
}

void pdz_json_path(const struct pdz_json *at, struct pdz_buf *out)
{
	if (!at->parent)
		return;
	pdz_json_path(at->parent, out);
	if (at->key)
		pdz_json_path_step(out, pdz_str(at->key));
	else
		pdz_buf_printf(out, "/%zu", at->index);
}

/* ---- findings ---- */

/* Tell d, whose words are set, at a place. */
static void tell_of_json(const struct pdz_json *at, struct pdz_diag d)
{
	struct pdz_buf path = {0};
	if (d.severity == PDZ_ERROR && ++at->doc->errors > TOLD_MAX)
		return;
	if (at->doc->sink.fn == NULL)
		return; /* nobody listens */
	/* What is not there cannot be pointed at: point at what should hold it. */
	while (!at->value && at->parent)
		at = at->parent;
	pdz_json_path(at, &path);

	d.source = at->doc->name;
	d.language = at->doc->language;
	if (!path.failed) {
		/* the path says it too, and looking takes as long as the document is */
		if (at->doc->located++ >= TOLD_MAX ||
		    !pdz_json_locate(pdz_buf_view(&at->doc->text), pdz_buf_view(&path), &d.line, &d.column))
			d.line = d.column = 0;
		pdz_buf_char(&path, '\0');
		if (!path.failed && path.n > 1)
			d.path = path.p;
	}
	pdz_tell(&at->doc->sink, &d);
	pdz_buf_release(&path);
}

void pdz_json_problem_with(const struct pdz_json *at, const char *problem, const char *subject, const char *expected,
                           const char *first, const char *second)
{
	tell_of_json(at, (struct pdz_diag){.severity = PDZ_ERROR,
	                                   .problem = problem,
	                                   .subject = subject,
	                                   .expected = expected,
	                                   .with = {first, second}});
}

void pdz_json_problem(const struct pdz_json *at, const char *problem, const char *subject, const char *expected)
{
	pdz_json_problem_with(at, problem, subject, expected, NULL, NULL);
}

void pdz_json_problem_because(const struct pdz_json *at, const char *problem, const char *subject,
                              const struct pdz_error *because)
{
	tell_of_json(at,
	             (struct pdz_diag){.severity = PDZ_ERROR, .problem = problem, .subject = subject, .because = because});
}

void pdz_json_warning_with(const struct pdz_json *at, const char *problem, const char *subject, const char *expected,
                           const char *first)
{
	tell_of_json(
		at,
		(struct pdz_diag){
			.severity = PDZ_WARNING, .problem = problem, .subject = subject, .expected = expected, .with = {first}});
}

void pdz_json_advise(const struct pdz_json *at, const char *code, const char *problem, const char *subject,
                     const char *expected)
{
	tell_of_json(at, (struct pdz_diag){.severity = PDZ_NOTE,
	                                   .advice = true,
	                                   .code = code,
	                                   .problem = problem,
	                                   .subject = subject,
	                                   .expected = expected});
}

/* A scalar as it stands in the document, shortened; NULL for arrays and objects. */
static const char *scalar_text(const struct pdz_json *at, char buf[SUBJECT_MAX])
{
	if (pdz_json_has_type(at, JSON_STRING))
		return json_string_value(at->value);
	size_t n = json_dumpb(at->value, buf, SUBJECT_MAX - 1, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	if (n == 0 || n >= SUBJECT_MAX || pdz_json_has_type(at, JSON_ARRAY) || pdz_json_has_type(at, JSON_OBJECT))
		return NULL;
	buf[n] = '\0';
	return buf;
}

bool pdz_json_mistyped(const struct pdz_json *at, const char *expected)
{
	char buf[SUBJECT_MAX];
	const char *problem = pdz_json_has_type(at, JSON_OBJECT)  ? "wrong type: an object"
	                      : pdz_json_has_type(at, JSON_ARRAY) ? "wrong type: an array"
	                                                          : "wrong type";
	pdz_json_problem(at, problem, scalar_text(at, buf), expected);
	return false;
}

bool pdz_json_unfit(const struct pdz_json *at, const char *problem, const char *expected)
{
	char buf[SUBJECT_MAX];
	pdz_json_problem(at, problem, scalar_text(at, buf), expected);
	return false;
}

/* Whether there is a value; tells if there has to be one. */
static bool present(const struct pdz_json *at, bool required)
{
	if (at->value)
		return true;
	if (required) {
		if (at->key)
			pdz_json_problem(at, "missing key", at->key, NULL);
		else
			pdz_json_problem(at, "missing item", NULL, NULL);
	}
	return false;
}

/* ---- getters ---- */

bool pdz_json_text(const struct pdz_json *at, bool required, struct pdz_str *out)
{
	if (!present(at, required))
		return false;
	if (!pdz_json_has_type(at, JSON_STRING))
		return pdz_json_mistyped(at, "expected a text");
	struct pdz_str s = {json_string_value(at->value), json_string_length(at->value)};
	if (pdz_str_trim(s).n == 0)
		return pdz_json_unfit(at, "empty text", NULL);
	*out = s;
	return true;
}

static bool code_byte(char c, bool first)
{
	bool alnum = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	return alnum || (!first && (c == '_' || c == '.' || c == '-'));
}

static bool is_json_code(const struct pdz_json *at, struct pdz_str s)
{
	bool fine = s.n > 0;
	for (size_t i = 0; i < s.n; i++)
		fine &= code_byte(s.p[i], i == 0);
	if (!fine)
		pdz_json_problem(at, "not a code", s.p,
		                 "expected letters, digits, '_', '.' and '-' only, a letter or digit first");
	else if (s.n > MAX_CODE)
		pdz_json_problem(at, "code too long", s.p, "expected at most 64 characters");
	return fine && s.n <= MAX_CODE;
}

bool pdz_json_code(const struct pdz_json *at, bool required, struct pdz_str *out)
{
	struct pdz_str s;
	if (!pdz_json_text(at, required, &s) || !is_json_code(at, s))
		return false;
	*out = s;
	return true;
}

bool pdz_json_code_key(const struct pdz_json *member)
{
	return is_json_code(member, pdz_str(member->key));
}

bool pdz_json_number(const struct pdz_json *at, bool required, double *out)
{
	if (!present(at, required))
		return false;
	if (!pdz_json_has_number(at))
		return pdz_json_mistyped(at, "expected a number");
	const double v = json_number_value(at->value);
	if (fabs(v) > 1e100) /* a hundredfold of it must still be a number */
		return pdz_json_unfit(at, "too large", "expected a number up to 1e100");
	*out = v;
	return true;
}

bool pdz_json_integer(const struct pdz_json *at, bool required, int64_t low, int64_t high, int64_t *out)
{
	double d;
	if (!pdz_json_number(at, required, &d))
		return false;
	int64_t v = 0;
	if (pdz_json_has_type(at, JSON_INTEGER))
		v = json_integer_value(at->value);
	else if (d == floor(d) && fabs(d) <= 9007199254740992.0)
		v = (int64_t)d; /* 3.0 is an integer to JSON Schema, so it is one here */
	else
		return pdz_json_unfit(at, "not a whole number", NULL);
	if (v < low || v > high) {
		char subject[SUBJECT_MAX], least[24], most[24];
		snprintf(least, sizeof least, "%lld", (long long)low);
		snprintf(most, sizeof most, "%lld", (long long)high);
		pdz_json_problem_with(at, "out of range", scalar_text(at, subject),
		                      high == INT64_MAX ? "expected at least {0}" : "expected {0} to {1}", least, most);
		return false;
	}
	*out = v;
	return true;
}

bool pdz_json_bool(const struct pdz_json *at, bool *out)
{
	if (!present(at, false))
		return false;
	*out = pdz_json_has_type(at, JSON_TRUE);
	if (!*out && !pdz_json_has_type(at, JSON_FALSE))
		return pdz_json_mistyped(at, "expected true or false");
	return true;
}

static bool tell_date(const struct pdz_json *at, struct pdz_str s)
{
	char day[PDZ_DAY_LONGEST] = "";
	pdz_day_put(day, pdz_day_guess(s));
	pdz_json_problem_with(at, "not a date", s.p, "did you mean '{0}'?", day, NULL);
	return false;
}

bool pdz_json_date(const struct pdz_json *at, bool required, pdz_day *out)
{
	struct pdz_str s;
	if (!pdz_json_text(at, required, &s))
		return false;
	switch (pdz_day_parse(s, out)) {
	case PDZ_PARSE_OK:
		return true;
	case PDZ_PARSE_RANGE:
		return pdz_json_unfit(at, "no such day", NULL);
	default:
		if (pdz_day_guess(s) == PDZ_NO_DAY)
			return pdz_json_unfit(at, "not a date", "expected yyyy-mm-dd");
		return tell_date(at, s);
	}
}

struct pdz_nearest pdz_json_nearest(const struct pdz_json *at)
{
	return (struct pdz_nearest){.off = at->doc->errors >= TOLD_MAX};
}

static void offer_names(struct pdz_nearest *nearest, struct pdz_str wanted, const char *const *names)
{
	for (; *names; names++)
		pdz_nearest_offer(nearest, wanted, pdz_str(*names));
}

void pdz_json_unknown_name(const struct pdz_json *at, const char *problem, const char *subject,
                           const struct pdz_nearest *nearest, const char *const *names)
{
	struct pdz_buf first = {0};
	const char *expected = NULL, *last = NULL;
	if (nearest->best.p) {
		pdz_buf_str(&first, nearest->best);
		expected = "did you mean '{0}'?";
	} else if (names && names[0]) {
		for (; names[1]; names++)
			pdz_buf_printf(&first, "%s%s", first.n ? ", " : "", *names);
		last = first.n ? *names : NULL;
		pdz_buf_z(&first, first.n ? "" : *names);
		expected = last ? "expected {0} or {1}" : "expected {0}";
	}
	pdz_buf_char(&first, '\0');
	pdz_json_problem_with(at, problem, subject, first.failed ? NULL : expected, first.failed ? NULL : first.p, last);
	pdz_buf_release(&first);
}

void pdz_json_unknown(const struct pdz_json *at, const char *problem, const char *subject,
                      const struct pdz_nearest *nearest, const char *otherwise)
{
	if (nearest->best.p)
		pdz_json_unknown_name(at, problem, subject, nearest, NULL);
	else
		pdz_json_problem(at, problem, subject, otherwise);
}

void pdz_json_unknown_among(const struct pdz_json *at, const char *problem, struct pdz_str subject,
                            struct pdz_names names, const char *otherwise)
{
	struct pdz_nearest near = pdz_json_nearest(at);
	pdz_nearest_offer_all(&near, subject, names);
	pdz_json_unknown(at, problem, subject.p, &near, otherwise);
}

bool pdz_json_choice(const struct pdz_json *at, bool required, const char *const *names, int *out)
{
	struct pdz_str s;
	if (!pdz_json_text(at, required, &s))
		return false;
	for (int i = 0; names[i]; i++) {
		if (pdz_str_is(s, names[i])) {
			*out = i;
			return true;
		}
	}
	struct pdz_nearest nearest = pdz_json_nearest(at);
	offer_names(&nearest, s, names);
	pdz_json_unknown_name(at, "unknown value", s.p, &nearest, names);
	return false;
}

bool pdz_json_is_object(const struct pdz_json *at, bool required)
{
	if (!present(at, required))
		return false;
	return pdz_json_has_type(at, JSON_OBJECT) || pdz_json_mistyped(at, "expected an object");
}

bool pdz_json_is_array(const struct pdz_json *at, bool required)
{
	if (!present(at, required))
		return false;
	return pdz_json_has_type(at, JSON_ARRAY) || pdz_json_mistyped(at, "expected an array");
}

bool pdz_json_listed(const char *key, const char *const *const *lists)
{
	for (; *lists; lists++)
		for (const char *const *n = *lists; *n; n++)
			if (strcmp(*n, key) == 0)
				return true;
	return false;
}

void pdz_json_unknown_key(const struct pdz_json *member, const char *const *const *lists)
{
	struct pdz_nearest nearest = pdz_json_nearest(member);
	for (const char *const *const *l = lists; *l; l++)
		offer_names(&nearest, pdz_str(member->key), *l);
	pdz_json_unknown_name(member, "unknown key", member->key, &nearest, lists[0] && !lists[1] ? lists[0] : NULL);
}

bool pdz_json_closed(const struct pdz_json *at, const char *const *const *lists)
{
	if (!pdz_json_is_object(at, true))
		return false;
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		if (pdz_json_listed(member.key, lists))
			continue;
		if (!at->doc->skips_unknown)
			pdz_json_unknown_key(&member, lists);
		else if (!at->doc->has_skipped)
			tell_of_json(&member, (struct pdz_diag){.severity = PDZ_WARNING,
			                                        .code = "unknown_key",
			                                        .problem = "keys that this version does not know are skipped",
			                                        .subject = member.key});
		at->doc->has_skipped |= at->doc->skips_unknown;
	}
	return true;
}

bool pdz_json_closed_to(const struct pdz_json *at, const char *const *names)
{
	return pdz_json_closed(at, (const char *const *const[]){names, NULL});
}
