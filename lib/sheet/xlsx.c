/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Office Open XML workbooks (ECMA-376, transitional and strict): rows of a sheet, with shared
 * strings and the number formats that tell days from numbers. Formulas by the value stored. */
#include "sheet/workbook.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXTS_MOST ((size_t)1 << 30) /* bytes of distinct texts */

enum inside { IN_NOTHING, IN_VALUE, IN_FORMULA, IN_TEXT };

struct format_code {
	unsigned id;
	enum pdz_cell_form form;
};

struct relation {
	const char *id, *target;
	const char *kind; /* last part of its type */
};

struct xlsx {
	/* the workbook */
	struct relation *relations;
	size_t relation_count, relation_cap;
	const char *folder; /* of the part whose relations are read */
	struct format_code *codes;
	size_t code_count, code_cap;
	enum pdz_cell_form *styles;
	size_t style_count, style_cap;
	bool in_cell_styles;

	/* shared strings: text i is texts[ends[i - 1] .. ends[i]) */
	struct pdz_buf texts;
	size_t *ends;
	size_t text_count, end_cap;

	/* the sheet */
	enum inside inside;
	bool phonetic;
	uint64_t row;
	size_t column;
	char type; /* n, s, S (str), i (inlineStr), b, e, d */
	size_t style;
	bool has_value, has_formula;
	struct pdz_buf value, formula;
};

static const char damaged[] = "damaged: the workbook cannot be read (open it, save it anew, or ask for it again)";

/* Texts. _x000D_ stands for a character that XML does not allow. */

static int hex_value(const char *p)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		const char c = (char)(p[i] | 0x20);
		const int digit = p[i] >= '0' && p[i] <= '9' ? p[i] - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return -1;
		v = v * 16 + digit;
	}
	return v;
}

static void unescape_from(struct pdz_buf *b, size_t from)
{
	size_t to = from;

	for (size_t i = from; i < b->n; i++) {
		int code = -1;
		if (b->p[i] == '_' && i + 6 < b->n && b->p[i + 1] == 'x' && b->p[i + 6] == '_')
			code = hex_value(b->p + i + 2);
		if (code < 0 || code > 0x7e) {
			b->p[to++] = b->p[i];
			continue;
		}
		b->p[to++] = code < 0x20 ? ' ' : (char)code;
		i += 6;
	}
	b->n = to;
}

static void on_text(void *ctx, const XML_Char *s, int n)
{
	struct pdz_workbook *w = ctx;
	struct xlsx *x = w->own;

	if (x->inside != IN_NOTHING)
		pdz_buf_add(x->inside == IN_FORMULA ? &x->formula : &x->value, s, (size_t)n);
}

/* Relations: which part is what */

static const char *joined(struct pdz_workbook *w, const char *folder, const char *target)
{
	struct pdz_buf path = {0};

	if (*target == '/')
		target++;
	else
		pdz_buf_z(&path, folder);
	while (strncmp(target, "../", 3) == 0 || strncmp(target, "./", 2) == 0) {
		const bool up = target[1] == '.';
		target += up ? 3 : 2;
		for (path.n -= up && path.n ? 1 : 0; up && path.n && path.p[path.n - 1] != '/'; path.n--)
			;
	}
	pdz_buf_z(&path, target);
	const char *copy = path.failed ? NULL : pdz_arena_copy(&w->arena, pdz_buf_view(&path));
	w->failed |= !copy;
	pdz_buf_release(&path);
	return copy ? copy : "";
}

static void on_relation(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct pdz_workbook *w = ctx;
	struct xlsx *x = w->own;
	const char *id = pdz_xml_attribute(attributes, "Id"), *target = pdz_xml_attribute(attributes, "Target");
	const char *type = pdz_xml_attribute(attributes, "Type");

	if (strcmp(pdz_xml_local(name), "Relationship") != 0 || !id || !target || !type)
		return;
	if (!pdz_grow(&x->relations, &x->relation_cap, x->relation_count + 1, sizeof *x->relations)) {
		w->failed = true;
		return;
	}
	const char *slash = strrchr(type, '/');
	struct relation *r = &x->relations[x->relation_count++];
	r->id = pdz_arena_copy(&w->arena, pdz_str(id));
	r->kind = pdz_arena_copy(&w->arena, pdz_str(slash ? slash + 1 : type));
	r->target = joined(w, x->folder, target);
	w->failed |= !r->id || !r->kind;
}

