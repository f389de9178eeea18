/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which records come of the rows of a file. Where it is not sure it decides nothing: a record
 * is left open, with what it could be. */
#include "ingest/propose.h"

#include "mapping/words.h"

static const char *const due_words[] = {"previst", "programmat", "scadenza", "termine", "due",     "entro",
                                        "attesa",  "atteso",     "attesi",   "attese",  "planned", NULL};
static const char *const start_words[] = {"avvio", "avviat", "inizio", "apertura", "start", NULL};
static const char *const done_words[] = {"effettiv", "svolgimento", "svolt",  "realizz", "effettuat",
                                         "avvenut",  "done",        "actual", NULL};

/* Two digits and no more, from there on. */
static bool has_two_digits(struct pdz_str text, size_t from)
{
	size_t n = 0;

	while (from + n < text.n && text.p[from + n] >= '0' && text.p[from + n] <= '9')
		n++;
	return n == 2;
}

/* The only year in a text; 0: none, or several. */
static int year_in(struct pdz_str text)
{
	int year = 0;

	for (size_t i = 0; i < text.n;) {
		size_t n = 0;
		int value = 0;
		while (i + n < text.n && text.p[i + n] >= '0' && text.p[i + n] <= '9') {
			value = n < 4 ? value * 10 + text.p[i + n] - '0' : value;
			n++;
		}
		if (n == 4 && value >= 1990 && value < 2100) {
			const size_t end = i + n; /* 2025-26 is two */
			if (end < text.n && strchr("-/_", text.p[end]) && has_two_digits(text, end + 1))
				return 0;
			if (year && year != value)
				return 0;
			year = value;
		}
		i += n ? n : 1;
	}
	return year;
}

/* Records */

static struct draft_record *add_record(struct proposal *p)
{
	if (!pdz_grow(&p->records, &p->record_cap, p->record_count + 1, sizeof *p->records)) {
		p->failed = true;
		return NULL;
	}
	struct draft_record *r = &p->records[p->record_count++];
	*r = (struct draft_record){.match.event = PDZ_NONE,
	                           .date = SIZE_MAX,
	                           .due = SIZE_MAX,
	                           .start = SIZE_MAX,
	                           .quantity = SIZE_MAX,
	                           .when = SIZE_MAX,
	                           .pattern = SIZE_MAX};
	return r;
}

/* Of columns of days, what each is the day of. */
struct days {
	struct word_list *words; /* of each column */
	bool *due, *start;
	size_t count, general; /* days of events, and those of them whose header says no more */
};

static bool is_event_day(const struct proposal *p, const struct days *d, size_t i)
{
	return pdz_proposal_is_day(&p->columns[i]) && !d->due[i] && !d->start[i];
}

static bool same_words(const struct word_list *a, const struct word_list *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct word_list one = {.words = {a->words[i]}, .count = 1};
		if (!pdz_words_meet(&one, b))
			return false;
	}
	return a->count == b->count;
}

static bool look_at_days(struct proposal *p, struct days *d)
{
	d->words = pdz_arena_alloc(&p->arena, p->count * sizeof *d->words);
	d->due = pdz_arena_alloc(&p->arena, p->count * sizeof *d->due);
	d->start = pdz_arena_alloc(&p->arena, p->count * sizeof *d->start);
	p->failed |= !d->words || !d->due || !d->start;
	for (size_t i = 0; i < p->count && !p->failed; i++)
		if (pdz_proposal_is_day(&p->columns[i])) {
			pdz_words_of_header(p, &d->words[i], &p->columns[i]);
			d->due[i] = pdz_proposal_named(&p->columns[i], due_words) &&
			            !pdz_proposal_named(&p->columns[i], done_words);
		}
	/* a start is of something whose end is there too */
	for (size_t i = 0; i < p->count && !p->failed; i++) {
		if (!is_event_day(p, d, i) || !pdz_proposal_named(&p->columns[i], start_words))
			continue;
		for (size_t k = 0; k < p->count; k++)
			if (k != i && is_event_day(p, d, k) && !pdz_proposal_named(&p->columns[k], start_words))
				d->start[i] |= d->words[i].count == 0 || same_words(&d->words[i], &d->words[k]);
	}
	for (size_t i = 0; i < p->count && !p->failed; i++)
		if (is_event_day(p, d, i)) {
			d->count++;
			d->general += d->words[i].count == 0;
		}
	return !p->failed;
}

