/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft mapping as JSON: says what was seen in each column, and leaves the meaning
 * to be corrected. */
#include "base/json_write.h"
#include "ingest/propose.h"

#include <stdio.h>

/* A short name for templates: folded, words joined by underscores. */
static struct pdz_str short_name(struct proposal *p, size_t column)
{
	struct pdz_buf name = {0};
	const char *folded = p->columns[column].folded;

	for (size_t i = 0; folded[i] && name.n < 30; i++) {
		char c = folded[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (word)
			pdz_buf_char(&name, c);
		else if (name.n && name.p[name.n - 1] != '_')
			pdz_buf_char(&name, '_');
	}
	while (name.n && name.p[name.n - 1] == '_')
		name.n--;
	if (name.n == 0)
		pdz_buf_printf(&name, "colonna_%zu", column + 1);
	for (size_t i = 0; i < column; i++) {
		/* the same name twice gets its number */
		if (strcmp(p->columns[i].folded, folded) == 0) {
			pdz_buf_printf(&name, "_%zu", column + 1);
			break;
		}
	}
	const char *copy = pdz_arena_copy(&p->arena, pdz_buf_view(&name));
	struct pdz_str out = {copy ? copy : "", copy ? name.n : 0};
	p->failed |= !copy || name.failed;
	pdz_buf_release(&name);
	return out;
}

static size_t find_column(const struct proposal *p, bool (*fits)(const struct seen_column *))
{
	for (size_t i = 0; i < p->count; i++)
		if (!p->columns[i].in_pattern && !pdz_proposal_is_personal(&p->columns[i]) && fits(&p->columns[i]))
			return i;
	return SIZE_MAX;
}

/* A column that a record may take its day from: a day of birth is none. */
static bool is_day_column(const struct seen_column *c)
{
	return !pdz_proposal_is_personal(c) && (pdz_proposal_is_date(c) || pdz_proposal_is_excel_date(c));
}

static bool looks_like_id(const struct seen_column *c)
{
	static const char *const words[] = {"id", "codice", "numero", "n", "prot", "mandato", "rif", NULL};

	bool distinct = c->filled > 0 && c->values.count * 10 >= c->filled * 9; /* some rows are sent twice */

	return distinct && !is_day_column(c) && (pdz_proposal_named(c, words) || c->many) && c->longest < 60;
}

static bool looks_like_area(const struct seen_column *c)
{
	static const char *const words[] = {"comune", "territorio", "ambito", "residenza", NULL};

	return (c->areas && pdz_proposal_most(c, c->areas)) ||
	       (c->filled && pdz_proposal_named(c, words) && !pdz_proposal_is_date(c));
}

static bool looks_like_category(const struct seen_column *c)
{
	static const char *const words[] = {"tipo", "categoria", NULL};

	return c->filled && pdz_proposal_named(c, words);
}

static bool looks_like_event(const struct seen_column *c)
{
	return c->events && pdz_proposal_most(c, c->events);
}

static bool looks_like_action(const struct seen_column *c)
{
	static const char *const words[] = {"azione", "action", NULL};

	return (c->actions && pdz_proposal_most(c, c->actions)) ||
	       (c->filled && pdz_proposal_named(c, words) && !pdz_proposal_is_date(c));
}

static bool looks_like_quantity(const struct seen_column *c)
{
	static const char *const words[] = {"ore", "importo", "quantit", "punteggio", "numero di", "partecipanti", NULL};

	return pdz_proposal_is_number(c) && pdz_proposal_named(c, words);
}

static bool looks_like_note(const struct seen_column *c)
{
	static const char *const words[] = {"note", "osservazioni", "commento", "estremi", NULL};

	return pdz_proposal_named(c, words);
}

static void put_field(struct proposal *p, struct pdz_buf *b, const char *field, size_t column)
{
	if (column == SIZE_MAX)
		return;
	pdz_buf_printf(b, "\"%s\": \"{", field);
	pdz_buf_str(b, short_name(p, column));
	pdz_buf_z(b, "}\", ");
}

static void put_dates(struct pdz_buf *b, const struct proposal *p)
{
	size_t dmy = 0, mdy = 0, excel = 0, it = 0, en = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct seen_column *c = &p->columns[i];
		if (is_day_column(c) && pdz_proposal_is_date(c)) {
			dmy += c->dmy;
			mdy += c->mdy;
		}
		excel += is_day_column(c) && pdz_proposal_is_excel_date(c);
		if ((pdz_proposal_is_number(c) || c->in_pattern) && c->decided_number && !looks_like_action(c)) {
			it += c->numbers_it;
			en += c->numbers_en;
		}
	}
	for (size_t i = 0; i < p->count; i++) /* dates in headers */
		dmy += p->columns[i].in_pattern && p->columns[i].name.n - p->columns[i].stem > 4;
	const char *style = excel && dmy + mdy == 0 ? "excel" : mdy > dmy ? "mdy" : dmy ? "dmy" : "ymd";
	pdz_buf_printf(b, "  \"dates\": \"%s\",\n  \"numbers\": \"%s\",\n", style, en > it ? "en" : "it");
}

