/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normal and Student t distributions: the only file that includes GSL.
 *
 * GSL's default error handler aborts the process. None is installed here (that would
 * be global state of the program, not ours); instead only four functions are used
 * that raise no error for arguments in range, and the callers keep them in range.
 * Not used because they were seen to fail (GSL 2.7.1): gsl_cdf_chisq_Qinv gives
 * 1156003 instead of 2003924 for df = 2000002 without a word, gsl_cdf_chisq_Pinv
 * raises an error there, gsl_cdf_beta_P is NaN at n = 10^7 and good to 1e-9 only at
 * 10^6, gsl_cdf_beta_Pinv is NaN in ordinary cases. discrete.c does without them. */
#include "stat/cdf.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double pdz_cdf_z(double half_alpha)
{
	return gsl_cdf_ugaussian_Qinv(half_alpha);
}

double pdz_cdf_t(double half_alpha, double df)
{
	return gsl_cdf_tdist_Qinv(half_alpha, df);
}

double pdz_cdf_z_p(double z)
{
	return fmin(1, 2 * gsl_cdf_ugaussian_Q(fabs(z)));
}

double pdz_cdf_t_p(double t, double df)
{
	return fmin(1, 2 * gsl_cdf_tdist_Q(fabs(t), df));
}
