/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes of records: those with the same event, action, category, area, source, dimensions
 * and status have the same shape. Records come in millions, shapes in thousands: what
 * follows from these texts (their numbers, the slots that such a record feeds, where in the
 * ledger it was counted) is worked out once for each shape. */
#ifndef PDZ_MEASURE_SHAPE_H
#define PDZ_MEASURE_SHAPE_H

#include "measure/run.h"

/* Each record needs one of them: so it is kept small. */
struct pdz_shape {
	uint32_t event, area, action, category, source_word; /* as in facts */
	uint32_t source, rest;
	uint32_t sender;         /* the plan's source that its ids name, and that tells of the event; PDZ_NONE: none */
	uint8_t status, outcome; /* PDZ_USED, or which code is unknown */
	bool needs_case : 1, case_later : 1; /* is the case looked at at all; is its number only copied? */
	bool route_each : 1;                 /* the slots depend on the case */
	bool has_hints : 1;
	bool is_unplaced : 1; /* it has no area, and parts are asked for */
	uint32_t slot_count, doubt_count;
	/* The slots that such a record feeds; before them, a hint for each slot and period of
	 * the plan; behind them, the values of the dimensions, and the slots of which nobody knows whether it
	 * feeds them. NULL: nothing of it. */
	uint32_t *slots;
};

static inline struct pdz_hint *pdz_shape_hints(const struct pdz_run *run, const struct pdz_shape *shape)
{
	return (struct pdz_hint *)(void *)shape->slots - shape->slot_count * run->grains;
}

/* The shape of a record. alike: as in pdz_run_add; set, if the shape is one of those that
 * are kept. Unknown codes are told to sink. NULL: out of memory. */
struct pdz_shape *pdz_shape_of(struct pdz_run *run, const struct pdz_record *r, void **alike,
                               const struct pdz_diag_sink *sink);
/* A record of that shape in numbers, but for the case. */
struct pdz_fact pdz_shape_fact(struct pdz_run *run, const struct pdz_shape *shape, const struct pdz_record *r);
/* The source of the plan that the id of a record names, if it tells of the event (PDZ_NONE: of whatever); PDZ_NONE:
 * none. */
uint32_t pdz_run_sender(const struct pdz_run *run, struct pdz_str id, uint32_t event);
/* The area whose delivery it names; PDZ_NONE: none. */
uint32_t pdz_run_sender_area(const struct pdz_run *run, struct pdz_str id);
/* Forget all of them: places in the ledger are good no more. */
void pdz_shapes_free(struct pdz_run *run);

/* The texts of a record in numbers; dimensions has room for those of the plan. *outcome stays
 * PDZ_USED unless a code is unknown. False: out of memory. */
PDZ_MUST_CHECK bool pdz_shape_numbers(struct pdz_run *run, const struct pdz_record *r, struct pdz_fact *fact,
                                      uint32_t *dimensions, enum pdz_outcome *outcome,
                                      const struct pdz_diag_sink *sink);
/* The number of the tuple of dimensions that --by asks for. False: out of memory. */
PDZ_MUST_CHECK bool pdz_shape_tuple(struct pdz_run *run, const struct pdz_fact *fact, uint32_t *rest);

#endif
