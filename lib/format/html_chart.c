/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts as inline SVG. Shapes and labels only: colour is never the one signal,
 * and the data stand in a table below. */
#include "format/html.h"
#include "words/terminal.h"

#include <math.h>

enum {
	WIDTH = 480,
	LABEL_MAX = 190,
	RIGHT = 58,
	ROW = 30,
	BAR = 20,
	TOP = 8,
	LEGEND = 26,
	LINE_HEIGHT = 220,
	LINE_LEFT = 62,
	LINE_BOTTOM = 76,
	THIN = 13,
	SHADES = 4,
};

struct drawing {
	struct pdz_buf *b;
	const struct pdz_chart *c;
	enum pdz_language lang;
	double max;
	double min, step; /* of the scale of lines; of bars min, 0 or less */
	double left;      /* room for the labels */
};

static void write_svg_number(struct pdz_buf *b, double v)
{
	pdz_fixed_write(b, v, 1, '.', '\0');
}

static void spell(const struct drawing *d, double v)
{
	if (d->c->percent)
		pdz_spell_percent(d->b, d->lang, v, 1);
	else
		pdz_spell_number(d->b, d->lang, v, pdz_fit_decimals(v));
}

static void attribute(struct pdz_buf *b, const char *name, double v)
{
	pdz_buf_printf(b, " %s=\"", name);
	write_svg_number(b, v);
	pdz_buf_char(b, '"');
}

static void rect(struct pdz_buf *b, const char *class, double x, double y, double w, double h)
{
	pdz_buf_printf(b, "<rect class=\"%s\"", class);
	attribute(b, "x", x);
	attribute(b, "y", y);
	attribute(b, "width", w < 0 ? 0 : w);
	attribute(b, "height", h);
	pdz_buf_z(b, "/>");
}

static void write_svg_line(struct pdz_buf *b, const char *class, double x1, double y1, double x2, double y2)
{
	pdz_buf_printf(b, "<line class=\"%s\"", class);
	attribute(b, "x1", x1);
	attribute(b, "y1", y1);
	attribute(b, "x2", x2);
	attribute(b, "y2", y2);
	pdz_buf_z(b, "/>");
}

static void open_text(struct pdz_buf *b, const char *class, const char *anchor, double x, double y)
{
	pdz_buf_printf(b, "<text class=\"%s\" text-anchor=\"%s\"", class, anchor);
	attribute(b, "x", x);
	attribute(b, "y", y);
	pdz_buf_char(b, '>');
}

static void label(struct pdz_buf *b, const char *class, const char *anchor, double x, double y, struct pdz_str s)
{
	open_text(b, class, anchor, x, y);
	pdz_html_text(b, s);
	pdz_buf_z(b, "</text>");
}

static const char *shade(const struct pdz_chart *c, size_t k)
{
	static const char *const shades[SHADES] = {"s0", "s1", "s2", "s3"};
	if (c->lines[k].verdict >= 0)
		return pdz_html_verdict_class[c->lines[k].verdict];
	return c->line_count == 1 ? "s2" : shades[k < SHADES ? k : SHADES - 1];
}

static double label_room(const struct pdz_chart *c)
{
	double room = 0;
	for (size_t i = 0; i < c->label_count; i++)
		if ((double)pdz_terminal_width(c->labels[i]) * 7.4 + 10 > room)
			room = (double)pdz_terminal_width(c->labels[i]) * 7.4 + 10;
	return room > LABEL_MAX ? LABEL_MAX : room;
}

static double largest(const struct pdz_chart *c)
{
	double max = c->percent ? 1 : 0;
	for (size_t k = 0; k < c->line_count; k++)
		for (size_t i = 0; i < c->label_count; i++) {
			if (c->lines[k].values[i].ok && c->lines[k].values[i].number > max)
				max = c->lines[k].values[i].number;
			if (c->lines[k].high && c->lines[k].high[i].ok && c->lines[k].high[i].number > max)
				max = c->lines[k].high[i].number;
		}
	return max > 0 ? max : 1;
}

