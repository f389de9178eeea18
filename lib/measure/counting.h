/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting what a selector picks, and sums of such counts: count and ratio. */
#ifndef PDZ_MEASURE_COUNTING_H
#define PDZ_MEASURE_COUNTING_H

#include "measure/kind.h"

/* Of a slot that keeps what was done by the day it was due: was it done only after the period? */
static inline bool pdz_is_done_later(const struct pdz_view *view, const struct pdz_key *key)
{
	return key->due > view->end;
}

/* What a slot keeps of a record, for pdz_count_amount. */
size_t pdz_count_enter(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                       struct pdz_counter out[2], enum pdz_use *why);
enum pdz_simple pdz_count_simple(const struct pdz_plan *plan, const struct pdz_slot *slot);
void pdz_count_columns(const struct pdz_plan *plan, const struct pdz_slot *slot, unsigned *who, unsigned *what);
void pdz_count_need(const struct pdz_plan *plan, const struct pdz_slot *slot, struct pdz_columns_needed *out);
/* Set the slot's keep flags as counting needs them. */
void pdz_count_prepare(struct pdz_slot *slot, const struct pdz_indicator *ind);

/* The numbers of what a slot counts as distinct (cases or values), ascending; to be freed. Not by year.
 * NULL: out of memory. */
uint32_t *pdz_count_distinct(const struct pdz_view *view, uint32_t slot, size_t *count);
struct pdz_amount pdz_count_amount(const struct pdz_view *view, uint32_t slot);
struct pdz_amount pdz_term_amount(const struct pdz_view *view, const struct pdz_term *t);
/* Of figures by year alone: what of them has passed by a day, as the target's expectation grows. Not ok: they are
 * not. */
struct pdz_value pdz_series_to_date(const struct pdz_view *view, const struct pdz_operand *o, pdz_day day);
/* The part of the period that has passed: in person-years of all inhabitants of the area (not ok: not known), or in
 * years. */
struct pdz_value pdz_time_lived(const struct pdz_view *view, bool inhabitants);
struct pdz_amount pdz_operand_amount(const struct pdz_view *view, const struct pdz_operand *operand);
/* Figures of a level that would hold, if they did not contradict each other: neither counts. */
uint64_t pdz_count_contradicting(const struct pdz_view *view, uint32_t slot);
/* Numerator and denominator as the kind has them. */
void pdz_view_sides(const struct pdz_view *view, struct pdz_amount *top, struct pdz_amount *bottom);
/* What was planned in the period: due until a day, and without any day. */
struct pdz_planned {
	double due, undated;
};
struct pdz_planned pdz_count_planned(const struct pdz_view *view, uint32_t slot, pdz_day until);
/* Which rows these amounts come from. */
void pdz_count_use(const struct pdz_view *view, struct pdz_mark *marks);

/* The value by each value of the breakdown column, into detail. */
void pdz_count_breakdown(const struct pdz_view *view, struct pdz_entry *out);

#endif
