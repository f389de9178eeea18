/* Which slots a record feeds. Records that agree in event, status and the columns that
 * the filters of the event's slots look at feed the same slots: asked once, remembered.
 * So ninety indicators cost what the few cost that a record is counted in. */
#ifndef PDZ_MEASURE_ROUTE_H
#define PDZ_MEASURE_ROUTE_H

#include "kind.h"

struct pdz_run;

struct pdz_routes {
	struct pdz_event_routes *events;
	size_t event_count;
	uint32_t *pool; /* lists of slots, one after the other */
	size_t pool_count, pool_cap;
	uint32_t *here; /* room for the list of one record that is not remembered */
};

/* False: out of memory. */
PDZ_MUST_CHECK bool pdz_routes_init(struct pdz_routes *routes, const struct pdz_run *run);
void pdz_routes_release(struct pdz_routes *routes);

/* Does any slot that the event feeds look at the case? Numbering cases is what costs
 * most, in time and memory. */
bool pdz_routes_need_case(const struct pdz_routes *routes, uint32_t event);
/* And is it only copied into who, so that its number can be filled in later? */
bool pdz_routes_only_who(const struct pdz_routes *routes, uint32_t event);

/* The slots of wanted indicators that the record fits, in ascending order; valid until
 * the next call. NULL: out of memory. */
const uint32_t *pdz_route_of(struct pdz_routes *routes, const struct pdz_run *run, const struct pdz_fact *fact, size_t *count);

/* Whatever the filters say, an event of none rules a case out. column: of the filter
 * that says no; PDZ_NONE if it is the status. */
bool pdz_route_fits(const struct pdz_plan *plan, const struct pdz_selector *s, const struct pdz_fact *fact, unsigned *column);

#endif
