/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a measure kind is: one static struct in one file, listed in kinds.c.
 *
 * How the data flow: a record that fits a slot's selector is noted in the
 * ledger under a key the kind chooses; at the end the kind reads the rows of one
 * group and period and fills an entry. All that is kept is counts and exact sums,
 * so ledgers of parts merge into the ledger of the whole. */
#ifndef PDZ_MEASURE_KIND_H
#define PDZ_MEASURE_KIND_H

#include "measure/use.h"

#include "pdz/results.h"
#include "pdz/plan.h"
#include "pdz/stat.h"
#include "plan/loader.h"

/* A record in the numbers of plan and run. */
struct pdz_fact {
	uint32_t event, area, action, category, source, case_id; /* PDZ_NONE: empty */
	const uint32_t *dimensions;                              /* as many as the plan has */
	pdz_day date, due, start; /* a date after the as-of day is PDZ_NO_DAY: it has not happened yet */
	bool due_later;           /* due after the as-of day */
	enum pdz_event_status status;
	pdz_micro quantity;
	struct pdz_str id, note;
	struct pdz_intern *words; /* to keep a note */
};

/* The month a record is counted in: of its date when done, of its due date when
 * planned (of what selects the planned, done ones also by their due date). Planned without a due date: the
 * month after the plan's last, which only the plan as a whole includes. Done without a date: PDZ_NO_DAY. */
int32_t pdz_fact_month(const struct pdz_plan *plan, const struct pdz_fact *fact);
/* The number of the fact's value in a filter column. */
uint32_t pdz_fact_value(const struct pdz_fact *fact, unsigned column);

/* What was planned is what is planned still, and what is done and bears the day it was due. */
static inline bool pdz_selects_planned(const struct pdz_selector *s)
{
	return !s->any_status && s->status == PDZ_PLANNED;
}
/* Do both pick records of some event? */
static inline bool pdz_share_event(const struct pdz_selector *a, const struct pdz_selector *b)
{
	for (size_t i = 0; i < a->event_count; i++)
		for (size_t k = 0; k < b->event_count; k++)
			if (a->events[i] == b->events[k])
				return true;
	return false;
}
enum { PDZ_DUE_LATER = 1 }; /* in a planned key's what, which else is PDZ_NONE */

/* What the input as a whole has of an event, in whatever period or area. */
struct pdz_feed {
	bool fed;
	pdz_day since; /* its earliest date; PDZ_NO_DAY: none has happened */
};

struct pdz_evidence; /* coverage.h */
struct pdz_arrivals;
struct pdz_routes;

/* Some rows that follow each other. */
struct pdz_rows {
	const struct pdz_counter *p;
	size_t n;
};

/* One group: the rows of an indicator in one area and category, sorted by slot
 * and time, seen for one period. */
struct pdz_view {
	const struct pdz_plan *plan;
	const struct pdz_indicator *indicator;
	const struct pdz_intern *words;
	struct pdz_period period;
	pdz_day as_of;
	pdz_day known_to; /* the last day whose records were due: the as-of date, unless sources take longer */
	pdz_day told_to;  /* the same, or later as far as all have told already */
	bool beyond_plan; /* the period is not cut to the plan: a baseline's year */
	/* The earlier of as_of and the last day of the period, as far as it is in the plan; of what is divided by the time
	 * lived not behind told_to. */
	pdz_day end;
	uint32_t area; /* PDZ_NONE: not broken down */
	bool part;     /* of one category or dimension value */
	const struct pdz_counter *rows;
	size_t count;
	struct pdz_rows joined;        /* what the kind has joined, of this group */
	const struct pdz_counter *all; /* the indicator's rows in all groups */
	size_t all_count;
	uint32_t category, rest;             /* of the group; PDZ_NONE: all together */
	const struct pdz_feed *feeds;        /* by event */
	const struct pdz_evidence *evidence; /* coverage.h: what came, */
	const struct pdz_arrivals *arrivals; /* and what of it was owed */
	const struct pdz_routes *routes;     /* route.h */
	struct pdz_arena *arena;             /* for what the entry keeps */
	bool *failed;                        /* set when out of memory */
	/* The entry of another indicator for the same group and period (composites). */
	void (*entry_of)(const struct pdz_view *view, uint32_t indicator, struct pdz_entry *out);
	/* Its figure alone, up to the end of this view. */
	void (*measure_of)(const struct pdz_view *view, uint32_t indicator, struct pdz_entry *out);
	/* Order of two tuples of dimensions by their texts. */
	int (*compare_rests)(const struct pdz_view *view, uint32_t a, uint32_t b);
	void *context;
};

/* Is the group less than the whole: an area below the plan's, a category, a tuple? */
bool pdz_view_is_part(const struct pdz_view *view);
/* Does the row belong to the view's group? If not, what sets it apart: PDZ_USE_OTHER_AREA ... */
bool pdz_view_has(const struct pdz_view *view, const struct pdz_key *key);
enum pdz_use pdz_view_parts(const struct pdz_view *view, const struct pdz_key *key);

