/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relations between counts that the plan states, which anybody can read: events and their sums,
 * conditions and categories, parts and what they leave over. See regions.h for what lies in what.
 *
 * What is not worked out here (waits against those who began to wait, a level against what came and
 * went, who else came, since when, what is planned) is hidden where it stands beside something hidden,
 * pdz_publish_hide_distant; and of two that are nearly as large the smaller is taken for a part of the
 * larger, relate_odd. */
#include "measure/kind.h"
#include "publish/table.h"

#include <math.h>
#include <stdlib.h>

struct child {
	uint32_t whole, part;
	uint32_t region; /* 0: the whole's own, in one category: */
	uint32_t value;  /* its word; PDZ_NONE: not one of the plan */
	bool loose;      /* persons in a whole of records: each has one at least */
};

struct children {
	struct child *p;
	size_t count, cap;
};

static void add_child(struct pub_table *t, struct children *list, struct child c)
{
	if (!pdz_grow(&list->p, &list->cap, list->count + 1, sizeof *list->p))
		t->no_memory = true;
	else
		list->p[list->count++] = c;
}

static bool is_of_region(const struct pub_count *c)
{
	return !c->implied && (c->at.what == 'Q' || c->at.what == 'Y') && c->at.part.p == NULL && c->persons;
}

static uint32_t find_region_at(struct pub_table *t, struct pub_place at, uint32_t region)
{
	if (!pdz_publish_settle_region(t, region, &at))
		return PDZ_NONE;
	return pdz_publish_count_find(t, &at);
}

/* ---- one in another ---- */

/* In all categories, in all dimensions, or both: what is left over is a few persons, or nothing to tell. */
static void relate_wider(struct pub_table *t, uint32_t part, uint32_t super)
{
	for (int drop = 1; drop <= 3 && !t->no_memory; drop++) {
		struct pub_place at = t->counts[part].at;
		if (((drop & 1) != 0 && at.category.p == NULL) || ((drop & 2) != 0 && at.dimensions.p == NULL))
			continue;
		if ((drop & 1) != 0)
			at.category = (struct pdz_str){NULL, 0};
		if ((drop & 2) != 0)
			at.dimensions = (struct pdz_str){NULL, 0};
		const uint32_t whole = find_region_at(t, at, super);
		const double left = whole == PDZ_NONE ? 0 : t->counts[whole].x - t->counts[part].x;
		if (left > 0 && (left < t->threshold || t->counts[whole].behind - t->counts[part].behind < t->threshold))
			pdz_publish_split(t, whole, part, false);
	}
}

static void relate_supers(struct pub_table *t, uint32_t part, struct children *list)
{
	const struct pub_region *r = &t->regions.list[t->counts[part].at.quantity];
	for (size_t k = 0; k < r->super_count && !t->no_memory; k++) {
		const struct pub_region *super = &t->regions.list[r->supers[k]];
		const bool same_way = r->selector == NULL || super->selector == NULL ||
		                      r->selector->counted == super->selector->counted;
		uint32_t whole = find_region_at(t, t->counts[part].at, r->supers[k]);
		if (whole != PDZ_NONE && !same_way && super->selector->counted == PDZ_QUANTITY && t->counts[whole].x != 0)
			whole = PDZ_NONE; /* hours are more or fewer than visits, but none where nobody came */
		if (whole != PDZ_NONE)
			pdz_publish_split(t, whole, part, !same_way);
		if (whole != PDZ_NONE && r->selector != NULL)
			add_child(t, list, (struct child){whole, part, t->counts[part].at.quantity, PDZ_NONE, !same_way});
		if (same_way)
			relate_wider(t, part, r->supers[k]);
	}
}

/* ---- a condition of several values, where each is a place ---- */

static void relate_listed(struct pub_table *t, uint32_t count)
{
	const struct pub_region *r = &t->regions.list[t->counts[count].at.quantity];
	const struct pub_place at = t->counts[count].at;
	if (r->listed == NULL || r->base == 0)
		return;
	uint32_t *parts = malloc((r->listed->count + 2) * sizeof *parts);
	size_t n = 0;
	if (parts == NULL) {
		t->no_memory = true;
		return;
	}
	for (size_t i = 0; i < r->listed->count && !t->no_memory; i++) {
		struct pub_place here = at;
		if (r->listed->values[i] == PDZ_NONE ||
		    !pdz_publish_at_value(t, r->listed->column, r->listed->values[i], &here))
			continue;
		const uint32_t part = find_region_at(t, here, r->base);
		if (part != PDZ_NONE)
			parts[n++] = part;
	}
	if (r->listed->negate) {
		parts[n++] = count;
		const uint32_t whole = find_region_at(t, at, r->base);
		if (whole != PDZ_NONE && n > 1)
			pdz_publish_relate_parts(t, whole, parts, n);
	} else if (n > 0) {
		pdz_publish_relate_parts(t, count, parts, n);
	}
	free(parts);
}

