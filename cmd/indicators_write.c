/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run gives: results, partial results, explanations, needs, differences, accounts. */
#include "indicators.h"

#include <stdio.h>
#include <string.h>

enum pdz_status job_write_partial(struct job *job, struct pdz_error *err)
{
	struct pdz_output out;
	enum pdz_status status = pdz_output_open(&out, job->cli.output, true, err);
	if (status != PDZ_OK)
		return status;
	const struct pdz_partial_inputs inputs = {.files = job->files,
	                                          .count = job->file_count,
	                                          .unusable = job->provenance.unusable,
	                                          .unusable_count = job->provenance.unusable_count};
	status = pdz_partial_write(job->run, job->plan, &job->made, job->evidence, job->key.p, job->key.n, &inputs, &out,
	                           err);
	if (status == PDZ_OK)
		return job_commit(job, &out, err);
	pdz_output_abandon(&out);
	return status;
}

struct writing {
	struct pdz_results_writer json;
	struct pdz_csv_writer csv;
	struct pdz_output *out;
	bool as_csv;
	struct job *job;
};

/* A category that no record has may be a slip: its figures are zeros. */
static void tell_missing_categories(struct job *job)
{
	for (size_t i = 0; i < job->options.category_count; i++) {
		const struct pdz_str text = job->category_texts[i];
		const struct pdz_str near = pdz_run_nearest_word(job->run, text);
		char shown[120], meant[120];
		if (job->category_seen[i] || pdz_intern_find(&job->plan->words, text) != PDZ_NONE)
			continue;
		pdz_visible(text.p, text.n, shown, sizeof shown);
		pdz_visible(near.p, near.n, meant, sizeof meant);
		pdz_tell(&job->sink, &(struct pdz_diag){.severity = PDZ_WARNING,
		                                        .code = "missing_category",
		                                        .problem = "no record of this category: '{0}'",
		                                        .with = {shown, meant},
		                                        .expected = near.p != NULL ? "did you mean '{1}'?" : NULL});
		cli_found(&job->cli, CLI_FOUND_TO_LOOK_AT, true);
	}
}

static enum pdz_status write_entry(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	struct writing *writing = ctx;
	for (size_t i = 0; i < writing->job->options.category_count; i++)
		writing->job->category_seen[i] |= e->n.number > 0 && e->detail.part_count == 0 &&
		                                  pdz_str_eq(e->category, writing->job->category_texts[i]);
	if (!writing->as_csv)
		pdz_results_write_entry(&writing->json, e);
	else if (!pdz_csv_entry(&writing->csv, e))
		return pdz_no_memory(err);
	return pdz_output_pump(writing->out, err);
}

static enum pdz_status write_comparison(void *ctx, const struct pdz_comparison *c, struct pdz_error *err)
{
	struct writing *writing = ctx;
	pdz_results_write_comparison(&writing->json, c);
	return pdz_output_pump(writing->out, err);
}

struct explaining {
	struct pdz_explainer x;
	struct pdz_output *out;
};

static enum pdz_status explain_entry(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	struct explaining *explaining = ctx;
	const enum pdz_status status = pdz_explain_entry(&explaining->x, e, err);
	return status == PDZ_OK ? pdz_output_pump(explaining->out, err) : status;
}

/* Records of persons, even if under pseudonyms: the file is for its owner only. */
enum pdz_status job_write_explanations(struct job *job, struct pdz_error *err)
{
	struct pdz_output out;
	enum pdz_status status = pdz_output_open(&out, job->cli.output, true, err);
	if (status != PDZ_OK)
		return status;
	struct pdz_results *results = pdz_results_of_run(job->run, job->by_given.p, job->files, job->file_count, NULL);
	if (results == NULL) {
		pdz_output_abandon(&out);
		return pdz_no_memory(err);
	}
	struct explaining explaining = {
		.x = {.out = &out.pending,
	          .plan = job->plan,
	          .run = job->run,
	          .results = results,
	          .options = &job->options,
	          .collector = job->collector,
	          .language = job->cli.language,
	          .json = strcmp(job->format, "json") == 0,
	          .limit = job->limit,
	          .all = job->all},
		.out = &out,
	};
	pdz_explain_begin(&explaining.x, job->files, job->file_count);
	status = pdz_run_finish(job->run, explain_entry, &explaining, err);
	pdz_explain_end(&explaining.x);
	pdz_results_free(results);
	if (status == PDZ_OK)
		return job_commit(job, &out, err);
	pdz_output_abandon(&out);
	return status;
}

