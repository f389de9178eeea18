/* The definition of an indicator in words, from its kind, selectors and keys. */
#include "explanation.h"

static void line(struct explanation *ex, const char *label)
{
	if (ex->definition_count == EX_LINES_MAX)
		return;
	struct ex_line *l = &ex->definition[ex->definition_count++];
	l->label = pdz_str(ex_say(ex, label));
	l->text = ex_take(ex);
}

static void whole_number(struct explanation *ex, struct pdz_buf *b, int64_t n)
{
	pdz_spell_number(b, ex->lang, (double)n, 0);
}

static void say_number(struct explanation *ex, const char *english, int64_t n)
{
	struct pdz_buf text = {0};
	whole_number(ex, &text, n);
	pdz_say_into(&ex->text, ex->lang, english, pdz_buf_view(&text));
	ex->failed |= text.failed;
	pdz_buf_release(&text);
}

static void say_filter(struct explanation *ex, const struct pdz_filter *f)
{
	struct pdz_buf values = {0};
	for (size_t i = 0; i < f->count; i++) {
		pdz_buf_z(&values, i == 0 ? "" : ex_say(ex, f->negate ? "explain| and " : "explain| or "));
		pdz_buf_str(&values, ex_column_value(ex, f->column, f->values[i]));
	}
	pdz_say_into(&ex->text, ex->lang, f->negate ? "explain|, {0} other than {1}" : "explain|, {0} {1}", ex_column_name(ex, f->column),
	             pdz_buf_view(&values));
	ex->failed |= values.failed;
	pdz_buf_release(&values);
}

/* "«Incontro EEMM» realizzati, azione 2.3" */
static void say_records(struct explanation *ex, const struct pdz_selector *s, bool with_status)
{
	ex_event_names(ex, &ex->text, s->events, s->event_count, s->every);
	if (with_status)
		pdz_buf_z(&ex->text, ex_say(ex, s->any_status ? "explain records|, done or planned"
		                                : s->status == PDZ_DONE ? "explain records|, done" : "explain records|, planned"));
	for (size_t i = 0; i < s->where_count; i++)
		say_filter(ex, &s->where[i]);
}

static void say_case_conditions(struct explanation *ex, const struct pdz_selector *s)
{
	if (s->none_count > 0) {
		struct pdz_buf names = {0};
		ex_event_names(ex, &names, s->none, s->none_count, false);
		pdz_say_into(&ex->text, ex->lang, "explain|, without {0} up to the end of the period", pdz_buf_view(&names));
		ex->failed |= names.failed;
		pdz_buf_release(&names);
	}
	if (s->first_seen)
		pdz_buf_z(&ex->text, ex_say(ex, "explain|, seen for the first time in the period"));
	if (s->at_least_days > 0)
		say_number(ex, "explain|, lasting at least {0} days", s->at_least_days);
}

static void say_selector(struct explanation *ex, const struct pdz_selector *s)
{
	switch (s->counted) {
	case PDZ_QUANTITY:
		pdz_buf_z(&ex->text, ex_say(ex, s->stock ? "explain|latest figure of each area and category, summed, of the records "
		                                         : "explain|sum of the quantities of the records "));
		break;
	case PDZ_RECORDS:
		pdz_buf_z(&ex->text, ex_say(ex, "explain|number of records "));
		break;
	case PDZ_CASES:
		pdz_buf_z(&ex->text, ex_say(ex, s->every ? "explain|number of distinct cases with all of the records "
		                           : s->yearly ? "explain|number of distinct cases, once in each year, in the records "
		                                         : "explain|number of distinct cases in the records "));
		break;
	case PDZ_VALUES:
		pdz_say_into(&ex->text, ex->lang, "explain|number of distinct values of “{0}” in the records ", ex_column_name(ex, s->column));
		break;
	}
	say_records(ex, s, true);
	say_case_conditions(ex, s);
}

static void say_series(struct explanation *ex, const struct pdz_series *s)
{
	for (size_t i = 0; i < s->count; i++) {
		pdz_buf_z(&ex->text, i == 0 ? "" : "; ");
		pdz_spell_period(&ex->text, ex->lang, s->items[i].period);
		pdz_buf_z(&ex->text, ": ");
		ex_number(ex, &ex->text, s->items[i].value);
	}
}

