/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loader as a whole: random tables come through unchanged, random bytes at least
 * accounted for, and patterns of headers. */
#include "mapping/mapping.h"
#include "pdz/ingest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "material.h"

static uint64_t seed;

static void read_file(const char *path, struct pdz_buf *b)
{
	struct pdz_error err = {0};

	pdz_buf_clear(b);
	assert_int_equal(pdz_input_slurp(path, 1 << 24, b, NULL, &err), PDZ_OK);
}

/* corrections: NULL: none */
static enum pdz_status ingest(const char *from, const char *corrections, const char *to, const char *rejects,
                              struct pdz_ingest_counts *counts)
{
	struct pdz_ingest_options o = {.names = &from,
	                               .name_count = 1,
	                               .corrections = &corrections,
	                               .correction_count = corrections != NULL,
	                               .max_rejects = UINT64_MAX,
	                               .max_rejects_share = 1};
	struct pdz_output out, bad;
	struct pdz_ingest *run;
	struct pdz_error err = {0};

	assert_int_equal(pdz_output_open(&out, to, true, &err), PDZ_OK);
	assert_int_equal(pdz_output_open(&bad, rejects, true, &err), PDZ_OK);
	enum pdz_status status = pdz_ingest_run(&run, &o, &out, &bad, &err);
	if (!status) {
		*counts = pdz_ingest_total(run);
		assert_int_equal(pdz_output_commit(&out, &err), PDZ_OK);
		assert_int_equal(pdz_output_commit(&bad, &err), PDZ_OK);
	}
	if (status)
		print_error("%s:%u: %s\n", err.source, (unsigned)err.line, err.text);
	pdz_output_abandon(&out);
	pdz_output_abandon(&bad);
	pdz_ingest_free(run);
	return status;
}

static void assert_same_text(const struct pdz_buf *a, const struct pdz_buf *b)
{
	assert_int_equal(a->n, b->n);
	assert_memory_equal(a->p, b->p, a->n);
}

static struct pdz_str random_text(char *room, size_t most)
{
	static const char *const letters[] = {"a",  "Z",        "\"",           ",", ";",  "\\", "\n", "\r",
	                                      "\t", "\xc3\xa8", "\xe2\x82\xac", "x", " y", "="};
	size_t n = 0, count = below(&seed, most);

	for (size_t i = 0; i < count; i++) {
		const char *letter = letters[below(&seed, sizeof letters / sizeof *letters)];
		memcpy(room + n, letter, strlen(letter));
		n += strlen(letter);
	}
	/* cells are trimmed: blanks at their ends are not part of the text */
	return pdz_str_trim((struct pdz_str){room, n});
}

static void records_written_and_read_again(void **state)
{
	(void)state;
	char dir[] = "/tmp/pdz-test-XXXXXX", one[64], two[64], bad[64];
	struct pdz_buf text = {0}, again = {0};

	seed = 4;
	assert_non_null(mkdtemp(dir));
	snprintf(one, sizeof one, "%s/one.csv", dir);
	snprintf(two, sizeof two, "%s/two.csv", dir);
	snprintf(bad, sizeof bad, "%s/bad.csv", dir);
	for (int table = 0; table < 150; table++) {
		const struct pdz_str names[] = {PDZ_STR("sesso"), PDZ_STR("eta")};
		size_t rows = below(&seed, 20);
		pdz_buf_clear(&text);
		pdz_record_write_header(&text, names, 2);
		for (size_t i = 0; i < rows; i++) {
			char rooms[5][64], id[32];
			struct pdz_record r = {.event = PDZ_STR("e"),
			                       .date = (pdz_day)below(&seed, 30000),
			                       .due = (pdz_day)below(&seed, 30000),
			                       .start = PDZ_NO_DAY,
			                       .status = below(&seed, 2) ? PDZ_DONE : PDZ_PLANNED,
			                       .quantity = (pdz_micro)below(&seed, 1000000000) - 500000000,
			                       .source = PDZ_STR("x.csv"),
			                       .line = i + 2};
			r.id = (struct pdz_str){id, (size_t)snprintf(id, sizeof id, "r%zu", i)};
			r.action = random_text(rooms[0], 8);
			r.case_id = below(&seed, 2) ? r.id : PDZ_STR(""); /* a word would be taken for a name */
			r.category = random_text(rooms[1], 12);
			r.area = random_text(rooms[2], 8);
			r.note = random_text(rooms[3], 14);
			r.dimensions[1] = random_text(rooms[4], 8);
			pdz_record_write(&text, &r, 2);
		}
		pdz_record_write_end(&text, rows);
		write_file(one, pdz_buf_view(&text));
		struct pdz_ingest_counts counts;
		assert_int_equal(ingest(one, NULL, two, bad, &counts), PDZ_OK);
		assert_int_equal(counts.rejected, 0);
		assert_int_equal(counts.records, rows);
		read_file(two, &again);
		assert_int_equal(again.n, text.n);
		assert_memory_equal(again.p, text.p, text.n);
	}
	unlink(one);
	unlink(two);
	unlink(bad);
	rmdir(dir);
	pdz_buf_release(&text);
	pdz_buf_release(&again);
}

