/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a mapping that say what a field becomes and when: templates, tables,
 * conditions. Checked as they are read, against the plan if there is one. */
#include "mapping/loader.h"

#include "base/fold.h"

struct pdz_str pdz_mapping_keep(struct mapping_loader *l, struct pdz_str text)
{
	const char *copy = pdz_arena_copy(&l->m->arena, text);

	l->failed |= !copy;
	return (struct pdz_str){copy ? copy : "", copy ? text.n : 0};
}

struct pdz_str pdz_mapping_keep_folded(struct mapping_loader *l, struct pdz_str text)
{
	struct pdz_str folded = {"", 0};

	l->failed |= !pdz_mapping_fold(l->m, text, &folded);
	return folded;
}

void *pdz_mapping_allocate(struct mapping_loader *l, size_t count, size_t size)
{
	void *p = pdz_arena_alloc(&l->m->arena, count * size);

	l->failed |= !p;
	return p;
}

/* Any JSON string, the empty one too. */
bool pdz_mapping_load_string(const struct pdz_json *at, struct pdz_str *out)
{
	if (!pdz_json_has_type(at, JSON_STRING)) {
		pdz_json_problem(at, "wrong type", NULL, "expected a text");
		return false;
	}
	*out = (struct pdz_str){json_string_value(at->value), json_string_length(at->value)};
	return true;
}

