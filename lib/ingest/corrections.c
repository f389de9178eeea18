/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/corrections.h"

#include "ingest/run.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool names_column(const struct map_template *t, size_t column)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->pieces[i].kind == PIECE_COLUMN && t->pieces[i].index == column)
			return true;
	return false;
}

bool pdz_corrections_tag(const struct ingest_bound *b, char tag[PDZ_TAG_LENGTH + 1])
{
	char hex[65], pseudonym[PDZ_PSEUDONYM_LENGTH + 1] = "";
	struct pdz_buf of = {0};

	pdz_buf_str(&of, b->mapping->source);
	if (b->pseudonyms)
		pdz_pseudonym_of(b->pseudonyms, b->mapping->source, pseudonym);
	pdz_buf_z(&of, pseudonym);
	const bool fine = !of.failed;
	pdz_sha256(of.p, of.n, hex);
	pdz_rejects_letters(hex, PDZ_TAG_LENGTH, tag);
	pdz_buf_release(&of);
	return fine;
}

bool pdz_corrections_original(const struct ingest_bound *b, struct pdz_str raw, char original[PDZ_ORIGINAL_LENGTH + 1])
{
	char hex[65] = "", pseudonym[PDZ_PSEUDONYM_LENGTH + 1];
	struct pdz_buf of = {0};

	*original = '\0';
	if (b->masks && !b->pseudonyms)
		return true;
	pdz_buf_str(&of, b->mapping->source);
	for (size_t i = 0; i < b->mapping->column_count; i++)
		if (b->mapping->columns[i].used || names_column(&b->mapping->delivery_area.from, i)) {
			pdz_buf_char(&of, '\0');
			pdz_buf_str(&of, b->given[i]);
		}
	pdz_buf_char(&of, '\0');
	pdz_buf_str(&of, raw);
	const bool fine = !of.failed;
	if (fine && b->pseudonyms) {
		pdz_pseudonym_of(b->pseudonyms, pdz_buf_view(&of), pseudonym);
		pdz_sha256(pseudonym, PDZ_PSEUDONYM_LENGTH, hex);
	} else if (fine) {
		pdz_sha256(of.p, of.n, hex);
	}
	pdz_rejects_letters(hex, PDZ_ORIGINAL_LENGTH, original);
	pdz_buf_release(&of);
	return fine;
}

/* Reading a file of corrections */

/* Its text, and what divides its cells; NUL: it is not one, and then not read to its end. */
static enum pdz_status read_rejects(const char *file, struct pdz_buf *all, char *divider, struct pdz_error *err)
{
	enum { BLOCK = 1 << 16 };
	struct pdz_input in;
	struct ingest_text text = {0};
	size_t got = 1;
	enum pdz_status status = pdz_input_open(&in, file, err);

	if (!status)
		status = pdz_ingest_text_open(&text, &in, ENCODING_UNKNOWN, err);
	if (!status)
		status = pdz_ingest_text_look(&text, err);
	if (!status && text.contents && pdz_contents_sheets(text.contents))
		status = pdz_fail(err, PDZ_INPUT, file, 0, 0, "a workbook (save the corrections as CSV)");
	while (!status && got) {
		status = pdz_buf_reserve(all, BLOCK) ? pdz_ingest_text_read(&text, all->p + all->n, BLOCK, &got, err)
		                                     : pdz_no_memory(err);
		all->n += status ? 0 : got;
		*divider = pdz_rejects_divider(pdz_buf_view(all));
		got = *divider ? got : 0;
	}
	pdz_ingest_text_close(&text);
	pdz_input_close(&in);
	return status;
}

/* fn for each of its rows, until it says otherwise. */
static enum pdz_status each_row(struct pdz_str all, char divider,
                                enum pdz_status (*fn)(void *ctx, const struct pdz_row *row, struct pdz_error *err),
                                void *ctx, struct pdz_error *err)
{
	struct pdz_csv *csv = pdz_csv_new(divider);
	size_t size = all.n + 1;
	char *space = csv ? pdz_csv_space(csv, &size) : NULL;
	struct pdz_row row;
	enum pdz_status status = space ? PDZ_OK : pdz_no_memory(err);

	if (space && all.n)
		memcpy(space, all.p, all.n);
	if (space)
		pdz_csv_fed(csv, all.n, true);
	while (!status && pdz_csv_next(csv, &row))
		status = fn(ctx, &row, err);
	if (!status && pdz_csv_failed(csv))
		status = pdz_no_memory(err);
	pdz_csv_free(csv);
	return status;
}

/* "windows-1252 semicolon" */
static char delimiter_in(struct pdz_str label)
{
	const char *blank = label.n ? memchr(label.p, ' ', label.n) : NULL;

	return blank ? pdz_dialect_delimiter((struct pdz_str){blank + 1, label.n - (size_t)(blank + 1 - label.p)}) : '\0';
}

