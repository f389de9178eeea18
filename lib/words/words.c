/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and numbers in the language of the report. */
#include "pdz/report.h"
#include "words/words.h"

#include "words/methods.h"

#include <math.h>
#include <stdio.h>

const char *pdz_word_verdict(enum pdz_language language, enum pdz_verdict v)
{
	/* clang-format off */
	static const char *const words[PDZ_VERDICTS] = {
		[PDZ_ACHIEVED] = "verdict|achieved",
		[PDZ_ACHIEVED_LATE] = "verdict|achieved late",
		[PDZ_ON_TRACK] = "verdict|on track",
		[PDZ_BEHIND] = "verdict|behind",
		[PDZ_OFF_TRACK] = "verdict|off track",
		[PDZ_MISSED] = "verdict|missed",
		[PDZ_NO_TARGET] = "verdict|no target",
		[PDZ_NOT_ASSESSABLE] = "verdict|not assessable",
	};
	/* clang-format on */
	return pdz_say(language, words[v]);
}

void pdz_spell_nothing_due(struct pdz_buf *b, enum pdz_language language, size_t n)
{
	char number[24];
	snprintf(number, sizeof number, "%zu", n);
	pdz_say_into(b, language, "verdict|{0} of them with nothing due yet", pdz_str(number));
}

void pdz_spell_verdicts(struct pdz_buf *b, enum pdz_language language, const struct pdz_verdict_counts *counts)
{
	bool any = false;
	for (int v = 0; v < PDZ_VERDICTS; v++) {
		if (counts->of[v] == 0)
			continue;
		pdz_buf_printf(b, "%s%s %zu", any ? ", " : "", pdz_word_verdict(language, (enum pdz_verdict)v), counts->of[v]);
		any = true;
		if (v != PDZ_ON_TRACK || counts->nothing_due == 0)
			continue;
		pdz_buf_z(b, " (");
		pdz_spell_nothing_due(b, language, counts->nothing_due);
		pdz_buf_char(b, ')');
	}
}

const char *pdz_word_reason(enum pdz_language language, enum pdz_reason r)
{
	static const char *const words[PDZ_REASONS] = {
		[PDZ_REASON_NONE] = "reason|none",
		[PDZ_ZERO_DENOMINATOR] = "reason|zero denominator",
		[PDZ_NO_DATA] = "reason|no data",
		[PDZ_NOT_DUE] = "reason|not due yet",
		[PDZ_NOT_MEASURABLE_YET] = "reason|not measurable yet",
		[PDZ_BASELINE_MISSING] = "reason|baseline missing",
		[PDZ_TOO_FEW] = "reason|too few cases",
		[PDZ_SUPPRESSED] = "reason|suppressed",
		[PDZ_NOT_APPLICABLE] = "reason|not applicable",
		[PDZ_NOT_REPORTED] = "reason|not reported",
		[PDZ_INCOMPLETE] = "reason|incomplete",
		[PDZ_STALE] = "reason|out of date",
		[PDZ_NOT_REACHED] = "reason|too many still wait",
		[PDZ_NOT_A_SHARE] = "reason|not a share",
	};
	return pdz_say(language, words[r]);
}

const char *pdz_word_level(enum pdz_language language, enum pdz_result_level l)
{
	static const char *const words[PDZ_RESULT_LEVELS] = {"level|input", "level|process", "level|result",
	                                                     "level|impact"};
	return pdz_say(language, words[l]);
}

struct name {
	const char *code, *english;
};

static struct pdz_str named(enum pdz_language language, const struct name *names, struct pdz_str code)
{
	for (; names->code; names++)
		if (pdz_str_is(code, names->code))
			return pdz_str(pdz_say(language, names->english));
	return code;
}

struct pdz_str pdz_word_unit(enum pdz_language language, struct pdz_str unit)
{
	/* clang-format off */
	static const struct name names[] = {
		{"ratio", "unit|share"}, {"days", "unit|days"}, {"working days", "unit|working days"},
		{"per 100", "unit|per 100"}, {"per 1000", "unit|per 1,000"}, {"per 10000", "unit|per 10,000"},
		{"per 100000", "unit|per 100,000"}, {"records", "unit|records"}, {"cases", "unit|cases"},
		{"categories", "unit|types"}, {"areas", "unit|municipalities"}, {"periods", "unit|periods"},
		{"euro", "unit|euro"}, {"points", "unit|points"},
		{"indicators", "unit|indicators"}, {"reached", "unit|reached"}, {"values", "unit|values"},
		{"per 1000 inhabitants and year", "unit|per 1,000 inhabitants and year"}, {"per year", "unit|a year"},
		{NULL, NULL},
	};
	/* clang-format on */
	return named(language, names, unit);
}

