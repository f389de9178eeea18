/* pdz-ingest: raw files and mappings to activity records. */
#include "cli.h"

#include "pdz/ingest.h"
#include "pdz/number.h"
#include "pdz/pseudonym.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct cli_option options[] = {
	{'p', "plan", "PLAN", "check events, actions and areas against this plan,\nturn names of areas into their codes"},
	{'m', "mapping", "MAPPING",
     "how columns become records; a folder stands for its\n*.json files; may be given again. Each FILE takes the\nfirst mapping whose \"files\" fit its name"},
	{'\0', "rejects", "FILE", "write rejected rows to FILE, to be corrected and read again"},
	{'\0', "quality", "FILE", "write a summary of the quality of the data to FILE (JSON)"},
	{'\0', "max-rejects", "N|N%", "write nothing if more rows than this are rejected"},
	{'\0', "key-file", "FILE",
     "make pseudonyms of case ids with the key in FILE (32 bytes or\n64 hexadecimal digits, readable by its owner only)"},
	{'\0', "project", "NAME", "pseudonyms are the same within NAME; else within the plan"},
	{'\0', "make-key", "FILE", "write a new random key to FILE, and do nothing else"},
	{'\0', "mask", NULL,
     "show nothing of personal or unused columns in rejects,\nmessages and preview; so it is with --key-file"},
	{'\0', "no-mask", NULL, "with --key-file too: rejects and messages as the files have them"},
	{'\0', "jobs", "N", "use up to N threads (as many as there are processors);\nthe results are the same"},
	{'\0', "packed", NULL,
     "write records for a pipe to pdz-indicators of this version,\nfaster than text and for nothing else"},
	{'\0', "preview", "N", "show the first N rows of each FILE and their records"},
	{'\0', "propose", "FILE", "print a draft mapping for FILE"},
	{'\0', NULL, NULL, NULL},
};

/* clang-format off */
static const char *const examples[] = {
	"pdz-ingest -p plan.json -m mappings -o records.csv --rejects rejects.csv raw/*.csv",
	"load a folder of raw files",
	"pdz-ingest -p plan.json -m mappings -o more.csv rejects.csv",
	"read the rejected rows again, after correcting them",
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
	.summary = "Read raw CSV files and write activity records. FILE - is standard input.\n"
			   "A file with canonical column names, English or Italian, needs no mapping.",
	.options = options,
	.examples = examples,
};

struct arguments {
	const char *plan, *rejects, *quality, *propose, *key_file, *make_key, *project;
	bool mask, no_mask, packed;
	const char **mappings; /* as given */
	size_t mapping_count;
	uint64_t max_rejects, preview;
	unsigned jobs;
	double max_share;
};

static bool parse_count(const char *text, uint64_t *out)
{
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*out = strtoull(text, &end, 10);
	return !errno && *end == '\0';
}

static const char *take_max(struct arguments *a, const char *value)
{
	static const char expected[] = "a number of rows, or a percentage such as 5%";
	size_t n = strlen(value);
	pdz_micro share;

	if (n == 0 || value[n - 1] != '%')
		return parse_count(value, &a->max_rejects) ? NULL : expected;
	if (pdz_micro_parse((struct pdz_str){value, n - 1}, &share) != PDZ_PARSE_OK || share < 0 ||
	    share > 100 * (pdz_micro)PDZ_MICRO)
		return expected;
	a->max_share = pdz_micro_double(share) / 100;
	return NULL;
}

static const char *take_ingest_option(void *ctx, const char *name, const char *value)
{
	struct arguments *a = ctx;

	if (strcmp(name, "plan") == 0)
		a->plan = value;
	else if (strcmp(name, "mapping") == 0)
		a->mappings[a->mapping_count++] = value;
	else if (strcmp(name, "rejects") == 0)
		a->rejects = value;
	else if (strcmp(name, "quality") == 0)
		a->quality = value;
	else if (strcmp(name, "propose") == 0)
		a->propose = value;
	else if (strcmp(name, "key-file") == 0)
		a->key_file = value;
	else if (strcmp(name, "make-key") == 0)
		a->make_key = value;
	else if (strcmp(name, "project") == 0) {
		a->project = value;
		return *value ? NULL : "a name";
	} else if (strcmp(name, "mask") == 0)
		a->mask = true;
	else if (strcmp(name, "no-mask") == 0)
		a->no_mask = true;
	else if (strcmp(name, "jobs") == 0)
		return cli_take_jobs(value, &a->jobs);
	else if (strcmp(name, "packed") == 0)
		a->packed = true;
	else if (strcmp(name, "max-rejects") == 0)
		return take_max(a, value);
	else if (strcmp(name, "preview") == 0)
		return parse_count(value, &a->preview) && a->preview > 0 ? NULL : "a number of rows";
	return NULL;
}