static bool add_correction(struct pdz_corrections *c, const struct pdz_row *row, struct pdz_correction *one)
{
	struct pdz_buf text = {0};

	pdz_rejects_restore(&text, row->cells[3], row->cells[6]);
	const char *copy = pdz_arena_copy(&c->arena, pdz_buf_view(&text)),
			   *source = pdz_arena_copy(&c->arena, row->cells[0]);
	one->text = (struct pdz_str){copy, text.n};
	one->source = (struct pdz_str){source, row->cells[0].n};
	struct pdz_str original = pdz_str_trim(row->cells[7]);
	if (original.n >= PDZ_ORIGINAL_LENGTH + PDZ_TAG_LENGTH)
		memcpy(one->tag, original.p + PDZ_ORIGINAL_LENGTH, PDZ_TAG_LENGTH);
	original.n = original.n < PDZ_ORIGINAL_LENGTH ? original.n : PDZ_ORIGINAL_LENGTH;
	one->original = pdz_intern_add(&c->originals, original);
	const bool fine = !text.failed && copy && source && one->original != PDZ_NONE &&
	                  pdz_grow(&c->items, &c->cap, c->count + 1, sizeof *c->items);
	pdz_buf_release(&text);
	if (fine)
		c->items[c->count++] = *one;
	return fine;
}

/* Has somebody corrected the cell that the reason is about where it is shown, and not in the row? */
static bool is_corrected_beside(const struct pdz_row *row)
{
	const struct pdz_str text = pdz_str_trim(row->cells[4]), all = row->cells[6];

	return text.n > 0 && pdz_rejects_is_as_written(row) && memchr(all.p, '"', all.n) == NULL &&
	       memchr(all.p, '\\', all.n) == NULL && memmem(all.p, all.n, text.p, text.n) == NULL;
}

/* A file of corrections while it is read. */
struct loading {
	struct pdz_corrections *c;
	const struct pdz_ingest_options *o;
	const char *file;
	char delimiter;
};

static enum pdz_status take_correction(void *ctx, const struct pdz_row *row, struct pdz_error *err)
{
	struct loading *l = ctx;
	struct pdz_correction one = {.delimiter = l->delimiter, .file = l->file, .file_line = row->line, .next = PDZ_NONE};
	const char *problem = NULL, *expected = NULL;

	if (pdz_rejects_is_header(row) || (row->count == 1 && row->cells[0].n == 0) ||
	    (row->count && pdz_str_is(row->cells[0], "sep=")))
		return PDZ_OK;
	if (row->count > 6 && pdz_str_is(row->cells[6], "[masked]")) /* nobody has corrected it */
		return PDZ_OK;
	if (!row->fault && row->count >= 7 && pdz_str_is(row->cells[3], "header")) {
		l->delimiter = delimiter_in(row->cells[4]);
		return PDZ_OK;
	}
	if (row->fault || row->count < 7 || row->count > 8) {
		problem = "not a row of a file of rejected rows (expected source,line,column,reason,text,records,row,original)";
	} else if (row->count < 8 || pdz_str_trim(row->cells[7]).n == 0) {
		problem = "which row it corrects is not known";
		expected =
			"what stands under 'original' in the rejects; masked rows without a key are corrected in their source";
	} else if (!l->delimiter) {
		problem = "the header of its source is missing above it";
	} else if (pdz_str_trim(row->cells[6]).n == 0) {
		problem = "a corrected row that is empty";
		expected = "the whole row; what is to be left out, \"skip\" in the mapping leaves out";
	}
	if (!problem && is_corrected_beside(row))
		pdz_ingest_tell(l->o, PDZ_WARNING, one.file, one.file_line, "corrected_beside",
		                "what stands under 'text' is not in the row", NULL,
		                "the correction under 'row'; nothing else is read");
	if (!problem)
		return add_correction(l->c, row, &one) ? PDZ_OK : pdz_no_memory(err);
	pdz_ingest_tell(l->o, PDZ_ERROR, one.file, one.file_line, "no_correction", problem, NULL, expected);
	l->c->findings++;
	return PDZ_OK;
}

static enum pdz_status load_corrections(struct pdz_corrections *c, const struct pdz_ingest_options *o, const char *file,
                                        struct pdz_error *err)
{
	struct loading l = {c, o, file, '\0'};
	struct pdz_buf all = {0};
	char divider = '\0';
	enum pdz_status status = read_rejects(file, &all, &divider, err);

	if (!status && all.n && !divider &&
	    (status = pdz_refuse_other_document(pdz_buf_view(&all), file, "pdz_rejects", err)) == PDZ_OK)
		status = pdz_fail(err, PDZ_INPUT, file, 1, 0,
		                  "not a file of rejected rows (expected source,line,column,reason,text,records,row,original)");
	if (!status && all.n == 0)
		pdz_ingest_tell(o, PDZ_WARNING, file, 0, "no_corrections", "no corrections, nor the header of any", NULL, NULL);
	if (!status && all.n)
		status = each_row(pdz_buf_view(&all), divider, take_correction, &l, err);
	pdz_buf_release(&all);
	return status;
}

