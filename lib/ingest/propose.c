/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft mapping for a file nobody described yet: looks at the header and at the
 * values of each column. */
#include "ingest/propose.h"

#include "base/fold.h"
#include "base/json.h"
#include "ingest/rejects.h"
#include "mapping/words.h"
#include "personal/taxcode.h"

#include <stdlib.h>

static void look_at(struct proposal *p, struct seen_column *c, struct pdz_str text)
{
	const struct ingest_guess g = pdz_ingest_guess_value(text);
	struct pdz_buf folded = {0};
	uint32_t id = PDZ_NONE;

	if (c->filled++ == 0)
		pdz_visible(text.p, text.n, c->example, sizeof c->example);
	c->longest = text.n > c->longest ? text.n : c->longest;
	c->personal_cells += pdz_person_in_cell(text);
	c->names += pdz_person_named(text);
	c->perhaps += pdz_person_perhaps(text);
	c->titled += pdz_person_titled(text);
	c->numbers_it += g.number_it;
	c->numbers_en += g.number_en;
	c->numbers += g.number_it || g.number_en;
	c->dmy += g.dmy && !g.iso;
	c->mdy += g.mdy && !g.iso;
	c->iso += g.iso;
	c->excel += g.excel;
	c->any_day += g.dmy || g.mdy || g.iso;
	pdz_fold(&folded, text);
	c->statuses += pdz_mapping_status_of(pdz_buf_view(&folded)) != NULL ||
	               pdz_mapping_is_cancelled(pdz_buf_view(&folded));
	p->failed |= folded.failed;
	pdz_buf_release(&folded);
	if (p->plan) {
		c->areas += pdz_plan_area(p->plan, text) != PDZ_NONE;
		c->events += pdz_plan_event(p->plan, text) != PDZ_NONE;
		c->actions += pdz_plan_action(p->plan, text) != PDZ_NONE;
	}
	if (c->values.count < PROPOSE_DISTINCT) {
		id = pdz_intern_add(&c->values, text);
		p->failed |= id == PDZ_NONE;
		c->counted++;
	}
	if (id < PROPOSE_VALUES)
		c->counts[id]++;
}

/* Reading */

/* The usual marks of an empty cell. */
static bool is_marker(struct pdz_str text, bool *failed)
{
	static const char *const usual[] = {"", "n d", "nd", "n a", "n/a", "n/d"};
	struct pdz_buf folded = {0};
	bool found = false;

	if (text.n > 8)
		return false;
	pdz_fold(&folded, text);
	for (size_t i = 0; i < sizeof usual / sizeof *usual && !found; i++)
		found = pdz_str_is(pdz_buf_view(&folded), usual[i]);
	*failed |= folded.failed;
	pdz_buf_release(&folded);
	return found;
}

static size_t filled_cells(const struct pdz_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->count; i++)
		n += pdz_str_trim(row->cells[i]).n > 0;
	return n;
}

/* Of the first forty rows the first with at least eight tenths as many filled cells as the fullest, or with all but
 * one: lists often have no name above their numbers. */
static uint64_t guess_header(struct pdz_csv *csv)
{
	struct pdz_row row;
	size_t counts[40] = {0}, n = 0, most_cells = 0;
	uint64_t lines[40];

	while (n < 40 && pdz_csv_next(csv, &row)) {
		counts[n] = row.fault ? 0 : filled_cells(&row);
		lines[n] = row.line;
		most_cells = counts[n] > most_cells ? counts[n] : most_cells;
		n++;
	}
	for (size_t i = 0; i < n; i++)
		if ((counts[i] * 10 >= most_cells * 8 || counts[i] + 1 == most_cells) && counts[i] > (most_cells > 2))
			return lines[i];
	return 1;
}

/* Does a row taken for the header tell of somebody? Then it is not one, and none of it is shown. */
static bool is_of_somebody(const struct pdz_row *row)
{
	pdz_day day;
	bool named = false, dated = false;

	for (size_t i = 0; i < row->count; i++) {
		const struct pdz_str text = pdz_str_trim(row->cells[i]);
		named |= pdz_person_in_cell(text) || pdz_person_perhaps(text);
		dated |= pdz_person_in_cell(text) ||
		         (text.n > 5 && pdz_ingest_parse_date(text, DATES_DMY, &day) == PDZ_PARSE_OK);
	}
	return named && dated;
}

static void take_header(struct proposal *p, const struct pdz_row *row)
{
	const bool hides = is_of_somebody(row);

	p->count = row->count;
	while (p->count && pdz_str_trim(row->cells[p->count - 1]).n == 0)
		p->count--;
	p->columns = calloc(p->count + 1, sizeof *p->columns);
	p->failed |= !p->columns;
	for (size_t i = 0; i < p->count && p->columns; i++) {
		struct pdz_buf hidden = {0}; /* of a file without a header it is somebody's row */
		pdz_taxcode_hide(&hidden, hides ? (struct pdz_str){"", 0} : pdz_str_trim(row->cells[i]));
		const struct pdz_str name = pdz_buf_view(&hidden);
		p->columns[i].name = (struct pdz_str){pdz_arena_copy(&p->arena, name), name.n};
		p->columns[i].folded = pdz_proposal_folded(p, name);
		p->failed |= hidden.failed || !p->columns[i].name.p;
		pdz_buf_release(&hidden);
	}
}