static enum pdz_status write_all(struct job *job, struct writing *writing, struct pdz_error *err)
{
	enum pdz_status status;
	if (writing->as_csv) {
		status = pdz_csv_begin(&writing->csv) ? pdz_run_finish(job->run, write_entry, writing, err)
		                                      : pdz_no_memory(err);
		pdz_csv_end(&writing->csv);
		return status;
	}
	pdz_results_write_begin(&writing->json);
	status = pdz_run_finish(job->run, write_entry, writing, err);
	if (status == PDZ_OK)
		status = pdz_run_compare(job->run, write_comparison, writing, err);
	pdz_results_write_end(&writing->json);
	return status;
}

enum pdz_status job_write_results(struct job *job, struct pdz_error *err)
{
	struct pdz_output out;
	struct pdz_results *results = pdz_results_of_run(job->run, job->by_given.p, job->files, job->file_count,
	                                                 &job->provenance);
	enum pdz_status status = results != NULL ? pdz_output_open(&out, job->cli.output, false, err) : pdz_no_memory(err);
	if (status != PDZ_OK) {
		pdz_results_free(results);
		return status;
	}
	struct writing writing = {.json = {.out = &out.pending, .results = results},
	                          .csv = {.out = &out.pending, .results = results, .language = job->cli.language},
	                          .out = &out,
	                          .as_csv = strcmp(job->format, "csv") == 0,
	                          .job = job};
	status = write_all(job, &writing, err);
	pdz_results_free(results);
	if (status == PDZ_OK)
		tell_missing_categories(job);
	if (status == PDZ_OK)
		return job_commit(job, &out, err);
	pdz_output_abandon(&out);
	return status;
}

/* One line per input that needs a look, so that nothing is set aside in silence. */
bool job_tell_similar_cases(struct job *job)
{
	struct pdz_str one, other;
	char first[80], second[80], count[24];
	const size_t n = job->run != NULL ? pdz_run_similar_cases(job->run, &one, &other) : 0;
	if (n == 0 || n == SIZE_MAX)
		return false;
	snprintf(count, sizeof count, "%zu", n);
	pdz_visible(one.p, one.n, first, sizeof first);
	pdz_visible(other.p, other.n, second, sizeof second);
	const struct pdz_diag diag = {.severity = PDZ_WARNING,
	                              .code = "similar_cases",
	                              .problem = "case ids that differ from others only in case, accents or blanks: {0}",
	                              .subject = first,
	                              .with = {count, second},
	                              .expected = "and '{1}'; \"fold\": true of the case in the mapping makes them one"};
	pdz_tell(&job->sink, &diag);
	return true;
}

/* A level of which two rows say two figures of one place and day has neither. */
bool job_tell_contradictions(struct job *job)
{
	bool any = false;
	for (uint32_t i = 0; job->run != NULL && i < job->plan->indicator_count; i++) {
		struct pdz_contradiction c;
		char code[80], place[80], day[PDZ_DAY_LONGEST + 1], count[24];
		if (!pdz_run_contradiction(job->run, i, &c) || c.figures == 0)
			continue;
		const struct pdz_str area = job->plan->areas[c.area == PDZ_NONE ? 0 : c.area].code;
		pdz_visible(job->plan->indicators[i].code.p, job->plan->indicators[i].code.n, code, sizeof code);
		pdz_visible(area.p, area.n, place, sizeof place);
		snprintf(count, sizeof count, "%llu", (unsigned long long)c.figures);
		day[pdz_day_put(day, c.day)] = '\0';
		const struct pdz_diag diag = {.severity = PDZ_ERROR,
		                              .code = "contradiction",
		                              .problem = "several rows say a level of one place and day: {0} figures",
		                              .subject = code,
		                              .with = {count, day, place},
		                              .expected = "none of them counts; the first of {1}, {2}; --explain lists them"};
		pdz_tell(&job->sink, &diag);
		any = true;
	}
	return any;
}

/* Others may use them, so that no account says it. */
bool job_tell_lacking(struct job *job)
{
	bool any = false;
	for (uint32_t i = 0; job->run != NULL && i < job->plan->indicator_count; i++) {
		char code[80], count[24];
		const uint64_t n = pdz_run_lacking(job->run, i);
		pdz_visible(job->plan->indicators[i].code.p, job->plan->indicators[i].code.n, code, sizeof code);
		snprintf(count, sizeof count, "%llu", (unsigned long long)n);
		if (n > 0)
			pdz_tell(&job->sink, &(struct pdz_diag){.severity = PDZ_WARNING,
			                                        .code = "lacking",
			                                        .problem = "records lack what an indicator needs of them: {0}",
			                                        .subject = code,
			                                        .with = {count},
			                                        .expected = "--explain lists them"});
		any |= n > 0;
	}
	return any;
}

