/* The formats there are. */
#include "formats.h"

const struct pdz_report_format *const pdz_report_formats[] = {
	&format_text, &format_csv, &format_markdown, &format_html, &format_xlsx, NULL,
};
