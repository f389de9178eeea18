/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report comes to: what was missed or is off track, what is behind, what could not be
 * assessed, each in a sentence with the figure that decided and what was expected. Made from
 * the rows and cells that stand below it, so that it cannot say another thing than they. */
#include "report/builder.h"

#include <stdlib.h>

static enum pdz_answer_part part_of(enum pdz_verdict v)
{
	switch (v) {
	case PDZ_MISSED:
		return PDZ_ANSWER_MISSED;
	case PDZ_OFF_TRACK:
		return PDZ_ANSWER_OFF_TRACK;
	case PDZ_BEHIND:
		return PDZ_ANSWER_BEHIND;
	case PDZ_NOT_ASSESSABLE:
		return PDZ_ANSWER_UNKNOWN;
	default:
		return PDZ_ANSWER_PARTS; /* in none */
	}
}

/* ---- the sentence: its pieces are appended to out ---- */

/* "8 progetti", "62% (5 su 8)", "9 giorni", "utenti: 1" */
static void say_amount(const struct builder *b, const struct pdz_cell *value, struct pdz_buf *out)
{
	const struct pdz_entry *e = value->figure->entry;
	const struct pdz_result_indicator *ind = &b->r->indicators[e->indicator];
	const struct pdz_str unit = pdz_unit_in_words(b->lang, ind->unit);
	if (value->kind != PDZ_CELL_NUMBER || value->unit.n > 0 || unit.n == 0) {
		pdz_buf_str(out, value->text);
	} else if (value->number == 1 && ind->kind->value_is_count) { /* units are plurals */
		pdz_buf_str(out, unit);
		pdz_buf_z(out, ": ");
		pdz_buf_str(out, value->text);
	} else {
		pdz_buf_str(out, value->text);
		pdz_spell_unit(out, unit);
	}
	if (e->numerator.ok && e->denominator.ok && value->figure->basis.n > 0) {
		pdz_buf_z(out, " (");
		pdz_buf_str(out, value->figure->basis);
		pdz_buf_char(out, ')');
	}
}

/* "2027": the years that were judged, or the entry's own period. */
static void say_when(struct builder *b, const struct pdz_entry *e, struct pdz_buf *out)
{
	for (size_t i = 0; i < e->judged_count; i++) {
		pdz_buf_z(out, i > 0 ? ", " : "");
		pdz_spell_period(out, b->lang, e->judged[i]);
	}
	if (e->judged_count == 0 && e->period.level == PDZ_PLAN && e->period.last - e->period.first == 11)
		pdz_period_write(out, (struct pdz_period){PDZ_YEAR, e->period.first, e->period.last});
	else if (e->judged_count == 0)
		pdz_buf_str(out, pdz_build_period_title(b, e->period));
}

/* ", 14 attesi al 30/06", while time is left; else what was asked for: ", atteso almeno 90%". */
static void say_wanted(struct builder *b, const struct pdz_entry *e, struct pdz_buf *out)
{
	const bool act = b->r->indicators[e->indicator].kind->is_act;
	struct pdz_buf day = {0};
	if (!e->over && e->expected.ok && (!act || e->rule != PDZ_GROUND_NOTHING_DUE) &&
	    (!e->target.ok || e->expected.number != e->target.number)) {
		pdz_spell_day_of(&day, b->lang, e->known_to != PDZ_NO_DAY ? e->known_to : b->r->as_of,
		                 e->judged_count == 1 ? e->judged[0] : e->period);
		const double steps = e->detail.expected.ok ? e->detail.expected.number : e->denominator.number;
		const struct pdz_str amount = act ? pdz_build_number(b, e->expected.number * steps)
		                                  : pdz_build_stated(b, e, e->expected.number);
		pdz_say_into(out, b->lang, "answer|, {0} expected by {1}", amount, pdz_buf_view(&day));
	}
	if (e->target.ok && (act || day.n == 0)) {
		const struct pdz_str target = pdz_build_target(b, e).text;
		pdz_say_into(out, b->lang, act ? "answer|, {0}" : "answer|, target {0}", target);
		if (e->deadline != PDZ_NO_DAY && !act) {
			pdz_spell_date(&day, b->lang, e->deadline);
			pdz_say_into(out, b->lang, "answer| by {0}", pdz_buf_view(&day));
		}
	}
	b->no_memory |= day.failed;
	pdz_buf_release(&day);
}

static void say_besides(struct pdz_buf *out, struct pdz_str s)
{
	if (s.n == 0)
		return;
	pdz_buf_z(out, "; ");
	pdz_buf_str(out, s);
}

