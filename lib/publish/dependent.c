/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not a count itself and rests on hidden ones: verdicts by another year, minimums
 * met, baselines, composites, comparisons. */
#include "publish/table.h"

static bool has_persons(const struct pdz_result_indicator *ind)
{
	return ind->persons.numerator != 0 || ind->persons.denominator != 0 || ind->persons.items != 0;
}

static bool texts_are_same(struct pdz_str a, struct pdz_str b)
{
	return (a.p == NULL) == (b.p == NULL) && pdz_str_eq(a, b);
}

static bool is_in_area(const struct pdz_entry *e, uint32_t area)
{
	return (e->area == PDZ_NONE ? 0 : e->area) == (area == PDZ_NONE ? 0 : area);
}

/* The same area, category and dimensions; null is the whole area. */
static bool same_group(const struct pdz_entry *a, const struct pdz_entry *b)
{
	if (!is_in_area(a, b->area) || !texts_are_same(a->category, b->category) ||
	    a->dimension_count != b->dimension_count)
		return false;
	for (size_t i = 0; i < a->dimension_count; i++)
		if (!texts_are_same(a->dimensions[i].value, b->dimensions[i].value))
			return false;
	return true;
}

/* All categories and dimensions together. */
static bool is_undivided(const struct pdz_entry *e)
{
	for (size_t i = 0; i < e->dimension_count; i++)
		if (e->dimensions[i].value.p != NULL)
			return false;
	return e->category.p == NULL;
}

static bool is_whole_plan(const struct pdz_entry *e)
{
	return is_in_area(e, 0) && is_undivided(e);
}

/* Something of the entry was hidden. */
static bool is_touched(const struct pdz_entry *e)
{
	return e->reason == PDZ_SUPPRESSED;
}

/* The i-th entry of an indicator. */
static struct pdz_entry *entry_at(struct pdz_results *r, const struct pdz_result_indicator *ind, uint32_t i)
{
	return &r->entries[r->order[ind->first_entry + i]];
}

static struct pdz_entry *find_entry(struct pdz_results *r, uint32_t indicator, const struct pdz_entry *like,
                                    struct pdz_period period)
{
	const struct pdz_result_indicator *ind = &r->indicators[indicator];
	for (uint32_t i = 0; i < ind->entry_count; i++) {
		struct pdz_entry *e = entry_at(r, ind, i);
		if (pub_same_period(e->period, period) && same_group(e, like))
			return e;
	}
	return NULL;
}

static void hide_entry_assessment(struct pdz_results *r, struct pdz_entry *e)
{
	if (e->value.ok && e->verdict != PDZ_NOT_ASSESSABLE)
		r->publication.dependent++;
	pdz_publish_hide_assessment(e);
}

/* ---- judged by another year, or by how many periods met a minimum ---- */

static bool has_touched_period(struct pdz_results *r, const struct pdz_entry *whole)
{
	const struct pdz_result_indicator *ind = &r->indicators[whole->indicator];
	for (uint32_t i = 0; i < ind->entry_count; i++) {
		const struct pdz_entry *e = entry_at(r, ind, i);
		if (is_touched(e) && same_group(e, whole) && e->period.first >= whole->period.first &&
		    e->period.last <= whole->period.last)
			return true;
	}
	return false;
}

/* Is each of the periods of its minimum shown? Else how many met it tells how many there are in each, at least. */
static bool has_shown_periods(struct pdz_results *r, const struct pdz_entry *whole)
{
	const struct pdz_result_indicator *ind = &r->indicators[whole->indicator];
	double shown[PDZ_MONTH + 1] = {0};
	for (uint32_t i = 0; i < ind->entry_count; i++) {
		const struct pdz_entry *e = entry_at(r, ind, i);
		if (same_group(e, whole) && e->value.ok && !is_touched(e) && e->period.level > whole->period.level &&
		    e->period.first >= whole->period.first && e->period.last <= whole->period.last &&
		    ++shown[e->period.level] >= whole->detail.periods_due.number)
			return true;
	}
	return false;
}

/* The figures of several years together are in no table of counts: they are shown where each of
 * these years is shown. What the whole comes to is a count of its own, and never shown. */
static void hide_repeated_years(struct pdz_results *r, struct pdz_entry *e)
{
	bool shown = true;
	if (e->judged_count == 0)
		return;
	e->whole_value = (struct pdz_value){0};
	if (e->judged_count == 1)
		return; /* its counts are that year's */
	for (size_t k = 0; k < e->judged_count; k++) {
		const struct pdz_entry *other = find_entry(r, e->indicator, e, e->judged[k]);
		shown &= other != NULL && other->value.ok && !is_touched(other);
	}
	if (shown)
		return;
	if (e->value.ok)
		r->publication.dependent++;
	pdz_publish_hide_figures(e, PDZ_WITH_SHARE | PDZ_WITH_OPEN | PDZ_WITH_SCORES | PDZ_WITH_PERIODS);
	e->detail.breakdown_count = 0;
	pdz_publish_hide_value(e);
}

