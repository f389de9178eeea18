/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which counts of persons each entry shows, and how those of one entry are related.
 *
 * Kinds of counts: Q what a count or ratio counts; for times and scores C closed (or
 * answers), J judged, W within the limit, P with a planned time, O open, V overdue,
 * S answers of one score, and M the sum of times or scores, which a mean gives away; B what a
 * comparison counts in a year before the plan; Y what is counted anew in each of several years. */
#include "publish/table.h"

#include <math.h>

static bool has_parts(const struct pub_table *t, uint32_t area)
{
	for (size_t i = area + 1; i < t->r->area_count; i++) /* parents stand before their parts */
		if (t->r->areas[i].parent == area)
			return true;
	return false;
}

/* What is lost with a cell: wholes and totals are worth more than their parts. */
static double weigh(const struct pub_table *t, const struct pub_place *at, double x)
{
	double w = 1 + 0.15 * log2(1 + fabs(x));
	if (at->area == 0 || has_parts(t, at->area))
		w *= at->area == 0 ? 2 : 1.5;
	if (t->periods[at->period].level == PDZ_PLAN)
		w *= 2;
	if (at->category.p == NULL && at->dimensions.p == NULL && at->part.p == NULL)
		w *= 1.5;
	return x == 0 ? 1.5 * w : w; /* a 0 that nobody doubts protects nothing */
}

static struct pdz_str text_of_part(struct pub_table *t, struct pdz_str column, struct pdz_str key)
{
	pdz_buf_clear(&t->text);
	pdz_buf_str(&t->text, column);
	pdz_buf_char(&t->text, '=');
	pdz_buf_str(&t->text, key);
	const struct pdz_str out = {pdz_arena_copy(&t->r->arena, pdz_buf_view(&t->text)), t->text.n};
	t->no_memory |= t->text.failed || out.p == NULL;
	return out;
}

static uint32_t count_of(struct pub_table *t, struct pub_place at, char what, uint32_t quantity, double x)
{
	at.what = what;
	at.quantity = quantity;
	return t->no_memory ? PDZ_NONE : pdz_publish_count_at(t, &at, x);
}

/* Of what only this indicator counts: the same number in every document of the plan. */
static uint32_t own_quantity(const struct pub_table *t, const struct pdz_entry *e)
{
	return t->plan == NULL ? e->indicator : pdz_plan_indicator(t->plan, t->r->indicators[e->indicator].code);
}

static void show_counts_of(struct pub_table *t, uint32_t count)
{
	if (!t->no_memory)
		pdz_publish_cell_show(t, count);
}

void pdz_publish_split(struct pub_table *t, uint32_t whole, uint32_t part, bool spare)
{
	if (t->no_memory || whole == part || t->counts[part].x > t->counts[whole].x)
		return;
	const double left = t->counts[whole].x - t->counts[part].x;
	const uint32_t rest = spare ? pdz_publish_count_implied(t, left, true)
	                            : pdz_publish_count_rest(t, whole, left, t->counts[part].behind);
	pdz_publish_equation_begin(t);
	pdz_publish_equation_add(t, whole, -1);
	pdz_publish_equation_add(t, part, 1);
	pdz_publish_equation_add(t, rest, 1);
}

static enum pub_over_time over_time_of(struct pdz_str statistic)
{
	if (pdz_str_is(statistic, "stock") || pdz_str_is(statistic, "in_force"))
		return PUB_LATEST;
	if (pdz_str_is(statistic, "in_force_at_start"))
		return PUB_EARLIEST;
	return pdz_str_is(statistic, "in_force_on_average") ? PUB_AVERAGE : PUB_SUMS;
}

static void split(struct pub_table *t, uint32_t whole, uint32_t part)
{
	pdz_publish_split(t, whole, part, false);
}

