/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes again: against the rules of identity.h, applied one by one without any sorting. */
#include "records/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 14 };

/* A sighting with small numbers in place of digests; content 0: it gives nothing. */
struct seen {
	unsigned row, source, line, part, content, order;
	bool by_line; /* the same for all of a row */
};

static bool is_version(const struct seen *a, const struct seen *b)
{
	return a->row == b->row && a->source == b->source && a->line == b->line && a->order == b->order;
}

static bool has(const struct seen *v, size_t n, const struct seen *of, unsigned part, unsigned content)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].content && is_version(&v[i], of) && v[i].part == part && v[i].content == content)
			return true;
	return false;
}

static bool says_the_same(const struct seen *v, size_t n, const struct seen *a, const struct seen *b)
{
	for (unsigned part = 0; part < 3; part++)
		for (unsigned content = 1; content < 4; content++)
			if (has(v, n, a, part, content) != has(v, n, b, part, content))
				return false;
	return true;
}

static bool nothing_says_which(const struct seen *v, size_t n, const struct seen *a, const struct seen *b)
{
	if (is_version(a, b) || says_the_same(v, n, a, b))
		return false;
	return a->source == b->source && a->order == b->order ? !a->by_line : a->order == 0 || b->order == 0;
}

static enum pdz_recurrence within_version(const struct seen *v, size_t n, size_t i)
{
	bool before = false;

	for (size_t k = 0; k < n; k++) {
		if (!v[k].content || !is_version(&v[k], &v[i]) || v[k].part != v[i].part)
			continue;
		if (v[k].content != v[i].content)
			return PDZ_CONTRADICTS;
		before |= k < i;
	}
	return before ? PDZ_IS_DUPLICATE : PDZ_HOLDS;
}

static enum pdz_recurrence by_the_rules(const struct seen *v, size_t n, size_t i)
{
	size_t first = SIZE_MAX, latest = SIZE_MAX;
	bool same = true, undecided = false;

	if (!v[i].content) { /* but where the row was sent anew, and something says that this is later */
		for (size_t k = 0; k < n; k++) {
			const bool one_delivery = v[k].source == v[i].source && v[k].order == v[i].order;
			if (v[k].row == v[i].row && v[k].content &&
			    (one_delivery ? v[i].by_line && k > i
			                  : v[k].order > 0 && v[i].order > 0 &&
			                        (v[k].order > v[i].order || (v[k].order == v[i].order && k > i))))
				return PDZ_IS_SUPERSEDED;
		}
		return PDZ_HOLDS;
	}
	for (size_t k = 0; k < n; k++) {
		if (v[k].row != v[i].row || !v[k].content)
			continue;
		first = first == SIZE_MAX ? k : first;
		same &= says_the_same(v, n, &v[k], &v[first]);
		if (latest == SIZE_MAX || v[k].order >= v[latest].order) /* the last of the latest period */
			latest = k;
	}
	if (same)
		return is_version(&v[i], &v[first]) ? within_version(v, n, i) : PDZ_IS_DUPLICATE;
	for (size_t k = 0; k < n; k++)
		undecided |= v[k].content && v[k].row == v[i].row && nothing_says_which(v, n, &v[k], &v[latest]);
	if (undecided && (says_the_same(v, n, &v[i], &v[latest]) || nothing_says_which(v, n, &v[i], &v[latest])))
		return PDZ_CONTRADICTS;
	if (is_version(&v[i], &v[latest]))
		return within_version(v, n, i);
	return says_the_same(v, n, &v[i], &v[latest]) ? PDZ_IS_DUPLICATE : PDZ_IS_SUPERSEDED;
}

static uint64_t seed = 99;

static unsigned below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static const char *const texts[] = {"a", "b", "c", "d", "e", "f"};

static struct pdz_sighting sighting_of(struct pdz_identity *d, const struct seen *s, uint32_t number,
                                       struct pdz_buf *scratch)
{
	const struct pdz_id_pieces pieces = {.sender = pdz_str("s"),
	                                     .row = pdz_str(texts[s->row]),
	                                     .part = pdz_str(texts[s->part]),
	                                     .order = s->order | (s->by_line ? PDZ_BY_LINE : 0)};
	struct pdz_sighting out = pdz_identity_sighting(d, &pieces, pdz_str(texts[s->source]), s->line,
	                                                (uint64_t)s->content << 20, scratch);
	out.number = number;
	return out;
}

