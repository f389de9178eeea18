/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flat table as CSV: plain (RFC 4180, line feeds, full precision) or as Italian Excel
 * opens it by double click. Empty means "none", never 0. */
#include "result/flat.h"
#include "words/words.h"

#include "pdz/record.h"
#include "pdz/run.h"

#include <stdlib.h>

/* What a spreadsheet would take for a formula: one of these first, or after
 * blanks that it trims; their full-width forms too. */
static bool is_formula(struct pdz_str s)
{
	static const char *const skipped[] = {" ", "\xC2\xA0", "\xEF\xBB\xBF", NULL};
	static const char *const signs[] = {
		"=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0", NULL};
	for (size_t i = 0; skipped[i];) {
		size_t n = strlen(skipped[i]);
		if (s.n >= n && memcmp(s.p, skipped[i], n) == 0) {
			s.p += n;
			s.n -= n;
			i = 0;
		} else {
			i++;
		}
	}
	for (size_t i = 0; signs[i]; i++) {
		size_t n = strlen(signs[i]);
		if (s.n >= n && memcmp(s.p, signs[i], n) == 0)
			return true;
	}
	return false;
}

static void write_text(struct pdz_csv_writer *w, struct pdz_str s)
{
	if (!w->excel_it || !is_formula(s)) {
		pdz_csv_write(w->out, s, w->excel_it ? ';' : ',');
		return;
	}
	struct pdz_buf harmless = {0};
	pdz_buf_char(&harmless, '\'');
	pdz_buf_str(&harmless, s);
	pdz_csv_write(w->out, pdz_buf_view(&harmless), ';');
	w->out->failed |= harmless.failed;
	pdz_buf_release(&harmless);
	w->neutralised++;
}

/* Full precision: the shortest text that reads back as the same number. */
static void write_number(struct pdz_csv_writer *w, double v)
{
	size_t from = w->out->n;
	pdz_double_write(w->out, v);
	for (size_t i = from; w->excel_it && i < w->out->n; i++)
		if (w->out->p[i] == '.')
			w->out->p[i] = ',';
}

static void write_cell(struct pdz_csv_writer *w, const struct pdz_flat_cell *c)
{
	switch (c->kind) {
	case PDZ_FLAT_EMPTY:
		break;
	case PDZ_FLAT_TEXT:
		write_text(w, c->text);
		break;
	case PDZ_FLAT_NUMBER:
		write_number(w, c->number);
		break;
	case PDZ_FLAT_TRUTH:
		pdz_buf_z(w->out, c->number != 0 ? "true" : "false");
		break;
	case PDZ_FLAT_DATE:
		pdz_spell_date(w->out, w->excel_it ? PDZ_ITALIAN : PDZ_ENGLISH, c->day);
		break;
	}
}

static void end_cell(struct pdz_csv_writer *w, bool last)
{
	if (!last)
		pdz_buf_char(w->out, w->excel_it ? ';' : ',');
	else
		pdz_buf_z(w->out, w->excel_it ? "\r\n" : "\n");
}

void pdz_csv_text(struct pdz_csv_writer *w, struct pdz_str s, bool last)
{
	write_text(w, s);
	end_cell(w, last);
}

bool pdz_csv_begin(struct pdz_csv_writer *w)
{
	w->flat = malloc(sizeof *w->flat);
	if (w->flat == NULL)
		return false;
	pdz_flat_open(w->flat, w->results, w->language);
	pdz_buf_z(w->out, w->excel_it ? "\xEF\xBB\xBF" : "");
	for (size_t i = 0; i < w->flat->count; i++) {
		write_text(w, w->flat->columns[i].name);
		end_cell(w, i + 1 == w->flat->count);
	}
	return true;
}

bool pdz_csv_entry(struct pdz_csv_writer *w, const struct pdz_entry *e)
{
	if (!pdz_flat_fill(w->flat, e))
		return false;
	for (size_t i = 0; i < w->flat->count; i++) {
		write_cell(w, &w->flat->cells[i]);
		end_cell(w, i + 1 == w->flat->count);
	}
	return true;
}

void pdz_csv_end(struct pdz_csv_writer *w)
{
	if (w->flat != NULL)
		pdz_flat_release(w->flat);
	free(w->flat);
	w->flat = NULL;
}
