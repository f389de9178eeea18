/* The ledger; see ledger.h. Most of the memory of a run, and most of its time, so its
 * rows are kept small: each slot has a table of its own, whose rows have only the
 * fields that some row of the slot has used (for distinct cases: when, area, who and
 * how often, 16 bytes of 56). */
#include "ledger.h"

#include <stdlib.h>

/* A counter as words, by field; a value and a sum in two, n in two if it grows that far. */
enum field { WHEN, AREA, CATEGORY, REST, WHO, WHAT, DUE, VALUE, VALUE_HIGH, KEY_FIELDS, N = KEY_FIELDS, N_HIGH, SUM, SUM_HIGH, FIELDS };

struct pdz_ledger_part {
	uint32_t shape;          /* 1 << field: the rows have it */
	uint8_t width, key_width; /* words of a row, and of the key in it */
	uint32_t *rows;
	size_t count, cap;       /* cap in words */
	struct place {
		uint32_t row; /* its number + 1; 0: free */
		uint32_t hash;
	} *places;
	size_t place_count;
};

void pdz_ledger_release(struct pdz_ledger *l)
{
	for (size_t i = 0; i < l->part_count; i++) {
		free(l->parts[i].rows);
		free(l->parts[i].places);
	}
	free(l->parts);
	*l = (struct pdz_ledger){0};
}

/* Rows */

static const uint32_t nothing[FIELDS] = {
	[WHEN] = (uint32_t)PDZ_NO_DAY, [AREA] = PDZ_NONE, [CATEGORY] = PDZ_NONE, [REST] = PDZ_NONE, [WHO] = PDZ_NONE,
	[WHAT] = PDZ_NONE, [DUE] = (uint32_t)PDZ_NO_DAY,
};

