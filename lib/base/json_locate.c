/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding places in the text of a JSON document: a value by its path (RFC 6901), keys
 * that stand twice. Jansson forgets where values stood; findings need it, and they are
 * rare, so the text is scanned again. The text is known to be well-formed: this must not
 * be used to check it, but it never reads past its end. */
#include "base/json.h"

#include "pdz/str.h"

struct scan {
	const char *p, *end;
};

static void skip_blanks(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

static void skip_string(struct scan *s)
{
	for (s->p++; s->p < s->end && *s->p != '"'; s->p++)
		if (*s->p == '\\')
			s->p++;
	s->p++;
	if (s->p > s->end)
		s->p = s->end;
}

static void skip_value(struct scan *s)
{
	size_t depth = 0;
	do {
		skip_blanks(s);
		if (s->p >= s->end)
			return;
		char c = *s->p;
		if (c == '"') {
			skip_string(s);
		} else if (c == '{' || c == '[') {
			depth++;
			s->p++;
		} else if (c == '}' || c == ']') {
			if (depth)
				depth--;
			s->p++;
		} else if (c == ',' || c == ':') {
			s->p++;
		} else {
			do
				s->p++;
			while (s->p < s->end && !strchr(" \t\r\n,:]}", *s->p));
		}
	} while (depth);
}

static unsigned hex4(const char *p)
{
	unsigned v = 0;
	for (int i = 0; i < 4; i++) {
		char c = p[i];
		v = v * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
	}
	return v;
}

static void add_utf8(struct pdz_buf *b, unsigned c)
{
	if (c < 0x80) {
		pdz_buf_char(b, (char)c);
		return;
	}
	if (c < 0x800) {
		pdz_buf_char(b, (char)(0xC0 | c >> 6));
	} else {
		if (c < 0x10000) {
			pdz_buf_char(b, (char)(0xE0 | c >> 12));
		} else {
			pdz_buf_char(b, (char)(0xF0 | c >> 18));
			pdz_buf_char(b, (char)(0x80 | (c >> 12 & 0x3F)));
		}
		pdz_buf_char(b, (char)(0x80 | (c >> 6 & 0x3F)));
	}
	pdz_buf_char(b, (char)(0x80 | (c & 0x3F)));
}

/* The text of a key, without its escapes. */
static void read_key(struct scan *s, struct pdz_buf *key)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *p = s->p + 1;
	skip_string(s);
	const char *end = s->p - 1;
	pdz_buf_clear(key);
	while (p < end) {
		if (*p != '\\') {
			pdz_buf_char(key, *p++);
			continue;
		}
		const char *at = strchr(from, p[1]);
		if (p[1] == 'u' && end - p >= 6) {
			unsigned c = hex4(p + 2);
			p += 6;
			if (c >= 0xD800 && c < 0xDC00 && end - p >= 6) {
				c = 0x10000 + ((c - 0xD800) << 10) + (hex4(p + 2) - 0xDC00);
				p += 6;
			}
			add_utf8(key, c);
		} else {
			pdz_buf_char(key, at && p[1] ? to[at - from] : p[1]);
			p += 2;
		}
	}
}

/* The next step of the path, unescaped; false at its end. */
static bool next_step(struct pdz_str *path, struct pdz_buf *step)
{
	pdz_buf_clear(step);
	if (path->n == 0)
		return false;
	size_t i = 1;
	for (; i < path->n && path->p[i] != '/'; i++) {
		if (path->p[i] == '~' && i + 1 < path->n)
			pdz_buf_char(step, path->p[++i] == '1' ? '/' : '~');
		else
			pdz_buf_char(step, path->p[i]);
	}
	path->p += i;
	path->n -= i;
	return true;
}

/* From a key to its value. */
static void enter_member(struct scan *s, struct pdz_buf *key)
{
	read_key(s, key);
	skip_blanks(s);
	s->p++; /* the colon */
	skip_blanks(s);
}

/* Behind a value: is there another one? Then to its beginning. */
static bool another(struct scan *s)
{
	skip_blanks(s);
	if (s->p >= s->end || *s->p != ',')
		return false;
	s->p++;
	skip_blanks(s);
	return s->p < s->end;
}

/* From an object's brace to the value of that key: the last, if it stands twice. */
static bool enter_object(struct scan *s, struct pdz_str wanted, struct pdz_buf *key)
{
	const char *found = NULL;
	s->p++;
	skip_blanks(s);
	if (s->p >= s->end || *s->p != '"')
		return false;
	do {
		enter_member(s, key);
		if (key->failed || s->p >= s->end)
			return false;
		if (pdz_str_eq(pdz_buf_view(key), wanted))
			found = s->p;
		skip_value(s);
	} while (another(s) && *s->p == '"');
	if (found)
		s->p = found;
	return found != NULL;
}

