/* The selected entries as a flat table: plain (RFC 4180, line feeds, full
 * precision) or as Italian Excel opens it by double click. */
#include "formats.h"
#include "terminal.h"
#include "words.h"

#include "pdz/csv.h"

struct table {
	const struct pdz_report *rep;
	struct pdz_buf *out;
	bool excel;
	size_t neutralised;
	size_t cells; /* in this row */
};

static const char *const columns[] = {
	"indicator", "level", "kind", "period", "area", "category", "value", "unit", "numerator", "denominator", "n", "low",
	"high", "method", "baseline", "change", "target", "target_to_date", "progress", "verdict", "reason",
	/* further ones */
	"objective", "objective_name", "action", "action_name", "name", "area_name", "dimensions", "statistic", "scale", "better",
	"planned_done", "assumed", "verdict_label", "reason_label", "target_high", "change_from_zero", "mean", "sd", "median",
	"q1", "q3", "p90", "min", "max", "share", "closed", "open", "overdue", "open_age_median", "open_age_max", "km_median",
	"expected", "found", "longest_gap_days", "periods_met", "periods_due", "missing", "reached", "date", "due", "grade",
	"evidence", "problem", "note", NULL};

/* What a spreadsheet would take for a formula: one of these first, or after
 * blanks that it trims; their full-width forms too. */
static bool is_formula(struct pdz_str s)
{
	static const char *const skipped[] = {" ", "\xC2\xA0", "\xEF\xBB\xBF", NULL};
	static const char *const signs[] = {"=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B",
	                                    "\xEF\xBC\x8D", "\xEF\xBC\xA0", NULL};
	for (size_t i = 0; skipped[i];) {
		size_t n = strlen(skipped[i]);
		if (s.n >= n && memcmp(s.p, skipped[i], n) == 0) {
			s.p += n;
			s.n -= n;
			i = 0;
		} else {
			i++;
		}
	}
	for (size_t i = 0; signs[i]; i++) {
		size_t n = strlen(signs[i]);
		if (s.n >= n && memcmp(s.p, signs[i], n) == 0)
			return true;
	}
	return false;
}

static void next_cell(struct table *t)
{
	if (t->cells++)
		pdz_buf_char(t->out, t->excel ? ';' : ',');
}

static void text(struct table *t, struct pdz_str s)
{
	next_cell(t);
	if (!t->excel || !is_formula(s)) {
		pdz_csv_write(t->out, s, t->excel ? ';' : ',');
		return;
	}
	struct pdz_buf harmless = {0};
	pdz_buf_char(&harmless, '\'');
	pdz_buf_str(&harmless, s);
	pdz_csv_write(t->out, pdz_buf_view(&harmless), ';');
	t->out->failed |= harmless.failed;
	pdz_buf_release(&harmless);
	t->neutralised++;
}

static void word(struct table *t, const char *s)
{
	text(t, pdz_str(s));
}

static void number(struct table *t, double v)
{
	next_cell(t);
	size_t from = t->out->n;
	pdz_double_write(t->out, v);
	for (size_t i = from; t->excel && i < t->out->n; i++)
		if (t->out->p[i] == '.')
			t->out->p[i] = ',';
}

static void value(struct table *t, struct pdz_value v)
{
	if (v.ok)
		number(t, v.number);
	else
		next_cell(t);
}

static void truth(struct table *t, bool v)
{
	next_cell(t);
	pdz_buf_z(t->out, v ? "true" : "false");
}

static void date(struct table *t, pdz_day d)
{
	next_cell(t);
	if (d != PDZ_NO_DAY)
		pdz_spell_date(t->out, t->excel ? PDZ_ITALIAN : PDZ_ENGLISH, d);
}

static void end_row(struct table *t)
{
	pdz_buf_z(t->out, t->excel ? "\r\n" : "\n");
	t->cells = 0;
}

static void joined(struct table *t, const struct pdz_buf *b)
{
	text(t, pdz_buf_view(b));
	t->out->failed |= b->failed;
}

