/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the figures of an indicator are written. Nothing here is computed: what is
 * not in the results is said in words. */
#include "report/builder.h"

#include <math.h>
#include <stdio.h>

#define WIDEST_SHARE 0.6
enum { PERCENT_DECIMALS = 1, MOST_DECIMALS = 6, MISSING_NAMED = 2, GAPS_NAMED = 3, LEAST_FOR_INTERVAL = 5 };

/* What a figure rests on, where it was not measured but set by somebody. */
#define STATED INFINITY
/* A plain count or sum, exact whatever it rests on. */
#define EXACT (-1.0)

static const struct pdz_result_indicator *indicator_of(const struct builder *b, const struct pdz_entry *e)
{
	return &b->r->indicators[e->indicator];
}

bool pdz_build_is_percent(const struct pdz_result_indicator *ind)
{
	return pdz_is_percent(ind->unit, ind->statistic, ind->scale);
}

/* Digits follow what a figure rests on: of 30 one is 3.3 %, so that no decimal of a
 * per cent means anything below 100. */
int pdz_build_percent_decimals(double v, double base)
{
	if (isinf(base))
		return fabs(round(v * 100) - v * 100) < 1e-9 ? 0 : PERCENT_DECIMALS;
	return base >= 0 && base < 100 ? 0 : PERCENT_DECIMALS;
}

/* The same for a median, mean or rate: no second decimal below 100 observations. */
static int number_decimals(double v, double base)
{
	const int decimals = pdz_fit_decimals(v);
	return base >= 0 && base < 100 && decimals > 1 && fabs(v) >= 1 ? 1 : decimals;
}

/* A sum, count or setting, with all its decimals but no more than four of a setting, two of the rest. */
static int exact_decimals(double v, int most)
{
	int decimals = 0;
	for (double p = v; decimals < most && fabs(p - round(p)) > 1e-9 * fmax(1, fabs(p)); p *= 10)
		decimals++;
	return decimals;
}

/* As it was stated; what was computed from it and does not end is as exact as a figure. */
static int stated_decimals(double v)
{
	const int decimals = exact_decimals(v, 4);
	const bool ends = fabs(v * 1e4 - round(v * 1e4)) <= 1e-9 * fmax(1, fabs(v * 1e4));
	return ends || fabs(v) < 1 ? decimals : pdz_fit_decimals(v);
}

static int sign_of(double difference)
{
	return fabs(difference) < 1e-12 ? 0 : difference > 0 ? 1 : -1;
}

/* As many more decimals as it takes that a figure, written, stands to what it is set against as it does
 * in truth: 2,399 of 3,000 are not 80.0 % where 80 % is asked for. */
static int decimals_apart(double v, int decimals, bool percent, struct pdz_value against)
{
	const double factor = percent ? 100 : 1;
	const int truth = sign_of(v - against.number);
	for (; against.ok && truth != 0 && decimals < MOST_DECIMALS; decimals++) {
		const double p = pow(10, decimals), written = round(v * factor * p) / p;
		if (sign_of(written - against.number * factor) == truth)
			break;
	}
	return decimals;
}

static struct pdz_cell write_cell(struct builder *b, double v, bool percent, int decimals)
{
	struct pdz_cell c = {.kind = percent ? PDZ_CELL_PERCENT : PDZ_CELL_NUMBER, .number = v, .decimals = decimals};
	if (percent)
		pdz_spell_percent(&b->text, b->lang, v, c.decimals);
	else
		pdz_spell_number(&b->text, b->lang, v, c.decimals);
	c.text = pdz_build_take(b);
	return c;
}

/* A number of things, or of whatever they are summed in: "12.5", but "1,234.50", for that is money. */
static struct pdz_cell number_cell(struct builder *b, double v)
{
	return write_cell(b, v, false, pdz_exact_decimals(v));
}

struct pdz_str pdz_build_number(struct builder *b, double v)
{
	return number_cell(b, v).text;
}

/* The unit stands beside each figure of money, and of so much per something; that of other figures
 * stands once, beside the indicator. */
static void add_unit(struct builder *b, const struct pdz_result_indicator *ind, struct pdz_cell *c)
{
	const bool points = pdz_points_factor(ind->unit, ind->statistic) != 0;
	if (c->kind != PDZ_CELL_NUMBER || !(points || ind->kind->value_is_quotient || pdz_is_money(ind->unit)))
		return;
	c->unit = points ? pdz_str(pdz_say(b->lang, "unit|percentage points")) : pdz_unit_in_words(b->lang, ind->unit);
	pdz_buf_str(&b->text, c->text);
	pdz_spell_unit(&b->text, c->unit);
	c->text = pdz_build_take(b);
}

/* In the unit of the entry's indicator. base: how many observations, STATED or EXACT; against: what its digits
 * must not contradict, up to three. */