/* The first day looked at: of the period, or the day from which the indicator is measurable. */
pdz_day pdz_view_begin(const struct pdz_view *view);
/* The rows of a slot, all of them or those of the period (by month, or by day up to view->end). */
struct pdz_rows pdz_view_slot(const struct pdz_view *view, uint32_t slot);
struct pdz_rows pdz_view_period(const struct pdz_view *view, uint32_t slot);
/* For slots that keep days: up to view->end, from the beginning of time. */
struct pdz_rows pdz_view_until_end(const struct pdz_view *view, uint32_t slot);

/* Scratch memory for one entry; NULL (and view->failed set) if there is none. */
void *pdz_view_scratch(const struct pdz_view *view, size_t count, size_t size);
/* Numbers in ascending order, each once; returns how many are left. */
size_t pdz_sort_distinct(uint32_t *numbers, size_t n);
/* None of the indicator's events has come in: the value is not known, rather than 0. Where one of them came, and
 * another did not, of that there was none: nobody was served of five who wait. */
bool pdz_view_unfed(const struct pdz_view *view);

/* A sample gathered from rows. t has room for all that will be added; sort merges
 * equal values and brings it into the form lib/stat wants. */
struct pdz_sample {
	struct pdz_tally *t;
	size_t k;
	uint64_t n;
};
void pdz_sample_add(struct pdz_sample *s, double value, uint64_t count);
void pdz_sample_sort(struct pdz_sample *s);

/* The figures of a sample, and the one the indicator asks for as the value with its
 * interval; numerator and denominator for a mean. Empty: PDZ_NO_DATA. Fewer than
 * the plan's minimum_n: PDZ_TOO_FEW. */
void pdz_entry_describe(const struct pdz_view *view, const struct pdz_sample *s, struct pdz_entry *out);
/* share and share_of; not ok where whole is 0 or below the plan's minimum_n. */
void pdz_detail_share(const struct pdz_view *view, uint64_t part, uint64_t whole, struct pdz_detail *out);
/* Numerator, denominator and detail.share; the value with Wilson's interval if the statistic is the share. */
void pdz_entry_share(const struct pdz_view *view, uint64_t part, uint64_t whole, struct pdz_entry *out);

/* What the notes of a slot look like, if they are plain: one counter under the month of
 * the record's day, with nothing else in its key but what stands here. */
enum pdz_simple {
	PDZ_NOT_SIMPLE,
	PDZ_SIMPLE_QUANTITY, /* the record and its quantity, by the day of pdz_fact_month */
	PDZ_SIMPLE_DONE,     /* the same, by the due day where there is one and it was done in the period of that day */
	PDZ_SIMPLE_PLANNED,  /* the same of what was planned, by its due day; what is PDZ_DUE_LATER after the as-of day */
	PDZ_SIMPLE_CASE,     /* who is its case, by the same day */
	PDZ_SIMPLE_DAYS, /* of records with date and due: value is the days from due to date, what is 0; by the due day */
};

struct pdz_amount {
	struct pdz_value value;
	uint64_t n;             /* records, or what is distinct */
	enum pdz_reason reason; /* when value is not ok */
};

/* Whom an indicator describes besides what its operands count. */
enum pdz_described {
	PDZ_DESCRIBES_NOBODY,
	PDZ_DESCRIBES_IF_SAID, /* persons where their event says so, or where the plan counts its cases */
	PDZ_DESCRIBES_PERSONS, /* persons unless their event says that it counts none */
};

struct pdz_said;           /* said.h */
struct pdz_columns_needed; /* columns_needed.h */

struct pdz_kind {
	const char *name;
	const char *const *keys; /* of an indicator of this kind, besides the common ones; NULL-terminated */
	size_t own_size;         /* of its own parameters, ind->own: zeroed before load; 0: it has none */

	/* Read the keys, add slots, set the defaults of the assessment (direction,
	 * roll-up, implied target). Findings go through the loader. */
	void (*load)(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind);

	bool keep_days; /* its slots keep the day of each record, not only its month */

	/* Say what else a slot of the indicator keeps apart, once the indicator is loaded. May be NULL. */
	void (*prepare)(struct pdz_slot *slot, const struct pdz_indicator *ind);

	/* Note a record that fits the slot: fill the keys and counts of at most two
	 * counters and return how many (the first has its slot, area, category and rest
	 * already); 0 if the record does not count, and *why, e.g. for want of a date. NULL: it has no slots. */
	size_t (*enter)(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
	                struct pdz_counter out[2], enum pdz_use *why);

	/* So that most records need no note: what its notes would be, where they are plain.
	 * NULL: they never are. */
	enum pdz_simple (*simple)(const struct pdz_plan *plan, const struct pdz_slot *slot);

	/* Do both indicators' notes put the same under the same keys, if their selectors are the
	 * same? Then they are kept once. NULL: no two do. */
	bool (*enters_alike)(const struct pdz_indicator *a, const struct pdz_indicator *b);

	/* Whose numbers the kind puts into a key's who and what: a column, as filters name
	 * them (PDZ_COL_CASE: cases; _EVENT, _AREA: the plan's; others: words). What it does
	 * not set are numbers of its own. NULL: all are. For partial results. */
	void (*columns)(const struct pdz_plan *plan, const struct pdz_slot *slot, unsigned *who, unsigned *what);

