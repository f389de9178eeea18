/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an attacker sees: counts, the cells that show them, the equations between them. */
#ifndef PDZ_PUBLISH_TABLE_H
#define PDZ_PUBLISH_TABLE_H

#include "measure/kind.h"
#include "publish/regions.h"
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
	double x;      /* the truth */
	double target; /* what a small one must be able to be */
	struct pub_place at;
	bool implied;   /* stands in no cell: what is left over */
	bool anchored;  /* a difference from what was published: it does not scale with the others */
	bool persons;   /* else a sum that ties counts together */
	bool guarded;   /* no count of persons, but some are behind it: */
	double behind;  /* so many at least */
	bool dominated; /* of which one makes up too much */
	bool amiss;     /* what is said of them contradicts itself */
	enum pub_over_time {
		PUB_SUMS,
		PUB_LATEST, /* the last figure holds, rather than the sum */
		PUB_EARLIEST,
		PUB_AVERAGE, /* by days */
	} over_time;
	bool sensitive; /* from 1 to below the threshold, or as many are behind it */
	bool spare;     /* what is left over, but of nobody in particular: never sensitive */
	double weight;  /* what is lost with it */
	uint32_t shown; /* by how many cells that are not hidden */
	uint32_t move;  /* the move that keeps it from being told; PDZ_NONE: none yet */
};

static inline bool pub_same_period(struct pdz_period a, struct pdz_period b)
{
	return a.level == b.level && a.first == b.first && a.last == b.last;
}

/* How far below its truth a count may be: hours may have been taken back. */
static inline double pub_room(const struct pub_count *c)
{
	const double x = c->x < 0 ? -c->x : c->x;
	/* a count of 0 is shown, so that one that is hidden is known to be more; not so who gave a score: all go at once */
	return c->persons && !c->implied && c->at.what != 'S' && x >= 1 ? x - 1 : x;
}

/* Must it be kept from being told? What is left over only if it is small; a 0 that is
 * hidden because it stands beside a hidden figure tells of nobody. */
static inline bool pub_needs_move(const struct pub_count *c)
{
	return c->shown == 0 && c->persons && c->x != 0 && (c->sensitive || !c->implied);
}

/* Below so many persons a time or a score tells too much of each: with three, the quartiles are the least,
 * the middle and the greatest; of 29 the 90th percentile leaves two above it; and mean and quartiles together are
 * as many equations as there are few persons. */
enum { PUB_FEWEST_ITEMS = 7, PUB_FEWEST_FOR_P90 = 30, PUB_FEWEST_FOR_MEAN = 20 };
enum { PUB_FEWEST_FOR_ORDER = 20 }; /* an interval whose ends are some persons' times */
static inline double pub_fewest_items(const struct pdz_result_indicator *ind)
{
	return pdz_str_is(ind->statistic, "p90") ? PUB_FEWEST_FOR_P90 : PUB_FEWEST_ITEMS;
}

/* What is hidden or shown as one. */
enum pub_cell_kind { PUB_MAIN, PUB_FIGURES, PUB_SHARE, PUB_OPEN, PUB_SCORES, PUB_PART, PUB_COMPARISON };

struct pub_cell {
	enum pub_cell_kind kind;
	uint32_t entry, part; /* entry: or comparison; part: in its breakdown */
	bool primary, hidden;
	bool fixed; /* stays hidden, whatever the search says */
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
	const struct pdz_plan *plan; /* NULL: who is counted is known of the results alone, and no relations are */
	struct pub_regions regions;
	double threshold;
	double dominance;
	bool no_memory;
	uint32_t unprotected; /* a count that cannot be kept from being told; PDZ_NONE: none */

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
		uint32_t first, count; /* of moved; none: all that is related is hidden, and any multiple of it fits */
	} *moves;
	size_t move_count, move_cap;
	struct pdz_buf text;
};

/* Of so few persons, or so much of one of them, that it is not published. */
static inline bool pub_is_small(const struct pub_table *t, const struct pub_count *c)
{
	if (!c->persons || c->spare || c->x == 0)
		return false;
	return c->guarded ? c->behind < t->threshold || c->dominated : c->x < t->threshold;
}

/* What it must be able to be, so that nobody can tell that it is small: the threshold; of what no
 * persons are, more than itself by what one who makes up too much would leave to others. */
