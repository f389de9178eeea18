/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cells of a column say of it. */
#include "ingest/propose.h"

#include "base/fold.h"
#include "mapping/words.h"
#include "personal/taxcode.h"

#include <stdio.h>

/* Nine in ten, so that a slip or a total does not hide what a column is. */
bool pdz_proposal_most(const struct seen_column *c, size_t n)
{
	return c->filled > 0 && n * 10 >= c->filled * 9;
}

bool pdz_proposal_is_date(const struct seen_column *c)
{
	const size_t days = (c->dmy > c->mdy ? c->dmy : c->mdy) + c->iso;

	/* words among its days ("rinviato") are told when the file is read; days of both orders are none */
	return days * 10 > c->filled * 6 && (c->any_day - days) * 10 <= c->filled;
}

bool pdz_proposal_is_excel_date(const struct seen_column *c)
{
	/* numbers of five digits are days only where the header says so */
	bool named = strstr(c->folded, "data") || strstr(c->folded, "date") || strstr(c->folded, " il") ||
	             strstr(c->folded, "giorno");

	return named && pdz_proposal_most(c, c->excel);
}

bool pdz_proposal_is_number(const struct seen_column *c)
{
	return pdz_proposal_most(c, c->numbers);
}

bool pdz_proposal_is_day(const struct seen_column *c)
{
	return !c->personal && (pdz_proposal_is_date(c) || pdz_proposal_is_excel_date(c));
}

bool pdz_proposal_is_kind(const struct seen_column *c)
{
	return c->filled > 1 && c->values.count <= PROPOSE_VALUES && c->values.count * 2 <= c->filled + 1 &&
	       c->longest <= 80 && !c->personal && !pdz_proposal_is_day(c) && !pdz_proposal_is_number(c);
}

bool pdz_proposal_named(const struct seen_column *c, const char *const *words)
{
	bool found = false;

	/* at the beginning of a word: "azione" is in "segnalazione" too */
	for (; *words && !found; words++) {
		size_t n = strlen(*words);
		for (const char *at = c->folded; (at = strchr(at, ' ')) && !found; at++)
			found = strncmp(at + 1, *words, n) == 0 && (n > 3 || at[1 + n] == ' ' || at[1 + n] == '\0');
	}
	return found;
}

static const char *describe_column(const struct seen_column *c)
{
	if (c->filled == 0)
		return "draft|empty";
	if (c->personal)
		return c->personal;
	if (c->areas && pdz_proposal_most(c, c->areas))
		return "draft|areas of the plan, e.g. {0}";
	if (c->events && pdz_proposal_most(c, c->events))
		return "draft|events of the plan, e.g. {0}";
	if (c->actions && pdz_proposal_most(c, c->actions))
		return "draft|actions of the plan, e.g. {0}";
	if (pdz_proposal_is_date(c))
		return pdz_proposal_most(c, c->iso) ? "draft|dates (yyyy-mm-dd), e.g. {0}"
		       : c->dmy >= c->mdy           ? "draft|dates (day/month/year), e.g. {0}"
		                                    : "draft|dates (month/day/year), e.g. {0}";
	if (pdz_proposal_is_excel_date(c))
		return "draft|Excel day numbers, e.g. {0}";
	if (pdz_proposal_is_number(c))
		return "draft|numbers, e.g. {0}";
	/* no example: these may be names of persons, and mappings get passed on */
	if (pdz_proposal_is_kind(c))
		return "draft|different texts: {1}";
	return c->values.count < c->counted ? "draft|repeated texts" : "draft|all different texts";
}

void pdz_proposal_describe(struct pdz_buf *b, enum pdz_language language, const struct seen_column *c)
{
	char count[24];
	snprintf(count, sizeof count, "%zu", c->values.count);
	pdz_say_into(b, language, describe_column(c), pdz_str(c->example), pdz_str(count));
}

const char *pdz_proposal_folded(struct proposal *p, struct pdz_str text)
{
	struct pdz_buf b = {0};

	pdz_buf_char(&b, ' ');
	pdz_fold(&b, text);
	const char *copy = b.failed ? NULL : pdz_arena_copy(&p->arena, pdz_buf_view(&b));
	p->failed |= !copy;
	pdz_buf_release(&b);
	return copy;
}
