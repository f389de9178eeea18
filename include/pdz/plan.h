/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan: steps of time, and all that a plan file says. */
#ifndef PDZ_PLAN_H
#define PDZ_PLAN_H

#include "pdz/record.h"
#include "pdz/str.h"
#include "pdz/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is to be there by when: every form of target as a line of knots over days.
 *
 * Made once from what the plan says (pdz_schedule_make), then asked about periods
 * (pdz_expect). Knows of no indicator, view or verdict. */

/* How the figures of periods are related. */
enum pdz_growth {
	PDZ_ADDS_UP,      /* a flow: a period's target is the difference between its ends */
	PDZ_COUNTED_ANEW, /* distinct counts: from 0 in each chain of knots, and never cut */
	PDZ_SINCE_START,  /* cumulative: the total from the beginning */
	PDZ_HELD,         /* a level, ratio, time or score: asked for as it stands */
	PDZ_FILLS,        /* a ratio over a whole period's budget: from 0 in every period */
};

/* How a knot follows from the one before it. */
enum pdz_way {
	PDZ_WAY_NONE,   /* a chain begins here; between chains nothing is asked for */
	PDZ_WAY_LINEAR, /* in equal parts by days */
	PDZ_WAY_STEP,   /* the amount before holds until the day before this one */
};

/* By the end of the day: amount + factor times the baseline. Of an ADDS_UP schedule the sum since the beginning. */
struct pdz_knot {
	pdz_day day;
	double amount, factor;
	enum pdz_way way;
	bool said;                     /* by the plan; else only where something begins */
	pdz_day year_first, year_last; /* the year it is said for, as far as it is inside the plan */
};

struct pdz_schedule {
	enum pdz_growth growth;
	struct pdz_knot *knots; /* in order of days; owned by the caller */
	size_t count;
	uint32_t except; /* bit 0 January ... bit 11 December: months in which nothing is expected to grow */
	pdz_day first;   /* EVERY: the day on which the way from a baseline begins; PDZ_NO_DAY: there is none */
	pdz_day from;    /* FILLS: not expected to grow before; PDZ_NO_DAY: from the first day of the period */
	bool every;      /* the last knot is asked for in every period, on its last day; the baseline is the way to it */
	bool stays;      /* what the last knot asks for is asked for afterwards, too */
	bool has_by;     /* a day is named by which it must be there */
};

/* What is said of a target for one period or for all of them. */
struct pdz_promise {
	struct pdz_period period; /* level PDZ_PLAN: for the plan as a whole */
	double amount, factor;
};

/* What the plan says, to be made into knots. Days are inside the plan. */
struct pdz_promises {
	enum pdz_growth growth;
	pdz_day begin, end;    /* of what is measured: the plan, from measurable_from on */
	pdz_day from;          /* where linear growth begins; PDZ_NO_DAY: at begin */
	pdz_day by;            /* PDZ_NO_DAY: not said */
	uint32_t by_month_day; /* month * 100 + day, in every year; 0: not said */
	uint32_t except;
	pdz_day baseline_day; /* PDZ_NO_DAY: not said, or no baseline */
	bool has_baseline;
	bool yearly;          /* the one promise is each year's worth: of a flow that changes, of a baseline */
	unsigned year_begins; /* 1 to 12 */
	const struct pdz_promise
		*list; /* in order of time: years, steps within years; one of level PDZ_PLAN: for every period */
	size_t count;
};

/* How many knots a schedule over these days and with as many promises has at most. */
size_t pdz_schedule_most(const struct pdz_promises *p);
/* Writes into s->knots, which has room for as many. */
void pdz_schedule_make(const struct pdz_promises *p, struct pdz_schedule *s);

/* The part of a period inside the plan, and the last day that is known of it. */
struct pdz_stretch {
	pdz_day begin, end;
	pdz_day known_to; /* from begin to end */
	bool is_plan;
};

/* How what is expected of whole things, and of money in cents, is rounded: towards where they began, a ceiling away
 * from it. */
