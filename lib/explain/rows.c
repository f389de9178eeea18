/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which records stand behind an entry, and which do not and why: the ledger rows that
 * the kind marks, and the records that were noted under their keys. */
#include "explain/explanation.h"

#include <stdlib.h>

static bool is_counted(enum pdz_use use)
{
	return use == PDZ_USE_COUNTED || use == PDZ_USE_WAITING;
}

/* What the kind makes of each row; what it passes over lies in another group or period. */
static struct pdz_mark *mark_rows(struct explanation *ex, const struct pdz_view *view)
{
	struct pdz_mark *marks = pdz_arena_alloc(&ex->said.arena, view->all_count * sizeof *marks);
	if (marks == NULL)
		return NULL;
	for (size_t i = 0; i < view->all_count; i++)
		marks[i].use = PDZ_USE_OTHER_PERIOD;
	if (view->indicator->kind->use != NULL)
		view->indicator->kind->use(view, marks);
	for (size_t i = 0; i < view->all_count; i++)
		if (!is_counted(marks[i].use) && !pdz_view_has(view, &view->all[i].key))
			marks[i] = (struct pdz_mark){.use = pdz_view_parts(view, &view->all[i].key)};
	return marks;
}

/* The record's row of a slot. */
static struct pdz_said_row row_of(const struct pdz_view *view, struct pdz_mark *marks, struct pdz_kept *kept,
                                  const struct pdz_traced *t)
{
	struct pdz_said_row row = {.kept = kept, .slot = t->slot, .column = t->column, .mark = {.use = t->use}};
	if (t->use != PDZ_USE_COUNTED)
		return row;
	const struct pdz_mark *mark = pdz_mark_of(view, marks, &t->rows[0].key);
	row.mark = mark != NULL ? *mark : (struct pdz_mark){.use = PDZ_USE_OTHER_PERIOD};
	return row;
}

static pdz_day day_of_record(const struct pdz_record *r)
{
	return r->date != PDZ_NO_DAY ? r->date : r->due;
}

static int compare_rows_by_place(const struct pdz_said_row *a, const struct pdz_said_row *b)
{
	const int source = pdz_str_cmp(a->kept->record.source, b->kept->record.source);
	if (source != 0)
		return source;
	if (a->kept->record.line != b->kept->record.line)
		return a->kept->record.line < b->kept->record.line ? -1 : 1;
	return (a->slot > b->slot) - (a->slot < b->slot);
}

static int compare_rows_by_time(const void *x, const void *y)
{
	const struct pdz_said_row *a = x, *b = y;
	const pdz_day p = day_of_record(&a->kept->record), q = day_of_record(&b->kept->record);
	return p != q ? (p < q ? -1 : 1) : compare_rows_by_place(a, b);
}

static int compare_rows_by_case(const void *x, const void *y)
{
	const int c = pdz_str_cmp(((const struct pdz_said_row *)x)->kept->record.case_id,
	                          ((const struct pdz_said_row *)y)->kept->record.case_id);
	return c != 0 ? c : compare_rows_by_time(x, y);
}

static int by_reason(const void *x, const void *y)
{
	const struct pdz_said_row *a = x, *b = y;
	if (a->mark.use != b->mark.use)
		return a->mark.use < b->mark.use ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return compare_rows_by_time(x, y);
}

static bool goes_by_case(const struct explanation *ex, uint32_t slot)
{
	return pdz_slot_is_by_case(ex->said.plan, &ex->said.plan->slots[slot]);
}

/* The list of a slot's rows with that use. */
static bool fill_rows(struct explanation *ex, const struct pdz_view *view, struct pdz_mark *marks, uint32_t slot,
                      enum pdz_use use, struct pdz_said_list *list)
{
	const struct pdz_collector *c = ex->x->collector;
	list->rows = pdz_arena_alloc(&ex->said.arena, c->count * sizeof *list->rows);
	if (list->rows == NULL)
		return false;
	for (size_t i = 0; i < c->count; i++)
		for (size_t k = 0; k < c->kept[i]->traced_count; k++) {
			const struct pdz_said_row row = row_of(view, marks, c->kept[i], &c->kept[i]->traced[k]);
			if (row.slot == slot && row.mark.use == use)
				list->rows[list->count++] = row;
		}
	if (list->count > 1)
		qsort(list->rows, list->count, sizeof *list->rows,
		      goes_by_case(ex, slot) ? compare_rows_by_case : compare_rows_by_time);
	return true;
}

static bool list_operand(struct explanation *ex, const struct pdz_view *view, struct pdz_mark *marks, const char *role,
                         const struct pdz_operand *operand, struct pdz_amount whole, struct pdz_said_lists *out)
{
	for (size_t i = 0; i < operand->count; i++) {
		struct pdz_said_list *list = &out->lists[out->list_count++];
		const struct pdz_amount a = operand->count == 1 ? whole : pdz_term_amount(view, &operand->terms[i]);
		*list = (struct pdz_said_list){.role = role, .term = &operand->terms[i], .amount = a.value, .n = a.n};
		if (list->term->kind == PDZ_TERM_SELECTOR &&
		    !fill_rows(ex, view, marks, list->term->slot, PDZ_USE_COUNTED, list))
			return false;
	}
	return true;
}

/* What a row of the numerator and one of the denominator have in common: the case
 * where cases are part of cases, the row of the raw file where done is over planned. */
