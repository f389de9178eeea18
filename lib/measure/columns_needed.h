/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns of a record the indicators look at: for --template and --check alike. */
#ifndef PDZ_MEASURE_COLUMNS_NEEDED_H
#define PDZ_MEASURE_COLUMNS_NEEDED_H

#include "measure/kind.h"

struct pdz_columns_needed {
	bool date, due, start, quantity, case_id, category, area, note, planned;
	uint32_t action; /* a word: the one that a filter asks for; PDZ_NONE */
	uint32_t word;   /* of category */
	bool dimensions[PDZ_MAX_DIMENSIONS];
};

struct pdz_columns_needed pdz_columns_none(void);
/* Add a column as filters name it; PDZ_NONE: none. */
void pdz_columns_need(struct pdz_columns_needed *c, unsigned column);
/* Add what a slot needs of the records of its events. */
void pdz_columns_need_slot(struct pdz_columns_needed *c, const struct pdz_plan *plan, const struct pdz_slot *slot);

#endif
