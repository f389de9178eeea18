/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz-indicators: activity records and a plan in, results out. */
#include "indicators.h"

#include "base/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *take_format(void *format, const char *value)
{
	static const char *const formats[] = {"json", "csv", "text"};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(value, formats[i]) == 0) {
			*(const char **)format = formats[i];
			return NULL;
		}
	return "json, csv or text";
}

#define FLAG(member) cli_take_flag, offsetof(struct job, member)
#define TEXT(member) cli_take_text, offsetof(struct job, member)
#define LIST(member) cli_take_list, offsetof(struct job, member)

static const struct cli_option options[] = {
	{'p', "plan", "PLAN", TEXT(plan_path), "the plan (JSON); required"},
	RAW_OPTIONS(struct job),
	{'\0', "as-of", "DATE", TEXT(as_of), "look at records up to this day, yyyy-mm-dd (today)"},
	{'\0', "by", "KEYS", LIST(by),
     "break down by plan, year, semester, quarter, month, area, category\nor a dimension of the plan, with commas "
     "between (plan,year)"},
	{'\0', "indicator", "CODES", LIST(only),
     "only these indicators, with commas between; 1.3 stands for all\nof action 1.3, 1 for all of objective 1"},
	{'\0', "only", "CODES", LIST(only), NULL},
	{'\0', "period", "PERIODS", LIST(period), "only periods that lie in one of these: 2025, 2025-S1, 2025-Q1, 2025-01"},
	{'\0', "area", "AREAS", LIST(area), "only these areas, by code, name or alias, with what lies in them"},
	{'\0', "category", "TEXTS", LIST(category), "only these categories (\\, is a comma of its own)"},
	{'\0', "explain", "CODES", LIST(explain),
     "say what these indicators are made of: definition, formula, records\nwith their file and line, records left out "
     "and why, steps to the verdict"},
	{'\0', "limit", "N", cli_take_count, offsetof(struct job, limit),
     "with --explain, show at most N records of each list (all)"},
	{'\0', "all", NULL, FLAG(all), "with --explain, list also records that the definition's filters pass over"},
	{'\0', "quality", "FILE", TEXT(quality),
     "with --mapping: write a summary of the quality of the data to FILE\n(JSON); else the one that pdz-ingest wrote "
     "of these records: where they\ncame from goes into the results, and the counts must agree"},
	{'f', "format", "FORMAT", take_format, offsetof(struct job, format),
     "json (results document) or csv (flat table);\nwith --explain text or json (json; with --explain text)"},
	{'\0', "partial", NULL, FLAG(partial), "write what is kept of these records, to be merged with that of others"},
	{'\0', "merge", NULL, FLAG(merge), "the FILEs are such partial results: compute from all of them"},
	{'\0', "key", "FILE", TEXT(key_path), "hash the ids of cases in partial results with the key in FILE"},
	{'\0', "own-cases", NULL, FLAG(own_cases),
     "with --partial: these cases are in no other partial, as where\nareas cannot overlap; nothing that could be found "
     "again stays of their ids"},
	{'\0', "evidence", NULL, FLAG(evidence),
     "with --partial: keep the notes of records that serve as evidence,\nas they were written"},
	{'\0', "name", "NAME", TEXT(name), "what to call records that come from standard input"},
	{'\0', "jobs", "N", cli_take_jobs, offsetof(struct job, jobs),
     "use up to N threads (as many as there are processors);\nthe results are the same"},
	{'\0', "check", NULL, FLAG(check), "check the plan, say what each indicator needs, and stop"},
	{'\0', "needs", NULL, FLAG(needs),
     "who owes what: deliveries that were due and have not come, a letter to\neach sender (as csv and json a row for "
     "each), and records set aside"},
	{'\0', "template", NULL, FLAG(form),
     "an empty form of records: the header, and a row for each event that\nshows which cells to fill"},
	{'\0', "diff", NULL, FLAG(diff), "compare two results documents, OLD and NEW: what moved, and why"},
	{0},
};

static const char *const examples[] = {
	"pdz-indicators -p plan.json -m mappings --rejects rejects.csv -o results.json raw/*.csv",
	"every indicator, for the plan and each of its years, from a folder of raw files",
	"pdz-indicators -p plan.json records.csv -o results.json",
	"the same from the records of pdz-ingest",
	"pdz-indicators -p plan.json --indicator 1.3.R2 --by quarter,area -f csv records.csv",
	"one indicator by quarter, for each level of the territory",
	"pdz-indicators -p plan.json --explain 1.3.R2 --period 2026 records.csv",
	"which records that indicator of 2026 is made of",
	"pdz-indicators --diff may.json june.json",
	"which values and verdicts moved from one run to the other, and why",
	NULL,
};

