/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of a report, and its words that stand in several tables. */
#include "report/builder.h"

struct pdz_str pdz_build_keep(struct builder *b, struct pdz_str s)
{
	if (s.n == 0)
		return PDZ_STR("");
	char *p = pdz_arena_copy(&b->rep->arena, s);
	if (!p) {
		b->no_memory = true;
		return PDZ_STR("");
	}
	return (struct pdz_str){p, s.n};
}

struct pdz_str pdz_build_take(struct builder *b)
{
	b->no_memory |= b->text.failed;
	struct pdz_str s = pdz_build_keep(b, pdz_buf_view(&b->text));
	pdz_buf_clear(&b->text);
	return s;
}

void *pdz_build_array(struct builder *b, size_t count, size_t size)
{
	void *p = pdz_arena_alloc(&b->rep->arena, count * size);
	if (!p)
		b->no_memory = true;
	return p;
}

struct pdz_str pdz_build_period_title(struct builder *b, struct pdz_period p)
{
	const pdz_day end = pdz_period_end(p), last = end < b->r->to ? end : b->r->to;
	struct pdz_buf period = {0}, day = {0};
	pdz_spell_period(&period, b->lang, p);
	if (p.level != PDZ_PLAN && pdz_period_begin(p) <= b->r->as_of && b->r->as_of < last) {
		pdz_spell_day_of(&day, b->lang, b->r->as_of, p);
		pdz_say_into(&b->text, b->lang, "period|{0}, up to {1}", pdz_buf_view(&period), pdz_buf_view(&day));
	} else {
		pdz_buf_str(&b->text, pdz_buf_view(&period));
	}
	b->no_memory |= period.failed || day.failed;
	pdz_buf_release(&period);
	pdz_buf_release(&day);
	return pdz_build_take(b);
}