static struct pdz_cell measure_cell(struct builder *b, const struct pdz_entry *e, double v, double base,
                                    const struct pdz_value *against, size_t count)
{
	const struct pdz_result_indicator *ind = &b->r->indicators[e->indicator];
	const bool percent = pdz_build_is_percent(ind);
	const double points = pdz_points_factor(ind->unit, ind->statistic), factor = points != 0 ? points : 1;
	int decimals = percent                   ? pdz_build_percent_decimals(v, base)
	               : points != 0             ? exact_decimals(v * factor, PERCENT_DECIMALS)
	               : pdz_is_money(ind->unit) ? pdz_euro_decimals(v)
	               : isinf(base)             ? stated_decimals(v)
	               : base < 0                ? exact_decimals(v, 2)
	                                         : number_decimals(v, base);
	for (size_t i = 0; i < count; i++)
		decimals = decimals_apart(v * factor, decimals, percent,
		                          (struct pdz_value){against[i].ok, against[i].number * factor});
	struct pdz_cell c = write_cell(b, v * factor, percent, decimals);
	add_unit(b, ind, &c);
	return c;
}

/* The value is what these are set against. */
static struct pdz_cell stated_cell(struct builder *b, const struct pdz_entry *e, double v)
{
	return measure_cell(b, e, v, STATED, &e->value, 1);
}

struct pdz_str pdz_build_stated(struct builder *b, const struct pdz_entry *e, double v)
{
	return stated_cell(b, e, v).text;
}

/* A time alone says nothing: "30 days". */
static struct pdz_str with_days(struct builder *b, const struct pdz_result_indicator *ind, struct pdz_str figure)
{
	if (!ind->kind->waits || pdz_build_is_percent(ind) || ind->unit.n == 0 || pdz_str_is(ind->unit, "ratio"))
		return figure;
	pdz_buf_str(&b->text, figure);
	pdz_spell_unit(&b->text, pdz_unit_in_words(b->lang, ind->unit));
	return pdz_build_take(b);
}

static struct pdz_cell reason_cell(struct builder *b, enum pdz_reason reason)
{
	return (struct pdz_cell){
		.kind = PDZ_CELL_REASON, .reason = reason, .text = pdz_str(pdz_word_reason(b->lang, reason))};
}

static struct pdz_cell none_cell(struct builder *b, const char *english)
{
	return (struct pdz_cell){.kind = PDZ_CELL_NONE, .text = pdz_str(pdz_say(b->lang, english))};
}

/* ---- a figure ---- */

/* What the value of an entry rests on. */
static double base_of(const struct builder *b, const struct pdz_entry *e)
{
	const struct pdz_result_indicator *ind = indicator_of(b, e);
	if (ind->kind->exact)
		return EXACT;
	if (pdz_build_is_percent(ind) && e->denominator.ok)
		return e->denominator.number;
	return e->n.ok ? e->n.number : EXACT;
}

static struct pdz_cell value_cell(struct builder *b, const struct pdz_entry *e)
{
	const struct pdz_result_indicator *ind = indicator_of(b, e);
	if (!e->value.ok)
		return reason_cell(b, e->reason);
	if (ind->kind->is_act && e->detail.has_reached)
		return (struct pdz_cell){
			.kind = PDZ_CELL_TEXT,
			.number = e->value.number,
			.text = pdz_str(pdz_say(b->lang, e->detail.reached ? "milestone|yes" : "milestone|no"))};
	const struct pdz_value against[] = {e->target, e->target_high, e->expected};
	struct pdz_cell c = measure_cell(b, e, e->value.number, base_of(b, e), against, sizeof against / sizeof *against);
	if (c.kind == PDZ_CELL_NUMBER && c.decimals == 0 && fabs(c.number) < 10 && pdz_str_is(ind->statistic, "mean")) {
		c = write_cell(b, c.number, false, base_of(b, e) < 100 ? 1 : 2); /* 4,0 beside 4,1: a mean is not a count */
		add_unit(b, ind, &c);
	}
	return c;
}

/* A numerator, denominator or n: a number, the reason of the whole entry, or a word for "has none". */
static struct pdz_cell side_cell(struct builder *b, const struct pdz_entry *e, struct pdz_value v, bool share)
{
	if (v.ok && share)
		return write_cell(b, v.number, true, pdz_build_percent_decimals(v.number, STATED));
	if (v.ok)
		return number_cell(b, v.number);
	return e->value.ok ? none_cell(b, "cell|not used") : reason_cell(b, e->reason);
}

/* What numerator and denominator are to each other. */
static const char *basis_words(const struct pdz_result_indicator *ind)
{
	if (pdz_str_is(ind->statistic, "mean"))
		return "basis|sum {0} over {1}";
	static const char *const derived[][2] = {{"difference", "basis|{0} less {1}"},
	                                         {"ratio_of_figures", "basis|{0} over {1}"},
	                                         {"mean_progress", "basis|shares {0} over weights {1}"},
	                                         {"change_on_year", "basis|{0} against {1}"}};
	for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
		if (pdz_str_is(ind->statistic, derived[i][0]))
			return derived[i][1];
	return ind->kind->basis != NULL && !pdz_str_is(ind->statistic, "of_planned") ? ind->kind->basis
	                                                                             : "basis|{0} of {1}";
}

