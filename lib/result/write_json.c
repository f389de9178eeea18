/* The results document: head, one line per entry, tail. Fields stand in the order
 * of the schema; a number that is not known is null. */
#include "result/persons.h"

#include "measure/kind.h"

#include "base/utf8.h"

#include "pdz/results_write.h"

void pdz_json_write_text(struct pdz_buf *b, struct pdz_str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	pdz_buf_char(b, '"');
	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		const size_t n = pdz_utf8_next(s.p + i, s.n - i, &c);
		if (n == 0) {
			pdz_buf_z(b, "\xEF\xBF\xBD");
			i++;
			continue;
		}
		if (p[i] == '"' || p[i] == '\\') {
			pdz_buf_char(b, '\\');
			pdz_buf_char(b, (char)p[i]);
		} else if (p[i] == '\n') {
			pdz_buf_z(b, "\\n");
		} else if (p[i] < 0x20 || p[i] == 0x7F) {
			pdz_buf_printf(b, "\\u%04x", p[i]);
		} else {
			pdz_buf_add(b, p + i, n);
		}
		i += n;
	}
	pdz_buf_char(b, '"');
}

static void write_member_name(struct pdz_buf *b, const char *name)
{
	pdz_buf_printf(b, ",\"%s\":", name);
}

static void write_text_member(struct pdz_buf *b, const char *name, struct pdz_str s)
{
	write_member_name(b, name);
	pdz_json_write_text(b, s);
}

static void write_text_member_if_any(struct pdz_buf *b, const char *name, struct pdz_str s)
{
	if (s.n > 0)
		write_text_member(b, name, s);
}

static void flag(struct pdz_buf *b, const char *name, bool on)
{
	write_member_name(b, name);
	pdz_buf_z(b, on ? "true" : "false");
}

static void write_number_member(struct pdz_buf *b, const char *name, struct pdz_value v)
{
	write_member_name(b, name);
	if (v.ok)
		pdz_double_write(b, v.number);
	else
		pdz_buf_z(b, "null");
}

static void number_if(struct pdz_buf *b, const char *name, struct pdz_value v)
{
	if (v.ok)
		write_number_member(b, name, v);
}

static void write_day_member(struct pdz_buf *b, const char *name, pdz_day d)
{
	write_member_name(b, name);
	pdz_buf_char(b, '"');
	pdz_day_write(b, d);
	pdz_buf_char(b, '"');
}

static void write_day_member_if_any(struct pdz_buf *b, const char *name, pdz_day d)
{
	if (d != PDZ_NO_DAY)
		write_day_member(b, name, d);
}


/* The first member of a list or object that began at from needs no comma. */
static void without_comma(struct pdz_buf *b, size_t from)
{
	if (!b->failed && b->n > from && b->p[from] == ',') {
		memmove(b->p + from, b->p + from + 1, b->n - from - 1);
		b->n--;
	}
}

static void write_result_inputs(struct pdz_buf *b, const struct pdz_result_file *files, size_t count)
{
	pdz_buf_z(b, ",\n\"inputs\":[");
	for (size_t i = 0; i < count; i++) {
		uint64_t read = 0;
		for (size_t f = 0; f < PDZ_FATES; f++)
			read += files[i].fates[f];
		pdz_buf_z(b, i > 0 ? ",\n {\"name\":" : "\n {\"name\":");
		pdz_json_write_text(b, pdz_str(files[i].name));
		pdz_buf_printf(b, ",\"sha256\":\"%s\",\"bytes\":%llu,\"rows\":{\"read\":%llu,\"used\":%llu,\"set_aside\":{",
		               files[i].sha256, (unsigned long long)files[i].bytes, (unsigned long long)read,
		               (unsigned long long)files[i].fates[PDZ_USED]);
		const size_t start = b->n;
		for (size_t f = PDZ_USED + 1; f < PDZ_FATES; f++)
			if (files[i].fates[f] > 0)
				write_number_member(b, pdz_fate_names[f], pdz_value_of((double)files[i].fates[f]));
		without_comma(b, start);
		pdz_buf_z(b, "}}}");
	}
	pdz_buf_z(b, "]");
}

