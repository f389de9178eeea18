/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind milestone: reached or not, when, against when due, with its evidence. Once
 * reached it stays reached. It may need n records, a sum of quantities, each (or n) of m values, or n different
 * ones; by a day, or anew in each year by a day of the year. */
#include "base/json_write.h"
#include "measure/columns_needed.h"
#include "measure/said.h"
#include "measure/stand.h"

#include <math.h>
#include <stdlib.h>

/* Its own parameters. */
struct milestone {
	pdz_day due;     /* PDZ_NO_DAY: from the records */
	unsigned column; /* whose values are required; PDZ_NONE: none, but so many records */
	bool any_value;  /* of the column whichever are different; else those required */
	bool quantity;   /* not so many records, but the sum of their quantities */
	uint32_t *required;
	size_t required_count;
	double at_least; /* records, quantities or values */
};

static const struct milestone *own_milestone(const struct pdz_indicator *ind)
{
	return ind->own;
}

/* Every municipality: each area without parts. */
static void require_municipalities(struct pdz_loader *l, struct milestone *own)
{
	const struct pdz_plan *plan = l->plan;
	own->required = pdz_loader_alloc(l, plan->area_count, sizeof *own->required);
	for (uint32_t i = 0; own->required != NULL && i < plan->area_count; i++)
		if (plan->areas[i].last == i)
			own->required[own->required_count++] = i;
}

/* {"each": column, "values": [...], "at_least": n}: of areas all municipalities if none are listed, of other columns
 * then whichever n are different. */
static void load_each(struct pdz_loader *l, const struct pdz_json *at, struct milestone *own)
{
	static const char *const keys[] = {"each", "values", "at_least", NULL};
	const struct pdz_json each = pdz_json_get(at, "each"), values = pdz_json_get(at, "values"),
						  at_least = pdz_json_get(at, "at_least");
	struct pdz_str column;
	int64_t n = 1000000, needed = 1;
	pdz_json_closed_to(at, keys);
	if (!pdz_json_text(&each, true, &column) || !pdz_load_column(l, &each, column, &own->column))
		return;
	if (values.value != NULL) {
		if (!pdz_json_is_array(&values, true))
			return;
		n = (int64_t)pdz_json_size(&values);
		own->required_count = pdz_load_column_values(l, &values, own->column, &own->required);
	} else if (own->column == PDZ_COL_AREA) {
		require_municipalities(l, own);
		n = (int64_t)own->required_count;
	} else {
		own->any_value = true;
		if (at_least.value == NULL)
			pdz_json_problem(at, "missing key", "at_least",
			                 "expected how many different ones, or the values themselves");
	}
	needed = own->any_value ? 1 : n;
	pdz_json_integer(&at_least, false, 1, n > 0 ? n : 1, &needed);
	own->at_least = (double)needed;
}

/* {"quantity": 465} */
static void load_required_quantity(const struct pdz_json *at, struct milestone *own)
{
	static const char *const keys[] = {"quantity", NULL};
	const struct pdz_json quantity = pdz_json_get(at, "quantity");
	pdz_json_closed_to(at, keys);
	own->quantity = true;
	if (pdz_json_number(&quantity, true, &own->at_least) && own->at_least <= 0)
		pdz_json_problem(&quantity, "nothing is required", NULL, "expected a number above 0");
}

