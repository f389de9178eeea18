/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short way through the loader comes to the same as the long one. A file is loaded whole,
 * where rows are converted from what those before them became, and in pieces too short for
 * that; by one thread and by several; as text, or taken record by record. Nearly all cells are ordinary, so
 * that the short way is taken until the one odd cell of a row, which is in each column in
 * turn. What some cells must become stands here too, so that both ways cannot be wrong. */
#include "pdz/ingest.h"
#include "pdz/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "material.h"

enum { PIECE = 60 }; /* rows that are too few to learn from */

static char folder[] = "/tmp/pdz-test-XXXXXX", file[64], mapping_file[64], key_file[64];
static struct pdz_pseudonyms *pseudonyms;

/* How to load: as text, by one thread, and so on. */
struct how {
	bool taken;
	size_t jobs, chunk;
	bool quality; /* the summary of quality as well */
};

static void say(void *ctx, const struct pdz_diag *d)
{
	(void)ctx;
	print_error("%s: %s %s (%s)\n", d->path ? d->path : "", d->problem, d->subject ? d->subject : "",
	            d->expected ? d->expected : "");
}

static struct pdz_mapping *load_mapping(const char *text)
{
	struct pdz_mapping *m;
	struct pdz_error err = {0};
	write_file(mapping_file, pdz_str(text));
	const enum pdz_status status = pdz_mapping_load(&m, mapping_file, NULL, &(struct pdz_diag_sink){say, NULL}, &err);
	if (status)
		print_error("%s\n%s\n", text, err.text);
	assert_int_equal(status, PDZ_OK);
	return m;
}

/* Its records, without their lines, and its rejected rows, without theirs. */
struct result {
	struct pdz_buf records, rejects, quality;
	struct pdz_ingest_counts counts;
};

static void free_result(struct result *r)
{
	pdz_buf_release(&r->records);
	pdz_buf_release(&r->rejects);
	pdz_buf_release(&r->quality);
}

/* Outputs are in memory: files would be flushed, each of thousands. */
static void open_output(struct pdz_output *out)
{
	*out = (struct pdz_output){.fd = memfd_create("output", MFD_CLOEXEC), .is_open = true};
	assert_true(out->fd >= 0);
}

/* What was written; the output is closed with it. */
static void read_output(struct pdz_output *out, struct pdz_input *in)
{
	struct pdz_error err = {0};
	assert_int_equal(pdz_output_flush(out, &err), PDZ_OK);
	assert_int_equal(lseek(out->fd, 0, SEEK_SET), 0);
	assert_int_equal(pdz_input_adopt(in, "output", out->fd, &err), PDZ_OK);
	pdz_buf_release(&out->pending);
}

static void add_records(struct pdz_buf *to, struct pdz_output *out)
{
	const struct pdz_str dimensions[] = {PDZ_STR("d0"), PDZ_STR("d1"), PDZ_STR("d2"), PDZ_STR("d3"),
	                                     PDZ_STR("d4"), PDZ_STR("d5"), PDZ_STR("d6"), PDZ_STR("d7")};
	struct pdz_record_reader reader;
	struct pdz_record r;
	struct pdz_input in;
	struct pdz_error err = {0};
	bool got;

	read_output(out, &in);
	assert_int_equal(pdz_record_open(&reader, &in, dimensions, 8, NULL, &err), PDZ_OK);
	while (pdz_record_read(&reader, &r, &got, NULL, &err) == PDZ_OK && got) {
		r.line = 0;
		pdz_record_write(to, &r, 8);
	}
	assert_int_equal(err.status, PDZ_OK);
	assert_int_equal(reader.invalid, 0);
	pdz_record_close(&reader);
	pdz_input_close(&in);
}

/* Two lines of a head, then the rows: file, line, reason ... */
static void add_rejects(struct pdz_buf *to, struct pdz_output *out)
{
	struct pdz_buf text = {0};
	struct pdz_input in;
	struct pdz_error err = {0};
	size_t got;

	read_output(out, &in);
	do {
		assert_true(pdz_buf_reserve(&text, 1 << 16));
		assert_int_equal(pdz_input_read(&in, text.p + text.n, 1 << 16, &got, &err), PDZ_OK);
		text.n += got;
	} while (got);
	pdz_input_close(&in);
	const char *at = text.p, *const end = text.p + text.n;
	for (int line = 1; at < end; line++) {
		const char *nl = memchr(at, '\n', (size_t)(end - at)), *comma = memchr(at, ',', (size_t)(end - at));
		assert_non_null(nl);
		if (line > 2 && comma && (comma = memchr(comma + 1, ',', (size_t)(nl - comma - 1))) != NULL)
			pdz_buf_add(to, comma, (size_t)(nl + 1 - comma));
		at = nl + 1;
	}
	pdz_buf_release(&text);
}

