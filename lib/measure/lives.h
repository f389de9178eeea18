/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a case: which are counted by all that happened to them, and which are in force. */
#ifndef PDZ_MEASURE_LIVES_H
#define PDZ_MEASURE_LIVES_H

#include "measure/kind.h"

/* In the key's what: which event of the selector a row of a case is. */
enum {
	PDZ_LIFE_NONE = 32, /* + index of the event in none */
	PDZ_LIFE_BEGIN = 64 /* the record's start */
};

/* The rows of the group up to the end of the period, and those that rule a case out, or end it, from wherever they
 * are: such an event may bear another category or area than the others of the case. By case, then in order of time.
 * To be freed; NULL: out of memory. */
const struct pdz_counter **pdz_gather_lives(const struct pdz_view *view, uint32_t slot, size_t *count);

/* How many cases are counted; what becomes of their rows goes into marks, and which they are, ascending, into who,
 * unless these are NULL. */
uint64_t pdz_count_lives(const struct pdz_view *view, uint32_t slot, struct pdz_mark *marks, uint32_t *who);

/* What is in force: who has entered and not left yet, from the day of entering to the day before that of leaving; or
 * the quantities with which they entered last. marks and who as above. */
struct pdz_amount pdz_count_in_force(const struct pdz_view *view, uint32_t slot, struct pdz_mark *marks, uint32_t *who);

#endif
