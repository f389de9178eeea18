/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the value to the verdict, one step a line: what was compared with what. */
#include "explain/explanation.h"

#include <stdio.h>

static struct ex_step *step(struct explanation *ex, const char *key, const char *label, struct pdz_value v)
{
	struct ex_step *s = &ex->steps[ex->step_count < EX_STEPS_MAX ? ex->step_count++ : EX_STEPS_MAX - 1];
	*s = (struct ex_step){
		.key = key, .value = v, .label = pdz_str(pdz_said_word(&ex->said, label)), .text = pdz_said_take(&ex->said)};
	return s;
}

/* ", source" if there is one. */
static void say_source(struct explanation *ex, struct pdz_str source)
{
	if (source.n > 0)
		pdz_say_into(&ex->said.text, ex->said.lang, "explain| (source: {0})", source);
}

static void say_period_in(struct explanation *ex, const char *english, struct pdz_period p)
{
	struct pdz_buf text = {0};
	pdz_spell_period(&text, ex->said.lang, p);
	pdz_say_into(&ex->said.text, ex->said.lang, english, pdz_buf_view(&text));
	ex->said.failed |= text.failed;
	pdz_buf_release(&text);
}

static void value_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	if (!e->value.ok) {
		pdz_say_into(&ex->said.text, ex->said.lang, "explain|no value: {0}",
		             pdz_str(pdz_word_reason(ex->said.lang, e->reason)));
		step(ex, "value", "explain|Value", e->value);
		return;
	}
	pdz_said_value(&ex->said, &ex->said.text, e->value);
	if (e->low.ok && e->high.ok) {
		struct pdz_buf low = {0}, high = {0}, level = {0};
		pdz_said_value(&ex->said, &low, e->low);
		pdz_said_value(&ex->said, &high, e->high);
		pdz_spell_setting(&level, ex->said.lang, ex->said.plan->settings.confidence);
		pdz_say_into(&ex->said.text, ex->said.lang, "explain| ({0} interval {1} to {2}, {3})", pdz_buf_view(&level),
		             pdz_buf_view(&low), pdz_buf_view(&high), pdz_word_method(ex->said.lang, e->method));
		ex->said.failed |= low.failed || high.failed || level.failed;
		pdz_buf_release(&low);
		pdz_buf_release(&high);
		pdz_buf_release(&level);
	}
	step(ex, "value", "explain|Value", e->value);
}

/* What has not come of what it rests on, and of whom; what came and could not be read. */
static void coverage_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	struct pdz_buf *b = &ex->said.text;
	char n[32];
	if (e->coverage.ok && (e->coverage.number < 1 || e->gap_count > 0)) {
		snprintf(n, sizeof n, "%d %%", (int)(e->coverage.number * 100)); /* never rounded up */
		pdz_say_into(b, ex->said.lang, "extra|{0} of what was due has come", pdz_str(n));
	}
	for (size_t i = 0; i < e->gap_count; i++) {
		pdz_buf_z(b, i == 0 ? pdz_said_word(&ex->said, "explain|; not delivered: ") : ", ");
		pdz_spell_gap(b, ex->said.lang, &e->gaps[i],
		              e->gaps[i].area != PDZ_NONE ? ex->said.plan->areas[e->gaps[i].area].name : PDZ_STR(""));
	}
	if (e->set_aside.ok) {
		pdz_buf_z(b, b->n > 0 ? "; " : "");
		snprintf(n, sizeof n, "%.0f", e->set_aside.number);
		pdz_say_into(b, ex->said.lang, "extra|records set aside: {0}", pdz_str(n));
	}
	if (b->n > 0)
		step(ex, "coverage", "explain|Coverage", e->coverage);
}

/* Where the verdict looks at something else than the value: some years, a day, periods. */
static void judged_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	const struct pdz_value judged = e->judged_value.ok ? e->judged_value : e->value;
	if (!e->judged_value.ok && e->judged_count < 2) /* one year is that of the whole page */
		return;
	pdz_said_value(&ex->said, &ex->said.text, judged);
	for (size_t i = 0; i < e->judged_count; i++)
		say_period_in(ex, i == 0 ? "explain| in {0}" : "explain|, {0}", e->judged[i]);
	if (e->judged_count == 0 && e->deadline != PDZ_NO_DAY) {
		struct pdz_buf day = {0};
		pdz_spell_date(&day, ex->said.lang, e->deadline);
		pdz_say_into(&ex->said.text, ex->said.lang, "explain| on {0}", pdz_buf_view(&day));
		ex->said.failed |= day.failed;
		pdz_buf_release(&day);
	}
	step(ex, "judged", "explain|Value judged", judged);
}