/* Of a part of the plan that has begun and is not over: beside what is there stands what was expected to date. */
static bool is_running(const struct builder *b, const struct pdz_entry *e)
{
	return e->period.level != PDZ_PLAN && !e->over && e->expected.ok && e->judged_count == 0 &&
	       e->rule != PDZ_GROUND_NOTHING_DUE && pdz_period_begin(e->period) <= b->r->as_of &&
	       pdz_period_end(e->period) > b->r->as_of;
}

static void say_basis(struct builder *b, struct pdz_figure *f)
{
	const struct pdz_entry *e = f->entry;
	if (e->numerator.ok && e->denominator.ok)
		pdz_say_into(&b->text, b->lang, basis_words(indicator_of(b, e)), f->done.text, f->planned.text);
	else if (indicator_of(b, e)->kind->value_is_count && f->planned.kind == PDZ_CELL_NUMBER && is_running(b, e)) {
		struct pdz_buf day = {0};
		pdz_spell_day_of(&day, b->lang, e->known_to != PDZ_NO_DAY ? e->known_to : b->r->as_of, e->period);
		pdz_say_into(&b->text, b->lang, "basis|target {0} by {1}", f->planned.text, pdz_buf_view(&day));
		b->no_memory |= day.failed;
		pdz_buf_release(&day);
	} else if (indicator_of(b, e)->kind->value_is_count && f->planned.kind == PDZ_CELL_NUMBER) {
		pdz_say_into(&b->text, b->lang, "basis|target {0}", f->planned.text);
	}
	f->basis = pdz_build_take(b);
	if (e->n.ok)
		pdz_say_into(&b->text, b->lang, "basis|n {0}", f->n.text);
	f->count = pdz_build_take(b);
}

static void say_missing_periods(struct builder *b, const struct pdz_detail *d)
{
	if (d->missing_count > MISSING_NAMED) {
		char n[24];
		snprintf(n, sizeof n, "%zu", d->missing_count);
		pdz_say_into(&b->text, b->lang, "extra|{0} periods missing", pdz_str(n));
		return;
	}
	struct pdz_buf list = {0};
	for (size_t i = 0; i < d->missing_count; i++) {
		pdz_buf_z(&list, i ? ", " : "");
		pdz_spell_period(&list, b->lang, d->missing[i]);
	}
	pdz_say_into(&b->text, b->lang, "extra|missing {0}", pdz_buf_view(&list));
	b->no_memory |= list.failed;
	pdz_buf_release(&list);
}

static void add_extra(struct builder *b, struct pdz_figure *f, const char *english, struct pdz_str with)
{
	pdz_buf_str(&b->text, f->extra);
	pdz_buf_z(&b->text, f->extra.n ? "; " : "");
	pdz_say_into(&b->text, b->lang, english, with);
	f->extra = pdz_build_take(b);
}

/* "dati al 30/04": what came later was not due yet. */
static void say_known_to(struct builder *b, struct pdz_figure *f)
{
	const struct pdz_entry *e = f->entry;
	const pdz_day end = pdz_period_end(e->period), last = end < b->r->as_of ? end : b->r->as_of;
	struct pdz_buf day = {0};
	if (e->known_to == PDZ_NO_DAY || e->known_to >= last || e->known_to >= b->r->to || !e->value.ok ||
	    e->detail.date > e->known_to) /* an act that came early has its own day */
		return;
	pdz_spell_date(&day, b->lang, e->known_to);
	add_extra(b, f, "extra|data up to {0}", pdz_buf_view(&day));
	b->no_memory |= day.failed;
	pdz_buf_release(&day);
}

/* A level is as old as its newest figure. */
static void say_last_figure(struct builder *b, struct pdz_figure *f)
{
	struct pdz_buf day = {0};
	if (f->entry->last_figure == PDZ_NO_DAY || !f->entry->value.ok)
		return;
	pdz_spell_date(&day, b->lang, f->entry->last_figure);
	add_extra(b, f, "extra|figure of {0}", pdz_buf_view(&day));
	b->no_memory |= day.failed;
	pdz_buf_release(&day);
}