/* The areas in it: those that the condition rules out have none. */
static void relate_other_areas(struct pub_table *t, uint32_t count)
{
	const struct pub_place at = t->counts[count].at;
	size_t n = 0;
	uint32_t *parts = malloc((t->r->area_count + 1) * sizeof *parts);
	t->no_memory |= parts == NULL;
	for (uint32_t i = 1; i < t->r->area_count && !t->no_memory; i++) {
		struct pub_place here = at;
		here.area = i;
		const bool is_in = t->r->areas[i].parent == at.area && pdz_publish_settle_region(t, at.quantity, &here);
		const uint32_t part = is_in ? pdz_publish_count_find(t, &here) : PDZ_NONE;
		if (part != PDZ_NONE && part != count)
			parts[n++] = part;
	}
	if (n > 0 && !t->no_memory)
		pdz_publish_relate_parts(t, count, parts, n);
	free(parts);
}

/* What a condition does not rule out: the categories, or dimensions, that there are. */
static void relate_left_in(struct pub_table *t, uint32_t count, const struct pdz_intern *texts)
{
	const struct pub_place at = t->counts[count].at;
	const struct pub_region *r = &t->regions.list[at.quantity];
	const bool category = r->listed != NULL && r->listed->column == PDZ_COL_CATEGORY;
	size_t n = 0;
	if (r->listed == NULL || !r->listed->negate)
		return;
	if (r->listed->column == PDZ_COL_AREA) {
		relate_other_areas(t, count);
		return;
	}
	if ((category ? at.category.p : at.dimensions.p) != NULL)
		return;
	uint32_t *parts = malloc((texts->count + 1) * sizeof *parts);
	t->no_memory |= parts == NULL;
	for (uint32_t i = 0; i < texts->count && !t->no_memory; i++) {
		struct pub_place here = at;
		*(category ? &here.category : &here.dimensions) = pdz_intern_text(texts, i);
		if (!pdz_publish_settle_region(t, at.quantity, &here) || here.quantity == at.quantity)
			continue;
		const uint32_t part = pdz_publish_count_find(t, &here);
		if (part != PDZ_NONE)
			parts[n++] = part;
	}
	if (n > 0 && !t->no_memory)
		pdz_publish_relate_parts(t, count, parts, n);
	free(parts);
}

/* Categories and dimensions of all counts, each once: of the texts themselves, so that none is copied back. */
static void list_texts(struct pub_table *t, size_t n, struct pdz_intern *categories, struct pdz_intern *dimensions)
{
	for (size_t i = 0; i < n && !t->no_memory; i++) {
		const struct pub_place *at = &t->counts[i].at;
		if ((at->category.p != NULL && pdz_intern_add(categories, at->category) == PDZ_NONE) ||
		    (at->dimensions.p != NULL && pdz_intern_add(dimensions, at->dimensions) == PDZ_NONE))
			t->no_memory = true;
	}
}

/* ---- parts that have nothing in common ---- */

static bool are_apart(const struct pub_table *t, const struct child *a, const struct child *b, unsigned column)
{
	const struct pub_region *x = &t->regions.list[a->region], *y = &t->regions.list[b->region];
	if (column == PDZ_COL_EVENT)
		return a->region != 0 && b->region != 0 && !pdz_share_event(x->selector, y->selector);
	struct pdz_filter of_a = {.column = column, .values = (uint32_t[]){a->value}, .count = 1},
					  of_b = {.column = column, .values = (uint32_t[]){b->value}, .count = 1};
	if (a->region == 0 && b->region == 0)
		return true; /* two categories of one whole */
	return pdz_filters_exclude(a->region == 0 ? &of_a : pdz_region_filter(x, column),
	                           b->region == 0 ? &of_b : pdz_region_filter(y, column));
}

