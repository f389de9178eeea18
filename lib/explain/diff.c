/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing two runs. The reasons are found by what differs between the documents:
 * definition and target of the indicator, as-of date, records read, the plan, the
 * program. Where several differ all are named: none is guessed to be the one. */
#include "measure/kind.h"
#include "pdz/record.h"
#include "explain/diff.h"
#include "words/words.h"
#include "words/terminal.h"

#include <stdlib.h>

struct diff {
	const struct pdz_results *before, *after;
	const struct pdz_diff_options *options;
	struct pdz_buf *out;
	struct pdz_intern keys; /* of the entries before, in their order */
	bool same_records, failed;
	size_t changed;
};

enum why {
	WHY_ADDED,
	WHY_REMOVED,
	WHY_DEFINITION,
	WHY_ASSESSMENT,
	WHY_THRESHOLDS,
	WHY_AS_OF,
	WHY_NEW,
	WHY_CORRECTED,
	WHY_FEWER,
	WHY_PARTS,
	WHY_PLAN,
	WHY_PROGRAM,
	WHYS,
};
static const char *const why_codes[WHYS] = {
	"added",       "removed",           "definition",    "assessment", "thresholds", "as_of",
	"new_records", "corrected_records", "fewer_records", "parts",      "plan",       "program",
};
static const char *const why_words[WHYS] = {
	"diff|not there before",
	"diff|no longer there",
	"diff|measured differently",
	"diff|another target, minimum or baseline",
	"diff|other thresholds",
	"diff|another as-of date",
	"diff|more records",
	"diff|corrected records",
	"diff|fewer records",
	"diff|its parts moved",
	"diff|the plan changed elsewhere",
	"diff|another version of the program",
};

static bool same_value(struct pdz_value a, struct pdz_value b)
{
	return a.ok == b.ok && (!a.ok || a.number == b.number);
}

static bool same_inputs(const struct pdz_results *a, const struct pdz_results *b)
{
	if (a->input_count != b->input_count)
		return false;
	for (size_t i = 0; i < a->input_count; i++)
		if (!pdz_str_eq(a->inputs[i].sha256, b->inputs[i].sha256))
			return false;
	return true;
}

static bool has_changed(const struct pdz_entry *a, const struct pdz_entry *b)
{
	return !same_value(a->value, b->value) || a->verdict != b->verdict || a->reason != b->reason;
}

static uint64_t rows_read(const struct pdz_results *r)
{
	uint64_t n = 0;
	for (size_t i = 0; i < r->input_count; i++)
		n += r->inputs[i].read;
	return n;
}

/* Other inputs with as many rows hold corrections; else n says what came or went. */
static unsigned why_records(const struct diff *d, const struct pdz_entry *a, const struct pdz_entry *b)
{
	if (rows_read(d->before) == rows_read(d->after))
		return 1u << WHY_CORRECTED;
	if (a->n.ok && b->n.ok && a->n.number != b->n.number)
		return 1u << (b->n.number > a->n.number ? WHY_NEW : WHY_FEWER);
	if (a->n.ok != b->n.ok)
		return 1u << (b->n.ok ? WHY_NEW : WHY_FEWER);
	return same_value(a->value, b->value) && same_value(a->numerator, b->numerator) ? 0 : 1u << WHY_CORRECTED;
}

static unsigned why(const struct diff *d, const struct pdz_entry *a, const struct pdz_entry *b)
{
	const struct pdz_results *x = d->before, *y = d->after;
	const struct pdz_result_indicator *i = &x->indicators[a->indicator], *k = &y->indicators[b->indicator];
	unsigned w = 0;
	if (!pdz_str_eq(i->definition, k->definition))
		w |= 1u << WHY_DEFINITION;
	if (!pdz_str_eq(i->assessment, k->assessment))
		w |= 1u << WHY_ASSESSMENT;
	if (x->on_track != y->on_track || x->behind != y->behind)
		w |= 1u << WHY_THRESHOLDS;
	if (x->as_of != y->as_of)
		w |= 1u << WHY_AS_OF;
	if (k->kind->of_parts)
		w |= 1u << WHY_PARTS; /* they say themselves why */
	else if (!d->same_records)
		w |= why_records(d, a, b);
	if (w == 0 && !pdz_str_eq(x->plan_sha256, y->plan_sha256))
		w |= 1u << WHY_PLAN;
	if (!pdz_str_eq(x->tool_version, y->tool_version))
		w |= 1u << WHY_PROGRAM;
	return w ? w : 1u << WHY_CORRECTED; /* raw files of the same bytes, read with --corrections or another mapping */
}

