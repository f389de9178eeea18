/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a record beside those of the plan: events, actions, areas, closed lists. */
#include "ingest/row_words.h"

/* Names become codes, where only one event has the name. */
static bool event_by_name(struct ingest_bound *b, struct pdz_record *r)
{
	struct pdz_buf folded = {0}, name = {0};
	size_t found = 0;

	pdz_fold(&folded, r->event);
	struct pdz_str code = {"", 0};
	for (size_t i = 0; i < b->plan->event_count; i++) {
		pdz_buf_clear(&name);
		pdz_fold(&name, b->plan->events[i].name);
		if (!pdz_str_eq(pdz_buf_view(&folded), pdz_buf_view(&name)))
			continue;
		found++;
		code = b->plan->events[i].code;
	}
	b->failed |= folded.failed || name.failed;
	pdz_buf_release(&folded);
	pdz_buf_release(&name);
	if (found == 1)
		r->event = code;
	return found == 1;
}

static bool tell_unknown_word(struct ingest_bound *b, struct ingest_mistake *m, enum ingest_reason reason,
                              const char *problem, struct pdz_str text, uint32_t cell, struct pdz_names names)
{
	struct pdz_nearest near = {0};

	pdz_nearest_offer_all(&near, text, names);
	pdz_row_wrong(m, reason, problem, NULL, text, cell);
	pdz_row_offer(b, m, &near);
	return false;
}

bool pdz_row_event(struct ingest_bound *b, struct pdz_record *r, uint32_t cell, struct ingest_mistake *m)
{
	if (r->event.n == 0)
		return pdz_row_wrong(m, REASON_NO_EVENT, "no event", b->plan ? "expected an event of the plan" : NULL, r->event,
		                     cell);
	if (pdz_str_is(r->event, "?"))
		return pdz_row_wrong(m, REASON_UNKNOWN_EVENT, "the mapping leaves open which event this is",
		                     "choose one in place of its '?'", r->event, cell);
	if (!b->plan || pdz_plan_event(b->plan, r->event) != PDZ_NONE || event_by_name(b, r))
		return true;
	return tell_unknown_word(b, m, REASON_UNKNOWN_EVENT, "event not in the plan", r->event, cell,
	                         PDZ_NAMES(b->plan->events, b->plan->event_count, code));
}

static bool check_action(struct ingest_bound *b, const struct pdz_record *r, uint32_t cell, struct ingest_mistake *m)
{
	if (!b->plan || r->action.n == 0 || pdz_plan_action(b->plan, r->action) != PDZ_NONE)
		return true;
	return tell_unknown_word(b, m, REASON_UNKNOWN_ACTION, "action not in the plan", r->action, cell,
	                         PDZ_NAMES(b->plan->actions, b->plan->action_count, code));
}

/* Names and aliases become codes. */
bool pdz_row_area(struct ingest_bound *b, struct pdz_record *r, uint32_t cell, struct ingest_mistake *m)
{
	struct pdz_nearest near = {0};

	if (pdz_str_is(r->area, "?"))
		return pdz_row_wrong(m, REASON_UNKNOWN_AREA, "the mapping leaves open which area this is",
		                     "choose one in place of its '?'", r->area, cell);
	if (!b->plan || r->area.n == 0)
		return true;
	const uint32_t area = pdz_plan_area(b->plan, r->area);
	if (area != PDZ_NONE) {
		r->area = b->plan->areas[area].code;
		return true;
	}
	for (size_t i = 0; i < b->plan->area_count; i++) {
		pdz_nearest_offer(&near, r->area, b->plan->areas[i].name);
		for (size_t k = 0; k < b->plan->areas[i].alias_count; k++)
			pdz_nearest_offer(&near, r->area, b->plan->areas[i].aliases[k]);
	}
	pdz_row_wrong(m, REASON_UNKNOWN_AREA, "area not in the plan", NULL, r->area, cell);
	pdz_row_offer(b, m, &near);
	return false;
}

/* Of a closed list of the plan. */
static bool check_listed(struct ingest_bound *b, const struct pdz_closed_list *list, struct pdz_str text, uint32_t cell,
                         struct ingest_mistake *m)
{
	if (pdz_is_listed(list, text))
		return true;
	return tell_unknown_word(b, m, REASON_UNKNOWN_VALUE, "none of the values that the plan lists", text, cell,
	                         PDZ_TEXTS(list->values, list->count));
}

/* Who has no age is in no share of those below one: that must be told. */
static bool check_birth(const struct pdz_dimension *d, struct pdz_str text, uint32_t cell, struct ingest_mistake *m)
{
	pdz_day day;

	if (!d->is_birth || text.n == 0 || pdz_day_parse(text, &day) == PDZ_PARSE_OK)
		return true;
	pdz_row_wrong(m, REASON_BAD_DATE, "not a date of birth", "expected yyyy-mm-dd", text, cell);
	m->personal = true;
	return false;
}

static bool check_lists(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                        const struct pdz_record *r, struct ingest_mistake *m)
{
	const uint32_t event = b->plan ? pdz_plan_event(b->plan, r->event) : PDZ_NONE;

	if (event == PDZ_NONE)
		return true;
	bool fine = check_listed(b, &b->plan->events[event].categories, r->category,
	                         pdz_row_value_cell(b, &spec->fields[PDZ_COL_CATEGORY], match), m);
	for (size_t i = 0; i < b->mapping->extra_count && fine; i++) {
		const uint32_t column = b->extra_order[i];
		if (column >= b->plan->dimension_count)
			continue;
		const uint32_t cell = pdz_row_value_cell(b, &spec->fields[PDZ_COLUMNS + i], match);
		fine = check_listed(b, &b->plan->dimensions[column].values, r->dimensions[column], cell, m) &&
		       check_birth(&b->plan->dimensions[column], r->dimensions[column], cell, m);
	}
	return fine;
}

bool pdz_row_check_words(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                         struct pdz_record *r, struct ingest_mistake *m)
{
	return pdz_row_event(b, r, pdz_row_value_cell(b, &spec->fields[PDZ_COL_EVENT], match), m) &&
	       check_action(b, r, pdz_row_value_cell(b, &spec->fields[PDZ_COL_ACTION], match), m) &&
	       pdz_row_area(b, r, pdz_row_value_cell(b, &spec->fields[PDZ_COL_AREA], match), m) &&
	       check_lists(b, spec, match, r, m);
}
