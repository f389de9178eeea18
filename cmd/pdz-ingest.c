/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz-ingest: raw files and mappings to activity records. */
#include "raw.h"

#include "pdz/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct arguments {
	const char *plan, *quality, *propose, *make_key;
	struct raw raw;
	uint64_t preview;
	unsigned jobs;
	bool check, dry_run;
};

static const struct cli_option options[] = {
	{'p', "plan", "PLAN", cli_take_text, offsetof(struct arguments, plan),
     "check events, actions and areas against this plan,\nturn names of areas into their codes"},
	RAW_OPTIONS(struct arguments),
	{'\0', "quality", "FILE", cli_take_text, offsetof(struct arguments, quality),
     "write a summary of the quality of the data to FILE (JSON)"},
	{'\0', "make-key", "FILE", cli_take_text, offsetof(struct arguments, make_key),
     "write a new random key to FILE, and do nothing else"},
	{'\0', "jobs", "N", cli_take_jobs, offsetof(struct arguments, jobs),
     "use up to N threads (as many as there are processors);\nthe results are the same"},
	{'\0', "preview", "N", cli_take_count, offsetof(struct arguments, preview),
     "show the first N rows of each FILE and their records"},
	{'\0', "check", NULL, cli_take_flag, offsetof(struct arguments, check),
     "check the mappings, and the key, without data, and stop"},
	{'\0', "dry-run", NULL, cli_take_flag, offsetof(struct arguments, dry_run),
     "do all the work, write nothing, and say what would be written"},
	{'\0', "propose", "FILE", cli_take_text, offsetof(struct arguments, propose), "print a draft mapping for FILE"},
	{0},
};

/* clang-format off */
static const char *const examples[] = {
	"pdz-ingest -p plan.json -m mappings -o records.csv --rejects rejects.csv raw/*.csv",
	"load a folder of raw files",
	"pdz-ingest -p plan.json -m mappings -o records.csv --corrections corrections.csv raw/*.csv",
	"with rejected rows that somebody has corrected",
	"pdz-ingest -m casi.json --preview 3 casi.csv",
	"try a mapping",
	"pdz-ingest --propose casi.csv > casi.json",
	"draft a mapping",
	"pdz-ingest --make-key chiave && pdz-ingest --key-file chiave -p plan.json -m mappings -o records.csv raw/*.csv",
	"case ids leave as pseudonyms",
	NULL, NULL,
};
/* clang-format on */

static const struct cli_program program = {
	.name = "pdz-ingest",
	.synopsis = "[OPTION]... FILE...",
	.summary = "Read raw CSV files and spreadsheets and write activity records. FILE - is standard input.\n"
			   "A file with canonical column names, English or Italian, needs no mapping.",
	.options = options,
	.examples = examples,
	.repeatable = (const char *const[]){RAW_REPEATABLE, NULL},
};

static void say_not_written(const struct cli *cli, const char *name)
{
	struct stat st;

	if (name == NULL || strcmp(name, "-") == 0)
		cli_say(cli, "dry_run", "standard output would be written");
	else if (stat(name, &st) == 0)
		cli_say(cli, "dry_run", "%s would be replaced", name);
	else
		cli_say(cli, "dry_run", "%s would be written", name);
}

/* Read, and put all outputs in place or none; again: without a file that has failed late. */
static enum pdz_status load_once(struct cli *cli, struct arguments *a, struct pdz_ingest_options *o, bool *again,
                                 struct pdz_error *err)
{
	enum { RECORDS, REJECTS, QUALITY, OUTPUTS };
	struct pdz_output outs[OUTPUTS] = {0};
	const char *const names[OUTPUTS] = {cli->output, a->raw.rejects, a->quality};
	struct pdz_ingest *run = NULL;
	enum pdz_status status = PDZ_OK;

	for (int i = RECORDS; i < OUTPUTS && !status; i++) {
		if (i != RECORDS && !names[i])
			continue;
		status = pdz_output_open(&outs[i], names[i], true, err);
		if (!status && a->dry_run) { /* it could be written */
			pdz_output_abandon(&outs[i]);
			status = pdz_output_open(&outs[i], "/dev/null", true, err);
		}
	}
	if (!status)
		status = pdz_ingest_run(&run, o, &outs[RECORDS], a->raw.rejects ? &outs[REJECTS] : NULL, err);
	if (!status && a->quality)
		status = pdz_ingest_quality_json(run, &outs[QUALITY].pending, err);
	if (!status)
		status = raw_find_new(&a->raw, cli, run, err);
	if (!status)
		status = pdz_output_commit_all(outs, OUTPUTS, err);
	if (!status) {
		raw_say_all(cli, run, a->quality != NULL);
		for (int i = RECORDS; i < OUTPUTS && a->dry_run; i++)
			if (i == RECORDS || names[i])
				say_not_written(cli, names[i]);
		cli_found(cli, CLI_FOUND_SET_ASIDE, pdz_ingest_has_findings(run) || raw_left_open(&a->raw));
	} /* what has gone to standard output cannot be taken back */
	*again = status && cli->output != NULL && raw_leave_out(&a->raw, cli, run, o, err);
	if (status && !*again)
		cli_tell_rest(cli);
	for (int i = RECORDS; i < OUTPUTS; i++)
		pdz_output_abandon(&outs[i]);
	pdz_ingest_free(run);
	return status;
}

static enum pdz_status load_everything(struct cli *cli, struct arguments *a, struct pdz_ingest_options *o,
                                       struct pdz_error *err)
{
	bool again = true;
	enum pdz_status status = PDZ_OK;

	cli_progress(cli, o->names, o->name_count);
	while (again)
		status = load_once(cli, a, o, &again, err);
	return status;
}

