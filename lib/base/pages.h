/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory in large pages. Tables that are searched all over soon reach beyond the addresses a
 * processor keeps at hand; in pages of 2 MiB they do not, which is a fifth of the time of a
 * run with millions of counters, and a tenth of one with hundreds of thousands. */
#ifndef PDZ_BASE_PAGES_H
#define PDZ_BASE_PAGES_H

/* For programs: once, before there are threads. Sets how the heap of this process grows
 * (mallopt): by much at once, so that there are whole large pages that nothing has touched,
 * and in one arena, so that threads take what the program has used and given back rather
 * than new pages for each of them. The library never does so to its host. */
void pdz_pages_prepare(void);

/* To be called whenever such a table has grown: asks for large pages under the part of the
 * heap that is new (madvise). Nothing in a program that is not prepared. Any thread. */
void pdz_pages_grown(void);

#endif
