/* pdz/output.h: old or new file whole, every failure told. */
#include "pdz/output.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/pdz-test-output-XXXXXX";
static char target[128];

static int set_up(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	assert_non_null(mkdtemp(folder));
	snprintf(target, sizeof target, "%s/report.txt", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(target);
	assert_int_equal(rmdir(folder), 0); /* no temporary file is left */
	return 0;
}

static void read_target(char *buf, size_t size)
{
	int fd = open(target, O_RDONLY);
	assert_true(fd >= 0);
	ssize_t n = read(fd, buf, size - 1);
	assert_true(n >= 0);
	buf[n] = '\0';
	close(fd);
}

static size_t files_in_folder(void)
{
	size_t n = 0;
	DIR *d = opendir(folder);
	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static enum pdz_status write_text(const char *name, const char *text, struct pdz_error *err)
{
	struct pdz_output out;
	enum pdz_status status = pdz_output_open(&out, name, false, err);
	if (status)
		return status;
	pdz_buf_z(&out.pending, text);
	return pdz_output_commit(&out, err);
}

static void a_file_appears_only_when_complete(void **state)
{
	(void)state;
	struct pdz_output out;
	assert_int_equal(pdz_output_open(&out, target, false, NULL), PDZ_OK);
	pdz_buf_z(&out.pending, "new");
	assert_int_equal(pdz_output_flush(&out, NULL), PDZ_OK);
	assert_int_not_equal(access(target, F_OK), 0);
	assert_int_equal(pdz_output_commit(&out, NULL), PDZ_OK);
	char text[16];
	read_target(text, sizeof text);
	assert_string_equal(text, "new");
	pdz_output_abandon(&out); /* safe after commit */
	assert_int_equal(files_in_folder(), 1);
}

static void abandon_leaves_the_old_file(void **state)
{
	(void)state;
	struct pdz_output out;
	assert_int_equal(write_text(target, "old", NULL), PDZ_OK);
	assert_int_equal(pdz_output_open(&out, target, false, NULL), PDZ_OK);
	pdz_buf_z(&out.pending, "half a");
	pdz_output_abandon(&out);
	char text[16];
	read_target(text, sizeof text);
	assert_string_equal(text, "old");
	assert_int_equal(files_in_folder(), 1);
}

static void a_write_error_leaves_the_old_file(void **state)
{
	(void)state;
	struct pdz_output out;
	struct pdz_error err = {0};
	struct rlimit old, small;
	assert_int_equal(write_text(target, "old", NULL), PDZ_OK);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 4096;
	assert_int_equal(pdz_output_open(&out, target, false, &err), PDZ_OK);
	for (int i = 0; i < 1000; i++)
		pdz_buf_z(&out.pending, "0123456789\n");
	setrlimit(RLIMIT_FSIZE, &small);
	enum pdz_status status = pdz_output_commit(&out, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_int_equal(status, PDZ_OUTPUT);
	assert_string_equal(err.text, "cannot write: file too large");
	assert_string_equal(err.source, target);
	char text[16];
	read_target(text, sizeof text);
	assert_string_equal(text, "old");
	assert_int_equal(files_in_folder(), 1);
}

static void modes(void **state)
{
	(void)state;
	struct stat st;
	struct pdz_output out;
	assert_int_equal(write_text(target, "x", NULL), PDZ_OK);
	assert_int_equal(chmod(target, 0640), 0);
	assert_int_equal(write_text(target, "y", NULL), PDZ_OK);
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(pdz_output_open(&out, target, true, NULL), PDZ_OK);
	assert_int_equal(pdz_output_commit(&out, NULL), PDZ_OK);
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_link_stays_a_link(void **state)
{
	(void)state;
	char link[160];
	struct stat st;
	snprintf(link, sizeof link, "%s/link", folder);
	assert_int_equal(write_text(target, "old", NULL), PDZ_OK);
	assert_int_equal(symlink("report.txt", link), 0);
	assert_int_equal(write_text(link, "new", NULL), PDZ_OK);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	char text[16];
	read_target(text, sizeof text);
	assert_string_equal(text, "new");
	unlink(link);
}

static void what_is_no_file_is_written_directly(void **state)
{
	(void)state;
	struct pdz_error err = {0};
	assert_int_equal(write_text("/dev/null", "x", &err), PDZ_OK);
	assert_int_equal(write_text("/dev/full", "x", &err), PDZ_OUTPUT);
	assert_string_equal(err.source, "/dev/full");
	assert_string_equal(err.text, "cannot write: no space left on device");

	char fifo[160], text[8] = "";
	snprintf(fifo, sizeof fifo, "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	int reader = open(fifo, O_RDONLY | O_NONBLOCK);
	assert_int_equal(write_text(fifo, "through", NULL), PDZ_OK);
	assert_int_equal(read(reader, text, 7), 7);
	assert_string_equal(text, "through");
	close(reader);

	err = (struct pdz_error){0};
	reader = open(fifo, O_RDONLY | O_NONBLOCK);
	struct pdz_output out;
	assert_int_equal(pdz_output_open(&out, fifo, false, &err), PDZ_OK);
	close(reader);
	pdz_buf_z(&out.pending, "nobody reads");
	assert_int_equal(pdz_output_commit(&out, &err), PDZ_OUTPUT);
	assert_string_equal(err.text, "cannot write: broken pipe");
	unlink(fifo);
}

static void places_where_nothing_can_be(void **state)
{
	(void)state;
	struct pdz_error err = {0};
	assert_int_equal(write_text(folder, "x", &err), PDZ_OUTPUT);
	assert_string_equal(err.text, "cannot write: is a directory");
	err = (struct pdz_error){0};
	assert_int_equal(write_text("/nowhere/at/all", "x", &err), PDZ_OUTPUT);
	assert_string_equal(err.text, "cannot create a file in its folder: no such file or directory");
}

static void out_of_memory_is_told(void **state)
{
	(void)state;
	struct pdz_error err = {0};
	struct pdz_output out;
	assert_int_equal(write_text(target, "old", NULL), PDZ_OK);
	assert_int_equal(pdz_output_open(&out, target, false, NULL), PDZ_OK);
	out.pending.failed = true;
	assert_int_equal(pdz_output_pump(&out, &err), PDZ_INPUT);
	assert_int_equal(pdz_output_commit(&out, &err), PDZ_INPUT);
	char text[16];
	read_target(text, sizeof text);
	assert_string_equal(text, "old");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_appears_only_when_complete),
		cmocka_unit_test(abandon_leaves_the_old_file),
		cmocka_unit_test(a_write_error_leaves_the_old_file),
		cmocka_unit_test(modes),
		cmocka_unit_test(a_link_stays_a_link),
		cmocka_unit_test(what_is_no_file_is_written_directly),
		cmocka_unit_test(places_where_nothing_can_be),
		cmocka_unit_test(out_of_memory_is_told),
	};
	return !!cmocka_run_group_tests_name("output", tests, set_up, tear_down);
}
