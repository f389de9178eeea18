/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind score: marks given by people, described: mean, spread, distribution, share at or above a mark. */
#include "measure/columns_needed.h"
#include "measure/said.h"

#include <math.h>
#include <stdlib.h>

/* Its own parameters. */
struct score {
	bool has_mark;
	double mark;      /* at or above it is in the share */
	double low, high; /* of the scale; NAN where not given */
};

static const struct score *own_score(const struct pdz_indicator *ind)
{
	return ind->own;
}

static void load_score(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const names[] = {"mean", "median", "share", NULL};
	static const enum pdz_statistic statistics[] = {PDZ_MEAN, PDZ_MEDIAN, PDZ_SHARE};
	const struct pdz_json statistic = pdz_json_get(at, "statistic"), mark = pdz_json_get(at, "mark"),
						  low = pdz_json_get(at, "minimum_score"), high = pdz_json_get(at, "maximum_score");
	struct score *own = ind->own;
	struct pdz_selector selector;
	int choice = 0;
	own->low = own->high = NAN;
	pdz_json_choice(&statistic, false, names, &choice);
	ind->statistic = statistics[choice];
	own->has_mark = pdz_json_number(&mark, false, &own->mark);
	pdz_json_number(&low, false, &own->low);
	pdz_json_number(&high, false, &own->high);
	if (ind->statistic == PDZ_SHARE) {
		if (!own->has_mark)
			pdz_json_problem(&statistic, "a share needs a mark", NULL, "expected mark");
		if (ind->unit.n == 0)
			ind->unit = PDZ_STR("ratio");
	}
	if (own->low > own->high)
		pdz_json_problem(&low, "minimum_score is above maximum_score", NULL, "expected a number not above it");
	if (!pdz_load_items(l, at, "event", &selector))
		return;
	selector.any_status = false;
	selector.status = PDZ_DONE;
	selector.is_figure = true;
	pdz_loader_slot(l, &selector, 0);
}

static size_t enter_score(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                          struct pdz_counter out[2], enum pdz_use *why)
{
	const struct score *own = own_score(&plan->indicators[slot->indicator]);
	const double score = pdz_micro_double(fact->quantity);
	*why = fact->date == PDZ_NO_DAY ? PDZ_USE_LACKS_DATE : PDZ_USE_OFF_SCALE;
	if (fact->date == PDZ_NO_DAY || score < own->low || score > own->high)
		return 0;
	out[0].n = 1;
	out[0].key.when = slot->keep_days ? fact->date : pdz_day_month(fact->date);
	out[0].key.value = fact->quantity;
	return 1;
}

static void distribute(const struct pdz_view *view, const struct pdz_sample *s, struct pdz_detail *d)
{
	if (s->k == 0 || s->k > 100) /* not a scale of marks */
		return;
	d->distribution = pdz_arena_alloc(view->arena, s->k * sizeof *d->distribution);
	if (d->distribution == NULL) {
		*view->failed = true;
		return;
	}
	for (; d->distribution_count < s->k; d->distribution_count++)
		d->distribution[d->distribution_count] = (struct pdz_score){s->t[d->distribution_count].value,
		                                                            s->t[d->distribution_count].count};
}

static void finish_score(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct score *own = own_score(ind);
	const struct pdz_rows rows = pdz_view_period(view, ind->first_slot);
	struct pdz_sample s = {.t = pdz_view_scratch(view, rows.n, sizeof *s.t)};
	if (s.t == NULL)
		return;
	for (size_t i = 0; i < rows.n; i++)
		pdz_sample_add(&s, pdz_micro_double(rows.p[i].key.value), rows.p[i].n);
	pdz_sample_sort(&s);
	pdz_entry_describe(view, &s, out);
	if (out->low.ok && out->low.number < own->low) /* no mean lies off the scale */
		out->low.number = own->low;
	if (out->high.ok && out->high.number > own->high)
		out->high.number = own->high;
	if (own->has_mark && ind->statistic == PDZ_SHARE && s.n > 0)
		pdz_entry_share(view, pdz_tally_at_least(s.t, s.k, own->mark), s.n, out);
	else if (own->has_mark)
		pdz_detail_share(view, pdz_tally_at_least(s.t, s.k, own->mark), s.n, &out->detail);
	distribute(view, &s, &out->detail);
	free(s.t);
}

static void use_score(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct score *own = own_score(view->indicator);
	const struct pdz_rows rows = pdz_view_period(view, view->indicator->first_slot);
	for (size_t i = 0; i < rows.n; i++) {
		const double score = pdz_micro_double(rows.p[i].key.value);
		*pdz_mark_of(view, marks, &rows.p[i].key) = (struct pdz_mark){.use = PDZ_USE_COUNTED,
		                                                              .has_value = true,
		                                                              .value = score,
		                                                              .is_judged = own->has_mark,
		                                                              .within = score >= own->mark};
	}
}

static void define_score(struct pdz_said *say)
{
	const struct pdz_indicator *ind = say->ind;
	struct pdz_buf mark = {0};
	pdz_said_number(say, &mark, own_score(ind)->mark);
	if (ind->statistic == PDZ_SHARE)
		pdz_say_into(&say->text, say->lang, "explain|scores of at least {0} / all scores, of the records ",
		             pdz_buf_view(&mark));
	else
		pdz_said_statistic(say, "explain|{0} of the scores of the records ");
	say->failed |= mark.failed;
	pdz_buf_release(&mark);
	pdz_said_own_records(say, true);
	pdz_said_line(say, "explain|Value");
}

static void score_formula(struct pdz_said *say)
{
	if (say->ind->statistic != PDZ_SHARE) {
		pdz_said_sample(say);
		return;
	}
	pdz_said_fraction(say, "explain|{0} scores at or above the mark / {1} scores");
	pdz_said_equals(say);
}

static void need_of_score(const struct pdz_plan *plan, const struct pdz_slot *slot, struct pdz_columns_needed *out)
{
	(void)plan;
	(void)slot;
	out->quantity = true;
}

static enum pdz_described score_describes(const struct pdz_indicator *ind)
{
	(void)ind;
	return PDZ_DESCRIBES_PERSONS; /* those who gave the scores */
}

static bool same_bound(double a, double b) /* NaN: none given */
{
	return a == b || (isnan(a) && isnan(b));
}

static bool same_score_items(const struct pdz_indicator *a, const struct pdz_indicator *b)
{
	return same_bound(own_score(a)->low, own_score(b)->low) && same_bound(own_score(a)->high, own_score(b)->high);
}

static const char *const keys[] = {"event", "where", "statistic", "mark", "minimum_score", "maximum_score", NULL};

const struct pdz_kind pdz_kind_score = {
	.name = "score",
	.keys = keys,
	.load = load_score,
	.enter = enter_score,
	.finish = finish_score,
	.use = use_score,
	.own_size = sizeof(struct score),
	.statistic = pdz_sample_statistic,
	.define = define_score,
	.formula = score_formula,
	.need = need_of_score,
	.describes = score_describes,
	.same_items = same_score_items,
	.scores = true,
	.amounts = true,
};