static const char *const repeatable[] = {RAW_REPEATABLE, NULL};

static const struct cli_program program = {
	"pdz-indicators",
	"-p PLAN [OPTION]... [FILE]...",
	"Computes the indicators of a plan from activity records (FILEs, or standard input);\nwith --mapping from raw "
	"files, as pdz-ingest reads them.",
	options,
	examples,
	repeatable,
};

/* What a run is for: the first of these that is asked for. */
enum mode { MODE_DIFF, MODE_CHECK, MODE_TEMPLATE, MODE_NEEDS, MODE_EXPLAIN, MODE_PARTIAL, MODE_RESULTS, MODES };

static const struct mode_rules {
	const char *option;
	const char *formats[3]; /* the default first */
	const char *expected;
	bool reads;  /* records or raw files */
	bool merges; /* partial results, with --merge */
	enum pdz_status (*write)(struct job *job, struct pdz_error *err);
} modes[MODES] = {
	[MODE_DIFF] = {"--diff", {"text", "csv"}, "text or csv, with --diff", .write = NULL},
	[MODE_CHECK] = {"--check", {"text"}, "text, with --check", .write = job_write_requirements},
	[MODE_TEMPLATE] = {"--template", {"csv"}, "csv, with --template", .write = job_write_template},
	[MODE_NEEDS] = {"--needs", {"text", "csv", "json"}, "text, csv or json, with --needs", true, true, job_write_needs},
	[MODE_EXPLAIN] =
		{"--explain", {"text", "json"}, "text or json, with --explain", true, false, job_write_explanations},
	[MODE_PARTIAL] = {"--partial", {"json"}, "json, with --partial", true, true, job_write_partial},
	[MODE_RESULTS] = {NULL, {"json", "csv"}, "json or csv", true, true, job_write_results},
};

static bool has_format(const struct mode_rules *mode, const char *format)
{
	for (size_t i = 0; i < 3 && mode->formats[i] != NULL; i++)
		if (strcmp(mode->formats[i], format) == 0)
			return true;
	return false;
}

static bool reads_standard_input(const struct job *job)
{
	for (int i = 0; i < job->cli.operand_count; i++)
		if (strcmp(job->cli.operands[i], "-") == 0)
			return true;
	return job->cli.operand_count == 0;
}

/* The mode, once nothing contradicts it; NULL: a usage error was told. */
static const struct mode_rules *choose_mode(struct job *job)
{
	const bool given[MODES] = {job->diff,    job->check, job->form, job->needs, job->explain.p != NULL,
	                           job->partial, true};
	const struct mode_rules *mode = NULL;
	for (size_t i = 0; i < MODE_RESULTS; i++) {
		if (given[i] && mode != NULL) {
			cli_usage(&job->cli, "either %s or %s", mode->option, modes[i].option);
			return NULL;
		}
		mode = given[i] ? &modes[i] : mode;
	}
	mode = mode != NULL ? mode : &modes[MODE_RESULTS];
	const char *const not_raw = job->merge ? "--merge" : mode->option;
	if (job->format == NULL)
		job->format = mode->formats[1] != NULL ? cli_format_of(job->cli.output, mode->formats[0]) : mode->formats[0];
	if (job->format == NULL) {
		cli_usage(&job->cli, "no format for the ending of '%s' (expected %s)", job->cli.output,
		          cli_text(&job->cli, mode->expected));
		return NULL;
	}
	if (job->merge && !mode->merges)
		cli_usage(&job->cli, "either --merge or %s", mode->option);
	else if (job->from_raw && (job->merge || !mode->reads))
		cli_usage(&job->cli, "%s reads no raw files", not_raw);
	else if (!mode->reads &&
	         (job->by.p || job->only.p || job->period.p || job->area.p || job->category.p || job->as_of))
		cli_usage(&job->cli, "%s is of the whole: no --indicator, --by, --period, --area, --category, --as-of",
		          mode->option);
	else if (!mode->reads && !job->diff && job->cli.operand_count > 0)
		cli_usage(&job->cli, "too many files: '%s' (%s does nothing else)", job->cli.operands[0], mode->option);
	else if (job->needs && (job->by.p || job->period.p || job->category.p))
		cli_usage(&job->cli, "--needs is of all that was due: no --by, --period, --category");
	else if (job->partial && (job->period.p || job->area.p || job->category.p))
		cli_usage(&job->cli, "--period, --area and --category choose from results: give them with --merge alone");
	else if ((job->limit > 0 || job->all) && job->explain.p == NULL)
		cli_usage(&job->cli, "--limit and --all are for --explain");
	else if (job->explain.p != NULL && job->only.p != NULL)
		cli_usage(&job->cli, "--explain names the indicators itself: no --indicator beside it");
	else if (mode->formats[1] == NULL && !cli_fits_ending(job->cli.output, mode->formats[0]))
		cli_usage(&job->cli, "no format for the ending of '%s' (expected %s)", job->cli.output,
		          cli_text(&job->cli, mode->expected));
	else if (!has_format(mode, job->format))
		cli_usage(&job->cli, "cannot use --format: '%s' (expected %s)", job->format,
		          cli_text(&job->cli, mode->expected));
	else if (job->key_path != NULL && !job->partial && !job->merge)
		cli_usage(&job->cli, "--key is for --partial and --merge");
	else if (job->own_cases && (!job->partial || job->merge || job->key_path != NULL))
		cli_usage(&job->cli, "--own-cases is for --partial from records, without --key");
	else if (job->evidence && !job->partial)
		cli_usage(&job->cli, "--evidence is for --partial");
	else if (job->name != NULL && (job->from_raw || job->merge || !mode->reads || !reads_standard_input(job)))
		cli_usage(&job->cli, "--name is for records from standard input");
	else
		return mode;
	return NULL;
}

