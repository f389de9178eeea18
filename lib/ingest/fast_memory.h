/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the short way (fast.h) remembers of the rows so far, and how a row is looked up in it.
 *
 * What is remembered is remembered by cell: each column of few distinct texts is looked up
 * once in a row, whatever records and conditions look at it. */
#ifndef PDZ_INGEST_FAST_MEMORY_H
#define PDZ_INGEST_FAST_MEMORY_H

#include "base/slots.h"
#include "ingest/fast.h"
#include "ingest/row_words.h"
#include "mapping/words.h"
#include "records/unquoted.h"

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
	bool is_matched; /* a record depends on whether its cell is filled: n.d. is not blank there */
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
	DAY,      /* in the usual form from the cell; in any other by what it became before, or read as any is */
	NUMBER,
	PLAIN, /* the cell as it stands */
	WORD,  /* by what the cell became before */
	OTHER, /* as pdz_rows_convert does it: computed, or of several cells */
};

struct field {
	enum way way;
	uint32_t cell;
	const struct map_value *value;
	uint32_t column, place;  /* where the cell is remembered, and there the field */
	size_t to;               /* WORD: where its text stands in a record */
	struct pdz_intern texts; /* WORD: what it has become so far; OTHER: what has been computed, */
	unsigned bits;           /* and those of their numbers */
	struct pdz_str *codes;   /* OTHER: by number, what the plan calls it */
	size_t code_cap;
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
	uint32_t things;           /* and the column that remembers what is in such lists; PDZ_NONE: it is not one */
	struct field part;         /* what ids end with, of the thing */
	struct tests when;
	struct test match_filled;
	struct field days[DAYS], quantity, status, case_id, note, words[WORDS];
	size_t word_count;
	unsigned other_texts; /* a bit for each of the texts that are OTHER */
	bool check_each;      /* more of them than each by itself must fit the plan */
	struct pdz_record record;
	bool learned, has_suffix;
	char constant_status;  /* d, p, or 0: by the date */
	struct pdz_str suffix; /* of its ids */
	char id_text[ID_LONGEST];
	struct pdz_buf folded; /* case */
	uint64_t key;          /* of the record at hand, into alikes, */
	bool known;            /* if all of its words are */
	struct alikes alikes;
	bool share;
};

/* A record of the row at hand. */
struct made {
	struct maker *maker;
	struct pdz_record *record; /* the maker's own, or a copy, where the maker makes several */
	uint64_t key;
	bool known;
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

static inline struct pdz_str *text_at(struct pdz_record *r, size_t to)
{
	return (struct pdz_str *)(void *)((char *)r + to);
}

/* In the order of their bits in other_texts. */
static const struct {
	enum pdz_column column;
	size_t to;
} texts[] = {{PDZ_COL_EVENT, offsetof(struct pdz_record, event)},
             {PDZ_COL_ACTION, offsetof(struct pdz_record, action)},
             {PDZ_COL_AREA, offsetof(struct pdz_record, area)},
             {PDZ_COL_CATEGORY, offsetof(struct pdz_record, category)}};
enum { CATEGORY_TEXT = 3 };
static const enum pdz_column day_columns[DAYS] = {PDZ_COL_DATE, PDZ_COL_DUE, PDZ_COL_START};
static const size_t day_places[DAYS] = {offsetof(struct pdz_record, date), offsetof(struct pdz_record, due),
                                        offsetof(struct pdz_record, start)};

static inline pdz_day *day_at(struct pdz_record *r, size_t i)
{
	return (pdz_day *)(void *)((char *)r + day_places[i]);
}

static inline const struct map_value *text_value(const struct maker *m, size_t i)
{
	return &m->spec->fields[i < 4 ? (size_t)texts[i].column : PDZ_COLUMNS + i - 4];
}

static inline size_t text_place(const struct ingest_bound *b, size_t i)
{
	return i < 4 ? texts[i].to
	             : offsetof(struct pdz_record, dimensions) + b->extra_order[i - 4] * sizeof(struct pdz_str);
}

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

/* Of a text that is not remembered, since its column has too many. Most begin with another letter than the
 * condition's. */
static inline enum holds condition_holds(struct ingest_bound *b, const struct map_condition *c, struct pdz_str cell)
{
	const char first = cell.n ? (char)(cell.p[0] | 0x20) : '\0';
	bool possible = first < 'a' || first > 'z';

	for (size_t i = 0; i < c->count && !possible; i++)
		possible = c->texts[i].n == 0 || c->texts[i].p[0] == first;
	const bool is_so = possible ? pdz_row_condition(b, c, cell) : c->kind == CONDITION_NOT;
	return is_so ? HOLDS : HOLDS_NOT;
}

static inline enum holds test_holds(struct ingest_fast *f, struct ingest_bound *b, const struct test *t,
                                    const struct cells *cells)
{
	if (t->column == PDZ_NONE)
		return t->bit ? HOLDS : HOLDS_NOT;
	if (t->filled) {
		const struct pdz_str cell = fast_cell(cells, f->columns[t->column].cell);
		if (is_plain_text(f, cell))
			return (cell.n > 0) == t->wanted ? HOLDS : HOLDS_NOT;
	}
	const struct column *c = &f->columns[t->column];
	const uint32_t entry = entry_of(f, t->column, cells);
	if (entry == PDZ_NONE) {
		const struct pdz_str cell = fast_cell(cells, c->cell);
		return !t->filled && is_plain_text(f, cell) ? condition_holds(b, c->conditions[t->bit], cell) : UNKNOWN;
	}
	const bool bit = c->holds[entry] >> t->bit & 1;
	return (t->filled ? bit == t->wanted : bit) ? HOLDS : HOLDS_NOT;
}

static inline enum holds all_hold(struct ingest_fast *f, struct ingest_bound *b, const struct tests *tests,
                                  const struct cells *cells)
{
	for (size_t i = 0; i < tests->count; i++) {
		const enum holds here = test_holds(f, b, &tests->items[i], cells);
		if (here != HOLDS)
			return here;
	}
	return HOLDS;
}

/* Does a cell after the first say that the row is a total? Whether it is one is asked elsewhere (totals.c). */
static inline bool says_total(struct pdz_str cell)
{
	return pdz_may_begin_total(cell) && pdz_mapping_total(pdz_str_trim(cell)) == TOTAL_SURE;
}

/* No more than the header has columns for, in as many cells as every row has. */
static inline bool has_shape(const struct ingest_bound *b, const struct pdz_row *row)
{
	if (row->fault || row->count != (b->width ? b->width : b->header_count))
		return false;
	for (size_t i = b->header_count; i < row->count; i++)
		if (row->cells[i].n)
			return false;
	return true;
}

void pdz_fast_free_alikes(struct alikes *a);
/* A text that was computed, and what the plan calls it. */
void pdz_fast_learn_computed(struct ingest_fast *f, struct field *field, struct pdz_str text, struct pdz_str code);

#endif
