/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Partial results, looked at and merged; see measure/partial.h. Numbers of words, cases and tuples are the
 * run's own and are given anew. */
#include "measure/partial_text.h"

#include "base/json.h"
#include "measure/run.h"

#include <stdlib.h>

/* New numbers by old ones. */
struct numbers {
	uint32_t *of;
	size_t count, cap;
};

struct reader {
	const char *name;
	struct pdz_input in;
	struct pdz_csv *csv;
	struct pdz_row row;
	struct sha256_ctx sum; /* of the lines before the one at hand */
	struct numbers words, cases, rests;
	uint64_t rows;
	struct pdz_buf text;
	bool no_memory;
	size_t delivered_before; /* deliveries of the partials before; */
	size_t twice;            /* of these the one that is told again, counted from 1 */
	size_t same, other;      /* inputs of the same bytes, counted from 1 */
};

static enum pdz_status spoilt(const struct reader *r, const char *what, struct pdz_error *err)
{
	return pdz_fail_finding(err, PDZ_INPUT,
	                        &(struct pdz_diag){.source = r->name,
	                                           .line = r->row.line,
	                                           .problem = what,
	                                           .expected = "expected a file of pdz-indicators --partial"});
}

static enum pdz_status open_partial(struct reader *r, const char *name, struct pdz_error *err)
{
	*r = (struct reader){.name = name, .in.fd = -1};
	sha256_init(&r->sum);
	enum pdz_status status = pdz_input_open(&r->in, name, err);
	if (status == PDZ_OK)
		pdz_input_forget_hash(&r->in);
	if (status == PDZ_OK && (r->csv = pdz_csv_new('\t')) == NULL)
		status = pdz_no_memory(err);
	return status;
}

static void close_partial(struct reader *r)
{
	pdz_csv_free(r->csv);
	pdz_input_close(&r->in);
	pdz_buf_release(&r->text);
	free(r->words.of);
	free(r->cases.of);
	free(r->rests.of);
}

/* The next line; its first cell says what it is. *got false at the end. */
static enum pdz_status next_row(struct reader *r, bool *got, struct pdz_error *err)
{
	if (r->row.raw.n > 0) {
		sha256_update(&r->sum, r->row.raw.n, (const uint8_t *)r->row.raw.p);
		sha256_update(&r->sum, 1, (const uint8_t *)"\n");
	}
	r->row.raw.n = 0;
	enum pdz_status status = pdz_csv_read(r->csv, &r->in, &r->row, got, err);
	if (status == PDZ_OK && *got && r->row.fault)
		status = r->row.line == 1 ? pdz_refuse_other_document(r->row.raw, r->name, "pdz_partial", err) : PDZ_OK;
	if (status == PDZ_OK && *got && r->row.fault)
		status = spoilt(r, "not a line of a partial", err);
	return status;
}

static bool is(const struct reader *r, const char *item, size_t cells)
{
	return r->row.count == cells && pdz_str_is(r->row.cells[0], item);
}

/* A text without its escapes, valid until the next call. */
static struct pdz_str read_plain_text(struct reader *r, size_t cell)
{
	const struct pdz_str s = r->row.cells[cell];
	pdz_buf_clear(&r->text);
	for (size_t i = 0; i < s.n; i++) {
		const char *const at = s.p[i] == '\\' && i + 1 < s.n ? memchr("tnr\\q", s.p[i + 1], 5) : NULL;
		pdz_buf_char(&r->text, at == NULL ? s.p[i] : "\t\n\r\\\""[at - "tnr\\q"]);
		i += at != NULL;
	}
	return pdz_buf_view(&r->text);
}

