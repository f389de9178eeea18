/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What overlapping sums tell together. Records and quantities add up: every figure is the sum of the atoms that lie in
 * it (one event, one stretch of time, one area, one category, one of every other condition), whether an indicator
 * counts these or not. A linear program over atoms (GLPK) asks of each hidden figure how large it can be, all that is
 * published known; where that tells it, the cheapest of the published figures that do is hidden too.
 *
 * Users are no such sums (one person may have come for two things): relations.c knows what holds of them. */
#include "publish/table.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

enum atom_axis {
	BY_EVENT,
	BY_TIME,
	BY_AREA,
	BY_TEXT
}; /* then one of each text column, and one of each other condition */

/* The records of a region at a place. */
struct atom_box {
	uint32_t row;
	const struct pub_region *region;
	struct pub_place at;
	uint32_t event; /* of this one alone; PDZ_NONE: of all of the region */
};

/* What the program asks of a figure. */
struct atom_row {
	uint32_t count; /* in the table; PDZ_NONE: of an event that no indicator counts alone */
	double need;    /* what it must be able to be; 0: it is published */
	bool proved;
};

/* One way in which atoms differ: values that no box tells apart are one. */
struct axis {
	enum atom_axis along;
	unsigned column;                /* BY_TEXT */
	const struct pdz_filter *other; /* a condition that is not a place: does it hold? */
	struct pdz_intern texts;        /* BY_TEXT: those that anything asks for; all others are one more */
	size_t count;
	unsigned char *has; /* count x boxes */
	bool *left; /* by value: nothing is said to stand there: no named category, an area with parts but in none */
};

struct atoms {
	struct pub_table *t;
	struct atom_box *boxes;
	size_t box_count, box_cap;
	struct atom_row *rows;
	size_t row_count, row_cap;
	struct axis *axes;
	size_t axis_count, axis_cap;
	pdz_day *days; /* where periods begin and end, ascending */
	size_t day_count, day_cap;
	uint64_t *left; /* by atom: the axes along which it is left over */
	size_t left_cap;
	uint32_t *alive; /* axes + 1 times boxes */
	int *index;      /* by term of a column */
	double *by;
	struct pdz_intern keys; /* atoms by the boxes they lie in */
	glp_prob *program;
	int atom_count; /* its first columns; then one for each row that asks for something */
	size_t work;
	double spent; /* steps of the program times its rows */
	jmp_buf no_memory_in_glpk;
	bool is_glpk_left; /* its memory is given back; any call would ask for it anew, and abort without */
	bool whole;        /* all figures are whole numbers */
	bool negative;     /* some figure is below 0 */
};

static const size_t MOST_WORK = 400000000, MOST_ATOMS = 20000;
static const double MOST_SPENT = 3e7;
enum { MOST_STEPS = 50000, MOST_BRANCHES = 200 };

/* ---- which figures are sums of the same atoms ---- */

/* NULL: how it is related to others is not a matter of sums. */
static const struct pdz_selector *selector_of_region(const struct pub_table *t, uint32_t region)
{
	const struct pub_region *r = &t->regions.list[region];
	if (!r->adds_up)
		return NULL;
	return r->term_count > 0 ? t->regions.list[r->terms[0].quantity].selector : r->selector;
}

/* More than one event at one place: only such figures can overlap. */
static bool is_composed(const struct pub_region *r)
{
	return r->term_count > 0 || r->selector->event_count > 1 || r->selector->where_count > r->fixed_count;
}

static uint32_t root_of_event(uint32_t *root, uint32_t i)
{
	while (root[i] != i)
		i = root[i] = root[root[i]];
	return i;
}

/* Numbers for events, of records and of quantities, done and planned: what is in one sum is related. */
static uint32_t kind_of_event(const struct pub_table *t, const struct pdz_selector *s, uint32_t event)
{
	const uint32_t kind = (s->counted == PDZ_QUANTITY) + 2u * (s->status != PDZ_DONE);
	return kind * (uint32_t)t->plan->event_count + event;
}

static void unite_events(const struct pub_table *t, uint32_t *root, uint32_t first, const struct pub_region *r)
{
	for (size_t k = 0; k < r->selector->event_count; k++)
		root[root_of_event(root, kind_of_event(t, r->selector, r->selector->events[k]))] = root_of_event(root, first);
}

