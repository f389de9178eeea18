/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids that came before; see seen.h. */
#include "records/seen.h"

#include <stdlib.h>

enum { MET = 1 };

void pdz_seen_release(struct pdz_seen *s)
{
	free(s->slots);
	free(s->holders);
	*s = (struct pdz_seen){0};
}

static uint64_t hash_id(struct pdz_str id)
{
	const uint64_t h = pdz_hash(id.p, id.n);
	return h == 0 ? 1 : h;
}

static uint32_t short_hash(uint64_t content)
{
	return (uint32_t)(content ^ (content >> 32)) & ~(uint32_t)MET;
}

static inline uint64_t id_of(const struct pdz_seen_slot *slot)
{
	return slot->id[0] | (uint64_t)slot->id[1] << 32;
}

/* The slot of an id, or the free one where it belongs. Slots lie in the order of the ids,
 * as nearly as may be, so that growing goes through memory from end to end. */
static struct pdz_seen_slot *find_seen(const struct pdz_seen *s, uint64_t id)
{
	size_t at = (size_t)((id >> 32) * s->slot_count >> 32);
	while ((s->slots[at].id[0] | s->slots[at].id[1]) != 0 && id_of(&s->slots[at]) != id)
		at = at + 1 == s->slot_count ? 0 : at + 1;
	return &s->slots[at];
}

/* By a quarter: this is what grows with the rows. */
static bool grow(struct pdz_seen *s)
{
	struct pdz_seen bigger = {.slot_count = s->slot_count == 0 ? 1024 : s->slot_count + s->slot_count / 4};
	bigger.slots = calloc(bigger.slot_count, sizeof *bigger.slots);
	if (bigger.slots == NULL)
		return false;
	for (size_t i = 0; i < s->slot_count; i++)
		if (id_of(&s->slots[i]) != 0)
			*find_seen(&bigger, id_of(&s->slots[i])) = s->slots[i];
	free(s->slots);
	s->slots = bigger.slots;
	s->slot_count = bigger.slot_count;
	return true;
}

static struct pdz_seen_holder *find_holder(const struct pdz_seen *s, uint64_t id)
{
	size_t at = id & (s->holder_slots - 1);
	while (s->holders[at].id != 0 && s->holders[at].id != id)
		at = (at + 1) & (s->holder_slots - 1);
	return &s->holders[at];
}

static bool more_holders(struct pdz_seen *s)
{
	struct pdz_seen bigger = {.holder_slots = s->holder_slots == 0 ? 64 : s->holder_slots * 2};
	bigger.holders = calloc(bigger.holder_slots, sizeof *bigger.holders);
	if (bigger.holders == NULL)
		return false;
	for (size_t i = 0; i < s->holder_slots; i++)
		if (s->holders[i].id != 0)
			*find_holder(&bigger, s->holders[i].id) = s->holders[i];
	free(s->holders);
	s->holders = bigger.holders;
	s->holder_slots = bigger.holder_slots;
	return true;
}

static bool set_holder(struct pdz_seen *s, uint64_t id, uint32_t row)
{
	if (s->holder_count * 2 >= s->holder_slots && !more_holders(s))
		return false;
	struct pdz_seen_holder *holder = find_holder(s, id);
	s->holder_count += holder->id == 0;
	*holder = (struct pdz_seen_holder){id, row};
	return true;
}

enum pdz_again pdz_seen_note(struct pdz_seen *s, struct pdz_str id, uint64_t content, uint32_t row)
{
	if (s->count * 8 >= s->slot_count * 7 && !grow(s))
		s->failed = true;
	if (s->failed)
		return PDZ_FIRST;
	const uint64_t h = hash_id(id);
	const uint32_t c = short_hash(content);
	struct pdz_seen_slot *slot = find_seen(s, h);
	if (id_of(slot) == 0) {
		*slot = (struct pdz_seen_slot){{(uint32_t)h, (uint32_t)(h >> 32)}, c};
		s->count++;
		return PDZ_FIRST;
	}
	if (slot->content == c)
		return PDZ_UNCHANGED;
	slot->content = c;
	s->failed = !set_holder(s, h, row);
	s->corrections++;
	return PDZ_CHANGED;
}

enum pdz_again pdz_seen_final(struct pdz_seen *s, struct pdz_str id, uint64_t content, uint32_t row)
{
	const uint64_t h = hash_id(id);
	struct pdz_seen_slot *slot = find_seen(s, h);
	const struct pdz_seen_holder *holder = s->holder_slots > 0 ? find_holder(s, h) : NULL;
	const bool met = (slot->content & MET) != 0;
	slot->content |= MET;
	if (holder != NULL && holder->id != 0 ? holder->row == row : !met)
		return PDZ_FIRST;
	return (slot->content & ~(uint32_t)MET) == short_hash(content) ? PDZ_UNCHANGED : PDZ_CHANGED;
}
