/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All records of some files, each with what its id makes of it (see identity.h). They are read
 * once, as if no id came twice; where one did, once more from the beginning. */
#ifndef PDZ_RECORDS_READING_H
#define PDZ_RECORDS_READING_H

#include "records/identity.h"

/* One file as it was read. */
struct pdz_record_file {
	const char *name; /* "-": standard input; a pipe cannot be read once more */
	char sha256[65];  /* empty if no digest was wanted */
	bool may_be_copy; /* another has as many bytes */
	bool is_copy;     /* of the bytes of an earlier one: it adds nothing */
	bool is_told;     /* what is wrong with its rows; it may be read once more */
	uint64_t bytes;
	int64_t missing;           /* records that its end says, and that did not come; see struct pdz_record_reader */
	uint64_t invalid;          /* rows that are not records, and records that contradict each other */
	struct pdz_error unusable; /* why it was left out whole; PDZ_OK: it was not */
};

struct pdz_record_taker {
	/* What was taken before, if anything was, is void: all records come from the beginning. */
	enum pdz_status (*begin)(void *ctx, struct pdz_error *err);
	/* what: never PDZ_CONTRADICTS. is_told: the taker has seen it in an earlier reading. Valid until it returns. */
	enum pdz_status (*take)(void *ctx, size_t file, const struct pdz_record *r, enum pdz_recurrence what, bool is_told,
	                        struct pdz_error *err);
	/* A record that is not one, as the reader has it (see struct pdz_record_reader), or that contradicts another. */
	bool (*lose)(void *ctx, const struct pdz_record *r);
	void *ctx;
	/* A file that cannot be read ends the reading; else it is told and left out whole, while there are others. */
	bool stop_at_unusable;
	bool takes_parts; /* of a file: its end may be in another */
};

/* The error of records whose end is missing; name NULL: of several inputs together. */
enum pdz_status pdz_records_refuse_part(const char *name, struct pdz_error *err);

/* dimensions: names of the extra columns. Each row that is not a record is told once to sink, and so
 * is each record that contradicts another. */
PDZ_MUST_CHECK enum pdz_status pdz_records_read(struct pdz_record_file *files, size_t file_count, bool digests,
                                                const struct pdz_str *dimensions, size_t dimension_count,
                                                const struct pdz_record_taker *taker, const struct pdz_diag_sink *sink,
                                                struct pdz_error *err);

#endif
