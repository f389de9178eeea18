/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From results to what people read: table, CSV, Markdown, page, workbook.
 *
 * Two steps. pdz_report_build decides everything about content: which indicators,
 * which periods, which words, how numbers are written. A format only decides how
 * it looks. A new layout is a function in lib/report/layouts.c, a new format one
 * file in lib/format with one struct pdz_report_format. */
#ifndef PDZ_REPORT_H
#define PDZ_REPORT_H

#include "pdz/error.h"
#include "pdz/results.h"

#ifdef __cplusplus
extern "C" {
#endif

enum pdz_layout {
	PDZ_TRIENNIAL, /* objective by objective, a figure per year and for the whole plan */
	PDZ_ATTENTION, /* only what is behind or off track */
	PDZ_AREAS,     /* the sub-areas side by side, one period */
	PDZ_TREND,     /* period by period, finest level there is */
	PDZ_SUMMARY,   /* the answer alone */
	PDZ_LAYOUTS,
};
/* "triennial", "behind", "areas", "series", "summary"; NULL after the last. */
extern const char *const pdz_layout_names[PDZ_LAYOUTS + 1];

/* With commas between, a comma of a name itself behind a backslash; NULL: all. indicators: codes of indicators, actions
 * or objectives; periods: with what lies in them; areas: codes or names, with what lies in them; categories: several
 * only where entries are listed (CSV), for a table is of one. */
struct pdz_selection {
	const char *objectives, *actions, *indicators, *levels, *verdicts, *periods, *areas, *categories;
};

struct pdz_report_options {
	enum pdz_language language;
	enum pdz_layout layout;
	struct pdz_selection selection;
	size_t width;    /* of the text table, in columns; 0: 140 */
	bool colour;     /* text */
	bool excel_it;   /* CSV for Italian Excel; else RFC 4180 */
	bool accessible; /* workbook by the guidance for published spreadsheets */
};

/* ---- the model that formats draw ---- */

enum pdz_cell_kind {
	PDZ_CELL_TEXT,
	PDZ_CELL_NUMBER,
	PDZ_CELL_PERCENT, /* 0.5 is 50 % */
	PDZ_CELL_REASON,  /* a value that cannot be given; the text says why */
	PDZ_CELL_NONE,    /* has no meaning here; the text says so */
	PDZ_CELL_VERDICT,
};

struct pdz_cell {
	enum pdz_cell_kind kind;
	double number; /* NUMBER, PERCENT */
	int decimals;  /* of number as written; of a percentage, those of the percentage */
	enum pdz_reason reason;
	enum pdz_verdict verdict;
	struct pdz_str text;             /* as people read it; never empty */
	struct pdz_str unit;             /* at the end of the text of a NUMBER; may be empty */
	struct pdz_str under;            /* a smaller line below it; may be empty */
	const struct pdz_figure *figure; /* in figure columns; NULL: the results have none */
};

/* One entry written out. The value is in the cell; this is what stands beside it. */
struct pdz_figure {
	const struct pdz_entry *entry;
	struct pdz_cell value, done, planned, n; /* numerator, denominator (for a count: the target), cases */
	struct pdz_str basis;                    /* "18 su 20", "atteso 30"; may be empty */
	struct pdz_str count;                    /* "n 20"; empty where n is not known */
	struct pdz_str extra;                    /* a milestone's date, missing periods, open cases; may be empty */
	struct pdz_str interval;                 /* "IC 95%: 0,51–0,83"; may be empty */
	struct pdz_str verdict;                  /* of an area, in its column; may be empty */
};

enum pdz_column_role { PDZ_COLUMN_FIGURE, PDZ_COLUMN_PLAIN, PDZ_COLUMN_PROGRESS, PDZ_COLUMN_VERDICT };

struct pdz_report_column {
	enum pdz_column_role role;
	struct pdz_str title;
	struct pdz_str key;   /* stable name: "2025", "baseline" */
	struct pdz_str under; /* what stands in its cells; may be empty */
};

struct pdz_report_row {
	bool is_group; /* a heading over the rows that follow: code and name only */
	struct pdz_str code, name;
	struct pdz_str level;                         /* in words */
	struct pdz_str measure;                       /* "mediana, giorni lavorativi" */
	struct pdz_str note;                          /* problem, breakdown; may be empty */
	const struct pdz_entry *entry;                /* that its verdict is about; NULL: none */
	const struct pdz_result_indicator *indicator; /* NULL for a group */
	struct pdz_cell *cells;                       /* one per column */
};

struct pdz_series_line {
	struct pdz_str name;
	int verdict;                           /* colour of a verdict; -1: by its number */
	struct pdz_value *values, *low, *high; /* one per label; low and high NULL: no intervals */
};

enum pdz_chart_kind { PDZ_CHART_STACKED, PDZ_CHART_BARS, PDZ_CHART_LINES };

struct pdz_chart {
	enum pdz_chart_kind kind;
	struct pdz_str title, description; /* the description says in words what it shows */
	bool percent;
	struct pdz_str *labels;
	size_t label_count;
	struct pdz_series_line *lines;
	size_t line_count;
};

struct pdz_term_text {
	struct pdz_str term, text;
};

/* What the report comes to, before all else: lists, each worst first. */
enum pdz_answer_part {
	PDZ_ANSWER_MISSED,
	PDZ_ANSWER_OFF_TRACK,
	PDZ_ANSWER_BEHIND,
	PDZ_ANSWER_UNKNOWN,
	PDZ_ANSWER_OWED, /* deliveries that have not come, of the sources that the indicators shown rest on */
	PDZ_ANSWER_PARTS
};

struct pdz_answer_line {
	struct pdz_str code, name; /* of an indicator; of a source, if deliveries of it are missing */
	struct pdz_str area;       /* its name, where the report is of chosen areas; of the sender; may be empty */
	struct pdz_str verdict;    /* in words */
	const char *key;           /* of the verdict; "not_delivered" */
	struct pdz_str text; /* "8 progetti nel 2027, 14 attesi al 30/06": the figure that decided, what was expected */
	const struct pdz_entry *entry; /* NULL: none */
	size_t place;                  /* before sorting */
};

struct pdz_answer {
	struct pdz_str title;
	struct pdz_answer_line *lines;
	size_t line_count;
};

/* How many have each verdict. */
struct pdz_verdict_counts {
	size_t of[PDZ_VERDICTS], all;
	size_t nothing_due; /* of those on track: nothing was expected yet */
};

struct pdz_report_section {
	struct pdz_str code, title; /* "Obiettivo 1", its name */
	struct pdz_str heading;
	struct pdz_str *facts; /* policy areas, money; lines of text */
	size_t fact_count;
	struct pdz_report_row *rows;
	size_t row_count;
	struct pdz_verdict_counts verdicts;
	struct pdz_chart *charts;
	size_t chart_count;
	struct pdz_term_text *comparisons; /* indicator and finding */
	size_t comparison_count;
};

/* One method in the language of the reader. */
struct pdz_report_method {
	struct pdz_str key, name, group, formula, source, applies, limit; /* key: names in the results, commas between */
	bool used;                                                        /* by something in this report */
};

struct pdz_report {
	const struct pdz_results *results;
	struct pdz_report_options options;
	struct pdz_str title, subtitle, intro;
	struct pdz_str code_title, name_title; /* heads of the first two columns */
	struct pdz_report_column *columns;
	size_t column_count;
	struct pdz_report_section *sections;
	size_t section_count;
	size_t indicator_count;             /* shown */
	struct pdz_verdict_counts verdicts; /* of these */
	struct pdz_answer answer[PDZ_ANSWER_PARTS];
	struct pdz_chart *charts;
	size_t chart_count;
	struct pdz_term_text *notes; /* how to read it */
	size_t note_count;
	struct pdz_term_text *provenance; /* what it was made from */
	size_t provenance_count;
	struct pdz_report_method *methods; /* all there are, those used here first */
	size_t method_count, methods_used;
	uint32_t *entries; /* the selected entries, for flat formats */
	size_t entry_count;
	struct pdz_arena arena;
};

/* Wrong selections are PDZ_USAGE with the nearest known name. results must outlive
 * the report; free with pdz_report_free. */
PDZ_MUST_CHECK enum pdz_status pdz_report_build(struct pdz_report **report, const struct pdz_results *results,
                                                const struct pdz_report_options *options, struct pdz_error *err);
void pdz_report_free(struct pdz_report *report);

struct pdz_report_format {
	const char *name, *extension;
	bool binary;
	/* Append the whole of it to out. neutralised: text cells made harmless, counted; may be NULL. */
	enum pdz_status (*write)(const struct pdz_report *report, struct pdz_buf *out, size_t *neutralised,
	                         struct pdz_error *err);
};
/* text, csv, markdown, html, xlsx; NULL after the last. */
extern const struct pdz_report_format *const pdz_report_formats[];

#ifdef __cplusplus
}
#endif

#endif