/* Mappings */

struct loaded {
	struct pdz_mapping **items;
	size_t count, cap;
};

static enum pdz_status load_one(struct loaded *all, const char *path, const struct pdz_plan *plan,
                                const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	if (!pdz_grow(&all->items, &all->cap, all->count + 1, sizeof(void *)))
		return pdz_no_memory(err);
	enum pdz_status status = pdz_mapping_load(&all->items[all->count], path, plan, sink, err);
	if (!status)
		all->count++;
	return status;
}

static int is_json(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return e->d_name[0] != '.' && n > 5 && strcmp(e->d_name + n - 5, ".json") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The error that counts is the first; the others have been told as findings. */
static enum pdz_status load_folder(struct loaded *all, const char *folder, const struct pdz_plan *plan,
                                   const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_json, by_bytes);
	enum pdz_status worst = PDZ_OK;

	if (n < 0)
		return pdz_fail_system(err, PDZ_INPUT, folder, "cannot open", errno);
	if (n == 0)
		worst = pdz_fail(err, PDZ_INPUT, folder, 0, 0, "no mapping in this folder (expected *.json)");
	for (int i = 0; i < n; i++) {
		char *path = NULL;
		enum pdz_status status = asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0
		                             ? pdz_no_memory(err)
		                             : load_one(all, path, plan, sink, err);
		worst = worst ? worst : status;
		free(path);
		free(entries[i]);
	}
	free(entries);
	return worst;
}

static enum pdz_status load_mappings(struct loaded *all, const struct arguments *a, const struct pdz_plan *plan,
                                     const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	enum pdz_status worst = PDZ_OK;

	for (size_t i = 0; i < a->mapping_count; i++) {
		struct stat st;
		bool folder = stat(a->mappings[i], &st) == 0 && S_ISDIR(st.st_mode);
		enum pdz_status status = folder ? load_folder(all, a->mappings[i], plan, sink, err)
		                                : load_one(all, a->mappings[i], plan, sink, err);
		worst = worst ? worst : status;
	}
	return worst;
}

/* What was read and what became of it */

/* " (reason 3, reason 1)"; the reasons of skips are words, those of rejects the codes
 * that stand in the file of rejected rows. */
static void add_tally(struct pdz_buf *b, const struct pdz_account *t, const struct cli *words)
{
	for (size_t i = 0; i < t->count; i++) {
		const char *reason = t->items[i].reason;
		pdz_buf_printf(b, "%s%s %llu", i ? ", " : " (", words ? cli_text(words, reason) : reason,
		               (unsigned long long)t->items[i].count);
	}
	if (t->count)
		pdz_buf_char(b, ')');
	pdz_buf_char(b, '\0');
}

static void say_counts(const struct cli *cli, const char *name, const struct pdz_ingest_counts *c,
                       const struct pdz_ingest_file *f)
{
	struct pdz_buf rejected = {0}, skipped = {0};
	uint64_t sum = c->accepted + c->rejected + c->duplicates + c->superseded + c->skipped;

	add_tally(&rejected, f ? &f->rejected : &(struct pdz_account){0}, NULL);
	add_tally(&skipped, f ? &f->skipped : &(struct pdz_account){0}, cli);
	cli_say(
		cli, "account",
		"%s: %llu rows read %s %llu accepted + %llu rejected%s + %llu duplicates + %llu superseded + %llu skipped%s; %llu records",
		name, (unsigned long long)c->rows, sum == c->rows ? "=" : cli_text(cli, "IS NOT"),
		(unsigned long long)c->accepted, (unsigned long long)c->rejected, rejected.failed ? "" : rejected.p,
		(unsigned long long)c->duplicates, (unsigned long long)c->superseded, (unsigned long long)c->skipped,
		skipped.failed ? "" : skipped.p, (unsigned long long)c->records);
	pdz_buf_release(&rejected);
	pdz_buf_release(&skipped);
}

static void say_file(const struct cli *cli, const struct pdz_ingest_file *f)
{
	static const struct {
		char delimiter;
		const char *name;
	} delimiters[] = {{';', "semicolons"}, {',', "commas"}, {'\t', "tabs"}, {'|', "bars"}};
	const char *delimiter = "";

	for (size_t i = 0; i < 4; i++)
		if (delimiters[i].delimiter == f->delimiter)
			delimiter = cli_text(cli, delimiters[i].name);
	cli_say(cli, "input", "%s: %s%s, %s, header on line %llu, %s%s", f->name, f->encoding,
	        f->bom ? cli_text(cli, " with byte order mark") : "", delimiter, (unsigned long long)f->header_line,
	        cli_text(cli, f->mapping ? "mapping " : "no mapping"), f->mapping ? f->mapping : "");
}

