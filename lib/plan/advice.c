/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advice on what a plan says that can be meant so, and often is not, and on what meant something else
 * before 0.2. Each piece has a code, under which the plan can accept it, with a reason: in the indicator,
 * or at its top for all. */
#include "plan/loader.h"

#include "measure/kind.h"
#include "words/words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

/* Code, what is found, and what would be meant instead. */
#define ALL_ADVICE(X) \
	X(TARGET_ABOVE_SCALE, "target_above_scale", "a share of which 1 is all cannot be so much", \
	  "expected 0.8 for 80 %, or \"scale\": 100") \
	X(TARGET_BELOW_SCALE, "target_below_scale", "a percentage written as 80 has a target written as 0.8", \
	  "expected 80, or no \"scale\"") \
	X(FALL_WITHOUT_BETTER, "fall_without_better", "what is wanted falls, and higher is taken for better", \
	  "expected \"better\": \"lower\"") \
	X(NAME_SAYS_FALL, "name_says_fall", "the name speaks of less, and higher is taken for better", \
	  "expected \"better\": \"lower\", or said that it is not") \
	X(BETTER_AGAINST_CHANGE, "better_against_change", "the change that is wanted is not what is called better", \
	  "expected the other direction of one of them") \
	X(LESS_THAN_A_DAY, "less_than_a_day", "a time of less than a day, where a share may be meant", \
	  "expected days, or \"statistic\": \"share\"") \
	X(MORE_THAN_THERE_ARE, "more_than_there_are", "the plan has not so many municipalities", \
	  "expected a number of them") \
	X(AREAS_WITHOUT_TARGET, "areas_without_target", "the whole has no target, since not every municipality has one", \
	  "expected a target for each, or none of the whole") \
	X(FALLING_STEPS, "falling_steps", "a total since the beginning cannot fall, and its steps do", \
	  "expected each step at least as high as the one before") \
	X(MIXED_PERIODS, "mixed_periods", "a year and a part of it have a figure each", \
	  "expected years, or parts of them; \"plan\" for the whole") \
	X(DUE_OUTSIDE_PLAN, "due_outside_plan", "a day outside the plan", "expected a day of the plan") \
	X(BASELINE_IN_PLAN, "baseline_in_plan", "the baseline is of a day within the plan", \
	  "expected a day before it begins") \
	X(UNLINKED_PROPORTION, "unlinked_proportion", "no source tells of the same persons in both events", \
	  "expected one source with both: else the ids of one may not be those of the other") \
	X(DISTINCT_PLAIN_TARGET, "distinct_plain_target", \
	  "a distinct count has this target for the whole plan, and none for its years", \
	  "expected numbers by period if each year has one") \
	X(STEPS_OF_FLOW, "steps_of_flow", "steps of a flow are judged by the year alone", \
	  "expected \"roll_up\": \"cumulative\" if each step is to be judged") \
	X(YEARS_WITHOUT_TARGET, "years_without_target", \
	  "the plan is judged by the years that have a target, and some have none", \
	  "expected a number for each year, or \"roll_up\": \"cumulative\" for a total") \
	X(TARGET_OF_PLAN, "target_of_plan", "the target is for the whole plan, and the baseline one year's worth", \
	  "expected numbers by year if each year has it") \
	X(WAITS_FOR_EVER, "waits_for_ever", "nothing says by when it is due: until the plan ends it is not late", \
	  "expected \"due\", or \"target\": {\"by\": ...}, or said that records bear due dates") \
	X(PERCENT_OF_SHARE, "percent_of_share", "a percentage of a share: +10% of 0.46 is 0.506, not 0.56", \
	  "expected an amount such as {\"change\": 0.1} for points") \
	X(NOTHING_ASKED, "nothing_asked", "0 is reached by whatever happens", \
	  "expected \"better\": \"lower\" if none should be") \
	X(OFF_SCORE, "off_score", "outside the scale of the scores", "expected a score of the scale") \
	X(UNIT_OF_SHARE, "unit_of_share", "a share is written in this unit, not as a percentage", "expected no unit") \
	X(PART_WITHOUT_TARGET, "part_without_target", "a part has no target, so that its verdict is missing here", \
	  "expected a target in each part") \
	X(REPEATED, "repeated", "measured like another indicator, and held against the same", "expected one of the two") \
	X(UNUSED_EVENT, "unused_event", "no indicator looks at this event", "expected an indicator, or no such event") \
	X(EMPTY_OBJECTIVE, "empty_objective", "an objective without indicators", "expected one at least") \
	X(EMPTY_ACTION, "empty_action", "an action without indicators", "expected one at least") \
	X(NO_SOURCES, "no_sources", "nothing says who should send what: what did not come cannot be told from 0", \
	  "expected \"sources\"") \
	X(UNKNOWN_INHABITANTS, "unknown_inhabitants", "the inhabitants of an area are not known, and a rate needs them", \
	  "expected figures of each area, year and group: without them there is no rate of it, or of what holds it") \
	X(UNPROTECTED, "unprotected", "published tables show single persons", "expected 3 or more")

