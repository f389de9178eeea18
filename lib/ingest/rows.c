/* Rows to records. A row becomes all of its records or none: then it can be
 * corrected and fed back as a whole. */
#include "ingest/rows.h"

#include "pdz/fold.h"

#include <stdio.h>
#include <stdlib.h>

const char *const ingest_reason_names[INGEST_REASONS] = {
	"", "unclosed_quote", "stray_quote", "too_long", "nul_byte", "bad_encoding", "too_few_cells", "too_many_cells",
	"bad_date", "bad_number", "bad_status", "unknown_value", "no_event", "unknown_event", "unknown_action",
	"unknown_area", "done_without_date",
};

enum { SCRATCH_BLOCK = 64 << 10 };

/* Scratch */

static char *scratch_alloc(struct ingest_bound *b, size_t n)
{
	struct ingest_scratch *s = &b->scratch;

	if (n > SCRATCH_BLOCK) { /* rare: a block of its own, given back with the others */
		char *own = pdz_arena_alloc(&b->arena, n);
		b->failed |= !own;
		return own;
	}
	if (s->count && s->used + n > SCRATCH_BLOCK) {
		s->at++;
		s->used = 0;
	}
	if (s->at >= s->count) {
		char *block = malloc(SCRATCH_BLOCK);
		if (!block || !pdz_grow(&s->blocks, &s->cap, s->count + 1, sizeof *s->blocks)) {
			free(block);
			b->failed = true;
			return NULL;
		}
		s->blocks[s->count++] = block;
	}
	char *p = s->blocks[s->at] + s->used;
	s->used += n;
	return p;
}

static void scratch_clear(struct ingest_bound *b)
{
	b->scratch.at = b->scratch.used = 0;
}

static struct pdz_str scratch_copy(struct ingest_bound *b, const struct pdz_buf *text)
{
	char *p = scratch_alloc(b, text->n);

	if (!p || text->failed)
		b->failed = true;
	else if (text->n)
		memcpy(p, text->p, text->n);
	return (struct pdz_str){p, p ? text->n : 0};
}

/* Binding */

static uint32_t find_header(const struct map_column *c, const struct pdz_row *header, uint32_t from, bool *failed)
{
	struct pdz_buf folded = {0};
	uint32_t found = PDZ_NONE;

	if (c->position)
		return from == 0 && c->position <= header->count ? (uint32_t)c->position - 1 : PDZ_NONE;
	for (uint32_t i = from; i < header->count && found == PDZ_NONE; i++) {
		pdz_buf_clear(&folded);
		pdz_fold(&folded, header->cells[i]);
		*failed |= folded.failed;
		for (size_t k = 0; k < c->header_count; k++)
			if (pdz_str_eq(pdz_buf_view(&folded), c->folded[k]))
				found = i;
	}
	pdz_buf_release(&folded);
	return found;
}

static size_t count_matches(const struct map_record *r, const struct pdz_row *header, bool *failed)
{
	struct pdz_str values[MAPPING_MAX_VARIABLES];
	size_t n = 0;

	for (size_t i = 0; i < header->count; i++)
		n += mapping_pattern_fits(r, header->cells[i], values, failed);
	return n;
}

size_t rows_missing(const struct pdz_mapping *m, const struct pdz_row *header, const struct map_column **missing,
                    bool *failed)
{
	size_t n = 0;

	for (size_t i = 0; i < m->column_count; i++) {
		const struct map_column *c = &m->columns[i];
		if (c->optional || find_header(c, header, 0, failed) != PDZ_NONE)
			continue;
		if (n++ == 0 && missing)
			*missing = c;
	}
	for (size_t i = 0; i < m->record_count && n == 0; i++)
		if (m->records[i].for_each.count && count_matches(&m->records[i], header, failed) == 0) {
			n++;
			if (missing)
				*missing = NULL;
		}
	return n;
}

static void need(struct ingest_bound *b, uint32_t cell)
{
	if (cell + 1 > b->needed)
		b->needed = cell + 1;
}