static void say_quality(const struct cli *cli, const struct pdz_ingest *run)
{
	struct pdz_buf text = {0};

	if (pdz_ingest_quality_text(run, &text, NULL) == PDZ_OK && text.n) {
		char *at = text.p, *end = text.p + text.n;
		for (char *nl; at < end && (nl = memchr(at, '\n', (size_t)(end - at))); at = nl + 1)
			cli_say(cli, "quality", "%.*s", (int)(nl - at), at);
	}
	pdz_buf_release(&text);
}

static void say_all(struct cli *cli, const struct pdz_ingest *run, bool quality)
{
	size_t count;
	const struct pdz_ingest_file *files = pdz_ingest_files(run, &count);
	struct pdz_ingest_counts total = pdz_ingest_total(run);

	cli_tell_rest(cli);
	if (quality)
		say_quality(cli, run);
	for (size_t i = 0; i < count; i++) {
		say_file(cli, &files[i]);
		say_counts(cli, files[i].name, &files[i].counts, &files[i]);
	}
	say_counts(cli, cli_text(cli, "total"), &total, NULL);
}

/* Read, and put all outputs in place or none. */
static enum pdz_status load_everything(struct cli *cli, const struct arguments *a, const struct pdz_ingest_options *o,
                                       struct pdz_error *err)
{
	enum { RECORDS, REJECTS, QUALITY, OUTPUTS };
	struct pdz_output outs[OUTPUTS] = {0};
	const char *const names[OUTPUTS] = {cli->output, a->rejects, a->quality};
	struct pdz_ingest *run = NULL;
	enum pdz_status status = PDZ_OK;

	for (int i = RECORDS; i < OUTPUTS && !status; i++)
		if (i == RECORDS || names[i])
			status = pdz_output_open(&outs[i], names[i], true, err);
	cli_progress(cli, o->names, o->name_count);
	if (!status)
		status = pdz_ingest_run(&run, o, &outs[RECORDS], a->rejects ? &outs[REJECTS] : NULL, err);
	if (!status && a->quality)
		status = pdz_ingest_quality_json(run, &outs[QUALITY].pending, err);
	if (!status)
		status = pdz_output_commit_all(outs, OUTPUTS, err);
	if (!status) {
		say_all(cli, run, a->quality != NULL);
		if (pdz_ingest_total(run).rejected)
			status = PDZ_FINDINGS;
	} else {
		cli_tell_rest(cli);
	}
	for (int i = RECORDS; i < OUTPUTS; i++)
		pdz_output_abandon(&outs[i]);
	pdz_ingest_free(run);
	return status;
}