static bool write_match(const struct explanation *ex, const struct pdz_said_row *row, struct pdz_buf *b)
{
	const struct pdz_record *r = &row->kept->record;
	const bool by_case = ex->said.ind->proportion && ex->said.plan->slots[row->slot].selector.counted == PDZ_CASES;
	pdz_buf_clear(b);
	if (by_case) {
		pdz_buf_str(b, r->case_id);
		return true;
	}
	pdz_buf_str(b, r->source);
	pdz_buf_printf(b, "\n%llu\n", (unsigned long long)r->line);
	pdz_buf_str(b, r->event);
	pdz_buf_char(b, '\n');
	pdz_buf_str(b, r->category);
	return ex->said.ind->planned_done;
}

/* Which rows of the denominator are missing from the numerator. Said only if some are
 * not: where planned and done come from different files, nothing can be said. */
static bool match(struct explanation *ex, struct pdz_said_lists *rows)
{
	struct pdz_intern keys = {0};
	struct pdz_buf key = {0};
	bool fine = true, any = false;
	for (int pass = 0; pass < 2; pass++)
		for (size_t l = 0; l < rows->list_count; l++) {
			struct pdz_said_list *list = &rows->lists[l];
			const bool top = strcmp(list->role, "numerator") == 0;
			for (size_t i = 0; i < list->count && top == (pass == 0); i++) {
				struct pdz_said_row *row = &list->rows[i];
				row->has_match = write_match(ex, row, &key);
				if (row->has_match && top)
					fine = fine && !key.failed && pdz_intern_add(&keys, pdz_buf_view(&key)) != PDZ_NONE;
				else if (row->has_match)
					any |= row->matched = pdz_intern_find(&keys, pdz_buf_view(&key)) != PDZ_NONE;
			}
		}
	for (size_t l = 0; l < rows->list_count; l++)
		for (size_t i = 0; i < rows->lists[l].count; i++)
			rows->lists[l].rows[i].has_match &= any && strcmp(rows->lists[l].role, "denominator") == 0;
	fine = fine && !key.failed;
	pdz_intern_release(&keys);
	pdz_buf_release(&key);
	return fine;
}

static bool list_items(struct explanation *ex, const struct pdz_view *view, struct pdz_mark *marks,
                       struct pdz_said_lists *out)
{
	const struct pdz_indicator *ind = ex->said.ind;
	const bool pairs = ind->slot_count > 1;
	for (uint32_t s = 0; s < ind->slot_count; s++) {
		struct pdz_said_list *list = &out->lists[out->list_count++];
		*list = (struct pdz_said_list){.role = !pairs ? "items" : s == 0 ? "from" : "to"};
		if (!fill_rows(ex, view, marks, ind->first_slot + s, PDZ_USE_COUNTED, list))
			return false;
	}
	if (!ind->kind->waits)
		return true;
	struct pdz_said_list *list = &out->lists[out->list_count++];
	*list = (struct pdz_said_list){.role = "waiting"};
	return fill_rows(ex, view, marks, ind->first_slot, PDZ_USE_WAITING, list);
}

/* The reason nearest to being counted, over the slots of the indicator; false: it is counted
 * somewhere, or none of its business. */
static bool is_left(struct explanation *ex, const struct pdz_view *view, struct pdz_mark *marks, struct pdz_kept *kept,
                    struct pdz_said_row *out)
{
	bool found = false;
	for (size_t k = 0; k < kept->traced_count; k++) {
		if (&ex->said.plan->indicators[ex->said.plan->slots[kept->traced[k].slot].indicator] != ex->said.ind)
			continue;
		const struct pdz_said_row row = row_of(view, marks, kept, &kept->traced[k]);
		if (is_counted(row.mark.use))
			return false;
		if (!found || row.mark.use < out->mark.use)
			*out = row;
		found = true;
	}
	return found;
}

/* The records of other lists are not left-overs. */
static void set_listed(struct explanation *ex)
{
	const struct pdz_said_lists *const others[] = {&ex->baseline, &ex->judged};
	for (size_t i = 0; i < ex->x->collector->count; i++)
		ex->x->collector->kept[i]->listed = false;
	for (size_t o = 0; o < 2; o++)
		for (size_t l = 0; l < others[o]->list_count; l++)
			for (size_t i = 0; i < others[o]->lists[l].count; i++)
				others[o]->lists[l].rows[i].kept->listed = true;
}

bool pdz_explain_list_rows(struct explanation *ex, const struct pdz_view *view, struct pdz_said_lists *out)
{
	const struct pdz_collector *c = ex->x->collector;
	const struct pdz_indicator *ind = ex->said.ind;
	struct pdz_mark *marks = mark_rows(ex, view);
	*out = (struct pdz_said_lists){0};
	out->lists = pdz_arena_alloc(
		&ex->said.arena, (ind->numerator.count + ind->denominator.count + ind->slot_count + 1) * sizeof *out->lists);
	out->left = pdz_arena_alloc(&ex->said.arena, c->count * sizeof *out->left);
	if (marks == NULL || out->lists == NULL || out->left == NULL)
		return false;
	if (ind->numerator.count > 0) {
		const char *role = ind->denominator.count > 0 ? "numerator" : "counted";
		struct pdz_amount top, bottom;
		pdz_view_sides(view, &top, &bottom);
		if (!list_operand(ex, view, marks, role, &ind->numerator, top, out) ||
		    !list_operand(ex, view, marks, "denominator", &ind->denominator, bottom, out) || !match(ex, out))
			return false;
	} else if (!list_items(ex, view, marks, out)) {
		return false;
	}
	set_listed(ex);
	for (size_t i = 0; i < c->count; i++)
		if (!c->kept[i]->listed && is_left(ex, view, marks, c->kept[i], &out->left[out->left_count]))
			out->left_count++;
	if (out->left_count > 1)
		qsort(out->left, out->left_count, sizeof *out->left, by_reason);
	return true;
}
