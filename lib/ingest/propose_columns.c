/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which column of a file is what: id, case, area, the one that names events, those that repeat. */
#include "ingest/propose.h"

#include "base/fold.h"
#include "mapping/words.h"

static size_t find_column(const struct proposal *p, bool (*fits)(const struct seen_column *))
{
	for (size_t i = 0; i < p->count; i++)
		if (!p->columns[i].in_pattern && fits(&p->columns[i]))
			return i;
	return SIZE_MAX;
}

/* Columns of one meaning */

/* "Numero utenti" counts them; "Utente n." tells one from another. */
static bool is_row_number(const struct seen_column *c)
{
	static const char *const whole[] = {
		" n", " nr", " no", " num", " numero", " number", " n ordine", " n d ordine", " numero d ordine", " id"};
	static const char *const rows[] = {"prot", "protocollo", "mandato", "progressivo", NULL};
	const size_t n = strlen(c->folded);

	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		if (strcmp(c->folded, whole[i]) == 0)
			return true;
	return pdz_proposal_named(c, rows) || (n > 4 && strcmp(c->folded + n - 2, " n") == 0); /* D.N. is a birth */
}

static bool is_code(const struct seen_column *c)
{
	static const char *const codes[] = {"id",      "codice", "cod",     "code",   "matricola",
	                                    "tessera", "rif",    "pratica", "scheda", NULL};

	return c->filled > 0 && !pdz_proposal_is_day(c) && c->longest < 60 && !pdz_proposal_most(c, c->areas) &&
	       (is_row_number(c) || pdz_proposal_named(c, codes));
}

/* What the file is a list of, as "Accordo" in accordi.csv. */
static bool names_its_rows(struct proposal *p, const struct seen_column *c)
{
	struct word_list words = {.count = 0};

	if (c->filled < p->rows || c->personal || pdz_proposal_is_day(c) || pdz_proposal_is_number(c))
		return false;
	pdz_words_add(p, &words, c->name);
	return words.count == 1 && pdz_words_meet(&words, &p->context);
}

/* Nearly each row has its own: some are sent twice, of those with a number of their own more than of others. */
static bool is_id(struct proposal *p, const struct seen_column *c)
{
	return (is_code(c) || names_its_rows(p, c)) && c->values.count * 100 >= c->counted * (is_row_number(c) ? 85 : 95);
}

static bool is_case_named(const struct seen_column *c)
{
	static const char *const persons[] = {"caso",         "utente",       "partecipante", "assistito", "assistita",
	                                      "beneficiario", "beneficiaria", "paziente",     "persona",   "nucleo",
	                                      "case",         "client",       "participant",  NULL};
	static const char *const codes[] = {"codice fiscale", "cod fisc", "codfisc", "cf", "c f", NULL};
	static const char *const marks[] = {"id", "codice", "cod", "code", "n", "numero", "nr", NULL};

	if (c->filled == 0 || pdz_proposal_is_date(c))
		return false;
	const bool alone = strchr(c->folded + 1, ' ') == NULL && c->values.count > 1;
	return pdz_proposal_named(c, codes) || (pdz_proposal_named(c, persons) && (alone || pdz_proposal_named(c, marks)));
}

/* A name, or whatever tells who somebody is under a header that says so. */
static bool is_whole_name(const struct seen_column *c)
{
	static const char *const words[] = {
		"nominativo", "cognome e nome", "nome e cognome", "cognome nome", "full name", "utente", "assistito",
		"assistita",  "beneficiario",   "beneficiaria",   "partecipante", "paziente",  NULL};

	return c->filled > 0 && c->personal && pdz_proposal_named(c, words);
}

static bool is_action_named(const struct seen_column *c)
{
	static const char *const words[] = {"azione", "action", NULL};

	return c->filled > 0 && !c->personal && pdz_proposal_named(c, words) && !pdz_proposal_is_date(c);
}

static bool is_action(const struct seen_column *c)
{
	return !c->personal && c->actions && pdz_proposal_most(c, c->actions) &&
	       (is_action_named(c) || c->numbers < c->filled);
}

