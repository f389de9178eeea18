/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions in words: which records are picked, what of them is counted. See said.h. */
#include "measure/said.h"

#include <math.h>

void pdz_said_line(struct pdz_said *say, const char *label)
{
	if (say->line_count == PDZ_SAID_LINES)
		return;
	struct pdz_said_line *l = &say->lines[say->line_count++];
	l->label = pdz_str(pdz_said_word(say, label));
	l->text = pdz_said_take(say);
}

static void whole_number(struct pdz_said *say, struct pdz_buf *b, int64_t n)
{
	pdz_spell_number(b, say->lang, (double)n, 0);
}

void pdz_said_with(struct pdz_said *say, const char *english, int64_t n)
{
	struct pdz_buf text = {0};
	whole_number(say, &text, n);
	pdz_say_into(&say->text, say->lang, english, pdz_buf_view(&text));
	say->failed |= text.failed;
	pdz_buf_release(&text);
}

static void say_bound(struct pdz_said *say, const char *english, const struct pdz_filter *f, double x)
{
	struct pdz_buf text = {0};
	if (f->test == PDZ_DAY_IN)
		pdz_day_write(&text, (pdz_day)x);
	else
		pdz_spell_number(&text, say->lang, x, 6);
	pdz_say_into(&say->text, say->lang, english, pdz_buf_view(&text));
	say->failed |= text.failed;
	pdz_buf_release(&text);
}

/* ", age from Birth at least 65 and below 75" */
static void say_range(struct pdz_said *say, const struct pdz_filter *f)
{
	pdz_say_into(&say->text, say->lang, f->test == PDZ_AGE_IN ? "explain|, age from “{0}”" : "explain|, {0}",
	             pdz_said_column(say, f->column));
	if (!isinf(f->low))
		say_bound(say, f->low_is_out ? "explain| above {0}" : "explain| at least {0}", f, f->low);
	if (!isinf(f->low) && !isinf(f->high))
		pdz_buf_z(&say->text, pdz_said_word(say, "explain| and"));
	if (!isinf(f->high))
		say_bound(say, f->high_is_in ? "explain| at most {0}" : "explain| below {0}", f, f->high);
}

static void say_filter(struct pdz_said *say, const struct pdz_filter *f)
{
	struct pdz_buf values = {0};
	if (f->test != PDZ_ONE_OF) {
		say_range(say, f);
		return;
	}
	for (size_t i = 0; i < f->count; i++) {
		pdz_buf_z(&values, i == 0 ? "" : pdz_said_word(say, f->negate ? "explain| and " : "explain| or "));
		pdz_buf_str(&values, pdz_said_column_value(say, f->column, f->values[i]));
	}
	pdz_say_into(&say->text, say->lang, f->negate ? "explain|, {0} other than {1}" : "explain|, {0} {1}",
	             pdz_said_column(say, f->column), pdz_buf_view(&values));
	say->failed |= values.failed;
	pdz_buf_release(&values);
}

/* "«Incontro EEMM» realizzati, azione 2.3" */
void pdz_said_records(struct pdz_said *say, const struct pdz_selector *s, bool with_status)
{
	pdz_said_events(say, &say->text, s->events, s->event_count, s->every);
	if (with_status)
		pdz_buf_z(&say->text, pdz_said_word(say, s->any_status           ? "explain records|, done or planned"
		                                         : s->status == PDZ_DONE ? "explain records|, done"
		                                                                 : "explain records|, planned"));
	for (size_t i = 0; i < s->where_count; i++)
		say_filter(say, &s->where[i]);
}

static void say_case_conditions(struct pdz_said *say, const struct pdz_selector *s)
{
	if (s->none_count > 0) {
		struct pdz_buf names = {0};
		pdz_said_events(say, &names, s->none, s->none_count, false);
		pdz_say_into(&say->text, say->lang,
		             s->in_force != PDZ_NOT_IN_FORCE ? "explain|, until {0}"
		                                             : "explain|, without {0} up to the end of the period",
		             pdz_buf_view(&names));
		say->failed |= names.failed;
		pdz_buf_release(&names);
	}
	if (s->first_seen)
		pdz_buf_z(&say->text, pdz_said_word(say, "explain|, seen for the first time in the period"));
	if (s->at_least_days > 0)
		pdz_said_with(say, "explain|, lasting at least {0} days", s->at_least_days);
}

static void say_in_force(struct pdz_said *say, const struct pdz_selector *s)
{
	static const char *const words[] = {
		[PDZ_IN_FORCE_END] = "explain|in force at the end of the period: ",
		[PDZ_IN_FORCE_START] = "explain|in force on the first day of the period: ",
		[PDZ_IN_FORCE_DURING] = "explain|in force on any day of the period: ",
		[PDZ_IN_FORCE_AVERAGE] = "explain|in force on average over the days of the period: ",
	};
	pdz_buf_z(&say->text, pdz_said_word(say, words[s->in_force]));
	pdz_buf_z(&say->text, pdz_said_word(say, s->counted == PDZ_CASES ? "explain|distinct cases since the records "
	                                                                 : "explain|latest quantities since the records "));
	pdz_said_records(say, s, false);
	say_case_conditions(say, s);
}