/* A row that is a total, or a note below the table, says nothing of its columns. */
static bool is_aside(struct proposal *p, const struct pdz_row *row)
{
	size_t filled = 0;

	for (size_t i = 0; i < row->count; i++) {
		const struct pdz_str text = pdz_str_trim(row->cells[i]);
		if (text.n == 0)
			continue;
		if (filled++ == 0 && i < p->count && pdz_mapping_is_total(text)) {
			p->total_column = p->totals++ ? p->total_column : i;
			return true;
		}
	}
	return filled == 0 || (filled == 1 && p->count > 2);
}

static void take_row(struct proposal *p, const struct pdz_row *row)
{
	if (row->fault || row->line < p->header_line) {
		if (!row->fault && p->title.n < 400)
			for (size_t i = 0; i < row->count && i < 3; i++) {
				pdz_buf_char(&p->title, ' ');
				pdz_buf_str(&p->title, row->cells[i]);
			}
		return;
	}
	if (row->line == p->header_line) {
		take_header(p, row);
		return;
	}
	if (p->failed || is_aside(p, row))
		return;
	p->rows++;
	for (size_t i = 0; i < row->count && i < p->count; i++) {
		const struct pdz_str cell = pdz_str_trim(row->cells[i]);
		if (cell.n && !is_marker(cell, &p->failed))
			look_at(p, &p->columns[i], cell);
	}
}

/* What delimiter and header are, of the beginning. */
static enum pdz_status look_at_beginning(struct proposal *p, struct pdz_str sample, struct pdz_error *err)
{
	size_t size = sample.n;

	p->delimiter = pdz_dialect_guess_delimiter(sample);
	struct pdz_csv *csv = pdz_csv_new(p->delimiter);
	char *space = csv ? pdz_csv_space(csv, &size) : NULL;
	if (space) {
		memcpy(space, sample.p, sample.n);
		pdz_csv_fed(csv, sample.n, true);
		p->header_line = guess_header(csv);
	}
	pdz_csv_free(csv);
	return space ? PDZ_OK : pdz_no_memory(err);
}

/* Why a column names people. By header and by content: either is enough, since to mark one too
 * many costs nothing that a person could not put right. */
static const char *why_personal(const struct seen_column *c)
{
	static const char *const words[] = {
		"nome",      "cognome",   "nominativo",   "codice fiscale", "cod fisc",   "codfisc",
		"cf",        "c f",       "nato",         "nata",           "nascita",    "indirizzo",
		"telefono",  "tel",       "cell",         "cellulare",      "email",      "e mail",
		"mail",      "pec",       "firma",        "madre",          "padre",      "genitore",
		"tutore",    "coniuge",   "iban",         "surname",        "first name", "last name",
		"full name", "phone",     "address",      "birth",          "born",       "tessera sanitaria",
		"via",       "residente", "intestatario", "beneficiario",   "cognonome",  "assistito",
		"paziente",  "d n",       "dn",           "tessera",        "pin",        "matricola",
		NULL};
	static const char *const persons[] = {
		"utente",      "partecipante",   "soggetto",  "persona",        "minore",    "caregiver",
		"ads",         "medico",         "familiare", "amministratore", "referente", "operatore",
		"richiedente", "accompagnatore", "docente",   "iscritto",       "delegato",  NULL};
	const bool words_only = !pdz_proposal_most(c, c->areas) && !pdz_proposal_most(c, c->events);

	static const char *const birth[] = {"nato", "nata", "nascita", "birth", "born", "d n", "dn", NULL};
	const bool day = pdz_proposal_is_date(c) || pdz_proposal_is_excel_date(c); /* of a signature, say */

	if (c->filled && c->personal_cells * 5 >= c->filled)
		return "draft|personal, by what stands in it";
	if (pdz_proposal_named(c, day ? birth : words))
		return "draft|personal, by its name";
	if (c->personal_cells)
		return "draft|personal, by what stands in it";
	if (words_only && c->names * 10 >= c->filled && c->names > 0)
		return "draft|personal, by what stands in it";
	if (words_only && c->perhaps * 10 >= c->filled * 3 && c->perhaps > 0 && pdz_proposal_named(c, persons))
		return "draft|personal, by what stands in it";
	/* names that no list has: each different, of two or three words with a capital */
	if (words_only && c->filled >= 5 && pdz_proposal_most(c, c->titled) && c->values.count * 10 >= c->counted * 8)
		return "draft|personal, it looks like names";
	return NULL;
}

/* The whole file, a block at a time. */
static enum pdz_status read_columns(struct proposal *p, struct ingest_text *reader, struct pdz_error *err)
{
	struct pdz_csv *csv = NULL;
	struct pdz_row row;
	size_t got = 1;
	enum pdz_status status = PDZ_OK;