static const char *diff_words(const struct diff *d, const char *english)
{
	return pdz_say(d->options->language, english);
}

/* ---- text ---- */

static void write_diff_value(const struct diff *d, const struct pdz_results *r, const struct pdz_entry *e)
{
	const struct pdz_result_indicator *ind = &r->indicators[e->indicator];
	const double points = pdz_points_factor(ind->unit, ind->statistic);
	if (!e->value.ok)
		pdz_buf_z(d->out, pdz_word_reason(d->options->language, e->reason));
	else if (pdz_is_percent(ind->unit, ind->statistic, ind->scale))
		pdz_spell_percent(d->out, d->options->language, e->value.number, 1);
	else if (points != 0)
		pdz_spell_points(d->out, d->options->language, e->value.number * points, 1);
	else
		pdz_spell_number(d->out, d->options->language, e->value.number, pdz_fit_decimals(e->value.number));
	if (e->n.ok) {
		pdz_buf_z(d->out, " (n ");
		pdz_spell_number(d->out, d->options->language, e->n.number, 0);
		pdz_buf_char(d->out, ')');
	}
}

static void write_diff_place(const struct diff *d, const struct pdz_results *r, const struct pdz_entry *e)
{
	pdz_terminal_visible(d->out, r->indicators[e->indicator].code);
	pdz_buf_z(d->out, "  ");
	pdz_spell_period(d->out, d->options->language, e->period);
	if (e->area != PDZ_NONE) {
		pdz_buf_z(d->out, "  ");
		pdz_terminal_visible(d->out, r->areas[e->area].name);
	}
	if (e->category.p != NULL) {
		pdz_buf_z(d->out, "  ");
		pdz_terminal_visible(d->out, e->category);
	}
	for (size_t i = 0; i < e->dimension_count; i++)
		if (e->dimensions[i].value.p != NULL) {
			pdz_buf_z(d->out, "  ");
			pdz_terminal_visible(d->out, e->dimensions[i].value);
		}
}

/* An entry that changed: e names it, in the results it is from; a before and b after, NULL where it is not there. */
struct change {
	const struct pdz_results *r;
	const struct pdz_entry *e, *a, *b;
	unsigned whys;
};

static void write_diff_text(const struct diff *d, const struct change *m)
{
	const struct pdz_entry *a = m->a, *b = m->b;
	const enum pdz_language lang = d->options->language;
	pdz_buf_char(d->out, '\n');
	write_diff_place(d, m->r, m->e);
	pdz_buf_z(d->out, "\n    ");
	if (a != NULL)
		write_diff_value(d, d->before, a);
	pdz_buf_z(d->out, a != NULL && b != NULL ? " → " : "");
	if (b != NULL)
		write_diff_value(d, d->after, b);
	pdz_buf_z(d->out, "\n    ");
	if (a != NULL)
		pdz_buf_z(d->out, pdz_word_verdict(lang, a->verdict));
	if (b != NULL && (a == NULL || a->verdict != b->verdict)) {
		pdz_buf_z(d->out, a != NULL ? " → " : "");
		pdz_buf_z(d->out, pdz_word_verdict(lang, b->verdict));
	}
	pdz_buf_z(d->out, "\n    ");
	pdz_buf_z(d->out, diff_words(d, "diff|why: "));
	for (int w = 0, n = 0; w < WHYS; w++)
		if (m->whys & (1u << w)) {
			pdz_buf_z(d->out, n++ > 0 ? "; " : "");
			pdz_buf_z(d->out, diff_words(d, why_words[w]));
		}
	pdz_buf_char(d->out, '\n');
}

/* ---- CSV ---- */

static void write_diff_cell(struct pdz_buf *b, struct pdz_str s)
{
	pdz_buf_char(b, ',');
	pdz_csv_write(b, s, ',');
}

