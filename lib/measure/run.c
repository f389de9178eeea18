/* Records into the ledger: numbers for texts, the slots an event feeds, what each
 * slot's kind keeps. The hot path: nothing here is done twice for a record. */
#include "run.h"

#include "pdz/fold.h"

#include <stdlib.h>

const char *const pdz_fate_names[PDZ_FATES] = {
	"used", "invalid", "duplicate", "superseded", "unknown_event", "unknown_area", "unknown_action", "unusable",
	"after_as_of", "outside_period", "no_indicator",
};

bool pdz_fate_is_finding(enum pdz_fate fate)
{
	return fate == PDZ_INVALID || (fate >= PDZ_UNKNOWN_EVENT && fate <= PDZ_UNUSABLE);
}

/* Composites need their parts, asked for or not. */
static bool choose_indicators(struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	run->wanted = calloc(plan->indicator_count + 1, sizeof *run->wanted);
	if (run->wanted == NULL)
		return false;
	for (size_t i = 0; i < plan->indicator_count; i++) {
		if (run->options.only != NULL && !run->options.only[i])
			continue;
		run->wanted[i] = true;
		for (size_t k = 0; k < plan->indicators[i].part_count; k++)
			run->wanted[plan->indicators[i].parts[k]] = true;
	}
	return true;
}

/* Give the texts of the plan the numbers they have there. */
static bool begin_with(struct pdz_intern *own, const struct pdz_intern *texts)
{
	for (uint32_t i = 0; i < texts->count; i++)
		if (pdz_intern_add(own, pdz_intern_text(texts, i)) != i)
			return false;
	return true;
}

static void find_grain(struct pdz_run *run);
static bool prepare_plain(struct pdz_run *run);

/* Cases are many, and finding one takes three steps through memory. So counters wait,
 * with the text of their case, until the steps can be taken for several at once. */
enum { CASE_WAITS = 32, CASE_LONGEST = 24 };
#define CASE_LATER (PDZ_NONE - 1) /* in who: no case has this number */
struct pdz_waiting {
	struct pdz_place place;
	uint32_t times;
	uint32_t hash;
	uint32_t n;
	char text[CASE_LONGEST];
};

struct pdz_run *pdz_run_new(const struct pdz_plan *plan, const struct pdz_run_options *options)
{
	struct pdz_run *run = calloc(1, sizeof *run);
	if (run == NULL)
		return NULL;
	run->plan = plan;
	run->options = *options;
	pthread_mutex_init(&run->lock, NULL); /* without attributes they cannot fail */
	pthread_cond_init(&run->rows_out, NULL);
	run->feeds = calloc(plan->event_count + 1, sizeof *run->feeds);
	for (size_t i = 0; run->feeds != NULL && i < plan->event_count; i++)
		run->feeds[i].since = PDZ_NO_DAY;
	run->rows = calloc(plan->indicator_count + 1, sizeof *run->rows);
	bool fine = run->rows != NULL && choose_indicators(run) && run->feeds != NULL;
	if (fine)
		find_grain(run);
	fine = fine && pdz_routes_init(&run->routes, run) && prepare_plain(run);
	fine = fine && (run->waiting = calloc(CASE_WAITS, sizeof *run->waiting)) != NULL;
	fine = fine && begin_with(&run->words, &plan->words) && begin_with(&run->cases, &plan->cases);
	run->category = PDZ_NONE;
	if (fine && options->one_category)
		fine = (run->category = pdz_intern_add(&run->words, options->category)) != PDZ_NONE;
	if (!fine) {
		pdz_run_free(run);
		return NULL;
	}
	return run;
}

static struct pdz_hint *hints_of(const struct pdz_run *run, const struct pdz_shape *shape)
{
	return (struct pdz_hint *)(void *)shape->slots - shape->slot_count * run->grains;
}

static void free_lists(const struct pdz_run *run, struct pdz_shape *shape)
{
	free(shape->has_hints ? (void *)hints_of(run, shape) : shape->slots);
	shape->slots = NULL;
	shape->has_hints = false;
}

