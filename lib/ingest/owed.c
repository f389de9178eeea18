/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that are owed to the plan, each kind once. */
#include "ingest/pass.h"

bool pdz_owe_records(struct pdz_ingest *run, const struct ingest_source *s, const struct ingest_debt *debt, uint64_t n)
{
	const struct pdz_str of = debt->event.n == 0 && s->mapping ? s->mapping->source : (struct pdz_str){"", 0};
	struct pdz_buf key = {0};
	const size_t before = run->owed_keys.count;

	pdz_buf_str(&key, debt->event);
	pdz_buf_char(&key, '\t');
	pdz_buf_str(&key, of);
	pdz_buf_char(&key, '\t');
	pdz_buf_str(&key, debt->area);
	pdz_buf_printf(&key, "\t%ld\t%ld", (long)debt->months.first, (long)debt->months.last);
	const uint32_t at = key.failed ? PDZ_NONE : pdz_intern_add(&run->owed_keys, pdz_buf_view(&key));
	pdz_buf_release(&key);
	if (at == PDZ_NONE)
		return false;
	if (run->owed_keys.count > before) {
		const char *event = pdz_arena_copy(&run->arena, debt->event), *area = pdz_arena_copy(&run->arena, debt->area);
		const char *source = pdz_arena_copy(&run->arena, of);
		if (!event || !area || !source || !pdz_grow(&run->owed, &run->owed_cap, run->owed_count + 1, sizeof *run->owed))
			return false;
		run->owed[run->owed_count++] = (struct pdz_owed_records){.event = {event, debt->event.n},
		                                                         .source = {source, of.n},
		                                                         .area = {area, debt->area.n},
		                                                         .period = debt->months,
		                                                         .has_period = debt->months.first != INT32_MIN};
	}
	run->owed[at].n += n;
	return true;
}

const struct pdz_owed_records *pdz_ingest_owed(const struct pdz_ingest *run, size_t *count)
{
	*count = run->owed_count;
	return run->owed;
}
