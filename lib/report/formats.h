/* One struct per format, listed in formats.c. */
#ifndef PDZ_REPORT_FORMATS_H
#define PDZ_REPORT_FORMATS_H

#include "pdz/report.h"

extern const struct pdz_report_format format_text, format_csv, format_markdown, format_html, format_xlsx;

#endif
