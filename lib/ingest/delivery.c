/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deliveries; see delivery.h. An input is one delivery, or, where its cells say so, each of its
 * rows belongs to one. What it should tell and does not is a finding: else a slip in the name of
 * a file would make its sender silent. */
#include "ingest/delivery.h"

#include "base/json_write.h"
#include "ingest/bind.h"
#include "ingest/debts.h"
#include "ingest/pass.h"
#include "ingest/row_values.h"
#include "ingest/run.h"

#include <stdio.h>
#include <stdlib.h>

void pdz_deliveries_release(struct deliveries *d)
{
	free(d->items);
	pdz_intern_release(&d->texts);
	*d = (struct deliveries){0};
}

static const struct pdz_plan_source *plan_source(const struct pdz_plan *plan, struct pdz_str code)
{
	for (size_t i = 0; plan && i < plan->source_count; i++)
		if (pdz_str_eq(plan->sources[i].code, code))
			return &plan->sources[i];
	return NULL;
}

/* Once for each text. */
static enum pdz_status tell_undelivered(struct pdz_ingest *run, const struct ingest_source *s, uint64_t line,
                                        const char *problem, struct pdz_str text, const char *expected,
                                        struct pdz_error *err)
{
	struct deliveries *d = &run->deliveries;
	struct pdz_buf key = {0};
	char shown[120];
	const size_t before = d->texts.count;

	pdz_buf_printf(&key, "%s\t%s\t", s->name, problem);
	pdz_buf_str(&key, text);
	const bool fine = !key.failed && pdz_intern_add(&d->texts, pdz_buf_view(&key)) != PDZ_NONE;
	pdz_buf_release(&key);
	if (!fine)
		return pdz_no_memory(err);
	if (d->texts.count == before)
		return PDZ_OK;
	run->files[run->at_hand].findings++;
	pdz_visible(text.p, text.n, shown, sizeof shown);
	pdz_ingest_tell(run->options, PDZ_ERROR, s->name, line, "unknown_delivery", problem, text.n ? shown : NULL,
	                expected);
	return PDZ_OK;
}

static bool contains(const struct pdz_plan *plan, uint32_t whole, uint32_t area)
{
	return area >= whole && area <= plan->areas[whole].last;
}

/* Itself, or as the whole of which some are. */
static bool is_sender(const struct pdz_plan *plan, const struct pdz_plan_source *s, uint32_t area)
{
	for (size_t i = 0; i < s->sender_count; i++)
		if (contains(plan, area, s->senders[i]))
			return true;
	return s->sender_count == 0;
}

/* The area and period that the row at hand tells, or the input. *told: both that are wanted are known. */
static enum pdz_status read_delivery(struct pdz_ingest *run, struct ingest_source *s, uint64_t line,
                                     struct pdz_delivery *out, bool *told, struct pdz_error *err)
{
	const struct pdz_mapping *m = s->mapping;
	const struct pdz_plan *plan = run->options->plan;
	const struct pdz_plan_source *of = plan_source(plan, m->source);
	struct ingest_mistake mistake = {.cell = PDZ_NONE};
	struct pdz_str text = {"", 0};
	bool is_day = false;

	*told = false;
	out->source = m->source;
	if (m->delivery_area.given) {
		if (!pdz_row_value_text(&s->bound, &m->delivery_area, NULL, &text, &mistake))
			return tell_undelivered(run, s, line, "the delivery has an unknown area", mistake.text, NULL, err);
		const uint32_t area = plan ? pdz_plan_area(plan, text) : PDZ_NONE;
		if (text.n == 0)
			return tell_undelivered(run, s, line, "the delivery has no area", text, NULL, err);
		if (plan && area == PDZ_NONE)
			return tell_undelivered(run, s, line, "the delivery has an unknown area", text,
			                        "expected an area of the plan", err);
		if (of && !is_sender(plan, of, area))
			return tell_undelivered(run, s, line, "the delivery has an area that does not send this source", text,
			                        "expected one of those that the plan names", err);
		out->area = plan ? plan->areas[area].code : (struct pdz_str){pdz_arena_copy(&run->arena, text), text.n};
		if (out->area.p == NULL)
			return pdz_no_memory(err);
	}
	if (m->delivery_period.given) {
		if (!pdz_row_value_text(&s->bound, &m->delivery_period, NULL, &text, &mistake))
			return tell_undelivered(run, s, line, "the delivery has an unknown period", mistake.text, NULL, err);
		out->has_period = pdz_mapping_parse_period(text, m->delivery_period.dates, &out->period, &is_day);
		if (!out->has_period)
			return tell_undelivered(run, s, line, "the delivery has no period", text,
			                        "expected a month, quarter or year such as 2027-05 or maggio 2027", err);
		if (is_day && of)
			out->period = pdz_period_of(of->every, out->period.first);
		if (plan)
			out->period = pdz_period_shift(out->period, plan->year_begins);
	}
	*told = true;
	return s->bound.failed ? pdz_no_memory(err) : PDZ_OK;
}

