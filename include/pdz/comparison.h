/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons: an indicator in one place or time set beside another, with what
 * chance alone could have done. */
#ifndef PDZ_COMPARISON_H
#define PDZ_COMPARISON_H

#include "pdz/date.h"
#include "pdz/value.h"

#ifdef __cplusplus
extern "C" {
#endif

enum pdz_comparison_kind {
	PDZ_COMPARE_AREAS,
	PDZ_COMPARE_YEARS,
	PDZ_COMPARE_TREND,
	PDZ_COMPARE_FUNNEL,
	PDZ_COMPARE_BENCHMARK,
	PDZ_COMPARISON_KINDS,
};
enum pdz_finding {
	PDZ_FINDING_HIGHER,
	PDZ_FINDING_LOWER,               /* the first than the second, beyond chance; for a trend rising, falling */
	PDZ_FINDING_NOT_DISTINGUISHABLE, /* from chance */
	PDZ_FINDING_NOT_TESTED,          /* no model of chance holds: the difference is described, not judged */
	PDZ_FINDING_NOT_COMPARABLE,      /* a value is missing; reason says why */
	PDZ_FINDINGS_COUNT,
};
/* What estimate is. */
enum pdz_contrast_measure {
	PDZ_MEASURE_DIFFERENCE,
	PDZ_MEASURE_DIFFERENCE_OF_MEANS,
	PDZ_MEASURE_RATIO_OF_RATES,
	PDZ_MEASURE_SLOPE,
	PDZ_CONTRAST_MEASURES,
};
/* Their names in results, NULL after the last. */
extern const char *const pdz_comparison_kind_names[PDZ_COMPARISON_KINDS + 1];
extern const char *const pdz_finding_names[PDZ_FINDINGS_COUNT + 1];
extern const char *const pdz_contrast_measure_names[PDZ_CONTRAST_MEASURES + 1];

/* Texts belong to the plan or the results. */
struct pdz_comparison {
	uint32_t indicator; /* in the plan's, or the results' indicators */
	enum pdz_comparison_kind kind;
	struct pdz_period period, other_period; /* other_period: of years only, else the same */
	bool has_other_period;
	uint32_t area, other_area; /* PDZ_NONE: the whole */
	struct pdz_str benchmark, benchmark_source;
	struct pdz_value first, second;     /* the two values; a trend has none */
	struct pdz_value n_first, n_second; /* what they rest on */
	enum pdz_contrast_measure measure;
	struct pdz_value estimate, low, high, p; /* funnel: low and high are the 95 % limits of the first value */
	struct pdz_value outer_low, outer_high;  /* funnel: 99.8 % limits */
	struct pdz_str method;                   /* p NULL: none */
	enum pdz_finding finding;
	bool has_limits, beyond_outer; /* a funnel; outside 99.8 % as well */
	enum pdz_reason reason;
};

#ifdef __cplusplus
}
#endif

#endif
