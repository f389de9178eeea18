/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fingerprint of how an indicator is measured, and one of what it is held against.
 * Both travel with the results, so that two runs, or two years, computed under
 * different definitions can be told apart. */
#include "plan/loader.h"

#include "pdz/record.h"

/* What changes no number. */
static const char *const labels[] = {"code", "level", "name", "problem", "note", "unit", "accepted_advice", NULL};
static const char *const assessing[] = {"better", "target", "minimum", "baseline", NULL};
static const char *const beside[] = {"breakdown", "compare", NULL};

static bool is_in_names(const char *const *names, const char *key)
{
	while (*names != NULL && strcmp(*names, key) != 0)
		names++;
	return *names != NULL;
}

/* The wanted members, keys sorted, so that the order in the file does not matter. */
static bool hash_members(const struct pdz_json *at, bool assessment, char out[17])
{
	json_t *chosen = json_object();
	struct pdz_buf text = {0};
	char hex[65];
	const char *key;
	json_t *value;
	bool fine = chosen != NULL;
	json_object_foreach (at->value, key, value) {
		const bool wanted = assessment ? is_in_names(assessing, key)
		                               : !is_in_names(assessing, key) && !is_in_names(labels, key) &&
		                                     !is_in_names(beside, key);
		if (fine && wanted)
			fine = json_object_set(chosen, key, value) == 0;
	}
	fine = fine && pdz_json_dump(chosen, JSON_SORT_KEYS | JSON_COMPACT | JSON_ENSURE_ASCII, &text);
	if (fine) {
		pdz_sha256(text.p, text.n, hex);
		memcpy(out, hex, 16);
	}
	out[16] = '\0';
	pdz_buf_release(&text);
	json_decref(chosen);
	return fine;
}

void pdz_load_fingerprints(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	if (!hash_members(at, false, ind->definition) || !hash_members(at, true, ind->assessment))
		l->no_memory = true;
}
