/* The formula with the numbers put in. Every number is the entry's or a list's own. */
#include "explanation.h"

#include <stdlib.h>

enum { SHOWN_VALUES = 12, SHOWN_TERMS = 6 };

static bool ends_with(struct pdz_str s, const char *end)
{
	const size_t n = strlen(end);
	return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

/* Italian participles agree with the unit, a plural: "ore previste", "incontri previsti". */
static bool is_feminine(struct pdz_str unit)
{
	static const char *const ends[] = {"e", "zioni", "sioni", "gioni", "nioni", "tà"};
	const char *blank = unit.n > 0 ? memchr(unit.p, ' ', unit.n) : NULL;
	const struct pdz_str noun = {unit.p, blank != NULL ? (size_t)(blank - unit.p) : unit.n};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends_with(noun, ends[i]))
			return true;
	return false;
}

/* What is counted: the unit that its events share, else "record". */
static struct pdz_str unit_of(const struct explanation *ex, const struct pdz_selector *s)
{
	if (s->counted == PDZ_CASES)
		return pdz_str(ex_say(ex, s->yearly ? "explain|distinct cases by year" : "explain|distinct cases"));
	if (s->counted == PDZ_VALUES)
		return pdz_str(ex_say(ex, "explain|distinct values"));
	if (s->counted == PDZ_RECORDS)
		return pdz_str(ex_say(ex, "explain|records"));
	const struct pdz_str first = ex->plan->events[s->events[0]].unit;
	for (size_t i = 1; i < s->event_count; i++)
		if (!pdz_str_eq(ex->plan->events[s->events[i]].unit, first))
			return (struct pdz_str){"", 0};
	return first;
}

static void say_noun(struct explanation *ex, const struct pdz_selector *s)
{
	const struct pdz_str unit = unit_of(ex, s);
	if (unit.n > 0) {
		pdz_buf_char(&ex->text, ' ');
		pdz_buf_str(&ex->text, pdz_word_unit(ex->lang, unit));
	}
	if (s->any_status || s->stock || s->counted == PDZ_CASES || s->counted == PDZ_VALUES)
		return;
	pdz_buf_char(&ex->text, ' ');
	if (is_feminine(unit))
		pdz_buf_z(&ex->text, ex_say(ex, s->status == PDZ_DONE ? "explain feminine|done" : "explain feminine|planned"));
	else
		pdz_buf_z(&ex->text, ex_status_word(ex, s->status, true));
}

/* "12 + 8,5 = " before a sum of a few quantities that are not all 1. */
static void say_sum(struct explanation *ex, const struct ex_list *list)
{
	bool plain = list->count < 2 || list->count > SHOWN_TERMS;
	bool ones = true;
	for (size_t i = 0; i < list->count; i++)
		ones &= list->rows[i].kept->record.quantity == PDZ_MICRO;
	if (plain || ones)
		return;
	for (size_t i = 0; i < list->count; i++) {
		pdz_buf_z(&ex->text, i == 0 ? "" : " + ");
		ex_number(ex, &ex->text, pdz_micro_double(list->rows[i].kept->record.quantity));
	}
	pdz_buf_z(&ex->text, " = ");
}

static int compare_texts(const void *a, const void *b)
{
	return pdz_str_cmp(*(const struct pdz_str *)a, *(const struct pdz_str *)b);
}

/* ": assistente sociale; educatore; …" after a number of distinct values. */
static void say_values(struct explanation *ex, const struct ex_list *list, unsigned column)
{
	struct pdz_str *values = pdz_arena_alloc(&ex->arena, list->count * sizeof *values);
	ex->failed |= values == NULL;
	for (size_t i = 0; values != NULL && i < list->count; i++)
		values[i] = ex_record_value(ex, list->rows[i].kept, column);
	if (values == NULL || list->count == 0)
		return;
	qsort(values, list->count, sizeof *values, compare_texts);
	size_t said = 0;
	pdz_buf_z(&ex->text, " (");
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0 && pdz_str_eq(values[i], values[i - 1]))
			continue;
		pdz_buf_z(&ex->text, said == 0 ? "" : "; ");
		if (said++ == SHOWN_VALUES) {
			pdz_buf_z(&ex->text, "…");
			break;
		}
		pdz_buf_str(&ex->text, values[i]);
	}
	pdz_buf_char(&ex->text, ')');
}

static void say_list(struct explanation *ex, const struct ex_list *list)
{
	if (!list->amount.ok) {
		pdz_buf_z(&ex->text, "?");
		return;
	}
	ex_number(ex, &ex->text, list->amount.number);
	switch (list->term->kind) {
	case PDZ_TERM_SELECTOR: {
		const struct pdz_selector *s = &ex->plan->slots[list->term->slot].selector;
		say_noun(ex, s);
		if (s->counted == PDZ_VALUES)
			say_values(ex, list, s->column);
		break;
	}
	case PDZ_TERM_POPULATION: pdz_buf_z(&ex->text, ex_say(ex, list->term->stock ? "explain| inhabitants" : "explain| person-years")); break;
	case PDZ_TERM_BUDGET: pdz_buf_z(&ex->text, ex_say(ex, "explain| euro set aside")); break;
	case PDZ_TERM_CONSTANT: pdz_buf_z(&ex->text, ex_say(ex, "explain| stated in the plan")); break;
	}
}