static enum pdz_status show_preview(const struct cli *cli, const struct arguments *a,
                                    const struct pdz_ingest_options *o, struct pdz_error *err)
{
	struct pdz_output out = {0};
	enum pdz_status status = pdz_output_open(&out, cli->output, true, err);

	if (!status)
		status = a->propose ? pdz_ingest_propose(a->propose, o->plan, cli->language, &out.pending, err)
		                    : pdz_ingest_preview(o, a->preview, &out, err);
	if (!status)
		return pdz_output_commit(&out, err);
	pdz_output_abandon(&out);
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

/* Tests cut small files into many chunks. */
static size_t chunk_of_tests(void)
{
	const char *text = getenv("PDZ_TEST_CHUNK");
	uint64_t bytes = 0;

	return text && parse_count(text, &bytes) && bytes < 1 << 30 ? (size_t)bytes : 0;
}

static enum pdz_status ingest_everything(struct cli *cli, struct arguments *a, struct pdz_error *err)
{
	struct pdz_diag_sink sink = {cli_tell, cli};
	struct loaded mappings = {0};
	struct pdz_plan *plan = NULL;
	struct pdz_pseudonyms *pseudonyms = NULL;
	enum pdz_status status = a->plan ? pdz_plan_load(&plan, a->plan, &sink, err) : PDZ_OK;

	if (plan)
		cli_language(cli, plan->language);
	if (!status && a->key_file)
		status = pdz_pseudonyms_load(&pseudonyms, a->key_file, a->project ? pdz_str(a->project) : plan->id, err);
	if (!status)
		status = load_mappings(&mappings, a, plan, &sink, err);
	if (!status) {
		struct pdz_ingest_options o = {
			.plan = plan,
			.mappings = mappings.items,
			.mapping_count = mappings.count,
			.names = (const char *const *)cli->operands,
			.name_count = (size_t)cli->operand_count,
			.temporary_folder = getenv("TMPDIR"),
			.sink = sink,
			.language = cli->language,
			.quality = a->quality != NULL,
			.pseudonyms = pseudonyms,
			.mask = a->mask || (pseudonyms && !a->no_mask),
			.packed = a->packed,
			.jobs = a->jobs ? a->jobs : threads(cli),
			.chunk = chunk_of_tests(),
			.max_rejects = a->max_rejects,
			.max_rejects_share = a->max_share,
		};
		status = a->propose || a->preview ? show_preview(cli, a, &o, err) : load_everything(cli, a, &o, err);
	}
	for (size_t i = 0; i < mappings.count; i++)
		pdz_mapping_free(mappings.items[i]);
	free(mappings.items);
	pdz_pseudonyms_free(pseudonyms);
	pdz_plan_free(plan);
	return status;
}

/* Alone: a key is made once and then kept. */
static int make_key(const struct cli *cli, const struct arguments *a, struct pdz_error *err)
{
	if (cli->operand_count)
		return cli_usage(cli, "too many files: '%s' (--make-key does nothing else)", cli->operands[0]);
	enum pdz_status status = pdz_key_make(a->make_key, err);
	return status ? cli_fail(cli, err) : PDZ_OK;
}

/* No output takes the place of an input or of another output. */
static int check_outputs(const struct cli *cli, const struct arguments *a)
{
	const char *const outputs[] = {cli->output, a->rejects, a->quality}, *const own[] = {a->plan, a->key_file,
	                                                                                     a->propose};
	int status = CLI_GO_ON;

	for (size_t i = 0; i < 3 && status == CLI_GO_ON; i++) {
		status = cli_apart(cli, outputs[i], outputs, i);
		if (status == CLI_GO_ON)
			status = cli_apart(cli, outputs[i], own, 3);
		if (status == CLI_GO_ON)
			status = cli_apart(cli, outputs[i], a->mappings, a->mapping_count);
		if (status == CLI_GO_ON)
			status = cli_apart(cli, outputs[i], (const char *const *)cli->operands, (size_t)cli->operand_count);
	}
	return status;
}

int main(int argc, char **argv)
{
	struct arguments a = {.max_rejects = UINT64_MAX, .max_share = 1};
	struct pdz_error err = {0};
	struct cli cli;

	a.mappings = calloc((size_t)argc + 1, sizeof *a.mappings);
	if (!a.mappings) {
		cli = (struct cli){.program = &program};
		return cli_fail(&cli, &(struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"});
	}
	int status = cli_start(&cli, &program, argc, argv, take_ingest_option, &a);
	if (status == CLI_GO_ON && a.make_key)
		status = make_key(&cli, &a, &err);
	if (status == CLI_GO_ON && a.mask && a.no_mask)
		status = cli_usage(&cli, "--mask and --no-mask at once");
	if (status == CLI_GO_ON && a.key_file && !a.plan && !a.project)
		status = cli_usage(&cli, "a key without a project (give --plan or --project)");
	if (status == CLI_GO_ON && a.propose && cli.operand_count)
		status = cli_usage(&cli, "too many files: '%s' (--propose has its own)", cli.operands[0]);
	else if (status == CLI_GO_ON && !a.propose && !cli.operand_count)
		status = cli_usage(&cli, "no input file");
	if (status == CLI_GO_ON && a.packed && (a.propose || a.preview))
		status = cli_usage(&cli, "--packed is for records (not for --propose or --preview)");
	if (status == CLI_GO_ON && a.packed && (!cli.output || strcmp(cli.output, "-") == 0) && isatty(STDOUT_FILENO))
		status = cli_usage(&cli, "packed records are no text for a terminal (expected a pipe to pdz-indicators)");
	for (int i = 0, dashes = 0; status == CLI_GO_ON && i < cli.operand_count; i++)
		if (strcmp(cli.operands[i], "-") == 0 && dashes++)
			status = cli_usage(&cli, "standard input twice");
	if (status == CLI_GO_ON)
		status = check_outputs(&cli, &a);
	if (status == CLI_GO_ON) {
		status = (int)ingest_everything(&cli, &a, &err);
		if (err.status)
			status = cli_fail(&cli, &err);
	}
	free(a.mappings);
	return status;
}
