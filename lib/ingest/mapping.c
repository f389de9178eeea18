/* Loads a mapping and checks it whole: every mistake with its JSON path, in one run. */
#include "ingest/mapping.h"

#include "pdz/fold.h"
#include "pdz/json.h"

#include <fnmatch.h>
#include <stdlib.h>

struct loader {
	struct pdz_mapping *m;
	const struct pdz_plan *plan;
	const struct map_record *record; /* whose variables templates may name; NULL: none */
	bool failed;                     /* out of memory */
};

void pdz_mapping_free(struct pdz_mapping *m)
{
	if (!m)
		return;
	free(m->columns);
	pdz_arena_release(&m->arena);
	free(m);
}

bool pdz_mapping_fits(const struct pdz_mapping *m, const char *base_name)
{
	for (size_t i = 0; i < m->file_count; i++)
		if (fnmatch(m->files[i].p, base_name, FNM_CASEFOLD) == 0)
			return true;
	return m->file_count == 0;
}

bool mapping_fold(struct pdz_mapping *m, struct pdz_str text, struct pdz_str *folded)
{
	struct pdz_buf b = {0};

	pdz_fold(&b, text);
	folded->n = b.n;
	folded->p = b.failed ? NULL : pdz_arena_copy(&m->arena, pdz_buf_view(&b));
	pdz_buf_release(&b);
	return folded->p != NULL;
}

uint32_t mapping_column(struct pdz_mapping *m, struct pdz_str name)
{
	struct pdz_str folded;

	if (!mapping_fold(m, name, &folded))
		return PDZ_NONE;
	for (size_t i = 0; i < m->column_count; i++)
		if (pdz_str_eq(m->columns[i].name, name))
			return (uint32_t)i;
	for (size_t i = 0; i < m->column_count; i++)
		for (size_t k = 0; k < m->columns[i].header_count; k++)
			if (pdz_str_eq(m->columns[i].folded[k], folded))
				return (uint32_t)i;
	if (!pdz_grow(&m->columns, &m->column_cap, m->column_count + 1, sizeof *m->columns))
		return PDZ_NONE;
	struct map_column *c = &m->columns[m->column_count];
	const char *copy = pdz_arena_copy(&m->arena, name);
	*c = (struct map_column){.name = {copy, name.n}, .header_count = 1, .dates = m->dates, .numbers = m->numbers,
	                         .headers = pdz_arena_alloc(&m->arena, sizeof *c->headers),
	                         .folded = pdz_arena_alloc(&m->arena, sizeof *c->folded)};
	if (!copy || !c->headers || !c->folded)
		return PDZ_NONE;
	c->headers[0] = c->name;
	c->folded[0] = folded;
	return (uint32_t)m->column_count++;
}

uint32_t mapping_field(struct pdz_mapping *m, struct pdz_str name)
{
	enum pdz_column column = pdz_column_find(name);

	if (column < PDZ_COLUMNS)
		return column;
	for (size_t i = 0; i < m->extra_count; i++)
		if (pdz_str_eq(m->extras[i], name))
			return PDZ_COLUMNS + (uint32_t)i;
	if (m->extra_count == PDZ_MAX_DIMENSIONS)
		return PDZ_NONE;
	const char *copy = pdz_arena_copy(&m->arena, name);
	if (!copy)
		return PDZ_NONE;
	m->extras[m->extra_count] = (struct pdz_str){copy, name.n};
	return PDZ_COLUMNS + (uint32_t)m->extra_count++;
}

static struct pdz_str keep(struct loader *l, struct pdz_str text)
{
	const char *copy = pdz_arena_copy(&l->m->arena, text);

	l->failed |= !copy;
	return (struct pdz_str){copy ? copy : "", copy ? text.n : 0};
}

static struct pdz_str keep_folded(struct loader *l, struct pdz_str text)
{
	struct pdz_str folded = {"", 0};

	l->failed |= !mapping_fold(l->m, text, &folded);
	return folded;
}

static void *allocate(struct loader *l, size_t count, size_t size)
{
	void *p = pdz_arena_alloc(&l->m->arena, count * size);

	l->failed |= !p;
	return p;
}

/* Any JSON string, the empty one too. */
static bool string_of(const struct pdz_json *at, struct pdz_str *out)
{
	if (!json_is_string(at->value)) {
		pdz_json_problem(at, "wrong type", NULL, "expected a text");
		return false;
	}
	*out = (struct pdz_str){json_string_value(at->value), json_string_length(at->value)};
	return true;
}

