/* The steps of protecting results, in their order. */
#include "table.h"

enum pdz_status pdz_publish(struct pdz_results *results, struct pdz_error *err)
{
	struct pub_table t = {.r = results, .threshold = (double)results->suppress_below};
	results->publication = (struct pdz_publication){.on = true, .threshold = results->suppress_below};
	bool safe = true;
	pub_collect(&t);
	if (!t.no_memory)
		pub_collect_comparisons(&t);
	if (!t.no_memory)
		pub_relate(&t);
	t.no_memory = t.no_memory || !pub_link(&t);
	if (!t.no_memory) {
		pub_primary(&t);
		pub_complementary(&t);
	}
	if (!t.no_memory)
		safe = pub_audit(&t);
	if (!t.no_memory && safe)
		pub_apply(&t);
	const bool no_memory = t.no_memory;
	pub_table_release(&t);
	if (no_memory)
		return pdz_no_memory(err);
	return safe ? PDZ_OK : pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "could not make sure that no small number can be recomputed");
}
