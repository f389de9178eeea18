/* Which slots a record feeds; see route.h. */
#include "route.h"

#include "run.h"

#include <stdlib.h>

enum { MOST_ROUTES = 1 << 16, MOST_COLUMNS = 8 + PDZ_MAX_DIMENSIONS };

struct pdz_event_routes {
	unsigned columns[MOST_COLUMNS]; /* that decide, besides the status */
	size_t column_count;
	bool needs_case, more_than_who;
	bool direct;    /* a filter on cases, or more routes than are worth remembering */
	uint32_t *keys; /* of each place: status and values of the columns */
	struct route {
		uint32_t first, count; /* in the pool; first is PDZ_NONE: free */
	} *places;
	size_t place_count, count;
};

static bool has_value(const struct pdz_plan *plan, const struct pdz_filter *f, const struct pdz_fact *fact)
{
	const uint32_t value = pdz_fact_value(fact, f->column);
	for (size_t i = 0; i < f->count; i++) {
		if (f->values[i] == value)
			return true;
		if (f->column == PDZ_COL_AREA && f->values[i] != PDZ_NONE && value != PDZ_NONE && value > f->values[i] &&
		    value <= plan->areas[f->values[i]].last)
			return true;
	}
	return false;
}

static bool is_none_event(const struct pdz_selector *s, uint32_t event)
{
	for (size_t i = 0; i < s->none_count; i++)
		if (s->none[i] == event)
			return true;
	return false;
}

bool pdz_route_fits(const struct pdz_plan *plan, const struct pdz_selector *s, const struct pdz_fact *fact, unsigned *column)
{
	*column = PDZ_NONE;
	if (!s->any_status && s->status != fact->status)
		return false;
	if (s->none_count > 0 && is_none_event(s, fact->event))
		return true;
	for (size_t i = 0; i < s->where_count; i++) {
		*column = s->where[i].column;
		if (has_value(plan, &s->where[i], fact) == s->where[i].negate)
			return false;
	}
	return true;
}

/* Setting up */

static void add_column(struct pdz_event_routes *e, unsigned column)
{
	for (size_t i = 0; i < e->column_count; i++)
		if (e->columns[i] == column)
			return;
	if (column == PDZ_COL_CASE || e->column_count == MOST_COLUMNS)
		e->direct = true;
	else
		e->columns[e->column_count++] = column;
}

/* Does the slot keep cases apart, or look at them? */
static bool looks_at_case(const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	const struct pdz_selector *s = &slot->selector;
	const struct pdz_indicator *ind = &plan->indicators[slot->indicator];
	for (size_t i = 0; i < s->where_count; i++)
		if (s->where[i].column == PDZ_COL_CASE)
			return true;
	return (s->counted == PDZ_VALUES && s->column == PDZ_COL_CASE) || ind->breakdown == PDZ_COL_CASE ||
	       ind->require_column == PDZ_COL_CASE;
}

static bool needs_case(const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	const struct pdz_selector *s = &slot->selector;
	return s->counted == PDZ_CASES || pdz_selector_follows_cases(s) || plan->indicators[slot->indicator].kind == &pdz_kind_duration ||
	       looks_at_case(plan, slot);
}

bool pdz_routes_init(struct pdz_routes *routes, const struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	*routes = (struct pdz_routes){.event_count = plan->event_count};
	routes->events = calloc(plan->event_count + 1, sizeof *routes->events);
	routes->here = calloc(plan->slot_count + 1, sizeof *routes->here);
	for (uint32_t event = 0; routes->events != NULL && event < plan->event_count; event++)
		for (uint32_t i = plan->dispatch_first[event]; i < plan->dispatch_first[event + 1]; i++) {
			const struct pdz_selector *s = &plan->slots[plan->dispatch[i]].selector;
			routes->events[event].more_than_who |= looks_at_case(plan, &plan->slots[plan->dispatch[i]]);
			routes->events[event].needs_case |= needs_case(plan, &plan->slots[plan->dispatch[i]]);
			for (size_t k = 0; k < s->where_count; k++)
				if (s->where[k].column != PDZ_COL_EVENT)
					add_column(&routes->events[event], s->where[k].column);
		}
	return routes->events != NULL && routes->here != NULL;
}

