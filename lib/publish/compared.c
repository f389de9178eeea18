/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts of persons that only a comparison shows: of the sub-areas beside a table of the
 * whole, of a year before the plan. They are no less counts of the table, and add up with
 * the others. */
#include "publish/table.h"

#include <math.h>

struct side {
	uint32_t area;
	struct pdz_period period;
	struct pdz_value value, n;
};

/* Does an entry show it? Then what becomes of the entry decides. */
static bool stands_in_an_entry(const struct pub_table *t, const struct pdz_comparison *c, const struct side *s)
{
	const struct pdz_result_indicator *ind = &t->r->indicators[c->indicator];
	for (uint32_t i = 0; i < ind->entry_count; i++) {
		const struct pdz_entry *e = &t->r->entries[t->r->order[ind->first_entry + i]];
		bool undivided = e->category.p == NULL;
		for (size_t k = 0; k < e->dimension_count; k++)
			undivided &= e->dimensions[k].value.p == NULL;
		if (undivided && (e->area == PDZ_NONE ? 0 : e->area) == s->area && pub_same_period(e->period, s->period))
			return true;
	}
	return false;
}

static void show_count(struct pub_table *t, struct pub_place at, double x, bool persons)
{
	const uint32_t count = pdz_publish_count_at(t, &at, x);
	if (t->no_memory)
		return;
	t->counts[count].persons = persons;
	pdz_publish_cell_show(t, count);
}

/* The counts a side rests on, as far as they follow from value and n. False: they do not. */
static bool show_side(struct pub_table *t, const struct pdz_result_indicator *ind, const struct side *s)
{
	const bool before = s->period.first < pdz_day_month(t->r->from);
	const struct pub_place at = {.period = pdz_publish_period(t, s->period), .area = s->area};
	const char what = before ? 'B' : 'Q';
	if (!s->value.ok)
		return s->n.ok && s->n.number == 0; /* there is nobody */
	if (ind->kind->value_is_count) {
		pdz_publish_show_sides(t, ind, at, what, &(struct pub_figures){.numerator = s->value});
		return true;
	}
	if (ind->kind->value_is_quotient && ind->persons.subset && s->n.ok && ind->scale > 0) { /* n is the denominator */
		const double numerator = s->value.number / ind->scale * s->n.number;
		pdz_publish_show_sides(t, ind, at, what,
		                       &(struct pub_figures){.numerator = pdz_value_of(round(numerator)), .denominator = s->n});
		return fabs(numerator - round(numerator)) < 1e-6 * (1 + numerator);
	}
	if (ind->persons.items == 0 || !s->n.ok || s->n.number < pub_fewest_items(ind) ||
	    (!pdz_str_is(ind->statistic, "median") && !pdz_str_is(ind->statistic, "mean") &&
	     !pdz_str_is(ind->statistic, "p90")))
		return false;
	struct pub_place items = at;
	items.what = before ? 'B' : 'C';
	items.quantity = ind->persons.items;
	show_count(t, items, s->n.number, true);
	if (ind->kind->scores && pdz_str_is(ind->statistic, "mean")) {
		items.what = before ? 'b' : 'M';
		show_count(t, items, s->value.number * s->n.number, false);
	}
	return true;
}

static void collect_comparison(struct pub_table *t, uint32_t number)
{
	const struct pdz_comparison *c = &t->r->comparisons[number];
	const struct pdz_result_indicator *ind = &t->r->indicators[c->indicator];
	/* clang-format off */
	const struct side sides[] = {
		{c->area == PDZ_NONE ? 0 : c->area, c->period, c->first, c->n_first},
		{c->other_area == PDZ_NONE ? 0 : c->other_area, c->other_period, c->second,
		 c->n_second},
	};
	/* clang-format on */
	const struct pub_cell *cell = NULL;
	bool clear = true;
	for (size_t i = 0; i < (c->kind == PDZ_COMPARE_BENCHMARK ? 1 : 2) && !t->no_memory; i++) {
		if (stands_in_an_entry(t, c, &sides[i]))
			continue;
		if (cell == NULL)
			cell = pdz_publish_cell_begin(t, PUB_COMPARISON, number, 0, 1);
		clear = cell != NULL && show_side(t, ind, &sides[i]) && clear;
	}
	if (cell != NULL)
		t->cells[t->cell_count - 1].primary = !clear;
}

void pdz_publish_collect_comparisons(struct pub_table *t)
{
	for (uint32_t i = 0; i < t->r->comparison_count && !t->no_memory; i++) {
		const struct pdz_comparison *c = &t->r->comparisons[i];
		const struct pdz_result_persons *p = &t->r->indicators[c->indicator].persons;
		if (c->kind != PDZ_COMPARE_TREND && (p->numerator != 0 || p->denominator != 0 || p->items != 0))
			collect_comparison(t, i);
	}
}
