/* Kind milestone: reached or not, when, against when due, with its evidence. Once
 * reached it stays reached. It may need n records, or each (or n) of m values. */
#include "kind.h"

#include <stdlib.h>

static void load_each(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const keys[] = {"each", "values", "at_least", NULL};
	static const char *const *const closed[] = {keys, NULL};
	const struct pdz_json each = pdz_json_get(at, "each"), values = pdz_json_get(at, "values"),
	                      at_least = pdz_json_get(at, "at_least");
	struct pdz_str column;
	pdz_json_closed(at, closed);
	if (!pdz_json_text(&each, true, &column) || !pdz_load_column(l, &each, column, &ind->require_column))
		return;
	if (!pdz_json_is_array(&values, true))
		return;
	const int64_t n = (int64_t)pdz_json_size(&values);
	ind->required_count = pdz_load_column_values(l, &values, ind->require_column, &ind->required);
	ind->at_least = n;
	pdz_json_integer(&at_least, false, 1, n > 0 ? n : 1, &ind->at_least);
}

static void load(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	const struct pdz_json due = pdz_json_get(at, "due"), require = pdz_json_get(at, "require");
	struct pdz_selector selector;
	pdz_json_date(&due, false, &ind->due);
	if (pdz_json_has_type(&require, JSON_OBJECT))
		load_each(l, &require, ind);
	else if (require.value != NULL && !pdz_json_has_number(&require))
		pdz_json_mistyped(&require, "expected a number, or an object with each and values");
	else
		pdz_json_integer(&require, false, 1, 1000000, &ind->at_least);
	ind->target = (struct pdz_target){.kind = PDZ_TARGET_VALUE, .value = 1};
	if (pdz_load_items(l, at, "event", &selector))
		pdz_loader_slot(l, &selector, 0);
}

static size_t note(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                   struct pdz_counter out[2], enum pdz_use *why)
{
	const struct pdz_indicator *ind = &plan->indicators[slot->indicator];
	out[0].n = 1;
	out[0].key.when = fact->status == PDZ_DONE ? fact->date : PDZ_NO_DAY;
	out[0].key.due = fact->due;
	if (ind->require_column != PDZ_NONE)
		out[0].key.what = pdz_fact_value(fact, ind->require_column);
	if (out[0].key.when != PDZ_NO_DAY && fact->note.n > 0)
		out[0].key.who = pdz_intern_add(fact->words, fact->note);
	*why = PDZ_USE_LACKS_DUE;
	return out[0].key.when != PDZ_NO_DAY || fact->due != PDZ_NO_DAY;
}

/* Of a part only that is required which it can give: of an area its own areas, of a category itself. */
bool pdz_milestone_asks(const struct pdz_view *view, uint32_t value)
{
	const struct pdz_indicator *ind = view->indicator;
	if (ind->require_column == PDZ_COL_AREA && view->area != PDZ_NONE && view->area != 0)
		return value != PDZ_NONE && value >= view->area && value <= view->plan->areas[view->area].last;
	return ind->require_column != PDZ_COL_CATEGORY || view->category == PDZ_NONE || value == view->category;
}

/* How many steps there are for the group, and how many of them make it reached. */
struct need {
	uint64_t whole, enough;
};

static struct need need_of(const struct pdz_view *view)
{
	const struct pdz_indicator *ind = view->indicator;
	const uint64_t at_least = (uint64_t)ind->at_least;
	struct need need = {.whole = at_least, .enough = at_least};
	if (ind->require_column == PDZ_NONE)
		return need;
	need.whole = 0;
	for (size_t v = 0; v < ind->required_count; v++)
		need.whole += pdz_milestone_asks(view, ind->required[v]);
	need.enough = need.whole < at_least ? need.whole : at_least;
	return need;
}

static bool is_value(const struct pdz_view *view, uint32_t wanted, uint32_t found)
{
	if (!pdz_milestone_asks(view, wanted))
		return false;
	if (view->indicator->require_column != PDZ_COL_AREA || wanted == PDZ_NONE || found == PDZ_NONE)
		return wanted == found;
	return found >= wanted && found <= view->plan->areas[wanted].last;
}

static bool is_required(const struct pdz_view *view, const struct pdz_key *k)
{
	const struct pdz_indicator *ind = view->indicator;
	for (size_t v = 0; v < ind->required_count; v++)
		if (is_value(view, ind->required[v], k->what))
			return true;
	return ind->require_column == PDZ_NONE;
}

/* The evidence of the day on which it was reached. Of several notes the first in the
 * alphabet: an order that does not hang on that of the records. */
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
	uint64_t steps; /* satisfied */
	pdz_day date;   /* of the step that made the needed number full; PDZ_NO_DAY: not reached */
	struct pdz_str evidence;
};

