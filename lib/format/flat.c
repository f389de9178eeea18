/* The selected entries as rows of typed cells. */
#include "format/flat.h"

#include "measure/kind.h"

const char *const pdz_flat_columns[] = {
	"indicator", "level", "kind", "period", "area", "category", "value", "unit", "numerator", "denominator", "n", "low",
	"high", "method", "baseline", "change", "target", "target_to_date", "progress", "verdict", "reason",
	/* further ones; the first four as in pdz-indicators -f csv */
	"of_target", "objective", "action", "name", "verdict_label", "reason_label", "objective_name", "action_name", "area_name",
	"dimensions", "statistic", "scale", "better", "planned_done", "assumed", "target_high", "change_from_zero", "mean", "sd", "median",
	"q1", "q3", "p90", "min", "max", "share", "closed", "open", "overdue", "open_age_median", "open_age_max", "km_median",
	"expected", "found", "longest_gap_days", "periods_met", "periods_due", "declared", "missing", "reached", "date", "due", "grade",
	"evidence", "problem", "note", NULL};

static struct flat_cell *next_cell(struct flat_row *t)
{
	struct flat_cell *c = &t->cells[t->count++];
	*c = (struct flat_cell){.kind = FLAT_EMPTY};
	return c;
}

static void put_text(struct flat_row *t, struct pdz_str s)
{
	struct flat_cell *c = next_cell(t);
	if (s.n == 0)
		return;
	c->kind = FLAT_TEXT;
	c->text = s;
}

static void put_word(struct flat_row *t, const char *s)
{
	put_text(t, pdz_str(s));
}

static void put_number(struct flat_row *t, double v)
{
	struct flat_cell *c = next_cell(t);
	c->kind = FLAT_NUMBER;
	c->number = v;
}

static void put_value(struct flat_row *t, struct pdz_value v)
{
	if (v.ok)
		put_number(t, v.number);
	else
		next_cell(t);
}

static void truth(struct flat_row *t, bool v)
{
	struct flat_cell *c = next_cell(t);
	c->kind = FLAT_TRUTH;
	c->number = v;
}

static void put_date(struct flat_row *t, pdz_day d)
{
	struct flat_cell *c = next_cell(t);
	if (d == PDZ_NO_DAY)
		return;
	c->kind = FLAT_DATE;
	c->day = d;
}

/* The piece of row->texts that began at from. Pieces are told apart by their
 * place until the row is whole, because the buffer may move. */
static void joined(struct flat_row *t, size_t from)
{
	struct flat_cell *c = next_cell(t);
	if (t->texts.n == from)
		return;
	c->kind = FLAT_TEXT;
	c->text = (struct pdz_str){NULL, t->texts.n - from};
	c->number = (double)from;
}

static void settle(struct flat_row *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->cells[i].kind == FLAT_TEXT && !t->cells[i].text.p)
			t->cells[i].text.p = t->texts.p + (size_t)t->cells[i].number;
}

static void put_detail(struct flat_row *t, const struct pdz_detail *d)
{
	const struct pdz_value numbers[] = {
		d->mean, d->sd, d->median, d->q1, d->q3, d->p90, d->min, d->max, d->share, d->closed, d->open, d->overdue,
		d->open_age_median, d->open_age_max, d->km_median, d->expected, d->found, d->longest_gap_days, d->periods_met,
		d->periods_due, d->declared};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		put_value(t, numbers[i]);
	size_t from = t->texts.n;
	for (size_t i = 0; i < d->missing_count; i++) {
		pdz_buf_z(&t->texts, i ? " " : "");
		pdz_period_write(&t->texts, d->missing[i]);
	}
	joined(t, from);
	if (d->has_reached)
		truth(t, d->reached);
	else
		next_cell(t);
	put_date(t, d->date);
	put_date(t, d->due);
	put_text(t, d->grade);
	put_text(t, d->evidence);
}

static void write_dimensions(struct flat_row *t, const struct pdz_entry *e)
{
	size_t from = t->texts.n;
	for (size_t i = 0; i < e->dimension_count; i++) {
		if (!e->dimensions[i].value.p)
			continue;
		pdz_buf_z(&t->texts, t->texts.n > from ? " " : "");
		pdz_buf_str(&t->texts, e->dimensions[i].name);
		pdz_buf_char(&t->texts, '=');
		pdz_buf_str(&t->texts, e->dimensions[i].value);
	}
	joined(t, from);
}

bool pdz_flat_fill(struct flat_row *t, const struct pdz_report *rep, const struct pdz_entry *e)
{
	const struct pdz_results *r = rep->results;
	const struct pdz_result_indicator *ind = &r->indicators[e->indicator];
	const struct pdz_result_area *area = e->area == PDZ_NONE ? NULL : &r->areas[e->area];
	const struct pdz_result_action *action = ind->action == PDZ_NONE ? NULL : &r->actions[ind->action];
	enum pdz_language lang = rep->options.language;

	t->count = 0;
	pdz_buf_clear(&t->texts);

	put_text(t, ind->code);
	put_word(t, pdz_result_level_names[ind->level]);
	put_word(t, ind->kind->name);
	const size_t from = t->texts.n;
	pdz_period_write(&t->texts, e->period);
	joined(t, from);
	put_text(t, area ? area->code : PDZ_STR(""));
	put_text(t, e->category);
	put_value(t, e->value);
	put_text(t, e->unit);
	put_value(t, e->numerator);
	put_value(t, e->denominator);
	put_value(t, e->n);
	put_value(t, e->low);
	put_value(t, e->high);
	put_text(t, e->method);
	put_value(t, e->baseline);
	put_value(t, e->change);
	put_value(t, e->target);
	put_value(t, e->target_to_date);
	put_value(t, e->progress);
	put_word(t, pdz_verdict_names[e->verdict]);
	put_word(t, pdz_reason_names[e->reason]);

	put_value(t, e->of_target);
	put_text(t, r->objectives[ind->objective].code);
	put_text(t, action ? action->code : PDZ_STR(""));
	put_text(t, ind->name);
	put_word(t, pdz_word_verdict(lang, e->verdict));
	put_word(t, e->reason ? pdz_word_reason(lang, e->reason) : "");
	put_text(t, r->objectives[ind->objective].name);
	put_text(t, action ? action->name : PDZ_STR(""));
	put_text(t, area ? area->name : PDZ_STR(""));
	write_dimensions(t, e);
	put_text(t, ind->statistic);
	put_number(t, ind->scale);
	put_word(t, ind->lower_is_better ? "lower" : "higher");
	truth(t, ind->planned_done);
	truth(t, ind->assumed);
	put_value(t, e->target_high);
	truth(t, e->change_from_zero);
	put_detail(t, &e->detail);
	put_text(t, ind->problem);
	put_text(t, ind->note);
	if (t->texts.failed)
		return false;
	settle(t);
	return true;
}

void pdz_flat_release(struct flat_row *t)
{
	pdz_buf_release(&t->texts);
}
