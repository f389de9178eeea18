/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and partial results into a run; what partials were made with. */
#include "indicators.h"

#include "pdz/ingest.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>
#include <sys/mman.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* What was taken before is void. */
static enum pdz_status begin_records(void *ctx, struct pdz_error *err)
{
	struct job *job = ctx;
	for (size_t i = 0; i < job->file_count; i++)
		memset(job->files[i].outcomes, 0, sizeof job->files[i].outcomes);
	pdz_collector_free(job->collector);
	job->collector = NULL;
	pdz_run_free(job->run);
	job->run = pdz_run_new(job->plan, &job->options);
	if (job->run == NULL || (job->explain.p != NULL && (job->collector = pdz_collector_new(job->run)) == NULL))
		return pdz_no_memory(err);
	return PDZ_OK;
}

static enum pdz_status take_read_record(void *ctx, size_t file, const struct pdz_record *r, enum pdz_recurrence what,
                                        bool is_told, struct pdz_error *err)
{
	struct job *job = ctx;
	enum pdz_status status = PDZ_OK;
	enum pdz_outcome outcome = what == PDZ_IS_DUPLICATE    ? PDZ_DUPLICATE
	                           : what == PDZ_IS_SUPERSEDED ? PDZ_SUPERSEDED
	                                                       : PDZ_USED;
	if (what == PDZ_HOLDS)
		status = pdz_run_add(job->run, r, NULL, &outcome, is_told ? NULL : &job->sink, err);
	job->files[file].outcomes[outcome]++;
	if (status == PDZ_OK && job->collector != NULL)
		status = pdz_collect(job->collector, r, outcome, err);
	return status;
}

static bool lose_record(void *ctx, const struct pdz_record *r)
{
	const struct job *job = ctx;
	return pdz_run_lose(job->run, r);
}

/* It goes with the results, as a raw file does. */
static enum pdz_status keep_unusable(struct job *job, const struct pdz_record_file *file, struct pdz_error *err)
{
	struct pdz_provenance *p = &job->provenance;
	const char *slash = strrchr(file->name, '/'), *name = slash != NULL ? slash + 1 : file->name;
	const bool italian = strcmp(job->plan->language, "it") == 0;
	const struct pdz_str why = pdz_str(pdz_error_text(&file->unusable, italian ? PDZ_ITALIAN : PDZ_ENGLISH));
	if (p->unusable == NULL)
		p->unusable = pdz_arena_alloc(&p->arena, job->file_count * sizeof *p->unusable);
	const char *copy = pdz_arena_copy(&p->arena, why);
	if (p->unusable == NULL || copy == NULL)
		return pdz_no_memory(err);
	p->unusable[p->unusable_count++] = (struct pdz_unusable_file){pdz_str(name), {copy, why.n}};
	cli_found(&job->cli, CLI_FOUND_SET_ASIDE, true);
	return PDZ_OK;
}

enum pdz_status job_read_files(struct job *job, struct pdz_error *err)
{
	/* a summary of all of them does not fit some */
	const struct pdz_record_taker taker = {
		begin_records, take_read_record, lose_record, job, job->cli.fail_on == CLI_FAIL_ON_FILE || job->quality != NULL,
		job->partial};
	/* a flat table does not name its inputs */
	const bool digests = job->format == NULL || strcmp(job->format, "csv") != 0;
	struct pdz_str dimensions[PDZ_MAX_DIMENSIONS];
	struct pdz_record_file *files = calloc(job->file_count + 1, sizeof *files);
	if (files == NULL)
		return pdz_no_memory(err);
	for (size_t i = 0; i < job->plan->dimension_count; i++)
		dimensions[i] = job->plan->dimensions[i].code;
	for (size_t i = 0; i < job->file_count; i++)
		files[i].name = job->files[i].name;
	enum pdz_status status = pdz_records_read(files, job->file_count, digests, dimensions, job->plan->dimension_count,
	                                          &taker, &job->sink, err);
	size_t usable = 0;
	for (size_t i = 0; i < job->file_count && status == PDZ_OK; i++) {
		if (files[i].unusable.status != PDZ_OK) {
			status = keep_unusable(job, &files[i], err);
			continue;
		}
		job->files[i].outcomes[PDZ_INVALID] = files[i].invalid;
		job->files[i].bytes = files[i].bytes;
		job->files[i].missing = files[i].missing;
		memcpy(job->files[i].sha256, files[i].sha256, sizeof files[i].sha256);
		job->files[usable++] = job->files[i];
	}
	if (status == PDZ_OK)
		job->file_count = usable;
	free(files);
	return status;
}

