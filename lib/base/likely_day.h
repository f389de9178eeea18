/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days that people mean: others are slips of typing (the year 25, or 2205). */
#ifndef PDZ_BASE_LIKELY_DAY_H
#define PDZ_BASE_LIKELY_DAY_H

#include "pdz/value.h"

/* 1900-01-01 and the day after 2100-12-31. */
enum { PDZ_LIKELY_FIRST = -25567, PDZ_LIKELY_END = 47847 };

static inline bool pdz_day_is_likely(pdz_day d)
{
	return d >= PDZ_LIKELY_FIRST && d < PDZ_LIKELY_END;
}

#endif
