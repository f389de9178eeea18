/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The threshold: counts of persons from 1 to below it are hidden wherever they are
 * shown. 0 tells of nobody. So are values whose counts are not known. */
#include "publish/table.h"

void pdz_publish_primary(struct pub_table *t)
{
	for (uint32_t i = 0; i < t->cell_count; i++)
		if (t->cells[i].primary)
			pdz_publish_hide(t, i);
	for (uint32_t i = 0; i < t->count_count; i++) {
		struct pub_count *c = &t->counts[i];
		c->sensitive = pub_is_small(t, c);
		c->target = pub_target(t, c);
		if (!c->sensitive)
			continue;
		for (uint32_t k = t->cells_of.first[i]; k < t->cells_of.first[i + 1]; k++) {
			t->cells[t->cells_of.items[k]].primary = true;
			pdz_publish_hide(t, t->cells_of.items[k]);
		}
	}
}