/* Records are at least as many as the persons who have them, event by event. */
static void relate_at_most(struct pub_table *t, uint32_t whole, const uint32_t *parts, size_t n)
{
	double left = t->counts[whole].x;
	for (size_t i = 0; i < n; i++)
		left -= t->counts[parts[i]].x;
	const uint32_t rest = left < 0 ? PDZ_NONE : pdz_publish_count_implied(t, left, true);
	if (rest == PDZ_NONE)
		return;
	pdz_publish_equation_begin(t);
	pdz_publish_equation_add(t, whole, -1);
	for (size_t i = 0; i < n; i++)
		pdz_publish_equation_add(t, parts[i], 1);
	pdz_publish_equation_add(t, rest, 1);
}

static bool can_be_apart(const struct pub_table *t, const struct child *c, unsigned column, bool loose)
{
	if (column == PDZ_COL_EVENT)
		return c->region != 0 && (loose || !c->loose);
	return (loose || !c->loose) && (c->region == 0 || pdz_region_filter(&t->regions.list[c->region], column) != NULL);
}

/* One of them, and each that has nothing in common with any taken before; then so from the next that none of these had,
 * until each has been in one: what e, f and g come to is e and f, and g, but also each of the three. */
static void relate_apart(struct pub_table *t, const struct child *c, size_t n, unsigned column, bool loose)
{
	size_t *taken = malloc((n + 1) * sizeof *taken);
	uint32_t *parts = malloc((n + 1) * sizeof *parts);
	bool *seen = calloc(n + 1, sizeof *seen);
	t->no_memory |= taken == NULL || parts == NULL || seen == NULL;
	for (size_t first = 0; first < n && !t->no_memory; first++) {
		bool of_region = false, of_loose = false;
		size_t count = 0;
		for (size_t at = 0; at <= n && !seen[first]; at++) {
			const size_t i = at == 0 ? first : at - 1;
			bool apart = (at == 0 || i != first) && can_be_apart(t, &c[i], column, loose);
			for (size_t k = 0; k < count && apart; k++)
				apart = are_apart(t, &c[i], &c[taken[k]], column);
			if (!apart && at == 0)
				break;
			if (!apart)
				continue;
			of_region |= c[i].region != 0;
			of_loose |= c[i].loose;
			taken[count] = i;
			parts[count++] = c[i].part;
		}
		for (size_t k = 0; k < count; k++)
			seen[taken[k]] = true;
		if (count > 1 && of_region && !loose)
			pdz_publish_relate_parts(t, c->whole, parts, count);
		else if (count > 1 && of_loose)
			relate_at_most(t, c->whole, parts, count);
	}
	free(taken);
	free(parts);
	free(seen);
}

static int compare_children(const void *a, const void *b)
{
	const struct child *x = a, *y = b;
	if (x->whole != y->whole)
		return x->whole < y->whole ? -1 : 1;
	if (x->loose != y->loose)
		return x->loose ? 1 : -1;
	if ((x->region == 0) != (y->region == 0))
		return x->region == 0 ? 1 : -1; /* conditions of several values before single ones */
	return (x->part > y->part) - (x->part < y->part);
}

enum { MOST_CHILDREN = 300 }; /* of one whole: of more only pairs are looked at */

static void relate_children(struct pub_table *t, struct children *list)
{
	if (list->count > 0)
		qsort(list->p, list->count, sizeof *list->p, compare_children);
	for (size_t i = 0, n; i < list->count && !t->no_memory; i += n) {
		uint64_t columns = 0;
		for (n = 0; i + n < list->count && list->p[i + n].whole == list->p[i].whole; n++) {
			const struct pub_region *r = &t->regions.list[list->p[i + n].region];
			for (size_t k = 0; r->selector != NULL && k < r->selector->where_count; k++)
				columns |= UINT64_C(1) << (r->selector->where[k].column % 64);
		}
		if (n < 2 || n > MOST_CHILDREN || list->p[i].region == 0)
			continue;
		for (int loose = 0; loose < 2; loose++) {
			relate_apart(t, &list->p[i], n, PDZ_COL_EVENT, loose);
			for (unsigned c = 0; c < 64 && !t->no_memory; c++)
				if ((columns >> c & 1) != 0 && c != PDZ_COL_EVENT)
					relate_apart(t, &list->p[i], n, c, loose);
		}
	}
}

/* ---- sums ---- */

