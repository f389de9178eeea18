/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Silence: see coverage.h. A source's deliveries are numbered from the one that holds its first
 * month; for each sender two running totals say how many of the first k were owed and came, so
 * that an entry asks for a difference. */
#include "measure/coverage.h"

#include "measure/counting.h"
#include "measure/route.h"
#include "measure/stand.h"

#include <math.h>
#include <stdlib.h>

/* Of one source: senders in a row, each with the running totals of its deliveries. */
struct arrivals_of {
	const struct pdz_plan_source *source;
	int32_t first;    /* the month in which delivery 0 begins */
	int32_t months;   /* of a delivery */
	uint32_t due;     /* how many are due */
	int32_t told;     /* the month behind the last one of which every sender has told, due or not */
	uint32_t *come;   /* (due + 1) for each sender */
	double *weights;  /* of the senders: their inhabitants, where those of all are known; else 1 */
	uint32_t *sender; /* areas; PDZ_NONE: the whole as one */
	size_t senders;
	bool is_declared; /* by deliveries, not by records */
};

struct pdz_arrivals {
	const struct pdz_plan *plan;
	struct arrivals_of *of;
	size_t count;
};

static size_t lasts_of(const struct pdz_plan *plan)
{
	return (plan->source_count + 1) * plan->event_count * (plan->area_count + 1);
}

bool pdz_evidence_init(struct pdz_evidence *e, const struct pdz_plan *plan)
{
	const size_t n = lasts_of(plan);
	*e = (struct pdz_evidence){.last = malloc((n > 0 ? n : 1) * sizeof *e->last)};
	for (size_t i = 0; e->last != NULL && i < n; i++)
		e->last[i] = PDZ_NO_DAY;
	return e->last != NULL;
}

bool pdz_evidence_deliver(struct pdz_evidence *e, const struct pdz_delivered *d)
{
	if (!pdz_grow(&e->delivered, &e->delivered_cap, e->delivered_count + 1, sizeof *e->delivered))
		return false;
	e->delivered[e->delivered_count++] = *d;
	return true;
}

bool pdz_evidence_set_aside(struct pdz_evidence *e, const struct pdz_aside *a)
{
	const uint32_t key[] = {a->slot,           a->event,           a->source,        a->area,
	                        (uint32_t)a->lack, (uint32_t)a->first, (uint32_t)a->last};
	const uint32_t at = pdz_intern_add(&e->aside_keys, (struct pdz_str){(const char *)key, sizeof key});
	if (at == PDZ_NONE || !pdz_grow(&e->aside, &e->aside_cap, (size_t)at + 1, sizeof *e->aside))
		return false;
	if (at == e->aside_count) {
		e->aside[e->aside_count++] = *a;
		return true;
	}
	e->aside[at].n += a->n;
	return true;
}

bool pdz_evidence_add(struct pdz_evidence *e, const struct pdz_plan *plan, const struct pdz_evidence *other)
{
	bool fine = true;
	for (size_t i = 0; i < lasts_of(plan); i++)
		if (e->last[i] == PDZ_NO_DAY || other->last[i] > e->last[i])
			e->last[i] = other->last[i];
	for (size_t i = 0; fine && i < other->delivered_count; i++)
		fine = pdz_evidence_deliver(e, &other->delivered[i]);
	for (size_t i = 0; fine && i < other->aside_count; i++)
		fine = pdz_evidence_set_aside(e, &other->aside[i]);
	return fine;
}

void pdz_evidence_release(struct pdz_evidence *e)
{
	free(e->last);
	free(e->delivered);
	free(e->aside);
	pdz_intern_release(&e->aside_keys);
	*e = (struct pdz_evidence){0};
}

static pdz_day month_begin(int32_t month)
{
	return pdz_period_begin((struct pdz_period){PDZ_MONTH, month, month});
}

static int32_t first_delivery(const struct pdz_plan *plan, const struct pdz_plan_source *s)
{
	return pdz_plan_period(plan, s->every, s->from).first;
}

static pdz_day end_of_delivery(const struct pdz_plan *plan, const struct pdz_plan_source *s, uint32_t number)
{
	const int32_t months = pdz_level_months(s->every);
	return month_begin(first_delivery(plan, s) + ((int32_t)number + 1) * months) - 1;
}

/* How many deliveries of a source are due on a day. */
static uint32_t count_due(const struct pdz_plan *plan, const struct pdz_plan_source *s, pdz_day as_of)
{
	uint32_t n = 0;
	while (end_of_delivery(plan, s, n) + s->within_days <= as_of &&
	       first_delivery(plan, s) + (int32_t)n * pdz_level_months(s->every) <= plan->period.last)
		n++;
	return n;
}

static bool has_event(const uint32_t *events, size_t count, uint32_t event)
{
	for (size_t i = 0; i < count; i++)
		if (events[i] == event)
			return true;
	return false;
}

pdz_day pdz_known_to(const struct pdz_plan *plan, const struct pdz_indicator *ind, pdz_day as_of)
{
	pdz_day known = as_of;
	for (size_t i = 0; i < ind->rest_count; i++) {
		const struct pdz_plan_source *s = &plan->sources[ind->rests[i].source];
		const uint32_t due = count_due(plan, s, as_of);
		const pdz_day told = due == 0 ? month_begin(first_delivery(plan, s)) - 1 : end_of_delivery(plan, s, due - 1);
		known = pdz_day_earlier(known, told);
	}
	return known;
}

