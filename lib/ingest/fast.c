/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows like those before them; see fast.h. The hot path of the loader: no call, no
 * allocation and no copy that an ordinary row does not need.
 *
 * What is remembered is remembered by cell: each column of few distinct texts is looked up
 * once in a row, whatever records and conditions look at it. Dates and numbers as most are
 * written are read where they stand. Records lie where they are made, each with all that is
 * the same in every row, and of one like it what the taker has kept (see alike). */
#include "ingest/fast.h"

#include "base/bytes.h"
#include "base/fold.h"
#include "base/slots.h"
#include "ingest/personal.h"
#include "ingest/row_words.h"
#include "ingest/totals.h"
#include "mapping/words.h"
#include "pdz/str.h"
#include "records/unquoted.h"

#include <stdlib.h>

enum {
	WORDS_MOST = 3072, /* distinct texts remembered of a column */
	WORD_LONGEST = PDZ_UNQUOTED_SLACK,
	DIRECT_BITS = 14, /* of a key that is a place by itself */
	FIRST_YEAR = 1950,
	YEARS = 150, /* of dates known by table */
	ID_LONGEST = 200,
	FILLED = 31,
	CONDITIONS_MOST = FILLED, /* bits of what holds for a text */
	MAKERS_MOST = 512,
	THINGS = 1 << 30, /* from here on a "cell" is the thing at hand of a list: of the maker with that number */
};

/* A short text as four numbers, the rest zeros. Texts here have no NUL, so that these are
 * all of it, and comparing them needs neither length nor loop. */
struct name {
	uint64_t part[4];
};

/* What a cell's text became in one field of one record. */
struct became {
	uint32_t number; /* 0: not seen yet; of a text, from 1 among those of the field */
	union {
		struct pdz_str text;
		pdz_day day;
		pdz_micro micro;
	};
};

/* A cell whose texts are remembered. */
struct column {
	bool is_matched; /* a record hangs on whether its cell is filled: n.d. is not blank there */
	uint32_t cell;
	struct pdz_slots slots; /* entries by their names */
	struct name *names;
	uint32_t *holds;       /* by entry: a bit for each condition, and FILLED */
	struct became *became; /* by entry, then by field */
	size_t count, field_count, condition_count;
	const struct map_condition *conditions[CONDITIONS_MOST];
	uint32_t turn, entry; /* of the row at hand: PDZ_NONE is none */
	uint64_t factors[4];  /* odd and known to nobody: nobody can make texts that fall into one slot */
};

/* Places for what follows from the words of a record and its status, by a key of their
 * numbers, each with as many bits as it takes. A short key, as most are, is a place in a
 * table by itself; longer ones are looked for. */
struct alikes {
	void **direct;
	struct pdz_slots slots;
	struct alike {
		uint64_t key;
		void *place;
	} *items;
	size_t count, cap;
	unsigned bits;
};

/* How a field comes about. */
enum way {
	CONSTANT, /* the same in every record of its kind */
	DAY,      /* in the usual form from the cell; in any other by what it became before */
	NUMBER,
	PLAIN, /* the cell as it stands */
	WORD,  /* by what the cell became before */
	OTHER, /* as pdz_rows_convert does it: computed, or of several cells */
};

struct field {
	enum way way;
	uint32_t cell;
	bool dmy, italian;
	uint32_t column, place;  /* where the cell is remembered, and there the field */
	size_t to;               /* WORD: where its text stands in a record */
	struct pdz_intern texts; /* WORD: what it has become so far, */
	unsigned bits;           /* and those of their numbers */
};

struct test {
	uint32_t column, bit; /* column PDZ_NONE: it is known, and is bit */
	bool filled, wanted;  /* is it only about a cell that is filled, or not? */
};

struct tests {
	struct test *items;
	size_t count;
};

enum { DAYS = 3, WORDS = 4 + PDZ_MAX_DIMENSIONS };

/* One record of the mapping, or one column that fits its pattern. */
struct maker {
	size_t number;
	const struct map_record *spec;
	const struct ingest_match *match;
	struct ingest_match thing; /* of a list: what match points at, */
	uint32_t things;           /* and the column that remembers what is in such lists; PDZ_NONE: it is none */
	struct field part;         /* what ids end with, of the thing */
	struct tests when;
	struct test match_filled;
	struct field days[DAYS], quantity, status, case_id, note, words[WORDS];
	size_t word_count;
	unsigned other_texts; /* a bit for each of the texts that are OTHER */
	struct pdz_record record;
	bool learned, has_suffix;
	char constant_status;  /* d, p, or 0: by the date */
	struct pdz_str suffix; /* of its ids */
	char id_text[ID_LONGEST];
	struct pdz_buf folded; /* case */
	uint64_t key;          /* of the record at hand, into alikes */
	struct alikes alikes;
	bool share;
};

/* A record of the row at hand. */
struct made {
	struct maker *maker;
	struct pdz_record *record; /* the maker's own, or a copy, where the maker makes several */
	uint64_t key;
	uint32_t thing;
};

struct copied {
	struct pdz_record record;
	char id_text[ID_LONGEST];
};

struct ingest_fast {
	struct column *columns;
	size_t column_count;
	struct maker *makers;
	size_t maker_count;
	struct tests *skips;
	struct field id;
	struct pdz_str prefix; /* of ids, */
	bool others;           /* some field is OTHER */
	uint32_t turn;
	struct made *made; /* the records of the row at hand */
	size_t made_count;
	struct copied *copies;
	size_t copy_count;
	const char *skipped; /* why there are none */
	struct pdz_row row;  /* for what is OTHER */
	struct pdz_str *cells;
	uint32_t *unread; /* cells that not every row looks at otherwise, but that could say that it is a total */
	size_t unread_count;
	bool careful[256];      /* a text that begins so could mean that there is none, */
	bool begins_total[256]; /* or that the row is a total */
	bool only_usual;        /* and the mapping has no words of its own for that */
	struct pdz_arena arena;
	pdz_day first_of[YEARS * 12 + 1]; /* first day of each month */
	uint64_t keep[17][2];             /* 16 bytes, of which the first so many are ones */
};

