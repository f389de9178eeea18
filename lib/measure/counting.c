/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting: see counting.h. Which rows count where is decided here and nowhere else. */
#include "measure/columns_needed.h"
#include "measure/counting.h"
#include "measure/lives.h"

#include "measure/behind.h"
#include "measure/run.h"
#include "measure/stand.h"

#include <stdlib.h>

void pdz_count_prepare(struct pdz_slot *slot, const struct pdz_indicator *ind)
{
	const bool stock = slot->selector.stock |= ind->roll_up == PDZ_STOCK && !slot->selector.in_force;
	const bool by_a_day = ind->target.by != PDZ_NO_DAY || ind->target.by_month_day != 0 ||
	                      ind->roll_up == PDZ_CUMULATIVE;
	slot->keep_days |= stock || by_a_day || pdz_selector_follows_cases(&slot->selector);
	slot->keep_category |= stock || ind->breakdown == PDZ_COL_CATEGORY;
	slot->keep_area |= stock || ind->breakdown == PDZ_COL_AREA;
}

static uint32_t index_of(const uint32_t *events, size_t n, uint32_t event)
{
	for (uint32_t i = 0; i < n; i++)
		if (events[i] == event)
			return i;
	return PDZ_NONE;
}

static size_t enter_life(const struct pdz_selector *s, const struct pdz_fact *fact, pdz_day day,
                         struct pdz_counter out[2], enum pdz_use *why)
{
	*why = PDZ_USE_LACKS_CASE;
	if (fact->case_id == PDZ_NONE)
		return 0;
	const uint32_t own = index_of(s->events, s->event_count, fact->event),
				   none = index_of(s->none, s->none_count, fact->event);
	out[0].key.when = day;
	out[0].key.who = fact->case_id;
	out[0].key.what = own != PDZ_NONE ? own : PDZ_LIFE_NONE + none;
	if (s->in_force != PDZ_NOT_IN_FORCE && s->counted == PDZ_QUANTITY && own != PDZ_NONE)
		out[0].sum = fact->quantity;
	if (own == PDZ_NONE || s->at_least_days == 0 || fact->start == PDZ_NO_DAY || fact->start > day)
		return 1;
	out[1] = out[0];
	out[1].key.when = fact->start;
	out[1].key.who = fact->case_id;
	out[1].key.what = PDZ_LIFE_BEGIN;
	return 2;
}

static bool has_parts(const struct pdz_plan *plan, uint32_t area)
{
	return area != PDZ_NONE && plan->areas[area].last != area;
}

/* Which row of its source a figure of a level is of, to tell one row's figures from another's: FNV-1a, the same in
 * every run, so that parts can be merged. Without an id PDZ_NO_DAY, for it stands where else a due date does. */
static uint32_t row_of_id(struct pdz_str id)
{
	const char *const part = id.n > 0 ? memrchr(id.p, '#', id.n) : NULL;
	const size_t n = part != NULL ? (size_t)(part - id.p) : id.n;
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)id.p[i]) * 16777619u;
	return id.n == 0 ? (uint32_t)PDZ_NO_DAY : h;
}