static bool tell_unmet(void *ctx, uint32_t indicator, struct pdz_str column, struct pdz_str value,
                       struct pdz_str nearest)
{
	struct job *job = ctx;
	char code[80], of[80], asked[80], near[80];
	const struct pdz_str ind = job->plan->indicators[indicator].code;
	pdz_visible(ind.p, ind.n, code, sizeof code);
	pdz_visible(column.p, column.n, of, sizeof of);
	pdz_visible(value.p, value.n, asked, sizeof asked);
	pdz_visible(nearest.p != NULL ? nearest.p : "", nearest.n, near, sizeof near);
	pdz_tell(&job->sink,
	         &(struct pdz_diag){.severity = PDZ_WARNING,
	                            .code = "never_met",
	                            .problem = value.n > 0 ? "{1} asks for a value of '{2}' that no record has"
	                                                   : "{1} asks for values of '{2}', and no record has any",
	                            .subject = value.n > 0 ? asked : NULL,
	                            .with = {near, code, of},
	                            .expected = nearest.n > 0 ? "did you mean '{0}'?" : NULL});
	cli_found(&job->cli, CLI_FOUND_TO_LOOK_AT, true);
	return true;
}

/* A slip, or a column that nobody fills: what it would pick is not there, and that is no 0. */
void job_tell_unmet(struct job *job)
{
	(void)(job->run == NULL || pdz_run_unmet(job->run, tell_unmet, job));
}

bool job_say_accounts(struct job *job)
{
	bool findings = false;
	for (size_t i = 0; i < job->file_count; i++) {
		const struct pdz_result_file *f = &job->files[i];
		struct cli_count counts[PDZ_OUTCOMES + 1] = {CLI_COUNT("records", 0)};
		char parts[512] = "", name[64];
		size_t n = 0;
		bool needs_look = false;
		for (size_t k = 0; k < PDZ_OUTCOMES; k++) {
			counts[0].count += f->outcomes[k];
			counts[k + 1] = (struct cli_count)CLI_COUNT(pdz_outcome_names[k], f->outcomes[k]);
			needs_look |= f->outcomes[k] > 0 && pdz_outcome_is_finding((enum pdz_outcome)k);
			if (k == 0 || f->outcomes[k] == 0)
				continue;
			snprintf(name, sizeof name, "outcome|%s", pdz_outcome_names[k]);
			n += (size_t)snprintf(parts + n, sizeof parts - n, ", %s %llu", pdz_say(job->cli.language, name),
			                      (unsigned long long)f->outcomes[k]);
		}
		findings |= needs_look;
		cli_say_counts(&job->cli, "account", f->name, counts, PDZ_OUTCOMES + 1, needs_look,
		               "%s: %llu records read = used %llu%s", f->name, (unsigned long long)counts[0].count,
		               (unsigned long long)f->outcomes[PDZ_USED], parts);
	}
	return findings;
}

/* Of records: did more need a look in a file than in the run of --last? */
enum pdz_status job_find_new(struct job *job, struct pdz_error *err)
{
	struct pdz_provenance last = {0};
	if (job->raw.last == NULL || job->from_raw)
		return PDZ_OK;
	const enum pdz_status status = pdz_provenance_load(&last, job->raw.last, PDZ_LAST_RECORDS, &job->sink, err);
	bool is_new = false;
	for (size_t i = 0; i < job->file_count && status == PDZ_OK; i++) {
		uint64_t now = 0, then = 0;
		for (size_t k = 0; k < PDZ_OUTCOMES; k++)
			now += pdz_outcome_is_finding((enum pdz_outcome)k) ? job->files[i].outcomes[k] : 0;
		for (size_t k = 0; k < last.count; k++)
			then += pdz_str_is(last.files[k].name, job->files[i].name) ? last.files[k].set_aside : 0;
		is_new |= now > then;
	}
	for (size_t i = 0; i < job->provenance.unusable_count && status == PDZ_OK; i++) {
		size_t k = 0;
		while (k < last.unusable_count && !pdz_str_eq(last.unusable[k].name, job->provenance.unusable[i].name))
			k++;
		is_new |= k == last.unusable_count;
	}
	cli_found(&job->cli, CLI_FOUND_NEW, is_new);
	pdz_provenance_release(&last);
	return status;
}