static enum pdz_status refuse_corrected(void *ctx, const struct pdz_row *row, struct pdz_error *err)
{
	const char *const *file = ctx;

	if (!row->fault &&
	    (row->count < 8 || row->cells[7].n == 0 || pdz_rejects_is_header(row) || pdz_rejects_is_as_written(row)))
		return PDZ_OK;
	return pdz_fail(err, PDZ_OUTPUT, *file, row->line, 0,
	                "somebody has corrected rejected rows here, and they would be lost: give the file with "
	                "--corrections, or write to another");
}

enum pdz_status pdz_rejects_may_replace(const char *file, struct pdz_error *err)
{
	struct pdz_buf all = {0};
	struct stat st;
	char divider = '\0';
	enum pdz_status status = PDZ_OK;

	if (stat(file, &st) == 0 && S_ISREG(st.st_mode) && read_rejects(file, &all, &divider, err) == PDZ_OK && divider)
		status = each_row(pdz_buf_view(&all), divider, refuse_corrected, &file, err);
	pdz_buf_release(&all);
	return status;
}

enum pdz_status pdz_corrections_load(struct pdz_corrections *c, const struct pdz_ingest_options *options,
                                     struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;

	for (size_t i = 0; i < options->correction_count && !status; i++)
		status = load_corrections(c, options, options->corrections[i], err);
	if (status)
		return status;
	const size_t size = (c->originals.count + 1) * sizeof *c->first;
	if (!(c->first = malloc(size)))
		return pdz_no_memory(err);
	memset(c->first, 0xff, size);
	for (size_t i = c->count; i-- > 0;) {
		c->items[i].next = c->first[c->items[i].original];
		c->first[c->items[i].original] = (uint32_t)i;
	}
	return PDZ_OK;
}

void pdz_corrections_release(struct pdz_corrections *c)
{
	free(c->items);
	free(c->first);
	pdz_intern_release(&c->originals);
	pdz_arena_release(&c->arena);
	*c = (struct pdz_corrections){0};
}

/* Of a row with two mistakes, or that came twice, some may have been left as they were. */
struct pdz_correction *pdz_corrections_find(struct pdz_corrections *c, const struct pdz_ingest_options *options,
                                            struct pdz_str raw, const char *original)
{
	const uint32_t key = *original ? pdz_intern_find(&c->originals, pdz_str(original)) : PDZ_NONE;
	struct pdz_correction *found = NULL;

	for (uint32_t i = key == PDZ_NONE ? PDZ_NONE : c->first[key]; i != PDZ_NONE; i = c->items[i].next) {
		struct pdz_correction *one = &c->items[i];
		one->is_found = true;
		if (pdz_str_eq(one->text, raw))
			continue;
		if (!found) {
			found = one;
		} else if (!pdz_str_eq(found->text, one->text)) {
			if (!one->is_told)
				pdz_ingest_tell(options, PDZ_ERROR, one->file, one->file_line, "contradiction",
				                "one row is corrected in two ways", NULL,
				                "the same in both lines, or only one of them; the row stays as it was sent");
			c->findings += !one->is_told;
			one->is_told = true;
			return NULL;
		}
	}
	return found;
}

/* A sheet of a workbook is of the workbook, too. */
static bool is_of(struct pdz_str source, const char *file)
{
	const size_t n = strlen(file);

	return source.n >= n && memcmp(source.p, file, n) == 0 && (source.n == n || source.p[n] == '!');
}

void pdz_corrections_tell_rest(struct pdz_corrections *c, const struct pdz_ingest *run)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct pdz_correction *one = &c->items[i];
		const bool is_replaced = one->is_replaced && !one->is_held;
		bool is_input = false, is_left_out = false, is_other = false;
		for (size_t f = 0; f < run->count; f++) {
			const bool is_this = is_of(one->source, run->files[f].source);
			is_input |= is_this;
			is_left_out |= is_this && run->files[f].unusable;
			is_other |= is_this && *one->tag && *run->states[f].tag && strcmp(one->tag, run->states[f].tag) != 0;
		}
		if ((one->is_found && !is_replaced && !one->is_right) ||
		    is_left_out) /* nobody knows what is in that file now */
			continue;
		if (is_other && !one->is_found) {
			c->findings++;
			pdz_ingest_tell(run->options, PDZ_ERROR, one->file, one->file_line, "no_correction",
			                "made under another key, project or \"source\" of the mapping: it corrects nothing here",
			                one->source.p, "the rows as this run rejects them, corrected once more");
			continue;
		}
		pdz_ingest_tell(run->options, one->is_right || is_replaced || is_input ? PDZ_WARNING : PDZ_NOTE, one->file,
		                one->file_line, "correction_not_needed",
		                one->is_right
		                    ? "not needed any more: the row is fine as it was sent; the correction still holds"
		                : is_replaced ? "not needed any more: a later row has replaced the one it corrects"
		                : is_input    ? "not needed any more: no row is as the one it corrects"
		                              : "corrects a row of a file that is not among those read",
		                one->source.p, NULL);
	}
}
