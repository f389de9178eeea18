/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kind of indicator is three files: its own, the list in lib/measure/kinds.c and
 * schemas/plan.schema.json. Whoever forgets one, or a function that every kind has, is told here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "measure/kind.h"

#include <glob.h>
#include <jansson.h>
#include <stdlib.h>

static bool is_listed(const char *name, size_t n)
{
	for (size_t i = 0; pdz_kind_names[i] != NULL; i++)
		if (strlen(pdz_kind_names[i]) == n && memcmp(pdz_kind_names[i], name, n) == 0)
			return true;
	return false;
}

/* The name of the kind a source file defines; NULL: none. To be freed. */
static char *kind_of_file(const char *path)
{
	static const char start[] = "const struct pdz_kind pdz_kind_";
	char line[512], *found = NULL;
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (found == NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, start, sizeof start - 1) == 0)
			found = strndup(line + sizeof start - 1, strcspn(line + sizeof start - 1, " ="));
	fclose(f);
	return found;
}

static void every_file_is_listed(void **state)
{
	(void)state;
	glob_t files;
	size_t kinds = 0, listed = 0;
	assert_int_equal(glob(PDZ_SOURCE_DIR "/lib/measure/*.c", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		char *name = kind_of_file(files.gl_pathv[i]);
		if (name != NULL && !is_listed(name, strlen(name)))
			fail_msg("%s defines the kind %s, which lib/measure/kinds.c does not list", files.gl_pathv[i], name);
		kinds += name != NULL;
		free(name);
	}
	globfree(&files);
	while (pdz_kinds[listed] != NULL)
		listed++;
	assert_int_equal(kinds, listed);
}

static void every_kind_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; pdz_kinds[i] != NULL; i++) {
		const struct pdz_kind *k = pdz_kinds[i];
		assert_string_equal(k->name, pdz_kind_names[i]);
		assert_non_null(k->keys);
		assert_non_null(k->load);
		assert_int_equal(k->enter != NULL, k->use != NULL); /* neither, where it has no records */
		assert_non_null(k->finish);
		assert_non_null(k->statistic);
		assert_non_null(k->define);
		assert_non_null(k->formula);
	}
}

/* The "then" of the schema's conditions on a kind; NULL: there is none. */
static json_t *condition_of(json_t *indicator, const char *kind)
{
	size_t i;
	json_t *condition;
	json_array_foreach (json_object_get(indicator, "allOf"), i, condition) {
		json_t *properties = json_object_get(json_object_get(condition, "if"), "properties");
		const char *of = json_string_value(json_object_get(json_object_get(properties, "kind"), "const"));
		if (of != NULL && strcmp(of, kind) == 0)
			return json_object_get(condition, "then");
	}
	return NULL;
}

static json_t *definition(json_t *schema, const char *name)
{
	json_t *found = json_object_get(json_object_get(schema, "$defs"), name);
	if (found == NULL)
		fail_msg("the plan's schema has no $defs/%s", name);
	return found;
}

static void the_schema_has_every_kind_and_key(void **state)
{
	(void)state;
	json_error_t why;
	json_t *schema = json_load_file(PDZ_SOURCE_DIR "/schemas/plan.schema.json", 0, &why);
	assert_non_null(schema);
	json_t *indicator = definition(schema, "indicator"), *shared = definition(schema, "selector_keys");
	json_t *names = json_object_get(json_object_get(json_object_get(indicator, "properties"), "kind"), "enum");
	for (size_t i = 0; pdz_kinds[i] != NULL; i++) {
		json_t *then = condition_of(indicator, pdz_kinds[i]->name);
		const char *name = json_string_value(json_array_get(names, i));
		if (name == NULL || strcmp(name, pdz_kinds[i]->name) != 0)
			fail_msg("the schema's kinds have no %s in the place it has in kinds.c", pdz_kinds[i]->name);
		if (then == NULL)
			fail_msg("the schema has no condition on the kind %s", pdz_kinds[i]->name);
		const bool selects = json_object_get(then, "$ref") != NULL;
		for (const char *const *key = pdz_kinds[i]->keys; *key != NULL; key++)
			if (json_object_get(json_object_get(then, "properties"), *key) == NULL &&
			    !(selects && json_object_get(json_object_get(shared, "properties"), *key) != NULL))
				fail_msg("the schema's kind %s has no key %s", pdz_kinds[i]->name, *key);
	}
	size_t count = 0;
	while (pdz_kinds[count] != NULL)
		count++;
	assert_int_equal(json_array_size(names), count);
	json_decref(schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_listed),
		cmocka_unit_test(every_kind_is_whole),
		cmocka_unit_test(the_schema_has_every_kind_and_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
