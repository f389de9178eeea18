/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind ratio: numerator / denominator; done / planned of one selector. */
#include "measure/said.h"
#include "measure/shares.h"
#include "measure/stand.h"

#include <math.h>
#include <stdio.h>

extern const struct pdz_kind pdz_kind_ratio;

enum { NUMERATOR, DENOMINATOR };

static const struct pdz_cohort *cohort_of(const struct pdz_indicator *ind)
{
	return ind->own;
}

bool pdz_ratio_follows(const struct pdz_indicator *ind)
{
	return ind->kind == &pdz_kind_ratio && cohort_of(ind)->given;
}

static const struct pdz_selector *single(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	return o->count == 1 && o->terms[0].kind == PDZ_TERM_SELECTOR ? &plan->slots[o->terms[0].slot].selector : NULL;
}

/* Are numbers of the same things counted, each once? */
static bool is_of_distinct(const struct pdz_selector *a, const struct pdz_selector *b)
{
	if (a->counted == PDZ_CASES && b->counted == PDZ_CASES)
		return a->yearly == b->yearly;
	return a->counted == PDZ_VALUES && b->counted == PDZ_VALUES && a->column == b->column;
}

/* Is every condition of b one that a has too, or a narrower one? */
static bool is_narrower(const struct pdz_selector *a, const struct pdz_selector *b)
{
	for (size_t i = 0; i < b->where_count; i++) {
		bool found = false;
		for (size_t k = 0; k < a->where_count && !found; k++)
			found = pdz_filter_contains(&b->where[i], &a->where[k]);
		if (!found)
			return false;
	}
	return true;
}

static bool has_all(const uint32_t *of, size_t n, const uint32_t *wanted, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool found = false;
		for (size_t k = 0; k < n && !found; k++)
			found = of[k] == wanted[i];
		if (!found)
			return false;
	}
	return true;
}

/* Does b pick whatever a picks, but for its status, and count it in the same way? */
static bool is_contained_but_for_status(const struct pdz_selector *a, const struct pdz_selector *b)
{
	return a->counted == b->counted && a->counted != PDZ_CASES && a->counted != PDZ_VALUES && a->stock == b->stock &&
	       has_all(b->events, b->event_count, a->events, a->event_count) && is_narrower(a, b);
}

static bool is_contained(const struct pdz_selector *a, const struct pdz_selector *b)
{
	return (b->any_status || (!a->any_status && a->status == b->status)) && is_contained_but_for_status(a, b);
}

/* Done over planned of the same records, spelled as numerator and denominator? */
static bool is_done_over_planned(const struct pdz_selector *top, const struct pdz_selector *bottom)
{
	return top != NULL && bottom != NULL && !top->any_status && top->status == PDZ_DONE &&
	       pdz_selects_planned(bottom) && is_contained_but_for_status(top, bottom) &&
	       is_contained_but_for_status(bottom, top);
}

/* A ratio that could exceed 1 is not a share. */
static void check_proportion(const struct pdz_loader *l, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	const struct pdz_selector *top = single(l->plan, &ind->numerator), *bottom = single(l->plan, &ind->denominator);
	if (ind->numerator.count == 0 || ind->denominator.count == 0)
		return; /* told already */
	if (ind->planned_done)
		pdz_json_problem(at, "done over planned is no proportion", NULL, "expected numerator and denominator");
	else if (top == NULL || bottom == NULL || (!is_of_distinct(top, bottom) && !is_contained(top, bottom)))
		pdz_json_problem(at, "the numerator may lie outside the denominator", NULL,
		                 "expected cases over cases, or a selector that the denominator's contains");
}

