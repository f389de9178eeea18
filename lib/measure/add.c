/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records into the ledger: what each slot's kind keeps of them. The hot path: nothing here
 * is done twice for a record, and most of it only once for all of a shape. */
#include "measure/shape.h"

#include "base/bytes.h"

#define CASE_LATER (PDZ_NONE - 1) /* in who: no case has this number */

/* Months that some entry can look at: the plan's, the one after it where the undated stand, a baseline's. */
static bool is_looked_at(const struct pdz_plan *plan, const struct pdz_indicator *ind, const struct pdz_fact *fact,
                         int32_t month)
{
	const bool undated = fact->status == PDZ_PLANNED && fact->due == PDZ_NO_DAY;
	if (month >= plan->period.first && month <= plan->period.last + undated)
		return true;
	return ind->baseline.kind == PDZ_BASELINE_COMPUTED && pdz_period_has(ind->baseline.period, month);
}

/* The first month of the shortest period that any entry will be about: months that
 * are never looked at apart need not be kept apart. */
static int32_t coarse(const struct pdz_run *run, int32_t month)
{
	const struct pdz_period plan = run->plan->period;
	if (!pdz_period_has(plan, month))
		return month;
	const int32_t first = month - month % run->grain;
	return first < plan.first ? plan.first : first;
}

/* What a record that fits a slot brings to the ledger: *n counters, if it is used. why: if it is unusable. */
static enum pdz_outcome enter_fact(const struct pdz_run *run, uint32_t slot_number, const struct pdz_fact *fact,
                                   uint32_t rest, struct pdz_counter out[2], size_t *n, enum pdz_use *why)
{
	const struct pdz_slot *slot = &run->plan->slots[slot_number];
	const struct pdz_indicator *ind = &run->plan->indicators[slot->indicator];
	const struct pdz_key key = {
		.slot = slot_number,
		.when = PDZ_NO_DAY,
		.rest = rest,
		.who = PDZ_NONE,
		.what = PDZ_NONE,
		.due = PDZ_NO_DAY,
		.area = run->options.by_area || slot->keep_area ? fact->area : PDZ_NONE,
		.category = run->options.by_category || slot->keep_category ? fact->category : PDZ_NONE,
	};
	out[0] = (struct pdz_counter){.key = key};
	*n = ind->kind->enter(run->plan, slot, fact, out, why);
	if (*n == 0)
		return *why == PDZ_USE_OTHER_STATUS ? PDZ_NO_INDICATOR : PDZ_UNUSABLE;
	if (slot->keep_case && out[0].key.who == PDZ_NONE) {
		out[0].key.who = fact->case_id;
		if (slot->selector.counted == PDZ_RECORDS)
			out[0].sum = 0; /* a member is smaller than a cell */
	}
	if (slot->keep_days)
		return PDZ_USED;
	if (!is_looked_at(run->plan, ind, fact, out[0].key.when))
		return PDZ_OUTSIDE_PERIOD;
	out[0].key.when = coarse(run, out[0].key.when);
	if (slot->selector.when_due && out[0].key.due != PDZ_NO_DAY) {
		const int32_t done = coarse(run, pdz_day_month(out[0].key.due));
		out[0].key.due = done > out[0].key.when ? pdz_month_first(done) : PDZ_NO_DAY;
	}
	return PDZ_USED;
}

/* What is known of an event: that it is recorded at all, and from when on. A record
 * of the future says neither, unless it was planned: a run at an earlier as-of date
 * gives what it gave then. */
static inline void feed_slots(struct pdz_run *run, const struct pdz_shape *shape, pdz_day date, pdz_day due)
{
	struct pdz_feed *feed = &run->feeds[shape->event];
	feed->fed |= date != PDZ_NO_DAY || due != PDZ_NO_DAY || shape->status == PDZ_PLANNED;
	if (date != PDZ_NO_DAY && (feed->since == PDZ_NO_DAY || date < feed->since))
		feed->since = date;
	if (date != PDZ_NO_DAY)
		pdz_evidence_see(&run->evidence, run->plan, shape->sender, shape->event, shape->area, date);
}

