/* What the two halves of the results reader share. */
#ifndef PDZ_RESULT_READER_H
#define PDZ_RESULT_READER_H

#include "base/json.h"
#include "pdz/results.h"

struct pdz_result_reader {
	struct pdz_results *r;
	struct pdz_intern texts, indicator_codes, area_codes, objective_codes, action_codes;
	bool no_memory;
};

/* A text that stays; equal texts are kept once. */
struct pdz_str pdz_result_keep(struct pdz_result_reader *rd, struct pdz_str s);
/* count zeroed items that stay; never NULL unless rd->no_memory. */
void *pdz_result_array(struct pdz_result_reader *rd, size_t count, size_t size);

/* Members of at: false, and told, when not as they must be. */
bool pdz_result_text(struct pdz_result_reader *rd, const struct pdz_json *at, const char *key, struct pdz_str *out);
/* Absent or null: *out has p NULL. */
bool pdz_result_text_or_null(struct pdz_result_reader *rd, const struct pdz_json *at, const char *key, bool required,
                             struct pdz_str *out);
/* A number or null; absent is a mistake only when required. */
void pdz_result_number(const struct pdz_json *at, const char *key, bool required, struct pdz_value *out);
bool pdz_result_whole(const struct pdz_json *at, const char *key, uint64_t *out);

bool pdz_result_period(const struct pdz_json *at, struct pdz_period *out);
/* The member "reason": a name or null. */
void pdz_result_reason(const struct pdz_json *at, enum pdz_reason *out);

void pdz_result_read_comparisons(struct pdz_result_reader *rd, const struct pdz_json *root);
void pdz_result_read_entries(struct pdz_result_reader *rd, const struct pdz_json *root);

#endif
