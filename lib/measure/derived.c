/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind derived: a figure of the figures of other indicators: their difference, ratio or sum, or the
 * change of one on the year before. Keeps no records of its own. */
#include "measure/parts.h"
#include "measure/standing.h"

#include <math.h>

enum rule { DIFFERENCE, RATIO, SUM, CHANGE };
static const char *const rules[] = {"difference", "ratio", "sum", "change", NULL};

/* Its own parameters. */
struct derived {
	enum rule rule;
};

static enum rule rule_of(const struct pdz_indicator *ind)
{
	return ((const struct derived *)ind->own)->rule;
}

/* A sum of sums is one: it adds up with time, is a total since the beginning, or a level, like all of its parts. */
static void accumulate_like_parts(const struct pdz_plan *plan, struct pdz_indicator *ind)
{
	bool wholes = ind->part_count > 0;
	for (size_t i = 0; i < ind->part_count; i++) {
		const struct pdz_indicator *part = &plan->indicators[ind->parts[i]];
		if (part->roll_up != plan->indicators[ind->parts[0]].roll_up)
			return;
		wholes &= part->wholes;
	}
	const enum pdz_roll_up of_parts = ind->part_count > 0 ? plan->indicators[ind->parts[0]].roll_up : PDZ_MEASURED;
	if (of_parts != PDZ_FLOW && of_parts != PDZ_CUMULATIVE && of_parts != PDZ_STOCK)
		return;
	ind->roll_up = of_parts;
	ind->wholes = wholes;
}

/* They are asked for up to a day: that of a deadline, or as far as this year has come. */
static void keep_days_of_parts(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	for (size_t i = 0; i < ind->part_count; i++) {
		const struct pdz_indicator *part = &plan->indicators[ind->parts[i]];
		for (uint32_t k = 0; k < part->slot_count; k++)
			plan->slots[part->first_slot + k].keep_days = true;
	}
}

static void load_derived(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	const struct pdz_json rule = pdz_json_get(at, "rule"), scale = pdz_json_get(at, "scale");
	struct derived *own = ind->own;
	int64_t n = 1;
	int choice = 0;
	pdz_json_choice(&rule, true, rules, &choice);
	own->rule = (enum rule)choice;
	const bool two = own->rule == DIFFERENCE || own->rule == RATIO;
	pdz_load_parts(l, PDZ_AT(at, "of"), own->rule == CHANGE ? 1 : 2, own->rule == CHANGE ? 1 : two ? 2 : SIZE_MAX, ind);
	if (scale.value != NULL && own->rule != RATIO && own->rule != CHANGE)
		pdz_json_problem(&scale, "only a ratio or a change has a scale", NULL,
		                 "expected \"rule\": \"ratio\" or \"change\"");
	if (pdz_json_integer(&scale, false, 1, 1000000, &n))
		ind->scale = (double)n;
	if (own->rule == SUM || own->rule == DIFFERENCE)
		accumulate_like_parts(l->plan, ind);
	keep_days_of_parts(l->plan, ind);
	ind->is_difference = own->rule == DIFFERENCE;
	if (ind->unit.n > 0)
		return;
	const bool unlike = own->rule == RATIO && ind->part_count == 2 &&
	                    !pdz_str_eq(l->plan->indicators[ind->parts[0]].unit, l->plan->indicators[ind->parts[1]].unit);
	if (own->rule == RATIO || own->rule == CHANGE) /* so many accesses over a share are not a percentage */
		ind->unit = unlike ? PDZ_STR("") : n == 100 ? PDZ_STR("%") : PDZ_STR("ratio");
	else if (ind->part_count > 0)
		ind->unit = l->plan->indicators[ind->parts[0]].unit;
}

static pdz_day day_a_year_before(pdz_day day)
{
	const int32_t month = pdz_day_month(day);
	const pdz_day last = pdz_month_first(month - 11) - 1,
				  same = pdz_month_first(month - 12) + (day - pdz_month_first(month));
	return same > last || pdz_day_month(day + 1) != month ? last : same;
}

/* The same period a year earlier, as far as this one has come. */
static struct pdz_view year_before(const struct pdz_view *view)
{
	struct pdz_view before = *view;
	before.period.first -= 12;
	before.period.last -= 12;
	before.end = day_a_year_before(pdz_view_stretch(view, view->period).known_to);
	return before;
}

/* The part stands in the list with its verdict; its figure is that of the whole period, up to the end of the view. */
static struct pdz_entry measured_part(const struct pdz_view *view, size_t i, struct pdz_entry *out)
{
	struct pdz_entry part;
	pdz_part_entry(view, i, out);
	view->measure_of(view, view->indicator->parts[i], &part);
	return part;
}

