/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind duration: days from start to date of one record, or between two events of
 * one case. A wait belongs to the period in which it began and is followed to the as-of
 * date; beside it stand all that are open at the period's end, whenever they began. */
#include "measure/columns_needed.h"
#include "measure/days.h"
#include "measure/stand.h"
#include "measure/waits.h"

#include <stdlib.h>

/* Days allowed, in all or by category. */
struct limit {
	bool given;
	int32_t days;         /* where no category fits; INT32_MAX: no limit */
	uint32_t *categories; /* in plan->words */
	int32_t *category_days;
	size_t count;
};

/* Its own parameters. */
struct duration {
	struct pdz_days days;
	struct limit limit;
};

static const struct duration *own_duration(const struct pdz_indicator *ind)
{
	return ind->own;
}

enum { WHOLE, FROM, TO }; /* roles of the slots */

/* One wait. */
struct spell {
	pdz_day from, to; /* to: PDZ_NO_DAY while it lasts */
	uint32_t category;
	int64_t planned_days; /* of one record with a due date */
	bool has_plan;
	uint64_t n;
};

static void load_limit(struct pdz_loader *l, const struct pdz_json *at, struct limit *limit)
{
	int64_t days;
	if (at->value == NULL)
		return;
	limit->given = true;
	limit->days = INT32_MAX;
	if (!pdz_json_has_type(at, JSON_OBJECT) && !pdz_json_has_number(at)) {
		pdz_json_mistyped(at, "expected a number of days, or numbers by category");
		return;
	}
	if (!pdz_json_has_type(at, JSON_OBJECT)) {
		if (pdz_json_integer(at, true, 0, 36500, &days))
			limit->days = (int32_t)days;
		return;
	}
	limit->categories = pdz_loader_alloc(l, pdz_json_size(at), sizeof *limit->categories);
	limit->category_days = pdz_loader_alloc(l, pdz_json_size(at), sizeof *limit->category_days);
	if (limit->categories == NULL || limit->category_days == NULL)
		return;
	if (pdz_json_size(at) == 0)
		pdz_json_problem(at, "no figures", NULL, "expected days by category");
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		if (!pdz_json_integer(&member, true, 0, 36500, &days))
			continue;
		limit->categories[limit->count] = pdz_intern_add(&l->plan->words, pdz_str(member.key));
		if (limit->categories[limit->count] == PDZ_NONE)
			l->no_memory = true;
		limit->category_days[limit->count++] = (int32_t)days;
	}
}

static void load_duration(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	const struct pdz_json event = pdz_json_get(at, "event"), from = pdz_json_get(at, "from"),
						  to = pdz_json_get(at, "to"), limit = pdz_json_get(at, "limit_days"),
						  statistic = pdz_json_get(at, "statistic");
	struct duration *own = ind->own;
	struct pdz_selector selector;
	pdz_load_days(at, ind, &own->days, true);
	load_limit(l, &limit, &own->limit);
	if (ind->statistic == PDZ_SHARE && !own->limit.given)
		pdz_json_problem(&statistic, "a share needs a limit", NULL, "expected limit_days");
	if (ind->statistic == PDZ_OF_PLANNED) {
		ind->target = (struct pdz_target){.kind = PDZ_TARGET_VALUE, .value = 1}; /* not longer than planned */
		if (event.value == NULL)
			pdz_json_problem(&statistic, "of_planned needs records with start, due and date", NULL,
			                 "expected event instead of from and to");
	}
	if (event.value != NULL && (from.value != NULL || to.value != NULL)) {
		pdz_json_problem(&event, "event beside from and to", NULL, "expected one or the other");
	} else if (event.value != NULL) {
		if (pdz_load_items(l, at, "event", &selector))
			pdz_loader_follow(l, pdz_loader_slot(l, &selector, WHOLE));
	} else {
		const bool has_from = pdz_load_items(l, at, "from", &selector);
		selector.any_status = false;
		selector.status = PDZ_DONE;
		if (has_from)
			pdz_loader_slot(l, &selector, FROM);
		struct pdz_selector end;
		if (!pdz_load_items(l, at, "to", &end))
			return;
		if (has_from && pdz_share_event(&selector, &end))
			pdz_json_problem(&to, "from and to share an event", NULL, "expected different events");
		end.any_status = false;
		end.status = PDZ_DONE;
		pdz_loader_follow(l, pdz_loader_slot(l, &end, TO));
	}
}

