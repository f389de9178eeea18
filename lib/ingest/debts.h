/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong in a row, and which records it costs: b->mistakes, and b->debts, which name them. */
#ifndef PDZ_INGEST_DEBTS_H
#define PDZ_INGEST_DEBTS_H

#include "ingest/bound.h"

/* Room for the next mistake, which counts once something is owed for it. NULL: out of memory. */
struct ingest_mistake *pdz_row_mistake(struct ingest_bound *b);
/* Nothing is known of it. */
#define INGEST_ANY_MONTH \
	(struct pdz_period) \
	{ \
		PDZ_MONTH, INT32_MIN, INT32_MIN \
	}
/* The month of a day; PDZ_NO_DAY: any. */
struct pdz_period pdz_row_debt_month(pdz_day day);
void pdz_row_add_debt(struct ingest_bound *b, struct ingest_debt debt);
/* The next mistake keeps this record from being made, of that match or SIZE_MAX; */
void pdz_row_owe_record(struct ingest_bound *b, size_t number, size_t match);
/* or all of the row: what every row of the mapping gives, if nothing more is owed yet. */
void pdz_row_owe_all(struct ingest_bound *b);
/* Of a row whose cells stand where they should, the records that its conditions ask for. */
void pdz_row_owe_what_holds(struct ingest_bound *b);

/* The records that one of the mistakes costs, as "2 3.1"; nothing: all of the row. */
void pdz_row_owed(const struct ingest_bound *b, size_t mistake, struct pdz_buf *out);
/* A mistake of the whole row, to be told instead of any other. */
void pdz_row_is_wrong(struct ingest_bound *b, const struct ingest_mistake *m);

#endif
