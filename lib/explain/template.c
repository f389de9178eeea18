/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An empty form of records for the services that keep no register of their own: the
 * header, and for each event that some indicator needs one row that shows which cells
 * to fill. Its dates are not dates, so that a row left as it is will be set aside and
 * never counted. */
#include "explain/needs.h"
#include "measure/columns_needed.h"

#include "pdz/record.h"
#include "words/words.h"

static void write_template_cell(struct pdz_buf *b, struct pdz_str s)
{
	pdz_buf_char(b, ',');
	pdz_csv_write(b, s, ',');
}

static void write_template_row(const struct pdz_plan *plan, enum pdz_language lang, uint32_t event,
                               const struct pdz_columns_needed *c, bool planned, struct pdz_buf *out)
{
	const struct pdz_str none = {"", 0}, day = pdz_str(pdz_say(lang, "template|yyyy-mm-dd"));
	write_template_cell(out, planned || !c->date ? none : day); /* after the empty id */
	write_template_cell(out, c->due && (planned || !c->planned) ? day : none);
	write_template_cell(out, c->start && !planned ? day : none);
	write_template_cell(out, c->action != PDZ_NONE ? pdz_intern_text(&plan->words, c->action) : none);
	write_template_cell(out, plan->events[event].code);
	write_template_cell(out, planned ? PDZ_STR("planned") : PDZ_STR("done"));
	write_template_cell(out, c->quantity ? PDZ_STR("1") : none);
	write_template_cell(out, c->case_id && !planned ? pdz_str(pdz_say(lang, "template|case")) : none);
	write_template_cell(out, c->word != PDZ_NONE ? pdz_intern_text(&plan->words, c->word)
	                         : c->category       ? pdz_str(pdz_say(lang, "template|category"))
	                                             : none);
	write_template_cell(out, plan->areas[plan->area_count > 1 ? 1 : 0].code);
	write_template_cell(out, c->note && !planned ? pdz_str(pdz_say(lang, "template|evidence")) : none);
	for (size_t i = 0; i < plan->dimension_count; i++)
		write_template_cell(out, c->dimensions[i] ? plan->dimensions[i].name : none);
	pdz_buf_char(out, '\n');
}

enum pdz_status pdz_template_write(const struct pdz_plan *plan, enum pdz_language lang, struct pdz_buf *out,
                                   struct pdz_error *err)
{
	for (int i = 0; i < PDZ_COL_SOURCE; i++) { /* source and line are the form's own */
		pdz_buf_z(out, i > 0 ? "," : "");
		pdz_buf_z(out, pdz_column_names[i]);
	}
	for (size_t i = 0; i < plan->dimension_count; i++)
		write_template_cell(out, plan->dimensions[i].code);
	pdz_buf_char(out, '\n');
	for (uint32_t e = 0; e < plan->event_count; e++) {
		struct pdz_columns_needed c = pdz_columns_none();
		for (uint32_t i = plan->dispatch_first[e]; i < plan->dispatch_first[e + 1]; i++)
			pdz_columns_need_slot(&c, plan, &plan->slots[plan->dispatch[i]]);
		if (c.planned)
			write_template_row(plan, lang, e, &c, true, out);
		if (c.date)
			write_template_row(plan, lang, e, &c, false, out);
	}
	return out->failed ? pdz_no_memory(err) : PDZ_OK;
}
