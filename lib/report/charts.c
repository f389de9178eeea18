/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The charts of a report, out of the rows that stand in it. A chart never shows
 * what its table does not say. */
#include "report/builder.h"

#include <stdio.h>

enum { SECTION_CHARTS = 2, BARS_MAX = 40 };

static struct pdz_chart *add_chart(struct builder *b, struct pdz_chart *c, size_t labels, size_t lines)
{
	c->labels = pdz_build_array(b, labels, sizeof *c->labels);
	c->lines = pdz_build_array(b, lines, sizeof *c->lines);
	if (!c->labels || !c->lines)
		return NULL;
	for (size_t i = 0; i < lines; i++) {
		c->lines[i].verdict = -1;
		c->lines[i].values = pdz_build_array(b, labels, sizeof(struct pdz_value));
		if (!c->lines[i].values)
			return NULL;
	}
	c->label_count = labels;
	c->line_count = lines;
	return c;
}

/* How many indicators have each verdict, objective by objective. */
static void chart_verdicts(struct builder *b)
{
	struct pdz_report *rep = b->rep;
	int used[PDZ_VERDICTS];
	size_t lines = 0;
	for (int v = 0; v < PDZ_VERDICTS; v++)
		if (rep->verdicts.of[v])
			used[lines++] = v;
	if (rep->section_count == 0 || lines == 0)
		return;
	struct pdz_chart *c = add_chart(b, &rep->charts[rep->chart_count], rep->section_count, lines);
	if (!c)
		return;
	rep->chart_count++;
	c->kind = PDZ_CHART_STACKED;
	c->title = pdz_str(pdz_say(b->lang, "chart|Indicators by verdict and objective"));
	for (size_t i = 0; i < rep->section_count; i++)
		c->labels[i] = rep->sections[i].heading;
	for (size_t k = 0; k < lines; k++) {
		c->lines[k].name = pdz_str(pdz_word_verdict(b->lang, (enum pdz_verdict)used[k]));
		c->lines[k].verdict = used[k];
		for (size_t i = 0; i < rep->section_count; i++)
			c->lines[k].values[i] = pdz_value_of((double)rep->sections[i].verdicts.of[used[k]]);
		if (k)
			pdz_buf_z(&b->text, ", ");
		pdz_buf_printf(&b->text, "%.*s %zu", (int)c->lines[k].name.n, c->lines[k].name.p, rep->verdicts.of[used[k]]);
	}
	struct pdz_str counts = pdz_build_take(b);
	pdz_say_into(&b->text, b->lang, "chart|In all: {0}.", counts);
	c->description = pdz_build_take(b);
}

static const struct pdz_cell *progress_cell_of(const struct builder *b, const struct pdz_report_row *row)
{
	for (size_t i = 0; !row->is_group && i < b->rep->column_count; i++)
		if (b->rep->columns[i].role == PDZ_COLUMN_PROGRESS && row->cells[i].kind == PDZ_CELL_PERCENT)
			return &row->cells[i];
	return NULL;
}

/* How much of what is expected each indicator of a section has. */
static void chart_progress(struct builder *b, struct pdz_report_section *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->row_count; i++)
		n += progress_cell_of(b, &s->rows[i]) != NULL;
	if (n < 2 || n > BARS_MAX)
		return;
	struct pdz_chart *c = add_chart(b, &s->charts[s->chart_count], n, 1);
	if (!c)
		return;
	s->chart_count++;
	c->kind = PDZ_CHART_BARS;
	c->percent = true;
	pdz_say_into(&b->text, b->lang, "chart|{0}: share of what is expected", s->heading);
	c->title = pdz_build_take(b);
	c->lines[0].name = pdz_str(pdz_say(b->lang, "column|Share of expected"));
	size_t k = 0, reached = 0;
	for (size_t i = 0; i < s->row_count; i++) {
		const struct pdz_cell *p = progress_cell_of(b, &s->rows[i]);
		if (!p)
			continue;
		c->labels[k] = s->rows[i].code;
		c->lines[0].values[k++] = pdz_value_of(p->number);
		reached += p->number >= 1;
	}
	char of[24], have[24];
	snprintf(have, sizeof have, "%zu", reached);
	snprintf(of, sizeof of, "%zu", n);
	pdz_say_into(&b->text, b->lang,
	             reached == 1 ? "chart|{0} of {1} indicators has at least what is expected."
	                          : "chart|{0} of {1} indicators have at least what is expected.",
	             pdz_str(have), pdz_str(of));
	c->description = pdz_build_take(b);
}

static bool is_done_over_planned(const struct pdz_report_row *row)
{
	return !row->is_group && row->indicator->planned_done;
}

/* Done against planned, a bar per column (year, area) for each such indicator. */
static void chart_done(struct builder *b, struct pdz_report_section *s)
{
	size_t n = 0, columns = 0;
	for (size_t i = 0; i < s->row_count; i++)
		n += is_done_over_planned(&s->rows[i]);
	for (size_t i = 0; i < b->rep->column_count; i++)
		columns += b->rep->columns[i].role == PDZ_COLUMN_FIGURE;
	if (n == 0 || n > BARS_MAX || columns == 0 || columns > 6)
		return;
	struct pdz_chart *c = add_chart(b, &s->charts[s->chart_count], n, columns);
	if (!c)
		return;
	s->chart_count++;
	c->kind = PDZ_CHART_BARS;
	c->percent = true;
	pdz_say_into(&b->text, b->lang, "chart|{0}: done over planned", s->heading);
	c->title = pdz_build_take(b);
	c->description = pdz_str(pdz_say(b->lang,
	                                 "chart|100% means all that was planned was done. A missing bar is a figure that "
	                                 "cannot be given; the table says why."));
	size_t k = 0;
	for (size_t i = 0; i < s->row_count; i++) {
		if (!is_done_over_planned(&s->rows[i]))
			continue;
		for (size_t j = 0; j < columns; j++) {
			const struct pdz_cell *cell = &s->rows[i].cells[j];
			c->lines[j].name = b->rep->columns[j].title;
			c->lines[j].values[k] = cell->kind == PDZ_CELL_PERCENT ? pdz_value_of(cell->number) : (struct pdz_value){0};
		}
		c->labels[k++] = s->rows[i].code;
	}
}

