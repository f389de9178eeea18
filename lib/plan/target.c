/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a target in each of its forms, and making its schedule: what is to be there by when. */
#include "plan/loader.h"

#include "measure/kind.h"

#include <stdio.h>

/* What is said for one area and category. */
struct figures {
	enum pdz_target_kind kind;
	double value, high;
	struct pdz_series series; /* without the plan's own figure */
	struct pdz_value plan;    /* said beside them */
};

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

static bool load_change(const struct pdz_json *at, struct figures *f)
{
	static const char *const expected = "expected increase, decrease, an amount, or a percentage such as \"+10%\"";
	struct pdz_str s;
	if (pdz_json_has_number(at)) {
		f->kind = PDZ_TARGET_AMOUNT;
		return pdz_json_number(at, true, &f->value);
	}
	if (!pdz_json_has_type(at, JSON_STRING))
		return pdz_json_mistyped(at, expected);
	if (!pdz_json_text(at, true, &s))
		return false;
	if (pdz_str_is(s, "increase"))
		f->kind = PDZ_TARGET_INCREASE;
	else if (pdz_str_is(s, "decrease"))
		f->kind = PDZ_TARGET_DECREASE;
	else if (parse_percent(s, &f->value))
		f->kind = PDZ_TARGET_PERCENT;
	else
		return pdz_json_unfit(at, "not a change", expected);
	return true;
}

static bool load_range(const struct pdz_json *at, struct figures *f)
{
	const struct pdz_json low = pdz_json_item(at, 0), high = pdz_json_item(at, 1);
	f->kind = PDZ_TARGET_RANGE;
	if (!pdz_json_is_array(at, true))
		return false;
	if (pdz_json_size(at) != 2) {
		pdz_json_problem(at, "not a range", NULL, "expected two numbers, the lower one first");
		return false;
	}
	if (!pdz_json_number(&low, true, &f->value) || !pdz_json_number(&high, true, &f->high))
		return false;
	if (f->value > f->high) {
		pdz_json_problem(at, "the range is upside down", NULL, "expected the lower one first");
		return false;
	}
	return true;
}

static bool pdz_mapping_load_value(struct pdz_loader *l, const struct pdz_json *at, struct figures *f)
{
	f->kind = PDZ_TARGET_VALUE;
	if (!pdz_json_has_type(at, JSON_OBJECT) && !pdz_json_has_number(at))
		return pdz_json_mistyped(at, "expected a number, or numbers by period");
	if (!pdz_json_has_type(at, JSON_OBJECT))
		return pdz_json_number(at, true, &f->value);
	f->kind = PDZ_TARGET_SERIES;
	if (!pdz_load_steps(l, at, &f->series))
		return false;
	const struct pdz_series_item *last = &f->series.items[f->series.count - 1];
	if (last->period.level != PDZ_PLAN)
		return true;
	f->plan = pdz_value_of(last->value); /* of one end with the last year, and longer: it stands last */
	if (--f->series.count > 0)
		return true;
	f->kind = PDZ_TARGET_VALUE;
	f->value = f->plan.number;
	f->plan.ok = false;
	return true;
}

/* Making schedules */

static enum pdz_growth growth_of(const struct pdz_indicator *ind)
{
	switch (ind->roll_up) {
	case PDZ_FLOW:
		return PDZ_ADDS_UP;
	case PDZ_DISTINCT:
		return PDZ_COUNTED_ANEW;
	case PDZ_CUMULATIVE:
		return PDZ_SINCE_START;
	case PDZ_ACCRUING:
		return PDZ_FILLS;
	default:
		return PDZ_HELD;
	}
}

static struct pdz_promises promises_of(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	const struct pdz_target *t = &ind->target;
	struct pdz_promises p = {
		.growth = growth_of(ind),
		.begin = pdz_period_begin(plan->period),
		.end = pdz_period_end(plan->period),
		.from = t->from,
		.by = t->by,
		.by_month_day = t->by_month_day,
		.except = t->except,
		.baseline_day = ind->baseline.date,
		.has_baseline = ind->baseline.kind != PDZ_BASELINE_NONE,
		.year_begins = plan->year_begins,
	};
	if (ind->measurable_from != PDZ_NO_DAY && ind->measurable_from > p.begin && ind->measurable_from <= p.end)
		p.begin = ind->measurable_from;
	if (ind->baseline.kind == PDZ_BASELINE_COMPUTED)
		p.baseline_day = pdz_period_end(ind->baseline.period);
	return p;
}