#define NAMED_BY(id, code, problem, expected) ADVICE_##id,
#define ROW_OF(id, code, problem, expected) {code, problem, expected},
#define CODE_OF(id, code, problem, expected) code,
enum advice { ALL_ADVICE(NAMED_BY) ADVICES };
static const struct {
	const char *code, *problem, *expected;
} texts[ADVICES] = {ALL_ADVICE(ROW_OF)};
const char *const pdz_advice_codes[] = {ALL_ADVICE(CODE_OF) NULL};

/* The place that the plan may accept it at: the indicator, or NULL. */
struct adviser {
	const struct pdz_loader *loader;
	const struct pdz_json *indicator;
};

static bool is_accepted_at(const struct pdz_json *at, const char *code)
{
	return at != NULL && json_object_get(json_object_get(at->value, "accepted_advice"), code) != NULL;
}

static void advise(const struct adviser *a, const struct pdz_json *at, enum advice advice, const char *subject)
{
	if (!is_accepted_at(a->indicator, texts[advice].code) && !is_accepted_at(a->loader->root, texts[advice].code))
		pdz_json_advise(at, texts[advice].code, texts[advice].problem, subject, texts[advice].expected);
}

void pdz_load_accepted_advice(const struct pdz_json *at)
{
	struct pdz_json member;
	struct pdz_str reason;
	if (!pdz_json_is_object(at, false))
		return;
	pdz_json_closed_to(at, pdz_advice_codes);
	for (void *i = NULL; pdz_json_next(at, &i, &member);)
		pdz_json_text(&member, true, &reason);
}

/* ---- the numbers of a target or baseline ---- */

struct span {
	double low, high, first, last;
	bool any, falls; /* falls: one is below the one before it */
};

/* In the order of the file, which for periods is that of time; of a change nothing is said here. */
static void span_numbers(const json_t *value, struct span *s)
{
	const char *key;
	json_t *part;
	if (json_is_number(value)) {
		const double v = json_number_value(value);
		s->falls |= s->any && v < s->last;
		s->low = s->any ? fmin(s->low, v) : v;
		s->high = s->any ? fmax(s->high, v) : v;
		s->first = s->any ? s->first : v;
		s->last = v;
		s->any = true;
	}
	json_object_foreach ((json_t *)(uintptr_t)value, key, part)
		if (strcmp(key, "change") != 0 && strcmp(key, "plan") != 0)
			span_numbers(part, s);
	for (size_t i = 0; i < json_array_size(value); i++)
		span_numbers(json_array_get(value, i), s);
}

static struct span advised_numbers(const struct pdz_json *at)
{
	struct span s = {0};
	if (at->value != NULL)
		span_numbers(at->value, &s);
	return s;
}

static bool is_kind(const struct pdz_indicator *ind, const char *name)
{
	return strcmp(ind->kind->name, name) == 0;
}

static const char *number_text(double v, char buf[32])
{
	snprintf(buf, 32, "%.10g", v);
	return buf;
}

/* Read as a percentage; bounded: at most 1. */
static bool is_share(const struct pdz_indicator *ind, bool *bounded)
{
	*bounded = ind->proportion || ind->statistic == PDZ_SHARE || is_kind(ind, "cadence") || is_kind(ind, "composite");
	return ind->scale == 1 && (*bounded || ind->planned_done || ind->statistic == PDZ_OF_PLANNED ||
	                           (is_kind(ind, "ratio") && pdz_str_is(ind->unit, "ratio")));
}

