/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of counts: a condition of the plan ("category x") and a part of the results (the entries of
 * category x) are the same place. */
#include "publish/table.h"

static struct pdz_str kept_text(struct pub_table *t)
{
	const struct pdz_str out = {pdz_arena_copy(&t->r->arena, pdz_buf_view(&t->text)), t->text.n};
	t->no_memory |= t->text.failed || out.p == NULL;
	return out.p != NULL ? out : (struct pdz_str){NULL, 0};
}

static void write_dimension(struct pub_table *t, struct pdz_str name, struct pdz_str value)
{
	pdz_buf_printf(&t->text, "%zu:", value.n);
	pdz_buf_str(&t->text, name);
	pdz_buf_char(&t->text, '=');
	pdz_buf_str(&t->text, value);
}

/* "sex=F age=young" as one text, in the order of the entries; p NULL if all of them are all together. */
struct pdz_str pdz_publish_dimensions(struct pub_table *t, const struct pdz_entry *e)
{
	pdz_buf_clear(&t->text);
	for (size_t i = 0; i < e->dimension_count; i++)
		if (e->dimensions[i].value.p != NULL)
			write_dimension(t, e->dimensions[i].name, e->dimensions[i].value);
	return t->text.n == 0 ? (struct pdz_str){NULL, 0} : kept_text(t);
}

static bool narrow_area(const struct pub_table *t, uint32_t value, struct pub_place *at)
{
	for (uint32_t a = value; a != PDZ_NONE; a = t->r->areas[a].parent)
		if (a == at->area) { /* the place's lies around it */
			at->area = value;
			return true;
		}
	for (uint32_t a = at->area; a != PDZ_NONE; a = t->r->areas[a].parent)
		if (a == value)
			return true;
	return false;
}

bool pdz_publish_at_value(struct pub_table *t, unsigned column, uint32_t value, struct pub_place *at)
{
	if (column == PDZ_COL_AREA)
		return value < t->r->area_count && narrow_area(t, value, at);
	const struct pdz_str text = pdz_intern_text(&t->plan->words, value);
	if (column == PDZ_COL_CATEGORY) {
		if (at->category.p != NULL)
			return pdz_str_eq(at->category, text);
		at->category = text;
		return true;
	}
	pdz_buf_clear(&t->text);
	write_dimension(t, t->plan->dimensions[column - PDZ_COLUMNS].code, text);
	if (at->dimensions.p != NULL) /* of several only entries know; they stand in their own order */
		return pdz_str_eq(at->dimensions, pdz_buf_view(&t->text));
	at->dimensions = kept_text(t);
	return true;
}

/* Does the place say whether a condition holds? */
enum settled { OPEN, HOLDS, FAILS };

static enum settled settle_area(const struct pub_table *t, const struct pdz_filter *f, uint32_t area)
{
	bool around = false;
	for (size_t i = 0; i < f->count; i++) {
		for (uint32_t a = area; a != PDZ_NONE; a = t->r->areas[a].parent)
			if (a == f->values[i])
				return f->negate ? FAILS : HOLDS;
		for (uint32_t a = f->values[i]; a < t->r->area_count; a = t->r->areas[a].parent)
			around |= a == area;
	}
	return around ? OPEN : f->negate ? HOLDS : FAILS;
}

/* Is the text of one dimension only, that of the filter? */
static bool is_of_dimension(struct pub_table *t, struct pdz_str name, struct pdz_str dimensions)
{
	const char *value = memchr(dimensions.p, '=', dimensions.n);
	if (value == NULL)
		return false;
	value++;
	pdz_buf_clear(&t->text);
	write_dimension(t, name, (struct pdz_str){value, dimensions.n - (size_t)(value - dimensions.p)});
	return pdz_str_eq(dimensions, pdz_buf_view(&t->text));
}

static enum settled settle_text(struct pub_table *t, const struct pdz_filter *f, const struct pub_place *at)
{
	const bool category = f->column == PDZ_COL_CATEGORY;
	const struct pdz_str name = category ? PDZ_STR("") : t->plan->dimensions[f->column - PDZ_COLUMNS].code;
	if (category ? at->category.p == NULL : at->dimensions.p == NULL || !is_of_dimension(t, name, at->dimensions))
		return OPEN;
	for (size_t i = 0; i < f->count; i++) {
		const struct pdz_str text = f->values[i] == PDZ_NONE ? PDZ_STR("")
		                                                     : pdz_intern_text(&t->plan->words, f->values[i]);
		pdz_buf_clear(&t->text);
		if (!category)
			write_dimension(t, name, text);
		if (pdz_str_eq(category ? at->category : at->dimensions, category ? text : pdz_buf_view(&t->text)))
			return f->negate ? FAILS : HOLDS;
	}
	return f->negate ? HOLDS : FAILS;
}

bool pdz_publish_settle_region(struct pub_table *t, uint32_t region, struct pub_place *at)
{
	at->quantity = region;
	for (const struct pub_region *r = &t->regions.list[region]; r->listed != NULL; r = &t->regions.list[at->quantity]) {
		const enum settled s = r->listed->column == PDZ_COL_AREA ? settle_area(t, r->listed, at->area)
		                                                         : settle_text(t, r->listed, at);
		if (s == FAILS)
			return false;
		if (s == OPEN)
			return true; /* further ones are not looked at */
		at->quantity = r->base;
	}
	return true;
}

bool pdz_publish_narrow(struct pub_table *t, const struct pub_side *side, struct pub_place *at)
{
	for (size_t i = 0; i < side->fixed_count; i++)
		if (!pdz_publish_at_value(t, side->fixed[i]->column, side->fixed[i]->values[0], at))
			return false;
	if (!side->yearly && !side->cumulative)
		return true;
	struct pdz_period p = t->periods[at->period];
	if (side->cumulative) { /* since the plan's first month */
		const struct pdz_period plan = t->plan->period;
		p.first = plan.first;
		p.last = p.last < plan.last ? p.last : plan.last;
		const int32_t months = p.last - p.first + 1; /* the first year's total is what came in it */
		p.level = months == 12  ? PDZ_YEAR
		          : months == 6 ? PDZ_SEMESTER
		          : months == 3 ? PDZ_QUARTER
		          : months == 1 ? PDZ_MONTH
		                        : PDZ_PLAN;
		at->period = pdz_publish_period(t, p);
	} else if (p.last - p.first >= 12) {
		at->what = 'Y'; /* each year anew is another number than all together */
	}
	return true;
}