/* ", at least 3 in each year: in 0 of 1 periods" */
static void say_periods(struct builder *b, const struct pdz_entry *e, struct pdz_buf *out)
{
	const struct pdz_detail *d = &e->detail;
	const struct pdz_cell asked = pdz_build_target(b, e);
	struct pdz_buf met = {0}, due = {0};
	pdz_spell_number(&met, b->lang, d->periods_met.number, 0);
	pdz_spell_number(&due, b->lang, d->periods_due.number, 0);
	if (asked.kind == PDZ_CELL_TEXT)
		pdz_say_into(out, b->lang, "answer|, {2}: in {0} of {1} periods", pdz_buf_view(&met), pdz_buf_view(&due),
		             asked.text);
	else
		pdz_say_into(out, b->lang, "answer|, the minimum in {0} of {1} periods", pdz_buf_view(&met),
		             pdz_buf_view(&due));
	b->no_memory |= met.failed || due.failed;
	pdz_buf_release(&met);
	pdz_buf_release(&due);
}

/* Where the share is of the way from a baseline, what of that belongs to the same time; not ok: it is of the figure. */
static struct pdz_value way_begins(const struct pdz_entry *e)
{
	const struct pdz_value began = e->over ? e->baseline : e->baseline_to_date,
						   asked = e->over ? e->target : e->expected;
	const bool up = e->direction == PDZ_AT_LEAST && asked.number > began.number,
			   down = e->direction == PDZ_AT_MOST && asked.number < began.number;
	return (struct pdz_value){
		began.ok && asked.ok && !e->baseline_hidden && e->rule != PDZ_GROUND_PERIODS && (up || down), began.number};
}

/* " (44% of the way from 100)", " (88% of it)" */
static void say_share(struct builder *b, const struct pdz_entry *e, struct pdz_str share, struct pdz_buf *out)
{
	const struct pdz_value began = way_begins(e);
	if (began.ok)
		pdz_say_into(out, b->lang, "answer| ({0} of the way from {1})", share, pdz_build_stated(b, e, began.number));
	else
		pdz_say_into(out, b->lang, "answer| ({0} of it)", share);
}

static struct pdz_str sentence_of(struct builder *b, const struct pdz_entry *e)
{
	const bool act = b->r->indicators[e->indicator].kind->is_act;
	const struct pdz_cell value = pdz_build_figure(b, e, false), share = pdz_build_progress(b, e);
	struct pdz_buf out = {0}, amount = {0}, when = {0};
	if (value.figure == NULL)
		return value.text;
	say_amount(b, &value, &amount);
	say_when(b, e, &when);
	pdz_say_into(&out, b->lang, "answer|{0} in {1}", pdz_buf_view(&amount), pdz_buf_view(&when));
	say_wanted(b, e, &out);
	say_besides(&out, pdz_build_on_the_day(b, e));
	if (e->detail.periods_due.ok && e->detail.periods_met.ok)
		say_periods(b, e, &out);
	if (share.kind == PDZ_CELL_PERCENT && (!e->over || (e->verdict == PDZ_MISSED && !act)))
		say_share(b, e, share.text, &out);
	if (e->verdict == PDZ_NOT_ASSESSABLE && e->least.ok && e->most.ok && e->value.ok)
		pdz_say_into(&out, b->lang, "answer|; with what is not known from {0} to {1}",
		             pdz_build_stated(b, e, e->least.number), pdz_build_stated(b, e, e->most.number));
	if (e->verdict == PDZ_NOT_ASSESSABLE && e->value.ok && e->reason != PDZ_REASON_NONE)
		say_besides(&out, pdz_str(pdz_word_reason(b->lang, e->reason)));
	if (e->rule >= PDZ_GROUND_ONE_SHORT)
		say_besides(&out, pdz_str(pdz_word_rule(b->lang, e->rule)));
	say_besides(&out, act ? PDZ_STR("") : value.figure->extra);
	const struct pdz_str s = pdz_build_keep(b, pdz_buf_view(&out));
	b->no_memory |= out.failed || amount.failed || when.failed;
	pdz_buf_release(&out);
	pdz_buf_release(&amount);
	pdz_buf_release(&when);
	return s;
}

/* ---- the lists ---- */

/* Of what is judged by its parts that of the worst of those that decided. */
static struct pdz_value share_of_line(const struct pdz_entry *e)
{
	struct pdz_value least = e->share;
	for (size_t i = 0; !e->share.ok && i < e->detail.part_count; i++) {
		const struct pdz_component *part = &e->detail.parts[i];
		if (part->verdict == e->verdict && part->share.ok && (!least.ok || part->share.number < least.number))
			least = part->share;
	}
	return least;
}

