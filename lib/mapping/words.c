/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of words, and what they mean. */
#include "mapping/words.h"

#include "base/fold.h"
#include "mapping/cell_value.h"

#include <ctype.h>
#include <strings.h>

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

static bool is_in_list(struct pdz_str word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (pdz_str_is(word, list[i]))
			return true;
	return false;
}

static bool is_month(struct pdz_str text);

/* Words that say no more than what a total is of. */
static bool is_word_of_totals(struct pdz_str word)
{
	static const char *const words[] = {
		"generale", "generali", "gen",       "complessivo", "complessivi", "complessiva", "complessive",
		"annue",    "ambito",   "distretto", "zona",        "comune",      "comuni",      "anno",
		"annuo",    "annuale",  "mese",      "mensile",     "trimestre",   "semestre",    "periodo",
		"ore",      "casi",     "utenti",    "interventi",  "pagina",      "parziale",    "parziali",
		"righe",    "di",       "del",       "della",       "dei",         "delle",       "dell",
		"degli",    "per",      "e",         "a",           "i",           "ii",          "iii",
		"iv",       "trim",     "sem",       "in",          "n",           "euro",        "importo"};
	size_t digits = 0;

	while (digits < word.n && word.p[digits] >= '0' && word.p[digits] <= '9')
		digits++;
	return digits == word.n || is_in_list(word, words, sizeof words / sizeof *words) || (word.n > 2 && is_month(word));
}

/* "Viadana Totale", as spreadsheets write below each group. */
static bool ends_in_total(struct pdz_str t)
{
	static const char *const ends[] = {" totale", " totali", " tot", " total"};

	while (t.n && strchr(":.) ", t.p[t.n - 1]))
		t.n--;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const size_t n = strlen(ends[i]);
		if (t.n > n && strncasecmp(t.p + t.n - n + 1, ends[i] + 1, n - 1) == 0 && strchr(" -(_:", t.p[t.n - n]))
			return true;
	}
	return false;
}

static enum pdz_total total_of_folded(struct pdz_str t)
{
	static const char *const labels[] = {"somma totale", "sub totale",      "sub totali",  "grand total", "in totale",
	                                     "totale",       "totali",          "subtotale",   "subtotali",   "subtot",
	                                     "tot",          "complessivo",     "complessivi", "complessiva", "complessive",
	                                     "t0tale",       "complessivamente"};
	/* nothing may stand behind these: they may be names */
	static const char *const alone[] = {"total", "totals", "sum", "somma", "sommano"};
	static const char *const maybe[] = {"media",
	                                    "medie",
	                                    "generale",
	                                    "parziale",
	                                    "parziali",
	                                    "riporto",
	                                    "riporti",
	                                    "a riportare",
	                                    "da riportare",
	                                    "riepilogo",
	                                    "in complesso",
	                                    "average",
	                                    "\xcf\x83",
	                                    "\xce\xa3",
	                                    "media annua",
	                                    "media mensile",
	                                    "percentuale",
	                                    "tutti i comuni",
	                                    "tutti",
	                                    "valore complessivo",
	                                    "numero complessivo",
	                                    "importo complessivo"};

	while (t.n && (t.p[t.n - 1] == ':' || t.p[t.n - 1] == ' '))
		t.n--;
	if (is_in_list(t, alone, sizeof alone / sizeof *alone))
		return TOTAL_SURE;
	if (is_in_list(t, maybe, sizeof maybe / sizeof *maybe))
		return TOTAL_MAYBE;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		if (!begins_with_word(t, labels[i]))
			continue;
		for (size_t at = strlen(labels[i]), end; at < t.n; at = end) {
			while (at < t.n && strchr(" :'", t.p[at]))
				at++;
			for (end = at; end < t.n && !strchr(" :'", t.p[end]); end++)
				;
			if (!is_word_of_totals((struct pdz_str){t.p + at, end - at}))
				return TOTAL_LIKELY;
		}
		return TOTAL_SURE;
	}
	return ends_in_total(t) ? TOTAL_MAYBE : TOTAL_NONE;
}

/* T O T A L E */
static bool is_spaced_out(struct pdz_str t)
{
	for (size_t i = 1; i < t.n; i += 2)
		if (t.p[i] != ' ')
			return false;
	return t.n > 4;
}

enum pdz_total pdz_mapping_total(struct pdz_str text)
{
	struct pdz_buf folded = {0};

