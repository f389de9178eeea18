/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See flat.h: which columns there are follows from the tables. */
#include "result/flat.h"

#include "measure/kind.h"

enum { UNPLACED = 1000, LAST_PLACE = 2000 };

/* ---- columns ---- */

static void add_column(struct pdz_flat *flat, const struct pdz_flat_column *c)
{
	size_t at = flat->count;
	if (flat->count == PDZ_FLAT_MAX)
		return; /* not with the tables there are: a test asks */
	for (; at > 0 && flat->columns[at - 1].place > c->place; at--)
		flat->columns[at] = flat->columns[at - 1];
	flat->columns[at] = *c;
	flat->count++;
}

static unsigned place_or_later(unsigned place)
{
	return place != 0 ? place : UNPLACED;
}

static void add_columns(struct pdz_flat *flat, enum pdz_flat_object object, const struct pdz_table *t)
{
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++) {
		if (f->column != NULL)
			add_column(
				flat, &(struct pdz_flat_column){
						  .name = pdz_str(f->column), .place = place_or_later(f->place), .object = object, .field = f});
		if (f->label_column != NULL)
			add_column(flat, &(struct pdz_flat_column){.name = pdz_str(f->label_column),
			                                           .place = place_or_later(f->label_place),
			                                           .object = object,
			                                           .field = f,
			                                           .label = true});
	}
}

void pdz_flat_open(struct pdz_flat *flat, const struct pdz_results *results, enum pdz_language language)
{
	*flat = (struct pdz_flat){.results = results, .language = language};
	add_columns(flat, PDZ_FLAT_ENTRY, &pdz_table_entry);
	add_columns(flat, PDZ_FLAT_DETAIL, &pdz_table_detail);
	add_columns(flat, PDZ_FLAT_INDICATOR, &pdz_table_indicator);
	add_columns(flat, PDZ_FLAT_OBJECTIVE, &pdz_table_objective);
	add_columns(flat, PDZ_FLAT_ACTION, &pdz_table_action);
	add_columns(flat, PDZ_FLAT_AREA, &pdz_table_area);
	for (size_t i = 0; i < results->dimension_count; i++)
		add_column(flat, &(struct pdz_flat_column){.name = results->dimensions[i],
		                                           .place = LAST_PLACE,
		                                           .object = PDZ_FLAT_DIMENSION,
		                                           .dimension = i});
}

/* ---- cells ---- */

static struct pdz_flat_cell text_cell(struct pdz_str s)
{
	return (struct pdz_flat_cell){.kind = s.n > 0 ? PDZ_FLAT_TEXT : PDZ_FLAT_EMPTY, .text = s};
}

static struct pdz_flat_cell number_cell(double v)
{
	return (struct pdz_flat_cell){.kind = PDZ_FLAT_NUMBER, .number = v};
}

/* The piece of texts that began at from. Pieces are told apart by their place until the
 * row is whole, because the buffer may move. */
static struct pdz_flat_cell piece_cell(const struct pdz_flat *flat, size_t from)
{
	struct pdz_flat_cell c = text_cell((struct pdz_str){NULL, flat->texts.n - from});
	c.number = (double)from;
	return c;
}

static void settle_pieces(struct pdz_flat *flat)
{
	for (size_t i = 0; i < flat->count; i++)
		if (flat->cells[i].kind == PDZ_FLAT_TEXT && flat->cells[i].text.p == NULL)
			flat->cells[i].text.p = flat->texts.p + (size_t)flat->cells[i].number;
}

static struct pdz_flat_cell cell_of(struct pdz_flat *flat, const struct pdz_field *f, const void *object);

static void add_to_list(struct pdz_flat *flat, const struct pdz_field *f, const void *item, const char *before)
{
	if (!pdz_field_is_known(f, item))
		return;
	pdz_buf_z(&flat->texts, before);
	const struct pdz_flat_cell one = cell_of(flat, f, item); /* a text put together stands there already */
	if (one.kind == PDZ_FLAT_TEXT && one.text.p != NULL)
		pdz_buf_str(&flat->texts, one.text);
}

/* "2025-01 2025-02", "sex=F age=young", "desks:bozzolo:2027-01:2027-03"; what is not known is left out. */
static struct pdz_flat_cell list_cell(struct pdz_flat *flat, const struct pdz_field *f, const void *object)
{
	const struct pdz_table *t = f->of;
	const char *items = *(char *const *)pdz_field_of(f, object);
	const size_t count = *(const size_t *)((const char *)object + f->beside), from = flat->texts.n;
	const bool map = t->form == PDZ_FORM_MAP;
	for (size_t i = 0; i < count; i++) {
		const void *item = items + i * t->size;
		if (map && !pdz_field_is_known(&t->fields[1], item))
			continue;
		add_to_list(flat, t->fields, item, flat->texts.n > from ? " " : "");
		for (const struct pdz_field *next = t->fields + 1; next[-1].key != NULL && next->key != NULL; next++)
			add_to_list(flat, next, item, map ? "=" : ":");
	}
	return piece_cell(flat, from);
}

