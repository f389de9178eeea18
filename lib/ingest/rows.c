/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows to records. A cell that does not fit costs the records that need it, and no other. */
#include "ingest/rows.h"

#include "ingest/debts.h"
#include "ingest/fast.h"
#include "ingest/personal.h"
#include "ingest/row_record.h"
#include "ingest/row_words.h"
#include "ingest/totals.h"
#include "sheet/table.h"

#include <stdio.h>
#include <stdlib.h>

static bool wrong_width(const struct ingest_bound *b, const struct pdz_row *row, size_t cell, struct ingest_mistake *m)
{
	const size_t half = sizeof m->buffer / 2;
	const size_t width = b->width && row->count != b->width ? b->width : b->header_count;
	const struct pdz_str none = {"", 0};
	const uint32_t at = cell < row->count ? (uint32_t)cell : PDZ_NONE;
	struct pdz_str text = at == PDZ_NONE ? none : row->cells[cell];

	if (row->count < width)
		pdz_row_wrong(m, REASON_TOO_FEW_CELLS, "too few cells", NULL, none, PDZ_NONE);
	else
		pdz_row_wrong(m, REASON_TOO_MANY_CELLS, "too many cells", NULL, text, at);
	snprintf(m->buffer, half, "%zu", row->count);
	snprintf(m->buffer + half, half, "%zu", width);
	m->expected = width == b->header_count ? "{0}, and the header has {1}" : "{0}, and the other rows have {1}";
	if (row->count == 1 && width > 2 && row->cells[0].n && !memchr(row->cells[0].p, ' ', row->cells[0].n))
		m->expected = "{0}, and the header has {1}; if a line was broken here, the one above or below is cut, too";
	m->with[0] = m->buffer;
	m->with[1] = m->buffer + half;
	return false;
}

