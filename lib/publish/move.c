/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dual simplex with bounds on a dense table. Each d is the difference of two variables
 * from 0: up, without limit, and down, up to its room. Their columns differ in sign
 * only, so one is kept. Nothing changed is the cheapest of all and the first basis; only
 * the right-hand sides are not met, and each step mends one at least cost. */
#include "publish/move.h"

#include <math.h>
#include <stdlib.h>

static const double tiny = 1e-9, met = 1e-7;
static const double MOST_WORK = 1e8; /* multiplications */

enum { AT_ZERO, AT_ROOM, BASIC };
static const uint32_t SLACK = UINT32_MAX; /* basic in a row from the beginning; must be 0, and never returns */

struct simplex {
	const struct pub_problem *p;
	size_t m, n;
	double *a;            /* m x n: of the up variables in terms of the basis */
	double *price;        /* n: reduced cost of going up; that of going down is 2 cost - price */
	double *cost;         /* n: as used */
	double *value;        /* m: of the basic variables */
	uint32_t *basic;      /* m: 2 x column + (down), or SLACK */
	unsigned char *state; /* 2 n */
	uint32_t *nonzero;    /* n: scratch */
	double work;
};

/* Different for each column, so that of equally cheap ways always the same is taken. */
static double nudged(double cost, size_t column)
{
	return cost * (1 + 1e-5 * (double)(column * 7919 % 1009));
}

static void release_simplex(struct simplex *s)
{
	free(s->a);
	free(s->price);
	free(s->cost);
	free(s->value);
	free(s->basic);
	free(s->state);
	free(s->nonzero);
}

static bool start_simplex(struct simplex *s, const struct pub_problem *p)
{
	*s = (struct simplex){.p = p, .m = p->rows, .n = p->columns};
	s->a = calloc(s->m * s->n + 1, sizeof *s->a);
	s->price = calloc(s->n + 1, sizeof *s->price);
	s->cost = calloc(s->n + 1, sizeof *s->cost);
	s->value = calloc(s->m + 1, sizeof *s->value);
	s->basic = calloc(s->m + 1, sizeof *s->basic);
	s->state = calloc(2 * s->n + 1, sizeof *s->state);
	s->nonzero = calloc(s->n + 1, sizeof *s->nonzero);
	if (!s->a || !s->price || !s->cost || !s->value || !s->basic || !s->state || !s->nonzero)
		return false;
	for (size_t j = 0; j < s->n; j++)
		s->price[j] = s->cost[j] = nudged(p->cost[j], j);
	for (size_t i = 0; i < s->m; i++) {
		s->basic[i] = SLACK;
		s->value[i] = p->rhs[i];
		for (uint32_t k = p->row_first[i]; k < p->row_first[i + 1]; k++)
			s->a[i * s->n + p->terms[k].count] += p->terms[k].by;
	}
	return true;
}

/* How far a basic variable may go. */
static double limit(const struct simplex *s, size_t row)
{
	const uint32_t v = s->basic[row];
	return v == SLACK ? 0 : v % 2 == 0 ? INFINITY : s->p->room[v / 2];
}

/* How far it is outside: below 0 or above its limit. */
static double violation(const struct simplex *s, size_t row)
{
	const double x = s->value[row], top = limit(s, row);
	return x < 0 ? -x : x > top ? x - top : 0;
}

static size_t worst_row(const struct simplex *s)
{
	size_t row = s->m;
	double worst = met;
	for (size_t i = 0; i < s->m; i++) {
		const double v = violation(s, i);
		if (v > worst) {
			worst = v;
			row = i;
		}
	}
	return row;
}