void pdz_run_free(struct pdz_run *run)
{
	if (run == NULL)
		return;
	for (size_t i = 0; run->rows != NULL && i < run->plan->indicator_count; i++)
		free(run->rows[i].p);
	free(run->rows);
	pdz_ledger_release(&run->ledger);
	pdz_routes_release(&run->routes);
	for (size_t i = 0; i < run->shape_count; i++)
		free_lists(run, &run->shapes[i]);
	free(run->shapes);
	free(run->grain_of_day);
	free(run->plain);
	free(run->waiting);
	pdz_intern_release(&run->words);
	pdz_intern_release(&run->cases);
	pdz_intern_release(&run->rests);
	pdz_intern_release(&run->sources);
	pdz_intern_release(&run->areas);
	pdz_intern_release(&run->told);
	free(run->source_counts);
	free(run->area_of);
	free(run->feeds);
	free(run->wanted);
	pthread_cond_destroy(&run->rows_out);
	pthread_mutex_destroy(&run->lock);
	free(run);
}

/* Tell an unknown code, the first time it occurs. */
static bool tell_unknown(struct pdz_run *run, const char *what, struct pdz_str text, struct pdz_str nearest,
                         const struct pdz_record *r, const struct pdz_diag_sink *sink)
{
	struct pdz_buf key = {0}, subject = {0}, near = {0}, place = {0};
	pdz_buf_printf(&key, "%s ", what);
	pdz_buf_str(&key, text);
	pdz_buf_str(&subject, text);
	pdz_buf_char(&subject, '\0');
	pdz_buf_str(&near, nearest);
	pdz_buf_char(&near, '\0');
	pdz_buf_str(&place, r->source);
	pdz_buf_char(&place, '\0');
	bool fine = !key.failed && !subject.failed && !near.failed && !place.failed;
	const size_t before = run->told.count;
	fine = fine && pdz_intern_add(&run->told, pdz_buf_view(&key)) != PDZ_NONE;
	if (fine && run->told.count > before)
		pdz_tell(sink, &(struct pdz_diag){.severity = PDZ_WARNING, .source = place.p, .line = r->line, .code = what,
		                                  .problem = what, .subject = subject.p, .with = {near.p},
		                                  .expected = nearest.n > 0 ? "did you mean '{0}'?" : "a code of the plan"});
	pdz_buf_release(&key);
	pdz_buf_release(&subject);
	pdz_buf_release(&near);
	pdz_buf_release(&place);
	return fine;
}

static struct pdz_str nearest_event(const struct pdz_plan *plan, struct pdz_str text)
{
	struct pdz_nearest near = {0};
	for (size_t i = 0; i < plan->event_count; i++)
		pdz_nearest_offer(&near, text, plan->events[i].code);
	return near.best;
}

static struct pdz_str nearest_area(const struct pdz_plan *plan, struct pdz_str text)
{
	struct pdz_nearest near = {0};
	for (size_t i = 0; i < plan->area_count; i++) {
		pdz_nearest_offer(&near, text, plan->areas[i].code);
		pdz_nearest_offer(&near, text, plan->areas[i].name);
	}
	return near.best;
}

static struct pdz_str nearest_action(const struct pdz_plan *plan, struct pdz_str text)
{
	struct pdz_nearest near = {0};
	for (size_t i = 0; i < plan->action_count; i++)
		pdz_nearest_offer(&near, text, plan->actions[i].code);
	return near.best;
}

/* An area's number by its text; each spelling is folded and looked up once. */
static bool find_area(struct pdz_run *run, struct pdz_str text, uint32_t *area)
{
	const size_t before = run->areas.count;
	const uint32_t number = pdz_intern_add(&run->areas, text);
	if (number == PDZ_NONE)
		return false;
	if (run->areas.count > before) {
		if (!pdz_grow(&run->area_of, &run->area_cap, run->areas.count, sizeof *run->area_of))
			return false;
		run->area_of[number] = pdz_plan_area(run->plan, text);
	}
	*area = run->area_of[number];
	return true;
}

