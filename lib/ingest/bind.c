/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mapping bound to a header: which cell is which column, and which columns fit the
 * patterns of for_each. */
#include "ingest/bind.h"

#include "ingest/fast.h"
#include "ingest/row_values.h"
#include "base/fold.h"
#include "mapping/words.h"

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

/* Is the text of a variable in one of the record's tables? Then somebody wants that column. */
static bool is_listed(const struct map_record *r, uint32_t variable, struct pdz_str text, bool *failed)
{
	struct pdz_buf folded = {0};
	bool found = false;

	pdz_fold(&folded, text);
	for (size_t f = 0; f < MAPPING_FIELDS && !found; f++) {
		const struct map_value *v = &r->fields[f];
		if (v->from.count != 1 || v->from.pieces[0].kind != PIECE_VARIABLE || v->from.pieces[0].index != variable)
			continue;
		found = pdz_mapping_look_up(v, pdz_buf_view(&folded)) != NULL;
	}
	*failed |= folded.failed;
	pdz_buf_release(&folded);
	return found;
}

/* Does a pattern take a column? Not a total of the others, unless the mapping names it. */
static bool takes_column(const struct map_record *r, struct pdz_str header, struct pdz_str *values, bool *total,
                         bool *failed)
{
	*total = false;
	if (!pdz_mapping_pattern_fits(r, header, values, failed))
		return false;
	for (uint32_t k = 0; k < r->variable_count && !*total; k++)
		*total = pdz_mapping_is_total(values[k]) && !is_listed(r, k, values[k], failed);
	return !*total;
}

bool pdz_rows_passes_over(const struct ingest_bound *b, uint32_t cell)
{
	const bool nameless = b->header_texts[cell].n == 0;
	bool used = false, between = false;

	for (size_t c = 0; c < b->mapping->column_count; c++)
		used |= b->cells[c] == cell;
	for (size_t r = 0; r < b->mapping->record_count && !used; r++) {
		const size_t n = b->mapping->records[r].for_each.count ? b->match_counts[r] : 0;
		for (size_t i = 0; i < n; i++)
			used |= b->matches[r][i].cell == cell;
		for (size_t i = 0; i < n && nameless; i++)
			between |= b->matches[r][i].cell + 1 == cell;
		between |= n > 1 && !nameless && b->matches[r][0].cell < cell && cell < b->matches[r][n - 1].cell;
		between |= n > 1 && (b->matches[r][0].cell == cell + 1 || b->matches[r][n - 1].cell + 1 == cell) &&
		           pdz_mapping_nearly_time(b->header_texts[cell], b->header_texts[b->matches[r][0].cell]);
	}
	return between && !used;
}

bool pdz_rows_leaves_out(struct ingest_bound *b, uint32_t cell)
{
	struct pdz_str values[MAPPING_MAX_VARIABLES];
	bool total = false;

	for (size_t i = 0; i < b->mapping->record_count && !total; i++)
		if (b->mapping->records[i].for_each.count)
			takes_column(&b->mapping->records[i], b->header_texts[cell], values, &total, &b->failed);
	return total;
}

static size_t count_matches(const struct map_record *r, const struct pdz_row *header, bool *failed)
{
	struct pdz_str values[MAPPING_MAX_VARIABLES];
	size_t n = 0;
	bool total;

	for (size_t i = 0; i < header->count; i++)
		n += takes_column(r, header->cells[i], values, &total, failed);
	return n;
}

