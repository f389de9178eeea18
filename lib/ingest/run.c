/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second pass: every row becomes records or is accounted for otherwise. */
#include "ingest/pass.h"

#include "base/fold.h"

#include "ingest/fast.h"
#include "ingest/personal.h"
#include "ingest/rejects.h"
#include "ingest/sheet_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void pdz_ingest_note(const struct pdz_ingest *run, enum pdz_severity severity, const char *name, uint64_t line,
                     const char *code, const char *problem, const char *subject, const char *expected)
{
	const struct pdz_diag diag = {.severity = severity,
	                              .source = name,
	                              .line = line,
	                              .code = code,
	                              .problem = problem,
	                              .subject = subject,
	                              .expected = expected};

	pdz_tell(&run->options->sink, &diag);
}

enum pdz_status pdz_ingest_open(struct pdz_ingest *run, size_t file, struct ingest_source *s, struct pdz_error *err)
{
	/* digests tell inputs that are the same, and stand in the quality summary */
	return pdz_ingest_reopen(run, file, run->count > 1 || run->options->quality || run->options->digests, s, err);
}

bool pdz_ingest_stamp(const struct ingest_source *s, struct file_stamp *stamp)
{
	struct stat st;

	if (fstat(s->in.fd, &st) != 0)
		return false;
	*stamp = (struct file_stamp){(uint64_t)st.st_size, st.st_ino, st.st_mtim};
	return true;
}

enum pdz_status pdz_ingest_reopen(struct pdz_ingest *run, size_t file, bool digest, struct ingest_source *s,
                                  struct pdz_error *err)
{
	const struct run_file *state = &run->states[file];
	int fd = -1;

	if (state->spool >= 0) {
		fd = dup(state->spool);
		if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0) {
			if (fd >= 0)
				close(fd);
			return pdz_fail(err, PDZ_INPUT, run->options->names[file], 0, 0, "cannot read a second time");
		}
	}
	enum pdz_status status = pdz_source_open(s, run->options, run->options->names[file], fd, state->own, err);
	if (!digest)
		pdz_input_forget_hash(&s->in);
	if (!status && run->corrections.count)
		s->corrections = &run->corrections;
	s->dimensions = run->dimensions;
	s->dimension_count = run->dimension_count;
	return status;
}

bool pdz_account_add(struct pdz_account *t, const char *reason, uint64_t n)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->items[i].reason, reason) == 0) {
			t->items[i].count += n;
			return true;
		}
	if (!pdz_grow(&t->items, &t->cap, t->count + 1, sizeof *t->items))
		return false;
	t->items[t->count++] = (struct pdz_tally_item){reason, n};
	return true;
}

static bool skip(struct pass *p, const char *why)
{
	struct pdz_ingest_file *f = &p->run->files[p->file];

	f->counts.skipped++;
	return pdz_account_add(&f->skipped, why, 1);
}

/* The message about a rejected row. */
static void tell_mistake(const struct pass *p, const struct ingest_source *s, const struct pdz_row *row,
                         const struct ingest_mistake *m, struct pdz_str shown)
{
	char text[120], cell[32], column[16];
	struct pdz_diag diag = {.severity = PDZ_ERROR,
	                        .source = s->name,
	                        .line = row->line,
	                        .column = row->fault_column,
	                        .code = pdz_ingest_reason_names[m->reason],
	                        .problem = m->problem,
	                        .expected = m->expected};

	memcpy(diag.with, m->with, sizeof diag.with);
	if (pdz_source_is_sheet(s)) {
		pdz_cell_name(m->cell == PDZ_NONE ? 0 : m->cell, row->line, cell);
		diag.cell = m->cell == PDZ_NONE ? cell + 1 : cell; /* of a whole row, its number */
		diag.column = m->cell == PDZ_NONE ? 0 : m->cell + 1;
	} else if (m->cell != PDZ_NONE && !row->fault)
		pdz_csv_place(row, m->cell, pdz_source_delimiter(s), &diag.line, &diag.column);
	else if (row->fault == PDZ_CSV_UNCLOSED_QUOTE || row->fault == PDZ_CSV_STRAY_QUOTE) {
		/* in characters */
		diag.column = 1;
		for (uint64_t i = 0; i + 1 < row->fault_column; i++)
			diag.column += ((unsigned char)row->raw.p[i] & 0xc0) != 0x80;
	}
	if (m->whole_column) { /* whatever the texts, they are one finding for each column */
		snprintf(column, sizeof column, "%u", m->cell + 1);
		diag.with[0] = column;
	} else if (shown.n) {
		size_t n = shown.n < sizeof text - 1 ? shown.n : sizeof text - 1;
		memcpy(text, shown.p, n);
		text[n] = '\0';
		diag.subject = text;
	}
	pdz_tell(&p->run->options->sink, &diag);
}

