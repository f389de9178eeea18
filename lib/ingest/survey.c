/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first pass: numbers the rows that have an id, tells identical inputs, and
 * decides how the columns of a canonical file are to be read. */
#include "ingest/pass.h"

#include "ingest/bind.h"
#include "ingest/personal.h"
#include "ingest/row_record.h"
#include "ingest/totals.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Styles of the columns of a canonical file */

struct tally {
	uint64_t filled, dmy, mdy, excel, it, en;
	uint64_t either_date, either_number; /* that both styles can read, and differently */
	uint64_t date_line, number_line;     /* the first that decides */
	char date_text[40], number_text[40];
};

static void keep_short_text(char room[40], struct pdz_str text)
{
	pdz_visible(text.p, text.n, room, 40);
}

static void count_date(struct tally *t, struct pdz_str text, uint64_t line)
{
	struct ingest_guess g = pdz_ingest_guess_value(text);
	pdz_day a, b;

	t->filled++;
	t->dmy += g.dmy;
	t->mdy += g.mdy;
	t->excel += g.excel || g.iso;
	if (g.dmy && g.mdy && pdz_ingest_parse_date(text, DATES_DMY, &a) == PDZ_PARSE_OK &&
	    pdz_ingest_parse_date(text, DATES_MDY, &b) == PDZ_PARSE_OK)
		t->either_date += a != b;
	if (g.dmy != g.mdy && !t->date_line) {
		t->date_line = line;
		keep_short_text(t->date_text, text);
	}
}

static void count_number(struct tally *t, struct pdz_str text, uint64_t line)
{
	pdz_micro a, b;
	bool it = pdz_ingest_parse_number(text, NUMBERS_IT, &a) == PDZ_PARSE_OK,
		 en = pdz_ingest_parse_number(text, NUMBERS_EN, &b) == PDZ_PARSE_OK;

	t->filled++;
	t->it += it;
	t->en += en;
	t->either_number += it && en && a != b;
	if (it != en && !t->number_line) {
		t->number_line = line;
		keep_short_text(t->number_text, text);
	}
}

/* as: the problem, with the reading that was chosen */
static void say_decision(const struct pdz_ingest *run, const struct ingest_source *s, struct pdz_str column,
                         const char *as, uint64_t line, const char *because, uint64_t doubtful)
{
	char count[24], name[80], where[24];
	struct pdz_diag diag = {.severity = line ? PDZ_NOTE : PDZ_WARNING,
	                        .source = s->name,
	                        .code = "ambiguous_column",
	                        .problem = as,
	                        .subject = name,
	                        .with = {count, because, where},
	                        .expected = line ? "because of '{1}' on line {2}"
	                                         : "nothing in the column decides; a mapping can"};

	snprintf(count, sizeof count, "%llu", (unsigned long long)doubtful);
	snprintf(where, sizeof where, "%llu", (unsigned long long)line);
	pdz_visible(column.p, column.n, name, sizeof name);
	pdz_tell(&run->options->sink, &diag);
}

static void decide_column(const struct pdz_ingest *run, const struct ingest_source *s, struct map_column *c,
                          const struct tally *t)
{
	static const char *const orders[] = {
		"values that could be read in two ways: {0}; all of the column read as day/month/year",
		"values that could be read in two ways: {0}; all of the column read as month/day/year",
	};

	if (t->excel > t->dmy && t->excel > t->mdy)
		c->dates = DATES_EXCEL;
	else if (t->mdy > t->dmy)
		c->dates = DATES_MDY;
	else if (t->dmy > t->mdy)
		c->dates = DATES_DMY;
	if (t->either_date && c->dates <= DATES_MDY)
		say_decision(run, s, c->name, orders[c->dates], t->date_line, t->date_text, t->either_date);
	if (t->it > t->en)
		c->numbers = NUMBERS_IT;
	else if (t->en > t->it)
		c->numbers = NUMBERS_EN;
	if (t->either_number)
		say_decision(
			run, s, c->name,
			c->numbers == NUMBERS_IT
				? "values that could be read in two ways: {0}; all of the column read as Italian numbers (8.000 is "
				  "eight thousand)"
				: "values that could be read in two ways: {0}; all of the column read as English numbers (8,000 is "
				  "eight thousand)",
			t->number_line, t->number_text, t->either_number);
}

