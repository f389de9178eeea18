/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a record is not counted, in words. */
#include "explain/explanation.h"

void pdz_explain_why(const struct explanation *ex, struct pdz_buf *b, enum pdz_use use, unsigned column)
{
	static const char *const whys[PDZ_USES] = {
		[PDZ_USE_COUNTED] = "why|counted",
		[PDZ_USE_WAITING] = "why|still open",
		[PDZ_USE_SETS_DUE] = "why|not done: it only says when it is due",
		[PDZ_USE_REPLACED] = "why|a later figure or statement holds",
		[PDZ_USE_CONTRADICTS] = "why|two rows say a figure of the same place and day: neither counts",
		[PDZ_USE_REPEATED] = "why|the same was there before",
		[PDZ_USE_NOT_DUE] = "why|not yet due",
		[PDZ_USE_NOT_IN_FORCE] = "why|the case has ended, or not begun, on the days looked at",
		[PDZ_USE_CASE_EXCLUDED] = "why|the case has an event that excludes it",
		[PDZ_USE_CASE_INCOMPLETE] = "why|the case lacks one of the events asked for",
		[PDZ_USE_CASE_TOO_SHORT] = "why|the case did not last long enough",
		[PDZ_USE_CASE_SEEN_BEFORE] = "why|the case was seen before the period",
		[PDZ_USE_CASE_ELSEWHEN] = "why|the case meets the conditions, but in another period",
		[PDZ_USE_NO_BEGINNING] = "why|no beginning before this end",
		[PDZ_USE_STRAY] = "why|the case is not among those of the denominator",
		[PDZ_USE_NOT_REQUIRED] = "why|not one of the values required",
		[PDZ_USE_OTHER_PERIOD] = "why|outside the period",
		[PDZ_USE_OTHER_AREA] = "why|another area",
		[PDZ_USE_OTHER_CATEGORY] = "why|another category",
		[PDZ_USE_OTHER_GROUP] = "why|another value of the breakdown",
		[PDZ_USE_DUPLICATE] = "why|duplicate: the same record, sent again",
		[PDZ_USE_SUPERSEDED] = "why|superseded: the record was corrected",
		[PDZ_USE_AFTER_AS_OF] = "why|after the as-of date",
		[PDZ_USE_LACKS_DATE] = "why|no date",
		[PDZ_USE_LACKS_DUE] = "why|no date set",
		[PDZ_USE_LACKS_START] = "why|no starting date",
		[PDZ_USE_LACKS_CASE] = "why|no case",
		[PDZ_USE_LACKS_VALUE] = "why|no value in a column that is asked for",
		[PDZ_USE_ENDS_BEFORE_START] = "why|ends before it starts",
		[PDZ_USE_OFF_SCALE] = "why|outside the scale of scores",
		[PDZ_USE_UNKNOWN_GRADE] = "why|a grade the plan does not have",
		[PDZ_USE_OTHER_VALUE] = "why|the definition asks for something else in: {0}",
		[PDZ_USE_OTHER_STATUS] = "why|the definition asks for another status",
		[PDZ_USE_UNKNOWN_AREA] = "why|an area the plan does not have",
		[PDZ_USE_UNKNOWN_ACTION] = "why|an action the plan does not have",
		[PDZ_USE_UNKNOWN_VALUE] = "why|a value the plan does not list",
	};
	const struct pdz_str name = use == PDZ_USE_OTHER_VALUE ? pdz_said_column(&ex->said, column)
	                                                       : (struct pdz_str){"", 0};
	pdz_say_into(b, ex->said.lang, whys[use], name);
}
