/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdz-report: results.json to what people read. */
#include "cli.h"

#include "pdz/record.h"
#include "pdz/publish.h"
#include "pdz/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct request {
	struct pdz_report_options options;
	const struct pdz_report_format *format;
	const char *colour; /* auto, always, never */
	bool publish;
	const char *plan, *since;
	struct pdz_buf objectives, actions, indicators, levels, verdicts, periods, areas, categories; /* lists as given */
};

static const struct pdz_report_format *find_format(const char *name)
{
	for (const struct pdz_report_format *const *f = pdz_report_formats; *f; f++)
		if (strcmp((*f)->name, name) == 0)
			return *f;
	return NULL;
}

static const char *take_layout(void *layout, const char *value)
{
	for (int i = 0; i < PDZ_LAYOUTS; i++)
		if (strcmp(value, pdz_layout_names[i]) == 0) {
			*(enum pdz_layout *)layout = (enum pdz_layout)i;
			return NULL;
		}
	return "summary, triennial, behind, areas or series";
}

static const char *take_width(void *width, const char *value)
{
	char *end;
	unsigned long v = strtoul(value, &end, 10);
	if (*end || end == value || v < 40 || v > 1000)
		return "a whole number from 40 to 1000";
	*(size_t *)width = v;
	return NULL;
}

static const char *take_format(void *format, const char *value)
{
	*(const struct pdz_report_format **)format = find_format(value);
	return find_format(value) != NULL ? NULL : "text, csv, markdown, html or xlsx";
}

static const char *take_profile(void *excel_it, const char *value)
{
	*(bool *)excel_it = strcmp(value, "excel-it") == 0;
	return *(bool *)excel_it || strcmp(value, "rfc4180") == 0 ? NULL : "rfc4180 or excel-it";
}

static const char *take_colour(void *colour, const char *value)
{
	*(const char **)colour = value;
	return strcmp(value, "auto") == 0 || strcmp(value, "always") == 0 || strcmp(value, "never") == 0
	           ? NULL
	           : "auto, always or never";
}

#define LIST(member) cli_take_list, offsetof(struct request, member)

static const struct cli_option options[] = {
	{'f', "format", "FORMAT", take_format, offsetof(struct request, format),
     "text (default), csv, markdown, html or xlsx;\nwithout it, that of the ending of -o FILE"},
	{'l', "layout", "LAYOUT", take_layout, offsetof(struct request, options.layout),
     "summary (default on a terminal): verdicts, and what needs a look;\n"
     "triennial (default of other formats): objective by objective,\nyear by year, after the summary;\n"
     "behind: only what was missed, is off track or behind;\n"
     "areas: the sub-areas side by side;\n"
     "series: period by period"},
	{'\0', "publish", NULL, cli_take_flag, offsetof(struct request, publish),
     "hide figures of fewer persons than the plan's suppress_below,\n"
     "and as many further ones as it takes that none can be\n"
     "recomputed; the same ones in every format and layout"},
	{'p', "plan", "PLAN", cli_take_name, offsetof(struct request, plan),
     "the plan of the results: it decides what is published"},
	{'\0', "since", "FILE", cli_take_name, offsetof(struct request, since),
     "the results published before: hide what only the\ndifference tells"},
	{'\0', "indicator", "CODES", LIST(indicators),
     "only these indicators, with commas between; 1.3 stands for all\nof action 1.3, 1 for all of objective 1"},
	{'\0', "objective", "CODES", LIST(objectives), "only these objectives"},
	{'\0', "action", "CODES", LIST(actions), "only these actions"},
	{'\0', "level", "LEVELS", LIST(levels), "only these levels: input, process, result, impact"},
	{'\0', "verdict", "VERDICTS", LIST(verdicts),
     "only these verdicts: achieved, achieved_late, on_track, behind,\noff_track, missed, no_target, not_assessable"},
	{'\0', "period", "PERIODS", LIST(periods), "only periods that lie in one of these: 2026, 2025-S1, 2025/2027"},
	{'\0', "area", "AREAS", LIST(areas), "only these areas, by code, name or alias, with what lies in them"},
	{'\0', "category", "TEXTS", LIST(categories), "only these categories (\\, is a comma of its own)"},
	{'\0', "csv-profile", "PROFILE", take_profile, offsetof(struct request, options.excel_it),
     "rfc4180 (default) or excel-it: semicolon, decimal comma,\nfor Excel in Italian"},
	{'\0', "accessible", NULL, cli_take_flag, offsetof(struct request, options.accessible),
     "workbook by the guidance for published spreadsheets"},
	{'\0', "width", "COLUMNS", take_width, offsetof(struct request, options.width),
     "width of the text table (default: that of the terminal, else 140)"},
	{'\0', "color", "WHEN", take_colour, offsetof(struct request, colour), "auto (default), always or never"},
	{0},
};

