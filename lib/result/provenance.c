/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a quality summary for what results need of it; see provenance.h. */
#include "result/reader.h"

enum pdz_status pdz_provenance_load(struct pdz_provenance *p, const char *name, const struct pdz_diag_sink *sink,
                                    struct pdz_error *err)
{
	static const char *const keys[] = {"pdz_quality", "plan",     "outlier_rule", "total", "deliveries",
	                                   "owed",        "unusable", "sources",      NULL};
	struct pdz_json_doc doc;
	struct pdz_results none = {0}; /* for its arena */
	struct pdz_result_reader rd = {.r = &none};
	int64_t version;
	*p = (struct pdz_provenance){0};
	enum pdz_status status = pdz_json_load(&doc, name, "pdz_quality", sink, err);
	if (status != PDZ_OK)
		return status;
	const struct pdz_json root = pdz_json_root(&doc), at = pdz_json_get(&root, "pdz_quality"),
						  total = pdz_json_get(&root, "total");
	doc.skips_unknown = true;
	pdz_json_closed_to(&root, keys);
	memcpy(p->sha256, doc.sha256, sizeof p->sha256);
	if (pdz_json_integer(&at, true, 2, 2, &version) && pdz_json_is_object(&total, true))
		pdz_fields_read_object(&rd, &root, &pdz_table_quality, p);
	p->arena = none.arena;
	p->texts = rd.texts;
	if (rd.no_memory)
		status = pdz_no_memory(err);
	else if (doc.errors > 0)
		status = pdz_fail(err, PDZ_INPUT, name, 0, 0, "not a quality summary of pdz-ingest");
	pdz_json_release(&doc);
	return status;
}

void pdz_provenance_release(struct pdz_provenance *p)
{
	pdz_arena_release(&p->arena);
	pdz_intern_release(&p->texts);
	*p = (struct pdz_provenance){0};
}

uint64_t pdz_provenance_records(const struct pdz_provenance *p, struct pdz_str name)
{
	uint64_t n = 0;
	for (size_t i = 0; i < p->count; i++)
		if (pdz_str_eq(p->files[i].name, name))
			n += p->files[i].records;
	return n;
}