/* The events that are related; composed: some of their figures are. */
static void join_events(const struct pub_table *t, uint32_t *root, bool *composed)
{
	for (int turn = 0; turn < 2; turn++)
		for (uint32_t i = 1; i < t->regions.count; i++) {
			const struct pub_region *r = &t->regions.list[i];
			const struct pdz_selector *s = selector_of_region(t, i);
			if (s == NULL)
				continue;
			const uint32_t first = kind_of_event(t, s, s->events[0]);
			if (turn == 1)
				composed[root_of_event(root, first)] |= is_composed(r);
			else if (r->term_count == 0)
				unite_events(t, root, first, r);
			for (size_t k = 0; turn == 0 && k < r->term_count; k++)
				unite_events(t, root, first, &t->regions.list[r->terms[k].quantity]);
		}
}

/* ---- rows and boxes ---- */

static void add_box(struct atoms *a, uint32_t region, struct pub_place at, uint32_t event)
{
	if (!pdz_publish_settle_region(a->t, region, &at)) /* nothing is there */
		return;
	if (!pdz_grow(&a->boxes, &a->box_cap, a->box_count + 1, sizeof *a->boxes)) {
		a->t->no_memory = true;
		return;
	}
	a->boxes[a->box_count++] = (struct atom_box){(uint32_t)a->row_count - 1, &a->t->regions.list[at.quantity], at,
	                                             event};
}

static bool add_row(struct atoms *a, uint32_t count, double need)
{
	if (!pdz_grow(&a->rows, &a->row_cap, a->row_count + 1, sizeof *a->rows)) {
		a->t->no_memory = true;
		return false;
	}
	a->rows[a->row_count++] = (struct atom_row){count, need, need == 0};
	return true;
}

static double need_of(const struct pub_table *t, const struct pub_count *c)
{
	return c->shown > 0 || c->x == 0 ? 0 : pub_is_small(t, c) ? pub_target(t, c) : c->x + 1;
}

/* An event of a sum that is published, where no indicator counts it alone. */
static void add_unseen(struct atoms *a, uint32_t count)
{
	const struct pub_count *c = &a->t->counts[count];
	const struct pdz_selector *s = a->t->regions.list[c->at.quantity].selector;
	if (s == NULL || s->event_count < 2 || c->shown == 0 || c->x < a->t->threshold ||
	    (s->counted == PDZ_QUANTITY && c->guarded))
		return; /* of hours nobody knows how many are behind a part of them */
	for (size_t k = 0; k < s->event_count && !a->t->no_memory; k++)
		if (add_row(a, PDZ_NONE, a->t->threshold))
			add_box(a, c->at.quantity, c->at, s->events[k]);
}

static void add_count(struct atoms *a, uint32_t count)
{
	struct pub_table *t = a->t;
	const struct pub_count *c = &t->counts[count];
	const struct pub_region *r = &t->regions.list[c->at.quantity];
	a->whole &= c->x == round(c->x) && !(c->guarded && selector_of_region(t, c->at.quantity)->counted == PDZ_QUANTITY);
	a->negative |= c->x < 0;
	if (!add_row(a, count, need_of(t, c)))
		return;
	if (r->term_count == 0)
		add_box(a, c->at.quantity, c->at, PDZ_NONE);
	for (size_t i = 0; i < r->term_count && !t->no_memory; i++) {
		struct pub_place at = t->counts[count].at;
		if (pdz_publish_narrow(t, &r->terms[i], &at))
			add_box(a, r->terms[i].quantity, at, PDZ_NONE);
	}
	if (!t->no_memory)
		add_unseen(a, count);
}

/* ---- the values that tell boxes apart ---- */

static bool leaves_out_filter(const struct pub_region *r, const struct pdz_filter *f)
{
	for (size_t i = 0; i < r->fixed_count; i++)
		if (r->fixed[i] == f)
			return true;
	for (size_t i = 0; i < r->without_count; i++)
		if (r->without[i] == f)
			return true;
	return false;
}

static bool is_text_filter(const struct pdz_filter *f)
{
	return f->test == PDZ_ONE_OF && (f->column == PDZ_COL_CATEGORY || f->column >= PDZ_COLUMNS);
}

static struct axis *axis_of(struct atoms *a, enum atom_axis along, unsigned column, const struct pdz_filter *other)
{
	for (size_t i = 0; i < a->axis_count; i++) {
		struct axis *x = &a->axes[i];
		if (x->along == along && x->column == column && (other == NULL) == (x->other == NULL) &&
		    (other == NULL || (pdz_filter_contains(other, x->other) && pdz_filter_contains(x->other, other))))
			return x;
	}
	if (!pdz_grow(&a->axes, &a->axis_cap, a->axis_count + 1, sizeof *a->axes)) {
		a->t->no_memory = true;
		return NULL;
	}
	a->axes[a->axis_count] = (struct axis){.along = along, .column = column, .other = other};
	return &a->axes[a->axis_count++];
}