static void write_run_sources(struct pdz_buf *b, struct pdz_run *run)
{
	size_t count;
	const struct pdz_source_count *s = pdz_run_sources(run, &count);
	pdz_buf_z(b, ",\n\"sources\":[");
	for (size_t i = 0; i < count; i++) {
		pdz_buf_z(b, i > 0 ? ",\n {\"name\":" : "\n {\"name\":");
		pdz_json_write_text(b, s[i].name);
		write_number_member(b, "records", pdz_value_of((double)s[i].records));
		write_number_member(b, "used", pdz_value_of((double)s[i].used));
		pdz_buf_z(b, "}");
	}
	pdz_buf_z(b, "]");
}

/* What the quality summary says of the raw files, in its order. */
static void write_raw_files(struct pdz_buf *b, const struct pdz_provenance *p)
{
	pdz_buf_z(b, ",\n\"raw_files\":[");
	for (size_t i = 0; i < p->count; i++) {
		const struct pdz_raw_file *f = &p->files[i];
		const struct {
			const char *name;
			uint64_t n;
		} counts[] = {{"rows", f->rows}, {"accepted", f->accepted}, {"rejected", f->rejected}, {"duplicates", f->duplicates},
		              {"superseded", f->superseded}, {"skipped", f->skipped}, {"records", f->records}};
		pdz_buf_z(b, i > 0 ? ",\n {\"name\":" : "\n {\"name\":");
		pdz_json_write_text(b, f->name);
		write_text_member(b, "sha256", f->sha256);
		write_text_member_if_any(b, "mapping", f->mapping);
		write_text_member_if_any(b, "mapping_sha256", f->mapping_sha256);
		for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
			write_number_member(b, counts[k].name, pdz_value_of((double)counts[k].n));
		pdz_buf_z(b, "}");
	}
	pdz_buf_z(b, "]");
}

static void write_areas(struct pdz_buf *b, const struct pdz_plan *plan)
{
	pdz_buf_z(b, ",\n\"areas\":[");
	for (size_t i = 0; i < plan->area_count; i++) {
		const struct pdz_area *a = &plan->areas[i];
		pdz_buf_z(b, i > 0 ? ",\n {\"code\":" : "\n {\"code\":");
		pdz_json_write_text(b, a->code);
		write_text_member(b, "name", a->name);
		if (a->parent == PDZ_NONE)
			pdz_buf_z(b, ",\"parent\":null}");
		else {
			write_text_member(b, "parent", plan->areas[a->parent].code);
			pdz_buf_z(b, "}");
		}
	}
	pdz_buf_z(b, "]");
}

static void write_objectives(struct pdz_buf *b, const struct pdz_plan *plan)
{
	pdz_buf_z(b, ",\n\"objectives\":[");
	for (size_t i = 0; i < plan->objective_count; i++) {
		const struct pdz_objective *o = &plan->objectives[i];
		pdz_buf_z(b, i > 0 ? ",\n {\"code\":" : "\n {\"code\":");
		pdz_json_write_text(b, o->code);
		write_text_member(b, "name", o->name);
		pdz_buf_z(b, ",\"policy_areas\":[");
		for (size_t k = 0; k < o->policy_area_count; k++) {
			pdz_buf_z(b, k > 0 ? "," : "");
			pdz_json_write_text(b, o->policy_areas[k]);
		}
		pdz_buf_z(b, "],\"budget\":{");
		for (size_t k = 0; k < o->budget.count; k++) {
			pdz_buf_z(b, k > 0 ? ",\"" : "\"");
			pdz_period_write(b, o->budget.items[k].period);
			pdz_buf_z(b, "\":");
			pdz_double_write(b, o->budget.items[k].value);
		}
		pdz_buf_z(b, "},\"actions\":[");
		bool first = true;
		for (size_t k = 0; k < plan->action_count; k++) {
			if (plan->actions[k].objective != i)
				continue;
			pdz_buf_z(b, first ? "\n  {\"code\":" : ",\n  {\"code\":");
			first = false;
			pdz_json_write_text(b, plan->actions[k].code);
			write_text_member(b, "name", plan->actions[k].name);
			pdz_buf_z(b, "}");
		}
		pdz_buf_z(b, "]}");
	}
	pdz_buf_z(b, "]");
}