/* A counter has waited long enough: its case is numbered, and it is counted. */
static void number_case(struct pdz_run *run, struct pdz_waiting *w)
{
	w->place.member = pdz_intern_add_hashed(&run->cases, (struct pdz_str){w->text, w->n}, w->hash);
	if (w->place.member == PDZ_NONE)
		run->ledger.failed = true;
	else
		pdz_ledger_count(&run->ledger, &w->place, w->times, 0);
}

/* Counters wait a little before they are added: an overflow may show some records later, or in the end. */
static enum pdz_status run_is_sound(const struct pdz_run *run, struct pdz_error *err)
{
	if (run->ledger.overflow)
		return pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "a sum of quantities is over 9 million million");
	return run->ledger.failed || run->words.failed ? pdz_no_memory(err) : PDZ_OK;
}

enum pdz_status pdz_run_settle(struct pdz_run *run, struct pdz_error *err)
{
	for (; run->waiting_count > 0; run->waiting_count--)
		number_case(run, &run->waiting[(run->turn - run->waiting_count) % PDZ_CASE_WAITS]);
	pdz_ledger_settle(&run->ledger);
	pdz_arrivals_free(run->arrivals);
	run->arrivals = pdz_arrivals_new(run->plan, &run->evidence, run->options.as_of);
	return run->arrivals != NULL ? run_is_sound(run, err) : pdz_no_memory(err);
}

/* Where the place of a counter of the shape's i-th slot is remembered, if it is. */
static inline struct pdz_hint *hint_of(const struct pdz_run *run, const struct pdz_shape *shape, size_t i,
                                       const struct pdz_key *key)
{
	const struct pdz_period plan = run->plan->period;
	if (!shape->has_hints || run->plan->slots[key->slot].keep_days || !pdz_period_has(plan, key->when))
		return NULL;
	return &pdz_shape_hints(run, shape)[i * run->grains + (size_t)(key->when / run->grain - plan.first / run->grain)];
}

/* One more of a case, whose number can wait: finding it takes two steps through memory, one
 * asked for now, one when half as many as can wait have come. */
static inline void count_case(struct pdz_run *run, const struct pdz_place *place, uint32_t times,
                              struct pdz_str case_id)
{
	struct pdz_waiting *w = &run->waiting[run->turn % PDZ_CASE_WAITS];
	if (run->waiting_count == PDZ_CASE_WAITS)
		number_case(run, w);
	else
		run->waiting_count++;
	w->place = *place;
	w->times = times;
	w->hash = pdz_intern_hash(case_id);
	w->n = (uint32_t)case_id.n;
	pdz_copy_short(w->text, case_id.p, case_id.n);
	pdz_intern_fetch(&run->cases, w->hash);
	run->turn++;
	pdz_intern_fetch_text(&run->cases, run->waiting[(run->turn + PDZ_CASE_WAITS / 2) % PDZ_CASE_WAITS].hash);
}

/* False: out of memory. */
static bool add_counter(struct pdz_run *run, struct pdz_counter *c, struct pdz_hint *hint, struct pdz_str case_id)
{
	struct pdz_place place;
	if (c->key.who == CASE_LATER) {
		const bool may_wait = c->sum == 0 && c->n <= UINT32_MAX;
		if (may_wait && !pdz_ledger_place(&run->ledger, c, hint, &place))
			return false; /* not tried again: the case would get another number */
		if (may_wait && !place.alone) {
			count_case(run, &place, (uint32_t)c->n, case_id);
			return true;
		}
		if ((c->key.who = pdz_intern_add(&run->cases, case_id)) == PDZ_NONE)
			return false;
	}
	if (!pdz_ledger_place(&run->ledger, c, hint, &place))
		return false;
	pdz_ledger_count(&run->ledger, &place, c->n, c->sum);
	return true;
}

/* Was what was due on that day of the plan done before the next period that is looked at? */
static inline bool is_done_in_grain(const struct pdz_run *run, pdz_day done, size_t due)
{
	const size_t at = (size_t)((int64_t)done - run->first_day);
	return done != PDZ_NO_DAY &&
	       (done < run->first_day || (at < run->day_count && run->grain_of_day[at] <= run->grain_of_day[due]));
}

/* Most records need no note: where a record of its shape and period was counted before, in
 * the same way, without a note, it is counted there too. False: not so. *counted is left as it is where
 * there is nothing to count. */