/* Whatever follows a header: rows are accounted for, and rejected ones that nobody has corrected change nothing. */
static void any_bytes_are_accounted_for(void **state)
{
	(void)state;
	static const char letters[] = "a1;;;\"\"\n\n\r\xe0\xc3\xa8\0 25-01/";
	char dir[] = "/tmp/pdz-test-XXXXXX", one[64], two[64], bad[64], again[64], none[64];
	struct pdz_buf text = {0}, first = {0}, second = {0};

	seed = 11;
	assert_non_null(mkdtemp(dir));
	snprintf(one, sizeof one, "%s/one.csv", dir);
	snprintf(two, sizeof two, "%s/two.csv", dir);
	snprintf(bad, sizeof bad, "%s/bad.csv", dir);
	snprintf(again, sizeof again, "%s/again.csv", dir);
	snprintf(none, sizeof none, "%s/none.csv", dir);
	for (int i = 0; i < 400; i++) {
		struct pdz_ingest_counts c, back;
		pdz_buf_clear(&text);
		pdz_buf_z(&text, "evento;data;quantit\xe0;id\n");
		for (size_t k = below(&seed, 120); k > 0; k--)
			pdz_buf_char(&text, letters[below(&seed, sizeof letters - 1)]);
		write_file(one, pdz_buf_view(&text));
		assert_int_equal(ingest(one, NULL, two, bad, &c), PDZ_OK);
		assert_int_equal(c.rows, c.accepted + c.rejected + c.duplicates + c.superseded + c.skipped);
		assert_int_equal(ingest(one, bad, none, again, &back), PDZ_OK);
		assert_int_equal(back.rows, c.rows);
		assert_int_equal(back.rows, back.accepted + back.rejected + back.duplicates + back.superseded + back.skipped);
		read_file(bad, &first);
		read_file(again, &second);
		/* a row that looked like utf-8 comes back as utf-8 */
		if (memmem(first.p, first.n, "\\xc3", 4))
			continue;
		assert_int_equal(back.rejected, c.rejected);
		assert_int_equal(back.corrected, 0);
		assert_same_text(&first, &second);
		read_file(two, &first);
		read_file(none, &second);
		assert_same_text(&first, &second);
	}
	unlink(one);
	unlink(two);
	unlink(bad);
	unlink(again);
	unlink(none);
	rmdir(dir);
	pdz_buf_release(&text);
	pdz_buf_release(&first);
	pdz_buf_release(&second);
}

static void patterns(void **state)
{
	(void)state;
	static const struct {
		const char *pattern[3];     /* literal, variable, literal; NULL: none */
		const char *header, *value; /* value NULL: does not fit */
	} cases[] = {
		{{"previsto ", "year", NULL}, "previsto 2025", "2025"},
		{{"previsto ", "year", NULL}, "  PREVISTO   2025 ", "2025"},
		{{"previsto ", "year", NULL}, "previsto_2025", "2025"},
		{{"previsto ", "year", NULL}, "previsto2025", NULL},
		{{"previsto ", "year", NULL}, "previsto", NULL},
		{{"previsto ", "year", NULL}, "non previsto 2025", NULL},
		{{"al ", "giorno", NULL}, "al 31/03/2024", "31/03/2024"},
		{{"Previsti: ", "tipo", NULL}, "previsti: Servizio sociale", "Servizio sociale"},
		{{"attivit\xc3\xa0 ", "n", " (ore)"}, "Attivita 12 (ORE)", "12"},
		{{"attivit\xc3\xa0 ", "n", " (ore)"}, "Attivita 12 ore", NULL},
		{{"", "n", " ore"}, "perch\xc3\xa9 ore", "perch\xc3\xa9"},
		{{"", "n", " ore "}, "tre _ - ore", "tre"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct map_piece pieces[3];
		struct map_record r = {.for_each = {pieces, 0}, .variable_count = 1};
		struct pdz_str values[MAPPING_MAX_VARIABLES];
		for (size_t k = 0; k < 3; k++) {
			if (!cases[i].pattern[k] || !*cases[i].pattern[k])
				continue;
			pieces[r.for_each.count].kind = k == 1 ? PIECE_VARIABLE : PIECE_LITERAL;
			pieces[r.for_each.count].text = pdz_str(cases[i].pattern[k]);
			pieces[r.for_each.count++].index = 0;
		}
		bool failed = false;
		bool fits = pdz_mapping_pattern_fits(&r, pdz_str(cases[i].header), values, &failed);
		if (fits != (cases[i].value != NULL))
			fail_msg("'%s'", cases[i].header);
		if (fits && !pdz_str_is(values[0], cases[i].value))
			fail_msg("'%s': '%.*s'", cases[i].header, (int)values[0].n, values[0].p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_written_and_read_again),
		cmocka_unit_test(any_bytes_are_accounted_for),
		cmocka_unit_test(patterns),
	};

	return !!cmocka_run_group_tests_name("ingest run", tests, NULL, NULL);
}
