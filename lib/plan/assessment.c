/* Reading what every indicator may have besides its measure: direction, target,
 * minimum, baseline, roll-up. */
#include "plan/loader.h"

#include "measure/kind.h"

const char *const pdz_assessment_keys[] = {"better",          "target",  "minimum", "baseline",
                                           "measurable_from", "compare", NULL};

/* "+10%", "-2.5 %": a sign, digits, perhaps a blank, and the percent sign. */
static bool parse_percent(struct pdz_str s, double *out)
{
	pdz_micro percent;
	if (s.n < 3 || s.p[s.n - 1] != '%' || (s.p[0] != '+' && s.p[0] != '-'))
		return false;
	s.n -= s.p[s.n - 2] == ' ' ? 2 : 1;
	if (pdz_micro_parse(s, &percent) != PDZ_PARSE_OK)
		return false;
	*out = pdz_micro_double(percent);
	return true;
}

static bool load_change(const struct pdz_json *at, struct pdz_target *t)
{
	static const char *const expected = "expected increase, decrease, an amount, or a percentage such as \"+10%\"";
	struct pdz_str s;
	if (pdz_json_has_number(at)) {
		t->kind = PDZ_TARGET_AMOUNT;
		return pdz_json_number(at, true, &t->value);
	}
	if (!pdz_json_has_type(at, JSON_STRING))
		return pdz_json_mistyped(at, expected);
	if (!pdz_json_text(at, true, &s))
		return false;
	if (pdz_str_is(s, "increase"))
		t->kind = PDZ_TARGET_INCREASE;
	else if (pdz_str_is(s, "decrease"))
		t->kind = PDZ_TARGET_DECREASE;
	else if (parse_percent(s, &t->value))
		t->kind = PDZ_TARGET_PERCENT;
	else
		return pdz_json_unfit(at, "not a change", expected);
	return true;
}

static bool load_range(const struct pdz_json *at, struct pdz_target *t)
{
	const struct pdz_json low = pdz_json_item(at, 0), high = pdz_json_item(at, 1);
	t->kind = PDZ_TARGET_RANGE;
	if (!pdz_json_is_array(at, true))
		return false;
	if (pdz_json_size(at) != 2) {
		pdz_json_problem(at, "not a range", NULL, "expected two numbers, the lower one first");
		return false;
	}
	if (!pdz_json_number(&low, true, &t->value) || !pdz_json_number(&high, true, &t->high))
		return false;
	if (t->value > t->high) {
		pdz_json_problem(at, "the range is upside down", NULL, "expected the lower one first");
		return false;
	}
	return true;
}

static bool load_target_value(struct pdz_loader *l, const struct pdz_json *at, struct pdz_target *t)
{
	if (pdz_json_has_type(at, JSON_OBJECT)) {
		t->kind = PDZ_TARGET_SERIES;
		return pdz_load_steps(l, at, &t->series);
	}
	t->kind = PDZ_TARGET_VALUE;
	if (!pdz_json_has_number(at))
		return pdz_json_mistyped(at, "expected a number, or numbers by period");
	return pdz_json_number(at, true, &t->value);
}

static bool load_by_category(struct pdz_loader *l, const struct pdz_json *at, struct pdz_target *t)
{
	t->kind = PDZ_TARGET_BY_CATEGORY;
	if (!pdz_json_is_object(at, true))
		return false;
	if (pdz_json_size(at) == 0)
		pdz_json_problem(at, "no figures", NULL, "expected numbers by category");
	t->category_count = pdz_load_worded(l, at, &t->categories, &t->category_values);
	return t->category_count > 0;
}

/* {"value": ..}, {"change": ..}, {"range": ..} or {"by_category": ..}, each with its source. */
static bool load_target_form(struct pdz_loader *l, const struct pdz_json *at, struct pdz_target *t)
{
	static const char *const keys[] = {"value", "change", "range", "by_category", "source", NULL};
	static const char *const *const closed[] = {keys, NULL};
	const struct pdz_json value = pdz_json_get(at, "value"), change = pdz_json_get(at, "change"),
						  range = pdz_json_get(at, "range"), by_category = pdz_json_get(at, "by_category");
	pdz_json_closed(at, closed);
	if ((value.value != NULL) + (change.value != NULL) + (range.value != NULL) + (by_category.value != NULL) > 1) {
		pdz_json_problem(at, "more than one target", NULL, "expected one of value, change, range and by_category");
		return false;
	}
	if (change.value != NULL)
		return load_change(&change, t);
	if (range.value != NULL)
		return load_range(&range, t);
	if (by_category.value != NULL)
		return load_by_category(l, &by_category, t);
	if (value.value != NULL)
		return load_target_value(l, &value, t);
	pdz_json_problem(at, "missing key", "value", "expected value, change, range or by_category beside source");
	return false;
}