static enum pdz_status write_requirements(struct job *job, struct pdz_buf *out, struct pdz_error *err)
{
	return pdz_requirements_write(job->plan, job->cli.language, out, err);
}

static enum pdz_status write_template(struct job *job, struct pdz_buf *out, struct pdz_error *err)
{
	return pdz_template_write(job->plan, job->cli.language, out, err);
}

static enum pdz_status write_needs(struct job *job, struct pdz_buf *out, struct pdz_error *err)
{
	struct pdz_results *results = pdz_results_of_run(job->run, job->by_given.p, job->files, job->file_count, NULL);
	if (results == NULL)
		return pdz_no_memory(err);
	const enum pdz_status status = pdz_needs_write(job->run, results, job->options.areas, job->cli.language,
	                                               strcmp(job->format, "csv") == 0    ? PDZ_NEEDS_CSV
	                                               : strcmp(job->format, "json") == 0 ? PDZ_NEEDS_JSON
	                                                                                  : PDZ_NEEDS_TEXT,
	                                               out, err);
	pdz_results_free(results);
	return status;
}

static enum pdz_status write_document(struct job *job, struct pdz_error *err,
                                      enum pdz_status (*write)(struct job *, struct pdz_buf *, struct pdz_error *))
{
	struct pdz_output out;
	enum pdz_status status = pdz_output_open(&out, job->cli.output, false, err);
	if (status != PDZ_OK)
		return status;
	status = write(job, &out.pending, err);
	if (status == PDZ_OK)
		return job_commit(job, &out, err);
	pdz_output_abandon(&out);
	return status;
}

enum pdz_status job_write_requirements(struct job *job, struct pdz_error *err)
{
	return write_document(job, err, write_requirements);
}

enum pdz_status job_write_template(struct job *job, struct pdz_error *err)
{
	return write_document(job, err, write_template);
}

enum pdz_status job_write_needs(struct job *job, struct pdz_error *err)
{
	return write_document(job, err, write_needs);
}

static enum pdz_status write_diff(struct job *job, const struct pdz_results *before, const struct pdz_results *after,
                                  size_t *redefined, struct pdz_error *err)
{
	struct pdz_output out;
	const struct pdz_diff_options how = {.language = job->cli.language, .csv = strcmp(job->format, "csv") == 0};
	enum pdz_status status = pdz_output_open(&out, job->cli.output, false, err);
	if (status != PDZ_OK)
		return status;
	if (!how.csv)
		cli_page(&job->cli);
	status = pdz_diff_write(before, after, &how, &out.pending, redefined, err);
	if (status == PDZ_OK)
		status = pdz_output_commit(&out, err);
	else
		pdz_output_abandon(&out);
	cli_page_end(&job->cli);
	return status;
}

/* Two documents, no plan and no records. Values under two definitions need a look: 1. */
int job_diff(struct job *job)
{
	struct pdz_results *before = NULL, *after = NULL;
	struct pdz_error err = {0};
	size_t redefined = 0;
	if (job->cli.operand_count != 2)
		return cli_usage(&job->cli, "--diff compares two results documents, OLD and NEW");
	enum pdz_status status = pdz_results_load(&before, job->cli.operands[0], &job->sink, &err);
	if (status == PDZ_OK)
		status = pdz_results_load(&after, job->cli.operands[1], &job->sink, &err);
	if (status == PDZ_OK)
		cli_language(&job->cli, pdz_language_name(after->italian ? PDZ_ITALIAN : PDZ_ENGLISH));
	if (status == PDZ_OK && !pdz_str_eq(before->plan_id, after->plan_id))
		status = pdz_fail(&err, PDZ_INPUT, job->cli.operands[1], 0, 0,
		                  "results of another plan: '%.*s' (expected '%.*s')", (int)after->plan_id.n, after->plan_id.p,
		                  (int)before->plan_id.n, before->plan_id.p);
	if (status == PDZ_OK)
		status = write_diff(job, before, after, &redefined, &err);
	pdz_results_free(before);
	pdz_results_free(after);
	cli_tell_rest(&job->cli);
	if (status != PDZ_OK)
		return cli_fail(&job->cli, &err);
	cli_found(&job->cli, CLI_FOUND_TO_LOOK_AT, redefined > 0);
	return cli_status(&job->cli);
}
