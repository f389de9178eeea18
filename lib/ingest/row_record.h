/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record of a row, and what tells the row from others. */
#ifndef PDZ_INGEST_ROW_RECORD_H
#define PDZ_INGEST_ROW_RECORD_H

#include "ingest/row_values.h"

/* The id of the row at hand, without its sender. False: the mistake says why not. */
bool pdz_row_id(struct ingest_bound *b, struct pdz_str *id, struct ingest_mistake *m);
/* The record of that number in the mapping, of that match or NULL, at the end of b->records. False: the mistake
 * says why not. */
bool pdz_row_record(struct ingest_bound *b, size_t number, const struct ingest_match *match, struct pdz_str id,
                    struct pdz_str source, struct ingest_mistake *m);
/* Records of a canonical file may say where they came from. */
bool pdz_row_origin(struct ingest_bound *b, const struct map_record *spec, struct pdz_record *r,
                    struct ingest_mistake *m);
/* \n, \r and \\ of records written by us. */
struct pdz_str pdz_row_unescape(struct ingest_bound *b, struct pdz_str text);

/* What tells the row from others, and a digest of all the mapping looks at; without its number.
 * False: nothing tells it. source: of its records, unless they say another. */
bool pdz_rows_sighting(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                       const struct pdz_identity *identity, struct pdz_sighting *out);
/* A digest of the records that were made of a row; 0: of none. */
uint64_t pdz_rows_content(struct ingest_bound *b, const struct pdz_identity *identity, size_t dimension_count);

#endif