/* What pdz-report --publish has to protect; nothing where no persons are counted. */
static void write_persons(struct pdz_buf *b, const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	const struct pdz_persons_counted p = pdz_persons_of(plan, ind);
	if (p.numerator == 0 && p.denominator == 0 && p.items == 0)
		return;
	const struct {
		const char *name;
		uint32_t quantity;
	} counted[] = {{"numerator", p.numerator}, {"denominator", p.denominator}, {"items", p.items}};
	write_member_name(b, "persons");
	pdz_buf_char(b, '{');
	const size_t start = b->n;
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
		if (counted[i].quantity != 0)
			write_number_member(b, counted[i].name, pdz_value_of(counted[i].quantity));
	if (ind->proportion)
		flag(b, "subset", true);
	without_comma(b, start);
	pdz_buf_char(b, '}');
}

static void write_indicator(struct pdz_buf *b, const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	pdz_json_write_text(b, ind->code);
	write_text_member(b, "objective", plan->objectives[ind->objective].code);
	if (ind->action == PDZ_NONE)
		pdz_buf_z(b, ",\"action\":null");
	else
		write_text_member(b, "action", plan->actions[ind->action].code);
	write_text_member(b, "level", pdz_str(pdz_indicator_level_names[ind->level]));
	write_text_member(b, "kind", pdz_str(ind->kind->name));
	write_text_member(b, "name", ind->name);
	write_text_member_if_any(b, "problem", ind->problem);
	write_text_member_if_any(b, "note", ind->note);
	write_text_member(b, "unit", ind->unit);
	write_number_member(b, "scale", pdz_value_of(ind->scale));
	write_text_member(b, "better", ind->lower_is_better ? PDZ_STR("lower") : PDZ_STR("higher"));
	write_text_member(b, "statistic", pdz_str(pdz_statistic_name(plan, ind)));
	if (ind->planned_done)
		flag(b, "planned_done", true);
	write_text_member_if_any(b, "target_source", ind->minimum.given && ind->target.source.n == 0 ? ind->minimum.source : ind->target.source);
	write_text_member_if_any(b, "baseline_source", ind->baseline.source);
	if (ind->baseline.kind == PDZ_BASELINE_GIVEN)
		write_day_member_if_any(b, "baseline_date", ind->baseline.date);
	else if (ind->baseline.kind == PDZ_BASELINE_COMPUTED)
		write_day_member(b, "baseline_date", pdz_period_end(ind->baseline.period));
	write_persons(b, plan, ind);
	if (ind->breakdown != PDZ_NONE)
		write_text_member(b, "breakdown", pdz_plan_column_code(plan, ind->breakdown));
	write_text_member(b, "definition", pdz_str(ind->definition));
	write_text_member(b, "assessment", pdz_str(ind->assessment));
	flag(b, "assumed", ind->assumed);
	pdz_buf_z(b, "}");
}

