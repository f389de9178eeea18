/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formulas with the numbers put in. Every number is the entry's or a list's own. See said.h. */
#include "measure/said.h"

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
static struct pdz_str unit_of(const struct pdz_said *say, const struct pdz_selector *s)
{
	if (s->counted == PDZ_CASES)
		return pdz_str(pdz_said_word(say, s->yearly ? "explain|distinct cases by year" : "explain|distinct cases"));
	if (s->counted == PDZ_VALUES)
		return pdz_str(pdz_said_word(say, "explain|distinct values"));
	if (s->counted == PDZ_RECORDS)
		return pdz_str(pdz_said_word(say, "explain|records"));
	const struct pdz_str first = say->plan->events[s->events[0]].unit;
	for (size_t i = 1; i < s->event_count; i++)
		if (!pdz_str_eq(say->plan->events[s->events[i]].unit, first))
			return (struct pdz_str){"", 0};
	return first;
}

static void say_noun(struct pdz_said *say, const struct pdz_selector *s)
{
	const struct pdz_str unit = unit_of(say, s);
	if (unit.n > 0) {
		pdz_buf_char(&say->text, ' ');
		pdz_buf_str(&say->text, pdz_word_unit(say->lang, unit));
	}
	if (s->any_status || s->stock || s->counted == PDZ_CASES || s->counted == PDZ_VALUES)
		return;
	pdz_buf_char(&say->text, ' ');
	if (is_feminine(unit))
		pdz_buf_z(&say->text,
		          pdz_said_word(say, s->status == PDZ_DONE ? "explain feminine|done" : "explain feminine|planned"));
	else
		pdz_buf_z(&say->text, pdz_said_status(say, s->status, true));
}

/* "12 + 8,5 = " before a sum of a few quantities that are not all 1. */
void pdz_said_sum(struct pdz_said *say, const struct pdz_said_list *list)
{
	bool plain = list->count < 2 || list->count > SHOWN_TERMS;
	bool ones = true;
	for (size_t i = 0; i < list->count; i++)
		ones &= list->rows[i].kept->record.quantity == PDZ_MICRO;
	if (plain || ones)
		return;
	for (size_t i = 0; i < list->count; i++) {
		pdz_buf_z(&say->text, i == 0 ? "" : " + ");
		pdz_said_number(say, &say->text, pdz_micro_double(list->rows[i].kept->record.quantity));
	}
	pdz_buf_z(&say->text, " = ");
}

static int compare_texts(const void *a, const void *b)
{
	return pdz_str_cmp(*(const struct pdz_str *)a, *(const struct pdz_str *)b);
}

/* ": assistente sociale; educatore; …" after a number of distinct values. */
static void say_values(struct pdz_said *say, const struct pdz_said_list *list, unsigned column)
{
	struct pdz_str *values = pdz_arena_alloc(&say->arena, list->count * sizeof *values);
	say->failed |= values == NULL;
	for (size_t i = 0; values != NULL && i < list->count; i++)
		values[i] = pdz_said_record_value(say, list->rows[i].kept, column);
	if (values == NULL || list->count == 0)
		return;
	qsort(values, list->count, sizeof *values, compare_texts);
	size_t said = 0;
	pdz_buf_z(&say->text, " (");
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0 && pdz_str_eq(values[i], values[i - 1]))
			continue;
		pdz_buf_z(&say->text, said == 0 ? "" : "; ");
		if (said++ == SHOWN_VALUES) {
			pdz_buf_z(&say->text, "…");
			break;
		}
		pdz_buf_str(&say->text, values[i]);
	}
	pdz_buf_char(&say->text, ')');
}

void pdz_said_list(struct pdz_said *say, const struct pdz_said_list *list)
{
	if (!list->amount.ok) {
		pdz_buf_z(&say->text, "?");
		return;
	}
	pdz_said_number(say, &say->text, list->amount.number);
	switch (list->term->kind) {
	case PDZ_TERM_SELECTOR: {
		const struct pdz_selector *s = &say->plan->slots[list->term->slot].selector;
		say_noun(say, s);
		if (s->counted == PDZ_VALUES)
			say_values(say, list, s->column);
		break;
	}
	case PDZ_TERM_POPULATION:
		pdz_buf_z(&say->text, pdz_said_word(say, list->term->stock ? "explain| inhabitants" : "explain| person-years"));
		break;
	case PDZ_TERM_BUDGET:
		pdz_buf_z(&say->text, pdz_said_word(say, "explain| euro set aside"));
		break;
	case PDZ_TERM_CONSTANT:
		pdz_buf_z(&say->text, pdz_said_word(say, "explain| stated in the plan"));
		break;
	}
}

/* The lists of one role, added up. */
void pdz_said_role(struct pdz_said *say, const char *role)
{
	size_t n = 0, of_role = 0;
	for (size_t i = 0; i < say->rows->list_count; i++)
		of_role += strcmp(say->rows->lists[i].role, role) == 0;
	pdz_buf_z(&say->text, of_role > 1 ? "(" : "");
	for (size_t i = 0; i < say->rows->list_count; i++) {
		if (strcmp(say->rows->lists[i].role, role) != 0)
			continue;
		pdz_buf_z(&say->text, n++ == 0 ? "" : " + ");
		pdz_said_list(say, &say->rows->lists[i]);
	}
	pdz_buf_z(&say->text, of_role > 1 ? ")" : "");
}