/* ---- what came ---- */

static bool is_inside(const struct pdz_plan *plan, uint32_t area, uint32_t whole)
{
	return whole == PDZ_NONE || whole == 0 || (area != PDZ_NONE && area >= whole && area <= plan->areas[whole].last);
}

static bool is_declared(const struct pdz_evidence *evidence, uint32_t source)
{
	for (size_t i = 0; i < evidence->delivered_count; i++)
		if (evidence->delivered[i].source == source)
			return true;
	return false;
}

/* A source whose files tell what they are sends the records of the event. */
static bool is_sent_by_declared(const struct pdz_arrivals *a, uint32_t event)
{
	for (size_t s = 0; s < a->plan->source_count; s++)
		if (a->of[s].is_declared && pdz_source_tells_of(&a->plan->sources[s], event))
			return true;
	return false;
}

/* The last day of a record of the event inside an area, of those that name that source (PDZ_NONE: none of the
 * plan's). */
static pdz_day last_record(const struct pdz_plan *plan, const struct pdz_evidence *evidence, uint32_t source,
                           uint32_t event, uint32_t inside)
{
	pdz_day last = PDZ_NO_DAY;
	for (uint32_t a = 0; evidence->last != NULL && a <= plan->area_count; a++) {
		const pdz_day day = *pdz_evidence_last(evidence, plan, source, event, a == plan->area_count ? PDZ_NONE : a);
		if (day != PDZ_NO_DAY && is_inside(plan, a == plan->area_count ? PDZ_NONE : a, inside) &&
		    (last == PDZ_NO_DAY || day > last))
			last = day;
	}
	return last;
}

static pdz_day later_sent(pdz_day a, pdz_day b)
{
	return a == PDZ_NO_DAY || (b != PDZ_NO_DAY && b > a) ? b : a;
}

/* The last day of a record that this sender has sent, or, where records name no source, can have sent. */
static pdz_day last_sent(const struct pdz_arrivals *a, const struct pdz_evidence *evidence,
                         const struct pdz_plan_source *s, uint32_t sender)
{
	const uint32_t number = (uint32_t)(s - a->plan->sources);
	pdz_day last = PDZ_NO_DAY;
	for (size_t i = 0; i < s->event_count; i++) {
		last = later_sent(last, last_record(a->plan, evidence, number, s->events[i], sender));
		if (!is_sent_by_declared(a, s->events[i]))
			last = later_sent(last, last_record(a->plan, evidence, PDZ_NONE, s->events[i], sender));
	}
	return last;
}

/* The plan's senders; where it names none, those that have delivered, if their files name them; else one. */
static bool list_senders(struct arrivals_of *of, const struct pdz_evidence *evidence, uint32_t number)
{
	const struct pdz_plan_source *s = of->source;
	of->sender = calloc(s->sender_count + evidence->delivered_count + 1, sizeof *of->sender);
	if (of->sender == NULL)
		return false;
	for (size_t i = 0; i < s->sender_count; i++)
		of->sender[of->senders++] = s->senders[i];
	for (size_t i = 0; s->sender_count == 0 && i < evidence->delivered_count; i++)
		if (evidence->delivered[i].source == number && evidence->delivered[i].area != PDZ_NONE)
			of->sender[of->senders++] = evidence->delivered[i].area;
	if (of->senders == 0)
		of->sender[of->senders++] = PDZ_NONE;
	of->senders = pdz_sort_distinct(of->sender, of->senders);
	return true;
}

/* Where areas send, each weighs as many as live there, if that is known of all of them. */
static void weigh(const struct pdz_plan *plan, struct arrivals_of *of, int year)
{
	bool known = of->sender[0] != PDZ_NONE;
	for (size_t i = 0; i < of->senders; i++) {
		const struct pdz_value people = known ? pdz_plan_population(plan, of->sender[i], year, NULL, 0)
		                                      : (struct pdz_value){0};
		known &= people.ok && people.number > 0;
		of->weights[i] = people.number;
	}
	for (size_t i = 0; i < of->senders && !known; i++)
		of->weights[i] = 1;
}

/* The months of a source from that of its first delivery to the plan's end, a row for each sender: is each of them
 * told by some delivery, of the sender's own or of a larger area? */
struct told_months {
	bool *is_told;
	size_t count; /* of a row */
};

static void tell_months(struct told_months *t, const struct arrivals_of *of, size_t sender,
                        const struct pdz_delivered *d)
{
	const int32_t from = d->first > of->first ? d->first - of->first : 0, to = d->last - of->first;
	for (int32_t k = from; k <= to && (size_t)k < t->count; k++)
		t->is_told[sender * t->count + (size_t)k] = true;
}

