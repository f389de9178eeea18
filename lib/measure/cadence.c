/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind cadence: in which periods something happened that should happen in each, and
 * in which it did not. */
#include "measure/coverage.h"
#include "measure/said.h"
#include "measure/stand.h"

/* Its own parameters. */
struct cadence {
	enum pdz_level every;
	int64_t months, weeks; /* so many at a time, counted from the plan's beginning, weeks from Monday; else 0 */
	int64_t at_least;      /* records in each */
	uint32_t except;       /* months left out: bit 0 is January */
};

static const struct cadence *own_cadence(const struct pdz_indicator *ind)
{
	return ind->own;
}

/* "month", "week", {"months": 2} or {"weeks": 2}. */
static void load_every(const struct pdz_json *at, struct cadence *own)
{
	static const char *const levels[] = {"year", "semester", "quarter", "month", "week", NULL};
	static const char *const keys[] = {"months", "weeks", NULL};
	const struct pdz_json months = pdz_json_get(at, "months"), weeks = pdz_json_get(at, "weeks");
	int level = 0;
	own->every = PDZ_MONTH;
	if (!pdz_json_has_type(at, JSON_OBJECT)) {
		if (pdz_json_choice(at, true, levels, &level) && level == 4)
			own->weeks = 1;
		else
			own->every = (enum pdz_level)(PDZ_YEAR + level);
		return;
	}
	pdz_json_closed_to(at, keys);
	if ((months.value != NULL) == (weeks.value != NULL))
		pdz_json_problem(at, "how often is not clear", NULL, "expected either months or weeks");
	pdz_json_integer(&months, false, 1, 120, &own->months);
	pdz_json_integer(&weeks, false, 1, 520, &own->weeks);
}

static void load_cadence(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	const struct pdz_json at_least = pdz_json_get(at, "at_least"), except = pdz_json_get(at, "except");
	struct cadence *own = ind->own;
	struct pdz_selector selector;
	own->at_least = 1;
	load_every(PDZ_AT(at, "every"), own);
	pdz_json_integer(&at_least, false, 1, 1000000, &own->at_least);
	pdz_load_months(&except, &own->except);
	ind->target = (struct pdz_target){.kind = PDZ_TARGET_VALUE, .value = 1};
	if (!pdz_load_items(l, at, "event", &selector))
		return;
	selector.any_status = false;
	selector.status = PDZ_DONE;
	pdz_loader_slot(l, &selector, 0);
}

static size_t enter_cadence(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                            struct pdz_counter out[2], enum pdz_use *why)
{
	(void)plan;
	(void)slot;
	out[0].n = 1;
	out[0].key.when = fact->date;
	*why = PDZ_USE_LACKS_DATE;
	return fact->date != PDZ_NO_DAY;
}

/* One of the periods in each of which something should happen. */
struct turn {
	pdz_day begin, end;
	struct pdz_period period; /* unless it is of weeks */
};

static int32_t floor_to(int32_t x, int32_t base, int32_t step)
{
	return x - ((x - base) % step + step) % step;
}

static struct turn turn_at(const struct pdz_view *view, pdz_day day)
{
	const struct cadence *own = own_cadence(view->indicator);
	const int32_t month = pdz_day_month(day), months = (int32_t)own->months, days = 7 * (int32_t)own->weeks;
	const pdz_day start = pdz_period_begin(view->plan->period);
	struct turn t = {0};
	if (own->weeks > 0) {
		t.begin = floor_to(day, start - (pdz_day_weekday(start) - 1), days);
		t.end = t.begin + days - 1;
		return t;
	}
	if (own->months > 0) {
		const int32_t first = floor_to(month, view->plan->period.first, months);
		t.period = (struct pdz_period){PDZ_PLAN, first, first + months - 1};
	} else {
		t.period = pdz_plan_period(view->plan, own->every, month);
	}
	t.begin = pdz_period_begin(t.period);
	t.end = pdz_period_end(t.period);
	return t;
}

/* Records in a turn, up to the as-of date. */
static uint64_t records_in(struct pdz_rows rows, const struct turn *t)
{
	uint64_t n = 0;
	for (size_t i = 0; i < rows.n; i++)
		if (rows.p[i].key.when >= t->begin && rows.p[i].key.when <= t->end)
			n += rows.p[i].n;
	return n;
}

static double longest_gap(struct pdz_rows rows, pdz_day begin, pdz_day end)
{
	pdz_day last = begin;
	int32_t longest = 0;
	for (size_t i = 0; i <= rows.n; i++) {
		const pdz_day day = i < rows.n ? rows.p[i].key.when : end;
		if (day > last) {
			longest = day - last > longest ? day - last : longest;
			last = day;
		}
	}
	return longest;
}

