/* Threads over chunks; see crew.h. Reads and converts; decides about no row that is not
 * plainly a record. */
#include "ingest/crew.h"

#include "records/plain.h"
#include "ingest/fast.h"

#include <pthread.h>
#include <stdlib.h>

enum { SPARE = 2 /* chunks more than threads, so that nobody waits for one that is being written */ };

/* What each thread has of its own. */
struct member {
	struct crew *crew;
	size_t number;
	pthread_t thread;
	bool started;
	struct ingest_bound bound;
	struct pdz_shapes shapes;
	uint32_t generation;
	bool anew; /* the numbers of its shapes must begin anew */
};

struct crew {
	struct crew_task task;
	struct member *members;
	struct crew_chunk *chunks;                 /* a ring in the order of the text */
	size_t chunk_count, oldest, waiting, used; /* oldest: with the caller, or next for him; waiting: first not taken */
	bool lent;                                 /* the caller has the oldest */
	struct pdz_buf carry;                      /* the line that the chunk before was cut off at */
	uint64_t line;
	bool at_end, ended_cr;
	pthread_mutex_t lock;
	pthread_cond_t more, done;
	bool stop;
};

/* Converting */

struct maker {
	struct member *member;
	struct crew_chunk *chunk;
};

static bool is_full(struct member *m, struct crew_chunk *k)
{
	if (m->shapes.keys.count < PDZ_SHAPES_MOST)
		return false;
	k->given_up = m->anew = true;
	return true;
}

static void number_made_shape(void *ctx, struct pdz_record *r)
{
	struct maker *maker = ctx;
	struct member *m = maker->member;

	r->shape = 0;
	if (!is_full(m, maker->chunk))
		pdz_shapes_number(&m->shapes, r, m->crew->task.source->dimension_count);
	maker->chunk->given_up |= r->shape == 0;
}

static void put_made_record(struct maker *maker, struct pdz_record *r)
{
	struct crew_chunk *k = maker->chunk;
	const struct crew_task *task = &maker->member->crew->task;

	switch (task->form) {
	case CREW_TEXT:
		pdz_record_write(&k->out, r, task->source->dimension_count);
		break;
	case CREW_PACKED:
		if (r->shape == 0)
			number_made_shape(maker, r);
		pdz_packed_row(&k->out, r, r->shape);
		r->shape = 0;
		break;
	case CREW_NOTHING:
	case CREW_KEYS:
		break;
	}
	k->records++;
}

static bool accept(struct maker *maker)
{
	struct crew_chunk *k = maker->chunk;

	k->rows++;
	if (maker->member->crew->task.ends) {
		if (!pdz_grow(&k->ends, &k->end_cap, k->end_count + 1, sizeof *k->ends))
			k->given_up = true;
		else
			k->ends[k->end_count++] = (struct crew_end){k->records, k->out.n};
	}
	k->given_up |= k->out.failed;
	return !k->given_up;
}

static bool put_plain(void *ctx, struct pdz_record *r)
{
	put_made_record(ctx, r);
	return accept(ctx);
}

static bool leave_row(struct crew_chunk *k, const struct pdz_row *row)
{
	if (!pdz_grow(&k->odds, &k->odd_cap, k->odd_count + 1, sizeof *k->odds)) {
		k->given_up = true;
		return false;
	}
	k->odds[k->odd_count++] = (struct crew_odd){*row, k->rows, k->records, k->out.n};
	return true;
}

/* Does the row simply become records? Then they are in the bound mapping. */
static bool becomes_records(struct member *m, const struct crew_chunk *k, const struct pdz_row *row)
{
	struct ingest_bound *b = &m->bound;
	struct ingest_mistake mistake;
	const char *skipped;

	if (row->fault || (!row->ascii && pdz_ingest_text_flaw(&k->encoding, row->raw, NULL) != SIZE_MAX))
		return false;
	if (pdz_rows_convert(b, row, m->crew->task.source->base, &mistake, &skipped) != FATE_RECORDS)
		return false;
	for (size_t i = 0; i < b->count; i++)
		if (b->records[i].date != PDZ_NO_DAY || b->records[i].due != PDZ_NO_DAY || b->records[i].start != PDZ_NO_DAY)
			return true;
	return false; /* it could be a note below the table */
}

static void note_keys(struct member *m, struct crew_chunk *k)
{
	struct pdz_row row;
	uint32_t content;

	for (; !k->given_up && pdz_csv_next(k->csv, &row); k->rows++) {
		if (pdz_rows_skipped(&m->bound, &row))
			continue;
		const uint64_t key = pdz_rows_key(&m->bound, &row, &content);
		if (key && !pdz_grow(&k->keys, &k->key_cap, k->key_count + 1, sizeof *k->keys))
			k->given_up = true;
		else if (key)
			k->keys[k->key_count++] = (struct dedupe_note){key, content, (uint32_t)k->rows};
	}
	k->given_up |= m->bound.failed || pdz_csv_failed(k->csv);
	m->bound.failed = false;
}

