/* One result: an indicator in one period, area and category. */
#ifndef PDZ_ENTRY_H
#define PDZ_ENTRY_H

#include "pdz/date.h"
#include "pdz/value.h"

/* A part of a breakdown ("n. e tipologia"). */
struct pdz_part {
	struct pdz_str key, label;
	struct pdz_value value, numerator, denominator;
};

/* What only some kinds have. Arrays belong to the arena the entry was made in. */
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
	struct pdz_score {
		double score;
		uint64_t n;
	} *distribution;
	size_t distribution_count;
	struct pdz_part *breakdown;
	size_t breakdown_count;
	struct pdz_component {
		uint32_t indicator;
		enum pdz_verdict verdict;
		struct pdz_value progress;
	} *parts;
	size_t part_count;
	bool has_compared;          /* the verdict rests on this year, not on the whole */
	struct pdz_period compared;
};

struct pdz_entry {
	uint32_t indicator;
	struct pdz_period period;
	uint32_t area;     /* PDZ_NONE: not broken down */
	uint32_t category; /* PDZ_NONE: all together; a word of the run */
	uint32_t rest;     /* PDZ_NONE: all together; a tuple of the run */

	struct pdz_value value, numerator, denominator, n;
	struct pdz_value low, high;
	const char *method; /* of the interval; NULL: none. Static. */

	struct pdz_value baseline_n; /* of a computed baseline: the least that it counts or rests on, 0 left out */
	struct pdz_value baseline, change, target, target_high, target_to_date;
	struct pdz_value progress;  /* from the baseline, where there is one, to the target */
	struct pdz_value of_target; /* value / target */
	bool change_from_zero;
	enum pdz_verdict verdict;
	enum pdz_reason reason;
	struct pdz_detail detail;
};

#endif
