/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes out: the target is always the complete old or the complete new file.
 *
 * A file is written without a name (or, where the file system has no such files, under a
 * temporary one) in the folder of the target, fsynced, named and renamed, so that neither
 * a failure nor a signal leaves half of it; what a killed run may have left under such a name the next one
 * removes; a symbolic link keeps pointing where it points, a file that
 * was there keeps its mode. Standard output ("-" or NULL) and what is no regular
 * file (a device, a FIFO) are written as it comes. The program must ignore SIGPIPE. */
#ifndef PDZ_OUTPUT_H
#define PDZ_OUTPUT_H

#include "pdz/str.h"

#ifdef __cplusplus
extern "C" {
#endif

struct pdz_output {
	const char *name; /* not owned; NULL or "-": standard output */
	char *target;     /* where the file goes, links resolved; NULL when written as it comes */
	char *temporary;  /* its name until then, in the same folder; NULL: it has none yet */
	int fd;           /* meaningful while is_open */
	bool is_open;
	struct pdz_buf pending;
	bool is_private; /* mode 0600 */
	bool is_new;     /* there was no target before */
	bool replaced;   /* the old file stands under the temporary name */
};

/* is_private: the file may hold personal data and is created 0600, else by umask. */
PDZ_MUST_CHECK enum pdz_status pdz_output_open(struct pdz_output *out, const char *name, bool is_private,
                                               struct pdz_error *err);
/* Append to out->pending (any pdz_buf_ function), then call this: it writes once enough has come together. */
PDZ_MUST_CHECK enum pdz_status pdz_output_pump(struct pdz_output *out, struct pdz_error *err);
/* Write all that is pending now, e.g. before another process goes on writing to out->fd. */
PDZ_MUST_CHECK enum pdz_status pdz_output_flush(struct pdz_output *out, struct pdz_error *err);
/* Write the rest and put the file in its place. Releases out in any case. */
PDZ_MUST_CHECK enum pdz_status pdz_output_commit(struct pdz_output *out, struct pdz_error *err);
/* The same for several that belong together, those that are open: all are put in their places, or none
 * (on file systems that cannot exchange two files, NFS for one, a failure between two renames leaves the
 * first). */
PDZ_MUST_CHECK enum pdz_status pdz_output_commit_all(struct pdz_output *outs, size_t count, struct pdz_error *err);
/* Forget it all: the target stays as it was. Safe on a zeroed or committed object. */
void pdz_output_abandon(struct pdz_output *out);

#ifdef __cplusplus
}
#endif

#endif