static void advise_on_scale(const struct adviser *a, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	static const char *const keys[] = {"target", "baseline", "minimum"};
	bool bounded;
	const bool share = is_share(ind, &bounded);
	char buf[32];
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const struct pdz_json where = pdz_json_get(at, keys[i]);
		const struct span s = advised_numbers(&where);
		if (s.any && share && s.high > (bounded ? 1 : ind->planned_done ? 2 : 10))
			advise(a, &where, ADVICE_TARGET_ABOVE_SCALE, number_text(s.high, buf));
		if (s.any && ind->scale == 100 && s.high > 0 && s.high <= 1)
			advise(a, &where, ADVICE_TARGET_BELOW_SCALE, number_text(s.high, buf));
	}
	const struct pdz_json unit = pdz_json_get(at, "unit");
	if (unit.value != NULL && ind->proportion && ind->scale == 1 && !pdz_str_is(ind->unit, "%"))
		advise(a, &unit, ADVICE_UNIT_OF_SHARE, json_string_value(unit.value));
	const struct pdz_json target = pdz_json_get(at, "target");
	if (share && ind->target.kind == PDZ_TARGET_PERCENT)
		advise(a, &target, ADVICE_PERCENT_OF_SHARE, NULL);
}

/* ---- periods ---- */

enum { MOST_STEPS = 512 };

/* The object whose keys are periods, if the target has one. */
static struct pdz_json steps_of(const struct pdz_json *target, const struct pdz_indicator *ind)
{
	const struct pdz_json value = pdz_json_get(target, "value");
	if (ind->target.kind != PDZ_TARGET_SERIES)
		return (struct pdz_json){0};
	return pdz_json_has_type(&value, JSON_OBJECT) ? value : *target;
}

static size_t read_periods(const struct pdz_json *steps, struct pdz_period *periods, size_t most)
{
	struct pdz_json member;
	size_t n = 0;
	for (void *i = NULL; steps->value != NULL && pdz_json_next(steps, &i, &member);)
		if (n < most && pdz_period_parse(pdz_str(member.key), &periods[n]) && periods[n].level != PDZ_PLAN)
			n++;
	return n;
}

