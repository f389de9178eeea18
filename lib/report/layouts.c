/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layouts: which figures stand in which row and column. */
#include "report/builder.h"

/* ---- sections and rows that several layouts share ---- */

static void say_facts(struct builder *b, const struct pdz_result_objective *o, struct pdz_report_section *s)
{
	s->facts = pdz_build_array(b, 2, sizeof *s->facts);
	if (!s->facts)
		return;
	if (o->policy_area_count) {
		struct pdz_buf names = {0};
		for (size_t i = 0; i < o->policy_area_count; i++) {
			pdz_buf_z(&names, i ? "; " : "");
			pdz_buf_str(&names, o->policy_areas[i]);
		}
		pdz_say_into(&b->text, b->lang, "facts|Policy areas: {0}", pdz_buf_view(&names));
		b->no_memory |= names.failed;
		pdz_buf_release(&names);
		s->facts[s->fact_count++] = pdz_build_take(b);
	}
	if (o->budget_count) {
		struct pdz_buf money = {0};
		double total = 0;
		for (size_t i = 0; i < o->budget_count; i++) {
			pdz_buf_str(&money, o->budget[i].year);
			pdz_buf_z(&money, ": ");
			pdz_spell_number(&money, b->lang, o->budget[i].euro, pdz_euro_decimals(o->budget[i].euro));
			pdz_buf_z(&money, " €, ");
			total += o->budget[i].euro;
		}
		pdz_buf_z(&money, pdz_say(b->lang, "facts|in all"));
		pdz_buf_char(&money, ' ');
		pdz_spell_number(&money, b->lang, total, pdz_euro_decimals(total));
		pdz_buf_z(&money, " €");
		pdz_say_into(&b->text, b->lang, "facts|Public money planned: {0}", pdz_buf_view(&money));
		b->no_memory |= money.failed;
		pdz_buf_release(&money);
		s->facts[s->fact_count++] = pdz_build_take(b);
	}
}

static struct pdz_report_section *add_section(struct builder *b, uint32_t objective, size_t rows)
{
	const struct pdz_result_objective *o = &b->r->objectives[objective];
	struct pdz_report_section *s = &b->rep->sections[b->rep->section_count++];
	s->code = o->code;
	s->title = o->name;
	pdz_say_into(&b->text, b->lang, "heading|Objective {0}", o->code);
	s->heading = pdz_build_take(b);
	say_facts(b, o, s);
	s->rows = pdz_build_array(b, rows, sizeof *s->rows);
	return s->rows ? s : NULL;
}

static void add_group(struct builder *b, struct pdz_report_section *s, uint32_t action)
{
	struct pdz_report_row *row = &s->rows[s->row_count++];
	row->is_group = true;
	if (action == PDZ_NONE) {
		row->code = PDZ_STR("");
		row->name = pdz_str(pdz_say(b->lang, "heading|The objective as a whole"));
		return;
	}
	pdz_say_into(&b->text, b->lang, "heading|Action {0}", b->r->actions[action].code);
	row->code = pdz_build_take(b);
	row->name = b->r->actions[action].name;
}

/* Adds the rows of one indicator to a section. */
typedef void add_rows(struct builder *b, struct pdz_report_section *s, uint32_t indicator, uint32_t area);

static bool shown(const struct builder *b, uint32_t indicator, uint32_t area)
{
	if (!b->wanted[indicator])
		return false;
	if (!b->rep->options.selection.verdicts)
		return true;
	const struct pdz_entry *e = pdz_build_entry(b, indicator, b->reference, area);
	return e && pdz_build_verdict_wanted(b, e->verdict);
}

/* Objective by objective, action by action, the objective's own indicators last. */
static void walk(struct builder *b, add_rows *add, size_t rows_each, const uint32_t *areas, size_t area_count)
{
	static const uint32_t whole = PDZ_NONE;
	const struct pdz_results *r = b->r;
	if (area_count == 0) {
		areas = &whole;
		area_count = 1;
	}

	b->rep->sections = pdz_build_array(b, r->objective_count, sizeof *b->rep->sections);
	for (uint32_t o = 0; o < r->objective_count && !b->no_memory; o++) {
		struct pdz_report_section *s = NULL;
		size_t total = 0;
		for (uint32_t i = 0; i < r->indicator_count; i++)
			total += r->indicators[i].objective == o;
		const struct pdz_result_objective *objective = &r->objectives[o];
		for (uint32_t a = 0; a <= objective->action_count; a++) {
			uint32_t action = a < objective->action_count ? (uint32_t)(objective->actions - r->actions) + a : PDZ_NONE;
			bool headed = false;
			for (uint32_t i = 0; i < r->indicator_count && !b->no_memory; i++) {
				if (r->indicators[i].objective != o || r->indicators[i].action != action)
					continue;
				for (size_t k = 0; k < area_count; k++) {
					if (!shown(b, i, areas[k]))
						continue;
					if (!s)
						s = add_section(b, o, total * area_count * rows_each + objective->action_count + 1);
					if (!s)
						return;
					if (!headed)
						add_group(b, s, action);
					headed = true;
					add(b, s, i, areas[k]);
				}
			}
		}
	}
}

