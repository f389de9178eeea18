/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft mapping as JSON: says what was seen in each column, and leaves the meaning
 * to be corrected. */
#include "base/json_write.h"
#include "ingest/propose.h"
#include "mapping/words.h"

#include <stdio.h>

/* A short name for templates: folded, words joined by underscores. */
static void write_short_name(const struct proposal *p, size_t column, struct pdz_buf *name)
{
	static const char *const of_patterns[] = {"anno", "giorno", "mese", "voce", "cell"};
	const char *folded = p->columns[column].folded;

	for (size_t i = 0; folded[i] && name->n < 30; i++) {
		const char c = folded[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			pdz_buf_char(name, c);
		else if (name->n && name->p[name->n - 1] != '_')
			pdz_buf_char(name, '_');
	}
	while (name->n && name->p[name->n - 1] == '_')
		name->n--;
	if (name->n == 0)
		pdz_buf_printf(name, "colonna_%zu", column + 1);
	for (size_t i = 0; i < sizeof of_patterns / sizeof *of_patterns; i++)
		if (pdz_str_is(pdz_buf_view(name), of_patterns[i]))
			pdz_buf_z(name, "_");
}

static struct pdz_str short_name(struct proposal *p, size_t column)
{
	struct pdz_buf name = {0}, other = {0};
	bool again = false;

	write_short_name(p, column, &name);
	for (size_t i = 0; i < column && !again; i++) {
		pdz_buf_clear(&other);
		write_short_name(p, i, &other);
		again = pdz_str_eq(pdz_buf_view(&name), pdz_buf_view(&other));
	}
	if (again) /* the same name twice gets its number; none of the others ends so */
		pdz_buf_printf(&name, "__%zu", column + 1);
	const char *copy = pdz_arena_copy(&p->arena, pdz_buf_view(&name));
	const struct pdz_str out = {copy ? copy : "", copy ? name.n : 0};
	p->failed |= !copy || name.failed || other.failed;
	pdz_buf_release(&name);
	pdz_buf_release(&other);
	return out;
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
		"Check all of it; what is left open with '?' is left out until somebody chooses.",
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
	struct pdz_buf pattern = {0};
	for (size_t i = 0; i < whole.n; i++) /* etim[1].csv, as browsers name what is downloaded again */
		if (memchr("[*?\\", whole.p[i], 4))
			pdz_buf_printf(&pattern, whole.p[i] == '\\' ? "\\%c" : "[%c]", whole.p[i]);
		else
			pdz_buf_char(&pattern, whole.p[i]);
	pdz_buf_z(b, "  \"files\": [");
	pdz_json_write_text(b, pdz_buf_view(&pattern));
	b->failed |= pattern.failed;
	pdz_buf_release(&pattern);
	pdz_buf_z(b, "],\n");
	if (p->sheet) {
		pdz_buf_z(b, "  \"sheet\": ");
		pdz_json_write_text(b, pdz_str(p->sheet));
		pdz_buf_z(b, ",\n");
	}
}

static bool same_header(const struct proposal *p, size_t column)
{
	for (size_t i = 0; i < p->count; i++)
		if (i != column && strcmp(p->columns[i].folded, p->columns[column].folded) == 0)
			return true;
	return false;
}

/* Styles: those of most cells are the file's, and a column that has others says so. */

static enum ingest_dates date_style_of(const struct seen_column *c, enum ingest_dates otherwise)
{
	if (!pdz_proposal_is_date(c))
		return pdz_proposal_is_excel_date(c) ? DATES_EXCEL : otherwise;
	if (c->dmy == c->mdy)
		return c->dmy == 0 ? DATES_YMD : otherwise == DATES_MDY ? DATES_MDY : DATES_DMY;
	return c->dmy > c->mdy ? DATES_DMY : DATES_MDY;
}

static enum ingest_numbers number_style_of(const struct seen_column *c, enum ingest_numbers otherwise)
{
	return c->numbers_it == c->numbers_en ? otherwise : c->numbers_it > c->numbers_en ? NUMBERS_IT : NUMBERS_EN;
}

static bool has_number_style(const struct seen_column *c)
{
	return !c->personal && c->numbers * 2 >= c->filled && c->filled > 0 && c->numbers_it != c->numbers_en;
}

static void file_styles(const struct proposal *p, enum ingest_dates *dates, enum ingest_numbers *numbers)
{
	size_t order[4] = {0}, either = 0, it = 0, en = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct seen_column *c = &p->columns[i];
		if (pdz_proposal_is_day(c) && pdz_proposal_is_date(c) && c->dmy == c->mdy && c->dmy)
			either += c->filled; /* no day above 12 */
		else if (pdz_proposal_is_day(c))
			order[date_style_of(c, DATES_DMY)] += c->filled;
		if (c->in_pattern && c->ending == ENDING_DAY)
			order[DATES_DMY] += 1; /* days in headers */
		if (has_number_style(c) && i != p->action) {
			it += c->numbers_it;
			en += c->numbers_en;
		}
	}
	order[order[DATES_MDY] > order[DATES_DMY] ? DATES_MDY : DATES_DMY] += either;
	*dates = DATES_DMY;
	for (int k = 0; k < 4; k++)
		*dates = order[k] > order[*dates] ? (enum ingest_dates)k : *dates;
	*numbers = en > it ? NUMBERS_EN : NUMBERS_IT;
}

