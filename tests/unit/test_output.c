/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz/record.h: old or new file whole, every failure told. */
#include "pdz/record.h"

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
#include <sys/syscall.h>
#include <sys/wait.h>
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

static void write_two(const char *first, const char *second, bool spoil, enum pdz_status expected)
{
	char other[160];
	struct pdz_output outs[3] = {{0}};
	snprintf(other, sizeof other, "%s/other/second.txt", folder);
	assert_int_equal(pdz_output_open(&outs[0], target, false, NULL), PDZ_OK);
	assert_int_equal(pdz_output_open(&outs[2], other, false, NULL), PDZ_OK);
	pdz_buf_z(&outs[0].pending, first);
	pdz_buf_z(&outs[2].pending, second);
	if (spoil) { /* where the second should go there is a folder with something in it */
		char inside[192];
		unlink(other);
		assert_int_equal(mkdir(other, 0700), 0);
		snprintf(inside, sizeof inside, "%s/x", other);
		assert_int_equal(mkdir(inside, 0700), 0);
		outs[2].is_new = true; /* as if it had not been there: exchanging would put the folder aside */
	}
	assert_int_equal(pdz_output_commit_all(outs, 3, NULL), expected);
	if (spoil) {
		char inside[192];
		snprintf(inside, sizeof inside, "%s/x", other);
		assert_int_equal(rmdir(inside), 0);
		assert_int_equal(rmdir(other), 0);
	}
}

static void several_are_in_place_or_none(void **state)
{
	(void)state;
	char other[160], text[16];
	snprintf(other, sizeof other, "%s/other", folder);
	assert_int_equal(mkdir(other, 0700), 0);
	unlink(target);
	write_two("first", "second", true, PDZ_OUTPUT);
	assert_int_not_equal(access(target, F_OK), 0); /* there was none before */
	write_two("first", "second", false, PDZ_OK);
	read_target(text, sizeof text);
	assert_string_equal(text, "first");
	write_two("third", "fourth", true, PDZ_OUTPUT);
	read_target(text, sizeof text);
	assert_string_equal(text, "first");
	assert_int_equal(rmdir(other), 0); /* nothing was left in it */
	assert_int_equal(files_in_folder(), 1);
}

/* The program is killed at one of its renames: 0 for never. */
static int killed_at_rename;

int rename(const char *from, const char *to)
{
	if (killed_at_rename > 0 && --killed_at_rename == 0)
		raise(SIGKILL);
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
	if (killed_at_rename > 0 && --killed_at_rename == 0)
		raise(SIGKILL);
	return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

static char *places[3];

static void write_three(const char *text)
{
	struct pdz_output outs[3];
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(pdz_output_open(&outs[i], places[i], false, NULL), PDZ_OK);
		pdz_buf_z(&outs[i].pending, text);
	}
	assert_int_equal(pdz_output_commit_all(outs, 3, NULL), PDZ_OK);
}

/* All three say it; NULL: none of them is there. */
static void all_three_say(const char *text)
{
	char said[16];
	for (size_t i = 0; i < 3; i++) {
		const int fd = open(places[i], O_RDONLY);
		assert_int_equal(fd >= 0, text != NULL);
		if (fd < 0)
			continue;
		const ssize_t n = read(fd, said, sizeof said - 1);
		said[n > 0 ? n : 0] = '\0';
		assert_string_equal(said, text);
		close(fd);
	}
}

