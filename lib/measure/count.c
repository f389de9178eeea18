/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind count: a sum of quantities, a number of records, distinct cases or values. */
#include "measure/said.h"

static void load_count(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	static const char *const roll_up_stock = "stock";
	struct pdz_selector selector;
	if (!pdz_load_selector(l, at, &selector))
		return;
	ind->numerator.terms = pdz_loader_alloc(l, 1, sizeof *ind->numerator.terms);
	if (ind->numerator.terms == NULL)
		return;
	ind->numerator.terms[0] = (struct pdz_term){.kind = PDZ_TERM_SELECTOR, .slot = pdz_loader_slot(l, &selector, 0)};
	ind->numerator.count = 1;
	ind->roll_up = (selector.counted == PDZ_CASES && !selector.yearly) || selector.counted == PDZ_VALUES ? PDZ_DISTINCT
	                                                                                                     : PDZ_FLOW;
	if (selector.in_force != PDZ_NOT_IN_FORCE)
		ind->roll_up = selector.in_force == PDZ_IN_FORCE_DURING ? PDZ_DISTINCT : PDZ_STOCK;
	const struct pdz_json count = pdz_json_get(at, "count"), roll_up = pdz_json_get(at, "roll_up");
	if (selector.counted == PDZ_RECORDS && pdz_json_has_type(&roll_up, JSON_STRING) &&
	    pdz_str_is(pdz_str(json_string_value(roll_up.value)), roll_up_stock))
		pdz_json_problem(&count, "a stock is a quantity", "records", "expected \"count\": \"quantity\"");
	if (roll_up.value != NULL && selector.in_force != PDZ_NOT_IN_FORCE)
		pdz_json_problem(&roll_up, "has no place beside in_force", "roll_up", "expected \"at\" of in_force to say it");
	if (selector.counted == PDZ_CASES && ind->unit.n == 0)
		ind->unit = PDZ_STR("cases");
	pdz_load_operand(l, PDZ_AT(at, "declared"), 1, ind->own);
}

static void finish_count(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct pdz_amount a = pdz_operand_amount(view, &view->indicator->numerator);
	out->value = out->numerator = a.value;
	out->reason = a.reason;
	if (!a.value.ok)
		return;
	out->n = pdz_value_of((double)a.n);
	const struct pdz_operand *declared = view->indicator->own;
	if (declared->count > 0)
		out->detail.declared = pdz_operand_amount(view, declared).value;
	pdz_count_breakdown(view, out);
}

static const char *count_statistic(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	static const char *const names[] = {
		[PDZ_QUANTITY] = "sum",
		[PDZ_RECORDS] = "records",
		[PDZ_CASES] = "cases",
		[PDZ_VALUES] = "categories",
	};
	static const char *const in_force[] = {
		[PDZ_IN_FORCE_END] = "in_force",
		[PDZ_IN_FORCE_START] = "in_force_at_start",
		[PDZ_IN_FORCE_DURING] = "in_force_during",
		[PDZ_IN_FORCE_AVERAGE] = "in_force_on_average",
	};
	const enum pdz_in_force at = plan->slots[ind->first_slot].selector.in_force;
	if (at != PDZ_NOT_IN_FORCE)
		return in_force[at];
	return ind->roll_up == PDZ_STOCK ? "stock" : names[plan->slots[ind->first_slot].selector.counted];
}

static void define_count(struct pdz_said *say)
{
	pdz_said_operand(say, &say->ind->numerator);
	pdz_said_line(say, "explain|Value");
}

static void count_formula(struct pdz_said *say)
{
	const struct pdz_said_list *list = &say->rows->lists[0];
	const struct pdz_selector *s = &say->plan->slots[say->ind->first_slot].selector;
	if (s->counted == PDZ_QUANTITY)
		pdz_said_sum(say, list);
	pdz_said_list(say, list);
	if (s->counted == PDZ_RECORDS)
		return;
	struct pdz_buf n = {0};
	pdz_spell_number(&n, say->lang, (double)list->count, 0);
	pdz_say_into(&say->text, say->lang, list->count == 1 ? "explain| in {0} record" : "explain| in {0} records",
	             pdz_buf_view(&n));
	say->failed |= n.failed;
	pdz_buf_release(&n);
}

/* Those of a selector, and its own. */
static const char *const keys[] = {"event",   "status",     "where",         "count", "all",
                                   "none",    "first_seen", "at_least_days", "stock", "in_force",
                                   "roll_up", "breakdown",  "declared",      NULL};

const struct pdz_kind pdz_kind_count = {
	.name = "count",
	.keys = keys,
	.load = load_count,
	.enter = pdz_count_enter,
	.simple = pdz_count_simple,
	.columns = pdz_count_columns,
	.prepare = pdz_count_prepare,
	.finish = finish_count,
	.use = pdz_count_use,
	.own_size = sizeof(struct pdz_operand), /* the total that the source itself declares */
	.statistic = count_statistic,
	.define = define_count,
	.formula = count_formula,
	.need = pdz_count_need,
	.value_is_count = true,
	.exact = true,
	.amounts = true,
};