static inline bool count_plain(struct pdz_run *run, const struct pdz_shape *shape, size_t i, const struct pdz_record *r,
                               bool *counted)
{
	const uint32_t slot = shape->slots[i];
	const enum pdz_simple plain = (enum pdz_simple)run->plain[slot];
	const bool dated = plain == PDZ_SIMPLE_DONE && r->due != PDZ_NO_DAY;
	const pdz_day day = plain == PDZ_SIMPLE_DAYS || plain == PDZ_SIMPLE_PLANNED || shape->status == PDZ_PLANNED || dated
	                        ? r->due
	                        : r->date;
	const size_t at = (size_t)((int64_t)day - run->first_day);
	struct pdz_place place;
	if (plain == PDZ_SIMPLE_PLANNED && shape->status == PDZ_DONE && r->due == PDZ_NO_DAY)
		return true; /* done without having been planned */
	if (plain == PDZ_NOT_SIMPLE || at >= run->day_count || (dated && !is_done_in_grain(run, r->date, at)))
		return false;
	*counted = true; /* or false is returned */
	const struct pdz_hint *hint = &pdz_shape_hints(run, shape)[i * run->grains + run->grain_of_day[at]];
	switch (plain) {
	case PDZ_SIMPLE_DONE:
	case PDZ_SIMPLE_QUANTITY:
		if (r->quantity == 0 || !pdz_hint_place(hint, slot, PDZ_NONE, PDZ_NO_MEMBERS, &place))
			return false;
		pdz_ledger_count(&run->ledger, &place, 1, r->quantity);
		return true;
	case PDZ_SIMPLE_PLANNED:
		if (r->quantity == 0 ||
		    !pdz_hint_place(hint, slot, day > run->options.as_of ? PDZ_DUE_LATER : PDZ_NONE, PDZ_NO_MEMBERS, &place))
			return false;
		pdz_ledger_count(&run->ledger, &place, 1, r->quantity);
		return true;
	case PDZ_SIMPLE_CASE:
		if (r->case_id.n == 0 || r->case_id.n > PDZ_CASE_LONGEST || !shape->case_later ||
		    !pdz_hint_place(hint, slot, PDZ_NONE, PDZ_BY_WHO, &place))
			return false;
		count_case(run, &place, 1, r->case_id);
		return true;
	case PDZ_SIMPLE_DAYS:
		if (r->date == PDZ_NO_DAY || !pdz_hint_place(hint, slot, 0, PDZ_BY_VALUE, &place))
			return false;
		place.member = pdz_member_of_value((int64_t)r->date - r->due);
		pdz_ledger_count(&run->ledger, &place, 1, 0);
		return true;
	case PDZ_NOT_SIMPLE:
		break;
	}
	return false;
}

/* A record that the slot cannot use, so that nobody knows what it counts. What was planned without a day is nothing
 * yet, and the whole is not a municipality. column: that it lacks. */
static bool lose_of_slot(struct pdz_run *run, uint32_t slot, const struct pdz_fact *fact, enum pdz_use why,
                         unsigned column)
{
	if (why == PDZ_USE_LACKS_DUE && fact->status != PDZ_DONE)
		return true;
	const bool asks_area = why == PDZ_USE_LACKS_VALUE && column == PDZ_COL_AREA;
	if (asks_area && fact->area != PDZ_NONE)
		return true;
	return pdz_run_lose_fact(run, slot, fact,
	                         asks_area                ? PDZ_LACKS_AREA
	                         : fact->area == PDZ_NONE ? PDZ_LACKS_AREA_TOO
	                                                  : PDZ_LACKS_ANYTHING);
}

/* Slots with a condition on what the record does not say. */
static bool lose_of_doubts(struct pdz_run *run, const uint32_t *slots, size_t n, const struct pdz_fact *fact,
                           enum pdz_outcome *outcome)
{
	unsigned column;
	for (size_t i = 0; i < n; i++) {
		pdz_route_fits(run->plan, &run->plan->slots[slots[i]].selector, fact, &column);
		if (column != PDZ_COL_AREA && *outcome > PDZ_UNUSABLE)
			*outcome = PDZ_UNUSABLE;
		if (!lose_of_slot(run, slots[i], fact, PDZ_USE_LACKS_VALUE, column))
			return false;
	}
	return true;
}

