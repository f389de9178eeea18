/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading a mapping: what its files share. */
#ifndef PDZ_MAPPING_LOADER_H
#define PDZ_MAPPING_LOADER_H

#include "mapping/mapping.h"
#include "base/json.h"

struct mapping_loader {
	struct pdz_mapping *m;
	const struct pdz_plan *plan;
	const struct map_record *record; /* whose variables templates may name; NULL: none */
	struct map_record *naming;       /* the pattern of a name or title that is being read */
	bool failed;                     /* out of memory */
};

/* Copies and arrays in the mapping's memory; l->failed is set if there is none. */
struct pdz_str pdz_mapping_keep(struct mapping_loader *l, struct pdz_str text);
struct pdz_str pdz_mapping_keep_folded(struct mapping_loader *l, struct pdz_str text);
void *pdz_mapping_allocate(struct mapping_loader *l, size_t count, size_t size);

/* Any JSON string, the empty one too. */
bool pdz_mapping_load_string(const struct pdz_json *at, struct pdz_str *out);
/* One text or a list of them; the number that were texts. */
size_t pdz_mapping_load_texts(struct mapping_loader *l, const struct pdz_json *at, bool fold, struct pdz_str **out);

/* Literals and {names}; name_piece makes a piece of a name. */
typedef bool (*load_name)(struct mapping_loader *l, const struct pdz_json *at, struct pdz_str name,
                          struct map_piece *piece);
bool pdz_mapping_load_template(struct mapping_loader *l, const struct pdz_json *at, struct pdz_str text,
                               struct map_template *out, load_name name_piece);
void pdz_mapping_load_value(struct mapping_loader *l, const struct pdz_json *at, uint32_t field, struct map_value *v);
void pdz_mapping_load_conditions(struct mapping_loader *l, const struct pdz_json *at, struct map_conditions *all);

#endif