/* The day of an event that stands in a column of its own; SIZE_MAX: none, or which is not sure. */
static size_t general_day(const struct proposal *p, const struct days *d)
{
	size_t found = SIZE_MAX, done = SIZE_MAX, many = 0, many_done = 0;

	for (size_t i = 0; i < p->count; i++) {
		if (!is_event_day(p, d, i) || (d->words[i].count && d->count > 1))
			continue;
		found = i;
		many++;
		if (pdz_proposal_named(&p->columns[i], done_words)) {
			done = i;
			many_done++;
		}
	}
	return many_done == 1 ? done : many == 1 ? found : SIZE_MAX;
}

/* The only column of days that are due, or that begin something; of what the words say, if there are some. */
static size_t side_day(const struct proposal *p, const bool *of, const struct days *d, const struct word_list *words)
{
	size_t found = SIZE_MAX, many = 0;

	for (size_t i = 0; i < p->count; i++)
		if (of[i] && (d->words[i].count == 0 ? !words : !words || pdz_words_meet(&d->words[i], words))) {
			found = i;
			many++;
		}
	return many == 1 ? found : SIZE_MAX;
}

/* What a quantity in this unit is called. */
static size_t quantity_column(const struct proposal *p, struct pdz_str unit)
{
	static const struct {
		const char *unit;
		const char *words[9];
	} names[] = {{"ore", {"ore", "durata", NULL}},
	             {"hours", {"hours", NULL}},
	             {"euro", {"importo", "spesa", "costo", "euro", "amount", "valore", NULL}},
	             {"persone", {"persone", "partecipanti", "presenti", "utenti", "iscritti", "people", NULL}},
	             {"people", {"people", "participants", NULL}},
	             {"punti", {"punteggio", "voto", "punti", "score", NULL}},
	             {"points", {"points", "score", NULL}}};
	static const char *const in_any_unit[] = {"quantit", "qta", "q ta", NULL};
	size_t found = SIZE_MAX, many = 0;

	for (size_t i = 0; i < p->count; i++) /* a header that says just that */
		if (!p->columns[i].personal && !p->columns[i].in_pattern && pdz_proposal_is_number(&p->columns[i]) &&
		    pdz_proposal_named(&p->columns[i], in_any_unit))
			return i;
	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		for (size_t i = 0; pdz_str_is(unit, names[k].unit) && i < p->count; i++) {
			const struct seen_column *c = &p->columns[i];
			if (!c->personal && !c->in_pattern && i != p->id && pdz_proposal_is_number(c) &&
			    !strpbrk(c->folded, "0123456789") && /* packages of 12 hours are not hours */
			    pdz_proposal_named(c, names[k].words)) {
				found = i;
				many++;
			}
		}
	return many == 1 ? found : SIZE_MAX;
}

/* Numbers whose header does not say what they count. */
static bool has_other_numbers(const struct proposal *p)
{
	static const char *const said[] = {"ore",    "durata", "importo", "spesa", "costo", "euro", "eta", "anno",
	                                   "azione", "hours",  "amount",  "cost",  "age",   "year", "km",  NULL};

	for (size_t i = 0; i < p->count; i++)
		if (!p->columns[i].personal && !p->columns[i].in_pattern && i != p->id &&
		    !pdz_proposal_named(&p->columns[i], said) && !pdz_proposal_is_used(p, i) &&
		    !pdz_proposal_is_day(&p->columns[i]) && pdz_proposal_is_number(&p->columns[i]))
			return true;
	return false;
}

/* In such a unit a row is one, whatever number stands beside it. */
static bool is_occasion(struct pdz_str unit)
{
	static const char *const units[] = {"incontri", "attivit\xc3\xa0", "eventi", "laboratori", "accessi", "atti",
	                                    "casi",     "meetings",        "events", "workshops",  "visits",  "cases"};

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (pdz_str_is(unit, units[i]))
			return true;
	return false;
}

static void leave_open(struct event_match *m)
{
	if (m->event == PDZ_NONE)
		return;
	m->choices[0] = m->event;
	m->choice_count = 1;
	m->event = PDZ_NONE;
}

