/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mapping bound to the header of one file, the row at hand, and what has been made of it. */
#ifndef PDZ_INGEST_BOUND_H
#define PDZ_INGEST_BOUND_H

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
	struct pdz_period months;   /* in which it may lie; first INT32_MIN: not known */
};

/* Has it too many cells or too few, so that those it has may not stand where they should? */
static inline bool pdz_row_is_moved(const struct ingest_bound *b, const struct pdz_row *row)
{
	return b->width && row->count != b->width;
}

#endif