/* From an array's bracket to the item of that index. */
static bool enter_array(struct scan *s, struct pdz_str wanted)
{
	size_t index = 0;
	for (size_t i = 0; i < wanted.n; i++) {
		if (wanted.p[i] < '0' || wanted.p[i] > '9')
			return false;
		index = index * 10 + (size_t)(wanted.p[i] - '0');
	}
	s->p++;
	for (;; index--) {
		skip_blanks(s);
		if (s->p >= s->end || *s->p == ']')
			return false;
		if (index == 0)
			return true;
		skip_value(s);
		skip_blanks(s);
		if (s->p < s->end && *s->p == ',')
			s->p++;
	}
}

/* On from a place whose line and column are known to a later one. */
static void count_places(const char *p, const char *place, uint64_t *line, uint64_t *column)
{
	for (; p < place; p++) {
		if (*p == '\n') {
			++*line;
			*column = 1;
		} else if ((*p & 0xC0) != 0x80) {
			++*column;
		}
	}
}

void pdz_json_place(struct pdz_str text, const char *place, uint64_t *line, uint64_t *column)
{
	*line = *column = 1;
	count_places(text.p, place, line, column);
}

bool pdz_json_locate(struct pdz_str text, struct pdz_str path, uint64_t *line, uint64_t *column)
{
	if (text.n == 0)
		return false;
	struct scan s = {text.p, text.p + text.n};
	struct pdz_buf step = {0}, key = {0};
	bool found = true;

	skip_blanks(&s);
	while (found && next_step(&path, &step)) {
		if (s.p < s.end && *s.p == '{')
			found = enter_object(&s, pdz_buf_view(&step), &key);
		else
			found = s.p < s.end && *s.p == '[' && enter_array(&s, pdz_buf_view(&step));
		found = found && !step.failed;
	}
	if (found)
		pdz_json_place(text, s.p, line, column);
	pdz_buf_release(&step);
	pdz_buf_release(&key);
	return found;
}

/* ---- duplicate keys ---- */

struct search {
	struct scan s;
	const char *place;     /* of the duplicate found last, or the beginning, */
	uint64_t line, column; /* and where that is */
	struct pdz_buf path, key;
	void (*fn)(void *ctx, struct pdz_str path, struct pdz_str key, uint64_t line, uint64_t column);
	void *ctx;
	bool failed;
};

static void search_value(struct search *d);

static void search_object(struct search *d)
{
	struct pdz_intern keys = {0};
	const size_t outer = d->path.n;
	d->s.p++;
	skip_blanks(&d->s);
	if (d->s.p < d->s.end && *d->s.p == '"') {
		do {
			const char *place = d->s.p;
			const size_t before = keys.count;
			enter_member(&d->s, &d->key);
			d->path.n = outer;
			pdz_json_path_step(&d->path, pdz_buf_view(&d->key));
			if (d->key.failed || d->path.failed || pdz_intern_add(&keys, pdz_buf_view(&d->key)) == PDZ_NONE) {
				d->failed = true;
				break;
			}
			if (keys.count == before) {
				count_places(d->place, place, &d->line, &d->column);
				d->place = place;
				d->fn(d->ctx, pdz_buf_view(&d->path), pdz_buf_view(&d->key), d->line, d->column);
			}
			search_value(d);
		} while (!d->failed && another(&d->s));
	}
	d->path.n = outer;
	d->s.p++;
	pdz_intern_release(&keys);
}

static void search_array(struct search *d)
{
	const size_t outer = d->path.n;
	size_t index = 0;
	d->s.p++;
	skip_blanks(&d->s);
	if (d->s.p < d->s.end && *d->s.p != ']') {
		do {
			d->path.n = outer;
			pdz_buf_printf(&d->path, "/%zu", index++);
			search_value(d);
		} while (!d->failed && another(&d->s));
	}
	d->path.n = outer;
	d->s.p++;
}

static void search_value(struct search *d)
{
	skip_blanks(&d->s);
	if (d->s.p >= d->s.end)
		return;
	if (*d->s.p == '{')
		search_object(d);
	else if (*d->s.p == '[')
		search_array(d);
	else
		skip_value(&d->s);
}

bool pdz_json_duplicates(struct pdz_str text,
                         void (*fn)(void *ctx, struct pdz_str path, struct pdz_str key, uint64_t line, uint64_t column),
                         void *ctx)
{
	struct search d = {.s = {text.p, text.p + text.n}, .place = text.p, .line = 1, .column = 1, .fn = fn, .ctx = ctx};
	if (text.n > 0)
		search_value(&d);
	pdz_buf_release(&d.path);
	pdz_buf_release(&d.key);
	return !d.failed;
}

void pdz_json_path_step(struct pdz_buf *out, struct pdz_str key)
{
	pdz_buf_char(out, '/');
	for (size_t i = 0; i < key.n; i++) {
		if (key.p[i] == '~' || key.p[i] == '/')
			pdz_buf_z(out, key.p[i] == '~' ? "~0" : "~1");
		else
			pdz_buf_char(out, key.p[i]);
	}
}
