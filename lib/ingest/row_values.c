/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a row to the texts, days and numbers that its records need. */
#include "ingest/row_values.h"

#include "base/likely_day.h"
#include "ingest/derived.h"

/* Look a text up in the table of a value. */
static bool look_up_value(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                          struct pdz_str text, struct pdz_str *out, struct ingest_mistake *m)
{
	struct pdz_str folded = pdz_row_fold(b, text);

	const struct map_pair *found = pdz_mapping_look_up(v, folded);
	if (found || text.n == 0) {
		*out = found ? found->result : text;
		return true;
	}
	*out = v->has_otherwise ? v->otherwise : text;
	if (v->has_otherwise || v->keep)
		return true;
	struct pdz_nearest near = {0};
	pdz_nearest_offer_all(&near, text, PDZ_NAMES(v->table, v->count, key));
	pdz_row_wrong(m, REASON_UNKNOWN_VALUE, "not in the table of the mapping", NULL, text,
	              pdz_row_value_cell(b, v, match));
	for (size_t i = 0; i < v->from.count; i++)
		m->personal |= v->from.pieces[i].kind == PIECE_COLUMN && b->mapping->columns[v->from.pieces[i].index].personal;
	pdz_row_offer(b, m, &near);
	return false;
}

bool pdz_row_value_text(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                        struct pdz_str *out, struct ingest_mistake *m)
{
	*out = (struct pdz_str){"", 0};
	if (!v->given)
		return true;
	struct pdz_str text = pdz_row_template_text(b, &v->from, match);
	if (pdz_mapping_is_derived(v) && !pdz_row_derive(b, v, match, &text, m))
		return false;
	if (text.n == 0 && v->has_if_empty)
		text = v->if_empty;
	else if (v->count)
		return look_up_value(b, v, match, text, out, m);
	*out = text;
	return true;
}

bool pdz_row_value_day(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match, bool first,
                       pdz_day *out, struct ingest_mistake *m)
{
	static const char *const expected[] = {"expected day/month/year", "expected month/day/year", "expected yyyy-mm-dd",
	                                       "expected an Excel day number"};
	static const char *const or_excel[] = {"expected day/month/year; for Excel day numbers set dates to excel",
	                                       "expected month/day/year; for Excel day numbers set dates to excel",
	                                       "expected yyyy-mm-dd; for Excel day numbers set dates to excel"};
	struct pdz_str text;

	*out = PDZ_NO_DAY;
	if (!pdz_row_value_text(b, v, match, &text, m))
		return false;
	if (text.n == 0)
		return true;
	const struct ingest_styled is = pdz_row_day(b, &v->from, match, text, v->dates, first, out, m);
	const enum pdz_parse result = is.result;
	if (is.either)
		return false;
	if (result == PDZ_PARSE_OK && !pdz_day_is_likely(*out))
		return pdz_row_wrong(m, REASON_BAD_DATE, "a year that cannot be", "expected one from 1950 to 2100", text,
		                     pdz_row_value_cell(b, v, match));
	if (result == PDZ_PARSE_OK || result == PDZ_PARSE_EMPTY)
		return true;
	pdz_row_wrong(m, REASON_BAD_DATE, result == PDZ_PARSE_RANGE ? "there is no such day" : "not a date",
	              expected[v->dates], text, pdz_row_value_cell(b, v, match));
	m->contrary = is.contrary;
	if (result != PDZ_PARSE_RANGE && v->dates != DATES_EXCEL && pdz_ingest_guess_value(text).excel)
		m->expected = or_excel[v->dates];
	return false;
}

/* A quantity that was to be written, and was not, is not known: least of all is it 1. */
static bool missing_number(const struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                           struct ingest_mistake *m)
{
	const struct map_template *from = v->term_count ? &v->terms[0] : &v->from;
	const uint32_t cell = pdz_row_template_cell(b, from, match);

	/* a form of ours has this column for all events, also for those that count nothing else */
	if (b->mapping->canonical && cell < b->row->count && pdz_str_trim(b->row->cells[cell]).n == 0)
		return true;
	return pdz_row_wrong(m, REASON_MISSING_NUMBER, "no number",
	                     "if none was to be written, \"if_empty\" in the mapping", (struct pdz_str){"", 0}, cell);
}

bool pdz_row_value_number(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                          pdz_micro *out, struct ingest_mistake *m)
{
	static const char *const expected[] = {"expected such as 1.234,56", "expected such as 1,234.56",
	                                       "expected hours and minutes such as 2:30"};
	struct pdz_str text;

	*out = PDZ_MICRO;
	if (v->term_count) {
		bool empty;
		pdz_micro computed;
		if (!pdz_row_compute(b, v, match, &computed, &empty, m))
			return false;
		*out = computed;
		return !empty || missing_number(b, v, match, m);
	}
	if (!pdz_row_value_text(b, v, match, &text, m))
		return false;
	if (text.n == 0)
		return !v->given || missing_number(b, v, match, m);
	const bool is_canonical = v->constant_number || (v->has_if_empty && text.p == v->if_empty.p);
	const struct ingest_styled is = is_canonical ? (struct ingest_styled){.result = pdz_micro_parse(text, out)}
	                                             : pdz_row_number(b, &v->from, match, text, v->numbers, out, m);
	if (is.either || is.result == PDZ_PARSE_OK)
		return !is.either;
	const bool range = is.result == PDZ_PARSE_RANGE;
	pdz_row_wrong(m, REASON_BAD_NUMBER, range ? "number out of range" : "not a number",
	              range ? "expected at most six decimals" : expected[v->numbers], text,
	              pdz_row_value_cell(b, v, match));
	m->contrary = is.contrary;
	return false;
}
