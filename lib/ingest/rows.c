/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows to records. A cell that does not fit costs the records that need it, and no other. */
#include "ingest/row_values.h"

#include "ingest/fast.h"
#include "ingest/personal.h"
#include "base/fold.h"
#include "ingest/totals.h"
#include "mapping/words.h"
#include "sheet/table.h"

#include <stdio.h>
#include <stdlib.h>

/* clang-format off */
const char pdz_rows_no_event[] = "no event in the row";

const char *const pdz_ingest_reason_names[INGEST_REASONS] = {
	"", "unclosed_quote", "stray_quote", "too_long", "nul_byte", "bad_encoding", "too_few_cells", "too_many_cells", "other_header", "total",
	"bad_date", "bad_number", "missing_number", "formula", "bad_status", "unknown_value", "no_event", "unknown_event", "unknown_action",
	"unknown_area", "done_without_date", "missing_date", "unknown_above", "ends_before_it_begins", "personal_data", "masked", "spoilt_id",
	"contradiction",
};
/* clang-format on */

/* The plan's words */

/* Names become codes, where only one event has the name. */
static bool event_by_name(struct ingest_bound *b, struct pdz_record *r)
{
	struct pdz_buf folded = {0}, name = {0};
	size_t found = 0;

	pdz_fold(&folded, r->event);
	struct pdz_str code = {"", 0};
	for (size_t i = 0; i < b->plan->event_count; i++) {
		pdz_buf_clear(&name);
		pdz_fold(&name, b->plan->events[i].name);
		if (!pdz_str_eq(pdz_buf_view(&folded), pdz_buf_view(&name)))
			continue;
		found++;
		code = b->plan->events[i].code;
	}
	b->failed |= folded.failed || name.failed;
	pdz_buf_release(&folded);
	pdz_buf_release(&name);
	if (found == 1)
		r->event = code;
	return found == 1;
}

static bool check_event(struct ingest_bound *b, struct pdz_record *r, uint32_t cell, struct ingest_mistake *m)
{
	struct pdz_nearest near = {0};

	if (r->event.n == 0)
		return pdz_row_wrong(m, REASON_NO_EVENT, "no event", b->plan ? "expected an event of the plan" : NULL, r->event,
		                     cell);
	if (pdz_str_is(r->event, "?"))
		return pdz_row_wrong(m, REASON_UNKNOWN_EVENT, "the mapping leaves open which event this is",
		                     "choose one in place of its '?'", r->event, cell);
	if (!b->plan || pdz_plan_event(b->plan, r->event) != PDZ_NONE || event_by_name(b, r))
		return true;
	for (size_t i = 0; i < b->plan->event_count; i++)
		pdz_nearest_offer(&near, r->event, b->plan->events[i].code);
	pdz_row_wrong(m, REASON_UNKNOWN_EVENT, "event not in the plan", NULL, r->event, cell);
	pdz_row_offer(b, m, &near);
	return false;
}

static bool check_action(struct ingest_bound *b, const struct pdz_record *r, uint32_t cell, struct ingest_mistake *m)
{
	struct pdz_nearest near = {0};

	if (!b->plan || r->action.n == 0 || pdz_plan_action(b->plan, r->action) != PDZ_NONE)
		return true;
	for (size_t i = 0; i < b->plan->action_count; i++)
		pdz_nearest_offer(&near, r->action, b->plan->actions[i].code);
	pdz_row_wrong(m, REASON_UNKNOWN_ACTION, "action not in the plan", NULL, r->action, cell);
	pdz_row_offer(b, m, &near);
	return false;
}

/* Names and aliases become codes. */
static bool check_area(struct ingest_bound *b, struct pdz_record *r, uint32_t cell, struct ingest_mistake *m)
{
	struct pdz_nearest near = {0};

	if (pdz_str_is(r->area, "?"))
		return pdz_row_wrong(m, REASON_UNKNOWN_AREA, "the mapping leaves open which area this is",
		                     "choose one in place of its '?'", r->area, cell);
	if (!b->plan || r->area.n == 0)
		return true;
	const uint32_t area = pdz_plan_area(b->plan, r->area);
	if (area != PDZ_NONE) {
		r->area = b->plan->areas[area].code;
		return true;
	}
	for (size_t i = 0; i < b->plan->area_count; i++) {
		pdz_nearest_offer(&near, r->area, b->plan->areas[i].name);
		for (size_t k = 0; k < b->plan->areas[i].alias_count; k++)
			pdz_nearest_offer(&near, r->area, b->plan->areas[i].aliases[k]);
	}
	pdz_row_wrong(m, REASON_UNKNOWN_AREA, "area not in the plan", NULL, r->area, cell);
	pdz_row_offer(b, m, &near);
	return false;
}

/* Of a closed list of the plan. */
static bool check_listed(struct ingest_bound *b, const struct pdz_closed_list *list, struct pdz_str text, uint32_t cell,
                         struct ingest_mistake *m)
{
	struct pdz_nearest near = {0};

