/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality summary: counts while records pass. Decides nothing about them. */
#include "ingest/run.h"

#include <stdlib.h>

void pdz_quality_release(struct quality *q)
{
	for (size_t i = 0; i < q->group_count; i++)
		free(q->groups[i].months);
	free(q->groups);
	free(q->quantities);
	free(q->unknowns);
	pdz_intern_release(&q->words);
	pdz_intern_release(&q->keys);
	pdz_intern_release(&q->series);
	pdz_intern_release(&q->unknown_keys);
	*q = (struct quality){0};
}

static uint32_t number_of_word(struct quality *q, struct pdz_str text)
{
	uint32_t id = pdz_intern_add(&q->words, text);

	q->failed |= id == PDZ_NONE;
	return id;
}

/* The number of a pair of texts; *fresh if it is new. */
static uint32_t pair(struct quality *q, struct pdz_intern *table, struct pdz_str a, struct pdz_str b, bool *fresh)
{
	struct pdz_buf key = {0};
	size_t before = table->count;

	pdz_buf_str(&key, a);
	pdz_buf_char(&key, '\t');
	pdz_buf_str(&key, b);
	uint32_t id = key.failed ? PDZ_NONE : pdz_intern_add(table, pdz_buf_view(&key));
	pdz_buf_release(&key);
	*fresh = table->count > before;
	q->failed |= id == PDZ_NONE;
	return id;
}

static struct quality_group *group_of_source(struct quality *q, struct pdz_str source, struct pdz_str area)
{
	bool fresh;
	uint32_t id = pair(q, &q->keys, source, area, &fresh);

	if (q->failed)
		return NULL;
	if (fresh) {
		if (!pdz_grow(&q->groups, &q->group_cap, q->group_count + 1, sizeof *q->groups)) {
			q->failed = true;
			return NULL;
		}
		q->groups[q->group_count++] = (struct quality_group){.source = number_of_word(q, source),
		                                                     .area = number_of_word(q, area),
		                                                     .first = PDZ_NO_DAY,
		                                                     .last = PDZ_NO_DAY};
	}
	return &q->groups[id];
}

static void count_month(struct quality *q, struct quality_group *g, int32_t month, uint32_t records)
{
	/* a date from another century would take the memory of one */
	if (month < 1900 * 12 || month >= 2100 * 12)
		return;
	if (g->month_count == 0)
		g->first_month = month;
	int32_t at = month - g->first_month;
	size_t before = at < 0 ? (size_t)-at : 0;
	size_t need = before + g->month_count;
	if (at >= 0 && (size_t)at >= g->month_count)
		need = (size_t)at + 1;
	if (!pdz_grow(&g->months, &g->month_cap, need, sizeof *g->months)) {
		q->failed = true;
		return;
	}
	if (before) {
		memmove(g->months + before, g->months, g->month_count * sizeof *g->months);
		memset(g->months, 0, before * sizeof *g->months);
		g->first_month = month;
		at = 0;
	} else if (need > g->month_count) {
		memset(g->months + g->month_count, 0, (need - g->month_count) * sizeof *g->months);
	}
	g->month_count = need;
	g->months[at] += records;
}

static void keep_quantity(struct quality *q, struct pdz_str source, const struct pdz_record *r)
{
	struct pdz_buf name = {0};
	bool fresh;

	pdz_buf_str(&name, r->event);
	pdz_buf_z(&name, r->status == PDZ_DONE ? "\tdone" : "\tplanned");
	uint32_t series = pair(q, &q->series, source, pdz_buf_view(&name), &fresh);
	pdz_buf_release(&name);
	if (q->failed || !pdz_grow(&q->quantities, &q->quantity_cap, q->quantity_count + 1, sizeof *q->quantities)) {
		q->failed = true;
		return;
	}
	q->quantities[q->quantity_count++] = (struct quality_quantity){series, r->quantity, r->line};
}

static void widen_days(struct quality_group *g, pdz_day first, pdz_day last)
{
	if (g->first == PDZ_NO_DAY || first < g->first)
		g->first = first;
	if (g->last == PDZ_NO_DAY || last > g->last)
		g->last = last;
}

void pdz_quality_record(struct quality *q, struct pdz_str source, const struct pdz_record *r)
{
	struct quality_group *g = group_of_source(q, source, r->area);
	pdz_day day = r->status == PDZ_DONE ? r->date : r->due;

	if (!g)
		return;
	g->records++;
	if (r->status == PDZ_DONE)
		g->done++;
	else
		g->planned++;
	if (day != PDZ_NO_DAY) {
		widen_days(g, day, day);
		g->before += q->plan_first != PDZ_NO_DAY && day < q->plan_first;
		g->after += q->plan_last != PDZ_NO_DAY && day > q->plan_last;
		if (r->status == PDZ_DONE)
			count_month(q, g, pdz_day_month(day), 1);
	}
	if (r->quantity != PDZ_MICRO)
		keep_quantity(q, source, r);
}

static void absorb_group(struct quality *q, const struct quality *other, const struct quality_group *from)
{
	struct quality_group *g = group_of_source(q, pdz_intern_text(&other->words, from->source),
	                                          pdz_intern_text(&other->words, from->area));

	if (!g)
		return;
	g->records += from->records;
	g->done += from->done;
	g->planned += from->planned;
	g->before += from->before;
	g->after += from->after;
	if (from->first != PDZ_NO_DAY)
		widen_days(g, from->first, from->last);
	for (size_t i = 0; i < from->month_count; i++)
		if (from->months[i])
			count_month(q, g, from->first_month + (int32_t)i, from->months[i]);
}

void pdz_quality_absorb(struct quality *q, const struct quality *other)
{
	q->failed |= other->failed;
	for (size_t i = 0; i < other->group_count && !q->failed; i++)
		absorb_group(q, other, &other->groups[i]);
	for (size_t i = 0; i < other->quantity_count && !q->failed; i++) {
		const struct quality_quantity *from = &other->quantities[i];
		const uint32_t series = pdz_intern_add(&q->series, pdz_intern_text(&other->series, from->series));
		if (series == PDZ_NONE ||
		    !pdz_grow(&q->quantities, &q->quantity_cap, q->quantity_count + 1, sizeof *q->quantities))
			q->failed = true;
		else
			q->quantities[q->quantity_count++] = (struct quality_quantity){series, from->quantity, from->line};
	}
}

void pdz_quality_reject(struct quality *q, struct pdz_str source, struct pdz_str area)
{
	struct quality_group *g = group_of_source(q, source, area);

	if (g)
		g->rejected++;
}

void pdz_quality_unknown(struct quality *q, struct pdz_str source, const char *reason, struct pdz_str text,
                         const char *hint)
{
	struct pdz_buf name = {0};
	bool fresh;

	pdz_buf_printf(&name, "%s\t", reason);
	pdz_buf_str(&name, text);
	uint32_t id = pair(q, &q->unknown_keys, source, pdz_buf_view(&name), &fresh);
	pdz_buf_release(&name);
	if (q->failed)
		return;
	if (fresh) {
		if (!pdz_grow(&q->unknowns, &q->unknown_cap, q->unknown_count + 1, sizeof *q->unknowns)) {
			q->failed = true;
			return;
		}
		q->unknowns[q->unknown_count++] = (struct quality_unknown){.source = number_of_word(q, source),
		                                                           .reason = number_of_word(q, pdz_str(reason)),
		                                                           .text = number_of_word(q, text),
		                                                           .hint = number_of_word(q, pdz_str(hint))};
	}
	q->unknowns[id].count++;
}