size_t pdz_count_enter(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                       struct pdz_counter out[2], enum pdz_use *why)
{
	const struct pdz_selector *s = &slot->selector;
	const struct pdz_indicator *ind = &plan->indicators[slot->indicator];
	const bool planned = pdz_selects_planned(s),
			   by_due = planned ||
	                    fact->status == PDZ_PLANNED || /* done after the as-of date: still to be done on it */
	                    (s->any_status && fact->date == PDZ_NO_DAY);
	const bool when_due = s->when_due && fact->due != PDZ_NO_DAY && fact->date != PDZ_NO_DAY;
	const int32_t month = (by_due || when_due) && fact->due != PDZ_NO_DAY ? pdz_day_month(fact->due)
	                                                                      : pdz_fact_month(plan, fact);
	pdz_day day = by_due || when_due ? fact->due : fact->date;
	if (planned && day == PDZ_NO_DAY)
		day = pdz_period_end(plan->period) + 1; /* without a day, but of the plan: as with months */
	*why = planned ? PDZ_USE_LACKS_DUE : PDZ_USE_LACKS_DATE;
	if (planned && fact->status == PDZ_DONE && fact->due == PDZ_NO_DAY) {
		*why = PDZ_USE_OTHER_STATUS; /* done without having been planned */
		return 0;
	}
	if (slot->keep_days ? day == PDZ_NO_DAY : month == PDZ_NO_DAY)
		return 0;
	out[0].n = 1;
	if (pdz_selector_follows_cases(s))
		return enter_life(s, fact, day, out, why);
	out[0].key.when = slot->keep_days ? day : month;
	out[0].sum = fact->quantity;
	if (s->counted == PDZ_CASES)
		out[0].key.who = fact->case_id;
	else if (s->counted == PDZ_VALUES)
		out[0].key.who = pdz_fact_value(fact, s->column);
	if (s->counted == PDZ_VALUES && s->column == PDZ_COL_AREA && has_parts(plan, out[0].key.who))
		out[0].key.who = PDZ_NONE; /* the whole is not a municipality */
	if (s->counted == PDZ_CASES || s->counted == PDZ_VALUES)
		out[0].sum = 0; /* what is distinct is not summed */
	if (s->stock)
		out[0].key.due = (pdz_day)row_of_id(fact->id);
	else if (when_due && slot->keep_days && fact->date > day)
		out[0].key.due = fact->date;
	else if (when_due && !slot->keep_days && pdz_day_month(fact->date) > month)
		out[0].key.due = pdz_month_first(pdz_day_month(fact->date));
	*why = s->counted == PDZ_CASES ? PDZ_USE_LACKS_CASE : PDZ_USE_LACKS_VALUE;
	if ((s->counted == PDZ_CASES || s->counted == PDZ_VALUES) && out[0].key.who == PDZ_NONE)
		return 0;
	if (ind->breakdown != PDZ_NONE && ind->breakdown != PDZ_COL_AREA && ind->breakdown != PDZ_COL_CATEGORY)
		out[0].key.what = pdz_fact_value(fact, ind->breakdown);
	else if (planned && fact->due_later)
		out[0].key.what = PDZ_DUE_LATER;
	return 1;
}

enum pdz_simple pdz_count_simple(const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	const unsigned breakdown = plan->indicators[slot->indicator].breakdown;
	if (slot->keep_days || pdz_selector_follows_cases(&slot->selector) || slot->selector.counted == PDZ_VALUES ||
	    (breakdown != PDZ_NONE && breakdown != PDZ_COL_AREA && breakdown != PDZ_COL_CATEGORY))
		return PDZ_NOT_SIMPLE;
	if (pdz_selects_planned(&slot->selector))
		return slot->selector.counted == PDZ_CASES ? PDZ_NOT_SIMPLE : PDZ_SIMPLE_PLANNED;
	if (slot->selector.when_due)
		return slot->selector.counted == PDZ_CASES ? PDZ_NOT_SIMPLE : PDZ_SIMPLE_DONE;
	return slot->selector.counted == PDZ_CASES ? PDZ_SIMPLE_CASE : PDZ_SIMPLE_QUANTITY;
}

void pdz_count_columns(const struct pdz_plan *plan, const struct pdz_slot *slot, unsigned *who, unsigned *what)
{
	const struct pdz_selector *s = &slot->selector;
	const unsigned breakdown = plan->indicators[slot->indicator].breakdown;
	if (s->counted == PDZ_CASES || pdz_selector_follows_cases(s))
		*who = PDZ_COL_CASE;
	else if (s->counted == PDZ_VALUES)
		*who = s->column;
	if (!pdz_selector_follows_cases(s) && breakdown != PDZ_COL_AREA && breakdown != PDZ_COL_CATEGORY)
		*what = breakdown;
}

