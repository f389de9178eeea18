/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short way (fast.h) made for a mapping bound to a header: which cell is remembered for what.
 * False in all of it: the mapping is of no kind that this way can follow, or there is no memory. */
#include "ingest/fast_memory.h"

#include <stdlib.h>

static bool find_column(struct ingest_fast *f, uint32_t cell, uint32_t *column)
{
	for (*column = 0; *column < f->column_count; ++*column)
		if (f->columns[*column].cell == cell)
			return true;
	struct column *more = realloc(f->columns, (f->column_count + 1) * sizeof *more);
	if (!more)
		return false;
	f->columns = more;
	struct column *c = &f->columns[f->column_count++];
	*c = (struct column){.cell = cell, .entry = PDZ_NONE};
	for (uint64_t i = 0; i < 4; i++)
		c->factors[i] = pdz_hash(&i, sizeof i) | 1;
	return true;
}

static uint32_t cell_of_piece(const struct ingest_fast *f, const struct ingest_bound *b, const struct maker *m,
                              const struct map_piece *p)
{
	if (p->kind == PIECE_VARIABLE && m && m->things != PDZ_NONE)
		return f->columns[m->things].cell;
	return p->kind == PIECE_COLUMN                  ? b->cells[p->index]
	       : p->kind == PIECE_CELL && m && m->match ? m->match->cell
	                                                : PDZ_NONE;
}

/* way: if the value is one cell and nothing else. */
static bool follow_value(struct ingest_fast *f, const struct ingest_bound *b, const struct maker *m,
                         struct field *field, const struct map_value *v, enum way way)
{
	size_t cells = 0;

	*field = (struct field){.way = CONSTANT, .cell = PDZ_NONE, .value = v};
	for (size_t i = 0; v->given && i < v->from.count; i++) {
		const uint32_t cell = cell_of_piece(f, b, m, &v->from.pieces[i]);
		cells += cell != PDZ_NONE && cell != field->cell;
		field->cell = cell != PDZ_NONE ? cell : field->cell;
	}
	const bool thing = field->cell != PDZ_NONE && field->cell >= THINGS, derived = pdz_mapping_is_derived(v),
			   alone = v->from.count == 1 && v->count == 0 && !thing;
	if (cells == 0 && !derived)
		return true;
	if (cells > 1 || derived || (way == PLAIN && !alone)) {
		field->way = OTHER;
		f->others = true;
		return true;
	}
	field->way = way;
	if ((way == DAY && !alone) || (way == NUMBER && (!alone || v->constant_number)))
		field->way = WORD;
	if (way == PLAIN)
		return true;
	if (!find_column(f, field->cell, &field->column))
		return false;
	field->place = (uint32_t)f->columns[field->column].field_count++;
	return true;
}

static bool follow_tests(struct ingest_fast *f, struct ingest_bound *b, struct tests *tests,
                         const struct map_conditions *all)
{
	if (!(tests->items = pdz_arena_alloc(&f->arena, (all->count + 1) * sizeof *tests->items)))
		return false;
	for (size_t i = 0; i < all->count; i++) {
		const struct map_condition *c = &all->items[i];
		const uint32_t cell = b->cells[c->column];
		struct test *t = &tests->items[tests->count++];
		*t = (struct test){.column = PDZ_NONE,
		                   .filled = c->kind == CONDITION_FILLED || c->kind == CONDITION_EMPTY,
		                   .wanted = c->kind != CONDITION_EMPTY};
		if (cell == PDZ_NONE) {
			t->bit = pdz_row_condition(b, c, (struct pdz_str){"", 0});
			continue;
		}
		if (!find_column(f, cell, &t->column))
			return false;
		struct column *column = &f->columns[t->column];
		t->bit = FILLED;
		if (t->filled)
			continue;
		if (column->condition_count == CONDITIONS_MOST)
			return false;
		t->bit = (uint32_t)column->condition_count;
		column->conditions[column->condition_count++] = c;
	}
	return !b->failed;
}

