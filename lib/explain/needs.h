/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is needed to compute a plan, and what of it is missing. */
#ifndef PDZ_EXPLAIN_NEEDS_H
#define PDZ_EXPLAIN_NEEDS_H

#include "pdz/error.h"
#include "pdz/plan.h"
#include "pdz/run.h"

enum pdz_needs_format { PDZ_NEEDS_TEXT, PDZ_NEEDS_CSV, PDZ_NEEDS_JSON };

/* Append what is owed by the run's as-of day: deliveries that have not come, records that were set aside, events that
 * no source of the plan tells of and that never came. As text a letter to each sender; as CSV and JSON a row for each
 * (schemas/needs.schema.json). areas: only what these owe, by number; NULL: all. results: the head of the run's. */
PDZ_MUST_CHECK enum pdz_status pdz_needs_write(struct pdz_run *run, const struct pdz_results *results,
                                               const bool *areas, enum pdz_language language,
                                               enum pdz_needs_format format, struct pdz_buf *out,
                                               struct pdz_error *err);

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
