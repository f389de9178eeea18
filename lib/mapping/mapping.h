/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mapping in memory: how the rows of one kind of file become records. */
#ifndef PDZ_MAPPING_MAPPING_H
#define PDZ_MAPPING_MAPPING_H

#include "sheet/encoding.h"
#include "mapping/cell_value.h"
#include "pdz/ingest.h"
#include "pdz/plan.h"

enum {
	MAPPING_FIELDS = PDZ_COLUMNS + PDZ_MAX_DIMENSIONS, /* columns of a record, then extra ones */
	PDZ_NAME_MOST = 255,                               /* bytes of the name of a file */
	MAPPING_MAX_RECORDS = 10000,
	MAPPING_MAX_VARIABLES = 4,  /* in a for_each pattern */
	MAPPING_HEADER_MOST = 1000, /* bytes of a header for one: forms write whole questions */
};

/* What a mapping may say that cells are divided by, besides the usual four: never guessed. */
static const char pdz_mapping_other_delimiters[][2] = {"#", "^", "~", ":", "*", "!", "@",
                                                       "$", "&", "=", "+", "%", "/", "\\"};

/* A column of the source, declared or named in a template. */
struct map_column {
	struct pdz_str name;     /* as templates call it */
	struct pdz_str *headers; /* as written; any one of them */
	struct pdz_str *folded;
	size_t header_count;
	size_t position; /* from 1; 0: by header */
	bool optional;
	bool of_name;   /* not in its rows, but in the file's name or a title: see file_name, titles */
	bool fill_down; /* a blank cell is what stands above it */
	bool personal;  /* leaves only as a pseudonym: the mapping says so, or it makes a case */
	bool used;      /* a field, the id or a condition looks at it */
	enum ingest_dates dates;
	enum ingest_numbers numbers;
};

struct map_piece {
	enum { PIECE_LITERAL, PIECE_COLUMN, PIECE_VARIABLE, PIECE_CELL } kind;
	struct pdz_str text; /* literal */
	uint32_t index;      /* column, or variable of the pattern */
};

struct map_template {
	struct map_piece *pieces;
	size_t count;
};

/* What a field becomes. */
struct map_value {
	bool given;
	struct map_template from;
	struct map_pair {
		struct pdz_str key, result; /* key: folded; they are in the order of their keys */
	} *table;
	size_t count;                                 /* 0: no table */
	bool has_otherwise, keep, has_if_empty, fold; /* fold: of a case: see pdz_fold_code */
	bool names_nobody;                            /* its texts may be shown though there is a key */
	struct pdz_str otherwise, if_empty;           /* if_empty: of a quantity in the canonical form */
	enum ingest_dates dates;                      /* style of its column, or of the mapping */
	enum ingest_numbers numbers;
	bool constant_number; /* a JSON number: always in the canonical form */

	/* computed from cells */
	enum { CODE_NONE, CODE_SEX, CODE_BIRTH_YEAR, CODE_BIRTH } tax_code; /* what of it is wanted */
	struct map_template age_at;  /* from is a date of birth, the age on this day is wanted; count 0: it is not */
	enum ingest_dates age_dates; /* style of that day */
	struct map_band {
		pdz_micro low, end; /* end is in the next one */
		struct pdz_str text;
	} *bands;
	size_t band_count;
	struct map_template *terms; /* of a sum or product; count 0: none */
	enum ingest_numbers *term_numbers;
	size_t term_count;
	bool product;
};

/* What the table of a value says of a folded text; NULL: nothing. */
const struct map_pair *pdz_mapping_look_up(const struct map_value *v, struct pdz_str folded);

/* Is a value computed, and what it is computed from not written? */
static inline bool pdz_mapping_is_derived(const struct map_value *v)
{
	return v->tax_code || v->age_at.count || v->band_count || v->term_count;
}

struct map_condition {
	enum { CONDITION_FILLED, CONDITION_EMPTY, CONDITION_IS, CONDITION_NOT, CONDITION_STARTS } kind;
	uint32_t column;
	struct pdz_str *texts; /* folded */
	size_t count;
};

/* All of them. */
struct map_conditions {
	struct map_condition *items;
	size_t count;
};

struct map_skip {
	struct pdz_str why;
	struct map_conditions when;
	bool cancels; /* an earlier row with its id counts no more */
};