static bool follow_list(struct ingest_fast *f, const struct ingest_bound *b, struct maker *m)
{
	const uint32_t column = m->spec->list_column - 1;

	m->match = &m->thing;
	m->thing.cell = b->cells[column];
	if (m->thing.cell == PDZ_NONE || b->given[column].n ||
	    !find_column(f, (uint32_t)(THINGS + (m - f->makers)), &m->things))
		return false;
	m->part = (struct field){.way = WORD, .column = m->things};
	m->part.place = (uint32_t)f->columns[m->things].field_count++;
	return true;
}

static bool lists_categories(const struct pdz_plan *plan)
{
	bool any = false;

	for (size_t i = 0; plan && i < plan->event_count && !any; i++)
		any = plan->events[i].categories.count > 0;
	return any;
}

static bool follow_record(struct ingest_fast *f, struct ingest_bound *b, size_t number,
                          const struct ingest_match *match)
{
	struct maker *m = &f->makers[f->maker_count++];

	*m = (struct maker){.number = number, .spec = &b->mapping->records[number], .match = match, .things = PDZ_NONE};
	bool fine = follow_tests(f, b, &m->when, &m->spec->when) && (m->spec->list_column == 0 || follow_list(f, b, m));
	if (m->match && fine) {
		m->match_filled = (struct test){.bit = FILLED, .filled = true, .wanted = true};
		fine = find_column(f, m->match->cell, &m->match_filled.column);
		if (fine)
			f->columns[m->match_filled.column].is_matched = true;
	}
	for (size_t i = 0; i < DAYS && fine; i++)
		fine = follow_value(f, b, m, &m->days[i], &m->spec->fields[day_columns[i]], DAY);
	fine = fine && follow_value(f, b, m, &m->quantity, &m->spec->fields[PDZ_COL_QUANTITY], NUMBER) &&
	       follow_value(f, b, m, &m->status, &m->spec->fields[PDZ_COL_STATUS], WORD) &&
	       follow_value(f, b, m, &m->case_id, &m->spec->fields[PDZ_COL_CASE], PLAIN) &&
	       follow_value(f, b, m, &m->note, &m->spec->fields[PDZ_COL_NOTE], PLAIN);
	for (size_t i = 0; i < 4 + b->mapping->extra_count && fine; i++) {
		struct field *field = &m->words[m->word_count];
		fine = follow_value(f, b, m, field, text_value(m, i), WORD);
		field->to = text_place(b, i);
		if (i == CATEGORY_TEXT && field->way != CONSTANT && m->word_count > 0 && m->words[0].to == texts[0].to &&
		    lists_categories(b->plan)) {
			field->way = OTHER; /* which categories there are depends on the event */
			m->check_each = true;
		}
		f->others |= field->way == OTHER;
		m->other_texts |= (unsigned)(field->way == OTHER) << i;
		m->word_count += field->way != CONSTANT;
	}
	m->check_each |= m->note.way == OTHER || m->case_id.way == OTHER;
	return fine && m->status.way != OTHER;
}

static size_t count_makers(const struct ingest_bound *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->mapping->record_count; i++)
		n += b->mapping->records[i].for_each.count ? b->match_counts[i] : 1;
	return n;
}

/* The first letters of what may mean "nothing was written here"; see row_cells.c. */
static void find_careful(struct ingest_fast *f, const struct pdz_mapping *m)
{
	f->only_usual = m->empty_count == 0;
	for (int c = 0; c < 256; c++) {
		const bool word = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
		f->begins_total[c] = !word ? c != '"' : strchr("acdgimprst", c | 0x20) != NULL;
		f->careful[c] = c <= ' ' || c >= 0x7f || strchr("nN-._'=#", c) || (m->empty_count && !word);
	}
	for (size_t i = 0; i < m->empty_count; i++)
		if (m->empties[i].n) {
			f->careful[(unsigned char)m->empties[i].p[0]] = true;
			f->careful[(unsigned char)m->empties[i].p[0] & ~0x20] = true;
		}
}

static bool reads_cell(const struct field *field, uint32_t cell)
{
	return field->way != CONSTANT && field->way != OTHER && field->cell == cell;
}

