/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a verdict is what it is, in words: the rule, what was expected by when, how late it came. */
#include "words/words.h"

#include <stdio.h>

const char *pdz_word_rule(enum pdz_language language, enum pdz_ground rule)
{
	static const char *const words[PDZ_GROUNDS] = {
		[PDZ_GROUND_NONE] = "rule|none",
		[PDZ_GROUND_TARGET] = "rule|the target in full",
		[PDZ_GROUND_TO_DATE] = "rule|what is expected to date",
		[PDZ_GROUND_PROGRESS] = "rule|the way from the baseline",
		[PDZ_GROUND_DEADLINE] = "rule|the deadline",
		[PDZ_GROUND_STEP] = "rule|the step in force",
		[PDZ_GROUND_DUE] = "rule|what was due to date",
		[PDZ_GROUND_MINIMUM] = "rule|the minimum of the period",
		[PDZ_GROUND_PERIODS] = "rule|the periods that met it",
		[PDZ_GROUND_RANGE] = "rule|the range",
		[PDZ_GROUND_CHANGE] = "rule|any change the right way",
		[PDZ_GROUND_PARTS] = "rule|the verdicts of its parts",
		[PDZ_GROUND_NOTHING_DUE] = "rule|nothing due yet",
		[PDZ_GROUND_ONE_SHORT] = "rule|short by one",
		[PDZ_GROUND_WRONG_WAY] = "rule|it moved the wrong way",
		[PDZ_GROUND_OUT_OF_REACH] = "rule|it can no longer be reached",
	};
	return pdz_say(language, words[rule]);
}

static void spell_linear(struct pdz_buf *b, enum pdz_language language, pdz_day from, pdz_day to)
{
	const int32_t first = pdz_day_month(from), last = pdz_day_month(to);
	struct pdz_buf one = {0}, other = {0};
	if (first % 12 == 0 && last == first + 11 && pdz_month_first(first) == from &&
	    pdz_month_first(last + 1) - 1 == to) {
		pdz_spell_period(&one, language, pdz_period_of(PDZ_YEAR, first));
		pdz_say_into(b, language, "expected|linear over the year {0}", pdz_buf_view(&one));
	} else {
		pdz_spell_date(&one, language, from);
		pdz_spell_date(&other, language, to);
		pdz_say_into(b, language, "expected|linear from {0} to {1}", pdz_buf_view(&one), pdz_buf_view(&other));
	}
	b->failed |= one.failed || other.failed;
	pdz_buf_release(&one);
	pdz_buf_release(&other);
}

void pdz_spell_expected(struct pdz_buf *b, enum pdz_language language, const struct pdz_entry *e, struct pdz_str amount)
{
	struct pdz_buf day = {0};
	if (e->known_to != PDZ_NO_DAY)
		pdz_spell_date(&day, language, e->known_to);
	else
		pdz_buf_z(&day, pdz_say(language, "expected|today"));
	if (!e->expected.ok || e->rule == PDZ_GROUND_NOTHING_DUE) {
		pdz_say_into(b, language, "expected|nothing was due by {0}", pdz_buf_view(&day));
	} else {
		pdz_say_into(b, language, "expected|{0} expected by {1}", amount, pdz_buf_view(&day));
		if (e->expected_as == PDZ_PACE_LINEAR && e->expected_from != PDZ_NO_DAY) {
			pdz_buf_z(b, ": ");
			spell_linear(b, language, e->expected_from, e->expected_to);
		} else if (e->expected_as != PDZ_PACE_NONE && e->expected_as != PDZ_PACE_LINEAR) {
			/* clang-format off */
			static const char *const why[PDZ_PACES] = {
				[PDZ_PACE_IN_FULL] = "expected|: in full", [PDZ_PACE_STEP] = "expected|: the step in force",
				[PDZ_PACE_DUE] = "expected|: what was due by then",
				[PDZ_PACE_BY_YEAR] = "expected|: linear in each year",
			};
			/* clang-format on */
			pdz_buf_z(b, pdz_say(language, why[e->expected_as]));
		}
	}
	b->failed |= day.failed;
	pdz_buf_release(&day);
}

void pdz_spell_reached(struct pdz_buf *b, enum pdz_language language, const struct pdz_entry *e)
{
	struct pdz_buf day = {0};
	pdz_spell_date(&day, language, e->reached);
	if (e->deadline == PDZ_NO_DAY || e->reached <= e->deadline) {
		pdz_buf_str(b, pdz_buf_view(&day));
	} else {
		char days[24];
		const int late = e->reached - e->deadline;
		snprintf(days, sizeof days, "%d", late);
		pdz_say_into(b, language, late == 1 ? "expected|{0}, a day late" : "expected|{0}, {1} days late",
		             pdz_buf_view(&day), pdz_str(days));
	}
	if (e->lost)
		pdz_buf_z(b, pdz_say(language, "expected|, and lost again"));
	b->failed |= day.failed;
	pdz_buf_release(&day);
}
