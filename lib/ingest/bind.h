/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binding a mapping to the header of a file, its name, and the lines above the header. */
#ifndef PDZ_INGEST_BIND_H
#define PDZ_INGEST_BIND_H

#include "ingest/bound.h"

/* How many columns the mapping needs and this row, taken for a header, has not.
 * missing: the first of them; may be NULL. *failed: no memory to tell. */
size_t pdz_rows_missing(const struct pdz_mapping *m, const struct pdz_row *header, const struct map_column **missing,
                        bool *failed);

PDZ_MUST_CHECK enum pdz_status pdz_rows_bind(struct ingest_bound *b, const struct pdz_mapping *m,
                                             const struct pdz_plan *plan, const char *name,
                                             const struct pdz_row *header, struct pdz_error *err);
/* Does a column stand among those of a pattern, or behind one and has no name, and nothing takes it? */
bool pdz_rows_passes_over(const struct ingest_bound *b, uint32_t cell);
/* Does a column fit a pattern, and is left out since it looks like a total of the others? */
bool pdz_rows_leaves_out(struct ingest_bound *b, uint32_t cell);
/* What the name of the file says, FILE or FILE!SHEET without folders. False: it does not fit the mapping's pattern. */
bool pdz_rows_bind_name(struct ingest_bound *b, struct pdz_str base);
/* What the lines above the header say, each ending with NUL: the first that fits a title of the mapping. The
 * title that none of them fits, or of which they say different things (*differ); NULL: all are there. */
const struct map_record *pdz_rows_bind_titles(struct ingest_bound *b, struct pdz_str lines, bool *differ);
/* A line between the rows: does it fit a title of the mapping? Then it holds for the rows below it. *changes: and it
 * says something else than the one before. */
bool pdz_rows_take_title(struct ingest_bound *b, struct pdz_str text, bool *changes);
/* What the ids begin with: source, area and period of the delivery, as the name and the titles have them, or, where
 * the mapping says so, the row at hand. False: out of memory. */
PDZ_MUST_CHECK bool pdz_rows_name_sender(struct ingest_bound *b);
/* Does that tell a delivery of a known period? A later one of the same name replaces it whole. */
bool pdz_rows_tell_delivery(const struct ingest_bound *b);

#endif
