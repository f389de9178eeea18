/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are no data: totals below a table, and its header once more. */
#ifndef PDZ_INGEST_TOTALS_H
#define PDZ_INGEST_TOTALS_H

#include "ingest/rows.h"

/* "total", "header again", or NULL. The row at hand is b->row; it has no fault. */
const char *pdz_row_is_no_data(const struct ingest_bound *b);

#endif
