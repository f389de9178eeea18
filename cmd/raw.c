/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw files and mappings on a command line; see raw.h. */
#include "raw.h"

#include "pdz/results.h"
#include "pdz/value.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

void raw_init(struct raw *raw)
{
	*raw = (struct raw){.max_rejects = UINT64_MAX, .max_share = 1};
}

void raw_release(struct raw *raw)
{
	for (size_t i = 0; i < raw->mapping_count; i++)
		pdz_mapping_free(raw->mappings[i]);
	free(raw->mappings);
	free(raw->paths.items);
	free(raw->left_out);
	free(raw->corrections.items);
	pdz_pseudonyms_free(raw->pseudonyms);
}

/* The command line */

const char *raw_take_max(void *at, const char *value)
{
	static const char expected[] = "a number of rows, or a percentage such as 5%";
	struct raw *raw = at;
	size_t n = strlen(value);
	pdz_micro share;

	if (n == 0 || value[n - 1] != '%')
		return cli_parse_count(value, &raw->max_rejects) ? NULL : expected;
	if (pdz_micro_parse((struct pdz_str){value, n - 1}, &share) != PDZ_PARSE_OK || share < 0 ||
	    share > 100 * (pdz_micro)PDZ_MICRO)
		return expected;
	raw->max_share = pdz_micro_double(share) / 100;
	return NULL;
}

const char *raw_take_settle(void *at, const char *value)
{
	struct raw *raw = at;

	return cli_parse_count(value, &raw->settle) && raw->settle <= 60 * 24 * 366 ? NULL : "minutes, at most a year";
}

static const char *add_to(struct raw *raw, struct raw_list *list, const char *value)
{
	if (pdz_grow(&list->items, &list->cap, list->count + 1, sizeof(char *)))
		list->items[list->count++] = value;
	else
		raw->no_memory = true;
	return NULL;
}

const char *raw_take_mapping(void *at, const char *value)
{
	struct raw *raw = at;

	return add_to(raw, &raw->paths, value);
}

const char *raw_take_corrections(void *at, const char *value)
{
	struct raw *raw = at;

	return add_to(raw, &raw->corrections, value);
}

bool raw_given(const struct raw *raw)
{
	return raw->paths.count || raw->corrections.count || raw->settle || raw->no_memory || raw->rejects ||
	       raw->key_file || raw->project || raw->mask || raw->no_mask || raw->max_rejects != UINT64_MAX ||
	       raw->max_share < 1;
}

/* No output takes the place of an input or of another output. */
static int check_outputs(const struct cli *cli, const struct raw *raw, const char *const *outputs, size_t output_count,
                         const char *const *own, size_t own_count)
{
	int status = CLI_GO_ON;

	for (size_t i = 0; i < output_count && status == CLI_GO_ON; i++) {
		status = cli_apart(cli, outputs[i], outputs, i);
		if (status == CLI_GO_ON)
			status = cli_apart(cli, outputs[i], own, own_count);
		if (status == CLI_GO_ON)
			status = cli_apart(cli, outputs[i], &raw->key_file, 1);
		if (status == CLI_GO_ON)
			status = cli_apart(cli, outputs[i], raw->paths.items, raw->paths.count);
		if (status == CLI_GO_ON)
			status = cli_apart(cli, outputs[i], raw->corrections.items, raw->corrections.count);
		if (status == CLI_GO_ON)
			status = cli_apart(cli, outputs[i], (const char *const *)cli->operands, (size_t)cli->operand_count);
		if (status == CLI_GO_ON)
			status = cli_may_replace(cli, outputs[i]);
	}
	return status;
}

int raw_check_last(const struct cli *cli, const struct raw *raw)
{
	return (cli->fail_on == CLI_FAIL_ON_NEW) == (raw->last != NULL)
	           ? CLI_GO_ON
	           : cli_usage(cli, "--fail-on new and --last FILE belong together");
}

