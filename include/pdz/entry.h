/* One result: an indicator in one period, area and category. The same struct from the
 * computation to the report; lib/result/tables.c has one row for each of its figures. */
#ifndef PDZ_ENTRY_H
#define PDZ_ENTRY_H

#include "pdz/date.h"
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
	struct pdz_value progress;
};

struct pdz_dimension_value {
	struct pdz_str name, value; /* value.p NULL: all together */
};

/* What only some kinds have. */
struct pdz_detail {
	struct pdz_value mean, sd, median, q1, q3, p90, min, max, share, km_median;
	struct pdz_value closed, open, overdue, open_age_median, open_age_max;
	struct pdz_value expected, found, longest_gap_days, periods_met, periods_due;
	struct pdz_value declared; /* the total the source itself states; shown beside the value, never in its place */
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
	bool has_compared; /* baseline, target and verdict are those of this year, not of the whole */
	struct pdz_period compared;
};

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

	struct pdz_value baseline_n; /* of a computed baseline: the least that it counts or rests on, 0 left out */
	struct pdz_value baseline, change, target, target_high, target_to_date;
	struct pdz_value progress;  /* from the baseline, where there is one, to the target */
	struct pdz_value of_target; /* value / target */
	bool change_from_zero;
	bool baseline_hidden; /* to protect persons; not that there is none */
	enum pdz_verdict verdict;
	enum pdz_reason reason;
	struct pdz_detail detail;
};

#ifdef __cplusplus
}
#endif

#endif
