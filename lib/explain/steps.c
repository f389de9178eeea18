/* From the value to the verdict, one step a line: what was compared with what. */
#include "explain/explanation.h"

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

static void say_percent_in(struct explanation *ex, const char *english, double share)
{
	struct pdz_buf text = {0};
	pdz_spell_percent(&text, ex->said.lang, share, 1);
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
	if (e->detail.has_compared) {
		pdz_said_value(&ex->said, &ex->said.text, ex->assessing.latest_value);
		say_period_in(ex, "explain| in {0}: distinct counts of years do not add up, so the verdict looks at this year",
		              e->detail.compared);
		step(ex, "compared", "explain|Value judged", ex->assessing.latest_value);
	}
}

static void baseline_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	const struct pdz_baseline *b = &ex->said.ind->baseline;
	if (b->kind == PDZ_BASELINE_NONE)
		return;
	if (!e->baseline.ok)
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, ex->assessing.whole || b->kind == PDZ_BASELINE_COMPUTED
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
	const struct pdz_value given = b->kind == PDZ_BASELINE_COMPUTED ? ex->assessing.computed_baseline
	                                                                : pdz_value_of(b->value);
	if (e->baseline.ok && given.ok && given.number != e->baseline.number) {
		struct pdz_buf year = {0};
		pdz_said_value(&ex->said, &year, given);
		pdz_say_into(&ex->said.text, ex->said.lang, "explain| ({0} a year, for the length of the period)",
		             pdz_buf_view(&year));
		ex->said.failed |= year.failed;
		pdz_buf_release(&year);
	}
	say_source(ex, b->source);
	step(ex, "baseline", "explain|Baseline", e->baseline);
	if (e->change.ok) {
		if (e->change.number > 0)
			pdz_buf_char(&ex->said.text, '+');
		pdz_spell_percent(&ex->said.text, ex->said.lang, e->change.number, 1);
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, "explain| against the baseline"));
		if (e->baseline.ok && (ex->said.ind->roll_up == PDZ_FLOW || ex->said.ind->roll_up == PDZ_DISTINCT) &&
		    ex->view.as_of < pdz_period_end(e->detail.has_compared ? e->detail.compared : e->period))
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

static bool is_milestone(const struct explanation *ex)
{
	return ex->said.ind->kind->is_act;
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
	if (is_milestone(ex)) {
		if (e->detail.due != PDZ_NO_DAY) {
			pdz_spell_date(&ex->said.text, ex->said.lang, e->detail.due);
			step(ex, "due", "explain|Due", (struct pdz_value){0});
		}
		return;
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
	pdz_said_value(&ex->said, &ex->said.text, e->target);
	if (e->target_high.ok) {
		pdz_buf_z(&ex->said.text, "–");
		pdz_said_value(&ex->said, &ex->said.text, e->target_high);
	}
	if (ex->said.ind->lower_is_better && !e->target_high.ok && ex->said.ind->target.kind < PDZ_TARGET_INCREASE)
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, "explain| at most"));
	say_source(ex, ex->said.ind->target.source);
	step(ex, "target", "explain|Target", e->target);
	if (!e->target_to_date.ok || e->target_to_date.number == e->target.number)
		return;
	pdz_said_value(&ex->said, &ex->said.text, e->target_to_date);
	const struct pdz_period p = e->detail.has_compared ? e->detail.compared : e->period;
	say_percent_in(ex, "explain|, what is due by the as-of date ({0} of the period has passed)",
	               pdz_elapsed(p, ex->view.as_of));
	step(ex, "target_to_date", "explain|Target to date", e->target_to_date);
}

static void progress_step(struct explanation *ex)
{
	const struct pdz_entry *e = &ex->entry;
	if (e->detail.periods_due.ok && e->detail.periods_due.number > 0) {
		struct pdz_buf met = {0}, due = {0};
		pdz_said_number(&ex->said, &met, e->detail.periods_met.number);
		pdz_said_number(&ex->said, &due, e->detail.periods_due.number);
		pdz_say_into(&ex->said.text, ex->said.lang, "explain|{0} of {1} periods due met the minimum",
		             pdz_buf_view(&met), pdz_buf_view(&due));
		ex->said.failed |= met.failed || due.failed;
		pdz_buf_release(&met);
		pdz_buf_release(&due);
		step(ex, "periods", "explain|Periods", e->detail.periods_met);
	}
	if (!e->progress.ok || is_milestone(ex) || (e->detail.periods_due.ok && ex->said.ind->minimum.given))
		return;
	pdz_spell_percent(&ex->said.text, ex->said.lang, e->progress.number, 1);
	const bool from_baseline = e->baseline.ok && e->baseline.number != e->target.number && !ex->said.ind->minimum.given;
	pdz_buf_z(&ex->said.text,
	          pdz_said_word(&ex->said, from_baseline ? "explain| of the way from the baseline to the target"
	                                                 : "explain| of the target"));
	step(ex, "progress", "explain|Progress", e->progress);
}

static void yardstick_step(struct explanation *ex)
{
	static const char *const by[] = {
		[PDZ_BY_TARGET] = "explain|the target is reached",
		[PDZ_BY_SHARE] = "explain|{0} of what is due by today",
		[PDZ_BY_PROGRESS] = "explain|{0} of the way from the baseline to what is due by today",
		[PDZ_BY_RANGE] = "explain|{0} of the nearer end of the range",
		[PDZ_BY_CHANGE] = "explain|the change goes the right way",
		[PDZ_BY_ON_TIME] = "explain|{0} of the items due were done on time",
		[PDZ_BY_MINIMUM] = "explain|{0} of the minimum due by today",
		[PDZ_BY_PERIODS] = "explain|{0} of the periods due met the minimum",
	};
	static const char *const dates[PDZ_VERDICTS] = {
		[PDZ_ACHIEVED] = "explain|reached",
		[PDZ_ON_TRACK] = "explain|there is still time",
		[PDZ_BEHIND] = "explain|the date has passed, and a part is done",
		[PDZ_OFF_TRACK] = "explain|the date has passed, and nothing is done",
	};
	const struct pdz_trail *t = &ex->trail;
	const struct pdz_settings *s = &ex->said.plan->settings;
	if (t->by == PDZ_BY_NOTHING)
		return;
	if (t->by == PDZ_BY_RANGE && !t->share.ok)
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, "explain|inside the range"));
	else if (t->by == PDZ_BY_DATE)
		pdz_buf_z(&ex->said.text, pdz_said_word(&ex->said, dates[ex->entry.verdict]));
	else
		say_percent_in(ex, by[t->by], t->share.number);
	if (t->share.ok) {
		struct pdz_buf on_track = {0}, behind = {0};
		pdz_spell_setting(&on_track, ex->said.lang, s->on_track);
		pdz_spell_setting(&behind, ex->said.lang, s->behind);
		pdz_say_into(&ex->said.text, ex->said.lang, "explain|; on track from {0}, behind from {1}, else off track",
		             pdz_buf_view(&on_track), pdz_buf_view(&behind));
		ex->said.failed |= on_track.failed || behind.failed;
		pdz_buf_release(&on_track);
		pdz_buf_release(&behind);
	}
	step(ex, "yardstick", "explain|Yardstick", t->share);
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
	baseline_step(ex);
	target_step(ex);
	progress_step(ex);
	yardstick_step(ex);
	verdict_step(ex);
}
