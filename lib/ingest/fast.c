/* Rows like those before them; see fast.h. The hot path of the loader: no call, no
 * allocation and no copy that a plain row does not need. */
#include "ingest/fast.h"

#include "base/bytes.h"
#include "records/plain.h"
#include "ingest/personal.h"
#include "pdz/intern.h"

#include <stdlib.h>

enum {
	WORD_SLOTS = 4096,
	WORDS_MOST = 3072, /* distinct values learnt of a column */
	WORD_LONGEST = PDZ_PLAIN_SLACK,
	ALIKE_SLOTS = 1 << 10, /* at first */
	DIRECT_BITS = 18,      /* of a key that is a place by itself */
	FIRST_YEAR = 1950,
	YEARS = 150, /* of dates known by table */
	ID_LONGEST = 200,
};

/* A short text as four numbers, the rest zeros. Texts here have no NUL, so that these are
 * all of it, and comparing them needs neither length nor loop. */
struct name {
	uint64_t part[4];
};

/* What a text of a column became. Open addressing: the first free slot ends a search. */
struct words {
	struct known {
		struct name name;
		struct pdz_str became;
		bool used;
		uint16_t number; /* of what it became, among those of the column */
	} slots[WORD_SLOTS];
	size_t count;
	struct pdz_intern texts; /* what they became */
};

/* Places for what follows from the words of a row and its status, by a key of their numbers,
 * each with as many bits as it takes. A short key, as most are, is a place in a table by
 * itself; longer ones are looked for, among twice as many slots whenever a quarter is taken. */
struct alikes {
	void **direct;
	struct alike {
		uint64_t key;
		void *place; /* NULL: free */
	} *slots;
	size_t slot_count, count;
	unsigned bits;
};

/* How a field comes about. */
enum way {
	CONSTANT, /* from literals alone: the same in every record */
	DAY,
	NUMBER,
	PLAIN, /* the cell as it stands */
	WORD,  /* the cell by what it became before: tables and the plan's words */
};

struct field {
	enum way way;
	uint32_t cell;
	bool dmy, italian;
	struct words *words;
	size_t to;     /* WORD: where its text stands in a record */
	unsigned bits; /* WORD: of the numbers of what it has become so far */
};

struct ingest_fast {
	struct field date, due, start, quantity, id, status, case_id, note;
	struct field words[4 + PDZ_MAX_DIMENSIONS]; /* the fields that are words, but the status */
	size_t word_count;
	struct pdz_str status_text; /* what the status column became, where it is the same in every row */
	struct pdz_str prefix;      /* of ids */
	char id_text[ID_LONGEST];
	bool has_model; /* b->records[0] holds what is constant */
	uint64_t key;   /* of the row at hand, into alikes */
	struct alikes alikes;
	pdz_day first_of[YEARS * 12 + 1]; /* first day of each month */
	uint64_t keep[17][2];             /* 16 bytes, of which the first so many are ones */
};

static struct pdz_str *text_at(struct pdz_record *r, size_t to)
{
	return (struct pdz_str *)(void *)((char *)r + to);
}

/* Setting up */

/* The one cell that decides about a value. False: there are several, or a pattern. */
static bool follow_value(struct field *field, const struct ingest_bound *b, const struct map_value *v, enum way way)
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
	if ((field->way == DAY && v->dates != DATES_DMY && v->dates != DATES_YMD) ||
	    (field->way == NUMBER && v->constant_number))
		return false;
	return field->way == CONSTANT || field->way == WORD || v->count == 0;
}

/* A text; if it comes from a cell, by words. */
static bool follow_word(struct ingest_fast *f, const struct ingest_bound *b, const struct map_value *v, size_t to)
{
	struct field *field = &f->words[f->word_count];

	if (!follow_value(field, b, v, WORD))
		return false;
	field->to = to;
	f->word_count += field->way == WORD;
	return true;
}

