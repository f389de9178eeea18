/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has arrived and what has not: by raw file and event, the months with records. */
#ifndef PDZ_EXPLAIN_NEEDS_H
#define PDZ_EXPLAIN_NEEDS_H

#include "pdz/error.h"
#include "pdz/plan.h"

struct pdz_needs;

/* Months from the plan's first to that of the as-of day are looked at. NULL: out of memory. */
struct pdz_needs *pdz_needs_new(const struct pdz_plan *plan, pdz_day as_of);
void pdz_needs_free(struct pdz_needs *n);
PDZ_MUST_CHECK enum pdz_status pdz_needs_add(struct pdz_needs *n, const struct pdz_record *r, struct pdz_error *err);
/* Append the table: text, or CSV with the same columns. */
PDZ_MUST_CHECK enum pdz_status pdz_needs_write(const struct pdz_needs *n, enum pdz_language language, bool csv,
                                               struct pdz_buf *out, struct pdz_error *err);

/* Append an empty form: canonical records with the header and, for each event that an
 * indicator needs, a row that shows which cells to fill. The rows have words for dates,
 * so that nobody counts them. */
PDZ_MUST_CHECK enum pdz_status pdz_template_write(const struct pdz_plan *plan, enum pdz_language language,
                                                  struct pdz_buf *out, struct pdz_error *err);

/* Append what each indicator needs to be computed: events, columns of their records,
 * figures of the plan. */
PDZ_MUST_CHECK enum pdz_status pdz_requirements_write(const struct pdz_plan *plan, enum pdz_language language,
                                                      struct pdz_buf *out, struct pdz_error *err);

#endif
