/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares of what is distinct: the cases of the numerator that are among those of the denominator. */
#ifndef PDZ_MEASURE_SHARES_H
#define PDZ_MEASURE_SHARES_H

#include "measure/counting.h"

/* Cases that entered in the period, followed wherever the numerator's event falls. */
struct pdz_cohort {
	bool given;
	int32_t within_days; /* from the day it entered; INT32_MAX: no limit */
};

/* Does the share follow the cases of its denominator, wherever they go? */
bool pdz_ratio_follows(const struct pdz_indicator *ind);

struct pdz_case_share {
	uint64_t part, whole;
	uint64_t strays; /* of the numerator, and not of the denominator */
	uint64_t young,
		young_part; /* of a cohort: entered too lately to be judged, and how many of them are there already */
};

/* Both slots count distinct cases, or values of one column. marks: what becomes of the rows, or NULL.
 * Out of memory: view->failed. */
struct pdz_case_share pdz_share_of_cases(const struct pdz_view *view, uint32_t top, uint32_t bottom,
                                         struct pdz_mark *marks);
struct pdz_case_share pdz_share_of_cohort(const struct pdz_view *view, uint32_t top, uint32_t bottom,
                                          const struct pdz_cohort *cohort, struct pdz_mark *marks);

#endif
