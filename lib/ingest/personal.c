/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Personal data of a row. Makes no records: says what of their texts may stand. */
#include "ingest/personal.h"

#include "pdz/ingest.h"
#include "ingest/propose.h"
#include "ingest/row_words.h"
#include "personal/contact.h"
#include "personal/taxcode.h"

static const char masked[] = "[masked]";

static bool is_masked(struct pdz_str text)
{
	return pdz_str_is(text, masked);
}

bool pdz_personal_is_taxcode(struct pdz_str text)
{
	size_t at, length;

	return text.n >= PDZ_TAXCODE_LENGTH && pdz_taxcode_find(text, &at, &length);
}

static bool holds_masked(struct pdz_str text)
{
	return text.n >= sizeof masked - 1 && memchr(text.p, *masked, text.n) &&
	       memmem(text.p, text.n, masked, sizeof masked - 1);
}

/* Pseudonyms */

/* The pseudonym of a text out of the two made last. */
static struct pdz_str pseudonym(struct ingest_bound *b, struct pdz_str text)
{
	struct ingest_pseudonyms *all = &b->made;

	for (unsigned i = 0; i < 2; i++) {
		struct ingest_pseudonym *p = &all->two[(all->last + i) % 2];
		if (!p->text.n || !pdz_str_eq(pdz_buf_view(&p->text), text))
			continue;
		all->last = (all->last + i) % 2;
		return (struct pdz_str){p->pseudonym, p->n};
	}
	all->last = !all->last;
	struct ingest_pseudonym *p = &all->two[all->last];
	pdz_buf_clear(&p->text);
	pdz_buf_str(&p->text, text);
	struct pdz_buf *form = &b->folded;
	pdz_buf_clear(form);
	pdz_pseudonym_form(form, text);
	b->failed |= p->text.failed || form->failed;
	p->n = form->n ? PDZ_PSEUDONYM_LENGTH : 0;
	if (form->n)
		pdz_pseudonym_of(b->pseudonyms, pdz_buf_view(form), p->pseudonym);
	return (struct pdz_str){p->pseudonym, p->n};
}

/* The same, valid as long as the row. */
static struct pdz_str lasting(struct ingest_bound *b, struct pdz_str text)
{
	struct pdz_str made = pseudonym(b, text);

	return pdz_row_scratch_text(b, made);
}

bool pdz_personal_quick(struct ingest_bound *b, struct pdz_str text, struct pdz_str *out)
{
	if (pdz_pseudonym_shaped(text) || is_masked(text))
		return false;
	*out = text.n ? pseudonym(b, text) : text;
	return !b->failed;
}

/* What the cells of a value hold. */
enum holds { HOLDS_TEXT, HOLDS_PSEUDONYM /* one and the same, of our key, in all */, HOLDS_OTHER };

static enum holds value_holds(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                              struct pdz_str *mark)
{
	size_t texts = 0, marks = 0;

	for (size_t i = 0; i < v->from.count; i++) {
		if (v->from.pieces[i].kind == PIECE_LITERAL)
			continue;
		struct pdz_str text = pdz_row_piece_text(b, &v->from.pieces[i], match);
		if (is_masked(text))
			return HOLDS_OTHER;
		if (!pdz_pseudonym_shaped(text)) {
			texts += text.n > 0;
			continue;
		}
		if (!pdz_pseudonym_mine(b->pseudonyms, text) || (marks++ && !pdz_str_eq(*mark, text)))
			return HOLDS_OTHER;
		*mark = text;
	}
	return !marks ? HOLDS_TEXT : texts ? HOLDS_OTHER : HOLDS_PSEUDONYM;
}

static bool cannot_tell(struct ingest_mistake *m, uint32_t cell)
{
	return pdz_row_wrong(m, REASON_MASKED, "masked, or a pseudonym of another key or project",
	                     "expected the row as its source has it", (struct pdz_str){"", 0}, cell);
}