static void load_milestone(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	const struct pdz_json due = pdz_json_get(at, "due"), require = pdz_json_get(at, "require"),
						  target = pdz_json_get(at, "target"), by = pdz_json_get(&target, "by");
	struct milestone *own = ind->own;
	struct pdz_selector selector;
	int64_t n = 1;
	*own = (struct milestone){.due = PDZ_NO_DAY, .column = PDZ_NONE, .at_least = 1};
	pdz_json_date(&due, false, &own->due);
	if (due.value != NULL && by.value != NULL)
		pdz_json_problem(&by, "due and by at once", NULL, "expected one of them");
	if (pdz_json_has_type(&require, JSON_OBJECT) && json_object_get(require.value, "quantity") != NULL)
		load_required_quantity(&require, own);
	else if (pdz_json_has_type(&require, JSON_OBJECT))
		load_each(l, &require, own);
	else if (require.value != NULL && !pdz_json_has_number(&require))
		pdz_json_mistyped(&require, "expected a number, or an object with each and values");
	else if (pdz_json_integer(&require, false, 1, 1000000, &n))
		own->at_least = (double)n;
	ind->target = (struct pdz_target){.kind = PDZ_TARGET_VALUE, .value = 1};
	if (pdz_load_items(l, at, "event", &selector))
		pdz_loader_slot(l, &selector, 0);
}

static size_t enter_milestone(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                              struct pdz_counter out[2], enum pdz_use *why)
{
	const struct milestone *own = own_milestone(&plan->indicators[slot->indicator]);
	out[0].n = 1;
	out[0].sum = own->quantity ? fact->quantity : 0;
	out[0].key.when = fact->status == PDZ_DONE ? fact->date : PDZ_NO_DAY;
	out[0].key.due = fact->due;
	if (own->column != PDZ_NONE)
		out[0].key.what = pdz_fact_value(fact, own->column);
	if (out[0].key.when != PDZ_NO_DAY && fact->note.n > 0)
		out[0].key.who = pdz_intern_add(fact->words, fact->note);
	*why = own->column != PDZ_NONE && out[0].key.what == PDZ_NONE ? PDZ_USE_LACKS_VALUE : PDZ_USE_LACKS_DUE;
	return (out[0].key.when != PDZ_NO_DAY || fact->due != PDZ_NO_DAY) &&
	       !(*why == PDZ_USE_LACKS_VALUE && fact->status == PDZ_DONE);
}

/* Of a part only that is required which it can give: of an area its own areas, of a category itself. */
static bool asks(const struct pdz_view *view, uint32_t value)
{
	const struct milestone *own = own_milestone(view->indicator);
	if (own->column == PDZ_COL_AREA && view->area != PDZ_NONE && view->area != 0)
		return value != PDZ_NONE && value >= view->area && value <= view->plan->areas[view->area].last;
	return own->column != PDZ_COL_CATEGORY || view->category == PDZ_NONE || value == view->category;
}

/* How many steps there are for the group, and how many of them make it reached. */
struct steps_needed {
	double whole, enough;
};

static struct steps_needed steps_needed(const struct pdz_view *view)
{
	const struct milestone *own = own_milestone(view->indicator);
	const double at_least = own->at_least;
	struct steps_needed need = {.whole = at_least, .enough = at_least};
	if (own->column == PDZ_NONE || own->any_value)
		return need;
	need.whole = 0;
	for (size_t v = 0; v < own->required_count; v++)
		need.whole += asks(view, own->required[v]);
	need.enough = need.whole < at_least ? need.whole : at_least;
	return need;
}

static bool is_value(const struct pdz_view *view, uint32_t wanted, uint32_t found)
{
	if (!asks(view, wanted))
		return false;
	if (own_milestone(view->indicator)->column != PDZ_COL_AREA || wanted == PDZ_NONE || found == PDZ_NONE)
		return wanted == found;
	return found >= wanted && found <= view->plan->areas[wanted].last;
}

static bool is_required(const struct pdz_view *view, const struct pdz_key *k)
{
	const struct milestone *own = own_milestone(view->indicator);
	for (size_t v = 0; v < own->required_count; v++)
		if (is_value(view, own->required[v], k->what))
			return true;
	return own->column == PDZ_NONE || (own->any_value && k->what != PDZ_NONE);
}

/* The evidence of the day on which it was reached. Of several notes the first in the
 * alphabet: an order that does not depend on that of the records. */
