/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns and fields of a mapping by their names. */
#include "mapping/loader.h"

#include "base/fold.h"

#include <stdlib.h>

void pdz_mapping_free(struct pdz_mapping *m)
{
	if (!m)
		return;
	free(m->columns);
	pdz_arena_release(&m->arena);
	free(m);
}

bool pdz_mapping_fold(struct pdz_mapping *m, struct pdz_str text, struct pdz_str *folded)
{
	struct pdz_buf b = {0};

	pdz_fold(&b, text);
	folded->n = b.n;
	folded->p = b.failed ? NULL : pdz_arena_copy(&m->arena, pdz_buf_view(&b));
	pdz_buf_release(&b);
	return folded->p != NULL;
}

uint32_t pdz_mapping_column(struct pdz_mapping *m, struct pdz_str name)
{
	struct pdz_str folded;

	if (!pdz_mapping_fold(m, name, &folded))
		return PDZ_NONE;
	for (size_t i = 0; i < m->column_count; i++)
		if (pdz_str_eq(m->columns[i].name, name))
			return (uint32_t)i;
	for (size_t i = 0; i < m->column_count; i++)
		for (size_t k = 0; k < m->columns[i].header_count; k++)
			if (pdz_str_eq(m->columns[i].folded[k], folded))
				return (uint32_t)i;
	if (!pdz_grow(&m->columns, &m->column_cap, m->column_count + 1, sizeof *m->columns))
		return PDZ_NONE;
	struct map_column *c = &m->columns[m->column_count];
	const char *copy = pdz_arena_copy(&m->arena, name);
	*c = (struct map_column){.name = {copy, name.n},
	                         .header_count = 1,
	                         .dates = m->dates,
	                         .numbers = m->numbers,
	                         .headers = pdz_arena_alloc(&m->arena, sizeof *c->headers),
	                         .folded = pdz_arena_alloc(&m->arena, sizeof *c->folded)};
	if (!copy || !c->headers || !c->folded)
		return PDZ_NONE;
	c->headers[0] = c->name;
	c->folded[0] = folded;
	return (uint32_t)m->column_count++;
}

uint32_t pdz_mapping_field(struct pdz_mapping *m, struct pdz_str name)
{
	enum pdz_column column = pdz_column_find(name);

	if (column < PDZ_COLUMNS)
		return column;
	for (size_t i = 0; i < m->extra_count; i++)
		if (pdz_str_eq(m->extras[i], name))
			return PDZ_COLUMNS + (uint32_t)i;
	if (m->extra_count == PDZ_MAX_DIMENSIONS)
		return PDZ_NONE;
	const char *copy = pdz_arena_copy(&m->arena, name);
	if (!copy)
		return PDZ_NONE;
	m->extras[m->extra_count] = (struct pdz_str){copy, name.n};
	return PDZ_COLUMNS + (uint32_t)m->extra_count++;
}
