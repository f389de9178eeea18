/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads over chunks; see workers.h. Reads and converts; decides about no row that is not
 * plainly a record, a duplicate or superseded. */
#include "ingest/workers.h"

#include "base/pool.h"
#include "records/unquoted.h"
#include "ingest/fast.h"
#include "ingest/row_record.h"
#include "ingest/totals.h"

#include <stdlib.h>

enum {
	SPARE = 2,            /* chunks more than threads, so that nobody waits for one that is being taken */
	CHUNK_MOST = 4 << 20, /* less than a row can have: then a line is a row, or ends in another chunk */
};

/* What each thread has of its own. */
struct member {
	struct workers *workers;
	struct ingest_bound bound;
	struct outlet outlet;
	struct quality quality;
};

struct workers {
	struct worker_task task;
	struct member *members;
	struct pdz_pool *pool;
	struct worker_chunk *chunks; /* a ring in the order of the text, by the numbers of tasks */
	size_t chunk_count;
	uint64_t taken, read; /* chunks that the caller had, and that were read */
	bool lent;            /* the caller has the last that is taken */
	struct pdz_buf carry; /* the line that the chunk before was cut off at */
	bool at_end;
	/* handed on from chunk to chunk: what is in no row yet, and where it stands */
	struct pdz_buf rest;
	uint64_t line;
	bool overlong;
	uint32_t number;
};

/* Finding the rows */

/* Of a text that is read from a row's beginning. */
struct found {
	size_t rows;
	uint64_t lines;
	struct pdz_str rest; /* in no row yet */
	bool overlong;
};

/* A reader of the chunk's text from its beginning. */
static void begin_again(const struct worker_chunk *k, uint64_t line, bool overlong)
{
	pdz_csv_restart(k->csv, line, overlong);
	pdz_csv_handed_on(k->csv, k->text.n, false);
}

static struct found read_through(const struct worker_chunk *k, bool overlong)
{
	struct found f = {0};
	struct pdz_row row;

	begin_again(k, 1, overlong);
	while (pdz_csv_next(k->csv, &row))
		f.rows++;
	f.lines = pdz_csv_line(k->csv) - 1;
	f.rest = pdz_csv_pending(k->csv);
	f.overlong = pdz_csv_overlong(k->csv);
	return f;
}

/* What the chunk before has left stands before the text of this one. False: out of memory. */
static bool put_before(struct worker_chunk *k, struct pdz_str rest)
{
	struct pdz_buf both = {0};

	pdz_buf_str(&both, rest);
	pdz_buf_str(&both, k->text);
	size_t size = both.n;
	pdz_csv_restart(k->csv, 1, false);
	char *space = both.failed ? NULL : pdz_csv_space(k->csv, &size);
	if (space) {
		memcpy(space, both.p, both.n);
		k->text = (struct pdz_str){space, both.n};
	}
	pdz_buf_release(&both);
	return space != NULL;
}

/* Leaves the reader at the chunk's first row. All that takes long is done before the turn,
 * as if the text began with a row; and again, if it did not. */
static bool find_rows(struct workers *c, struct worker_chunk *k, uint64_t turn)
{
	struct found f = {.rows = pdz_scan_rows(k->text.p, k->text.n)};

	f.lines = f.rows;
	if (f.rows == SIZE_MAX)
		f = read_through(k, false);
	if (!pdz_pool_wait_for_turn(c->pool, turn))
		return false;
	const uint64_t line = c->line;
	const bool overlong = c->overlong;
	bool fine = true;
	if (c->rest.n || overlong) {
		fine = put_before(k, pdz_buf_view(&c->rest));
		f = fine ? read_through(k, overlong) : f;
	}
	k->number = c->number;
	c->number += (uint32_t)f.rows;
	c->line += f.lines;
	c->overlong = f.overlong;
	pdz_buf_clear(&c->rest);
	pdz_buf_str(&c->rest, f.rest);
	fine = fine && !c->rest.failed && !pdz_csv_failed(k->csv);
	pdz_pool_pass_turn(c->pool);
	begin_again(k, line, overlong);
	return fine;
}

