/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes out: the target is always the complete old or the complete new file. */
#include "base/unfinished.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENOUGH = 64 << 10, PIPE_ROOM = 1 << 20, ATTEMPTS = 16 };

static bool is_stdout(const char *name)
{
	return !name || strcmp(name, "-") == 0;
}

/* PDZ_OUTPUT with the system's word for error. */
static enum pdz_status fail(const struct pdz_output *out, const char *problem, int error, struct pdz_error *err)
{
	if (error == ENOMEM)
		return pdz_no_memory(err);
	return pdz_fail_system(err, PDZ_OUTPUT, is_stdout(out->name) ? "standard output" : out->name, problem, error);
}

static void forget_name(struct pdz_output *out)
{
	free(out->temporary);
	out->temporary = NULL;
}

/* Its temporary name, which nobody can guess. False with errno set. */
static bool name_temporary(struct pdz_output *out)
{
	const char *slash = strrchr(out->target, '/');
	int folder = slash ? (int)(slash - out->target) + 1 : 0;
	uint64_t random;

	forget_name(out);
	if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
		return false;
	if (asprintf(&out->temporary, "%.*s.pdz-%016llx.tmp", folder, out->target, (unsigned long long)random) >= 0)
		return true;
	out->temporary = NULL;
	errno = ENOMEM;
	return false;
}

static void name_descriptor(const struct pdz_output *out, char path[32])
{
	snprintf(path, 32, "/proc/self/fd/%d", out->fd);
}

/* What a run that was killed left there: ours, and locked by nobody who still writes it. */
static void remove_stray(int folder, const char *name)
{
	struct stat st;
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)unlinkat(folder, name, 0);
	close(fd);
}

static enum pdz_status finish_folder(const char *folder, const char *name, bool *busy, struct pdz_error *err)
{
	if (folder && pdz_journals_finish(folder, busy))
		return PDZ_OK;
	if (!folder || errno == ENOMEM)
		return pdz_no_memory(err);
	return pdz_fail_system(err, PDZ_OUTPUT, name, "cannot finish what a killed run had begun in its folder", errno);
}

enum pdz_status pdz_output_finish(const char *name, struct pdz_error *err)
{
	char *folder = is_stdout(name) ? NULL : pdz_folder_of(name);
	bool busy = false;
	const enum pdz_status status = is_stdout(name) ? PDZ_OK : finish_folder(folder, name, &busy, err);

	free(folder);
	return status;
}

/* What earlier runs left in the folder is done, or removed where nothing had begun. */
static enum pdz_status clean_folder(const struct pdz_output *out, struct pdz_error *err)
{
	char *folder = pdz_folder_of(out->target);
	bool busy = false;
	const enum pdz_status status = finish_folder(folder, out->name, &busy, err);
	DIR *d = status == PDZ_OK && !busy ? opendir(folder) : NULL;
	const struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (pdz_is_temporary_name(entry->d_name, ".tmp"))
			remove_stray(dirfd(d), entry->d_name);
	if (d)
		closedir(d);
	free(folder);
	return status;
}

/* A file in the folder of the target that has no name yet, so that nothing of it is left
 * if the program is killed. Not every file system has such files. */
static bool create_unnamed(struct pdz_output *out, mode_t mode)
{
	char path[32], *folder = pdz_folder_of(out->target);

	if (!folder)
		return false;
	out->fd = open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, mode);
	free(folder);
	if (out->fd < 0)
		return false;
	name_descriptor(out, path);
	if (access(path, F_OK) == 0)
		return true;
	close(out->fd); /* no /proc: it could not be given a name later */
	return false;
}