static struct pdz_str *text_at(struct pdz_record *r, size_t to)
{
	return (struct pdz_str *)(void *)((char *)r + to);
}

/* Setting up. False in all of it: the mapping is of no kind that this path can follow, or
 * there is no memory. */

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

	*field = (struct field){
		.way = CONSTANT, .cell = PDZ_NONE, .dmy = v->dates == DATES_DMY, .italian = v->numbers == NUMBERS_IT};
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
	if ((way == DAY && (!alone || (v->dates != DATES_DMY && v->dates != DATES_YMD))) ||
	    (way == NUMBER && (!alone || v->constant_number || v->numbers == NUMBERS_HOURS)))
		field->way = WORD;
	if (way == PLAIN)
		return true;
	if (!find_column(f, field->cell, &field->column))
		return false;
	field->place = (uint32_t)f->columns[field->column].field_count++;
	return true;
}

/* In the order of their bits in other_texts. */
static const struct {
	enum pdz_column column;
	size_t to;
} texts[] = {{PDZ_COL_EVENT, offsetof(struct pdz_record, event)},
             {PDZ_COL_ACTION, offsetof(struct pdz_record, action)},
             {PDZ_COL_AREA, offsetof(struct pdz_record, area)},
             {PDZ_COL_CATEGORY, offsetof(struct pdz_record, category)}};
static const enum pdz_column day_columns[DAYS] = {PDZ_COL_DATE, PDZ_COL_DUE, PDZ_COL_START};
static const size_t day_places[DAYS] = {offsetof(struct pdz_record, date), offsetof(struct pdz_record, due),
                                        offsetof(struct pdz_record, start)};

static pdz_day *day_at(struct pdz_record *r, size_t i)
{
	return (pdz_day *)(void *)((char *)r + day_places[i]);
}

static const struct map_value *text_value(const struct maker *m, size_t i)
{
	return &m->spec->fields[i < 4 ? (size_t)texts[i].column : PDZ_COLUMNS + i - 4];
}

static size_t text_place(const struct ingest_bound *b, size_t i)
{
	return i < 4 ? texts[i].to
	             : offsetof(struct pdz_record, dimensions) + b->extra_order[i - 4] * sizeof(struct pdz_str);
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
		m->other_texts |= (unsigned)(field->way == OTHER) << i;
		m->word_count += field->way == WORD;
	}
	return fine && m->status.way != OTHER;
}

static size_t count_makers(const struct ingest_bound *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->mapping->record_count; i++)
		n += b->mapping->records[i].for_each.count ? b->match_counts[i] : 1;
	return n;
}

/* The first letters of what may mean "nothing was written here"; see row_values.c. */
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

/* Texts that are looked at one by one. */
static bool has_closed_lists(const struct pdz_plan *plan)
{
	bool any = false;

	for (size_t i = 0; plan && i < plan->event_count && !any; i++)
		any = plan->events[i].categories.count > 0;
	for (size_t i = 0; plan && i < plan->dimension_count && !any; i++)
		any = plan->dimensions[i].values.count > 0 || plan->dimensions[i].is_birth;
	return any;
}

struct ingest_fast *pdz_fast_new(struct ingest_bound *b)
{
	const struct pdz_mapping *m = b->mapping;
	const size_t makers = count_makers(b);
	struct ingest_fast *f = NULL;