static void compare_records(struct job *job, struct pdz_str source, uint64_t records)
{
	const uint64_t expected = pdz_provenance_records(&job->provenance, source);
	char found[64], said[64];
	if (expected == records)
		return;
	snprintf(found, sizeof found, "%llu", (unsigned long long)records);
	snprintf(said, sizeof said, "%llu", (unsigned long long)expected);
	pdz_tell(&job->sink, &(struct pdz_diag){.severity = PDZ_WARNING,
	                                        .source = source.p,
	                                        .code = "other_records",
	                                        .problem = "not as many records as the quality summary says",
	                                        .subject = found,
	                                        .expected = "expected {0}",
	                                        .with = {said}});
	cli_found(&job->cli, CLI_FOUND_TO_LOOK_AT, true);
}

/* The summary is read after the records: in a pipeline it is complete only then.
 * Records that are not those it speaks of are a finding. */
enum pdz_status job_read_quality(struct job *job, struct pdz_error *err)
{
	if (job->quality == NULL || job->from_raw)
		return PDZ_OK;
	enum pdz_status status = pdz_provenance_load(&job->provenance, job->quality, PDZ_QUALITY, &job->sink, err);
	size_t count, k;
	const struct pdz_source_count *s = pdz_run_sources(job->run, &count);
	for (size_t i = 0; i < count && status == PDZ_OK; i++)
		compare_records(job, s[i].name, s[i].records);
	for (size_t i = 0; i < job->provenance.count && status == PDZ_OK; i++) { /* of which nothing came */
		for (k = 0; k < count && !pdz_str_eq(s[k].name, job->provenance.files[i].name); k++)
			;
		if (k == count)
			compare_records(job, job->provenance.files[i].name, 0);
	}
	for (size_t i = 0; i < job->provenance.delivery_count && status == PDZ_OK; i++)
		if (!pdz_run_deliver(job->run, &job->provenance.deliveries[i]))
			status = pdz_no_memory(err);
	for (size_t i = 0; i < job->provenance.owed_count && status == PDZ_OK; i++)
		if (!pdz_run_set_aside(job->run, &job->provenance.owed[i]))
			status = pdz_no_memory(err);
	return status;
}

static void set_text(struct pdz_buf *b, const char *text)
{
	pdz_buf_clear(b);
	pdz_buf_z(b, text);
	pdz_buf_char(b, '\0');
	b->n -= !b->failed;
}

/* In the head of partials whose cases are their own: what stands for the key. */
static const char own_cases[] = "own";

/* The first partial is read twice: from a pipe it goes into memory first. */
static enum pdz_status keep_first_partial(struct job *job, struct pdz_error *err)
{
	static char held[32];
	const char *name = job->cli.operand_count > 0 ? job->cli.operands[0] : "-";
	struct stat st;
	char piece[1 << 14];
	ssize_t n;
	if (strcmp(name, "-") != 0 && (stat(name, &st) != 0 || !S_ISFIFO(st.st_mode)))
		return PDZ_OK; /* or it is told by opening it */
	const int from = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	const int to = memfd_create("partial", MFD_CLOEXEC);
	while ((n = from < 0 || to < 0 ? -1 : read(from, piece, sizeof piece)) > 0)
		if (write(to, piece, (size_t)n) != n)
			break;
	const int error = errno;
	if (from > STDIN_FILENO)
		close(from);
	if (n != 0)
		return pdz_fail_system(err, PDZ_INPUT, name, "cannot read", error);
	if (from == STDIN_FILENO && dup2(to, from) == from) /* it keeps its name, and is read from the beginning again */
		snprintf(held, sizeof held, "-");
	else
		snprintf(held, sizeof held, "/proc/self/fd/%d", to); /* open until the program ends */
	(void)lseek(to, 0, SEEK_SET);
	job->cli.operands[0] = held;
	job->cli.operand_count += job->cli.operand_count == 0;
	return PDZ_OK;
}

