/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which indicators, areas and periods a report is about. */
#include "report/builder.h"

#include "base/fold.h"

#include "pdz/value.h"

#include <stdio.h>
#include <stdlib.h>

/* Takes the next of the comma-separated names; false at the end. */
static bool next_name(const char **list, struct pdz_str *name)
{
	size_t n = 0;
	if (*list == NULL || **list == '\0')
		return false;
	for (; (*list)[n] != '\0' && (*list)[n] != ','; n++)
		n += (*list)[n] == '\\' && (*list)[n + 1] == ',';
	*name = pdz_str_trim((struct pdz_str){*list, n});
	*list += n + ((*list)[n] == ',');
	return true;
}

/* Is a name as it stands in a list, with a backslash before its commas, that one? */
static bool is_name(struct pdz_str listed, struct pdz_str name)
{
	size_t k = 0;
	for (size_t i = 0; i < listed.n; i++, k++) {
		i += listed.p[i] == '\\' && i + 1 < listed.n && listed.p[i + 1] == ',';
		if (k >= name.n || listed.p[i] != name.p[k])
			return false;
	}
	return k == name.n;
}

static bool listed(const char *list, struct pdz_str name)
{
	struct pdz_str one;
	if (!list)
		return true;
	while (next_name(&list, &one))
		if (is_name(one, name))
			return true;
	return false;
}

/* Areas are named as people write them: in any case, with accents and separators or without. */
static bool is_area(struct pdz_str listed, struct pdz_str name)
{
	return pdz_distance(listed, name, 0) == 0;
}

/* The k-th of them: code, name, aliases; p NULL after the last. */
static struct pdz_str name_of_area(const struct pdz_result_area *a, size_t k)
{
	return k == 0 ? a->code : k == 1 ? a->name : k - 2 < a->alias_count ? a->aliases[k - 2] : (struct pdz_str){0};
}

static bool is_named(const struct pdz_result_area *a, struct pdz_str listed)
{
	for (size_t k = 0; name_of_area(a, k).p != NULL; k++)
		if (is_area(listed, name_of_area(a, k)))
			return true;
	return false;
}

static bool area_listed(const char *list, const struct pdz_result_area *a)
{
	struct pdz_str one;
	while (next_name(&list, &one))
		if (is_named(a, one))
			return true;
	return false;
}

/* The i-th name that may be chosen; p NULL after the last. */
typedef struct pdz_str name_at(const struct pdz_results *r, size_t i);

static struct pdz_str objective_name(const struct pdz_results *r, size_t i)
{
	return i < r->objective_count ? r->objectives[i].code : (struct pdz_str){0};
}
static struct pdz_str action_name(const struct pdz_results *r, size_t i)
{
	return i < r->action_count ? r->actions[i].code : (struct pdz_str){0};
}
static struct pdz_str indicator_name(const struct pdz_results *r, size_t i)
{
	if (i < r->indicator_count)
		return r->indicators[i].code;
	const struct pdz_str action = action_name(r, i - r->indicator_count);
	return action.p                                   ? action
	       : i < r->indicator_count + r->action_count ? (struct pdz_str){"", 0}
	                                                  : objective_name(r, i - r->indicator_count - r->action_count);
}
static struct pdz_str area_name(const struct pdz_results *r, size_t i)
{
	for (size_t a = 0; a < r->area_count; i -= 2 + r->areas[a++].alias_count)
		if (i < 2 + r->areas[a].alias_count)
			return name_of_area(&r->areas[a], i);
	return (struct pdz_str){0};
}
static struct pdz_str category_name(const struct pdz_results *r, size_t i)
{
	if (i >= r->entry_count)
		return (struct pdz_str){0};
	return r->entries[i].category.p ? r->entries[i].category : (struct pdz_str){"", 0};
}
static struct pdz_str period_name(const struct pdz_results *r, size_t i)
{
	return i < r->period_count ? r->periods[i].text : (struct pdz_str){0};
}
static struct pdz_str level_name(const struct pdz_results *r, size_t i)
{
	(void)r;
	return pdz_str(pdz_result_level_names[i]);
}
static struct pdz_str verdict_name(const struct pdz_results *r, size_t i)
{
	(void)r;
	return i < PDZ_VERDICTS ? pdz_str(pdz_verdict_names[i]) : (struct pdz_str){0};
}

/* Does a period lie in the one of that name: one of the results, or any other? */
static bool lies_in(struct pdz_period p, const struct pdz_results *r, struct pdz_str name)
{
	struct pdz_period whole;
	bool known = false;
	for (size_t i = 0; i < r->period_count && !known; i++)
		if ((known = pdz_str_eq(r->periods[i].text, name)))
			whole = r->periods[i].period;
	return (known || pdz_period_parse(name, &whole)) && p.first >= whole.first && p.last <= whole.last;
}

