/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One input opened at its rows. The only file of the loader that reads. */
#include "ingest/source.h"

#include "ingest/bind.h"
#include "ingest/first_rows.h"
#include "ingest/personal.h"
#include "ingest/rejects.h"
#include "ingest/rows.h"
#include "ingest/sheet_source.h"
#include "ingest/totals.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

char pdz_source_delimiter(const struct ingest_source *s)
{
	return s->correction ? s->correction->delimiter : s->dialect.delimiter;
}

/* other: a second one that fits, too, which is a mistake. */
static const struct pdz_mapping *mapping_by_name(const struct pdz_ingest_options *o, const char *base,
                                                 const struct pdz_mapping **other)
{
	const struct pdz_mapping *found = NULL;

	for (size_t i = 0; i < o->mapping_count; i++) {
		if (!pdz_mapping_fits(o->mappings[i], base))
			continue;
		if (found)
			*other = o->mappings[i];
		else
			found = o->mappings[i];
	}
	return found;
}

/* casi.xlsx!Foglio1 is casi.xlsx, casi.csv.gz and casi.zip are casi.csv. */
static const struct pdz_mapping *mapping_for(const struct pdz_ingest_options *o, const char *base,
                                             const struct pdz_mapping **other)
{
	const struct pdz_mapping *m;
	char name[PDZ_NAME_MOST + 8];
	size_t n = pdz_sheet_split(base);

	/* standard input has no name to choose by: one mapping is the mapping */
	if (strcmp(base, "-") == 0 && o->mapping_count == 1)
		return o->mappings[0];
	if ((m = mapping_by_name(o, base, other)) || n > PDZ_NAME_MOST)
		return m;
	memcpy(name, base, n);
	name[n] = '\0';
	if (base[n] && (m = mapping_by_name(o, name, other)))
		return m;
	if (n > 3 && strcasecmp(name + n - 3, ".gz") == 0)
		name[n - 3] = '\0';
	else if (n > 4 && strcasecmp(name + n - 4, ".zip") == 0)
		memcpy(name + n - 4, ".csv", 4);
	else
		return NULL;
	return mapping_by_name(o, name, other);
}

static enum pdz_status choose_mapping(struct ingest_source *s, const char *base, struct pdz_error *err)
{
	const struct pdz_mapping *other = NULL;

	s->mapping = mapping_for(s->options, base, &other);
	return other ? pdz_fail(err, PDZ_INPUT, s->name, 0, 0, "two mappings are for a file of this name: %.*s and %.*s",
	                        (int)s->mapping->path.n, s->mapping->path.p, (int)other->path.n, other->path.p)
	             : PDZ_OK;
}

static enum pdz_status feed_block(struct ingest_source *s, struct pdz_error *err)
{
	size_t size = DIALECT_SAMPLE, got;
	char *space = pdz_csv_space(s->csv, &size);

	if (!space)
		return pdz_no_memory(err);
	enum pdz_status status = pdz_ingest_text_read(&s->text, space, size, &got, err);
	if (!status)
		pdz_csv_fed(s->csv, got, got == 0);
	return status;
}

/* A row of the table as it stands, from the text. */
static enum pdz_status next_text_row(struct ingest_source *s, struct pdz_row *row, bool *got, struct pdz_error *err)
{
	while (!pdz_csv_next(s->csv, row)) {
		if (pdz_csv_failed(s->csv))
			return pdz_no_memory(err);
		if (s->text.at_end && s->text.begin == s->text.have && s->text.high == 0 && s->text.started) {
			/* one more, empty feed tells the reader that this is the end */
			size_t size = 8;
			if (!pdz_csv_space(s->csv, &size))
				return pdz_no_memory(err);
			pdz_csv_fed(s->csv, 0, true);
			*got = pdz_csv_next(s->csv, row);
			return pdz_csv_failed(s->csv) ? pdz_no_memory(err) : PDZ_OK;
		}
		enum pdz_status status = feed_block(s, err);
		if (status)
			return status;
	}
	*got = true;
	return PDZ_OK;
}

enum pdz_status pdz_source_may_be_named(const char *name, struct pdz_str source, struct pdz_error *err)
{
	if (pdz_personal_is_taxcode(source))
		return pdz_fail(err, PDZ_INPUT, name, 0, 0, "an Italian tax code in the name of the file (rename it)");
	return PDZ_OK;
}

