/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is computed of a plan: verdicts, entries, comparisons, where the records came from, and the document of all. */
#ifndef PDZ_RESULTS_H
#define PDZ_RESULTS_H

#include "pdz/error.h"
#include "pdz/plan.h"
#include "pdz/str.h"
#include "pdz/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The verdict: a pure function of how something stands.
 *
 * It knows of no plan, no kind and no records; what it looks at is printed beside its
 * answer, so that anybody can judge again. */

/* What a verdict rests on. The first ones are set with the standing; the
 * last ones are set by judging, where they decide instead. */
enum pdz_ground {
	PDZ_GROUND_NONE,         /* no verdict, or none that rests on a figure */
	PDZ_GROUND_TARGET,       /* the target in full */
	PDZ_GROUND_TO_DATE,      /* what is expected by today */
	PDZ_GROUND_PROGRESS,     /* the part of the way from the baseline */
	PDZ_GROUND_DEADLINE,     /* what is to be there on a certain day */
	PDZ_GROUND_STEP,         /* the step in force */
	PDZ_GROUND_DUE,          /* what was planned with a date until today */
	PDZ_GROUND_MINIMUM,      /* a minimum for the period */
	PDZ_GROUND_PERIODS,      /* the periods that met what each of them should */
	PDZ_GROUND_RANGE,        /* a range to stay in */
	PDZ_GROUND_CHANGE,       /* any change in the wanted direction */
	PDZ_GROUND_PARTS,        /* the verdicts of the parts */
	PDZ_GROUND_NOTHING_DUE,  /* nothing was to be expected yet */
	PDZ_GROUND_ONE_SHORT,    /* one more, and it would not be behind */
	PDZ_GROUND_WRONG_WAY,    /* worse than the baseline */
	PDZ_GROUND_OUT_OF_REACH, /* whatever comes now, the target cannot be met any more */
	PDZ_GROUNDS,
};
extern const char *const pdz_ground_names[PDZ_GROUNDS + 1]; /* "" for PDZ_GROUND_NONE; NULL after the last */

/* How something stands. Numbers are finite but for least and most, which may be infinite. */
struct pdz_standing {
	enum pdz_ground ground;
	struct pdz_value value; /* what is there; not ok: it lies between least and most */
	double least, most;
	struct pdz_value baseline; /* where the way to the target begins; not ok: no way is asked for */
	struct pdz_value began; /* what of the baseline belongs to the time until today, as expected does of the target */
	struct pdz_value expected;     /* by today; not ok: nothing is due yet */
	struct pdz_value target;       /* in full; of a range its lower end. Not ok: none */
	struct pdz_value high;         /* the upper end of a range; not ok: it is not one */
	struct pdz_value high_by_now;  /* not more than this by today; not ok: the upper end itself */
	bool lower;                    /* at most, rather than at least */
	bool strict;                   /* the target itself is not enough: any change from it is wanted */
	bool undoable;                 /* what is reached can be lost again: a ratio, a level. Else it only grows */
	bool is_untold;                /* of none of its days anything had to be told yet: nothing is due */
	bool over;                     /* no time is left: what is not reached is missed */
	double one;                    /* what one event, case or due item is worth; 0: it is not made of wholes */
	struct pdz_value best;         /* the most that can still be reached; not ok: there is no bound */
	struct pdz_value best_of_most; /* the same where the value is the most it can be; not ok: it is best */
	pdz_day deadline;              /* PDZ_NO_DAY: the end of the period */
	pdz_day reached;               /* the day since when it has been reached; PDZ_NO_DAY: not known, or not reached */
	int best_rank,
		worst_rank; /* PDZ_GROUND_PARTS: the rank of the parts if all that is unknown were the best, or the worst */
	enum pdz_reason unknown; /* why least and most differ */
};

/* From which share of what is expected it is on track, and behind: 0 < behind <= on_track <= 1. */
struct pdz_thresholds {
	double on_track, behind;
};

