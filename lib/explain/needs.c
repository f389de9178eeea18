/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who owes what: deliveries that were due and have not come, records that were set aside and are owed until they are
 * corrected, and events that nobody is said to send and that never came. A list of items first, then drawn. */
#include "explain/needs.h"

#include "base/json_write.h"
#include "measure/run.h"
#include "pdz/record.h"
#include "words/terminal.h"
#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>

enum owed_what { OWED_DELIVERY, OWED_RECORDS, OWED_EVENT };
static const char *const owed_names[] = {"delivery", "records", "event"};

/* One row. Deliveries in a row are one item, drawn one by one but in the letter. */
struct owed_item {
	enum owed_what what;
	const struct pdz_missing_delivery *missing; /* of a delivery */
	uint32_t event, area;                       /* PDZ_NONE: none, or not known */
	int32_t first, last;                        /* months, of records; first INT32_MIN: not known */
	uint64_t records;
	uint32_t slot; /* that alone cannot use the records; PDZ_NONE: none can */
};

struct owed_list {
	const struct pdz_plan *plan;
	const struct pdz_results *results;
	const bool *only;  /* indicators that were asked for; NULL: all */
	const bool *areas; /* NULL: all */
	struct owed_item *items;
	size_t count, cap;
	bool failed;
};

static void add_owed(struct owed_list *l, const struct owed_item *item)
{
	if (l->areas != NULL && (item->area == PDZ_NONE || !l->areas[item->area]))
		return;
	if (!pdz_grow(&l->items, &l->cap, l->count + 1, sizeof *l->items))
		l->failed = true;
	else
		l->items[l->count++] = *item;
}

static bool looks_at_event(const struct pdz_plan *plan, const struct pdz_indicator *ind, uint32_t event)
{
	for (uint32_t i = plan->dispatch_first[event]; i < plan->dispatch_first[event + 1]; i++)
		if (&plan->indicators[plan->slots[plan->dispatch[i]].indicator] == ind)
			return true;
	for (size_t i = 0; i < ind->part_count; i++)
		if (looks_at_event(plan, &plan->indicators[ind->parts[i]], event))
			return true;
	return false;
}

/* The indicators that were asked for and look at the event, by themselves or by their parts. */
static size_t list_needed_by(const struct owed_list *l, uint32_t event, struct pdz_str *codes)
{
	const struct pdz_plan *plan = l->plan;
	size_t count = 0;
	for (size_t i = 0; i < plan->indicator_count && event != PDZ_NONE; i++) { /* of one not known none for sure */
		if ((l->only != NULL && !l->only[i]) || !looks_at_event(plan, &plan->indicators[i], event))
			continue;
		if (codes != NULL)
			codes[count] = plan->indicators[i].code;
		count++;
	}
	return count;
}

static int compare_aside(const void *left, const void *right)
{
	const struct owed_item *a = left, *b = right;
	if (a->event != b->event)
		return a->event < b->event ? -1 : 1;
	if (a->area != b->area)
		return a->area < b->area ? -1 : 1;
	if (a->first != b->first || a->last != b->last)
		return a->first < b->first || (a->first == b->first && a->last < b->last) ? -1 : 1;
	return 0;
}

static int compare_aside_of_slots(const void *left, const void *right)
{
	const struct owed_item *a = left, *b = right;
	const int order = compare_aside(a, b);
	return order != 0 ? order : (a->slot > b->slot) - (a->slot < b->slot);
}

/* Items that are compared as one, each once: several slots can lack the same records, one lacks different ones. */
static void merge_owed(struct owed_list *l, size_t first, int (*compare)(const void *, const void *))
{
	size_t kept = first;
	for (size_t i = first; i < l->count; i++) {
		struct owed_item *const before = &l->items[kept - (kept > first)];
		if (kept == first || compare(before, &l->items[i]) != 0)
			l->items[kept++] = l->items[i];
		else if (before->slot == l->items[i].slot || l->items[i].slot == PDZ_NONE)
			before->records += l->items[i].records;
		else if (l->items[i].records > before->records)
			before->records = l->items[i].records;
	}
	l->count = kept;
}

/* What was set aside, by event, area and months, each once, for however many indicators. */
static void list_aside(struct owed_list *l, const struct pdz_evidence *e)
{
	const size_t first = l->count;
	for (size_t i = 0; i < e->aside_count; i++) {
		const struct pdz_aside *a = &e->aside[i];
		if (pdz_aside_is_missing(e, l->plan, a) && (a->event == PDZ_NONE || list_needed_by(l, a->event, NULL) > 0))
			add_owed(l, &(struct owed_item){.what = OWED_RECORDS,
			                                .event = a->event,
			                                .area = a->area,
			                                .first = a->first,
			                                .last = a->last,
			                                .records = a->n,
			                                .slot = a->slot});
	}
	if (l->count > first)
		qsort(l->items + first, l->count - first, sizeof *l->items, compare_aside_of_slots);
	merge_owed(l, first, compare_aside_of_slots);
	merge_owed(l, first, compare_aside);
}