static enum pdz_status bind_matches(struct ingest_bound *b, const struct pdz_row *header, struct pdz_error *err)
{
	const struct pdz_mapping *m = b->mapping;

	for (size_t i = 0; i < m->record_count; i++) {
		const struct map_record *r = &m->records[i];
		size_t n = r->for_each.count ? count_matches(r, header, &b->failed) : 0;
		b->matches[i] = pdz_arena_alloc(&b->arena, n * sizeof **b->matches);
		if (!b->matches[i])
			return pdz_no_memory(err);
		for (uint32_t cell = 0; b->match_counts[i] < n && cell < header->count; cell++) {
			struct pdz_str values[MAPPING_MAX_VARIABLES];
			if (!mapping_pattern_fits(r, header->cells[cell], values, &b->failed))
				continue;
			struct ingest_match *match = &b->matches[i][b->match_counts[i]++];
			match->cell = cell;
			need(b, cell);
			for (size_t k = 0; k < r->variable_count; k++) {
				match->values[k] = (struct pdz_str){pdz_arena_copy(&b->arena, values[k]), values[k].n};
				if (!match->values[k].p)
					return pdz_no_memory(err);
			}
		}
	}
	return PDZ_OK;
}

enum pdz_status rows_bind(struct ingest_bound *b, const struct pdz_mapping *m, const struct pdz_plan *plan,
                          const char *name, const struct pdz_row *header, struct pdz_error *err)
{
	*b = (struct ingest_bound){.mapping = m, .plan = plan};
	b->cells = pdz_arena_alloc(&b->arena, m->column_count * sizeof *b->cells);
	b->matches = pdz_arena_alloc(&b->arena, m->record_count * sizeof *b->matches);
	b->match_counts = pdz_arena_alloc(&b->arena, m->record_count * sizeof *b->match_counts);
	b->extra_order = pdz_arena_alloc(&b->arena, PDZ_MAX_DIMENSIONS * sizeof *b->extra_order);
	if (!b->cells || !b->matches || !b->match_counts || !b->extra_order)
		return pdz_no_memory(err);
	for (uint32_t i = 0; i < PDZ_MAX_DIMENSIONS; i++)
		b->extra_order[i] = i;
	b->header_count = header->count;
	while (b->header_count && pdz_str_trim(header->cells[b->header_count - 1]).n == 0)
		b->header_count--;
	for (size_t i = 0; i < m->column_count; i++) {
		const struct map_column *c = &m->columns[i];
		b->cells[i] = find_header(c, header, 0, &b->failed);
		if (b->cells[i] == PDZ_NONE)
			continue;
		uint32_t twin = c->position ? PDZ_NONE : find_header(c, header, b->cells[i] + 1, &b->failed);
		if (twin != PDZ_NONE)
			return pdz_fail(err, PDZ_INPUT, name, header->line, 0,
			                "two columns for one: '%.*s' (columns %u and %u; use a position in the mapping)", (int)c->name.n,
			                c->name.p, b->cells[i] + 1, twin + 1);
		if (!c->optional)
			need(b, b->cells[i]);
	}
	enum pdz_status status = bind_matches(b, header, err);
	return !status && b->failed ? pdz_no_memory(err) : status;
}

void rows_release(struct ingest_bound *b)
{
	for (size_t i = 0; i < b->scratch.count; i++)
		free(b->scratch.blocks[i]);
	free(b->scratch.blocks);
	free(b->records);
	pdz_buf_release(&b->folded);
	pdz_arena_release(&b->arena);
	*b = (struct ingest_bound){0};
}

/* Cells */

/* The folded form of a text, valid until the next call. */
static struct pdz_str fold(struct ingest_bound *b, struct pdz_str text)
{
	pdz_buf_clear(&b->folded);
	pdz_fold(&b->folded, text);
	b->failed |= b->folded.failed;
	return pdz_buf_view(&b->folded);
}

