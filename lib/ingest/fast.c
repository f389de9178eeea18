/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows like those before them; see fast.h. The hot path of the loader: no call, no allocation and no copy that
 * an ordinary row does not need. What is remembered stands in fast_memory.h, is set up by fast_setup.c and
 * learned by fast_learn.c. Dates and numbers as most are written are read where they stand. Records lie where
 * they are made, each with all that is the same in every row, and of one like it what the taker has kept (see
 * alike). */
#include "ingest/fast_memory.h"

#include "base/bytes.h"
#include "base/likely_day.h"
#include "ingest/personal.h"
#include "ingest/totals.h"

#include <stdlib.h>

/* Values */

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
	if (field->value->dates == DATES_DMY && p[2] == '/') {
		/* eight bytes at once, dd/mm/yy: what is not a digit is more than 9 after the exclusive
		 * or, what is not a slash is more than 0; then tens and ones of each pair together */
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

static inline bool set_day(struct ingest_fast *f, const struct field *field, const struct cells *cells, bool first,
                           pdz_day *out)
{
	if (field->way == DAY && fast_day(f, field, cells, out))
		return true;
	const struct became *before = remembered(f, field, cells);
	*out = before ? before->day : PDZ_NO_DAY;
	if (before || field->way != DAY)
		return before != NULL;
	const struct pdz_str cell = fast_cell(cells, field->cell);
	return is_plain_text(f, cell) &&
	       pdz_ingest_parse_date_edge(cell, field->value->dates, first, out) == PDZ_PARSE_OK && pdz_day_is_likely(*out);
}

static inline bool set_number(struct ingest_fast *f, const struct field *field, const struct cells *cells,
                              pdz_micro *out)
{
	const enum ingest_numbers style = field->value->numbers;
	if (field->way == NUMBER && style != NUMBERS_HOURS &&
	    pdz_ingest_simple_number(fast_cell(cells, field->cell), style == NUMBERS_IT ? ',' : '.', out))
		return true;
	const struct became *before = remembered(f, field, cells);
	*out = before ? before->micro : 0;
	if (before || field->way != NUMBER)
		return before != NULL;
	const struct pdz_str cell = fast_cell(cells, field->cell);
	return is_plain_text(f, cell) && pdz_ingest_parse_number(cell, style, out) == PDZ_PARSE_OK;
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

/* What was computed before needs no look, unless it is more than words. */
static bool check_others(struct ingest_fast *f, struct ingest_bound *b, struct maker *m)
{
	struct ingest_mistake mistake;
	struct pdz_str computed[WORDS];

	if (m->known && !m->check_each)
		return true;
	for (size_t i = 0; i < m->word_count && !m->known; i++)
		computed[i] = *text_at(&m->record, m->words[i].to);
	if (!pdz_row_check_words(b, m->spec, m->match, &m->record, &mistake) ||
	    !pdz_personal_check(b, m->spec, m->match, &m->record, &mistake) || b->failed)
		return false;
	for (size_t i = 0; i < m->word_count && !m->known; i++)
		if (m->words[i].way == OTHER)
			pdz_fast_learn_computed(f, &m->words[i], computed[i], *text_at(&m->record, m->words[i].to));
	return true;
}

/* The number of a text that was computed before. */
static inline bool find_computed(const struct field *field, struct pdz_str *text, uint32_t *number)
{
	*number = pdz_intern_find(&field->texts, *text);
	if (*number == PDZ_NONE || *number >> field->bits)
		return false;
	*text = field->codes[*number];
	return true;
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
		if (m->days[i].way != CONSTANT && m->days[i].way != OTHER &&
		    !set_day(f, &m->days[i], cells, day_columns[i] == PDZ_COL_START, day_at(r, i)))
			return false;
	if (m->quantity.way != CONSTANT && m->quantity.way != OTHER && !set_number(f, &m->quantity, cells, &r->quantity))
		return false;
	if (f->others && !set_others(b, m))
		return false;
	uint64_t key = 0;
	m->known = true;
	for (size_t i = 0; i < m->word_count; i++) {
		struct field *w = &m->words[i];
		uint32_t number = 0;
		if (w->way == OTHER) {
			m->known &= find_computed(w, text_at(r, w->to), &number);
		} else {
			const struct became *before = remembered(f, w, cells);
			if (!before)
				return false;
			if (texts_wanted || !m->share || m->other_texts)
				*text_at(r, w->to) = before->text;
			number = before->number - 1;
		}
		key = key << w->bits | number;
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
	return (!done || r->date != PDZ_NO_DAY) && check_others(f, b, m);
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

/* It has a day, so that it is not a header. */
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
	f->made[f->made_count++] = (struct made){m, r, m->key, m->known, thing};
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
		const enum holds skip = all_hold(f, b, &f->skips[i], cells);
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
		enum holds here = m->when.count ? all_hold(f, b, &m->when, cells) : HOLDS;
		if (here == HOLDS && m->match)
			here = test_holds(f, b, &m->match_filled, cells);
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

/* Has numbers of as many bits as its texts take. */
static void widen_field(struct field *field)
{
	while (field->texts.count > (size_t)1 << field->bits)
		field->bits++;
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
	pdz_fast_free_alikes(a);
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
		if (m->words[i].way == WORD)
			*text_at(made->record, m->words[i].to) =
				pdz_intern_text(&m->words[i].texts, (uint32_t)(key & ((UINT64_C(1) << m->words[i].bits) - 1)));
}

/* False: the sink wants no more. */
static inline bool send_record(const struct made *made, const struct fast_sink *sink, uint64_t line, bool has_texts)
{
	struct alikes *const a = &made->maker->alikes;

	made->record->line = line;
	if (!made->maker->share || !made->known)
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
		for (size_t k = 0; k < f->makers[i].word_count; k++)
			widen_field(&f->makers[i].words[k]);
		f->makers[i].record.source = sink->source;
		f->makers[i].share = sink->alike && make_alikes(&f->makers[i]);
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