/* Of an event that no source tells of, silence says nothing: only that it never came. */
static void list_never(struct owed_list *l, const struct pdz_evidence *e)
{
	const struct pdz_plan *plan = l->plan;
	for (uint32_t event = 0; event < l->plan->event_count; event++) {
		bool came = pdz_is_told(plan, event) || list_needed_by(l, event, NULL) == 0;
		for (uint32_t s = 0; s <= plan->source_count && !came; s++)
			for (uint32_t a = 0; a <= plan->area_count && !came; a++)
				came = *pdz_evidence_last(e, plan, s < plan->source_count ? s : PDZ_NONE, event,
				                          a < plan->area_count ? a : PDZ_NONE) != PDZ_NO_DAY;
		if (!came)
			add_owed(l, &(struct owed_item){.what = OWED_EVENT, .event = event, .area = PDZ_NONE, .first = INT32_MIN});
	}
}

static void list_owed(struct owed_list *l, const struct pdz_run *run)
{
	for (size_t i = 0; i < l->results->missing_count; i++)
		add_owed(l, &(struct owed_item){.what = OWED_DELIVERY,
		                                .missing = &l->results->missing[i],
		                                .event = PDZ_NONE,
		                                .area = l->results->missing[i].area,
		                                .first = INT32_MIN});
	list_aside(l, &run->evidence);
	if (l->areas == NULL)
		list_never(l, &run->evidence);
}

/* ---- a row each ---- */

/* One cell after the other, as CSV or JSON. */
struct owed_row {
	struct owed_list *l;
	struct pdz_buf *out;
	bool json;
	size_t cells;
};

static void put_owed_text(struct owed_row *row, const char *key, struct pdz_str s)
{
	if (row->json && s.n > 0)
		pdz_json_put_text(row->out, key, s);
	if (row->json)
		return;
	pdz_buf_z(row->out, row->cells++ > 0 ? "," : "");
	pdz_csv_write(row->out, s, ',');
}

static void put_owed_number(struct owed_row *row, const char *key, uint64_t n, bool known)
{
	if (row->json && known)
		pdz_json_put_whole(row->out, key, n);
	if (row->json)
		return;
	pdz_buf_z(row->out, row->cells++ > 0 ? "," : "");
	if (known)
		pdz_buf_printf(row->out, "%llu", (unsigned long long)n);
}

static void put_needed_by(struct owed_row *row, const struct pdz_str *codes, size_t count)
{
	struct pdz_buf list = {0};
	if (row->json) {
		pdz_json_write_key(row->out, "needed_by");
		pdz_buf_char(row->out, '[');
	}
	for (size_t i = 0; i < count; i++) {
		if (row->json) {
			pdz_json_write_next(row->out);
			pdz_json_write_text(row->out, codes[i]);
		}
		pdz_buf_z(&list, i > 0 ? ";" : "");
		pdz_buf_str(&list, codes[i]);
	}
	if (row->json)
		pdz_buf_char(row->out, ']');
	else
		put_owed_text(row, "needed_by", pdz_buf_view(&list));
	row->out->failed |= list.failed;
	pdz_buf_release(&list);
}

/* Of one day, or of a delivery. */
static struct pdz_period months_of(const struct owed_item *item)
{
	int level = PDZ_MONTH;
	while (level > PDZ_PLAN && pdz_level_months((enum pdz_level)level) != item->last - item->first + 1)
		level--;
	return (struct pdz_period){(enum pdz_level)level, item->first, item->last};
}

