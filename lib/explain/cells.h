/* Which cells of a record the indicators look at. */
#ifndef PDZ_EXPLAIN_CELLS_H
#define PDZ_EXPLAIN_CELLS_H

#include "measure/kind.h"

struct cells {
	bool date, due, start, quantity, case_id, category, area, note, planned;
	uint32_t action; /* a word: the one that a filter asks for; PDZ_NONE */
	uint32_t word;   /* of category */
	bool dimensions[PDZ_MAX_DIMENSIONS];
};

struct cells cells_none(void);
/* Add what a slot needs of the records of its events. */
void cells_need_slot(struct cells *c, const struct pdz_plan *plan, const struct pdz_slot *slot);

#endif
