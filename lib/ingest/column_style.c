/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence about the style of columns. Reads rows; converts none. */
#include "ingest/column_style.h"

#include "ingest/first_rows.h"
#include "ingest/row_values.h"
#include "ingest/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	FIRST_ROWS = 500,    /* looked at in every file */
	CONTRARY_SHARE = 20, /* one contrary cell in so many is no mere slip */
};

void pdz_styles_release(struct ingest_styles *styles)
{
	free(styles->columns);
	*styles = (struct ingest_styles){0};
}

enum ingest_dates pdz_styles_other_dates(enum ingest_dates style)
{
	return style == DATES_DMY ? DATES_MDY : style == DATES_MDY ? DATES_DMY : style;
}

enum ingest_numbers pdz_styles_other_numbers(enum ingest_numbers style)
{
	return style == NUMBERS_IT ? NUMBERS_EN : style == NUMBERS_EN ? NUMBERS_IT : style;
}

static enum ingest_verdict verdict_of(const struct ingest_evidence *e)
{
	if (!e->used || e->other_only == 0 || e->other_only * CONTRARY_SHARE < e->declared_only + e->either)
		return STYLE_AS_DECLARED;
	return e->declared_only ? STYLE_MIXED : STYLE_OTHER;
}

enum ingest_verdict pdz_styles_verdict(const struct ingest_styles *styles, uint32_t cell, bool is_date)
{
	const size_t i = (size_t)cell * 2 + is_date;

	return styles && cell != PDZ_NONE && i < styles->count ? verdict_of(&styles->columns[i]) : STYLE_AS_DECLARED;
}

/* Which columns are read as dates or numbers */

static void use_cell(struct ingest_styles *styles, uint32_t cell, bool is_date, const struct map_value *v,
                     struct pdz_str name)
{
	const size_t i = (size_t)cell * 2 + is_date;

	if (cell == PDZ_NONE || i >= styles->count ||
	    (is_date ? pdz_styles_other_dates(v->dates) == v->dates : pdz_styles_other_numbers(v->numbers) == v->numbers))
		return;
	struct ingest_evidence *e = &styles->columns[i];
	e->used = true;
	e->is_date = is_date;
	e->dates = v->dates;
	e->numbers = v->numbers;
	e->name = name;
}

static void use_value(struct ingest_styles *styles, const struct ingest_bound *b, size_t record,
                      const struct map_value *v, bool is_date)
{
	const struct map_piece *p = v->from.pieces;

	if (!v->given || v->count || v->constant_number || v->from.count != 1)
		return;
	if (p->kind == PIECE_COLUMN)
		use_cell(styles, b->cells[p->index], is_date, v, b->mapping->columns[p->index].name);
	for (size_t i = 0; p->kind == PIECE_CELL && i < b->match_counts[record]; i++)
		use_cell(styles, b->matches[record][i].cell, is_date, v, PDZ_STR("{cell}"));
}

static bool use_columns(struct ingest_styles *styles, const struct ingest_bound *b, size_t cells)
{
	static const enum pdz_column dates[] = {PDZ_COL_DATE, PDZ_COL_DUE, PDZ_COL_START};
	bool any = false;

	styles->count = 2 * cells;
	styles->columns = calloc(styles->count + 1, sizeof *styles->columns);
	if (!styles->columns)
		return false;
	for (size_t r = 0; r < b->mapping->record_count; r++) {
		const struct map_value *v = b->mapping->records[r].fields;
		for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
			use_value(styles, b, r, &v[dates[i]], true);
		use_value(styles, b, r, &v[PDZ_COL_QUANTITY], false);
	}
	for (size_t i = 0; i < styles->count; i++)
		any |= styles->columns[i].used;
	if (!any)
		styles->count = 0;
	return true;
}

/* Counting */

static void count_cell(struct ingest_evidence *e, struct pdz_str text, uint64_t line)
{
	pdz_micro m[2];
	pdz_day d[2];
	bool is[2], differ;

	if (e->is_date) {
		is[0] = pdz_ingest_parse_date(text, e->dates, &d[0]) == PDZ_PARSE_OK;
		is[1] = pdz_ingest_parse_date(text, pdz_styles_other_dates(e->dates), &d[1]) == PDZ_PARSE_OK;
		differ = is[0] && is[1] && d[0] != d[1];
	} else {
		is[0] = pdz_ingest_parse_number(text, e->numbers, &m[0]) == PDZ_PARSE_OK;
		is[1] = pdz_ingest_parse_number(text, pdz_styles_other_numbers(e->numbers), &m[1]) == PDZ_PARSE_OK;
		differ = is[0] && is[1] && m[0] != m[1];
	}
	e->declared_only += is[0] && !is[1];
	e->either += differ;
	if (is[0] || !is[1])
		return;
	if (e->other_only++ == 0) {
		e->line = line;
		pdz_visible(text.p, text.n, e->text, sizeof e->text);
	}
}