/* {"within_days": 200}, or true. */
static void load_cohort(const struct pdz_loader *l, const struct pdz_json *at, const struct pdz_indicator *ind,
                        struct pdz_cohort *out)
{
	static const char *const keys[] = {"within_days", NULL};
	const struct pdz_selector *top = single(l->plan, &ind->numerator), *bottom = single(l->plan, &ind->denominator);
	int64_t n = 0;
	if (at->value == NULL)
		return;
	out->within_days = INT32_MAX;
	if (pdz_json_has_type(at, JSON_OBJECT)) {
		pdz_json_closed_to(at, keys);
		out->given = pdz_json_integer(PDZ_AT(at, "within_days"), true, 0, 36500, &n);
		out->within_days = (int32_t)n;
	} else if (!json_is_true(at->value)) {
		pdz_json_mistyped(at, "expected true, or an object with within_days");
	} else {
		out->given = true;
	}
	if (!out->given || ind->numerator.count == 0 || ind->denominator.count == 0)
		return;
	if (!ind->proportion || top == NULL || bottom == NULL || top->counted != PDZ_CASES ||
	    bottom->counted != PDZ_CASES || bottom->yearly)
		pdz_json_problem(at, "a cohort is a proportion of cases", NULL,
		                 "expected \"proportion\": true, and cases to count above and below");
	else if (pdz_selector_follows_cases(top) || bottom->every || bottom->none_count > 0 || bottom->at_least_days > 0)
		pdz_json_problem(at, "a cohort beside a condition on cases", NULL,
		                 "expected first_seen of the denominator, or none");
}

static struct pdz_operand operand_of(struct pdz_loader *l, const struct pdz_selector *s, uint32_t role)
{
	struct pdz_operand o = {.terms = pdz_loader_alloc(l, 1, sizeof *o.terms)};
	if (o.terms != NULL) {
		o.terms[0] = (struct pdz_term){.kind = PDZ_TERM_SELECTOR, .slot = pdz_loader_slot(l, s, role)};
		o.count = 1;
	}
	return o;
}

static void load_planned_done(struct pdz_loader *l, const struct pdz_json *of, struct pdz_indicator *ind)
{
	struct pdz_selector selector;
	const struct pdz_json status = pdz_json_get(of, "status");
	if (!pdz_json_is_object(of, true))
		return;
	pdz_json_closed_to(of, pdz_selector_keys);
	if (status.value != NULL)
		pdz_json_problem(&status, "status has no place in of", NULL, "expected none: it is done over planned");
	if (!pdz_load_selector(l, of, &selector))
		return;
	ind->planned_done = true;
	ind->roll_up = PDZ_ACCRUING;
	ind->target = (struct pdz_target){.kind = PDZ_TARGET_VALUE, .value = 1}; /* all that was planned */
	selector.status = PDZ_DONE;
	selector.when_due = !selector.stock;
	ind->numerator = operand_of(l, &selector, NUMERATOR);
	selector.when_due = false;
	selector.status = PDZ_PLANNED;
	ind->denominator = operand_of(l, &selector, DENOMINATOR);
}

/* Over a whole year's budget or plan the value grows as the year passes; inhabitants are counted by the days lived. */
static bool accrues(const struct pdz_plan *plan, const struct pdz_operand *denominator)
{
	for (size_t i = 0; i < denominator->count; i++) {
		const struct pdz_term *t = &denominator->terms[i];
		if (t->kind == PDZ_TERM_POPULATION)
			continue;
		if (t->kind == PDZ_TERM_SELECTOR ? pdz_selects_planned(&plan->slots[t->slot].selector) : !t->stock)
			return true;
	}
	return false;
}

/* A level, or who is in force, does not grow with the year. */
static bool stands_still(const struct pdz_plan *plan, const struct pdz_operand *numerator)
{
	const struct pdz_selector *s = single(plan, numerator);
	return s != NULL && (s->stock || (s->in_force != PDZ_NOT_IN_FORCE && s->in_force != PDZ_IN_FORCE_DURING));
}

