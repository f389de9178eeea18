/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of the HTML page. */
#ifndef PDZ_FORMAT_HTML_H
#define PDZ_FORMAT_HTML_H

#include "pdz/report.h"
#include "words/words.h"
#include "format/fill.h"

/* Text or attribute value: escaped, control and direction characters made visible. */
void pdz_html_text(struct pdz_buf *b, struct pdz_str s);
#define HTML(b, template, ...) PDZ_FILL(b, pdz_html_text, template, __VA_ARGS__)

/* A chart as a figure: inline SVG, caption, and its data as a table. number: for
 * ids, unique in the page. */
void pdz_html_chart(struct pdz_buf *b, const struct pdz_chart *chart, enum pdz_language language, unsigned number);

/* "v-achieved" ...: the class of a verdict in the style sheet. */
extern const char *const pdz_html_verdict_class[PDZ_VERDICTS];
/* The style sheet in pieces, NULL after the last. */
extern const char *const pdz_html_style[];

#endif