/* The smallest share of what is expected first; those without one before them; else the plan's order. */
static int compare_answers(const void *left, const void *right)
{
	const struct pdz_answer_line *a = left, *c = right;
	const struct pdz_value one = share_of_line(a->entry), other = share_of_line(c->entry);
	if (one.ok && other.ok && one.number != other.number)
		return one.number < other.number ? -1 : 1;
	if (one.ok != other.ok)
		return one.ok ? 1 : -1;
	return a->place < c->place ? -1 : a->place > c->place;
}

static void add_answer(struct builder *b, struct pdz_answer *part, const struct pdz_report_row *row)
{
	const struct pdz_entry *e = row->entry;
	part->lines[part->line_count] = (struct pdz_answer_line){
		.code = row->indicator->code,
		.name = row->indicator->name,
		.verdict = pdz_str(pdz_word_verdict(b->lang, e->verdict)),
		.key = pdz_verdict_names[e->verdict],
		.text = sentence_of(b, e),
		.entry = e,
		.place = part->line_count,
	};
	if (b->area_count > 0 && b->rep->options.layout != PDZ_AREAS && e->area != PDZ_NONE)
		part->lines[part->line_count].area = b->r->areas[e->area].name;
	part->line_count++;
}

/* ---- who owes what ---- */

static bool is_needed_here(const struct builder *b, const struct pdz_missing_delivery *m)
{
	for (size_t s = 0; s < b->rep->section_count; s++)
		for (size_t i = 0; i < b->rep->sections[s].row_count; i++) {
			const struct pdz_report_row *row = &b->rep->sections[s].rows[i];
			for (size_t k = 0; !row->is_group && k < m->needed_by_count; k++)
				if (pdz_str_eq(row->code, m->needed_by[k]))
					return true;
		}
	return false;
}

/* Files that could not be used, then the plan's order of sources and senders. */
static void list_owed(struct builder *b)
{
	struct pdz_answer *part = &b->rep->answer[PDZ_ANSWER_OWED];
	part->title = pdz_str(pdz_say(b->lang, "answer|Gaps in what was delivered"));
	part->lines = pdz_build_array(b, b->r->missing_count + b->r->unusable_count + 1, sizeof *part->lines);
	for (size_t i = 0; part->lines != NULL && !b->r->publication.on && i < b->r->unusable_count; i++)
		part->lines[part->line_count++] =
			(struct pdz_answer_line){.code = b->r->unusable[i].name,
		                             .verdict = pdz_str(pdz_say(b->lang, "provenance|Not used")),
		                             .key = "not_used",
		                             .text = b->r->unusable[i].why};
	for (size_t i = 0; part->lines != NULL && i < b->r->missing_count; i++) {
		const struct pdz_missing_delivery *m = &b->r->missing[i];
		if (is_needed_here(b, m)) {
			pdz_spell_lateness(&b->text, b->lang, m);
			part->lines[part->line_count++] =
				(struct pdz_answer_line){.code = m->source,
			                             .name = m->name,
			                             .area = m->area != PDZ_NONE ? b->r->areas[m->area].name : PDZ_STR(""),
			                             .verdict = pdz_str(pdz_say(b->lang, "answer|not delivered")),
			                             .key = "not_delivered",
			                             .text = pdz_build_take(b)};
		}
	}
}

void pdz_build_answer(struct builder *b)
{
	static const char *const titles[PDZ_ANSWER_PARTS] = {
		[PDZ_ANSWER_MISSED] = "answer|Missed",
		[PDZ_ANSWER_OFF_TRACK] = "answer|Off track",
		[PDZ_ANSWER_BEHIND] = "answer|Behind",
		[PDZ_ANSWER_UNKNOWN] = "answer|Not assessable",
	};
	const size_t most = b->rep->verdicts.all;
	for (int p = 0; p < PDZ_ANSWER_OWED; p++) {
		b->rep->answer[p].title = pdz_str(pdz_say(b->lang, titles[p]));
		b->rep->answer[p].lines = pdz_build_array(b, most + 1, sizeof *b->rep->answer[p].lines);
	}
	for (size_t s = 0; s < b->rep->section_count && !b->no_memory; s++)
		for (size_t i = 0; i < b->rep->sections[s].row_count; i++) {
			const struct pdz_report_row *row = &b->rep->sections[s].rows[i];
			if (row->is_group || row->entry == NULL || part_of(row->entry->verdict) == PDZ_ANSWER_PARTS ||
			    pdz_period_begin(row->entry->period) > b->r->as_of) /* nobody asks what has not begun */
				continue;
			add_answer(b, &b->rep->answer[part_of(row->entry->verdict)], row);
		}
	list_owed(b);
	for (int p = 0; p < PDZ_ANSWER_OWED && !b->no_memory; p++)
		if (b->rep->answer[p].line_count > 1)
			qsort(b->rep->answer[p].lines, b->rep->answer[p].line_count, sizeof *b->rep->answer[p].lines,
			      compare_answers);
}
