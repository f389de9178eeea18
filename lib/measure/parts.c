/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See parts.h. */
#include "measure/parts.h"

static bool is_part(const struct pdz_indicator *ind, uint32_t indicator)
{
	for (size_t i = 0; i < ind->part_count; i++)
		if (ind->parts[i] == indicator)
			return true;
	return false;
}

void pdz_load_parts(struct pdz_loader *l, const struct pdz_json *of, size_t least, size_t most,
                    struct pdz_indicator *ind)
{
	if (!pdz_json_is_array(of, true))
		return;
	const size_t n = pdz_json_size(of);
	if (n < least)
		pdz_json_problem(of, "too few indicators", NULL, least == 1 ? "expected one" : "expected at least two");
	if (n > most)
		pdz_json_problem(of, "too many indicators", NULL, most == 1 ? "expected one" : "expected two");
	ind->parts = pdz_loader_alloc(l, n, sizeof *ind->parts);
	for (size_t i = 0; ind->parts != NULL && i < n; i++) {
		const struct pdz_json item = pdz_json_item(of, i);
		struct pdz_str code;
		if (!pdz_json_code(&item, true, &code))
			continue;
		const uint32_t part = pdz_plan_indicator(l->plan, code);
		if (part == PDZ_NONE)
			pdz_json_unknown_among(&item, "unknown indicator", code,
			                       PDZ_NAMES(l->plan->indicators, l->plan->indicator_count, code),
			                       "expected the code of an indicator of this plan");
		else if (is_part(ind, part))
			pdz_json_problem(&item, "twice in the list", code.p, "expected each indicator once");
		else if (l->plan->indicators[part].kind != NULL && l->plan->indicators[part].kind->of_parts)
			pdz_json_problem(&item, "made of other indicators itself", code.p,
			                 "expected an indicator that is neither composite nor derived");
		else
			ind->parts[ind->part_count++] = part;
	}
}

struct pdz_entry pdz_part_entry(const struct pdz_view *view, size_t i, struct pdz_entry *out)
{
	const struct pdz_indicator *ind = view->indicator;
	struct pdz_detail *d = &out->detail;
	struct pdz_entry part;
	view->entry_of(view, ind->parts[i], &part);
	pdz_take_coverage(view, &part, out);
	if (d->parts == NULL)
		d->parts = pdz_arena_alloc(view->arena, ind->part_count * sizeof *d->parts);
	if (d->parts == NULL)
		*view->failed = true;
	else
		d->parts[d->part_count++] = (struct pdz_component){view->plan->indicators[ind->parts[i]].code, part.verdict,
		                                                   part.share, false};
	return part;
}

void pdz_said_parts(struct pdz_said *say)
{
	for (size_t i = 0; i < say->ind->part_count; i++) {
		pdz_buf_z(&say->text, i == 0 ? "" : ", ");
		pdz_buf_str(&say->text, say->plan->indicators[say->ind->parts[i]].code);
	}
	pdz_said_line(say, "explain|Parts");
}
