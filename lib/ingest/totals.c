/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals and headers between the rows, told by their cells alone. */
#include "ingest/totals.h"

#include "base/fold.h"
#include "ingest/row_cells.h"
#include "mapping/words.h"

#include <ctype.h>

const char pdz_row_no_event[] = "no event in the row";

/* The text of a cell; that it is not a value matters only to those that want one. */
static struct pdz_str text_looked_at(struct ingest_bound *b, uint32_t cell)
{
	const uint32_t broken = b->broken;
	const struct pdz_str text = pdz_row_cell_text(b, cell);

	b->broken = broken;
	return text;
}

static bool is_number(struct pdz_str text)
{
	pdz_micro m;

	return pdz_ingest_parse_number(text, NUMBERS_IT, &m) == PDZ_PARSE_OK ||
	       pdz_ingest_parse_number(text, NUMBERS_EN, &m) == PDZ_PARSE_OK;
}

/* Totals */

/* "Totale" in a column whose table of values has it is a word like others. */
static bool is_word_of_table(struct ingest_bound *b, uint32_t cell, struct pdz_str text)
{
	const struct pdz_str folded = pdz_row_fold(b, text);

	for (size_t r = 0; r < b->mapping->record_count; r++)
		for (size_t f = 0; f < MAPPING_FIELDS; f++) {
			const struct map_value *v = &b->mapping->records[r].fields[f];
			const struct map_piece *p = v->from.pieces;
			if (!v->count || v->from.count != 1 || p->kind != PIECE_COLUMN || b->cells[p->index] != cell)
				continue;
			if (pdz_mapping_look_up(v, folded))
				return true;
		}
	return false;
}

static enum pdz_total total_in(struct ingest_bound *b, uint32_t cell)
{
	const struct pdz_str text = pdz_str_trim(b->row->cells[cell]);
	const enum pdz_total total = text.n <= 60 ? pdz_mapping_total(text) : TOTAL_NONE;

	return total && is_word_of_table(b, cell, text) ? TOTAL_NONE : total;
}