static struct pub_side side_of(const struct pub_table *t, const struct pdz_result_indicator *ind, bool below)
{
	const struct pub_side plain = {.quantity = below ? ind->persons.denominator : ind->persons.numerator};
	if (t->plan == NULL)
		return plain;
	const struct pub_subject *s = &t->regions.subjects[ind - t->r->indicators];
	return below ? s->denominator : s->numerator;
}

/* No record of the category can be one that the region asks for: that it is 0 is known to all. */
static bool is_ruled_out(const struct pub_table *t, uint32_t region, struct pdz_str category)
{
	const struct pub_region *r = &t->regions.list[region];
	for (size_t i = 0; r->selector != NULL && category.p != NULL && i < r->selector->where_count; i++) {
		const struct pdz_filter *f = &r->selector->where[i];
		if (f->column != PDZ_COL_CATEGORY || f->test != PDZ_ONE_OF || f->negate)
			continue;
		bool any = false;
		for (size_t k = 0; k < f->count; k++)
			any |= f->values[k] == PDZ_NONE || pdz_str_eq(pdz_intern_text(&t->plan->words, f->values[k]), category);
		if (!any)
			return true;
	}
	return false;
}

/* Of several persons the greatest share is none too small, and none are without any; nor are they more than
 * their records. */
static bool is_amiss(struct pdz_value persons, struct pdz_value largest, struct pdz_value records)
{
	return persons.ok && persons.number > 0 &&
	       (!largest.ok || largest.number * persons.number < 1 - 1e-9 || largest.number > 1 ||
	        (records.ok && persons.number > records.number));
}

/* One side of an indicator in the cell begun last; PDZ_NONE: it is of nobody, or nothing is known. */
static uint32_t show_side_count(struct pub_table *t, const struct pub_side *side, struct pub_place at, char what,
                                struct pdz_value x, const struct pub_figures *f)
{
	if (side->quantity == 0 || !x.ok)
		return PDZ_NONE;
	at.what = what;
	at.quantity = side->quantity;
	if (t->plan != NULL && ((x.number == 0 && is_ruled_out(t, side->quantity, at.category)) ||
	                        !pdz_publish_narrow(t, side, &at) || !pdz_publish_settle_region(t, side->quantity, &at))) {
		at.what = 'Z'; /* nothing is there: of the same place, and yet no part of it */
		at.part = PDZ_STR("nowhere");
	}
	const uint32_t count = t->no_memory ? PDZ_NONE : pdz_publish_count_at(t, &at, x.number);
	show_counts_of(t, count);
	if (t->no_memory)
		return PDZ_NONE;
	struct pub_count *c = &t->counts[count];
	c->guarded = side->guarded;
	c->amiss |= side->guarded && is_amiss(f->persons, f->largest, f->n);
	c->behind = !side->guarded ? c->x : f->persons.ok && !c->amiss ? f->persons.number : 0;
	c->dominated = side->guarded && f->largest.ok && f->largest.number >= t->dominance;
	t->cells[t->cell_count - 1].primary |= side->unclear && x.number != 0;
	return count;
}

void pdz_publish_show_sides(struct pub_table *t, const struct pdz_result_indicator *ind, struct pub_place at, char what,
                            const struct pub_figures *f)
{
	const struct pub_side above = side_of(t, ind, false), below = side_of(t, ind, true);
	const uint32_t top = show_side_count(t, &above, at, what, f->numerator, f),
				   bottom = show_side_count(t, &below, at, what, f->denominator, f);
	if (top != PDZ_NONE)
		t->counts[top].over_time = over_time_of(ind->statistic);
	if (top != PDZ_NONE && bottom != PDZ_NONE && ind->persons.subset && top != bottom)
		split(t, bottom, top);
}

/* ---- counts and ratios ---- */