static void kill_at_rename(int rename, const char *text)
{
	int status;
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		killed_at_rename = rename;
		write_three(text);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Whatever the next run does there, to read or to write in one of the folders: first all are in their places. */
static void a_kill_between_two_renames_is_mended(void **state)
{
	(void)state;
	char other[160];
	snprintf(other, sizeof other, "%s/other", folder);
	for (int layout = 0; layout < 2; layout++) {
		assert_int_equal(mkdir(other, 0700), 0);
		for (int i = 0; i < 3; i++)
			assert_true(asprintf(&places[i], "%s/%s%d", folder, layout && i == 1 ? "other/" : "", i) > 0);
		for (int were = 0; were < 2; were++)
			for (int rename = 1; rename <= 3; rename++)
				for (int reader = 0; reader < 3; reader++) {
					for (int i = 0; i < 3; i++)
						unlink(places[i]);
					if (were)
						write_three("old");
					kill_at_rename(rename, "new");
					assert_int_equal(pdz_output_finish(places[reader], NULL), PDZ_OK);
					all_three_say("new");
					if (rename > 1) { /* what somebody has replaced since stays */
						kill_at_rename(rename, "newer");
						assert_int_equal(unlink(places[2]), 0);
						assert_int_equal(write_text(places[2], "mine", NULL), PDZ_OK);
						assert_int_equal(pdz_output_finish(places[reader], NULL), PDZ_OK);
						char said[8] = "";
						const int fd = open(places[2], O_RDONLY);
						assert_int_equal(read(fd, said, sizeof said), 4);
						assert_string_equal(said, "mine");
						close(fd);
					}
					write_three("last"); /* removes what is left over */
					all_three_say("last");
				}
		for (int i = 0; i < 3; i++) {
			assert_int_equal(unlink(places[i]), 0);
			free(places[i]);
		}
		assert_int_equal(rmdir(other), 0); /* no journal, nothing temporary */
	}
}

static void what_a_killed_run_left_is_removed(void **state)
{
	(void)state;
	static const char *const names[] = {".pdz-0123456789abcdef.tmp", ".pdz-0123456789abcdeg.tmp",
	                                    ".pdz-0123456789abcdef.tmp2", ".pdz-busy"};
	char stray[4][160];
	for (size_t i = 0; i < 4; i++) {
		snprintf(stray[i], sizeof stray[i], "%s/%s", folder, names[i]);
		const int fd = open(stray[i], O_CREAT | O_WRONLY, 0600);
		assert_true(fd >= 0);
		close(fd);
	}
	struct pdz_output busy;
	assert_int_equal(pdz_output_open(&busy, target, false, NULL), PDZ_OK);
	assert_int_not_equal(access(stray[0], F_OK), 0);
	for (size_t i = 1; i < 4; i++)
		assert_int_equal(unlink(stray[i]), 0); /* not ours to remove */
	/* that of a run that still writes stays: here the same one under a name */
	char path[32];
	snprintf(path, sizeof path, "/proc/self/fd/%d", busy.fd);
	assert_int_equal(linkat(AT_FDCWD, path, AT_FDCWD, stray[0], AT_SYMLINK_FOLLOW), 0);
	assert_int_equal(write_text(target, "new", NULL), PDZ_OK);
	assert_int_equal(access(stray[0], F_OK), 0);
	pdz_output_abandon(&busy);
	assert_int_equal(write_text(target, "newer", NULL), PDZ_OK);
	assert_int_not_equal(access(stray[0], F_OK), 0);
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
	assert_int_equal(chmod(target, 0664), 0); /* what is personal is for no others, whoever could read the old one */
	assert_int_equal(pdz_output_open(&out, target, true, NULL), PDZ_OK);
	assert_int_equal(pdz_output_commit(&out, NULL), PDZ_OK);
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	unlink(target);
	assert_int_equal(pdz_output_open(&out, target, true, NULL), PDZ_OK);
	assert_int_equal(pdz_output_commit(&out, NULL), PDZ_OK);
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

/* Groups of a shared folder: only root can make one that is not our own. */
static void groups(void **state)
{
	(void)state;
	struct stat st;
	struct pdz_output out;
	if (geteuid() != 0)
		skip();
	unlink(target);
	assert_int_equal(chown(folder, (uid_t)-1, 1), 0);
	assert_int_equal(chmod(folder, 02770), 0);
	const mode_t mask = umask(022);
	assert_int_equal(pdz_output_open(&out, target, true, NULL), PDZ_OK);
	assert_int_equal(pdz_output_commit(&out, NULL), PDZ_OK);
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(st.st_gid, 1);
	umask(mask);
	assert_int_equal(chown(target, (uid_t)-1, 2), 0);
	assert_int_equal(chmod(folder, 0700), 0);
	assert_int_equal(pdz_output_open(&out, target, true, NULL), PDZ_OK);
	assert_int_equal(pdz_output_commit(&out, NULL), PDZ_OK);
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(st.st_gid, 2);
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
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_appears_only_when_complete),
		cmocka_unit_test(abandon_leaves_the_old_file),
		cmocka_unit_test(a_write_error_leaves_the_old_file),
		cmocka_unit_test(modes),
		cmocka_unit_test(groups),
		cmocka_unit_test(a_link_stays_a_link),
		cmocka_unit_test(what_is_no_file_is_written_directly),
		cmocka_unit_test(places_where_nothing_can_be),
		cmocka_unit_test(out_of_memory_is_told),
		cmocka_unit_test(several_are_in_place_or_none),
		cmocka_unit_test(a_kill_between_two_renames_is_mended),
		cmocka_unit_test(what_a_killed_run_left_is_removed),
	};
	/* clang-format on */
	return !!cmocka_run_group_tests_name("output", tests, set_up, tear_down);
}
