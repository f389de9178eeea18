/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of protecting results, in their order. */
#include "publish/table.h"

#include <stdlib.h>

/* Records none of which bears a case are nobody's, whatever their event. */
static void forget_nobodies(struct pub_table *t)
{
	struct pdz_results *r = t->r;
	for (size_t i = 0; i < r->indicator_count; i++) {
		struct pdz_result_indicator *ind = &r->indicators[i];
		struct pub_subject *s = &t->regions.subjects[i];
		bool nobody = true;
		for (uint32_t k = 0; k < ind->entry_count && nobody; k++) {
			const struct pdz_entry *e = &r->entries[r->order[ind->first_entry + k]];
			nobody = e->persons.ok ? e->persons.number == 0 : !e->n.ok || e->n.number == 0;
		}
		struct pub_side *const sides[] = {&s->numerator, &s->denominator, &s->items};
		uint32_t *const numbers[] = {&ind->persons.numerator, &ind->persons.denominator, &ind->persons.items};
		for (size_t k = 0; k < 3; k++)
			if (r->suppress_below <= 1 || (sides[k]->guarded && nobody))
				sides[k]->quantity = *numbers[k] = 0;
		ind->persons.subset &= ind->persons.numerator != 0 && ind->persons.denominator != 0;
	}
}

/* What is done or not, or in how many periods, is of persons where others count the same records as theirs. */
static void find_acts_of_persons(struct pub_table *t)
{
	struct pdz_results *r = t->r;
	uint32_t *whose = calloc(t->plan->event_count + 1, sizeof *whose);
	t->no_memory |= whose == NULL;
	for (int turn = 0; turn < 2 && whose != NULL; turn++)
		for (size_t i = 0; i < r->indicator_count; i++) {
			struct pdz_result_indicator *ind = &r->indicators[i];
			struct pdz_result_persons *p = &ind->persons;
			const struct pub_subject *s = &t->regions.subjects[i];
			const uint32_t any = p->items != 0 ? p->items : p->numerator != 0 ? p->numerator : p->denominator;
			const bool tells = turn == 1 && any == 0 && ind->kind->n_is_records;
			for (size_t k = 0; k < s->event_count; k++) {
				uint32_t *of = &whose[s->events[k]];
				if (turn == 0 && any != 0)
					*of = any;
				else if (tells && *of != 0 && !t->plan->events[s->events[k]].is_public)
					p->items = *of;
			}
		}
	free(whose);
}

static enum pdz_status begin_table(struct pub_table *t, struct pdz_results *r, const struct pdz_plan *plan,
                                   struct pdz_error *err)
{
	const char *strange = NULL;
	*t = (struct pub_table){.r = r, .plan = plan, .unprotected = PDZ_NONE};
	if (!pdz_str_is(r->plan_sha256, plan->sha256))
		return pdz_fail(err, PDZ_INPUT, NULL, 0, 0,
		                "the results are not of this plan (expected the one they were computed with)");
	if (!plan->settings.protects && plan->settings.suppress_below > 1)
		return pdz_fail(err, PDZ_INPUT, NULL, 0, 0,
		                "the plan does not say from how many persons on a figure may be published (expected "
		                "settings.suppress_below)");
	r->suppress_below = plan->settings.suppress_below;
	t->threshold = (double)plan->settings.suppress_below;
	t->dominance = plan->settings.dominance;
	r->publication = (struct pdz_publication){.on = true, .threshold = r->suppress_below};
	if (!pdz_regions_make(&t->regions, r, plan, &strange))
		return strange == NULL ? pdz_no_memory(err)
		                       : pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "the plan has no such indicator: '%s'", strange);
	forget_nobodies(t);
	find_acts_of_persons(t);
	return t->no_memory ? pdz_no_memory(err) : PDZ_OK;
}

bool pdz_publish_protect(struct pub_table *t, struct pub_table *before)
{
	bool safe = true;
	pdz_publish_collect(t);
	if (!t->no_memory)
		pdz_publish_collect_comparisons(t);
	if (!t->no_memory)
		pdz_publish_relate(t);
	if (!t->no_memory)
		pdz_publish_relate_regions(t);
	if (!t->no_memory && before != NULL)
		pdz_publish_relate_since(t, before);
	t->no_memory = t->no_memory || !pdz_publish_link(t);
	if (!t->no_memory && before != NULL)
		pdz_publish_hide_since(t, before);
	if (!t->no_memory) {
		pdz_publish_primary(t);
		pdz_publish_complementary(t);
	}
	if (!t->no_memory && t->unprotected == PDZ_NONE)
		safe = pdz_publish_audit(t);
	return safe && !t->no_memory && t->unprotected == PDZ_NONE;
}

/* Which figure it is that cannot be kept. */
static enum pdz_status say_unsafe(const struct pub_table *t, struct pdz_error *err)
{
	for (size_t i = 0; t->unprotected != PDZ_NONE && i < t->cell_count; i++)
		for (uint32_t k = 0; k < t->cells[i].count; k++) {
			if (t->shows[t->cells[i].first + k] != t->unprotected || t->cells[i].kind == PUB_COMPARISON)
				continue;
			const struct pdz_entry *e = &t->r->entries[t->cells[i].entry];
			struct pdz_buf b = {0};
			pdz_buf_str(&b, t->r->indicators[e->indicator].code);
			pdz_buf_char(&b, ' ');
			pdz_period_write(&b, e->period);
			if (e->area != PDZ_NONE) {
				pdz_buf_char(&b, ' ');
				pdz_buf_str(&b, t->r->areas[e->area].code);
			}
			pdz_buf_char(&b, '\0');
			const enum pdz_status status = pdz_fail(
				err, PDZ_INPUT, NULL, 0, 0,
				"what was published before and this would together tell of few persons: '%s'", b.failed ? "" : b.p);
			pdz_buf_release(&b);
			return status;
		}
	return pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "could not make sure that no small number can be recomputed");
}

enum pdz_status pdz_publish(struct pdz_results *results, const struct pdz_plan *plan, struct pdz_results *before,
                            struct pdz_error *err)
{
	struct pub_table t = {0}, old = {0};
	enum pdz_status status = begin_table(&t, results, plan, err);
	if (status == PDZ_OK && before != NULL)
		status = begin_table(&old, before, plan, err);
	if (status == PDZ_OK && before != NULL && !pdz_publish_protect(&old, NULL))
		status = old.no_memory ? pdz_no_memory(err) : say_unsafe(&old, err);
	if (status == PDZ_OK && !pdz_publish_protect(&t, before != NULL ? &old : NULL))
		status = t.no_memory ? pdz_no_memory(err) : say_unsafe(&t, err);
	if (status == PDZ_OK) {
		pdz_publish_apply(&t);
		status = t.no_memory ? pdz_no_memory(err) : PDZ_OK;
	}
	pdz_publish_table_release(&t);
	pdz_publish_table_release(&old);
	return status;
}
