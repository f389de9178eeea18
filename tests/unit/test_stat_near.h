/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmocka's assert_float_equal compares floats: 1.00000000001 passes for 1. */
#ifndef TEST_STAT_NEAR_H
#define TEST_STAT_NEAR_H

#include <math.h>
#include <stdbool.h>

/* Equal to a relative tolerance; beside an exact 0, 1e-15 is allowed. */
static inline bool near(double got, double expected, double relative)
{
	if (isnan(got) || isnan(expected))
		return false;
	if (isinf(got) || isinf(expected))
		return got == expected;
	if (got == 0 || expected == 0)
		return fabs(got - expected) <= 1e-15;
	return fabs(got - expected) <= relative * fmax(fabs(got), fabs(expected));
}

#endif