static bool of_dimension(struct pdz_str dimensions, struct pdz_str name, struct pdz_str *value)
{
	for (const char *p = dimensions.p, *end = p + dimensions.n; p != NULL && p < end;) { /* as places.c writes them */
		size_t n = 0;
		while (p < end && *p != ':')
			n = 10 * n + (size_t)(*p++ - '0');
		const char *key = ++p, *is = memchr(p, '=', (size_t)(end - p));
		if (is == NULL)
			break;
		*value = (struct pdz_str){is + 1, n};
		if (pdz_str_eq((struct pdz_str){key, (size_t)(is - key)}, name))
			return true;
		p = is + 1 + n;
	}
	return false;
}

/* The text that a place has in a column; false: it has all of them. */
static bool text_of_place(const struct pub_table *t, const struct pub_place *at, unsigned column, struct pdz_str *text)
{
	if (column != PDZ_COL_CATEGORY)
		return of_dimension(at->dimensions, t->plan->dimensions[column - PDZ_COLUMNS].code, text);
	*text = at->category;
	return text->p != NULL;
}

static struct pdz_str text_of_value(const struct pub_table *t, uint32_t value)
{
	return value == PDZ_NONE ? PDZ_STR("") : pdz_intern_text(&t->plan->words, value);
}

static void add_text(struct atoms *a, unsigned column, struct pdz_str text)
{
	struct axis *x = axis_of(a, BY_TEXT, column, NULL);
	if (x != NULL && pdz_intern_add(&x->texts, text) == PDZ_NONE)
		a->t->no_memory = true;
}

static pdz_day begin_of_box(const struct pub_table *t, const struct atom_box *b)
{
	const pdz_day begin = pdz_period_begin(t->periods[b->at.period]), from = begin < t->r->from ? t->r->from : begin;
	return b->region->since != PDZ_NO_DAY && b->region->since > from ? b->region->since : from;
}

static pdz_day end_of_box(const struct pub_table *t, const struct atom_box *b)
{
	const pdz_day end = pdz_period_end(t->periods[b->at.period]);
	return end > t->r->to ? t->r->to : end;
}

static void add_day(struct atoms *a, pdz_day day)
{
	if (!pdz_grow(&a->days, &a->day_cap, a->day_count + 1, sizeof *a->days))
		a->t->no_memory = true;
	else
		a->days[a->day_count++] = day;
}

static int compare_days_of_atoms(const void *a, const void *b)
{
	const pdz_day x = *(const pdz_day *)a, y = *(const pdz_day *)b;
	return (x > y) - (x < y);
}

/* All that any box asks for. */
static void list_axes(struct atoms *a)
{
	struct pub_table *t = a->t;
	static const enum atom_axis always[] = {BY_EVENT, BY_TIME, BY_AREA};
	for (size_t i = 0; i < 3 && !t->no_memory; i++)
		axis_of(a, always[i], 0, NULL);
	for (size_t i = 0; i < a->box_count && !t->no_memory; i++) {
		const struct atom_box *b = &a->boxes[i];
		const struct pdz_selector *s = b->region->selector;
		struct pdz_str text;
		add_day(a, begin_of_box(t, b));
		add_day(a, end_of_box(t, b) + 1);
		if (text_of_place(t, &b->at, PDZ_COL_CATEGORY, &text))
			add_text(a, PDZ_COL_CATEGORY, text);
		for (size_t k = 0; k < t->plan->dimension_count && b->at.dimensions.p != NULL; k++)
			if (text_of_place(t, &b->at, PDZ_COLUMNS + (unsigned)k, &text))
				add_text(a, PDZ_COLUMNS + (unsigned)k, text);
		for (size_t k = 0; k < s->where_count && !t->no_memory; k++) {
			const struct pdz_filter *f = &s->where[k];
			if (leaves_out_filter(b->region, f) || f->column == PDZ_COL_AREA)
				continue;
			if (!is_text_filter(f))
				axis_of(a, BY_TEXT, f->column, f);
			for (size_t v = 0; is_text_filter(f) && v < f->count; v++)
				add_text(a, f->column, text_of_value(t, f->values[v]));
		}
	}
	if (a->day_count > 0)
		qsort(a->days, a->day_count, sizeof *a->days, compare_days_of_atoms);
}

