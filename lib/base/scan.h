/* Where the bytes that matter to CSV stand in a text: delimiters, line ends, quotes and
 * NULs. Looks at 64 bytes at a time with AVX2 where the processor has it (asked once,
 * when the reader is made), else at 8 with plain arithmetic; both give the same. */
#ifndef PDZ_BASE_SCAN_H
#define PDZ_BASE_SCAN_H

#include <stddef.h>
#include <stdint.h>

enum { PDZ_SCAN_BLOCK = 64 };

/* Puts the places of these bytes among text[0 .. n) into marks, in order, and returns
 * how many; marks has room for n and PDZ_SCAN_BLOCK more. high[i]: not 0 if block i of 64
 * bytes holds a byte that is not ASCII. */
typedef size_t (*pdz_scan_fn)(const char *text, size_t n, char delimiter, uint32_t *marks, uint8_t *high);

pdz_scan_fn pdz_scan_best(void);
/* The one without wide instructions, for tests. */
size_t pdz_scan_plain(const char *text, size_t n, char delimiter, uint32_t *marks, uint8_t *high);

#endif
