/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz-indicators: activity records and a plan in, results out. */
#include "indicators.h"

#include "base/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
	{'p', "plan", "PLAN", "the plan (JSON); required"},
	RAW_OPTIONS,
	{'\0', "as-of", "DATE", "look at records up to this day, yyyy-mm-dd (today)"},
	{'\0', "by", "KEYS",
     "break down by plan, year, semester, quarter, month, area, category\nor a dimension of the plan, with commas between (plan,year)"},
	{'\0', "only", "CODES",
     "only these indicators, with commas between; 1.3 stands for all\nof action 1.3, 1 for all of objective 1"},
	{'\0', "period", "PERIOD", "only periods that lie in this one: 2025, 2025-S1, 2025-Q1, 2025-01"},
	{'\0', "area", "AREA", "only this area; with --by area, what lies in it too"},
	{'\0', "category", "TEXT", "only this category"},
	{'\0', "explain", "CODES",
     "say what these indicators are made of: definition, formula, records\nwith their file and line, records left out and why, steps to the verdict"},
	{'\0', "limit", "N", "with --explain, show at most N records of each list (all)"},
	{'\0', "all", NULL, "with --explain, list also records that the definition's filters pass over"},
	{'\0', "quality", "FILE",
     "with --mapping: write a summary of the quality of the data to FILE\n(JSON); else the one that pdz-ingest wrote of these records: where they\ncame from goes into the results, and the counts must agree"},
	{'f', "format", "FORMAT",
     "json (results document) or csv (flat table);\nwith --explain text or json (json; with --explain text)"},
	{'\0', "partial", NULL, "write what is kept of these records, to be merged with that of others"},
	{'\0', "merge", NULL, "the FILEs are such partial results: compute from all of them"},
	{'\0', "key", "FILE", "hash the ids of cases in partial results with the key in FILE"},
	{'\0', "own-cases", NULL,
     "with --partial: these cases are in no other partial, as where\nareas cannot overlap; nothing that could be found again stays of their ids"},
	{'\0', "jobs", "N", "use up to N threads (as many as there are processors);\nthe results are the same"},
	{'\0', "check", NULL, "check the plan, say what each indicator needs, and stop"},
	{'\0', "needs", NULL,
     "by raw file and event: months with records, months missing,\nand the events that never came"},
	{'\0', "template", NULL,
     "an empty form of records: the header, and a row for each event that\nshows which cells to fill"},
	{'\0', "diff", NULL, "compare two results documents, OLD and NEW: what moved, and why"},
	{'\0', NULL, NULL, NULL},
};

static const char *const examples[] = {
	"pdz-indicators -p plan.json -m mappings --rejects rejects.csv -o results.json raw/*.csv",
	"every indicator, for the plan and each of its years, from a folder of raw files",
	"pdz-indicators -p plan.json records.csv -o results.json",
	"the same from the records of pdz-ingest",
	"pdz-indicators -p plan.json --only 1.3.R2 --by quarter,area -f csv records.csv",
	"one indicator by quarter, for each level of the territory",
	"pdz-indicators -p plan.json --explain 1.3.R2 --period 2026 records.csv",
	"which records that indicator of 2026 is made of",
	"pdz-indicators --diff may.json june.json",
	"which values and verdicts moved from one run to the other, and why",
	NULL,
};

static const struct cli_program program = {
	"pdz-indicators",
	"-p PLAN [OPTION]... [FILE]...",
	"Computes the indicators of a plan from activity records (FILEs, or standard input);\nwith --mapping from raw files, as pdz-ingest reads them.",
	options,
	examples,
};

static const char *take_format(struct job *job, const char *value)
{
	static const char *const formats[] = {"json", "csv", "text"};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(value, formats[i]) == 0) {
			job->format = formats[i];
			return NULL;
		}
	return "json, csv or text";
}