	if (pdz_is_listed(list, text))
		return true;
	for (size_t i = 0; i < list->count; i++)
		pdz_nearest_offer(&near, text, list->values[i]);
	pdz_row_wrong(m, REASON_UNKNOWN_VALUE, "none of the values that the plan lists", NULL, text, cell);
	pdz_row_offer(b, m, &near);
	return false;
}

static bool check_lists(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                        const struct pdz_record *r, struct ingest_mistake *m)
{
	const uint32_t event = b->plan ? pdz_plan_event(b->plan, r->event) : PDZ_NONE;

	if (event == PDZ_NONE)
		return true;
	bool fine = check_listed(b, &b->plan->events[event].categories, r->category,
	                         pdz_row_value_cell(b, &spec->fields[PDZ_COL_CATEGORY], match), m);
	for (size_t i = 0; i < b->mapping->extra_count && fine; i++) {
		const uint32_t column = b->extra_order[i];
		if (column < b->plan->dimension_count)
			fine = check_listed(b, &b->plan->dimensions[column].values, r->dimensions[column],
			                    pdz_row_value_cell(b, &spec->fields[PDZ_COLUMNS + i], match), m);
	}
	return fine;
}

bool pdz_rows_check_words(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                          struct pdz_record *r, struct ingest_mistake *m)
{
	return check_event(b, r, pdz_row_value_cell(b, &spec->fields[PDZ_COL_EVENT], match), m) &&
	       check_action(b, r, pdz_row_value_cell(b, &spec->fields[PDZ_COL_ACTION], match), m) &&
	       check_area(b, r, pdz_row_value_cell(b, &spec->fields[PDZ_COL_AREA], match), m) &&
	       check_lists(b, spec, match, r, m);
}

/* Records */

static bool set_status(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                       struct pdz_record *r, struct ingest_mistake *m)
{
	const struct map_value *v = &spec->fields[PDZ_COL_STATUS];
	struct pdz_str text;

	if (!pdz_row_value_text(b, v, match, &text, m))
		return false;
	const char *status = text.n ? pdz_mapping_status_of(pdz_row_fold(b, text)) : NULL;
	if (text.n == 0 && r->date == PDZ_NO_DAY && r->due == PDZ_NO_DAY)
		return pdz_row_wrong(m, REASON_MISSING_DATE, "no date",
		                     "neither done nor planned; \"when\" or \"status\" can say it", text,
		                     pdz_row_value_cell(b, &spec->fields[PDZ_COL_DATE], match));
	if (text.n == 0)
		r->status = r->date != PDZ_NO_DAY ? PDZ_DONE : PDZ_PLANNED;
	else if (status)
		r->status = *status == 'd' ? PDZ_DONE : PDZ_PLANNED;
	else
		return pdz_row_wrong(m, REASON_BAD_STATUS, "unknown status", "expected done or planned; say it with a table",
		                     text, pdz_row_value_cell(b, v, match));
	if (r->status == PDZ_DONE && r->date == PDZ_NO_DAY)
		return pdz_row_wrong(m, REASON_DONE_WITHOUT_DATE, "done, but without a date", NULL, (struct pdz_str){"", 0},
		                     pdz_row_value_cell(b, &spec->fields[PDZ_COL_DATE], match));
	const struct map_value *due = &spec->fields[PDZ_COL_DUE];
	if (r->status == PDZ_PLANNED && r->date == PDZ_NO_DAY && r->due == PDZ_NO_DAY && due->given && !due->has_if_empty &&
	    !b->mapping->canonical) /* what has no day at all maps none */
		return pdz_row_wrong(m, REASON_MISSING_DATE, "planned, and its day is missing",
		                     "\"if_empty\": \"\" of due, if what has none is planned without a day",
		                     (struct pdz_str){"", 0}, pdz_row_value_cell(b, due, match));
	if (r->start != PDZ_NO_DAY && r->date != PDZ_NO_DAY && r->start > r->date)
		return pdz_row_wrong(m, REASON_ENDS_BEFORE_IT_BEGINS, "it ends before it begins", NULL, (struct pdz_str){"", 0},
		                     pdz_row_value_cell(b, &spec->fields[PDZ_COL_START], match));
	return true;
}

/* SENDER:ROW, and what tells the records of one row apart: #number of the record in the mapping,
 * .texts of its pattern. See records/identity.h. */
static struct pdz_str record_id(struct ingest_bound *b, size_t number, const struct ingest_match *match,
                                struct pdz_str id)
{
	const struct pdz_mapping *m = b->mapping;
	const struct map_record *spec = &m->records[number];
	struct pdz_buf text = {0};