static bool means_empty(struct ingest_bound *b, struct pdz_str text)
{
	static const char *const usual[] = {"", "n d", "nd", "n a", "n/a", "n/d"};
	const struct pdz_mapping *m = b->mapping;

	if (text.n > 40)
		return false;
	/* most cells begin with a letter or digit that none of the usual markers has */
	if (m->empty_count == 0 && text.p[0] != 'n' && text.p[0] != 'N' && text.p[0] != '-' && text.p[0] != '.' &&
	    text.p[0] != '_' && text.p[0] != '\'' && !(text.p[0] & 0x80))
		return false;
	struct pdz_str folded = fold(b, text);
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (pdz_str_is(folded, usual[i]))
			return true;
	for (size_t i = 0; i < m->empty_count; i++)
		if (pdz_str_eq(folded, m->empties[i]))
			return true;
	return false;
}

static struct pdz_str cell_text(struct ingest_bound *b, uint32_t cell)
{
	if (cell == PDZ_NONE || cell >= b->row->count)
		return (struct pdz_str){"", 0};
	struct pdz_str text = pdz_str_trim(b->row->cells[cell]);
	if (text.n == 0 || means_empty(b, text))
		return (struct pdz_str){"", 0};
	return text;
}

static struct pdz_str column_text(struct ingest_bound *b, uint32_t column)
{
	return cell_text(b, b->cells[column]);
}

/* Conditions */

static bool one_of(struct ingest_bound *b, struct pdz_str text, const struct map_condition *c)
{
	struct pdz_str folded = fold(b, text);

	for (size_t i = 0; i < c->count; i++) {
		struct pdz_str t = c->texts[i];
		if (c->kind == CONDITION_STARTS ? folded.n >= t.n && (t.n == 0 || memcmp(folded.p, t.p, t.n) == 0)
		                                : pdz_str_eq(folded, t))
			return true;
	}
	return false;
}

static bool holds(struct ingest_bound *b, const struct map_conditions *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct map_condition *c = &all->items[i];
		struct pdz_str text = column_text(b, c->column);
		bool fits = false;
		switch (c->kind) {
		case CONDITION_FILLED: fits = text.n > 0; break;
		case CONDITION_EMPTY: fits = text.n == 0; break;
		case CONDITION_IS:
		case CONDITION_STARTS: fits = one_of(b, text, c); break;
		case CONDITION_NOT: fits = !one_of(b, text, c); break;
		}
		if (!fits)
			return false;
	}
	return true;
}

/* Values */

static struct pdz_str piece_text(struct ingest_bound *b, const struct map_piece *p, const struct ingest_match *match)
{
	switch (p->kind) {
	case PIECE_LITERAL: return p->text;
	case PIECE_COLUMN: return column_text(b, p->index);
	case PIECE_VARIABLE: return match->values[p->index];
	case PIECE_CELL: return cell_text(b, match->cell);
	}
	return (struct pdz_str){"", 0};
}

/* The text of a template; empty if every column in it is. */
static struct pdz_str template_text(struct ingest_bound *b, const struct map_template *t, const struct ingest_match *match)
{
	struct pdz_buf text = {0};
	bool any = false, only_literals = true;

	if (t->count == 1)
		return piece_text(b, &t->pieces[0], match);
	for (size_t i = 0; i < t->count; i++) {
		struct pdz_str piece = piece_text(b, &t->pieces[i], match);
		if (t->pieces[i].kind != PIECE_LITERAL) {
			only_literals = false;
			any |= piece.n > 0;
		}
		pdz_buf_str(&text, piece);
	}
	struct pdz_str out = {"", 0};
	if (any || only_literals)
		out = pdz_str_trim(scratch_copy(b, &text));
	pdz_buf_release(&text);
	return out;
}

