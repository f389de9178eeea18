/* SPDX-License-Identifier: GPL-3.0-or-later */
/* records/seen.h: against a list that keeps everything. */
#include "records/seen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 20000, IDS = 6000, CONTENTS = 3 };

static struct pdz_str id_of(unsigned number, char room[16])
{
	return (struct pdz_str){room, (size_t)snprintf(room, 16, "id-%u", number)};
}

/* The row that holds is the one at which the content last changed. */
static void every_row_gets_its_answer_twice(void **state)
{
	(void)state;
	static unsigned ids[ROWS], contents[ROWS];
	static int latest[IDS], holds[IDS];
	struct pdz_seen seen = {0};
	uint64_t corrections = 0;
	srand(7);
	for (unsigned i = 0; i < IDS; i++)
		latest[i] = -1;
	for (unsigned row = 0; row < ROWS; row++) {
		char room[16];
		const unsigned id = ids[row] = (unsigned)rand() % IDS;
		const unsigned content = contents[row] = rand() % 4 ? 0 : (unsigned)rand() % CONTENTS;
		const enum pdz_again expected = latest[id] < 0               ? PDZ_FIRST
		                                : latest[id] == (int)content ? PDZ_UNCHANGED
		                                                             : PDZ_CHANGED;
		if (expected != PDZ_UNCHANGED)
			holds[id] = (int)row;
		corrections += expected == PDZ_CHANGED;
		latest[id] = (int)content;
		assert_int_equal(pdz_seen_note(&seen, id_of(id, room), pdz_hash(&content, sizeof content), row), expected);
	}
	assert_false(seen.failed);
	assert_int_equal(seen.corrections, corrections);
	assert_true(corrections > 100);
	for (unsigned row = 0; row < ROWS; row++) {
		char room[16];
		const unsigned id = ids[row];
		const enum pdz_again expected = holds[id] == (int)row              ? PDZ_FIRST
		                                : latest[id] == (int)contents[row] ? PDZ_UNCHANGED
		                                                                   : PDZ_CHANGED;
		assert_int_equal(pdz_seen_final(&seen, id_of(id, room), pdz_hash(&contents[row], sizeof contents[row]), row),
		                 expected);
	}
	pdz_seen_release(&seen);
}

static void sixteen_bytes_an_id_at_most_on_average(void **state)
{
	(void)state;
	struct pdz_seen seen = {0};
	double sum = 0;
	unsigned measured = 0;
	for (unsigned i = 0; i < 400000; i++) {
		char room[16];
		assert_int_equal(pdz_seen_note(&seen, id_of(i, room), 1, i), PDZ_FIRST);
		if (i >= 100000) {
			sum += (double)(seen.slot_count * sizeof *seen.slots) / (double)seen.count;
			measured++;
		}
	}
	assert_true(sum / measured <= 16);
	pdz_seen_release(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_gets_its_answer_twice),
		cmocka_unit_test(sixteen_bytes_an_id_at_most_on_average),
	};
	return cmocka_run_group_tests_name("seen", tests, NULL, NULL);
}