static void write_detail(struct table *t, const struct pdz_result_detail *d)
{
	static const struct pdz_result_detail none = {.date = PDZ_NO_DAY, .due = PDZ_NO_DAY};
	struct pdz_buf missing = {0};
	if (!d)
		d = &none;
	const struct pdz_value numbers[] = {
		d->mean, d->sd, d->median, d->q1, d->q3, d->p90, d->min, d->max, d->share, d->closed, d->open, d->overdue,
		d->open_age_median, d->open_age_max, d->km_median, d->expected, d->found, d->longest_gap_days, d->periods_met,
		d->periods_due};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		value(t, numbers[i]);
	for (size_t i = 0; i < d->missing_count; i++) {
		pdz_buf_z(&missing, i ? " " : "");
		pdz_buf_str(&missing, d->missing[i]);
	}
	joined(t, &missing);
	pdz_buf_release(&missing);
	if (d->has_reached)
		truth(t, d->reached);
	else
		next_cell(t);
	date(t, d->date);
	date(t, d->due);
	text(t, d->grade);
	text(t, d->evidence);
}

static void write_dimensions(struct table *t, const struct pdz_result_entry *e)
{
	struct pdz_buf b = {0};
	for (size_t i = 0; i < e->dimension_count; i++) {
		if (!e->dimensions[i].value.p)
			continue;
		pdz_buf_z(&b, b.n ? " " : "");
		pdz_buf_str(&b, e->dimensions[i].name);
		pdz_buf_char(&b, '=');
		pdz_buf_str(&b, e->dimensions[i].value);
	}
	joined(t, &b);
	pdz_buf_release(&b);
}

static void write_entry(struct table *t, const struct pdz_result_entry *e)
{
	const struct pdz_results *r = t->rep->results;
	const struct pdz_result_indicator *ind = &r->indicators[e->indicator];
	const struct pdz_result_area *area = e->area == PDZ_NONE ? NULL : &r->areas[e->area];
	const struct pdz_result_action *action = ind->action == PDZ_NONE ? NULL : &r->actions[ind->action];
	enum pdz_language lang = t->rep->options.language;

	text(t, ind->code);
	word(t, pdz_result_level_names[ind->level]);
	word(t, pdz_result_kind_names[ind->kind]);
	text(t, e->period_text);
	text(t, area ? area->code : PDZ_STR(""));
	text(t, e->category);
	value(t, e->value);
	text(t, e->unit);
	value(t, e->numerator);
	value(t, e->denominator);
	value(t, e->n);
	value(t, e->low);
	value(t, e->high);
	text(t, e->method);
	value(t, e->baseline);
	value(t, e->change);
	value(t, e->target);
	value(t, e->target_to_date);
	value(t, e->progress);
	word(t, pdz_verdict_names[e->verdict]);
	word(t, pdz_reason_names[e->reason]);

	text(t, r->objectives[ind->objective].code);
	text(t, r->objectives[ind->objective].name);
	text(t, action ? action->code : PDZ_STR(""));
	text(t, action ? action->name : PDZ_STR(""));
	text(t, ind->name);
	text(t, area ? area->name : PDZ_STR(""));
	write_dimensions(t, e);
	text(t, ind->statistic);
	number(t, ind->scale);
	word(t, ind->lower_is_better ? "lower" : "higher");
	truth(t, ind->planned_done);
	truth(t, ind->assumed);
	word(t, pdz_word_verdict(lang, e->verdict));
	word(t, e->reason ? pdz_word_reason(lang, e->reason) : "");
	value(t, e->target_high);
	truth(t, e->change_from_zero);
	write_detail(t, e->detail);
	text(t, ind->problem);
	text(t, ind->note);
	end_row(t);
}

static enum pdz_status write_csv(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                 struct pdz_error *err)
{
	struct table t = {.rep = rep, .out = out, .excel = rep->options.excel_it};
	if (t.excel)
		pdz_buf_z(out, "\xEF\xBB\xBF");
	for (size_t i = 0; columns[i]; i++)
		word(&t, columns[i]);
	end_row(&t);
	for (size_t i = 0; i < rep->entry_count; i++)
		write_entry(&t, &rep->results->entries[rep->entries[i]]);
	if (neutralised)
		*neutralised = t.neutralised;
	return out->failed ? pdz_no_memory(err) : PDZ_OK;
}

const struct pdz_report_format format_csv = {"csv", "csv", false, write_csv};
