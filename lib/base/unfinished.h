/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several files that go into their places together, though the program is killed between two of them: what is
 * to be done stands in a journal beside each of them before the first is renamed, and whoever reads or writes
 * in such a folder next does what is left of it. */
#ifndef PDZ_BASE_UNFINISHED_H
#define PDZ_BASE_UNFINISHED_H

#include "pdz/record.h"

struct pdz_journals {
	char **paths; /* the one that decides first: without it nothing has begun */
	int *fds;     /* locked as long as the program lives */
	size_t count;
};

/* Before the first is renamed: all that have a target have their temporary names, in that folder. False with errno
 * set: no journal was left. */
PDZ_MUST_CHECK bool pdz_journals_write(struct pdz_journals *j, const struct pdz_output *outs, size_t count);
/* After the last: all are in their places, or as they were. Safe on {0}. */
void pdz_journals_remove(struct pdz_journals *j);
/* Do what runs that were killed left to do in a folder: each file is renamed that nobody has replaced since.
 * *busy: a run that lives is about it. False with errno set: a file does not go where it belongs. */
PDZ_MUST_CHECK bool pdz_journals_finish(const char *folder, bool *busy);

/* The folder of a path, "." if it names none; NULL: no memory. Free it. */
char *pdz_folder_of(const char *path);
/* So that new names in it survive a crash, as far as that can be made sure of. */
void pdz_folder_sync(const char *folder);
/* ".pdz-", 16 hexadecimal digits and the ending. */
bool pdz_is_temporary_name(const char *name, const char *ending);

#endif