static enum pdz_status show_preview(struct cli *cli, const struct arguments *a, const struct pdz_ingest_options *o,
                                    struct pdz_error *err)
{
	struct pdz_output out = {0};

	cli_page(cli);
	enum pdz_status status = pdz_output_open(&out, cli->output, true, err);
	if (!status)
		status = a->propose ? pdz_ingest_propose(a->propose, o->plan, cli->language, &out.pending, err)
		                    : pdz_ingest_preview(o, a->preview, &out, err);
	if (!status)
		status = pdz_output_commit(&out, err);
	pdz_output_abandon(&out);
	cli_page_end(cli);
	return status;
}

/* Threads where nobody said how many: all processors, but one for the program that reads
 * the records while they are written, if there is one. */
static size_t threads(const struct cli *cli)
{
	const size_t n = cli_processors();
	struct stat st;
	const bool pipe = (!cli->output || strcmp(cli->output, "-") == 0) && fstat(STDOUT_FILENO, &st) == 0 &&
	                  S_ISFIFO(st.st_mode);

	return pipe && n > 1 ? n - 1 : n;
}

static enum pdz_status ingest_everything(struct cli *cli, struct arguments *a, struct pdz_error *err)
{
	struct pdz_diag_sink sink = {cli_tell, cli};
	struct pdz_ingest_options o;
	struct pdz_plan *plan = NULL;
	enum pdz_status status = a->plan ? pdz_plan_load(&plan, a->plan, &sink, err) : PDZ_OK;

	if (plan)
		cli_language(cli, plan->language);
	if (!status)
		status = raw_options(&a->raw, cli, plan, &sink, &o, err);
	if (!status)
		status = raw_check_named(&a->raw, plan, (const char *const[]){cli->output, a->raw.rejects, a->quality}, 3, err);
	if (!status && a->check) {
		const bool rivals = raw_tell_rivals(&a->raw, cli);
		cli_say_counts(cli, "mappings", NULL, &(struct cli_count)CLI_COUNT("mappings", a->raw.mapping_count), 1, rivals,
		               rivals ? "mappings: %zu" : "mappings: %zu, no mistake", a->raw.mapping_count);
		cli_found(cli, CLI_FOUND_SET_ASIDE, rivals || raw_left_open(&a->raw));
	} else if (!status) {
		o.quality = a->quality != NULL;
		o.jobs = a->jobs ? a->jobs : threads(cli);
		status = a->propose || a->preview ? show_preview(cli, a, &o, err) : load_everything(cli, a, &o, err);
	}
	pdz_plan_free(plan);
	return status;
}

/* What was asked for fits together: CLI_GO_ON; else a usage error was told. */
static int check_request(const struct cli *cli, const struct arguments *a)
{
	const struct raw *raw = &a->raw;
	const struct {
		const char *option;
		bool is_given, has_files;
	} modes[] = {{"--make-key", a->make_key != NULL, false},
	             {"--propose", a->propose != NULL, false},
	             {"--check", a->check, false},
	             {"--preview", a->preview > 0, true}};
	const char *mode = NULL;
	bool has_files = true;

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		if (modes[i].is_given && mode)
			return cli_usage(cli, "either %s or %s", mode, modes[i].option);
		mode = modes[i].is_given ? modes[i].option : mode;
		has_files &= !modes[i].is_given || modes[i].has_files;
	}
	if (mode && (raw->rejects || raw->corrections.count || raw->settle || raw->last || a->quality || a->dry_run ||
	             raw->max_rejects != UINT64_MAX || raw->max_share < 1))
		return cli_usage(cli,
		                 "%s: --rejects, --corrections, --settle, --last, --max-rejects, --quality and --dry-run are "
		                 "for records",
		                 mode);
	if (!has_files && cli->operand_count)
		return cli_usage(cli, "too many files: '%s' (%s does nothing else)", cli->operands[0], mode);
	if (cli->output && (a->make_key || a->check))
		return cli_usage(cli, "%s writes no output: '%s'", mode, cli->output);
	if (a->check && !raw->paths.count)
		return cli_usage(cli, "no mapping to check (-m MAPPING)");
	if (has_files && !cli->operand_count)
		return cli_usage(cli, "no input file");
	if (!cli_fits_ending(cli->output, a->propose ? "json" : a->preview ? "text" : "csv"))
		return cli_usage(cli,
		                 a->propose   ? "a draft of a mapping is JSON: '%s'"
		                 : a->preview ? "a preview is text: '%s'"
		                              : "records are CSV: '%s'",
		                 cli->output);
	return CLI_GO_ON;
}

int main(int argc, char **argv)
{
	struct arguments a = {0};
	struct pdz_error err = {0};
	struct cli cli;

	raw_init(&a.raw);
	int status = cli_start(&cli, &program, argc, argv, &a);
	const char *const outputs[] = {cli.output, a.raw.rejects, a.quality}, *const own[] = {a.plan, a.propose};
	if (status == CLI_GO_ON)
		status = check_request(&cli, &a);
	if (status == CLI_GO_ON && a.make_key) { /* alone: it is made once and then kept */
		status = pdz_key_make(a.make_key, &err) ? cli_fail(&cli, &err) : PDZ_OK;
	} else if (status == CLI_GO_ON) {
		cli_say_terminal(&cli, false, own, 2);
		status = raw_check(&cli, &a.raw, a.plan != NULL, outputs, 3, own, 2);
		if (status == CLI_GO_ON) {
			cli_found(&cli, CLI_FOUND_SET_ASIDE, ingest_everything(&cli, &a, &err) == PDZ_FINDINGS);
			status = err.status ? cli_fail(&cli, &err) : cli_status(&cli);
		}
	}
	status = cli_end(&cli, status);
	raw_release(&a.raw);
	return status;
}
