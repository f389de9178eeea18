/* Reading the entries of the results document, one indicator x period x area x category each. */
#include "result/reader.h"

static const char *const entry_keys[] = {
	"indicator", "period", "area", "category", "dimensions", "value", "unit", "numerator", "denominator", "n", "low",
	"high", "method", "baseline", "baseline_n", "change", "change_from_zero", "target", "target_high", "target_to_date", "progress", "of_target",
	"verdict", "reason", "detail", NULL};
static const char *const detail_keys[] = {
	"mean", "sd", "median", "q1", "q3", "p90", "min", "max", "share", "closed", "open", "overdue", "open_age_median",
	"open_age_max", "km_median", "expected", "found", "missing", "longest_gap_days", "reached", "date", "due",
	"evidence", "grade", "distribution", "breakdown", "parts", "periods_met", "periods_due", "declared",
	"compared_period",
	NULL};

/* pdz_json_choice wants the names ended by NULL; "" (no reason) is left out. */
void pdz_result_reason(const struct pdz_json *entry, enum pdz_reason *out)
{
	struct pdz_json v = pdz_json_get(entry, "reason");
	*out = PDZ_REASON_NONE;
	if (json_is_null(v.value))
		return;
	const char *names[PDZ_REASONS];
	for (int i = 1; i < PDZ_REASONS; i++)
		names[i - 1] = pdz_reason_names[i];
	names[PDZ_REASONS - 1] = NULL;
	int choice;
	if (pdz_json_choice(&v, true, names, &choice))
		*out = (enum pdz_reason)(choice + 1);
}

static void read_verdict(const struct pdz_json *entry, enum pdz_verdict *out)
{
	struct pdz_json v = pdz_json_get(entry, "verdict");
	const char *names[PDZ_VERDICTS + 1];
	for (int i = 0; i < PDZ_VERDICTS; i++)
		names[i] = pdz_verdict_names[i];
	names[PDZ_VERDICTS] = NULL;
	int choice;
	*out = PDZ_NOT_ASSESSABLE;
	if (pdz_json_choice(&v, true, names, &choice))
		*out = (enum pdz_verdict)choice;
}

bool pdz_result_period(const struct pdz_json *at, struct pdz_period *out)
{
	struct pdz_str s;
	if (!pdz_json_text(at, true, &s))
		return false;
	if (pdz_period_parse(s, out))
		return true;
	pdz_json_problem(at, "not a period", s.p, "expected 2025, 2025-S1, 2025-Q1, 2025-01 or 2025/2027");
	return false;
}

static void read_breakdown(struct pdz_result_reader *rd, const struct pdz_json *array, struct pdz_detail *d)
{
	size_t count = pdz_json_size(array);
	d->breakdown = pdz_result_array(rd, count, sizeof *d->breakdown);
	for (size_t i = 0; d->breakdown && i < count; i++) {
		struct pdz_part *part = &d->breakdown[d->breakdown_count++];
		struct pdz_json at = pdz_json_item(array, i);
		pdz_result_text_or_null(rd, &at, "key", true, &part->key);
		pdz_result_text_or_null(rd, &at, "label", true, &part->label);
		pdz_result_number(&at, "value", true, &part->value);
		pdz_result_number(&at, "numerator", false, &part->numerator);
		pdz_result_number(&at, "denominator", false, &part->denominator);
	}
}

static void read_distribution(struct pdz_result_reader *rd, const struct pdz_json *array, struct pdz_detail *d)
{
	size_t count = pdz_json_size(array);
	d->distribution = pdz_result_array(rd, count, sizeof *d->distribution);
	for (size_t i = 0; d->distribution && i < count; i++) {
		struct pdz_score *s = &d->distribution[d->distribution_count++];
		struct pdz_json at = pdz_json_item(array, i), score = pdz_json_item(&at, 0), n = pdz_json_item(&at, 1);
		int64_t k = 0;
		pdz_json_number(&score, true, &s->score);
		pdz_json_integer(&n, true, 0, INT64_MAX, &k);
		s->n = (uint64_t)k;
	}
}

static void read_missing(struct pdz_result_reader *rd, const struct pdz_json *array, struct pdz_detail *d)
{
	size_t count = pdz_json_size(array);
	d->missing = pdz_result_array(rd, count, sizeof *d->missing);
	for (size_t i = 0; d->missing && i < count; i++) {
		struct pdz_json at = pdz_json_item(array, i);
		pdz_result_period(&at, &d->missing[d->missing_count++]);
	}
}

static void read_parts(struct pdz_result_reader *rd, const struct pdz_json *array, struct pdz_detail *d)
{
	const size_t count = pdz_json_size(array);
	d->parts = pdz_result_array(rd, count, sizeof *d->parts);
	for (size_t i = 0; d->parts != NULL && i < count; i++) {
		const struct pdz_json at = pdz_json_item(array, i);
		struct pdz_component *c = &d->parts[d->part_count++];
		pdz_result_text(rd, &at, "indicator", &c->indicator);
		read_verdict(&at, &c->verdict);
		pdz_result_number(&at, "progress", false, &c->progress);
	}
}

