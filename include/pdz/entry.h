/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One result: an indicator in one period, area and category. The same struct from the
 * computation to the report; lib/result/tables.c has one row for each of its figures. */
#ifndef PDZ_ENTRY_H
#define PDZ_ENTRY_H

#include "pdz/date.h"
#include "pdz/judge.h"
#include "pdz/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A part of a breakdown ("n. e tipologia"). */
struct pdz_part {
	struct pdz_str key, label;
	struct pdz_value value, numerator, denominator;
};

/* So many scores of this height. */
struct pdz_score {
	double score;
	uint64_t n;
};

/* An indicator that a composite is made of. */
struct pdz_component {
	struct pdz_str indicator; /* its code: it need not be among the results */
	enum pdz_verdict verdict;
	struct pdz_value share;
	bool left_out; /* nothing was due of it yet, or nothing is asked */
};

/* Deliveries that were due and have not come. */
struct pdz_gap {
	struct pdz_str source;         /* the code of a source of the plan */
	uint32_t area;                 /* the sender; PDZ_NONE: the whole as one */
	struct pdz_period first, last; /* the first and the last of them that are missing in a row */
};

struct pdz_dimension_value {
	struct pdz_str name, value; /* value.p NULL: all together */
};

/* What only some kinds have. */
struct pdz_detail {
	struct pdz_value mean, sd, median, q1, q3, p90, min, max, share, km_median;
	struct pdz_value share_of; /* how many the share is of */
	struct pdz_value served;   /* the statistic of those alone whose wait has ended, where others still wait */
	struct pdz_value strays;   /* cases of the numerator that are not among the denominator's: left out */
	struct pdz_value closed, open, overdue, open_age_median, open_age_max;
	struct pdz_value expected, found, longest_gap_days, periods_met, periods_due;
	struct pdz_value declared;  /* the total the source itself states; shown beside the value, never in its place */
	struct pdz_value unplanned; /* done over planned: what was done beyond what was planned */
	bool has_reached, reached;
	pdz_day date, due; /* PDZ_NO_DAY: none */
	struct pdz_str evidence, grade;
	struct pdz_period *missing;
	size_t missing_count;
	struct pdz_score *distribution;
	size_t distribution_count;
	struct pdz_part *breakdown;
	size_t breakdown_count;
	struct pdz_component *parts;
	size_t part_count;
};

/* Why so much was expected by then. */
enum pdz_pace {
	PDZ_PACE_NONE,
	PDZ_PACE_IN_FULL,
	PDZ_PACE_LINEAR,
	PDZ_PACE_STEP,
	PDZ_PACE_DUE /* what was due by then */,
	PDZ_PACES
};
extern const char *const pdz_pace_names[PDZ_PACES + 1]; /* "" for PDZ_PACE_NONE; NULL after the last */

/* What is asked for: so much at least, at most; any change from it; inside a range. */
enum pdz_direction {
	PDZ_NO_DIRECTION,
	PDZ_AT_LEAST,
	PDZ_AT_MOST,
	PDZ_MORE_THAN,
	PDZ_LESS_THAN,
	PDZ_INSIDE,
	PDZ_DIRECTIONS
};
extern const char *const pdz_direction_names[PDZ_DIRECTIONS + 1]; /* "" for PDZ_NO_DIRECTION; NULL after the last */

/* Arrays and texts belong to whoever made the entry: the run, until the call that hands it out
 * returns, or the results it is in. */
struct pdz_entry {
	uint32_t indicator; /* in the plan's, or the results' indicators */
	struct pdz_period period;
	uint32_t area;           /* PDZ_NONE: not broken down by area */
	struct pdz_str category; /* p NULL: all together */
	struct pdz_dimension_value *dimensions;
	size_t dimension_count;
	uint32_t word, rest; /* the numbers that the run has for category and dimensions; 0 in results that were read */

	struct pdz_str unit;
	struct pdz_value value, numerator, denominator, n;
	struct pdz_value low, high;
	struct pdz_str method; /* of the interval; p NULL: the model of none holds */

	struct pdz_value baseline_n;  /* of a computed baseline: the least that it counts or rests on, 0 left out */
	struct pdz_value least, most; /* the value lies between them where it is not known; not ok: it is the value */

	pdz_day followed_to; /* whoever began in the period is followed until then: before that day it is over only if
	                      * least and most agree; PDZ_NO_DAY: nobody is followed */
	bool unjudged;       /* shown without a verdict */

	/* Where the list is not empty, only these years are judged: value, baseline, target and all the
	 * other figures are theirs, and that of the whole period stands beside them. */
	struct pdz_period *judged;
	size_t judged_count;
	struct pdz_value whole_value;  /* of the whole period; not ok: it is the value */
	struct pdz_value judged_value; /* a level on the day of its deadline; not ok: the value itself was judged */
	struct pdz_value baseline, baseline_to_date, change, target, target_high;
	struct pdz_value expected; /* by known_to; once it is over the target itself. Not ok: nothing is due yet */
	enum pdz_pace expected_as;
	pdz_day expected_from,
		expected_to;  /* linearly from the morning of one day to the end of the other; PDZ_NO_DAY: not so */
	pdz_day known_to; /* the last day of which the records are known, as far as it is in the period */
	pdz_day deadline; /* of a target for another day than the period's last, or that the plan names; PDZ_NO_DAY: none */
	pdz_day reached;  /* since when, of a deadline that is over; PDZ_NO_DAY: it was not, or that is not known */
	enum pdz_direction direction; /* of the target */
	bool undoable;                /* what is reached can be lost again */
	bool lost;                    /* it was reached by its deadline, and is not any more */
	bool over;                    /* no time is left */
	struct pdz_value days_late;   /* from its deadline to the day it was reached; not ok: it was not late */
	struct pdz_value share;       /* of what is expected that is there, as the plan's thresholds saw it */
	enum pdz_ground rule;         /* what the verdict rests on */
	struct pdz_value progress;    /* share of the target in full; from the baseline, where there is one */
	struct pdz_value of_target;   /* judged value / target */
	bool change_from_zero;
	bool baseline_hidden;  /* to protect persons; not that there is none */
	pdz_day measured_from; /* PDZ_NO_DAY, or the day before which no source of the plan owed anything */
	enum pdz_verdict verdict;
	enum pdz_reason reason;

	struct pdz_value coverage; /* of the deliveries that its sources owed, the share that came; not ok: none was due */
	struct pdz_gap *gaps;      /* those that did not */
	size_t gap_count;
	struct pdz_detail detail;
};

#ifdef __cplusplus
}
#endif

#endif
