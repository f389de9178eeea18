/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A results document is bound by its own figures: a value follows from its numerator and
 * denominator, counts of persons are whole, quartiles stand in their order, no entry comes
 * twice. So what was edited by hand, or damaged, is told rather than reported; whether the
 * figures are true of any records no document can show. */
#include "measure/kind.h"
#include "result/reader.h"

#include <math.h>

/* Doubles are written so that they read back as the same; what is left are divisions in another order. */
static bool is_same(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fmax(fabs(a), fabs(b)));
}

/* problem and expected: {0} the figure, {1} the name of another. */
static void tell_figure(const struct pdz_json *entry, const char *key, const char *problem, const char *expected,
                        double figure, const char *other)
{
	const struct pdz_json at = pdz_json_get(entry, key);
	struct pdz_buf text = {0};
	pdz_double_write(&text, figure);
	pdz_buf_char(&text, '\0');
	pdz_json_problem_with(&at, problem, NULL, expected, text.failed ? "" : text.p, other);
	pdz_buf_release(&text);
}

/* Is the value numerator / denominator? Medians and the like have the share in time there. */
static bool is_quotient(const struct pdz_result_indicator *ind)
{
	static const char *const statistics[] = {"share", "mean", "of_planned", "met", "mean_progress"};
	bool found = ind->kind->value_is_quotient;
	for (size_t i = 0; i < sizeof statistics / sizeof *statistics; i++)
		found |= pdz_str_is(ind->statistic, statistics[i]);
	return found;
}

static void check_value(const struct pdz_json *at, const struct pdz_result_indicator *ind, struct pdz_value value,
                        struct pdz_value numerator, struct pdz_value denominator)
{
	double follows = numerator.number;
	if (!value.ok || !numerator.ok)
		return;
	if (is_quotient(ind)) {
		if (!denominator.ok || denominator.number == 0)
			return;
		follows = numerator.number / denominator.number * (ind->kind->value_is_quotient ? ind->scale : 1);
	} else if (!ind->kind->value_is_count) {
		return;
	}
	if (!is_same(value.number, follows))
		tell_figure(at, "value", "not what numerator and denominator give", "expected {0}", follows, NULL);
}

/* Of an event whose cases are counted, hours are persons' too: only a count of cases need be whole. */
static void check_person_count(const struct pdz_json *at, const struct pdz_result_indicator *ind, const char *key,
                               uint32_t quantity, struct pdz_value v)
{
	const bool whole = pdz_str_is(ind->statistic, "cases");
	if (quantity != 0 && v.ok && (v.number < 0 || (whole && v.number != floor(v.number))))
		tell_figure(at, key, "persons come whole, and not below 0", "found {0}", v.number, NULL);
}

static void check_counts(const struct pdz_json *at, const struct pdz_result_indicator *ind, const struct pdz_entry *e)
{
	check_person_count(at, ind, "numerator", ind->persons.numerator, e->numerator);
	check_person_count(at, ind, "denominator", ind->persons.denominator, e->denominator);
}

/* Figures that must not stand the other way round, as far as they are known. */
static void check_order(const struct pdz_json *at, const char *const *keys, const struct pdz_value *values,
                        size_t count)
{
	size_t last = count;
	for (size_t i = 0; i < count; i++) {
		if (!values[i].ok)
			continue;
		if (last < count && values[i].number < values[last].number && !is_same(values[i].number, values[last].number))
			tell_figure(at, keys[i], "smaller than {1}", "expected at least {0}", values[last].number, keys[last]);
		last = i;
	}
}