/* number: of the mistake in the row at hand; SIZE_MAX: it is of another row, and costs no record. */
static enum pdz_status write_reject(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                    const struct ingest_mistake *m, size_t number, struct pdz_str shown,
                                    struct pdz_error *err)
{
	struct pdz_buf *b = &p->rejects->pending, masked = {0}, owed = {0};

	if (!p->section_begun)
		pdz_rejects_write_source(b, s);
	p->section_begun = true;
	if (s->bound.masks)
		pdz_personal_row(&s->bound, row, pdz_source_delimiter(s), m, &masked);
	if (number != SIZE_MAX)
		pdz_rows_owed(&s->bound, number, &owed);
	b->failed |= masked.failed || owed.failed;
	char original[PDZ_ORIGINAL_LENGTH + 1];
	const bool known = s->corrections && number != SIZE_MAX;
	if (!known && !pdz_corrections_original(&s->bound, row->raw, original))
		b->failed = true;
	pdz_rejects_write(b, s->base, row, pdz_source_delimiter(s), m, shown, pdz_buf_view(&owed),
	                  s->bound.masks ? pdz_buf_view(&masked) : row->raw,
	                  known ? pdz_buf_view(&s->original) : pdz_str(original));
	pdz_buf_release(&masked);
	pdz_buf_release(&owed);
	return s->bound.failed ? pdz_no_memory(err) : pdz_output_pump(p->rejects, err);
}

/* One cell that costs records. */
static enum pdz_status reject_cell(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                   const struct ingest_mistake *m, size_t number, struct pdz_error *err)
{
	struct pdz_str shown = pdz_personal_shown(&s->bound, row, m);

	if (s->bound.failed)
		return pdz_no_memory(err);
	pdz_styles_note(s, row, m);
	tell_mistake(p, s, row, m, shown);
	if (p->run->quality.wanted) {
		bool unknown = m->reason == REASON_UNKNOWN_EVENT || m->reason == REASON_UNKNOWN_ACTION ||
		               m->reason == REASON_UNKNOWN_AREA || m->reason == REASON_UNKNOWN_VALUE;
		char hint[200]; /* as the summary's other words, in English */
		pdz_message_fill(PDZ_ENGLISH, m->expected, m->with, hint, sizeof hint);
		if (unknown)
			pdz_quality_unknown(&p->run->quality, s->base, pdz_ingest_reason_names[m->reason], shown, hint);
	}
	return p->rejects ? write_reject(p, s, row, m, number, shown, err) : PDZ_OK;
}

static bool note_debt(struct pdz_ingest *run, const struct ingest_source *s, const struct ingest_debt *debt)
{
	const struct pdz_str of = debt->event.n == 0 && s->mapping ? s->mapping->source : (struct pdz_str){"", 0};
	struct pdz_buf key = {0};
	const size_t before = run->owed_keys.count;

	pdz_buf_str(&key, debt->event);
	pdz_buf_char(&key, '\t');
	pdz_buf_str(&key, of);
	pdz_buf_char(&key, '\t');
	pdz_buf_str(&key, debt->area);
	pdz_buf_printf(&key, "\t%ld", (long)debt->month);
	const uint32_t at = key.failed ? PDZ_NONE : pdz_intern_add(&run->owed_keys, pdz_buf_view(&key));
	pdz_buf_release(&key);
	if (at == PDZ_NONE)
		return false;
	if (run->owed_keys.count > before) {
		const char *event = pdz_arena_copy(&run->arena, debt->event), *area = pdz_arena_copy(&run->arena, debt->area);
		const char *source = pdz_arena_copy(&run->arena, of);
		if (!event || !area || !source || !pdz_grow(&run->owed, &run->owed_cap, run->owed_count + 1, sizeof *run->owed))
			return false;
		run->owed[run->owed_count++] =
			(struct pdz_owed_records){.event = {event, debt->event.n},
		                              .source = {source, of.n},
		                              .area = {area, debt->area.n},
		                              .month = {.level = PDZ_MONTH, .first = debt->month, .last = debt->month},
		                              .has_month = debt->month != INT32_MIN};
	}
	run->owed[at].n++;
	return true;
}