/* How far bars go below 0: at most as far as above it; the figure beside the bar says the rest. */
static double smallest(const struct pdz_chart *c, double max)
{
	double min = 0;
	for (size_t k = 0; k < c->line_count; k++)
		for (size_t i = 0; i < c->label_count; i++)
			if (c->lines[k].values[i].ok)
				min = fmin(min, c->lines[k].values[i].number);
	return fmax(min, -max);
}

/* What a name takes in the legend, about. */
static double name_width(const struct pdz_chart *c, size_t k)
{
	return 38 + 7.2 * (double)pdz_terminal_width(c->lines[k].name);
}

static double legend_height(const struct pdz_chart *c)
{
	double x = 0, height = LEGEND;
	if (c->line_count < 2 && c->kind == PDZ_CHART_BARS)
		return 0;
	for (size_t k = 0; k < c->line_count; k++) {
		if (x > 0 && x + name_width(c, k) > WIDTH) {
			x = 0;
			height += LEGEND;
		}
		x += name_width(c, k);
	}
	return height;
}

/* Names of the series, side by side above the plot. */
static void legend(const struct drawing *d)
{
	double x = 0, y = TOP;
	for (size_t k = 0; k < d->c->line_count; k++) {
		if (x > 0 && x + name_width(d->c, k) > WIDTH) {
			x = 0;
			y += LEGEND;
		}
		if (d->c->kind == PDZ_CHART_LINES)
			write_svg_line(d->b, k ? "goal" : "line", x, y + 7, x + 16, y + 7);
		else
			rect(d->b, shade(d->c, k), x, y, 14, 14);
		label(d->b, "", "start", x + 20, y + 12, d->c->lines[k].name);
		x += name_width(d->c, k);
	}
}

static void draw_stacked(const struct drawing *d)
{
	const struct pdz_chart *c = d->c;
	double most = 1;
	for (size_t i = 0; i < c->label_count; i++) {
		double sum = 0;
		for (size_t k = 0; k < c->line_count; k++)
			sum += c->lines[k].values[i].number;
		if (sum > most)
			most = sum;
	}
	legend(d);
	for (size_t i = 0; i < c->label_count; i++) {
		double x = d->left, y = TOP + legend_height(c) + (double)(i * ROW);
		label(d->b, "", "start", 0, y + 15, c->labels[i]);
		for (size_t k = 0; k < c->line_count; k++) {
			double v = c->lines[k].values[i].number, w = v / most * (WIDTH - d->left);
			if (v <= 0)
				continue;
			rect(d->b, shade(c, k), x, y, w, BAR);
			open_text(d->b, "on", "middle", x + w / 2, y + 15);
			spell(d, v);
			pdz_buf_z(d->b, "</text>");
			x += w;
		}
	}
}

static void draw_range(const struct drawing *d, const struct pdz_series_line *s, size_t i, double y, double zero,
                       double scale)
{
	if (!s->low || !s->low[i].ok || !s->high[i].ok)
		return;
	double from = zero + s->low[i].number * scale, to = zero + s->high[i].number * scale;
	write_svg_line(d->b, "range", from, y, to, y);
	write_svg_line(d->b, "range", from, y - 4, from, y + 4);
	write_svg_line(d->b, "range", to, y - 4, to, y + 4);
}

static void draw_bars(const struct drawing *d)
{
	const struct pdz_chart *c = d->c;
	double scale = (WIDTH - d->left - RIGHT) / (d->max - d->min), zero = d->left - d->min * scale,
		   thick = c->line_count > 1 ? THIN : BAR;
	double y = TOP + legend_height(c), top = y;
	if (c->line_count > 1)
		legend(d);
	for (size_t i = 0; i < c->label_count; i++) {
		label(d->b, "", "start", 0, y + thick - 2, c->labels[i]);
		for (size_t k = 0; k < c->line_count; k++, y += thick) {
			const struct pdz_value v = c->lines[k].values[i];
			if (!v.ok) {
				open_text(d->b, "soft", "start", zero + 6, y + thick - 2);
				pdz_buf_z(d->b, "–</text>");
				continue;
			}
			double to = zero + fmax(v.number, d->min) * scale;
			rect(d->b, shade(c, k), fmin(zero, to), y, fabs(to - zero), thick - 2);
			draw_range(d, &c->lines[k], i, y + thick / 2 - 1, zero, scale);
			open_text(d->b, "", "end", WIDTH, y + thick - 3); /* in a column of their own: never across a line */
			spell(d, v.number);
			pdz_buf_z(d->b, "</text>");
		}
		y += 8;
	}
	write_svg_line(d->b, "axis", zero, top - 3, zero, y);
	if (c->percent)
		write_svg_line(d->b, "full", zero + scale, top - 3, zero + scale, y);
}