struct map_record {
	struct map_conditions when;
	struct map_template for_each; /* literals and variables; count 0: none */
	struct pdz_str variables[MAPPING_MAX_VARIABLES];
	size_t variable_count;
	unsigned personal_variables; /* a bit for each that makes the case */
	bool personal_cell;          /* {cell} makes the case */
	bool open;                   /* a draft's question that nobody answered: left out */
	uint32_t list_column;        /* from 1, whose cells are lists: a record for each thing in them; 0: none */
	struct pdz_str dividers;     /* what divides such a list, any of these bytes */
	struct map_value fields[MAPPING_FIELDS];
};

struct pdz_mapping {
	char sha256[65];             /* of the file; "" if it was made here */
	struct pdz_str path, source; /* source empty: ids stand as they are */
	struct pdz_str *files;
	size_t file_count;
	struct pdz_str sheet; /* of a workbook: name, pattern or number; p NULL: not said */
	enum ingest_encoding encoding;
	char delimiter; /* '\0': found out */
	char quote;     /* '\0': a double one; '\2': none is */
	uint64_t header_row;
	size_t header_rows; /* lines of the header, 1 or more; 0: 1 */
	enum ingest_dates dates;
	enum ingest_numbers numbers;
	struct pdz_str *empties; /* folded */
	size_t empty_count;
	struct map_column *columns;
	size_t column_count, column_cap;
	struct map_skip *skips;
	size_t skip_count;
	struct map_value id;
	bool ids_unique;
	enum { CORRECTED_NOWHERE, CORRECTED_BY_LINES, CORRECTED_BY_FILES } corrections; /* what a later row of an id does */
	struct map_record file_name; /* for_each and variables: a pattern of the name of the file; count 0: none */
	struct map_record *titles;   /* the same of lines above the header, each of which must be there */
	size_t title_count;
	struct map_value delivery_area, delivery_period; /* of what a file delivers */
	bool delivers;                                   /* it says so */
	bool delivers_by_row;                            /* each row says so, in its cells */
	bool in_order;                                   /* what a row says depends on the rows before it */
	bool case_pseudonyms;                            /* its case ids name nobody: they pass as they are */
	bool id_personal;                                /* the id is built from a personal column */
	bool needs_key;                                  /* something in it leaves only as a pseudonym */
	bool canonical;                                  /* made for a file that has the canonical header */
	bool escapes;                                    /* its texts have the escapes of canonical records */
	struct map_record *records;
	size_t record_count;
	size_t open_count;                         /* records left out, because something in them is "?" */
	struct pdz_str extras[PDZ_MAX_DIMENSIONS]; /* fields that are not columns of every record */
	size_t extra_count;
	struct pdz_arena arena;
};

/* The number of a column by name, added with that header if it is new; PDZ_NONE: out of memory. */
uint32_t pdz_mapping_column(struct pdz_mapping *m, struct pdz_str name);
/* The number of a field by its name, PDZ_COLUMNS + extra, added if new; PDZ_NONE: too many. */
uint32_t pdz_mapping_field(struct pdz_mapping *m, struct pdz_str name);
/* A folded copy in the mapping's memory. */
bool pdz_mapping_fold(struct pdz_mapping *m, struct pdz_str text, struct pdz_str *folded);

/* Does a pattern of for_each fit a header? values: the texts of its variables.
 * *failed is set if there was no memory to tell. */
bool pdz_mapping_pattern_fits(const struct map_record *r, struct pdz_str header,
                              struct pdz_str values[MAPPING_MAX_VARIABLES], bool *failed);

/* Months, quarters and the like as people write them, and two of them with / between: a period of whole
 * months. *is_day: it was a single day, and the period is its month. False: none of these. */
bool pdz_mapping_parse_period(struct pdz_str text, enum ingest_dates style, struct pdz_period *out, bool *is_day);

/* The mapping of a file whose header has canonical names, English or Italian; NULL
 * in *m if it has not. columns_seen counts the names it knows. */
PDZ_MUST_CHECK enum pdz_status pdz_mapping_for_header(struct pdz_mapping **m, const struct pdz_row *header,
                                                      bool has_key, const struct pdz_plan *plan, struct pdz_error *err);
/* The column that a header or key names in Italian or English; PDZ_COLUMNS: none. *failed: no memory to tell. */
enum pdz_column pdz_mapping_canonical_column(struct pdz_str name, bool *failed);
/* How many cells of a header are canonical names; 0 if an event or a date is missing.
 * *failed is set if there was no memory to tell. */
size_t pdz_mapping_canonical_cells(const struct pdz_row *header, bool *failed);

#endif
