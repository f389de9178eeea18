/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and numbers in the language of the reader: for reports and explanations. */
#ifndef PDZ_WORDS_WORDS_H
#define PDZ_WORDS_WORDS_H

#include "pdz/error.h"
#include "pdz/results.h"

const char *pdz_word_verdict(enum pdz_language language, enum pdz_verdict v);
const char *pdz_word_reason(enum pdz_language language, enum pdz_reason r);
const char *pdz_word_level(enum pdz_language language, enum pdz_result_level l);
/* Names that the document has in English; unknown ones come back as they are. */
struct pdz_str pdz_word_unit(enum pdz_language language, struct pdz_str unit);
struct pdz_str pdz_word_statistic(enum pdz_language language, struct pdz_str statistic);
struct pdz_str pdz_word_method(enum pdz_language language, struct pdz_str method);
struct pdz_str pdz_word_aside(enum pdz_language language, struct pdz_str why);

/* 1.234,5 or 1,234.5 */
void pdz_spell_number(struct pdz_buf *b, enum pdz_language language, double v, int decimals);
/* 12,3% or 12.3% of 0.123 */
void pdz_spell_percent(struct pdz_buf *b, enum pdz_language language, double v, int decimals);
/* A share that the plan sets, as exact as it is set: 95%, 99.9%, 87.5%; at most four decimals. */
void pdz_spell_setting(struct pdz_buf *b, enum pdz_language language, double v);
/* 31/12/2025 or 2025-12-31 */
void pdz_spell_date(struct pdz_buf *b, enum pdz_language language, pdz_day d);
/* A text of the catalogue with a day in the place of {0}. */
void pdz_say_date(struct pdz_buf *b, enum pdz_language language, const char *english, pdz_day day);
/* A day of that period: without the year where the period has only one, 30/06; 2025-06-30 in any case in English. */
void pdz_spell_day_of(struct pdz_buf *b, enum pdz_language language, pdz_day d, struct pdz_period p);
/* "2025", "2025/26", "2025–2027", "1° trim. 2025", "gen 2025"; Q1 2025, Jan 2025 */
void pdz_spell_period(struct pdz_buf *b, enum pdz_language language, struct pdz_period p);

/* Periods of one level, the first and the last of a row: "April and May 2027", "from March to June 2027". */
void pdz_spell_periods(struct pdz_buf *b, enum pdz_language language, struct pdz_period first, struct pdz_period last);
/* Does the source of a figure say that it is assumed? It begins with "assumed" or "ipotesi". */
bool pdz_says_assumed(struct pdz_str source);
/* "Bozzolo (desks, April and May 2027)"; sender: its name, empty for the whole as one. */
void pdz_spell_gap(struct pdz_buf *b, enum pdz_language language, const struct pdz_gap *gap, struct pdz_str sender);
/* "April and May 2027; the first due by 2027-05-15, 46 days late", "June 2027; due today" */
void pdz_spell_lateness(struct pdz_buf *b, enum pdz_language language, const struct pdz_missing_delivery *m);

/* "the part of the way from the baseline" ... */
const char *pdz_word_rule(enum pdz_language language, enum pdz_ground rule);
/* "14 expected by 30/06/2027: linear from 01/01/2027 to 31/12/2027"; amount: the figure, spelled. */
void pdz_spell_expected(struct pdz_buf *b, enum pdz_language language, const struct pdz_entry *e,
                        struct pdz_str amount);
/* "on 21/05/2025, 21 days late"; e->reached is a day. */
void pdz_spell_reached(struct pdz_buf *b, enum pdz_language language, const struct pdz_entry *e);

/* Is a value of this unit and statistic read as a percentage? Not where the plan says what it is in. */
bool pdz_is_percent(struct pdz_str unit, struct pdz_str statistic, double scale);

/* "raggiunto 6, in linea 53 (di cui 5 senza nulla di atteso finora)" */
struct pdz_verdict_counts;
void pdz_spell_verdicts(struct pdz_buf *b, enum pdz_language language, const struct pdz_verdict_counts *counts);
/* What is said of those on track of which nothing was due yet, n of them. */
void pdz_spell_nothing_due(struct pdz_buf *b, enum pdz_language language, size_t n);

/* Euro, or so much euro per something. */
bool pdz_is_money(struct pdz_str unit);
/* What the difference of two percentages is multiplied with to be told in points: 100 of shares, 1 where they are
 * written as percentages; 0: it is no such difference. */
double pdz_points_factor(struct pdz_str unit, struct pdz_str statistic);
/* "-5.0 percentage points" */
void pdz_spell_points(struct pdz_buf *b, enum pdz_language language, double points, int decimals);
/* The unit as it stands behind a number: "€", "ore per utente"; empty where the number says all. */
struct pdz_str pdz_unit_in_words(enum pdz_language language, struct pdz_str unit);
/* Append it to a number: " ore", "%". */
void pdz_spell_unit(struct pdz_buf *b, struct pdz_str unit);

/* Decimals of a count or sum, none of which is left out: 12.5, but 1,234.50, for that is money; at most 2. */
int pdz_exact_decimals(double v);
/* To the cent, unless it is whole. */
int pdz_euro_decimals(double v);
/* Decimals that show a number without noise: 0 for whole ones, else enough for
 * three figures, at most 2. */
int pdz_fit_decimals(double v);

#endif