static struct pdz_str evidence_of(const struct pdz_view *view, struct pdz_rows rows, pdz_day day)
{
	struct pdz_str best = {"", 0};
	for (size_t i = 0; i < rows.n; i++) {
		const struct pdz_key *k = &rows.p[i].key;
		if (k->when != day || k->who == PDZ_NONE || !is_required(view, k))
			continue;
		const struct pdz_str note = pdz_intern_text(view->words, k->who);
		if (best.n == 0 || pdz_str_cmp(note, best) < 0)
			best = note;
	}
	return best;
}

/* How far it got, in time order: the n-th record, or the first of each value. */
struct reached {
	double steps; /* satisfied */
	pdz_day date; /* of the step that made the needed number full; PDZ_NO_DAY: not reached */
	struct pdz_str evidence;
};

/* Is the i-th row the first of its value, whichever that is? */
static double first_of_any(struct pdz_rows rows, size_t i, enum pdz_use *use)
{
	const uint32_t value = rows.p[i].key.what;
	*use = value == PDZ_NONE ? PDZ_USE_LACKS_VALUE : PDZ_USE_COUNTED;
	for (size_t k = 0; k < i && *use == PDZ_USE_COUNTED; k++)
		if (rows.p[k].key.what == value)
			*use = PDZ_USE_REPEATED;
	return *use == PDZ_USE_COUNTED;
}

/* How many required values the i-th row is the first of; *use says what becomes of it. */
static double first_of(const struct pdz_view *view, struct pdz_rows rows, size_t i, enum pdz_use *use)
{
	const struct milestone *own = own_milestone(view->indicator);
	double steps = 0;
	if (own->any_value)
		return first_of_any(rows, i, use);
	*use = PDZ_USE_NOT_REQUIRED;
	for (size_t v = 0; v < own->required_count; v++) {
		bool before = false;
		if (!is_value(view, own->required[v], rows.p[i].key.what))
			continue;
		for (size_t k = 0; k < i && !before; k++)
			before = is_value(view, own->required[v], rows.p[k].key.what);
		steps += !before;
		*use = steps > 0 ? PDZ_USE_COUNTED : PDZ_USE_REPEATED;
	}
	return steps;
}

/* A yearly deadline: the act is done anew in the year in which the period ends. */
static bool is_yearly(const struct pdz_view *view)
{
	return view->indicator->target.by_month_day != 0;
}

/* The day of the deadline in a year; PDZ_NO_DAY: it is not in the part of it that is inside the plan. */
static pdz_day day_in_year(const struct pdz_view *view, struct pdz_period year)
{
	const struct pdz_stretch at = pdz_view_stretch(view, year);
	return pdz_day_in_year(year, view->indicator->target.by_month_day, at.begin, at.end);
}

/* The plan is judged by the latest year begun that has the day. */
static struct pdz_period year_of_act(const struct pdz_view *view)
{
	struct pdz_period year = pdz_plan_year(view->plan, pdz_day_month(view->end));
	while (view->period.level == PDZ_PLAN && day_in_year(view, year) == PDZ_NO_DAY &&
	       year.first > view->plan->period.first)
		year = pdz_plan_year(view->plan, year.first - 1);
	return year;
}

static bool has_later_act(const struct pdz_view *view)
{
	const int32_t last = view->plan->period.last;
	for (struct pdz_period y = pdz_plan_year(view->plan, year_of_act(view).last + 1); y.first <= last;
	     y = pdz_plan_year(view->plan, y.last + 1))
		if (day_in_year(view, y) != PDZ_NO_DAY)
			return true;
	return false;
}

/* Rows done up to the period's end; of a yearly act, in its year. */
static struct pdz_rows done_rows(const struct pdz_view *view)
{
	struct pdz_rows rows = pdz_view_until_end(view, view->indicator->first_slot);
	const pdz_day first = is_yearly(view) ? pdz_period_begin(year_of_act(view)) : PDZ_NO_DAY;
	while (is_yearly(view) && rows.n > 0 && rows.p[0].key.when < first) {
		rows.p++;
		rows.n--;
	}
	return rows;
}

