/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/corrections.h"

#include "ingest/run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void pdz_corrections_original(const struct pdz_ingest_options *options, struct pdz_str raw,
                              char original[PDZ_ORIGINAL_LENGTH + 1])
{
	char hex[65] = "", pseudonym[PDZ_PSEUDONYM_LENGTH + 1];

	if (options->pseudonyms) {
		pdz_pseudonym_of(options->pseudonyms, raw, pseudonym);
		memcpy(hex, strchr(pseudonym, '_') + 1, PDZ_ORIGINAL_LENGTH);
	} else if (!options->mask) {
		pdz_sha256(raw.p, raw.n, hex);
	}
	memcpy(original, hex, PDZ_ORIGINAL_LENGTH);
	original[PDZ_ORIGINAL_LENGTH] = '\0';
}

static void tell_correction(const struct pdz_ingest_options *o, const struct pdz_correction *c,
                            enum pdz_severity severity, const char *code, const char *problem, const char *subject,
                            const char *expected)
{
	const struct pdz_diag diag = {.severity = severity,
	                              .source = c->file,
	                              .line = c->file_line,
	                              .code = code,
	                              .problem = problem,
	                              .subject = subject,
	                              .expected = expected};

	pdz_tell(&o->sink, &diag);
}

static bool key_of(struct pdz_buf *b, struct pdz_str source, struct pdz_str original)
{
	pdz_buf_clear(b);
	pdz_buf_str(b, source);
	pdz_buf_char(b, '\t');
	pdz_buf_str(b, original);
	return !b->failed;
}

static bool add_correction(struct pdz_corrections *c, const struct ingest_source *s, const struct pdz_row *row,
                           const char *file)
{
	const struct pdz_str text = pdz_buf_view(&s->section_text), source = pdz_source_of_records(s);
	const char *copy = pdz_arena_copy(&c->arena, text);
	struct pdz_buf key = {0};
	const bool fine = copy && key_of(&key, source, pdz_buf_view(&s->original)) &&
	                  pdz_grow(&c->items, &c->cap, c->count + 1, sizeof *c->items);

	if (fine)
		c->items[c->count++] = (struct pdz_correction){.text = {copy, text.n},
		                                               .delimiter = s->section_delimiter,
		                                               .line = row->line,
		                                               .file = file,
		                                               .file_line = s->section_row,
		                                               .source = pdz_intern_add(&c->sources, source),
		                                               .key = pdz_intern_add(&c->keys, pdz_buf_view(&key))};
	pdz_buf_release(&key);
	return fine && c->items[c->count - 1].source != PDZ_NONE && c->items[c->count - 1].key != PDZ_NONE;
}

static enum pdz_status load_corrections(struct pdz_corrections *c, const struct pdz_ingest_options *o, const char *file,
                                        struct pdz_error *err)
{
	struct ingest_source s;
	struct pdz_error why = {0};
	enum pdz_status status = pdz_source_open(&s, o, file, -1, NULL, &why);

	if (status && (status != PDZ_INPUT || access(file, R_OK) != 0)) {
		*err = why;
		return status;
	}
	if (!s.is_rejects)
		status = pdz_fail(err, PDZ_INPUT, file, 1, 0,
		                  "not a file of rejected rows (expected source,line,column,reason,text,records,row,original)");
	while (!status) {
		struct pdz_row row;
		enum source_item item;
		status = pdz_source_next(&s, &row, &item, err);
		if (status || item == SOURCE_END)
			break;
		if (item == SOURCE_ROW && s.original.n == 0) {
			const struct pdz_correction unknown = {.file = file, .file_line = s.section_row};
			tell_correction(o, &unknown, PDZ_ERROR, "no_original", "which row it corrects is not known", NULL,
			                "what stands under 'original' in the rejects; masked rows without a key are corrected in "
			                "their source");
			c->findings++;
		} else if (item == SOURCE_ROW && !add_correction(c, &s, &row, file)) {
			status = pdz_no_memory(err);
		}
	}
	pdz_source_close(&s);
	return status;
}