/* Parts by a column that entries are also apart by stand where those entries do. */
static struct pub_place place_of_part(struct pub_table *t, const struct pdz_entry *e, struct pub_place at,
                                      struct pdz_str column, struct pdz_str key)
{
	if (pdz_str_is(column, "category") && at.category.p == NULL) {
		at.category = key;
		return at;
	}
	if (pdz_str_is(column, "area")) {
		const uint32_t area = pdz_results_area(t->r, key);
		bool leaf = area != PDZ_NONE; /* the part of an area with parts of its own is only what none of them has */
		for (size_t i = 0; leaf && i < t->r->area_count; i++)
			leaf = t->r->areas[i].parent != area;
		if (leaf && area != at.area) {
			at.area = area;
			return at;
		}
	}
	if (e->dimension_count == 1 && pdz_str_eq(e->dimensions[0].name, column) && e->dimensions[0].value.p == NULL) {
		struct pdz_dimension_value one = {column, key};
		const struct pdz_entry of = {.dimensions = &one, .dimension_count = 1};
		at.dimensions = pdz_publish_dimensions(t, &of);
		return at;
	}
	at.part = text_of_part(t, column, key);
	return at;
}

static void collect_parts(struct pub_table *t, uint32_t entry, const struct pub_place *at)
{
	const struct pdz_entry *e = &t->r->entries[entry];
	const struct pdz_result_indicator *ind = &t->r->indicators[e->indicator];
	if (pdz_str_is(ind->breakdown, "case")) /* parts of one person each are not shown at all */
		return;
	for (size_t i = 0; i < e->detail.breakdown_count && !t->no_memory; i++) {
		const struct pdz_part *part = &e->detail.breakdown[i];
		const struct pub_place here = place_of_part(t, e, *at, ind->breakdown, part->key);
		const struct pdz_value top = part->denominator.ok ? part->numerator : part->value;
		if (pdz_publish_cell_begin(t, PUB_PART, entry, (uint32_t)i, 0.7 * weigh(t, &here, top.number)) != NULL)
			pdz_publish_show_sides(
				t, ind, here, 'Q',
				&(struct pub_figures){top, part->denominator, part->persons, part->largest, {false, 0}});
	}
}

/* A value whose counts the results do not give cannot be known to be safe. */
static bool is_unclear(const struct pdz_result_indicator *ind, const struct pdz_entry *e)
{
	return e->value.ok &&
	       ((ind->persons.numerator != 0 && !e->numerator.ok) || (ind->persons.denominator != 0 && !e->denominator.ok));
}

static void collect_counts(struct pub_table *t, uint32_t entry, const struct pub_place *at)
{
	const struct pdz_entry *e = &t->r->entries[entry];
	const struct pdz_result_indicator *ind = &t->r->indicators[e->indicator];
	struct pub_cell *c = pdz_publish_cell_begin(t, PUB_MAIN, entry, 0, weigh(t, at, e->numerator.number));
	if (c == NULL)
		return;
	c->primary |= is_unclear(ind, e);
	pdz_publish_show_sides(t, ind, *at, 'Q',
	                       &(struct pub_figures){e->numerator, e->denominator, e->persons, e->largest, e->n});
	collect_parts(t, entry, at);
}

/* ---- times and scores ---- */

/* What is told of who was in time: as counts, or by the share. */
static bool within_of(const struct pdz_result_indicator *ind, const struct pdz_entry *e, double *within, double *judged)
{
	const struct pdz_detail *d = &e->detail;
	const bool sides = !pdz_str_is(ind->statistic, "mean") && !pdz_str_is(ind->statistic, "of_planned");
	if (sides && e->numerator.ok && e->denominator.ok) {
		*within = e->numerator.number;
		*judged = e->denominator.number;
		return true;
	}
	if (!d->share.ok || !d->share_of.ok)
		return false;
	*judged = d->share_of.number;
	*within = round(d->share.number * *judged);
	return true;
}