static void write_number_or_null(struct pdz_buf *b, const struct pdz_value *v)
{
	pdz_buf_char(b, ',');
	if (v != NULL && v->ok)
		pdz_double_write(b, v->number);
}

static void write_diff_csv(const struct diff *d, const struct change *m)
{
	const struct pdz_results *r = m->r;
	const struct pdz_entry *a = m->a, *b = m->b, *e = m->e;
	const struct pdz_str none = {"", 0};
	pdz_csv_write(d->out, r->indicators[e->indicator].code, ',');
	pdz_buf_char(d->out, ',');
	pdz_period_write(d->out, e->period);
	write_diff_cell(d->out, e->area != PDZ_NONE ? r->areas[e->area].code : none);
	write_diff_cell(d->out, e->category);
	write_number_or_null(d->out, a != NULL ? &a->value : NULL);
	write_number_or_null(d->out, b != NULL ? &b->value : NULL);
	write_number_or_null(d->out, a != NULL ? &a->n : NULL);
	write_number_or_null(d->out, b != NULL ? &b->n : NULL);
	write_diff_cell(d->out, a != NULL ? pdz_str(pdz_verdict_names[a->verdict]) : none);
	write_diff_cell(d->out, b != NULL ? pdz_str(pdz_verdict_names[b->verdict]) : none);
	pdz_buf_char(d->out, ',');
	for (int w = 0, n = 0; w < WHYS; w++)
		if (m->whys & (1u << w)) {
			pdz_buf_z(d->out, n++ > 0 ? ";" : "");
			pdz_buf_z(d->out, why_codes[w]);
		}
	for (size_t i = 0; d->after->entry_count > 0 && i < d->after->entries[0].dimension_count; i++)
		write_diff_cell(d->out, i < e->dimension_count ? e->dimensions[i].value : none);
	pdz_buf_char(d->out, '\n');
}

static void write_changed_entry(struct diff *d, struct change m)
{
	d->changed++;
	if (d->options->csv)
		write_diff_csv(d, &m);
	else
		write_diff_text(d, &m);
}

/* ---- what is the same for all ---- */

static void write_run(const struct diff *d, const char *english, const struct pdz_results *r)
{
	pdz_buf_z(d->out, diff_words(d, english));
	pdz_spell_date(d->out, d->options->language, r->as_of);
	pdz_buf_z(d->out, diff_words(d, "diff|, plan "));
	pdz_buf_str(d->out, (struct pdz_str){r->plan_sha256.p, r->plan_sha256.n < 12 ? r->plan_sha256.n : 12});
	for (size_t i = 0; i < r->input_count; i++) {
		pdz_buf_z(d->out, ", ");
		pdz_terminal_visible(d->out, r->inputs[i].name);
		pdz_buf_printf(d->out, " %.12s (%llu)", r->inputs[i].sha256.p, (unsigned long long)r->inputs[i].read);
	}
	pdz_buf_char(d->out, '\n');
}

static const struct pdz_result_source *find_source(const struct pdz_results *r, struct pdz_str name)
{
	for (size_t i = 0; i < r->source_count; i++)
		if (pdz_str_eq(r->sources[i].name, name))
			return &r->sources[i];
	return NULL;
}

static void write_diff_sources(const struct diff *d)
{
	for (size_t i = 0; i < d->after->source_count; i++) {
		const struct pdz_result_source *s = &d->after->sources[i], *was = find_source(d->before, s->name);
		if (was != NULL && was->records == s->records)
			continue;
		pdz_buf_z(d->out, "    ");
		pdz_terminal_visible(d->out, s->name);
		pdz_buf_printf(d->out, ": %llu → %llu\n", (unsigned long long)(was != NULL ? was->records : 0),
		               (unsigned long long)s->records);
	}
	for (size_t i = 0; i < d->before->source_count; i++) {
		const struct pdz_result_source *s = &d->before->sources[i];
		if (find_source(d->after, s->name) != NULL)
			continue;
		pdz_buf_z(d->out, "    ");
		pdz_terminal_visible(d->out, s->name);
		pdz_buf_printf(d->out, ": %llu → 0\n", (unsigned long long)s->records);
	}
}

