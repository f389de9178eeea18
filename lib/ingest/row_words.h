/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a record beside those of the plan. False: the mistake says why not. */
#ifndef PDZ_INGEST_ROW_WORDS_H
#define PDZ_INGEST_ROW_WORDS_H

#include "ingest/row_values.h"

/* Are event, action and area of a record in the plan? The area becomes its code. */
bool pdz_row_check_words(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                         struct pdz_record *r, struct ingest_mistake *m);
/* One of them. A name becomes the code. */
bool pdz_row_event(struct ingest_bound *b, struct pdz_record *r, uint32_t cell, struct ingest_mistake *m);
bool pdz_row_area(struct ingest_bound *b, struct pdz_record *r, uint32_t cell, struct ingest_mistake *m);

#endif
