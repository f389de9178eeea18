/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of counts: adding to it, and who stands in what. */
#include "publish/table.h"

#include <stdlib.h>

void pdz_publish_table_release(struct pub_table *t)
{
	pdz_intern_release(&t->keys);
	pdz_buf_release(&t->text);
	free(t->periods);
	free(t->counts);
	free(t->cells);
	free(t->shows);
	free(t->equations);
	free(t->terms);
	free(t->cells_of.first);
	free(t->cells_of.items);
	free(t->equations_of.first);
	free(t->equations_of.items);
	free(t->moved);
	free(t->moves);
	pdz_regions_release(&t->regions);
}

static void add_key_part(struct pdz_buf *b, struct pdz_str s)
{
	pdz_buf_char(b, s.p == NULL ? '-' : '=');
	pdz_buf_printf(b, "%zu:", s.n); /* so that no text can look like two */
	pdz_buf_str(b, s);
}

static struct pdz_str key_of_place(struct pub_table *t, const struct pub_place *at)
{
	pdz_buf_clear(&t->text);
	pdz_buf_printf(&t->text, "%c%lu,%lu,%lu", at->what, (unsigned long)at->quantity, (unsigned long)at->period,
	               (unsigned long)at->area);
	add_key_part(&t->text, at->category);
	add_key_part(&t->text, at->dimensions);
	add_key_part(&t->text, at->part);
	t->no_memory |= t->text.failed;
	return pdz_buf_view(&t->text);
}

uint32_t pdz_publish_count_find(struct pub_table *t, const struct pub_place *at)
{
	return pdz_intern_find(&t->keys, key_of_place(t, at));
}

uint32_t pdz_publish_count_at(struct pub_table *t, const struct pub_place *at, double x)
{
	const uint32_t id = pdz_intern_add(&t->keys, key_of_place(t, at));
	if (id == PDZ_NONE || !pdz_grow(&t->counts, &t->count_cap, t->count_count + 1, sizeof *t->counts)) {
		t->no_memory = true;
		return PDZ_NONE;
	}
	if (id == t->count_count)
		t->counts[t->count_count++] = (struct pub_count){.x = x, .at = *at, .persons = true, .move = PDZ_NONE};
	return id;
}

uint32_t pdz_publish_count_implied(struct pub_table *t, double x, bool spare)
{
	const struct pub_place at = {.what = '!', .quantity = (uint32_t)t->count_count};
	const uint32_t id = pdz_publish_count_at(t, &at, x);
	if (id != PDZ_NONE) {
		t->counts[id].implied = true;
		t->counts[id].spare = spare;
	}
	return id;
}

uint32_t pdz_publish_count_rest(struct pub_table *t, uint32_t whole, double x, double behind)
{
	const struct pub_count of = t->counts[whole];
	const uint32_t id = pdz_publish_count_implied(t, x, false);
	if (id != PDZ_NONE) {
		t->counts[id].persons = of.persons;
		t->counts[id].guarded = of.guarded;
		t->counts[id].behind = of.behind > behind ? of.behind - behind : 0;
	}
	return id;
}

uint32_t pdz_publish_period(struct pub_table *t, struct pdz_period p)
{
	for (size_t i = t->period_count; i-- > 0;)
		if (t->periods[i].level == p.level && t->periods[i].first == p.first && t->periods[i].last == p.last)
			return (uint32_t)i;
	if (!pdz_grow(&t->periods, &t->period_cap, t->period_count + 1, sizeof *t->periods)) {
		t->no_memory = true;
		return 0;
	}
	t->periods[t->period_count] = p;
	return (uint32_t)t->period_count++;
}

struct pub_cell *pdz_publish_cell_begin(struct pub_table *t, enum pub_cell_kind kind, uint32_t entry, uint32_t part,
                                        double weight)
{
	if (!pdz_grow(&t->cells, &t->cell_cap, t->cell_count + 1, sizeof *t->cells)) {
		t->no_memory = true;
		return NULL;
	}
	struct pub_cell *c = &t->cells[t->cell_count++];
	*c = (struct pub_cell){
		.kind = kind, .entry = entry, .part = part, .weight = weight, .first = (uint32_t)t->show_count};
	return c;
}

void pdz_publish_cell_show(struct pub_table *t, uint32_t count)
{
	if (t->no_memory || !pdz_grow(&t->shows, &t->show_cap, t->show_count + 1, sizeof *t->shows)) {
		t->no_memory = true;
		return;
	}
	t->shows[t->show_count++] = count;
	t->cells[t->cell_count - 1].count++;
	t->counts[count].shown++;
	t->counts[count].weight += t->cells[t->cell_count - 1].weight;
}

void pdz_publish_equation_begin(struct pub_table *t)
{
	if (!pdz_grow(&t->equations, &t->equation_cap, t->equation_count + 1, sizeof *t->equations)) {
		t->no_memory = true;
		return;
	}
	t->equations[t->equation_count++] = (struct pub_equation){.first = (uint32_t)t->term_count};
}

void pdz_publish_equation_add(struct pub_table *t, uint32_t count, double by)
{
	if (t->no_memory || !pdz_grow(&t->terms, &t->term_cap, t->term_count + 1, sizeof *t->terms)) {
		t->no_memory = true;
		return;
	}
	t->terms[t->term_count++] = (struct pub_term){count, by};
	t->equations[t->equation_count - 1].count++;
}

/* ---- who stands in what ---- */

static bool open_lists(struct pub_lists *l, size_t rows, size_t items)
{
	l->first = calloc(rows + 2, sizeof *l->first);
	l->items = calloc(items + 1, sizeof *l->items);
	return l->first != NULL && l->items != NULL;
}

bool pdz_publish_link(struct pub_table *t)
{
	const size_t n = t->count_count;
	struct pub_lists *c = &t->cells_of, *e = &t->equations_of;
	if (!open_lists(c, n, t->show_count) || !open_lists(e, n, t->term_count))
		return false;
	/* Sizes two places up, so that after filling, first[i] is where i begins. */
	for (size_t i = 0; i < t->show_count; i++)
		c->first[t->shows[i] + 2]++;
	for (size_t i = 0; i < t->term_count; i++)
		e->first[t->terms[i].count + 2]++;
	for (size_t i = 2; i < n + 2; i++) {
		c->first[i] += c->first[i - 1];
		e->first[i] += e->first[i - 1];
	}
	for (uint32_t i = 0; i < t->cell_count; i++)
		for (uint32_t k = 0; k < t->cells[i].count; k++)
			c->items[c->first[t->shows[t->cells[i].first + k] + 1]++] = i;
	for (uint32_t i = 0; i < t->equation_count; i++)
		for (uint32_t k = 0; k < t->equations[i].count; k++)
			e->items[e->first[t->terms[t->equations[i].first + k].count + 1]++] = i;
	return true;
}

static void hide_one(struct pub_table *t, struct pub_cell *c)
{
	if (c->hidden)
		return;
	c->hidden = true;
	for (uint32_t i = 0; i < c->count; i++)
		t->counts[t->shows[c->first + i]].shown--;
}

void pdz_publish_hide(struct pub_table *t, uint32_t cell)
{
	const struct pub_cell main = t->cells[cell];
	hide_one(t, &t->cells[cell]);
	if (main.kind != PUB_MAIN)
		return;
	for (uint32_t i = cell + 1;
	     i < t->cell_count && t->cells[i].kind != PUB_COMPARISON && t->cells[i].entry == main.entry; i++)
		if (t->cells[i].kind != PUB_PART)
			hide_one(t, &t->cells[i]);
}
