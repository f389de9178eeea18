/* Reading what every indicator may have besides its measure: direction, target,
 * minimum, baseline, roll-up. */
#include "loader.h"

const char *const pdz_assessment_keys[] = {"better", "target", "minimum", "baseline", "roll_up", "measurable_from",
                                           "breakdown", "compare", NULL};

/* "increase", "decrease", an amount, or "+10%". */
static bool load_change(const struct pdz_json *at, struct pdz_target *t)
{
	static const char *const expected = "increase, decrease, an amount, or a percentage such as \"+10%\"";
	if (json_is_number(at->value)) {
		t->kind = PDZ_TARGET_AMOUNT;
		return pdz_json_number(at, true, &t->value);
	}
	struct pdz_str s;
	if (!pdz_json_text(at, true, &s))
		return false;
	if (pdz_str_is(s, "increase"))
		t->kind = PDZ_TARGET_INCREASE;
	else if (pdz_str_is(s, "decrease"))
		t->kind = PDZ_TARGET_DECREASE;
	else {
		pdz_micro percent;
		struct pdz_str number = pdz_str_trim((struct pdz_str){s.p, s.n > 0 ? s.n - 1 : 0});
		if (s.p[s.n - 1] != '%' || (s.p[0] != '+' && s.p[0] != '-') || pdz_micro_parse(number, &percent) != PDZ_PARSE_OK) {
			pdz_json_problem(at, "not a change", s.p, expected);
			return false;
		}
		t->kind = PDZ_TARGET_PERCENT;
		t->value = pdz_micro_double(percent);
	}
	return true;
}

static bool load_range(const struct pdz_json *at, struct pdz_target *t)
{
	const struct pdz_json low = pdz_json_item(at, 0), high = pdz_json_item(at, 1);
	t->kind = PDZ_TARGET_RANGE;
	if (!pdz_json_is_array(at, true))
		return false;
	if (pdz_json_size(at) != 2) {
		pdz_json_problem(at, "not a range", NULL, "two numbers");
		return false;
	}
	if (!pdz_json_number(&low, true, &t->value) || !pdz_json_number(&high, true, &t->high))
		return false;
	if (t->value > t->high) {
		pdz_json_problem(at, "the range is upside down", NULL, "the lower number first");
		return false;
	}
	return true;
}

static bool load_figure(struct pdz_loader *l, const struct pdz_json *at, struct pdz_target *t)
{
	if (json_is_object(at->value)) {
		t->kind = PDZ_TARGET_SERIES;
		return pdz_load_series(l, at, true, &l->plan->period, &t->series);
	}
	t->kind = PDZ_TARGET_VALUE;
	return pdz_json_number(at, true, &t->value);
}

static void load_target(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const forms[] = {"value", "change", "range"};
	static const char *const keys[][3] = {{"value", "source", NULL}, {"change", "source", NULL}, {"range", "source", NULL}};
	struct pdz_target *t = &ind->target;
	for (size_t i = 0; i < 3; i++) {
		const struct pdz_json form = pdz_json_get(at, forms[i]);
		if (form.value == NULL)
			continue;
		const char *const *const closed[] = {keys[i], NULL};
		const bool fine = pdz_json_closed(at, closed) &&
		                  (i == 0 ? load_figure(l, &form, t) : i == 1 ? load_change(&form, t) : load_range(&form, t));
		t->source = pdz_load_source(l, at, ind);
		if (!fine)
			t->kind = PDZ_TARGET_NONE;
		return;
	}
	if (!load_figure(l, at, t))
		t->kind = PDZ_TARGET_NONE;
}

static void load_minimum(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const keys[] = {"every", "value", "source", NULL};
	static const char *const *const closed[] = {keys, NULL};
	static const char *const levels[] = {"year", "semester", "quarter", "month", NULL};
	const struct pdz_json every = pdz_json_get(at, "every"), value = pdz_json_get(at, "value");
	int level = 0;
	if (!pdz_json_closed(at, closed))
		return;
	const bool has_level = pdz_json_choice(&every, true, levels, &level);
	ind->minimum.given = pdz_json_number(&value, true, &ind->minimum.value) && has_level;
	ind->minimum.every = (enum pdz_level)(PDZ_YEAR + level);
	ind->minimum.source = pdz_load_source(l, at, ind);
}

