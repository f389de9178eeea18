/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kind says of itself and of its entries, in the words of a language: the
 * definition of an indicator, the formula with the numbers put in. The pieces that
 * several kinds need are here; explain/ draws what they say. */
#ifndef PDZ_MEASURE_SAID_H
#define PDZ_MEASURE_SAID_H

#include "measure/counting.h"

#include "pdz/run.h"
#include "words/words.h"

/* A record that was kept, and what it is to each slot that its event feeds. */
struct pdz_kept {
	struct pdz_record record; /* texts in the collector's arena */
	uint32_t area;            /* PDZ_NONE: none, or unknown */
	enum pdz_outcome outcome;
	bool listed; /* in lists made before */
	struct pdz_traced *traced;
	size_t traced_count, traced_cap;
};

/* A record in one entry. */
struct pdz_said_row {
	struct pdz_kept *kept;
	uint32_t slot;
	unsigned column; /* PDZ_USE_OTHER_VALUE: which filter */
	struct pdz_mark mark;
	bool has_match, matched; /* denominator: its case, or its row of the raw file, is in the numerator too */
};

/* What stands behind one figure of the formula. */
struct pdz_said_list {
	const char *role;            /* "numerator", "denominator", "counted", "items", "from", "to", "waiting" */
	const struct pdz_term *term; /* of an operand; NULL: a slot's */
	struct pdz_value amount;     /* of the term */
	uint64_t n;
	struct pdz_said_row *rows;
	size_t count;
};

struct pdz_said_lists {
	struct pdz_said_list *lists;
	size_t list_count;
	struct pdz_said_row *left; /* not counted: by reason, then in time */
	size_t left_count;
};

enum { PDZ_SAID_LINES = 12 };

struct pdz_said {
	const struct pdz_plan *plan;
	const struct pdz_indicator *ind;
	const struct pdz_view *view; /* of the period */
	const struct pdz_entry *entry;
	const struct pdz_said_lists *rows; /* behind the entry */
	enum pdz_language lang;
	struct pdz_buf text; /* being written; taken with pdz_said_take */
	struct pdz_said_line {
		struct pdz_str label, text;
	} lines[PDZ_SAID_LINES]; /* of the definition */
	size_t line_count;
	struct pdz_arena arena;
	bool failed; /* out of memory */
};

/* ---- words: appended to b ---- */

struct pdz_str pdz_said_take(struct pdz_said *say);
const char *pdz_said_word(const struct pdz_said *say, const char *english);
void pdz_said_number(const struct pdz_said *say, struct pdz_buf *b, double v); /* all its decimals, up to six */
void pdz_said_value(const struct pdz_said *say, struct pdz_buf *b,
                    struct pdz_value v); /* as the indicator's value is written */
bool pdz_said_is_percent(const struct pdz_said *say);
void pdz_said_events(const struct pdz_said *say, struct pdz_buf *b, const uint32_t *events, size_t count, bool every);
struct pdz_str pdz_said_column(const struct pdz_said *say, unsigned column);
/* A record's own text in a column. */
struct pdz_str pdz_said_record_value(const struct pdz_said *say, const struct pdz_kept *kept, unsigned column);
/* A value as a filter or a requirement holds it. */
struct pdz_str pdz_said_column_value(const struct pdz_said *say, unsigned column, uint32_t value);
const char *pdz_said_status(const struct pdz_said *say, enum pdz_event_status status, bool many);

/* ---- definitions: what they say is appended to say->text ---- */

/* Take the text as a line of the definition. */
void pdz_said_line(struct pdz_said *say, const char *label);
/* A sentence with one whole number in it. */
void pdz_said_with(struct pdz_said *say, const char *english, int64_t n);
/* "«Incontro EEMM» realizzati, azione 2.3": status only if asked for. */
void pdz_said_records(struct pdz_said *say, const struct pdz_selector *s, bool with_status);
/* The records of the indicator's first slot. */
void pdz_said_own_records(struct pdz_said *say, bool with_status);
void pdz_said_operand(struct pdz_said *say, const struct pdz_operand *o);
/* The name of the indicator's statistic; a sentence with it. */
const char *pdz_said_statistic_word(const struct pdz_said *say);
void pdz_said_statistic(struct pdz_said *say, const char *english);

/* ---- formulas ---- */

/* " = value", if there is one. */
void pdz_said_equals(struct pdz_said *say);
/* What one list comes to: "12 incontri realizzati". */
void pdz_said_list(struct pdz_said *say, const struct pdz_said_list *list);
/* "12 + 8,5 = " before a sum of a few quantities that are not all 1. */
void pdz_said_sum(struct pdz_said *say, const struct pdz_said_list *list);
/* The lists of one role, added up. */
void pdz_said_role(struct pdz_said *say, const char *role);
/* The statistic of the values that count, some of them, and the value. */
void pdz_said_sample(struct pdz_said *say);
/* The same of times of which some may still be open. */
void pdz_said_waits(struct pdz_said *say);
/* Numerator and denominator of the entry in a sentence. */
void pdz_said_fraction(struct pdz_said *say, const char *english);
void pdz_said_day(struct pdz_said *say, const char *english, pdz_day day);

#endif