/* Records that are taken, of one thread: with their lines, by which they come into order. */
struct taken {
	struct pdz_buf texts;
	struct line {
		uint64_t line;
		struct pdz_str text; /* p: a place in texts */
	} *lines;
	size_t count, cap;
	struct pdz_record alike[4096]; /* what records had that share a place */
	size_t alike_count;
	struct pdz_arena arena;
};

static enum pdz_status take(void *thread, size_t input, const struct pdz_record *r, void **alike, struct pdz_error *err)
{
	struct taken *t = thread;
	struct pdz_record own = *r;

	(void)err;
	assert_int_equal(input, 0);
	if (alike && *alike) {
		const struct pdz_record *as = *alike; /* of its like, these texts need not be set */
		own.event = as->event;
		own.action = as->action;
		own.category = as->category;
		own.area = as->area;
		own.source = as->source;
		memcpy(own.dimensions, as->dimensions, sizeof own.dimensions);
		assert_int_equal(own.status, as->status);
	} else if (alike && t->alike_count < sizeof t->alike / sizeof *t->alike) {
		struct pdz_record *as = &t->alike[t->alike_count++];
		struct pdz_str *texts[] = {&as->event, &as->action, &as->category, &as->area, &as->source};
		*as = *r;
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
			assert_non_null(texts[i]->p = pdz_arena_copy(&t->arena, *texts[i]));
		for (size_t i = 0; i < PDZ_MAX_DIMENSIONS; i++)
			assert_non_null(as->dimensions[i].p = pdz_arena_copy(&t->arena, as->dimensions[i]));
		*alike = as;
	}
	own.line = 0;
	const size_t from = t->texts.n;
	pdz_record_write(&t->texts, &own, 8);
	assert_true(pdz_grow(&t->lines, &t->cap, t->count + 1, sizeof *t->lines));
	t->lines[t->count++] = (struct line){r->line, {(const char *)from, t->texts.n - from}};
	return PDZ_OK;
}

static int by_line(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	return x->line != y->line ? (x->line < y->line ? -1 : 1) : x->text.p < y->text.p ? -1 : x->text.p > y->text.p;
}

/* In the order of their lines; those of one line in theirs, all by one thread. */
static void add_taken(struct pdz_buf *to, const struct taken *all, size_t jobs)
{
	struct line *lines = NULL;
	size_t count = 0;

	for (size_t i = 0; i < jobs; i++) {
		lines = realloc(lines, (count + all[i].count + 1) * sizeof *lines);
		assert_non_null(lines);
		for (size_t k = 0; k < all[i].count; k++) {
			lines[count] = all[i].lines[k];
			lines[count++].text.p = all[i].texts.p + (size_t)all[i].lines[k].text.p;
		}
	}
	qsort(lines, count, sizeof *lines, by_line);
	for (size_t i = 0; i < count; i++)
		pdz_buf_str(to, lines[i].text);
	free(lines);
}

static void load(struct pdz_mapping *mapping, struct how how, struct pdz_str text, struct result *to)
{
	const char *const name = file;
	struct pdz_ingest_options o = {.mappings = &mapping,
	                               .mapping_count = 1,
	                               .names = &name,
	                               .name_count = 1,
	                               .pseudonyms = pseudonyms,
	                               .jobs = how.jobs,
	                               .chunk = how.chunk,
	                               .max_rejects = UINT64_MAX,
	                               .max_rejects_share = 1,
	                               .quality = how.quality};
	struct taken *taken = how.taken ? calloc(how.jobs, sizeof *taken) : NULL;
	void *threads[8];
	const struct pdz_ingest_taker taker = {take, threads};
	struct pdz_output out, rejects;
	struct pdz_ingest *run;
	struct pdz_error err = {0};

	for (size_t i = 0; taken && i < how.jobs; i++)
		threads[i] = &taken[i];
	o.taker = taken ? &taker : NULL;
	write_file(file, text);
	open_output(&out);
	open_output(&rejects);
	const enum pdz_status status = pdz_ingest_run(&run, &o, taken ? NULL : &out, &rejects, &err);
	if (status)
		print_error("%s\n", err.text);
	assert_int_equal(status, PDZ_OK);
	const struct pdz_ingest_counts c = pdz_ingest_total(run);
	to->counts.records += c.records;
	to->counts.rejected += c.rejected;
	to->counts.skipped += c.skipped - 1; /* the header */
	if (how.quality)
		assert_int_equal(pdz_ingest_quality_json(run, &to->quality, &err), PDZ_OK);
	pdz_ingest_free(run);
	if (taken)
		add_taken(&to->records, taken, how.jobs);
	else
		add_records(&to->records, &out);
	for (size_t i = 0; taken && i < how.jobs; i++) {
		pdz_buf_release(&taken[i].texts);
		free(taken[i].lines);
		pdz_arena_release(&taken[i].arena);
	}
	free(taken);
	add_rejects(&to->rejects, &rejects);
}

