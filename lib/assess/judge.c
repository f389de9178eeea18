/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See judge.h. The order of the questions is that of their weight: is time left; is it
 * reached for good; can it still be reached; was anything to be expected; did it move the
 * right way; how much of what was expected is there. More of what is wanted never gives a
 * worse answer to any of them. */
#include "pdz/results.h"

#include <math.h>

/* clang-format off */
const char *const pdz_ground_names[PDZ_GROUNDS + 1] = {
	"", "target", "to_date", "progress", "deadline", "step", "due", "minimum", "periods", "range", "change", "parts",
	"nothing_due", "one_short", "wrong_way", "out_of_reach",
};
/* clang-format on */

/* Sums of decimal figures differ in their last bit: that is no tolerance in what was asked for. */
static bool is_at_least(double a, double b)
{
	return a >= b - 1e-9 * fabs(b);
}

/* Is a as good as b, in the direction wanted? */
static bool is_as_good(const struct pdz_standing *s, double a, double b)
{
	return s->lower ? is_at_least(b, a) : is_at_least(a, b);
}

static bool is_better(const struct pdz_standing *s, double a, double b)
{
	return !is_as_good(s, b, a);
}

static bool is_reached(const struct pdz_standing *s, double value)
{
	if (s->high.ok)
		return is_at_least(value, s->target.number) && is_at_least(s->high.number, value);
	return s->strict ? is_better(s, value, s->target.number) : is_as_good(s, value, s->target.number);
}

/* Does the target lie on the better side of where it began? Only then there is a way to go. */
static bool is_way(const struct pdz_standing *s)
{
	return s->baseline.ok && !s->high.ok && !s->strict && is_better(s, s->target.number, s->baseline.number);
}

/* Has it moved away from where it is to go, or to stay? */
static bool is_wrong_way(const struct pdz_standing *s, double value)
{
	return s->baseline.ok && !s->high.ok && !s->strict && is_as_good(s, s->target.number, s->baseline.number) &&
	       is_better(s, s->began.number, value);
}

static double over_each_other(double above, double below, bool reached)
{
	return above > 0 && below > 0 ? above / below : reached ? 1 : 0;
}

double pdz_share_of(const struct pdz_standing *s, double value, bool in_full)
{
	const double asked = in_full ? s->target.number : s->expected.number,
				 began = in_full ? s->baseline.number : s->began.number;
	const bool enough = s->strict ? is_better(s, value, asked) : is_as_good(s, value, asked);
	if (s->strict && !enough)
		return 0; /* no change is not progress */
	if (isinf(value))
		return enough ? 1 : 0;
	if (s->high.ok && is_at_least(value, asked)) {
		const double most = !in_full && s->high_by_now.ok ? s->high_by_now.number : s->high.number;
		return is_at_least(most, value) ? 1 : over_each_other(most, value, false);
	}
	if (s->baseline.ok && !s->high.ok && !s->strict && is_better(s, asked, began))
		return (value - began) / (asked - began);
	if (is_way(s))
		return enough;
	return s->lower ? over_each_other(asked, value, enough) : over_each_other(value, asked, enough);
}

static struct pdz_judgement answer(enum pdz_verdict verdict, enum pdz_ground ground, double share)
{
	return (struct pdz_judgement){.verdict = verdict, .ground = ground, .share = pdz_value_of(share)};
}

static enum pdz_verdict when_reached(const struct pdz_standing *s)
{
	const bool late = s->deadline != PDZ_NO_DAY && s->reached != PDZ_NO_DAY && s->reached > s->deadline;
	return late ? PDZ_ACHIEVED_LATE : PDZ_ACHIEVED;
}

static struct pdz_judgement judge_over(const struct pdz_standing *s, double value)
{
	const enum pdz_verdict v = is_reached(s, value) ? when_reached(s) : PDZ_MISSED;
	return answer(v, s->ground == PDZ_GROUND_TO_DATE ? PDZ_GROUND_TARGET : s->ground, pdz_share_of(s, value, true));
}

/* What only grows has passed its ceiling, or its range, for good. */
static bool is_beyond(const struct pdz_standing *s, double value)
{
	const double ceiling = s->high.ok ? s->high.number : s->target.number;
	if (s->undoable || (!s->lower && !s->high.ok))
		return false;
	return s->strict ? is_at_least(value, ceiling) : !is_at_least(ceiling, value);
}

/* Was anything to be expected by today, or is anything there? What began at a baseline is there when it has moved. */
static bool is_nothing_due(const struct pdz_standing *s, double value)
{
	const double expected = s->expected.number;
	if (!s->expected.ok || s->is_untold)
		return true;
	if (is_way(s))
		return expected == s->began.number && value == s->began.number;
	if (s->strict)
		return expected == 0 && value == 0 && s->target.number != 0;
	return !s->lower && expected <= 0 && value <= 0 && s->target.number > 0;
}