void pdz_routes_release(struct pdz_routes *routes)
{
	for (size_t i = 0; i < routes->event_count && routes->events != NULL; i++) {
		free(routes->events[i].keys);
		free(routes->events[i].places);
	}
	free(routes->events);
	free(routes->pool);
	free(routes->here);
	*routes = (struct pdz_routes){0};
}

bool pdz_routes_need_case(const struct pdz_routes *routes, uint32_t event)
{
	return routes->events[event].needs_case;
}

bool pdz_routes_only_who(const struct pdz_routes *routes, uint32_t event)
{
	return !routes->events[event].more_than_who;
}

/* Finding */

static size_t work_out(const struct pdz_run *run, const struct pdz_fact *fact, uint32_t *out)
{
	const struct pdz_plan *plan = run->plan;
	size_t n = 0;
	unsigned column;
	for (uint32_t i = plan->dispatch_first[fact->event]; i < plan->dispatch_first[fact->event + 1]; i++) {
		const uint32_t slot = plan->dispatch[i];
		if (run->wanted[plan->slots[slot].indicator] && pdz_route_fits(plan, &plan->slots[slot].selector, fact, &column))
			out[n++] = slot;
	}
	return n;
}

static size_t place_of(const struct pdz_event_routes *e, const uint32_t *key)
{
	const size_t n = e->column_count + 1;
	uint64_t h = 0;
	for (size_t i = 0; i < n; i++)
		h = (h ^ key[i]) * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(h >> 32) & (e->place_count - 1);
	while (e->places[at].first != PDZ_NONE && memcmp(&e->keys[at * n], key, n * sizeof *key) != 0)
		at = (at + 1) & (e->place_count - 1);
	return at;
}

static bool grow(struct pdz_event_routes *e)
{
	const size_t n = e->column_count + 1;
	struct pdz_event_routes bigger = *e;
	bigger.place_count = e->place_count == 0 ? 64 : e->place_count * 2;
	bigger.keys = calloc(bigger.place_count * n, sizeof *bigger.keys);
	bigger.places = calloc(bigger.place_count, sizeof *bigger.places);
	if (bigger.keys == NULL || bigger.places == NULL) {
		free(bigger.keys);
		free(bigger.places);
		return false;
	}
	for (size_t i = 0; i < bigger.place_count; i++)
		bigger.places[i].first = PDZ_NONE;
	for (size_t i = 0; i < e->place_count; i++) {
		if (e->places[i].first == PDZ_NONE)
			continue;
		const size_t at = place_of(&bigger, &e->keys[i * n]);
		memcpy(&bigger.keys[at * n], &e->keys[i * n], n * sizeof *e->keys);
		bigger.places[at] = e->places[i];
	}
	free(e->keys);
	free(e->places);
	*e = bigger;
	return true;
}

const uint32_t *pdz_route_of(struct pdz_routes *routes, const struct pdz_run *run, const struct pdz_fact *fact, size_t *count)
{
	struct pdz_event_routes *e = &routes->events[fact->event];
	uint32_t key[MOST_COLUMNS + 1];
	if (e->direct) {
		*count = work_out(run, fact, routes->here);
		return routes->here;
	}
	if (e->count * 2 >= e->place_count && !grow(e))
		return NULL;
	key[0] = fact->status;
	for (size_t i = 0; i < e->column_count; i++)
		key[i + 1] = pdz_fact_value(fact, e->columns[i]);
	const size_t at = place_of(e, key);
	if (e->places[at].first == PDZ_NONE) {
		const size_t n = work_out(run, fact, routes->here);
		if (!pdz_grow(&routes->pool, &routes->pool_cap, routes->pool_count + n + 1, sizeof *routes->pool))
			return NULL;
		memcpy(routes->pool + routes->pool_count, routes->here, n * sizeof *routes->pool);
		memcpy(&e->keys[at * (e->column_count + 1)], key, (e->column_count + 1) * sizeof *key);
		e->places[at] = (struct route){(uint32_t)routes->pool_count, (uint32_t)n};
		routes->pool_count += n;
		e->direct = ++e->count > MOST_ROUTES || routes->pool_count > UINT32_MAX / 2;
	}
	*count = e->places[at].count;
	return routes->pool + e->places[at].first;
}
