/* The passes over an input whose chunks a crew converts: take them in the order of the
 * text, and see to it that nothing can tell how many threads there were. */
#include "records/plain.h"
#include "ingest/crew.h"
#include "ingest/pass.h"

#include <stdlib.h>

enum { CHUNK = 128 << 10, JOBS_MOST = 8 /* more would wait for the one that writes */ };

/* Shapes of a member of the crew, and their numbers in what is written. */
struct numbers {
	struct pdz_str *keys;
	uint32_t *written; /* 0: none yet */
	size_t count, key_cap, written_cap;
	struct pdz_arena arena;
	uint32_t generation;
};

struct way {
	struct pdz_ingest *run;
	struct pass *pass; /* NULL: the first */
	struct ingest_source *source;
	uint32_t *number;
	struct crew *crew;
	enum crew_form form;
	struct numbers *numbers; /* of each member */
};

static enum pdz_status feed_text(const struct way *w, struct pdz_str text, struct pdz_error *err)
{
	size_t size = text.n;
	char *space = text.n ? pdz_csv_space(w->source->csv, &size) : NULL;

	if (text.n && !space)
		return pdz_no_memory(err);
	if (text.n) {
		memcpy(space, text.p, text.n);
		pdz_csv_fed(w->source->csv, text.n, false);
	}
	return PDZ_OK;
}

/* One by one, the rows that the source's reader can tell. */
static enum pdz_status read_rows(const struct way *w, struct pdz_error *err)
{
	struct pdz_row row;
	enum pdz_status status = PDZ_OK;

	for (;;) {
		if (w->pass)
			status = pdz_pass_plain_rows(w->pass, w->source, w->number, err);
		if (status || !pdz_csv_next(w->source->csv, &row))
			break;
		if (w->pass) {
			w->run->files[w->pass->file].counts.rows++;
			status = pdz_pass_row(w->pass, w->source, &row, (*w->number)++, err);
		} else {
			status = pdz_survey_row(w->run, w->source, &row, w->number, err);
		}
		if (status)
			return status;
	}
	return status ? status : pdz_csv_failed(w->source->csv) ? pdz_no_memory(err) : PDZ_OK;
}

/* A row that the crew has left. Its bytes are a row by themselves, unless they are at fault. */
static enum pdz_status take_odd_row(const struct way *w, const struct pdz_row *odd, struct pdz_error *err)
{
	const struct pdz_str line_end = {"\n", 1};
	struct pdz_row row = *odd;

	if (!row.fault) {
		pdz_csv_restart(w->source->csv, row.line);
		enum pdz_status status = feed_text(w, odd->raw, err);
		if (!status)
			status = feed_text(w, line_end, err);
		if (status)
			return status;
		if (!pdz_csv_next(w->source->csv, &row))
			return pdz_no_memory(err);
	}
	w->pass->run->files[w->pass->file].counts.rows++;
	return pdz_pass_row(w->pass, w->source, &row, (*w->number)++, err);
}

/* Records that the crew has made. */

static enum pdz_status learn_shapes(struct numbers *n, const struct crew_chunk *k, struct pdz_error *err)
{
	if (k->anew) {
		pdz_arena_release(&n->arena);
		n->count = 0;
	}
	for (size_t at = 0; at < k->declared.n;) {
		uint32_t length;
		memcpy(&length, k->declared.p + at, sizeof length);
		const struct pdz_str key = {k->declared.p + at + sizeof length, length};
		const char *copy = pdz_arena_copy(&n->arena, key);
		if (!copy || !pdz_grow(&n->keys, &n->key_cap, n->count + 1, sizeof *n->keys) ||
		    !pdz_grow(&n->written, &n->written_cap, n->count + 1, sizeof *n->written))
			return pdz_no_memory(err);
		n->keys[n->count] = (struct pdz_str){copy, length};
		n->written[n->count++] = 0;
		at += sizeof length + length;
	}
	return PDZ_OK;
}