void pdz_results_write_begin(struct pdz_results_writer *w, const struct pdz_result_file *files, size_t file_count)
{
	struct pdz_buf *b = w->out;
	const struct pdz_plan *plan = w->plan;
	const struct pdz_settings *s = &plan->settings;
	pdz_buf_z(b, "{\"pdz_results\":1,\n\"tool\":{\"name\":\"pdz-indicators\",\"version\":\"" PDZ_VERSION "\"}");
	pdz_buf_char(b, '\n');
	write_day_member(b, "as_of", w->options->as_of);
	pdz_buf_z(b, ",\n\"by\":[\"");
	for (const char *p = w->by; *p != '\0'; p++)
		pdz_buf_add(b, *p == ',' ? "\",\"" : p, *p == ',' ? 3 : 1);
	pdz_buf_z(b, "\"],\n\"plan\":{\"id\":");
	pdz_json_write_text(b, plan->id);
	write_text_member(b, "name", plan->name);
	write_text_member_if_any(b, "note", plan->note);
	write_text_member(b, "language", pdz_str(plan->language));
	write_day_member(b, "from", pdz_period_begin(plan->period));
	write_day_member(b, "to", pdz_period_end(plan->period));
	write_text_member(b, "sha256", pdz_str(plan->sha256));
	pdz_buf_z(b, "},\n\"settings\":{\"confidence\":");
	pdz_double_write(b, s->confidence);
	write_number_member(b, "on_track", pdz_value_of(s->on_track));
	write_number_member(b, "behind", pdz_value_of(s->behind));
	write_number_member(b, "minimum_n", pdz_value_of((double)s->minimum_n));
	write_number_member(b, "suppress_below", pdz_value_of((double)s->suppress_below));
	pdz_buf_z(b, "}");
	write_result_inputs(b, files, file_count);
	write_run_sources(b, w->run);
	if (w->provenance != NULL)
		write_raw_files(b, w->provenance);
	write_areas(b, plan);
	write_objectives(b, plan);
	pdz_buf_z(b, ",\n\"indicators\":[");
	for (size_t i = 0, n = 0; i < plan->indicator_count; i++) {
		if (w->options->only != NULL && !w->options->only[i])
			continue;
		pdz_buf_z(b, n++ > 0 ? ",\n {\"code\":" : "\n {\"code\":");
		write_indicator(b, plan, &plan->indicators[i]);
	}
	pdz_buf_z(b, "],\n\"entries\":[");
}

static void write_breakdown(struct pdz_buf *b, const struct pdz_detail *d)
{
	pdz_buf_z(b, ",\"breakdown\":[");
	for (size_t i = 0; i < d->breakdown_count; i++) {
		const struct pdz_part *p = &d->breakdown[i];
		pdz_buf_z(b, i > 0 ? ",{\"key\":" : "{\"key\":");
		pdz_json_write_text(b, p->key);
		write_text_member(b, "label", p->label);
		write_number_member(b, "value", p->value);
		number_if(b, "numerator", p->numerator);
		number_if(b, "denominator", p->denominator);
		pdz_buf_z(b, "}");
	}
	pdz_buf_z(b, "]");
}

static void write_name_lists(struct pdz_buf *b, const struct pdz_detail *d)
{
	if (d->expected.ok) {
		pdz_buf_z(b, ",\"missing\":[");
		for (size_t i = 0; i < d->missing_count; i++) {
			pdz_buf_z(b, i > 0 ? ",\"" : "\"");
			pdz_period_write(b, d->missing[i]);
			pdz_buf_z(b, "\"");
		}
		pdz_buf_z(b, "]");
	}
	if (d->distribution_count > 0) {
		pdz_buf_z(b, ",\"distribution\":[");
		for (size_t i = 0; i < d->distribution_count; i++) {
			pdz_buf_z(b, i > 0 ? ",[" : "[");
			pdz_double_write(b, d->distribution[i].score);
			pdz_buf_printf(b, ",%llu]", (unsigned long long)d->distribution[i].n);
		}
		pdz_buf_z(b, "]");
	}
	if (d->breakdown_count > 0)
		write_breakdown(b, d);
	if (d->part_count == 0)
		return;
	pdz_buf_z(b, ",\"parts\":[");
	for (size_t i = 0; i < d->part_count; i++) {
		pdz_buf_z(b, i > 0 ? ",{\"indicator\":" : "{\"indicator\":");
		pdz_json_write_text(b, d->parts[i].indicator);
		write_text_member(b, "verdict", pdz_str(pdz_verdict_names[d->parts[i].verdict]));
		write_number_member(b, "progress", d->parts[i].progress);
		pdz_buf_z(b, "}");
	}
	pdz_buf_z(b, "]");
}