/* As far as it lies inside the plan, and what is measured. */
static struct turn cut_turn(const struct pdz_view *view, struct turn t)
{
	const pdz_day from = view->indicator->measurable_from, begin = pdz_period_begin(view->plan->period),
				  end = pdz_period_end(view->plan->period);
	if (!view->beyond_plan) {
		t.begin = t.begin > begin ? t.begin : begin;
		t.end = t.end < end ? t.end : end;
	}
	if (from != PDZ_NO_DAY && from <= t.end)
		t.begin = t.begin > from ? t.begin : from;
	return t;
}

/* How many records a turn needs: as far as it lies inside, and in the months not left out; 0: nothing. */
static uint64_t needed_in(const struct pdz_view *view, const struct turn *whole, const struct turn *inside)
{
	const struct cadence *own = own_cadence(view->indicator);
	const double all = (double)pdz_active_days(own->except, whole->begin, whole->end),
				 part = (double)pdz_active_days(own->except, inside->begin, inside->end);
	if (inside->end < inside->begin || all == 0 || part == 0)
		return 0;
	const double needed = pdz_round_expected((double)own->at_least * part / all, PDZ_ROUND_DOWN);
	return needed < 1 ? 1 : (uint64_t)needed; /* part of a quarter is a quarter, too */
}

/* The periods of an entry: those that have passed or had it already, those that had it, all there will be, and those
 * of which it may have been and was not told. */
struct periods {
	uint64_t due, found, all, untold;
};

/* Is something missing of what would tell of the turn? */
static bool may_be_untold(const struct pdz_entry *e, const struct turn *t)
{
	for (size_t i = 0; i < e->gap_count; i++)
		if (pdz_period_begin(e->gaps[i].first) <= t->end && pdz_period_end(e->gaps[i].last) >= t->begin)
			return true;
	return e->set_aside.ok;
}

/* A turn belongs to the entry in which it ends. missing: room for a period a month, or NULL. */
static struct periods look_for(const struct pdz_view *view, const struct pdz_entry *e, struct pdz_detail *missing)
{
	const struct pdz_stretch whole = pdz_view_stretch(view, view->period);
	const struct pdz_rows rows = pdz_view_until_end(view, view->indicator->first_slot);
	struct periods c = {0};
	if (whole.begin > whole.end)
		return c;
	for (struct turn next = turn_at(view, whole.begin); next.begin <= whole.end; next = turn_at(view, next.end + 1)) {
		const struct turn at = cut_turn(view, next);
		const uint64_t needed = needed_in(view, &next, &at);
		if (needed == 0 || at.end > whole.end)
			continue;
		const bool there = at.begin <= view->end && records_in(rows, &at) >= needed, passed = at.end <= view->known_to;
		c.all++;
		c.found += there;
		c.due += there || passed;
		c.untold += !there && passed && may_be_untold(e, &at);
		if (missing != NULL && !there && passed && own_cadence(view->indicator)->weeks == 0)
			missing->missing[missing->missing_count++] = next.period;
	}
	return c;
}

static int32_t months_of(const struct cadence *own)
{
	return own->weeks > 0 ? 1 : own->months > 0 ? (int32_t)own->months : pdz_level_months(own->every);
}

static void finish_cadence(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct pdz_rows rows = pdz_view_period(view, ind->first_slot);
	struct pdz_detail *d = &out->detail;
	if (pdz_view_unfed(view)) {
		out->reason = PDZ_NO_DATA;
		return;
	}
	/* A month of a quarterly meeting; an area that never had one of its own, where others meet for it. */
	if ((view->period.level != PDZ_PLAN && view->period.last - view->period.first + 1 < months_of(own_cadence(ind))) ||
	    (pdz_view_is_part(view) && view->count == 0)) {
		out->reason = PDZ_NOT_APPLICABLE;
		return;
	}
	d->missing = pdz_arena_alloc(view->arena,
	                             (size_t)(view->period.last - view->period.first + 1) * sizeof *d->missing);
	if (d->missing == NULL) {
		*view->failed = true;
		return;
	}
	const struct periods c = look_for(view, out, d);
	if (c.all == 0 && !view->beyond_plan) { /* all its months are left out: nothing is ever asked for */
		out->reason = PDZ_NOT_APPLICABLE;
		return;
	}
	for (size_t i = 0; i < rows.n; i++)
		out->n.number += (double)rows.p[i].n;
	out->n.ok = true;
	d->expected = out->denominator = pdz_value_of((double)c.due);
	d->found = out->numerator = pdz_value_of((double)c.found);
	if (c.due == 0) {
		out->reason = PDZ_NOT_DUE;
		return;
	}
	d->longest_gap_days = pdz_value_of(longest_gap(rows, pdz_view_begin(view), view->end));
	out->value = pdz_value_of((double)c.found / (double)c.due);
}