/* The cell to point at when a value will not do. */
static uint32_t cell_of(const struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match)
{
	for (size_t i = 0; i < v->from.count; i++) {
		if (v->from.pieces[i].kind == PIECE_COLUMN && b->cells[v->from.pieces[i].index] != PDZ_NONE)
			return b->cells[v->from.pieces[i].index];
		if (v->from.pieces[i].kind == PIECE_CELL || v->from.pieces[i].kind == PIECE_VARIABLE)
			return match->cell;
	}
	return PDZ_NONE;
}

static bool wrong(struct ingest_mistake *m, enum ingest_reason reason, const char *problem, const char *expected,
                  struct pdz_str text, uint32_t cell)
{
	*m = (struct ingest_mistake){.reason = reason, .problem = problem, .expected = expected, .text = text, .cell = cell};
	return false;
}

static void offer_nearest(struct ingest_mistake *m, const struct pdz_nearest *near)
{
	if (!near->best.p)
		return;
	snprintf(m->buffer, sizeof m->buffer, "did you mean '%.*s'?", (int)near->best.n, near->best.p);
	m->expected = m->buffer;
}

/* Look a text up in the table of a value. */
static bool look_up(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                    struct pdz_str text, struct pdz_str *out, struct ingest_mistake *m)
{
	struct pdz_str folded = fold(b, text);

	for (size_t i = 0; i < v->count; i++)
		if (pdz_str_eq(folded, v->keys[i])) {
			*out = v->results[i];
			return true;
		}
	if (text.n == 0) {
		*out = text;
		return true;
	}
	*out = v->has_otherwise ? v->otherwise : text;
	if (v->has_otherwise || v->keep)
		return true;
	struct pdz_nearest near = {0};
	for (size_t i = 0; i < v->count; i++)
		pdz_nearest_offer(&near, text, v->keys[i]);
	wrong(m, REASON_UNKNOWN_VALUE, "not in the table of the mapping", NULL, text, cell_of(b, v, match));
	offer_nearest(m, &near);
	return false;
}

static bool value_text(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                       struct pdz_str *out, struct ingest_mistake *m)
{
	*out = (struct pdz_str){"", 0};
	if (!v->given)
		return true;
	struct pdz_str text = template_text(b, &v->from, match);
	if (v->count == 0) {
		*out = text;
		return true;
	}
	return look_up(b, v, match, text, out, m);
}

static bool value_day(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match, pdz_day *out,
                      struct ingest_mistake *m)
{
	static const char *const expected[] = {"expected day/month/year", "expected month/day/year", "expected yyyy-mm-dd",
	                                       "expected an Excel day number"};
	struct pdz_str text;

	*out = PDZ_NO_DAY;
	if (!value_text(b, v, match, &text, m))
		return false;
	switch (text.n ? ingest_date(text, v->dates, out) : PDZ_PARSE_EMPTY) {
	case PDZ_PARSE_OK:
	case PDZ_PARSE_EMPTY:
		return true;
	case PDZ_PARSE_RANGE:
		return wrong(m, REASON_BAD_DATE, "there is no such day", expected[v->dates], text, cell_of(b, v, match));
	case PDZ_PARSE_MALFORMED:
		break;
	}
	wrong(m, REASON_BAD_DATE, "not a date", expected[v->dates], text, cell_of(b, v, match));
	if (v->dates != DATES_EXCEL && ingest_guess_value(text).excel) {
		snprintf(m->buffer, sizeof m->buffer, "%s; for Excel day numbers set dates to excel", expected[v->dates]);
		m->expected = m->buffer;
	}
	return false;
}

static bool value_number(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                         pdz_micro *out, struct ingest_mistake *m)
{
	struct pdz_str text;

	*out = PDZ_MICRO;
	if (!value_text(b, v, match, &text, m))
		return false;
	if (text.n == 0)
		return true;
	enum pdz_parse result = v->constant_number ? pdz_micro_parse(text, out) : ingest_number(text, v->numbers, out);
	if (result == PDZ_PARSE_OK)
		return true;
	if (result == PDZ_PARSE_RANGE)
		return wrong(m, REASON_BAD_NUMBER, "number out of range", "expected at most six decimals", text, cell_of(b, v, match));
	wrong(m, REASON_BAD_NUMBER, "not a number", v->numbers == NUMBERS_IT ? "expected such as 1.234,56" : "expected such as 1,234.56",
	      text, cell_of(b, v, match));
	pdz_micro other;
	if (ingest_number(text, v->numbers == NUMBERS_IT ? NUMBERS_EN : NUMBERS_IT, &other) == PDZ_PARSE_OK)
		m->expected = v->numbers == NUMBERS_IT ? "expected such as 1.234,56; for 1,234.56 set numbers to en"
		                                       : "expected such as 1,234.56; for 1.234,56 set numbers to it";
	return false;
}

