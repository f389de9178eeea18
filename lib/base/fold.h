/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that people mean to be the same: headers, names, codes. */
#ifndef PDZ_BASE_FOLD_H
#define PDZ_BASE_FOLD_H

#include "pdz/str.h"

/* Append s (UTF-8) without case, accents, invisible marks (BOM, zero width) and
 * with every run of blanks, dashes, underscores, apostrophes and full stops made
 * one blank, none at the ends: "  Città_di  S. Martino" gives "citta di s martino".
 * Knows the accented letters of the European languages in Latin script and of
 * Vietnamese, ligatures, and typographic dashes, apostrophes and blanks; all else,
 * broken UTF-8 too, passes unchanged. Never longer than s. */
void pdz_fold(struct pdz_buf *b, struct pdz_str s);

/* The same for codes that people type: blanks make no difference at all, so that "U 1", "u1" and
 * "Ù1" are one. Other separators stay: 1-23 is not 12-3. */
void pdz_fold_code(struct pdz_buf *b, struct pdz_str s);

/* Append s (UTF-8) as it is seen: without signs that nobody sees (marks of order and of direction, soft hyphens,
 * blanks of no width), and each letter in one with the accent written behind it, as the composed form (NFC) has
 * the letters of the European languages in Latin script. Never longer than s. */
void pdz_put_seen(struct pdz_buf *b, struct pdz_str s);

/* Edits (insert, delete, replace, swap of neighbours) between two texts, counted
 * in bytes of their folded forms, no place edited twice; limit + 1 if it is more than
 * limit, SIZE_MAX if memory runs out. */
size_t pdz_distance(struct pdz_str a, struct pdz_str b, size_t limit);

/* The best of several names for a misspelt one. Start with {0}; offer each; best
 * is {NULL, 0} if none is near: at most a third of the letters wrong, or one of two. */
struct pdz_nearest {
	struct pdz_str best;
	size_t distance;
	bool failed; /* out of memory: another could be nearer */
	bool off;    /* nobody will be told: what is offered is not looked at */
};
void pdz_nearest_offer(struct pdz_nearest *n, struct pdz_str wanted, struct pdz_str candidate);

/* The texts of a list: of each of its items the one at the same place. */
struct pdz_names {
	const struct pdz_str *first; /* NULL: there are none */
	size_t count, stride;
};
#define PDZ_NAMES(items, count, member) \
	((struct pdz_names){(count) > 0 ? &(items)->member : NULL, (count), sizeof *(items)})
#define PDZ_TEXTS(texts, count) ((struct pdz_names){(texts), (count), sizeof(struct pdz_str)})
void pdz_nearest_offer_all(struct pdz_nearest *n, struct pdz_str wanted, struct pdz_names names);

#endif
