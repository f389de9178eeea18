/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells a row from others, and what is in it. */
#include "ingest/row_record.h"

#include "ingest/personal.h"

static void put_text(struct pdz_buf *to, struct pdz_str text)
{
	if (to->cap - to->n <= text.n && !pdz_buf_reserve(to, text.n + 1))
		return;
	if (text.n > 0)
		memcpy(to->p + to->n, text.p, text.n);
	to->p[to->n + text.n] = '\0';
	to->n += text.n + 1;
}

/* All that the mapping looks at in the row, but where a canonical record came from. */
static void put_cells(struct ingest_bound *b, struct pdz_buf *text)
{
	const struct map_value *source = &b->mapping->records[0].fields[PDZ_COL_SOURCE],
						   *line = &b->mapping->records[0].fields[PDZ_COL_LINE];

	for (size_t i = 0; i < b->mapping->column_count; i++) {
		if (b->mapping->canonical &&
		    ((source->given && source->from.pieces[0].index == i) || (line->given && line->from.pieces[0].index == i)))
			continue;
		put_text(text, pdz_row_column_text(b, (uint32_t)i));
	}
	for (size_t i = 0; i < b->mapping->record_count; i++)
		for (size_t k = 0; k < b->match_counts[i]; k++) {
			for (size_t v = 0; v < b->mapping->records[i].variable_count; v++)
				pdz_buf_str(text, b->matches[i][k].values[v]);
			pdz_buf_char(text, '\1');
			put_text(text, pdz_row_cell_text(b, b->matches[i][k].cell));
		}
}

bool pdz_rows_sighting(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                       const struct pdz_identity *identity, struct pdz_sighting *out)
{
	struct pdz_record from = {.source = source, .line = row->line};
	struct ingest_mistake m;
	struct pdz_str id;
	struct pdz_buf *text = &b->key_text;

	b->row = row;
	pdz_row_scratch_clear(b);
	if (row->fault || pdz_row_is_moved(b, row) || pdz_personal_withheld(row) || !pdz_row_id(b, &id, &m))
		return false;
	if (b->mapping->escapes)
		id = pdz_row_unescape(b, id);
	if (id.n == 0 || (b->mapping->canonical && !pdz_row_origin(b, &b->mapping->records[0], &from, &m)))
		return false;
	struct pdz_id_pieces pieces = pdz_id_split(b->mapping->canonical ? id : b->sender);
	if (!b->mapping->canonical)
		pieces.row = id;
	pdz_buf_clear(text);
	put_cells(b, text);
	const uint64_t content = pdz_identity_digest(identity, text->p, text->n);
	*out = pdz_identity_sighting(identity, &pieces, from.source, from.line, content, text);
	b->failed |= text->failed;
	return !b->failed;
}

uint64_t pdz_rows_content(struct ingest_bound *b, const struct pdz_identity *identity, size_t dimension_count)
{
	uint64_t all = 0;

	for (size_t i = 0; i < b->count; i++)
		all = (all ^ pdz_identity_content(identity, &b->records[i], dimension_count, &b->key_text)) *
		          UINT64_C(0x9E3779B97F4A7C15) +
		      1;
	b->failed |= b->key_text.failed;
	return all;
}
