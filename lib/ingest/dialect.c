/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delimiter and header of a text. Looks at a sample only, reads no file. */
#include "ingest/dialect.h"

#include "ingest/bind.h"
#include "base/fold.h"
#include "ingest/heading.h"

static const char delimiters[] = {';', ',', '\t', '|'};
static const char *const delimiter_names[] = {"semicolon", "comma", "tab", "pipe"};

const char *pdz_dialect_delimiter_name(char delimiter)
{
	for (size_t i = 0; i < sizeof delimiters; i++)
		if (delimiters[i] == delimiter)
			return delimiter_names[i];
	for (size_t i = 0; i < sizeof pdz_mapping_other_delimiters / sizeof *pdz_mapping_other_delimiters; i++)
		if (*pdz_mapping_other_delimiters[i] == delimiter)
			return pdz_mapping_other_delimiters[i];
	return "";
}

char pdz_dialect_delimiter(struct pdz_str name)
{
	for (size_t i = 0; i < sizeof delimiters; i++)
		if (pdz_str_is(name, delimiter_names[i]))
			return delimiters[i];
	for (size_t i = 0; i < sizeof pdz_mapping_other_delimiters / sizeof *pdz_mapping_other_delimiters; i++)
		if (pdz_str_is(name, pdz_mapping_other_delimiters[i]))
			return *pdz_mapping_other_delimiters[i];
	return '\0';
}

/* Excel's first line "sep=;", also quoted; '\0' if there is none. */
static char sep_line(struct pdz_str s)
{
	bool quoted = s.n && s.p[0] == '"';

	if (quoted) {
		s.p++;
		s.n--;
	}
	if (s.n < 5 || (memcmp(s.p, "sep=", 4) != 0 && memcmp(s.p, "SEP=", 4) != 0))
		return '\0';
	char d = s.p[4];
	size_t after = quoted ? 6 : 5;
	if (after < s.n && s.p[after] != '\n' && s.p[after] != '\r')
		return '\0';
	return memchr(delimiters, d, sizeof delimiters) ? d : '\0';
}

static struct pdz_csv *open_sample(struct pdz_str sample, char delimiter, char quote)
{
	struct pdz_csv *csv = pdz_csv_new(delimiter);
	size_t size = sample.n;
	if (csv && quote)
		pdz_csv_quote(csv, quote);
	char *space = csv ? pdz_csv_space(csv, &size) : NULL;

	if (!space) {
		pdz_csv_free(csv);
		return NULL;
	}
	if (sample.n)
		memcpy(space, sample.p, sample.n);
	pdz_csv_fed(csv, sample.n, true);
	return csv;
}

/* The best header so far. */
struct best {
	bool found;
	char delimiter;
	uint64_t line;
	size_t missing, cells;
	bool failed;                     /* out of memory */
	const struct map_column *column; /* first that is missing */
	char nearest[80];
};

static void name_nearest(struct best *best, const struct pdz_row *row)
{
	struct pdz_nearest near = {0};

	best->nearest[0] = '\0';
	for (size_t i = 0; best->column && i < row->count; i++)
		for (size_t k = 0; k < best->column->header_count; k++)
			pdz_nearest_offer(&near, best->column->headers[k], row->cells[i]);
	if (near.best.p)
		pdz_visible(near.best.p, near.best.n, best->nearest, sizeof best->nearest);
}

static void consider(struct best *best, const struct pdz_row *row, char delimiter, const struct pdz_mapping *m)
{
	const struct map_column *column = NULL;
	bool failed = false;
	size_t cells = m ? row->count : pdz_mapping_canonical_cells(row, &failed);
	size_t missing = m ? pdz_rows_missing(m, row, &column, &failed) : cells == 0;

	if (failed) {
		best->failed = true;
		return;
	}

	/* of rows that fit equally well, the first; of those that do not, one of many cells */
	if (best->found &&
	    (missing > best->missing || (missing == best->missing && (missing || !m ? cells <= best->cells : true))))
		return;
	*best = (struct best){true, delimiter, row->line, missing, cells, best->failed, column, ""};
	if (missing)
		name_nearest(best, row);
}

/* The row alone, or with those above it, as the mapping says. */
static void consider_row(struct best *best, const struct pdz_row *row, char delimiter, const struct pdz_mapping *m,
                         struct pdz_heading *heading)
{
	struct pdz_row made;

	if (heading->wanted > 1)
		pdz_heading_add(heading, row);
	if (row->fault || (m && m->header_row && m->header_row != row->line))
		return;
	if (heading->wanted <= 1)
		consider(best, row, delimiter, m);
	else if (pdz_heading_make(heading, delimiter, row, &made, &best->failed))
		consider(best, &made, delimiter, m);
}

