/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality summary as JSON and as a short text. */
#include "base/json_write.h"
#include "ingest/run.h"

#include <stdlib.h>

enum {
	OUTLIER_MINIMUM = 10, /* fewer quantities have no outliers */
	OUTLIERS_SHOWN = 20,
	GAP_LONGEST = 3, /* a longer gap is the end of a series, not a gap in it */
};

/* Iglewicz and Hoaglin, How to detect and handle outliers (1993): a modified
 * z-score 0.6745 |x - median| / MAD above 3.5. */
static const double outlier_score = 3.5, mad_to_sd = 0.6745;

static void json_member(struct pdz_buf *b, const char *key, struct pdz_str text)
{
	pdz_buf_printf(b, ", \"%s\": ", key);
	pdz_json_write_text(b, text);
}

static void json_number(struct pdz_buf *b, const char *key, uint64_t n)
{
	pdz_buf_printf(b, ", \"%s\": %llu", key, (unsigned long long)n);
}

static void json_day(struct pdz_buf *b, const char *key, pdz_day day)
{
	if (day == PDZ_NO_DAY)
		return;
	pdz_buf_printf(b, ", \"%s\": \"", key);
	pdz_day_write(b, day);
	pdz_buf_char(b, '"');
}

static void json_tally(struct pdz_buf *b, const char *key, const struct pdz_account *t)
{
	pdz_buf_printf(b, ", \"%s\": {", key);
	for (size_t i = 0; i < t->count; i++) {
		if (i)
			pdz_buf_z(b, ", ");
		pdz_json_write_text(b, pdz_str(t->items[i].reason));
		pdz_buf_printf(b, ": %llu", (unsigned long long)t->items[i].count);
	}
	pdz_buf_char(b, '}');
}

static void json_counts(struct pdz_buf *b, const struct pdz_ingest_counts *c)
{
	pdz_buf_printf(b, "\"rows\": %llu", (unsigned long long)c->rows);
	json_number(b, "accepted", c->accepted);
	json_number(b, "rejected", c->rejected);
	json_number(b, "duplicates", c->duplicates);
	json_number(b, "superseded", c->superseded);
	json_number(b, "skipped", c->skipped);
	json_number(b, "records", c->records);
	json_number(b, "set_aside", c->set_aside);
	if (c->corrected)
		json_number(b, "corrected", c->corrected);
}

/* Is month i a gap in a series that has data most months? */
static bool is_gap(const struct quality_group *g, size_t i)
{
	size_t filled = 0, from = i, to = i;

	if (g->months[i])
		return false;
	for (size_t k = 0; k < g->month_count; k++)
		filled += g->months[k] > 0;
	if (filled * 3 < g->month_count * 2)
		return false;
	while (from > 0 && !g->months[from - 1])
		from--;
	while (to + 1 < g->month_count && !g->months[to + 1])
		to++;
	return from > 0 && to + 1 < g->month_count && to - from < GAP_LONGEST;
}

static void write_gaps(struct pdz_buf *b, const struct quality_group *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->month_count; i++) {
		if (!is_gap(g, i))
			continue;
		struct pdz_period month = pdz_period_of(PDZ_MONTH, g->first_month + (int32_t)i);
		pdz_buf_z(b, n++ ? ", \"" : "\"");
		pdz_period_write(b, month);
		pdz_buf_char(b, '"');
	}
}

static int by_source_area(const void *a, const void *b, void *ctx)
{
	const struct quality *q = ctx;
	const struct quality_group *x = &q->groups[*(const uint32_t *)a], *y = &q->groups[*(const uint32_t *)b];

	return pdz_str_cmp(pdz_intern_text(&q->words, x->area), pdz_intern_text(&q->words, y->area));
}

/* The groups of a source, by area. */
static uint32_t *groups_of(const struct quality *q, struct pdz_str source, size_t *count)
{
	uint32_t *list = malloc((q->group_count + 1) * sizeof *list);

	*count = 0;
	for (uint32_t i = 0; list && i < q->group_count; i++)
		if (pdz_str_eq(pdz_intern_text(&q->words, q->groups[i].source), source))
			list[(*count)++] = i;
	if (list)
		qsort_r(list, *count, sizeof *list, by_source_area, (void *)(uintptr_t)q);
	return list;
}

