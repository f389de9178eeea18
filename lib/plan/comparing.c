/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what an indicator is compared with: areas, years, a trend, a benchmark. */
#include "plan/loader.h"

static void load_areas(struct pdz_loader *l, const struct pdz_json *at, struct pdz_comparing *c)
{
	if (!pdz_json_is_array(at, false))
		return;
	c->area_count = pdz_load_column_values(l, at, PDZ_COL_AREA, &c->areas);
	if (pdz_json_size(at) == 1)
		pdz_json_problem(at, "too few areas", NULL, "expected at least two");
}

static void load_benchmark(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const keys[] = {"value", "name", "source", NULL};
	if (!pdz_json_is_object(at, false))
		return;
	pdz_json_closed_to(at, keys);
	ind->compare.has_benchmark = pdz_json_number(PDZ_AT(at, "value"), true, &ind->compare.benchmark);
	ind->compare.benchmark_name = pdz_loader_text(l, at, "name", true);
	ind->compare.benchmark_source = pdz_load_source(l, at, ind);
}

/* Limits of chance need a proportion or a rate. */
static bool has_funnel(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	for (size_t i = 0; i < ind->numerator.count; i++) {
		const struct pdz_term *t = &ind->numerator.terms[i];
		if (t->kind != PDZ_TERM_SELECTOR || !pdz_selector_counts(plan, &plan->slots[t->slot].selector))
			return false;
	}
	return ind->proportion || (ind->denominator.count == 1 && ind->denominator.terms[0].kind == PDZ_TERM_POPULATION);
}

void pdz_load_comparing(struct pdz_loader *l, const struct pdz_json *parent, struct pdz_indicator *ind)
{
	static const char *const keys[] = {"areas", "years", "trend", "funnel", "benchmark", NULL};
	static const char *const levels[] = {"semester", "quarter", "month", NULL};
	const struct pdz_json at = pdz_json_get(parent, "compare"), areas = pdz_json_get(&at, "areas"),
						  years = pdz_json_get(&at, "years"), trend = pdz_json_get(&at, "trend"),
						  funnel = pdz_json_get(&at, "funnel"), benchmark = pdz_json_get(&at, "benchmark");
	int level;
	if (!pdz_json_is_object(&at, false))
		return;
	pdz_json_closed_to(&at, keys);
	if (pdz_json_size(&at) == 0)
		pdz_json_problem(&at, "nothing to compare with", NULL, "expected areas, years, trend, funnel or benchmark");
	load_areas(l, &areas, &ind->compare);
	pdz_json_bool(&years, &ind->compare.years);
	ind->compare.has_trend = pdz_json_choice(&trend, false, levels, &level);
	if (ind->compare.has_trend)
		ind->compare.trend = (enum pdz_level)(PDZ_SEMESTER + level);
	pdz_json_bool(&funnel, &ind->compare.funnel);
	if (ind->compare.funnel && !has_funnel(l->plan, ind))
		pdz_json_problem(
			&funnel, "no limits of chance for this indicator", NULL,
			"expected a ratio of records, cases or what \"counts\", with \"proportion\": true or over the population");
	load_benchmark(l, &benchmark, ind);
}
