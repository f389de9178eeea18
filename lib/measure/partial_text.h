/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in every partial, for both who write and read them. */
#ifndef PDZ_MEASURE_PARTIAL_TEXT_H
#define PDZ_MEASURE_PARTIAL_TEXT_H

#include "measure/partial.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>

#define PDZ_PARTIAL_VERSION "2"

static inline void pdz_partial_digest(struct sha256_ctx *sum, char hex[2 * SHA256_DIGEST_SIZE + 1])
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	sha256_digest(sum, sizeof digest, digest);
	base16_encode_update(hex, sizeof digest, digest);
	hex[2 * SHA256_DIGEST_SIZE] = '\0';
}

#endif
