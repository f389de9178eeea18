/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lib/result/tables.c against everything that goes by it: the schema, the structs, writing and
 * reading, the flat table, publishing. Whoever adds a figure and forgets one of these fails here. */
#include "base/json_write.h"
#include "measure/kind.h"
#include "publish/table.h"
#include "result/flat.h"
#include "result/reader.h"

#include "pdz/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the schema ---- */

static json_t *schema;

/* What a "$ref" stands for. */
static json_t *resolved(json_t *s)
{
	const char *ref = json_string_value(json_object_get(s, "$ref"));
	json_t *to = ref == NULL ? NULL : json_object_get(json_object_get(schema, "$defs"), strrchr(ref, '/') + 1);
	return to != NULL ? to : s;
}

/* Does the schema let a value of this type stand here? */
static bool takes(json_t *s, const char *type)
{
	json_t *types = json_object_get(s, "type"), *one, *choices = json_object_get(s, "anyOf");
	size_t i;
	if (json_is_string(types))
		return strcmp(json_string_value(types), type) == 0;
	json_array_foreach (types, i, one)
		if (strcmp(json_string_value(one), type) == 0)
			return true;
	json_array_foreach (choices, i, one)
		if (takes(resolved(one), type))
			return true;
	one = json_array_get(json_object_get(s, "enum"), 0);
	one = one != NULL ? one : json_object_get(s, "const");
	return one != NULL && strcmp(type, "string") == 0 && json_is_string(one);
}

static const char *type_of(const struct pdz_field *f)
{
	switch (f->type) {
	case PDZ_FIELD_NUMBER:
	case PDZ_FIELD_REAL:
		return "number";
	case PDZ_FIELD_COUNT:
	case PDZ_FIELD_WHOLE:
	case PDZ_FIELD_QUANTITY:
		return "integer";
	case PDZ_FIELD_FLAG:
		return f->names != NULL ? "string" : "boolean";
	case PDZ_FIELD_LIST:
		return f->of->form == PDZ_FORM_MAP ? "object" : "array";
	case PDZ_FIELD_OBJECT:
		return "object";
	default:
		return "string";
	}
}

/* The names of a choice, all of them and no others. */
static void assert_names(const char *where, const struct pdz_field *f, json_t *s)
{
	json_t *names = json_object_get(s, "enum"), *choices = json_object_get(s, "anyOf"), *one;
	size_t i, listed = 0;
	json_array_foreach (choices, i, one)
		if (names == NULL)
			names = json_object_get(resolved(one), "enum");
	if (names == NULL)
		return; /* any text */
	for (const char *const *n = f->names; *n != NULL; n++) {
		bool found = **n == '\0';
		listed += !found;
		json_array_foreach (names, i, one)
			found |= strcmp(json_string_value(one), *n) == 0;
		if (!found)
			fail_msg("%s/%s: '%s' is not in the schema", where, f->key, *n);
	}
	if (listed != json_array_size(names))
		fail_msg("%s/%s: the schema has %zu names, the table %zu", where, f->key, json_array_size(names), listed);
}

static void assert_object(const char *where, const struct pdz_table *t, json_t *s);

static void assert_field(const char *where, const struct pdz_field *f, json_t *s)
{
	char path[200];
	s = resolved(s);
	snprintf(path, sizeof path, "%s/%s", where, f->key);
	if (!takes(s, type_of(f)))
		fail_msg("%s: the schema has no %s there", path, type_of(f));
	if (f->names != NULL)
		assert_names(where, f, s);
	if (f->type == PDZ_FIELD_OBJECT)
		assert_object(path, f->of, s);
	else if (f->type == PDZ_FIELD_LIST && f->of->form == PDZ_FORM_OBJECTS)
		assert_object(path, f->of, resolved(json_object_get(s, "items")));
}

static bool is_required(json_t *s, const char *key)
{
	json_t *one;
	size_t i;
	json_array_foreach (json_object_get(s, "required"), i, one)
		if (strcmp(json_string_value(one), key) == 0)
			return true;
	return false;
}

static void assert_object(const char *where, const struct pdz_table *t, json_t *s)
{
	json_t *properties = json_object_get(s, "properties");
	size_t count = 0;
	assert_non_null(properties);
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++, count++) {
		json_t *property = json_object_get(properties, f->key);
		if (property == NULL)
			fail_msg("%s/%s is not in schemas/results.schema.json", where, f->key);
		if (is_required(s, f->key) != (f->when == PDZ_ALWAYS))
			fail_msg("%s/%s: required in the schema, or in the table, not in both", where, f->key);
		assert_field(where, f, property);
	}
	if (count != json_object_size(properties))
		fail_msg("%s: the schema has %zu members, the table %zu", where, json_object_size(properties), count);
	assert_true(json_is_false(json_object_get(s, "additionalProperties")));
}