static void ready_relations(struct pdz_workbook *w)
{
	XML_SetStartElementHandler(w->parser, on_relation);
}

/* The relations of a part instead of those before. */
static enum pdz_status read_relations(struct pdz_workbook *w, const char *part, struct pdz_error *err)
{
	struct xlsx *x = w->own;
	const char *slash = strrchr(part, '/');
	const size_t n = slash ? (size_t)(slash + 1 - part) : 0;
	char path[512];

	x->relation_count = 0;
	x->folder = pdz_arena_copy(&w->arena, (struct pdz_str){part, n});
	if (!x->folder)
		return pdz_no_memory(err);
	snprintf(path, sizeof path, "%s_rels/%s.rels", x->folder, part + n);
	return pdz_workbook_parse(w, path, ready_relations, err);
}

static const struct relation *relation_by_id(const struct xlsx *x, const char *id)
{
	for (size_t i = 0; i < x->relation_count; i++)
		if (strcmp(x->relations[i].id, id) == 0)
			return &x->relations[i];
	return NULL;
}

static const struct relation *relation_by_kind(const struct xlsx *x, const char *kind)
{
	for (size_t i = 0; i < x->relation_count; i++)
		if (strcmp(x->relations[i].kind, kind) == 0)
			return &x->relations[i];
	return NULL;
}

/* The list of sheets */

static bool is_true(const char *s)
{
	return s && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0);
}

static void on_workbook(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct pdz_workbook *w = ctx;
	const char *local = pdz_xml_local(name);

	if (strcmp(local, "workbookPr") == 0)
		w->table.epoch_1904 = is_true(pdz_xml_attribute(attributes, "date1904"));
	if (strcmp(local, "sheet") != 0)
		return;
	const char *title = pdz_xml_attribute(attributes, "name"), *state = pdz_xml_attribute(attributes, "state");
	const char *id = pdz_xml_attribute(attributes, "id");
	const struct relation *r = id ? relation_by_id(w->own, id) : NULL;
	if (title && r && strcmp(r->kind, "worksheet") == 0)
		pdz_workbook_add_sheet(w, title, r->target, state && strcmp(state, "visible") != 0);
}

static void ready_workbook(struct pdz_workbook *w)
{
	XML_SetStartElementHandler(w->parser, on_workbook);
}

/* Number formats */

static void on_style(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct pdz_workbook *w = ctx;
	struct xlsx *x = w->own;
	const char *local = pdz_xml_local(name), *id = pdz_xml_attribute(attributes, "numFmtId");

	if (strcmp(local, "cellXfs") == 0)
		x->in_cell_styles = true;
	if (strcmp(local, "numFmt") == 0 && id) {
		const char *code = pdz_xml_attribute(attributes, "formatCode");
		if (!pdz_grow(&x->codes, &x->code_cap, x->code_count + 1, sizeof *x->codes))
			w->failed = true;
		else
			x->codes[x->code_count++] = (struct format_code){(unsigned)pdz_xml_count(id, 0, UINT32_MAX),
			                                                 pdz_cell_form_of_code(pdz_str(code))};
	}
	if (strcmp(local, "xf") != 0 || !x->in_cell_styles)
		return;
	if (!pdz_grow(&x->styles, &x->style_cap, x->style_count + 1, sizeof *x->styles)) {
		w->failed = true;
		return;
	}
	const unsigned number = (unsigned)pdz_xml_count(id, 0, UINT32_MAX);
	enum pdz_cell_form form = pdz_cell_form_of_builtin(number);
	for (size_t i = 0; i < x->code_count; i++)
		if (x->codes[i].id == number)
			form = x->codes[i].form;
	x->styles[x->style_count++] = form;
}

static void on_style_end(void *ctx, const XML_Char *name)
{
	struct xlsx *x = ((struct pdz_workbook *)ctx)->own;

	if (strcmp(pdz_xml_local(name), "cellXfs") == 0)
		x->in_cell_styles = false;
}

static void ready_styles(struct pdz_workbook *w)
{
	XML_SetElementHandler(w->parser, on_style, on_style_end);
}

