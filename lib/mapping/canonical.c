/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files whose header already bears the canonical names, English or Italian: the
 * mapping they would have, made on the spot. */
#include "mapping/personal_columns.h"

#include "base/fold.h"

#include <stdlib.h>

static const struct {
	enum pdz_column column;
	const char *folded;
	/* clang-format off */
} names[] = {
	{PDZ_COL_ID, "id"}, {PDZ_COL_ID, "identificativo"},
	{PDZ_COL_DATE, "date"}, {PDZ_COL_DATE, "data"},
	{PDZ_COL_DUE, "due"}, {PDZ_COL_DUE, "scadenza"}, {PDZ_COL_DUE, "prevista"}, {PDZ_COL_DUE, "data prevista"},
	{PDZ_COL_START, "start"}, {PDZ_COL_START, "inizio"}, {PDZ_COL_START, "avvio"}, {PDZ_COL_START, "data inizio"},
	{PDZ_COL_ACTION, "action"}, {PDZ_COL_ACTION, "azione"},
	{PDZ_COL_EVENT, "event"}, {PDZ_COL_EVENT, "evento"},
	{PDZ_COL_STATUS, "status"}, {PDZ_COL_STATUS, "stato"},
	{PDZ_COL_QUANTITY, "quantity"}, {PDZ_COL_QUANTITY, "quantita"},
	{PDZ_COL_CASE, "case"}, {PDZ_COL_CASE, "caso"},
	{PDZ_COL_CATEGORY, "category"}, {PDZ_COL_CATEGORY, "categoria"}, {PDZ_COL_CATEGORY, "tipologia"},
	{PDZ_COL_AREA, "area"}, {PDZ_COL_AREA, "territorio"}, {PDZ_COL_AREA, "comune"},
	{PDZ_COL_NOTE, "note"}, {PDZ_COL_NOTE, "nota"},
	{PDZ_COL_SOURCE, "source"}, {PDZ_COL_SOURCE, "fonte"},
	{PDZ_COL_LINE, "line"}, {PDZ_COL_LINE, "riga"},
};
/* clang-format on */

enum pdz_column pdz_mapping_canonical_column(struct pdz_str header, bool *failed)
{
	struct pdz_buf folded = {0};
	enum pdz_column column = PDZ_COLUMNS;

	pdz_fold(&folded, header);
	for (size_t i = 0; i < sizeof names / sizeof *names && column == PDZ_COLUMNS; i++)
		if (pdz_str_is(pdz_buf_view(&folded), names[i].folded))
			column = names[i].column;
	*failed |= folded.failed;
	pdz_buf_release(&folded);
	return column;
}

size_t pdz_mapping_canonical_cells(const struct pdz_row *header, bool *failed)
{
	bool seen[PDZ_COLUMNS + 1] = {false};
	size_t n = 0;

	for (size_t i = 0; i < header->count; i++) {
		enum pdz_column c = pdz_mapping_canonical_column(header->cells[i], failed);
		if (c < PDZ_COLUMNS && !seen[c])
			n++;
		seen[c] = true;
	}
	return seen[PDZ_COL_EVENT] && (seen[PDZ_COL_DATE] || seen[PDZ_COL_DUE]) ? n : 0;
}

/* Exactly the header that records are written with: then they have its escapes too. */
static bool is_our_own(const struct pdz_row *header)
{
	if (header->count < PDZ_COLUMNS)
		return false;
	for (int i = 0; i < PDZ_COLUMNS; i++)
		if (!pdz_str_is(header->cells[i], pdz_column_names[i]))
			return false;
	return true;
}

static bool set_field(struct pdz_mapping *m, size_t cell, struct pdz_str header, uint32_t field)
{
	struct map_value *v = field == PDZ_COL_ID ? &m->id : &m->records[0].fields[field];
	struct map_piece *piece = pdz_arena_alloc(&m->arena, sizeof *piece);

	if (v->given)
		return true; /* the first one counts */
	if (!piece || !pdz_grow(&m->columns, &m->column_cap, m->column_count + 1, sizeof *m->columns))
		return false;
	const char *name = pdz_arena_copy(&m->arena, header);
	*piece = (struct map_piece){PIECE_COLUMN, {NULL, 0}, (uint32_t)m->column_count};
	m->columns[m->column_count++] =
		(struct map_column){.name = {name, header.n}, .position = cell + 1, .dates = m->dates, .numbers = m->numbers};
	*v = (struct map_value){.given = true, .from = {piece, 1}, .dates = m->dates, .numbers = m->numbers};
	return name != NULL;
}

static uint32_t dimension_of(struct pdz_mapping *m, const struct pdz_plan *plan, struct pdz_str header, bool own,
                             bool *failed)
{
	struct pdz_buf a = {0}, b = {0};
	uint32_t field = PDZ_NONE;

	pdz_fold(&a, header);
	for (size_t i = 0; plan && i < plan->dimension_count && field == PDZ_NONE; i++) {
		const struct pdz_str both[] = {plan->dimensions[i].code, plan->dimensions[i].name};
		for (size_t k = 0; k < 2 && field == PDZ_NONE; k++) {
			pdz_buf_clear(&b);
			pdz_fold(&b, both[k]);
			*failed |= a.failed || b.failed;
			if (pdz_str_eq(pdz_buf_view(&a), pdz_buf_view(&b)))
				field = pdz_mapping_field(m, plan->dimensions[i].code);
		}
	}
	pdz_buf_release(&a);
	pdz_buf_release(&b);
	const bool is_extra = own && !plan && header.n && !pdz_is_records_version(header);
	return field == PDZ_NONE && is_extra ? pdz_mapping_field(m, header) : field;
}

enum pdz_status pdz_mapping_for_header(struct pdz_mapping **out, const struct pdz_row *header, bool has_key,
                                       const struct pdz_plan *plan, struct pdz_error *err)
{
	bool failed = false;

	*out = NULL;
	if (pdz_mapping_canonical_cells(header, &failed) == 0)
		return failed ? pdz_no_memory(err) : PDZ_OK;
	struct pdz_mapping *m = calloc(1, sizeof *m);
	if (!m)
		return pdz_no_memory(err);
	m->canonical = true;
	m->escapes = is_our_own(header);
	m->dates = m->escapes ? DATES_YMD : DATES_DMY;
	/* an English header comes with English numbers, unless the column says otherwise */
	bool italian = true;
	for (size_t i = 0; i < header->count; i++)
		if (pdz_str_is(header->cells[i], "event") || pdz_str_is(header->cells[i], "date"))
			italian = false;
	m->numbers = italian ? NUMBERS_IT : NUMBERS_EN;
	m->records = pdz_arena_alloc(&m->arena, sizeof *m->records);
	bool fine = m->records != NULL;
	m->record_count = 1;
	for (size_t i = 0; i < header->count && fine; i++) {
		uint32_t field = pdz_mapping_canonical_column(header->cells[i], &failed);
		if (field == PDZ_COLUMNS)
			field = dimension_of(m, plan, header->cells[i], m->escapes, &failed);
		if (field != PDZ_NONE)
			fine = set_field(m, i, header->cells[i], field);
	}
	m->case_pseudonyms = !has_key; /* without a key they pass, if they do not look like names; see ingest/personal.c */
	if (failed || !fine) {
		pdz_mapping_free(m);
		return pdz_no_memory(err);
	}
	pdz_personal_settle(m);
	*out = m;
	return PDZ_OK;
}
