/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a record, or of the ledger row it became, in one entry: counted,
 * beside the number, or left out and why. For --explain; the kinds say it with the
 * same choices of rows that their numbers come from. */
#ifndef PDZ_MEASURE_USE_H
#define PDZ_MEASURE_USE_H

#include "measure/ledger.h"

/* In this order: of a record with several uses the first says what it is. */
enum pdz_use {
	PDZ_USE_COUNTED,
	PDZ_USE_WAITING,     /* not finished: beside the number, late ones in the denominator of a share */
	PDZ_USE_SETS_DUE,    /* not done: only says when it is due */
	PDZ_USE_REPLACED,    /* a later figure or statement holds */
	PDZ_USE_CONTRADICTS, /* another row says another figure of the same place and day: neither counts */
	PDZ_USE_REPEATED,    /* the same was there before */
	PDZ_USE_NOT_DUE,
	PDZ_USE_NOT_IN_FORCE,    /* its case is not in force when that is looked at */
	PDZ_USE_CASE_EXCLUDED,   /* its case has one of the events it must not have */
	PDZ_USE_CASE_INCOMPLETE, /* its case lacks one of the events it must have */
	PDZ_USE_CASE_TOO_SHORT,
	PDZ_USE_CASE_SEEN_BEFORE,
	PDZ_USE_CASE_ELSEWHEN, /* its case meets the conditions, but not in the period */
	PDZ_USE_NO_BEGINNING,  /* an end without a beginning before it */
	PDZ_USE_STRAY,         /* its case is not among those of the denominator */
	PDZ_USE_NOT_REQUIRED,  /* of a value that is not one of those required */
	PDZ_USE_OTHER_PERIOD,
	PDZ_USE_OTHER_AREA,
	PDZ_USE_OTHER_CATEGORY,
	PDZ_USE_OTHER_GROUP, /* another value of a --by dimension */
	PDZ_USE_DUPLICATE,
	PDZ_USE_SUPERSEDED,
	PDZ_USE_AFTER_AS_OF,
	PDZ_USE_LACKS_DATE,
	PDZ_USE_LACKS_DUE,
	PDZ_USE_LACKS_START,
	PDZ_USE_LACKS_CASE,
	PDZ_USE_LACKS_VALUE, /* of the column whose values are counted */
	PDZ_USE_ENDS_BEFORE_START,
	PDZ_USE_OFF_SCALE, /* a score outside the scale */
	PDZ_USE_UNKNOWN_GRADE,
	PDZ_USE_OTHER_VALUE,  /* a filter of the plan says no */
	PDZ_USE_OTHER_STATUS, /* planned where done is asked for, or the reverse */
	PDZ_USE_UNKNOWN_AREA,
	PDZ_USE_UNKNOWN_ACTION,
	PDZ_USE_UNKNOWN_VALUE,
	PDZ_USES,
};
extern const char *const pdz_use_names[PDZ_USES];

/* Of one ledger row. */
struct pdz_mark {
	enum pdz_use use;
	bool has_value;
	double value;           /* days or score, counted or waiting */
	bool is_judged, within; /* on time, within the limit, at or above the mark */
	bool has_limit;
	int32_t limit; /* days allowed */
};

struct pdz_view;
/* The mark of a row, by its key; NULL: there is no such row. */
struct pdz_mark *pdz_mark_of(const struct pdz_view *view, struct pdz_mark *marks, const struct pdz_key *key);

#endif
