/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a measured value to a verdict: what it is set against, and how it stands. */
#ifndef PDZ_MEASURE_STAND_H
#define PDZ_MEASURE_STAND_H

#include "measure/kind.h"

/* What a verdict was made from. */
struct pdz_assessing {
	struct pdz_view view; /* of the period */
	bool whole; /* of the whole plan area and all categories: only there do figures given for the whole hold */
	struct pdz_value baseline; /* as given or computed: a year's worth of what adds up */
	struct pdz_expected expected;
	struct pdz_standing standing;
	bool is_to_date; /* early records are left out of what is judged, which can then be at least and at most: */
	struct pdz_value least, most;
	struct pdz_judgement judgement;
};

/* The part of a period that is inside the plan and measured, and the last day known of it. */
struct pdz_stretch pdz_view_stretch(const struct pdz_view *v, struct pdz_period period);

/* Is there something of the inhabitants' time in it: not those living there on a day? */
bool pdz_is_of_person_years(const struct pdz_operand *denominator);

/* Make it the view of a period. */
void pdz_view_look_at(struct pdz_view *v, struct pdz_period period);

/* The measure alone. */
void pdz_group_measure(const struct pdz_view *v, struct pdz_period period, struct pdz_entry *e);
/* The measure and its verdict. */
void pdz_group_assess(const struct pdz_view *v, struct pdz_period period, struct pdz_assessing *a, struct pdz_entry *e);

/* The period, and the year, of a plan that holds the month: its years begin when the plan says. */
struct pdz_period pdz_plan_period(const struct pdz_plan *plan, enum pdz_level level, int32_t month);
struct pdz_period pdz_plan_year(const struct pdz_plan *plan, int32_t month);

#endif
