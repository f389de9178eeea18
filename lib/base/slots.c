/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room in a table of slots; see slots.h. */
#include "base/slots.h"

#include <stdlib.h>

/* All things are distinct, so that their hashes say enough to move them. */
bool pdz_slots_grow(struct pdz_slots *t, size_t things)
{
	struct pdz_slots more = {.count = t->count > 0 ? t->count : 16};
	while (things * 3 > more.count * 2)
		more.count *= 2;
	if (more.count == t->count)
		return true;
	if ((more.items = calloc(more.count, sizeof *more.items)) == NULL)
		return false;
	for (size_t at = 0; at < t->count; at++) {
		size_t i = t->items[at].hash & (more.count - 1);
		if (t->items[at].number == 0)
			continue;
		while (more.items[i].number != 0)
			i = (i + 1) & (more.count - 1);
		more.items[i] = t->items[at];
	}
	free(t->items);
	*t = more;
	return true;
}
