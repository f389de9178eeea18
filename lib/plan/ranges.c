/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions that are not lists of values: {"at_least": 65}, {"below": "2026-01-01"}, {"age": {"at_least": 65}}. */
#include "plan/loader.h"

#include <math.h>

enum { BOUNDS = 4 };
static const char *const bound_keys[] = {"at_least", "above", "below", "at_most", NULL};

bool pdz_is_range(const struct pdz_json *at)
{
	const struct pdz_json age = pdz_json_get(at, "age");
	bool found = age.value != NULL;
	for (size_t i = 0; i < BOUNDS && !found; i++)
		found = pdz_json_get(at, bound_keys[i]).value != NULL;
	return found;
}

/* A number, or a day as a number. */
static bool load_bound(const struct pdz_json *at, enum pdz_filter_test *test, double *out)
{
	pdz_day day;
	const bool is_day = pdz_json_has_type(at, JSON_STRING);
	if (*test == PDZ_ONE_OF)
		*test = is_day ? PDZ_DAY_IN : PDZ_NUMBER_IN;
	if (is_day != (*test == PDZ_DAY_IN)) {
		pdz_json_problem(at, is_day ? "a day where a number is asked for" : "a number where a day is asked for", NULL,
		                 is_day ? "expected a number" : "expected yyyy-mm-dd");
		return false;
	}
	if (!is_day)
		return pdz_json_number(at, true, out);
	if (!pdz_json_date(at, true, &day))
		return false;
	*out = day;
	return true;
}

static bool is_empty_range(const struct pdz_filter *f)
{
	return f->low > f->high || (f->low == f->high && (f->low_is_out || !f->high_is_in));
}

static bool load_bounds(const struct pdz_json *at, struct pdz_filter *out)
{
	const struct pdz_json at_least = pdz_json_get(at, "at_least"), above = pdz_json_get(at, "above"),
						  below = pdz_json_get(at, "below"), at_most = pdz_json_get(at, "at_most"),
						  *low = above.value != NULL ? &above : &at_least,
						  *high = below.value != NULL ? &below : &at_most;
	bool fine = pdz_json_closed_to(at, bound_keys);
	if ((at_least.value != NULL && above.value != NULL) || (at_most.value != NULL && below.value != NULL)) {
		pdz_json_problem(at, "two bounds on one side", NULL,
		                 "expected one of at_least and above, and of below and at_most");
		return false;
	}
	if (low->value == NULL && high->value == NULL) {
		pdz_json_problem(at, "no bounds", NULL, "expected at_least, above, below or at_most");
		return false;
	}
	out->low = -INFINITY;
	out->high = INFINITY;
	out->low_is_out = above.value != NULL;
	out->high_is_in = at_most.value != NULL;
	fine = fine && (low->value == NULL || load_bound(low, &out->test, &out->low));
	fine = fine && (high->value == NULL || load_bound(high, &out->test, &out->high));
	if (fine && is_empty_range(out)) {
		pdz_json_problem(at, "nothing lies between these bounds", NULL, "expected the lower one first");
		fine = false;
	}
	return fine;
}

/* Which column a range may look at: those of a filter, and what each record has besides. */
static bool load_range_column(struct pdz_loader *l, const struct pdz_json *at, struct pdz_filter *out)
{
	static const enum pdz_column others[] = {PDZ_COL_DATE, PDZ_COL_DUE, PDZ_COL_START, PDZ_COL_QUANTITY};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (pdz_str_is(pdz_str(at->key), pdz_column_names[others[i]])) {
			out->column = others[i];
			return true;
		}
	if (!pdz_load_column(l, at, pdz_str(at->key), &out->column))
		return false;
	if (out->column != PDZ_COL_EVENT && out->column != PDZ_COL_AREA && out->column != PDZ_COL_ACTION &&
	    out->column != PDZ_COL_CASE)
		return true;
	pdz_json_problem(at, "has no order", at->key, "expected a dimension, category, quantity, date, due or start");
	return false;
}

bool pdz_load_range(struct pdz_loader *l, const struct pdz_json *at, struct pdz_filter *out)
{
	static const char *const age_keys[] = {"age", NULL};
	const struct pdz_json age = pdz_json_get(at, "age");
	if (!load_range_column(l, at, out))
		return false;
	if (age.value != NULL) {
		out->test = PDZ_AGE_IN;
		if (out->column >= PDZ_COLUMNS)
			l->plan->dimensions[out->column - PDZ_COLUMNS].is_birth = true;
		if (!pdz_json_closed_to(at, age_keys) || !pdz_json_is_object(&age, true) || !load_bounds(&age, out))
			return false;
	} else if (!load_bounds(at, out)) {
		return false;
	}
	const bool is_day = out->column == PDZ_COL_DATE || out->column == PDZ_COL_DUE || out->column == PDZ_COL_START;
	if (is_day != (out->test != PDZ_NUMBER_IN) && out->column < PDZ_COLUMNS && out->column != PDZ_COL_CATEGORY &&
	    out->column != PDZ_COL_SOURCE) {
		pdz_json_problem(at, is_day ? "a number where a day is asked for" : "a day where a number is asked for",
		                 at->key, is_day ? "expected yyyy-mm-dd" : "expected a number");
		return false;
	}
	return true;
}
