/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passes over an input whose chunks workers convert: take them in the order of the
 * text, and see to it that nothing can tell how many threads there were. */
#include "ingest/workers.h"

#include "records/unquoted.h"

enum { CHUNK = 128 << 10, WRITERS_MOST = 8 /* more would wait for the one that writes */ };

/* A row that the workers have left. Its bytes are a row by themselves, unless they are at fault. */
static enum pdz_status take_left_row(struct pass *p, struct ingest_source *s, const struct pdz_row *left,
                                     uint32_t number, struct pdz_error *err)
{
	struct pdz_row row = *left;

	if (!row.fault) {
		size_t size = row.raw.n + 1;
		pdz_csv_restart(s->csv, row.line, false);
		char *space = pdz_csv_space(s->csv, &size);
		if (!space)
			return pdz_no_memory(err);
		if (row.raw.n)
			memcpy(space, row.raw.p, row.raw.n);
		space[row.raw.n] = '\n';
		pdz_csv_fed(s->csv, row.raw.n + 1, false);
		if (!pdz_csv_next(s->csv, &row))
			return pdz_no_memory(err);
	}
	p->run->files[p->file].counts.rows++;
	return pdz_pass_row(p, s, &row, number, err);
}

/* Rows between two that are left, whose records have gone where they go, or wait as text. */
static enum pdz_status account_for(struct pass *p, struct ingest_source *s, const struct worker_chunk *k,
                                   const struct chunk_counts *from, const struct chunk_counts *to,
                                   struct pdz_error *err)
{
	struct pdz_ingest_counts *counts = &p->run->files[p->file].counts;

	counts->rows += to->rows - from->rows;
	counts->duplicates += to->duplicates - from->duplicates;
	counts->superseded += to->superseded - from->superseded;
	counts->skipped += to->skipped - from->skipped;
	enum pdz_status status = pdz_pass_accept(p, s, to->accepted - from->accepted, to->records - from->records, err);
	if (to->accepted + to->skipped > from->accepted + from->skipped)
		p->notes.after_gap = to->gap;
	if (status || to->text == from->text)
		return status;
	pdz_buf_add(&p->out->pending, k->out.p + from->text, to->text - from->text);
	return pdz_output_pump(p->out, err);
}

static enum pdz_status take_chunk(struct pass *p, struct ingest_source *s, const struct worker_chunk *k,
                                  struct pdz_error *err)
{
	struct chunk_counts at = {0};
	enum pdz_status status = PDZ_OK;

	for (size_t i = 0; i <= k->left_row_count && !status; i++) {
		const struct chunk_counts *to = i < k->left_row_count ? &k->left_rows[i].before : &k->counts;
		status = account_for(p, s, k, &at, to, err);
		if (!status && i < k->left_row_count)
			status = take_left_row(p, s, &k->left_rows[i].row, k->number + (uint32_t)(to->rows + i), err);
		at = *to;
	}
	for (size_t i = 0; i < k->skipped.count && !status; i++)
		if (!pdz_account_add(&p->run->files[p->file].skipped, k->skipped.items[i].reason, k->skipped.items[i].count))
			status = pdz_no_memory(err);
	return status;
}

static enum pdz_status take_keys(struct pdz_ingest *run, const struct ingest_source *s, const struct worker_chunk *k,
                                 struct pdz_error *err)
{
	if (k->counts.rows > UINT32_MAX - k->number)
		return pdz_fail(err, PDZ_INPUT, s->name, 0, 0, "too many rows in one run");
	return pdz_identity_add(&run->identity, k->keys, k->key_count) ? PDZ_OK : pdz_no_memory(err);
}

/* With threads, if the options say so and the input is large enough: small ones are done by now. */
static enum pdz_status go_ahead(struct pdz_ingest *run, struct pass *p, struct ingest_source *s, uint32_t *number,
                                struct pdz_error *err)
{
	const struct pdz_ingest_options *o = run->options;
	const size_t most = o->taker ? o->jobs : WRITERS_MOST, chunk = o->chunk ? o->chunk : CHUNK;
	const struct worker_task task = {
		.run = run, .pass = p, .source = s, .jobs = o->jobs < most ? o->jobs : most, .chunk = chunk, .number = *number};
	struct workers *workers;
	struct worker_chunk *k;

	if (task.jobs < 2 || s->corrections || s->mapping->in_order ||
	    (s->text.at_end && s->text.have - s->text.begin + pdz_csv_pending(s->csv).n < 2 * chunk))
		return PDZ_OK;
	enum pdz_status status = pdz_workers_new(&workers, &task, err);
	while (!status && !(status = pdz_workers_next(workers, &k, err)) && k)
		status = p ? take_chunk(p, s, k, err) : take_keys(run, s, k, err);
	if (!status)
		status = pdz_workers_end(workers, number, err);
	pdz_workers_free(workers);
	return status;
}

enum pdz_status pdz_pass_in_chunks(struct pass *p, struct ingest_source *s, uint32_t *number, struct pdz_error *err)
{
	return p->run->states[p->file].twin || pdz_delivery_is_replaced(p->run, p->file, *number)
	           ? PDZ_OK
	           : go_ahead(p->run, p, s, number, err);
}

enum pdz_status pdz_survey_in_chunks(struct pdz_ingest *run, struct ingest_source *s, uint32_t *number,
                                     struct pdz_error *err)
{
	return s->mapping->ids_unique ? PDZ_OK : go_ahead(run, NULL, s, number, err);
}