static bool follow_all(struct ingest_fast *f, const struct ingest_bound *b)
{
	static const struct {
		enum pdz_column column;
		size_t to;
	} texts[] = {{PDZ_COL_ACTION, offsetof(struct pdz_record, action)},
	             {PDZ_COL_EVENT, offsetof(struct pdz_record, event)},
	             {PDZ_COL_AREA, offsetof(struct pdz_record, area)},
	             {PDZ_COL_CATEGORY, offsetof(struct pdz_record, category)}};
	const struct map_value *v = b->mapping->records[0].fields;
	bool fine = follow_value(&f->date, b, &v[PDZ_COL_DATE], DAY) && follow_value(&f->due, b, &v[PDZ_COL_DUE], DAY) &&
	            follow_value(&f->start, b, &v[PDZ_COL_START], DAY) &&
	            follow_value(&f->quantity, b, &v[PDZ_COL_QUANTITY], NUMBER) &&
	            follow_value(&f->id, b, &b->mapping->id, PLAIN) &&
	            follow_value(&f->status, b, &v[PDZ_COL_STATUS], WORD) &&
	            follow_value(&f->case_id, b, &v[PDZ_COL_CASE], PLAIN) &&
	            follow_value(&f->note, b, &v[PDZ_COL_NOTE], PLAIN);

	for (size_t i = 0; i < sizeof texts / sizeof *texts && fine; i++)
		fine = follow_word(f, b, &v[texts[i].column], texts[i].to);
	for (size_t i = 0; i < b->mapping->extra_count && fine; i++)
		fine = follow_word(f, b, &v[PDZ_COLUMNS + i],
		                   offsetof(struct pdz_record, dimensions) + b->extra_order[i] * sizeof(struct pdz_str));
	return fine;
}

static void free_words(struct words *words)
{
	if (words)
		pdz_intern_release(&words->texts);
	free(words);
}

static bool make_words(struct field *field)
{
	return field->way != WORD || (field->words = calloc(1, sizeof *field->words)) != NULL;
}

struct ingest_fast *pdz_fast_new(const struct ingest_bound *b)
{
	const struct pdz_mapping *m = b->mapping;
	struct ingest_fast *f = NULL;

	if (m->record_count != 1 || m->records[0].for_each.count || m->records[0].when.count || m->skip_count ||
	    m->empty_count || m->escapes || m->canonical || !(f = calloc(1, sizeof *f)))
		return NULL;
	f->prefix = m->source;
	bool fine = follow_all(f, b) && make_words(&f->status);
	for (size_t i = 0; i < f->word_count && fine; i++)
		fine = make_words(&f->words[i]);
	for (int i = 0; i <= YEARS * 12; i++)
		f->first_of[i] = pdz_month_first(FIRST_YEAR * 12 + i);
	for (size_t i = 0; i <= 16; i++)
		memset(f->keep[i], 0xff, i);
	if (fine)
		return f;
	pdz_fast_free(f);
	return NULL;
}

void pdz_fast_free(struct ingest_fast *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->word_count; i++)
		free_words(f->words[i].words);
	free_words(f->status.words);
	free(f->alikes.slots);
	free(f->alikes.direct);
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

/* cell is no longer than WORD_LONGEST. wide: PDZ_PLAIN_SLACK bytes may be read. */
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

static inline bool same_name(const struct name *a, const struct name *b)
{
	return ((a->part[0] ^ b->part[0]) | (a->part[1] ^ b->part[1]) | (a->part[2] ^ b->part[2]) |
	        (a->part[3] ^ b->part[3])) == 0;
}

static inline struct known *find_known(struct words *words, const struct name *name)
{
	const uint64_t h = (name->part[0] ^ name->part[1] * UINT64_C(0x9e3779b97f4a7c15) ^
	                    (name->part[2] + name->part[3] * 31) * UINT64_C(0xa0761d6478bd642f)) *
	                   UINT64_C(0xd6e8feb86659fd93);
	size_t at = (size_t)(h >> 40) % WORD_SLOTS;
	while (words->slots[at].used && !same_name(&words->slots[at].name, name))
		at = (at + 1) % WORD_SLOTS;
	return &words->slots[at];
}

/* What the word of a field became before; NULL: it is new. */
static inline const struct known *fast_word(const struct ingest_fast *f, const struct field *field,
                                            const struct cells *cells)
{
	const struct pdz_str cell = fast_cell(cells, field->cell);
	if (cell.n > WORD_LONGEST)
		return NULL;
	const struct name name = name_of(f, cell, cells->text != NULL);
	const struct known *known = find_known(field->words, &name);
	return known->used ? known : NULL;
}