	if (has_closed_lists(b->plan) || b->styles || b->other_header || m->delivers_by_row)
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

static void free_alikes(struct alikes *a)
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
		for (size_t k = 0; k < WORDS; k++)
			pdz_intern_release(&f->makers[i].words[k].texts);
		pdz_buf_release(&f->makers[i].folded);
		free_alikes(&f->makers[i].alikes);
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

/* Values */

/* The cells of a row: the places where they end, or, where quotes have been taken off, the
 * cells themselves. Which of the two is known where it is compiled. */
struct cells {
	const char *text; /* NULL: the cells themselves */
	const uint32_t *ends;
	uint32_t begin;
	const struct pdz_str *made;
};

static inline struct pdz_str fast_cell(const struct cells *c, uint32_t i)
{
	if (!c->text)
		return c->made[i];
	const uint32_t from = i ? c->ends[i - 1] + 1 : c->begin;
	return (struct pdz_str){c->text + from, c->ends[i] - from};
}

/* cell is no longer than WORD_LONGEST. wide: PDZ_UNQUOTED_SLACK bytes may be read. */
static inline struct name name_of(const struct ingest_fast *f, struct pdz_str cell, bool wide)
{
	struct name name = {{0}};
	if (!wide) {
		if (cell.n)
			memcpy(name.part, cell.p, cell.n);
		return name;
	}
	const size_t first = cell.n < 16 ? cell.n : 16;
	memcpy(name.part, cell.p, 16);
	name.part[0] &= f->keep[first][0];
	name.part[1] &= f->keep[first][1];
	if (cell.n > 16) {
		memcpy(name.part + 2, cell.p + 16, 16);
		name.part[2] &= f->keep[cell.n - 16][0];
		name.part[3] &= f->keep[cell.n - 16][1];
	}
	return name;
}

static inline uint32_t hash_name(const struct column *c, const struct name *name)
{
	/* a product's highest bits depend on all of its factors */
	return (uint32_t)__builtin_bswap64(name->part[0] * c->factors[0] + name->part[1] * c->factors[1] +
	                                   name->part[2] * c->factors[2] + name->part[3] * c->factors[3]);
}

static inline bool has_name(const void *names, uint32_t entry, const void *name)
{
	const struct name *a = (const struct name *)names + entry, *b = name;
	return ((a->part[0] ^ b->part[0]) | (a->part[1] ^ b->part[1]) | (a->part[2] ^ b->part[2]) |
	        (a->part[3] ^ b->part[3])) == 0;
}

/* What is remembered of the cell in this row; PDZ_NONE: nothing. */
static inline uint32_t entry_of(struct ingest_fast *f, uint32_t column, const struct cells *cells)
{
	struct column *c = &f->columns[column];
	if (c->turn == f->turn)
		return c->entry;
	c->turn = f->turn;
	c->entry = PDZ_NONE;
	const struct pdz_str cell = fast_cell(cells, c->cell);
	if (cell.n > WORD_LONGEST)
		return PDZ_NONE;
	const struct name name = name_of(f, cell, cells->text != NULL);
	return c->entry = pdz_slot_find(&c->slots, hash_name(c, &name), has_name, c->names, &name)->number - 1;
}

/* What the cell of a field became before; NULL: that is not known. */
static inline const struct became *remembered(struct ingest_fast *f, const struct field *field,
                                              const struct cells *cells)
{
	const struct column *c = &f->columns[field->column];
	const uint32_t entry = entry_of(f, field->column, cells);
	if (entry == PDZ_NONE)
		return NULL;
	const struct became *became = &c->became[entry * c->field_count + field->place];
	return became->number ? became : NULL;
}

/* No blank to trim, and nothing that could be a word for "empty" (n.d., -), or no value (#N/D, Err:502). */
static inline bool is_plain_text(const struct ingest_fast *f, struct pdz_str cell)
{
	if (cell.n == 0)
		return true;
	const unsigned char first = (unsigned char)cell.p[0], last = (unsigned char)cell.p[cell.n - 1];
	return first > ' ' && last > ' ' && (last < 0x80 || (cell.n > 1 && cell.p[cell.n - 2] == '\xc3')) && /* à, ù */
	       (cell.n > 40 ? first < 0x80 && first != '='
	                    : !f->careful[first] || (f->only_usual && pdz_is_n_word(cell))) &&
	       !(cell.n > 3 && cell.p[3] == ':');
}

enum holds { HOLDS_NOT, HOLDS, UNKNOWN };

static inline enum holds test_holds(struct ingest_fast *f, const struct test *t, const struct cells *cells)
{
	if (t->column == PDZ_NONE)
		return t->bit ? HOLDS : HOLDS_NOT;
	if (t->filled) {
		const struct pdz_str cell = fast_cell(cells, f->columns[t->column].cell);
		if (is_plain_text(f, cell))
			return (cell.n > 0) == t->wanted ? HOLDS : HOLDS_NOT;
	}
	const uint32_t entry = entry_of(f, t->column, cells);
	if (entry == PDZ_NONE)
		return UNKNOWN;
	const bool bit = f->columns[t->column].holds[entry] >> t->bit & 1;
	return (t->filled ? bit == t->wanted : bit) ? HOLDS : HOLDS_NOT;
}

static inline enum holds all_hold(struct ingest_fast *f, const struct tests *tests, const struct cells *cells)
{
	for (size_t i = 0; i < tests->count; i++) {
		const enum holds here = test_holds(f, &tests->items[i], cells);
		if (here != HOLDS)
			return here;
	}
	return HOLDS;
}

static inline unsigned digit(char c)
{
	return (unsigned)(unsigned char)c - '0';
}

static inline bool in_month(const struct ingest_fast *f, unsigned year, unsigned month, unsigned of_month, pdz_day *out)
{
	year -= FIRST_YEAR;
	month--;
	of_month--;
	if (month > 11 || year >= YEARS)
		return false;
	*out = f->first_of[year * 12 + month] + (pdz_day)of_month;
	return of_month < 31 && *out < f->first_of[year * 12 + month + 1];
}

/* 31/12/2025 where the day comes first, 2025-12-31 anywhere; the day must exist. */
static inline bool fast_day(const struct ingest_fast *f, const struct field *field, const struct cells *cells,
                            pdz_day *out)
{
	const struct pdz_str cell = fast_cell(cells, field->cell);
	const char *p = cell.p;
	*out = PDZ_NO_DAY;
	if (cell.n == 0)
		return true;
	if (cell.n != 10)
		return false;
	if (field->dmy && p[2] == '/') {
		/* eight bytes at once, dd/mm/yy: what is no digit is more than 9 after the exclusive
		 * or, what is no slash is more than 0; then tens and ones of each pair together */
		const uint64_t d = pdz_load64(p) ^ UINT64_C(0x30302f30302f3030);
		const unsigned tens = digit(p[8]), ones = digit(p[9]);
		if ((((d + UINT64_C(0x76767f76767f7676)) | d) & UINT64_C(0x8080808080808080)) || tens > 9 || ones > 9)
			return false;
		const uint64_t pairs = d * 10 + (d >> 8);
		return in_month(f, (unsigned)(pairs >> 48 & 0xff) * 100 + tens * 10 + ones, (unsigned)(pairs >> 24 & 0xff),
		                (unsigned)(pairs & 0xff), out);
	}
	unsigned digits[8];
	static const unsigned char at[8] = {0, 1, 2, 3, 5, 6, 8, 9};
	bool fine = p[4] == '-' && p[7] == '-';
	for (int i = 0; i < 8; i++)
		fine &= (digits[i] = digit(p[at[i]])) <= 9;
	return fine && in_month(f, digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3],
	                        digits[4] * 10 + digits[5], digits[6] * 10 + digits[7], out);
}

static inline bool set_day(struct ingest_fast *f, const struct field *field, const struct cells *cells, pdz_day *out)
{
	if (field->way == DAY && fast_day(f, field, cells, out))
		return true;
	const struct became *before = remembered(f, field, cells);
	*out = before ? before->day : PDZ_NO_DAY;
	return before != NULL;
}