/* What is there at the end of a month is set beside those who live there then, not beside their years. */
static void set_beside_level(struct pdz_operand *denominator)
{
	for (size_t i = 0; i < denominator->count; i++)
		denominator->terms[i].stock |= denominator->terms[i].kind == PDZ_TERM_POPULATION;
}

/* The same ten persons in each of three years, over the inhabitants of three years, are ten a year: distinct cases
 * are counted once in each year. Who is in force does not add up with the years at all. */
static void count_year_by_year(struct pdz_loader *l, const struct pdz_json *at, const struct pdz_indicator *ind)
{
	for (size_t i = 0; i < ind->numerator.count; i++) {
		if (ind->numerator.terms[i].kind != PDZ_TERM_SELECTOR)
			continue;
		struct pdz_selector *s = &l->plan->slots[ind->numerator.terms[i].slot].selector;
		if (s->stock || (s->in_force != PDZ_NOT_IN_FORCE && s->in_force != PDZ_IN_FORCE_DURING))
			pdz_json_problem(at, "a level over the inhabitants of a time", NULL,
			                 "expected \"stock\": true of the population, those living there then");
		else if (s->counted == PDZ_CASES && !s->every && !s->first_seen) /* these come but once */
			s->yearly = true;
	}
}

/* The unit of what an operand sums; empty: it counts, or is a plain figure. */
static struct pdz_str unit_summed(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	for (size_t i = 0; i < o->count; i++) {
		const struct pdz_term *t = &o->terms[i];
		if (t->kind == PDZ_TERM_BUDGET)
			return PDZ_STR("euro");
		if (t->kind == PDZ_TERM_SELECTOR && plan->slots[t->slot].selector.counted == PDZ_QUANTITY &&
		    plan->slots[t->slot].selector.event_count > 0)
			return plan->events[plan->slots[t->slot].selector.events[0]].unit;
	}
	return PDZ_STR("");
}

/* Of what there is so much for each: what is summed, who is counted, who lives there. */
static struct pdz_str unit_of_each(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	const bool italian = strcmp(plan->language, "it") == 0;
	const struct pdz_term *t = &o->terms[0];
	const struct pdz_str summed = unit_summed(plan, o);
	if (o->count == 0)
		return PDZ_STR("");
	if (summed.n > 0)
		return summed;
	if (t->kind == PDZ_TERM_POPULATION)
		return italian ? PDZ_STR("abitante") : PDZ_STR("inhabitant");
	if (t->kind != PDZ_TERM_SELECTOR)
		return PDZ_STR("");
	if (plan->slots[t->slot].selector.counted == PDZ_CASES)
		return italian ? PDZ_STR("caso") : PDZ_STR("case");
	return plan->slots[t->slot].selector.counted == PDZ_RECORDS
	           ? (italian ? PDZ_STR("registrazione") : PDZ_STR("record"))
	           : (italian ? PDZ_STR("unità") : PDZ_STR("unit")); /* of what, the plan does not say */
}

/* Money or hours per something are not a percentage: "ore per caso", "euro per 1000 abitante". */
static struct pdz_str unit_of_measures(struct pdz_loader *l, const struct pdz_indicator *ind, int64_t scale)
{
	const struct pdz_str top = unit_summed(l->plan, &ind->numerator), each = unit_of_each(l->plan, &ind->denominator);
	struct pdz_buf text = {0};
	if (ind->planned_done || ind->proportion || ind->numerator.count != 1 || ind->denominator.count != 1 ||
	    each.n == 0 || !pdz_unit_is_measure(top) || pdz_str_eq(top, each) || (pdz_is_money(top) && pdz_is_money(each)))
		return PDZ_STR("");
	pdz_buf_str(&text, top);
	pdz_buf_z(&text, " per ");
	if (scale != 1)
		pdz_buf_printf(&text, "%lld ", (long long)scale);
	pdz_buf_str(&text, each);
	l->no_memory |= text.failed;
	const struct pdz_str s = pdz_loader_copy(l, pdz_buf_view(&text));
	pdz_buf_release(&text);
	return s;
}

