/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping the records whose events feed the explained indicators. */
#include "explain/explanation.h"

#include <stdlib.h>

struct pdz_collector *pdz_collector_new(struct pdz_run *run)
{
	struct pdz_collector *c = calloc(1, sizeof *c);
	if (c != NULL)
		c->run = run;
	return c;
}

void pdz_collector_free(struct pdz_collector *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->count; i++)
		free(c->kept[i]->traced);
	free(c->kept);
	pdz_intern_release(&c->texts);
	pdz_arena_release(&c->arena);
	free(c);
}

/* Texts come again and again (areas, sources, cases): each is kept once. */
static bool keep_record_text(struct pdz_collector *c, struct pdz_str *s)
{
	if (s->n == 0) {
		*s = (struct pdz_str){"", 0};
		return true;
	}
	const uint32_t number = pdz_intern_add(&c->texts, *s);
	if (number != PDZ_NONE)
		*s = pdz_intern_text(&c->texts, number);
	return number != PDZ_NONE;
}

static bool keep_record(struct pdz_collector *c, const struct pdz_record *r)
{
	struct pdz_kept *k = pdz_arena_alloc(&c->arena, sizeof *k);
	if (k == NULL || !pdz_grow(&c->kept, &c->cap, c->count + 1, sizeof(struct pdz_kept *)))
		return false;
	*k = (struct pdz_kept){.record = *r};
	struct pdz_record *own = &k->record;
	struct pdz_str *texts[] = {&own->id,       &own->action, &own->event, &own->case_id,
	                           &own->category, &own->area,   &own->note,  &own->source};
	bool fine = true;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		fine = fine && keep_record_text(c, texts[i]);
	for (size_t i = 0; i < c->run->plan->dimension_count; i++)
		fine = fine && keep_record_text(c, &own->dimensions[i]);
	k->area = own->area.n > 0 ? pdz_plan_area(c->run->plan, own->area) : PDZ_NONE;
	if (fine)
		c->current = c->kept[c->count++] = k;
	return fine;
}

struct tracing {
	struct pdz_collector *collector;
	const struct pdz_record *record;
	enum pdz_outcome outcome;
};

static bool take_trace(void *ctx, const struct pdz_traced *t)
{
	struct tracing *tracing = ctx;
	struct pdz_collector *c = tracing->collector;
	if (c->current == NULL && !keep_record(c, tracing->record))
		return false;
	struct pdz_kept *k = c->current;
	if (!pdz_grow(&k->traced, &k->traced_cap, k->traced_count + 1, sizeof *k->traced))
		return false;
	struct pdz_traced *own = &k->traced[k->traced_count++];
	*own = *t;
	k->outcome = tracing->outcome;
	/* What is left out by its id was left out before anything else was looked at; what no filter lets
	 * in never mattered. */
	if ((k->outcome == PDZ_DUPLICATE || k->outcome == PDZ_SUPERSEDED) && t->use != PDZ_USE_OTHER_VALUE &&
	    t->use != PDZ_USE_OTHER_STATUS)
		own->use = k->outcome == PDZ_DUPLICATE ? PDZ_USE_DUPLICATE : PDZ_USE_SUPERSEDED;
	return true;
}

enum pdz_status pdz_collect(struct pdz_collector *c, const struct pdz_record *r, enum pdz_outcome outcome,
                            struct pdz_error *err)
{
	struct tracing tracing = {c, r, outcome};
	c->current = NULL;
	return pdz_run_trace(c->run, r, take_trace, &tracing, err);
}
