/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs one command again and again, each time with another call failing, and looks at
 * what it leaves behind. See tests/faults/run, which calls it for every program's ways.
 *
 *   walk [-n POINTS] [-k KIND] [-4] SHIM FOLDER NAME TARGET[,TARGET...] COMMAND...
 *
 * The command runs in FOLDER, where the TARGETs hold old bytes; standard input is that of
 * the walker, read from its beginning each time. What must hold, whatever fails:
 *   no signal, no hang, no block of memory left over at the end of main;
 *   exit 0 or 1 only with the bytes of the good run; else 3 or 4 as the failure was of
 *   memory and reading or of writing, and a message;
 *   all targets the old bytes, or all the new ones, whole; no other file in FOLDER;
 *   standard output a beginning of the good one.
 * Interrupted and short calls must not show at all.
 * -n looks at so many points a kind, spread evenly (default: all). -k: only kinds whose
 * name begins so. -4: memory may end
 * with 4 as well, where a process of its own does the writing. */
#include "fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_TARGETS = 4, SECONDS = 30, MAX_TOLD = 12, KEPT = 3 /* libzip keeps them */ };

struct bytes {
	char *p;
	size_t n;
};

static const char old_text[] = "what stood here yesterday\n";

static const struct attempt {
	const char *name;
	enum fault_kind kind;
	int error;
	bool forever, unseen; /* unseen: the run must be as if nothing had been */
	const char *statuses;
} attempts[] = {
	{"memory once", FAULT_MEMORY, 0, false, false, "3"},
	{"memory from then on", FAULT_MEMORY, 0, true, false, "3"},
	{"read EIO", FAULT_READ, EIO, false, false, "34"},
	{"read EINTR", FAULT_READ, EINTR, false, true, ""},
	{"read short", FAULT_READ, 0, true, true, ""},
	{"write ENOSPC", FAULT_WRITE, ENOSPC, true, false, "4"},
	{"write EIO", FAULT_WRITE, EIO, false, false, "4"},
	{"write EINTR", FAULT_WRITE, EINTR, false, true, ""},
	{"write short", FAULT_WRITE, 0, true, true, ""},
	{"open EMFILE", FAULT_OPEN, EMFILE, false, false, "34"},
	{"open EACCES", FAULT_OPEN, EACCES, true, false, "34"},
	{"open EINTR", FAULT_OPEN, EINTR, false, false, "34"},
	{"close EIO", FAULT_CLOSE, EIO, false, false, "4"},
	{"close EINTR", FAULT_CLOSE, EINTR, false, true, ""},
	{"fsync EIO", FAULT_FSYNC, EIO, false, false, "4"},
	{"fsync ENOSPC", FAULT_FSYNC, ENOSPC, true, false, "4"},
	{"rename EIO", FAULT_RENAME, EIO, false, false, "4"},
	{"rename ENOSPC", FAULT_RENAME, ENOSPC, true, false, "4"},
	{"linkat EIO", FAULT_LINK, EIO, false, false, "4"},
	{"fchmod EPERM", FAULT_CHMOD, EPERM, false, false, "4"},
	{"lseek EIO", FAULT_SEEK, EIO, false, false, "34"},
	{"stat EIO", FAULT_STAT, EIO, false, false, "34"},
	{"waitpid EINTR", FAULT_WAIT, EINTR, false, true, ""},
	{"stdio ENOSPC", FAULT_STDIO, ENOSPC, false, false, "34"},
	{"stdio ENOSPC from then on", FAULT_STDIO, ENOSPC, true, false, "34"},
	{"another call ENOMEM", FAULT_OTHER, ENOMEM, false, false, "34"},
};

static struct fault *shared;
static const char *shim, *name, *targets[MAX_TARGETS];
static char shared_name[64];
static char **command;
static size_t target_count, told;
static unsigned long points, failed;
static long left_over; /* blocks that libraries keep even in the good run */
static int out_fd, err_fd;

static void die(const char *what)
{
	fprintf(stderr, "walk: %s: %s\n", what, strerror(errno));
	exit(2);
}

