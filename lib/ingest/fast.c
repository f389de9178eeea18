/* Rows like those before them; see fast.h. The hot path of the loader: no call, no
 * allocation and no copy that a plain row does not need. */
#include "ingest/fast.h"

#include "base/words.h"
#include "ingest/personal.h"

#include <stdlib.h>

enum {
	WORD_SLOTS = 4096, WORDS_MOST = 3072, /* distinct values learnt of a column */
	FIRST_YEAR = 1950, YEARS = 150,       /* of dates known by table */
	ID_LONGEST = 200,
};

/* What a text of a column became. Open addressing: the first free slot ends a search. */
struct words {
	struct known {
		struct pdz_word word;
		struct pdz_str became;
	} slots[WORD_SLOTS];
	size_t count;
};

/* How a field comes about. */
enum way {
	CONSTANT, /* from literals alone: the same in every record */
	DAY, NUMBER,
	PLAIN,    /* the cell as it stands */
	WORD,     /* the cell by what it became before: tables and the plan's words */
};

struct field {
	enum way way;
	uint32_t cell;
	bool dmy, italian;
	struct words *words;
};

struct ingest_fast {
	struct field date, due, start, quantity, id, status;
	struct field texts[6 + PDZ_MAX_DIMENSIONS]; /* in the order of text_of */
	size_t text_count;
	const uint32_t *extra_order;
	struct pdz_str status_text; /* what the status column became, where it is the same in every row */
	struct pdz_str prefix; /* of ids */
	char id_text[ID_LONGEST];
	bool has_model; /* b->records[0] holds what is constant */
	struct pdz_arena arena;
	pdz_day first_of[YEARS * 12 + 1]; /* first day of each month */
};

/* The texts of a record in the order of f->texts. */
static struct pdz_str *text_of(const struct ingest_fast *f, struct pdz_record *r, size_t i)
{
	switch (i) {
	case 0: return &r->action;
	case 1: return &r->event;
	case 2: return &r->area;
	case 3: return &r->category;
	case 4: return &r->case_id;
	case 5: return &r->note;
	default: return &r->dimensions[f->extra_order[i - 6]];
	}
}

/* Setting up */

/* The one cell that decides about a value. False: there are several, or a pattern. */
static bool follow(struct field *field, const struct ingest_bound *b, const struct map_value *v, enum way way)
{
	*field = (struct field){.way = CONSTANT, .dmy = v->dates == DATES_DMY, .italian = v->numbers == NUMBERS_IT};
	if (!v->given)
		return true;
	for (size_t i = 0; i < v->from.count; i++) {
		const struct map_piece *p = &v->from.pieces[i];
		if (p->kind == PIECE_LITERAL || (p->kind == PIECE_COLUMN && b->cells[p->index] == PDZ_NONE))
			continue;
		if (p->kind != PIECE_COLUMN || v->from.count > 1)
			return false;
		field->cell = b->cells[p->index];
		field->way = way;
	}
	if ((field->way == DAY && v->dates != DATES_DMY && v->dates != DATES_YMD) || (field->way == NUMBER && v->constant_number))
		return false;
	return field->way == CONSTANT || field->way == WORD || v->count == 0;
}

static bool follow_all(struct ingest_fast *f, const struct ingest_bound *b)
{
	static const enum pdz_column columns[] = {PDZ_COL_ACTION, PDZ_COL_EVENT, PDZ_COL_AREA, PDZ_COL_CATEGORY, PDZ_COL_CASE, PDZ_COL_NOTE};
	const struct map_value *v = b->mapping->records[0].fields;
	bool fine = follow(&f->date, b, &v[PDZ_COL_DATE], DAY) && follow(&f->due, b, &v[PDZ_COL_DUE], DAY) &&
	            follow(&f->start, b, &v[PDZ_COL_START], DAY) && follow(&f->quantity, b, &v[PDZ_COL_QUANTITY], NUMBER) &&
	            follow(&f->id, b, &b->mapping->id, PLAIN) && follow(&f->status, b, &v[PDZ_COL_STATUS], WORD);

	f->text_count = 6 + b->mapping->extra_count;
	for (size_t i = 0; i < f->text_count && fine; i++) {
		const struct map_value *text = &v[i < 6 ? (size_t)columns[i] : PDZ_COLUMNS + i - 6];
		fine = follow(&f->texts[i], b, text, i == 4 || i == 5 ? PLAIN : WORD);
	}
	return fine;
}

static bool make_words(struct field *field)
{
	return field->way != WORD || (field->words = calloc(1, sizeof *field->words)) != NULL;
}

