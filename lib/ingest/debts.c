/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong in a row, and which records it costs. */
#include "ingest/debts.h"

#include "ingest/personal.h"
#include "ingest/row_words.h"

#include <stdlib.h>

/* Room for the next mistake. NULL: out of memory. */
struct ingest_mistake *pdz_row_mistake(struct ingest_bound *b)
{
	if (b->mistake_count == b->mistakes_cap) {
		const size_t before = b->mistakes_cap;
		if (!pdz_grow(&b->mistakes, &b->mistakes_cap, before + 1, sizeof(struct ingest_mistake *))) {
			b->failed = true;
			return NULL;
		}
		memset(b->mistakes + before, 0, (b->mistakes_cap - before) * sizeof(struct ingest_mistake *));
	}
	struct ingest_mistake **m = &b->mistakes[b->mistake_count];
	if (!*m && !(*m = calloc(1, sizeof **m))) {
		b->failed = true;
		return NULL;
	}
	**m = (struct ingest_mistake){.cell = PDZ_NONE};
	return *m;
}

/* A tax code is told before anything else that is wrong with its text, such as that it is not an area. */
static void mind_taxcode(struct ingest_mistake *m)
{
	const uint32_t cell = m->cell;

	if (m->reason == REASON_TOO_MANY_CELLS || m->secret || !pdz_personal_is_taxcode(m->text))
		return;
	pdz_row_wrong(m, REASON_PERSONAL_DATA, "an Italian tax code, which must not pass", "expected a text without it",
	              (struct pdz_str){"", 0}, cell);
}

struct pdz_period pdz_row_debt_month(pdz_day day)
{
	return day != PDZ_NO_DAY ? pdz_period_of(PDZ_MONTH, pdz_day_month(day)) : INGEST_ANY_MONTH;
}

void pdz_row_add_debt(struct ingest_bound *b, struct ingest_debt debt)
{
	if (pdz_grow(&b->debts, &b->debts_cap, b->debt_count + 1, sizeof *b->debts))
		b->debts[b->debt_count++] = debt;
	else
		b->failed = true;
}

/* What a record would have been, as far as its cells tell. */
static struct ingest_debt debt_of(struct ingest_bound *b, const struct map_record *spec,
                                  const struct ingest_match *match)
{
	struct ingest_debt debt = {.event = {"", 0}, .area = {"", 0}, .months = INGEST_ANY_MONTH};
	struct ingest_mistake m = {.cell = PDZ_NONE};
	struct pdz_record r = {.date = PDZ_NO_DAY};

	if (b->masks && !b->plan) /* a cell of another column can stand in their place */
		return debt;
	if (pdz_row_value_text(b, &spec->fields[PDZ_COL_EVENT], match, &r.event, &m) &&
	    pdz_row_event(b, &r, PDZ_NONE, &m) && !pdz_personal_is_taxcode(r.event))
		debt.event = r.event;
	if (pdz_row_value_text(b, &spec->fields[PDZ_COL_AREA], match, &r.area, &m) && pdz_row_area(b, &r, PDZ_NONE, &m) &&
	    !pdz_personal_is_taxcode(r.area))
		debt.area = r.area.n || !b->plan || spec->fields[PDZ_COL_AREA].given ? r.area : b->plan->areas[0].code;
	if (!pdz_row_value_day(b, &spec->fields[PDZ_COL_DATE], match, false, &r.date, &m))
		return debt;
	if (r.date == PDZ_NO_DAY && !pdz_row_value_day(b, &spec->fields[PDZ_COL_DUE], match, false, &r.date, &m))
		return debt; /* a day that cannot be says nothing of the month */
	debt.months = pdz_row_debt_month(r.date);
	return debt;
}