	/* Where entries are made of several rows each, such as the beginning and the end of a wait: join them,
	 * once for all entries, to rows with the area, category and rest of the group that has them.
	 * *count: how many; to be freed; NULL: out of memory. join NULL: entries are made of single rows. */
	struct pdz_counter *(*join)(const struct pdz_view *view, size_t *count);

	/* Fill value, numerator, denominator, n, interval, reason and detail. */
	void (*finish)(const struct pdz_view *view, struct pdz_entry *out);

	/* Say how the entry stands where a value against the schedule of its target does not say it:
	 * other expectations, deadlines, bounds. s is as the schedule has it. NULL: nothing to say. */
	void (*stand)(const struct pdz_view *view, struct pdz_entry *e, struct pdz_standing *s);

	/* The amounts of numerator and denominator. NULL: the sums of their terms. */
	void (*sides)(const struct pdz_view *view, struct pdz_amount *top, struct pdz_amount *bottom);

	/* Mark what finish made of each row of view->all; those that nobody marks lie in
	 * another period or group. NULL: it has no rows. */
	void (*use)(const struct pdz_view *view, struct pdz_mark *marks);

	const char *unit; /* NULL: that of the event */

	/* ---- what is said of it ---- */

	/* The name of its figure in the results: "median", "cases", "reached". */
	const char *(*statistic)(const struct pdz_plan *plan, const struct pdz_indicator *ind);
	/* Its definition, line by line, and an entry's formula with the numbers put in. */
	void (*define)(struct pdz_said *say);
	void (*formula)(struct pdz_said *say);
	/* Of an explanation as JSON: members with what counting the rows again needs to know besides
	 * statistic, scale and breakdown, each after a comma. NULL: nothing. */
	void (*rule)(const struct pdz_said *say, struct pdz_buf *b);
	/* Add which columns a slot needs besides those that follow from its selector and from
	 * columns. NULL: none. */
	void (*need)(const struct pdz_plan *plan, const struct pdz_slot *slot, struct pdz_columns_needed *out);

	/* ---- whom it counts, what of it is published ---- */

	/* NULL: nobody. */
	enum pdz_described (*describes)(const struct pdz_indicator *ind);
	/* Are the persons described the same, if the selectors are? NULL: they are. */
	bool (*same_items)(const struct pdz_indicator *a, const struct pdz_indicator *b);

	/* ---- how its results are shown ---- */

	const char *basis;          /* numerator and denominator in words; NULL: "{0} of {1}" */
	bool value_is_count : 1;    /* the value is what is counted: a sum, a number of records or cases */
	bool value_is_quotient : 1; /* numerator / denominator × scale, and nothing else */
	bool exact : 1;             /* written whole, whatever it rests on */
	bool only_adds : 1;         /* records can only bring its value nearer to what is wanted */
	bool due_by_calendar : 1;   /* the calendar says what is due, and not records */
	bool is_act : 1;            /* done or not: its target is to be done, by the due date */
	bool since_plan : 1;        /* of all its records since the plan began, not only those of the period */
	bool waits : 1;             /* items may be open: they are listed beside those that count */
	bool has_start : 1;         /* of its items the start matters */
	bool scores : 1;            /* the quantity is a score, which the distribution gives away */
	bool verdict_tells : 1;     /* the verdict looks at who is late */
	bool n_is_records : 1;      /* n: records behind it, each of which may be a person's */
	bool amounts : 1;           /* its slots hold amounts, times or scores that may be some person's */
	bool of_parts : 1;          /* of other indicators: what changes it changes them */
};

/* Who is new, who is still there, who came first: all decides that came before the period, before the plan too. */
static inline bool pdz_slot_looks_back(const struct pdz_plan *plan, uint32_t slot)
{
	const struct pdz_selector *s = &plan->slots[slot].selector;
	return plan->slots[slot].is_told_late || plan->indicators[plan->slots[slot].indicator].kind->waits ||
	       s->in_force != PDZ_NOT_IN_FORCE || s->none_count > 0 || s->first_seen || s->at_least_days > 0 ||
	       (s->every && s->event_count > 1);
}

extern const struct pdz_kind *const pdz_kinds[]; /* NULL-terminated */
extern const char *const pdz_kind_names[];       /* the same */

/* The name of the indicator's figure in the results; of one of the figures that describe a sample. */
const char *pdz_statistic_name(const struct pdz_plan *plan, const struct pdz_indicator *ind);
const char *pdz_sample_statistic(const struct pdz_plan *plan, const struct pdz_indicator *ind);
/* What the kind's columns says of a slot; PDZ_NONE: numbers of its own. */
void pdz_slot_columns(const struct pdz_plan *plan, const struct pdz_slot *slot, unsigned *who, unsigned *what);
/* Is it the case that sets the slot's rows apart? */
bool pdz_slot_is_by_case(const struct pdz_plan *plan, const struct pdz_slot *slot);

#endif