/* k: which of the deliveries in a row. */
static void write_owed_row(struct owed_row *row, const struct owed_item *item, uint64_t k)
{
	const struct pdz_plan *plan = row->l->plan;
	const struct pdz_missing_delivery *m = item->missing;
	struct pdz_buf period = {0}, due = {0};
	struct pdz_str *codes = calloc(plan->indicator_count + 1, sizeof *codes);
	pdz_day due_on = PDZ_NO_DAY;
	if (m != NULL) {
		const int32_t months = m->first.last - m->first.first + 1;
		const struct pdz_period p = pdz_period_of(m->first.level, m->first.first + (int32_t)k * months);
		due_on = m->due - pdz_period_end(m->first) + pdz_period_end(p);
		pdz_period_write(&period, p);
		pdz_day_write(&due, due_on);
	} else if (item->first != INT32_MIN) {
		pdz_period_write(&period, months_of(item));
	}
	row->cells = 0;
	if (row->json) {
		pdz_json_write_next(row->out);
		pdz_buf_z(row->out, "\n {");
	}
	put_owed_text(row, "what", pdz_str(owed_names[item->what]));
	put_owed_text(row, "source", m != NULL ? m->source : PDZ_STR(""));
	put_owed_text(row, "source_name", m != NULL ? m->name : PDZ_STR(""));
	put_owed_text(row, "event", item->event != PDZ_NONE ? plan->events[item->event].code : PDZ_STR(""));
	put_owed_text(row, "area", item->area != PDZ_NONE ? plan->areas[item->area].code : PDZ_STR(""));
	put_owed_text(row, "area_name", item->area != PDZ_NONE ? plan->areas[item->area].name : PDZ_STR(""));
	put_owed_text(row, "period", pdz_buf_view(&period));
	put_owed_text(row, "due", pdz_buf_view(&due));
	put_owed_number(row, "days_late", m != NULL ? (uint64_t)(row->l->results->as_of - due_on) : 0, m != NULL);
	put_owed_number(row, "records", item->records, item->what == OWED_RECORDS);
	if (codes != NULL && m != NULL)
		put_needed_by(row, m->needed_by, m->needed_by_count);
	else if (codes != NULL)
		put_needed_by(row, codes, list_needed_by(row->l, item->event, codes));
	pdz_buf_z(row->out, row->json ? "}" : "\n");
	row->out->failed |= period.failed || due.failed || codes == NULL;
	free(codes);
	pdz_buf_release(&period);
	pdz_buf_release(&due);
}

static void write_owed_rows(struct owed_list *l, bool json, struct pdz_buf *out)
{
	struct owed_row row = {.l = l, .out = out, .json = json};
	if (json) {
		pdz_buf_z(out, "{\"pdz_needs\":1,\n\"plan\":");
		pdz_json_write_text(out, l->plan->id);
		pdz_json_put_day(out, "as_of", l->results->as_of);
		pdz_json_put_flag(out, "has_sources", l->plan->source_count > 0);
		pdz_buf_z(out, ",\n\"owed\":[");
	} else {
		pdz_buf_z(out, "what,source,source_name,event,area,area_name,period,due,days_late,records,needed_by\n");
	}
	for (size_t i = 0; i < l->count; i++)
		for (uint64_t k = 0; k < (l->items[i].missing != NULL ? l->items[i].missing->deliveries : 1); k++)
			write_owed_row(&row, &l->items[i], k);
	pdz_buf_z(out, json ? "]}\n" : "");
}

/* ---- letters ---- */

struct letters {
	struct owed_list *l;
	enum pdz_language lang;
	struct pdz_buf *out;
};

static void say_line(struct letters *w, const char *english)
{
	pdz_buf_z(w->out, pdz_say(w->lang, english));
	pdz_buf_char(w->out, '\n');
}

static void write_list_item(struct letters *w, const struct pdz_missing_delivery *m)
{
	pdz_buf_z(w->out, "  - ");
	pdz_buf_str(w->out, m->name);
	pdz_buf_z(w->out, " (");
	pdz_buf_str(w->out, m->source);
	pdz_buf_z(w->out, "): ");
	pdz_spell_lateness(w->out, w->lang, m);
	pdz_buf_char(w->out, '\n');
}

/* The indicators that wait for any of the sender's deliveries, in the plan's order. */
static void write_waiting(struct letters *w, uint32_t sender)
{
	const struct owed_list *l = w->l;
	bool any = false;
	for (size_t i = 0; i < l->plan->indicator_count; i++) {
		const struct pdz_indicator *ind = &l->plan->indicators[i];
		bool waits = false;
		for (size_t k = 0; k < l->count && !waits; k++)
			for (size_t n = 0;
			     l->items[k].missing != NULL && l->items[k].area == sender && n < l->items[k].missing->needed_by_count;
			     n++)
				waits |= pdz_str_eq(l->items[k].missing->needed_by[n], ind->code);
		if (!waits)
			continue;
		if (!any)
			pdz_buf_z(w->out, pdz_say(w->lang, "needs|Indicators that cannot be told in full without them: "));
		pdz_buf_z(w->out, any ? ", " : "");
		pdz_buf_str(w->out, ind->code);
		any = true;
	}
	pdz_buf_z(w->out, any ? ".\n" : "");
}

