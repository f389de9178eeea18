/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See columns_needed.h. */
#include "measure/columns_needed.h"

struct pdz_columns_needed pdz_columns_none(void)
{
	return (struct pdz_columns_needed){.action = PDZ_NONE, .word = PDZ_NONE};
}

void pdz_columns_need(struct pdz_columns_needed *c, unsigned column)
{
	c->category |= column == PDZ_COL_CATEGORY;
	c->area |= column == PDZ_COL_AREA;
	c->case_id |= column == PDZ_COL_CASE;
	if (column >= PDZ_COLUMNS && column < PDZ_COLUMNS + PDZ_MAX_DIMENSIONS)
		c->dimensions[column - PDZ_COLUMNS] = true;
}

static void need_filters(struct pdz_columns_needed *c, const struct pdz_selector *s)
{
	for (size_t i = 0; i < s->where_count; i++) {
		const struct pdz_filter *f = &s->where[i];
		pdz_columns_need(c, f->column);
		c->due |= f->column == PDZ_COL_DUE;
		c->start |= f->column == PDZ_COL_START;
		c->quantity |= f->column == PDZ_COL_QUANTITY;
		if (f->negate || f->count == 0)
			continue;
		if (f->column == PDZ_COL_ACTION && c->action == PDZ_NONE)
			c->action = f->values[0];
		if (f->column == PDZ_COL_CATEGORY && c->word == PDZ_NONE)
			c->word = f->values[0];
	}
}

void pdz_columns_need_slot(struct pdz_columns_needed *c, const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	const struct pdz_selector *s = &slot->selector;
	const struct pdz_indicator *ind = &plan->indicators[slot->indicator];
	const bool planned = s->status == PDZ_PLANNED && !s->any_status;
	unsigned who, what;
	pdz_slot_columns(plan, slot, &who, &what);
	c->planned |= planned;
	c->date |= !planned;
	c->due |= planned;
	c->start |= s->at_least_days > 0;
	c->case_id |= who == PDZ_COL_CASE &&
	              !slot->keep_case; /* what is known of persons is looked at, but not asked for */
	c->note |= who == PDZ_COL_NOTE;
	c->category |= s->stock;
	c->area |= slot->keep_area;
	if (s->counted == PDZ_VALUES)
		pdz_columns_need(c, s->column);
	pdz_columns_need(c, ind->breakdown);
	need_filters(c, s);
	if (ind->kind->need != NULL)
		ind->kind->need(plan, slot, c);
}