int raw_check(const struct cli *cli, const struct raw *raw, bool has_plan, const char *const *outputs,
              size_t output_count, const char *const *own, size_t own_count)
{
	if (!cli_fits_ending(raw->rejects, "csv"))
		return cli_usage(cli, "rejected rows are CSV: '%s'", raw->rejects);
	if (!cli_fits_ending(outputs[2], "json"))
		return cli_usage(cli, "the quality summary is JSON: '%s'", outputs[2]);
	if (raw->mask && raw->no_mask)
		return cli_usage(cli, "--mask and --no-mask at once");
	if (raw->key_file && !has_plan && !raw->project)
		return cli_usage(cli, "a key without a project (give --plan or --project)");
	if (raw_check_last(cli, raw) != CLI_GO_ON)
		return PDZ_USAGE;
	int to_stdout = 0;
	for (size_t i = 0; i < output_count; i++) /* the first is the main one: NULL is standard output too */
		to_stdout += (i == 0 || outputs[i] != NULL) && cli_is_standard_output(outputs[i]);
	if (to_stdout > 1)
		return cli_usage(cli, "two outputs to standard output");
	for (int i = 0, dashes = 0; i < cli->operand_count; i++)
		if (strcmp(cli->operands[i], "-") == 0 && dashes++)
			return cli_usage(cli, "standard input twice");
	return check_outputs(cli, raw, outputs, output_count, own, own_count);
}

/* Mappings */

static enum pdz_status load_one(struct raw *raw, const char *path, const struct pdz_plan *plan,
                                const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	for (size_t i = 0; i < raw->mapping_count; i++)
		if (cli_is_same_file(path, pdz_mapping_path(raw->mappings[i])))
			return PDZ_OK; /* given twice it is one mapping all the same */
	if (!pdz_grow(&raw->mappings, &raw->mapping_cap, raw->mapping_count + 1, sizeof(void *)))
		return pdz_no_memory(err);
	enum pdz_status status = pdz_mapping_load(&raw->mappings[raw->mapping_count], path, plan, sink, err);
	if (!status)
		raw->mapping_count++;
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
static enum pdz_status load_folder(struct raw *raw, const char *folder, const struct pdz_plan *plan,
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
		                             : load_one(raw, path, plan, sink, err);
		worst = worst ? worst : status;
		free(path);
		free(entries[i]);
	}
	free(entries);
	return worst;
}

static enum pdz_status load_mappings(struct raw *raw, const struct pdz_plan *plan, const struct pdz_diag_sink *sink,
                                     struct pdz_error *err)
{
	enum pdz_status worst = PDZ_OK;

	for (size_t i = 0; i < raw->paths.count; i++) {
		const char *path = raw->paths.items[i];
		struct stat st;
		bool folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
		enum pdz_status status = folder ? load_folder(raw, path, plan, sink, err)
		                                : load_one(raw, path, plan, sink, err);
		worst = worst ? worst : status;
	}
	return worst;
}

enum pdz_status raw_check_named(const struct raw *raw, const struct pdz_plan *plan, const char *const *outputs,
                                size_t output_count, struct pdz_error *err)
{
	for (size_t i = 0; i < output_count; i++) {
		bool taken = plan != NULL && cli_is_same_file(outputs[i], plan->people.path.p);
		for (size_t k = 0; k < raw->mapping_count && !taken; k++)
			taken = cli_is_same_file(outputs[i], pdz_mapping_path(raw->mappings[k]));
		if (taken)
			return pdz_fail(err, PDZ_USAGE, "", 0, 0, "one file for two things: '%s'", outputs[i]);
	}
	return PDZ_OK;
}

bool raw_left_open(const struct raw *raw)
{
	for (size_t i = 0; i < raw->mapping_count; i++)
		if (pdz_mapping_open_count(raw->mappings[i]))
			return true;
	return false;
}

bool raw_tell_rivals(const struct raw *raw, struct cli *cli)
{
	bool any = false;
	for (size_t i = 0; i < raw->mapping_count; i++)
		for (size_t k = i + 1; k < raw->mapping_count; k++) {
			if (!pdz_mapping_is_rival(raw->mappings[i], raw->mappings[k]))
				continue;
			cli_tell(cli, &(struct pdz_diag){.severity = PDZ_WARNING,
			                                 .source = pdz_mapping_path(raw->mappings[k]),
			                                 .code = "two_mappings",
			                                 .problem = "two mappings are for files of one name: this one, and {0}",
			                                 .with = {pdz_mapping_path(raw->mappings[i])},
			                                 .expected = "such a file is left out whole"});
			any = true;
		}
	return any;
}

/* Tests cut small files into many chunks. */
static size_t chunk_of_tests(void)
{
	const char *text = getenv("PDZ_TEST_CHUNK");
	uint64_t bytes = 0;

	return text && cli_parse_count(text, &bytes) && bytes < 1 << 30 ? (size_t)bytes : 0;
}