/* Whose rows are looked at, and where what they say is kept. */
struct look {
	struct ingest_styles *styles;
	struct ingest_bound *bound;
};

static void count_row(void *ctx, const struct pdz_row *row)
{
	struct ingest_styles *styles = ((struct look *)ctx)->styles;
	struct ingest_bound *b = ((struct look *)ctx)->bound;

	if (row->fault || (b->width && row->count != b->width) || pdz_rows_skipped(b, row))
		return;
	for (size_t i = 0; i < styles->count; i++) {
		struct ingest_evidence *e = &styles->columns[i];
		const struct pdz_str text = e->used ? pdz_row_cell_text(b, (uint32_t)(i / 2)) : (struct pdz_str){"", 0};
		if (text.n)
			count_cell(e, text, row->line);
	}
}

/* Nothing yet says that the columns are as declared. */
static bool in_doubt(const struct ingest_styles *styles)
{
	for (size_t i = 0; i < styles->count; i++) {
		const struct ingest_evidence *e = &styles->columns[i];
		if (e->used && (e->other_only || (e->either && !e->declared_only)))
			return true;
	}
	return false;
}

static void forget_counts(struct ingest_styles *styles)
{
	for (size_t i = 0; i < styles->count; i++) {
		struct ingest_evidence *e = &styles->columns[i];
		e->declared_only = e->other_only = e->either = 0;
	}
}

/* All of the rows, from the beginning once more. */
static enum pdz_status count_all(struct ingest_source *s, struct pdz_error *err)
{
	struct ingest_source again;
	char path[64];
	struct pdz_row row;
	enum source_item item = SOURCE_ABOVE;

	snprintf(path, sizeof path, "/proc/self/fd/%d", s->in.fd);
	const int fd = lseek(s->in.fd, 0, SEEK_CUR) >= 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		return PDZ_OK; /* what cannot be read twice is judged by its first rows */
	enum pdz_status status = pdz_source_open(&again, s->options, s->given_name, fd, s->mapping, err);
	if (status)
		return status;
	again.looking = true;
	pdz_input_forget_hash(&again.in);
	forget_counts(&s->styles);
	again.width = s->width;
	while (!status && item != SOURCE_END) {
		status = pdz_source_next(&again, &row, &item, err);
		if (!status && item == SOURCE_ROW)
			count_row(&(struct look){&s->styles, &again.bound}, &row);
	}
	if (!status && again.bound.failed)
		status = pdz_no_memory(err);
	pdz_source_close(&again);
	return status;
}

enum pdz_status pdz_styles_look(struct ingest_source *s, struct pdz_error *err)
{
	bool whole;

	pdz_styles_release(&s->styles);
	if (!use_columns(&s->styles, &s->bound, s->header_cells))
		return pdz_no_memory(err);
	if (s->styles.count == 0)
		return PDZ_OK;
	enum pdz_status status = pdz_first_rows(s, FIRST_ROWS, count_row, &(struct look){&s->styles, &s->bound}, &whole,
	                                        err);
	if (!status && s->bound.failed)
		status = pdz_no_memory(err);
	if (!status && !whole && in_doubt(&s->styles))
		status = count_all(s, err);
	for (size_t i = 0; i < s->styles.count; i++)
		s->styles.contradicted |= verdict_of(&s->styles.columns[i]) != STYLE_AS_DECLARED;
	s->bound.styles = s->styles.contradicted ? &s->styles : NULL;
	return status;
}

void pdz_styles_tell(const struct ingest_source *s)
{
	static const char *const problems[2][2] = {
		{"declared as Italian numbers, but values that can only be English: {0}",
	     "declared as English numbers, but values that can only be Italian: {0}"},
		{"declared as day/month/year, but dates that can only be month/day/year: {0}",
	     "declared as month/day/year, but dates that can only be day/month/year: {0}"},
	};

	for (size_t i = 0; i < s->styles.count; i++) {
		const struct ingest_evidence *e = &s->styles.columns[i];
		const enum ingest_verdict verdict = verdict_of(e);
		char count[24], line[24], name[80];
		if (verdict == STYLE_AS_DECLARED)
			continue;
		snprintf(count, sizeof count, "%llu", (unsigned long long)e->other_only);
		snprintf(line, sizeof line, "%llu", (unsigned long long)e->line);
		pdz_visible(e->name.p, e->name.n, name, sizeof name);
		const struct pdz_diag diag = {
			.severity = PDZ_WARNING,
			.source = s->name,
			.code = "column_style",
			.subject = name,
			.with = {count, e->text, line},
			.problem = problems[e->is_date][e->is_date ? e->dates != DATES_DMY : e->numbers != NUMBERS_IT],
			.expected =
				verdict == STYLE_OTHER
					? "such as '{1}' on line {2}; they are read so, and what could be both is set aside: the mapping should say so of the column"
					: "such as '{1}' on line {2}; the column has both, so what could be either is set aside: have it corrected at its source",
		};
		pdz_tell(&s->options->sink, &diag);
	}
}