enum { DATE_FIELDS = 3 };
static const enum pdz_column date_fields[DATE_FIELDS] = {PDZ_COL_DATE, PDZ_COL_DUE, PDZ_COL_START};

static void count_row(struct tally tallies[DATE_FIELDS + 1], const struct ingest_source *s, const struct pdz_row *row)
{
	const struct map_record *r = &s->mapping->records[0];

	for (int i = 0; i <= DATE_FIELDS; i++) {
		const struct map_value *v = &r->fields[i < DATE_FIELDS ? date_fields[i] : PDZ_COL_QUANTITY];
		if (!v->given)
			continue;
		uint32_t cell = s->bound.cells[v->from.pieces[0].index];
		struct pdz_str text = cell < row->count ? pdz_str_trim(row->cells[cell]) : (struct pdz_str){"", 0};
		if (text.n && i < DATE_FIELDS)
			count_date(&tallies[i], text, row->line);
		else if (text.n)
			count_number(&tallies[i], text, row->line);
	}
}

static void decide_columns(const struct pdz_ingest *run, const struct ingest_source *s, const struct tally *tallies)
{
	struct map_record *r = &s->own->records[0];

	for (int i = 0; i <= DATE_FIELDS; i++) {
		struct map_value *v = &r->fields[i < DATE_FIELDS ? date_fields[i] : PDZ_COL_QUANTITY];
		if (!v->given)
			continue;
		struct map_column *c = &s->own->columns[v->from.pieces[0].index];
		decide_column(run, s, c, &tallies[i]);
		v->dates = c->dates;
		v->numbers = c->numbers;
	}
}

/* The pass */

/* Only the last input can be at hand: its numbers go up to this one. */
static enum pdz_status note_row_delivery(struct pdz_ingest *run, struct ingest_source *s, const struct pdz_row *row,
                                         uint32_t number, struct pdz_error *err)
{
	struct run_file *state = &run->states[run->at_hand];
	const size_t place = number - state->first_number;

	if (!pdz_grow(&state->row_deliveries, &state->row_delivery_cap, place + 1, sizeof *state->row_deliveries))
		return pdz_no_memory(err);
	state->row_deliveries[place] = PDZ_NONE;
	if (row->fault || pdz_row_skipped(&s->bound, row))
		return s->bound.failed ? pdz_no_memory(err) : PDZ_OK;
	s->bound.row = row;
	if (!pdz_rows_name_sender(&s->bound))
		return pdz_no_memory(err);
	return pdz_delivery_observe(run, run->at_hand, &s->bound, &state->row_deliveries[place], err);
}

static enum pdz_status survey_row(struct pdz_ingest *run, struct ingest_source *s, const struct pdz_row *row,
                                  uint32_t *number, struct pdz_error *err)
{
	struct pdz_sighting seen;

	if (*number == UINT32_MAX)
		return pdz_fail(err, PDZ_INPUT, s->name, row->line, 0, "too many rows in one run");
	const uint32_t mine = (*number)++;
	if (run->count > 1 && s->mapping && s->mapping->delivers_by_row) {
		const enum pdz_status status = note_row_delivery(run, s, row, mine, err);
		if (status)
			return status;
	}
	if (pdz_row_skipped(&s->bound, row) && !s->bound.cancels)
		return s->bound.failed ? pdz_no_memory(err) : PDZ_OK;
	if (s->mapping->ids_unique || !pdz_rows_sighting(&s->bound, row, s->base, &run->identity, &seen))
		return s->bound.failed ? pdz_no_memory(err) : PDZ_OK;
	seen.number = mine;
	return pdz_identity_add(&run->identity, &seen, 1) ? PDZ_OK : pdz_no_memory(err);
}

