/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that files of offices have in common. Compared without regard to case and accents. */
#ifndef PDZ_MAPPING_WORDS_H
#define PDZ_MAPPING_WORDS_H

#include "pdz/plan.h"

/* Does a text say that beside it stands the total of others? NONE as well if there is no memory to tell. */
enum pdz_total {
	TOTAL_NONE,
	TOTAL_MAYBE,  /* "Media", "Generale", "Riporto": where nothing but numbers stands beside it */
	TOTAL_LIKELY, /* "Totale Care": of what, or the name of something */
	TOTAL_SURE,   /* "Totale", "Tot. ambito", "Subtotale 2025" */
};
enum pdz_total pdz_mapping_total(struct pdz_str text);
/* Could a text begin like one of these? Most cannot, which their first letters tell. */
static inline bool pdz_may_begin_total(struct pdz_str t)
{
	if (t.n == 0 || (unsigned char)(t.p[0] - '0') < 10)
		return false;
	const char a = t.p[0] | 0x20;
	if (a < 'a' || a > 'z') /* "* Totale" */
		return true;
	if (t.n < 3)
		return false;
	const char b = t.p[1] | 0x20, c = t.p[2] | 0x20;
	if (b == ' ') /* "T O T A L E", "a riportare" */
		return true;
	switch (a) {
	case 'a':
		return b == 'v' && c == 'e'; /* average */
	case 'c':
		return b == 'o' && c == 'm' && t.n > 3 && (t.p[3] | 0x20) == 'p'; /* complessivo */
	case 'd':
		return b == 'a' && c == ' '; /* da riportare */
	case 'g':
		return (b == 'r' && c == 'a') || (b == 'e' && c == 'n'); /* grand total, generale */
	case 'i':
		return (b == 'n' && c == ' ') || (b == 'm' && c == 'p'); /* in totale, importo complessivo */
	case 'm':
		return b == 'e' && c == 'd'; /* media */
	case 'n':
		return b == 'u' && c == 'm'; /* numero complessivo */
	case 'p':
		return (b == 'a' && c == 'r') || (b == 'e' && c == 'r'); /* parziale, percentuale */
	case 'r':
		return b == 'i' && (c == 'p' || c == 'e'); /* riporto, riepilogo */
	case 's':
		return (b == 'o' && c == 'm') || (b == 'u' && (c == 'b' || c == 'm')); /* somma, subtotale, sum */
	case 't':
		return (b == 'o' && c == 't') || (b == 'u' && c == 't') || b == '0'; /* totale, tutti i comuni, t0tale */
	case 'v':
		return b == 'a' && c == 'l'; /* valore complessivo */
	default:
		return false;
	}
}
/* Or end so, as "Viadana Totale"? */
static inline bool pdz_may_end_total(struct pdz_str t)
{
	const char last = t.n ? t.p[t.n - 1] | 0x20 : '\0';

	return last == 'e' || last == 'i' || last == 't' || last == 'l' ||
	       ((unsigned char)(last - 'a') > 25 && (unsigned char)(last - '0') > 9);
}
/* Of the name of a column: likely is enough. */
static inline bool pdz_mapping_is_total(struct pdz_str text)
{
	return pdz_mapping_total(text) >= TOTAL_LIKELY;
}

/* What "effettuato" or "da fare" say: "done", "planned"; NULL: neither. */
const char *pdz_mapping_status_of(struct pdz_str folded);

/* Is it the unit of an amount (hours, euro, points), so that a row without a figure says nothing? */
bool pdz_mapping_is_amount(struct pdz_str unit);
/* The same of an event by all that the plan makes of it: also of a level, a vote, a value. */
bool pdz_mapping_needs_quantity(const struct pdz_plan *plan, uint32_t event);
/* "annullato", "disdetta": it was called off. */
bool pdz_mapping_is_cancelled(struct pdz_str folded);

/* Could a text be what a name of a for_each pattern stands for? {month} and {mese} are months,
 * {year} and {anno} years, others anything. among_others: the pattern has more than the name, so
 * that a year may have two digits (gen-25). */
bool pdz_mapping_variable_fits(struct pdz_str variable, struct pdz_str text, bool among_others);

/* Is a column's name, beside one that is a month or a year, probably a slip of one: genaio, 2026 (prov.)? */
bool pdz_mapping_nearly_time(struct pdz_str text, struct pdz_str fitting);

/* Are two texts of a variable one: gen. and GEN for a month? */
bool pdz_mapping_says_the_same(struct pdz_str variable, struct pdz_str a, struct pdz_str b);

#endif
