/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan: loading the document from top to bottom, what only the whole can tell (which
 * slots each event feeds), and finding things in it. */
#include "plan/loader.h"

#include <stdlib.h>

static const char default_language[] = "it";

void pdz_plan_free(struct pdz_plan *plan)
{
	if (plan == NULL)
		return;
	pdz_intern_release(&plan->words);
	pdz_intern_release(&plan->cases);
	pdz_intern_release(&plan->event_codes);
	pdz_intern_release(&plan->area_keys);
	pdz_intern_release(&plan->action_codes);
	pdz_intern_release(&plan->indicator_codes);
	free(plan->people.rows);
	free(plan->area_of_key);
	free(plan->slots);
	free(plan->dispatch);
	free(plan->dispatch_first);
	pdz_arena_release(&plan->arena);
	free(plan);
}

static bool fed_by(const struct pdz_selector *s, uint32_t event)
{
	for (size_t i = 0; i < s->event_count; i++)
		if (s->events[i] == event)
			return true;
	for (size_t i = 0; i < s->none_count; i++)
		if (s->none[i] == event)
			return true;
	return false;
}

/* For each event, the slots it feeds: no record is tested against the others. */
static bool build_dispatch(struct pdz_plan *plan)
{
	plan->dispatch_first = calloc(plan->event_count + 1, sizeof *plan->dispatch_first);
	size_t cap = 0, n = 0;
	if (plan->dispatch_first == NULL)
		return false;
	for (uint32_t e = 0; e < plan->event_count; e++) {
		plan->dispatch_first[e] = (uint32_t)n;
		for (uint32_t s = 0; s < plan->slot_count; s++) {
			if (!fed_by(&plan->slots[s].selector, e))
				continue;
			if (!pdz_grow(&plan->dispatch, &cap, n + 1, sizeof *plan->dispatch))
				return false;
			plan->dispatch[n++] = s;
		}
	}
	plan->dispatch_first[plan->event_count] = (uint32_t)n;
	return true;
}

static void load_version(const struct pdz_json *at)
{
	double version;
	if (pdz_json_number(at, true, &version) && version != 1)
		pdz_json_unfit(at, "unknown version of the plan format", "expected 1");
}

static void load_document(struct pdz_loader *l, const struct pdz_json *root)
{
	static const char *const keys[] = {
		"$schema",    "pdz_plan",    "id",       "name",       "note",         "language",
		"period",     "year_begins", "areas",    "population", "policy_areas", "events",
		"dimensions", "settings",    "holidays", "sources",    "objectives",   "accepted_advice",
		NULL};
	static const char *const languages[] = {default_language, "en", NULL};
	struct pdz_plan *plan = l->plan;
	if (!pdz_json_is_object(root, true))
		return;
	pdz_json_closed_to(root, keys);
	l->root = root;
	const struct pdz_json language = pdz_json_get(root, "language");
	load_version(PDZ_AT(root, "pdz_plan"));
	pdz_json_text(PDZ_AT(root, "$schema"), false, &(struct pdz_str){0});
	plan->id = pdz_loader_code(l, root, "id");
	plan->name = pdz_loader_text(l, root, "name", true);
	plan->note = pdz_loader_text(l, root, "note", false);
	int choice = 0;
	pdz_json_choice(&language, false, languages, &choice);
	memcpy(plan->language, languages[choice], 3);
	pdz_load_period(l, PDZ_AT(root, "period"));
	choice = 0;
	pdz_json_choice(PDZ_AT(root, "year_begins"), false, pdz_month_names, &choice);
	plan->year_begins = (unsigned)choice + 1;
	pdz_load_settings(l, PDZ_AT(root, "settings"));
	pdz_load_holidays(l, PDZ_AT(root, "holidays"));
	pdz_load_areas(l, PDZ_AT(root, "areas"));
	pdz_load_people(l, PDZ_AT(root, "population"));
	pdz_load_policy_areas(PDZ_AT(root, "policy_areas"));
	pdz_load_dimensions(l, PDZ_AT(root, "dimensions"));
	pdz_load_vocabulary(l, PDZ_AT(root, "events"));
	pdz_load_sources(l, PDZ_AT(root, "sources"));
	pdz_load_accepted_advice(PDZ_AT(root, "accepted_advice"));
	pdz_load_objectives(l, root);
}

enum pdz_status pdz_plan_load_with(struct pdz_plan **out, const char *path, const struct pdz_kind *const *kinds,
                                   const char *const *kind_names, const struct pdz_diag_sink *sink,
                                   struct pdz_error *err)
{
	struct pdz_json_doc doc;
	struct pdz_loader l = {.plan = calloc(1, sizeof *l.plan), .kinds = kinds, .kind_names = kind_names};
	*out = NULL;
	if (l.plan == NULL)
		return pdz_no_memory(err);
	enum pdz_status status = pdz_json_load(&doc, path, "pdz_plan", sink, err);
	if (status != PDZ_OK) {
		pdz_plan_free(l.plan);
		return status;
	}
	if (doc.language == NULL)
		doc.language = default_language;
	memcpy(l.plan->sha256, doc.sha256, sizeof l.plan->sha256);
	const struct pdz_json root = pdz_json_root(&doc);
	load_document(&l, &root);
	if (doc.errors == 0 && !l.no_memory)
		pdz_load_rests(&l);
	if (l.no_memory)
		status = pdz_no_memory(err);
	else if (doc.errors > 0)
		status = pdz_fail(err, PDZ_INPUT, path, 0, 0, "the plan has %zu mistake%s", doc.errors,
		                  doc.errors == 1 ? "" : "s");
	else if (!build_dispatch(l.plan))
		status = pdz_no_memory(err);
	else
		pdz_advise_plan(&l, &root);
	pdz_json_release(&doc);
	if (status != PDZ_OK) {
		pdz_plan_free(l.plan);
		return status;
	}
	*out = l.plan;
	return PDZ_OK;
}