static bool is_status(const struct seen_column *c)
{
	static const char *const words[] = {"stato", "esito", "status", "situazione", NULL};

	/* where it says that it is one, what is not understood of it is told when it is read */
	return pdz_proposal_is_kind(c) &&
	       (pdz_proposal_most(c, c->statuses) || (c->statuses * 4 >= c->filled && pdz_proposal_named(c, words)));
}

static bool is_category(const struct seen_column *c)
{
	static const char *const words[] = {"tipo",   "categoria", "qualifica", "voce", "motivo", "profession",
	                                    "genere", "category",  "kind",      "type", NULL};

	return pdz_proposal_is_kind(c) && pdz_proposal_named(c, words);
}

/* Where people live before where something is done, that before any other. */
static size_t find_area(const struct proposal *p)
{
	static const char *const by_worth[][4] = {
		{"residenza", NULL}, {"comune", "municipality", "town", NULL}, {"territorio", "ambito", "distretto", NULL}};
	size_t any = SIZE_MAX;

	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < p->count; i++) {
			const struct seen_column *c = &p->columns[i];
			if (c->personal || (c->areas == 0 && p->plan) || c->filled == 0)
				continue;
			if (!p->plan && k < 2 && pdz_proposal_named(c, by_worth[k]) && !pdz_proposal_is_day(c) &&
			    !pdz_proposal_is_number(c))
				return i;
			if (c->areas * 10 >= c->filled * 3 && pdz_proposal_named(c, by_worth[k]))
				return i; /* what is not an area of the plan is told when the file is read */
			if (c->areas * 10 >= c->filled * 7 && any == SIZE_MAX)
				any = i;
		}
	return any;
}

bool pdz_proposal_area_unsure(struct proposal *p, struct pdz_str text)
{
	const struct seen_column *c = &p->columns[p->area];
	const uint32_t area = pdz_plan_area(p->plan, text);
	struct word_list own = {.count = 0};

	if (area == PDZ_NONE)
		return false;
	pdz_words_add(p, &own, p->plan->areas[area].name);
	for (uint32_t up = p->plan->areas[area].parent; up != PDZ_NONE; up = p->plan->areas[up].parent) {
		struct word_list words = {.count = 0};
		size_t like_it = 0, like_up = 0;
		pdz_words_add(p, &words, p->plan->areas[up].name);
		if (!pdz_words_meet(&own, &words))
			continue;
		for (uint32_t v = 0; v < c->values.count; v++) {
			const uint32_t other = pdz_plan_area(p->plan, pdz_intern_text(&c->values, v));
			like_it += other != PDZ_NONE && other != area && p->plan->areas[other].depth == p->plan->areas[area].depth;
			like_up += other != PDZ_NONE && p->plan->areas[other].depth == p->plan->areas[up].depth;
		}
		if (like_up > like_it)
			return true;
	}
	return false;
}

static void find_dimensions(struct proposal *p)
{
	for (size_t d = 0; d < PDZ_MAX_DIMENSIONS; d++)
		p->dimensions[d] = SIZE_MAX;
	for (size_t d = 0; p->plan && d < p->plan->dimension_count; d++) {
		struct word_list words = {.count = 0};
		pdz_words_add(p, &words, p->plan->dimensions[d].code);
		pdz_words_add(p, &words, p->plan->dimensions[d].name);
		for (size_t i = 0; i < p->count && p->dimensions[d] == SIZE_MAX; i++) {
			struct word_list own = {.count = 0};
			size_t met = 0;
			pdz_words_add(p, &own, p->columns[i].name);
			for (size_t k = 0; k < own.count; k++) {
				const struct word_list one = {.words = {own.words[k]}, .count = 1};
				met += pdz_words_meet(&one, &words);
			}
			if (own.count && met == own.count && pdz_proposal_is_kind(&p->columns[i]) && i != p->area && i != p->status)
				p->dimensions[d] = i;
		}
	}
}

bool pdz_proposal_is_used(const struct proposal *p, size_t i)
{
	bool used = i == p->area || i == p->action || i == p->status;

	for (size_t d = 0; d < PDZ_MAX_DIMENSIONS; d++)
		used |= i == p->dimensions[d];
	return used;
}

/* The column whose texts are events */