	while (!status && got && !p->failed) {
		struct pdz_buf block = {0};
		size_t size;
		while (!status && got && block.n < (csv ? 1 : DIALECT_SAMPLE)) {
			status = pdz_buf_reserve(&block, DIALECT_SAMPLE)
			             ? pdz_ingest_text_read(reader, block.p + block.n, DIALECT_SAMPLE, &got, err)
			             : pdz_no_memory(err);
			block.n += status ? 0 : got;
		}
		if (!status && !csv && block.n == 0) { /* empty */
			pdz_buf_release(&block);
			return PDZ_OK;
		}
		if (!status && !csv) {
			struct pdz_error own = {0};
			const bool is_own = pdz_rejects_divider(pdz_buf_view(&block)) != '\0' ||
			                    pdz_refuse_other_document(pdz_buf_view(&block), NULL, "JSON", &own) != PDZ_OK;
			status = is_own ? pdz_fail(err, PDZ_INPUT, reader->in->name, 0, 0,
			                           "records or rejected rows as pdz-ingest writes them: they need no mapping")
			                : look_at_beginning(p, pdz_buf_view(&block), err);
			csv = status ? NULL : pdz_csv_new(p->delimiter);
		}
		size = block.n ? block.n : 8;
		char *space = !status && csv ? pdz_csv_space(csv, &size) : NULL;
		if (!status && !space)
			status = pdz_no_memory(err);
		if (space) {
			if (block.n)
				memcpy(space, block.p, block.n);
			pdz_csv_fed(csv, block.n, got == 0);
		}
		while (!status && !p->failed && pdz_csv_next(csv, &row))
			take_row(p, &row);
		p->failed |= csv && pdz_csv_failed(csv);
		pdz_buf_release(&block);
	}
	pdz_csv_free(csv);
	return !status && p->failed ? pdz_no_memory(err) : status;
}

static void forget_columns(struct proposal *p)
{
	for (size_t i = 0; i < p->count && p->columns; i++)
		pdz_intern_release(&p->columns[i].values);
	free(p->columns);
	p->columns = NULL;
	p->count = p->rows = p->totals = 0;
	pdz_buf_clear(&p->title);
}

/* The first sheet that is a table, of those that are not hidden: before it may stand how to fill it in. */
static enum pdz_status read_sheet(struct proposal *p, struct ingest_text *reader, struct pdz_error *err)
{
	const struct pdz_sheet_style style = {.delimiter = ';', .decimal = ','};
	const size_t count = pdz_contents_sheets(reader->contents);
	size_t visible = 0;
	enum pdz_status status = PDZ_OK;

	for (size_t i = 0; i < count; i++)
		visible += !pdz_contents_sheet_hidden(reader->contents, i);
	for (size_t i = 0; !status && i < count && (p->rows == 0 || p->count < 2); i++) {
		if (visible && pdz_contents_sheet_hidden(reader->contents, i))
			continue;
		forget_columns(p);
		reader->at_end = false;
		status = pdz_contents_choose(reader->contents, i, &style, err);
		if (!status)
			status = read_columns(p, reader, err);
		p->sheet = visible > 1 ? pdz_contents_sheet_name(reader->contents, i) : NULL;
	}
	if (p->sheet) {
		p->sheet = pdz_arena_copy(&p->arena, pdz_str(p->sheet));
		p->failed |= !p->sheet;
	}
	return status;
}

static enum pdz_status read_file(struct proposal *p, struct pdz_error *err)
{
	struct ingest_text reader = {0};
	struct pdz_input in;
	enum pdz_status status = pdz_input_open(&in, p->name, err);

	if (status)
		return status;
	status = pdz_ingest_text_open(&reader, &in, ENCODING_UNKNOWN, err);
	if (!status)
		status = pdz_ingest_text_look(&reader, err);
	if (!status && reader.contents && pdz_contents_sheets(reader.contents))
		status = read_sheet(p, &reader, err);
	else if (!status)
		status = read_columns(p, &reader, err);
	p->encoding = reader.encoding;
	pdz_ingest_text_close(&reader);
	pdz_input_close(&in);
	return status;
}

enum pdz_status pdz_ingest_propose(const char *name, const struct pdz_plan *plan, enum pdz_language language,
                                   struct pdz_buf *out, struct pdz_error *err)
{
	struct proposal p = {.name = name, .plan = plan, .language = language, .total_column = SIZE_MAX};
	enum pdz_status status = pdz_source_may_be_named(name, pdz_str(pdz_source_base_name(name)), err);

	if (!status)
		status = read_file(&p, err);
	if (!status && p.count == 0)
		status = pdz_fail(err, PDZ_INPUT, name, 0, 0, p.delimiter ? "no header" : "empty file");
	if (!status) {
		for (size_t i = 0; i < p.count; i++)
			p.columns[i].personal = why_personal(&p.columns[i]);
		pdz_proposal_decide(&p);
		pdz_proposal_write(&p, out);
		if (p.failed || out->failed)
			status = pdz_no_memory(err);
	}
	forget_columns(&p);
	free(p.records);
	pdz_intern_release(&p.values);
	pdz_intern_release(&p.headers);
	free(p.value_columns);
	pdz_buf_release(&p.title);
	pdz_arena_release(&p.arena);
	return status;
}