static double height_at(const struct drawing *d, double bottom, double v)
{
	return bottom - (v - d->min) / (d->max - d->min) * LINE_HEIGHT;
}

static void draw_lines(const struct drawing *d)
{
	const struct pdz_chart *c = d->c;
	double bottom = TOP + legend_height(c) + LINE_HEIGHT;
	double step = (double)(WIDTH - LINE_LEFT - 20) / (double)(c->label_count > 1 ? c->label_count - 1 : 1);
	legend(d);
	for (double v = d->min; v <= d->max + d->step / 2; v += d->step) {
		double y = height_at(d, bottom, v);
		bool zero = fabs(v) < d->step / 2;
		write_svg_line(d->b, "axis", LINE_LEFT - 4, y, zero ? WIDTH - 20 : LINE_LEFT, y);
		open_text(d->b, "soft", "end", LINE_LEFT - 8, y + 4);
		if (c->percent)
			pdz_spell_percent(d->b, d->lang, zero ? 0 : v, 0);
		else
			spell(d, zero ? 0 : v);
		pdz_buf_z(d->b, "</text>");
	}
	for (size_t k = c->line_count; k-- > 0;) {
		const struct pdz_series_line *s = &c->lines[k];
		bool open = false;
		for (size_t i = 0; i < c->label_count; i++) {
			double x = LINE_LEFT + step * (double)i, y = height_at(d, bottom, s->values[i].number);
			if (!s->values[i].ok) {
				pdz_buf_z(d->b, open ? "\"/>" : "");
				open = false;
				continue;
			}
			pdz_buf_z(d->b, open ? " "
			                : k  ? "<polyline class=\"goal\" points=\""
			                     : "<polyline class=\"line\" points=\"");
			open = true;
			write_svg_number(d->b, x);
			pdz_buf_char(d->b, ',');
			write_svg_number(d->b, y);
		}
		pdz_buf_z(d->b, open ? "\"/>" : "");
		for (size_t i = 0; k == 0 && i < c->label_count; i++) {
			double x = LINE_LEFT + step * (double)i, y = height_at(d, bottom, s->values[i].number);
			if (!s->values[i].ok)
				continue;
			if (s->low && s->low[i].ok && s->high[i].ok)
				write_svg_line(d->b, "range", x, height_at(d, bottom, s->low[i].number), x,
				               height_at(d, bottom, s->high[i].number));
			pdz_buf_z(d->b, "<circle class=\"s2\" r=\"4\"");
			attribute(d->b, "cx", x);
			attribute(d->b, "cy", y);
			pdz_buf_z(d->b, "/>");
		}
	}
	size_t every = c->label_count / 8 + 1;
	for (size_t i = 0; i < c->label_count; i += every) {
		double x = LINE_LEFT + step * (double)i;
		pdz_buf_z(d->b, "<text class=\"soft\" text-anchor=\"end\" transform=\"translate(");
		write_svg_number(d->b, x + 4);
		pdz_buf_char(d->b, ' ');
		write_svg_number(d->b, bottom + 16);
		pdz_buf_z(d->b, ") rotate(-45)\">");
		pdz_html_text(d->b, c->labels[i]);
		pdz_buf_z(d->b, "</text>");
	}
}

static double height_of(const struct pdz_chart *c)
{
	double rows = (double)c->label_count, top = TOP + legend_height(c);
	switch (c->kind) {
	case PDZ_CHART_STACKED:
		return top + rows * ROW;
	case PDZ_CHART_BARS:
		return top + rows * (c->line_count > 1 ? (double)c->line_count * THIN + 8 : BAR + 8);
	case PDZ_CHART_LINES:
		break;
	}
	return top + LINE_HEIGHT + LINE_BOTTOM;
}

