/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons in words: which is higher, by how much, where chance alone could hardly explain it; of the
 * others, how many. Nothing is tested here; the results say what was found. */
#include "report/builder.h"

#include <math.h>
#include <stdio.h>

static bool is_shown_as_percent(const struct builder *b, const struct pdz_comparison *c)
{
	return pdz_build_is_percent(&b->r->indicators[c->indicator]);
}

/* "74,3% (n 140)", "2,1 per 1.000 abitanti e anno (n 26)": figure is what is compared, where it is not the value. */
static struct pdz_str value_in_words(struct builder *b, const struct pdz_comparison *c, struct pdz_value v,
                                     struct pdz_value figure, struct pdz_value n)
{
	const struct pdz_result_indicator *ind = &b->r->indicators[c->indicator];
	const double shown = figure.ok ? figure.number : v.number;
	if (!v.ok) {
		pdz_buf_z(&b->text, pdz_word_reason(b->lang, c->reason ? c->reason : PDZ_NO_DATA));
	} else if (!figure.ok && is_shown_as_percent(b, c)) {
		pdz_spell_percent(&b->text, b->lang, shown, pdz_build_percent_decimals(shown, n.ok ? n.number : INFINITY));
	} else {
		pdz_spell_number(&b->text, b->lang, shown, pdz_fit_decimals(shown));
		pdz_spell_unit(&b->text, pdz_unit_in_words(b->lang, c->statistic_unit.n > 0 ? c->statistic_unit : ind->unit));
	}
	if (n.ok) {
		pdz_buf_z(&b->text, " (n\xC2\xA0");
		pdz_spell_number(&b->text, b->lang, n.number, pdz_fit_decimals(n.number));
		pdz_buf_char(&b->text, ')');
	}
	return pdz_build_take(b);
}

static struct pdz_str area_name(const struct builder *b, uint32_t number)
{
	return number == PDZ_NONE ? pdz_str(pdz_say(b->lang, "compare|the whole")) : b->r->areas[number].name;
}

/* An estimate or its bound: points of a percentage, a plain number, a ratio. */
static struct pdz_str size(struct builder *b, const struct pdz_comparison *c, double v)
{
	bool points = is_shown_as_percent(b, c) && c->measure != PDZ_MEASURE_RATIO_OF_RATES;
	double shown = points ? v * 100 : v;
	if (shown > 0 && c->measure != PDZ_MEASURE_RATIO_OF_RATES)
		pdz_buf_char(&b->text, '+');
	pdz_spell_number(&b->text, b->lang, shown, points ? 1 : 2);
	return pdz_build_take(b);
}

/* " (Newcombe)": under that name it stands among the methods. */
static void say_method(struct builder *b, const struct pdz_comparison *c)
{
	if (c->method.n == 0)
		return;
	pdz_buf_z(&b->text, " (");
	pdz_buf_str(&b->text, pdz_word_method(b->lang, c->method));
	pdz_buf_char(&b->text, ')');
}

/* "differenza +18,5 punti percentuali, IC 95% da +7,0 a +30,0" */
static struct pdz_str estimate(struct builder *b, const struct pdz_comparison *c)
{
	static const char *const phrases[] = {
		[PDZ_MEASURE_DIFFERENCE] = "compare|difference {0}",
		[PDZ_MEASURE_DIFFERENCE_OF_MEANS] = "compare|difference of means {0}",
		[PDZ_MEASURE_RATIO_OF_RATES] = "compare|ratio of rates {0}",
		[PDZ_MEASURE_SLOPE] = "compare|slope {0} per period",
	};
	if (!c->estimate.ok)
		return PDZ_STR("");
	struct pdz_str e = size(b, c, c->estimate.number), low = PDZ_STR(""), high = PDZ_STR("");
	if (is_shown_as_percent(b, c) && c->measure != PDZ_MEASURE_RATIO_OF_RATES) {
		pdz_say_into(&b->text, b->lang, "compare|{0} points", e);
		e = pdz_build_take(b);
	}
	if (c->low.ok)
		low = size(b, c, c->low.number);
	if (c->high.ok)
		high = size(b, c, c->high.number);
	pdz_spell_setting(&b->text, b->lang, b->r->confidence);
	struct pdz_str level = pdz_build_take(b);
	pdz_say_into(&b->text, b->lang, phrases[c->measure], e);
	if (low.n && high.n) {
		pdz_buf_z(&b->text, ", ");
		pdz_say_into(&b->text, b->lang, "CI {0}: from {1} to {2}", level, low, high);
	} else if (low.n) {
		pdz_buf_z(&b->text, ", ");
		pdz_say_into(&b->text, b->lang, "compare|CI {0}: at least {1}", level, low);
	}
	say_method(b, c);
	return pdz_build_take(b);
}

static const char *finding(const struct pdz_comparison *c)
{
	if (c->finding == PDZ_FINDING_HIGHER)
		return c->kind == PDZ_COMPARE_TREND ? "finding|rising" : "finding|the first is higher";
	return c->kind == PDZ_COMPARE_TREND ? "finding|falling" : "finding|the first is lower";
}