struct ingest_fast *fast_new(const struct ingest_bound *b)
{
	const struct pdz_mapping *m = b->mapping;
	struct ingest_fast *f = NULL;

	if (m->record_count != 1 || m->records[0].for_each.count || m->records[0].when.count || m->skip_count || m->empty_count ||
	    m->escapes || m->canonical || !(f = calloc(1, sizeof *f)))
		return NULL;
	f->extra_order = b->extra_order;
	f->prefix = m->source;
	bool fine = follow_all(f, b) && make_words(&f->status);
	for (size_t i = 0; i < f->text_count && fine; i++)
		fine = make_words(&f->texts[i]);
	for (int i = 0; i <= YEARS * 12; i++)
		f->first_of[i] = pdz_month_first(FIRST_YEAR * 12 + i);
	if (fine)
		return f;
	fast_free(f);
	return NULL;
}

void fast_free(struct ingest_fast *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->text_count; i++)
		free(f->texts[i].words);
	free(f->status.words);
	pdz_arena_release(&f->arena);
	free(f);
}

/* Values */

static inline struct known *find(struct words *words, const struct pdz_word *w)
{
	size_t at = pdz_word_hash(w) % WORD_SLOTS;
	while (words->slots[at].word.n && !pdz_word_same(&words->slots[at].word, w))
		at = (at + 1) % WORD_SLOTS;
	return &words->slots[at];
}

static inline bool word(const struct field *field, const struct pdz_row *row, struct pdz_str *out)
{
	const struct pdz_str cell = row->cells[field->cell];
	if (cell.n > PDZ_WORD_LONGEST)
		return false;
	const struct pdz_word w = pdz_word_of(cell);
	const struct known *known = find(field->words, &w);
	*out = known->became;
	return known->word.n != 0;
}

/* No blank to trim, and nothing that could be a word for "empty" (n.d., -). */
static inline bool plain(const struct field *field, const struct pdz_row *row, struct pdz_str *out)
{
	const struct pdz_str cell = row->cells[field->cell];
	*out = cell;
	if (cell.n == 0) {
		out->p = "";
		return true;
	}
	const unsigned char first = (unsigned char)cell.p[0], last = (unsigned char)cell.p[cell.n - 1];
	return first > '/' && first < 0x80 && first != 'n' && first != 'N' && first != '_' && last > ' ' && last < 0x80;
}

static inline unsigned digit(char c)
{
	return (unsigned)(unsigned char)c - '0';
}

/* 31/12/2025 where the day comes first, 2025-12-31 anywhere; the day must exist. */
static inline bool day(const struct ingest_fast *f, const struct field *field, const struct pdz_row *row, pdz_day *out)
{
	const struct pdz_str cell = row->cells[field->cell];
	*out = PDZ_NO_DAY;
	if (cell.n == 0)
		return true;
	if (cell.n != 10)
		return false;
	const char *d, *m, *y, *p = cell.p;
	if (p[2] == '/' && p[5] == '/' && field->dmy)
		d = p, m = p + 3, y = p + 6;
	else if (p[4] == '-' && p[7] == '-')
		d = p + 8, m = p + 5, y = p;
	else
		return false;
	if ((digit(d[0]) > 9) || (digit(d[1]) > 9) || (digit(m[0]) > 9) || (digit(m[1]) > 9) || (digit(y[0]) > 9) || (digit(y[1]) > 9) ||
	    (digit(y[2]) > 9) || (digit(y[3]) > 9))
		return false;
	const unsigned of_month = digit(d[0]) * 10 + digit(d[1]) - 1, month = digit(m[0]) * 10 + digit(m[1]) - 1,
	               year = digit(y[0]) * 1000 + digit(y[1]) * 100 + digit(y[2]) * 10 + digit(y[3]) - FIRST_YEAR;
	if (month > 11 || year >= YEARS)
		return false;
	const pdz_day first = f->first_of[year * 12 + month];
	*out = first + (pdz_day)of_month;
	return of_month < 31 && *out < f->first_of[year * 12 + month + 1];
}

