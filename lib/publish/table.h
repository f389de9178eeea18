/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an attacker sees: counts, the cells that show them, the equations between them. */
#ifndef PDZ_PUBLISH_TABLE_H
#define PDZ_PUBLISH_TABLE_H

#include "measure/kind.h"
#include "result/fields.h"

#include "pdz/publish.h"

/* Where a count stands. p NULL: all together. */
struct pub_place {
	char what;         /* which kind of count; see cells.c */
	uint32_t quantity; /* equal ones are the same persons */
	uint32_t period;   /* in table->periods */
	uint32_t area;     /* 0: the whole */
	struct pdz_str category, dimensions, part;
};

struct pub_count {
	double x; /* the truth */
	struct pub_place at;
	bool implied; /* stands in no cell: what is left over */
	bool persons; /* else a sum that ties counts together */
	enum pub_over_time {
		PUB_SUMS,
		PUB_LATEST, /* the last figure holds, rather than the sum */
		PUB_EARLIEST,
		PUB_AVERAGE, /* by days */
	} over_time;
	bool sensitive; /* from 1 to below the threshold */
	bool spare;     /* what is left over, but of nobody in particular: never sensitive */
	double weight;  /* what is lost with it */
	uint32_t shown; /* by how many cells that are not hidden */
	uint32_t move;  /* the move that keeps it from being told; PDZ_NONE: none yet */
};

static inline bool pub_same_period(struct pdz_period a, struct pdz_period b)
{
	return a.level == b.level && a.first == b.first && a.last == b.last;
}

/* Must it be kept from being told? What is left over only if it is small; a 0 that is
 * hidden because it stands beside a hidden figure tells of nobody. */
static inline bool pub_needs_move(const struct pub_count *c)
{
	return c->shown == 0 && c->persons && c->x > 0 && (c->sensitive || !c->implied);
}

/* What is hidden or shown as one. */
enum pub_cell_kind { PUB_MAIN, PUB_SHARE, PUB_OPEN, PUB_SCORES, PUB_PART, PUB_COMPARISON };

struct pub_cell {
	enum pub_cell_kind kind;
	uint32_t entry, part; /* entry: or comparison; part: in its breakdown */
	bool primary, hidden;
	double weight;
	uint32_t first, count; /* of table->shows */
};

/* Sum of by x count = 0. The first is the whole, by -1, the others are parts of it. */
struct pub_term {
	uint32_t count;
	double by;
};
struct pub_equation {
	uint32_t first, count; /* of table->terms */
};

/* Rows of numbers of different lengths, all in one array: those of i from first[i] to first[i + 1]. */
struct pub_lists {
	uint32_t *first, *items;
};

struct pub_table {
	struct pdz_results *r;
	double threshold;
	bool no_memory;

	struct pdz_period *periods;
	size_t period_count, period_cap;
	struct pdz_intern keys; /* the number of a place is that of its count */
	struct pub_count *counts;
	size_t count_count, count_cap;
	struct pub_cell *cells; /* in the order of entries: the main one before the others of its entry; then comparisons */
	size_t cell_count, cell_cap;
	uint32_t *shows; /* counts */
	size_t show_count, show_cap;
	struct pub_equation *equations;
	size_t equation_count, equation_cap;
	struct pub_term *terms;
	size_t term_count, term_cap;
	struct pub_lists cells_of, equations_of; /* by count; made by pdz_publish_link */

	struct pub_term *moved; /* what changes in each move, and by how much */
	size_t moved_count, moved_cap;
	struct pub_move {
		uint32_t first, count; /* of moved; none: all that hangs together is hidden, and any multiple of it fits */
	} *moves;
	size_t move_count, move_cap;
	struct pdz_buf text;
};

/* table.c */
void pdz_publish_table_release(struct pub_table *t);
/* The count at a place; added with x if new. PDZ_NONE only with no_memory set. */
uint32_t pdz_publish_count_at(struct pub_table *t, const struct pub_place *at, double x);
uint32_t pdz_publish_count_find(struct pub_table *t, const struct pub_place *at); /* PDZ_NONE: there is none */
/* What is left over, in no cell. */
uint32_t pdz_publish_count_implied(struct pub_table *t, double x, bool spare);
uint32_t pdz_publish_period(struct pub_table *t, struct pdz_period p);
struct pub_cell *pdz_publish_cell_begin(struct pub_table *t, enum pub_cell_kind kind, uint32_t entry, uint32_t part,
                                        double weight);
void pdz_publish_cell_show(struct pub_table *t, uint32_t count); /* in the cell begun last */
void pdz_publish_equation_begin(struct pub_table *t);
void pdz_publish_equation_add(struct pub_table *t, uint32_t count, double by); /* to the one begun last */
bool pdz_publish_link(struct pub_table *t);
/* Hide a cell, and with the main one of an entry all of it but its parts. */
void pdz_publish_hide(struct pub_table *t, uint32_t cell);

/* cells.c: what each entry shows, and how its own counts hang together. */
void pdz_publish_collect(struct pub_table *t);
/* compared.c: what comparisons show that no entry does. */
void pdz_publish_collect_comparisons(struct pub_table *t);
/* cells.c, for compared.c: numerator and denominator, as far as they count persons, in the
 * cell begun last; what: the kind of count. */
void pdz_publish_show_sides(struct pub_table *t, const struct pdz_result_indicator *ind, struct pub_place at, char what,
                            struct pdz_value numerator, struct pdz_value denominator);
/* equations.c: how counts add up over areas, periods, categories and parts. */
void pdz_publish_relate(struct pub_table *t);
/* primary.c: hide what is too small. */
void pdz_publish_primary(struct pub_table *t);
/* complementary.c: hide more until every hidden count has a move. */
void pdz_publish_complementary(struct pub_table *t);
/* audit.c: is every hidden count proved to be safe? Shares nothing with the search. */
PDZ_MUST_CHECK bool pdz_publish_audit(struct pub_table *t);
/* apply.c: take what is hidden out of the results, and what rests on it. */
void pdz_publish_apply(struct pub_table *t);
/* apply.c: clear the fields of an object that are hidden with any of these (enum pdz_field_hidden),
 * nested ones too; 0: those of which no table says what they are hidden with. */
void pdz_publish_hide_fields(const struct pdz_table *t, void *object, unsigned with);
void pdz_publish_hide_figures(struct pdz_entry *e, unsigned with);
/* Figures, and verdict and reason. */
void pdz_publish_hide_assessment(struct pdz_entry *e);
void pdz_publish_hide_value(struct pdz_entry *e);
/* dependent.c, for apply.c. */
void pdz_publish_apply_dependent(struct pub_table *t);

#endif
