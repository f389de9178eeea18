/* Take what is hidden out of the results, so that no layout or format can show it. */
#include "publish/table.h"

static const struct pdz_value none = {false, 0};

static struct pdz_entry *entry_of_cell(struct pub_table *t, const struct pub_cell *c)
{
	return &t->r->entries[c->entry];
}

static void hide_spread(struct pdz_detail *d)
{
	struct pdz_value *const spread[] = {&d->sd, &d->median, &d->q1, &d->q3, &d->p90, &d->min, &d->max};
	for (size_t i = 0; i < sizeof spread / sizeof *spread; i++)
		*spread[i] = none;
}

/* Progress, change and verdict tell the value. What was aimed at is the plan's, and stays. */
static void hide_assessment_of(struct pdz_entry *e)
{
	e->change = e->progress = e->of_target = none;
	e->change_from_zero = false;
	e->verdict = PDZ_NOT_ASSESSABLE;
	e->reason = PDZ_SUPPRESSED;
}

static void hide_main(struct pdz_entry *e)
{
	struct pdz_detail *d = &e->detail;
	e->value = e->numerator = e->denominator = e->n = e->low = e->high = none;
	e->method = (struct pdz_str){NULL, 0};
	hide_assessment_of(e);
	hide_spread(d);
	d->share = d->mean = d->closed = d->km_median = d->periods_met = d->periods_due = d->declared = none;
}

static bool tells_timing(const struct pub_table *t, const struct pdz_entry *e)
{
	return t->r->indicators[e->indicator].kind->verdict_tells; /* its verdict looks at who is late */
}

static void hide_open(const struct pub_table *t, struct pdz_entry *e, struct pdz_detail *d)
{
	d->open = d->overdue = d->open_age_median = d->open_age_max = d->km_median = none;
	e->reason = PDZ_SUPPRESSED;
	if (tells_timing(t, e))
		hide_assessment_of(e);
}

static void hide_share(const struct pub_table *t, struct pdz_entry *e, struct pdz_detail *d)
{
	d->share = none;
	if (!pdz_str_is(t->r->indicators[e->indicator].statistic, "mean"))
		e->numerator = e->denominator = none;
	e->reason = PDZ_SUPPRESSED;
	if (tells_timing(t, e))
		hide_assessment_of(e);
}

/* With the mean, the spread would tell how the answers lie. */
static void hide_scores(struct pdz_entry *e, struct pdz_detail *d)
{
	d->distribution = NULL;
	d->distribution_count = 0;
	hide_spread(d);
	e->low = e->high = none;
	e->method = (struct pdz_str){NULL, 0};
	e->reason = PDZ_SUPPRESSED;
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
	struct pdz_detail *d = &e->detail;
	if (c->kind == PUB_MAIN)
		hide_main(e);
	else if (c->kind == PUB_OPEN)
		hide_open(t, e, d);
	else if (c->kind == PUB_SHARE)
		hide_share(t, e, d);
	else if (c->kind == PUB_SCORES)
		hide_scores(e, d);
	else
		hide_part(&d->breakdown[c->part]);
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
		for (size_t k = i + 1; k < t->cell_count && t->cells[k].kind != PUB_COMPARISON && t->cells[k].entry == c->entry; k++) {
			if (t->cells[k].kind == PUB_PART)
				continue;
			hidden |= t->cells[k].hidden;
			primary |= t->cells[k].primary;
		}
		p->primary += hidden && primary;
		p->complementary += hidden && !primary;
	}
}

/* The least and the greatest of times and scores are those of one person; a part by
 * case is one person. */
static void hide_single_persons(struct pub_table *t)
{
	struct pdz_results *r = t->r;
	for (size_t i = 0; i < r->entry_count && !t->no_memory; i++) {
		struct pdz_entry *e = &r->entries[i];
		const struct pdz_result_indicator *ind = &r->indicators[e->indicator];
		const bool by_case = pdz_str_is(ind->breakdown, "case");
		struct pdz_detail *d = &e->detail;
		if (ind->persons.items == 0 && !by_case)
			continue;
		if (by_case) {
			d->breakdown = NULL;
			d->breakdown_count = 0;
			continue;
		}
		d->min = d->max = d->open_age_max = none;
		if (e->value.ok && pdz_str_is(ind->statistic, "max")) {
			hide_main(e);
			r->publication.dependent++;
		}
	}
}

/* How many records are behind a milestone, a cadence or a judgement: each may be a person's, and
 * be counted in another indicator, which the results do not say. Where they do say that a
 * milestone counts persons, how far it got is as many of them, unless it is reached. */
static void hide_records_behind(struct pub_table *t)
{
	for (size_t i = 0; i < t->r->entry_count && !t->no_memory; i++) {
		struct pdz_entry *e = &t->r->entries[i];
		const struct pdz_result_indicator *ind = &t->r->indicators[e->indicator];
		if (!ind->kind->n_is_records)
			continue;
		e->n = none;
		if (!ind->kind->is_act || ind->persons.items == 0 || !e->value.ok || e->detail.reached)
			continue;
		hide_main(e);
		t->r->publication.dependent++;
	}
}

void pdz_publish_apply(struct pub_table *t)
{
	for (size_t i = 0; i < t->cell_count && !t->no_memory; i++)
		if (t->cells[i].hidden)
			hide_cell(t, &t->cells[i]);
	count_hidden(t);
	hide_records_behind(t);
	hide_single_persons(t);
	if (!t->no_memory)
		pdz_publish_apply_dependent(t);
}
