/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the bytes that matter to CSV stand in a text: delimiters, line ends, quotes and
 * NULs. Looks at 64 bytes at a time with AVX2 where the processor has it (asked
 * once, when the reader is made), else at 8 with plain arithmetic; all give the same. */
#ifndef PDZ_RECORDS_SCAN_H
#define PDZ_RECORDS_SCAN_H

#include <stddef.h>
#include <stdint.h>

enum { PDZ_SCAN_BLOCK = 64 };

/* What was found. The caller's memory: for n bytes, room for n + PDZ_SCAN_BLOCK numbers in
 * marks and in breaks, and for a byte per block of 64 in high. */
struct pdz_scan {
	uint32_t *marks;  /* the places of these bytes, in order */
	uint32_t *breaks; /* which of the marks (by number) are not delimiters */
	uint8_t *high; /* not 0 if block i of 64 bytes holds a byte that is neither what ASCII prints, nor a tab or mark */
	size_t mark_count, break_count;
};

typedef void (*pdz_scan_fn)(const char *text, size_t n, char delimiter, struct pdz_scan *found);

/* delimiter: the one that will be asked for. */
pdz_scan_fn pdz_scan_best(char delimiter);
/* All that this processor can do, the best first; returns how many. */
enum { PDZ_SCAN_WAYS = 2 };
size_t pdz_scan_ways(char delimiter, pdz_scan_fn ways[PDZ_SCAN_WAYS]);

/* How many rows there are in a text that begins with one, if each is surely one line that
 * ends with LF or CRLF; SIZE_MAX: not surely, or the last line has no end. So it is where
 * each line has an even number of quotes, whether they are well placed or not. */
size_t pdz_scan_rows(const char *text, size_t n);

#endif