struct pdz_str pdz_word_statistic(enum pdz_language language, struct pdz_str statistic)
{
	/* clang-format off */
	static const struct name names[] = {
		{"sum", "statistic|sum"}, {"records", "statistic|records"}, {"cases", "statistic|distinct cases"},
		{"categories", "statistic|distinct values"}, {"ratio", "statistic|ratio"},
		{"done_over_planned", "statistic|done over planned"}, {"median", "statistic|median"},
		{"mean", "statistic|mean"}, {"p90", "statistic|90th percentile"}, {"max", "statistic|maximum"},
		{"share", "statistic|share"}, {"of_planned", "statistic|actual over planned time"},
		{"reached", "statistic|reached"}, {"met", "statistic|periods met"}, {"grade", "statistic|grade"},
		{"stated", "statistic|stated value"}, {"stock", "statistic|latest figure"},
		{"achieved_parts", "statistic|parts achieved"}, {"mean_progress", "statistic|mean progress"},
		{"difference", "statistic|difference"}, {"ratio_of_figures", "statistic|ratio of figures"},
		{"sum_of_figures", "statistic|sum of figures"},
		{"change_on_year", "statistic|change on the year before"},
		{"in_force", "statistic|in force at the end"}, {"in_force_at_start", "statistic|in force at the start"},
		{"in_force_during", "statistic|in force in the period"},
		{"in_force_on_average", "statistic|in force on average"}, {"rate", "statistic|rate"}, {NULL, NULL},
	};
	/* clang-format on */
	return named(language, names, statistic);
}

struct pdz_str pdz_word_method(enum pdz_language language, struct pdz_str method)
{
	const struct pdz_method *m = pdz_method_find(method);
	return m ? pdz_str(pdz_say(language, m->name)) : method;
}

struct pdz_str pdz_word_aside(enum pdz_language language, struct pdz_str why)
{
	/* clang-format off */
	static const struct name names[] = {
		{"invalid", "aside|not valid"}, {"duplicate", "aside|sent twice"}, {"superseded", "aside|corrected later"},
		{"unknown_event", "aside|event not in the plan"}, {"unknown_area", "aside|area not in the plan"},
		{"unknown_action", "aside|action not in the plan"}, {"unknown_value", "aside|value not in the plan's list"},
		{"unusable", "aside|without what the indicator needs"},
		{"no_indicator", "aside|feed no indicator"}, {"outside_period", "aside|outside the plan's period"},
		{"after_as_of", "aside|after the as-of date"}, {NULL, NULL},
	};
	/* clang-format on */
	return named(language, names, why);
}

/* ---- numbers and dates ---- */

void pdz_spell_number(struct pdz_buf *b, enum pdz_language language, double v, int decimals)
{
	if (language == PDZ_ITALIAN)
		pdz_fixed_write(b, v, decimals, ',', '.');
	else
		pdz_fixed_write(b, v, decimals, '.', ',');
}

void pdz_spell_percent(struct pdz_buf *b, enum pdz_language language, double v, int decimals)
{
	pdz_spell_number(b, language, v * 100, decimals);
	pdz_buf_char(b, '%');
}

void pdz_spell_setting(struct pdz_buf *b, enum pdz_language language, double v)
{
	int decimals = 0;
	for (double p = v * 100; decimals < 4 && fabs(p - round(p)) > 1e-9; p *= 10)
		decimals++;
	pdz_spell_percent(b, language, v, decimals);
}

void pdz_spell_date(struct pdz_buf *b, enum pdz_language language, pdz_day d)
{
	int year, month, day;
	if (language == PDZ_ENGLISH) {
		pdz_day_write(b, d);
		return;
	}
	pdz_day_split(d, &year, &month, &day);
	pdz_buf_printf(b, "%02d/%02d/%04d", day, month, year);
}