/* What one sender owes: from its head to its last line it can be sent as it stands. */
static void write_letter(struct letters *w, uint32_t sender)
{
	struct pdz_buf day = {0};
	pdz_spell_date(&day, w->lang, w->l->results->as_of);
	pdz_buf_char(w->out, '\n');
	pdz_buf_str(w->out, sender != PDZ_NONE ? w->l->plan->areas[sender].name : w->l->plan->areas[0].name);
	pdz_buf_char(w->out, '\n');
	pdz_say_into(w->out, w->lang, "needs|For \"{0}\", by {1} the following had not come:", w->l->plan->name,
	             pdz_buf_view(&day));
	pdz_buf_char(w->out, '\n');
	for (size_t i = 0; i < w->l->count; i++)
		if (w->l->items[i].what == OWED_DELIVERY && w->l->items[i].area == sender)
			write_list_item(w, w->l->items[i].missing);
	write_waiting(w, sender);
	say_line(w, "needs|Where there was nothing to record, the file with its header alone says so.");
	w->out->failed |= day.failed;
	pdz_buf_release(&day);
}

static void write_letters(struct letters *w)
{
	const struct owed_list *l = w->l;
	for (size_t i = 0; i < l->count; i++) {
		bool done = l->items[i].what != OWED_DELIVERY;
		for (size_t k = 0; k < i && !done; k++)
			done = l->items[k].area == l->items[i].area;
		if (!done)
			write_letter(w, l->items[i].area);
	}
}

/* What is not a delivery: under one head. */
static void write_others(struct letters *w, enum owed_what what, const char *head)
{
	bool any = false;
	for (size_t i = 0; i < w->l->count; i++) {
		const struct owed_item *item = &w->l->items[i];
		if (item->what != what)
			continue;
		pdz_buf_z(w->out, any ? "" : "\n");
		if (!any)
			say_line(w, head);
		any = true;
		pdz_buf_z(w->out, "  - ");
		pdz_buf_str(w->out, item->event != PDZ_NONE ? w->l->plan->events[item->event].name
		                                            : pdz_str(pdz_say(w->lang, "needs|of what event is not known")));
		if (item->area != PDZ_NONE) {
			pdz_buf_z(w->out, ", ");
			pdz_buf_str(w->out, w->l->plan->areas[item->area].name);
		}
		if (item->first != INT32_MIN) {
			pdz_buf_z(w->out, ", ");
			pdz_spell_periods(w->out, w->lang, months_of(item), months_of(item));
		}
		if (what == OWED_RECORDS)
			pdz_buf_printf(w->out, ": %llu", (unsigned long long)item->records);
		pdz_buf_char(w->out, '\n');
	}
}

static void write_owed_letters(struct letters *w, uint64_t due)
{
	struct pdz_buf day = {0};
	uint64_t missing = 0;
	char n[24], of[24];
	const size_t from = w->out->n;
	for (size_t i = 0; i < w->l->count; i++)
		missing += w->l->items[i].missing != NULL ? w->l->items[i].missing->deliveries : 0;
	pdz_spell_date(&day, w->lang, w->l->results->as_of);
	snprintf(n, sizeof n, "%llu", (unsigned long long)missing);
	snprintf(of, sizeof of, "%llu", (unsigned long long)due);
	if (w->l->plan->source_count == 0)
		pdz_buf_z(w->out, pdz_say(w->lang, "needs|The plan has no \"sources\": who owes what is not known."));
	else if (w->l->areas != NULL)
		pdz_say_into(w->out, w->lang, "needs|Missing deliveries by {0}: {1}", pdz_buf_view(&day), pdz_str(n));
	else
		pdz_say_into(w->out, w->lang, "needs|Missing deliveries by {0}: {1} of {2} that were due", pdz_buf_view(&day),
		             pdz_str(n), pdz_str(of));
	pdz_buf_char(w->out, '\n');
	write_letters(w);
	write_others(w, OWED_RECORDS, "needs|Records that were set aside, owed until they are corrected:");
	write_others(w, OWED_EVENT, "needs|Never come, and no source of the plan tells of it:");
	pdz_terminal_lines(w->out, from);
	w->out->failed |= day.failed;
	pdz_buf_release(&day);
}

enum pdz_status pdz_needs_write(struct pdz_run *run, const struct pdz_results *results, const bool *areas,
                                enum pdz_language language, enum pdz_needs_format format, struct pdz_buf *out,
                                struct pdz_error *err)
{
	struct owed_list l = {.plan = run->plan, .results = results, .only = run->options.only, .areas = areas};
	list_owed(&l, run);
	if (!l.failed && format == PDZ_NEEDS_TEXT)
		write_owed_letters(&(struct letters){&l, language, out},
		                   run->arrivals != NULL ? pdz_arrivals_due(run->arrivals) : 0);
	else if (!l.failed)
		write_owed_rows(&l, format == PDZ_NEEDS_JSON, out);
	free(l.items);
	return l.failed || out->failed ? pdz_no_memory(err) : PDZ_OK;
}