static size_t enter_duration(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                             struct pdz_counter out[2], enum pdz_use *why)
{
	const struct pdz_indicator *ind = &plan->indicators[slot->indicator];
	out[0].n = 1;
	out[0].key.what = fact->category;
	out[0].key.when = fact->date;
	if (slot->role != WHOLE) {
		out[0].key.who = fact->case_id;
		*why = fact->case_id == PDZ_NONE ? PDZ_USE_LACKS_CASE : PDZ_USE_LACKS_DATE;
		return fact->case_id != PDZ_NONE && fact->date != PDZ_NO_DAY;
	}
	*why = fact->start == PDZ_NO_DAY ? PDZ_USE_LACKS_START : PDZ_USE_ENDS_BEFORE_START;
	if (fact->start == PDZ_NO_DAY || (fact->date != PDZ_NO_DAY && fact->date < fact->start))
		return 0;
	out[0].key.value = fact->start;
	if (ind->statistic == PDZ_OF_PLANNED)
		out[0].key.due = fact->due;
	return 1;
}

/* Of events of one case, day and kind the order is that of area and texts: one that
 * does not depend on the order of the records. */
static int compare_spells_by_case(const void *a, const void *b, void *context)
{
	const struct pdz_view *view = context;
	const struct pdz_key *x = &(*(const struct pdz_counter *const *)a)->key,
						 *y = &(*(const struct pdz_counter *const *)b)->key;
	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	if (x->when != y->when)
		return x->when < y->when ? -1 : 1;
	if (x->slot != y->slot) /* from comes before to: done the same day is 0 days */
		return x->slot < y->slot ? -1 : 1;
	if (x->area != y->area)
		return x->area < y->area ? -1 : 1;
	if (x->what == y->what)
		return x->rest == y->rest ? 0 : view->compare_rests(view, x->rest, y->rest);
	if (x->what == PDZ_NONE || y->what == PDZ_NONE)
		return x->what == PDZ_NONE ? -1 : 1;
	return pdz_str_cmp(pdz_intern_text(view->words, x->what), pdz_intern_text(view->words, y->what));
}

/* A wait of two events, as a row of the group in which it began, for there somebody waits: like that of one record,
 * with the first day as its value. */
struct pair {
	struct pdz_counter row;
	const struct pdz_key *opened, *closed; /* closed NULL: it lasts */
};

static struct pair pair_of(const struct pdz_key *opened, const struct pdz_key *closed)
{
	struct pair p = {{.key = *opened, .n = 1}, opened, closed};
	struct pdz_key *k = &p.row.key;
	k->when = closed != NULL ? closed->when : PDZ_NO_DAY;
	k->value = opened->when;
	if (closed != NULL) { /* what the beginning does not say */
		k->area = k->area == PDZ_NONE ? closed->area : k->area;
		k->category = k->category == PDZ_NONE ? closed->category : k->category;
		k->what = k->what == PDZ_NONE ? closed->what : k->what;
		k->rest = k->rest == PDZ_NONE ? closed->rest : k->rest;
	}
	return p;
}

/* Of all rows of the view, whatever their group, since cases may move between areas: the first from opens, the next
 * to closes. To be freed; NULL: out of memory. */
