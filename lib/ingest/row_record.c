/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record of a row, as the mapping has it. */
#include "ingest/row_record.h"

#include "ingest/bind.h"
#include "ingest/personal.h"
#include "ingest/row_words.h"
#include "mapping/words.h"

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

struct pdz_str pdz_row_unescape(struct ingest_bound *b, struct pdz_str text)
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
			*texts[i].to = pdz_row_unescape(b, *texts[i].to);
	}
	for (size_t i = 0; i < b->mapping->extra_count; i++) {
		struct pdz_str *to = &r->dimensions[b->extra_order[i]];
		if (!pdz_row_value_text(b, &spec->fields[PDZ_COLUMNS + i], match, to, m))
			return false;
		if (b->mapping->escapes)
			*to = pdz_row_unescape(b, *to);
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

	return event == PDZ_NONE || cell >= b->row->count || pdz_str_trim(b->row->cells[cell]).n ||
	       !pdz_mapping_needs_quantity(b->plan, event) ||
	       pdz_row_wrong(m, REASON_MISSING_NUMBER, "no number", "the event has one", (struct pdz_str){"", 0}, cell);
}

/* Records of a canonical file may say where they came from. */
bool pdz_row_origin(struct ingest_bound *b, const struct map_record *spec, struct pdz_record *r,
                    struct ingest_mistake *m)
{
	struct pdz_str source, line;
	pdz_micro number;

	if (!pdz_row_value_text(b, &spec->fields[PDZ_COL_SOURCE], NULL, &source, m) ||
	    !pdz_row_value_text(b, &spec->fields[PDZ_COL_LINE], NULL, &line, m))
		return false;
	if (source.n)
		r->source = b->mapping->escapes ? pdz_row_unescape(b, source) : source;
	if (line.n && (pdz_micro_parse(line, &number) != PDZ_PARSE_OK || number < 0 || number % PDZ_MICRO))
		return pdz_row_wrong(m, REASON_BAD_NUMBER, "not a line number", "expected digits", line,
		                     pdz_row_value_cell(b, &spec->fields[PDZ_COL_LINE], NULL));
	if (line.n)
		r->line = (uint64_t)(number / PDZ_MICRO);
	return true;
}

bool pdz_row_record(struct ingest_bound *b, size_t number, const struct ingest_match *match, struct pdz_str id,
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
	    !pdz_row_check_words(b, spec, match, r, m))
		return false;
	if (b->mapping->canonical && (!check_amount(b, spec, r, m) || !pdz_row_origin(b, spec, r, m)))
		return false;
	r->id = record_id(b, number, match, b->mapping->escapes ? pdz_row_unescape(b, id) : id);
	if (!pdz_personal_check(b, spec, match, r, m))
		return false;
	b->count++;
	return true;
}

bool pdz_row_id(struct ingest_bound *b, struct pdz_str *id, struct ingest_mistake *m)
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