static void hide_judged_elsewhere(struct pub_table *t)
{
	struct pdz_results *r = t->r;
	for (size_t i = 0; i < r->entry_count && !t->no_memory; i++) {
		struct pdz_entry *e = &r->entries[i];
		if (!has_persons(&r->indicators[e->indicator]))
			continue;
		hide_repeated_years(r, e);
		if (e->detail.periods_due.ok && (has_touched_period(r, e) || !has_shown_periods(r, e))) {
			pdz_publish_hide_figures(e, PDZ_WITH_PERIODS);
			hide_entry_assessment(r, e);
		}
	}
}

/* ---- in how many places, of how many categories ---- */

static bool share_an_event(const struct pub_subject *a, const struct pub_subject *b)
{
	for (size_t i = 0, k = 0; i < a->event_count && k < b->event_count;) { /* both ascend */
		if (a->events[i] == b->events[k])
			return true;
		a->events[i] < b->events[k] ? i++ : k++;
	}
	return false;
}

/* Five records of five categories are one of each: where so many are shown that some category must have few, how many
 * categories there are is not. */
static void hide_spread(struct pub_table *t)
{
	struct pdz_results *r = t->r;
	for (size_t i = 0; i < r->indicator_count && t->plan != NULL; i++)
		for (size_t k = 0; k < r->indicator_count && t->regions.subjects[i].spreads; k++) {
			if (!has_persons(&r->indicators[k]) || !share_an_event(&t->regions.subjects[i], &t->regions.subjects[k]))
				continue;
			for (uint32_t m = 0; m < r->indicators[i].entry_count; m++) {
				struct pdz_entry *e = entry_at(r, &r->indicators[i], m);
				const struct pdz_entry *other = find_entry(r, (uint32_t)k, e, e->period);
				const double records = other == NULL         ? 0
				                       : other->numerator.ok ? other->numerator.number
				                                             : other->n.number;
				if (!e->value.ok || records <= 0 || records >= t->threshold * e->n.number)
					continue;
				pdz_publish_hide_value(e);
				r->publication.dependent++;
			}
		}
}

/* ---- baselines ---- */

/* A baseline that is a small count: computed ones say what they rest on, given ones are
 * counts only where the value is. Said for each year of the period. */
static bool is_small_baseline(const struct pdz_results *r, const struct pdz_entry *e)
{
	const struct pdz_result_indicator *ind = &r->indicators[e->indicator];
	const double t = (double)r->suppress_below, months = e->period.last - e->period.first + 1;
	if (!e->baseline.ok || !has_persons(ind))
		return false;
	if (e->baseline_n.ok)
		return e->baseline_n.number < t;
	const double a_year = e->baseline.number * 12 / months;
	return ind->kind->value_is_count && e->baseline.number > 0 && (a_year < t || e->baseline.number < t);
}

/* A year before the plan is none of those that are shown or hidden. */
static bool is_before_plan(const struct pdz_results *r, const struct pdz_result_indicator *ind)
{
	return ind->baseline_date != PDZ_NO_DAY && ind->baseline_date < r->from;
}

/* A computed baseline stands in a table of its own, which is not in the results: below
 * the whole it is shown only where nothing of the indicator is hidden. That of the whole
 * may be one of the years, unless it lies before them. */
static void hide_baselines(struct pdz_results *r, const struct pdz_result_indicator *ind)
{
	const bool before = is_before_plan(r, ind);
	bool small = false, hidden = false, whole_hidden = false;
	for (uint32_t i = 0; i < ind->entry_count; i++) {
		const struct pdz_entry *e = entry_at(r, ind, i);
		small |= is_small_baseline(r, e);
		hidden |= is_touched(e);
		whole_hidden |= is_touched(e) && is_whole_plan(e);
	}
	for (uint32_t i = 0; i < ind->entry_count; i++) {
		struct pdz_entry *e = entry_at(r, ind, i);
		const bool whole = is_whole_plan(e),
				   told = whole ? whole_hidden && e->baseline_n.ok && !before : small || hidden;
		if (!e->baseline.ok || !(told || is_small_baseline(r, e)))
			continue;
		pdz_publish_hide_figures(e, PDZ_WITH_BASELINE);
		e->baseline_hidden = true;
		hide_entry_assessment(r, e);
	}
}

/* ---- composites and derived figures ---- */

