/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kinds share in looking at records, at rows of the ledger, and at the time a view is of. */
#include "measure/stand.h"
#include "measure/standing.h"

const char *pdz_statistic_name(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	return ind->kind->statistic(plan, ind);
}

void pdz_slot_columns(const struct pdz_plan *plan, const struct pdz_slot *slot, unsigned *who, unsigned *what)
{
	const struct pdz_kind *kind = plan->indicators[slot->indicator].kind;
	*who = *what = PDZ_NONE;
	if (kind->columns != NULL)
		kind->columns(plan, slot, who, what);
	if (slot->keep_case && *who == PDZ_NONE)
		*who = PDZ_COL_CASE;
}

bool pdz_slot_is_by_case(const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	unsigned who, what;
	pdz_slot_columns(plan, slot, &who, &what);
	return who == PDZ_COL_CASE && !slot->keep_case;
}

const char *const pdz_use_names[PDZ_USES] = {
	"counted",        "waiting",      "sets_due",      "replaced",        "contradicts",       "repeated",
	"not_due",        "not_in_force", "case_excluded", "case_incomplete", "case_too_short",    "case_seen_before",
	"case_elsewhen",  "no_beginning", "stray",         "not_required",    "other_period",      "other_area",
	"other_category", "other_group",  "duplicate",     "superseded",      "after_as_of",       "lacks_date",
	"lacks_due",      "lacks_start",  "lacks_case",    "lacks_value",     "ends_before_start", "off_scale",
	"unknown_grade",  "other_value",  "other_status",  "unknown_area",    "unknown_action",    "unknown_value",
};

struct pdz_mark *pdz_mark_of(const struct pdz_view *view, struct pdz_mark *marks, const struct pdz_key *key)
{
	const size_t at = pdz_ledger_find(view->all, view->all_count, key);
	return at < view->all_count ? &marks[at] : NULL;
}

int32_t pdz_fact_month(const struct pdz_plan *plan, const struct pdz_fact *fact)
{
	const pdz_day day = fact->status == PDZ_DONE ? fact->date : fact->due;
	if (day != PDZ_NO_DAY)
		return pdz_day_month(day);
	return fact->status == PDZ_PLANNED ? plan->period.last + 1 : PDZ_NO_DAY;
}

uint32_t pdz_fact_value(const struct pdz_fact *fact, unsigned column)
{
	switch (column) {
	case PDZ_COL_EVENT:
		return fact->event;
	case PDZ_COL_ACTION:
		return fact->action;
	case PDZ_COL_CASE:
		return fact->case_id;
	case PDZ_COL_CATEGORY:
		return fact->category;
	case PDZ_COL_AREA:
		return fact->area;
	case PDZ_COL_SOURCE:
		return fact->source;
	default:
		return column >= PDZ_COLUMNS && column < PDZ_COLUMNS + PDZ_MAX_DIMENSIONS
		           ? fact->dimensions[column - PDZ_COLUMNS]
		           : PDZ_NONE;
	}
}

static bool is_within(const struct pdz_view *view, uint32_t area)
{
	if (view->area == PDZ_NONE || view->area == 0)
		return true; /* records without an area are the whole's */
	return area != PDZ_NONE && area >= view->area && area <= view->plan->areas[view->area].last;
}

enum pdz_use pdz_view_parts(const struct pdz_view *view, const struct pdz_key *key)
{
	if (!is_within(view, key->area))
		return PDZ_USE_OTHER_AREA;
	if (view->category != PDZ_NONE && key->category != view->category)
		return PDZ_USE_OTHER_CATEGORY;
	if (view->rest != PDZ_NONE && key->rest != view->rest)
		return PDZ_USE_OTHER_GROUP;
	return PDZ_USE_COUNTED;
}

bool pdz_view_is_part(const struct pdz_view *view)
{
	return view->part || (view->area != PDZ_NONE && view->area != 0);
}

bool pdz_view_has(const struct pdz_view *view, const struct pdz_key *key)
{
	return pdz_view_parts(view, key) == PDZ_USE_COUNTED;
}

