/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See reader.h. */
#include "result/reader.h"

#include "measure/kind.h"

enum { MOST_KEYS = 96 };

struct pdz_str pdz_result_keep(struct pdz_result_reader *rd, struct pdz_str s)
{
	uint32_t id = pdz_intern_add(&rd->texts, s);
	if (id != PDZ_NONE) {
		struct pdz_str kept = pdz_intern_text(&rd->texts, id);
		return kept.p ? kept : (struct pdz_str){"", 0}; /* NULL is for "not there" */
	}
	rd->no_memory = true;
	return PDZ_STR("");
}

void *pdz_result_array(struct pdz_result_reader *rd, size_t count, size_t size)
{
	void *p = pdz_arena_alloc(&rd->r->arena, count * size);
	if (!p)
		rd->no_memory = true;
	return p;
}

static void read_number(const struct pdz_json *at, struct pdz_value *out)
{
	double d;
	if (pdz_json_number(at, true, &d))
		*out = pdz_value_of(d);
}

static int64_t read_whole(const struct pdz_json *at, int64_t low, int64_t high)
{
	int64_t n = 0;
	pdz_json_integer(at, true, low, high, &n);
	return n;
}

static void read_count(const struct pdz_json *at, struct pdz_value *out)
{
	int64_t n;
	if (pdz_json_integer(at, true, 0, INT64_MAX, &n))
		*out = pdz_value_of((double)n);
}

/* "" is a value of its own: the empty category. */
static void read_text(struct pdz_result_reader *rd, const struct pdz_json *at, bool title, struct pdz_str *out)
{
	struct pdz_str s = {json_string_value(at->value), json_string_length(at->value)};
	if ((!title && pdz_json_has_type(at, JSON_STRING)) || pdz_json_text(at, true, &s))
		*out = pdz_result_keep(rd, s);
}

static void read_flag(const struct pdz_json *at, const char *const *names, bool *out)
{
	int choice = 0;
	if (names == NULL)
		pdz_json_bool(at, out);
	else if (pdz_json_choice(at, true, names, &choice))
		*out = choice == 1;
}

/* Names of which the first is "" have null for it. */
static void read_choice(const struct pdz_json *at, const char *const *names, unsigned *out)
{
	const bool has_none = names[0][0] == '\0';
	int choice;
	if (pdz_json_choice(at, true, names + has_none, &choice))
		*out = (unsigned)choice + has_none;
}

static void read_kind(const struct pdz_json *at, const struct pdz_kind **out)
{
	int choice;
	if (pdz_json_choice(at, true, pdz_kind_names, &choice))
		*out = pdz_kinds[choice];
}

static bool read_period(const struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_period *out)
{
	const struct pdz_value begins = rd->r->year_begins;
	struct pdz_str s;
	if (!pdz_json_text(at, true, &s))
		return false;
	if (pdz_period_parse(s, out)) {
		if (begins.ok && begins.number >= 1 && begins.number <= 12)
			*out = pdz_period_shift(*out, (unsigned)begins.number);
		return true;
	}
	pdz_json_problem(at, "not a period", s.p, "expected 2025, 2025-S1, 2025-Q1, 2025-01 or 2025/2027");
	return false;
}

static void read_code(const struct pdz_result_reader *rd, const struct pdz_json *at, enum pdz_field_type type,
                      uint32_t *out)
{
	const struct pdz_intern *codes = type == PDZ_FIELD_AREA        ? &rd->area_codes
	                                 : type == PDZ_FIELD_INDICATOR ? &rd->indicator_codes
	                                 : type == PDZ_FIELD_OBJECTIVE ? &rd->objective_codes
	                                                               : &rd->action_codes;
	const char *unknown = type == PDZ_FIELD_AREA        ? "unknown area"
	                      : type == PDZ_FIELD_INDICATOR ? "unknown indicator"
	                                                    : "unknown code";
	struct pdz_str s;
	if (!pdz_json_text(at, true, &s))
		return;
	*out = pdz_intern_find(codes, s);
	if (*out == PDZ_NONE)
		pdz_json_problem(at, unknown, s.p, NULL);
}

