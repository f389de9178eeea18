/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the words a plan speaks in: events, dimensions, policy areas. */
#include "plan/loader.h"
#include "plan/look_up.h"

static void load_persons(const struct pdz_json *at, struct pdz_event *e)
{
	const struct pdz_json persons = pdz_json_get(at, "persons");
	bool counted = false;
	if (persons.value != NULL && pdz_json_bool(&persons, &counted))
		e->persons = counted ? PDZ_PERSONS_COUNTED : PDZ_NO_PERSONS;
}

static void load_closed_list(struct pdz_loader *l, const struct pdz_json *at, struct pdz_closed_list *out)
{
	const size_t n = pdz_json_size(at);
	if (at->value == NULL || !pdz_json_is_array(at, true))
		return;
	if (n == 0)
		pdz_json_problem(at, "empty list", NULL, "expected at least one value");
	out->values = pdz_loader_alloc(l, n, sizeof *out->values);
	struct pdz_intern seen = {0};
	for (size_t i = 0; out->values != NULL && i < n; i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		struct pdz_str text;
		if (!pdz_json_text(&item, true, &text))
			continue;
		if (pdz_intern_add(&seen, text) < out->count)
			pdz_json_problem(&item, "listed twice", text.p, NULL);
		else
			out->values[out->count++] = pdz_loader_copy(l, text);
	}
	l->no_memory |= seen.failed;
	pdz_intern_release(&seen);
	pdz_sort_listed(out);
}

void pdz_load_vocabulary(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"name", "unit", "persons", "counts", "public", "categories", NULL};
	struct pdz_plan *plan = l->plan;
	if (!pdz_json_is_object(at, true))
		return;
	if (pdz_json_size(at) == 0)
		pdz_json_problem(at, "no events", NULL, "expected at least one");
	plan->events = pdz_loader_alloc(l, pdz_json_size(at), sizeof *plan->events);
	if (plan->events == NULL)
		return;
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		struct pdz_event *e = &plan->events[plan->event_count++];
		pdz_json_code_key(&member);
		e->code = pdz_loader_copy(l, pdz_str(member.key));
		if (pdz_intern_add(&plan->event_codes, e->code) == PDZ_NONE)
			l->no_memory = true;
		if (!pdz_json_is_object(&member, true))
			continue;
		pdz_json_closed_to(&member, keys);
		e->name = pdz_loader_text(l, &member, "name", true);
		e->unit = pdz_loader_text(l, &member, "unit", false);
		load_persons(&member, e);
		const struct pdz_json counts = pdz_json_get(&member, "counts");
		pdz_json_bool(&counts, &e->counts);
		const struct pdz_json is_public = pdz_json_get(&member, "public");
		pdz_json_bool(&is_public, &e->is_public);
		const struct pdz_json categories = pdz_json_get(&member, "categories");
		load_closed_list(l, &categories, &e->categories);
	}
}

/* Records have such a column, or --by such a period. */
static bool is_taken(struct pdz_str name)
{
	for (int level = PDZ_PLAN; level <= PDZ_MONTH; level++)
		if (pdz_str_is(name, pdz_level_name((enum pdz_level)level)))
			return true;
	return pdz_column_find(name) != PDZ_COLUMNS || pdz_str_is(name, "quantity") || pdz_str_is(name, "records") ||
	       pdz_str_is(name, "cases") || pdz_str_is(name, "yearly_cases") || pdz_str_is(name, "categories");
}

void pdz_load_dimensions(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"name", "values", NULL};
	struct pdz_plan *plan = l->plan;
	if (!pdz_json_is_object(at, false))
		return;
	if (pdz_json_size(at) > PDZ_MAX_DIMENSIONS)
		pdz_json_problem(at, "too many dimensions", NULL, "expected at most 32");
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		const struct pdz_str code = pdz_str(member.key);
		if (plan->dimension_count == PDZ_MAX_DIMENSIONS)
			break;
		struct pdz_dimension *d = &plan->dimensions[plan->dimension_count++];
		if (pdz_json_code_key(&member) && is_taken(code))
			pdz_json_problem(&member, "the name is taken", member.key, "expected a name of its own");
		d->code = pdz_loader_copy(l, code);
		if (pdz_json_is_object(&member, true)) {
			pdz_json_closed_to(&member, keys);
			d->name = pdz_loader_text(l, &member, "name", true);
			const struct pdz_json values = pdz_json_get(&member, "values");
			load_closed_list(l, &values, &d->values);
		}
	}
}

void pdz_load_policy_areas(const struct pdz_json *at)
{
	struct pdz_json member;
	struct pdz_str name;
	if (!pdz_json_is_object(at, false))
		return;
	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		pdz_json_code_key(&member);
		pdz_json_text(&member, true, &name);
	}
}