/* Texts, few enough for a table, and no yes or no. */
static bool could_name_events(const struct seen_column *c)
{
	static const char *const answers[] = {"si", "no", "s", "n", "x", "yes", "vero", "falso", "true", "false", "n d"};
	size_t yes_no = 0;

	if (c->filled == 0 || c->values.count > PROPOSE_VALUES || c->longest > 80 || c->personal ||
	    pdz_proposal_is_day(c) || pdz_proposal_is_number(c))
		return false;
	for (uint32_t v = 0; v < c->values.count; v++) {
		struct pdz_buf folded = {0};
		pdz_fold(&folded, pdz_intern_text(&c->values, v));
		for (size_t k = 0; k < sizeof answers / sizeof *answers; k++)
			yes_no += pdz_str_is(pdz_buf_view(&folded), answers[k]);
		pdz_buf_release(&folded);
	}
	return yes_no * 2 < c->values.count;
}

static void remember_word(struct proposal *p, struct pdz_str word, size_t column)
{
	const size_t before = p->values.count;
	const uint32_t id = pdz_intern_add(&p->values, word);

	if (id == PDZ_NONE ||
	    !pdz_grow(&p->value_columns, &p->value_column_cap, p->values.count, sizeof *p->value_columns)) {
		p->failed = true;
		return;
	}
	if (p->values.count > before)
		p->value_columns[id] = column;
	else if (p->value_columns[id] != column)
		p->value_columns[id] = SIZE_MAX;
}

/* Texts that say just the name or code of an event take it from all that say less. */
static void take_what_is_said(struct proposal *p)
{
	for (size_t i = 0; p->plan && i < p->count; i++) {
		const struct seen_column *c = &p->columns[i];
		const bool kind = could_name_events(c) && !pdz_proposal_is_used(p, i), day = pdz_proposal_is_day(c);
		for (uint32_t v = 0; (kind && v < c->values.count) || (day && v < 1); v++) {
			struct word_list words = {.count = 0};
			if (day)
				pdz_words_of_header(p, &words, c);
			else
				pdz_words_add(p, &words, pdz_intern_text(&c->values, v));
			const struct event_match m = pdz_match_text(p, &words, i, NULL);
			if (m.event != PDZ_NONE && m.exact)
				p->events[m.event].taken = true;
		}
		for (uint32_t v = 0; pdz_proposal_is_kind(c) && !pdz_proposal_is_used(p, i) && v < c->values.count; v++) {
			struct word_list words = {.count = 0};
			pdz_words_add(p, &words, pdz_intern_text(&c->values, v));
			for (size_t k = 0; k < words.count; k++)
				remember_word(p, words.words[k], i);
		}
	}
}

/* What a text of a column means; the column's header helps. */
static struct event_match match_value(struct proposal *p, const struct seen_column *c, struct pdz_str text)
{
	struct word_list words = {.count = 0}, beside = {.count = 0};
	struct event_match m = {.event = pdz_plan_event(p->plan, text), .exact = true};

	if (m.event != PDZ_NONE)
		return m;
	pdz_words_add(p, &words, text);
	pdz_words_of_header(p, &beside, c);
	return pdz_match_text(p, &words, (size_t)(c - p->columns), &beside);
}

static void find_event_column(struct proposal *p)
{
	size_t best = 0;

	p->event = SIZE_MAX;
	for (size_t i = 0; p->plan && i < p->count; i++) {
		struct seen_column *c = &p->columns[i];
		struct event_match found[PROPOSE_VALUES];
		size_t rows = 0, all = 0;
		if (!could_name_events(c) || pdz_proposal_is_used(p, i))
			continue;
		for (uint32_t v = 0; v < c->values.count; v++) {
			found[v] = match_value(p, c, pdz_intern_text(&c->values, v));
			rows += found[v].event != PDZ_NONE ? c->counts[v] : 0;
			all += c->counts[v];
		}
		if (rows * 2 < all || rows <= best)
			continue;
		best = rows;
		p->event = i;
		memcpy(p->by_value, found, c->values.count * sizeof *found);
	}
}

/* Columns that repeat */

static bool is_month_name(struct pdz_str text)
{
	return text.n >= 3 && pdz_mapping_variable_fits(pdz_str("mese"), text, true);
}

