/* Comparisons: an indicator in one place or time set beside another, with what
 * chance alone could have done. */
#ifndef PDZ_COMPARISON_H
#define PDZ_COMPARISON_H

#include "pdz/run.h"

enum pdz_comparison_kind { PDZ_OF_AREAS, PDZ_OF_YEARS, PDZ_OF_TREND, PDZ_FUNNEL, PDZ_BENCHMARK, PDZ_COMPARISON_KINDS };
extern const char *const pdz_comparison_kind_names[PDZ_COMPARISON_KINDS];

enum pdz_finding {
	PDZ_HIGHER, PDZ_LOWER,   /* the first than the second, beyond chance; for a trend rising, falling */
	PDZ_NOT_DISTINGUISHABLE, /* from chance */
	PDZ_NOT_TESTED,          /* no model of chance holds: the difference is described, not judged */
	PDZ_NOT_COMPARABLE,      /* a value is missing; reason says why */
	PDZ_FINDINGS_COUNT,
};
extern const char *const pdz_finding_names[PDZ_FINDINGS_COUNT];

/* What estimate is. */
enum pdz_contrast_measure { PDZ_DIFFERENCE, PDZ_DIFFERENCE_OF_MEANS, PDZ_RATIO_OF_RATES, PDZ_SLOPE, PDZ_CONTRAST_MEASURES };
extern const char *const pdz_contrast_measure_names[PDZ_CONTRAST_MEASURES];

struct pdz_comparison {
	uint32_t indicator;
	enum pdz_comparison_kind kind;
	struct pdz_period period, other_period; /* other_period: of years only, else the same */
	uint32_t area, other_area;              /* PDZ_NONE: the whole */
	struct pdz_value first, second;         /* the two values; a trend has none */
	struct pdz_value n_first, n_second;     /* what they rest on */
	enum pdz_contrast_measure measure;
	struct pdz_value estimate, low, high, p; /* funnel: low and high are the 95 % limits of the first value */
	struct pdz_value outer_low, outer_high;  /* funnel: 99.8 % limits */
	const char *method;                      /* NULL: none */
	enum pdz_finding finding;
	bool beyond_outer; /* funnel: outside 99.8 % as well */
	enum pdz_reason reason;
};

/* All comparisons the plan asks for, in the order of indicators. To be called
 * after pdz_run_finish. */
typedef enum pdz_status (*pdz_comparison_fn)(void *ctx, const struct pdz_comparison *c, struct pdz_error *err);
PDZ_MUST_CHECK enum pdz_status pdz_run_compare(struct pdz_run *run, pdz_comparison_fn fn, void *ctx, struct pdz_error *err);

#endif