/* The slots from the one at place first on, as their kinds note the record. */
static enum pdz_status add_noted(struct pdz_run *run, const struct pdz_record *r, const struct pdz_shape *shape,
                                 size_t first, bool later, enum pdz_outcome *outcome, struct pdz_error *err)
{
	struct pdz_fact fact = pdz_shape_fact(run, shape, r);
	if (shape->needs_case && r->case_id.n > 0) {
		fact.case_id = shape->case_later && r->case_id.n <= PDZ_CASE_LONGEST ? CASE_LATER
		                                                                     : pdz_intern_add(&run->cases, r->case_id);
		if (fact.case_id == PDZ_NONE)
			return pdz_no_memory(err);
	}
	if (later)
		fact.date = PDZ_NO_DAY;
	fact.due_later = r->due != PDZ_NO_DAY && r->due > run->options.as_of;
	size_t count = shape->slot_count, doubts = shape->doubt_count;
	const uint32_t *const slots = shape->route_each ? pdz_route_of(&run->routes, run, &fact, &count, &doubts)
	                                                : shape->slots;
	const uint32_t *const doubted = shape->route_each || doubts == 0 ? slots + count
	                                                                 : slots + count + run->plan->dimension_count;
	for (size_t i = first; i < count; i++) {
		struct pdz_counter out[2];
		enum pdz_use why;
		size_t n;
		const enum pdz_outcome here = enter_fact(run, slots[i], &fact, shape->rest, out, &n, &why);
		for (size_t k = 0; k < n && here == PDZ_USED; k++)
			if (!add_counter(run, &out[k], k == 0 ? hint_of(run, shape, i, &out[0].key) : NULL, r->case_id))
				return pdz_no_memory(err);
		unsigned who, what;
		pdz_slot_columns(run->plan, &run->plan->slots[slots[i]], &who, &what);
		if (here == PDZ_UNUSABLE && !later &&
		    !lose_of_slot(run, slots[i], &fact, why, who == PDZ_COL_AREA ? who : what))
			return pdz_no_memory(err);
		if (here == PDZ_USED && shape->is_unplaced && !pdz_run_lose_fact(run, slots[i], &fact, PDZ_LACKS_PLACE))
			return pdz_no_memory(err);
		/* Used anywhere is used; else the reason nearest to being used. */
		if (here < *outcome)
			*outcome = here;
	}
	if (!later && !lose_of_doubts(run, doubted, doubts, &fact, outcome))
		return pdz_no_memory(err);
	if (*outcome == PDZ_UNUSABLE && later)
		*outcome = PDZ_AFTER_AS_OF;
	return PDZ_OK;
}

static bool lacks_quantity(const struct pdz_run *run, uint32_t event, const struct pdz_record *r)
{
	return r->no_quantity && pdz_routes_needs(&run->routes, event)->a_quantity;
}

static enum pdz_status lose_without_quantity(struct pdz_run *run, const struct pdz_record *r,
                                             const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	char source[200];
	pdz_visible(r->source.p, r->source.n, source, sizeof source);
	pdz_tell(sink, &(struct pdz_diag){.severity = PDZ_ERROR,
	                                  .source = source,
	                                  .line = r->line,
	                                  .code = "missing_number",
	                                  .problem = "no number",
	                                  .expected = "the event has one"});
	return pdz_run_lose(run, r) ? PDZ_OK : pdz_no_memory(err);
}

enum pdz_status pdz_run_add(struct pdz_run *run, const struct pdz_record *r, void **alike, enum pdz_outcome *outcome,
                            const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	const struct pdz_shape *const shape = alike != NULL && *alike != NULL ? *alike : pdz_shape_of(run, r, alike, sink);
	if (shape == NULL)
		return pdz_no_memory(err);
	run->source_counts[shape->source].records++;
	*outcome = (enum pdz_outcome)shape->outcome;
	if (*outcome != PDZ_USED)
		return pdz_run_lose(run, r) ? PDZ_OK : pdz_no_memory(err);
	const bool later = r->date != PDZ_NO_DAY && r->date > run->options.as_of; /* it has not happened yet */
	if (lacks_quantity(run, shape->event, r)) {
		*outcome = PDZ_UNUSABLE;
		return lose_without_quantity(run, r, sink, err);
	}
	feed_slots(run, shape, later ? PDZ_NO_DAY : r->date, r->due);
	*outcome = PDZ_NO_INDICATOR;
	size_t plain = 0;
	bool counted = false;
	while (shape->has_hints && !later && !shape->is_unplaced && plain < shape->slot_count) {
		bool here = counted;
		if (!count_plain(run, shape, plain, r, &here))
			break;
		counted = here;
		plain++;
	}
	if (plain > 0)
		*outcome = counted ? PDZ_USED : PDZ_NO_INDICATOR;
	if (plain < shape->slot_count || shape->doubt_count > 0 || shape->route_each) {
		const enum pdz_status status = add_noted(run, r, shape, plain, later, outcome, err);
		if (status != PDZ_OK)
			return status;
	}
	run->source_counts[shape->source].used += *outcome == PDZ_USED;
	return run_is_sound(run, err);
}

