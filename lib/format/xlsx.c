/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Excel workbook. libxlsxwriter is run in a child process: where memory runs
 * out it may crash, and where its temporary folder is full it says nothing. The
 * file is made in memory, read back, and only then handed on. And it is made twice, by
 * two children at once: a text that could not be copied is missing without a word, but
 * hardly ever in both. */
#include "format/formats.h"
#include "format/xlsx.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void set_properties(struct xlsx *x)
{
	char *title = pdz_xlsx_copy(x, x->rep->title), *subject = pdz_xlsx_copy(x, x->rep->subtitle);
	lxw_doc_properties p = {.title = title,
	                        .subject = subject,
	                        .author = (char *)"pdz-report " PDZ_VERSION,
	                        .keywords = (char *)"Piano di Zona",
	                        .created = (time_t)x->rep->results->as_of * 86400}; /* not now: same input, same bytes */
	if (title && subject) {
		pdz_xlsx_succeeded(x, workbook_set_properties(x->book, &p));
		if (x->rep->options.accessible) /* the library has no dc:language */
			pdz_xlsx_succeeded(x, workbook_set_custom_property_string(x->book, "Language", pdz_language_name(x->lang)));
	}
	free(title);
	free(subject);
}

/* Did the library complain? Where an allocation fails, it often says so and goes on. */
static bool has_complained(int said)
{
	static const char mark[] = "[ERROR]";
	char text[4096];
	ssize_t n;

	do
		n = pread(said, text, sizeof text, 0);
	while (n < 0 && errno == EINTR);
	return n < 0 || (n > 0 && memmem(text, (size_t)n, mark, sizeof mark - 1));
}

/* The child: writes to path and ends. Never returns, never runs the parent's clean-up. */
static void write_and_exit(const struct pdz_report *rep, const char *path, struct xlsx_tally *tally)
{
	int said = memfd_create("pdz-report.said", 0);
	if (said < 0)
		_exit(1);
	dup2(said, STDERR_FILENO);
	dup2(said, STDOUT_FILENO);
	struct xlsx *x = calloc(1, sizeof *x);
	if (!x)
		_exit(1);
	x->rep = rep;
	x->lang = rep->options.language;
	x->tally = tally;
	x->book = workbook_new(path);
	if (!x->book) {
		pdz_xlsx_problem(x, "out of memory");
		_exit(1);
	}
	set_properties(x);
	pdz_xlsx_styles(x);
	if (!tally->problem[0])
		pdz_xlsx_write_sheets(x);
	if (tally->problem[0])
		_exit(1);
	pdz_xlsx_succeeded(x, workbook_close(x->book));
	if (has_complained(said))
		pdz_xlsx_problem(x, "out of memory, or its temporary folder is full");
	_exit(tally->problem[0] != '\0');
}

struct writer {
	int fd; /* the workbook, a file of memory */
	struct xlsx_tally *tally;
	pid_t child; /* 0: none */
};

static enum pdz_status start_writer(const struct pdz_report *rep, struct writer *w, struct pdz_error *err)
{
	w->fd = memfd_create("pdz-report.xlsx", 0);
	w->tally = mmap(NULL, sizeof *w->tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w->fd < 0 || w->tally == MAP_FAILED)
		return pdz_no_memory(err);
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", w->fd);
	pid_t child = fork();
	if (child < 0)
		return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "cannot write the workbook: no process for it");
	if (child == 0)
		write_and_exit(rep, path, w->tally);
	w->child = child;
	return PDZ_OK;
}

static enum pdz_status wait_for(struct writer *w, struct pdz_error *err)
{
	int how;
	pid_t child = w->child;
	w->child = 0;
	while (waitpid(child, &how, 0) < 0)
		if (errno != EINTR)
			return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "cannot write the workbook: its process was lost");
	w->tally->problem[sizeof w->tally->problem - 1] = '\0';
	if (w->tally->problem[0])
		return pdz_fail_why(err, PDZ_OUTPUT, NULL, 0, 0, "cannot write the workbook", w->tally->problem, NULL);
	if (!WIFEXITED(how) || WEXITSTATUS(how) != 0)
		return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "cannot write the workbook: its writer died (out of memory?)");
	return PDZ_OK;
}

static void release_writer(struct writer *w)
{
	if (w->child > 0) {
		kill(w->child, SIGKILL);
		while (waitpid(w->child, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (w->tally != MAP_FAILED)
		munmap(w->tally, sizeof *w->tally);
	if (w->fd >= 0)
		close(w->fd);
}

/* Append the file to out, not counted in out->n yet. */
static enum pdz_status read_written_file(const struct writer *w, struct pdz_buf *out, size_t *size,
                                         struct pdz_error *err)
{
	struct stat st;
	if (fstat(w->fd, &st) != 0 || st.st_size <= 0)
		return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "the workbook came out empty");
	*size = (size_t)st.st_size;
	if (!pdz_buf_reserve(out, *size))
		return pdz_no_memory(err);
	for (size_t done = 0; done < *size;) {
		ssize_t n = pread(w->fd, out->p + out->n + done, *size - done, (off_t)done);
		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "the workbook cannot be read back");
	}
	return PDZ_OK;
}

static enum pdz_status read_back(const struct writer writers[2], struct pdz_buf *out, struct pdz_error *err)
{
	struct pdz_buf again = {0};
	size_t size, size_again;
	enum pdz_status status = read_written_file(&writers[0], out, &size, err);
	if (status == PDZ_OK)
		status = read_written_file(&writers[1], &again, &size_again, err);
	if (status == PDZ_OK && (size != size_again || memcmp(out->p + out->n, again.p, size) != 0))
		status = pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "the workbook came out in two ways (out of memory?)");
	if (status == PDZ_OK)
		status = pdz_xlsx_check(out->p + out->n, size, writers[0].tally, err);
	if (status == PDZ_OK)
		out->n += size;
	pdz_buf_release(&again);
	return status;
}

static enum pdz_status write_xlsx(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                  struct pdz_error *err)
{
	(void)neutralised; /* texts are text cells, whatever they begin with */
	struct writer writers[2] = {{-1, MAP_FAILED, 0}, {-1, MAP_FAILED, 0}};
	enum pdz_status status = PDZ_OK;
	for (int i = 0; i < 2 && status == PDZ_OK; i++)
		status = start_writer(rep, &writers[i], err);
	for (int i = 0; i < 2 && status == PDZ_OK; i++)
		status = wait_for(&writers[i], err);
	if (status == PDZ_OK)
		status = read_back(writers, out, err);
	for (int i = 0; i < 2; i++)
		release_writer(&writers[i]);
	return status;
}

const struct pdz_report_format pdz_format_xlsx = {"xlsx", "xlsx", true, write_xlsx};