/* Converting */

static void leave_row(struct worker_chunk *k, const struct pdz_row *row)
{
	if (!pdz_grow(&k->left_rows, &k->left_row_cap, k->left_row_count + 1, sizeof *k->left_rows)) {
		k->status = pdz_no_memory(&k->err);
		return;
	}
	k->counts.text = k->out.n;
	k->left_rows[k->left_row_count++] = (struct left_row){*row, k->counts};
}

/* A row that pdz_fast_rows has not taken. */
static void take_row(struct member *m, struct worker_chunk *k, const struct pdz_row *row, enum pdz_recurrence what)
{
	struct ingest_bound *b = &m->bound;
	const char *skipped;

	if (row->fault || (!row->ascii && pdz_ingest_text_flaw(&k->encoding, row->raw, NULL) != SIZE_MAX)) {
		leave_row(k, row);
		return;
	}
	enum row_outcome made = ROW_RECORDS;
	if (what == PDZ_HOLDS)
		made = pdz_rows_convert(b, row, m->outlet.source, &skipped);
	else if ((skipped = pdz_row_skipped(b, row)) != NULL && !b->cancels)
		made = ROW_SKIPPED;
	else if (what == PDZ_CONTRADICTS)
		made = ROW_REJECTED;
	if (made == ROW_REJECTED || made == ROW_PARTLY ||
	    (what == PDZ_HOLDS && made == ROW_RECORDS && !pdz_pass_has_a_date(b))) {
		leave_row(k, row);
		return;
	}
	k->counts.rows++;
	if (made == ROW_SKIPPED) {
		k->counts.skipped++;
		pdz_outlet_skip(&m->outlet, skipped);
	} else if (what != PDZ_HOLDS) {
		k->counts.duplicates += what == PDZ_IS_DUPLICATE;
		k->counts.superseded += what == PDZ_IS_SUPERSEDED;
	} else {
		k->counts.accepted++;
		k->counts.records += b->count;
		for (size_t i = 0; i < b->count && pdz_outlet_put(&m->outlet, &b->records[i], NULL); i++)
			;
	}
}

static void convert_chunk(struct member *m, struct worker_chunk *k)
{
	const struct pass *p = m->workers->task.pass;
	const struct pdz_identity *d = p->run->states[p->file].row_count ? &p->run->identity : NULL;
	struct outlet *o = &m->outlet;
	struct fast_sink sink = {.put = pdz_outlet_put,
	                         .skip = pdz_outlet_skip,
	                         .ctx = o,
	                         .alike = o->taker != NULL,
	                         .texts = o->quality != NULL,
	                         .text = &k->encoding,
	                         .source = o->source};
	size_t cursor = d ? pdz_identity_find(d, k->number) : 0;
	uint32_t number = k->number;
	struct pdz_row row;

	o->text = o->taker || p->counts_only ? NULL : &k->out;
	o->err = &k->err;
	o->skipped = &k->skipped;
	while (!k->status) {
		sink.most = d ? pdz_identity_undisturbed(d, number, &cursor) : SIZE_MAX;
		const struct fast_taken taken = pdz_fast_rows(&m->bound, k->csv, &sink);
		k->counts.rows += taken.rows;
		k->counts.accepted += taken.accepted;
		k->counts.records += taken.records;
		k->counts.skipped += taken.rows - taken.accepted;
		number += (uint32_t)taken.rows;
		if (o->status || !pdz_csv_next(k->csv, &row))
			break;
		k->counts.gap = o->gap;
		const struct pdz_repeat *outcome = d ? pdz_identity_repeat(d, number, &cursor) : NULL;
		take_row(m, k, &row, outcome ? outcome->what : PDZ_HOLDS);
		number++;
	}
	k->counts.gap = o->gap;
	k->counts.text = k->out.n;
	if (!k->status)
		k->status = o->status;
	if (!k->status && (m->bound.failed || k->out.failed || pdz_csv_failed(k->csv) || m->quality.failed))
		k->status = pdz_no_memory(&k->err);
}

