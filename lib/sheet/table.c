/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells to lines of CSV. Reads nothing; knows no format. */
#include "sheet/table.h"

#include "pdz/value.h"
#include "sheet/typed.h"

#include <stdio.h>
#include <stdlib.h>

struct pdz_table_cell {
	size_t at, n; /* in the text of the row; n 0: blank */
	bool number;
};

/* A merged cell whose rows are not over. */
struct pdz_table_carry {
	uint32_t last_row, column;
	struct pdz_buf text;
};

enum {
	MARK_ROWS = 200,      /* where a header may stand */
	MERGED_COLUMNS = 256, /* of one merged cell, at most; no table of numbers is wider */
};

void pdz_table_release(struct pdz_sheet_table *t)
{
	for (size_t i = 0; i < t->carry_cap; i++)
		pdz_buf_release(&t->carries[i].text);
	free(t->carries);
	free(t->merges);
	free(t->cells);
	free(t->marks);
	pdz_buf_release(&t->out);
	pdz_buf_release(&t->text);
	*t = (struct pdz_sheet_table){0};
}

void pdz_table_begin(struct pdz_sheet_table *t, bool measuring)
{
	t->measuring = measuring;
	if (measuring)
		t->width = t->merge_count = 0;
	t->hidden_rows = t->hidden_columns = t->merged_texts = t->merged_numbers = t->no_value = (struct pdz_places){0};
	t->line = t->row = t->written = 0;
	t->count = t->next_merge = t->carry_count = 0;
	pdz_buf_clear(&t->out);
	pdz_buf_clear(&t->text);
	if (t->mark_cap)
		memset(t->marks, 0, t->mark_cap);
}

bool pdz_table_measured(struct pdz_sheet_table *t, size_t width, const struct pdz_merge *merges, size_t count)
{
	if (!pdz_grow(&t->merges, &t->merge_cap, count + 1, sizeof *t->merges))
		return false;
	if (count)
		memcpy(t->merges, merges, count * sizeof *merges);
	t->merge_count = count;
	t->width = width;
	return true;
}

static void add_place(struct pdz_places *p, uint64_t row, uint32_t column)
{
	if (p->count++ == 0) {
		p->row = row;
		p->column = column;
	}
}

void pdz_cell_name(size_t column, uint64_t row, char name[32])
{
	char letters[16];
	size_t n = 0, k = 0;

	for (size_t c = column + 1; c > 0 && n < sizeof letters; c = (c - 1) / 26)
		letters[n++] = (char)('A' + (c - 1) % 26);
	while (n > 0)
		name[k++] = letters[--n];
	name[k] = '\0';
	if (row)
		snprintf(name + k, 32 - k, "%llu", (unsigned long long)row);
}

bool pdz_cell_parse(const char *p, size_t *column, uint64_t *row)
{
	size_t c = 0;
	uint64_t r = 0;

	for (; *p == '$'; p++)
		;
	for (; *p >= 'A' && *p <= 'Z' && c < 1000000; p++)
		c = c * 26 + (size_t)(*p - 'A') + 1;
	for (; *p == '$'; p++)
		;
	for (; *p >= '0' && *p <= '9' && r < UINT32_MAX; p++)
		r = r * 10 + (uint64_t)(*p - '0');
	*column = c - 1;
	*row = r;
	return c > 0 && r > 0;
}

/* Room for a cell; NULL if there is none, or if the column is beyond all tables. */
static struct pdz_table_cell *cell_at(struct pdz_sheet_table *t, size_t column)
{
	if (column >= PDZ_TABLE_COLUMNS_MOST)
		column = PDZ_TABLE_COLUMNS_MOST; /* one too many: the reader says so */
	if (!pdz_grow(&t->cells, &t->cap, column + 1, sizeof *t->cells)) {
		t->failed = true;
		return NULL;
	}
	for (; t->count <= column; t->count++)
		t->cells[t->count] = (struct pdz_table_cell){0};
	return &t->cells[column];
}

static void set_cell(struct pdz_sheet_table *t, size_t column, struct pdz_str text, bool number)
{
	struct pdz_table_cell *c = text.n ? cell_at(t, column) : NULL;

	if (!c)
		return;
	c->at = t->text.n;
	c->n = text.n;
	c->number = number;
	for (size_t i = 0; i < text.n;) { /* a line break would look like another row */
		size_t k = i;
		while (k < text.n && text.p[k] != '\n' && text.p[k] != '\r' && text.p[k] != '\0')
			k++;
		pdz_buf_add(&t->text, text.p + i, k - i);
		if (k < text.n)
			pdz_buf_char(&t->text, ' ');
		i = k + 1;
	}
	t->failed |= t->text.failed;
}

