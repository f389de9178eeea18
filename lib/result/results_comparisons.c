/* Reading the comparisons of the results document. */
#include "result/reader.h"

static const char *const comparison_keys[] = {
	"indicator", "kind", "period", "other_period", "area", "other_area", "benchmark", "benchmark_source", "first", "second",
	"n_first", "n_second", "measure", "estimate", "low", "high", "outer_low", "outer_high", "p", "method", "finding",
	"beyond_outer", "reason", NULL};
const char *const pdz_comparison_kind_names[] = {"areas", "years", "trend", "funnel", "benchmark", NULL};
const char *const pdz_contrast_measure_names[] = {"difference", "difference_of_means", "ratio_of_rates", "slope", NULL};
const char *const pdz_finding_names[] = {"higher", "lower", "not_distinguishable", "not_tested", "not_comparable", NULL};

static uint32_t read_area(struct pdz_result_reader *rd, const struct pdz_json *at, const char *key)
{
	struct pdz_str s;
	const struct pdz_json v = pdz_json_get(at, key);
	if (!pdz_result_text_or_null(rd, at, key, false, &s) || s.p == NULL)
		return PDZ_NONE;
	const uint32_t area = pdz_intern_find(&rd->area_codes, s);
	if (area == PDZ_NONE)
		pdz_json_problem(&v, "unknown area", s.p, NULL);
	return area;
}

static void read_comparison(struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_comparison *c)
{
	const struct {
		const char *key;
		struct pdz_value *to;
		bool required;
	} numbers[] = {
		{"first", &c->first, true}, {"second", &c->second, true}, {"n_first", &c->n_first, true},
		{"n_second", &c->n_second, true}, {"estimate", &c->estimate, true}, {"low", &c->low, true}, {"high", &c->high, true},
		{"p", &c->p, true}, {"outer_low", &c->outer_low, false}, {"outer_high", &c->outer_high, false},
	};
	const struct pdz_json indicator = pdz_json_get(at, "indicator"), kind = pdz_json_get(at, "kind"),
	                      measure = pdz_json_get(at, "measure"), finding = pdz_json_get(at, "finding"),
	                      beyond = pdz_json_get(at, "beyond_outer"),
	                      period = pdz_json_get(at, "period"), other = pdz_json_get(at, "other_period");
	struct pdz_str s;
	int choice = 0;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		pdz_result_number(at, numbers[i].key, numbers[i].required, numbers[i].to);
	if (pdz_json_text(&indicator, true, &s) && (c->indicator = pdz_intern_find(&rd->indicator_codes, s)) == PDZ_NONE)
		pdz_json_problem(&indicator, "unknown indicator", s.p, NULL);
	if (pdz_json_choice(&kind, true, pdz_comparison_kind_names, &choice))
		c->kind = (enum pdz_comparison_kind)choice;
	if (pdz_json_choice(&measure, true, pdz_contrast_measure_names, &choice))
		c->measure = (enum pdz_contrast_measure)choice;
	if (pdz_json_choice(&finding, true, pdz_finding_names, &choice))
		c->finding = (enum pdz_finding)choice;
	pdz_json_bool(&beyond, &c->beyond_outer);
	pdz_result_period(&period, &c->period);
	c->other_period = c->period;
	if (other.value != NULL)
		pdz_result_period(&other, &c->other_period);
	pdz_result_text_or_null(rd, at, "benchmark", false, &c->benchmark);
	pdz_result_text_or_null(rd, at, "benchmark_source", false, &c->benchmark_source);
	pdz_result_text_or_null(rd, at, "method", true, &c->method);
	c->area = read_area(rd, at, "area");
	c->other_area = read_area(rd, at, "other_area");
	pdz_result_reason(at, &c->reason);
}

void pdz_result_read_comparisons(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	static const char *const *const lists[] = {comparison_keys, NULL};
	const struct pdz_json array = pdz_json_get(root, "comparisons");
	if (array.value == NULL || !pdz_json_is_array(&array, true))
		return;
	const size_t count = pdz_json_size(&array);
	struct pdz_comparison *list = pdz_result_array(rd, count, sizeof *list);
	for (size_t i = 0; list != NULL && i < count && !rd->no_memory; i++) {
		const struct pdz_json at = pdz_json_item(&array, i);
		if (pdz_json_closed(&at, lists))
			read_comparison(rd, &at, &list[i]);
	}
	rd->r->comparisons = list;
	rd->r->comparison_count = list != NULL ? count : 0;
}