struct pdz_judgement {
	enum pdz_verdict verdict;
	enum pdz_reason reason; /* of PDZ_NOT_ASSESSABLE */
	enum pdz_ground ground;
	struct pdz_value share; /* of what is expected, as the thresholds saw it; of a way, the part gone */
};

/* Judged at least and at most: where both agree, what is unknown cannot change the verdict. */
struct pdz_judgement pdz_judge(const struct pdz_standing *s, struct pdz_thresholds t);

/* What is there over what is asked for, in full or by today; of "at most" the other way round; of
 * a way from a baseline the part gone. Where a term is not above 0: 1 if it is reached, else 0. */
double pdz_share_of(const struct pdz_standing *s, double value, bool in_full);

/* From the best verdict, 0, to the worst; no verdict at all is PDZ_VERDICT_RANKS. */
enum { PDZ_VERDICT_RANKS = 6 };
int pdz_verdict_rank(enum pdz_verdict v);

/* One result: an indicator in one period, area and category. The same struct from the
 * computation to the report; lib/result/tables.c has one row for each of its figures. */

/* A part of a breakdown ("n. e tipologia"). */
struct pdz_part {
	struct pdz_str key, label;
	struct pdz_value value, numerator, denominator;
	struct pdz_value persons, largest; /* as in the entry */
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
	PDZ_PACE_BY_YEAR, /* linear in each year, what is asked for in the years together */
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
	pdz_day waited_to;   /* the last day on which a wait that began in the period ended, the as-of day if one is open
	                        (while it is measured alone); PDZ_NO_DAY: none began */
	bool unjudged;       /* shown without a verdict */

	/* Where the list is not empty, only these years are judged: value, baseline, target and all the
	 * other figures are theirs, and that of the whole period stands beside them. */
	struct pdz_period *judged;
	size_t judged_count;
	struct pdz_value whole_value;  /* of the whole period; not ok: it is the value */
	struct pdz_value judged_value; /* a level on the day of its deadline; not ok: the value itself was judged */
	struct pdz_value baseline, baseline_to_date, change, target, target_high;
	struct pdz_value expected_high; /* of a range its upper end to date; not ok: it is not a range, or over */
	struct pdz_value expected;      /* by known_to; once it is over the target itself. Not ok: nothing is due yet */
	enum pdz_pace expected_as;
	pdz_day expected_from,
		expected_to;  /* linearly from the morning of one day to the end of the other; PDZ_NO_DAY: not so */
	pdz_day known_to; /* the last day of which the records are known, as far as it is in the period */
	pdz_day deadline; /* of a target for another day than the period's last, or that the plan names; PDZ_NO_DAY: none */
	pdz_day reached;  /* since when, of a deadline that is over; PDZ_NO_DAY: it was not, or that is not known */
	enum pdz_direction direction; /* of the target */
	bool undoable;                /* what is reached can be lost again */
	bool lost;                    /* it was reached, and is not any more */
	bool over;                    /* no time is left */
	struct pdz_value days_late;   /* from its deadline to the day it was reached; not ok: it was not late */
	struct pdz_value share;       /* of what is expected that is there, as the plan's thresholds saw it */
	enum pdz_ground rule;         /* what the verdict rests on */
	pdz_day last_figure;          /* of a level: the day of its newest figure; PDZ_NO_DAY: there is none */
	struct pdz_value progress;    /* share of the target in full; from the baseline, where there is one */
	struct pdz_value of_target;   /* judged value / target */
	bool change_from_zero;
	bool baseline_hidden;  /* to protect persons; not that there is none */
	pdz_day measured_from; /* PDZ_NO_DAY, or the day before which no source of the plan owed anything */
	enum pdz_verdict verdict;
	enum pdz_reason reason;

	struct pdz_value
		persons; /* at least so many different ones are behind the figure, numerator or denominator; not ok:
	                           * they were not counted */
	struct pdz_value largest; /* of what they make up the share of the one who has most */

