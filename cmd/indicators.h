/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of pdz-indicators: what was asked for, and the pieces that do it. */
#ifndef PDZ_INDICATORS_H
#define PDZ_INDICATORS_H

#include "raw.h"

#include "explain/diff.h"
#include "explain/explain.h"
#include "explain/needs.h"
#include "pdz/record.h"
#include "measure/partial.h"
#include "pdz/plan.h"
#include "pdz/run.h"
#include "records/reading.h"

enum { JOB_REJECTS, JOB_QUALITY, JOB_BESIDE }; /* outputs beside the results */

struct job {
	struct cli cli;
	const char *plan_path, *as_of, *format, *quality;
	struct pdz_buf by, only, period, area, category, explain; /* lists as given; p NULL: not */
	bool check, all, diff, needs, form;
	uint64_t limit;
	unsigned jobs;
	struct pdz_plan *plan;
	struct pdz_provenance provenance;
	struct pdz_run_options options;
	bool *chosen, *chosen_areas;
	struct pdz_period *chosen_periods;
	struct pdz_intern chosen_categories;
	struct pdz_str *category_texts;
	bool *category_seen; /* some record has it */
	struct pdz_run *run;
	struct pdz_collector *collector; /* with --explain */
	struct pdz_buf by_given;         /* the keys of --by, and those that --area and --category bring */
	bool partial, merge, own_cases, evidence;
	const char *name; /* of standard input */
	const char *key_path;
	struct pdz_buf key;
	struct pdz_partial_head made;
	struct pdz_partial_inputs inputs; /* of what was merged */
	struct pdz_result_file *files;
	size_t file_count;
	struct pdz_diag_sink sink;
	struct raw raw;
	bool from_raw; /* the FILEs are raw files */
	struct pdz_ingest *ingested;
	struct pdz_output beside[JOB_BESIDE];
};

/* indicators_choice.c */
int job_read_as_of(struct job *job);
int job_read_by(struct job *job);
int job_read_choice(struct job *job);
int job_read_only(struct job *job);

/* indicators_read.c */
enum pdz_status job_adopt_options(struct job *job, struct pdz_error *err);
enum pdz_status job_describe_partial(struct job *job, struct pdz_error *err);
enum pdz_status job_merge_files(struct job *job, struct pdz_error *err);
enum pdz_status job_read_files(struct job *job, struct pdz_error *err);
enum pdz_status job_read_quality(struct job *job, struct pdz_error *err);

/* indicators_raw.c */
enum pdz_status job_read_raw(struct job *job, struct pdz_error *err);
enum pdz_status job_commit(struct job *job, struct pdz_output *out, struct pdz_error *err);
bool job_say_raw(struct job *job);

/* indicators_write.c */
int job_diff(struct job *job);
bool job_say_accounts(struct job *job);
enum pdz_status job_find_new(struct job *job, struct pdz_error *err);
bool job_tell_similar_cases(struct job *job);
bool job_tell_contradictions(struct job *job);
bool job_tell_lacking(struct job *job);
void job_tell_unmet(struct job *job);
enum pdz_status job_write_explanations(struct job *job, struct pdz_error *err);
enum pdz_status job_write_needs(struct job *job, struct pdz_error *err);
enum pdz_status job_write_requirements(struct job *job, struct pdz_error *err);
enum pdz_status job_write_template(struct job *job, struct pdz_error *err);
enum pdz_status job_write_partial(struct job *job, struct pdz_error *err);
enum pdz_status job_write_results(struct job *job, struct pdz_error *err);

#endif