static json_t *items_of(const char *key)
{
	return resolved(json_object_get(json_object_get(json_object_get(schema, "properties"), key), "items"));
}

static void the_schema_has_the_same_members(void **state)
{
	(void)state;
	json_t *properties = json_object_get(schema, "properties");
	size_t keys = 0;
	for (; pdz_results_keys[keys] != NULL; keys++)
		assert_non_null(json_object_get(properties, pdz_results_keys[keys]));
	assert_int_equal(keys, json_object_size(properties));
	assert_object("tool", &pdz_table_tool, json_object_get(properties, "tool"));
	assert_object("plan", &pdz_table_plan, json_object_get(properties, "plan"));
	assert_object("settings", &pdz_table_settings, json_object_get(properties, "settings"));
	assert_object("inputs", &pdz_table_input, items_of("inputs"));
	assert_object("sources", &pdz_table_source, items_of("sources"));
	assert_object("raw_files", &pdz_table_raw_file, items_of("raw_files"));
	assert_object("missing_deliveries", &pdz_table_missing, items_of("missing_deliveries"));
	assert_object("unusable", &pdz_table_unusable, items_of("unusable"));
	assert_object("areas", &pdz_table_area, items_of("areas"));
	assert_object("objectives", &pdz_table_objective, items_of("objectives"));
	assert_object("indicators", &pdz_table_indicator, items_of("indicators"));
	assert_object("entries", &pdz_table_entry, items_of("entries"));
	assert_object("comparisons", &pdz_table_comparison, items_of("comparisons"));
}

/* ---- the structs ---- */

static size_t size_of(const struct pdz_field *f)
{
	switch (f->type) {
	case PDZ_FIELD_NUMBER:
	case PDZ_FIELD_COUNT:
		return sizeof(struct pdz_value);
	case PDZ_FIELD_WHOLE:
	case PDZ_FIELD_REAL:
	case PDZ_FIELD_KIND:
	case PDZ_FIELD_LIST:
		return 8;
	case PDZ_FIELD_FLAG:
		return sizeof(bool);
	case PDZ_FIELD_TITLE:
	case PDZ_FIELD_TEXT:
		return sizeof(struct pdz_str);
	case PDZ_FIELD_PERIOD:
		return sizeof(struct pdz_period);
	case PDZ_FIELD_OBJECT:
		return 0;
	default:
		return 4;
	}
}

/* Every member has a row, or is named here; what is less than four bytes may be padding. */
static void assert_covered(const char *name, const struct pdz_table *t, size_t size, const size_t (*others)[2])
{
	bool *covered = calloc(size, sizeof *covered);
	size_t gap = 0;
	assert_non_null(covered);
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++) {
		memset(covered + f->at, true, f->type == PDZ_FIELD_OBJECT ? sizeof(struct pdz_detail) : size_of(f));
		if (f->has_beside)
			covered[f->beside] = true;
		else if (f->type == PDZ_FIELD_LIST)
			memset(covered + f->beside, true, sizeof(size_t));
	}
	for (; (*others)[1] != 0; others++)
		memset(covered + (*others)[0], true, (*others)[1]);
	for (size_t i = 0; i < size; i++) {
		gap = covered[i] ? 0 : gap + 1;
		if (gap == 4)
			fail_msg("a member of struct %s near byte %zu has no row in lib/result/tables.c", name, i);
	}
	free(covered);
}

#define MEMBER(type, m) \
	{ \
		offsetof(struct type, m), sizeof(((struct type *)NULL)->m) \
	}

static void every_member_has_a_row(void **state)
{
	(void)state;
	/* what the run or publishing knows of an entry besides */
	static const size_t of_entry[][2] = {MEMBER(pdz_entry, word),
	                                     MEMBER(pdz_entry, rest),
	                                     MEMBER(pdz_entry, baseline_hidden),
	                                     MEMBER(pdz_entry, waited_to),
	                                     /* padding */
	                                     {offsetof(struct pdz_entry, category) - 4, 4},
	                                     {offsetof(struct pdz_entry, progress) - 4, 4},
	                                     {offsetof(struct pdz_entry, judged) - 7, 7},
	                                     {offsetof(struct pdz_entry, detail) - 4, 4},
	                                     {0, 0}};
	static const size_t of_detail[][2] = {{offsetof(struct pdz_detail, evidence) - 4, 4} /* padding */, {0, 0}};
	static const size_t of_comparison[][2] = {/* padding */
	                                          {offsetof(struct pdz_comparison, benchmark) - 4, 4},
	                                          {offsetof(struct pdz_comparison, estimate) - 4, 4},
	                                          {offsetof(struct pdz_comparison, reason) + 4, 4},
	                                          {0, 0}};
	assert_covered("pdz_entry", &pdz_table_entry, sizeof(struct pdz_entry), of_entry);
	assert_covered("pdz_detail", &pdz_table_detail, sizeof(struct pdz_detail), of_detail);
	assert_covered("pdz_comparison", &pdz_table_comparison, sizeof(struct pdz_comparison), of_comparison);
}

