/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger; see ledger.h. Most of the memory of a run, and most of its time.
 *
 * Each slot has a part of its own. A part has cells: one for each key, as far as keys are
 * few (month, area, category, ...). What is many - the cases of a cell, or its days of
 * delay - are members: 8 bytes each, in one table for all cells of the part. That table is
 * not base/slots.h, whose slots lead to things elsewhere: it would take 16 bytes a member, and
 * a second look into memory that no cache holds, where this one is asked for ahead. */
#include "measure/ledger.h"

#include "base/pages.h"
#include "base/slots.h"

#include <stdlib.h>

/* The fields of a cell's key as words. What its members differ in stands in MEMBERS,
 * and in the key itself is nothing. */
enum field { WHEN, AREA, CATEGORY, REST, WHO, WHAT, DUE, VALUE, VALUE_HIGH, MEMBERS, FIELDS };

/* A member: the number of its cell, what it is, how often it came. 0: free. */
enum {
	CELL_BITS = 20,
	MEMBER_BITS = 32,
	TIMES_BITS = 12,
	MOST_CELLS = 1 << CELL_BITS,
	MOST_TIMES = (1 << TIMES_BITS) - 1
};
_Static_assert(CELL_BITS + MEMBER_BITS + TIMES_BITS == 64, "64 bits");

struct pdz_ledger_part {
	/* Cells: each has only the words that some cell of the part has needed. */
	uint32_t shape; /* 1 << field: the keys have it */
	uint8_t width;  /* words of a key */
	uint32_t *keys;
	struct held {
		uint64_t n;
		int64_t sum;
	} *held;                         /* of the cell alone */
	size_t count, key_cap, held_cap; /* key_cap in words */
	struct pdz_slots index;          /* cells by the hash of their words */

	uint64_t *members; /* open addressing */
	size_t member_count, member_cap;
};

void pdz_ledger_release(struct pdz_ledger *l)
{
	for (size_t i = 0; i < l->part_count; i++) {
		free(l->parts[i].keys);
		free(l->parts[i].held);
		free(l->parts[i].index.items);
		free(l->parts[i].members);
	}
	free(l->parts);
	*l = (struct pdz_ledger){0};
}

/* Keys of cells */

/* clang-format off */
static const uint32_t nothing[FIELDS] = {
	[WHEN] = (uint32_t)PDZ_NO_DAY, [AREA] = PDZ_NONE, [CATEGORY] = PDZ_NONE, [REST] = PDZ_NONE, [WHO] = PDZ_NONE,
	[WHAT] = PDZ_NONE, [DUE] = (uint32_t)PDZ_NO_DAY,
};
/* clang-format on */

/* All words of a key; returns which of them say something. */
static uint32_t to_words(const struct pdz_key *key, uint32_t members, uint32_t words[FIELDS])
{
	uint32_t says = 1u << WHEN; /* so that no key is without words */
	words[WHEN] = (uint32_t)key->when;
	words[AREA] = key->area;
	words[CATEGORY] = key->category;
	words[REST] = key->rest;
	words[WHO] = key->who;
	words[WHAT] = key->what;
	words[DUE] = (uint32_t)key->due;
	words[VALUE] = (uint32_t)(uint64_t)key->value;
	words[VALUE_HIGH] = (uint32_t)((uint64_t)key->value >> 32);
	words[MEMBERS] = members;
	for (int i = 0; i < FIELDS; i++)
		says |= (uint32_t)(words[i] != nothing[i]) << i;
	return says;
}

static struct pdz_key from_words(const uint32_t words[FIELDS], uint32_t slot)
{
	return (struct pdz_key){.slot = slot,
	                        .when = (int32_t)words[WHEN],
	                        .area = words[AREA],
	                        .category = words[CATEGORY],
	                        .rest = words[REST],
	                        .who = words[WHO],
	                        .what = words[WHAT],
	                        .due = (pdz_day)words[DUE],
	                        .value = (int64_t)(words[VALUE] | (uint64_t)words[VALUE_HIGH] << 32)};
}

static void pack(uint32_t shape, const uint32_t words[FIELDS], uint32_t *key)
{
	for (; shape != 0; shape &= shape - 1)
		*key++ = words[__builtin_ctz(shape)];
}

