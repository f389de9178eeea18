/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads a mapping and checks it whole: every mistake with its JSON path, in one run. */
#include "mapping/loader.h"
#include "mapping/personal_columns.h"

#include "base/fold.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

bool pdz_mapping_fits(const struct pdz_mapping *m, const char *base_name)
{
	for (size_t i = 0; i < m->file_count; i++)
		if (fnmatch(m->files[i].p, base_name, FNM_CASEFOLD) == 0)
			return true;
	return m->file_count == 0;
}

bool pdz_mapping_is_rival(const struct pdz_mapping *m, const struct pdz_mapping *other)
{
	if (m->file_count == 0 || other->file_count == 0)
		return true;
	for (size_t i = 0; i < m->file_count; i++)
		for (size_t k = 0; k < other->file_count; k++)
			if (fnmatch(m->files[i].p, other->files[k].p, FNM_CASEFOLD) == 0 ||
			    fnmatch(other->files[k].p, m->files[i].p, FNM_CASEFOLD) == 0)
				return true;
	return false;
}

const char *pdz_mapping_path(const struct pdz_mapping *m)
{
	return m->path.p;
}

/* Columns */

static void column_style(struct mapping_loader *l, const struct pdz_json *at, struct map_column *c)
{
	struct pdz_json dates = pdz_json_get(at, "dates"), numbers = pdz_json_get(at, "numbers");
	int choice;

	(void)l;
	if (pdz_json_choice(&dates, false, pdz_ingest_date_style_names, &choice))
		c->dates = (enum ingest_dates)choice;
	if (pdz_json_choice(&numbers, false, pdz_ingest_number_style_names, &choice))
		c->numbers = (enum ingest_numbers)choice;
}

static void column_headers(struct mapping_loader *l, const struct pdz_json *at, struct map_column *c)
{
	c->header_count = pdz_mapping_load_texts(l, at, false, &c->headers);
	c->folded = pdz_mapping_allocate(l, c->header_count, sizeof *c->folded);
	for (size_t i = 0; i < c->header_count && c->folded; i++)
		c->folded[i] = pdz_mapping_keep_folded(l, c->headers[i]);
}

static void load_column(struct mapping_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"header",   "position", "optional", "fill_down",
	                                   "personal", "dates",    "numbers",  NULL};
	struct map_column c = {.dates = l->m->dates, .numbers = l->m->numbers};
	int64_t position;

	if (pdz_json_has_type(at, JSON_OBJECT)) {
		struct pdz_json header = pdz_json_get(at, "header"), number = pdz_json_get(at, "position");
		struct pdz_json optional = pdz_json_get(at, "optional"), personal = pdz_json_get(at, "personal");
		pdz_json_closed_to(at, keys);
		if (!header.value == !number.value)
			pdz_json_problem(at, "column not described", NULL, "expected either a header or a position");
		else if (header.value)
			column_headers(l, &header, &c);
		else if (pdz_json_integer(&number, true, 1, PDZ_CSV_MAX_CELLS, &position))
			c.position = (size_t)position;
		struct pdz_json fill_down = pdz_json_get(at, "fill_down");
		pdz_json_bool(&optional, &c.optional);
		pdz_json_bool(&fill_down, &c.fill_down);
		l->m->in_order |= c.fill_down;
		pdz_json_bool(&personal, &c.personal);
		column_style(l, at, &c);
	} else {
		column_headers(l, at, &c);
	}
	c.name = pdz_mapping_keep(l, pdz_str(at->key));
	if (!pdz_grow(&l->m->columns, &l->m->column_cap, l->m->column_count + 1, sizeof c)) {
		l->failed = true;
		return;
	}
	l->m->columns[l->m->column_count++] = c;
}

/* Records */

static bool variable_piece(struct mapping_loader *l, const struct pdz_json *at, struct pdz_str name,
                           struct map_piece *piece)
{
	struct map_record *r = &l->m->records[l->m->record_count];

