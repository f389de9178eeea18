/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the plan loader share. Nothing outside lib/plan and the
 * measure kinds' load functions includes this. */
#ifndef PDZ_PLAN_LOADER_H
#define PDZ_PLAN_LOADER_H

#include "base/json.h"
#include "pdz/plan.h"

struct pdz_loader {
	struct pdz_plan *plan;
	const struct pdz_kind *const *kinds; /* all there are; NULL-terminated, and so their names */
	const char *const *kind_names;
	size_t slot_cap;
	const struct pdz_json *root; /* of the document */
	uint32_t indicator;          /* the one being loaded */
	bool no_memory;              /* once set, the load fails */
};

/* pdz_plan_load, which gives it the kinds: the plan itself knows none of them. */
PDZ_MUST_CHECK enum pdz_status pdz_plan_load_with(struct pdz_plan **plan, const char *path,
                                                  const struct pdz_kind *const *kinds, const char *const *kind_names,
                                                  const struct pdz_diag_sink *sink, struct pdz_error *err);
/* NULL: there is none of this name. */
const struct pdz_kind *pdz_load_kind_named(const struct pdz_loader *l, struct pdz_str name);

/* Zeroed memory that lives as long as the plan; on failure sets no_memory and returns NULL. */
void *pdz_loader_alloc(struct pdz_loader *l, size_t count, size_t size);
struct pdz_str pdz_loader_copy(struct pdz_loader *l, struct pdz_str s);

/* A text, kept by the plan; empty if absent or wrong. */
struct pdz_str pdz_loader_text(struct pdz_loader *l, const struct pdz_json *parent, const char *key, bool required);
struct pdz_str pdz_loader_code(struct pdz_loader *l, const struct pdz_json *parent, const char *key);

/* "one or several": a single value counts as a list of one. */
size_t pdz_list_size(const struct pdz_json *at);
struct pdz_json pdz_list_item(const struct pdz_json *at, size_t i);

/* Events by code: one or several. False if any is unknown (told, with the nearest). */
bool pdz_load_events(struct pdz_loader *l, const struct pdz_json *at, uint32_t **events, size_t *count);

/* The plan's period; NULL while it is not known, so that one mistake is not told twice. */
const struct pdz_period *pdz_loader_period(const struct pdz_loader *l);

/* Figures by year, none below least; those outside within (may be NULL) are told. */
bool pdz_load_years(struct pdz_loader *l, const struct pdz_json *at, const struct pdz_period *within, double least,
                    struct pdz_series *out);
/* Figures by year, semester, quarter or month of the plan. */
bool pdz_load_steps(struct pdz_loader *l, const struct pdz_json *at, struct pdz_series *out);

/* An area named by a key; PDZ_NONE if it is unknown (told, with the nearest). */
uint32_t pdz_load_area_key(struct pdz_loader *l, const struct pdz_json *member);
/* "01" to "12", NULL after the last. */
extern const char *const pdz_month_names[13];
/* A list of months such as "07", as bits; false if there is none. */
bool pdz_load_months(const struct pdz_json *at, uint32_t *months);

/* Figures by category: the members of an object, by word; returns how many are fine. */
size_t pdz_load_worded(struct pdz_loader *l, const struct pdz_json *at, uint32_t **words, double **values);

/* Notes that a source text begins with "assumed" or "ipotesi". */
struct pdz_str pdz_load_source(struct pdz_loader *l, const struct pdz_json *parent, struct pdz_indicator *ind);

/* A column a filter or breakdown may name, told if unknown. */
bool pdz_load_column(struct pdz_loader *l, const struct pdz_json *at, struct pdz_str name, unsigned *column);
/* One or several values of that column as numbers (event, area, case or word); returns how
 * many are fine, the others and repeated ones are told. */
size_t pdz_load_column_values(struct pdz_loader *l, const struct pdz_json *at, unsigned column, uint32_t **values);

extern const char *const pdz_selector_keys[]; /* event status where count all none first_seen at_least_days */

/* A condition with bounds, and reading it into a filter. */
bool pdz_is_range(const struct pdz_json *at);
bool pdz_load_range(struct pdz_loader *l, const struct pdz_json *at, struct pdz_filter *out);

/* The keys of a selector in an object that may have others too. */
bool pdz_load_selector(struct pdz_loader *l, const struct pdz_json *at, struct pdz_selector *out);
/* A selector of events with any status and an optional where, as most kinds want it. */
bool pdz_load_items(struct pdz_loader *l, const struct pdz_json *at, const char *event_key, struct pdz_selector *out);
/* Give the selector a slot of the indicator being loaded; PDZ_NONE if out of memory. */
uint32_t pdz_loader_slot(struct pdz_loader *l, const struct pdz_selector *selector, uint32_t role);

/* What the slot picks after a period counts for what began in it. */
void pdz_loader_follow(struct pdz_loader *l, uint32_t slot);

/* One term or several. */
bool pdz_load_operand(struct pdz_loader *l, const struct pdz_json *at, uint32_t role, struct pdz_operand *out);
/* No record, and no figure of the plan, can make it other than 0: told. */
void pdz_check_denominator(const struct pdz_json *at, const struct pdz_operand *operand);

/* The parts of the document. */
void pdz_load_period(struct pdz_loader *l, const struct pdz_json *at);
void pdz_load_settings(struct pdz_loader *l, const struct pdz_json *at);
void pdz_load_holidays(struct pdz_loader *l, const struct pdz_json *at);
void pdz_load_policy_areas(const struct pdz_json *at);
void pdz_load_dimensions(struct pdz_loader *l, const struct pdz_json *at);
void pdz_load_vocabulary(struct pdz_loader *l, const struct pdz_json *at); /* the events */
void pdz_load_sources(struct pdz_loader *l, const struct pdz_json *at);
/* On which sources each indicator rests; when all else is loaded without a mistake. */
void pdz_load_rests(struct pdz_loader *l);
void pdz_load_objectives(struct pdz_loader *l, const struct pdz_json *root);
/* The table of inhabitants, and the choice of some of them. */
void pdz_load_people(struct pdz_loader *l, const struct pdz_json *at);
bool pdz_load_people_filter(struct pdz_loader *l, const struct pdz_json *at, struct pdz_people_filter **filters,
                            size_t *count);
void pdz_load_areas(struct pdz_loader *l, const struct pdz_json *at);
/* definition and assessment: hashes of the keys as written. */
void pdz_load_fingerprints(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind);
void pdz_load_indicator(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind);
/* Target, minimum, baseline and the other keys every kind has, and roll_up and breakdown,
 * which a kind that has them lists itself. */
extern const char *const pdz_assessment_keys[];
/* Money, time, distance ...: what is measured rather than counted. */
bool pdz_unit_is_measure(struct pdz_str unit);
/* advice.c: codes of advice and why it does not hold here; the advice on one indicator, and, once all is
 * loaded without a mistake, on the plan. */
extern const char *const pdz_advice_codes[];
void pdz_load_accepted_advice(const struct pdz_json *at);
void pdz_advise_indicator(const struct pdz_loader *l, const struct pdz_json *at, const struct pdz_indicator *ind);
void pdz_advise_plan(const struct pdz_loader *l, const struct pdz_json *root);
/* The target, or what the kind implies, and its schedule; after baseline, roll-up and measurable_from. */
void pdz_load_target(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind);
/* What of a year's worth of baseline belongs to a period. */
void pdz_make_pace(struct pdz_loader *l, struct pdz_indicator *ind);
void pdz_load_comparing(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind);
void pdz_load_assessment(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind);

#endif