/* A new file beside the target under its temporary name. */
static bool create_named(struct pdz_output *out, mode_t mode)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		if (!name_temporary(out))
			return false;
		out->fd = open(out->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
		if (out->fd >= 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	int error = errno;
	forget_name(out); /* it is not ours to unlink */
	errno = error;
	return false;
}

static bool give_name(struct pdz_output *out)
{
	char path[32];

	name_descriptor(out, path);
	for (int i = 0; i < ATTEMPTS; i++) {
		if (!name_temporary(out))
			return false;
		if (linkat(AT_FDCWD, path, AT_FDCWD, out->temporary, AT_SYMLINK_FOLLOW) == 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	int error = errno;
	forget_name(out);
	errno = error;
	return false;
}

static void forget_output(struct pdz_output *out)
{
	forget_name(out);
	free(out->target);
	out->target = NULL;
	out->is_open = false;
	pdz_buf_release(&out->pending);
}

/* For the owner alone; where the folder hands its group on, for that group, too. */
static mode_t private_mode(const struct pdz_output *out)
{
	struct stat st;
	char *folder = pdz_folder_of(out->target);
	const bool is_shared = folder && stat(folder, &st) == 0 && (st.st_mode & S_ISGID) != 0;

	free(folder);
	return is_shared ? 0640 : 0600;
}

/* Group and mode of the file that it replaces; what may hold personal data is for no others. Where the group
 * cannot be kept, the rights of that group are not given to another. */
static bool keep_access(const struct pdz_output *out, const struct stat *old)
{
	struct stat st;
	mode_t mode = old->st_mode & (out->is_private ? 0770 : 0777);

	if (fstat(out->fd, &st) != 0)
		return false;
	if (st.st_gid != old->st_gid && fchown(out->fd, (uid_t)-1, old->st_gid) != 0)
		mode &= (mode_t)~070;
	return fchmod(out->fd, mode) == 0;
}

enum pdz_status pdz_output_open(struct pdz_output *out, const char *name, bool is_private, struct pdz_error *err)
{
	*out = (struct pdz_output){.name = name, .fd = STDOUT_FILENO, .is_private = is_private};
	if (is_stdout(name)) {
		/* two programs at a pipe work side by side only as far as it has room */
		(void)fcntl(out->fd, F_SETPIPE_SZ, PIPE_ROOM); /* no pipe, or not allowed: as it is */
		out->is_open = true;
		return PDZ_OK;
	}

	struct stat st;
	bool exists = stat(name, &st) == 0;
	if (!exists && errno != ENOENT && errno != ENOTDIR) /* not known what is there */
		return fail(out, "cannot write", errno, err);
	if (exists && !S_ISREG(st.st_mode)) {
		out->fd = open(name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		if (out->fd < 0)
			return fail(out, "cannot write", errno, err);
		out->is_open = true;
		return PDZ_OK;
	}

	out->is_new = !exists;
	out->target = exists ? realpath(name, NULL) : strdup(name);
	if (!out->target)
		return fail(out, "cannot write", errno, err);
	const mode_t mode = is_private ? private_mode(out) : 0666;
	if (!create_unnamed(out, mode) && !create_named(out, mode)) {
		enum pdz_status status = fail(out, "cannot create a file in its folder", errno, err);
		forget_output(out);
		return status;
	}
	out->is_open = true;
	(void)flock(out->fd, LOCK_EX | LOCK_NB); /* while it has a name of ours, it is not a stray */
	enum pdz_status status = clean_folder(out, err);
	if (status == PDZ_OK && exists && !keep_access(out, &st))
		status = fail(out, "cannot set its mode", errno, err);
	if (status != PDZ_OK)
		pdz_output_abandon(out);
	return status;
}

enum pdz_status pdz_output_flush(struct pdz_output *out, struct pdz_error *err)
{
	if (out->pending.failed)
		return pdz_no_memory(err);
	for (size_t done = 0; done < out->pending.n;) {
		ssize_t n = write(out->fd, out->pending.p + done, out->pending.n - done);
		if (n > 0)
			done += (size_t)n;
		else if (n == 0)
			return fail(out, "cannot write", EIO, err);
		else if (errno != EINTR)
			return fail(out, "cannot write", errno, err);
	}
	pdz_buf_clear(&out->pending);
	return PDZ_OK;
}

enum pdz_status pdz_output_pump(struct pdz_output *out, struct pdz_error *err)
{
	return out->pending.n >= ENOUGH || out->pending.failed ? pdz_output_flush(out, err) : PDZ_OK;
}

static void sync_folder(const struct pdz_output *out)
{
	char *folder = pdz_folder_of(out->target);

	if (folder)
		pdz_folder_sync(folder);
	free(folder);
}

static int sync_file(int fd)
{
	int result;

	do
		result = fsync(fd);
	while (result != 0 && errno == EINTR);
	return result;
}

/* Write the rest and make it safe, so that little but naming it can fail. */
static enum pdz_status prepare(struct pdz_output *out, struct pdz_error *err)
{
	enum pdz_status status = pdz_output_flush(out, err);

	if (status != PDZ_OK || !out->target)
		return status;
	return sync_file(out->fd) == 0 ? PDZ_OK : fail(out, "cannot write", errno, err);
}

/* In its place. together: so that put_back can undo it, where the file system can exchange two files. */
static bool put_in_place(struct pdz_output *out, bool together)
{
	out->replaced = together && !out->is_new &&
	                renameat2(AT_FDCWD, out->temporary, AT_FDCWD, out->target, RENAME_EXCHANGE) == 0;
	if (out->replaced)
		return true;
	if (together && !out->is_new && errno != EINVAL && errno != ENOSYS &&
	    errno != ENOENT) /* what others have taken away is gone */
		return false;
	return rename(out->temporary, out->target) == 0;
}

static void put_back(struct pdz_output *out)
{
	if (out->replaced && renameat2(AT_FDCWD, out->temporary, AT_FDCWD, out->target, RENAME_EXCHANGE) == 0)
		return;
	if (out->replaced || out->is_new)
		(void)unlink(out->target);
	if (out->replaced && link(out->temporary, out->target) == 0)
		out->replaced = false;
}

/* Of two runs with the same outputs one waits, so that all are of one of them. -1: it cannot be locked. */
static int lock_folder(const struct pdz_output *out)
{
	char *folder = pdz_folder_of(out->target);
	const int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	free(folder);
	while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	return fd;
}

static enum pdz_status place_all(struct pdz_output *outs, size_t count, struct pdz_error *err)
{
	size_t i = 0;

	for (; i < count; i++)
		if (outs[i].target && !put_in_place(&outs[i], count > 1))
			break;
	if (i == count)
		return PDZ_OK;
	const enum pdz_status status = fail(&outs[i], "cannot put the new file in its place", errno, err);
	while (i-- > 0)
		if (outs[i].target)
			put_back(&outs[i]);
	return status;
}

enum pdz_status pdz_output_commit_all(struct pdz_output *outs, size_t count, struct pdz_error *err)
{
	sigset_t all, before;
	struct pdz_journals journals = {0};
	enum pdz_status status = PDZ_OK;
	size_t targets = 0, last = 0;
	int lock = -1;

	for (size_t i = 0; i < count && status == PDZ_OK; i++)
		if (outs[i].is_open)
			status = prepare(&outs[i], err);
	/* a signal waits until names are where they belong: it would leave one behind, or some of the files */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	for (size_t i = 0; i < count && status == PDZ_OK; i++)
		if (outs[i].target && !outs[i].temporary && !give_name(&outs[i]))
			status = fail(&outs[i], "cannot put the new file in its place", errno, err);
	for (size_t i = 0; i < count; i++)
		if (outs[i].target) {
			targets++;
			last = i;
		}
	if (status == PDZ_OK && targets > 1)
		lock = lock_folder(&outs[last]);
	if (status == PDZ_OK && targets > 1 && !pdz_journals_write(&journals, outs, count))
		status = fail(&outs[last], "cannot put the new file in its place", errno, err);
	if (status == PDZ_OK)
		status = place_all(outs, count, err);
	for (size_t i = 0; i < count; i++)
		if (status == PDZ_OK && outs[i].target)
			sync_folder(&outs[i]);
	pdz_journals_remove(&journals);
	if (lock >= 0)
		close(lock);
	for (size_t i = 0; i < count; i++) {
		if (status == PDZ_OK && outs[i].target && !outs[i].replaced)
			forget_name(&outs[i]); /* it is the target's now */
		pdz_output_abandon(&outs[i]);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return status;
}

enum pdz_status pdz_output_commit(struct pdz_output *out, struct pdz_error *err)
{
	return pdz_output_commit_all(out, 1, err);
}

void pdz_output_abandon(struct pdz_output *out)
{
	if (out->is_open && !is_stdout(out->name))
		close(out->fd);
	if (out->temporary)
		unlink(out->temporary);
	forget_output(out);
}
