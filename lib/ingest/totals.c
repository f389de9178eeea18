/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals and repeated headers, told by their cells alone. */
#include "ingest/totals.h"

#include "base/fold.h"
#include "mapping/words.h"

static bool is_number(struct pdz_str text)
{
	pdz_micro m;

	return pdz_ingest_parse_number(text, NUMBERS_IT, &m) == PDZ_PARSE_OK ||
	       pdz_ingest_parse_number(text, NUMBERS_EN, &m) == PDZ_PARSE_OK;
}

/* "Totale", and beside it nothing but numbers. */
static bool is_total(const struct pdz_row *row)
{
	struct pdz_str first = {"", 0};
	bool numbers = false;

	for (size_t i = 0; i < row->count; i++) {
		const struct pdz_str text = pdz_str_trim(row->cells[i]);
		if (text.n == 0)
			continue;
		if (first.n == 0) {
			first = text;
			if (!strchr("tTsSgGcC", first.p[0]) || first.n > 60)
				return false;
			continue;
		}
		if (!is_number(text))
			return false;
		numbers = true;
	}
	return numbers && pdz_mapping_is_total(first);
}

/* Every cell that is filled is what the header has there. */
static bool is_header_again(const struct ingest_bound *b)
{
	size_t same = 0;

	for (size_t i = 0; i < b->row->count; i++) {
		const struct pdz_str text = pdz_str_trim(b->row->cells[i]);
		if (text.n == 0)
			continue;
		if (i >= b->header_count || !pdz_str_eq(text, b->header_texts[i]))
			return false;
		same++;
	}
	return same > 1 || (same == 1 && b->header_count == 1);
}

const char *pdz_row_is_no_data(const struct ingest_bound *b)
{
	if (b->mapping->escapes)
		return NULL;
	if (is_header_again(b))
		return "header again";
	return is_total(b->row) ? "total" : NULL;
}
