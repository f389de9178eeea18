/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz/plan.h: finding things in a loaded plan, and the schema's list of kinds against ours. */
#include "pdz/plan.h"

#include "measure/kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BASE PDZ_SOURCE_DIR "/tests/schema/plan.json"
#define OGLIO_PO PDZ_SOURCE_DIR "/examples/oglio-po-2025-2027/plan.json"
#define SCHEMA PDZ_SOURCE_DIR "/schemas/plan.schema.json"

static void print(void *ctx, const struct pdz_diag *d)
{
	char line[1024];
	(void)ctx;
	pdz_diag_format(d, PDZ_ENGLISH, line, sizeof line);
	print_message("%s\n", line);
}

static struct pdz_plan *load(const char *path)
{
	struct pdz_plan *plan;
	struct pdz_error err = {0};
	assert_int_equal(pdz_plan_load(&plan, path, &(struct pdz_diag_sink){print, NULL}, &err), PDZ_OK);
	assert_non_null(plan);
	return plan;
}

/* The base plan with another value at /objectives/0/actions/0/indicators/i/key. */
static struct pdz_plan *load_with(size_t i, const char *key, const char *value)
{
	char path[] = "/tmp/pdz-test-plan-XXXXXX";
	const int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	json_t *root = json_load_file(BASE, 0, NULL);
	json_t *objective = json_array_get(json_object_get(root, "objectives"), 0);
	json_t *action = json_array_get(json_object_get(objective, "actions"), 0);
	json_t *indicator = json_array_get(json_object_get(action, "indicators"), i);
	assert_int_equal(json_object_set_new(indicator, key, json_loads(value, JSON_DECODE_ANY, NULL)), 0);
	assert_int_equal(json_dump_file(root, path, 0), 0);
	json_decref(root);
	struct pdz_plan *plan = load(path);
	unlink(path);
	return plan;
}

static void an_area_answers_to_code_name_and_alias(void **state)
{
	(void)state;
	struct pdz_plan *plan = load(BASE);
	static const char *const hill[] = {"hill", "Hill", " HILL ", "On the hill", "on-the_HILL"};
	for (size_t i = 0; i < sizeof hill / sizeof *hill; i++)
		assert_int_equal(pdz_plan_area(plan, pdz_str(hill[i])), 1);
	assert_int_equal(pdz_plan_area(plan, PDZ_STR("shore")), 2);
	assert_int_equal(pdz_plan_area(plan, PDZ_STR("ALL")), 0);
	assert_int_equal(pdz_plan_area(plan, PDZ_STR("mountain")), PDZ_NONE);
	assert_int_equal(pdz_plan_area(plan, PDZ_STR("")), PDZ_NONE);
	pdz_plan_free(plan);
}

static void areas_stand_in_preorder(void **state)
{
	(void)state;
	struct pdz_plan *plan = load(OGLIO_PO);
	assert_int_equal(plan->areas[0].parent, PDZ_NONE);
	assert_int_equal(plan->areas[0].last, plan->area_count - 1);
	size_t leaves = 0;
	for (uint32_t i = 1; i < plan->area_count; i++) {
		const struct pdz_area *a = &plan->areas[i], *parent = &plan->areas[a->parent];
		assert_true(a->parent < i);
		assert_true(i <= parent->last && a->last <= parent->last);
		assert_int_equal(a->depth, parent->depth + 1);
		leaves += a->last == i;
	}
	assert_int_equal(leaves, 27); /* municipalities, in two sub-areas */
	assert_int_equal(plan->area_count, 30);
	pdz_plan_free(plan);
}

static void inhabitants(const struct pdz_plan *plan, const char *area, int year, double wanted)
{
	const struct pdz_value v = pdz_plan_population(plan, pdz_plan_area(plan, pdz_str(area)), year, NULL, 0);
	assert_int_equal(v.ok, wanted >= 0);
	if (v.ok)
		assert_true(v.number == wanted);
}

static void population_is_the_latest_known_and_sums_over_parts(void **state)
{
	(void)state;
	struct pdz_plan *plan = load(BASE); /* hill: 1000 in 2025; shore: 500 in 2024, 510 in 2026 */
	inhabitants(plan, "hill", 2025, 1000);
	inhabitants(plan, "hill", 2027, 1000);
	inhabitants(plan, "hill", 2024, -1);
	inhabitants(plan, "shore", 2025, 500);
	inhabitants(plan, "shore", 2026, 510);
	inhabitants(plan, "all", 2025, 1500);
	inhabitants(plan, "all", 2026, 1510);
	inhabitants(plan, "all", 2024, -1); /* one part is not known: neither is the whole */
	pdz_plan_free(plan);
}

static bool looks_at(const struct pdz_selector *s, uint32_t event)
{
	for (size_t i = 0; i < s->event_count; i++)
		if (s->events[i] == event)
			return true;
	for (size_t i = 0; i < s->none_count; i++)
		if (s->none[i] == event)
			return true;
	return false;
}

static void each_event_feeds_the_slots_that_look_at_it(void **state)
{
	(void)state;
	struct pdz_plan *plan = load(OGLIO_PO);
	size_t fed = 0;
	for (uint32_t e = 0; e < plan->event_count; e++) {
		uint32_t at = plan->dispatch_first[e];
		const uint32_t end = plan->dispatch_first[e + 1];
		for (uint32_t s = 0; s < plan->slot_count; s++) {
			const bool here = at < end && plan->dispatch[at] == s; /* in the order of the slots */
			assert_int_equal(here, looks_at(&plan->slots[s].selector, e));
			at += here;
		}
		assert_int_equal(at, end);
		fed += end - plan->dispatch_first[e];
	}
	assert_true(fed >= plan->slot_count);
	for (uint32_t i = 0; i < plan->indicator_count; i++) {
		const struct pdz_indicator *ind = &plan->indicators[i];
		assert_int_equal(pdz_plan_indicator(plan, ind->code), i);
		for (uint32_t s = ind->first_slot; s < ind->first_slot + ind->slot_count; s++)
			assert_int_equal(plan->slots[s].indicator, i);
	}
	pdz_plan_free(plan);
}