/* Shared strings */

static void on_shared(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct xlsx *x = ((struct pdz_workbook *)ctx)->own;
	const char *local = pdz_xml_local(name);

	(void)attributes;
	if (strcmp(local, "rPh") == 0)
		x->phonetic = true;
	else if (strcmp(local, "t") == 0 && !x->phonetic)
		x->inside = IN_TEXT;
	else if (strcmp(local, "si") == 0)
		pdz_buf_clear(&x->value);
}

static void on_shared_end(void *ctx, const XML_Char *name)
{
	struct pdz_workbook *w = ctx;
	struct xlsx *x = w->own;
	const char *local = pdz_xml_local(name);

	if (strcmp(local, "rPh") == 0)
		x->phonetic = false;
	else if (strcmp(local, "t") == 0)
		x->inside = IN_NOTHING;
	if (strcmp(local, "si") != 0)
		return;
	unescape_from(&x->value, 0);
	pdz_buf_str(&x->texts, pdz_buf_view(&x->value));
	if (x->texts.n > TEXTS_MOST) {
		pdz_workbook_refuse(w, "too many different texts");
		return;
	}
	if (x->texts.failed || !pdz_grow(&x->ends, &x->end_cap, x->text_count + 1, sizeof *x->ends))
		w->failed = true;
	else
		x->ends[x->text_count++] = x->texts.n;
}

static void ready_shared(struct pdz_workbook *w)
{
	XML_SetElementHandler(w->parser, on_shared, on_shared_end);
	XML_SetCharacterDataHandler(w->parser, on_text);
}

/* Cells */

static void begin_row(struct pdz_workbook *w, const char **attributes)
{
	struct xlsx *x = w->own;
	const uint64_t row = pdz_xml_count(pdz_xml_attribute(attributes, "r"), x->row + 1, PDZ_TABLE_ROWS_MOST + 1);

	if (row <= x->row || row > PDZ_TABLE_ROWS_MOST) {
		pdz_workbook_refuse(w, row > PDZ_TABLE_ROWS_MOST ? "too many rows" : damaged);
		return;
	}
	x->row = w->table.row = row;
	x->column = SIZE_MAX;
	if (is_true(pdz_xml_attribute(attributes, "hidden")))
		pdz_table_hide_row(&w->table, row);
}

static char type_of(const char *t)
{
	if (!t)
		return 'n';
	return strcmp(t, "str") == 0 ? 'S' : strcmp(t, "inlineStr") == 0 ? 'i' : *t;
}

static void begin_cell(struct pdz_workbook *w, const char **attributes)
{
	struct xlsx *x = w->own;
	const char *place = pdz_xml_attribute(attributes, "r");
	uint64_t row;

	x->column++; /* after the one before, or the first */
	const size_t least = x->column;
	if (place && (!pdz_cell_parse(place, &x->column, &row) || row != x->row || x->column < least)) {
		pdz_workbook_refuse(w, damaged);
		return;
	}
	x->type = type_of(pdz_xml_attribute(attributes, "t"));
	x->style = (size_t)pdz_xml_count(pdz_xml_attribute(attributes, "s"), 0, SIZE_MAX / 2);
	x->has_value = x->has_formula = false;
	pdz_buf_clear(&x->value);
	pdz_buf_clear(&x->formula);
}

static void shared_text(struct pdz_workbook *w, struct pdz_str number)
{
	struct xlsx *x = w->own;
	size_t i = 0;

	for (size_t k = 0; k < number.n && number.p[k] >= '0' && number.p[k] <= '9' && i <= x->text_count; k++)
		i = i * 10 + (size_t)(number.p[k] - '0');
	if (number.n == 0 || number.p[0] < '0' || number.p[0] > '9' || i >= x->text_count) {
		pdz_workbook_refuse(w, damaged);
		return;
	}
	const size_t from = i ? x->ends[i - 1] : 0;
	pdz_table_text(&w->table, x->column, (struct pdz_str){x->texts.p + from, x->ends[i] - from});
}

/* 2025-12-31T00:00:00 is a day. */
static struct pdz_str without_midnight(struct pdz_str s)
{
	if (s.n > 10 && s.p[10] == 'T') {
		size_t i = 11;
		while (i < s.n && memchr("0:.Z", s.p[i], 4))
			i++;
		s.n = i == s.n ? 10 : s.n;
	}
	return s;
}

