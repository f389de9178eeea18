/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the numbers of the results count, as the plan says it: which are the same, and which
 * lie inside another. Never read from the results: they are what is to be hidden. */
#ifndef PDZ_PUBLISH_REGIONS_H
#define PDZ_PUBLISH_REGIONS_H

#include "pdz/plan.h"
#include "pdz/results.h"

enum { PUB_FIXED = 8 };

/* One number of an indicator: numerator, denominator, items of a time or score. */
struct pub_side {
	uint32_t quantity; /* its region, numbered from 1; equal ones are the same count; 0: of nobody */
	bool guarded;      /* no count of persons itself: who is behind it decides */
	bool unclear;      /* persons and other things in one sum: shown to nobody */
	bool yearly;       /* each year anew */
	bool cumulative;   /* since the plan began */
	bool distant;      /* how it is related to others is not worked out: hidden where one of the same events is, */
	bool odd;   /* and nested in any of them, for all that is known, because of what it asks of a case or record; */
	bool alike; /* or only where that one is about as large */
	/* Conditions that are a place: "category x" is where the entries of category x stand. */
	const struct pdz_filter *fixed[PUB_FIXED];
	size_t fixed_count;
};

struct pub_subject {
	struct pub_side numerator, denominator, items;
	const uint32_t *events; /* that its slots look at, ascending */
	size_t event_count;
	bool spreads; /* in how many places, or of how many categories, records are that may be persons' */
};

/* A set of records, before any place: events, conditions. */
struct pub_region {
	const struct pdz_selector *selector; /* NULL: a sum, a share's part */
	bool adds_up;                        /* each record for itself */
	pdz_day since;
	const struct pdz_filter *fixed[PUB_FIXED]; /* those of its selector that are a place, and not part of it */
	size_t fixed_count;
	const struct pdz_filter *without[PUB_FIXED]; /* conditions that it is the base of another without */
	size_t without_count;
	uint32_t *supers; /* regions that hold all of it */
	size_t super_count;
	const struct pdz_filter *listed; /* a condition of several values that are places each; NULL: none */
	uint32_t base;                   /* the region without that condition */
	struct pub_side *terms;          /* of a sum */
	size_t term_count;
};

struct pub_regions {
	struct pub_subject *subjects; /* by indicator of the results */
	struct pub_region *list;      /* list[0] is not used */
	size_t count;                 /* with list[0] */
	size_t cap;
	struct pdz_intern keys;
	struct pdz_arena arena;
};

/* Who is counted goes into results->indicators[].persons as well. False: out of memory, or *strange is
 * the first indicator that the plan does not have. */
PDZ_MUST_CHECK bool pdz_regions_make(struct pub_regions *out, struct pdz_results *r, const struct pdz_plan *plan,
                                     const char **strange);
void pdz_regions_release(struct pub_regions *r);
/* Can no record be in both, by their conditions on a column (PDZ_COL_EVENT: by their events)? */
bool pdz_filters_exclude(const struct pdz_filter *a, const struct pdz_filter *b);
const struct pdz_filter *pdz_region_filter(const struct pub_region *r, unsigned column);

#endif