/* The plan's words */

static bool check_event(const struct ingest_bound *b, const struct pdz_record *r, uint32_t cell, struct ingest_mistake *m)
{
	struct pdz_nearest near = {0};

	if (r->event.n == 0)
		return wrong(m, REASON_NO_EVENT, "no event", b->plan ? "expected an event of the plan" : NULL, r->event, cell);
	if (!b->plan || pdz_plan_event(b->plan, r->event) != PDZ_NONE)
		return true;
	for (size_t i = 0; i < b->plan->event_count; i++)
		pdz_nearest_offer(&near, r->event, b->plan->events[i].code);
	wrong(m, REASON_UNKNOWN_EVENT, "event not in the plan", NULL, r->event, cell);
	offer_nearest(m, &near);
	return false;
}

static bool check_action(const struct ingest_bound *b, const struct pdz_record *r, uint32_t cell, struct ingest_mistake *m)
{
	struct pdz_nearest near = {0};

	if (!b->plan || r->action.n == 0 || pdz_plan_action(b->plan, r->action) != PDZ_NONE)
		return true;
	for (size_t i = 0; i < b->plan->action_count; i++)
		pdz_nearest_offer(&near, r->action, b->plan->actions[i].code);
	wrong(m, REASON_UNKNOWN_ACTION, "action not in the plan", NULL, r->action, cell);
	offer_nearest(m, &near);
	return false;
}

/* Names and aliases become codes. */
static bool check_area(struct ingest_bound *b, struct pdz_record *r, uint32_t cell, struct ingest_mistake *m)
{
	struct pdz_nearest near = {0};

	if (!b->plan || r->area.n == 0)
		return true;
	/* as pdz_plan_area, in memory that is there already */
	uint32_t key = pdz_intern_find(&b->plan->area_keys, fold(b, r->area));
	if (key != PDZ_NONE) {
		r->area = b->plan->areas[b->plan->area_of_key[key]].code;
		return true;
	}
	for (size_t i = 0; i < b->plan->area_count; i++) {
		pdz_nearest_offer(&near, r->area, b->plan->areas[i].name);
		for (size_t k = 0; k < b->plan->areas[i].alias_count; k++)
			pdz_nearest_offer(&near, r->area, b->plan->areas[i].aliases[k]);
	}
	wrong(m, REASON_UNKNOWN_AREA, "area not in the plan", NULL, r->area, cell);
	offer_nearest(m, &near);
	return false;
}

/* Records */

static bool set_status(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                       struct pdz_record *r, struct ingest_mistake *m)
{
	const struct map_value *v = &spec->fields[PDZ_COL_STATUS];
	struct pdz_str text;

	if (!value_text(b, v, match, &text, m))
		return false;
	if (text.n == 0)
		r->status = r->date != PDZ_NO_DAY ? PDZ_DONE : PDZ_PLANNED;
	else if (pdz_str_is(text, "done"))
		r->status = PDZ_DONE;
	else if (pdz_str_is(text, "planned"))
		r->status = PDZ_PLANNED;
	else
		return wrong(m, REASON_BAD_STATUS, "unknown status", "expected done or planned; say it with a table", text,
		             cell_of(b, v, match));
	if (r->status == PDZ_DONE && r->date == PDZ_NO_DAY)
		return wrong(m, REASON_DONE_WITHOUT_DATE, "done, but without a date", NULL, (struct pdz_str){"", 0},
		             cell_of(b, &spec->fields[PDZ_COL_DATE], match));
	return true;
}

