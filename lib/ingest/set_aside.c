/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and records that are set aside: told, counted, written for --rejects, and owed to the plan. */
#include "ingest/pass.h"

#include "ingest/debts.h"
#include "ingest/delivery.h"
#include "ingest/personal.h"
#include "ingest/rejects.h"

#include <stdio.h>

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
		pdz_row_owed(&s->bound, number, &owed);
	b->failed |= masked.failed || owed.failed;
	char original[PDZ_ORIGINAL_LENGTH + 1];
	const bool known = s->corrections && number != SIZE_MAX;
	if (!known && !pdz_corrections_original(&s->bound, row->raw, original))
		b->failed = true;
	pdz_rejects_write(b, s->base, row, pdz_source_delimiter(s), m, shown, pdz_buf_view(&owed),
	                  s->bound.masks ? pdz_buf_view(&masked) : row->raw,
	                  known ? pdz_buf_view(&s->original) : pdz_str(original), p->run->states[p->file].tag);
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
	pdz_styles_count(s, row, m);
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

/* Of the rows set aside, as far as anything tells them. */
static bool add_to_digest(struct pdz_ingest_file *f, const struct ingest_bound *b, struct pdz_str raw)
{
	char original[PDZ_ORIGINAL_LENGTH + 1];
	uint64_t one = 0;

	if (!pdz_corrections_original(b, raw, original))
		return false;
	for (const char *at = original; *at; at++)
		one = one << 4 | (uint64_t)(*at - 'a');
	f->aside += one;
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
	if ((p->run->options->digests || p->run->quality.wanted) && !add_to_digest(f, b, row->raw))
		return pdz_no_memory(err);
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
enum pdz_status pdz_set_aside_row(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                  struct pdz_error *err)
{
	const struct ingest_bound *b = &s->bound;

	p->run->files[p->file].counts.set_aside += b->debt_count;
	const enum pdz_status status = p->counts_only ? PDZ_OK : pdz_delivery_narrow(p->run, s, row, err);
	if (status)
		return status;
	for (size_t i = 0; i < b->debt_count && !p->counts_only; i++)
		if (!pdz_owe_records(p->run, s, &b->debts[i], 1))
			return pdz_no_memory(err);
	return reject_for(p, s, row, b->mistakes, b->mistake_count, err);
}

/* What was held as notes stands in the middle of the table after all. */
enum pdz_status pdz_set_aside_notes(struct pass *p, struct ingest_source *s, struct pdz_error *err)
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
		[FLAW_CONTROL] = {"a control character", "have it removed at its source"},
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

enum pdz_status pdz_set_aside_flawed(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                     enum ingest_flaw what, struct pdz_error *err)
{
	const struct ingest_mistake mistake = flawed(&s->text, what);

	pdz_row_is_wrong(&s->bound, &mistake);
	return pdz_set_aside_row(p, s, row, err);
}

enum pdz_status pdz_set_aside_contradiction(struct pass *p, struct ingest_source *s, const struct pdz_row *row,
                                            const struct pdz_repeat *outcome, struct pdz_error *err)
{
	size_t file = 0;

	while (file + 1 < p->run->count &&
	       outcome->other >= p->run->states[file].first_number + p->run->states[file].row_count)
		file++;
	pdz_rows_contradict(&s->bound, row, s->base, file == p->file ? NULL : p->run->files[file].source,
	                    outcome->other_line);
	return pdz_set_aside_row(p, s, row, err);
}