/* Nothing of a person leaves without a key, unless the mapping says that it may. */
static enum pdz_status may_be_read(const struct ingest_source *s, const struct pdz_mapping *m, struct pdz_error *err)
{
	const enum pdz_status named = pdz_source_may_be_named(s->name, s->base, err);

	if (named || !m || !m->needs_key || s->options->pseudonyms)
		return named;
	for (size_t i = 0; i < m->record_count && !m->case_pseudonyms; i++)
		if (m->records[i].fields[PDZ_COL_CASE].given)
			return pdz_fail(
				err, PDZ_INPUT, m->path.p, 0, 0,
				"the mapping does not say that its case ids are pseudonyms, and no key was given (--key-file, or "
				"\"case_ids\": \"pseudonyms\")");
	return pdz_fail(err, PDZ_INPUT, m->path.p, 0, 0,
	                "the id is built from a personal column, and no key was given (--key-file)");
}

static enum pdz_status bind(const struct ingest_source *s, struct ingest_bound *b, const struct pdz_row *header,
                            struct pdz_error *err)
{
	enum pdz_status status = pdz_rows_bind(b, s->mapping, s->options->plan, s->name, header, err);

	if (!status && !pdz_rows_bind_name(b, s->base))
		return pdz_fail(err, PDZ_INPUT, s->name, 0, 0,
		                "the name of the file does not fit 'file_name' of the mapping (%.*s)", (int)s->mapping->path.n,
		                s->mapping->path.p);
	bool differ;
	const struct map_record *missing = status ? NULL : pdz_rows_bind_titles(b, pdz_buf_view(&s->titles), &differ);
	if (missing && differ)
		return pdz_fail(err, PDZ_INPUT, s->name, header->line, 0,
		                "lines above the header say different things for 'title' %zu of the mapping (%.*s)",
		                (size_t)(missing - s->mapping->titles) + 1, (int)s->mapping->path.n, s->mapping->path.p);
	if (missing)
		return pdz_fail(err, PDZ_INPUT, s->name, header->line, 0,
		                "no line above the header fits 'title' %zu of the mapping (%.*s)",
		                (size_t)(missing - s->mapping->titles) + 1, (int)s->mapping->path.n, s->mapping->path.p);
	if (!status && !pdz_rows_name_sender(b))
		return pdz_no_memory(err);
	b->pseudonyms = s->options->pseudonyms;
	b->masks = s->options->mask;
	if (pdz_source_is_sheet(s))
		b->width = 0;
	else if (s->width)
		b->width = s->width;
	b->styles = s->styles.contradicted ? &s->styles : NULL;
	b->other_header = s->other_header;
	for (size_t i = 0; !status && i < s->mapping->extra_count; i++)
		for (uint32_t k = 0; k < s->dimension_count; k++)
			if (pdz_str_eq(s->mapping->extras[i], s->dimensions[k]))
				b->extra_order[i] = k;
	return status;
}

static enum pdz_status bind_header(struct ingest_source *s, const struct pdz_row *header, struct pdz_error *err)
{
	pdz_buf_clear(&s->header);
	pdz_buf_str(&s->header, header->raw);
	if (!s->mapping) {
		pdz_mapping_free(s->own);
		s->own = NULL;
		for (size_t i = 0; i < header->count; i++)
			if (pdz_is_records_version(header->cells[i]) && !pdz_str_is(header->cells[i], pdz_records_version))
				return pdz_fail(err, PDZ_INPUT, s->name, header->line, 0,
				                "records of another version: '%.*s' (expected %s)", (int)header->cells[i].n,
				                header->cells[i].p, pdz_records_version);
		enum pdz_status status = pdz_mapping_for_header(&s->own, header, s->options->pseudonyms != NULL,
		                                                s->options->plan, err);
		if (status)
			return status;
		if (!s->own) /* it was there when the header was looked for */
			return pdz_no_memory(err);
		s->mapping = s->own;
	}
	pdz_rows_release(&s->bound);
	enum pdz_status status = may_be_read(s, s->mapping, err);
	if (!status)
		status = bind(s, &s->bound, header, err);
	if (!status && s->options->mask) {
		pdz_buf_clear(&s->header);
		pdz_personal_header(&s->bound, header, pdz_source_delimiter(s), &s->header);
	}
	if (!status && (s->header.failed || s->bound.failed))
		status = pdz_no_memory(err);
	return status;
}