size_t pdz_rows_missing(const struct pdz_mapping *m, const struct pdz_row *header, const struct map_column **missing,
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

/* The column that fits a record's pattern with the same texts as the one that comes last; PDZ_NONE. */
static uint32_t twin_of_match(struct ingest_bound *b, size_t record, const struct pdz_str *values)
{
	const struct map_record *r = &b->mapping->records[record];

	for (size_t i = 0; i + 1 < b->match_counts[record]; i++) {
		bool same = true;
		for (size_t k = 0; k < r->variable_count && same; k++)
			same = pdz_mapping_says_the_same(r->variables[k], b->matches[record][i].values[k], values[k]);
		if (same)
			return b->matches[record][i].cell;
	}
	return PDZ_NONE;
}

static enum pdz_status bind_matches(struct ingest_bound *b, const char *name, const struct pdz_row *header,
                                    struct pdz_error *err)
{
	const struct pdz_mapping *m = b->mapping;

	for (size_t i = 0; i < m->record_count; i++) {
		const struct map_record *r = &m->records[i];
		size_t n = r->for_each.count ? count_matches(r, header, &b->failed) : r->list_column != 0 ? LIST_MOST : 0;
		b->matches[i] = pdz_arena_alloc(&b->arena, n * sizeof **b->matches);
		if (!b->matches[i])
			return pdz_no_memory(err);
		for (uint32_t cell = 0; r->for_each.count && cell < header->count; cell++) {
			struct pdz_str values[MAPPING_MAX_VARIABLES];
			bool total;
			if (!takes_column(r, header->cells[cell], values, &total, &b->failed))
				continue;
			if (b->match_counts[i] == n)
				break; /* no memory to tell, before */
			struct ingest_match *match = &b->matches[i][b->match_counts[i]++];
			match->cell = cell;
			const uint32_t twin = twin_of_match(b, i, values);
			if (twin != PDZ_NONE && !b->failed)
				return pdz_fail(err, PDZ_INPUT, name, header->line, 0,
				                "two columns for one: '%.*s' (columns %u and %u; use a position in the mapping)",
				                (int)b->header_texts[cell].n, b->header_texts[cell].p, twin + 1, cell + 1);
			for (size_t k = 0; k < r->variable_count; k++) {
				match->values[k] = (struct pdz_str){pdz_arena_copy(&b->arena, values[k]), values[k].n};
				if (!match->values[k].p)
					return pdz_no_memory(err);
			}
		}
	}
	return PDZ_OK;
}

static const struct pdz_plan_source *source_of_plan(const struct ingest_bound *b)
{
	for (size_t i = 0; b->plan && i < b->plan->source_count; i++)
		if (pdz_str_eq(b->plan->sources[i].code, b->mapping->source))
			return &b->plan->sources[i];
	return NULL;
}

/* The area that delivers: its code, or the text where there is no plan; without what divides an id. */
static void spell_sending_area(struct ingest_bound *b, struct pdz_buf *out)
{
	struct ingest_mistake m;
	struct pdz_str text;

	if (!pdz_row_value_text(b, &b->mapping->delivery_area, NULL, &text, &m) || text.n == 0)
		return;
	const uint32_t area = b->plan ? pdz_plan_area(b->plan, text) : PDZ_NONE;
	pdz_buf_char(out, '/');
	const size_t from = out->n;
	pdz_buf_str(out, area != PDZ_NONE ? b->plan->areas[area].code : text);
	for (size_t k = from; k < out->n; k++)
		out->p[k] = strchr(":@#+", out->p[k]) && out->p[k] ? '_' : out->p[k];
}

static void spell_delivered_period(struct ingest_bound *b, struct pdz_buf *out)
{
	const struct map_value *v = &b->mapping->delivery_period;
	const struct pdz_plan_source *of = source_of_plan(b);
	struct ingest_mistake m;
	struct pdz_period period;
	struct pdz_str text;
	bool is_day = false;

	pdz_buf_char(out, '@');
	if (!v->given || !pdz_row_value_text(b, v, NULL, &text, &m) ||
	    !pdz_mapping_parse_period(text, v->dates, &period, &is_day))
		return;
	pdz_period_write(out, is_day && of ? pdz_period_of(of->every, period.first) : period);
}

/* See records/identity.h. */
bool pdz_rows_name_sender(struct ingest_bound *b)
{
	static const char *const marks[] = {
		[CORRECTED_NOWHERE] = "", [CORRECTED_BY_LINES] = "+", [CORRECTED_BY_FILES] = "++"};
	static const struct pdz_row none = {0};
	const struct pdz_mapping *m = b->mapping;
	struct pdz_buf *text = &b->sender_text;

	b->row = b->row ? b->row : &none;
	pdz_buf_clear(text);
	pdz_buf_str(text, m->source);
	if (m->delivers)
		spell_sending_area(b, text);
	pdz_buf_z(text, marks[m->corrections]);
	if (m->delivers)
		spell_delivered_period(b, text);
	if (text->n)
		pdz_buf_char(text, ':');
	b->sender = pdz_buf_view(text);
	b->failed |= text->failed;
	return !text->failed;
}

bool pdz_rows_tell_delivery(const struct ingest_bound *b)
{
	const struct pdz_str s = b->sender;

	return b->mapping && b->mapping->delivers && s.n > 1 && s.p[s.n - 2] != '@';
}

enum pdz_status pdz_rows_bind(struct ingest_bound *b, const struct pdz_mapping *m, const struct pdz_plan *plan,
                              const char *name, const struct pdz_row *header, struct pdz_error *err)
{
	*b = (struct ingest_bound){.mapping = m, .plan = plan, .unfilled = PDZ_NONE};
	b->cells = pdz_arena_alloc(&b->arena, m->column_count * sizeof *b->cells);
	b->matches = pdz_arena_alloc(&b->arena, m->record_count * sizeof(void *));
	b->match_counts = pdz_arena_alloc(&b->arena, m->record_count * sizeof *b->match_counts);
	b->extra_order = pdz_arena_alloc(&b->arena, PDZ_MAX_DIMENSIONS * sizeof *b->extra_order);
	if (!b->cells || !b->matches || !b->match_counts || !b->extra_order)
		return pdz_no_memory(err);
	for (uint32_t i = 0; i < PDZ_MAX_DIMENSIONS; i++)
		b->extra_order[i] = i;
	b->header_count = b->width = header->count;
	b->given = pdz_arena_alloc(&b->arena, m->column_count * sizeof *b->given);
	if (!b->given)
		return pdz_no_memory(err);
	b->header_texts = pdz_arena_alloc(&b->arena, header->count * sizeof *b->header_texts);
	if (!b->header_texts)
		return pdz_no_memory(err);
	for (size_t i = 0; i < header->count; i++) {
		const struct pdz_str text = pdz_str_trim(header->cells[i]);
		const char *copy = pdz_arena_copy(&b->arena, text);
		if (!copy)
			return pdz_no_memory(err);
		b->header_texts[i] = (struct pdz_str){copy, text.n};
	}
	while (b->header_count && pdz_str_trim(header->cells[b->header_count - 1]).n == 0)
		b->header_count--;
	for (size_t i = 0; i < m->column_count; i++) {
		const struct map_column *c = &m->columns[i];
		b->cells[i] = find_header(c, header, 0, &b->failed);
		if (b->cells[i] == PDZ_NONE)
			continue;
		if (c->of_name)
			return pdz_fail(
				err, PDZ_INPUT, name, header->line, 0,
				"a column and a part of the file's name or title have one name: '%.*s' (column %u; call the "
				"part otherwise in the mapping)",
				(int)c->name.n, c->name.p, b->cells[i] + 1);
		uint32_t twin = c->position ? PDZ_NONE : find_header(c, header, b->cells[i] + 1, &b->failed);
		if (twin != PDZ_NONE)
			return pdz_fail(err, PDZ_INPUT, name, header->line, 0,
			                "two columns for one: '%.*s' (columns %u and %u; use a position in the mapping)",
			                (int)c->name.n, c->name.p, b->cells[i] + 1, twin + 1);
	}
	enum pdz_status status = bind_matches(b, name, header, err);
	return !status && b->failed ? pdz_no_memory(err) : status;
}

/* Without the last ending; of FILE!SHEET that of FILE. */
static struct pdz_str without_ending(struct pdz_str base)
{
	const char *mark = base.n ? memrchr(base.p, '!', base.n) : NULL;
	const size_t n = mark ? (size_t)(mark - base.p) : base.n;
	const char *dot = n ? memrchr(base.p, '.', n) : NULL;

	return (struct pdz_str){base.p, dot ? (size_t)(dot - base.p) : n};
}

/* The columns that a pattern names get what stands in the text. False: it does not fit. *changes: one of them had
 * another text, which is more than the end of this one or a part of it. */
static bool bind_given(struct ingest_bound *b, const struct map_record *r, struct pdz_str text, bool *changes)
{
	struct pdz_str values[MAPPING_MAX_VARIABLES];

	if (!pdz_mapping_pattern_fits(r, text, values, &b->failed))
		return false;
	for (size_t k = 0; k < r->variable_count; k++)
		for (size_t c = 0; c < b->mapping->column_count; c++)
			if (b->mapping->columns[c].of_name && pdz_str_eq(b->mapping->columns[c].name, r->variables[k])) {
				const struct pdz_str old = b->given[c];
				const size_t common = old.n < values[k].n ? old.n : values[k].n;
				*changes |= common && memcmp(old.p, values[k].p, common) != 0;
				const char *copy = pdz_arena_copy(&b->arena, values[k]);
				b->failed |= !copy;
				b->given[c] = (struct pdz_str){copy ? copy : "", copy ? values[k].n : 0};
			}
	return true;
}

const struct map_record *pdz_rows_bind_titles(struct ingest_bound *b, struct pdz_str lines, bool *differ)
{
	*differ = false;
	for (size_t i = 0; i < b->mapping->title_count; i++) {
		size_t fits = 0;
		bool changes = false;
		for (size_t at = lines.n; at > 0;) { /* from the last, so that the first holds */
			const char *before = at > 1 ? memrchr(lines.p, '\0', at - 1) : NULL;
			at = before ? (size_t)(before - lines.p) + 1 : 0;
			fits += bind_given(b, &b->mapping->titles[i], pdz_str(lines.p + at), &changes);
		}
		*differ = changes && b->mapping->titles[i].for_each.count > 1; /* "{comune}" alone fits any line */
		if (!fits || *differ)
			return &b->mapping->titles[i];
	}
	return NULL;
}

bool pdz_rows_take_title(struct ingest_bound *b, struct pdz_str text, bool *changes)
{
	bool fits = false;

	*changes = false;
	for (size_t i = 0; i < b->mapping->title_count && !fits; i++)
		fits = b->mapping->titles[i].for_each.count > 1 && bind_given(b, &b->mapping->titles[i], text, changes);
	if (fits && *changes) { /* what has been learned holds no more */
		pdz_fast_free(b->fast);
		b->fast = NULL;
		b->converted = 0;
	}
	return fits;
}

bool pdz_rows_bind_name(struct ingest_bound *b, struct pdz_str base)
{
	const struct map_record *r = &b->mapping->file_name;
	const char *mark = base.n ? memrchr(base.p, '!', base.n) : NULL;
	/* without its ending first: a column at the end of the pattern would take that in */
	const struct pdz_str forms[] = {without_ending(base), {base.p, mark ? (size_t)(mark - base.p) : base.n}, base};
	bool fits = r->for_each.count == 0, changes = false;

	for (size_t i = 0; i < 3 && !fits; i++)
		fits = bind_given(b, r, forms[i], &changes);
	return fits;
}