static enum pdz_status survey_rows(struct pdz_ingest *run, struct ingest_source *s, uint32_t *number,
                                   struct pdz_error *err)
{
	struct tally tallies[DATE_FIELDS + 1] = {{0}};
	struct pdz_row row;
	enum source_item item;

	for (;;) {
		enum pdz_status status = pdz_source_next(s, &row, &item, err);
		const bool styles = s->own && !s->own->escapes; /* of a canonical file, from its header on */
		if (status)
			return status;
		if (item == SOURCE_END)
			break;
		if (item == SOURCE_HEADER && !styles)
			status = pdz_survey_in_chunks(run, s, number, err);
		if (item == SOURCE_ROW && styles && !row.fault && row.count == s->bound.width &&
		    !pdz_row_skipped(&s->bound, &row))
			count_row(tallies, s, &row);
		if (item == SOURCE_ROW)
			status = survey_row(run, s, &row, number, err);
		if (status)
			return status;
	}
	if (s->own && !s->own->escapes)
		decide_columns(run, s, tallies);
	return PDZ_OK;
}

/* Extra columns of the records: the plan's, or all that the mappings name. */
static void add_dimensions(struct pdz_ingest *run, const struct pdz_mapping *m)
{
	for (size_t i = 0; m && !run->options->plan && i < m->extra_count; i++) {
		bool known = false;
		for (size_t k = 0; k < run->dimension_count; k++)
			known |= pdz_str_eq(run->dimensions[k], m->extras[i]);
		const char *copy = known || run->dimension_count == PDZ_MAX_DIMENSIONS
		                       ? NULL
		                       : pdz_arena_copy(&run->arena, m->extras[i]);
		if (copy)
			run->dimensions[run->dimension_count++] = (struct pdz_str){copy, m->extras[i].n};
	}
}

static bool same_sheet(const struct run_file *a, const struct run_file *b)
{
	return a->sheet && b->sheet ? strcmp(a->sheet, b->sheet) == 0 : a->sheet == b->sheet;
}

/* What the name of the file says is as much of its rows as their cells. */
static const char *name_says(struct pdz_ingest *run, const struct ingest_source *s)
{
	struct pdz_buf text = {0};

	for (size_t i = 0; s->mapping && i < s->mapping->column_count; i++)
		if (s->mapping->columns[i].of_name) {
			pdz_buf_str(&text, s->bound.given[i]);
			pdz_buf_char(&text, '\t');
		}
	const char *copy = text.failed ? NULL : pdz_arena_copy(&run->arena, pdz_buf_view(&text));
	pdz_buf_release(&text);
	return copy;
}

/* Does an earlier input have the same bytes? */
static void find_twin(struct pdz_ingest *run, size_t file, uint64_t bytes)
{
	struct run_file *state = &run->states[file];

	for (size_t i = 0; i < file && !state->twin; i++) {
		if (run->files[i].bytes != bytes || run->states[i].mapping != state->mapping ||
		    !same_sheet(&run->states[i], state) || strcmp(run->files[i].sha256, run->files[file].sha256) != 0)
			continue;
		state->twin = strcmp(run->files[i].said, run->files[file].said) == 0;
		*(state->twin ? &state->twin_of : &state->like) = i;
	}
}

static enum pdz_status may_be_read(const struct pdz_ingest *run, size_t file, struct pdz_error *err)
{
	const char *name = run->options->names[file];
	const struct pdz_error *left_out = run->options->left_out;
	struct stat st;