static bool find_unread(struct ingest_fast *f, const struct ingest_bound *b)
{
	f->unread = pdz_arena_alloc(&f->arena, (b->header_count + 1) * sizeof *f->unread);
	for (uint32_t i = 0; f->unread && i < b->header_count; i++) {
		bool used = reads_cell(&f->id, i);
		for (size_t k = 0; k < f->maker_count && !used; k++) {
			const struct maker *m = &f->makers[k];
			if (m->when.count || m->match)
				continue;
			used = reads_cell(&m->quantity, i) || reads_cell(&m->status, i) || reads_cell(&m->case_id, i) ||
			       reads_cell(&m->note, i);
			for (size_t d = 0; d < DAYS && !used; d++)
				used = reads_cell(&m->days[d], i);
			for (size_t w = 0; w < m->word_count && !used; w++)
				used = reads_cell(&m->words[w], i);
		}
		if (!used)
			f->unread[f->unread_count++] = i;
	}
	return f->unread != NULL;
}

static bool make_memory(struct ingest_fast *f)
{
	for (size_t i = 0; i < f->column_count; i++) {
		struct column *c = &f->columns[i];
		c->names = calloc(WORDS_MOST, sizeof *c->names);
		c->holds = calloc(WORDS_MOST, sizeof *c->holds);
		c->became = calloc(WORDS_MOST * (c->field_count + 1), sizeof *c->became);
		if (!c->names || !c->holds || !c->became || !pdz_slots_grow(&c->slots, 1))
			return false;
	}
	return true;
}

struct ingest_fast *pdz_fast_new(struct ingest_bound *b)
{
	const struct pdz_mapping *m = b->mapping;
	const size_t makers = count_makers(b);
	struct ingest_fast *f = NULL;

	if (b->styles || b->other_header || m->delivers_by_row)
		return NULL;
	if (makers > MAKERS_MOST || m->escapes || m->canonical || !(f = calloc(1, sizeof *f)))
		return NULL;
	f->prefix = b->sender;
	f->makers = calloc(makers + 1, sizeof *f->makers);
	size_t lists = 0;
	for (size_t i = 0; i < m->record_count; i++)
		lists += m->records[i].list_column != 0;
	f->made = calloc(makers + lists * LIST_MOST + 1, sizeof *f->made);
	f->copies = calloc(lists * LIST_MOST + 1, sizeof *f->copies);
	f->skips = calloc(m->skip_count + 1, sizeof *f->skips);
	f->cells = calloc(b->header_count + 1, sizeof *f->cells);
	bool fine = f->makers && f->made && f->copies && f->skips && f->cells &&
	            follow_value(f, b, NULL, &f->id, &m->id, PLAIN);
	for (size_t i = 0; i < m->skip_count && fine; i++)
		fine = follow_tests(f, b, &f->skips[i], &m->skips[i].when);
	for (size_t i = 0; i < m->record_count && fine; i++) {
		const bool each = m->records[i].for_each.count != 0; /* of a list, the matches are those of the row at hand */
		if (!each)
			fine = follow_record(f, b, i, NULL);
		for (size_t k = 0; each && k < b->match_counts[i] && fine; k++)
			fine = follow_record(f, b, i, &b->matches[i][k]);
	}
	fine = fine && find_unread(f, b);
	find_careful(f, m);
	for (int i = 0; i <= YEARS * 12; i++)
		f->first_of[i] = pdz_month_first(FIRST_YEAR * 12 + i);
	for (size_t i = 0; i <= 16; i++)
		memset(f->keep[i], 0xff, i);
	if (fine && make_memory(f))
		return f;
	pdz_fast_free(f);
	return NULL;
}

void pdz_fast_free_alikes(struct alikes *a)
{
	free(a->direct);
	free(a->slots.items);
	free(a->items);
	*a = (struct alikes){0};
}

void pdz_fast_free(struct ingest_fast *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->column_count; i++) {
		free(f->columns[i].slots.items);
		free(f->columns[i].names);
		free(f->columns[i].holds);
		free(f->columns[i].became);
	}
	for (size_t i = 0; f->makers && i < f->maker_count; i++) {
		for (size_t k = 0; k < WORDS; k++) {
			pdz_intern_release(&f->makers[i].words[k].texts);
			free(f->makers[i].words[k].codes);
		}
		pdz_buf_release(&f->makers[i].folded);
		pdz_fast_free_alikes(&f->makers[i].alikes);
	}
	free(f->columns);
	free(f->makers);
	free(f->made);
	free(f->copies);
	free(f->skips);
	free(f->cells);
	pdz_arena_release(&f->arena);
	free(f);
}