	struct pdz_value coverage; /* of the deliveries that its sources owed, the share that came; not ok: none was due */
	struct pdz_gap *gaps;      /* those that did not */
	size_t gap_count;
	struct pdz_value set_aside; /* records that would have fed it and could not be read; not ok: none */
	struct pdz_detail detail;
};

/* Comparisons: an indicator in one place or time set beside another, with what
 * chance alone could have done. */

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
	struct pdz_str statistic;      /* what is compared where it is not the value: "mean", "rate"; empty: the value */
	struct pdz_str statistic_unit; /* of a rate; empty: that of the value */
	struct pdz_value statistic_first, statistic_second;
	enum pdz_contrast_measure measure;
	struct pdz_value estimate, low, high, p; /* funnel: low and high are the 95 % limits of the first value */
	struct pdz_value outer_low, outer_high;  /* funnel: 99.8 % limits */
	struct pdz_str method;                   /* p NULL: none */
	enum pdz_finding finding;
	bool has_limits, beyond_outer; /* a funnel; outside 99.8 % as well */
	enum pdz_reason reason;
};

/* Where records came from: what the quality summary of pdz-ingest says of each raw
 * file, to go with the results. */

/* One raw file. rows = accepted + rejected + duplicates + superseded + skipped. */
struct pdz_raw_file {
	struct pdz_str name; /* as the records' source column has it */
	struct pdz_str sha256;
	struct pdz_str mapping, mapping_sha256; /* empty: canonical header */
	uint64_t rows, accepted, rejected, duplicates, superseded, skipped, records;
	uint64_t set_aside;   /* records */
	uint32_t corrected;   /* rows, by --corrections */
	uint32_t findings;    /* about the file as a whole */
	struct pdz_str aside; /* a digest of its rejected rows; p NULL: none */
};

/* A raw file that could not be used, and so was left out whole. */
struct pdz_unusable_file {
	struct pdz_str name, why; /* in the plan's language */
};

struct pdz_provenance {
	char sha256[65]; /* of the summary itself */
	struct pdz_raw_file *files;
	size_t count;
	struct pdz_unusable_file *unusable;
	size_t unusable_count;
	struct pdz_delivery *deliveries;
	size_t delivery_count;
	struct pdz_owed_records *owed; /* records that were set aside */
	size_t owed_count;
	struct pdz_arena arena;
	struct pdz_intern texts;
};

/* What is read: a quality summary alone; of a last run, its summary or its results, for what raw files or files of
 * records had set aside. */
enum pdz_provenance_of { PDZ_QUALITY, PDZ_LAST_RAW, PDZ_LAST_RECORDS };

/* Read a quality summary (schemas/quality.schema.json), or results. Of inputs that were records only name and
 * set_aside are filled, with how many needed a look. Release in any case. */
PDZ_MUST_CHECK enum pdz_status pdz_provenance_load(struct pdz_provenance *p, const char *name,
                                                   enum pdz_provenance_of what, const struct pdz_diag_sink *sink,
                                                   struct pdz_error *err);
void pdz_provenance_release(struct pdz_provenance *p);

/* The records that all files of this name gave. */
uint64_t pdz_provenance_records(const struct pdz_provenance *p, struct pdz_str name);

/* The results document (schemas/results.schema.json) as the reports read it.
 *
 * Read whole, checked, never changed afterwards but by pdz_publish. Texts live as long as the object. */

struct pdz_result_area {
	struct pdz_str code, name;
	uint32_t parent; /* PDZ_NONE for the root, which is area 0 */
	struct pdz_str *aliases;
	size_t alias_count;
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
	struct pdz_result_action *actions; /* in results->actions */
	size_t action_count;
};

enum pdz_result_level { PDZ_LEVEL_INPUT, PDZ_LEVEL_PROCESS, PDZ_LEVEL_RESULT, PDZ_LEVEL_IMPACT, PDZ_RESULT_LEVELS };
/* Their names in the document, NULL after the last. */
extern const char *const pdz_result_level_names[PDZ_RESULT_LEVELS + 1];

