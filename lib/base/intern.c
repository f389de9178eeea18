/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interned strings: texts in blocks, whose places are found by hash. */
#include "pdz/str.h"

#include "base/bytes.h"
#include "base/slots.h"

#include <stdlib.h>
#include <sys/random.h>

/* Both halves of the 128-bit product, folded into one. */
static uint64_t mix(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
	uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
	uint64_t low = al * bl, mid1 = ah * bl + (low >> 32), mid2 = al * bh + (uint32_t)mid1;
	uint64_t high = ah * bh + (mid1 >> 32) + (mid2 >> 32);
	return (mid2 << 32 | (uint32_t)low) ^ high;
#endif
}

/* Of each process its own, so that nobody can make texts that fall into one slot. No result hangs
 * on them: numbers are given in the order of arrival. */
static uint64_t secrets[3] = {0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3};

__attribute__((constructor)) static void choose_secrets(void)
{
	uint64_t random[3];
	if (getrandom(random, sizeof random, GRND_NONBLOCK) != (ssize_t)sizeof random)
		return; /* too early in the life of the machine */
	for (size_t i = 0; i < 3; i++)
		secrets[i] = random[i] | 1;
}

/* In the manner of wyhash (Wang Yi, public domain): 16 bytes a step. */
uint64_t pdz_hash(const void *data, size_t n)
{
	const uint64_t k0 = secrets[0], k1 = secrets[1], k2 = secrets[2];
	const unsigned char *p = data;
	uint64_t seed = k0 ^ mix(k1 ^ n, k2), a = 0, b = 0;
	size_t left = n;
	for (; left > 16; left -= 16, p += 16)
		seed = mix(pdz_load64(p) ^ k1, pdz_load64(p + 8) ^ seed);
	/* The last 1 to 16 bytes, by loads that may overlap. */
	if (left >= 8) {
		a = pdz_load64(p);
		b = pdz_load64(p + left - 8);
	} else if (left >= 4) {
		a = pdz_load32(p);
		b = pdz_load32(p + left - 4);
	} else if (left > 0) {
		a = (uint64_t)p[0] << 16 | (uint64_t)p[left / 2] << 8 | p[left - 1];
	}
	return mix(k1 ^ n, mix(a ^ k1, b ^ seed));
}

uint32_t pdz_intern_hash(struct pdz_str s)
{
	uint64_t h = pdz_hash(s.p, s.n);
	return (uint32_t)(h ^ h >> 32);
}

void pdz_intern_release(struct pdz_intern *t)
{
	for (size_t i = 0; i < t->block_count; i++)
		free(t->blocks[i]);
	free(t->blocks);
	free(t->places);
	free(t->slots.items);
	*t = (struct pdz_intern){0};
}

/* As pdz_str_eq, without a call for what is short. */
static inline bool is_same_text(struct pdz_str a, struct pdz_str b)
{
	if (a.n != b.n)
		return false;
	if (a.n < 8 || a.n > 16)
		return a.n == 0 || memcmp(a.p, b.p, a.n) == 0;
	return pdz_load64(a.p) == pdz_load64(b.p) && pdz_load64(a.p + a.n - 8) == pdz_load64(b.p + b.n - 8);
}

static inline bool stands_at(const void *intern, uint32_t place, const void *text)
{
	return is_same_text(pdz_intern_text_at(pdz_intern_at(intern, place)), *(const struct pdz_str *)text);
}

static uint32_t number_at(const struct pdz_intern *t, uint32_t place)
{
	uint32_t number;
	memcpy(&number, pdz_intern_at(t, place), sizeof number);
	return number;
}

void pdz_intern_fetch(const struct pdz_intern *t, uint32_t hash)
{
	if (t->slots.count > 0)
		__builtin_prefetch(&t->slots.items[hash & (t->slots.count - 1)]);
}

static inline bool is_any(const void *intern, uint32_t place, const void *text)
{
	(void)intern, (void)place, (void)text;
	return true;
}