/* What is missing, and of whom, is said wherever the figure is shown. */
static void say_coverage(struct builder *b, struct pdz_figure *f)
{
	const struct pdz_entry *e = f->entry;
	struct pdz_buf list = {0};
	char more[24];
	if (e->set_aside.ok)
		add_extra(b, f, "extra|records set aside: {0}", number_cell(b, e->set_aside.number).text);
	if (!e->coverage.ok || e->coverage.number >= 1)
		return;
	pdz_spell_percent(&list, b->lang, floor(e->coverage.number * 100) / 100,
	                  0); /* never all, where something is missing */
	add_extra(b, f, "extra|{0} of what was due has come", pdz_buf_view(&list));
	pdz_buf_clear(&list);
	for (size_t i = 0; i < e->gap_count && i < GAPS_NAMED; i++) {
		pdz_buf_z(&list, i > 0 ? ", " : "");
		pdz_spell_gap(&list, b->lang, &e->gaps[i],
		              e->gaps[i].area != PDZ_NONE ? b->r->areas[e->gaps[i].area].name : PDZ_STR(""));
	}
	if (e->gap_count > GAPS_NAMED) {
		snprintf(more, sizeof more, "%zu", e->gap_count - GAPS_NAMED);
		pdz_say_into(&list, b->lang, "extra| and {0} more", pdz_str(more));
	}
	if (list.n > 0)
		add_extra(b, f, "extra|missing: {0}", pdz_buf_view(&list));
	b->no_memory |= list.failed;
	pdz_buf_release(&list);
}

/* Of a composite the parts that have its verdict. */
static void say_deciding_parts(struct builder *b, struct pdz_figure *f)
{
	const struct pdz_entry *e = f->entry;
	struct pdz_buf list = {0};
	for (size_t i = 0; e->rule == PDZ_GROUND_PARTS && i < e->detail.part_count; i++) {
		const struct pdz_component *part = &e->detail.parts[i];
		if (part->verdict != e->verdict || part->left_out)
			continue;
		pdz_buf_z(&list, list.n > 0 ? ", " : "");
		pdz_buf_str(&list, part->indicator);
	}
	if (list.n > 0)
		add_extra(b, f, "extra|decided by {0}", pdz_buf_view(&list));
	b->no_memory |= list.failed;
	pdz_buf_release(&list);
}

/* What one cannot see from the number: when, which are missing, how many are still open. */
static void say_extra(struct builder *b, struct pdz_figure *f)
{
	const struct pdz_detail *d = &f->entry->detail;
	const double base = base_of(b, f->entry);
	char n[32];
	if (d->has_reached && d->reached && d->date != PDZ_NO_DAY)
		pdz_say_date(&b->text, b->lang, "extra|on {0}", d->date);
	else if (d->has_reached && !d->reached && d->due != PDZ_NO_DAY)
		pdz_say_date(&b->text, b->lang, "extra|due {0}", d->due);
	else if (d->missing_count)
		say_missing_periods(b, d);
	else if (d->open.ok && d->open.number > 0) {
		snprintf(n, sizeof n, "%.0f", d->open.number);
		pdz_say_into(&b->text, b->lang, "extra|{0} still open", pdz_str(n));
	} else if (d->grade.n)
		pdz_buf_str(&b->text, d->grade);
	f->extra = pdz_build_take(b);
	if (d->declared.ok && !(f->entry->value.ok && d->declared.number == f->entry->value.number))
		add_extra(b, f, "extra|declared by the source: {0}", number_cell(b, d->declared.number).text);
	if ((f->entry->reason == PDZ_NOT_REACHED || f->entry->reason == PDZ_TOO_FEW) && !f->entry->value.ok &&
	    f->entry->low.ok)
		add_extra(b, f, "extra|at least {0}",
		          with_days(b, indicator_of(b, f->entry),
		                    measure_cell(b, f->entry, f->entry->low.number, base, NULL, 0).text));
	if (f->entry->followed_to != PDZ_NO_DAY && f->entry->least.ok && f->entry->most.ok &&
	    f->entry->verdict != PDZ_NOT_ASSESSABLE) {
		const struct pdz_str least = measure_cell(b, f->entry, f->entry->least.number, base, NULL, 0).text,
							 most = measure_cell(b, f->entry, f->entry->most.number, base, NULL, 0).text;
		pdz_buf_str(&b->text, f->extra);
		pdz_buf_z(&b->text, f->extra.n > 0 ? "; " : "");
		pdz_say_into(&b->text, b->lang,
		             pdz_str_eq(least, most) ? "extra|{0}, whatever comes of those too recent"
		                                     : "extra|from {0} to {1}, whatever comes of those too recent",
		             least, most);
		f->extra = pdz_build_take(b);
	}
	if (d->served.ok)
		add_extra(
			b, f, "extra|{0} for those served alone",
			with_days(b, indicator_of(b, f->entry), measure_cell(b, f->entry, d->served.number, base, NULL, 0).text));
	if (d->strays.ok && d->strays.number > 0)
		add_extra(b, f,
		          d->strays.number == 1 ? "extra|{0} case of the numerator left out"
		                                : "extra|{0} cases of the numerator left out",
		          number_cell(b, d->strays.number).text);
	say_deciding_parts(b, f);
	say_last_figure(b, f);
	say_coverage(b, f);
	say_known_to(b, f);
}