static struct pair *pair_events(const struct pdz_view *view, size_t *count)
{
	const uint32_t from = view->indicator->first_slot;
	const struct pdz_counter **rows = pdz_view_scratch(view, view->all_count, sizeof(struct pdz_counter *));
	struct pair *pairs = pdz_view_scratch(view, view->all_count, sizeof *pairs);
	const struct pdz_key *open = NULL;
	struct pdz_view context = *view; /* qsort_r has no const */
	*count = 0;
	for (size_t i = 0; rows != NULL && i < view->all_count; i++)
		rows[i] = &view->all[i];
	if (rows != NULL && view->all_count > 1)
		qsort_r(rows, view->all_count, sizeof *rows, compare_spells_by_case, &context);
	for (size_t i = 0; rows != NULL && pairs != NULL && i < view->all_count; i++) {
		const struct pdz_key *k = &rows[i]->key;
		if (open != NULL && open->who != k->who) {
			pairs[(*count)++] = pair_of(open, NULL);
			open = NULL;
		}
		if (k->slot == from) {
			open = open == NULL ? k : open;
		} else if (open != NULL) {
			pairs[(*count)++] = pair_of(open, k);
			open = NULL;
		}
	}
	if (open != NULL)
		pairs[(*count)++] = pair_of(open, NULL);
	free(rows);
	if (rows == NULL) {
		free(pairs);
		pairs = NULL;
	}
	return pairs;
}

static struct pdz_counter *join_events(const struct pdz_view *view, size_t *count)
{
	struct pair *pairs = pair_events(view, count);
	struct pdz_counter *rows = pdz_view_scratch(view, *count, sizeof *rows);
	for (size_t i = 0; pairs != NULL && rows != NULL && i < *count; i++)
		rows[i] = pairs[i].row;
	if (pairs == NULL) {
		free(rows);
		rows = NULL;
	}
	free(pairs);
	return rows;
}

static struct spell spell_of_row(const struct pdz_view *view, const struct pdz_counter *row)
{
	const struct pdz_key *k = &row->key;
	return (struct spell){.from = (pdz_day)k->value,
	                      .to = k->when,
	                      .category = k->what,
	                      .n = row->n,
	                      .has_plan = k->due != PDZ_NO_DAY,
	                      .planned_days = k->due == PDZ_NO_DAY
	                                          ? 0
	                                          : pdz_days_between(view->plan, &own_duration(view->indicator)->days,
	                                                             (pdz_day)k->value, k->due)};
}

static int32_t limit_of(const struct limit *limit, uint32_t category)
{
	for (size_t i = 0; i < limit->count; i++)
		if (limit->categories[i] == category)
			return limit->category_days[i];
	return limit->days;
}

/* The figures of the waits: of those begun in the period, */
struct tally {
	struct pdz_waits waits;       /* days */
	pdz_day waited_to;            /* the last of their ends, or the as-of day */
	uint64_t within, judged;      /* who entered at least as long ago as the limit */
	uint64_t young, young_within; /* and who did not, a limit being given */
	double actual, planned;       /* of those with a planned time that have ended, or passed it */
	uint64_t with_plan;
	/* and of all that are open at its end */
	struct pdz_sample standing;
	uint64_t overdue;
};

static bool begins_here(const struct pdz_view *view, const struct spell *s)
{
	return s->from >= pdz_view_begin(view) && s->from <= view->end;
}

/* What a wait is in the period in which it began; in other periods it does not count. */
static struct pdz_mark mark_of_spell(const struct pdz_view *view, const struct spell *s)
{
	const struct duration *own = own_duration(view->indicator);
	struct pdz_mark m = {.use = PDZ_USE_OTHER_PERIOD};
	if (!begins_here(view, s))
		return m;
	const bool closed = s->to != PDZ_NO_DAY;
	const int32_t lived = pdz_days_between(view->plan, &own->days, s->from, view->as_of);
	m.use = closed ? PDZ_USE_COUNTED : PDZ_USE_WAITING;
	m.has_value = true;
	m.value = closed ? pdz_days_between(view->plan, &own->days, s->from, s->to) : lived;
	m.limit = limit_of(&own->limit, s->category);
	m.has_limit = own->limit.given && m.limit != INT32_MAX;
	m.within = closed && m.value <= m.limit;
	m.is_judged = m.has_limit && lived >= m.limit; /* of a category without a limit nobody knows */
	return m;
}