/* What is compared with what. */
static struct pdz_str subjects(struct builder *b, const struct pdz_comparison *c)
{
	const struct pdz_result_indicator *ind = &b->r->indicators[c->indicator];
	struct pdz_str first = value_in_words(b, c, c->first, c->statistic_first, c->n_first),
				   second = value_in_words(b, c, c->second, c->statistic_second, c->n_second);
	struct pdz_str when = pdz_build_period_title(b, c->period), other = pdz_build_period_title(b, c->other_period);
	pdz_buf_str(&b->text, pdz_word_statistic(b->lang, c->statistic.n > 0 ? c->statistic : ind->statistic));
	pdz_buf_z(&b->text, ", ");
	switch (c->kind) {
	case PDZ_COMPARE_AREAS:
		pdz_say_into(&b->text, b->lang, "compare|{0}, {1} {2} against {3} {4}", when, area_name(b, c->area), first,
		             area_name(b, c->other_area), second);
		break;
	case PDZ_COMPARE_YEARS:
		pdz_say_into(&b->text, b->lang, "compare|{0} {1} against {2} {3}", when, first, other, second);
		break;
	case PDZ_COMPARE_TREND:
		pdz_say_into(&b->text, b->lang, "compare|course over {0}", when);
		break;
	case PDZ_COMPARE_FUNNEL:
		pdz_say_into(&b->text, b->lang, "compare|{0}, {1} {2} against the whole {3}", when, area_name(b, c->area),
		             first, second);
		break;
	case PDZ_COMPARE_BENCHMARK:
		pdz_say_into(&b->text, b->lang, "compare|{0} {1} against {2} {3}", when, first, c->benchmark, second);
		if (c->benchmark_source.n) {
			pdz_buf_z(&b->text, " [");
			pdz_buf_str(&b->text, c->benchmark_source);
			pdz_buf_char(&b->text, ']');
		}
		break;
	default:
		break;
	}
	return pdz_build_take(b);
}

static void add_comparison(struct builder *b, struct pdz_report_section *s, const struct pdz_comparison *c)
{
	struct pdz_str what = subjects(b, c), by = c->kind == PDZ_COMPARE_FUNNEL ? PDZ_STR("") : estimate(b, c);
	pdz_buf_str(&b->text, what);
	if (by.n) {
		pdz_buf_z(&b->text, ": ");
		pdz_buf_str(&b->text, by);
	}
	pdz_buf_z(&b->text, "; ");
	if (c->kind == PDZ_COMPARE_FUNNEL) {
		pdz_buf_z(&b->text, pdz_say(b->lang, c->beyond_outer ? "finding|beyond the 99.8% limits of chance"
		                                                     : "finding|beyond the 95% limits of chance"));
		say_method(b, c);
	} else
		pdz_buf_z(&b->text, pdz_say(b->lang, finding(c)));
	s->comparisons[s->comparison_count++] = (struct pdz_term_text){b->r->indicators[c->indicator].code,
	                                                               pdz_build_take(b)};
}

/* What is not named: how many could not be told from chance, were not tested, could not be compared. */
static void add_rest(struct builder *b, struct pdz_report_section *s, uint32_t indicator,
                     const size_t found[PDZ_FINDINGS_COUNT])
{
	static const char *const phrases[PDZ_FINDINGS_COUNT] = {
		[PDZ_FINDING_NOT_DISTINGUISHABLE] = "compare|not distinguishable from chance: {0}",
		[PDZ_FINDING_NOT_TESTED] = "compare|not tested, for no model of chance holds: {0}",
		[PDZ_FINDING_NOT_COMPARABLE] = "compare|not comparable, for want of a value: {0}",
	};
	for (int f = 0; f < PDZ_FINDINGS_COUNT; f++) {
		char n[24];
		if (found[f] == 0 || phrases[f] == NULL)
			continue;
		snprintf(n, sizeof n, "%zu", found[f]);
		pdz_buf_z(&b->text, b->text.n > 0 ? "; " : "");
		pdz_say_into(&b->text, b->lang, phrases[f], pdz_str(n));
	}
	const struct pdz_str text = pdz_build_take(b);
	if (text.n > 0)
		s->comparisons[s->comparison_count++] = (struct pdz_term_text){b->r->indicators[indicator].code, text};
}

/* About a period that stands in the report. */
static bool period_shown(const struct builder *b, const struct pdz_comparison *c)
{
	if (c->kind == PDZ_COMPARE_TREND)
		return true;
	bool one = b->rep->options.layout == PDZ_ATTENTION || b->rep->options.layout == PDZ_AREAS;
	for (size_t i = 0; i < (one ? 1 : b->period_count); i++) {
		struct pdz_period shown = one ? b->reference : b->periods[i];
		if (shown.first == c->period.first && shown.last == c->period.last)
			return true;
	}
	return false;
}

static void build_section(struct builder *b, struct pdz_report_section *s, const bool *shown)
{
	const struct pdz_results *r = b->r;
	s->comparisons = pdz_build_array(b, 2 * r->comparison_count, sizeof *s->comparisons);
	for (uint32_t i = 0; s->comparisons && i < r->indicator_count && !b->no_memory; i++) {
		size_t found[PDZ_FINDINGS_COUNT] = {0};
		if (!shown[i] || !pdz_str_eq(r->objectives[r->indicators[i].objective].code, s->code))
			continue;
		for (size_t k = 0; k < r->comparison_count; k++) {
			const struct pdz_comparison *c = &r->comparisons[k];
			if (c->indicator != i || !period_shown(b, c))
				continue;
			found[c->finding]++;
			if (c->finding == PDZ_FINDING_HIGHER || c->finding == PDZ_FINDING_LOWER)
				add_comparison(b, s, c);
		}
		add_rest(b, s, i, found);
	}
}

void pdz_build_comparisons(struct builder *b)
{
	bool *shown = pdz_build_array(b, b->r->indicator_count, sizeof *shown);
	if (!shown || b->r->comparison_count == 0)
		return;
	for (size_t i = 0; i < b->rep->section_count; i++)
		for (size_t k = 0; k < b->rep->sections[i].row_count; k++)
			if (b->rep->sections[i].rows[k].indicator)
				shown[b->rep->sections[i].rows[k].indicator - b->r->indicators] = true;
	for (size_t i = 0; i < b->rep->section_count && !b->no_memory; i++)
		build_section(b, &b->rep->sections[i], shown);
}
