/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cheapest way to change a table so that nobody who sees only what is published notices. */
#ifndef PDZ_PUBLISH_MOVE_H
#define PDZ_PUBLISH_MOVE_H

#include "publish/table.h"

/* Find d with least sum of cost |d|, such that each row's sum of by x d is its rhs and
 * no d is below -room. All numbers finite, room and cost >= 0. */
struct pub_problem {
	size_t columns, rows;
	const double *room, *cost;    /* by column */
	const uint32_t *row_first;    /* rows + 1 places in terms */
	const struct pub_term *terms; /* count: a column */
	const double *rhs;            /* by row */
};

enum pub_answer { PUB_FOUND, PUB_NONE, PUB_NO_MEMORY };

/* d has room for columns. PUB_NONE: there is no such change, or it was not found in reasonable time. */
PDZ_MUST_CHECK enum pub_answer pdz_publish_cheapest_move(const struct pub_problem *p, double *d);

#endif