	if (name.n == 0 || r->variable_count == MAPPING_MAX_VARIABLES || pdz_str_is(name, "cell")) {
		pdz_json_problem(at, "cannot use this name in a pattern", NULL, "expected up to four names, not {cell}");
		return false;
	}
	*piece = (struct map_piece){PIECE_VARIABLE, {NULL, 0}, (uint32_t)r->variable_count};
	r->variables[r->variable_count++] = pdz_mapping_keep(l, name);
	return true;
}

/* A name in the pattern of the file's name, or of a title: a column with one text for all rows. */
static bool name_piece(struct mapping_loader *l, const struct pdz_json *at, struct pdz_str name,
                       struct map_piece *piece)
{
	struct map_record *r = l->naming;
	const uint32_t column = name.n ? pdz_mapping_column(l->m, name) : PDZ_NONE;

	if (column == PDZ_NONE || r->variable_count == MAPPING_MAX_VARIABLES) {
		pdz_json_problem(at, "cannot use this name in a pattern", NULL, "expected up to four names, not {cell}");
		return false;
	}
	l->m->columns[column].of_name = l->m->columns[column].optional = true;
	*piece = (struct map_piece){PIECE_VARIABLE, {NULL, 0}, (uint32_t)r->variable_count};
	r->variables[r->variable_count++] = pdz_mapping_keep(l, name);
	return true;
}

static void load_naming(struct mapping_loader *l, const struct pdz_json *pattern, struct map_record *r)
{
	struct pdz_str text;

	l->naming = r;
	if (pdz_json_text(pattern, true, &text) && pdz_mapping_load_template(l, pattern, text, &r->for_each, name_piece) &&
	    r->variable_count == 0)
		pdz_json_problem(pattern, "pattern without a name", text.p, "expected e.g. \"previsto {year}\"");
}

/* What the file's name says, and lines above the header. */
static void load_namings(struct mapping_loader *l, const struct pdz_json *root)
{
	struct pdz_json name = pdz_json_get(root, "file_name"), titles = pdz_json_get(root, "title");
	const bool list = pdz_json_has_type(&titles, JSON_ARRAY);
	const size_t count = titles.value ? (list ? pdz_json_size(&titles) : 1) : 0;

	if (name.value)
		load_naming(l, &name, &l->m->file_name);
	l->m->titles = pdz_mapping_allocate(l, count, sizeof *l->m->titles);
	for (size_t i = 0; i < count && l->m->titles; i++) {
		struct pdz_json item = list ? pdz_json_item(&titles, i) : titles;
		load_naming(l, &item, &l->m->titles[i]);
		l->m->in_order = true; /* it may stand between the rows once more */
		l->m->title_count++;
	}
}

/* Does a row say it, rather than the file as a whole? */
static bool is_of_rows(const struct pdz_mapping *m, const struct map_value *v)
{
	for (size_t i = 0; i < v->from.count; i++)
		if (v->from.pieces[i].kind == PIECE_COLUMN && !m->columns[v->from.pieces[i].index].of_name)
			return true;
	return false;
}

/* The plan, where it says who sends what, knows this source and whether areas send it. */
static void check_delivery(const struct mapping_loader *l, const struct pdz_json *at)
{
	const struct pdz_plan *plan = l->plan;
	struct pdz_nearest near = {0};

	if (!plan || plan->source_count == 0 || l->m->source.n == 0)
		return;
	for (size_t i = 0; i < plan->source_count; i++) {
		if (pdz_str_eq(plan->sources[i].code, l->m->source)) {
			if (plan->sources[i].sender_count && !l->m->delivery_area.given)
				pdz_json_problem(at, "a delivery without an area, and each area sends this source", NULL,
				                 "expected area: who sent it");
			return;
		}
		pdz_nearest_offer(&near, l->m->source, plan->sources[i].code);
	}
	pdz_json_unknown(at, "the plan has no source of this name", l->m->source.p, &near, NULL);
}

/* A constant, too, may be a period longer than a date can say: 2025-01/2027-12. */
static void check_period(const struct pdz_json *at, const struct map_value *v)
{
	const struct map_piece *only = v->from.count == 1 ? v->from.pieces : NULL;
	struct pdz_period period;
	bool is_day;

	if (only && only->kind == PIECE_LITERAL && !pdz_mapping_parse_period(only->text, v->dates, &period, &is_day))
		pdz_json_problem(at, "the delivery has no period", only->text.p,
		                 "expected a month, quarter or year such as 2027-05 or maggio 2027");
}