bool pdz_personal_case(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                       struct pdz_str *id, struct ingest_mistake *m)
{
	struct pdz_str mark;

	if (!b->pseudonyms || b->mapping->case_pseudonyms || id->n == 0)
		return true;
	switch (value_holds(b, v, match, &mark)) {
	case HOLDS_PSEUDONYM:
		*id = mark;
		return true;
	case HOLDS_OTHER:
		return cannot_tell(m, pdz_row_value_cell(b, v, match));
	case HOLDS_TEXT:
		break;
	}
	*id = lasting(b, *id);
	return true;
}

/* The case that a column belongs to, where it depends on columns alone. */
static const struct map_value *case_of_column(const struct pdz_mapping *m, uint32_t column)
{
	for (size_t i = 0; i < m->record_count; i++) {
		const struct map_value *v = &m->records[i].fields[PDZ_COL_CASE];
		bool found = false, columns = !m->case_pseudonyms && v->count == 0;
		for (size_t k = 0; k < v->from.count; k++) {
			found |= v->from.pieces[k].kind == PIECE_COLUMN && v->from.pieces[k].index == column;
			columns &= v->from.pieces[k].kind == PIECE_COLUMN || v->from.pieces[k].kind == PIECE_LITERAL;
		}
		if (found && columns)
			return v;
	}
	return NULL;
}

/* What stands for a cell of a personal column; *known false: nothing can. */
static struct pdz_str stand_in(struct ingest_bound *b, uint32_t column, struct pdz_str text, bool *known)
{
	struct pdz_str whole, mark;
	struct ingest_mistake mistake;

	*known = true;
	if (text.n == 0 || pdz_pseudonym_mine(b->pseudonyms, text))
		return text;
	*known = !pdz_pseudonym_shaped(text) && !is_masked(text);
	const struct map_value *v = column == PDZ_NONE ? NULL : case_of_column(b->mapping, column);
	if (v && value_holds(b, v, NULL, &mark) == HOLDS_TEXT && pdz_row_value_text(b, v, NULL, &whole, &mistake) &&
	    whole.n)
		text = whole;
	return lasting(b, text);
}

bool pdz_personal_id(struct ingest_bound *b, struct pdz_str *id, struct ingest_mistake *m)
{
	const struct map_template *t = &b->mapping->id.from;
	struct pdz_buf text = {0};
	bool known = true;

	if (!b->pseudonyms || !b->mapping->id_personal || id->n == 0)
		return true;
	for (size_t i = 0; i < t->count && known; i++) {
		struct pdz_str piece = pdz_row_piece_text(b, &t->pieces[i], NULL);
		if (pdz_personal_piece(b->mapping, NULL, &t->pieces[i]))
			piece = stand_in(b, t->pieces[i].index, piece, &known);
		pdz_buf_str(&text, piece);
	}
	*id = pdz_str_trim(pdz_row_scratch_copy(b, &text));
	pdz_buf_release(&text);
	return known || cannot_tell(m, pdz_row_value_cell(b, &b->mapping->id, NULL));
}

struct pdz_str pdz_personal_variable(struct ingest_bound *b, const struct map_record *r,
                                     const struct ingest_match *match, size_t variable)
{
	struct pdz_str text = match->values[variable];
	bool known;

	return b->pseudonyms && (r->personal_variables >> variable & 1) ? stand_in(b, PDZ_NONE, text, &known) : text;
}

/* Texts that tell of a person */

static bool is_all_digits(struct pdz_str text)
{
	size_t n = 0;
	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	return n == text.n;
}

/* A person's name, and none that a place or a service has. */
static bool names_a_person(struct pdz_str text)
{
	static const char places[] =
		" ambito asilo borgo campo casa castel castello cascina centro comune comunita cooperativa coop corso "
		"croce csm distretto ente fondazione fattoria frazione istituto largo liceo localita monte nido "
		"ospedale palazzo parco parrocchia piazza ponte progetto quartiere residenza rione rsa san sant santa "
		"santi santo scuola servizio spazio sportello torre via viale vicolo villa villaggio zona ";

	return pdz_person_named(text) && !pdz_has_word_of(text, places);
}

