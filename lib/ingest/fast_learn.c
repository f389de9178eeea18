/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pdz_rows_convert made of a row, remembered for those like it (fast.h). Without memory for it a row
 * is not remembered. */
#include "ingest/fast_memory.h"

#include "ingest/personal.h"

/* The entry of a text in a column, a new one if there is none and it may be; PDZ_NONE. */
static uint32_t learn_name(const struct ingest_fast *f, struct column *c, struct pdz_str text, uint32_t holds)
{
	const struct name name = name_of(f, text, false);
	const uint32_t hash = hash_name(c, &name);
	struct pdz_slot_taken *slot = pdz_slot_find(&c->slots, hash, has_name, c->names, &name);

	if (!slot->number && c->count < WORDS_MOST && pdz_slots_grow(&c->slots, c->count + 1)) {
		c->holds[c->count] = holds;
		c->names[c->count] = name;
		slot = pdz_slot_find(&c->slots, hash, has_name, c->names, &name);
		*slot = (struct pdz_slot_taken){(uint32_t)++c->count, hash};
	}
	return slot->number - 1;
}

static void learn_cells(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row,
                        const struct cells *cells)
{
	for (size_t i = 0; i < f->column_count; i++) {
		struct column *c = &f->columns[i];
		c->turn = f->turn - 1; /* not asked yet */
		c->entry = PDZ_NONE;
		if (c->cell >= THINGS || row->cells[c->cell].n > WORD_LONGEST || entry_of(f, (uint32_t)i, cells) != PDZ_NONE)
			continue;
		b->broken = PDZ_NONE;
		const struct pdz_str text = pdz_row_cell_text(b, c->cell);
		if (b->broken != PDZ_NONE || says_total(text) ||
		    (c->is_matched && text.n == 0 && pdz_row_says_unknown(b, c->cell)))
			continue; /* these are left to pdz_rows_convert each time */
		uint32_t holds = (uint32_t)(text.n > 0) << FILLED;
		for (size_t k = 0; k < c->condition_count; k++)
			holds |= (uint32_t)pdz_row_condition(b, c->conditions[k], text) << k;
		c->entry = learn_name(f, c, row->cells[c->cell], holds);
	}
}

/* Where the field's part of the cell in this row is to be kept; NULL: nowhere, or it is there. */
static struct became *to_learn(struct ingest_fast *f, const struct field *field)
{
	const struct column *c = &f->columns[field->column];
	struct became *became = c->entry == PDZ_NONE ? NULL : &c->became[c->entry * c->field_count + field->place];
	return became && !became->number ? became : NULL;
}

static void learn_text(struct ingest_fast *f, struct field *field, struct pdz_str text)
{
	struct became *became = to_learn(f, field);
	const uint32_t number = became ? pdz_intern_add(&field->texts, text) : PDZ_NONE;
	if (number == PDZ_NONE)
		return;
	*became = (struct became){.number = number + 1, .text = pdz_intern_text(&field->texts, number)};
}

static bool keep_text(struct ingest_fast *f, struct pdz_str *text)
{
	const char *copy = pdz_arena_copy(&f->arena, *text);
	*text = (struct pdz_str){copy, text->n};
	return copy != NULL;
}

void pdz_fast_learn_computed(struct ingest_fast *f, struct field *field, struct pdz_str text, struct pdz_str code)
{
	const size_t before = field->texts.count;

	if (before < WORDS_MOST && pdz_intern_find(&field->texts, text) == PDZ_NONE &&
	    pdz_grow(&field->codes, &field->code_cap, before + 1, sizeof *field->codes) && keep_text(f, &code) &&
	    pdz_intern_add(&field->texts, text) != PDZ_NONE)
		field->codes[before] = code;
}

