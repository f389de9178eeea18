/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small-number protection: results as they may be published.
 *
 * Counts of persons from 1 to below the plan's suppress_below are hidden (primary), and so are
 * quantities of as few persons, or of which one makes up dominance, and times and scores of fewer
 * than 7; so are as many further figures as it takes that none can be recomputed (complementary),
 * and all that rests on a hidden one: percentages, intervals, verdicts, composites, comparisons,
 * baselines. 0 is published. It works on the loaded results, before any layout, selection or format
 * sees them, so that none can leak what another hides.
 *
 * What is promised. Let an attacker know everything published, the plan, and how counts
 * add up: parts of an area, a period, a category, a breakdown; a numerator and the rest of
 * its denominator; the same count in another indicator, and what lies inside another by its events
 * and conditions; scores and their mean. Then
 *   - to every hidden count from 1 to below the threshold there is another table of
 *     non-negative counts that fits everything published, and in which that count is the
 *     threshold: no one can tell that it is small; of a quantity, one in which it is larger by
 *     what dominance leaves to others;
 *   - no other hidden count can be told exactly, except a 0 that is hidden because it
 *     stands beside a hidden figure.
 * What is left over (a total of 12 of which 11 are listed) is a count of persons too and
 * protected alike. Distinct counts need not add up: where they do they are treated as if
 * they must, where they do not the overlap is not known to the attacker.
 *
 * Not promised: against one who knows persons in the table, or who replays the choice of cells. */
#ifndef PDZ_PUBLISH_H
#define PDZ_PUBLISH_H

#include "pdz/plan.h"
#include "pdz/results.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Changes the results in place and fills results->publication. plan: the one they were computed with,
 * which decides who is counted and from how many on. before: results of the same plan that were
 * published before, changed too; NULL: none. suppress_below of 1 protects nobody.
 * PDZ_INPUT: the results are of another plan, the plan does not say suppress_below, or it could not
 * be proved that what is hidden cannot be recomputed. Unless PDZ_OK they are not fit to be shown. */
PDZ_MUST_CHECK enum pdz_status pdz_publish(struct pdz_results *results, const struct pdz_plan *plan,
                                           struct pdz_results *before, struct pdz_error *err);

#ifdef __cplusplus
}
#endif

#endif