static bool find_told_months(struct told_months *t, const struct pdz_plan *plan, const struct arrivals_of *of,
                             const struct pdz_evidence *evidence, uint32_t source)
{
	const int32_t months = plan->period.last + 1 - of->first;
	t->count = months > (int32_t)of->due * of->months ? (size_t)months : of->due * (size_t)of->months;
	t->is_told = calloc(of->senders * t->count + 1, sizeof *t->is_told);
	for (size_t i = 0; t->is_told != NULL && i < evidence->delivered_count; i++) {
		const struct pdz_delivered *d = &evidence->delivered[i];
		size_t k = 0, end = of->senders;
		if (d->source != source)
			continue;
		while (d->area != PDZ_NONE && k < end) { /* the first that is not before it: they are in order */
			const size_t middle = k + (end - k) / 2;
			if (of->sender[middle] < d->area)
				k = middle + 1;
			else
				end = middle;
		}
		for (; k < of->senders && (d->area == PDZ_NONE || is_inside(plan, of->sender[k], d->area)); k++)
			tell_months(t, of, k, d);
	}
	return t->is_told != NULL;
}

/* Is delivery k there: all of its months, from the one on from which the source owes? */
static bool has_come(const struct told_months *t, const struct arrivals_of *of, size_t sender, uint32_t k)
{
	for (int32_t m = (int32_t)k * of->months; m < ((int32_t)k + 1) * of->months; m++)
		if (of->first + m >= of->source->from && !t->is_told[sender * t->count + (size_t)m])
			return false;
	return true;
}

static bool count_arrivals(struct pdz_arrivals *a, const struct pdz_evidence *evidence, uint32_t number, pdz_day as_of)
{
	const struct pdz_plan_source *s = &a->plan->sources[number];
	struct arrivals_of *of = &a->of[number];
	*of = (struct arrivals_of){.source = s,
	                           .first = first_delivery(a->plan, s),
	                           .months = pdz_level_months(s->every),
	                           .due = count_due(a->plan, s, as_of),
	                           .is_declared = of->is_declared};
	if (!list_senders(of, evidence, number))
		return false;
	of->come = calloc(of->senders * (of->due + (size_t)1), sizeof *of->come);
	of->weights = calloc(of->senders, sizeof *of->weights);
	struct told_months told;
	if (of->come == NULL || of->weights == NULL || !find_told_months(&told, a->plan, of, evidence, number))
		return false;
	weigh(a->plan, of, pdz_day_month(as_of) / 12);
	for (size_t i = 0; i < of->senders; i++) {
		uint32_t *come = &of->come[i * (of->due + (size_t)1)];
		const pdz_day last = of->is_declared ? PDZ_NO_DAY : last_sent(a, evidence, s, of->sender[i]);
		for (uint32_t k = 0; k < of->due; k++) {
			const int32_t first = of->first + (int32_t)k * of->months;
			come[k + 1] = come[k] + (of->is_declared ? has_come(&told, of, i, k)
			                                         : last != PDZ_NO_DAY && first <= pdz_day_month(last));
		}
		size_t month = of->due * (size_t)of->months; /* what is due counts as told; what came before it was, too */
		while (month < told.count &&
		       (of->is_declared ? told.is_told[i * told.count + month]
		                        : last != PDZ_NO_DAY && of->first + (int32_t)month <= pdz_day_month(last)))
			month++;
		of->told = i == 0 || of->first + (int32_t)month < of->told ? of->first + (int32_t)month : of->told;
	}
	free(told.is_told);
	return true;
}

pdz_day pdz_told_to(const struct pdz_arrivals *a, const struct pdz_indicator *ind, pdz_day as_of)
{
	pdz_day told = as_of;
	for (size_t i = 0; i < ind->rest_count; i++)
		told = pdz_day_earlier(told, month_begin(a->of[ind->rests[i].source].told) - 1);
	return told;
}

struct pdz_arrivals *pdz_arrivals_new(const struct pdz_plan *plan, const struct pdz_evidence *evidence, pdz_day as_of)
{
	struct pdz_arrivals *a = calloc(1, sizeof *a);
	if (a == NULL)
		return NULL;
	a->plan = plan;
	a->of = calloc(plan->source_count + 1, sizeof *a->of);
	for (uint32_t s = 0; a->of != NULL && s < plan->source_count; s++)
		a->of[s].is_declared = is_declared(evidence, s);
	for (; a->of != NULL && a->count < plan->source_count; a->count++)
		if (!count_arrivals(a, evidence, (uint32_t)a->count, as_of))
			break;
	if (a->of != NULL && a->count == plan->source_count)
		return a;
	pdz_arrivals_free(a);
	return NULL;
}

void pdz_arrivals_free(struct pdz_arrivals *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; a->of != NULL && i < a->plan->source_count; i++) {
		free(a->of[i].come);
		free(a->of[i].weights);
		free(a->of[i].sender);
	}
	free(a->of);
	free(a);
}

/* ---- what an entry rests on ---- */

/* Deliveries from .. to - 1 of a source. */
struct stretch {
	uint32_t from, to;
};

static struct stretch stretch_of(const struct arrivals_of *of, int32_t first, int32_t last)
{
	struct stretch s = {0, 0};
	if (last < of->first)
		return s;
	s.from = first <= of->first ? 0 : (uint32_t)((first - of->first) / of->months);
	s.to = (uint32_t)((last - of->first) / of->months) + 1;
	s.to = s.to < of->due ? s.to : of->due;
	s.from = s.from < s.to ? s.from : s.to;
	return s;
}

