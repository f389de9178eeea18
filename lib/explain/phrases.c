/* Pieces of text that the parts of an explanation share. */
#include "explanation.h"

#include "result/statistic_name.h"

#include <math.h>

struct pdz_str ex_take(struct explanation *ex)
{
	const char *copy = ex->text.failed ? NULL : pdz_arena_copy(&ex->arena, pdz_buf_view(&ex->text));
	const struct pdz_str s = {copy != NULL ? copy : "", copy != NULL ? ex->text.n : 0};
	ex->failed |= copy == NULL;
	pdz_buf_clear(&ex->text);
	return s;
}

const char *ex_say(const struct explanation *ex, const char *english)
{
	return pdz_say(ex->lang, english);
}

void ex_number(const struct explanation *ex, struct pdz_buf *b, double v)
{
	int decimals = 0;
	double scaled = v;
	while (decimals < 6 && fabs(scaled - round(scaled)) > 1e-9 * fmax(1, fabs(scaled))) {
		decimals++;
		scaled = v * pow(10, decimals);
	}
	pdz_spell_number(b, ex->lang, v, decimals < 6 ? decimals : 2);
}

bool ex_is_percent(const struct explanation *ex)
{
	const struct pdz_indicator *ind = ex->ind;
	return pdz_is_percent(ind->unit, pdz_str(pdz_statistic_name(ex->plan, ind)), ind->scale);
}

void ex_value(const struct explanation *ex, struct pdz_buf *b, struct pdz_value v)
{
	if (!v.ok)
		pdz_buf_z(b, "–");
	else if (ex_is_percent(ex))
		pdz_spell_percent(b, ex->lang, v.number, 1);
	else
		ex_number(ex, b, v.number);
}

void ex_event_names(const struct explanation *ex, struct pdz_buf *b, const uint32_t *events, size_t count, bool every)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			pdz_buf_z(b, ex_say(ex, every ? "explain| and " : "explain| or "));
		pdz_buf_z(b, ex_say(ex, "explain|“"));
		pdz_buf_str(b, ex->plan->events[events[i]].name);
		pdz_buf_z(b, ex_say(ex, "explain|”"));
	}
}

struct pdz_str ex_column_name(const struct explanation *ex, unsigned column)
{
	switch (column) {
	case PDZ_COL_EVENT: return pdz_str(ex_say(ex, "explain|event"));
	case PDZ_COL_ACTION: return pdz_str(ex_say(ex, "explain|action"));
	case PDZ_COL_CASE: return pdz_str(ex_say(ex, "explain|case"));
	case PDZ_COL_CATEGORY: return pdz_str(ex_say(ex, "explain|category"));
	case PDZ_COL_AREA: return pdz_str(ex_say(ex, "explain|area"));
	case PDZ_COL_SOURCE: return pdz_str(ex_say(ex, "explain|source"));
	default:
		if (column >= PDZ_COLUMNS && column < PDZ_COLUMNS + ex->plan->dimension_count)
			return ex->plan->dimensions[column - PDZ_COLUMNS].name;
		return (struct pdz_str){"", 0};
	}
}

struct pdz_str ex_record_value(const struct explanation *ex, const struct ex_kept *kept, unsigned column)
{
	const struct pdz_record *r = &kept->record;
	switch (column) {
	case PDZ_COL_EVENT: return r->event;
	case PDZ_COL_ACTION: return r->action;
	case PDZ_COL_CASE: return r->case_id;
	case PDZ_COL_CATEGORY: return r->category;
	case PDZ_COL_AREA: return kept->area != PDZ_NONE ? ex->plan->areas[kept->area].name : r->area;
	case PDZ_COL_SOURCE: return r->source;
	default: return r->dimensions[column - PDZ_COLUMNS];
	}
}