enum pdz_rounding { PDZ_EXACT, PDZ_ROUND_DOWN, PDZ_ROUND_UP, PDZ_CENTS_DOWN, PDZ_CENTS_UP };

struct pdz_expected {
	bool given;              /* there is a target for the period */
	double target;           /* in full, on its day */
	struct pdz_value by_now; /* what of it is expected by known_to; not ok: nothing is due yet */
	pdz_day due;             /* the day on which the target is to be there */
	bool is_by;              /* a day that the plan names */
	bool has_later;          /* the plan is judged by a year, and a later one has a target, too */
	bool is_step;            /* the step in force */
	bool is_linear;          /* expected linearly from the morning of linear_from to linear_to */
	bool by_year;            /* linearly, but in each of several years for itself */
	pdz_day linear_from, linear_to;
	struct pdz_stretch judged; /* what both are about: of what does not add up the latest year begun, else as asked */
	bool is_some;              /* of what adds up: only some of its days have a target, see pdz_schedule_has */
};

/* baseline: not ok where there is none, or it is not known: then nothing is on the way from it. */
struct pdz_expected pdz_expect(const struct pdz_schedule *s, struct pdz_stretch at, struct pdz_value baseline,
                               enum pdz_rounding rounding);

/* Of what adds up: is there a target for that day? */
bool pdz_schedule_has(const struct pdz_schedule *s, pdz_day day);

/* x with rounding, but for errors in the last digits. */
double pdz_round_expected(double x, enum pdz_rounding rounding);

/* The day (month * 100 + day; of a shorter month its last) in that year; PDZ_NO_DAY: it does not lie from begin
 * to end. */
pdz_day pdz_day_in_year(struct pdz_period year, uint32_t month_day, pdz_day begin, pdz_day end);

/* Days from a to b, both included, outside the excepted months. */
int64_t pdz_active_days(uint32_t except, pdz_day a, pdz_day b);

/* The plan: territory, vocabulary, objectives, actions, indicators.
 *
 * Loaded once, checked whole, never changed afterwards: threads may share it. */

/* A figure for each of some periods, in time order. */
struct pdz_series {
	struct pdz_series_item {
		struct pdz_period period;
		double value;
	} *items;
	size_t count;
};

/* Areas stand in preorder: the parts of area i, at every depth, are i + 1 .. last. */
struct pdz_area {
	struct pdz_str code, name;
	struct pdz_str *aliases;
	size_t alias_count;
	uint32_t parent; /* PDZ_NONE for the root, which is area 0 */
	uint32_t last;
	uint32_t depth;
	struct pdz_series population; /* by year; may be empty */
};

/* Who is counted: unsaid, the cases of an event are persons and its quantities are not. */
enum pdz_persons { PDZ_PERSONS_UNSAID, PDZ_PERSONS_COUNTED, PDZ_NO_PERSONS };

/* The texts there are, as they must be written, in ascending order; count 0: any. Empty is always one. */
struct pdz_closed_list {
	struct pdz_str *values;
	size_t count;
};

struct pdz_event {
	struct pdz_str code, name, unit;   /* unit may be empty */
	struct pdz_closed_list categories; /* of its records */
	enum pdz_persons persons;
	bool counts;    /* its quantity is a number of things that happen singly: chance has a model */
	bool is_public; /* notes and dates of its records name nobody, and may be published: acts */
};

struct pdz_dimension {
	struct pdz_str code, name;
	struct pdz_closed_list values;
	bool is_birth; /* a condition asks for the age of who was born then: each text is a day */
};

/* What a filter looks at: its values, or a range of numbers, days, or full years from the day in the column to that
 * of the record. */
enum pdz_filter_test { PDZ_ONE_OF, PDZ_NUMBER_IN, PDZ_DAY_IN, PDZ_AGE_IN };

