/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second pass, row by row: each becomes records or is accounted for otherwise. */
#include "ingest/pass.h"

#include "ingest/fast.h"
#include "ingest/totals.h"

bool pdz_pass_skip(struct pass *p, const char *why)
{
	struct pdz_ingest_file *f = &p->run->files[p->file];

	f->counts.skipped++;
	return pdz_account_add(&f->skipped, why, 1);
}

bool pdz_outlet_put(void *ctx, const struct pdz_record *r, void **alike)
{
	struct outlet *o = ctx;

	if (o->status)
		return false;
	if (o->taker)
		o->status = o->taker->take(o->thread, o->file, r, alike, o->err);
	else if (o->text)
		pdz_record_write(o->text, r, o->dimension_count);
	o->gap = false;
	if (o->quality)
		pdz_quality_record(o->quality, o->source, r);
	return !o->status;
}

bool pdz_outlet_skip(void *ctx, const char *why)
{
	struct outlet *o = ctx;

	o->gap = true;
	if (!o->status && !pdz_account_add(o->skipped, why, 1))
		o->status = pdz_no_memory(o->err);
	return !o->status;
}

enum pdz_status pdz_pass_accept(struct pass *p, struct ingest_source *s, size_t rows, size_t records,
                                struct pdz_error *err)
{
	struct pdz_ingest_file *f = &p->run->files[p->file];

	if (!records)
		return PDZ_OK;
	f->counts.accepted += rows;
	f->counts.records += records;
	p->notes.after_gap = false;
	/* the records stay in s->bound while the rows above are told */
	return p->notes.count ? pdz_set_aside_notes(p, s, err) : PDZ_OK;
}

/* rows: 1, or 0 where others of the row are set aside. */
static enum pdz_status write_records(struct pass *p, struct ingest_source *s, const struct pdz_row *row, size_t rows,
                                     struct pdz_error *err)
{
	enum pdz_status status = pdz_pass_accept(p, s, rows, s->bound.count, err);

	if (!status && s->mapping->delivers_by_row && !p->counts_only)
		status = pdz_delivery_of_row(p->run, p->file, s, row, s->bound.count, err);
	p->outlet.err = err;
	p->outlet.source = s->base;
	for (size_t i = 0; i < s->bound.count && !status; i++)
		status = pdz_outlet_put(&p->outlet, &s->bound.records[i], NULL) ? PDZ_OK : p->outlet.status;
	return status || !p->out ? status : pdz_output_pump(p->out, err);
}

bool pdz_pass_has_a_date(const struct ingest_bound *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->records[i].date != PDZ_NO_DAY || b->records[i].due != PDZ_NO_DAY || b->records[i].start != PDZ_NO_DAY)
			return true;
	return false;
}

enum pdz_status pdz_pass_row(struct pass *p, struct ingest_source *s, const struct pdz_row *row, uint32_t number,
                             struct pdz_error *err)
{
	struct pdz_ingest_file *f = &p->run->files[p->file];
	const struct run_file *state = &p->run->states[p->file];
	const char *skipped;