static void check_detail(const struct pdz_json *at, const struct pdz_result_indicator *ind, const struct pdz_entry *e)
{
	const struct pdz_detail *d = &e->detail;
	static const char *const ranks[] = {"min", "q1", "median", "q3", "p90", "max"},
							 *const periods[] = {"found", "expected"},
							 *const minimum[] = {"periods_met", "periods_due"}, *const late[] = {"overdue", "open"};
	double answers = 0;
	check_order(at, ranks, (const struct pdz_value[]){d->min, d->q1, d->median, d->q3, d->p90, d->max}, 6);
	check_order(at, periods, (const struct pdz_value[]){d->found, d->expected}, 2);
	check_order(at, minimum, (const struct pdz_value[]){d->periods_met, d->periods_due}, 2);
	check_order(at, late, (const struct pdz_value[]){d->overdue, d->open}, 2);
	if (d->share.ok && (d->share.number < 0 || d->share.number > 1))
		tell_figure(at, "share", "not a share", "expected 0 to 1, not {0}", d->share.number, NULL);
	for (size_t i = 0; i < d->distribution_count; i++)
		answers += (double)d->distribution[i].n;
	if (d->distribution_count > 0 && e->n.ok && answers != e->n.number)
		tell_figure(at, "distribution", "not as many as n", "expected {0}", e->n.number, NULL);
	for (size_t i = 0; i < d->breakdown_count; i++) {
		const struct pdz_json part = pdz_json_item(PDZ_AT(at, "breakdown"), i);
		check_value(&part, ind, d->breakdown[i].value, d->breakdown[i].numerator, d->breakdown[i].denominator);
	}
}

static void check_entry(const struct pdz_json *at, const struct pdz_result_indicator *ind, const struct pdz_entry *e)
{
	static const char *const interval[] = {"low", "high"};
	const struct pdz_json reason = pdz_json_get(at, "reason");
	/* The one rule a report stands on: where there is no number, there is a reason. */
	if (!e->value.ok && e->reason == PDZ_REASON_NONE)
		pdz_json_problem(&reason, "neither a value nor a reason", NULL, NULL);
	check_value(at, ind, e->value, e->numerator, e->denominator);
	check_counts(at, ind, e);
	check_order(at, interval, (const struct pdz_value[]){e->low, e->high}, 2);
	check_detail(PDZ_AT(at, "detail"), ind, e);
}

void pdz_results_check_entries(struct pdz_result_reader *rd, const struct pdz_json *entries)
{
	const struct pdz_results *r = rd->r;
	struct pdz_intern seen = {0};
	struct pdz_buf key = {0};
	for (size_t i = 0; i < r->entry_count && !rd->no_memory; i++) {
		const struct pdz_json at = pdz_json_item(entries, i);
		const struct pdz_entry *e = &r->entries[i];
		const size_t before = seen.count;
		check_entry(&at, &r->indicators[e->indicator], e);
		pdz_entry_write_key(r, e, &key);
		rd->no_memory |= key.failed || pdz_intern_add(&seen, pdz_buf_view(&key)) == PDZ_NONE;
		if (seen.count == before && !rd->no_memory)
			pdz_json_problem(&at, "the same entry twice", r->indicators[e->indicator].code.p, NULL);
	}
	pdz_buf_release(&key);
	pdz_intern_release(&seen);
}

void pdz_results_check_inputs(const struct pdz_results *r, const struct pdz_json *inputs)
{
	for (size_t i = 0; i < r->input_count; i++) {
		const struct pdz_json at = pdz_json_item(inputs, i), rows = pdz_json_get(&at, "rows");
		uint64_t sum = r->inputs[i].used;
		for (size_t k = 0; k < r->inputs[i].set_aside_count; k++)
			sum += r->inputs[i].set_aside[k].count;
		if (sum != r->inputs[i].read)
			tell_figure(&rows, "read", "not the rows used and set aside", "expected {0}", (double)sum, NULL);
	}
}

void pdz_entry_write_key(const struct pdz_results *r, const struct pdz_entry *e, struct pdz_buf *key)
{
	pdz_buf_clear(key);
	pdz_buf_str(key, r->indicators[e->indicator].code);
	pdz_buf_char(key, '\n');
	pdz_period_write(key, e->period);
	pdz_buf_char(key, '\n');
	if (e->area != PDZ_NONE)
		pdz_buf_str(key, r->areas[e->area].code);
	pdz_buf_char(key, e->category.p != NULL ? '\n' : '\r');
	pdz_buf_str(key, e->category);
	for (size_t i = 0; i < e->dimension_count; i++) {
		pdz_buf_char(key, e->dimensions[i].value.p != NULL ? '\n' : '\r');
		pdz_buf_str(key, e->dimensions[i].value);
	}
}