static bool part_is_touched(struct pdz_results *r, const struct pdz_entry *e, struct pdz_str code,
                            struct pdz_period period)
{
	const uint32_t indicator = pdz_results_indicator(r, code);
	if (indicator == PDZ_NONE)
		return true; /* what is not here cannot be known to be safe */
	const struct pdz_entry *part = find_entry(r, indicator, e, period);
	return part == NULL ? has_persons(&r->indicators[indicator]) : is_touched(part);
}

/* A change also tells of the same period of the year before. */
static bool year_before_is_touched(struct pdz_results *r, const struct pdz_entry *e, struct pdz_str code)
{
	const struct pdz_period before = {e->period.level, e->period.first - 12, e->period.last - 12};
	return pdz_str_is(r->indicators[e->indicator].statistic, "change_on_year") && part_is_touched(r, e, code, before);
}

static void hide_figures_of_parts(struct pdz_results *r)
{
	for (size_t i = 0; i < r->entry_count; i++) {
		struct pdz_entry *e = &r->entries[i];
		bool touched = false;
		for (size_t k = 0; k < e->detail.part_count && !touched; k++) {
			const struct pdz_str code = e->detail.parts[k].indicator;
			touched = part_is_touched(r, e, code, e->period) || year_before_is_touched(r, e, code);
		}
		if (!touched)
			continue;
		r->publication.dependent += e->value.ok;
		pdz_publish_hide_value(e);
	}
}

/* ---- comparisons ---- */

static bool side_is_shown(struct pdz_results *r, uint32_t indicator, uint32_t area, struct pdz_period period)
{
	const struct pdz_result_indicator *ind = &r->indicators[indicator];
	for (uint32_t i = 0; i < ind->entry_count; i++) {
		const struct pdz_entry *e = entry_at(r, ind, i);
		if (is_in_area(e, area) && is_undivided(e) && pub_same_period(e->period, period))
			return !is_touched(e) && e->value.ok;
	}
	return !ind->kind->of_parts; /* it stands in the comparison alone; see compared.c */
}

/* A slope over periods that are not published would be one more equation between them. */
static bool trend_is_shown(struct pdz_results *r, const struct pdz_comparison *c)
{
	const struct pdz_result_indicator *ind = &r->indicators[c->indicator];
	double points[PDZ_MONTH + 1] = {0};
	for (uint32_t i = 0; i < ind->entry_count; i++) {
		const struct pdz_entry *e = entry_at(r, ind, i);
		if (is_touched(e))
			return false;
		points[e->period.level] += is_whole_plan(e) && e->value.ok;
	}
	for (int level = PDZ_YEAR; level <= PDZ_MONTH; level++)
		if (c->n_first.ok && points[level] == c->n_first.number)
			return true;
	return false;
}

/* What is compared is shown in its entries, or safe by itself. */
static bool comparison_is_safe(struct pdz_results *r, const struct pdz_comparison *c)
{
	const struct pdz_result_indicator *ind = &r->indicators[c->indicator];
	if (!has_persons(ind) && !ind->kind->of_parts)
		return true;
	if (c->reason == PDZ_SUPPRESSED)
		return false;
	switch (c->kind) {
	case PDZ_COMPARE_TREND:
		return trend_is_shown(r, c);
	case PDZ_COMPARE_YEARS:
		return side_is_shown(r, c->indicator, PDZ_NONE, c->period) &&
		       side_is_shown(r, c->indicator, PDZ_NONE, c->other_period);
	case PDZ_COMPARE_FUNNEL:
	case PDZ_COMPARE_BENCHMARK:
		return side_is_shown(r, c->indicator, c->area, c->period) &&
		       side_is_shown(r, c->indicator, PDZ_NONE, c->period);
	default:
		return side_is_shown(r, c->indicator, c->area, c->period) &&
		       side_is_shown(r, c->indicator, c->other_area, c->period);
	}
}

static void hide_comparisons(struct pdz_results *r)
{
	for (size_t i = 0; i < r->comparison_count; i++) {
		struct pdz_comparison *c = &r->comparisons[i];
		if (comparison_is_safe(r, c))
			continue;
		r->publication.dependent++;
		pdz_publish_hide_fields(&pdz_table_comparison, c, PDZ_WITH_VALUE);
		c->finding = PDZ_FINDING_NOT_COMPARABLE;
		c->reason = PDZ_SUPPRESSED;
	}
}

void pdz_publish_apply_dependent(struct pub_table *t)
{
	struct pdz_results *r = t->r;
	hide_spread(t);
	hide_judged_elsewhere(t);
	for (size_t i = 0; i < r->indicator_count; i++)
		hide_baselines(r, &r->indicators[i]);
	hide_figures_of_parts(r);
	hide_comparisons(r);
}