/* What the name of a column ends with, and where that begins. */
static enum propose_ending ending_of(struct pdz_str name, size_t *stem)
{
	const char *blank = name.n ? memrchr(name.p, ' ', name.n) : NULL;
	const size_t from = blank ? (size_t)(blank + 1 - name.p) : 0;
	const struct pdz_str last = {name.p + from, name.n - from}, before = pdz_str_trim((struct pdz_str){name.p, from});
	const char *second = before.n ? memrchr(before.p, ' ', before.n) : NULL;
	const size_t two = second ? (size_t)(second + 1 - name.p) : 0;
	const struct pdz_str word = {name.p + two, before.n > two ? before.n - two : 0};

	*stem = from;
	if (word.n && is_month_name(word) && pdz_mapping_variable_fits(pdz_str("anno"), last, true)) {
		*stem = two;
		return ENDING_MONTH_YEAR;
	}
	if (pdz_mapping_variable_fits(pdz_str("anno"), last, false))
		return ENDING_YEAR;
	if (last.n >= 8 && pdz_ingest_guess_value(last).dmy)
		return ENDING_DAY;
	if (is_month_name(last)) {
		for (size_t i = 0; i < last.n; i++)
			if (last.p[i] >= '0' && last.p[i] <= '9')
				return ENDING_MONTH_YEAR; /* gen-25 */
		return ENDING_MONTH;
	}
	const char *colon = name.n ? memchr(name.p, ':', name.n) : NULL;
	const char *end = colon ? colon + 1 : name.n ? memchr(name.p, ' ', name.n) : NULL;
	*stem = end ? (size_t)(end - name.p) + (*end == ' ') : 0;
	if (colon && end < name.p + name.n && *end != ' ')
		*stem = (size_t)(end - name.p);
	return *stem && *stem < name.n && !pdz_mapping_is_total(last) ? ENDING_WORDS : ENDING_NONE;
}

/* All that is filled is an X or a yes. */
static bool is_marked(const struct seen_column *c)
{
	for (uint32_t v = 0; v < c->values.count; v++) {
		const struct pdz_str t = pdz_intern_text(&c->values, v);
		if (!pdz_str_is(t, "X") && !pdz_str_is(t, "x") && !pdz_str_is(t, "SI") && !pdz_str_is(t, "si") &&
		    !pdz_str_is(t, "s\xc3\xac") && !pdz_str_is(t, "S\xc3\x8c"))
			return false;
	}
	return c->filled > 0;
}

bool pdz_proposal_same_pattern(const struct seen_column *a, const struct seen_column *b)
{
	return a->ending && a->ending == b->ending && a->stem == b->stem && memcmp(a->name.p, b->name.p, a->stem) == 0;
}

/* Half: such sheets have words among their numbers; empty months are still to come. */
static bool counts_something(const struct seen_column *c)
{
	return c->numbers * 2 >= c->filled || is_marked(c);
}

static void find_patterns(struct proposal *p)
{
	for (size_t i = 0; i < p->count; i++) {
		struct seen_column *c = &p->columns[i];
		const enum propose_ending e = c->personal || pdz_proposal_is_used(p, i) ? ENDING_NONE
		                                                                        : ending_of(c->name, &c->stem);
		if (e == ENDING_WORDS ? counts_something(c) : e != ENDING_NONE && !pdz_proposal_is_day(c))
			c->ending = e;
	}
	for (size_t i = 0; i < p->count; i++) {
		size_t alike = 0, filled = 0;
		for (size_t k = 0; k < p->count; k++)
			if (pdz_proposal_same_pattern(&p->columns[i], &p->columns[k])) {
				alike += counts_something(&p->columns[k]);
				filled += p->columns[k].filled;
			}
		const enum propose_ending e = p->columns[i].ending;
		p->columns[i].in_pattern = filled && alike >= (e == ENDING_WORDS || e == ENDING_MONTH ? 3 : 2);
	}
}

