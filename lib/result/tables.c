/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the results document is made of: one row for each member of each object, in the order
 * in which they are written. See fields.h. */
#include "result/fields.h"

#include "measure/kind.h"
#include "words/words.h"

const char *const pdz_comparison_kind_names[] = {"areas", "years", "trend", "funnel", "benchmark", NULL};
const char *const pdz_contrast_measure_names[] = {"difference", "difference_of_means", "ratio_of_rates", "slope", NULL};
const char *const pdz_finding_names[] = {"higher",     "lower",          "not_distinguishable",
                                         "not_tested", "not_comparable", NULL};
const char *const pdz_result_level_names[] = {"input", "process", "result", "impact", NULL};
static const char *const better_names[] = {"higher", "lower", NULL};
static const char *const language_names[] = {"en", "it", NULL};

static const char *say_verdict(enum pdz_language language, int verdict)
{
	return pdz_word_verdict(language, (enum pdz_verdict)verdict);
}

static const char *say_reason(enum pdz_language language, int reason)
{
	return reason == PDZ_REASON_NONE ? "" : pdz_word_reason(language, (enum pdz_reason)reason);
}

/* A row: KEY in the document, member M of struct OF, type, when. */
#define ROW(name, is, given, m) .key = name, .type = PDZ_FIELD_##is, .when = given, .at = offsetof(struct OF, m)
#define BESIDE(m) .has_beside = true, .beside = offsetof(struct OF, m)
#define LIST_OF(table, m) .of = &(table), .beside = offsetof(struct OF, m)
#define ITEMS(type) sizeof(struct type)
#define END \
	{ \
		.key = NULL \
	}

/* ---- lists of one kind of thing ---- */

static const struct pdz_field text_fields[] = {{.key = "text", .type = PDZ_FIELD_TITLE}, END};
const struct pdz_table pdz_table_texts = {text_fields, ITEMS(pdz_str), PDZ_FORM_PLAIN, ""};

static const struct pdz_field period_fields[] = {{.key = "period", .type = PDZ_FIELD_PERIOD}, END};
static const struct pdz_table periods = {period_fields, ITEMS(pdz_period), PDZ_FORM_PLAIN, ""};

/* ---- what was run ---- */

#define OF pdz_results
static const struct pdz_field tool_fields[] = {
	{ROW("name", TITLE, PDZ_ALWAYS, tool_name)},
	{ROW("version", TITLE, PDZ_ALWAYS, tool_version)},
	END,
};
const struct pdz_table pdz_table_tool = {.fields = tool_fields};

static const struct pdz_field plan_fields[] = {
	{ROW("id", TITLE, PDZ_ALWAYS, plan_id)},
	{ROW("name", TITLE, PDZ_ALWAYS, plan_name)},
	{ROW("note", TEXT, PDZ_IF_KNOWN, plan_note)},
	{ROW("language", FLAG, PDZ_ALWAYS, italian), .names = language_names},
	{ROW("from", DAY, PDZ_ALWAYS, from)},
	{ROW("to", DAY, PDZ_ALWAYS, to)},
	{ROW("year_begins", COUNT, PDZ_IF_KNOWN, year_begins)},
	{ROW("sha256", TITLE, PDZ_ALWAYS, plan_sha256)},
	END,
};
const struct pdz_table pdz_table_plan = {.fields = plan_fields};

static const struct pdz_field settings_fields[] = {
	{ROW("confidence", REAL, PDZ_ALWAYS, confidence)},
	{ROW("on_track", REAL, PDZ_ALWAYS, on_track)},
	{ROW("behind", REAL, PDZ_ALWAYS, behind)},
	{ROW("minimum_n", WHOLE, PDZ_ALWAYS, minimum_n)},
	{ROW("suppress_below", WHOLE, PDZ_ALWAYS, suppress_below)},
	END,
};
const struct pdz_table pdz_table_settings = {.fields = settings_fields};
#undef OF

#define OF pdz_result_count
static const struct pdz_field set_aside_fields[] = {
	{ROW("name", TITLE, PDZ_ALWAYS, name)},
	{ROW("count", WHOLE, PDZ_ALWAYS, count)},
	END,
};
static const struct pdz_table set_aside = {set_aside_fields, ITEMS(OF), PDZ_FORM_MAP, ""};
#undef OF

#define OF pdz_result_input
static const struct pdz_field rows_fields[] = {
	{ROW("read", WHOLE, PDZ_ALWAYS, read)},
	{ROW("used", WHOLE, PDZ_ALWAYS, used)},
	{ROW("set_aside", LIST, PDZ_ALWAYS, set_aside), LIST_OF(set_aside, set_aside_count)},
	END,
};
const struct pdz_table pdz_table_rows = {.fields = rows_fields};

