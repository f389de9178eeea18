/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a table, asked for the style of its columns. Converts none. */
#include "ingest/column_style.h"

#include "ingest/first_rows.h"
#include "ingest/row_cells.h"
#include "ingest/totals.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	FIRST_ROWS = 500, /* looked at in every file */
	LATER_LEAST = 3,  /* behind the first rows, fewer are ignored */
};

/* Which columns are read as dates or numbers */

/* How a value is read, and of what record of the mapping it is. */
struct use {
	struct ingest_styles *styles;
	const struct ingest_bound *bound;
	size_t record;
};

static struct ingest_evidence *use_cell(struct ingest_styles *styles, uint32_t cell, const struct ingest_evidence *as)
{
	const size_t i = (size_t)cell * 2 + as->is_date;

	if (cell == PDZ_NONE || i >= styles->count || (as->is_date && pdz_other_dates(as->dates) == as->dates))
		return NULL;
	struct ingest_evidence *e = &styles->columns[i];
	const bool hidden = e->hidden || as->hidden;
	if (!e->used)
		*e = *as;
	e->used = true;
	e->hidden = hidden;
	return e;
}

static void count_cell(struct ingest_evidence *e, struct pdz_str text, uint64_t line);

/* Dates that the header has, as parts of its names: all of them together are one column. */
static void use_header(const struct use *u, const struct map_piece *p, struct ingest_evidence as)
{
	const struct ingest_bound *b = u->bound;

	if (!b->match_counts[u->record])
		return;
	as.name = b->header_texts[b->matches[u->record][0].cell];
	as.used = as.fixed = true;
	for (size_t i = 0; i < b->match_counts[u->record]; i++)
		count_cell(&as, b->matches[u->record][i].values[p->index], 0);
	for (size_t i = 0; i < b->match_counts[u->record]; i++) {
		use_cell(u->styles, b->matches[u->record][i].cell, &as);
		as.silent = true;
	}
}

static void use_template(const struct use *u, const struct map_template *t, struct ingest_evidence as)
{
	const struct ingest_bound *b = u->bound;
	const struct map_piece *p = t->pieces;

	if (t->count != 1)
		return;
	if (p->kind == PIECE_COLUMN) {
		as.name = b->mapping->columns[p->index].name;
		as.hidden |= b->mapping->columns[p->index].personal;
		use_cell(u->styles, b->cells[p->index], &as);
	}
	as.name = PDZ_STR("{cell}");
	for (size_t i = 0; p->kind == PIECE_CELL && i < b->match_counts[u->record]; i++)
		use_cell(u->styles, b->matches[u->record][i].cell, &as);
	if (p->kind == PIECE_VARIABLE && as.is_date)
		use_header(u, p, as);
}

static void use_value(const struct use *u, const struct map_value *v, bool is_date, bool is_number)
{
	const struct ingest_evidence date = {.is_date = true, .dates = v->dates, .hidden = v->age_at.count > 0},
								 number = {.numbers = v->numbers};

	if (!v->given)
		return;
	for (size_t i = 0; i < v->term_count; i++)
		use_template(u, &v->terms[i], (struct ingest_evidence){.numbers = v->term_numbers[i]});
	if (v->age_at.count)
		use_template(u, &v->age_at, (struct ingest_evidence){.is_date = true, .dates = v->age_dates});
	if (v->tax_code || v->constant_number || v->term_count)
		return;
	if (v->age_at.count || (is_date && !v->count))
		use_template(u, &v->from, date);
	else if (v->band_count || (is_number && !v->count))
		use_template(u, &v->from, number);
}

static bool use_columns(struct ingest_styles *styles, const struct ingest_bound *b, size_t cells)
{
	bool any = false;

	styles->count = 2 * cells;
	styles->columns = calloc(styles->count + 1, sizeof *styles->columns);
	if (!styles->columns)
		return false;
	for (size_t r = 0; r < b->mapping->record_count; r++) {
		const struct use u = {styles, b, r};
		for (size_t i = 0; i < MAPPING_FIELDS; i++)
			use_value(&u, &b->mapping->records[r].fields[i],
			          i == PDZ_COL_DATE || i == PDZ_COL_DUE || i == PDZ_COL_START, i == PDZ_COL_QUANTITY);
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
		is[1] = pdz_ingest_parse_date(text, pdz_other_dates(e->dates), &d[1]) == PDZ_PARSE_OK;
		differ = is[0] && is[1] && d[0] != d[1];
	} else {
		is[0] = pdz_ingest_parse_number(text, e->numbers, &m[0]) == PDZ_PARSE_OK;
		is[1] = pdz_parse_other_number(text, e->numbers, &m[1]) == PDZ_PARSE_OK;
		differ = is[0] && is[1] && m[0] != m[1];
	}
	e->declared_only += is[0] && !is[1];
	e->either += differ;
	if (e->is_date && is[0] && is[1] && !differ && text.n == 10 && text.p[4] == '-') {
		e->typed++;
		e->typed_high += memcmp(text.p + 8, "12", 2) > 0;
	}
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

	if (row->fault || pdz_row_is_moved(b, row) || pdz_row_skipped(b, row))
		return;
	for (size_t i = 0; i < styles->count; i++) {
		struct ingest_evidence *e = &styles->columns[i];
		const struct pdz_str text = e->used && !e->fixed ? pdz_row_cell_text(b, (uint32_t)(i / 2))
		                                                 : (struct pdz_str){"", 0};
		if (text.n)
			count_cell(e, text, row->line);
	}
}