static inline bool set_number(struct ingest_fast *f, const struct field *field, const struct cells *cells,
                              pdz_micro *out)
{
	if (field->way == NUMBER &&
	    pdz_ingest_simple_number(fast_cell(cells, field->cell), field->italian ? ',' : '.', out))
		return true;
	const struct became *before = remembered(f, field, cells);
	*out = before ? before->micro : 0;
	return before != NULL;
}

/* Does a cell after the first say that the row is a total? Whether it is one is asked elsewhere (totals.c). */
static inline bool says_total(struct pdz_str cell)
{
	return pdz_may_begin_total(cell) && pdz_mapping_total(pdz_str_trim(cell)) == TOTAL_SURE;
}

/* A text that is the cell, of which nothing has to be looked at but that it names nobody. */
static inline bool set_plain(struct ingest_fast *f, const struct field *field, const struct cells *cells,
                             struct pdz_str *out)
{
	*out = fast_cell(cells, field->cell);
	if (out->n == 0)
		out->p = "";
	return is_plain_text(f, *out) && (out->n == 0 || !memchr(out->p, '[', out->n)) && !says_total(*out);
}

static inline bool set_case(struct ingest_fast *f, struct ingest_bound *b, struct maker *m, const struct cells *cells)
{
	struct pdz_record *r = &m->record;
	struct ingest_mistake mistake;
	const struct map_value *v = &m->spec->fields[PDZ_COL_CASE];

	if (m->case_id.way == OTHER)
		return !v->fold && pdz_row_value_text(b, v, m->match, &r->case_id, &mistake) && !pdz_id_is_spoilt(r->case_id) &&
		       pdz_personal_case(b, v, m->match, &r->case_id, &mistake);
	if (!set_plain(f, &m->case_id, cells, &r->case_id) || pdz_id_is_spoilt(r->case_id))
		return false;
	if (v->fold && r->case_id.n) {
		pdz_buf_clear(&m->folded);
		pdz_fold_code(&m->folded, r->case_id);
		r->case_id = pdz_buf_view(&m->folded);
		b->failed |= m->folded.failed;
	}
	return b->pseudonyms && !b->mapping->case_pseudonyms ? pdz_personal_quick(b, r->case_id, &r->case_id)
	                                                     : !pdz_personal_is_taxcode(r->case_id);
}

/* Fields of several cells, made as pdz_rows_convert does; and what it checks in texts. */
static bool set_others(struct ingest_bound *b, struct maker *m)
{
	struct ingest_mistake mistake;
	struct pdz_record *r = &m->record;
	const struct map_record *spec = m->spec;
	bool fine = true;

	for (size_t i = 0; i < DAYS && fine; i++)
		if (m->days[i].way == OTHER)
			fine = pdz_row_value_day(b, &spec->fields[day_columns[i]], m->match, day_columns[i] == PDZ_COL_START,
			                         day_at(r, i), &mistake);
	b->day = r->date != PDZ_NO_DAY ? r->date : r->due; /* as make_record does */
	if (m->quantity.way == OTHER)
		fine = fine && pdz_row_value_number(b, &spec->fields[PDZ_COL_QUANTITY], m->match, &r->quantity, &mistake);
	if (m->note.way == OTHER)
		fine = fine && pdz_row_value_text(b, &spec->fields[PDZ_COL_NOTE], m->match, &r->note, &mistake);
	for (size_t i = 0; m->other_texts >> i && fine; i++)
		if (m->other_texts >> i & 1)
			fine = pdz_row_value_text(b, text_value(m, i), m->match, text_at(r, text_place(b, i)), &mistake);
	return fine && !b->failed;
}

static bool check_others(struct ingest_bound *b, struct maker *m)
{
	struct ingest_mistake mistake;

	if (!m->other_texts && m->note.way != OTHER && m->case_id.way != OTHER)
		return true;
	return pdz_row_check_words(b, m->spec, m->match, &m->record, &mistake) &&
	       pdz_personal_check(b, m->spec, m->match, &m->record, &mistake) && !b->failed;
}

static inline bool set_id(struct ingest_fast *f, struct maker *m, const struct cells *cells, struct pdz_str id)
{
	if (f->id.way == CONSTANT)
		return true;
	m->record.id = id;
	if (id.n == 0)
		return true;
	if (m->things != PDZ_NONE) {
		const struct became *before = remembered(f, &m->part, cells);
		if (!before)
			return false;
		m->suffix = before->text;
	}
	if (!m->has_suffix || f->prefix.n + id.n + m->suffix.n > ID_LONGEST)
		return false;
	char *to = m->id_text;
	if (f->prefix.n)
		memcpy(to, f->prefix.p, f->prefix.n);
	to += f->prefix.n;
	memcpy(to, id.p, id.n);
	to += id.n;
	if (m->suffix.n)
		memcpy(to, m->suffix.p, m->suffix.n);
	m->record.id = (struct pdz_str){m->id_text, f->prefix.n + id.n + m->suffix.n};
	return true;
}

/* The record of a maker; its source and line are the caller's. Without texts those of words
 * are left as they were: m->key says which they are. */
