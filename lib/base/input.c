/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes in: opens, reads, hashes and counts. Knows nothing of what the bytes mean. */
#include "pdz/record.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void to_hex(const unsigned char digest[SHA256_DIGEST_SIZE], char hex[65])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_DIGEST_SIZE; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[64] = '\0';
}

enum pdz_status pdz_input_adopt(struct pdz_input *in, const char *name, int fd, struct pdz_error *err)
{
	memset(in, 0, sizeof *in);
	in->name = name;
	in->fd = fd;
	struct sha256_ctx *state = malloc(sizeof *state);
	if (!state) {
		if (fd > STDIN_FILENO)
			close(fd);
		in->fd = -1;
		return pdz_no_memory(err);
	}
	sha256_init(state);
	in->hash = state;
	return PDZ_OK;
}

enum pdz_status pdz_input_open(struct pdz_input *in, const char *name, struct pdz_error *err)
{
	int fd = STDIN_FILENO;

	memset(in, 0, sizeof *in);
	in->fd = -1;
	if (strcmp(name, "-") != 0)
		fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return pdz_fail_system(err, PDZ_INPUT, name, "cannot open", errno);
	return pdz_input_adopt(in, name, fd, err);
}

enum pdz_status pdz_input_read(struct pdz_input *in, char *buf, size_t size, size_t *got, struct pdz_error *err)
{
	ssize_t n;

	*got = 0;
	if (in->at_end || size == 0)
		return PDZ_OK;
	do
		n = read(in->fd, buf, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return pdz_fail_system(err, PDZ_INPUT, in->name, "cannot read", errno);
	in->at_end = n == 0;
	in->bytes += (uint64_t)n;
	if (in->hash)
		sha256_update(in->hash, (size_t)n, (const uint8_t *)buf);
	*got = (size_t)n;
	return PDZ_OK;
}

void pdz_input_sha256(const struct pdz_input *in, char hex[65])
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx copy;

	if (in->hash)
		memcpy(&copy, in->hash, sizeof copy);
	else
		sha256_init(&copy);
	sha256_digest(&copy, sizeof digest, digest);
	to_hex(digest, hex);
}

void pdz_input_forget_hash(struct pdz_input *in)
{
	free(in->hash);
	in->hash = NULL;
}

void pdz_input_close(struct pdz_input *in)
{
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	free(in->hash);
	in->hash = NULL;
	in->fd = -1;
}

enum pdz_status pdz_input_slurp(const char *name, size_t limit, struct pdz_buf *out, char sha256[65],
                                struct pdz_error *err)
{
	struct pdz_input in;
	enum pdz_status status = pdz_input_open(&in, name, err);

	while (!status && !in.at_end) {
		size_t got;
		if (!pdz_buf_reserve(out, 64 << 10)) {
			status = pdz_no_memory(err);
			break;
		}
		status = pdz_input_read(&in, out->p + out->n, 64 << 10, &got, err);
		if (!status)
			out->n += got;
		if (!status && in.bytes > limit)
			status = pdz_fail(err, PDZ_INPUT, name, 0, 0, "too large: more than %zu bytes", limit);
	}
	if (!status && sha256)
		pdz_input_sha256(&in, sha256);
	pdz_input_close(&in);
	return status;
}

void pdz_sha256(const void *p, size_t n, char hex[65])
{
	unsigned char digest[SHA256_DIGEST_SIZE];

	struct sha256_ctx state;
	sha256_init(&state);
	sha256_update(&state, n, p);
	sha256_digest(&state, sizeof digest, digest);
	to_hex(digest, hex);
}