/* How many required values the i-th row is the first of; *use says what becomes of it. */
static uint64_t first_of(const struct pdz_view *view, struct pdz_rows rows, size_t i, enum pdz_use *use)
{
	const struct pdz_indicator *ind = view->indicator;
	uint64_t steps = 0;
	*use = PDZ_USE_NOT_REQUIRED;
	for (size_t v = 0; v < ind->required_count; v++) {
		bool before = false;
		if (!is_value(view, ind->required[v], rows.p[i].key.what))
			continue;
		for (size_t k = 0; k < i && !before; k++)
			before = is_value(view, ind->required[v], rows.p[k].key.what);
		steps += !before;
		*use = steps > 0 ? PDZ_USE_COUNTED : PDZ_USE_REPEATED;
	}
	return steps;
}

/* marks: what becomes of the rows, or NULL. */
static struct reached reach(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct pdz_rows rows = pdz_view_until_end(view, ind->first_slot);
	const uint64_t needed = need_of(view).enough;
	struct reached r = {.date = PDZ_NO_DAY, .evidence = {"", 0}};
	for (size_t i = 0; i < rows.n; i++) {
		enum pdz_use use = PDZ_USE_COUNTED;
		r.steps += ind->require_column == PDZ_NONE ? rows.p[i].n : first_of(view, rows, i, &use);
		if (marks != NULL)
			pdz_mark_of(view, marks, &rows.p[i].key)->use = use;
		if (r.steps >= needed && r.date == PDZ_NO_DAY)
			r.date = rows.p[i].key.when;
	}
	if (r.date != PDZ_NO_DAY)
		r.evidence = evidence_of(view, rows, r.date);
	return r;
}

static int by_day(const void *a, const void *b)
{
	const pdz_day x = *(const pdz_day *)a, y = *(const pdz_day *)b;
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

/* The day by which as many records, or values by their earliest due date, are due as are needed. */
static pdz_day due_day(const struct pdz_view *view)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct pdz_rows rows = pdz_view_slot(view, ind->first_slot);
	const bool each = ind->require_column != PDZ_NONE;
	const size_t needed = (size_t)need_of(view).enough;
	size_t n = 0;
	if (ind->due != PDZ_NO_DAY)
		return ind->due;
	pdz_day *days = pdz_view_scratch(view, each ? ind->required_count : rows.n, sizeof *days);
	if (days == NULL)
		return PDZ_NO_DAY;
	for (size_t i = 0; i < (each ? ind->required_count : rows.n); i++) {
		days[n] = each ? earliest_due(view, rows, ind->required[i]) : rows.p[i].key.due;
		n += days[n] != PDZ_NO_DAY;
	}
	if (n > 1)
		qsort(days, n, sizeof *days, by_day);
	const pdz_day due = n == 0 ? PDZ_NO_DAY : days[(n < needed ? n : needed) - 1];
	free(days);
	return due;
}

static void finish(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct need need = need_of(view);
	const double whole = (double)need.whole;
	struct pdz_detail *d = &out->detail;
	const bool unfed = pdz_view_unfed(view, &view->plan->slots[ind->first_slot].selector);
	if (!unfed && pdz_view_is_part(view) && (need.whole == 0 || (view->count == 0 && ind->require_column == PDZ_NONE))) {
		out->reason = PDZ_NOT_APPLICABLE; /* it is not this part's to reach */
		return;
	}
	const struct reached r = reach(view, NULL);
	d->due = due_day(view);
	d->has_reached = true;
	d->reached = r.date != PDZ_NO_DAY;
	out->numerator = pdz_value_of((double)r.steps < whole ? (double)r.steps : whole);
	out->denominator = pdz_value_of(whole);
	out->n = pdz_value_of((double)r.steps);
	if (d->reached) {
		d->date = r.date;
		d->evidence = r.evidence;
		out->value = pdz_value_of(1);
	} else if (unfed) {
		out->reason = PDZ_NO_DATA;
	} else if (r.steps == 0 && !pdz_view_past(view, d->due == PDZ_NO_DAY ? pdz_period_end(view->plan->period) : d->due)) {
		out->reason = PDZ_NOT_DUE;
	} else {
		out->value = pdz_value_of((double)r.steps / (double)need.enough);
	}
}

static void use(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_rows rows = pdz_view_slot(view, view->indicator->first_slot);
	for (size_t i = 0; i < rows.n && rows.p[i].key.when == PDZ_NO_DAY; i++) /* undated ones come first */
		pdz_mark_of(view, marks, &rows.p[i].key)->use = PDZ_USE_SETS_DUE;
	reach(view, marks);
}

static const char *const keys[] = {"event", "where", "due", "require", NULL};

static void columns(const struct pdz_plan *plan, const struct pdz_slot *slot, unsigned *who, unsigned *what)
{
	*who = PDZ_COL_NOTE;
	*what = plan->indicators[slot->indicator].require_column;
}

const struct pdz_kind pdz_kind_milestone = {
	.name = "milestone",
	.keys = keys,
	.load = load,
	.keep_days = true,
	.note = note,
	.columns = columns,
	.finish = finish,
	.use = use,
	.unit = "ratio",
};