/* ---- what lies in a box ---- */

static bool lies_in_area(const struct pub_table *t, uint32_t area, uint32_t outer)
{
	for (uint32_t i = area; i != PDZ_NONE; i = t->r->areas[i].parent)
		if (i == outer)
			return true;
	return outer == 0;
}

static bool box_has_event(const struct pub_table *t, const struct atom_box *b, uint32_t event)
{
	const struct pdz_selector *s = b->region->selector;
	bool found = false;
	for (size_t i = 0; i < s->event_count; i++)
		found |= kind_of_event(t, s, s->events[i]) == event && (b->event == PDZ_NONE || s->events[i] == b->event);
	return found;
}

static bool box_has_area(const struct pub_table *t, const struct atom_box *b, uint32_t area)
{
	const struct pdz_selector *s = b->region->selector;
	bool has = lies_in_area(t, area, b->at.area);
	for (size_t i = 0; i < s->where_count && has; i++) {
		bool found = false;
		if (s->where[i].column != PDZ_COL_AREA || leaves_out_filter(b->region, &s->where[i]))
			continue;
		for (size_t k = 0; k < s->where[i].count; k++)
			found |= s->where[i].values[k] < t->r->area_count && lies_in_area(t, area, s->where[i].values[k]);
		has = found != s->where[i].negate;
	}
	return has;
}

/* text.p NULL: one that nothing asks for. */
static bool box_has_text(const struct pub_table *t, const struct atom_box *b, unsigned column, struct pdz_str text)
{
	const struct pdz_selector *s = b->region->selector;
	struct pdz_str of;
	bool has = !text_of_place(t, &b->at, column, &of) || (text.p != NULL && pdz_str_eq(of, text));
	for (size_t i = 0; i < s->where_count && has; i++) {
		const struct pdz_filter *f = &s->where[i];
		bool found = false;
		if (f->column != column || !is_text_filter(f) || leaves_out_filter(b->region, f))
			continue;
		for (size_t k = 0; k < f->count && text.p != NULL; k++)
			found |= pdz_str_eq(text_of_value(t, f->values[k]), text);
		has = found != f->negate;
	}
	return has;
}

/* value 1: the condition holds. */
static bool box_has_other(const struct atom_box *b, const struct pdz_filter *other, size_t value)
{
	const struct pdz_selector *s = b->region->selector;
	for (size_t i = 0; i < s->where_count && value == 0; i++)
		if (!is_text_filter(&s->where[i]) && pdz_filter_contains(other, &s->where[i]))
			return false;
	return true;
}

static bool box_has(const struct atoms *a, const struct axis *x, size_t value, const struct atom_box *b)
{
	switch (x->along) {
	case BY_EVENT:
		return box_has_event(a->t, b, (uint32_t)value);
	case BY_TIME:
		return a->days[value] >= begin_of_box(a->t, b) && a->days[value] <= end_of_box(a->t, b);
	case BY_AREA:
		return box_has_area(a->t, b, (uint32_t)value);
	default:
		if (x->other != NULL)
			return box_has_other(b, x->other, value);
		return box_has_text(a->t, b, x->column,
		                    value < x->texts.count ? pdz_intern_text(&x->texts, (uint32_t)value)
		                                           : (struct pdz_str){NULL, 0});
	}
}

static bool is_left_over(const struct atoms *a, const struct axis *x, size_t value)
{
	bool has_parts = false;
	for (size_t i = value + 1; x->along == BY_AREA && i < a->t->r->area_count; i++)
		has_parts |= a->t->r->areas[i].parent == value;
	return has_parts || (x->along == BY_TEXT && x->other == NULL && value == x->texts.count);
}

static size_t values_of_axis(const struct atoms *a, const struct axis *x)
{
	if (x->along == BY_EVENT)
		return 4 * a->t->plan->event_count;
	if (x->along == BY_TIME)
		return a->day_count;
	return x->along == BY_AREA ? a->t->r->area_count : x->other != NULL ? 2 : x->texts.count + 1;
}