static void relate_terms(struct pub_table *t, uint32_t count)
{
	const struct pub_region *r = &t->regions.list[t->counts[count].at.quantity];
	uint32_t *parts = malloc((r->term_count + 1) * sizeof *parts);
	size_t n = 0;
	for (size_t i = 0; parts != NULL && i < r->term_count && !t->no_memory; i++) {
		struct pub_place at = t->counts[count].at;
		at.what = 'Q';
		if (!pdz_publish_narrow(t, &r->terms[i], &at))
			continue;
		const uint32_t part = find_region_at(t, at, r->terms[i].quantity);
		if (part != PDZ_NONE)
			parts[n++] = part;
	}
	t->no_memory |= parts == NULL;
	if (n > 0 && !t->no_memory)
		pdz_publish_relate_parts(t, count, parts, n);
	free(parts);
}

/* ---- what is not worked out ---- */

struct neighbour {
	uint32_t place, cell, count;
	bool distant, alike, odd;
};

static int compare_neighbours(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return (x->count > y->count) - (x->count < y->count);
}

static uint32_t number_of_place(struct pub_table *t, struct pdz_intern *places, const struct pub_place *at,
                                uint32_t event)
{
	pdz_buf_clear(&t->text);
	pdz_buf_printf(&t->text, "%lu %lu %lu ", (unsigned long)event, (unsigned long)at->period, (unsigned long)at->area);
	const struct pdz_str texts[] = {at->category, at->dimensions, at->part};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		pdz_buf_printf(&t->text, "%d%zu:", texts[i].p != NULL, texts[i].n);
		pdz_buf_str(&t->text, texts[i]);
	}
	const uint32_t id = t->text.failed ? PDZ_NONE : pdz_intern_add(places, pdz_buf_view(&t->text));
	t->no_memory |= id == PDZ_NONE;
	return id;
}

/* Where the cell stands, before any condition narrows its counts. */
static struct pub_place place_of_cell(struct pub_table *t, const struct pub_cell *c)
{
	const struct pdz_entry *e = &t->r->entries[c->entry];
	if (c->kind == PUB_PART && c->count > 0)
		return t->counts[t->shows[c->first]].at;
	return (struct pub_place){.period = pdz_publish_period(t, e->judged_count == 1 ? e->judged[0] : e->period),
	                          .area = e->area == PDZ_NONE ? 0 : e->area,
	                          .category = e->category,
	                          .dimensions = pdz_publish_dimensions(t, e)};
}

/* The counts of each cell at its place, once for each event that its indicator looks at. */
static struct neighbour *list_neighbours(struct pub_table *t, size_t *count)
{
	struct neighbour *list = NULL;
	struct pdz_intern places = {0};
	size_t cap = 0;
	*count = 0;
	for (uint32_t i = 0; i < t->cell_count && !t->no_memory; i++) {
		const struct pub_cell *c = &t->cells[i];
		if (c->kind != PUB_MAIN && c->kind != PUB_PART && c->kind != PUB_SHARE && c->kind != PUB_FIGURES)
			continue; /* who still waits is what those who came leave over */
		const struct pub_subject *s = &t->regions.subjects[t->r->entries[c->entry].indicator];
		struct neighbour n = {.cell = i,
		                      .distant = s->numerator.distant || s->denominator.distant,
		                      .alike = s->items.alike,
		                      .odd = s->numerator.odd || s->denominator.odd || s->items.odd};
		const struct pub_place at = place_of_cell(t, c);
		for (size_t k = 0; k < s->event_count && !t->no_memory; k++) {
			n.place = number_of_place(t, &places, &at, s->events[k]);
			for (uint32_t m = 0; m < c->count && !t->no_memory; m++) {
				n.count = t->shows[c->first + m];
				if (!pdz_grow(&list, &cap, *count + 1, sizeof *list))
					t->no_memory = true;
				else if (t->counts[n.count].x != 0)
					list[(*count)++] = n;
			}
		}
	}
	pdz_intern_release(&places);
	if (*count > 0)
		qsort(list, *count, sizeof *list, compare_neighbours);
	return list;
}

static size_t end_of_place(const struct neighbour *list, size_t count, size_t i)
{
	size_t end = i;
	while (end < count && list[end].place == list[i].place)
		end++;
	return end;
}

/* Of two one of which asks for more than the relations know, the smaller may lie
 * in the larger, and what is left over be a few persons. */
static bool may_be_nested(const struct pub_table *t, const struct neighbour *a, const struct neighbour *b)
{
	const struct pub_count *x = &t->counts[a->count], *y = &t->counts[b->count];
	const double more = x->behind - y->behind;
	const bool own = a->alike && t->cells[a->cell].entry == t->cells[b->cell].entry; /* worked out in cells.c */
	return (a->odd || b->odd) && !own && x->persons && y->persons && x->guarded == y->guarded && x->x > y->x &&
	       (x->x - y->x < t->threshold || (x->guarded && more > 0 && more < t->threshold));
}

