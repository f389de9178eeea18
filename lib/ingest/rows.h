/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows to records: a mapping bound to the header of one file. */
#ifndef PDZ_INGEST_ROWS_H
#define PDZ_INGEST_ROWS_H

#include "mapping/mapping.h"
#include "records/identity.h"
#include "pdz/ingest.h"

/* Why a row is set aside. The names are stable. */
enum ingest_reason {
	REASON_NONE,
	REASON_UNCLOSED_QUOTE,
	REASON_STRAY_QUOTE,
	REASON_TOO_LONG,
	REASON_NUL_BYTE,
	REASON_BAD_ENCODING,
	REASON_TOO_FEW_CELLS,
	REASON_TOO_MANY_CELLS,
	REASON_OTHER_HEADER,
	REASON_TOTAL,
	REASON_BAD_DATE,
	REASON_BAD_NUMBER,
	REASON_MISSING_NUMBER,
	REASON_FORMULA,
	REASON_BAD_STATUS,
	REASON_UNKNOWN_VALUE,
	REASON_NO_EVENT,
	REASON_UNKNOWN_EVENT,
	REASON_UNKNOWN_ACTION,
	REASON_UNKNOWN_AREA,
	REASON_DONE_WITHOUT_DATE,
	REASON_MISSING_DATE,
	REASON_UNKNOWN_ABOVE,
	REASON_ENDS_BEFORE_IT_BEGINS,
	REASON_PERSONAL_DATA,
	REASON_MASKED,
	REASON_SPOILT_ID,
	REASON_CONTRADICTION,
	INGEST_REASONS,
};
extern const char *const pdz_ingest_reason_names[INGEST_REASONS];
/* Why a row is skipped of which no record wants anything. */
extern const char pdz_rows_no_event[];

/* Memory for the texts of one row; they never move. */
struct ingest_scratch {
	char **blocks;
	size_t count, cap, at, used;
};

enum { LIST_MOST = 64 }; /* things in one cell */

struct ingest_match { /* a column that fits a for_each pattern, or one thing of a list in a cell */
	uint32_t cell;
	struct pdz_str values[MAPPING_MAX_VARIABLES];
};

/* The pseudonyms made last: rows of one person often follow each other. */
struct ingest_pseudonyms {
	struct ingest_pseudonym {
		struct pdz_buf text;
		char pseudonym[PDZ_PSEUDONYM_LENGTH];
		size_t n;
	} two[2];
	unsigned last;
};

struct ingest_bound {
	const struct pdz_mapping *mapping;
	const struct pdz_plan *plan;
	uint32_t *cells;               /* of each column of the mapping; PDZ_NONE: the file lacks it */
	struct ingest_match **matches; /* of each record of the mapping */
	size_t *match_counts;
	uint32_t total;               /* first column that a pattern leaves out, since it looks like a total; PDZ_NONE */
	size_t header_count;          /* without blank cells at its end */
	uint64_t other_header;        /* line of the header of another table: what is below it is not of this one; 0 */
	size_t width;                 /* cells of every row; see first_rows.h. 0: of a sheet, whose cells cannot move */
	struct pdz_str sender;        /* what its ids begin with, with the colon */
	struct pdz_str *given;        /* of each column: its text where the file's name has it */
	struct pdz_str *header_texts; /* of the header's cells, trimmed */
	uint32_t *extra_order;        /* number in the output of each extra field of the mapping */
	const struct pdz_pseudonyms *pseudonyms; /* NULL: no key */
	const struct ingest_styles *styles;      /* NULL: all columns are in the style declared */
	bool masks;                              /* messages and rejects show no personal column */
	struct pdz_arena arena;

	/* the row at hand */
	const struct pdz_row *row;
	pdz_day day;       /* of the record at hand, for those who were born before; PDZ_NO_DAY: it has none */
	uint32_t broken;   /* the last cell looked at that has a formula or its failure for a value; PDZ_NONE */
	uint32_t unfilled; /* a blank cell of a column that is filled down, and nobody knows from what; PDZ_NONE */
	struct ingest_scratch scratch;
	struct pdz_buf folded, key_text, sender_text;
	struct ingest_pseudonyms made;
	struct pdz_record *records;
	size_t count, records_cap;
	struct ingest_mistake **mistakes; /* one for each cell that keeps records from being made, */
	size_t mistake_count, mistakes_cap;
	struct ingest_debt *debts; /* and these records */
	size_t debt_count, debts_cap;
	bool cancels;             /* the row skipped last takes back an earlier one with its id */
	bool is_eventless;        /* it is skipped because it has no record, and for no other reason */
	bool failed;              /* out of memory */
	uint64_t converted;       /* rows, as long as there is no */
	struct ingest_fast *fast; /* fast path; NULL: none yet, or none for this mapping */
};