void pdz_count_need(const struct pdz_plan *plan, const struct pdz_slot *slot, struct pdz_columns_needed *out)
{
	(void)plan;
	out->quantity |= slot->selector.counted == PDZ_QUANTITY;
}

/* By sorting: for the few rows of a small group. */
static uint64_t count_sorted(const struct pdz_view *view, struct pdz_rows rows)
{
	uint32_t *who = pdz_view_scratch(view, rows.n, sizeof *who);
	if (who == NULL)
		return 0;
	size_t count = 0;
	for (size_t i = 0; i < rows.n; i++)
		if (!pdz_is_done_later(view, &rows.p[i].key))
			who[count++] = rows.p[i].key.who;
	const uint64_t n = pdz_sort_distinct(who, count);
	free(who);
	return n;
}

/* By a bit for each number there is: they are numbered from 0 without gaps. */
static uint64_t count_by_bits(const struct pdz_view *view, struct pdz_rows rows)
{
	uint32_t most = 0;
	uint64_t n = 0;
	for (size_t i = 0; i < rows.n; i++)
		if (rows.p[i].key.who > most)
			most = rows.p[i].key.who;
	if (most / 512 > rows.n)
		return count_sorted(view, rows);
	uint64_t *seen = pdz_view_scratch(view, most / 64 + 1, sizeof *seen);
	for (size_t i = 0; seen != NULL && i < rows.n; i++) {
		const uint32_t who = rows.p[i].key.who;
		const uint64_t bit = UINT64_C(1) << who % 64;
		if (pdz_is_done_later(view, &rows.p[i].key))
			continue;
		n += (seen[who / 64] & bit) == 0;
		seen[who / 64] |= bit;
	}
	free(seen);
	return n;
}

static int32_t year_of(const struct pdz_view *view, uint32_t slot, const struct pdz_counter *row)
{
	const int32_t month = view->plan->slots[slot].keep_days ? pdz_day_month(row->key.when) : row->key.when;
	return pdz_plan_year(view->plan, month).first;
}

/* Each once; yearly: once in each year. Rows are in order of time. */
static uint64_t count_distinct(const struct pdz_view *view, uint32_t slot, struct pdz_rows rows, bool yearly)
{
	uint64_t n = 0;
	if (!yearly)
		return count_by_bits(view, rows);
	for (size_t i = 0, next; i < rows.n; i = next) {
		for (next = i + 1; next < rows.n && year_of(view, slot, &rows.p[next]) == year_of(view, slot, &rows.p[i]);
		     next++)
			;
		n += count_by_bits(view, (struct pdz_rows){rows.p + i, next - i});
	}
	return n;
}

static int compare_rows_by_place(const void *a, const void *b)
{
	const struct pdz_key *x = &(*(const struct pdz_counter *const *)a)->key,
						 *y = &(*(const struct pdz_counter *const *)b)->key;
	if (x->area != y->area)
		return x->area < y->area ? -1 : 1;
	if (x->category != y->category)
		return x->category < y->category ? -1 : 1;
	return (x->when > y->when) - (x->when < y->when);
}

static bool is_same_place(const struct pdz_key *a, const struct pdz_key *b)
{
	return a->area == b->area && a->category == b->category;
}

/* Figures of one place and day, of different rows: which of them holds nobody knows. */
static bool contradict(const struct pdz_counter **figures, size_t n)
{
	pdz_day row = PDZ_NO_DAY;
	for (size_t i = 0; i < n; i++) {
		const pdz_day other = figures[i]->key.due;
		if (other != PDZ_NO_DAY && row != PDZ_NO_DAY && other != row)
			return true;
		row = other != PDZ_NO_DAY ? other : row;
	}
	return false;
}

/* What a figure of a level is: the latest of its place, replaced, or one of several that contradict each other. */
typedef void (*figure_fn)(void *ctx, const struct pdz_counter *row, enum pdz_use use);