__attribute__((always_inline)) static inline bool fill_record(struct ingest_fast *f, struct ingest_bound *b,
                                                              struct maker *m, const struct cells *cells,
                                                              bool texts_wanted)
{
	struct pdz_record *r = &m->record;
	bool done;

	for (size_t i = 0; i < DAYS; i++)
		if (m->days[i].way != CONSTANT && m->days[i].way != OTHER && !set_day(f, &m->days[i], cells, day_at(r, i)))
			return false;
	if (m->quantity.way != CONSTANT && m->quantity.way != OTHER && !set_number(f, &m->quantity, cells, &r->quantity))
		return false;
	if (f->others && !set_others(b, m))
		return false;
	uint64_t key = 0;
	for (size_t i = 0; i < m->word_count; i++) {
		const struct became *before = remembered(f, &m->words[i], cells);
		if (!before)
			return false;
		if (texts_wanted || !m->share)
			*text_at(r, m->words[i].to) = before->text;
		key = key << m->words[i].bits | (before->number - 1);
	}
	if (m->case_id.way != CONSTANT && !set_case(f, b, m, cells))
		return false;
	if (m->note.way == PLAIN && (!set_plain(f, &m->note, cells, &r->note) || pdz_personal_is_taxcode(r->note)))
		return false;
	struct pdz_str status = {"", 0};
	if (m->status.way == WORD) {
		const struct became *before = remembered(f, &m->status, cells);
		if (!before)
			return false;
		status = before->text;
	} else if (m->constant_status) {
		status = (struct pdz_str){&m->constant_status, 1};
	}
	done = status.n ? status.p[0] == 'd' : r->date != PDZ_NO_DAY;
	if ((!status.n && !done && r->due == PDZ_NO_DAY) ||
	    (r->start > r->date && r->date != PDZ_NO_DAY && r->start != PDZ_NO_DAY))
		return false;
	r->status = done ? PDZ_DONE : PDZ_PLANNED;
	m->key = key << 1 | done;
	return (!done || r->date != PDZ_NO_DAY) && check_others(b, m);
}

/* All cells, where some are looked at by other means. */
static void make_row(struct ingest_fast *f, struct ingest_bound *b, const struct cells *cells)
{
	for (uint32_t i = 0; i < b->header_count; i++)
		f->cells[i] = fast_cell(cells, i);
	f->row = (struct pdz_row){.cells = f->cells, .count = b->header_count};
	b->row = &f->row;
	b->broken = PDZ_NONE;
	b->day = PDZ_NO_DAY;
	pdz_row_scratch_clear(b);
}

/* Nothing in it that could be a part, or a number in exponents (see records/identity.h). */
static inline bool is_simple_id(struct pdz_str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (id.p[i] == '#' || id.p[i] == '+')
			return false;
	return !pdz_id_is_spoilt(id);
}

static bool find_id(struct ingest_fast *f, struct ingest_bound *b, const struct cells *cells, struct pdz_str *id)
{
	struct ingest_mistake mistake;

	*id = (struct pdz_str){"", 0};
	if (f->id.way == CONSTANT)
		return !b->mapping->id.given;
	if (f->id.way == OTHER)
		return pdz_row_value_text(b, &b->mapping->id, NULL, id, &mistake) && pdz_personal_id(b, id, &mistake) &&
		       !b->failed && is_simple_id(*id) && !pdz_personal_is_taxcode(*id) &&
		       (id->n == 0 || !memchr(id->p, '[', id->n));
	if (!set_plain(f, &f->id, cells, id) || !is_simple_id(*id))
		return false;
	return b->pseudonyms && b->mapping->id_personal ? pdz_personal_quick(b, *id, id) : !pdz_personal_is_taxcode(*id);
}

/* Could the row be a total, or a header? It begins with a word for the one or the name of its column, or has
 * a number where a text should be. */
static inline bool could_be_no_data(const struct ingest_fast *f, const struct ingest_bound *b,
                                    const struct cells *cells)
{
	for (size_t i = 0; i < f->unread_count; i++) {
		const uint32_t at = f->unread[i];
		/* most begin with another letter, which costs one look */
		if (cells->text && !f->begins_total[(unsigned char)cells->text[at ? cells->ends[at - 1] + 1 : cells->begin]])
			continue;
		if (says_total(fast_cell(cells, at)))
			return true;
	}
	for (uint32_t i = 0; i < b->header_count; i++) {
		const struct pdz_str cell = fast_cell(cells, i), header = b->header_texts[i];
		if (cell.n == 0 || (cell.n == 1 && cell.p[0] == ' '))
			continue;
		if (digit(cell.p[0]) < 10)
			return i > 0;
		const char lower = (char)(cell.p[0] | 0x20);
		return lower < 'a' || lower > 'z' ||
		       ((pdz_may_begin_total(cell) || pdz_may_end_total(cell)) && pdz_mapping_total(cell)) ||
		       (cell.n == header.n && lower == (header.p[0] | 0x20) &&
		        (cell.p[cell.n - 1] | 0x20) == (header.p[cell.n - 1] | 0x20));
	}
	return true; /* blank */
}

/* It has a day, so that it is no header. */
static inline bool has_a_day(const struct ingest_fast *f, const struct cells *cells)
{
	pdz_day day = PDZ_NO_DAY;

	for (size_t i = 0; i < f->maker_count && day == PDZ_NO_DAY; i++)
		for (size_t k = 0; k < DAYS && day == PDZ_NO_DAY; k++)
			if (f->makers[i].days[k].way == DAY && !fast_day(f, &f->makers[i].days[k], cells, &day))
				day = PDZ_NO_DAY;
	return day != PDZ_NO_DAY;
}

static inline void keep_made(struct ingest_fast *f, struct maker *m, uint32_t thing)
{
	struct pdz_record *r = &m->record;

	if (m->things != PDZ_NONE) {
		struct copied *copy = &f->copies[f->copy_count++];
		r = &copy->record;
		*r = m->record;
		if (r->id.p == m->id_text) {
			memcpy(copy->id_text, m->id_text, r->id.n);
			r->id.p = copy->id_text;
		}
	}
	f->made[f->made_count++] = (struct made){m, r, m->key, thing};
}