/* What could be either is more than what says that the columns are as declared. */
static bool in_doubt(const struct ingest_styles *styles)
{
	for (size_t i = 0; i < styles->count; i++) {
		const struct ingest_evidence *e = &styles->columns[i];
		if (e->used && !e->fixed && (e->other_only || e->either > e->declared_only * STYLE_CONTRARY_SHARE))
			return true;
	}
	return false;
}

static void forget_counts(struct ingest_styles *styles)
{
	for (size_t i = 0; i < styles->count; i++) {
		struct ingest_evidence *e = &styles->columns[i];
		if (!e->fixed)
			e->declared_only = e->other_only = e->either = e->typed = e->typed_high = 0;
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
	s->styles.whole = !status;
	pdz_source_close(&again);
	return status;
}

static void sum_up(struct ingest_source *s)
{
	for (size_t i = 0; i < s->styles.count; i++)
		s->styles.contradicted |= pdz_style_verdict(&s->styles.columns[i]) != STYLE_AS_DECLARED;
	s->bound.styles = s->styles.contradicted ? &s->styles : NULL;
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
	s->styles.whole = whole;
	if (!status && !whole && in_doubt(&s->styles))
		status = count_all(s, err);
	sum_up(s);
	return status;
}

/* Telling */

void pdz_styles_count(struct ingest_source *s, const struct pdz_row *row, const struct ingest_mistake *m)
{
	const size_t i = (size_t)m->cell * 2 + (m->reason == REASON_BAD_DATE);

	if (!m->contrary || m->cell == PDZ_NONE || i >= s->styles.count || s->styles.whole)
		return;
	struct ingest_evidence *e = &s->styles.columns[i];
	if (e->later++ == 0 && e->other_only == 0) {
		e->line = row->line;
		pdz_visible(m->text.p, m->text.n, e->text, sizeof e->text);
	}
}

/* Of an export in day/month/year a program that expects month/day/year types the days up to 12, swapped, and leaves
 * the others as texts. */
static void tell_half_converted(const struct ingest_source *s, const struct ingest_evidence *e)
{
	enum { LEAST = 3 };
	char count[24], name[80];

	if (e->typed < LEAST || e->typed_high || e->declared_only < LEAST || e->either || e->other_only)
		return;
	snprintf(count, sizeof count, "%llu", (unsigned long long)e->typed);
	pdz_visible(e->name.p, e->name.n, name, sizeof name);
	const struct pdz_diag diag = {
		.severity = PDZ_WARNING,
		.source = s->name,
		.code = "half_converted",
		.subject = name,
		.with = {count},
		.problem = "typed dates, all with a day up to 12, and texts with the others: {0}",
		.expected = "day and month of those typed were swapped, it seems: have the column imported as text",
	};
	pdz_tell(&s->options->sink, &diag);
}

void pdz_styles_tell(const struct ingest_source *s)
{
	static const char *const numbers[] = {
		[NUMBERS_IT] = "declared as Italian numbers, but values that can only be English: {0}",
		[NUMBERS_EN] = "declared as English numbers, but values that can only be Italian: {0}",
		[NUMBERS_HOURS] = "declared as hours and minutes, but values that can only be decimals: {0}",
	};
	static const char *const dates[] = {
		[DATES_DMY] = "declared as day/month/year, but dates that can only be month/day/year: {0}",
		[DATES_MDY] = "declared as month/day/year, but dates that can only be day/month/year: {0}",
	};

	for (size_t i = 0; i < s->styles.count; i++) {
		const struct ingest_evidence *e = &s->styles.columns[i];
		const enum ingest_verdict verdict = pdz_style_verdict(e);
		char count[24], line[24], name[80];
		const bool later = verdict == STYLE_AS_DECLARED && (s->styles.whole ? e->other_only : e->later) >= LATER_LEAST;
		if (e->is_date && !e->silent && pdz_source_is_sheet(s))
			tell_half_converted(s, e);
		if (e->silent || (verdict == STYLE_AS_DECLARED && !later))
			continue;
		snprintf(count, sizeof count, "%llu", (unsigned long long)(e->other_only + e->later));
		snprintf(line, sizeof line, "%llu", (unsigned long long)(e->line ? e->line : s->dialect.header_line));
		pdz_visible(e->name.p, e->name.n, name, sizeof name);
		const struct pdz_diag diag = {
			.severity = PDZ_WARNING,
			.source = s->name,
			.code = "column_style",
			.subject = name,
			.with = {count, e->hidden ? "***" : e->text, line},
			.problem = e->is_date ? dates[e->dates] : numbers[e->numbers],
			.expected =
				later ? "such as '{1}' on line {2}; its first rows are as declared, and what could be either was read "
						"so: have it corrected at its source"
				: verdict == STYLE_OTHER
					? "such as '{1}' on line {2}; they are read so, and what could be both is set aside: the mapping "
					  "should say so of the column"
					: "such as '{1}' on line {2}; the column has both, so what could be either is set aside: have it "
					  "corrected at its source",
		};
		pdz_tell(&s->options->sink, &diag);
	}
}