/* One indicator over time. */
static void chart_trend(struct builder *b, struct pdz_report_section *s, size_t first, size_t count)
{
	struct pdz_chart *c = add_chart(b, &s->charts[s->chart_count], count, 2);
	if (!c)
		return;
	s->chart_count++;
	const struct pdz_report_row *heading = &s->rows[first - 1]; /* it names the area, too */
	c->kind = PDZ_CHART_LINES;
	c->percent = pdz_build_is_percent(s->rows[first].indicator);
	pdz_buf_str(&b->text, heading->code);
	pdz_buf_z(&b->text, "  ");
	pdz_buf_str(&b->text, heading->name);
	c->title = pdz_build_take(b);
	c->description =
		pdz_str(pdz_say(b->lang, "chart|A gap in the line is a figure that cannot be given; the table says why."));
	c->lines[0].name = pdz_str(pdz_say(b->lang, "column|Value"));
	c->lines[1].name = pdz_str(pdz_say(b->lang, "column|Target"));
	c->lines[0].low = pdz_build_array(b, count, sizeof(struct pdz_value));
	c->lines[0].high = pdz_build_array(b, count, sizeof(struct pdz_value));
	bool target = false;
	for (size_t i = 0; i < count && !b->no_memory; i++) {
		const struct pdz_entry *e = s->rows[first + i].cells[0].figure->entry;
		c->labels[i] = s->rows[first + i].code;
		c->lines[0].values[i] = e->value;
		c->lines[0].low[i] = e->low;
		c->lines[0].high[i] = e->high;
		c->lines[1].values[i] = e->target;
		target |= e->target.ok;
	}
	if (!target)
		c->line_count = 1;
}

static void chart_trends(struct builder *b, struct pdz_report_section *s)
{
	for (size_t i = 0, n; i < s->row_count; i += n) {
		for (n = 1; !s->rows[i].is_group && i + n < s->row_count && !s->rows[i + n].is_group; n++)
			; /* a heading stands before the rows of each indicator and area */
		if (!s->rows[i].is_group && i > 0 && n > 1 && !b->no_memory)
			chart_trend(b, s, i, n);
	}
}

/* One indicator, area by area, with its intervals. */
static void chart_area(struct builder *b, struct pdz_report_section *s, const struct pdz_report_row *row, size_t areas)
{
	struct pdz_chart *c = add_chart(b, &s->charts[s->chart_count], areas, 1);
	if (!c)
		return;
	const struct pdz_result_indicator *ind = row->indicator;
	c->kind = PDZ_CHART_BARS;
	c->percent = pdz_build_is_percent(ind);
	pdz_buf_str(&b->text, ind->code);
	pdz_buf_z(&b->text, "  ");
	pdz_buf_str(&b->text, ind->name);
	c->title = pdz_build_take(b);
	c->description = pdz_str(pdz_say(b->lang,
	                                 "chart|The thin line is the interval of confidence. A missing bar is a figure "
	                                 "that cannot be given; the table says why."));
	struct pdz_series_line *line = &c->lines[0];
	line->name = pdz_str(pdz_say(b->lang, "column|Value"));
	line->low = pdz_build_array(b, areas, sizeof(struct pdz_value));
	line->high = pdz_build_array(b, areas, sizeof(struct pdz_value));
	size_t known = 0;
	for (size_t i = 0; i < areas && !b->no_memory; i++) {
		c->labels[i] = b->rep->columns[i].title;
		if (!row->cells[i].figure)
			continue;
		const struct pdz_entry *e = row->cells[i].figure->entry;
		line->values[i] = e->value;
		line->low[i] = e->low;
		line->high[i] = e->high;
		known += e->value.ok;
	}
	s->chart_count += known > 1;
}

static void chart_areas(struct builder *b, struct pdz_report_section *s)
{
	size_t areas = b->rep->column_count - 4;
	for (size_t i = 0; i < s->row_count && !b->no_memory; i++)
		if (!s->rows[i].is_group && areas > 1 && areas <= BARS_MAX && pdz_build_is_percent(s->rows[i].indicator))
			chart_area(b, s, &s->rows[i], areas);
}

void pdz_build_charts(struct builder *b)
{
	struct pdz_report *rep = b->rep;
	rep->charts = pdz_build_array(b, 1, sizeof *rep->charts);
	if (!rep->charts)
		return;
	if (rep->options.layout != PDZ_TREND) /* there it would count periods */
		chart_verdicts(b);
	for (size_t i = 0; i < rep->section_count && !b->no_memory; i++) {
		struct pdz_report_section *s = &rep->sections[i];
		s->charts = pdz_build_array(b, SECTION_CHARTS + s->row_count, sizeof *s->charts);
		if (!s->charts)
			return;
		switch (rep->options.layout) {
		case PDZ_TREND:
			chart_trends(b, s);
			break;
		case PDZ_AREAS:
			chart_areas(b, s);
			break;
		default:
			chart_progress(b, s);
			chart_done(b, s);
		}
	}
}