/* One text or a list of them. */
static size_t texts_of(struct loader *l, const struct pdz_json *at, bool fold, struct pdz_str **out)
{
	bool list = json_is_array(at->value);
	size_t count = list ? pdz_json_size(at) : 1, n = 0;

	*out = NULL;
	if (list && count == 0) {
		pdz_json_problem(at, "empty list", NULL, "expected at least one text");
		return 0;
	}
	*out = allocate(l, count, sizeof **out);
	for (size_t i = 0; i < count && *out; i++) {
		struct pdz_json item = list ? pdz_json_item(at, i) : *at;
		struct pdz_str text;
		if (string_of(&item, &text))
			(*out)[n++] = fold ? keep_folded(l, text) : keep(l, text);
	}
	return n;
}

static uint32_t variable_of(const struct map_record *r, struct pdz_str name)
{
	for (size_t i = 0; r && i < r->variable_count; i++)
		if (pdz_str_eq(r->variables[i], name))
			return (uint32_t)i;
	return PDZ_NONE;
}

/* The piece that {name} stands for. */
static bool reference_of(struct loader *l, const struct pdz_json *at, struct pdz_str name, struct map_piece *piece)
{
	uint32_t variable = variable_of(l->record, name);

	if (name.n == 0) {
		pdz_json_problem(at, "braces with nothing in them", NULL, "expected {column}, or {{ for a brace");
		return false;
	}
	if (variable != PDZ_NONE) {
		*piece = (struct map_piece){PIECE_VARIABLE, {NULL, 0}, variable};
		return true;
	}
	if (pdz_str_is(name, "cell") && l->record && l->record->for_each.count) {
		*piece = (struct map_piece){PIECE_CELL, {NULL, 0}, 0};
		return true;
	}
	uint32_t column = mapping_column(l->m, name);
	l->failed |= column == PDZ_NONE;
	*piece = (struct map_piece){PIECE_COLUMN, {NULL, 0}, column};
	return column != PDZ_NONE;
}

/* Take literals and {names} apart. name_piece makes a piece of a name. */
static bool template_of(struct loader *l, const struct pdz_json *at, struct pdz_str text, struct map_template *out,
                        bool (*name_piece)(struct loader *, const struct pdz_json *, struct pdz_str, struct map_piece *))
{
	size_t most = 1;

	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == '{' ? 2 : 0;
	*out = (struct map_template){allocate(l, most, sizeof *out->pieces), 0};
	struct pdz_buf literal = {0};
	bool fine = out->pieces != NULL;
	for (size_t i = 0; fine && i <= text.n; i++) {
		char ch = i < text.n ? text.p[i] : '\0';
		bool twice = i + 1 < text.n && text.p[i + 1] == ch;
		if (i < text.n && ((ch != '{' && ch != '}') || twice)) {
			pdz_buf_char(&literal, ch);
			i += twice && (ch == '{' || ch == '}');
			continue;
		}
		if (literal.n) {
			out->pieces[out->count++] = (struct map_piece){PIECE_LITERAL, keep(l, pdz_buf_view(&literal)), 0};
			pdz_buf_clear(&literal);
		}
		if (i == text.n)
			break;
		const char *end = ch == '{' ? memchr(text.p + i, '}', text.n - i) : NULL;
		if (!end) {
			pdz_json_problem(at, ch == '{' ? "brace that never closes" : "brace that was never opened", text.p,
			                 "expected {column}, or {{ and }} for braces");
			fine = false;
			break;
		}
		size_t n = (size_t)(end - text.p) - i - 1;
		fine = name_piece(l, at, pdz_str_trim((struct pdz_str){text.p + i + 1, n}), &out->pieces[out->count]);
		out->count += fine;
		i += n + 1;
	}
	l->failed |= literal.failed;
	pdz_buf_release(&literal);
	return fine;
}

