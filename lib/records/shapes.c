/* Shapes of records; see shapes.h. */
#include "records/shapes.h"

#include <string.h>

enum { TEXTS = 5 };

void pdz_shapes_release(struct pdz_shapes *s)
{
	pdz_intern_release(&s->keys);
	pdz_buf_release(&s->key);
}

static inline char *put_shape_text(char *to, struct pdz_str text)
{
	return text.n > 0 ? (char *)memcpy(to, text.p, text.n) + text.n : to;
}

bool pdz_shapes_key(struct pdz_shapes *s, const struct pdz_record *r, size_t dimension_count, struct pdz_str *key)
{
	const struct pdz_str texts[TEXTS] = {r->event, r->action, r->category, r->area, r->source};
	uint32_t head[TEXTS + PDZ_MAX_DIMENSIONS + 1];
	size_t bytes = 0, n = 0;

	head[n++] = r->status;
	for (size_t i = 0; i < TEXTS; i++)
		bytes += head[n++] = (uint32_t)texts[i].n;
	for (size_t i = 0; i < dimension_count; i++)
		bytes += head[n++] = (uint32_t)r->dimensions[i].n;
	pdz_buf_clear(&s->key);
	if (!pdz_buf_reserve(&s->key, n * sizeof *head + bytes))
		return false;
	char *to = s->key.p;
	memcpy(to, head, n * sizeof *head);
	to += n * sizeof *head;
	for (size_t i = 0; i < TEXTS; i++)
		to = put_shape_text(to, texts[i]);
	for (size_t i = 0; i < dimension_count; i++)
		to = put_shape_text(to, r->dimensions[i]);
	s->key.n = (size_t)(to - s->key.p);
	*key = pdz_buf_view(&s->key);
	return true;
}

void pdz_shapes_number(struct pdz_shapes *s, struct pdz_record *r, size_t dimension_count)
{
	struct pdz_str key;

	r->shape = r->soon = 0;
	r->fresh = false;
	if (!pdz_shapes_key(s, r, dimension_count, &key))
		return;
	if (s->keys.count == PDZ_SHAPES_MOST)
		pdz_intern_release(&s->keys);
	const size_t before = s->keys.count;
	const uint32_t number = pdz_intern_add(&s->keys, key);
	if (number == PDZ_NONE)
		return;
	r->shape = number + 1;
	r->fresh = s->keys.count > before;
}
