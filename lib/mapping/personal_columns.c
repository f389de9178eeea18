/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See personal_columns.h. */
#include "mapping/personal_columns.h"

static void use_template(struct pdz_mapping *m, const struct map_template *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->pieces[i].kind == PIECE_COLUMN)
			m->columns[t->pieces[i].index].used = true;
}

static void use_conditions(struct pdz_mapping *m, const struct map_conditions *all)
{
	for (size_t i = 0; i < all->count; i++)
		m->columns[all->items[i].column].used = true;
}

static void settle_case(struct pdz_mapping *m, struct map_record *r)
{
	const struct map_template *t = &r->fields[PDZ_COL_CASE].from;

	for (size_t i = 0; i < t->count && !m->case_pseudonyms; i++) {
		const struct map_piece *p = &t->pieces[i];
		if (p->kind == PIECE_COLUMN)
			m->columns[p->index].personal = true;
		else if (p->kind == PIECE_VARIABLE)
			r->personal_variables |= 1U << p->index;
		else if (p->kind == PIECE_CELL)
			r->personal_cell = true;
		m->needs_key |= p->kind != PIECE_LITERAL;
	}
}

void pdz_personal_settle(struct pdz_mapping *m)
{
	use_template(m, &m->id.from);
	for (size_t i = 0; i < m->skip_count; i++)
		use_conditions(m, &m->skips[i].when);
	for (size_t i = 0; i < m->record_count; i++) {
		struct map_record *r = &m->records[i];
		use_conditions(m, &r->when);
		for (size_t k = 0; k < MAPPING_FIELDS; k++) {
			use_template(m, &r->fields[k].from);
			use_template(m, &r->fields[k].age_at);
			for (size_t t = 0; t < r->fields[k].term_count; t++)
				use_template(m, &r->fields[k].terms[t]);
		}
		settle_case(m, r);
	}
	m->id_personal = m->id.given && m->id.count == 0 && pdz_personal_value(m, NULL, &m->id);
	m->needs_key |= m->id_personal;
}

bool pdz_personal_piece(const struct pdz_mapping *m, const struct map_record *r, const struct map_piece *p)
{
	switch (p->kind) {
	case PIECE_COLUMN:
		return m->columns[p->index].personal;
	case PIECE_VARIABLE:
		return r && (r->personal_variables >> p->index & 1);
	case PIECE_CELL:
		return r && r->personal_cell;
	case PIECE_LITERAL:
		break;
	}
	return false;
}

bool pdz_personal_value(const struct pdz_mapping *m, const struct map_record *r, const struct map_value *v)
{
	for (size_t i = 0; i < v->from.count; i++)
		if (pdz_personal_piece(m, r, &v->from.pieces[i]))
			return true;
	return false;
}

bool pdz_personal_exposed(const struct pdz_mapping *m, const struct map_record *r, const struct map_value *v,
                          uint32_t *column)
{
	*column = PDZ_NONE;
	if (!v->given || (v->count && !v->keep) || pdz_mapping_is_derived(v))
		return false; /* what a closed table gives are the mapping's own words; bands, ages and sex name nobody */
	for (size_t i = 0; i < v->from.count; i++) {
		const struct map_piece *p = &v->from.pieces[i];
		if (!pdz_personal_piece(m, r, p))
			continue;
		*column = p->kind == PIECE_COLUMN ? p->index : PDZ_NONE;
		return true;
	}
	return false;
}