struct pdz_filter {
	/* PDZ_COL_EVENT, _ACTION, _CASE, _CATEGORY, _AREA, _SOURCE, or PDZ_COLUMNS + the number of a dimension; of a range
	 * also PDZ_COL_DATE, _DUE, _START, _QUANTITY. */
	unsigned column;
	bool negate;
	enum pdz_filter_test test;
	double low, high; /* of a range; infinite: none. Days are numbers of days */
	bool low_is_out, high_is_in;
	uint32_t *values; /* events and areas by number; cases by number in plan->cases,
	                     * other texts in plan->words; PDZ_NONE: empty */
	size_t count;     /* 0 of a range */
};

enum pdz_counted { PDZ_QUANTITY, PDZ_RECORDS, PDZ_CASES, PDZ_VALUES /* distinct values of a column */ };

/* When cases, or posts, are looked at that have begun and not ended. */
enum pdz_in_force {
	PDZ_NOT_IN_FORCE, /* they are not */
	PDZ_IN_FORCE_END,
	PDZ_IN_FORCE_START,
	PDZ_IN_FORCE_DURING,
	PDZ_IN_FORCE_AVERAGE, /* over the days */
};

/* Picks records. */
struct pdz_selector {
	uint32_t *events; /* any of them; with every: cases with each of them */
	size_t event_count;
	bool every;
	bool any_status;
	enum pdz_event_status status;
	struct pdz_filter *where;
	size_t where_count;
	enum pdz_counted counted;
	unsigned column; /* PDZ_VALUES: whose values */
	bool yearly;     /* PDZ_CASES: once in each year, so that years add up */
	bool stock;      /* a level, not a flow: the latest quantity of each area and category holds */
	bool is_figure;  /* the quantity is a vote or a value itself, so that without one nothing is said */
	bool when_due;   /* what was done belongs to the period it was due in, where it bears such a day */
	uint32_t *none;  /* cases without any of these events; with in_force: those that end them */
	size_t none_count;
	enum pdz_in_force in_force; /* cases that one of the events began; or what their quantities come to */
	bool first_seen;
	int32_t at_least_days; /* 0: no such condition */
};

/* A selector at work for an indicator: its records are kept under the slot's number. */
struct pdz_slot {
	struct pdz_selector selector;
	uint32_t indicator;
	uint32_t role;      /* a kind's own numbering */
	bool keep_days;     /* keep the day of each record, not only its month */
	bool by_due;        /* its records stand on the day they are due, which may be ahead */
	bool keep_category; /* keep categories apart whatever --by says */
	bool keep_area;     /* the same for areas */
	bool keep_case;     /* keep cases apart that do not set what is counted apart: who is behind a quantity */
	bool is_followed;   /* what comes after a period still counts for it: an end of what began there */
	bool is_told_late;  /* its records are told when they are done, and belong to another day's period */
};

/* That an indicator rests on what a source tells. */
struct pdz_rest {
	uint32_t source;
	bool is_followed; /* by a slot that is */
	bool is_told_late;
	bool looks_back; /* by a slot that all decides that came before the period, before the plan too */
	bool has_level;  /* by a slot of a level, whose last figure holds */
	bool has_flow;   /* by one of anything else */
};

/* Inhabitants of an area in a year, in all or of one group. */
struct pdz_people_row {
	uint32_t area;
	int year;
	uint32_t groups[PDZ_MAX_DIMENSIONS]; /* words, by column */
	uint32_t group;                      /* all of them together, in people->groups */
	uint64_t line;                       /* of the table */
	double inhabitants;
};

/* The table of inhabitants the plan names; row_count 0: none, the areas have figures of their own. */
struct pdz_people {
	struct pdz_str columns[PDZ_MAX_DIMENSIONS]; /* besides area, year and inhabitants */
	size_t column_count;
	struct pdz_people_row *rows;
	size_t row_count;
	size_t *groups; /* the first row of each group that occurs: every area has, or lacks, all of them */
	size_t group_count;
	char sha256[65];     /* of the file; "" if there is none */
	struct pdz_str path; /* of the file, as the plan's */
};

/* Only those with one of these values in that column. */
struct pdz_people_filter {
	size_t column;
	uint32_t *values;
	size_t count;
};

enum pdz_term_kind { PDZ_TERM_SELECTOR, PDZ_TERM_CONSTANT, PDZ_TERM_POPULATION, PDZ_TERM_BUDGET };