struct pdz_result_indicator {
	struct pdz_str code, name, unit, statistic;
	struct pdz_str problem, note, target_source, baseline_source; /* empty: none */
	pdz_day baseline_date;                                        /* PDZ_NO_DAY: none */
	struct pdz_value
		target_change; /* a target that is a change from the baseline: by so much; not ok: it is not such a target */
	bool target_change_percent;   /* in per cent of it, rather than in the unit */
	struct pdz_value minimum;     /* that each of some periods should have; not ok: none */
	struct pdz_str minimum_every; /* which: year, semester, quarter or month */
	uint32_t objective, action;   /* action: PDZ_NONE for one of the objective as a whole */
	enum pdz_result_level level;
	const struct pdz_kind *kind; /* as in the plan; opaque */
	double scale;
	bool lower_is_better, planned_done, assumed;
	struct pdz_str definition, assessment; /* hashes; empty: of an older version */
	struct pdz_str breakdown;              /* the column its parts are of; empty: none */
	/* Who is counted: numbers of quantities, 0 for none; equal ones are the same persons,
	 * in whatever indicator. items: those a time or a score, an act or a judgement describes. */
	struct pdz_result_persons {
		uint32_t numerator, denominator, items;
		bool subset; /* the numerator is part of the denominator */
	} persons;
	uint32_t first_entry, entry_count; /* in results->order */
	bool unasked; /* of the plan of a run, but none of the indicators that were asked for: not written */
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

/* Deliveries in a row that were due by the as-of day and have not come. */
struct pdz_missing_delivery {
	struct pdz_str source, name;   /* code and name of a source of the plan */
	uint32_t area;                 /* the sender; PDZ_NONE: the whole as one */
	struct pdz_period first, last; /* the first and the last of them */
	uint64_t deliveries;           /* how many they are */
	pdz_day due;                   /* the day by which the first should have come */
	uint64_t days_late;            /* since then */
	struct pdz_str *needed_by;     /* indicators that rest on the source, by their codes */
	size_t needed_by_count;
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
	struct pdz_str tool_name, tool_version, plan_id, plan_name, plan_note, plan_sha256;
	bool italian; /* language of the plan */
	pdz_day as_of, from, to;
	struct pdz_value year_begins; /* the month in which the plan's years begin, 2025/26; not ok: January */
	struct pdz_str *by;
	size_t by_count;
	struct pdz_str *dimensions; /* those of the plan that entries are by */
	size_t dimension_count;
	double confidence, on_track, behind;
	int64_t minimum_n, suppress_below;
	char sha256[65]; /* of the document itself */

	struct pdz_result_input *inputs;
	size_t input_count;
	struct pdz_result_source *sources;
	size_t source_count;
	struct pdz_raw_file *raw_files; /* if the results know them */
	size_t raw_file_count;
	struct pdz_missing_delivery *missing; /* NULL: the plan has no sources, so nobody knows */
	size_t missing_count;
	struct pdz_unusable_file *unusable;
	size_t unusable_count;
	struct pdz_result_area *areas;
	size_t area_count;
	struct pdz_result_objective *objectives;
	size_t objective_count;
	struct pdz_result_action *actions;
	size_t action_count;
	struct pdz_result_indicator *indicators;
	size_t indicator_count;
	struct pdz_entry *entries; /* in the order of the document */
	size_t entry_count;
	struct pdz_comparison *comparisons;
	size_t comparison_count;
	uint32_t *order; /* numbers of entries, those of one indicator together */
	struct pdz_result_period {
		struct pdz_period period;
		struct pdz_str text;
	} *periods; /* of the entries, each once, as they come first */
	size_t period_count;
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
/* What makes two entries the same one, in whatever document: key is cleared first. */
void pdz_entry_write_key(const struct pdz_results *r, const struct pdz_entry *e, struct pdz_buf *key);

#ifdef __cplusplus
}
#endif

#endif