/* What a text of a record looks like that nobody has described; NULL: nothing. */
static const char *looks_like(struct pdz_str text, bool is_case, bool is_id)
{
	const char *contact = is_id && (!is_case || is_all_digits(text)) ? pdz_contact_in_id(text) : pdz_contact_in(text);

	if (contact != NULL)
		return contact;
	return (is_case && !is_all_digits(text) && !pdz_pseudonym_shaped(text) && pdz_is_like_a_name(text)) ||
	               (!is_case && names_a_person(text))
	           ? "what looks like a person's name"
	           : NULL;
}

bool pdz_personal_check(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                        const struct pdz_record *r, struct ingest_mistake *m)
{
	/* without a mapping nobody has said what the columns hold; but what is in the plan is known */
	enum { DESCRIBED, TEXT, ID, CASE };
	const bool unsaid = b->mapping->canonical;
	const struct {
		struct pdz_str text;
		const struct map_value *from;
		int looks;
	} texts[] = {{r->id, &b->mapping->id, ID},
	             {r->case_id, &spec->fields[PDZ_COL_CASE], b->mapping->case_pseudonyms ? CASE : DESCRIBED},
	             {r->category, &spec->fields[PDZ_COL_CATEGORY], TEXT},
	             {r->note, &spec->fields[PDZ_COL_NOTE], TEXT},
	             {r->area, &spec->fields[PDZ_COL_AREA], TEXT},
	             {r->event, &spec->fields[PDZ_COL_EVENT], TEXT},
	             {r->action, &spec->fields[PDZ_COL_ACTION], TEXT},
	             {r->source, &spec->fields[PDZ_COL_SOURCE], ID}};
	const struct map_value *found = NULL, *hidden = NULL, *like = NULL;
	const char *looks = NULL;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		found = pdz_personal_is_taxcode(texts[i].text) ? texts[i].from : found;
		hidden = holds_masked(texts[i].text) ? texts[i].from : hidden;
		if (unsaid && looks == NULL && texts[i].looks != DESCRIBED &&
		    (looks = looks_like(texts[i].text, texts[i].looks == CASE, texts[i].looks >= ID)) != NULL)
			like = texts[i].from;
	}
	for (size_t i = 0; i < b->mapping->extra_count; i++) {
		struct pdz_str text = r->dimensions[b->extra_order[i]];
		found = pdz_personal_is_taxcode(text) ? &spec->fields[PDZ_COLUMNS + i] : found;
		if (unsaid && looks == NULL && (looks = looks_like(text, false, false)) != NULL)
			like = &spec->fields[PDZ_COLUMNS + i];
		hidden = holds_masked(text) ? &spec->fields[PDZ_COLUMNS + i] : hidden;
	}
	if (hidden && !found)
		return pdz_row_wrong(m, REASON_MASKED, "a masked text", "expected the text without what was masked",
		                     (struct pdz_str){"", 0}, pdz_row_value_cell(b, hidden, match));
	if (like && !found)
		return pdz_row_wrong(m, REASON_PERSONAL_DATA, looks,
		                     "expected a text without it, or a mapping that says what it is", (struct pdz_str){"", 0},
		                     pdz_row_value_cell(b, like, match));
	return !found ||
	       pdz_row_wrong(m, REASON_PERSONAL_DATA, "an Italian tax code, which must not pass",
	                     "expected a text without it", (struct pdz_str){"", 0}, pdz_row_value_cell(b, found, match));
}

/* Masks */

/* Rows whose cells may stand in the wrong columns. */
static bool is_out_of_order(const struct pdz_row *row, const struct ingest_mistake *m)
{
	return row->fault || m->reason == REASON_TOO_FEW_CELLS || m->reason == REASON_TOO_MANY_CELLS ||
	       m->reason == REASON_BAD_ENCODING;
}

bool pdz_personal_withheld(const struct pdz_row *row)
{
	return row->count == 1 && is_masked(row->cells[0]);
}