static void ask_mark(struct pdz_sheet_table *t, size_t column, struct pdz_str text)
{
	const char mark = t->mark_of(t->mark_ctx, column, text);
	const size_t before = t->mark_cap;

	if (!mark)
		return;
	if (!pdz_grow(&t->marks, &t->mark_cap, column + 1, 1)) {
		t->failed = true;
		return;
	}
	memset(t->marks + before, 0, t->mark_cap - before);
	t->marks[column] = mark;
}

void pdz_table_text(struct pdz_sheet_table *t, size_t column, struct pdz_str text)
{
	if (pdz_str_trim(text).n == 0)
		return;
	if (t->mark_of && t->line < MARK_ROWS && column < PDZ_TABLE_COLUMNS_MOST)
		ask_mark(t, column, text);
	set_cell(t, column, text, false);
}

void pdz_table_number(struct pdz_sheet_table *t, size_t column, struct pdz_str value, enum pdz_cell_form form)
{
	const char mark = column < t->mark_cap && t->marks[column] ? t->marks[column] : t->decimal;
	char text[PDZ_TYPED_LONGEST];
	const size_t n = pdz_typed_text(value, form, t->epoch_1904, mark, text);

	if (n)
		set_cell(t, column, (struct pdz_str){text, n},
		         form == PDZ_FORM_NUMBER || form == PDZ_FORM_PERCENT || form == PDZ_FORM_DURATION);
	else
		pdz_table_text(t, column, value);
}

void pdz_table_duration(struct pdz_sheet_table *t, size_t column, struct pdz_str text)
{
	set_cell(t, column, text, true);
}

void pdz_table_bool(struct pdz_sheet_table *t, size_t column, bool value)
{
	set_cell(t, column, value ? PDZ_STR("VERO") : PDZ_STR("FALSO"), false);
}

void pdz_table_formula(struct pdz_sheet_table *t, size_t column, struct pdz_str formula)
{
	struct pdz_buf text = {0};

	add_place(&t->no_value, t->row, (uint32_t)column);
	if (formula.n == 0 || formula.p[0] != '=')
		pdz_buf_char(&text, '=');
	pdz_buf_str(&text, formula);
	t->failed |= text.failed;
	set_cell(t, column, pdz_buf_view(&text), false);
	pdz_buf_release(&text);
}

void pdz_table_hide_columns(struct pdz_sheet_table *t, size_t first, size_t last)
{
	for (size_t i = first; i <= last && i < PDZ_TABLE_COLUMNS_MOST; i++)
		if (t->measuring || i < t->width)
			add_place(&t->hidden_columns, 0, (uint32_t)i);
}

void pdz_table_hide_row(struct pdz_sheet_table *t, uint64_t row)
{
	add_place(&t->hidden_rows, row, PDZ_TABLE_WHOLE_ROW);
}

void pdz_table_add_merge(struct pdz_sheet_table *t, uint64_t row, uint64_t last_row, size_t column, size_t last_column)
{
	if (last_row < row || last_row > UINT32_MAX || last_column < column || column >= PDZ_TABLE_COLUMNS_MOST ||
	    (last_row == row && last_column == column) || t->merge_count == PDZ_TABLE_MERGES_MOST)
		return;
	last_column = last_column < column + MERGED_COLUMNS ? last_column : column + MERGED_COLUMNS - 1;
	if (!pdz_grow(&t->merges, &t->merge_cap, t->merge_count + 1, sizeof *t->merges)) {
		t->failed = true;
		return;
	}
	size_t i = t->merge_count++;
	for (; i > 0 && t->merges[i - 1].row > row; i--) /* most come in order */
		t->merges[i] = t->merges[i - 1];
	t->merges[i] = (struct pdz_merge){(uint32_t)row, (uint32_t)last_row, (uint32_t)column, (uint32_t)last_column};
}

static void carry_down(struct pdz_sheet_table *t, const struct pdz_merge *m, size_t column, struct pdz_str text)
{
	const size_t before = t->carry_cap;
	if (!pdz_grow(&t->carries, &t->carry_cap, t->carry_count + 1, sizeof *t->carries)) {
		t->failed = true;
		return;
	}
	memset(t->carries + before, 0, (t->carry_cap - before) * sizeof *t->carries);
	size_t at = 0; /* one for each column, though damaged workbooks have cells that are merged twice */
	while (at < t->carry_count && t->carries[at].column != column)
		at++;
	t->carry_count += at == t->carry_count;
	struct pdz_table_carry *to = &t->carries[at];
	to->last_row = m->last_row;
	to->column = (uint32_t)column;
	pdz_buf_clear(&to->text);
	pdz_buf_str(&to->text, text);
	t->failed |= to->text.failed;
}