struct pdz_term {
	enum pdz_term_kind kind;
	uint32_t slot;
	double value;                     /* constant: in every period, unless there is a series */
	struct pdz_series series;         /* constant or budget, by year */
	struct pdz_people_filter *people; /* population: whom to count; all of them fit */
	size_t people_count;              /* 0: everybody */
	bool stock;
};

/* The sum of its terms. */
struct pdz_operand {
	struct pdz_term *terms;
	size_t count;
};

enum pdz_indicator_level { PDZ_INPUT_LEVEL, PDZ_PROCESS, PDZ_RESULT, PDZ_IMPACT, PDZ_LEVELS };
extern const char *const pdz_indicator_level_names[PDZ_LEVELS + 1];

enum pdz_roll_up {
	PDZ_FLOW,       /* sums over time; a target accrues with it */
	PDZ_STOCK,      /* the latest figure holds */
	PDZ_DISTINCT,   /* re-counted; a year's target is not part of a sum */
	PDZ_MEASURED,   /* ratios, times, scores: measured anew for each period */
	PDZ_ACCRUING,   /* measured anew, but reached only as the period passes: done over planned */
	PDZ_CUMULATIVE, /* since the plan began, added to the baseline */
};

/* What is to be reached in one area and category, by when. */
struct pdz_goal {
	uint32_t area, category;  /* PDZ_NONE: of the whole, of all together */
	struct pdz_schedule low;  /* or the only one */
	struct pdz_schedule high; /* of a range; else empty */
	struct pdz_schedule plan; /* of the plan as a whole, where it is said beside its years; else empty */
};

enum pdz_target_kind {
	PDZ_TARGET_NONE,
	PDZ_TARGET_VALUE,
	PDZ_TARGET_SERIES,
	PDZ_TARGET_RANGE,
	PDZ_TARGET_BY_CATEGORY,
	PDZ_TARGET_BY_AREA,
	PDZ_TARGET_INCREASE,
	PDZ_TARGET_DECREASE,
	PDZ_TARGET_AMOUNT,
	PDZ_TARGET_PERCENT
};

struct pdz_target {
	enum pdz_target_kind kind;
	bool said;             /* by the plan; else it is what the kind implies */
	double value, high;    /* VALUE, AMOUNT, PERCENT (10 is 10 %); RANGE: low and high */
	pdz_day from, by;      /* PDZ_NO_DAY: not said */
	uint32_t by_month_day; /* month * 100 + day, in every year; 0: not said */
	uint32_t except;       /* months in which nothing is expected: bit 0 is January */
	struct pdz_goal *goals;
	size_t goal_count;
	struct pdz_str source;
};

/* A baseline of one area or category. */
struct pdz_given {
	uint32_t area, category; /* PDZ_NONE: the whole, all together */
	double value;
};

enum pdz_baseline_kind { PDZ_BASELINE_NONE, PDZ_BASELINE_GIVEN, PDZ_BASELINE_COMPUTED };

struct pdz_baseline {
	enum pdz_baseline_kind kind;
	double value;             /* GIVEN: of a series the last */
	bool has_whole;           /* GIVEN: value is there */
	pdz_day date;             /* PDZ_NO_DAY: not said */
	struct pdz_period period; /* COMPUTED: the year */
	struct pdz_schedule
		pace; /* what of it belongs to a period, where a year's worth is given of what adds up; else empty */
	struct pdz_given *given; /* GIVEN by area or category */
	size_t given_count;
	struct pdz_str source;
};

struct pdz_minimum {
	bool given;
	enum pdz_level every;
	double value;
	struct pdz_str source;
};

enum pdz_statistic {
	PDZ_SUM,
	PDZ_MEDIAN,
	PDZ_MEAN,
	PDZ_P90,
	PDZ_MAXIMUM,
	PDZ_SHARE,
	PDZ_OF_PLANNED,
};