/* Options that are not given are those the first of the partials was made with. */
enum pdz_status job_adopt_options(struct job *job, struct pdz_error *err)
{
	enum pdz_status status = keep_first_partial(job, err);
	if (status == PDZ_OK)
		status = pdz_partial_look(job->cli.operands[0], &job->made, err);
	if (status == PDZ_OK && strcmp(job->cli.operands[0], "-") == 0)
		(void)lseek(STDIN_FILENO, 0, SEEK_SET);
	if (status != PDZ_OK)
		return status;
	if (job->by.p == NULL && cli_take_list(&job->by, job->made.by.p) != NULL)
		return pdz_no_memory(err);
	if (job->only.p == NULL && job->made.only.n > 0 && cli_take_list(&job->only, job->made.only.p) != NULL)
		return pdz_no_memory(err);
	if (job->as_of == NULL)
		job->as_of = job->made.as_of.p;
	job->own_cases |= job->key_path == NULL && pdz_str_is(pdz_buf_view(&job->made.key), own_cases);
	return PDZ_OK;
}

/* What the partials of this run are made with. */
enum pdz_status job_describe_partial(struct job *job, struct pdz_error *err)
{
	struct pdz_partial_head head = {{0}, {0}, {0}, {0}};
	char digest[65] = "plan";
	if (job->key_path != NULL) {
		unsigned char key[PDZ_KEY_BYTES];
		const enum pdz_status status = pdz_key_read(job->key_path, key, err);
		if (status != PDZ_OK)
			return status;
		pdz_buf_add(&job->key, (const char *)key, sizeof key);
		if (job->key.failed)
			return pdz_no_memory(err);
		pdz_key_fingerprint(key, digest);
	} else if (job->own_cases) {
		/* a key that nobody keeps: no hash of one partial will be found in another */
		char random[32];
		if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
			return pdz_fail_system(err, PDZ_OUTPUT, NULL, "no random bytes", errno);
		pdz_buf_add(&job->key, random, sizeof random);
		memcpy(digest, own_cases, sizeof own_cases);
		if (job->key.failed)
			return pdz_no_memory(err);
	}
	pdz_day_write(&head.as_of, job->options.as_of);
	pdz_buf_char(&head.as_of, '\0');
	head.as_of.n -= !head.as_of.failed;
	set_text(&head.by, job->by_given.p);
	set_text(&head.only, job->only.p != NULL ? job->only.p : "");
	set_text(&head.key, digest);
	const bool failed = head.as_of.failed || head.by.failed || head.only.failed || head.key.failed;
	pdz_partial_head_release(&job->made); /* its texts have been read */
	job->made = head;
	return failed ? pdz_no_memory(err) : PDZ_OK;
}

/* What the parts' own runs left to the merge: files left out, records set aside. */
static void tell_of_parts(struct job *job)
{
	uint64_t aside = pdz_run_records_set_aside(job->run), told = 0; /* by the account of each input */
	for (size_t i = 0; i < job->file_count; i++)
		for (size_t k = 0; k < PDZ_OUTCOMES; k++)
			told += pdz_outcome_is_finding((enum pdz_outcome)k) ? job->files[i].outcomes[k] : 0;
	aside -= told < aside ? told : aside;
	for (size_t i = 0; i < job->inputs.unusable_count; i++) {
		struct pdz_error why = {0};
		snprintf(why.text, sizeof why.text, "%s", job->inputs.unusable[i].why.p);
		pdz_tell_unusable(&job->sink, job->inputs.unusable[i].name.p, &why);
	}
	if (aside > 0)
		cli_say_counts(&job->cli, "set_aside", NULL, &(struct cli_count)CLI_COUNT("records", aside), 1, true,
		               "records set aside when the partials were made: %llu", (unsigned long long)aside);
	cli_found(&job->cli, job->partial ? CLI_FOUND_WARNING : CLI_FOUND_SET_ASIDE,
	          aside > 0 || job->inputs.unusable_count > 0);
}

enum pdz_status job_merge_files(struct job *job, struct pdz_error *err)
{
	enum pdz_status status = PDZ_OK;
	int64_t missing = 0;
	job->run = pdz_run_new(job->plan, &job->options);
	if (job->run == NULL)
		return pdz_no_memory(err);
	for (size_t i = 0; i < job->file_count && status == PDZ_OK; i++)
		status = pdz_partial_merge(job->run, job->plan, job->files[i].name, &job->made, &job->inputs, err);
	free(job->files);
	job->files = job->inputs.files;
	job->file_count = job->inputs.count;
	job->inputs.files = NULL;
	job->provenance.unusable = job->inputs.unusable;
	job->provenance.unusable_count = job->inputs.unusable_count;
	for (size_t i = 0; i < job->file_count; i++)
		missing += job->files[i].missing;
	if (status == PDZ_OK && missing != 0 && !job->partial)
		status = pdz_records_refuse_part(NULL, err);
	if (status == PDZ_OK)
		tell_of_parts(job);
	return status;
}