/* A table: a header and rows, each with its end. */
struct table {
	struct pdz_buf text;
	size_t *ends, count; /* of the header, then of the rows */
};

static void end_row(struct table *t)
{
	pdz_buf_char(&t->text, '\n');
	t->ends = realloc(t->ends, (t->count + 1) * sizeof *t->ends);
	assert_non_null(t->ends);
	t->ends[t->count++] = t->text.n;
}

static void free_table(struct table *t)
{
	pdz_buf_release(&t->text);
	free(t->ends);
}

static void load_pieces(struct pdz_mapping *m, const struct table *t, struct result *to)
{
	struct pdz_buf piece = {0};
	for (size_t from = 1; from < t->count; from += PIECE) {
		const size_t last = from + PIECE < t->count ? from + PIECE : t->count;
		pdz_buf_clear(&piece);
		pdz_buf_add(&piece, t->text.p, t->ends[0]);
		pdz_buf_add(&piece, t->text.p + t->ends[from - 1], t->ends[last - 1] - t->ends[from - 1]);
		load(m, (struct how){.jobs = 1}, pdz_buf_view(&piece), to);
	}
	pdz_buf_release(&piece);
}

static void assert_same_text(const struct pdz_buf *whole, const struct pdz_buf *pieces)
{
	size_t i = 0, line = 0;
	while (i < whole->n && i < pieces->n && whole->p[i] == pieces->p[i])
		if (whole->p[i++] == '\n')
			line = i;
	if (i < whole->n || i < pieces->n)
		print_error("whole:  %.*s\npieces: %.*s\n", (int)(whole->n - line < 300 ? whole->n - line : 300),
		            whole->p + line, (int)(pieces->n - line < 300 ? pieces->n - line : 300), pieces->p + line);
	assert_int_equal(whole->n, pieces->n);
	assert_int_equal(i, pieces->n);
}

static void whole_is_pieces(const char *mapping, const struct table *t, size_t at_least)
{
	static const struct how hows[] = {{false, 1, 0, true},    {true, 1, 0, true},   {false, 3, 20000, false},
	                                  {true, 3, 20000, true}, {true, 2, 700, true}, {false, 1, 0, false},
	                                  {true, 1, 0, false},    {true, 7, 100, false}};
	struct pdz_mapping *m = load_mapping(mapping);
	struct result pieces = {0};
	struct pdz_buf quality = {0}; /* of the first of them */

	load_pieces(m, t, &pieces);
	if (pieces.counts.records < at_least)
		print_error("%zu records, %zu rejected: %s\n", (size_t)pieces.counts.records, (size_t)pieces.counts.rejected,
		            mapping);
	assert_true(pieces.counts.records >= at_least);
	for (size_t i = 0; i < sizeof hows / sizeof *hows; i++) {
		struct result whole = {0};
		load(m, hows[i], pdz_buf_view(&t->text), &whole);
		assert_same_text(&whole.records, &pieces.records);
		assert_same_text(&whole.rejects, &pieces.rejects);
		assert_int_equal(whole.counts.records, pieces.counts.records);
		assert_int_equal(whole.counts.rejected, pieces.counts.rejected);
		assert_int_equal(whole.counts.skipped, pieces.counts.skipped);
		if (i == 0)
			pdz_buf_str(&quality, pdz_buf_view(&whole.quality));
		else if (hows[i].quality)
			assert_same_text(&whole.quality, &quality);
		free_result(&whole);
	}
	pdz_buf_release(&quality);
	free_result(&pieces);
	pdz_mapping_free(m);
}