/* Waiting at the end of the period: late, and not late yet. */
static void collect_open(struct pub_table *t, uint32_t entry, const struct pub_place *at, uint32_t *overdue)
{
	const struct pdz_entry *e = &t->r->entries[entry];
	const struct pdz_detail *d = &e->detail;
	if (!d->open.ok || pdz_publish_cell_begin(t, PUB_OPEN, entry, 0, 0.5 * weigh(t, at, d->open.number)) == NULL)
		return;
	const uint32_t open = count_of(t, *at, 'O', t->r->indicators[e->indicator].persons.items, d->open.number);
	show_counts_of(t, open);
	if (!t->no_memory)
		t->counts[open].over_time = PUB_LATEST;
	if (!d->overdue.ok)
		return;
	show_counts_of(t, *overdue = count_of(t, *at, 'V', own_quantity(t, e), d->overdue.number));
	if (t->no_memory)
		return;
	t->counts[*overdue].over_time = PUB_LATEST;
	split(t, open, *overdue);
}

/* Items that are due: closed + overdue = judged. Waits: who entered too lately is not judged, and
 * the overdue ones may have entered before. Both: the closed ones, and the judged ones, are in time or not. */
static void relate_times(struct pub_table *t, bool by_start, uint32_t closed, uint32_t overdue, uint32_t judged,
                         uint32_t within)
{
	if (t->no_memory)
		return;
	if (by_start) {
		split(t, judged, within);
	} else if (overdue != PDZ_NONE) {
		pdz_publish_equation_begin(t);
		pdz_publish_equation_add(t, judged, -1);
		pdz_publish_equation_add(t, closed, 1);
		pdz_publish_equation_add(t, overdue, 1);
	}
	split(t, closed, within);
}

static void collect_scores(struct pub_table *t, uint32_t entry, const struct pub_place *at, uint32_t answers,
                           uint32_t sum, uint32_t within, bool few)
{
	const struct pdz_entry *e = &t->r->entries[entry];
	const struct pdz_detail *d = &e->detail;
	const uint32_t items = t->r->indicators[e->indicator].persons.items;
	if (d->distribution_count == 0 ||
	    pdz_publish_cell_begin(t, PUB_SCORES, entry, 0, 0.5 * weigh(t, at, e->n.number)) == NULL)
		return;
	t->cells[t->cell_count - 1].primary = few;
	const uint32_t first = t->cells[t->cell_count - 1].first;
	for (size_t i = 0; i < d->distribution_count && !t->no_memory; i++) {
		char score[40];
		struct pub_place here = *at;
		pdz_buf_clear(&t->text);
		pdz_double_write(&t->text, d->distribution[i].score);
		const size_t n = t->text.n < sizeof score ? t->text.n : sizeof score;
		memcpy(score, t->text.p, n);
		here.part = text_of_part(t, PDZ_STR("score"), (struct pdz_str){score, n});
		show_counts_of(t, count_of(t, here, 'S', items, (double)d->distribution[i].n));
	}
	if (t->no_memory)
		return;
	pdz_publish_equation_begin(t);
	pdz_publish_equation_add(t, answers, -1);
	for (size_t i = 0; i < d->distribution_count; i++)
		pdz_publish_equation_add(t, t->shows[first + i], 1);
	pdz_publish_equation_begin(t);
	pdz_publish_equation_add(t, sum, -1);
	for (size_t i = 0; i < d->distribution_count; i++)
		pdz_publish_equation_add(t, t->shows[first + i], d->distribution[i].score);
	double above = 0;
	for (size_t i = d->distribution_count; within != PDZ_NONE && i-- > 0;) {
		above += (double)d->distribution[i].n;
		if (above != t->counts[within].x) /* the mark is where those at or above it are as many */
			continue;
		pdz_publish_equation_begin(t);
		pdz_publish_equation_add(t, within, -1);
		for (size_t k = i; k < d->distribution_count; k++)
			pdz_publish_equation_add(t, t->shows[first + k], 1);
	}
}

/* Nothing of who is behind a time or a score. */
static bool says_nothing(const struct pdz_detail *d)
{
	return !d->closed.ok && !d->open.ok && !d->overdue.ok && !d->mean.ok && !d->share.ok && d->distribution_count == 0;
}