/* The lists of one role, added up. */
static void say_role(struct explanation *ex, const char *role)
{
	size_t n = 0, of_role = 0;
	for (size_t i = 0; i < ex->rows.list_count; i++)
		of_role += strcmp(ex->rows.lists[i].role, role) == 0;
	pdz_buf_z(&ex->text, of_role > 1 ? "(" : "");
	for (size_t i = 0; i < ex->rows.list_count; i++) {
		if (strcmp(ex->rows.lists[i].role, role) != 0)
			continue;
		pdz_buf_z(&ex->text, n++ == 0 ? "" : " + ");
		say_list(ex, &ex->rows.lists[i]);
	}
	pdz_buf_z(&ex->text, of_role > 1 ? ")" : "");
}

static void say_count(struct explanation *ex)
{
	const struct ex_list *list = &ex->rows.lists[0];
	const struct pdz_selector *s = &ex->plan->slots[ex->ind->first_slot].selector;
	if (s->counted == PDZ_QUANTITY)
		say_sum(ex, list);
	say_list(ex, list);
	if (s->counted == PDZ_RECORDS)
		return;
	struct pdz_buf n = {0};
	pdz_spell_number(&n, ex->lang, (double)list->count, 0);
	pdz_say_into(&ex->text, ex->lang, list->count == 1 ? "explain| in {0} record" : "explain| in {0} records", pdz_buf_view(&n));
	ex->failed |= n.failed;
	pdz_buf_release(&n);
}

static void equals(struct explanation *ex)
{
	if (!ex->entry.value.ok)
		return;
	pdz_buf_z(&ex->text, " = ");
	ex_value(ex, &ex->text, ex->entry.value);
}

static void say_ratio(struct explanation *ex)
{
	say_role(ex, "numerator");
	pdz_buf_z(&ex->text, " / ");
	say_role(ex, "denominator");
	if (ex->ind->scale != 1) {
		pdz_buf_z(&ex->text, " × ");
		pdz_spell_number(&ex->text, ex->lang, ex->ind->scale, 0);
	}
	equals(ex);
}