	if (left_out && left_out[file].status) {
		*err = left_out[file];
		return err->status;
	}
	/* one from a machine whose clock is ahead is as old as it has been here */
	if (run->options->settled && stat(name, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtime > run->options->settled &&
	    st.st_ctime > run->options->settled)
		return pdz_fail(err, PDZ_INPUT, name, 0, 0, "changed a moment ago: it may not be whole yet (--settle)");
	return PDZ_OK;
}

/* What would be found wrong only while its rows become records, when they cannot be called back: a header, and
 * what is compressed. */
static enum pdz_status look_ahead(const struct pdz_ingest *run, struct ingest_source *s, struct pdz_error *err)
{
	enum source_item item = SOURCE_ABOVE;
	enum pdz_status status = PDZ_OK;
	struct pdz_row row;

	s->looking = true;
	while (!status && item != SOURCE_HEADER && item != SOURCE_END)
		status = pdz_source_next(s, &row, &item, err);
	if (!status && run->count > 1 && s->text.contents)
		status = pdz_source_drain(s, true, err);
	return status;
}

static enum pdz_status survey_file(struct pdz_ingest *run, size_t file, uint32_t *number, struct pdz_error *err)
{
	struct run_file *state = &run->states[file];
	struct ingest_source s;
	enum pdz_status status = pdz_ingest_spool(run, file, err);

	if (!status)
		status = pdz_ingest_open(run, file, &s, err);
	if (status)
		return status;
	state->first_number = *number;
	if (!pdz_ingest_stamp(&s, &state->stamp))
		status = pdz_fail_system(err, PDZ_INPUT, s.name, "cannot read", errno);
	state->mapping = s.own ? NULL : s.mapping;
	if (pdz_source_is_sheet(&s) &&
	    !(state->sheet = pdz_arena_copy(&run->arena, pdz_str(s.name + strlen(s.in.name) + 1))))
		status = pdz_no_memory(err);
	size_t noted = run->identity.count;
	const bool delivers = s.mapping && s.mapping->delivers && run->count > 1;
	bool keyed = !s.mapping || (s.mapping->id.given && !s.mapping->ids_unique) ||
	             (delivers && s.mapping->delivers_by_row);
	run->at_hand = file;
	state->twin_of = state->like = file;
	state->delivery = PDZ_NONE;
	if (!status && keyed)
		status = survey_rows(run, &s, number, err);
	else if (!status)
		status = look_ahead(run, &s, err);
	if (!status && !keyed && !delivers && !s.mapping->ids_unique &&
	    run->count > 1) /* only another input could have the same bytes */
		status = pdz_source_drain(&s, false, err);
	state->row_count = *number - state->first_number;
	run->files[file].said = name_says(run, &s);
	if (!status && !run->files[file].said)
		status = pdz_no_memory(err);
	if (!status && delivers && !keyed) /* how it ends stands in its text */
		status = pdz_source_drain(&s, true, err);
	if (!status && delivers)
		status = pdz_source_end(&s, &state->end, err);
	if (!status && delivers && !s.mapping->delivers_by_row)
		status = pdz_delivery_observe(run, file, &s.bound, &state->delivery, err);
	if (!status && (keyed || !s.mapping->ids_unique)) {
		if (s.in.hash)
			pdz_input_sha256(&s.in, run->files[file].sha256);
		find_twin(run, file, s.in.bytes);
	}
	if (!status && delivers && state->end == END_OPEN && pdz_delivery_was_longer(run, file, s.in.bytes))
		state->end = END_SHORTER;
	if (state->end > END_OPEN || status)
		pdz_delivery_take_back(run, file);
	if (state->twin || status) /* all of its rows are duplicates, or none is used: the order of the others stays */
		run->identity.count = noted;
	run->files[file].bytes = s.in.bytes;
	add_dimensions(run, s.mapping);
	state->own = s.own;
	s.own = NULL;
	pdz_source_close(&s);
	return status;
}

/* Of several versions of a row that differ, what they become decides which of them holds. */
static enum pdz_status judge_file(struct pdz_ingest *run, size_t file, size_t *next, struct pdz_error *err)
{
	struct pdz_identity *d = &run->identity;
	const struct run_file *state = &run->states[file];
	uint32_t number = state->first_number;
	struct ingest_source s;

