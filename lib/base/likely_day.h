/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days that people mean in records: others are slips of typing (the year 25, 1025 or 2205; a day
 * number that lost a digit is one of 1912). */
#ifndef PDZ_BASE_LIKELY_DAY_H
#define PDZ_BASE_LIKELY_DAY_H

#include "pdz/value.h"

/* 1950-01-01 and the day after 2100-12-31. */
enum { PDZ_LIKELY_FIRST = -7305, PDZ_LIKELY_END = 47847 };

static inline bool pdz_day_is_likely(pdz_day d)
{
	return d >= PDZ_LIKELY_FIRST && d < PDZ_LIKELY_END;
}

#endif