static void note_keys(struct member *m, struct worker_chunk *k)
{
	struct pdz_row row;
	struct pdz_sighting seen;

	for (; !k->status && pdz_csv_next(k->csv, &row); k->counts.rows++) {
		if (pdz_row_skipped(&m->bound, &row) && !m->bound.cancels)
			continue;
		if (!pdz_rows_sighting(&m->bound, &row, m->workers->task.source->base, &m->workers->task.run->identity, &seen))
			continue;
		seen.number = k->number + (uint32_t)k->counts.rows;
		if (pdz_grow(&k->keys, &k->key_cap, k->key_count + 1, sizeof *k->keys))
			k->keys[k->key_count++] = seen;
		else
			k->status = pdz_no_memory(&k->err);
	}
	if (!k->status && (m->bound.failed || pdz_csv_failed(k->csv)))
		k->status = pdz_no_memory(&k->err);
}

static void work_on(void *ctx, unsigned thread, uint64_t turn)
{
	struct workers *c = ctx;
	struct worker_chunk *k = &c->chunks[turn % c->chunk_count];

	if (!find_rows(c, k, turn))
		k->status = pdz_no_memory(&k->err);
	else if (c->task.pass)
		convert_chunk(&c->members[thread], k);
	else
		note_keys(&c->members[thread], k);
}

/* Reading */

/* The next piece of the text, up to its last line end; what stands behind that begins the
 * next piece. At the end of the text, and where there is no line end, all of it. */
static enum pdz_status read_chunk(struct workers *c, struct worker_chunk *k, struct pdz_error *err)
{
	enum { LEAST = 8 }; /* room that pdz_ingest_text_read asks for */
	size_t have = c->carry.n, size = have + LEAST > c->task.chunk ? have + LEAST : c->task.chunk, got;

	pdz_csv_restart(k->csv, 1, false);
	char *space = pdz_csv_space(k->csv, &size);
	if (!space)
		return pdz_no_memory(err);
	if (have)
		memcpy(space, c->carry.p, have);
	while (size - have >= LEAST && !c->at_end) {
		enum pdz_status status = pdz_ingest_text_read(&c->task.source->text, space + have, size - have, &got, err);
		if (status)
			return status;
		c->at_end = got == 0;
		have += got;
	}
	pdz_buf_clear(&c->carry);
	const char *last = c->at_end || have == 0 ? NULL : memrchr(space, '\n', have);
	if (last) {
		const size_t n = (size_t)(last + 1 - space);
		pdz_buf_add(&c->carry, space + n, have - n);
		if (c->carry.failed)
			return pdz_no_memory(err);
		have = n;
	}
	pdz_csv_swap_quotes(k->csv, space, have);
	k->text = (struct pdz_str){space, have};
	k->encoding = c->task.source->text;
	return PDZ_OK;
}

/* Fill what chunks are free. */
static enum pdz_status read_ahead(struct workers *c, struct pdz_error *err)
{
	while (c->read - c->taken < c->chunk_count && !c->at_end) {
		enum pdz_status status = read_chunk(c, &c->chunks[c->read % c->chunk_count], err);
		if (status)
			return status;
		c->read++;
		pdz_pool_add(c->pool);
	}
	return PDZ_OK;
}

enum pdz_status pdz_workers_next(struct workers *c, struct worker_chunk **chunk, struct pdz_error *err)
{
	struct worker_chunk *k = &c->chunks[c->taken % c->chunk_count];

	if (c->lent) { /* it comes back */
		pdz_buf_clear(&k->out);
		k->left_row_count = k->key_count = k->skipped.count = 0;
		k->counts = (struct chunk_counts){0};
		k = &c->chunks[++c->taken % c->chunk_count];
	}
	c->lent = false;
	enum pdz_status status = read_ahead(c, err);
	*chunk = NULL;
	if (status || c->taken == c->read)
		return status;
	pdz_pool_await(c->pool, c->taken);
	c->lent = true;
	*chunk = k;
	if (k->status)
		*err = k->err;
	return k->status;
}

/* Beginning and end */