enum pdz_status pdz_source_bind_again(const struct ingest_source *s, struct ingest_bound *b, struct pdz_error *err)
{
	struct pdz_csv *csv = pdz_source_reader(s, s->dialect.delimiter);
	size_t size = s->header_text.n + 1;
	char *space = csv ? pdz_csv_space(csv, &size) : NULL;
	struct pdz_row header;

	if (space) {
		memcpy(space, s->header_text.p, s->header_text.n);
		space[s->header_text.n] = '\n';
		pdz_csv_fed(csv, s->header_text.n + 1, true);
	}
	enum pdz_status status = space && pdz_csv_next(csv, &header) ? bind(s, b, &header, err) : pdz_no_memory(err);
	pdz_csv_free(csv);
	return status;
}

/* Why none of the mappings that were given is for this file. */
static enum pdz_status no_mapping_for(const struct ingest_source *s, struct pdz_str sample, struct pdz_error *err)
{
	const struct pdz_ingest_options *o = s->options;
	char list[200] = "";

	for (size_t i = 0; i < o->mapping_count; i++) {
		const struct pdz_mapping *m = o->mappings[i];
		struct ingest_dialect dialect = {.given = s->dialect.given};
		struct pdz_error why = {0};
		const size_t n = strlen(list);
		if (m->file_count && pdz_dialect_find(&dialect, s->name, sample, m, &why) == PDZ_OK)
			return pdz_fail(err, PDZ_INPUT, s->name, 0, 0,
			                "its columns are those of %.*s, which is for files of another name ('%.60s'): change its "
			                "\"files\", or the name",
			                (int)m->path.n, m->path.p, m->files[0].p);
		if (m->file_count && n + 80 < sizeof list)
			snprintf(list + n, sizeof list - n, "%s'%.60s'", n ? ", " : "", m->files[0].p);
	}
	return pdz_fail(err, PDZ_INPUT, s->name, 0, 0,
	                "no mapping is for a file of this name (the \"files\" of those given: %s), and it has no header "
	                "with canonical names",
	                list);
}

static enum pdz_status begin_text(struct ingest_source *s, struct pdz_str sample, struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;

	if (!pdz_source_is_sheet(s) && pdz_rejects_divider(sample))
		status = pdz_fail(err, PDZ_INPUT, s->name, 0, 0, "rejected rows: once corrected, give them with --corrections");
	else if (s->mapping || s->options->mapping_count == 0 || sample.n == 0)
		status = pdz_dialect_find(&s->dialect, s->name, sample, s->mapping, err);
	else if (pdz_dialect_find(&s->dialect, s->name, sample, NULL, &(struct pdz_error){0}) != PDZ_OK)
		status = no_mapping_for(s, sample, err);
	if (status)
		return status;
	s->csv = pdz_source_reader(s, s->dialect.delimiter);
	size_t size = sample.n;
	char *space = s->csv ? pdz_csv_space(s->csv, &size) : NULL;
	if (!space)
		return pdz_no_memory(err);
	memcpy(space, sample.p, sample.n);
	pdz_csv_fed(s->csv, sample.n, false);
	return PDZ_OK;
}

/* FILE, or, where there is none of that name, FILE!SHEET. */
static enum pdz_status open_input(struct ingest_source *s, const char *name, int fd, struct pdz_error *err)
{
	const size_t n = pdz_sheet_split(name);

	if (!name[n] || access(name, F_OK) == 0)
		return fd >= 0 ? pdz_input_adopt(&s->in, name, fd, err) : pdz_input_open(&s->in, name, err);
	pdz_buf_add(&s->path, name, n);
	pdz_buf_char(&s->path, '\0');
	if (s->path.failed)
		return pdz_no_memory(err);
	s->sheet_wanted = name + n + 1;
	return fd >= 0 ? pdz_input_adopt(&s->in, s->path.p, fd, err) : pdz_input_open(&s->in, s->path.p, err);
}

