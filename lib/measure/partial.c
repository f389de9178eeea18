/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Partial results, written; see measure/partial.h. The numbers of slots, areas
 * and events are the plan's and stand as they are; those of words, cases and tuples are
 * the run's own and are given anew. */
#include "measure/partial_text.h"

#include "measure/run.h"

#include <nettle/base16.h>
#include <nettle/hmac.h>
#include <stdlib.h>

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
	pdz_buf_printf(b, "pdz-partial\t%s\nplan\t%s\n", PDZ_PARTIAL_VERSION, plan->sha256);
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
		write_whole(b, files[i].missing);
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

/* The last day of each source, event and area. */
static void write_evidence(struct pdz_buf *b, const struct pdz_run *run)
{
	const struct pdz_plan *plan = run->plan;
	for (uint32_t s = 0; s <= plan->source_count; s++)
		for (uint32_t event = 0; event < plan->event_count; event++)
			for (uint32_t a = 0; a <= plan->area_count; a++) {
				const uint32_t source = s == plan->source_count ? PDZ_NONE : s,
							   area = a == plan->area_count ? PDZ_NONE : a;
				const pdz_day last = *pdz_evidence_last(&run->evidence, plan, source, event, area);
				if (last != PDZ_NO_DAY)
					WRITE_LINE(b, "last", number_or_nothing(source), event, number_or_nothing(area), last);
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
		           number_or_nothing(a->area), day_or_nothing(a->first), day_or_nothing(a->last), (int64_t)a->lack,
		           (int64_t)a->n);
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
	pdz_partial_digest(&seal.sum, hex);
	pdz_buf_z(b, "end");
	write_whole(b, (int64_t)rows);
	write_text(b, pdz_str(hex));
	pdz_buf_char(b, '\n');
	return status;
}