/* "Viadanese: " before the name where the row is about one area of several. */
static void name_area(struct builder *b, struct pdz_report_row *row, uint32_t area)
{
	if (area == PDZ_NONE)
		return;
	pdz_buf_str(&b->text, b->r->areas[area].name);
	pdz_buf_z(&b->text, ": ");
	pdz_buf_str(&b->text, row->name);
	row->name = pdz_build_take(b);
}

static struct pdz_report_column *period_columns(struct builder *b, const struct pdz_period *periods, size_t count)
{
	struct pdz_report_column *columns = pdz_build_array(b, count, sizeof *columns);
	for (size_t i = 0; columns && i < count; i++) {
		columns[i].role = PDZ_COLUMN_FIGURE;
		columns[i].title = pdz_build_period_title(b, periods[i]);
		pdz_period_write(&b->text, periods[i]);
		columns[i].key = pdz_build_take(b);
	}
	return columns;
}

/* ---- triennial: a figure per year and for the whole plan ---- */

/* Years and the plan, if there are any; else the coarsest there are. In place. */
static void keep_years(struct builder *b)
{
	if (b->rep->options.selection.periods)
		return;
	enum pdz_level coarsest = PDZ_MONTH;
	bool any = false;
	for (size_t i = 0; i < b->period_count; i++)
		if (b->periods[i].level != PDZ_PLAN && b->periods[i].level <= coarsest) {
			coarsest = b->periods[i].level;
			any = true;
		}
	size_t kept = 0;
	for (size_t i = 0; i < b->period_count; i++)
		if (!any || b->periods[i].level == PDZ_PLAN || b->periods[i].level == coarsest)
			b->periods[kept++] = b->periods[i];
	b->period_count = kept;
}

static void add_triennial(struct builder *b, struct pdz_report_section *s, uint32_t indicator, uint32_t area)
{
	const struct pdz_entry *reference = pdz_build_entry(b, indicator, b->reference, area);
	struct pdz_report_row *row = &s->rows[s->row_count++];
	*row = pdz_build_row(b, indicator, reference);
	name_area(b, row, area);
	for (size_t i = 0; row->cells && i < b->period_count; i++) {
		const struct pdz_entry *e = pdz_build_entry(b, indicator, b->periods[i], area);
		row->cells[i] = pdz_build_figure(b, e, e == reference);
	}
	pdz_build_tail(b, s, row, reference);
}

void pdz_build_triennial(struct builder *b)
{
	keep_years(b);
	struct pdz_report_column *columns = period_columns(b, b->periods, b->period_count);
	if (!columns)
		return;
	pdz_build_columns(b, columns, b->period_count, true);
	walk(b, add_triennial, 1, b->areas, b->area_count);
}

/* ---- behind: the short list for the next meeting ---- */

static void add_attention(struct builder *b, struct pdz_report_section *s, uint32_t indicator, uint32_t area)
{
	const struct pdz_entry *e = pdz_build_entry(b, indicator, b->reference, area);
	struct pdz_report_row *row = &s->rows[s->row_count++];
	*row = pdz_build_row(b, indicator, e);
	name_area(b, row, area);
	if (row->cells)
		row->cells[0] = pdz_build_figure(b, e, true);
	pdz_build_tail(b, s, row, e);
}

void pdz_build_attention(struct builder *b)
{
	if (!b->rep->options.selection.verdicts)
		b->rep->options.selection.verdicts = "behind,off_track,missed";
	struct pdz_report_column *columns = period_columns(b, &b->reference, 1);
	if (!columns)
		return;
	pdz_build_columns(b, columns, b->period_count ? 1 : 0, true);
	walk(b, add_attention, 1, b->areas, b->area_count);
}

/* ---- summary: the answer alone, of the rows that the short list would have of all ---- */

void pdz_build_summary(struct builder *b)
{
	struct pdz_report_column *columns = period_columns(b, &b->reference, 1);
	if (!columns)
		return;
	pdz_build_columns(b, columns, b->period_count ? 1 : 0, true);
	walk(b, add_attention, 1, b->areas, b->area_count);
}