static void write_detail_object(struct pdz_buf *b, const struct pdz_detail *d)
{
	const struct {
		const char *name;
		struct pdz_value value;
	} numbers[] = {
		{"mean", d->mean}, {"sd", d->sd}, {"median", d->median}, {"q1", d->q1}, {"q3", d->q3}, {"p90", d->p90},
		{"min", d->min}, {"max", d->max}, {"share", d->share}, {"closed", d->closed}, {"open", d->open},
		{"overdue", d->overdue}, {"open_age_median", d->open_age_median}, {"open_age_max", d->open_age_max},
		{"km_median", d->km_median}, {"expected", d->expected}, {"found", d->found},
		{"longest_gap_days", d->longest_gap_days}, {"periods_met", d->periods_met}, {"periods_due", d->periods_due},
		{"declared", d->declared},
	};
	const size_t before = b->n;
	pdz_buf_z(b, ",\"detail\":{");
	const size_t start = b->n;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		number_if(b, numbers[i].name, numbers[i].value);
	if (d->has_reached)
		flag(b, "reached", d->reached);
	write_day_member_if_any(b, "date", d->date);
	write_day_member_if_any(b, "due", d->due);
	write_text_member_if_any(b, "evidence", d->evidence);
	write_text_member_if_any(b, "grade", d->grade);
	if (d->has_compared) {
		pdz_buf_z(b, ",\"compared_period\":\"");
		pdz_period_write(b, d->compared);
		pdz_buf_z(b, "\"");
	}
	write_name_lists(b, d);
	if (b->n == start)
		b->n = before;
	else {
		without_comma(b, start);
		pdz_buf_z(b, "}");
	}
}

void pdz_results_write_entry(struct pdz_results_writer *w, const struct pdz_entry *e)
{
	struct pdz_buf *b = w->out;
	const struct pdz_plan *plan = w->plan;
	const struct pdz_indicator *ind = &plan->indicators[e->indicator];
	pdz_buf_z(b, w->entries++ > 0 ? ",\n {\"indicator\":" : "\n {\"indicator\":");
	pdz_json_write_text(b, ind->code);
	pdz_buf_z(b, ",\"period\":\"");
	pdz_period_write(b, e->period);
	pdz_buf_z(b, "\"");
	if (e->area == PDZ_NONE)
		pdz_buf_z(b, ",\"area\":null");
	else
		write_text_member(b, "area", plan->areas[e->area].code);
	if (e->category.p == NULL)
		pdz_buf_z(b, ",\"category\":null");
	else
		write_text_member(b, "category", e->category);
	if (e->dimension_count > 0) {
		pdz_buf_z(b, ",\"dimensions\":{");
		const size_t start = b->n;
		for (size_t i = 0; i < e->dimension_count; i++) {
			write_member_name(b, e->dimensions[i].name.p);
			if (e->dimensions[i].value.p == NULL)
				pdz_buf_z(b, "null");
			else
				pdz_json_write_text(b, e->dimensions[i].value);
		}
		without_comma(b, start);
		pdz_buf_z(b, "}");
	}
	write_number_member(b, "value", e->value);
	write_text_member(b, "unit", e->unit);
	write_number_member(b, "numerator", e->numerator);
	write_number_member(b, "denominator", e->denominator);
	write_number_member(b, "n", e->n);
	write_number_member(b, "low", e->low);
	write_number_member(b, "high", e->high);
	if (e->method.p == NULL)
		pdz_buf_z(b, ",\"method\":null");
	else
		write_text_member(b, "method", e->method);
	write_number_member(b, "baseline", e->baseline);
	number_if(b, "baseline_n", e->baseline_n);
	write_number_member(b, "change", e->change);
	if (e->change_from_zero)
		flag(b, "change_from_zero", true);
	write_number_member(b, "target", e->target);
	number_if(b, "target_high", e->target_high);
	write_number_member(b, "target_to_date", e->target_to_date);
	write_number_member(b, "progress", e->progress);
	number_if(b, "of_target", e->of_target);
	write_text_member(b, "verdict", pdz_str(pdz_verdict_names[e->verdict]));
	if (e->reason == PDZ_REASON_NONE)
		pdz_buf_z(b, ",\"reason\":null");
	else
		write_text_member(b, "reason", pdz_str(pdz_reason_names[e->reason]));
	write_detail_object(b, &e->detail);
	pdz_buf_z(b, "}");
}