/* A whole number; "-" is none. */
static bool read_whole(const struct reader *r, size_t cell, int64_t none, int64_t *out)
{
	const struct pdz_str s = r->row.cells[cell];
	const bool negative = s.n > 1 && s.p[0] == '-';
	int64_t v = 0;
	*out = none;
	if (s.n == 1 && s.p[0] == '-')
		return true;
	for (size_t i = negative; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9' || __builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, s.p[i] - '0', &v))
			return false;
	*out = negative ? -v : v;
	return s.n > 0;
}

/* A line that there was no memory for is not a line that does not fit. */
static bool out_of_memory(struct reader *r)
{
	r->no_memory = true;
	return false;
}

static bool add_slot_number(struct reader *r, struct numbers *n, uint32_t number_now)
{
	if (number_now == PDZ_NONE || !pdz_grow(&n->of, &n->cap, n->count + 1, sizeof *n->of))
		return out_of_memory(r);
	n->of[n->count++] = number_now;
	return true;
}

/* A number of below many; PDZ_NONE stays. */
static bool below(int64_t v, size_t many, uint32_t *out)
{
	*out = v == PDZ_NONE ? PDZ_NONE : (uint32_t)v;
	return v == PDZ_NONE || (v >= 0 && (uint64_t)v < many);
}

static bool renumber(const struct numbers *n, int64_t v, uint32_t *out)
{
	if (!below(v, n->count, out))
		return false;
	if (*out != PDZ_NONE)
		*out = n->of[*out];
	return true;
}

static bool renumber_by(const struct reader *r, const struct pdz_plan *plan, unsigned column, int64_t v, uint32_t *out)
{
	switch (column) {
	case PDZ_COL_CASE:
		return renumber(&r->cases, v, out);
	case PDZ_COL_EVENT:
		return below(v, plan->event_count, out);
	case PDZ_COL_AREA:
		return below(v, plan->area_count, out);
	case PDZ_NONE:
		return below(v, UINT32_MAX, out);
	default:
		return renumber(&r->words, v, out);
	}
}

static bool read_counter(struct reader *r, struct pdz_run *run, const struct pdz_plan *plan)
{
	struct pdz_counter c = {.n = 0};
	struct pdz_key *k = &c.key;
	int64_t v[11];
	unsigned who, what;
	for (size_t i = 0; i < 11; i++)
		if (!read_whole(r, i + 1, i == 1 || i == 7 ? (int64_t)PDZ_NO_DAY : (int64_t)PDZ_NONE, &v[i]))
			return false;
	if (v[0] < 0 || (uint64_t)v[0] >= plan->slot_count || v[1] < INT32_MIN || v[1] > INT32_MAX || v[7] < INT32_MIN ||
	    v[7] > INT32_MAX || v[9] <= 0)
		return false;
	k->slot = (uint32_t)v[0];
	k->when = (int32_t)v[1];
	k->due = (pdz_day)v[7];
	k->value = v[8];
	c.n = (uint64_t)v[9];
	c.sum = v[10];
	pdz_slot_columns(plan, &plan->slots[k->slot], &who, &what);
	if (!below(v[2], plan->area_count, &k->area) || !renumber(&r->words, v[3], &k->category) ||
	    !renumber(&r->rests, v[4], &k->rest) || !renumber_by(r, plan, who, v[5], &k->who) ||
	    !renumber_by(r, plan, what, v[6], &k->what))
		return false;
	pdz_ledger_add(&run->ledger, &c);
	r->rows++;
	return true;
}

static bool read_rest(struct reader *r, struct pdz_run *run)
{
	uint32_t tuple[PDZ_MAX_DIMENSIONS];
	const size_t n = r->row.count - 1;
	if (n != run->options.dimension_count)
		return false;
	for (size_t i = 0; i < n; i++) {
		int64_t v;
		if (!read_whole(r, i + 1, PDZ_NONE, &v) || !renumber(&r->words, v, &tuple[i]))
			return false;
	}
	return add_slot_number(r, &r->rests,
	                       pdz_intern_add(&run->rests, (struct pdz_str){(const char *)tuple, n * sizeof *tuple}));
}

static bool read_event(struct reader *r, struct pdz_run *run, const struct pdz_plan *plan)
{
	int64_t event, since;
	if (!read_whole(r, 1, -1, &event) || !read_whole(r, 2, PDZ_NO_DAY, &since) || event < 0 ||
	    (uint64_t)event >= plan->event_count || since < INT32_MIN || since > INT32_MAX)
		return false;
	pdz_run_feed(run, (uint32_t)event, (pdz_day)since);
	return true;
}

static bool read_last(struct reader *r, struct pdz_run *run, const struct pdz_plan *plan)
{
	int64_t of, event, in, day;
	uint32_t source, area;
	if (!read_whole(r, 1, PDZ_NONE, &of) || !read_whole(r, 2, -1, &event) || !read_whole(r, 3, PDZ_NONE, &in) ||
	    !read_whole(r, 4, PDZ_NO_DAY, &day) || !below(of, plan->source_count, &source) || event < 0 ||
	    (uint64_t)event >= plan->event_count || !below(in, plan->area_count, &area) || day <= PDZ_NO_DAY ||
	    day > INT32_MAX)
		return false;
	pdz_evidence_see(&run->evidence, plan, source, (uint32_t)event, area, (pdz_day)day);
	return true;
}

static bool read_deliver(struct reader *r, struct pdz_run *run, const struct pdz_plan *plan)
{
	int64_t v[5];
	struct pdz_delivered d;
	for (size_t i = 0; i < 5; i++)
		if (!read_whole(r, i + 1, i == 1 ? (int64_t)PDZ_NONE : -1, &v[i]))
			return false;
	if (v[0] < 0 || (uint64_t)v[0] >= plan->source_count || !below(v[1], plan->area_count, &d.area) || v[2] < 0 ||
	    v[3] < v[2] || v[3] > INT32_MAX || (v[4] != 0 && v[4] != 1))
		return false;
	d.source = (uint32_t)v[0];
	d.first = (int32_t)v[2];
	d.last = (int32_t)v[3];
	d.whole = v[4] == 1;
	/* parts of one file may come in several partials, a whole one in one */
	for (size_t i = 0; i < r->delivered_before && d.whole && r->twice == 0; i++) {
		const struct pdz_delivered *o = &run->evidence.delivered[i];
		if (o->whole && o->source == d.source && o->area == d.area && o->first <= d.last && d.first <= o->last)
			r->twice = i + 1;
	}
	return r->twice == 0 && (pdz_evidence_deliver(&run->evidence, &d) || out_of_memory(r));
}

static bool read_aside(struct reader *r, struct pdz_run *run, const struct pdz_plan *plan)
{
	int64_t slot, event, source, first, last, lack, n, area;
	struct pdz_aside a;
	if (!read_whole(r, 1, PDZ_NONE, &slot) || !read_whole(r, 2, PDZ_NONE, &event) ||
	    !read_whole(r, 3, PDZ_NONE, &source) || !read_whole(r, 4, PDZ_NONE, &area) ||
	    !read_whole(r, 5, INT32_MIN, &first) || !read_whole(r, 6, INT32_MIN, &last) || !read_whole(r, 7, -1, &lack) ||
	    !read_whole(r, 8, 0, &n) || !below(slot, plan->slot_count, &a.slot) ||
	    !below(event, plan->event_count, &a.event) || !below(source, plan->source_count, &a.source) ||
	    !below(area, plan->area_count, &a.area) || first < INT32_MIN || last < first || last > INT32_MAX || lack < 0 ||
	    lack > PDZ_LACKS_PLACE || n <= 0)
		return false;
	a.first = (int32_t)first;
	a.last = (int32_t)last;
	a.lack = (enum pdz_lack)lack;
	a.n = (uint64_t)n;
	return pdz_evidence_set_aside(&run->evidence, &a) || out_of_memory(r);
}

static bool read_met(struct reader *r, struct pdz_run *run, const struct pdz_plan *plan)
{
	int64_t slot, filters;
	if (!read_whole(r, 1, -1, &slot) || !read_whole(r, 2, -1, &filters) || slot < 0 ||
	    (uint64_t)slot >= plan->slot_count || filters < 0)
		return false;
	run->routes.met[slot] |= (uint64_t)filters;
	return true;
}

static bool read_source(struct reader *r, struct pdz_run *run)
{
	int64_t records, used;
	return read_whole(r, 2, 0, &records) && read_whole(r, 3, 0, &used) && records >= 0 && used >= 0 &&
	       (pdz_run_add_source(run, read_plain_text(r, 1), (uint64_t)records, (uint64_t)used) || out_of_memory(r));
}

static bool read_input(struct reader *r, struct pdz_partial_inputs *inputs)
{
	int64_t v;
	if (!pdz_grow(&inputs->files, &inputs->cap, inputs->count + 1, sizeof *inputs->files))
		return out_of_memory(r);
	struct pdz_result_file *f = &inputs->files[inputs->count];
	*f = (struct pdz_result_file){.name = pdz_arena_copy(&inputs->arena, read_plain_text(r, 1)),
	                              .said = pdz_arena_copy(&inputs->arena, read_plain_text(r, 3))};
	if (f->name == NULL || f->said == NULL)
		return out_of_memory(r);
	if (r->row.cells[2].n > 64 || !read_whole(r, 4, 0, &v))
		return false;
	memcpy(f->sha256, r->row.cells[2].p, r->row.cells[2].n);
	f->bytes = (uint64_t)v;
	if (!read_whole(r, 5, 0, &f->missing))
		return false;
	for (size_t k = 0; k < PDZ_OUTCOMES; k++) {
		if (!read_whole(r, 6 + k, 0, &v))
			return false;
		f->outcomes[k] = (uint64_t)v;
	}
	uint64_t records = 0;
	for (size_t k = 0; k < PDZ_OUTCOMES; k++)
		records += f->outcomes[k];
	for (size_t i = 0; i < inputs->count && records > 0 && f->sha256[0] != '\0'; i++)
		if (strcmp(inputs->files[i].sha256, f->sha256) == 0 && strcmp(inputs->files[i].said, f->said) == 0) {
			r->same = i + 1;
			r->other = inputs->count + 1;
			return false;
		}
	inputs->count++;
	return true;
}

static bool read_unusable(struct reader *r, struct pdz_partial_inputs *inputs)
{
	struct pdz_str texts[2];
	if (!pdz_grow(&inputs->unusable, &inputs->unusable_cap, inputs->unusable_count + 1, sizeof *inputs->unusable))
		return out_of_memory(r);
	for (size_t i = 0; i < 2; i++) {
		const struct pdz_str text = read_plain_text(r, 1 + i);
		const char *copy = pdz_arena_copy(&inputs->arena, text);
		if (copy == NULL)
			return out_of_memory(r);
		texts[i] = (struct pdz_str){copy, text.n};
	}
	inputs->unusable[inputs->unusable_count++] = (struct pdz_unusable_file){texts[0], texts[1]};
	return true;
}

static bool read_item(struct reader *r, struct pdz_run *run, const struct pdz_plan *plan,
                      struct pdz_partial_inputs *inputs)
{
	if (is(r, "row", 12))
		return read_counter(r, run, plan);
	if (is(r, "case", 2))
		return add_slot_number(r, &r->cases, pdz_intern_add(&run->cases, read_plain_text(r, 1)));
	if (is(r, "word", 2))
		return add_slot_number(r, &r->words, pdz_intern_add(&run->words, read_plain_text(r, 1)));
	if (is(r, "event", 3))
		return read_event(r, run, plan);
	if (is(r, "last", 5))
		return read_last(r, run, plan);
	if (is(r, "deliver", 6))
		return read_deliver(r, run, plan);
	if (is(r, "aside", 9))
		return read_aside(r, run, plan);
	if (is(r, "met", 3))
		return read_met(r, run, plan);
	if (is(r, "source", 4))
		return read_source(r, run);
	if (is(r, "unusable", 3))
		return read_unusable(r, inputs);
	if (is(r, "input", 6 + PDZ_OUTCOMES))
		return read_input(r, inputs);
	return r->row.count > 0 && pdz_str_is(r->row.cells[0], "rest") && read_rest(r, run);
}

/* The line of the head with that name, its text into b. */
static enum pdz_status head_line(struct reader *r, const char *item, struct pdz_buf *b, struct pdz_error *err)
{
	bool got;
	enum pdz_status status = next_row(r, &got, err);
	if (status == PDZ_OK && (!got || !is(r, item, 2)))
		status = pdz_refuse_other_document(r->row.raw, r->name, "pdz_partial", err) == PDZ_OK
		             ? spoilt(r, "not a partial", err)
		             : PDZ_INPUT;
	if (status != PDZ_OK)
		return status;
	pdz_buf_clear(b);
	pdz_buf_str(b, read_plain_text(r, 1));
	pdz_buf_char(b, '\0');
	if (b->failed || r->text.failed)
		return pdz_no_memory(err);
	b->n--;
	return PDZ_OK;
}

static enum pdz_status read_head(struct reader *r, struct pdz_buf *plan, struct pdz_partial_head *head,
                                 struct pdz_error *err)
{
	struct {
		const char *item;
		struct pdz_buf *to;
	} lines[] = {{"pdz-partial", plan}, {"plan", plan},        {"as-of", &head->as_of},
	             {"by", &head->by},     {"only", &head->only}, {"key", &head->key}};
	enum pdz_status status = PDZ_OK;
	for (size_t i = 0; i < sizeof lines / sizeof *lines && status == PDZ_OK; i++) {
		status = head_line(r, lines[i].item, lines[i].to, err);
		if (status == PDZ_OK && i == 0 && strcmp(plan->p, PDZ_PARTIAL_VERSION) != 0)
			status = pdz_fail(err, PDZ_INPUT, r->name, 1, 0, "a partial of another version: '%s' (expected %s)",
			                  plan->p, PDZ_PARTIAL_VERSION);
	}
	return status;
}

enum pdz_status pdz_partial_look(const char *name, struct pdz_partial_head *head, struct pdz_error *err)
{
	struct reader r;
	struct pdz_buf plan = {0};
	enum pdz_status status = open_partial(&r, name, err);
	if (status == PDZ_OK)
		status = read_head(&r, &plan, head, err);
	pdz_buf_release(&plan);
	close_partial(&r);
	return status;
}

static enum pdz_status check_head(const struct reader *r, const char *what, const struct pdz_buf *is_here,
                                  const struct pdz_buf *expected, struct pdz_error *err)
{
	if (pdz_str_eq(pdz_buf_view(is_here), pdz_buf_view(expected)))
		return PDZ_OK;
	return pdz_fail(err, PDZ_INPUT, r->name, 0, 0, "made with another %s: '%s' (expected '%s')", what, is_here->p,
	                expected->p);
}

/* Is it what was written? Asked at the last line, of all before it. */
static bool has_seal(struct reader *r)
{
	struct sha256_ctx sum = r->sum;
	char hex[2 * SHA256_DIGEST_SIZE + 1];
	pdz_partial_digest(&sum, hex);
	return pdz_str_is(r->row.cells[2], hex);
}

/* Which delivery it is, and which partial has it, too. */
static enum pdz_status refuse_twice(const struct reader *r, const struct pdz_run *run,
                                    const struct pdz_partial_inputs *inputs, struct pdz_error *err)
{
	const struct pdz_plan *plan = run->plan;
	const struct pdz_delivered *d = &run->evidence.delivered[r->twice - 1];
	const struct pdz_str source = plan->sources[d->source].code,
						 area = plan->areas[d->area == PDZ_NONE ? 0 : d->area].code;
	struct pdz_buf period = {0};
	size_t k = 0;
	while (k + 1 < inputs->partial_count && inputs->partials[k].delivered < r->twice)
		k++;
	pdz_period_write(&period, (struct pdz_period){PDZ_MONTH, d->first, d->first});
	pdz_buf_char(&period, '\0');
	const enum pdz_status status = period.failed ? pdz_no_memory(err)
	                                             : pdz_fail(err, PDZ_INPUT, r->name, r->row.line, 0,
	                                                        "a delivery that '%s' has whole, too: %.*s, %.*s, %s",
	                                                        inputs->partials[k].name, (int)source.n, source.p,
	                                                        (int)area.n, area.p, period.p);
	pdz_buf_release(&period);
	return status;
}

enum pdz_status pdz_partial_merge(struct pdz_run *run, const struct pdz_plan *plan, const char *name,
                                  const struct pdz_partial_head *head, struct pdz_partial_inputs *inputs,
                                  struct pdz_error *err)
{
	struct reader r;
	struct pdz_partial_head here = {{0}, {0}, {0}, {0}};
	struct pdz_buf digest = {0};
	bool got = false;
	int64_t rows = -1;
	bool whole = false;
	run->merged = true;
	enum pdz_status status = open_partial(&r, name, err);
	r.delivered_before = run->evidence.delivered_count;
	if (status == PDZ_OK)
		status = read_head(&r, &digest, &here, err);
	if (status == PDZ_OK && !pdz_str_is(pdz_buf_view(&digest), plan->sha256))
		status = pdz_fail(err, PDZ_INPUT, name, 2, 0, "made with another plan, or another version of it");
	if (status == PDZ_OK)
		status = check_head(&r, "--as-of", &here.as_of, &head->as_of, err);
	if (status == PDZ_OK)
		status = check_head(&r, "--by", &here.by, &head->by, err);
	if (status == PDZ_OK)
		status = check_head(&r, "--indicator", &here.only, &head->only, err);
	if (status == PDZ_OK)
		status = check_head(&r, "--key", &here.key, &head->key, err);
	while (status == PDZ_OK && rows < 0 && (status = next_row(&r, &got, err)) == PDZ_OK && got) {
		if (is(&r, "end", 3) && read_whole(&r, 1, -1, &rows)) {
			whole = has_seal(&r);
			continue;
		}
		if (read_item(&r, run, plan, inputs))
			continue;
		status = r.no_memory ? pdz_no_memory(err)
		         : r.same > 0
		             ? pdz_fail(err, PDZ_INPUT, name, r.row.line, 0, "the same input as in another partial: '%s', '%s'",
		                        inputs->files[r.other - 1].name, inputs->files[r.same - 1].name)
		         : r.twice > 0 ? refuse_twice(&r, run, inputs, err)
		                       : spoilt(&r, "a line that does not fit", err);
	}
	if (status == PDZ_OK && rows >= 0 && (status = next_row(&r, &got, err)) == PDZ_OK && got)
		status = spoilt(&r, "lines behind the end: two partials in one file?", err);
	if (status == PDZ_OK && (rows < 0 || (uint64_t)rows != r.rows))
		status = pdz_fail(err, PDZ_INPUT, name, 0, 0, "cut short: the end is missing");
	if (status == PDZ_OK && !whole)
		status = pdz_fail(err, PDZ_INPUT, name, 0, 0, "changed since it was written: its checksum does not fit");
	if (status == PDZ_OK)
		status = pdz_run_settle(run, err);
	if (status == PDZ_OK && (r.text.failed || !pdz_grow(&inputs->partials, &inputs->partial_cap,
	                                                    inputs->partial_count + 1, sizeof *inputs->partials)))
		status = pdz_no_memory(err);
	if (status == PDZ_OK) {
		inputs->partials[inputs->partial_count].name = name;
		inputs->partials[inputs->partial_count++].delivered = run->evidence.delivered_count;
	}
	pdz_buf_release(&digest);
	pdz_partial_head_release(&here);
	close_partial(&r);
	return status;
}