/* The one place where the id of a case leaves the source: pseudonyms belong here. */
static struct pdz_str case_of(struct ingest_bound *b, struct pdz_str id)
{
	(void)b;
	return id;
}

/* source:id, and what tells the records of one row apart: #number of the record in
 * the mapping, .texts of its pattern. */
static struct pdz_str record_id(struct ingest_bound *b, size_t number, const struct ingest_match *match, struct pdz_str id)
{
	const struct pdz_mapping *m = b->mapping;
	const struct map_record *spec = &m->records[number];

	if (id.n == 0 || (m->source.n == 0 && m->record_count == 1))
		return id;
	struct pdz_buf text = {0};
	pdz_buf_str(&text, m->source);
	pdz_buf_char(&text, ':');
	pdz_buf_str(&text, id);
	if (m->record_count > 1)
		pdz_buf_printf(&text, "#%zu", number + 1);
	for (size_t i = 0; i < spec->variable_count; i++) {
		pdz_buf_char(&text, i || m->record_count > 1 ? '.' : '#');
		pdz_buf_str(&text, match->values[i]);
	}
	struct pdz_str out = scratch_copy(b, &text);
	pdz_buf_release(&text);
	return out;
}

static struct pdz_str unescape(struct ingest_bound *b, struct pdz_str text)
{
	struct pdz_buf plain = {0};

	if (!text.n || !memchr(text.p, '\\', text.n))
		return text;
	for (size_t i = 0; i < text.n; i++) {
		char next = text.p[i] == '\\' && i + 1 < text.n ? text.p[i + 1] : '\0';
		bool escape = next == 'n' || next == 'r' || next == '\\';
		pdz_buf_char(&plain, !escape ? text.p[i] : next == 'n' ? '\n' : next == 'r' ? '\r' : '\\');
		i += escape;
	}
	struct pdz_str out = scratch_copy(b, &plain);
	pdz_buf_release(&plain);
	return out;
}

static bool set_texts(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                      struct pdz_record *r, struct ingest_mistake *m)
{
	const struct {
		enum pdz_column column;
		struct pdz_str *to;
	} texts[] = {{PDZ_COL_ACTION, &r->action}, {PDZ_COL_EVENT, &r->event}, {PDZ_COL_CASE, &r->case_id},
	             {PDZ_COL_CATEGORY, &r->category}, {PDZ_COL_AREA, &r->area}, {PDZ_COL_NOTE, &r->note}};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (!value_text(b, &spec->fields[texts[i].column], match, texts[i].to, m))
			return false;
		if (b->mapping->escapes)
			*texts[i].to = unescape(b, *texts[i].to);
	}
	for (size_t i = 0; i < b->mapping->extra_count; i++) {
		struct pdz_str *to = &r->dimensions[b->extra_order[i]];
		if (!value_text(b, &spec->fields[PDZ_COLUMNS + i], match, to, m))
			return false;
		if (b->mapping->escapes)
			*to = unescape(b, *to);
	}
	r->case_id = case_of(b, r->case_id);
	return true;
}

/* Records of a canonical file may say where they came from. */
static bool set_origin(struct ingest_bound *b, const struct map_record *spec, struct pdz_record *r,
                       struct ingest_mistake *m)
{
	struct pdz_str source, line;
	pdz_micro number;

	if (!value_text(b, &spec->fields[PDZ_COL_SOURCE], NULL, &source, m) ||
	    !value_text(b, &spec->fields[PDZ_COL_LINE], NULL, &line, m))
		return false;
	if (source.n)
		r->source = b->mapping->escapes ? unescape(b, source) : source;
	if (line.n && (pdz_micro_parse(line, &number) != PDZ_PARSE_OK || number < 0 || number % PDZ_MICRO))
		return wrong(m, REASON_BAD_NUMBER, "not a line number", "expected digits", line,
		             cell_of(b, &spec->fields[PDZ_COL_LINE], NULL));
	if (line.n)
		r->line = (uint64_t)(number / PDZ_MICRO);
	return true;
}