/* marks: what becomes of the rows, or NULL. */
static struct reached reach(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct milestone *own = own_milestone(view->indicator);
	const struct pdz_rows rows = done_rows(view);
	const double needed = steps_needed(view).enough;
	struct reached r = {.date = PDZ_NO_DAY, .evidence = {"", 0}};
	for (size_t i = 0; i < rows.n; i++) {
		enum pdz_use use = PDZ_USE_COUNTED;
		r.steps += own->quantity             ? pdz_micro_double(rows.p[i].sum)
		           : own->column == PDZ_NONE ? (double)rows.p[i].n
		                                     : first_of(view, rows, i, &use);
		if (marks != NULL)
			pdz_mark_of(view, marks, &rows.p[i].key)->use = use;
		if (r.steps >= needed - 1e-9 * needed && r.date == PDZ_NO_DAY)
			r.date = rows.p[i].key.when;
	}
	if (r.date != PDZ_NO_DAY)
		r.evidence = evidence_of(view, rows, r.date);
	return r;
}

/* What is due on a day. */
struct due_item {
	pdz_day day;
	double amount;
};

static int by_day(const void *a, const void *b)
{
	const pdz_day x = ((const struct due_item *)a)->day, y = ((const struct due_item *)b)->day;
	return (x > y) - (x < y);
}

/* The earliest due date among the rows of a value. */
static pdz_day earliest_due(const struct pdz_view *view, struct pdz_rows rows, uint32_t value)
{
	pdz_day due = PDZ_NO_DAY;
	for (size_t i = 0; i < rows.n; i++) {
		const struct pdz_key *k = &rows.p[i].key;
		if (k->due != PDZ_NO_DAY && (due == PDZ_NO_DAY || k->due < due) && is_value(view, value, k->what))
			due = k->due;
	}
	return due;
}

/* The day by which so much is due as is needed: records, quantities, or values by their earliest due date. PDZ_NO_DAY:
 * less than that is due on any day. */
static pdz_day full_of_due(struct due_item *items, size_t n, double needed)
{
	if (n > 1)
		qsort(items, n, sizeof *items, by_day);
	for (size_t i = 0; i < n; i++)
		if ((needed -= items[i].amount) <= 1e-9)
			return items[i].day;
	return PDZ_NO_DAY;
}

static pdz_day due_day(const struct pdz_view *view)
{
	const struct milestone *own = own_milestone(view->indicator);
	const struct pdz_rows rows = pdz_view_slot(view, view->indicator->first_slot);
	const bool each = own->column != PDZ_NONE && !own->any_value;
	const size_t most = each ? own->required_count : rows.n;
	size_t n = 0;
	if (own->due != PDZ_NO_DAY || view->indicator->target.by != PDZ_NO_DAY)
		return own->due != PDZ_NO_DAY ? own->due : view->indicator->target.by;
	if (is_yearly(view))
		return day_in_year(view, year_of_act(view));
	struct due_item *items = pdz_view_scratch(view, most, sizeof *items);
	if (items == NULL)
		return PDZ_NO_DAY;
	for (size_t i = 0; i < most; i++) {
		const struct pdz_counter *row = &rows.p[each ? 0 : i];
		items[n].day = each ? earliest_due(view, rows, own->required[i]) : row->key.due;
		items[n].amount = each ? 1 : own->quantity ? pdz_micro_double(row->sum) : (double)row->n;
		n += items[n].day != PDZ_NO_DAY;
	}
	const pdz_day due = full_of_due(items, n, steps_needed(view).enough);
	free(items);
	return due;
}