static void load_delivery(struct mapping_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"area", "period", NULL};
	struct pdz_mapping *m = l->m;
	struct pdz_json area = pdz_json_get(at, "area"), period = pdz_json_get(at, "period");

	if (!at->value || !pdz_json_is_object(at, true))
		return;
	pdz_json_closed_to(at, keys);
	m->delivers = true;
	if (!area.value && !period.value)
		pdz_json_problem(at, "a delivery of nothing", NULL, "expected area, period or both");
	if (area.value)
		pdz_mapping_load_value(l, &area, PDZ_COL_AREA, &m->delivery_area);
	if (period.value) {
		pdz_mapping_load_value(l, &period, PDZ_COL_NOTE, &m->delivery_period);
		check_period(&period, &m->delivery_period);
	}
	if (pdz_mapping_is_derived(&m->delivery_area) || pdz_mapping_is_derived(&m->delivery_period))
		pdz_json_problem(at, "a delivery is not computed", NULL, "expected a text, with columns in braces");
	check_delivery(l, at);
	m->delivers_by_row = is_of_rows(m, &m->delivery_area) || is_of_rows(m, &m->delivery_period);
	m->in_order |= m->delivers_by_row;
}

/* Fields of one object; skips those that are already given. */
static void load_fields(struct mapping_loader *l, const struct pdz_json *at, struct map_record *r, bool is_record)
{
	struct pdz_json member;

	for (void *i = NULL; pdz_json_next(at, &i, &member);) {
		if (is_record && (strcmp(member.key, "when") == 0 || strcmp(member.key, "for_each") == 0 ||
		                  strcmp(member.key, "for_each_in") == 0 || strcmp(member.key, "choices") == 0))
			continue;
		struct pdz_str name = pdz_str(member.key);
		uint32_t field = pdz_column_find(name);
		struct pdz_nearest near = {0};
		if (field == PDZ_COL_ID || field == PDZ_COL_SOURCE || field == PDZ_COL_LINE) {
			pdz_json_problem(&member, "not a field", member.key,
			                 "expected it to be made by the program; id stands outside the records");
			continue;
		}
		const size_t dimensions = l->plan ? l->plan->dimension_count : 0;
		bool known = field < PDZ_COLUMNS;
		for (size_t k = 0; !known && k < dimensions; k++)
			known = pdz_str_eq(l->plan->dimensions[k].code, name);
		for (int k = 0; k < PDZ_COL_SOURCE && !known; k++)
			pdz_nearest_offer(&near, name, pdz_str(pdz_column_names[k]));
		for (size_t k = 0; k < dimensions && !known; k++)
			pdz_nearest_offer(&near, name, l->plan->dimensions[k].code);
		if (!known && !l->plan) { /* any name may be a dimension, but not the slip of a column that is missing */
			const enum pdz_column meant = pdz_mapping_canonical_column(name, &l->failed);
			if (meant < PDZ_COLUMNS)
				near.best = pdz_str(pdz_column_names[meant]);
			known = !near.best.p || pdz_json_get(at, near.best.p).value;
		}
		if (!known) {
			pdz_json_unknown(&member, "unknown key", member.key, &near,
			                 "expected a column of the records or a dimension of the plan");
			continue;
		}
		field = pdz_mapping_field(l->m, name);
		if (field == PDZ_NONE)
			pdz_json_problem(&member, "too many extra columns", member.key, "expected at most 32");
		else if (!r->fields[field].given)
			pdz_mapping_load_value(l, &member, field, &r->fields[field]);
	}
}