/* Rows sorted by place and day, place by place; within each from the latest day. */
static void walk_figures(const struct pdz_counter **sorted, size_t n, figure_fn fn, void *ctx)
{
	bool holds = true;
	for (size_t to = n, from; to > 0; to = from) {
		for (from = to - 1; from > 0 && is_same_place(&sorted[from - 1]->key, &sorted[to - 1]->key) &&
		                    sorted[from - 1]->key.when == sorted[to - 1]->key.when;)
			from--;
		const bool wrong = contradict(sorted + from, to - from);
		for (size_t i = from; i < to; i++)
			fn(ctx, sorted[i], wrong ? PDZ_USE_CONTRADICTS : holds ? PDZ_USE_COUNTED : PDZ_USE_REPLACED);
		holds = from > 0 && (!is_same_place(&sorted[from - 1]->key, &sorted[from]->key) || (holds && wrong));
	}
}

struct stock {
	const struct pdz_view *view;
	struct pdz_mark *marks; /* or NULL */
	struct pdz_amount amount;
	int64_t sum;
	const struct pdz_key *counted; /* the last one; NULL: none */
	uint64_t unsettled;            /* figures that would hold, if they did not contradict each other */
};

static void take_figure(void *ctx, const struct pdz_counter *row, enum pdz_use use)
{
	struct stock *s = ctx;
	if (use == PDZ_USE_COUNTED) {
		s->sum += row->sum;
		s->amount.n += row->n;
		s->counted = &row->key;
	} else if (use == PDZ_USE_CONTRADICTS && (s->counted == NULL || !is_same_place(s->counted, &row->key))) {
		s->unsettled += row->n;
	}
	if (s->marks != NULL)
		pdz_mark_of(s->view, s->marks, &row->key)->use = use;
}

/* Those until a day. */
static const struct pdz_counter **sort_figures(struct pdz_rows rows, pdz_day until, size_t *count)
{
	const struct pdz_counter **sorted = calloc(rows.n > 0 ? rows.n : 1, sizeof *sorted);
	*count = 0;
	for (size_t i = 0; sorted != NULL && i < rows.n; i++)
		if (rows.p[i].key.when <= until)
			sorted[(*count)++] = &rows.p[i];
	if (*count > 1)
		qsort(sorted, *count, sizeof *sorted, compare_rows_by_place);
	return sorted;
}

static struct stock look_at_stock(const struct pdz_view *view, uint32_t slot, pdz_day until, struct pdz_mark *marks)
{
	struct stock s = {.view = view, .marks = marks, .amount = {.reason = PDZ_NO_DATA}};
	size_t count;
	const struct pdz_counter **sorted = sort_figures(pdz_view_until_end(view, slot), until, &count);
	*view->failed |= sorted == NULL;
	if (sorted != NULL)
		walk_figures(sorted, count, take_figure, &s);
	free(sorted);
	if (s.amount.n > 0)
		s.amount = (struct pdz_amount){.value = pdz_value_of(pdz_micro_double(s.sum)), .n = s.amount.n};
	return s;
}

/* A stock: for each area and category the figures of its latest day, summed. marks: of the rows, or NULL. */
static struct pdz_amount stock_amount(const struct pdz_view *view, uint32_t slot, pdz_day until, struct pdz_mark *marks)
{
	return look_at_stock(view, slot, until, marks).amount;
}

uint64_t pdz_count_contradicting(const struct pdz_view *view, uint32_t slot)
{
	return view->plan->slots[slot].selector.stock ? look_at_stock(view, slot, INT32_MAX, NULL).unsettled : 0;
}

/* The first of those that contradict each other, and how many there are. */
static void find_contradiction(void *ctx, const struct pdz_counter *row, enum pdz_use use)
{
	struct pdz_contradiction *c = ctx;
	if (use != PDZ_USE_CONTRADICTS)
		return;
	c->area = c->figures == 0 ? row->key.area : c->area;
	c->day = c->figures == 0 ? row->key.when : c->day;
	c->figures += row->n;
}

