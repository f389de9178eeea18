/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How to read a report, and what it was made from: the same words in every format. */
#include "report/builder.h"

enum { MAX_NOTES = 48 };

static void add_term(struct builder *b, struct pdz_term_text *list, size_t *count, const char *english_term)
{
	list[(*count)++] = (struct pdz_term_text){pdz_str(pdz_say(b->lang, english_term)), pdz_build_take(b)};
}

static void add_note_term(struct builder *b, const char *term, const char *english)
{
	pdz_buf_z(&b->text, pdz_say(b->lang, english));
	add_term(b, b->rep->notes, &b->rep->note_count, term);
}

static struct pdz_str percent_in_words(struct builder *b, double v)
{
	pdz_spell_setting(&b->text, b->lang, v);
	return pdz_build_take(b);
}

/* Which verdicts and reasons occur, so that only these are explained. */
struct seen {
	bool verdicts[PDZ_VERDICTS], reasons[PDZ_REASONS], rules[PDZ_GROUNDS], interval, assumed, planned, count;
};

static void look(const struct builder *b, struct seen *seen)
{
	for (size_t i = 0; i < b->rep->section_count; i++) {
		const struct pdz_report_section *s = &b->rep->sections[i];
		for (size_t k = 0; k < s->row_count; k++) {
			const struct pdz_report_row *row = &s->rows[k];
			if (row->is_group || !row->cells)
				continue;
			seen->assumed |= row->indicator->assumed;
			if (row->entry != NULL)
				seen->rules[row->entry->rule] = true;
			for (size_t c = 0; c < b->rep->column_count; c++) {
				const struct pdz_cell *cell = &row->cells[c];
				if (cell->kind == PDZ_CELL_VERDICT)
					seen->verdicts[cell->verdict] = true;
				seen->reasons[cell->reason] = true;
				if (!cell->figure)
					continue;
				seen->interval |= cell->figure->interval.n > 0;
				seen->count |= cell->figure->count.n > 0;
				seen->planned |= cell->figure->basis.n > 0;
			}
		}
	}
}

static void add_verdict_terms(struct builder *b, const struct seen *seen)
{
	struct pdz_str on_track = percent_in_words(b, b->r->on_track), behind = percent_in_words(b, b->r->behind);
	static const char *const texts[PDZ_VERDICTS] = {
		[PDZ_ACHIEVED] =
			"legend|reached, and not to be undone; what can still change: as it stood when the period, or its "
			"deadline, was over.",
		[PDZ_ACHIEVED_LATE] = "legend|reached after its deadline; the days stand beside it.",
		[PDZ_ON_TRACK] =
			"legend|time is left, and at least {0} of what is expected to date is there, or nothing is due yet.",
		[PDZ_BEHIND] =
			"legend|time is left, and from {1} to less than {0} of what is expected to date is there, or a single one "
			"is missing, or it has not moved yet, or what is asked for can no longer be reached.",
		[PDZ_OFF_TRACK] =
			"legend|time is left, and less than {1} of what is expected to date is there, or it moves the wrong way, "
			"or a ceiling is passed that can no longer be kept.",
		[PDZ_MISSED] =
			"legend|the period or the deadline is over, and it was not reached; the share reached stands beside it.",
		[PDZ_NO_TARGET] = "legend|a value but no target to compare it with.",
		[PDZ_NOT_ASSESSABLE] = "legend|no verdict can be given; the reason stands below.",
	};
	for (int v = 0; v < PDZ_VERDICTS; v++) {
		if (!seen->verdicts[v])
			continue;
		pdz_say_into(&b->text, b->lang, texts[v], on_track, behind);
		b->rep->notes[b->rep->note_count++] =
			(struct pdz_term_text){pdz_str(pdz_word_verdict(b->lang, (enum pdz_verdict)v)), pdz_build_take(b)};
	}
}