/* ---- areas: side by side, one period ---- */

/* The whole and its parts one level down, unless areas were chosen. */
static size_t compared_areas(struct builder *b, uint32_t *areas)
{
	if (b->area_count) {
		memcpy(areas, b->areas, b->area_count * sizeof *areas);
		return b->area_count;
	}
	size_t count = 0;
	for (uint32_t i = 0; i < b->r->area_count; i++)
		if (b->r->areas[i].parent == 0)
			areas[count++] = i;
	areas[count++] = 0;
	return count;
}

static void add_areas(struct builder *b, struct pdz_report_section *s, uint32_t indicator, uint32_t area)
{
	(void)area;
	/* what stands behind the columns is about the whole, or about the one area there is */
	const struct pdz_entry *whole = pdz_build_entry(b, indicator, b->reference,
	                                                b->area_count == 1 ? b->areas[0] : PDZ_NONE);
	struct pdz_report_row *row = &s->rows[s->row_count++];
	*row = pdz_build_row(b, indicator, whole);
	for (size_t i = 0; row->cells && i < b->area_count; i++)
		row->cells[i] = pdz_build_area_figure(b, pdz_build_entry(b, indicator, b->reference, b->areas[i]));
	pdz_build_tail(b, s, row, whole);
}

bool pdz_build_has_areas(const struct pdz_results *r)
{
	for (size_t i = 0; i < r->entry_count; i++)
		if (r->entries[i].area != PDZ_NONE && r->entries[i].area != 0)
			return true;
	return false;
}

void pdz_build_areas(struct builder *b)
{
	uint32_t *areas = pdz_build_array(b, b->r->area_count + 1, sizeof *areas);
	if (!areas)
		return;
	size_t count = compared_areas(b, areas);
	b->areas = areas;
	b->area_count = count;
	struct pdz_report_column *columns = pdz_build_array(b, count, sizeof *columns);
	if (!columns)
		return;
	for (size_t i = 0; i < count; i++)
		columns[i] =
			(struct pdz_report_column){PDZ_COLUMN_FIGURE, b->r->areas[areas[i]].name, b->r->areas[areas[i]].code, {0}};
	pdz_build_columns(b, columns, count, true);
	walk(b, add_areas, 1, NULL, 0); /* the verdict is that of the whole */
}

/* ---- series: period by period ---- */

/* The indicator as a heading, then a row per period. */
static void add_trend(struct builder *b, struct pdz_report_section *s, uint32_t indicator, uint32_t area)
{
	struct pdz_report_row *heading = &s->rows[s->row_count++];
	*heading = pdz_build_row(b, indicator, NULL);
	name_area(b, heading, area);
	heading->is_group = true;
	for (size_t i = 0; i < b->period_count; i++) {
		const struct pdz_entry *e = pdz_build_entry(b, indicator, b->periods[i], area);
		if (!e)
			continue;
		struct pdz_report_row *row = &s->rows[s->row_count++];
		*row = pdz_build_row(b, indicator, e);
		row->code = pdz_build_period_title(b, b->periods[i]);
		row->name = row->measure;
		row->measure = row->level = row->note = PDZ_STR("");
		if (row->cells)
			row->cells[0] = pdz_build_figure(b, e, true);
		pdz_build_tail(b, s, row, e);
	}
}

/* The finest level there is, unless periods were chosen. In place. */
static void keep_finest(struct builder *b)
{
	if (b->rep->options.selection.periods)
		return;
	enum pdz_level finest = PDZ_PLAN;
	for (size_t i = 0; i < b->period_count; i++)
		if (b->periods[i].level > finest)
			finest = b->periods[i].level;
	size_t kept = 0;
	for (size_t i = 0; i < b->period_count; i++)
		if (b->periods[i].level == finest)
			b->periods[kept++] = b->periods[i];
	b->period_count = kept;
}

void pdz_build_trend(struct builder *b)
{
	keep_finest(b);
	const struct pdz_report_column value = {
		PDZ_COLUMN_FIGURE, pdz_str(pdz_say(b->lang, "column|Value")), PDZ_STR("value"), {0}};
	pdz_build_columns(b, &value, 1, true);
	b->rep->code_title = pdz_str(pdz_say(b->lang, "column|Period"));
	b->rep->name_title = pdz_str(pdz_say(b->lang, "column|Measure"));
	walk(b, add_trend, b->period_count + 1, b->areas, b->area_count);
}
