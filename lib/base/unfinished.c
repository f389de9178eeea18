/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See unfinished.h. A journal is a list of texts, each with its NUL: what it is; nothing, or the path of the one that
 * decides, and then no more; of each file its identity, that of the file it replaces, its temporary and its own name,
 * with the folder where that is another; and the end. */
#include "base/unfinished.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char journal_mark[] = "pdz-unfinished-1", journal_end[] = "end", journal_ending[] = ".all";
enum { JOURNAL_MOST = 1 << 20, NAME_DIGITS = 16 };

char *pdz_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

void pdz_folder_sync(const char *folder)
{
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
}

bool pdz_is_temporary_name(const char *name, const char *ending)
{
	return strncmp(name, ".pdz-", 5) == 0 && strspn(name + 5, "0123456789abcdef") == NAME_DIGITS &&
	       strcmp(name + 5 + NAME_DIGITS, ending) == 0;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* name beside the file, from the root. NULL with errno set. */
static char *beside(const char *path, const char *name)
{
	char *folder = pdz_folder_of(path), *real = folder ? realpath(folder, NULL) : NULL, *out = NULL;

	if (real && asprintf(&out, "%s/%s", real, name) < 0)
		out = NULL;
	free(folder);
	free(real);
	return out;
}

static void put_identity(struct pdz_buf *b, bool exists, const struct stat *st)
{
	if (exists)
		pdz_buf_printf(b, "%llu:%llu:%lld:%lld.%09ld", (unsigned long long)st->st_dev, (unsigned long long)st->st_ino,
		               (long long)st->st_size, (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
	pdz_buf_char(b, '\0');
}

static bool has_identity(const char *path, const char *identity)
{
	struct pdz_buf now = {0};
	struct stat st;

	put_identity(&now, lstat(path, &st) == 0, &st);
	const bool same = !now.failed && strcmp(now.p, identity) == 0;
	pdz_buf_release(&now);
	return same;
}

/* As it is told from the folder of the journal. */
static bool put_path(struct pdz_buf *b, const char *journal, const char *path)
{
	char *whole = beside(path, last_part(path));
	char *here = whole != NULL ? beside(journal, last_part(path)) : NULL; /* errno stays that of the first */
	const bool ok = here != NULL;

	if (ok)
		pdz_buf_z(b, strcmp(whole, here) == 0 ? last_part(path) : whole);
	pdz_buf_char(b, '\0');
	free(whole);
	free(here);
	return ok;
}

static bool put_file(struct pdz_buf *b, const char *journal, const struct pdz_output *out)
{
	struct stat st;

	if (fstat(out->fd, &st) != 0)
		return false;
	put_identity(b, true, &st);
	put_identity(b, lstat(out->target, &st) == 0, &st);
	return put_path(b, journal, out->temporary) && put_path(b, journal, out->target);
}

/* The path of a journal for each folder once, and what stands in the one that decides. */
static bool fill_journal(struct pdz_journals *j, const struct pdz_output *outs, size_t count, struct pdz_buf *files)
{
	char name[] = ".pdz-0123456789abcdef.all";

	for (size_t i = 0; i < count; i++) {
		if (!outs[i].target)
			continue;
		if (j->count == 0)
			memcpy(name, last_part(outs[i].temporary), 5 + NAME_DIGITS);
		char *path = beside(outs[i].target, name);
		bool known = path == NULL;
		for (size_t k = 0; k < j->count && !known; k++)
			known = strcmp(j->paths[k], path) == 0;
		if (!known)
			j->paths[j->count++] = path;
		if (path == NULL || !put_file(files, j->paths[0], &outs[i])) {
			if (known)
				free(path);
			return false;
		}
		if (known)
			free(path);
	}
	return true;
}

static bool write_all_of(int fd, struct pdz_str text)
{
	while (text.n > 0) {
		const ssize_t n = write(fd, text.p, text.n);
		if (n < 0 && errno != EINTR)
			return false;
		text.p += n > 0 ? n : 0;
		text.n -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0;
}

static bool write_journal(struct pdz_journals *j, size_t i, struct pdz_str files)
{
	struct pdz_buf text = {0};
	char *folder = pdz_folder_of(j->paths[i]);

	pdz_buf_add(&text, journal_mark, sizeof journal_mark);
	pdz_buf_add(&text, i > 0 ? j->paths[0] : "", i > 0 ? strlen(j->paths[0]) + 1 : 1);
	if (i == 0)
		pdz_buf_str(&text, files);
	pdz_buf_add(&text, journal_end, sizeof journal_end);
	bool ok = folder && !text.failed;
	if (!ok)
		errno = ENOMEM;
	j->fds[i] = ok ? open(j->paths[i], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
	if (j->fds[i] >= 0)
		(void)flock(j->fds[i], LOCK_EX | LOCK_NB);
	ok = j->fds[i] >= 0 && write_all_of(j->fds[i], pdz_buf_view(&text));
	if (ok)
		pdz_folder_sync(folder);
	free(folder);
	pdz_buf_release(&text);
	return ok;
}

bool pdz_journals_write(struct pdz_journals *j, const struct pdz_output *outs, size_t count)
{
	struct pdz_buf files = {0};

	*j = (struct pdz_journals){.paths = calloc(count, sizeof *j->paths), .fds = malloc(count * sizeof *j->fds)};
	for (size_t i = 0; j->fds && i < count; i++)
		j->fds[i] = -1;
	bool ok = j->paths && j->fds && fill_journal(j, outs, count, &files);
	if (ok && files.failed) {
		errno = ENOMEM;
		ok = false;
	}
	for (size_t i = j->count; i-- > 0 && ok;) /* the one that decides last */
		ok = write_journal(j, i, pdz_buf_view(&files));
	pdz_buf_release(&files);
	if (!ok) {
		const int error = errno;
		pdz_journals_remove(j);
		errno = error;
	}
	return ok;
}

void pdz_journals_remove(struct pdz_journals *j)
{
	for (size_t i = 0; i < j->count; i++) {
		if (j->fds && j->fds[i] >= 0) {
			unlink(j->paths[i]);
			close(j->fds[i]);
		}
		free(j->paths[i]);
	}
	free(j->paths);
	free(j->fds);
	*j = (struct pdz_journals){0};
}

enum journal_state { JOURNAL_FOREIGN, JOURNAL_BUSY, JOURNAL_CUT, JOURNAL_WHOLE };

/* A journal that we wrote ourselves, locked in *fd until that is closed. */
static enum journal_state read_journal(const char *path, int *fd, struct pdz_buf *text)
{
	const size_t least = sizeof journal_mark + sizeof journal_end;
	struct stat st;

	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (*fd < 0 || fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0 ||
	    st.st_size > JOURNAL_MOST)
		return JOURNAL_FOREIGN;
	if (flock(*fd, LOCK_EX | LOCK_NB) != 0)
		return JOURNAL_BUSY;
	if (!pdz_buf_reserve(text, JOURNAL_MOST))
		return JOURNAL_BUSY;
	for (ssize_t n; (n = read(*fd, text->p + text->n, JOURNAL_MOST - text->n)) != 0;) {
		if (n > 0)
			text->n += (size_t)n;
		else if (errno != EINTR)
			return JOURNAL_BUSY;
	}
	return text->n >= least && memcmp(text->p, journal_mark, sizeof journal_mark) == 0 &&
	               memcmp(text->p + text->n - sizeof journal_end, journal_end, sizeof journal_end) == 0
	           ? JOURNAL_WHOLE
	           : JOURNAL_CUT;
}

/* The next text of it; *at moves behind it. */
static const char *take_text(const char **at, const char *end)
{
	const char *text = *at < end ? *at : journal_end;

	*at += *at < end ? strlen(*at) + 1 : 0;
	return text;
}

/* One file, its journal being at path. True: it is in its place now, was before, or somebody has replaced it since. */
static bool move_left_file(const char *path, const char *new, const char *old, const char *temporary,
                           const char *target)
{
	char *from = strchr(temporary, '/') ? strdup(temporary) : beside(path, temporary);
	char *to = strchr(target, '/') ? strdup(target) : beside(path, target);
	bool ok = from != NULL && to != NULL;

	if (ok && pdz_is_temporary_name(last_part(from), ".tmp") && has_identity(from, new) && has_identity(to, old)) {
		char *folder = pdz_folder_of(to);
		ok = folder != NULL && rename(from, to) == 0;
		if (ok)
			pdz_folder_sync(folder);
		free(folder);
	}
	free(from);
	free(to);
	return ok;
}

static bool move_left_files(const char *path, const struct pdz_buf *text)
{
	const char *at = text->p + sizeof journal_mark + 1, *end = text->p + text->n;
	bool ok = true;

	for (const char *new; ok &&strcmp(new = take_text(&at, end), journal_end) != 0;) {
		const char *old = take_text(&at, end), *temporary = take_text(&at, end), *target = take_text(&at, end);
		ok = move_left_file(path, new, old, temporary, target);
	}
	return ok;
}

static bool finish_journal(const char *path, bool may_follow, bool *busy)
{
	struct pdz_buf text = {0};
	int fd;
	const enum journal_state state = read_journal(path, &fd, &text);
	const char *first = state == JOURNAL_WHOLE ? text.p + sizeof journal_mark : "";
	bool ok = true, is_busy = state == JOURNAL_BUSY;

	if (*first != '\0' && may_follow && pdz_is_temporary_name(last_part(first), journal_ending))
		ok = finish_journal(first, false, &is_busy);
	else if (*first == '\0' && state == JOURNAL_WHOLE)
		ok = move_left_files(path, &text);
	if (ok && !is_busy && state != JOURNAL_FOREIGN)
		unlink(path);
	*busy |= is_busy;
	if (fd >= 0)
		close(fd);
	pdz_buf_release(&text);
	return ok;
}

bool pdz_journals_finish(const char *folder, bool *busy)
{
	DIR *d = opendir(folder);
	const struct dirent *entry;
	bool ok = true;

	while (d && ok && (entry = readdir(d))) {
		char *path = NULL;
		if (!pdz_is_temporary_name(entry->d_name, journal_ending))
			continue;
		ok = asprintf(&path, "%s/%s", folder, entry->d_name) >= 0 && finish_journal(path, true, busy);
		free(path);
	}
	if (d)
		closedir(d);
	return ok;
}