/* Small numbers of either sign have a high word of 0. */
static inline uint64_t zigzag(int64_t v)
{
	return (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
}

static inline int64_t unzigzag(uint64_t z)
{
	return (int64_t)(z >> 1 ^ (z & 1 ? UINT64_MAX : 0));
}

/* All words of a counter; returns which of them say something. */
static inline uint32_t to_words(const struct pdz_counter *c, uint32_t words[FIELDS])
{
	const uint64_t value = zigzag(c->key.value), sum = zigzag(c->sum);
	uint32_t says = 1u << N;
	words[WHEN] = (uint32_t)c->key.when;
	words[AREA] = c->key.area;
	words[CATEGORY] = c->key.category;
	words[REST] = c->key.rest;
	words[WHO] = c->key.who;
	words[WHAT] = c->key.what;
	words[DUE] = (uint32_t)c->key.due;
	words[VALUE] = (uint32_t)value;
	words[VALUE_HIGH] = (uint32_t)(value >> 32);
	words[N] = (uint32_t)c->n;
	words[N_HIGH] = (uint32_t)(c->n >> 32);
	words[SUM] = (uint32_t)sum;
	words[SUM_HIGH] = (uint32_t)(sum >> 32);
	for (int i = 0; i < FIELDS; i++)
		says |= (uint32_t)(words[i] != nothing[i]) << i;
	return says;
}

static void from_words(const uint32_t words[FIELDS], uint32_t slot, struct pdz_counter *c)
{
	*c = (struct pdz_counter){
		.key = {.slot = slot, .when = (int32_t)words[WHEN], .area = words[AREA], .category = words[CATEGORY], .rest = words[REST],
		        .who = words[WHO], .what = words[WHAT], .due = (pdz_day)words[DUE],
		        .value = unzigzag(words[VALUE] | (uint64_t)words[VALUE_HIGH] << 32)},
		.n = words[N] | (uint64_t)words[N_HIGH] << 32,
		.sum = unzigzag(words[SUM] | (uint64_t)words[SUM_HIGH] << 32),
	};
}

static inline bool same_words(const uint32_t *a, const uint32_t *b, size_t n)
{
	uint32_t differ = 0;
	for (size_t i = 0; i < n; i++)
		differ |= a[i] ^ b[i];
	return differ == 0;
}

static inline void pack(uint32_t shape, const uint32_t words[FIELDS], uint32_t *row)
{
	for (; shape != 0; shape &= shape - 1)
		*row++ = words[__builtin_ctz(shape)];
}

static inline void unpack(uint32_t shape, const uint32_t *row, uint32_t words[FIELDS])
{
	memcpy(words, nothing, sizeof nothing);
	for (; shape != 0; shape &= shape - 1)
		words[__builtin_ctz(shape)] = *row++;
}

/* Another field has come into use: all rows get it. */
static bool reshape(struct pdz_ledger_part *p, uint32_t shape)
{
	const size_t width = (size_t)__builtin_popcount(shape);
	const size_t cap = p->count * width + 64;
	uint32_t *rows = malloc(cap * sizeof *rows);
	if (rows == NULL)
		return false;
	for (size_t i = 0; i < p->count; i++) {
		uint32_t words[FIELDS];
		unpack(p->shape, p->rows + i * p->width, words);
		pack(shape, words, rows + i * width);
	}
	free(p->rows);
	p->rows = rows;
	p->cap = cap;
	p->shape = shape;
	p->width = (uint8_t)width;
	p->key_width = (uint8_t)__builtin_popcount(shape & ((1u << KEY_FIELDS) - 1));
	return true;
}

/* Finding */

/* Five words, mixed one after the other: they are few, and known to be five. */
static inline uint32_t hash_key(const struct pdz_key *key)
{
	_Static_assert(sizeof(struct pdz_key) == 40, "no padding: keys are hashed as bytes");
	uint64_t words[5], h = 0;
	memcpy(words, key, sizeof words);
	for (int i = 0; i < 5; i++) {
		h = (h ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	return (uint32_t)(h ^ h >> 32);
}

static bool rehash(struct pdz_ledger_part *p)
{
	const size_t size = p->place_count == 0 ? 64 : p->place_count * 2;
	struct place *places = calloc(size, sizeof *places);
	if (places == NULL)
		return false;
	for (size_t i = 0; i < p->place_count; i++) {
		if (p->places[i].row == 0)
			continue;
		size_t at = p->places[i].hash & (size - 1);
		while (places[at].row != 0)
			at = (at + 1) & (size - 1);
		places[at] = p->places[i];
	}
	free(p->places);
	p->places = places;
	p->place_count = size;
	return true;
}

/* By an eighth, once there are many: rows are what memory is used for. */
static bool grow_rows(struct pdz_ledger_part *p)
{
	const size_t need = (p->count + 1) * p->width;
	if (need <= p->cap)
		return true;
	const size_t cap = need + (need < 4096 ? need : need / 8);
	uint32_t *rows = realloc(p->rows, cap * sizeof *rows);
	if (rows == NULL)
		return false;
	p->rows = rows;
	p->cap = cap;
	return true;
}

/* Add what c has to a row that is there; the counts stand behind the key. */
static bool add_to(struct pdz_ledger *l, struct pdz_ledger_part *p, uint32_t *row, const struct pdz_counter *c)
{
	uint32_t words[FIELDS];
	struct pdz_counter sum;
	if (c->sum == 0 && c->n <= UINT32_MAX && row[p->key_width] <= UINT32_MAX - (uint32_t)c->n) {
		row[p->key_width] += (uint32_t)c->n;
		return true;
	}
	const size_t at = (size_t)(row - p->rows) / p->width;
	unpack(p->shape, row, words);
	from_words(words, 0, &sum);
	sum.n += c->n;
	if (__builtin_add_overflow(sum.sum, c->sum, &sum.sum))
		l->overflow = true;
	const uint32_t says = to_words(&sum, words);
	if ((says & ~p->shape) != 0 && !reshape(p, p->shape | says))
		return false;
	pack(p->shape, words, p->rows + at * p->width);
	return true;
}

static bool put(struct pdz_ledger *l, const struct pdz_counter *c, uint32_t hash)
{
	struct pdz_ledger_part *p = &l->parts[c->key.slot];
	uint32_t words[FIELDS], row[FIELDS];
	const uint32_t says = to_words(c, words);
	if ((says & ~p->shape) != 0 && !reshape(p, p->shape | says))
		return false;
	if (p->count * 3 >= p->place_count * 2 && !rehash(p))
		return false;
	pack(p->shape, words, row);
	size_t at = hash & (p->place_count - 1);
	for (; p->places[at].row != 0; at = (at + 1) & (p->place_count - 1)) {
		uint32_t *there = p->rows + (size_t)(p->places[at].row - 1) * p->width;
		if (p->places[at].hash == hash && same_words(there, row, p->key_width))
			return add_to(l, p, there, c);
	}
	if (p->count >= UINT32_MAX - 1 || !grow_rows(p))
		return false;
	memcpy(p->rows + p->count * p->width, row, p->width * sizeof *row);
	p->places[at] = (struct place){(uint32_t)++p->count, hash};
	return true;
}

void pdz_ledger_settle(struct pdz_ledger *l)
{
	const size_t n = l->waiting;
	l->waiting = 0;
	for (size_t i = 0; i < n; i++) {
		const struct pdz_ledger_part *p = &l->parts[l->wait[i].key.slot];
		if (p->place_count == 0)
			continue;
		const struct place *place = &p->places[l->hashes[i] & (p->place_count - 1)];
		if (place->row != 0)
			__builtin_prefetch(p->rows + (size_t)(place->row - 1) * p->width, 1);
	}
	for (size_t i = 0; i < n && !l->failed; i++)
		l->failed = !put(l, &l->wait[i], l->hashes[i]);
}

static bool more_parts(struct pdz_ledger *l, uint32_t slot)
{
	if (!pdz_grow(&l->parts, &l->part_cap, (size_t)slot + 1, sizeof *l->parts))
		return false;
	memset(l->parts + l->part_count, 0, (slot + 1 - l->part_count) * sizeof *l->parts);
	l->part_count = (size_t)slot + 1;
	return true;
}

/* A ledger of some size lies outside the processor's caches, and a row takes two steps
 * to reach. So counters wait until there are some, and the steps of all of them are
 * asked for before the first is taken. */
void pdz_ledger_add(struct pdz_ledger *l, const struct pdz_counter *c)
{
	if (l->failed || (c->key.slot >= l->part_count && !more_parts(l, c->key.slot))) {
		l->failed = true;
		return;
	}
	const uint32_t hash = hash_key(&c->key);
	const struct pdz_ledger_part *p = &l->parts[c->key.slot];
	if (p->place_count > 0)
		__builtin_prefetch(&p->places[hash & (p->place_count - 1)]);
	l->wait[l->waiting] = *c;
	l->hashes[l->waiting++] = hash;
	if (l->waiting == PDZ_LEDGER_WAIT)
		pdz_ledger_settle(l);
}

/* Rows as others see them */

static int compare(const void *a, const void *b)
{
	const struct pdz_key *x = &((const struct pdz_counter *)a)->key, *y = &((const struct pdz_counter *)b)->key;
#define BY(field)                                                                                                      \
	if (x->field != y->field)                                                                                      \
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

/* What decides most comparisons, in one place: when and area, then who. */
struct standing {
	uint64_t first;
	uint32_t second, row;
};

static inline bool is_before(const struct pdz_counter *rows, const struct standing *a, const struct standing *b)
{
	if (a->first != b->first)
		return a->first < b->first;
	if (a->second != b->second)
		return a->second < b->second;
	return compare(&rows[a->row], &rows[b->row]) < 0;
}

/* Merge sort of v[0 .. n), with room for as many beside it. */
static void sort_standings(const struct pdz_counter *rows, struct standing *v, struct standing *room, size_t n)
{
	enum { RUN = 8 };
	for (size_t from = 0; from < n; from += RUN)
		for (size_t i = from + 1; i < n && i < from + RUN; i++) {
			const struct standing x = v[i];
			size_t k = i;
			for (; k > from && is_before(rows, &x, &v[k - 1]); k--)
				v[k] = v[k - 1];
			v[k] = x;
		}
	for (size_t run = RUN; run < n; run *= 2)
		for (size_t from = 0; from + run < n; from += 2 * run) {
			const size_t middle = from + run, end = middle + run < n ? middle + run : n;
			size_t i = 0, k = middle, out = from;
			if (!is_before(rows, &v[middle], &v[middle - 1]))
				continue;
			memcpy(room, v + from, run * sizeof *v);
			while (i < run && k < end)
				v[out++] = is_before(rows, &v[k], &room[i]) ? v[k++] : room[i++];
			memcpy(v + out, room + i, (run - i) * sizeof *v);
		}
}

/* The rows of a part, in order, to out. */
static bool sorted_rows(const struct pdz_ledger_part *p, uint32_t slot, struct pdz_counter *out)
{
	/* of rows with a category or a tuple, who does not come next */
	const bool who_next = (p->shape & (1u << CATEGORY | 1u << REST)) == 0;
	struct pdz_counter *rows = malloc((p->count + 1) * sizeof *rows);
	struct standing *order = malloc((2 * p->count + 1) * sizeof *order);
	const bool fine = rows != NULL && order != NULL;
	for (size_t i = 0; fine && i < p->count; i++) {
		uint32_t words[FIELDS];
		unpack(p->shape, p->rows + i * p->width, words);
		from_words(words, slot, &rows[i]);
		const struct pdz_key *k = &rows[i].key;
		order[i] = (struct standing){(uint64_t)((uint32_t)k->when ^ UINT32_C(0x80000000)) << 32 | k->area, who_next ? k->who : 0, (uint32_t)i};
	}
	if (fine)
		sort_standings(rows, order, order + p->count, p->count);
	for (size_t i = 0; fine && i < p->count; i++)
		out[i] = rows[order[i].row];
	free(rows);
	free(order);
	return fine;
}

struct pdz_counter *pdz_ledger_rows(const struct pdz_ledger *l, uint32_t first, size_t slots, size_t *count)
{
	size_t n = 0;
	for (size_t s = first; s < first + slots && s < l->part_count; s++)
		n += l->parts[s].count;
	struct pdz_counter *rows = malloc((n + 1) * sizeof *rows);
	*count = 0;
	for (size_t s = first; rows != NULL && s < first + slots && s < l->part_count; s++) {
		if (!sorted_rows(&l->parts[s], (uint32_t)s, rows + *count)) {
			free(rows);
			return NULL;
		}
		*count += l->parts[s].count;
	}
	return rows;
}

size_t pdz_ledger_find(const struct pdz_counter *rows, size_t count, const struct pdz_key *key)
{
	const struct pdz_counter wanted = {.key = *key};
	const struct pdz_counter *found = count > 0 ? bsearch(&wanted, rows, count, sizeof *rows, compare) : NULL;
	return found != NULL ? (size_t)(found - rows) : count;
}