static bool is_of_few(const struct pub_table *t, const struct pdz_result_indicator *ind, const struct pdz_entry *e,
                      double items)
{
	const double persons = e->persons.ok && e->persons.number < items ? e->persons.number : items;
	return persons < pub_fewest_items(ind) || persons < t->threshold ||
	       (e->detail.mean.number != 0 && is_amiss(e->persons, e->largest, (struct pdz_value){false, 0})) ||
	       (e->largest.ok && e->largest.number >= t->dominance);
}

/* Times and scores with those who are behind them, and what gives them away: their sum. */
static void collect_figures(struct pub_table *t, uint32_t entry, const struct pub_place *at, uint32_t closed, bool few,
                            uint32_t *total)
{
	const struct pdz_entry *e = &t->r->entries[entry];
	const struct pdz_result_indicator *ind = &t->r->indicators[e->indicator];
	struct pub_cell *c = pdz_publish_cell_begin(t, PUB_FIGURES, entry, 0, 0.7 * weigh(t, at, e->n.number));
	if (c == NULL || t->no_memory)
		return;
	c->primary = few;
	if (!e->detail.mean.ok)
		return;
	*total = count_of(t, *at, 'M', ind->persons.items, e->detail.mean.number * t->counts[closed].x);
	show_counts_of(t, *total);
	if (t->no_memory)
		return;
	t->counts[*total].guarded = true;
	t->counts[*total].behind = few ? 0 : t->counts[closed].behind;
}

static void collect_items(struct pub_table *t, uint32_t entry, const struct pub_place *at)
{
	const struct pdz_entry *e = &t->r->entries[entry];
	const struct pdz_result_indicator *ind = &t->r->indicators[e->indicator];
	const struct pdz_detail *d = &e->detail;
	const bool scores = ind->kind->scores, main_share = pdz_str_is(ind->statistic, "share");
	double within_x = 0, judged_x = 0;
	uint32_t overdue = PDZ_NONE, within = PDZ_NONE, judged = PDZ_NONE, total = PDZ_NONE;
	const bool unsaid = says_nothing(d);
	if (unsaid && !e->value.ok)
		return;
	struct pub_cell *c = pdz_publish_cell_begin(t, PUB_MAIN, entry, 0, weigh(t, at, e->n.number));
	if (c == NULL)
		return;
	c->primary = unsaid || (e->value.ok && !e->n.ok);
	if (unsaid)
		return;
	const uint32_t closed = count_of(t, *at, 'C', ind->persons.items,
	                                 !scores && d->closed.ok ? d->closed.number : e->n.number);
	show_counts_of(t, closed);
	if (t->no_memory)
		return;
	t->counts[closed].guarded = e->persons.ok && e->persons.number < t->counts[closed].x;
	t->counts[closed].behind = t->counts[closed].guarded ? e->persons.number : t->counts[closed].x;
	if (!scores && !main_share && e->n.ok && e->n.number > d->closed.number &&
	    !pdz_str_is(ind->statistic, "of_planned")) {
		const uint32_t all = count_of(t, *at, 'N', own_quantity(t, e), e->n.number); /* with those that still wait */
		show_counts_of(t, all);
		split(t, all, closed);
	}
	if (pdz_str_is(ind->statistic, "of_planned")) {
		const uint32_t planned = count_of(t, *at, 'P', own_quantity(t, e), e->n.number);
		show_counts_of(t, planned);
		split(t, closed, planned);
	}
	const bool few = is_of_few(t, ind, e, pdz_str_is(ind->statistic, "of_planned") ? e->n.number : t->counts[closed].x);
	collect_figures(t, entry, at, closed, few, &total);
	if (!within_of(ind, e, &within_x, &judged_x))
		t->cells[t->cell_count - 1].primary |= d->share.ok; /* a share of nobody knows how many */
	else if (!t->no_memory) {
		if (!main_share && pdz_publish_cell_begin(t, PUB_SHARE, entry, 0, 0.5 * weigh(t, at, within_x)) != NULL)
			t->cells[t->cell_count - 1].primary = few;
		show_counts_of(t, within = count_of(t, *at, 'W', own_quantity(t, e), within_x));
		judged = scores ? closed : count_of(t, *at, 'J', own_quantity(t, e), judged_x);
		if (!scores)
			show_counts_of(t, judged);
	}
	collect_open(t, entry, at, &overdue);
	if (within != PDZ_NONE && scores)
		split(t, closed, within);
	else if (within != PDZ_NONE)
		relate_times(t, ind->kind->has_start, closed, overdue, judged, within);
	if (scores && total != PDZ_NONE)
		collect_scores(t, entry, at, closed, total, within, few);
}