static void random_rows(void **state)
{
	size_t told[4] = {0};

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct seen v[MOST];
		struct pdz_identity d;
		struct pdz_buf scratch = {0};
		const size_t n = 2 + below(MOST - 1);
		const bool by_line[2] = {below(2), below(2)};
		const unsigned orders = 1 + below(3), kinds = 1 + below(3);
		size_t next = 0;
		pdz_identity_begin(&d);
		for (size_t i = 0; i < n; i++) {
			v[i] = (struct seen){.row = below(2),
			                     .source = below(1 + below(3)),
			                     .line = 1 + below(3),
			                     .part = below(kinds),
			                     .content = 1 + below(kinds),
			                     .order = below(orders)};
			v[i].by_line = by_line[v[i].row];
			const struct pdz_sighting s = sighting_of(&d, &v[i], (uint32_t)i, &scratch);
			assert_true(pdz_identity_add(&d, &s, 1));
		}
		assert_true(pdz_identity_sort(&d));
		for (size_t i = 0; i < d.doubt_count; i++) { /* what some become is nothing */
			const uint32_t number = pdz_identity_doubt(&d, i);
			assert_true(i == 0 || number > pdz_identity_doubt(&d, i - 1));
			if (round % 3 == 0 && number % 4 == 0)
				v[number].content = 0;
			pdz_identity_judge(&d, i, (uint64_t)v[number].content << 20);
		}
		assert_true(pdz_identity_decide(&d));
		for (size_t i = 0; i < n; i++) {
			const struct pdz_repeat *o = pdz_identity_repeat(&d, (uint32_t)i, &next);
			const enum pdz_recurrence want = by_the_rules(v, n, i);
			told[want]++;
			assert_int_equal(o ? o->what : PDZ_HOLDS, want);
			if (o)
				assert_true(o->other < n && v[o->other].row == v[i].row);
		}
		pdz_identity_release(&d);
		pdz_buf_release(&scratch);
	}
	for (int i = 0; i < 4; i++)
		assert_true(told[i] > 10000);
}

static void order_of_seeing_makes_no_difference(void **state)
{
	/* what holds of a row that is corrected in parts: the same, whichever part came first */
	static const struct seen parts[] = {
		{0, 0, 7, 1, 1, 0, false}, {0, 0, 7, 2, 2, 0, false}, {0, 0, 7, 2, 2, 0, false}};
	static const int orders[][3] = {{0, 1, 2}, {1, 0, 2}, {1, 2, 0}, {2, 1, 0}};

	(void)state;
	for (size_t k = 0; k < 4; k++) {
		struct pdz_identity d;
		struct pdz_buf scratch = {0};
		size_t held[3] = {0}, next = 0;
		pdz_identity_begin(&d);
		for (uint32_t i = 0; i < 3; i++) {
			const struct pdz_sighting s = sighting_of(&d, &parts[orders[k][i]], i, &scratch);
			assert_true(pdz_identity_add(&d, &s, 1));
		}
		assert_true(pdz_identity_sort(&d) && pdz_identity_decide(&d));
		for (uint32_t i = 0; i < 3; i++)
			held[parts[orders[k][i]].part] += pdz_identity_repeat(&d, i, &next) == NULL;
		assert_int_equal(held[1], 1);
		assert_int_equal(held[2], 1);
		pdz_identity_release(&d);
		pdz_buf_release(&scratch);
	}
}

static void pieces_of_ids(void **state)
{
	static const struct {
		const char *id, *sender, *row, *part;
		unsigned order;
	} cases[] = {
		{"r1", "", "r1", "", 0},
		{"k#1", "", "k#1", "", 0}, /* nobody's: all of it is the row */
		{"casi:12", "casi", "12", "", 0},
		{"casi:12#2", "casi", "12", "2", 0},
		{"casi:A#1#2.gen", "casi", "A#1", "2.gen", 0},
		{"casi:a:b", "casi", "a:b", "", 0},
		{"casi+:12", "casi", "12", "", PDZ_BY_LINE},
		{"casi++:12", "casi", "12", "", PDZ_BY_LINE | 1},
		{"sad/viadana@2025-03:1#1", "sad/viadana", "1", "1", 2025 * 12 + 2},
		{"sad@:1", "sad", "1", "", 1},
		{"sad@2025-Q1:1", "sad", "1", "", 2025 * 12 + 2},
		{"sad+@2025-03:1", "sad", "1", "", PDZ_BY_LINE | (2025 * 12 + 2)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct pdz_id_pieces p = pdz_id_split(pdz_str(cases[i].id));
		assert_true(pdz_str_is(p.sender, cases[i].sender) && pdz_str_is(p.row, cases[i].row));
		assert_true(pdz_str_is(p.part, cases[i].part));
		assert_int_equal(p.order, cases[i].order);
	}
	static const char *const spoilt[] = {"1,23457E+11", "1.23457e+11", "1E+12", "9,9E+5"},
							 *const fine[] = {"12E+1",        "1,2",   "E+1", "1E+",         "1E12",
	                                          "1,23457E+11x", "A1E+3", "",    "123457000000"};
	for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++)
		assert_true(pdz_id_is_spoilt(pdz_str(spoilt[i])));
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
		assert_false(pdz_id_is_spoilt(pdz_str(fine[i])));
}

static void keys_differ(void **state)
{
	struct pdz_identity a, b;

	(void)state;
	assert_int_equal(sizeof(struct pdz_sighting), 32); /* what a row costs */
	pdz_identity_begin(&a);
	pdz_identity_begin(&b);
	assert_true(pdz_identity_digest(&a, "x", 1) == pdz_identity_digest(&a, "x", 1));
	assert_true(pdz_identity_digest(&a, "x", 1) != pdz_identity_digest(&b, "x", 1));
	pdz_identity_release(&a);
	pdz_identity_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_rows),
		cmocka_unit_test(order_of_seeing_makes_no_difference),
		cmocka_unit_test(pieces_of_ids),
		cmocka_unit_test(keys_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
