/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a field whatever it is for. See fields.h. */
#include "result/fields.h"

#include "measure/kind.h"

static bool said(const struct pdz_field *f, const void *object)
{
	return !f->has_beside || *(const bool *)((const char *)object + f->beside);
}

static bool any_known(const struct pdz_table *t, const void *object)
{
	for (const struct pdz_field *f = t->fields; f->key != NULL; f++)
		if (pdz_field_is_known(f, object))
			return true;
	return false;
}

bool pdz_field_is_known(const struct pdz_field *f, const void *object)
{
	const void *p = pdz_field_of(f, object);
	switch (f->type) {
	case PDZ_FIELD_NUMBER:
	case PDZ_FIELD_COUNT:
		return ((const struct pdz_value *)p)->ok;
	case PDZ_FIELD_FLAG:
		return f->has_beside ? said(f, object) : *(const bool *)p || f->when == PDZ_ALWAYS;
	case PDZ_FIELD_TITLE:
	case PDZ_FIELD_TEXT:
		return f->when == PDZ_ALWAYS ? ((const struct pdz_str *)p)->p != NULL : ((const struct pdz_str *)p)->n > 0;
	case PDZ_FIELD_CHOICE:
		return f->names[*(const unsigned *)p][0] != '\0';
	case PDZ_FIELD_DAY:
		return *(const pdz_day *)p != PDZ_NO_DAY;
	case PDZ_FIELD_PERIOD:
		return said(f, object);
	case PDZ_FIELD_QUANTITY:
		return *(const uint32_t *)p != 0;
	case PDZ_FIELD_INDICATOR:
	case PDZ_FIELD_AREA:
	case PDZ_FIELD_OBJECTIVE:
	case PDZ_FIELD_ACTION:
		return *(const uint32_t *)p != PDZ_NONE;
	case PDZ_FIELD_LIST:
		return f->when == PDZ_ALWAYS || *(void *const *)p != NULL;
	case PDZ_FIELD_OBJECT:
		return f->when == PDZ_ALWAYS || any_known(f->of, p);
	case PDZ_FIELD_KIND:
	case PDZ_FIELD_WHOLE:
	case PDZ_FIELD_REAL:
		break;
	}
	return true;
}

void pdz_field_clear(const struct pdz_field *f, void *object)
{
	void *p = pdz_field_in(f, object);
	switch (f->type) {
	case PDZ_FIELD_NUMBER:
	case PDZ_FIELD_COUNT:
		*(struct pdz_value *)p = (struct pdz_value){0};
		break;
	case PDZ_FIELD_FLAG:
		*(bool *)p = false;
		break;
	case PDZ_FIELD_TITLE:
	case PDZ_FIELD_TEXT:
		*(struct pdz_str *)p = (struct pdz_str){NULL, 0};
		break;
	case PDZ_FIELD_DAY:
		*(pdz_day *)p = PDZ_NO_DAY;
		break;
	case PDZ_FIELD_KIND:
		*(const struct pdz_kind **)p = pdz_kinds[0];
		break;
	case PDZ_FIELD_LIST:
		*(void **)p = NULL;
		*(size_t *)((char *)object + f->beside) = 0;
		return;
	case PDZ_FIELD_OBJECT:
		for (const struct pdz_field *part = f->of->fields; part->key != NULL; part++)
			pdz_field_clear(part, p);
		return;
	case PDZ_FIELD_CHOICE:
		*(unsigned *)p = 0;
		break;
	case PDZ_FIELD_QUANTITY:
		*(uint32_t *)p = 0;
		break;
	case PDZ_FIELD_INDICATOR:
	case PDZ_FIELD_AREA:
	case PDZ_FIELD_OBJECTIVE:
	case PDZ_FIELD_ACTION:
		*(uint32_t *)p = PDZ_NONE;
		break;
	case PDZ_FIELD_WHOLE:
		*(uint64_t *)p = 0;
		break;
	case PDZ_FIELD_REAL:
		*(double *)p = 0;
		break;
	case PDZ_FIELD_PERIOD:
		break;
	}
	if (f->has_beside)
		*(bool *)((char *)object + f->beside) = false;
}

struct pdz_str pdz_field_code(const struct pdz_results *r, enum pdz_field_type type, uint32_t number)
{
	if (number == PDZ_NONE)
		return (struct pdz_str){NULL, 0};
	switch (type) {
	case PDZ_FIELD_INDICATOR:
		return r->indicators[number].code;
	case PDZ_FIELD_AREA:
		return r->areas[number].code;
	case PDZ_FIELD_OBJECTIVE:
		return r->objectives[number].code;
	default:
		return r->actions[number].code;
	}
}