static void end_cell(struct pdz_workbook *w)
{
	struct xlsx *x = w->own;
	const struct pdz_str value = pdz_buf_view(&x->value);

	w->failed |= x->value.failed || x->formula.failed;
	if (w->failed)
		return;
	if (!x->has_value || value.n == 0) {
		if (x->has_formula && x->type != 'S') /* of a text, nothing is a value too */
			pdz_table_formula(&w->table, x->column, pdz_buf_view(&x->formula));
		return;
	}
	switch (x->type) {
	case 's':
		shared_text(w, pdz_str_trim(value));
		break;
	case 'b':
		pdz_table_bool(&w->table, x->column, value.p[0] == '1' || value.p[0] == 't');
		break;
	case 'n':
		pdz_table_number(&w->table, x->column, value,
		                 x->style < x->style_count ? x->styles[x->style] : PDZ_FORM_NUMBER);
		break;
	case 'd':
		pdz_table_text(&w->table, x->column, without_midnight(value));
		break;
	default:
		unescape_from(&x->value, 0);
		pdz_table_text(&w->table, x->column, pdz_buf_view(&x->value));
	}
}

static void merge(struct pdz_workbook *w, const char *range)
{
	const char *colon = range ? strchr(range, ':') : NULL;
	size_t column, last_column;
	uint64_t row, last_row;

	if (colon && pdz_cell_parse(range, &column, &row) && pdz_cell_parse(colon + 1, &last_column, &last_row))
		pdz_table_add_merge(&w->table, row, last_row, column, last_column);
}

static void on_cell(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct pdz_workbook *w = ctx;
	struct xlsx *x = w->own;
	const char *local = pdz_xml_local(name);

	if (local[0] == 'c' && !local[1]) {
		begin_cell(w, attributes);
	} else if (local[0] == 'v' && !local[1]) {
		x->inside = IN_VALUE;
		x->has_value = true;
	} else if (strcmp(local, "row") == 0) {
		begin_row(w, attributes);
	} else if (strcmp(local, "f") == 0) {
		x->inside = IN_FORMULA;
		x->has_formula = true;
	} else if (strcmp(local, "t") == 0 && !x->phonetic) {
		x->inside = IN_TEXT;
		x->has_value = true;
	} else if (strcmp(local, "rPh") == 0) {
		x->phonetic = true;
	} else if (strcmp(local, "col") == 0 && is_true(pdz_xml_attribute(attributes, "hidden"))) {
		const uint64_t first = pdz_xml_count(pdz_xml_attribute(attributes, "min"), 1, UINT32_MAX);
		const uint64_t last = pdz_xml_count(pdz_xml_attribute(attributes, "max"), first, UINT32_MAX);
		if (first > 0)
			pdz_table_hide_columns(&w->table, (size_t)first - 1, (size_t)last - 1);
	}
}

static void on_cell_end(void *ctx, const XML_Char *name)
{
	struct pdz_workbook *w = ctx;
	struct xlsx *x = w->own;
	const char *local = pdz_xml_local(name);

	if (local[0] && !local[1]) {
		if (local[0] == 'c')
			end_cell(w);
		else
			x->inside = IN_NOTHING; /* v, f, t, or a run of a rich text */
	} else if (strcmp(local, "rPh") == 0)
		x->phonetic = false;
	else if (strcmp(local, "row") == 0)
		pdz_workbook_end_row(w, x->row, 1);
}

/* The value of an attribute in a tag; NULL if it has none. Names stand behind a blank. */
static const char *tag_attribute(const char *tag, const char *end, const char *name, size_t n)
{
	for (const char *p = tag; p + n < end; p++)
		if (*p == ' ' && memcmp(p + 1, name, n) == 0)
			return p + 1 + n;
	return NULL;
}