static void data_table(const struct drawing *d)
{
	const struct pdz_chart *c = d->c;
	pdz_buf_z(d->b, "<details><summary>");
	pdz_html_text(d->b, pdz_str(pdz_say(d->lang, "html|Data of the chart")));
	pdz_buf_z(d->b, "</summary>\n<div class=\"scroll\" tabindex=\"0\"><table>\n<caption>");
	pdz_html_text(d->b, c->title);
	pdz_buf_z(d->b, "</caption>\n<thead><tr><td></td>");
	for (size_t k = 0; k < c->line_count; k++) {
		pdz_buf_z(d->b, "<th scope=\"col\">");
		pdz_html_text(d->b, c->lines[k].name);
		pdz_buf_z(d->b, "</th>");
	}
	pdz_buf_z(d->b, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < c->label_count; i++) {
		pdz_buf_z(d->b, "<tr><th scope=\"row\">");
		pdz_html_text(d->b, c->labels[i]);
		pdz_buf_z(d->b, "</th>");
		for (size_t k = 0; k < c->line_count; k++) {
			const struct pdz_series_line *s = &c->lines[k];
			pdz_buf_z(d->b, "<td>");
			if (s->values[i].ok)
				spell(d, s->values[i].number);
			else
				pdz_html_text(d->b, pdz_str(pdz_say(d->lang, "html|cannot be given")));
			if (s->low && s->low[i].ok && s->high[i].ok) {
				pdz_buf_z(d->b, " <small>");
				spell(d, s->low[i].number);
				pdz_buf_z(d->b, " – ");
				spell(d, s->high[i].number);
				pdz_buf_z(d->b, "</small>");
			}
			pdz_buf_z(d->b, "</td>");
		}
		pdz_buf_z(d->b, "</tr>\n");
	}
	pdz_buf_z(d->b, "</tbody></table></div></details>\n");
}

/* A scale of about four round steps that holds 0 and every value. */
static void set_scale(struct drawing *d)
{
	static const double steps[] = {1, 2, 2.5, 5, 10};
	const struct pdz_chart *c = d->c;
	for (size_t k = 0; k < c->line_count; k++)
		for (size_t i = 0; i < c->label_count; i++) {
			const struct pdz_series_line *s = &c->lines[k];
			double v = s->low && s->low[i].ok ? fmin(s->low[i].number, s->values[i].number) : s->values[i].number;
			if (s->values[i].ok && v < d->min)
				d->min = v;
		}
	double quarter = (d->max - d->min) / 4, unit = pow(10, floor(log10(quarter)));
	d->step = 10 * unit;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i] * unit >= quarter) {
			d->step = steps[i] * unit;
			break;
		}
	d->min = floor(d->min / d->step) * d->step;
	d->max = ceil(d->max / d->step) * d->step;
}

void pdz_html_chart(struct pdz_buf *b, const struct pdz_chart *chart, enum pdz_language language, unsigned id)
{
	struct drawing d = {.b = b, .c = chart, .lang = language, .max = largest(chart), .left = label_room(chart)};
	if (chart->kind == PDZ_CHART_LINES)
		set_scale(&d);
	else if (chart->kind == PDZ_CHART_BARS)
		d.min = smallest(chart, d.max);
	HTML(b, "<figure>\n<figcaption>{}<small>{}", chart->title, chart->description);
	pdz_buf_printf(b, "</small></figcaption>\n<svg viewBox=\"0 0 %d ", WIDTH);
	write_svg_number(b, height_of(chart));
	pdz_buf_printf(b, "\" role=\"img\" aria-labelledby=\"c%u-t c%u-d\"><title id=\"c%u-t\">", id, id, id);
	pdz_html_text(b, chart->title);
	pdz_buf_printf(b, "</title><desc id=\"c%u-d\">", id);
	pdz_html_text(b, chart->description);
	pdz_buf_z(b, "</desc><g aria-hidden=\"true\">\n");
	switch (chart->kind) {
	case PDZ_CHART_STACKED:
		draw_stacked(&d);
		break;
	case PDZ_CHART_BARS:
		draw_bars(&d);
		break;
	case PDZ_CHART_LINES:
		draw_lines(&d);
		break;
	}
	pdz_buf_z(b, "\n</g></svg>\n");
	data_table(&d);
	pdz_buf_z(b, "</figure>\n");
}