/* What an indicator is set beside, besides its own target and baseline. */
struct pdz_comparing {
	uint32_t *areas; /* the first against each of the others */
	size_t area_count;
	bool years; /* each year against the one before */
	bool has_trend;
	enum pdz_level trend; /* the series whose slope is wanted */
	bool funnel;          /* each area without parts against the whole */
	bool has_benchmark;
	double benchmark;
	struct pdz_str benchmark_name, benchmark_source;
};

struct pdz_indicator {
	struct pdz_str code, name, problem, note, unit; /* all but code and name may be empty */
	enum pdz_indicator_level level;
	uint32_t objective, action; /* action: PDZ_NONE for one of the objective as a whole */
	const struct pdz_kind *kind;

	struct pdz_operand numerator, denominator; /* count: numerator only; ratio: both; others have slots alone */
	uint32_t first_slot, slot_count;           /* its slots in plan->slots */
	bool planned_done;                         /* ratio: done over planned of one selector */
	bool proportion;                           /* ratio: the numerator is part of the denominator */
	double scale;                              /* ratio; else 1 */
	enum pdz_statistic statistic;              /* timing, duration, score */
	uint32_t *parts;                           /* the indicators it is made of */
	size_t part_count;
	bool is_difference;     /* of figures: the second of its parts is taken away */
	struct pdz_rest *rests; /* its sources and those of its parts, in their order */
	size_t rest_count;
	void *own; /* the kind's own parameters: see its file */

	bool lower_is_better;
	bool wholes;   /* it counts things that are whole: events, cases, places */
	bool of_items; /* it is a quotient of which the numerator does */
	enum pdz_roll_up roll_up;
	struct pdz_target target;
	struct pdz_baseline baseline;
	struct pdz_minimum minimum;
	pdz_day measurable_from; /* PDZ_NO_DAY: always */
	unsigned breakdown;      /* column; PDZ_NONE: none */
	struct pdz_comparing compare;
	char definition[17],
		assessment[17]; /* hashes of how it is measured, and of target, minimum, baseline and direction */
	bool assumed;       /* the source of a target, baseline or constant begins with "assumed" or "ipotesi" */
};

struct pdz_action {
	struct pdz_str code, name;
	uint32_t objective;
};

struct pdz_objective {
	struct pdz_str code, name, description;
	struct pdz_str *policy_areas; /* their names, the main one first */
	size_t policy_area_count;
	struct pdz_series budget; /* euro by year */
};

/* Who must send what, and by when. */
struct pdz_plan_source {
	struct pdz_str code, name; /* the code is the source of a mapping */
	uint32_t *events;          /* what it tells of */
	size_t event_count;
	uint32_t *senders; /* areas, each of which sends its own; count 0: one sender, the whole */
	size_t sender_count;
	enum pdz_level every; /* a delivery is of such a period */
	int32_t from;         /* the month from which deliveries are owed */
	int32_t within_days;  /* days after the end of its period until a delivery is due */
};

/* What one of a plan's senders delivered, as the mapping of an input tells it. */
struct pdz_delivery {
	struct pdz_str source; /* of the mapping */
	struct pdz_str area;   /* code of the sender, as written where there is no plan; empty: not said */
	struct pdz_period period;
	bool has_period;
	bool whole;             /* the input was read as a whole: a file, not a part of one from a pipe */
	size_t file;            /* in the inputs */
	uint64_t rows, records; /* that were accepted: 0 in an empty delivery */
	uint64_t set_aside;     /* rows of the input; where its rows tell the delivery, of all that it has */
};

/* Records that should have come and were set aside, by what they would have been: of the plan, or as the file has
 * them. */
struct pdz_owed_records {
	struct pdz_str event;     /* empty: not known */
	struct pdz_str source;    /* of the mapping, where the event is not known: any event that it tells of */
	struct pdz_str area;      /* empty: not known, any; what belongs to no part has the code of the whole */
	struct pdz_period period; /* in which they may lie: a month, or all that their delivery is of */
	bool has_period;          /* it is known */
	uint64_t n;
};