/* "for_each_in": a cell is a list, and {cell} one thing in it. */
static void load_list(struct mapping_loader *l, const struct pdz_json *at, struct map_record *r)
{
	static const char *const keys[] = {"column", "divided_by", NULL};
	struct pdz_json dividers = pdz_json_get(at, "divided_by");
	struct pdz_str text;

	if (!at->value || !pdz_json_closed_to(at, keys))
		return;
	if (r->for_each.count) {
		pdz_json_problem(at, "for_each and for_each_in at once", NULL, "expected one of them");
		return;
	}
	if (pdz_json_text(PDZ_AT(at, "column"), true, &text)) {
		const uint32_t number = pdz_mapping_column(l->m, text);
		l->failed |= number == PDZ_NONE;
		r->list_column = number == PDZ_NONE ? 0 : number + 1;
	}
	r->dividers = pdz_str(",;");
	if (dividers.value && pdz_mapping_load_string(&dividers, &text) && text.n)
		r->dividers = pdz_mapping_keep(l, text);
	for (size_t i = 0; i < r->dividers.n; i++)
		if ((unsigned char)r->dividers.p[i] >= 0x80) {
			pdz_json_problem(&dividers, "not such a sign", r->dividers.p, "expected signs such as , ; / or +");
			break;
		}
	r->variables[0] = pdz_str("cell");
	r->variable_count = 1;
}

/* A record with "?" for its event or day is a draft's question: it is left out, and told with what it could be. */
static void look_for_question(struct mapping_loader *l, const struct pdz_json *at, struct map_record *r)
{
	static const uint32_t asked[] = {PDZ_COL_EVENT, PDZ_COL_DATE, PDZ_COL_DUE};
	struct pdz_json choices = pdz_json_get(at, "choices");
	struct pdz_buf list = {0};

	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		const struct map_template *t = &r->fields[asked[i]].from;
		r->open |= t->count == 1 && t->pieces[0].kind == PIECE_LITERAL && pdz_str_is(t->pieces[0].text, "?");
	}
	if (choices.value && pdz_json_is_array(&choices, true))
		for (size_t i = 0; i < pdz_json_size(&choices); i++) {
			struct pdz_json item = pdz_json_item(&choices, i);
			struct pdz_str text;
			if (pdz_json_text(&item, true, &text)) {
				pdz_buf_z(&list, list.n ? ", " : "");
				pdz_buf_str(&list, text);
			}
		}
	pdz_buf_char(&list, '\0');
	l->failed |= list.failed;
	if (r->open && !list.failed)
		pdz_json_warning_with(at, "record left out: '?' stands for what nobody chose", NULL,
		                      list.n > 1 ? "choose one of: {0}" : "put something in its place", list.p);
	pdz_buf_release(&list);
}

static void load_record(struct mapping_loader *l, const struct pdz_json *at, const struct pdz_json *common)
{
	struct pdz_mapping *m = l->m;
	struct map_record *r = &m->records[m->record_count];
	struct pdz_json when = pdz_json_get(at, "when"), pattern = pdz_json_get(at, "for_each");
	struct pdz_str text;

	if (!pdz_json_is_object(at, true))
		return;
	if (pattern.value && pdz_json_text(&pattern, true, &text) &&
	    pdz_mapping_load_template(l, &pattern, text, &r->for_each, variable_piece) && r->variable_count == 0)
		pdz_json_problem(&pattern, "pattern without a name", text.p, "expected e.g. \"previsto {year}\"");
	load_list(l, PDZ_AT(at, "for_each_in"), r);
	l->record = r;
	if (when.value)
		pdz_mapping_load_conditions(l, &when, &r->when);
	load_fields(l, at, r, true);
	if (common->value)
		load_fields(l, common, r, false);
	l->record = NULL;
	look_for_question(l, at, r);
	if (!r->fields[PDZ_COL_EVENT].given)
		pdz_json_problem(at, "record without an event", NULL, "expected \"event\" here or in common");
	if (!r->fields[PDZ_COL_DATE].given && !r->fields[PDZ_COL_DUE].given)
		pdz_json_problem(at, "record without a date", NULL, "expected \"date\" or \"due\" here or in common");
	m->record_count++;
}

