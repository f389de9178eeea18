/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Partial results, written and merged; see measure/partial.h. The numbers of slots, areas
 * and events are the plan's and stand as they are; those of words, cases and tuples are
 * the run's own and are given anew. */
#include "measure/partial.h"

#include "measure/run.h"

#include "base/json.h"

#include <nettle/base16.h>
#include <nettle/hmac.h>
#include <stdlib.h>

static const char version[] = "2";

void pdz_partial_head_release(struct pdz_partial_head *head)
{
	pdz_buf_release(&head->as_of);
	pdz_buf_release(&head->by);
	pdz_buf_release(&head->only);
	pdz_buf_release(&head->key);
}

void pdz_partial_inputs_release(struct pdz_partial_inputs *inputs)
{
	free(inputs->files);
	free(inputs->partials);
	free(inputs->unusable);
	pdz_arena_release(&inputs->arena);
	*inputs = (struct pdz_partial_inputs){0};
}

static void write_digest(struct sha256_ctx *sum, char hex[2 * SHA256_DIGEST_SIZE + 1])
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	sha256_digest(sum, sizeof digest, digest);
	base16_encode_update(hex, sizeof digest, digest);
	hex[2 * SHA256_DIGEST_SIZE] = '\0';
}

/* Writing */

/* A file being written; its last line has the digest of all lines before. */
struct sealing {
	struct pdz_output *out;
	struct sha256_ctx sum;
	size_t summed; /* bytes of what is pending */
};

static void sum_pending(struct sealing *s)
{
	const struct pdz_buf *b = &s->out->pending;
	if (!b->failed)
		sha256_update(&s->sum, b->n - s->summed, (const uint8_t *)b->p + s->summed);
	s->summed = b->n;
}

static enum pdz_status pump_sealed(struct sealing *s, struct pdz_error *err)
{
	sum_pending(s);
	const enum pdz_status status = pdz_output_pump(s->out, err);
	s->summed = s->out->pending.n;
	return status;
}

static void write_text(struct pdz_buf *b, struct pdz_str s)
{
	pdz_buf_char(b, '\t');
	for (size_t i = 0; i < s.n; i++) {
		const char *const at = memchr("\t\n\r\\\"", s.p[i], 5);
		if (at == NULL) {
			pdz_buf_char(b, s.p[i]);
		} else {
			pdz_buf_char(b, '\\');
			pdz_buf_char(b, "tnr\\q"[at - "\t\n\r\\\""]);
		}
	}
}

#define NOTHING INT64_MIN /* written as - */

static void write_whole(struct pdz_buf *b, int64_t v)
{
	char digits[24], *const end = digits + sizeof digits, *p = end;
	uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	if (v == NOTHING) {
		pdz_buf_z(b, "\t-");
		return;
	}
	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (v < 0)
		*--p = '-';
	*--p = '\t';
	pdz_buf_add(b, p, (size_t)(end - p));
}

static int64_t number_or_nothing(uint32_t v)
{
	return v == PDZ_NONE ? NOTHING : v;
}

static int64_t day_or_nothing(pdz_day v)
{
	return v == PDZ_NO_DAY ? NOTHING : v;
}