/* sound: the operands are whole, without a mistake. */
static struct pdz_str unit_of_ratio(struct pdz_loader *l, const struct pdz_indicator *ind, int64_t scale, bool sound)
{
	const struct pdz_str measures = sound ? unit_of_measures(l, ind, scale) : PDZ_STR("");
	char per[32];
	if (measures.n > 0)
		return measures;
	if (scale == 1)
		return PDZ_STR("ratio");
	if (scale == 100)
		return PDZ_STR("%");
	snprintf(per, sizeof per, "per %lld", (long long)scale);
	return pdz_loader_copy(l, pdz_str(per));
}

static void load_ratio(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	const struct pdz_json of = pdz_json_get(at, "of"), numerator = pdz_json_get(at, "numerator"),
						  denominator = pdz_json_get(at, "denominator"), proportion = pdz_json_get(at, "proportion"),
						  scale = pdz_json_get(at, "scale");
	int64_t n = 1;
	if (of.value != NULL && (numerator.value != NULL || denominator.value != NULL)) {
		pdz_json_problem(&of, "of beside numerator or denominator", NULL, "expected one or the other");
	} else if (of.value != NULL) {
		load_planned_done(l, &of, ind);
	} else if (numerator.value == NULL || denominator.value == NULL) {
		pdz_json_problem(at, "missing key", numerator.value == NULL ? "numerator" : "denominator",
		                 "expected numerator and denominator, or of");
	} else {
		pdz_load_operand(l, &numerator, NUMERATOR, &ind->numerator);
		if (pdz_load_operand(l, &denominator, DENOMINATOR, &ind->denominator))
			pdz_check_denominator(&denominator, &ind->denominator);
		if (stands_still(l->plan, &ind->numerator))
			set_beside_level(&ind->denominator);
		else if (accrues(l->plan, &ind->denominator))
			ind->roll_up = PDZ_ACCRUING;
		if (is_done_over_planned(single(l->plan, &ind->numerator), single(l->plan, &ind->denominator)))
			l->plan->slots[ind->numerator.terms[0].slot].selector.when_due = true;
	}
	if (pdz_is_of_person_years(&ind->denominator))
		count_year_by_year(l, &numerator, ind);
	pdz_json_bool(&proportion, &ind->proportion);
	if (ind->proportion)
		check_proportion(l, &proportion, ind);
	load_cohort(l, PDZ_AT(at, "cohort"), ind, ind->own);
	if (cohort_of(ind)->given && single(l->plan, &ind->numerator) != NULL)
		pdz_loader_follow(l, ind->numerator.terms[0].slot);
	if (!pdz_json_integer(&scale, false, 1, 1000000, &n))
		n = 1;
	ind->scale = (double)n;
	if (ind->unit.n == 0)
		ind->unit = unit_of_ratio(l, ind, n, !l->no_memory && at->doc->errors == 0);
}

/* Events that happen singly, rather than something that is there: only they vary as Poisson does. */
static bool counts_events(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	const struct pdz_selector *s = single(plan, o);
	return s != NULL && !s->stock && pdz_selector_counts(plan, s);
}

static bool is_whole_number(double v)
{
	return v >= 0 && v < 9e15 && v == (double)(uint64_t)v;
}

/* Which interval holds for this ratio, if any. */
static struct pdz_interval interval(const struct pdz_view *view, double top, double bottom)
{
	const struct pdz_indicator *ind = view->indicator;
	const double confidence = view->plan->settings.confidence;
	struct pdz_interval i = {0};
	if (ind->proportion && counts_events(view->plan, &ind->numerator) && is_whole_number(top) &&
	    is_whole_number(bottom) && top <= bottom)
		i = pdz_stat_wilson((uint64_t)top, (uint64_t)bottom, confidence);
	else if (counts_events(view->plan, &ind->numerator) && ind->denominator.count == 1 &&
	         ind->denominator.terms[0].kind == PDZ_TERM_POPULATION && is_whole_number(top))
		i = pdz_stat_rate((uint64_t)top, bottom, confidence);
	i.low *= ind->scale;
	i.high *= ind->scale;
	return i;
}