/* Values in the same boxes are one, those in none nothing. */
static void fill_axis(struct atoms *a, struct axis *x)
{
	const size_t n = a->box_count, values = values_of_axis(a, x);
	struct pdz_intern seen = {0};
	size_t cap = 0, left_cap = 0;
	char *own = malloc(n);
	a->t->no_memory |= own == NULL;
	a->work += n * values;
	for (size_t v = 0; v < values && !a->t->no_memory && a->work < MOST_WORK; v++) {
		bool any = false;
		for (size_t i = 0; i < n; i++) {
			own[i] = (char)box_has(a, x, v, &a->boxes[i]);
			any |= own[i] != 0;
		}
		const uint32_t id = any ? pdz_intern_add(&seen, (struct pdz_str){own, n}) : PDZ_NONE;
		if (!any)
			continue;
		if (id < x->count) {
			x->left[id] &= is_left_over(a, x, v);
			continue;
		}
		if (id == PDZ_NONE || !pdz_grow(&x->has, &cap, (x->count + 1) * n, 1) ||
		    !pdz_grow(&x->left, &left_cap, x->count + 1, sizeof *x->left)) {
			a->t->no_memory = true;
			break;
		}
		x->left[x->count] = is_left_over(a, x, v);
		memcpy(x->has + x->count++ * n, own, n);
	}
	pdz_intern_release(&seen);
	free(own);
}

/* ---- the program ---- */

static void add_atom(struct atoms *a, const uint32_t *alive, size_t n, uint64_t left)
{
	const uint32_t id = pdz_intern_add(&a->keys, (struct pdz_str){(const char *)alive, n * sizeof *alive});
	int m = 0;
	if (id == PDZ_NONE || !pdz_grow(&a->left, &a->left_cap, a->keys.count, sizeof *a->left)) {
		a->t->no_memory = true;
		return;
	}
	if (id < (uint32_t)glp_get_num_cols(a->program)) {
		a->left[id] &= left;
		return;
	}
	a->left[id] = left;
	for (size_t i = 0; i < n; i++) { /* boxes stand row by row */
		const int row = (int)a->boxes[alive[i]].row + 1;
		if (m == 0 || a->index[m] != row) {
			a->index[++m] = row;
			a->by[m] = 0;
		}
		a->by[m]++;
	}
	const int column = glp_add_cols(a->program, 1);
	glp_set_col_bnds(a->program, column, a->negative ? GLP_FR : GLP_LO, 0, 0);
	glp_set_mat_col(a->program, column, m, a->index, a->by);
}

static bool is_too_much(const struct atoms *a)
{
	return a->work > MOST_WORK || a->keys.count > MOST_ATOMS;
}

static void add_atoms(struct atoms *a, size_t axis, const uint32_t *alive, size_t n, uint64_t left)
{
	if (axis == a->axis_count) {
		add_atom(a, alive, n, left);
		return;
	}
	uint32_t *next = a->alive + (axis + 1) * a->box_count;
	for (size_t v = 0; v < a->axes[axis].count && !is_too_much(a) && !a->t->no_memory; v++) {
		const unsigned char *has = a->axes[axis].has + v * a->box_count;
		size_t m = 0;
		for (size_t i = 0; i < n; i++)
			if (has[alive[i]])
				next[m++] = alive[i];
		a->work += n;
		if (m > 0)
			add_atoms(a, axis + 1, next, m, a->axes[axis].left[v] ? left | UINT64_C(1) << axis % 64 : left);
	}
}

/* Who reads a table takes it that nothing stands in no category, or in an area but in none of its parts: where all
 * figures, hidden ones too, can be without such atoms, there are none. */
static void drop_left_over(struct atoms *a)
{
	glp_smcp how;
	glp_init_smcp(&how);
	how.msg_lev = GLP_MSG_OFF;
	how.it_lim = MOST_STEPS;
	for (size_t i = 0; i < a->row_count; i++) {
		const double x = a->rows[i].count == PDZ_NONE ? 0 : a->t->counts[a->rows[i].count].x;
		glp_set_row_bnds(a->program, (int)i + 1, a->rows[i].count == PDZ_NONE ? GLP_FR : GLP_FX, x, x);
	}
	for (size_t axis = 0; axis < a->axis_count; axis++) {
		bool any = false;
		for (int turn = 0; turn < 2; turn++) { /* without them; and with them again */
			for (int k = 1; k <= a->atom_count; k++) {
				if (turn == 0 && glp_get_col_type(a->program, k) == GLP_FX)
					a->left[k - 1] = 0; /* gone already */
				if ((a->left[k - 1] >> axis % 64 & 1) == 0)
					continue;
				glp_set_col_bnds(a->program, k, turn == 0 ? GLP_FX : a->negative ? GLP_FR : GLP_LO, 0, 0);
				any = true;
			}
			if (!any || (turn == 0 && glp_simplex(a->program, &how) == 0 && glp_get_status(a->program) == GLP_OPT))
				break;
		}
	}
}