/* A row, for these mistakes in it. */
static enum pdz_status reject_for(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                  struct ingest_mistake *const *mistakes, size_t count, struct pdz_error *err)
{
	struct pdz_ingest_file *f = &p->run->files[p->file];
	struct ingest_bound *b = &s->bound;
	enum pdz_status status = PDZ_OK;

	f->counts.rejected++;
	if (b->failed || !pdz_account_add(&f->rejected, pdz_ingest_reason_names[mistakes[0]->reason], 1))
		return pdz_no_memory(err);
	if (p->counts_only)
		return PDZ_OK;
	for (size_t i = 0; i < count && !status; i++)
		status = reject_cell(p, s, row, mistakes[i], mistakes == b->mistakes ? i : SIZE_MAX, err);
	if (!status &&
	    p->run->quality.wanted) /* without a plan a cell of another column can stand in the place of the area */
		pdz_quality_reject(&p->run->quality, s->base,
		                   b->masks && !b->plan ? (struct pdz_str){"", 0} : pdz_rows_area(b, row));
	return status;
}

/* The row at hand, for what is wrong in it. */
static enum pdz_status reject(struct pass *p, struct ingest_source *s, const struct pdz_row *row, struct pdz_error *err)
{
	const struct ingest_bound *b = &s->bound;

	p->run->files[p->file].counts.set_aside += b->debt_count;
	for (size_t i = 0; i < b->debt_count && !p->counts_only; i++)
		if (!note_debt(p->run, s, &b->debts[i]))
			return pdz_no_memory(err);
	return reject_for(p, s, row, b->mistakes, b->mistake_count, err);
}

/* What was held as notes stands in the middle of the table after all. */
static enum pdz_status reject_notes(struct pass *p, struct ingest_source *s, struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;

	for (size_t i = 0; i < p->notes.count && !status; i++) {
		const struct note *n = &p->notes.items[i];
		struct ingest_mistake m = {.reason = REASON_TOO_FEW_CELLS,
		                           .cell = PDZ_NONE,
		                           .problem = "only one cell is filled",
		                           .expected = "a note below the table has no rows after it"};
		struct pdz_row row = {.line = n->line, .last_line = n->line, .raw = {n->raw, n->n}};
		struct ingest_mistake *const only = &m; /* it owes no record: those of the row after it wait meanwhile */
		status = reject_for(p, s, &row, &only, 1, err);
	}
	pdz_footnotes_clear(&p->notes);
	return status;
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
	return p->notes.count ? reject_notes(p, s, err) : PDZ_OK;
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

static bool has_a_date(const struct ingest_bound *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->records[i].date != PDZ_NO_DAY || b->records[i].due != PDZ_NO_DAY || b->records[i].start != PDZ_NO_DAY)
			return true;
	return false;
}

static enum pdz_status skip_notes(struct pass *p, struct pdz_error *err)
{
	bool fine = true;

	for (size_t i = 0; i < p->notes.count && fine; i++)
		fine = skip(p, "note below the table");
	pdz_footnotes_clear(&p->notes);
	return fine ? PDZ_OK : pdz_no_memory(err);
}

static struct ingest_mistake flawed(const struct ingest_text *t, enum ingest_flaw what)
{
	static const struct {
		const char *problem, *expected; /* expected NULL: the encoding of the file */
	} said[] = {
		[FLAW_NO_TEXT] = {"not text in the encoding of the file", NULL},
		[FLAW_UTF8] = {"looks like utf-8, not like the rest of the file", NULL},
		[FLAW_TWICE] = {"looks like text that was decoded twice", "such as Ã¨ for è"},
		[FLAW_CP850] = {"looks like cp850, of DOS", "if so, \"encoding\": \"cp850\" in the mapping"},
		[FLAW_MAC_ROMAN] = {"looks like mac-roman", "if so, \"encoding\": \"mac-roman\" in the mapping"},
		[FLAW_WINDOWS_1252] = {"looks like windows-1252", "if so, \"encoding\": \"windows-1252\" in the mapping"},
		[FLAW_OTHER] = {"looks like letters of another encoding", "such as cittÓ for città"},
		[FLAW_LOST] = {"a letter that its sender has lost", "have the file sent again"},
	};
	struct ingest_mistake m = {.reason = REASON_BAD_ENCODING,
	                           .cell = PDZ_NONE,
	                           .problem = said[what].problem,
	                           .expected = said[what].expected,
	                           .as_bytes = what == FLAW_TWICE || (what == FLAW_UTF8 && t->encoding < ENCODING_CP850)};