static void leave_amount_open(const struct proposal *p, struct event_match *m)
{
	if (m->event != PDZ_NONE && pdz_mapping_is_amount(p->plan->events[m->event].unit))
		leave_open(m);
}

/* Of several events in one table its numbers may be the quantity of one, and say nothing of the others. */
static void leave_numbered_open(const struct proposal *p, struct event_match *m)
{
	if (m->event != PDZ_NONE && !is_occasion(p->plan->events[m->event].unit) && has_other_numbers(p))
		leave_open(m);
}

static bool same_unit(const struct proposal *p, struct pdz_str *unit)
{
	bool any = false;

	for (uint32_t v = 0; v < p->columns[p->event].values.count; v++) {
		const uint32_t e = p->by_value[v].event;
		if (e == PDZ_NONE)
			continue;
		if (any && !pdz_str_eq(*unit, p->plan->events[e].unit))
			return false;
		*unit = p->plan->events[e].unit;
		any = true;
	}
	return any;
}

/* A record for each row, of the event that one of its columns names. */
static void add_record_by_value(struct proposal *p, const struct days *d)
{
	struct word_list own = {.count = 0};
	struct pdz_str unit = {"", 0};
	size_t linked = SIZE_MAX;

	pdz_words_of_header(p, &own, &p->columns[p->event]);
	for (size_t i = 0; i < p->count; i++)
		if (is_event_day(p, d, i) && d->words[i].count && pdz_words_meet(&d->words[i], &own))
			linked = i;
	const size_t due = side_day(p, d->due, d, NULL);
	bool patterns = false;
	for (size_t i = 0; i < p->count; i++)
		patterns |= p->columns[i].in_pattern && p->columns[i].ending != ENDING_WORDS;
	if (patterns && d->count == 0 && due == SIZE_MAX)
		return; /* its events are those of the patterns */
	struct draft_record *r = add_record(p);
	if (!r)
		return;
	r->by_value = true;
	r->date = d->general == 0 && linked != SIZE_MAX ? linked : general_day(p, d);
	r->when = r->date == linked && linked != SIZE_MAX ? linked : SIZE_MAX;
	if (r->when == SIZE_MAX) {
		r->due = due;
		r->start = side_day(p, d->start, d, NULL);
	}
	r->planned = r->date == SIZE_MAX && d->count == 0 && r->due != SIZE_MAX;
	r->quantity = quantity_column(p, same_unit(p, &unit) ? unit : (struct pdz_str){"", 0});
	/* of what is an amount, a row without its figure would be counted as one */
	for (uint32_t v = 0; r->quantity == SIZE_MAX && v < p->columns[p->event].values.count; v++) {
		leave_amount_open(p, &p->by_value[v]);
		leave_numbered_open(p, &p->by_value[v]);
	}
}

/* Numbers under the names of events, all of one day. */
static bool add_counts(struct proposal *p, size_t day)
{
	const size_t before = p->record_count;

	for (size_t i = 0; i < p->count && day != SIZE_MAX; i++) {
		const struct seen_column *c = &p->columns[i];
		struct word_list words = {.count = 0};
		if (c->personal || c->in_pattern || pdz_proposal_is_used(p, i) || i == p->id || pdz_proposal_is_day(c) ||
		    !pdz_proposal_is_number(c))
			continue;
		pdz_words_of_header(p, &words, c);
		const struct event_match m = pdz_match_text(p, &words, i, NULL);
		struct draft_record *r = m.event == PDZ_NONE ? NULL : add_record(p);
		if (r) {
			r->match = m;
			r->date = day;
			r->quantity = r->when = i;
		}
	}
	return p->record_count > before;
}