static const char *take_indicators_option(void *ctx, const char *name, const char *value)
{
	struct job *job = ctx;
	const char *expected = NULL;
	if (raw_take(&job->raw, name, value, &expected))
		return expected;
	if (strcmp(name, "plan") == 0)
		job->plan_path = value;
	else if (strcmp(name, "as-of") == 0)
		job->as_of = value;
	else if (strcmp(name, "by") == 0)
		job->by = value;
	else if (strcmp(name, "only") == 0)
		job->only = value;
	else if (strcmp(name, "quality") == 0)
		job->quality = value;
	else if (strcmp(name, "check") == 0)
		job->check = true;
	else if (strcmp(name, "needs") == 0)
		job->needs = true;
	else if (strcmp(name, "template") == 0)
		job->form = true;
	else if (strcmp(name, "diff") == 0)
		job->diff = true;
	else if (strcmp(name, "partial") == 0)
		job->partial = true;
	else if (strcmp(name, "merge") == 0)
		job->merge = true;
	else if (strcmp(name, "key") == 0)
		job->key_path = value;
	else if (strcmp(name, "own-cases") == 0)
		job->own_cases = true;
	else if (strcmp(name, "all") == 0)
		job->all = true;
	else if (strcmp(name, "period") == 0)
		job->period = value;
	else if (strcmp(name, "area") == 0)
		job->area = value;
	else if (strcmp(name, "category") == 0)
		job->options.category = pdz_str(value);
	else if (strcmp(name, "explain") == 0)
		job->explain = value;
	else if (strcmp(name, "limit") == 0)
		return cli_take_count(value, &job->limit);
	else if (strcmp(name, "jobs") == 0)
		return cli_take_jobs(value, &job->jobs);
	else
		return take_format(job, value);
	return NULL;
}

