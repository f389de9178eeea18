/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft mapping in the making: what was seen in each column of a file. */
#ifndef PDZ_INGEST_PROPOSE_H
#define PDZ_INGEST_PROPOSE_H

#include "ingest/run.h"

enum { PROPOSE_ROWS = 5000, PROPOSE_VALUES = 12 };

struct seen_column {
	struct pdz_str name;
	const char *folded; /* a blank before it, so that each of its words has one */
	size_t filled, numbers_it, numbers_en, decided_number, dmy, mdy, iso, excel, areas, events, actions;
	size_t tax_codes, either_date, longest;
	struct pdz_intern values; /* the first few different ones */
	bool many;                /* more than a few */
	bool repeats;             /* some value came twice */
	size_t stem;              /* bytes of the name before a year or date at its end; 0: none */
	bool in_pattern;          /* read by a for_each */
	char example[60];
};

struct proposal {
	const char *name;
	const struct pdz_plan *plan;
	enum pdz_language language;
	enum ingest_encoding encoding;
	char delimiter;
	uint64_t header_line;
	struct seen_column *columns;
	size_t count, rows;
	struct pdz_arena arena;
	bool failed;
};

/* Nine in ten of its filled cells, so that a slip or a total does not hide what a column is. */
bool pdz_proposal_most(const struct seen_column *c, size_t n);
bool pdz_proposal_is_date(const struct seen_column *c);
bool pdz_proposal_is_excel_date(const struct seen_column *c);
bool pdz_proposal_is_number(const struct seen_column *c);
/* It names people: by its header, or because a tax code was seen in it. */
bool pdz_proposal_is_personal(const struct seen_column *c);
/* A word of its header begins like one of these; one of up to three letters is all of it. */
bool pdz_proposal_named(const struct seen_column *c, const char *const *words);
/* Append what was seen, in words. */
void pdz_proposal_describe(struct pdz_buf *b, enum pdz_language language, const struct seen_column *c);

/* The mapping as JSON. */
void pdz_proposal_write(struct proposal *p, struct pdz_buf *b);

#endif