/* Is a text that a field always or sometimes takes one of the plan's? */
static void check_code(struct loader *l, const struct pdz_json *at, uint32_t field, struct pdz_str text)
{
	const struct pdz_plan *plan = l->plan;
	struct pdz_nearest near = {0};
	char expected[160];

	if (field == PDZ_COL_STATUS && !pdz_str_is(text, "done") && !pdz_str_is(text, "planned"))
		pdz_json_problem(at, "unknown status", text.p, "expected done or planned");
	if (!plan || !text.n)
		return;
	if (field == PDZ_COL_EVENT && pdz_plan_event(plan, text) == PDZ_NONE) {
		for (size_t i = 0; i < plan->event_count; i++)
			pdz_nearest_offer(&near, text, plan->events[i].code);
	} else if (field == PDZ_COL_ACTION && pdz_plan_action(plan, text) == PDZ_NONE) {
		for (size_t i = 0; i < plan->action_count; i++)
			pdz_nearest_offer(&near, text, plan->actions[i].code);
	} else if (field == PDZ_COL_AREA && pdz_plan_area(plan, text) == PDZ_NONE) {
		for (size_t i = 0; i < plan->area_count; i++)
			pdz_nearest_offer(&near, text, plan->areas[i].name);
	} else {
		return;
	}
	if (near.best.p)
		snprintf(expected, sizeof expected, "did you mean '%.*s'?", (int)near.best.n, near.best.p);
	pdz_json_problem(at, "not in the plan", text.p, near.best.p ? expected : NULL);
}

/* The number as the canonical form has it. */
static struct pdz_str number_text(struct loader *l, const struct pdz_json *at)
{
	struct pdz_buf b = {0};
	pdz_micro m;

	pdz_double_write(&b, json_number_value(at->value));
	struct pdz_str text = keep(l, pdz_buf_view(&b));
	pdz_buf_release(&b);
	if (pdz_micro_parse(text, &m) != PDZ_PARSE_OK)
		pdz_json_problem(at, "number out of range", text.p, "expected at most six decimals");
	return text;
}

static void table_of(struct loader *l, const struct pdz_json *at, uint32_t field, struct map_value *v)
{
	struct pdz_json values = pdz_json_get(at, "values"), member;
	size_t count = pdz_json_size(&values);

	if (!values.value || !pdz_json_is_object(&values, true))
		return;
	if (count == 0)
		pdz_json_problem(&values, "empty table", NULL, "expected at least one value");
	v->keys = allocate(l, count, sizeof *v->keys);
	v->results = allocate(l, count, sizeof *v->results);
	if (!v->keys || !v->results)
		return;
	for (void *i = NULL; pdz_json_next(&values, &i, &member);) {
		struct pdz_str result;
		if (!string_of(&member, &result))
			continue;
		struct pdz_str key = keep_folded(l, pdz_str(member.key));
		for (size_t k = 0; k < v->count; k++)
			if (pdz_str_eq(v->keys[k], key) && !pdz_str_eq(v->results[k], result))
				pdz_json_problem(&member, "two results for one text", member.key,
				                 "case, accents and blanks make no difference");
		check_code(l, &member, field, result);
		v->keys[v->count] = key;
		v->results[v->count++] = keep(l, result);
	}
}

static void value_of(struct loader *l, const struct pdz_json *at, uint32_t field, struct map_value *v)
{
	static const char *const keys[] = {"from", "values", "otherwise", "keep", NULL};
	static const char *const *const lists[] = {keys, NULL};
	struct pdz_json from = *at;
	struct pdz_str text;

	*v = (struct map_value){.given = true, .dates = l->m->dates, .numbers = l->m->numbers};
	if (json_is_number(at->value)) {
		v->from.pieces = allocate(l, 1, sizeof *v->from.pieces);
		if (v->from.pieces)
			v->from.pieces[v->from.count++] = (struct map_piece){PIECE_LITERAL, number_text(l, at), 0};
		v->constant_number = true;
		check_code(l, at, field, v->from.count ? v->from.pieces[0].text : (struct pdz_str){"", 0});
		return;
	}
	if (json_is_object(at->value)) {
		pdz_json_closed(at, lists);
		from = pdz_json_get(at, "from");
		if (!pdz_json_text(&from, true, &text))
			return;
		table_of(l, at, field, v);
		struct pdz_json otherwise = pdz_json_get(at, "otherwise"), keep_it = pdz_json_get(at, "keep");
		if (otherwise.value && string_of(&otherwise, &text)) {
			v->has_otherwise = true;
			v->otherwise = keep(l, text);
			check_code(l, &otherwise, field, text);
		}
		pdz_json_bool(&keep_it, &v->keep);
		if (v->keep && v->has_otherwise)
			pdz_json_problem(&keep_it, "keep and otherwise at once", NULL, "expected one of them");
	}
	if (!string_of(&from, &text) || !template_of(l, &from, text, &v->from, reference_of))
		return;
	if (v->from.count == 1 && v->from.pieces[0].kind == PIECE_COLUMN) {
		v->dates = l->m->columns[v->from.pieces[0].index].dates;
		v->numbers = l->m->columns[v->from.pieces[0].index].numbers;
	}
	if (v->from.count == 1 && v->from.pieces[0].kind == PIECE_LITERAL && v->count == 0)
		check_code(l, &from, field, v->from.pieces[0].text);
}