/* What was given must not be overwritten, and be there. */
static int check_files(struct job *job)
{
	const char *const own[] = {job->plan_path, job->key_path, job->from_raw ? NULL : job->quality};
	const char *const outputs[] = {job->cli.output, job->raw.rejects, job->quality};
	if (cli_apart(&job->cli, job->cli.output, own, 3) != CLI_GO_ON ||
	    cli_apart(&job->cli, job->cli.output, (const char *const *)job->cli.operands, (size_t)job->cli.operand_count) !=
	        CLI_GO_ON)
		return PDZ_USAGE;
	if (!job->from_raw) {
		const int status = raw_check_last(&job->cli, &job->raw);
		return status == CLI_GO_ON ? cli_may_replace(&job->cli, job->cli.output) : status;
	}
	if (job->cli.operand_count == 0)
		return cli_usage(&job->cli, "no input file");
	return raw_check(&job->cli, &job->raw, true, outputs, 3, own, 2);
}

/* Everything but the plan that the command line chooses. */
static int read_choices(struct job *job)
{
	static char stdin_name[] = "-";
	int status = job_read_choice(job);
	if (status == CLI_GO_ON)
		status = job_read_by(job);
	if (status == CLI_GO_ON)
		status = job_read_only(job);
	if (status == CLI_GO_ON)
		status = job_read_as_of(job);
	if (status != CLI_GO_ON)
		return status;
	job->file_count = job->cli.operand_count > 0 ? (size_t)job->cli.operand_count : 1;
	job->files = calloc(job->file_count, sizeof *job->files);
	if (job->files == NULL)
		return cli_fail(&job->cli, &(struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"});
	for (size_t i = 0; i < job->file_count; i++)
		job->files[i].name = job->cli.operand_count > 0 ? job->cli.operands[i] : stdin_name;
	return CLI_GO_ON;
}

static enum pdz_status read_inputs(struct job *job, struct pdz_error *err)
{
	if ((job->partial || job->merge) && job_describe_partial(job, err) != PDZ_OK)
		return err->status;
	const enum pdz_status status = (job->merge      ? job_merge_files
	                                : job->from_raw ? job_read_raw
	                                                : job_read_files)(job, err);
	return status == PDZ_OK ? job_read_quality(job, err) : status;
}

static int do_job(struct job *job)
{
	struct pdz_error err = {0};
	job->sink = (struct pdz_diag_sink){cli_tell, &job->cli};
	job->from_raw = raw_given(&job->raw);
	const struct mode_rules *mode = choose_mode(job);
	int status = mode != NULL ? check_files(job) : PDZ_USAGE;
	if (status != CLI_GO_ON)
		return status;
	cli_say_terminal(&job->cli, mode->reads, (const char *const *)&job->plan_path, 1);
	if (job->diff)
		return job_diff(job);
	if (job->plan_path == NULL)
		return cli_usage(&job->cli, "no plan given (-p PLAN)");
	if (job->explain.p == NULL) /* what explains looks at rows that are being used */
		job->options.jobs = job->jobs > 0 ? job->jobs : cli_processors();
	job->cli.advice = job->check;
	if (pdz_plan_load(&job->plan, job->plan_path, &job->sink, &err) != PDZ_OK ||
	    raw_check_named(&job->raw, job->plan, (const char *const[]){job->cli.output, job->raw.rejects, job->quality}, 3,
	                    &err) != PDZ_OK)
		return cli_fail(&job->cli, &err);
	cli_language(&job->cli, job->plan->language);
	if (job->check)
		cli_say_counts(&job->cli, "plan", job->plan_path,
		               (const struct cli_count[]){CLI_COUNT("objectives", job->plan->objective_count),
		                                          CLI_COUNT("actions", job->plan->action_count),
		                                          CLI_COUNT("indicators", job->plan->indicator_count)},
		               3, false, "%s: %zu objectives, %zu actions, %zu indicators: no mistake", job->plan_path,
		               job->plan->objective_count, job->plan->action_count, job->plan->indicator_count);
	if (job->merge && job_adopt_options(job, &err) != PDZ_OK)
		return cli_fail(&job->cli, &err);
	if (mode->reads && (status = read_choices(job)) != CLI_GO_ON)
		return status;
	if (mode->reads)
		cli_progress(&job->cli, (const char *const *)job->cli.operands, (size_t)job->cli.operand_count);
	enum pdz_status done = mode->reads ? read_inputs(job, &err) : PDZ_OK;
	if (mode->reads && done == PDZ_OK) /* before --output may replace the last run's */
		done = job_find_new(job, &err);
	for (size_t i = 0; i < job->file_count && job->name != NULL; i++)
		if (strcmp(job->files[i].name, "-") == 0)
			job->files[i].name = job->name;
	cli_tell_rest(&job->cli); /* before a pager has the screen */
	if (done == PDZ_OK && strcmp(job->format, "text") == 0)
		cli_page(&job->cli);
	if (done == PDZ_OK)
		done = mode->write(job, &err);
	cli_page_end(&job->cli);
	cli_tell_rest(&job->cli);
	if (done != PDZ_OK)
		return cli_fail(&job->cli, &err);
	if (mode->reads) {
		cli_found(&job->cli, CLI_FOUND_TO_LOOK_AT, job_tell_similar_cases(job));
		cli_found(&job->cli, CLI_FOUND_SET_ASIDE, !job->partial && job_tell_contradictions(job));
		/* a partial says itself what was set aside, and a chain of engines goes on; the merge tells */
		const enum cli_found aside = job->partial && job->cli.fail_on == CLI_FAIL_ON_USUAL ? CLI_FOUND_WARNING
		                                                                                   : CLI_FOUND_SET_ASIDE;
		cli_found(&job->cli, aside, job_tell_lacking(job));
		if (!job->partial)
			job_tell_unmet(job);
		cli_found(&job->cli, aside, job_say_raw(job));
		cli_found(&job->cli, aside, job_say_accounts(job));
	}
	return cli_status(&job->cli);
}

int main(int argc, char **argv)
{
	struct job job = {0};
	pdz_pages_prepare();
	raw_init(&job.raw);
	int status = cli_start(&job.cli, &program, argc, argv, &job);
	if (status == CLI_GO_ON)
		status = do_job(&job);
	status = cli_end(&job.cli, status);
	pdz_collector_free(job.collector);
	pdz_run_free(job.run);
	pdz_ingest_free(job.ingested);
	raw_release(&job.raw);
	for (size_t i = 0; i < JOB_BESIDE; i++)
		pdz_output_abandon(&job.beside[i]);
	pdz_buf_release(&job.by_given);
	pdz_plan_free(job.plan);
	pdz_provenance_release(&job.provenance);
	free(job.chosen);
	free(job.chosen_areas);
	free(job.chosen_periods);
	free(job.category_texts);
	free(job.category_seen);
	pdz_intern_release(&job.chosen_categories);
	struct pdz_buf *const lists[] = {&job.by, &job.only, &job.period, &job.area, &job.category, &job.explain};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		pdz_buf_release(lists[i]);
	free(job.files);
	pdz_buf_release(&job.key);
	pdz_partial_head_release(&job.made);
	pdz_partial_inputs_release(&job.inputs);
	return status;
}
