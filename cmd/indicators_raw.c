/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw files into a run: what pdz-ingest would read, without its records in between. */
#include "indicators.h"

#include <stdlib.h>
#include <string.h>

/* What one thread makes of its records. */
struct thread {
	struct job *job;
	struct pdz_run *run;
	uint64_t (*outcomes)[PDZ_OUTCOMES]; /* by input */
};

static enum pdz_status take_record(void *ctx, size_t file, const struct pdz_record *r, void **alike,
                                   struct pdz_error *err)
{
	struct thread *t = ctx;
	struct job *job = t->job;
	enum pdz_outcome outcome = PDZ_USED;
	/* who looks at the texts of each record shares no places: where one is filled texts need not be set */
	const bool is_looked_at = job->collector != NULL;
	/* nothing to tell: what is not in the plan has been rejected */
	enum pdz_status status = pdz_run_add(t->run, r, is_looked_at ? NULL : alike, &outcome, NULL, err);
	t->outcomes[file][outcome]++;
	if (status == PDZ_OK && job->collector != NULL)
		status = pdz_collect(job->collector, r, outcome, err);
	return status;
}

static enum pdz_status make_threads(struct job *job, struct thread *threads, void **pointers, size_t count,
                                    struct pdz_error *err)
{
	for (size_t i = 0; i < count; i++) {
		threads[i] = (struct thread){job, pdz_run_new(job->plan, &job->options),
		                             calloc(job->file_count + 1, sizeof *threads->outcomes)};
		pointers[i] = &threads[i];
		if (threads[i].run == NULL || threads[i].outcomes == NULL)
			return pdz_no_memory(err);
	}
	if (job->explain.p != NULL && (job->collector = pdz_collector_new(threads[0].run)) == NULL)
		return pdz_no_memory(err);
	return PDZ_OK;
}

/* All threads' runs into the first, which is the job's. */
static enum pdz_status add_up(struct job *job, struct thread *threads, size_t count, struct pdz_error *err)
{
	size_t n;
	enum pdz_status status = PDZ_OK;
	const struct pdz_ingest_file *files = pdz_ingest_files(job->ingested, &n);
	for (size_t i = 0; i < n; i++) {
		job->files[i].bytes = files[i].bytes;
		memcpy(job->files[i].sha256, files[i].sha256, sizeof job->files[i].sha256);
		job->files[i].said = files[i].said;
		for (size_t t = 0; t < count; t++)
			for (size_t k = 0; k < PDZ_OUTCOMES; k++)
				job->files[i].outcomes[k] += threads[t].outcomes[i][k];
	}
	job->file_count = 0;
	for (size_t i = 0; i < n; i++)
		if (files[i].unusable == NULL)
			job->files[job->file_count++] = job->files[i];
	for (size_t t = 1; t < count && status == PDZ_OK; t++) {
		status = pdz_run_absorb(threads[0].run, threads[t].run, err);
		pdz_run_free(threads[t].run);
		threads[t].run = NULL;
	}
	job->run = threads[0].run;
	threads[0].run = NULL;
	return status;
}

/* Files that were left out go with the results, and what the quality summary says of the others. */
static enum pdz_status keep_provenance(struct job *job, struct pdz_str summary, struct pdz_error *err)
{
	struct pdz_provenance *p = &job->provenance;
	size_t n;
	const struct pdz_ingest_file *files = pdz_ingest_files(job->ingested, &n);
	pdz_sha256(summary.p, summary.n, p->sha256);
	p->files = pdz_arena_alloc(&p->arena, n * sizeof *p->files);
	p->unusable = pdz_arena_alloc(&p->arena, n * sizeof *p->unusable);
	if (p->files == NULL || p->unusable == NULL)
		return pdz_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		const struct pdz_ingest_file *f = &files[i];
		if (f->unusable != NULL)
			p->unusable[p->unusable_count++] = (struct pdz_unusable_file){pdz_str(f->source), pdz_str(f->unusable)};
		if (f->unusable != NULL || job->quality == NULL)
			continue;
		const struct pdz_ingest_counts *c = &f->counts;
		char aside[RAW_ASIDE];
		raw_put_aside(f, aside);
		const char *copy = pdz_arena_copy(&p->arena, pdz_str(aside));
		const char *slash = f->mapping != NULL ? strrchr(f->mapping, '/') : NULL;
		if (copy == NULL)
			return pdz_no_memory(err);
		p->files[p->count++] = (struct pdz_raw_file){
			.name = pdz_str(f->source),
			.sha256 = pdz_str(f->sha256),
			.mapping = pdz_str(slash != NULL        ? slash + 1
		                       : f->mapping != NULL ? f->mapping
		                                            : ""),
			.mapping_sha256 = pdz_str(f->mapping_sha256 != NULL ? f->mapping_sha256 : ""),
			.rows = c->rows,
			.accepted = c->accepted,
			.rejected = c->rejected,
			.duplicates = c->duplicates,
			.superseded = c->superseded,
			.skipped = c->skipped,
			.records = c->records,
			.set_aside = c->set_aside,
			.corrected = (uint32_t)c->corrected,
			.findings = f->findings,
			.aside = f->aside ? pdz_str(copy) : (struct pdz_str){NULL, 0},
		};
	}
	return PDZ_OK;
}