/* A column named in a condition. */
static bool column_of(struct loader *l, const struct pdz_json *at, uint32_t *column)
{
	struct pdz_str name;

	if (!pdz_json_text(at, true, &name))
		return false;
	*column = mapping_column(l->m, name);
	l->failed |= *column == PDZ_NONE;
	return *column != PDZ_NONE;
}

static void add_condition(struct loader *l, struct map_conditions *all, struct map_condition c)
{
	struct map_condition *items = allocate(l, all->count + 1, sizeof *items);

	if (!items)
		return;
	if (all->count)
		memcpy(items, all->items, all->count * sizeof *items);
	items[all->count++] = c;
	all->items = items;
}

static void conditions_of(struct loader *l, const struct pdz_json *at, struct map_conditions *all)
{
	static const char *const keys[] = {"column", "is", "not", "starts", "filled", NULL};
	static const char *const *const lists[] = {keys, NULL};
	static const struct {
		const char *key;
		int kind;
	} tests[] = {{"is", CONDITION_IS}, {"not", CONDITION_NOT}, {"starts", CONDITION_STARTS}};
	struct map_condition c = {0};

	if (json_is_array(at->value)) {
		if (pdz_json_size(at) == 0)
			pdz_json_problem(at, "empty list", NULL, "expected at least one condition");
		for (size_t i = 0; i < pdz_json_size(at); i++) {
			struct pdz_json item = pdz_json_item(at, i);
			conditions_of(l, &item, all);
		}
		return;
	}
	if (json_is_string(at->value)) {
		if (column_of(l, at, &c.column))
			add_condition(l, all, c);
		return;
	}
	if (!json_is_object(at->value)) {
		pdz_json_problem(at, "wrong type", NULL, "expected a column, a condition, or a list of them");
		return;
	}
	pdz_json_closed(at, lists);
	struct pdz_json column = pdz_json_get(at, "column"), filled = pdz_json_get(at, "filled");
	if (!column_of(l, &column, &c.column))
		return;
	bool is_filled = true, any = filled.value != NULL;
	if (filled.value && pdz_json_bool(&filled, &is_filled)) {
		c.kind = is_filled ? CONDITION_FILLED : CONDITION_EMPTY;
		add_condition(l, all, c);
	}
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		struct pdz_json texts = pdz_json_get(at, tests[i].key);
		if (!texts.value)
			continue;
		any = true;
		struct map_condition t = {.column = c.column};
		t.kind = tests[i].kind == CONDITION_IS ? CONDITION_IS : tests[i].kind == CONDITION_NOT ? CONDITION_NOT : CONDITION_STARTS;
		t.count = texts_of(l, &texts, true, &t.texts);
		add_condition(l, all, t);
	}
	if (!any)
		pdz_json_problem(at, "condition without a test", NULL, "expected is, not, starts or filled");
}

/* Columns */

static void column_style(struct loader *l, const struct pdz_json *at, struct map_column *c)
{
	struct pdz_json dates = pdz_json_get(at, "dates"), numbers = pdz_json_get(at, "numbers");
	int choice;

	(void)l;
	if (pdz_json_choice(&dates, false, ingest_dates_names, &choice))
		c->dates = (enum ingest_dates)choice;
	if (pdz_json_choice(&numbers, false, ingest_numbers_names, &choice))
		c->numbers = (enum ingest_numbers)choice;
}

static void column_headers(struct loader *l, const struct pdz_json *at, struct map_column *c)
{
	c->header_count = texts_of(l, at, false, &c->headers);
	c->folded = allocate(l, c->header_count, sizeof *c->folded);
	for (size_t i = 0; i < c->header_count && c->folded; i++)
		c->folded[i] = keep_folded(l, c->headers[i]);
}

