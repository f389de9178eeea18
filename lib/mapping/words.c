/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of words, and what they mean. */
#include "mapping/words.h"

#include "base/fold.h"
#include "mapping/cell_value.h"

static const struct {
	const char *folded, *status;
} statuses[] = {
	{"done", "done"},
	{"planned", "planned"},
	{"realizzato", "done"},
	{"realizzata", "done"},
	{"fatto", "done"},
	{"fatta", "done"},
	{"svolto", "done"},
	{"svolta", "done"},
	{"effettuato", "done"},
	{"effettuata", "done"},
	{"eseguito", "done"},
	{"eseguita", "done"},
	{"erogato", "done"},
	{"erogata", "done"},
	{"concluso", "done"},
	{"conclusa", "done"},
	{"completato", "done"},
	{"completata", "done"},
	{"avvenuto", "done"},
	{"avvenuta", "done"},
	{"tenuto", "done"},
	{"tenuta", "done"},
	{"attuato", "done"},
	{"attuata", "done"},
	{"completed", "done"},
	{"held", "done"},
	{"previsto", "planned"},
	{"prevista", "planned"},
	{"programmato", "planned"},
	{"programmata", "planned"},
	{"pianificato", "planned"},
	{"pianificata", "planned"},
	{"da fare", "planned"},
	{"da realizzare", "planned"},
	{"da svolgere", "planned"},
	{"da effettuare", "planned"},
	{"in programma", "planned"},
	{"scheduled", "planned"},
	{"to do", "planned"},
};

const char *pdz_mapping_status_of(struct pdz_str folded)
{
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (pdz_str_is(folded, statuses[i].folded))
			return statuses[i].status;
	return NULL;
}

bool pdz_mapping_is_cancelled(struct pdz_str folded)
{
	static const char *const words[] = {"annullat", "disdett", "cancellat", "revocat", "cancelled", "canceled"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (folded.n >= strlen(words[i]) && folded.n < 40 && memcmp(folded.p, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static bool begins_with_word(struct pdz_str text, const char *word)
{
	const size_t n = strlen(word);

	return text.n >= n && memcmp(text.p, word, n) == 0 && (text.n == n || text.p[n] == ' ' || text.p[n] == ':');
}

static bool is_total_folded(struct pdz_str t)
{
	/* of these the rest may say what it is the total of; "total ..." and "somma ..." may be names */
	static const char *const open[] = {"totale",     "totali",       "subtotale",   "subtotali",  "sub totale",
	                                   "sub totali", "somma totale", "complessivo", "complessivi"};
	static const char *const closed[] = {"total", "totals", "tot", "somma", "grand total", "sum"};

	for (size_t i = 0; i < sizeof open / sizeof *open; i++)
		if (begins_with_word(t, open[i]))
			return true;
	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
		if (begins_with_word(t, closed[i]) && t.n <= strlen(closed[i]) + 1)
			return true;
	return false;
}

bool pdz_mapping_is_total(struct pdz_str text)
{
	struct pdz_buf folded = {0};

	pdz_fold(&folded, text);
	const bool is = !folded.failed && is_total_folded(pdz_buf_view(&folded));
	pdz_buf_release(&folded);
	return is;
}

/* short_too: gen-25 */
static bool is_year(struct pdz_str text, bool short_too)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return (text.n == 2 && short_too) ||
	       (text.n == 4 && (memcmp(text.p, "19", 2) == 0 || memcmp(text.p, "20", 2) == 0));
}

/* gen, gennaio, 01, 2025-01, gen 2025. */
static bool is_month(struct pdz_str text)
{
	struct pdz_buf with_year = {0};
	pdz_day day;

	if (pdz_ingest_parse_date(text, DATES_DMY, &day) == PDZ_PARSE_OK)
		return true;
	if (text.n <= 2) {
		unsigned month = 0;
		for (size_t i = 0; i < text.n; i++)
			month = text.p[i] >= '0' && text.p[i] <= '9' ? month * 10 + (unsigned)(text.p[i] - '0') : 99;
		return text.n > 0 && month >= 1 && month <= 12;
	}
	pdz_buf_str(&with_year, text);
	pdz_buf_z(&with_year, " 2025");
	const bool is = !with_year.failed &&
	                pdz_ingest_parse_date(pdz_buf_view(&with_year), DATES_DMY, &day) == PDZ_PARSE_OK;
	pdz_buf_release(&with_year);
	return is;
}

bool pdz_mapping_variable_fits(struct pdz_str variable, struct pdz_str text, bool among_others)
{
	if (pdz_str_is(variable, "month") || pdz_str_is(variable, "mese"))
		return is_month(text);
	if (pdz_str_is(variable, "year") || pdz_str_is(variable, "anno"))
		return is_year(text, among_others);
	return true;
}