/* One text or a list of them. */
size_t pdz_mapping_load_texts(struct mapping_loader *l, const struct pdz_json *at, bool fold, struct pdz_str **out)
{
	bool list = pdz_json_has_type(at, JSON_ARRAY);
	size_t count = list ? pdz_json_size(at) : 1, n = 0;

	*out = NULL;
	if (list && count == 0) {
		pdz_json_problem(at, "empty list", NULL, "expected at least one text");
		return 0;
	}
	*out = pdz_mapping_allocate(l, count, sizeof **out);
	for (size_t i = 0; i < count && *out; i++) {
		struct pdz_json item = list ? pdz_json_item(at, i) : *at;
		struct pdz_str text;
		if (pdz_mapping_load_string(&item, &text))
			(*out)[n++] = fold ? pdz_mapping_keep_folded(l, text) : pdz_mapping_keep(l, text);
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
static bool reference_of(struct mapping_loader *l, const struct pdz_json *at, struct pdz_str name,
                         struct map_piece *piece)
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
	uint32_t column = pdz_mapping_column(l->m, name);
	l->failed |= column == PDZ_NONE;
	*piece = (struct map_piece){PIECE_COLUMN, {NULL, 0}, column};
	return column != PDZ_NONE;
}

/* Take literals and {names} apart. name_piece makes a piece of a name. */
bool pdz_mapping_load_template(struct mapping_loader *l, const struct pdz_json *at, struct pdz_str text,
                               struct map_template *out, load_name name_piece)
{
	size_t most = 1;

	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == '{' ? 2 : 0;
	*out = (struct map_template){pdz_mapping_allocate(l, most, sizeof *out->pieces), 0};
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
			out->pieces[out->count++] = (struct map_piece){PIECE_LITERAL, pdz_mapping_keep(l, pdz_buf_view(&literal)),
			                                               0};
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
static void check_code(struct mapping_loader *l, const struct pdz_json *at, uint32_t field, struct pdz_str text)
{
	const struct pdz_plan *plan = l->plan;
	struct pdz_names names;

	if (field == PDZ_COL_STATUS && !pdz_str_is(text, "done") && !pdz_str_is(text, "planned"))
		pdz_json_problem(at, "unknown status", text.p, "expected done or planned");
	if (!plan || !text.n ||
	    ((field == PDZ_COL_EVENT || field == PDZ_COL_AREA) && pdz_str_is(text, "?"))) /* a draft's question */
		return;
	if (field == PDZ_COL_EVENT && pdz_plan_event(plan, text) == PDZ_NONE) {
		names = PDZ_NAMES(plan->events, plan->event_count, code);
	} else if (field == PDZ_COL_ACTION && pdz_plan_action(plan, text) == PDZ_NONE) {
		names = PDZ_NAMES(plan->actions, plan->action_count, code);
	} else if (field == PDZ_COL_AREA && pdz_plan_area(plan, text) == PDZ_NONE) {
		names = PDZ_NAMES(plan->areas, plan->area_count, name);
	} else {
		return;
	}
	pdz_json_unknown_among(at, "not in the plan", text, names, NULL);
}

/* A constant that is not a date or a number where one is needed: mostly a column name without its braces. */
static void check_constant(const struct mapping_loader *l, const struct pdz_json *at, uint32_t field,
                           struct pdz_str text)
{
	pdz_day day;
	pdz_micro number;

	if (text.n == 0 || pdz_str_is(text, "?"))
		return;
	if ((field == PDZ_COL_DATE || field == PDZ_COL_DUE || field == PDZ_COL_START) &&
	    pdz_ingest_parse_date(text, l->m->dates, &day) != PDZ_PARSE_OK)
		pdz_json_problem_with(at, "not a date", text.p, "a column stands in braces: '{{0}}'", text.p, NULL);
	if (field == PDZ_COL_QUANTITY && pdz_ingest_parse_number(text, l->m->numbers, &number) != PDZ_PARSE_OK)
		pdz_json_problem_with(at, "not a number", text.p, "a column stands in braces: '{{0}}'", text.p, NULL);
}

/* The number as the canonical form has it. */
static struct pdz_str number_text(struct mapping_loader *l, const struct pdz_json *at)
{
	struct pdz_buf b = {0};
	pdz_micro m;

	pdz_double_write(&b, json_number_value(at->value));
	struct pdz_str text = pdz_mapping_keep(l, pdz_buf_view(&b));
	pdz_buf_release(&b);
	if (pdz_micro_parse(text, &m) != PDZ_PARSE_OK)
		pdz_json_problem(at, "number out of range", text.p, "expected at most six decimals");
	return text;
}

static int order_of_keys(const void *a, const void *b)
{
	return pdz_str_cmp(((const struct map_pair *)a)->key, ((const struct map_pair *)b)->key);
}

const struct map_pair *pdz_mapping_look_up(const struct map_value *v, struct pdz_str folded)
{
	const struct map_pair wanted = {.key = folded};
	return v->count ? bsearch(&wanted, v->table, v->count, sizeof *v->table, order_of_keys) : NULL;
}

static void table_of(struct mapping_loader *l, const struct pdz_json *at, uint32_t field, struct map_value *v)
{
	struct pdz_json values = pdz_json_get(at, "values"), member;
	size_t count = pdz_json_size(&values);

	if (!values.value || !pdz_json_is_object(&values, true))
		return;
	if (count == 0)
		pdz_json_problem(&values, "empty table", NULL, "expected at least one value");
	v->table = pdz_mapping_allocate(l, count, sizeof *v->table);
	if (!v->table)
		return;
	struct pdz_intern seen = {0};
	for (void *i = NULL; pdz_json_next(&values, &i, &member);) {
		struct pdz_str result;
		if (!pdz_mapping_load_string(&member, &result))
			continue;
		struct pdz_str key = pdz_mapping_keep_folded(l, pdz_str(member.key));
		const uint32_t number = pdz_intern_add(&seen, key);
		check_code(l, &member, field, result);
		if (number >= v->count) /* a new one, or no memory */
			v->table[v->count++] = (struct map_pair){key, pdz_mapping_keep(l, result)};
		else if (!pdz_str_eq(v->table[number].result, result))
			pdz_json_problem(&member, "two results for one text", member.key,
			                 "case, accents and blanks make no difference");
	}
	l->failed |= seen.failed;
	pdz_intern_release(&seen);
	if (v->count)
		qsort(v->table, v->count, sizeof *v->table, order_of_keys);
}

/* Computed values */

/* 0-17, 18-64, 65+: a text is in the band of the whole number that it has reached. */
static bool parse_band(struct pdz_str text, struct map_band *band)
{
	const char *dash = memchr(text.p, '-', text.n);
	const bool open = text.p[text.n - 1] == '+';
	const struct pdz_str low = {text.p, dash ? (size_t)(dash - text.p) : text.n - open};
	const struct pdz_str high = dash ? (struct pdz_str){dash + 1, text.n - low.n - 1} : low;

	if (open == (dash != NULL) || pdz_micro_parse(pdz_str_trim(low), &band->low) != PDZ_PARSE_OK ||
	    pdz_micro_parse(pdz_str_trim(high), &band->end) != PDZ_PARSE_OK)
		return false;
	if (band->low < 0 || band->end < band->low || band->end > INT64_MAX - PDZ_MICRO)
		return false;
	band->end = open ? INT64_MAX : band->end + PDZ_MICRO;
	return true;
}

static void load_bands(struct mapping_loader *l, const struct pdz_json *at, uint32_t field, struct map_value *v)
{
	if (!at->value || !pdz_json_is_array(at, true))
		return;
	v->bands = pdz_mapping_allocate(l, pdz_json_size(at), sizeof *v->bands);
	for (size_t i = 0; i < pdz_json_size(at) && v->bands; i++) {
		struct pdz_json item = pdz_json_item(at, i);
		struct map_band *band = &v->bands[v->band_count];
		struct pdz_str text;
		if (!pdz_json_text(&item, true, &text))
			continue;
		if (!parse_band(text, band) || (v->band_count && band->low < band[-1].end)) {
			pdz_json_problem(&item, "not a band, or not above the one before", text.p,
			                 "expected such as 0-17, 18-64, 65+");
			continue;
		}
		band->text = pdz_mapping_keep(l, text);
		check_code(l, &item, field, text);
		v->band_count++;
	}
}

static void style_of_template(const struct mapping_loader *l, const struct map_template *t, enum ingest_dates *dates,
                              enum ingest_numbers *numbers)
{
	*dates = l->m->dates;
	*numbers = l->m->numbers;
	if (t->count == 1 && t->pieces[0].kind == PIECE_COLUMN) {
		*dates = l->m->columns[t->pieces[0].index].dates;
		*numbers = l->m->columns[t->pieces[0].index].numbers;
	}
}

/* "sum" or "product": columns in braces, and numbers. */
static void load_terms(struct mapping_loader *l, const struct pdz_json *at, uint32_t field, struct map_value *v)
{
	enum ingest_dates dates;
	struct pdz_str text;

	if (field != PDZ_COL_QUANTITY)
		pdz_json_problem(at, "a sum or product", NULL, "expected it in quantity only");
	if (!pdz_json_is_array(at, true))
		return;
	v->terms = pdz_mapping_allocate(l, pdz_json_size(at), sizeof *v->terms);
	v->term_numbers = pdz_mapping_allocate(l, pdz_json_size(at), sizeof *v->term_numbers);
	for (size_t i = 0; i < pdz_json_size(at) && v->terms && v->term_numbers; i++) {
		struct pdz_json item = pdz_json_item(at, i);
		struct map_template *t = &v->terms[v->term_count];
		if (pdz_json_has_number(&item)) {
			t->pieces = pdz_mapping_allocate(l, 1, sizeof *t->pieces);
			if (t->pieces)
				t->pieces[t->count++] = (struct map_piece){PIECE_LITERAL, number_text(l, &item), 0};
		} else if (!pdz_json_text(&item, true, &text) || !pdz_mapping_load_template(l, &item, text, t, reference_of)) {
			continue;
		}
		style_of_template(l, t, &dates, &v->term_numbers[v->term_count++]);
	}
	if (v->term_count < 2)
		pdz_json_problem(at, "a sum or product of less than two", NULL,
		                 "expected columns such as \"{Mesi}\", or numbers");
}

static void load_derived(struct mapping_loader *l, const struct pdz_json *at, uint32_t field, struct map_value *v)
{
	static const char *const codes[] = {"sex", "birth_year", "birth", NULL};
	struct pdz_json age = pdz_json_get(at, "age_at"), code = pdz_json_get(at, "tax_code"),
					bands = pdz_json_get(at, "bands");
	enum ingest_numbers numbers;
	struct pdz_str text;
	int choice;

	if (age.value && pdz_json_text(&age, true, &text) &&
	    pdz_mapping_load_template(l, &age, text, &v->age_at, reference_of))
		style_of_template(l, &v->age_at, &v->age_dates, &numbers);
	if (pdz_json_choice(&code, false, codes, &choice)) {
		v->tax_code = choice == 0 ? CODE_SEX : choice == 1 ? CODE_BIRTH_YEAR : CODE_BIRTH;
		if (v->tax_code == CODE_BIRTH && !age.value)
			pdz_json_problem(&code, "a date of birth", NULL,
			                 "expected age_at beside it: the date itself is not written");
		if (v->tax_code == CODE_SEX && (age.value || bands.value))
			pdz_json_problem(&code, "sex has no age and no bands", NULL, NULL);
		if (v->tax_code == CODE_BIRTH_YEAR && age.value)
			pdz_json_problem(&code, "the age wants the whole date of birth", NULL, "expected \"tax_code\": \"birth\"");
	}
	load_bands(l, &bands, field, v);
}

/* What a cell means in which nothing was written: a text, of a quantity a number. */
static void load_if_empty(struct mapping_loader *l, const struct pdz_json *at, uint32_t field, struct map_value *v)
{
	struct pdz_json if_empty = pdz_json_get(at, "if_empty");
	struct pdz_str text;

	if (!if_empty.value)
		return;
	if (field == PDZ_COL_QUANTITY && !pdz_json_has_number(&if_empty))
		pdz_json_problem(&if_empty, "wrong type", NULL, "expected a number");
	else if (pdz_json_has_number(&if_empty))
		v->if_empty = number_text(l, &if_empty);
	else if (pdz_mapping_load_string(&if_empty, &text))
		v->if_empty = pdz_mapping_keep(l, text);
	v->has_if_empty = true;
	check_code(l, &if_empty, field, v->if_empty);
}

void pdz_mapping_load_value(struct mapping_loader *l, const struct pdz_json *at, uint32_t field, struct map_value *v)
{
	static const char *const keys[] = {"from",    "values",   "otherwise", "keep",  "if_empty",     "fold",
	                                   "choices", "tax_code", "age_at",    "bands", "names_nobody", NULL};
	static const char *const computed[] = {"sum", "product", NULL};
	struct pdz_json from = *at;
	struct pdz_str text;

	*v = (struct map_value){.given = true, .dates = l->m->dates, .numbers = l->m->numbers};
	if (pdz_json_has_number(at)) {
		v->from.pieces = pdz_mapping_allocate(l, 1, sizeof *v->from.pieces);
		if (v->from.pieces)
			v->from.pieces[v->from.count++] = (struct map_piece){PIECE_LITERAL, number_text(l, at), 0};
		v->constant_number = true;
		check_code(l, at, field, v->from.count ? v->from.pieces[0].text : (struct pdz_str){"", 0});
		return;
	}
	struct pdz_json sum = pdz_json_get(at, "sum"), product = pdz_json_get(at, "product");
	if (pdz_json_has_type(at, JSON_OBJECT) && (sum.value || product.value)) {
		pdz_json_closed_to(at, computed);
		v->product = product.value != NULL;
		if (sum.value && product.value)
			pdz_json_problem(at, "sum and product at once", NULL, "expected one of them");
		load_terms(l, v->product ? &product : &sum, field, v);
		return;
	}
	if (pdz_json_has_type(at, JSON_OBJECT)) {
		pdz_json_closed_to(at, keys);
		from = pdz_json_get(at, "from");
		if (!pdz_json_text(&from, true, &text))
			return;
		table_of(l, at, field, v);
		load_derived(l, at, field, v);
		struct pdz_json otherwise = pdz_json_get(at, "otherwise"), keep_it = pdz_json_get(at, "keep");
		pdz_json_bool(PDZ_AT(at, "names_nobody"), &v->names_nobody);
		if (otherwise.value && pdz_mapping_load_string(&otherwise, &text)) {
			v->has_otherwise = true;
			v->otherwise = pdz_mapping_keep(l, text);
			check_code(l, &otherwise, field, text);
		}
		pdz_json_bool(&keep_it, &v->keep);
		if (v->keep && v->has_otherwise)
			pdz_json_problem(&keep_it, "keep and otherwise at once", NULL, "expected one of them");
		load_if_empty(l, at, field, v);
		struct pdz_json fold = pdz_json_get(at, "fold");
		pdz_json_bool(&fold, &v->fold);
		if (fold.value && field != PDZ_COL_CASE)
			pdz_json_problem(&fold, "folded, but no case", NULL,
			                 "expected it in case only; others are looked up in values");
	}
	if (!pdz_mapping_load_string(&from, &text) || !pdz_mapping_load_template(l, &from, text, &v->from, reference_of))
		return;
	style_of_template(l, &v->from, &v->dates, &v->numbers);
	if (v->from.count == 1 && v->from.pieces[0].kind == PIECE_LITERAL && v->count == 0) {
		check_code(l, &from, field, v->from.pieces[0].text);
		check_constant(l, &from, field, v->from.pieces[0].text);
	}
}

/* A column named in a condition. */
static bool column_of_name(struct mapping_loader *l, const struct pdz_json *at, uint32_t *column)
{
	struct pdz_str name;

	if (!pdz_json_text(at, true, &name))
		return false;
	*column = pdz_mapping_column(l->m, name);
	l->failed |= *column == PDZ_NONE;
	return *column != PDZ_NONE;
}

static void add_condition(struct mapping_loader *l, struct map_conditions *all, struct map_condition c)
{
	struct map_condition *items = pdz_mapping_allocate(l, all->count + 1, sizeof *items);

	if (!items)
		return;
	if (all->count)
		memcpy(items, all->items, all->count * sizeof *items);
	items[all->count++] = c;
	all->items = items;
}

void pdz_mapping_load_conditions(struct mapping_loader *l, const struct pdz_json *at, struct map_conditions *all)
{
	static const char *const keys[] = {"column", "is", "not", "starts", "filled", NULL};
	static const struct {
		const char *key;
		int kind;
	} tests[] = {{"is", CONDITION_IS}, {"not", CONDITION_NOT}, {"starts", CONDITION_STARTS}};
	struct map_condition c = {0};

	if (pdz_json_has_type(at, JSON_ARRAY)) {
		if (pdz_json_size(at) == 0)
			pdz_json_problem(at, "empty list", NULL, "expected at least one condition");
		for (size_t i = 0; i < pdz_json_size(at); i++) {
			struct pdz_json item = pdz_json_item(at, i);
			pdz_mapping_load_conditions(l, &item, all);
		}
		return;
	}
	if (pdz_json_has_type(at, JSON_STRING)) {
		if (column_of_name(l, at, &c.column))
			add_condition(l, all, c);
		return;
	}
	if (!pdz_json_has_type(at, JSON_OBJECT)) {
		pdz_json_problem(at, "wrong type", NULL, "expected a column, a condition, or a list of them");
		return;
	}
	pdz_json_closed_to(at, keys);
	struct pdz_json column = pdz_json_get(at, "column"), filled = pdz_json_get(at, "filled");
	if (!column_of_name(l, &column, &c.column))
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
		t.kind = tests[i].kind == CONDITION_IS    ? CONDITION_IS
		         : tests[i].kind == CONDITION_NOT ? CONDITION_NOT
		                                          : CONDITION_STARTS;
		t.count = pdz_mapping_load_texts(l, &texts, true, &t.texts);
		add_condition(l, all, t);
	}
	if (!any)
		pdz_json_problem(at, "condition without a test", NULL, "expected is, not, starts or filled");
}
