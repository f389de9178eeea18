/* See statistic_name.h. */
#include "statistic_name.h"

static const char *counted(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	static const char *const names[] = {
		[PDZ_QUANTITY] = "sum", [PDZ_RECORDS] = "records", [PDZ_CASES] = "cases", [PDZ_VALUES] = "categories",
	};
	return names[plan->slots[ind->first_slot].selector.counted];
}

const char *pdz_statistic_name(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	static const char *const names[] = {
		[PDZ_SUM] = "sum", [PDZ_MEDIAN] = "median", [PDZ_MEAN] = "mean", [PDZ_P90] = "p90",
		[PDZ_MAXIMUM] = "max", [PDZ_SHARE] = "share", [PDZ_OF_PLANNED] = "of_planned",
	};
	if (ind->kind == &pdz_kind_count)
		return ind->roll_up == PDZ_STOCK ? "stock" : counted(plan, ind);
	if (ind->kind == &pdz_kind_ratio)
		return ind->planned_done ? "done_over_planned" : "ratio";
	if (ind->kind == &pdz_kind_milestone)
		return "reached";
	if (ind->kind == &pdz_kind_cadence)
		return "met";
	if (ind->kind == &pdz_kind_composite)
		return ind->rule == PDZ_RULE_MEAN ? "mean_progress" : "achieved_parts";
	if (ind->kind == &pdz_kind_judgement)
		return ind->grade_count > 0 ? "grade" : "stated";
	return names[ind->statistic];
}
