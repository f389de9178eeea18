/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of which some are not over: what timing and duration make of them. */
#ifndef PDZ_MEASURE_WAITS_H
#define PDZ_MEASURE_WAITS_H

#include "measure/kind.h"

/* Fewer waits that have ended decide nothing between the bounds. */
enum { PDZ_ENDED_ENOUGH = 5 };

/* Days of those that have ended, and so far of those that have not; each sorted. */
struct pdz_waits {
	struct pdz_sample ended, open;
};

/* The indicator's statistic as the value, that of the ended ones alone in detail.served, and its
 * bounds: open waits at their age from below, as endless ones from above. Where these differ the
 * Kaplan-Meier estimate decides from PDZ_ENDED_ENOUGH ended waits on; before that there is no
 * value, only the lower bound in low: PDZ_TOO_FEW, or PDZ_NOT_REACHED where even the estimate
 * does not get there. Spread and quantiles in detail are of the ended ones. */
void pdz_entry_waits(const struct pdz_view *view, struct pdz_waits *w, struct pdz_entry *out);

#endif