/* Also one that was typed as a text. */
static bool looks_like_number(struct pdz_str text)
{
	size_t i = 0;

	while (i < text.n && memchr("0123456789.,-+ ", text.p[i], 15))
		i++;
	return text.n > 0 && i == text.n;
}

/* What is merged with the first cell. A text holds in the rows below. A number is not repeated: it
 * would be counted again. It is named instead, so that nobody takes a cell for one without. */
static void spread(struct pdz_sheet_table *t, const struct pdz_merge *m)
{
	struct pdz_table_cell c = m->column < t->count ? t->cells[m->column] : (struct pdz_table_cell){0};
	char name[33] = "=";

	const struct pdz_str text = {t->text.p + c.at, c.n};
	const bool number = c.number || (m->last_column > m->column && looks_like_number(text));
	if (!c.n || (!number && m->last_row == m->row))
		return;
	add_place(number ? &t->merged_numbers : &t->merged_texts, t->row, m->column);
	pdz_cell_name(m->column, t->row, name + 1);
	if (m->last_row > m->row)
		carry_down(t, m, m->column, c.number ? pdz_str(name) : text);
	for (size_t i = m->column + 1; number && i <= m->last_column && i < t->width && !t->failed; i++) {
		if (i >= t->count || !t->cells[i].n)
			set_cell(t, i, pdz_str(name), false);
		if (m->last_row > m->row)
			carry_down(t, m, i, pdz_str(name));
	}
}

bool pdz_table_is_merged(struct pdz_str text)
{
	char name[33];
	size_t column;
	uint64_t row;

	if (text.n < 3 || text.n >= sizeof name || text.p[0] != '=')
		return false;
	memcpy(name, text.p + 1, text.n - 1);
	name[text.n - 1] = '\0';
	return pdz_cell_parse(name, &column, &row) && name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] == '\0';
}

static void apply_merges(struct pdz_sheet_table *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->carry_count; i++) {
		struct pdz_table_carry c = t->carries[i];
		if (c.last_row < t->row)
			continue;
		if (c.column >= t->count || !t->cells[c.column].n)
			set_cell(t, c.column, pdz_buf_view(&c.text), false);
		t->carries[i] = t->carries[kept];
		t->carries[kept++] = c;
	}
	t->carry_count = kept;
	while (t->next_merge < t->merge_count && t->merges[t->next_merge].row <= t->row) {
		const struct pdz_merge *m = &t->merges[t->next_merge++];
		if (m->row == t->row)
			spread(t, m);
	}
}

static void write_row(struct pdz_sheet_table *t)
{
	const size_t width = t->width > t->count ? t->width : t->count;

	for (size_t i = 0; i < width; i++) {
		if (i)
			pdz_buf_char(&t->out, t->delimiter);
		if (i < t->count && t->cells[i].n)
			pdz_csv_write(&t->out, (struct pdz_str){t->text.p + t->cells[i].at, t->cells[i].n}, t->delimiter);
	}
	pdz_buf_char(&t->out, '\n');
	t->line++;
}

/* Rows that are not there, as far as the next one that is. */
static void write_gap(struct pdz_sheet_table *t, uint64_t to)
{
	for (; t->line + 1 < to; t->line++) {
		for (size_t i = 1; i < t->width; i++)
			pdz_buf_char(&t->out, t->delimiter);
		pdz_buf_char(&t->out, '\n');
	}
}

static bool holds_anything(const struct pdz_sheet_table *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->cells[i].n)
			return true;
	return false;
}

bool pdz_table_end_row(struct pdz_sheet_table *t, uint64_t number, uint64_t times)
{
	t->row = number;
	if (t->measuring) {
		while (t->count && !t->cells[t->count - 1].n)
			t->count--;
		t->width = t->count > t->width ? t->count : t->width;
	}
	for (; !t->measuring && times > 0; times--, t->row++) {
		if (t->merge_count)
			apply_merges(t);
		if (!holds_anything(t)) {
			if (!t->carry_count)
				break; /* blank rows are written when one follows that is not */
			continue;
		}
		const size_t before = t->out.n;
		if (t->row > t->line + 1)
			t->written += (t->row - t->line - 1) * (t->width + 1);
		if (t->written > t->most)
			return false;
		write_gap(t, t->row);
		write_row(t);
		t->written += t->out.n - before;
	}
	t->failed |= t->out.failed;
	t->count = 0;
	pdz_buf_clear(&t->text);
	return true;
}