/* What has come, and what should have come and was set aside. */
static enum pdz_status take_deliveries(struct job *job, struct pdz_error *err)
{
	size_t count;
	const struct pdz_owed_records *owed = pdz_ingest_owed(job->ingested, &count);
	for (size_t i = 0; i < count; i++)
		if (!pdz_run_set_aside(job->run, &owed[i]))
			return pdz_no_memory(err);
	const struct pdz_delivery *d = pdz_ingest_deliveries(job->ingested, &count);
	for (size_t i = 0; i < count; i++)
		if (!pdz_run_deliver(job->run, &d[i]))
			return pdz_no_memory(err);
	return PDZ_OK;
}

static enum pdz_status open_beside(struct job *job, struct pdz_error *err)
{
	const char *const names[JOB_BESIDE] = {job->raw.rejects, job->quality};
	enum pdz_status status = PDZ_OK;
	for (size_t i = 0; i < JOB_BESIDE && status == PDZ_OK; i++)
		if (names[i] != NULL)
			status = pdz_output_open(&job->beside[i], names[i], true, err);
	return status;
}

/* What goes into threads[0 .. count), and from there into the job. */
static enum pdz_status read_with(struct job *job, const struct pdz_ingest_options *o, struct thread *threads,
                                 size_t count, struct pdz_error *err)
{
	enum pdz_status status = open_beside(job, err);
	if (status == PDZ_OK)
		status = pdz_ingest_run(&job->ingested, o, NULL, job->raw.rejects != NULL ? &job->beside[JOB_REJECTS] : NULL,
		                        err);
	if (status == PDZ_OK && job->quality != NULL)
		status = pdz_ingest_quality_json(job->ingested, &job->beside[JOB_QUALITY].pending, err);
	if (status == PDZ_OK)
		status = keep_provenance(job, pdz_buf_view(&job->beside[JOB_QUALITY].pending), err);
	if (status == PDZ_OK)
		status = add_up(job, threads, count, err);
	if (status == PDZ_OK)
		status = raw_find_new(&job->raw, &job->cli, job->ingested, err);
	return status == PDZ_OK ? take_deliveries(job, err) : status;
}

/* Again: without a file that has failed late. */
static enum pdz_status read_once(struct job *job, struct pdz_ingest_options *o, bool *again, struct pdz_error *err)
{
	const size_t count = o->jobs;
	struct thread *threads = calloc(count, sizeof *threads);
	void **pointers = calloc(count, sizeof *pointers);
	const struct pdz_ingest_taker taker = {take_record, pointers};
	enum pdz_status status = threads != NULL && pointers != NULL ? make_threads(job, threads, pointers, count, err)
	                                                             : pdz_no_memory(err);
	o->taker = &taker;
	if (status == PDZ_OK)
		status = read_with(job, o, threads, count, err);
	for (size_t i = 0; threads != NULL && i < count; i++) {
		pdz_run_free(threads[i].run);
		free(threads[i].outcomes);
	}
	free(threads);
	free(pointers);
	*again = status != PDZ_OK && raw_leave_out(&job->raw, &job->cli, job->ingested, o, err);
	if (*again) {
		for (size_t i = 0; i < JOB_BESIDE; i++)
			pdz_output_abandon(&job->beside[i]);
		pdz_collector_free(job->collector);
		pdz_ingest_free(job->ingested);
		job->collector = NULL;
		job->ingested = NULL;
	}
	return status;
}

enum pdz_status job_read_raw(struct job *job, struct pdz_error *err)
{
	struct pdz_ingest_options o;
	bool again = true;
	enum pdz_status status = raw_options(&job->raw, &job->cli, job->plan, &job->sink, &o, err);
	if (status == PDZ_OK)
		status = raw_check_named(&job->raw, NULL, /* the plan's table has been looked at */
		                         (const char *const[]){job->cli.output, job->raw.rejects, job->quality}, 3, err);
	/* what looks at record after record has one thread; so has a partial, whose numbers are given in order */
	o.jobs = job->options.jobs > 1 && !job->partial ? job->options.jobs : 1;
	o.quality = job->quality != NULL;
	o.digests |= job->format == NULL || strcmp(job->format, "csv") != 0;
	while (status == PDZ_OK && again) {
		status = read_once(job, &o, &again, err);
		status = again ? PDZ_OK : status;
	}
	return status;
}

/* All outputs in place or none. */
enum pdz_status job_commit(struct job *job, struct pdz_output *out, struct pdz_error *err)
{
	struct pdz_output all[JOB_BESIDE + 1];
	memcpy(all, job->beside, sizeof job->beside);
	memset(job->beside, 0, sizeof job->beside);
	all[JOB_BESIDE] = *out;
	*out = (struct pdz_output){0};
	return pdz_output_commit_all(all, JOB_BESIDE + 1, err);
}

/* The rows; true if something of them needs a look. */
bool job_say_raw(struct job *job)
{
	if (job->ingested == NULL)
		return false;
	raw_say_all(&job->cli, job->ingested, job->quality != NULL);
	return pdz_ingest_has_findings(job->ingested) || raw_left_open(&job->raw);
}