/* The number of a text; empty is PDZ_NONE. */
static bool number_of(struct pdz_intern *t, struct pdz_str text, uint32_t *out)
{
	*out = PDZ_NONE;
	return text.n == 0 || (*out = pdz_intern_add(t, text)) != PDZ_NONE;
}

static bool find_source(struct pdz_run *run, struct pdz_str name, uint32_t *number)
{
	const size_t before = run->sources.count;
	*number = pdz_intern_add(&run->sources, name);
	if (*number == PDZ_NONE || !pdz_grow(&run->source_counts, &run->source_cap, run->sources.count, sizeof *run->source_counts))
		return false;
	if (run->sources.count > before)
		run->source_counts[*number] = (struct pdz_source_count){.name = pdz_intern_text(&run->sources, *number)};
	return true;
}

bool pdz_run_add_source(struct pdz_run *run, struct pdz_str name, uint64_t records, uint64_t used)
{
	uint32_t number;
	if (!find_source(run, name, &number))
		return false;
	run->source_counts[number].records += records;
	run->source_counts[number].used += used;
	return true;
}

/* Months that some entry can look at: the plan's, the one after it where the undated stand, a baseline's. */
static bool is_looked_at(const struct pdz_plan *plan, const struct pdz_indicator *ind, const struct pdz_fact *fact, int32_t month)
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

/* Set the months of that shortest period. */
static void find_grain(struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	unsigned levels = run->options.levels | 1u << PDZ_YEAR; /* of baselines */
	for (size_t i = 0; i < plan->indicator_count; i++) {
		const struct pdz_indicator *ind = &plan->indicators[i];
		if (!run->wanted[i])
			continue;
		if (ind->minimum.given)
			levels |= 1u << ind->minimum.every;
		if (ind->compare.has_trend)
			levels |= 1u << ind->compare.trend;
	}
	int level = PDZ_MONTH;
	while ((levels & 1u << level) == 0)
		level--;
	run->grain = pdz_level_months((enum pdz_level)level);
	run->grains = (size_t)(plan->period.last / run->grain - plan->period.first / run->grain + 1);
}

/* What a record that fits a slot brings to the ledger: *n counters, if it is used. why: if it is unusable. */
static enum pdz_fate note(const struct pdz_run *run, uint32_t slot_number, const struct pdz_fact *fact, uint32_t rest,
                          struct pdz_counter out[2], size_t *n, enum pdz_use *why)
{
	const struct pdz_slot *slot = &run->plan->slots[slot_number];
	const struct pdz_indicator *ind = &run->plan->indicators[slot->indicator];
	const struct pdz_key key = {
		.slot = slot_number, .when = PDZ_NO_DAY, .rest = rest, .who = PDZ_NONE, .what = PDZ_NONE, .due = PDZ_NO_DAY,
		.area = run->options.by_area || slot->keep_area ? fact->area : PDZ_NONE,
		.category = run->options.by_category || slot->keep_category ? fact->category : PDZ_NONE,
	};
	out[0] = (struct pdz_counter){.key = key};
	*n = ind->kind->note(run->plan, slot, fact, out, why);
	if (*n == 0)
		return PDZ_UNUSABLE;
	if (slot->keep_days)
		return PDZ_USED;
	if (!is_looked_at(run->plan, ind, fact, out[0].key.when))
		return PDZ_OUTSIDE_PERIOD;
	out[0].key.when = coarse(run, out[0].key.when);
	return PDZ_USED;
}

static bool tuple_of(struct pdz_run *run, const struct pdz_fact *fact, uint32_t *rest)
{
	uint32_t tuple[PDZ_MAX_DIMENSIONS];
	*rest = PDZ_NONE;
	if (run->options.dimension_count == 0)
		return true;
	for (size_t i = 0; i < run->options.dimension_count; i++)
		tuple[i] = fact->dimensions[run->options.dimensions[i]];
	*rest = pdz_intern_add(&run->rests, (struct pdz_str){(const char *)tuple, run->options.dimension_count * sizeof *tuple});
	return *rest != PDZ_NONE;
}