enum pdz_status pdz_delivery_narrow(struct pdz_ingest *run, struct ingest_source *s, const struct pdz_row *row,
                                    struct pdz_error *err)
{
	struct ingest_bound *b = &s->bound;
	struct pdz_delivery of = {.file = 0};
	bool told = false, any = false;

	for (size_t i = 0; i < b->debt_count; i++)
		any |= b->debts[i].area.n == 0 || b->debts[i].months.first == INT32_MIN;
	if (!any || !s->mapping || !s->mapping->delivers || s->mapping->delivers_by_row)
		return PDZ_OK;
	const struct pdz_row *const before = b->row;
	b->row = row;
	const enum pdz_status status = read_delivery(run, s, row->line, &of, &told, err);
	b->row = before;
	for (size_t i = 0; i < b->debt_count && told; i++) {
		if (b->debts[i].area.n == 0)
			b->debts[i].area = of.area;
		if (b->debts[i].months.first == INT32_MIN && of.has_period)
			b->debts[i].months = of.period;
	}
	return status;
}

static bool is_same_delivery(const struct pdz_delivery *a, const struct pdz_delivery *b)
{
	return pdz_str_eq(a->source, b->source) && pdz_str_eq(a->area, b->area) && a->has_period == b->has_period &&
	       a->period.first == b->period.first && a->period.last == b->period.last;
}

static struct pdz_delivery *find_delivery(const struct deliveries *d, const struct pdz_delivery *wanted, size_t file)
{
	for (size_t i = d->count; i-- > 0 && d->items[i].file == file;)
		if (is_same_delivery(&d->items[i], wanted))
			return &d->items[i];
	return NULL;
}

static enum pdz_status add_delivery(struct deliveries *d, const struct pdz_delivery *new, struct pdz_error *err)
{
	if (!pdz_grow(&d->items, &d->cap, d->count + 1, sizeof *d->items))
		return pdz_no_memory(err);
	d->items[d->count++] = *new;
	return PDZ_OK;
}

enum pdz_status pdz_delivery_of_row(struct pdz_ingest *run, size_t file, struct ingest_source *s,
                                    const struct pdz_row *row, size_t records, struct pdz_error *err)
{
	struct pdz_delivery new = {.file = file};
	bool told;

	s->bound.row = row;
	enum pdz_status status = read_delivery(run, s, row->line, &new, &told, err);
	if (status || !told)
		return status;
	struct pdz_delivery *there = find_delivery(&run->deliveries, &new, file);
	new.records = records;
	new.rows = 1;
	if (!there)
		return add_delivery(&run->deliveries, &new, err);
	there->records += records;
	there->rows++;
	return PDZ_OK;
}

/* Files of a few rows may well be alike; of more it is a copy, sent in the place of another. */
static void tell_alike(struct pdz_ingest *run, size_t file)
{
	enum { FEW_ROWS = 3 };
	const size_t other = run->states[file].like;

	if (other == file || run->files[file].counts.accepted <= FEW_ROWS)
		return;
	run->files[file].findings++;
	pdz_tell(&run->options->sink, &(struct pdz_diag){.severity = PDZ_WARNING,
	                                                 .source = run->files[file].name,
	                                                 .code = "same_content",
	                                                 .problem = "the same content as '{0}', under another name",
	                                                 .expected = "if it is a copy by mistake, leave it out",
	                                                 .with = {run->files[other].name}});
}

/* Most rows of a month are not corrected by the next, and of a few not all: its ids begin anew, and what was superseded
 * is missing. */