/* Of the value's unit, which stands beside it already. */
static struct pdz_str bound_in_words(struct builder *b, const struct pdz_entry *e, double v)
{
	const bool percent = pdz_build_is_percent(indicator_of(b, e));
	const double base = base_of(b, e);
	return write_cell(b, v, percent, percent ? pdz_build_percent_decimals(v, base) : number_decimals(v, base)).text;
}

/* Does an interval say anything that one did not know? Not where it rests on fewer than five, or spans most of
 * all shares there are. */
static bool is_informative(const struct builder *b, const struct pdz_entry *e)
{
	if (e->n.ok && e->n.number < LEAST_FOR_INTERVAL)
		return false;
	return !pdz_build_is_percent(indicator_of(b, e)) || e->high.number - e->low.number <= WIDEST_SHARE;
}

static void say_interval(struct builder *b, struct pdz_figure *f)
{
	const struct pdz_entry *e = f->entry;
	if (!e->low.ok || !e->high.ok || !e->value.ok || !is_informative(b, e))
		return;
	bool percent = pdz_build_is_percent(indicator_of(b, e));
	struct pdz_str low = bound_in_words(b, e, e->low.number), high = bound_in_words(b, e, e->high.number);
	if (percent) /* one sign for both: 78,2–91,0% */
		low.n--;
	pdz_spell_setting(&b->text, b->lang, b->r->confidence);
	struct pdz_str level = pdz_build_take(b);
	if (e->low.number < 0)
		pdz_say_into(&b->text, b->lang, "CI {0}: from {1} to {2}", level, low, high);
	else
		pdz_say_into(&b->text, b->lang, "CI {0}: {1}–{2}", level, low, high);
	if (e->method.n) {
		pdz_buf_z(&b->text, " (");
		pdz_buf_str(&b->text, pdz_word_method(b->lang, e->method));
		pdz_buf_char(&b->text, ')');
	}
	f->interval = pdz_build_take(b);
}

/* What was expected of a count in the entry's own period. */
static struct pdz_cell target_of_count(struct builder *b, const struct pdz_entry *e)
{
	if (!e->target.ok)
		return none_cell(b, "cell|none set");
	if (e->judged_count > 0) /* of one year, and this is another period */
		return none_cell(b, "cell|by year");
	if (is_running(b, e))
		return stated_cell(b, e, e->expected.number);
	if (e->deadline == PDZ_NO_DAY || e->deadline <= pdz_period_end(e->period))
		return stated_cell(b, e, e->target.number);
	if (!e->expected.ok || !e->value.ok) /* asked for by a later day: what of it was to be there by now */
		return none_cell(b, "cell|none set");
	return stated_cell(b, e, e->expected.number);
}

/* What is missing could only add to it. */
static bool is_lower_bound(const struct pdz_entry *e)
{
	return (e->reason == PDZ_INCOMPLETE || e->reason == PDZ_STALE) && e->value.ok && e->least.ok && !e->most.ok &&
	       e->least.number == e->value.number;
}

struct pdz_cell pdz_build_figure(struct builder *b, const struct pdz_entry *e, bool interval)
{
	if (!e)
		return none_cell(b, "cell|not in the results");
	struct pdz_figure *f = pdz_build_array(b, 1, sizeof *f);
	if (!f)
		return none_cell(b, "cell|not in the results");
	const bool of_shares = pdz_points_factor(indicator_of(b, e)->unit, indicator_of(b, e)->statistic) == 100;
	f->entry = e;
	f->value = value_cell(b, e);
	if (is_lower_bound(e)) {
		pdz_say_into(&b->text, b->lang, "extra|at least {0}", f->value.text);
		f->value.text = pdz_build_take(b);
	}
	f->done = side_cell(b, e, e->numerator, of_shares);
	f->planned = side_cell(b, e, e->denominator, of_shares);
	if (indicator_of(b, e)->kind->value_is_count && !e->denominator.ok)
		f->planned = target_of_count(b, e);
	f->n = side_cell(b, e, e->n, false);
	say_basis(b, f);
	say_extra(b, f);
	if (interval)
		say_interval(b, f);
	struct pdz_cell c = f->value;
	c.figure = f;
	return c;
}

/* ---- baseline, target, progress, verdict ---- */

static void say_change(struct builder *b, const struct pdz_entry *e)
{
	if (e->change_from_zero)
		pdz_buf_z(&b->text, pdz_say(b->lang, "change|new"));
	else if (e->change.ok) {
		struct pdz_buf change = {0};
		if (e->change.number > 0)
			pdz_buf_char(&change, '+');
		if (pdz_build_is_percent(indicator_of(b, e)) && e->baseline_to_date.ok) {
			const double points = 100 * e->change.number * fabs(e->baseline_to_date.number);
			pdz_spell_number(&change, b->lang, points, exact_decimals(points, PERCENT_DECIMALS));
			pdz_spell_unit(&change, pdz_str(pdz_say(b->lang, "unit|percentage points")));
		} else {
			pdz_spell_percent(&change, b->lang, e->change.number, PERCENT_DECIMALS);
		}
		pdz_say_into(&b->text, b->lang, "change|change {0}", pdz_buf_view(&change));
		b->no_memory |= change.failed;
		pdz_buf_release(&change);
	}
}