/* Of two at one place one is hidden: does it tell the other? Not where one is a part of the other already. */
static bool tells(const struct pub_table *t, const struct neighbour *a, const struct neighbour *b)
{
	return a->distant || b->distant ||
	       ((a->alike || b->alike) && fabs(t->counts[a->count].x - t->counts[b->count].x) < t->threshold &&
	        !may_be_nested(t, a, b) && !may_be_nested(t, b, a));
}

static bool is_hidden_main(const struct pub_table *t, const struct neighbour *n)
{
	const struct pub_cell *c = &t->cells[n->cell];
	return c->hidden && (c->kind == PUB_MAIN || c->kind == PUB_PART) && t->counts[n->count].shown == 0;
}

bool pdz_publish_hide_distant(struct pub_table *t)
{
	size_t count;
	bool any = false;
	if (t->plan == NULL)
		return false;
	struct neighbour *list = list_neighbours(t, &count);
	for (size_t i = 0, end; i < count && !t->no_memory; i = end) {
		bool special = false;
		end = end_of_place(list, count, i);
		for (size_t k = i; k < end; k++)
			special |= list[k].distant || list[k].alike;
		for (size_t a = i; a < end && special; a++)
			for (size_t b = i; b < end && is_hidden_main(t, &list[a]); b++) {
				if (t->cells[list[b].cell].hidden || !tells(t, &list[a], &list[b]))
					continue;
				pdz_publish_hide(t, list[b].cell);
				t->cells[list[b].cell].fixed = true;
				any = true;
			}
	}
	free(list);
	return any;
}

struct pair {
	uint32_t whole, part;
};

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	if (x->whole != y->whole)
		return x->whole < y->whole ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

static void relate_odd(struct pub_table *t)
{
	size_t count, n = 0, cap = 0;
	struct pair *pairs = NULL;
	struct neighbour *list = list_neighbours(t, &count);
	for (size_t i = 0, end; i < count && !t->no_memory; i = end) {
		end = end_of_place(list, count, i);
		for (size_t a = i; a < end; a++)
			for (size_t b = i; b < end && !t->no_memory; b++) {
				if (!may_be_nested(t, &list[a], &list[b]))
					continue;
				if (!pdz_grow(&pairs, &cap, n + 1, sizeof *pairs))
					t->no_memory = true;
				else
					pairs[n++] = (struct pair){list[a].count, list[b].count};
			}
	}
	if (n > 0)
		qsort(pairs, n, sizeof *pairs, compare_pairs);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare_pairs(&pairs[i - 1], &pairs[i]) != 0)
			pdz_publish_split(t, pairs[i].whole, pairs[i].part, false);
	free(list);
	free(pairs);
}

/* ---- all of them ---- */

void pdz_publish_relate_regions(struct pub_table *t)
{
	struct children list = {0};
	struct pdz_intern categories = {0}, dimensions = {0};
	const size_t n = t->count_count;
	if (t->plan != NULL)
		list_texts(t, n, &categories, &dimensions);
	for (uint32_t i = 0; i < n && t->plan != NULL && !t->no_memory; i++) {
		if (!is_of_region(&t->counts[i]))
			continue;
		relate_supers(t, i, &list);
		relate_listed(t, i);
		const struct pdz_filter *f = t->regions.list[t->counts[i].at.quantity].listed;
		if (!t->no_memory)
			relate_left_in(t, i, f != NULL && f->column == PDZ_COL_CATEGORY ? &categories : &dimensions);
		relate_terms(t, i);
		struct pub_place at = t->counts[i].at;
		if (at.category.p == NULL)
			continue;
		const uint32_t value = pdz_intern_find(&t->plan->words, at.category);
		at.category = (struct pdz_str){NULL, 0};
		const uint32_t whole = pdz_publish_count_find(t, &at);
		if (whole != PDZ_NONE)
			add_child(t, &list, (struct child){whole, i, 0, value, false});
	}
	if (!t->no_memory)
		relate_children(t, &list);
	if (!t->no_memory && t->plan != NULL)
		relate_odd(t);
	free(list.p);
	pdz_intern_release(&categories);
	pdz_intern_release(&dimensions);
}