static void load_skips(struct mapping_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"why", "when", "cancels", NULL};

	if (!at->value || !pdz_json_is_array(at, true))
		return;
	l->m->skips = pdz_mapping_allocate(l, pdz_json_size(at), sizeof *l->m->skips);
	for (size_t i = 0; i < pdz_json_size(at) && l->m->skips; i++) {
		struct pdz_json item = pdz_json_item(at, i);
		struct pdz_json why = pdz_json_get(&item, "why"), when = pdz_json_get(&item, "when");
		struct map_skip *s = &l->m->skips[l->m->skip_count];
		struct pdz_str text;
		if (!pdz_json_closed_to(&item, keys) || !pdz_json_text(&why, true, &text))
			continue;
		s->why = pdz_mapping_keep(l, text);
		if (!when.value)
			pdz_json_problem(&item, "missing key", "when", "expected a condition");
		else
			pdz_mapping_load_conditions(l, &when, &s->when);
		struct pdz_json cancels = pdz_json_get(&item, "cancels");
		pdz_json_bool(&cancels, &s->cancels);
		l->m->skip_count++;
	}
}

/* A name, a pattern, or a number from 1. */
static void load_sheet(struct mapping_loader *l, const struct pdz_json *root)
{
	struct pdz_json sheet = pdz_json_get(root, "sheet");
	int64_t number;
	struct pdz_str text;
	char digits[24];

	if (pdz_json_has_number(&sheet)) {
		if (!pdz_json_integer(&sheet, false, 1, 1024, &number))
			return;
		snprintf(digits, sizeof digits, "%lld", (long long)number);
		l->m->sheet = pdz_mapping_keep(l, pdz_str(digits));
	} else if (pdz_json_text(&sheet, false, &text)) {
		l->m->sheet = pdz_mapping_keep(l, text);
	}
}

static void load_dialect(struct mapping_loader *l, const struct pdz_json *root)
{
	struct pdz_json encoding = pdz_json_get(root, "encoding"), delimiter = pdz_json_get(root, "delimiter");
	struct pdz_json dates = pdz_json_get(root, "dates");
	struct pdz_json numbers = pdz_json_get(root, "numbers"), empty = pdz_json_get(root, "empty");
	struct pdz_json files = pdz_json_get(root, "files");
	struct pdz_mapping *m = l->m;
	int64_t row;
	int choice;

	if (pdz_json_choice(&encoding, false, pdz_ingest_encoding_names, &choice))
		m->encoding = (enum ingest_encoding)(choice + ENCODING_UTF8);
	struct pdz_str mark;
	static const char *const quotes[] = {"\"", "'", "none", NULL};
	int quote;
	if (pdz_json_choice(PDZ_AT(root, "quote"), false, quotes, &quote) && quote > 0)
		m->quote = quote == 1 ? '\'' : '\2';
	if (delimiter.value && pdz_mapping_load_string(&delimiter, &mark)) {
		/* a tab is blank: not a choice among words */
		bool known = mark.n == 1 && memchr(";,\t|", mark.p[0], 4);
		for (size_t i = 0; i < sizeof pdz_mapping_other_delimiters / sizeof *pdz_mapping_other_delimiters; i++)
			known |= pdz_str_is(mark, pdz_mapping_other_delimiters[i]);
		if (known)
			m->delimiter = mark.p[0];
		else
			pdz_json_problem(&delimiter, "unknown delimiter", mark.p, "expected ; , \\t | or a sign such as # or ^");
	}
	if (pdz_json_integer(PDZ_AT(root, "header_row"), false, 1, INT64_MAX, &row))
		m->header_row = (uint64_t)row;
	if (pdz_json_integer(PDZ_AT(root, "header_rows"), false, 1, 4, &row))
		m->header_rows = (size_t)row;
	if (pdz_json_choice(&dates, false, pdz_ingest_date_style_names, &choice))
		m->dates = (enum ingest_dates)choice;
	if (pdz_json_choice(&numbers, false, pdz_ingest_number_style_names, &choice))
		m->numbers = (enum ingest_numbers)choice;
	if (empty.value && pdz_json_is_array(&empty, true) && pdz_json_size(&empty))
		m->empty_count = pdz_mapping_load_texts(l, &empty, true, &m->empties);
	load_sheet(l, root);
	if (files.value && pdz_json_is_array(&files, true))
		m->file_count = pdz_mapping_load_texts(l, &files, false, &m->files);
}