static bool make_record(struct ingest_bound *b, size_t number, const struct ingest_match *match, struct pdz_str id,
                        struct pdz_str source, struct ingest_mistake *m)
{
	const struct map_record *spec = &b->mapping->records[number];

	if (!pdz_grow(&b->records, &b->records_cap, b->count + 1, sizeof *b->records)) {
		b->failed = true;
		return false;
	}
	struct pdz_record *r = &b->records[b->count];
	*r = (struct pdz_record){.source = source, .line = b->row->line};
	if (!value_day(b, &spec->fields[PDZ_COL_DATE], match, &r->date, m) ||
	    !value_day(b, &spec->fields[PDZ_COL_DUE], match, &r->due, m) ||
	    !value_day(b, &spec->fields[PDZ_COL_START], match, &r->start, m) ||
	    !value_number(b, &spec->fields[PDZ_COL_QUANTITY], match, &r->quantity, m) || !set_texts(b, spec, match, r, m) ||
	    !set_status(b, spec, match, r, m) ||
	    !check_event(b, r, cell_of(b, &spec->fields[PDZ_COL_EVENT], match), m) ||
	    !check_action(b, r, cell_of(b, &spec->fields[PDZ_COL_ACTION], match), m) ||
	    !check_area(b, r, cell_of(b, &spec->fields[PDZ_COL_AREA], match), m))
		return false;
	if (b->mapping->canonical && !set_origin(b, spec, r, m))
		return false;
	r->id = record_id(b, number, match, b->mapping->escapes ? unescape(b, id) : id);
	b->count++;
	return true;
}

static bool check_shape(const struct ingest_bound *b, const struct pdz_row *row, struct ingest_mistake *m)
{
	const struct pdz_str none = {"", 0};

	switch (row->fault) {
	case PDZ_CSV_FINE: break;
	case PDZ_CSV_UNCLOSED_QUOTE:
		return wrong(m, REASON_UNCLOSED_QUOTE, "a quote opens here and does not close", NULL, none, PDZ_NONE);
	case PDZ_CSV_STRAY_QUOTE:
		return wrong(m, REASON_STRAY_QUOTE, "a quote where none may be", "quotes inside a cell are doubled, and the cell is quoted", none, PDZ_NONE);
	case PDZ_CSV_TOO_LONG: return wrong(m, REASON_TOO_LONG, "too long for a row", NULL, none, PDZ_NONE);
	case PDZ_CSV_NUL: return wrong(m, REASON_NUL_BYTE, "a NUL byte", "expected text", none, PDZ_NONE);
	}
	if (row->count < b->needed && row->count < b->header_count) {
		wrong(m, REASON_TOO_FEW_CELLS, "too few cells", NULL, none, PDZ_NONE);
		snprintf(m->buffer, sizeof m->buffer, "%zu, and the header has %zu", row->count, b->header_count);
		m->expected = m->buffer;
		return false;
	}
	for (size_t i = b->header_count; i < row->count; i++) {
		if (pdz_str_trim(row->cells[i]).n == 0)
			continue;
		wrong(m, REASON_TOO_MANY_CELLS, "too many cells", NULL, row->cells[i], (uint32_t)i);
		snprintf(m->buffer, sizeof m->buffer, "%zu, and the header has %zu", row->count, b->header_count);
		m->expected = m->buffer;
		return false;
	}
	return true;
}