/* What the sender sends tells of the group: it lies in it, or the group in what it sends for. */
static bool sends_for(const struct pdz_plan *plan, uint32_t sender, uint32_t area)
{
	return is_inside(plan, sender, area) || is_inside(plan, area, sender);
}

/* What was found out of an entry, source by source. */
struct covering {
	const struct pdz_view *view;
	pdz_day *newest; /* of the levels it rests on: see find_newest */
	double owed, come;
	double now_owed, now_come; /* of the period alone, without what was before or follows */
	pdz_day measured_from;     /* PDZ_NO_DAY: from the beginning */
	struct pdz_gap *gaps;
	size_t gap_count, gap_cap;
	bool stale;
	bool has_begun; /* a source of it, by the entry's end */
};

static struct pdz_period delivery_of(const struct pdz_plan *plan, const struct arrivals_of *of, uint32_t k)
{
	return pdz_plan_period(plan, of->source->every, of->first + (int32_t)k * of->months);
}

static void add_gap(struct covering *c, const struct arrivals_of *of, uint32_t sender, uint32_t from, uint32_t to)
{
	if (!pdz_grow(&c->gaps, &c->gap_cap, c->gap_count + 1, sizeof *c->gaps)) {
		*c->view->failed = true;
		return;
	}
	c->gaps[c->gap_count++] = (struct pdz_gap){
		.source = of->source->code,
		.area = sender,
		.first = delivery_of(c->view->plan, of, from),
		.last = delivery_of(c->view->plan, of, to - 1),
	};
}

/* Runs of deliveries of one sender that have not come. */
static void list_gaps(struct covering *c, const struct arrivals_of *of, size_t sender, struct stretch s)
{
	const uint32_t *come = &of->come[sender * (of->due + (size_t)1)];
	for (uint32_t k = s.from; k < s.to; k++) {
		if (come[k + 1] > come[k])
			continue;
		uint32_t end = k + 1;
		while (end < s.to && come[end + 1] == come[end])
			end++;
		add_gap(c, of, of->sender[sender], k, end);
		k = end;
	}
}

static int32_t last_month(const struct pdz_view *v)
{
	const int32_t end = pdz_day_month(v->end);
	return end < v->period.last ? end : v->period.last;
}

/* The first month of what it looks at. */
static int32_t first_month(const struct pdz_view *v)
{
	const int32_t begin = pdz_day_month(pdz_view_begin(v)), plan = v->plan->period.first;
	return plan < begin && (v->indicator->roll_up == PDZ_CUMULATIVE || v->indicator->kind->since_plan) ? plan : begin;
}

/* Those from which the figure of a level can be that should be the newest at the end of the month: the delivery that
 * holds it, and, unless that ends with it, the one before. */
static struct stretch newest_of(const struct arrivals_of *of, int32_t month)
{
	struct stretch s = stretch_of(of, of->first, month);
	const bool ends_later = s.to > 0 && of->first + (int32_t)s.to * of->months - 1 > month;
	s.from = s.to > 1 && ends_later ? s.to - 2 : s.to - (s.to > 0);
	return s;
}

/* Of each slot of a level the day of each area's newest figure, PDZ_NO_DAY: none; behind the areas stands what has
 * none. The other slots have PDZ_NO_DAY everywhere. NULL: no slot is one of a level, or out of memory. */
static pdz_day *find_newest(const struct pdz_view *v)
{
	const size_t places = v->plan->area_count + 1;
	const struct pdz_indicator *ind = v->indicator;
	bool any = false;
	for (uint32_t k = 0; k < ind->slot_count; k++)
		any |= v->plan->slots[ind->first_slot + k].selector.stock;
	pdz_day *newest = any ? malloc(ind->slot_count * places * sizeof *newest) : NULL;
	*v->failed |= any && newest == NULL;
	for (size_t i = 0; newest != NULL && i < ind->slot_count * places; i++)
		newest[i] = PDZ_NO_DAY;
	for (uint32_t k = 0; newest != NULL && k < ind->slot_count; k++) {
		if (!v->plan->slots[ind->first_slot + k].selector.stock)
			continue;
		const struct pdz_rows rows = pdz_view_until_end(v, ind->first_slot + k); /* in order of time */
		for (size_t i = 0; i < rows.n; i++)
			newest[k * places + (rows.p[i].key.area == PDZ_NONE ? places - 1 : rows.p[i].key.area)] =
				rows.p[i].key.when;
	}
	return newest;
}

/* Of the slot's level, the day of the newest figure inside an area. */
static pdz_day newest_inside(const struct covering *c, uint32_t slot, uint32_t area)
{
	const struct pdz_plan *plan = c->view->plan;
	const pdz_day *of = c->newest + slot * (plan->area_count + 1);
	const bool all = area == PDZ_NONE || area == 0;
	const size_t last = all ? plan->area_count : plan->areas[area].last;
	pdz_day newest = PDZ_NO_DAY;
	for (size_t i = all ? 0 : area; i <= last; i++)
		newest = of[i] > newest ? of[i] : newest;
	return newest;
}

/* Of the levels that the source tells of: the month of the sender's last figure, whatever has come since; INT32_MIN:
 * it never told one. */
