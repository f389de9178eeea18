/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each indicator of a plan needs to be computed: its events, and which columns of
 * their records. For --check, without any data. */
#include "explain/needs.h"
#include "measure/columns_needed.h"

#include "words/terminal.h"
#include "words/words.h"

static void name(struct pdz_buf *b, bool needed, const char *column, bool *first)
{
	if (!needed)
		return;
	pdz_buf_z(b, *first ? "" : ", ");
	pdz_buf_z(b, column);
	*first = false;
}

static void write_columns(const struct pdz_plan *plan, const struct pdz_columns_needed *c, struct pdz_buf *b)
{
	bool first = true;
	name(b, c->date, "date", &first);
	name(b, c->due, "due", &first);
	name(b, c->start, "start", &first);
	name(b, c->action != PDZ_NONE, "action", &first);
	name(b, c->quantity, "quantity", &first);
	name(b, c->case_id, "case", &first);
	name(b, c->category, "category", &first);
	name(b, c->area, "area", &first);
	for (size_t i = 0; i < plan->dimension_count; i++)
		name(b, c->dimensions[i], plan->dimensions[i].code.p, &first);
}

static void write_slot(const struct pdz_plan *plan, const struct pdz_slot *slot, struct pdz_buf *b)
{
	const struct pdz_selector *s = &slot->selector;
	struct pdz_columns_needed c = pdz_columns_none();
	pdz_columns_need_slot(&c, plan, slot);
	pdz_buf_z(b, "    ");
	for (size_t i = 0; i < s->event_count; i++) {
		pdz_buf_z(b, i == 0 ? "" : s->every ? " + " : ", ");
		pdz_buf_str(b, plan->events[s->events[i]].code);
	}
	for (size_t i = 0; i < s->none_count; i++) {
		pdz_buf_z(b, " - ");
		pdz_buf_str(b, plan->events[s->none[i]].code);
	}
	pdz_buf_z(b, s->any_status ? "" : s->status == PDZ_PLANNED ? " (planned)" : " (done)");
	pdz_buf_z(b, ": ");
	write_columns(plan, &c, b);
	pdz_buf_char(b, '\n');
}

/* Figures that the plan itself must have. */
static void write_figures(const struct pdz_indicator *ind, enum pdz_language lang, struct pdz_buf *b)
{
	for (size_t i = 0; i < ind->denominator.count; i++)
		if (ind->denominator.terms[i].kind == PDZ_TERM_POPULATION) {
			pdz_buf_z(b, "    ");
			pdz_buf_z(b, pdz_say(lang, "needs|inhabitants of the areas, from the plan"));
			pdz_buf_char(b, '\n');
		}
	if (ind->baseline.kind == PDZ_BASELINE_COMPUTED) {
		struct pdz_buf year = {0};
		pdz_period_write(&year, ind->baseline.period);
		pdz_buf_z(b, "    ");
		pdz_say_into(b, lang, "needs|the same records of {0}, for the baseline", pdz_buf_view(&year));
		pdz_buf_char(b, '\n');
		b->failed |= year.failed;
		pdz_buf_release(&year);
	}
}

enum pdz_status pdz_requirements_write(const struct pdz_plan *plan, enum pdz_language lang, struct pdz_buf *out,
                                       struct pdz_error *err)
{
	for (size_t i = 0; i < plan->indicator_count; i++) {
		const struct pdz_indicator *ind = &plan->indicators[i];
		pdz_buf_str(out, ind->code);
		pdz_buf_z(out, "  ");
		pdz_buf_z(out, ind->kind->name);
		pdz_buf_z(out, "  ");
		pdz_terminal_visible(out, ind->name);
		pdz_buf_char(out, '\n');
		for (uint32_t s = 0; s < ind->slot_count; s++)
			write_slot(plan, &plan->slots[ind->first_slot + s], out);
		for (size_t k = 0; k < ind->part_count; k++) {
			pdz_buf_z(out, "    ");
			pdz_buf_str(out, plan->indicators[ind->parts[k]].code);
			pdz_buf_char(out, '\n');
		}
		write_figures(ind, lang, out);
	}
	return out->failed ? pdz_no_memory(err) : PDZ_OK;
}