/* The records of a cell that is a list: one for each thing in it, each once; see take_list_apart. */
__attribute__((noinline)) static bool fill_list(struct ingest_fast *f, struct ingest_bound *b, struct maker *m,
                                                const struct cells *cells, bool texts_wanted, struct pdz_str id)
{
	const struct pdz_str list = fast_cell(cells, m->thing.cell), dividers = m->spec->dividers;
	struct column *c = &f->columns[m->things];
	const size_t first = f->made_count;

	c->turn = f->turn;
	for (size_t from = 0, i = 0; i <= list.n; i++) {
		if (i < list.n && !memchr(dividers.p, list.p[i], dividers.n))
			continue;
		const struct pdz_str one = pdz_str_trim((struct pdz_str){list.p + from, i - from});
		from = i + 1;
		if (one.n == 0)
			continue;
		if (one.n > WORD_LONGEST || f->made_count - first == LIST_MOST)
			return false;
		const struct name name = name_of(f, one, false);
		c->entry = pdz_slot_find(&c->slots, hash_name(c, &name), has_name, c->names, &name)->number - 1;
		bool again = false;
		for (size_t k = first; k < f->made_count; k++)
			again |= f->made[k].thing == c->entry;
		if (again)
			continue;
		m->thing.values[0] = one;
		if (c->entry == PDZ_NONE || !fill_record(f, b, m, cells, texts_wanted) || !set_id(f, m, cells, id))
			return false;
		keep_made(f, m, c->entry);
	}
	return !says_total(list);
}

/* The records of a row, in f->made, or why there are none, in f->skipped. False: this path
 * cannot tell. */
__attribute__((always_inline)) static inline bool follow_row(struct ingest_fast *f, struct ingest_bound *b,
                                                             const struct cells *cells, bool texts_wanted)
{
	bool dated = false, alive = false;
	struct pdz_str id;

	f->turn++;
	f->made_count = f->copy_count = 0;
	f->skipped = NULL;
	for (size_t i = 0; i < b->mapping->skip_count; i++) {
		const enum holds skip = all_hold(f, &f->skips[i], cells);
		if (skip != HOLDS_NOT)
			f->skipped = skip == HOLDS ? b->mapping->skips[i].why.p : NULL;
		if (skip != HOLDS_NOT)
			return skip == HOLDS;
	}
	if (could_be_no_data(f, b, cells))
		return false;
	if (f->others)
		make_row(f, b, cells);
	if (!find_id(f, b, cells, &id))
		return false;
	for (size_t i = 0; i < f->maker_count; i++) {
		struct maker *m = &f->makers[i];
		enum holds here = m->when.count ? all_hold(f, &m->when, cells) : HOLDS;
		if (here == HOLDS && m->match)
			here = test_holds(f, &m->match_filled, cells);
		if (here == HOLDS_NOT)
			continue;
		if (here == UNKNOWN || !m->learned)
			return false;
		const size_t before = f->made_count;
		if (m->things != PDZ_NONE ? !fill_list(f, b, m, cells, texts_wanted, id)
		                          : !fill_record(f, b, m, cells, texts_wanted) || !set_id(f, m, cells, id))
			return false;
		if (m->things == PDZ_NONE)
			keep_made(f, m, PDZ_NONE);
		else if (f->made_count == before)
			continue;
		const struct pdz_record *r = &m->record;
		dated |= r->date != PDZ_NO_DAY || r->due != PDZ_NO_DAY || r->start != PDZ_NO_DAY;
		alive |= m->match != NULL || id.n || (m->case_id.way == PLAIN && r->case_id.n) ||
		         (m->days[0].way != CONSTANT && r->date != PDZ_NO_DAY) ||
		         (m->days[1].way != CONSTANT && r->due != PDZ_NO_DAY) ||
		         (m->days[2].way != CONSTANT && r->start != PDZ_NO_DAY);
	}
	if (f->made_count == 0 && f->maker_count > 0 && has_a_day(f, cells)) {
		f->skipped = pdz_row_no_event;
		return !f->others || b->broken == PDZ_NONE;
	}
	/* a row without any date might be blank, or a note below the table */
	return dated && alive && (!f->others || b->broken == PDZ_NONE);
}

/* No more than the header has columns for, in as many cells as every row has. */
static bool has_shape(const struct ingest_bound *b, const struct pdz_row *row)
{
	if (row->fault || row->count != (b->width ? b->width : b->header_count))
		return false;
	for (size_t i = b->header_count; i < row->count; i++)
		if (row->cells[i].n)
			return false;
	return true;
}

bool pdz_fast_convert(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source)
{
	if (!has_shape(b, row) || b->unfilled != PDZ_NONE || !follow_row(f, b, &(struct cells){.made = row->cells}, true) ||
	    f->skipped || !pdz_grow(&b->records, &b->records_cap, f->made_count, sizeof *b->records))
		return false;
	for (size_t i = 0; i < f->made_count; i++) {
		b->records[i] = *f->made[i].record;
		b->records[i].source = source;
		b->records[i].line = row->line;
	}
	b->count = f->made_count;
	return true;
}

/* Records that are alike */

static inline bool has_alike_key(const void *items, uint32_t number, const void *key)
{
	return ((const struct alike *)items)[number].key == *(const uint64_t *)key;
}

/* The place of a key; NULL: no memory for it. */
static void **place_of_alike(struct alikes *a, uint64_t key)
{
	const uint32_t hash = (uint32_t)(key * UINT64_C(0xd6e8feb86659fd93) >> 32);

	if (!pdz_slots_grow(&a->slots, a->count + 1))
		return NULL;
	struct pdz_slot_taken *slot = pdz_slot_find(&a->slots, hash, has_alike_key, a->items, &key);
	if (!slot->number) {
		if (!pdz_grow(&a->items, &a->cap, a->count + 1, sizeof *a->items))
			return NULL;
		a->items[a->count] = (struct alike){.key = key};
		*slot = (struct pdz_slot_taken){(uint32_t)++a->count, hash};
	}
	return &a->items[slot->number - 1].place;
}

/* Tables for keys as long as they are now, with nothing in them. False: the keys are too
 * long, or there is no memory; then nothing is shared. */
static bool make_alikes(struct maker *m)
{
	struct alikes *a = &m->alikes;
	unsigned bits = 1;

	for (size_t i = 0; i < m->word_count; i++)
		bits += m->words[i].bits;
	if (a->bits == bits)
		return true;
	free_alikes(a);
	if (bits > 64)
		return false;
	if (bits <= DIRECT_BITS && !(a->direct = calloc((size_t)1 << bits, sizeof *a->direct)))
		return false;
	a->bits = bits;
	return true;
}