struct pdz_str ex_column_value(const struct explanation *ex, unsigned column, uint32_t value)
{
	if (value == PDZ_NONE)
		return pdz_str(ex_say(ex, "explain|(none)"));
	if (column == PDZ_COL_AREA)
		return ex->plan->areas[value].name;
	if (column == PDZ_COL_EVENT)
		return ex->plan->events[value].name;
	return pdz_intern_text(column == PDZ_COL_CASE ? &ex->plan->cases : &ex->plan->words, value);
}

size_t ex_required(const struct explanation *ex, size_t *enough)
{
	const struct pdz_indicator *ind = ex->ind;
	size_t whole = 0;
	for (size_t i = 0; i < ind->required_count; i++)
		whole += pdz_milestone_asks(&ex->view, ind->required[i]);
	*enough = whole < (size_t)ind->at_least ? whole : (size_t)ind->at_least;
	return whole;
}

const char *ex_status_word(const struct explanation *ex, enum pdz_event_status status, bool many)
{
	if (many)
		return ex_say(ex, status == PDZ_DONE ? "explain many|done" : "explain many|planned");
	return ex_say(ex, status == PDZ_DONE ? "explain one|done" : "explain one|planned");
}

void ex_why(const struct explanation *ex, struct pdz_buf *b, enum pdz_use use, unsigned column)
{
	static const char *const whys[PDZ_USES] = {
		[PDZ_USE_COUNTED] = "why|counted",
		[PDZ_USE_WAITING] = "why|still open",
		[PDZ_USE_SETS_DUE] = "why|not done: it only says when it is due",
		[PDZ_USE_REPLACED] = "why|a later figure or statement holds",
		[PDZ_USE_REPEATED] = "why|the same was there before",
		[PDZ_USE_NOT_DUE] = "why|not yet due",
		[PDZ_USE_CASE_EXCLUDED] = "why|the case has an event that excludes it",
		[PDZ_USE_CASE_INCOMPLETE] = "why|the case lacks one of the events asked for",
		[PDZ_USE_CASE_TOO_SHORT] = "why|the case did not last long enough",
		[PDZ_USE_CASE_SEEN_BEFORE] = "why|the case was seen before the period",
		[PDZ_USE_CASE_ELSEWHEN] = "why|the case meets the conditions, but in another period",
		[PDZ_USE_NO_BEGINNING] = "why|no beginning before this end",
		[PDZ_USE_NOT_REQUIRED] = "why|not one of the values required",
		[PDZ_USE_OTHER_PERIOD] = "why|outside the period",
		[PDZ_USE_OTHER_AREA] = "why|another area",
		[PDZ_USE_OTHER_CATEGORY] = "why|another category",
		[PDZ_USE_OTHER_GROUP] = "why|another value of the breakdown",
		[PDZ_USE_DUPLICATE] = "why|duplicate: the same record, sent again",
		[PDZ_USE_SUPERSEDED] = "why|superseded: the record was corrected",
		[PDZ_USE_AFTER_AS_OF] = "why|after the as-of date",
		[PDZ_USE_LACKS_DATE] = "why|no date",
		[PDZ_USE_LACKS_DUE] = "why|no date set",
		[PDZ_USE_LACKS_START] = "why|no starting date",
		[PDZ_USE_LACKS_CASE] = "why|no case",
		[PDZ_USE_LACKS_VALUE] = "why|no value in the column counted",
		[PDZ_USE_ENDS_BEFORE_START] = "why|ends before it starts",
		[PDZ_USE_OFF_SCALE] = "why|outside the scale of scores",
		[PDZ_USE_UNKNOWN_GRADE] = "why|a grade the plan does not have",
		[PDZ_USE_OTHER_VALUE] = "why|the definition asks for something else in: {0}",
		[PDZ_USE_OTHER_STATUS] = "why|the definition asks for another status",
		[PDZ_USE_UNKNOWN_AREA] = "why|an area the plan does not have",
		[PDZ_USE_UNKNOWN_ACTION] = "why|an action the plan does not have",
	};
	const struct pdz_str name = use == PDZ_USE_OTHER_VALUE ? ex_column_name(ex, column) : (struct pdz_str){"", 0};
	pdz_say_into(b, ex->lang, whys[use], name);
}