static void read_value(struct pdz_result_reader *rd, const struct pdz_json *at, const struct pdz_field *f, void *object)
{
	void *p = pdz_field_in(f, object);
	size_t count = 0;
	bool fine = true;
	switch (f->type) {
	case PDZ_FIELD_NUMBER:
		read_number(at, p);
		break;
	case PDZ_FIELD_COUNT:
		read_count(at, p);
		break;
	case PDZ_FIELD_WHOLE:
		*(uint64_t *)p = (uint64_t)read_whole(at, 0, INT64_MAX);
		break;
	case PDZ_FIELD_QUANTITY:
		*(uint32_t *)p = (uint32_t)read_whole(at, 1, UINT32_MAX - 1);
		break;
	case PDZ_FIELD_REAL:
		pdz_json_number(at, true, p);
		break;
	case PDZ_FIELD_FLAG:
		read_flag(at, f->names, p);
		break;
	case PDZ_FIELD_TITLE:
	case PDZ_FIELD_TEXT:
		read_text(rd, at, f->type == PDZ_FIELD_TITLE, p);
		break;
	case PDZ_FIELD_CHOICE:
		read_choice(at, f->names, p);
		break;
	case PDZ_FIELD_KIND:
		read_kind(at, p);
		break;
	case PDZ_FIELD_DAY:
		pdz_json_date(at, true, p);
		break;
	case PDZ_FIELD_PERIOD:
		fine = read_period(rd, at, p);
		break;
	case PDZ_FIELD_INDICATOR:
	case PDZ_FIELD_AREA:
	case PDZ_FIELD_OBJECTIVE:
	case PDZ_FIELD_ACTION:
		read_code(rd, at, f->type, p);
		break;
	case PDZ_FIELD_LIST:
		*(void **)p = pdz_fields_read_list(rd, at, f->of, &count);
		*(size_t *)((char *)object + f->beside) = count;
		return;
	case PDZ_FIELD_OBJECT:
		pdz_fields_read_object(rd, at, f->of, p);
		break;
	}
	if (f->has_beside)
		*(bool *)((char *)object + f->beside) = fine;
}

/* May it be null, for "none"? */
static bool may_be_null(const struct pdz_field *f)
{
	switch (f->type) {
	case PDZ_FIELD_NUMBER:
	case PDZ_FIELD_COUNT:
	case PDZ_FIELD_TEXT:
	case PDZ_FIELD_AREA:
	case PDZ_FIELD_ACTION:
		return true;
	case PDZ_FIELD_CHOICE:
		return f->names[0][0] == '\0';
	default:
		return false;
	}
}

static void read_field(struct pdz_result_reader *rd, const struct pdz_json *at, const struct pdz_field *f, void *object)
{
	pdz_field_clear(f, object);
	if (at->value == NULL && f->when == PDZ_ALWAYS)
		pdz_json_problem(at, at->key != NULL ? "missing key" : "missing item", at->key, NULL);
	else if (at->value != NULL && !(json_is_null(at->value) && may_be_null(f)))
		read_value(rd, at, f, object);
}

static void list_keys(const struct pdz_table *t, const char *keys[MOST_KEYS])
{
	size_t n = 0;
	for (const struct pdz_field *f = t->fields; f->key != NULL && n < MOST_KEYS - 1; f++)
		keys[n++] = f->key;
	keys[n] = NULL;
}

bool pdz_fields_read_object(struct pdz_result_reader *rd, const struct pdz_json *at, const struct pdz_table *t,
                            void *object)
{
	const char *keys[MOST_KEYS];
	const char *const *const lists[] = {keys, NULL};
	list_keys(t, keys);
	if (t->form == PDZ_FORM_PARTLY ? !pdz_json_is_object(at, true) : !pdz_json_closed(at, lists))
		return false;
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++) {
		const struct pdz_json member = pdz_json_get(at, f->key);
		read_field(rd, &member, f, object);
	}
	return true;
}

static void read_item(struct pdz_result_reader *rd, const struct pdz_json *at, const struct pdz_table *t, void *item)
{
	const struct pdz_field *f = t->fields;
	if (t->form <= PDZ_FORM_PARTLY)
		pdz_fields_read_object(rd, at, t, item);
	else if (t->form == PDZ_FORM_PLAIN)
		read_field(rd, at, f, item);
	else if (pdz_json_is_array(at, true))
		for (size_t i = 0; f[i].key != NULL; i++) {
			const struct pdz_json part = pdz_json_item(at, i);
			read_field(rd, &part, &f[i], item);
		}
}

static void *read_map(struct pdz_result_reader *rd, const struct pdz_json *at, const struct pdz_table *t, size_t *count)
{
	struct pdz_json member;
	if (!pdz_json_is_object(at, true))
		return NULL;
	char *items = pdz_result_array(rd, pdz_json_size(at), t->size);
	for (void *it = NULL; items != NULL && pdz_json_next(at, &it, &member);) {
		void *item = items + (*count)++ * t->size;
		*(struct pdz_str *)pdz_field_in(t->fields, item) = pdz_result_keep(rd, pdz_str(member.key));
		read_field(rd, &member, t->fields + 1, item);
	}
	return items;
}

void *pdz_fields_read_list(struct pdz_result_reader *rd, const struct pdz_json *at, const struct pdz_table *t,
                           size_t *count)
{
	*count = 0;
	if (t->form == PDZ_FORM_MAP)
		return read_map(rd, at, t, count);
	if (!pdz_json_is_array(at, true))
		return NULL;
	const size_t n = pdz_json_size(at);
	char *items = pdz_result_array(rd, n, t->size);
	for (size_t i = 0; items != NULL && i < n && !rd->no_memory; i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		read_item(rd, &item, t, items + i * t->size);
	}
	*count = items != NULL ? n : 0;
	return items;
}
