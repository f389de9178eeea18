/* See cells.h. What a kind needs is decided here for --template and --check alike. */
#include "cells.h"

struct cells cells_none(void)
{
	return (struct cells){.action = PDZ_NONE, .word = PDZ_NONE};
}

static void need_column(struct cells *c, unsigned column)
{
	c->category |= column == PDZ_COL_CATEGORY;
	c->area |= column == PDZ_COL_AREA;
	c->case_id |= column == PDZ_COL_CASE;
	if (column >= PDZ_COLUMNS && column < PDZ_COLUMNS + PDZ_MAX_DIMENSIONS)
		c->dimensions[column - PDZ_COLUMNS] = true;
}

static void need_filters(struct cells *c, const struct pdz_selector *s)
{
	for (size_t i = 0; i < s->where_count; i++) {
		const struct pdz_filter *f = &s->where[i];
		need_column(c, f->column);
		if (f->negate || f->count == 0)
			continue;
		if (f->column == PDZ_COL_ACTION && c->action == PDZ_NONE)
			c->action = f->values[0];
		if (f->column == PDZ_COL_CATEGORY && c->word == PDZ_NONE)
			c->word = f->values[0];
	}
}

void cells_need_slot(struct cells *c, const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	const struct pdz_selector *s = &slot->selector;
	const struct pdz_indicator *ind = &plan->indicators[slot->indicator];
	const bool counts = ind->kind == &pdz_kind_count || ind->kind == &pdz_kind_ratio;
	const bool planned = counts && s->status == PDZ_PLANNED && !s->any_status;
	c->planned |= planned;
	c->date |= !planned;
	c->due |= planned || ind->kind == &pdz_kind_timing || ind->kind == &pdz_kind_milestone || ind->statistic == PDZ_OF_PLANNED;
	c->start |= s->at_least_days > 0 || (ind->kind == &pdz_kind_duration && ind->slot_count == 1);
	c->quantity |= (counts && s->counted == PDZ_QUANTITY) || ind->kind == &pdz_kind_score ||
	               (ind->kind == &pdz_kind_judgement && ind->grade_count == 0);
	c->case_id |= s->counted == PDZ_CASES || (ind->kind == &pdz_kind_duration && ind->slot_count > 1);
	c->category |= s->stock || ind->limit.count > 0 || ind->grade_count > 0;
	c->area |= slot->keep_area;
	c->note |= ind->kind == &pdz_kind_milestone || ind->kind == &pdz_kind_judgement;
	if (s->counted == PDZ_VALUES)
		need_column(c, s->column);
	if (ind->breakdown != PDZ_NONE)
		need_column(c, ind->breakdown);
	if (ind->require_column != PDZ_NONE)
		need_column(c, ind->require_column);
	need_filters(c, s);
}