static void convert_chunk(struct member *m, struct crew_chunk *k)
{
	if (m->crew->task.form == CREW_KEYS) {
		note_keys(m, k);
		return;
	}
	struct maker maker = {m, k};
	const bool packed = m->crew->task.form == CREW_PACKED;
	const struct fast_sink sink = {.put = put_plain,
	                               .ctx = &maker,
	                               .shape = packed ? number_made_shape : NULL,
	                               .generation = &m->generation,
	                               .text = &k->encoding,
	                               .source = m->crew->task.source->base,
	                               .most = SIZE_MAX};
	struct pdz_row row;

	k->member = m->number;
	if (k->given_up)
		return;
	k->anew = m->anew || m->shapes.keys.count > PDZ_SHAPES_MOST / 2;
	if (k->anew) {
		pdz_shapes_release(&m->shapes);
		m->generation++;
		m->anew = false;
	}
	const size_t before = m->shapes.keys.count;
	while (!k->given_up) {
		pdz_fast_rows(&m->bound, k->csv, &sink);
		if (k->given_up || !pdz_csv_next(k->csv, &row))
			break;
		bool fine = becomes_records(m, k, &row);
		for (size_t i = 0; i < m->bound.count && fine; i++)
			put_made_record(&maker, &m->bound.records[i]);
		if (fine ? !accept(&maker) : !leave_row(k, &row))
			break;
		k->given_up |= m->bound.failed;
	}
	for (size_t i = before; packed && i < m->shapes.keys.count; i++) {
		const struct pdz_str key = pdz_intern_text(&m->shapes.keys, (uint32_t)i);
		const uint32_t n = (uint32_t)key.n;
		pdz_buf_add(&k->declared, &n, sizeof n);
		pdz_buf_str(&k->declared, key);
	}
	k->given_up |= k->declared.failed || m->bound.failed || pdz_csv_failed(k->csv);
	m->anew |= k->given_up; /* what has been declared will not be seen */
	m->bound.failed = false;
}

/* The first chunk that nobody has taken; with the lock held. */
static struct crew_chunk *take_chunk(struct crew *c)
{
	if (c->waiting == c->used)
		return NULL;
	struct crew_chunk *k = &c->chunks[(c->oldest + c->waiting++) % c->chunk_count];
	k->state = CREW_TAKEN;
	return k;
}