static void finish_milestone(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct milestone *own = own_milestone(view->indicator);
	const struct steps_needed need = steps_needed(view);
	const double whole = need.whole;
	struct pdz_detail *d = &out->detail;
	if (pdz_view_is_part(view) && (need.whole == 0 || (view->count == 0 && own->column == PDZ_NONE))) {
		out->reason = PDZ_NOT_APPLICABLE; /* it is not this part's to reach */
		return;
	}
	if (is_yearly(view) && day_in_year(view, year_of_act(view)) == PDZ_NO_DAY) {
		out->reason = PDZ_NOT_APPLICABLE; /* in what the plan has of the year nothing is due */
		return;
	}
	const struct reached r = reach(view, NULL);
	d->due = due_day(view);
	d->has_reached = true;
	d->reached = r.date != PDZ_NO_DAY;
	out->numerator = pdz_value_of(r.steps < whole ? r.steps : whole);
	out->denominator = pdz_value_of(whole);
	d->expected = (struct pdz_value){need.enough < whole, need.enough};
	out->n = pdz_value_of(own->quantity ? (double)done_rows(view).n : r.steps);
	out->value = pdz_value_of(d->reached ? 1 : r.steps / need.enough); /* nothing done is 0, not unknown */
	if (d->reached) {
		d->date = r.date;
		d->evidence = r.evidence;
	}
}

/* Steps that should be there by a day: those due, where records say when; else of several in equal parts by days. */
static struct pdz_value expected_by(const struct pdz_view *view, double enough, pdz_day deadline, struct pdz_entry *e)
{
	const struct milestone *own = own_milestone(view->indicator);
	const struct pdz_rows rows = pdz_view_slot(view, view->indicator->first_slot);
	const pdz_day begin = is_yearly(view) ? pdz_view_stretch(view, year_of_act(view)).begin
	                                      : pdz_period_begin(view->plan->period);
	double due = 0, dated = 0;
	if (enough < 2 && !own->quantity)
		return (struct pdz_value){0};
	for (size_t i = 0; i < rows.n && own->column == PDZ_NONE && !own->quantity && !is_yearly(view); i++) {
		dated += rows.p[i].key.due != PDZ_NO_DAY ? (double)rows.p[i].n : 0;
		due += rows.p[i].key.due != PDZ_NO_DAY && rows.p[i].key.due <= e->known_to ? (double)rows.p[i].n : 0;
	}
	if (dated > 0) {
		e->expected_as = PDZ_PACE_DUE;
		return pdz_value_of((due < enough ? due : enough) / enough);
	}
	e->expected_as = PDZ_PACE_LINEAR;
	e->expected_from = begin;
	e->expected_to = deadline;
	const double share = deadline < begin ? 1 : (double)(e->known_to - begin + 1) / (double)(deadline - begin + 1);
	const enum pdz_rounding rounding = enough == floor(enough) ? PDZ_ROUND_DOWN : PDZ_EXACT;
	return pdz_value_of(pdz_round_expected(enough * share, rounding) / enough);
}

/* An act has a day: its own, or the plan's last. Before it nothing is due of a single one. */
static void stand_milestone(const struct pdz_view *view, struct pdz_entry *e, struct pdz_standing *s)
{
	const double enough = steps_needed(view).enough;
	e->expected_as = PDZ_PACE_NONE;
	const pdz_day due = due_day(view);
	e->known_to = pdz_view_stretch(view, view->period).known_to;
	s->deadline = due != PDZ_NO_DAY ? due : pdz_period_end(view->plan->period);
	const bool passed = e->known_to >= s->deadline;
	s->over = passed;
	if (!e->value.ok) {
		s->expected = passed ? s->target : (struct pdz_value){0};
		return;
	}
	s->ground = PDZ_GROUND_DEADLINE;
	s->value = e->value;
	s->undoable = false;
	s->reached = e->detail.date;
	if (is_yearly(view) && view->period.level == PDZ_PLAN && has_later_act(view)) {
		s->over = false; /* it is judged by the latest year begun, and there are later ones */
		s->undoable = true;
		if (passed)
			s->best = e->value; /* the act of that year is past */
	}
	s->one = enough == floor(enough) ? 1 / enough : 0;
	s->expected = passed ? s->target : expected_by(view, enough, s->deadline, e);
}

