/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where records came from: what the quality summary of pdz-ingest says of each raw
 * file, to go with the results. */
#ifndef PDZ_PROVENANCE_H
#define PDZ_PROVENANCE_H

#include "pdz/error.h"
#include "pdz/str.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One raw file. rows = accepted + rejected + duplicates + superseded + skipped. */
struct pdz_raw_file {
	struct pdz_str name; /* as the records' source column has it */
	struct pdz_str sha256;
	struct pdz_str mapping, mapping_sha256; /* empty: canonical header */
	uint64_t rows, accepted, rejected, duplicates, superseded, skipped, records;
};

struct pdz_provenance {
	char sha256[65]; /* of the summary itself */
	struct pdz_raw_file *files;
	size_t count;
	struct pdz_arena arena;
};

/* Read a quality summary (schemas/quality.schema.json). Release in any case. */
PDZ_MUST_CHECK enum pdz_status pdz_provenance_load(struct pdz_provenance *p, const char *name,
                                                   const struct pdz_diag_sink *sink, struct pdz_error *err);
void pdz_provenance_release(struct pdz_provenance *p);

/* The records that all files of this name gave. */
uint64_t pdz_provenance_records(const struct pdz_provenance *p, struct pdz_str name);

#ifdef __cplusplus
}
#endif

#endif
