/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any object of the results document as JSON, by its table. */
#include "base/json_write.h"
#include "measure/kind.h"
#include "result/fields.h"

static void write_field(struct pdz_buf *b, const struct pdz_results *r, const struct pdz_field *f, const void *object);

static void write_quoted_day(struct pdz_buf *b, pdz_day d)
{
	pdz_buf_char(b, '"');
	pdz_day_write(b, d);
	pdz_buf_char(b, '"');
}

static void write_quoted_period(struct pdz_buf *b, struct pdz_period p)
{
	pdz_buf_char(b, '"');
	pdz_period_write(b, p);
	pdz_buf_char(b, '"');
}

static void write_flag(struct pdz_buf *b, const struct pdz_field *f, bool on)
{
	if (f->names != NULL)
		pdz_json_write_text(b, pdz_str(f->names[on]));
	else
		pdz_buf_z(b, on ? "true" : "false");
}

/* The value of a field that is known. */
static void write_known(struct pdz_buf *b, const struct pdz_results *r, const struct pdz_field *f, const void *object)
{
	const void *p = pdz_field_of(f, object);
	switch (f->type) {
	case PDZ_FIELD_NUMBER:
	case PDZ_FIELD_COUNT:
		pdz_double_write(b, ((const struct pdz_value *)p)->number);
		break;
	case PDZ_FIELD_WHOLE:
		pdz_buf_printf(b, "%llu", (unsigned long long)*(const uint64_t *)p);
		break;
	case PDZ_FIELD_QUANTITY:
		pdz_buf_printf(b, "%lu", (unsigned long)*(const uint32_t *)p);
		break;
	case PDZ_FIELD_REAL:
		pdz_double_write(b, *(const double *)p);
		break;
	case PDZ_FIELD_FLAG:
		write_flag(b, f, *(const bool *)p);
		break;
	case PDZ_FIELD_TITLE:
	case PDZ_FIELD_TEXT:
		pdz_json_write_text(b, *(const struct pdz_str *)p);
		break;
	case PDZ_FIELD_CHOICE:
		pdz_json_write_text(b, pdz_str(f->names[*(const unsigned *)p]));
		break;
	case PDZ_FIELD_KIND:
		pdz_json_write_text(b, pdz_str((*(const struct pdz_kind *const *)p)->name));
		break;
	case PDZ_FIELD_DAY:
		write_quoted_day(b, *(const pdz_day *)p);
		break;
	case PDZ_FIELD_PERIOD:
		write_quoted_period(b, *(const struct pdz_period *)p);
		break;
	case PDZ_FIELD_INDICATOR:
	case PDZ_FIELD_AREA:
	case PDZ_FIELD_OBJECTIVE:
	case PDZ_FIELD_ACTION:
		pdz_json_write_text(b, pdz_field_code(r, f->type, *(const uint32_t *)p));
		break;
	case PDZ_FIELD_LIST:
		pdz_fields_write_list(b, r, f->of, *(void *const *)p, *(const size_t *)((const char *)object + f->beside));
		break;
	case PDZ_FIELD_OBJECT:
		pdz_fields_write_object(b, r, f->of, p);
		break;
	}
}

static void write_field(struct pdz_buf *b, const struct pdz_results *r, const struct pdz_field *f, const void *object)
{
	const bool known = pdz_field_is_known(f, object);
	if (!known && f->when == PDZ_IF_KNOWN)
		return;
	pdz_json_write_key(b, f->key);
	if (known)
		write_known(b, r, f, object);
	else
		pdz_buf_z(b, "null");
}

void pdz_fields_write_object(struct pdz_buf *b, const struct pdz_results *r, const struct pdz_table *t,
                             const void *object)
{
	pdz_buf_char(b, '{');
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++)
		write_field(b, r, f, object);
	pdz_buf_char(b, '}');
}

static void write_value(struct pdz_buf *b, const struct pdz_results *r, const struct pdz_field *f, const void *item)
{
	if (pdz_field_is_known(f, item))
		write_known(b, r, f, item);
	else
		pdz_buf_z(b, "null");
}

static void write_item(struct pdz_buf *b, const struct pdz_results *r, const struct pdz_table *t, const void *item)
{
	const struct pdz_field *f = t->fields;
	switch (t->form) {
	case PDZ_FORM_OBJECTS:
	case PDZ_FORM_PARTLY:
		pdz_fields_write_object(b, r, t, item);
		break;
	case PDZ_FORM_PLAIN:
		write_value(b, r, f, item);
		break;
	case PDZ_FORM_TUPLES:
		pdz_buf_char(b, '[');
		for (; f->key != NULL; f++) {
			pdz_json_write_next(b);
			write_value(b, r, f, item);
		}
		pdz_buf_char(b, ']');
		break;
	case PDZ_FORM_MAP:
		write_value(b, r, f, item);
		pdz_buf_char(b, ':');
		write_value(b, r, f + 1, item);
		break;
	}
}

void pdz_fields_write_list(struct pdz_buf *b, const struct pdz_results *r, const struct pdz_table *t, const void *items,
                           size_t count)
{
	pdz_buf_char(b, t->form == PDZ_FORM_MAP ? '{' : '[');
	for (size_t i = 0; i < count; i++) {
		pdz_json_write_next(b);
		pdz_buf_z(b, t->item);
		write_item(b, r, t, (const char *)items + i * t->size);
	}
	pdz_buf_char(b, t->form == PDZ_FORM_MAP ? '}' : ']');
}
