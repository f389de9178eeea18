/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind composite: how many of other indicators are achieved, or the mean of their shares.
 * Keeps no records of its own. */
#include "measure/parts.h"
#include "measure/stand.h"

/* Its own parameters. */
struct composite {
	bool is_mean; /* of the shares of its parts; else so many must be achieved */
	int64_t at_least;
	double *weights; /* of a mean; NULL: all 1 */
};

static const struct composite *own_composite(const struct pdz_indicator *ind)
{
	return ind->own;
}

static void load_weights(struct pdz_loader *l, const struct pdz_json *at, size_t parts, struct composite *own)
{
	if (!pdz_json_is_array(at, false))
		return;
	if (!own->is_mean)
		pdz_json_problem(at, "only a mean has weights", NULL, "expected \"rule\": \"mean\"");
	if (pdz_json_size(at) != parts) {
		pdz_json_problem(at, "not one weight for each indicator", NULL, "expected as many as in of");
		return;
	}
	own->weights = pdz_loader_alloc(l, parts, sizeof *own->weights);
	for (size_t i = 0; own->weights != NULL && i < parts; i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		if (pdz_json_number(&item, true, &own->weights[i]) && own->weights[i] <= 0)
			pdz_json_unfit(&item, "not a weight", "expected a number above 0");
	}
}

static void load_composite(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const rules[] = {"any", "all", "at_least", "mean", NULL};
	const struct pdz_json of = pdz_json_get(at, "of"), rule = pdz_json_get(at, "rule"),
						  at_least = pdz_json_get(at, "at_least");
	const size_t parts = pdz_json_size(&of); /* those that are wrong are told already */
	struct composite *own = ind->own;
	int choice = 0;
	pdz_load_parts(l, &of, 2, SIZE_MAX, ind);
	const bool has_rule = pdz_json_choice(&rule, true, rules, &choice);
	own->is_mean = choice == 3;
	own->at_least = choice == 0 ? 1 : (int64_t)parts;
	if (choice == 2)
		pdz_json_integer(&at_least, true, 1, parts > 0 ? (int64_t)parts : 1, &own->at_least);
	else if (has_rule && at_least.value != NULL)
		pdz_json_problem(&at_least, "at_least without its rule", NULL, "expected \"rule\": \"at_least\"");
	if (has_rule)
		load_weights(l, PDZ_AT(at, "weights"), parts, own);
	ind->target = (struct pdz_target){.kind = PDZ_TARGET_VALUE, .value = 1};
}

/* A part that has no verdict because nothing was due yet, or none is asked of it. */
static bool is_left_out(const struct pdz_entry *part)
{
	return part->verdict == PDZ_NO_TARGET || part->rule == PDZ_GROUND_NOTHING_DUE ||
	       (part->verdict == PDZ_NOT_ASSESSABLE &&
	        (part->reason == PDZ_NOT_DUE || part->reason == PDZ_NOT_MEASURABLE_YET));
}