/* The texts of a record in numbers; dimensions has room for those of the plan. False: out of
 * memory. *fate stays PDZ_USED unless a code is unknown. */
static bool to_fact(struct pdz_run *run, const struct pdz_record *r, struct pdz_fact *fact, uint32_t *dimensions,
                    enum pdz_fate *fate, const struct pdz_diag_sink *sink)
{
	const struct pdz_plan *plan = run->plan;
	*fact = (struct pdz_fact){.event = pdz_plan_event(plan, r->event), .area = PDZ_NONE, .action = PDZ_NONE, .case_id = PDZ_NONE,
	                          .dimensions = dimensions, .status = r->status, .words = &run->words};
	if (fact->event == PDZ_NONE) {
		*fate = PDZ_UNKNOWN_EVENT;
		return tell_unknown(run, "unknown event", r->event, nearest_event(plan, r->event), r, sink);
	}
	if (r->area.n > 0 && !find_area(run, r->area, &fact->area))
		return false;
	if (r->area.n > 0 && fact->area == PDZ_NONE) {
		*fate = PDZ_UNKNOWN_AREA;
		return tell_unknown(run, "unknown area", r->area, nearest_area(plan, r->area), r, sink);
	}
	if (r->action.n > 0 && pdz_plan_action(plan, r->action) == PDZ_NONE) {
		*fate = PDZ_UNKNOWN_ACTION;
		return tell_unknown(run, "unknown action", r->action, nearest_action(plan, r->action), r, sink);
	}
	bool fine = number_of(&run->words, r->action, &fact->action) && number_of(&run->words, r->category, &fact->category) &&
	            number_of(&run->words, r->source, &fact->source);
	for (size_t i = 0; i < plan->dimension_count; i++)
		fine = fine && number_of(&run->words, r->dimensions[i], &dimensions[i]);
	return fine;
}

enum { MOST_HINTS = 1 << 19 }; /* 4 MiB */

/* The lists of a shape, whose other fields are known. False: out of memory. */
static bool make_lists(struct pdz_run *run, struct pdz_shape *shape, const struct pdz_fact *fact, bool hints)
{
	const size_t dimensions = run->plan->dimension_count;
	size_t count = 0;
	const uint32_t *slots = shape->route_by_case ? NULL : pdz_route_of(&run->routes, run, fact, &count);
	const size_t hint_count = hints && run->hint_count < MOST_HINTS ? count * run->grains : 0;
	if (count + dimensions == 0)
		return true;
	char *lists = calloc(1, hint_count * sizeof(struct pdz_hint) + (count + dimensions) * sizeof *shape->slots);
	if (lists == NULL)
		return false;
	shape->slots = (uint32_t *)(void *)(lists + hint_count * sizeof(struct pdz_hint));
	shape->slot_count = (uint32_t)count;
	shape->has_hints = hint_count > 0;
	run->hint_count += hint_count;
	if (count > 0)
		memcpy(shape->slots, slots, count * sizeof *slots);
	if (dimensions > 0)
		memcpy(shape->slots + count, fact->dimensions, dimensions * sizeof *shape->slots);
	return true;
}

/* Work out what follows from the texts of a record. False: out of memory. */
static bool learn_shape(struct pdz_run *run, const struct pdz_record *r, struct pdz_shape *shape, const struct pdz_diag_sink *sink)
{
	struct pdz_fact fact;
	uint32_t dimensions[PDZ_MAX_DIMENSIONS], source;
	enum pdz_fate fate = PDZ_USED;
	free_lists(run, shape);
	if (!find_source(run, r->source, &source) || !to_fact(run, r, &fact, dimensions, &fate, sink))
		return false;
	*shape = (struct pdz_shape){.event = fact.event, .area = fact.area, .action = fact.action, .category = fact.category,
	                            .source_word = fact.source, .source = source, .status = (uint8_t)r->status, .fate = (uint8_t)fate};
	if (fate != PDZ_USED)
		return true;
	const struct pdz_event_needs *needs = pdz_routes_needs(&run->routes, fact.event);
	shape->needs_case = needs->a_case;
	shape->case_later = !needs->more_than_who;
	shape->route_by_case = needs->filters_cases;
	return tuple_of(run, &fact, &shape->rest) && make_lists(run, shape, &fact, r->shape > 0);
}