/* The mistake at the end keeps a record from being made. One before it may be of the same cell. */
void pdz_row_owe_record(struct ingest_bound *b, size_t number, size_t match)
{
	struct ingest_mistake *m = b->mistakes[b->mistake_count];
	const struct map_record *spec = &b->mapping->records[number];
	size_t i = 0;

	mind_taxcode(m);
	while (i < b->mistake_count && (b->mistakes[i]->cell != m->cell || b->mistakes[i]->reason != m->reason))
		i++;
	b->mistake_count += i == b->mistake_count;
	struct ingest_debt debt = debt_of(b, spec, match == SIZE_MAX ? NULL : &b->matches[number][match]);
	debt.mistake = i;
	debt.record = number;
	debt.match = match;
	pdz_row_add_debt(b, debt);
}

void pdz_row_owed(const struct ingest_bound *b, size_t mistake, struct pdz_buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < b->debt_count; i++) {
		const struct ingest_debt *d = &b->debts[i];
		if (d->mistake != mistake || d->record == SIZE_MAX)
			continue;
		if (n++)
			pdz_buf_char(out, ' ');
		pdz_buf_printf(out, d->match == SIZE_MAX ? "%zu" : "%zu.%zu", d->record + 1, d->match + 1);
	}
}

/* What every row owes by this record of the mapping. */
static struct ingest_debt debt_of_any(const struct ingest_bound *b, const struct map_record *spec)
{
	const struct map_value *event = &spec->fields[PDZ_COL_EVENT];
	const bool constant = event->from.count == 1 && event->from.pieces[0].kind == PIECE_LITERAL && !event->count;
	const bool whole = b->plan && !spec->fields[PDZ_COL_AREA].given;

	return (struct ingest_debt){.record = SIZE_MAX,
	                            .event = constant ? event->from.pieces[0].text : (struct pdz_str){"", 0},
	                            .area = whole ? b->plan->areas[0].code : (struct pdz_str){"", 0},
	                            .months = INGEST_ANY_MONTH};
}

/* A row that cannot be read owes the records that every row of the mapping gives; where there are others, which only
 * the row could tell, one of which nothing is known, if that says something to the plan. */
void pdz_row_owe_all(struct ingest_bound *b)
{
	const struct pdz_mapping *m = b->mapping;
	const bool sources = b->plan && b->plan->source_count;
	bool others = false;

	mind_taxcode(b->mistakes[b->mistake_count++]);
	const bool known = b->debt_count > 0;
	for (size_t i = 0; i < m->record_count; i++)
		others |= m->records[i].when.count || m->records[i].for_each.count || m->records[i].list_column;
	for (size_t i = 0; i < m->record_count && !known && !(others && sources); i++)
		if (!m->records[i].when.count && !m->records[i].for_each.count)
			pdz_row_add_debt(b, debt_of_any(b, &m->records[i]));
	if (b->debt_count == 0)
		pdz_row_add_debt(
			b, (struct ingest_debt){.record = SIZE_MAX, .event = {"", 0}, .area = {"", 0}, .months = INGEST_ANY_MONTH});
}

/* Of a row whose cells stand where they should, what they say. */
void pdz_row_owe_what_holds(struct ingest_bound *b)
{
	for (size_t i = 0; i < b->mapping->record_count; i++) {
		const struct map_record *spec = &b->mapping->records[i];
		const bool each = spec->for_each.count != 0;
		if (!pdz_row_holds(b, &spec->when))
			continue;
		for (size_t k = 0; k < (each ? b->match_counts[i] : 1); k++) {
			const struct ingest_match *match = each ? &b->matches[i][k] : NULL;
			if (each && pdz_row_cell_text(b, match->cell).n == 0)
				continue;
			struct ingest_debt debt = debt_of(b, spec, match);
			debt.record = SIZE_MAX;
			pdz_row_add_debt(b, debt);
		}
	}
}

void pdz_row_is_wrong(struct ingest_bound *b, const struct ingest_mistake *wrong)
{
	b->count = b->mistake_count = b->debt_count = 0;
	struct ingest_mistake *m = pdz_row_mistake(b);
	if (!m)
		return;
	*m = *wrong;
	for (size_t i = 0; i < PDZ_WITH; i++)
		if (wrong->with[i] >= wrong->buffer && wrong->with[i] < wrong->buffer + sizeof wrong->buffer)
			m->with[i] = m->buffer + (wrong->with[i] - wrong->buffer);
	pdz_row_owe_all(b);
}