	if (m->canonical || !id.n)
		return id;
	pdz_buf_str(&text, b->sender);
	pdz_buf_str(&text, id);
	/* what stands behind the last # is the part: one in the id of the row wants another behind it */
	const bool several = m->record_count > 1 || memchr(id.p, '#', id.n);
	if (several)
		pdz_buf_printf(&text, "#%zu", number + 1);
	for (size_t i = 0; match && i < spec->variable_count; i++) {
		pdz_buf_char(&text, i || several ? '.' : '#');
		const size_t from = text.n;
		pdz_buf_str(&text, pdz_personal_variable(b, spec, match, i));
		for (size_t k = from; k < text.n; k++)
			text.p[k] = text.p[k] == '#' ? '_' : text.p[k];
	}
	struct pdz_str out = pdz_row_scratch_copy(b, &text);
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
	struct pdz_str out = pdz_row_scratch_copy(b, &plain);
	pdz_buf_release(&plain);
	return out;
}

static struct pdz_str folded_case(struct ingest_bound *b, struct pdz_str id)
{
	struct pdz_buf folded = {0};

	pdz_fold_code(&folded, id);
	struct pdz_str out = pdz_row_scratch_copy(b, &folded);
	pdz_buf_release(&folded);
	return out;
}

static bool set_record_texts(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                             struct pdz_record *r, struct ingest_mistake *m)
{
	const struct {
		enum pdz_column column;
		struct pdz_str *to;
	} texts[] = {{PDZ_COL_ACTION, &r->action},     {PDZ_COL_EVENT, &r->event}, {PDZ_COL_CASE, &r->case_id},
	             {PDZ_COL_CATEGORY, &r->category}, {PDZ_COL_AREA, &r->area},   {PDZ_COL_NOTE, &r->note}};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (!pdz_row_value_text(b, &spec->fields[texts[i].column], match, texts[i].to, m))
			return false;
		if (b->mapping->escapes)
			*texts[i].to = unescape(b, *texts[i].to);
	}
	for (size_t i = 0; i < b->mapping->extra_count; i++) {
		struct pdz_str *to = &r->dimensions[b->extra_order[i]];
		if (!pdz_row_value_text(b, &spec->fields[PDZ_COLUMNS + i], match, to, m))
			return false;
		if (b->mapping->escapes)
			*to = unescape(b, *to);
	}
	if (pdz_id_is_spoilt(r->case_id))
		return pdz_row_wrong(m, REASON_SPOILT_ID, "a case that a spreadsheet has rounded",
		                     "other cases are the same then: expected it as its source has it", r->case_id,
		                     pdz_row_value_cell(b, &spec->fields[PDZ_COL_CASE], match));
	if (spec->fields[PDZ_COL_CASE].fold)
		r->case_id = folded_case(b, r->case_id);
	return pdz_personal_case(b, &spec->fields[PDZ_COL_CASE], match, &r->case_id, m);
}

/* In a form of ours a blank quantity is 1; of a level, hours or a vote it is not known. */
static bool check_amount(struct ingest_bound *b, const struct map_record *spec, const struct pdz_record *r,
                         struct ingest_mistake *m)
{
	const uint32_t cell = pdz_row_value_cell(b, &spec->fields[PDZ_COL_QUANTITY], NULL);
	const uint32_t event = b->plan ? pdz_plan_event(b->plan, r->event) : PDZ_NONE;

	if (event == PDZ_NONE || cell >= b->row->count || pdz_str_trim(b->row->cells[cell]).n)
		return true;
	bool amount = pdz_mapping_is_amount(b->plan->events[event].unit);
	for (uint32_t i = b->plan->dispatch_first[event]; i < b->plan->dispatch_first[event + 1]; i++)
		amount |= b->plan->slots[b->plan->dispatch[i]].selector.stock;
	return !amount ||
	       pdz_row_wrong(m, REASON_MISSING_NUMBER, "no number", "the event has one", (struct pdz_str){"", 0}, cell);
}

/* Records of a canonical file may say where they came from. */
static bool set_origin(struct ingest_bound *b, const struct map_record *spec, struct pdz_record *r,
                       struct ingest_mistake *m)
{
	struct pdz_str source, line;
	pdz_micro number;