static void read_detail(struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_detail *d)
{
	const struct {
		const char *key;
		struct pdz_value *to;
	} numbers[] = {
		{"mean", &d->mean}, {"sd", &d->sd}, {"median", &d->median}, {"q1", &d->q1}, {"q3", &d->q3}, {"p90", &d->p90},
		{"min", &d->min}, {"max", &d->max}, {"share", &d->share}, {"closed", &d->closed}, {"open", &d->open},
		{"overdue", &d->overdue}, {"open_age_median", &d->open_age_median}, {"open_age_max", &d->open_age_max},
		{"km_median", &d->km_median}, {"expected", &d->expected}, {"found", &d->found},
		{"longest_gap_days", &d->longest_gap_days}, {"periods_met", &d->periods_met}, {"periods_due", &d->periods_due}, {"declared", &d->declared},
	};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		pdz_result_number(at, numbers[i].key, false, numbers[i].to);

	struct pdz_json v = pdz_json_get(at, "reached");
	d->has_reached = pdz_json_bool(&v, &d->reached);
	v = pdz_json_get(at, "date");
	pdz_json_date(&v, false, &d->date);
	v = pdz_json_get(at, "due");
	pdz_json_date(&v, false, &d->due);
	pdz_result_text_or_null(rd, at, "evidence", false, &d->evidence);
	pdz_result_text_or_null(rd, at, "grade", false, &d->grade);
	v = pdz_json_get(at, "compared_period");
	d->has_compared = v.value != NULL && pdz_result_period(&v, &d->compared);

	v = pdz_json_get(at, "missing");
	if (pdz_json_is_array(&v, false))
		read_missing(rd, &v, d);
	v = pdz_json_get(at, "breakdown");
	if (pdz_json_is_array(&v, false))
		read_breakdown(rd, &v, d);
	v = pdz_json_get(at, "parts");
	if (pdz_json_is_array(&v, false))
		read_parts(rd, &v, d);
	v = pdz_json_get(at, "distribution");
	if (pdz_json_is_array(&v, false))
		read_distribution(rd, &v, d);
}

static void read_dimensions(struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_entry *e)
{
	struct pdz_json member;
	e->dimensions = pdz_result_array(rd, pdz_json_size(at), sizeof *e->dimensions);
	for (void *it = NULL; e->dimensions && pdz_json_next(at, &it, &member);) {
		struct pdz_dimension_value *d = &e->dimensions[e->dimension_count++];
		d->name = pdz_result_keep(rd, pdz_str(member.key));
		pdz_result_text_or_null(rd, at, member.key, true, &d->value);
	}
}

/* What the entry is about: indicator, period, area, category, dimensions. */
static void read_subject(struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_entry *e)
{
	struct pdz_str s;
	struct pdz_json v = pdz_json_get(at, "indicator");
	if (pdz_json_text(&v, true, &s)) {
		e->indicator = pdz_intern_find(&rd->indicator_codes, s);
		if (e->indicator == PDZ_NONE)
			pdz_json_problem(&v, "unknown indicator", s.p, NULL);
	}
	v = pdz_json_get(at, "period");
	pdz_result_period(&v, &e->period);
	e->area = PDZ_NONE;
	if (pdz_result_text_or_null(rd, at, "area", true, &s) && s.p) {
		e->area = pdz_intern_find(&rd->area_codes, s);
		v = pdz_json_get(at, "area");
		if (e->area == PDZ_NONE)
			pdz_json_problem(&v, "unknown area", s.p, NULL);
	}
	pdz_result_text_or_null(rd, at, "category", true, &e->category);
	v = pdz_json_get(at, "dimensions");
	if (pdz_json_is_object(&v, false))
		read_dimensions(rd, &v, e);
}

static void read_entry(struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_entry *e)
{
	const struct {
		const char *key;
		struct pdz_value *to;
		bool required;
	} numbers[] = {
		{"value", &e->value, true}, {"numerator", &e->numerator, true}, {"denominator", &e->denominator, true},
		{"n", &e->n, true}, {"low", &e->low, true}, {"high", &e->high, true}, {"baseline", &e->baseline, true},
		{"change", &e->change, true}, {"target", &e->target, true}, {"target_high", &e->target_high, false},
		{"target_to_date", &e->target_to_date, true}, {"progress", &e->progress, true},
		{"of_target", &e->of_target, false}, {"baseline_n", &e->baseline_n, false},
	};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		pdz_result_number(at, numbers[i].key, numbers[i].required, numbers[i].to);

	read_subject(rd, at, e);
	pdz_result_text_or_null(rd, at, "unit", true, &e->unit);
	pdz_result_text_or_null(rd, at, "method", true, &e->method);
	struct pdz_json v = pdz_json_get(at, "change_from_zero");
	pdz_json_bool(&v, &e->change_from_zero);
	read_verdict(at, &e->verdict);
	pdz_result_reason(at, &e->reason);
	/* The one rule a report stands on: where there is no number, there is a reason. */
	if (!e->value.ok && e->reason == PDZ_REASON_NONE) {
		v = pdz_json_get(at, "reason");
		pdz_json_problem(&v, "neither a value nor a reason", NULL, NULL);
	}
	e->detail.date = e->detail.due = PDZ_NO_DAY;
	v = pdz_json_get(at, "detail");
	if (pdz_json_is_object(&v, false)) {
		const char *const *const lists[] = {detail_keys, NULL};
		pdz_json_closed(&v, lists);
		read_detail(rd, &v, &e->detail);
	}
}

void pdz_result_read_entries(struct pdz_result_reader *rd, const struct pdz_json *root)
{
	static const char *const *const lists[] = {entry_keys, NULL};
	struct pdz_json array = pdz_json_get(root, "entries");
	if (!pdz_json_is_array(&array, true))
		return;
	size_t count = pdz_json_size(&array);
	struct pdz_entry *entries = pdz_result_array(rd, count, sizeof *entries);
	if (!entries)
		return;
	for (size_t i = 0; i < count && !rd->no_memory; i++) {
		struct pdz_json at = pdz_json_item(&array, i);
		if (pdz_json_closed(&at, lists))
			read_entry(rd, &at, &entries[i]);
	}
	rd->r->entries = entries;
	rd->r->entry_count = count;
}