enum pdz_status raw_options(struct raw *raw, struct cli *cli, const struct pdz_plan *plan,
                            const struct pdz_diag_sink *sink, struct pdz_ingest_options *o, struct pdz_error *err)
{
	enum pdz_status status = raw->no_memory ? pdz_no_memory(err) : PDZ_OK;

	if (!status && raw->key_file)
		status = pdz_pseudonyms_load(&raw->pseudonyms, raw->key_file, raw->project ? pdz_str(raw->project) : plan->id,
		                             err);
	if (!status)
		status = load_mappings(raw, plan, sink, err);
	*o = (struct pdz_ingest_options){
		.plan = plan,
		.mappings = raw->mappings,
		.mapping_count = raw->mapping_count,
		.names = (const char *const *)cli->operands,
		.name_count = (size_t)cli->operand_count,
		.corrections = raw->corrections.items,
		.correction_count = raw->corrections.count,
		.temporary_folder = getenv("TMPDIR"),
		.sink = *sink,
		.language = cli->language,
		.pseudonyms = raw->pseudonyms,
		.mask = raw->mask || (raw->pseudonyms && !raw->no_mask),
		.jobs = 1,
		.chunk = chunk_of_tests(),
		.digests = raw->last != NULL,
		.stop_at_unusable = cli->fail_on == CLI_FAIL_ON_FILE,
		.settled = raw->settle ? (int64_t)time(NULL) - (int64_t)raw->settle * 60 : 0,
		.max_rejects = raw->max_rejects,
		.max_rejects_share = raw->max_share,
	};
	return status;
}

bool raw_leave_out(struct raw *raw, const struct cli *cli, const struct pdz_ingest *run, struct pdz_ingest_options *o,
                   struct pdz_error *err)
{
	size_t file;

	if (!pdz_ingest_failed_late(run, err, &file))
		return false;
	if (raw->left_out == NULL && (raw->left_out = calloc(o->name_count, sizeof *raw->left_out)) == NULL)
		return false;
	o->left_out = raw->left_out;
	raw->left_out[file] = *err;
	*err = (struct pdz_error){0};
	cli_forget(cli);
	return true;
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
	enum { OF_ROWS = 9 };
	struct pdz_buf rejected = {0}, skipped = {0};
	char aside[120] = "";
	uint64_t sum = c->accepted + c->rejected + c->duplicates + c->superseded + c->skipped;

	add_tally(&rejected, f ? &f->rejected : &(struct pdz_account){0}, NULL);
	add_tally(&skipped, f ? &f->skipped : &(struct pdz_account){0}, cli);
	if (c->partly) /* else the rows say it */
		snprintf(aside, sizeof aside, cli_text(cli, ", %llu set aside"), (unsigned long long)c->set_aside);
	if (c->corrected)
		snprintf(aside + strlen(aside), sizeof aside - strlen(aside), cli_text(cli, ", %llu rows corrected"),
		         (unsigned long long)c->corrected);
	struct cli_count counts[OF_ROWS + 64] = {CLI_COUNT("rows", c->rows),
	                                         CLI_COUNT("accepted", c->accepted),
	                                         CLI_COUNT("rejected", c->rejected),
	                                         CLI_COUNT("duplicates", c->duplicates),
	                                         CLI_COUNT("superseded", c->superseded),
	                                         CLI_COUNT("skipped", c->skipped),
	                                         CLI_COUNT("records", c->records),
	                                         CLI_COUNT("set_aside", c->set_aside),
	                                         CLI_COUNT("corrected", c->corrected)};
	size_t n = OF_ROWS;
	for (size_t i = 0; f && i < f->rejected.count && n < sizeof counts / sizeof *counts; i++)
		counts[n++] = (struct cli_count)CLI_COUNT(f->rejected.items[i].reason, f->rejected.items[i].count);
	cli_say_counts(
		cli, f ? "account" : "total", f ? name : NULL, counts, n, c->rejected + c->set_aside > 0,
		"%s: %llu rows read %s %llu accepted + %llu rejected%s + %llu duplicates + %llu superseded + %llu skipped%s; "
		"%llu records%s",
		name, (unsigned long long)c->rows, sum == c->rows ? "=" : cli_text(cli, "IS NOT"),
		(unsigned long long)c->accepted, (unsigned long long)c->rejected, rejected.failed ? "" : rejected.p,
		(unsigned long long)c->duplicates, (unsigned long long)c->superseded, (unsigned long long)c->skipped,
		skipped.failed ? "" : skipped.p, (unsigned long long)c->records, aside);
	pdz_buf_release(&rejected);
	pdz_buf_release(&skipped);
}