static struct bytes read_fd(int fd)
{
	struct bytes b = {NULL, 0};
	const off_t end = lseek(fd, 0, SEEK_END);
	if (end < 0 || !(b.p = malloc((size_t)end + 1)) || pread(fd, b.p, (size_t)end, 0) != end)
		die("reading back");
	b.n = (size_t)end;
	b.p[b.n] = '\0';
	return b;
}

static struct bytes read_file(const char *file)
{
	const int fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return (struct bytes){NULL, 0};
	const struct bytes b = read_fd(fd);
	close(fd);
	return b;
}

static bool same(struct bytes a, struct bytes b)
{
	return a.p && b.p && a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static struct bytes old_bytes(void)
{
	return (struct bytes){(char *)(size_t)old_text, sizeof old_text - 1};
}

static void put_old(const char *file)
{
	const int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, old_text, sizeof old_text - 1) != sizeof old_text - 1)
		die(file);
	close(fd);
}

/* ---- one run ---- */

struct run {
	int how; /* of waitpid */
	struct bytes out, err, files[MAX_TARGETS];
	char stray[256]; /* a file that should not be there */
};

static void run_child(void)
{
	lseek(STDIN_FILENO, 0, SEEK_SET);
	dup2(out_fd, STDOUT_FILENO);
	dup2(err_fd, STDERR_FILENO);
	setenv("LD_PRELOAD", shim, 1);
	setenv("PDZ_FAULT_SHARED", shared_name, 1);
	alarm(SECONDS);
	execvp(command[0], command);
	_exit(127);
}

static void look_for_strays(struct run *r)
{
	DIR *d = opendir(".");
	if (!d)
		die("the folder");
	for (struct dirent *e; (e = readdir(d));) {
		bool known = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
		for (size_t i = 0; i < target_count; i++)
			known |= strcmp(e->d_name, targets[i]) == 0;
		if (!known) {
			snprintf(r->stray, sizeof r->stray, "%s", e->d_name);
			unlink(e->d_name);
		}
	}
	closedir(d);
}

static struct run run_with(struct fault fault)
{
	struct run r = {0};
	fault.live = -1;
	*shared = fault;
	for (size_t i = 0; i < target_count; i++) {
		struct bytes now = read_file(targets[i]);
		if (!same(now, old_bytes()))
			put_old(targets[i]);
		free(now.p);
	}
	if (ftruncate(out_fd, 0) != 0 || ftruncate(err_fd, 0) != 0 || lseek(out_fd, 0, SEEK_SET) != 0 ||
	    lseek(err_fd, 0, SEEK_SET) != 0)
		die("scratch files");
	const pid_t child = fork();
	if (child < 0)
		die("fork");
	if (child == 0)
		run_child();
	if (waitpid(child, &r.how, 0) != child)
		die("waitpid");
	r.out = read_fd(out_fd);
	r.err = read_fd(err_fd);
	for (size_t i = 0; i < target_count; i++)
		r.files[i] = read_file(targets[i]);
	look_for_strays(&r);
	return r;
}

static void release(struct run *r)
{
	free(r->out.p);
	free(r->err.p);
	for (size_t i = 0; i < target_count; i++)
		free(r->files[i].p);
}

/* ---- what must hold ---- */

static const char *complaint(const struct attempt *a, const struct run *good, const struct run *r, bool four)
{
	if (!WIFEXITED(r->how))
		return WTERMSIG(r->how) == SIGALRM ? "it hung" : "died by a signal";
	const int status = WEXITSTATUS(r->how);
	if (r->stray[0])
		return "a file was left";
	if (strstr(r->err.p, "AddressSanitizer") || strstr(r->err.p, "runtime error:"))
		return "the sanitizer has something to say";
	if (shared->live > left_over + four) /* libzip leaves one when it cannot go on */
		return "memory was left over";
	/* an input that cannot be read is left out whole, by name, and the others are read */
	if (status == 1 && strstr(r->err.p, "the file is left out whole") &&
	    !strstr(good->err.p, "the file is left out whole"))
		return a->unseen ? "this should not have mattered" : NULL;
	if (status == WEXITSTATUS(good->how)) {
		if (!same(r->out, good->out))
			return "other bytes on standard output, and no word";
		for (size_t i = 0; i < target_count; i++)
			if (!same(r->files[i], good->files[i]))
				return "other bytes in a file, and no word";
		return a->unseen && !same(r->err, good->err) ? "other messages" : NULL;
	}
	if (a->unseen)
		return "this should not have mattered";
	const char digit = (char)('0' + status);
	if (!strchr(a->statuses, digit) && !(four && digit == '4'))
		return "the wrong status";
	if (r->err.n == 0)
		return "no message";
	if (r->out.n > good->out.n || memcmp(r->out.p, good->out.p, r->out.n) != 0)
		return "standard output is no beginning of the good one";
	for (size_t i = 0; i < target_count; i++)
		if (!same(r->files[i], old_bytes()))
			return same(r->files[i], good->files[i]) ? "it failed, and a new file is in its place"
			                                         : "a file is not the old one";
	return NULL;
}