/* What is the same in every record of the maker. */
static bool learn_constants(struct ingest_fast *f, struct maker *m, const struct pdz_record *r)
{
	m->record = *r;
	struct pdz_str *all[] = {&m->record.event,    &m->record.action,  &m->record.area,
	                         &m->record.category, &m->record.case_id, &m->record.note};
	bool fine = true;

	for (size_t i = 0; i < sizeof all / sizeof *all && fine; i++)
		fine = keep_text(f, all[i]);
	for (size_t i = 0; i < PDZ_MAX_DIMENSIONS && fine; i++)
		fine = keep_text(f, &m->record.dimensions[i]);
	m->record.id = (struct pdz_str){"", 0};
	return fine;
}

static void learn_record(struct ingest_fast *f, struct ingest_bound *b, struct maker *m, struct pdz_record *r,
                         struct pdz_str id)
{
	struct ingest_mistake mistake;
	struct pdz_str status;
	struct became *became;

	if (!pdz_row_value_text(b, &m->spec->fields[PDZ_COL_STATUS], m->match, &status, &mistake))
		return;
	if (status.n) /* whatever word it was */
		status = pdz_str(r->status == PDZ_DONE ? "done" : "planned");
	if (!m->learned) {
		m->constant_status = status.n ? status.p[0] : '\0';
		m->learned = learn_constants(f, m, r);
	}
	became = m->things != PDZ_NONE ? to_learn(f, &m->part) : NULL;
	if ((became || !m->has_suffix) && r->id.n) {
		const size_t before = f->prefix.n + id.n;
		m->suffix = (struct pdz_str){r->id.p + before, r->id.n - before};
		m->has_suffix = keep_text(f, &m->suffix);
		if (became && m->has_suffix)
			*became = (struct became){.number = 1, .text = m->suffix};
	}
	for (size_t i = 0; i < DAYS; i++)
		if ((m->days[i].way == DAY || m->days[i].way == WORD) && (became = to_learn(f, &m->days[i])))
			*became = (struct became){.number = 1, .day = *day_at(r, i)};
	/* of a blank one in a form of ours its event says what it means */
	if ((m->quantity.way == NUMBER || m->quantity.way == WORD) && (became = to_learn(f, &m->quantity)) &&
	    !(b->mapping->canonical && b->row->cells[m->quantity.cell].n == 0))
		*became = (struct became){.number = 1, .micro = r->quantity};
	if (m->status.way == WORD && (became = to_learn(f, &m->status)))
		*became = (struct became){.number = 1, .text = {!status.n ? "" : status.p[0] == 'd' ? "d" : "p", status.n > 0}};
	for (size_t i = 0; i < m->word_count; i++)
		if (m->words[i].way == WORD)
			learn_text(f, &m->words[i], *text_at(r, m->words[i].to));
}

void pdz_fast_learn(struct ingest_fast *f, struct ingest_bound *b, const struct pdz_row *row)
{
	struct ingest_mistake mistake;
	struct pdz_str id;
	size_t n = 0;

	if (!has_shape(b, row))
		return;
	f->turn++;
	const struct cells cells = {.made = row->cells};
	learn_cells(f, b, row, &cells);
	if (b->count &&
	    (!pdz_row_value_text(b, &b->mapping->id, NULL, &id, &mistake) || !pdz_personal_id(b, &id, &mistake)))
		return;
	for (size_t i = 0; i < f->maker_count && n < b->count; i++) {
		struct maker *m = &f->makers[i];
		enum holds here = m->when.count ? all_hold(f, b, &m->when, &cells) : HOLDS;
		if (here == HOLDS && m->match)
			here = test_holds(f, b, &m->match_filled, &cells);
		if (here == UNKNOWN) /* so it is not known which maker the next record is of */
			return;
		if (here == HOLDS && m->things == PDZ_NONE)
			learn_record(f, b, m, &b->records[n++], id);
		for (size_t k = 0; here == HOLDS && m->things != PDZ_NONE && k < b->match_counts[m->number] && n < b->count;
		     k++) {
			m->thing.values[0] = b->matches[m->number][k].values[0];
			struct column *c = &f->columns[m->things];
			const bool apt = m->thing.values[0].n <= WORD_LONGEST;
			c->entry = apt ? learn_name(f, c, m->thing.values[0], 0) : PDZ_NONE;
			learn_record(f, b, m, &b->records[n++], id);
		}
	}
}