/* "abitanti, in anni-persona del periodo, fascia d'età 65-74 o 75+" */
static void say_people(struct explanation *ex, const struct pdz_term *t)
{
	pdz_buf_z(&ex->text, ex_say(ex, t->stock ? "explain|inhabitants of the year in which the period ends"
	                                         : "explain|inhabitants, as person-years of the period"));
	for (size_t i = 0; i < t->people_count; i++) {
		const struct pdz_people_filter *f = &t->people[i];
		struct pdz_buf values = {0};
		for (size_t v = 0; v < f->count; v++) {
			pdz_buf_z(&values, v == 0 ? "" : ex_say(ex, "explain| or "));
			pdz_buf_str(&values, pdz_intern_text(&ex->plan->words, f->values[v]));
		}
		pdz_say_into(&ex->text, ex->lang, "explain|, {0} {1}", ex->plan->people.columns[f->column], pdz_buf_view(&values));
		ex->failed |= values.failed;
		pdz_buf_release(&values);
	}
}

static void say_term(struct explanation *ex, const struct pdz_term *t)
{
	switch (t->kind) {
	case PDZ_TERM_SELECTOR:
		say_selector(ex, &ex->plan->slots[t->slot].selector);
		return;
	case PDZ_TERM_POPULATION:
		say_people(ex, t);
		return;
	case PDZ_TERM_BUDGET:
		pdz_buf_z(&ex->text, ex_say(ex, "explain|money that the plan sets aside ("));
		break;
	case PDZ_TERM_CONSTANT:
		pdz_buf_z(&ex->text, ex_say(ex, "explain|a figure stated in the plan ("));
		break;
	}
	if (t->series.count > 0)
		say_series(ex, &t->series);
	else
		ex_number(ex, &ex->text, t->value);
	pdz_buf_char(&ex->text, ')');
}

static void say_operand(struct explanation *ex, const struct pdz_operand *o)
{
	for (size_t i = 0; i < o->count; i++) {
		pdz_buf_z(&ex->text, i == 0 ? "" : ex_say(ex, "explain|, plus "));
		say_term(ex, &o->terms[i]);
	}
}

static const struct pdz_selector *first_selector(const struct explanation *ex)
{
	return &ex->plan->slots[ex->ind->first_slot].selector;
}

static void define_count(struct explanation *ex)
{
	say_operand(ex, &ex->ind->numerator);
	line(ex, "explain|Value");
}

static void define_ratio(struct explanation *ex)
{
	pdz_buf_z(&ex->text, ex_say(ex, "explain|numerator / denominator"));
	if (ex->ind->scale != 1)
		say_number(ex, "explain| × {0}", (int64_t)ex->ind->scale);
	line(ex, "explain|Value");
	say_operand(ex, &ex->ind->numerator);
	line(ex, "explain|Numerator");
	say_operand(ex, &ex->ind->denominator);
	line(ex, "explain|Denominator");
}

static const char *statistic_word(enum pdz_statistic s)
{
	static const char *const words[] = {
		[PDZ_SUM] = "statistic|sum", [PDZ_MEDIAN] = "statistic|median", [PDZ_MEAN] = "statistic|mean",
		[PDZ_P90] = "statistic|90th percentile", [PDZ_MAXIMUM] = "statistic|maximum", [PDZ_SHARE] = "statistic|share",
		[PDZ_OF_PLANNED] = "statistic|actual over planned time",
	};
	return words[s];
}

static void say_statistic(struct explanation *ex, const char *english)
{
	pdz_say_into(&ex->text, ex->lang, english, pdz_str(ex_say(ex, statistic_word(ex->ind->statistic))));
}

static void define_timing(struct explanation *ex)
{
	const struct pdz_indicator *ind = ex->ind;
	if (ind->statistic == PDZ_SHARE)
		pdz_buf_z(&ex->text, ex_say(ex, "explain|items done on time / items done or overdue; items: the records "));
	else
		say_statistic(ex, ind->working_days ? "explain|{0} of the working days between the date set and the date done, of the records "
		                                    : "explain|{0} of the days between the date set and the date done, of the records ");
	say_records(ex, first_selector(ex), false);
	line(ex, "explain|Value");
	if (ind->tolerance_days > 0)
		say_number(ex, ind->working_days ? "explain|on time: up to {0} working days after the date set; "
		                                 : "explain|on time: up to {0} days after the date set; ", ind->tolerance_days);
	pdz_buf_z(&ex->text, ex_say(ex, "explain|an item belongs to the period in which it was due"));
	line(ex, "explain|Rule");
}

