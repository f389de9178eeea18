/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the layouts build a report with. */
#ifndef PDZ_REPORT_BUILDER_H
#define PDZ_REPORT_BUILDER_H

#include "measure/kind.h"
#include "pdz/report.h"
#include "words/words.h"

struct builder {
	struct pdz_report *rep;
	const struct pdz_results *r;
	enum pdz_language lang;
	struct pdz_buf text; /* the text being written; taken with pdz_build_take */
	bool no_memory;
	bool *wanted;    /* by indicator: objective, action, code, level */
	uint32_t *areas; /* chosen; none: the whole */
	size_t area_count;
	struct pdz_period
		*periods; /* chosen or, without a choice, all there are; in time, finer ones first, the plan last */
	size_t period_count;
	struct pdz_str category;     /* chosen; p NULL: all together */
	struct pdz_period reference; /* what the verdict of a row is about */
};

/* The text written so far, kept by the report; the buffer is empty again. */
struct pdz_str pdz_build_take(struct builder *b);
struct pdz_str pdz_build_keep(struct builder *b, struct pdz_str s);
/* count zeroed items kept by the report; NULL only with no_memory set. */
void *pdz_build_array(struct builder *b, size_t count, size_t size);

/* select.c: say what was chosen, empty if nothing was; fill wanted, areas and periods. */
struct pdz_str pdz_build_choice(struct builder *b);
enum pdz_status pdz_build_selection(struct builder *b, struct pdz_error *err);
bool pdz_build_verdict_wanted(const struct builder *b, enum pdz_verdict v);
/* The entry of an indicator over all categories, or of the chosen one; area PDZ_NONE: the whole. NULL: none. */
const struct pdz_entry *pdz_build_entry(const struct builder *b, uint32_t indicator, struct pdz_period period,
                                        uint32_t area);

/* cells.c: how things are written. interval: say it too. */
struct pdz_cell pdz_build_figure(struct builder *b, const struct pdz_entry *e, bool interval);
/* With the verdict of the area it is of. */
struct pdz_cell pdz_build_area_figure(struct builder *b, const struct pdz_entry *e);
struct pdz_cell pdz_build_baseline(struct builder *b, const struct pdz_entry *e);
/* "12 on 30/06/2025": the figure of the deadline, which was judged, where another stands today. */
struct pdz_str pdz_build_on_the_day(struct builder *b, const struct pdz_entry *e);
struct pdz_cell pdz_build_target(struct builder *b, const struct pdz_entry *e);
struct pdz_cell pdz_build_progress(struct builder *b, const struct pdz_entry *e);
struct pdz_cell pdz_build_verdict(struct builder *b, const struct pdz_entry *e);
/* "off track 70%" */
struct pdz_str pdz_build_short_verdict(struct builder *b, const struct pdz_entry *e);
/* A figure in the unit of an entry that is asked for, not measured: "14", "80%". */
struct pdz_str pdz_build_stated(struct builder *b, const struct pdz_entry *e, double v);
/* A number of things. */
struct pdz_str pdz_build_number(struct builder *b, double v);
/* Decimals of a percentage that rests on base observations; INFINITY: it was set, not measured. */
int pdz_build_percent_decimals(double v, double base);
bool pdz_build_is_percent(const struct pdz_result_indicator *ind);

/* build.c */
void pdz_build_columns(struct builder *b, const struct pdz_report_column *figures, size_t count, bool tail);
/* A part of the plan with ", up to 30/06" where it is not over on the as-of date. */
struct pdz_str pdz_build_period_title(struct builder *b, struct pdz_period p);
/* A row of that indicator with its cells still empty. */
struct pdz_report_row pdz_build_row(struct builder *b, uint32_t indicator, const struct pdz_entry *reference);
/* The last four cells of a row: baseline, target, progress, verdict; counts the verdict. */
void pdz_build_tail(struct builder *b, struct pdz_report_section *s, struct pdz_report_row *row,
                    const struct pdz_entry *reference);

/* One function per layout; fills columns and sections. */
typedef void build_layout(struct builder *b);
build_layout pdz_build_triennial, pdz_build_attention, pdz_build_areas, pdz_build_trend, pdz_build_summary;
/* Is anything broken down by area? */
bool pdz_build_has_areas(const struct pdz_results *r);

/* answer.c: from what the layout has built. */
void pdz_build_answer(struct builder *b);
/* charts.c: from what the layout has built. */
void pdz_build_charts(struct builder *b);
/* comparisons.c: the findings of each section, in words. */
void pdz_build_comparisons(struct builder *b);
/* notes.c: how to read it, what it was made from. */
void pdz_build_notes(struct builder *b);
/* build_methods.c: what the methods named in it are. */
void pdz_build_methods(struct builder *b);

#endif