static void codes_and_columns_are_exact(void **state)
{
	(void)state;
	struct pdz_plan *plan = load(BASE);
	assert_int_equal(pdz_plan_event(plan, PDZ_STR("helped")), 1);
	assert_int_equal(pdz_plan_event(plan, PDZ_STR("Helped")), PDZ_NONE);
	assert_int_equal(pdz_plan_action(plan, PDZ_STR("1.2")), 1);
	assert_int_equal(pdz_plan_action(plan, PDZ_STR("1.20")), PDZ_NONE);
	assert_int_equal(pdz_plan_indicator(plan, PDZ_STR("X")), plan->indicator_count - 2);
	assert_int_equal(pdz_plan_column(plan, PDZ_STR("category")), PDZ_COL_CATEGORY);
	assert_int_equal(pdz_plan_column(plan, PDZ_STR("sex")), PDZ_COLUMNS);
	assert_int_equal(pdz_plan_column(plan, PDZ_STR("quantity")), PDZ_NONE);
	pdz_plan_free(plan);
}

/* By their ends; of two that end together the longer one is later, so that the last that fits holds. */
static void figures_stand_in_time_order(void **state)
{
	(void)state;
	struct pdz_plan *plan = load_with(1, "target",
	                                  "{\"2026\": 5, \"2025\": 4, \"2025-12\": 3, \"2025-Q1\": 1, \"2025-S1\": 2}");
	const struct pdz_target *t = &plan->indicators[1].target;
	assert_int_equal(t->kind, PDZ_TARGET_SERIES);
	assert_int_equal(t->goal_count, 1);
	double last = 0;
	for (size_t i = 0, said = 0; i < t->goals[0].low.count; i++) {
		if (!t->goals[0].low.knots[i].said)
			continue;
		assert_true(t->goals[0].low.knots[i].amount >= last);
		last = t->goals[0].low.knots[i].amount;
		said++;
		assert_true(said <= 6); /* five, and the end of a year after its last step */
	}
	pdz_plan_free(plan);
}

static void a_target_replaces_the_implied_one(void **state)
{
	(void)state;
	struct pdz_plan *plan = load(BASE);
	assert_int_equal(plan->indicators[3].target.kind, PDZ_TARGET_VALUE); /* done over planned: all of it */
	assert_true(plan->indicators[3].target.value == 1);
	pdz_plan_free(plan);
	plan = load_with(3, "target", "{\"range\": [0.5, 0.8], \"source\": \"assumed for the test\"}");
	assert_int_equal(plan->indicators[3].target.kind, PDZ_TARGET_RANGE);
	assert_true(plan->indicators[3].target.value == 0.5 && plan->indicators[3].target.high == 0.8);
	assert_true(plan->indicators[3].assumed);
	assert_false(plan->indicators[4].assumed);
	pdz_plan_free(plan);
}

static bool has_key(json_t *then, const char *key, json_t *selector_keys)
{
	return json_object_get(json_object_get(then, "properties"), key) != NULL ||
	       (json_object_get(then, "$ref") != NULL && json_object_get(selector_keys, key) != NULL);
}

static void the_schema_knows_each_kind_and_its_keys(void **state)
{
	(void)state;
	json_t *schema = json_load_file(SCHEMA, 0, NULL), *defs = json_object_get(schema, "$defs");
	json_t *indicator = json_object_get(defs, "indicator"), *own = json_object_get(indicator, "allOf");
	json_t *kinds = json_object_get(json_object_get(json_object_get(indicator, "properties"), "kind"), "enum");
	json_t *selector = json_object_get(json_object_get(defs, "selector_keys"), "properties");
	size_t n = 0;
	for (; pdz_kinds[n] != NULL; n++) {
		const struct pdz_kind *kind = pdz_kinds[n];
		json_t *branch = json_array_get(own, n), *then = json_object_get(branch, "then");
		json_t *condition = json_object_get(
			json_object_get(json_object_get(json_object_get(branch, "if"), "properties"), "kind"), "const");
		assert_string_equal(json_string_value(json_array_get(kinds, n)), kind->name);
		assert_string_equal(json_string_value(condition), kind->name);
		size_t keys = 0;
		for (; kind->keys[keys] != NULL; keys++)
			if (!has_key(then, kind->keys[keys], selector))
				fail_msg("%s: the schema lacks %s", kind->name, kind->keys[keys]);
		const size_t inherited = json_object_get(then, "$ref") != NULL ? json_object_size(selector) : 0;
		assert_int_equal(keys, json_object_size(json_object_get(then, "properties")) + inherited);
	}
	assert_int_equal(json_array_size(kinds), n);
	json_decref(schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_area_answers_to_code_name_and_alias),
		cmocka_unit_test(areas_stand_in_preorder),
		cmocka_unit_test(population_is_the_latest_known_and_sums_over_parts),
		cmocka_unit_test(each_event_feeds_the_slots_that_look_at_it),
		cmocka_unit_test(codes_and_columns_are_exact),
		cmocka_unit_test(figures_stand_in_time_order),
		cmocka_unit_test(a_target_replaces_the_implied_one),
		cmocka_unit_test(the_schema_knows_each_kind_and_its_keys),
	};
	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