static struct pdz_traced trace(const struct pdz_run *run, uint32_t slot, const struct pdz_fact *fact, uint32_t rest,
                               bool later)
{
	struct pdz_traced t = {.slot = slot};
	enum pdz_use why = PDZ_USE_LACKS_DATE;
	const enum pdz_fit fit = pdz_route_fits(run->plan, &run->plan->slots[slot].selector, fact, &t.column);
	if (fit != PDZ_FITS) {
		t.use = fit == PDZ_FIT_UNKNOWN ? PDZ_USE_LACKS_VALUE
		        : t.column == PDZ_NONE ? PDZ_USE_OTHER_STATUS
		                               : PDZ_USE_OTHER_VALUE;
		return t;
	}
	const enum pdz_outcome outcome = enter_fact(run, slot, fact, rest, t.rows, &t.row_count, &why);
	if (outcome != PDZ_USED)
		t.row_count = 0;
	t.use = outcome == PDZ_USED             ? PDZ_USE_COUNTED
	        : outcome == PDZ_OUTSIDE_PERIOD ? PDZ_USE_OTHER_PERIOD
	        : later                         ? PDZ_USE_AFTER_AS_OF
	                                        : why;
	return t;
}

enum pdz_status pdz_run_trace(struct pdz_run *run, const struct pdz_record *r,
                              bool (*fn)(void *ctx, const struct pdz_traced *t), void *ctx, struct pdz_error *err)
{
	const struct pdz_plan *plan = run->plan;
	struct pdz_fact fact;
	enum pdz_outcome outcome = PDZ_USED;
	uint32_t rest = PDZ_NONE, dimensions[PDZ_MAX_DIMENSIONS];
	const uint32_t event = pdz_plan_event(plan, r->event);
	if (event == PDZ_NONE)
		return PDZ_OK;
	if (!pdz_shape_numbers(run, r, &fact, dimensions, &outcome, NULL) ||
	    (outcome == PDZ_USED && !pdz_shape_tuple(run, &fact, &rest)) ||
	    (r->case_id.n > 0 && (fact.case_id = pdz_intern_add(&run->cases, r->case_id)) == PDZ_NONE))
		return pdz_no_memory(err);
	fact.date = r->date;
	fact.due = r->due;
	fact.start = r->start;
	fact.quantity = r->quantity;
	fact.id = r->id;
	fact.note = r->note;
	const bool later = fact.date != PDZ_NO_DAY && fact.date > run->options.as_of;
	if (later)
		fact.date = PDZ_NO_DAY;
	fact.due_later = fact.due != PDZ_NO_DAY && fact.due > run->options.as_of;
	for (uint32_t i = plan->dispatch_first[event]; i < plan->dispatch_first[event + 1]; i++) {
		const uint32_t slot = plan->dispatch[i];
		if (!run->wanted[plan->slots[slot].indicator])
			continue;
		struct pdz_traced t = {.slot = slot,
		                       .use = outcome == PDZ_UNKNOWN_AREA    ? PDZ_USE_UNKNOWN_AREA
		                              : outcome == PDZ_UNKNOWN_VALUE ? PDZ_USE_UNKNOWN_VALUE
		                                                             : PDZ_USE_UNKNOWN_ACTION};
		if (outcome == PDZ_USED && lacks_quantity(run, event, r))
			t.use = PDZ_USE_LACKS_VALUE;
		else if (outcome == PDZ_USED)
			t = trace(run, slot, &fact, rest, later);
		if (!fn(ctx, &t))
			return pdz_no_memory(err);
	}
	return PDZ_OK;
}
