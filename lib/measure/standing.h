/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stand.c is made of: measuring, expecting, deadlines, minimums. Nobody else needs it. */
#ifndef PDZ_MEASURE_STANDING_H
#define PDZ_MEASURE_STANDING_H

#include "measure/run.h"
#include "measure/stand.h"

/* measuring.c */

/* Does its value only grow while the period passes? */
bool pdz_only_grows(const struct pdz_view *v);
/* Of the whole plan area and all categories? Of this area and category? */
bool pdz_view_is_whole(const struct pdz_view *v);
bool pdz_view_is_of(const struct pdz_view *v, uint32_t area, uint32_t category);
/* What is said by area or by category: targets, or baselines. */
enum pdz_said_of { PDZ_TARGETS, PDZ_BASELINES };
/* Do the figures of areas or categories come to that of the whole? */
bool pdz_adds_up_in_parts(const struct pdz_indicator *ind);
/* Is it of one of the parts of the group? */
bool pdz_view_contains(const struct pdz_view *v, uint32_t area, uint32_t category);
/* Do the parts for which it is said make up the whole group? Where a municipality has none, or a record is of a
 * category that has none, their sum would be set against what others did. */
bool pdz_parts_make_up(const struct pdz_view *v, enum pdz_said_of what);
/* The baseline of the group, and, if it is computed, the entry it is the value of. */
struct pdz_value pdz_baseline_of(const struct pdz_view *v, struct pdz_entry *computed);
/* The measure as far as the view looks; of a total since the beginning with the baseline. */
void pdz_measure_view(const struct pdz_view *at, struct pdz_entry *e);

/* expecting.c */

/* Better is lower: said of the indicator, or by a decrease as its target. */
bool pdz_wants_lower(const struct pdz_indicator *ind);
bool pdz_wants_any_change(const struct pdz_indicator *ind);
/* Whole things are expected whole. */
enum pdz_rounding pdz_rounding_of(const struct pdz_indicator *ind, struct pdz_value value);
enum pdz_rounding pdz_rounded_up(enum pdz_rounding rounding);
/* What is asked of the group in a stretch; high: of a range its upper end. */
struct pdz_expected pdz_expect_of(const struct pdz_view *v, struct pdz_stretch at, struct pdz_value baseline,
                                  enum pdz_rounding rounding, bool high);
/* Where only some years are judged, the entry becomes theirs; the whole stands beside it. */
void pdz_turn_to_judged(const struct pdz_view *v, const struct pdz_expected *expected, struct pdz_stretch at,
                        struct pdz_entry *e);
/* What of the baseline belongs to the judged time, and what of that to the part that has passed. */
void pdz_set_baseline(const struct pdz_assessing *a, enum pdz_rounding rounding, struct pdz_entry *e);

/* deadline.c: whether and when a deadline was met; a level is judged by its figure on that day, or by what stands
 * later. */
void pdz_meet_deadline(const struct pdz_view *v, struct pdz_standing *s, struct pdz_entry *e);

/* minimum.c: set up the standing by the indicator's minimum. False: it has none for such an entry. */
bool pdz_stand_to_minimum(struct pdz_assessing *a, struct pdz_entry *e);

#endif
