/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One struct per format, listed in formats.c. */
#ifndef PDZ_FORMAT_FORMATS_H
#define PDZ_FORMAT_FORMATS_H

#include "pdz/report.h"

extern const struct pdz_report_format pdz_format_text, pdz_format_csv, pdz_format_markdown, pdz_format_html,
	pdz_format_xlsx;

#endif