static const char *const examples[] = {
	"pdz-report results.json",
	"what it comes to, on one screen",
	"pdz-report --layout triennial results.json",
	"the monitoring table on the terminal",
	"pdz-report -f xlsx -o monitoraggio.xlsx results.json",
	"the workbook for the Region",
	"pdz-report --layout behind --objective 2 results.json",
	"what is behind in objective 2",
	"pdz-report --publish -p plan.json -o index.html results.json",
	"the page for everybody: no figure tells of one or two persons",
	"pdz-indicators -p plan.json records.csv | pdz-report -f html -o index.html",
	"the page, straight from the records",
	NULL,
};

static const struct cli_program program = {
	.name = "pdz-report",
	.synopsis = "[OPTION]... [FILE]",
	.summary = "Writes the results of pdz-indicators (FILE, or standard input) as a table for a\n"
			   "terminal, CSV, Markdown, a web page or an Excel workbook.",
	.options = options,
	.examples = examples,
};

static bool has_several(const char *list)
{
	struct pdz_buf word = {0};
	const bool several = cli_next(&list, &word) && cli_next(&list, &word);
	pdz_buf_release(&word);
	return several;
}

/* What only the program may look at: the terminal and the environment. */
static void look_at_terminal(struct request *q, const char *output)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	bool terminal = !output && isatty(STDOUT_FILENO);
	struct winsize size;
	if (!q->options.width && terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
		q->options.width = size.ws_col;
	q->options.colour = strcmp(q->colour, "always") == 0 ||
	                    (strcmp(q->colour, "auto") == 0 && terminal && !(no_color && *no_color) && term &&
	                     strcmp(term, "dumb") != 0);
}

static void say_publication(const struct cli *cli, const struct pdz_publication *p)
{
	const struct cli_count counts[] = {CLI_COUNT("primary", p->primary), CLI_COUNT("complementary", p->complementary),
	                                   CLI_COUNT("dependent", p->dependent)};
	cli_say_counts(
		cli, "suppressed", NULL, counts, sizeof counts / sizeof *counts, false,
		"figures hidden: %zu of fewer than %lld persons, %zu more so that these cannot be recomputed, %zu that rest on "
		"hidden ones",
		p->primary, (long long)p->threshold, p->complementary, p->dependent);
}

/* What may be published follows from the plan, and from what was published before. */
static enum pdz_status publish(const struct request *q, struct pdz_results *results, const struct pdz_diag_sink *sink,
                               struct pdz_error *err)
{
	struct pdz_plan *plan = NULL;
	struct pdz_results *before = NULL;
	enum pdz_status status = pdz_plan_load(&plan, q->plan, sink, err);
	if (status == PDZ_OK && q->since != NULL)
		status = pdz_results_load(&before, q->since, sink, err);
	if (status == PDZ_OK)
		status = pdz_publish(results, plan, before, err);
	pdz_results_free(before);
	pdz_plan_free(plan);
	return status;
}

static enum pdz_status write_report(struct cli *cli, const struct request *q, const struct pdz_results *results,
                                    struct pdz_error *err)
{
	struct pdz_report *report = NULL;
	struct pdz_output out = {0};
	size_t neutralised = 0;

	enum pdz_status status = pdz_report_build(&report, results, &q->options, err);
	if (status == PDZ_OK && q->format == find_format("text"))
		cli_page(cli);
	if (status == PDZ_OK)
		status = pdz_output_open(&out, cli->output, false, err);
	if (status == PDZ_OK)
		status = q->format->write(report, &out.pending, &neutralised, err);
	if (status == PDZ_OK)
		status = pdz_output_commit(&out, err);
	else
		pdz_output_abandon(&out);
	cli_page_end(cli);
	if (status == PDZ_OK && neutralised)
		cli_say_counts(cli, "neutralised", NULL, &(struct cli_count)CLI_COUNT("cells", neutralised), 1, false,
		               "text cells that look like formulas made harmless with an apostrophe: %zu", neutralised);
	if (status == PDZ_OK && results->publication.on)
		say_publication(cli, &results->publication);
	pdz_report_free(report);
	return status;
}