static void find_roles(struct proposal *p)
{
	p->kase = p->event = SIZE_MAX;
	find_dimensions(p); /* none yet: is_used asks for them */
	p->area = find_area(p);
	p->status = find_column(p, is_status);
	for (uint32_t v = 0; p->status != SIZE_MAX && v < p->columns[p->status].values.count; v++) {
		const char *folded = pdz_proposal_folded(p, pdz_intern_text(&p->columns[p->status].values, v));
		const char *status = folded ? pdz_mapping_status_of(pdz_str(folded + 1)) : NULL;
		p->some_done |= status && strcmp(status, "done") == 0;
	}
	p->action = find_column(p, p->plan ? is_action : is_action_named);
	find_dimensions(p);
	p->id = SIZE_MAX;
	for (size_t i = 0; i < p->count && p->id == SIZE_MAX; i++)
		p->id = is_id(p, &p->columns[i]) && !pdz_proposal_is_used(p, i) ? i : SIZE_MAX;
}

void pdz_proposal_find_columns(struct proposal *p)
{
	p->area = p->action = p->status = SIZE_MAX;
	find_roles(p);
	if (p->failed)
		return;
	take_what_is_said(p);
	find_event_column(p);
	find_patterns(p);
}

/* The case of the records */

static bool event_counts_cases(const struct pdz_plan *plan, uint32_t event)
{
	for (uint32_t i = plan->dispatch_first[event]; i < plan->dispatch_first[event + 1]; i++) {
		const struct pdz_selector *s = &plan->slots[plan->dispatch[i]].selector;
		if (s->counted == PDZ_CASES || pdz_selector_follows_cases(s))
			return true;
	}
	return false;
}

/* Does the plan look at the cases of what the draft gives? */
static bool counts_cases(const struct proposal *p)
{
	for (size_t i = 0; p->plan && i < p->record_count; i++) {
		const struct draft_record *r = &p->records[i];
		if (r->match.event != PDZ_NONE && event_counts_cases(p->plan, r->match.event))
			return true;
		for (uint32_t v = 0; r->by_value && v < p->columns[p->event].values.count; v++)
			if (p->by_value[v].event != PDZ_NONE && event_counts_cases(p->plan, p->by_value[v].event))
				return true;
	}
	return false;
}

static size_t find_case(const struct proposal *p)
{
	size_t found = find_column(p, is_case_named), dated = 0;

	if (found == SIZE_MAX)
		found = find_column(p, is_whole_name);
	for (size_t i = 0; i < p->record_count; i++)
		dated += p->records[i].date != SIZE_MAX && p->records[i].pattern == SIZE_MAX &&
		         p->records[i].quantity == SIZE_MAX;
	/* a row with several days is the life of one case */
	if (found == SIZE_MAX && (dated > 1 || counts_cases(p)))
		found = p->id != SIZE_MAX ? p->id : find_column(p, is_code);
	return found;
}

/* Codes some of which are written otherwise than the rest: PA001, pa 002. */
static bool has_two_forms(const struct seen_column *c)
{
	size_t loose = 0, codes = 0;

	for (uint32_t v = 0; v < c->values.count; v++) {
		const struct pdz_str t = pdz_intern_text(&c->values, v);
		bool digit = false, small = false, letter = false;
		for (size_t i = 0; i < t.n; i++) {
			digit |= t.p[i] >= '0' && t.p[i] <= '9';
			small |= t.p[i] == ' ' || (t.p[i] >= 'a' && t.p[i] <= 'z');
			letter |= (t.p[i] | 32) >= 'a' && (t.p[i] | 32) <= 'z';
		}
		codes += digit && letter;
		loose += digit && letter && small;
	}
	return codes == c->values.count && loose && loose < codes;
}

void pdz_proposal_settle_columns(struct proposal *p)
{
	p->kase = find_case(p);
	p->fold_case = p->kase != SIZE_MAX && has_two_forms(&p->columns[p->kase]);
	p->category = find_column(p, is_category);
	/* its texts tell one person from another: none is shown */
	if (p->kase != SIZE_MAX && !p->columns[p->kase].personal)
		p->columns[p->kase].personal = "draft|the case";
	for (size_t i = 0; i < p->count; i++)
		if (!p->columns[i].personal && is_case_named(&p->columns[i]))
			p->columns[i].personal = "draft|personal, by its name";
	if (p->category == p->event || (p->category != SIZE_MAX && pdz_proposal_is_used(p, p->category)))
		p->category = SIZE_MAX;
}