static void use_milestone(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_rows rows = pdz_view_slot(view, view->indicator->first_slot);
	for (size_t i = 0; i < rows.n && rows.p[i].key.when == PDZ_NO_DAY; i++) /* undated ones come first */
		pdz_mark_of(view, marks, &rows.p[i].key)->use = PDZ_USE_SETS_DUE;
	reach(view, marks);
}

static const char *milestone_statistic(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	(void)plan;
	(void)ind;
	return "reached";
}

static bool is_done(const struct pdz_view *view, uint32_t value)
{
	const struct pdz_rows rows = done_rows(view);
	for (size_t i = 0; i < rows.n; i++)
		if (is_value(view, value, rows.p[i].key.what))
			return true;
	return false;
}

/* missing: only those of which nothing came. */
static void say_required(struct pdz_said *say, bool missing)
{
	const struct milestone *own = own_milestone(say->ind);
	for (size_t i = 0, n = 0; i < own->required_count; i++) {
		if (!asks(say->view, own->required[i]) || (missing && is_done(say->view, own->required[i])))
			continue;
		pdz_buf_z(&say->text, n++ == 0 ? "" : "; ");
		pdz_buf_str(&say->text, pdz_said_column_value(say, own->column, own->required[i]));
	}
}

static void define_milestone(struct pdz_said *say)
{
	const struct milestone *own = own_milestone(say->ind);
	if (own->any_value) {
		struct pdz_buf n = {0};
		pdz_said_number(say, &n, own->at_least);
		pdz_say_into(&say->text, say->lang, "explain|reached with {0} different values of “{1}” in the records ",
		             pdz_buf_view(&n), pdz_said_column(say, own->column));
		say->failed |= n.failed;
		pdz_buf_release(&n);
	} else if (own->column != PDZ_NONE) {
		const struct steps_needed g = steps_needed(say->view);
		struct pdz_buf n = {0}, m = {0};
		pdz_said_number(say, &m, (double)g.whole);
		pdz_said_number(say, &n, (double)g.enough);
		pdz_say_into(&say->text, say->lang, "explain|reached when {0} of {1} have a record ", pdz_buf_view(&n),
		             pdz_buf_view(&m));
		say->failed |= n.failed || m.failed;
		pdz_buf_release(&n);
		pdz_buf_release(&m);
	} else if (own->quantity) {
		struct pdz_buf n = {0};
		pdz_said_number(say, &n, own->at_least);
		pdz_say_into(&say->text, say->lang, "explain|reached when the quantities come to {0}, of the records ",
		             pdz_buf_view(&n));
		say->failed |= n.failed;
		pdz_buf_release(&n);
	} else if (own->at_least > 1) {
		pdz_said_with(say, "explain|reached with {0} records ", (int64_t)own->at_least);
	} else {
		pdz_buf_z(&say->text, pdz_said_word(say, "explain|reached with the first record "));
	}
	struct pdz_selector done =
		say->plan->slots[say->ind->first_slot].selector; /* planned ones only say when it is due */
	done.any_status = false;
	done.status = PDZ_DONE;
	pdz_said_records(say, &done, true);
	pdz_said_line(say, "explain|Value");
	if (own->column != PDZ_NONE && !own->any_value) {
		say_required(say, false);
		pdz_said_line(say, "explain|Required");
	}
	if (own->due != PDZ_NO_DAY || say->ind->target.by != PDZ_NO_DAY || is_yearly(say->view))
		pdz_spell_date(&say->text, say->lang, due_day(say->view));
	else
		pdz_buf_z(&say->text,
		          pdz_said_word(
					  say, "explain|the day by which as many are due as are needed, by the dates set in the records"));
	pdz_said_line(say, "explain|Due");
}