static void load_column(struct loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"header", "position", "optional", "dates", "numbers", NULL};
	static const char *const *const lists[] = {keys, NULL};
	struct map_column c = {.dates = l->m->dates, .numbers = l->m->numbers};
	int64_t position;

	if (json_is_object(at->value)) {
		struct pdz_json header = pdz_json_get(at, "header"), number = pdz_json_get(at, "position");
		struct pdz_json optional = pdz_json_get(at, "optional");
		pdz_json_closed(at, lists);
		if (!header.value == !number.value)
			pdz_json_problem(at, "column not described", NULL, "expected either a header or a position");
		else if (header.value)
			column_headers(l, &header, &c);
		else if (pdz_json_integer(&number, true, 1, PDZ_CSV_MAX_CELLS, &position))
			c.position = (size_t)position;
		pdz_json_bool(&optional, &c.optional);
		column_style(l, at, &c);
	} else {
		column_headers(l, at, &c);
	}
	c.name = keep(l, pdz_str(at->key));
	if (!pdz_grow(&l->m->columns, &l->m->column_cap, l->m->column_count + 1, sizeof c)) {
		l->failed = true;
		return;
	}
	l->m->columns[l->m->column_count++] = c;
}

/* Records */

static bool variable_piece(struct loader *l, const struct pdz_json *at, struct pdz_str name, struct map_piece *piece)
{
	struct map_record *r = &l->m->records[l->m->record_count];

	if (name.n == 0 || r->variable_count == MAPPING_MAX_VARIABLES || pdz_str_is(name, "cell")) {
		pdz_json_problem(at, "cannot use this name in a pattern", NULL, "expected up to four names, not {cell}");
		return false;
	}
	*piece = (struct map_piece){PIECE_VARIABLE, {NULL, 0}, (uint32_t)r->variable_count};
	r->variables[r->variable_count++] = keep(l, name);
	return true;
}

/* Fields of one object; skips those that are already given. */
static void load_fields(struct loader *l, const struct pdz_json *at, struct map_record *r, bool is_record)
{
	struct pdz_json member;

	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		if (is_record && (strcmp(member.key, "when") == 0 || strcmp(member.key, "for_each") == 0))
			continue;
		struct pdz_str name = pdz_str(member.key);
		uint32_t field = pdz_column_find(name);
		struct pdz_nearest near = {0};
		if (field == PDZ_COL_ID || field == PDZ_COL_SOURCE || field == PDZ_COL_LINE) {
			pdz_json_problem(&member, "not a field", member.key, "expected it to be made by the program; id stands outside the records");
			continue;
		}
		bool known = field < PDZ_COLUMNS || !l->plan;
		for (size_t k = 0; !known && k < l->plan->dimension_count; k++)
			known = pdz_str_eq(l->plan->dimensions[k].code, name);
		if (!known) {
			char expected[160] = "expected a column of the records or a dimension of the plan";
			for (int k = 0; k < PDZ_COL_SOURCE; k++)
				pdz_nearest_offer(&near, name, pdz_str(pdz_column_names[k]));
			for (size_t k = 0; k < l->plan->dimension_count; k++)
				pdz_nearest_offer(&near, name, l->plan->dimensions[k].code);
			if (near.best.p)
				snprintf(expected, sizeof expected, "did you mean '%.*s'?", (int)near.best.n, near.best.p);
			pdz_json_problem(&member, "unknown key", member.key, expected);
			continue;
		}
		field = mapping_field(l->m, name);
		if (field == PDZ_NONE)
			pdz_json_problem(&member, "too many extra columns", member.key, "expected at most 8");
		else if (!r->fields[field].given)
			value_of(l, &member, field, &r->fields[field]);
	}
}

static void load_record(struct loader *l, const struct pdz_json *at, const struct pdz_json *common)
{
	struct pdz_mapping *m = l->m;
	struct map_record *r = &m->records[m->record_count];
	struct pdz_json when = pdz_json_get(at, "when"), pattern = pdz_json_get(at, "for_each");
	struct pdz_str text;

	if (!pdz_json_is_object(at, true))
		return;
	if (pattern.value && pdz_json_text(&pattern, true, &text) &&
	    template_of(l, &pattern, text, &r->for_each, variable_piece) && r->variable_count == 0)
		pdz_json_problem(&pattern, "pattern without a name", text.p, "expected e.g. \"previsto {year}\"");
	l->record = r;
	if (when.value)
		conditions_of(l, &when, &r->when);
	load_fields(l, at, r, true);
	if (common->value)
		load_fields(l, common, r, false);
	l->record = NULL;
	if (!r->fields[PDZ_COL_EVENT].given)
		pdz_json_problem(at, "record without an event", NULL, "expected \"event\" here or in common");
	if (!r->fields[PDZ_COL_DATE].given && !r->fields[PDZ_COL_DUE].given)
		pdz_json_problem(at, "record without a date", NULL, "expected \"date\" or \"due\" here or in common");
	m->record_count++;
}

