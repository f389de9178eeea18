/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of an explanation: built once (explanation.c), then drawn as text or JSON. */
#ifndef PDZ_EXPLAIN_EXPLANATION_H
#define PDZ_EXPLAIN_EXPLANATION_H

#include "measure/run.h"
#include "measure/said.h"
#include "measure/stand.h"
#include "explain/explain.h"

struct pdz_collector {
	struct pdz_run *run;
	struct pdz_kept **kept;
	size_t count, cap;
	struct pdz_kept *current; /* while its slots are traced */
	struct pdz_intern texts;
	struct pdz_arena arena;
};

struct ex_step {
	const char *key;
	struct pdz_value value;
	struct pdz_str label, text;
};

enum { EX_STEPS_MAX = 16 };

struct explanation {
	struct pdz_explainer *x;
	struct pdz_said said; /* in words, with the memory for them */
	struct pdz_finishing finishing;
	struct pdz_group group;
	struct pdz_entry entry;
	struct pdz_assessing assessing; /* its view is that of the period, or of the year judged */
	struct pdz_said_lists rows;
	bool has_baseline, has_judged;          /* computed from records; the figure of a deadline, where it decides */
	struct pdz_said_lists baseline, judged; /* listed before rows: theirs are not left-overs */
	struct pdz_str formula;
	struct ex_step steps[EX_STEPS_MAX];
	size_t step_count;
};

/* rows.c: which records, in the period of view. */
bool pdz_explain_list_rows(struct explanation *ex, const struct pdz_view *view, struct pdz_said_lists *out);

/* steps.c */
void pdz_explain_steps(struct explanation *ex);

/* text.c, json.c */
void pdz_explain_draw_text(struct explanation *ex);
void pdz_explain_draw_json(struct explanation *ex);
void pdz_explain_begin_json(struct pdz_explainer *x, const struct pdz_result_file *files, size_t file_count);

/* phrases.c: why a record is not counted, appended to b. */
void pdz_explain_why(const struct explanation *ex, struct pdz_buf *b, enum pdz_use use, unsigned column);

#endif
