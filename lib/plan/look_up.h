/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sources of a plan tell of an event. */
#ifndef PDZ_PLAN_LOOK_UP_H
#define PDZ_PLAN_LOOK_UP_H

#include "pdz/plan.h"

/* As pdz_is_listed wants it. */
void pdz_sort_listed(struct pdz_closed_list *list);

bool pdz_source_tells_of(const struct pdz_plan_source *s, uint32_t event);
/* Does any? */
bool pdz_is_told(const struct pdz_plan *plan, uint32_t event);

#endif
