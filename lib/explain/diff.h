/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two results documents of one plan: which values and verdicts changed, and why. */
#ifndef PDZ_EXPLAIN_DIFF_H
#define PDZ_EXPLAIN_DIFF_H

#include "pdz/error.h"
#include "pdz/results.h"

struct pdz_diff_options {
	enum pdz_language language;
	bool csv; /* a flat table with codes, else text */
};

/* Append what changed. *redefined: indicators measured differently in the two, whose
 * values must not be set beside each other as if they were one series. */
PDZ_MUST_CHECK enum pdz_status pdz_diff_write(const struct pdz_results *before, const struct pdz_results *after,
                                              const struct pdz_diff_options *options, struct pdz_buf *out,
                                              size_t *redefined, struct pdz_error *err);

#endif
