/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which event of the plan a header or a value means: by its words, sure or not at all. */
#include "ingest/propose.h"

#include "base/fold.h"

/* Words that stand in any text. */
static bool is_filler(struct pdz_str word)
{
	static const char *const fillers[] = {
		"di",   "del",  "della", "dello", "dei",   "degli",  "delle", "da",  "dal", "dalla", "dai",    "dalle", "dall",
		"in",   "nel",  "nella", "nei",   "nelle", "nell",   "con",   "su",  "sul", "sulla", "sui",    "sulle", "sull",
		"per",  "tra",  "fra",   "e",     "ed",    "o",      "od",    "a",   "ad",  "al",    "allo",   "alla",  "ai",
		"agli", "alle", "all",   "un",    "uno",   "una",    "il",    "lo",  "la",  "i",     "gli",    "le",    "l",
		"d",    "che",  "si",    "se",    "ha",    "contro", "of",    "the", "to",  "an",    "for",    "on",    "and",
		"by",   "at",   "with",  "caso",  "casi",  "case",   "cases", "n",   "nr",  "num",   "numero", "number"};

	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
		if (pdz_str_is(word, fillers[i]))
			return true;
	return false;
}

/* A word without its ending, Italian or English. */
static struct pdz_str stem_of(struct pdz_str w)
{
	static const char *const long_endings[] = {"azione", "azioni", "amento", "amenti", "imento", "imenti", "zione",
	                                           "zioni",  "ato",    "ata",    "ati",    "ate",    "uto",    "uta",
	                                           "uti",    "ute",    "ito",    "ita",    "iti",    "ite"};
	static const char *const short_endings[] = {"ia", "ie", "io", "ii", "a", "e", "i", "o", "s"};
	static const char activity[] = "attivita"; /* is not "attivata" */

	static const struct {
		const char *from, *to;
	} odd[] = {{"redatt", "reda"}, {"iscritt", "iscri"}};

	if (pdz_str_is(w, activity))
		return w;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		if (w.n == strlen(odd[i].from) + 1 && memcmp(w.p, odd[i].from, w.n - 1) == 0)
			return pdz_str(odd[i].to);
	for (size_t i = 0; i < sizeof long_endings / sizeof *long_endings; i++) {
		const size_t n = strlen(long_endings[i]);
		if (w.n >= n + 4 && memcmp(w.p + w.n - n, long_endings[i], n) == 0)
			return (struct pdz_str){w.p, w.n - n};
	}
	for (size_t i = 0; i < sizeof short_endings / sizeof *short_endings; i++) {
		const size_t n = strlen(short_endings[i]);
		if (w.n >= n + 2 + n && memcmp(w.p + w.n - n, short_endings[i], n) == 0)
			return (struct pdz_str){w.p, w.n - n};
	}
	return w;
}

static bool words_alike(struct pdz_str a, struct pdz_str b)
{
	enum { LONG_STEM = 8 }; /* professione, professionista */
	const size_t n = a.n < b.n ? a.n : b.n;

	return pdz_str_eq(a, b) || (n >= LONG_STEM && memcmp(a.p, b.p, n) == 0);
}

static bool list_has(const struct word_list *l, struct pdz_str word)
{
	for (size_t i = 0; i < l->count; i++)
		if (words_alike(l->words[i], word))
			return true;
	return false;
}

bool pdz_words_meet(const struct word_list *a, const struct word_list *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (list_has(b, a->words[i]))
			return true;
	return false;
}

static void add_word(struct word_list *list, struct pdz_str word)
{
	if (word.n && !is_filler(word) && list->count < PROPOSE_WORDS) {
		const struct pdz_str stem = stem_of(word);
		if (!list_has(list, stem))
			list->words[list->count++] = stem;
	}
}

/* "C-Dom" is one word, as "cdom" is. */
static struct pdz_str joined(struct proposal *p, struct pdz_str text)
{
	struct pdz_buf b = {0};

	for (size_t i = 0; i < text.n; i++) {
		const bool alone = i == 1 || (i > 1 && (text.p[i - 2] == ' ' || text.p[i - 2] == '/'));
		if (text.p[i] != '-' || !alone)
			pdz_buf_char(&b, text.p[i]);
	}
	pdz_buf_char(&b, ' ');
	const char *copy = pdz_arena_copy(&p->arena, pdz_buf_view(&b));
	const struct pdz_str out = {copy ? copy : "", copy ? b.n : 0};
	p->failed |= b.failed || !copy;
	pdz_buf_release(&b);
	return out;
}

void pdz_words_add(struct proposal *p, struct word_list *list, struct pdz_str text)
{
	const char *folded = pdz_proposal_folded(p, joined(p, text));
	size_t from = 0;
	bool digits = true;

	for (size_t i = 0; folded; i++) {
		const unsigned char c = (unsigned char)folded[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80) {
			digits &= c >= '0' && c <= '9';
			continue;
		}
		if (i > from && !digits)
			add_word(list, (struct pdz_str){folded + from, i - from});
		from = i + 1;
		digits = true;
		if (c == '\0')
			break;
	}
}