/* A record of that shape in numbers, but for the case. */
static struct pdz_fact fact_of(struct pdz_run *run, const struct pdz_shape *shape, const struct pdz_record *r)
{
	return (struct pdz_fact){.event = shape->event, .area = shape->area, .action = shape->action, .category = shape->category,
	                         .source = shape->source_word, .case_id = PDZ_NONE, .dimensions = shape->slots != NULL ? shape->slots + shape->slot_count : NULL,
	                         .date = r->date, .due = r->due, .start = r->start, .status = (enum pdz_event_status)shape->status,
	                         .quantity = r->quantity, .note = r->note, .words = &run->words};
}

/* The shape of a record; the first of the list is for those whose shape nobody knows.
 * NULL: out of memory. */
static struct pdz_shape *shape_of(struct pdz_run *run, const struct pdz_record *r, const struct pdz_diag_sink *sink)
{
	const size_t before = run->shape_count;
	if (r->shape >= before) {
		if (!pdz_grow(&run->shapes, &run->shape_cap, (size_t)r->shape + 1, sizeof *run->shapes))
			return NULL;
		memset(run->shapes + before, 0, (r->shape + 1 - before) * sizeof *run->shapes);
		run->shape_count = (size_t)r->shape + 1;
	}
	struct pdz_shape *shape = &run->shapes[r->shape];
	if (shape->known && !r->fresh)
		return shape;
	shape->known = false;
	if (!learn_shape(run, r, shape, sink))
		return NULL;
	shape->known = r->shape > 0;
	return shape;
}

/* What is known of an event: that it is recorded at all, and from when on. A record
 * of the future says neither, unless it was planned: a run at an earlier as-of date
 * gives what it gave then. */
static inline void feed(struct pdz_run *run, const struct pdz_shape *shape, pdz_day date, pdz_day due)
{
	struct pdz_feed *feed = &run->feeds[shape->event];
	feed->fed |= date != PDZ_NO_DAY || due != PDZ_NO_DAY || shape->status == PDZ_PLANNED;
	if (date != PDZ_NO_DAY && (feed->since == PDZ_NO_DAY || date < feed->since))
		feed->since = date;
}

/* What the plain way needs: see count_plain. */
static bool prepare_plain(struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	const pdz_day first = pdz_period_begin(plan->period);
	run->first_day = first;
	run->day_count = (size_t)(pdz_period_end(plan->period) - first + 1);
	run->grain_of_day = calloc(run->day_count, sizeof *run->grain_of_day);
	run->plain = calloc(plan->slot_count + 1, sizeof *run->plain);
	if (run->grain_of_day == NULL || run->plain == NULL)
		return false;
	for (size_t i = 0; i < run->day_count; i++)
		run->grain_of_day[i] = (uint16_t)(pdz_day_month(first + (pdz_day)i) / run->grain - plan->period.first / run->grain);
	for (size_t i = 0; i < plan->slot_count; i++) {
		const struct pdz_kind *kind = plan->indicators[plan->slots[i].indicator].kind;
		run->plain[i] = (uint8_t)(kind->plain != NULL ? kind->plain(plan, &plan->slots[i]) : PDZ_NOT_PLAIN);
	}
	return true;
}

