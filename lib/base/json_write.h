/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing JSON: the one emitter. A comma stands before a member or item unless it is the
 * first, which the last byte written tells: so a buffer may be emptied only between
 * members of the outermost object. Failures of memory show in b->failed. */
#ifndef PDZ_BASE_JSON_WRITE_H
#define PDZ_BASE_JSON_WRITE_H

#include "pdz/value.h"

/* A string: quoted, control characters and marks that are not seen escaped, what is not UTF-8 as U+FFFD. */
void pdz_json_write_text(struct pdz_buf *b, struct pdz_str s);
void pdz_json_write_value(struct pdz_buf *b, struct pdz_value v); /* null where it is not known */

/* The comma before an item of a list; the comma and the key of a member. */
void pdz_json_write_next(struct pdz_buf *b);
void pdz_json_write_key(struct pdz_buf *b, const char *key);

/* Members. */
void pdz_json_put_text(struct pdz_buf *b, const char *key, struct pdz_str s);
void pdz_json_put_value(struct pdz_buf *b, const char *key, struct pdz_value v);
void pdz_json_put_whole(struct pdz_buf *b, const char *key, uint64_t n);
void pdz_json_put_flag(struct pdz_buf *b, const char *key, bool on);
void pdz_json_put_day(struct pdz_buf *b, const char *key, pdz_day d);

#endif