/* A record for each day that stands in a row. */
static void add_days(struct proposal *p, const struct days *d)
{
	for (size_t i = 0; i < p->count; i++) {
		const bool event_day = is_event_day(p, d, i);
		if (!event_day && !(d->due[i] && d->count == 0))
			continue;
		struct draft_record *r = add_record(p);
		if (!r)
			return;
		r->match = d->words[i].count ? pdz_match_text(p, &d->words[i], i, NULL)
		                             : (struct event_match){.event = PDZ_NONE};
		if (d->words[i].count == 0 && (d->count <= 1 || !event_day))
			r->match = pdz_match_file(p);
		r->planned = !event_day;
		*(event_day ? &r->date : &r->due) = i;
		if (event_day) {
			const struct word_list *words = d->count == 1 ? NULL : &d->words[i];
			r->due = side_day(p, d->due, d, words);
			r->start = side_day(p, d->start, d, words);
		}
		/* of what is due as well, a row without the day itself is still to come */
		r->when = r->due != SIZE_MAX && event_day ? SIZE_MAX : d->count > 1 ? i : SIZE_MAX;
		if (r->match.event != PDZ_NONE)
			r->quantity = quantity_column(p, p->plan->events[r->match.event].unit);
		if (r->quantity == SIZE_MAX)
			leave_amount_open(p, &r->match);
	}
}

/* Of the events counted in what the columns are called after, the only one that the file is about. */
static uint32_t event_of_unit(const struct proposal *p, const struct seen_column *c)
{
	static const struct {
		const char *word, *unit;
	} units[] = {{"punteggio", "punti"}, {"voto", "punti"},   {"score", "points"},
	             {"ore", "ore"},         {"importo", "euro"}, {"spesa", "euro"}};
	uint32_t found = PDZ_NONE;
	size_t many = 0;

	for (size_t k = 0; p->plan && k < sizeof units / sizeof *units; k++) {
		const char *const words[] = {units[k].word, NULL};
		for (uint32_t e = 0; pdz_proposal_named(c, words) && e < p->plan->event_count; e++)
			if (pdz_str_is(p->plan->events[e].unit, units[k].unit)) {
				many++;
				found = pdz_words_meet(&p->context, &p->events[e].name) ||
				                pdz_words_meet(&p->context, &p->events[e].code)
				            ? e
				            : PDZ_NONE;
			}
	}
	return many == 1 ? found : PDZ_NONE;
}

static void add_pattern(struct proposal *p, const struct days *d, size_t i, bool alone)
{
	const struct seen_column *c = &p->columns[i];
	struct word_list words = {.count = 0};
	const struct seen_column stem = {.name = {c->name.p, c->stem}};
	struct draft_record *r = add_record(p);

	if (!r)
		return;
	pdz_words_of_header(p, &words, &stem);
	r->pattern = i;
	r->planned = pdz_proposal_named(c, due_words);
	r->by_value = p->event != SIZE_MAX && c->ending != ENDING_WORDS;
	if (c->ending == ENDING_WORDS && r->planned && side_day(p, d->due, d, NULL) != SIZE_MAX)
		r->date = side_day(p, d->due, d, NULL);
	else if (c->ending == ENDING_WORDS)
		r->date = general_day(p, d);
	if (r->by_value)
		return;
	r->match = words.count ? pdz_match_text(p, &words, i, NULL) : alone ? pdz_match_file(p) : r->match;
	if (r->match.event == PDZ_NONE && alone)
		r->match.event = event_of_unit(p, c);
	if (r->match.event == PDZ_NONE && r->match.choice_count == 0)
		r->match = pdz_match_file(p);
	if (!alone && words.count == 0)
		r->match.event = PDZ_NONE;
}

static void add_patterns(struct proposal *p, const struct days *d)
{
	size_t groups = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < p->count; i++) {
			size_t first = 0;
			while (!pdz_proposal_same_pattern(&p->columns[first], &p->columns[i]) && first < i)
				first++;
			if (!p->columns[i].in_pattern || first != i)
				continue;
			if (pass == 0)
				groups++;
			else
				add_pattern(p, d, i, groups == 1 && p->event == SIZE_MAX);
		}
}

/* Months that begin anew on their way to the right, as of a school year, are not of one year. */
static bool months_of_one_year(const struct proposal *p)
{
	int last = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct seen_column *c = &p->columns[i];
		struct pdz_buf text = {0};
		pdz_day day = PDZ_NO_DAY;
		if (!c->in_pattern || c->ending != ENDING_MONTH)
			continue;
		pdz_buf_add(&text, c->name.p + c->stem, c->name.n - c->stem);
		pdz_buf_z(&text, " 2025");
		const bool is = !text.failed && pdz_ingest_parse_date(pdz_buf_view(&text), DATES_DMY, &day) == PDZ_PARSE_OK;
		pdz_buf_release(&text);
		const int month = is ? (int)(pdz_day_month(day) % 12) : last + 1;
		if (month <= last && last > 0)
			return false;
		last = month + 1 > 0 ? month : last;
	}
	return true;
}

