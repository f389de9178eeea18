/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Take what is hidden out of the results, so that no layout or format can show it. */
#include "publish/table.h"

static const struct pdz_value none = {false, 0};

static struct pdz_entry *entry_of_cell(struct pub_table *t, const struct pub_cell *c)
{
	return &t->r->entries[c->entry];
}

/* A time or a score, and all that describes it; how many they are stays, unless n is how many are judged. */
static void hide_described(const struct pub_table *t, struct pdz_entry *e)
{
	const struct pdz_result_indicator *ind = &t->r->indicators[e->indicator];
	const struct pdz_value n = e->n, closed = e->detail.closed;
	pdz_publish_hide_value(e);
	pdz_publish_hide_figures(e, PDZ_WITH_SHARE | PDZ_WITH_SCORES);
	if (ind->kind->scores || !pdz_str_is(ind->statistic, "share"))
		e->n = n;
	e->detail.closed = closed;
}

static bool tells_timing(const struct pub_table *t, const struct pdz_entry *e)
{
	return t->r->indicators[e->indicator].kind->verdict_tells; /* its verdict looks at who is late */
}

/* What tells of some of the persons behind a time or a score; the value stays. */
static void hide_beside(const struct pub_table *t, struct pdz_entry *e, unsigned with)
{
	pdz_publish_hide_figures(e, with);
	e->reason = PDZ_SUPPRESSED;
	if (with == PDZ_WITH_SHARE && !pdz_str_is(t->r->indicators[e->indicator].statistic, "mean"))
		e->numerator = e->denominator = none;
	if (with != PDZ_WITH_SCORES && tells_timing(t, e))
		pdz_publish_hide_assessment(e);
}

/* The mean beside the quartiles tells the times of few persons, and the greatest of more: that stays which is the
 * value. */
static void hide_mean_or_quartiles(const struct pub_table *t, struct pdz_entry *e)
{
	const struct pdz_result_indicator *ind = &t->r->indicators[e->indicator];
	struct pdz_detail *d = &e->detail;
	if (ind->kind->scores || pdz_str_is(ind->statistic, "mean"))
		d->q1 = d->median = d->q3 = none;
	else
		d->mean = none;
}

/* Who was in time is hidden: the days of the last would tell it. */
static void hide_quartiles(const struct pub_table *t, struct pdz_entry *e)
{
	hide_mean_or_quartiles(t, e);
	e->detail.q1 = e->detail.q3 = e->detail.p90 = none;
}

static void hide_part(struct pdz_part *part)
{
	part->value = part->numerator = part->denominator = none;
}

static void hide_cell(struct pub_table *t, const struct pub_cell *c)
{
	if (c->kind == PUB_COMPARISON) {
		t->r->comparisons[c->entry].reason = PDZ_SUPPRESSED; /* the rest follows in dependent.c */
		return;
	}
	struct pdz_entry *e = entry_of_cell(t, c);
	if (c->kind == PUB_MAIN)
		pdz_publish_hide_value(e);
	else if (c->kind == PUB_FIGURES)
		hide_described(t, e);
	else if (c->kind == PUB_PART)
		hide_part(&e->detail.breakdown[c->part]);
	else if (c->kind == PUB_SHARE)
		hide_quartiles(t, e);
	if (c->kind == PUB_OPEN || c->kind == PUB_SHARE || c->kind == PUB_SCORES)
		hide_beside(t, e,
		            c->kind == PUB_OPEN    ? PDZ_WITH_OPEN
		            : c->kind == PUB_SHARE ? PDZ_WITH_SHARE
		                                   : PDZ_WITH_SCORES);
}

/* An entry counts once, whatever of it is hidden; a part by itself. */
static void count_hidden(struct pub_table *t)
{
	struct pdz_publication *p = &t->r->publication;
	for (size_t i = 0; i < t->cell_count; i++) {
		const struct pub_cell *c = &t->cells[i];
		if (c->kind == PUB_PART && c->hidden) {
			p->primary += c->primary;
			p->complementary += !c->primary;
		}
		if (c->kind != PUB_MAIN)
			continue;
		bool hidden = c->hidden, primary = c->primary;
		for (size_t k = i + 1; k < t->cell_count && t->cells[k].kind != PUB_COMPARISON && t->cells[k].entry == c->entry;
		     k++) {
			if (t->cells[k].kind == PUB_PART)
				continue;
			hidden |= t->cells[k].hidden;
			primary |= t->cells[k].primary;
		}
		p->primary += hidden && primary;
		p->complementary += hidden && !primary;
	}
}

/* Is n one of the counts that are shown, or a figure that no count stands behind? */
static bool n_is_shown(const struct pdz_result_indicator *ind, const struct pdz_entry *e)
{
	if (ind->persons.items != 0)
		return true; /* it is the main count of a time or a score */
	return (ind->persons.numerator != 0 && e->numerator.ok && e->numerator.number == e->n.number &&
	        !e->denominator.ok) ||
	       (ind->persons.denominator != 0 && e->denominator.ok && e->denominator.number == e->n.number);
}

