/* An empty form of records for the services that keep no register of their own: the
 * header, and for each event that some indicator needs one row that shows which cells
 * to fill. Its dates are no dates, so that a row left as it is will be set aside and
 * never counted. */
#include "pdz/needs.h"
#include "measure/kind.h"

#include "pdz/csv.h"
#include "report/spell.h"

/* Which cells the indicators of an event look at. */
struct cells {
	bool date, due, start, quantity, case_id, category, note, planned;
	uint32_t action; /* a word: the one that a filter asks for; PDZ_NONE */
	uint32_t word;   /* of category */
	bool dimensions[PDZ_MAX_DIMENSIONS];
};

static void need_column(struct cells *c, unsigned column)
{
	c->category |= column == PDZ_COL_CATEGORY;
	c->case_id |= column == PDZ_COL_CASE;
	if (column >= PDZ_COLUMNS && column < PDZ_COLUMNS + PDZ_MAX_DIMENSIONS)
		c->dimensions[column - PDZ_COLUMNS] = true;
}

static void need_filters(struct cells *c, const struct pdz_selector *s)
{
	for (size_t i = 0; i < s->where_count; i++) {
		const struct pdz_filter *f = &s->where[i];
		need_column(c, f->column);
		if (f->negate || f->count == 0)
			continue;
		if (f->column == PDZ_COL_ACTION && c->action == PDZ_NONE)
			c->action = f->values[0];
		if (f->column == PDZ_COL_CATEGORY && c->word == PDZ_NONE)
			c->word = f->values[0];
	}
}

static void need_slot(struct cells *c, const struct pdz_plan *plan, const struct pdz_slot *slot)
{
	const struct pdz_selector *s = &slot->selector;
	const struct pdz_indicator *ind = &plan->indicators[slot->indicator];
	const bool counts = ind->kind == &pdz_kind_count || ind->kind == &pdz_kind_ratio;
	const bool planned = counts && s->status == PDZ_PLANNED && !s->any_status;
	c->planned |= planned;
	c->date |= !planned;
	c->due |= planned || ind->kind == &pdz_kind_timing || ind->kind == &pdz_kind_milestone || ind->statistic == PDZ_OF_PLANNED;
	c->start |= s->at_least_days > 0 || (ind->kind == &pdz_kind_duration && ind->slot_count == 1);
	c->quantity |= (counts && s->counted == PDZ_QUANTITY) || ind->kind == &pdz_kind_score ||
	               (ind->kind == &pdz_kind_judgement && ind->grade_count == 0);
	c->case_id |= s->counted == PDZ_CASES || (ind->kind == &pdz_kind_duration && ind->slot_count > 1);
	c->category |= s->stock || ind->limit.count > 0 || ind->grade_count > 0;
	c->note |= ind->kind == &pdz_kind_milestone || ind->kind == &pdz_kind_judgement;
	if (s->counted == PDZ_VALUES)
		need_column(c, s->column);
	if (ind->breakdown != PDZ_NONE)
		need_column(c, ind->breakdown);
	if (ind->require_column != PDZ_NONE)
		need_column(c, ind->require_column);
	need_filters(c, s);
}

static void cell(struct pdz_buf *b, struct pdz_str s)
{
	pdz_buf_char(b, ',');
	pdz_csv_write(b, s, ',');
}

static void write_row(const struct pdz_plan *plan, enum pdz_language lang, uint32_t event, const struct cells *c, bool planned,
                      struct pdz_buf *out)
{
	const struct pdz_str none = {"", 0}, day = pdz_str(pdz_say(lang, "template|yyyy-mm-dd"));
	cell(out, planned || !c->date ? none : day); /* after the empty id */
	cell(out, c->due && (planned || !c->planned) ? day : none);
	cell(out, c->start && !planned ? day : none);
	cell(out, c->action != PDZ_NONE ? pdz_intern_text(&plan->words, c->action) : none);
	cell(out, plan->events[event].code);
	cell(out, planned ? PDZ_STR("planned") : PDZ_STR("done"));
	cell(out, c->quantity ? PDZ_STR("1") : none);
	cell(out, c->case_id && !planned ? pdz_str(pdz_say(lang, "template|case")) : none);
	cell(out, c->word != PDZ_NONE ? pdz_intern_text(&plan->words, c->word)
	          : c->category ? pdz_str(pdz_say(lang, "template|category")) : none);
	cell(out, plan->areas[plan->area_count > 1 ? 1 : 0].code);
	cell(out, c->note && !planned ? pdz_str(pdz_say(lang, "template|evidence")) : none);
	for (size_t i = 0; i < plan->dimension_count; i++)
		cell(out, c->dimensions[i] ? plan->dimensions[i].name : none);
	pdz_buf_char(out, '\n');
}

enum pdz_status pdz_template_write(const struct pdz_plan *plan, enum pdz_language lang, struct pdz_buf *out, struct pdz_error *err)
{
	for (int i = 0; i < PDZ_COL_SOURCE; i++) { /* source and line are the form's own */
		pdz_buf_z(out, i > 0 ? "," : "");
		pdz_buf_z(out, pdz_column_names[i]);
	}
	for (size_t i = 0; i < plan->dimension_count; i++)
		cell(out, plan->dimensions[i].code);
	pdz_buf_char(out, '\n');
	for (uint32_t e = 0; e < plan->event_count; e++) {
		struct cells c = {.action = PDZ_NONE, .word = PDZ_NONE};
		for (uint32_t i = plan->dispatch_first[e]; i < plan->dispatch_first[e + 1]; i++)
			need_slot(&c, plan, &plan->slots[plan->dispatch[i]]);
		if (c.planned)
			write_row(plan, lang, e, &c, true, out);
		if (c.date)
			write_row(plan, lang, e, &c, false, out);
	}
	return out->failed ? pdz_no_memory(err) : PDZ_OK;
}