static void number_cases(struct pdz_run *run)
{
	const size_t n = run->waiting_count;
	run->waiting_count = 0;
	for (int step = 1; step <= 2; step++)
		for (size_t i = 0; i < n; i++)
			pdz_intern_fetch(&run->cases, run->waiting[i].hash, step);
	for (size_t i = 0; i < n; i++) {
		struct pdz_waiting *w = &run->waiting[i];
		w->place.member = pdz_intern_add_hashed(&run->cases, (struct pdz_str){w->text, w->n}, w->hash);
		if (w->place.member == PDZ_NONE)
			run->ledger.failed = true;
		else
			pdz_ledger_count(&run->ledger, &w->place, w->times, 0);
	}
}

/* Counters wait a little before they are added: an overflow may show some records later, or in the end. */
static enum pdz_status is_sound(const struct pdz_run *run, struct pdz_error *err)
{
	if (run->ledger.overflow)
		return pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "a sum of quantities is over 9 million million");
	return run->ledger.failed || run->words.failed ? pdz_no_memory(err) : PDZ_OK;
}

enum pdz_status pdz_run_settle(struct pdz_run *run, struct pdz_error *err)
{
	number_cases(run);
	pdz_ledger_settle(&run->ledger);
	return is_sound(run, err);
}

/* Where the place of a counter of the shape's i-th slot is remembered, if it is. */
static inline struct pdz_hint *hint_of(const struct pdz_run *run, const struct pdz_shape *shape, size_t i, const struct pdz_key *key)
{
	const struct pdz_period plan = run->plan->period;
	if (!shape->has_hints || run->plan->slots[key->slot].keep_days || !pdz_period_has(plan, key->when))
		return NULL;
	return &hints_of(run, shape)[i * run->grains + (size_t)(key->when / run->grain - plan.first / run->grain)];
}

/* One more of a case, whose number can wait. */
static inline void count_case(struct pdz_run *run, const struct pdz_place *place, uint32_t times, struct pdz_str case_id)
{
	struct pdz_waiting *w = &run->waiting[run->waiting_count];
	w->place = *place;
	w->times = times;
	w->hash = pdz_intern_hash(case_id);
	w->n = (uint32_t)case_id.n;
	memcpy(w->text, case_id.p, case_id.n);
	pdz_intern_fetch(&run->cases, w->hash, 0);
	if (++run->waiting_count == CASE_WAITS)
		number_cases(run);
}

