/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft mapping in the making: what was seen in each column of a file, what the plan's
 * events are called, and the records that come of it. */
#ifndef PDZ_INGEST_PROPOSE_H
#define PDZ_INGEST_PROPOSE_H

#include "ingest/run.h"

enum {
	PROPOSE_DISTINCT = 5000, /* different texts of a column that are remembered */
	PROPOSE_VALUES = 60,     /* at most so many make a column one of kinds */
	PROPOSE_WORDS = 24,      /* of a text */
	PROPOSE_CHOICES = 12,    /* events named beside an open question */
};

/* What stands at the end of a header, and changes from one column to the next. */
enum propose_ending { ENDING_NONE, ENDING_YEAR, ENDING_DAY, ENDING_MONTH, ENDING_MONTH_YEAR, ENDING_WORDS };

struct seen_column {
	struct pdz_str name;
	const char *folded; /* a blank before it, so that each of its words has one */
	size_t filled, numbers_it, numbers_en, numbers, dmy, mdy, iso, excel, any_day, areas, events, actions, statuses;
	size_t personal_cells; /* tax codes, bank accounts, telephones, addresses of mail */
	size_t names;          /* texts that begin or end with a first name */
	size_t perhaps;        /* texts that are somebody where the header says that it is of persons */
	size_t titled;         /* two or three words, each with a capital: names of people look so */
	size_t longest, counted;
	size_t counts[PROPOSE_VALUES]; /* how often each of the first values came */
	struct pdz_intern values;      /* the different ones, counted cells of them */
	const char *personal;          /* why it names people; NULL: it does not */
	size_t stem;                   /* bytes of the name before its ending */
	enum propose_ending ending;
	bool in_pattern; /* read by a for_each */
	char example[60];
};

/* Words without endings, so that "segnalato" meets "segnalazione". */
struct word_list {
	struct pdz_str words[PROPOSE_WORDS];
	size_t count;
};

/* What the events of the plan are called. */
struct event_words {
	struct word_list code, name;
	bool taken; /* another text of the file says just this */
};

/* What a text was found to mean. */
struct event_match {
	uint32_t event; /* PDZ_NONE: not sure */
	uint32_t choices[PROPOSE_CHOICES];
	size_t choice_count;
	bool exact;
};

/* A record of the draft; columns are SIZE_MAX where there is none. */
struct draft_record {
	struct event_match match;
	bool by_value; /* the event stands in the event column */
	bool planned;
	size_t date, due, start, quantity, when;
	size_t pattern; /* a column of the for_each */
};

struct proposal {
	const char *name;
	const struct pdz_plan *plan;
	enum pdz_language language;
	enum ingest_encoding encoding;
	char delimiter;
	uint64_t header_line;
	const char *sheet; /* of a workbook that has several */
	struct seen_column *columns;
	size_t count, rows;
	struct pdz_buf title; /* what stands above the header */

	struct event_words *events; /* of the plan */
	struct word_list context;   /* of the file's name and title */
	struct pdz_intern values;   /* the words of the texts in columns of kinds */
	struct pdz_intern headers;  /* the words of all headers */
	size_t *value_columns;      /* of each the column; SIZE_MAX: several have it */
	size_t value_column_cap;

	size_t id, kase, area, category, action, status, event; /* columns */
	bool some_done;                                         /* the status column says so of some rows */
	bool fold_case;                                         /* its codes are written in more than one way */
	size_t dimensions[PDZ_MAX_DIMENSIONS];
	struct event_match by_value[PROPOSE_VALUES]; /* what the texts of the event column mean */
	size_t total_column;                         /* in which totals were seen; SIZE_MAX: none */
	size_t totals;
	int year; /* of the file's name or title; 0: none, or several */
	struct draft_record *records;
	size_t record_count, record_cap;

	struct pdz_arena arena;
	bool failed;
};

/* Nine in ten of its filled cells, so that a slip or a total does not hide what a column is. */
bool pdz_proposal_most(const struct seen_column *c, size_t n);
bool pdz_proposal_is_date(const struct seen_column *c);
bool pdz_proposal_is_excel_date(const struct seen_column *c);
bool pdz_proposal_is_number(const struct seen_column *c);
/* A column that a record may take its day from: not a day of birth. */
bool pdz_proposal_is_day(const struct seen_column *c);
/* A few texts that come again: it says of what kind a row is. */
bool pdz_proposal_is_kind(const struct seen_column *c);
/* A word of its header begins like one of these; one of up to three letters is all of it. */
bool pdz_proposal_named(const struct seen_column *c, const char *const *words);
/* The folded text with a blank before it, in the proposal's memory. */
const char *pdz_proposal_folded(struct proposal *p, struct pdz_str text);
/* Append what was seen, in words. */
void pdz_proposal_describe(struct pdz_buf *b, enum pdz_language language, const struct seen_column *c);

/* Does a cell say who somebody is: tax code, bank account, telephone, mail? */
bool pdz_person_in_cell(struct pdz_str text);
/* A first name among two to four words. */
bool pdz_person_named(struct pdz_str text);
/* Under a header of persons: an initial, a title, a first name in any letters, or as below. */
bool pdz_person_perhaps(struct pdz_str text);
/* Two or three words, each with a capital. */
bool pdz_person_titled(struct pdz_str text);

/* The words of a text added to a list. dates: without those that only say that it is a day. */
void pdz_words_add(struct proposal *p, struct word_list *list, struct pdz_str text);
void pdz_words_of_header(struct proposal *p, struct word_list *list, const struct seen_column *c);
/* Has the list a word like one of the other? */
bool pdz_words_meet(const struct word_list *a, const struct word_list *b);
/* The events' words, from the plan. */
void pdz_match_prepare(struct proposal *p);
/* Which event a header or a value means. column: where it stands, what else is said there being no sign of
 * another meaning; beside: words of the header of the column of a value; may be NULL. */
struct event_match pdz_match_text(const struct proposal *p, const struct word_list *text, size_t column,
                                  const struct word_list *beside);
/* Where no word is similar: events that nothing else in the file means, if they are few. */
void pdz_match_offer_rest(const struct proposal *p, struct event_match *m);
/* Which event the file as a whole is about. */
struct event_match pdz_match_file(const struct proposal *p);

/* Which columns are what; the case and the category only once there are records. */
void pdz_proposal_find_columns(struct proposal *p);
void pdz_proposal_settle_columns(struct proposal *p);
/* Does a text of the area column stand for an area, or for one around it of the same name, as others of the column
 * do: a town among districts? */
bool pdz_proposal_area_unsure(struct proposal *p, struct pdz_str text);
/* Is it an area, action, status or dimension? */
bool pdz_proposal_is_used(const struct proposal *p, size_t column);
/* Are both read by one for_each? */
bool pdz_proposal_same_pattern(const struct seen_column *a, const struct seen_column *b);

/* Which columns are what, and the records. */
void pdz_proposal_decide(struct proposal *p);
/* The mapping as JSON. */
void pdz_proposal_write(struct proposal *p, struct pdz_buf *b);

#endif