static void json_areas(struct pdz_buf *b, const struct quality *q, struct pdz_str source)
{
	size_t count;
	uint32_t *list = groups_of(q, source, &count);

	b->failed |= !list;
	pdz_buf_z(b, ",\n   \"areas\": [");
	for (size_t i = 0; list && i < count; i++) {
		const struct quality_group *g = &q->groups[list[i]];
		pdz_buf_z(b, i ? ",\n    {\"area\": " : "\n    {\"area\": ");
		pdz_json_write_text(b, pdz_intern_text(&q->words, g->area));
		json_number(b, "records", g->records);
		json_number(b, "done", g->done);
		json_number(b, "planned", g->planned);
		json_number(b, "rejected", g->rejected);
		json_day(b, "first", g->first);
		json_day(b, "last", g->last);
		if (q->plan_first != PDZ_NO_DAY) {
			json_number(b, "before_plan", g->before);
			json_number(b, "after_plan", g->after);
		}
		pdz_buf_z(b, ", \"months_without_data\": [");
		write_gaps(b, g);
		pdz_buf_z(b, "]}");
	}
	pdz_buf_char(b, ']');
	free(list);
}

static void json_unknowns(struct pdz_buf *b, const struct quality *q, struct pdz_str source)
{
	size_t n = 0;

	pdz_buf_z(b, ",\n   \"unknown\": [");
	for (size_t i = 0; i < q->unknown_count; i++) {
		const struct quality_unknown *u = &q->unknowns[i];
		if (!pdz_str_eq(pdz_intern_text(&q->words, u->source), source))
			continue;
		pdz_buf_z(b, n++ ? ",\n    {\"reason\": " : "\n    {\"reason\": ");
		pdz_json_write_text(b, pdz_intern_text(&q->words, u->reason));
		json_member(b, "text", pdz_intern_text(&q->words, u->text));
		json_number(b, "rows", u->count);
		if (pdz_intern_text(&q->words, u->hint).n)
			json_member(b, "hint", pdz_intern_text(&q->words, u->hint));
		pdz_buf_char(b, '}');
	}
	pdz_buf_char(b, ']');
}

/* Outliers */

struct spread {
	struct pdz_str event, status;
	const struct quality_quantity *items;
	size_t count;
	double median, mad;
	size_t outliers;
};

