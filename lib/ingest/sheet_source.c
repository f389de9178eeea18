/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheet of a workbook that a mapping is for. Reads through the source alone. */
#include "ingest/sheet_source.h"

#include "base/fold.h"

#include <fnmatch.h>
#include <stdio.h>

size_t pdz_sheet_split(const char *name)
{
	const char *mark = strrchr(name, '!');

	return mark && mark > name && mark[1] ? (size_t)(mark - name) : strlen(name);
}

/* A header that the mapping reads with other numbers than the rest. */
static char mark_of_style(enum ingest_numbers numbers)
{
	return numbers == NUMBERS_HOURS ? ':' : numbers == NUMBERS_EN ? '.' : ',';
}

static char mark_of_column(const void *ctx, size_t column, struct pdz_str text)
{
	const struct pdz_mapping *m = ctx;
	struct pdz_buf folded = {0};
	char mark = '\0';

	pdz_fold(&folded, text);
	for (size_t i = 0; i < m->column_count && !mark && !folded.failed; i++) {
		const struct map_column *c = &m->columns[i];
		bool is = c->position == column + 1;
		for (size_t k = 0; k < c->header_count && !is; k++)
			is = pdz_str_eq(pdz_buf_view(&folded), c->folded[k]);
		if (is && c->numbers != m->numbers)
			mark = mark_of_style(c->numbers);
	}
	pdz_buf_release(&folded);
	return mark;
}

static struct pdz_sheet_style style_of(const struct pdz_mapping *m)
{
	struct pdz_sheet_style style = {.delimiter = ';', .decimal = ','};

	if (!m)
		return style;
	style.delimiter = m->delimiter ? m->delimiter : ';';
	style.decimal = mark_of_style(m->numbers);
	for (size_t i = 0; i < m->column_count; i++)
		if (m->columns[i].numbers != m->numbers)
			style.mark_of = mark_of_column;
	style.mark_ctx = m;
	return style;
}

/* wanted: NULL for any that is not hidden; else a name, a pattern as of the shell, or a number from 1. */
static bool is_wanted(const struct pdz_contents *u, size_t sheet, const char *wanted)
{
	char number[24];

	if (!wanted)
		return !pdz_contents_sheet_hidden(u, sheet);
	snprintf(number, sizeof number, "%zu", sheet + 1);
	const char *name = pdz_contents_sheet_name(u, sheet);
	return strcmp(wanted, name) == 0 || strcmp(wanted, number) == 0 || fnmatch(wanted, name, FNM_CASEFOLD) == 0;
}

/* The sheet from its first row, and the beginning of its text. */
static enum pdz_status begin_sheet(struct ingest_source *s, size_t sheet, struct pdz_buf *sample, struct pdz_error *err)
{
	const struct pdz_sheet_style style = style_of(s->mapping);

	pdz_buf_clear(sample);
	pdz_buf_clear(&s->sheet_name);
	pdz_buf_add(&s->sheet_name, s->in.name, strlen(s->in.name));
	pdz_buf_char(&s->sheet_name, '!');
	pdz_buf_z(&s->sheet_name, pdz_contents_sheet_name(s->text.contents, sheet));
	pdz_buf_char(&s->sheet_name, '\0');
	if (s->sheet_name.failed)
		return pdz_no_memory(err);
	s->name = s->sheet_name.p;
	s->base = pdz_str(s->name + (pdz_source_base_name(s->in.name) - s->in.name));
	s->dialect.given = style.delimiter;
	s->text.at_end = false;
	enum pdz_status status = pdz_contents_choose(s->text.contents, sheet, &style, err);
	return status ? status : pdz_dialect_sample(&s->text, sample, err);
}

/* Names one after the other, as long as there is room. */
static void list_name(char *list, size_t size, const char *name)
{
	const size_t n = strlen(list);

	if (n + 40 < size)
		snprintf(list + n, size - n, "%s'%.30s'", n ? ", " : "", name);
}

enum pdz_status pdz_sheet_choose(struct ingest_source *s, struct pdz_buf *sample, struct pdz_error *err)
{
	struct pdz_contents *u = s->text.contents;
	const char *wanted = s->sheet_wanted ? s->sheet_wanted : s->mapping ? s->mapping->sheet.p : NULL;
	struct pdz_error first = {0};
	size_t chosen = SIZE_MAX, candidates = 0, fitting = 0, last = 0;
	char names[200] = "";

