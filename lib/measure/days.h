/* What timing and duration share. */
#ifndef PDZ_MEASURE_DAYS_H
#define PDZ_MEASURE_DAYS_H

#include "kind.h"

/* The keys calendar and statistic, with the direction and unit that follow from them. */
void pdz_load_days(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind, bool of_planned);

/* Days, or working days, from one day to another, as the indicator counts them. */
int32_t pdz_days_between(const struct pdz_plan *plan, const struct pdz_indicator *ind, pdz_day from, pdz_day to);

#endif