/* False: out of memory. */
static bool add_counter(struct pdz_run *run, struct pdz_counter *c, struct pdz_hint *hint, struct pdz_str case_id)
{
	struct pdz_place place;
	if (c->key.who == CASE_LATER) {
		if (c->sum == 0 && c->n <= UINT32_MAX && pdz_ledger_place(&run->ledger, c, hint, &place) && !place.alone) {
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

/* Most records need no note: where a record of its shape and period was counted before, in
 * the same plain way, there it is counted too. False: not so. */
static inline bool count_plain(struct pdz_run *run, const struct pdz_shape *shape, size_t i, const struct pdz_record *r)
{
	const uint32_t slot = shape->slots[i];
	const enum pdz_plain plain = (enum pdz_plain)run->plain[slot];
	const pdz_day day = plain == PDZ_PLAIN_DAYS || shape->status == PDZ_PLANNED ? r->due : r->date;
	const size_t at = (size_t)((int64_t)day - run->first_day);
	struct pdz_place place;
	if (plain == PDZ_NOT_PLAIN || at >= run->day_count)
		return false;
	const struct pdz_hint *hint = &hints_of(run, shape)[i * run->grains + run->grain_of_day[at]];
	switch (plain) {
	case PDZ_PLAIN_QUANTITY:
		if (r->quantity == 0 || !pdz_hint_place(hint, slot, PDZ_NONE, PDZ_NO_MEMBERS, &place))
			return false;
		pdz_ledger_count(&run->ledger, &place, 1, r->quantity);
		return true;
	case PDZ_PLAIN_CASE:
		if (r->case_id.n == 0 || r->case_id.n > CASE_LONGEST || !shape->case_later ||
		    !pdz_hint_place(hint, slot, PDZ_NONE, PDZ_BY_WHO, &place))
			return false;
		count_case(run, &place, 1, r->case_id);
		return true;
	case PDZ_PLAIN_DAYS:
		if (r->date == PDZ_NO_DAY || !pdz_hint_place(hint, slot, 0, PDZ_BY_VALUE, &place))
			return false;
		place.member = pdz_member_of_value((int64_t)r->date - r->due);
		pdz_ledger_count(&run->ledger, &place, 1, 0);
		return true;
	case PDZ_NOT_PLAIN: break;
	}
	return false;
}

/* Shapes lie outside the processor's nearest caches. One that will be needed in a while is
 * asked for now; of one that was asked for a while ago, the lists. */
static inline void expect(struct pdz_run *run, uint32_t shape)
{
	uint32_t *turn = &run->soon[run->soon_at++ % (sizeof run->soon / sizeof *run->soon)];
	if (*turn != 0) {
		const struct pdz_shape *before = &run->shapes[*turn];
		__builtin_prefetch(before->slots);
		if (before->has_hints)
			__builtin_prefetch(hints_of(run, before));
	}
	*turn = shape < run->shape_count ? shape : 0;
	if (*turn != 0) {
		__builtin_prefetch(&run->shapes[shape]);
		__builtin_prefetch((const char *)&run->shapes[shape + 1] - 1);
	}
}

/* The slots from the one at place first on, as their kinds note the record. */
static enum pdz_status add_noted(struct pdz_run *run, const struct pdz_record *r, const struct pdz_shape *shape, size_t first,
                                 bool later, enum pdz_fate *fate, struct pdz_error *err)
{
	struct pdz_fact fact = fact_of(run, shape, r);
	if (shape->needs_case && r->case_id.n > 0) {
		fact.case_id = shape->case_later && r->case_id.n <= CASE_LONGEST ? CASE_LATER : pdz_intern_add(&run->cases, r->case_id);
		if (fact.case_id == PDZ_NONE)
			return pdz_no_memory(err);
	}
	if (later)
		fact.date = PDZ_NO_DAY;
	size_t count = shape->slot_count;
	const uint32_t *const slots = shape->route_by_case ? pdz_route_of(&run->routes, run, &fact, &count) : shape->slots;
	for (size_t i = first; i < count; i++) {
		struct pdz_counter out[2];
		enum pdz_use why;
		size_t n;
		const enum pdz_fate here = note(run, slots[i], &fact, shape->rest, out, &n, &why);
		for (size_t k = 0; k < n && here == PDZ_USED; k++)
			if (!add_counter(run, &out[k], k == 0 ? hint_of(run, shape, i, &out[0].key) : NULL, r->case_id))
				return pdz_no_memory(err);
		/* Used anywhere is used; else the reason nearest to being used. */
		if (here < *fate)
			*fate = here;
	}
	if (*fate == PDZ_UNUSABLE && later)
		*fate = PDZ_AFTER_AS_OF;
	return PDZ_OK;
}

enum pdz_status pdz_run_add(struct pdz_run *run, const struct pdz_record *r, enum pdz_fate *fate,
                            const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	expect(run, r->soon);
	struct pdz_shape *const shape = shape_of(run, r, sink);
	if (shape == NULL)
		return pdz_no_memory(err);
	run->source_counts[shape->source].records++;
	*fate = (enum pdz_fate)shape->fate;
	if (*fate != PDZ_USED)
		return PDZ_OK;
	const bool later = r->date != PDZ_NO_DAY && r->date > run->options.as_of; /* it has not happened yet */
	feed(run, shape, later ? PDZ_NO_DAY : r->date, r->due);
	*fate = PDZ_NO_INDICATOR;
	size_t plain = 0;
	while (shape->has_hints && !later && plain < shape->slot_count && count_plain(run, shape, plain, r))
		plain++;
	if (plain > 0)
		*fate = PDZ_USED;
	if (plain < shape->slot_count || shape->route_by_case) {
		const enum pdz_status status = add_noted(run, r, shape, plain, later, fate, err);
		if (status != PDZ_OK)
			return status;
	}
	run->source_counts[shape->source].used += *fate == PDZ_USED;
	return is_sound(run, err);
}

static struct pdz_traced trace(const struct pdz_run *run, uint32_t slot, const struct pdz_fact *fact, uint32_t rest, bool later)
{
	struct pdz_traced t = {.slot = slot};
	enum pdz_use why = PDZ_USE_LACKS_DATE;
	if (!pdz_route_fits(run->plan, &run->plan->slots[slot].selector, fact, &t.column)) {
		t.use = t.column == PDZ_NONE ? PDZ_USE_OTHER_STATUS : PDZ_USE_OTHER_VALUE;
		return t;
	}
	const enum pdz_fate fate = note(run, slot, fact, rest, t.rows, &t.row_count, &why);
	if (fate != PDZ_USED)
		t.row_count = 0;
	t.use = fate == PDZ_USED ? PDZ_USE_COUNTED : fate == PDZ_OUTSIDE_PERIOD ? PDZ_USE_OTHER_PERIOD
	        : later ? PDZ_USE_AFTER_AS_OF : why;
	return t;
}

enum pdz_status pdz_run_trace(struct pdz_run *run, const struct pdz_record *r, bool (*fn)(void *ctx, const struct pdz_traced *t),
                              void *ctx, struct pdz_error *err)
{
	const struct pdz_plan *plan = run->plan;
	struct pdz_fact fact;
	enum pdz_fate fate = PDZ_USED;
	uint32_t rest = PDZ_NONE, dimensions[PDZ_MAX_DIMENSIONS];
	const uint32_t event = pdz_plan_event(plan, r->event);
	if (event == PDZ_NONE)
		return PDZ_OK;
	if (!to_fact(run, r, &fact, dimensions, &fate, NULL) || (fate == PDZ_USED && !tuple_of(run, &fact, &rest)) ||
	    !number_of(&run->cases, r->case_id, &fact.case_id))
		return pdz_no_memory(err);
	fact.date = r->date;
	fact.due = r->due;
	fact.start = r->start;
	fact.quantity = r->quantity;
	fact.note = r->note;
	const bool later = fact.date != PDZ_NO_DAY && fact.date > run->options.as_of;
	if (later)
		fact.date = PDZ_NO_DAY;
	for (uint32_t i = plan->dispatch_first[event]; i < plan->dispatch_first[event + 1]; i++) {
		const uint32_t slot = plan->dispatch[i];
		if (!run->wanted[plan->slots[slot].indicator])
			continue;
		struct pdz_traced t = {.slot = slot, .use = fate == PDZ_UNKNOWN_AREA ? PDZ_USE_UNKNOWN_AREA : PDZ_USE_UNKNOWN_ACTION};
		if (fate == PDZ_USED)
			t = trace(run, slot, &fact, rest, later);
		if (!fn(ctx, &t))
			return pdz_no_memory(err);
	}
	return PDZ_OK;
}

struct pdz_str pdz_run_word(const struct pdz_run *run, uint32_t word)
{
	return word == PDZ_NONE ? (struct pdz_str){"", 0} : pdz_intern_text(&run->words, word);
}

struct pdz_str pdz_run_dimension(const struct pdz_run *run, uint32_t rest, size_t i)
{
	uint32_t tuple[PDZ_MAX_DIMENSIONS];
	const struct pdz_str t = pdz_intern_text(&run->rests, rest);
	memcpy(tuple, t.p, t.n);
	return pdz_run_word(run, tuple[i]);
}

static int by_name(const void *a, const void *b)
{
	return pdz_str_cmp(((const struct pdz_source_count *)a)->name, ((const struct pdz_source_count *)b)->name);
}

const struct pdz_source_count *pdz_run_sources(struct pdz_run *run, size_t *count)
{
	*count = run->sources.count;
	if (*count > 1)
		qsort(run->source_counts, *count, sizeof *run->source_counts, by_name);
	return run->source_counts;
}