static enum pdz_status make_chunks(struct workers *c, struct pdz_error *err)
{
	struct ingest_source *s = c->task.source;

	for (size_t i = 0; i < c->chunk_count; i++) {
		c->chunks[i].csv = pdz_source_reader(s, s->dialect.delimiter);
		if (!c->chunks[i].csv)
			return pdz_no_memory(err);
		pdz_csv_expect(c->chunks[i].csv, s->bound.width ? s->bound.width : s->header_cells);
	}
	return PDZ_OK;
}

static enum pdz_status make_member(struct workers *c, size_t i, struct pdz_error *err)
{
	struct member *m = &c->members[i];
	const struct worker_task *t = &c->task;

	m->workers = c;
	m->quality = (struct quality){.plan_first = t->run->quality.plan_first, .plan_last = t->run->quality.plan_last};
	if (t->pass) {
		m->outlet = t->pass->outlet;
		m->outlet.thread = m->outlet.taker ? m->outlet.taker->threads[i] : NULL;
		m->outlet.quality = m->outlet.quality ? &m->quality : NULL;
	}
	return pdz_source_bind_again(t->source, &m->bound, err);
}

enum pdz_status pdz_workers_new(struct workers **out, const struct worker_task *task, struct pdz_error *err)
{
	struct workers *c = calloc(1, sizeof *c);
	struct pdz_csv *csv = task->source->csv;

	*out = c;
	if (!c)
		return pdz_no_memory(err);
	c->task = *task;
	c->task.chunk = task->chunk < CHUNK_MOST ? task->chunk : CHUNK_MOST;
	c->chunk_count = task->jobs + SPARE;
	c->chunks = calloc(c->chunk_count, sizeof *c->chunks);
	c->members = calloc(task->jobs, sizeof *c->members);
	c->line = pdz_csv_line(csv);
	c->overlong = pdz_csv_overlong(csv);
	c->number = task->number;
	pdz_buf_str(&c->carry, pdz_csv_pending(csv));
	pdz_csv_swap_quotes(csv, c->carry.p, c->carry.n);
	enum pdz_status status = c->chunks && c->members && !c->carry.failed ? make_chunks(c, err) : pdz_no_memory(err);
	for (size_t i = 0; i < task->jobs && !status; i++)
		status = make_member(c, i, err);
	if (!status && (c->pool = pdz_pool_new((unsigned)task->jobs, c->chunk_count, work_on, c)) != NULL)
		return PDZ_OK;
	if (!status)
		status = pdz_no_memory(err);
	pdz_workers_free(c);
	*out = NULL;
	return status;
}

enum pdz_status pdz_workers_end(struct workers *c, uint32_t *number, struct pdz_error *err)
{
	struct pdz_csv *csv = c->task.source->csv;
	size_t size = c->rest.n + 1;

	*number = c->number;
	for (size_t i = 0; i < c->task.jobs; i++)
		pdz_quality_absorb(&c->task.run->quality, &c->members[i].quality);
	pdz_csv_restart(csv, c->line, c->overlong);
	char *space = pdz_csv_space(csv, &size);
	if (!space)
		return pdz_no_memory(err);
	if (c->rest.n)
		memcpy(space, c->rest.p, c->rest.n);
	pdz_csv_handed_on(csv, c->rest.n, false);
	return PDZ_OK;
}

void pdz_workers_free(struct workers *c)
{
	if (!c)
		return;
	pdz_pool_free(c->pool);
	for (size_t i = 0; c->members && i < c->task.jobs; i++) {
		pdz_rows_release(&c->members[i].bound);
		pdz_quality_release(&c->members[i].quality);
	}
	for (size_t i = 0; c->chunks && i < c->chunk_count; i++) {
		pdz_csv_free(c->chunks[i].csv);
		pdz_buf_release(&c->chunks[i].out);
		free(c->chunks[i].left_rows);
		free(c->chunks[i].keys);
		free(c->chunks[i].skipped.items);
	}
	pdz_buf_release(&c->carry);
	pdz_buf_release(&c->rest);
	free(c->chunks);
	free(c->members);
	free(c);
}
