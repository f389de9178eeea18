/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that are computed from cells: ages, bands, what a tax code says, sums, products. */
#ifndef PDZ_INGEST_DERIVED_H
#define PDZ_INGEST_DERIVED_H

#include "ingest/bound.h"

/* What becomes of the text of v's cells: by tax_code, age_at and bands, in this order. False: the
 * mistake says why not. */
bool pdz_row_derive(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                    struct pdz_str *text, struct ingest_mistake *m);
/* The sum or the product of v's terms; *empty: none of them is filled. */
bool pdz_row_compute(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                     pdz_micro *out, bool *empty, struct ingest_mistake *m);

#endif