	if (!m.expected)
		m.expected = t->encoding == ENCODING_UNKNOWN ? "utf-8" : pdz_ingest_encoding_names[t->encoding - ENCODING_UTF8];
	return m;
}

static enum pdz_status reject_contradiction(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                            const struct pdz_repeat *outcome, struct pdz_error *err)
{
	size_t file = 0;

	while (file + 1 < p->run->count &&
	       outcome->other >= p->run->states[file].first_number + p->run->states[file].row_count)
		file++;
	pdz_rows_contradict(&s->bound, row, s->base, file == p->file ? NULL : p->run->files[file].source,
	                    outcome->other_line);
	return reject(p, s, row, err);
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
		const struct ingest_mistake mistake = flawed(&s->text, what);
		struct pdz_row at = *row;
		at.fault_column = flaw + 1;
		if (state->twin) {
			f->counts.duplicates++;
			return PDZ_OK;
		}
		pdz_rows_wrong(&s->bound, &mistake);
		return reject(p, s, &at, err);
	}
	skipped = pdz_rows_skipped(&s->bound, row);
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
			return reject_contradiction(p, s, row, outcome, err);
		f->counts.duplicates += state->twin || outcome->what == PDZ_IS_DUPLICATE;
		f->counts.superseded += !state->twin && outcome->what == PDZ_IS_SUPERSEDED;
		return PDZ_OK;
	}
	const bool is_note = p->notes.after_gap && pdz_footnotes_could_be(&p->notes, row);
	enum pdz_status status;
	switch (pdz_rows_convert(&s->bound, row, s->base, &skipped)) {
	case ROW_RECORDS:
		if (s->bound.failed)
			break;
		if (has_a_date(&s->bound) || !pdz_footnotes_could_be(&p->notes, row))
			return write_records(p, s, row, 1, err);
		if (pdz_footnotes_hold(&p->notes, row))
			return PDZ_OK;
		break;
	case ROW_PARTLY:
		if (s->bound.failed)
			break;
		f->counts.partly++;
		status = write_records(p, s, row, 0, err);
		return status ? status : reject(p, s, row, err);
	case ROW_SKIPPED:
		if (!skip(p, skipped) || s->bound.failed)
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
		if (!pdz_footnotes_could_be(&p->notes, row))
			return reject(p, s, row, err);
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

/* Does a text of the mapping name a column that it reads nowhere? Then its braces are missing, most likely. */
static bool is_unread_header(const struct ingest_bound *b, struct pdz_str text)
{
	struct pdz_buf wanted = {0}, header = {0};
	bool found = false;

	pdz_fold(&wanted, text);
	for (size_t i = 0; i < b->header_count && !found && wanted.n; i++) {
		pdz_buf_clear(&header);
		pdz_fold(&header, b->header_texts[i]);
		found = pdz_str_eq(pdz_buf_view(&wanted), pdz_buf_view(&header));
		for (size_t k = 0; k < b->mapping->column_count && found; k++)
			found = b->cells[k] != i;
	}
	pdz_buf_release(&wanted);
	pdz_buf_release(&header);
	return found;
}

/* What the mapping makes of the columns, where that is probably not what it means. */
static void tell_columns(const struct pass *p, const struct ingest_source *s)
{
	const struct ingest_bound *b = &s->bound;

	if (!b->mapping) /* the file has no header */
		return;
	if (b->total != PDZ_NONE && b->total < b->header_count)
		pdz_ingest_note(p->run, PDZ_WARNING, s->name, s->dialect.header_line, "total_column",
		                "column left out of a for_each pattern: it looks like a total", b->header_texts[b->total].p,
		                "name it in a table of values to have it");
	for (size_t i = 0; i < b->mapping->record_count && !b->mapping->canonical; i++)
		for (size_t f = 0; f < MAPPING_FIELDS; f++) {
			const struct map_value *v = &b->mapping->records[i].fields[f];
			const bool text = v->from.count == 1 && v->from.pieces[0].kind == PIECE_LITERAL;
			if (text && f != PDZ_COL_STATUS && is_unread_header(b, v->from.pieces[0].text)) {
				pdz_ingest_note(p->run, PDZ_WARNING, s->name, s->dialect.header_line, "missing_braces",
				                "the mapping writes the name of a column as a text", v->from.pieces[0].text.p,
				                "in braces it stands for the cells");
				return;
			}
		}
}

static void describe_source(struct pass *p, const struct ingest_source *s)
{
	struct pdz_ingest_file *f = &p->run->files[p->file];

	f->encoding = s->text.encoding == ENCODING_UNKNOWN ? "ascii"
	                                                   : pdz_ingest_encoding_names[s->text.encoding - ENCODING_UTF8];
	f->bom = s->text.bom;
	f->sheet = p->run->states[p->file].sheet;
	f->delimiter = s->dialect.delimiter;
	f->header_line = s->dialect.header_line;
	f->mapping = s->mapping && !s->mapping->canonical ? s->mapping->path.p : NULL;
	f->mapping_sha256 = f->mapping ? s->mapping->sha256 : NULL;
	f->bytes = s->in.bytes;
	if (s->in.hash)
		pdz_input_sha256(&s->in, f->sha256);
	if (!p->counts_only) {
		pdz_sheet_tell(s);
		pdz_styles_tell(s);
		tell_columns(p, s);
	}
	if (s->text.overruled && !p->counts_only)
		pdz_ingest_note(p->run, PDZ_WARNING, s->name, 0, "overruled_encoding",
		                "declared in another encoding, but it is utf-8", NULL, "it is read as utf-8");
	if (s->text.mixed && !p->counts_only)
		pdz_ingest_note(p->run, PDZ_WARNING, s->name, 0, "mixed_encoding", "mostly utf-8, with broken places", NULL,
		                "rows that have one are set aside");
}

static enum pdz_status pass_item(struct pass *p, struct ingest_source *s, enum source_item item,
                                 const struct pdz_row *row, uint32_t *number, struct pdz_error *err)
{
	struct pdz_ingest_counts *counts = &p->run->files[p->file].counts;
	const uint64_t rejected = counts->rejected, superseded = counts->superseded;
	enum pdz_status status = PDZ_OK;

	counts->rows++;
	if (item == SOURCE_ROW)
		status = pdz_pass_row(p, s, row, (*number)++, err);
	else if (!skip(p, item == SOURCE_HEADER ? "header" : "above the header"))
		status = pdz_no_memory(err);
	if (item == SOURCE_ROW && s->correction) {
		counts->corrected += counts->rejected == rejected && counts->superseded == superseded;
		s->correction->is_replaced = counts->superseded > superseded;
	}
	if (item == SOURCE_HEADER) {
		p->section_begun = false;
		if (!status)
			status = pdz_pass_ahead(p, s, number, err);
	}
	return status;
}

/* Nobody has written over it since the first pass. */
static enum pdz_status is_as_surveyed(const struct run_file *state, const struct ingest_source *s,
                                      struct pdz_error *err)
{
	struct file_stamp now;

	return state->spool >= 0 || (pdz_ingest_stamp(s, &now) && now.bytes == state->stamp.bytes &&
	                             now.inode == state->stamp.inode && now.changed.tv_sec == state->stamp.changed.tv_sec &&
	                             now.changed.tv_nsec == state->stamp.changed.tv_nsec)
	           ? PDZ_OK
	           : pdz_fail(err, PDZ_INPUT, s->name, 0, 0, "changed while it was read: read it again");
}

/* The last line of a file that was cut off on its way is not ended; but some programs never end it. Without any
 * row it is no sign that there was nothing. True: what it has is no delivery. */
static bool is_cut_off(const struct pass *p, const struct ingest_source *s)
{
	const struct pdz_ingest_counts *counts = &p->run->files[p->file].counts;
	const bool no_row = counts->rows == counts->skipped;
	const struct pdz_str tail = {s->text.tail, s->text.tail_length};

	if (pdz_source_is_sheet(s) || !tail.n || tail.p[tail.n - 1] == '\n' || tail.p[tail.n - 1] == '\r')
		return false;
	const char *before = memrchr(tail.p, s->dialect.delimiter, tail.n);
	/* "2026-02-1", where all others have ten characters */
	const bool is_short = before && (size_t)(tail.p + tail.n - before - 1) < s->last_length && before[1] != '"';
	pdz_ingest_note(p->run, no_row || is_short ? PDZ_WARNING : PDZ_NOTE, s->name, 0, "last_line_not_ended",
	                is_short ? "the last line is not ended, and its last cell is shorter than all before"
	                         : "the last line is not ended",
	                NULL,
	                no_row || is_short ? "if it was cut off on its way, it is no delivery"
	                                   : "if it was cut off on its way, its last cell was, too");
	return no_row || is_short;
}

static enum pdz_status pass_file(struct pass *p, struct pdz_error *err)
{
	struct pdz_ingest_file *f = &p->run->files[p->file];
	uint32_t number = p->run->states[p->file].first_number;
	struct ingest_source s;
	enum source_item item = SOURCE_ROW;
	enum pdz_status status = pdz_ingest_open(p->run, p->file, &s, err);

	if (status)
		return status;
	p->outlet.source = s.base;
	f->counts = (struct pdz_ingest_counts){0};
	f->rejected.count = f->skipped.count = 0;
	while (!status && item != SOURCE_END) {
		struct pdz_row row;
		status = pdz_pass_unquoted_rows(p, &s, &number, err);
		if (!status)
			status = pdz_source_next(&s, &row, &item, err);
		if (!status && item != SOURCE_END)
			status = pass_item(p, &s, item, &row, &number, err);
	}
	if (!status && p->notes.failed)
		status = pdz_no_memory(err);
	if (!status)
		status = skip_notes(p, err);
	if (!status)
		status = is_as_surveyed(&p->run->states[p->file], &s, err);
	if (!status)
		describe_source(p, &s);
	if (!status && !p->counts_only && is_cut_off(p, &s))
		p->run->deliveries.findings++;
	else if (!status && !p->counts_only)
		status = pdz_delivery_of_file(p->run, p->file, &s, err);
	pdz_source_close(&s);
	return status;
}

static enum pdz_status pass_all(struct pdz_ingest *run, bool counts_only, struct pdz_output *out,
                                struct pdz_output *rejects, struct pdz_error *err)
{
	const struct pdz_ingest_taker *taker = counts_only ? NULL : run->options->taker;
	struct pass p = {.run = run,
	                 .counts_only = counts_only,
	                 .out = out,
	                 .rejects = rejects,
	                 .outlet = {.taker = taker,
	                            .thread = taker ? taker->threads[0] : NULL,
	                            .text = out ? &out->pending : NULL,
	                            .dimension_count = run->dimension_count,
	                            .quality = run->quality.wanted && !counts_only ? &run->quality : NULL}};
	enum pdz_status status = PDZ_OK;

	for (size_t i = 0; i < run->count && !status; i++) {
		if (run->files[i].unusable)
			continue;
		p.file = p.outlet.file = i;
		p.outlet.skipped = &run->files[i].skipped;
		p.section_begun = false;
		status = pass_file(&p, err);
	}
	pdz_footnotes_release(&p.notes);
	return status;
}

struct pdz_ingest_counts pdz_ingest_total(const struct pdz_ingest *run)
{
	struct pdz_ingest_counts t = {0};

	for (size_t i = 0; i < run->count; i++) {
		const struct pdz_ingest_counts *c = &run->files[i].counts;
		t.rows += c->rows;
		t.accepted += c->accepted;
		t.records += c->records;
		t.rejected += c->rejected;
		t.partly += c->partly;
		t.set_aside += c->set_aside;
		t.duplicates += c->duplicates;
		t.superseded += c->superseded;
		t.skipped += c->skipped;
		t.corrected += c->corrected;
	}
	return t;
}

static enum pdz_status check_rejects(const struct pdz_ingest *run, struct pdz_error *err)
{
	const struct pdz_ingest_options *o = run->options;
	struct pdz_ingest_counts t = pdz_ingest_total(run);
	uint64_t data = t.rows - t.skipped;

	if (t.rejected > o->max_rejects || (double)t.rejected > o->max_rejects_share * (double)data)
		return pdz_fail(err, PDZ_INPUT, NULL, 0, 0,
		                "too many rejected rows: %llu of %llu (more than allowed; nothing written)",
		                (unsigned long long)t.rejected, (unsigned long long)data);
	return PDZ_OK;
}

enum pdz_status pdz_ingest_new(struct pdz_ingest **out_run, const struct pdz_ingest_options *options,
                               struct pdz_error *err)
{
	struct pdz_ingest *run = calloc(1, sizeof *run);

	*out_run = run;
	if (!run)
		return pdz_no_memory(err);
	run->own = *options;
	run->options = &run->own;
	pdz_identity_begin(&run->identity);
	run->files = calloc(options->name_count + 1, sizeof *run->files);
	run->states = calloc(options->name_count + 1, sizeof *run->states);
	if (!run->files || !run->states)
		return pdz_no_memory(err);
	run->count = options->name_count;
	run->quality = (struct quality){.wanted = options->quality, .plan_first = PDZ_NO_DAY, .plan_last = PDZ_NO_DAY};
	if (options->plan) {
		run->quality.plan_first = pdz_period_begin(options->plan->period);
		run->quality.plan_last = pdz_period_end(options->plan->period);
	}
	for (size_t i = 0; i < run->count; i++) {
		run->files[i].name = options->names[i];
		run->files[i].source = pdz_source_base_name(options->names[i]);
		run->states[i].spool = -1;
	}
	return PDZ_OK;
}

enum pdz_status pdz_ingest_run(struct pdz_ingest **out_run, const struct pdz_ingest_options *options,
                               struct pdz_output *out, struct pdz_output *rejects, struct pdz_error *err)
{
	bool limited = options->max_rejects != UINT64_MAX || options->max_rejects_share < 1;
	enum pdz_status status = pdz_ingest_new(out_run, options, err);
	struct pdz_ingest *run = *out_run;

	if (status || !run)
		return status;
	status = pdz_corrections_load(&run->corrections, options, err);
	if (!status)
		status = pdz_ingest_survey(run, err);
	/* what goes to standard output cannot be taken back: count before writing */
	if (!status && limited && out && !out->target)
		status = pass_all(run, true, NULL, NULL, err);
	if (!status && limited && out && !out->target)
		status = check_rejects(run, err);
	if (status)
		return status;
	if (out)
		pdz_record_write_header(&out->pending, run->dimensions, run->dimension_count);
	if (rejects)
		pdz_rejects_write_header(&rejects->pending);
	status = pass_all(run, false, out, rejects, err);
	if (!status && run->quality.failed)
		status = pdz_no_memory(err);
	if (!status)
		pdz_corrections_tell_rest(&run->corrections, run);
	return status ? status : check_rejects(run, err);
}

void pdz_ingest_free(struct pdz_ingest *run)
{
	if (!run)
		return;
	for (size_t i = 0; i < run->count; i++) {
		free(run->files[i].rejected.items);
		free(run->files[i].skipped.items);
		pdz_mapping_free(run->states[i].own);
		free(run->states[i].row_deliveries);
		if (run->states[i].spool >= 0)
			close(run->states[i].spool);
	}
	free(run->files);
	free(run->states);
	pdz_identity_release(&run->identity);
	free(run->owed);
	pdz_intern_release(&run->owed_keys);
	pdz_quality_release(&run->quality);
	pdz_deliveries_release(&run->deliveries);
	pdz_intern_release(&run->delivered.texts);
	free(run->delivered.last);
	free(run->delivered.held_by);
	pdz_corrections_release(&run->corrections);
	pdz_arena_release(&run->arena);
	free(run);
}

const struct pdz_owed_records *pdz_ingest_owed(const struct pdz_ingest *run, size_t *count)
{
	*count = run->owed_count;
	return run->owed;
}

bool pdz_ingest_has_findings(const struct pdz_ingest *run)
{
	return pdz_ingest_total(run).rejected > 0 ||
	       run->deliveries.findings + run->corrections.findings + run->unusable > 0;
}

const struct pdz_ingest_file *pdz_ingest_files(const struct pdz_ingest *run, size_t *count)
{
	*count = run->count;
	return run->files;
}