static void say_limit(struct explanation *ex)
{
	const struct pdz_limit *l = &ex->ind->limit;
	const char *within = ex->ind->working_days ? "explain|within {0} working days" : "explain|within {0} days";
	for (size_t i = 0; i < l->count; i++) {
		say_number(ex, i == 0 ? within : "explain|, {0} days", l->category_days[i]);
		pdz_buf_z(&ex->text, " (");
		pdz_buf_str(&ex->text, pdz_intern_text(&ex->plan->words, l->categories[i]));
		pdz_buf_char(&ex->text, ')');
	}
	if (l->count == 0)
		say_number(ex, within, l->days);
}

static void define_duration(struct explanation *ex)
{
	const struct pdz_indicator *ind = ex->ind;
	const bool pairs = ind->slot_count > 1, share = ind->statistic == PDZ_SHARE;
	if (ind->statistic == PDZ_OF_PLANNED)
		pdz_buf_z(&ex->text, ex_say(ex, "explain|days from start to date / days from start to date set, of the records "));
	else if (share)
		pdz_buf_z(&ex->text, ex_say(ex, pairs ? "explain|waits within the limit / waits completed or over the limit, from "
		                                      : "explain|records within the limit / records completed or over the limit: "));
	else if (pairs)
		say_statistic(ex, ind->working_days ? "explain|{0} of the working days from " : "explain|{0} of the days from ");
	else
		say_statistic(ex, ind->working_days ? "explain|{0} of the working days from start to date of the records "
		                                    : "explain|{0} of the days from start to date of the records ");
	say_records(ex, first_selector(ex), false);
	if (pairs) {
		pdz_buf_z(&ex->text, ex_say(ex, "explain| to the next "));
		say_records(ex, &ex->plan->slots[ind->first_slot + 1].selector, false);
		pdz_buf_z(&ex->text, ex_say(ex, "explain| of the same case"));
	}
	line(ex, "explain|Value");
	if (ind->limit.given) {
		say_limit(ex);
		line(ex, "explain|Limit");
	}
	pdz_buf_z(&ex->text, ex_say(ex, "explain|what was completed in the period counts; what is open at its end stands beside the number"));
	line(ex, "explain|Rule");
}

static void say_required(struct explanation *ex)
{
	const struct pdz_indicator *ind = ex->ind;
	for (size_t i = 0, n = 0; i < ind->required_count; i++) {
		if (!pdz_milestone_asks(&ex->view, ind->required[i]))
			continue;
		pdz_buf_z(&ex->text, n++ == 0 ? "" : "; ");
		pdz_buf_str(&ex->text, ex_column_value(ex, ind->require_column, ind->required[i]));
	}
}

static void define_milestone(struct explanation *ex)
{
	const struct pdz_indicator *ind = ex->ind;
	if (ind->require_column != PDZ_NONE) {
		struct pdz_buf n = {0}, m = {0};
		size_t enough;
		whole_number(ex, &m, (int64_t)ex_required(ex, &enough));
		whole_number(ex, &n, (int64_t)enough);
		pdz_say_into(&ex->text, ex->lang, "explain|reached when {0} of {1} have a record ", pdz_buf_view(&n), pdz_buf_view(&m));
		ex->failed |= n.failed || m.failed;
		pdz_buf_release(&n);
		pdz_buf_release(&m);
	} else if (ind->at_least > 1) {
		say_number(ex, "explain|reached with {0} records ", ind->at_least);
	} else {
		pdz_buf_z(&ex->text, ex_say(ex, "explain|reached with the first record "));
	}
	struct pdz_selector done = *first_selector(ex); /* planned ones only say when it is due */
	done.any_status = false;
	done.status = PDZ_DONE;
	say_records(ex, &done, true);
	line(ex, "explain|Value");
	if (ind->require_column != PDZ_NONE) {
		say_required(ex);
		line(ex, "explain|Required");
	}
	if (ind->due != PDZ_NO_DAY)
		pdz_spell_date(&ex->text, ex->lang, ind->due);
	else
		pdz_buf_z(&ex->text, ex_say(ex, "explain|the day by which as many are due as are needed, by the dates set in the records"));
	line(ex, "explain|Due");
}