/* What the line is, and its numbers. */
static void write_numbers(struct pdz_buf *b, const char *what, const int64_t *numbers, size_t count)
{
	pdz_buf_z(b, what);
	for (size_t i = 0; i < count; i++)
		write_whole(b, numbers[i]);
	pdz_buf_char(b, '\n');
}
#define WRITE_LINE(b, what, ...) \
	write_numbers(b, what, (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static void write_text_line(struct pdz_buf *b, const char *what, struct pdz_str text)
{
	pdz_buf_z(b, what);
	write_text(b, text);
	pdz_buf_char(b, '\n');
}

static void write_partial_head(struct pdz_buf *b, const struct pdz_plan *plan, const struct pdz_partial_head *head)
{
	pdz_buf_printf(b, "pdz-partial\t%s\nplan\t%s\n", version, plan->sha256);
	write_text_line(b, "as-of", pdz_buf_view(&head->as_of));
	write_text_line(b, "by", pdz_buf_view(&head->by));
	write_text_line(b, "only", pdz_buf_view(&head->only));
	write_text_line(b, "key", pdz_buf_view(&head->key));
}

static void write_partial_inputs(struct pdz_buf *b, struct pdz_run *run, const struct pdz_partial_inputs *inputs)
{
	const struct pdz_result_file *files = inputs->files;
	size_t count;
	for (size_t i = 0; i < inputs->unusable_count; i++) {
		pdz_buf_z(b, "unusable");
		write_text(b, inputs->unusable[i].name);
		write_text(b, inputs->unusable[i].why);
		pdz_buf_char(b, '\n');
	}
	for (size_t i = 0; i < inputs->count; i++) {
		pdz_buf_z(b, "input");
		write_text(b, pdz_str(files[i].name));
		write_text(b, pdz_str(files[i].sha256));
		write_text(b, pdz_str(files[i].said));
		write_whole(b, (int64_t)files[i].bytes);
		for (size_t k = 0; k < PDZ_OUTCOMES; k++)
			write_whole(b, (int64_t)files[i].outcomes[k]);
		pdz_buf_char(b, '\n');
	}
	const struct pdz_source_count *sources = pdz_run_sources(run, &count);
	for (size_t i = 0; i < count; i++) {
		pdz_buf_z(b, "source");
		write_text(b, sources[i].name);
		write_whole(b, (int64_t)sources[i].records);
		write_whole(b, (int64_t)sources[i].used);
		pdz_buf_char(b, '\n');
	}
}

/* The last day of each event in each area. */
static void write_evidence(struct pdz_buf *b, const struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	for (uint32_t event = 0; event < plan->event_count; event++)
		for (uint32_t area = 0; area <= plan->area_count; area++) {
			const pdz_day last = run->evidence.last[event * (plan->area_count + 1) + area];
			if (last != PDZ_NO_DAY)
				WRITE_LINE(b, "last", event, area == plan->area_count ? NOTHING : area, last);
		}
}

/* What files have told of deliveries, and what was set aside. */
static void write_deliveries(struct pdz_buf *b, const struct pdz_evidence *e)
{
	for (size_t i = 0; i < e->delivered_count; i++) {
		const struct pdz_delivered *d = &e->delivered[i];
		WRITE_LINE(b, "deliver", number_or_nothing(d->source), number_or_nothing(d->area), d->first, d->last, d->whole);
	}
	for (size_t i = 0; i < e->aside_count; i++) {
		const struct pdz_aside *a = &e->aside[i];
		WRITE_LINE(b, "aside", number_or_nothing(a->slot), number_or_nothing(a->event), number_or_nothing(a->source),
		           number_or_nothing(a->area), day_or_nothing(a->month), (int64_t)a->n);
	}
}

/* Which filters of each slot some record has met. */
static void write_met(struct pdz_buf *b, const struct pdz_run *run)
{
	for (uint32_t slot = 0; slot < run->plan->slot_count; slot++)
		if (run->routes.met[slot] != 0)
			WRITE_LINE(b, "met", slot, (int64_t)run->routes.met[slot]);
}

static void write_case(struct pdz_buf *b, const struct hmac_sha256_ctx *keyed, struct pdz_str id)
{
	struct hmac_sha256_ctx hash = *keyed;
	uint8_t digest[16];
	hmac_sha256_update(&hash, id.n, (const uint8_t *)id.p);
	hmac_sha256_digest(&hash, sizeof digest, digest);
	pdz_buf_z(b, "case\t");
	for (size_t i = 0; i < sizeof digest; i++) {
		pdz_buf_char(b, "0123456789abcdef"[digest[i] >> 4]);
		pdz_buf_char(b, "0123456789abcdef"[digest[i] & 15]);
	}
	pdz_buf_char(b, '\n');
}

/* Is the who of a slot the note that a record has, in somebody's own words? */
static bool has_notes(const struct pdz_plan *plan, uint32_t slot)
{
	unsigned who, what;
	pdz_slot_columns(plan, &plan->slots[slot], &who, &what);
	return who == PDZ_COL_NOTE;
}

static bool holds_words(unsigned column)
{
	return column != PDZ_COL_CASE && column != PDZ_COL_EVENT && column != PDZ_COL_AREA && column != PDZ_NONE;
}

static void mark_word(const struct pdz_run *run, bool *wanted, unsigned column, uint32_t word)
{
	if (word < run->words.count && holds_words(column) && column != PDZ_COL_NOTE)
		wanted[word] = true;
}

/* Which words anything but a note needs: the plan's own, and those of keys. NULL: out of memory. */
static bool *words_wanted(struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	bool *wanted = calloc(run->words.count + (size_t)1, sizeof *wanted), fine = wanted != NULL;
	for (size_t i = 0; fine && i < plan->words.count; i++)
		wanted[i] = true;
	for (uint32_t i = 0; fine && i < run->rests.count; i++) {
		uint32_t tuple[PDZ_MAX_DIMENSIONS];
		const struct pdz_str t = pdz_intern_text(&run->rests, i);
		memcpy(tuple, t.p, t.n);
		for (size_t k = 0; k < t.n / sizeof *tuple; k++)
			mark_word(run, wanted, PDZ_COL_CATEGORY, tuple[k]);
	}
	for (uint32_t slot = 0; fine && slot < plan->slot_count; slot++) {
		size_t count;
		struct pdz_counter *rows = pdz_ledger_rows(&run->ledger, slot, 1, NULL, &count);
		unsigned who, what;
		pdz_slot_columns(plan, &plan->slots[slot], &who, &what);
		for (size_t i = 0; rows != NULL && i < count; i++) {
			mark_word(run, wanted, PDZ_COL_CATEGORY, rows[i].key.category);
			mark_word(run, wanted, who, rows[i].key.who);
			mark_word(run, wanted, what, rows[i].key.what);
		}
		fine = rows != NULL;
		free(rows);
	}
	if (fine)
		return wanted;
	free(wanted);
	return NULL;
}

static void write_counter(struct pdz_buf *b, const struct pdz_counter *c, bool without_note)
{
	const struct pdz_key *k = &c->key;
	WRITE_LINE(b, "row", k->slot, day_or_nothing(k->when), number_or_nothing(k->area), number_or_nothing(k->category),
	           number_or_nothing(k->rest), number_or_nothing(without_note ? PDZ_NONE : k->who),
	           number_or_nothing(k->what), day_or_nothing(k->due), k->value, (int64_t)c->n, c->sum);
}

enum pdz_status pdz_partial_write(struct pdz_run *run, const struct pdz_plan *plan, const struct pdz_partial_head *head,
                                  bool notes, const void *key, size_t n, const struct pdz_partial_inputs *inputs,
                                  struct pdz_output *out, struct pdz_error *err)
{
	struct pdz_buf *b = &out->pending;
	struct sealing seal = {.out = out, .summed = b->n};
	struct hmac_sha256_ctx keyed;
	enum pdz_status status = pdz_run_settle(run, err);
	if (status != PDZ_OK)
		return status;
	bool *wanted = words_wanted(run);
	if (wanted == NULL)
		return pdz_no_memory(err);
	sha256_init(&seal.sum);
	if (n > 0)
		hmac_sha256_set_key(&keyed, n, key);
	else
		hmac_sha256_set_key(&keyed, strlen(plan->sha256), (const uint8_t *)plan->sha256);
	write_partial_head(b, plan, head);
	write_partial_inputs(b, run, inputs);
	for (uint32_t i = 0; i < plan->event_count; i++)
		if (run->feeds[i].fed)
			WRITE_LINE(b, "event", i, day_or_nothing(run->feeds[i].since));
	write_evidence(b, run);
	write_deliveries(b, &run->evidence);
	write_met(b, run);
	for (uint32_t i = 0; i < run->words.count && status == PDZ_OK; i++) {
		write_text_line(b, "word", notes || wanted[i] ? pdz_intern_text(&run->words, i) : PDZ_STR(""));
		status = pump_sealed(&seal, err);
	}
	for (uint32_t i = 0; i < run->cases.count && status == PDZ_OK; i++) {
		if (run->merged) /* they come hashed: not again */
			write_text_line(b, "case", pdz_intern_text(&run->cases, i));
		else
			write_case(b, &keyed, pdz_intern_text(&run->cases, i));
		status = pump_sealed(&seal, err);
	}
	for (uint32_t i = 0; i < run->rests.count && status == PDZ_OK; i++) {
		uint32_t tuple[PDZ_MAX_DIMENSIONS];
		const struct pdz_str t = pdz_intern_text(&run->rests, i);
		memcpy(tuple, t.p, t.n);
		pdz_buf_z(b, "rest");
		for (size_t k = 0; k < t.n / sizeof *tuple; k++)
			write_whole(b, number_or_nothing(tuple[k]));
		pdz_buf_char(b, '\n');
		status = pump_sealed(&seal, err);
	}
	uint64_t rows = 0;
	for (uint32_t slot = 0; slot < plan->slot_count && status == PDZ_OK; slot++) {
		size_t count;
		struct pdz_counter *of_slot = pdz_ledger_rows(&run->ledger, slot, 1, NULL, &count);
		if (of_slot == NULL)
			status = pdz_no_memory(err);
		for (size_t i = 0; i < count && status == PDZ_OK; i++, rows++) {
			write_counter(b, &of_slot[i], !notes && has_notes(plan, slot));
			status = pump_sealed(&seal, err);
		}
		free(of_slot);
	}
	free(wanted);
	char hex[2 * SHA256_DIGEST_SIZE + 1];
	sum_pending(&seal);
	write_digest(&seal.sum, hex);
	pdz_buf_z(b, "end");
	write_whole(b, (int64_t)rows);
	write_text(b, pdz_str(hex));
	pdz_buf_char(b, '\n');
	return status;
}

/* Reading */

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

/* A line that there was no memory for is no line that does not fit. */
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
	int64_t event, area, day;
	if (!read_whole(r, 1, -1, &event) || !read_whole(r, 2, PDZ_NONE, &area) || !read_whole(r, 3, PDZ_NO_DAY, &day) ||
	    event < 0 || (uint64_t)event >= plan->event_count || area < 0 ||
	    ((uint64_t)area >= plan->area_count && area != PDZ_NONE) || day <= PDZ_NO_DAY || day > INT32_MAX)
		return false;
	pdz_evidence_see(&run->evidence, plan, (uint32_t)event, (uint32_t)area, (pdz_day)day);
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
	int64_t slot, event, source, month, n, area;
	struct pdz_aside a;
	if (!read_whole(r, 1, PDZ_NONE, &slot) || !read_whole(r, 2, PDZ_NONE, &event) ||
	    !read_whole(r, 3, PDZ_NONE, &source) || !read_whole(r, 4, PDZ_NONE, &area) ||
	    !read_whole(r, 5, INT32_MIN, &month) || !read_whole(r, 6, 0, &n) || !below(slot, plan->slot_count, &a.slot) ||
	    !below(event, plan->event_count, &a.event) || !below(source, plan->source_count, &a.source) ||
	    !below(area, plan->area_count, &a.area) || month < INT32_MIN || month > INT32_MAX || n <= 0)
		return false;
	a.month = (int32_t)month;
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
	for (size_t k = 0; k < PDZ_OUTCOMES; k++) {
		if (!read_whole(r, 5 + k, 0, &v))
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
	if (is(r, "last", 4))
		return read_last(r, run, plan);
	if (is(r, "deliver", 6))
		return read_deliver(r, run, plan);
	if (is(r, "aside", 7))
		return read_aside(r, run, plan);
	if (is(r, "met", 3))
		return read_met(r, run, plan);
	if (is(r, "source", 4))
		return read_source(r, run);
	if (is(r, "unusable", 3))
		return read_unusable(r, inputs);
	if (is(r, "input", 5 + PDZ_OUTCOMES))
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
		if (status == PDZ_OK && i == 0 && strcmp(plan->p, version) != 0)
			status = pdz_fail(err, PDZ_INPUT, r->name, 1, 0, "a partial of another version: '%s' (expected %s)",
			                  plan->p, version);
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
	write_digest(&sum, hex);
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
	const enum pdz_status status =
		period.failed ? pdz_no_memory(err)
					  : pdz_fail(err, PDZ_INPUT, r->name, r->row.line, 0, "a delivery that '%s' has whole, too: %.*s, %.*s, %s",
	                             inputs->partials[k].name, (int)source.n, source.p, (int)area.n, area.p, period.p);
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