/* First row for which (slot, when) is not before the given pair. */
static size_t lower(const struct pdz_view *v, uint32_t slot, int64_t when)
{
	size_t low = 0, high = v->count;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		const struct pdz_key *k = &v->rows[mid].key;
		if (k->slot < slot || (k->slot == slot && k->when < when))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct pdz_rows rows_between(const struct pdz_view *v, uint32_t slot, int64_t from, int64_t to)
{
	const size_t first = lower(v, slot, from), last = to < from ? first : lower(v, slot, to + 1);
	/* Without any row there is no array; an empty part of one still has its place. */
	return (struct pdz_rows){v->rows != NULL ? v->rows + first : NULL, last - first};
}

struct pdz_rows pdz_view_slot(const struct pdz_view *view, uint32_t slot)
{
	return rows_between(view, slot, INT64_MIN, INT64_C(1) << 40);
}

pdz_day pdz_view_begin(const struct pdz_view *view)
{
	struct pdz_period period = view->period;
	if (view->indicator->roll_up == PDZ_CUMULATIVE && !view->beyond_plan)
		period = view->plan->period; /* since the beginning */
	return pdz_view_stretch(view, period).begin;
}

struct pdz_rows pdz_view_period(const struct pdz_view *view, uint32_t slot)
{
	const pdz_day begin = pdz_view_begin(view);
	const bool whole = view->period.level == PDZ_PLAN;
	if (view->plan->slots[slot].keep_days && view->plan->slots[slot].by_due)
		return rows_between(view, slot, begin, pdz_view_stretch(view, view->period).end + whole);
	if (view->plan->slots[slot].keep_days)
		return rows_between(view, slot, begin, view->end);
	if (view->end < pdz_view_stretch(view, view->period).end && view->end < view->as_of)
		return rows_between(view, slot, pdz_day_month(begin), pdz_day_month(view->end));
	/* What is planned without a date stands in the month after the plan: it is part of the plan as a whole. */
	if (view->plan->slots[slot].by_due || view->plan->slots[slot].selector.any_status)
		return rows_between(view, slot, pdz_day_month(begin), view->period.last + whole);
	return rows_between(view, slot, pdz_day_month(begin), pdz_day_month(view->end));
}

struct pdz_rows pdz_view_until_end(const struct pdz_view *view, uint32_t slot)
{
	const bool days = view->plan->slots[slot].keep_days;
	return rows_between(view, slot, (int64_t)PDZ_NO_DAY + 1, days ? view->end : pdz_day_month(view->end));
}

struct pdz_period pdz_plan_period(const struct pdz_plan *plan, enum pdz_level level, int32_t month)
{
	const unsigned begins = level == PDZ_YEAR ? plan->year_begins : 1;
	return pdz_period_shift(pdz_period_of(level, month - (int32_t)begins + 1), begins);
}

struct pdz_period pdz_plan_year(const struct pdz_plan *plan, int32_t month)
{
	return pdz_plan_period(plan, PDZ_YEAR, month);
}

struct pdz_stretch pdz_view_stretch(const struct pdz_view *v, struct pdz_period period)
{
	const struct pdz_period plan = v->plan->period;
	const pdz_day from = v->indicator->measurable_from;
	struct pdz_stretch s = {pdz_period_begin(period), pdz_period_end(period), 0, period.level == PDZ_PLAN};
	if (!v->beyond_plan) {
		s.begin = pdz_day_later(s.begin, pdz_period_begin(plan));
		s.end = pdz_day_earlier(s.end, pdz_period_end(plan));
	}
	if (from != PDZ_NO_DAY && from <= s.end)
		s.begin = pdz_day_later(s.begin, from);
	s.known_to = pdz_day_earlier(s.end, v->known_to);
	return s;
}

bool pdz_is_of_person_years(const struct pdz_operand *denominator)
{
	for (size_t i = 0; i < denominator->count; i++)
		if (denominator->terms[i].kind == PDZ_TERM_POPULATION && !denominator->terms[i].stock)
			return true;
	return false;
}

/* What is divided by the time lived ends with the last day that somebody has told of, or owed: a silence would count as
 * a time in which nothing happened. */
void pdz_view_look_at(struct pdz_view *v, struct pdz_period period)
{
	v->period = period;
	v->end = pdz_day_earlier(pdz_view_stretch(v, period).end, v->as_of);
	if (pdz_is_of_person_years(&v->indicator->denominator))
		v->end = pdz_day_earlier(v->end, v->told_to);
}

bool pdz_view_is_whole(const struct pdz_view *v)
{
	return !v->part && (v->area == PDZ_NONE || v->area == 0);
}

bool pdz_view_is_of(const struct pdz_view *v, uint32_t area, uint32_t category)
{
	const uint32_t own_area = v->area == 0 ? PDZ_NONE : v->area;
	return (area == 0 ? PDZ_NONE : area) == own_area && category == v->category && v->rest == PDZ_NONE;
}
