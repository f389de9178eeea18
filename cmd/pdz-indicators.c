/* pdz-indicators: activity records and a plan in, results out. */
#include "cli.h"

#include "pdz/diff.h"
#include "pdz/explain.h"
#include "pdz/needs.h"
#include "pdz/output.h"
#include "pdz/partial.h"
#include "pdz/plan.h"
#include "pdz/record.h"
#include "pdz/results_write.h"
#include "pdz/run.h"
#include "pdz/seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct cli_option options[] = {
	{'p', "plan", "PLAN", "the plan (JSON); required"},
	{'\0', "as-of", "DATE", "look at records up to this day, yyyy-mm-dd (today)"},
	{'\0', "by", "KEYS", "break down by plan, year, semester, quarter, month, area, category\nor a dimension of the plan, with commas between (plan,year)"},
	{'\0', "only", "CODES", "only these indicators, with commas between; 1.3 stands for all\nof action 1.3, 1 for all of objective 1"},
	{'\0', "period", "PERIOD", "only periods that lie in this one: 2025, 2025-S1, 2025-Q1, 2025-01"},
	{'\0', "area", "AREA", "only this area; with --by area, what lies in it too"},
	{'\0', "category", "TEXT", "only this category"},
	{'\0', "explain", "CODES", "say what these indicators are made of: definition, formula, records\nwith their file and line, records left out and why, steps to the verdict"},
	{'\0', "limit", "N", "with --explain, show at most N records of each list (all)"},
	{'\0', "all", NULL, "with --explain, list also records that the definition's filters pass over"},
	{'\0', "quality", "FILE", "the summary that pdz-ingest --quality wrote of these records: where\nthey came from goes into the results, and the counts must agree"},
	{'f', "format", "FORMAT", "json (results document) or csv (flat table);\nwith --explain text or json (json; with --explain text)"},
	{'\0', "partial", NULL, "write what is kept of these records, to be merged with that of others"},
	{'\0', "merge", NULL, "the FILEs are such partial results: compute from all of them"},
	{'\0', "key", "FILE", "hash the ids of cases in partial results with the bytes of FILE"},
	{'\0', "check", NULL, "check the plan, say what each indicator needs, and stop"},
	{'\0', "needs", NULL, "by raw file and event: months with records, months missing,\nand the events that never came"},
	{'\0', "template", NULL, "an empty form of records: the header, and a row for each event that\nshows which cells to fill"},
	{'\0', "diff", NULL, "compare two results documents, OLD and NEW: what moved, and why"},
	{'\0', NULL, NULL, NULL},
};

static const char *const examples[] = {
	"pdz-indicators -p plan.json records.csv -o results.json",
	"every indicator, for the plan and each of its years",
	"pdz-indicators -p plan.json --only 1.3.R2 --by quarter,area -f csv records.csv",
	"one indicator by quarter, for each level of the territory",
	"pdz-indicators -p plan.json --explain 1.3.R2 --period 2026 records.csv",
	"which records that indicator of 2026 is made of",
	"pdz-indicators --diff may.json june.json",
	"which values and verdicts moved from one run to the other, and why",
	NULL,
};

static const struct cli_program program = {
	"pdz-indicators", "-p PLAN [OPTION]... [FILE]...",
	"Computes the indicators of a plan from activity records (FILEs, or standard input).", options, examples,
};

struct job {
	struct cli cli;
	const char *plan_path, *by, *only, *as_of, *period, *area, *explain, *format, *quality;
	bool check, all, diff, needs, form;
	bool strangers; /* records other than those the quality summary speaks of */
	unsigned long limit;
	struct pdz_plan *plan;
	struct pdz_provenance provenance;
	struct pdz_run_options options;
	bool *chosen;
	struct pdz_run *run;
	struct pdz_collector *collector; /* with --explain */
	struct pdz_needs *arrived;       /* with --needs */
	struct pdz_buf by_given;         /* the keys of --by, and those that --area and --category bring */
	struct pdz_seen seen;
	bool partial, merge;
	const char *key_path;
	struct pdz_buf key;
	struct pdz_partial_head made;
	struct pdz_partial_inputs inputs; /* of what was merged */
	struct pdz_result_file *files;
	size_t file_count;
	struct pdz_diag_sink sink;
};

