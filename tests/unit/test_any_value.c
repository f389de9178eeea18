/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans and mappings with anything anywhere: in every place of good documents each kind of
 * value in turn, every key left out, every key misspelt. Whatever it is, either it is taken,
 * or it is refused with a finding that names a place; and a misspelt key is always refused. */
#include "pdz/ingest.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const values[] = {
	"null",           "true", "7",          "-1",       "1.5", "1e300",      "\"x\"",        "\"\"",
	"\"2025-03-01\"", "[]",   "[\"x\", 3]", "[[1, 2]]", "{}",  "{\"x\": 1}", "{\"2025\": 1}"};

static char folder[] = "/tmp/pdz-test-XXXXXX", path[64];
static size_t findings, tried, refused;

static void count(void *ctx, const struct pdz_diag *d)
{
	(void)ctx;
	findings += d->severity == PDZ_ERROR;
	assert_true(d->problem && d->problem[0]);
	assert_true(d->line > 0 || d->path || d->source);
}

/* Is the document refused? It is told why, then, and only then. */
static bool is_refused(json_t *document, bool is_plan)
{
	const struct pdz_diag_sink sink = {count, NULL};
	struct pdz_error err = {0};
	struct pdz_plan *plan = NULL;
	struct pdz_mapping *mapping = NULL;

	unlink(path); /* a file written anew is not flushed, one cut short is */
	assert_int_equal(json_dump_file(document, path, JSON_INDENT(1)), 0);
	findings = 0;
	tried++;
	const enum pdz_status status = is_plan ? pdz_plan_load(&plan, path, &sink, &err)
	                                       : pdz_mapping_load(&mapping, path, NULL, &sink, &err);
	assert_int_equal(plan || mapping, status == PDZ_OK);
	pdz_plan_free(plan);
	pdz_mapping_free(mapping);
	if (status == PDZ_OK) {
		assert_int_equal(findings, 0);
		return false;
	}
	assert_int_equal(status, PDZ_INPUT);
	assert_true(err.text[0] != '\0' && findings > 0);
	refused++;
	return true;
}

/* May a key be any text there? Then a misspelt one is one more of them. */
static bool is_free(const char *key)
{
	static const char *const tables[] = {"events",      "policy_areas", "columns", "values",     "where",
	                                     "not",         "population",   "grades",  "target",     "targets",
	                                     "minimum",     "weights",      "value",   "dimensions", "level_names",
	                                     "by_category", "limit_days",   "common",  "records"};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (strcmp(key, tables[i]) == 0)
			return true;
	return false;
}

static void try_all(json_t *root, json_t *at, const char *name, bool is_plan)
{
	if (json_is_object(at)) {
		const char *keys[256], *key;
		json_t *child;
		size_t n = 0;
		json_object_foreach (at, key, child) {
			assert_true(n < 256);
			keys[n++] = key;
		}
		for (size_t i = 0; i < n; i++) {
			char *own = strdup(keys[i]), misspelt[200];
			json_t *kept = json_incref(json_object_get(at, own));
			for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
				json_object_set_new(at, own, json_loads(values[k], JSON_DECODE_ANY, NULL));
				is_refused(root, is_plan);
			}
			json_object_del(at, own);
			is_refused(root, is_plan);
			snprintf(misspelt, sizeof misspelt, "%sx", own);
			json_object_set(at, misspelt, kept);
			if (!is_refused(root, is_plan) && !is_free(name))
				fail_msg("'%s' in '%s' is taken", misspelt, name);
			json_object_del(at, misspelt);
			json_object_set_new(at, own, kept);
			try_all(root, kept, own, is_plan);
			free(own);
		}
	} else if (json_is_array(at)) {
		for (size_t i = 0; i < json_array_size(at); i++) {
			json_t *kept = json_incref(json_array_get(at, i));
			for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
				json_array_set_new(at, i, json_loads(values[k], JSON_DECODE_ANY, NULL));
				is_refused(root, is_plan);
			}
			json_array_remove(at, i);
			is_refused(root, is_plan);
			json_array_insert(at, i, kept); /* twice */
			json_array_insert_new(at, i, kept);
			is_refused(root, is_plan);
			json_array_remove(at, i);
			try_all(root, kept, name, is_plan);
		}
	}
}

static void try_file(const char *file, bool is_plan)
{
	json_error_t e;
	json_t *root = json_load_file(file, 0, &e);
	assert_non_null(root);
	assert_false(is_refused(root, is_plan));
	tried = refused = 0;
	try_all(root, root, "", is_plan);
	assert_false(is_refused(root, is_plan)); /* it is as it was */
	print_message("%zu tried, %zu refused\n", tried, refused);
	assert_true(refused > tried / 4 && refused < tried);
	json_decref(root);
}

static void plans(void **state)
{
	(void)state;
	try_file(PDZ_SOURCE_DIR "/tests/schema/plan.json", true);
	try_file(PDZ_SOURCE_DIR "/tests/faults/kinds.json", true);
}

static void mappings(void **state)
{
	(void)state;
	static const char *const files[] = {"tests/cases/pdz-ingest/masked-rejects-come-back/m.json",
	                                    "tests/cases/pdz-ingest/fast-path/m.json",
	                                    "examples/piccolo-comune/mappings/register.json"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char file[512];
		snprintf(file, sizeof file, PDZ_SOURCE_DIR "/%s", files[i]);
		try_file(file, false);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plans),
		cmocka_unit_test(mappings),
	};
	char inhabitants[64];
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof path, "%s/document.json", folder);
	snprintf(inhabitants, sizeof inhabitants, "%s/population.csv", folder);
	if (symlink(PDZ_SOURCE_DIR "/tests/faults/population.csv", inhabitants) != 0)
		return 1;
	const int failed = cmocka_run_group_tests_name("any value", tests, NULL, NULL);
	unlink(path);
	unlink(inhabitants);
	rmdir(folder);
	return failed;
}