/* Who waits at the end of a period waited before or began to wait, and has not ended: where all who began are
 * judged, anybody can tell one of these from the others. */
static void relate_waits(struct pub_table *t, uint32_t entry, struct pub_place at)
{
	const struct pdz_entry *e = &t->r->entries[entry];
	const uint32_t items = t->r->indicators[e->indicator].persons.items,
				   months = (uint32_t)(e->period.last - e->period.first) + 1;
	const struct pdz_period before = {e->period.level, e->period.first - (int)months, e->period.first - 1};
	static const char kinds[] = {'O', 'C', 'J', 'O'};
	uint32_t counts[4];
	double left = 0;

	if (!e->detail.open.ok || e->judged_count > 0)
		return;
	for (size_t i = 0; i < 4 && !t->no_memory; i++) {
		at.what = kinds[i];
		at.quantity = kinds[i] == 'J' ? own_quantity(t, e) : items;
		at.period = i < 3 ? pdz_publish_period(t, e->period) : pdz_publish_period(t, before);
		counts[i] = t->no_memory ? PDZ_NONE : pdz_publish_count_find(t, &at);
		if (i < 3 && counts[i] == PDZ_NONE)
			return;
		left += counts[i] == PDZ_NONE ? 0 : (i < 2 ? -1 : 1) * t->counts[counts[i]].x;
	}
	if (t->no_memory || left != 0)
		return;
	pdz_publish_equation_begin(t);
	for (size_t i = 0; i < 4; i++)
		if (counts[i] != PDZ_NONE)
			pdz_publish_equation_add(t, counts[i], i < 2 ? -1 : 1);
}

void pdz_publish_collect(struct pub_table *t)
{
	for (uint32_t i = 0; i < t->r->entry_count && !t->no_memory; i++) {
		const struct pdz_entry *e = &t->r->entries[i];
		const struct pdz_result_persons *p = &t->r->indicators[e->indicator].persons;
		const bool act = t->r->indicators[e->indicator].kind->n_is_records; /* no sum of others: see apply.c */
		if ((p->numerator == 0 && p->denominator == 0 && p->items == 0) || act || e->judged_count > 1)
			continue; /* of several years: see dependent.c */
		const struct pub_place at = {.period = pdz_publish_period(t, e->judged_count == 1 ? e->judged[0] : e->period),
		                             .area = e->area == PDZ_NONE ? 0 : e->area,
		                             .category = e->category,
		                             .dimensions = pdz_publish_dimensions(t, e)};
		if (t->no_memory)
			return;
		if (p->items != 0)
			collect_items(t, i, &at);
		else
			collect_counts(t, i, &at);
	}
	for (uint32_t i = 0; i < t->r->entry_count && !t->no_memory; i++) {
		const struct pdz_entry *e = &t->r->entries[i];
		if (t->r->indicators[e->indicator].persons.items != 0)
			relate_waits(t, i,
			             (struct pub_place){.area = e->area == PDZ_NONE ? 0 : e->area,
			                                .category = e->category,
			                                .dimensions = pdz_publish_dimensions(t, e)});
	}
}