/* What a cell is; *column: that of the mapping, PDZ_NONE: of a pattern. */
enum cell { CELL_UNUSED, CELL_PLAIN, CELL_PERSONAL };

static enum cell kind_of_cell(const struct ingest_bound *b, uint32_t cell, uint32_t *column)
{
	const struct pdz_mapping *m = b->mapping;
	enum cell kind = CELL_UNUSED;

	*column = PDZ_NONE;
	for (uint32_t i = 0; i < m->column_count; i++) {
		if (b->cells[i] != cell || !m->columns[i].used)
			continue;
		if (kind != CELL_PERSONAL)
			*column = i;
		kind = m->columns[i].personal || kind == CELL_PERSONAL ? CELL_PERSONAL : CELL_PLAIN;
	}
	for (size_t i = 0; i < m->record_count && kind != CELL_PERSONAL; i++)
		for (size_t k = 0; k < b->match_counts[i]; k++)
			if (b->matches[i][k].cell == cell)
				kind = m->records[i].personal_cell || kind == CELL_PERSONAL ? CELL_PERSONAL : CELL_PLAIN;
	return kind;
}

/* Letters become x: the shape of a date or number stays, the words of a text do not. */
static void put_shape(struct pdz_buf *out, struct pdz_str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if ((c & 0xc0) != 0x80)
			pdz_buf_char(
				out, (c >= '0' && c <= '9') || (c < 0x80 && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) ? (char)c : 'x');
	}
}

/* A word that is not in the plan, of a column that the mapping says names nobody: shown, so that an alias can
 * be added, unless it looks like somebody's. */
static bool is_closed_word(const struct ingest_bound *b, const struct ingest_mistake *m)
{
	const enum pdz_column column = m->reason == REASON_UNKNOWN_AREA     ? PDZ_COL_AREA
	                               : m->reason == REASON_UNKNOWN_EVENT  ? PDZ_COL_EVENT
	                               : m->reason == REASON_UNKNOWN_ACTION ? PDZ_COL_ACTION
	                                                                    : PDZ_COLUMNS;
	bool nobody = false;
	for (size_t i = 0; i < b->mapping->record_count && column < PDZ_COLUMNS; i++) {
		const struct map_value *v = &b->mapping->records[i].fields[column];
		nobody |= v->names_nobody && pdz_row_value_cell(b, v, NULL) == m->cell;
	}
	return nobody && !pdz_personal_is_taxcode(m->text) && pdz_contact_in(m->text) == NULL;
}

struct pdz_str pdz_personal_shown(struct ingest_bound *b, const struct pdz_row *row, const struct ingest_mistake *m)
{
	const struct pdz_str hidden = {masked, sizeof masked - 1};
	uint32_t column;

	if (m->text.n == 0)
		return m->text;
	if (m->secret || pdz_personal_is_taxcode(m->text))
		return hidden;
	if (!b->masks)
		return m->text;
	if (pdz_contact_in(m->text) != NULL)
		return hidden;
	if (m->personal || is_out_of_order(row, m) ||
	    (m->cell != PDZ_NONE && kind_of_cell(b, m->cell, &column) != CELL_PLAIN))
		return hidden;
	if (m->near || is_closed_word(b, m)) /* a word of the plan or the mapping, misspelt or new */
		return m->text;
	struct pdz_buf text = {0};
	put_shape(&text, m->text);
	struct pdz_str shown = pdz_row_scratch_copy(b, &text);
	pdz_buf_release(&text);
	return shown;
}

