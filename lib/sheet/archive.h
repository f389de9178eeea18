/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a zip archive, read once from front to back, within bounds. */
#ifndef PDZ_SHEET_ARCHIVE_H
#define PDZ_SHEET_ARCHIVE_H

#include "pdz/str.h"

/* A part may be so large in all, and so many times as large as it is in the archive: a few
 * kilobytes that become gigabytes are not tablesssssss. */
#define PDZ_ARCHIVE_PART_MOST (UINT64_C(4) << 30)
enum { PDZ_ARCHIVE_RATIO_MOST = 500, PDZ_ARCHIVE_RATIO_FROM = 32 << 20, PDZ_ARCHIVE_PARTS_MOST = 20000 };

struct pdz_archive;
struct pdz_archive_part;

/* name: for messages; must outlive the archive. The archive takes over fd, which can be
 * read anywhere, or, if it is -1, bytes, which are copied nowhere and not given back. */
PDZ_MUST_CHECK enum pdz_status pdz_archive_open(struct pdz_archive **a, const char *name, int fd, struct pdz_str bytes,
                                                struct pdz_error *err);
void pdz_archive_close(struct pdz_archive *a);
const char *pdz_archive_name(const struct pdz_archive *a);

/* Parts that are files; their names are valid as long as the archive. */
size_t pdz_archive_count(const struct pdz_archive *a);
const char *pdz_archive_part_name(const struct pdz_archive *a, size_t i);
bool pdz_archive_has(const struct pdz_archive *a, const char *part);

/* *p is NULL, and no error, if there is no such part. */
PDZ_MUST_CHECK enum pdz_status pdz_part_open(struct pdz_archive_part **p, struct pdz_archive *a, const char *part,
                                             struct pdz_error *err);
/* *got 0 at the end only. */
PDZ_MUST_CHECK enum pdz_status pdz_part_read(struct pdz_archive_part *p, char *buf, size_t size, size_t *got,
                                             struct pdz_error *err);
void pdz_part_close(struct pdz_archive_part *p);

#endif