	struct pdz_row seen = *row;
	const char *nul = row->fault && row->raw.n ? memchr(row->raw.p, '\0', row->raw.n) : NULL;
	if (nul) { /* of several faults, the one that must be shown as bytes */
		seen.fault = PDZ_CSV_NUL;
		seen.fault_column = (uint64_t)(nul - row->raw.p) + 1;
	}
	row = &seen;
	enum ingest_flaw what = FLAW_NONE;
	size_t flaw = row->ascii ? SIZE_MAX : pdz_ingest_text_flaw(&s->text, row->raw, &what);
	if (flaw != SIZE_MAX && row->fault != PDZ_CSV_NUL) {
		if (state->twin) {
			f->counts.duplicates++;
			return PDZ_OK;
		}
		seen.fault_column = flaw + 1;
		return pdz_set_aside_flawed(p, s, row, what, err);
	}
	skipped = pdz_row_skipped(&s->bound, row);
	if (!skipped && !state->twin && pdz_delivery_is_replaced(p->run, p->file, number)) {
		f->counts.superseded++;
		return PDZ_OK;
	}
	const struct pdz_repeat *outcome = state->row_count && !state->twin
	                                       ? pdz_identity_repeat(&p->run->identity, number, &p->next_outcome)
	                                       : NULL;
	if (s->bound.failed)
		return pdz_no_memory(err);
	if ((!skipped || s->bound.cancels) && (state->twin || outcome)) {
		if (!state->twin && outcome->what == PDZ_CONTRADICTS)
			return pdz_set_aside_contradiction(p, s, row, outcome, err);
		f->counts.duplicates += state->twin || outcome->what == PDZ_IS_DUPLICATE;
		f->counts.superseded += !state->twin && outcome->what == PDZ_IS_SUPERSEDED;
		return PDZ_OK;
	}
	const bool is_note = p->notes.after_gap && pdz_footnotes_could_be(&p->notes, row, s->bound.header_count, false);
	enum pdz_status status;
	switch (pdz_rows_convert(&s->bound, row, s->base, &skipped)) {
	case ROW_RECORDS:
		if (s->bound.failed)
			break;
		if (pdz_pass_has_a_date(&s->bound) || !pdz_footnotes_could_be(&p->notes, row, s->bound.header_count, false))
			return write_records(p, s, row, 1, err);
		if (pdz_footnotes_hold(&p->notes, row))
			return PDZ_OK;
		break;
	case ROW_PARTLY:
		if (s->bound.failed)
			break;
		f->counts.partly++;
		status = write_records(p, s, row, 0, err);
		return status ? status : pdz_set_aside_row(p, s, row, err);
	case ROW_SKIPPED:
		if (!pdz_pass_skip(p, skipped) || s->bound.failed)
			break;
		p->notes.after_gap = true;
		/* a row without a record can still say that there was none */
		return s->mapping->delivers_by_row && s->bound.is_eventless && !is_note && !p->counts_only
		           ? pdz_delivery_of_row(p->run, p->file, s, row, 0, err)
		           : PDZ_OK;
	case ROW_REJECTED:
		if (s->bound.failed)
			break;
		if (!s->bound.other_header && s->bound.mistakes[0]->reason == REASON_OTHER_HEADER)
			return pdz_fail(err, PDZ_INPUT, s->name, row->line, 0,
			                "the header of another table (give each table as a file of its own)");
		if (!pdz_footnotes_could_be(&p->notes, row, s->bound.header_count,
		                            s->bound.mistakes[0]->reason == REASON_TOO_FEW_CELLS))
			return pdz_set_aside_row(p, s, row, err);
		if (pdz_footnotes_hold(&p->notes, row))
			return PDZ_OK;
		break;
	}
	return pdz_no_memory(err);
}

enum pdz_status pdz_pass_unquoted_rows(struct pass *p, struct ingest_source *s, uint32_t *number, struct pdz_error *err)
{
	const struct run_file *state = &p->run->states[p->file];

	if (!s->bound.fast || s->corrections || state->twin || p->notes.count ||
	    pdz_delivery_is_replaced(p->run, p->file, *number)) /* a mapping whose rows tell it has no fast path */
		return PDZ_OK;
	p->outlet.err = err;
	p->outlet.gap = p->notes.after_gap;
	const struct fast_sink sink = {
		.put = pdz_outlet_put,
		.skip = pdz_outlet_skip,
		.ctx = &p->outlet,
		.alike = p->outlet.taker != NULL,
		.texts = p->outlet.quality != NULL,
		.text = &s->text,
		.source = s->base,
		.most = state->row_count ? pdz_identity_undisturbed(&p->run->identity, *number, &p->next_outcome) : SIZE_MAX};
	const struct fast_taken taken = pdz_fast_rows(&s->bound, s->csv, &sink);
	struct pdz_ingest_counts *counts = &p->run->files[p->file].counts;
	counts->rows += taken.rows;
	counts->skipped += taken.rows - taken.accepted;
	*number += (uint32_t)taken.rows;
	enum pdz_status status = p->outlet.status ? p->outlet.status
	                                          : pdz_pass_accept(p, s, taken.accepted, taken.records, err);
	p->notes.after_gap = p->outlet.gap;
	return status || !p->out ? status : pdz_output_pump(p->out, err);
}
