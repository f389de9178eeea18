/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft mapping for a file nobody described yet: looks at the header and at the
 * values of each column. */
#include "ingest/propose.h"

#include "base/fold.h"
#include "personal/taxcode.h"

#include <stdio.h>
#include <stdlib.h>

static void look_at(struct proposal *p, struct seen_column *c, struct pdz_str text)
{
	struct ingest_guess g = pdz_ingest_guess_value(text);
	size_t before = c->values.count;

	if (c->filled++ == 0)
		pdz_visible(text.p, text.n, c->example, sizeof c->example);
	c->longest = text.n > c->longest ? text.n : c->longest;
	size_t at, length;
	c->tax_codes += pdz_taxcode_find(text, &at, &length);
	c->numbers_it += g.number_it;
	c->numbers_en += g.number_en;
	c->decided_number += g.number_it != g.number_en;
	c->dmy += g.dmy && !g.iso;
	c->mdy += g.mdy && !g.iso;
	c->iso += g.iso;
	c->excel += g.excel;
	if (p->plan) {
		c->areas += pdz_plan_area(p->plan, text) != PDZ_NONE;
		c->events += pdz_plan_event(p->plan, text) != PDZ_NONE;
		c->actions += pdz_plan_action(p->plan, text) != PDZ_NONE;
	}
	if (c->values.count < PROPOSE_ROWS) {
		p->failed |= pdz_intern_add(&c->values, text) == PDZ_NONE;
		c->repeats |= c->values.count == before;
	}
	c->many = c->values.count > PROPOSE_VALUES;
}

/* Nine in ten, so that a slip or a total does not hide what a column is. */
bool pdz_proposal_most(const struct seen_column *c, size_t n)
{
	return c->filled > 0 && n * 10 >= c->filled * 9;
}

bool pdz_proposal_is_date(const struct seen_column *c)
{
	return pdz_proposal_most(c, c->dmy + c->iso) || pdz_proposal_most(c, c->mdy + c->iso);
}

bool pdz_proposal_is_excel_date(const struct seen_column *c)
{
	/* numbers of five digits are days only where the header says so */
	bool named = strstr(c->folded, "data") || strstr(c->folded, "date") || strstr(c->folded, " il") ||
	             strstr(c->folded, "giorno");

	return named && pdz_proposal_most(c, c->excel);
}

bool pdz_proposal_is_number(const struct seen_column *c)
{
	return pdz_proposal_most(c, c->numbers_it) || pdz_proposal_most(c, c->numbers_en);
}

bool pdz_proposal_named(const struct seen_column *c, const char *const *words)
{
	bool found = false;

	/* at the beginning of a word: "azione" is in "segnalazione" too */
	for (; *words && !found; words++) {
		size_t n = strlen(*words);
		for (const char *at = c->folded; (at = strchr(at, ' ')) && !found; at++)
			found = strncmp(at + 1, *words, n) == 0 && (n > 3 || at[1 + n] == ' ' || at[1 + n] == '\0');
	}
	return found;
}

bool pdz_proposal_is_personal(const struct seen_column *c)
{
	static const char *const words[] = {"nome",      "cognome",   "nominativo", "codice fiscale", "cod fisc",
	                                    "cf",        "c f",       "nato",       "nata",           "nascita",
	                                    "indirizzo", "telefono",  "tel",        "cell",           "email",
	                                    "e mail",    "mail",      "pec",        "firma",          "madre",
	                                    "padre",     "genitore",  "tutore",     "surname",        "first name",
	                                    "last name", "full name", NULL};

	return c->tax_codes > 0 || pdz_proposal_named(c, words);
}

static const char *describe_column(const struct seen_column *c)
{
	if (c->filled == 0)
		return "draft|empty";
	if (pdz_proposal_is_personal(c))
		return c->tax_codes ? "draft|personal (tax codes)" : "draft|personal, by its name";
	if (c->areas && pdz_proposal_most(c, c->areas))
		return "draft|areas of the plan, e.g. {0}";
	if (c->events && pdz_proposal_most(c, c->events))
		return "draft|events of the plan, e.g. {0}";
	if (c->actions && pdz_proposal_most(c, c->actions))
		return "draft|actions of the plan, e.g. {0}";
	if (pdz_proposal_is_date(c))
		return pdz_proposal_most(c, c->iso) ? "draft|dates (yyyy-mm-dd), e.g. {0}"
		       : c->dmy >= c->mdy           ? "draft|dates (day/month/year), e.g. {0}"
		                                    : "draft|dates (month/day/year), e.g. {0}";
	if (pdz_proposal_is_excel_date(c))
		return "draft|Excel day numbers, e.g. {0}";
	if (pdz_proposal_is_number(c))
		return "draft|numbers, e.g. {0}";
	if (!c->many && c->repeats)
		return "draft|different texts: {1}, e.g. {0}";
	/* no example: these may be names of persons, and mappings get passed on */
	return c->repeats ? "draft|repeated texts" : "draft|all different texts";
}

void pdz_proposal_describe(struct pdz_buf *b, enum pdz_language language, const struct seen_column *c)
{
	char count[24];
	snprintf(count, sizeof count, "%zu", c->values.count);
	pdz_say_into(b, language, describe_column(c), pdz_str(c->example), pdz_str(count));
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

static bool any_name(const struct pdz_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return true;
	return false;
}

static size_t filled_cells(const struct pdz_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->count; i++)
		n += pdz_str_trim(row->cells[i]).n > 0;
	return n;
}

