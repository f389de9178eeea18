/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that files of offices have in common. Compared without regard to case and accents. */
#ifndef PDZ_MAPPING_WORDS_H
#define PDZ_MAPPING_WORDS_H

#include "pdz/str.h"

/* Does a text say that beside it stands the total of others? NONE as well if there is no memory to tell. */
enum pdz_total {
	TOTAL_NONE,
	TOTAL_MAYBE,  /* "Media", "Generale", "Riporto": where nothing but numbers stands beside it */
	TOTAL_LIKELY, /* "Totale Care": of what, or the name of something */
	TOTAL_SURE,   /* "Totale", "Tot. ambito", "Subtotale 2025" */
};
enum pdz_total pdz_mapping_total(struct pdz_str text);
/* Of the name of a column: likely is enough. */
static inline bool pdz_mapping_is_total(struct pdz_str text)
{
	return pdz_mapping_total(text) >= TOTAL_LIKELY;
}

/* What "effettuato" or "da fare" say: "done", "planned"; NULL: neither. */
const char *pdz_mapping_status_of(struct pdz_str folded);

/* Is it the unit of an amount (hours, euro, points), so that a row without a figure says nothing? */
bool pdz_mapping_is_amount(struct pdz_str unit);
/* "annullato", "disdetta": it was called off. */
bool pdz_mapping_is_cancelled(struct pdz_str folded);

/* Could a text be what a name of a for_each pattern stands for? {month} and {mese} are months,
 * {year} and {anno} years, others anything. among_others: the pattern has more than the name, so
 * that a year may have two digits (gen-25). */
bool pdz_mapping_variable_fits(struct pdz_str variable, struct pdz_str text, bool among_others);

#endif
