/* Open addressing over 16-byte slots; see seen.h. */
#include "pdz/seen.h"

#include <stdlib.h>

void pdz_seen_release(struct pdz_seen *s)
{
	free(s->slots);
	*s = (struct pdz_seen){0};
}

static uint64_t hash_id(struct pdz_str id)
{
	const uint64_t h = pdz_hash(id.p, id.n);
	return h == 0 ? 1 : h;
}

static uint32_t short_hash(uint64_t content)
{
	return (uint32_t)(content ^ (content >> 32));
}

/* The slot of an id, or the free one where it belongs. */
static struct pdz_seen_slot *find(const struct pdz_seen *s, uint64_t id)
{
	size_t at = id & (s->slot_count - 1);
	while (s->slots[at].id != 0 && s->slots[at].id != id)
		at = (at + 1) & (s->slot_count - 1);
	return &s->slots[at];
}

static bool grow(struct pdz_seen *s)
{
	struct pdz_seen bigger = {.slot_count = s->slot_count == 0 ? 1024 : s->slot_count * 2};
	bigger.slots = calloc(bigger.slot_count, sizeof *bigger.slots);
	if (bigger.slots == NULL)
		return false;
	for (size_t i = 0; i < s->slot_count; i++)
		if (s->slots[i].id != 0)
			*find(&bigger, s->slots[i].id) = s->slots[i];
	free(s->slots);
	s->slots = bigger.slots;
	s->slot_count = bigger.slot_count;
	return true;
}

enum pdz_again pdz_seen_note(struct pdz_seen *s, struct pdz_str id, uint64_t content, uint32_t row)
{
	if (s->count * 5 >= s->slot_count * 4 && !grow(s))
		s->failed = true;
	if (s->failed)
		return PDZ_FIRST;
	const uint64_t h = hash_id(id);
	const uint32_t c = short_hash(content);
	struct pdz_seen_slot *slot = find(s, h);
	if (slot->id == 0) {
		*slot = (struct pdz_seen_slot){h, c, row};
		s->count++;
		return PDZ_FIRST;
	}
	if (slot->content == c)
		return PDZ_UNCHANGED;
	slot->content = c;
	slot->first = row;
	s->corrections++;
	return PDZ_CHANGED;
}

enum pdz_again pdz_seen_final(const struct pdz_seen *s, struct pdz_str id, uint64_t content, uint32_t row)
{
	const struct pdz_seen_slot *slot = find(s, hash_id(id));
	if (slot->first == row)
		return PDZ_FIRST;
	return slot->content == short_hash(content) ? PDZ_UNCHANGED : PDZ_CHANGED;
}