/* ---- written and read ---- */

static double next_number;

static void fill_object(const struct pdz_table *t, void *object);

static void fill_list(const struct pdz_field *f, void *object)
{
	static char items[16][8][512];
	static size_t used;
	char *list = items[used++ % 16][0];
	memset(list, 0, sizeof items[0]);
	for (size_t i = 0; i < 2; i++)
		fill_object(f->of, list + i * f->of->size);
	*(void **)pdz_field_in(f, object) = list;
	*(size_t *)((char *)object + f->beside) = 2;
}

/* Something that is there, and different each time. */
static void fill_field(const struct pdz_field *f, void *object)
{
	static char texts[512][16];
	static size_t used;
	void *p = pdz_field_in(f, object);
	const double v = ++next_number;
	char *text = texts[used++ % 512];
	snprintf(text, sizeof texts[0], "text %.0f", v);
	if (f->has_beside)
		*(bool *)((char *)object + f->beside) = true;
	switch (f->type) {
	case PDZ_FIELD_NUMBER:
		*(struct pdz_value *)p = pdz_value_of(v + 0.5);
		break;
	case PDZ_FIELD_COUNT:
		*(struct pdz_value *)p = pdz_value_of(v);
		break;
	case PDZ_FIELD_WHOLE:
		*(uint64_t *)p = (uint64_t)v;
		break;
	case PDZ_FIELD_REAL:
		*(double *)p = v + 0.25;
		break;
	case PDZ_FIELD_FLAG:
		*(bool *)p = true;
		break;
	case PDZ_FIELD_TITLE:
	case PDZ_FIELD_TEXT:
		*(struct pdz_str *)p = pdz_str(text);
		break;
	case PDZ_FIELD_CHOICE:
		*(unsigned *)p = 1;
		break;
	case PDZ_FIELD_KIND:
		*(const struct pdz_kind **)p = pdz_kinds[1];
		break;
	case PDZ_FIELD_DAY:
		*(pdz_day *)p = 20000 + (pdz_day)v;
		break;
	case PDZ_FIELD_PERIOD:
		*(struct pdz_period *)p = pdz_period_of(PDZ_MONTH, 24000 + (int32_t)v);
		break;
	case PDZ_FIELD_QUANTITY:
		*(uint32_t *)p = (uint32_t)v;
		break;
	case PDZ_FIELD_LIST:
		fill_list(f, object);
		break;
	case PDZ_FIELD_OBJECT:
		fill_object(f->of, p);
		break;
	default:
		*(uint32_t *)p = 1;
		break;
	}
}

static void fill_object(const struct pdz_table *t, void *object)
{
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++)
		fill_field(f, object);
}

static const char *code_of(size_t i)
{
	return i == 0 ? "a" : "b";
}

/* Two of everything that a code may stand for. */
static struct pdz_results *small_results(void)
{
	static struct pdz_result_indicator indicators[2];
	static struct pdz_result_area areas[2];
	static struct pdz_result_objective objectives[2];
	static struct pdz_result_action actions[2];
	static struct pdz_results r;
	for (size_t i = 0; i < 2; i++) {
		indicators[i].code = areas[i].code = objectives[i].code = actions[i].code = pdz_str(code_of(i));
		areas[i].parent = i == 0 ? PDZ_NONE : 0;
	}
	r = (struct pdz_results){.indicators = indicators,
	                         .indicator_count = 2,
	                         .areas = areas,
	                         .area_count = 2,
	                         .objectives = objectives,
	                         .objective_count = 2,
	                         .actions = actions,
	                         .action_count = 2};
	return &r;
}

static size_t told;

static void count_told(void *ctx, const struct pdz_diag *d)
{
	(void)ctx;
	told++;
	print_message("%s: %s\n", d->path, d->problem);
}