static bool check_shape(const struct ingest_bound *b, const struct pdz_row *row, struct ingest_mistake *m)
{
	const struct pdz_str none = {"", 0};

	switch (row->fault) {
	case PDZ_CSV_FINE:
		break;
	case PDZ_CSV_UNCLOSED_QUOTE:
		return pdz_row_wrong(m, REASON_UNCLOSED_QUOTE, "a quote opens here and does not close", NULL, none, PDZ_NONE);
	case PDZ_CSV_STRAY_QUOTE:
		return pdz_row_wrong(m, REASON_STRAY_QUOTE, "a quote where none may be",
		                     "quotes inside a cell are doubled, and the cell is quoted", none, PDZ_NONE);
	case PDZ_CSV_TOO_LONG:
		return pdz_row_wrong(m, REASON_TOO_LONG, "too long for a row", "at most 4096 columns and 8 MiB", none,
		                     PDZ_NONE);
	case PDZ_CSV_NUL:
		return pdz_row_wrong(m, REASON_NUL_BYTE, "a NUL byte", "expected text", none, PDZ_NONE);
	}
	for (size_t i = b->header_count; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return wrong_width(b, row, i, m);
	return b->width == 0 || row->count == b->width || wrong_width(b, row, b->width, m);
}

/* Of a formula, its value is wanted, and where it has failed there is none. */
static bool check_values(const struct ingest_bound *b, struct ingest_mistake *m)
{
	if (b->broken == PDZ_NONE)
		return true;
	const struct pdz_str text = pdz_str_trim(b->row->cells[b->broken]);
	if (pdz_table_is_merged(text))
		return pdz_row_wrong(m, REASON_FORMULA, "merged with the number of another cell, or a formula in its place",
		                     "expected a value of its own", text, b->broken);
	if (text.p[0] == '=')
		return pdz_row_wrong(m, REASON_FORMULA, "a formula in place of its value",
		                     "have the workbook opened and saved, or written as values", text, b->broken);
	return pdz_row_wrong(m, REASON_FORMULA, "the failure of a formula in place of its value",
	                     "expected what it should have given", text, b->broken);
}

/* What a blank cell stands for is not known where the row that had it was set aside, or there is none. */
static bool check_filled(const struct ingest_bound *b, struct ingest_mistake *m)
{
	return b->unfilled == PDZ_NONE ||
	       pdz_row_wrong(m, REASON_UNKNOWN_ABOVE, "blank, and what stands above it is not known",
	                     "the row above cannot be read, or there is none", (struct pdz_str){"", 0}, b->unfilled);
}

static void want_record(struct ingest_bound *b, size_t number, size_t match, struct pdz_str id, struct pdz_str source)
{
	struct ingest_mistake *m;

	if (!(m = pdz_row_mistake(b)))
		return;
	if (!pdz_row_record(b, number, match == SIZE_MAX ? NULL : &b->matches[number][match], id, source, m)) {
		check_values(b, m); /* that is why, then */
		pdz_row_owe_record(b, number, match);
	} else if (!check_values(b, m)) {
		b->count--;
		pdz_row_owe_record(b, number, match);
	}
}

/* The things in a cell that is a list, each once. False: more than are taken. */
static bool take_list_apart(struct ingest_bound *b, size_t number, struct ingest_mistake *m)
{
	const struct map_record *spec = &b->mapping->records[number];
	const struct pdz_str text = pdz_row_column_text(b, spec->list_column - 1);
	const uint32_t cell = b->cells[spec->list_column - 1];
	size_t n = 0;

	for (size_t from = 0, i = 0; i <= text.n; i++) {
		if (i < text.n && !memchr(spec->dividers.p, text.p[i], spec->dividers.n))
			continue;
		const struct pdz_str one = pdz_str_trim((struct pdz_str){text.p + from, i - from});
		bool again = one.n == 0;
		from = i + 1;
		for (size_t k = 0; k < n && !again; k++)
			again = pdz_str_eq(b->matches[number][k].values[0], one);
		if (again)
			continue;
		if (n == LIST_MOST)
			return pdz_row_wrong(m, REASON_TOO_LONG, "more than 64 things in one cell", NULL, (struct pdz_str){"", 0},
			                     cell);
		b->matches[number][n].cell = cell;
		b->matches[number][n++].values[0] = one;
	}
	b->match_counts[number] = n;
	return true;
}

static enum row_outcome convert_row(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                                    const char **skipped)
{
	struct pdz_str id;

	b->count = b->mistake_count = b->debt_count = 0;
	b->is_eventless = false;
	b->day = PDZ_NO_DAY;
	pdz_row_scratch_clear(b);
	*skipped = NULL;
	struct ingest_mistake *m = pdz_row_mistake(b);
	if (!m)
		return ROW_REJECTED;
	if (pdz_personal_withheld(row)) {
		pdz_row_wrong(m, REASON_MASKED, "a masked row", "expected the row as its source has it",
		              (struct pdz_str){"", 0}, PDZ_NONE);
		pdz_row_owe_all(b);
		return ROW_REJECTED;
	}
	*skipped = pdz_row_skipped(b, row);
	if (*skipped)
		return ROW_SKIPPED;
	if (!check_shape(b, row, m) || !check_values(b, m) || !pdz_row_is_data(b, m) || !check_filled(b, m)) {
		pdz_row_owe_all(b);
		return ROW_REJECTED;
	}
	if (!pdz_row_id(b, &id, m) || !check_values(b, m)) {
		pdz_row_owe_what_holds(b);
		pdz_row_owe_all(b);
		return ROW_REJECTED;
	}
	for (size_t i = 0; i < b->mapping->record_count; i++) {
		const struct map_record *spec = &b->mapping->records[i];
		b->broken = PDZ_NONE;
		if (!pdz_row_holds(b, &spec->when) && b->broken == PDZ_NONE)
			continue;
		const uint32_t broken = b->broken;
		if (spec->list_column != 0 && !take_list_apart(b, i, m)) {
			pdz_row_owe_all(b);
			return ROW_REJECTED;
		}
		if (spec->for_each.count == 0 && spec->list_column == 0)
			want_record(b, i, SIZE_MAX, id, source);
		for (size_t k = 0; k < b->match_counts[i]; k++) {
			b->broken = broken;
			const uint32_t cell = b->matches[i][k].cell;
			if (pdz_row_cell_text(b, cell).n || (spec->fields[PDZ_COL_QUANTITY].given && pdz_row_says_unknown(b, cell)))
				want_record(b, i, k, id, source);
		}
	}
	if (b->mistake_count)
		return b->count ? ROW_PARTLY : ROW_REJECTED;
	b->is_eventless = b->count == 0;
	*skipped = b->count ? NULL : pdz_row_no_event;
	return b->count ? ROW_RECORDS : ROW_SKIPPED;
}

void pdz_rows_contradict(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source, const char *file,
                         uint64_t line)
{
	const char *skipped;
	struct pdz_str id = {"", 0};
	struct ingest_mistake m;

	if (convert_row(b, row, source, &skipped) == ROW_SKIPPED || !pdz_row_id(b, &id, &m))
		id = (struct pdz_str){"", 0};
	const size_t made = b->count;
	b->count = b->mistake_count = b->debt_count = 0;
	struct ingest_mistake *wrong = pdz_row_mistake(b);
	if (!wrong)
		return;
	const size_t half = sizeof wrong->buffer / 2;
	pdz_row_wrong(wrong, REASON_CONTRADICTION, "the same id with other content",
	              file ? "also in {0}, line {1}; neither counts" : "also on line {1}; neither counts", id,
	              pdz_row_value_cell(b, &b->mapping->id, NULL));
	snprintf(wrong->buffer, half, "%s", file ? file : "");
	snprintf(wrong->buffer + half, half, "%llu", (unsigned long long)line);
	wrong->with[0] = wrong->buffer;
	wrong->with[1] = wrong->buffer + half;
	for (size_t i = 0; i < made; i++) {
		const struct pdz_record *r = &b->records[i];
		pdz_row_add_debt(b,
		                 (struct ingest_debt){.record = SIZE_MAX,
		                                      .event = r->event,
		                                      .area = r->area,
		                                      .months = pdz_row_debt_month(r->date != PDZ_NO_DAY ? r->date : r->due)});
	}
	pdz_row_owe_all(b);
}

/* The fast path (fast.h) is tried once there are enough rows to learn from. */
enum { BEFORE_FAST = 64 };

enum row_outcome pdz_rows_convert(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                                  const char **skipped)
{
	b->row = row;
	b->mistake_count = b->debt_count = 0;
	if (b->fast && pdz_fast_convert(b->fast, b, row, source)) {
		*skipped = NULL;
		return ROW_RECORDS;
	}
	b->row = row; /* it may have looked at another */
	if (!b->fast && b->converted++ == BEFORE_FAST)
		b->fast = pdz_fast_new(b);
	enum row_outcome outcome = convert_row(b, row, source, skipped);
	if (b->fast && b->mistake_count == 0 && !b->failed)
		pdz_fast_learn(b->fast, b, row);
	return outcome;
}

struct pdz_str pdz_rows_area(struct ingest_bound *b, const struct pdz_row *row)
{
	const struct map_value *v = &b->mapping->records[0].fields[PDZ_COL_AREA];
	struct pdz_record r = {0};
	struct ingest_mistake m;

	b->row = row;
	if (row->fault || !v->given)
		return (struct pdz_str){"", 0};
	for (size_t i = 0; i < v->from.count; i++)
		if (v->from.pieces[i].kind == PIECE_VARIABLE || v->from.pieces[i].kind == PIECE_CELL)
			return (struct pdz_str){"", 0}; /* it depends on the column, not on the row */
	if (!pdz_row_value_text(b, v, NULL, &r.area, &m) || pdz_personal_is_taxcode(r.area))
		return (struct pdz_str){"", 0};
	return pdz_row_area(b, &r, PDZ_NONE, &m) ? r.area : (struct pdz_str){"", 0};
}

void pdz_rows_release(struct ingest_bound *b)
{
	for (size_t i = 0; i < b->scratch.count; i++)
		free(b->scratch.blocks[i]);
	free(b->scratch.blocks);
	free(b->records);
	for (size_t i = 0; i < b->mistakes_cap; i++)
		free(b->mistakes[i]);
	free(b->mistakes);
	free(b->debts);
	pdz_fast_free(b->fast);
	pdz_buf_release(&b->folded);
	for (int i = 0; i < 2; i++)
		pdz_buf_release(&b->made.two[i].text);
	pdz_buf_release(&b->key_text);
	pdz_buf_release(&b->sender_text);
	pdz_arena_release(&b->arena);
	*b = (struct ingest_bound){0};
}