/* Ordinary cells, and odd ones */

static uint64_t seed = 20261123;

#define LONG "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
struct column {
	const char *header, *good[6], *odd[32];
};
/* clang-format off */
static const struct column columns[] = {
	{"id", {NULL}, {"", " 12 ", "n.d.", "-", "_a", "\xc3\x88", "12\xc3\xa8", "RSSMRA85T10A562S",
	 LONG LONG LONG LONG "x", "\"12\"", "\"a\"\"b\"", "a\"b", "x "}},
	{"data", {"01/02/2025", "31/12/2025", "2025-07-09", "\"01/03/2025\""},
	 {"29/02/2025", "29/02/2024", "3/4/25", " 05/05/2025", "31-dic-25", "", "n.d.", "05/13/2025", "00/01/2025",
	 "01/00/2025", "31/12/1949", "01/01/1950",
	  "31/12/2099", "01/01/2100", "3a/12/2025", "31/12-2025", "31-12-2025", "31/12/20a5", "31/12/202a", "2025-12/31",
	  "2025/12-31", "\"32/01/2025\""}},
	{"prevista", {"01/03/2025", "", "2026-02-28"}, {"-", "31/04/2025", "2025-02-29", "2o25-02-28", "31/1/2025",
	 "\"2026-02-29\""}},
	{"inizio", {"01/01/2025", "", "2024-12-31"}, {"x", "30/02/2025", "\"2025-02-30\"", "01.01.2025"}},
	{"evento", {"colloquio", "visita", "Colloquio", "\"visita\""}, {"", "boh", "colloqui\xc3\xb2", "VISITA", "\"boh\"",
	 LONG}},
	{"ore", {"1", "2,5", "0,25", "", "\"3,5\""}, {"1.234,5", "3,", ",5", "-2", "n.d.", "12,1234567", "1.5",
	 "\xe2\x82\xac 3", "999999999999", "1234567890123",
	  "1,5x", "x", "1,5,5", "0,123456", "\"1,2x\"", "12345,123456"}},
	{"caso", {"U1", "U2", "", "U3"}, {" U4", "n.d.", "\xc3\x88", "caso molto lungo numero 1234567890",
	 "RSSMRA85T10A562S", "\"RSSMRA85T10A562S\"", "\" U4\"", "N", "#RIF!", "Err:508"}},
	{"comune", {"Alba", "ALBA", "", "Bra"}, {"alba ", "-", LONG, "\"n.d.\""}},
	{"tipo", {"x", "y", "", "z"}, {"un tipo dal nome molto lungo ma non troppo", "n/a", " x", "#N/A"}},
	{"stato", {"fatto", "previsto", "fatto", "fatto"}, {"Fatto", "", "sospeso", "\"sospeso\"", LONG}},
	{"nota", {"", "nota", "altra nota", "Nessuna", "perch\xc3\xa9"}, {"\"tra; virgolette\"", "\"a capo \"\"qui\"\"\"",
	 "[x]", " spazi ", "citt\xc3\xa0", "\xff", "-", "di RSSMRA85T10A562S",
	  "\"di RSSMRA85T10A562S\"", "\"[x]\"", "x;y", "\"\xe8\"", "(vedi)", "#N/D", "Err:502", "=A1", "=> x",
	  "Nota uno", "nd", "N.D", "nda", "n/a", "Nuovo", "\xc3\xb1""d", "nd\xc2\xa0", "per\xc3\xb2\xc2\xa0",
	  "n\xc3\xa0""d", "n d", "na."}},
	{"sesso", {"f", "m", "f", ""}, {"?", " f", "\"?\""}},
	{"aiuti", {"mensa, trasporto", "mensa", "", "trasporto,mensa,mensa", "visita / mensa", "2,1"},
	 {" mensa ,trasporto ", ",,", "n.d.", "n.d., mensa", "Totale", "mensa, Totale",
	 "#N/D", "#N/D, mensa", LONG, LONG ", mensa", "-", "mensa, -", "mensa,citt\xc3\xa0", "=\"mensa,a\"",
	 "\"mensa, trasporto\"", "[x], mensa", "RSSMRA85T10A562S, mensa",
	 "mensa,\xc2\xa0trasporto", "a#b, a#b, a+b", "\"mensa;trasporto\"", "mensa,,\xe8"}},
};
/* clang-format on */
enum { USUAL = sizeof columns / sizeof *columns };

