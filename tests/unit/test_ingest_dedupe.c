/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows sent again, against the plain way of finding them. */
#include "ingest/dedupe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct version {
	uint64_t key;
	uint32_t content;
	bool valid;
};

/* The fate of row i by its definition. */
static enum dedupe_fate fate_by_hand(const struct version *rows, size_t n, size_t i)
{
	size_t last = SIZE_MAX, holder;
	bool changed = false;

	for (size_t k = 0; k < n; k++)
		changed |= rows[k].key == rows[i].key && rows[k].content != rows[i].content;
	for (size_t k = 0; k < n; k++)
		if (rows[k].key == rows[i].key && (rows[k].valid || !changed))
			last = k;
	if (last == SIZE_MAX || (changed && !rows[i].valid))
		return DEDUPE_KEEP;
	holder = last;
	for (size_t k = last + 1; k-- > 0;) {
		if (rows[k].key != rows[i].key || (changed && !rows[k].valid))
			continue;
		if (rows[k].content != rows[last].content)
			break;
		holder = k;
	}
	if (i == holder)
		return DEDUPE_KEEP;
	return rows[i].content == rows[last].content ? DEDUPE_DUPLICATE : DEDUPE_SUPERSEDED;
}

static uint64_t seed = 99;

static uint32_t below(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

static void random_rows(void **state)
{
	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct version rows[24];
		struct dedupe d = {0};
		size_t n, next = 0;
		n = 1 + below(24);
		for (size_t i = 0; i < n; i++) {
			rows[i].key = 1 + below(6);
			rows[i].content = below(3);
			rows[i].valid = below(4) > 0;
			assert_true(pdz_dedupe_add(&d, rows[i].key, rows[i].content, (uint32_t)i));
		}
		assert_true(pdz_dedupe_sort(&d));
		for (size_t i = 0; i < d.judge_count; i++)
			d.valid[i] = rows[d.judge[i]].valid;
		assert_true(pdz_dedupe_decide(&d));
		for (size_t i = 0; i < n; i++)
			assert_int_equal(pdz_dedupe_fate_of(&d, (uint32_t)i, &next), fate_by_hand(rows, n, i));
		pdz_dedupe_release(&d);
	}
}

/* What it costs: a note of 16 bytes a row. */
static void memory_of_a_row(void **state)
{
	(void)state;
	struct dedupe d = {0};

	assert_int_equal(sizeof(struct dedupe_note), 16);
	for (uint32_t i = 0; i < 1000000; i++)
		assert_true(pdz_dedupe_add(&d, i * 2654435761u, i, i));
	assert_true(d.cap <= d.count + d.count / 7 + 1024);
	assert_true(pdz_dedupe_sort(&d));
	assert_int_equal(d.count, 0);
	assert_int_equal(d.judge_count, 0);
	pdz_dedupe_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_rows),
		cmocka_unit_test(memory_of_a_row),
	};

	return !!cmocka_run_group_tests_name("ingest dedupe", tests, NULL, NULL);
}
