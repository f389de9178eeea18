/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns of a mapping are personal, and which of its values would write one as it stands. */
#ifndef PDZ_MAPPING_PERSONAL_COLUMNS_H
#define PDZ_MAPPING_PERSONAL_COLUMNS_H

#include "mapping/mapping.h"

/* After loading: which columns are personal and used, and whether the mapping needs a key. */
void pdz_personal_settle(struct pdz_mapping *m);
/* Would a value, with r the record it belongs to (NULL: none), write a personal column
 * as it stands? Column: one of them, for the message; PDZ_NONE if it is a pattern's. */
bool pdz_personal_exposed(const struct pdz_mapping *m, const struct map_record *r, const struct map_value *v,
                          uint32_t *column);
/* Does a piece of a text, or a value, hold what a personal column does? r: the record it belongs to, or NULL. */
bool pdz_personal_piece(const struct pdz_mapping *m, const struct map_record *r, const struct map_piece *p);
bool pdz_personal_value(const struct pdz_mapping *m, const struct map_record *r, const struct map_value *v);

#endif