static void read_back(const struct pdz_buf *text, const struct pdz_table *t, void *object, struct pdz_result_reader *rd)
{
	char name[] = "/tmp/test_fields.XXXXXX";
	const struct pdz_diag_sink sink = {count_told, NULL};
	struct pdz_json_doc doc;
	struct pdz_error err = {0};
	FILE *f = fdopen(mkstemp(name), "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text->p, 1, text->n, f), text->n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(pdz_json_load(&doc, name, NULL, &sink, &err), PDZ_OK);
	unlink(name);
	for (size_t i = 0; i < 2; i++) {
		const struct pdz_str code = pdz_str(code_of(i));
		assert_int_equal(pdz_intern_add(&rd->indicator_codes, code), i);
		assert_int_equal(pdz_intern_add(&rd->area_codes, code), i);
		assert_int_equal(pdz_intern_add(&rd->objective_codes, code), i);
		assert_int_equal(pdz_intern_add(&rd->action_codes, code), i);
	}
	const struct pdz_json root = pdz_json_root(&doc);
	told = 0;
	assert_true(pdz_fields_read_object(rd, &root, t, object));
	assert_int_equal(told, 0);
	pdz_json_release(&doc);
}

static void assert_round(const struct pdz_table *t, void *object, void *again)
{
	struct pdz_results *r = small_results(), kept = {0};
	struct pdz_result_reader rd = {.r = &kept};
	struct pdz_buf first = {0}, second = {0};
	pdz_fields_write_object(&first, r, t, object);
	read_back(&first, t, again, &rd);
	pdz_fields_write_object(&second, r, t, again);
	assert_int_equal(first.n, second.n);
	assert_memory_equal(first.p, second.p, first.n);
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++)
		if (pdz_field_is_known(f, object) != pdz_field_is_known(f, again))
			fail_msg("%s is lost on the way", f->key);
	pdz_buf_release(&first);
	pdz_buf_release(&second);
	pdz_intern_release(&rd.texts);
	pdz_intern_release(&rd.indicator_codes);
	pdz_intern_release(&rd.area_codes);
	pdz_intern_release(&rd.objective_codes);
	pdz_intern_release(&rd.action_codes);
	pdz_arena_release(&kept.arena);
}

/* Full, and with nothing that need not be there. */
static void what_is_written_is_read(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct pdz_table *const tables[] = {
		&pdz_table_tool, &pdz_table_plan, &pdz_table_settings, &pdz_table_input, &pdz_table_source, &pdz_table_raw_file,
		&pdz_table_unusable, &pdz_table_area, &pdz_table_missing,
		&pdz_table_objective, &pdz_table_indicator, &pdz_table_entry, &pdz_table_comparison,
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		static _Alignas(16) char object[4096], again[4096];
		memset(object, 0, sizeof object);
		memset(again, 0, sizeof again);
		fill_object(tables[i], object);
		assert_round(tables[i], object, again);
		for (const struct pdz_field *f = tables[i]->fields; f->key != NULL; f++)
			if (f->when == PDZ_IF_KNOWN)
				pdz_field_clear(f, object);
		assert_round(tables[i], object, again);
	}
}

/* ---- figures ---- */

static bool is_figure(const struct pdz_field *f)
{
	return f->type == PDZ_FIELD_NUMBER || f->type == PDZ_FIELD_COUNT;
}

static void assert_marked(const struct pdz_table *t)
{
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++) {
		if (f->hidden == 0)
			fail_msg("%s: nobody has said what it is hidden with when published", f->key);
		if (is_figure(f) != (f->unit != PDZ_UNIT_NONE))
			fail_msg("%s: a figure has a unit, anything else none", f->key);
		if (f->type == PDZ_FIELD_COUNT && f->unit != PDZ_UNIT_COUNT)
			fail_msg("%s: a count is in no other unit", f->key);
	}
}

static void every_figure_is_marked(void **state)
{
	(void)state;
	assert_marked(&pdz_table_entry);
	assert_marked(&pdz_table_detail);
	assert_marked(&pdz_table_comparison);
}

/* What an entry has when hidden with this: its known figures' keys, blanks between. */
static void assert_left(unsigned with, const char *lost, const char *kept)
{
	struct pdz_entry e = {0};
	fill_object(&pdz_table_entry, &e);
	pdz_publish_hide_figures(&e, with);
	for (int d = 0; d < 2; d++)
		for (const struct pdz_field *f = (d ? pdz_table_detail : pdz_table_entry).fields; f->key != NULL; f++) {
			char key[40];
			snprintf(key, sizeof key, " %s ", f->key);
			const bool known = pdz_field_is_known(f, d ? (void *)&e.detail : (void *)&e);
			if (strstr(lost, key) != NULL && known)
				fail_msg("%s is left", f->key);
			if (strstr(kept, key) != NULL && !known)
				fail_msg("%s is gone", f->key);
		}
}