/* By their texts: their numbers depend on which thread met them first. */
static int by_series(const void *a, const void *b, void *ctx)
{
	const struct quality_quantity *x = a, *y = b;
	const struct quality *q = ctx;

	if (x->series != y->series)
		return pdz_str_cmp(pdz_intern_text(&q->series, x->series), pdz_intern_text(&q->series, y->series));
	if (x->quantity != y->quantity)
		return x->quantity < y->quantity ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static int compare_numbers(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median_of(const double *v, size_t n)
{
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static bool is_outlier(const struct spread *s, pdz_micro quantity)
{
	double off = pdz_micro_double(quantity) - s->median;

	return s->mad > 0 && mad_to_sd * (off < 0 ? -off : off) / s->mad > outlier_score;
}

/* Median and MAD of one series; items are sorted by quantity. */
static bool measure_spread(struct spread *s)
{
	double *v = malloc(s->count * sizeof *v);

	if (!v)
		return false;
	for (size_t i = 0; i < s->count; i++)
		v[i] = pdz_micro_double(s->items[i].quantity);
	s->median = median_of(v, s->count);
	for (size_t i = 0; i < s->count; i++)
		v[i] = v[i] < s->median ? s->median - v[i] : v[i] - s->median;
	qsort(v, s->count, sizeof *v, compare_numbers);
	s->mad = median_of(v, s->count);
	free(v);
	s->outliers = 0;
	for (size_t i = 0; i < s->count; i++)
		s->outliers += is_outlier(s, s->items[i].quantity);
	return true;
}

/* The next series of a source with outliers, from *at on; false: no more. */
static bool next_spread(const struct quality *q, struct pdz_str source, size_t *at, struct spread *s, struct pdz_buf *b)
{
	while (*at < q->quantity_count) {
		size_t from = *at;
		uint32_t series = q->quantities[from].series;
		while (*at < q->quantity_count && q->quantities[*at].series == series)
			++*at;
		struct pdz_str key = pdz_intern_text(&q->series, series);
		const char *tab = memchr(key.p, '\t', key.n);
		if (!tab || !pdz_str_eq((struct pdz_str){key.p, (size_t)(tab - key.p)}, source) || *at - from < OUTLIER_MINIMUM)
			continue;
		const char *last = memrchr(key.p, '\t', key.n);
		*s = (struct spread){.event = {tab + 1, (size_t)(last - tab - 1)},
		                     .status = {last + 1, key.n - (size_t)(last + 1 - key.p)},
		                     .items = q->quantities + from,
		                     .count = *at - from};
		if (!measure_spread(s)) {
			b->failed = true;
			return false;
		}
		if (s->outliers)
			return true;
	}
	return false;
}

static void json_outliers(struct pdz_buf *b, const struct quality *q, struct pdz_str source)
{
	struct spread s;
	size_t at = 0, n = 0;

	pdz_buf_z(b, ",\n   \"outliers\": [");
	while (next_spread(q, source, &at, &s, b)) {
		size_t shown = 0;
		pdz_buf_z(b, n++ ? ",\n    {\"event\": " : "\n    {\"event\": ");
		pdz_json_write_text(b, s.event);
		json_member(b, "status", s.status);
		json_number(b, "n", s.count);
		pdz_buf_z(b, ", \"median\": ");
		pdz_double_write(b, s.median);
		pdz_buf_z(b, ", \"mad\": ");
		pdz_double_write(b, s.mad);
		json_number(b, "outliers", s.outliers);
		pdz_buf_z(b, ", \"values\": [");
		for (size_t i = s.count; i-- > 0 && shown < OUTLIERS_SHOWN;) {
			if (!is_outlier(&s, s.items[i].quantity))
				continue;
			pdz_buf_z(b, shown++ ? ", {\"quantity\": " : "{\"quantity\": ");
			pdz_micro_write(b, s.items[i].quantity);
			json_number(b, "line", s.items[i].line);
			pdz_buf_char(b, '}');
		}
		pdz_buf_z(b, "]}");
	}
	pdz_buf_char(b, ']');
}

static void json_file(struct pdz_buf *b, const struct pdz_ingest *run, size_t file)
{
	const struct pdz_ingest_file *f = &run->files[file];
	bool first = true;

	pdz_buf_z(b, "  {\"source\": ");
	pdz_json_write_text(b, pdz_str(f->source));
	json_member(b, "sha256", pdz_str(f->sha256));
	json_number(b, "bytes", f->bytes);
	json_member(b, "encoding", pdz_str(f->encoding));
	json_member(b, "delimiter", (struct pdz_str){&f->delimiter, 1});
	json_number(b, "header_line", f->header_line);
	if (f->mapping) {
		json_member(b, "mapping", pdz_str(pdz_source_base_name(f->mapping)));
		json_member(b, "mapping_sha256", pdz_str(f->mapping_sha256));
	}
	pdz_buf_z(b, ",\n   ");
	json_counts(b, &f->counts);
	if (f->findings)
		json_number(b, "findings", f->findings);
	if (f->aside)
		pdz_buf_printf(b, ", \"aside\": \"%016llx\"", (unsigned long long)f->aside);
	json_tally(b, "rejected_by", &f->rejected);
	json_tally(b, "skipped_by", &f->skipped);
	/* of several inputs of one name, the first tells what their records say */
	for (size_t i = 0; i < file; i++)
		first &= strcmp(run->files[i].source, f->source) != 0;
	if (first) {
		json_areas(b, &run->quality, pdz_str(f->source));
		json_unknowns(b, &run->quality, pdz_str(f->source));
		json_outliers(b, &run->quality, pdz_str(f->source));
	}
	pdz_buf_char(b, '}');
}

static void sort_quantities(const struct quality *q)
{
	if (q->quantity_count)
		qsort_r(q->quantities, q->quantity_count, sizeof *q->quantities, by_series, (void *)(uintptr_t)q);
}

/* Records that were set aside, as far as it is known what they would have been. */
static void json_owed(struct pdz_buf *b, const struct pdz_ingest *run)
{
	size_t count;
	const struct pdz_owed_records *owed = pdz_ingest_owed(run, &count);
	const struct pdz_plan *plan = run->options->plan;

	pdz_buf_z(b, ",\n \"owed\": [");
	for (size_t i = 0; i < count; i++) {
		pdz_buf_printf(b, "%s{\"records\": %llu", i ? ",\n  " : "\n  ", (unsigned long long)owed[i].n);
		/* what is not a word of the plan could be anything, a person's name too */
		if (plan && pdz_plan_event(plan, owed[i].event) != PDZ_NONE)
			json_member(b, "event", owed[i].event);
		if (owed[i].source.n)
			json_member(b, "source", owed[i].source);
		if (plan && owed[i].area.n && pdz_plan_area(plan, owed[i].area) != PDZ_NONE)
			json_member(b, "area", owed[i].area);
		if (owed[i].has_period) {
			pdz_buf_z(b, ", \"period\": \"");
			pdz_period_write(b, owed[i].period);
			pdz_buf_char(b, '"');
		}
		pdz_buf_char(b, '}');
	}
	pdz_buf_char(b, ']');
}

static void json_unusable(struct pdz_buf *b, const struct pdz_ingest *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->count; i++) {
		if (!run->files[i].unusable)
			continue;
		pdz_buf_z(b, n++ ? ",\n  {\"source\": " : ",\n \"unusable\": [\n  {\"source\": ");
		pdz_json_write_text(b, pdz_str(run->files[i].source));
		json_member(b, "why", pdz_str(run->files[i].unusable));
		pdz_buf_char(b, '}');
	}
	if (n)
		pdz_buf_char(b, ']');
}

enum pdz_status pdz_ingest_quality_json(const struct pdz_ingest *run, struct pdz_buf *b, struct pdz_error *err)
{
	struct pdz_ingest_counts total = pdz_ingest_total(run);

	sort_quantities(&run->quality);
	pdz_buf_z(b, "{\"pdz_quality\": 2");
	if (run->options->plan)
		json_member(b, "plan", run->options->plan->id);
	pdz_buf_z(b, ",\n \"outlier_rule\": \"0.6745 |x - median| / MAD > 3.5, from 10 quantities on\",\n \"total\": {");
	json_counts(b, &total);
	pdz_buf_char(b, '}');
	pdz_deliveries_write(run, b);
	json_owed(b, run);
	json_unusable(b, run);
	pdz_buf_z(b, ",\n \"sources\": [");
	for (size_t i = 0, n = 0; i < run->count; i++)
		if (!run->files[i].unusable) {
			pdz_buf_z(b, n++ ? ",\n" : "\n");
			json_file(b, run, i);
		}
	pdz_buf_z(b, "\n ]}\n");
	return b->failed ? pdz_no_memory(err) : PDZ_OK;
}

/* Who is told the lines, and the one at hand. */
struct telling {
	void (*tell)(void *ctx, const struct pdz_quality_line *line);
	void *ctx;
	struct pdz_buf *text;
};

/* What stands in the text is the line. */
static void tell_line(const struct telling *t, struct pdz_quality_line line)
{
	pdz_buf_char(t->text, '\0');
	line.text = t->text->p;
	if (!t->text->failed)
		t->tell(t->ctx, &line);
	pdz_buf_clear(t->text);
}

/* One line a finding, only where there is one. */
static void text_file(const struct telling *t, const struct quality *q, const char *name, enum pdz_language lang)
{
	const struct pdz_str source = pdz_str(name);
	struct pdz_buf *b = t->text;
	size_t count, at = 0;
	uint64_t before = 0, after = 0, months = 0, areas = 0;
	uint32_t *list = groups_of(q, source, &count);
	struct spread s;

	b->failed |= !list;
	for (size_t i = 0; list && i < count; i++) {
		const struct quality_group *g = &q->groups[list[i]];
		size_t gaps = 0;
		before += g->before;
		after += g->after;
		for (size_t k = 0; k < g->month_count; k++)
			gaps += is_gap(g, k);
		if (gaps == 0)
			continue;
		if (areas++ == 0)
			pdz_buf_str(b, source);
		pdz_buf_z(b, areas == 1 ? pdz_message(lang, ": months without data among months with some: ") : ", ");
		if (pdz_intern_text(&q->words, g->area).n)
			pdz_buf_str(b, pdz_intern_text(&q->words, g->area));
		else
			pdz_buf_z(b, pdz_message(lang, "no area"));
		pdz_buf_printf(b, " %zu", gaps);
		months += gaps;
	}
	if (areas)
		tell_line(t, (struct pdz_quality_line){name, "missing_months", NULL, {"months", "areas"}, {months, areas}});
	if (before + after) {
		pdz_buf_str(b, source);
		pdz_buf_printf(b, pdz_message(lang, ": dates outside the plan: %llu before it, %llu after it"),
		               (unsigned long long)before, (unsigned long long)after);
		tell_line(t, (struct pdz_quality_line){name, "outside_plan", NULL, {"before", "after"}, {before, after}});
	}
	while (next_spread(q, source, &at, &s, b)) {
		pdz_buf_str(b, source);
		pdz_buf_printf(b, pdz_message(lang, ": far from the others: %zu of %zu quantities of '%.*s' (median "),
		               s.outliers, s.count, (int)s.event.n, s.event.p);
		pdz_double_write(b, s.median);
		pdz_buf_z(b, pdz_message(lang, ", MAD rule)"));
		tell_line(t,
		          (struct pdz_quality_line){name, "outliers", NULL, {"outliers", "quantities"}, {s.outliers, s.count}});
	}
	free(list);
}

enum pdz_status pdz_ingest_quality_lines(const struct pdz_ingest *run,
                                         void (*tell)(void *ctx, const struct pdz_quality_line *line), void *ctx,
                                         struct pdz_error *err)
{
	struct pdz_buf text = {0};
	const struct telling t = {tell, ctx, &text};

	sort_quantities(&run->quality);
	for (size_t i = 0; i < run->count; i++) {
		bool first = true;
		for (size_t k = 0; k < i; k++)
			first &= strcmp(run->files[i].source, run->files[k].source) != 0;
		if (first)
			text_file(&t, &run->quality, run->files[i].source, run->options->language);
	}
	const bool failed = text.failed;
	pdz_buf_release(&text);
	return failed ? pdz_no_memory(err) : PDZ_OK;
}