static inline double pub_target(const struct pub_table *t, const struct pub_count *c)
{
	double more = 1;
	if (!c->guarded)
		return t->threshold;
	if ((1 - t->dominance) * c->x > more)
		more = (1 - t->dominance) * c->x;
	if (c->x == (double)(int64_t)c->x)
		more = (double)((int64_t)more + (more > (double)(int64_t)more));
	return c->x + more > t->threshold ? c->x + more : t->threshold;
}

/* table.c */
void pdz_publish_table_release(struct pub_table *t);
/* The count at a place; added with x if new. PDZ_NONE only with no_memory set. */
uint32_t pdz_publish_count_at(struct pub_table *t, const struct pub_place *at, double x);
uint32_t pdz_publish_count_find(struct pub_table *t, const struct pub_place *at); /* PDZ_NONE: there is none */
/* What is left over, in no cell. */
uint32_t pdz_publish_count_implied(struct pub_table *t, double x, bool spare);
/* The same of a whole without its parts: as many persons at least as the whole has more than they. */
uint32_t pdz_publish_count_rest(struct pub_table *t, uint32_t whole, double x, double behind);
uint32_t pdz_publish_period(struct pub_table *t, struct pdz_period p);
struct pub_cell *pdz_publish_cell_begin(struct pub_table *t, enum pub_cell_kind kind, uint32_t entry, uint32_t part,
                                        double weight);
void pdz_publish_cell_show(struct pub_table *t, uint32_t count); /* in the cell begun last */
void pdz_publish_equation_begin(struct pub_table *t);
void pdz_publish_equation_add(struct pub_table *t, uint32_t count, double by); /* to the one begun last */
bool pdz_publish_link(struct pub_table *t);
/* Hide a cell, and with the main one of an entry all of it but its parts. */
void pdz_publish_hide(struct pub_table *t, uint32_t cell);

/* cells.c: what each entry shows, and how its own counts are related. */
void pdz_publish_collect(struct pub_table *t);
/* since.c: against results published before, whose table is done: differences as counts; and what is hidden
 * for them, once cells are linked. */
void pdz_publish_relate_since(struct pub_table *t, struct pub_table *before);
void pdz_publish_hide_since(struct pub_table *t, struct pub_table *before);
/* publish.c: all the steps up to the audit. False: it is not safe, or no_memory. before: NULL for none. */
PDZ_MUST_CHECK bool pdz_publish_protect(struct pub_table *t, struct pub_table *before);
/* compared.c: what comparisons show that no entry does. */
void pdz_publish_collect_comparisons(struct pub_table *t);
/* cells.c, for compared.c: numerator and denominator, as far as they count persons, in the
 * cell begun last; what: the kind of count. */
struct pub_figures {
	struct pdz_value numerator, denominator;
	struct pdz_value persons, largest; /* behind them, where they are not persons */
	struct pdz_value n;                /* their records */
};
void pdz_publish_show_sides(struct pub_table *t, const struct pdz_result_indicator *ind, struct pub_place at, char what,
                            const struct pub_figures *f);
/* whole = part + rest, where the rest is shown nowhere; spare: and is of nobody in particular. */
void pdz_publish_split(struct pub_table *t, uint32_t whole, uint32_t part, bool spare);
/* places.c: a place narrowed by conditions that are one. False: there is no such place. */
bool pdz_publish_narrow(struct pub_table *t, const struct pub_side *side, struct pub_place *at);
/* And with its quantity that of the region there: where the place settles a condition, it is not one. */
bool pdz_publish_settle_region(struct pub_table *t, uint32_t region, struct pub_place *at);
bool pdz_publish_at_value(struct pub_table *t, unsigned column, uint32_t value, struct pub_place *at);
/* The dimensions of an entry as the text of its place; p NULL: all together. */
struct pdz_str pdz_publish_dimensions(struct pub_table *t, const struct pdz_entry *e);
/* relations.c: and what the plan says besides. */
void pdz_publish_relate_regions(struct pub_table *t);
/* Hide what has to do with hidden figures in a way that is not worked out. True: something was. */
bool pdz_publish_hide_distant(struct pub_table *t);
/* atoms.c: hide what tells of hidden figures together with other sums of the same records. True: something was. */
bool pdz_publish_hide_told(struct pub_table *t);
/* equations.c: a whole and parts of it that have nothing in common. */
void pdz_publish_relate_parts(struct pub_table *t, uint32_t whole, const uint32_t *parts, size_t n);
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