static enum pdz_status not_found(const struct best *best, const char *name, const struct pdz_mapping *m,
                                 struct pdz_error *err)
{
	if (!m)
		return pdz_fail(
			err, PDZ_INPUT, name, 0, 0,
			"no mapping fits this file, and it has no header with canonical names (expected columns such as "
			"evento, data, quantità; pdz-ingest --propose makes a mapping)");
	if (!best->column)
		return pdz_fail(err, PDZ_INPUT, name, best->line, 0, "no column fits a for_each pattern of %.*s",
		                (int)m->path.n, m->path.p);
	struct pdz_str column = best->column->header_count ? best->column->headers[0] : best->column->name;
	if (*best->nearest)
		return pdz_fail(err, PDZ_INPUT, name, best->line, 0,
		                "column missing: '%.*s' (did the file mean '%s'? mapping: %.*s)", (int)column.n, column.p,
		                best->nearest, (int)m->path.n, m->path.p);
	return pdz_fail(err, PDZ_INPUT, name, best->line, 0, "column missing: '%.*s' (mapping: %.*s)", (int)column.n,
	                column.p, (int)m->path.n, m->path.p);
}

enum pdz_status pdz_dialect_find(struct ingest_dialect *d, const char *name, struct pdz_str sample,
                                 const struct pdz_mapping *m, struct pdz_error *err)
{
	struct best best = {0};
	const char given = d->given ? d->given : m && m->delimiter ? m->delimiter : sep_line(sample);
	size_t count = given ? 1 : sizeof delimiters;

	if (sample.n == 0)
		return pdz_fail(err, PDZ_INPUT, name, 0, 0, "empty file");
	bool too_long = false, gave_up = false,
		 fits = false; /* a mapping's first header that fits is the one: no other is looked for */
	for (size_t i = 0; i < count && !fits; i++) {
		char delimiter = given ? given : delimiters[i];
		struct pdz_csv *csv = open_sample(sample, delimiter, m && !d->given ? m->quote : '\0');
		struct pdz_heading heading = {.wanted = m ? m->header_rows : 1};
		struct pdz_row row;
		if (!csv)
			return pdz_no_memory(err);
		const size_t most = m && m->header_row ? SIZE_MAX : DIALECT_ROWS;
		size_t rows = 0;
		for (; rows < most && !fits && pdz_csv_next(csv, &row); rows++, fits = m && best.found && !best.missing) {
			consider_row(&best, &row, delimiter, m, &heading);
			too_long |= row.fault == PDZ_CSV_TOO_LONG;
		}
		gave_up |= rows == most;
		pdz_heading_release(&heading);
		pdz_csv_free(csv);
	}
	if (best.failed)
		return pdz_no_memory(err);
	if (too_long && (!best.found || best.missing))
		return pdz_fail(err, PDZ_INPUT, name, 0, 0,
		                "no header, and a row of more than 4096 columns or 8 MiB, which none may have");
	if (!best.found)
		return pdz_fail(err, PDZ_INPUT, name, m ? m->header_row : 0, 0, "no header");
	if (gave_up && m && best.missing && best.missing == m->column_count && best.column && !*best.nearest)
		return pdz_fail(err, PDZ_INPUT, name, 0, 0,
		                "no header with '%s' in the first 200 rows (one further down: say its line with "
		                "\"header_row\"; mapping: %.*s)",
		                best.column->header_count ? best.column->headers[0].p : best.column->name.p, (int)m->path.n,
		                m->path.p);
	if (best.missing)
		return not_found(&best, name, m, err);
	d->delimiter = best.delimiter;
	d->header_line = best.line;
	return PDZ_OK;
}

char pdz_dialect_guess_delimiter(struct pdz_str sample)
{
	char best = sep_line(sample);
	size_t best_score = 0;

	if (best)
		return best;
	best = ';';
	for (size_t i = 0; i < sizeof delimiters; i++) {
		struct pdz_csv *csv = open_sample(sample, delimiters[i], '\0');
		size_t counts[65] = {0}, score = 0;
		struct pdz_row row;
		if (!csv)
			return best;
		for (size_t rows = 0; rows < DIALECT_ROWS && pdz_csv_next(csv, &row); rows++)
			counts[row.count < 64 ? row.count : 64]++;
		/* many rows of the same number of cells, more than one */
		for (size_t n = 2; n <= 64; n++)
			if (counts[n] * n > score && counts[n] > 1)
				score = counts[n] * n;
		if (score > best_score) {
			best_score = score;
			best = delimiters[i];
		}
		pdz_csv_free(csv);
	}
	return best;
}

enum pdz_status pdz_dialect_sample(struct ingest_text *text, struct pdz_buf *sample, struct pdz_error *err)
{
	while (sample->n < DIALECT_SAMPLE) {
		size_t got, room = DIALECT_SAMPLE + 64 - sample->n;
		if (!pdz_buf_reserve(sample, room))
			return pdz_no_memory(err);
		enum pdz_status status = pdz_ingest_text_read(text, sample->p + sample->n, room, &got, err);
		if (status)
			return status;
		if (got == 0)
			break;
		sample->n += got;
	}
	return PDZ_OK;
}