static void say_file(const struct cli *cli, const struct pdz_ingest_file *f)
{
	static const struct {
		char delimiter;
		const char *name;
	} delimiters[] = {{';', "semicolons"}, {',', "commas"}, {'\t', "tabs"}, {'|', "bars"}};
	const char other[] = {f->delimiter, '\0'}, *delimiter = other;
	const struct cli_count header[] = {{"header_line", f->header_line, NULL},
	                                   {"encoding", 0, f->encoding},
	                                   {"delimiter", 0, other},
	                                   {"mapping", 0, f->mapping ? f->mapping : ""}};

	if (f->sheet) {
		cli_say_counts(cli, "input", f->name, header, 4, false, "%s: sheet '%s', header on row %llu, %s%s", f->name,
		               f->sheet, (unsigned long long)f->header_line,
		               cli_text(cli, f->mapping ? "mapping " : "no mapping"), f->mapping ? f->mapping : "");
		return;
	}
	for (size_t i = 0; i < 4; i++)
		if (delimiters[i].delimiter == f->delimiter)
			delimiter = cli_text(cli, delimiters[i].name);
	cli_say_counts(cli, "input", f->name, header, 4, false, "%s: %s%s, %s, header on line %llu, %s%s", f->name,
	               f->encoding, f->bom ? cli_text(cli, " with byte order mark") : "", delimiter,
	               (unsigned long long)f->header_line, cli_text(cli, f->mapping ? "mapping " : "no mapping"),
	               f->mapping ? f->mapping : "");
}

static void say_quality_line(void *ctx, const struct pdz_quality_line *line)
{
	const struct cli_count counts[] = {CLI_COUNT(line->names[0], line->counts[0]),
	                                   CLI_COUNT(line->names[1], line->counts[1])};

	cli_say_counts(ctx, line->code, line->source, counts, 2, false, "%s", line->text);
}

void raw_say_all(struct cli *cli, const struct pdz_ingest *run, bool quality)
{
	size_t count;
	const struct pdz_ingest_file *files = pdz_ingest_files(run, &count);
	struct pdz_ingest_counts total = pdz_ingest_total(run);
	struct pdz_error err = {0};

	cli_tell_rest(cli);
	if (quality && pdz_ingest_quality_lines(run, say_quality_line, cli, &err) != PDZ_OK)
		cli_say(cli, "quality", "%s", pdz_error_text(&err, cli->language));
	for (size_t i = 0; i < count; i++) {
		if (files[i].unusable)
			continue; /* told already */
		say_file(cli, &files[i]);
		say_counts(cli, files[i].name, &files[i].counts, &files[i]);
	}
	say_counts(cli, cli_text(cli, "total"), &total, NULL);
}

void raw_put_aside(const struct pdz_ingest_file *f, char text[RAW_ASIDE])
{
	snprintf(text, RAW_ASIDE, "%016llx", (unsigned long long)f->aside);
}

/* More, or as much and not the same. */
static bool is_file_new(const struct pdz_ingest_file *f, const struct pdz_provenance *last)
{
	char aside[RAW_ASIDE];

	raw_put_aside(f, aside);
	if (f->unusable != NULL) {
		for (size_t i = 0; i < last->unusable_count; i++)
			if (pdz_str_is(last->unusable[i].name, f->source))
				return false;
		return true;
	}
	for (size_t i = 0; i < last->count; i++) {
		const struct pdz_raw_file *was = &last->files[i];
		const bool others = f->counts.rejected == was->rejected && f->aside != 0 && was->aside.p != NULL &&
		                    !pdz_str_is(was->aside, aside);
		if (pdz_str_is(was->name, f->source) && f->counts.rejected <= was->rejected &&
		    f->counts.set_aside <= was->set_aside && f->findings <= was->findings && !others)
			return false;
	}
	return f->counts.rejected + f->counts.set_aside + f->findings > 0;
}

enum pdz_status raw_find_new(struct raw *raw, struct cli *cli, const struct pdz_ingest *run, struct pdz_error *err)
{
	struct pdz_provenance last = {0};
	const struct pdz_diag_sink sink = {cli_tell, cli};
	size_t count;
	const struct pdz_ingest_file *files = pdz_ingest_files(run, &count);
	if (raw->last == NULL)
		return PDZ_OK;
	const enum pdz_status status = pdz_provenance_load(&last, raw->last, PDZ_LAST_RAW, &sink, err);
	for (size_t i = 0; status == PDZ_OK && i < count; i++)
		if (is_file_new(&files[i], &last)) {
			cli_found(cli, CLI_FOUND_NEW, true);
			cli_say_counts(cli, "new", files[i].name, NULL, 0, true, "%s: more was set aside than in the last run",
			               files[i].name);
		}
	pdz_provenance_release(&last);
	return status;
}