/* Of the first forty rows the first with at least eight tenths as many filled cells as the fullest. */
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
		if (counts[i] * 10 >= most_cells * 8 && counts[i] > 0)
			return lines[i];
	return 1;
}

static const char *folded_name(struct proposal *p, struct pdz_str name)
{
	struct pdz_buf b = {0};

	pdz_buf_char(&b, ' ');
	pdz_fold(&b, name);
	const char *copy = b.failed ? NULL : pdz_arena_copy(&p->arena, pdz_buf_view(&b));
	pdz_buf_release(&b);
	return copy;
}

static enum pdz_status read_columns(struct proposal *p, struct pdz_str text, struct pdz_error *err)
{
	struct pdz_row row;
	struct pdz_csv *csv = NULL;

	p->delimiter = pdz_dialect_guess_delimiter(text);
	for (int pass = 0; pass < 2; pass++) {
		size_t size = text.n;
		csv = pdz_csv_new(p->delimiter);
		char *space = csv ? pdz_csv_space(csv, &size) : NULL;
		if (!space) {
			pdz_csv_free(csv);
			return pdz_no_memory(err);
		}
		memcpy(space, text.p, text.n);
		pdz_csv_fed(csv, text.n, true);
		if (pass == 0) {
			p->header_line = guess_header(csv);
			pdz_csv_free(csv);
		}
	}
	while (p->rows < PROPOSE_ROWS && pdz_csv_next(csv, &row)) {
		if (row.fault || row.line < p->header_line || !any_name(&row))
			continue;
		if (row.line == p->header_line) {
			p->count = row.count;
			p->columns = calloc(row.count, sizeof *p->columns);
			for (size_t i = 0; i < row.count && p->columns; i++) {
				struct pdz_buf hidden = {0}; /* of a file without a header it is somebody's row */
				pdz_taxcode_hide(&hidden, pdz_str_trim(row.cells[i]));
				struct pdz_str name = pdz_buf_view(&hidden);
				p->columns[i].name = (struct pdz_str){pdz_arena_copy(&p->arena, name), name.n};
				p->columns[i].folded = folded_name(p, name);
				p->failed |= hidden.failed || !p->columns[i].name.p || !p->columns[i].folded;
				pdz_buf_release(&hidden);
			}
			p->failed |= !p->columns;
			if (p->failed)
				break;
			continue;
		}
		p->rows++;
		for (size_t i = 0; i < row.count && i < p->count && p->columns; i++) {
			struct pdz_str cell = pdz_str_trim(row.cells[i]);
			if (cell.n && !is_marker(cell, &p->failed))
				look_at(p, &p->columns[i], cell);
		}
	}
	p->failed |= pdz_csv_failed(csv);
	pdz_csv_free(csv);
	return p->failed ? pdz_no_memory(err) : PDZ_OK;
}

static enum pdz_status read_text(struct proposal *p, struct pdz_buf *text, struct pdz_error *err)
{
	enum { MOST = 4 << 20 };
	struct ingest_text reader = {0};
	struct pdz_input in;
	size_t got = 1;
	enum pdz_status status = pdz_input_open(&in, p->name, err);

	if (status)
		return status;
	status = pdz_ingest_text_open(&reader, &in, ENCODING_UNKNOWN, err);
	if (!status)
		status = pdz_ingest_text_look(&reader, err);
	if (!status && reader.contents && pdz_contents_sheets(reader.contents)) {
		const struct pdz_sheet_style style = {.delimiter = ';', .decimal = ','};
		size_t sheet = 0;
		while (sheet + 1 < pdz_contents_sheets(reader.contents) && pdz_contents_sheet_hidden(reader.contents, sheet))
			sheet++;
		status = pdz_contents_choose(reader.contents, sheet, &style, err);
	}
	while (!status && got && text->n < MOST) {
		if (!pdz_buf_reserve(text, DIALECT_SAMPLE)) {
			status = pdz_no_memory(err);
			break;
		}
		status = pdz_ingest_text_read(&reader, text->p + text->n, DIALECT_SAMPLE, &got, err);
		text->n += status ? 0 : got;
	}
	p->encoding = reader.encoding;
	pdz_ingest_text_close(&reader);
	pdz_input_close(&in);
	if (!status && text->n == 0)
		status = pdz_fail(err, PDZ_INPUT, p->name, 0, 0, "empty file");
	return status;
}

enum pdz_status pdz_ingest_propose(const char *name, const struct pdz_plan *plan, enum pdz_language language,
                                   struct pdz_buf *out, struct pdz_error *err)
{
	struct proposal p = {.name = name, .plan = plan, .language = language};
	struct pdz_buf text = {0};
	enum pdz_status status = pdz_source_may_be_named(name, pdz_str(pdz_source_base_name(name)), err);

	if (!status)
		status = read_text(&p, &text, err);
	if (!status)
		status = read_columns(&p, pdz_buf_view(&text), err);
	if (!status && p.count == 0)
		status = pdz_fail(err, PDZ_INPUT, name, 0, 0, "no header");
	if (!status) {
		pdz_proposal_write(&p, out);
		if (p.failed || out->failed)
			status = pdz_no_memory(err);
	}
	for (size_t i = 0; i < p.count && p.columns; i++)
		pdz_intern_release(&p.columns[i].values);
	free(p.columns);
	pdz_arena_release(&p.arena);
	pdz_buf_release(&text);
	return status;
}