/* A tag by the letters of its name; prefixes are passed over. */
static void measure_tag(struct pdz_workbook *w, const char *tag, const char *end)
{
	struct xlsx *x = w->own;
	const char *name = tag;
	size_t n = 0;
	uint64_t row;

	while (name + n < end && name[n] != ' ' && name[n] != '/' && name[n] != '>') {
		if (name[n] == ':') {
			name += n + 1;
			n = 0;
		} else {
			n++;
		}
	}
	if (n == 1 && *name == 'c') {
		const char *place = tag_attribute(name, end, "r=", 2);
		if (!place || !pdz_cell_parse(place + 1, &x->column, &row))
			x->column++;
	} else if (n == 1 && (*name == 'v' || *name == 't' || *name == 'f')) {
		if (x->column != SIZE_MAX && x->column + 1 > w->table.width)
			w->table.width = x->column + 1;
	} else if (n == 3 && memcmp(name, "row", n) == 0) {
		x->column = SIZE_MAX;
	} else if (n == 9 && memcmp(name, "mergeCell", n) == 0) {
		const char *range = tag_attribute(name, end, "ref=", 4);
		char copy[64];
		const size_t length = range && end - range > 1 ? (size_t)(end - range - 1) : 0;
		if (!length)
			return;
		const size_t most = length < sizeof copy - 1 ? length : sizeof copy - 1;
		memcpy(copy, range + 1, most);
		copy[most] = '\0';
		merge(w, copy);
	}
}

static size_t measure_xlsx(struct pdz_workbook *w, const char *piece, size_t n)
{
	const char *at = piece, *const end = piece + n;

	while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
		const char *close = memchr(at, '>', (size_t)(end - at));
		if (!close)
			return (size_t)(at - piece);
		measure_tag(w, at + 1, close);
		at = close + 1;
	}
	return n;
}

static void start_xlsx(struct pdz_workbook *w, size_t sheet)
{
	struct xlsx *x = w->own;

	(void)sheet;
	x->row = 0;
	x->inside = IN_NOTHING;
	x->phonetic = false;
	XML_SetElementHandler(w->parser, on_cell, on_cell_end);
	XML_SetCharacterDataHandler(w->parser, on_text);
}

static enum pdz_status read_kind(struct pdz_workbook *w, const char *kind, void (*ready)(struct pdz_workbook *w),
                                 struct pdz_error *err)
{
	const struct relation *r = relation_by_kind(w->own, kind);

	return r ? pdz_workbook_parse(w, r->target, ready, err) : PDZ_OK;
}

static enum pdz_status open_xlsx(struct pdz_workbook *w, struct pdz_error *err)
{
	struct xlsx *x = w->own = calloc(1, sizeof *x);
	const struct relation *main_part = NULL;

	if (!x)
		return pdz_no_memory(err);
	enum pdz_status status = read_relations(w, "", err);
	if (!status && !(main_part = relation_by_kind(x, "officeDocument")))
		status = pdz_fail_why(err, PDZ_INPUT, pdz_archive_name(w->archive), 0, 0, "cannot read the workbook", damaged,
		                      NULL);
	if (status || !main_part)
		return status;
	const char *part = main_part->target;
	const size_t n = strlen(part);
	if (n > 4 && strcmp(part + n - 4, ".bin") == 0)
		return pdz_fail(err, PDZ_INPUT, pdz_archive_name(w->archive), 0, 0,
		                "a binary workbook (.xlsb) (save it as .xlsx or CSV)");
	if (strncmp(part, "xl/", 3) != 0 && (strncmp(part, "word/", 5) == 0 || strncmp(part, "ppt/", 4) == 0))
		return pdz_fail(err, PDZ_INPUT, pdz_archive_name(w->archive), 0, 0,
		                "a text document or slides, not a workbook (save the table as CSV or .xlsx)");
	status = read_relations(w, part, err);
	if (!status)
		status = pdz_workbook_parse(w, part, ready_workbook, err);
	if (!status)
		status = read_kind(w, "styles", ready_styles, err);
	if (!status)
		status = read_kind(w, "sharedStrings", ready_shared, err);
	return status;
}

static void close_xlsx(struct pdz_workbook *w)
{
	struct xlsx *x = w->own;

	if (!x)
		return;
	free(x->relations);
	free(x->codes);
	free(x->styles);
	free(x->ends);
	pdz_buf_release(&x->texts);
	pdz_buf_release(&x->value);
	pdz_buf_release(&x->formula);
	free(x);
}

const struct pdz_workbook_format pdz_workbook_xlsx = {"xlsx", open_xlsx, measure_xlsx, start_xlsx, close_xlsx};
