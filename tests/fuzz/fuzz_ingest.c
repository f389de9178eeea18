/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a raw file, under one of the examples' mappings (the first byte says
 * which; none: a canonical header): encoding, dialect, values, records, quality, and a
 * mapping proposed for it. What comes out is accounted for and can be read again. */
#include "ingest_once.h"

#include "pdz/ingest.h"

#include <glob.h>

enum { MAX_MAPPINGS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pdz_plan *plans[2];
	static struct pdz_mapping *mappings[MAX_MAPPINGS];
	static int plan_of_mapping[MAX_MAPPINGS];
	static size_t count;
	static struct pdz_pseudonyms *key;
	static const char *const examples[] = {"examples/piccolo-comune", "examples/oglio-po-2025-2027"};
	if (key == NULL) {
		key = key_of_fuzzers();
		for (int i = 0; i < 2; i++) {
			char pattern[128];
			glob_t found;
			snprintf(pattern, sizeof pattern, "%s/plan.json", examples[i]);
			plans[i] = plan_of(pattern);
			snprintf(pattern, sizeof pattern, "%s/mappings/*.json", examples[i]);
			must(glob(pattern, 0, NULL, &found) == 0);
			for (size_t k = 0; k < found.gl_pathc && count < MAX_MAPPINGS; k++) {
				must(pdz_mapping_load(&mappings[count], found.gl_pathv[k], plans[i], &sink, NULL) == PDZ_OK);
				plan_of_mapping[count++] = i;
			}
			globfree(&found);
		}
	}
	if (size == 0)
		return 0;
	const size_t which = data[0] % (count + 1);
	struct pdz_plan *plan = which < count ? plans[plan_of_mapping[which]] : data[0] % 2 ? plans[0] : NULL;
	ingest_once(data + 1, size - 1, plan, which < count ? mappings[which] : NULL, data[0] & 0x80 ? NULL : key);

	struct pdz_buf draft = {0};
	struct pdz_error err = {0};
	must_be_told(pdz_ingest_propose(file_of(0, data + 1, size - 1), plan, PDZ_ITALIAN, &draft, &err), &err);
	pdz_buf_release(&draft);
	return 0;
}