/* Rows are figures; one that is hidden is at least 1 where it is some (a 0 is shown). A row that asks for something has
 * a column of its own besides, no larger than what it asks for or than the figure. */
static void set_rows(struct atoms *a)
{
	for (size_t i = 0; i < a->row_count; i++) {
		const struct atom_row *r = &a->rows[i];
		const struct pub_count *c = r->count == PDZ_NONE ? NULL : &a->t->counts[r->count];
		const double least = c == NULL || c->x < 1 ? 0 : 1;
		const int row = (int)i + 1;
		if (c != NULL && c->shown > 0)
			glp_set_row_bnds(a->program, row, GLP_FX, c->x, c->x);
		else if (r->need == 0)
			glp_set_row_bnds(a->program, row, a->negative ? GLP_FR : GLP_LO, least, 0);
		else
			glp_set_row_bnds(a->program, row, GLP_LO, 0, 0);
		if (r->need == 0)
			continue;
		const int column = glp_add_cols(a->program, 1), index[2] = {0, row};
		glp_set_col_bnds(a->program, column, GLP_DB, a->negative ? 0 : least, r->need);
		glp_set_mat_col(a->program, column, 1, index, (const double[]){0, -1});
		glp_set_obj_coef(a->program, column, 1);
	}
}

static double figure_of(const struct atoms *a, size_t row, bool integer)
{
	const int m = glp_get_mat_row(a->program, (int)row + 1, a->index, a->by);
	double sum = 0;
	for (int k = 1; k <= m; k++)
		if (a->index[k] <= a->atom_count)
			sum += a->by[k] * (integer ? glp_mip_col_val : glp_get_col_prim)(a->program, a->index[k]);
	return sum;
}

static bool is_whole_table(const struct atoms *a)
{
	for (int k = 1; k <= a->atom_count && a->whole; k++) {
		const double x = glp_get_col_prim(a->program, k);
		if (fabs(x - round(x)) > 1e-6)
			return false;
	}
	return true;
}

/* A figure that is published, or a few persons, must not be what was asked for: it is then told. */
static bool is_enough_there(const struct atoms *a, const struct atom_row *r, double x)
{
	const struct pub_count *c = r->count == PDZ_NONE ? NULL : &a->t->counts[r->count];
	if (x >= r->need - 1e-6)
		return true;
	return c == NULL ? x < 0.5 : !pub_is_small(a->t, c) && x <= c->x - 1 + 1e-6;
}

/* Another table that fits all that is published is a proof for all the figures that it makes large enough. */
static void take_proofs(struct atoms *a, bool integer)
{
	for (size_t i = 0; i < a->row_count; i++)
		if (!a->rows[i].proved && is_enough_there(a, &a->rows[i], figure_of(a, i, integer)))
			a->rows[i].proved = true;
}

static void aim_at(struct atoms *a, size_t row, double by)
{
	const int columns = glp_get_num_cols(a->program);
	for (int k = 1; k <= columns; k++)
		glp_set_obj_coef(a->program, k, 0);
	const int m = glp_get_mat_row(a->program, (int)row + 1, a->index, a->by);
	for (int k = 1; k <= m; k++)
		if (a->index[k] <= a->atom_count)
			glp_set_obj_coef(a->program, a->index[k], by * a->by[k]);
}

static int solve_program(struct atoms *a)
{
	glp_smcp how;
	glp_init_smcp(&how);
	how.msg_lev = GLP_MSG_OFF;
	how.it_lim = MOST_STEPS;
	const int before = glp_get_it_cnt(a->program), failed = glp_simplex(a->program, &how);
	a->spent += (1.0 + glp_get_it_cnt(a->program) - before) * (double)a->row_count;
	const int status = glp_get_status(a->program);
	if (!failed && status == GLP_OPT && is_whole_table(a))
		take_proofs(a, false);
	return failed ? GLP_UNDEF : status;
}

static void count_branches(glp_tree *tree, void *count)
{
	if (glp_ios_reason(tree) == GLP_ISELECT && ++*(int *)count > MOST_BRANCHES)
		glp_ios_terminate(tree);
}

