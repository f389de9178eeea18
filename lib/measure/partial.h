/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Partial results: what a run keeps of part of the records, as a file. Files of parts
 * that share no record, made from the same plan with the same options, add up exactly
 * to the run over all of them.
 *
 * UTF-8 text, one item a line, fields separated by tabs, texts with \t \n \r \\ and \q
 * (a quotation mark); "-" where there is no number:
 *
 *     pdz-partial  2
 *     plan    SHA-256 of the plan
 *     as-of   day
 *     by      keys, as --by has them
 *     only    indicators, as --indicator has them
 *     key     fingerprint of the key of the case ids; "plan": the plan's digest is the key;
 *             "own": a random one that nobody has
 *     input   name SHA-256, what its name says, bytes, records that its end says and it has not, then
 *             records by what became of them (pdz_outcome_names)
 *     unusable name of an input that was left out whole, why
 *     source  raw file, its records, those used
 *     event   number, first day
 *     deliver source of the plan, area, first and last month, 1 if the file was read as a whole
 *     aside   slot, event, source, area, month, records that were set aside
 *     word    text            numbered from 0
 *     case    keyed hash      numbered from 0
 *     rest    words           numbered from 0
 *     row     slot when area category rest who what due value n sum
 *     end     number of rows, SHA-256 of all lines before this one
 *
 * No id of a case is in it: HMAC-SHA-256 with the key, the first 128 bits. The names of files
 * are; the notes of records, which serve as evidence, only if they are asked for: else their
 * words are empty. */
#ifndef PDZ_MEASURE_PARTIAL_H
#define PDZ_MEASURE_PARTIAL_H

#include "pdz/record.h"
#include "pdz/run.h"

/* How a partial was made: merged only with its like. */
struct pdz_partial_head {
	struct pdz_buf as_of, by, only, key; /* texts, NUL at the end and not counted */
};

void pdz_partial_head_release(struct pdz_partial_head *head);

/* The inputs that partials name, in the order of reading, and those that could not be used. */
struct pdz_partial_inputs {
	struct pdz_result_file *files;
	size_t count, cap;
	struct pdz_unusable_file *unusable;
	size_t unusable_count, unusable_cap;
	/* the partials merged so far, and how many deliveries there were behind each */
	struct {
		const char *name;
		size_t delivered;
	} *partials;
	size_t partial_count, partial_cap;
	struct pdz_arena arena;
};
void pdz_partial_inputs_release(struct pdz_partial_inputs *inputs);

/* notes: with what records say in their own words, where that is evidence.
 * The case ids are hashed with key (n bytes), n 0: with the digest of the plan, which
 * keeps them unreadable but lets who has the plan try ids out. The run gives nothing
 * else afterwards. */
PDZ_MUST_CHECK enum pdz_status pdz_partial_write(struct pdz_run *run, const struct pdz_plan *plan,
                                                 const struct pdz_partial_head *head, bool notes, const void *key,
                                                 size_t n, const struct pdz_partial_inputs *inputs,
                                                 struct pdz_output *out, struct pdz_error *err);

/* The head of a file alone. head: zeroed. */
PDZ_MUST_CHECK enum pdz_status pdz_partial_look(const char *name, struct pdz_partial_head *head, struct pdz_error *err);

/* Add a partial to a run that reads no records itself. Another plan, other options,
 * another key, or a file cut short: PDZ_INPUT. */
PDZ_MUST_CHECK enum pdz_status pdz_partial_merge(struct pdz_run *run, const struct pdz_plan *plan, const char *name,
                                                 const struct pdz_partial_head *head, struct pdz_partial_inputs *inputs,
                                                 struct pdz_error *err);

#endif
