/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of text that definitions, formulas and explanations share. See said.h. */
#include "measure/said.h"

#include <math.h>

struct pdz_str pdz_said_take(struct pdz_said *say)
{
	const char *copy = say->text.failed ? NULL : pdz_arena_copy(&say->arena, pdz_buf_view(&say->text));
	const struct pdz_str s = {copy != NULL ? copy : "", copy != NULL ? say->text.n : 0};
	say->failed |= copy == NULL;
	pdz_buf_clear(&say->text);
	return s;
}

const char *pdz_said_word(const struct pdz_said *say, const char *english)
{
	return pdz_say(say->lang, english);
}

void pdz_said_number(const struct pdz_said *say, struct pdz_buf *b, double v)
{
	int decimals = 0;
	double scaled = v;
	while (decimals < 6 && fabs(scaled - round(scaled)) > 1e-9 * fmax(1, fabs(scaled))) {
		decimals++;
		scaled = v * pow(10, decimals);
	}
	pdz_spell_number(b, say->lang, v, decimals < 6 ? decimals : 2);
}

bool pdz_said_is_percent(const struct pdz_said *say)
{
	const struct pdz_indicator *ind = say->ind;
	return pdz_is_percent(ind->unit, pdz_str(pdz_statistic_name(say->plan, ind)), ind->scale);
}

void pdz_said_value(const struct pdz_said *say, struct pdz_buf *b, struct pdz_value v)
{
	const double points = pdz_points_factor(say->ind->unit, pdz_str(pdz_statistic_name(say->plan, say->ind)));
	if (!v.ok)
		pdz_buf_z(b, "–");
	else if (pdz_said_is_percent(say))
		pdz_spell_percent(b, say->lang, v.number, 1);
	else if (points != 0)
		pdz_spell_points(b, say->lang, v.number * points, 1);
	else
		pdz_said_number(say, b, v.number);
}

void pdz_said_events(const struct pdz_said *say, struct pdz_buf *b, const uint32_t *events, size_t count, bool every)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			pdz_buf_z(b, pdz_said_word(say, every ? "explain| and " : "explain| or "));
		pdz_buf_z(b, pdz_said_word(say, "explain|“"));
		pdz_buf_str(b, say->plan->events[events[i]].name);
		pdz_buf_z(b, pdz_said_word(say, "explain|”"));
	}
}

struct pdz_str pdz_said_column(const struct pdz_said *say, unsigned column)
{
	switch (column) {
	case PDZ_COL_EVENT:
		return pdz_str(pdz_said_word(say, "explain|event"));
	case PDZ_COL_ACTION:
		return pdz_str(pdz_said_word(say, "explain|action"));
	case PDZ_COL_CASE:
		return pdz_str(pdz_said_word(say, "explain|case"));
	case PDZ_COL_CATEGORY:
		return pdz_str(pdz_said_word(say, "explain|category"));
	case PDZ_COL_AREA:
		return pdz_str(pdz_said_word(say, "explain|area"));
	case PDZ_COL_SOURCE:
		return pdz_str(pdz_said_word(say, "explain|source"));
	case PDZ_COL_DATE:
		return pdz_str(pdz_said_word(say, "explain|date"));
	case PDZ_COL_DUE:
		return pdz_str(pdz_said_word(say, "explain|due"));
	case PDZ_COL_START:
		return pdz_str(pdz_said_word(say, "explain|start"));
	case PDZ_COL_QUANTITY:
		return pdz_str(pdz_said_word(say, "explain|quantity"));
	default:
		if (column >= PDZ_COLUMNS && column < PDZ_COLUMNS + say->plan->dimension_count)
			return say->plan->dimensions[column - PDZ_COLUMNS].name;
		return (struct pdz_str){"", 0};
	}
}

struct pdz_str pdz_said_record_value(const struct pdz_said *say, const struct pdz_kept *kept, unsigned column)
{
	const struct pdz_record *r = &kept->record;
	switch (column) {
	case PDZ_COL_EVENT:
		return r->event;
	case PDZ_COL_ACTION:
		return r->action;
	case PDZ_COL_CASE:
		return r->case_id;
	case PDZ_COL_CATEGORY:
		return r->category;
	case PDZ_COL_AREA:
		return kept->area != PDZ_NONE ? say->plan->areas[kept->area].name : r->area;
	case PDZ_COL_SOURCE:
		return r->source;
	default:
		return r->dimensions[column - PDZ_COLUMNS];
	}
}

struct pdz_str pdz_said_column_value(const struct pdz_said *say, unsigned column, uint32_t value)
{
	if (value == PDZ_NONE)
		return pdz_str(pdz_said_word(say, "explain|(none)"));
	if (column == PDZ_COL_AREA)
		return say->plan->areas[value].name;
	if (column == PDZ_COL_EVENT)
		return say->plan->events[value].name;
	return pdz_intern_text(column == PDZ_COL_CASE ? &say->plan->cases : &say->plan->words, value);
}

const char *pdz_said_status(const struct pdz_said *say, enum pdz_event_status status, bool many)
{
	if (many)
		return pdz_said_word(say, status == PDZ_DONE ? "explain many|done" : "explain many|planned");
	return pdz_said_word(say, status == PDZ_DONE ? "explain one|done" : "explain one|planned");
}
