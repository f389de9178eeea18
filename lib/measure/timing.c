/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind timing: how far from its due date each item was done. An item belongs to the
 * period of its due date and stays there, done late or not at all. */
#include "measure/columns_needed.h"
#include "measure/days.h"
#include "measure/waits.h"

#include <stdlib.h>

/* Its own parameters. */
struct timing {
	struct pdz_days days;
	int32_t tolerance; /* days after the due date that are still on time */
};

static const struct timing *own_timing(const struct pdz_indicator *ind)
{
	return ind->own;
}

enum { CLOSED, OPEN }; /* in the key's what; value: days of deviation, or the due day itself */

static void load_timing(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	struct pdz_selector selector;
	const struct pdz_json tolerance = pdz_json_get(at, "tolerance_days");
	int64_t days;
	struct timing *own = ind->own;
	pdz_load_days(at, ind, &own->days, false);
	if (pdz_json_integer(&tolerance, false, 0, 36500, &days))
		own->tolerance = (int32_t)days;
	/* Implied: not later than planned; every item on time. */
	ind->target = (struct pdz_target){.kind = PDZ_TARGET_VALUE,
	                                  .value = ind->statistic == PDZ_SHARE ? 1 : own->tolerance};
	if (pdz_load_items(l, at, "event", &selector))
		pdz_loader_follow(l, pdz_loader_slot(l, &selector, 0));
}

static size_t enter_timing(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                           struct pdz_counter out[2], enum pdz_use *why)
{
	*why = PDZ_USE_LACKS_DUE;
	if (fact->due == PDZ_NO_DAY)
		return 0;
	const bool closed = fact->date != PDZ_NO_DAY;
	out[0].key.when = slot->keep_days ? fact->due : pdz_day_month(fact->due);
	out[0].key.what = closed ? CLOSED : OPEN;
	out[0].key.value = closed ? pdz_days_between(plan, &own_timing(&plan->indicators[slot->indicator])->days, fact->due,
	                                             fact->date)
	                          : fact->due;
	out[0].n = 1;
	return 1;
}

static enum pdz_simple simple_of_timing(const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	_Static_assert(CLOSED == 0, "what");
	return own_timing(&plan->indicators[slot->indicator])->days.working ? PDZ_NOT_SIMPLE : PDZ_SIMPLE_DAYS;
}

static void prepare_timing(struct pdz_slot *slot, const struct pdz_indicator *ind)
{
	(void)ind;
	slot->by_due = true;
}

static bool enters_alike(const struct pdz_indicator *a, const struct pdz_indicator *b)
{
	return own_timing(a)->days.working == own_timing(b)->days.working;
}

/* One item: done, late and open, or not due yet. */
static struct pdz_mark mark_of_timing(const struct pdz_view *view, const struct pdz_key *k)
{
	const struct timing *own = own_timing(view->indicator);
	struct pdz_mark m = {
		.use = PDZ_USE_COUNTED, .has_value = true, .is_judged = true, .has_limit = true, .limit = own->tolerance};
	if (k->what == CLOSED) {
		m.value = (double)k->value;
		m.within = k->value <= own->tolerance;
	} else {
		m.use = PDZ_USE_WAITING;
		m.value = pdz_days_between(view->plan, &own->days, (pdz_day)k->value, view->as_of);
		if (m.value <= own->tolerance) /* done today, it would still be on time */
			m = (struct pdz_mark){.use = PDZ_USE_NOT_DUE};
	}
	return m;
}

static void use_timing(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_rows rows = pdz_view_period(view, view->indicator->first_slot);
	for (size_t i = 0; i < rows.n; i++)
		*pdz_mark_of(view, marks, &rows.p[i].key) = mark_of_timing(view, &rows.p[i].key);
}

static void describe_open(const struct pdz_sample *ages, uint64_t waiting, struct pdz_detail *d)
{
	d->open = pdz_value_of((double)waiting);
	d->overdue = pdz_value_of((double)ages->n);
	d->open_age_median = pdz_tally_quantile(ages->t, ages->k, 0.5);
	d->open_age_max = pdz_tally_quantile(ages->t, ages->k, 1);
}

