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
	uint32_t *slots = calloc(size, sizeof *slots);
	if (slots == NULL)
		return false;
	for (size_t i = 0; i < l->count; i++) {
		size_t at = pdz_hash(&l->rows[i].key, sizeof l->rows[i].key) & (size - 1);
		while (slots[at] != 0)
			at = (at + 1) & (size - 1);
		slots[at] = (uint32_t)i + 1;
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

void pdz_ledger_add(struct pdz_ledger *l, const struct pdz_counter *c)
{
	_Static_assert(sizeof(struct pdz_key) == 40, "no padding: keys are hashed and compared as bytes");
	if (l->failed)
		return;
	if (l->count * 4 >= l->slot_count * 3 && !rehash(l)) {
		l->failed = true;
		return;
	}
	size_t at = pdz_hash(&c->key, sizeof c->key) & (l->slot_count - 1);
	for (; l->slots[at] != 0; at = (at + 1) & (l->slot_count - 1)) {
		struct pdz_counter *row = &l->rows[l->slots[at] - 1];
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
	l->slots[at] = (uint32_t)l->count;
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

void pdz_ledger_sort(struct pdz_ledger *l)
{
	if (l->count > 1)
		qsort(l->rows, l->count, sizeof *l->rows, compare);
	free(l->slots); /* their row numbers hold no more */
	l->slots = NULL;
	l->slot_count = 0;
}