/* A period without is a period without: it is not made up for later. */
static void stand_cadence(const struct pdz_view *view, struct pdz_entry *e, struct pdz_standing *s)
{
	if (!e->denominator.ok)
		return;
	const struct periods c = look_for(view, e, NULL);
	s->ground = PDZ_GROUND_PERIODS;
	if (c.due == 0) {
		s->expected = (struct pdz_value){0};
		s->over &= c.all == 0;
		return;
	}
	s->one = 1 / (double)c.due;
	if (s->expected.ok && !s->over) /* turns are asked for whole */
		s->expected.number = pdz_round_expected(s->expected.number * (double)c.due, PDZ_ROUND_DOWN) / (double)c.due;
	s->best = pdz_value_of((double)(c.found + c.all - c.due) / (double)c.all);
	if (!pdz_is_incomplete(e->reason))
		return;
	e->most = pdz_value_of((double)(c.found + c.untold) / (double)c.due);
	s->best_of_most = pdz_value_of((double)(c.found + c.untold + c.all - c.due) / (double)c.all);
}

/* Every record of the period is looked at; which periods they fill is in the entry. */
static void use_cadence(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_rows rows = pdz_view_period(view, view->indicator->first_slot);
	for (size_t i = 0; i < rows.n; i++)
		pdz_mark_of(view, marks, &rows.p[i].key)->use = PDZ_USE_COUNTED;
}

static const char *cadence_statistic(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	(void)plan;
	(void)ind;
	return "met";
}

static void define_cadence(struct pdz_said *say)
{
	static const char *const levels[] = {
		[PDZ_YEAR] = "explain|years",
		[PDZ_SEMESTER] = "explain|half-years",
		[PDZ_QUARTER] = "explain|quarters",
		[PDZ_MONTH] = "explain|months",
	};
	const struct cadence *own = own_cadence(say->ind);
	struct pdz_buf n = {0}, many = {0}, turns = {0};
	pdz_said_number(say, &n, (double)own->at_least);
	pdz_said_number(say, &many, (double)(own->weeks > 0 ? own->weeks : own->months));
	if (own->weeks > 1 || own->months > 0)
		pdz_say_into(&turns, say->lang, own->weeks > 1 ? "explain|spans of {0} weeks" : "explain|spans of {0} months",
		             pdz_buf_view(&many));
	else
		pdz_buf_z(&turns, pdz_said_word(say, own->weeks > 0 ? "explain|weeks" : levels[own->every]));
	pdz_say_into(&say->text, say->lang,
	             own->at_least > 1 ? "explain|{0} with at least {1} records " : "explain|{0} with at least one record ",
	             pdz_buf_view(&turns), pdz_buf_view(&n));
	pdz_said_own_records(say, true);
	pdz_say_into(&say->text, say->lang, "explain| / {0} due", pdz_buf_view(&turns));
	say->failed |= n.failed || many.failed || turns.failed;
	pdz_buf_release(&n);
	pdz_buf_release(&many);
	pdz_buf_release(&turns);
	pdz_said_line(say, "explain|Value");
}

static void cadence_formula(struct pdz_said *say)
{
	const struct pdz_detail *d = &say->entry->detail;
	pdz_said_fraction(say, "explain|{0} periods with records / {1} due");
	pdz_said_equals(say);
	for (size_t i = 0; i < d->missing_count; i++) {
		pdz_buf_z(&say->text, i == 0 ? pdz_said_word(say, "explain|; missing: ") : ", ");
		pdz_spell_period(&say->text, say->lang, d->missing[i]);
	}
}

static void cadence_rule(const struct pdz_said *say, struct pdz_buf *b)
{
	const struct cadence *own = own_cadence(say->ind);
	pdz_buf_printf(b, ",\"every\":\"%s\",\"at_least\":%lld", own->weeks > 0 ? "week" : pdz_level_name(own->every),
	               (long long)own->at_least);
	if (own->weeks > 0 || own->months > 0)
		pdz_buf_printf(b, ",\"every_n\":%lld", (long long)(own->weeks > 0 ? own->weeks : own->months));
}

/* Whether there are so many tells how many there are. */
static enum pdz_described cadence_describes(const struct pdz_indicator *ind)
{
	(void)ind;
	return PDZ_DESCRIBES_IF_SAID;
}

static bool same_cadence_items(const struct pdz_indicator *a, const struct pdz_indicator *b)
{
	return a == b;
}

static const char *const keys[] = {"event", "where", "every", "at_least", "except", NULL};

const struct pdz_kind pdz_kind_cadence = {
	.name = "cadence",
	.only_adds = true,
	.due_by_calendar = true,
	.keys = keys,
	.load = load_cadence,
	.keep_days = true,
	.enter = enter_cadence,
	.finish = finish_cadence,
	.stand = stand_cadence,
	.use = use_cadence,
	.unit = "ratio",
	.own_size = sizeof(struct cadence),
	.statistic = cadence_statistic,
	.define = define_cadence,
	.formula = cadence_formula,
	.rule = cadence_rule,
	.describes = cadence_describes,
	.same_items = same_cadence_items,
	.n_is_records = true,
};
