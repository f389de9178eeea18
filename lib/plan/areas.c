/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the tree of areas into preorder, and finding areas by any spelling. */
#include "plan/loader.h"

#include "base/fold.h"

#include <stdlib.h>

static size_t count_areas(json_t *value)
{
	size_t n = 1, i;
	json_t *part;
	json_array_foreach (json_object_get(value, "areas"), i, part)
		n += count_areas(part);
	return n;
}

/* One spelling of an area. The same folded spelling may not mean two areas. */
static void add_area_key(struct pdz_loader *l, const struct pdz_json *at, struct pdz_str text, uint32_t area)
{
	struct pdz_plan *plan = l->plan;
	struct pdz_buf folded = {0};
	const size_t before = plan->area_keys.count;
	uint32_t *grown = realloc(plan->area_of_key, (before + 1) * sizeof *grown); /* room first: a key has its area */
	if (grown == NULL) {
		l->no_memory = true;
		return;
	}
	plan->area_of_key = grown;
	pdz_fold(&folded, text);
	const uint32_t key = folded.failed ? PDZ_NONE : pdz_intern_add(&plan->area_keys, pdz_buf_view(&folded));
	pdz_buf_release(&folded);
	if (key == PDZ_NONE)
		l->no_memory = true;
	else if (plan->area_keys.count > before)
		plan->area_of_key[key] = area;
	else if (plan->area_of_key[key] != area)
		pdz_json_problem(at, "names two areas", text.p, "expected a code, name or alias of its own");
}

/* Casal Maggiore is Casalmaggiore: the spellings once more without their blanks, where that is no other area. */
static void add_keys_without_blanks(struct pdz_loader *l)
{
	struct pdz_plan *plan = l->plan;
	const size_t spellings = plan->area_keys.count;
	struct pdz_buf joined = {0};

	for (uint32_t key = 0; key < spellings && !l->no_memory; key++) {
		const struct pdz_str text = pdz_intern_text(&plan->area_keys, key);
		pdz_buf_clear(&joined);
		for (size_t i = 0; i < text.n; i++)
			if (text.p[i] != ' ')
				pdz_buf_char(&joined, text.p[i]);
		const size_t before = plan->area_keys.count;
		uint32_t *grown = realloc(plan->area_of_key, (before + 1) * sizeof *grown);
		plan->area_of_key = grown ? grown : plan->area_of_key;
		const uint32_t same = !grown || joined.failed ? PDZ_NONE
		                                              : pdz_intern_add(&plan->area_keys, pdz_buf_view(&joined));
		l->no_memory |= same == PDZ_NONE;
		if (same != PDZ_NONE && plan->area_keys.count > before)
			plan->area_of_key[same] = plan->area_of_key[key];
		else if (same != PDZ_NONE && same >= spellings && plan->area_of_key[same] != plan->area_of_key[key])
			plan->area_of_key[same] = PDZ_NONE; /* of two areas: of none */
	}
	pdz_buf_release(&joined);
}

static void load_keys(struct pdz_loader *l, const struct pdz_json *at, uint32_t index)
{
	struct pdz_area *area = &l->plan->areas[index];
	const struct pdz_json code = pdz_json_get(at, "code"), name = pdz_json_get(at, "name"),
						  aliases = pdz_json_get(at, "aliases");
	if (area->code.n > 0)
		add_area_key(l, &code, area->code, index);
	/* An area named as one of its parts is common (a district and its town): the part has the name. */
	const uint32_t namesake = pdz_plan_area(l->plan, area->name);
	if (area->name.n > 0 && (namesake == PDZ_NONE || namesake < index || namesake > area->last))
		add_area_key(l, &name, area->name, index);
	if (!pdz_json_is_array(&aliases, false))
		return;
	const size_t n = pdz_json_size(&aliases);
	area->aliases = pdz_loader_alloc(l, n, sizeof *area->aliases);
	if (area->aliases == NULL)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct pdz_json item = pdz_json_item(&aliases, i);
		struct pdz_str s;
		if (!pdz_json_text(&item, true, &s))
			continue;
		area->aliases[area->alias_count++] = s = pdz_loader_copy(l, s);
		add_area_key(l, &item, s, index);
	}
}

static void load_area(struct pdz_loader *l, const struct pdz_json *at, uint32_t parent);

static void load_area_parts(struct pdz_loader *l, const struct pdz_json *at, uint32_t parent)
{
	const size_t n = pdz_json_size(at);
	if (n == 0)
		pdz_json_problem(at, "empty list", NULL, "expected at least one area");
	for (size_t i = 0; i < n; i++) {
		const struct pdz_json part = pdz_json_item(at, i);
		if (pdz_json_is_object(&part, true))
			load_area(l, &part, parent);
	}
}

static void load_area(struct pdz_loader *l, const struct pdz_json *at, uint32_t parent)
{
	static const char *const keys[] = {"code", "name", "aliases", "population", "areas", NULL};
	struct pdz_plan *plan = l->plan;
	const uint32_t index = (uint32_t)plan->area_count++;
	struct pdz_area *area = &plan->areas[index];
	area->parent = parent;
	area->last = index;
	area->depth = parent == PDZ_NONE ? 0 : plan->areas[parent].depth + 1;
	if (!pdz_json_closed_to(at, keys))
		return;
	area->code = pdz_loader_code(l, at, "code");
	area->name = pdz_loader_text(l, at, "name", true);
	const struct pdz_json population = pdz_json_get(at, "population"), parts = pdz_json_get(at, "areas");
	if (population.value != NULL)
		pdz_load_years(l, &population, NULL, 0, &area->population);
	if (pdz_json_is_array(&parts, false))
		load_area_parts(l, &parts, index);
	plan->areas[index].last = (uint32_t)plan->area_count - 1;
	load_keys(l, at, index); /* after the parts: their names come first */
}

void pdz_load_areas(struct pdz_loader *l, const struct pdz_json *at)
{
	if (!pdz_json_is_object(at, true))
		return;
	l->plan->areas = pdz_loader_alloc(l, count_areas(at->value), sizeof *l->plan->areas);
	if (l->plan->areas != NULL)
		load_area(l, at, PDZ_NONE);
	add_keys_without_blanks(l);
}