static uint32_t number_of_shape(struct pdz_ingest *run, struct numbers *n, uint32_t shape, struct pdz_buf *out)
{
	struct pdz_packer *packer = &run->packer;

	if (n->generation == packer->generation && n->written[shape - 1])
		return n->written[shape - 1];
	const uint32_t number = pdz_packer_key(packer, out, n->keys[shape - 1]);
	if (n->generation != packer->generation) { /* what the others were written as is over */
		memset(n->written, 0, n->count * sizeof *n->written);
		n->generation = packer->generation;
	}
	return n->written[shape - 1] = number;
}

/* Of some rows of a chunk, all accepted. */
static enum pdz_status write_chunk_rows(const struct way *w, const struct crew_chunk *k, size_t rows, size_t records,
                                        size_t from, size_t to, struct pdz_error *err)
{
	struct pdz_output *out = w->pass->out;
	enum pdz_status status = pdz_pass_accept(w->pass, w->source, rows, records, err);

	if (status || w->form == CREW_NOTHING)
		return status;
	if (w->form == CREW_TEXT) {
		pdz_buf_add(&out->pending, k->out.p + from, to - from);
		return pdz_output_pump(out, err);
	}
	for (size_t n; from < to; from += n) {
		uint32_t shape;
		n = pdz_packed_row_length(k->out.p + from);
		memcpy(&shape, k->out.p + from, sizeof shape);
		pdz_packer_copy(&w->pass->run->packer, &out->pending, k->out.p + from, n,
		                number_of_shape(w->pass->run, &w->numbers[k->member], shape, &out->pending));
	}
	return pdz_output_pump(out, err);
}

/* Some rows of a chunk, of which none is odd. Those that are sent again are told from the
 * others by their numbers. */
static enum pdz_status take_rows(const struct way *w, const struct crew_chunk *k, const struct crew_odd *from,
                                 const struct crew_odd *to, struct pdz_error *err)
{
	struct pass *p = w->pass;
	struct pdz_ingest_counts *counts = &p->run->files[p->file].counts;
	const struct dedupe *d = &p->run->dedupe;
	enum pdz_status status = PDZ_OK;
	struct crew_odd at = *from;

	while (at.rows < to->rows && !status) {
		struct crew_odd next = *to;
		if (k->end_count) {
			const size_t free_rows = pdz_dedupe_undisturbed(d, *w->number, &p->next_outcome);
			const size_t rows = free_rows == 0 ? 1 : free_rows < to->rows - at.rows ? free_rows : to->rows - at.rows;
			const struct crew_end *end = &k->ends[at.rows + rows - 1];
			next = (struct crew_odd){.rows = at.rows + rows, .records = end->records, .out = end->out};
			if (free_rows == 0) {
				const enum dedupe_fate fate = pdz_dedupe_fate_of(d, *w->number, &p->next_outcome);
				counts->duplicates += fate == DEDUPE_DUPLICATE;
				counts->superseded += fate == DEDUPE_SUPERSEDED;
				counts->rows++;
				++*w->number;
				at = next;
				continue;
			}
		}
		status = write_chunk_rows(w, k, next.rows - at.rows, next.records - at.records, at.out, next.out, err);
		counts->rows += next.rows - at.rows;
		*w->number += (uint32_t)(next.rows - at.rows);
		at = next;
	}
	return status;
}

static enum pdz_status take_chunk(struct way *w, struct crew_chunk *k, struct pdz_error *err)
{
	struct crew_odd at = {.rows = 0};
	enum pdz_status status = w->form == CREW_PACKED ? learn_shapes(&w->numbers[k->member], k, err) : PDZ_OK;

	for (size_t i = 0; i <= k->odd_count && !status; i++) {
		const struct crew_odd end = {.rows = k->rows, .records = k->records, .out = k->out.n};
		const struct crew_odd *next = i < k->odd_count ? &k->odds[i] : &end;
		status = take_rows(w, k, &at, next, err);
		if (!status && i < k->odd_count)
			status = take_odd_row(w, &next->row, err);
		at = *next;
	}
	return status;
}