/* The planned time counts once the wait has ended, or has passed it. */
static void sort_planned(const struct spell *s, const struct pdz_mark *m, struct tally *w)
{
	if (!s->has_plan || (m->use == PDZ_USE_WAITING && m->value <= (double)s->planned_days))
		return;
	w->actual += m->value * (double)s->n;
	w->planned += (double)s->planned_days * (double)s->n;
	w->with_plan += s->n;
}

static void sort_standing(const struct pdz_view *view, const struct spell *s, struct tally *w)
{
	const struct duration *own = own_duration(view->indicator);
	if (s->from > view->end || (s->to != PDZ_NO_DAY && s->to <= view->end))
		return;
	const int32_t age = pdz_days_between(view->plan, &own->days, s->from, view->end);
	pdz_sample_add(&w->standing, age, s->n);
	w->overdue += age > limit_of(&own->limit, s->category) ? s->n : 0;
}

static void sort_spell(const struct pdz_view *view, const struct spell *s, struct tally *w)
{
	sort_standing(view, s, w);
	const struct pdz_mark m = mark_of_spell(view, s);
	if (m.use == PDZ_USE_OTHER_PERIOD)
		return;
	const pdz_day to = s->to != PDZ_NO_DAY ? s->to : view->as_of;
	w->waited_to = to > w->waited_to ? to : w->waited_to;
	pdz_sample_add(m.use == PDZ_USE_COUNTED ? &w->waits.ended : &w->waits.open, m.value, s->n);
	sort_planned(s, &m, w);
	if (m.is_judged) {
		w->judged += s->n;
		w->within += m.within ? s->n : 0;
	} else if (m.has_limit) {
		w->young += s->n;
		w->young_within += m.within ? s->n : 0;
	}
}

static void give_of_planned(const struct tally *w, struct pdz_entry *out)
{
	out->n = pdz_value_of((double)w->with_plan);
	out->reason = PDZ_REASON_NONE; /* of the days alone */
	if (w->with_plan == 0) {
		out->reason = PDZ_NO_DATA;
		return;
	}
	out->numerator = pdz_value_of(w->actual);
	out->denominator = pdz_value_of(w->planned);
	if (w->planned <= 0)
		out->reason = PDZ_ZERO_DENOMINATOR;
	else
		out->value = pdz_value_of(w->actual / w->planned);
}

/* Until those who entered on the last day have had their time. */
static pdz_day followed_to(const struct pdz_view *view)
{
	const struct duration *own = own_duration(view->indicator);
	const pdz_day end = pdz_view_stretch(view, view->period).end;
	int32_t longest = own->limit.days != INT32_MAX ? own->limit.days : 0;
	for (size_t i = 0; i < own->limit.count; i++)
		longest = own->limit.category_days[i] > longest ? own->limit.category_days[i] : longest;
	pdz_day day = end + longest;
	while (pdz_days_between(view->plan, &own->days, end, day) < longest)
		day++;
	return day;
}

/* The share of those within the limit. Who entered too lately may still turn it. */
static void give_share(const struct pdz_view *view, const struct tally *w, struct pdz_entry *out)
{
	pdz_entry_share(view, w->within, w->judged, out);
	if (view->indicator->statistic != PDZ_SHARE)
		return;
	out->followed_to = followed_to(view);
	if (w->judged == 0 && w->young > 0)
		out->reason = PDZ_NOT_DUE;
	if (w->young == 0 || view->as_of < pdz_view_stretch(view, view->period).end)
		return; /* until the period is over the value itself is judged */
	const double all = (double)(w->judged + w->young);
	out->least = pdz_value_of((double)(w->within + w->young_within) / all);
	out->most = pdz_value_of((double)(w->within + w->young) / all);
}

