/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what every indicator may have besides its measure: direction, minimum, baseline,
 * roll-up; the target itself is target.c. */
#include "plan/loader.h"

#include "measure/kind.h"

#include <math.h>

const char *const pdz_assessment_keys[] = {"better",          "target",  "minimum", "baseline",
                                           "measurable_from", "compare", NULL};

static void load_minimum(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const keys[] = {"every", "value", "source", NULL};
	static const char *const levels[] = {"year", "semester", "quarter", "month", NULL};
	const struct pdz_json every = pdz_json_get(at, "every"), value = pdz_json_get(at, "value");
	int level = 0;
	pdz_json_closed_to(at, keys);
	const bool has_level = pdz_json_choice(&every, true, levels, &level);
	ind->minimum.given = pdz_json_number(&value, true, &ind->minimum.value) && has_level;
	ind->minimum.every = (enum pdz_level)(PDZ_YEAR + level);
	ind->minimum.source = pdz_load_source(l, at, ind);
}

static void load_baseline_year(const struct pdz_loader *l, const struct pdz_json *at, struct pdz_baseline *b)
{
	if (!pdz_json_has_type(at, JSON_STRING)) {
		pdz_json_mistyped(at, "expected a year in quotes, such as \"2024\"");
		return;
	}
	const struct pdz_str text = pdz_str(json_string_value(at->value));
	if (!pdz_period_parse(text, &b->period) || b->period.level != PDZ_YEAR) {
		pdz_json_problem(at, "not a year", text.p, "expected four digits, such as \"2024\"");
		return;
	}
	b->kind = PDZ_BASELINE_COMPUTED;
	b->period = pdz_period_shift(b->period, l->plan->year_begins);
	const struct pdz_period *plan = pdz_loader_period(l);
	if (plan != NULL && b->period.first > plan->last)
		pdz_json_problem(at, "the baseline lies after the plan", text.p, "expected an earlier year");
}

/* By area or by category: a given figure for each. */
static void load_given(struct pdz_loader *l, const struct pdz_json *at, bool areas, struct pdz_baseline *b)
{
	struct pdz_json member;
	if (!pdz_json_is_object(at, true))
		return;
	b->given = pdz_loader_alloc(l, pdz_json_size(at), sizeof *b->given);
	for (void *i = NULL; b->given != NULL && pdz_json_next(at, &i, &member);) {
		struct pdz_given g = {.area = PDZ_NONE, .category = PDZ_NONE};
		if (areas)
			g.area = pdz_load_area_key(l, &member);
		else if ((g.category = pdz_intern_add(&l->plan->words, pdz_str(member.key))) == PDZ_NONE)
			l->no_memory = true;
		if (pdz_json_number(&member, true, &g.value) && (g.area != PDZ_NONE || g.category != PDZ_NONE))
			b->given[b->given_count++] = g;
	}
	b->kind = PDZ_BASELINE_GIVEN;
	if (b->given_count == 0)
		pdz_json_problem(at, "no figures", NULL, areas ? "expected numbers by area" : "expected numbers by category");
}

/* A number, or one for each of some years: the last of them is what later figures are set beside. */
static void load_baseline_value(struct pdz_loader *l, const struct pdz_json *at, struct pdz_baseline *b)
{
	struct pdz_series years = {0};
	if (!pdz_json_has_type(at, JSON_OBJECT)) {
		if (pdz_json_number(at, true, &b->value))
			b->kind = PDZ_BASELINE_GIVEN;
		return;
	}
	if (!pdz_load_years(l, at, NULL, -INFINITY, &years))
		return;
	b->kind = PDZ_BASELINE_GIVEN;
	b->value = years.items[years.count - 1].value;
	if (b->date == PDZ_NO_DAY)
		b->date = pdz_period_end(years.items[years.count - 1].period);
}