enum pdz_status pdz_source_open(struct ingest_source *s, const struct pdz_ingest_options *options, const char *name,
                                int fd, const struct pdz_mapping *known, struct pdz_error *err)
{
	struct pdz_buf sample = {0};
	enum pdz_status status;

	*s = (struct ingest_source){.options = options, .name = name, .given_name = name, .in.fd = -1};
	s->base = pdz_str(pdz_source_base_name(name));
	s->mapping = known;
	status = known ? PDZ_OK : choose_mapping(s, s->base.p, err);
	if (!status)
		status = open_input(s, name, fd, err);
	if (!status)
		status = pdz_ingest_text_open(&s->text, &s->in, s->mapping ? s->mapping->encoding : ENCODING_UNKNOWN, err);
	if (!status)
		status = pdz_ingest_text_look(&s->text, err);
	if (!status && s->sheet_wanted && !(s->text.contents && pdz_contents_sheets(s->text.contents)))
		status = pdz_fail(err, PDZ_INPUT, s->in.name, 0, 0, "not a workbook, so it has no sheet '%.60s'",
		                  s->sheet_wanted);
	if (!status)
		status = s->text.contents && pdz_contents_sheets(s->text.contents) ? pdz_sheet_choose(s, &sample, err)
		                                                                   : pdz_dialect_sample(&s->text, &sample, err);
	if (!status)
		status = begin_text(s, pdz_buf_view(&sample), err);
	pdz_buf_release(&sample);
	if (status)
		pdz_source_close(s);
	return status;
}

void pdz_source_close(struct ingest_source *s)
{
	pdz_rows_release(&s->bound);
	pdz_csv_free(s->csv);
	pdz_csv_free(s->corrected);
	pdz_mapping_free(s->own);
	pdz_ingest_text_close(&s->text);
	pdz_input_close(&s->in);
	pdz_styles_release(&s->styles);
	pdz_heading_release(&s->heading);
	pdz_buf_release(&s->titles);
	for (size_t i = 0; i < s->carried_count; i++)
		pdz_buf_release(&s->carried[i]);
	free(s->carried);
	pdz_buf_release(&s->filled);
	pdz_buf_release(&s->path);
	pdz_buf_release(&s->sheet_name);
	pdz_buf_release(&s->header);
	pdz_buf_release(&s->header_text);
	pdz_buf_release(&s->original);
	*s = (struct ingest_source){.in.fd = -1};
}

enum pdz_status pdz_source_drain(struct ingest_source *s, bool unpacked, struct pdz_error *err)
{
	size_t got = 1;
	char *room = malloc(DIALECT_SAMPLE);
	enum pdz_status status = room ? PDZ_OK : pdz_no_memory(err);

	while (!status && got)
		status = unpacked ? pdz_ingest_text_read(&s->text, room, DIALECT_SAMPLE, &got, err)
		                  : pdz_input_read(&s->in, room, DIALECT_SAMPLE, &got, err);
	free(room);
	return status;
}