const char *rows_skipped(struct ingest_bound *b, const struct pdz_row *row)
{
	b->row = row;
	if (row->fault)
		return NULL;
	for (size_t i = 0; i < b->mapping->skip_count; i++)
		if (holds(b, &b->mapping->skips[i].when))
			return b->mapping->skips[i].why.p;
	for (size_t i = 0; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return NULL;
	return "blank row";
}

enum ingest_fate rows_convert(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                              struct ingest_mistake *m, const char **skipped)
{
	struct pdz_str id;

	b->count = 0;
	scratch_clear(b);
	*m = (struct ingest_mistake){.cell = PDZ_NONE};
	*skipped = rows_skipped(b, row);
	if (*skipped)
		return FATE_SKIPPED;
	if (!check_shape(b, row, m) || !value_text(b, &b->mapping->id, NULL, &id, m))
		return FATE_REJECTED;
	for (size_t i = 0; i < b->mapping->record_count; i++) {
		const struct map_record *spec = &b->mapping->records[i];
		if (!holds(b, &spec->when))
			continue;
		if (spec->for_each.count == 0) {
			if (!make_record(b, i, NULL, id, source, m))
				return FATE_REJECTED;
			continue;
		}
		for (size_t k = 0; k < b->match_counts[i]; k++)
			if (cell_text(b, b->matches[i][k].cell).n && !make_record(b, i, &b->matches[i][k], id, source, m))
				return FATE_REJECTED;
	}
	if (b->count == 0) {
		*skipped = "no event in the row";
		return FATE_SKIPPED;
	}
	return FATE_RECORDS;
}

struct pdz_str rows_area(struct ingest_bound *b, const struct pdz_row *row)
{
	const struct map_value *v = &b->mapping->records[0].fields[PDZ_COL_AREA];
	struct pdz_record r = {0};
	struct ingest_mistake m;

	b->row = row;
	if (row->fault || !v->given)
		return (struct pdz_str){"", 0};
	for (size_t i = 0; i < v->from.count; i++)
		if (v->from.pieces[i].kind == PIECE_VARIABLE || v->from.pieces[i].kind == PIECE_CELL)
			return (struct pdz_str){"", 0}; /* it hangs on the column, not on the row */
	if (!value_text(b, v, NULL, &r.area, &m))
		return (struct pdz_str){"", 0};
	return check_area(b, &r, PDZ_NONE, &m) ? r.area : (struct pdz_str){"", 0};
}

uint64_t rows_key(struct ingest_bound *b, const struct pdz_row *row, uint32_t *content)
{
	struct ingest_mistake m;
	struct pdz_str id;
	struct pdz_buf text = {0};

	b->row = row;
	scratch_clear(b);
	if (row->fault || !value_text(b, &b->mapping->id, NULL, &id, &m) || id.n == 0)
		return 0;
	pdz_buf_str(&text, b->mapping->source);
	pdz_buf_char(&text, '\0');
	pdz_buf_str(&text, id);
	uint64_t key = pdz_hash(text.p, text.n);
	b->failed |= text.failed;
	pdz_buf_clear(&text);
	for (size_t i = 0; i < b->mapping->column_count; i++) {
		const struct map_record *first = &b->mapping->records[0];
		/* where a canonical record came from is no part of what it says */
		if (b->mapping->canonical && ((first->fields[PDZ_COL_SOURCE].given && first->fields[PDZ_COL_SOURCE].from.pieces[0].index == i) ||
		                              (first->fields[PDZ_COL_LINE].given && first->fields[PDZ_COL_LINE].from.pieces[0].index == i)))
			continue;
		pdz_buf_str(&text, column_text(b, (uint32_t)i));
		pdz_buf_char(&text, '\0');
	}
	for (size_t i = 0; i < b->mapping->record_count; i++)
		for (size_t k = 0; k < b->match_counts[i]; k++) {
			for (size_t v = 0; v < b->mapping->records[i].variable_count; v++)
				pdz_buf_str(&text, b->matches[i][k].values[v]);
			pdz_buf_char(&text, '\1');
			pdz_buf_str(&text, cell_text(b, b->matches[i][k].cell));
			pdz_buf_char(&text, '\0');
		}
	*content = (uint32_t)(pdz_hash(text.p, text.n) >> 32);
	b->failed |= text.failed;
	pdz_buf_release(&text);
	return key ? key : 1;
}