/* Where only halves of persons were found: a table of whole ones. */
static void solve_in_whole(struct atoms *a)
{
	glp_iocp how;
	int branches = 0;
	glp_init_iocp(&how);
	how.msg_lev = GLP_MSG_OFF;
	how.cb_func = count_branches;
	how.cb_info = &branches;
	for (int k = 1; k <= a->atom_count; k++)
		glp_set_col_kind(a->program, k, GLP_IV);
	(void)glp_intopt(a->program, &how);
	const int status = glp_mip_status(a->program);
	if (status == GLP_OPT || status == GLP_FEAS)
		take_proofs(a, true);
	for (int k = 1; k <= a->atom_count; k++)
		glp_set_col_kind(a->program, k, GLP_CV);
}

/* The cheapest of the published figures that hold the one aimed at where it is. */
static uint32_t cheapest_holder(const struct atoms *a)
{
	const struct pub_table *t = a->t;
	uint32_t best = PDZ_NONE;
	for (size_t i = 0; i < a->row_count; i++) {
		const uint32_t c = a->rows[i].count;
		if (c == PDZ_NONE || t->counts[c].shown == 0 || fabs(glp_get_row_dual(a->program, (int)i + 1)) < 1e-9)
			continue;
		if (best == PDZ_NONE || t->counts[c].weight < t->counts[best].weight)
			best = c;
	}
	return best;
}

/* True: it is told, and *holder is what to hide against that. */
static bool is_told(struct atoms *a, size_t row, uint32_t *holder)
{
	const struct atom_row *r = &a->rows[row];
	for (int turn = 0; turn < 2; turn++) { /* as large as can be; then as small */
		aim_at(a, row, turn == 0 ? 1 : -1);
		const int status = solve_program(a);
		if (status == GLP_UNBND)
			return false;
		if (turn == 0)
			*holder = cheapest_holder(a);
		const bool far_enough = status == GLP_OPT && is_enough_there(a, r, figure_of(a, row, false));
		if (far_enough && !r->proved)
			solve_in_whole(a);
		if (r->proved)
			return false;
		if (r->count != PDZ_NONE && pub_is_small(a->t, &a->t->counts[r->count]))
			break;
	}
	return true;
}

/* For good: showing it again would tell. */
static bool hide_holder(struct atoms *a, uint32_t count)
{
	struct pub_table *t = a->t;
	for (uint32_t k = t->cells_of.first[count]; k < t->cells_of.first[count + 1]; k++) {
		pdz_publish_hide(t, t->cells_of.items[k]);
		t->cells[t->cells_of.items[k]].fixed = true;
	}
	for (size_t i = 0; i < a->row_count && a->program != NULL; i++) {
		const uint32_t c = a->rows[i].count;
		if (glp_get_row_type(a->program, (int)i + 1) == GLP_FX && t->counts[c].shown == 0)
			glp_set_row_bnds(a->program, (int)i + 1, a->negative ? GLP_FR : GLP_LO, t->counts[c].x < 1 ? 0 : 1, 0);
	}
	return true;
}

/* Where it cannot be looked into in reasonable time: all that are composed. */
static bool hide_composed(struct atoms *a)
{
	bool any = false;
	for (size_t i = 0; i < a->row_count; i++) {
		const uint32_t c = a->rows[i].count;
		const struct pub_region *r = c == PDZ_NONE ? NULL : &a->t->regions.list[a->t->counts[c].at.quantity];
		if (r != NULL && is_composed(r) && a->t->counts[c].shown > 0)
			any = hide_holder(a, c);
	}
	return any;
}

static bool hide_told(struct atoms *a)
{
	const struct pub_table *t = a->t;
	bool any = false;
	uint32_t holder;
	drop_left_over(a);
	set_rows(a);
	glp_set_obj_dir(a->program, GLP_MAX);
	(void)solve_program(a);
	for (size_t i = 0; i < a->row_count; i++) {
		if (!a->rows[i].proved && a->spent > MOST_SPENT)
			return hide_composed(a) || any;
		while (!a->rows[i].proved && is_told(a, i, &holder)) {
			for (size_t k = 0; holder == PDZ_NONE && k < a->row_count; k++) /* not solved: whatever is near */
				if (a->rows[k].count != PDZ_NONE && t->counts[a->rows[k].count].shown > 0)
					holder = a->rows[k].count;
			if (holder == PDZ_NONE)
				break;
			any = hide_holder(a, holder);
		}
	}
	return any;
}

/* ---- one group of events after the other ---- */

static void release_atoms(struct atoms *a)
{
	for (size_t i = 0; i < a->axis_count; i++) {
		pdz_intern_release(&a->axes[i].texts);
		free(a->axes[i].has);
		free(a->axes[i].left);
	}
	pdz_intern_release(&a->keys);
	free(a->boxes);
	free(a->rows);
	free(a->axes);
	free(a->days);
	free(a->left);
	free(a->alive);
	free(a->index);
	free(a->by);
	if (a->program != NULL)
		glp_delete_prob(a->program);
}