	if (!pdz_row_value_text(b, &spec->fields[PDZ_COL_SOURCE], NULL, &source, m) ||
	    !pdz_row_value_text(b, &spec->fields[PDZ_COL_LINE], NULL, &line, m))
		return false;
	if (source.n)
		r->source = b->mapping->escapes ? unescape(b, source) : source;
	if (line.n && (pdz_micro_parse(line, &number) != PDZ_PARSE_OK || number < 0 || number % PDZ_MICRO))
		return pdz_row_wrong(m, REASON_BAD_NUMBER, "not a line number", "expected digits", line,
		                     pdz_row_value_cell(b, &spec->fields[PDZ_COL_LINE], NULL));
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
	if (!pdz_row_value_day(b, &spec->fields[PDZ_COL_DATE], match, false, &r->date, m) ||
	    !pdz_row_value_day(b, &spec->fields[PDZ_COL_DUE], match, false, &r->due, m) ||
	    !pdz_row_value_day(b, &spec->fields[PDZ_COL_START], match, true, &r->start, m) ||
	    !pdz_row_value_number(b, &spec->fields[PDZ_COL_QUANTITY], match, &r->quantity, m))
		return false;
	b->day = r->date != PDZ_NO_DAY ? r->date : r->due;
	if (!set_record_texts(b, spec, match, r, m) || !set_status(b, spec, match, r, m) ||
	    !pdz_rows_check_words(b, spec, match, r, m))
		return false;
	if (b->mapping->canonical && (!check_amount(b, spec, r, m) || !set_origin(b, spec, r, m)))
		return false;
	r->id = record_id(b, number, match, b->mapping->escapes ? unescape(b, id) : id);
	if (!pdz_personal_check(b, spec, match, r, m))
		return false;
	b->count++;
	return true;
}

static bool wrong_width(const struct ingest_bound *b, const struct pdz_row *row, size_t cell, struct ingest_mistake *m)
{
	const size_t half = sizeof m->buffer / 2;
	const size_t width = b->width && row->count != b->width ? b->width : b->header_count;
	const struct pdz_str none = {"", 0};
	const uint32_t at = cell < row->count ? (uint32_t)cell : PDZ_NONE;
	struct pdz_str text = at == PDZ_NONE ? none : row->cells[cell];

	if (row->count < width)
		pdz_row_wrong(m, REASON_TOO_FEW_CELLS, "too few cells", NULL, none, PDZ_NONE);
	else
		pdz_row_wrong(m, REASON_TOO_MANY_CELLS, "too many cells", NULL, text, at);
	snprintf(m->buffer, half, "%zu", row->count);
	snprintf(m->buffer + half, half, "%zu", width);
	m->expected = width == b->header_count ? "{0}, and the header has {1}" : "{0}, and the other rows have {1}";
	m->with[0] = m->buffer;
	m->with[1] = m->buffer + half;
	return false;
}

