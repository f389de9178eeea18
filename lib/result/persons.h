/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which numbers of an indicator count persons, and which of them are the same number. */
#ifndef PDZ_RESULT_PERSONS_H
#define PDZ_RESULT_PERSONS_H

#include "pdz/plan.h"

/* Numbers of quantities; equal ones count the same persons, in whatever indicator.
 * 0: does not count persons. items: those that a time or a score describes. */
struct pdz_persons_counted {
	uint32_t numerator, denominator, items;
};

/* Does it count cases, by themselves or as the values of their column? */
bool pdz_counts_cases(const struct pdz_selector *s);
/* Is one of its events said to count persons, or, by default, not said to count none? */
bool pdz_has_persons(const struct pdz_plan *plan, const struct pdz_selector *s, bool by_default);

struct pdz_persons_counted pdz_persons_of(const struct pdz_plan *plan, const struct pdz_indicator *ind);

#endif