static void tell(const struct attempt *a, unsigned long at, const struct run *r, const char *what)
{
	failed++;
	if (told++ >= MAX_TOLD)
		return;
	printf("FAILED %s: %s, number %lu: %s (", name, a->name, at, what);
	if (WIFEXITED(r->how))
		printf("status %d, %ld blocks, %s", WEXITSTATUS(r->how), shared->live, r->stray);
	else
		printf("signal %d", WTERMSIG(r->how));
	const size_t last = r->err.n > 200 ? r->err.n - 200 : 0;
	printf(")\n%s", r->err.p + last);
}

static void walk(const struct attempt *a, const struct run *good, unsigned long limit, bool four)
{
	struct run counted = run_with((struct fault){.kind = a->kind});
	const unsigned long count = shared->count;
	const unsigned long step = limit && count > limit ? count / limit : 1;
	release(&counted);
	for (unsigned long at = 1; at <= count; at += step) {
		struct run r = run_with((struct fault){.kind = a->kind, .error = a->error, .forever = a->forever, .at = at});
		const char *what = shared->fired ? complaint(a, good, &r, four) : NULL;
		points += shared->fired != 0;
		if (what)
			tell(a, at, &r, what);
		release(&r);
	}
}

static void set_up(char **argv, const char *folder)
{
	snprintf(shared_name, sizeof shared_name, "/proc/%ld/fd/", (long)getpid());
	const int fd = memfd_create("fault", MFD_CLOEXEC);
	out_fd = memfd_create("out", MFD_CLOEXEC);
	err_fd = memfd_create("err", MFD_CLOEXEC);
	if (fd < 0 || out_fd < 0 || err_fd < 0 || ftruncate(fd, sizeof *shared) != 0)
		die("scratch files");
	snprintf(shared_name, sizeof shared_name, "/proc/%ld/fd/%d", (long)getpid(), fd);
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shared == MAP_FAILED)
		die("shared memory");
	for (char *t = strtok(argv[0], ","); t && target_count < MAX_TARGETS; t = strtok(NULL, ","))
		if (strcmp(t, "-") != 0)
			targets[target_count++] = t;
	command = argv + 1;
	if (chdir(folder) != 0)
		die(folder);
}

int main(int argc, char **argv)
{
	unsigned long limit = 0;
	const char *only = "";
	bool four = false;
	for (int letter; (letter = getopt(argc, argv, "+n:k:4")) != -1;) {
		if (letter == 'n')
			limit = strtoul(optarg, NULL, 10);
		if (letter == 'k')
			only = optarg;
		four |= letter == '4';
	}
	if (argc - optind < 5)
		return 2;
	shim = argv[optind];
	name = argv[optind + 2];
	set_up(argv + optind + 3, argv[optind + 1]);

	struct run good = run_with((struct fault){FAULT_NONE});
	left_over = shared->live;
	if (!WIFEXITED(good.how) || WEXITSTATUS(good.how) > 1 || good.stray[0] || left_over < 0 || left_over > KEPT) {
		printf("FAILED %s: the good run: status %d, %ld blocks left over\n%s", name, good.how, left_over, good.err.p);
		failed++;
	} else {
		for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
			if (strncmp(attempts[i].name, only, strlen(only)) == 0)
				walk(&attempts[i], &good, limit, four);
	}
	release(&good);
	printf("%s: %lu points, %lu failed\n", name, points, failed);
	return failed > 0;
}