void pdz_say_date(struct pdz_buf *b, enum pdz_language language, const char *english, pdz_day day)
{
	struct pdz_buf date = {0};
	pdz_spell_date(&date, language, day);
	pdz_say_into(b, language, english, pdz_buf_view(&date));
	b->failed |= date.failed;
	pdz_buf_release(&date);
}

void pdz_spell_day_of(struct pdz_buf *b, enum pdz_language language, pdz_day d, struct pdz_period p)
{
	int year, month, day;
	pdz_day_split(d, &year, &month, &day);
	if (language == PDZ_ITALIAN && p.first / 12 == p.last / 12 && p.first / 12 == year)
		pdz_buf_printf(b, "%02d/%02d", day, month);
	else
		pdz_spell_date(b, language, d);
}

void pdz_spell_period(struct pdz_buf *b, enum pdz_language language, struct pdz_period p)
{
	static const char *const months[12] = {"month|Jan", "month|Feb", "month|Mar", "month|Apr",
	                                       "month|May", "month|Jun", "month|Jul", "month|Aug",
	                                       "month|Sep", "month|Oct", "month|Nov", "month|Dec"};
	int year = p.first / 12, month = p.first % 12, last_year = p.last / 12, last_month = p.last % 12;
	bool whole_years = month == 0 && last_month == 11;
	char ordinal[8], in_year[16];
	snprintf(in_year, sizeof in_year, "%d", year);
	switch (p.level) {
	case PDZ_YEAR:
		pdz_period_write(b, p);
		return;
	case PDZ_SEMESTER:
		snprintf(ordinal, sizeof ordinal, "%d", month / 6 + 1);
		pdz_say_into(b, language, "period|H{0} {1}", pdz_str(ordinal), pdz_str(in_year));
		return;
	case PDZ_QUARTER:
		snprintf(ordinal, sizeof ordinal, "%d", month / 3 + 1);
		pdz_say_into(b, language, "period|Q{0} {1}", pdz_str(ordinal), pdz_str(in_year));
		return;
	case PDZ_MONTH:
		pdz_buf_printf(b, "%s\xC2\xA0%d", pdz_say(language, months[month]), year); /* on one line */
		return;
	case PDZ_PLAN:
		break;
	}
	if (whole_years && year == last_year)
		pdz_say_into(b, language, "period|whole plan {0}", pdz_str(in_year));
	else if (whole_years)
		pdz_buf_printf(b, "%d–%d", year, last_year);
	else
		pdz_buf_printf(b, "%s %d – %s %d", pdz_say(language, months[month]), year,
		               pdz_say(language, months[last_month]), last_year);
}

/* In full, with the year unless another period of that year follows. */
static void spell_full_period(struct pdz_buf *b, enum pdz_language language, struct pdz_period p, bool year)
{
	static const char *const months[12] = {"whole month|January", "whole month|February", "whole month|March",
	                                       "whole month|April",   "whole month|May",      "whole month|June",
	                                       "whole month|July",    "whole month|August",   "whole month|September",
	                                       "whole month|October", "whole month|November", "whole month|December"};
	if (p.level != PDZ_MONTH) {
		pdz_spell_period(b, language, p);
		return;
	}
	pdz_buf_z(b, pdz_say(language, months[p.first % 12]));
	if (year)
		pdz_buf_printf(b, " %d", p.first / 12);
}

void pdz_spell_periods(struct pdz_buf *b, enum pdz_language language, struct pdz_period first, struct pdz_period last)
{
	struct pdz_buf begin = {0}, end = {0};
	spell_full_period(&begin, language, first, first.first == last.first || first.first / 12 != last.first / 12);
	spell_full_period(&end, language, last, true);
	if (first.first == last.first)
		pdz_buf_str(b, pdz_buf_view(&end));
	else
		pdz_say_into(b, language, first.last + 1 == last.first ? "period|{0} and {1}" : "period|from {0} to {1}",
		             pdz_buf_view(&begin), pdz_buf_view(&end));
	b->failed |= begin.failed || end.failed;
	pdz_buf_release(&begin);
	pdz_buf_release(&end);
}

bool pdz_says_assumed(struct pdz_str source)
{
	return (source.n >= 7 && memcmp(source.p, "assumed", 7) == 0) ||
	       (source.n >= 7 && memcmp(source.p, "ipotesi", 7) == 0);
}

