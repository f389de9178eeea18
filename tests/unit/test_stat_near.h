/* cmocka's assert_float_equal compares floats: 1.00000000001 passes for 1. */
#ifndef TEST_STAT_NEAR_H
#define TEST_STAT_NEAR_H

#include <math.h>
#include <stdbool.h>

/* Equal to a relative tolerance; where one is 0 or almost, 1e-15 is allowed. */
static inline bool near(double got, double expected, double relative)
{
	if (isnan(got) || isnan(expected))
		return false;
	if (isinf(got) || isinf(expected))
		return got == expected;
	double size = fmax(fabs(got), fabs(expected));
	return fabs(got - expected) <= fmax(relative * size, 1e-15);
}

#endif
