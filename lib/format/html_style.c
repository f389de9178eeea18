/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The style sheet of the page, page.css, and the names of its classes. */
#include "format/html.h"

const char *const pdz_html_verdict_class[PDZ_VERDICTS] = {"v-achieved",  "v-achieved-late", "v-on-track",
                                                          "v-behind",    "v-off-track",     "v-missed",
                                                          "v-no-target", "v-not-assessable"};

const char *const pdz_html_style[] = {
#include "page.css.inc"
	NULL,
};
