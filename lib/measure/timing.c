/* Kind timing: how far from its due date each item was done. An item belongs to the
 * period of its due date and stays there, done late or not at all. */
#include "days.h"

#include <stdlib.h>

enum { CLOSED, OPEN }; /* in the key's what; value: days of deviation, or the due day itself */

static const char *const statistics[] = {"median", "mean", "p90", "max", "share", NULL};
static const char *const statistics_of_planned[] = {"median", "mean", "p90", "max", "share", "of_planned", NULL};
static const enum pdz_statistic statistic_of[] = {PDZ_MEDIAN, PDZ_MEAN, PDZ_P90, PDZ_MAXIMUM,
                                                  PDZ_SHARE, PDZ_OF_PLANNED};

void pdz_load_days(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind, bool of_planned)
{
	static const char *const calendars[] = {"calendar", "working", NULL};
	(void)l;
	const struct pdz_json calendar = pdz_json_get(at, "calendar"), statistic = pdz_json_get(at, "statistic");
	int choice = 0;
	ind->lower_is_better = true;
	ind->statistic = PDZ_MEDIAN;
	if (pdz_json_choice(&calendar, false, calendars, &choice))
		ind->working_days = choice == 1;
	if (pdz_json_choice(&statistic, false, of_planned ? statistics_of_planned : statistics, &choice))
		ind->statistic = statistic_of[choice];
	if (ind->statistic == PDZ_SHARE)
		ind->lower_is_better = false;
	if (ind->unit.n == 0)
		ind->unit = ind->statistic == PDZ_SHARE || ind->statistic == PDZ_OF_PLANNED ? PDZ_STR("ratio")
		            : ind->working_days ? PDZ_STR("working days") : PDZ_STR("days");
}

int32_t pdz_days_between(const struct pdz_plan *plan, const struct pdz_indicator *ind, pdz_day from, pdz_day to)
{
	return ind->working_days ? pdz_calendar_working(&plan->calendar, from, to) : to - from;
}

static void load(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	struct pdz_selector selector;
	const struct pdz_json tolerance = pdz_json_get(at, "tolerance_days");
	int64_t days;
	pdz_load_days(l, at, ind, false);
	if (pdz_json_integer(&tolerance, false, 0, 36500, &days))
		ind->tolerance_days = (int32_t)days;
	/* Implied: not later than planned; every item on time. */
	ind->target = (struct pdz_target){.kind = PDZ_TARGET_VALUE,
	                                  .value = ind->statistic == PDZ_SHARE ? 1 : ind->tolerance_days};
	if (pdz_load_items(l, at, "event", &selector))
		pdz_loader_slot(l, &selector, 0);
}

static size_t note(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                   struct pdz_counter out[2], enum pdz_use *why)
{
	*why = PDZ_USE_LACKS_DUE;
	if (fact->due == PDZ_NO_DAY)
		return 0;
	const bool closed = fact->date != PDZ_NO_DAY;
	out[0].key.when = pdz_day_month(fact->due);
	out[0].key.what = closed ? CLOSED : OPEN;
	out[0].key.value = closed ? pdz_days_between(plan, &plan->indicators[slot->indicator], fact->due, fact->date) : fact->due;
	out[0].n = 1;
	return 1;
}

static enum pdz_plain plain(const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	_Static_assert(CLOSED == 0, "what");
	return plan->indicators[slot->indicator].working_days ? PDZ_NOT_PLAIN : PDZ_PLAIN_DAYS;
}

static bool notes_alike(const struct pdz_indicator *a, const struct pdz_indicator *b)
{
	return a->working_days == b->working_days;
}

/* One item: done, late and open, or not due yet. */
static struct pdz_mark mark_of(const struct pdz_view *view, const struct pdz_key *k)
{
	const struct pdz_indicator *ind = view->indicator;
	struct pdz_mark m = {.use = PDZ_USE_COUNTED, .has_value = true, .is_judged = true,
	                     .has_limit = true, .limit = ind->tolerance_days};
	if (k->what == CLOSED) {
		m.value = (double)k->value;
		m.within = k->value <= ind->tolerance_days;
	} else {
		m.use = PDZ_USE_WAITING;
		m.value = pdz_days_between(view->plan, ind, (pdz_day)k->value, view->as_of);
		if (m.value <= ind->tolerance_days) /* done today, it would still be on time */
			m = (struct pdz_mark){.use = PDZ_USE_NOT_DUE};
	}
	return m;
}

static void use(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_rows rows = pdz_view_period(view, view->indicator->first_slot);
	for (size_t i = 0; i < rows.n; i++)
		*pdz_mark_of(view, marks, &rows.p[i].key) = mark_of(view, &rows.p[i].key);
}

static void describe_open(const struct pdz_sample *ages, uint64_t waiting, struct pdz_detail *d)
{
	d->open = pdz_value_of((double)waiting);
	d->overdue = pdz_value_of((double)ages->n);
	d->open_age_median = pdz_tally_quantile(ages->t, ages->k, 0.5);
	d->open_age_max = pdz_tally_quantile(ages->t, ages->k, 1);
}

static void finish(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct pdz_rows rows = pdz_view_period(view, ind->first_slot);
	struct pdz_sample closed = {.t = pdz_view_scratch(view, rows.n, sizeof *closed.t)},
	                  overdue = {.t = pdz_view_scratch(view, rows.n, sizeof *overdue.t)};
	uint64_t waiting = 0, on_time = 0;
	if (closed.t == NULL || overdue.t == NULL)
		goto out;
	for (size_t i = 0; i < rows.n; i++) {
		const struct pdz_mark m = mark_of(view, &rows.p[i].key);
		if (m.use != PDZ_USE_NOT_DUE)
			pdz_sample_add(m.use == PDZ_USE_COUNTED ? &closed : &overdue, m.value, rows.p[i].n);
		on_time += m.within ? rows.p[i].n : 0;
		waiting += m.use != PDZ_USE_COUNTED ? rows.p[i].n : 0;
	}
	pdz_sample_sort(&closed);
	pdz_sample_sort(&overdue);
	pdz_entry_describe(view, &closed, out);
	if (ind->statistic != PDZ_MEAN)
		pdz_entry_share(view, on_time, closed.n + overdue.n, out);
	else
		out->detail.share = pdz_view_share(view, on_time, closed.n + overdue.n);
	out->detail.closed = pdz_value_of((double)closed.n);
	describe_open(&overdue, waiting, &out->detail);
	if (!out->value.ok && closed.n + overdue.n == 0)
		out->reason = waiting > 0 ? PDZ_NOT_DUE : PDZ_NO_DATA;
out:
	free(closed.t);
	free(overdue.t);
}

static const char *const keys[] = {"event", "where", "calendar", "statistic", "tolerance_days", NULL};

const struct pdz_kind pdz_kind_timing = {
	.name = "timing",
	.keys = keys,
	.load = load,
	.note = note,
	.plain = plain,
	.notes_alike = notes_alike,
	.finish = finish,
	.use = use,
};