static struct pdz_flat_cell known_cell(struct pdz_flat *flat, const struct pdz_field *f, const void *object)
{
	const void *p = pdz_field_of(f, object);
	const size_t from = flat->texts.n;
	switch (f->type) {
	case PDZ_FIELD_NUMBER:
	case PDZ_FIELD_COUNT:
		return number_cell(((const struct pdz_value *)p)->number);
	case PDZ_FIELD_WHOLE:
		return number_cell((double)*(const uint64_t *)p);
	case PDZ_FIELD_QUANTITY:
		return number_cell(*(const uint32_t *)p);
	case PDZ_FIELD_REAL:
		return number_cell(*(const double *)p);
	case PDZ_FIELD_TITLE:
	case PDZ_FIELD_TEXT:
		return text_cell(*(const struct pdz_str *)p);
	case PDZ_FIELD_CHOICE:
		return text_cell(pdz_str(f->names[*(const unsigned *)p]));
	case PDZ_FIELD_KIND:
		return text_cell(pdz_str((*(const struct pdz_kind *const *)p)->name));
	case PDZ_FIELD_DAY:
		return (struct pdz_flat_cell){.kind = PDZ_FLAT_DATE, .day = *(const pdz_day *)p};
	case PDZ_FIELD_PERIOD:
		pdz_period_write(&flat->texts, *(const struct pdz_period *)p);
		return piece_cell(flat, from);
	case PDZ_FIELD_LIST:
		return list_cell(flat, f, object);
	case PDZ_FIELD_FLAG:
	case PDZ_FIELD_OBJECT:
		break;
	default:
		return text_cell(pdz_field_code(flat->results, f->type, *(const uint32_t *)p));
	}
	return (struct pdz_flat_cell){.kind = PDZ_FLAT_EMPTY};
}

/* A flag that is always said is false where it is not true. */
static struct pdz_flat_cell flag_cell(const struct pdz_field *f, const void *object)
{
	const bool on = *(const bool *)pdz_field_of(f, object);
	if (f->has_beside && !pdz_field_is_known(f, object))
		return (struct pdz_flat_cell){.kind = PDZ_FLAT_EMPTY};
	if (f->names != NULL)
		return text_cell(pdz_str(f->names[on]));
	return (struct pdz_flat_cell){.kind = PDZ_FLAT_TRUTH, .number = on};
}

static struct pdz_flat_cell cell_of(struct pdz_flat *flat, const struct pdz_field *f, const void *object)
{
	if (f->type == PDZ_FIELD_FLAG)
		return flag_cell(f, object);
	return pdz_field_is_known(f, object) ? known_cell(flat, f, object) : (struct pdz_flat_cell){.kind = PDZ_FLAT_EMPTY};
}

bool pdz_flat_fill(struct pdz_flat *flat, const struct pdz_entry *e)
{
	const struct pdz_results *r = flat->results;
	const struct pdz_result_indicator *ind = &r->indicators[e->indicator];
	/* clang-format off */
	const void *const objects[] = {
		[PDZ_FLAT_ENTRY] = e, [PDZ_FLAT_DETAIL] = &e->detail, [PDZ_FLAT_INDICATOR] = ind,
		[PDZ_FLAT_OBJECTIVE] = &r->objectives[ind->objective],
		[PDZ_FLAT_ACTION] = ind->action == PDZ_NONE ? NULL : &r->actions[ind->action],
		[PDZ_FLAT_AREA] = e->area == PDZ_NONE ? NULL : &r->areas[e->area],
	};
	/* clang-format on */
	pdz_buf_clear(&flat->texts);
	for (size_t i = 0; i < flat->count; i++) {
		const struct pdz_flat_column *c = &flat->columns[i];
		flat->cells[i] = (struct pdz_flat_cell){.kind = PDZ_FLAT_EMPTY};
		if (c->object == PDZ_FLAT_DIMENSION)
			flat->cells[i] = text_cell(c->dimension < e->dimension_count ? e->dimensions[c->dimension].value
			                                                             : PDZ_STR(""));
		else if (c->label)
			flat->cells[i] = text_cell(
				pdz_str(c->field->label(flat->language, *(const int *)pdz_field_of(c->field, objects[c->object]))));
		else if (objects[c->object] != NULL)
			flat->cells[i] = cell_of(flat, c->field, objects[c->object]);
	}
	settle_pieces(flat);
	return !flat->texts.failed;
}

void pdz_flat_release(struct pdz_flat *flat)
{
	pdz_buf_release(&flat->texts);
}