static void say_also(struct builder *b, const char *text)
{
	if (b->text.n)
		pdz_buf_z(&b->text, "; ");
	pdz_buf_z(&b->text, text);
}

struct pdz_cell pdz_build_baseline(struct builder *b, const struct pdz_entry *e)
{
	if (!e)
		return none_cell(b, "cell|not in the results");
	const struct pdz_result_indicator *ind = indicator_of(b, e);
	if (e->baseline_hidden)
		return reason_cell(b, PDZ_SUPPRESSED);
	if (!e->baseline.ok)
		return e->reason == PDZ_BASELINE_MISSING ? reason_cell(b, PDZ_BASELINE_MISSING)
		                                         : none_cell(b, "baseline|none given");
	const double base = e->baseline_n.ok ? e->baseline_n.number : STATED; /* computed, or said by somebody */
	struct pdz_cell c = measure_cell(b, e, e->baseline.number, base, NULL, 0);
	if (e->change.ok && e->baseline_to_date.ok && e->baseline_to_date.number != e->baseline.number) {
		const struct pdz_str to_date = measure_cell(b, e, e->baseline_to_date.number, STATED, NULL, 0).text;
		pdz_say_into(&b->text, b->lang, "baseline|to date {0}", to_date);
		pdz_buf_z(&b->text, "; ");
	}
	say_change(b, e);
	if (pdz_says_assumed(ind->baseline_source))
		say_also(b, pdz_say(b->lang, "source|assumed"));
	c.under = pdz_build_take(b);
	return c;
}

/* "at least 80%", "more than 46": in words; the number itself is that of the sheet. */
static void say_direction(struct builder *b, const struct pdz_entry *e, struct pdz_cell *c)
{
	/* clang-format off */
	static const char *const words[PDZ_DIRECTIONS] = {
		[PDZ_AT_LEAST] = "target|at least {0}", [PDZ_AT_MOST] = "target|at most {0}",
		[PDZ_MORE_THAN] = "target|more than {0}", [PDZ_LESS_THAN] = "target|less than {0}",
	};
	/* clang-format on */
	if (words[e->direction] == NULL)
		return;
	pdz_say_into(&b->text, b->lang, words[e->direction], c->text);
	c->text = pdz_build_take(b);
}

/* "at least 3 in each year" */
static struct pdz_cell minimum_cell(struct builder *b, const struct pdz_entry *e)
{
	static const char *const words[][2] = {{"year", "target|at least {0} in each year"},
	                                       {"semester", "target|at least {0} in each half-year"},
	                                       {"quarter", "target|at least {0} in each quarter"},
	                                       {"month", "target|at least {0} in each month"}};
	const struct pdz_result_indicator *ind = indicator_of(b, e);
	struct pdz_cell c = stated_cell(b, e, ind->minimum.number);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (pdz_str_is(ind->minimum_every, words[i][0]))
			pdz_say_into(&b->text, b->lang, words[i][1], c.text);
	return (struct pdz_cell){.kind = PDZ_CELL_TEXT, .text = pdz_build_take(b)};
}

/* "+10% on 2024: from 46 to 50.6" */
static void say_asked_change(struct builder *b, const struct pdz_entry *e)
{
	const struct pdz_result_indicator *ind = indicator_of(b, e);
	const bool points = !ind->target_change_percent && pdz_build_is_percent(ind);
	const double by = ind->target_change.number * (points ? 100 : 1);
	if (!ind->target_change.ok || !e->baseline.ok || e->baseline_hidden)
		return;
	const struct pdz_str from = measure_cell(b, e, e->baseline.number, STATED, NULL, 0).text,
						 to = measure_cell(b, e, e->target.number, STATED, NULL, 0).text;
	struct pdz_buf change = {0}, year = {0};
	pdz_buf_z(&change, by > 0 ? "+" : "");
	if (points) {
		pdz_spell_number(&change, b->lang, by, exact_decimals(by, 4));
		pdz_spell_unit(&change, pdz_str(pdz_say(b->lang, "unit|percentage points")));
	} else if (ind->target_change_percent) {
		pdz_spell_percent(&change, b->lang, by / 100, exact_decimals(by, 4));
	} else {
		pdz_buf_str(&change, measure_cell(b, e, by, STATED, NULL, 0).text);
	}
	if (ind->baseline_date != PDZ_NO_DAY) {
		pdz_spell_period(&year, b->lang, pdz_period_of(PDZ_YEAR, pdz_day_month(ind->baseline_date)));
		pdz_say_into(&change, b->lang, "target| on {0}", pdz_buf_view(&year));
	}
	pdz_say_into(&b->text, b->lang, "target|{0}: from {1} to {2}", pdz_buf_view(&change), from, to);
	b->no_memory |= change.failed || year.failed;
	pdz_buf_release(&change);
	pdz_buf_release(&year);
}

