/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting a report together: selection, layout, summary, charts, notes. */
#include "report/builder.h"

#include <stdio.h>
#include <stdlib.h>

const char *const pdz_layout_names[] = {"triennial", "behind", "areas", "series", "summary", NULL};

static build_layout *const layouts[PDZ_LAYOUTS] = {
	[PDZ_TRIENNIAL] = pdz_build_triennial, [PDZ_ATTENTION] = pdz_build_attention, [PDZ_AREAS] = pdz_build_areas,
	[PDZ_TREND] = pdz_build_trend,         [PDZ_SUMMARY] = pdz_build_summary,
};

/* ---- the head ---- */

static void build_head(struct builder *b)
{
	struct pdz_report *rep = b->rep;
	rep->title = b->r->plan_name;
	pdz_spell_date(&b->text, b->lang, b->r->as_of);
	struct pdz_str as_of = pdz_build_take(b);
	static const char *const subtitles[PDZ_LAYOUTS] = {
		[PDZ_TRIENNIAL] = "title|Monitoring at {0}",      [PDZ_ATTENTION] = "title|What is behind at {0}",
		[PDZ_AREAS] = "title|Comparison of areas at {0}", [PDZ_TREND] = "title|Course over time at {0}",
		[PDZ_SUMMARY] = "title|Monitoring at {0}",
	};
	const struct pdz_str choice = pdz_build_choice(b);
	pdz_say_into(&b->text, b->lang, subtitles[rep->options.layout], as_of);
	if (choice.n > 0)
		pdz_say_into(&b->text, b->lang, "title|: only {0}", choice);
	rep->subtitle = pdz_build_take(b);
}

/* Indicators in the results, and those of which something is shown: with several areas a row is not an indicator. */
static size_t count_of_plan(const struct builder *b)
{
	size_t count = 0;
	for (size_t i = 0; i < b->r->indicator_count; i++)
		count += !b->r->indicators[i].unasked;
	return count;
}

static size_t count_of_shown(struct builder *b)
{
	bool *shown = pdz_build_array(b, b->r->indicator_count, sizeof *shown);
	size_t count = 0;
	for (size_t s = 0; shown != NULL && s < b->rep->section_count; s++)
		for (size_t i = 0; i < b->rep->sections[s].row_count; i++) {
			const struct pdz_report_row *row = &b->rep->sections[s].rows[i];
			if (row->is_group || shown[row->indicator - b->r->indicators])
				continue;
			shown[row->indicator - b->r->indicators] = true;
			count++;
		}
	return count;
}

static void build_intro(struct builder *b)
{
	char n[24], all[24];
	const bool trend = b->rep->options.layout == PDZ_TREND;
	const size_t shown = trend ? b->rep->indicator_count : count_of_shown(b);
	snprintf(n, sizeof n, "%zu", shown);
	snprintf(all, sizeof all, "%zu", count_of_plan(b));
	struct pdz_str reference = pdz_build_period_title(b, b->reference);
	if (b->rep->indicator_count == 0)
		pdz_buf_z(&b->text, pdz_say(b->lang, "intro|No indicator fits the selection."));
	else if (trend)
		pdz_say_into(&b->text, b->lang, "intro|Figures: {0}. Each verdict is about its own period.", pdz_str(n));
	else if (shown < count_of_plan(b))
		pdz_say_into(&b->text, b->lang, "intro|Indicators: {0} of the plan's {2}. Verdicts are about {1}.", pdz_str(n),
		             reference, pdz_str(all));
	else
		pdz_say_into(&b->text, b->lang, "intro|Indicators: {0}. Verdicts are about {1}.", pdz_str(n), reference);
	b->rep->intro = pdz_build_take(b);
}

enum pdz_status pdz_report_build(struct pdz_report **report, const struct pdz_results *results,
                                 const struct pdz_report_options *options, struct pdz_error *err)
{
	*report = NULL;
	struct pdz_report *rep = calloc(1, sizeof *rep);
	if (!rep)
		return pdz_no_memory(err);
	rep->results = results;
	rep->options = *options;
	struct builder b = {.rep = rep, .r = results, .lang = options->language};

	enum pdz_status status = PDZ_OK;
	if (options->layout == PDZ_AREAS && !pdz_build_has_areas(results))
		status = pdz_fail(err, PDZ_USAGE, NULL, 0, 0,
		                  "layout areas needs results by area (pdz-indicators --by plan,area)");
	if (status == PDZ_OK)
		status = pdz_build_selection(&b, err);
	if (status == PDZ_OK) {
		build_head(&b);
		layouts[options->layout](&b);
		build_intro(&b);
		if (!b.no_memory)
			pdz_build_answer(&b);
		if (!b.no_memory)
			pdz_build_charts(&b);
		if (!b.no_memory)
			pdz_build_comparisons(&b);
		pdz_build_notes(&b);
		pdz_build_methods(&b);
		if (b.no_memory)
			status = pdz_no_memory(err);
	}
	pdz_buf_release(&b.text);
	if (status) {
		pdz_report_free(rep);
		return status;
	}
	*report = rep;
	return PDZ_OK;
}

void pdz_report_free(struct pdz_report *rep)
{
	if (!rep)
		return;
	pdz_arena_release(&rep->arena);
	free(rep);
}
