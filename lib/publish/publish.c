/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of protecting results, in their order. */
#include "publish/table.h"

/* Results from before it was written down who is counted would come out as if nobody were. */
static bool says_who_is_counted(const struct pdz_results *r)
{
	for (size_t i = 0; i < r->indicator_count; i++) {
		const struct pdz_result_indicator *ind = &r->indicators[i];
		const struct pdz_result_persons *p = &ind->persons;
		if (p->numerator != 0 || p->denominator != 0 || p->items != 0 || ind->definition.n > 0)
			return true;
	}
	return r->indicator_count == 0;
}

enum pdz_status pdz_publish(struct pdz_results *results, struct pdz_error *err)
{
	struct pub_table t = {.r = results, .threshold = (double)results->suppress_below};
	results->publication = (struct pdz_publication){.on = true, .threshold = results->suppress_below};
	bool safe = true;
	if (!says_who_is_counted(results))
		return pdz_fail(
			err, PDZ_INPUT, NULL, 0, 0,
			"the results are of an older version and do not say who is counted (write them anew with pdz-indicators)");
	pdz_publish_collect(&t);
	if (!t.no_memory)
		pdz_publish_collect_comparisons(&t);
	if (!t.no_memory)
		pdz_publish_relate(&t);
	t.no_memory = t.no_memory || !pdz_publish_link(&t);
	if (!t.no_memory) {
		pdz_publish_primary(&t);
		pdz_publish_complementary(&t);
	}
	if (!t.no_memory)
		safe = pdz_publish_audit(&t);
	if (!t.no_memory && safe)
		pdz_publish_apply(&t);
	const bool no_memory = t.no_memory;
	pdz_publish_table_release(&t);
	if (no_memory)
		return pdz_no_memory(err);
	return safe ? PDZ_OK
	            : pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "could not make sure that no small number can be recomputed");
}