static void unpack(uint32_t shape, const uint32_t *key, uint32_t words[FIELDS])
{
	memcpy(words, nothing, sizeof nothing);
	for (; shape != 0; shape &= shape - 1)
		words[__builtin_ctz(shape)] = *key++;
}

/* Another field has come into use: all keys get it. */
static bool reshape(struct pdz_ledger_part *p, uint32_t shape)
{
	const size_t width = (size_t)__builtin_popcount(shape), cap = p->count * width + 64;
	uint32_t *keys = malloc(cap * sizeof *keys);
	if (keys == NULL)
		return false;
	for (size_t i = 0; i < p->count; i++) {
		uint32_t words[FIELDS];
		unpack(p->shape, p->keys + i * p->width, words);
		pack(shape, words, keys + i * width);
	}
	free(p->keys);
	p->keys = keys;
	p->key_cap = cap;
	p->shape = shape;
	p->width = (uint8_t)width;
	return true;
}

/* Cells */

static uint32_t hash_words(const uint32_t words[FIELDS])
{
	uint64_t h = 0;
	for (int i = 0; i < FIELDS; i += 2) {
		h = (h ^ words[i] ^ (uint64_t)words[i + 1] << 32) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	return (uint32_t)(h ^ h >> 32);
}

static inline bool has_key(const void *part, uint32_t cell, const void *key)
{
	const struct pdz_ledger_part *p = part;
	return memcmp(p->keys + (size_t)cell * p->width, key, p->width * sizeof *p->keys) == 0;
}

/* By an eighth, once there are many. */
static bool more_cells(struct pdz_ledger_part *p)
{
	const size_t need = (p->count + 1) * p->width, room = p->count + 1 + (p->count < 512 ? p->count : p->count / 8);
	if (need > p->key_cap) {
		uint32_t *keys = realloc(p->keys, room * p->width * sizeof *keys);
		if (keys == NULL)
			return false;
		p->keys = keys;
		p->key_cap = room * p->width;
	}
	if (p->count < p->held_cap)
		return true;
	struct held *held = realloc(p->held, room * sizeof *held);
	if (held == NULL)
		return false;
	p->held = held;
	p->held_cap = room;
	return true;
}

/* The cell of a key; PDZ_NONE: out of memory. */
static uint32_t cell_of_key(struct pdz_ledger_part *p, const struct pdz_key *key, uint32_t members)
{
	uint32_t words[FIELDS], packed[FIELDS];
	const uint32_t says = to_words(key, members, words), hash = hash_words(words);
	if ((says & ~p->shape) != 0 && !reshape(p, p->shape | says))
		return PDZ_NONE;
	pack(p->shape, words, packed);
	if (!pdz_slots_grow(&p->index, p->count + 1))
		return PDZ_NONE;
	struct pdz_slot_taken *slot = pdz_slot_find(&p->index, hash, has_key, p, packed);
	if (slot->number != 0)
		return slot->number - 1;
	if (p->count >= PDZ_NONE - 1 || !more_cells(p))
		return PDZ_NONE;
	if (p->width > 0)
		memcpy(p->keys + p->count * p->width, packed, p->width * sizeof *packed);
	p->held[p->count] = (struct held){0};
	*slot = (struct pdz_slot_taken){(uint32_t)++p->count, hash};
	return (uint32_t)p->count - 1;
}

/* Members */

static inline uint64_t member_of(uint32_t cell, uint32_t member)
{
	return (uint64_t)cell << (MEMBER_BITS + TIMES_BITS) | (uint64_t)member << TIMES_BITS;
}

/* Where the search for a member begins. In order of the hash, so that a table of another
 * size has its members in nearly the same order. */
static inline size_t home_of(const struct pdz_ledger_part *p, uint64_t member)
{
	uint64_t h = (member >> TIMES_BITS) * UINT64_C(0x9e3779b97f4a7c15);
	h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return (size_t)((h >> 32) * p->member_cap >> 32);
}

static inline uint64_t *find_member(const struct pdz_ledger_part *p, uint64_t member)
{
	size_t at = home_of(p, member);
	while (p->members[at] != 0 && (p->members[at] ^ member) >> TIMES_BITS != 0)
		at = at + 1 == p->member_cap ? 0 : at + 1;
	return &p->members[at];
}

/* Twice as many: growing by less costs more in moving than it spares in memory. */
static bool more_members(struct pdz_ledger_part *p)
{
	struct pdz_ledger_part bigger = {.member_cap = p->member_cap == 0 ? 32 : p->member_cap * 2};
	bigger.members = calloc(bigger.member_cap, sizeof *bigger.members);
	if (bigger.members == NULL)
		return false;
	pdz_pages_grown();
	for (size_t i = 0; i < p->member_cap; i++)
		if (p->members[i] != 0)
			*find_member(&bigger, p->members[i]) = p->members[i];
	free(p->members);
	p->members = bigger.members;
	p->member_cap = bigger.member_cap;
	return true;
}

/* Cells and members as keys of rows */

static struct pdz_key key_of_cell(const struct pdz_ledger_part *p, uint32_t slot, uint32_t cell, uint32_t *members)
{
	uint32_t words[FIELDS];
	unpack(p->shape, p->keys + (size_t)cell * p->width, words);
	*members = words[MEMBERS];
	return from_words(words, slot);
}

static void fill_in(struct pdz_key *key, uint32_t members, uint32_t number)
{
	if (members == PDZ_BY_WHO)
		key->who = number;
	else
		key->value = (int32_t)(number ^ UINT32_C(0x80000000));
}

/* Adding */

static bool more_parts(struct pdz_ledger *l, uint32_t slot)
{
	if (!pdz_grow(&l->parts, &l->part_cap, (size_t)slot + 1, sizeof *l->parts))
		return false;
	memset(l->parts + l->part_count, 0, (slot + 1 - l->part_count) * sizeof *l->parts);
	l->part_count = (size_t)slot + 1;
	return true;
}

/* What is summed has a cell of its own, even if it is a case's. */
static inline enum pdz_members members_of(const struct pdz_counter *c)
{
	if (c->sum != 0)
		return PDZ_NO_MEMBERS;
	if (c->key.who != PDZ_NONE)
		return PDZ_BY_WHO;
	return c->key.value >= INT32_MIN && c->key.value <= INT32_MAX ? PDZ_BY_VALUE : PDZ_NO_MEMBERS;
}

bool pdz_ledger_place(struct pdz_ledger *l, const struct pdz_counter *c, struct pdz_hint *hint, struct pdz_place *out)
{
	const enum pdz_members members = members_of(c);
	*out = (struct pdz_place){.slot = c->key.slot,
	                          .alone = members == PDZ_NO_MEMBERS,
	                          .member = members == PDZ_BY_WHO ? c->key.who : pdz_member_of_value(c->key.value)};
	/* a hint is about cells that nothing else tells apart */
	if (c->key.due != PDZ_NO_DAY || (members == PDZ_BY_WHO && c->key.value != 0) ||
	    (members == PDZ_NO_MEMBERS && (c->key.who != PDZ_NONE || c->key.value != 0)))
		hint = NULL;
	struct pdz_place hinted;
	if (hint != NULL && pdz_hint_place(hint, c->key.slot, c->key.what, members, &hinted)) {
		out->cell = hinted.cell;
		return true;
	}
	if (l->failed || (c->key.slot >= l->part_count && !more_parts(l, c->key.slot)))
		return false;
	struct pdz_ledger_part *p = &l->parts[c->key.slot];
	struct pdz_key key = c->key;
	if (members == PDZ_BY_WHO)
		key.who = PDZ_NONE;
	else if (members == PDZ_BY_VALUE)
		key.value = 0;
	out->cell = cell_of_key(p, &key, members);
	if (out->cell == PDZ_NONE)
		return false;
	if (members != PDZ_NO_MEMBERS && out->cell >= MOST_CELLS) { /* no member can name it */
		out->alone = true;
		out->cell = cell_of_key(p, &c->key, PDZ_NO_MEMBERS);
		return out->cell != PDZ_NONE;
	}
	if (hint != NULL && out->cell + 1 < UINT32_C(1) << PDZ_HINT_BITS)
		*hint = (struct pdz_hint){(uint32_t)members << PDZ_HINT_BITS | (out->cell + 1), c->key.what};
	return true;
}

static void count_alone(struct pdz_ledger *l, uint32_t slot, uint32_t cell, uint64_t n, int64_t sum)
{
	struct held *held = &l->parts[slot].held[cell];
	held->n += n;
	if (__builtin_add_overflow(held->sum, sum, &held->sum))
		l->overflow = true;
}

/* A member that came more often than it can say: most of it goes to a cell of its own. */
static bool count_often(struct pdz_ledger *l, const struct pdz_place *place, uint64_t n)
{
	uint32_t members;
	struct pdz_key key = key_of_cell(&l->parts[place->slot], place->slot, place->cell, &members);
	fill_in(&key, members, place->member);
	const uint32_t cell = cell_of_key(&l->parts[place->slot], &key, PDZ_NO_MEMBERS);
	if (cell == PDZ_NONE)
		return false;
	count_alone(l, place->slot, cell, n, 0);
	return true;
}

static inline bool settle_one(struct pdz_ledger *l, const struct pdz_ledger_waiting *w)
{
	struct pdz_ledger_part *p = &l->parts[w->place.slot];
	if (p->member_count * 4 >= p->member_cap * 3 && !more_members(p))
		return false;
	uint64_t *there = find_member(p, member_of(w->place.cell, w->place.member));
	if ((*there & MOST_TIMES) + w->n > MOST_TIMES)
		return count_often(l, &w->place, w->n);
	if (*there == 0) {
		*there = member_of(w->place.cell, w->place.member);
		p->member_count++;
	}
	*there += w->n;
	return true;
}

void pdz_ledger_settle(struct pdz_ledger *l)
{
	for (; l->waiting > 0 && !l->failed; l->waiting--)
		l->failed = !settle_one(l, &l->wait[(l->turn - l->waiting) % PDZ_LEDGER_WAIT]);
	l->waiting = 0;
}

/* The members of a ledger of some size lie outside the processor's caches. So each is asked
 * for when it comes, and waits until as many others have come. */
void pdz_ledger_count(struct pdz_ledger *l, const struct pdz_place *place, uint64_t n, int64_t sum)
{
	if (l->failed)
		return;
	if (place->alone) {
		count_alone(l, place->slot, place->cell, n, sum);
		return;
	}
	if (n > MOST_TIMES) {
		l->failed = !count_often(l, place, n);
		return;
	}
	const struct pdz_ledger_part *p = &l->parts[place->slot];
	if (p->member_cap > 0) {
		const uint64_t *home = &p->members[home_of(p, member_of(place->cell, place->member))];
		__builtin_prefetch(home, 1);
		__builtin_prefetch(home + 4, 1);
	}
	struct pdz_ledger_waiting *turn = &l->wait[l->turn++ % PDZ_LEDGER_WAIT];
	if (l->waiting < PDZ_LEDGER_WAIT)
		l->waiting++;
	else
		l->failed = !settle_one(l, turn);
	*turn = (struct pdz_ledger_waiting){*place, (uint32_t)n};
}

void pdz_ledger_add(struct pdz_ledger *l, const struct pdz_counter *c)
{
	struct pdz_place place;
	if (pdz_ledger_place(l, c, NULL, &place))
		pdz_ledger_count(l, &place, c->n, c->sum);
	else
		l->failed = true;
}

/* The cells of one slot, with the keys they have here; places says where their members go.
 * False: out of memory. */
static bool absorb_cells(struct pdz_ledger *l, const struct pdz_ledger_part *p, uint32_t slot,
                         const struct pdz_renumber *how, struct pdz_place *places)
{
	for (uint32_t cell = 0; cell < p->count; cell++) {
		uint32_t members;
		struct pdz_counter c = {
			.key = key_of_cell(p, slot, cell, &members), .n = p->held[cell].n, .sum = p->held[cell].sum};
		how->key(how, &c.key);
		if (c.n > 0)
			pdz_ledger_add(l, &c);
		c.n = 0;
		c.sum = 0;
		if (members == PDZ_BY_WHO)
			c.key.who = 0;
		if (members != PDZ_NO_MEMBERS && !pdz_ledger_place(l, &c, NULL, &places[cell]))
			return false;
	}
	return true;
}

static void absorb_members(struct pdz_ledger *l, const struct pdz_ledger_part *p, uint32_t slot,
                           const struct pdz_renumber *how, const struct pdz_place *places)
{
	const uint32_t *who = how->who(how, slot);
	for (size_t i = 0; i < p->member_cap; i++) {
		const uint64_t m = p->members[i];
		if (m == 0)
			continue;
		const uint32_t cell = (uint32_t)(m >> (MEMBER_BITS + TIMES_BITS)), number = (uint32_t)(m >> TIMES_BITS);
		uint32_t members;
		struct pdz_place place = places[cell];
		struct pdz_counter c = {.key = key_of_cell(p, slot, cell, &members), .n = m & MOST_TIMES};
		place.member = members == PDZ_BY_WHO && who != NULL ? who[number] : number;
		if (!place.alone) {
			pdz_ledger_count(l, &place, c.n, 0);
			continue;
		}
		how->key(how, &c.key); /* its cell here is beyond those that members can name */
		fill_in(&c.key, members, place.member);
		pdz_ledger_add(l, &c);
	}
}

void pdz_ledger_absorb(struct pdz_ledger *l, const struct pdz_ledger *other, const struct pdz_renumber *how)
{
	l->failed |= other->failed;
	l->overflow |= other->overflow;
	for (uint32_t slot = 0; slot < other->part_count && !l->failed; slot++) {
		const struct pdz_ledger_part *p = &other->parts[slot];
		struct pdz_place *places = calloc(p->count + 1, sizeof *places);
		if (places == NULL || !absorb_cells(l, p, slot, how, places))
			l->failed = true;
		else
			absorb_members(l, p, slot, how, places);
		free(places);
	}
}

/* Rows as others see them */

static int compare_keys(const struct pdz_key *x, const struct pdz_key *y)
{
#define BY(field) \
	if (x->field != y->field) \
	return x->field < y->field ? -1 : 1
	BY(slot);
	BY(when);
	BY(area);
	BY(category);
	BY(rest);
	BY(who);
	BY(what);
	BY(due);
	BY(value);
#undef BY
	return 0;
}

static int compare_counters(const void *a, const void *b)
{
	return compare_keys(&((const struct pdz_counter *)a)->key, &((const struct pdz_counter *)b)->key);
}

/* A cell that becomes rows. */
struct cell {
	struct pdz_key key;
	uint32_t number, members;
};

static int compare_cells(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;
	const int by_key = compare_keys(&x->key, &y->key);
	return by_key != 0 ? by_key : (x->number > y->number) - (x->number < y->number);
}

/* The cells of a part in the order of their keys; to be freed. */
static struct cell *sort_cells(const struct pdz_ledger_part *p, uint32_t slot)
{
	struct cell *cells = malloc((p->count + 1) * sizeof *cells);
	for (size_t i = 0; cells != NULL && i < p->count; i++) {
		cells[i].key = key_of_cell(p, slot, (uint32_t)i, &cells[i].members);
		cells[i].number = (uint32_t)i;
	}
	if (cells != NULL && p->count > 1)
		qsort(cells, p->count, sizeof *cells, compare_cells);
	return cells;
}

/* Sort numbers by their bits from shift on, 11 at a time; room is for as many again. */
static void sort_members(uint64_t *v, uint64_t *room, size_t n, int shift)
{
	enum { DIGIT = 11, FEW = 96 };
	uint64_t differ = 0, *from = v, *to = room;
	if (n < FEW) {
		for (size_t i = 1; i < n; i++) {
			const uint64_t x = v[i];
			size_t k = i;
			for (; k > 0 && v[k - 1] >> shift > x >> shift; k--)
				v[k] = v[k - 1];
			v[k] = x;
		}
		return;
	}
	for (size_t i = 1; i < n; i++)
		differ |= v[i] ^ v[0];
	for (; shift < 64; shift += DIGIT) {
		size_t begin[1 << DIGIT] = {0}, at = 0;
		if ((differ >> shift & ((1 << DIGIT) - 1)) == 0)
			continue;
		for (size_t i = 0; i < n; i++)
			begin[from[i] >> shift & ((1 << DIGIT) - 1)]++;
		for (size_t d = 0; d < 1 << DIGIT; d++) {
			const size_t many = begin[d];
			begin[d] = at;
			at += many;
		}
		for (size_t i = 0; i < n; i++)
			to[begin[from[i] >> shift & ((1 << DIGIT) - 1)]++] = from[i];
		uint64_t *other = from;
		from = to;
		to = other;
	}
	if (from != v)
		memcpy(v, from, n * sizeof *v);
}

/* The members of a part, by their cells in the order given and by their numbers: the
 * cell's number in them is its place in that order, among those that can have any. To
 * be freed. */
static uint64_t *sorted_members(const struct pdz_ledger_part *p, const struct cell *cells)
{
	uint64_t *members = malloc((2 * p->member_count + 1) * sizeof *members);
	uint32_t *rank = malloc((p->count + 1) * sizeof *rank);
	size_t n = 0;
	for (uint32_t i = 0, next = 0; rank != NULL && i < p->count; i++)
		rank[cells[i].number] = cells[i].number < MOST_CELLS ? next++ : 0;
	for (size_t i = 0; members != NULL && rank != NULL && i < p->member_cap; i++)
		if (p->members[i] != 0)
			members[n++] = (p->members[i] & (member_of(1, 0) - 1)) |
			               member_of(rank[p->members[i] >> (MEMBER_BITS + TIMES_BITS)], 0);
	if (members != NULL && rank != NULL)
		sort_members(members, members + n, n, TIMES_BITS);
	if (rank == NULL) {
		free(members);
		members = NULL;
	}
	free(rank);
	return members;
}

/* Rows that were kept in both forms are one; and cells with members of several kinds may mix. */
static size_t put_counters_in_order(struct pdz_counter *rows, size_t n)
{
	size_t kept = 0;
	bool ordered = true;
	for (size_t i = 1; i < n && ordered; i++)
		ordered = compare_counters(&rows[i - 1], &rows[i]) < 0;
	if (ordered)
		return n;
	qsort(rows, n, sizeof *rows, compare_counters);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || compare_counters(&rows[kept - 1], &rows[i]) != 0) {
			rows[kept++] = rows[i];
			continue;
		}
		rows[kept - 1].n += rows[i].n;
		rows[kept - 1].sum += rows[i].sum; /* one of them has none: see members_of */
	}
	return kept;
}

