/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The period that a file delivers, as its name or its title has it. */
#include "mapping/mapping.h"

enum { LONGEST_PERIOD = 80 };

/* Whole months from the first to the last, as a period of its own level where it is one. */
static struct pdz_period of_months(int32_t first, int32_t last)
{
	for (int level = PDZ_YEAR; level <= PDZ_MONTH; level++) {
		const struct pdz_period p = pdz_period_of((enum pdz_level)level, first);
		if (p.first == first && p.last == last)
			return p;
	}
	return (struct pdz_period){PDZ_PLAN, first, last};
}

static bool parse_one(struct pdz_str text, enum ingest_dates style, struct pdz_period *out, bool *is_day)
{
	pdz_day first, last;

	*is_day = false;
	if (pdz_period_parse(text, out))
		return true;
	if (pdz_ingest_parse_date_edge(text, style, true, &first) != PDZ_PARSE_OK ||
	    pdz_ingest_parse_date_edge(text, style, false, &last) != PDZ_PARSE_OK)
		return false;
	*is_day = first == last;
	*out = of_months(pdz_day_month(first), pdz_day_month(last));
	return true;
}

bool pdz_mapping_parse_period(struct pdz_str text, enum ingest_dates style, struct pdz_period *out, bool *is_day)
{
	char room[LONGEST_PERIOD];
	struct pdz_period from, to;

	text = pdz_str_trim(text);
	if (text.n == 0 || text.n > sizeof room)
		return false;
	for (size_t i = 0; i < text.n; i++) /* in names of files they stand for other marks */
		room[i] = (char)(text.p[i] == '_' ? '-' : text.p[i]);
	text.p = room;
	if (parse_one(text, style, out, is_day))
		return true;
	for (size_t i = 1; i + 1 < text.n; i++) {
		bool day;
		if (text.p[i] != '/' || !parse_one(pdz_str_trim((struct pdz_str){text.p, i}), style, &from, &day) ||
		    !parse_one(pdz_str_trim((struct pdz_str){text.p + i + 1, text.n - i - 1}), style, &to, &day) ||
		    from.first > to.last)
			continue;
		*out = of_months(from.first, to.last);
		*is_day = false;
		return true;
	}
	return false;
}