/* The first cell with a text or number. */
static uint32_t first_filled(const struct pdz_row *row)
{
	for (uint32_t i = 0; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return i;
	return PDZ_NONE;
}

/* A later cell that says "Totale", or, where it is short, of what ("Totale SAD"); PDZ_NONE. */
static uint32_t label_after(struct ingest_bound *b, uint32_t first)
{
	enum { SHORT = 24 };

	for (uint32_t i = first + 1; i < b->row->count; i++)
		if (total_in(b, i) >= (b->row->cells[i].n <= SHORT ? TOTAL_LIKELY : TOTAL_SURE))
			return i;
	return PDZ_NONE;
}

/* What a row has after its first text. */
struct besides {
	size_t numbers, others;
};

static struct besides look_besides(struct ingest_bound *b, uint32_t first)
{
	struct besides is = {0};

	for (uint32_t i = first + 1; i < b->row->count; i++) {
		const struct pdz_str text = pdz_str_trim(b->row->cells[i]);
		if (is_number(text))
			is.numbers++;
		else if (text.n && text_looked_at(b, i).n)
			is.others++;
	}
	return is;
}

/* Columns that the records take texts from; whether one of them is filled. */
struct texts {
	size_t wanted;
	bool filled, first; /* first: the first column is one of them */
};

static void look_at_text(struct ingest_bound *b, const struct map_value *v, struct texts *t)
{
	for (size_t i = 0; v->given && i < v->from.count; i++) {
		const struct map_piece *p = &v->from.pieces[i];
		const uint32_t cell = p->kind == PIECE_COLUMN ? b->cells[p->index] : PDZ_NONE;
		if (cell == PDZ_NONE)
			continue;
		t->first |= cell == 0;
		t->wanted += !b->mapping->columns[p->index].fill_down;
		t->filled |= text_looked_at(b, cell).n > 0;
	}
}

bool pdz_row_is_unlabelled(struct ingest_bound *b)
{
	struct texts t = {0};
	size_t numbers = 0;

	if (b->row->count == 0 || pdz_str_trim(b->row->cells[0]).n)
		return false;
	for (size_t i = 0; i < b->row->count; i++) {
		const struct pdz_str text = pdz_str_trim(b->row->cells[i]);
		numbers += text.n > 0;
		if (text.n && !is_number(text))
			return false;
	}
	/* a date may be a number too; a note is missing in many rows */
	for (size_t r = 0; r < b->mapping->record_count && numbers; r++)
		for (size_t f = 0; f < MAPPING_FIELDS; f++)
			if (f != PDZ_COL_QUANTITY && f != PDZ_COL_NOTE && f != PDZ_COL_STATUS)
				look_at_text(b, &b->mapping->records[r].fields[f], &t);
	look_at_text(b, &b->mapping->id, &t);
	return numbers && t.wanted && t.first && !t.filled;
}

/* Headers */

static bool has_letter(struct pdz_str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (isalpha((unsigned char)text.p[i]) || (text.p[i] & 0x80))
			return true;
	return false;
}

static struct pdz_str header_of(const struct ingest_bound *b, uint32_t cell)
{
	return cell < b->header_count ? b->header_texts[cell] : (struct pdz_str){"", 0};
}

/* Most cells are not what the header has there, and their first letter tells. */
static bool may_be_name_of(const struct ingest_bound *b, struct pdz_str text, uint32_t cell)
{
	const struct pdz_str header = header_of(b, cell);

	return text.n && header.n &&
	       (b->mapping->header_rows > 1 || !isalnum((unsigned char)text.p[0]) || !isalnum((unsigned char)header.p[0]) ||
	        (text.p[0] | 0x20) == (header.p[0] | 0x20));
}

/* Is a cell what the header has there? Of a header of several lines, a part of it. */
static bool is_name_of(struct ingest_bound *b, struct pdz_str text, uint32_t cell)
{
	struct pdz_buf folded = {0}, name = {0};
	const struct pdz_str header = header_of(b, cell);
	const bool several = b->mapping->header_rows > 1;

	if (!may_be_name_of(b, text, cell))
		return false;
	pdz_fold(&folded, text);
	pdz_fold(&name, header);
	const struct pdz_str t = pdz_buf_view(&folded), h = pdz_buf_view(&name);
	b->failed |= folded.failed || name.failed;
	bool is = !b->failed && t.n && pdz_str_eq(t, h);
	for (size_t i = 0; several && !is && !b->failed && t.n && i + t.n <= h.n; i++)
		is = memcmp(h.p + i, t.p, t.n) == 0 && (i == 0 || h.p[i - 1] == ' ') && (i + t.n == h.n || h.p[i + t.n] == ' ');
	pdz_buf_release(&folded);
	pdz_buf_release(&name);
	return is;
}

/* Forms write the name of a column into it where something applies: such columns say nothing. */
static bool is_mark_column(const struct ingest_bound *b, uint32_t cell)
{
	const struct pdz_mapping *m = b->mapping;

	for (size_t r = 0; r < m->record_count; r++) {
		const struct map_template *t = &m->records[r].fields[PDZ_COL_QUANTITY].from;
		const bool counted = t->count == 1 && t->pieces[0].kind == PIECE_CELL; /* where a number stands, no name does */
		for (size_t i = 0; i < b->match_counts[r] && !counted; i++)
			if (b->matches[r][i].cell == cell)
				return true;
		for (size_t i = 0; i < m->records[r].when.count; i++)
			if (b->cells[m->records[r].when.items[i].column] == cell)
				return true;
	}
	return false;
}

static bool may_be_first_name(const struct ingest_bound *b)
{
	const uint32_t first = first_filled(b->row);

	return first != PDZ_NONE && may_be_name_of(b, pdz_str_trim(b->row->cells[first]), first);
}

enum header_row { NO_HEADER, HEADER_AGAIN, OTHER_HEADER };

static bool has_date(struct ingest_bound *b)
{
	pdz_day day;

	for (uint32_t i = 0; i < b->row->count; i++)
		if (pdz_ingest_parse_date(b->row->cells[i], DATES_DMY, &day) == PDZ_PARSE_OK &&
		    !is_name_of(b, pdz_str_trim(b->row->cells[i]), i))
			return true;
	return false;
}

/* Nothing but what a pattern of columns would fit: 2025;2026 below 2024;2025, and no text beside them. */
static bool fits_pattern_whole(struct ingest_bound *b)
{
	struct pdz_str values[MAPPING_MAX_VARIABLES];

	if (pdz_str_trim(b->row->cells[0]).n)
		return false;
	for (size_t r = 0; r < b->mapping->record_count; r++) {
		size_t fits = 0, filled = 0;
		for (size_t i = 0; i < b->match_counts[r] && b->mapping->records[r].for_each.count; i++) {
			const uint32_t cell = b->matches[r][i].cell;
			fits += cell < b->row->count &&
			        pdz_mapping_pattern_fits(&b->mapping->records[r], b->row->cells[cell], values, &b->failed);
		}
		for (size_t i = 0; i < b->row->count && fits > 1; i++)
			filled += pdz_str_trim(b->row->cells[i]).n > 0;
		if (fits > 1 && fits == filled && b->mapping->records[r].variable_count)
			return pdz_mapping_variable_fits(b->mapping->records[r].variables[0], PDZ_STR("x"), true) == false;
	}
	return false;
}

static enum header_row header_of_row(struct ingest_bound *b)
{
	size_t filled = 0, same = 0, names = 0, candidates = 0;
	bool first = false, lettered = false;

	for (uint32_t i = 0; i < b->row->count; i++)
		candidates += may_be_name_of(b, pdz_str_trim(b->row->cells[i]), i);
	if (candidates < 3 && !may_be_first_name(b))
		return b->row->count && fits_pattern_whole(b) ? OTHER_HEADER : NO_HEADER;
	for (uint32_t i = 0; i < b->row->count; i++) {
		const struct pdz_str text = pdz_str_trim(b->row->cells[i]);
		if (text.n == 0)
			continue;
		const bool is_name = is_name_of(b, text, i), letters = has_letter(text);
		filled++;
		same += is_name;
		lettered |= is_name && letters;
		if (is_name && letters && !is_mark_column(b, i)) {
			names++;
			first |= filled == 1;
		}
	}
	if (same == filled && lettered && (filled > 1 || b->header_count == 1))
		return HEADER_AGAIN;
	/* last, since reading every cell as a date takes longest */
	const bool named = filled > 1 && (first || (names > 2 && names * 2 > filled)) && !has_date(b);
	return named || fits_pattern_whole(b) ? OTHER_HEADER : NO_HEADER;
}

bool pdz_row_is_all_texts(struct ingest_bound *b)
{
	size_t filled = 0;
	bool wanted = false;

	for (uint32_t i = 0; i < b->row->count; i++) {
		const struct pdz_str text = text_looked_at(b, i);
		if (text.n && !has_letter(text))
			return false;
		for (size_t k = 0; k < text.n; k++)
			if (isdigit((unsigned char)text.p[k]))
				return false;
		filled += text.n > 0;
	}
	for (size_t r = 0; r < b->mapping->record_count; r++)
		for (size_t f = PDZ_COL_DATE; f <= PDZ_COL_QUANTITY; f++) {
			const struct map_value *v = &b->mapping->records[r].fields[f];
			const struct map_piece *p = v->from.pieces;
			if ((f == PDZ_COL_QUANTITY || f == PDZ_COL_DATE) && v->from.count == 1 && p->kind == PIECE_COLUMN &&
			    !v->count && !v->term_count && b->cells[p->index] != PDZ_NONE)
				wanted |= text_looked_at(b, b->cells[p->index]).n > 0;
		}
	return wanted && filled > 1 && filled + 1 >= b->header_count;
}

bool pdz_row_is_other_header(struct ingest_bound *b)
{
	return !b->row->fault && !b->mapping->escapes && header_of_row(b) == OTHER_HEADER;
}

const char *pdz_row_is_no_data(struct ingest_bound *b)
{
	if (b->mapping->escapes)
		return NULL;
	const uint32_t first = first_filled(b->row);
	if (first == PDZ_NONE)
		return NULL;
	if (may_be_name_of(b, pdz_str_trim(b->row->cells[first]), first) && header_of_row(b) == HEADER_AGAIN)
		return "header again";
	if (total_in(b, first) != TOTAL_SURE)
		return NULL;
	const struct besides is = look_besides(b, first);
	return is.numbers && !is.others && label_after(b, first) == PDZ_NONE ? "total" : NULL;
}

bool pdz_row_is_data(struct ingest_bound *b, struct ingest_mistake *m)
{
	static const char hint[] = "if it is none: in a table of values of the mapping it is a word";

	if (b->mapping->escapes)
		return true;
	if ((b->other_header && b->row->line >= b->other_header) || header_of_row(b) == OTHER_HEADER)
		return pdz_row_wrong(m, REASON_OTHER_HEADER, "the header of another table, or a row below it",
		                     "give each table as a file of its own", (struct pdz_str){"", 0}, PDZ_NONE);
	if (pdz_row_is_unlabelled(b))
		return pdz_row_wrong(m, REASON_TOTAL, "numbers without a text: a total, it seems",
		                     "expected what the first column is to say", (struct pdz_str){"", 0}, PDZ_NONE);
	const uint32_t first = first_filled(b->row);
	if (first == PDZ_NONE)
		return true;
	const enum pdz_total total = total_in(b, first);
	const uint32_t label = label_after(b, first);
	if (!total && label == PDZ_NONE)
		return true;
	const struct besides is = look_besides(b, first);
	if (is.numbers == 0 && !is_number(pdz_str_trim(b->row->cells[first])))
		return true;
	if (total >= TOTAL_LIKELY || (total && !is.others))
		return pdz_row_wrong(m, REASON_TOTAL, "a total, it seems", hint, pdz_str_trim(b->row->cells[first]), first);
	if (label != PDZ_NONE)
		return pdz_row_wrong(m, REASON_TOTAL, "a total, it seems", hint, pdz_str_trim(b->row->cells[label]), label);
	return true;
}

const char *pdz_row_skipped(struct ingest_bound *b, const struct pdz_row *row)
{
	b->row = row;
	b->cancels = false;
	b->broken = PDZ_NONE;
	if (row->fault)
		return NULL;
	uint32_t broken = PDZ_NONE;
	/* a row whose cells may have moved is none that the mapping leaves out: what it wants blank may be lost */
	for (size_t i = 0; i < b->mapping->skip_count && !pdz_row_is_moved(b, row); i++) {
		b->broken = PDZ_NONE;
		const bool holds = pdz_row_holds(b, &b->mapping->skips[i].when);
		if (holds && b->broken == PDZ_NONE) {
			b->cancels = b->mapping->skips[i].cancels;
			return b->mapping->skips[i].why.p;
		}
		broken = b->broken != PDZ_NONE ? b->broken : broken;
	}
	b->broken = broken;
	for (size_t i = 0; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return pdz_row_is_no_data(b);
	return "blank row";
}
