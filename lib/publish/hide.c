/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken out of an entry that is hidden. */
#include "publish/table.h"

void pdz_publish_hide_fields(const struct pdz_table *t, void *object, unsigned with)
{
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++) {
		if (f->type == PDZ_FIELD_OBJECT)
			pdz_publish_hide_fields(f->of, pdz_field_in(f, object), with);
		else if (with == 0 ? f->hidden == 0 : (f->hidden & with) != 0)
			pdz_field_clear(f, object);
	}
}

void pdz_publish_hide_figures(struct pdz_entry *e, unsigned with)
{
	pdz_publish_hide_fields(&pdz_table_entry, e, with);
}

/* Progress, change and verdict tell the value. What was aimed at is the plan's, and stays. */
void pdz_publish_hide_assessment(struct pdz_entry *e)
{
	pdz_publish_hide_figures(e, PDZ_WITH_ASSESSMENT);
	e->verdict = PDZ_NOT_ASSESSABLE;
	e->reason = PDZ_SUPPRESSED;
}

void pdz_publish_hide_value(struct pdz_entry *e)
{
	pdz_publish_hide_figures(e, PDZ_WITH_VALUE);
	pdz_publish_hide_assessment(e);
}