/* The rules that decided, by the words that stand beside the verdicts. */
static void add_rules(struct builder *b, const struct seen *seen)
{
	static const char change[] =
		"legend|whether the figure moved from the baseline, however little; where it has not, behind while time is "
		"left.";
	static const char *const texts[PDZ_GROUNDS] = {
		[PDZ_GROUND_TARGET] = "legend|the figure against what is asked for in full.",
		[PDZ_GROUND_TO_DATE] = "legend|the figure against what is expected by the day that stands beside the target.",
		[PDZ_GROUND_PROGRESS] =
			"legend|how much of the way from the baseline to what is expected is gone, rather than the figure itself.",
		[PDZ_GROUND_DEADLINE] = "legend|what is there on the day of the deadline.",
		[PDZ_GROUND_STEP] = "legend|the figure against the step of the target that holds on that day.",
		[PDZ_GROUND_DUE] = "legend|what was done against what was planned with a date until then.",
		[PDZ_GROUND_MINIMUM] = "legend|in how many of its periods the minimum was met.",
		[PDZ_GROUND_PERIODS] = "legend|how many of the periods until then had what each should.",
		[PDZ_GROUND_RANGE] = "legend|whether the figure lies within the range.",
		[PDZ_GROUND_CHANGE] = change,
		[PDZ_GROUND_PARTS] = "legend|what its parts were found to be.",
		[PDZ_GROUND_NOTHING_DUE] = "legend|nothing was to be expected until then: on track, and counted apart.",
		[PDZ_GROUND_ONE_SHORT] = "legend|a single one is missing: behind, whatever its share.",
		[PDZ_GROUND_WRONG_WAY] = "legend|worse than the baseline: off track or missed, whatever its share.",
		[PDZ_GROUND_OUT_OF_REACH] =
			"legend|whatever still comes, it cannot be met: never on track, whatever its share.",
	};
	for (int g = 1; g < PDZ_GROUNDS; g++) {
		if (!seen->rules[g])
			continue;
		pdz_buf_z(&b->text, pdz_say(b->lang, texts[g]));
		b->rep->notes[b->rep->note_count++] =
			(struct pdz_term_text){pdz_str(pdz_word_rule(b->lang, (enum pdz_ground)g)), pdz_build_take(b)};
	}
}

static void add_reasons(struct builder *b, const struct seen *seen)
{
	static const char *const texts[PDZ_REASONS] = {
		[PDZ_ZERO_DENOMINATOR] = "legend|there are data, but the denominator is 0.",
		[PDZ_NO_DATA] = "legend|no record feeds this indicator; it does not mean 0.",
		[PDZ_NOT_DUE] = "legend|the period, or what it needs, lies after the as-of date.",
		[PDZ_NOT_MEASURABLE_YET] = "legend|the plan says it can be measured only from a later date.",
		[PDZ_BASELINE_MISSING] = "legend|there is a value, but no starting value to compare it with.",
		[PDZ_TOO_FEW] = "legend|fewer cases than the plan asks for, or fewer than five waits that have ended.",
		[PDZ_SUPPRESSED] = "legend|hidden to protect persons; it does not mean 0.",
		[PDZ_NOT_APPLICABLE] = "legend|has no meaning for this area, category or period.",
		[PDZ_NOT_REPORTED] = "legend|nothing has come of what its sources owed.",
		[PDZ_INCOMPLETE] = "legend|part of what its sources owed is missing, and could turn the verdict.",
		[PDZ_STALE] = "legend|a level that should have been told anew.",
		[PDZ_NOT_REACHED] =
			"legend|too many are still waiting for the figure to be known: it is at least the one beside it.",
		[PDZ_NOT_A_SHARE] = "legend|with negative quantities the part is more than the whole, or less than 0.",
	};
	for (int r = 1; r < PDZ_REASONS; r++) {
		if (!seen->reasons[r])
			continue;
		pdz_buf_z(&b->text, pdz_say(b->lang, texts[r]));
		b->rep->notes[b->rep->note_count++] =
			(struct pdz_term_text){pdz_str(pdz_word_reason(b->lang, (enum pdz_reason)r)), pdz_build_take(b)};
	}
}

static struct pdz_str count_in_words(struct builder *b, uint64_t n)
{
	pdz_spell_number(&b->text, b->lang, (double)n, 0);
	return pdz_build_take(b);
}

/* How much is hidden, over the whole of the results and whatever is selected. Which of
 * it is small is not said: that would tell of each that it is 1 or 2. */