/* What was asked for fits together: CLI_GO_ON, with the format and the layout known; else a usage error was told. */
static int settle_request(const struct cli *cli, struct request *q)
{
	if (cli->fail_on == CLI_FAIL_ON_NEW)
		return cli_usage(cli, "--fail-on new is for the programs that read data: they have --last");
	if (cli->operand_count > 1)
		return cli_usage(cli, "one file at a time: '%s'", cli->operands[1]);
	q->options.selection = (struct pdz_selection){q->objectives.p, q->actions.p, q->indicators.p, q->levels.p,
	                                              q->verdicts.p,   q->periods.p, q->areas.p,      q->categories.p};
	if (cli_apart(cli, cli->output, (const char *const *)cli->operands, (size_t)cli->operand_count) != CLI_GO_ON ||
	    cli_apart(cli, cli->output, (const char *const[]){q->plan, q->since}, 2) != CLI_GO_ON)
		return PDZ_USAGE;
	if (cli->fail_on == CLI_FAIL_ON_NEW)
		return cli_usage(cli, "--fail-on new: a report sets nothing aside; pdz-ingest and pdz-indicators do");
	if (q->publish && q->plan == NULL)
		return cli_usage(cli, "--publish needs the plan, which says what may be published (expected -p PLAN)");
	if (!q->publish && (q->plan != NULL || q->since != NULL))
		return cli_usage(cli, "--plan and --since belong to --publish");
	if (!q->format) {
		const char *name = cli_format_of(cli->output, "text");
		q->format = name != NULL ? find_format(name) : NULL;
	}
	if (!q->format)
		return cli_usage(cli, "no format for the ending of '%s' (expected -f FORMAT, or csv, html, md, txt or xlsx)",
		                 cli->output);
	if (q->options.layout == PDZ_LAYOUTS) /* none was given */
		q->options.layout = q->format == find_format("text") ? PDZ_SUMMARY : PDZ_TRIENNIAL;
	if (q->format->binary && !cli->output && isatty(STDOUT_FILENO))
		return cli_usage(cli, "a workbook does not go to a terminal (expected -o FILE)");
	if (q->categories.p != NULL && strcmp(q->format->name, "csv") != 0 && has_several(q->categories.p))
		return cli_usage(cli, "a table is of one category (expected one, or -f csv): '%s'", q->categories.p);
	look_at_terminal(q, cli->output);
	return cli_may_replace(cli, cli->output);
}

static int make_report(struct cli *cli, struct request *q)
{
	struct pdz_error err = {0};
	struct pdz_results *results = NULL;

	cli_say_terminal(cli, true, (const char *const[]){q->plan, q->since}, 2);
	const struct pdz_diag_sink sink = {cli_tell, cli};
	cli_progress(cli, (const char *const *)cli->operands, (size_t)cli->operand_count);
	int status = (int)pdz_results_load(&results, cli->operand_count ? cli->operands[0] : "-", &sink, &err);
	cli_tell_rest(cli);
	if (status == PDZ_OK) {
		cli_language(cli, pdz_language_name(results->italian ? PDZ_ITALIAN : PDZ_ENGLISH));
		q->options.language = cli->language;
		if (q->publish)
			status = (int)publish(q, results, &sink, &err);
	}
	if (status == PDZ_OK)
		status = (int)write_report(cli, q, results, &err);
	pdz_results_free(results);
	return status == PDZ_OK      ? cli_status(cli)
	       : status == PDZ_USAGE ? cli_usage(cli, "%s", pdz_error_text(&err, cli->language))
	                             : cli_fail(cli, &err);
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct request q = {.colour = "auto", .options.layout = PDZ_LAYOUTS};

	int status = cli_start(&cli, &program, argc, argv, &q);
	if (status == CLI_GO_ON)
		status = settle_request(&cli, &q);
	if (status == CLI_GO_ON)
		status = make_report(&cli, &q);
	status = cli_end(&cli, status);
	struct pdz_buf *const lists[] = {&q.objectives, &q.actions, &q.indicators, &q.levels,
	                                 &q.verdicts,   &q.periods, &q.areas,      &q.categories};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		pdz_buf_release(lists[i]);
	return status;
}
