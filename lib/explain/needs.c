/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Cosa manca": which events the plan needs, from which file they come, in which
 * months they came, and which have never come.
 *
 * A file that brought an event in at least two thirds of the months so far is taken to
 * bring it monthly: its months without are named. Of rarer events (an agreement
 * signed) no month can be called missing, only how many were planned and done. */
#include "explain/needs.h"

#include "pdz/record.h"
#include "words/words.h"
#include "words/terminal.h"

#include <stdlib.h>

struct line {
	struct pdz_str source;
	uint32_t event;
	uint64_t planned, done; /* planned: due by the as-of day */
	bool *months;           /* with something done */
};

struct pdz_needs {
	const struct pdz_plan *plan;
	pdz_day as_of;
	size_t month_count;
	struct pdz_intern keys; /* event and source */
	struct line *lines;     /* by key */
	size_t cap;
	bool *came; /* by event */
	struct pdz_arena arena;
};

struct pdz_needs *pdz_needs_new(const struct pdz_plan *plan, pdz_day as_of)
{
	struct pdz_needs *n = calloc(1, sizeof *n);
	if (n == NULL)
		return NULL;
	const int32_t today = pdz_day_month(as_of), last = today < plan->period.last ? today : plan->period.last;
	n->plan = plan;
	n->as_of = as_of;
	n->month_count = last < plan->period.first ? 0 : (size_t)(last - plan->period.first + 1);
	n->came = pdz_arena_alloc(&n->arena, plan->event_count * sizeof *n->came);
	if (n->came != NULL)
		return n;
	pdz_needs_free(n);
	return NULL;
}

void pdz_needs_free(struct pdz_needs *n)
{
	if (n == NULL)
		return;
	pdz_intern_release(&n->keys);
	pdz_arena_release(&n->arena);
	free(n->lines);
	free(n);
}

static struct line *line_of_event(struct pdz_needs *n, const struct pdz_record *r, uint32_t event)
{
	struct pdz_buf key = {0};
	pdz_buf_add(&key, &event, sizeof event);
	pdz_buf_str(&key, r->source);
	const size_t before = n->keys.count;
	const uint32_t number = key.failed ? PDZ_NONE : pdz_intern_add(&n->keys, pdz_buf_view(&key));
	pdz_buf_release(&key);
	if (number == PDZ_NONE || !pdz_grow(&n->lines, &n->cap, n->keys.count, sizeof *n->lines))
		return NULL;
	if (n->keys.count > before) {
		const struct pdz_str text = pdz_intern_text(&n->keys, number);
		n->lines[number] = (struct line){.event = event,
		                                 .source = {text.p + sizeof event, text.n - sizeof event},
		                                 .months = pdz_arena_alloc(&n->arena, n->month_count * sizeof(bool))};
	}
	return n->lines[number].months != NULL ? &n->lines[number] : NULL;
}

static bool is_needed(const struct pdz_plan *plan, uint32_t event)
{
	return plan->dispatch_first[event] < plan->dispatch_first[event + 1];
}

enum pdz_status pdz_needs_add(struct pdz_needs *n, const struct pdz_record *r, struct pdz_error *err)
{
	const uint32_t event = pdz_plan_event(n->plan, r->event);
	if (event == PDZ_NONE || !is_needed(n->plan, event))
		return PDZ_OK;
	const bool done = r->status == PDZ_DONE && r->date != PDZ_NO_DAY && r->date <= n->as_of;
	const bool planned = r->due != PDZ_NO_DAY &&
	                     r->due <= n->as_of; /* with its own record, or on that of what was done */
	const int32_t month = pdz_day_month(done ? r->date : r->due) - n->plan->period.first;
	if ((!done && !planned) || month < 0 || (size_t)month >= n->month_count)
		return PDZ_OK;
	struct line *l = line_of_event(n, r, event);
	if (l == NULL)
		return pdz_no_memory(err);
	l->done += done;
	l->planned += planned;
	l->months[month] |= done;
	n->came[event] |= done;
	return PDZ_OK;
}

static int compare_lines_by_name(const void *a, const void *b)
{
	const struct line *x = *(const struct line *const *)a, *y = *(const struct line *const *)b;
	const int c = pdz_str_cmp(x->source, y->source);
	return c != 0 ? c : (x->event > y->event) - (x->event < y->event);
}

static size_t months_with(const struct pdz_needs *n, const struct line *l)
{
	size_t with = 0;
	for (size_t i = 0; i < n->month_count; i++)
		with += l->months[i];
	return with;
}

static struct pdz_period month_at(const struct pdz_needs *n, size_t i)
{
	return pdz_period_of(PDZ_MONTH, n->plan->period.first + (int32_t)i);
}

static void write_needed_by(const struct pdz_plan *plan, uint32_t event, const char *between, struct pdz_buf *b)
{
	uint32_t last = PDZ_NONE;
	for (uint32_t i = plan->dispatch_first[event]; i < plan->dispatch_first[event + 1]; i++) {
		const uint32_t ind = plan->slots[plan->dispatch[i]].indicator;
		if (ind == last)
			continue;
		pdz_buf_z(b, last == PDZ_NONE ? "" : between);
		pdz_buf_str(b, plan->indicators[ind].code);
		last = ind;
	}
}