/* "2 of 3 by 30/06/2025": so many of so many steps are enough; under it how many were expected to date. */
static struct pdz_cell act_target(struct builder *b, const struct pdz_entry *e)
{
	const bool is_some = e->detail.expected.ok && e->denominator.ok;
	const double enough = is_some ? e->detail.expected.number : e->denominator.number;
	struct pdz_cell c = {.kind = PDZ_CELL_TEXT};
	struct pdz_buf text = {0};
	if (is_some)
		pdz_say_into(&text, b->lang, "target|{0} of {1} ", number_cell(b, enough).text,
		             number_cell(b, e->denominator.number).text);
	pdz_say_date(&b->text, b->lang, "target|by {0}", e->deadline != PDZ_NO_DAY ? e->deadline : b->r->to);
	pdz_buf_str(&text, pdz_build_take(b));
	c.text = pdz_build_keep(b, pdz_buf_view(&text));
	b->no_memory |= text.failed;
	pdz_buf_release(&text);
	if (!e->over && e->denominator.ok && e->expected.ok && e->expected.number > 0 &&
	    e->expected.number < e->target.number) {
		const struct pdz_str now = number_cell(b, e->expected.number * enough).text;
		pdz_spell_expected(&b->text, b->lang, e, now);
		c.under = pdz_build_take(b);
	}
	return c;
}

struct pdz_cell pdz_build_target(struct builder *b, const struct pdz_entry *e)
{
	if (!e)
		return none_cell(b, "cell|not in the results");
	const struct pdz_result_indicator *ind = indicator_of(b, e);
	if (!e->target.ok && e->baseline_hidden)
		return reason_cell(b, PDZ_SUPPRESSED);
	if (!e->target.ok && e->detail.periods_due.ok && ind->minimum.ok)
		return minimum_cell(b, e);
	if (!e->target.ok && pdz_str_is(ind->statistic, "achieved_parts"))
		return none_cell(b, "target|by its parts");
	if (!e->target.ok)
		return none_cell(b, "target|none set");
	if (ind->kind->is_act)
		return act_target(b, e);
	struct pdz_cell c = stated_cell(b, e, e->target.number);
	c.text = with_days(b, ind, c.text);
	say_direction(b, e, &c);
	if (e->target_high.ok) {
		struct pdz_str high = stated_cell(b, e, e->target_high.number).text;
		pdz_say_into(&b->text, b->lang, "target|{0} to {1}", c.text, high);
		c.text = pdz_build_take(b);
		c.kind = PDZ_CELL_TEXT;
	}
	say_asked_change(b, e);
	if (e->deadline != PDZ_NO_DAY) {
		const struct pdz_str before = pdz_build_take(b);
		pdz_say_date(&b->text, b->lang, "target|by {0}", e->deadline);
		const struct pdz_str by = pdz_build_take(b);
		pdz_buf_str(&b->text, before);
		pdz_buf_z(&b->text, before.n > 0 ? "; " : "");
		pdz_buf_str(&b->text, by);
	}
	if (!e->over && e->expected.ok && e->expected.number != e->target.number) {
		const struct pdz_str by = pdz_build_take(b), now = stated_cell(b, e, e->expected.number).text;
		pdz_buf_str(&b->text, by);
		pdz_buf_z(&b->text, by.n > 0 ? "; " : "");
		pdz_spell_expected(&b->text, b->lang, e, now);
	}
	if (pdz_says_assumed(ind->target_source))
		say_also(b, pdz_say(b->lang, "source|assumed"));
	c.under = pdz_build_take(b);
	return c;
}

struct pdz_cell pdz_build_progress(struct builder *b, const struct pdz_entry *e)
{
	if (!e)
		return none_cell(b, "cell|not in the results");
	if (e->rule == PDZ_GROUND_NOTHING_DUE)
		return none_cell(b, "progress|nothing due yet");
	if (!e->share.ok)
		return e->reason && (!e->value.ok || e->reason == PDZ_SUPPRESSED) ? reason_cell(b, e->reason)
		                                                                  : none_cell(b, "progress|none");
	const double v = e->share.number;
	int decimals = fabs(v) >= 1 ? 0 : pdz_build_percent_decimals(v, STATED); /* 116%: nobody asks for the rest */
	const double thresholds[] = {b->r->behind, b->r->on_track, 1};
	for (size_t i = 0; i < sizeof thresholds / sizeof *thresholds; i++)
		if (v < thresholds[i]) /* 89.97% is not 90% where that is on track */
			decimals = decimals_apart(v, decimals, true, pdz_value_of(thresholds[i]));
	return write_cell(b, v, true, decimals);
}