static enum pdz_status take_keys(const struct way *w, const struct crew_chunk *k, struct pdz_error *err)
{
	if (k->rows > UINT32_MAX - *w->number)
		return pdz_fail(err, PDZ_INPUT, w->source->name, k->line, 0, "too many rows in one run");
	for (size_t i = 0; i < k->key_count; i++)
		if (!pdz_dedupe_add(&w->run->dedupe, k->keys[i].key, k->keys[i].content, *w->number + k->keys[i].number))
			return pdz_no_memory(err);
	*w->number += (uint32_t)k->rows;
	return PDZ_OK;
}

static enum pdz_status take_all(struct way *w, struct pdz_error *err)
{
	struct crew_chunk *k;
	enum pdz_status status;

	while (!(status = pdz_crew_next(w->crew, &k, err)) && k) {
		if (pdz_csv_idle(w->source->csv) && !k->given_up) {
			status = w->pass ? take_chunk(w, k, err) : take_keys(w, k, err);
			/* what is no whole row goes on in the next chunk */
			pdz_csv_restart(w->source->csv, pdz_csv_line(k->csv));
			if (!status)
				status = feed_text(w, pdz_csv_pending(k->csv), err);
		} else {
			if (w->form == CREW_PACKED && !k->given_up) /* its member goes on counting from there */
				status = learn_shapes(&w->numbers[k->member], k, err);
			if (!status)
				status = feed_text(w, k->text, err);
			if (!status)
				status = read_rows(w, err);
		}
		if (status)
			break;
	}
	return status;
}

/* With threads, if the options say so and the input is large enough: small ones are done by now. */
static enum pdz_status go_ahead(struct way *w, bool ends, struct pdz_error *err)
{
	const struct pdz_ingest_options *o = w->run->options;
	const struct ingest_text *text = &w->source->text;
	const size_t jobs = o->jobs < JOBS_MOST ? o->jobs : JOBS_MOST, chunk = o->chunk ? o->chunk : CHUNK;

	if (jobs < 2 || w->source->is_rejects ||
	    (text->at_end && text->have - text->begin + pdz_csv_pending(w->source->csv).n < 2 * chunk))
		return PDZ_OK;
	const struct crew_task task = {.source = w->source, .form = w->form, .jobs = jobs, .chunk = chunk, .ends = ends};
	enum pdz_status status = pdz_crew_new(&w->crew, &task, err);
	if (!status && !(w->numbers = calloc(jobs, sizeof *w->numbers)))
		status = pdz_no_memory(err);
	if (!status)
		status = take_all(w, err);
	pdz_crew_free(w->crew);
	for (size_t i = 0; w->numbers && i < jobs; i++) {
		pdz_arena_release(&w->numbers[i].arena);
		free(w->numbers[i].keys);
		free(w->numbers[i].written);
	}
	free(w->numbers);
	return status;
}

enum pdz_status pdz_pass_ahead(struct pass *p, struct ingest_source *s, uint32_t *number, struct pdz_error *err)
{
	const struct run_file *state = &p->run->states[p->file];
	struct way w = {.run = p->run,
	                .pass = p,
	                .source = s,
	                .number = number,
	                .form = !p->out                   ? CREW_NOTHING
	                        : p->run->options->packed ? CREW_PACKED
	                                                  : CREW_TEXT};

	/* the summary of quality is made record by record */
	if (state->twin || (p->out && p->run->quality.wanted))
		return PDZ_OK;
	return go_ahead(&w, state->row_count > 0, err);
}

enum pdz_status pdz_survey_ahead(struct pdz_ingest *run, struct ingest_source *s, uint32_t *number,
                                 struct pdz_error *err)
{
	struct way w = {.run = run, .source = s, .number = number, .form = CREW_KEYS};

	return s->is_rejects || s->mapping->ids_unique ? PDZ_OK : go_ahead(&w, false, err);
}