/* Are the cases of the numerator looked for among those of the denominator? */
static bool is_of_cases(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	return ind->proportion && is_of_distinct(single(plan, &ind->numerator), single(plan, &ind->denominator));
}

static struct pdz_case_share case_share_of(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_indicator *ind = view->indicator;
	const uint32_t top = ind->numerator.terms[0].slot, bottom = ind->denominator.terms[0].slot;
	return cohort_of(ind)->given ? pdz_share_of_cohort(view, top, bottom, cohort_of(ind), marks)
	                             : pdz_share_of_cases(view, top, bottom, marks);
}

static struct pdz_amount amount_of(const struct pdz_view *view, uint64_t n)
{
	if (pdz_view_unfed(view))
		return (struct pdz_amount){.reason = PDZ_NO_DATA};
	return (struct pdz_amount){.value = pdz_value_of((double)n), .n = n};
}

static void ratio_sides(const struct pdz_view *view, struct pdz_amount *top, struct pdz_amount *bottom)
{
	const struct pdz_indicator *ind = view->indicator;
	if (!is_of_cases(view->plan, ind)) {
		*top = pdz_operand_amount(view, &ind->numerator);
		*bottom = pdz_operand_amount(view, &ind->denominator);
		return;
	}
	const struct pdz_case_share s = case_share_of(view, NULL);
	*bottom = amount_of(view, s.whole);
	*top = amount_of(view, s.part);
}

/* Whoever entered too lately may still turn it. */
static void give_cohort(const struct pdz_view *view, const struct pdz_case_share *s, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct pdz_cohort *cohort = cohort_of(ind);
	const double all = (double)(s->whole + s->young);
	out->unjudged = cohort->within_days == INT32_MAX;
	if (out->unjudged)
		return;
	const pdz_day end = pdz_view_stretch(view, view->period).end; /* of a year, where the plan ends in it */
	out->followed_to = end + cohort->within_days;
	if (s->young > 0 && s->whole == 0)
		out->reason = PDZ_NOT_DUE;
	if (s->young == 0 || view->as_of < end)
		return; /* until the period is over the value itself is judged */
	out->least = pdz_value_of((double)(s->part + s->young_part) / all * ind->scale);
	out->most = pdz_value_of((double)(s->part + s->young) / all * ind->scale);
}

static void give_share_of_cases(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_case_share s = case_share_of(view, NULL);
	if (cohort_of(view->indicator)->given)
		give_cohort(view, &s, out);
	else
		out->detail.strays = pdz_value_of((double)s.strays);
}

static void finish_ratio(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	struct pdz_amount top, bottom;
	ratio_sides(view, &top, &bottom);
	out->numerator = top.value;
	out->denominator = bottom.value;
	if (!bottom.value.ok || !top.value.ok) {
		out->reason = !bottom.value.ok ? bottom.reason : top.reason;
		return;
	}
	out->n = pdz_value_of((double)(top.n + (ind->proportion ? 0 : bottom.n)));
	if (ind->proportion)
		out->n = bottom.value;
	pdz_count_breakdown(view, out);
	if (bottom.value.number == 0)
		out->reason = PDZ_ZERO_DENOMINATOR;
	else if (ind->proportion && bottom.value.number < (double)view->plan->settings.minimum_n)
		out->reason = PDZ_TOO_FEW;
	else if (ind->proportion && (top.value.number < 0 || top.value.number > bottom.value.number))
		out->reason = PDZ_NOT_A_SHARE; /* a correction below 0 of what was told elsewhere */
	if (is_of_cases(view->plan, ind))
		give_share_of_cases(view, out);
	if (out->reason != PDZ_REASON_NONE)
		return;
	out->value = pdz_value_of(top.value.number / bottom.value.number * ind->scale);
	const struct pdz_interval i = interval(view, top.value.number, bottom.value.number);
	if (i.ok && !i.open) {
		out->low = pdz_value_of(i.low);
		out->high = pdz_value_of(i.high);
		out->method = pdz_str(i.method);
	}
}