static void give(const struct pdz_view *view, struct tally *w, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	const bool has_limit = own_duration(ind)->limit.given;
	struct pdz_sample *samples[] = {&w->waits.ended, &w->waits.open, &w->standing};
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		pdz_sample_sort(samples[i]);
	pdz_entry_waits(view, &w->waits, out);
	if (ind->statistic == PDZ_OF_PLANNED)
		give_of_planned(w, out);
	else if (has_limit && ind->statistic != PDZ_MEAN)
		give_share(view, w, out);
	else if (has_limit)
		pdz_detail_share(view, w->within, w->judged, &out->detail);
	out->waited_to = w->waited_to;
	struct pdz_detail *d = &out->detail;
	d->closed = pdz_value_of((double)w->waits.ended.n);
	d->open = pdz_value_of((double)w->standing.n);
	if (has_limit)
		d->overdue = pdz_value_of((double)w->overdue);
	d->open_age_median = pdz_tally_quantile(w->standing.t, w->standing.k, 0.5);
	d->open_age_max = pdz_tally_quantile(w->standing.t, w->standing.k, 1);
	d->km_median = pdz_stat_survival(w->waits.ended.t, w->waits.ended.k, w->waits.open.t, w->waits.open.k,
	                                 view->plan->settings.confidence)
	                   .median;
}

static void finish_duration(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_rows rows = view->indicator->slot_count > 1 ? view->joined
	                                                             : (struct pdz_rows){view->rows, view->count};
	struct tally w = {.waited_to = PDZ_NO_DAY};
	struct pdz_tally *room = pdz_view_scratch(view, 3 * rows.n, sizeof *room);
	if (room == NULL)
		return;
	w.waits.ended.t = room;
	w.waits.open.t = room + rows.n;
	w.standing.t = room + 2 * rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		const struct spell spell = spell_of_row(view, &rows.p[i]);
		sort_spell(view, &spell, &w);
	}
	give(view, &w, out);
	free(room);
}

/* What a row of waits, one record's or a pair's, is to the view. */
static struct pdz_mark mark_of_row(const struct pdz_view *view, const struct pdz_counter *row)
{
	const enum pdz_use part = pdz_view_parts(view, &row->key);
	const struct spell spell = spell_of_row(view, row);
	return part == PDZ_USE_COUNTED ? mark_of_spell(view, &spell) : (struct pdz_mark){.use = part};
}

static void use_duration(const struct pdz_view *view, struct pdz_mark *marks)
{
	const uint32_t from = view->indicator->first_slot;
	size_t count = 0;
	if (view->indicator->slot_count == 1) {
		for (size_t i = 0; i < view->count; i++)
			*pdz_mark_of(view, marks, &view->rows[i].key) = mark_of_row(view, &view->rows[i]);
		return;
	}
	struct pair *pairs = pair_events(view, &count);
	for (size_t i = 0; i < view->all_count; i++) /* unless it opens or closes: it was waiting already, or was not */
		marks[i].use = view->all[i].key.slot == from ? PDZ_USE_REPEATED : PDZ_USE_NO_BEGINNING;
	for (size_t i = 0; i < count; i++) {
		const struct pdz_mark m = mark_of_row(view, &pairs[i].row);
		*pdz_mark_of(view, marks, pairs[i].opened) = m;
		if (pairs[i].closed != NULL)
			*pdz_mark_of(view, marks, pairs[i].closed) = m;
	}
	free(pairs);
}

static void say_limit(struct pdz_said *say)
{
	const struct duration *own = own_duration(say->ind);
	const struct limit *l = &own->limit;
	const char *within = own->days.working ? "explain|within {0} working days" : "explain|within {0} days";
	for (size_t i = 0; i < l->count; i++) {
		pdz_said_with(say, i == 0 ? within : "explain|, {0} days", l->category_days[i]);
		pdz_buf_z(&say->text, " (");
		pdz_buf_str(&say->text, pdz_intern_text(&say->plan->words, l->categories[i]));
		pdz_buf_char(&say->text, ')');
	}
	if (l->count == 0)
		pdz_said_with(say, within, l->days);
}