/* What stands where an area or an event belongs, and is none nor nearly one, could be a person. */
static bool is_out_of_plan(struct ingest_bound *b, uint32_t cell, struct pdz_str text)
{
	for (size_t i = 0; b->plan && text.n && i < b->mapping->record_count; i++) {
		const struct map_value *area = &b->mapping->records[i].fields[PDZ_COL_AREA],
							   *event = &b->mapping->records[i].fields[PDZ_COL_EVENT];
		struct ingest_mistake m = {.near = false}, n = {.near = false};
		struct pdz_record r = {.area = pdz_str_trim(text), .event = pdz_str_trim(text)};
		if ((area->given && !area->names_nobody && !area->count && pdz_row_value_cell(b, area, NULL) == cell &&
		     !pdz_row_area(b, &r, cell, &m) && !m.near) ||
		    (event->given && !event->names_nobody && !event->count && pdz_row_value_cell(b, event, NULL) == cell &&
		     !pdz_row_event(b, &r, cell, &n) && !n.near))
			return true;
	}
	return false;
}

static void put_cell(struct ingest_bound *b, uint32_t cell, struct pdz_str text, const struct ingest_mistake *m,
                     struct pdz_buf *out)
{
	uint32_t column;
	bool known;

	switch (kind_of_cell(b, cell, &column)) {
	case CELL_UNUSED:
		break;
	case CELL_PERSONAL:
		if (pdz_row_cell_text(b, cell).n && b->pseudonyms)
			pdz_buf_str(out, stand_in(b, column, pdz_row_cell_text(b, cell), &known));
		else if (pdz_row_cell_text(b, cell).n)
			pdz_buf_z(out, masked);
		break;
	case CELL_PLAIN:
		if (pdz_personal_is_taxcode(text) || pdz_contact_in(text) != NULL)
			pdz_buf_z(out, masked);
		else if ((m->cell == cell && !m->near && !is_closed_word(b, m)) ||
		         (m->cell != cell && is_out_of_plan(b, cell, text)))
			put_shape(out, text);
		else
			pdz_buf_str(out, text);
		break;
	}
}

void pdz_personal_row(struct ingest_bound *b, const struct pdz_row *row, char delimiter, const struct ingest_mistake *m,
                      struct pdz_buf *out)
{
	struct pdz_buf cell = {0};

	if (is_out_of_order(row, m) || row->count == 0 || pdz_personal_withheld(row)) {
		pdz_buf_z(out, masked);
		return;
	}
	b->row = row;
	for (uint32_t i = 0; i < row->count; i++) {
		pdz_buf_clear(&cell);
		put_cell(b, i, row->cells[i], m, &cell);
		out->failed |= cell.failed;
		if (i)
			pdz_buf_char(out, delimiter);
		pdz_csv_write(out, pdz_buf_view(&cell), delimiter);
	}
	pdz_buf_release(&cell);
}

/* The name of a column that fits a pattern, with pseudonyms for what is personal in it. */
static void put_matched(struct ingest_bound *b, const struct map_record *r, const struct ingest_match *match,
                        struct pdz_buf *out)
{
	for (size_t i = 0; i < r->for_each.count; i++) {
		const struct map_piece *p = &r->for_each.pieces[i];
		if (p->kind == PIECE_LITERAL)
			pdz_buf_str(out, p->text);
		else if ((r->personal_variables >> p->index & 1) && !b->pseudonyms)
			pdz_buf_z(out, masked);
		else
			pdz_buf_str(out, pdz_personal_variable(b, r, match, p->index));
	}
}

void pdz_personal_header(struct ingest_bound *b, const struct pdz_row *header, char delimiter, struct pdz_buf *out)
{
	struct pdz_buf cell = {0};

	for (uint32_t i = 0; i < header->count; i++) {
		pdz_buf_clear(&cell);
		for (size_t k = 0; k < b->mapping->record_count; k++)
			for (size_t n = 0; n < b->match_counts[k] && cell.n == 0; n++)
				if (b->matches[k][n].cell == i && b->mapping->records[k].personal_variables)
					put_matched(b, &b->mapping->records[k], &b->matches[k][n], &cell);
		if (cell.n == 0)
			pdz_taxcode_hide(&cell, header->cells[i]);
		out->failed |= cell.failed;
		if (i)
			pdz_buf_char(out, delimiter);
		pdz_csv_write(out, pdz_buf_view(&cell), delimiter);
	}
	pdz_buf_release(&cell);
}