/* Personal data */

static const char *const case_id_kinds[] = {"personal", "pseudonyms", NULL};

static void tell_exposed(const struct mapping_loader *l, const struct pdz_json *at, uint32_t column)
{
	pdz_json_problem(at, "a personal column in a text that is written",
	                 column == PDZ_NONE ? NULL : l->m->columns[column].name.p,
	                 "expected it in case or id only, or behind a table of values without keep");
}

/* A field of a record that stands in it, or in common. */
static void check_field(struct mapping_loader *l, const struct pdz_json *at, const struct map_record *r, uint32_t field)
{
	const char *name = field < PDZ_COLUMNS ? pdz_column_names[field] : l->m->extras[field - PDZ_COLUMNS].p;
	struct pdz_json value = pdz_json_get(at, name);
	uint32_t column;

	if (!value.value)
		return;
	if (field == PDZ_COL_CASE && l->m->case_pseudonyms && pdz_personal_value(l->m, r, &r->fields[field]))
		pdz_json_problem(&value, "a personal column, and case_ids says that it holds pseudonyms", NULL, NULL);
	else if (field != PDZ_COL_CASE && pdz_personal_exposed(l->m, r, &r->fields[field], &column))
		tell_exposed(l, &value, column);
}

/* Personal columns are where they may be. */
static void check_personal(struct mapping_loader *l, const struct pdz_json *root)
{
	struct pdz_json common = pdz_json_get(root, "common"), records = pdz_json_get(root, "records"),
					id = pdz_json_get(root, "id");
	uint32_t column;

	pdz_personal_settle(l->m);
	for (size_t i = 0; i < l->m->record_count; i++) {
		struct pdz_json record = pdz_json_item(&records, i), list = pdz_json_get(&record, "for_each_in");
		column = l->m->records[i].list_column;
		if (list.value && column && l->m->columns[column - 1].personal)
			tell_exposed(l, &list, column - 1);
	}
	if (l->m->id.count && pdz_personal_exposed(l->m, NULL, &l->m->id, &column))
		tell_exposed(l, &id, column);
	const struct map_value *const delivered[] = {&l->m->delivery_area, &l->m->delivery_period};
	for (size_t i = 0; i < 2; i++)
		if (pdz_personal_exposed(l->m, NULL, delivered[i], &column)) {
			tell_exposed(l, PDZ_AT(root, "delivery"), column);
		}
	for (uint32_t field = 0; field < PDZ_COLUMNS + l->m->extra_count; field++) {
		bool told = false; /* what stands in common is told once */
		for (size_t i = 0; i < l->m->record_count; i++) {
			struct pdz_json record = pdz_json_item(&records, i);
			const char *name = field < PDZ_COLUMNS ? pdz_column_names[field] : l->m->extras[field - PDZ_COLUMNS].p;
			bool own = pdz_json_get(&record, name).value != NULL;
			if (own || !told)
				check_field(l, own ? &record : &common, &l->m->records[i], field);
			told |= !own;
		}
	}
}

static void leave_out_open(struct pdz_mapping *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->record_count; i++)
		if (!m->records[i].open)
			m->records[n++] = m->records[i];
	m->open_count = m->record_count - n;
	if (n == 0 && m->record_count)
		m->records[0] = (struct map_record){0};
	m->record_count = n;
	m->needs_key &= n > 0 || m->id_personal;
}

size_t pdz_mapping_open_count(const struct pdz_mapping *m)
{
	return m->open_count;
}

