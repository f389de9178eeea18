/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of measure kinds. */
#include "measure/stand.h"

/* Each in the file of its name. */
#define ALL_KINDS(X) \
	X(count) X(ratio) X(timing) X(duration) X(milestone) X(cadence) X(score) X(composite) X(judgement) X(derived)

#define DECLARED(kind) extern const struct pdz_kind pdz_kind_##kind;
#define LISTED(kind) &pdz_kind_##kind,
#define NAMED(kind) #kind,
ALL_KINDS(DECLARED)
const struct pdz_kind *const pdz_kinds[] = {ALL_KINDS(LISTED) NULL};
const char *const pdz_kind_names[] = {ALL_KINDS(NAMED) NULL};

enum pdz_status pdz_plan_load(struct pdz_plan **out, const char *path, const struct pdz_diag_sink *sink,
                              struct pdz_error *err)
{
	return pdz_plan_load_with(out, path, pdz_kinds, pdz_kind_names, sink, err);
}