/* Would one event, case or due item make up for it? */
static bool is_one_short(const struct pdz_standing *s, double value)
{
	const double expected = s->expected.number;
	if (s->one <= 0)
		return false;
	if (s->high.ok && is_at_least(value, expected))
		return s->high_by_now.ok && is_at_least(s->high_by_now.number, value - s->one);
	return is_as_good(s, value + (s->lower ? -s->one : s->one), expected);
}

static struct pdz_judgement judge_share(const struct pdz_standing *s, double value, struct pdz_thresholds t)
{
	const double share = pdz_share_of(s, value, false),
				 tolerance = 1e-9; /* 0.9 of 10 is 9, whatever the last bit says */
	const bool out_of_reach = s->best.ok && !is_as_good(s, s->best.number, s->target.number);
	const enum pdz_ground ground = out_of_reach ? PDZ_GROUND_OUT_OF_REACH : s->ground;
	if (share >= t.on_track - tolerance)
		return answer(out_of_reach ? PDZ_BEHIND : PDZ_ON_TRACK, ground, share);
	if (share >= t.behind - tolerance)
		return answer(PDZ_BEHIND, ground, share);
	if (is_one_short(s, value))
		return answer(PDZ_BEHIND, out_of_reach ? ground : PDZ_GROUND_ONE_SHORT, share);
	return answer(PDZ_OFF_TRACK, ground, share);
}

/* Without an amount: better than it was is on track, as it was is not. */
static struct pdz_judgement judge_change(const struct pdz_standing *s, double value)
{
	const double share = pdz_share_of(s, value, false);
	if (is_better(s, value, s->expected.number))
		return answer(PDZ_ON_TRACK, s->ground, share);
	if (is_as_good(s, value, s->expected.number))
		return answer(PDZ_BEHIND, s->ground, share);
	return answer(PDZ_OFF_TRACK, PDZ_GROUND_WRONG_WAY, share);
}

static struct pdz_judgement judge_with_time_left(const struct pdz_standing *s, double value, struct pdz_thresholds t)
{
	if (is_reached(s, value) && !s->undoable && !s->lower && !s->high.ok)
		return answer(when_reached(s), PDZ_GROUND_TARGET, pdz_share_of(s, value, true));
	if (is_beyond(s, value))
		return answer(PDZ_OFF_TRACK, PDZ_GROUND_OUT_OF_REACH, pdz_share_of(s, value, false));
	if (is_nothing_due(s, value))
		return (struct pdz_judgement){.verdict = PDZ_ON_TRACK, .ground = PDZ_GROUND_NOTHING_DUE};
	if (s->strict)
		return judge_change(s, value);
	if (is_wrong_way(s, value))
		return answer(PDZ_OFF_TRACK, PDZ_GROUND_WRONG_WAY, pdz_share_of(s, value, false));
	return judge_share(s, value, t);
}

static struct pdz_judgement judge_value(const struct pdz_standing *s, double value, struct pdz_thresholds t)
{
	return s->over ? judge_over(s, value) : judge_with_time_left(s, value, t);
}

int pdz_verdict_rank(enum pdz_verdict v)
{
	switch (v) {
	case PDZ_ACHIEVED:
		return 0;
	case PDZ_ACHIEVED_LATE:
		return 1;
	case PDZ_ON_TRACK:
		return 2;
	case PDZ_BEHIND:
		return 3;
	case PDZ_OFF_TRACK:
		return 4;
	case PDZ_MISSED:
		return 5;
	default:
		return PDZ_VERDICT_RANKS;
	}
}

/* The verdict is that of a part. */
static struct pdz_judgement judge_parts(const struct pdz_standing *s)
{
	static const enum pdz_verdict ranks[PDZ_VERDICT_RANKS] = {
		PDZ_ACHIEVED, PDZ_ACHIEVED_LATE, PDZ_ON_TRACK, PDZ_BEHIND, PDZ_OFF_TRACK, PDZ_MISSED,
	};
	if (s->best_rank != s->worst_rank || s->best_rank < 0)
		return (struct pdz_judgement){.verdict = PDZ_NOT_ASSESSABLE, .reason = s->unknown};
	return (struct pdz_judgement){.verdict = ranks[s->best_rank], .ground = PDZ_GROUND_PARTS};
}

struct pdz_judgement pdz_judge(const struct pdz_standing *s, struct pdz_thresholds t)
{
	if (!s->target.ok)
		return (struct pdz_judgement){.verdict = PDZ_NO_TARGET};
	if (s->ground == PDZ_GROUND_PARTS)
		return judge_parts(s);
	const struct pdz_judgement least = judge_value(s, s->least, t);
	struct pdz_standing at_most = *s;
	at_most.best = s->best_of_most.ok ? s->best_of_most : s->best;
	const struct pdz_judgement most = judge_value(&at_most, s->most, t);
	const bool may_lie_inside = s->high.ok && s->least < s->target.number && s->most > s->high.number;
	if (least.verdict != most.verdict || may_lie_inside)
		return (struct pdz_judgement){.verdict = PDZ_NOT_ASSESSABLE, .reason = s->unknown};
	if (s->value.ok)
		return judge_value(s, s->value.number, t);
	return isinf(s->least) ? most : least;
}
