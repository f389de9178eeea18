/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plan's sources owed, what of it has come, and what an entry can be without the rest. */
#ifndef PDZ_MEASURE_COVERAGE_H
#define PDZ_MEASURE_COVERAGE_H

#include "plan/look_up.h"
#include "measure/kind.h"

/* Months that a sender has delivered, as its files tell. */
struct pdz_delivered {
	uint32_t source;     /* of the plan */
	uint32_t area;       /* PDZ_NONE: the whole as one */
	int32_t first, last; /* months */
	bool whole;          /* in a file read as a whole; else in a part of one */
};

/* Where its source tells of areas a record without one is some area's; else it is the whole's. */
enum pdz_lack {
	PDZ_LACKS_ANYTHING, /* it counts nowhere; its area is known, or may be any */
	PDZ_LACKS_AREA_TOO, /* it counts nowhere and has no area */
	PDZ_LACKS_AREA,     /* it has no area, which the slot asks for */
	PDZ_LACKS_PLACE,    /* it has no area, and counts in the whole */
};

/* Records that should have come and were set aside, or count in the whole alone. */
struct pdz_aside {
	uint32_t slot;          /* that alone cannot use them; PDZ_NONE: all that their event feeds */
	uint32_t event, source; /* event PDZ_NONE: any that the source tells of; source PDZ_NONE: any at all */
	uint32_t area;          /* theirs, or, if that is not known, that of their delivery; PDZ_NONE: any */
	enum pdz_lack lack;
	int32_t first, last; /* months in which they may lie; first INT32_MIN: any */
	uint64_t n;
};

/* What came: by the deliveries that files tell; of a source that tells none by its records, since a sender has
 * delivered every period up to that of its last record. */
struct pdz_evidence {
	pdz_day *
		last; /* of each source, behind them of no known one, each event and area, behind them of none; NULL: nothing */
	struct pdz_delivered *delivered;
	size_t delivered_count, delivered_cap;
	struct pdz_aside *aside;
	size_t aside_count, aside_cap;
	struct pdz_intern aside_keys; /* all of them but n */
};

PDZ_MUST_CHECK bool pdz_evidence_init(struct pdz_evidence *e, const struct pdz_plan *plan);
void pdz_evidence_release(struct pdz_evidence *e);
/* Where that of an event and area is; source, area: PDZ_NONE: none that is known. */
static inline pdz_day *pdz_evidence_last(const struct pdz_evidence *e, const struct pdz_plan *plan, uint32_t source,
                                         uint32_t event, uint32_t area)
{
	const size_t of = source == PDZ_NONE ? plan->source_count : source;
	return &e->last[(of * plan->event_count + event) * (plan->area_count + 1) +
	                (area == PDZ_NONE ? plan->area_count : area)];
}

/* A record of the event, done on that day. source: the plan's whose sender it names; area: its own. */
static inline void pdz_evidence_see(struct pdz_evidence *e, const struct pdz_plan *plan, uint32_t source,
                                    uint32_t event, uint32_t area, pdz_day day)
{
	pdz_day *last = pdz_evidence_last(e, plan, source, event, area);
	*last = *last == PDZ_NO_DAY || day > *last ? day : *last;
}

/* False: out of memory. */
PDZ_MUST_CHECK bool pdz_evidence_deliver(struct pdz_evidence *e, const struct pdz_delivered *d);
PDZ_MUST_CHECK bool pdz_evidence_set_aside(struct pdz_evidence *e, const struct pdz_aside *a);
/* Are these records missing of anything? Where nobody tells of areas those without one are the whole's. */
bool pdz_aside_is_missing(const struct pdz_evidence *e, const struct pdz_plan *plan, const struct pdz_aside *a);
PDZ_MUST_CHECK bool pdz_evidence_add(struct pdz_evidence *e, const struct pdz_plan *plan,
                                     const struct pdz_evidence *other);

/* The same, counted: of each source and sender how many deliveries were owed and came up to any one. */
struct pdz_arrivals;

/* As of the day: deliveries that are due later are owed by nobody. NULL: out of memory. */
struct pdz_arrivals *pdz_arrivals_new(const struct pdz_plan *plan, const struct pdz_evidence *evidence, pdz_day as_of);
void pdz_arrivals_free(struct pdz_arrivals *a);

/* The last day whose deliveries were due by the as-of day, of the slowest source that the indicator rests on;
 * the as-of day itself where it rests on none. */
pdz_day pdz_known_to(const struct pdz_plan *plan, const struct pdz_indicator *ind, pdz_day as_of);

/* The same, or later as far as every sender of each of them has told already, due or not. */
pdz_day pdz_told_to(const struct pdz_arrivals *a, const struct pdz_indicator *ind, pdz_day as_of);

/* Call fn for each delivery that was due by the as-of day, on due, and has not come: source by source, sender by
 * sender. False: fn said so. */
typedef bool (*pdz_owed_fn)(void *ctx, const struct pdz_gap *gap, pdz_day due);
PDZ_MUST_CHECK bool pdz_arrivals_owed(const struct pdz_arrivals *a, pdz_owed_fn fn, void *ctx);

/* How many deliveries were due by then, come or not. */
uint64_t pdz_arrivals_due(const struct pdz_arrivals *a);

/* Part of what the figure rests on is missing. */
static inline bool pdz_is_incomplete(enum pdz_reason reason)
{
	return reason == PDZ_INCOMPLETE || reason == PDZ_STALE;
}

/* Of what no source tells: a municipality inside the view's area never told of the events, and others did. Nobody
 * knows whether it has none, so that nothing that holds its inhabitants can be set beside others. */
bool pdz_has_silent_part(const struct pdz_view *v);

/* After the kind has finished an entry: its coverage and what is missing of it. Nothing due has come: no value
 * (not_reported). Too little of it: its least and most are all that it could be, and the reason says what is in
 * doubt. only_grows: records can only add to the value. */
void pdz_cover(const struct pdz_view *view, bool only_grows, struct pdz_entry *e);

/* What one of its parts lacks, a figure lacks: it rests on no more than the one of which the least has come, and all
 * that is missing is listed. */
void pdz_take_coverage(const struct pdz_view *view, const struct pdz_entry *part, struct pdz_entry *out);

/* What another figure beside it lacks (a computed baseline, that of a deadline's day), the entry lacks. decides: its
 * value, its target or its verdict follows from the other. */
void pdz_cover_beside(const struct pdz_view *view, const struct pdz_entry *other, bool decides, struct pdz_entry *e);

/* What is missing could make of the value: more, if records can only add to it; else anything it can be. */
void pdz_widen_bounds(bool only_grows, struct pdz_entry *e);

#endif