/* Every name of the list must be one of those there are. */
static enum pdz_status check(const struct builder *b, const char *unknown, const char *list, name_at *at,
                             struct pdz_error *err)
{
	struct pdz_str one, known;
	while (next_name(&list, &one)) {
		struct pdz_nearest nearest = {0};
		bool found = false;
		for (size_t i = 0; !found && (known = at(b->r, i)).p; i++) {
			found = is_name(one, known) || (at == area_name && is_area(one, known)) ||
			        (at == period_name && lies_in(b->r->periods[i].period, b->r, one));
			pdz_nearest_offer(&nearest, one, known);
		}
		if (found)
			continue;
		char name[PDZ_TEXT_MAX / 4], near[PDZ_TEXT_MAX / 4];
		snprintf(name, sizeof name, "%.*s", (int)one.n, one.p);
		snprintf(near, sizeof near, "%.*s", (int)nearest.best.n, nearest.best.p ? nearest.best.p : "");
		return pdz_fail_finding(err, PDZ_USAGE,
		                        &(struct pdz_diag){.problem = unknown,
		                                           .subject = name,
		                                           .with = {near},
		                                           .expected = nearest.best.p ? "did you mean '{0}'?" : NULL});
	}
	return PDZ_OK;
}

static enum pdz_status check_all(const struct builder *b, struct pdz_error *err)
{
	const struct pdz_selection *s = &b->rep->options.selection;
	const struct {
		const char *unknown, *list;
		name_at *at;
	} lists[] = {
		{"no such objective in the results", s->objectives, objective_name},
		{"no such action in the results", s->actions, action_name},
		{"no such indicator in the results", s->indicators, indicator_name},
		{"no such area in the results", s->areas, area_name},
		{"no such period in the results", s->periods, period_name},
		{"no such level in the results", s->levels, level_name},
		{"no such verdict in the results", s->verdicts, verdict_name},
		{"no such category in the results", s->categories, category_name},
	};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		enum pdz_status status = check(b, lists[i].unknown, lists[i].list, lists[i].at, err);
		if (status)
			return status;
	}
	return PDZ_OK;
}

/* A chosen name as people know it. */
static struct pdz_str word_of_choice(const struct builder *b, name_at *at, struct pdz_str name)
{
	for (int v = 0; at == verdict_name && v < PDZ_VERDICTS; v++)
		if (pdz_str_is(name, pdz_verdict_names[v]))
			return pdz_str(pdz_word_verdict(b->lang, (enum pdz_verdict)v));
	for (int l = 0; at == level_name && l < PDZ_RESULT_LEVELS; l++)
		if (pdz_str_is(name, pdz_result_level_names[l]))
			return pdz_str(pdz_word_level(b->lang, (enum pdz_result_level)l));
	for (size_t i = 0; at == category_name && i < b->r->entry_count; i++)
		if (b->r->entries[i].category.p && is_name(name, b->r->entries[i].category))
			return b->r->entries[i].category;
	for (size_t i = 0; at == area_name && i < b->r->area_count; i++)
		if (is_named(&b->r->areas[i], name))
			return b->r->areas[i].name;
	return name;
}

struct pdz_str pdz_build_choice(struct builder *b)
{
	const struct pdz_selection *s = &b->rep->options.selection;
	const struct {
		const char *english, *list;
		name_at *at;
	} lists[] = {
		{"choice|verdict {0}", s->verdicts, verdict_name},       {"choice|area {0}", s->areas, area_name},
		{"choice|objective {0}", s->objectives, objective_name}, {"choice|action {0}", s->actions, action_name},
		{"choice|indicator {0}", s->indicators, indicator_name}, {"choice|level {0}", s->levels, level_name},
		{"choice|period {0}", s->periods, period_name},          {"choice|category {0}", s->categories, category_name},
	};
	struct pdz_buf names = {0};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct pdz_str one;
		const char *list = lists[i].list;
		pdz_buf_clear(&names);
		while (next_name(&list, &one)) {
			pdz_buf_z(&names, names.n > 0 ? ", " : "");
			pdz_buf_str(&names, word_of_choice(b, lists[i].at, one));
		}
		if (names.n == 0)
			continue;
		pdz_buf_z(&b->text, b->text.n > 0 ? "; " : "");
		pdz_say_into(&b->text, b->lang, lists[i].english, pdz_buf_view(&names));
	}
	b->no_memory |= names.failed;
	pdz_buf_release(&names);
	return pdz_build_take(b);
}

bool pdz_build_verdict_wanted(const struct builder *b, enum pdz_verdict v)
{
	return listed(b->rep->options.selection.verdicts, pdz_str(pdz_verdict_names[v]));
}

static void choose_indicators(struct builder *b)
{
	const struct pdz_selection *s = &b->rep->options.selection;
	b->wanted = pdz_build_array(b, b->r->indicator_count, sizeof *b->wanted);
	for (size_t i = 0; b->wanted && i < b->r->indicator_count; i++) {
		const struct pdz_result_indicator *ind = &b->r->indicators[i];
		struct pdz_str action = ind->action == PDZ_NONE ? PDZ_STR("") : b->r->actions[ind->action].code;
		b->wanted[i] = listed(s->objectives, b->r->objectives[ind->objective].code) && listed(s->actions, action) &&
		               (listed(s->indicators, ind->code) || listed(s->indicators, action) ||
		                listed(s->indicators, b->r->objectives[ind->objective].code)) &&
		               listed(s->levels, pdz_str(pdz_result_level_names[ind->level]));
	}
}