static void make_schedule(struct pdz_loader *l, const struct pdz_promises *p, struct pdz_schedule *out)
{
	out->knots = pdz_loader_alloc(l, pdz_schedule_most(p), sizeof *out->knots);
	if (out->knots != NULL)
		pdz_schedule_make(p, out);
}

static const struct pdz_period for_plan = {.level = PDZ_PLAN};

static void make_single(struct pdz_loader *l, const struct pdz_promises *base, double amount, double factor,
                        struct pdz_schedule *out)
{
	const struct pdz_promise one = {for_plan, amount, factor};
	struct pdz_promises p = *base;
	p.list = &one;
	p.count = 1;
	p.yearly = factor != 0 && (p.growth == PDZ_ADDS_UP || p.growth == PDZ_COUNTED_ANEW);
	make_schedule(l, &p, out);
}

static void make_series(struct pdz_loader *l, const struct pdz_promises *base, const struct pdz_series *series,
                        struct pdz_schedule *out)
{
	struct pdz_promise *list = pdz_loader_alloc(l, series->count, sizeof *list);
	struct pdz_promises p = *base;
	for (size_t i = 0; list != NULL && i < series->count; i++)
		list[i] = (struct pdz_promise){series->items[i].period, series->items[i].value, 0};
	p.list = list;
	p.count = list != NULL ? series->count : 0;
	make_schedule(l, &p, out);
}

static void make_goal(struct pdz_loader *l, struct pdz_indicator *ind, const struct figures *f, struct pdz_goal *out)
{
	const struct pdz_promises p = promises_of(l->plan, ind);
	if (l->plan->period.last == 0)
		return; /* told already */
	switch (f->kind) {
	case PDZ_TARGET_SERIES:
		make_series(l, &p, &f->series, &out->low);
		break;
	case PDZ_TARGET_AMOUNT:
		make_single(l, &p, f->value, 1, &out->low);
		break;
	case PDZ_TARGET_PERCENT:
		make_single(l, &p, 0, 1 + f->value / 100, &out->low);
		break;
	case PDZ_TARGET_INCREASE:
	case PDZ_TARGET_DECREASE:
		make_single(l, &p, 0, 1, &out->low);
		break;
	default:
		make_single(l, &p, f->value, 0, &out->low);
	}
	if (f->kind == PDZ_TARGET_RANGE)
		make_single(l, &p, f->high, 0, &out->high);
	if (f->plan.ok)
		make_single(l, &p, f->plan.number, 0, &out->plan);
}

static void add_goal(struct pdz_loader *l, struct pdz_indicator *ind, const struct figures *f, uint32_t area,
                     uint32_t category)
{
	struct pdz_goal *goal = &ind->target.goals[ind->target.goal_count++];
	*goal = (struct pdz_goal){.area = area, .category = category};
	make_goal(l, ind, f, goal);
}

/* By area or by category: a target for each. */
static bool load_each(struct pdz_loader *l, const struct pdz_json *at, bool areas, struct pdz_indicator *ind)
{
	struct pdz_target *t = &ind->target;
	t->kind = areas ? PDZ_TARGET_BY_AREA : PDZ_TARGET_BY_CATEGORY;
	if (!pdz_json_is_object(at, true))
		return false;
	const size_t n = pdz_json_size(at);
	if (n == 0)
		pdz_json_problem(at, "no figures", NULL, areas ? "expected numbers by area" : "expected numbers by category");
	t->goals = pdz_loader_alloc(l, n, sizeof *t->goals);
	struct pdz_json member;
	for (void *i = NULL; t->goals != NULL && pdz_json_next(at, &i, &member);) {
		struct figures f = {0};
		uint32_t area = PDZ_NONE, category = PDZ_NONE;
		if (areas)
			area = pdz_load_area_key(l, &member);
		else if ((category = pdz_intern_add(&l->plan->words, pdz_str(member.key))) == PDZ_NONE)
			l->no_memory = true;
		if (pdz_mapping_load_value(l, &member, &f) && (area != PDZ_NONE || category != PDZ_NONE))
			add_goal(l, ind, &f, area, category);
	}
	return t->goal_count > 0;
}