static bool owe_ids_again(struct pdz_ingest *run, const struct ingest_source *s, const struct pdz_delivery *new)
{
	enum { FEW_ROWS = 3 };
	const struct pdz_ingest_counts *c = &run->files[new->file].counts;

	if (c->superseded < FEW_ROWS ? c->superseded == 0 || c->superseded < c->rows - c->skipped
	                             : c->superseded * 2 <= c->rows - c->skipped)
		return true;
	run->files[new->file].findings++;
	pdz_tell(&run->options->sink,
	         &(struct pdz_diag){.severity = PDZ_ERROR,
	                            .source = run->files[new->file].name,
	                            .code = "ids_again",
	                            .problem = "deliveries of other periods have most of its ids, with other content",
	                            .expected = "if each begins anew, take the period into the id of the mapping"});
	const struct ingest_debt debt = {
		.event = {"", 0}, .area = new->area, .months = new->has_period ? new->period : INGEST_ANY_MONTH};
	return pdz_owe_records(run, s, &debt, c->superseded);
}

/* Another of the same bytes is the same delivery, but an empty one, which looks like any other. */
static bool is_again(const struct pdz_ingest *run, const struct pdz_delivery *new)
{
	const struct pdz_ingest_file *f = &run->files[new->file];

	return run->states[new->file].twin && f->counts.rows != f->counts.skipped;
}

enum pdz_status pdz_delivery_of_file(struct pdz_ingest *run, size_t file, struct ingest_source *s,
                                     struct pdz_error *err)
{
	const struct pdz_ingest_file *f = &run->files[file];
	const struct pdz_row none = {.line = s->dialect.header_line};
	struct pdz_delivery new = {.file = file, .rows = f->counts.accepted, .records = f->counts.records};
	struct deliveries *d = &run->deliveries;
	bool told;

	tell_alike(run, file);
	if (!s->mapping || !s->mapping->delivers || !s->bound.mapping)
		return PDZ_OK;
	enum pdz_status replaced = pdz_delivery_tell_replaced(run, file, err);
	if (replaced || (!s->mapping->delivers_by_row && !run->states[file].twin && pdz_delivery_is_replaced(run, file, 0)))
		return replaced;
	if (run->states[file].end > END_OPEN) { /* cut off on its way */
		while (d->count && d->items[d->count - 1].file == file)
			d->count--;
		return PDZ_OK;
	}
	new.set_aside = f->counts.rejected;
	new.whole = run->states[file].spool < 0;
	if (s->mapping->delivers_by_row) {
		/* of which of them a row that was set aside would have been nobody knows */
		for (size_t i = d->count; i-- > 0 && d->items[i].file == file;) {
			d->items[i].set_aside = new.set_aside;
			d->items[i].whole = new.whole;
		}
		return PDZ_OK;
	}
	s->bound.row = &none;
	enum pdz_status status = read_delivery(run, s, 0, &new, &told, err);
	if (!status && s->mapping->delivery_period.given && !owe_ids_again(run, s, &new))
		return pdz_no_memory(err);
	return status || !told || is_again(run, &new) ? status : add_delivery(d, &new, err);
}

const struct pdz_delivery *pdz_ingest_deliveries(const struct pdz_ingest *run, size_t *count)
{
	*count = run->deliveries.count;
	return run->deliveries.items;
}

void pdz_deliveries_write(const struct pdz_ingest *run, struct pdz_buf *b)
{
	const struct deliveries *d = &run->deliveries;

	pdz_buf_z(b, ",\n \"deliveries\": [");
	for (size_t i = 0; i < d->count; i++) {
		const struct pdz_delivery *one = &d->items[i];
		pdz_buf_z(b, i ? ",\n  {\"source\": " : "\n  {\"source\": ");
		pdz_json_write_text(b, one->source);
		if (one->area.n) {
			pdz_buf_z(b, ", \"area\": ");
			pdz_json_write_text(b, one->area);
		}
		if (one->has_period) {
			pdz_buf_z(b, ", \"period\": \"");
			pdz_period_write(b, one->period);
			pdz_buf_char(b, '"');
		}
		pdz_buf_z(b, ", \"file\": ");
		pdz_json_write_text(b, pdz_str(run->files[one->file].source));
		pdz_buf_printf(b, ", \"whole\": %s, \"rows\": %llu, \"set_aside\": %llu, \"records\": %llu}",
		               one->whole ? "true" : "false", (unsigned long long)one->rows, (unsigned long long)one->set_aside,
		               (unsigned long long)one->records);
	}
	pdz_buf_char(b, ']');
}

