/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number that may not be known. Nothing prints a number whose state is not ok. */
#ifndef PDZ_VALUE_H
#define PDZ_VALUE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pdz_value {
	bool ok;
	double number; /* finite; 0 when not ok */
};

static inline struct pdz_value pdz_value_of(double number)
{
	return (struct pdz_value){true, number};
}

/* Why a value cannot be given. */
enum pdz_reason {
	PDZ_REASON_NONE,
	PDZ_ZERO_DENOMINATOR,   /* there are data, and the denominator of a ratio or share is 0 */
	PDZ_NO_DATA,            /* counts, ratios, milestones, cadences: no record of its events came at all; times,
	                         * scores, stocks, judgements: no item to describe in this period and area */
	PDZ_NOT_DUE,            /* the period, or what it needs, lies after the as-of date */
	PDZ_NOT_MEASURABLE_YET, /* before measurable_from */
	PDZ_BASELINE_MISSING,   /* the value is there, but what it is to be compared with is not */
	PDZ_TOO_FEW,            /* fewer observations than the plan's minimum_n */
	PDZ_SUPPRESSED,         /* hidden to protect persons */
	PDZ_NOT_APPLICABLE,     /* the indicator has no meaning for this area, category or period */
	PDZ_NOT_REPORTED,       /* nothing has come of what its sources owed */
	PDZ_INCOMPLETE,         /* part of what its sources owed is missing, and could turn the verdict */
	PDZ_STALE,              /* the level should have been told anew */
	PDZ_NOT_REACHED,        /* a median or another statistic of times: too many are still open for it to be known */
	PDZ_REASONS,
};

enum pdz_verdict {
	PDZ_ACHIEVED,
	PDZ_ACHIEVED_LATE,
	PDZ_ON_TRACK,
	PDZ_BEHIND,
	PDZ_OFF_TRACK,
	PDZ_MISSED,
	PDZ_NO_TARGET,
	PDZ_NOT_ASSESSABLE,
	PDZ_VERDICTS,
};

/* Their names in results: "zero_denominator" ..., "" for PDZ_REASON_NONE; "achieved" ...; NULL after the last */
extern const char *const pdz_reason_names[PDZ_REASONS + 1];
extern const char *const pdz_verdict_names[PDZ_VERDICTS + 1];

#ifdef __cplusplus
}
#endif

#endif
