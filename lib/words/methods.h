/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How pdz computes and judges: the one text that cmd/pdz-methods.7, the sheet and the
 * page are made of. A test holds the man page against it. */
#ifndef PDZ_WORDS_METHODS_H
#define PDZ_WORDS_METHODS_H

#include "pdz/str.h"

enum pdz_method_group { METHOD_FIGURES, METHOD_INTERVALS, METHOD_VERDICTS, METHOD_COMPARISONS, METHOD_GROUPS };

/* Texts are keys of the catalogue: pdz_say them. */
struct pdz_method {
	enum pdz_method_group group;
	const char *keys; /* its names in results: kinds, statistics, methods; blanks between */
	const char *name, *formula, *source, *applies, *limit; /* limit: what it does not mean */
};

/* In the order of reading; keys NULL after the last. */
extern const struct pdz_method pdz_methods[];
extern const char *const pdz_method_groups[METHOD_GROUPS];

bool pdz_method_has(const struct pdz_method *m, struct pdz_str key);
/* NULL: no such name. */
const struct pdz_method *pdz_method_find(struct pdz_str key);

#endif