/* Digits, and up to six decimals after the style's mark. */
static inline bool number(const struct field *field, const struct pdz_row *row, pdz_micro *out)
{
	static const pdz_micro unit[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
	const struct pdz_str cell = row->cells[field->cell];
	const char mark = field->italian ? ',' : '.';
	pdz_micro value = 0;
	size_t i = 0, from;

	*out = PDZ_MICRO;
	if (cell.n == 0)
		return true;
	if (cell.n > 12)
		return false;
	for (; i < cell.n && digit(cell.p[i]) < 10; i++)
		value = value * 10 + (pdz_micro)digit(cell.p[i]);
	if (i == 0 || (i < cell.n && (cell.p[i] != mark || i + 1 == cell.n)))
		return false;
	for (from = ++i; i < cell.n && digit(cell.p[i]) < 10; i++)
		value = value * 10 + (pdz_micro)digit(cell.p[i]);
	const size_t decimals = i > cell.n ? 0 : i - from;
	if (i < cell.n || decimals > 6)
		return false;
	*out = value * unit[decimals];
	return true;
}

static inline bool set_id(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row, struct pdz_str *id)
{
	struct pdz_str text;
	if (f->id.way == CONSTANT)
		return true;
	if (!plain(&f->id, row, &text))
		return false;
	if (b->pseudonyms && b->mapping->id_personal ? !personal_quick(b, text, &text) : personal_is_taxcode(text))
		return false;
	if (f->prefix.n + 1 + text.n > ID_LONGEST)
		return false;
	if (f->prefix.n && text.n) {
		memcpy(f->id_text, f->prefix.p, f->prefix.n);
		f->id_text[f->prefix.n] = ':';
		memcpy(f->id_text + f->prefix.n + 1, text.p, text.n);
		text = (struct pdz_str){f->id_text, f->prefix.n + 1 + text.n};
	}
	*id = text;
	return true;
}

bool fast_convert(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source)
{
	struct pdz_str status = f->status_text;

	if (!f->has_model || row->fault || row->count != b->header_count)
		return false;
	struct pdz_record *r = &b->records[0];
	r->source = source;
	r->line = row->line;
	if ((f->date.way == DAY && !day(f, &f->date, row, &r->date)) || (f->due.way == DAY && !day(f, &f->due, row, &r->due)) ||
	    (f->start.way == DAY && !day(f, &f->start, row, &r->start)) ||
	    (f->quantity.way == NUMBER && !number(&f->quantity, row, &r->quantity)))
		return false;
	/* a row without any date might be blank, or a note below the table */
	if (r->date == PDZ_NO_DAY && r->due == PDZ_NO_DAY && r->start == PDZ_NO_DAY)
		return false;
	for (size_t i = 0; i < f->text_count; i++) {
		const struct field *field = &f->texts[i];
		if (field->way == WORD ? !word(field, row, text_of(f, r, i)) : field->way == PLAIN && !plain(field, row, text_of(f, r, i)))
			return false;
	}
	if (f->texts[4].way == PLAIN && b->pseudonyms && !b->mapping->case_pseudonyms) {
		if (!personal_quick(b, r->case_id, &r->case_id))
			return false;
	} else if (f->texts[4].way == PLAIN && personal_is_taxcode(r->case_id)) {
		return false;
	}
	if (f->texts[5].way == PLAIN && ((r->note.n && r->note.p[0] == '[') || personal_is_taxcode(r->note)))
		return false;
	if (f->status.way == WORD && !word(&f->status, row, &status))
		return false;
	const bool done = status.n ? status.p[0] == 'd' : r->date != PDZ_NO_DAY;
	r->status = done ? PDZ_DONE : PDZ_PLANNED;
	if ((done && r->date == PDZ_NO_DAY) || !set_id(f, b, row, &r->id))
		return false;
	b->count = 1;
	return true;
}

/* Learning */

static void learn(struct ingest_fast *f, struct field *field, const struct pdz_row *row, struct pdz_str became)
{
	const struct pdz_str cell = row->cells[field->cell];
	if (cell.n > PDZ_WORD_LONGEST || field->words->count == WORDS_MOST)
		return;
	const struct pdz_word w = pdz_word_of(cell);
	struct known *known = find(field->words, &w);
	if (known->word.n)
		return;
	const char *copy = pdz_arena_copy(&f->arena, became);
	if (!copy)
		return;
	*known = (struct known){w, {copy, became.n}};
	field->words->count++;
}

void fast_learn(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row)
{
	struct pdz_record *r = &b->records[0];
	struct ingest_mistake mistake;
	struct pdz_str status;

	if (row->fault || row->count != b->header_count ||
	    !row_value_text(b, &b->mapping->records[0].fields[PDZ_COL_STATUS], NULL, &status, &mistake))
		return;
	if (f->status.way == WORD)
		learn(f, &f->status, row, status);
	else
		f->status_text = status;
	for (size_t i = 0; i < f->text_count; i++)
		if (f->texts[i].way == WORD)
			learn(f, &f->texts[i], row, *text_of(f, r, i));
	f->has_model = true;
}

void fast_forget(struct ingest_fast *f)
{
	f->has_model = false;
}
