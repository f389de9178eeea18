/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The methods: formula, source, when it applies, what it does not mean. After a
 * change, build/unit/test_methods --write makes the man page anew. */
#include "words/methods.h"

/* clang-format off */
const char *const pdz_method_groups[METHOD_GROUPS] = {
	[METHOD_FIGURES] = "methods|Figures", [METHOD_INTERVALS] = "methods|Intervals of confidence",
	[METHOD_VERDICTS] = "methods|From value to verdict", [METHOD_COMPARISONS] = "methods|Comparisons",
};
/* clang-format on */

/* clang-format off */
const struct pdz_method pdz_methods[] = {
	{METHOD_FIGURES, "records", "method|Which records count where",
	 "formula|done: in the period of its date (over what was planned: of its due date, if it has one); planned: in "
	 "that of its due date, without one in the plan as a whole; an area stands for all areas inside it",
	 "source|definition of pdz",
	 "applies|Every indicator, in every period and area.",
	 "limit|What is dated after the as-of date has not happened yet, and is not counted."},
	{METHOD_FIGURES, "roll_up", "method|Longer periods, larger areas",
	 "formula|computed anew from the records: a ratio is the ratio of sums, distinct cases are counted "
	 "again, a median is that of all items",
	 "source|definition of pdz",
	 "applies|Every figure of more than one period or area.",
	 "limit|Never an average of averages or a sum of distinct counts: the years need not add up to the "
	 "plan, nor the municipalities to the sub-area."},
	{METHOD_FIGURES, "reason", "method|Values that cannot be given",
	 "formula|zero_denominator: there are data, and the denominator is 0; no_data: none of its events has "
	 "come in at all; not_due, not_measurable_yet: after the as-of date, nothing planned is due yet, or "
	 "the plan says from when; too_few: fewer than the plan's minimum_n; suppressed: hidden to protect "
	 "persons; not_applicable: without meaning for this area or category; baseline_missing: a value that "
	 "cannot be judged; not_reported: its sources owed deliveries, and none has come; incomplete, stale: some "
	 "have not come, or not anew, and could turn the verdict; not_reached: too many still wait; not_a_share: the part "
	 "is more than the whole, or less than 0",
	 "source|definition of pdz",
	 "applies|Wherever there is no number, the reason stands in its place.",
	 "limit|None of them means 0. Where one of its events has come in, no record of another, or of this period, is "
	 "a true 0; without sources an area of which none came has no data."},
	{METHOD_FIGURES, "count", "method|Counts",
	 "formula|sum of quantities (exact decimals), number of records, or number of distinct cases, each "
	 "once in every period and area in which it occurs",
	 "source|definition of pdz",
	 "applies|Meetings, hours, euros, persons. A case with all of several events belongs to the period in "
	 "which the last of them first happened; first_seen: never before in that area; none: looked up to the"
	 " end of the period.",
	 "limit|Distinct cases of parts do not add up to those of the whole."},
	{METHOD_FIGURES, "stock", "method|Latest figures",
	 "formula|the latest figure of each area and category, added up over these",
	 "source|definition of pdz",
	 "applies|What is there at a time: places, registers, persons in care.",
	 "limit|Figures of successive periods are not added; of two rows that say a figure of one area, category and day "
	 "neither counts."},
	{METHOD_FIGURES, "ratio", "method|Ratios",
	 "formula|numerator / denominator × scale",
	 "source|definition of pdz",
	 "applies|Done over planned, cases within cases, parts of an amount, events over inhabitants.",
	 "limit|Done over planned is no proportion: it can pass 100 %, and has no interval."},
	{METHOD_FIGURES, "rate", "method|Rates per inhabitant",
	 "formula|events / person-years × scale; person-years: inhabitants × days ÷ days of the year",
	 "source|definition of pdz",
	 "applies|A count over a table of inhabitants that the plan names.",
	 "limit|Not standardised for age: an area with more old people may differ for that reason alone. Distinct persons "
	 "of"
	 " several years are counted once in each: the rate is that of an average year."},
	{METHOD_FIGURES, "timing", "method|Times against a due date",
	 "formula|days = date − due date; calendar days, or working days without Italian national holidays "
	 "(Easter Monday; 4 October from 2026) and the plan's own",
	 "source|definition of pdz",
	 "applies|Items that have a due date; early is negative. An item belongs to the period of its due date"
	 " for good; it is told when it is done, so that it rests on every delivery to date.",
	 "limit|What is not done yet has no time: it is counted and aged beside it."},
	{METHOD_FIGURES, "share", "method|Share on time",
	 "formula|done in time / (done + overdue at the as-of date); of waits with a limit: of those who entered"
	 " at least as many days ago as the limit",
	 "source|definition of pdz",
	 "applies|Items with a due date, or with a limit of days, which may differ by category.",
	 "limit|It does not say how late the late ones were."},
	{METHOD_FIGURES, "median quantile q1 q3 p90", "method|Median and quantiles",
	 "formula|linear interpolation between order statistics at 1 + (n − 1) p",
	 "R. J. Hyndman, Y. Fan, The American Statistician 50 (1996), 361–365, type 7",
	 "applies|Times and scores, as R and spreadsheets do it.",
	 "limit|It does not say how far the extremes lie; of few items it jumps."},
	{METHOD_FIGURES, "mean sd", "method|Mean and standard deviation",
	 "x̄ = Σx / n; s = √(Σ(x − x̄)² / (n − 1))",
	 "T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37 (1983), 242–247",
	 "applies|Times and scores.",
	 "limit|One extreme item moves the mean; the median stands beside it."},
	{METHOD_FIGURES, "duration of_planned", "method|Durations",
	 "formula|days = date − start, of one record or from one event of a case to the next other event of "
	 "the same case; of_planned: actual / planned time",
	 "source|definition of pdz",
	 "applies|What began in the period, followed to the as-of date. Whoever still waits counts: at their "
	 "age from below, as endless from above; between these the Kaplan-Meier estimate decides, from 5 ended"
	 " waits on. Beside it, what is open at the period's end, with its age, and the figure of those served"
	 " alone.",
	 "limit|While too many wait there is no value (not_reached, too_few), only what it is at least; a mean has none"
	 " while somebody waits longer than all who were served."},
	{METHOD_FIGURES, "milestone", "method|Milestones",
	 "formula|reached when all it requires is done, on the last of these days",
	 "source|definition of pdz",
	 "applies|Protocols, acts, agreements: yes or no, by a date.",
	 "limit|It stays reached; it does not say whether what was adopted is used."},
	{METHOD_FIGURES, "cadence", "method|Cadences",
	 "formula|finished periods in which the event happened often enough / finished periods",
	 "source|definition of pdz",
	 "applies|What ought to happen every month, quarter or year; periods are cut to the part inside the "
	 "plan, months may be left out.",
	 "limit|A period still running is not held against it."},
	{METHOD_FIGURES, "score", "method|Scores",
	 "formula|mean, spread and distribution of the scores given",
	 "source|definition of pdz",
	 "applies|Questionnaires and self-assessments.",
	 "limit|Those who did not answer may think otherwise."},
	{METHOD_FIGURES, "composite", "method|Composites",
	 "formula|all: the worst verdict of the parts; any: the best; at least n: the n-th best; mean: the "
	 "mean of their shares, each cut to 0 and 1",
	 "source|definition of pdz",
	 "applies|An indicator made of others of the plan; parts of which nothing is due yet are left out.",
	 "limit|The parts weigh the same, whatever they are worth."},
	{METHOD_FIGURES, "derived difference ratio_of_figures sum_of_figures change_on_year", "method|Derived figures",
	 "formula|difference, ratio or sum of the figures of other indicators; change: (this period − the same period "
	 "of the year before) / that",
	 "source|definition of pdz", "applies|A balance, a growth, one indicator over another, with a target of its own.",
	 "limit|Where one of the figures has no value, it has none either, for the same reason."},
	{METHOD_FIGURES, "judgement", "method|Judgements",
	 "formula|the latest statement since the plan began holds",
	 "source|definition of pdz",
	 "applies|What the office states, with its evidence.",
	 "limit|Nothing is measured here."},
	{METHOD_FIGURES, "digits", "method|Digits",
	 "formula|no decimal of a percentage that rests on fewer than 100 cases; at most one of a median, mean"
	 " or rate",
	 "source|definition of pdz",
	 "applies|Figures that were measured: of 30 people one is 3.3 %. Counts and money are exact.",
	 "limit|Results and CSV hold every figure unrounded: their last digits say nothing."},
	{METHOD_INTERVALS, "wilson", "method|Wilson",
	 "(2x + z² ∓ z √(z² + 4x(1 − x/n))) / 2(n + z²)",
	 "E. B. Wilson, JASA 22 (1927), 209–212",
	 "applies|A ratio that declares itself a proportion: its numerator is part of its denominator.",
	 "limit|How far chance alone could have moved the figure if the cases were independent; nothing of "
	 "wrong or missing data."},
	{METHOD_INTERVALS, "poisson_exact", "method|exact Poisson",
	 "½ χ²(α/2; 2x), ½ χ²(1 − α/2; 2x + 2)",
	 "F. Garwood, Biometrika 28 (1936), 437–442",
	 "applies|Fewer than 10 events over inhabitants.",
	 "limit|It supposes that events come singly: not several of one person."},
	{METHOD_INTERVALS, "byar", "method|Byar",
	 "x (1 − 1/(9x) − z/(3√x))³, (x + 1)(1 − 1/(9(x + 1)) + z/(3√(x + 1)))³",
	 "N. E. Breslow, N. E. Day, Statistical Methods in Cancer Research II (IARC 1987), 69; Public Health "
	 "England, technical guide",
	 "applies|10 events over inhabitants, or more.",
	 "limit|It supposes that events come singly: not several of one person."},
	{METHOD_INTERVALS, "student_t", "method|Student's t",
	 "x̄ ∓ t(n − 1) s / √n",
	 "Student, Biometrika 6 (1908), 1–25",
	 "applies|Means of two items or more that are not all equal.",
	 "limit|Of a skewed distribution and few items it covers less than it says."},
	{METHOD_INTERVALS, "median_order", "method|order statistics",
	 "formula|r-th smallest and r-th largest item, r the largest rank with P(X ≤ r − 1) ≤ α/2, X binomial "
	 "(n, ½)",
	 "W. J. Conover, Practical Nonparametric Statistics, 3rd ed. (1999), 3.2",
	 "applies|Medians of 6 items or more at 95 %, of 10 or more at 99.8 %.",
	 "limit|Conservative: usually wider than it need be."},
	{METHOD_INTERVALS, "kaplan_meier_log", "method|Kaplan-Meier",
	 "formula|S(t) = Π(1 − d/n); median: the first t with S(t) ≤ ½; interval: where exp(ln S ∓ z "
	 "√Greenwood) crosses ½",
	 "E. L. Kaplan, P. Meier, JASA 53 (1958), 457–481; R. Brookmeyer, J. Crowley, Biometrics 38 (1982), "
	 "29–41",
	 "applies|Durations begun in the period: those still open count as longer than their age.",
	 "limit|It supposes that the open ones will go on like the others."},
	{METHOD_VERDICTS, "expected", "method|What is expected to date",
	 "formula|counts and sums, acts of several steps and ratios over a constant or a budget: target × "
	 "days passed / days, without the months left out, of whole things rounded towards where they "
	 "began, a ceiling upwards; steps: the last one passed; done over planned: what was due, in "
	 "proportion to time what has no date; a year's target of anything else: on the way to its last day "
	 "from the target before it or from the baseline; all else: in full",
	 "source|definition of pdz",
	 "applies|While time is left; once it is over the target in full is asked for, without tolerance.",
	 "limit|Work seldom runs evenly over a year."},
	{METHOD_VERDICTS, "change", "method|Change against the baseline",
	 "formula|(value − baseline to date) / abs(baseline to date); the baseline of a flow is one year's "
	 "worth, for another period in proportion to time",
	 "source|definition of pdz",
	 "applies|Where the plan has a baseline. What does not add up over years is judged by the latest "
	 "year that has a target, which is named, and the whole stands beside it.",
	 "limit|A change from 0 has no percentage: it is new. A change is not yet an effect of the plan."},
	{METHOD_VERDICTS, "progress", "method|Share of what is expected",
	 "formula|value / expected; at most: expected / value; on a way from a baseline: (value − baseline "
	 "to date) / (expected − baseline to date); where a term is not above 0: 1 when reached, else 0",
	 "source|definition of pdz",
	 "applies|What the thresholds of the verdict see, of what is expected to date or, once it is over, "
	 "of the target in full; progress is the same of the target in full.",
	 "limit|More than 1 is overshoot, less than 0 the wrong way. It is not value / target: that is "
	 "of_target."},
	{METHOD_VERDICTS, "of_target", "method|Value of target",
	 "formula|value / target",
	 "source|definition of pdz",
	 "applies|Beside progress, labelled, where both can be given.",
	 "limit|It ignores where the plan began."},
	{METHOD_VERDICTS, "verdict", "method|Verdict",
	 "formula|over: achieved, achieved_late after a deadline, or missed; time left: achieved what "
	 "cannot be undone, on_track from the plan's on_track share (0.9) of what is expected to date, "
	 "behind from its behind share (0.6) or when a single one is missing, off_track else, when it moves "
	 "the wrong way or a ceiling is passed that can no longer be kept",
	 "source|definition of pdz",
	 "applies|A period or deadline is over on its last day. What is unknown is judged at its least and "
	 "at its most: where both agree, the verdict stands. no_target, not_assessable: nothing to compare "
	 "with; no value, or no baseline.",
	 "limit|It is about what the plan asks for, not about the worth of the work."},
	{METHOD_COMPARISONS, "finding", "method|Not distinguishable from chance",
	 "formula|the interval of the difference holds 0, that of the ratio 1",
	 "source|definition of pdz",
	 "applies|Every comparison that is tested; what has no model of chance is described, not tested.",
	 "limit|It does not mean that there is no difference. With many comparisons some are beyond chance by "
	 "chance."},
	{METHOD_COMPARISONS, "newcombe", "method|Newcombe",
	 "formula|d = p₁ − p₂; from d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²), l and u "
	 "Wilson's limits",
	 "R. G. Newcombe, Statistics in Medicine 17 (1998), 873–890, method 10",
	 "applies|Two proportions of different cases.",
	 "limit|Not for the same cases seen twice."},
	{METHOD_COMPARISONS, "poisson_ratio", "method|ratio of counts",
	 "formula|(x₁/t₁) / (x₂/t₂); given x₁ + x₂, x₁ is binomial: Clopper-Pearson limits, exact p",
	 "J. Przyborowski, H. Wilenski, Biometrika 31 (1940), 313–323; C. J. Clopper, E. S. Pearson, "
	 "Biometrika 26 (1934), 404–413",
	 "applies|Two counts per inhabitant, or per time where inhabitants are unknown; as poisson.test of R.",
	 "limit|It supposes that events come singly: not several of one person."},
	{METHOD_COMPARISONS, "welch", "method|Welch",
	 "x̄₁ − x̄₂ ∓ t(ν) √(s₁²/n₁ + s₂²/n₂)",
	 "B. L. Welch, Biometrika 34 (1947), 28–35; F. E. Satterthwaite, Biometrics 2 (1946), 110–114",
	 "applies|Two means of two items or more each.",
	 "limit|Of a skewed distribution and few items it covers less than it says."},
	{METHOD_COMPARISONS, "mann_kendall mann_kendall_exact theil_sen", "method|Theil-Sen and Mann-Kendall",
	 "formula|slope: median of all (yⱼ − yᵢ)/(tⱼ − tᵢ); S = Σ sign(yⱼ − yᵢ), exact below 50 points without"
	 " ties, else z = (S ∓ 1) / √(var S)",
	 "P. K. Sen, JASA 63 (1968), 1379–1389; H. B. Mann, Econometrica 13 (1945), 245–259",
	 "applies|The finished periods of a series.",
	 "limit|It knows neither of seasons nor of one quarter resembling the last."},
	{METHOD_COMPARISONS, "funnel funnel_score funnel_binomial funnel_poisson", "method|funnel limits",
	 "formula|proportion: p ∓ z √(p(1 − p)/n), below 10 expected cases or non-cases binomial quantiles; "
	 "rate: Poisson quantiles over the exposure; at 95 and 99.8 %, p the whole area's figure",
	 "D. J. Spiegelhalter, Statistics in Medicine 24 (2005), 1185–1202",
	 "applies|Where a municipality of this size may lie by chance if the whole area's figure were its own.",
	 "limit|One in twenty lies outside the inner limits by luck; inside does not mean good."},
	{METHOD_COMPARISONS, "benchmark", "method|Benchmark",
	 "formula|value − benchmark; beyond chance when the value's own interval does not hold it",
	 "source|definition of pdz",
	 "applies|A figure from elsewhere that the plan gives, with its source.",
	 "limit|The benchmark is taken as exact and as measured in the same way."},
	{METHOD_FIGURES, NULL, NULL, NULL, NULL, NULL, NULL},
};
/* clang-format on */

bool pdz_method_has(const struct pdz_method *m, struct pdz_str key)
{
	for (const char *p = m->keys; *p; p += *p == ' ') {
		size_t n = strcspn(p, " ");
		if (pdz_str_eq((struct pdz_str){p, n}, key))
			return true;
		p += n;
	}
	return false;
}

const struct pdz_method *pdz_method_find(struct pdz_str key)
{
	for (const struct pdz_method *m = pdz_methods; m->keys; m++)
		if (pdz_method_has(m, key))
			return m;
	return NULL;
}