static void say_selector(struct pdz_said *say, const struct pdz_selector *s)
{
	if (s->in_force != PDZ_NOT_IN_FORCE) {
		say_in_force(say, s);
		return;
	}
	switch (s->counted) {
	case PDZ_QUANTITY:
		pdz_buf_z(&say->text,
		          pdz_said_word(say, s->stock
		                                 ? "explain|latest figure of each area and category, summed, of the records "
		                                 : "explain|sum of the quantities of the records "));
		break;
	case PDZ_RECORDS:
		pdz_buf_z(&say->text, pdz_said_word(say, "explain|number of records "));
		break;
	case PDZ_CASES:
		pdz_buf_z(&say->text,
		          pdz_said_word(say, s->every ? "explain|number of distinct cases with all of the records "
		                             : s->yearly
		                                 ? "explain|number of distinct cases, once in each year, in the records "
		                                 : "explain|number of distinct cases in the records "));
		break;
	case PDZ_VALUES:
		pdz_say_into(&say->text, say->lang, "explain|number of distinct values of “{0}” in the records ",
		             pdz_said_column(say, s->column));
		break;
	}
	pdz_said_records(say, s, true);
	say_case_conditions(say, s);
}

static void say_series(struct pdz_said *say, const struct pdz_series *s)
{
	for (size_t i = 0; i < s->count; i++) {
		pdz_buf_z(&say->text, i == 0 ? "" : "; ");
		pdz_spell_period(&say->text, say->lang, s->items[i].period);
		pdz_buf_z(&say->text, ": ");
		pdz_said_number(say, &say->text, s->items[i].value);
	}
}

/* "abitanti, in anni-persona del periodo, fascia d'età 65-74 o 75+" */
static void say_people(struct pdz_said *say, const struct pdz_term *t)
{
	pdz_buf_z(&say->text, pdz_said_word(say, t->stock ? "explain|inhabitants of the year in which the period ends"
	                                                  : "explain|inhabitants, as person-years of the period"));
	for (size_t i = 0; i < t->people_count; i++) {
		const struct pdz_people_filter *f = &t->people[i];
		struct pdz_buf values = {0};
		for (size_t v = 0; v < f->count; v++) {
			pdz_buf_z(&values, v == 0 ? "" : pdz_said_word(say, "explain| or "));
			pdz_buf_str(&values, pdz_intern_text(&say->plan->words, f->values[v]));
		}
		pdz_say_into(&say->text, say->lang, "explain|, {0} {1}", say->plan->people.columns[f->column],
		             pdz_buf_view(&values));
		say->failed |= values.failed;
		pdz_buf_release(&values);
	}
}

static void say_term(struct pdz_said *say, const struct pdz_term *t)
{
	switch (t->kind) {
	case PDZ_TERM_SELECTOR:
		say_selector(say, &say->plan->slots[t->slot].selector);
		return;
	case PDZ_TERM_POPULATION:
		say_people(say, t);
		return;
	case PDZ_TERM_BUDGET:
		pdz_buf_z(&say->text, pdz_said_word(say, "explain|money that the plan sets aside ("));
		break;
	case PDZ_TERM_CONSTANT:
		pdz_buf_z(&say->text, pdz_said_word(say, "explain|a figure stated in the plan ("));
		break;
	}
	if (t->series.count > 0)
		say_series(say, &t->series);
	else
		pdz_said_number(say, &say->text, t->value);
	pdz_buf_char(&say->text, ')');
}

void pdz_said_operand(struct pdz_said *say, const struct pdz_operand *o)
{
	for (size_t i = 0; i < o->count; i++) {
		pdz_buf_z(&say->text, i == 0 ? "" : pdz_said_word(say, "explain|, plus "));
		say_term(say, &o->terms[i]);
	}
}

void pdz_said_own_records(struct pdz_said *say, bool with_status)
{
	pdz_said_records(say, &say->plan->slots[say->ind->first_slot].selector, with_status);
}

const char *pdz_said_statistic_word(const struct pdz_said *say)
{
	/* clang-format off */
	static const char *const words[] = {
		[PDZ_SUM] = "statistic|sum", [PDZ_MEDIAN] = "statistic|median", [PDZ_MEAN] = "statistic|mean",
		[PDZ_P90] = "statistic|90th percentile", [PDZ_MAXIMUM] = "statistic|maximum", [PDZ_SHARE] = "statistic|share",
		[PDZ_OF_PLANNED] = "statistic|actual over planned time",
	};
	/* clang-format on */
	return pdz_said_word(say, words[say->ind->statistic]);
}

void pdz_said_statistic(struct pdz_said *say, const char *english)
{
	pdz_say_into(&say->text, say->lang, english, pdz_str(pdz_said_statistic_word(say)));
}
