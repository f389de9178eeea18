/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An input of the run, opened for a pass; what is told of it, and counted. */
#include "ingest/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool pdz_ingest_stamp(const struct ingest_source *s, struct file_stamp *stamp)
{
	struct stat st;

	if (fstat(s->in.fd, &st) != 0)
		return false;
	*stamp = (struct file_stamp){(uint64_t)st.st_size, st.st_ino, st.st_mtim};
	return true;
}

enum pdz_status pdz_ingest_open(struct pdz_ingest *run, size_t file, struct ingest_source *s, struct pdz_error *err)
{
	/* digests tell inputs that are the same, and stand in the quality summary */
	const bool digest = run->count > 1 || run->options->quality || run->options->digests;
	const struct run_file *state = &run->states[file];
	int fd = -1;

	if (state->spool >= 0) {
		fd = dup(state->spool);
		if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0) {
			if (fd >= 0)
				close(fd);
			return pdz_fail(err, PDZ_INPUT, run->options->names[file], 0, 0, "cannot read a second time");
		}
	}
	enum pdz_status status = pdz_source_open(s, run->options, run->options->names[file], fd, state->own, err);
	if (!digest)
		pdz_input_forget_hash(&s->in);
	if (!status && run->corrections.count)
		s->corrections = &run->corrections;
	s->dimensions = run->dimensions;
	s->dimension_count = run->dimension_count;
	return status;
}

bool pdz_account_add(struct pdz_account *t, const char *reason, uint64_t n)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->items[i].reason, reason) == 0) {
			t->items[i].count += n;
			return true;
		}
	if (!pdz_grow(&t->items, &t->cap, t->count + 1, sizeof *t->items))
		return false;
	t->items[t->count++] = (struct pdz_tally_item){reason, n};
	return true;
}

static enum pdz_status copy_to(struct pdz_input *in, int fd, struct pdz_error *err)
{
	char *room = malloc(DIALECT_SAMPLE);
	size_t got = 1;
	enum pdz_status status = room ? PDZ_OK : pdz_no_memory(err);

	while (!status && got) {
		status = pdz_input_read(in, room, DIALECT_SAMPLE, &got, err);
		for (size_t at = 0; !status && at < got;) {
			ssize_t n = write(fd, room + at, got - at);
			if (n > 0)
				at += (size_t)n;
			else if (errno != EINTR)
				status = pdz_fail_system(err, PDZ_OUTPUT, in->name, "cannot keep a copy to read it twice", errno);
		}
	}
	free(room);
	return status;
}

enum pdz_status pdz_ingest_spool(struct pdz_ingest *run, size_t file, struct pdz_error *err)
{
	const char *name = run->options->names[file], *folder = run->options->temporary_folder;
	char path[4096];
	struct stat st;
	struct pdz_input in;

	run->states[file].spool = -1;
	if (strcmp(name, "-") != 0 && (stat(name, &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
		return PDZ_OK; /* what is wrong with it is told when it is opened */
	enum pdz_status status = pdz_input_open(&in, name, err);
	if (status)
		return status;
	pdz_input_forget_hash(&in);
	snprintf(path, sizeof path, "%s/pdz-ingest-XXXXXX", folder ? folder : "/tmp");
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0) {
		status = pdz_fail_system(err, PDZ_OUTPUT, path, "cannot make a temporary file", errno);
	} else {
		unlink(path);
		run->states[file].spool = fd;
		status = copy_to(&in, fd, err);
	}
	pdz_input_close(&in);
	return status;
}
