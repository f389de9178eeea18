/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be there by when: every form of target as a line of knots over days.
 *
 * Made once from what the plan says (pdz_schedule_make), then asked about periods
 * (pdz_expect). Knows of no indicator, view or verdict. */
#ifndef PDZ_SCHEDULE_H
#define PDZ_SCHEDULE_H

#include "pdz/date.h"
#include "pdz/str.h"
#include "pdz/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How the figures of periods hang together. */
enum pdz_growth {
	PDZ_ADDS_UP,      /* a flow: a period's target is the difference between its ends */
	PDZ_COUNTED_ANEW, /* distinct counts: from 0 in each chain of knots, and never cut */
	PDZ_SINCE_START,  /* cumulative: the total from the beginning */
	PDZ_HELD,         /* a level, ratio, time or score: asked for as it stands */
	PDZ_FILLS,        /* a ratio over a whole period's budget: from 0 in every period */
};

/* What a knot is to the one before it. */
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
	struct pdz_knot *knots; /* in order of days; of whoever made it */
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

/* How whole things are expected: towards where they began, a ceiling away from it. */
enum pdz_rounding { PDZ_EXACT, PDZ_ROUND_DOWN, PDZ_ROUND_UP };

struct pdz_expected {
	bool given;              /* there is a target for the period */
	double target;           /* in full, on its day */
	struct pdz_value by_now; /* what of it is expected by known_to; not ok: nothing is due yet */
	pdz_day due;             /* the day on which the target is to be there */
	bool is_by;              /* a day that the plan names */
	bool has_later;          /* the plan is judged by a year, and a later one has a target, too */
	bool is_step;            /* the step in force */
	bool is_linear;          /* expected linearly from the morning of linear_from to linear_to */
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

/* Days from a to b, both included, outside the excepted months. */
int64_t pdz_active_days(uint32_t except, pdz_day a, pdz_day b);

#ifdef __cplusplus
}
#endif

#endif