static void load_baseline(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const keys[] = {"value", "by_area", "by_category", "date", "year", "source", NULL};
	struct pdz_baseline *b = &ind->baseline;
	const struct pdz_json year = pdz_json_get(at, "year"), value = pdz_json_get(at, "value"),
						  date = pdz_json_get(at, "date"), by_area = pdz_json_get(at, "by_area"),
						  by_category = pdz_json_get(at, "by_category");
	pdz_json_closed_to(at, keys);
	b->source = pdz_load_source(l, at, ind);
	pdz_json_date(&date, false, &b->date);
	if (year.value != NULL &&
	    (value.value != NULL || date.value != NULL || by_area.value != NULL || by_category.value != NULL)) {
		pdz_json_problem(at, "both a given and a computed baseline", NULL, "expected value and date, or year");
	} else if (by_area.value != NULL && by_category.value != NULL) {
		pdz_json_problem(&by_area, "by_area beside by_category", NULL, "expected one or the other");
	} else if (year.value != NULL) {
		load_baseline_year(l, &year, b);
	} else if (value.value == NULL && by_area.value == NULL && by_category.value == NULL) {
		pdz_json_problem(at, "missing key", "value", "expected value, or year");
	} else {
		if (value.value != NULL)
			load_baseline_value(l, &value, b);
		if (by_area.value != NULL || by_category.value != NULL)
			load_given(l, by_area.value != NULL ? &by_area : &by_category, by_area.value != NULL, b);
		b->has_whole = value.value != NULL;
	}
}

static void load_roll_up(const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const names[] = {"flow", "stock", "distinct", "cumulative", NULL};
	static const enum pdz_roll_up roll_ups[] = {PDZ_FLOW, PDZ_STOCK, PDZ_DISTINCT, PDZ_CUMULATIVE};
	int choice;
	if (!pdz_json_choice(at, false, names, &choice) || ind->numerator.count == 0)
		return; /* without a selector there is nothing to compare it with */
	if (choice == PDZ_FLOW && ind->roll_up == PDZ_DISTINCT)
		pdz_json_problem(at, "distinct counts do not add up over time", "flow",
		                 "expected distinct, or \"count\": \"quantity\"");
	else if (choice == PDZ_DISTINCT && ind->roll_up != PDZ_DISTINCT)
		pdz_json_problem(at, "nothing distinct is counted", "distinct",
		                 "expected \"count\": \"cases\" or \"categories\"");
	else if (choice == PDZ_STOCK && ind->roll_up == PDZ_DISTINCT)
		pdz_json_problem(at, "a stock is a quantity", "stock", "expected \"count\": \"quantity\"");
	else
		ind->roll_up = roll_ups[choice];
}

void pdz_load_assessment(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const better[] = {"higher", "lower", NULL};
	const struct pdz_json target = pdz_json_get(at, "target"), minimum = pdz_json_get(at, "minimum"),
						  baseline = pdz_json_get(at, "baseline"), breakdown = pdz_json_get(at, "breakdown");
	int choice;
	struct pdz_str column;
	const bool says = pdz_json_choice(PDZ_AT(at, "better"), false, better, &choice);
	if (says)
		ind->lower_is_better = choice == 1;
	if (pdz_json_is_object(&baseline, false))
		load_baseline(l, &baseline, ind);
	load_roll_up(PDZ_AT(at, "roll_up"), ind);
	pdz_json_date(PDZ_AT(at, "measurable_from"), false, &ind->measurable_from);
	pdz_load_target(l, &target, ind);
	pdz_make_pace(l, ind);
	if (!says && (ind->target.kind == PDZ_TARGET_AMOUNT || ind->target.kind == PDZ_TARGET_PERCENT) &&
	    ind->target.value < 0)
		ind->lower_is_better = true; /* "-20%" is not reached by what does not fall */
	if (pdz_json_is_object(&minimum, false))
		load_minimum(l, &minimum, ind);
	pdz_load_comparing(l, at, ind);
	if (pdz_json_listed("breakdown", (const char *const *const[]){ind->kind->keys, NULL}) &&
	    pdz_json_text(&breakdown, false, &column))
		pdz_load_column(l, &breakdown, column, &ind->breakdown);
}