static int32_t last_told(const struct covering *c, const struct pdz_plan_source *s, uint32_t sender)
{
	const struct pdz_view *v = c->view;
	pdz_day last = PDZ_NO_DAY;
	for (uint32_t k = 0; c->newest != NULL && k < v->indicator->slot_count; k++) {
		const pdz_day day = pdz_source_tells_of(s, v->plan->slots[v->indicator->first_slot + k].selector.events[0])
		                        ? newest_inside(c, k, sender)
		                        : PDZ_NO_DAY;
		last = day > last ? day : last;
	}
	return last == PDZ_NO_DAY ? INT32_MIN : pdz_day_month(last);
}

/* A level is as old as its newest figure, what is made of several as the oldest of these. */
static pdz_day last_figure(const struct covering *c)
{
	pdz_day oldest = PDZ_NO_DAY;
	for (uint32_t k = 0; c->newest != NULL && k < c->view->indicator->slot_count; k++) {
		const pdz_day last = newest_inside(c, k, PDZ_NONE);
		if (last != PDZ_NO_DAY && (oldest == PDZ_NO_DAY || last < oldest))
			oldest = last;
	}
	return oldest;
}

static void cover_source(struct covering *c, const struct arrivals_of *of, const struct pdz_rest *rest, int32_t last)
{
	const struct pdz_plan *plan = c->view->plan;
	const int32_t first = first_month(c->view);
	const struct stretch newest = rest->has_level ? newest_of(of, last) : (struct stretch){0, 0};
	struct stretch asked = rest->has_flow ? stretch_of(of, rest->looks_back ? of->first : first, last) : newest;
	const struct stretch now = rest->has_flow ? stretch_of(of, first, last_month(c->view)) : asked;
	if (newest.to > newest.from && newest.from < asked.from)
		asked.from = newest.from;
	const pdz_day begin = month_begin(of->first);
	c->has_begun |= of->first <= last_month(c->view);
	if (first < of->first && of->first <= last && (c->measured_from == PDZ_NO_DAY || begin > c->measured_from))
		c->measured_from = begin;
	for (size_t i = 0; i < of->senders; i++) {
		if (!sends_for(plan, of->sender[i], c->view->area))
			continue;
		const uint32_t *come = &of->come[i * (of->due + (size_t)1)];
		const int32_t told = rest->has_level ? last_told(c, of->source, of->sender[i]) : INT32_MIN;
		struct stretch s = asked;
		if (rest->has_level && told == INT32_MIN) /* its figure can be in any that has not come */
			s.from = 0;
		const uint32_t owed = s.to - s.from, there = come[s.to] - come[s.from];
		if (owed == 0)
			continue;
		const uint32_t renewing = come[newest.to] - come[newest.from];
		const bool is_left = told != INT32_MIN && told < of->first + (int32_t)newest.from * of->months;
		const uint32_t from = now.from > s.from ? now.from : s.from, to = now.to > from ? now.to : from;
		c->now_owed += of->weights[i] * (to - from);
		c->now_come += of->weights[i] * (come[to] - come[from]);
		const double weight = of->weights[i] * (asked.to - asked.from) / owed;
		c->owed += weight * owed;
		c->come += weight * (there - (is_left ? renewing : 0)); /* they came, and renewed nothing */
		c->stale |= (renewing < newest.to - newest.from && come[newest.to] > 0) || (is_left && renewing > 0);
		if (there < owed)
			list_gaps(c, of, i, s);
		if (is_left && renewing > 0 && renewing == newest.to - newest.from)
			add_gap(c, of, of->sender[i], newest.from, newest.to); /* its figure is what has not come */
	}
}

/* The last month of the records that it looks at: who entered in the period is followed beyond it, what is told when
 * it is done may be told as late as today. */
static int32_t followed_month(const struct pdz_view *v, const struct pdz_entry *e)
{
	const pdz_day day = e->followed_to != PDZ_NO_DAY ? e->followed_to : e->waited_to;
	return day != PDZ_NO_DAY && pdz_day_month(day) > last_month(v) ? pdz_day_month(day) : last_month(v);
}

/* An act of which no record of the part has come, and nothing else says whether it is asked of it. */
static bool is_untold_act(const struct pdz_view *v)
{
	unsigned who, what;
	pdz_slot_columns(v->plan, &v->plan->slots[v->indicator->first_slot], &who, &what);
	return pdz_view_is_part(v) && v->indicator->kind->is_act && v->count == 0 && what == PDZ_NONE;
}

static void cover_all(struct covering *c, int32_t followed)
{
	const struct pdz_view *v = c->view;
	const bool untold = v->indicator->slot_count > 0 && is_untold_act(v); /* that it is asked may be told as late */
	for (size_t i = 0; i < v->indicator->rest_count; i++) {
		const struct pdz_rest *rest = &v->indicator->rests[i];
		const int32_t last = rest->is_told_late || untold ? pdz_day_month(v->as_of)
		                     : rest->is_followed          ? followed
		                                                  : last_month(v);
		cover_source(c, &v->arrivals->of[rest->source], rest, last);
	}
}

void pdz_widen_bounds(bool only_grows, struct pdz_entry *e)
{
	const double least = only_grows ? e->value.number : -INFINITY;
	e->least = pdz_value_of(e->least.ok && e->least.number < least ? e->least.number : least);
	e->most = pdz_value_of(INFINITY);
}