/* Somebody who is written down need not have been there: SI and NO under "Presente". */
static bool says_who_was_there(const struct proposal *p)
{
	static const char *const words[] = {"presen",  "partecip", "frequen", "ammess",   "idone",
	                                    "superat", "conclus",  "avvenut", "attended", NULL};

	for (size_t i = 0; i < p->count; i++) {
		const struct seen_column *c = &p->columns[i];
		size_t yes = 0, no = 0;
		for (uint32_t v = 0; pdz_proposal_named(c, words) && v < c->values.count && c->values.count < 5; v++) {
			const struct pdz_str t = pdz_intern_text(&c->values, v);
			yes += t.n && strchr("sSyYvVxX", t.p[0]) != NULL;
			no += t.n && strchr("nNfF", t.p[0]) != NULL;
		}
		if (no && yes + no == c->values.count)
			return true;
	}
	return false;
}

void pdz_proposal_decide(struct proposal *p)
{
	const char *base = pdz_source_base_name(p->name), *dot = strrchr(base, '.');
	const struct pdz_str name = {base, dot && dot > base ? (size_t)(dot - base) : strlen(base)};
	struct days days = {.count = 0};

	p->year = year_in(name);
	p->year = p->year ? p->year : year_in(pdz_buf_view(&p->title));
	pdz_words_add(p, &p->context, name);
	pdz_words_add(p, &p->context, pdz_buf_view(&p->title));
	pdz_match_prepare(p);
	for (size_t i = 0; i < p->count; i++) {
		struct word_list words = {.count = 0};
		pdz_words_add(p, &words, p->columns[i].name);
		for (size_t k = 0; k < words.count; k++)
			p->failed |= pdz_intern_add(&p->headers, words.words[k]) == PDZ_NONE;
	}
	pdz_proposal_find_columns(p);
	p->year = months_of_one_year(p) ? p->year : 0;
	if (p->failed || !look_at_days(p, &days))
		return;
	add_patterns(p, &days);
	const size_t patterns = p->record_count;
	bool words = false; /* the days of such patterns stand beside them */
	for (size_t i = 0; i < patterns; i++)
		words |= p->columns[p->records[i].pattern].ending == ENDING_WORDS;
	if (p->event != SIZE_MAX)
		add_record_by_value(p, &days);
	else if (!(words && days.count <= 1) &&
	         !(days.count == 1 && days.general == 1 && add_counts(p, general_day(p, &days))))
		add_days(p, &days);
	if (p->event != SIZE_MAX && days.general == 0)
		for (size_t i = 0; i < p->record_count; i++)
			if (p->records[i].by_value && p->records[i].when != SIZE_MAX) {
				/* the other days of such a row are of other events */
				const bool was_due = days.due[p->records[i].date];
				days.due[p->records[i].date] = true;
				days.count--;
				add_days(p, &days);
				days.due[p->records[i].date] = was_due;
				break;
			}
	if (p->record_count == 0) {
		struct draft_record *r = add_record(p);
		if (r)
			r->match = pdz_match_file(p);
		if (r && p->plan)
			r->match.event = PDZ_NONE;
	}
	if (says_who_was_there(p)) {
		for (size_t i = 0; i < p->record_count; i++)
			if (p->records[i].pattern == SIZE_MAX)
				leave_open(&p->records[i].match);
		for (uint32_t v = 0; p->event != SIZE_MAX && v < p->columns[p->event].values.count; v++)
			leave_open(&p->by_value[v]);
	}
	for (size_t i = 0; i < p->record_count; i++)
		pdz_match_offer_rest(p, &p->records[i].match);
	for (uint32_t v = 0; p->event != SIZE_MAX && v < p->columns[p->event].values.count; v++)
		pdz_match_offer_rest(p, &p->by_value[v]);
	pdz_proposal_settle_columns(p);
}
