/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is behind a figure that does not count persons: how many different ones, and what the one
 * makes up who has most of it. Known where slots keep cases (keep_case). */
#ifndef PDZ_MEASURE_BEHIND_H
#define PDZ_MEASURE_BEHIND_H

#include "measure/kind.h"

/* persons: the fewest behind any of its operands that has records, and largest the greatest share
 * among them. Records without a case are taken together for one person more, unless none has
 * one: then it is nobody. Not ok: nothing of the indicator keeps cases. */
struct pdz_behind {
	struct pdz_value persons, largest;
};

struct pdz_behind pdz_view_behind(const struct pdz_view *view);

#endif
