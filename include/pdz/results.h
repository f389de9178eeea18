/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results document (schemas/results.schema.json) as the reports read it.
 *
 * Read whole, checked, never changed afterwards but by pdz_publish. Texts live as long as the object. */
#ifndef PDZ_RESULTS_H
#define PDZ_RESULTS_H

#include "pdz/comparison.h"
#include "pdz/entry.h"
#include "pdz/intern.h"
#include "pdz/provenance.h"

#ifdef __cplusplus
extern "C" {
#endif

struct pdz_result_area {
	struct pdz_str code, name;
	uint32_t parent; /* PDZ_NONE for the root, which is area 0 */
};

struct pdz_result_action {
	struct pdz_str code, name;
	uint32_t objective;
};

struct pdz_result_objective {
	struct pdz_str code, name;
	struct pdz_str *policy_areas; /* names, the main one first */
	size_t policy_area_count;
	struct pdz_result_money {
		struct pdz_str year;
		double euro;
	} *budget;
	size_t budget_count;
	struct pdz_result_action *actions; /* in results->actions */
	size_t action_count;
};

enum pdz_result_level { PDZ_LEVEL_INPUT, PDZ_LEVEL_PROCESS, PDZ_LEVEL_RESULT, PDZ_LEVEL_IMPACT, PDZ_RESULT_LEVELS };
/* Their names in the document, NULL after the last. */
extern const char *const pdz_result_level_names[PDZ_RESULT_LEVELS + 1];

struct pdz_result_indicator {
	struct pdz_str code, name, unit, statistic;
	struct pdz_str problem, note, target_source, baseline_source; /* empty: none */
	pdz_day baseline_date;                                        /* PDZ_NO_DAY: none */
	uint32_t objective, action; /* action: PDZ_NONE for one of the objective as a whole */
	enum pdz_result_level level;
	const struct pdz_kind *kind; /* as in the plan: measure/kind.h */
	double scale;
	bool lower_is_better, planned_done, assumed;
	struct pdz_str definition, assessment; /* hashes; empty: of an older version */
	struct pdz_str breakdown;              /* the column its parts are of; empty: none */
	/* Who is counted: numbers of quantities, 0 for none; equal ones are the same persons,
	 * in whatever indicator. items: those a time or a score describes. */
	struct pdz_result_persons {
		uint32_t numerator, denominator, items;
		bool subset; /* the numerator is part of the denominator */
	} persons;
	uint32_t first_entry, entry_count; /* in results->order */
	bool unasked; /* of the plan of a run, but none of the indicators that were asked for: not written */
};

struct pdz_result_count {
	struct pdz_str name;
	uint64_t count;
};

struct pdz_result_input {
	struct pdz_str name, sha256;
	uint64_t bytes, read, used;
	struct pdz_result_count *set_aside; /* by reason */
	size_t set_aside_count;
};

struct pdz_result_source {
	struct pdz_str name;
	uint64_t records, used;
};

/* What pdz_publish hid. */
struct pdz_publication {
	bool on;
	int64_t threshold;
	size_t primary, complementary; /* figures: entries, or parts of one that is shown */
	size_t dependent;              /* figures that rest on a hidden one, or tell of a single person */
};

struct pdz_results {
	struct pdz_publication publication;
	struct pdz_str tool_name, tool_version, plan_id, plan_name, plan_note, plan_sha256;
	bool italian; /* language of the plan */
	pdz_day as_of, from, to;
	struct pdz_str *by;
	size_t by_count;
	struct pdz_str *dimensions; /* those of the plan that entries are by */
	size_t dimension_count;
	double confidence, on_track, behind;
	int64_t minimum_n, suppress_below;
	char sha256[65]; /* of the document itself */

	struct pdz_result_input *inputs;
	size_t input_count;
	struct pdz_result_source *sources;
	size_t source_count;
	struct pdz_raw_file *raw_files; /* if the results know them */
	size_t raw_file_count;
	struct pdz_result_area *areas;
	size_t area_count;
	struct pdz_result_objective *objectives;
	size_t objective_count;
	struct pdz_result_action *actions;
	size_t action_count;
	struct pdz_result_indicator *indicators;
	size_t indicator_count;
	struct pdz_entry *entries; /* in the order of the document */
	size_t entry_count;
	struct pdz_comparison *comparisons;
	size_t comparison_count;
	uint32_t *order; /* numbers of entries, those of one indicator together */
	struct pdz_result_period {
		struct pdz_period period;
		struct pdz_str text;
	} *periods; /* of the entries, each once, as they come first */
	size_t period_count;
	struct pdz_intern texts;
	struct pdz_arena arena;
};

/* Every mistake goes to sink; if there was one, PDZ_INPUT. At most 256 MiB.
 * NULL on failure; free with pdz_results_free. */
PDZ_MUST_CHECK enum pdz_status pdz_results_load(struct pdz_results **results, const char *name,
                                                const struct pdz_diag_sink *sink, struct pdz_error *err);
void pdz_results_free(struct pdz_results *results);

/* By exact code; PDZ_NONE if there is none. */
uint32_t pdz_results_area(const struct pdz_results *r, struct pdz_str code);
uint32_t pdz_results_indicator(const struct pdz_results *r, struct pdz_str code);
/* What makes two entries the same one, in whatever document: key is cleared first. */
void pdz_entry_write_key(const struct pdz_results *r, const struct pdz_entry *e, struct pdz_buf *key);

#ifdef __cplusplus
}
#endif

#endif