static void add_publication(struct builder *b)
{
	const struct pdz_publication *p = &b->r->publication;
	const struct pdz_str threshold = count_in_words(b, (uint64_t)p->threshold),
						 hidden = count_in_words(b, p->primary + p->complementary),
						 dependent = count_in_words(b, p->dependent);
	pdz_say_into(&b->text, b->lang,
	             "legend|counts of persons from 1 to below {0} are hidden, and as many further figures as it takes "
	             "that they cannot be recomputed. In the results as a whole: {1} figures, and {2} that rest on "
	             "them. Which of these are small is not said. 0 is shown.",
	             threshold, hidden, dependent);
	add_term(b, b->rep->notes, &b->rep->note_count, "legend|Small numbers");
}

static void build_legend(struct builder *b)
{
	struct seen seen = {0};
	look(b, &seen);
	b->rep->notes = pdz_build_array(b, MAX_NOTES, sizeof *b->rep->notes);
	if (!b->rep->notes)
		return;
	if (seen.planned)
		add_note_term(
			b, "legend|x of y",
			"legend|numerator and denominator: for indicators of the kind done over planned, done and "
			"planned. For counts, \"target\" is what was expected in the period, or of a period that is running by the "
			"day "
			"beside it; in workbooks it stands in the column \"planned\".");
	if (seen.count)
		add_note_term(b, "legend|n",
		              "legend|how many records, cases or items the value rests on, above the line and below it.");
	add_verdict_terms(b, &seen);
	add_rules(b, &seen);
	add_reasons(b, &seen);
	if (seen.interval) {
		pdz_say_into(&b->text, b->lang,
		             "legend|interval of confidence at {0}: Wilson for shares, exact Poisson or Byar for "
		             "rates and counts, Student's t for means. None where no model holds.",
		             percent_in_words(b, b->r->confidence));
		add_term(b, b->rep->notes, &b->rep->note_count, "legend|CI");
	}
	if (b->r->publication.on)
		add_publication(b);
	if (seen.assumed)
		add_note_term(b, "source|assumed", "legend|the plan does not give this figure; it was assumed.");
	if (b->r->plan_note.n) {
		pdz_buf_str(&b->text, b->r->plan_note);
		add_term(b, b->rep->notes, &b->rep->note_count, "legend|About the plan");
	}
}

static void add_input(struct builder *b, const struct pdz_result_input *in)
{
	if (b->r->publication.on) { /* how many rows would tell how many persons; a hash lets a guess be tried */
		pdz_buf_str(&b->text,
		            pdz_str_is(in->name, "-") ? pdz_str(pdz_say(b->lang, "provenance|standard input")) : in->name);
		add_term(b, b->rep->provenance, &b->rep->provenance_count, "provenance|Records");
		return;
	}
	struct pdz_buf aside = {0};
	for (size_t i = 0; i < in->set_aside_count; i++) {
		struct pdz_str count = count_in_words(b, in->set_aside[i].count);
		pdz_buf_z(&aside, i ? ", " : "");
		pdz_buf_str(&aside, pdz_word_aside(b->lang, in->set_aside[i].name));
		pdz_buf_char(&aside, ' ');
		pdz_buf_str(&aside, count);
	}
	struct pdz_str read = count_in_words(b, in->read), used = count_in_words(b, in->used);
	struct pdz_str rest = count_in_words(b, in->read - in->used);
	pdz_say_into(&b->text, b->lang, "provenance|{0}: records read {1} = used {2} + set aside {3}",
	             pdz_str_is(in->name, "-") ? pdz_str(pdz_say(b->lang, "provenance|standard input")) : in->name, read,
	             used, rest);
	if (aside.n) {
		pdz_buf_z(&b->text, " (");
		pdz_buf_str(&b->text, pdz_buf_view(&aside));
		pdz_buf_char(&b->text, ')');
	}
	pdz_buf_z(&b->text, "; SHA-256 ");
	pdz_buf_str(&b->text, in->sha256);
	b->no_memory |= aside.failed;
	pdz_buf_release(&aside);
	add_term(b, b->rep->provenance, &b->rep->provenance_count, "provenance|Records");
}

/* "casi.csv: righe lette 574 = accettate 551 + scartate 11 + ripetute 12; SHA-256 ...; mappatura casi.json,
 * SHA-256 ...": every row is in one of them. */