void pdz_spell_gap(struct pdz_buf *b, enum pdz_language language, const struct pdz_gap *gap, struct pdz_str sender)
{
	pdz_buf_str(b, sender);
	pdz_buf_z(b, sender.n > 0 ? " (" : "");
	pdz_buf_str(b, gap->source);
	pdz_buf_z(b, sender.n > 0 ? ", " : " (");
	pdz_spell_periods(b, language, gap->first, gap->last);
	pdz_buf_char(b, ')');
}

void pdz_spell_lateness(struct pdz_buf *b, enum pdz_language language, const struct pdz_missing_delivery *m)
{
	struct pdz_buf periods = {0}, due = {0}, days = {0};
	char n[24];
	snprintf(n, sizeof n, "%llu", (unsigned long long)m->days_late);
	pdz_spell_periods(&periods, language, m->first, m->last);
	pdz_spell_date(&due, language, m->due);
	pdz_say_into(&days, language, m->days_late == 1 ? "period|{0} day" : "period|{0} days", pdz_str(n));
	pdz_say_into(b, language,
	             m->days_late == 0    ? "answer|{0}; due today"
	             : m->deliveries == 1 ? "answer|{0}; due by {1}, {2} late"
	                                  : "answer|{0}; the first due by {1}, {2} late",
	             pdz_buf_view(&periods), pdz_buf_view(&due), pdz_buf_view(&days));
	b->failed |= periods.failed || due.failed || days.failed;
	pdz_buf_release(&periods);
	pdz_buf_release(&due);
	pdz_buf_release(&days);
}

double pdz_points_factor(struct pdz_str unit, struct pdz_str statistic)
{
	if (!pdz_str_is(statistic, "difference"))
		return 0;
	return pdz_str_is(unit, "ratio") ? 100 : pdz_str_is(unit, "%") ? 1 : 0;
}

void pdz_spell_points(struct pdz_buf *b, enum pdz_language language, double points, int decimals)
{
	pdz_spell_number(b, language, points, decimals);
	pdz_spell_unit(b, pdz_str(pdz_say(language, "unit|percentage points")));
}

bool pdz_is_percent(struct pdz_str unit, struct pdz_str statistic, double scale)
{
	static const char *const shares[] = {"done_over_planned", "share", "of_planned"};
	if (pdz_points_factor(unit, statistic) != 0)
		return false;
	if (pdz_str_is(unit, "ratio"))
		return true;
	for (size_t i = 0; scale == 1 && i < sizeof shares / sizeof *shares; i++)
		if (pdz_str_is(statistic, shares[i]))
			return true;
	return scale == 1 && pdz_str_is(statistic, "ratio") && pdz_str_is(unit, "%");
}

bool pdz_is_money(struct pdz_str unit)
{
	static const char *const money[] = {"euro", "Euro", "eur", "EUR", "€"};
	for (size_t i = 0; i < sizeof money / sizeof *money; i++) {
		const size_t n = strlen(money[i]);
		if (unit.n >= n && memcmp(unit.p, money[i], n) == 0 && (unit.n == n || unit.p[n] == ' '))
			return true;
	}
	return false;
}

struct pdz_str pdz_unit_in_words(enum pdz_language language, struct pdz_str unit)
{
	return pdz_is_money(unit) && memchr(unit.p, ' ', unit.n) == NULL ? PDZ_STR("€") : pdz_word_unit(language, unit);
}

void pdz_spell_unit(struct pdz_buf *b, struct pdz_str unit)
{
	if (unit.n > 0 && unit.p[0] != '%')
		pdz_buf_z(b, "\xC2\xA0"); /* on one line */
	pdz_buf_str(b, unit);
}

int pdz_exact_decimals(double v)
{
	const double tenths = v * 10, slack = 1e-9 * fmax(1, fabs(v));
	if (fabs(v - round(v)) <= slack)
		return 0;
	return fabs(tenths - round(tenths)) <= 10 * slack && fabs(v) < 1000 ? 1 : 2;
}

int pdz_euro_decimals(double v)
{
	return pdz_exact_decimals(v) == 0 ? 0 : 2;
}

int pdz_fit_decimals(double v)
{
	if (v == floor(v) || fabs(v) >= 1000)
		return 0;
	return fabs(v) >= 10 ? 1 : 2;
}