static bool check_shape(const struct ingest_bound *b, const struct pdz_row *row, struct ingest_mistake *m)
{
	const struct pdz_str none = {"", 0};

	switch (row->fault) {
	case PDZ_CSV_FINE:
		break;
	case PDZ_CSV_UNCLOSED_QUOTE:
		return pdz_row_wrong(m, REASON_UNCLOSED_QUOTE, "a quote opens here and does not close", NULL, none, PDZ_NONE);
	case PDZ_CSV_STRAY_QUOTE:
		return pdz_row_wrong(m, REASON_STRAY_QUOTE, "a quote where none may be",
		                     "quotes inside a cell are doubled, and the cell is quoted", none, PDZ_NONE);
	case PDZ_CSV_TOO_LONG:
		return pdz_row_wrong(m, REASON_TOO_LONG, "too long for a row", "at most 4096 columns and 8 MiB", none,
		                     PDZ_NONE);
	case PDZ_CSV_NUL:
		return pdz_row_wrong(m, REASON_NUL_BYTE, "a NUL byte", "expected text", none, PDZ_NONE);
	}
	for (size_t i = b->header_count; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return wrong_width(b, row, i, m);
	return b->width == 0 || row->count == b->width || wrong_width(b, row, b->width, m);
}

/* Of a formula, its value is wanted, and where it has failed there is none. */
static bool check_values(const struct ingest_bound *b, struct ingest_mistake *m)
{
	if (b->broken == PDZ_NONE)
		return true;
	const struct pdz_str text = pdz_str_trim(b->row->cells[b->broken]);
	if (pdz_table_is_merged(text))
		return pdz_row_wrong(m, REASON_FORMULA, "merged with the number of another cell, or a formula in its place",
		                     "expected a value of its own", text, b->broken);
	if (text.p[0] == '=')
		return pdz_row_wrong(m, REASON_FORMULA, "a formula in place of its value",
		                     "have the workbook opened and saved, or written as values", text, b->broken);
	return pdz_row_wrong(m, REASON_FORMULA, "the failure of a formula in place of its value",
	                     "expected what it should have given", text, b->broken);
}

/* What a blank cell stands for is not known where the row that had it was set aside, or there is none. */
static bool check_filled(const struct ingest_bound *b, struct ingest_mistake *m)
{
	return b->unfilled == PDZ_NONE ||
	       pdz_row_wrong(m, REASON_UNKNOWN_ABOVE, "blank, and what stands above it is not known",
	                     "the row above cannot be read, or there is none", (struct pdz_str){"", 0}, b->unfilled);
}

const char *pdz_rows_skipped(struct ingest_bound *b, const struct pdz_row *row)
{
	b->row = row;
	b->cancels = false;
	b->broken = PDZ_NONE;
	if (row->fault)
		return NULL;
	uint32_t broken = PDZ_NONE;
	for (size_t i = 0; i < b->mapping->skip_count; i++) {
		b->broken = PDZ_NONE;
		const bool holds = pdz_row_holds(b, &b->mapping->skips[i].when);
		if (holds && b->broken == PDZ_NONE) {
			b->cancels = b->mapping->skips[i].cancels;
			return b->mapping->skips[i].why.p;
		}
		broken = b->broken != PDZ_NONE ? b->broken : broken;
	}
	b->broken = broken;
	for (size_t i = 0; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return pdz_row_is_no_data(b);
	return "blank row";
}

/* Records that are set aside */

/* Room for the next mistake. NULL: out of memory. */
static struct ingest_mistake *next_mistake(struct ingest_bound *b)
{
	if (b->mistake_count == b->mistakes_cap) {
		const size_t before = b->mistakes_cap;
		if (!pdz_grow(&b->mistakes, &b->mistakes_cap, before + 1, sizeof(struct ingest_mistake *))) {
			b->failed = true;
			return NULL;
		}
		memset(b->mistakes + before, 0, (b->mistakes_cap - before) * sizeof(struct ingest_mistake *));
	}
	struct ingest_mistake **m = &b->mistakes[b->mistake_count];
	if (!*m && !(*m = calloc(1, sizeof **m))) {
		b->failed = true;
		return NULL;
	}
	**m = (struct ingest_mistake){.cell = PDZ_NONE};
	return *m;
}

/* A tax code is told before anything else that is wrong with its text, such as that it is not an area. */
static void mind_taxcode(struct ingest_mistake *m)
{
	const uint32_t cell = m->cell;

	if (m->reason == REASON_TOO_MANY_CELLS || m->secret || !pdz_personal_is_taxcode(m->text))
		return;
	pdz_row_wrong(m, REASON_PERSONAL_DATA, "an Italian tax code, which must not pass", "expected a text without it",
	              (struct pdz_str){"", 0}, cell);
}

static void add_debt(struct ingest_bound *b, struct ingest_debt debt)
{
	if (pdz_grow(&b->debts, &b->debts_cap, b->debt_count + 1, sizeof *b->debts))
		b->debts[b->debt_count++] = debt;
	else
		b->failed = true;
}

/* What a record would have been, as far as its cells tell. */
static struct ingest_debt debt_of(struct ingest_bound *b, const struct map_record *spec,
                                  const struct ingest_match *match)
{
	struct ingest_debt debt = {.event = {"", 0}, .area = {"", 0}, .month = INT32_MIN};
	struct ingest_mistake m = {.cell = PDZ_NONE};
	struct pdz_record r = {.date = PDZ_NO_DAY};

	if (b->masks && !b->plan) /* a cell of another column can stand in their place */
		return debt;
	if (pdz_row_value_text(b, &spec->fields[PDZ_COL_EVENT], match, &r.event, &m) && check_event(b, &r, PDZ_NONE, &m) &&
	    !pdz_personal_is_taxcode(r.event))
		debt.event = r.event;
	if (pdz_row_value_text(b, &spec->fields[PDZ_COL_AREA], match, &r.area, &m) && check_area(b, &r, PDZ_NONE, &m) &&
	    !pdz_personal_is_taxcode(r.area))
		debt.area = r.area.n || !b->plan ? r.area : b->plan->areas[0].code;
	if (!pdz_row_value_day(b, &spec->fields[PDZ_COL_DATE], match, false, &r.date, &m))
		return debt;
	if (r.date == PDZ_NO_DAY && !pdz_row_value_day(b, &spec->fields[PDZ_COL_DUE], match, false, &r.date, &m))
		return debt; /* a day that cannot be says nothing of the month */
	if (r.date != PDZ_NO_DAY)
		debt.month = pdz_day_month(r.date);
	return debt;
}

/* The mistake at the end keeps a record from being made. One before it may be of the same cell. */
static void owe_record(struct ingest_bound *b, size_t number, size_t match)
{
	struct ingest_mistake *m = b->mistakes[b->mistake_count];
	const struct map_record *spec = &b->mapping->records[number];
	size_t i = 0;

	mind_taxcode(m);
	while (i < b->mistake_count && (b->mistakes[i]->cell != m->cell || b->mistakes[i]->reason != m->reason))
		i++;
	b->mistake_count += i == b->mistake_count;
	struct ingest_debt debt = debt_of(b, spec, match == SIZE_MAX ? NULL : &b->matches[number][match]);
	debt.mistake = i;
	debt.record = number;
	debt.match = match;
	add_debt(b, debt);
}

void pdz_rows_owed(const struct ingest_bound *b, size_t mistake, struct pdz_buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < b->debt_count; i++) {
		const struct ingest_debt *d = &b->debts[i];
		if (d->mistake != mistake || d->record == SIZE_MAX)
			continue;
		if (n++)
			pdz_buf_char(out, ' ');
		pdz_buf_printf(out, d->match == SIZE_MAX ? "%zu" : "%zu.%zu", d->record + 1, d->match + 1);
	}
}

/* What every row owes by this record of the mapping. */
static struct ingest_debt debt_of_any(const struct ingest_bound *b, const struct map_record *spec)
{
	const struct map_value *event = &spec->fields[PDZ_COL_EVENT];
	const bool constant = event->from.count == 1 && event->from.pieces[0].kind == PIECE_LITERAL && !event->count;
	const bool whole = b->plan && !spec->fields[PDZ_COL_AREA].given;

	return (struct ingest_debt){.record = SIZE_MAX,
	                            .event = constant ? event->from.pieces[0].text : (struct pdz_str){"", 0},
	                            .area = whole ? b->plan->areas[0].code : (struct pdz_str){"", 0},
	                            .month = INT32_MIN};
}

/* A row that cannot be read owes the records that every row of the mapping gives; where there are others, which only
 * the row could tell, one of which nothing is known, if that says something to the plan. */
static void owe_all(struct ingest_bound *b)
{
	const struct pdz_mapping *m = b->mapping;
	const bool sources = b->plan && b->plan->source_count;
	bool others = false;

	mind_taxcode(b->mistakes[b->mistake_count++]);
	const bool known = b->debt_count > 0;
	for (size_t i = 0; i < m->record_count; i++)
		others |= m->records[i].when.count || m->records[i].for_each.count || m->records[i].list_column;
	for (size_t i = 0; i < m->record_count && !known && !(others && sources); i++)
		if (!m->records[i].when.count && !m->records[i].for_each.count)
			add_debt(b, debt_of_any(b, &m->records[i]));
	if (b->debt_count == 0)
		add_debt(b, (struct ingest_debt){.record = SIZE_MAX, .event = {"", 0}, .area = {"", 0}, .month = INT32_MIN});
}

/* Of a row whose cells stand where they should, what they say. */
static void owe_what_holds(struct ingest_bound *b)
{
	for (size_t i = 0; i < b->mapping->record_count; i++) {
		const struct map_record *spec = &b->mapping->records[i];
		const bool each = spec->for_each.count != 0;
		if (!pdz_row_holds(b, &spec->when))
			continue;
		for (size_t k = 0; k < (each ? b->match_counts[i] : 1); k++) {
			const struct ingest_match *match = each ? &b->matches[i][k] : NULL;
			if (each && pdz_row_cell_text(b, match->cell).n == 0)
				continue;
			struct ingest_debt debt = debt_of(b, spec, match);
			debt.record = SIZE_MAX;
			add_debt(b, debt);
		}
	}
}

void pdz_rows_wrong(struct ingest_bound *b, const struct ingest_mistake *wrong)
{
	b->count = b->mistake_count = b->debt_count = 0;
	struct ingest_mistake *m = next_mistake(b);
	if (!m)
		return;
	*m = *wrong;
	for (size_t i = 0; i < PDZ_WITH; i++)
		if (wrong->with[i] >= wrong->buffer && wrong->with[i] < wrong->buffer + sizeof wrong->buffer)
			m->with[i] = m->buffer + (wrong->with[i] - wrong->buffer);
	owe_all(b);
}

static void want_record(struct ingest_bound *b, size_t number, size_t match, struct pdz_str id, struct pdz_str source)
{
	struct ingest_mistake *m;

	if (!(m = next_mistake(b)))
		return;
	if (!make_record(b, number, match == SIZE_MAX ? NULL : &b->matches[number][match], id, source, m)) {
		check_values(b, m); /* that is why, then */
		owe_record(b, number, match);
	} else if (!check_values(b, m)) {
		b->count--;
		owe_record(b, number, match);
	}
}

static bool row_id(struct ingest_bound *b, struct pdz_str *id, struct ingest_mistake *m)
{
	const struct map_value *v = &b->mapping->id;

	if (b->mapping->delivers_by_row && !pdz_rows_name_sender(b))
		return false;
	if (!pdz_row_value_text(b, v, NULL, id, m))
		return false;
	bool spoilt = pdz_id_is_spoilt(b->mapping->canonical ? pdz_id_split(*id).row : *id);
	for (size_t i = 0; i < v->from.count && !spoilt; i++)
		spoilt = pdz_id_is_spoilt(pdz_row_piece_text(b, &v->from.pieces[i], NULL));
	if (spoilt)
		return pdz_row_wrong(m, REASON_SPOILT_ID, "an id that a spreadsheet has rounded",
		                     "expected the id as its source has it, as text", *id, pdz_row_value_cell(b, v, NULL));
	return pdz_personal_id(b, id, m);
}

/* The things in a cell that is a list, each once. False: more than are taken. */
static bool take_list_apart(struct ingest_bound *b, size_t number, struct ingest_mistake *m)
{
	const struct map_record *spec = &b->mapping->records[number];
	const struct pdz_str text = pdz_row_column_text(b, spec->list_column - 1);
	const uint32_t cell = b->cells[spec->list_column - 1];
	size_t n = 0;

	for (size_t from = 0, i = 0; i <= text.n; i++) {
		if (i < text.n && !memchr(spec->dividers.p, text.p[i], spec->dividers.n))
			continue;
		const struct pdz_str one = pdz_str_trim((struct pdz_str){text.p + from, i - from});
		bool again = one.n == 0;
		from = i + 1;
		for (size_t k = 0; k < n && !again; k++)
			again = pdz_str_eq(b->matches[number][k].values[0], one);
		if (again)
			continue;
		if (n == LIST_MOST)
			return pdz_row_wrong(m, REASON_TOO_LONG, "more than 64 things in one cell", NULL, (struct pdz_str){"", 0},
			                     cell);
		b->matches[number][n].cell = cell;
		b->matches[number][n++].values[0] = one;
	}
	b->match_counts[number] = n;
	return true;
}

static enum row_outcome convert_row(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                                    const char **skipped)
{
	struct pdz_str id;

	b->count = b->mistake_count = b->debt_count = 0;
	b->is_eventless = false;
	b->day = PDZ_NO_DAY;
	pdz_row_scratch_clear(b);
	*skipped = NULL;
	struct ingest_mistake *m = next_mistake(b);
	if (!m)
		return ROW_REJECTED;
	if (pdz_personal_withheld(row)) {
		pdz_row_wrong(m, REASON_MASKED, "a masked row", "expected the row as its source has it",
		              (struct pdz_str){"", 0}, PDZ_NONE);
		owe_all(b);
		return ROW_REJECTED;
	}
	*skipped = pdz_rows_skipped(b, row);
	if (*skipped)
		return ROW_SKIPPED;
	if (!check_shape(b, row, m) || !check_values(b, m) || !pdz_row_is_data(b, m) || !check_filled(b, m)) {
		owe_all(b);
		return ROW_REJECTED;
	}
	if (!row_id(b, &id, m) || !check_values(b, m)) {
		owe_what_holds(b);
		owe_all(b);
		return ROW_REJECTED;
	}
	for (size_t i = 0; i < b->mapping->record_count; i++) {
		const struct map_record *spec = &b->mapping->records[i];
		b->broken = PDZ_NONE;
		if (!pdz_row_holds(b, &spec->when) && b->broken == PDZ_NONE)
			continue;
		const uint32_t broken = b->broken;
		if (spec->list_column != 0 && !take_list_apart(b, i, m)) {
			owe_all(b);
			return ROW_REJECTED;
		}
		if (spec->for_each.count == 0 && spec->list_column == 0)
			want_record(b, i, SIZE_MAX, id, source);
		for (size_t k = 0; k < b->match_counts[i]; k++) {
			b->broken = broken;
			const uint32_t cell = b->matches[i][k].cell;
			if (pdz_row_cell_text(b, cell).n || (spec->fields[PDZ_COL_QUANTITY].given && pdz_row_says_unknown(b, cell)))
				want_record(b, i, k, id, source);
		}
	}
	if (b->mistake_count)
		return b->count ? ROW_PARTLY : ROW_REJECTED;
	b->is_eventless = b->count == 0;
	*skipped = b->count ? NULL : pdz_rows_no_event;
	return b->count ? ROW_RECORDS : ROW_SKIPPED;
}

void pdz_rows_contradict(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source, const char *file,
                         uint64_t line)
{
	const char *skipped;
	struct pdz_str id = {"", 0};
	struct ingest_mistake m;

	if (convert_row(b, row, source, &skipped) == ROW_SKIPPED || !row_id(b, &id, &m))
		id = (struct pdz_str){"", 0};
	const size_t made = b->count;
	b->count = b->mistake_count = b->debt_count = 0;
	struct ingest_mistake *wrong = next_mistake(b);
	if (!wrong)
		return;
	const size_t half = sizeof wrong->buffer / 2;
	pdz_row_wrong(wrong, REASON_CONTRADICTION, "the same id with other content",
	              file ? "also in {0}, line {1}; neither counts" : "also on line {1}; neither counts", id,
	              pdz_row_value_cell(b, &b->mapping->id, NULL));
	snprintf(wrong->buffer, half, "%s", file ? file : "");
	snprintf(wrong->buffer + half, half, "%llu", (unsigned long long)line);
	wrong->with[0] = wrong->buffer;
	wrong->with[1] = wrong->buffer + half;
	for (size_t i = 0; i < made; i++) {
		const struct pdz_record *r = &b->records[i];
		const pdz_day day = r->date != PDZ_NO_DAY ? r->date : r->due;
		add_debt(b, (struct ingest_debt){.record = SIZE_MAX,
		                                 .event = r->event,
		                                 .area = r->area,
		                                 .month = day != PDZ_NO_DAY ? pdz_day_month(day) : INT32_MIN});
	}
	owe_all(b);
}

/* The fast path (fast.h) is tried once there are enough rows to learn from. */
enum { BEFORE_FAST = 64 };

enum row_outcome pdz_rows_convert(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                                  const char **skipped)
{
	b->row = row;
	b->mistake_count = b->debt_count = 0;
	if (b->fast && pdz_fast_convert(b->fast, b, row, source)) {
		*skipped = NULL;
		return ROW_RECORDS;
	}
	b->row = row; /* it may have looked at another */
	if (!b->fast && b->converted++ == BEFORE_FAST)
		b->fast = pdz_fast_new(b);
	enum row_outcome outcome = convert_row(b, row, source, skipped);
	if (b->fast && b->mistake_count == 0 && !b->failed)
		pdz_fast_learn(b->fast, b, row);
	return outcome;
}

struct pdz_str pdz_rows_area(struct ingest_bound *b, const struct pdz_row *row)
{
	const struct map_value *v = &b->mapping->records[0].fields[PDZ_COL_AREA];
	struct pdz_record r = {0};
	struct ingest_mistake m;

	b->row = row;
	if (row->fault || !v->given)
		return (struct pdz_str){"", 0};
	for (size_t i = 0; i < v->from.count; i++)
		if (v->from.pieces[i].kind == PIECE_VARIABLE || v->from.pieces[i].kind == PIECE_CELL)
			return (struct pdz_str){"", 0}; /* it depends on the column, not on the row */
	if (!pdz_row_value_text(b, v, NULL, &r.area, &m) || pdz_personal_is_taxcode(r.area))
		return (struct pdz_str){"", 0};
	return check_area(b, &r, PDZ_NONE, &m) ? r.area : (struct pdz_str){"", 0};
}

static void put_text(struct pdz_buf *to, struct pdz_str text)
{
	if (!pdz_buf_reserve(to, text.n + 1))
		return;
	if (text.n > 0)
		memcpy(to->p + to->n, text.p, text.n);
	to->p[to->n + text.n] = '\0';
	to->n += text.n + 1;
}

/* All that the mapping looks at in the row, but where a canonical record came from. */
static void put_cells(struct ingest_bound *b, struct pdz_buf *text)
{
	const struct map_value *source = &b->mapping->records[0].fields[PDZ_COL_SOURCE],
						   *line = &b->mapping->records[0].fields[PDZ_COL_LINE];

	for (size_t i = 0; i < b->mapping->column_count; i++) {
		if (b->mapping->canonical &&
		    ((source->given && source->from.pieces[0].index == i) || (line->given && line->from.pieces[0].index == i)))
			continue;
		put_text(text, pdz_row_column_text(b, (uint32_t)i));
	}
	for (size_t i = 0; i < b->mapping->record_count; i++)
		for (size_t k = 0; k < b->match_counts[i]; k++) {
			for (size_t v = 0; v < b->mapping->records[i].variable_count; v++)
				pdz_buf_str(text, b->matches[i][k].values[v]);
			pdz_buf_char(text, '\1');
			put_text(text, pdz_row_cell_text(b, b->matches[i][k].cell));
		}
}

bool pdz_rows_sighting(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                       const struct pdz_identity *identity, struct pdz_sighting *out)
{
	struct pdz_record from = {.source = source, .line = row->line};
	struct ingest_mistake m;
	struct pdz_str id;
	struct pdz_buf *text = &b->key_text;

	b->row = row;
	pdz_row_scratch_clear(b);
	if (row->fault || pdz_personal_withheld(row) || !row_id(b, &id, &m))
		return false;
	if (b->mapping->escapes)
		id = unescape(b, id);
	if (id.n == 0 || (b->mapping->canonical && !set_origin(b, &b->mapping->records[0], &from, &m)))
		return false;
	struct pdz_id_pieces pieces = pdz_id_split(b->mapping->canonical ? id : b->sender);
	if (!b->mapping->canonical)
		pieces.row = id;
	pdz_buf_clear(text);
	put_cells(b, text);
	const uint64_t content = pdz_identity_digest(identity, text->p, text->n);
	*out = pdz_identity_sighting(identity, &pieces, from.source, from.line, content, text);
	b->failed |= text->failed;
	return !b->failed;
}

uint64_t pdz_rows_content(struct ingest_bound *b, const struct pdz_identity *identity, size_t dimension_count)
{
	uint64_t all = 0;

	for (size_t i = 0; i < b->count; i++)
		all = (all ^ pdz_identity_content(identity, &b->records[i], dimension_count, &b->key_text)) *
		          UINT64_C(0x9E3779B97F4A7C15) +
		      1;
	b->failed |= b->key_text.failed;
	return all;
}