	if (*next == d->doubt_count || pdz_identity_doubt(d, *next) >= state->first_number + state->row_count)
		return PDZ_OK;
	enum pdz_status status = pdz_ingest_open(run, file, &s, err);
	if (status)
		return status;
	for (;;) {
		struct pdz_row row;
		enum source_item item;
		const char *skipped;
		status = pdz_source_next(&s, &row, &item, err);
		if (status || item == SOURCE_END || *next == d->doubt_count)
			break;
		if (item != SOURCE_ROW || number++ != pdz_identity_doubt(d, *next))
			continue;
		bool text = pdz_ingest_text_flaw(&s.text, row.raw, NULL) == SIZE_MAX;
		const enum row_outcome outcome = text ? pdz_rows_convert(&s.bound, &row, s.base, &skipped) : ROW_REJECTED;
		const bool any = outcome == ROW_RECORDS || outcome == ROW_PARTLY,
				   cancels = outcome == ROW_SKIPPED && s.bound.cancels;
		/* what is called off becomes nothing, and all rows that are say the same */
		const uint64_t content = any ? pdz_rows_content(&s.bound, d, run->dimension_count) : cancels;
		pdz_identity_judge(d, (*next)++, content);
		if (s.bound.failed) {
			status = pdz_no_memory(err);
			break;
		}
	}
	pdz_source_close(&s);
	return status;
}

/* The input is left out whole, and the others are read. */
static enum pdz_status leave_out(struct pdz_ingest *run, size_t file, const struct pdz_error *why,
                                 struct pdz_error *err)
{
	const bool italian = run->options->plan && strcmp(run->options->plan->language, "it") == 0;

	pdz_tell_unusable(&run->options->sink, run->files[file].name, why);
	if (pdz_personal_is_taxcode(pdz_str(run->files[file].source))) /* what is written names nobody */
		run->files[file].source = "***";
	run->files[file].unusable = pdz_arena_copy(&run->arena,
	                                           pdz_str(pdz_error_text(why, italian ? PDZ_ITALIAN : PDZ_ENGLISH)));
	run->states[file].row_count = 0;
	run->unusable++;
	return run->files[file].unusable ? PDZ_OK : pdz_no_memory(err);
}

static enum pdz_status survey_files(struct pdz_ingest *run, struct pdz_error *err)
{
	uint32_t number = 0;
	enum pdz_status status = PDZ_OK;

	for (size_t i = 0; i < run->count && !status; i++) {
		const uint32_t before = number;
		struct pdz_error why = {0};
		status = may_be_read(run, i, &why);
		const bool goes_on = run->count > 1 && (status || !run->options->stop_at_unusable);
		if (!status)
			status = survey_file(run, i, &number, &why);
		if (goes_on && status == PDZ_INPUT && pdz_error_is_about(&why, run->files[i].name)) {
			number = before;
			status = leave_out(run, i, &why, err);
		} else if (status) {
			*err = why;
		}
	}
	if (!status && run->unusable && run->unusable == run->count)
		return pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "none of the files can be used: %zu", run->count);
	return status;
}

enum pdz_status pdz_ingest_survey(struct pdz_ingest *run, struct pdz_error *err)
{
	size_t next = 0;

	if (run->options->plan) {
		run->dimension_count = run->options->plan->dimension_count;
		for (size_t i = 0; i < run->dimension_count; i++)
			run->dimensions[i] = run->options->plan->dimensions[i].code;
	}
	enum pdz_status status = survey_files(run, err);
	if (!status)
		status = pdz_delivery_settle(run, err);
	if (!status)
		pdz_delivery_forget_replaced(run);
	if (!status && !pdz_identity_sort(&run->identity))
		status = pdz_no_memory(err);
	for (size_t i = 0; i < run->count && !status; i++)
		status = judge_file(run, i, &next, err);
	if (!status && !pdz_identity_decide(&run->identity))
		status = pdz_no_memory(err);
	return status;
}
