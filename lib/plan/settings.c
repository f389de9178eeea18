/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what holds for the plan as a whole: its period, thresholds and holidays. */
#include "plan/loader.h"

static const char *text_of_member(const struct pdz_json *at)
{
	return json_string_value(at->value);
}

void pdz_load_period(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"from", "to", NULL};
	const struct pdz_json from = pdz_json_get(at, "from"), to = pdz_json_get(at, "to");
	pdz_day first = 0, last = 0;
	if (!pdz_json_is_object(at, true))
		return;
	pdz_json_closed_to(at, keys);
	const bool has_first = pdz_json_date(&from, true, &first), has_last = pdz_json_date(&to, true, &last);
	if (!has_first || !has_last)
		return;
	const struct pdz_period p = {PDZ_PLAN, pdz_day_month(first), pdz_day_month(last)};
	if (p.last < p.first)
		pdz_json_problem(&to, "the plan ends before it begins", text_of_member(&to), "expected a later day");
	else if (p.last - p.first >= 120)
		pdz_json_problem(&to, "the plan is longer than ten years", text_of_member(&to), "expected at most ten years");
	else
		l->plan->period = p;
	if (pdz_period_begin(p) != first)
		pdz_json_problem(&from, "not the first day of a month", text_of_member(&from), "expected yyyy-mm-01");
	if (pdz_period_end(p) != last)
		pdz_json_problem(&to, "not the last day of a month", text_of_member(&to), "expected a month's last day");
}

/* A share above low, at most high. */
static void load_share(const struct pdz_json *at, double low, double high, const char *expected, double *out)
{
	double v;
	if (!pdz_json_number(at, false, &v))
		return;
	if (v > low && v <= high)
		*out = v;
	else
		pdz_json_unfit(at, "out of range", expected);
}

void pdz_load_settings(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"confidence",     "on_track",  "behind",   "minimum_n",
	                                   "suppress_below", "dominance", "coverage", NULL};
	struct pdz_settings *s = &l->plan->settings;
	*s = (struct pdz_settings){
		.confidence = 0.95, .on_track = 0.9, .behind = 0.6, .suppress_below = 3, .dominance = 0.85, .coverage = 1};
	if (!pdz_json_is_object(at, false))
		return;
	const struct pdz_json confidence = pdz_json_get(at, "confidence"), on_track = pdz_json_get(at, "on_track"),
						  behind = pdz_json_get(at, "behind"), below = pdz_json_get(at, "suppress_below"),
						  dominance = pdz_json_get(at, "dominance"), coverage = pdz_json_get(at, "coverage");
	pdz_json_closed_to(at, keys);
	load_share(&confidence, 0.5, 0.9999, "expected more than 0.5, at most 0.9999", &s->confidence);
	load_share(&on_track, 0, 1, "expected more than 0, at most 1", &s->on_track);
	load_share(&behind, 0, 1, "expected more than 0, at most 1", &s->behind);
	load_share(&coverage, 0, 1, "expected more than 0, at most 1", &s->coverage);
	if (s->behind > s->on_track)
		pdz_json_problem(behind.value != NULL ? &behind : &on_track, "behind is above on_track", NULL,
		                 behind.value == NULL     ? "behind is 0.6 unless given"
		                 : on_track.value == NULL ? "on_track is 0.9 unless given"
		                                          : "expected behind not above on_track");
	pdz_json_integer(PDZ_AT(at, "minimum_n"), false, 0, 1000000, &s->minimum_n);
	pdz_json_integer(&below, false, 1, 1000000, &s->suppress_below);
	load_share(&dominance, 0.5, 1, "expected more than 0.5, at most 1", &s->dominance);
	s->protects = below.value != NULL && s->suppress_below > 1;
}

static void load_yearly(struct pdz_calendar *c, const struct pdz_json *at)
{
	if (!pdz_json_is_array(at, false))
		return;
	for (size_t i = 0; i < pdz_json_size(at); i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		struct pdz_str s;
		char iso[11];
		pdz_day day;
		int y, m, d;
		if (!pdz_json_text(&item, true, &s))
			continue;
		/* 2024 was a leap year: 02-29 is a day. */
		if (s.n != 5 || snprintf(iso, sizeof iso, "2024-%.5s", s.p) != 10 ||
		    pdz_day_parse(pdz_str(iso), &day) != PDZ_PARSE_OK) {
			pdz_json_problem(&item, "not a day of the year", s.p, "expected mm-dd");
		} else if (c->yearly_count == sizeof c->yearly / sizeof *c->yearly) {
			pdz_json_problem(&item, "too many yearly holidays", s.p, "expected at most 32");
		} else {
			pdz_day_split(day, &y, &m, &d);
			c->yearly[c->yearly_count++] = (uint32_t)(m * 100 + d);
		}
	}
}

static int compare_holidays(const void *a, const void *b)
{
	const pdz_day x = *(const pdz_day *)a, y = *(const pdz_day *)b;
	return (x > y) - (x < y);
}

static void load_days(struct pdz_loader *l, const struct pdz_json *at)
{
	struct pdz_calendar *c = &l->plan->calendar;
	if (!pdz_json_is_array(at, false))
		return;
	c->days = pdz_loader_alloc(l, pdz_json_size(at), sizeof *c->days);
	for (size_t i = 0; c->days != NULL && i < pdz_json_size(at); i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		pdz_day day;
		if (!pdz_json_date(&item, true, &day))
			continue;
		c->days[c->day_count++] = day;
	}
	if (c->day_count > 0)
		qsort(c->days, c->day_count, sizeof *c->days, compare_holidays);
}

void pdz_load_holidays(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"italian", "yearly", "days", NULL};
	l->plan->calendar.italian = true;
	if (!pdz_json_is_object(at, false))
		return;
	const struct pdz_json italian = pdz_json_get(at, "italian");
	pdz_json_closed_to(at, keys);
	pdz_json_bool(&italian, &l->plan->calendar.italian);
	load_yearly(&l->plan->calendar, PDZ_AT(at, "yearly"));
	load_days(l, PDZ_AT(at, "days"));
}
