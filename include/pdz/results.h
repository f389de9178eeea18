/* The results document (schemas/results.schema.json) as the reports read it.
 *
 * Read whole, checked, never changed afterwards but by pdz_publish. Texts live as long as the object. */
#ifndef PDZ_RESULTS_H
#define PDZ_RESULTS_H

#include "pdz/date.h"
#include "pdz/intern.h"
#include "pdz/provenance.h"
#include "pdz/value.h"

struct pdz_result_area {
	struct pdz_str code, name;
	uint32_t parent; /* PDZ_NONE for the root, which is area 0 */
};

struct pdz_result_action {
	struct pdz_str code, name;
	uint32_t objective;
};

struct pdz_result_objective {
	struct pdz_str code, name;
	struct pdz_str *policy_areas; /* names, the main one first */
	size_t policy_area_count;
	struct pdz_result_money {
		struct pdz_str year;
		double euro;
	} *budget;
	size_t budget_count;
	uint32_t first_action, action_count; /* in results->actions */
};

enum pdz_result_level { PDZ_LEVEL_INPUT, PDZ_LEVEL_PROCESS, PDZ_LEVEL_RESULT, PDZ_LEVEL_IMPACT, PDZ_RESULT_LEVELS };
enum pdz_result_kind {
	PDZ_KIND_COUNT, PDZ_KIND_RATIO, PDZ_KIND_TIMING, PDZ_KIND_DURATION, PDZ_KIND_MILESTONE, PDZ_KIND_CADENCE,
	PDZ_KIND_SCORE, PDZ_KIND_COMPOSITE, PDZ_KIND_JUDGEMENT, PDZ_RESULT_KINDS,
};
/* Their names in the document, NULL after the last. */
extern const char *const pdz_result_level_names[PDZ_RESULT_LEVELS + 1];
extern const char *const pdz_result_kind_names[PDZ_RESULT_KINDS + 1];

struct pdz_result_indicator {
	struct pdz_str code, name, unit, statistic;
	struct pdz_str problem, note, target_source, baseline_source, baseline_date; /* empty: none */
	uint32_t objective, action; /* action: PDZ_NONE for one of the objective as a whole */
	enum pdz_result_level level;
	enum pdz_result_kind kind;
	double scale;
	bool lower_is_better, planned_done, assumed;
	struct pdz_str definition, assessment; /* hashes; empty: of an older version */
	struct pdz_str breakdown; /* the column its parts are of; empty: none */
	/* Who is counted: numbers of quantities, 0 for none; equal ones are the same persons,
	 * in whatever indicator. items: those a time or a score describes. */
	struct pdz_result_persons {
		uint32_t numerator, denominator, items;
		bool subset; /* the numerator is part of the denominator */
	} persons;
	uint32_t first_entry, entry_count; /* in results->order */
};

struct pdz_result_part {
	struct pdz_str key, label;
	struct pdz_value value, numerator, denominator;
};

/* What only some kinds have. */
struct pdz_result_detail {
	struct pdz_value mean, sd, median, q1, q3, p90, min, max, share;
	struct pdz_value closed, open, overdue, open_age_median, open_age_max, km_median;
	struct pdz_value expected, found, longest_gap_days, periods_met, periods_due;
	struct pdz_value declared; /* the total the source itself states */
	struct pdz_str *missing; /* periods */
	size_t missing_count;
	bool has_reached, reached;
	pdz_day date, due; /* PDZ_NO_DAY: none */
	struct pdz_str evidence, grade;
	struct pdz_result_part *breakdown;
	size_t breakdown_count;
	struct pdz_result_score {
		double score;
		uint64_t count;
	} *distribution;
	size_t distribution_count;
	struct pdz_str *parts; /* of a composite: codes of indicators */
	size_t part_count;
	struct pdz_str compared_period; /* baseline, target and verdict are those of this year; empty: of the entry's own period */
};

struct pdz_result_dimension {
	struct pdz_str name, value; /* value.p NULL: all together */
};