void pdz_said_equals(struct pdz_said *say)
{
	if (!say->entry->value.ok)
		return;
	pdz_buf_z(&say->text, " = ");
	pdz_said_value(say, &say->text, say->entry->value);
}

static int compare_doubles(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The days or scores that count, in order; NULL if there are none. */
static double *gather(struct pdz_said *say, const struct pdz_said_list *list, size_t *count)
{
	const bool pairs = say->ind->slot_count > 1;
	double *values = pdz_arena_alloc(&say->arena, list->count * sizeof *values);
	*count = 0;
	say->failed |= values == NULL;
	for (size_t i = 0; values != NULL && i < list->count; i++) {
		const struct pdz_record *r = &list->rows[i].kept->record,
								*before = i > 0 ? &list->rows[i - 1].kept->record : NULL;
		if (pairs && before != NULL && before->date == r->date && pdz_str_eq(before->case_id, r->case_id))
			continue; /* the same end, told twice, closes one wait */
		values[(*count)++] = list->rows[i].mark.value;
	}
	if (*count > 1)
		qsort(values, *count, sizeof *values, compare_doubles);
	return values;
}

/* The list with the values that count; with those still waiting. */
static const struct pdz_said_list *list_of_role(const struct pdz_said *say, const char *role)
{
	for (size_t i = 0; i < say->rows->list_count; i++)
		if (strcmp(say->rows->lists[i].role, role) == 0)
			return &say->rows->lists[i];
	return NULL;
}

static const struct pdz_said_list *values_of(const struct pdz_said *say)
{
	return list_of_role(say, say->ind->slot_count > 1 ? "to" : "items");
}

/* " (10; 15; …; 70)", if there are any. */
static void say_some(struct pdz_said *say, const double *values, size_t n)
{
	if (n > 0)
		pdz_buf_z(&say->text, " (");
	for (size_t i = 0; i < n; i++) {
		if (n > SHOWN_VALUES && i > 2 && i < n - 3) {
			pdz_buf_z(&say->text, i == 3 ? "; …" : "");
			continue;
		}
		pdz_buf_z(&say->text, i == 0 ? "" : "; ");
		pdz_said_number(say, &say->text, values[i]);
	}
	pdz_buf_z(&say->text, n > 0 ? ")" : "");
}

static void say_unit(struct pdz_said *say)
{
	if (pdz_said_is_percent(say) || say->ind->unit.n == 0)
		return;
	pdz_buf_char(&say->text, ' ');
	pdz_buf_str(&say->text, pdz_word_unit(say->lang, say->ind->unit));
}

/* A sentence with the statistic and a number in it. */
static void say_statistic_of(struct pdz_said *say, const char *english, size_t n)
{
	struct pdz_buf count = {0};
	pdz_spell_number(&count, say->lang, (double)n, 0);
	pdz_say_into(&say->text, say->lang, english, pdz_str(pdz_said_statistic_word(say)), pdz_buf_view(&count));
	say->failed |= count.failed;
	pdz_buf_release(&count);
}

void pdz_said_sample(struct pdz_said *say)
{
	size_t n;
	const double *values = gather(say, values_of(say), &n);
	if (values == NULL)
		return;
	say_statistic_of(say, n == 1 ? "explain|{0} of {1} value" : "explain|{0} of {1} values", n);
	say_some(say, values, n);
	pdz_said_equals(say);
	if (say->entry->value.ok)
		say_unit(say);
}

void pdz_said_waits(struct pdz_said *say)
{
	const struct pdz_entry *e = say->entry;
	size_t n, open;
	const double *ended = gather(say, values_of(say), &n), *waiting = gather(say, list_of_role(say, "waiting"), &open);
	if (ended == NULL || waiting == NULL)
		return;
	if (open == 0) {
		pdz_said_sample(say);
		return;
	}
	say_statistic_of(say, "explain|{0} of {1} times: ", n + open);
	pdz_said_with(say, "explain|{0} that ended", (int64_t)n);
	say_some(say, ended, n);
	pdz_said_with(say, "explain|, {0} still open", (int64_t)open);
	say_some(say, waiting, open);
	pdz_said_equals(say);
	if (e->value.ok)
		say_unit(say);
	if (!e->least.ok)
		return;
	pdz_buf_z(&say->text, pdz_said_word(say, "explain|; at least "));
	pdz_said_value(say, &say->text, e->least);
	say_unit(say);
	if (e->most.ok) {
		pdz_buf_z(&say->text, pdz_said_word(say, "explain|, at most "));
		pdz_said_value(say, &say->text, e->most);
		say_unit(say);
	}
}

/* numerator / denominator of the entry, each in a phrase. */
void pdz_said_fraction(struct pdz_said *say, const char *english)
{
	struct pdz_buf top = {0}, bottom = {0};
	if (say->entry->numerator.ok)
		pdz_said_number(say, &top, say->entry->numerator.number);
	if (say->entry->denominator.ok)
		pdz_said_number(say, &bottom, say->entry->denominator.number);
	if (say->entry->numerator.ok && say->entry->denominator.ok)
		pdz_say_into(&say->text, say->lang, english, pdz_buf_view(&top), pdz_buf_view(&bottom));
	say->failed |= top.failed || bottom.failed;
	pdz_buf_release(&top);
	pdz_buf_release(&bottom);
}

void pdz_said_day(struct pdz_said *say, const char *english, pdz_day day)
{
	pdz_say_date(&say->text, say->lang, english, day);
}
