/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which slots a record feeds, and what of its event has to be known for that. */
#ifndef PDZ_MEASURE_ROUTE_H
#define PDZ_MEASURE_ROUTE_H

#include "measure/kind.h"

struct pdz_run;

/* Of an event: does any slot it feeds look at the case? Numbering cases is what costs most,
 * in time and memory. If the case is only copied into who, its number can be filled in later. */
struct pdz_event_needs {
	bool a_case, more_than_who, routes_each;
	bool a_quantity; /* its indicators are of it: hours, a level, a vote; of other events it is 1 where none is told */
};

struct pdz_routes {
	struct pdz_event_needs *events;
	uint32_t *homes; /* by slot: where its rows are kept; another slot, if that keeps the same */
	uint32_t *here;  /* room for the lists of one record */
	uint64_t *met;   /* by slot: of what it asks for, in order, which some record of its events has */
};

/* False: out of memory. */
PDZ_MUST_CHECK bool pdz_routes_init(struct pdz_routes *routes, const struct pdz_run *run);
void pdz_routes_release(struct pdz_routes *routes);

const struct pdz_event_needs *pdz_routes_needs(const struct pdz_routes *routes, uint32_t event);

/* The slot under which rows are kept that are the same for both. */
static inline uint32_t pdz_route_home(const struct pdz_routes *routes, uint32_t slot)
{
	return routes->homes[slot];
}
/* No record of the slot's events ever had what a filter of it asks for by that value (of a range: anything that
 * can be in one): a slip, or a column that nobody fills. filter: where_count is the column whose values are
 * counted. What stands far behind in long lists is taken as met, and so are actions, events, dates and
 * quantities. */
bool pdz_route_unmet(const struct pdz_routes *routes, const struct pdz_plan *plan, uint32_t slot, size_t filter,
                     size_t value);
/* So it is with all values of a filter, and nothing can be picked. is_told: who sends tells of areas by sending
 * nothing of them. */
bool pdz_route_is_vain(const struct pdz_routes *routes, const struct pdz_plan *plan, uint32_t slot, bool is_told);

/* The slots of wanted indicators that the record fits and that keep rows, in ascending
 * order, and behind these *doubts more of which that is not known; valid until the next call. Without a filter on
 * cases they depend on the shape of the record alone. */
const uint32_t *pdz_route_of(struct pdz_routes *routes, const struct pdz_run *run, const struct pdz_fact *fact,
                             size_t *count, size_t *doubts);

/* A filter on what the record does not have, or has as a text that is not a day or number, says neither yes nor no. */
enum pdz_fit { PDZ_FITS_NOT, PDZ_FITS, PDZ_FIT_UNKNOWN };

/* Whatever the filters say, an event of none rules a case out. column: of the filter
 * that says no, or cannot say; PDZ_NONE if it is the status. */
enum pdz_fit pdz_route_fits(const struct pdz_plan *plan, const struct pdz_selector *s, const struct pdz_fact *fact,
                            unsigned *column);

#endif
