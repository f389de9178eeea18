/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What timing and duration share. */
#ifndef PDZ_MEASURE_DAYS_H
#define PDZ_MEASURE_DAYS_H

#include "measure/said.h"

struct pdz_days {
	bool working; /* only working days are counted */
};

/* The keys calendar and statistic, with the direction and unit that follow from them. */
void pdz_load_days(const struct pdz_json *at, struct pdz_indicator *ind, struct pdz_days *days, bool of_planned);

/* Days, or working days, from one day to another. */
int32_t pdz_days_between(const struct pdz_plan *plan, const struct pdz_days *days, pdz_day from, pdz_day to);

/* The formula of a share of those in time. */
void pdz_days_share(struct pdz_said *say);

#endif