static void figures_are_hidden_with_others(void **state)
{
	(void)state;
	assert_left(
		PDZ_WITH_VALUE,
		" value numerator denominator n low high mean sd median q1 q3 p90 min max share closed periods_met parts share "
		"rule "
		"found missing grade longest_gap_days last_figure ",
		" period area unit baseline target open overdue date over deadline ");
	assert_left(PDZ_WITH_OPEN, " open overdue open_age_median open_age_max km_median ",
	            " value n mean median closed share ");
	assert_left(PDZ_WITH_SCORES, " distribution sd median q1 q3 p90 min max low high ", " value n mean share ");
	assert_left(PDZ_OF_ONE_PERSON, " min max open_age_max ", " value median p90 open_age_median ");
	assert_left(PDZ_WITH_ASSESSMENT, " change change_from_zero progress of_target ", " value target baseline ");
	assert_left(PDZ_WITH_BASELINE, " baseline target target_high baseline_to_date ", " value progress n ");
}

/* A row that says nothing is hidden whatever else is. */
static void what_is_not_marked_is_hidden(void **state)
{
	(void)state;
	struct two {
		struct pdz_value thought_of, forgotten;
	} two = {pdz_value_of(1), pdz_value_of(2)};
	const struct pdz_field fields[] = {
		{.key = "thought_of", .type = PDZ_FIELD_NUMBER, .at = offsetof(struct two, thought_of), .hidden = PDZ_HARMLESS},
		{.key = "forgotten", .type = PDZ_FIELD_NUMBER, .at = offsetof(struct two, forgotten)},
		{.key = NULL},
	};
	const struct pdz_table table = {.fields = fields, .size = sizeof two};
	pdz_publish_hide_fields(&table, &two, 0);
	assert_true(two.thought_of.ok);
	assert_false(two.forgotten.ok);
}

/* ---- the flat table ---- */

/* As promised in the manuals of both programs. */
/* clang-format off */
static const char *const promised[PDZ_FLAT_PROMISED] = {
	"indicator", "level", "kind", "period", "area", "category", "value", "unit", "numerator", "denominator", "n", "low",
	"high", "method", "baseline", "change", "target", "target_to_date", "progress", "verdict", "reason",
};
/* clang-format on */

static void columns_stand_where_they_are_promised(void **state)
{
	(void)state;
	static struct pdz_flat flat;
	struct pdz_str dimensions[] = {PDZ_STR("sex"), PDZ_STR("age")};
	struct pdz_results *r = small_results();
	r->dimensions = dimensions;
	r->dimension_count = 2;
	pdz_flat_open(&flat, r, PDZ_ENGLISH);
	assert_true(flat.count + PDZ_MAX_DIMENSIONS < PDZ_FLAT_MAX);
	for (size_t i = 0; i < PDZ_FLAT_PROMISED; i++)
		assert_true(pdz_str_is(flat.columns[i].name, promised[i]));
	assert_true(pdz_str_is(flat.columns[flat.count - 2].name, "sex") &&
	            pdz_str_is(flat.columns[flat.count - 1].name, "age"));
	for (size_t i = 1; i < flat.count; i++) {
		if (flat.columns[i].place < 1000 && flat.columns[i].place != flat.columns[i - 1].place + 1)
			fail_msg("column %.*s has no place of its own", (int)flat.columns[i].name.n, flat.columns[i].name.p);
		for (size_t k = 0; k < i; k++)
			assert_false(pdz_str_eq(flat.columns[i].name, flat.columns[k].name));
	}
	pdz_flat_release(&flat);
}

static int load_schema(void **state)
{
	(void)state;
	json_error_t err;
	schema = json_load_file(PDZ_SOURCE_DIR "/schemas/results.schema.json", 0, &err);
	return schema == NULL;
}

static int free_schema(void **state)
{
	(void)state;
	json_decref(schema);
	return 0;
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schema_has_the_same_members), cmocka_unit_test(every_member_has_a_row),
		cmocka_unit_test(what_is_written_is_read), cmocka_unit_test(every_figure_is_marked),
		cmocka_unit_test(figures_are_hidden_with_others), cmocka_unit_test(what_is_not_marked_is_hidden),
		cmocka_unit_test(columns_stand_where_they_are_promised),
	};
	/* clang-format on */
	return cmocka_run_group_tests(tests, load_schema, free_schema);
}