/* No blank to trim, and nothing that could be a word for "empty" (n.d., -). */
static inline bool fast_plain_text(const struct field *field, const struct cells *cells, struct pdz_str *out)
{
	const struct pdz_str cell = fast_cell(cells, field->cell);
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

/* Digits, and up to six decimals after the style's mark. */
static inline bool fast_number(const struct field *field, const struct cells *cells, pdz_micro *out)
{
	static const pdz_micro unit[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
	const struct pdz_str cell = fast_cell(cells, field->cell);
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

static inline bool set_id(struct ingest_fast *f, struct ingest_bound *b, const struct cells *cells, struct pdz_str *id)
{
	struct pdz_str text;
	if (f->id.way == CONSTANT)
		return true;
	if (!fast_plain_text(&f->id, cells, &text))
		return false;
	if (b->pseudonyms && b->mapping->id_personal ? !pdz_personal_quick(b, text, &text) : pdz_personal_is_taxcode(text))
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

/* b->records[0] of a row; its source and line are the caller's. Without texts those of words
 * are left as they were: f->key says which they are. */
__attribute__((always_inline)) static inline bool convert_plain_row(struct ingest_fast *f, struct ingest_bound *b,
                                                                    const struct cells *cells, bool texts)
{
	struct pdz_str status = f->status_text;
	struct pdz_record *r = &b->records[0];
	const struct known *known;

	if ((f->date.way == DAY && !fast_day(f, &f->date, cells, &r->date)) ||
	    (f->due.way == DAY && !fast_day(f, &f->due, cells, &r->due)) ||
	    (f->start.way == DAY && !fast_day(f, &f->start, cells, &r->start)) ||
	    (f->quantity.way == NUMBER && !fast_number(&f->quantity, cells, &r->quantity)))
		return false;
	/* a row without any date might be blank, or a note below the table */
	if (r->date == PDZ_NO_DAY && r->due == PDZ_NO_DAY && r->start == PDZ_NO_DAY)
		return false;
	uint64_t key = 0;
	for (size_t i = 0; i < f->word_count; i++) {
		if (!(known = fast_word(f, &f->words[i], cells)))
			return false;
		if (texts)
			*text_at(r, f->words[i].to) = known->became;
		key = key << f->words[i].bits | known->number;
	}
	if (f->case_id.way == PLAIN) {
		if (!fast_plain_text(&f->case_id, cells, &r->case_id))
			return false;
		if (b->pseudonyms && !b->mapping->case_pseudonyms ? !pdz_personal_quick(b, r->case_id, &r->case_id)
		                                                  : pdz_personal_is_taxcode(r->case_id))
			return false;
	}
	if (f->note.way == PLAIN && (!fast_plain_text(&f->note, cells, &r->note) || (r->note.n && r->note.p[0] == '[') ||
	                             pdz_personal_is_taxcode(r->note)))
		return false;
	if (f->status.way == WORD) {
		if (!(known = fast_word(f, &f->status, cells)))
			return false;
		status = known->became;
	}
	const bool done = status.n ? status.p[0] == 'd' : r->date != PDZ_NO_DAY;
	r->status = done ? PDZ_DONE : PDZ_PLANNED;
	f->key = key << 1 | done;
	return (!done || r->date != PDZ_NO_DAY) && set_id(f, b, cells, &r->id);
}

bool pdz_fast_convert(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source)
{
	if (!f->has_model || row->fault || row->count != b->header_count)
		return false;
	b->records[0].source = source;
	b->records[0].line = row->line;
	b->count = 1;
	return convert_plain_row(f, b, &(struct cells){.made = row->cells}, true);
}

static struct alike *alike_slot(const struct alikes *a, uint64_t key)
{
	size_t at = (size_t)(key * UINT64_C(0xd6e8feb86659fd93) >> 40) & (a->slot_count - 1);
	while (a->slots[at].place && a->slots[at].key != key)
		at = (at + 1) & (a->slot_count - 1);
	return &a->slots[at];
}

static bool grow_shape_slots(struct alikes *a)
{
	struct alikes more = *a;

	more.slot_count = a->slot_count ? 2 * a->slot_count : ALIKE_SLOTS;
	if (!(more.slots = calloc(more.slot_count, sizeof *more.slots)))
		return false;
	for (size_t i = 0; i < a->slot_count; i++)
		if (a->slots[i].place)
			*alike_slot(&more, a->slots[i].key) = a->slots[i];
	free(a->slots);
	*a = more;
	return true;
}

/* Tables for keys as long as they are now, with nothing in them. False: the keys are too
 * long, or there is no memory; then nothing is shared. */
static bool make_alikes(struct ingest_fast *f)
{
	struct alikes *a = &f->alikes;
	unsigned bits = 1;

	for (size_t i = 0; i < f->word_count; i++)
		bits += f->words[i].bits;
	if ((a->direct || a->slots) && a->bits == bits)
		return true;
	free(a->direct);
	free(a->slots);
	*a = (struct alikes){.bits = bits};
	if (bits <= DIRECT_BITS)
		return (a->direct = calloc((size_t)1 << bits, sizeof *a->direct)) != NULL;
	return bits <= 64 && grow_shape_slots(a);
}

/* The texts of words, from the key. */
static void set_known_texts(const struct ingest_fast *f, struct pdz_record *r)
{
	uint64_t key = f->key >> 1;

	for (size_t i = f->word_count; i-- > 0; key >>= f->words[i].bits)
		*text_at(r, f->words[i].to) = pdz_intern_text(&f->words[i].words->texts,
		                                              (uint32_t)(key & ((UINT64_C(1) << f->words[i].bits) - 1)));
}

/* Is a row text in the encoding of its file? */
static inline bool is_text(const struct fast_sink *sink, const struct pdz_plain_rows *rows, uint32_t end)
{
	return pdz_plain_ascii(rows->high, rows->begin, end) ||
	       pdz_ingest_text_flaw(sink->text, (struct pdz_str){rows->text + rows->begin, end - rows->begin}, NULL) ==
	           SIZE_MAX;
}

/* The record of a row that has been taken. False: the sink wants no more. */
static inline bool send(struct ingest_fast *f, const struct fast_sink *sink, struct pdz_record *r, bool *share)
{
	struct alikes *const a = &f->alikes;

	if (!*share)
		return sink->put(sink->ctx, r, NULL);
	struct alike *const slot = a->direct ? NULL : alike_slot(a, f->key);
	void **const place = slot ? &slot->place : &a->direct[f->key];
	if (*place)
		return sink->put(sink->ctx, r, place);
	set_known_texts(f, r);
	const bool more = sink->put(sink->ctx, r, place);
	if (slot && *place) {
		slot->key = f->key;
		if (++a->count * 4 > a->slot_count && !grow_shape_slots(a)) {
			a->bits = 0; /* no memory for more: not these, then, before they are full */
			*share = make_alikes(f);
		}
	}
	return more;
}

/* A row whose quotes are simple is as good as a plain one. */
static bool take_quoted(struct ingest_fast *f, struct ingest_bound *b, struct pdz_csv *csv,
                        const struct fast_sink *sink)
{
	struct pdz_row row;

	if (!pdz_csv_quoted(csv, &row))
		return false;
	if ((row.ascii || pdz_ingest_text_flaw(sink->text, row.raw, NULL) == SIZE_MAX) &&
	    pdz_fast_convert(f, b, &row, sink->source))
		return true;
	pdz_csv_give_back(csv, &row);
	return false;
}

size_t pdz_fast_rows(struct ingest_bound *b, struct pdz_csv *csv, const struct fast_sink *sink)
{
	struct ingest_fast *const f = b->fast;
	const size_t cells = b->header_count;
	struct pdz_plain_rows rows;
	size_t taken = 0;
	bool more = f && f->has_model;

	bool share = more && sink->alike && make_alikes(f);
	while (more && pdz_csv_plain_rows(csv, &rows)) {
		const size_t before = taken;
		b->records[0].source = sink->source;
		b->count = 1;
		for (bool wanted = true; wanted && taken < sink->most; taken++) {
			const uint32_t *ends = pdz_plain_peek(&rows, cells);
			if (!ends || !is_text(sink, &rows, ends[cells - 1]) ||
			    !convert_plain_row(f, b, &(struct cells){rows.text, ends, rows.begin, NULL}, sink->texts || !share))
				break;
			b->records[0].line = rows.line;
			pdz_plain_take(&rows);
			more = wanted = send(f, sink, &b->records[0], &share);
		}
		pdz_csv_plain_taken(csv, &rows);
		if (!more || taken == sink->most)
			break;
		/* at the end of what is known of the text there may be more of it */
		if (rows.breaks == rows.breaks_end)
			more = taken > before;
		else if ((more = take_quoted(f, b, csv, sink)))
			more = (taken++, send(f, sink, &b->records[0], &share));
	}
	return taken;
}

/* Learning */

static void learn(struct ingest_fast *f, struct field *field, const struct pdz_row *row, struct pdz_str became)
{
	const struct pdz_str cell = row->cells[field->cell];
	if (cell.n > WORD_LONGEST || field->words->count == WORDS_MOST)
		return;
	const struct name name = name_of(f, cell, false);
	struct known *known = find_known(field->words, &name);
	if (known->used)
		return;
	const uint32_t number = pdz_intern_add(&field->words->texts, became);
	if (number == PDZ_NONE)
		return;
	*known = (struct known){name, pdz_intern_text(&field->words->texts, number), true, (uint16_t)number};
	field->words->count++;
	while (field->words->texts.count > (size_t)1 << field->bits)
		field->bits++;
}

void pdz_fast_learn(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row)
{
	struct pdz_record *r = &b->records[0];
	struct ingest_mistake mistake;
	struct pdz_str status;

	if (row->fault || row->count != b->header_count ||
	    !pdz_row_value_text(b, &b->mapping->records[0].fields[PDZ_COL_STATUS], NULL, &status, &mistake))
		return;
	if (f->status.way == WORD)
		learn(f, &f->status, row, status);
	else
		f->status_text = status;
	for (size_t i = 0; i < f->word_count; i++)
		learn(f, &f->words[i], row, *text_at(r, f->words[i].to));
	f->has_model = true;
}

void pdz_fast_forget(struct ingest_fast *f)
{
	f->has_model = false;
}
