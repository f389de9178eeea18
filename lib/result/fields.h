/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results document as tables: one row for each member of each object in it, which
 * writing, reading, the flat table, publishing and the test of the schema all follow.
 *
 * A new figure of an entry: a member of struct pdz_entry or pdz_detail, and a row. */
#ifndef PDZ_RESULT_FIELDS_H
#define PDZ_RESULT_FIELDS_H

#include "pdz/error.h"
#include "pdz/results.h"

enum pdz_field_type {
	PDZ_FIELD_NUMBER,   /* struct pdz_value */
	PDZ_FIELD_COUNT,    /* struct pdz_value, whole and not below 0 */
	PDZ_FIELD_WHOLE,    /* uint64_t, up to INT64_MAX */
	PDZ_FIELD_REAL,     /* double */
	PDZ_FIELD_FLAG,     /* bool */
	PDZ_FIELD_TITLE,    /* struct pdz_str, never empty */
	PDZ_FIELD_TEXT,     /* struct pdz_str, may be empty; p NULL: none */
	PDZ_FIELD_CHOICE,   /* an enumeration, by names[] */
	PDZ_FIELD_KIND,     /* const struct pdz_kind *, by its name */
	PDZ_FIELD_DAY,      /* pdz_day; PDZ_NO_DAY: none */
	PDZ_FIELD_PERIOD,   /* struct pdz_period */
	PDZ_FIELD_QUANTITY, /* uint32_t from 1 on; 0: none */
	PDZ_FIELD_INDICATOR,
	PDZ_FIELD_AREA,
	PDZ_FIELD_OBJECTIVE,
	PDZ_FIELD_ACTION, /* uint32_t; PDZ_NONE: none. By their codes. */
	PDZ_FIELD_LIST,   /* a pointer, and at beside a size_t; NULL: none */
	PDZ_FIELD_OBJECT, /* a struct in its place; empty: none */
};

/* When a member is there. */
enum pdz_field_when {
	PDZ_ALWAYS,   /* null where it is not known */
	PDZ_IF_KNOWN, /* flags without beside: if true; objects: if not empty */
};

/* In what its number is. */
enum pdz_field_unit {
	PDZ_UNIT_NONE,       /* it is not a figure */
	PDZ_UNIT_OF_VALUE,   /* that of the entry */
	PDZ_UNIT_OF_ITEMS,   /* days of a time, points of a score */
	PDZ_UNIT_OF_MEASURE, /* of a comparison: that of what was compared, or a ratio */
	PDZ_UNIT_COUNT,      /* how many */
	PDZ_UNIT_COUNTED,    /* of what numerator and denominator count or add up */
	PDZ_UNIT_DAYS,
	PDZ_UNIT_SHARE, /* 1 is 100 % */
};

/* With what a figure is hidden when results are published. A row that says nothing is hidden
 * in every entry: so that no figure is published before somebody has thought of it. */
enum pdz_field_hidden {
	PDZ_HARMLESS = 1 << 0,        /* of nobody: where it stands, what was aimed at */
	PDZ_WITH_VALUE = 1 << 1,      /* with the value and its counts */
	PDZ_WITH_ASSESSMENT = 1 << 2, /* tells the value together with what was aimed at */
	PDZ_WITH_SHARE = 1 << 3,      /* who was in time, or at or above the mark */
	PDZ_WITH_OPEN = 1 << 4,       /* who still waits */
	PDZ_WITH_SCORES = 1 << 5,     /* with the distribution of scores: tells with the mean how they lie */
	PDZ_WITH_BASELINE = 1 << 6,
	PDZ_WITH_PERIODS = 1 << 7,  /* with any of the periods inside it */
	PDZ_OF_ONE_PERSON = 1 << 8, /* the least or greatest time or score, a bound, strays: of persons always */
	PDZ_BY_ITSELF = 1 << 9,     /* publishing looks at each of its parts */
	PDZ_OF_A_RECORD = 1 << 10,  /* a note or a day that one record says: only where its event is public */
};

enum pdz_field_form { PDZ_FORM_OBJECTS, PDZ_FORM_PARTLY, PDZ_FORM_PLAIN, PDZ_FORM_TUPLES, PDZ_FORM_MAP };

/* The members of one object, or of each item of a list. PARTLY: they have others,
 * which nobody reads here; PLAIN: the items are the first field itself; TUPLES: lists of the fields; MAP: one object,
 * the first field its keys. */
struct pdz_table {
	const struct pdz_field *fields; /* key NULL after the last */
	size_t size;
	enum pdz_field_form form;
	const char *item; /* what stands before an item of it in the document, for people: "\n " */
};

struct pdz_field {
	const char *key;
	enum pdz_field_type type;
	enum pdz_field_when when;
	size_t at;
	unsigned hidden; /* enum pdz_field_hidden */
	enum pdz_field_unit unit;
	const char *column; /* in the flat table; NULL: not there */
	unsigned place;     /* of the column, from 1 on; 0: a new one, after all that have a place */
	size_t beside; /* of a list: its count; of a flag or period that may be unsaid: the bool that says it is there */
	bool has_beside;
	const char *const *names; /* of a choice, NULL after the last; "" stands for null */
	const char *label_column; /* of a choice: a further column with its words */
	unsigned label_place;
	const char *(*label)(enum pdz_language language, int choice);
	const struct pdz_table *of; /* a list, an object */
};

extern const struct pdz_table pdz_table_tool, pdz_table_plan, pdz_table_settings, pdz_table_input, pdz_table_rows,
	pdz_table_source, pdz_table_raw_file, pdz_table_unusable, pdz_table_area, pdz_table_missing, pdz_table_objective,
	pdz_table_action, pdz_table_indicator, pdz_table_persons, pdz_table_entry, pdz_table_detail, pdz_table_comparison,
	pdz_table_texts, pdz_table_quality;

/* ---- writing ---- */

void pdz_fields_write_object(struct pdz_buf *b, const struct pdz_results *r, const struct pdz_table *t,
                             const void *object);
/* A list as the value of a member. */
void pdz_fields_write_list(struct pdz_buf *b, const struct pdz_results *r, const struct pdz_table *t, const void *items,
                           size_t count);

/* ---- all that is in an object, nested ones included ---- */

/* The member of object at which the field says it is. */
static inline void *pdz_field_in(const struct pdz_field *f, void *object)
{
	return (char *)object + f->at;
}
static inline const void *pdz_field_of(const struct pdz_field *f, const void *object)
{
	return (const char *)object + f->at;
}
bool pdz_field_is_known(const struct pdz_field *f, const void *object);
void pdz_field_clear(const struct pdz_field *f, void *object);
/* The code a reference stands for; p NULL: none. */
struct pdz_str pdz_field_code(const struct pdz_results *r, enum pdz_field_type type, uint32_t number);

#endif
