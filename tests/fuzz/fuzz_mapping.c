/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a mapping, and after a line "===" as the file that it is for. */
#include "ingest_once.h"

#include "pdz/ingest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char mark[] = "\n===\n", nothing[] = "data;evento;caso;quantita\n01/02/2025;x;c1;1,5\n";
	static struct pdz_pseudonyms *key;
	static struct pdz_plan *plan;
	if (key == NULL) {
		key = key_of_fuzzers();
		plan = plan_of("examples/piccolo-comune/plan.json");
	}
	const uint8_t *at = memmem(data, size, mark, sizeof mark - 1);
	const size_t length = at != NULL ? (size_t)(at - data) : size;
	for (int with_plan = 0; with_plan < 2; with_plan++) {
		struct pdz_mapping *mapping;
		struct pdz_error err = {0};
		const struct pdz_plan *p = with_plan ? plan : NULL;
		const enum pdz_status status = pdz_mapping_load(&mapping, file_of(2, data, length), p, &sink, &err);
		must_be_told(status, &err);
		must((mapping != NULL) == (status == PDZ_OK));
		if (mapping == NULL)
			continue;
		if (at != NULL)
			ingest_once(at + sizeof mark - 1, size - length - (sizeof mark - 1), p, mapping, key);
		else
			ingest_once((const uint8_t *)nothing, sizeof nothing - 1, p, mapping, key);
		pdz_mapping_free(mapping);
	}
	return 0;
}