/* Has a year a figure, and a part of it another? */
static bool is_mixed(const struct pdz_json *target, const struct pdz_indicator *ind)
{
	const struct pdz_json steps = steps_of(target, ind);
	struct pdz_period periods[MOST_STEPS];
	const size_t n = read_periods(&steps, periods, MOST_STEPS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (i != k && periods[k].level > periods[i].level && periods[k].first >= periods[i].first &&
			    periods[k].last <= periods[i].last)
				return true;
	return false;
}

/* ---- direction ---- */

static bool may_be_in_word(struct pdz_str s, size_t i)
{
	return i < s.n && (isalpha((unsigned char)s.p[i]) || (unsigned char)s.p[i] >= 0x80);
}

static bool has_word_at(struct pdz_str name, size_t at, const char *word)
{
	for (size_t i = 0; word[i] != '\0'; i++)
		if (tolower((unsigned char)name.p[at + i]) != (word[i] == '_' ? ' ' : (unsigned char)word[i]))
			return false;
	return true;
}

static bool says_less(struct pdz_str name)
{
	/* "_": a blank */
	static const char *const words[] = {
		"riduzione",  "diminuzione",   "ridurre",       "diminuire", "riduzioni",  "reduction",
		"reduce",     "fewer",         "decrease",      "non_oltre", "al_massimo", "al_più",
		"non_più_di", "non_superiore", "meno_del",      "meno_di",   "calo",       "contenimento",
		"at_most",    "no_more_than",  "not_more_than", "less_than", "below",      "abbattimento",
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const size_t n = strlen(words[i]);
		for (size_t k = 0; k + n <= name.n; k++)
			if (has_word_at(name, k, words[i]) && !may_be_in_word(name, k - 1) &&
			    !(k + n + 10 <= name.n && has_word_at(name, k + n, "_del_danno")) && /* a service, no fall */
			    (n > 5 || !may_be_in_word(name, k + n)))
				return true;
	}
	return false;
}

static bool is_against_change(const struct pdz_indicator *ind, const json_t *better)
{
	const enum pdz_target_kind kind = ind->target.kind;
	const bool falls = kind == PDZ_TARGET_DECREASE || (kind > PDZ_TARGET_DECREASE && ind->target.value < 0),
			   grows = kind == PDZ_TARGET_INCREASE || (kind > PDZ_TARGET_DECREASE && ind->target.value > 0);
	return json_is_string(better) && (strcmp(json_string_value(better), "lower") == 0 ? grows : falls);
}

static void advise_on_direction(const struct adviser *a, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const struct pdz_json better = pdz_json_get(at, "better"), target = pdz_json_get(at, "target"),
						  name = pdz_json_get(at, "name");
	const struct span s = advised_numbers(&target);
	const struct pdz_baseline *b = &ind->baseline;
	const enum pdz_target_kind kind = ind->target.kind;
	const bool by_size = kind == PDZ_TARGET_VALUE || kind == PDZ_TARGET_SERIES,
			   levels = ind->roll_up != PDZ_FLOW && ind->roll_up != PDZ_CUMULATIVE;
	if (is_against_change(ind, better.value))
		advise(a, &better, ADVICE_BETTER_AGAINST_CHANGE, NULL);
	if (better.value != NULL || ind->lower_is_better || kind == PDZ_TARGET_DECREASE)
		return;
	if (s.any && by_size && !is_mixed(&target, ind) &&
	    ((b->kind == PDZ_BASELINE_GIVEN && b->has_whole && (levels || kind == PDZ_TARGET_SERIES) &&
	      s.last < b->value) ||
	     (kind == PDZ_TARGET_SERIES && s.falls && ind->roll_up != PDZ_CUMULATIVE && s.last < s.first)))
		advise(a, &target, ADVICE_FALL_WITHOUT_BETTER, NULL);
	else if (kind != PDZ_TARGET_NONE && kind != PDZ_TARGET_RANGE && kind < PDZ_TARGET_INCREASE &&
	         says_less(ind->name) && !ind->kind->is_act && !is_kind(ind, "cadence") && !ind->planned_done)
		advise(a, &name, ADVICE_NAME_SAYS_FALL, NULL);
	if (s.any && kind == PDZ_TARGET_VALUE && s.high == 0 && ind->kind->value_is_count && b->kind == PDZ_BASELINE_NONE)
		advise(a, &target, ADVICE_NOTHING_ASKED, NULL);
}

/* ---- periods and days ---- */

static void advise_on_steps(const struct adviser *a, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const struct pdz_json target = pdz_json_get(at, "target"), steps = steps_of(&target, ind);
	const struct pdz_period *plan = pdz_loader_period(a->loader);
	struct pdz_period periods[MOST_STEPS];
	const size_t n = read_periods(&steps, periods, MOST_STEPS);
	bool within_year = false;
	size_t years = 0;
	if (n == 0 || plan == NULL)
		return;
	for (size_t i = 0; i < n; i++) {
		within_year |= periods[i].level > PDZ_YEAR;
		years += periods[i].level == PDZ_YEAR;
	}
	if (is_mixed(&target, ind))
		advise(a, &steps, ADVICE_MIXED_PERIODS, NULL);
	if (within_year && ind->roll_up == PDZ_FLOW)
		advise(a, &steps, ADVICE_STEPS_OF_FLOW, NULL);
	if (ind->roll_up == PDZ_CUMULATIVE && !ind->lower_is_better && advised_numbers(&steps).falls)
		advise(a, &steps, ADVICE_FALLING_STEPS, NULL);
	if (!within_year && ind->roll_up == PDZ_FLOW && n > 0 && years < (size_t)((plan->last - plan->first + 12) / 12))
		advise(a, &steps, ADVICE_YEARS_WITHOUT_TARGET, NULL);
}

/* A sum of targets is the whole's where every municipality has one. */
static void advise_on_whole(const struct adviser *a, const struct pdz_json *each, const struct pdz_indicator *ind)
{
	const struct pdz_plan *plan = a->loader->plan;
	for (uint32_t i = 0; i < plan->area_count; i++) {
		bool found = plan->areas[i].last != i;
		for (size_t k = 0; k < ind->target.goal_count; k++) {
			const uint32_t area = ind->target.goals[k].area;
			found |= area != PDZ_NONE && i >= area && i <= plan->areas[area].last;
		}
		if (!found) {
			advise(a, each, ADVICE_AREAS_WITHOUT_TARGET, plan->areas[i].code.p);
			return;
		}
	}
}

/* By area or category: what is said of each. */
static void advise_on_each(const struct adviser *a, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const struct pdz_period *plan = pdz_loader_period(a->loader);
	const bool areas = ind->target.kind == PDZ_TARGET_BY_AREA;
	const struct pdz_json target = pdz_json_get(at, "target"),
						  each = pdz_json_get(&target, areas ? "by_area" : "by_category");
	struct pdz_json member;
	bool plain = false;
	if (!areas && ind->target.kind != PDZ_TARGET_BY_CATEGORY)
		return;
	for (void *i = NULL; pdz_json_next(&each, &i, &member);) {
		plain |= json_is_number(member.value);
		if (ind->roll_up == PDZ_CUMULATIVE && !ind->lower_is_better && advised_numbers(&member).falls)
			advise(a, &member, ADVICE_FALLING_STEPS, member.key);
	}
	if (plain && ind->roll_up == PDZ_DISTINCT && plan != NULL && plan->last - plan->first >= 12)
		advise(a, &each, ADVICE_DISTINCT_PLAIN_TARGET, NULL);
	if (areas && ind->roll_up != PDZ_MEASURED && ind->roll_up != PDZ_DISTINCT && ind->roll_up != PDZ_ACCRUING)
		advise_on_whole(a, &each, ind);
}

static void advise_on_day(const struct adviser *a, const struct pdz_json *at, const char *key)
{
	const struct pdz_period *plan = pdz_loader_period(a->loader);
	const struct pdz_json where = pdz_json_get(at, key);
	pdz_day day;
	if (plan == NULL || !pdz_json_has_type(&where, JSON_STRING) ||
	    pdz_day_parse(pdz_str(json_string_value(where.value)), &day) != PDZ_PARSE_OK)
		return;
	if (day < pdz_period_begin(*plan) || day > pdz_period_end(*plan))
		advise(a, &where, ADVICE_DUE_OUTSIDE_PLAN, json_string_value(where.value));
}

static void advise_on_days(const struct adviser *a, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const struct pdz_period *plan = pdz_loader_period(a->loader);
	const struct pdz_json baseline = pdz_json_get(at, "baseline"), date = pdz_json_get(&baseline, "date"),
						  due = pdz_json_get(at, "due");
	if (ind->kind->is_act)
		advise_on_day(a, at, "due");
	advise_on_day(a, at, "measurable_from");
	const struct pdz_json year = pdz_json_get(&baseline, "year");
	if (plan != NULL && ind->baseline.kind == PDZ_BASELINE_COMPUTED && ind->baseline.period.last >= plan->first)
		advise(a, &year, ADVICE_BASELINE_IN_PLAN, json_string_value(year.value));
	if (plan != NULL && ind->baseline.kind == PDZ_BASELINE_GIVEN && ind->baseline.date != PDZ_NO_DAY &&
	    ind->baseline.date >= pdz_period_begin(*plan))
		advise(a, &date, ADVICE_BASELINE_IN_PLAN, json_string_value(date.value));
	if (ind->kind->is_act && due.value == NULL && ind->target.by == PDZ_NO_DAY && ind->target.by_month_day == 0)
		advise(a, at, ADVICE_WAITS_FOR_EVER, NULL);
}

/* ---- what is counted ---- */

static bool source_has_all(const struct pdz_plan_source *s, const struct pdz_selector *what)
{
	for (size_t i = 0; i < what->event_count; i++) {
		bool found = false;
		for (size_t k = 0; k < s->event_count; k++)
			found |= s->events[k] == what->events[i];
		if (!found)
			return false;
	}
	return true;
}

static const struct pdz_selector *selector_of(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	return o->count == 1 && o->terms[0].kind == PDZ_TERM_SELECTOR ? &plan->slots[o->terms[0].slot].selector : NULL;
}

static void advise_on_persons(const struct adviser *a, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const struct pdz_plan *plan = a->loader->plan;
	const struct pdz_selector *top = selector_of(plan, &ind->numerator), *bottom = selector_of(plan, &ind->denominator);
	bool linked = false;
	if (!ind->proportion || top == NULL || bottom == NULL || top->counted != PDZ_CASES || bottom->counted != PDZ_CASES)
		return;
	if (top->event_count == 1 && bottom->event_count == 1 && top->events[0] == bottom->events[0])
		return;
	for (size_t i = 0; i < plan->source_count; i++)
		linked |= source_has_all(&plan->sources[i], top) && source_has_all(&plan->sources[i], bottom);
	if (!linked)
		advise(a, PDZ_AT(at, "numerator"), ADVICE_UNLINKED_PROPORTION, NULL);
}

static bool counts_areas(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	const struct pdz_selector *s = selector_of(plan, &ind->numerator);
	return ind->kind->value_is_count && s != NULL && s->counted == PDZ_VALUES && s->column == PDZ_COL_AREA;
}

static double count_municipalities(const struct pdz_plan *plan)
{
	double n = 0;
	for (uint32_t i = 0; i < plan->area_count; i++)
		n += plan->areas[i].last == i;
	return n;
}

static void advise_on_amount(const struct adviser *a, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const struct pdz_period *plan = pdz_loader_period(a->loader);
	const struct pdz_json target = pdz_json_get(at, "target"), low = pdz_json_get(at, "minimum_score"),
						  high = pdz_json_get(at, "maximum_score"), mark = pdz_json_get(at, "mark");
	const bool years = plan != NULL && plan->last - plan->first >= 12;
	const struct span s = advised_numbers(&target), m = advised_numbers(&mark);
	if (years && ind->target.kind == PDZ_TARGET_VALUE && ind->roll_up == PDZ_DISTINCT && target.value != NULL)
		advise(a, &target, ADVICE_DISTINCT_PLAIN_TARGET, NULL);
	if (years && ind->target.kind == PDZ_TARGET_VALUE && ind->roll_up == PDZ_FLOW && ind->kind->value_is_count &&
	    ind->baseline.kind == PDZ_BASELINE_GIVEN && ind->baseline.has_whole && s.any &&
	    s.high < 2 * ind->baseline.value)
		advise(a, &target, ADVICE_TARGET_OF_PLAN, NULL);
	if (s.any && s.high > 0 && s.high < 1 && ind->kind->waits && ind->statistic != PDZ_SHARE &&
	    ind->statistic != PDZ_OF_PLANNED)
		advise(a, &target, ADVICE_LESS_THAN_A_DAY, NULL);
	if (s.any && counts_areas(a->loader->plan, ind) && s.high > count_municipalities(a->loader->plan))
		advise(a, &target, ADVICE_MORE_THAN_THERE_ARE, NULL);
	if (!is_kind(ind, "score"))
		return;
	if (ind->statistic != PDZ_SHARE && s.any &&
	    ((json_is_number(low.value) && s.low < json_number_value(low.value)) ||
	     (json_is_number(high.value) && s.high > json_number_value(high.value))))
		advise(a, &target, ADVICE_OFF_SCORE, NULL);
	if (m.any && ((json_is_number(low.value) && m.low < json_number_value(low.value)) ||
	              (json_is_number(high.value) && m.high > json_number_value(high.value))))
		advise(a, &mark, ADVICE_OFF_SCORE, NULL);
}

void pdz_advise_indicator(const struct pdz_loader *l, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const struct adviser a = {l, at};
	advise_on_scale(&a, at, ind);
	advise_on_direction(&a, at, ind);
	advise_on_steps(&a, at, ind);
	advise_on_each(&a, at, ind);
	advise_on_days(&a, at, ind);
	advise_on_persons(&a, at, ind);
	advise_on_amount(&a, at, ind);
}

/* ---- the plan as a whole ---- */

static void advise_on_events(const struct adviser *a, const struct pdz_json *root)
{
	const struct pdz_plan *plan = a->loader->plan;
	struct pdz_json member;
	const struct pdz_json events = pdz_json_get(root, "events");
	for (void *i = NULL; pdz_json_next(&events, &i, &member);) {
		const uint32_t event = pdz_plan_event(plan, pdz_str(member.key));
		if (event != PDZ_NONE && plan->dispatch_first[event] == plan->dispatch_first[event + 1])
			advise(a, &member, ADVICE_UNUSED_EVENT, member.key);
	}
}

static void advise_on_objectives(const struct adviser *a, const struct pdz_json *root)
{
	const struct pdz_json objectives = pdz_json_get(root, "objectives");
	for (size_t o = 0; o < pdz_json_size(&objectives); o++) {
		const struct pdz_json objective = pdz_json_item(&objectives, o), actions = pdz_json_get(&objective, "actions");
		size_t count = pdz_json_size(PDZ_AT(&objective, "indicators"));
		for (size_t k = 0; k < pdz_json_size(&actions); k++) {
			const struct pdz_json action = pdz_json_item(&actions, k), its = pdz_json_get(&action, "indicators");
			count += pdz_json_size(&its);
			if (pdz_json_size(&its) == 0)
				advise(a, &action, ADVICE_EMPTY_ACTION, json_string_value(json_object_get(action.value, "code")));
		}
		if (count == 0)
			advise(a, &objective, ADVICE_EMPTY_OBJECTIVE, json_string_value(json_object_get(objective.value, "code")));
	}
}

/* The first municipality of which the plan does not know who lives there. */
static void advise_on_inhabitants(const struct adviser *a, const struct pdz_json *at, const struct pdz_operand *o)
{
	const struct pdz_plan *plan = a->loader->plan;
	const struct pdz_period *period = pdz_loader_period(a->loader);
	for (size_t i = 0; i < o->count && period != NULL; i++)
		for (uint32_t area = 0; o->terms[i].kind == PDZ_TERM_POPULATION && area < plan->area_count; area++)
			if (plan->areas[area].last == area &&
			    !pdz_plan_population(plan, area, period->first / 12, o->terms[i].people, o->terms[i].people_count).ok &&
			    !pdz_plan_population(plan, 0, period->first / 12, o->terms[i].people, o->terms[i].people_count).ok) {
				advise(a, at, ADVICE_UNKNOWN_INHABITANTS, plan->areas[area].code.p);
				return;
			}
}

/* Composites look at parts that may come after them, and repeated ones at what came before. */
static void advise_between(const struct pdz_loader *l, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const struct pdz_plan *plan = l->plan;
	const struct adviser a = {l, at};
	const struct pdz_json denominator = pdz_json_get(at, "denominator");
	advise_on_inhabitants(&a, &denominator, &ind->denominator);
	for (size_t i = 0; is_kind(ind, "composite") && i < ind->part_count; i++) {
		const struct pdz_indicator *part = &plan->indicators[ind->parts[i]];
		if (part->target.kind == PDZ_TARGET_NONE && !part->minimum.given)
			advise(&a, PDZ_AT(at, "of"), ADVICE_PART_WITHOUT_TARGET, part->code.p);
	}
	for (const struct pdz_indicator *other = plan->indicators; other < ind; other++)
		if (strcmp(other->definition, ind->definition) == 0 && strcmp(other->assessment, ind->assessment) == 0) {
			advise(&a, at, ADVICE_REPEATED, other->code.p);
			break;
		}
}

static void walk_indicators(const struct pdz_loader *l, const struct pdz_json *list, uint32_t *next)
{
	for (size_t i = 0; i < pdz_json_size(list); i++) {
		const struct pdz_json item = pdz_json_item(list, i);
		advise_between(l, &item, &l->plan->indicators[(*next)++]);
	}
}

void pdz_advise_plan(const struct pdz_loader *l, const struct pdz_json *root)
{
	const struct adviser a = {l, NULL};
	const struct pdz_json objectives = pdz_json_get(root, "objectives"), settings = pdz_json_get(root, "settings");
	uint32_t next = 0;
	for (size_t o = 0; o < pdz_json_size(&objectives); o++) {
		const struct pdz_json objective = pdz_json_item(&objectives, o), actions = pdz_json_get(&objective, "actions");
		for (size_t k = 0; k < pdz_json_size(&actions); k++) {
			const struct pdz_json action = pdz_json_item(&actions, k);
			walk_indicators(l, PDZ_AT(&action, "indicators"), &next);
		}
		walk_indicators(l, PDZ_AT(&objective, "indicators"), &next);
	}
	advise_on_objectives(&a, root);
	advise_on_events(&a, root);
	if (l->plan->source_count == 0)
		advise(&a, root, ADVICE_NO_SOURCES, NULL);
	if (l->plan->settings.suppress_below < 3)
		advise(&a, PDZ_AT(&settings, "suppress_below"), ADVICE_UNPROTECTED, NULL);
}