static void make_table(struct table *t, size_t rows)
{
	size_t odd_at[USUAL] = {0}, column = 0;

	*t = (struct table){0};
	for (size_t c = 0; c < USUAL; c++)
		pdz_buf_printf(&t->text, "%s%s", c ? ";" : "", columns[c].header);
	end_row(t);
	for (size_t i = 0; i < rows; i++) {
		const bool has_odd = i > 80 && i % 4 == 3;
		for (size_t c = 0; c < USUAL; c++) {
			const struct column *k = &columns[c];
			size_t good = 0;
			while (good < 6 && k->good[good])
				good++;
			pdz_buf_z(&t->text, c ? ";" : "");
			if (has_odd && column == c) {
				if (odd_at[c] == sizeof k->odd / sizeof *k->odd || !k->odd[odd_at[c]])
					odd_at[c] = 0;
				pdz_buf_z(&t->text, k->odd[odd_at[c]++]);
			} else if (good)
				pdz_buf_z(&t->text, k->good[below(&seed, good)]);
			else
				pdz_buf_printf(&t->text, "%zu", i);
		}
		column = has_odd ? (column + 1) % USUAL : column;
		end_row(t);
	}
}

#define BEGIN \
	"{\"pdz_mapping\": 1, \"files\": [\"*.csv\"], \"encoding\": \"utf-8\", \"numbers\": \"it\", \"ids_unique\": true, "
#define EVENT "\"event\": {\"from\": \"{evento}\", \"values\": {\"colloquio\": \"c\", \"visita\": \"v\"}}"
#define LIST "\"for_each_in\": {\"column\": \"aiuti\", \"divided_by\": \",/\"}"
#define STATUS "\"status\": {\"from\": \"{stato}\", \"values\": {\"fatto\": \"done\", \"previsto\": \"planned\"}}"