/* Where a row does not fit, and why. */
struct ingest_mistake {
	enum ingest_reason reason;
	const char *problem, *expected; /* keys of the catalogue; expected may be NULL */
	const char *with[PDZ_WITH];     /* what stands for {0} ... in them */
	struct pdz_str text;            /* what does not fit; may be empty */
	uint32_t cell;                  /* PDZ_NONE: no single one */
	bool personal;                  /* the text comes from a personal column */
	bool secret;                    /* and is shown to nobody: a tax code, a date of birth */
	bool near;                      /* expected names a known word like the text */
	bool whole_column;              /* it is the style of the column that is in doubt: told once of it */
	bool contrary;                  /* the other style of dates or numbers could read it */
	bool as_bytes;                  /* show the row's letters as the bytes they were */
	char buffer[160];               /* room for with */
};

/* A record that a mistake keeps from being made, as far as it is known what it would have been. */
struct ingest_debt {
	size_t mistake;
	size_t record, match;       /* of the mapping, and the column that fits it; SIZE_MAX: none */
	struct pdz_str event, area; /* of the plan, if there is one; empty: not known */
	int32_t month;              /* INT32_MIN: not known */
};

enum row_outcome { ROW_RECORDS, ROW_PARTLY, ROW_SKIPPED, ROW_REJECTED };

/* How many columns the mapping needs and this row, taken for a header, has not.
 * missing: the first of them; may be NULL. *failed: no memory to tell. */
size_t pdz_rows_missing(const struct pdz_mapping *m, const struct pdz_row *header, const struct map_column **missing,
                        bool *failed);

PDZ_MUST_CHECK enum pdz_status pdz_rows_bind(struct ingest_bound *b, const struct pdz_mapping *m,
                                             const struct pdz_plan *plan, const char *name,
                                             const struct pdz_row *header, struct pdz_error *err);
/* What the name of the file says, FILE or FILE!SHEET without folders. False: it does not fit the mapping's pattern. */
bool pdz_rows_bind_name(struct ingest_bound *b, struct pdz_str base);
/* What the lines above the header say, each ending with NUL: the first that fits a title of the mapping. The
 * title that none of them fits; NULL: all are there. */
const struct map_record *pdz_rows_bind_titles(struct ingest_bound *b, struct pdz_str lines);
/* What the ids begin with: source, area and period of the delivery, as the name and the titles have them, or, where
 * the mapping says so, the row at hand. False: out of memory. */
PDZ_MUST_CHECK bool pdz_rows_name_sender(struct ingest_bound *b);
/* Does that tell a delivery of a known period? A later one of the same name replaces it whole. */
bool pdz_rows_tell_delivery(const struct ingest_bound *b);
void pdz_rows_release(struct ingest_bound *b);

/* The records of a row, in b->records, and of those that cannot be made why not, in b->mistakes
 * and b->debts, valid until the next call: ROW_PARTLY has both, ROW_REJECTED no record. source:
 * of the records. skipped: the words for ROW_SKIPPED. */
enum row_outcome pdz_rows_convert(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                                  const char **skipped);
/* The row contradicts another of its id: on that line, of that file if it is another one. */
void pdz_rows_contradict(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source, const char *file,
                         uint64_t line);
/* The records that one of the mistakes costs, as "2 3.1"; nothing: all of the row. */
void pdz_rows_owed(const struct ingest_bound *b, size_t mistake, struct pdz_buf *out);
/* A mistake of the whole row, to be told instead of any other. */
void pdz_rows_wrong(struct ingest_bound *b, const struct ingest_mistake *m);

/* Are event, action and area of a record in the plan? The area becomes its code. */
bool pdz_rows_check_words(struct ingest_bound *b, const struct map_record *spec, const struct ingest_match *match,
                          struct pdz_record *r, struct ingest_mistake *m);

/* Is the row skipped on purpose? The words for it, or NULL. b->cancels: and it takes back an earlier one. */
const char *pdz_rows_skipped(struct ingest_bound *b, const struct pdz_row *row);

/* The area a row is about, as well as it can be told; may be empty. */
struct pdz_str pdz_rows_area(struct ingest_bound *b, const struct pdz_row *row);

/* What tells the row from others, and a digest of all the mapping looks at; without its number.
 * False: nothing tells it. source: of its records, unless they say another. */
bool pdz_rows_sighting(struct ingest_bound *b, const struct pdz_row *row, struct pdz_str source,
                       const struct pdz_identity *identity, struct pdz_sighting *out);
/* A digest of the records that were made of a row; 0: of none. */
uint64_t pdz_rows_content(struct ingest_bound *b, const struct pdz_identity *identity, size_t dimension_count);

#endif
