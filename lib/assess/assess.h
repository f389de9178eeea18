/* From a value to a verdict: baseline, change, target, target to date, progress. */
#ifndef PDZ_ASSESS_H
#define PDZ_ASSESS_H

#include "measure/kind.h"

/* What a verdict rests on, for --explain. */
struct pdz_trail {
	enum pdz_yardstick {
		PDZ_BY_NOTHING,  /* no verdict, or no number behind it */
		PDZ_BY_TARGET,   /* the target itself is reached */
		PDZ_BY_SHARE,    /* share: of what is due by today, against the plan's thresholds */
		PDZ_BY_PROGRESS, /* share: of the way from the baseline to the target of today */
		PDZ_BY_RANGE,    /* share: 1 inside the range, else how near its nearer end */
		PDZ_BY_CHANGE,   /* any change in the right direction */
		PDZ_BY_ON_TIME,  /* share: of the items due, those done on time */
		PDZ_BY_DATE,     /* a milestone's date */
		PDZ_BY_MINIMUM,  /* share: of the minimum due by today */
		PDZ_BY_PERIODS,  /* share: of the periods due, those that met the minimum */
	} by;
	struct pdz_value share;
};

/* What an assessment needs besides the entry itself. */
struct pdz_assessing {
	const struct pdz_view *view;
	bool whole; /* of the whole plan area and all categories: only there do figures given for the whole hold */
	struct pdz_value computed_baseline; /* of the same group, in the baseline's year */
	/* Distinct counts do not add up: the plan as a whole is judged by its latest year. */
	bool has_latest;
	struct pdz_period latest;
	struct pdz_value latest_value;
	/* For a minimum per period: of the periods due, those that met it. */
	struct pdz_value periods_due, periods_met;
	struct pdz_trail *trail; /* NULL: not wanted */
};

/* Share of the period's days that have passed by the as-of date, 0 to 1. */
double pdz_elapsed(struct pdz_period p, pdz_day as_of);

/* The target of a period, its upper end for a range, and the yardstick of today. */
struct pdz_target_now {
	struct pdz_value target, high, to_date;
};
/* category: a word of the plan, or PDZ_NONE. baseline: as of pdz_baseline_now, for
 * targets on the change. Not ok where there is none. */
struct pdz_target_now pdz_target_at(const struct pdz_indicator *ind, struct pdz_period plan, struct pdz_period period,
                                    pdz_day as_of, bool whole, uint32_t category, struct pdz_value baseline);

/* Years in a period, for what is said per year: parts of one in proportion to days. */
double pdz_years(struct pdz_period p);

/* The baseline in terms of the period: a yearly flow times the years of the period. */
struct pdz_value pdz_baseline_now(const struct pdz_indicator *ind, struct pdz_period period, bool whole,
                                  struct pdz_value computed);

/* Fill baseline .. verdict of an entry whose measure is there. */
void pdz_assess(const struct pdz_assessing *a, struct pdz_entry *e);

#endif