/* By when */

/* "2026-03-31", or "05-31" of every year. */
static void load_by(const struct pdz_json *at, struct pdz_target *t)
{
	static const char *const expected = "expected a day such as \"2026-03-31\", or \"05-31\" for every year";
	struct pdz_str s;
	char leap_day[sizeof "2024-mm-dd"]; /* 02-29 is a day of some years */
	pdz_day day;
	int year, month, of_month;
	if (at->value == NULL)
		return;
	if (!pdz_json_has_type(at, JSON_STRING)) {
		pdz_json_mistyped(at, expected);
		return;
	}
	if (!pdz_json_text(at, true, &s))
		return;
	if (pdz_day_parse(s, &t->by) == PDZ_PARSE_OK)
		return;
	t->by = PDZ_NO_DAY;
	snprintf(leap_day, sizeof leap_day, "2024-%.*s", s.n == 5 ? 5 : 0, s.p);
	if (pdz_day_parse(pdz_str(leap_day), &day) != PDZ_PARSE_OK) {
		pdz_json_unfit(at, "not a day", expected);
		return;
	}
	pdz_day_split(day, &year, &month, &of_month);
	t->by_month_day = (unsigned)(month * 100 + of_month);
}

const char *const pdz_month_names[13] = {"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", NULL};

bool pdz_load_months(const struct pdz_json *at, uint32_t *months)
{
	if (!pdz_json_is_array(at, false))
		return false;
	for (size_t i = 0; i < pdz_json_size(at); i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		int month;
		if (pdz_json_choice(&item, true, pdz_month_names, &month))
			*months |= UINT32_C(1) << month;
	}
	if (*months == 0xfff)
		pdz_json_problem(at, "every month is left out", NULL, "expected some months");
	return true;
}

static void check_inside(const struct pdz_loader *l, const struct pdz_json *at, pdz_day day)
{
	const struct pdz_period *plan = pdz_loader_period(l);
	if (plan != NULL && day != PDZ_NO_DAY && (day < pdz_period_begin(*plan) || day > pdz_period_end(*plan)))
		pdz_json_problem(at, "outside the plan", json_string_value(at->value), "expected a day of the plan");
}

static void load_when(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	const struct pdz_json value = pdz_json_get(at, "value"), by = pdz_json_get(at, "by"),
						  from = pdz_json_get(at, "from"), except = pdz_json_get(at, "except");
	struct pdz_target *t = &ind->target;
	const bool flow = ind->roll_up == PDZ_FLOW, act = ind->kind->is_act;
	load_by(&by, t);
	check_inside(l, &by, t->by);
	if (pdz_json_date(&from, false, &t->from))
		check_inside(l, &from, t->from);
	pdz_load_months(&except, &t->except);
	if (t->by_month_day != 0 && !flow && !act)
		pdz_json_problem(&by, "a yearly deadline is for flows and milestones", json_string_value(by.value),
		                 "expected a day of the plan, with its year");
	else if (t->by_month_day != 0 && flow && json_is_number(value.value))
		pdz_json_problem(&by, "a day of every year, and no target of a year", json_string_value(by.value),
		                 "expected a value for each year, such as {\"2026\": 30}");
	else if (t->by != PDZ_NO_DAY && !flow && !act && ind->roll_up != PDZ_CUMULATIVE && ind->roll_up != PDZ_STOCK)
		pdz_json_problem(&by, "no deadline for what is measured over a period", json_string_value(by.value),
		                 "expected the target of a year, such as {\"2026\": 0.8}");
	else if (t->by != PDZ_NO_DAY && flow)
		pdz_json_problem(&by, "a deadline is for a total since the beginning", json_string_value(by.value),
		                 "expected \"roll_up\": \"cumulative\"");
}

/* {"value": ..}, {"change": ..}, {"range": ..}, {"by_category": ..} or {"by_area": ..}, each with its days and its
 * source. */