static void put_column(struct proposal *p, struct pdz_buf *b, size_t i, enum ingest_dates dates,
                       enum ingest_numbers numbers)
{
	const struct seen_column *c = &p->columns[i];
	const bool personal = c->personal || i == p->kase, by_position = c->name.n == 0 || same_header(p, i);
	const enum ingest_dates own_dates = pdz_proposal_is_day(c) ? date_style_of(c, dates) : dates;
	const enum ingest_numbers own_numbers = has_number_style(c) && i != p->action ? number_style_of(c, numbers)
	                                                                              : numbers;

	pdz_json_write_text(b, short_name(p, i));
	pdz_buf_z(b, ": ");
	if (!personal && !by_position && own_dates == dates && own_numbers == numbers) {
		pdz_json_write_text(b, c->name);
		return;
	}
	if (by_position) {
		pdz_buf_printf(b, "{\"position\": %zu", i + 1);
	} else {
		pdz_buf_z(b, "{\"header\": ");
		pdz_json_write_text(b, c->name);
	}
	if (personal)
		pdz_buf_z(b, ", \"personal\": true");
	if (own_dates != dates)
		pdz_buf_printf(b, ", \"dates\": \"%s\"", pdz_ingest_date_style_names[own_dates]);
	if (own_numbers != numbers)
		pdz_buf_printf(b, ", \"numbers\": \"%s\"", pdz_ingest_number_style_names[own_numbers]);
	pdz_buf_char(b, '}');
}

static void put_columns(struct proposal *p, struct pdz_buf *b)
{
	enum ingest_dates dates;
	enum ingest_numbers numbers;
	size_t n = 0;

	file_styles(p, &dates, &numbers);
	pdz_buf_printf(b, "  \"dates\": \"%s\",\n  \"numbers\": \"%s\",\n", pdz_ingest_date_style_names[dates],
	               pdz_ingest_number_style_names[numbers]);
	pdz_buf_z(b, "  \"columns\": {");
	for (size_t i = 0; i < p->count; i++) {
		if (p->columns[i].filled == 0 || p->columns[i].in_pattern)
			continue;
		pdz_buf_z(b, n++ ? ",\n    " : "\n    ");
		put_column(p, b, i, dates, numbers);
	}
	pdz_buf_z(b, "\n  },\n");
}

/* Letters in place of a number, the same again and again (NR): nothing was written. */