/* A target in full, rather than the short form of numbers by period. */
static bool is_target_form(const struct pdz_json *at)
{
	return json_object_get(at->value, "value") != NULL || json_object_get(at->value, "change") != NULL ||
	       json_object_get(at->value, "range") != NULL || json_object_get(at->value, "by_category") != NULL ||
	       json_object_get(at->value, "source") != NULL;
}

static void load_target(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	struct pdz_target *t = &ind->target;
	bool fine;
	*t = (struct pdz_target){0}; /* the kind may have implied one */
	if (is_target_form(at)) {
		fine = load_target_form(l, at, t);
		t->source = pdz_load_source(l, at, ind);
	} else if (pdz_json_has_type(at, JSON_OBJECT) || pdz_json_has_number(at)) {
		fine = load_target_value(l, at, t);
	} else {
		fine = pdz_json_mistyped(
			at, "expected a number, numbers by period, or an object with value, change, range or by_category");
	}
	if (!fine)
		t->kind = PDZ_TARGET_NONE;
}

static void load_minimum(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const keys[] = {"every", "value", "source", NULL};
	static const char *const *const closed[] = {keys, NULL};
	static const char *const levels[] = {"year", "semester", "quarter", "month", NULL};
	const struct pdz_json every = pdz_json_get(at, "every"), value = pdz_json_get(at, "value");
	int level = 0;
	pdz_json_closed(at, closed);
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
	const struct pdz_period *plan = pdz_loader_period(l);
	if (plan != NULL && b->period.first > plan->last)
		pdz_json_problem(at, "the baseline lies after the plan", text.p, "expected an earlier year");
	else if (plan != NULL && b->period.last >= plan->first)
		pdz_json_warning(at, "the baseline is measured inside the plan's own period", text.p,
		                 "expected an earlier year");
}

static void load_baseline(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const keys[] = {"value", "date", "year", "source", NULL};
	static const char *const *const closed[] = {keys, NULL};
	struct pdz_baseline *b = &ind->baseline;
	const struct pdz_json year = pdz_json_get(at, "year"), value = pdz_json_get(at, "value"),
						  date = pdz_json_get(at, "date");
	pdz_json_closed(at, closed);
	b->source = pdz_load_source(l, at, ind);
	if (year.value != NULL && (value.value != NULL || date.value != NULL)) {
		pdz_json_problem(at, "both a given and a computed baseline", NULL, "expected value and date, or year");
	} else if (year.value != NULL) {
		load_baseline_year(l, &year, b);
	} else if (value.value == NULL) {
		pdz_json_problem(at, "missing key", "value", "expected value, or year");
	} else {
		if (pdz_json_number(&value, true, &b->value))
			b->kind = PDZ_BASELINE_GIVEN;
		pdz_json_date(&date, false, &b->date);
	}
}

static void load_roll_up(const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const names[] = {"flow", "stock", "distinct", NULL};
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
		ind->roll_up = (enum pdz_roll_up)choice;
}

void pdz_load_assessment(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const better[] = {"higher", "lower", NULL};
	const struct pdz_json direction = pdz_json_get(at, "better"), target = pdz_json_get(at, "target"),
						  minimum = pdz_json_get(at, "minimum"), baseline = pdz_json_get(at, "baseline"),
						  roll_up = pdz_json_get(at, "roll_up"), from = pdz_json_get(at, "measurable_from"),
						  breakdown = pdz_json_get(at, "breakdown");
	int choice;
	struct pdz_str column;
	const bool says = pdz_json_choice(&direction, false, better, &choice);
	if (says)
		ind->lower_is_better = choice == 1;
	if (target.value != NULL)
		load_target(l, &target, ind);
	if (!says && (ind->target.kind == PDZ_TARGET_AMOUNT || ind->target.kind == PDZ_TARGET_PERCENT) &&
	    ind->target.value < 0)
		ind->lower_is_better = true; /* "-20%" is not reached by what does not fall */
	if (pdz_json_is_object(&minimum, false))
		load_minimum(l, &minimum, ind);
	if (pdz_json_is_object(&baseline, false))
		load_baseline(l, &baseline, ind);
	load_roll_up(&roll_up, ind);
	pdz_json_date(&from, false, &ind->measurable_from);
	pdz_load_comparing(l, at, ind);
	if (pdz_json_listed("breakdown", (const char *const *const[]){ind->kind->keys, NULL}) &&
	    pdz_json_text(&breakdown, false, &column))
		pdz_load_column(l, &breakdown, column, &ind->breakdown);
}