/* In time; what ends together, the shorter first: years, then the plan. */
static int compare_periods(const void *left, const void *right)
{
	const struct pdz_period *a = left, *c = right;
	if (a->level != c->level)
		return a->level == PDZ_PLAN ? 1 : c->level == PDZ_PLAN ? -1 : a->level < c->level ? -1 : 1;
	return a->first < c->first ? -1 : a->first > c->first;
}

static bool same_period(struct pdz_period a, struct pdz_period c)
{
	return a.level == c.level && a.first == c.first && a.last == c.last;
}

static void choose_periods(struct builder *b)
{
	const char *list = b->rep->options.selection.periods;
	b->periods = pdz_build_array(b, b->r->period_count, sizeof *b->periods);
	for (size_t i = 0; b->periods && i < b->r->period_count; i++) {
		const char *rest = list;
		struct pdz_str one;
		bool wanted = list == NULL;
		while (!wanted && next_name(&rest, &one))
			wanted = lies_in(b->r->periods[i].period, b->r, one);
		if (wanted)
			b->periods[b->period_count++] = b->r->periods[i].period;
	}
	if (b->period_count)
		qsort(b->periods, b->period_count, sizeof *b->periods, compare_periods);
}

static void choose_areas(struct builder *b)
{
	const char *list = b->rep->options.selection.areas;
	b->areas = pdz_build_array(b, b->r->area_count, sizeof *b->areas);
	const bool parts = b->rep->options.layout != PDZ_AREAS; /* side by side stand those that were named */
	for (uint32_t i = 0; list && b->areas && i < b->r->area_count; i++) {
		bool wanted = false;
		for (uint32_t of = i; of != PDZ_NONE && !wanted && (of == i || parts); of = b->r->areas[of].parent)
			wanted = area_listed(list, &b->r->areas[of]);
		if (wanted)
			b->areas[b->area_count++] = i;
	}
}

/* That of the tables, if one is chosen: some entry's text. */
static void choose_category(struct builder *b)
{
	const char *list = b->rep->options.selection.categories;
	for (size_t i = 0; list && i < b->r->entry_count && b->category.p == NULL; i++)
		if (b->r->entries[i].category.p && listed(list, b->r->entries[i].category))
			b->category = b->r->entries[i].category;
}

/* The whole plan if it is there, else the latest period that had begun. */
static void choose_reference(struct builder *b)
{
	for (size_t i = 0; i < b->period_count; i++) {
		struct pdz_period p = b->periods[i];
		if (i == 0 || p.level == PDZ_PLAN || (pdz_period_begin(p) <= b->r->as_of && p.level == b->periods[0].level))
			b->reference = p;
	}
}

static bool entry_wanted(const struct builder *b, const struct pdz_entry *e)
{
	bool area = b->area_count == 0, period = false;
	for (size_t i = 0; i < b->area_count && !area; i++)
		area = e->area == b->areas[i];
	for (size_t i = 0; i < b->period_count && !period; i++)
		period = same_period(e->period, b->periods[i]);
	const bool category = b->category.p == NULL ||
	                      (e->category.p && listed(b->rep->options.selection.categories, e->category));
	return b->wanted[e->indicator] && area && period && category && pdz_build_verdict_wanted(b, e->verdict);
}

enum pdz_status pdz_build_selection(struct builder *b, struct pdz_error *err)
{
	enum pdz_status status = check_all(b, err);
	if (status)
		return status;
	choose_indicators(b);
	choose_periods(b);
	choose_areas(b);
	choose_category(b);
	choose_reference(b);
	b->rep->entries = pdz_build_array(b, b->r->entry_count, sizeof *b->rep->entries);
	for (size_t i = 0; !b->no_memory && i < b->r->entry_count; i++) {
		uint32_t number = b->r->order[i];
		if (entry_wanted(b, &b->r->entries[number]))
			b->rep->entries[b->rep->entry_count++] = number;
	}
	return b->no_memory ? pdz_no_memory(err) : PDZ_OK;
}

static bool all_together(const struct builder *b, const struct pdz_entry *e)
{
	if (b->category.p ? !e->category.p || !pdz_str_eq(e->category, b->category) : e->category.p != NULL)
		return false;
	for (size_t i = 0; i < e->dimension_count; i++)
		if (e->dimensions[i].value.p)
			return false;
	return true;
}

const struct pdz_entry *pdz_build_entry(const struct builder *b, uint32_t indicator, struct pdz_period period,
                                        uint32_t area)
{
	const struct pdz_result_indicator *ind = &b->r->indicators[indicator];
	for (uint32_t i = 0; i < ind->entry_count; i++) {
		const struct pdz_entry *e = &b->r->entries[b->r->order[ind->first_entry + i]];
		/* the root area is the whole, whether or not the results are by area */
		bool here = area == PDZ_NONE || area == 0 ? e->area == PDZ_NONE || e->area == 0 : e->area == area;
		if (here && same_period(e->period, period) && all_together(b, e))
			return e;
	}
	return NULL;
}