static bool stands_for_nothing(const struct seen_column *c, uint32_t value)
{
	const struct pdz_str text = pdz_intern_text(&c->values, value);
	const struct ingest_guess g = pdz_ingest_guess_value(text);

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < 'A' || text.p[i] > 'Z')
			return false;
	return text.n >= 2 && text.n <= 3 && c->counts[value] > 1 && !g.number_it && !g.number_en;
}

static void put_empties(struct proposal *p, struct pdz_buf *b)
{
	struct pdz_intern seen = {0};

	for (size_t i = 0; i < p->count; i++) {
		const struct seen_column *c = &p->columns[i];
		const bool numbers = !c->personal && c->numbers * 2 > c->filled && c->numbers < c->filled;
		for (uint32_t v = 0; numbers && v < c->values.count && v < PROPOSE_VALUES; v++) {
			const size_t before = seen.count;
			if (!stands_for_nothing(c, v))
				continue;
			p->failed |= pdz_intern_add(&seen, pdz_intern_text(&c->values, v)) == PDZ_NONE;
			if (seen.count == before)
				continue;
			pdz_buf_z(b, before ? ", " : "  \"empty\": [");
			pdz_json_write_text(b, pdz_intern_text(&c->values, v));
		}
	}
	if (seen.count)
		pdz_buf_z(b, "],\n");
	pdz_intern_release(&seen);
}

/* Rows left out on purpose */

static void put_skip(struct proposal *p, struct pdz_buf *b, size_t *n, const char *why, size_t column, const char *test)
{
	pdz_buf_z(b, (*n)++ ? ",\n    " : "  \"skip\": [\n    ");
	pdz_buf_z(b, "{\"why\": ");
	pdz_json_write_text(b, pdz_str(pdz_say(p->language, why)));
	pdz_buf_z(b, ", \"when\": {\"column\": ");
	pdz_json_write_text(b, short_name(p, column));
	pdz_buf_printf(b, ", \"%s\": [", test);
}

static void put_skips(struct proposal *p, struct pdz_buf *b)
{
	size_t n = 0;

	if (p->total_column != SIZE_MAX && p->columns[p->total_column].filled && !p->columns[p->total_column].in_pattern) {
		put_skip(p, b, &n, "draft|total", p->total_column, "starts");
		pdz_buf_z(b, "\"totale\", \"totali\", \"subtotale\", \"total \"]}}");
	}
	for (size_t i = 0; i < p->count; i++) {
		const struct seen_column *c = &p->columns[i];
		bool any = false;
		for (uint32_t v = 0; pdz_proposal_is_kind(c) && !c->in_pattern && v < c->values.count; v++) {
			const struct pdz_str text = pdz_intern_text(&c->values, v);
			const char *folded = pdz_proposal_folded(p, text);
			if (!folded || !pdz_mapping_is_cancelled(pdz_str(folded + 1)))
				continue;
			if (!any)
				put_skip(p, b, &n, "draft|cancelled", i, "is");
			else
				pdz_buf_z(b, ", ");
			pdz_json_write_text(b, text);
			any = true;
		}
		if (any) /* a row called off takes back the one that came before with its id */
			pdz_buf_z(b, p->id == SIZE_MAX ? "]}}" : "]}, \"cancels\": true}");
	}
	if (n)
		pdz_buf_z(b, "\n  ],\n");
}

/* Records */

/* ", " before it, unless it is the first of its object. */
static void put_key(struct pdz_buf *b, const char *key)
{
	if (b->n && b->p[b->n - 1] != '{')
		pdz_buf_z(b, ", ");
	pdz_buf_printf(b, "\"%s\": ", key);
}

static void put_field(struct proposal *p, struct pdz_buf *b, const char *field, size_t column)
{
	if (column == SIZE_MAX)
		return;
	put_key(b, field);
	pdz_buf_z(b, "\"{");
	pdz_buf_str(b, short_name(p, column));
	pdz_buf_z(b, "}\"");
}

