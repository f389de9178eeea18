/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats there are. */
#include "format/formats.h"

const struct pdz_report_format *const pdz_report_formats[] = {
	&pdz_format_text, &pdz_format_csv, &pdz_format_markdown, &pdz_format_html, &pdz_format_xlsx, NULL,
};