static void put_columns(struct proposal *p, struct pdz_buf *b)
{
	size_t n = 0;

	pdz_buf_z(b, "  \"columns\": {");
	for (size_t i = 0; i < p->count; i++) {
		if (p->columns[i].filled == 0 || p->columns[i].in_pattern)
			continue;
		pdz_buf_z(b, n++ ? ",\n    " : "\n    ");
		pdz_json_write_text(b, short_name(p, i));
		pdz_buf_z(b, ": ");
		const char *personal = pdz_proposal_is_personal(&p->columns[i]) ? ", \"personal\": true}" : "}";
		if (p->columns[i].name.n == 0) {
			pdz_buf_printf(b, "{\"position\": %zu%s", i + 1, personal);
			continue;
		}
		if (personal[1])
			pdz_buf_z(b, "{\"header\": ");
		pdz_json_write_text(b, p->columns[i].name);
		if (personal[1])
			pdz_buf_z(b, personal);
	}
	pdz_buf_z(b, "\n  },\n");
}

/* What was seen goes into the note: JSON has no comments. */
static void put_note(struct proposal *p, struct pdz_buf *b)
{
	struct pdz_buf note = {0};
	char line[24], rows[24];

	snprintf(line, sizeof line, "%llu", (unsigned long long)p->header_line);
	snprintf(rows, sizeof rows, "%zu", p->rows);
	pdz_say_into(
		&note, p->language,
		"draft|Draft by pdz-ingest --propose from {0}: {1}, delimiter {2}, header on line {3}, rows looked at: {4}. "
		"Check events, dates and id.",
		pdz_str(pdz_source_base_name(p->name)),
		pdz_str(p->encoding == ENCODING_UNKNOWN ? "ascii" : pdz_ingest_encoding_names[p->encoding - ENCODING_UTF8]),
		pdz_str(pdz_message(p->language, pdz_dialect_delimiter_name(p->delimiter))), pdz_str(line), pdz_str(rows));
	for (size_t i = 0; i < p->count; i++) {
		pdz_buf_printf(&note, " [%zu] ", i + 1);
		pdz_buf_str(&note, p->columns[i].name);
		pdz_buf_z(&note, ": ");
		pdz_proposal_describe(&note, p->language, &p->columns[i]);
		pdz_buf_char(&note, '.');
	}
	pdz_buf_z(b, "  \"note\": ");
	pdz_json_write_text(b, pdz_buf_view(&note));
	p->failed |= note.failed;
	pdz_buf_z(b, ",\n");
	pdz_buf_release(&note);
}

static void put_source(const struct proposal *p, struct pdz_buf *b)
{
	const char *base = pdz_source_base_name(p->name), *dot = strrchr(base, '.');
	size_t n = dot && dot > base ? (size_t)(dot - base) : strlen(base), from;
	struct pdz_str whole = {base, strlen(base)};

	pdz_buf_z(b, "  \"source\": \"");
	from = b->n;
	for (size_t i = 0; i < n && i < 64; i++) {
		bool word = (base[i] >= 'a' && base[i] <= 'z') || (base[i] >= 'A' && base[i] <= 'Z') ||
		            (base[i] >= '0' && base[i] <= '9');
		if (word || b->n > from)
			pdz_buf_char(b, word ? base[i] : '_');
	}
	if (b->n == from)
		pdz_buf_z(b, "source");
	pdz_buf_z(b, "\",\n");
	if (strcmp(base, "-") == 0)
		return;
	pdz_buf_z(b, "  \"files\": [");
	pdz_json_write_text(b, whole);
	pdz_buf_z(b, "],\n");
}

/* Numbers under "previsto 2025", "al 31/03/2025": what stands before the year or date. */
static void find_stems(struct proposal *p)
{
	for (size_t i = 0; i < p->count; i++) {
		struct seen_column *c = &p->columns[i];
		const char *blank = c->name.n ? memrchr(c->name.p, ' ', c->name.n) : NULL;
		size_t from = blank ? (size_t)(blank + 1 - c->name.p) : c->name.n;
		struct pdz_str last = {c->name.p + from, c->name.n - from};
		bool year = last.n == 4 && (memcmp(last.p, "20", 2) == 0 || memcmp(last.p, "19", 2) == 0);
		/* half: such sheets have words among their numbers */
		bool numbers = c->numbers_it * 2 >= c->filled || c->numbers_en * 2 >= c->filled;
		if (numbers && !pdz_proposal_is_personal(c) && (year || (last.n >= 8 && pdz_ingest_guess_value(last).dmy)))
			c->stem = from;
	}
}

static bool same_stem(const struct seen_column *a, const struct seen_column *b)
{
	return a->stem && a->stem == b->stem && memcmp(a->name.p, b->name.p, a->stem) == 0;
}