/* A source that the indicator rests on has a sender who tells of the area. */
static bool is_told_of(const struct pdz_view *v)
{
	for (size_t i = 0; i < v->indicator->rest_count; i++) {
		const struct arrivals_of *of = &v->arrivals->of[v->indicator->rests[i].source];
		for (size_t k = 0; k < of->senders; k++)
			if (sends_for(v->plan, of->sender[k], v->area))
				return true;
	}
	return false;
}

/* Something is selected by a value that no record ever had. */
static bool is_vain(const struct pdz_view *v)
{
	for (uint32_t k = 0; k < v->indicator->slot_count; k++)
		if (pdz_route_is_vain(v->routes, v->plan, v->indicator->first_slot + k, is_told_of(v)))
			return true;
	return false;
}

/* Some record of the indicator's events, done inside the area, has come. */
static bool has_told(const struct pdz_view *v, uint32_t area)
{
	const struct pdz_indicator *ind = v->indicator;
	for (uint32_t k = 0; k < ind->slot_count; k++) {
		const struct pdz_selector *sel = &v->plan->slots[ind->first_slot + k].selector;
		for (size_t i = 0; i < sel->event_count; i++)
			for (uint32_t s = 0; s <= v->plan->source_count; s++)
				if (last_record(v->plan, v->evidence, s < v->plan->source_count ? s : PDZ_NONE, sel->events[i], area) !=
				    PDZ_NO_DAY)
					return true;
	}
	return false;
}

/* Without a sender, silence cannot be told from 0: an area that never told of the events has none. */
static bool is_silent(const struct pdz_view *v)
{
	return v->area != PDZ_NONE && v->area != 0 && v->indicator->slot_count > 0 &&
	       v->count == 0 && /* what it planned and never did tells, too */
	       !is_told_of(v) && !has_told(v, v->area);
}

bool pdz_has_silent_part(const struct pdz_view *v)
{
	const uint32_t first = v->area == PDZ_NONE ? 0 : v->area;
	bool any_told = false;
	for (uint32_t a = 1; a < v->plan->area_count && !any_told; a++)
		any_told = v->plan->areas[a].last == a && has_told(v, a);
	if (!any_told || is_told_of(v)) /* who sends nothing of single places says nothing by it */
		return false;
	for (uint32_t a = first; a <= v->plan->areas[first].last; a++)
		if (v->plan->areas[a].last == a && !has_told(v, a))
			return true;
	return false;
}

static void leave_without_value(struct pdz_entry *e, enum pdz_reason reason)
{
	e->value = e->numerator = e->denominator = e->n = e->least = e->most = e->low = e->high = (struct pdz_value){0};
	e->detail.strays = (struct pdz_value){0};
	e->reason = reason;
}

/* Of an event that is not known it may be any that its source tells of, or any at all. */
static bool may_be_of(const struct pdz_plan *plan, const struct pdz_selector *s, const struct pdz_aside *a)
{
	bool is = a->event == PDZ_NONE && a->source == PDZ_NONE;
	const bool of_source = a->event == PDZ_NONE && a->source != PDZ_NONE;
	const uint32_t *events = of_source ? plan->sources[a->source].events : &a->event;
	const size_t n = of_source ? plan->sources[a->source].event_count : 1;
	for (size_t i = 0; i < n && !is; i++)
		is = has_event(s->events, s->event_count, events[i]) || has_event(s->none, s->none_count, events[i]);
	return is;
}

/* slot: the indicator's own number. The figure of a level that its area has renewed since is gone anyway. */
static bool slot_looks_at(const struct covering *c, uint32_t slot, const struct pdz_aside *a)
{
	const struct pdz_view *v = c->view;
	const uint32_t number = v->indicator->first_slot + slot;
	const struct pdz_selector *s = &v->plan->slots[number].selector;
	if (a->slot != PDZ_NONE ? a->slot != pdz_route_home(v->routes, number) : !may_be_of(v->plan, s, a))
		return false;
	if (a->first == INT32_MIN || a->last >= first_month(v))
		return true;
	const pdz_day newest = s->stock && a->area != PDZ_NONE && c->newest != NULL
	                           ? c->newest[slot * (v->plan->area_count + 1) + a->area]
	                           : PDZ_NO_DAY;
	return pdz_slot_looks_back(v->plan, number) ||
	       (s->stock && !(newest != PDZ_NO_DAY && pdz_day_month(newest) > a->last));
}

/* Where areas send, or records of the same source and event have one. */
static bool is_told_by_area(const struct pdz_evidence *e, const struct pdz_plan *plan, const struct pdz_aside *a)
{
	bool tells = a->source != PDZ_NONE && plan->sources[a->source].sender_count > 0;
	for (uint32_t area = 1; area < plan->area_count && !tells && a->event != PDZ_NONE; area++)
		tells = *pdz_evidence_last(e, plan, a->source, a->event, area) != PDZ_NO_DAY;
	return tells;
}

bool pdz_aside_is_missing(const struct pdz_evidence *e, const struct pdz_plan *plan, const struct pdz_aside *a)
{
	return a->lack <= PDZ_LACKS_AREA_TOO || is_told_by_area(e, plan, a);
}