struct pdz_settings {
	double confidence, on_track, behind;
	double coverage; /* the share of deliveries from which on a verdict stands */
	int64_t minimum_n, suppress_below;
	double dominance; /* what one person makes up so much of is not published */
	bool protects;    /* the plan says from how many persons on a figure may be published: they are counted behind
	                   * quantities, times and scores too */
};

struct pdz_plan {
	struct pdz_str id, name, note;
	char language[3];         /* "it" or "en" */
	struct pdz_period period; /* level PDZ_PLAN */
	unsigned year_begins;     /* month in which its years begin: 1 to 12 */
	struct pdz_settings settings;
	struct pdz_calendar calendar;
	char sha256[65]; /* of the file */
	struct pdz_people people;

	struct pdz_area *areas;
	size_t area_count;
	struct pdz_event *events;
	size_t event_count;
	struct pdz_dimension dimensions[PDZ_MAX_DIMENSIONS];
	size_t dimension_count;
	struct pdz_plan_source *sources; /* none: nothing is known of who should have sent what */
	size_t source_count;
	struct pdz_objective *objectives;
	size_t objective_count;
	struct pdz_action *actions;
	size_t action_count;
	struct pdz_indicator *indicators; /* in the order of the file */
	size_t indicator_count;
	struct pdz_slot *slots;
	size_t slot_count;

	struct pdz_intern words; /* texts of filters, grades, limits: a run's own numbering begins with them */
	struct pdz_intern cases; /* the same for cases named in filters */
	struct pdz_intern event_codes, area_keys, action_codes, indicator_codes;
	uint32_t *area_of_key;    /* area_keys holds folded codes, names and aliases */
	uint32_t *dispatch_first; /* event_count + 1 offsets into dispatch */
	uint32_t *dispatch;       /* slots fed by each event */
	struct pdz_arena arena;
};

/* Load and check. Every mistake goes to sink; if there was an error, PDZ_INPUT.
 * NULL on failure; free with pdz_plan_free. */
PDZ_MUST_CHECK enum pdz_status pdz_plan_load(struct pdz_plan **plan, const char *path, const struct pdz_diag_sink *sink,
                                             struct pdz_error *err);
void pdz_plan_free(struct pdz_plan *plan);

/* Does it count what happens singly: records, distinct cases, or quantities whose events say that they count? Only
 * of such numbers chance has a model. */
bool pdz_selector_counts(const struct pdz_plan *plan, const struct pdz_selector *s);

/* Conditions on the life of a case: they look at all its records, not only at one. */
bool pdz_selector_follows_cases(const struct pdz_selector *s);
/* Does every value that b lets in pass a too? */
bool pdz_filter_contains(const struct pdz_filter *a, const struct pdz_filter *b);
/* Do both pick and count the same, whether in each year or over all (yearly)? Lists that
 * were written in another order are taken for others. */
bool pdz_selector_same(const struct pdz_selector *a, const struct pdz_selector *b);

/* Numbers of an exact code; PDZ_NONE if there is none. */
uint32_t pdz_plan_event(const struct pdz_plan *plan, struct pdz_str code);
uint32_t pdz_plan_action(const struct pdz_plan *plan, struct pdz_str code);
uint32_t pdz_plan_indicator(const struct pdz_plan *plan, struct pdz_str code);
/* By code, name or alias, folded. */
uint32_t pdz_plan_area(const struct pdz_plan *plan, struct pdz_str text);
/* Is the text one that the list has? */
bool pdz_is_listed(const struct pdz_closed_list *list, struct pdz_str text);
/* A filter or breakdown column by name; PDZ_NONE if there is none. */
unsigned pdz_plan_column(const struct pdz_plan *plan, struct pdz_str name);
/* Its name in the records file. */
struct pdz_str pdz_plan_column_code(const struct pdz_plan *plan, unsigned column);
/* Inhabitants of an area in a year, all or those that fit the filters; not ok where the plan has no figure for it. */
struct pdz_value pdz_plan_population(const struct pdz_plan *plan, uint32_t area, int year,
                                     const struct pdz_people_filter *filters, size_t count);

#ifdef __cplusplus
}
#endif

#endif