static void load_skips(struct loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"why", "when", NULL};
	static const char *const *const lists[] = {keys, NULL};

	if (!at->value || !pdz_json_is_array(at, true))
		return;
	l->m->skips = allocate(l, pdz_json_size(at), sizeof *l->m->skips);
	for (size_t i = 0; i < pdz_json_size(at) && l->m->skips; i++) {
		struct pdz_json item = pdz_json_item(at, i);
		struct pdz_json why = pdz_json_get(&item, "why"), when = pdz_json_get(&item, "when");
		struct map_skip *s = &l->m->skips[l->m->skip_count];
		struct pdz_str text;
		if (!pdz_json_closed(&item, lists) || !pdz_json_text(&why, true, &text))
			continue;
		s->why = keep(l, text);
		if (!when.value)
			pdz_json_problem(&item, "missing key", "when", "expected a condition");
		else
			conditions_of(l, &when, &s->when);
		l->m->skip_count++;
	}
}

static void load_dialect(struct loader *l, const struct pdz_json *root)
{
	struct pdz_json encoding = pdz_json_get(root, "encoding"), delimiter = pdz_json_get(root, "delimiter");
	struct pdz_json header = pdz_json_get(root, "header_row"), dates = pdz_json_get(root, "dates");
	struct pdz_json numbers = pdz_json_get(root, "numbers"), empty = pdz_json_get(root, "empty");
	struct pdz_json files = pdz_json_get(root, "files");
	struct pdz_mapping *m = l->m;
	int64_t row;
	int choice;

	if (pdz_json_choice(&encoding, false, ingest_encoding_names, &choice))
		m->encoding = (enum ingest_encoding)(choice + ENCODING_UTF8);
	struct pdz_str mark;
	if (delimiter.value && string_of(&delimiter, &mark)) {
		/* a tab is blank: not a choice among words */
		if (mark.n == 1 && memchr(";,\t|", mark.p[0], 4))
			m->delimiter = mark.p[0];
		else
			pdz_json_problem(&delimiter, "unknown delimiter", mark.p, "expected ; , \\t or |");
	}
	if (pdz_json_integer(&header, false, 1, INT64_MAX, &row))
		m->header_row = (uint64_t)row;
	if (pdz_json_choice(&dates, false, ingest_dates_names, &choice))
		m->dates = (enum ingest_dates)choice;
	if (pdz_json_choice(&numbers, false, ingest_numbers_names, &choice))
		m->numbers = (enum ingest_numbers)choice;
	if (empty.value && pdz_json_is_array(&empty, true) && pdz_json_size(&empty))
		m->empty_count = texts_of(l, &empty, true, &m->empties);
	if (files.value && pdz_json_is_array(&files, true))
		m->file_count = texts_of(l, &files, false, &m->files);
}

static void load_root(struct loader *l, const struct pdz_json *root)
{
	static const char *const keys[] = {"$schema", "pdz_mapping", "source", "note", "files", "encoding", "delimiter",
	                                   "header_row", "dates", "numbers", "empty", "columns", "skip", "id", "ids_unique",
	                                   "common", "records", NULL};
	static const char *const *const lists[] = {keys, NULL};
	struct pdz_json version = pdz_json_get(root, "pdz_mapping"), source = pdz_json_get(root, "source");
	struct pdz_json columns = pdz_json_get(root, "columns"), skips = pdz_json_get(root, "skip");
	struct pdz_json id = pdz_json_get(root, "id"), unique = pdz_json_get(root, "ids_unique");
	struct pdz_json common = pdz_json_get(root, "common"), records = pdz_json_get(root, "records"), member;
	struct pdz_str text;
	int64_t number;

	if (!pdz_json_closed(root, lists))
		return;
	pdz_json_integer(&version, true, 1, 1, &number);
	if (pdz_json_code(&source, true, &text))
		l->m->source = keep(l, text);
	load_dialect(l, root);
	if (columns.value && pdz_json_is_object(&columns, true))
		for (void *i = NULL; pdz_json_next(&columns, &i, &member);)
			load_column(l, &member);
	load_skips(l, &skips);
	if (id.value)
		value_of(l, &id, PDZ_COL_ID, &l->m->id);
	pdz_json_bool(&unique, &l->m->ids_unique);
	if (common.value)
		pdz_json_is_object(&common, true);
	if (!pdz_json_is_array(&records, true))
		return;
	if (pdz_json_size(&records) == 0)
		pdz_json_problem(&records, "no records", NULL, "expected at least one");
	l->m->records = allocate(l, pdz_json_size(&records), sizeof *l->m->records);
	for (size_t i = 0; i < pdz_json_size(&records) && l->m->records; i++) {
		struct pdz_json item = pdz_json_item(&records, i);
		load_record(l, &item, &common);
	}
}