/* Texts that may stand for one area or another are left open. */
static void put_area(struct proposal *p, struct pdz_buf *b)
{
	const struct pdz_intern *texts = p->area == SIZE_MAX ? NULL : &p->columns[p->area].values;
	size_t n = 0;

	for (uint32_t v = 0; p->plan && texts && v < texts->count; v++) {
		const struct pdz_str text = pdz_intern_text(texts, v);
		if (!pdz_proposal_area_unsure(p, text))
			continue;
		if (n++) {
			pdz_buf_z(b, ", ");
		} else {
			put_key(b, "area");
			pdz_buf_z(b, "{\"from\": \"{");
			pdz_buf_str(b, short_name(p, p->area));
			pdz_buf_z(b, "}\", \"values\": {");
		}
		pdz_json_write_text(b, text);
		pdz_buf_z(b, ": \"?\"");
	}
	if (n)
		pdz_buf_z(b, "}, \"keep\": true}");
	else
		put_field(p, b, "area", p->area);
}

static void put_case(struct proposal *p, struct pdz_buf *b)
{
	if (!p->fold_case) {
		put_field(p, b, "case", p->kase);
		return;
	}
	put_key(b, "case");
	pdz_buf_char(b, '{');
	put_field(p, b, "from", p->kase);
	pdz_buf_z(b, ", \"fold\": true}");
}

static void put_choices(struct proposal *p, struct pdz_buf *b, const struct event_match *m)
{
	pdz_buf_char(b, '[');
	for (size_t i = 0; i < m->choice_count; i++) {
		if (i)
			pdz_buf_z(b, ", ");
		pdz_json_write_text(b, p->plan->events[m->choices[i]].code);
	}
	pdz_buf_char(b, ']');
}

/* What each text of the event column means. A text that may be a name is not written down: its rows are rejected. */
static void put_event_table(struct proposal *p, struct pdz_buf *b)
{
	const struct seen_column *c = &p->columns[p->event];
	size_t n = 0;

	put_key(b, "event");
	pdz_buf_z(b, "{\"from\": \"{");
	pdz_buf_str(b, short_name(p, p->event));
	pdz_buf_z(b, "}\", \"values\": {");
	for (uint32_t v = 0; v < c->values.count; v++) {
		const struct pdz_str text = pdz_intern_text(&c->values, v);
		const char *folded = pdz_proposal_folded(p, text);
		bool again = pdz_person_in_cell(text) || pdz_person_named(text) || !folded;
		for (uint32_t k = 0; k < v && !again; k++) {
			const char *other = pdz_proposal_folded(p, pdz_intern_text(&c->values, k));
			again = other && strcmp(other, folded) == 0;
		}
		if (again)
			continue;
		pdz_buf_z(b, n++ ? ",\n      " : "\n      ");
		pdz_json_write_text(b, text);
		pdz_buf_z(b, ": ");
		pdz_json_write_text(b, p->by_value[v].event == PDZ_NONE ? pdz_str("?")
		                                                        : p->plan->events[p->by_value[v].event].code);
	}
	pdz_buf_char(b, '}');
	n = 0;
	for (uint32_t v = 0; v < c->values.count; v++) {
		const struct event_match *m = &p->by_value[v];
		const struct pdz_str text = pdz_intern_text(&c->values, v);
		if (m->event != PDZ_NONE || pdz_person_in_cell(text) || pdz_person_named(text))
			continue;
		pdz_buf_z(b, n++ ? ",\n      " : ",\n      \"choices\": {\n      ");
		pdz_json_write_text(b, text);
		pdz_buf_z(b, ": ");
		put_choices(p, b, m);
	}
	pdz_buf_z(b, n ? "}}" : "}");
}