/* Does a record of the slot count where its case entered, whatever its own area? */
static bool counts_elsewhere(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_aside *a)
{
	const struct pdz_selector *s = &slot->selector;
	return (slot->is_followed && pdz_slot_is_by_case(plan, slot)) || s->every ||
	       has_event(s->none, s->none_count, a->event);
}

/* The part itself, one inside it, or one around it whose figures may be of it. */
static bool may_be_in(const struct covering *c, const struct pdz_slot *slot, const struct pdz_aside *a)
{
	const struct pdz_view *v = c->view;
	const bool whole = v->area == PDZ_NONE || v->area == 0, elsewhere = counts_elsewhere(v->plan, slot, a);
	const bool told = a->lack == PDZ_LACKS_ANYTHING || is_told_by_area(v->evidence, v->plan, a);
	if (told ? a->lack == PDZ_LACKS_PLACE && (whole || elsewhere)
	         : a->lack != PDZ_LACKS_AREA_TOO || !(whole || elsewhere))
		return false;
	return whole || a->area == PDZ_NONE || (a->area == 0 ? elsewhere : sends_for(v->plan, a->area, v->area));
}

static bool looks_at(const struct covering *c, int32_t followed, const struct pdz_aside *a)
{
	const struct pdz_view *v = c->view;
	for (uint32_t k = 0; k < v->indicator->slot_count; k++) {
		const struct pdz_slot *slot = &v->plan->slots[v->indicator->first_slot + k];
		const bool in_time = slot->is_told_late || a->first <= (slot->is_followed ? followed : last_month(v));
		if (in_time && slot_looks_at(c, k, a) && may_be_in(c, slot, a))
			return true;
	}
	return false;
}

/* Of the records that would have fed the entry, the share that was loaded; and how many were set aside. */
static double share_loaded(const struct covering *c, struct pdz_entry *e)
{
	const struct pdz_view *v = c->view;
	const int32_t followed = followed_month(v, e);
	uint64_t aside = 0, loaded = 0;
	for (size_t i = 0; i < v->evidence->aside_count; i++)
		if (looks_at(c, followed, &v->evidence->aside[i]))
			aside += v->evidence->aside[i].n;
	for (uint32_t k = 0; k < v->indicator->slot_count; k++)
		aside += pdz_count_contradicting(v, v->indicator->first_slot + k);
	if (aside == 0)
		return 1;
	e->set_aside = pdz_value_of((double)aside);
	for (uint32_t k = 0; k < v->indicator->slot_count; k++) {
		const uint32_t slot = v->indicator->first_slot + k;
		const bool since_ever = pdz_slot_looks_back(v->plan, slot) && v->plan->slots[slot].keep_days;
		const struct pdz_rows rows = since_ever ? pdz_view_until_end(v, slot) : pdz_view_period(v, slot);
		for (size_t i = 0; i < rows.n; i++)
			loaded += rows.p[i].n;
	}
	return (double)loaded / (double)(loaded + aside);
}

static void keep_gaps(const struct pdz_view *view, struct covering *c, struct pdz_entry *e)
{
	if (c->gap_count > 0 && (e->gaps = pdz_arena_alloc(view->arena, c->gap_count * sizeof *e->gaps)) != NULL) {
		memcpy(e->gaps, c->gaps, c->gap_count * sizeof *e->gaps);
		e->gap_count = c->gap_count;
	}
	*view->failed |= c->gap_count > 0 && e->gaps == NULL;
	free(c->gaps);
}

/* Can records that are missing only add to the value? One from before may tell that who seems new is not. */
static bool can_only_add(const struct pdz_view *v, bool only_grows)
{
	for (uint32_t k = 0; k < v->indicator->slot_count; k++)
		only_grows &= !pdz_slot_looks_back(v->plan, v->indicator->first_slot + k);
	return only_grows || v->indicator->kind->only_adds;
}

/* Nothing has come of what others are to send. */
static bool is_empty(const struct covering *c, const struct pdz_entry *e)
{
	const struct pdz_indicator *ind = c->view->indicator;
	return ind->rest_count > 0 && !ind->kind->is_act && e->reason != PDZ_NOT_APPLICABLE &&
	       !(e->n.ok && e->n.number > 0);
}

/* Of what was owed, how much came: of the period itself, or of all that it rests on, whichever is less. */
static double share_come(const struct covering *c)
{
	const double all = c->owed > 0 ? c->come / c->owed : 1, now = c->now_owed > 0 ? c->now_come / c->now_owed : 1;
	return now < all ? now : all;
}

/* What the kind has made of an entry, against what should have come for it. there: the share that came and was
 * loaded. */
