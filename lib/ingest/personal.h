/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Personal data of a row: what leaves as a pseudonym, what is refused, what is masked.
 *
 * A column is personal if the mapping says so or makes the case of a record of it,
 * unless its case ids are pseudonyms already. It leaves the loader in two places only:
 * the case, which is the pseudonym of the whole text, and the id of the row, where each
 * personal column stands as its pseudonym. That of a column is the pseudonym of the case
 * it belongs to, else of its cell: so a masked row, read again, gives the same records. */
#ifndef PDZ_INGEST_PERSONAL_H
#define PDZ_INGEST_PERSONAL_H

#include "ingest/row_values.h"
#include "mapping/personal_columns.h"

/* The id of a case as it leaves. match: of the record's pattern, or NULL. */
bool pdz_personal_case(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                       struct pdz_str *id, struct ingest_mistake *m);
/* The id of the row as it leaves, before the source's name is put in front. */
bool pdz_personal_id(struct ingest_bound *b, struct pdz_str *id, struct ingest_mistake *m);
/* The text of a pattern's variable as it may stand in an id. */
struct pdz_str pdz_personal_variable(struct ingest_bound *b, const struct map_record *r,
                                     const struct ingest_match *match, size_t variable);

/* No tax code, and nothing masked, in any text of a record that stands as somebody wrote it. */
bool pdz_personal_check(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                        const struct pdz_record *r, struct ingest_mistake *m);
bool pdz_personal_is_taxcode(struct pdz_str text); /* or holds one */

/* A pseudonym of a text, valid until the second next call: for the case and the id of
 * one record. False: the text is a pseudonym itself, or there was no memory. */
bool pdz_personal_quick(struct ingest_bound *b, struct pdz_str text, struct pdz_str *out);

/* The text of a mistake as messages may show it. */
struct pdz_str pdz_personal_shown(struct ingest_bound *b, const struct pdz_row *row, const struct ingest_mistake *m);
/* A row, or the header, as the masked file of rejects holds it. */
void pdz_personal_row(struct ingest_bound *b, const struct pdz_row *row, char delimiter, const struct ingest_mistake *m,
                      struct pdz_buf *out);
void pdz_personal_header(struct ingest_bound *b, const struct pdz_row *header, char delimiter, struct pdz_buf *out);
/* A row of a masked file that holds no cell of the original. */
bool pdz_personal_withheld(const struct pdz_row *row);

#endif
