/* Open addressing over an array of counters; see ledger.h. */
#include "ledger.h"

#include <stdlib.h>

void pdz_ledger_release(struct pdz_ledger *l)
{
	free(l->rows);
	free(l->slots);
	*l = (struct pdz_ledger){0};
}

static bool rehash(struct pdz_ledger *l)
{
	const size_t size = l->slot_count == 0 ? 1024 : l->slot_count * 2;
	struct pdz_ledger_slot *slots = calloc(size, sizeof *slots);
	if (slots == NULL)
		return false;
	for (size_t i = 0; i < l->slot_count; i++) {
		if (l->slots[i].row == 0)
			continue;
		size_t at = l->slots[i].hash & (size - 1);
		while (slots[at].row != 0)
			at = (at + 1) & (size - 1);
		slots[at] = l->slots[i];
	}
	free(l->slots);
	l->slots = slots;
	l->slot_count = size;
	return true;
}

static void add_to(struct pdz_ledger *l, struct pdz_counter *row, const struct pdz_counter *c)
{
	row->n += c->n;
	if (__builtin_add_overflow(row->sum, c->sum, &row->sum))
		l->overflow = true;
}

/* Five words, mixed one after the other: they are few, and known to be five. */
static inline uint64_t hash_key(const struct pdz_key *key)
{
	uint64_t words[5], h = 0;
	memcpy(words, key, sizeof words);
	for (int i = 0; i < 5; i++) {
		h = (h ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	return h;
}

/* One counter, with the slot where the search for its row begins. */
static void put(struct pdz_ledger *l, const struct pdz_counter *c, uint32_t hash)
{
	if (l->count * 3 >= l->slot_count * 2 && !rehash(l)) {
		l->failed = true;
		return;
	}
	size_t at = hash & (l->slot_count - 1);
	for (; l->slots[at].row != 0; at = (at + 1) & (l->slot_count - 1)) {
		if (l->slots[at].hash != hash)
			continue;
		struct pdz_counter *row = &l->rows[l->slots[at].row - 1];
		if (memcmp(&row->key, &c->key, sizeof c->key) == 0) {
			add_to(l, row, c);
			return;
		}
	}
	if (!pdz_grow(&l->rows, &l->cap, l->count + 1, sizeof *l->rows) || l->count >= UINT32_MAX - 1) {
		l->failed = true;
		return;
	}
	l->rows[l->count++] = *c;
	l->slots[at] = (struct pdz_ledger_slot){(uint32_t)l->count, hash};
}

void pdz_ledger_settle(struct pdz_ledger *l)
{
	const size_t n = l->waiting;
	l->waiting = 0;
	for (size_t i = 0; i < n && l->slot_count > 0; i++) {
		const struct pdz_ledger_slot *slot = &l->slots[l->hashes[i] & (l->slot_count - 1)];
		if (slot->row != 0)
			__builtin_prefetch(&l->rows[slot->row - 1], 1);
	}
	for (size_t i = 0; i < n && !l->failed; i++)
		put(l, &l->wait[i], l->hashes[i]);
}

/* A ledger of some size lies outside the processor's caches, and a row takes two steps
 * to reach. So counters wait until there are some, and the steps of all of them are
 * asked for before the first is taken. */
void pdz_ledger_add(struct pdz_ledger *l, const struct pdz_counter *c)
{
	_Static_assert(sizeof(struct pdz_key) == 40, "no padding: keys are hashed and compared as bytes");
	const uint64_t wide = hash_key(&c->key);
	const uint32_t hash = (uint32_t)(wide ^ wide >> 32);
	if (l->slot_count > 0)
		__builtin_prefetch(&l->slots[hash & (l->slot_count - 1)]);
	l->wait[l->waiting] = *c;
	l->hashes[l->waiting++] = hash;
	if (l->waiting == PDZ_LEDGER_WAIT)
		pdz_ledger_settle(l);
}

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

size_t pdz_ledger_find(const struct pdz_counter *rows, size_t count, const struct pdz_key *key)
{
	const struct pdz_counter wanted = {.key = *key};
	const struct pdz_counter *found = count > 0 ? bsearch(&wanted, rows, count, sizeof *rows, compare) : NULL;
	return found != NULL ? (size_t)(found - rows) : count;
}

/* Rows to their slots, in place: each is taken to where the rows of its slot go, and
 * what stood there is taken on. ends: one for each slot. */
static void gather_slots(struct pdz_ledger *l, size_t *begins, size_t *ends, size_t slots)
{
	memset(ends, 0, slots * sizeof *ends);
	for (size_t i = 0; i < l->count; i++)
		ends[l->rows[i].key.slot]++;
	for (size_t s = 0, at = 0; s < slots; s++) {
		begins[s] = at;
		ends[s] = at += ends[s];
	}
	for (size_t s = 0; s < slots; s++) {
		while (begins[s] < ends[s]) {
			struct pdz_counter *row = &l->rows[begins[s]];
			const size_t home = row->key.slot;
			if (home == s) {
				begins[s]++;
				continue;
			}
			const struct pdz_counter other = l->rows[begins[home]];
			l->rows[begins[home]++] = *row;
			*row = other;
		}
	}
}

void pdz_ledger_sort(struct pdz_ledger *l)
{
	size_t slots = 1;
	pdz_ledger_settle(l);
	for (size_t i = 0; i < l->count; i++)
		if (l->rows[i].key.slot >= slots)
			slots = (size_t)l->rows[i].key.slot + 1;
	free(l->slots); /* their row numbers hold no more */
	l->slots = NULL;
	l->slot_count = 0;
	/* One slot after the other: qsort takes memory for as much again. */
	size_t *begins = malloc(2 * slots * sizeof *begins);
	if (begins == NULL) {
		if (l->count > 1)
			qsort(l->rows, l->count, sizeof *l->rows, compare);
		return;
	}
	gather_slots(l, begins, begins + slots, slots);
	for (size_t s = 0, from = 0; s < slots; from = begins[slots + s], s++)
		if (begins[slots + s] - from > 1)
			qsort(l->rows + from, begins[slots + s] - from, sizeof *l->rows, compare);
	free(begins);
}