static void give_quotient(const struct pdz_view *view, struct pdz_value top, struct pdz_value bottom,
                          struct pdz_entry *out)
{
	if (bottom.number == 0)
		out->reason = PDZ_ZERO_DENOMINATOR;
	else
		out->value = pdz_value_of(top.number / bottom.number * view->indicator->scale);
}

static void give_derived(const struct pdz_view *view, struct pdz_value first, struct pdz_value second,
                         struct pdz_entry *out)
{
	out->numerator = first;
	out->denominator = second;
	switch (rule_of(view->indicator)) {
	case DIFFERENCE:
		out->value = pdz_value_of(first.number - second.number);
		break;
	case RATIO:
		give_quotient(view, first, second, out);
		break;
	case CHANGE:
		give_quotient(view, pdz_value_of(first.number - second.number), pdz_value_of(fabs(second.number)), out);
		break;
	case SUM:
		break;
	}
}

static void finish_derived(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	const bool change = rule_of(ind) == CHANGE;
	struct pdz_value values[2] = {{0}};
	double sum = 0;
	if (change && view->period.level == PDZ_PLAN) {
		out->reason = PDZ_NOT_APPLICABLE; /* there is no plan a year earlier */
		return;
	}
	for (size_t i = 0; i < ind->part_count && !*view->failed; i++) {
		const struct pdz_entry part = measured_part(view, i, out);
		const struct pdz_value value = part.value;
		if (!value.ok) {
			out->reason = part.reason;
			return;
		}
		sum += value.number;
		values[i < 2 ? i : 1] = value;
	}
	if (change && view->period.first - 12 < view->plan->period.first) {
		out->reason = PDZ_NO_DATA; /* what was before the plan is not known to be whole */
		return;
	}
	if (change) { /* both as far as this year's deliveries go: like with like */
		struct pdz_view at[2] = {*view, year_before(view)};
		at[0].end = pdz_view_stretch(view, view->period).known_to;
		for (size_t i = 0; i < 2; i++) {
			struct pdz_entry part;
			view->measure_of(&at[i], ind->parts[0], &part);
			pdz_take_coverage(view, &part, out);
			if (!part.value.ok) {
				out->reason = part.reason;
				return;
			}
			values[i] = part.value;
		}
	}
	out->n = pdz_value_of((double)ind->part_count);
	if (rule_of(ind) == SUM)
		out->value = pdz_value_of(sum);
	else
		give_derived(view, values[0], values[1], out);
	if (out->value.ok && out->coverage.ok && out->coverage.number < view->plan->settings.coverage) {
		pdz_widen_bounds(pdz_only_grows(view), out);
		out->reason = PDZ_INCOMPLETE;
	}
}

static const char *derived_statistic(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	static const char *const names[] = {"difference", "ratio_of_figures", "sum_of_figures", "change_on_year"};
	(void)plan;
	return names[rule_of(ind)];
}

static void define_derived(struct pdz_said *say)
{
	static const char *const words[] = {
		[DIFFERENCE] = "explain|the first of these figures less the second",
		[RATIO] = "explain|the first of these figures over the second",
		[SUM] = "explain|the sum of these figures",
		[CHANGE] = "explain|change of this figure on the same period of the year before, over that",
	};
	pdz_buf_z(&say->text, pdz_said_word(say, words[rule_of(say->ind)]));
	if (say->ind->scale != 1)
		pdz_said_with(say, "explain| × {0}", (int64_t)say->ind->scale);
	pdz_said_line(say, "explain|Value");
	pdz_said_parts(say);
}

static void derived_formula(struct pdz_said *say)
{
	static const char *const words[] = {
		[DIFFERENCE] = "explain|{0} − {1}",
		[RATIO] = "explain|{0} / {1}",
		[SUM] = "",
		[CHANGE] = "explain|{0} against {1} the year before",
	};
	if (rule_of(say->ind) == SUM)
		pdz_said_with(say, "explain|sum of {0} figures", (int64_t)say->ind->part_count);
	else
		pdz_said_fraction(say, words[rule_of(say->ind)]);
	pdz_said_equals(say);
}

static void derived_rule(const struct pdz_said *say, struct pdz_buf *b)
{
	pdz_buf_printf(b, ",\"rule\":\"%s\"", rules[rule_of(say->ind)]);
}

static const char *const keys[] = {"of", "rule", "scale", NULL};

const struct pdz_kind pdz_kind_derived = {
	.name = "derived",
	.keys = keys,
	.own_size = sizeof(struct derived),
	.load = load_derived,
	.finish = finish_derived,
	.statistic = derived_statistic,
	.define = define_derived,
	.formula = derived_formula,
	.rule = derived_rule,
	.of_parts = true,
};