/* Is the row a note, a line with its first cell alone? */
static bool is_one_cell(const struct pdz_row *row)
{
	for (size_t i = 1; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return false;
	return true;
}

static bool is_blank_row(const struct pdz_row *row)
{
	return !row->fault && is_one_cell(row) && (row->count == 0 || pdz_str_trim(row->cells[0]).n == 0);
}

/* Cells left blank where the one above holds for them too. What is set aside is written as filled. */
static enum pdz_status fill_down(struct ingest_source *s, struct pdz_row *row, struct pdz_error *err)
{
	const struct pdz_mapping *m = s->mapping;
	bool filled = false;

	s->bound.row = row;
	s->bound.unfilled = PDZ_NONE;
	const bool is_odd = row->fault || pdz_row_is_moved(&s->bound, row);
	/* A row whose cells may have moved could have had what holds for the rows below it; a line with its
	 * first cell alone could be the heading of those below it, or a note. */
	for (size_t i = 0; i < s->carried_count && !is_blank_row(row); i++)
		if (is_odd || (is_one_cell(row) && s->bound.cells[i] == 0))
			pdz_buf_clear(&s->carried[i]);
	if (is_odd || is_one_cell(row) || pdz_row_is_no_data(&s->bound) || pdz_row_is_unlabelled(&s->bound))
		return PDZ_OK;
	if (!s->carried && !(s->carried = calloc(m->column_count, sizeof *s->carried)))
		return pdz_no_memory(err);
	s->carried_count = m->column_count;
	for (size_t i = 0; i < m->column_count; i++) {
		const uint32_t cell = m->columns[i].fill_down ? s->bound.cells[i] : PDZ_NONE;
		if (cell == PDZ_NONE || cell >= row->count)
			continue;
		if (pdz_str_trim(row->cells[cell]).n) {
			pdz_buf_clear(&s->carried[i]);
			pdz_buf_str(&s->carried[i], row->cells[cell]);
		} else if (s->carried[i].n) {
			row->cells[cell] = pdz_buf_view(&s->carried[i]);
			filled = true;
		} else {
			s->bound.unfilled = cell;
		}
		if (s->carried[i].failed)
			return pdz_no_memory(err);
	}
	if (!filled)
		return PDZ_OK;
	pdz_buf_clear(&s->filled);
	for (size_t i = 0; i < row->count; i++) {
		if (i)
			pdz_buf_char(&s->filled, pdz_source_delimiter(s));
		pdz_csv_write(&s->filled, row->cells[i], pdz_source_delimiter(s));
	}
	row->raw = pdz_buf_view(&s->filled);
	row->ascii = false;
	return s->filled.failed ? pdz_no_memory(err) : PDZ_OK;
}

/* A line above the header: each of its cells, and all of them, could be a title. */
static enum pdz_status keep_title(struct ingest_source *s, const struct pdz_row *row, struct pdz_error *err)
{
	enum { MOST = 64 << 10 };
	size_t filled = 0;

	for (size_t i = 0; i < row->count && s->titles.n < MOST; i++) {
		const struct pdz_str text = pdz_str_trim(row->cells[i]);
		if (text.n == 0 || memchr(text.p, '\0', text.n))
			continue;
		pdz_buf_str(&s->titles, text);
		pdz_buf_char(&s->titles, '\0');
		filled++;
	}
	const size_t all = s->titles.n;
	for (size_t i = 0; i < row->count && filled > 1 && s->titles.n < MOST; i++) {
		const struct pdz_str text = pdz_str_trim(row->cells[i]);
		if (text.n == 0 || memchr(text.p, '\0', text.n))
			continue;
		if (s->titles.n > all)
			pdz_buf_char(&s->titles, ' ');
		pdz_buf_str(&s->titles, text);
	}
	if (s->titles.n > all)
		pdz_buf_char(&s->titles, '\0');
	return s->titles.failed ? pdz_no_memory(err) : PDZ_OK;
}

static uint64_t count_line_ends(struct pdz_str s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n' || (s.p[i] == '\r' && !(i + 1 < s.n && s.p[i + 1] == '\n'));
	return n;
}

/* The one row that a correction holds. */
static enum pdz_status read_correction(struct ingest_source *s, struct pdz_row *row, struct pdz_error *err)
{
	const struct pdz_str cell = s->correction->text;
	size_t size = cell.n + 1;

	pdz_csv_free(s->corrected);
	s->corrected = pdz_source_reader(s, s->correction->delimiter);
	char *space = s->corrected ? pdz_csv_space(s->corrected, &size) : NULL;
	if (!space)
		return pdz_no_memory(err);
	if (cell.n)
		memcpy(space, cell.p, cell.n);
	space[cell.n] = '\n';
	pdz_csv_fed(s->corrected, cell.n + 1, true);
	struct pdz_row more;
	if (!pdz_csv_next(s->corrected, row))
		return pdz_no_memory(err);
	if (row->last_line - row->line < count_line_ends(cell)) {
		/* more than one row in it: none of them may get lost */
		struct pdz_row all = {.line = row->line,
		                      .last_line = row->line,
		                      .raw = {space, cell.n},
		                      .fault = row->fault ? row->fault : PDZ_CSV_STRAY_QUOTE,
		                      .fault_column = 1};
		while (pdz_csv_next(s->corrected, &more))
			;
		*row = all;
	}
	return PDZ_OK;
}

/* The row as somebody has corrected it, on the line where it was sent. */
static enum pdz_status correct_row(struct ingest_source *s, struct pdz_row *row, struct pdz_error *err)
{
	const uint64_t line = row->line, last_line = row->last_line;
	char original[PDZ_ORIGINAL_LENGTH + 1];

	s->sent = *row;
	pdz_buf_clear(&s->original);
	if (!pdz_corrections_original(&s->bound, row->raw, original))
		return pdz_no_memory(err);
	pdz_buf_z(&s->original, original);
	s->correction = pdz_corrections_find(s->corrections, s->options, row->raw, original);
	if (!s->correction || s->original.failed)
		return s->original.failed ? pdz_no_memory(err) : PDZ_OK;
	const enum pdz_status status = read_correction(s, row, err);
	row->line = line;
	row->last_line = last_line;
	return status;
}

/* Is a line between the rows a title, as stand above each of several tables with one header? */
static enum pdz_status take_title(struct ingest_source *s, const struct pdz_row *row, enum source_item *item,
                                  struct pdz_error *err)
{
	const struct pdz_mapping *m = s->mapping;
	bool changes;

	if (row->fault || row->count == 0 || !is_one_cell(row) ||
	    !pdz_rows_take_title(&s->bound, pdz_str_trim(row->cells[0]), &changes))
		return PDZ_OK;
	*item = SOURCE_ABOVE;
	if (changes && (m->delivery_area.given || m->delivery_period.given) && !s->bound.other_header)
		s->other_header = s->bound.other_header = row->line; /* a file is one delivery */
	return pdz_rows_name_sender(&s->bound) ? PDZ_OK : pdz_no_memory(err);
}

enum pdz_status pdz_source_next(struct ingest_source *s, struct pdz_row *row, enum source_item *item,
                                struct pdz_error *err)
{
	bool got = false;

	*item = SOURCE_END;
	enum pdz_status status = next_text_row(s, row, &got, err);
	if (status || !got)
		return status;
	if (row->line <= s->dialect.header_line && s->mapping && s->mapping->header_rows > 1) {
		bool failed = false;
		const struct pdz_row last = *row;
		s->heading.wanted = s->mapping->header_rows;
		pdz_heading_add(&s->heading, row);
		if (last.line == s->dialect.header_line &&
		    !pdz_heading_make(&s->heading, s->dialect.delimiter, &last, row, &failed))
			return pdz_no_memory(err);
	}
	if (row->line < s->dialect.header_line) {
		*item = SOURCE_ABOVE;
		if (s->mapping && s->mapping->title_count)
			status = keep_title(s, row, err);
	} else if (row->line == s->dialect.header_line) {
		*item = SOURCE_HEADER;
		enum ingest_flaw what;
		const size_t flaw = pdz_ingest_text_flaw(&s->text, row->raw, &what);
		if (flaw != SIZE_MAX)
			return pdz_fail(
				err, PDZ_INPUT, s->name, row->line, flaw + 1, "the header is not text in the encoding of the file (%s)",
				what == FLAW_CP850                     ? "it looks like cp850"
				: what == FLAW_WINDOWS_1252            ? "it looks like windows-1252"
				: what == FLAW_LOST                    ? "its sender has lost letters"
				: what == FLAW_MAC_ROMAN               ? "it looks like mac-roman"
				: s->text.encoding == ENCODING_UNKNOWN ? "utf-8"
													   : pdz_ingest_encoding_names[s->text.encoding - ENCODING_UTF8]);
		s->header_cells = row->count;
		pdz_buf_clear(&s->header_text);
		pdz_buf_str(&s->header_text, row->raw);
		status = s->header_text.failed ? pdz_no_memory(err) : bind_header(s, row, err);
		if (!status && (!s->looking || s->mapping->delivers) && !pdz_source_is_sheet(s)) /* its end may be asked */
			status = pdz_width_look(s, err);
		pdz_csv_expect(s->csv, s->bound.width ? s->bound.width : s->header_cells);
		if (!status && !s->looking && !s->mapping->canonical)
			status = pdz_other_header_look(s, err);
		if (!status && !s->looking && !s->mapping->canonical)
			status = pdz_styles_look(s, err);
		if (!status && !s->looking && !s->mapping->canonical && !s->mapping->id.given)
			status = pdz_repeats_look(s, err);
	} else {
		*item = SOURCE_ROW;
		if (s->mapping->title_count)
			status = take_title(s, row, item, err);
		if (!status && *item == SOURCE_ROW && s->mapping->in_order)
			status = fill_down(s, row, err);
		if (!status && *item == SOURCE_ROW && s->corrections)
			status = correct_row(s, row, err);
	}
	return status;
}