/* A record for each stem that two columns or more have. */
static size_t put_patterns(struct proposal *p, struct pdz_buf *b, const char *code)
{
	static const char *const plans[] = {"previst", "programm", "atteso", "planned", NULL};
	size_t n = 0;

	find_stems(p);
	for (size_t i = 0; i < p->count; i++) {
		struct seen_column *c = &p->columns[i];
		size_t alike = 0;
		for (size_t k = 0; k < p->count; k++)
			alike += same_stem(c, &p->columns[k]);
		if (alike < 2 || c->in_pattern)
			continue;
		for (size_t k = 0; k < p->count; k++)
			p->columns[k].in_pattern |= same_stem(c, &p->columns[k]);
		bool year = c->name.n - c->stem == 4, planned = pdz_proposal_named(c, plans);
		struct pdz_buf pattern = {0};
		pdz_buf_add(&pattern, c->name.p, c->stem);
		pdz_buf_z(&pattern, year ? "{anno}" : "{giorno}");
		pdz_buf_z(b, n++ ? ",\n    {\"for_each\": " : "    {\"for_each\": ");
		pdz_json_write_text(b, pdz_buf_view(&pattern));
		p->failed |= pattern.failed;
		pdz_buf_release(&pattern);
		pdz_buf_printf(b, ", \"event\": \"%s\", \"status\": \"%s\", \"%s\": \"%s\", \"quantity\": \"{cell}\"}", code,
		               planned ? "planned" : "done", planned ? "due" : "date", year ? "{anno}-12-31" : "{giorno}");
	}
	return n;
}

static bool looks_like_due(const struct seen_column *c)
{
	static const char *const words[] = {"previst", "scadenza", "termine", "due", "entro", NULL};

	return is_day_column(c) && pdz_proposal_named(c, words);
}

/* One record for each column of dates, or one for each row. */
static void put_records(struct proposal *p, struct pdz_buf *b)
{
	struct pdz_buf patterns = {0};
	const char *code = p->plan && p->plan->event_count ? p->plan->events[0].code.p : "EVENT";
	size_t dates = put_patterns(p, &patterns, code), others = 0; /* first: what a pattern reads is nothing else */
	size_t event = find_column(p, looks_like_event), action = find_column(p, looks_like_action),
		   due = find_column(p, looks_like_due);

	pdz_buf_z(b, "  \"common\": {");
	put_field(p, b, "action", action);
	put_field(p, b, "category", find_column(p, looks_like_category));
	put_field(p, b, "area", find_column(p, looks_like_area));
	put_field(p, b, "note", find_column(p, looks_like_note));
	put_field(p, b, "due", due);
	put_field(p, b, "quantity", find_column(p, looks_like_quantity));
	if (b->n > 2 && b->p[b->n - 2] == ',')
		b->n -= 2;
	pdz_buf_z(b, "},\n  \"records\": [\n");
	pdz_buf_str(b, pdz_buf_view(&patterns));
	p->failed |= patterns.failed;
	pdz_buf_release(&patterns);
	for (size_t i = 0; i < p->count; i++)
		others += i != due && is_day_column(&p->columns[i]);
	for (size_t i = 0; i < p->count; i++) {
		if (i == due || !is_day_column(&p->columns[i]))
			continue;
		struct pdz_str name = short_name(p, i);
		pdz_buf_z(b, dates++ ? ",\n    {" : "    {");
		if (event != SIZE_MAX)
			put_field(p, b, "event", event);
		else
			pdz_buf_printf(b, "\"event\": \"%s\", ", code);
		pdz_buf_z(b, "\"date\": \"{");
		pdz_buf_str(b, name);
		if (due != SIZE_MAX && others == 1) { /* planned and done of one thing */
			pdz_buf_z(b, "}\"}");
			continue;
		}
		pdz_buf_z(b, "}\", \"when\": \"");
		pdz_buf_str(b, name);
		pdz_buf_z(b, "\"}");
	}
	if (dates == 0)
		pdz_buf_printf(b, "    {\"event\": \"%s\", \"date\": \"%s\"}", code, due == SIZE_MAX ? "2025-01-01" : "");
	pdz_buf_z(b, "\n  ]\n}\n");
}

void pdz_proposal_write(struct proposal *p, struct pdz_buf *b)
{
	struct pdz_buf records = {0};

	put_records(p, &records); /* first: it knows which columns a pattern reads */
	size_t id = find_column(p, looks_like_id);
	for (size_t i = 0; i < p->count && id == SIZE_MAX; i++) /* a personal one rather than none: a key hides it */
		id = !p->columns[i].in_pattern && looks_like_id(&p->columns[i]) ? i : id;
	pdz_buf_z(b, "{\n  \"pdz_mapping\": 1,\n");
	put_source(p, b);
	put_note(p, b);
	put_dates(b, p);
	put_columns(p, b);
	if (id != SIZE_MAX) {
		pdz_buf_z(b, "  \"id\": \"{");
		pdz_buf_str(b, short_name(p, id));
		pdz_buf_z(b, "}\",\n");
	}
	pdz_buf_str(b, pdz_buf_view(&records));
	b->failed |= records.failed;
	pdz_buf_release(&records);
}
