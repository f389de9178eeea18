/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading any object of the results document by its table. */
#ifndef PDZ_RESULT_READER_H
#define PDZ_RESULT_READER_H

#include "base/json.h"
#include "result/fields.h"

struct pdz_result_reader {
	struct pdz_results *r;
	struct pdz_intern texts, indicator_codes, area_codes, objective_codes, action_codes;
	bool no_memory;
};

/* The keys of the document itself, NULL after the last. */
extern const char *const pdz_results_keys[];

/* A text that stays; equal texts are kept once. */
struct pdz_str pdz_result_keep(struct pdz_result_reader *rd, struct pdz_str s);
/* count zeroed items that stay; never NULL unless rd->no_memory. */
void *pdz_result_array(struct pdz_result_reader *rd, size_t count, size_t size);

/* Every member of at into object. What is not as it must be is told; what is not there is
 * none of its kind. False: at is not an object, or has other keys. */
bool pdz_fields_read_object(struct pdz_result_reader *rd, const struct pdz_json *at, const struct pdz_table *t,
                            void *object);
/* The items of the list at at, which is there; NULL: out of memory, or it is not one. */
void *pdz_fields_read_list(struct pdz_result_reader *rd, const struct pdz_json *at, const struct pdz_table *t,
                           size_t *count);

/* check.c: what does not agree with itself is told. */
void pdz_results_check_inputs(const struct pdz_results *r, const struct pdz_json *inputs);
void pdz_results_check_entries(struct pdz_result_reader *rd, const struct pdz_json *entries);

#endif