/* The texts of words, from the key. */
static void set_known_texts(const struct made *made)
{
	struct maker *const m = made->maker;
	uint64_t key = made->key >> 1;

	for (size_t i = m->word_count; i-- > 0; key >>= m->words[i].bits)
		*text_at(made->record, m->words[i].to) =
			pdz_intern_text(&m->words[i].texts, (uint32_t)(key & ((UINT64_C(1) << m->words[i].bits) - 1)));
}

/* False: the sink wants no more. */
static inline bool send_record(const struct made *made, const struct fast_sink *sink, uint64_t line, bool has_texts)
{
	struct alikes *const a = &made->maker->alikes;

	made->record->line = line;
	if (!made->maker->share)
		return sink->put(sink->ctx, made->record, NULL);
	void **const place = a->direct ? &a->direct[made->key] : place_of_alike(a, made->key);
	if ((!place || !*place) && !has_texts)
		set_known_texts(made);
	return sink->put(sink->ctx, made->record, place);
}

/* Rows */

/* Is a row text in the encoding of its file? */
static inline bool is_text(const struct fast_sink *sink, const struct pdz_unquoted_rows *rows, uint32_t end)
{
	return pdz_unquoted_ascii(rows->high, rows->begin, end) ||
	       pdz_ingest_text_is_plain(sink->text, (struct pdz_str){rows->text + rows->begin, end - rows->begin});
}

/* The records of the row that has been followed. False: the sink wants no more. */
static inline bool send_row(const struct ingest_fast *f, const struct fast_sink *sink, uint64_t line, bool has_texts,
                            struct fast_taken *taken)
{
	taken->rows++;
	if (f->skipped)
		return sink->skip(sink->ctx, f->skipped);
	taken->accepted++;
	taken->records += f->made_count;
	for (size_t i = 0; i < f->made_count; i++)
		if (!send_record(&f->made[i], sink, line, has_texts))
			return false;
	return true;
}

/* A row whose quotes are simple is as good as one without. */
static bool take_quoted(struct ingest_fast *f, struct ingest_bound *b, struct pdz_csv *csv,
                        const struct fast_sink *sink, struct fast_taken *taken)
{
	struct pdz_row row;

	if (!pdz_csv_quoted(csv, &row))
		return false;
	if (has_shape(b, &row) && (row.ascii || pdz_ingest_text_is_plain(sink->text, row.raw)) &&
	    follow_row(f, b, &(struct cells){.made = row.cells}, true))
		return send_row(f, sink, row.line, true, taken);
	pdz_csv_give_back(csv, &row);
	return false;
}

struct fast_taken pdz_fast_rows(struct ingest_bound *b, struct pdz_csv *csv, const struct fast_sink *sink)
{
	struct ingest_fast *const f = b->fast;
	const size_t cells = b->width ? b->width : b->header_count;
	struct pdz_unquoted_rows rows;
	struct fast_taken taken = {0};
	bool more = f != NULL && sink->most > 0 && !b->mapping->in_order; /* rows of those are looked at one by one */
	/* texts of words are set from their key only when they are asked for */
	const bool texts_wanted = sink->texts || !sink->alike;

	for (size_t i = 0; more && i < f->maker_count; i++) {
		f->makers[i].record.source = sink->source;
		f->makers[i].share = sink->alike && !f->makers[i].other_texts && make_alikes(&f->makers[i]);
	}
	while (more && pdz_csv_unquoted_rows(csv, &rows)) {
		const size_t before = taken.rows;
		while (more && taken.rows < sink->most) {
			const uint32_t *ends = pdz_unquoted_peek(&rows, cells);
			/* cells beyond the header are nothing but their separators */
			if (!ends || ends[cells - 1] - ends[b->header_count - 1] != cells - b->header_count ||
			    !is_text(sink, &rows, ends[cells - 1]) ||
			    !follow_row(f, b, &(struct cells){rows.text, ends, rows.begin, NULL}, texts_wanted))
				break;
			const uint64_t line = rows.line;
			pdz_unquoted_take(&rows);
			more = send_row(f, sink, line, texts_wanted, &taken);
		}
		pdz_csv_unquoted_taken(csv, &rows);
		if (!more || taken.rows == sink->most)
			break;
		/* at the end of what is known of the text there may be more of it */
		if (rows.breaks == rows.breaks_end)
			more = taken.rows > before;
		else
			more = take_quoted(f, b, csv, sink, &taken);
	}
	return taken;
}

/* Learning. Without memory for it a row is not remembered. */

/* The entry of a text in a column, a new one if there is none and it may be; PDZ_NONE. */
static uint32_t learn_name(const struct ingest_fast *f, struct column *c, struct pdz_str text, uint32_t holds)
{
	const struct name name = name_of(f, text, false);
	const uint32_t hash = hash_name(c, &name);
	struct pdz_slot_taken *slot = pdz_slot_find(&c->slots, hash, has_name, c->names, &name);

	if (!slot->number && c->count < WORDS_MOST && pdz_slots_grow(&c->slots, c->count + 1)) {
		c->holds[c->count] = holds;
		c->names[c->count] = name;
		slot = pdz_slot_find(&c->slots, hash, has_name, c->names, &name);
		*slot = (struct pdz_slot_taken){(uint32_t)++c->count, hash};
	}
	return slot->number - 1;
}