static void define_duration(struct pdz_said *say)
{
	const struct pdz_indicator *ind = say->ind;
	const struct duration *own = own_duration(ind);
	const bool pairs = ind->slot_count > 1, share = ind->statistic == PDZ_SHARE;
	if (ind->statistic == PDZ_OF_PLANNED)
		pdz_buf_z(&say->text,
		          pdz_said_word(say, "explain|days from start to date / days from start to date set, of the records "));
	else if (share)
		pdz_buf_z(&say->text,
		          pdz_said_word(say, pairs
		                                 ? "explain|waits within the limit / waits completed or over the limit, from "
		                                 : "explain|records within the limit / records completed or over the limit: "));
	else if (pairs)
		pdz_said_statistic(say, own->days.working ? "explain|{0} of the working days from "
		                                          : "explain|{0} of the days from ");
	else
		pdz_said_statistic(say, own->days.working ? "explain|{0} of the working days from start to date of the records "
		                                          : "explain|{0} of the days from start to date of the records ");
	pdz_said_own_records(say, false);
	if (pairs) {
		pdz_buf_z(&say->text, pdz_said_word(say, "explain| to the next "));
		pdz_said_records(say, &say->plan->slots[ind->first_slot + 1].selector, false);
		pdz_buf_z(&say->text, pdz_said_word(say, "explain| of the same case"));
	}
	pdz_said_line(say, "explain|Value");
	if (own->limit.given) {
		say_limit(say);
		pdz_said_line(say, "explain|Limit");
	}
	pdz_buf_z(
		&say->text,
		pdz_said_word(
			say,
			"explain|a wait belongs to the period in which it began, and is followed to the day up to which records "
			"are looked at; whoever still waits counts"));
	pdz_said_line(say, "explain|Rule");
}

static void duration_formula(struct pdz_said *say)
{
	if (say->ind->statistic == PDZ_OF_PLANNED) {
		pdz_said_fraction(say, "explain|{0} days taken / {1} days planned");
		pdz_said_equals(say);
	} else if (say->ind->statistic == PDZ_SHARE) {
		pdz_days_share(say);
	} else {
		pdz_said_waits(say);
	}
}

static void need_of_duration(const struct pdz_plan *plan, const struct pdz_slot *slot, struct pdz_columns_needed *out)
{
	const struct pdz_indicator *ind = &plan->indicators[slot->indicator];
	out->due |= ind->statistic == PDZ_OF_PLANNED;
	out->start |= slot->role == WHOLE;
	out->category |= own_duration(ind)->limit.count > 0;
}

/* Waits of cases are of persons; records with dates of their own only if their event says so. */
static enum pdz_described duration_describes(const struct pdz_indicator *ind)
{
	return ind->slot_count > 1 ? PDZ_DESCRIBES_PERSONS : PDZ_DESCRIBES_IF_SAID;
}

static const char *const keys[] = {"event", "from", "to", "where", "calendar", "statistic", "limit_days", NULL};

static void columns_of_duration(const struct pdz_plan *plan, const struct pdz_slot *slot, unsigned *who, unsigned *what)
{
	(void)plan;
	if (slot->role != WHOLE)
		*who = PDZ_COL_CASE;
	*what = PDZ_COL_CATEGORY;
}

const struct pdz_kind pdz_kind_duration = {
	.name = "duration",
	.keys = keys,
	.load = load_duration,
	.keep_days = true,
	.enter = enter_duration,
	.columns = columns_of_duration,
	.join = join_events,
	.finish = finish_duration,
	.use = use_duration,
	.own_size = sizeof(struct duration),
	.statistic = pdz_sample_statistic,
	.define = define_duration,
	.formula = duration_formula,
	.need = need_of_duration,
	.describes = duration_describes,
	.basis = "basis|{0} of {1} within the limit",
	.waits = true,
	.has_start = true,
	.amounts = true,
};
