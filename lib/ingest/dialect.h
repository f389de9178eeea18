/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the table begins in a text, and what separates its cells. */
#ifndef PDZ_INGEST_DIALECT_H
#define PDZ_INGEST_DIALECT_H

#include "mapping/mapping.h"
#include "sheet/encoding.h"

enum { DIALECT_SAMPLE = 256 << 10, DIALECT_ROWS = 200 };

struct ingest_dialect {
	char given; /* the delimiter is known to be this; '\0': it is not */
	char delimiter;
	uint64_t header_line;
};

/* Looks at the first rows of a text. With a mapping, the header is the first row that
 * has all its columns; without, the one with the most canonical names. A "sep=" line,
 * then the mapping's delimiter, then what fits best decide about the delimiter. */
PDZ_MUST_CHECK enum pdz_status pdz_dialect_find(struct ingest_dialect *d, const char *name, struct pdz_str sample,
                                                const struct pdz_mapping *m, struct pdz_error *err);

/* "semicolon", "comma", "tab", "pipe" and back; '\0' if unknown. */
const char *pdz_dialect_delimiter_name(char delimiter);
char pdz_dialect_delimiter(struct pdz_str name);

/* The delimiter a text looks to have, when nothing is known of its header. */
char pdz_dialect_guess_delimiter(struct pdz_str sample);

/* The beginning of the text, enough to find the header in. */
PDZ_MUST_CHECK enum pdz_status pdz_dialect_sample(struct ingest_text *text, struct pdz_buf *sample,
                                                  struct pdz_error *err);

#endif