static int do_job(struct job *job)
{
	struct pdz_error err = {0};
	const char *const own[] = {job->plan_path, job->key_path};
	job->sink = (struct pdz_diag_sink){cli_tell, &job->cli};
	job->from_raw = raw_given(&job->raw);
	if (cli_apart(&job->cli, job->cli.output, own, 2) != CLI_GO_ON ||
	    cli_apart(&job->cli, job->cli.output, (const char *const *)job->cli.operands, (size_t)job->cli.operand_count) !=
	        CLI_GO_ON)
		return PDZ_USAGE;
	if (job->diff)
		return job_diff(job);
	if (job->plan_path == NULL)
		return cli_usage(&job->cli, "no plan given (-p PLAN)");
	if (job->explain != NULL && job->only != NULL)
		return cli_usage(&job->cli, "--explain names the indicators itself: no --only beside it");
	if (job->needs && job->explain != NULL)
		return cli_usage(&job->cli, "either --needs or --explain");
	if (job->explain == NULL) /* what explains looks at rows that are being used */
		job->options.jobs = job->jobs > 0 ? job->jobs : cli_processors();
	if (job->format == NULL)
		job->format = job->explain != NULL || job->needs ? "text" : "json";
	if (job->needs && strcmp(job->format, "json") == 0)
		return cli_usage(&job->cli, "cannot use --format: 'json' (expected text or csv, with --needs)");
	if (!job->needs && strcmp(job->format, job->explain != NULL ? "csv" : "text") == 0)
		return cli_usage(&job->cli, "cannot use --format: '%s' (expected %s)", job->format,
		                 cli_text(&job->cli, job->explain != NULL ? "text or json, with --explain" : "json or csv"));
	if ((job->limit > 0 || job->all) && job->explain == NULL)
		return cli_usage(&job->cli, "--limit and --all are for --explain");
	if ((job->partial || job->merge) && (job->explain != NULL || job->needs))
		return cli_usage(&job->cli, "--explain and --needs look at records: no --partial or --merge beside them");
	if (job->key_path != NULL && !job->partial && !job->merge)
		return cli_usage(&job->cli, "--key is for --partial and --merge");
	if (job->own_cases && (!job->partial || job->merge || job->key_path != NULL))
		return cli_usage(&job->cli, "--own-cases is for --partial from records, without --key");
	if (job->from_raw) {
		const char *const outputs[] = {job->cli.output, job->raw.rejects, job->quality};
		const char *const other = job->merge ? "--merge" : job->check ? "--check" : job->form ? "--template" : NULL;
		if (other != NULL)
			return cli_usage(&job->cli, "%s reads no raw files", other);
		if (job->cli.operand_count == 0)
			return cli_usage(&job->cli, "no input file");
		if (raw_check(&job->cli, &job->raw, true, outputs, 3, own, 2) != CLI_GO_ON)
			return PDZ_USAGE;
	}
	job->cli.advice = job->check;
	if (pdz_plan_load(&job->plan, job->plan_path, &job->sink, &err) != PDZ_OK)
		return cli_fail(&job->cli, &err);
	cli_language(&job->cli, job->plan->language);
	if (job->check) {
		cli_say(&job->cli, "plan", "%s: %zu objectives, %zu actions, %zu indicators: no mistake", job->plan_path,
		        job->plan->objective_count, job->plan->action_count, job->plan->indicator_count);
	}
	if (job->check || job->form)
		return job_write_needs(job, &err) == PDZ_OK ? PDZ_OK : cli_fail(&job->cli, &err);
	if (job->merge && job_adopt_options(job, &err) != PDZ_OK)
		return cli_fail(&job->cli, &err);
	int status = job_read_choice(job);
	if (status == CLI_GO_ON)
		status = job_read_by(job);
	if (status == CLI_GO_ON)
		status = job_read_only(job);
	if (status == CLI_GO_ON)
		status = job_read_as_of(job);
	if (status != CLI_GO_ON)
		return status;
	static char stdin_name[] = "-";
	job->file_count = job->cli.operand_count > 0 ? (size_t)job->cli.operand_count : 1;
	job->files = calloc(job->file_count, sizeof *job->files);
	if (job->files == NULL)
		return cli_fail(&job->cli, &(struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"});
	for (size_t i = 0; i < job->file_count; i++)
		job->files[i].name = job->cli.operand_count > 0 ? job->cli.operands[i] : stdin_name;
	cli_progress(&job->cli, (const char *const *)job->cli.operands, (size_t)job->cli.operand_count);
	if (((job->partial || job->merge) && job_describe_partial(job, &err) != PDZ_OK) ||
	    (job->merge      ? job_merge_files
	     : job->from_raw ? job_read_raw
	                     : job_read_files)(job, &err) != PDZ_OK ||
	    (job->partial           ? job_write_partial
	     : job->needs           ? job_write_needs
	     : job->explain != NULL ? job_write_explanations
	                            : job_write_results)(job, &err) != PDZ_OK) {
		cli_tell_rest(&job->cli);
		return cli_fail(&job->cli, &err);
	}
	cli_tell_rest(&job->cli);
	const bool rejected = job_say_raw(job);
	return job_say_accounts(job) || job->strangers || rejected ? PDZ_FINDINGS : PDZ_OK;
}

int main(int argc, char **argv)
{
	struct job job = {0};
	pdz_pages_prepare();
	raw_init(&job.raw);
	int status = cli_start(&job.cli, &program, argc, argv, take_indicators_option, &job);
	if (status == CLI_GO_ON)
		status = do_job(&job);
	pdz_collector_free(job.collector);
	pdz_needs_free(job.arrived);
	pdz_run_free(job.run);
	pdz_ingest_free(job.ingested);
	raw_release(&job.raw);
	for (size_t i = 0; i < JOB_BESIDE; i++)
		pdz_output_abandon(&job.beside[i]);
	pdz_buf_release(&job.by_given);
	pdz_plan_free(job.plan);
	pdz_seen_release(&job.seen);
	pdz_provenance_release(&job.provenance);
	free(job.chosen);
	free(job.files);
	pdz_buf_release(&job.key);
	pdz_partial_head_release(&job.made);
	pdz_partial_inputs_release(&job.inputs);
	return status;
}