void pdz_intern_fetch_text(const struct pdz_intern *t, uint32_t hash)
{
	if (t->slots.count == 0)
		return;
	const struct pdz_slot_taken *slot = pdz_slot_find(&t->slots, hash, is_any, NULL, NULL);
	if (slot->number != 0)
		__builtin_prefetch(pdz_intern_at(t, slot->number - 1));
}

/* Room for n bytes in the last block, or in a new one: small at first, for there are many
 * small tables. NULL: out of memory. */
static char *make_room(struct pdz_intern *t, size_t n)
{
	const size_t most = (size_t)4 << PDZ_INTERN_UNIT;
	if (t->used + n <= t->room)
		return t->blocks[t->block_count - 1] + t->used;
	const size_t usual = t->block_count < 4 ? (size_t)256 << 2 * t->block_count : most, size = n > usual ? n : usual;
	if (t->block_count >> (32 - PDZ_INTERN_UNIT) ||
	    !pdz_grow(&t->blocks, &t->block_cap, t->block_count + 1, sizeof *t->blocks))
		return NULL;
	char *block = malloc(size);
	if (!block)
		return NULL;
	t->blocks[t->block_count++] = block;
	t->used = 0;
	t->room = size < most ? size : most; /* a text alone in a larger block leaves nothing that a place could name */
	return block;
}

/* Keep a copy of s as the next number; *place says where. */
static bool keep_interned(struct pdz_intern *t, struct pdz_str s, uint32_t *place)
{
	const bool is_long = s.n >= UINT8_MAX;
	const uint32_t number = (uint32_t)t->count;
	const size_t head = sizeof number + (is_long ? 5 : 1), n = (head + s.n + 1 + 3) / 4 * 4;
	if (s.n > UINT32_MAX / 2)
		return false;
	char *to = make_room(t, n);
	if (!to)
		return false;
	*place = (uint32_t)((t->block_count - 1) << PDZ_INTERN_UNIT | t->used / 4);
	t->used += n;
	memcpy(to, &number, sizeof number);
	to[sizeof number] = is_long ? (char)UINT8_MAX : (char)s.n;
	if (is_long)
		memcpy(to + sizeof number + 1, &(uint32_t){(uint32_t)s.n}, sizeof(uint32_t));
	if (s.n)
		memcpy(to + head, s.p, s.n);
	to[head + s.n] = '\0';
	return true;
}

static uint32_t no_memory(struct pdz_intern *t)
{
	t->failed = true;
	return PDZ_NONE;
}

uint32_t pdz_intern_add(struct pdz_intern *t, struct pdz_str s)
{
	return pdz_intern_add_hashed(t, s, pdz_intern_hash(s));
}

uint32_t pdz_intern_add_hashed(struct pdz_intern *t, struct pdz_str s, uint32_t hash)
{
	struct pdz_slot_taken *slot = t->slots.count > 0 ? pdz_slot_find(&t->slots, hash, stands_at, t, &s) : NULL;
	if (slot != NULL && slot->number != 0)
		return number_at(t, slot->number - 1);

	const size_t before = t->slots.count;
	if (t->count >= PDZ_NONE - 1 || !pdz_grow(&t->places, &t->cap, t->count + 1, sizeof *t->places) ||
	    !pdz_slots_grow(&t->slots, t->count + 1))
		return no_memory(t);
	if (t->slots.count != before)
		slot = pdz_slot_find(&t->slots, hash, stands_at, t, &s);
	if (!keep_interned(t, s, &t->places[t->count]))
		return no_memory(t);
	*slot = (struct pdz_slot_taken){t->places[t->count] + 1, hash};
	return (uint32_t)t->count++;
}

uint32_t pdz_intern_find(const struct pdz_intern *t, struct pdz_str s)
{
	if (t->slots.count == 0)
		return PDZ_NONE;
	const struct pdz_slot_taken *slot = pdz_slot_find(&t->slots, pdz_intern_hash(s), stands_at, t, &s);
	return slot->number != 0 ? number_at(t, slot->number - 1) : PDZ_NONE;
}