bool pdz_run_contradiction(const struct pdz_run *run, uint32_t indicator, struct pdz_contradiction *out)
{
	const struct pdz_indicator *ind = &run->plan->indicators[indicator];
	bool fine = true;
	*out = (struct pdz_contradiction){.area = PDZ_NONE};
	for (uint32_t slot = ind->first_slot; fine && slot < ind->first_slot + ind->slot_count; slot++) {
		if (!run->plan->slots[slot].selector.stock || !run->wanted[indicator])
			continue;
		struct pdz_rows rows = {0};
		struct pdz_counter *const own = pdz_ledger_rows(&run->ledger, slot, 1, run->routes.homes, &rows.n);
		rows.p = own;
		size_t count;
		const struct pdz_counter **const sorted = own != NULL ? sort_figures(rows, INT32_MAX, &count) : NULL;
		fine = sorted != NULL;
		if (fine)
			walk_figures(sorted, count, find_contradiction, out);
		free(sorted);
		free(own);
	}
	return fine;
}

uint32_t *pdz_count_distinct(const struct pdz_view *view, uint32_t slot, size_t *count)
{
	const bool lives = pdz_selector_follows_cases(&view->plan->slots[slot].selector);
	const struct pdz_rows rows = lives ? pdz_view_until_end(view, slot) : pdz_view_period(view, slot);
	uint32_t *who = pdz_view_scratch(view, rows.n, sizeof *who);
	*count = 0;
	if (who == NULL)
		return NULL;
	if (lives) {
		*count = view->plan->slots[slot].selector.in_force ? (size_t)pdz_count_in_force(view, slot, NULL, who).n
		                                                   : (size_t)pdz_count_lives(view, slot, NULL, who);
		return who; /* they come in ascending order */
	}
	for (size_t i = 0; i < rows.n; i++)
		if (!pdz_is_done_later(view, &rows.p[i].key))
			who[(*count)++] = rows.p[i].key.who;
	*count = pdz_sort_distinct(who, *count);
	return who;
}

/* Over several years those of each: who is followed beyond one is counted again in the next. */
static struct pdz_amount amount_of_years(const struct pdz_view *view, uint32_t slot)
{
	const int32_t last = pdz_day_month(view->end);
	struct pdz_amount sum = {.value = {true, 0}};
	for (struct pdz_period y = pdz_plan_year(view->plan, view->period.first); y.first <= last;
	     y = pdz_plan_year(view->plan, y.last + 1)) {
		struct pdz_view at = *view;
		pdz_view_look_at(&at, y);
		at.end = at.end < view->end ? at.end : view->end;
		const struct pdz_amount a = pdz_count_amount(&at, slot);
		sum.value.number += a.value.number;
		sum.n += a.n;
	}
	return sum;
}

struct pdz_amount pdz_count_amount(const struct pdz_view *view, uint32_t slot)
{
	const struct pdz_slot *sl = &view->plan->slots[slot];
	const struct pdz_selector *s = &sl->selector;
	struct pdz_amount out = {0};
	if (pdz_view_unfed(view))
		return (struct pdz_amount){.reason = PDZ_NO_DATA};
	if (s->stock)
		return stock_amount(view, slot, INT32_MAX, NULL);
	if (s->yearly && (s->in_force != PDZ_NOT_IN_FORCE || pdz_selector_follows_cases(s)) &&
	    view->period.level == PDZ_PLAN)
		return amount_of_years(view, slot);
	if (s->in_force != PDZ_NOT_IN_FORCE)
		return pdz_count_in_force(view, slot, NULL, NULL);
	if (pdz_selector_follows_cases(s)) {
		out.n = pdz_count_lives(view, slot, NULL, NULL);
		out.value = pdz_value_of((double)out.n);
		return out;
	}
	const struct pdz_rows rows = pdz_view_period(view, slot);
	if (s->counted == PDZ_CASES || s->counted == PDZ_VALUES) {
		out.n = count_distinct(view, slot, rows, s->yearly);
		out.value = pdz_value_of((double)out.n);
		return out;
	}
	int64_t sum = 0;
	for (size_t i = 0; i < rows.n; i++) {
		if (pdz_is_done_later(view, &rows.p[i].key))
			continue;
		out.n += rows.p[i].n;
		if (__builtin_add_overflow(sum, rows.p[i].sum, &sum))
			*view->failed = true;
	}
	out.value = pdz_value_of(s->counted == PDZ_RECORDS ? (double)out.n : pdz_micro_double(sum));
	return out;
}