/* ---- what comes again ---- */

enum pdz_status pdz_delivery_observe(struct pdz_ingest *run, size_t file, const struct ingest_bound *b,
                                     uint32_t *number, struct pdz_error *err)
{
	struct delivered *d = &run->delivered;
	const size_t known = d->texts.count;

	*number = PDZ_NONE;
	if (!pdz_rows_tell_delivery(b))
		return PDZ_OK;
	*number = pdz_intern_add(&d->texts, b->sender);
	if (*number == PDZ_NONE || !pdz_grow(&d->last, &d->cap, d->texts.count, sizeof *d->last) ||
	    !pdz_grow(&d->before, &d->before_cap, d->texts.count, sizeof *d->before))
		return pdz_no_memory(err);
	if (*number == known)
		d->before[*number] = PDZ_NO_FILE;
	else if (d->last[*number] != file && !run->files[d->last[*number]].unusable)
		d->before[*number] = d->last[*number];
	d->last[*number] = file;
	return PDZ_OK;
}

bool pdz_delivery_was_longer(const struct pdz_ingest *run, size_t file, uint64_t bytes)
{
	const struct delivered *d = &run->delivered;

	for (size_t i = 0; i < d->texts.count; i++)
		if (d->last[i] == file && d->before[i] != PDZ_NO_FILE && run->states[d->before[i]].end == END_WHOLE &&
		    run->files[d->before[i]].bytes > bytes)
			return true;
	return false;
}

void pdz_delivery_take_back(struct pdz_ingest *run, size_t file)
{
	struct delivered *d = &run->delivered;

	for (size_t i = 0; i < d->texts.count; i++)
		if (d->last[i] == file && d->before[i] != PDZ_NO_FILE)
			d->last[i] = d->before[i];
}

static uint32_t delivery_of(const struct run_file *state, uint32_t number)
{
	if (!state->row_deliveries)
		return state->delivery;
	return number - state->first_number < state->row_count ? state->row_deliveries[number - state->first_number]
	                                                       : PDZ_NONE;
}

/* Of inputs with the same bytes it is the first that gives records. */
static size_t holder_of(const struct pdz_ingest *run, uint32_t delivery)
{
	return run->states[run->delivered.last[run->delivered.held_by[delivery]]].twin_of;
}

/* A delivery of the first pass: sender (source and area) and period of its text. */
struct settled {
	uint32_t sender;
	struct pdz_period period;
	bool has_period;
};

static bool split_delivery(struct pdz_intern *senders, struct pdz_str text, struct settled *out)
{
	const char *at = text.n ? memrchr(text.p, '@', text.n) : NULL;
	const struct pdz_str sender = {text.p, at ? (size_t)(at - text.p) : text.n};

	out->sender = pdz_intern_add(senders, sender);
	out->has_period = at && text.n > sender.n + 2 && /* the colon at the end */
	                  pdz_period_parse((struct pdz_str){at + 1, text.n - sender.n - 2}, &out->period);
	return out->sender != PDZ_NONE;
}

static bool is_within(const struct settled *inner, const struct settled *outer)
{
	return inner->has_period && outer->has_period && inner->sender == outer->sender &&
	       inner->period.first >= outer->period.first && inner->period.last <= outer->period.last &&
	       inner->period.last - inner->period.first < outer->period.last - outer->period.first;
}

/* A delivery of a longer time, and shorter ones that came behind it. Where they make up all of it they hold; else it
 * holds, for of what stands in it nobody knows what is theirs. */