/* A row with two mistakes stands there twice: both say the same, or neither holds. */
static void compare_with_earlier(struct pdz_corrections *c, const struct pdz_ingest_options *o, uint32_t i)
{
	uint32_t *at = &c->first[c->items[i].key];

	while (*at != PDZ_NONE && c->items[*at].line != c->items[i].line)
		at = &c->next[*at];
	if (*at == PDZ_NONE) {
		*at = i;
	} else if (!pdz_str_eq(c->items[*at].text, c->items[i].text)) {
		tell_correction(o, &c->items[i], PDZ_ERROR, "contradiction", "one row is corrected in two ways", NULL,
		                "the same in both lines, or only one of them; the row stays as it was sent");
		c->items[*at].is_refuted = c->items[i].is_refuted = true;
		c->findings++;
	} else {
		c->items[i].is_used = true; /* by the line before */
	}
}

enum pdz_status pdz_corrections_load(struct pdz_corrections *c, const struct pdz_ingest_options *options,
                                     struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;

	for (size_t i = 0; i < options->correction_count && !status; i++)
		status = load_corrections(c, options, options->corrections[i], err);
	if (status)
		return status;
	c->first = malloc((c->keys.count + 1) * sizeof *c->first);
	c->next = malloc((c->count + 1) * sizeof *c->next);
	if (!c->first || !c->next)
		return pdz_no_memory(err);
	memset(c->first, 0xff, (c->keys.count + 1) * sizeof *c->first);
	memset(c->next, 0xff, (c->count + 1) * sizeof *c->next);
	for (uint32_t i = 0; i < c->count; i++)
		compare_with_earlier(c, options, i);
	return PDZ_OK;
}

void pdz_corrections_release(struct pdz_corrections *c)
{
	free(c->items);
	free(c->first);
	free(c->next);
	pdz_intern_release(&c->sources);
	pdz_intern_release(&c->keys);
	pdz_arena_release(&c->arena);
	*c = (struct pdz_corrections){0};
}

bool pdz_corrections_begin(struct pdz_corrections *c, struct pdz_str source)
{
	const uint32_t name = c->count ? pdz_intern_find(&c->sources, source) : PDZ_NONE;

	for (size_t i = 0; i < c->count && name != PDZ_NONE; i++)
		c->items[i].is_taken &= c->items[i].source != name;
	return name != PDZ_NONE;
}

struct pdz_correction *pdz_corrections_take(struct pdz_corrections *c, struct pdz_str source, const char *original)
{
	struct pdz_buf key = {0};
	const uint32_t found = *original && key_of(&key, source, pdz_str(original))
	                           ? pdz_intern_find(&c->keys, pdz_buf_view(&key))
	                           : PDZ_NONE;
	uint32_t at = found == PDZ_NONE ? PDZ_NONE : c->first[found];

	pdz_buf_release(&key);
	while (at != PDZ_NONE && c->items[at].is_taken)
		at = c->next[at];
	if (at == PDZ_NONE)
		return NULL;
	c->items[at].is_taken = c->items[at].is_used = true;
	return c->items[at].is_refuted ? NULL : &c->items[at];
}

/* A sheet of a workbook is of the workbook, too. */
static bool is_of(struct pdz_str source, const char *file)
{
	const size_t n = strlen(file);

	return source.n >= n && memcmp(source.p, file, n) == 0 && (source.n == n || source.p[n] == '!');
}

void pdz_corrections_tell_rest(const struct pdz_corrections *c, const struct pdz_ingest *run)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct pdz_correction *item = &c->items[i];
		const struct pdz_str source = pdz_intern_text(&c->sources, item->source);
		bool is_input = false;
		for (size_t f = 0; f < run->count && !is_input; f++)
			is_input = is_of(source, run->files[f].source);
		if (!item->is_used && !item->is_refuted)
			tell_correction(run->options, item, PDZ_NOTE, "correction_not_needed",
			                is_input ? "not needed any more: no row is as the one it corrects"
			                         : "corrects a row of a file that is not among those read",
			                source.p, NULL);
	}
}
