/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz_selector_same: which indicators may keep their rows together. One field changed at a time. */
#include "pdz/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static uint32_t events[] = {1, 2}, none[] = {3, 4}, categories[] = {5, 6}, areas[] = {7};

struct both {
	struct pdz_selector s;
	struct pdz_filter where[2];
};

static void make(struct both *b)
{
	*b = (struct both){
		.s = {.events = events,
	          .event_count = 2,
	          .status = PDZ_DONE,
	          .where_count = 2,
	          .counted = PDZ_VALUES,
	          .column = PDZ_COL_CATEGORY,
	          .none = none,
	          .none_count = 2,
	          .at_least_days = 30},
		.where = {{.column = PDZ_COL_CATEGORY, .values = categories, .count = 2},
	              {.column = PDZ_COL_AREA, .values = areas, .count = 1}},
	};
	b->s.where = b->where;
}

static void expect(const struct both *a, const struct both *b, bool same, int line)
{
	if (pdz_selector_same(&a->s, &b->s) != same || pdz_selector_same(&b->s, &a->s) != same)
		fail_msg("line %d: %s", line, same ? "should be the same" : "should differ");
}

#define DIFFER(change) \
	do { \
		make(&b); \
		change; \
		expect(&a, &b, false, __LINE__); \
	} while (0)

static void each_field_counts(void **state)
{
	struct both a, b;
	uint32_t other_events[] = {1, 9}, other_none[] = {3, 9}, other_categories[] = {5, 9}, other_areas[] = {9},
			 first[] = {9, 2};
	(void)state;
	make(&a);
	make(&b);
	expect(&a, &a, true, __LINE__);
	expect(&a, &b, true, __LINE__);
	DIFFER(b.s.events = other_events);
	DIFFER(b.s.events = first);
	DIFFER(b.s.event_count = 1);
	DIFFER(b.s.every = true);
	DIFFER(b.s.any_status = true);
	DIFFER(b.s.status = PDZ_PLANNED);
	DIFFER(b.s.counted = PDZ_CASES);
	DIFFER(b.s.counted = PDZ_RECORDS);
	DIFFER(b.s.column = PDZ_COL_AREA);
	DIFFER(b.s.stock = true);
	DIFFER(b.s.first_seen = true);
	DIFFER(b.s.at_least_days = 31);
	DIFFER(b.s.at_least_days = 0);
	DIFFER(b.s.none = other_none);
	DIFFER(b.s.none_count = 1);
	DIFFER(b.s.none_count = 0);
	DIFFER(b.s.where_count = 1);
	DIFFER(b.s.where_count = 0);
	DIFFER(b.where[0].column = PDZ_COL_ACTION);
	DIFFER(b.where[0].negate = true);
	DIFFER(b.where[0].values = other_categories);
	DIFFER(b.where[0].count = 1);
	DIFFER(b.where[1].column = PDZ_COL_ACTION);
	DIFFER(b.where[1].negate = true);
	DIFFER(b.where[1].values = other_areas);
}

/* Equal though other memory holds them; fields that mean nothing do not count. */
static void the_rest_does_not(void **state)
{
	struct both a, b;
	uint32_t copy[] = {1, 2}, copied[] = {5, 6};
	(void)state;
	make(&a);
	make(&b);
	b.s.events = copy;
	b.where[0].values = copied;
	expect(&a, &b, true, __LINE__);
	a.s.any_status = b.s.any_status = true; /* then no status is asked for */
	b.s.status = PDZ_PLANNED;
	expect(&a, &b, true, __LINE__);
	a.s.counted = b.s.counted = PDZ_CASES; /* then no column is counted */
	b.s.column = PDZ_COL_AREA;
	expect(&a, &b, true, __LINE__);
	a.s.none_count = b.s.none_count = 0;
	a.s.none = NULL;
	expect(&a, &b, true, __LINE__);
}

static void conditions_on_cases(void **state)
{
	const struct pdz_selector no = {.event_count = 2, .any_status = true, .stock = true};
	struct pdz_selector s = no;
	(void)state;
	assert_false(pdz_selector_follows_cases(&s));
	s.every = true;
	assert_true(pdz_selector_follows_cases(&s));
	s = no, s.none_count = 1;
	assert_true(pdz_selector_follows_cases(&s));
	s = no, s.first_seen = true;
	assert_true(pdz_selector_follows_cases(&s));
	s = no, s.at_least_days = 1;
	assert_true(pdz_selector_follows_cases(&s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_field_counts), cmocka_unit_test(the_rest_does_not),
	                                   cmocka_unit_test(conditions_on_cases)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
