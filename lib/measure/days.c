/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See days.h. */
#include "measure/days.h"

static const char *const statistics[] = {"median", "mean", "p90", "max", "share", NULL};
static const char *const statistics_of_planned[] = {"median", "mean", "p90", "max", "share", "of_planned", NULL};
static const enum pdz_statistic statistic_of[] = {PDZ_MEDIAN,  PDZ_MEAN,  PDZ_P90,
                                                  PDZ_MAXIMUM, PDZ_SHARE, PDZ_OF_PLANNED};

void pdz_load_days(const struct pdz_json *at, struct pdz_indicator *ind, struct pdz_days *days, bool of_planned)
{
	static const char *const calendars[] = {"calendar", "working", NULL};
	const struct pdz_json statistic = pdz_json_get(at, "statistic");
	int choice = 0;
	ind->lower_is_better = true;
	ind->statistic = PDZ_MEDIAN;
	if (pdz_json_choice(PDZ_AT(at, "calendar"), false, calendars, &choice))
		days->working = choice == 1;
	if (pdz_json_choice(&statistic, false, of_planned ? statistics_of_planned : statistics, &choice))
		ind->statistic = statistic_of[choice];
	if (ind->statistic == PDZ_SHARE)
		ind->lower_is_better = false;
	if (ind->unit.n == 0)
		ind->unit = ind->statistic == PDZ_SHARE || ind->statistic == PDZ_OF_PLANNED ? PDZ_STR("ratio")
		            : days->working                                                 ? PDZ_STR("working days")
		                                                                            : PDZ_STR("days");
}

int32_t pdz_days_between(const struct pdz_plan *plan, const struct pdz_days *days, pdz_day from, pdz_day to)
{
	return days->working ? pdz_calendar_working(&plan->calendar, from, to) : to - from;
}

void pdz_days_share(struct pdz_said *say)
{
	pdz_said_fraction(say, "explain|{0} in time / {1} to be judged");
	pdz_said_equals(say);
}