enum pdz_status pdz_mapping_load(struct pdz_mapping **mapping, const char *path, const struct pdz_plan *plan,
                                 const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	struct pdz_json_doc doc;
	struct loader l = {.m = calloc(1, sizeof *l.m), .plan = plan};
	enum pdz_status status = PDZ_OK;

	*mapping = NULL;
	if (!l.m)
		return pdz_no_memory(err);
	status = pdz_json_load(&doc, path, sink, err);
	if (status) {
		pdz_mapping_free(l.m);
		return status;
	}
	l.m->path = keep(&l, pdz_str(path));
	struct pdz_json root = pdz_json_root(&doc);
	load_root(&l, &root);
	if (l.failed)
		status = pdz_no_memory(err);
	else if (doc.errors)
		status = pdz_fail(err, PDZ_INPUT, path, 0, 0, "the mapping has %zu mistake%s", doc.errors, doc.errors == 1 ? "" : "s");
	pdz_json_release(&doc);
	if (status)
		pdz_mapping_free(l.m);
	else
		*mapping = l.m;
	return status;
}

/* Patterns */

/* Do two pieces of text fold alike when they stand between other letters? That
 * keeps the blank at the end of "previsto " from fitting "previsto2025". */
static bool folds_alike(struct pdz_str a, struct pdz_str b, bool at_start, bool at_end, bool *failed)
{
	const struct pdz_str both[] = {a, b};
	struct pdz_buf framed = {0}, folded[2] = {{0}, {0}};

	for (int i = 0; i < 2; i++) {
		pdz_buf_clear(&framed);
		if (!at_start)
			pdz_buf_char(&framed, 'x');
		pdz_buf_str(&framed, both[i]);
		if (!at_end)
			pdz_buf_char(&framed, 'x');
		pdz_fold(&folded[i], pdz_buf_view(&framed));
		*failed |= framed.failed || folded[i].failed;
	}
	bool alike = pdz_str_eq(pdz_buf_view(&folded[0]), pdz_buf_view(&folded[1]));
	pdz_buf_release(&framed);
	pdz_buf_release(&folded[0]);
	pdz_buf_release(&folded[1]);
	return alike;
}

static bool fits_from(const struct map_template *t, size_t piece, struct pdz_str rest, struct pdz_str *values,
                      bool *failed)
{
	if (piece == t->count)
		return rest.n == 0;
	const struct map_piece *p = &t->pieces[piece];
	bool literal = p->kind == PIECE_LITERAL;
	for (size_t n = literal ? 0 : 1; n <= rest.n; n++) {
		if (n < rest.n && ((unsigned char)rest.p[n] & 0xc0) == 0x80)
			continue; /* inside a letter */
		struct pdz_str head = {rest.p, n}, tail = {rest.p + n, rest.n - n};
		if (literal && !folds_alike(p->text, head, piece == 0, piece + 1 == t->count, failed))
			continue;
		if (!fits_from(t, piece + 1, tail, values, failed))
			continue;
		if (!literal) {
			values[p->index] = pdz_str_trim(head);
			if (values[p->index].n == 0)
				continue;
		}
		return true;
	}
	return false;
}

bool mapping_pattern_fits(const struct map_record *r, struct pdz_str header, struct pdz_str values[MAPPING_MAX_VARIABLES],
                          bool *failed)
{
	header = pdz_str_trim(header);
	if (header.n > 200) /* a header, not a paragraph: the search tries every cut */
		return false;
	return fits_from(&r->for_each, 0, header, values, failed);
}
