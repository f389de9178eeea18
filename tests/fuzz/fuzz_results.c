/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as results: refused, or shown in every layout, language and format but the
 * workbook, whose writer needs a process of its own. What is shown is safe to show. */
#include "fuzz.h"

#include "pdz/report.h"

/* Nothing that a terminal obeys, and UTF-8. */
static void must_be_harmless(struct pdz_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		const unsigned char c = (unsigned char)s.p[i];
		must((c >= ' ' && c != 0x7f) || c == '\n' || c == '\r');
		must(!(c == 0xc2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xa0)); /* C1 */
	}
}

/* No element but those that the page is made of, no way out of an attribute. */
static void must_be_a_page(struct pdz_str s)
{
	static const char *const never[] = {"<script",     "<iframe", "<img",     "<object",
	                                    "javascript:", "<link",   "onerror=", "onload="};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		const char *at = memmem(s.p, s.n, never[i], strlen(never[i]));
		must(at == NULL || never[i][0] != '<');
	}
}

static void show(const struct pdz_results *results, unsigned way)
{
	struct pdz_report_options options = {
		.language = way & 1 ? PDZ_ITALIAN : PDZ_ENGLISH,
		.layout = (enum pdz_layout)(way / 2 % PDZ_LAYOUTS),
		.width = way & 64 ? 40 : 0,
		.excel_it = way & 32,
	};
	struct pdz_report *report;
	struct pdz_error err = {0};
	const enum pdz_status status = pdz_report_build(&report, results, &options, &err);
	must(status == PDZ_OK || (status != PDZ_OUTPUT && err.text[0] != '\0'));
	for (const struct pdz_report_format *const *f = pdz_report_formats; status == PDZ_OK && *f != NULL; f++) {
		struct pdz_buf out = {0};
		if ((*f)->binary)
			continue;
		must((*f)->write(report, &out, NULL, &err) == PDZ_OK && !out.failed);
		if (strcmp((*f)->name, "text") == 0)
			must_be_harmless(pdz_buf_view(&out));
		if (strcmp((*f)->name, "html") == 0)
			must_be_a_page(pdz_buf_view(&out));
		pdz_buf_release(&out);
	}
	if (status == PDZ_OK)
		pdz_report_free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pdz_results *results;
	struct pdz_error err = {0};
	const enum pdz_status status = pdz_results_load(&results, file_of(0, data, size), &sink, &err);
	must_be_told(status, &err);
	must((results != NULL) == (status == PDZ_OK));
	for (unsigned way = 0; results != NULL && way < PDZ_LAYOUTS * 2; way++)
		show(results, way | (unsigned)(size & 3) << 5);
	pdz_results_free(results);
	return 0;
}