struct pdz_result_entry {
	uint32_t indicator;
	uint32_t area; /* PDZ_NONE: not broken down by area */
	struct pdz_period period;
	struct pdz_str period_text;
	struct pdz_str category; /* p NULL: all together */
	struct pdz_result_dimension *dimensions;
	size_t dimension_count;
	struct pdz_str unit, method; /* method empty: the model of none holds */
	struct pdz_value value, numerator, denominator, n, low, high;
	struct pdz_value baseline_n; /* the least a computed baseline counts; not ok: it was given, or counts nothing */
	struct pdz_value baseline, change, target, target_high, target_to_date, progress, of_target;
	bool change_from_zero, baseline_hidden /* to protect persons; not that there is none */;
	enum pdz_verdict verdict;
	enum pdz_reason reason;
	const struct pdz_result_detail *detail; /* NULL: none */
};

/* See the schema: what each field of a comparison means hangs on its kind. */
enum pdz_result_comparison_kind { PDZ_COMPARE_AREAS, PDZ_COMPARE_YEARS, PDZ_COMPARE_TREND, PDZ_COMPARE_FUNNEL, PDZ_COMPARE_BENCHMARK };
enum pdz_result_finding {
	PDZ_FINDING_HIGHER, PDZ_FINDING_LOWER, PDZ_FINDING_NOT_DISTINGUISHABLE, PDZ_FINDING_NOT_TESTED, PDZ_FINDING_NOT_COMPARABLE,
};
enum pdz_result_measure { PDZ_MEASURE_DIFFERENCE, PDZ_MEASURE_DIFFERENCE_OF_MEANS, PDZ_MEASURE_RATIO_OF_RATES, PDZ_MEASURE_SLOPE };

struct pdz_result_comparison {
	uint32_t indicator;
	enum pdz_result_comparison_kind kind;
	struct pdz_str period, other_period; /* other_period empty: none */
	uint32_t area, other_area;           /* PDZ_NONE: the whole */
	struct pdz_str benchmark, benchmark_source;
	struct pdz_value first, second, n_first, n_second, estimate, low, high, p, outer_low, outer_high;
	enum pdz_result_measure measure;
	struct pdz_str method; /* empty: none */
	enum pdz_result_finding finding;
	bool beyond_outer;
	enum pdz_reason reason;
};

struct pdz_result_count {
	struct pdz_str name;
	uint64_t count;
};

struct pdz_result_input {
	struct pdz_str name, sha256;
	uint64_t bytes, read, used;
	struct pdz_result_count *set_aside; /* by reason */
	size_t set_aside_count;
};

struct pdz_result_source {
	struct pdz_str name;
	uint64_t records, used;
};

/* What pdz_publish hid. */
struct pdz_publication {
	bool on;
	int64_t threshold;
	size_t primary, complementary; /* figures: entries, or parts of one that is shown */
	size_t dependent;              /* figures that rest on a hidden one, or tell of a single person */
};

struct pdz_results {
	struct pdz_publication publication;
	struct pdz_str tool_version, plan_id, plan_name, plan_note, plan_sha256;
	bool italian; /* language of the plan */
	pdz_day as_of, from, to;
	struct pdz_str *by;
	size_t by_count;
	double confidence, on_track, behind;
	int64_t minimum_n, suppress_below;
	char sha256[65]; /* of the document itself */

	struct pdz_result_input *inputs;
	size_t input_count;
	struct pdz_result_source *sources;
	size_t source_count;
	struct pdz_raw_file *raw_files; /* if the results know them */
	size_t raw_file_count;
	struct pdz_result_area *areas;
	size_t area_count;
	struct pdz_result_objective *objectives;
	size_t objective_count;
	struct pdz_result_action *actions;
	size_t action_count;
	struct pdz_result_indicator *indicators;
	size_t indicator_count;
	struct pdz_result_entry *entries; /* in the order of the document */
	size_t entry_count;
	struct pdz_result_comparison *comparisons;
	size_t comparison_count;
	uint32_t *order; /* numbers of entries, those of one indicator together */
	struct pdz_intern texts;
	struct pdz_arena arena;
};

/* Every mistake goes to sink; if there was one, PDZ_INPUT. At most 256 MiB.
 * NULL on failure; free with pdz_results_free. */
PDZ_MUST_CHECK enum pdz_status pdz_results_load(struct pdz_results **results, const char *name,
                                                const struct pdz_diag_sink *sink, struct pdz_error *err);
void pdz_results_free(struct pdz_results *results);

/* By exact code; PDZ_NONE if there is none. */
uint32_t pdz_results_area(const struct pdz_results *r, struct pdz_str code);
uint32_t pdz_results_indicator(const struct pdz_results *r, struct pdz_str code);

#endif