static const struct pdz_field input_fields[] = {
	{ROW("name", TITLE, PDZ_ALWAYS, name)},
	{ROW("sha256", TITLE, PDZ_ALWAYS, sha256)},
	{ROW("bytes", WHOLE, PDZ_ALWAYS, bytes)},
	{.key = "rows", .type = PDZ_FIELD_OBJECT, .of = &pdz_table_rows},
	END,
};
const struct pdz_table pdz_table_input = {input_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
#undef OF

#define OF pdz_result_source
static const struct pdz_field source_fields[] = {
	{ROW("name", TITLE, PDZ_ALWAYS, name)},
	{ROW("records", WHOLE, PDZ_ALWAYS, records)},
	{ROW("used", WHOLE, PDZ_ALWAYS, used)},
	END,
};
const struct pdz_table pdz_table_source = {source_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
#undef OF

#define OF pdz_raw_file
/* clang-format off */
#define RAW_FILE_ROWS \
	{ROW("sha256", TITLE, PDZ_ALWAYS, sha256)}, \
	{ROW("mapping", TEXT, PDZ_IF_KNOWN, mapping)}, \
	{ROW("mapping_sha256", TEXT, PDZ_IF_KNOWN, mapping_sha256)}, \
	{ROW("rows", WHOLE, PDZ_ALWAYS, rows)}, \
	{ROW("accepted", WHOLE, PDZ_ALWAYS, accepted)}, \
	{ROW("rejected", WHOLE, PDZ_ALWAYS, rejected)}, \
	{ROW("duplicates", WHOLE, PDZ_ALWAYS, duplicates)}, \
	{ROW("superseded", WHOLE, PDZ_ALWAYS, superseded)}, \
	{ROW("skipped", WHOLE, PDZ_ALWAYS, skipped)}, \
	{ROW("records", WHOLE, PDZ_ALWAYS, records)}, \
	{ROW("set_aside", WHOLE, PDZ_ALWAYS, set_aside)}, \
	{ROW("corrected", QUANTITY, PDZ_IF_KNOWN, corrected)}, \
	{ROW("findings", QUANTITY, PDZ_IF_KNOWN, findings)}, \
	{ROW("aside", TEXT, PDZ_IF_KNOWN, aside)}
/* clang-format on */
static const struct pdz_field raw_file_fields[] = {{ROW("name", TITLE, PDZ_ALWAYS, name)}, RAW_FILE_ROWS, END};
const struct pdz_table pdz_table_raw_file = {raw_file_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
/* The same in a quality summary. */
static const struct pdz_field loaded_fields[] = {{ROW("source", TITLE, PDZ_ALWAYS, name)}, RAW_FILE_ROWS, END};
static const struct pdz_table loaded = {loaded_fields, ITEMS(OF), PDZ_FORM_PARTLY, ""};
#undef OF

#define OF pdz_missing_delivery
static const struct pdz_field missing_fields[] = {
	{ROW("source", TITLE, PDZ_ALWAYS, source)},
	{ROW("name", TITLE, PDZ_ALWAYS, name)},
	{ROW("area", AREA, PDZ_ALWAYS, area)},
	{ROW("from", PERIOD, PDZ_ALWAYS, first)},
	{ROW("to", PERIOD, PDZ_ALWAYS, last)},
	{ROW("deliveries", WHOLE, PDZ_ALWAYS, deliveries)},
	{ROW("due", DAY, PDZ_ALWAYS, due)},
	{ROW("days_late", WHOLE, PDZ_ALWAYS, days_late)},
	{ROW("needed_by", LIST, PDZ_ALWAYS, needed_by), LIST_OF(pdz_table_texts, needed_by_count)},
	END,
};
const struct pdz_table pdz_table_missing = {missing_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
#undef OF

#define OF pdz_unusable_file
static const struct pdz_field unusable_fields[] = {
	{ROW("name", TITLE, PDZ_ALWAYS, name)},
	{ROW("why", TITLE, PDZ_ALWAYS, why)},
	END,
};
const struct pdz_table pdz_table_unusable = {unusable_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
static const struct pdz_field not_loaded_fields[] = {
	{ROW("source", TITLE, PDZ_ALWAYS, name)},
	{ROW("why", TITLE, PDZ_ALWAYS, why)},
	END,
};
static const struct pdz_table not_loaded = {not_loaded_fields, ITEMS(OF), PDZ_FORM_PARTLY, ""};
#undef OF

/* ---- the quality summary ---- */

#define OF pdz_delivery
static const struct pdz_field delivery_fields[] = {
	{ROW("source", TITLE, PDZ_ALWAYS, source)},
	{ROW("area", TEXT, PDZ_IF_KNOWN, area)},
	{ROW("period", PERIOD, PDZ_IF_KNOWN, period), BESIDE(has_period)},
	{ROW("whole", FLAG, PDZ_IF_KNOWN, whole)},
	{ROW("rows", WHOLE, PDZ_ALWAYS, rows)},
	{ROW("records", WHOLE, PDZ_ALWAYS, records)},
	{ROW("set_aside", WHOLE, PDZ_ALWAYS, set_aside)},
	END,
};
static const struct pdz_table deliveries = {delivery_fields, ITEMS(OF), PDZ_FORM_PARTLY, ""};
#undef OF

#define OF pdz_owed_records
static const struct pdz_field owed_fields[] = {
	{ROW("event", TEXT, PDZ_IF_KNOWN, event)}, {ROW("source", TEXT, PDZ_IF_KNOWN, source)},
	{ROW("area", TEXT, PDZ_IF_KNOWN, area)},   {ROW("period", PERIOD, PDZ_IF_KNOWN, period), BESIDE(has_period)},
	{ROW("records", WHOLE, PDZ_ALWAYS, n)},    END,
};
static const struct pdz_table owed = {owed_fields, ITEMS(OF), PDZ_FORM_PARTLY, ""};
#undef OF

#define OF pdz_provenance
static const struct pdz_field quality_fields[] = {
	{ROW("sources", LIST, PDZ_ALWAYS, files), LIST_OF(loaded, count)},
	{ROW("deliveries", LIST, PDZ_ALWAYS, deliveries), LIST_OF(deliveries, delivery_count)},
	{ROW("owed", LIST, PDZ_ALWAYS, owed), LIST_OF(owed, owed_count)},
	{ROW("unusable", LIST, PDZ_IF_KNOWN, unusable), LIST_OF(not_loaded, unusable_count)},
	END,
};
const struct pdz_table pdz_table_quality = {.fields = quality_fields, .form = PDZ_FORM_PARTLY};
#undef OF

/* ---- the plan ---- */

#define OF pdz_result_area
static const struct pdz_field area_fields[] = {
	{ROW("code", TITLE, PDZ_ALWAYS, code)},
	{ROW("name", TITLE, PDZ_ALWAYS, name), .column = "area_name", .place = 30},
	{ROW("parent", AREA, PDZ_ALWAYS, parent)},
	{ROW("aliases", LIST, PDZ_IF_KNOWN, aliases), LIST_OF(pdz_table_texts, alias_count)},
	END,
};
const struct pdz_table pdz_table_area = {area_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
#undef OF

#define OF pdz_result_action
static const struct pdz_field action_fields[] = {
	{ROW("code", TITLE, PDZ_ALWAYS, code)},
	{ROW("name", TITLE, PDZ_ALWAYS, name), .column = "action_name", .place = 29},
	END,
};
const struct pdz_table pdz_table_action = {action_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n  "};
#undef OF

#define OF pdz_result_money
static const struct pdz_field budget_fields[] = {
	{ROW("year", TITLE, PDZ_ALWAYS, year)},
	{ROW("euro", REAL, PDZ_ALWAYS, euro)},
	END,
};
static const struct pdz_table budget = {budget_fields, ITEMS(OF), PDZ_FORM_MAP, ""};
#undef OF

#define OF pdz_result_objective
static const struct pdz_field objective_fields[] = {
	{ROW("code", TITLE, PDZ_ALWAYS, code)},
	{ROW("name", TITLE, PDZ_ALWAYS, name), .column = "objective_name", .place = 28},
	{ROW("policy_areas", LIST, PDZ_ALWAYS, policy_areas), LIST_OF(pdz_table_texts, policy_area_count)},
	{ROW("budget", LIST, PDZ_ALWAYS, budget), LIST_OF(budget, budget_count)},
	{ROW("actions", LIST, PDZ_ALWAYS, actions), LIST_OF(pdz_table_action, action_count)},
	END,
};
const struct pdz_table pdz_table_objective = {objective_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
#undef OF

#define OF pdz_result_persons
static const struct pdz_field persons_fields[] = {
	{ROW("numerator", QUANTITY, PDZ_IF_KNOWN, numerator)},
	{ROW("denominator", QUANTITY, PDZ_IF_KNOWN, denominator)},
	{ROW("items", QUANTITY, PDZ_IF_KNOWN, items)},
	{ROW("subset", FLAG, PDZ_IF_KNOWN, subset)},
	END,
};
const struct pdz_table pdz_table_persons = {.fields = persons_fields};
#undef OF

#define OF pdz_result_indicator
static const struct pdz_field indicator_fields[] = {
	{ROW("code", TITLE, PDZ_ALWAYS, code)},
	{ROW("objective", OBJECTIVE, PDZ_ALWAYS, objective), .column = "objective", .place = 23},
	{ROW("action", ACTION, PDZ_ALWAYS, action), .column = "action", .place = 24},
	{ROW("level", CHOICE, PDZ_ALWAYS, level), .column = "level", .place = 2, .names = pdz_result_level_names},
	{ROW("kind", KIND, PDZ_ALWAYS, kind), .column = "kind", .place = 3, .names = pdz_kind_names},
	{ROW("name", TITLE, PDZ_ALWAYS, name), .column = "name", .place = 25},
	{ROW("problem", TEXT, PDZ_IF_KNOWN, problem), .column = "problem", .place = 66},
	{ROW("note", TEXT, PDZ_IF_KNOWN, note), .column = "note", .place = 67},
	{ROW("unit", TEXT, PDZ_ALWAYS, unit)}, /* the column is that of the entry */
	{ROW("scale", REAL, PDZ_ALWAYS, scale), .column = "scale", .place = 33},
	{ROW("better", FLAG, PDZ_ALWAYS, lower_is_better), .column = "better", .place = 34, .names = better_names},
	{ROW("statistic", TEXT, PDZ_ALWAYS, statistic), .column = "statistic", .place = 32},
	{ROW("planned_done", FLAG, PDZ_IF_KNOWN, planned_done), .column = "planned_done", .place = 35},
	{ROW("target_source", TEXT, PDZ_IF_KNOWN, target_source)},
	{ROW("baseline_source", TEXT, PDZ_IF_KNOWN, baseline_source)},
	{ROW("baseline_date", DAY, PDZ_IF_KNOWN, baseline_date)},
	{ROW("target_change", NUMBER, PDZ_IF_KNOWN, target_change)},
	{ROW("target_change_percent", FLAG, PDZ_IF_KNOWN, target_change_percent)},
	{ROW("minimum", NUMBER, PDZ_IF_KNOWN, minimum)},
	{ROW("minimum_every", TEXT, PDZ_IF_KNOWN, minimum_every)},
	{ROW("persons", OBJECT, PDZ_IF_KNOWN, persons), .of = &pdz_table_persons},
	{ROW("breakdown", TEXT, PDZ_IF_KNOWN, breakdown)},
	{ROW("definition", TITLE, PDZ_ALWAYS, definition)},
	{ROW("assessment", TITLE, PDZ_ALWAYS, assessment)},
	{ROW("assumed", FLAG, PDZ_ALWAYS, assumed), .column = "assumed", .place = 36},
	END,
};
const struct pdz_table pdz_table_indicator = {indicator_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
#undef OF

/* ---- entries ---- */

#define OF pdz_score
static const struct pdz_field score_fields[] = {
	{ROW("score", REAL, PDZ_ALWAYS, score)},
	{ROW("n", WHOLE, PDZ_ALWAYS, n)},
	END,
};
static const struct pdz_table distribution = {score_fields, ITEMS(OF), PDZ_FORM_TUPLES, ""};
#undef OF

#define OF pdz_part
static const struct pdz_field part_fields[] = {
	{ROW("key", TEXT, PDZ_ALWAYS, key)},
	{ROW("label", TEXT, PDZ_ALWAYS, label)},
	{ROW("value", NUMBER, PDZ_ALWAYS, value)},
	{ROW("numerator", NUMBER, PDZ_IF_KNOWN, numerator)},
	{ROW("denominator", NUMBER, PDZ_IF_KNOWN, denominator)},
	{ROW("persons", COUNT, PDZ_IF_KNOWN, persons)},
	{ROW("largest", NUMBER, PDZ_IF_KNOWN, largest)},
	END,
};
static const struct pdz_table breakdown = {part_fields, ITEMS(OF), PDZ_FORM_OBJECTS, ""};
#undef OF

#define OF pdz_component
static const struct pdz_field component_fields[] = {
	{ROW("indicator", TITLE, PDZ_ALWAYS, indicator)},
	{ROW("verdict", CHOICE, PDZ_ALWAYS, verdict), .names = pdz_verdict_names},
	{ROW("share", NUMBER, PDZ_ALWAYS, share)},
	{ROW("left_out", FLAG, PDZ_IF_KNOWN, left_out)},
	END,
};
static const struct pdz_table components = {component_fields, ITEMS(OF), PDZ_FORM_OBJECTS, ""};
#undef OF

#define OF pdz_gap
static const struct pdz_field gap_fields[] = {
	{ROW("source", TITLE, PDZ_ALWAYS, source)},
	{ROW("area", AREA, PDZ_ALWAYS, area)},
	{ROW("from", PERIOD, PDZ_ALWAYS, first)},
	{ROW("to", PERIOD, PDZ_ALWAYS, last)},
	END,
};
static const struct pdz_table gaps = {gap_fields, ITEMS(OF), PDZ_FORM_OBJECTS, ""};
#undef OF

#define OF pdz_dimension_value
static const struct pdz_field dimension_fields[] = {
	{ROW("name", TITLE, PDZ_ALWAYS, name)},
	{ROW("value", TEXT, PDZ_ALWAYS, value)},
	END,
};
static const struct pdz_table dimensions = {dimension_fields, ITEMS(OF), PDZ_FORM_MAP, ""};
#undef OF

/* What is hidden when published, its unit, and a column of its own name. */
#define HIDDEN(with, in) .hidden = with, .unit = in
#define FIGURE(m, is, given, with, in, nth) ROW(#m, is, given, m), HIDDEN(with, in), .column = #m, .place = nth
#define SPREAD (PDZ_WITH_VALUE | PDZ_WITH_SCORES)

#define OF pdz_detail
static const struct pdz_field detail_fields[] = {
	{FIGURE(mean, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE, PDZ_UNIT_OF_ITEMS, 39)},
	{FIGURE(sd, NUMBER, PDZ_IF_KNOWN, SPREAD | PDZ_OF_ONE_PERSON, PDZ_UNIT_OF_ITEMS, 40)},
	{FIGURE(median, NUMBER, PDZ_IF_KNOWN, SPREAD, PDZ_UNIT_OF_ITEMS, 41)},
	{FIGURE(q1, NUMBER, PDZ_IF_KNOWN, SPREAD, PDZ_UNIT_OF_ITEMS, 42)},
	{FIGURE(q3, NUMBER, PDZ_IF_KNOWN, SPREAD, PDZ_UNIT_OF_ITEMS, 43)},
	{FIGURE(p90, NUMBER, PDZ_IF_KNOWN, SPREAD, PDZ_UNIT_OF_ITEMS, 44)},
	{FIGURE(min, NUMBER, PDZ_IF_KNOWN, SPREAD | PDZ_OF_ONE_PERSON, PDZ_UNIT_OF_ITEMS, 45)},
	{FIGURE(max, NUMBER, PDZ_IF_KNOWN, SPREAD | PDZ_OF_ONE_PERSON, PDZ_UNIT_OF_ITEMS, 46)},
	{FIGURE(share, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_WITH_SHARE, PDZ_UNIT_SHARE, 47)},
	{FIGURE(share_of, COUNT, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_WITH_SHARE, PDZ_UNIT_COUNT, 0)},
	{FIGURE(served, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_ONE_PERSON, PDZ_UNIT_OF_VALUE, 0)},
	{FIGURE(strays, COUNT, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_ONE_PERSON, PDZ_UNIT_COUNT, 0)},
	{FIGURE(closed, COUNT, PDZ_IF_KNOWN, PDZ_WITH_VALUE, PDZ_UNIT_COUNT, 48)},
	{FIGURE(open, COUNT, PDZ_IF_KNOWN, PDZ_WITH_OPEN, PDZ_UNIT_COUNT, 49)},
	{FIGURE(overdue, COUNT, PDZ_IF_KNOWN, PDZ_WITH_OPEN, PDZ_UNIT_COUNT, 50)},
	{FIGURE(open_age_median, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_OPEN, PDZ_UNIT_DAYS, 51)},
	{FIGURE(open_age_max, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_OPEN | PDZ_OF_ONE_PERSON, PDZ_UNIT_DAYS, 52)},
	{FIGURE(km_median, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_WITH_OPEN, PDZ_UNIT_DAYS, 53)},
	{FIGURE(expected, COUNT, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_COUNT, 54)},
	{FIGURE(found, COUNT, PDZ_IF_KNOWN, PDZ_WITH_VALUE, PDZ_UNIT_COUNT, 55)},
	{FIGURE(longest_gap_days, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_A_RECORD, PDZ_UNIT_DAYS, 56)},
	{FIGURE(periods_met, COUNT, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_WITH_PERIODS, PDZ_UNIT_COUNT, 57)},
	{FIGURE(periods_due, COUNT, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_WITH_PERIODS, PDZ_UNIT_COUNT, 58)},
	{FIGURE(declared, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_ONE_PERSON, PDZ_UNIT_OF_VALUE, 59)},
	{FIGURE(reached, FLAG, PDZ_IF_KNOWN, PDZ_WITH_VALUE, PDZ_UNIT_NONE, 61), BESIDE(has_reached)},
	{FIGURE(date, DAY, PDZ_IF_KNOWN, PDZ_OF_A_RECORD, PDZ_UNIT_NONE, 62)},
	{FIGURE(due, DAY, PDZ_IF_KNOWN, PDZ_OF_A_RECORD, PDZ_UNIT_NONE, 63)},
	{FIGURE(evidence, TEXT, PDZ_IF_KNOWN, PDZ_OF_A_RECORD, PDZ_UNIT_NONE, 65)},
	{FIGURE(grade, TEXT, PDZ_IF_KNOWN, PDZ_WITH_VALUE, PDZ_UNIT_NONE, 64)},
	{FIGURE(unplanned, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_ONE_PERSON, PDZ_UNIT_COUNTED, 0)},
	{FIGURE(missing, LIST, PDZ_IF_KNOWN, PDZ_WITH_VALUE, PDZ_UNIT_NONE, 60), LIST_OF(periods, missing_count)},
	{ROW("distribution", LIST, PDZ_IF_KNOWN, distribution), .hidden = PDZ_WITH_SCORES,
     LIST_OF(distribution, distribution_count)},
	{ROW("breakdown", LIST, PDZ_IF_KNOWN, breakdown), .hidden = PDZ_BY_ITSELF, LIST_OF(breakdown, breakdown_count)},
	{ROW("parts", LIST, PDZ_IF_KNOWN, parts), .hidden = PDZ_WITH_VALUE, LIST_OF(components, part_count)},
	END,
};
const struct pdz_table pdz_table_detail = {.fields = detail_fields};
#undef OF

#define PROMISED(m, is, with, in, nth) FIGURE(m, is, PDZ_ALWAYS, with, in, nth)
#define OF pdz_entry
static const struct pdz_field entry_fields[] = {
	{PROMISED(indicator, INDICATOR, PDZ_HARMLESS, PDZ_UNIT_NONE, 1)},
	{PROMISED(period, PERIOD, PDZ_HARMLESS, PDZ_UNIT_NONE, 4)},
	{PROMISED(area, AREA, PDZ_HARMLESS, PDZ_UNIT_NONE, 5)},
	{PROMISED(category, TEXT, PDZ_HARMLESS, PDZ_UNIT_NONE, 6)},
	{ROW("dimensions", LIST, PDZ_IF_KNOWN, dimensions), HIDDEN(PDZ_HARMLESS, PDZ_UNIT_NONE), .column = "dimensions",
     .place = 31, LIST_OF(dimensions, dimension_count)},
	{FIGURE(judged, LIST, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0), LIST_OF(periods, judged_count)},
	{PROMISED(value, NUMBER, PDZ_WITH_VALUE, PDZ_UNIT_OF_VALUE, 7)},
	{FIGURE(whole_value, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_ONE_PERSON, PDZ_UNIT_OF_VALUE, 0)},
	{FIGURE(judged_value, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_ONE_PERSON, PDZ_UNIT_OF_VALUE, 0)},
	{FIGURE(least, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_ONE_PERSON, PDZ_UNIT_OF_VALUE, 0)},
	{FIGURE(followed_to, DAY, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0)},
	{FIGURE(unjudged, FLAG, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0)},
	{FIGURE(most, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_ONE_PERSON, PDZ_UNIT_OF_VALUE, 0)},
	{PROMISED(unit, TEXT, PDZ_HARMLESS, PDZ_UNIT_NONE, 8)},
	{PROMISED(numerator, NUMBER, PDZ_WITH_VALUE, PDZ_UNIT_COUNTED, 9)},
	{PROMISED(denominator, NUMBER, PDZ_WITH_VALUE, PDZ_UNIT_COUNTED, 10)},
	{PROMISED(n, COUNT, PDZ_WITH_VALUE, PDZ_UNIT_COUNT, 11)},
	{PROMISED(low, NUMBER, SPREAD, PDZ_UNIT_OF_VALUE, 12)},
	{PROMISED(high, NUMBER, SPREAD, PDZ_UNIT_OF_VALUE, 13)},
	{PROMISED(method, TEXT, SPREAD, PDZ_UNIT_NONE, 14)},
	{PROMISED(baseline, NUMBER, PDZ_WITH_BASELINE, PDZ_UNIT_OF_VALUE, 15)},
	{FIGURE(baseline_to_date, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_BASELINE, PDZ_UNIT_OF_VALUE, 0)},
	{ROW("baseline_n", NUMBER, PDZ_IF_KNOWN, baseline_n), HIDDEN(PDZ_WITH_BASELINE, PDZ_UNIT_COUNTED)},
	{PROMISED(change, NUMBER, PDZ_WITH_ASSESSMENT, PDZ_UNIT_SHARE, 16)},
	{FIGURE(change_from_zero, FLAG, PDZ_IF_KNOWN, PDZ_WITH_ASSESSMENT, PDZ_UNIT_NONE, 38)},
	{PROMISED(target, NUMBER, PDZ_WITH_BASELINE, PDZ_UNIT_OF_VALUE, 17)}, /* it may be on the change */
	{FIGURE(target_high, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_BASELINE, PDZ_UNIT_OF_VALUE, 37)},
	{FIGURE(direction, CHOICE, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0), .names = pdz_direction_names},
	{FIGURE(undoable, FLAG, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0)},
	{ROW("expected", NUMBER, PDZ_ALWAYS, expected), HIDDEN(PDZ_WITH_VALUE | PDZ_WITH_BASELINE, PDZ_UNIT_OF_VALUE),
     .column = "target_to_date", .place = 18},
	{FIGURE(expected_high, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_WITH_BASELINE, PDZ_UNIT_OF_VALUE, 0)},
	{FIGURE(expected_as, CHOICE, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0), .names = pdz_pace_names},
	{FIGURE(expected_from, DAY, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0)},
	{FIGURE(expected_to, DAY, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0)},
	{FIGURE(known_to, DAY, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0)},
	{FIGURE(over, FLAG, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0)},
	{FIGURE(deadline, DAY, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0)},
	{ROW("reached", DAY, PDZ_IF_KNOWN, reached),
     HIDDEN(PDZ_WITH_VALUE | PDZ_WITH_ASSESSMENT | PDZ_OF_A_RECORD, PDZ_UNIT_NONE), .column = "reached_on"},
	{FIGURE(days_late, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_WITH_ASSESSMENT | PDZ_OF_A_RECORD, PDZ_UNIT_DAYS, 0)},
	{FIGURE(lost, FLAG, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_WITH_ASSESSMENT, PDZ_UNIT_NONE, 0)},
	{ROW("share", NUMBER, PDZ_IF_KNOWN, share), HIDDEN(PDZ_WITH_VALUE | PDZ_WITH_ASSESSMENT, PDZ_UNIT_SHARE),
     .column = "share_of_expected"},
	{FIGURE(rule, CHOICE, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_WITH_ASSESSMENT, PDZ_UNIT_NONE, 0),
     .names = pdz_ground_names},
	{PROMISED(progress, NUMBER, PDZ_WITH_ASSESSMENT, PDZ_UNIT_SHARE, 19)},
	{ROW("of_target", NUMBER, PDZ_IF_KNOWN, of_target), HIDDEN(PDZ_WITH_ASSESSMENT, PDZ_UNIT_SHARE),
     .column = "of_target", .place = 22},
	{PROMISED(verdict, CHOICE, PDZ_BY_ITSELF, PDZ_UNIT_NONE, 20), .names = pdz_verdict_names,
     .label_column = "verdict_label", .label_place = 26, .label = say_verdict},
	{PROMISED(reason, CHOICE, PDZ_BY_ITSELF, PDZ_UNIT_NONE, 21), .names = pdz_reason_names,
     .label_column = "reason_label", .label_place = 27, .label = say_reason},
	{ROW("persons", COUNT, PDZ_IF_KNOWN, persons), HIDDEN(PDZ_OF_ONE_PERSON, PDZ_UNIT_COUNT)},
	{ROW("largest", NUMBER, PDZ_IF_KNOWN, largest), HIDDEN(PDZ_OF_ONE_PERSON, PDZ_UNIT_SHARE)},
	{FIGURE(coverage, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE, PDZ_UNIT_SHARE, 0)},
	{FIGURE(measured_from, DAY, PDZ_IF_KNOWN, PDZ_HARMLESS, PDZ_UNIT_NONE, 0)},
	{FIGURE(last_figure, DAY, PDZ_IF_KNOWN, PDZ_WITH_VALUE | PDZ_OF_A_RECORD, PDZ_UNIT_NONE, 0)},
	{FIGURE(set_aside, NUMBER, PDZ_IF_KNOWN, PDZ_WITH_VALUE, PDZ_UNIT_COUNT, 0)},
	{ROW("not_delivered", LIST, PDZ_IF_KNOWN, gaps), .hidden = PDZ_HARMLESS, .column = "not_delivered",
     LIST_OF(gaps, gap_count)},
	{ROW("detail", OBJECT, PDZ_IF_KNOWN, detail), .hidden = PDZ_BY_ITSELF, .of = &pdz_table_detail},
	END,
};
const struct pdz_table pdz_table_entry = {entry_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
#undef OF

/* ---- comparisons ---- */

#define COMPARED(m, given, in) ROW(#m, NUMBER, given, m), HIDDEN(PDZ_WITH_VALUE, in)
#define OF pdz_comparison
static const struct pdz_field comparison_fields[] = {
	{ROW("indicator", INDICATOR, PDZ_ALWAYS, indicator), .hidden = PDZ_HARMLESS},
	{ROW("kind", CHOICE, PDZ_ALWAYS, kind), .hidden = PDZ_HARMLESS, .names = pdz_comparison_kind_names},
	{ROW("period", PERIOD, PDZ_ALWAYS, period), .hidden = PDZ_HARMLESS},
	{ROW("other_period", PERIOD, PDZ_IF_KNOWN, other_period), .hidden = PDZ_HARMLESS, BESIDE(has_other_period)},
	{ROW("area", AREA, PDZ_IF_KNOWN, area), .hidden = PDZ_HARMLESS},
	{ROW("other_area", AREA, PDZ_IF_KNOWN, other_area), .hidden = PDZ_HARMLESS},
	{ROW("benchmark", TEXT, PDZ_IF_KNOWN, benchmark), .hidden = PDZ_HARMLESS},
	{ROW("benchmark_source", TEXT, PDZ_IF_KNOWN, benchmark_source), .hidden = PDZ_HARMLESS},
	{COMPARED(first, PDZ_ALWAYS, PDZ_UNIT_OF_VALUE)},
	{COMPARED(second, PDZ_ALWAYS, PDZ_UNIT_OF_VALUE)},
	{COMPARED(n_first, PDZ_ALWAYS, PDZ_UNIT_COUNT)},
	{COMPARED(n_second, PDZ_ALWAYS, PDZ_UNIT_COUNT)},
	{ROW("statistic", TEXT, PDZ_IF_KNOWN, statistic), .hidden = PDZ_WITH_VALUE},
	{ROW("statistic_unit", TEXT, PDZ_IF_KNOWN, statistic_unit), .hidden = PDZ_WITH_VALUE},
	{COMPARED(statistic_first, PDZ_IF_KNOWN, PDZ_UNIT_OF_VALUE)},
	{COMPARED(statistic_second, PDZ_IF_KNOWN, PDZ_UNIT_OF_VALUE)},
	{COMPARED(estimate, PDZ_ALWAYS, PDZ_UNIT_OF_MEASURE)},
	{COMPARED(low, PDZ_ALWAYS, PDZ_UNIT_OF_MEASURE)},
	{COMPARED(high, PDZ_ALWAYS, PDZ_UNIT_OF_MEASURE)},
	{COMPARED(p, PDZ_ALWAYS, PDZ_UNIT_SHARE)},
	{COMPARED(outer_low, PDZ_IF_KNOWN, PDZ_UNIT_OF_MEASURE)},
	{COMPARED(outer_high, PDZ_IF_KNOWN, PDZ_UNIT_OF_MEASURE)},
	{ROW("measure", CHOICE, PDZ_ALWAYS, measure), .hidden = PDZ_HARMLESS, .names = pdz_contrast_measure_names},
	{ROW("method", TEXT, PDZ_ALWAYS, method), .hidden = PDZ_WITH_VALUE},
	{ROW("finding", CHOICE, PDZ_ALWAYS, finding), .hidden = PDZ_BY_ITSELF, .names = pdz_finding_names},
	{ROW("beyond_outer", FLAG, PDZ_IF_KNOWN, beyond_outer), .hidden = PDZ_WITH_VALUE, BESIDE(has_limits)},
	{ROW("reason", CHOICE, PDZ_ALWAYS, reason), .hidden = PDZ_BY_ITSELF, .names = pdz_reason_names},
	END,
};
const struct pdz_table pdz_table_comparison = {comparison_fields, ITEMS(OF), PDZ_FORM_OBJECTS, "\n "};
#undef OF