static const char *take_limit(struct job *job, const char *value)
{
	char *end;
	job->limit = strtoul(value, &end, 10);
	return *end != '\0' || *value < '0' || *value > '9' || job->limit == 0 ? "a whole number above 0" : NULL;
}

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

static const char *take(void *ctx, const char *name, const char *value)
{
	struct job *job = ctx;
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
		return take_limit(job, value);
	else
		return take_format(job, value);
	return NULL;
}

/* Today, or the day of SOURCE_DATE_EPOCH for builds that must not look at the clock. */
static pdz_day today(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm tm;
	if (epoch != NULL)
		return (pdz_day)(strtoll(epoch, NULL, 10) / 86400);
	if (localtime_r(&now, &tm) == NULL)
		return (pdz_day)(now / 86400);
	return pdz_day_from(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

/* The next of some words with commas between; false at the end. */
static bool next_word(const char **list, struct pdz_str *word)
{
	if (*list == NULL)
		return false;
	const char *end = strchr(*list, ',');
	*word = end != NULL ? (struct pdz_str){*list, (size_t)(end - *list)} : pdz_str(*list);
	*list = end != NULL ? end + 1 : NULL;
	return true;
}

/* --period, --area and --category: which entries, of those that --by gives. */
static int read_choice(struct job *job)
{
	struct pdz_run_options *o = &job->options;
	const struct pdz_period plan = job->plan->period;
	if (job->period != NULL) {
		o->one_period = true;
		if (!pdz_period_parse(pdz_str(job->period), &o->period))
			return cli_usage(&job->cli, "not a period: '%s' (2025, 2025-S1, 2025-Q1, 2025-01 or that of the plan)", job->period);
		if (o->period.last < plan.first || o->period.first > plan.last)
			return cli_usage(&job->cli, "not a period of the plan: '%s'", job->period);
	}
	if (job->area != NULL) {
		o->one_area = true;
		o->area = pdz_plan_area(job->plan, pdz_str(job->area));
		if (o->area == PDZ_NONE)
			return cli_usage(&job->cli, "no area '%s' in the plan", job->area);
	}
	o->one_category = o->category.p != NULL;
	return CLI_GO_ON;
}

static void add_key(struct job *job, const char *key)
{
	pdz_buf_z(&job->by_given, job->by_given.n > 0 ? "," : "");
	pdz_buf_z(&job->by_given, key);
}

/* The keys not said: one period is itself, whole or not; area and category come with their choice. */
static int add_keys(struct job *job)
{
	struct pdz_run_options *o = &job->options;
	if (o->levels == 0 && (o->one_period || job->explain != NULL || job->by != NULL)) {
		const enum pdz_level level = o->one_period ? o->period.level : PDZ_PLAN;
		o->levels = 1u << level;
		if (job->by == NULL)
			add_key(job, pdz_level_name(level));
	} else if (o->levels == 0) {
		o->levels = 1u << PDZ_PLAN | 1u << PDZ_YEAR;
		add_key(job, "plan,year");
	}
	o->with_parts = o->by_area;
	if (o->one_area && !o->by_area)
		add_key(job, "area");
	if (o->one_category && !o->by_category)
		add_key(job, "category");
	o->by_area |= o->one_area;
	o->by_category |= o->one_category;
	pdz_buf_char(&job->by_given, '\0');
	return job->by_given.failed ? cli_fail(&job->cli, &(struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"}) : CLI_GO_ON;
}

static int read_by(struct job *job)
{
	struct pdz_run_options *o = &job->options;
	const char *list = job->by;
	struct pdz_str word;
	if (job->by != NULL)
		add_key(job, job->by);
	while (next_word(&list, &word)) {
		int level = PDZ_PLAN;
		while (level <= PDZ_MONTH && !pdz_str_is(word, pdz_level_name((enum pdz_level)level)))
			level++;
		if (level <= PDZ_MONTH) {
			o->levels |= 1u << level;
			continue;
		}
		const unsigned column = pdz_plan_column(job->plan, word);
		if (column == PDZ_COL_AREA)
			o->by_area = true;
		else if (column == PDZ_COL_CATEGORY)
			o->by_category = true;
		else if (column != PDZ_NONE && column >= PDZ_COLUMNS && o->dimension_count < PDZ_MAX_DIMENSIONS)
			o->dimensions[o->dimension_count++] = column - PDZ_COLUMNS;
		else
			return cli_usage(&job->cli, "cannot break down by '%.*s' (plan, year, semester, quarter, month, area, category or a dimension of the plan)",
			                 (int)word.n, word.p);
	}
	return add_keys(job);
}

/* An indicator by its code, or all of an action or objective. */
static bool is_chosen(const struct pdz_plan *plan, const struct pdz_indicator *ind, struct pdz_str word)
{
	return pdz_str_eq(ind->code, word) || pdz_str_eq(plan->objectives[ind->objective].code, word) ||
	       (ind->action != PDZ_NONE && pdz_str_eq(plan->actions[ind->action].code, word));
}

static int read_only(struct job *job)
{
	const char *list = job->explain != NULL ? job->explain : job->only;
	struct pdz_str word;
	if (list == NULL)
		return CLI_GO_ON;
	job->chosen = calloc(job->plan->indicator_count + 1, sizeof *job->chosen);
	if (job->chosen == NULL)
		return cli_fail(&job->cli, &(struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"});
	while (next_word(&list, &word)) {
		bool found = false;
		for (size_t i = 0; i < job->plan->indicator_count; i++) {
			const bool here = is_chosen(job->plan, &job->plan->indicators[i], word);
			job->chosen[i] |= here;
			found |= here;
		}
		if (!found)
			return cli_usage(&job->cli, "no indicator, action or objective '%.*s' in the plan", (int)word.n, word.p);
	}
	job->options.only = job->chosen;
	return CLI_GO_ON;
}

static int read_as_of(struct job *job)
{
	if (job->as_of == NULL) {
		job->options.as_of = today();
		return CLI_GO_ON;
	}
	if (pdz_day_parse(pdz_str(job->as_of), &job->options.as_of) != PDZ_PARSE_OK)
		return cli_usage(&job->cli, "not a date: '%s' (yyyy-mm-dd)", job->as_of);
	return CLI_GO_ON;
}

/* What makes two records of one id the same: all but where they came from. */
static uint64_t content_of(const struct pdz_record *r, size_t dimension_count)
{
	const struct pdz_str texts[] = {r->action, r->event, r->case_id, r->category, r->area, r->note};
	const int64_t numbers[] = {r->date, r->due, r->start, r->status, r->quantity};
	uint64_t h = pdz_hash(numbers, sizeof numbers);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		h = h * UINT64_C(0x9E3779B97F4A7C15) + pdz_hash(texts[i].p, texts[i].n);
	for (size_t i = 0; i < dimension_count; i++)
		h = h * UINT64_C(0x9E3779B97F4A7C15) + pdz_hash(r->dimensions[i].p, r->dimensions[i].n);
	return h;
}

enum pass { ONLY, AGAIN }; /* the second reading, once a correction was found in the first */

/* Is the record to be left out because of its id? In the first pass a correction only marks the need for a second. */
static enum pdz_fate fate_of_id(struct job *job, enum pass pass, const struct pdz_record *r, uint32_t row)
{
	if (r->id.n == 0)
		return PDZ_USED;
	const uint64_t content = content_of(r, job->plan->dimension_count);
	if (pass == ONLY)
		return pdz_seen_note(&job->seen, r->id, content, row) == PDZ_UNCHANGED ? PDZ_DUPLICATE : PDZ_USED;
	static const enum pdz_fate fates[] = {[PDZ_FIRST] = PDZ_USED, [PDZ_UNCHANGED] = PDZ_DUPLICATE, [PDZ_CHANGED] = PDZ_SUPERSEDED};
	return fates[pdz_seen_final(&job->seen, r->id, content, row)];
}

static enum pdz_status read_file(struct job *job, enum pass pass, struct pdz_result_file *file, uint32_t *row,
                                 struct pdz_error *err)
{
	struct pdz_input in;
	struct pdz_record_reader reader;
	struct pdz_record r;
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS];
	const struct pdz_diag_sink *sink = pass == ONLY ? &job->sink : NULL; /* told once */
	bool got;
	for (size_t i = 0; i < job->plan->dimension_count; i++)
		dimensions[i] = job->plan->dimensions[i].code;
	memset(file->fates, 0, sizeof file->fates);
	enum pdz_status status = pdz_input_open(&in, file->name, err);
	if (status != PDZ_OK)
		return status;
	if (job->format != NULL && strcmp(job->format, "csv") == 0) /* a flat table does not name its inputs */
		pdz_input_forget_hash(&in);
	status = pdz_record_open(&reader, &in, dimensions, job->plan->dimension_count, err);
	while (status == PDZ_OK && (status = pdz_record_read(&reader, &r, &got, sink, err)) == PDZ_OK && got) {
		enum pdz_fate fate = fate_of_id(job, pass, &r, (*row)++);
		if (fate == PDZ_USED)
			status = pdz_run_add(job->run, &r, &fate, r.source.p, r.line, sink, err);
		file->fates[fate]++;
		if (status == PDZ_OK && job->collector != NULL)
			status = pdz_collect(job->collector, &r, fate, err);
		if (status == PDZ_OK && job->arrived != NULL && fate != PDZ_DUPLICATE && fate != PDZ_SUPERSEDED)
			status = pdz_needs_add(job->arrived, &r, err);
		if (status == PDZ_OK && job->seen.failed)
			status = pdz_no_memory(err);
		if (status == PDZ_OK && job->seen.corrections > 0 && pass == ONLY && strcmp(file->name, "-") == 0)
			status = pdz_fail(err, PDZ_INPUT, file->name, 0, 0,
			                  "record id '%.*s' comes twice with different content; pass the records through pdz-ingest, or as a file",
			                  (int)r.id.n, r.id.p);
	}
	if (status == PDZ_OK) {
		file->fates[PDZ_INVALID] = reader.invalid;
		file->bytes = in.bytes;
		pdz_input_sha256(&in, file->sha256);
	}
	pdz_record_close(&reader);
	pdz_input_close(&in);
	return status;
}

static enum pdz_status read_files(struct job *job, struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;
	for (enum pass pass = ONLY; pass <= AGAIN && status == PDZ_OK; pass++) {
		uint32_t row = 1;
		if (pass == AGAIN && job->seen.corrections == 0)
			break;
		pdz_collector_free(job->collector);
		job->collector = NULL;
		pdz_run_free(job->run);
		job->run = pdz_run_new(job->plan, &job->options);
		pdz_needs_free(job->arrived);
		job->arrived = NULL;
		if (job->needs && (job->arrived = pdz_needs_new(job->plan, job->options.as_of)) == NULL)
			return pdz_no_memory(err);
		if (job->run == NULL || (job->explain != NULL && (job->collector = pdz_collector_new(job->run)) == NULL))
			return pdz_no_memory(err);
		for (size_t i = 0; i < job->file_count && status == PDZ_OK; i++)
			status = read_file(job, pass, &job->files[i], &row, err);
	}
	return status;
}

static void set_text(struct pdz_buf *b, const char *text)
{
	pdz_buf_clear(b);
	pdz_buf_z(b, text);
	pdz_buf_char(b, '\0');
	b->n -= !b->failed;
}

/* Options that are not given are those the first of the partials was made with. */
static enum pdz_status adopt_options(struct job *job, struct pdz_error *err)
{
	const enum pdz_status status = pdz_partial_look(job->cli.operand_count > 0 ? job->cli.operands[0] : "-", &job->made, err);
	if (status != PDZ_OK)
		return status;
	if (job->by == NULL)
		job->by = job->made.by.p;
	if (job->only == NULL && job->made.only.n > 0)
		job->only = job->made.only.p;
	if (job->as_of == NULL)
		job->as_of = job->made.as_of.p;
	return PDZ_OK;
}

/* What the partials of this run are made with. */
static enum pdz_status describe_partial(struct job *job, struct pdz_error *err)
{
	struct pdz_partial_head head = {{0}, {0}, {0}, {0}};
	char digest[65] = "plan";
	if (job->key_path != NULL) {
		const enum pdz_status status = pdz_input_slurp(job->key_path, 1 << 16, &job->key, digest, err);
		if (status != PDZ_OK)
			return status;
		if (job->key.n < 16)
			return pdz_fail(err, PDZ_INPUT, job->key_path, 0, 0, "too short for a key: %zu bytes (expected at least 16)", job->key.n);
		pdz_sha256(digest, 64, digest); /* a fingerprint of the key, not of what it hashes */
		digest[16] = '\0';
	}
	pdz_day_write(&head.as_of, job->options.as_of);
	pdz_buf_char(&head.as_of, '\0');
	head.as_of.n -= !head.as_of.failed;
	set_text(&head.by, job->by_given.p);
	set_text(&head.only, job->only != NULL ? job->only : "");
	set_text(&head.key, digest);
	const bool failed = head.as_of.failed || head.by.failed || head.only.failed || head.key.failed;
	pdz_partial_head_release(&job->made); /* its texts have been read */
	job->made = head;
	return failed ? pdz_no_memory(err) : PDZ_OK;
}

static enum pdz_status merge_files(struct job *job, struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;
	job->run = pdz_run_new(job->plan, &job->options);
	if (job->run == NULL)
		return pdz_no_memory(err);
	for (size_t i = 0; i < job->file_count && status == PDZ_OK; i++)
		status = pdz_partial_merge(job->run, job->plan, job->files[i].name, &job->made, &job->inputs, err);
	free(job->files);
	job->files = job->inputs.files;
	job->file_count = job->inputs.count;
	job->inputs.files = NULL;
	return status;
}

static enum pdz_status write_partial(struct job *job, struct pdz_error *err)
{
	struct pdz_output out;
	enum pdz_status status = pdz_output_open(&out, job->cli.output, true, err);
	if (status != PDZ_OK)
		return status;
	status = pdz_partial_write(job->run, job->plan, &job->made, job->key.p, job->key.n, job->files, job->file_count, &out, err);
	if (status == PDZ_OK)
		return pdz_output_commit(&out, err);
	pdz_output_abandon(&out);
	return status;
}

struct writing {
	struct pdz_results_writer w;
	struct pdz_output *out;
	bool csv;
};

static enum pdz_status write_entry(void *ctx, const struct pdz_entry *e, struct pdz_error *err)
{
	struct writing *writing = ctx;
	if (writing->csv)
		pdz_results_write_csv_entry(&writing->w, e);
	else
		pdz_results_write_entry(&writing->w, e);
	return pdz_output_pump(writing->out, err);
}

static enum pdz_status write_comparison(void *ctx, const struct pdz_comparison *c, struct pdz_error *err)
{
	struct writing *writing = ctx;
	pdz_results_write_comparison(&writing->w, c);
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
static enum pdz_status write_explanations(struct job *job, struct pdz_error *err)
{
	struct pdz_output out;
	enum pdz_status status = pdz_output_open(&out, job->cli.output, true, err);
	if (status != PDZ_OK)
		return status;
	struct explaining explaining = {
		.x = {.out = &out.pending, .plan = job->plan, .run = job->run, .options = &job->options, .collector = job->collector,
		      .language = job->cli.language, .json = strcmp(job->format, "json") == 0,
		      .limit = job->limit, .all = job->all},
		.out = &out,
	};
	pdz_explain_begin(&explaining.x, job->files, job->file_count);
	status = pdz_run_finish(job->run, explain_entry, &explaining, err);
	pdz_explain_end(&explaining.x);
	if (status == PDZ_OK)
		return pdz_output_commit(&out, err);
	pdz_output_abandon(&out);
	return status;
}

/* The summary is read after the records: in a pipeline it is complete only then.
 * Records that are not those it speaks of are a finding. */
static enum pdz_status read_provenance(struct job *job, struct pdz_error *err)
{
	if (job->quality == NULL)
		return PDZ_OK;
	enum pdz_status status = pdz_provenance_load(&job->provenance, job->quality, &job->sink, err);
	size_t count;
	const struct pdz_source_count *s = pdz_run_sources(job->run, &count);
	for (size_t i = 0; i < count && status == PDZ_OK; i++) {
		const uint64_t expected = pdz_provenance_records(&job->provenance, s[i].name);
		char found[64], said[64];
		if (expected == s[i].records)
			continue;
		snprintf(found, sizeof found, "%llu", (unsigned long long)s[i].records);
		snprintf(said, sizeof said, "%llu", (unsigned long long)expected);
		pdz_tell(&job->sink, &(struct pdz_diag){.severity = PDZ_WARNING, .source = s[i].name.p, .code = "other_records",
		                                        .problem = "not as many records as the quality summary says",
		                                        .subject = found, .expected = "expected {0}", .with = {said}});
		job->strangers = true;
	}
	return status;
}

static enum pdz_status write_results(struct job *job, struct pdz_error *err)
{
	struct pdz_output out;
	if (read_provenance(job, err) != PDZ_OK)
		return err->status;
	enum pdz_status status = pdz_output_open(&out, job->cli.output, false, err);
	if (status != PDZ_OK)
		return status;
	struct writing writing = {.w = {.out = &out.pending, .plan = job->plan, .run = job->run, .options = &job->options, .by = job->by_given.p,
	                                .provenance = job->quality != NULL ? &job->provenance : NULL},
	                          .out = &out, .csv = strcmp(job->format, "csv") == 0};
	if (writing.csv)
		pdz_results_write_csv_header(&writing.w);
	else
		pdz_results_write_begin(&writing.w, job->files, job->file_count);
	status = pdz_run_finish(job->run, write_entry, &writing, err);
	if (status == PDZ_OK && !writing.csv) {
		status = pdz_run_compare(job->run, write_comparison, &writing, err);
		pdz_results_write_end(&writing.w);
	}
	if (status == PDZ_OK)
		return pdz_output_commit(&out, err);
	pdz_output_abandon(&out);
	return status;
}

/* One line per input that needs a look, so that nothing is set aside in silence. */
static bool say_accounts(struct job *job)
{
	bool findings = false;
	for (size_t i = 0; i < job->file_count; i++) {
		const struct pdz_result_file *f = &job->files[i];
		uint64_t read = 0;
		char parts[512] = "", name[64];
		size_t n = 0;
		for (size_t k = 0; k < PDZ_FATES; k++) {
			read += f->fates[k];
			findings |= f->fates[k] > 0 && pdz_fate_is_finding((enum pdz_fate)k);
			if (k == 0 || f->fates[k] == 0)
				continue;
			snprintf(name, sizeof name, "fate|%s", pdz_fate_names[k]);
			n += (size_t)snprintf(parts + n, sizeof parts - n, ", %s %llu", pdz_say(job->cli.language, name), (unsigned long long)f->fates[k]);
		}
		cli_say(&job->cli, "account", "%s: %llu records read = used %llu%s", f->name, (unsigned long long)read,
		        (unsigned long long)f->fates[PDZ_USED], parts);
	}
	return findings;
}

/* What has arrived; or what the plan needs; or the empty form for it. */
static enum pdz_status write_needs(struct job *job, struct pdz_error *err)
{
	struct pdz_output out;
	const enum pdz_language language = job->cli.language;
	enum pdz_status status = pdz_output_open(&out, job->cli.output, false, err);
	if (status != PDZ_OK)
		return status;
	status = job->check ? pdz_requirements_write(job->plan, language, &out.pending, err)
	         : job->form ? pdz_template_write(job->plan, language, &out.pending, err)
	                   : pdz_needs_write(job->arrived, language, strcmp(job->format, "csv") == 0, &out.pending, err);
	if (status == PDZ_OK)
		return pdz_output_commit(&out, err);
	pdz_output_abandon(&out);
	return status;
}

static enum pdz_status write_diff(struct job *job, const struct pdz_results *before, const struct pdz_results *after,
                                  size_t *redefined, struct pdz_error *err)
{
	struct pdz_output out;
	const struct pdz_diff_options how = {.language = job->cli.language, .csv = job->format != NULL && strcmp(job->format, "csv") == 0};
	enum pdz_status status = pdz_output_open(&out, job->cli.output, false, err);
	if (status != PDZ_OK)
		return status;
	status = pdz_diff_write(before, after, &how, &out.pending, redefined, err);
	if (status == PDZ_OK)
		return pdz_output_commit(&out, err);
	pdz_output_abandon(&out);
	return status;
}

/* Two documents, no plan and no records. Values under two definitions need a look: 1. */
static int diff(struct job *job)
{
	struct pdz_results *before = NULL, *after = NULL;
	struct pdz_error err = {0};
	size_t redefined = 0;
	if (job->cli.operand_count != 2)
		return cli_usage(&job->cli, "--diff compares two results documents, OLD and NEW");
	if (job->format != NULL && strcmp(job->format, "json") == 0)
		return cli_usage(&job->cli, "cannot use --format: 'json' (expected text or csv, with --diff)");
	enum pdz_status status = pdz_results_load(&before, job->cli.operands[0], &job->sink, &err);
	if (status == PDZ_OK)
		status = pdz_results_load(&after, job->cli.operands[1], &job->sink, &err);
	if (status == PDZ_OK)
		cli_language(&job->cli, pdz_language_name(after->italian ? PDZ_ITALIAN : PDZ_ENGLISH));
	if (status == PDZ_OK && !pdz_str_eq(before->plan_id, after->plan_id))
		status = pdz_fail(&err, PDZ_INPUT, job->cli.operands[1], 0, 0, "results of another plan: '%.*s' (expected '%.*s')",
		                  (int)after->plan_id.n, after->plan_id.p, (int)before->plan_id.n, before->plan_id.p);
	if (status == PDZ_OK)
		status = write_diff(job, before, after, &redefined, &err);
	pdz_results_free(before);
	pdz_results_free(after);
	cli_tell_rest(&job->cli);
	if (status != PDZ_OK)
		return cli_fail(&job->cli, &err);
	return redefined > 0 ? PDZ_FINDINGS : PDZ_OK;
}

static int work(struct job *job)
{
	struct pdz_error err = {0};
	job->sink = (struct pdz_diag_sink){cli_tell, &job->cli};
	if (job->diff)
		return diff(job);
	if (job->plan_path == NULL)
		return cli_usage(&job->cli, "no plan given (-p PLAN)");
	if (job->explain != NULL && job->only != NULL)
		return cli_usage(&job->cli, "--explain names the indicators itself: no --only beside it");
	if (job->needs && job->explain != NULL)
		return cli_usage(&job->cli, "either --needs or --explain");
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
	if (pdz_plan_load(&job->plan, job->plan_path, &job->sink, &err) != PDZ_OK)
		return cli_fail(&job->cli, &err);
	cli_language(&job->cli, job->plan->language);
	if (job->check) {
		cli_say(&job->cli, "plan", "%s: %zu objectives, %zu actions, %zu indicators: no mistake", job->plan_path,
		        job->plan->objective_count, job->plan->action_count, job->plan->indicator_count);
	}
	if (job->check || job->form)
		return write_needs(job, &err) == PDZ_OK ? PDZ_OK : cli_fail(&job->cli, &err);
	if (job->merge && adopt_options(job, &err) != PDZ_OK)
		return cli_fail(&job->cli, &err);
	int status = read_choice(job);
	if (status == CLI_GO_ON)
		status = read_by(job);
	if (status == CLI_GO_ON)
		status = read_only(job);
	if (status == CLI_GO_ON)
		status = read_as_of(job);
	if (status != CLI_GO_ON)
		return status;
	static char stdin_name[] = "-";
	job->file_count = job->cli.operand_count > 0 ? (size_t)job->cli.operand_count : 1;
	job->files = calloc(job->file_count, sizeof *job->files);
	if (job->files == NULL)
		return cli_fail(&job->cli, &(struct pdz_error){.status = PDZ_INPUT, .text = "out of memory"});
	for (size_t i = 0; i < job->file_count; i++)
		job->files[i].name = job->cli.operand_count > 0 ? job->cli.operands[i] : stdin_name;
	if (((job->partial || job->merge) && describe_partial(job, &err) != PDZ_OK) ||
	    (job->merge ? merge_files : read_files)(job, &err) != PDZ_OK ||
	    (job->partial ? write_partial : job->needs ? write_needs : job->explain != NULL ? write_explanations : write_results)(job, &err) != PDZ_OK) {
		cli_tell_rest(&job->cli);
		return cli_fail(&job->cli, &err);
	}
	cli_tell_rest(&job->cli);
	return say_accounts(job) || job->strangers ? PDZ_FINDINGS : PDZ_OK;
}

int main(int argc, char **argv)
{
	struct job job = {0};
	int status = cli_start(&job.cli, &program, argc, argv, take, &job);
	if (status == CLI_GO_ON)
		status = work(&job);
	pdz_collector_free(job.collector);
	pdz_needs_free(job.arrived);
	pdz_run_free(job.run);
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
