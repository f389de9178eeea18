/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run into another: what several threads have made of their records, added up. Numbers
 * of words, cases and tuples are each run's own and are given anew; those of slots, areas
 * and events are the plan's. */
#include "measure/run.h"

#include <stdlib.h>

/* New numbers by old ones. */
struct anew {
	struct pdz_renumber how;
	const struct pdz_plan *plan;
	uint32_t *words, *cases, *rests;
};

/* False: out of memory. */
static bool number_texts(struct pdz_intern *to, const struct pdz_intern *from, uint32_t **numbers)
{
	if ((*numbers = malloc((from->count + 1) * sizeof **numbers)) == NULL)
		return false;
	for (uint32_t i = 0; i < from->count; i++)
		if (((*numbers)[i] = pdz_intern_add(to, pdz_intern_text(from, i))) == PDZ_NONE)
			return false;
	return true;
}

static bool number_rests(struct pdz_run *run, const struct pdz_run *other, struct anew *anew)
{
	uint32_t tuple[PDZ_MAX_DIMENSIONS];
	if ((anew->rests = malloc((other->rests.count + 1) * sizeof *anew->rests)) == NULL)
		return false;
	for (uint32_t i = 0; i < other->rests.count; i++) {
		const struct pdz_str t = pdz_intern_text(&other->rests, i);
		memcpy(tuple, t.p, t.n);
		for (size_t k = 0; k < t.n / sizeof *tuple; k++)
			tuple[k] = tuple[k] != PDZ_NONE ? anew->words[tuple[k]] : PDZ_NONE;
		if ((anew->rests[i] = pdz_intern_add(&run->rests, (struct pdz_str){(const char *)tuple, t.n})) == PDZ_NONE)
			return false;
	}
	return true;
}

static const uint32_t *numbers_of(const struct anew *anew, unsigned column)
{
	switch (column) {
	case PDZ_COL_CASE:
		return anew->cases;
	case PDZ_COL_EVENT:
	case PDZ_COL_AREA:
	case PDZ_NONE:
		return NULL;
	default:
		return anew->words;
	}
}

static uint32_t number_in(const uint32_t *numbers, uint32_t number)
{
	return numbers != NULL && number != PDZ_NONE ? numbers[number] : number;
}

static void renumber_key(const struct pdz_renumber *how, struct pdz_key *key)
{
	const struct anew *anew = (const void *)how; /* it comes first */
	unsigned who, what;
	pdz_slot_columns(anew->plan, &anew->plan->slots[key->slot], &who, &what);
	key->category = number_in(anew->words, key->category);
	key->rest = number_in(anew->rests, key->rest);
	key->who = number_in(numbers_of(anew, who), key->who);
	key->what = number_in(numbers_of(anew, what), key->what);
}

static const uint32_t *renumber_who(const struct pdz_renumber *how, uint32_t slot)
{
	const struct anew *anew = (const void *)how;
	unsigned who, what;
	pdz_slot_columns(anew->plan, &anew->plan->slots[slot], &who, &what);
	return numbers_of(anew, who);
}

static bool add_all(struct pdz_run *run, struct pdz_run *other, struct anew *anew)
{
	size_t count;
	const struct pdz_source_count *sources = pdz_run_sources(other, &count);
	for (size_t i = 0; i < count; i++)
		if (!pdz_run_add_source(run, sources[i].name, sources[i].records, sources[i].used))
			return false;
	for (size_t i = 0; i < run->plan->event_count; i++)
		if (other->feeds[i].fed)
			pdz_run_feed(run, (uint32_t)i, other->feeds[i].since);
	if (!pdz_evidence_add(&run->evidence, run->plan, &other->evidence))
		return false;
	for (size_t slot = 0; slot < run->plan->slot_count; slot++)
		run->routes.met[slot] |= other->routes.met[slot];
	if (!number_texts(&run->words, &other->words, &anew->words) ||
	    !number_texts(&run->cases, &other->cases, &anew->cases) || !number_rests(run, other, anew))
		return false;
	pdz_ledger_absorb(&run->ledger, &other->ledger, &anew->how);
	return true;
}

enum pdz_status pdz_run_absorb(struct pdz_run *run, struct pdz_run *other, struct pdz_error *err)
{
	struct anew anew = {.how = {renumber_key, renumber_who}, .plan = run->plan};
	enum pdz_status status = pdz_run_settle(other, err);
	if (status == PDZ_OK && !add_all(run, other, &anew))
		status = pdz_no_memory(err);
	free(anew.words);
	free(anew.cases);
	free(anew.rests);
	return status == PDZ_OK ? pdz_run_settle(run, err) : status;
}