static void load_baseline(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const given_keys[] = {"value", "date", "source", NULL};
	static const char *const computed_keys[] = {"year", "source", NULL};
	static const char *const *const given[] = {given_keys, NULL};
	static const char *const *const computed[] = {computed_keys, NULL};
	struct pdz_baseline *b = &ind->baseline;
	const struct pdz_json year = pdz_json_get(at, "year"), value = pdz_json_get(at, "value"), date = pdz_json_get(at, "date");
	b->date = PDZ_NO_DAY;
	if (!pdz_json_closed(at, year.value != NULL ? computed : given))
		return;
	b->source = pdz_load_source(l, at, ind);
	if (year.value == NULL) {
		if (pdz_json_number(&value, true, &b->value))
			b->kind = PDZ_BASELINE_GIVEN;
		pdz_json_date(&date, false, &b->date);
		return;
	}
	struct pdz_str text;
	if (!pdz_json_text(&year, true, &text))
		return;
	if (!pdz_period_parse(text, &b->period) || b->period.level != PDZ_YEAR) {
		pdz_json_problem(&year, "not a year", text.p, "four digits, in quotes");
		return;
	}
	if (ind->kind != NULL && b->period.first >= l->plan->period.first)
		pdz_json_warning(&year, "the baseline is measured inside the plan's own period", text.p, "an earlier year");
	b->kind = PDZ_BASELINE_COMPUTED;
}

void pdz_load_assessment(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const better[] = {"higher", "lower", NULL};
	static const char *const roll_ups[] = {"flow", "stock", "distinct", NULL};
	const struct pdz_json direction = pdz_json_get(at, "better"), target = pdz_json_get(at, "target"),
	                      minimum = pdz_json_get(at, "minimum"), baseline = pdz_json_get(at, "baseline"),
	                      roll_up = pdz_json_get(at, "roll_up"), from = pdz_json_get(at, "measurable_from"),
	                      breakdown = pdz_json_get(at, "breakdown");
	int choice;
	if (pdz_json_choice(&direction, false, better, &choice))
		ind->lower_is_better = choice == 1;
	if (target.value != NULL)
		load_target(l, &target, ind);
	if (minimum.value != NULL && pdz_json_is_object(&minimum, true))
		load_minimum(l, &minimum, ind);
	if (baseline.value != NULL && pdz_json_is_object(&baseline, true))
		load_baseline(l, &baseline, ind);
	if (pdz_json_choice(&roll_up, false, roll_ups, &choice)) {
		if (ind->roll_up == PDZ_MEASURED || ind->roll_up == PDZ_ACCRUING)
			pdz_json_problem(&roll_up, "this kind is always measured anew", NULL, "no roll_up");
		else if (choice == PDZ_FLOW && ind->roll_up == PDZ_DISTINCT)
			pdz_json_problem(&roll_up, "distinct counts do not add up over time", "flow", "distinct, or count quantity");
		else if (choice == PDZ_DISTINCT && ind->roll_up != PDZ_DISTINCT)
			pdz_json_problem(&roll_up, "nothing distinct is counted", "distinct", "\"count\": \"cases\" or \"categories\"");
		else if (choice == PDZ_STOCK && ind->roll_up == PDZ_DISTINCT)
			pdz_json_problem(&roll_up, "a stock is a quantity", "stock", "\"count\": \"quantity\"");
		else
			ind->roll_up = (enum pdz_roll_up)choice;
	}
	pdz_json_date(&from, false, &ind->measurable_from);
	pdz_load_comparing(l, at, ind);
	struct pdz_str column;
	if (pdz_json_text(&breakdown, false, &column))
		pdz_load_column(l, &breakdown, column, &ind->breakdown);
}