/* The header of the pattern with a name in place of its ending; braces of its own are doubled. */
static void put_for_each(struct proposal *p, struct pdz_buf *b, const struct seen_column *c, const char *variable)
{
	struct pdz_buf pattern = {0};

	for (size_t i = 0; i < c->stem; i++) {
		if (c->name.p[i] == '{' || c->name.p[i] == '}')
			pdz_buf_char(&pattern, c->name.p[i]);
		pdz_buf_char(&pattern, c->name.p[i]);
	}
	pdz_buf_printf(&pattern, "{%s}", variable);
	put_key(b, "for_each");
	pdz_json_write_text(b, pdz_buf_view(&pattern));
	p->failed |= pattern.failed;
	pdz_buf_release(&pattern);
}

/* The last day of each year, or, where the plan ends before it, of the plan. */
static void put_year_ends(const struct proposal *p, struct pdz_buf *b, const char *field)
{
	const pdz_day end = p->plan ? pdz_period_end(p->plan->period) : PDZ_NO_DAY;
	int last_year = 0, month = 0, day = 0;

	put_key(b, field);
	if (end != PDZ_NO_DAY)
		pdz_day_split(end, &last_year, &month, &day);
	if (end == PDZ_NO_DAY || (month == 12 && day == 31)) {
		pdz_buf_z(b, "\"{anno}-12-31\"");
		return;
	}
	pdz_buf_printf(b, "{\"from\": \"{anno}-12-31\", \"values\": {\"%d-12-31\": \"", last_year);
	pdz_day_write(b, end);
	pdz_buf_z(b, "\"}, \"keep\": true}");
}

/* The column that says the year. */
static size_t year_column(const struct proposal *p)
{
	static const char *const words[] = {"anno", "year", NULL};

	for (size_t i = 0; i < p->count; i++)
		if (!p->columns[i].in_pattern && pdz_proposal_named(&p->columns[i], words) && p->columns[i].filled)
			return i;
	return SIZE_MAX;
}

/* Is the first text of a column a month or quarter without its year: a second line of the header? */
static bool has_second_header(const struct seen_column *c)
{
	struct pdz_buf with_year = {0};
	pdz_day day;

	const struct pdz_str text = c->values.count ? pdz_intern_text(&c->values, 0) : (struct pdz_str){"", 0};
	pdz_buf_str(&with_year, text);
	pdz_buf_z(&with_year, " 2025");
	const bool is = text.n > 2 && !with_year.failed &&
	                pdz_ingest_parse_date(pdz_buf_view(&with_year), DATES_DMY, &day) == PDZ_PARSE_OK;
	pdz_buf_release(&with_year);
	return is;
}

static void put_pattern(struct proposal *p, struct pdz_buf *b, const struct draft_record *r)
{
	static const char *const variables[] = {"", "anno", "giorno", "mese", "mese", "voce"};
	const struct seen_column *c = &p->columns[r->pattern];
	const char *field = r->planned ? "due" : "date";
	const size_t year = year_column(p);
	bool marks = true;

	bool twins = false; /* two columns with one name: what tells them apart is not in the header */
	for (size_t i = 0; i < p->count; i++)
		twins |= pdz_proposal_same_pattern(c, &p->columns[i]) &&
		         (same_header(p, i) || has_second_header(&p->columns[i]));
	put_for_each(p, b, c, variables[c->ending]);
	pdz_buf_printf(b, ", \"status\": \"%s\"", r->planned ? "planned" : "done");
	if (twins) {
		put_key(b, field);
		pdz_buf_z(b, "\"?\"");
	} else if (c->ending == ENDING_YEAR) {
		put_year_ends(p, b, field);
	} else if (c->ending == ENDING_MONTH && (p->year || year != SIZE_MAX)) {
		put_key(b, field);
		pdz_buf_z(b, "\"{mese} ");
		if (year != SIZE_MAX) {
			pdz_buf_char(b, '{');
			pdz_buf_str(b, short_name(p, year));
			pdz_buf_char(b, '}');
		} else {
			pdz_buf_printf(b, "%d", p->year);
		}
		pdz_buf_char(b, '"');
	} else if (c->ending == ENDING_MONTH || (c->ending == ENDING_WORDS && r->date == SIZE_MAX)) {
		put_key(b, field);
		pdz_buf_z(b, "\"?\"");
	} else if (c->ending == ENDING_WORDS) {
		put_field(p, b, field, r->date);
	} else {
		put_key(b, field);
		pdz_buf_printf(b, "\"{%s}\"", variables[c->ending]);
	}
	for (size_t i = 0; i < p->count; i++)
		if (p->columns[i].in_pattern && p->columns[i].ending == c->ending && p->columns[i].stem == c->stem)
			marks &= p->columns[i].numbers == 0;
	if (!marks)
		pdz_buf_z(b, ", \"quantity\": \"{cell}\"");
	if (c->ending == ENDING_WORDS && p->category == SIZE_MAX)
		pdz_buf_z(b, ", \"category\": \"{voce}\"");
}