static void say_value_in(struct explanation *ex, const char *english, struct pdz_value v)
{
	struct pdz_buf text = {0};
	pdz_said_value(&ex->said, &text, v);
	pdz_say_into(&ex->said.text, ex->said.lang, english, pdz_buf_view(&text));
	ex->said.failed |= text.failed;
	pdz_buf_release(&text);
}

static void baseline_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	const struct pdz_baseline *b = &ex->said.ind->baseline;
	const struct pdz_value given = ex->assessing.baseline;
	if (b->kind == PDZ_BASELINE_NONE)
		return;
	if (!e->baseline.ok)
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, given.ok ? "explain|none for this period"
		                                                   : ex->assessing.whole || b->kind == PDZ_BASELINE_COMPUTED
		                                                       ? "explain|not known"
		                                                       : "explain|given for the whole only"));
	else
		pdz_said_value(&ex->said, &ex->said.text, e->baseline);
	if (b->kind == PDZ_BASELINE_COMPUTED) {
		say_period_in(ex, "explain|, computed from the records of {0}", b->period);
	} else if (b->date != PDZ_NO_DAY) {
		pdz_buf_z(&ex->said.text, ", ");
		pdz_spell_date(&ex->said.text, ex->said.lang, b->date);
	}
	if (e->baseline.ok && given.ok && given.number != e->baseline.number)
		say_value_in(ex, "explain| ({0} a year, for the length of the period)", given);
	if (e->baseline.ok && e->baseline_to_date.ok && e->baseline_to_date.number != e->baseline.number)
		say_value_in(ex, "explain|; {0} to date", e->baseline_to_date);
	say_source(ex, b->source);
	step(ex, "baseline", "explain|Baseline", e->baseline);
	if (e->change.ok) {
		if (e->change.number > 0)
			pdz_buf_char(&ex->said.text, '+');
		pdz_spell_percent(&ex->said.text, ex->said.lang, e->change.number, 1);
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, "explain| against the baseline"));
		if (e->baseline_to_date.ok && e->baseline_to_date.number != e->baseline.number)
			pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, "explain| to date"));
		step(ex, "change", "explain|Change", e->change);
	} else if (e->change_from_zero) {
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, "explain|new: the baseline is 0"));
		step(ex, "change", "explain|Change", e->change);
	}
}

static void say_target_kind(struct explanation *ex)
{
	const struct pdz_target *t = &ex->said.ind->target;
	struct pdz_buf amount = {0};
	switch (t->kind) {
	case PDZ_TARGET_INCREASE:
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, "explain|any increase over "));
		break;
	case PDZ_TARGET_DECREASE:
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, "explain|any decrease from "));
		break;
	case PDZ_TARGET_AMOUNT:
	case PDZ_TARGET_PERCENT:
		if (t->value > 0)
			pdz_buf_char(&amount, '+');
		pdz_said_number(&ex->said, &amount, t->value);
		pdz_buf_z(&amount, t->kind == PDZ_TARGET_PERCENT ? "%" : "");
		pdz_say_into(&ex->said.text, ex->said.lang, "explain|baseline {0} = ", pdz_buf_view(&amount));
		break;
	default:
		break;
	}
	ex->said.failed |= amount.failed;
	pdz_buf_release(&amount);
}

static void target_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	const bool minimum = ex->said.ind->minimum.given;
	if (minimum) {
		/* clang-format off */
		static const char *const every[] = {
			[PDZ_YEAR] = "explain|at least {0} a year", [PDZ_SEMESTER] = "explain|at least {0} each half-year",
			[PDZ_QUARTER] = "explain|at least {0} each quarter", [PDZ_MONTH] = "explain|at least {0} a month",
		};
		/* clang-format on */
		struct pdz_buf n = {0};
		pdz_said_value(&ex->said, &n, pdz_value_of(ex->said.ind->minimum.value));
		pdz_say_into(&ex->said.text, ex->said.lang, every[ex->said.ind->minimum.every], pdz_buf_view(&n));
		ex->said.failed |= n.failed;
		pdz_buf_release(&n);
		say_source(ex, ex->said.ind->minimum.source);
		step(ex, "minimum", "explain|Minimum", pdz_value_of(ex->said.ind->minimum.value));
	}
	if (!e->target.ok) {
		if (!minimum) {
			pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, ex->said.ind->target.kind == PDZ_TARGET_NONE
			                                                       ? "explain|none set"
			                                                       : "explain|none for this period, area or category"));
			step(ex, "target", "explain|Target", e->target);
		}
		return;
	}
	if (!minimum)
		say_target_kind(ex);
	if (!e->target_high.ok && !ex->assessing.standing.strict)
		say_value_in(ex, ex->assessing.standing.lower ? "explain|at most {0}" : "explain|at least {0}", e->target);
	else
		pdz_said_value(&ex->said, &ex->said.text, e->target);
	if (e->target_high.ok) {
		pdz_buf_z(&ex->said.text, "–");
		pdz_said_value(&ex->said, &ex->said.text, e->target_high);
	}
	if (e->deadline != PDZ_NO_DAY) {
		struct pdz_buf day = {0};
		pdz_spell_date(&day, ex->said.lang, e->deadline);
		pdz_say_into(&ex->said.text, ex->said.lang, "explain|, by {0}", pdz_buf_view(&day));
		ex->said.failed |= day.failed;
		pdz_buf_release(&day);
	}
	say_source(ex, ex->said.ind->target.source);
	step(ex, "target", "explain|Target", e->target);
}