static void one_odd_cell(void **state)
{
	(void)state;
	/* clang-format off */
	static const char *const mappings[] = {
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"case_ids\": \"pseudonyms\", \"id\": \"{id}\", \"records\": "
		      "[{\"date\": \"{data}\", "
		      "\"due\": \"{prevista}\", \"start\": \"{inizio}\", " EVENT ", \"quantity\": \"{ore}\", \"case\": "
		                                                                 "\"{caso}\", \"area\": \"{comune}\", "
		      "\"category\": \"{tipo}\", \"note\": \"{nota}\", " STATUS ", \"d0\": \"{sesso}\"}]}",
		/* no status, so that the date alone says what is done */
		BEGIN "\"source\": \"s\", \"dates\": \"ymd\", \"case_ids\": \"pseudonyms\", \"id\": \"{id}\", \"records\": "
		      "[{\"date\": \"{data}\", \"due\": \"{prevista}\", "
		      "\"event\": \"e\", \"quantity\": \"{ore}\", \"case\": \"{caso}\", \"area\": \"{comune}\", \"category\": "
		      "\"{sesso}\"}]}",
		/* no ids; people */
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"records\": [{\"date\": \"{data}\", "
		      "\"start\": \"{inizio}\", " EVENT
		      ", \"quantity\": \"{ore}\", \"case\": \"{caso}\", \"note\": \"{nota}\", " STATUS "}]}",
		/* ids that are people */
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{caso}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", \"case\": \"{caso}\"}]}",
		/* a column that is not there */
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"case_ids\": \"pseudonyms\", \"columns\": {\"luogo\": "
		      "{\"header\": \"Luogo\", \"optional\": true}}, "
		      "\"records\": [{\"date\": \"{data}\", \"event\": \"e\", \"case\": \"{caso}\", \"area\": \"{luogo}\", "
		      "\"note\": \"{nota}\"}]}",
		/* what the short way leaves to the long one: several columns, tables of other fields, other dates, braces */
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}/{tipo}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"excel\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", \"due\": "
		      "\"{prevista}{inizio}\", \"event\": \"e\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"start\": \"{prevista}{inizio}\", \"event\": \"e\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", "
		      "\"quantity\": {\"from\": \"{tipo}\", \"values\": {\"x\": \"1\", \"y\": \"2\", \"z\": \"3\"}}}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", \"status\": "
		      "{\"from\": \"{stato}{tipo}\", \"values\": {\"fattox\": \"done\"}, \"otherwise\": \"planned\"}, \"due\": "
		      "\"{data}\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"case_ids\": \"pseudonyms\", \"records\": "
		      "[{\"date\": \"{data}\", \"event\": \"e\", "
		      "\"case\": \"{caso}/{tipo}\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", \"note\": \"{nota}, {tipo}\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", \"area\": \"{comune}{tipo}\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", \"d0\": \"{sesso}{tipo}\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"empty\": [\"U2\"], \"records\": [{\"date\": "
		      "\"{data}\", \"event\": \"e\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"skip\": [{\"why\": \"z\", \"when\": "
		      "{\"column\": \"tipo\", \"is\": \"z\"}}], "
		      "\"records\": [{\"date\": \"{data}\", \"event\": \"e\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", \"when\": {\"column\": \"tipo\", \"is\": \"z\"}}]}",
		/* many rows that give nothing, with ids and without, one without a day of its own; own words for nothing */
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"records\": [{\"date\": \"{data}\", \"event\": \"e\", \"note\": "
		      "\"{nota}\", \"when\": {\"column\": \"tipo\", \"is\": \"z\"}}, "
		      "{\"date\": \"2025-01-01\", \"event\": \"f\", \"case\": \"{nota}\", \"when\": [{\"column\": \"comune\", "
		      "\"is\": \"alba\"}, {\"column\": \"tipo\", \"is\": \"x\"}]}], "
		      "\"case_ids\": \"pseudonyms\"}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"records\": [{\"date\": \"2025-01-01\", \"event\": \"e\", "
		      "\"note\": \"{nota}\", \"when\": {\"column\": \"tipo\", \"is\": \"z\"}}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"empty\": [\"nessuna\", \"nuovo\"], "
		      "\"records\": [{\"date\": \"{data}\", \"event\": \"e\", "
		      "\"note\": \"{nota}\", \"when\": {\"column\": \"sesso\", \"is\": \"f\"}}]}",
		/* conditions on a column of more texts than are remembered, and on one that is seldom plain; other quotes */
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"skip\": [{\"why\": \"z\", \"when\": "
		      "{\"column\": \"id\", \"starts\": [\"17\", \"x\", \"\u00c8\"]}}], "
		      "\"records\": [{\"date\": \"{data}\", \"event\": \"e\", \"when\": {\"column\": \"id\", \"not\": "
		      "[\"200\", \"XXX\", \"\u00c8\"]}}, "
		      "{\"date\": \"{data}\", \"event\": \"f\", \"when\": {\"column\": \"nota\", \"starts\": [\"\", "
		      "\"nota\"]}}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"quote\": \"none\", \"case_ids\": "
		      "\"pseudonyms\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", \"case\": \"{caso}\", \"note\": \"{nota}\", \"category\": {\"from\": \"{ore}\", "
		      "\"bands\": [\"0-1\", \"2+\"], \"if_empty\": \"\"}}]}",
		/* lists in cells: words, parts of ids, numbers, cases, beside other records and conditions, two of them */
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", " LIST ", \"category\": \"{cell}\", "
		      "\"quantity\": \"{ore}\", \"note\": \"{nota}\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"case_ids\": \"pseudonyms\", \"id\": \"{id}\", \"records\": "
		      "[{\"date\": \"{data}\", \"event\": \"e\", \"case\": \"{caso}\"}, "
		      "{\"date\": \"{prevista}\", " LIST ", \"event\": {\"from\": \"{cell}\", \"values\": {\"mensa\": \"m\"}, "
		                                         "\"otherwise\": \"x\"}, " STATUS
		      ", \"when\": {\"column\": \"prevista\", \"filled\": true}, \"case\": \"{cell}-{caso}\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"case_ids\": \"pseudonyms\", \"records\": [{\"date\": "
		      "\"{data}\", \"event\": \"e\", " LIST ", \"area\": \"{cell}\", "
		      "\"note\": \"{cell}\", \"case\": \"{cell}\"}, {\"date\": \"{data}\", \"event\": \"f\", \"for_each_in\": "
		      "{\"column\": \"tipo\"}, "
		      "\"category\": \"{cell} di {comune}\"}]}",
		BEGIN "\"source\": \"s\", \"dates\": \"dmy\", \"id\": \"{id}\", \"records\": [{\"date\": \"{data}\", "
		      "\"event\": \"e\", " LIST ", "
		      "\"quantity\": {\"from\": \"{cell}\", \"values\": {\"mensa\": \"3\"}, \"otherwise\": \"1\"}}]}",
	};
	/* clang-format on */
	struct table t;

	make_table(&t, 1800);
	for (size_t i = 0; i < sizeof mappings / sizeof *mappings; i++)
		whole_is_pieces(mappings[i], &t, 150);
	free_table(&t);
}