static void put_record(struct proposal *p, struct pdz_buf *b, const struct draft_record *r)
{
	pdz_buf_char(b, '{');
	if (r->by_value) {
		put_event_table(p, b);
	} else {
		put_key(b, "event");
		pdz_json_write_text(b, r->match.event == PDZ_NONE ? pdz_str("?") : p->plan->events[r->match.event].code);
		if (r->match.event == PDZ_NONE) {
			put_key(b, "choices");
			put_choices(p, b, &r->match);
		}
	}
	if (r->pattern != SIZE_MAX) {
		put_pattern(p, b, r);
	} else {
		if (r->planned && !p->some_done)
			pdz_buf_z(b, ", \"status\": \"planned\"");
		put_field(p, b, "start", r->start);
		put_field(p, b, "due", r->due);
		put_field(p, b, "date", r->date);
		if (r->date == SIZE_MAX && (!r->planned || p->some_done))
			pdz_buf_z(b, ", \"date\": \"?\"");
		put_field(p, b, "quantity", r->quantity);
		if (r->by_value && r->when != SIZE_MAX) {
			pdz_buf_z(b, ", \"when\": [");
			pdz_json_write_text(b, short_name(p, p->event));
			pdz_buf_z(b, ", ");
			pdz_json_write_text(b, short_name(p, r->when));
			pdz_buf_char(b, ']');
		} else if (r->when != SIZE_MAX) {
			put_key(b, "when");
			pdz_json_write_text(b, short_name(p, r->when));
		}
	}
	if (p->status != SIZE_MAX && r->pattern == SIZE_MAX && !r->planned && (r->by_value || p->record_count == 1))
		put_field(p, b, "status", p->status);
	pdz_buf_char(b, '}');
}

static void put_records(struct proposal *p, struct pdz_buf *b)
{
	pdz_buf_z(b, "  \"common\": {");
	put_field(p, b, "action", p->action);
	put_case(p, b);
	put_field(p, b, "category", p->category);
	put_area(p, b);
	for (size_t d = 0; p->plan && d < p->plan->dimension_count; d++)
		put_field(p, b, p->plan->dimensions[d].code.p, p->dimensions[d]);
	pdz_buf_z(b, "},\n  \"records\": [\n");
	for (size_t i = 0; i < p->record_count; i++) {
		pdz_buf_z(b, i ? ",\n    " : "    ");
		put_record(p, b, &p->records[i]);
	}
	pdz_buf_z(b, "\n  ]\n}\n");
}

void pdz_proposal_write(struct proposal *p, struct pdz_buf *b)
{
	pdz_buf_z(b, "{\n  \"pdz_mapping\": 1,\n");
	put_source(p, b);
	put_note(p, b);
	put_columns(p, b);
	put_empties(p, b);
	put_skips(p, b);
	if (p->id != SIZE_MAX) {
		pdz_buf_z(b, "  \"id\": \"{");
		pdz_buf_str(b, short_name(p, p->id));
		pdz_buf_z(b, "}\",\n");
	}
	put_records(p, b);
}