static void learn_cells(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row,
                        const struct cells *cells)
{
	for (size_t i = 0; i < f->column_count; i++) {
		struct column *c = &f->columns[i];
		c->turn = f->turn - 1; /* not asked yet */
		c->entry = PDZ_NONE;
		if (c->cell >= THINGS || row->cells[c->cell].n > WORD_LONGEST || entry_of(f, (uint32_t)i, cells) != PDZ_NONE)
			continue;
		b->broken = PDZ_NONE;
		const struct pdz_str text = pdz_row_cell_text(b, c->cell);
		if (b->broken != PDZ_NONE || says_total(text) ||
		    (c->is_matched && text.n == 0 && pdz_row_says_unknown(b, c->cell)))
			continue; /* these are left to pdz_rows_convert each time */
		uint32_t holds = (uint32_t)(text.n > 0) << FILLED;
		for (size_t k = 0; k < c->condition_count; k++)
			holds |= (uint32_t)pdz_row_condition(b, c->conditions[k], text) << k;
		c->entry = learn_name(f, c, row->cells[c->cell], holds);
	}
}

/* Where the field's part of the cell in this row is to be kept; NULL: nowhere, or it is there. */
static struct became *to_learn(struct ingest_fast *f, const struct field *field)
{
	const struct column *c = &f->columns[field->column];
	struct became *became = c->entry == PDZ_NONE ? NULL : &c->became[c->entry * c->field_count + field->place];
	return became && !became->number ? became : NULL;
}

static void learn_text(struct ingest_fast *f, struct field *field, struct pdz_str text)
{
	struct became *became = to_learn(f, field);
	const uint32_t number = became ? pdz_intern_add(&field->texts, text) : PDZ_NONE;
	if (number == PDZ_NONE)
		return;
	*became = (struct became){.number = number + 1, .text = pdz_intern_text(&field->texts, number)};
	while (field->texts.count > (size_t)1 << field->bits)
		field->bits++;
}

static bool keep_text(struct ingest_fast *f, struct pdz_str *text)
{
	const char *copy = pdz_arena_copy(&f->arena, *text);
	*text = (struct pdz_str){copy, text->n};
	return copy != NULL;
}

/* What is the same in every record of the maker. */
static bool learn_constants(struct ingest_fast *f, struct maker *m, const struct pdz_record *r)
{
	m->record = *r;
	struct pdz_str *all[] = {&m->record.event,    &m->record.action,  &m->record.area,
	                         &m->record.category, &m->record.case_id, &m->record.note};
	bool fine = true;

	for (size_t i = 0; i < sizeof all / sizeof *all && fine; i++)
		fine = keep_text(f, all[i]);
	for (size_t i = 0; i < PDZ_MAX_DIMENSIONS && fine; i++)
		fine = keep_text(f, &m->record.dimensions[i]);
	m->record.id = (struct pdz_str){"", 0};
	return fine;
}

static void learn_record(struct ingest_fast *f, struct ingest_bound *b, struct maker *m, struct pdz_record *r,
                         struct pdz_str id)
{
	struct ingest_mistake mistake;
	struct pdz_str status;
	struct became *became;

	if (!pdz_row_value_text(b, &m->spec->fields[PDZ_COL_STATUS], m->match, &status, &mistake))
		return;
	if (status.n) /* whatever word it was */
		status = pdz_str(r->status == PDZ_DONE ? "done" : "planned");
	if (!m->learned) {
		m->constant_status = status.n ? status.p[0] : '\0';
		m->learned = learn_constants(f, m, r);
	}
	became = m->things != PDZ_NONE ? to_learn(f, &m->part) : NULL;
	if ((became || !m->has_suffix) && r->id.n) {
		const size_t before = f->prefix.n + id.n;
		m->suffix = (struct pdz_str){r->id.p + before, r->id.n - before};
		m->has_suffix = keep_text(f, &m->suffix);
		if (became && m->has_suffix)
			*became = (struct became){.number = 1, .text = m->suffix};
	}
	for (size_t i = 0; i < DAYS; i++)
		if ((m->days[i].way == DAY || m->days[i].way == WORD) && (became = to_learn(f, &m->days[i])))
			*became = (struct became){.number = 1, .day = *day_at(r, i)};
	/* of a blank one in a form of ours its event says what it means */
	if ((m->quantity.way == NUMBER || m->quantity.way == WORD) && (became = to_learn(f, &m->quantity)) &&
	    !(b->mapping->canonical && b->row->cells[m->quantity.cell].n == 0))
		*became = (struct became){.number = 1, .micro = r->quantity};
	if (m->status.way == WORD && (became = to_learn(f, &m->status)))
		*became = (struct became){.number = 1, .text = {!status.n ? "" : status.p[0] == 'd' ? "d" : "p", status.n > 0}};
	for (size_t i = 0; i < m->word_count; i++)
		learn_text(f, &m->words[i], *text_at(r, m->words[i].to));
}

void pdz_fast_learn(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row)
{
	struct ingest_mistake mistake;
	struct pdz_str id;
	size_t n = 0;

	if (!has_shape(b, row))
		return;
	f->turn++;
	const struct cells cells = {.made = row->cells};
	learn_cells(f, b, row, &cells);
	if (b->count &&
	    (!pdz_row_value_text(b, &b->mapping->id, NULL, &id, &mistake) || !pdz_personal_id(b, &id, &mistake)))
		return;
	for (size_t i = 0; i < f->maker_count && n < b->count; i++) {
		struct maker *m = &f->makers[i];
		enum holds here = m->when.count ? all_hold(f, &m->when, &cells) : HOLDS;
		if (here == HOLDS && m->match)
			here = test_holds(f, &m->match_filled, &cells);
		if (here == UNKNOWN) /* so it is not known which maker the next record is of */
			return;
		if (here == HOLDS && m->things == PDZ_NONE)
			learn_record(f, b, m, &b->records[n++], id);
		for (size_t k = 0; here == HOLDS && m->things != PDZ_NONE && k < b->match_counts[m->number] && n < b->count;
		     k++) {
			m->thing.values[0] = b->matches[m->number][k].values[0];
			struct column *c = &f->columns[m->things];
			const bool apt = m->thing.values[0].n <= WORD_LONGEST;
			c->entry = apt ? learn_name(f, c, m->thing.values[0], 0) : PDZ_NONE;
			learn_record(f, b, m, &b->records[n++], id);
		}
	}
}