static void hold_against(const struct covering *c, double there, bool only_grows, struct pdz_entry *e)
{
	const struct pdz_view *v = c->view;
	if (is_empty(c, e) && c->now_owed == 0 && pdz_view_stretch(v, v->period).begin > v->known_to) {
		leave_without_value(e, PDZ_NOT_DUE);
	} else if (is_empty(c, e) && !c->has_begun && last_month(v) >= v->plan->period.first) {
		leave_without_value(e, PDZ_NOT_MEASURABLE_YET); /* nobody was asked, but from a later day on */
		e->coverage = e->set_aside = (struct pdz_value){0};
	} else if (c->now_owed > 0 && c->now_come == 0 && !(e->n.ok && e->n.number > 0)) {
		leave_without_value(e, PDZ_NOT_REPORTED);
	} else if (e->reason == PDZ_NOT_APPLICABLE && is_untold_act(v) && there < 1) {
		e->reason = c->now_come > 0 ? PDZ_INCOMPLETE : PDZ_NOT_REPORTED; /* what is missing may ask it of this part */
	} else if (e->reason == PDZ_NO_DATA && c->come >= c->owed && is_vain(v)) {
		return; /* what nobody fills tells more than the records that lack it */
	} else if (e->reason != PDZ_NOT_APPLICABLE && there < v->plan->settings.coverage) {
		if (e->value.ok || e->least.ok || e->most.ok)
			pdz_widen_bounds(can_only_add(v, only_grows), e);
		else if (v->indicator->kind->due_by_calendar)
			return; /* no turn is over yet */
		e->reason = c->stale ? PDZ_STALE : PDZ_INCOMPLETE;
	}
}

void pdz_cover(const struct pdz_view *view, bool only_grows, struct pdz_entry *e)
{
	if (view->indicator->slot_count == 0)
		return; /* what is made of others has taken over what they lack */
	struct covering c = {.view = view, .newest = find_newest(view), .measured_from = PDZ_NO_DAY};
	if (e->value.ok)
		e->last_figure = last_figure(&c);
	if ((e->value.ok || e->reason == PDZ_ZERO_DENOMINATOR) &&
	    (is_vain(view) || (!view->indicator->kind->is_act && is_silent(view))))
		leave_without_value(e, PDZ_NO_DATA);
	const double loaded = share_loaded(&c, e);
	cover_all(&c, followed_month(view, e));
	e->measured_from = c.measured_from;
	const double there = share_come(&c) * loaded;
	if (c.owed > 0 || loaded < 1) /* what came early, or is owed by nobody, can be spoilt, too */
		e->coverage = pdz_value_of(there);
	keep_gaps(view, &c, e);
	hold_against(&c, there, only_grows, e);
	free(c.newest);
}

static bool is_same_gap(const struct pdz_gap *a, const struct pdz_gap *b)
{
	return pdz_str_eq(a->source, b->source) && a->area == b->area && a->first.first == b->first.first &&
	       a->last.last == b->last.last;
}

static void add_gap_of_part(struct pdz_entry *out, const struct pdz_gap *gap)
{
	for (size_t i = 0; i < out->gap_count; i++)
		if (is_same_gap(&out->gaps[i], gap))
			return;
	out->gaps[out->gap_count++] = *gap;
}

/* It rests on no more than the part of which the least has come; all that is missing is listed. */
void pdz_take_coverage(const struct pdz_view *view, const struct pdz_entry *part, struct pdz_entry *out)
{
	if (part->measured_from != PDZ_NO_DAY &&
	    (out->measured_from == PDZ_NO_DAY || part->measured_from > out->measured_from))
		out->measured_from = part->measured_from;
	if (part->coverage.ok && (!out->coverage.ok || part->coverage.number < out->coverage.number))
		out->coverage = part->coverage;
	if (part->set_aside.ok && !(out->set_aside.number >= part->set_aside.number))
		out->set_aside = part->set_aside; /* parts may have lost the same ones */
	if (part->gap_count == 0)
		return;
	struct pdz_gap *all = pdz_arena_alloc(view->arena, (out->gap_count + part->gap_count) * sizeof *all);
	if (all == NULL) {
		*view->failed = true;
		return;
	}
	if (out->gap_count > 0)
		memcpy(all, out->gaps, out->gap_count * sizeof *all);
	out->gaps = all;
	for (size_t i = 0; i < part->gap_count; i++)
		add_gap_of_part(out, &part->gaps[i]);
}

void pdz_cover_beside(const struct pdz_view *view, const struct pdz_entry *other, bool decides, struct pdz_entry *e)
{
	pdz_take_coverage(view, other, e);
	if (!decides || !pdz_is_incomplete(other->reason))
		return;
	pdz_widen_bounds(false, e);
	e->reason = e->value.ok ? other->reason : e->reason;
}

/* ---- who owes what ---- */

bool pdz_arrivals_owed(const struct pdz_arrivals *a, pdz_owed_fn fn, void *ctx)
{
	for (size_t s = 0; s < a->count; s++) {
		const struct arrivals_of *of = &a->of[s];
		for (size_t i = 0; i < of->senders; i++) {
			const uint32_t *come = &of->come[i * (of->due + (size_t)1)];
			for (uint32_t k = 0; k < of->due; k++) {
				const struct pdz_gap gap = {.source = of->source->code,
				                            .area = of->sender[i],
				                            .first = delivery_of(a->plan, of, k),
				                            .last = delivery_of(a->plan, of, k)};
				if (come[k + 1] == come[k] &&
				    !fn(ctx, &gap, end_of_delivery(a->plan, of->source, k) + of->source->within_days))
					return false;
			}
		}
	}
	return true;
}

uint64_t pdz_arrivals_due(const struct pdz_arrivals *a)
{
	uint64_t due = 0;
	for (size_t s = 0; s < a->count; s++)
		due += a->of[s].senders * (uint64_t)a->of[s].due;
	return due;
}