/* Rows that become what is written here, after enough rows to learn from. */
static void known_cells(void **state)
{
	(void)state;
	static const struct {
		const char *day, *hours, *becomes; /* NULL: rejected */
										   /* clang-format off */
	} cases[] = {
		{"31/12/2025", "2", "2025-12-31,2"}, {"29/02/2024", "2", "2024-02-29,2"}, {"29/02/2025", "2", NULL},
		{"01/01/1950", "2", "1950-01-01,2"},
		{"31/12/1949", "2", NULL}, {"31/12/2099", "2", "2099-12-31,2"}, {"01/01/2100", "2", "2100-01-01,2"},
		{"00/01/2025", "2", NULL},
		{"31/04/2025", "2", NULL}, {"30/04/2025", "2", "2025-04-30,2"}, {"2025-06-30", "2", "2025-06-30,2"},
		{"2025-06-31", "2", NULL},
		{"3a/12/2025", "2", NULL}, {"31/12/20a5", "2", NULL}, {"31/12/202a", "2", NULL}, {"31/12/2025", "", NULL},
		{"31/12/2025", "0,25", "2025-12-31,0.25"}, {"31/12/2025", "0,123456", "2025-12-31,0.123456"},
		{"31/12/2025", "0,1234567", NULL},
		{"31/12/2025", "1.234,5", "2025-12-31,1234.5"}, {"31/12/2025", "1.5", "2025-12-31,1.5"},
		{"31/12/2025", "-2", "2025-12-31,-2"},
		{"31/12/2025", "999999999999", "2025-12-31,999999999999"},
		{"31/12/2025", "12345,123456", "2025-12-31,12345.123456"},
		{"31/12/2025", "3,", NULL}, {"31/12/2025", ",5", NULL}, {"31/12/2025", "007", "2025-12-31,7"},
	};
	/* clang-format on */
	static const char mapping[] = BEGIN
		"\"source\": \"s\", \"dates\": \"dmy\", \"records\": [{\"date\": \"{data}\", \"event\": \"e\", \"quantity\": "
		"\"{ore}\"}]}";
	struct pdz_mapping *m = load_mapping(mapping);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int quoted = 0; quoted < 2; quoted++) {
			struct table t = {0};
			struct result whole = {0};
			struct pdz_buf expected = {0};
			const char *mark = quoted ? "\"" : "";
			pdz_buf_z(&t.text, "data;ore");
			end_row(&t);
			for (int k = 0; k < 100; k++) {
				pdz_buf_z(&t.text, "01/02/2025;1");
				end_row(&t);
			}
			pdz_buf_printf(&t.text, "%s%s%s;%s%s%s", mark, cases[i].day, mark, mark, cases[i].hours, mark);
			end_row(&t);
			load(m, (struct how){.jobs = 1}, pdz_buf_view(&t.text), &whole);
			assert_int_equal(whole.counts.rejected, cases[i].becomes == NULL);
			assert_int_equal(whole.counts.records, 100 + (cases[i].becomes != NULL));
			if (cases[i].becomes) { /* id, date, due, start, action, event, status, quantity, ... */
				const char *comma = strchr(cases[i].becomes, ',');
				pdz_buf_printf(&expected, "\n,%.*s,,,,e,done,%s,", (int)(comma - cases[i].becomes), cases[i].becomes,
				               comma + 1);
				const char *end = memrchr(whole.records.p, '\n', whole.records.n - 1);
				assert_true(whole.records.n - (size_t)(end - whole.records.p) > expected.n);
				if (memcmp(end, expected.p, expected.n) != 0)
					print_error("%s;%s: %.60s, expected %.60s\n", cases[i].day, cases[i].hours, end, expected.p);
				assert_memory_equal(end, expected.p, expected.n);
			}
			pdz_buf_release(&expected);
			free_result(&whole);
			free_table(&t);
		}
	pdz_mapping_free(m);
}

