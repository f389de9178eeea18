/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of the row at hand to the values that records need. */
#ifndef PDZ_INGEST_ROW_VALUES_H
#define PDZ_INGEST_ROW_VALUES_H

#include "ingest/row_cells.h"

/* A value of the mapping for this row; match: the column of a for_each, or NULL.
 * False: the mistake says why not. */
bool pdz_row_value_text(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                        struct pdz_str *out, struct ingest_mistake *m);
/* first: of a month or a quarter the first day is meant, not the last. */
bool pdz_row_value_day(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match, bool first,
                       pdz_day *out, struct ingest_mistake *m);
bool pdz_row_value_number(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                          pdz_micro *out, struct ingest_mistake *m);

#endif
