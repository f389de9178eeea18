/* The Excel workbook. libxlsxwriter is run in a child process: where memory runs
 * out it may crash, and where its temporary folder is full it says nothing. The
 * file is made in memory, read back, and only then handed on. */
#include "formats.h"
#include "xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void set_properties(struct xlsx *x)
{
	char *title = xlsx_copy(x->rep->title), *subject = xlsx_copy(x->rep->subtitle);
	lxw_doc_properties p = {.title = title, .subject = subject, .author = (char *)"pdz-report " PDZ_VERSION,
	                        .keywords = (char *)"Piano di Zona",
	                        .created = (time_t)x->rep->results->as_of * 86400}; /* not now: same input, same bytes */
	if (title && subject)
		xlsx_did(x, workbook_set_properties(x->book, &p));
	else
		xlsx_problem(x, "out of memory");
	free(title);
	free(subject);
}

/* The child: writes to path and ends. Never returns, never runs the parent's clean-up. */
static void write_and_exit(const struct pdz_report *rep, const char *path, struct xlsx_tally *tally)
{
	int null = open("/dev/null", O_WRONLY);
	if (null >= 0) { /* the library prints its warnings there */
		dup2(null, STDERR_FILENO);
		dup2(null, STDOUT_FILENO);
	}
	struct xlsx *x = calloc(1, sizeof *x);
	if (!x)
		_exit(1);
	x->rep = rep;
	x->lang = rep->options.language;
	x->tally = tally;
	x->book = workbook_new(path);
	if (!x->book) {
		xlsx_problem(x, "out of memory");
		_exit(1);
	}
	set_properties(x);
	xlsx_styles(x);
	if (!tally->problem[0])
		xlsx_write_sheets(x);
	if (tally->problem[0])
		_exit(1);
	xlsx_did(x, workbook_close(x->book));
	_exit(tally->problem[0] != '\0');
}

static enum pdz_status run_child(const struct pdz_report *rep, int fd, struct xlsx_tally *tally, struct pdz_error *err)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	pid_t child = fork();
	if (child < 0)
		return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "cannot write the workbook: no process for it");
	if (child == 0)
		write_and_exit(rep, path, tally);
	int how;
	while (waitpid(child, &how, 0) < 0)
		if (errno != EINTR)
			return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "cannot write the workbook: its process was lost");
	tally->problem[sizeof tally->problem - 1] = '\0';
	if (tally->problem[0])
		return pdz_fail_why(err, PDZ_OUTPUT, NULL, 0, 0, "cannot write the workbook", tally->problem, NULL);
	if (!WIFEXITED(how) || WEXITSTATUS(how) != 0)
		return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "cannot write the workbook: its writer died (out of memory?)");
	return PDZ_OK;
}

static enum pdz_status read_back(int fd, const struct xlsx_tally *tally, struct pdz_buf *out, struct pdz_error *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || st.st_size <= 0)
		return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "the workbook came out empty");
	size_t size = (size_t)st.st_size, start = out->n;
	if (!pdz_buf_reserve(out, size))
		return pdz_no_memory(err);
	for (size_t done = 0; done < size;) {
		ssize_t n = pread(fd, out->p + start + done, size - done, (off_t)done);
		if (n <= 0)
			return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "the workbook cannot be read back");
		done += (size_t)n;
	}
	enum pdz_status status = xlsx_check(out->p + start, size, tally, err);
	if (status == PDZ_OK)
		out->n += size;
	return status;
}

static enum pdz_status write_xlsx(const struct pdz_report *rep, struct pdz_buf *out, size_t *neutralised,
                                  struct pdz_error *err)
{
	(void)neutralised; /* texts are text cells, whatever they begin with */
	int fd = memfd_create("pdz-report.xlsx", 0);
	struct xlsx_tally *tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	enum pdz_status status = PDZ_OK;
	if (fd < 0 || tally == MAP_FAILED)
		status = pdz_no_memory(err);
	if (status == PDZ_OK)
		status = run_child(rep, fd, tally, err);
	if (status == PDZ_OK)
		status = read_back(fd, tally, out, err);
	if (tally != MAP_FAILED)
		munmap(tally, sizeof *tally);
	if (fd >= 0)
		close(fd);
	return status;
}

const struct pdz_report_format format_xlsx = {"xlsx", "xlsx", true, write_xlsx};
