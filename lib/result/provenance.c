/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a quality summary for what results need of it; see provenance.h. */
#include "pdz/results.h"

#include "base/json.h"

static struct pdz_str keep_provenance_text(struct pdz_provenance *p, const struct pdz_json *at, const char *key,
                                           bool required)
{
	const struct pdz_json v = pdz_json_get(at, key);
	struct pdz_str s;
	if (!pdz_json_text(&v, required, &s))
		return (struct pdz_str){"", 0};
	const char *copy = pdz_arena_copy(&p->arena, s);
	return copy != NULL ? (struct pdz_str){copy, s.n} : (struct pdz_str){NULL, 0};
}

static uint64_t count(const struct pdz_json *at, const char *key)
{
	const struct pdz_json v = pdz_json_get(at, key);
	int64_t n = 0;
	pdz_json_integer(&v, true, 0, INT64_MAX, &n);
	return (uint64_t)n;
}

static bool read_raw_file(struct pdz_provenance *p, const struct pdz_json *at, struct pdz_raw_file *f)
{
	*f = (struct pdz_raw_file){
		.name = keep_provenance_text(p, at, "source", true),
		.sha256 = keep_provenance_text(p, at, "sha256", true),
		.mapping = keep_provenance_text(p, at, "mapping", false),
		.mapping_sha256 = keep_provenance_text(p, at, "mapping_sha256", false),
		.rows = count(at, "rows"),
		.accepted = count(at, "accepted"),
		.rejected = count(at, "rejected"),
		.duplicates = count(at, "duplicates"),
		.superseded = count(at, "superseded"),
		.skipped = count(at, "skipped"),
		.records = count(at, "records"),
		.set_aside = count(at, "set_aside"),
	};
	return f->name.p != NULL && f->sha256.p != NULL && f->mapping.p != NULL && f->mapping_sha256.p != NULL;
}

static bool read_delivery(struct pdz_provenance *p, const struct pdz_json *at, struct pdz_delivery *d)
{
	const struct pdz_json period = pdz_json_get(at, "period"), whole = pdz_json_get(at, "whole");
	struct pdz_str text;
	*d = (struct pdz_delivery){
		.source = keep_provenance_text(p, at, "source", true),
		.area = keep_provenance_text(p, at, "area", false),
		.rows = count(at, "rows"),
		.records = count(at, "records"),
		.set_aside = count(at, "set_aside"),
	};
	pdz_json_bool(&whole, &d->whole);
	if (pdz_json_text(&period, false, &text) && !(d->has_period = pdz_period_parse(text, &d->period)))
		pdz_json_unfit(&period, "not a period", "expected such as 2027-05");
	return d->source.p != NULL && d->area.p != NULL;
}

static bool read_deliveries(struct pdz_provenance *p, const struct pdz_json *at)
{
	const size_t n = pdz_json_size(at);
	bool memory = true;
	if (!pdz_json_is_array(at, true))
		return true;
	p->deliveries = pdz_arena_alloc(&p->arena, n * sizeof *p->deliveries);
	for (size_t i = 0; i < n && (memory &= p->deliveries != NULL); i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		memory = read_delivery(p, &item, &p->deliveries[p->delivery_count++]);
	}
	return memory;
}

static bool read_owed(struct pdz_provenance *p, const struct pdz_json *at)
{
	const size_t n = pdz_json_size(at);
	bool memory = true;
	if (!pdz_json_is_array(at, true))
		return true;
	p->owed = pdz_arena_alloc(&p->arena, n * sizeof *p->owed);
	for (size_t i = 0; i < n && (memory &= p->owed != NULL); i++) {
		const struct pdz_json item = pdz_json_item(at, i), month = pdz_json_get(&item, "month");
		struct pdz_owed_records *o = &p->owed[p->owed_count++];
		struct pdz_period period;
		struct pdz_str text;
		*o = (struct pdz_owed_records){.event = keep_provenance_text(p, &item, "event", false),
		                               .area = keep_provenance_text(p, &item, "area", false),
		                               .month = INT32_MIN,
		                               .n = count(&item, "records")};
		if (pdz_json_text(&month, false, &text)) {
			if (pdz_period_parse(text, &period))
				o->month = period.first;
			else
				pdz_json_unfit(&month, "not a period", "expected such as 2027-05");
		}
		memory = o->event.p != NULL && o->area.p != NULL;
	}
	return memory;
}

static bool read_unusable(struct pdz_provenance *p, const struct pdz_json *at)
{
	const size_t n = pdz_json_size(at);
	bool memory = true;
	if (at->value == NULL || !pdz_json_is_array(at, true))
		return true;
	p->unusable = pdz_arena_alloc(&p->arena, n * sizeof *p->unusable);
	for (size_t i = 0; i < n && (memory &= p->unusable != NULL); i++) {
		const struct pdz_json item = pdz_json_item(at, i);
		struct pdz_unusable_file *f = &p->unusable[p->unusable_count++];
		*f = (struct pdz_unusable_file){keep_provenance_text(p, &item, "source", true),
		                                keep_provenance_text(p, &item, "why", true)};
		memory = f->name.p != NULL && f->why.p != NULL;
	}
	return memory;
}

enum pdz_status pdz_provenance_load(struct pdz_provenance *p, const char *name, const struct pdz_diag_sink *sink,
                                    struct pdz_error *err)
{
	struct pdz_json_doc doc;
	*p = (struct pdz_provenance){0};
	enum pdz_status status = pdz_json_load(&doc, name, "pdz_quality", sink, err);
	if (status != PDZ_OK)
		return status;
	const struct pdz_json root = pdz_json_root(&doc), version = pdz_json_get(&root, "pdz_quality"),
						  sources = pdz_json_get(&root, "sources"), deliveries = pdz_json_get(&root, "deliveries");
	static const char *const keys[] = {"pdz_quality", "plan",     "outlier_rule", "total", "deliveries",
	                                   "owed",        "unusable", "sources",      NULL};
	static const char *const *const lists[] = {keys, NULL};
	int64_t one;
	bool memory = true;
	doc.skips_unknown = true;
	pdz_json_closed(&root, lists);
	memcpy(p->sha256, doc.sha256, sizeof p->sha256);
	if (pdz_json_integer(&version, true, 2, 2, &one) && pdz_json_is_array(&sources, true)) {
		const size_t n = pdz_json_size(&sources);
		p->files = pdz_arena_alloc(&p->arena, n * sizeof *p->files);
		memory = p->files != NULL;
		for (size_t i = 0; memory && i < n; i++) {
			const struct pdz_json at = pdz_json_item(&sources, i);
			memory = read_raw_file(p, &at, &p->files[p->count++]);
		}
		const struct pdz_json total = pdz_json_get(&root, "total"), owed = pdz_json_get(&root, "owed"),
							  unusable = pdz_json_get(&root, "unusable");
		pdz_json_is_object(&total, true);
		memory = memory && read_deliveries(p, &deliveries) && read_owed(p, &owed) && read_unusable(p, &unusable);
	}
	if (!memory)
		status = pdz_no_memory(err);
	else if (doc.errors > 0)
		status = pdz_fail(err, PDZ_INPUT, name, 0, 0, "not a quality summary of pdz-ingest");
	pdz_json_release(&doc);
	return status;
}

void pdz_provenance_release(struct pdz_provenance *p)
{
	pdz_arena_release(&p->arena);
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