struct pdz_planned pdz_count_planned(const struct pdz_view *view, uint32_t slot, pdz_day until)
{
	const struct pdz_rows rows = pdz_view_period(view, slot);
	const bool records = view->plan->slots[slot].selector.counted == PDZ_RECORDS,
			   days = view->plan->slots[slot].keep_days;
	pdz_micro due = 0, undated = 0; /* exact, in whatever order they come */
	if (view->plan->slots[slot].selector.stock)
		return (struct pdz_planned){.due = stock_amount(view, slot, until, NULL).value.number};
	for (size_t i = 0; i < rows.n; i++) {
		const struct pdz_key *k = &rows.p[i].key;
		const pdz_micro amount = records ? (pdz_micro)rows.p[i].n : rows.p[i].sum;
		if (k->when > (days ? pdz_period_end(view->plan->period) : view->plan->period.last))
			undated += amount;
		else if (days ? k->when <= until : k->what != PDZ_DUE_LATER && k->when <= pdz_day_month(until))
			due += amount;
	}
	if (records)
		return (struct pdz_planned){(double)due, (double)undated};
	return (struct pdz_planned){pdz_micro_double(due), pdz_micro_double(undated)};
}

void pdz_count_use(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_indicator *ind = view->indicator;
	for (uint32_t slot = ind->first_slot; slot < ind->first_slot + ind->slot_count; slot++) {
		if (view->plan->slots[slot].selector.stock) {
			stock_amount(view, slot, INT32_MAX, marks);
		} else if (view->plan->slots[slot].selector.in_force != PDZ_NOT_IN_FORCE) {
			pdz_count_in_force(view, slot, marks, NULL);
		} else if (pdz_selector_follows_cases(&view->plan->slots[slot].selector)) {
			pdz_count_lives(view, slot, marks, NULL);
		} else {
			const struct pdz_rows rows = pdz_view_period(view, slot);
			for (size_t i = 0; i < rows.n; i++)
				if (!pdz_is_done_later(view, &rows.p[i].key))
					pdz_mark_of(view, marks, &rows.p[i].key)->use = PDZ_USE_COUNTED;
		}
	}
}

/* Share of the year's days that lie in the period, inside the plan, and are measured; lived: and have passed. */
static double share_of_year(const struct pdz_view *view, int year, bool lived)
{
	const pdz_day jan = pdz_day_from(year, 1, 1), dec = pdz_day_from(year, 12, 31);
	pdz_day from = pdz_view_begin(view), to = lived ? view->end : pdz_view_stretch(view, view->period).end;
	from = from < jan ? jan : from;
	to = to > dec ? dec : to;
	return to < from ? 0 : (double)(to - from + 1) / (double)(dec - jan + 1);
}

struct pdz_value pdz_series_to_date(const struct pdz_view *view, const struct pdz_operand *o, pdz_day day)
{
	const struct pdz_target *target = &view->indicator->target;
	const struct pdz_stretch at = pdz_view_stretch(view, view->period);
	double sum = 0;
	for (size_t i = 0; i < o->count; i++) {
		const struct pdz_term *t = &o->terms[i];
		if (t->series.count == 0 || t->stock)
			return (struct pdz_value){0};
		for (size_t k = 0; k < t->series.count; k++) {
			const struct pdz_period year = t->series.items[k].period;
			const pdz_day jan = pdz_period_begin(year), dec = pdz_period_end(year), end = at.end < dec ? at.end : dec;
			pdz_day begin = at.begin > jan ? at.begin : jan;
			if (target->from != PDZ_NO_DAY && target->from > begin && target->from <= end)
				begin = target->from;
			const int64_t all = pdz_active_days(target->except, begin, end);
			if (all > 0)
				sum += t->series.items[k].value * share_of_year(view, year.first / 12, false) *
				       (double)pdz_active_days(target->except, begin, day < end ? day : end) / (double)all;
		}
	}
	return pdz_value_of(sum);
}