	for (size_t i = 0; i < pdz_contents_sheets(u); i++) {
		list_name(names, sizeof names, pdz_contents_sheet_name(u, i));
		if (is_wanted(u, i, wanted)) {
			candidates++;
			last = i;
		}
	}
	if (candidates == 0)
		return pdz_fail(err, PDZ_INPUT, s->in.name, 0, 0, "no sheet '%.60s' in the workbook (it has %s)",
		                wanted ? wanted : "*", names);
	if (candidates == 1)
		return begin_sheet(s, last, sample, err);
	names[0] = '\0';
	for (size_t i = 0; i < pdz_contents_sheets(u); i++) {
		struct pdz_error why = {0};
		struct ingest_dialect dialect = {0};
		if (!is_wanted(u, i, wanted))
			continue;
		enum pdz_status status = begin_sheet(s, i, sample, err);
		if (status)
			return status;
		dialect.given = s->dialect.given;
		if (sample->n && !pdz_dialect_find(&dialect, s->name, pdz_buf_view(sample), s->mapping, &why)) {
			list_name(names, sizeof names, pdz_contents_sheet_name(u, i));
			chosen = i;
			fitting++;
		} else if (!first.status && sample->n) {
			first = why;
		}
	}
	if (fitting > 1)
		return pdz_fail(
			err, PDZ_INPUT, s->in.name, 0, 0,
			"more than one sheet has these columns: %s (say which with \"sheet\" in the mapping, or read each as "
			"FILE!SHEET)",
			names);
	if (fitting == 0) {
		if (first.status && err && !err->status)
			*err = first;
		return first.status ? first.status : pdz_fail(err, PDZ_INPUT, s->in.name, 0, 0, "empty file");
	}
	return begin_sheet(s, chosen, sample, err);
}

static void tell_places(const struct ingest_source *s, const struct pdz_places *p, enum pdz_severity severity,
                        const char *code, const char *problem, const char *expected)
{
	char count[24], cell[32], name[300];
	struct pdz_diag diag = {
		.severity = severity, .source = name, .code = code, .problem = problem, .expected = expected, .with = {count}};

	if (p->count == 0)
		return;
	snprintf(count, sizeof count, "%llu", (unsigned long long)p->count);
	if (p->column == PDZ_TABLE_WHOLE_ROW)
		snprintf(cell, sizeof cell, "%llu", (unsigned long long)p->row);
	else
		pdz_cell_name(p->column, p->row, cell);
	snprintf(name, sizeof name, "%.250s:%s", s->name, cell);
	pdz_tell(&s->options->sink, &diag);
}

/* Where nobody said which sheet it is, the others are named: one may have been meant, and a name in its header
 * spoilt. */
static void tell_other_sheets(const struct ingest_source *s)
{
	const struct pdz_contents *u = s->text.contents;
	char names[200] = "";

	for (size_t i = 0; i < pdz_contents_sheets(u); i++)
		if (strcmp(pdz_contents_sheet_name(u, i), s->name + strlen(s->in.name) + 1) != 0)
			list_name(names, sizeof names, pdz_contents_sheet_name(u, i));
	const struct pdz_diag diag = {.severity = PDZ_NOTE,
	                              .source = s->in.name,
	                              .code = "other_sheets",
	                              .with = {names},
	                              .problem = "sheets that are not read: {0}",
	                              .expected = "\"sheet\" of the mapping says which are, FILE!SHEET reads another"};
	if (*names)
		pdz_tell(&s->options->sink, &diag);
}

void pdz_sheet_tell(const struct ingest_source *s)
{
	const struct pdz_sheet_table *t = s->text.contents ? pdz_contents_table(s->text.contents) : NULL;

	if (!t)
		return;
	if (!s->sheet_wanted && s->mapping && !s->mapping->sheet.p)
		tell_other_sheets(s);
	tell_places(s, &t->hidden_rows, PDZ_WARNING, "hidden_rows", "hidden rows: {0}, from this one on",
	            "they are read like the others");
	tell_places(s, &t->hidden_columns, PDZ_WARNING, "hidden_columns", "hidden columns: {0}, from this one on",
	            "they are read like the others");
	tell_places(s, &t->merged_texts, PDZ_NOTE, "merged_cells", "merged cells: {0}, from this one on",
	            "the text holds in each of their rows");
	tell_places(s, &t->merged_numbers, PDZ_WARNING, "merged_numbers",
	            "merged cells with a number: {0}, from this one on",
	            "the number stands in the first of them only; the others name it");
	struct pdz_places across = {0};
	for (size_t i = 0; i < t->merge_count; i++)
		if (t->merges[i].row > s->dialect.header_line && t->merges[i].last_column > t->merges[i].column &&
		    across.count++ == 0)
			across = (struct pdz_places){1, t->merges[i].row, t->merges[i].column};
	tell_places(s, &across, PDZ_WARNING, "merged_across", "cells merged across columns: {0}, from this one on",
	            "what stands in them is of the first column alone");
	tell_places(s, &t->no_value, PDZ_WARNING, "formula_without_value",
	            "formulas without a stored value: {0}, from this one on",
	            "open the workbook in a spreadsheet program and save it");
}

const char *pdz_source_base_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}