/* The years that were judged, and what the whole came to. */
static void say_judged(struct builder *b, const struct pdz_entry *e)
{
	struct pdz_buf years = {0};
	for (size_t i = 0; i < e->judged_count; i++) {
		pdz_buf_z(&years, i > 0 ? ", " : "");
		pdz_period_write(&years, e->judged[i]);
	}
	pdz_buf_z(&b->text, b->text.n > 0 ? "; " : "");
	const struct pdz_str before = pdz_build_take(b),
						 whole = e->whole_value.ok
	                                 ? measure_cell(b, e, e->whole_value.number, base_of(b, e), NULL, 0).text
	                                 : (struct pdz_str){"", 0};
	pdz_buf_str(&b->text, before);
	pdz_say_into(&b->text, b->lang, whole.n > 0 ? "verdict|judged by {0}; the whole: {1}" : "verdict|judged by {0}",
	             pdz_buf_view(&years), whole);
	b->no_memory |= years.failed;
	pdz_buf_release(&years);
}

/* "12 on 30/06/2025": the figure of the deadline, or of the day up to which was judged, which decided, where another
 * stands today. Empty: there is none. */
struct pdz_str pdz_build_on_the_day(struct builder *b, const struct pdz_entry *e)
{
	const pdz_day decided = e->deadline != PDZ_NO_DAY ? e->deadline : e->known_to;
	if (!e->judged_value.ok || indicator_of(b, e)->kind->is_act || decided == PDZ_NO_DAY ||
	    e->followed_to != PDZ_NO_DAY) /* it is what it will come to */
		return (struct pdz_str){"", 0};
	const struct pdz_str figure = measure_cell(b, e, e->judged_value.number, base_of(b, e), &e->target, 1).text;
	struct pdz_buf day = {0};
	pdz_spell_date(&day, b->lang, decided);
	pdz_say_into(&b->text, b->lang, "verdict|{0} on {1}", figure, pdz_buf_view(&day));
	b->no_memory |= day.failed;
	pdz_buf_release(&day);
	return pdz_build_take(b);
}

/* How late it was, and what else than a share decided. */
static void say_why(struct builder *b, const struct pdz_entry *e)
{
	const bool late = e->verdict == PDZ_ACHIEVED_LATE || e->lost;
	if (!late && e->rule == PDZ_GROUND_NONE)
		return;
	const struct pdz_str before = pdz_build_take(b);
	const struct pdz_str on_the_day = pdz_build_on_the_day(b, e);
	pdz_buf_str(&b->text, before);
	pdz_buf_z(&b->text, before.n > 0 && on_the_day.n > 0 ? "; " : "");
	pdz_buf_str(&b->text, on_the_day);
	pdz_buf_z(&b->text, b->text.n > 0 ? "; " : "");
	if (late && e->reached != PDZ_NO_DAY)
		pdz_spell_reached(&b->text, b->lang, e);
	else if (!late)
		pdz_buf_z(&b->text, pdz_word_rule(b->lang, e->rule));
	if (!late && e->rule == PDZ_GROUND_DEADLINE && e->reached != PDZ_NO_DAY && !indicator_of(b, e)->kind->is_act) {
		pdz_buf_z(&b->text, ": "); /* of an act the day stands beside the value */
		pdz_spell_reached(&b->text, b->lang, e);
	}
}

struct pdz_cell pdz_build_verdict(struct builder *b, const struct pdz_entry *e)
{
	if (!e)
		return none_cell(b, "cell|not in the results");
	struct pdz_cell c = {.kind = PDZ_CELL_VERDICT,
	                     .verdict = e->verdict,
	                     .reason = e->reason,
	                     .text = pdz_str(pdz_word_verdict(b->lang, e->verdict))};
	if (e->reason)
		pdz_buf_z(&b->text, pdz_word_reason(b->lang, e->reason));
	say_why(b, e);
	if (e->judged_count > 0)
		say_judged(b, e);
	c.under = pdz_build_take(b);
	return c;
}

/* "off track 70%" */
struct pdz_str pdz_build_short_verdict(struct builder *b, const struct pdz_entry *e)
{
	const struct pdz_cell share = pdz_build_progress(b, e);
	pdz_buf_z(&b->text, pdz_word_verdict(b->lang, e->verdict));
	if (share.kind == PDZ_CELL_PERCENT) {
		pdz_buf_char(&b->text, ' ');
		pdz_buf_str(&b->text, share.text);
	}
	return pdz_build_take(b);
}

struct pdz_cell pdz_build_area_figure(struct builder *b, const struct pdz_entry *e)
{
	struct pdz_cell c = pdz_build_figure(b, e, true);
	if (c.figure == NULL)
		return c;
	struct pdz_figure *f = pdz_build_array(b, 1, sizeof *f);
	if (f == NULL)
		return c;
	*f = *c.figure;
	f->verdict = pdz_build_short_verdict(b, e);
	c.figure = f;
	return c;
}