static struct pdz_value series_amount(const struct pdz_view *view, const struct pdz_term *t)
{
	double sum = 0;
	bool found = false;
	for (size_t i = 0; i < t->series.count; i++) {
		const struct pdz_period year = t->series.items[i].period;
		if (t->stock) {
			if (year.first <= pdz_day_month(view->end)) { /* not one of next year */
				sum = t->series.items[i].value;
				found = true;
			}
		} else if (year.last >= view->period.first && year.first <= view->period.last) {
			sum += t->series.items[i].value * share_of_year(view, year.first / 12, false);
			found = true;
		}
	}
	return found ? pdz_value_of(sum) : (struct pdz_value){0};
}

/* Person-years of the part of the period that has passed. As a stock, those living there at its end. */
static struct pdz_value people(const struct pdz_view *view, const struct pdz_term *t)
{
	const uint32_t area = view->area == PDZ_NONE ? 0 : view->area;
	double sum = 0;
	if (t->stock)
		return pdz_plan_population(view->plan, area, pdz_day_month(view->end) / 12, t->people, t->people_count);
	for (int year = view->period.first / 12; year <= view->period.last / 12; year++) {
		const double share = share_of_year(view, year, true);
		const struct pdz_value p = pdz_plan_population(view->plan, area, year, t->people, t->people_count);
		if (share > 0 && !p.ok)
			return p;
		sum += share * p.number;
	}
	return pdz_value_of(sum);
}

struct pdz_value pdz_time_lived(const struct pdz_view *view, bool inhabitants)
{
	const struct pdz_term everybody = {.kind = PDZ_TERM_POPULATION};
	double years = 0;
	if (inhabitants)
		return people(view, &everybody);
	for (int year = view->period.first / 12; year <= view->period.last / 12; year++)
		years += share_of_year(view, year, true);
	return pdz_value_of(years);
}

/* Of a part of the area, though not of all. */
static bool knows_some_people(const struct pdz_view *view, const struct pdz_term *t)
{
	const uint32_t area = view->area == PDZ_NONE ? 0 : view->area;
	bool any = false;
	for (uint32_t part = area + 1; part <= view->plan->areas[area].last && !any; part++)
		any = pdz_plan_population(view->plan, part, pdz_day_month(view->end) / 12, t->people, t->people_count).ok;
	return any;
}

struct pdz_amount pdz_term_amount(const struct pdz_view *view, const struct pdz_term *t)
{
	struct pdz_amount out = {.reason = PDZ_NO_DATA};
	if (t->kind == PDZ_TERM_SELECTOR)
		return pdz_count_amount(view, t->slot);
	if (view->part || (t->kind != PDZ_TERM_POPULATION && view->area != PDZ_NONE && view->area != 0)) {
		out.reason = PDZ_NOT_APPLICABLE; /* a figure for the whole plan area cannot be split */
		return out;
	}
	if (t->kind == PDZ_TERM_POPULATION)
		out.value = people(view, t);
	else
		out.value = t->series.count > 0 ? series_amount(view, t) : pdz_value_of(t->value);
	if (out.value.ok)
		out.reason = PDZ_REASON_NONE;
	else if (t->kind == PDZ_TERM_POPULATION && knows_some_people(view, t))
		out.reason = PDZ_INCOMPLETE;
	return out;
}

struct pdz_amount pdz_operand_amount(const struct pdz_view *view, const struct pdz_operand *operand)
{
	struct pdz_amount sum = {.value = {true, 0}};
	for (size_t i = 0; i < operand->count; i++) {
		const struct pdz_amount a = pdz_term_amount(view, &operand->terms[i]);
		if (!a.value.ok)
			return a;
		sum.value.number += a.value.number;
		sum.n += a.n;
	}
	return sum;
}