static void load_root(struct mapping_loader *l, const struct pdz_json *root)
{
	static const char *const keys[] = {"$schema",    "pdz_mapping", "source",    "note",    "files",      "file_name",
	                                   "sheet",      "encoding",    "delimiter", "quote",   "header_row", "header_rows",
	                                   "dates",      "numbers",     "empty",     "columns", "skip",       "id",
	                                   "ids_unique", "corrections", "case_ids",  "common",  "delivery",   "records",
	                                   "title",      NULL};
	struct pdz_json source = pdz_json_get(root, "source"), columns = pdz_json_get(root, "columns"),
					id = pdz_json_get(root, "id");
	struct pdz_json common = pdz_json_get(root, "common"), records = pdz_json_get(root, "records"), member;
	struct pdz_str text;
	int64_t number;

	if (!pdz_json_closed_to(root, keys))
		return;
	pdz_json_integer(PDZ_AT(root, "pdz_mapping"), true, 1, 1, &number);
	if (pdz_json_code(&source, true, &text))
		l->m->source = pdz_mapping_keep(l, text);
	load_dialect(l, root);
	if (columns.value && pdz_json_is_object(&columns, true))
		for (void *i = NULL; pdz_json_next(&columns, &i, &member);)
			load_column(l, &member);
	load_namings(l, root);
	load_delivery(l, PDZ_AT(root, "delivery"));
	load_skips(l, PDZ_AT(root, "skip"));
	if (id.value)
		pdz_mapping_load_value(l, &id, PDZ_COL_ID, &l->m->id);
	pdz_json_bool(PDZ_AT(root, "ids_unique"), &l->m->ids_unique);
	struct pdz_json corrections = pdz_json_get(root, "corrections");
	static const char *const ways[] = {"lines", "files", NULL};
	int way;
	if (pdz_json_choice(&corrections, false, ways, &way))
		l->m->corrections = way == 0 ? CORRECTED_BY_LINES : CORRECTED_BY_FILES;
	for (size_t i = 0; i < l->m->skip_count && (!id.value || l->m->ids_unique); i++)
		if (l->m->skips[i].cancels)
			pdz_json_problem(PDZ_AT(root, "skip"), "rows that take back others, without ids that are remembered", NULL,
			                 "expected \"id\", and no \"ids_unique\"");
	if (corrections.value && !id.value)
		pdz_json_problem(&corrections, "corrections without an id", NULL, "expected \"id\" beside it");
	int choice;
	if (pdz_json_choice(PDZ_AT(root, "case_ids"), false, case_id_kinds, &choice))
		l->m->case_pseudonyms = choice == 1;
	if (common.value)
		pdz_json_is_object(&common, true);
	if (!pdz_json_is_array(&records, true))
		return;
	if (pdz_json_size(&records) == 0)
		pdz_json_problem(&records, "no records", NULL, "expected at least one");
	if (pdz_json_size(&records) > MAPPING_MAX_RECORDS) {
		pdz_json_problem(&records, "too many records", NULL, "expected at most 10,000");
		return;
	}
	l->m->records = pdz_mapping_allocate(l, pdz_json_size(&records), sizeof *l->m->records);
	for (size_t i = 0; i < pdz_json_size(&records) && l->m->records; i++) {
		struct pdz_json item = pdz_json_item(&records, i);
		load_record(l, &item, &common);
	}
	if (!l->failed && l->m->record_count == pdz_json_size(&records))
		check_personal(l, root);
	leave_out_open(l->m);
}

enum pdz_status pdz_mapping_load(struct pdz_mapping **mapping, const char *path, const struct pdz_plan *plan,
                                 const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	struct pdz_json_doc doc;
	struct mapping_loader l = {.m = calloc(1, sizeof *l.m), .plan = plan};
	enum pdz_status status = PDZ_OK;

	*mapping = NULL;
	if (!l.m)
		return pdz_no_memory(err);
	status = pdz_json_load(&doc, path, "pdz_mapping", sink, err);
	if (status) {
		pdz_mapping_free(l.m);
		return status;
	}
	l.m->path = pdz_mapping_keep(&l, pdz_str(path));
	memcpy(l.m->sha256, doc.sha256, sizeof l.m->sha256);
	struct pdz_json root = pdz_json_root(&doc);
	load_root(&l, &root);
	if (l.failed)
		status = pdz_no_memory(err);
	else if (doc.errors)
		status = pdz_fail(err, PDZ_INPUT, path, 0, 0, "the mapping has %zu mistake%s", doc.errors,
		                  doc.errors == 1 ? "" : "s");
	pdz_json_release(&doc);
	if (status)
		pdz_mapping_free(l.m);
	else
		*mapping = l.m;
	return status;
}
