/* Which figure an indicator's value is, in the words of the results format. */
#ifndef PDZ_RESULT_STATISTIC_NAME_H
#define PDZ_RESULT_STATISTIC_NAME_H

#include "measure/kind.h"

const char *pdz_statistic_name(const struct pdz_plan *plan, const struct pdz_indicator *ind);

#endif