static bool is_monthly(const struct pdz_needs *n, const struct line *l)
{
	const size_t with = months_with(n, l);
	return 3 * with >= 2 * n->month_count && with > 1;
}

static void write_csv_line(const struct pdz_needs *n, const struct line *l, struct pdz_buf *out)
{
	struct pdz_buf text = {0};
	pdz_csv_write(out, l->source, ',');
	pdz_buf_char(out, ',');
	pdz_csv_write(out, n->plan->events[l->event].code, ',');
	pdz_buf_printf(out, ",%zu,%zu,%llu,%llu,", n->month_count, months_with(n, l), (unsigned long long)l->planned,
	               (unsigned long long)l->done);
	for (size_t i = 0; i < n->month_count && is_monthly(n, l); i++)
		if (!l->months[i]) {
			pdz_buf_z(&text, text.n > 0 ? ";" : "");
			pdz_period_write(&text, month_at(n, i));
		}
	pdz_csv_write(out, pdz_buf_view(&text), ',');
	pdz_buf_clear(&text);
	write_needed_by(n->plan, l->event, ";", &text);
	pdz_buf_char(out, ',');
	pdz_csv_write(out, pdz_buf_view(&text), ',');
	pdz_buf_char(out, '\n');
	out->failed |= text.failed;
	pdz_buf_release(&text);
}

static void write_text_line(const struct pdz_needs *n, enum pdz_language lang, const struct line *l,
                            struct pdz_buf *out)
{
	pdz_buf_z(out, "  ");
	pdz_terminal_plain(out, n->plan->events[l->event].name);
	pdz_buf_z(out, " (");
	write_needed_by(n->plan, l->event, ", ", out);
	pdz_buf_printf(out, ")\n      %s%zu / %zu", pdz_say(lang, "needs|months with records: "), months_with(n, l),
	               n->month_count);
	if (l->planned > 0)
		pdz_buf_printf(out, "%s%llu / %llu", pdz_say(lang, "needs|; done / planned: "), (unsigned long long)l->done,
		               (unsigned long long)l->planned);
	bool any = false;
	for (size_t i = 0; i < n->month_count && is_monthly(n, l); i++)
		if (!l->months[i]) {
			pdz_buf_z(out, any ? ", " : "\n      ");
			pdz_buf_z(out, any ? "" : pdz_say(lang, "needs|MISSING: "));
			pdz_spell_period(out, lang, month_at(n, i));
			any = true;
		}
	pdz_buf_char(out, '\n');
}

/* Events that no file has brought. */
static void write_never(const struct pdz_needs *n, enum pdz_language lang, bool csv, struct pdz_buf *out)
{
	bool any = false;
	for (uint32_t e = 0; e < n->plan->event_count; e++) {
		if (n->came[e] || !is_needed(n->plan, e))
			continue;
		if (csv) {
			pdz_buf_char(out, ',');
			pdz_csv_write(out, n->plan->events[e].code, ',');
			pdz_buf_printf(out, ",%zu,0,,0,,", n->month_count);
			struct pdz_buf codes = {0};
			write_needed_by(n->plan, e, ";", &codes);
			pdz_csv_write(out, pdz_buf_view(&codes), ',');
			pdz_buf_char(out, '\n');
			out->failed |= codes.failed;
			pdz_buf_release(&codes);
			continue;
		}
		if (!any) {
			pdz_buf_char(out, '\n');
			pdz_buf_z(out, pdz_say(lang, "needs|NEVER ARRIVED"));
			pdz_buf_char(out, '\n');
		}
		pdz_buf_z(out, "  ");
		pdz_terminal_plain(out, n->plan->events[e].name);
		pdz_buf_z(out, " (");
		write_needed_by(n->plan, e, ", ", out);
		pdz_buf_z(out, ")\n");
		any = true;
	}
}

enum pdz_status pdz_needs_write(const struct pdz_needs *n, enum pdz_language lang, bool csv, struct pdz_buf *out,
                                struct pdz_error *err)
{
	const struct line **sorted = calloc(n->keys.count + 1, sizeof(struct line *));
	if (sorted == NULL)
		return pdz_no_memory(err);
	for (size_t i = 0; i < n->keys.count; i++)
		sorted[i] = &n->lines[i];
	qsort(sorted, n->keys.count, sizeof *sorted, compare_lines_by_name);
	if (csv) {
		pdz_buf_z(out, "source,event,months,months_with,planned,done,missing,needed_by\n");
	} else {
		pdz_buf_z(out, pdz_say(lang, "needs|What has arrived up to "));
		pdz_spell_date(out, lang, n->as_of);
		pdz_buf_char(out, '\n');
	}
	for (size_t i = 0; i < n->keys.count; i++) {
		if (!csv && (i == 0 || !pdz_str_eq(sorted[i]->source, sorted[i - 1]->source))) {
			pdz_buf_char(out, '\n');
			pdz_terminal_plain(out, sorted[i]->source);
			pdz_buf_char(out, '\n');
		}
		if (csv)
			write_csv_line(n, sorted[i], out);
		else
			write_text_line(n, lang, sorted[i], out);
	}
	write_never(n, lang, csv, out);
	free(sorted);
	return out->failed ? pdz_no_memory(err) : PDZ_OK;
}