static int compare_doubles(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The days or scores that count, in order; NULL if there are none. */
static double *gather(struct explanation *ex, size_t *count)
{
	const bool pairs = ex->ind->slot_count > 1;
	const struct ex_list *list = &ex->rows.lists[pairs ? 1 : 0];
	double *values = pdz_arena_alloc(&ex->arena, list->count * sizeof *values);
	*count = 0;
	ex->failed |= values == NULL;
	for (size_t i = 0; values != NULL && i < list->count; i++) {
		const struct pdz_record *r = &list->rows[i].kept->record, *before = i > 0 ? &list->rows[i - 1].kept->record : NULL;
		if (pairs && before != NULL && before->date == r->date && pdz_str_eq(before->case_id, r->case_id))
			continue; /* the same end, told twice, closes one wait */
		values[(*count)++] = list->rows[i].mark.value;
	}
	if (*count > 1)
		qsort(values, *count, sizeof *values, compare_doubles);
	return values;
}

static void say_sample(struct explanation *ex)
{
	static const char *const words[] = {
		[PDZ_SUM] = "statistic|sum", [PDZ_MEDIAN] = "statistic|median", [PDZ_MEAN] = "statistic|mean",
		[PDZ_P90] = "statistic|90th percentile", [PDZ_MAXIMUM] = "statistic|maximum", [PDZ_SHARE] = "statistic|share",
	};
	size_t n;
	const double *values = gather(ex, &n);
	struct pdz_buf count = {0};
	if (values == NULL)
		return;
	pdz_spell_number(&count, ex->lang, (double)n, 0);
	pdz_say_into(&ex->text, ex->lang, n == 1 ? "explain|{0} of {1} value" : "explain|{0} of {1} values",
	             pdz_str(ex_say(ex, words[ex->ind->statistic])), pdz_buf_view(&count));
	ex->failed |= count.failed;
	pdz_buf_release(&count);
	if (n > 0)
		pdz_buf_z(&ex->text, " (");
	for (size_t i = 0; i < n; i++) {
		if (n > SHOWN_VALUES && i > 2 && i < n - 3) {
			pdz_buf_z(&ex->text, i == 3 ? "; …" : "");
			continue;
		}
		pdz_buf_z(&ex->text, i == 0 ? "" : "; ");
		ex_number(ex, &ex->text, values[i]);
	}
	pdz_buf_z(&ex->text, n > 0 ? ")" : "");
	equals(ex);
	if (ex->entry.value.ok && !ex_is_percent(ex) && ex->ind->unit.n > 0) {
		pdz_buf_char(&ex->text, ' ');
		pdz_buf_str(&ex->text, pdz_word_unit(ex->lang, ex->ind->unit));
	}
}

/* numerator / denominator of the entry, each in a phrase. */
static void say_fraction(struct explanation *ex, const char *english)
{
	struct pdz_buf top = {0}, bottom = {0};
	if (ex->entry.numerator.ok)
		ex_number(ex, &top, ex->entry.numerator.number);
	if (ex->entry.denominator.ok)
		ex_number(ex, &bottom, ex->entry.denominator.number);
	if (ex->entry.numerator.ok && ex->entry.denominator.ok)
		pdz_say_into(&ex->text, ex->lang, english, pdz_buf_view(&top), pdz_buf_view(&bottom));
	ex->failed |= top.failed || bottom.failed;
	pdz_buf_release(&top);
	pdz_buf_release(&bottom);
}

static void say_day(struct explanation *ex, const char *english, pdz_day day)
{
	struct pdz_buf date = {0};
	pdz_spell_date(&date, ex->lang, day);
	pdz_say_into(&ex->text, ex->lang, english, pdz_buf_view(&date));
	ex->failed |= date.failed;
	pdz_buf_release(&date);
}

static void say_milestone(struct explanation *ex)
{
	say_fraction(ex, "explain|steps: {0} of {1}");
	const struct pdz_detail *d = &ex->entry.detail;
	size_t enough;
	if (ex->ind->require_column != PDZ_NONE && ex_required(ex, &enough) > enough) {
		struct pdz_buf needed = {0};
		pdz_spell_number(&needed, ex->lang, (double)enough, 0);
		pdz_say_into(&ex->text, ex->lang, "explain|, {0} needed", pdz_buf_view(&needed));
		ex->failed |= needed.failed;
		pdz_buf_release(&needed);
	}
	equals(ex);
	if (d->reached)
		say_day(ex, "explain|; reached on {0}", d->date);
	if (d->due != PDZ_NO_DAY)
		say_day(ex, "explain|; due {0}", d->due);
}

static void say_cadence(struct explanation *ex)
{
	const struct pdz_detail *d = &ex->entry.detail;
	say_fraction(ex, "explain|{0} periods with records / {1} due");
	equals(ex);
	for (size_t i = 0; i < d->missing_count; i++) {
		pdz_buf_z(&ex->text, i == 0 ? ex_say(ex, "explain|; missing: ") : ", ");
		pdz_spell_period(&ex->text, ex->lang, d->missing[i]);
	}
}

static void say_judgement(struct explanation *ex)
{
	const struct pdz_detail *d = &ex->entry.detail;
	if (!ex->entry.value.ok)
		return;
	pdz_buf_z(&ex->text, ex_say(ex, "explain|“"));
	pdz_buf_str(&ex->text, d->grade.n > 0 ? d->grade : d->evidence);
	pdz_buf_z(&ex->text, ex_say(ex, "explain|”"));
	say_day(ex, "explain|, stated on {0}", d->date);
	equals(ex);
}

static const char *fraction_of(const struct pdz_indicator *ind)
{
	if (ind->kind == &pdz_kind_composite)
		return ind->rule == PDZ_RULE_MEAN ? "explain|sum of the progress {0} / weights {1}"
		                                  : "explain|{0} parts achieved / {1} needed, at most 1";
	if (ind->statistic == PDZ_OF_PLANNED)
		return "explain|{0} days taken / {1} days planned";
	return ind->kind == &pdz_kind_score ? "explain|{0} scores at or above the mark / {1} scores"
	                                    : "explain|{0} in time / {1} to be judged";
}

static void say_kind(struct explanation *ex)
{
	const struct pdz_indicator *ind = ex->ind;
	if (ind->kind == &pdz_kind_count)
		say_count(ex);
	else if (ind->kind == &pdz_kind_ratio)
		say_ratio(ex);
	else if (ind->kind == &pdz_kind_milestone)
		say_milestone(ex);
	else if (ind->kind == &pdz_kind_cadence)
		say_cadence(ex);
	else if (ind->kind == &pdz_kind_judgement)
		say_judgement(ex);
	else if (ind->kind != &pdz_kind_composite && ind->statistic != PDZ_OF_PLANNED && ind->statistic != PDZ_SHARE)
		say_sample(ex);
	else {
		say_fraction(ex, fraction_of(ind));
		equals(ex);
	}
}

void ex_formula(struct explanation *ex)
{
	say_kind(ex);
	if (!ex->entry.value.ok) {
		pdz_buf_z(&ex->text, ex->text.n > 0 ? " → " : "");
		pdz_say_into(&ex->text, ex->lang, "explain|no value: {0}", pdz_str(pdz_word_reason(ex->lang, ex->entry.reason)));
	}
	ex->formula = ex_take(ex);
}