static uint32_t breakdown_key(const struct pdz_counter *row, unsigned column)
{
	return column == PDZ_COL_CATEGORY ? row->key.category : column == PDZ_COL_AREA ? row->key.area : row->key.what;
}

static void label_part(const struct pdz_view *view, unsigned column, uint32_t key, struct pdz_part *part)
{
	if (key == PDZ_NONE) {
		part->key = part->label = (struct pdz_str){"", 0};
	} else if (column == PDZ_COL_AREA) {
		part->key = view->plan->areas[key].code;
		part->label = view->plan->areas[key].name;
	} else if (column == PDZ_COL_EVENT) {
		part->key = view->plan->events[key].code;
		part->label = view->plan->events[key].name;
	} else {
		part->key = part->label = pdz_intern_text(view->words, key);
	}
}

static int compare_rows_by_key(const void *a, const void *b)
{
	return pdz_str_cmp(((const struct pdz_part *)a)->key, ((const struct pdz_part *)b)->key);
}

/* The keys that occur, each once, in ascending order of number. */
static uint32_t *breakdown_keys(const struct pdz_view *view, unsigned column, size_t *count)
{
	uint32_t *keys = pdz_view_scratch(view, view->count, sizeof *keys);
	if (keys == NULL)
		return NULL;
	for (size_t i = 0; i < view->count; i++)
		keys[i] = breakdown_key(&view->rows[i], column);
	*count = pdz_sort_distinct(keys, view->count);
	return keys;
}

void pdz_view_sides(const struct pdz_view *view, struct pdz_amount *top, struct pdz_amount *bottom)
{
	const struct pdz_indicator *ind = view->indicator;
	if (ind->kind->sides != NULL) {
		ind->kind->sides(view, top, bottom);
		return;
	}
	*top = pdz_operand_amount(view, &ind->numerator);
	*bottom = pdz_operand_amount(view, &ind->denominator);
}

void pdz_count_breakdown(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	size_t count = 0;
	if (ind->breakdown == PDZ_NONE)
		return;
	uint32_t *keys = breakdown_keys(view, ind->breakdown, &count);
	struct pdz_counter *rows = pdz_view_scratch(view, view->count, sizeof *rows);
	struct pdz_part *parts = pdz_arena_alloc(view->arena, count * sizeof *parts);
	if (keys == NULL || rows == NULL || parts == NULL) {
		*view->failed = true;
		goto out;
	}
	for (size_t k = 0; k < count; k++) {
		struct pdz_view part = *view;
		part.part = true;
		part.rows = rows;
		part.count = 0;
		for (size_t i = 0; i < view->count; i++)
			if (breakdown_key(&view->rows[i], ind->breakdown) == keys[k])
				rows[part.count++] = view->rows[i];
		struct pdz_amount top, bottom;
		pdz_view_sides(&part, &top, &bottom);
		struct pdz_part *p = &parts[out->detail.breakdown_count];
		const struct pdz_behind behind = pdz_view_behind(&part);
		*p = (struct pdz_part){.value = top.value, .persons = behind.persons, .largest = behind.largest};
		label_part(view, ind->breakdown, keys[k], p);
		if (ind->denominator.count > 0) {
			p->numerator = top.value;
			p->denominator = bottom.value;
			p->value = top.value.ok && bottom.value.ok && bottom.value.number != 0
			               ? pdz_value_of(top.value.number / bottom.value.number * ind->scale)
			               : (struct pdz_value){0};
		}
		const struct pdz_value seen[] = {p->value, p->numerator, p->denominator};
		if ((seen[0].ok && seen[0].number != 0) || (seen[1].ok && seen[1].number != 0) ||
		    (seen[2].ok && seen[2].number != 0))
			out->detail.breakdown_count++;
	}
	qsort(parts, out->detail.breakdown_count, sizeof *parts, compare_rows_by_key);
	out->detail.breakdown = out->detail.breakdown_count > 0 ? parts : NULL;
out:
	free(keys);
	free(rows);
}