/* Indicators of both whose definition is not the same. */
static size_t count_redefined(struct diff *d)
{
	size_t n = 0;
	for (size_t i = 0; i < d->after->indicator_count; i++) {
		const struct pdz_result_indicator *ind = &d->after->indicators[i];
		const uint32_t was = pdz_results_indicator(d->before, ind->code);
		if (was == PDZ_NONE || pdz_str_eq(ind->definition, d->before->indicators[was].definition))
			continue;
		if (!d->options->csv) {
			pdz_buf_z(d->out, n == 0 ? diff_words(d, "diff|Measured differently, so not comparable: ") : ", ");
			pdz_terminal_visible(d->out, ind->code);
		}
		n++;
	}
	if (n > 0 && !d->options->csv)
		pdz_buf_char(d->out, '\n');
	return n;
}

static void write_diff_head(struct diff *d)
{
	if (d->options->csv) {
		pdz_buf_z(d->out, "indicator,period,area,category,value_before,value_after,n_before,n_after,verdict_before,"
		                  "verdict_after,why");
		for (size_t i = 0; d->after->entry_count > 0 && i < d->after->entries[0].dimension_count; i++)
			write_diff_cell(d->out, d->after->entries[0].dimensions[i].name);
		pdz_buf_char(d->out, '\n');
		return;
	}
	write_run(d, "diff|Before: as of ", d->before);
	write_run(d, "diff|After:  as of ", d->after);
	write_diff_sources(d);
}

static bool index_before(struct diff *d)
{
	struct pdz_buf key = {0};
	bool fine = true;
	for (size_t i = 0; i < d->before->entry_count && fine; i++) {
		pdz_entry_write_key(d->before, &d->before->entries[i], &key);
		fine = !key.failed && pdz_intern_add(&d->keys, pdz_buf_view(&key)) == i;
	}
	pdz_buf_release(&key);
	return fine;
}

static bool compare_entries(struct diff *d)
{
	struct pdz_buf key = {0};
	bool *seen = calloc(d->before->entry_count + 1, sizeof *seen);
	bool fine = seen != NULL;
	for (size_t i = 0; i < d->after->entry_count && fine; i++) {
		const struct pdz_entry *b = &d->after->entries[i];
		pdz_entry_write_key(d->after, b, &key);
		fine = !key.failed;
		const uint32_t at = pdz_intern_find(&d->keys, pdz_buf_view(&key));
		if (at == PDZ_NONE) {
			write_changed_entry(d, (struct change){.r = d->after, .e = b, .b = b, .whys = 1u << WHY_ADDED});
			continue;
		}
		seen[at] = true;
		const struct pdz_entry *a = &d->before->entries[at];
		if (has_changed(a, b))
			write_changed_entry(d, (struct change){d->after, b, a, b, why(d, a, b)});
	}
	for (size_t i = 0; i < d->before->entry_count && fine; i++)
		if (!seen[i])
			write_changed_entry(d, (struct change){.r = d->before,
			                                       .e = &d->before->entries[i],
			                                       .a = &d->before->entries[i],
			                                       .whys = 1u << WHY_REMOVED});
	pdz_buf_release(&key);
	free(seen);
	return fine;
}

enum pdz_status pdz_diff_write(const struct pdz_results *before, const struct pdz_results *after,
                               const struct pdz_diff_options *options, struct pdz_buf *out, size_t *redefined,
                               struct pdz_error *err)
{
	struct diff d = {
		.before = before, .after = after, .options = options, .out = out, .same_records = same_inputs(before, after)};
	write_diff_head(&d);
	*redefined = count_redefined(&d);
	const bool fine = index_before(&d) && compare_entries(&d);
	if (!options->csv) {
		struct pdz_buf n = {0}, of = {0};
		pdz_spell_number(&n, options->language, (double)d.changed, 0);
		pdz_spell_number(&of, options->language, (double)after->entry_count, 0);
		pdz_buf_char(out, '\n');
		pdz_say_into(out, options->language, "diff|{0} of {1} entries moved", pdz_buf_view(&n), pdz_buf_view(&of));
		pdz_buf_char(out, '\n');
		d.failed |= n.failed || of.failed;
		pdz_buf_release(&n);
		pdz_buf_release(&of);
	}
	pdz_intern_release(&d.keys);
	return fine && !d.failed && !out->failed ? PDZ_OK : pdz_no_memory(err);
}