/* Words of a header that say of a day no more than that it is one. */
void pdz_words_of_header(struct proposal *p, struct word_list *list, const struct seen_column *c)
{
	static const char general[] =
		"data date giorno day giorni rilevazione pagamento compilazione registrazione competenza "
		"riferimento esecuzione operazione evento svolgimento svolto svolta effettiva effettivo "
		"realizzazione realizzato realizzata effettuazione effettuato effettuata avvenuto previsto "
		"prevista previsti previste programmata programmato scadenza termine entro due planned "
		"done actual avvio inizio apertura start totale totali";
	struct word_list all = {.count = 0}, drop = {.count = 0};

	pdz_words_add(p, &all, c->name);
	for (const char *at = general; *at;) {
		const size_t n = strcspn(at, " ");
		drop.words[0] = stem_of((struct pdz_str){at, n});
		drop.count = 1;
		for (size_t i = 0; i < all.count; i++)
			if (pdz_str_eq(all.words[i], drop.words[0]))
				all.words[i].n = 0;
		at += n + (at[n] == ' ');
	}
	for (size_t i = 0; i < all.count && list->count < PROPOSE_WORDS; i++)
		if (all.words[i].n)
			list->words[list->count++] = all.words[i];
}

void pdz_match_prepare(struct proposal *p)
{
	if (!p->plan)
		return;
	p->events = pdz_arena_alloc(&p->arena, p->plan->event_count * sizeof *p->events);
	p->failed |= !p->events;
	for (size_t i = 0; i < p->plan->event_count && p->events; i++) {
		pdz_words_add(p, &p->events[i].code, p->plan->events[i].code);
		pdz_words_add(p, &p->events[i].name, p->plan->events[i].name);
	}
}

/* How a text and an event stand to each other. */
struct standing {
	size_t own;     /* words of the text that the event has */
	size_t around;  /* words of file and title that it has */
	size_t covered; /* words of its name or code, all of which were met; 0: not all */
	bool exact;     /* the text says just its name or code */
};

static size_t words_in(const struct word_list *words, const struct word_list *of, const struct word_list *or_of)
{
	size_t n = 0;

	for (size_t i = 0; i < words->count; i++)
		n += list_has(of, words->words[i]) || (or_of && list_has(or_of, words->words[i]));
	return n;
}

static struct standing stand_to(const struct proposal *p, const struct event_words *e, const struct word_list *text,
                                const struct word_list *beside)
{
	const struct word_list *const forms[] = {&e->code, &e->name};
	struct standing s = {.own = words_in(text, &e->code, &e->name)};

	for (size_t i = 0; i < p->context.count; i++)
		s.around += !list_has(text, p->context.words[i]) &&
		            (list_has(&e->code, p->context.words[i]) || list_has(&e->name, p->context.words[i]));
	for (int f = 0; f < 2; f++) {
		size_t met = 0, here = 0;
		for (size_t i = 0; i < forms[f]->count; i++) {
			const struct pdz_str word = forms[f]->words[i];
			const bool in_text = list_has(text, word) || (beside && list_has(beside, word));
			here += in_text;
			met += in_text || list_has(&p->context, word);
		}
		if (forms[f]->count == 0 || met < forms[f]->count)
			continue;
		s.covered = met > s.covered ? met : s.covered;
		s.exact |= here == forms[f]->count && s.own == text->count && words_in(text, forms[f], NULL) == text->count;
	}
	return s;
}

/* Is there something in the file that speaks for a longer name than the text itself has? */
static bool has_evidence(const struct proposal *p, const struct event_words *rival, const struct word_list *text,
                         size_t column)
{
	const struct word_list *const forms[] = {&rival->code, &rival->name};

	for (int f = 0; f < 2; f++) {
		size_t more = 0, seen = 0;
		for (size_t i = 0; i < forms[f]->count; i++) {
			const struct pdz_str word = forms[f]->words[i];
			if (list_has(text, word))
				continue;
			const uint32_t said = pdz_intern_find(&p->values, word);
			more++;
			seen += list_has(&p->context, word) || (said != PDZ_NONE && p->value_columns[said] != column);
		}
		if (more && (f == 0 ? seen == more : seen * 2 >= more))
			return true;
	}
	return false;
}

/* The events that have most of the words, best first. */
static void offer_choices(const struct proposal *p, const struct word_list *text, struct event_match *m)
{
	size_t scores[PROPOSE_CHOICES] = {0};

	m->event = PDZ_NONE;
	m->choice_count = 0;
	for (uint32_t e = 0; e < p->plan->event_count; e++) {
		const struct standing s = stand_to(p, &p->events[e], text, NULL);
		const size_t score = s.own * 4 + s.around + (s.exact ? 2 : 0);
		size_t at = m->choice_count;
		if (s.own == 0 && (text->count || s.around == 0))
			continue;
		while (at > 0 && scores[at - 1] < score)
			at--;
		if (at == PROPOSE_CHOICES)
			continue;
		if (m->choice_count < PROPOSE_CHOICES)
			m->choice_count++;
		for (size_t k = m->choice_count - 1; k > at; k--) {
			scores[k] = scores[k - 1];
			m->choices[k] = m->choices[k - 1];
		}
		scores[at] = score;
		m->choices[at] = e;
	}
}

