/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of records into numbers, once for each shape; see shape.h. */
#include "measure/shape.h"

#include "base/fold.h"
#include "records/identity.h"

#include <stdlib.h>

static struct pdz_str nearest_of(struct pdz_str text, struct pdz_names names)
{
	struct pdz_nearest near = {0};
	pdz_nearest_offer_all(&near, text, names);
	return near.best;
}

/* Tell an unknown code, the first time it occurs. */
static bool tell_unknown(struct pdz_run *run, const char *what, struct pdz_str text, struct pdz_str nearest,
                         const struct pdz_record *r, const struct pdz_diag_sink *sink)
{
	struct pdz_buf key = {0}, subject = {0}, near = {0}, place = {0};
	char code[PDZ_CODE_MAX];
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
		pdz_tell(sink, &(struct pdz_diag){.severity = PDZ_WARNING,
		                                  .source = place.p,
		                                  .line = r->line,
		                                  .code = pdz_message_code(what, code),
		                                  .problem = what,
		                                  .subject = subject.p,
		                                  .with = {near.p},
		                                  .expected = nearest.n > 0 ? "did you mean '{0}'?" : "a code of the plan"});
	pdz_buf_release(&key);
	pdz_buf_release(&subject);
	pdz_buf_release(&near);
	pdz_buf_release(&place);
	return fine;
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
static bool number_of_text(struct pdz_intern *t, struct pdz_str text, uint32_t *out)
{
	*out = PDZ_NONE;
	return text.n == 0 || (*out = pdz_intern_add(t, text)) != PDZ_NONE;
}

bool pdz_shape_tuple(struct pdz_run *run, const struct pdz_fact *fact, uint32_t *rest)
{
	uint32_t tuple[PDZ_MAX_DIMENSIONS];
	*rest = PDZ_NONE;
	if (run->options.dimension_count == 0)
		return true;
	for (size_t i = 0; i < run->options.dimension_count; i++)
		tuple[i] = fact->dimensions[run->options.dimensions[i]];
	*rest = pdz_intern_add(&run->rests,
	                       (struct pdz_str){(const char *)tuple, run->options.dimension_count * sizeof *tuple});
	return *rest != PDZ_NONE;
}

/* The list that a text of the record is not in; NULL: none. */
static const struct pdz_closed_list *unlisted(const struct pdz_plan *plan, const struct pdz_record *r, uint32_t event,
                                              struct pdz_str *text)
{
	*text = r->category;
	if (!pdz_is_listed(&plan->events[event].categories, r->category))
		return &plan->events[event].categories;
	for (size_t i = 0; i < plan->dimension_count; i++) {
		*text = r->dimensions[i];
		if (!pdz_is_listed(&plan->dimensions[i].values, r->dimensions[i]))
			return &plan->dimensions[i].values;
	}
	return NULL;
}

/* The texts of a record in numbers; dimensions has room for those of the plan. False: out of
 * memory. *outcome stays PDZ_USED unless a code is unknown. */
bool pdz_shape_numbers(struct pdz_run *run, const struct pdz_record *r, struct pdz_fact *fact, uint32_t *dimensions,
                       enum pdz_outcome *outcome, const struct pdz_diag_sink *sink)
{
	const struct pdz_plan *plan = run->plan;
	*fact = (struct pdz_fact){.event = pdz_plan_event(plan, r->event),
	                          .area = PDZ_NONE,
	                          .action = PDZ_NONE,
	                          .case_id = PDZ_NONE,
	                          .dimensions = dimensions,
	                          .status = r->status,
	                          .words = &run->words};
	if (fact->event == PDZ_NONE) {
		*outcome = PDZ_UNKNOWN_EVENT;
		return tell_unknown(run, "unknown event", r->event,
		                    nearest_of(r->event, PDZ_NAMES(plan->events, plan->event_count, code)), r, sink);
	}
	if (r->area.n > 0 && !find_area(run, r->area, &fact->area))
		return false;
	if (r->area.n > 0 && fact->area == PDZ_NONE) {
		*outcome = PDZ_UNKNOWN_AREA;
		return tell_unknown(run, "unknown area", r->area, nearest_area(plan, r->area), r, sink);
	}
	if (r->action.n > 0 && pdz_plan_action(plan, r->action) == PDZ_NONE) {
		*outcome = PDZ_UNKNOWN_ACTION;
		return tell_unknown(run, "unknown action", r->action,
		                    nearest_of(r->action, PDZ_NAMES(plan->actions, plan->action_count, code)), r, sink);
	}
	struct pdz_str text;
	const struct pdz_closed_list *list = unlisted(plan, r, fact->event, &text);
	if (list != NULL) {
		*outcome = PDZ_UNKNOWN_VALUE;
		return tell_unknown(run, "none of the values that the plan lists", text,
		                    nearest_of(text, PDZ_TEXTS(list->values, list->count)), r, sink);
	}
	bool fine = number_of_text(&run->words, r->action, &fact->action) &&
	            number_of_text(&run->words, r->category, &fact->category) &&
	            number_of_text(&run->words, r->source, &fact->source);
	for (size_t i = 0; i < plan->dimension_count; i++)
		fine = fine && number_of_text(&run->words, r->dimensions[i], &dimensions[i]);
	return fine;
}

static void free_lists(const struct pdz_run *run, struct pdz_shape *shape)
{
	free(shape->has_hints ? (void *)pdz_shape_hints(run, shape) : shape->slots);
	shape->slots = NULL;
	shape->has_hints = false;
}

void pdz_shapes_free(struct pdz_run *run)
{
	for (size_t i = 0; i < run->shape_count; i++) {
		free_lists(run, run->shapes[i]);
		free(run->shapes[i]);
	}
	if (run->stranger != NULL)
		free_lists(run, run->stranger);
	free(run->stranger);
	free(run->shapes);
	pdz_intern_release(&run->shape_keys);
	pdz_buf_release(&run->shape_key);
	run->stranger = NULL;
	run->shapes = NULL;
	run->shape_count = run->shape_cap = run->hint_count = 0;
}

enum { MOST_HINTS = 1 << 19 }; /* 4 MiB */

/* The lists of a shape, whose other fields are known. False: out of memory. */
static bool make_lists(struct pdz_run *run, struct pdz_shape *shape, const struct pdz_fact *fact, bool hints)
{
	const size_t dimensions = run->plan->dimension_count;
	size_t count = 0, doubts = 0;
	const uint32_t *slots = shape->route_each ? NULL : pdz_route_of(&run->routes, run, fact, &count, &doubts);
	const size_t hint_count = hints && run->hint_count < MOST_HINTS ? count * run->grains : 0;
	const size_t all = count + dimensions + doubts;
	if (all == 0)
		return true;
	char *lists = calloc(1, hint_count * sizeof(struct pdz_hint) + all * sizeof *shape->slots);
	if (lists == NULL)
		return false;
	shape->slots = (uint32_t *)(void *)(lists + hint_count * sizeof(struct pdz_hint));
	shape->slot_count = (uint32_t)count;
	shape->doubt_count = (uint32_t)doubts;
	shape->has_hints = hint_count > 0;
	run->hint_count += hint_count;
	if (count > 0)
		memcpy(shape->slots, slots, count * sizeof *slots);
	if (dimensions > 0)
		memcpy(shape->slots + count, fact->dimensions, dimensions * sizeof *shape->slots);
	if (doubts > 0)
		memcpy(shape->slots + count + dimensions, slots + count, doubts * sizeof *shape->slots);
	/* cppcheck-suppress memleak ; shape->slots points into lists, from which free_lists finds it */
	return true;
}

/* SOURCE/AREA; what is not there is empty. */
static struct pdz_str split_sender(struct pdz_str id, struct pdz_str *area)
{
	struct pdz_str sender = pdz_id_split(id).sender;
	const char *const slash = sender.n > 0 ? memchr(sender.p, '/', sender.n) : NULL;
	*area = slash != NULL ? (struct pdz_str){slash + 1, sender.n - (size_t)(slash + 1 - sender.p)}
	                      : (struct pdz_str){"", 0};
	sender.n = slash != NULL ? (size_t)(slash - sender.p) : sender.n;
	return sender;
}

uint32_t pdz_run_sender(const struct pdz_run *run, struct pdz_str id, uint32_t event)
{
	struct pdz_str area;
	const struct pdz_str source = split_sender(id, &area);
	for (uint32_t i = 0; i < run->plan->source_count && source.n > 0; i++)
		if (pdz_str_eq(run->plan->sources[i].code, source))
			return event == PDZ_NONE || pdz_source_tells_of(&run->plan->sources[i], event) ? i : PDZ_NONE;
	return PDZ_NONE;
}

uint32_t pdz_run_sender_area(const struct pdz_run *run, struct pdz_str id)
{
	struct pdz_str area;
	split_sender(id, &area);
	return area.n > 0 ? pdz_plan_area(run->plan, area) : PDZ_NONE;
}

/* Work out what follows from the texts of a record. False: out of memory. */
static bool learn_shape(struct pdz_run *run, const struct pdz_record *r, struct pdz_shape *shape, bool hints,
                        const struct pdz_diag_sink *sink)
{
	struct pdz_fact fact;
	uint32_t dimensions[PDZ_MAX_DIMENSIONS], source;
	enum pdz_outcome outcome = PDZ_USED;
	free_lists(run, shape);
	if (!pdz_run_source(run, r->source, &source) || !pdz_shape_numbers(run, r, &fact, dimensions, &outcome, sink))
		return false;
	*shape = (struct pdz_shape){.event = fact.event,
	                            .area = fact.area,
	                            .action = fact.action,
	                            .category = fact.category,
	                            .source_word = fact.source,
	                            .source = source,
	                            .sender = pdz_run_sender(run, r->id, fact.event),
	                            .status = (uint8_t)r->status,
	                            .outcome = (uint8_t)outcome};
	if (outcome != PDZ_USED)
		return true;
	const struct pdz_event_needs *needs = pdz_routes_needs(&run->routes, fact.event);
	shape->needs_case = needs->a_case;
	shape->case_later = !needs->more_than_who;
	shape->route_each = needs->routes_each;
	shape->is_unplaced = fact.area == PDZ_NONE && run->asks_parts;
	return pdz_shape_tuple(run, &fact, &shape->rest) && make_lists(run, shape, &fact, hints);
}

/* A record of that shape in numbers, but for the case. */
struct pdz_fact pdz_shape_fact(struct pdz_run *run, const struct pdz_shape *shape, const struct pdz_record *r)
{
	return (struct pdz_fact){.event = shape->event,
	                         .area = shape->area,
	                         .action = shape->action,
	                         .category = shape->category,
	                         .source = shape->source_word,
	                         .case_id = PDZ_NONE,
	                         .dimensions = shape->slots != NULL ? shape->slots + shape->slot_count : NULL,
	                         .date = r->date,
	                         .due = r->due,
	                         .start = r->start,
	                         .status = (enum pdz_event_status)shape->status,
	                         .quantity = r->quantity,
	                         .id = r->id,
	                         .note = r->note,
	                         .words = &run->words};
}

static inline char *put_text(char *to, struct pdz_str text)
{
	return text.n > 0 ? (char *)memcpy(to, text.p, text.n) + text.n : to;
}

/* What tells the shape of a record: its status, the lengths of its texts, the texts. False: out of memory. */
static bool make_key(struct pdz_run *run, const struct pdz_record *r)
{
	enum { TEXTS = 5 };
	const struct pdz_str texts[TEXTS] = {r->event, r->action, r->category, r->area, r->source};
	const size_t dimensions = run->plan->dimension_count;
	uint32_t head[1 + TEXTS + PDZ_MAX_DIMENSIONS];
	struct pdz_buf *key = &run->shape_key;
	size_t bytes = 0, n = 0;
	head[n++] = r->status;
	for (size_t i = 0; i < TEXTS; i++)
		bytes += head[n++] = (uint32_t)texts[i].n;
	for (size_t i = 0; i < dimensions; i++)
		bytes += head[n++] = (uint32_t)r->dimensions[i].n;
	pdz_buf_clear(key);
	if (!pdz_buf_reserve(key, n * sizeof *head + bytes))
		return false;
	char *to = (char *)memcpy(key->p, head, n * sizeof *head) + n * sizeof *head;
	for (size_t i = 0; i < TEXTS; i++)
		to = put_text(to, texts[i]);
	for (size_t i = 0; i < dimensions; i++)
		to = put_text(to, r->dimensions[i]);
	key->n = (size_t)(to - key->p);
	return true;
}

enum { MOST_SHAPES = 1 << 16 }; /* so that memory stays bounded, whatever the texts */

struct pdz_shape *pdz_shape_of(struct pdz_run *run, const struct pdz_record *r, void **alike,
                               const struct pdz_diag_sink *sink)
{
	if (!make_key(run, r))
		return NULL;
	uint32_t number = pdz_intern_find(&run->shape_keys, pdz_buf_view(&run->shape_key));
	if (number == PDZ_NONE && run->shape_count == MOST_SHAPES) {
		if (run->stranger == NULL && (run->stranger = calloc(1, sizeof *run->stranger)) == NULL)
			return NULL;
		return learn_shape(run, r, run->stranger, false, sink) ? run->stranger : NULL;
	}
	if (number == PDZ_NONE) {
		struct pdz_shape *shape = calloc(1, sizeof *shape);
		if (shape == NULL || !learn_shape(run, r, shape, true, sink) ||
		    !pdz_grow(&run->shapes, &run->shape_cap, run->shape_count + 1, sizeof(void *)) ||
		    pdz_intern_add(&run->shape_keys, pdz_buf_view(&run->shape_key)) == PDZ_NONE) {
			if (shape != NULL)
				free_lists(run, shape);
			free(shape);
			return NULL;
		}
		number = (uint32_t)run->shape_count++;
		run->shapes[number] = shape;
	}
	if (alike != NULL)
		*alike = run->shapes[number];
	return run->shapes[number];
}

bool pdz_run_source(struct pdz_run *run, struct pdz_str name, uint32_t *number)
{
	const size_t before = run->sources.count;
	*number = pdz_intern_add(&run->sources, name);
	if (*number == PDZ_NONE ||
	    !pdz_grow(&run->source_counts, &run->source_cap, run->sources.count, sizeof *run->source_counts))
		return false;
	if (run->sources.count > before)
		run->source_counts[*number] = (struct pdz_source_count){.name = pdz_intern_text(&run->sources, *number)};
	return true;
}

struct pdz_str pdz_run_word(const struct pdz_run *run, uint32_t word)
{
	return word == PDZ_NONE ? (struct pdz_str){"", 0} : pdz_intern_text(&run->words, word);
}

struct pdz_str pdz_run_nearest_word(const struct pdz_run *run, struct pdz_str text)
{
	struct pdz_nearest near = {0};
	for (uint32_t i = 0; i < run->words.count && text.n > 0; i++)
		if (!pdz_str_eq(pdz_intern_text(&run->words, i), text))
			pdz_nearest_offer(&near, text, pdz_intern_text(&run->words, i));
	return near.best;
}

struct pdz_str pdz_run_dimension(const struct pdz_run *run, uint32_t rest, size_t i)
{
	uint32_t tuple[PDZ_MAX_DIMENSIONS];
	const struct pdz_str t = pdz_intern_text(&run->rests, rest);
	memcpy(tuple, t.p, t.n);
	return pdz_run_word(run, tuple[i]);
}