static void settle_longer(struct delivered *d, const struct settled *of, size_t n, uint32_t longer)
{
	uint32_t last = PDZ_NONE;
	int32_t covered = of[longer].period.first;
	bool more = true;

	while (more && covered <= of[longer].period.last) {
		more = false;
		for (uint32_t i = 0; i < n && !more; i++)
			if (is_within(&of[i], &of[longer]) && d->last[i] > d->last[longer] && of[i].period.first <= covered &&
			    of[i].period.last >= covered) {
				covered = of[i].period.last + 1;
				last = i;
				more = true;
			}
	}
	if (more) {
		d->held_by[longer] = last;
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		if (is_within(&of[i], &of[longer]) && d->last[i] > d->last[longer])
			d->held_by[i] = longer;
}

enum pdz_status pdz_delivery_settle(struct pdz_ingest *run, struct pdz_error *err)
{
	struct delivered *d = &run->delivered;
	const size_t n = d->texts.count;
	struct pdz_intern senders = {0};
	struct settled *of = n ? calloc(n, sizeof *of) : NULL;
	bool fine = n == 0 || of;

	d->held_by = n ? calloc(n, sizeof *d->held_by) : NULL;
	fine = fine && (n == 0 || d->held_by);
	for (uint32_t i = 0; i < n && fine; i++) {
		d->held_by[i] = i;
		fine = split_delivery(&senders, pdz_intern_text(&d->texts, i), &of[i]);
	}
	for (uint32_t longer = 0; longer < n && fine; longer++) {
		bool behind = false;
		for (uint32_t i = 0; i < n; i++) {
			if (!is_within(&of[i], &of[longer]))
				continue;
			behind |= d->last[i] > d->last[longer];
			if (d->last[i] < d->last[longer])
				d->held_by[i] = longer;
		}
		if (behind)
			settle_longer(d, of, n, longer);
	}
	free(of);
	pdz_intern_release(&senders);
	return fine ? PDZ_OK : pdz_no_memory(err);
}

bool pdz_delivery_is_replaced(const struct pdz_ingest *run, size_t file, uint32_t number)
{
	const uint32_t delivery = delivery_of(&run->states[file], number);

	return delivery != PDZ_NONE && holder_of(run, delivery) != file;
}

bool pdz_delivery_came_anew(const struct pdz_ingest *run, size_t file)
{
	const struct run_file *state = &run->states[file];
	bool any = false;

	for (uint32_t i = 0; i < (state->row_deliveries ? state->row_count : 1); i++) {
		const uint32_t delivery = delivery_of(state, state->first_number + i);
		if (delivery != PDZ_NONE && holder_of(run, delivery) <= file)
			return false;
		any |= delivery != PDZ_NONE;
	}
	return any;
}

/* Rows that take no part any more are not versions of what comes in their place. */
void pdz_delivery_forget_replaced(struct pdz_ingest *run)
{
	struct pdz_identity *d = &run->identity;
	size_t kept = 0, file = 0;

	for (size_t i = 0; i < d->count; i++) {
		while (d->items[i].number - run->states[file].first_number >= run->states[file].row_count)
			file++;
		if (!pdz_delivery_is_replaced(run, file, d->items[i].number))
			d->items[kept++] = d->items[i];
	}
	d->count = kept;
}

enum pdz_status pdz_delivery_tell_replaced(struct pdz_ingest *run, size_t file, struct pdz_error *err)
{
	const struct run_file *state = &run->states[file];
	struct pdz_buf text = {0};
	uint32_t before = PDZ_NONE;

	for (uint32_t i = 0; i < (state->row_deliveries ? state->row_count : 1) && !text.failed; i++) {
		const uint32_t delivery = delivery_of(state, state->first_number + i);
		if (state->twin || delivery == before || delivery == PDZ_NONE || holder_of(run, delivery) == file)
			continue;
		before = delivery;
		pdz_buf_clear(&text);
		pdz_buf_str(&text, pdz_intern_text(&run->delivered.texts, delivery));
		text.n -= text.n > 0; /* the colon */
		pdz_buf_char(&text, '\0');
		const size_t holder = run->delivered.last[run->delivered.held_by[delivery]];
		const bool is_later = holder<file, /* of a longer time, some of which it gives anew */
		                             is_cut = state->end>
			END_OPEN;
		run->files[file].findings += is_later;
		if (!text.failed)
			pdz_tell(&run->options->sink,
			         &(struct pdz_diag){.severity = is_later ? PDZ_ERROR : PDZ_WARNING,
			                            .source = run->files[file].name,
			                            .code = is_later && !is_cut ? "part_of_delivery" : "replaced_delivery",
			                            .problem = !is_later
			                                           ? "a later input has the same delivery, and replaces it whole"
			                                       : is_cut ? "cut off on its way: the delivery that came before holds"
			                                                : "part of a delivery that came before, which holds",
			                            .subject = text.p,
			                            .expected = is_later && !is_cut ? "give anew all that '{0}' is for"
			                                                            : "it holds as '{0}' has it",
			                            .with = {run->files[holder].name}});
	}
	const bool failed = text.failed;
	pdz_buf_release(&text);
	return failed ? pdz_no_memory(err) : PDZ_OK;
}