static bool make_program(struct atoms *a)
{
	list_axes(a);
	for (size_t i = 0; i < a->axis_count && !a->t->no_memory; i++)
		fill_axis(a, &a->axes[i]);
	a->alive = malloc((a->axis_count + 1) * (a->box_count + 1) * sizeof *a->alive);
	a->index = malloc((MOST_ATOMS + a->row_count + 2) * sizeof *a->index);
	a->by = malloc((MOST_ATOMS + a->row_count + 2) * sizeof *a->by);
	a->t->no_memory |= a->alive == NULL || a->index == NULL || a->by == NULL;
	if (a->t->no_memory)
		return false;
	a->program = glp_create_prob();
	glp_add_rows(a->program, (int)a->row_count);
	for (size_t i = 0; i < a->box_count; i++)
		a->alive[i] = (uint32_t)i;
	add_atoms(a, 0, a->alive, a->box_count, 0);
	a->atom_count = glp_get_num_cols(a->program); /* NOLINT(clang-analyzer-unix.Malloc): a keeps it */
	return !a->t->no_memory;
}

static void leave_glpk(void *atoms)
{
	longjmp(((struct atoms *)atoms)->no_memory_in_glpk, 1);
}

static int say_nothing(void *unused, const char *text)
{
	(void)unused;
	(void)text;
	return 1;
}

__attribute__((noinline)) static bool look_into(struct atoms *a)
{
	return make_program(a) && (is_too_much(a) ? hide_composed(a) : hide_told(a));
}

/* Memory that runs out is the one thing that GLPK does not return from. */
static bool look_with_care(struct atoms *a)
{
	if (setjmp(a->no_memory_in_glpk) == 0)
		return look_into(a);
	glp_free_env();
	a->is_glpk_left = true;
	a->program = NULL;
	a->t->no_memory = true;
	return false;
}

struct member {
	uint32_t root, count;
};

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	if (x->root != y->root)
		return x->root < y->root ? -1 : 1;
	return (x->count > y->count) - (x->count < y->count);
}

/* The figures of events that are related by a sum of several. */
static struct member *list_members(struct pub_table *t, size_t *n)
{
	const size_t events = 4 * t->plan->event_count;
	uint32_t *root = malloc((events + 1) * sizeof *root);
	bool *composed = calloc(events + 1, sizeof *composed);
	struct member *list = malloc((t->count_count + 1) * sizeof *list);
	*n = 0;
	t->no_memory |= root == NULL || composed == NULL || list == NULL;
	for (uint32_t i = 0; i < events && !t->no_memory; i++)
		root[i] = i;
	if (!t->no_memory)
		join_events(t, root, composed);
	for (uint32_t i = 0; i < t->count_count && !t->no_memory; i++) {
		const struct pub_count *c = &t->counts[i];
		const struct pdz_selector *s = c->implied || c->at.what != 'Q' || c->at.part.p != NULL
		                                   ? NULL
		                                   : selector_of_region(t, c->at.quantity);
		const uint32_t of = s == NULL ? 0 : root_of_event(root, kind_of_event(t, s, s->events[0]));
		if (s != NULL && composed[of])
			list[(*n)++] = (struct member){of, i};
	}
	if (*n > 0)
		qsort(list, *n, sizeof *list, compare_members);
	free(root);
	free(composed);
	return list;
}

bool pdz_publish_hide_told(struct pub_table *t)
{
	size_t count = 0;
	bool any = false;
	struct member *list = t->plan == NULL ? NULL : list_members(t, &count);
	bool is_left = list == NULL || glp_init_env() > 1;
	t->no_memory |= list != NULL && is_left;
	if (!is_left)
		glp_term_hook(say_nothing, NULL);
	for (size_t i = 0; i < count && !t->no_memory;) {
		struct atoms a = {.t = t, .whole = true};
		const uint32_t root = list[i].root;
		glp_error_hook(leave_glpk, &a);
		for (; i < count && list[i].root == root && !t->no_memory; i++)
			add_count(&a, list[i].count);
		any |= !t->no_memory && look_with_care(&a);
		is_left = a.is_glpk_left;
		if (!is_left)
			glp_error_hook(NULL, NULL);
		release_atoms(&a);
	}
	if (!is_left)
		glp_term_hook(NULL, NULL);
	free(list);
	return any;
}