static void expected_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	struct pdz_buf amount = {0};
	if (!e->target.ok || (e->over && e->reached == PDZ_NO_DAY) || (!e->over && e->rule == PDZ_GROUND_NONE))
		return;
	if (e->reached != PDZ_NO_DAY && (e->over || e->verdict == PDZ_ACHIEVED)) {
		pdz_spell_reached(&ex->said.text, ex->said.lang, e);
		step(ex, "reached", "explain|Reached", (struct pdz_value){0});
		return;
	}
	if (e->expected.ok)
		pdz_said_value(&ex->said, &amount, e->expected);
	pdz_spell_expected(&ex->said.text, ex->said.lang, e, pdz_buf_view(&amount));
	ex->said.failed |= amount.failed;
	pdz_buf_release(&amount);
	step(ex, "expected", "explain|Expected", e->expected);
}

static void periods_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	struct pdz_buf met = {0}, due = {0};
	if (!e->detail.periods_due.ok)
		return;
	pdz_said_number(&ex->said, &met, e->detail.periods_met.number);
	pdz_said_number(&ex->said, &due, e->detail.periods_due.number);
	pdz_say_into(&ex->said.text, ex->said.lang, "explain|{0} of {1} periods due met the minimum", pdz_buf_view(&met),
	             pdz_buf_view(&due));
	ex->said.failed |= met.failed || due.failed;
	pdz_buf_release(&met);
	pdz_buf_release(&due);
	step(ex, "periods", "explain|Periods", e->detail.periods_met);
}

/* What decided, and the share that the thresholds saw. */
static void rule_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	const struct pdz_settings *s = &ex->said.plan->settings;
	if (e->rule == PDZ_GROUND_NONE)
		return;
	pdz_buf_z(&ex->said.text, pdz_word_rule(ex->said.lang, e->rule));
	if (e->share.ok) {
		pdz_buf_z(&ex->said.text, ": ");
		pdz_spell_percent(&ex->said.text, ex->said.lang, e->share.number, 1);
	}
	if (e->share.ok && !e->over && e->verdict != PDZ_ACHIEVED) {
		struct pdz_buf on_track = {0}, behind = {0};
		pdz_spell_setting(&on_track, ex->said.lang, s->on_track);
		pdz_spell_setting(&behind, ex->said.lang, s->behind);
		pdz_say_into(&ex->said.text, ex->said.lang, "explain|; on track from {0}, behind from {1}, else off track",
		             pdz_buf_view(&on_track), pdz_buf_view(&behind));
		ex->said.failed |= on_track.failed || behind.failed;
		pdz_buf_release(&on_track);
		pdz_buf_release(&behind);
	}
	step(ex, "rule", "explain|Rule", e->share);
}

static void verdict_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	pdz_buf_z(&ex->said.text, pdz_word_verdict(ex->said.lang, e->verdict));
	if (e->reason != PDZ_REASON_NONE) {
		pdz_buf_z(&ex->said.text, ": ");
		pdz_buf_z(&ex->said.text, pdz_word_reason(ex->said.lang, e->reason));
	}
	step(ex, "verdict", "explain|Verdict", (struct pdz_value){0});
}

void pdz_explain_steps(struct explanation *ex)
{
	value_step(ex);
	coverage_step(ex);
	judged_step(ex);
	baseline_step(ex);
	target_step(ex);
	expected_step(ex);
	periods_step(ex);
	rule_step(ex);
	verdict_step(ex);
}