/* Below the line stands what was planned: by its dates, as far as it has any, it says what to expect. */
static bool is_planned(const struct pdz_plan *plan, const struct pdz_operand *o)
{
	if (o->count != 1 || o->terms[0].kind != PDZ_TERM_SELECTOR)
		return false;
	const struct pdz_selector *s = &plan->slots[o->terms[0].slot].selector;
	return pdz_selects_planned(s) && (s->counted == PDZ_QUANTITY || s->counted == PDZ_RECORDS);
}

/* Below the line stands a figure for each year: of each so much is expected as has passed of it. */
static void stand_to_years(const struct pdz_view *view, struct pdz_entry *e, struct pdz_standing *s)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct pdz_stretch at = pdz_view_stretch(view, view->period);
	const bool is_plain = ind->target.kind == PDZ_TARGET_VALUE || ind->target.kind == PDZ_TARGET_RANGE;
	if (ind->roll_up != PDZ_ACCRUING || !is_plain || s->over || !e->denominator.ok || e->denominator.number <= 0)
		return;
	const struct pdz_value to_date = pdz_series_to_date(view, &ind->denominator, at.known_to);
	if (!to_date.ok)
		return;
	s->expected = pdz_value_of(s->target.number * to_date.number / e->denominator.number);
	if (s->high.ok)
		s->high_by_now = pdz_value_of(s->high.number * to_date.number / e->denominator.number);
	if (at.end - at.begin > 365)
		e->expected_as = PDZ_PACE_BY_YEAR;
}

/* Of what was planned, the share that is asked for of so much as is due. */
static struct pdz_value share_by_now(struct pdz_value asked, double by_now, double all, enum pdz_rounding rounding)
{
	return pdz_value_of(pdz_round_expected(asked.number * by_now, rounding) / all);
}

static void stand_ratio(const struct pdz_view *view, struct pdz_entry *e, struct pdz_standing *s)
{
	const struct pdz_indicator *ind = view->indicator;
	stand_to_years(view, e, s);
	if (!is_planned(view->plan, &ind->denominator) || !s->value.ok || e->judged_count > 0 || e->denominator.number <= 0)
		return;
	const struct pdz_stretch at = pdz_view_stretch(view, view->period);
	const struct pdz_planned p = pdz_count_planned(view, ind->denominator.terms[0].slot, at.known_to);
	const double all = e->denominator.number, days = (double)(at.end - at.begin + 1),
				 by_now = p.due + p.undated * (double)(at.known_to - at.begin + 1) / days;
	const bool wholes = all == floor(all) && p.due == floor(p.due);
	e->detail.unplanned = (struct pdz_value){e->numerator.number > all, e->numerator.number - all};
	s->one = wholes ? ind->scale / all : 0;
	if (!s->over)
		s->expected = share_by_now(s->target, by_now, all / ind->scale, wholes ? PDZ_ROUND_DOWN : PDZ_EXACT);
	if (!s->over && s->high.ok)
		s->high_by_now = share_by_now(s->high, by_now, all / ind->scale, wholes ? PDZ_ROUND_UP : PDZ_EXACT);
	if (p.undated == all)
		return; /* linearly, like any other */
	e->expected_as = PDZ_PACE_DUE;
	e->expected_from = e->expected_to = PDZ_NO_DAY;
	s->ground = s->ground == PDZ_GROUND_TO_DATE ? PDZ_GROUND_DUE : s->ground;
}