static void *convert_chunks(void *ctx)
{
	struct member *m = ctx;
	struct crew *c = m->crew;

	pthread_mutex_lock(&c->lock);
	while (!c->stop) {
		struct crew_chunk *k = take_chunk(c);
		if (!k) {
			pthread_cond_wait(&c->more, &c->lock);
			continue;
		}
		pthread_mutex_unlock(&c->lock);
		convert_chunk(m, k);
		pthread_mutex_lock(&c->lock);
		k->state = CREW_DONE;
		pthread_cond_signal(&c->done);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* Reading */

static void clear(struct crew_chunk *k)
{
	pdz_buf_clear(&k->out);
	pdz_buf_clear(&k->declared);
	k->odd_count = k->end_count = k->key_count = k->rows = k->records = 0;
	k->given_up = k->anew = false;
	k->state = CREW_FREE;
}

/* The next piece of the text, up to its last line end; what stands behind that begins the
 * next piece. At the end of the text, and where there is no line end, all of it. */
static enum pdz_status read_chunk(struct crew *c, struct crew_chunk *k, struct pdz_error *err)
{
	enum { LEAST = 8 }; /* room that pdz_ingest_text_read asks for */
	size_t have = c->carry.n, size = have + LEAST > c->task.chunk ? have + LEAST : c->task.chunk, got;

	pdz_csv_restart(k->csv, c->line);
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
	k->given_up = !last && !c->at_end; /* it ends inside a row, so that the next one begins there */
	k->text = (struct pdz_str){space, have};
	k->line = c->line;
	k->encoding = c->task.source->text;
	if (have) {
		c->line += pdz_scan_lines(space, have) - (c->ended_cr && space[0] == '\n');
		c->ended_cr = space[have - 1] == '\r';
	}
	pdz_csv_fed(k->csv, have, false);
	return PDZ_OK;
}

/* Fill what chunks are free. The caller's thread alone reads, and changes oldest and used. */
static enum pdz_status read_ahead(struct crew *c, struct pdz_error *err)
{
	while (c->used < c->chunk_count && !c->at_end) {
		struct crew_chunk *k = &c->chunks[(c->oldest + c->used) % c->chunk_count];
		enum pdz_status status = read_chunk(c, k, err);
		if (status)
			return status;
		pthread_mutex_lock(&c->lock);
		k->state = CREW_WAITING;
		c->used++;
		pthread_cond_signal(&c->more);
		pthread_mutex_unlock(&c->lock);
	}
	return PDZ_OK;
}

enum pdz_status pdz_crew_next(struct crew *c, struct crew_chunk **chunk, struct pdz_error *err)
{
	if (c->lent) {
		clear(&c->chunks[c->oldest]);
		pthread_mutex_lock(&c->lock);
		c->oldest = (c->oldest + 1) % c->chunk_count;
		c->waiting--;
		c->used--;
		pthread_mutex_unlock(&c->lock);
		c->lent = false;
	}
	enum pdz_status status = read_ahead(c, err);
	*chunk = NULL;
	if (status || c->used == 0)
		return status;
	struct crew_chunk *first = &c->chunks[c->oldest];
	pthread_mutex_lock(&c->lock);
	while (first->state != CREW_DONE) {
		struct crew_chunk *k = take_chunk(c);
		if (!k) {
			pthread_cond_wait(&c->done, &c->lock);
			continue;
		}
		pthread_mutex_unlock(&c->lock);
		convert_chunk(&c->members[0], k);
		pthread_mutex_lock(&c->lock);
		k->state = CREW_DONE;
	}
	pthread_mutex_unlock(&c->lock);
	c->lent = true;
	*chunk = first;
	return PDZ_OK;
}

/* Beginning and end */

static enum pdz_status make_chunks(struct crew *c, struct pdz_error *err)
{
	struct ingest_source *s = c->task.source;

	for (size_t i = 0; i < c->chunk_count; i++) {
		c->chunks[i].csv = pdz_csv_new(s->dialect.delimiter);
		if (!c->chunks[i].csv)
			return pdz_no_memory(err);
		pdz_csv_expect(c->chunks[i].csv, s->header_cells);
	}
	return PDZ_OK;
}

enum pdz_status pdz_crew_new(struct crew **out, const struct crew_task *task, struct pdz_error *err)
{
	struct crew *c = calloc(1, sizeof *c);
	struct pdz_str pending = pdz_csv_pending(task->source->csv);

	*out = c;
	if (!c)
		return pdz_no_memory(err);
	c->task = *task;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->more, NULL);
	pthread_cond_init(&c->done, NULL);
	c->chunk_count = task->jobs + SPARE;
	c->chunks = calloc(c->chunk_count, sizeof *c->chunks);
	c->members = calloc(task->jobs, sizeof *c->members);
	c->line = pdz_csv_line(task->source->csv);
	pdz_buf_str(&c->carry, pending);
	enum pdz_status status = c->chunks && c->members && !c->carry.failed ? make_chunks(c, err) : pdz_no_memory(err);
	for (size_t i = 0; i < task->jobs && !status; i++) {
		struct member *m = &c->members[i];
		*m = (struct member){.crew = c, .number = i, .generation = 1};
		status = pdz_source_bind_again(task->source, &m->bound, err);
		/* with fewer threads than wished it goes as well */
		if (!status && i > 0)
			m->started = pthread_create(&m->thread, NULL, convert_chunks, m) == 0;
	}
	if (!status) {
		pdz_csv_restart(task->source->csv, c->line);
		return PDZ_OK;
	}
	pdz_crew_free(c);
	*out = NULL;
	return status;
}

void pdz_crew_free(struct crew *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_broadcast(&c->more);
	pthread_mutex_unlock(&c->lock);
	for (size_t i = 0; c->members && i < c->task.jobs; i++) {
		if (c->members[i].started)
			pthread_join(c->members[i].thread, NULL);
		pdz_rows_release(&c->members[i].bound);
		pdz_shapes_release(&c->members[i].shapes);
	}
	for (size_t i = 0; c->chunks && i < c->chunk_count; i++) {
		pdz_csv_free(c->chunks[i].csv);
		pdz_buf_release(&c->chunks[i].out);
		pdz_buf_release(&c->chunks[i].declared);
		free(c->chunks[i].odds);
		free(c->chunks[i].ends);
		free(c->chunks[i].keys);
	}
	pdz_buf_release(&c->carry);
	pthread_cond_destroy(&c->done);
	pthread_cond_destroy(&c->more);
	pthread_mutex_destroy(&c->lock);
	free(c->chunks);
	free(c->members);
	free(c);
}