	while (text.n > 2 && !isalnum((unsigned char)text.p[0]))
		text = (struct pdz_str){text.p + 1, text.n - 1};
	if (text.n == 0 || (!pdz_may_begin_total(text) && !(pdz_may_end_total(text) && ends_in_total(text))))
		return TOTAL_NONE;
	pdz_fold(&folded, text);
	for (size_t i = 0; i < folded.n; i++) /* (Totale), Totale*, Totale/Media */
		if (ispunct((unsigned char)folded.p[i]) || (folded.n > 2 && (folded.p[i] & 0x80)))
			folded.p[i] = ' ';
	while (folded.n && folded.p[0] == ' ')
		memmove(folded.p, folded.p + 1, --folded.n);
	if (!folded.failed && is_spaced_out(pdz_buf_view(&folded))) {
		for (size_t i = 0; 2 * i < folded.n; i++)
			folded.p[i] = folded.p[2 * i];
		folded.n = (folded.n + 1) / 2;
	}
	const enum pdz_total is = folded.failed ? TOTAL_NONE : total_of_folded(pdz_buf_view(&folded));
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

/* No quarter, which would count its months again. */
static bool is_month_or_day(struct pdz_str text)
{
	pdz_day first, last;

	return pdz_ingest_parse_date_edge(text, DATES_DMY, true, &first) == PDZ_PARSE_OK &&
	       pdz_ingest_parse_date_edge(text, DATES_DMY, false, &last) == PDZ_PARSE_OK && last - first < 31;
}

/* gen, gennaio, 01, 2025-01, gen 2025. */
static bool is_month(struct pdz_str text)
{
	struct pdz_buf with_year = {0};

	if (is_month_or_day(text))
		return true;
	if (text.n <= 2 && isdigit((unsigned char)text.p[0])) {
		unsigned month = 0;
		for (size_t i = 0; i < text.n; i++)
			month = text.p[i] >= '0' && text.p[i] <= '9' ? month * 10 + (unsigned)(text.p[i] - '0') : 99;
		return text.n > 0 && month >= 1 && month <= 12;
	}
	pdz_buf_str(&with_year, text);
	pdz_buf_z(&with_year, " 2025");
	const bool is = !with_year.failed && is_month_or_day(pdz_buf_view(&with_year));
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

bool pdz_mapping_nearly_time(struct pdz_str text, struct pdz_str fitting)
{
	static const char *const months[] = {"gennaio", "febbraio", "marzo",     "aprile",  "maggio",   "giugno",
	                                     "luglio",  "agosto",   "settembre", "ottobre", "novembre", "dicembre"};
	const char *const digits = "0123456789";
	bool nearly = false, in_text = false, in_fitting = false;

	for (size_t i = 0; i < text.n; i++)
		in_text |= strchr(digits, text.p[i]) != NULL;
	for (size_t i = 0; i < fitting.n; i++)
		in_fitting |= strchr(digits, fitting.p[i]) != NULL;
	if (in_fitting || !is_month(fitting))
		return in_text && in_fitting;
	for (size_t i = 0; i < sizeof months / sizeof *months; i++)
		nearly |= (text.n >= 3 && strncasecmp(text.p, months[i], 3) == 0) ||
		          pdz_distance(text, pdz_str(months[i]), 2) <= 2;
	return nearly;
}

/* The month of any year; 0: none. */
static unsigned month_number(struct pdz_str text)
{
	struct pdz_buf with_year = {0};
	pdz_day day = PDZ_NO_DAY;

	pdz_buf_str(&with_year, text);
	pdz_buf_z(&with_year, " 2025");
	int year, month = 0, of_month;
	if (!with_year.failed && pdz_ingest_parse_date(pdz_buf_view(&with_year), DATES_DMY, &day) == PDZ_PARSE_OK)
		pdz_day_split(day, &year, &month, &of_month);
	pdz_buf_release(&with_year);
	return (unsigned)month;
}

bool pdz_mapping_says_the_same(struct pdz_str variable, struct pdz_str a, struct pdz_str b)
{
	if (pdz_str_eq(a, b))
		return true;
	if (!pdz_str_is(variable, "month") && !pdz_str_is(variable, "mese"))
		return false;
	const unsigned month = month_number(a);
	return month && month == month_number(b);
}

bool pdz_mapping_is_amount(struct pdz_str unit)
{
	static const char *const amounts[] = {"ore",   "hours",  "ora",    "euro",    "eur",    "\xe2\x82\xac",
	                                      "punti", "points", "minuti", "minutes", "giorni", "days",
	                                      "km",    "%",      "mq",     "litri",   "kg",     "pasti"};

	for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
		if (pdz_str_is(unit, amounts[i]))
			return true;
	return false;
}

bool pdz_mapping_needs_quantity(const struct pdz_plan *plan, uint32_t event)
{
	bool needs = pdz_mapping_is_amount(plan->events[event].unit);
	for (uint32_t i = plan->dispatch_first[event]; i < plan->dispatch_first[event + 1]; i++) {
		const struct pdz_selector *s = &plan->slots[plan->dispatch[i]].selector;
		needs |= s->stock || s->is_figure;
	}
	return needs;
}
