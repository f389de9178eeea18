/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a quality summary for what results need of it; see provenance.h. */
#include "result/reader.h"

#include "pdz/run.h"

/* Of the inputs of results, which were records: how many in each needed a look. */
static void take_record_inputs(struct pdz_result_reader *rd, const struct pdz_json *at, struct pdz_provenance *p)
{
	const struct pdz_result_input *inputs = pdz_fields_read_list(rd, at, &pdz_table_input, &p->count);
	p->files = pdz_result_array(rd, p->count, sizeof *p->files);
	for (size_t i = 0; i < p->count && inputs != NULL && p->files != NULL; i++) {
		p->files[i].name = inputs[i].name;
		for (size_t k = 0; k < inputs[i].set_aside_count; k++)
			for (int o = 0; o < PDZ_OUTCOMES; o++)
				if (pdz_outcome_is_finding((enum pdz_outcome)o) &&
				    pdz_str_is(inputs[i].set_aside[k].name, pdz_outcome_names[o]))
					p->files[i].set_aside += inputs[i].set_aside[k].count;
	}
	p->count = p->files != NULL ? p->count : 0;
}

/* Results in place of a summary. */
static enum pdz_status take_results(struct pdz_result_reader *rd, const struct pdz_json *root,
                                    enum pdz_provenance_of what, struct pdz_provenance *p, struct pdz_error *err)
{
	const struct pdz_json files = pdz_json_get(root, "raw_files"), inputs = pdz_json_get(root, "inputs"),
						  unusable = pdz_json_get(root, "unusable");
	if (what == PDZ_LAST_RAW && pdz_json_size(&files) == 0)
		return pdz_fail(err, PDZ_INPUT, root->doc->name, 0, 0,
		                "these results do not say what was set aside (expected some made with --quality)");
	if (what == PDZ_LAST_RAW)
		p->files = pdz_fields_read_list(rd, &files, &pdz_table_raw_file, &p->count);
	else
		take_record_inputs(rd, &inputs, p);
	if (unusable.value != NULL)
		p->unusable = pdz_fields_read_list(rd, &unusable, &pdz_table_unusable, &p->unusable_count);
	return PDZ_OK;
}

static enum pdz_status take_summary(struct pdz_result_reader *rd, const struct pdz_json *root, struct pdz_provenance *p,
                                    struct pdz_error *err)
{
	static const char *const keys[] = {"pdz_quality", "plan",     "outlier_rule", "total", "deliveries",
	                                   "owed",        "unusable", "sources",      NULL};
	const struct pdz_json at = pdz_json_get(root, "pdz_quality"), total = pdz_json_get(root, "total");
	const struct pdz_json rule = pdz_json_get(root, "outlier_rule");
	struct pdz_str text;
	int64_t version;
	if (pdz_refuse_other_document(pdz_buf_view(&root->doc->text), root->doc->name, "pdz_quality", err) != PDZ_OK)
		return PDZ_INPUT;
	pdz_json_closed_to(root, keys);
	pdz_json_text(&rule, true, &text);
	if (pdz_json_integer(&at, true, 2, 2, &version) && pdz_json_is_object(&total, true))
		pdz_fields_read_object(rd, root, &pdz_table_quality, p);
	return PDZ_OK;
}

enum pdz_status pdz_provenance_load(struct pdz_provenance *p, const char *name, enum pdz_provenance_of what,
                                    const struct pdz_diag_sink *sink, struct pdz_error *err)
{
	struct pdz_json_doc doc;
	struct pdz_results none = {0}; /* for its arena */
	struct pdz_result_reader rd = {.r = &none};
	*p = (struct pdz_provenance){0};
	enum pdz_status status = pdz_json_load(&doc, name, what == PDZ_QUALITY ? "pdz_quality" : NULL, sink, err);
	if (status != PDZ_OK)
		return status;
	const struct pdz_json root = pdz_json_root(&doc);
	doc.skips_unknown = true;
	memcpy(p->sha256, doc.sha256, sizeof p->sha256);
	status = what != PDZ_QUALITY && pdz_json_get(&root, "pdz_results").value != NULL
	             ? take_results(&rd, &root, what, p, err)
	             : take_summary(&rd, &root, p, err);
	p->arena = none.arena;
	p->texts = rd.texts;
	if (rd.no_memory)
		status = pdz_no_memory(err);
	else if (status == PDZ_OK && doc.errors > 0)
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