static void use_ratio(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_indicator *ind = view->indicator;
	if (!is_of_cases(view->plan, ind) || !cohort_of(ind)->given)
		pdz_count_use(view, marks);
	if (is_of_cases(view->plan, ind))
		case_share_of(view, marks);
}

/* A cohort looks at days. */
static void prepare_ratio(struct pdz_slot *slot, const struct pdz_indicator *ind)
{
	pdz_count_prepare(slot, ind);
	slot->keep_days |= cohort_of(ind)->given;
}

static const char *ratio_statistic(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	(void)plan;
	return ind->planned_done ? "done_over_planned" : "ratio";
}

static void define_ratio(struct pdz_said *say)
{
	pdz_buf_z(&say->text, pdz_said_word(say, "explain|numerator / denominator"));
	if (say->ind->scale != 1)
		pdz_said_with(say, "explain| × {0}", (int64_t)say->ind->scale);
	pdz_said_line(say, "explain|Value");
	pdz_said_operand(say, &say->ind->numerator);
	pdz_said_line(say, "explain|Numerator");
	pdz_said_operand(say, &say->ind->denominator);
	pdz_said_line(say, "explain|Denominator");
	if (single(say->plan, &say->ind->numerator) != NULL && single(say->plan, &say->ind->numerator)->when_due) {
		pdz_buf_z(
			&say->text,
			pdz_said_word(
				say,
				"explain|what was to be done by a day belongs to the period of that day, above the line as below"));
		pdz_said_line(say, "explain|Rule");
	}
	if (pdz_is_of_person_years(&say->ind->denominator) && single(say->plan, &say->ind->numerator) != NULL &&
	    single(say->plan, &say->ind->numerator)->yearly) {
		pdz_buf_z(&say->text,
		          pdz_said_word(say, "explain|per average year: of several years each person once in each"));
		pdz_said_line(say, "explain|Rule");
	}
	if (!say->ind->proportion)
		return;
	if (!cohort_of(say->ind)->given)
		pdz_buf_z(&say->text, pdz_said_word(say, "explain|of the numerator only what is in the denominator too"));
	else if (cohort_of(say->ind)->within_days == INT32_MAX)
		pdz_buf_z(
			&say->text,
			pdz_said_word(
				say,
				"explain|the cases that entered in the period, followed to the day up to which records are looked at; "
				"no verdict"));
	else
		pdz_said_with(
			say, "explain|the cases that entered in the period and at least {0} days ago, each followed for so long",
			cohort_of(say->ind)->within_days);
	pdz_said_line(say, "explain|Rule");
}

static void ratio_formula(struct pdz_said *say)
{
	pdz_said_role(say, "numerator");
	pdz_buf_z(&say->text, " / ");
	pdz_said_role(say, "denominator");
	if (say->ind->scale != 1) {
		pdz_buf_z(&say->text, " × ");
		pdz_spell_number(&say->text, say->lang, say->ind->scale, 0);
	}
	pdz_said_equals(say);
}

static void ratio_rule(const struct pdz_said *say, struct pdz_buf *b)
{
	pdz_buf_printf(b, ",\"proportion\":%s", say->ind->proportion ? "true" : "false");
}

static const char *const keys[] = {"of",     "numerator", "denominator", "proportion",
                                   "cohort", "scale",     "breakdown",   NULL};

const struct pdz_kind pdz_kind_ratio = {
	.name = "ratio",
	.keys = keys,
	.load = load_ratio,
	.enter = pdz_count_enter,
	.simple = pdz_count_simple,
	.columns = pdz_count_columns,
	.prepare = prepare_ratio,
	.finish = finish_ratio,
	.stand = stand_ratio,
	.use = use_ratio,
	.sides = ratio_sides,
	.own_size = sizeof(struct pdz_cohort),
	.statistic = ratio_statistic,
	.define = define_ratio,
	.formula = ratio_formula,
	.rule = ratio_rule,
	.need = pdz_count_need,
	.value_is_quotient = true,
	.amounts = true,
};
