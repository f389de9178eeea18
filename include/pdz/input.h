/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes in: a file or standard input, hashed and counted as they pass. */
#ifndef PDZ_INPUT_H
#define PDZ_INPUT_H

#include "pdz/str.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pdz_input {
	const char *name; /* as the user gave it; "-" is standard input. Not owned. */
	int fd;
	uint64_t bytes; /* read so far */
	void *hash;     /* SHA-256 state; NULL: nobody wants it */
	bool at_end;
};

PDZ_MUST_CHECK enum pdz_status pdz_input_open(struct pdz_input *in, const char *name, struct pdz_error *err);
/* The same on an open file descriptor, which pdz_input_close then closes. */
PDZ_MUST_CHECK enum pdz_status pdz_input_adopt(struct pdz_input *in, const char *name, int fd, struct pdz_error *err);
/* Up to size bytes; *got 0 at the end only. Restarts after signals. */
PDZ_MUST_CHECK enum pdz_status pdz_input_read(struct pdz_input *in, char *buf, size_t size, size_t *got,
                                              struct pdz_error *err);
/* Nobody will ask for the digest: do without the work. */
void pdz_input_forget_hash(struct pdz_input *in);
/* Hex SHA-256 of what was read, 64 characters and NUL. */
void pdz_input_sha256(const struct pdz_input *in, char hex[65]);
void pdz_input_close(struct pdz_input *in);

/* A whole small file (plan, mapping, results); at most limit bytes. sha256 may be NULL. */
PDZ_MUST_CHECK enum pdz_status pdz_input_slurp(const char *name, size_t limit, struct pdz_buf *out, char sha256[65],
                                               struct pdz_error *err);

void pdz_sha256(const void *p, size_t n, char hex[65]);

#ifdef __cplusplus
}
#endif

#endif