static double share_of(const struct pdz_entry *part)
{
	const double share = part->share.ok ? part->share.number
	                                    : part->verdict == PDZ_ACHIEVED || part->verdict == PDZ_ACHIEVED_LATE;
	return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* Of a part that is left out: may it yet be due in the period? While the period lasts, or where who entered in it
 * is followed further. */
static bool may_fall_due(const struct pdz_view *view, const struct pdz_component *part, uint32_t indicator, bool over)
{
	const pdz_day from = view->plan->indicators[indicator].measurable_from;
	if (!part->left_out || part->verdict == PDZ_NO_TARGET)
		return false;
	return !over || (part->verdict == PDZ_NOT_ASSESSABLE && (from == PDZ_NO_DAY || from <= view->end));
}

/* How many of the parts must be reached: of those that are due, or may yet be, at most all. */
static double needed_of(const struct pdz_view *view, const struct pdz_detail *d)
{
	const struct pdz_stretch at = pdz_view_stretch(view, view->period);
	int64_t there = 0;
	for (size_t i = 0; i < d->part_count; i++)
		there += !d->parts[i].left_out ||
		         may_fall_due(view, &d->parts[i], view->indicator->parts[i], at.known_to >= at.end);
	const int64_t at_least = own_composite(view->indicator)->at_least;
	return (double)(at_least < there ? at_least : there);
}

static void finish_composite(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct composite *own = own_composite(ind);
	struct pdz_detail *d = &out->detail;
	double achieved = 0, assessed = 0, weight = 0, share = 0;
	bool due = false;
	enum pdz_reason reason = PDZ_REASON_NONE; /* of the first that is not known */
	for (size_t i = 0; i < ind->part_count; i++) {
		const struct pdz_entry part = pdz_part_entry(view, i, out);
		if (*view->failed)
			return;
		const bool out_of_it = is_left_out(&part);
		d->parts[i].left_out = out_of_it;
		due |= !out_of_it;
		if (part.verdict == PDZ_NOT_ASSESSABLE || out_of_it) {
			if (!out_of_it && reason == PDZ_REASON_NONE)
				reason = part.reason != PDZ_REASON_NONE ? part.reason : PDZ_NO_DATA;
			continue;
		}
		assessed++;
		achieved += part.verdict == PDZ_ACHIEVED || part.verdict == PDZ_ACHIEVED_LATE;
		const double w = own->weights != NULL ? own->weights[i] : 1;
		weight += w;
		share += w * share_of(&part);
	}
	out->n = pdz_value_of(assessed);
	if (assessed > 0 && reason != PDZ_REASON_NONE && reason != PDZ_STALE)
		reason = PDZ_INCOMPLETE; /* why the part is not known stands beside the part */
	out->reason = due ? reason : PDZ_NOT_DUE;
	if (assessed == 0)
		return;
	if (own->is_mean) {
		out->numerator = pdz_value_of(share);
		out->denominator = pdz_value_of(weight);
		out->value = pdz_value_of(share / weight);
		return;
	}
	const double needed = needed_of(view, d);
	if (needed < (double)own->at_least && own->at_least < (int64_t)ind->part_count) {
		out->reason = PDZ_NOT_DUE; /* two of three, and one is due: of one nothing is asked */
		return;
	}
	out->numerator = pdz_value_of(achieved);
	out->denominator = pdz_value_of(needed);
	out->value = pdz_value_of(achieved >= needed ? 1 : achieved / needed);
}

/* The n-th best of the verdicts counted; -1: there is none. */
static int nth_of(const int64_t count[PDZ_VERDICT_RANKS], int64_t n)
{
	int64_t all = 0;
	for (int rank = 0; rank < PDZ_VERDICT_RANKS; rank++)
		all += count[rank];
	for (int rank = 0; rank < PDZ_VERDICT_RANKS; rank++) {
		n -= count[rank];
		all -= count[rank];
		if (n <= 0 || all <= 0)
			return n > 0 && rank < pdz_verdict_rank(PDZ_ON_TRACK) ? pdz_verdict_rank(PDZ_ON_TRACK)
			                                                      : rank; /* some are still to come */
	}
	return -1;
}

/* The same of the parts, where those that cannot be known are the best or the worst. What is missed, but might be
 * reached with a part that is not due yet, has time left. */
static int nth_best(const struct pdz_view *view, const struct pdz_detail *d, const struct pdz_standing *s, int unknown)
{
	const int64_t n = (int64_t)needed_of(view, d);
	int64_t count[PDZ_VERDICT_RANKS] = {0}, to_come = 0;
	for (size_t i = 0; i < d->part_count; i++) {
		const struct pdz_component *part = &d->parts[i];
		if (!part->left_out)
			count[part->verdict == PDZ_NOT_ASSESSABLE ? unknown : pdz_verdict_rank(part->verdict)]++;
		to_come += may_fall_due(view, part, view->indicator->parts[i], s->over);
	}
	const int rank = nth_of(count, n);
	count[0] += to_come;
	return rank == pdz_verdict_rank(PDZ_MISSED) && nth_of(count, n) != rank ? pdz_verdict_rank(PDZ_OFF_TRACK) : rank;
}

static double unknown_weight(const struct composite *own, const struct pdz_detail *d)
{
	double sum = 0;
	for (size_t i = 0; i < d->part_count; i++)
		if (d->parts[i].verdict == PDZ_NOT_ASSESSABLE && !d->parts[i].left_out)
			sum += own->weights != NULL ? own->weights[i] : 1;
	return sum;
}

static bool has_unknown(const struct pdz_detail *d)
{
	for (size_t i = 0; i < d->part_count; i++)
		if (d->parts[i].verdict == PDZ_NOT_ASSESSABLE && !d->parts[i].left_out)
			return true;
	return false;
}

/* By the verdicts of the parts; a mean by their shares, which are to date already. */
static void stand_composite(const struct pdz_view *view, struct pdz_entry *e, struct pdz_standing *s)
{
	const struct pdz_indicator *ind = view->indicator;
	const struct composite *own = own_composite(ind);
	const struct pdz_detail *d = &e->detail;
	const struct pdz_stretch at = pdz_view_stretch(view, view->period);
	s->undoable = true;
	s->over = at.known_to >= at.end;
	s->one = 0;
	if (e->reason == PDZ_NOT_DUE && d->part_count > 0 && at.begin <= view->as_of) {
		s->expected = (struct pdz_value){0};
		s->over = false;
		return;
	}
	s->expected = s->target;
	if (own->is_mean) {
		s->value = e->value; /* with bounds where a part is unknown: the share is of the figure that is shown */
		if (has_unknown(d) && e->value.ok) { /* the unknown ones at 0 and at 1 */
			const double all = e->denominator.number + unknown_weight(own, d);
			e->least = pdz_value_of(e->numerator.number / all);
			e->most = pdz_value_of((e->numerator.number + all - e->denominator.number) / all);
		}
		return;
	}
	s->ground = PDZ_GROUND_PARTS;
	s->worst_rank = nth_best(view, d, s, PDZ_VERDICT_RANKS - 1);
	s->best_rank = nth_best(view, d, s, 0);
}

static const char *composite_statistic(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	(void)plan;
	return own_composite(ind)->is_mean ? "mean_progress" : "achieved_parts";
}

static void define_composite(struct pdz_said *say)
{
	const struct pdz_indicator *ind = say->ind;
	const struct composite *own = own_composite(ind);
	if (own->is_mean)
		pdz_buf_z(&say->text,
		          pdz_said_word(say, own->weights != NULL
		                                 ? "explain|weighted mean of the shares of its parts, each from 0 to 1"
		                                 : "explain|mean of the shares of its parts, each from 0 to 1"));
	else
		pdz_said_with(say, "explain|parts achieved / parts needed ({0})", own->at_least);
	pdz_said_line(say, "explain|Value");
	pdz_said_parts(say);
}

static void composite_formula(struct pdz_said *say)
{
	pdz_said_fraction(say, own_composite(say->ind)->is_mean ? "explain|sum of the shares {0} / weights {1}"
	                                                        : "explain|{0} parts achieved / {1} needed, at most 1");
	pdz_said_equals(say);
}

static void composite_rule(const struct pdz_said *say, struct pdz_buf *b)
{
	pdz_buf_printf(b, ",\"at_least\":%lld", (long long)own_composite(say->ind)->at_least);
}

static const char *const keys[] = {"of", "rule", "at_least", "weights", NULL};

const struct pdz_kind pdz_kind_composite = {
	.name = "composite",
	.keys = keys,
	.load = load_composite,
	.finish = finish_composite,
	.stand = stand_composite,
	.unit = "ratio",
	.own_size = sizeof(struct composite),
	.statistic = composite_statistic,
	.define = define_composite,
	.formula = composite_formula,
	.rule = composite_rule,
	.of_parts = true,
};