static void milestone_formula(struct pdz_said *say)
{
	pdz_said_fraction(say, "explain|steps: {0} of {1}");
	const struct pdz_detail *d = &say->entry->detail;
	const struct steps_needed need = steps_needed(say->view);
	if (need.whole > need.enough)
		pdz_said_with(say, "explain|, {0} needed", (int64_t)need.enough);
	pdz_said_equals(say);
	if (d->reached)
		pdz_said_day(say, "explain|; reached on {0}", d->date);
	if (d->due != PDZ_NO_DAY)
		pdz_said_day(say, "explain|; due {0}", d->due);
	if (say->entry->numerator.ok && say->entry->numerator.number < need.whole &&
	    own_milestone(say->ind)->column != PDZ_NONE && !own_milestone(say->ind)->any_value) {
		pdz_buf_z(&say->text, pdz_said_word(say, "explain|; missing: "));
		say_required(say, true);
	}
}

static void milestone_rule(const struct pdz_said *say, struct pdz_buf *b)
{
	const struct milestone *own = own_milestone(say->ind);
	pdz_buf_z(b, ",\"at_least\":");
	pdz_json_write_value(b, pdz_value_of(steps_needed(say->view).enough));
	if (own->quantity)
		pdz_buf_z(b, ",\"of\":\"quantity\"");
	if (own->column == PDZ_NONE)
		return;
	pdz_buf_z(b, ",\"each\":");
	pdz_json_write_text(b, pdz_plan_column_code(say->plan, own->column));
	pdz_buf_z(b, ",\"required\":[");
	for (size_t i = 0, n = 0; i < own->required_count; i++) {
		const uint32_t value = own->required[i];
		if (!asks(say->view, value))
			continue;
		pdz_buf_z(b, n++ == 0 ? "" : ",");
		pdz_json_write_text(b, own->column == PDZ_COL_AREA && value != PDZ_NONE
		                           ? say->plan->areas[value].code
		                           : pdz_said_column_value(say, own->column, value));
	}
	pdz_buf_char(b, ']');
}

static void need_of_milestone(const struct pdz_plan *plan, const struct pdz_slot *slot, struct pdz_columns_needed *out)
{
	out->due = true;
	out->quantity |= own_milestone(&plan->indicators[slot->indicator])->quantity;
	pdz_columns_need(out, own_milestone(&plan->indicators[slot->indicator])->column);
}

/* Several records may each be a person's. */
static enum pdz_described milestone_describes(const struct pdz_indicator *ind)
{
	const struct milestone *own = own_milestone(ind);
	const bool several = own->column == PDZ_COL_CASE || (own->column == PDZ_NONE && own->at_least > 1);
	return several ? PDZ_DESCRIBES_IF_SAID : PDZ_DESCRIBES_NOBODY;
}

/* What it counts ends with what it needs. */
static bool same_milestone_items(const struct pdz_indicator *a, const struct pdz_indicator *b)
{
	return a == b;
}

static const char *const keys[] = {"event", "where", "due", "require", NULL};

static void columns_of_milestone(const struct pdz_plan *plan, const struct pdz_slot *slot, unsigned *who,
                                 unsigned *what)
{
	*who = PDZ_COL_NOTE;
	*what = own_milestone(&plan->indicators[slot->indicator])->column;
}

const struct pdz_kind pdz_kind_milestone = {
	.name = "milestone",
	.keys = keys,
	.load = load_milestone,
	.keep_days = true,
	.enter = enter_milestone,
	.columns = columns_of_milestone,
	.finish = finish_milestone,
	.stand = stand_milestone,
	.use = use_milestone,
	.unit = "ratio",
	.own_size = sizeof(struct milestone),
	.statistic = milestone_statistic,
	.define = define_milestone,
	.formula = milestone_formula,
	.rule = milestone_rule,
	.need = need_of_milestone,
	.describes = milestone_describes,
	.same_items = same_milestone_items,
	.is_act = true,
	.since_plan = true,
	.only_adds = true,
	.n_is_records = true,
};
