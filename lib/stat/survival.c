/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Median duration when some durations are not over (Kaplan-Meier).
 * Formulas and their sources are with the declarations in pdz/stat.h. */
#include "stat/cdf.h"

#include <math.h>

/* The first time a falling curve is at or below 1/2; if it rests on 1/2 exactly, the
 * middle of that step. Equal up to the square root of epsilon, as in survfit: 1/2 is
 * reached by products like 2/3 * 3/4. */
struct crossing {
	bool found, resting;
	double time, height;
};

static void follow_curve(struct crossing *c, double time, double height)
{
	const double tolerance = 1.4901161193847656e-8;
	if (!c->found && height < 0.5 + tolerance)
		*c = (struct crossing){true, fabs(height - 0.5) < tolerance, time, height};
	else if (c->resting && height < c->height) {
		c->time = c->time / 2 + time / 2;
		c->resting = false;
	}
}

/* The curve on its way down. */
struct curve {
	const struct pdz_tally *open;
	size_t open_k, at_open;
	uint64_t at_risk;
	double height;
};

static void step_down(struct curve *c, const struct pdz_tally *closed)
{
	for (; c->at_open < c->open_k && c->open[c->at_open].value < closed->value; c->at_open++)
		c->at_risk -= c->open[c->at_open].count;
	c->height *= (double)(c->at_risk - closed->count) / (double)c->at_risk;
	c->at_risk -= closed->count;
}

struct pdz_value pdz_stat_survival_quantile(const struct pdz_tally *closed, size_t closed_k,
                                            const struct pdz_tally *open, size_t open_k, double p)
{
	struct curve c = {.open = open,
	                  .open_k = open_k,
	                  .at_risk = pdz_tally_n(closed, closed_k) + pdz_tally_n(open, open_k),
	                  .height = 1};
	const double tolerance = 1.4901161193847656e-8;
	for (size_t i = 0; i < closed_k; i++) {
		step_down(&c, &closed[i]);
		if (c.height < 1 - p + tolerance)
			return pdz_value_of(closed[i].value);
	}
	return (struct pdz_value){0};
}

struct pdz_value pdz_stat_survival_mean(const struct pdz_tally *closed, size_t closed_k, const struct pdz_tally *open,
                                        size_t open_k)
{
	struct curve c = {.open = open,
	                  .open_k = open_k,
	                  .at_risk = pdz_tally_n(closed, closed_k) + pdz_tally_n(open, open_k),
	                  .height = 1};
	double area = 0, before = 0;
	if (c.at_risk == 0)
		return (struct pdz_value){0};
	for (size_t i = 0; i < closed_k; i++) {
		area += c.height * (closed[i].value - before);
		before = closed[i].value;
		step_down(&c, &closed[i]);
	}
	if (open_k > 0 && open[open_k - 1].value > before)
		area += c.height * (open[open_k - 1].value - before);
	return pdz_value_of(area);
}

struct pdz_survival pdz_stat_survival(const struct pdz_tally *closed, size_t closed_k, const struct pdz_tally *open,
                                      size_t open_k, double confidence)
{
	struct pdz_survival r = {.interval = {.method = "kaplan_meier_log"}};
	struct crossing median = {0}, low = {0}, high = {0};
	if (!pdz_confidence_ok(confidence) || !pdz_tally_valid(closed, closed_k) || !pdz_tally_valid(open, open_k))
		return r;
	if ((closed_k > 0 && closed[0].value < 0) || (open_k > 0 && open[0].value < 0))
		return r;
	uint64_t closed_n = pdz_tally_n(closed, closed_k), open_n = pdz_tally_n(open, open_k);
	uint64_t at_risk = closed_n + open_n;
	if (at_risk == 0)
		return r;
	r.ok = true;
	r.closed = closed_n;
	r.open = open_n;

	double z = pdz_cdf_z(pdz_half_alpha(confidence)), staying = 1, variance = 0;
	for (size_t i = 0, j = 0; i < closed_k; i++) {
		for (; j < open_k && open[j].value < closed[i].value; j++)
			at_risk -= open[j].count;
		double risk = (double)at_risk, ended = (double)closed[i].count, left = (double)(at_risk - closed[i].count);
		staying *= left / risk;
		follow_curve(&median, closed[i].value, staying);
		if (left > 0) { /* at S = 0 its logarithm has no limits */
			variance += ended / (risk * left);
			double factor = exp(z * sqrt(variance));
			follow_curve(&low, closed[i].value, staying / factor);
			follow_curve(&high, closed[i].value, fmin(1, staying * factor));
		}
		at_risk -= closed[i].count;
	}
	if (median.found)
		r.median = (struct pdz_value){true, median.time};
	if (low.found) {
		r.interval.ok = true;
		r.interval.low = low.time;
		r.interval.open = !high.found;
		r.interval.high = high.found ? high.time : INFINITY;
	}
	return r;
}