static void write_area_member(struct pdz_buf *b, const char *name, const struct pdz_plan *plan, uint32_t number_of_area)
{
	if (number_of_area != PDZ_NONE)
		write_text_member(b, name, plan->areas[number_of_area].code);
}

void pdz_results_write_comparison(struct pdz_results_writer *w, const struct pdz_comparison *c)
{
	struct pdz_buf *b = w->out;
	const struct pdz_indicator *ind = &w->plan->indicators[c->indicator];
	if (w->comparisons++ == 0)
		pdz_buf_z(b, "],\n\"comparisons\":[\n {\"indicator\":");
	else
		pdz_buf_z(b, ",\n {\"indicator\":");
	pdz_json_write_text(b, ind->code);
	write_text_member(b, "kind", pdz_str(pdz_comparison_kind_names[c->kind]));
	pdz_buf_z(b, ",\"period\":\"");
	pdz_period_write(b, c->period);
	pdz_buf_z(b, "\"");
	if (c->kind == PDZ_COMPARE_YEARS) {
		pdz_buf_z(b, ",\"other_period\":\"");
		pdz_period_write(b, c->other_period);
		pdz_buf_z(b, "\"");
	}
	write_area_member(b, "area", w->plan, c->area);
	write_area_member(b, "other_area", w->plan, c->other_area);
	if (c->kind == PDZ_COMPARE_BENCHMARK) {
		write_text_member(b, "benchmark", c->benchmark);
		write_text_member_if_any(b, "benchmark_source", c->benchmark_source);
	}
	const struct {
		const char *name;
		struct pdz_value value;
	} numbers[] = {
		{"first", c->first}, {"second", c->second}, {"n_first", c->n_first}, {"n_second", c->n_second},
		{"estimate", c->estimate}, {"low", c->low}, {"high", c->high}, {"p", c->p},
	};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		write_number_member(b, numbers[i].name, numbers[i].value);
	number_if(b, "outer_low", c->outer_low);
	number_if(b, "outer_high", c->outer_high);
	write_text_member(b, "measure", pdz_str(pdz_contrast_measure_names[c->measure]));
	if (c->method.p == NULL)
		pdz_buf_z(b, ",\"method\":null");
	else
		write_text_member(b, "method", c->method);
	write_text_member(b, "finding", pdz_str(pdz_finding_names[c->finding]));
	if (c->kind == PDZ_COMPARE_FUNNEL)
		flag(b, "beyond_outer", c->beyond_outer);
	if (c->reason == PDZ_REASON_NONE)
		pdz_buf_z(b, ",\"reason\":null}");
	else {
		write_text_member(b, "reason", pdz_str(pdz_reason_names[c->reason]));
		pdz_buf_z(b, "}");
	}
}

void pdz_results_write_end(struct pdz_results_writer *w)
{
	pdz_buf_z(w->out, "]}\n");
}