/* Of the events that have all words of the text, the one whose name was met whole. */
static uint32_t met_whole(const struct proposal *p, const struct word_list *text, size_t column,
                          const struct word_list *beside, bool *exact)
{
	uint32_t best = PDZ_NONE;
	size_t most = 0;
	bool tie = false;

	for (uint32_t e = 0; e < p->plan->event_count; e++) {
		const struct standing s = stand_to(p, &p->events[e], text, beside);
		const size_t worth = s.covered * 2 + s.exact; /* the longer name; of two, the one that is said as it is */
		if (s.own < text->count || s.covered == 0 || worth < most)
			continue;
		tie = worth == most;
		most = worth;
		best = e;
		*exact = s.exact;
	}
	if (tie)
		return PDZ_NONE;
	for (uint32_t e = 0; best != PDZ_NONE && e < p->plan->event_count; e++) {
		const struct standing s = stand_to(p, &p->events[e], text, NULL);
		if (e != best && s.own == text->count && s.covered == 0 && !p->events[e].taken && text->count < 3 &&
		    has_evidence(p, &p->events[e], text, column))
			return PDZ_NONE;
	}
	return best;
}

/* The rest of the event's code stands in other headers of the file. */
static bool is_among_headers(const struct proposal *p, const struct event_words *e, const struct word_list *text)
{
	for (size_t i = 0; i < e->code.count; i++)
		if (!list_has(text, e->code.words[i]) && pdz_intern_find(&p->headers, e->code.words[i]) == PDZ_NONE)
			return false;
	return e->code.count > 1;
}

/* Of the events that have all words of the text, and more that were not met, the only one that can be meant. */
static uint32_t only_one(const struct proposal *p, const struct word_list *text)
{
	uint32_t best = PDZ_NONE;
	size_t have = 0, most = 0, second = 0;

	for (uint32_t e = 0; e < p->plan->event_count; e++) {
		const struct standing s = stand_to(p, &p->events[e], text, NULL);
		if (s.own < text->count || p->events[e].taken)
			continue;
		have++;
		if (have == 1 || s.around > most) {
			second = have == 1 ? 0 : most;
			most = s.around;
			best = e;
		} else if (s.around > second) {
			second = s.around;
		}
	}
	if (text->count >= 2)
		return have == 1 || most > second ? best : PDZ_NONE;
	if (have == 1 && (most > 0 || is_among_headers(p, &p->events[best], text)))
		return best;
	return most >= 2 && second == 0 ? best : PDZ_NONE;
}

void pdz_match_offer_rest(const struct proposal *p, struct event_match *m)
{
	size_t rest = 0;

	for (uint32_t e = 0; p->plan && e < p->plan->event_count; e++)
		rest += !p->events[e].taken;
	if (m->event != PDZ_NONE || m->choice_count || rest > PROPOSE_CHOICES)
		return;
	for (uint32_t e = 0; p->plan && e < p->plan->event_count; e++)
		if (!p->events[e].taken)
			m->choices[m->choice_count++] = e;
}

struct event_match pdz_match_text(const struct proposal *p, const struct word_list *text, size_t column,
                                  const struct word_list *beside)
{
	struct event_match m = {.event = PDZ_NONE};

	size_t letters = 0;
	for (size_t i = 0; i < text->count; i++)
		letters = text->words[i].n > letters ? text->words[i].n : letters;
	if (!p->plan || letters < 3)
		return m;
	m.event = met_whole(p, text, column, beside, &m.exact);
	bool whole = false; /* met, and yet in doubt: no other may be taken for it */
	for (size_t e = 0; m.event == PDZ_NONE && e < p->plan->event_count; e++) {
		const struct standing s = stand_to(p, &p->events[e], text, beside);
		whole |= s.own == text->count && s.covered > 0;
	}
	if (m.event == PDZ_NONE && !whole)
		m.event = only_one(p, text);
	if (m.event == PDZ_NONE)
		offer_choices(p, text, &m);
	return m;
}

struct event_match pdz_match_file(const struct proposal *p)
{
	const struct word_list none = {.count = 0};
	struct event_match m = {.event = PDZ_NONE};
	size_t most = 0, second = 0;

	if (!p->plan)
		return m;
	for (uint32_t e = 0; e < p->plan->event_count; e++) {
		const struct standing s = stand_to(p, &p->events[e], &none, NULL);
		if (s.around > most) {
			second = most;
			most = s.around;
			m.event = s.covered ? e : PDZ_NONE;
		} else if (s.around > second) {
			second = s.around;
		}
	}
	if (most == second)
		m.event = PDZ_NONE;
	if (m.event == PDZ_NONE)
		offer_choices(p, &none, &m);
	return m;
}