static bool load_form(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind, struct figures *f)
{
	static const char *const keys[] = {"value", "change", "range",  "by_category", "by_area",
	                                   "by",    "from",   "except", "source",      NULL};
	const struct pdz_json value = pdz_json_get(at, "value"), change = pdz_json_get(at, "change"),
						  range = pdz_json_get(at, "range"), by_category = pdz_json_get(at, "by_category"),
						  by_area = pdz_json_get(at, "by_area");
	pdz_json_closed_to(at, keys);
	if ((value.value != NULL) + (change.value != NULL) + (range.value != NULL) + (by_category.value != NULL) +
	        (by_area.value != NULL) >
	    1) {
		pdz_json_problem(at, "more than one target", NULL,
		                 "expected one of value, change, range, by_category and by_area");
		return false;
	}
	load_when(l, at, ind);
	if (change.value != NULL)
		return load_change(&change, f);
	if (range.value != NULL)
		return load_range(&range, f);
	if (by_category.value != NULL || by_area.value != NULL)
		return load_each(l, by_area.value != NULL ? &by_area : &by_category, by_area.value != NULL, ind);
	if (value.value != NULL)
		return pdz_mapping_load_value(l, &value, f);
	if (ind->kind->is_act) {
		*f = (struct figures){.kind = PDZ_TARGET_VALUE, .value = 1}; /* an act needs no more than its day */
		return true;
	}
	pdz_json_problem(at, "missing key", "value", "expected value, change, range, by_category or by_area");
	return false;
}

/* A target in full, rather than the short form of numbers by period. */
static bool is_form(const struct pdz_json *at)
{
	static const char *const keys[] = {"value", "change", "range",  "by_category", "by_area",
	                                   "by",    "from",   "except", "source"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (json_object_get(at->value, keys[i]) != NULL)
			return true;
	return false;
}

/* A change is measured from something. */
static void check_change(const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const enum pdz_target_kind kind = ind->target.kind;
	if (kind < PDZ_TARGET_INCREASE)
		return;
	if (ind->baseline.kind == PDZ_BASELINE_NONE)
		pdz_json_problem(at, "a change without a baseline", NULL, "expected \"baseline\" beside it");
	else if (kind == PDZ_TARGET_PERCENT && ind->baseline.kind == PDZ_BASELINE_GIVEN && ind->baseline.value <= 0 &&
	         ind->baseline.given_count == 0)
		pdz_json_problem(at, "a percentage of a baseline that is not above 0", NULL,
		                 "expected an amount, such as {\"change\": 5}");
}

void pdz_load_target(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	struct figures f = {.kind = ind->target.kind, .value = ind->target.value}; /* what the kind implies */
	struct pdz_target *t = &ind->target;
	bool fine = f.kind != PDZ_TARGET_NONE;
	t->from = t->by = PDZ_NO_DAY;
	if (at->value != NULL) {
		t->said = true;
		f = (struct figures){0};
		t->kind = PDZ_TARGET_NONE;
		if (is_form(at)) {
			fine = load_form(l, at, ind, &f);
			t->source = pdz_load_source(l, at, ind);
		} else if (pdz_json_has_type(at, JSON_OBJECT) || pdz_json_has_number(at)) {
			fine = pdz_mapping_load_value(l, at, &f);
		} else {
			fine = pdz_json_mistyped(
				at,
				"expected a number, numbers by period, or an object with value, change, range, by_category or by_area");
		}
	}
	if (fine && t->goals == NULL && (t->goals = pdz_loader_alloc(l, 1, sizeof *t->goals)) != NULL) {
		t->kind = f.kind;
		t->value = f.value;
		t->high = f.high;
		add_goal(l, ind, &f, PDZ_NONE, PDZ_NONE);
		check_change(at, ind);
	}
	if (!fine)
		t->kind = PDZ_TARGET_NONE;
}

void pdz_make_pace(struct pdz_loader *l, struct pdz_indicator *ind)
{
	struct pdz_promises p = promises_of(l->plan, ind);
	const struct pdz_promise worth = {for_plan, 0, 1};
	if (ind->baseline.kind == PDZ_BASELINE_NONE || l->plan->period.last == 0 ||
	    (p.growth != PDZ_ADDS_UP && p.growth != PDZ_COUNTED_ANEW))
		return;
	p.from = p.by = PDZ_NO_DAY;
	p.by_month_day = 0;
	p.yearly = true;
	p.list = &worth;
	p.count = 1;
	make_schedule(l, &p, &ind->baseline.pace);
}
