/* The inside of an explanation: built once (explanation.c), then drawn as text or JSON. */
#ifndef PDZ_EXPLAIN_EXPLANATION_H
#define PDZ_EXPLAIN_EXPLANATION_H

#include "assess/assess.h"
#include "measure/counting.h"
#include "measure/run.h"
#include "pdz/explain.h"
#include "report/spell.h"

/* A record that was kept, and what it is to each slot that its event feeds. */
struct ex_kept {
	struct pdz_record record; /* texts in the collector's arena */
	uint32_t area;            /* PDZ_NONE: none, or unknown */
	enum pdz_fate fate;
	bool listed;              /* rows.c: in lists made before */
	struct pdz_traced *traced;
	size_t traced_count, traced_cap;
};

struct pdz_collector {
	struct pdz_run *run;
	struct ex_kept **kept;
	size_t count, cap;
	struct ex_kept *current; /* while its slots are traced */
	struct pdz_intern texts;
	struct pdz_arena arena;
};

/* A record in one entry. */
struct ex_row {
	struct ex_kept *kept;
	uint32_t slot;
	unsigned column; /* PDZ_USE_OTHER_VALUE: which filter */
	struct pdz_mark mark;
	bool has_match, matched; /* denominator: its case, or its row of the raw file, is in the numerator too */
};

/* What stands behind one figure of the formula. */
struct ex_list {
	const char *role; /* "numerator", "denominator", "counted", "items", "from", "to", "waiting" */
	const struct pdz_term *term; /* count and ratio; NULL: other kinds */
	struct pdz_value amount;     /* of the term */
	uint64_t n;
	struct ex_row *rows;
	size_t count;
};

struct ex_rows {
	struct ex_list *lists;
	size_t list_count;
	struct ex_row *left; /* by reason, then in time */
	size_t left_count;
};

struct ex_step {
	const char *key;
	struct pdz_value value;
	struct pdz_str label, text;
};

enum { EX_STEPS_MAX = 12, EX_LINES_MAX = 12 };

struct explanation {
	struct pdz_explainer *x;
	const struct pdz_plan *plan;
	const struct pdz_indicator *ind;
	enum pdz_language lang;
	struct pdz_finishing finishing;
	struct pdz_group group;
	struct pdz_view view; /* of the period */
	struct pdz_entry entry;
	struct pdz_assessing assessing;
	struct pdz_trail trail;
	struct ex_rows rows;
	bool has_baseline; /* computed from records */
	struct ex_rows baseline;
	struct ex_line {
		struct pdz_str label, text;
	} definition[EX_LINES_MAX];
	size_t definition_count;
	struct pdz_str formula;
	struct ex_step steps[EX_STEPS_MAX];
	size_t step_count;
	struct pdz_buf text; /* being written; taken with ex_take */
	struct pdz_arena arena;
	bool failed;
};

/* rows.c: which records, in the period of view. without: records counted in other (may be NULL) are no left-overs. */
bool ex_list_rows(struct explanation *ex, const struct pdz_view *view, const struct ex_rows *without, struct ex_rows *out);

/* definition.c, formula.c, steps.c */
void ex_define(struct explanation *ex);
void ex_formula(struct explanation *ex);
void ex_steps(struct explanation *ex);

/* text.c, json.c */
void ex_draw_text(struct explanation *ex);
void ex_draw_json(struct explanation *ex);
void ex_begin_json(struct pdz_explainer *x, const struct pdz_result_file *files, size_t file_count);

/* phrases.c: pieces of text, appended to ex->text unless said otherwise. */
struct pdz_str ex_take(struct explanation *ex);
const char *ex_say(const struct explanation *ex, const char *english);
void ex_number(const struct explanation *ex, struct pdz_buf *b, double v);   /* all its decimals, up to six */
void ex_value(const struct explanation *ex, struct pdz_buf *b, struct pdz_value v); /* as the indicator's value is written */
void ex_event_names(const struct explanation *ex, struct pdz_buf *b, const uint32_t *events, size_t count, bool every);
struct pdz_str ex_column_name(const struct explanation *ex, unsigned column);
/* A record's own text in a column. */
struct pdz_str ex_record_value(const struct explanation *ex, const struct ex_kept *kept, unsigned column);
/* A value as a filter or a requirement holds it. */
struct pdz_str ex_column_value(const struct explanation *ex, unsigned column, uint32_t value);
void ex_why(const struct explanation *ex, struct pdz_buf *b, enum pdz_use use, unsigned column);
bool ex_is_percent(const struct explanation *ex);
/* A milestone's required values that are asked for in the entry's area, and how many of them. */
size_t ex_required(const struct explanation *ex, size_t *enough);
const char *ex_status_word(const struct explanation *ex, enum pdz_event_status status, bool many);

#endif
