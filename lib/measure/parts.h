/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kinds made of other indicators share: composite and derived. */
#ifndef PDZ_MEASURE_PARTS_H
#define PDZ_MEASURE_PARTS_H

#include "measure/coverage.h"
#include "measure/said.h"

/* The indicators of "of", from least to most of them, each once and none made of others itself,
 * into ind->parts. */
void pdz_load_parts(struct pdz_loader *l, const struct pdz_json *of, size_t least, size_t most,
                    struct pdz_indicator *ind);
/* The entry of the i-th part for the view's group and period; it is named in out->detail, and what it lacks in out. */
struct pdz_entry pdz_part_entry(const struct pdz_view *view, size_t i, struct pdz_entry *out);
/* Their codes, as a line of the definition. */
void pdz_said_parts(struct pdz_said *say);

#endif