static void finish_timing(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct pdz_rows rows = pdz_view_period(view, ind->first_slot);
	struct pdz_waits w = {.ended.t = pdz_view_scratch(view, rows.n, sizeof *w.ended.t),
	                      .open.t = pdz_view_scratch(view, rows.n, sizeof *w.open.t)};
	uint64_t waiting = 0, on_time = 0;
	if (w.ended.t == NULL || w.open.t == NULL)
		goto out;
	for (size_t i = 0; i < rows.n; i++) {
		const struct pdz_mark m = mark_of_timing(view, &rows.p[i].key);
		if (m.use != PDZ_USE_NOT_DUE)
			pdz_sample_add(m.use == PDZ_USE_COUNTED ? &w.ended : &w.open, m.value, rows.p[i].n);
		on_time += m.within ? rows.p[i].n : 0;
		waiting += m.use != PDZ_USE_COUNTED ? rows.p[i].n : 0;
	}
	pdz_sample_sort(&w.ended);
	pdz_sample_sort(&w.open);
	pdz_entry_waits(view, &w, out);
	if (ind->statistic != PDZ_MEAN)
		pdz_entry_share(view, on_time, w.ended.n + w.open.n, out);
	else
		pdz_detail_share(view, on_time, w.ended.n + w.open.n, &out->detail);
	out->detail.closed = pdz_value_of((double)w.ended.n);
	describe_open(&w.open, waiting, &out->detail);
	if (!out->value.ok && w.ended.n + w.open.n == 0)
		out->reason = waiting > 0 ? PDZ_NOT_DUE : PDZ_NO_DATA;
out:
	free(w.ended.t);
	free(w.open.t);
}

static void define_timing(struct pdz_said *say)
{
	const struct pdz_indicator *ind = say->ind;
	const struct timing *own = ind->own;
	if (ind->statistic == PDZ_SHARE)
		pdz_buf_z(&say->text,
		          pdz_said_word(say, "explain|items done on time / items done or overdue; items: the records "));
	else
		pdz_said_statistic(
			say, own->days.working
					 ? "explain|{0} of the working days between the date set and the date done, of the records "
					 : "explain|{0} of the days between the date set and the date done, of the records ");
	pdz_said_own_records(say, false);
	pdz_said_line(say, "explain|Value");
	if (own->tolerance > 0)
		pdz_said_with(say,
		              own->days.working ? "explain|on time: up to {0} working days after the date set; "
		                                : "explain|on time: up to {0} days after the date set; ",
		              own->tolerance);
	pdz_buf_z(&say->text, pdz_said_word(say, "explain|an item belongs to the period in which it was due"));
	pdz_said_line(say, "explain|Rule");
}

static void timing_formula(struct pdz_said *say)
{
	if (say->ind->statistic == PDZ_SHARE)
		pdz_days_share(say);
	else
		pdz_said_waits(say);
}

static void need_of_timing(const struct pdz_plan *plan, const struct pdz_slot *slot, struct pdz_columns_needed *out)
{
	(void)plan;
	(void)slot;
	out->due = true;
}

static enum pdz_described timing_describes(const struct pdz_indicator *ind)
{
	(void)ind;
	return PDZ_DESCRIBES_IF_SAID;
}

static const char *const keys[] = {"event", "where", "calendar", "statistic", "tolerance_days", NULL};

const struct pdz_kind pdz_kind_timing = {
	.name = "timing",
	.keys = keys,
	.load = load_timing,
	.enter = enter_timing,
	.simple = simple_of_timing,
	.enters_alike = enters_alike,
	.prepare = prepare_timing,
	.finish = finish_timing,
	.use = use_timing,
	.own_size = sizeof(struct timing),
	.statistic = pdz_sample_statistic,
	.define = define_timing,
	.formula = timing_formula,
	.need = need_of_timing,
	.describes = timing_describes,
	.basis = "basis|{0} of {1} on time",
	.waits = true,
	.verdict_tells = true,
	.amounts = true,
};