static void define_cadence(struct explanation *ex)
{
	static const char *const levels[] = {
		[PDZ_YEAR] = "explain|years", [PDZ_SEMESTER] = "explain|half-years", [PDZ_QUARTER] = "explain|quarters", [PDZ_MONTH] = "explain|months",
	};
	const struct pdz_indicator *ind = ex->ind;
	struct pdz_buf n = {0};
	whole_number(ex, &n, ind->at_least);
	pdz_say_into(&ex->text, ex->lang, ind->at_least > 1 ? "explain|{0} with at least {1} records " : "explain|{0} with at least one record ",
	             pdz_str(ex_say(ex, levels[ind->every])), pdz_buf_view(&n));
	ex->failed |= n.failed;
	pdz_buf_release(&n);
	say_records(ex, first_selector(ex), true);
	pdz_say_into(&ex->text, ex->lang, "explain| / {0} due", pdz_str(ex_say(ex, levels[ind->every])));
	line(ex, "explain|Value");
}

static void define_score(struct explanation *ex)
{
	const struct pdz_indicator *ind = ex->ind;
	struct pdz_buf mark = {0};
	ex_number(ex, &mark, ind->mark);
	if (ind->statistic == PDZ_SHARE)
		pdz_say_into(&ex->text, ex->lang, "explain|scores of at least {0} / all scores, of the records ", pdz_buf_view(&mark));
	else
		say_statistic(ex, "explain|{0} of the scores of the records ");
	ex->failed |= mark.failed;
	pdz_buf_release(&mark);
	say_records(ex, first_selector(ex), true);
	line(ex, "explain|Value");
}

static void define_composite(struct explanation *ex)
{
	const struct pdz_indicator *ind = ex->ind;
	if (ind->rule == PDZ_RULE_MEAN)
		pdz_buf_z(&ex->text, ex_say(ex, ind->weights != NULL ? "explain|weighted mean of the progress of its parts, each from 0 to 1"
		                                                     : "explain|mean of the progress of its parts, each from 0 to 1"));
	else
		say_number(ex, "explain|parts achieved / parts needed ({0})", ind->at_least);
	line(ex, "explain|Value");
	for (size_t i = 0; i < ind->part_count; i++) {
		pdz_buf_z(&ex->text, i == 0 ? "" : ", ");
		pdz_buf_str(&ex->text, ex->plan->indicators[ind->parts[i]].code);
	}
	line(ex, "explain|Parts");
}

static void define_judgement(struct explanation *ex)
{
	const struct pdz_indicator *ind = ex->ind;
	pdz_buf_z(&ex->text, ex_say(ex, "explain|the latest statement of the office since the plan began: "));
	say_records(ex, first_selector(ex), false);
	line(ex, "explain|Value");
	for (size_t i = 0; i < ind->grade_count; i++) {
		pdz_buf_z(&ex->text, i == 0 ? "" : "; ");
		pdz_buf_str(&ex->text, pdz_intern_text(&ex->plan->words, ind->grade_words[i]));
		pdz_buf_z(&ex->text, " = ");
		ex_number(ex, &ex->text, ind->grade_values[i]);
	}
	if (ind->grade_count > 0)
		line(ex, "explain|Grades");
}

void ex_define(struct explanation *ex)
{
	static const struct {
		const struct pdz_kind *kind;
		void (*define)(struct explanation *ex);
	} definitions[] = {
		{&pdz_kind_count, define_count}, {&pdz_kind_ratio, define_ratio}, {&pdz_kind_timing, define_timing},
		{&pdz_kind_duration, define_duration}, {&pdz_kind_milestone, define_milestone}, {&pdz_kind_cadence, define_cadence},
		{&pdz_kind_score, define_score}, {&pdz_kind_composite, define_composite}, {&pdz_kind_judgement, define_judgement},
	};
	const struct pdz_indicator *ind = ex->ind;
	for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
		if (definitions[i].kind == ind->kind)
			definitions[i].define(ex);
	if (ind->breakdown != PDZ_NONE) {
		pdz_buf_str(&ex->text, ex_column_name(ex, ind->breakdown));
		line(ex, "explain|Also by");
	}
	if (ind->measurable_from != PDZ_NO_DAY) {
		pdz_spell_date(&ex->text, ex->lang, ind->measurable_from);
		line(ex, "explain|Measurable from");
	}
}