/* The variable that mends the row at the least rise of price; 2 n if none does. */
static size_t entering(const struct simplex *s, size_t row)
{
	const double *a = s->a + row * s->n;
	const bool raise = s->value[row] < 0;
	size_t best = 2 * s->n;
	double best_ratio = INFINITY, best_size = 0;
	for (size_t j = 0; j < s->n; j++) {
		if (fabs(a[j]) <= tiny)
			continue;
		for (unsigned down = 0; down < 2; down++) {
			const size_t v = 2 * j + down;
			const double alpha = down ? -a[j] : a[j], price = down ? 2 * s->cost[j] - s->price[j] : s->price[j];
			if (s->state[v] == BASIC || (down && s->p->room[j] <= 0))
				continue;
			/* from 0 it can grow, from its room shrink; growth takes alpha from the row */
			const bool helps = (s->state[v] == AT_ZERO) == (raise ? alpha < 0 : alpha > 0);
			if (!helps)
				continue;
			const double ratio = fabs(price / alpha);
			if (ratio < best_ratio - 1e-12 || (ratio <= best_ratio + 1e-12 && fabs(alpha) > best_size + tiny)) {
				best = v;
				best_ratio = ratio;
				best_size = fabs(alpha);
			}
		}
	}
	return best;
}

static void pivot(struct simplex *s, size_t row, size_t v)
{
	const size_t j = v / 2, n = s->n;
	const double sign = v % 2 ? -1 : 1;
	double *a = s->a + row * n;
	const double alpha = sign * a[j], price = v % 2 ? 2 * s->cost[j] - s->price[j] : s->price[j];
	const double bound = s->value[row] < 0 ? 0 : limit(s, row), step = (s->value[row] - bound) / alpha;
	const double entered = (s->state[v] == AT_ROOM ? s->p->room[j] : 0) + step;
	const uint32_t left = s->basic[row];

	size_t k = 0;
	for (size_t c = 0; c < n; c++) {
		a[c] /= alpha;
		if (fabs(a[c]) > tiny)
			s->nonzero[k++] = (uint32_t)c;
		else
			a[c] = 0;
	}
	for (size_t i = 0; i < s->m; i++) {
		double *other = s->a + i * n;
		const double f = sign * other[j];
		if (i == row || fabs(f) <= tiny)
			continue;
		s->value[i] -= f * step;
		s->work += (double)k;
		for (size_t c = 0; c < k; c++)
			other[s->nonzero[c]] -= f * a[s->nonzero[c]];
	}
	s->work += (double)(n + s->m);
	for (size_t c = 0; c < k; c++)
		s->price[s->nonzero[c]] -= price * a[s->nonzero[c]];
	if (left != SLACK)
		s->state[left] = bound > 0 ? AT_ROOM : AT_ZERO;
	s->state[v] = BASIC;
	s->basic[row] = (uint32_t)v;
	s->value[row] = entered;
}

static void read_off(const struct simplex *s, double *d)
{
	for (size_t j = 0; j < s->n; j++)
		d[j] = s->state[2 * j + 1] == AT_ROOM ? -s->p->room[j] : 0;
	for (size_t i = 0; i < s->m; i++)
		if (s->basic[i] != SLACK)
			d[s->basic[i] / 2] += s->basic[i] % 2 ? -s->value[i] : s->value[i];
	for (size_t j = 0; j < s->n; j++)
		if (fabs(d[j]) < 1e-6)
			d[j] = 0;
}

/* The answer is checked against the question: a wrong one would show what it should hide. */
static bool fits(const struct pub_problem *p, const double *d)
{
	for (size_t j = 0; j < p->columns; j++)
		if (d[j] < -p->room[j] - 1e-6)
			return false;
	for (size_t i = 0; i < p->rows; i++) {
		double sum = -p->rhs[i];
		for (uint32_t k = p->row_first[i]; k < p->row_first[i + 1]; k++)
			sum += p->terms[k].by * d[p->terms[k].count];
		if (fabs(sum) > 1e-5)
			return false;
	}
	return true;
}

enum pub_answer pdz_publish_cheapest_move(const struct pub_problem *p, double *d)
{
	struct simplex s;
	enum pub_answer answer = PUB_NO_MEMORY;
	if (start_simplex(&s, p)) {
		size_t row;
		answer = PUB_FOUND;
		while (answer == PUB_FOUND && (row = worst_row(&s)) < s.m) {
			const size_t v = entering(&s, row);
			if (v == 2 * s.n || s.work > MOST_WORK)
				answer = PUB_NONE;
			else
				pivot(&s, row, v);
		}
		if (answer == PUB_FOUND) {
			read_off(&s, d);
			answer = fits(p, d) ? PUB_FOUND : PUB_NONE;
		}
	}
	release_simplex(&s);
	return answer;
}
