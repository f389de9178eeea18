/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and numbers as their column has them. */
#include "ingest/column_style.h"

#include <stdlib.h>
#include <string.h>

enum { SLIP_AMONG = 10 }; /* unless it is the only one among these */

void pdz_styles_release(struct ingest_styles *styles)
{
	free(styles->columns);
	*styles = (struct ingest_styles){0};
}

enum ingest_dates pdz_other_dates(enum ingest_dates style)
{
	return style == DATES_DMY ? DATES_MDY : style == DATES_MDY ? DATES_DMY : style;
}

enum pdz_parse pdz_parse_other_number(struct pdz_str text, enum ingest_numbers declared, pdz_micro *out)
{
	if (declared != NUMBERS_HOURS)
		return pdz_ingest_parse_number(text, declared == NUMBERS_IT ? NUMBERS_EN : NUMBERS_IT, out);
	if (text.n && memchr(text.p, ':', text.n))
		return PDZ_PARSE_MALFORMED;
	return pdz_ingest_parse_number(text, text.n && memchr(text.p, '.', text.n) ? NUMBERS_EN : NUMBERS_IT, out);
}

enum ingest_verdict pdz_style_verdict(const struct ingest_evidence *e)
{
	if (!e->used || e->other_only == 0)
		return STYLE_AS_DECLARED;
	if (e->declared_only == 0) /* what both can read says nothing for the declared one */
		return STYLE_OTHER;
	const bool slip = e->other_only == 1 && e->declared_only >= SLIP_AMONG;
	return slip || e->other_only * STYLE_CONTRARY_SHARE < e->declared_only ? STYLE_AS_DECLARED : STYLE_MIXED;
}

static enum ingest_verdict verdict_at(const struct ingest_styles *styles, uint32_t cell, bool is_date)
{
	const size_t i = (size_t)cell * 2 + is_date;

	return styles && cell != PDZ_NONE && i < styles->count ? pdz_style_verdict(&styles->columns[i]) : STYLE_AS_DECLARED;
}

/* is: what the declared style says; the other reads it too, or not, and then as something else. True: take the
 * other's. */
static bool decide_style(struct ingest_styled *is, enum ingest_verdict verdict, bool other, bool differ)
{
	is->either = verdict && is->result == PDZ_PARSE_OK && other && differ;
	if (is->result == PDZ_PARSE_OK || is->result == PDZ_PARSE_EMPTY || !other)
		return false;
	is->contrary = verdict != STYLE_OTHER;
	is->result = is->contrary ? is->result : PDZ_PARSE_OK;
	return !is->contrary;
}

struct ingest_styled pdz_styles_number(const struct ingest_styles *styles, uint32_t cell, struct pdz_str text,
                                       enum ingest_numbers style, pdz_micro *out)
{
	const enum ingest_verdict verdict = verdict_at(styles, cell, false);
	struct ingest_styled is = {.result = pdz_ingest_parse_number(text, style, out)};
	pdz_micro another;

	if (is.result == PDZ_PARSE_OK && !verdict)
		return is;
	const bool other = pdz_parse_other_number(text, style, &another) == PDZ_PARSE_OK;
	if (decide_style(&is, verdict, other, other && another != *out))
		*out = another;
	return is;
}

struct ingest_styled pdz_styles_day(const struct ingest_styles *styles, uint32_t cell, struct pdz_str text,
                                    enum ingest_dates style, bool first, pdz_day *out)
{
	const enum ingest_verdict verdict = verdict_at(styles, cell, true);
	struct ingest_styled is = {.result = pdz_ingest_parse_date_edge(text, style, first, out)};
	pdz_day another;

	if (pdz_other_dates(style) == style || (is.result == PDZ_PARSE_OK && !verdict))
		return is;
	const bool other = pdz_ingest_parse_date_edge(text, pdz_other_dates(style), first, &another) == PDZ_PARSE_OK;
	if (decide_style(&is, verdict, other, other && another != *out))
		*out = another;
	return is;
}