static void add_raw_file(struct builder *b, const struct pdz_raw_file *f)
{
	const struct {
		const char *english;
		uint64_t rows;
	} parts[] = {{"provenance|accepted {0}", f->accepted},
	             {"provenance|rejected {0}", f->rejected},
	             {"provenance|repeated {0}", f->duplicates},
	             {"provenance|replaced by a later one {0}", f->superseded},
	             {"provenance|skipped {0}", f->skipped}};
	const struct pdz_str rows = count_in_words(b, f->rows), corrected = count_in_words(b, f->corrected);
	struct pdz_buf sum = {0};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (i > 0 && parts[i].rows == 0)
			continue;
		pdz_buf_z(&sum, i > 0 ? " + " : "");
		pdz_say_into(&sum, b->lang, parts[i].english, count_in_words(b, parts[i].rows));
	}
	pdz_buf_str(&b->text, f->name);
	pdz_buf_z(&b->text, ": ");
	pdz_say_into(&b->text, b->lang, "provenance|rows read {0} = {1}", rows, pdz_buf_view(&sum));
	b->no_memory |= sum.failed;
	pdz_buf_release(&sum);
	if (f->corrected > 0) {
		pdz_buf_z(&b->text, "; ");
		pdz_say_into(&b->text, b->lang, "provenance|corrected by hand {0}", corrected);
	}
	pdz_buf_z(&b->text, "; SHA-256 ");
	pdz_buf_str(&b->text, f->sha256);
	if (f->mapping.n > 0) {
		pdz_buf_z(&b->text, "; ");
		pdz_say_into(&b->text, b->lang, "provenance|mapping {0}", f->mapping);
		pdz_buf_z(&b->text, ", SHA-256 ");
		pdz_buf_str(&b->text, f->mapping_sha256);
	}
	add_term(b, b->rep->provenance, &b->rep->provenance_count, "provenance|Source");
}

static void build_provenance(struct builder *b)
{
	const struct pdz_results *r = b->r;
	struct pdz_term_text **list = &b->rep->provenance;
	size_t *count = &b->rep->provenance_count;
	*list = pdz_build_array(b, 6 + r->input_count + r->source_count + r->raw_file_count + r->unusable_count,
	                        sizeof **list);
	if (!*list)
		return;
	pdz_buf_str(&b->text, r->plan_name);
	pdz_buf_printf(&b->text, " (%.*s); SHA-256 %.*s", (int)r->plan_id.n, r->plan_id.p, (int)r->plan_sha256.n,
	               r->plan_sha256.p);
	add_term(b, *list, count, "provenance|Plan");
	pdz_spell_date(&b->text, b->lang, r->as_of);
	add_term(b, *list, count, "provenance|As-of date");
	pdz_buf_z(&b->text, "pdz-indicators ");
	pdz_buf_str(&b->text, r->tool_version);
	pdz_buf_z(&b->text, ", pdz-report " PDZ_VERSION);
	add_term(b, *list, count, "provenance|Computed with");
	if (!r->publication.on) {
		pdz_buf_z(&b->text, "SHA-256 ");
		pdz_buf_z(&b->text, r->sha256);
		add_term(b, *list, count, "provenance|Results");
	}
	for (size_t i = 0; i < r->input_count; i++)
		add_input(b, &r->inputs[i]);
	for (size_t i = 0; !r->publication.on && i < r->raw_file_count; i++)
		add_raw_file(b, &r->raw_files[i]);
	for (size_t i = 0; !r->publication.on && i < r->unusable_count; i++) {
		pdz_buf_printf(&b->text, "%.*s: %.*s", (int)r->unusable[i].name.n, r->unusable[i].name.p,
		               (int)r->unusable[i].why.n, r->unusable[i].why.p);
		add_term(b, *list, count, "provenance|Not used");
	}
	for (size_t i = 0; !r->publication.on && i < r->source_count && r->raw_file_count == 0; i++) {
		struct pdz_str records = count_in_words(b, r->sources[i].records), used = count_in_words(b, r->sources[i].used);
		pdz_say_into(&b->text, b->lang, "provenance|{0}: records {1}, used {2}", r->sources[i].name, records, used);
		add_term(b, *list, count, "provenance|Source");
	}
}

void pdz_build_notes(struct builder *b)
{
	build_legend(b);
	build_provenance(b);
}
