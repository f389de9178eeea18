/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the quality summary counts while records pass. */
#ifndef PDZ_INGEST_QUALITY_H
#define PDZ_INGEST_QUALITY_H

#include "pdz/str.h"
#include "pdz/record.h"

struct quality_quantity {
	uint32_t series;
	pdz_micro quantity;
	uint64_t line;
};

/* Of one source and area. */
struct quality_group {
	uint32_t source, area;
	uint64_t records, planned, done;
	uint64_t rejected;
	pdz_day first, last;    /* of the dates; PDZ_NO_DAY: none */
	uint64_t before, after; /* dates before and after the plan */
	int32_t first_month;
	uint32_t *months; /* records by month from first_month */
	size_t month_count, month_cap;
};

/* An unknown code and how often it came. */
struct quality_unknown {
	uint32_t source, reason, text;
	uint64_t count;
	uint32_t hint; /* in words */
};

struct quality {
	bool wanted;
	struct pdz_intern words, keys, series, unknown_keys;
	struct quality_group *groups;
	size_t group_count, group_cap;
	struct quality_quantity *quantities;
	size_t quantity_count, quantity_cap;
	struct quality_unknown *unknowns;
	size_t unknown_count, unknown_cap;
	pdz_day plan_first, plan_last; /* PDZ_NO_DAY: no plan */
	bool failed;
};

void pdz_quality_release(struct quality *q);
void pdz_quality_record(struct quality *q, struct pdz_str source, const struct pdz_record *r);
/* Add what another one has counted of records. */
void pdz_quality_absorb(struct quality *q, const struct quality *other);
/* A row; area may be empty. */
void pdz_quality_reject(struct quality *q, struct pdz_str source, struct pdz_str area);
/* A text that the plan or a table of the mapping does not know. */
void pdz_quality_unknown(struct quality *q, struct pdz_str source, const char *reason, struct pdz_str text,
                         const char *hint);

#endif