static bool is_of_persons(const struct pdz_result_indicator *ind)
{
	return ind->persons.numerator != 0 || ind->persons.denominator != 0 || ind->persons.items != 0;
}

/* Notes and days of records are shown where the plan says that all of their events are public. */
static bool is_public(const struct pub_table *t, uint32_t indicator)
{
	if (t->plan == NULL)
		return false;
	const struct pub_subject *s = &t->regions.subjects[indicator];
	for (size_t i = 0; i < s->event_count; i++)
		if (!t->plan->events[s->events[i]].is_public)
			return false;
	return s->event_count > 0;
}

/* The ends of an interval that are the times or scores of two persons: of few, or the least and the greatest. */
static void hide_ends(struct pdz_entry *e)
{
	const struct pdz_detail *d = &e->detail;
	if (!pdz_str_is(e->method, "median_order") ||
	    (e->n.ok && e->n.number >= PUB_FEWEST_FOR_ORDER && d->min.ok && d->max.ok && e->low.number > d->min.number &&
	     e->high.number < d->max.number))
		return;
	e->low = e->high = none;
	e->method = (struct pdz_str){NULL, 0};
}

/* The least and the greatest of times and scores are those of one person; strays, the bounds of a
 * share and who makes up a sum tell of a few; a part by case is one person. */
static void hide_single_persons(struct pub_table *t)
{
	struct pdz_results *r = t->r;
	for (size_t i = 0; i < r->entry_count && !t->no_memory; i++) {
		struct pdz_entry *e = &r->entries[i];
		const struct pdz_result_indicator *ind = &r->indicators[e->indicator];
		struct pdz_detail *d = &e->detail;
		e->persons = e->largest = none;
		for (size_t k = 0; k < d->breakdown_count; k++)
			d->breakdown[k].persons = d->breakdown[k].largest = none;
		if (pdz_str_is(ind->breakdown, "case")) {
			d->breakdown = NULL;
			d->breakdown_count = 0;
		}
		if ((ind->kind->n_is_records || is_of_persons(ind)) && !is_public(t, e->indicator))
			pdz_publish_hide_figures(e, PDZ_OF_A_RECORD);
		if (!is_of_persons(ind))
			continue;
		hide_ends(e);
		pdz_publish_hide_figures(e, PDZ_OF_ONE_PERSON);
		if (!n_is_shown(ind, e))
			e->n = none;
		if (d->open.ok && d->open.number < PUB_FEWEST_ITEMS)
			d->open_age_median = none;
		if (e->n.ok && e->n.number < PUB_FEWEST_FOR_P90)
			d->p90 = none;
		if (ind->persons.items != 0 && e->n.ok && e->n.number < PUB_FEWEST_FOR_MEAN)
			hide_mean_or_quartiles(t, e);
		if (e->value.ok && pdz_str_is(ind->statistic, "max")) {
			pdz_publish_hide_value(e);
			r->publication.dependent++;
		}
	}
}

/* How many records are behind a milestone, a cadence or a judgement: each may be a person's, and
 * be counted in another indicator. Where they are persons, that so many are reached or not, or were in
 * some year, tells how many there are, and what is hidden in one area stands out among others that are
 * not: nothing of them is published. */
static void hide_records_behind(struct pub_table *t)
{
	for (size_t i = 0; i < t->r->entry_count && !t->no_memory; i++) {
		struct pdz_entry *e = &t->r->entries[i];
		const struct pdz_result_indicator *ind = &t->r->indicators[e->indicator];
		if (!ind->kind->n_is_records)
			continue;
		e->n = none;
		if (ind->persons.items == 0)
			continue;
		t->r->publication.dependent += e->value.ok;
		if (e->value.ok)
			pdz_publish_hide_value(e);
	}
}

/* What no table says is harmless, or what it goes with. */
static void hide_unmarked(struct pdz_results *r)
{
	for (size_t i = 0; i < r->entry_count; i++)
		pdz_publish_hide_figures(&r->entries[i], 0);
	for (size_t i = 0; i < r->comparison_count; i++)
		pdz_publish_hide_fields(&pdz_table_comparison, &r->comparisons[i], 0);
}

void pdz_publish_apply(struct pub_table *t)
{
	hide_unmarked(t->r);
	for (size_t i = 0; i < t->cell_count && !t->no_memory; i++)
		if (t->cells[i].hidden)
			hide_cell(t, &t->cells[i]);
	count_hidden(t);
	hide_records_behind(t);
	hide_single_persons(t);
	if (!t->no_memory)
		pdz_publish_apply_dependent(t);
}
