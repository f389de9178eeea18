/* Bytes out: the target is always the complete old or the complete new file. */
#include "pdz/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

/* A file in the folder of the target that has no name yet, so that nothing of it is left
 * if the program is killed. Not every file system has such files. */
static bool create_unnamed(struct pdz_output *out, mode_t mode)
{
	char path[32], *folder = strdup(out->target), *slash = folder ? strrchr(folder, '/') : NULL;

	if (!folder)
		return false;
	if (slash)
		slash[slash == folder] = '\0';
	out->fd = open(slash ? folder : ".", O_RDWR | O_TMPFILE | O_CLOEXEC, mode);
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

	out->target = exists ? realpath(name, NULL) : strdup(name);
	if (!out->target)
		return fail(out, "cannot write", errno, err);
	mode_t mode = is_private ? 0600 : 0666;
	if (!create_unnamed(out, mode) && !create_named(out, mode)) {
		enum pdz_status status = fail(out, "cannot create a file in its folder", errno, err);
		forget_output(out);
		return status;
	}
	out->is_open = true;
	if (exists && !is_private && fchmod(out->fd, st.st_mode & 0777) != 0) {
		enum pdz_status status = fail(out, "cannot set its mode", errno, err);
		pdz_output_abandon(out);
		return status;
	}
	return PDZ_OK;
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

/* So that the new name survives a crash. The file itself is in its place already. */
static enum pdz_status sync_folder(const struct pdz_output *out, struct pdz_error *err)
{
	char *slash = strrchr(out->target, '/');
	if (slash)
		slash[slash == out->target] = '\0';
	int fd = open(slash ? out->target : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES ? PDZ_OK : fail(out, "cannot flush its folder", errno, err);
	enum pdz_status status = PDZ_OK;
	if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS) /* EINVAL: a file system that has no such thing */
		status = fail(out, "cannot flush its folder", errno, err);
	close(fd);
	return status;
}

static int sync_file(int fd)
{
	int result;

	do
		result = fsync(fd);
	while (result != 0 && errno == EINTR);
	return result;
}

enum pdz_status pdz_output_prepare(struct pdz_output *out, struct pdz_error *err)
{
	enum pdz_status status = pdz_output_flush(out, err);

	if (status != PDZ_OK || !out->target)
		return status;
	return sync_file(out->fd) == 0 ? PDZ_OK : fail(out, "cannot write", errno, err);
}

enum pdz_status pdz_output_commit(struct pdz_output *out, struct pdz_error *err)
{
	enum pdz_status status = pdz_output_prepare(out, err);

	/* only now, so that a signal finds a name to be left behind for the shortest time */
	if (status == PDZ_OK && out->target && !out->temporary && !give_name(out))
		status = fail(out, "cannot put the new file in its place", errno, err);
	if (!is_stdout(out->name)) { /* interrupted, it is closed all the same */
		if (close(out->fd) != 0 && errno != EINTR && status == PDZ_OK)
			status = fail(out, "cannot write", errno, err);
	}
	out->is_open = false;
	if (status == PDZ_OK && out->target) {
		if (rename(out->temporary, out->target) != 0)
			status = fail(out, "cannot put the new file in its place", errno, err);
		else
			forget_name(out);
	}
	if (out->temporary)
		unlink(out->temporary);
	else if (status == PDZ_OK && out->target)
		status = sync_folder(out, err);
	forget_output(out);
	return status;
}

void pdz_output_abandon(struct pdz_output *out)
{
	if (out->is_open && !is_stdout(out->name))
		close(out->fd);
	if (out->temporary)
		unlink(out->temporary);
	forget_output(out);
}