/* Columns of many words, whose combinations are many more: words of n kinds in each of so many columns. */
static void make_words(struct table *t, size_t rows, size_t column_count, size_t kinds)
{
	*t = (struct table){0};
	pdz_buf_z(&t->text, "data");
	for (size_t c = 0; c < column_count; c++)
		pdz_buf_printf(&t->text, ";w%zu", c);
	end_row(t);
	for (size_t i = 0; i < rows; i++) {
		pdz_buf_z(&t->text, "01/02/2025");
		for (size_t c = 0; c < column_count; c++)
			pdz_buf_printf(&t->text, ";w%zu", i < kinds ? i : below(&seed, kinds));
		end_row(t);
	}
}

#define WORDS4 "\"action\": \"{w0}\", \"area\": \"{w1}\", \"category\": \"{w2}\", \"event\": \"{w3}\""
#define WORDS12 \
	WORDS4 \
	", \"d0\": \"{w4}\", \"d1\": \"{w5}\", \"d2\": \"{w6}\", \"d3\": \"{w7}\", \"d4\": \"{w8}\", \"d5\": \"{w9}\", " \
	"\"d6\": \"{w10}\", \"d7\": \"{w11}\""

static void many_words(void **state)
{
	(void)state;
	static const char one[] = BEGIN
		"\"source\": \"s\", \"dates\": \"dmy\", \"records\": [{\"date\": \"{data}\", \"event\": \"e\", \"category\": "
		"\"{w0}\"}]}";
	static const char four[] = BEGIN
		"\"source\": \"s\", \"dates\": \"dmy\", \"records\": [{\"date\": \"{data}\", " WORDS4 "}]}";
	static const char twelve[] = BEGIN
		"\"source\": \"s\", \"dates\": \"dmy\", \"records\": [{\"date\": \"{data}\", " WORDS12 "}]}";
	struct table t;

	make_words(&t, 7000, 1, 3500); /* more than are learnt */
	whole_is_pieces(one, &t, 7000);
	free_table(&t);
	make_words(&t, 4000, 4, 40); /* a number of 24 bits for what they are together */
	whole_is_pieces(four, &t, 4000);
	free_table(&t);
	make_words(&t, 7000, 2, 3500); /* the same, computed */
	whole_is_pieces(BEGIN
	                "\"source\": \"s\", \"dates\": \"dmy\", \"records\": [{\"date\": \"{data}\", \"event\": \"e\", "
	                "\"category\": \"{w0} {w0}\", \"area\": \"{w1}\"}]}",
	                &t, 7000);
	free_table(&t);
	make_words(&t, 2000, 12, 70); /* more bits than a number has */
	whole_is_pieces(twelve, &t, 2000);
	free_table(&t);
}

/* Words that differ in one letter, at each place: those of some lengths, three times each. */
static void near_words(void **state)
{
	(void)state;
	static const char mapping[] = BEGIN
		"\"source\": \"s\", \"dates\": \"dmy\", \"records\": [{\"date\": \"{data}\", \"event\": \"e\", \"category\": "
		"\"{w0}\"}]}";
	static const size_t lengths[] = {1, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 40};
	struct table t = {0};
	size_t rows = 0;

	pdz_buf_z(&t.text, "data;w0");
	end_row(&t);
	for (int turn = 0; turn < 3; turn++)
		for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
			for (size_t at = 0; at < lengths[l]; at++, rows++) {
				pdz_buf_z(&t.text, "01/02/2025;");
				for (size_t i = 0; i < lengths[l]; i++)
					pdz_buf_char(&t.text, i == at ? 'b' : 'a');
				end_row(&t);
			}
	whole_is_pieces(mapping, &t, rows);
	free_table(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_cells),
		cmocka_unit_test(one_odd_cell),
		cmocka_unit_test(many_words),
		cmocka_unit_test(near_words),
	};
	static const char key[] = "7bd8e98e8fd943977809e2710e1ecfd6d9340291ded6cda1d228f6f60a53526d";
	struct pdz_error err = {0};

	if (!mkdtemp(folder))
		return 1;
	snprintf(file, sizeof file, "%s/a.csv", folder);
	snprintf(mapping_file, sizeof mapping_file, "%s/m.json", folder);
	snprintf(key_file, sizeof key_file, "%s/key", folder);
	write_file(key_file, pdz_str(key));
	if (chmod(key_file, 0600) != 0 || pdz_pseudonyms_load(&pseudonyms, key_file, PDZ_STR("p"), &err))
		return 1;
	const int failed = cmocka_run_group_tests_name("ingest fast", tests, NULL, NULL);
	pdz_pseudonyms_free(pseudonyms);
	const char *const files[] = {file, mapping_file, key_file};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(files[i]);
	rmdir(folder);
	return failed;
}