/* The rows of a part, in order, to out; false: out of memory. */
static bool rows_of_slot(const struct pdz_ledger_part *p, uint32_t slot, struct pdz_counter *out, size_t *count)
{
	struct cell *cells = sort_cells(p, slot);
	uint64_t *members = cells != NULL ? sorted_members(p, cells) : NULL;
	size_t n = 0, m = 0, rank = 0;
	for (size_t i = 0; members != NULL && i < p->count; i++) {
		const struct held *held = &p->held[cells[i].number];
		if (held->n > 0)
			out[n++] = (struct pdz_counter){cells[i].key, held->n, held->sum};
		if (cells[i].number >= MOST_CELLS)
			continue;
		for (; m < p->member_count && members[m] >> (MEMBER_BITS + TIMES_BITS) == rank; m++) {
			out[n] = (struct pdz_counter){.key = cells[i].key, .n = members[m] & MOST_TIMES};
			fill_in(&out[n++].key, cells[i].members, (uint32_t)(members[m] >> TIMES_BITS));
		}
		rank++;
	}
	free(cells);
	free(members);
	*count = put_counters_in_order(out, n);
	return members != NULL;
}

struct pdz_counter *pdz_ledger_rows(const struct pdz_ledger *l, uint32_t first, size_t slots, const uint32_t *homes,
                                    size_t *count)
{
	size_t n = 0;
	*count = 0;
	for (uint32_t s = first; s < first + slots; s++) {
		const uint32_t home = homes != NULL ? homes[s] : s;
		n += home < l->part_count ? l->parts[home].count + l->parts[home].member_count : 0;
	}
	struct pdz_counter *rows = malloc((n + 1) * sizeof *rows);
	for (uint32_t s = first; rows != NULL && s < first + slots; s++) {
		const uint32_t home = homes != NULL ? homes[s] : s;
		size_t of_slot;
		if (home >= l->part_count)
			continue;
		if (!rows_of_slot(&l->parts[home], s, rows + *count, &of_slot)) {
			free(rows);
			*count = 0; /* no rows, not even those that were there */
			return NULL;
		}
		*count += of_slot;
	}
	return rows;
}

size_t pdz_ledger_size(const struct pdz_ledger *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->part_count; i++)
		n += l->parts[i].count + l->parts[i].member_count;
	return n;
}

size_t pdz_ledger_find(const struct pdz_counter *rows, size_t count, const struct pdz_key *key)
{
	const struct pdz_counter wanted = {.key = *key};
	const struct pdz_counter *found = count > 0 ? bsearch(&wanted, rows, count, sizeof *rows, compare_counters) : NULL;
	return found != NULL ? (size_t)(found - rows) : count;
}
