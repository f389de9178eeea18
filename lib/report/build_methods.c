/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The methods in the language of the reader, those that something in this report rests
 * on first. */
#include "report/builder.h"
#include "words/methods.h"

enum { METHODS_MAX = 64, KEYS_MAX = 128 };

struct keys {
	struct pdz_str list[KEYS_MAX];
	size_t count;
};

static void note_method_key(struct keys *k, struct pdz_str key)
{
	for (size_t i = 0; i < k->count; i++)
		if (pdz_str_eq(k->list[i], key))
			return;
	if (key.n && k->count < KEYS_MAX)
		k->list[k->count++] = key;
}

static void use_indicator(struct keys *k, const struct pdz_result_indicator *ind)
{
	note_method_key(k, pdz_str(ind->kind->name));
	note_method_key(k, ind->statistic);
}

static void use_comparison(struct keys *k, const struct pdz_comparison *c)
{
	note_method_key(k, c->method);
	if (c->kind == PDZ_COMPARE_BENCHMARK)
		note_method_key(k, PDZ_STR("benchmark"));
	note_method_key(k, PDZ_STR("finding"));
}

/* What holds for every indicator is used by every report. */
static void gather_method_keys(const struct builder *b, struct keys *k)
{
	static const char *const always[] = {"records", "roll_up",  "reason",    "digits", "expected",
	                                     "change",  "progress", "of_target", "verdict"};
	const struct pdz_report *rep = b->rep;
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		note_method_key(k, pdz_str(always[i]));
	for (size_t i = 0; i < rep->entry_count; i++) {
		const struct pdz_entry *e = &b->r->entries[rep->entries[i]];
		use_indicator(k, &b->r->indicators[e->indicator]);
		note_method_key(k, e->method);
		if (pdz_str_is(e->method, "poisson_exact") || pdz_str_is(e->method, "byar"))
			note_method_key(k, PDZ_STR("rate"));
	}
	for (size_t i = 0; i < b->r->comparison_count; i++)
		if (b->wanted[b->r->comparisons[i].indicator])
			use_comparison(k, &b->r->comparisons[i]);
}

static bool is_used(const struct keys *k, const struct pdz_method *m)
{
	for (size_t i = 0; i < k->count; i++)
		if (pdz_method_has(m, k->list[i]))
			return true;
	return false;
}

static struct pdz_str in_words(const struct builder *b, const char *english)
{
	return pdz_str(pdz_say(b->lang, english));
}

static void add_method(struct builder *b, const struct pdz_method *m, bool used)
{
	for (const char *p = m->keys; *p; p++) {
		pdz_buf_char(&b->text, *p == ' ' ? ',' : *p);
		if (*p == ' ')
			pdz_buf_char(&b->text, ' ');
	}
	b->rep->methods[b->rep->method_count++] =
		(struct pdz_report_method){.key = pdz_build_take(b),
	                               .name = in_words(b, m->name),
	                               .group = in_words(b, pdz_method_groups[m->group]),
	                               .formula = in_words(b, m->formula),
	                               .source = in_words(b, m->source),
	                               .applies = in_words(b, m->applies),
	                               .limit = in_words(b, m->limit),
	                               .used = used};
}

void pdz_build_methods(struct builder *b)
{
	struct keys keys = {.count = 0};
	gather_method_keys(b, &keys);
	b->rep->methods = pdz_build_array(b, METHODS_MAX, sizeof *b->rep->methods);
	for (int used = 1; b->rep->methods && used >= 0; used--) {
		for (const struct pdz_method *m = pdz_methods; m->keys && b->rep->method_count < METHODS_MAX; m++)
			if (is_used(&keys, m) == used)
				add_method(b, m, used);
		if (used)
			b->rep->methods_used = b->rep->method_count;
	}
}
